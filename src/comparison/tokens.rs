//! A stretch of running text → numbered tokens with a weight: what the comparison of two texts is made on.

use std::collections::HashMap;
use std::ops::Range;

use super::visible::{Atom, Flat};
use super::words;

/// What a token is, as far as the comparison cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A word with a meaning of its own.
    Word,
    /// Hiragana only: a particle, an ending.
    Kana,
    Number,
    Space,
    Punctuation,
    /// Ends a sentence or a line.
    Stop,
    Atom,
}

/// One word, mark of punctuation or atom.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it stands in [`Flat::text`].
    pub range: Range<usize>,
    /// Equal tokens of both sides have equal numbers.
    pub id: u32,
    pub weight: u32,
    pub class: Class,
    /// Multiplies the number before it: 万, 億.
    pub is_magnitude: bool,
    /// An opening bracket.
    pub is_opening: bool,
    /// A closing bracket, or a mark that never begins a line.
    pub is_closing: bool,
}

#[derive(PartialEq, Eq, Hash)]
enum Name<'t> {
    Text(&'t str),
    Atom(&'t Atom<'t>),
}

/// Gives equal tokens of both sides equal numbers.
#[derive(Default)]
pub(super) struct Names<'t>(HashMap<Name<'t>, u32>);

impl<'t> Names<'t> {
    fn id(&mut self, name: Name<'t>) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }

    /// Cuts `range` of a text into words and atoms.
    pub(super) fn words(&mut self, flat: &'t Flat<'_>, range: Range<usize>) -> Vec<Token> {
        self.cut(flat, range, words::ends)
    }

    /// Cuts `range` of a text into sentences and atoms.
    pub(super) fn sentences(&mut self, flat: &'t Flat<'_>, range: Range<usize>) -> Vec<Token> {
        self.cut(flat, range, sentence_ends)
    }

    fn cut(
        &mut self,
        flat: &'t Flat<'_>,
        range: Range<usize>,
        ends: fn(&str) -> Vec<usize>,
    ) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut start = range.start;
        for span in flat.spans_in(&range) {
            if let Some(atom) = &span.atom {
                self.cut_text(flat, start..span.range.start, ends, &mut tokens);
                tokens.push(self.atom(atom, span.range.clone()));
                start = span.range.end;
            }
        }
        self.cut_text(flat, start..range.end, ends, &mut tokens);
        tokens
    }

    fn atom(&mut self, atom: &'t Atom<'_>, range: Range<usize>) -> Token {
        let class = if matches!(atom, Atom::Break | Atom::Boundary) {
            Class::Stop
        } else {
            Class::Atom
        };
        Token {
            range,
            id: self.id(Name::Atom(atom)),
            weight: 4,
            class,
            is_magnitude: false,
            is_opening: false,
            is_closing: false,
        }
    }

    fn cut_text(
        &mut self,
        flat: &'t Flat<'_>,
        range: Range<usize>,
        ends: fn(&str) -> Vec<usize>,
        tokens: &mut Vec<Token>,
    ) {
        let text = &flat.text[range.clone()];
        let mut start = 0;
        for end in ends(text) {
            let word = &text[start..end];
            let class = class(word);
            tokens.push(Token {
                range: range.start + start..range.start + end,
                id: self.id(Name::Text(word)),
                weight: weight(word, class),
                class,
                is_magnitude: word.starts_with(words::is_magnitude),
                is_opening: word.starts_with([
                    '「', '『', '（', '(', '【', '［', '[', '〔', '〈', '《', '“',
                ]),
                is_closing: word.starts_with([
                    '」', '』', '）', ')', '】', '］', ']', '〕', '〉', '》', '”', '、', ',', '，',
                ]),
            });
            start = end;
        }
    }
}

fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = text
        .char_indices()
        .filter(|&(_, c)| words::is_stop(c) || c == ' ')
        .map(|(at, c)| at + c.len_utf8())
        .filter(|&end| words::is_cut(text, end))
        .collect();
    if ends.last() != Some(&text.len()) && !text.is_empty() {
        ends.push(text.len());
    }
    ends
}

fn class(word: &str) -> Class {
    let Some(first) = word.chars().next() else {
        return Class::Space;
    };
    if first.is_whitespace() {
        Class::Space
    } else if words::is_digit(first) {
        Class::Number
    } else if words::is_stop(first) {
        Class::Stop
    } else if !first.is_alphanumeric() {
        Class::Punctuation
    } else if word.chars().all(words::is_hiragana) {
        Class::Kana
    } else {
        Class::Word
    }
}

/// How much a reader loses when a token is marked although it is the same on both sides.
fn weight(word: &str, class: Class) -> u32 {
    let length = word.chars().count() as u32;
    match class {
        Class::Word | Class::Number | Class::Atom => {
            let short = if word.is_ascii() {
                length.div_ceil(2) + 1
            } else {
                length
            };
            2 * short
        }
        Class::Kana => length + u32::from(length > 2),
        Class::Stop => 2,
        Class::Space | Class::Punctuation => 1,
    }
}
