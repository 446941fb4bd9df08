//! Two sequences of blocks → a tree of [`Step`]s: aligned, and what is paired but differs compared in turn.

use super::align::{Entry, Sequence, align};
use super::columns;
use super::inline::TextChange;
use super::key::{Class, Comparable, code_text};
use super::raw;
use super::regroup;
use super::sequence::Budget;
use super::tree::{
    BlockChange, BlockStep, Column, Mark, RowChange, RowStep, Step, TableChange, list_start,
};
use super::visible::Flat;
use crate::document::{Block, BlockKind, Inline, ListItem, TableRow};

/// Compares two sequences whose keys are known.
pub(super) fn steps<'a>(
    before: &Sequence<'a, Block>,
    after: &Sequence<'a, Block>,
    budget: &mut Budget,
) -> Vec<BlockStep<'a>> {
    aligned(before, after, budget, compare_blocks)
}

fn nested_steps<'a>(
    before: &'a [Block],
    after: &'a [Block],
    budget: &mut Budget,
) -> Vec<BlockStep<'a>> {
    steps(&Sequence::new(before), &Sequence::new(after), budget)
}

/// Aligns two sequences and compares what is paired; `compare` gives nothing where a reader sees no difference.
fn aligned<'a, T: Comparable, C>(
    old: &Sequence<'a, T>,
    new: &Sequence<'a, T>,
    budget: &mut Budget,
    compare: fn(&'a T, &'a T, &mut Budget) -> Option<C>,
) -> Vec<Step<'a, T, C>> {
    let pairs = align(old, new, budget);
    let (before, after) = (old.entries.as_slice(), new.entries.as_slice());
    let mut steps = Vec::with_capacity(before.len().max(after.len()));
    let (mut i, mut j) = (0, 0);
    for link in regroup::links(old, new, &pairs, budget) {
        let link = regroup::without_strangers(old, new, link, budget);
        let (x, y) = (link.before.clone(), link.after.clone());
        push_unpaired(&before[i..x.start], &after[j..y.start], &mut steps);
        (i, j) = (x.end, y.end);
        steps.push(
            if link.is_pair() && alike(before[x.start].item, after[y.start].item) {
                paired(&before[x.start], &after[y.start], budget, compare)
            } else {
                regrouped(&before[x], &after[y], budget)
            },
        );
    }
    push_unpaired(&before[i..], &after[j..], &mut steps);
    steps
}

/// Whether two things are compared as what they are, not only by the texts that they hold.
fn alike<T: Comparable>(before: &T, after: &T) -> bool {
    (before.class() == Class::List) == (after.class() == Class::List)
}

fn paired<'a, T: Comparable, C>(
    old: &Entry<'a, T>,
    new: &Entry<'a, T>,
    budget: &mut Budget,
    compare: fn(&'a T, &'a T, &mut Budget) -> Option<C>,
) -> Step<'a, T, C> {
    let (before, after) = (old.item, new.item);
    let same = old.key == new.key && before.same(after);
    let change = if same {
        None
    } else {
        compare(before, after, budget)
    };
    match change {
        None => Step::Same { before, after },
        Some(change) => Step::Changed {
            before,
            after,
            change,
            mark: Mark::default(),
        },
    }
}

fn regrouped<'a, T: Comparable, C>(
    before: &[Entry<'a, T>],
    after: &[Entry<'a, T>],
    budget: &mut Budget,
) -> Step<'a, T, C> {
    let items = |entries: &[Entry<'a, T>]| entries.iter().map(|entry| entry.item).collect();
    let (before, after): (Vec<&T>, Vec<&T>) = (items(before), items(after));
    let text = TextChange::new(joined(&before), joined(&after), budget);
    Step::Regrouped {
        before,
        after,
        text,
        mark: Mark::default(),
    }
}

pub(super) fn joined<'a, T: Comparable>(items: &[&'a T]) -> Flat<'a> {
    let leaves = items.iter().filter_map(|item| item.leaves());
    Flat::joined(&leaves.flatten().collect::<Vec<_>>())
}

