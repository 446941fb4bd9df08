//! Blocks: written whole in one manner, or with what changed in them.

use std::fmt::Write;

use super::super::inline::{PieceKind, TextChange};
use super::super::key::visible_of;
use super::super::markup::{self, Markup};
use super::super::raw;
use super::super::tree::{BlockChange, BlockStep, EditedMove, ItemStep, Mark, Step, list_start};
use super::writer::{Attributes, KEPT, Manner, Side, Whole, Writer};
use super::{HtmlOptions, select, text};
use crate::document::html::{Emitter, escape_text, lead_raw};
use crate::document::{Block, BlockKind, Inline, ListItem};

impl<'c> Writer<'c> {
    pub(super) fn blocks(&mut self, steps: &[BlockStep<'c>]) {
        let shown = if self.folds {
            select::with_headings(steps)
        } else {
            vec![true; steps.len()]
        };
        self.sequence(steps, &shown, false);
    }

    fn sequence(&mut self, steps: &[BlockStep<'c>], shown: &[bool], tight: bool) {
        let mut left_out = 0;
        for (step, &shown) in steps.iter().zip(shown) {
            if shown {
                self.gap("p", &self.options.labels.gap_blocks, &mut left_out);
                self.block_step(step, tight);
            } else {
                left_out += 1;
            }
        }
        self.gap("p", &self.options.labels.gap_blocks, &mut left_out);
    }

    fn block_step(&mut self, step: &BlockStep<'c>, tight: bool) {
        match step {
            Step::Same { after, .. } => {
                self.whole_block(after, KEPT, &Attributes::default(), tight)
            }
            Step::Removed { item, mark } => self.unpaired(item, *mark, Side::Before, tight),
            Step::Added { item, mark } => self.unpaired(item, *mark, Side::After, tight),
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                self.changed(before, after, change, mark.number, tight);
            }
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => self.regrouped_blocks(before, after, text, mark.number, tight),
        }
    }

    fn unpaired(&mut self, block: &'c Block, mark: Mark, side: Side, tight: bool) {
        if let Some(EditedMove::Block {
            before,
            after,
            change,
        }) = self.edited(mark)
        {
            let (attributes, note) = self.edited_move(mark);
            let _ = write!(self.out, "<div{attributes}>{note}");
            self.changed(before, after, change, mark.number, tight);
            self.out.push_str("</div>\n");
            return;
        }
        let Whole {
            manner,
            attributes,
            note,
        } = self.whole_of(mark, side);
        let wraps = tight && matches!(block.kind, BlockKind::Paragraph(_));
        if note.is_empty() && !wraps {
            return self.whole_block(block, manner, &attributes, tight);
        }
        let _ = write!(self.out, "<div{attributes}>{note}");
        self.whole_block(block, manner, &Attributes::default(), tight);
        self.out.push_str("</div>\n");
    }

    /// Writes a block of one side, its words all in one manner.
    fn whole_block(
        &mut self,
        block: &'c Block,
        manner: Manner,
        attributes: &Attributes,
        tight: bool,
    ) {
        let Manner { side, kind } = manner;
        match &block.kind {
            BlockKind::Paragraph(content) if tight => return self.inlines(content, manner),
            BlockKind::Html(html) => return self.raw_block(html, manner, attributes),
            BlockKind::Footnote { label, .. } => self.open_footnote(label, manner, attributes),
            _ => self.open(side, block, attributes),
        }
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                self.inlines(content, manner)
            }
            BlockKind::List { tight, items, .. } => {
                for item in items {
                    self.whole_item(item, manner, "", "", *tight);
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                self.whole_blocks(blocks, manner, false)
            }
            BlockKind::Code { text, .. } => {
                self.open_mark(kind);
                escape_text(&mut self.out, text);
                self.close_mark(kind);
            }
            BlockKind::Table {
                alignments,
                header,
                rows,
            } => self.whole_table(alignments, header, rows, manner),
            BlockKind::Html(_) | BlockKind::Rule => {}
        }
        match &block.kind {
            BlockKind::Footnote { .. } => self.out.push_str("</div>\n"),
            _ => self.close(side, block),
        }
    }

    fn whole_blocks(&mut self, blocks: &'c [Block], manner: Manner, tight: bool) {
        for block in visible_of(blocks) {
            self.whole_block(block, manner, &Attributes::default(), tight);
        }
    }

