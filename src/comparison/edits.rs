//! A text or a row that was compared → the way from its old reader-visible text to its new one.

use super::change::{Edit, Op};
use super::inline::{Piece, PieceKind, TextChange};
use super::tree::{Column, RowChange};
use super::units::CELL_SEPARATOR;
use super::visible::{Atom, plain_text};
use crate::document::TableRow;

/// The texts that were joined, as the comparison tells them: all but what only the other side has.
pub(super) fn told_leaves(text: &TextChange<'_>, without: PieceKind) -> Vec<String> {
    let mut leaves = vec![String::new()];
    for piece in text.pieces.iter().filter(|piece| piece.kind != without) {
        let (flat, range) = match piece.kind {
            PieceKind::Inserted => (&text.after, &piece.after),
            _ => (&text.before, &piece.before),
        };
        for span in flat.spans_in(range) {
            let shown = span.range.start.max(range.start)..span.range.end.min(range.end);
            match (&span.atom, leaves.last_mut()) {
                (Some(Atom::Boundary), _) => leaves.push(String::new()),
                (_, Some(leaf)) => leaf.push_str(&flat.visible(shown)),
                (_, None) => {}
            }
        }
    }
    leaves
}

/// The texts that came between the others, or went from between them, where none of the others changed; `None` if any did,
/// or none came or went.
pub(super) fn whole_leaves(text: &TextChange<'_>) -> Option<(Op, Vec<String>)> {
    let restyled = |piece: &Piece| piece.kind == PieceKind::Restyled;
    if text.pieces.iter().any(restyled) {
        return None;
    }
    let old = told_leaves(text, PieceKind::Inserted);
    let new = told_leaves(text, PieceKind::Deleted);
    if old.len() < new.len() {
        Some((Op::Insert, between(&old, new)?))
    } else {
        Some((Op::Delete, between(&new, old)?))
    }
}

/// What is in `all` beside `some`, if all of these are there, in order.
fn between(some: &[String], all: Vec<String>) -> Option<Vec<String>> {
    let mut wanted = some.iter().peekable();
    let rest: Vec<String> = all
        .into_iter()
        .filter(|text| wanted.next_if_eq(&text).is_none())
        .collect();
    (wanted.peek().is_none() && !rest.is_empty()).then_some(rest)
}

/// The way from one text to the other.
pub(super) fn edits(text: &TextChange<'_>) -> Vec<Edit> {
    let mut edits = Edits::default();
    edits.add(text);
    edits.0
}

#[derive(Default)]
struct Edits(Vec<Edit>);

impl Edits {
    fn push(&mut self, op: Op, text: String) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.op == op => last.text.push_str(&text),
            _ => self.0.push(Edit { op, text }),
        }
    }

    fn add(&mut self, text: &TextChange<'_>) {
        for piece in &text.pieces {
            match piece.kind {
                PieceKind::Kept | PieceKind::Restyled => {
                    self.push(Op::Keep, text.before.visible(piece.before.clone()))
                }
                PieceKind::Deleted => {
                    self.push(Op::Delete, text.before.visible(piece.before.clone()))
                }
                PieceKind::Inserted => {
                    self.push(Op::Insert, text.after.visible(piece.after.clone()))
                }
            }
        }
    }
}

/// The way from one row to the other, its cells joined.
pub(super) fn row_edits(
    before: &TableRow,
    after: &TableRow,
    change: &RowChange<'_>,
    columns: &[Column],
) -> Vec<Edit> {
    let mut edits = Edits::default();
    let (mut first_before, mut first_after) = (true, true);
    let text = |row: &TableRow, at: usize| plain_text(super::blocks::cell(row, at));
    for (column, cell) in columns.iter().zip(&change.cells) {
        // A row may have fewer cells than the table columns.
        let on = match *column {
            Column::Both {
                before: x,
                after: y,
            } => (x < before.cells.len(), y < after.cells.len()),
            Column::Removed { at, .. } => (at < before.cells.len(), false),
            Column::Added { at, .. } => (false, at < after.cells.len()),
        };
        let separated = (on.0 && !first_before, on.1 && !first_after);
        match separated {
            (true, true) => edits.push(Op::Keep, CELL_SEPARATOR.to_owned()),
            (true, false) => edits.push(Op::Delete, CELL_SEPARATOR.to_owned()),
            (false, true) => edits.push(Op::Insert, CELL_SEPARATOR.to_owned()),
            (false, false) => {}
        }
        (first_before, first_after) = (first_before && !on.0, first_after && !on.1);
        match (column, cell) {
            (_, Some(cell)) => edits.add(cell),
            (Column::Removed { at, .. }, None) => edits.push(Op::Delete, text(before, *at)),
            (Column::Added { at, .. }, None) => edits.push(Op::Insert, text(after, *at)),
            (Column::Both { .. }, None) => {}
        }
    }
    edits.0
}
