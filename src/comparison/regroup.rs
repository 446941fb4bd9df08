//! Aligned blocks or items → those that were split, merged or set anew: several that hold the text of one, or a list
//! that holds the text of paragraphs.
//!
//! What is alike in part is not enough: each part's words must come from the whole, and the parts together must hold
//! most of it. Otherwise a deletion beside an insertion would be told as a rewording.

use std::cell::Cell;
use std::ops::Range;

use super::align::Sequence;
use super::blocks::joined;
use super::inline::{PieceKind, TextChange};
use super::key::{Class, Comparable};
use super::sequence::Budget;
use super::sketch::Sketch;
use super::visible::Atom;

/// Which entries of two sequences correspond, as ranges of indices that ascend on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

impl Link {
    /// One entry and the one that it became.
    pub(super) fn is_pair(&self) -> bool {
        self.before.len() == 1 && self.after.len() == 1
    }
}

/// How much of a part's features must come from the whole, of 1000.
const CONTAINED: usize = 700;
/// How much of the whole and of its parts must be common to both, of 1000.
const COVERED: usize = 600;
/// A part with fewer features says nothing about where it comes from, unless it stands between others of the whole.
const SMALLEST_PART: usize = 5;
/// A part of whose words less than this, of 1000, stand in the whole in order is none.
const STRANGER: usize = 300;
/// Parts of one whole that are looked at.
const MOST_PARTS: usize = 64;
/// Features that are looked at in one pair of sequences; what is left then is told as removed and added.
const WORK: usize = 4_000_000;
/// Longer text (in bytes) is beyond what sketches of letters hold: it is told by its running texts as wholes.
const LONGEST: usize = 6_000;

/// Finds what was split, merged or set anew among aligned pairs. `pairs` ascend on both sides.
pub(super) fn links<T: Comparable>(
    before: &Sequence<'_, T>,
    after: &Sequence<'_, T>,
    pairs: &[(usize, usize)],
    budget: &mut Budget,
) -> Vec<Link> {
    let all_paired = pairs.len() == before.entries.len() && pairs.len() == after.entries.len();
    let mut links: Vec<Link> = pairs
        .iter()
        .map(|&(a, b)| Link {
            before: a..a + 1,
            after: b..b + 1,
        })
        .collect();
    if all_paired {
        return links;
    }
    let sides = Sides {
        before,
        after,
        work: Cell::new(WORK),
    };
    sides.widen_pairs(&mut links);
    sides.fill_gaps(&mut links);
    if sides.work.get() == 0 {
        budget.note_coarse();
    }
    links
}

/// Leaves out entries at either end of several of which next to nothing is in the whole, though the letters seemed to be.
pub(super) fn without_strangers<T: Comparable>(
    before: &Sequence<'_, T>,
    after: &Sequence<'_, T>,
    link: Link,
    budget: &mut Budget,
) -> Link {
    if link.is_pair() {
        return link;
    }
    let (old, new) = (items(before, &link.before), items(after, &link.after));
    let text = TextChange::new(joined(&old), joined(&new), budget);
    let rest = Link {
        before: trimmed(link.before.clone(), &old, &kept_in_leaves(&text, true)),
        after: trimmed(link.after.clone(), &new, &kept_in_leaves(&text, false)),
    };
    let sort = |sequence: &Sequence<'_, T>, at: usize| sequence.entries[at].item.class();
    let (x, y) = (
        sort(before, rest.before.start),
        sort(after, rest.after.start),
    );
    if rest.is_pair() && !is_text(x, y) && x != y {
        return link;
    }
    rest
}

/// Whether two sorts are compared by their running texts.
fn is_text(a: Class, b: Class) -> bool {
    let is = |class: Class| matches!(class, Class::Heading(_) | Class::Paragraph);
    is(a) && is(b)
}

fn items<'a, T>(sequence: &Sequence<'a, T>, range: &Range<usize>) -> Vec<&'a T> {
    let entries = sequence.entries[range.clone()].iter();
    entries.map(|entry| entry.item).collect()
}

/// How much of each joined text is on both sides, in bytes, and how much there is.
fn kept_in_leaves(text: &TextChange<'_>, old: bool) -> Vec<(usize, usize)> {
    let flat = if old { &text.before } else { &text.after };
    let mut leaves = vec![(0, 0)];
    for piece in &text.pieces {
        let (range, only) = match old {
            true => (&piece.before, PieceKind::Deleted),
            false => (&piece.after, PieceKind::Inserted),
        };
        for span in flat.spans_in(range) {
            if matches!(span.atom, Some(Atom::Boundary)) {
                leaves.push((0, 0));
                continue;
            }
            let size = span.range.end.min(range.end) - span.range.start.max(range.start);
            if let Some(last) = leaves.last_mut() {
                last.0 += if piece.kind == only { 0 } else { size };
                last.1 += size;
            }
        }
    }
    leaves
}

