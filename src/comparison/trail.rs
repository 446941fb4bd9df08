//! The headings of a document, passed in order → those that govern a place.

use super::visible::plain_text;
use crate::document::{Block, BlockKind};

/// The headings that are open, outermost first, each with its level.
#[derive(Default)]
pub(super) struct Trail(Vec<(u8, String)>);

impl Trail {
    /// Passes a block: a heading ends those of its level and below.
    pub(super) fn enter(&mut self, block: &Block) {
        if let BlockKind::Heading { level, content } = &block.kind {
            self.0.retain(|(open, _)| open < level);
            self.0.push((*level, plain_text(content)));
        }
    }

    /// The reader-visible texts of the open headings.
    pub(super) fn titles(&self) -> Vec<String> {
        self.0.iter().map(|(_, title)| title.clone()).collect()
    }
}
