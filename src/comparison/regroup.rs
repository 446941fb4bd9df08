//! Aligned blocks or items → those that were split, merged or set anew: several that hold the text of one, or a list
//! that holds the text of paragraphs.
//!
//! What is alike in part is not enough: each part's words must come from the whole, and the parts together must hold
//! most of it. Otherwise a deletion beside an insertion would be told as a rewording.

use std::ops::Range;

use super::align::Sequence;
use super::key::{Class, Comparable};
use super::sketch::Sketch;

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
/// A part with fewer features says nothing about where it comes from.
const SMALLEST_PART: usize = 5;
/// Parts of one whole that are looked at.
const MOST_PARTS: usize = 64;
/// Longer text (in bytes) is beyond what sketches hold.
const LONGEST: usize = 6_000;

/// Finds what was split, merged or set anew among aligned pairs. `pairs` ascend on both sides.
pub(super) fn links<T: Comparable>(
    before: &Sequence<'_, T>,
    after: &Sequence<'_, T>,
    pairs: &[(usize, usize)],
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
    let sides = Sides { before, after };
    sides.widen_pairs(&mut links);
    sides.fill_gaps(&mut links);
    links
}

struct Sides<'s, 'a, T> {
    before: &'s Sequence<'a, T>,
    after: &'s Sequence<'a, T>,
}

/// One entry of a sequence.
#[derive(Clone, Copy)]
struct Part<'s> {
    sketch: &'s Sketch,
    class: Class,
}

impl<T: Comparable> Sides<'_, '_, T> {
    /// An entry whose text may be found in others.
    fn part<'s>(sequence: &'s Sequence<'_, T>, at: usize) -> Option<Part<'s>> {
        let entry = sequence.entries.get(at)?;
        let fits = entry.key.size <= LONGEST && entry.item.leaves().is_some();
        fits.then(|| Part {
            sketch: sequence.sketch(at),
            class: entry.item.class(),
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
            let split = widened(
                Self::part(self.before, before.start),
                after.clone(),
                floor.1..ceiling.1,
                |at| Self::part(self.after, at),
            );
            if let Some(after) = split {
                links[at].after = after;
                continue;
            }
            let merged = widened(
                Self::part(self.after, after.start),
                before,
                floor.0..ceiling.0,
                |at| Self::part(self.before, at),
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
        let whole = Self::part(one, at)?;
        let first = parts
            .clone()
            .take(MOST_PARTS)
            .find(|&part| Self::part(many, part).is_some_and(|part| is_contained(part, whole)))?;
        let run = widened(Some(whole), first..first + 1, first..parts.end, |at| {
            Self::part(many, at)
        })
        .or_else(|| {
            self.set_anew(whole, Self::part(many, first)?)
                .then_some(first..first + 1)
        })?;
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

    /// Whether a paragraph became a list, or a list a paragraph.
    fn set_anew(&self, whole: Part<'_>, part: Part<'_>) -> bool {
        let sorts = [whole.class, part.class];
        sorts.contains(&Class::List)
            && whole.class != part.class
            && covers(whole.sketch, part.sketch, whole.sketch.common(part.sketch))
    }
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
    let mut union = part(run.start)?.sketch.clone();
    let mut common = whole.sketch.common(&union);
    let mut wider = run.clone();
    let mut take = |at: usize| -> bool {
        let Some(part) = part(at).filter(|part| is_contained(*part, whole)) else {
            return false;
        };
        let with = union.with(part.sketch);
        let gained = whole.sketch.common(&with) - common;
        let adds = gained * 1000 >= part.sketch.len() * COVERED;
        if adds {
            common += gained;
            union = with;
        }
        adds
    };
    while wider.end < room.end && wider.len() < MOST_PARTS && take(wider.end) {
        wider.end += 1;
    }
    while wider.start > room.start && wider.len() < MOST_PARTS && take(wider.start - 1) {
        wider.start -= 1;
    }
    (wider.len() > 1 && covers(whole.sketch, &union, common)).then_some(wider)
}

/// Whether a part's words come from a whole.
fn is_contained(part: Part<'_>, whole: Part<'_>) -> bool {
    let size = part.sketch.len();
    size >= SMALLEST_PART
        && size < whole.sketch.len() + whole.sketch.len() / 2
        && part.sketch.common(whole.sketch) * 1000 >= size * CONTAINED
}

/// Whether what is common is most of both.
fn covers(whole: &Sketch, parts: &Sketch, common: usize) -> bool {
    common * 1000 >= whole.len().max(parts.len()) * COVERED
}
