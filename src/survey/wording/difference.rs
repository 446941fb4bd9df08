//! Two texts → the lines that only one of them has, and which of their letters stand on both sides.
//!
//! Works on sets of hashes, so its time grows with the length of the texts only, whatever they hold. Knows nothing of
//! sentences.

use std::ops::Range;

use super::super::shingle::{self, HashedMap, HashedSet};
use super::CHANGE_LIMIT;
use super::line::{self, Seen};

/// Letters in a row that are kept where they stand on both sides: fewer are in common by chance.
const KEPT_RUN: usize = 6;

/// The lines that only one of two texts has.
pub(super) struct Changed {
    /// Lines of the old text, in order.
    pub gone: Vec<Range<usize>>,
    /// Lines of the new text, in order.
    pub come: Vec<Range<usize>>,
    /// See [`super::Wording::places`].
    pub places: Vec<u64>,
}

/// The lines of a text that hold more than white space, trimmed.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &text[at..end];
            let start = at + (line.len() - line.trim_start().len());
            let length = line.trim().len();
            at = end + 1;
            if length > 0 {
                return Some(start..start + length);
            }
        }
        None
    })
}

/// All lines of a text, by what they hold.
#[derive(Debug)]
pub(super) struct Lines {
    ranges: Vec<Range<usize>>,
    hashes: Vec<u64>,
    /// For each hash how often it occurs, and where last.
    known: HashedMap<(u32, usize)>,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        let ranges: Vec<Range<usize>> = lines(text).collect();
        let hash = |range: &Range<usize>| shingle::of_bytes(&text.as_bytes()[range.clone()]);
        let hashes: Vec<u64> = ranges.iter().map(hash).collect();
        let mut known = HashedMap::with_capacity_and_hasher(hashes.len(), Default::default());
        for (at, &hash) in hashes.iter().enumerate() {
            let (count, last): &mut (u32, usize) = known.entry(hash).or_default();
            (*count, *last) = (*count + 1, at);
        }
        Self {
            ranges,
            hashes,
            known,
        }
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// How many of them stand in another text.
    pub fn shared_with(&self, other: &Self) -> usize {
        let hashes = self.hashes.iter();
        hashes.filter(|hash| other.known.contains_key(hash)).count()
    }

    /// A number for the place of a line. One that repeats in its text is told by the line before it.
    fn place(&self, at: usize) -> u64 {
        let hash = self.hashes[at];
        match self.known.get(&hash) {
            Some((2.., _)) if at > 0 => shingle::mix(hash ^ self.hashes[at - 1].rotate_left(17)),
            _ => hash,
        }
    }

    /// The line after the only one that holds the same.
    fn after(&self, hash: u64) -> Option<usize> {
        let &(count, last) = self.known.get(&hash)?;
        (count == 1).then_some(last + 1)
    }
}

