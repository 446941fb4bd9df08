//! Two documents → what changed between them, as a reader would see it.
//!
//! ```text
//! Document → Index ┐
//!                  ├→ Comparison (a tree of steps) → changes, HTML
//! Document → Index ┘
//! ```
//!
//! Pure and made on the tree: blocks are aligned by what a reader sees of them, paired ones are
//! compared in turn down to the words, moves are found among what is left. What a reader does not see (line ends,
//! list markers, indentation, padding) is no change. Work is bounded by counting steps; where a bound was reached,
//! [`Comparison::is_coarse`] says so. Nothing here is safe to publish: `render` sanitises last.

mod align;
mod blocks;
mod change;
mod columns;
mod commitment;
mod counterpart;
mod editorial;
mod edits;
mod figures;
mod flip;
mod gaps;
mod html;
mod index;
mod inline;
mod key;
mod line;
mod lineage;
mod markup;
mod moves;
mod numbering;
mod ordinal;
pub mod pairing;
mod parts;
mod places;
mod raw;
mod reach;
mod regroup;
mod relocation;
mod sequence;
mod sketch;
pub mod table;
mod tokens;
mod trail;
mod tree;
mod units;
mod unseen;
mod visible;
mod words;

use crate::document::Document;

pub use change::{Change, ChangeKind, Edit, Op};
pub use commitment::{Commitment, Effect, Grade, Lexicon, commitment};
pub use counterpart::Counterparts;
pub use figures::{Difference, FigureChange, FigureKind, FigureSide, figures};
pub use html::{Elsewhere, HtmlOptions, Labels, View};
pub use index::Index;
pub use lineage::{Gone, Lineage, Origin};
pub use markup::{Markup, MarkupKind};
pub use reach::{Part, Touched};
pub use relocation::{Passage, Passages, Relocation, relocations};
pub use units::{Unit, unit_starts, units, units_of_blocks};
pub use unseen::{Unseen, UnseenKind};

use sequence::Budget;
use tree::{BlockStep, Moves};

/// Elementary steps that one comparison may take before it becomes coarser.
const BUDGET: u64 = 40_000_000;

/// Two documents, aligned.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    before: &'a Document,
    after: &'a Document,
    steps: Vec<BlockStep<'a>>,
    moves: Moves<'a>,
    count: usize,
    coarse: bool,
}

/// Compares two documents. A document that was added or removed is compared with an empty one.
pub fn compare<'a>(before: &'a Document, after: &'a Document) -> Comparison<'a> {
    compare_indexed(&Index::new(before), &Index::new(after))
}

/// Compares two documents whose indexes were made before.
pub fn compare_indexed<'a>(before: &Index<'a>, after: &Index<'a>) -> Comparison<'a> {
    let mut budget = Budget::new(BUDGET);
    let mut steps = if before.is_after(after) {
        flip::blocks(blocks::steps(&after.blocks, &before.blocks, &mut budget))
    } else {
        blocks::steps(&before.blocks, &after.blocks, &mut budget)
    };
    let moved = moves::find(&mut steps, before.is_after(after), &mut budget);
    let (count, moves) = numbering::number(&mut steps, moved);
    Comparison {
        before: before.document,
        after: after.document,
        steps,
        moves,
        count,
        coarse: budget.was_coarse(),
    }
}

impl<'a> Comparison<'a> {
    /// The old document.
    pub fn before(&self) -> &'a Document {
        self.before
    }

    /// The new document.
    pub fn after(&self) -> &'a Document {
        self.after
    }

    /// Whether a reader sees no difference.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many places of change there are: they are numbered from 1 to this.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the documents were too much for an exact comparison, so that more may be marked than changed.
    pub fn is_coarse(&self) -> bool {
        self.coarse
    }

    /// Lists the changes in reading order.
    pub fn changes(&self) -> Vec<Change> {
        change::changes(&self.steps, &self.moves)
    }

    /// Lists the figures that changed, in reading order; see [`figures()`].
    pub fn figures(&self) -> Vec<FigureChange> {
        figures(&self.changes())
    }

    /// Lists what changed that no reader of the text sees, cut at a bound: fields at the top, comments, unused definitions.
    /// It is no part of the changes: these are of what is shown.
    pub fn unseen(&self) -> Vec<Unseen> {
        unseen::unseen(self.before, self.after)
    }

    /// Writes it as HTML, unsanitised; see [`HtmlOptions`].
    pub fn to_html(&self, view: View, options: &HtmlOptions<'_>) -> String {
        html::to_html(self, view, options)
    }

    /// The units of both sides as the comparison tells them: they are always those of the two documents.
    ///
    /// What was kept and deleted gives [`units()`] of the old document, what was kept and inserted those of the new.
    pub fn sides(&self) -> (Vec<String>, Vec<String>) {
        change::sides(&self.steps, &self.moves)
    }
}

#[cfg(test)]
mod tests;
