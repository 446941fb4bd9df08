//! Finds what moved, and numbers the changes in reading order, so that each has an address.

use std::collections::HashMap;

use super::key::{Comparable, Key};
use super::tree::{BlockChange, BlockStep, ItemStep, Mark, RowStep, Step, list_start};
use crate::document::{Block, BlockKind, ListItem, TableRow};

/// What is shorter than this (in bytes) may recur by chance and is not said to have moved on its own.
const SMALLEST_MOVE: usize = 24;

/// Marks moves and numbers all changes from 1; returns how many numbers were given.
///
/// Neighbours that were added or removed share a number: they are one place to look at.
pub(super) fn number(steps: &mut [BlockStep<'_>]) -> usize {
    let mut places = Vec::new();
    visit_blocks(steps, &mut |place, _| {
        if place.side != Side::Both {
            places.push(place);
        }
    });
    let partners = partners(&places);
    let mut numbers = vec![0; places.len()];
    let (mut at, mut last) = (0, 0);
    visit_blocks(steps, &mut |place, mark| {
        if place.side == Side::Both {
            last += 1;
            mark.number = last;
            return;
        }
        let shares = place.continues && belongs_to_previous(at, &partners);
        let known = partners[at].map_or(0, |partner| numbers[partner]);
        numbers[at] = match known {
            0 if shares => numbers[at - 1],
            0 => {
                last += 1;
                last
            }
            known => known,
        };
        *mark = Mark {
            number: numbers[at],
            moved: partners[at].is_some(),
        };
        at += 1;
    });
    last
}

/// Whether a place is one with its neighbour: both unmoved, or moved together.
fn belongs_to_previous(at: usize, partners: &[Option<usize>]) -> bool {
    let Some(previous) = at.checked_sub(1) else {
        return false;
    };
    match (partners[previous], partners[at]) {
        (None, None) => true,
        (Some(a), Some(b)) => a + 1 == b,
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Removed,
    Added,
    Both,
}

#[derive(Clone, Copy)]
enum Thing<'a> {
    Block(&'a Block),
    Item(&'a ListItem),
    Row(&'a TableRow),
}

impl Thing<'_> {
    fn key(&self) -> Key {
        match self {
            Self::Block(block) => block.key(),
            Self::Item(item) => item.key(),
            Self::Row(row) => row.key(),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Block(a), Self::Block(b)) => a.same(b),
            (Self::Item(a), Self::Item(b)) => a.same(b),
            (Self::Row(a), Self::Row(b)) => a.same(b),
            _ => false,
        }
    }
}

/// A step that is a change of its own.
#[derive(Clone, Copy)]
struct Place<'a> {
    side: Side,
    thing: Thing<'a>,
    /// Whether the step before it in its sequence was added or removed too.
    continues: bool,
}

/// For each place, the place on the other side where the same stands.
fn partners(places: &[Place<'_>]) -> Vec<Option<usize>> {
    let mut partners = vec![None; places.len()];
    let one_sided = places.iter().all(|place| place.side == Side::Added)
        || places.iter().all(|place| place.side == Side::Removed);
    if one_sided {
        return partners;
    }
    let keys: Vec<Key> = places.iter().map(|place| place.thing.key()).collect();
    for (removed, added) in unique_pairs(places, &keys) {
        if places[removed].thing.same(&places[added].thing) {
            (partners[removed], partners[added]) = (Some(added), Some(removed));
        }
    }
    extend(places, &keys, &mut partners);
    partners
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
    (0..places.len())
        .filter(|&at| keys[at].size >= SMALLEST_MOVE)
        .filter_map(pair)
        .collect()
}

/// What stands beside something that moved, on both sides, moved with it.
fn extend(places: &[Place<'_>], keys: &[Key], partners: &mut [Option<usize>]) {
    let joins = |a: usize, b: usize, partners: &[Option<usize>]| {
        places[a].side == Side::Removed
            && places[b].side == Side::Added
            && partners[a].is_none()
            && partners[b].is_none()
            && keys[a] == keys[b]
            && places[a].thing.same(&places[b].thing)
    };
    for at in 1..places.len() {
        if let Some(partner) = partners[at - 1]
            && places[at - 1].side == Side::Removed
            && partner + 1 < places.len()
            && places[at].continues
            && places[partner + 1].continues
            && joins(at, partner + 1, partners)
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
            && joins(at - 1, partner - 1, partners)
        {
            (partners[at - 1], partners[partner - 1]) = (Some(partner - 1), Some(at - 1));
        }
    }
}

type Visitor<'v, 'a> = dyn FnMut(Place<'a>, &mut Mark) + 'v;

fn visit_blocks<'a>(steps: &mut [BlockStep<'a>], visitor: &mut Visitor<'_, 'a>) {
    visit(
        steps,
        visitor,
        Thing::Block,
        |before, after, change, mark, visitor| {
            if is_own_change(before, after, change) {
                visitor(
                    Place {
                        side: Side::Both,
                        thing: Thing::Block(after),
                        continues: false,
                    },
                    mark,
                );
            }
            match change {
                BlockChange::List(items) => visit_items(items, visitor),
                BlockChange::Blocks(steps) => visit_blocks(steps, visitor),
                BlockChange::Table(table) => visit_rows(&mut table.rows, visitor),
                BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_) => {}
            }
        },
    );
}

/// Whether the block itself changed, not only what it holds.
pub(super) fn is_own_change(before: &Block, after: &Block, change: &BlockChange<'_>) -> bool {
    match (&before.kind, &after.kind) {
        (BlockKind::List { .. }, _) => list_start(before) != list_start(after),
        (BlockKind::Footnote { label: a, .. }, BlockKind::Footnote { label: b, .. }) => a != b,
        (BlockKind::Table { alignments: a, .. }, BlockKind::Table { alignments: b, .. }) => {
            a.len() == b.len() && a != b
        }
        _ => matches!(
            change,
            BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_)
        ),
    }
}

fn visit_items<'a>(items: &mut [ItemStep<'a>], visitor: &mut Visitor<'_, 'a>) {
    visit(
        items,
        visitor,
        Thing::Item,
        |before, after, blocks, mark, visitor| {
            if before.checked != after.checked {
                visitor(
                    Place {
                        side: Side::Both,
                        thing: Thing::Item(after),
                        continues: false,
                    },
                    mark,
                );
            }
            visit_blocks(blocks, visitor);
        },
    );
}

fn visit_rows<'a>(rows: &mut [RowStep<'a>], visitor: &mut Visitor<'_, 'a>) {
    visit(rows, visitor, Thing::Row, |_, after, _, mark, visitor| {
        visitor(
            Place {
                side: Side::Both,
                thing: Thing::Row(after),
                continues: false,
            },
            mark,
        );
    });
}

fn visit<'a, T, C>(
    steps: &mut [Step<'a, T, C>],
    visitor: &mut Visitor<'_, 'a>,
    wrap: fn(&'a T) -> Thing<'a>,
    changed: fn(&'a T, &'a T, &mut C, &mut Mark, &mut Visitor<'_, 'a>),
) {
    let mut continues = false;
    for step in steps {
        let (side, item, mark) = match step {
            Step::Removed { item, mark } => (Side::Removed, wrap(item), mark),
            Step::Added { item, mark } => (Side::Added, wrap(item), mark),
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                changed(before, after, change, mark, visitor);
                continues = false;
                continue;
            }
            Step::Same { .. } => {
                continues = false;
                continue;
            }
        };
        visitor(
            Place {
                side,
                thing: item,
                continues,
            },
            mark,
        );
        continues = true;
    }
}
