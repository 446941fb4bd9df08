//! Long unchanged runs → closed `details` that say how much they hold. Only what is the same is folded, never a heading.

use std::fmt::Write;

use super::super::key::Comparable;
use super::super::tree::{BlockStep, ItemStep, Step, list_start};
use super::super::units;
use super::writer::{Side, Writer};
use super::{View, select};
use crate::digits::grouped;
use crate::document::html::{Emitter, escape_text};
use crate::document::{Block, BlockKind, ListItem};

/// A run is folded from about this many characters on, where each piece of text counts as [`PIECE`] more.
const LONG: usize = 400;
const PIECE: usize = 24;

/// What can be folded.
pub(super) trait Foldable: Comparable {
    /// Tells the text of its paragraphs, items and rows.
    fn pieces(&self, tell: &mut dyn FnMut(&str));

    /// Whether a heading would go out of sight with it.
    fn holds_heading(&self) -> bool;
}

impl Foldable for Block {
    fn pieces(&self, tell: &mut dyn FnMut(&str)) {
        units::of_block(self, false, &mut |_, text| tell(&text));
    }

    fn holds_heading(&self) -> bool {
        match &self.kind {
            BlockKind::Heading { .. } => true,
            BlockKind::Html(html) => is_heading(html),
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                blocks.iter().any(Foldable::holds_heading)
            }
            BlockKind::List { items, .. } => items.iter().any(Foldable::holds_heading),
            _ => false,
        }
    }
}

impl Foldable for ListItem {
    fn pieces(&self, tell: &mut dyn FnMut(&str)) {
        units::of_blocks(&self.blocks, true, &mut |_, text| tell(&text));
    }

    fn holds_heading(&self) -> bool {
        self.blocks.iter().any(Foldable::holds_heading)
    }
}

/// How much a run holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fold {
    /// Paragraphs, items and rows.
    pieces: usize,
    characters: usize,
}

impl Fold {
    pub(super) fn of<T: Foldable, C>(steps: &[Step<'_, T, C>]) -> Self {
        let mut fold = Self::default();
        for step in steps {
            if let Step::Same { after, .. } = step {
                after.pieces(&mut |text| {
                    fold.pieces += usize::from(!text.is_empty());
                    fold.characters += text.chars().count();
                });
            }
        }
        fold
    }

    /// Whether it takes much more room than saying that it is folded.
    pub(super) fn is_worth_it(self) -> bool {
        self.characters + PIECE * self.pieces >= LONG
    }
}

impl<'c> Writer<'c> {
    /// Which blocks of a document, a quotation or a footnote are in sight.
    pub(super) fn select_blocks(&self, steps: &[BlockStep<'c>]) -> Vec<bool> {
        match self.view {
            View::Whole => vec![true; steps.len()],
            View::Folded => select::in_sight(steps),
            View::ChangesOnly => select::with_headings(steps),
        }
    }

    /// Which blocks of a list item are in sight: the first says what it is about.
    pub(super) fn select_item(&self, steps: &[BlockStep<'c>], tight: bool) -> Vec<bool> {
        match self.view {
            View::ChangesOnly if !tight => select::of_item(steps),
            View::Folded => {
                let mut shown = select::in_sight(steps);
                shown.iter_mut().take(1).for_each(|first| *first = true);
                shown
            }
            View::Whole | View::ChangesOnly => vec![true; steps.len()],
        }
    }

    /// Which items of a list are in sight.
    pub(super) fn select_items(&self, steps: &[ItemStep<'c>]) -> Vec<bool> {
        match self.view {
            View::Whole => vec![true; steps.len()],
            View::Folded => select::in_sight(steps),
            View::ChangesOnly => select::with_neighbours(steps),
        }
    }

    /// Opens a fold of blocks. It is closed by [`Writer::close_fold`].
    pub(super) fn open_fold(&mut self, steps: &[BlockStep<'c>]) {
        let Fold { pieces, characters } = Fold::of(steps);
        let label = match pieces {
            0 | 1 => &self.options.labels.fold_one,
            _ => &self.options.labels.fold,
        };
        self.summary(label, pieces, characters);
    }

    pub(super) fn close_fold(&mut self) {
        self.out.push_str("</details>\n");
    }

    /// Opens a fold of items: an item that holds a list of them. It is closed by [`Writer::close_item_fold`].
    pub(super) fn open_item_fold(&mut self, list: &Block, steps: &[ItemStep<'c>], value: &str) {
        let class = self.class(&["folded"]);
        let _ = write!(self.out, "<li{value}{class}>");
        let Fold { characters, .. } = Fold::of(steps);
        let label = match steps.len() {
            1 => &self.options.labels.fold_one,
            _ => &self.options.labels.fold_items,
        };
        self.summary(label, steps.len(), characters);
        let name = list_name(list);
        let _ = writeln!(self.out, "<{name}>");
    }

    pub(super) fn close_item_fold(&mut self, list: &Block) {
        let name = list_name(list);
        let _ = writeln!(self.out, "</{name}>");
        self.close_fold();
        self.emit(Side::After, Emitter::close_item);
    }

    fn summary(&mut self, label: &str, n: usize, characters: usize) {
        let class = self.class(&["fold"]);
        let _ = write!(self.out, "<details{class}><summary>");
        let label = label
            .replace("{n}", &grouped(n as u64))
            .replace("{characters}", &grouped(characters as u64));
        escape_text(&mut self.out, &label);
        self.out.push_str("</summary>\n");
    }
}

fn is_heading(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    ["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"]
        .iter()
        .any(|tag| html.contains(tag))
}

fn list_name(list: &Block) -> &'static str {
    match list_start(list) {
        Some(_) => "ol",
        None => "ul",
    }
}
