//! Rows of comparisons → a `.docx` file with a comparative table (新旧対照表) on A4 landscape.
//!
//! Written part by part in the form of ECMA-376 (WordprocessingML, transitional), without a library: the one at hand
//! cannot say that a table's heading stands on every page. The same rows give the same bytes: no clock, no random ids.
//! Text is all that is taken over; nothing in the file leads or loads anything.

mod body;
mod parts;
#[cfg(test)]
mod tests;

use crate::comparison::Labels;
use crate::comparison::table::{Layout, Line, Row, Words};
use crate::container::Container;
use crate::xml;

/// What is put on paper.
#[derive(Clone, Debug)]
pub struct Paper<'p> {
    /// The title line.
    pub title: String,
    /// The lines below it: which states are compared.
    pub ends: Vec<String>,
    /// The language of the text, as in `ja-JP`.
    pub language: &'p str,
    /// The date that the file carries, RFC 3339.
    pub date: String,
    /// How tables are set.
    pub layout: &'p Layout,
    /// The words of a table.
    pub words: &'p Words,
    /// The words for changes of form.
    pub labels: &'p Labels,
    /// One table for each document.
    pub sheets: Vec<Sheet>,
}

/// A document's table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The document's title; not shown where it is empty.
    pub title: String,
    /// What is said below it: a former name, discussions.
    pub notes: Vec<String>,
    /// The rows, with what is left out told already.
    pub rows: Vec<Row>,
}

/// Most rows and characters of a file; word processors become unusable well before they fail.
pub const ROW_LIMIT: usize = 10_000;
/// Most characters of a file.
pub const CHARACTER_LIMIT: usize = 3_000_000;

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocxError {
    /// It would be too long.
    #[error(
        "the table would have {rows} rows and {characters} characters; a .docx may have {ROW_LIMIT} and {CHARACTER_LIMIT}"
    )]
    TooLong {
        /// Rows it would have.
        rows: usize,
        /// Characters it would have.
        characters: usize,
    },
}

/// Writes the file.
///
/// # Errors
///
/// If it would be longer than [`ROW_LIMIT`] or [`CHARACTER_LIMIT`].
pub fn write(paper: &Paper<'_>) -> Result<Vec<u8>, DocxError> {
    check_size(paper)?;
    let document = body::document(paper);
    let mut container = Container::default();
    for (name, content) in parts::around(paper) {
        container.add(name, content.as_bytes());
    }
    container.add("word/document.xml", document.as_bytes());
    Ok(container.finish())
}

fn check_size(paper: &Paper<'_>) -> Result<(), DocxError> {
    let all = || paper.sheets.iter().flat_map(|sheet| &sheet.rows);
    let of = |lines: &[Line]| -> usize {
        let runs = lines.iter().flat_map(|line| line.cells.iter().flatten());
        runs.map(|run| run.text.chars().count()).sum()
    };
    // A row of a table within a cell costs as much as one of ours.
    let rows: usize = all()
        .map(|row| row.before.len().max(row.after.len()).max(1))
        .sum();
    let characters: usize = all().map(|row| of(&row.before) + of(&row.after)).sum();
    if rows > ROW_LIMIT || characters > CHARACTER_LIMIT {
        return Err(DocxError::TooLong { rows, characters });
    }
    Ok(())
}

/// Text as XML takes it, with a sign for each character that it does not know.
fn escape(out: &mut String, text: &str) {
    let known = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        c if xml::is_char(c) => c,
        _ => char::REPLACEMENT_CHARACTER,
    };
    xml::escape(out, &text.chars().map(known).collect::<String>());
}
