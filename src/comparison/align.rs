//! Two sequences of blocks, items or rows → which of them correspond, in order.
//!
//! What is equal and occurs once on both sides anchors the rest (patience); between anchors, the pairing with the
//! greatest likeness wins; what is less alike than a reader would accept as "the same, changed" stays unpaired.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::key::{Class, Comparable, Key, topic_key, visible_of};
use super::sequence::{self, Budget};
use super::sketch::Sketch;

/// One member of a sequence with its key.
#[derive(Debug)]
pub(super) struct Entry<'a, T> {
    pub item: &'a T,
    pub key: Key,
}

impl<T> Clone for Entry<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Entry<'_, T> {}

impl<'a, T: Comparable> Entry<'a, T> {
    pub(super) fn new(item: &'a T) -> Self {
        Self {
            item,
            key: item.key(),
        }
    }
}

/// A sequence to be aligned. What was made to tell likenesses is kept with it, for the next time it is aligned.
#[derive(Clone, Debug)]
pub(super) struct Sequence<'a, T> {
    pub entries: Vec<Entry<'a, T>>,
    known: Vec<Known>,
}

/// What was found out about an entry, each at most once.
#[derive(Clone, Debug, Default)]
struct Known {
    sketch: OnceLock<Sketch>,
    topic: OnceLock<Option<Key>>,
    leaves: OnceLock<Option<Sketch>>,
}

impl<'a, T: Comparable> Sequence<'a, T> {
    /// The visible ones among items.
    pub(super) fn new(items: &'a [T]) -> Self {
        let entries: Vec<Entry<'a, T>> = visible_of(items).map(Entry::new).collect();
        Self {
            known: vec![Known::default(); entries.len()],
            entries,
        }
    }

    /// What an entry is known by, if that says anything.
    fn topic(&self, at: usize) -> Option<Key> {
        let topic = || {
            let key = topic_key(self.entries[at].item.topic()?);
            (key.size >= SMALLEST_TOPIC).then_some(key)
        };
        *self.known[at].topic.get_or_init(topic)
    }

    /// The running texts of an entry as wholes; `None` if it is more than these.
    pub(super) fn leaves(&self, at: usize) -> Option<&Sketch> {
        let leaves = || Some(Sketch::of_leaves(&self.entries[at].item.leaves()?));
        self.known[at].leaves.get_or_init(leaves).as_ref()
    }

    /// What an entry is told alike by.
    pub(super) fn sketch(&self, at: usize) -> &Sketch {
        let sketch = || Sketch::new(self.entries[at].item);
        self.known[at].sketch.get_or_init(sketch)
    }
}

/// A shorter topic (in bytes) may stand over anything.
const SMALLEST_TOPIC: usize = 6;
/// Most cells of a table of likenesses; beyond, only a band around its diagonal is looked at.
const CELLS: usize = 40_000;
/// Half the width of that band.
const BAND: usize = 12;

/// Finds which entries correspond, as pairs of indices, ascending on both sides.
pub(super) fn align<T: Comparable>(
    old: &Sequence<'_, T>,
    new: &Sequence<'_, T>,
    budget: &mut Budget,
) -> Vec<(usize, usize)> {
    let (before, after) = (old.entries.as_slice(), new.entries.as_slice());
    let same = |a: &Entry<'_, T>, b: &Entry<'_, T>| a.key == b.key;
    let prefix = before
        .iter()
        .zip(after)
        .take_while(|(a, b)| same(a, b))
        .count();
    let rest = before[prefix..]
        .iter()
        .rev()
        .zip(after[prefix..].iter().rev());
    let suffix = rest.take_while(|(a, b)| same(a, b)).count();
    let (x, y) = (prefix..before.len() - suffix, prefix..after.len() - suffix);
    let mut pairs: Vec<(usize, usize)> = (0..prefix).map(|at| (at, at)).collect();
    let mut aligner = Aligner {
        before,
        after,
        sequences: (old, new),
        budget,
    };
    aligner.between_anchors(x.clone(), y.clone(), &mut pairs);
    pairs.extend((0..suffix).map(|at| (x.end + at, y.end + at)));
    slide_gaps(before, after, &mut pairs);
    pairs
}

