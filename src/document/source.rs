//! The author's bytes → text that the Markdown parser reads safely, and the way back for positions.
//!
//! - a byte order mark is dropped; CRLF and lone CR become LF; NUL becomes U+FFFD (CommonMark 2.1, 2.3);
//! - a text longer than [`MAX_BYTES`] is cut at a line;
//! - beside delimiter runs that CommonMark would not read next to Japanese, an invisible-in-the-end *marker* is set, so that
//!   the parser reads `**「提案」**です` as the CJK-friendly amendments say.
//!
//! # The marker
//!
//! Whether `**` opens or closes depends on the characters beside it. The amendments only ever turn "opens" or "closes" into
//! "both", and a punctuation mark on the outer side of the run has just that effect on an unamended parser. So a mark
//! of a script that the text does not use is set there, and taken out of every string afterwards. Since it stands between a
//! letter and a run, it touches no list marker, fence, table or escape. The same mark keeps a quote from opening a title
//! that no one closes; see [`guard`].

use std::borrow::Cow;
use std::ops::Range;

use super::cjk::{is_cjk, is_punctuation};
use super::guard;

/// Longest text that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// Punctuation of scripts (Lepcha, Ol Chiki, Phags-pa, Tai Tham, Tai Viet) that are unlikely beside Japanese.
const MARKERS: [char; 5] = ['\u{1c3b}', '\u{1c7e}', '\u{a874}', '\u{1aa0}', '\u{aade}'];

/// A text ready for the parser.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// What the parser reads.
    pub text: Cow<'a, str>,
    /// What the author wrote, the whole file.
    pub original_text: &'a str,
    /// The character to take out of every string that the parser gives, if any was put in.
    pub marker: Option<char>,
    /// How many bytes at the end were left out.
    pub cut: usize,
    /// Whether the text may make the parser slow and holds every possible marker, so that it is better shown as it is.
    pub hostile: bool,
    /// Whether dollars stand around formulas, and around nothing else.
    pub has_formulas: bool,
    /// Where `text` and the original part ways: (position in `text`, position in the original), ascending.
    shifts: Vec<(usize, usize)>,
    /// Length of the part of the original that was read.
    length: usize,
}

impl<'a> Source<'a> {
    /// Prepares `original[start..]`. The signs at the places in `escaped`, ascending, stand for themselves.
    pub fn new(original: &'a str, start: usize, escaped: &[usize]) -> Self {
        let bom = original[start..].starts_with('\u{feff}') && start == 0;
        let start = if bom { '\u{feff}'.len_utf8() } else { start };
        let end = end_within_bounds(original, start);
        let body = &original[start..end];
        let marker = MARKERS.into_iter().find(|&c| !body.contains(c));
        let mut writer = Writer::new(body, start);
        let unclosed = guard::unclosed_titles(body);
        writer.run(marker, &unclosed, escaped);
        let (text, shifts, marked) = writer.finish();
        Self {
            text,
            original_text: original,
            marker: marker.filter(|_| marked),
            cut: original.len() - end,
            hostile: marker.is_none() && !unclosed.is_empty(),
            has_formulas: false,
            shifts,
            length: end,
        }
    }

    /// Gives the place in the original of a place in `text`.
    pub fn original(&self, place: usize) -> usize {
        let next = self.shifts.partition_point(|&(at, _)| at <= place);
        let (at, original) = self.shifts[next - 1];
        let limit = self
            .shifts
            .get(next)
            .map_or(self.length, |&(_, limit)| limit);
        (original + (place - at)).min(limit)
    }

    /// Gives the span in the original of a span in `text`.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        let start = self.original(range.start);
        start..self.original(range.end).max(start)
    }

    /// Takes the marker out of a string that the parser gave.
    pub fn clean(&self, text: &str) -> String {
        match self.marker {
            Some(marker) if text.contains(marker) => text.replace(marker, ""),
            _ => text.to_owned(),
        }
    }
}

/// The end of the last whole line within the bound, or, if the first line alone is too long, of the last whole character.
fn end_within_bounds(original: &str, start: usize) -> usize {
    if original.len() - start <= MAX_BYTES {
        return original.len();
    }
    let end = original.floor_char_boundary(start + MAX_BYTES);
    let bytes = &original.as_bytes()[start..end];
    memchr::memrchr2(b'\n', b'\r', bytes).map_or(end, |line| start + line + 1)
}

/// Copies the original only from the first place on where something must change.
struct Writer<'a> {
    body: &'a str,
    /// Where `body` starts in the original.
    offset: usize,
    out: String,
    copied: usize,
    shifts: Vec<(usize, usize)>,
    marked: bool,
}

