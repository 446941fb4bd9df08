//! What was removed here and added there → what moved, also with changes inside.
//!
//! First what is the same and occurs once on both sides, then what stands beside it, then what is so much alike that a
//! reader would call it the same. What is found is the same in both directions of a comparison.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use super::blocks::{compare_blocks, compare_items};
use super::flip;
use super::key::{Class, Comparable, Key};
use super::parts;
use super::places::{Place, Side, Thing, one_sided};
use super::sequence::Budget;
use super::sketch::Sketch;
use super::tree::{BlockStep, EditedMove};

/// What is shorter than this (in bytes) may recur by chance and is not said to have moved on its own.
const SMALLEST_MOVE: usize = 24;
/// The same for headings, which seldom recur.
pub(super) const SMALLEST_HEADING: usize = 12;
/// The same for what changed while it moved.
const SMALLEST_EDITED: usize = 36;
/// The same for items and rows that stay in their list or table.
const SMALLEST_AMONG: usize = 6;
/// How alike two things must be to be one that moved, of 1000; and if what is beside it moved along.
const ALIKE: u32 = 600;
const ALIKE_BESIDE: u32 = 400;
/// Pairs of things that are looked at for likeness.
const MOST_PAIRS: usize = 10_000;

/// What moved.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// For each place, the place on the other side where the same stands.
    pub partners: Vec<Option<usize>>,
    /// How things changed, by the place where they stand now, in reading order.
    pub edited: Vec<(usize, EditedMove<'a>)>,
}

/// Finds what moved, also out of and into lists that are on one side only: these are opened. `turned` says that the comparison is to be the mirror of that made the other way round.
pub(super) fn find<'a>(
    steps: &mut [BlockStep<'a>],
    turned: bool,
    budget: &mut Budget,
) -> Found<'a> {
    let found = find_whole(steps, turned, budget);
    if parts::open(steps, &found.partners) {
        return find_whole(steps, turned, budget);
    }
    found
}

fn find_whole<'a>(steps: &mut [BlockStep<'a>], turned: bool, budget: &mut Budget) -> Found<'a> {
    let places = one_sided(steps);
    let mut partners = vec![None; places.len()];
    let all_on = |side: Side| places.iter().all(|place| place.side == side);
    if all_on(Side::Added) || all_on(Side::Removed) {
        return Found {
            partners,
            edited: Vec::new(),
        };
    }
    let keys: Vec<Key> = places.iter().map(|place| place.thing.key()).collect();
    for (removed, added) in unique_pairs(&places, &keys) {
        if places[removed].thing.same(&places[added].thing) {
            (partners[removed], partners[added]) = (Some(added), Some(removed));
        }
    }
    let same = |a: usize, b: usize| keys[a] == keys[b] && places[a].thing.same(&places[b].thing);
    extend(&places, &mut partners, same);
    let mut likeness = Likeness::new(&places, &keys);
    likeness.pair(turned, &mut partners, budget);
    extend(&places, &mut partners, |a, b| {
        likeness.of(a, b).is_some_and(|alike| alike >= ALIKE_BESIDE)
    });
    pair_rest(&places, &keys, &mut partners);
    let edited = edited(&places, &partners, turned, budget);
    Found { partners, edited }
}

fn unique_pairs(places: &[Place<'_>], keys: &[Key]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<Key, [Vec<usize>; 2]> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        let sides = seen.entry(keys[at]).or_default();
        let side = &mut sides[usize::from(place.side == Side::Added)];
        if side.len() < 2 {
            side.push(at);
        }
    }
    let pair = |at: usize| match seen.get(&keys[at])? {
        [removed, added] if removed.as_slice() == [at] && added.len() == 1 => Some((at, added[0])),
        _ => None,
    };
    let found: Vec<Option<(usize, usize)>> = (0..places.len()).map(pair).collect();
    // What changed places with its neighbour is no chance, nor is what moved together with it.
    let is_sure = |(a, b): (usize, usize)| {
        keys[a].size >= smallest(places[a].thing)
            || places[a].spot.is_beside(&places[b].spot)
            || (keys[a].size >= SMALLEST_AMONG && places[a].is_among(&places[b]))
            || follows(places, &found, (a, b))
            || follows(places, &found, (a + 1, b + 1))
    };
    found
        .iter()
        .flatten()
        .copied()
        .filter(|&pair| is_sure(pair))
        .collect()
}