/// The entries without those at the ends that are strangers; at least one stays.
fn trimmed<T: Comparable>(
    range: Range<usize>,
    items: &[&T],
    leaves: &[(usize, usize)],
) -> Range<usize> {
    let mut at = 0;
    let is_stranger: Vec<bool> = items
        .iter()
        .map(|item| {
            let count = item.leaves().map_or(0, |leaves| leaves.len());
            let own = leaves.get(at..at + count).unwrap_or_default();
            at += count;
            let (kept, all) = own
                .iter()
                .fold((0, 0), |sum, leaf| (sum.0 + leaf.0, sum.1 + leaf.1));
            kept * 1000 < all * STRANGER
        })
        .collect();
    if is_stranger.iter().all(|stranger| *stranger) {
        return range;
    }
    let first = is_stranger.iter().take_while(|stranger| **stranger).count();
    let last = is_stranger
        .iter()
        .rev()
        .take_while(|stranger| **stranger)
        .count();
    range.start + first..range.end - last
}

struct Sides<'s, 'a, T> {
    before: &'s Sequence<'a, T>,
    after: &'s Sequence<'a, T>,
    /// Features that may still be looked at.
    work: Cell<usize>,
}

/// One entry of a sequence, by what it holds.
#[derive(Clone, Copy, Debug)]
struct Part<'s> {
    bag: &'s Sketch,
    class: Class,
    work: &'s Cell<usize>,
}

impl Part<'_> {
    /// How many features it has in common with others.
    fn common(&self, other: &Sketch) -> usize {
        let steps = self.bag.len() + other.len() + 1;
        self.work.set(self.work.get().saturating_sub(steps));
        self.bag.common(other)
    }
}

/// What parts are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Letters,
    Leaves,
}

impl<T: Comparable> Sides<'_, '_, T> {
    /// How an entry is told that may have been split or merged.
    fn grain(sequence: &Sequence<'_, T>, at: usize) -> Grain {
        match sequence.entries.get(at) {
            Some(entry) if entry.key.size > LONGEST => Grain::Leaves,
            _ => Grain::Letters,
        }
    }

    /// An entry whose text may be found in others.
    fn part<'p>(
        &'p self,
        sequence: &'p Sequence<'_, T>,
        at: usize,
        grain: Grain,
    ) -> Option<Part<'p>> {
        let entry = sequence.entries.get(at)?;
        if self.work.get() == 0 {
            return None;
        }
        let leaves = sequence.leaves(at)?;
        let bag = match grain {
            Grain::Letters if entry.key.size > LONGEST => return None,
            Grain::Letters => sequence.sketch(at),
            Grain::Leaves => leaves,
        };
        Some(Part {
            bag,
            class: entry.item.class(),
            work: &self.work,
        })
    }

    /// Takes to a changed pair the unpaired neighbours that hold the rest of its text.
    fn widen_pairs(&self, links: &mut [Link]) {
        for at in 0..links.len() {
            let Link { before, after } = links[at].clone();
            let same = self.before.entries[before.start].key == self.after.entries[after.start].key;
            if same {
                continue;
            }
            let floor = at
                .checked_sub(1)
                .map_or((0, 0), |at| (links[at].before.end, links[at].after.end));
            let ceiling = links.get(at + 1).map_or(
                (self.before.entries.len(), self.after.entries.len()),
                |next| (next.before.start, next.after.start),
            );
            let grain = Self::grain(self.before, before.start);
            let split = widened(
                self.part(self.before, before.start, grain),
                after.clone(),
                floor.1..ceiling.1,
                |at| self.part(self.after, at, grain),
            );
            if let Some(after) = split {
                links[at].after = after;
                continue;
            }
            let grain = Self::grain(self.after, after.start);
            let merged = widened(
                self.part(self.after, after.start, grain),
                before,
                floor.0..ceiling.0,
                |at| self.part(self.before, at, grain),
            );
            if let Some(before) = merged {
                links[at].before = before;
            }
        }
    }

    /// Links entries between which and their neighbours nothing corresponds.
    fn fill_gaps(&self, links: &mut Vec<Link>) {
        let end = Link {
            before: self.before.entries.len()..self.before.entries.len(),
            after: self.after.entries.len()..self.after.entries.len(),
        };
        let mut found = Vec::new();
        let (mut i, mut j) = (0, 0);
        for link in links.iter().chain([&end]) {
            self.gap(i..link.before.start, j..link.after.start, &mut found);
            (i, j) = (link.before.end, link.after.end);
        }
        if !found.is_empty() {
            links.append(&mut found);
            links.sort_by_key(|link| (link.before.start, link.after.start));
        }
    }

    fn gap(&self, x: Range<usize>, y: Range<usize>, found: &mut Vec<Link>) {
        let (mut x, mut y) = (x, y);
        while !x.is_empty() && !y.is_empty() {
            let split = self.whole(x.start, x.clone(), y.clone(), false);
            let merged = self.whole(y.start, x.clone(), y.clone(), true);
            let widest = |a: &Link, b: &Link| {
                a.before.len() + a.after.len() >= b.before.len() + b.after.len()
            };
            let link = match (split, merged) {
                (Some(split), Some(merged)) if widest(&split, &merged) => Some(split),
                (split, merged) => merged.or(split),
            };
            match link {
                Some(link) => {
                    (x.start, y.start) = (link.before.end, link.after.end);
                    found.push(link);
                }
                // What fits nowhere is passed over on the side where more is left.
                None if x.len() >= y.len() => x.start += 1,
                None => y.start += 1,
            }
        }
    }

    /// The entries of one side that hold what `at` holds on the other: more than one, or of another sort.
    fn whole(&self, at: usize, x: Range<usize>, y: Range<usize>, merges: bool) -> Option<Link> {
        let (one, many, parts) = if merges {
            (self.after, self.before, x)
        } else {
            (self.before, self.after, y)
        };
        let grain = Self::grain(one, at);
        let part = |at: usize| self.part(many, at, grain);
        let whole = self.part(one, at, grain)?;
        let mut candidates = parts.clone().take(MOST_PARTS);
        let first =
            candidates.find(|&at| part(at).is_some_and(|part| is_contained(&part, &whole)))?;
        let alone = first..first + 1;
        let is_anew = set_anew(&whole, &part(first)?);
        let run = widened(Some(whole), alone.clone(), first..parts.end, part)
            .or_else(|| is_anew.then_some(alone))?;
        Some(if merges {
            Link {
                before: run,
                after: at..at + 1,
            }
        } else {
            Link {
                before: at..at + 1,
                after: run,
            }
        })
    }
}

