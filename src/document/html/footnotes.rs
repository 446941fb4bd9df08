//! Footnotes, numbered and placed as GitHub does it: in the order of their first marks, at the end.
//!
//! Ids are `fn:LABEL` and `fnref:LABEL` (those of Python-Markdown, so of MkDocs): a colon never occurs in an anchor. In
//! the plain form they are cmark-gfm's. A definition without a mark is not shown, as on GitHub.

use std::collections::BTreeMap;

use super::Emitter;
use crate::document::{Block, BlockKind, Document};

/// The footnotes of a document, and what is known of their marks so far.
pub(super) struct Footnotes<'a> {
    /// By label in lower case: the definition, and its number and marks once there is one.
    notes: BTreeMap<String, Note<'a>>,
    /// Labels in the order of their numbers.
    order: Vec<String>,
}

struct Note<'a> {
    blocks: &'a [Block],
    number: Option<usize>,
    marks: usize,
}

impl<'a> Footnotes<'a> {
    pub fn of(document: &'a Document) -> Self {
        let mut notes = BTreeMap::new();
        collect(&document.blocks, &mut notes);
        Self {
            notes,
            order: Vec::new(),
        }
    }

    /// Counts a mark: the footnote's number, and which mark of it this is, both from 1.
    fn mark(&mut self, label: &str) -> Option<(usize, usize)> {
        let key = label.to_lowercase();
        let note = self.notes.get_mut(&key)?;
        note.marks += 1;
        let number = *note.number.get_or_insert_with(|| {
            self.order.push(key);
            self.order.len()
        });
        Some((number, note.marks))
    }
}

fn collect<'a>(blocks: &'a [Block], notes: &mut BTreeMap<String, Note<'a>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Footnote { label, blocks } => {
                notes.entry(label.to_lowercase()).or_insert(Note {
                    blocks,
                    number: None,
                    marks: 0,
                });
                collect(blocks, notes);
            }
            BlockKind::Quote(blocks) => collect(blocks, notes),
            BlockKind::List { items, .. } => {
                for item in items {
                    collect(&item.blocks, notes);
                }
            }
            _ => {}
        }
    }
}

impl Emitter<'_> {
    /// Writes the mark of a footnote, or, if there is no such footnote, its source.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some((number, mark)) = self.footnotes.mark(label) else {
            return self.text(&format!("[^{label}]"));
        };
        let id = self.id_part(label, number);
        self.raw("<sup class=\"footnote-ref\"><a href=\"#");
        self.address(&format!("fn{id}"));
        self.raw("\"");
        self.id(&reference_id(&id, mark));
        self.raw(&format!(">{number}</a></sup>"));
    }

    /// Writes the footnotes that were marked so far, and those that they mark.
    pub fn footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        self.line();
        self.raw("<section class=\"footnotes\">\n");
        if !self.options.footnotes_title.is_empty() {
            self.raw("<h2 class=\"visually-hidden\">");
            self.text(self.options.footnotes_title);
            self.raw("</h2>\n");
        }
        self.raw("<ol>\n");
        let mut next = 0;
        // Footnotes may mark further ones, which then join the end of the list.
        while let Some(label) = self.footnotes.order.get(next).cloned() {
            next += 1;
            self.footnote(&label, next);
        }
        self.raw("</ol>\n</section>\n");
    }

    fn footnote(&mut self, label: &str, number: usize) {
        let Some(blocks) = self.footnotes.notes.get(label).map(|note| note.blocks) else {
            return;
        };
        let id = self.id_part(label, number);
        self.raw("<li");
        self.id(&format!("fn{id}"));
        self.raw(">\n");
        match blocks.split_last() {
            Some((
                Block {
                    kind: BlockKind::Paragraph(content),
                    ..
                },
                before,
            )) => {
                self.blocks(before);
                self.line();
                self.raw("<p>");
                self.inlines(content);
                self.raw(" ");
                self.back_references(label, &id);
                self.raw("</p>\n");
            }
            _ => {
                self.blocks(blocks);
                self.line();
                self.back_references(label, &id);
                self.raw("\n");
            }
        }
        self.raw("</li>\n");
    }

    fn back_references(&mut self, label: &str, id: &str) {
        let marks = self.footnotes.notes.get(label).map_or(0, |note| note.marks);
        for mark in 1..=marks {
            self.raw(if mark == 1 {
                "<a href=\"#"
            } else {
                " <a href=\"#"
            });
            self.address(&reference_id(id, mark));
            self.raw("\" class=\"footnote-backref\">↩");
            if mark > 1 {
                self.raw(&format!("<sup>{mark}</sup>"));
            }
            self.raw("</a>");
        }
    }

    /// Writes the fragment that leads to an id on this page.
    fn address(&mut self, id: &str) {
        let prefix = self.options.prefix;
        super::escape_url(&mut self.out, prefix);
        super::escape_url(&mut self.out, id);
    }

    /// What tells a footnote's ids from another's.
    fn id_part(&self, label: &str, number: usize) -> String {
        if self.options.plain {
            return number.to_string();
        }
        let words: Vec<&str> = label.split_whitespace().collect();
        format!(":{}", words.join("-").to_lowercase())
    }
}

fn reference_id(id: &str, mark: usize) -> String {
    match mark {
        1 => format!("fnref{id}"),
        _ => format!("fnref{mark}{id}"),
    }
}