    fn whole_item(
        &mut self,
        item: &'c ListItem,
        manner: Manner,
        attributes: &str,
        note: &str,
        tight: bool,
    ) {
        self.emit(manner.side, |emitter| emitter.open_item(item, attributes));
        self.out.push_str(note);
        self.whole_blocks(&item.blocks, manner, tight);
        self.emit(manner.side, Emitter::close_item);
    }

    /// Raw HTML is closed within its own block; what came or went is set in a block of ours.
    fn raw_block(&mut self, html: &str, manner: Manner, attributes: &Attributes) {
        let links = match manner.side {
            Side::Before => self.options.before_links,
            Side::After => self.options.after_links,
        };
        let closed = raw::closed(&lead_raw(html, links));
        let prefix = self.options.prefix;
        if manner.kind == PieceKind::Kept {
            let _ = writeln!(
                self.out,
                "<!--{prefix}(-->{}<!--{prefix})-->",
                closed.trim()
            );
            return;
        }
        let _ = write!(self.out, "<div{attributes}>");
        self.open_mark(manner.kind);
        let _ = write!(
            self.out,
            "<!--{prefix}(-->{}<!--{prefix})-->",
            closed.trim()
        );
        self.close_mark(manner.kind);
        self.out.push_str("</div>\n");
    }

    /// Footnotes stand where they are written, with their label: both sides may number them differently.
    fn open_footnote(&mut self, label: &str, manner: Manner, attributes: &Attributes) {
        let HtmlOptions {
            prefix, id_prefix, ..
        } = self.options;
        let outer = if attributes.is_empty() {
            self.class(&["footnote"])
        } else {
            attributes.clone()
        };
        let _ = write!(self.out, "<div{outer}><sup");
        if manner.side == Side::After && self.footnotes.insert(label.to_owned()) {
            let _ = write!(self.out, " id=\"{prefix}{id_prefix}fn:");
            escape_text(&mut self.out, label);
            self.out.push('"');
        }
        self.out.push('>');
        escape_text(&mut self.out, label);
        self.out.push_str("</sup>\n");
    }

    fn changed(
        &mut self,
        before: &'c Block,
        after: &'c Block,
        change: &BlockChange<'c>,
        number: usize,
        tight: bool,
    ) {
        let notes = markup::of_blocks(before, after);
        match change {
            BlockChange::Text(text) | BlockChange::Code(text) => {
                self.changed_text(after, text, number, &notes, tight);
            }
            BlockChange::Html(text) => {
                self.changed_html(before, after, text.is_unchanged(), number, &notes)
            }
            BlockChange::List(items) => {
                let attributes = self.container_note(number, &notes);
                self.open(Side::After, after, &attributes);
                self.items(before, after, items);
                self.close(Side::After, after);
            }
            BlockChange::Blocks(steps) => {
                let attributes = self.container_note(number, &notes);
                match &after.kind {
                    BlockKind::Footnote { label, .. } => {
                        self.open_footnote(label, KEPT, &attributes);
                        self.blocks(steps);
                        self.out.push_str("</div>\n");
                    }
                    _ => {
                        self.open(Side::After, after, &attributes);
                        self.blocks(steps);
                        self.close(Side::After, after);
                    }
                }
            }
            BlockChange::Table(table) => {
                let attributes = self.container_note(number, &notes);
                self.open(Side::After, after, &attributes);
                self.table(before, after, table);
                self.close(Side::After, after);
            }
        }
    }

    fn changed_text(
        &mut self,
        after: &'c Block,
        text: &TextChange<'_>,
        number: usize,
        notes: &[Markup],
        tight: bool,
    ) {
        let bare = tight && matches!(after.kind, BlockKind::Paragraph(_));
        let attributes = self.attributes(number, "change");
        if bare {
            let _ = write!(self.out, "<span{attributes}>");
        } else {
            self.open(Side::After, after, &attributes);
        }
        self.text_change(text);
        self.notes(notes);
        self.notes(&markup::of_text(text));
        if bare {
            self.out.push_str("</span>");
        } else {
            self.close(Side::After, after);
        }
    }

    /// Says before a list or table how it changed as a whole, and gives the attributes for it.
    fn container_note(&mut self, number: usize, notes: &[Markup]) -> Attributes {
        if number == 0 {
            return Attributes::default();
        }
        self.out.push_str("<p>");
        self.notes(notes);
        self.out.push_str("</p>\n");
        self.attributes(number, "change")
    }

