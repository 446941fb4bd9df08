//! Edits → one line that both texts share, on which places of either can be compared.
//!
//! Kept text stands on the line once; what was deleted and inserted between two kept parts stands at one and the same
//! place. Two things of the two texts belong together if their places on the line overlap. Knows nothing of what
//! the things are.

use std::ops::Range;

use super::change::{Edit, Op};

/// The edits of one unit, laid out.
pub(super) struct Line {
    before: Vec<Stretch>,
    after: Vec<Stretch>,
    replacements: Vec<Replacement>,
}

/// A part of one text and where it lies on the line.
struct Stretch {
    text: Range<usize>,
    line: Range<usize>,
    /// Which replacement it belongs to; none for kept text.
    replacement: Option<usize>,
}

/// What was deleted and inserted at one place; either may be empty, not both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Replacement {
    /// Bytes of the old text.
    pub before: Range<usize>,
    /// Bytes of the new text.
    pub after: Range<usize>,
}

/// Where something of one text lies on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From where to where.
    pub line: Range<usize>,
    /// The replacements that it overlaps; empty if it lies in kept text.
    pub replacements: Range<usize>,
}

impl Place {
    /// Whether it holds something that was deleted or inserted, or lost or got something within.
    pub fn is_touched(&self) -> bool {
        !self.replacements.is_empty()
    }
}

impl Line {
    /// Lays edits out.
    pub fn new(edits: &[Edit]) -> Self {
        let mut line = Self {
            before: Vec::with_capacity(edits.len()),
            after: Vec::with_capacity(edits.len()),
            replacements: Vec::new(),
        };
        let (mut x, mut y, mut at) = (0, 0, 0);
        for run in edits.chunk_by(|a, b| (a.op == Op::Keep) == (b.op == Op::Keep)) {
            let bytes = |op: Op| -> usize {
                let parts = run.iter().filter(|edit| edit.op == op);
                parts.map(|edit| edit.text.len()).sum()
            };
            let kept = bytes(Op::Keep);
            let (old, new) = (kept + bytes(Op::Delete), kept + bytes(Op::Insert));
            let replacement = (kept == 0).then_some(line.replacements.len());
            let place = at..at + old.max(new);
            line.before.push(Stretch {
                text: x..x + old,
                line: place.clone(),
                replacement,
            });
            line.after.push(Stretch {
                text: y..y + new,
                line: place.clone(),
                replacement,
            });
            if kept == 0 {
                line.replacements.push(Replacement {
                    before: x..x + old,
                    after: y..y + new,
                });
            }
            (x, y, at) = (x + old, y + new, place.end);
        }
        line
    }

    /// What was deleted and inserted, in order.
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// Where a range of the old text lies.
    pub fn before(&self, range: &Range<usize>) -> Place {
        place(&self.before, range)
    }

    /// Where a range of the new text lies.
    pub fn after(&self, range: &Range<usize>) -> Place {
        place(&self.after, range)
    }
}

fn place(stretches: &[Stretch], range: &Range<usize>) -> Place {
    let first = stretches.partition_point(|stretch| stretch.text.end <= range.start);
    let rest = &stretches[first..];
    // An empty stretch is a point: it lies within only if text of the range stands on both of its sides.
    let length = rest.partition_point(|stretch| stretch.text.start < range.end);
    let covered = &rest[..length];
    let (Some(start), Some(end)) = (covered.first(), covered.last()) else {
        return Place {
            line: 0..0,
            replacements: 0..0,
        };
    };
    let from = match start.replacement {
        Some(_) => start.line.start,
        None => start.line.start + range.start.saturating_sub(start.text.start),
    };
    let to = match end.replacement {
        Some(_) => end.line.end,
        None => end.line.start + (range.end - end.text.start).min(end.line.len()),
    };
    let mut touched = covered.iter().filter_map(|stretch| stretch.replacement);
    let replacements = touched.next().map_or(0..0, |first| {
        first..touched.next_back().unwrap_or(first) + 1
    });
    Place {
        line: from..to,
        replacements,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(a: &Place, b: &Place) -> bool {
        a.line.start < b.line.end && b.line.start < a.line.end
    }

    fn edits(parts: &[(Op, &str)]) -> Vec<Edit> {
        let edit = |&(op, text): &(Op, &str)| Edit {
            op,
            text: text.to_owned(),
        };
        parts.iter().map(edit).collect()
    }

    #[test]
    fn what_replaced_something_stands_at_its_place() {
        let line = Line::new(&edits(&[
            (Op::Keep, "ab"),
            (Op::Delete, "cde"),
            (Op::Insert, "x"),
            (Op::Keep, "fg"),
        ]));
        let (old, new) = (line.before(&(3..6)), line.after(&(2..4)));
        assert!(old.is_touched() && new.is_touched() && overlap(&old, &new));
        assert_eq!(line.before(&(0..2)), line.after(&(0..2)));
        assert!(!line.before(&(0..2)).is_touched());
        assert!(!overlap(&line.after(&(3..5)), &line.before(&(0..5))));
        assert_eq!(line.before(&(5..7)), line.after(&(3..5)));
    }

    #[test]
    fn an_insertion_touches_what_stands_around_it_but_not_beside_it() {
        let line = Line::new(&edits(&[
            (Op::Keep, "ab"),
            (Op::Insert, "x"),
            (Op::Keep, "cd"),
        ]));
        assert!(line.before(&(1..3)).is_touched());
        assert!(!line.before(&(0..2)).is_touched());
        assert!(!line.before(&(2..4)).is_touched());
        assert!(line.after(&(2..4)).is_touched());
        assert!(overlap(&line.before(&(2..4)), &line.after(&(2..4))));
    }
}
