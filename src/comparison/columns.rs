//! Two tables → which of their columns correspond.
//!
//! By what stands in them, header and cells: a column that moved takes its cells along. Where nothing tells columns apart,
//! they correspond by position.

use std::collections::HashMap;
use std::hash::DefaultHasher;
use std::ops::Range;

use super::align::{Sequence, align};
use super::key::{Class, Comparable, Key};
use super::sequence::Budget;
use super::tree::Column;
use crate::document::{Inline, TableRow};

/// Rows that are looked at.
const ROWS: usize = 100;

/// Aligns the columns of two tables, each given as header and rows.
pub(super) fn align_columns(
    before: (&TableRow, &[TableRow]),
    after: (&TableRow, &[TableRow]),
    budget: &mut Budget,
) -> Vec<Column> {
    let (old, new) = (before.0.cells.len(), after.0.cells.len());
    let same_header = before.0.cells.iter().zip(&after.0.cells);
    if old == new && same_header.clone().all(|(old, new)| old.same(new)) {
        return (0..old).map(both).collect();
    }
    let (x, y) = (cells(before), cells(after));
    let (x, y) = (Sequence::new(&x), Sequence::new(&y));
    let pairs = align(&x, &y, budget);
    let moved = Moved::new(&x, &y, &pairs);
    let mut columns = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in pairs.into_iter().chain([(old, new)]) {
        gap(i..a, j..b, &moved, &mut columns);
        if a < old {
            columns.push(Column::Both {
                before: a,
                after: b,
            });
        }
        (i, j) = (a + 1, b + 1);
    }
    columns
}

fn both(at: usize) -> Column {
    Column::Both {
        before: at,
        after: at,
    }
}

/// Columns between two that correspond: by position if there are as many and none moved.
fn gap(x: Range<usize>, y: Range<usize>, moved: &Moved, columns: &mut Vec<Column>) {
    let stayed = x.clone().all(|at| !moved.away[at]) && y.clone().all(|at| !moved.here[at]);
    if x.len() == y.len() && stayed {
        columns.extend(
            x.zip(y)
                .map(|(before, after)| Column::Both { before, after }),
        );
        return;
    }
    columns.extend(x.map(|at| Column::Removed {
        at,
        moved: moved.away[at],
    }));
    columns.extend(y.map(|at| Column::Added {
        at,
        moved: moved.here[at],
    }));
}

/// Columns that stand unpaired on both sides and are the same.
struct Moved {
    away: Vec<bool>,
    here: Vec<bool>,
}

impl Moved {
    fn new(
        x: &Sequence<'_, Cells<'_>>,
        y: &Sequence<'_, Cells<'_>>,
        pairs: &[(usize, usize)],
    ) -> Self {
        let mut lone: HashMap<Key, [Vec<usize>; 2]> = HashMap::new();
        let mut note = |side: usize, sequence: &Sequence<'_, Cells<'_>>| {
            for (at, entry) in sequence.entries.iter().enumerate() {
                let is_paired = pairs.iter().any(|pair| [pair.0, pair.1][side] == at);
                if !is_paired && entry.key.size > 0 {
                    lone.entry(entry.key).or_default()[side].push(at);
                }
            }
        };
        note(0, x);
        note(1, y);
        let mut moved = Self {
            away: vec![false; x.entries.len()],
            here: vec![false; y.entries.len()],
        };
        for (old, new) in x
            .entries
            .iter()
            .flat_map(|entry| lone.get(&entry.key))
            .flat_map(|[old, new]| old.iter().zip(new))
        {
            moved.away[*old] = true;
            moved.here[*new] = true;
        }
        moved
    }
}

/// A column from top to bottom.
struct Cells<'a>(Vec<&'a Vec<Inline>>);

static EMPTY: Vec<Inline> = Vec::new();

fn cells<'a>((header, rows): (&'a TableRow, &'a [TableRow])) -> Vec<Cells<'a>> {
    let all = || std::iter::once(header).chain(rows.iter().take(ROWS));
    let of = |at: usize| {
        all()
            .map(|row| row.cells.get(at).unwrap_or(&EMPTY))
            .collect()
    };
    (0..header.cells.len()).map(|at| Cells(of(at))).collect()
}

impl Comparable for Cells<'_> {
    fn feed(&self, hasher: &mut DefaultHasher) -> usize {
        self.0.iter().map(|cell| cell.feed(hasher)).sum()
    }

    fn same(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(x, y)| x.same(y))
    }

    fn words(&self, out: &mut String, limit: usize) {
        for cell in &self.0 {
            if out.len() >= limit {
                return;
            }
            cell.words(out, limit);
            out.push('\n');
        }
    }

    fn class(&self) -> Class {
        Class::Member
    }
}
