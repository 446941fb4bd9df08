//! A place in a text where a mark starts or ends → what it cuts through, if anything.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use unicode_segmentation::UnicodeSegmentation;

use crate::words;

/// How many ends of marks lie inside what a reader would not cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Ends that lie inside a block at all.
    pub ends: usize,
    /// Inside a grapheme (UAX #29).
    pub graphemes: usize,
    /// Inside a number, its separators included.
    pub numbers: usize,
    /// Inside a word of a script that parts words by spaces.
    pub latin: usize,
    /// Inside a kanji numeral, or before a long-vowel mark or a small kana.
    pub kana: usize,
    /// Inside a Japanese word, as the dictionary and the rules for inflected endings have it.
    pub japanese: usize,
}

impl Cuts {
    /// Those that are never right.
    pub fn never_right(&self) -> usize {
        self.graphemes + self.numbers + self.latin + self.kana
    }
}

impl AddAssign for Cuts {
    fn add_assign(&mut self, other: Self) {
        self.ends += other.ends;
        self.graphemes += other.graphemes;
        self.numbers += other.numbers;
        self.latin += other.latin;
        self.kana += other.kana;
        self.japanese += other.japanese;
    }
}

/// Judges the ends of marks in one text, given as places in bytes.
pub fn cuts(text: &str, ends: impl IntoIterator<Item = usize>) -> Cuts {
    let mut cuts = Cuts::default();
    let mut words: Option<BTreeSet<usize>> = None;
    let mut graphemes: Option<BTreeSet<usize>> = None;
    for at in ends {
        let (before, after) = text.split_at(at);
        let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
            continue;
        };
        cuts.ends += 1;
        if last.is_whitespace() || next.is_whitespace() {
            continue;
        }
        let graphemes = graphemes
            .get_or_insert_with(|| text.grapheme_indices(true).map(|(at, _)| at).collect());
        let words = words.get_or_insert_with(|| words::ends(text).into_iter().collect());
        if !graphemes.contains(&at) {
            cuts.graphemes += 1;
        } else if is_in_number(before, after) {
            cuts.numbers += 1;
        } else if is_latin(last) && is_latin(next) {
            cuts.latin += 1;
        } else if !words::is_cut(text, at) {
            cuts.kana += 1;
        } else if is_japanese(last) && is_japanese(next) && !words.contains(&at) {
            cuts.japanese += 1;
        }
    }
    cuts
}

fn is_in_number(before: &str, after: &str) -> bool {
    let digit =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let mark = |c: Option<char>| c.is_some_and(|c| matches!(c, '.' | ',' | '．' | '，'));
    let (mut left, mut right) = (before.chars().rev(), after.chars());
    let (a, b, c, d) = (left.next(), right.next(), left.next(), right.next());
    digit(a) && (digit(b) || mark(b) && digit(d)) || mark(a) && digit(c) && digit(b)
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_japanese(c)
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}
