//! A document → which of its units are in which block and section; so much of it is kept for every text on the way.

use std::ops::Range;

use crate::comparison::unit_starts;
use crate::document::Document;

/// How a text is laid out in units; see [`crate::comparison::units()`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// For each top-level block its first unit, and how many units there are in all.
    starts: Vec<usize>,
    /// For each section the blocks that it governs itself, its heading first.
    sections: Vec<Range<usize>>,
}

impl Layout {
    /// Reads through a document.
    pub fn new(document: &Document) -> Self {
        let sections = 0..document.sections.len();
        Self {
            starts: unit_starts(document),
            sections: sections
                .map(|index| document.own_blocks(Some(index)))
                .collect(),
        }
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// How many sections there are.
    pub fn sections(&self) -> usize {
        self.sections.len()
    }

    /// The units of a top-level block.
    pub fn block(&self, block: usize) -> Range<usize> {
        let start = self.starts.get(block).copied().unwrap_or(0);
        let end = self.starts.get(block + 1).copied().unwrap_or(start);
        start..end
    }

    /// The units of a section, its heading first, without those of sections below it.
    pub fn section(&self, section: usize) -> Range<usize> {
        let Some(blocks) = self.sections.get(section) else {
            return 0..0;
        };
        let start = self.starts.get(blocks.start).copied().unwrap_or(0);
        let end = self.starts.get(blocks.end).copied().unwrap_or(start);
        start..end
    }

    /// The section that a unit stands in; `None` before the first heading.
    pub fn section_of(&self, unit: usize) -> Option<usize> {
        let block = self.starts.partition_point(|start| *start <= unit);
        let block = block.checked_sub(1)?;
        let after = self
            .sections
            .partition_point(|blocks| blocks.start <= block);
        after.checked_sub(1)
    }
}
