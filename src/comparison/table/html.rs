//! Rows → the HTML of a comparative table, unsanitised, and of the lines that every view of rows is made of.
//!
//! Classes and ids carry [`HtmlOptions::prefix`], as those of [`Comparison::to_html`](crate::comparison::Comparison::to_html)
//! do; the changes have the same ids there and here. No markup of an author's is written, only text, links, images.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::HtmlOptions;
use super::{Form, Layout, Line, Marking, Row, RowKind, Run, RunMark, Thing, Words};
use crate::document::html::{Links, escape_found, escape_target, escape_text};

/// Writes rows as a table with a heading over each column.
pub fn table_html(
    rows: &[Row],
    layout: &Layout,
    words: &Words,
    options: &HtmlOptions<'_>,
) -> String {
    let mut writer = Writer::new(words, options);
    let marking = match layout.mark {
        Marking::Underline => "mark-underline",
        Marking::DoubleUnderline => "mark-double",
        Marking::Bold => "mark-bold",
    };
    writer.open("table", &["comparative", marking]);
    writer.out.push_str("\n<thead>\n<tr>");
    let mut columns = vec![
        ("col-new", &layout.new_label),
        ("col-old", &layout.old_label),
        ("col-remarks", &words.remarks),
    ];
    if !layout.new_first {
        columns.swap(0, 1);
    }
    columns.truncate(2 + usize::from(layout.remarks));
    for (name, label) in &columns {
        writer.out.push_str("<th scope=\"col\"");
        writer.class(&[name]);
        writer.out.push('>');
        escape_text(&mut writer.out, label);
        writer.out.push_str("</th>");
    }
    writer.out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in rows {
        writer.row(row, layout);
    }
    writer.out.push_str("</tbody>\n</table>\n");
    writer.out
}

/// A side of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

pub(super) struct Writer<'o> {
    pub out: String,
    pub words: &'o Words,
    pub options: &'o HtmlOptions<'o>,
    /// Numbers of changes whose id was written.
    seen: BTreeSet<usize>,
}

impl<'o> Writer<'o> {
    pub(super) fn new(words: &'o Words, options: &'o HtmlOptions<'o>) -> Self {
        Self {
            out: String::new(),
            words,
            options,
            seen: BTreeSet::new(),
        }
    }

    /// A class attribute with a space before it; every name gets the prefix.
    pub(super) fn class(&mut self, names: &[&str]) {
        let mut before = " class=\"";
        for name in names {
            self.out.push_str(before);
            self.out.push_str(self.options.prefix);
            self.out.push_str(name);
            before = " ";
        }
        self.out.push('"');
    }

    /// A start tag with classes.
    pub(super) fn open(&mut self, element: &str, names: &[&str]) {
        self.out.push('<');
        self.out.push_str(element);
        self.class(names);
        self.out.push('>');
    }

    /// A start tag without classes.
    fn open_plain(&mut self, element: &str) {
        self.out.push('<');
        self.out.push_str(element);
        self.out.push('>');
    }

    fn close(&mut self, element: &str) {
        self.out.push_str("</");
        self.out.push_str(element);
        self.out.push('>');
    }

    /// The id of a row's first change, once, with a space before it.
    pub(super) fn id(&mut self, row: &Row) {
        let HtmlOptions {
            prefix, id_prefix, ..
        } = self.options;
        let first = row.numbers.first();
        if let Some(number) = first.filter(|number| self.seen.insert(**number)) {
            let _ = write!(self.out, " id=\"{prefix}{id_prefix}change-{number}\"");
        }
    }

    /// The ids of a row's further changes.
    fn anchors(&mut self, row: &Row) {
        let HtmlOptions {
            prefix, id_prefix, ..
        } = self.options;
        for number in row.numbers.iter().skip(1) {
            if self.seen.insert(*number) {
                let _ = write!(
                    self.out,
                    "<span id=\"{prefix}{id_prefix}change-{number}\"></span>"
                );
            }
        }
    }