/// Whether a pair and the one before it stand side by side on both sides.
fn follows(places: &[Place<'_>], found: &[Option<(usize, usize)>], (a, b): (usize, usize)) -> bool {
    let continues = |at: usize| places.get(at).is_some_and(|place| place.continues);
    continues(a) && continues(b) && found[a] == Some((a, b)) && found[a - 1] == Some((a - 1, b - 1))
}

/// From which size on (in bytes) something that is there once on either side is the same.
fn smallest(thing: Thing<'_>) -> usize {
    match class(thing) {
        Some(Class::Heading(_)) => SMALLEST_HEADING,
        _ => SMALLEST_MOVE,
    }
}

/// What is the same but occurs more than once is paired in order: of headings, only as many as are on the other side.
fn pair_rest(places: &[Place<'_>], keys: &[Key], partners: &mut [Option<usize>]) {
    let mut rest: HashMap<Key, [VecDeque<usize>; 2]> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        if partners[at].is_none() && keys[at].size >= smallest(place.thing) {
            let sides = rest.entry(keys[at]).or_default();
            sides[usize::from(place.side == Side::Added)].push_back(at);
        }
    }
    for (at, place) in places.iter().enumerate() {
        let Some([removed, added]) = rest.get_mut(&keys[at]) else {
            continue;
        };
        let is_heading = matches!(class(place.thing), Some(Class::Heading(_)));
        let fits = !is_heading || removed.len() == added.len();
        if added.front() != Some(&at) || !fits {
            continue;
        }
        added.pop_front();
        if let Some(from) = removed.pop_front()
            && places[from].thing.same(&place.thing)
        {
            (partners[from], partners[at]) = (Some(at), Some(from));
        }
    }
}

/// What stands beside something that moved, on both sides, moved with it if `joins` says so.
fn extend(
    places: &[Place<'_>],
    partners: &mut [Option<usize>],
    mut joins: impl FnMut(usize, usize) -> bool,
) {
    let mut may_join = |a: usize, b: usize, partners: &[Option<usize>]| {
        places[a].side == Side::Removed
            && places[b].side == Side::Added
            && partners[a].is_none()
            && partners[b].is_none()
            && joins(a, b)
    };
    for at in 1..places.len() {
        if let Some(partner) = partners[at - 1]
            && places[at - 1].side == Side::Removed
            && partner + 1 < places.len()
            && places[at].continues
            && places[partner + 1].continues
            && may_join(at, partner + 1, partners)
        {
            (partners[at], partners[partner + 1]) = (Some(partner + 1), Some(at));
        }
    }
    for at in (1..places.len()).rev() {
        if let Some(partner) = partners[at]
            && places[at].side == Side::Removed
            && partner > 0
            && places[at].continues
            && places[partner].continues
            && may_join(at - 1, partner - 1, partners)
        {
            (partners[at - 1], partners[partner - 1]) = (Some(partner - 1), Some(at - 1));
        }
    }
}

/// The sort of a block; `None` for what is in a list or a table.
fn class(thing: Thing<'_>) -> Option<Class> {
    match thing {
        Thing::Block(block) => Some(block.class()),
        Thing::Item(_) | Thing::Row(_) => None,
    }
}

/// Tells how alike things are, reading each once.
struct Likeness<'p, 'a> {
    places: &'p [Place<'a>],
    keys: &'p [Key],
    sketches: HashMap<usize, Sketch>,
}

impl<'p, 'a> Likeness<'p, 'a> {
    fn new(places: &'p [Place<'a>], keys: &'p [Key]) -> Self {
        Self {
            places,
            keys,
            sketches: HashMap::new(),
        }
    }

    /// Pairs what is most alike and has no partner yet.
    fn pair(&mut self, turned: bool, partners: &mut [Option<usize>], budget: &mut Budget) {
        let free = |side: Side| -> Vec<usize> {
            let is_free = |&at: &usize| {
                self.places[at].side == side
                    && partners[at].is_none()
                    && self.keys[at].size >= SMALLEST_EDITED
            };
            (0..self.places.len()).filter(is_free).collect()
        };
        let (removed, added) = (free(Side::Removed), free(Side::Added));
        if removed.len() * added.len() > MOST_PAIRS {
            return budget.note_coarse();
        }
        let mut scored = Vec::new();
        for &a in &removed {
            for &b in &added {
                if let Some(alike) = self.of(a, b).filter(|&alike| alike >= ALIKE) {
                    let order = if turned { (b, a) } else { (a, b) };
                    scored.push((Reverse(alike), order, a, b));
                }
            }
        }
        scored.sort_unstable();
        for (_, _, a, b) in scored {
            if partners[a].is_none() && partners[b].is_none() {
                (partners[a], partners[b]) = (Some(b), Some(a));
            }
        }
    }

    /// How alike two things of one sort are, of 1000; `None` if they cannot be one.
    fn of(&mut self, a: usize, b: usize) -> Option<u32> {
        let fits = match (self.places[a].thing, self.places[b].thing) {
            (Thing::Block(x), Thing::Block(y)) => match (x.class(), y.class()) {
                (Class::Heading(_), Class::Heading(_)) => true,
                (Class::Html | Class::Rule, _) => false,
                (x, y) => x == y,
            },
            (Thing::Item(_), Thing::Item(_)) => true,
            _ => false,
        };
        let (less, more) = (self.keys[a].size, self.keys[b].size);
        let (less, more) = (less.min(more), less.max(more));
        if !fits || less * 4 < more {
            return None;
        }
        for at in [a, b] {
            let thing = self.places[at].thing;
            self.sketches.entry(at).or_insert_with(|| sketch(thing));
        }
        let (x, y) = (self.sketches.get(&a)?, self.sketches.get(&b)?);
        (x.bound(y) >= ALIKE_BESIDE).then(|| x.likeness(y))
    }
}

