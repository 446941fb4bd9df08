//! A document → the keys of its blocks, made once however often it is compared.

use super::align::Entry;
use super::key::visible_of;
use crate::document::{Block, Document};

/// A document prepared for comparison.
///
/// The base of hundreds of pull requests is indexed once.
#[derive(Clone, Debug)]
pub struct Index<'a> {
    pub(super) document: &'a Document,
    pub(super) entries: Vec<Entry<'a, Block>>,
    size: usize,
}

impl<'a> Index<'a> {
    /// Reads through a document once.
    pub fn new(document: &'a Document) -> Self {
        let entries: Vec<Entry<'a, Block>> = visible_of(&document.blocks).map(Entry::new).collect();
        let size = entries.iter().map(|entry| entry.key.size).sum();
        Self {
            document,
            entries,
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
            let keys = index.entries.iter().map(|entry| entry.key);
            keys.collect::<Vec<_>>()
        };
        self.size > other.size || (self.size == other.size && keys(self) > keys(other))
    }
}