struct Aligner<'s, 'a, T> {
    before: &'s [Entry<'a, T>],
    after: &'s [Entry<'a, T>],
    sequences: (&'s Sequence<'a, T>, &'s Sequence<'a, T>),
    budget: &'s mut Budget,
}

impl<T: Comparable> Aligner<'_, '_, T> {
    fn between_anchors(
        &mut self,
        x: Range<usize>,
        y: Range<usize>,
        pairs: &mut Vec<(usize, usize)>,
    ) {
        let anchors = if x.len() > 1 && y.len() > 1 {
            anchors(self.before, self.after, &x, &y)
        } else {
            Vec::new()
        };
        let (mut i, mut j) = (x.start, y.start);
        for (a, b) in anchors {
            self.gap(i..a, j..b, pairs);
            pairs.push((a, b));
            (i, j) = (a + 1, b + 1);
        }
        self.gap(i..x.end, j..y.end, pairs);
    }

    fn gap(&mut self, x: Range<usize>, y: Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        if x.is_empty() || y.is_empty() {
            return;
        }
        if x.len() * y.len() <= CELLS {
            return self.by_likeness(x, y, pairs);
        }
        let (mut i, mut j) = (x.start, y.start);
        for run in self.equal_runs(&x, &y) {
            let (a, b) = (x.start + run.before, y.start + run.after);
            self.by_likeness(i..a, j..b, pairs);
            pairs.extend((0..run.length).map(|at| (a + at, b + at)));
            (i, j) = (a + run.length, b + run.length);
        }
        self.by_likeness(i..x.end, j..y.end, pairs);
    }

    fn equal_runs(&mut self, x: &Range<usize>, y: &Range<usize>) -> Vec<sequence::Run> {
        let mut names: HashMap<Key, u32> = HashMap::new();
        let mut ids = |entries: &[Entry<'_, T>]| -> Vec<u32> {
            let id = |entry: &Entry<'_, T>| {
                let next = names.len() as u32;
                *names.entry(entry.key).or_insert(next)
            };
            entries.iter().map(id).collect()
        };
        let (a, b) = (ids(&self.before[x.clone()]), ids(&self.after[y.clone()]));
        sequence::common(&a, &b, self.budget)
    }

    /// Pairs what is most alike: the greatest sum of likenesses over all pairings that keep the order.
    fn by_likeness(&mut self, x: Range<usize>, y: Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        if x.is_empty() || y.is_empty() {
            return;
        }
        if x.len() == 1 && y.len() == 1 {
            return self.leftover(x, y, pairs);
        }
        let found = self.best_pairing(&x, &y);
        let (mut i, mut j) = (x.start, y.start);
        for (a, b) in found {
            self.leftover(i..a, j..b, pairs);
            pairs.push((a, b));
            (i, j) = (a + 1, b + 1);
        }
        self.leftover(i..x.end, j..y.end, pairs);
    }

    /// A lone block whose neighbours correspond is the other side's lone block, if it is of the same sort.
    fn leftover(&mut self, x: Range<usize>, y: Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        if x.len() != 1 || y.len() != 1 {
            return;
        }
        let (old, new) = (&self.before[x.start], &self.after[y.start]);
        let alike = match lone_threshold(old.item.class(), new.item.class()) {
            _ if old.key == new.key => true,
            Some(0) => true,
            Some(threshold) => self.likeness(x.start, y.start, threshold) > 0,
            None => false,
        };
        if alike {
            pairs.push((x.start, y.start));
        }
    }

    fn best_pairing(&mut self, x: &Range<usize>, y: &Range<usize>) -> Vec<(usize, usize)> {
        let (n, m) = (x.len(), y.len());
        let full = n * m <= CELLS;
        let half = if full {
            m
        } else {
            BAND.max(CELLS / n / 2).min(m)
        };
        let width = if full { m } else { (2 * half + 1).min(m) };
        let start = |i: usize| {
            if full {
                0
            } else {
                (i * m / n).saturating_sub(half).min(m - width)
            }
        };
        if !full {
            self.budget.note_coarse();
        }
        let mut rows: Vec<Vec<u64>> = Vec::with_capacity(n + 1);
        let mut taken = vec![false; n * width];
        rows.push(vec![0; width + 1]);
        for i in 0..n {
            let above = &rows[i];
            let above_start = if i == 0 { start(0) } else { start(i - 1) };
            let shift = start(i) - above_start;
            let reach = |column: usize| above[(column + shift).min(width)];
            let mut row = vec![reach(0); width + 1];
            for column in 0..width {
                let (a, b) = (x.start + i, y.start + start(i) + column);
                let score = u64::from(self.score(a, b));
                let skipped = reach(column + 1).max(row[column]);
                let paired = reach(column) + score;
                taken[i * width + column] = score > 0 && paired > skipped;
                row[column + 1] = skipped.max(paired * u64::from(score > 0));
            }
            rows.push(row);
        }
        trace(&rows, &taken, width, n, start)
            .into_iter()
            .map(|(a, b)| (x.start + a, y.start + b))
            .collect()
    }

    /// What pairing two entries is worth; 0 if they do not belong together.
    fn score(&mut self, a: usize, b: usize) -> u32 {
        let (old, new) = (&self.before[a], &self.after[b]);
        let size = old.key.size.min(new.key.size).min(1200) as u32;
        if old.key == new.key {
            return 1200 * (4 + size / 12);
        }
        let Some(threshold) = threshold(old.item.class(), new.item.class()) else {
            return 0;
        };
        let likeness = self.likeness(a, b, threshold);
        likeness * likeness / 1000 * (4 + size / 12)
    }

    /// How alike two entries are, of 1000; 0 below the threshold.
    fn likeness(&mut self, a: usize, b: usize, threshold: u32) -> u32 {
        let (old, new) = (self.before[a], self.after[b]);
        let (less, more) = (
            old.key.size.min(new.key.size),
            old.key.size.max(new.key.size),
        );
        let (first, second) = (self.sequences.0.topic(a), self.sequences.1.topic(b));
        // What is known by the same words is the same, whatever else it holds.
        let least = if first.is_some() && first == second {
            threshold
        } else {
            0
        };
        if more > 8192 && less * 8 < more {
            return least;
        }
        let (x, y) = (self.sequences.0.sketch(a), self.sequences.1.sketch(b));
        if x.bound(y) < threshold || !self.budget.take(x.len() + y.len()) {
            return least;
        }
        let likeness = x.likeness(y);
        if likeness < threshold {
            least
        } else {
            likeness
        }
    }
}

