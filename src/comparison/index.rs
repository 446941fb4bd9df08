//! A document → the keys of its blocks, made once however often it is compared.

use super::align::Sequence;
use crate::document::{Block, Document};

/// A document prepared for comparison.
///
/// The base of hundreds of pull requests is indexed once.
#[derive(Clone, Debug)]
pub struct Index<'a> {
    pub(super) document: &'a Document,
    pub(super) blocks: Sequence<'a, Block>,
    size: usize,
}

impl<'a> Index<'a> {
    /// Reads through a document once.
    pub fn new(document: &'a Document) -> Self {
        let blocks = Sequence::new(&document.blocks);
        let size = blocks.entries.iter().map(|entry| entry.key.size).sum();
        Self {
            document,
            blocks,
            size,
        }
    }

    /// The document it was made from.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Whether two documents are to be compared the other way round; never true both ways.
    pub(super) fn is_after(&self, other: &Self) -> bool {
        let keys = |index: &Self| {
            let keys = index.blocks.entries.iter().map(|entry| entry.key);
            keys.collect::<Vec<_>>()
        };
        self.size > other.size || (self.size == other.size && keys(self) > keys(other))
    }
}
