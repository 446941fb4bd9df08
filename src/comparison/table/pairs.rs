//! Rows → the HTML of a side-by-side view, unsanitised: the old text left, the new one right, long unchanged parts folded
//! with their headings in sight.

use super::super::HtmlOptions;
use super::html::{Side, Writer, is_long as is_long_on_paper, kind};
use super::{Form, Row, Words};
use crate::document::html::escape_text;

/// Unchanged rows are folded where at least so many stand together, or so much text (in bytes).
const FOLDED_ROWS: usize = 3;
const FOLDED_TEXT: usize = 900;
/// Headings that a fold names, at most.
const NAMED: usize = 8;

/// Writes rows side by side under the names of the two sides.
pub fn pairs_html(
    rows: &[Row],
    old_label: &str,
    new_label: &str,
    words: &Words,
    options: &HtmlOptions<'_>,
) -> String {
    let mut writer = Writer::new(words, options);
    writer.open("div", &["pairs"]);
    writer.out.push('\n');
    let in_sight = in_sight(rows);
    let labels = [old_label, new_label];
    head(&mut writer, labels);
    let mut at = 0;
    for group in in_sight.chunk_by(|a, b| a == b) {
        let part = &rows[at..at + group.len()];
        at += group.len();
        if !group[0] && is_long(part) {
            fold(&mut writer, part, labels);
        } else {
            part.iter().for_each(|row| pair(&mut writer, row, labels));
        }
    }
    writer.out.push_str("</div>\n");
    writer.out
}

/// What changed, its short neighbours, and the headings and items above it.
fn in_sight(rows: &[Row]) -> Vec<bool> {
    let mut shown = super::arrange::shown(rows);
    for (at, row) in rows.iter().enumerate() {
        if row.is_change() {
            for beside in [at.saturating_sub(1), (at + 1).min(rows.len() - 1)] {
                shown[beside] |= size(&rows[beside]) <= FOLDED_TEXT;
            }
        }
    }
    shown
}

fn size(row: &Row) -> usize {
    row.after.iter().map(|line| line.size()).sum()
}

fn is_long(rows: &[Row]) -> bool {
    rows.len() >= FOLDED_ROWS || rows.iter().map(size).sum::<usize>() > FOLDED_TEXT
}

fn head(writer: &mut Writer<'_>, labels: [&str; 2]) {
    writer.open("div", &["pair", "pairs-head"]);
    for label in labels {
        writer.out.push_str("<p>");
        escape_text(&mut writer.out, label);
        writer.out.push_str("</p>");
    }
    writer.out.push_str("</div>\n");
}

fn fold(writer: &mut Writer<'_>, rows: &[Row], labels: [&str; 2]) {
    writer.open("details", &["fold"]);
    writer.out.push_str("<summary>");
    let count = rows.len().to_string();
    escape_text(&mut writer.out, &writer.words.folded.replace("{n}", &count));
    let headings: Vec<String> = rows
        .iter()
        .flat_map(|row| &row.after)
        .filter(|line| matches!(line.form, Form::Heading(_)) && line.depth == 0)
        .map(|line| line.text().replace('\n', " "))
        .collect();
    for heading in headings.iter().take(NAMED) {
        writer.out.push(' ');
        writer.open("span", &["fold-heading"]);
        escape_text(&mut writer.out, heading);
        writer.out.push_str("</span>");
    }
    if headings.len() > NAMED {
        writer.out.push(' ');
        writer.open("span", &["fold-heading"]);
        writer.out.push_str("…</span>");
    }
    writer.out.push_str("</summary>\n");
    rows.iter().for_each(|row| pair(writer, row, labels));
    writer.out.push_str("</details>\n");
}

fn pair(writer: &mut Writer<'_>, row: &Row, labels: [&str; 2]) {
    writer.out.push_str("<div");
    writer.id(row);
    if is_long_on_paper(row) {
        writer.class(&["pair", kind(row), "long"]);
    } else {
        writer.class(&["pair", kind(row)]);
    }
    writer.out.push('>');
    for (side, label) in [(Side::Old, labels[0]), (Side::New, labels[1])] {
        writer.open("div", &[side.name()]);
        writer.label(label);
        writer.side(row, side);
        if side == Side::New {
            writer.notes(row);
        }
        writer.out.push_str("</div>");
    }
    writer.out.push_str("</div>\n");
}
