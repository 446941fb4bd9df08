//! A [`Comparison`] → HTML with its changes marked, unsanitised.
//!
//! | marked | how |
//! |---|---|
//! | words that went, came | `<del class="Pdel">`, `<ins class="Pins">` |
//! | words that only look or lead otherwise | `<span class="Pmarkup">` |
//! | a block, item or row that went, came, moved | class `Premoved`, `Padded`, `Pmoved` on it, its words in `del`, `ins` |
//! | a block or row that changed | class `Pchange` |
//! | what is said about a change (a link's old and new target) | class `Pnote` |
//! | what is left out | class `Pgap` |
//!
//! `P` is [`HtmlOptions::prefix`], which an author cannot know, so that the sanitiser can tell our marks from theirs.
//! The first element of each place of change has the id `Pchange-N`; the old place of what moved, `Pchange-N-from`.
//! Tags are always balanced: raw HTML is closed within its block, and shown as source where it came or went.

mod select;
mod table;
mod text;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Comparison;
use super::inline::PieceKind;
use super::key::visible_of;
use super::markup::{self, Markup, MarkupKind};
use super::raw;
use super::tree::{BlockChange, BlockStep, ItemStep, Mark, Step, list_start};
use crate::document::html::{AsWritten, Emitter, Links, Options, escape_text};
use crate::document::{Block, BlockKind, Inline, ListItem};

/// How much of the new document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All of it.
    Whole,
    /// What changed, its headings and its nearest neighbours; the rest is counted.
    ChangesOnly,
}

/// How a comparison is written.
#[derive(Clone, Copy)]
pub struct HtmlOptions<'a> {
    /// Put before every class and id that is ours.
    pub prefix: &'a str,
    /// Put before every id after [`HtmlOptions::prefix`], so that several comparisons can stand on one page.
    pub id_prefix: &'a str,
    /// The words that are ours.
    pub labels: &'a Labels,
    /// Where the old document's links lead.
    pub before_links: &'a dyn Links,
    /// Where the new document's links lead.
    pub after_links: &'a dyn Links,
}

/// The words of a comparison that are not the documents'; `{n}` stands for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// So many blocks are left out.
    pub gap_blocks: String,
    /// So many list items are left out.
    pub gap_items: String,
    /// So many table rows are left out.
    pub gap_rows: String,
    /// At the old place of what moved, leading to the new one.
    pub moved_away: String,
    /// At the new place of what moved, leading to the old one.
    pub moved_here: String,
    /// A link's target changed.
    pub link: String,
    /// Raw HTML changed.
    pub html: String,
    /// A heading's level changed.
    pub heading: String,
    /// A list's numbering changed.
    pub list: String,
    /// A task's box changed.
    pub task: String,
    /// The setting of a table's columns changed.
    pub alignment: String,
    /// A footnote's label changed.
    pub footnote: String,
}

impl Default for Labels {
    fn default() -> Self {
        let of = str::to_owned;
        Self {
            gap_blocks: of("{n} unchanged blocks"),
            gap_items: of("{n} unchanged items"),
            gap_rows: of("{n} unchanged rows"),
            moved_away: of("moved from here"),
            moved_here: of("moved to here"),
            link: of("link"),
            html: of("HTML"),
            heading: of("heading"),
            list: of("numbering"),
            task: of("task"),
            alignment: of("alignment"),
            footnote: of("footnote"),
        }
    }
}

impl Default for HtmlOptions<'_> {
    fn default() -> Self {
        static LABELS: std::sync::LazyLock<Labels> = std::sync::LazyLock::new(Labels::default);
        Self {
            prefix: "tg-",
            id_prefix: "",
            labels: &LABELS,
            before_links: &AsWritten,
            after_links: &AsWritten,
        }
    }
}

