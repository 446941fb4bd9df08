//! A document and a seed → the same document after several known edits, far enough from each other to be told apart.

use std::collections::HashMap;
use std::ops::Range;

use super::claim::{Expected, Kind, counts, told};
use super::model::{Node, Style, nodes, write};
use super::place::{Donors, Patch, Site, propose};
use super::random::Random;

/// A document before and after known edits.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Its old text.
    pub before: String,
    /// Its new text.
    pub after: String,
    /// What was done, in reading order.
    pub edits: Vec<Edit>,
}

/// One edit and its place.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What should be said of it.
    pub expected: Expected,
    /// The old units that it covers, as indices.
    pub before: Range<usize>,
    /// The new units that it covers.
    pub after: Range<usize>,
    /// What stood there.
    pub old: Vec<Node>,
    /// What stands there.
    pub new: Vec<Node>,
}

/// Blocks that are left alone between two edits, at least.
const APART: usize = 2;
/// Most edits of one document.
const MOST: usize = 5;

/// Makes a trial of a document; none if no edit fits it.
pub fn trial(before: &[Node], donors: &Donors, seed: u64) -> Option<Trial> {
    let mut random = Random::new(seed);
    let style = style(&mut random);
    let patches = if random.once_in(12) {
        Vec::new()
    } else {
        patches(before, donors, &mut random)
    };
    let after = patched(before, &patches);
    let text = write(&after, style);
    // Where the new text would be read as other blocks than were written, the edits are not what was meant.
    if nodes(&text) != after {
        return None;
    }
    Some(Trial {
        before: write(before, Style::PLAIN),
        after: text,
        edits: edits(before, patches),
    })
}

/// Half of the authors leave the form of the text alone.
fn style(random: &mut Random) -> Style {
    if random.once_in(2) {
        return Style::PLAIN;
    }
    Style {
        bullets: if random.once_in(2) {
            ['*', '-']
        } else {
            ['-', '+']
        },
        indent: 2 + 2 * random.below(2),
        line_end: if random.once_in(3) { "\r\n" } else { "\n" },
        gap: 1 + random.below(2),
        closed: random.once_in(2),
    }
}

fn patches(before: &[Node], donors: &Donors, random: &mut Random) -> Vec<Patch> {
    let counts = counts(&told(before));
    let mut kinds = Kind::ALL.to_vec();
    random.shuffle(&mut kinds);
    let most = (before.len() / 8).clamp(1, MOST);
    let mut chosen: Vec<Patch> = Vec::new();
    for kind in kinds {
        if chosen.len() == most {
            break;
        }
        chosen.extend(place(kind, before, &counts, donors, &chosen, random));
    }
    chosen.sort_by_key(|patch| patch.range.start);
    chosen
}

fn place(
    kind: Kind,
    nodes: &[Node],
    counts: &HashMap<String, usize>,
    donors: &Donors,
    chosen: &[Patch],
    random: &mut Random,
) -> Option<Patch> {
    let site = Site {
        nodes,
        counts,
        donors,
    };
    let mut places: Vec<usize> = (0..nodes.len()).collect();
    random.shuffle(&mut places);
    places.into_iter().take(60).find_map(|at| {
        let is_free = |range: &Range<usize>| {
            let far = |other: &Patch| {
                range.end + APART <= other.range.start || other.range.end + APART <= range.start
            };
            chosen.iter().all(far)
        };
        if !is_free(&(at..at + 1)) {
            return None;
        }
        let patch = propose(kind, &site, at, random)?;
        (is_free(&patch.range) && keeps_lists_apart(nodes, &patch)).then_some(patch)
    })
}

/// Two lists that come to stand side by side would be read as one.
fn keeps_lists_apart(nodes: &[Node], patch: &Patch) -> bool {
    let left = patch
        .range
        .start
        .checked_sub(1)
        .and_then(|at| nodes.get(at));
    let around = left
        .into_iter()
        .chain(&patch.with)
        .chain(nodes.get(patch.range.end));
    let is_list: Vec<bool> = around.map(|node| matches!(node, Node::List(_))).collect();
    !is_list.windows(2).any(|pair| pair == [true, true])
}

fn patched(before: &[Node], patches: &[Patch]) -> Vec<Node> {
    let mut after = Vec::new();
    let mut at = 0;
    for patch in patches {
        after.extend_from_slice(&before[at..patch.range.start]);
        after.extend_from_slice(&patch.with);
        at = patch.range.end;
    }
    after.extend_from_slice(&before[at..]);
    after
}

fn edits(before: &[Node], patches: Vec<Patch>) -> Vec<Edit> {
    if patches.is_empty() {
        let expected = Expected::one(Kind::Nothing, Vec::new());
        let (old, new) = (Vec::new(), Vec::new());
        return vec![Edit {
            expected,
            before: 0..0,
            after: 0..0,
            old,
            new,
        }];
    }
    let (mut at, mut x, mut y) = (0, 0, 0);
    let mut out = Vec::new();
    for patch in patches {
        let same = told(&before[at..patch.range.start]).len();
        let old = before[patch.range.clone()].to_vec();
        let (gone, come) = (told(&old).len(), told(&patch.with).len());
        out.push(Edit {
            expected: patch.expected,
            before: x + same..x + same + gone,
            after: y + same..y + same + come,
            old,
            new: patch.with,
        });
        (at, x, y) = (patch.range.end, x + same + gone, y + same + come);
    }
    out
}
