//! All rows → those that are shown, with what is left out told; and what is said of them.

use std::collections::BTreeSet;

use super::{Form, Line, Remark, Row, RowKind};

/// Something that touched sections of the document: a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touching {
    /// What it is called: `#12`.
    pub text: String,
    /// Where it is.
    pub href: Option<String>,
    /// The headings of the sections it touched.
    pub sections: Vec<String>,
}

/// Leaves out what is unchanged, save the headings and items above a change; of tables, all rows but the first.
pub fn arrange(rows: Vec<Row>) -> Vec<Row> {
    let shown = shown(&rows);
    let mut out: Vec<Row> = Vec::new();
    for (mut row, shown) in rows.into_iter().zip(shown) {
        if shown {
            row.before = without_same_rows(std::mem::take(&mut row.before));
            row.after = without_same_rows(std::mem::take(&mut row.after));
            out.push(row);
        } else if !is_rule(&row) {
            leave_out(row, &mut out);
        }
    }
    out
}

/// Which rows differ or stand above one that does.
pub(super) fn shown(rows: &[Row]) -> Vec<bool> {
    let mut shown = vec![false; rows.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        open.retain(|&above| rows[above].rank < row.rank);
        if row.is_change() {
            shown[at] = true;
            open.iter().for_each(|&above| shown[above] = true);
        }
        if row.opens {
            open.push(at);
        }
    }
    shown
}

fn leave_out(row: Row, out: &mut Vec<Row>) {
    if let Some(Row {
        kind: RowKind::Omitted(count),
        ..
    }) = out.last_mut()
    {
        *count += 1;
        return;
    }
    out.push(Row {
        kind: RowKind::Omitted(1),
        before: Vec::new(),
        after: Vec::new(),
        ..row
    });
}

fn is_rule(row: &Row) -> bool {
    row.after.iter().all(|line| line.form == Form::Rule)
}

fn without_same_rows(lines: Vec<Line>) -> Vec<Line> {
    let differs = lines.iter().any(|line| line.is_row() && !line.same);
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let left_out = differs && line.same && line.form == Form::Row;
        match out.last() {
            Some(last) if left_out && last.form == Form::Omitted => {}
            _ if left_out => out.push(Line {
                form: Form::Omitted,
                cells: vec![Vec::new(); line.cells.len()],
                ..line
            }),
            _ => out.push(line),
        }
    }
    out
}

/// Says at the first change of each section what touched that section.
pub fn remark(rows: &mut [Row], touching: &[Touching]) {
    let mut said = BTreeSet::new();
    for row in rows.iter_mut().filter(|row| row.is_change()) {
        let section = row.section.last().cloned().unwrap_or_default();
        for (index, it) in touching.iter().enumerate() {
            if it.sections.contains(&section) && said.insert((index, row.section.clone())) {
                row.remarks.push(Remark {
                    text: it.text.clone(),
                    href: it.href.clone(),
                });
            }
        }
    }
}
