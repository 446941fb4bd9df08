//! A text → its characters with full-width ASCII folded to half width, for reading figures from it.

use std::ops::Range;

/// A text, or a part of one, to read from. Places are counted in characters.
#[derive(Default)]
pub(super) struct Text {
    chars: Vec<char>,
    /// Where each character begins, and where the text ends.
    starts: Vec<usize>,
}

impl Text {
    /// A text from its beginning.
    pub fn new(source: &str) -> Self {
        let mut text = Self::default();
        text.read(source, 0);
        text
    }

    /// Takes another part of a text, which begins at a byte of it.
    pub fn read(&mut self, part: &str, start: usize) {
        self.chars.clear();
        self.starts.clear();
        for (at, c) in part.char_indices() {
            self.chars.push(folded(c));
            self.starts.push(start + at);
        }
        self.starts.push(start + part.len());
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The folded character at a place.
    pub fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before a place.
    pub fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.at(at))
    }

    /// Whether the text goes on with `word` (half width) at a place; then where it ends.
    pub fn word(&self, at: usize, word: &str) -> Option<usize> {
        let mut end = at;
        for c in word.chars() {
            if self.at(end) != Some(c) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Whether `word` ends right before a place; then where it starts.
    pub fn word_before(&self, at: usize, word: &str) -> Option<usize> {
        let start = at.checked_sub(word.chars().count())?;
        self.word(start, word).map(|_| start)
    }

    /// The first of some words with which the text goes on, and where it ends.
    pub fn one_of<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words
            .iter()
            .find_map(|word| Some((*word, self.word(at, word)?)))
    }

    /// The end of the run of characters from a place that are of a kind.
    pub fn run(&self, at: usize, of: impl Fn(char) -> bool) -> usize {
        let rest = self.chars.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|c| of(**c)).count()
    }

    /// A range of characters as a range of bytes.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let start = |at: usize| self.starts[at.min(self.chars.len())];
        start(range.start)..start(range.end)
    }

    /// The characters of a range, folded.
    pub fn folded(&self, range: Range<usize>) -> String {
        self.chars
            .get(range)
            .map(|chars| chars.iter().collect())
            .unwrap_or_default()
    }
}

fn folded(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => ' ',
        '￥' => '¥',
        '￡' => '£',
        '〜' => '~',
        '−' => '-',
        other => other,
    }
}

/// A kanji or one of its signs of repetition.
pub(super) fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〇')
}
