//! Tables, by cell.

use std::fmt::Write;

use super::super::blocks::cell;
use super::super::inline::PieceKind;
use super::super::markup;
use super::super::tree::{Column, RowChange, RowStep, Step, TableChange};
use super::select;
use super::writer::{KEPT, Manner, Side, Whole, Writer};
use super::{Labels, View};
use crate::document::html::escape_text;
use crate::document::{Alignment, Block, BlockKind, Inline, TableRow};

/// A cell of the table's frame: `th` or `td`, and how it is set.
#[derive(Clone, Copy)]
struct Frame<'t> {
    name: &'t str,
    alignment: Alignment,
}

impl<'c> Writer<'c> {
    pub(super) fn whole_table(
        &mut self,
        alignments: &[Alignment],
        (header, rows): (&'c TableRow, &'c [TableRow]),
        manner: Manner,
        note: String,
    ) {
        self.out.push_str("<thead>\n");
        self.whole_row(header, alignments, "th", manner, note);
        self.out.push_str("</thead>\n<tbody>\n");
        for row in rows {
            self.whole_row(row, alignments, "td", manner, String::new());
        }
        self.out.push_str("</tbody>\n");
    }

    fn whole_row(
        &mut self,
        row: &'c TableRow,
        alignments: &[Alignment],
        name: &str,
        manner: Manner,
        mut note: String,
    ) {
        self.out.push_str("<tr>\n");
        for (at, content) in row.cells.iter().enumerate() {
            let frame = Frame {
                name,
                alignment: alignment(alignments, at),
            };
            self.whole_cell(content, frame, manner, "", &std::mem::take(&mut note));
        }
        self.out.push_str("</tr>\n");
    }

    fn whole_cell(
        &mut self,
        content: &'c [Inline],
        frame: Frame<'_>,
        manner: Manner,
        attributes: &str,
        note: &str,
    ) {
        self.emit(manner.side, |emitter| {
            emitter.open_cell(frame.name, frame.alignment, attributes)
        });
        self.out.push_str(note);
        self.inlines(content, manner);
        let _ = writeln!(self.out, "</{}>", frame.name);
    }

    pub(super) fn table(&mut self, before: &'c Block, after: &'c Block, table: &TableChange<'c>) {
        let (
            BlockKind::Table {
                alignments: old, ..
            },
            BlockKind::Table {
                alignments: new, ..
            },
        ) = (&before.kind, &after.kind)
        else {
            return;
        };
        let mut shown = if self.view == View::ChangesOnly {
            select::with_neighbours(&table.rows)
        } else {
            vec![true; table.rows.len()]
        };
        let mut left_out = 0;
        for (at, step) in table.rows.iter().enumerate() {
            let is_header = at == 0;
            if is_header {
                shown[at] = true;
                self.out.push_str("<thead>\n");
            }
            if shown[at] {
                self.row_gap(table.columns.len(), &mut left_out);
                self.row_step(
                    step,
                    &table.columns,
                    (old, new),
                    if is_header { "th" } else { "td" },
                );
            } else {
                left_out += 1;
            }
            if is_header {
                self.out.push_str("</thead>\n<tbody>\n");
            }
        }
        self.row_gap(table.columns.len(), &mut left_out);
        self.out.push_str("</tbody>\n");
    }

    fn row_gap(&mut self, columns: usize, count: &mut usize) {
        if *count > 0 {
            let class = self.class(&["gap"]);
            let _ = write!(self.out, "<tr{class}><td colspan=\"{columns}\">");
            escape_text(
                &mut self.out,
                &self
                    .options
                    .labels
                    .gap_rows
                    .replace("{n}", &count.to_string()),
            );
            self.out.push_str("</td></tr>\n");
            *count = 0;
        }
    }

    fn row_step(
        &mut self,
        step: &RowStep<'c>,
        columns: &[Column],
        alignments: (&[Alignment], &[Alignment]),
        name: &str,
    ) {
        match step {
            Step::Same { after, .. } => {
                self.whole_row(after, alignments.1, name, KEPT, String::new())
            }
            Step::Removed { item, mark } => {
                let whole = self.whole_of(*mark, Side::Before);
                self.one_sided_row(item, columns, alignments.0, name, whole);
            }
            Step::Added { item, mark } => {
                let whole = self.whole_of(*mark, Side::After);
                self.one_sided_row(item, columns, alignments.1, name, whole);
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                let attributes = self.attributes(mark.number, "change");
                let place = self.place(&attributes.id);
                let _ = writeln!(self.out, "<tr{attributes}>");
                self.changed_cells(before, after, change, columns, alignments, (name, place));
                self.out.push_str("</tr>\n");
            }
            // Rows hold no texts that could be set in other pieces.
            Step::Regrouped { .. } => {}
        }
    }