/// Whether a paragraph became a list, or a list a paragraph.
fn set_anew(whole: &Part<'_>, part: &Part<'_>) -> bool {
    let sorts = [whole.class, part.class];
    sorts.contains(&Class::List)
        && whole.class != part.class
        && covers(whole.bag, part.bag, whole.common(part.bag))
}

/// The entries around `run`, it included, that together hold a whole; `None` if it stands for it alone.
fn widened<'s>(
    whole: Option<Part<'_>>,
    run: Range<usize>,
    room: Range<usize>,
    part: impl Fn(usize) -> Option<Part<'s>>,
) -> Option<Range<usize>> {
    let whole = whole?;
    if room.len() < 2 {
        return None;
    }
    let mut union = part(run.start)?.bag.clone();
    let mut common = whole.common(&union);
    let mut take = |at: usize| -> Option<Taken> {
        let part = part(at)?;
        let taken = may_hold(&part, &whole)?;
        let with = union.with(part.bag);
        let gained = whole.common(&with) - common;
        let adds = gained * 1000 >= part.bag.len() * COVERED;
        adds.then(|| {
            common += gained;
            union = with;
            taken
        })
    };
    // What says nothing by itself counts only if more follows.
    let mut wider = run.clone();
    let mut at = run.end;
    while let Some(taken) = (at < room.end && at - run.start < MOST_PARTS)
        .then(|| take(at))
        .flatten()
    {
        at += 1;
        if taken == Taken::ForItself {
            wider.end = at;
        }
    }
    let mut at = run.start;
    while let Some(taken) = (at > room.start && wider.end - at < MOST_PARTS)
        .then(|| take(at - 1))
        .flatten()
    {
        at -= 1;
        if taken == Taken::ForItself {
            wider.start = at;
        }
    }
    (wider.len() > 1 && covers(whole.bag, &union, common)).then_some(wider)
}

/// How a part belongs to a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    ForItself,
    BetweenOthers,
}

fn may_hold(part: &Part<'_>, whole: &Part<'_>) -> Option<Taken> {
    if is_contained(part, whole) {
        return Some(Taken::ForItself);
    }
    let size = part.bag.len();
    (fits(part, whole) && size < SMALLEST_PART && part.common(whole.bag) == size)
        .then_some(Taken::BetweenOthers)
}

/// Whether a part's words come from a whole.
fn is_contained(part: &Part<'_>, whole: &Part<'_>) -> bool {
    let (size, whole_size) = (part.bag.len(), whole.bag.len());
    fits(part, whole)
        && size >= SMALLEST_PART
        && size < whole_size + whole_size / 2
        && part.common(whole.bag) * 1000 >= size * CONTAINED
}

/// Whether something of this sort may hold a part of the other: a heading is no part of a paragraph.
fn fits(part: &Part<'_>, whole: &Part<'_>) -> bool {
    match (whole.class, part.class) {
        (Class::Heading(_), _) => false,
        (Class::List | Class::Quote, _) => true,
        (_, Class::Heading(_)) => false,
        _ => true,
    }
}

/// Whether what is common is most of both.
fn covers(whole: &Sketch, parts: &Sketch, common: usize) -> bool {
    common * 1000 >= whole.len().max(parts.len()) * COVERED
}
