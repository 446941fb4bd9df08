//! Lists, quotations and items that stand on one side only → opened, where something in them stands on the other side too.
//!
//! A list of which some items now stand elsewhere is not gone as a whole: its items are told one by one, so that those
//! can be found again by the search for moves. An opened thing is a [`Step::Changed`] of which both sides are itself,
//! and in which everything is removed, or everything added.

use std::collections::HashMap;
use std::ptr;

use super::key::{Comparable, Key, visible_of};
use super::moves::SMALLEST_HEADING;
use super::places::{Side, visit_blocks};
use super::tree::{BlockChange, BlockStep, ItemStep, Mark, Step};
use crate::document::{Block, BlockKind, ListItem};

/// Opens what holds something that stands on the other side, unless it moved as a whole; tells whether anything was.
pub(super) fn open(steps: &mut [BlockStep<'_>], partners: &[Option<usize>]) -> bool {
    let mut at = 0;
    visit_blocks(steps, &mut |place, mark| {
        if place.side != Side::Both {
            mark.moved = partners[at].is_some();
            at += 1;
        }
    });
    let mut known = Known::default();
    known.blocks(steps);
    known
        .0
        .retain(|_, sides| sides.iter().all(|&count| count > 0));
    let opened = !known.0.is_empty() && open_blocks(steps, &known);
    visit_blocks(steps, &mut |_, mark| *mark = Mark::default());
    opened
}

/// On which side the parts of an opened thing stand; `None` for what is on both sides.
pub(super) fn only_side<T>(before: &T, after: &T, steps: &[impl OneSided]) -> Option<Side> {
    ptr::eq(before, after)
        .then(|| steps.iter().find_map(OneSided::side))
        .flatten()
}

/// Tells the side of what stands on one.
pub(super) trait OneSided {
    fn side(&self) -> Option<Side>;
}

impl OneSided for BlockStep<'_> {
    fn side(&self) -> Option<Side> {
        match self {
            Step::Removed { .. } => Some(Side::Removed),
            Step::Added { .. } => Some(Side::Added),
            Step::Changed { change, .. } => match change {
                BlockChange::List(items) => items.iter().find_map(OneSided::side),
                BlockChange::Blocks(steps) => steps.iter().find_map(OneSided::side),
                _ => None,
            },
            Step::Same { .. } | Step::Regrouped { .. } => None,
        }
    }
}

impl OneSided for ItemStep<'_> {
    fn side(&self) -> Option<Side> {
        match self {
            Step::Removed { .. } => Some(Side::Removed),
            Step::Added { .. } => Some(Side::Added),
            Step::Changed { change, .. } => change.iter().find_map(OneSided::side),
            Step::Same { .. } | Step::Regrouped { .. } => None,
        }
    }
}

/// How often something occurs among what was removed and what was added, at any depth.
#[derive(Default)]
struct Known(HashMap<Key, [usize; 2]>);

impl Known {
    fn add(&mut self, key: Key, side: Side) {
        if key.size >= SMALLEST_HEADING {
            self.0.entry(key).or_default()[usize::from(side == Side::Added)] += 1;
        }
    }

    fn holds<T: Comparable>(&self, item: &T) -> bool {
        self.0.contains_key(&item.key())
    }

