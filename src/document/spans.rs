//! Makes spans trustworthy: in order, one inside the other, without the white space after them.
//!
//! The parser's own overlap by a byte now and then (a list item after a tab, say), and end some lines too late.

use std::ops::Range;

use super::{Block, BlockKind, ListItem, TableRow};

/// Fits the spans of blocks and of all that they hold into `parent`.
pub(super) fn fit(blocks: &mut [Block], parent: Range<usize>, source: &str) {
    fit_siblings(blocks, parent, source);
    for block in blocks {
        let span = block.span.clone();
        match &mut block.kind {
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                fit(blocks, span, source)
            }
            BlockKind::List { items, .. } => {
                fit_siblings(items, span, source);
                for item in items {
                    fit(&mut item.blocks, item.span.clone(), source);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                fit_siblings(std::slice::from_mut(header), span.clone(), source);
                fit_siblings(rows, header.span.end..span.end, source);
            }
            _ => {}
        }
    }
}

trait Spanned {
    fn span(&mut self) -> &mut Range<usize>;
}

impl Spanned for Block {
    fn span(&mut self) -> &mut Range<usize> {
        &mut self.span
    }
}

impl Spanned for ListItem {
    fn span(&mut self) -> &mut Range<usize> {
        &mut self.span
    }
}

impl Spanned for TableRow {
    fn span(&mut self) -> &mut Range<usize> {
        &mut self.span
    }
}

/// From the last to the first, since the parser's starts are better than its ends.
fn fit_siblings<T: Spanned>(siblings: &mut [T], parent: Range<usize>, source: &str) {
    let mut limit = parent.end;
    for sibling in siblings.iter_mut().rev() {
        let span = sibling.span();
        let start = span.start.clamp(parent.start, limit);
        let end = span.end.clamp(start, limit);
        let words = source[start..end].trim_end_matches([' ', '\t', '\r', '\n']);
        *span = start..start + words.len();
        limit = start;
    }
}
