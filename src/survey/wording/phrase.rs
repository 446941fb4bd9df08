//! Changed lines → phrases: sentences that hold something new.

use std::ops::Range;

use super::Phrase;
use super::difference::{ChangedLine, Side};
use super::line::{SENTENCE_END, Seen};

/// Cuts the lines into sentences and keeps those that hold a letter which is not kept.
pub(super) fn phrases(side: &Side) -> Vec<Phrase> {
    let lines = side.lines.iter();
    lines
        .flat_map(|line| {
            sentences(&line.seen)
                .into_iter()
                .filter_map(|range| phrase(line, range))
        })
        .collect()
}

/// Ranges of the characters of one line's sentences; they cover all of it.
fn sentences(seen: &[Seen]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..seen.len() {
        let closes = seen.get(at + 1).is_some_and(|next| is_closer(next.char));
        if !closes && ends(seen, at) {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    found.push(start..seen.len());
    found
}

/// Whether a sentence ends at a character, with the quotes and brackets that close after it.
fn ends(seen: &[Seen], at: usize) -> bool {
    let before = seen[..=at].iter().rev();
    let end = before.map(|seen| seen.char).find(|&c| !is_closer(c));
    let spaced = seen
        .get(at + 1)
        .is_none_or(|next| next.start > seen[at].end);
    match end {
        Some('。' | '．' | '！' | '？' | '!' | '?' | SENTENCE_END) => true,
        Some('.') => spaced,
        _ => false,
    }
}

fn is_closer(c: char) -> bool {
    matches!(c, '」' | '』' | '）' | ')' | '”' | '"' | '】')
}

fn phrase(line: &ChangedLine, range: Range<usize>) -> Option<Phrase> {
    let range = trimmed(&line.seen, range);
    let seen = &line.seen[range.clone()];
    let mut text = String::with_capacity(seen.len() * 3);
    let mut new: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (seen, kept) in seen.iter().zip(&line.kept[range]) {
        let start = text.len();
        text.push(seen.char);
        if !seen.is_letter() {
            continue;
        }
        match new.last_mut() {
            Some(last) if joins && !kept => last.end = text.len(),
            _ if !kept => new.push(start..text.len()),
            _ => {}
        }
        joins = !kept;
    }
    let (first, last) = (seen.first()?, seen.last()?);
    (!new.is_empty()).then_some(Phrase {
        text,
        range: first.start as usize..last.end as usize,
        new,
    })
}

/// Without unseen ends and the gaps around them.
fn trimmed(seen: &[Seen], mut range: Range<usize>) -> Range<usize> {
    let blank = |at: usize| matches!(seen[at].char, SENTENCE_END | ' ');
    while !range.is_empty() && blank(range.start) {
        range.start += 1;
    }
    while !range.is_empty() && blank(range.end - 1) {
        range.end -= 1;
    }
    range
}