fn sketch(thing: Thing<'_>) -> Sketch {
    match thing {
        Thing::Block(block) => Sketch::new(block),
        Thing::Item(item) => Sketch::new(item),
        Thing::Row(row) => Sketch::new(row),
    }
}

/// How things changed that moved, by the place where they stand now.
fn edited<'a>(
    places: &[Place<'a>],
    partners: &[Option<usize>],
    turned: bool,
    budget: &mut Budget,
) -> Vec<(usize, EditedMove<'a>)> {
    let mut edited = Vec::new();
    for (added, place) in places.iter().enumerate() {
        let removed = partners[added].filter(|_| place.side == Side::Added);
        let Some(removed) = removed.map(|removed| places[removed].thing) else {
            continue;
        };
        if let Some(change) = compare(removed, place.thing, turned, budget) {
            edited.push((added, change));
        }
    }
    edited
}

/// How one thing changed, told as the other direction would tell it if the comparison is turned round.
fn compare<'a>(
    before: Thing<'a>,
    after: Thing<'a>,
    turned: bool,
    budget: &mut Budget,
) -> Option<EditedMove<'a>> {
    if before.same(&after) {
        return None;
    }
    Some(match (before, after) {
        (Thing::Block(before), Thing::Block(after)) => EditedMove::Block {
            before,
            after,
            change: if turned {
                flip::block(compare_blocks(after, before, budget)?)
            } else {
                compare_blocks(before, after, budget)?
            },
        },
        (Thing::Item(before), Thing::Item(after)) => EditedMove::Item {
            before,
            after,
            change: if turned {
                flip::blocks(compare_items(after, before, budget)?)
            } else {
                compare_items(before, after, budget)?
            },
        },
        _ => return None,
    })
}
