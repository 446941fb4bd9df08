//! Texts that are set in other pieces than before: the new pieces, with what changed marked across them.

use std::fmt::Write;

use super::super::inline::{PieceKind, TextChange};
use super::super::key::visible_of;
use super::super::markup;
use super::items::Number;
use super::leaves::{Leaf, leaves};
use super::text::Segment;
use super::writer::{Attributes, Manner, Side, Writer};
use crate::document::html::Emitter;
use crate::document::{Block, BlockKind, ListItem};

/// What is shown as it was.
const THEN: Manner = Manner {
    side: Side::Before,
    kind: PieceKind::Kept,
};

/// What is still to be written, one for each text.
type Leaves<'t> = std::vec::IntoIter<Leaf<'t>>;

impl<'c> Writer<'c> {
    pub(super) fn regrouped_blocks(
        &mut self,
        before: &[&'c Block],
        after: &[&'c Block],
        text: &TextChange<'_>,
        number: usize,
        tight: bool,
    ) {
        self.then_blocks(before);
        let attributes = self.now(number);
        let place = self.place(&attributes.id);
        let _ = write!(self.out, "<div{attributes}>{place}");
        self.notes(&[markup::of_groups(before, after, text)]);
        let mut leaves = leaves(text).into_iter();
        for block in after {
            self.pieces(block, &mut leaves, tight && after.len() == 1);
        }
        self.notes(&markup::of_text(text));
        self.out.push_str("</div>\n");
    }

    pub(super) fn regrouped_items(
        &mut self,
        before: &[&'c ListItem],
        after: &[&'c ListItem],
        text: &TextChange<'_>,
        mark: usize,
        number: &Number,
        tight: bool,
    ) {
        self.then_items(before, &number.was, tight);
        let mut leaves = leaves(text).into_iter();
        for (at, item) in after.iter().enumerate() {
            let attributes = self.now(mark);
            let value = if at == 0 { number.value.as_str() } else { "" };
            let place = self.place(&attributes.id);
            let attributes = format!("{value}{attributes}");
            self.emit(Side::After, |emitter| emitter.open_item(item, &attributes));
            self.out.push_str(&place);
            if at == 0 {
                self.notes(&[markup::of_groups(before, after, text)]);
            }
            for block in visible_of(&item.blocks) {
                self.pieces(block, &mut leaves, tight);
            }
            if at + 1 == after.len() {
                self.notes(&markup::of_text(text));
            }
            self.emit(Side::After, Emitter::close_item);
        }
    }

    /// What is now in other pieces, as it was: for those who show the old text alone.
    fn then_blocks(&mut self, before: &[&'c Block]) {
        if !self.options.switched {
            return;
        }
        let class = self.class(&["then"]);
        let _ = writeln!(self.out, "<div{class}>");
        for block in before {
            self.whole_block(block, THEN, &Attributes::default(), false);
        }
        self.out.push_str("</div>\n");
    }

    fn then_items(&mut self, before: &[&'c ListItem], value: &str, tight: bool) {
        if !self.options.switched {
            return;
        }
        for (at, item) in before.iter().enumerate() {
            let class = self.class(&["then"]);
            let value = if at == 0 { value } else { "" };
            self.whole_item(item, THEN, &format!("{value}{class}"), "", tight);
        }
    }

    /// What is now in other pieces, as it is.
    fn now(&mut self, number: usize) -> Attributes {
        let mut attributes = self.attributes(number, "change");
        if self.options.switched {
            attributes.class.push(' ');
            attributes.class.push_str(&self.class(&["now"]).class);
        }
        attributes
    }

    /// Writes a block whose running texts are the next of `leaves`.
    fn pieces(&mut self, block: &'c Block, leaves: &mut Leaves<'_>, tight: bool) {
        match &block.kind {
            BlockKind::Quote(blocks) => {
                self.open(Side::After, block, &Attributes::default());
                for block in visible_of(blocks) {
                    self.pieces(block, leaves, false);
                }
                self.close(Side::After, block);
            }
            BlockKind::List { items, tight, .. } => {
                self.open(Side::After, block, &Attributes::default());
                for item in items {
                    self.emit(Side::After, |emitter| emitter.open_item(item, ""));
                    for block in visible_of(&item.blocks) {
                        self.pieces(block, leaves, *tight);
                    }
                    self.emit(Side::After, Emitter::close_item);
                }
                self.close(Side::After, block);
            }
            _ => {
                let leaf = leaves.next().unwrap_or_default();
                let tight = tight && matches!(block.kind, BlockKind::Paragraph(_));
                self.gone(&leaf.gone_before);
                if !tight {
                    self.open(Side::After, block, &Attributes::default());
                }
                self.segments(&leaf.own);
                if !tight {
                    self.close(Side::After, block);
                }
                self.gone(&leaf.gone_after);
            }
        }
    }

    /// Texts that are gone as a whole, each on a line of its own.
    fn gone(&mut self, texts: &[Vec<Segment<'_>>]) {
        for text in texts {
            let class = self.class(&["removed"]);
            let _ = write!(self.out, "<div{class}>");
            self.segments(text);
            self.out.push_str("</div>\n");
        }
    }
}