/// Writes a comparison.
pub(super) fn to_html(
    comparison: &Comparison<'_>,
    view: View,
    options: &HtmlOptions<'_>,
) -> String {
    let ids = format!("{}{}", options.prefix, options.id_prefix);
    let old_ids = format!("{ids}old-");
    let emitter_options = |links, prefix| Options {
        links,
        prefix,
        aliases: false,
        ..Options::default()
    };
    let mut writer = Writer {
        out: String::new(),
        before: Emitter::new(
            comparison.before,
            emitter_options(options.before_links, &old_ids),
        ),
        after: Emitter::new(comparison.after, emitter_options(options.after_links, &ids)),
        options,
        folds: view == View::ChangesOnly,
        seen: BTreeSet::new(),
        seen_from: BTreeSet::new(),
        footnotes: BTreeSet::new(),
    };
    writer.top(&comparison.steps);
    writer.out
}

/// A side of the comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// What becomes of the words of a block that is written whole.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Manner {
    side: Side,
    kind: PieceKind,
}

const KEPT: Manner = Manner {
    side: Side::After,
    kind: PieceKind::Kept,
};

struct Writer<'c> {
    out: String,
    before: Emitter<'c>,
    after: Emitter<'c>,
    options: &'c HtmlOptions<'c>,
    folds: bool,
    /// Numbers of changes whose id was written, and of moves whose old place's was.
    seen: BTreeSet<usize>,
    seen_from: BTreeSet<usize>,
    /// Labels of the new document's footnotes whose ids were written.
    footnotes: BTreeSet<String>,
}

/// An unpaired step: how it is written, its attributes, and what is said about it.
struct Whole {
    manner: Manner,
    attributes: String,
    note: String,
}