    fn changed_html(
        &mut self,
        before: &'c Block,
        after: &'c Block,
        same_text: bool,
        number: usize,
        notes: &[Markup],
    ) {
        let attributes = self.attributes(number, "change");
        let _ = writeln!(self.out, "<div{attributes}>");
        if same_text {
            self.whole_block(after, KEPT, &Attributes::default(), false);
            self.notes(notes);
        } else {
            for (block, side, kind) in [
                (before, Side::Before, PieceKind::Deleted),
                (after, Side::After, PieceKind::Inserted),
            ] {
                let class = self.class(&[if side == Side::Before {
                    "removed"
                } else {
                    "added"
                }]);
                self.whole_block(block, Manner { side, kind }, &class, false);
            }
        }
        self.out.push_str("</div>\n");
    }

    fn items(&mut self, before: &Block, after: &'c Block, steps: &[ItemStep<'c>]) {
        let tight = matches!(after.kind, BlockKind::List { tight: true, .. });
        let shown = if self.folds {
            select::with_neighbours(steps)
        } else {
            vec![true; steps.len()]
        };
        let mut numbers = (list_start(before), list_start(after));
        let mut left_out = 0;
        for (step, shown) in steps.iter().zip(shown) {
            let value = match step {
                Step::Removed { .. } => numbers.0,
                _ => numbers.1,
            };
            let on = match step {
                Step::Removed { .. } => (1, 0),
                Step::Added { .. } => (0, 1),
                Step::Regrouped { before, after, .. } => (before.len() as u64, after.len() as u64),
                Step::Same { .. } | Step::Changed { .. } => (1, 1),
            };
            numbers.0 = numbers.0.map(|number| number.saturating_add(on.0));
            numbers.1 = numbers.1.map(|number| number.saturating_add(on.1));
            if !shown {
                left_out += 1;
                continue;
            }
            self.gap("li", &self.options.labels.gap_items, &mut left_out);
            // What was removed or left out would be counted as well.
            let value = value.filter(|_| list_start(after).is_some());
            let value = value.map_or_else(String::new, |value| format!(" value=\"{value}\""));
            self.item_step(step, &value, tight);
        }
        self.gap("li", &self.options.labels.gap_items, &mut left_out);
    }

    fn item_step(&mut self, step: &ItemStep<'c>, value: &str, tight: bool) {
        match step {
            Step::Same { after, .. } => self.whole_item(after, KEPT, value, "", tight),
            Step::Added { mark, .. } if mark.edited.is_some() => {
                if let Some(EditedMove::Item {
                    before,
                    after,
                    change,
                }) = self.edited(*mark)
                {
                    let (attributes, note) = self.edited_move(*mark);
                    let attributes = format!("{value}{attributes}");
                    self.changed_item(before, after, change, &attributes, &note, tight);
                }
            }
            Step::Removed { item, mark } | Step::Added { item, mark } => {
                let side = if matches!(step, Step::Removed { .. }) {
                    Side::Before
                } else {
                    Side::After
                };
                let Whole {
                    manner,
                    attributes,
                    note,
                } = self.whole_of(*mark, side);
                self.whole_item(item, manner, &format!("{value}{attributes}"), &note, tight);
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                let attributes = match markup::of_items(before, after) {
                    Some(_) => self.attributes(mark.number, "change"),
                    None => Attributes::default(),
                };
                let attributes = format!("{value}{attributes}");
                self.changed_item(before, after, change, &attributes, "", tight);
            }
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => self.regrouped_items(before, after, text, mark.number, value, tight),
        }
    }

    fn changed_item(
        &mut self,
        before: &ListItem,
        after: &'c ListItem,
        change: &[BlockStep<'c>],
        attributes: &str,
        note: &str,
        tight: bool,
    ) {
        self.emit(Side::After, |emitter| emitter.open_item(after, attributes));
        self.out.push_str(note);
        self.notes(markup::of_items(before, after).as_slice());
        let shown = if self.folds && !tight {
            select::of_item(change)
        } else {
            vec![true; change.len()]
        };
        self.sequence(change, &shown, tight);
        self.emit(Side::After, Emitter::close_item);
    }

    /// Writes running text of one side, all in one manner.
    pub(super) fn inlines(&mut self, content: &'c [Inline], manner: Manner) {
        if text::is_simple(content) {
            self.open_mark(manner.kind);
            self.emit(manner.side, |emitter| emitter.inlines(content));
            self.close_mark(manner.kind);
        } else {
            self.flat(content, manner);
        }
    }
}
