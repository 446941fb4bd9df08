//! What bounds a text has passed → findings for those who look after it.

use super::build::{self, Tree};
use super::source::{self, Source};
use crate::diagnostic::Diagnostic;

const RULE: &str = "document-bounds";

/// Reports every bound that was passed.
pub(super) fn passed(original: &str, source: &Source<'_>, tree: &Tree) -> Vec<Diagnostic> {
    let line = |place: usize| 1 + memchr::memchr_iter(b'\n', &original.as_bytes()[..place]).count();
    let mut problems = Vec::new();
    if source.cut > 0 {
        let size = source::MAX_BYTES >> 20;
        problems.push(
            Diagnostic::warning(
                RULE,
                format!("longer than {size} MiB; the rest is left out"),
            )
            .at_line(line(original.len() - source.cut), None)
            .with_help("divide it into several documents"),
        );
    }
    if source.hostile {
        problems.push(Diagnostic::warning(
            RULE,
            "made to slow the reader down; shown as it is",
        ));
    }
    if let Some(place) = tree.too_deep {
        let message = format!(
            "nested more than {} deep; shown less deeply",
            build::MAX_DEPTH
        );
        problems.push(Diagnostic::warning(RULE, message).at_line(line(place), None));
    }
    if let Some(place) = tree.too_many {
        let message = format!(
            "more than {} parts; from here on shown as it is",
            build::MAX_NODES
        );
        problems.push(Diagnostic::warning(RULE, message).at_line(line(place), None));
    }
    problems
}