impl<'c> Writer<'c> {
    fn emit(&mut self, side: Side, write: impl FnOnce(&mut Emitter<'c>)) {
        let emitter = match side {
            Side::Before => &mut self.before,
            Side::After => &mut self.after,
        };
        write(emitter);
        emitter.move_to(&mut self.out);
    }

    /// ` class="…"` with the prefix.
    fn class(&self, names: &[&str]) -> String {
        let prefix = self.options.prefix;
        let names: Vec<String> = names.iter().map(|name| format!("{prefix}{name}")).collect();
        format!(" class=\"{}\"", names.join(" "))
    }

    /// Class and, once per number, id of a change.
    fn attributes(&mut self, number: usize, class: &str) -> String {
        let mut attributes = String::new();
        if self.seen.insert(number) {
            let HtmlOptions {
                prefix, id_prefix, ..
            } = self.options;
            let _ = write!(attributes, " id=\"{prefix}{id_prefix}change-{number}\"");
        }
        attributes + &self.class(&[class])
    }

    fn whole_of(&mut self, mark: Mark, side: Side) -> Whole {
        let manner = match side {
            Side::Before => Manner {
                side,
                kind: PieceKind::Deleted,
            },
            Side::After => Manner {
                side,
                kind: PieceKind::Inserted,
            },
        };
        if mark.moved {
            return self.moved(mark.number, manner);
        }
        let class = if side == Side::Before {
            "removed"
        } else {
            "added"
        };
        Whole {
            manner,
            attributes: self.attributes(mark.number, class),
            note: String::new(),
        }
    }

    /// Both places of what moved have their own id and lead to each other.
    fn moved(&mut self, number: usize, manner: Manner) -> Whole {
        let HtmlOptions {
            prefix,
            id_prefix,
            labels,
            ..
        } = self.options;
        let away = manner.side == Side::Before;
        let (mine, other, label) = if away {
            ("-from", "", &labels.moved_away)
        } else {
            ("", "-from", &labels.moved_here)
        };
        let first = if away {
            self.seen_from.insert(number)
        } else {
            self.seen.insert(number)
        };
        let class = self.class(&["moved", if away { "removed" } else { "added" }]);
        if !first {
            return Whole {
                manner,
                attributes: class,
                note: String::new(),
            };
        }
        let mut note = format!(
            "<a{} href=\"#{id_prefix}change-{number}{other}\">",
            self.class(&["note"])
        );
        escape_text(&mut note, label);
        note.push_str("</a>");
        let attributes = format!(" id=\"{prefix}{id_prefix}change-{number}{mine}\"{class}");
        Whole {
            manner,
            attributes,
            note,
        }
    }

    fn top(&mut self, steps: &[BlockStep<'c>]) {
        let shown = if self.folds {
            select::with_headings(steps)
        } else {
            vec![true; steps.len()]
        };
        self.sequence(steps, &shown, false);
    }

    fn blocks(&mut self, steps: &[BlockStep<'c>], tight: bool) {
        let shown = if self.folds && !tight {
            select::with_neighbours(steps)
        } else {
            vec![true; steps.len()]
        };
        self.sequence(steps, &shown, tight);
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

    /// Says how much was left out, if anything was.
    fn gap(&mut self, element: &str, label: &str, count: &mut usize) {
        if *count > 0 {
            let attributes = self.class(&["gap"]);
            let _ = write!(self.out, "<{element}{attributes}>");
            escape_text(&mut self.out, &label.replace("{n}", &count.to_string()));
            let _ = writeln!(self.out, "</{element}>");
            *count = 0;
        }
    }

    fn block_step(&mut self, step: &BlockStep<'c>, tight: bool) {
        match step {
            Step::Same { after, .. } => self.whole_block(after, KEPT, "", tight),
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
        }
    }

    fn unpaired(&mut self, block: &'c Block, mark: Mark, side: Side, tight: bool) {
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
        self.whole_block(block, manner, "", tight);
        self.out.push_str("</div>\n");
    }

    /// Writes a block of one side, its words all in one manner.
    fn whole_block(&mut self, block: &'c Block, manner: Manner, attributes: &str, tight: bool) {
        let Manner { side, kind } = manner;
        match &block.kind {
            BlockKind::Paragraph(content) if tight => return self.inlines(content, manner),
            BlockKind::Html(html) => return self.raw_block(html, manner, attributes),
            BlockKind::Footnote { label, .. } => self.open_footnote(label, manner, attributes),
            _ => self.emit(side, |emitter| emitter.open(block, attributes)),
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
            _ => self.emit(side, |emitter| emitter.close(block)),
        }
    }

    fn whole_blocks(&mut self, blocks: &'c [Block], manner: Manner, tight: bool) {
        for block in visible_of(blocks) {
            self.whole_block(block, manner, "", tight);
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
    fn raw_block(&mut self, html: &str, manner: Manner, attributes: &str) {
        let closed = raw::closed(html);
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
    fn open_footnote(&mut self, label: &str, manner: Manner, attributes: &str) {
        let HtmlOptions {
            prefix, id_prefix, ..
        } = self.options;
        let outer = if attributes.is_empty() {
            self.class(&["footnote"])
        } else {
            attributes.to_owned()
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
        let bare = tight && matches!(after.kind, BlockKind::Paragraph(_));
        match change {
            BlockChange::Text(text) | BlockChange::Code(text) => {
                let attributes = self.attributes(number, "change");
                if bare {
                    let _ = write!(self.out, "<span{attributes}>");
                } else {
                    self.emit(Side::After, |emitter| emitter.open(after, &attributes));
                }
                self.text_change(text);
                self.notes(&notes);
                self.notes(&markup::of_text(text));
                if bare {
                    self.out.push_str("</span>");
                } else {
                    self.emit(Side::After, |emitter| emitter.close(after));
                }
            }
            BlockChange::Html(text) => {
                self.changed_html(before, after, text.is_unchanged(), number, &notes)
            }
            BlockChange::List(items) => {
                let attributes = self.container_note(number, &notes);
                self.emit(Side::After, |emitter| emitter.open(after, &attributes));
                self.items(before, after, items);
                self.emit(Side::After, |emitter| emitter.close(after));
            }
            BlockChange::Blocks(steps) => {
                let attributes = self.container_note(number, &notes);
                match &after.kind {
                    BlockKind::Footnote { label, .. } => {
                        self.open_footnote(label, KEPT, &attributes);
                        self.blocks(steps, false);
                        self.out.push_str("</div>\n");
                    }
                    _ => {
                        self.emit(Side::After, |emitter| emitter.open(after, &attributes));
                        self.blocks(steps, false);
                        self.emit(Side::After, |emitter| emitter.close(after));
                    }
                }
            }
            BlockChange::Table(table) => {
                let attributes = self.container_note(number, &notes);
                self.emit(Side::After, |emitter| emitter.open(after, &attributes));
                self.table(before, after, table);
                self.emit(Side::After, |emitter| emitter.close(after));
            }
        }
    }

    /// Says before a list or table how it changed as a whole, and gives the attributes for it.
    fn container_note(&mut self, number: usize, notes: &[Markup]) -> String {
        if number == 0 {
            return String::new();
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
            self.whole_block(after, KEPT, "", false);
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
            let on = (
                !matches!(step, Step::Added { .. }),
                !matches!(step, Step::Removed { .. }),
            );
            numbers.0 = numbers
                .0
                .map(|number| number.saturating_add(u64::from(on.0)));
            numbers.1 = numbers
                .1
                .map(|number| number.saturating_add(u64::from(on.1)));
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
                let note = markup::of_items(before, after);
                let attributes = if note.is_some() {
                    self.attributes(mark.number, "change")
                } else {
                    String::new()
                };
                self.emit(Side::After, |emitter| {
                    emitter.open_item(after, &format!("{value}{attributes}"))
                });
                self.notes(note.as_slice());
                self.blocks(change, tight);
                self.emit(Side::After, Emitter::close_item);
            }
        }
    }

    /// Writes running text of one side, all in one manner.
    fn inlines(&mut self, content: &'c [Inline], manner: Manner) {
        if text::is_simple(content) {
            self.open_mark(manner.kind);
            self.emit(manner.side, |emitter| emitter.inlines(content));
            self.close_mark(manner.kind);
        } else {
            self.flat(content, manner);
        }
    }

    fn open_mark(&mut self, kind: PieceKind) {
        let (name, class) = match kind {
            PieceKind::Kept => return,
            PieceKind::Restyled => ("span", "markup"),
            PieceKind::Deleted => ("del", "del"),
            PieceKind::Inserted => ("ins", "ins"),
        };
        let prefix = self.options.prefix;
        let _ = write!(self.out, "<{name} class=\"{prefix}{class}\">");
    }

    fn close_mark(&mut self, kind: PieceKind) {
        self.out.push_str(match kind {
            PieceKind::Kept => "",
            PieceKind::Restyled => "</span>",
            PieceKind::Deleted => "</del>",
            PieceKind::Inserted => "</ins>",
        });
    }

    /// Says what changed beside the words where it cannot be seen.
    fn notes(&mut self, notes: &[Markup]) {
        for note in notes {
            let labels = self.options.labels;
            let label = match note.what {
                MarkupKind::Link => &labels.link,
                MarkupKind::Html => &labels.html,
                MarkupKind::Heading => &labels.heading,
                MarkupKind::List => &labels.list,
                MarkupKind::Task => &labels.task,
                MarkupKind::Alignment => &labels.alignment,
                MarkupKind::Footnote => &labels.footnote,
                // These can be seen.
                MarkupKind::Emphasis
                | MarkupKind::Strong
                | MarkupKind::Strikethrough
                | MarkupKind::Code
                | MarkupKind::Image => continue,
            };
            if note.what == MarkupKind::Html && !note.text.is_empty() {
                continue;
            }
            let class = self.class(&["note"]);
            let _ = write!(self.out, " <span{class}>");
            escape_text(&mut self.out, label);
            self.out.push_str(": ");
            self.told(PieceKind::Deleted, note.before.as_deref());
            self.told(PieceKind::Inserted, note.after.as_deref());
            self.out.push_str("</span>");
        }
    }

    fn told(&mut self, kind: PieceKind, value: Option<&str>) {
        const LONGEST: usize = 300;
        if let Some(value) = value {
            self.open_mark(kind);
            let end = value.floor_char_boundary(LONGEST);
            escape_text(&mut self.out, &value[..end]);
            if end < value.len() {
                self.out.push('…');
            }
            self.close_mark(kind);
        }
    }
}
