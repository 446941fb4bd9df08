//! The text of the file: titles, and one table for each document, its heading repeated on every page.

use std::fmt::Write;

use super::parts::{FOOTER, W};
use super::{Paper, Sheet, escape};
use crate::comparison::table::{Form, Layout, Line, Marking, Row, Run, RunMark, Thing};

/// A4 landscape in twentieths of a point.
const PAGE: (usize, usize) = (16_838, 11_906);
/// The margins at the sides, above and below.
const SIDE: usize = 720;
const ABOVE: usize = 794;
/// The column of remarks.
const REMARKS: usize = 1_700;
/// How far each list indents.
const STEP: usize = 220;
/// A row with more lines of text than about half a page may be split.
const UNSPLIT: usize = 500;

/// Writes `word/document.xml`.
pub(super) fn document(paper: &Paper<'_>) -> String {
    let mut writer = Writer {
        out: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{W}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
        ),
        paper,
        widths: widths(paper.layout),
    };
    writer.plain("TeigenTitle", &paper.title);
    for end in &paper.ends {
        writer.plain("TeigenNote", end);
    }
    for sheet in &paper.sheets {
        writer.sheet(sheet);
    }
    writer.section();
    writer.out.push_str("</w:body></w:document>");
    writer.out
}

/// The widths of the columns.
fn widths(layout: &Layout) -> Vec<usize> {
    let all = PAGE.0 - 2 * SIDE;
    if layout.remarks {
        let half = (all - REMARKS) / 2;
        vec![half, half, REMARKS]
    } else {
        vec![all / 2, all / 2]
    }
}

/// A side of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

struct Writer<'p> {
    out: String,
    paper: &'p Paper<'p>,
    widths: Vec<usize>,
}

