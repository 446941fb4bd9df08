//! The texts of a document before and after a change → its *wording*: what the change adds and takes away, in its
//! own words.
//!
//! ```text
//! before, after → lines found on one side only → what is new within them → phrases
//! ```
//!
//! A line that stands anywhere in the other text is neither added nor removed, so what was moved, indented or given
//! another end of line says nothing. Within the other lines a run of letters that stands on both sides is kept; a
//! *phrase* is a sentence that holds something new. Nothing here is a comparison to show: it is made for finding texts
//! alike, ten thousand a second, and reads Markdown line by line. Knows no other change.

mod difference;
mod line;
mod phrase;

use std::ops::Range;

use super::shingle;
use difference::{Lines, Side};

/// Longest text that is read on each side, in bytes.
pub const TEXT_LIMIT: usize = 4 << 20;

/// Most characters of changed lines that are read on each side. A request that changes more is cut: it has more to
/// say than anyone will read, and costs no more than this.
pub const CHANGE_LIMIT: usize = 100_000;

/// Most phrases of one side that are looked for in the other text as they are.
const LOOKED_FOR: usize = 200;

/// Fewest letters of these: a word or two may stand anywhere.
const LOOKED_FOR_LETTERS: usize = 12;

/// What a change of one document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Sentences of the new text that hold something new, in order.
    pub added: Vec<Phrase>,
    /// Sentences of the old text that hold something which is gone, in order.
    pub removed: Vec<Phrase>,
    /// Numbers that stand for the places in the old text that it touches, ascending: two changes that share one touch the
    /// same passage, whatever they say about it.
    pub places: Vec<u64>,
    /// Whether the change was longer than is read ([`CHANGE_LIMIT`], [`TEXT_LIMIT`]).
    pub cut: bool,
}

/// A sentence, cut at the end of its block, that holds something new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words as a reader sees them: no markup, one width, white space only where words are written with it.
    pub text: String,
    /// The bytes of the source that it stands for (of the new text for what is added, of the old for what is removed).
    pub range: Range<usize>,
    /// The parts of `text` that are new (or gone), in bytes, ascending, never empty.
    pub new: Vec<Range<usize>>,
}

impl Phrase {
    /// Its letters and digits in order, and for each whether it is new.
    pub fn letters(&self) -> impl Iterator<Item = (char, bool)> + use<'_> {
        let mut parts = self.new.iter().peekable();
        self.text.char_indices().filter_map(move |(at, char)| {
            while parts.next_if(|part| part.end <= at).is_some() {}
            let new = parts.peek().is_some_and(|part| part.contains(&at));
            crate::document::is_alphanumeric(char).then_some((char, new))
        })
    }

    /// How many letters and digits are new.
    pub fn new_letters(&self) -> usize {
        self.letters().filter(|(_, new)| *new).count()
    }

    /// Hashes of the letters in a row that hold a new one, with the place of each row's first letter among
    /// [`Phrase::letters`]. A little of what stands around a short change is in them, so that the same letter changed
    /// elsewhere is another change.
    pub(super) fn shingles(&self) -> Vec<(usize, u64)> {
        let (letters, new): (Vec<char>, Vec<bool>) = self.letters().unzip();
        let length = shingle::LENGTH.min(letters.len());
        let holds_new = |at: &usize| new[*at..at + length].contains(&true);
        let runs = shingle::of_run(&letters).enumerate();
        runs.filter(|(at, _)| holds_new(at)).collect()
    }
}

impl Wording {
    /// Whether it says nothing: nothing changed, or only markup, punctuation, white space and order.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// How many letters and digits it adds.
    pub fn added_letters(&self) -> usize {
        self.added.iter().map(Phrase::new_letters).sum()
    }
}

/// A text that changes start from, read once for all of them.
#[derive(Debug)]
pub struct Base {
    text: String,
    lines: Lines,
}

impl Base {
    /// Reads a text line by line.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            lines: Lines::new(bounded(&text).0),
            text,
        }
    }

    /// About how many bytes it takes in memory: the text, and what is known of each line.
    pub fn size(&self) -> usize {
        self.text.len() + 64 * self.lines.len()
    }
}

/// Finds what a change of one text says.
pub fn wording(before: &str, after: &str) -> Wording {
    wording_since(&Base::new(before), after)
}

/// Finds what a change says. A document that was added or removed is compared with an empty text, unless [`source_of`] tells
/// what an added one was made from.
pub fn wording_since(before: &Base, after: &str) -> Wording {
    if before.text == after {
        return Wording::default();
    }
    let (old, old_cut) = bounded(&before.text);
    let (new, new_cut) = bounded(after);
    let changed = difference::changed_lines(&before.lines, &Lines::new(new));
    let (mut gone, gone_cut) = Side::read(old, &changed.gone);
    let (mut come, come_cut) = Side::read(new, &changed.come);
    difference::drop_same_lines(&mut gone, &mut come);
    difference::mark_kept(&mut gone, &mut come);
    Wording {
        added: not_in(old, new, phrase::phrases(&come)),
        removed: not_in(new, old, phrase::phrases(&gone)),
        places: changed.places,
        cut: gone_cut || come_cut || old_cut || new_cut,
    }
}

/// Finds the document that an added one is a copy of: that which holds most of its lines, half of them or more; the first of
/// equals. Bots misspell names of files, and what they then add is no new text: take the source's text as the old one.
pub fn source_of<'b>(
    added: &str,
    documents: impl IntoIterator<Item = &'b Base>,
) -> Option<&'b Base> {
    let added = Lines::new(bounded(added).0);
    let shared = |base: &'b Base| (added.shared_with(&base.lines), base);
    let best = documents.into_iter().map(shared).reduce(
        |best, next| {
            if next.0 > best.0 { next } else { best }
        },
    );
    best.filter(|(shared, _)| *shared > 0 && shared * 2 >= added.len())
        .map(|(_, base)| base)
}

/// Drops phrases that stand word for word in the other text, such as a heading that a table of contents takes up. Many
/// phrases are not looked for, as each is a walk through that text.
fn not_in(other: &str, text: &str, mut phrases: Vec<Phrase>) -> Vec<Phrase> {
    if phrases.len() <= LOOKED_FOR {
        phrases.retain(|phrase| {
            let words = &text.as_bytes()[phrase.range.clone()];
            let short = phrase.letters().take(LOOKED_FOR_LETTERS).count() < LOOKED_FOR_LETTERS;
            short || memchr::memmem::find(other.as_bytes(), words).is_none()
        });
    }
    phrases
}

fn bounded(text: &str) -> (&str, bool) {
    let end = text.floor_char_boundary(TEXT_LIMIT);
    (&text[..end], end < text.len())
}

/// The letters of those lines of a text that are wanted, each with its bytes. For looking wordings up in it.
pub(super) fn letters_of_lines(
    text: &str,
    mut wanted: impl FnMut(&str) -> bool,
    mut each: impl FnMut(&[(char, u32, u32)]),
) {
    let (text, _) = bounded(text);
    let mut seen = Vec::new();
    let mut letters = Vec::new();
    for range in difference::lines(text).filter(|range| wanted(&text[range.clone()])) {
        seen.clear();
        letters.clear();
        line::read(text, range, &mut seen);
        let kept = seen.iter().filter(|seen| seen.is_letter());
        letters.extend(kept.map(|seen| (seen.char, seen.start, seen.end)));
        each(&letters);
    }
}

#[cfg(test)]
mod tests;