    /// A row that is only on one side: empty where only the other one has the column.
    fn one_sided_row(
        &mut self,
        row: &'c TableRow,
        columns: &[Column],
        alignments: &[Alignment],
        name: &str,
        whole: Whole,
    ) {
        let Whole {
            manner,
            attributes,
            note,
        } = whole;
        let mut note = self.place(&attributes.id) + &note;
        let _ = writeln!(self.out, "<tr{attributes}>");
        for column in columns {
            let at = match (*column, manner.side) {
                (Column::Both { before: at, .. }, Side::Before)
                | (Column::Both { after: at, .. }, Side::After)
                | (Column::Removed { at, .. }, Side::Before)
                | (Column::Added { at, .. }, Side::After) => at,
                (Column::Removed { moved, .. }, _) => {
                    let class = self.column_class("removed", moved);
                    let _ = writeln!(self.out, "<{name}{class}></{name}>");
                    continue;
                }
                (Column::Added { moved, .. }, _) => {
                    let class = self.column_class("added", moved);
                    let _ = writeln!(self.out, "<{name}{class}></{name}>");
                    continue;
                }
            };
            let frame = Frame {
                name,
                alignment: alignment(alignments, at),
            };
            self.whole_cell(cell(row, at), frame, manner, "", &std::mem::take(&mut note));
        }
        self.out.push_str("</tr>\n");
    }

    fn column_class(&self, class: &str, moved: bool) -> String {
        let names = ["moved", class];
        self.class(if moved { &names } else { &names[1..] })
            .to_string()
    }

    /// What is said in the header of a column that moved.
    fn column_note(&self, name: &str, moved: bool, label: fn(&Labels) -> &String) -> String {
        if !moved || name != "th" {
            return String::new();
        }
        let mut note = format!("<span{}>", self.class(&["note"]));
        escape_text(&mut note, label(self.options.labels));
        note.push_str("</span>");
        note
    }

    fn changed_cells(
        &mut self,
        before: &'c TableRow,
        after: &'c TableRow,
        change: &RowChange<'c>,
        columns: &[Column],
        alignments: (&[Alignment], &[Alignment]),
        (name, mut place): (&str, String),
    ) {
        for (column, text) in columns.iter().zip(&change.cells) {
            match (*column, text) {
                (Column::Both { after: at, .. }, Some(text)) => {
                    let frame = Frame {
                        name,
                        alignment: alignment(alignments.1, at),
                    };
                    self.emit(Side::After, |emitter| {
                        emitter.open_cell(frame.name, frame.alignment, "")
                    });
                    self.out.push_str(&std::mem::take(&mut place));
                    self.text_change(text);
                    self.notes(&markup::of_text(text));
                    let _ = writeln!(self.out, "</{name}>");
                }
                (Column::Both { .. }, None) => {}
                (Column::Removed { at, moved }, _) => {
                    let frame = Frame {
                        name,
                        alignment: alignment(alignments.0, at),
                    };
                    let manner = Manner {
                        side: Side::Before,
                        kind: PieceKind::Deleted,
                    };
                    let class = self.column_class("removed", moved);
                    let note = std::mem::take(&mut place)
                        + &self.column_note(name, moved, |labels| &labels.moved_away);
                    self.whole_cell(cell(before, at), frame, manner, &class, &note);
                }
                (Column::Added { at, moved }, _) => {
                    let frame = Frame {
                        name,
                        alignment: alignment(alignments.1, at),
                    };
                    let manner = Manner {
                        side: Side::After,
                        kind: PieceKind::Inserted,
                    };
                    let class = self.column_class("added", moved);
                    let note = std::mem::take(&mut place)
                        + &self.column_note(name, moved, |labels| &labels.moved_here);
                    self.whole_cell(cell(after, at), frame, manner, &class, &note);
                }
            }
        }
    }
}

fn alignment(alignments: &[Alignment], column: usize) -> Alignment {
    alignments.get(column).copied().unwrap_or(Alignment::None)
}
