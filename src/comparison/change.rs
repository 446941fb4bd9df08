//! A comparison's tree → a flat list of changes, each told in reader-visible text.

use serde::Serialize;

use super::editorial;
use super::edits::{edits, row_edits, told_leaves, whole_leaves};
use super::inline::{PieceKind, TextChange};
use super::key::visible_of;
use super::markup::{self, Markup};
use super::places::is_own_change;
use super::trail::Trail;
use super::tree::{
    BlockChange, BlockStep, Column, EditedMove, ItemStep, Mark, Moves, RowStep, Step, TableChange,
};
use super::units::{self, Unit};
use super::visible::plain_text;
use crate::document::{Block, BlockKind, ListItem};

/// One change of one unit of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of the unit.
    pub kind: ChangeKind,
    /// What sort of unit it is.
    pub unit: Unit,
    /// The number of its place on the page, `change-N`. Neighbouring additions and removals share one.
    pub number: usize,
    /// The headings that govern it, outermost first: those of the new document, of the old one for what was removed.
    pub section: Vec<String>,
    /// Its old reader-visible text; none for what was added.
    pub before: Option<String>,
    /// Its new reader-visible text; none for what was removed.
    pub after: Option<String>,
    /// The way from one to the other: kept and deleted parts give `before`, kept and inserted ones `after`.
    pub edits: Vec<Edit>,
    /// What changed beside the words: emphasis, targets of links, levels of headings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub markup: Vec<Markup>,
    /// Whether it may change the meaning. Only what surely does not (white space, full or half width, style of
    /// punctuation, emphasis) is not substantive.
    pub substantive: bool,
}

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its text or form changed.
    Modified,
    /// It stands elsewhere.
    Moved,
}

/// A part of a unit's text; in JSON a pair such as `["keep", "約"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What became of it.
    pub op: Op,
    /// Its text, never empty.
    pub text: String,
}

/// What became of a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// It is on both sides.
    Keep,
    /// It is only in the old text.
    Delete,
    /// It is only in the new text.
    Insert,
}

impl Serialize for Edit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.op, &self.text).serialize(serializer)
    }
}

/// Lists the changes of a comparison in reading order.
pub(super) fn changes(steps: &[BlockStep<'_>], moves: &Moves<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    let mut tell = |told: Told<'_>| {
        if told.fate != Fate::MovedAway {
            out.push(told.into_change());
        }
    };
    let mut teller = Teller {
        tell: &mut tell,
        moves,
        before: Trail::default(),
        after: Trail::default(),
        all: false,
        moving: None,
        piece: false,
    };
    teller.top(steps);
    out
}

/// The units of both sides as the comparison shows them: what it kept and deleted, what it kept and inserted.
pub(super) fn sides(steps: &[BlockStep<'_>], moves: &Moves<'_>) -> (Vec<String>, Vec<String>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    tell_all(steps, moves, &mut |told| {
        if told.is_before() {
            old.push(told.text(Op::Insert));
        }
        if told.is_after() {
            new.push(told.text(Op::Delete));
        }
    });
    (old, new)
}

/// Tells every unit of both sides, what is the same too: those that are there before, in order, are the units of the old
/// document, those that are there after those of the new one.
pub(super) fn tell_all(steps: &[BlockStep<'_>], moves: &Moves<'_>, tell: &mut dyn FnMut(Told<'_>)) {
    let mut teller = Teller {
        tell,
        moves,
        before: Trail::default(),
        after: Trail::default(),
        all: true,
        moving: None,
        piece: false,
    };
    teller.top(steps);
}

/// What becomes of a unit, in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Same,
    Removed,
    Added,
    MovedAway,
    MovedHere,
    Modified,
}

/// A unit, and what became of it.
pub(super) struct Told<'p> {
    pub fate: Fate,
    pub unit: Unit,
    pub number: usize,
    path: &'p Trail,
    pub edits: Vec<Edit>,
    markup: Vec<Markup>,
    /// Whether it is part of what moved, at its new place.
    pub moving: bool,
    /// Whether it is one of the pieces of a text that stands in other pieces on the other side.
    pub piece: bool,
}

impl Told<'_> {
    /// Its text on one side: all but what only the other side has.
    pub fn text(&self, without: Op) -> String {
        self.edits
            .iter()
            .filter(|edit| edit.op != without)
            .map(|edit| edit.text.as_str())
            .collect()
    }

    /// Whether it stands in the old text at this place. The old text of what moved is told at its old place.
    pub fn is_before(&self) -> bool {
        let new = matches!(self.fate, Fate::Added | Fate::MovedHere);
        self.unit != Unit::Container && !self.moving && !new
    }

    /// Whether it stands in the new text at this place.
    pub fn is_after(&self) -> bool {
        let old = matches!(self.fate, Fate::Removed | Fate::MovedAway);
        self.unit != Unit::Container && !old
    }

    fn into_change(self) -> Change {
        let kind = match self.fate {
            Fate::Added => ChangeKind::Added,
            Fate::Removed => ChangeKind::Removed,
            Fate::MovedAway | Fate::MovedHere => ChangeKind::Moved,
            Fate::Same | Fate::Modified => ChangeKind::Modified,
        };
        let before = (kind != ChangeKind::Added).then(|| self.text(Op::Insert));
        let after = (kind != ChangeKind::Removed).then(|| self.text(Op::Delete));
        let substantive = editorial::is_substantive(kind, self.unit, &self.edits, &self.markup);
        Change {
            kind,
            unit: self.unit,
            number: self.number,
            section: self.path.titles(),
            before,
            after,
            edits: self.edits,
            markup: self.markup,
            substantive,
        }
    }
}

struct Teller<'t> {
    tell: &'t mut dyn FnMut(Told<'_>),
    moves: &'t Moves<'t>,
    before: Trail,
    after: Trail,
    /// Whether what is the same is told too.
    all: bool,
    /// The number of the move that is being told: what is the same in it is told too, and nothing of it is only changed.
    moving: Option<usize>,
    /// Whether pieces of a text are being told that stands in others on the other side.
    piece: bool,
}