impl Writer<'_> {
    fn section(&mut self) {
        let (width, height) = PAGE;
        let _ = write!(
            self.out,
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"{FOOTER}\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\" w:orient=\"landscape\"/><w:pgMar w:top=\"{ABOVE}\" w:right=\"{SIDE}\" w:bottom=\"{ABOVE}\" w:left=\"{SIDE}\" w:header=\"400\" w:footer=\"400\" w:gutter=\"0\"/></w:sectPr>"
        );
    }

    /// A paragraph of plain text.
    fn plain(&mut self, style: &str, text: &str) {
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r>"
        );
        self.text(text);
        self.out.push_str("</w:r></w:p>");
    }

    /// The text of a run; line ends become breaks.
    fn text(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<w:br/>");
            }
            if !line.is_empty() {
                self.out.push_str("<w:t xml:space=\"preserve\">");
                escape(&mut self.out, line);
                self.out.push_str("</w:t>");
            }
        }
    }

    fn sheet(&mut self, sheet: &Sheet) {
        if !sheet.title.is_empty() {
            self.plain("TeigenDocument", &sheet.title);
        }
        for note in &sheet.notes {
            self.plain("TeigenNote", note);
        }
        let widths = self.widths.clone();
        self.open_table(&widths, false);
        self.header();
        for row in &sheet.rows {
            self.row(row);
        }
        // Two tables in a row would become one.
        self.out.push_str("</w:tbl><w:p/>");
    }

    fn open_table(&mut self, widths: &[usize], inner: bool) {
        let all: usize = widths.iter().sum();
        let colour = if inner { "999999" } else { "000000" };
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{all}\" w:type=\"dxa\"/><w:tblBorders>"
        );
        for edge in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(
                self.out,
                "<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"{colour}\"/>"
            );
        }
        self.out
            .push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
    }

    fn open_cell(&mut self, width: usize, spans: usize) {
        let _ = write!(
            self.out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"
        );
        if spans > 1 {
            let _ = write!(self.out, "<w:gridSpan w:val=\"{spans}\"/>");
        }
        self.out.push_str("</w:tcPr>");
    }

    fn header(&mut self) {
        let paper = self.paper;
        let layout = paper.layout;
        let mut labels = vec![&layout.new_label, &layout.old_label, &paper.words.remarks];
        if !layout.new_first {
            labels.swap(0, 1);
        }
        self.out
            .push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (width, label) in self.widths.clone().into_iter().zip(labels) {
            self.open_cell(width, 1);
            self.plain("TeigenLabel", label);
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    fn row(&mut self, row: &Row) {
        self.out.push_str("<w:tr><w:trPr>");
        if is_short(row) {
            self.out.push_str("<w:cantSplit/>");
        }
        self.out.push_str("</w:trPr>");
        let sides = if self.paper.layout.new_first {
            [Side::New, Side::Old]
        } else {
            [Side::Old, Side::New]
        };
        for (at, side) in sides.into_iter().enumerate() {
            self.open_cell(self.widths[at], 1);
            self.side(row, side, self.widths[at]);
            self.out.push_str("</w:tc>");
        }
        if let Some(&width) = self.widths.get(2) {
            self.open_cell(width, 1);
            self.remarks(row);
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    fn side(&mut self, row: &Row, side: Side, width: usize) {
        let words = self.paper.words;
        let (said, lines) = match side {
            Side::Old => (row.said_before(words), &row.before),
            Side::New => (row.said_after(words), &row.after),
        };
        match said {
            Some(said) => self.plain("TeigenText", &said),
            None => self.lines(lines, width),
        }
        if side == Side::New && !self.paper.layout.remarks {
            for note in row.noted(self.paper.labels) {
                self.plain("TeigenRemark", &note);
            }
        }
    }

    fn remarks(&mut self, row: &Row) {
        let said = row.remarks.iter().map(|remark| remark.text.clone());
        let all: Vec<String> = said.chain(row.noted(self.paper.labels)).collect();
        for text in &all {
            self.plain("TeigenRemark", text);
        }
        if all.is_empty() {
            self.out.push_str("<w:p/>");
        }
    }

    /// The lines of a cell, which must end in a paragraph.
    fn lines(&mut self, lines: &[Line], width: usize) {
        let mut ends_in_table = true;
        for group in lines.chunk_by(|a, b| a.is_row() && b.is_row() && b.form != Form::Header) {
            ends_in_table = group[0].is_row();
            if ends_in_table {
                self.inner_table(group, width);
            } else {
                self.line(&group[0]);
            }
        }
        if ends_in_table {
            self.out.push_str("<w:p/>");
        }
    }

    fn line(&mut self, line: &Line) {
        let style = match line.form {
            Form::Heading(_) => "TeigenHeading",
            Form::Code => "TeigenCode",
            _ => "TeigenText",
        };
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>");
        if line.form == Form::Rule {
            self.out.push_str("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"999999\"/></w:pBdr>");
        }
        if line.depth > 0 {
            let hanging = if line.marker.is_empty() { 0 } else { STEP };
            let _ = write!(
                self.out,
                "<w:ind w:left=\"{}\" w:hanging=\"{hanging}\"/>",
                STEP * line.depth.min(8)
            );
        }
        self.out.push_str("</w:pPr>");
        if !line.marker.is_empty() {
            let space = if line.marker == "・" { "" } else { " " };
            self.out.push_str("<w:r>");
            self.text(&format!("{}{space}", line.marker));
            self.out.push_str("</w:r>");
        }
        for cell in &line.cells {
            self.runs(cell);
        }
        self.out.push_str("</w:p>");
    }

    fn inner_table(&mut self, rows: &[Line], width: usize) {
        let columns = rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(1)
            .max(1);
        let each = (width.saturating_sub(240) / columns).max(1);
        self.open_table(&vec![each; columns], true);
        for row in rows {
            self.out.push_str("<w:tr>");
            if row.form == Form::Omitted || row.cells.is_empty() {
                self.open_cell(each * columns, columns);
                let omitted = self.paper.words.omitted.clone();
                self.plain("TeigenText", &omitted);
                self.out.push_str("</w:tc>");
            } else {
                self.inner_cells(row, each, columns);
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    /// The cells of a row, which may have fewer than the table.
    fn inner_cells(&mut self, row: &Line, each: usize, columns: usize) {
        let style = if row.form == Form::Header {
            "TeigenHeading"
        } else {
            "TeigenText"
        };
        for (at, cell) in row.cells.iter().enumerate() {
            let spans = if at + 1 == row.cells.len() {
                columns - at
            } else {
                1
            };
            self.open_cell(each * spans, spans);
            let _ = write!(
                self.out,
                "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"
            );
            self.runs(cell);
            self.out.push_str("</w:p></w:tc>");
        }
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            self.out.push_str("<w:r>");
            let properties = self.properties(run);
            if !properties.is_empty() {
                let _ = write!(self.out, "<w:rPr>{properties}</w:rPr>");
            }
            match &run.style.thing {
                Thing::Words => self.text(&run.text),
                Thing::Footnote => {
                    let label = run.text.trim_start_matches("[^").trim_end_matches(']');
                    self.text(label);
                }
                Thing::Image(_) if run.text.is_empty() => self.text("［図］"),
                Thing::Image(_) => self.text(&format!("［図：{}］", run.text)),
            }
            self.out.push_str("</w:r>");
        }
    }

    /// The look of a run, in the order that the schema asks for.
    fn properties(&self, run: &Run) -> String {
        let marking = self.paper.layout.mark;
        let changed = run.mark == RunMark::Changed;
        let mut out = String::new();
        if run.style.code {
            out.push_str("<w:rFonts w:ascii=\"ＭＳ ゴシック\" w:hAnsi=\"ＭＳ ゴシック\" w:eastAsia=\"ＭＳ ゴシック\"/>");
        }
        if run.style.strong || (changed && marking == Marking::Bold) {
            out.push_str("<w:b/><w:bCs/>");
        }
        if run.style.emphasis {
            out.push_str("<w:i/><w:iCs/>");
        }
        if run.style.strikethrough {
            out.push_str("<w:strike/>");
        }
        match (run.mark, marking) {
            (RunMark::Changed, Marking::Underline) => out.push_str("<w:u w:val=\"single\"/>"),
            (RunMark::Changed, Marking::DoubleUnderline) => out.push_str("<w:u w:val=\"double\"/>"),
            (RunMark::Restyled, _) => out.push_str("<w:u w:val=\"dotted\"/>"),
            _ => {}
        }
        if run.style.thing == Thing::Footnote {
            out.push_str("<w:vertAlign w:val=\"superscript\"/>");
        }
        out
    }
}

/// Whether a row fits on a page with room to spare.
fn is_short(row: &Row) -> bool {
    let size = |lines: &[Line]| -> usize {
        lines
            .iter()
            .map(|line| line.text().chars().count().max(34))
            .sum()
    };
    size(&row.before).max(size(&row.after)) <= UNSPLIT
}
