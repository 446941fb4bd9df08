//! A comparison's tree → its changes, one after the other: what the numbering and the search for moves go by.

use super::key::{Comparable, Key};
use super::tree::{BlockChange, BlockStep, ItemStep, Mark, RowStep, Step, list_start};
use crate::document::{Block, BlockKind, ListItem, TableRow};

/// On which side of the comparison something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Removed,
    Added,
    Both,
}

/// What stands there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing<'a> {
    Block(&'a Block),
    Item(&'a ListItem),
    Row(&'a TableRow),
}

impl Thing<'_> {
    /// What a reader sees of it, as a number.
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Block(block) => block.key(),
            Self::Item(item) => item.key(),
            Self::Row(row) => row.key(),
        }
    }

    /// Whether a reader sees the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Block(a), Self::Block(b)) => a.same(b),
            (Self::Item(a), Self::Item(b)) => a.same(b),
            (Self::Row(a), Self::Row(b)) => a.same(b),
            _ => false,
        }
    }
}

/// A step that is a change of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub side: Side,
    pub thing: Thing<'a>,
    /// Whether the step before it in its sequence was added or removed too.
    pub continues: bool,
    /// Where it stands in its sequence, and in which.
    pub spot: Spot,
}

impl Place<'_> {
    /// Whether two items are of one list, or two rows of one table.
    pub(super) fn is_among(&self, other: &Self) -> bool {
        !matches!(self.thing, Thing::Block(_)) && self.spot.sequence == other.spot.sequence
    }
}

/// A spot between steps that are on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// Tells sequences apart; means nothing else.
    sequence: usize,
    /// How many steps of the sequence that are on both sides stand before it.
    passed: usize,
}

impl Spot {
    /// Whether only one step, on both sides, stands between two spots, or none.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.sequence == other.sequence && self.passed.abs_diff(other.passed) <= 1
    }
}

/// Those that stand on one side only.
pub(super) fn one_sided<'a>(steps: &mut [BlockStep<'a>]) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    visit_blocks(steps, &mut |place, _| {
        if place.side != Side::Both {
            places.push(place);
        }
    });
    places
}

pub(super) type Visitor<'v, 'a> = dyn FnMut(Place<'a>, &mut Mark) + 'v;

/// Meets every change of a comparison in reading order.
pub(super) fn visit_blocks<'a>(steps: &mut [BlockStep<'a>], visitor: &mut Visitor<'_, 'a>) {
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
                        spot: Spot::default(),
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

/// The same in a list.
pub(super) fn visit_items<'a>(items: &mut [ItemStep<'a>], visitor: &mut Visitor<'_, 'a>) {
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
                        spot: Spot::default(),
                    },
                    mark,
                );
            }
            visit_blocks(blocks, visitor);
        },
    );
}

/// The same in a table.
pub(super) fn visit_rows<'a>(rows: &mut [RowStep<'a>], visitor: &mut Visitor<'_, 'a>) {
    visit(rows, visitor, Thing::Row, |_, after, _, mark, visitor| {
        visitor(
            Place {
                side: Side::Both,
                thing: Thing::Row(after),
                continues: false,
                spot: Spot::default(),
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
    let mut spot = Spot {
        sequence: steps.as_ptr().addr(),
        passed: 0,
    };
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
                // What is opened stands on one side only, as before it was.
                spot.passed += usize::from(!std::ptr::eq(*before, *after));
                continue;
            }
            Step::Regrouped { after, mark, .. } => {
                if let Some(item) = after.first() {
                    visitor(
                        Place {
                            side: Side::Both,
                            thing: wrap(item),
                            continues: false,
                            spot: Spot::default(),
                        },
                        mark,
                    );
                }
                continues = false;
                spot.passed += 1;
                continue;
            }
            Step::Same { .. } => {
                continues = false;
                spot.passed += 1;
                continue;
            }
        };
        visitor(
            Place {
                side,
                thing: item,
                continues,
                spot,
            },
            mark,
        );
        continues = true;
    }
}