impl<'t> Teller<'t> {
    fn top(&mut self, steps: &[BlockStep<'_>]) {
        for step in steps {
            match step {
                Step::Same { before, after } | Step::Changed { before, after, .. } => {
                    self.before.enter(before);
                    self.after.enter(after);
                }
                Step::Removed { item, .. } => self.before.enter(item),
                Step::Added { item, .. } => self.after.enter(item),
                Step::Regrouped { before, after, .. } => {
                    before.iter().for_each(|block| self.before.enter(block));
                    after.iter().for_each(|block| self.after.enter(block));
                }
            }
            self.block_step(step, false);
        }
    }

    fn told(
        &mut self,
        fate: Fate,
        unit: Unit,
        number: usize,
        edits: Vec<Edit>,
        markup: Vec<Markup>,
    ) {
        let path = if matches!(fate, Fate::Removed | Fate::MovedAway) && self.moving.is_none() {
            &self.before
        } else {
            &self.after
        };
        let fate = match fate {
            Fate::Same | Fate::Modified if self.moving.is_some() => Fate::MovedHere,
            fate => fate,
        };
        (self.tell)(Told {
            fate,
            unit,
            number,
            path,
            edits,
            markup,
            moving: self.moving.is_some(),
            piece: self.piece,
        });
    }

    fn whole(&mut self, fate: Fate, number: usize, unit: Unit, text: String) {
        let op = match fate {
            Fate::Removed => Op::Delete,
            Fate::Added => Op::Insert,
            _ => Op::Keep,
        };
        let edits = if text.is_empty() {
            Vec::new()
        } else {
            vec![Edit { op, text }]
        };
        self.told(fate, unit, number, edits, Vec::new());
    }

    fn whole_blocks(&mut self, blocks: &[Block], fate: Fate, number: usize, in_list: bool) {
        for block in visible_of(blocks) {
            self.whole_block(block, fate, number, in_list);
        }
    }

    fn whole_block(&mut self, block: &Block, fate: Fate, number: usize, in_list: bool) {
        units::of_block(block, in_list, &mut |unit, text| {
            self.whole(fate, number, unit, text)
        });
    }

    fn block_step(&mut self, step: &BlockStep<'_>, in_list: bool) {
        match step {
            Step::Same { after, .. } if self.tells_same() => {
                self.whole_block(after, Fate::Same, self.number(), in_list)
            }
            Step::Same { .. } => {}
            Step::Removed { item, mark } => {
                self.whole_block(item, removed(mark), mark.number, in_list)
            }
            Step::Added { item, mark } => match self.edited(mark) {
                Some(edited) => self.edited_move(edited, mark.number, in_list),
                None => self.whole_block(item, added(mark), mark.number, in_list),
            },
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => self.regrouped(
                markup::of_groups(before, after, text),
                text,
                mark.number,
                in_list,
            ),
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                self.changed_block(before, after, change, mark.number, in_list);
            }
        }
    }

