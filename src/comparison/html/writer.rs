//! What every part of a comparison's HTML is written with: marks, ids, gaps, notes.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use super::super::inline::PieceKind;
use super::super::markup::{Markup, MarkupKind};
use super::super::places;
use super::super::tree::{EditedMove, Mark, Moves};
use super::{Elsewhere, HtmlOptions, View};
use crate::document::html::{Emitter, escape_text};
use crate::document::{Block, BlockKind};

/// A side of the comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// What becomes of the words of a block that is written whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    pub side: Side,
    pub kind: PieceKind,
}

pub(super) const KEPT: Manner = Manner {
    side: Side::After,
    kind: PieceKind::Kept,
};

pub(super) struct Writer<'c> {
    pub out: String,
    pub before: Emitter<'c>,
    pub after: Emitter<'c>,
    pub options: &'c HtmlOptions<'c>,
    pub moves: &'c Moves<'c>,
    pub view: View,
    /// Whether the other place of what moved may not be there.
    pub is_part: bool,
    /// Numbers of changes whose id was written, and of moves whose old place's was.
    pub seen: BTreeSet<usize>,
    pub seen_from: BTreeSet<usize>,
    /// The same of places whose text stands in another document.
    pub seen_elsewhere: BTreeSet<(usize, bool)>,
    /// Labels of the new document's footnotes whose ids were written.
    pub footnotes: BTreeSet<String>,
}

/// An unpaired step: how it is written, its attributes, and what is said about it.
pub(super) struct Whole {
    pub manner: Manner,
    pub attributes: Attributes,
    pub note: String,
}

/// What tells an element that it is a change: written, both come with a space before them.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    /// Its id, prefixes included.
    pub id: Option<String>,
    /// Its classes, prefixes included.
    pub class: String,
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = &self.id {
            write!(f, " id=\"{id}\"")?;
        }
        if !self.class.is_empty() {
            write!(f, " class=\"{}\"", self.class)?;
        }
        Ok(())
    }
}

