//! What corresponds and what changed, as a tree beside the two documents' trees.

use super::inline::TextChange;
use crate::document::{Block, ListItem, TableRow};

/// One place in a sequence of blocks, items or rows.
///
/// Read in order without what was added, the steps give the old sequence; without what was removed, the new one.
#[derive(Clone, Debug)]
pub(super) enum Step<'a, T, C> {
    /// A reader sees the same.
    Same {
        before: &'a T,
        after: &'a T,
    },
    Removed {
        item: &'a T,
        mark: Mark,
    },
    Added {
        item: &'a T,
        mark: Mark,
    },
    Changed {
        before: &'a T,
        after: &'a T,
        change: C,
        mark: Mark,
    },
    /// The same running texts in other pieces: split, merged, or set as a list.
    Regrouped {
        before: Vec<&'a T>,
        after: Vec<&'a T>,
        /// Between the texts of all pieces, joined.
        text: TextChange<'a>,
        mark: Mark,
    },
}

/// What the numbering adds to a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The change's number, from 1; 0 for a step that is no change of its own.
    pub number: usize,
    /// Whether the same stands at another place on the other side.
    pub moved: bool,
    /// At the new place of what changed while it moved: where in [`Moves`] it is told how.
    pub edited: Option<usize>,
}

/// How things changed that moved.
pub(super) type Moves<'a> = Vec<EditedMove<'a>>;

/// A thing that changed while it moved.
#[derive(Clone, Debug)]
pub(super) enum EditedMove<'a> {
    Block {
        before: &'a Block,
        after: &'a Block,
        change: BlockChange<'a>,
    },
    Item {
        before: &'a ListItem,
        after: &'a ListItem,
        change: Vec<BlockStep<'a>>,
    },
}

pub(super) type BlockStep<'a> = Step<'a, Block, BlockChange<'a>>;
pub(super) type ItemStep<'a> = Step<'a, ListItem, Vec<BlockStep<'a>>>;
pub(super) type RowStep<'a> = Step<'a, TableRow, RowChange<'a>>;

/// How a block changed.
#[derive(Clone, Debug)]
pub(super) enum BlockChange<'a> {
    /// Paragraphs and headings, also one into the other.
    Text(TextChange<'a>),
    Code(TextChange<'a>),
    /// The visible text of raw HTML.
    Html(TextChange<'a>),
    /// Items; the kind of list may have changed too.
    List(Vec<ItemStep<'a>>),
    /// A quotation or a footnote.
    Blocks(Vec<BlockStep<'a>>),
    Table(TableChange<'a>),
}

#[derive(Clone, Debug)]
pub(super) struct TableChange<'a> {
    pub columns: Vec<Column>,
    /// The header first, then the rows.
    pub rows: Vec<RowStep<'a>>,
}

/// A column by its index on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Both {
        before: usize,
        after: usize,
    },
    /// `moved` where the same column stands at another place on the other side.
    Removed {
        at: usize,
        moved: bool,
    },
    Added {
        at: usize,
        moved: bool,
    },
}

/// The cells of a row that is on both sides, one per [`Column`]; `None` where only one side has the column.
#[derive(Clone, Debug)]
pub(super) struct RowChange<'a> {
    pub cells: Vec<Option<TextChange<'a>>>,
}

/// Whether a list is numbered and from where.
pub(super) fn list_start(block: &Block) -> Option<u64> {
    match block.kind {
        crate::document::BlockKind::List { start, .. } => start,
        _ => None,
    }
}