    fn blocks(&mut self, steps: &[BlockStep<'_>]) {
        for step in steps {
            match step {
                Step::Removed { item, mark } if !mark.moved => self.block(item, Side::Removed),
                Step::Added { item, mark } if !mark.moved => self.block(item, Side::Added),
                Step::Changed { change, .. } => match change {
                    BlockChange::List(items) => self.items(items),
                    BlockChange::Blocks(steps) => self.blocks(steps),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn items(&mut self, steps: &[ItemStep<'_>]) {
        for step in steps {
            match step {
                Step::Removed { item, mark } if !mark.moved => self.item(item, Side::Removed),
                Step::Added { item, mark } if !mark.moved => self.item(item, Side::Added),
                Step::Changed { change, .. } => self.blocks(change),
                _ => {}
            }
        }
    }

    fn block(&mut self, block: &Block, side: Side) {
        self.add(block.key(), side);
        match &block.kind {
            BlockKind::List { items, .. } => {
                visible_of(items).for_each(|item| self.item(item, side))
            }
            BlockKind::Quote(blocks) => {
                visible_of(blocks).for_each(|block| self.block(block, side));
            }
            _ => {}
        }
    }

    fn item(&mut self, item: &ListItem, side: Side) {
        self.add(item.key(), side);
        visible_of(&item.blocks).for_each(|block| self.block(block, side));
    }
}

fn open_blocks<'a>(steps: &mut [BlockStep<'a>], known: &Known) -> bool {
    let mut opened = false;
    for step in steps {
        match step {
            Step::Removed { item, mark } | Step::Added { item, mark }
                if mark.moved || known.holds(*item) => {}
            Step::Removed { item, .. } => {
                let item = *item;
                let parts = opened_block(item, Side::Removed, known);
                opened |= replaced(step, parts);
            }
            Step::Added { item, .. } => {
                let item = *item;
                let parts = opened_block(item, Side::Added, known);
                opened |= replaced(step, parts);
            }
            Step::Changed { change, .. } => match change {
                BlockChange::List(items) => opened |= open_items(items, known),
                BlockChange::Blocks(steps) => opened |= open_blocks(steps, known),
                _ => {}
            },
            _ => {}
        }
    }
    opened
}

fn open_items<'a>(steps: &mut [ItemStep<'a>], known: &Known) -> bool {
    let mut opened = false;
    for step in steps {
        match step {
            Step::Removed { item, mark } | Step::Added { item, mark }
                if mark.moved || known.holds(*item) => {}
            Step::Removed { item, .. } => {
                let item = *item;
                let parts = opened_item(item, Side::Removed, known);
                opened |= replaced(step, parts);
            }
            Step::Added { item, .. } => {
                let item = *item;
                let parts = opened_item(item, Side::Added, known);
                opened |= replaced(step, parts);
            }
            Step::Changed { change, .. } => opened |= open_blocks(change, known),
            _ => {}
        }
    }
    opened
}

fn replaced<T>(step: &mut T, by: Option<T>) -> bool {
    let is_opened = by.is_some();
    if let Some(by) = by {
        *step = by;
    }
    is_opened
}

/// A block of one side by its parts, if something in it is known.
fn opened_block<'a>(block: &'a Block, side: Side, known: &Known) -> Option<BlockStep<'a>> {
    let change = match &block.kind {
        BlockKind::List { items, .. } => {
            let mut steps: Vec<ItemStep<'a>> = visible_of(items)
                .map(|item| one_sided(item, side))
                .collect();
            let holds = visible_of(items).any(|item| known.holds(item));
            (open_items(&mut steps, known) || holds).then_some(BlockChange::List(steps))?
        }
        BlockKind::Quote(blocks) => BlockChange::Blocks(opened_blocks(blocks, side, known)?),
        _ => return None,
    };
    Some(both(block, change))
}

fn opened_item<'a>(item: &'a ListItem, side: Side, known: &Known) -> Option<ItemStep<'a>> {
    Some(both(item, opened_blocks(&item.blocks, side, known)?))
}

fn opened_blocks<'a>(blocks: &'a [Block], side: Side, known: &Known) -> Option<Vec<BlockStep<'a>>> {
    let mut steps: Vec<BlockStep<'a>> = visible_of(blocks)
        .map(|block| one_sided(block, side))
        .collect();
    let holds = visible_of(blocks).any(|block| known.holds(block));
    (open_blocks(&mut steps, known) || holds).then_some(steps)
}

fn one_sided<T, C>(item: &T, side: Side) -> Step<'_, T, C> {
    let mark = Mark::default();
    match side {
        Side::Added => Step::Added { item, mark },
        Side::Removed | Side::Both => Step::Removed { item, mark },
    }
}

fn both<T, C>(item: &T, change: C) -> Step<'_, T, C> {
    Step::Changed {
        before: item,
        after: item,
        change,
        mark: Mark::default(),
    }
}
