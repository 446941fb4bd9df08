//! A document → its units: the paragraphs, headings, rows, pieces of code that changes are told in.

use super::key::{code_text, visible_of};
use super::raw;
use super::visible::plain_text;
use crate::document::{Block, BlockKind, Document, TableRow};

/// Stands between the cells of a row.
pub(super) const CELL_SEPARATOR: &str = " | ";

/// What sort of thing a change is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A heading.
    Heading,
    /// A paragraph that is in no list.
    Paragraph,
    /// A paragraph of a list item.
    Item,
    /// A row of a table, its cells joined by ` | `.
    Row,
    /// A block of code.
    Code,
    /// A block of raw HTML, told by its text.
    Html,
    /// A thematic break; it has no text.
    Rule,
    /// A list, table or footnote as such: how it is numbered, set or labelled.
    Container,
}

/// The reader-visible texts of a document's units in reading order.
pub fn units(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    units_of_blocks(document, &mut |_, text| out.push(text));
    out
}

/// For each top-level block of a document the index of its first unit, and at the end how many units there are.
pub fn unit_starts(document: &Document) -> Vec<usize> {
    let mut starts = vec![0; document.blocks.len() + 1];
    units_of_blocks(document, &mut |block, _| starts[block + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

/// Tells the units of a document in reading order, each with the index of the top-level block that it is in.
pub fn units_of_blocks(document: &Document, tell: &mut dyn FnMut(usize, String)) {
    for (index, block) in document.blocks.iter().enumerate() {
        of_blocks(std::slice::from_ref(block), false, &mut |_, text| {
            tell(index, text);
        });
    }
}

/// Tells the units of a block in reading order.
pub(super) fn of_block(block: &Block, in_list: bool, tell: &mut dyn FnMut(Unit, String)) {
    match &block.kind {
        BlockKind::Heading { content, .. } => tell(Unit::Heading, plain_text(content)),
        BlockKind::Paragraph(content) => {
            tell(
                if in_list { Unit::Item } else { Unit::Paragraph },
                plain_text(content),
            );
        }
        BlockKind::List { items, .. } => {
            for item in items {
                of_blocks(&item.blocks, true, tell);
            }
        }
        BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
            of_blocks(blocks, false, tell)
        }
        BlockKind::Code { text, .. } => tell(Unit::Code, code_text(text).to_owned()),
        BlockKind::Html(html) => tell(Unit::Html, raw::text(html)),
        BlockKind::Table { header, rows, .. } => {
            for row in std::iter::once(header).chain(rows) {
                tell(Unit::Row, of_row(row));
            }
        }
        BlockKind::Rule => tell(Unit::Rule, String::new()),
    }
}

/// Tells the units of a sequence of blocks.
pub(super) fn of_blocks(blocks: &[Block], in_list: bool, tell: &mut dyn FnMut(Unit, String)) {
    for block in visible_of(blocks) {
        of_block(block, in_list, tell);
    }
}

/// A row's visible text.
pub(super) fn of_row(row: &TableRow) -> String {
    row.cells
        .iter()
        .map(|cell| plain_text(cell))
        .collect::<Vec<_>>()
        .join(CELL_SEPARATOR)
}