    fn row(&mut self, row: &Row, layout: &Layout) {
        self.out.push_str("<tr");
        self.id(row);
        if is_long(row) {
            self.class(&["row", kind(row), "long"]);
        } else {
            self.class(&["row", kind(row)]);
        }
        self.out.push('>');
        let (old, new) = (
            (Side::Old, layout.old_label.as_str()),
            (Side::New, layout.new_label.as_str()),
        );
        for (side, label) in if layout.new_first {
            [new, old]
        } else {
            [old, new]
        } {
            self.open("td", &[side.name()]);
            self.label(label);
            self.side(row, side);
            if !layout.remarks && side == Side::New {
                self.notes(row);
            }
            self.out.push_str("</td>");
        }
        if layout.remarks {
            self.open("td", &["remarks"]);
            self.remarks(row);
            self.notes(row);
            self.out.push_str("</td>");
        }
        self.out.push_str("</tr>\n");
    }

    /// The column's heading, for where columns stand below each other.
    pub(super) fn label(&mut self, label: &str) {
        self.open("p", &["side"]);
        escape_text(&mut self.out, label);
        self.out.push_str("</p>");
    }

    /// One side's text, or what stands in its place.
    pub(super) fn side(&mut self, row: &Row, side: Side) {
        let (said, lines) = match side {
            Side::Old => (row.said_before(self.words), &row.before),
            Side::New => (row.said_after(self.words), &row.after),
        };
        self.anchors(row);
        match said {
            Some(said) => self.said(&said),
            None => self.lines(lines, side),
        }
    }

    fn said(&mut self, text: &str) {
        self.open("p", &["said"]);
        escape_text(&mut self.out, text);
        self.out.push_str("</p>");
    }

    fn remarks(&mut self, row: &Row) {
        for remark in &row.remarks {
            self.open("p", &["remark"]);
            if let Some(href) = &remark.href {
                self.out.push_str("<a href=\"");
                escape_found(&mut self.out, href);
                self.out.push_str("\">");
            }
            escape_text(&mut self.out, &remark.text);
            self.out.push_str(if remark.href.is_some() {
                "</a></p>"
            } else {
                "</p>"
            });
        }
    }

    pub(super) fn notes(&mut self, row: &Row) {
        for note in row.noted(self.options.labels) {
            self.open("p", &["note"]);
            escape_text(&mut self.out, &note);
            self.out.push_str("</p>");
        }
    }

    fn lines(&mut self, lines: &[Line], side: Side) {
        for group in lines.chunk_by(|a, b| a.is_row() && b.is_row() && b.form != Form::Header) {
            if group[0].is_row() {
                self.inner_table(group, side);
            } else {
                self.line(&group[0], side);
            }
        }
    }

    fn line(&mut self, line: &Line, side: Side) {
        const DEPTHS: [&str; 7] = [
            "depth-0", "depth-1", "depth-2", "depth-3", "depth-4", "depth-5", "depth-6",
        ];
        const HEADINGS: [&str; 7] = [
            "heading-0",
            "heading-1",
            "heading-2",
            "heading-3",
            "heading-4",
            "heading-5",
            "heading-6",
        ];
        let form = match line.form {
            Form::Heading(level) => HEADINGS[usize::from(level).min(6)],
            Form::Code => "code",
            Form::Rule => {
                self.out.push_str("<hr>");
                return;
            }
            _ if line.marker.is_empty() => "paragraph",
            _ => "item",
        };
        let element = if line.form == Form::Code { "pre" } else { "p" };
        self.open(element, &["line", form, DEPTHS[line.depth.min(6)]]);
        if !line.marker.is_empty() {
            self.open("span", &["marker"]);
            escape_text(&mut self.out, &line.marker);
            self.out.push_str(" </span>");
        }
        for cell in &line.cells {
            self.runs(cell, side, line.form == Form::Code);
        }
        self.close(element);
        self.out.push('\n');
    }