impl<'a> Writer<'a> {
    fn new(body: &'a str, offset: usize) -> Self {
        Self {
            body,
            offset,
            out: String::new(),
            copied: 0,
            shifts: vec![(0, offset)],
            marked: false,
        }
    }

    fn run(&mut self, marker: Option<char>, unclosed: &[usize], escaped: &[usize]) {
        let bytes = self.body.as_bytes();
        let mut buffer = [0; 4];
        let marker = marker.map(|marker| &*marker.encode_utf8(&mut buffer));
        let mut marks = marks(unclosed, escaped, self.offset).into_iter().peekable();
        let has_nul = memchr::memchr(0, bytes).is_some();
        let mut at = 0;
        while let Some(found) = next_special(bytes, at, has_nul) {
            while let Some((place, is_escape)) = marks.next_if(|&(place, _)| place < found) {
                self.set(place, is_escape, marker);
            }
            at = match bytes[found] {
                0 => self.replace(found..found + 1, "\u{fffd}"),
                b'\r' => self.line_end(found),
                delimiter => self.delimiter_run(delimiter, found, marker),
            };
        }
        for (place, is_escape) in marks {
            self.set(place, is_escape, marker);
        }
    }

    fn set(&mut self, place: usize, is_escape: bool, marker: Option<&str>) {
        if is_escape {
            self.replace(place..place, "\\");
        } else {
            self.mark(place, marker);
        }
    }

    fn line_end(&mut self, at: usize) -> usize {
        let crlf = self.body.as_bytes().get(at + 1) == Some(&b'\n');
        self.replace(at..at + 1 + usize::from(crlf), "\n")
    }

    /// Sets a marker beside the delimiter run that starts at `start` if it needs one; gives the end of the run.
    fn delimiter_run(&mut self, delimiter: u8, start: usize, marker: Option<&str>) -> usize {
        let rest = &self.body.as_bytes()[start..];
        let end = start + rest.iter().take_while(|&&b| b == delimiter).count();
        match marked_side(self.body, start..end) {
            Some(Side::Before) => self.mark(start, marker),
            Some(Side::After) => self.mark(end, marker),
            None => {}
        }
        end
    }

    fn mark(&mut self, place: usize, marker: Option<&str>) {
        if let Some(marker) = marker {
            self.replace(place..place, marker);
            self.marked = true;
        }
    }

    fn replace(&mut self, range: Range<usize>, with: &str) -> usize {
        self.out.push_str(&self.body[self.copied..range.start]);
        self.shifts
            .push((self.out.len(), self.offset + range.start));
        self.out.push_str(with);
        self.shifts.push((self.out.len(), self.offset + range.end));
        self.copied = range.end;
        range.end
    }

    fn finish(mut self) -> (Cow<'a, str>, Vec<(usize, usize)>, bool) {
        if self.shifts.len() == 1 {
            return (Cow::Borrowed(self.body), self.shifts, false);
        }
        self.out.push_str(&self.body[self.copied..]);
        (Cow::Owned(self.out), self.shifts, self.marked)
    }
}

/// Where something is to be set before a sign, in order, and whether that is an escape.
fn marks(unclosed: &[usize], escaped: &[usize], offset: usize) -> Vec<(usize, bool)> {
    let quotes = unclosed.iter().map(|&place| (place, false));
    let mut marks: Vec<_> = quotes
        .chain(escaped.iter().map(|&place| (place - offset, true)))
        .collect();
    marks.sort_unstable();
    marks
}

/// The next byte at or after `from` that may need a change. `_` does not: the amendments leave it as it is, since words
/// have underscores.
fn next_special(bytes: &[u8], from: usize, has_nul: bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = if has_nul {
        rest.iter()
            .position(|byte| matches!(byte, b'*' | b'~' | b'\r' | 0))
    } else {
        memchr::memchr3(b'*', b'~', b'\r', rest)
    };
    found.map(|at| from + at)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The side of a delimiter run on which a mark makes an unamended parser read it as the amendments say, if they differ.
fn marked_side(body: &str, run: Range<usize>) -> Option<Side> {
    let before = body[..run.start]
        .chars()
        .next_back()
        .filter(|c| !c.is_whitespace())?;
    let after = body[run.end..]
        .chars()
        .next()
        .filter(|c| !c.is_whitespace())?;
    if before.is_ascii() && after.is_ascii() {
        return None;
    }
    let (punctuation_before, punctuation_after) = (is_punctuation(before), is_punctuation(after));
    match (punctuation_before, punctuation_after) {
        (false, true) => (is_cjk(after) || is_cjk_or_selector(before)).then_some(Side::Before),
        (true, false) => (is_cjk(before) || is_cjk(after)).then_some(Side::After),
        _ => None,
    }
}

/// An ideographic variation selector only ever follows an ideograph.
fn is_cjk_or_selector(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{e0100}'..='\u{e01ef}')
}
