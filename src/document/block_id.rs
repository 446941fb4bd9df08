//! Blocks → ids that last: made from what a reader sees, so that a block that stays as it is keeps its id from version to
//! version, wherever it goes.
//!
//! Paragraphs, list items and rows of tables have one: `p.` and eight digits of a digest of their words. A heading's anchor
//! never holds a `.`, so the two never meet. Blocks that read the same are told apart by `.2`, `.3`, … in reading order.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{Block, BlockKind, Document, ListItem, TableRow, block_text, plain_text};

/// What every id begins with.
pub const PREFIX: &str = "p.";

/// The ids of a document's blocks, by where these start in the source.
pub fn block_ids(document: &Document) -> BTreeMap<usize, String> {
    let mut giver = Giver::default();
    giver.blocks(&document.blocks);
    giver.ids
}

#[derive(Default)]
struct Giver {
    ids: BTreeMap<usize, String>,
    seen: HashMap<String, usize>,
}

impl Giver {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(content) => self.give(block.span.start, &plain_text(content)),
                BlockKind::Quote(blocks) => self.blocks(blocks),
                BlockKind::List { items, .. } => self.items(items),
                BlockKind::Table { rows, .. } => rows.iter().for_each(|row| self.row(row)),
                _ => {}
            }
        }
    }

    /// An item is known by its own words; the items of a list in it have their own.
    fn items(&mut self, items: &[ListItem]) {
        for item in items {
            let own = item.blocks.iter().filter(|block| !is_list(block));
            let words: Vec<String> = own.map(block_text).collect();
            self.give(item.span.start, &words.join("\n"));
            for block in &item.blocks {
                if let BlockKind::List { items, .. } = &block.kind {
                    self.items(items);
                }
            }
        }
    }

    fn row(&mut self, row: &TableRow) {
        let cells: Vec<String> = row.cells.iter().map(|cell| plain_text(cell)).collect();
        self.give(row.span.start, &cells.join("\t"));
    }

    fn give(&mut self, start: usize, words: &str) {
        let words: String = words
            .split_whitespace()
            .flat_map(|part| part.nfc())
            .collect();
        if words.is_empty() {
            return;
        }
        let id = digest(&words);
        let seen = self.seen.entry(id.clone()).or_default();
        *seen += 1;
        let id = match *seen {
            1 => format!("{PREFIX}{id}"),
            count => format!("{PREFIX}{id}.{count}"),
        };
        self.ids.insert(start, id);
    }
}

fn is_list(block: &Block) -> bool {
    matches!(block.kind, BlockKind::List { .. })
}

fn digest(words: &str) -> String {
    let hash = Sha256::digest(words.as_bytes());
    hash.iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn ids(source: &str) -> Vec<String> {
        block_ids(&parse(source)).into_values().collect()
    }

    #[test]
    fn a_block_that_stays_keeps_its_id() {
        let before = ids("# 題\n\n甲である。\n\n- 一\n- 二\n  - 三\n\n|列|\n|-|\n|値|\n");
        assert_eq!(before.len(), 5);
        let after = ids(
            "# 別の題\n\n新しい段落。\n\n* 一\n* 二\n  * 三\n* 四\n\n甲で\nある。\n\n|列|\n|-|\n|値|\n",
        );
        assert!(
            before.iter().all(|id| after.contains(id)),
            "{before:?} {after:?}"
        );
    }

    #[test]
    fn blocks_that_read_the_same_are_told_apart() {
        let found = ids("あ\n\nあ\n\n> あ\n");
        assert_eq!(found[1], format!("{}.2", found[0]));
        assert_eq!(found[2], format!("{}.3", found[0]));
    }

    #[test]
    fn no_heading_can_have_such_an_anchor() {
        let document = parse("# p.0a1b2c3d\n\n本文\n");
        let section = &document.sections[0];
        let mut anchors = section.aliases.iter().chain([&section.anchor]);
        assert!(anchors.all(|anchor| !anchor.starts_with(PREFIX)));
    }
}