    fn inner_table(&mut self, rows: &[Line], side: Side) {
        self.open("table", &["inner"]);
        self.out.push_str("<tbody>");
        for row in rows {
            self.out.push_str("<tr>");
            if row.form == Form::Omitted {
                let _ = write!(self.out, "<td colspan=\"{}\">", row.cells.len().max(1));
                self.said(&self.words.omitted);
                self.out.push_str("</td>");
            }
            let name = if row.form == Form::Header { "th" } else { "td" };
            let cells = if row.form == Form::Omitted {
                &[]
            } else {
                row.cells.as_slice()
            };
            for cell in cells {
                self.open_plain(name);
                self.runs(cell, side, false);
                self.close(name);
            }
            self.out.push_str("</tr>");
        }
        self.out.push_str("</tbody></table>\n");
    }

    fn runs(&mut self, runs: &[Run], side: Side, code: bool) {
        for marked in runs.chunk_by(|a, b| a.mark == b.mark) {
            let (name, class) = match (marked[0].mark, side) {
                (RunMark::Kept, _) => ("", ""),
                (RunMark::Restyled, _) => ("span", "markup"),
                (RunMark::Changed, Side::Old) => ("del", "del"),
                (RunMark::Changed, Side::New) => ("ins", "ins"),
            };
            if !name.is_empty() {
                self.open(name, &[class]);
            }
            for run in marked {
                self.run(run, side, code);
            }
            if !name.is_empty() {
                self.close(name);
            }
        }
    }

    fn run(&mut self, run: &Run, side: Side, code: bool) {
        let style = &run.style;
        let names = [
            (style.link.is_some(), "a"),
            (style.strong, "strong"),
            (style.emphasis, "em"),
            (style.strikethrough, "s"),
            (style.code, "code"),
            (style.thing == Thing::Footnote, "sup"),
        ];
        let open = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name);
        for name in open.clone() {
            match &style.link {
                Some(target) if name == "a" => self.open_link(target, side),
                _ => self.open_plain(name),
            }
        }
        self.thing(run, side, code);
        for name in open.rev() {
            self.close(name);
        }
    }

    fn open_link(&mut self, target: &str, side: Side) {
        let led = self.links(side).link(target);
        self.out.push_str("<a href=\"");
        escape_target(&mut self.out, led.as_deref(), target);
        self.out.push_str("\">");
    }

    fn thing(&mut self, run: &Run, side: Side, code: bool) {
        match &run.style.thing {
            Thing::Image(source) => {
                let led = self.links(side).image(source);
                self.out.push_str("<img src=\"");
                escape_target(&mut self.out, led.as_deref(), source);
                self.out.push_str("\" alt=\"");
                escape_text(&mut self.out, &run.text);
                self.out.push_str("\">");
            }
            Thing::Footnote => {
                let label = run.text.trim_start_matches("[^").trim_end_matches(']');
                escape_text(&mut self.out, label);
            }
            Thing::Words if code => escape_text(&mut self.out, &run.text),
            Thing::Words => {
                for (at, line) in run.text.split('\n').enumerate() {
                    self.out.push_str(if at > 0 { "<br>\n" } else { "" });
                    escape_text(&mut self.out, line);
                }
            }
        }
    }

    fn links(&self, side: Side) -> &'o dyn Links {
        match side {
            Side::Old => self.options.before_links,
            Side::New => self.options.after_links,
        }
    }
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// Whether a row would leave much of a printed page empty if it were not split.
pub(super) fn is_long(row: &Row) -> bool {
    const LONGEST: usize = 1800;
    let size = |lines: &[Line]| lines.iter().map(|line| 60 + line.size()).sum::<usize>();
    size(&row.before).max(size(&row.after)) > LONGEST
}

/// The class of a row.
pub(super) fn kind(row: &Row) -> &'static str {
    match row.kind {
        RowKind::Same => "is-same",
        RowKind::Changed => "is-changed",
        RowKind::Added => "is-added",
        RowKind::Removed => "is-removed",
        RowKind::MovedAway(_) => "is-moved-away",
        RowKind::MovedHere(_) => "is-moved-here",
        RowKind::Omitted(_) => "is-omitted",
    }
}