/// From which likeness on two blocks are the same whose neighbours correspond.
fn lone_threshold(a: Class, b: Class) -> Option<u32> {
    use Class::{Heading, Html, Member, Paragraph};
    match (a, b) {
        (Paragraph, Paragraph) | (Member, Member) | (Html, Html) => Some(180),
        _ if a == b => Some(0),
        (Heading(_), Heading(_)) => Some(180),
        _ => threshold(a, b),
    }
}

/// From which likeness on two blocks are the same block, changed; never for some.
fn threshold(a: Class, b: Class) -> Option<u32> {
    use Class::{Heading, Paragraph};
    match (a, b) {
        (Heading(_), Heading(_)) => Some(400),
        (Paragraph, Paragraph) => Some(330),
        (Heading(_), Paragraph) | (Paragraph, Heading(_)) => Some(600),
        _ if a == b => Some(300),
        _ => None,
    }
}

fn trace(
    rows: &[Vec<u64>],
    taken: &[bool],
    width: usize,
    n: usize,
    start: impl Fn(usize) -> usize,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut column = width;
    for i in (0..n).rev() {
        let shift = start(i) - if i == 0 { start(0) } else { start(i - 1) };
        while column > 0
            && rows[i + 1][column] == rows[i + 1][column - 1]
            && !(taken[i * width + column - 1])
        {
            column -= 1;
        }
        if column > 0 && taken[i * width + column - 1] {
            pairs.push((i, start(i) + column - 1));
            column -= 1;
        }
        column = (column + shift).min(width);
    }
    pairs.reverse();
    pairs
}

