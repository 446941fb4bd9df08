//! A text → its negations: しない, しません, せず, not, n't, no longer.
//!
//! What only looks like one is left out: しなければならない, 少ない, しかない, だけでなく, かもしれない, ではないか, ない限り.

use std::ops::Range;

const AROUND: usize = 12;
const WORDS: [&str; 7] = ["ない", "ません", "せず", "わず", "not ", "n't", "no longer"];
const NO_NEGATIONS: [&str; 18] = [
    "なければ",
    "なくては",
    "少ない",
    "しかない",
    "しかありません",
    "だけでな",
    "のみでな",
    "かもしれない",
    "ではないか",
    "ない限り",
    "つかない",
    "ないし",
    "ないよう",
    "もったいない",
    "not only",
    "危ない",
    "ないわけ",
    "切ない",
];

/// The negations that lie in or across the ends of a range.
pub(super) fn find(text: &str, near: &Range<usize>) -> Vec<Range<usize>> {
    let start = text.floor_char_boundary(near.start.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((near.end + AROUND).min(text.len()));
    let part = &text[start..end];
    let masked: Vec<Range<usize>> = NO_NEGATIONS
        .iter()
        .flat_map(|word| part.match_indices(word))
        .map(|(at, word)| start + at..start + at + word.len())
        .collect();
    let mut found: Vec<Range<usize>> = WORDS
        .iter()
        .flat_map(|word| part.match_indices(word))
        .map(|(at, word)| start + at..start + at + word.trim_end().len())
        .filter(|range| range.start < near.end && near.start < range.end)
        .filter(|range| {
            !masked
                .iter()
                .any(|mask| mask.start < range.end && range.start < mask.end)
        })
        .collect();
    found.sort_by_key(|range| range.start);
    found
}
