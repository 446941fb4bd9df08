//! The comparison of A with B → that of B with A.
//!
//! Where several alignments are equally good, one is chosen; comparing in one canonical direction and turning the
//! result round makes both directions choose the same one.

use super::tree::{
    BlockChange, BlockStep, Column, ItemStep, RowChange, RowStep, Step, TableChange,
};

/// Turns a whole comparison round.
pub(super) fn blocks(steps: Vec<BlockStep<'_>>) -> Vec<BlockStep<'_>> {
    sequence(steps, block)
}

fn sequence<'a, T, C>(steps: Vec<Step<'a, T, C>>, turn: fn(C) -> C) -> Vec<Step<'a, T, C>> {
    let mut out = Vec::with_capacity(steps.len());
    let mut added = Vec::new();
    for step in steps {
        match step {
            Step::Removed { item, mark } => added.push(Step::Added { item, mark }),
            Step::Added { item, mark } => out.push(Step::Removed { item, mark }),
            Step::Same { before, after } => {
                out.append(&mut added);
                out.push(Step::Same {
                    before: after,
                    after: before,
                });
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                out.append(&mut added);
                out.push(Step::Changed {
                    before: after,
                    after: before,
                    change: turn(change),
                    mark,
                });
            }
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => {
                out.append(&mut added);
                out.push(Step::Regrouped {
                    before: after,
                    after: before,
                    text: text.flipped(),
                    mark,
                });
            }
        }
    }
    out.append(&mut added);
    out
}

/// Turns the change of a block round.
pub(super) fn block(change: BlockChange<'_>) -> BlockChange<'_> {
    match change {
        BlockChange::Text(text) => BlockChange::Text(text.flipped()),
        BlockChange::Code(text) => BlockChange::Code(text.flipped()),
        BlockChange::Html(text) => BlockChange::Html(text.flipped()),
        BlockChange::List(items) => BlockChange::List(items_of(items)),
        BlockChange::Blocks(steps) => BlockChange::Blocks(blocks(steps)),
        BlockChange::Table(table) => BlockChange::Table(TableChange {
            rows: rows_of(table.rows, &table.columns),
            columns: columns_of(&table.columns),
        }),
    }
}

/// Turns the change of list items round.
pub(super) fn items_of(items: Vec<ItemStep<'_>>) -> Vec<ItemStep<'_>> {
    sequence(items, blocks)
}

/// Removed columns stand before added ones, on this side as on the other.
fn order(columns: &[Column]) -> Vec<usize> {
    let mut order = Vec::with_capacity(columns.len());
    let mut removed = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        match column {
            Column::Removed { .. } => removed.push(at),
            Column::Added { .. } => order.push(at),
            Column::Both { .. } => {
                order.append(&mut removed);
                order.push(at);
            }
        }
    }
    order.append(&mut removed);
    order
}

fn columns_of(columns: &[Column]) -> Vec<Column> {
    let turn = |at: usize| match columns[at] {
        Column::Both { before, after } => Column::Both {
            before: after,
            after: before,
        },
        Column::Removed { at, moved } => Column::Added { at, moved },
        Column::Added { at, moved } => Column::Removed { at, moved },
    };
    order(columns).into_iter().map(turn).collect()
}

fn rows_of<'a>(rows: Vec<RowStep<'a>>, columns: &[Column]) -> Vec<RowStep<'a>> {
    let order = order(columns);
    let turned = sequence(rows, |change: RowChange<'_>| RowChange {
        cells: change
            .cells
            .into_iter()
            .map(|cell| cell.map(|text| text.flipped()))
            .collect(),
    });
    let reorder = |step| match step {
        Step::Changed {
            before,
            after,
            change,
            mark,
        } => {
            let RowChange { mut cells } = change;
            let cells = order
                .iter()
                .map(|&at| cells.get_mut(at).and_then(Option::take))
                .collect();
            Step::Changed {
                before,
                after,
                change: RowChange { cells },
                mark,
            }
        }
        other => other,
    };
    turned.into_iter().map(reorder).collect()
}