fn push_unpaired<'a, T, C>(
    before: &[Entry<'a, T>],
    after: &[Entry<'a, T>],
    steps: &mut Vec<Step<'a, T, C>>,
) {
    let mark = Mark::default();
    steps.extend(before.iter().map(|entry| Step::Removed {
        item: entry.item,
        mark,
    }));
    steps.extend(after.iter().map(|entry| Step::Added {
        item: entry.item,
        mark,
    }));
}

fn has_changes<T, C>(steps: &[Step<'_, T, C>]) -> bool {
    steps.iter().any(|step| !matches!(step, Step::Same { .. }))
}

/// How a block changed; `None` where a reader sees no difference.
pub(super) fn compare_blocks<'a>(
    before: &'a Block,
    after: &'a Block,
    budget: &mut Budget,
) -> Option<BlockChange<'a>> {
    match (&before.kind, &after.kind) {
        (BlockKind::List { items: x, .. }, BlockKind::List { items: y, .. }) => {
            let items = aligned(&Sequence::new(x), &Sequence::new(y), budget, compare_items);
            (has_changes(&items) || list_start(before) != list_start(after))
                .then_some(BlockChange::List(items))
        }
        (BlockKind::Quote(x), BlockKind::Quote(y)) => {
            let steps = nested_steps(x, y, budget);
            has_changes(&steps).then_some(BlockChange::Blocks(steps))
        }
        (
            BlockKind::Footnote {
                blocks: x,
                label: a,
            },
            BlockKind::Footnote {
                blocks: y,
                label: b,
            },
        ) => {
            let steps = nested_steps(x, y, budget);
            (has_changes(&steps) || a != b).then_some(BlockChange::Blocks(steps))
        }
        (BlockKind::Code { text: x, .. }, BlockKind::Code { text: y, .. }) => {
            let flat = |text: &str| Flat::plain(code_text(text).to_owned());
            changed(TextChange::new(flat(x), flat(y), budget)).map(BlockChange::Code)
        }
        (BlockKind::Html(x), BlockKind::Html(y)) => {
            let flat = |html: &str| Flat::plain(raw::text(html));
            Some(BlockChange::Html(TextChange::new(flat(x), flat(y), budget)))
        }
        (BlockKind::Table { .. }, BlockKind::Table { .. }) => compare_tables(before, after, budget),
        _ => {
            let text = TextChange::new(
                Flat::new(inlines(before)),
                Flat::new(inlines(after)),
                budget,
            );
            (!text.is_unchanged() || before.class() != after.class())
                .then_some(BlockChange::Text(text))
        }
    }
}

fn changed(text: TextChange<'_>) -> Option<TextChange<'_>> {
    (!text.is_unchanged()).then_some(text)
}

/// The running text of a paragraph or a heading.
fn inlines(block: &Block) -> &[Inline] {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => content,
        _ => &[],
    }
}

/// How a list item changed; `None` where a reader sees no difference.
pub(super) fn compare_items<'a>(
    before: &'a ListItem,
    after: &'a ListItem,
    budget: &mut Budget,
) -> Option<Vec<BlockStep<'a>>> {
    let steps = nested_steps(&before.blocks, &after.blocks, budget);
    (has_changes(&steps) || before.checked != after.checked).then_some(steps)
}

fn compare_tables<'a>(
    before: &'a Block,
    after: &'a Block,
    budget: &mut Budget,
) -> Option<BlockChange<'a>> {
    let (
        BlockKind::Table {
            header: old_header,
            rows: x,
            alignments: a,
        },
        BlockKind::Table {
            header: new_header,
            rows: y,
            alignments: b,
        },
    ) = (&before.kind, &after.kind)
    else {
        return None;
    };
    let columns = columns::align_columns((old_header, x), (new_header, y), budget);
    let mut rows = vec![compared_row(old_header, new_header, &columns, budget)];
    for step in aligned(&Sequence::new(x), &Sequence::new(y), budget, |_, _, _| {
        Some(())
    }) {
        rows.push(match step {
            Step::Same { before, after } | Step::Changed { before, after, .. } => {
                compared_row(before, after, &columns, budget)
            }
            Step::Removed { item, mark } => Step::Removed { item, mark },
            Step::Added { item, mark } => Step::Added { item, mark },
            // Rows hold no texts that could be set in other pieces.
            Step::Regrouped { .. } => continue,
        });
    }
    (has_changes(&rows) || a != b).then_some(BlockChange::Table(TableChange { columns, rows }))
}

fn compared_row<'a>(
    before: &'a TableRow,
    after: &'a TableRow,
    columns: &[Column],
    budget: &mut Budget,
) -> RowStep<'a> {
    let one_sided = columns
        .iter()
        .any(|column| !matches!(column, Column::Both { .. }));
    if !one_sided && before.same(after) {
        return Step::Same { before, after };
    }
    let cells = columns.iter().map(|column| match *column {
        Column::Both {
            before: a,
            after: b,
        } => Some(TextChange::new(
            Flat::new(cell(before, a)),
            Flat::new(cell(after, b)),
            budget,
        )),
        _ => None,
    });
    let change = RowChange {
        cells: cells.collect(),
    };
    let differs =
        |cell: &Option<TextChange<'_>>| cell.as_ref().is_none_or(|text| !text.is_unchanged());
    if change.cells.iter().any(differs) {
        Step::Changed {
            before,
            after,
            change,
            mark: Mark::default(),
        }
    } else {
        Step::Same { before, after }
    }
}

/// A cell, empty where the row has none.
pub(super) fn cell(row: &TableRow, index: usize) -> &[Inline] {
    row.cells.get(index).map_or(&[], Vec::as_slice)
}
