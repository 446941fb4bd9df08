//! Blocks: written whole in one manner, or with what changed in them.

use std::fmt::Write;

use super::super::inline::{PieceKind, TextChange};
use super::super::key::visible_of;
use super::super::markup::{self, Markup};
use super::super::parts::only_side;
use super::super::raw;
use super::super::tree::{BlockChange, BlockStep, EditedMove, Mark, Step};
use super::writer::{Attributes, KEPT, Manner, Side, Whole, Writer};
use super::{HtmlOptions, View, select, text};
use crate::document::html::{Emitter, escape_text, lead_raw};
use crate::document::{Block, BlockKind, Inline, ListItem};

impl<'c> Writer<'c> {
    pub(super) fn blocks(&mut self, steps: &[BlockStep<'c>]) {
        let shown = self.select_blocks(steps);
        self.sequence(steps, &shown, false);
    }

    /// Writes what is in sight; the rest is folded or left out.
    pub(super) fn sequence(&mut self, steps: &[BlockStep<'c>], shown: &[bool], tight: bool) {
        let quiet = match self.view {
            View::Folded => select::quiet(steps),
            View::Whole | View::ChangesOnly => vec![false; steps.len()],
        };
        let mut at = 0;
        for run in shown.chunk_by(|a, b| a == b) {
            let steps = &steps[at..at + run.len()];
            let hidden = !run[0];
            if hidden && self.view == View::ChangesOnly {
                self.gap("p", &self.options.labels.gap_blocks, &mut run.len());
            } else {
                if hidden {
                    self.open_fold(steps);
                }
                for (step, &quiet) in steps.iter().zip(&quiet[at..]) {
                    self.block_step(step, quiet, tight);
                }
                if hidden {
                    self.close_fold();
                }
            }
            at += run.len();
        }
    }

    fn block_step(&mut self, step: &BlockStep<'c>, quiet: bool, tight: bool) {
        match step {
            Step::Same { after, .. } => {
                let attributes = match quiet {
                    true => self.class(&["quiet"]),
                    false => Attributes::default(),
                };
                self.whole_block(after, KEPT, &attributes, tight)
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
            let place = self.place(&attributes.id);
            let _ = write!(self.out, "<div{attributes}>{place}{note}");
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
        let place = self.place(&attributes.id);
        let _ = write!(self.out, "<div{attributes}>{place}{note}");
        self.whole_block(block, manner, &Attributes::default(), tight);
        self.out.push_str("</div>\n");
    }

    /// Writes a block of one side, its words all in one manner.
    pub(super) fn whole_block(
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
                let mut place = self.place(&attributes.id);
                for item in items {
                    self.whole_item(item, manner, "", &std::mem::take(&mut place), *tight);
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
            } => {
                let place = self.place(&attributes.id);
                self.whole_table(alignments, (header, rows), manner, place);
            }
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

    pub(super) fn whole_item(
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
        let place = self.place(&attributes.id);
        let _ = write!(self.out, "<div{attributes}>{place}");
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
        let mut outer = self.class(&["footnote"]);
        if !attributes.class.is_empty() {
            outer.class = format!("{} {}", attributes.class, outer.class);
        }
        outer.id.clone_from(&attributes.id);
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
                let attributes = match only_side(before, after, items) {
                    None => self.container_note(number, &notes),
                    side => self.only(side),
                };
                self.open(Side::After, after, &attributes);
                self.items(before, after, items);
                self.close(Side::After, after);
            }
            BlockChange::Blocks(steps) => {
                let attributes = match only_side(before, after, steps) {
                    None => self.container_note(number, &notes),
                    side => self.only(side),
                };
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
            let place = self.place(&attributes.id);
            let _ = write!(self.out, "<span{attributes}>{place}");
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
        let place = self.place(&attributes.id);
        let _ = writeln!(self.out, "<div{attributes}>{place}");
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