/// Equal entries that occur once on either side, as the heaviest chain that keeps the order.
fn anchors<T>(
    before: &[Entry<'_, T>],
    after: &[Entry<'_, T>],
    x: &Range<usize>,
    y: &Range<usize>,
) -> Vec<(usize, usize)> {
    let mut seen: HashMap<Key, (usize, usize, usize, usize)> = HashMap::new();
    for i in x.clone() {
        let entry = seen.entry(before[i].key).or_default();
        (entry.0, entry.1) = (entry.0 + 1, i);
    }
    for j in y.clone() {
        if let Some(entry) = seen.get_mut(&after[j].key) {
            (entry.2, entry.3) = (entry.2 + 1, j);
        }
    }
    let unique = |i: usize| match seen.get(&before[i].key) {
        Some(&(1, _, 1, j)) => Some((i, j, before[i].key.size.min(4096) as u64 + 4)),
        _ => None,
    };
    heaviest_chain(&x.clone().filter_map(unique).collect::<Vec<_>>(), y)
}

/// The ascending chain of greatest weight; `pairs` ascend on their first side.
fn heaviest_chain(pairs: &[(usize, usize, u64)], y: &Range<usize>) -> Vec<(usize, usize)> {
    // A Fenwick tree over the second side: the heaviest chain that ends up to a place, and its last pair.
    let mut tree: Vec<(u64, usize)> = vec![(0, usize::MAX); y.len() + 1];
    let mut links = vec![usize::MAX; pairs.len()];
    let mut best = (0, usize::MAX);
    for (index, &(_, j, weight)) in pairs.iter().enumerate() {
        let place = j - y.start + 1;
        let mut chain = (0, usize::MAX);
        let mut at = place - 1;
        while at > 0 {
            if tree[at].0 > chain.0 {
                chain = tree[at];
            }
            at &= at - 1;
        }
        links[index] = chain.1;
        let total = (chain.0 + weight, index);
        if total.0 > best.0 {
            best = total;
        }
        let mut at = place;
        while at < tree.len() {
            if total.0 > tree[at].0 {
                tree[at] = total;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut at = best.1;
    while at != usize::MAX {
        chain.push((pairs[at].0, pairs[at].1));
        at = links[at];
    }
    chain.reverse();
    chain
}

/// Lets a pure insertion or deletion begin with a heading where equal blocks leave the choice.
fn slide_gaps<T: Comparable>(
    before: &[Entry<'_, T>],
    after: &[Entry<'_, T>],
    pairs: &mut [(usize, usize)],
) {
    for at in 1..pairs.len() {
        let ((a, b), (c, d)) = (pairs[at - 1], pairs[at]);
        if c == a + 1 && d > b + 1 {
            slide(after, pairs, at, |pair| &mut pair.1);
        } else if d == b + 1 && c > a + 1 {
            slide(before, pairs, at, |pair| &mut pair.0);
        }
    }
}

/// The gap before pair `at` may move up past equal entries: `[H] X H Y` reads better as `X H` inserted after `H`
/// only if what is inserted then begins with the highest heading.
fn slide<T: Comparable>(
    side: &[Entry<'_, T>],
    pairs: &mut [(usize, usize)],
    at: usize,
    index: impl Fn(&mut (usize, usize)) -> &mut usize,
) {
    let last = *index(&mut pairs[at]) - 1;
    let first = *index(&mut pairs[at - 1]) + 1;
    let rank = |at: usize| match side[at].item.class() {
        Class::Heading(level) => 10 - u32::from(level),
        _ => 0,
    };
    let mut best = (rank(first), 0);
    for by in 1..=(at.min(64)) {
        let pair = pairs[at - by];
        let is_next =
            by == 1 || (pair.0 + 1 == pairs[at - by + 1].0 && pair.1 + 1 == pairs[at - by + 1].1);
        if !is_next
            || by > last + 1
            || *index(&mut pairs[at - by]) + by != first
            || side[last + 1 - by].key != side[first - by].key
        {
            break;
        }
        if rank(first - by) > best.0 {
            best = (rank(first - by), by);
        }
    }
    for by in 1..=best.1 {
        *index(&mut pairs[at - by]) = last + 1 - by;
    }
}