    fn changed_block(
        &mut self,
        before: &Block,
        after: &Block,
        change: &BlockChange<'_>,
        number: usize,
        in_list: bool,
    ) {
        let mut notes = markup::of_blocks(before, after);
        match change {
            BlockChange::Text(text) | BlockChange::Code(text) | BlockChange::Html(text) => {
                notes.extend(markup::of_text(text));
                let unit = match change {
                    BlockChange::Code(_) => Unit::Code,
                    BlockChange::Html(_) => Unit::Html,
                    _ if matches!(after.kind, BlockKind::Heading { .. }) => Unit::Heading,
                    _ if in_list => Unit::Item,
                    _ => Unit::Paragraph,
                };
                self.told(Fate::Modified, unit, number, edits(text), notes);
                return;
            }
            _ if is_own_change(before, after, change) => {
                self.told(Fate::Modified, Unit::Container, number, Vec::new(), notes);
            }
            _ => {}
        }
        match change {
            BlockChange::List(items) => items.iter().for_each(|step| self.item_step(step)),
            BlockChange::Blocks(steps) => {
                steps.iter().for_each(|step| self.block_step(step, false))
            }
            BlockChange::Table(table) => self.table(table),
            BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_) => {}
        }
    }

    fn item_step(&mut self, step: &ItemStep<'_>) {
        match step {
            Step::Same { after, .. } if self.tells_same() => {
                self.whole_blocks(&after.blocks, Fate::Same, self.number(), true)
            }
            Step::Same { .. } => {}
            Step::Removed { item, mark } => {
                self.whole_blocks(&item.blocks, removed(mark), mark.number, true)
            }
            Step::Added { item, mark } => match self.edited(mark) {
                Some(edited) => self.edited_move(edited, mark.number, true),
                None => self.whole_blocks(&item.blocks, added(mark), mark.number, true),
            },
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => self.regrouped(
                markup::of_groups(before, after, text),
                text,
                mark.number,
                true,
            ),
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                self.changed_item(before, after, change, mark.number);
            }
        }
    }

    fn changed_item(
        &mut self,
        before: &ListItem,
        after: &ListItem,
        change: &[BlockStep<'_>],
        number: usize,
    ) {
        if let Some(note) = markup::of_items(before, after) {
            let text = own_text(before, after);
            self.told(Fate::Modified, Unit::Container, number, text, vec![note]);
        }
        change.iter().for_each(|step| self.block_step(step, true));
    }

    fn table(&mut self, table: &TableChange<'_>) {
        for step in &table.rows {
            self.row_step(step, &table.columns);
        }
    }

    fn row_step(&mut self, step: &RowStep<'_>, columns: &[Column]) {
        match step {
            Step::Same { after, .. } if self.tells_same() => {
                self.whole(Fate::Same, self.number(), Unit::Row, units::of_row(after))
            }
            Step::Same { .. } => {}
            Step::Removed { item, mark } => {
                self.whole(removed(mark), mark.number, Unit::Row, units::of_row(item))
            }
            Step::Added { item, mark } => {
                self.whole(added(mark), mark.number, Unit::Row, units::of_row(item))
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                let notes = change
                    .cells
                    .iter()
                    .flatten()
                    .flat_map(markup::of_text)
                    .collect();
                let edits = row_edits(before, after, change, columns);
                self.told(Fate::Modified, Unit::Row, mark.number, edits, notes);
            }
            // Rows hold no texts that could be set in other pieces.
            Step::Regrouped { .. } => {}
        }
    }

    fn tells_same(&self) -> bool {
        self.all || self.moving.is_some()
    }

    /// The number of what is the same: none, or that of the move that it is part of.
    fn number(&self) -> usize {
        self.moving.unwrap_or(0)
    }

    /// What changed while it moved here, if anything did.
    fn edited(&self, mark: &Mark) -> Option<&'t EditedMove<'t>> {
        self.moves.get(mark.edited?)
    }

    fn edited_move(&mut self, edited: &EditedMove<'_>, number: usize, in_list: bool) {
        self.moving = Some(number);
        match edited {
            EditedMove::Block {
                before,
                after,
                change,
            } => self.changed_block(before, after, change, number, in_list),
            EditedMove::Item {
                before,
                after,
                change,
            } => self.changed_item(before, after, change, number),
        }
        self.moving = None;
    }

    /// Pieces of text that are others now. Where all is told, piece by piece, else as one, or only those that came or went.
    fn regrouped(&mut self, note: Markup, text: &TextChange<'_>, number: usize, in_list: bool) {
        let unit = if in_list { Unit::Item } else { Unit::Paragraph };
        if !self.all
            && self.moving.is_none()
            && let Some((op, leaves)) = whole_leaves(text)
        {
            let fate = match op {
                Op::Insert => Fate::Added,
                Op::Delete | Op::Keep => Fate::Removed,
            };
            for leaf in leaves {
                self.whole(fate, number, unit, leaf);
            }
            return;
        }
        if !self.all {
            let notes = std::iter::once(note).chain(markup::of_text(text));
            let notes = notes.collect();
            return self.told(Fate::Modified, unit, number, edits(text), notes);
        }
        self.piece = true;
        for piece in told_leaves(text, PieceKind::Inserted) {
            self.whole(Fate::Removed, number, unit, piece);
        }
        for piece in told_leaves(text, PieceKind::Deleted) {
            self.whole(Fate::Added, number, unit, piece);
        }
        self.piece = false;
    }
}

fn removed(mark: &Mark) -> Fate {
    if mark.moved {
        Fate::MovedAway
    } else {
        Fate::Removed
    }
}

fn added(mark: &Mark) -> Fate {
    if mark.moved {
        Fate::MovedHere
    } else {
        Fate::Added
    }
}

/// What a reader would call the item by, if that is the same on both sides.
fn own_text(before: &ListItem, after: &ListItem) -> Vec<Edit> {
    let text = |item: &ListItem| match item.blocks.first() {
        Some(Block {
            kind: BlockKind::Paragraph(content),
            ..
        }) => plain_text(content),
        _ => String::new(),
    };
    let text = Some(text(after)).filter(|after| !after.is_empty() && text(before) == *after);
    text.map(|text| Edit { op: Op::Keep, text })
        .into_iter()
        .collect()
}