impl<'c> Writer<'c> {
    pub(super) fn emit(&mut self, side: Side, write: impl FnOnce(&mut Emitter<'c>)) {
        let emitter = match side {
            Side::Before => &mut self.before,
            Side::After => &mut self.after,
        };
        write(emitter);
        emitter.move_to(&mut self.out);
    }

    /// Classes with the prefix.
    pub(super) fn class(&self, names: &[&str]) -> Attributes {
        let prefix = self.options.prefix;
        let names: Vec<String> = names.iter().map(|name| format!("{prefix}{name}")).collect();
        Attributes {
            id: None,
            class: names.join(" "),
        }
    }

    /// Class and, once per number, id of a change.
    pub(super) fn attributes(&mut self, number: usize, class: &str) -> Attributes {
        let id = self.seen.insert(number).then(|| self.id(number, ""));
        Attributes {
            id,
            ..self.class(&[class])
        }
    }

    /// The class of what is opened, and on one side only.
    pub(super) fn only(&self, side: Option<places::Side>) -> Attributes {
        match side {
            Some(places::Side::Removed) => self.class(&["only-old"]),
            Some(places::Side::Added) => self.class(&["only-new"]),
            Some(places::Side::Both) | None => Attributes::default(),
        }
    }

    fn id(&self, number: usize, place: &str) -> String {
        let HtmlOptions {
            prefix, id_prefix, ..
        } = self.options;
        format!("{prefix}{id_prefix}change-{number}{place}")
    }

    /// A link to the change that has an id here; empty if none has.
    pub(super) fn place(&self, id: &Option<String>) -> String {
        let HtmlOptions { prefix, labels, .. } = self.options;
        let id = id.as_ref().filter(|_| self.options.addressed);
        let Some(id) = id.and_then(|id| id.strip_prefix(prefix)) else {
            return String::new();
        };
        let mut place = format!("<a{} href=\"#{id}\" title=\"", self.class(&["place"]));
        escape_text(&mut place, &labels.place);
        place.push_str("\"></a>");
        place
    }

    /// Opens a block. A heading has an id already: that of the change goes inside.
    pub(super) fn open(&mut self, side: Side, block: &Block, attributes: &Attributes) {
        let mut attributes = attributes.clone();
        let inner = match block.kind {
            BlockKind::Heading { .. } => attributes.id.take(),
            _ => None,
        };
        self.emit(side, |emitter| emitter.open(block, &attributes.to_string()));
        if inner.is_some() {
            let inner = Attributes {
                id: inner,
                class: String::new(),
            };
            let _ = write!(self.out, "<span{inner}></span>");
            let place = self.place(&inner.id);
            self.out.push_str(&place);
        } else if matches!(block.kind, BlockKind::Paragraph(_)) {
            let place = self.place(&attributes.id);
            self.out.push_str(&place);
        }
    }

    pub(super) fn close(&mut self, side: Side, block: &Block) {
        self.emit(side, |emitter| emitter.close(block));
    }

    pub(super) fn whole_of(&mut self, mark: Mark, side: Side) -> Whole {
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
        let key = (mark.number, side == Side::After);
        let options = self.options;
        if let Some(elsewhere) = options.elsewhere.get(&key) {
            return self.elsewhere(key, class, manner, elsewhere);
        }
        Whole {
            manner,
            attributes: self.attributes(mark.number, class),
            note: String::new(),
        }
    }

    /// What went to or came from another document leads there.
    fn elsewhere(
        &mut self,
        key: (usize, bool),
        class: &str,
        manner: Manner,
        elsewhere: &Elsewhere,
    ) -> Whole {
        let mut note = String::new();
        if self.seen_elsewhere.insert(key) {
            let _ = write!(note, "<a{} href=\"", self.class(&["note"]));
            escape_text(&mut note, &elsewhere.href);
            note.push_str("\">");
            escape_text(&mut note, &elsewhere.label);
            note.push_str("</a>");
        }
        let attributes = Attributes {
            id: self.attributes(key.0, class).id,
            ..self.class(&["moved", class])
        };
        Whole {
            manner,
            attributes,
            note,
        }
    }

    /// How something changed while it moved here, if it did.
    pub(super) fn edited(&self, mark: Mark) -> Option<&'c EditedMove<'c>> {
        self.moves.get(mark.edited?)
    }

    /// Attributes and note of what changed while it moved here: its words are marked one by one.
    pub(super) fn edited_move(&mut self, mark: Mark) -> (Attributes, String) {
        let whole = self.whole_of(mark, Side::After);
        let attributes = Attributes {
            id: whole.attributes.id,
            ..self.class(&["moved", "edited"])
        };
        (attributes, whole.note)
    }

    /// Both places of what moved have their own id and lead to each other.
    fn moved(&mut self, number: usize, manner: Manner) -> Whole {
        let HtmlOptions {
            id_prefix, labels, ..
        } = self.options;
        let class = |writer: &Self, side| writer.class(&["moved", side]);
        let (first, other, attributes, label) = match manner.side {
            Side::Before => (
                self.seen_from.insert(number),
                "",
                class(self, "removed"),
                &labels.moved_away,
            ),
            Side::After => (
                self.seen.insert(number),
                "-from",
                class(self, "added"),
                &labels.moved_here,
            ),
        };
        if !first {
            return Whole {
                manner,
                attributes,
                note: String::new(),
            };
        }
        let mine = if other.is_empty() { "-from" } else { "" };
        let class = self.class(&["note"]);
        let (open, close) = match self.is_part {
            true => (format!("<span{class}>"), "</span>"),
            false => {
                let href = format!("#{id_prefix}change-{number}{other}");
                (format!("<a{class} href=\"{href}\">"), "</a>")
            }
        };
        let mut note = open;
        escape_text(&mut note, label);
        note.push_str(close);
        let attributes = Attributes {
            id: Some(self.id(number, mine)),
            ..attributes
        };
        Whole {
            manner,
            attributes,
            note,
        }
    }

    /// Says how much was left out, if anything was.
    pub(super) fn gap(&mut self, element: &str, label: &str, count: &mut usize) {
        if *count > 0 {
            let attributes = self.class(&["gap"]);
            let _ = write!(self.out, "<{element}{attributes}>");
            escape_text(&mut self.out, &label.replace("{n}", &count.to_string()));
            let _ = writeln!(self.out, "</{element}>");
            *count = 0;
        }
    }

    pub(super) fn open_mark(&mut self, kind: PieceKind) {
        let (name, class) = match kind {
            PieceKind::Kept => return,
            PieceKind::Restyled => ("span", "markup"),
            PieceKind::Deleted => ("del", "del"),
            PieceKind::Inserted => ("ins", "ins"),
        };
        let prefix = self.options.prefix;
        let _ = write!(self.out, "<{name} class=\"{prefix}{class}\">");
    }

    pub(super) fn close_mark(&mut self, kind: PieceKind) {
        self.out.push_str(match kind {
            PieceKind::Kept => "",
            PieceKind::Restyled => "</span>",
            PieceKind::Deleted => "</del>",
            PieceKind::Inserted => "</ins>",
        });
    }

    /// Says what changed beside the words where it cannot be seen.
    pub(super) fn notes(&mut self, notes: &[Markup]) {
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
                MarkupKind::Split => &labels.split,
                MarkupKind::Merged => &labels.merged,
                MarkupKind::Regrouped => &labels.regrouped,
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
            match note.what {
                MarkupKind::Split | MarkupKind::Merged | MarkupKind::Regrouped => {}
                _ => {
                    self.out.push_str(": ");
                    self.told(PieceKind::Deleted, note.before.as_deref());
                    self.told(PieceKind::Inserted, note.after.as_deref());
                }
            }
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