/// Finds the lines that stand nowhere in the other text.
pub(super) fn changed_lines(old: &Lines, new: &Lines) -> Changed {
    let only = |lines: &Lines, other: &Lines| -> Vec<usize> {
        (0..lines.hashes.len())
            .filter(|&at| !other.known.contains_key(&lines.hashes[at]))
            .collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    let ranges = |lines: &Lines, which: &[usize]| -> Vec<Range<usize>> {
        which.iter().map(|&at| lines.ranges[at].clone()).collect()
    };
    Changed {
        gone: ranges(old, &gone),
        come: ranges(new, &come),
        places: places(old, new, &gone, &come),
    }
}

/// Places of the lines that are gone, and of those after which something was put in.
fn places(old: &Lines, new: &Lines, gone: &[usize], come: &[usize]) -> Vec<u64> {
    let is_gone = |at: usize| gone.binary_search(&at).is_ok();
    let first = |at: &usize| *at > 0 && come.binary_search(&(at - 1)).is_err();
    let put_after = come.iter().filter(|at| first(at)).map(|at| at - 1);
    // Lines that replace others stand at the place of these, not at that of the line before.
    let put_in = put_after.filter(|&at| !old.after(new.hashes[at]).is_some_and(is_gone));
    let mut places: Vec<u64> = gone.iter().map(|&at| old.place(at)).collect();
    places.extend(put_in.map(|at| new.place(at)));
    places.sort_unstable();
    places.dedup();
    places
}

/// Changed lines of one text as a reader sees them.
pub(super) struct Side {
    pub lines: Vec<ChangedLine>,
}

/// A changed line.
pub(super) struct ChangedLine {
    pub seen: Vec<Seen>,
    /// For each of `seen`, whether it stands on the other side too; never for what is no letter.
    pub kept: Vec<bool>,
}

impl Side {
    /// Reads lines until there are more than [`CHANGE_LIMIT`] characters; tells whether some were left.
    pub fn read(text: &str, ranges: &[Range<usize>]) -> (Self, bool) {
        let mut side = Self {
            lines: Vec::with_capacity(ranges.len()),
        };
        let mut left = CHANGE_LIMIT;
        for range in ranges {
            let mut seen = Vec::with_capacity(range.len() / 3);
            // A character has four bytes at most, a line that is longer than the bound is cut within.
            let end = text.floor_char_boundary(range.end.min(range.start + left * 4));
            line::read(text, range.start..end, &mut seen);
            let whole = end == range.end && seen.len() <= left;
            seen.truncate(left);
            left -= seen.len();
            let kept = vec![false; seen.len()];
            side.lines.push(ChangedLine { seen, kept });
            if !whole {
                return (side, true);
            }
        }
        (side, false)
    }
}

impl ChangedLine {
    fn letters(&self) -> impl DoubleEndedIterator<Item = (usize, char)> {
        let seen = self.seen.iter().enumerate();
        seen.filter(|(_, seen)| seen.is_letter())
            .map(|(at, seen)| (at, seen.char))
    }

    fn hash(&self) -> u64 {
        let letters: Vec<char> = self.letters().map(|(_, char)| char).collect();
        shingle::of_letters(&letters)
    }
}

/// Drops lines that differ from one of the other side in markup, punctuation, width or white space only.
pub(super) fn drop_same_lines(gone: &mut Side, come: &mut Side) {
    let hashes = |side: &Side| -> HashedSet { side.lines.iter().map(ChangedLine::hash).collect() };
    let (old, new) = (hashes(gone), hashes(come));
    gone.lines.retain(|line| !new.contains(&line.hash()));
    come.lines.retain(|line| !old.contains(&line.hash()));
}

/// Marks the letters that stand on both sides: in runs anywhere, or at both ends of lines that replace each other.
pub(super) fn mark_kept(gone: &mut Side, come: &mut Side) {
    if gone.lines.is_empty() || come.lines.is_empty() {
        return;
    }
    if gone.lines.len() == come.lines.len() {
        let pairs = gone.lines.iter_mut().zip(&mut come.lines);
        pairs.for_each(|(old, new)| mark_ends(old, new));
    }
    let (old, new) = (Letters::of(gone), Letters::of(come));
    let (old_runs, new_runs) = (old.runs(), new.runs());
    let known = |runs: &[u64]| -> HashedSet { runs.iter().copied().collect() };
    let (old_known, new_known) = (known(&old_runs), known(&new_runs));
    old.mark(gone, &old_runs, &new_known);
    new.mark(come, &new_runs, &old_known);
}

fn mark_ends(old: &mut ChangedLine, new: &mut ChangedLine) {
    let (left, right): (Vec<_>, Vec<_>) = (old.letters().collect(), new.letters().collect());
    let same = |(a, b): &(&(usize, char), &(usize, char))| a.1 == b.1;
    let start = left.iter().zip(&right).take_while(same).count();
    let rest = left.len().min(right.len()) - start;
    let ends = left.iter().rev().zip(right.iter().rev());
    let end = ends.take(rest).take_while(same).count();
    let mark = |line: &mut ChangedLine, letters: &[(usize, char)]| {
        let ends = letters[..start]
            .iter()
            .chain(&letters[letters.len() - end..]);
        ends.for_each(|&(at, _)| line.kept[at] = true);
    };
    mark(old, &left);
    mark(new, &right);
}

/// All letters of a side in a row, with the line and place of each: what was wrapped otherwise is the same row.
struct Letters {
    chars: Vec<char>,
    places: Vec<(usize, usize)>,
}

impl Letters {
    fn of(side: &Side) -> Self {
        let lines = side.lines.iter().enumerate();
        let letters = lines.flat_map(|(line, changed)| {
            changed.letters().map(move |(at, char)| (char, (line, at)))
        });
        let (chars, places) = letters.unzip();
        Self { chars, places }
    }

    fn runs(&self) -> Vec<u64> {
        self.chars
            .windows(KEPT_RUN)
            .map(shingle::of_letters)
            .collect()
    }

    fn mark(&self, side: &mut Side, runs: &[u64], known: &HashedSet) {
        let mut until = 0;
        for (at, run) in runs.iter().enumerate() {
            if known.contains(run) {
                for &(line, place) in &self.places[until.max(at)..at + KEPT_RUN] {
                    side.lines[line].kept[place] = true;
                }
                until = at + KEPT_RUN;
            }
        }
    }
}
