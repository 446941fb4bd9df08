//! Documents → the places where they use what only the old tool understood.

use super::{Findings, Ground, below};

/// Most documents that are looked through.
const MOST_DOCUMENTS: usize = 5_000;
/// Most places of one kind that are told.
const MOST_PLACES: usize = 10;

/// How a line begins or what it holds that a tool gives a meaning to, and what to do about it.
#[derive(Clone, Copy)]
pub(super) struct Sign {
    /// Whether a line, without the spaces before it, has it.
    pub is_in: fn(&str) -> bool,
    /// What it is.
    pub what: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// Names the places, by file and line. What stands in fenced code has no meaning.
pub(super) fn scan(
    found: &mut Findings,
    ground: &dyn Ground,
    documents: &[String],
    signs: &[Sign],
) {
    let mut counts = vec![0_usize; signs.len()];
    for document in documents.iter().take(MOST_DOCUMENTS) {
        let path = below(&found.source, document);
        let Some(text) = ground.text(&path) else {
            continue;
        };
        let mut fence: Option<&str> = None;
        for (line, at) in text.lines().zip(1..) {
            let line = line.trim_start();
            let mark = ["```", "~~~"]
                .into_iter()
                .find(|mark| line.starts_with(mark));
            if mark.is_some() && (fence.is_none() || fence == mark) {
                fence = if fence.is_some() { None } else { mark };
                continue;
            }
            if fence.is_some() {
                continue;
            }
            for (sign, count) in signs.iter().zip(&mut counts) {
                if (sign.is_in)(line) {
                    *count += 1;
                    if *count <= MOST_PLACES {
                        found.lose((&path, at), sign.what, sign.help);
                    }
                }
            }
        }
    }
    for (sign, count) in signs.iter().zip(counts) {
        if count > MOST_PLACES {
            let what = format!("{} more: {}", count - MOST_PLACES, sign.what);
            found.lose((&found.source.clone(), 0), what, sign.help);
        }
    }
}
