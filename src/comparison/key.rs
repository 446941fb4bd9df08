//! Blocks, list items and table rows → keys: equal where a reader sees the same.
//!
//! A key is a hash of what is seen, so a difference of line ends, markers, padding or emphasis signs is none. Equal
//! keys are a strong hint; [`Comparable::same`] decides.

use std::hash::{DefaultHasher, Hasher};

use super::raw;
use super::visible::{self, Flat, plain_text};
use crate::document::{Alignment, Block, BlockKind, Inline, ListItem, TableRow};

/// What an aligned thing must tell about itself.
pub(super) trait Comparable {
    /// Feeds what a reader sees into a hash; returns its size in bytes of visible text, atoms counting one.
    fn feed(&self, hasher: &mut DefaultHasher) -> usize;
    /// Whether a reader sees the same.
    fn same(&self, other: &Self) -> bool;
    /// Adds its visible text, until `limit` bytes are there.
    fn words(&self, out: &mut String, limit: usize);
    /// What it may be paired with though it differs.
    fn class(&self) -> Class;
    /// The text that it is known by, if it holds more than that: an item's first paragraph, a row's first cell.
    fn topic(&self) -> Option<&[Inline]> {
        None
    }

    /// The running texts that it consists of, in reading order; `None` if it is more than these and how they are set.
    fn leaves(&self) -> Option<Vec<&[Inline]>> {
        None
    }

    /// Whether a reader sees anything of it.
    fn is_visible(&self) -> bool {
        true
    }

    /// Its key.
    fn key(&self) -> Key {
        let mut hasher = DefaultHasher::new();
        let size = self.feed(&mut hasher);
        Key {
            hash: hasher.finish(),
            size,
        }
    }
}

/// What a reader sees, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub size: usize,
    pub hash: u64,
}

/// What may be compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Heading(u8),
    Paragraph,
    List,
    Quote,
    Code,
    Html,
    Table,
    Rule,
    Footnote,
    /// A list item, a table row, a cell: among their own.
    Member,
}

impl Comparable for Block {
    fn feed(&self, hasher: &mut DefaultHasher) -> usize {
        match &self.kind {
            BlockKind::Heading { level, content } => {
                hasher.write(&[0x80, *level]);
                visible::hash(content, hasher)
            }
            BlockKind::Paragraph(content) => {
                hasher.write_u8(0x82);
                visible::hash(content, hasher)
            }
            BlockKind::List { start, items, .. } => {
                hasher.write_u8(0x83);
                hasher.write_u64(start.map_or(u64::MAX, |start| start));
                feed_all(items, hasher)
            }
            BlockKind::Quote(blocks) => {
                hasher.write_u8(0x84);
                feed_all(blocks, hasher)
            }
            BlockKind::Code { text, .. } => {
                hasher.write_u8(0x85);
                feed_text(code_text(text), hasher)
            }
            BlockKind::Html(html) => {
                hasher.write_u8(0x86);
                feed_text(&raw::without_comments(html), hasher)
            }
            BlockKind::Table {
                alignments,
                header,
                rows,
            } => {
                hasher.write_u8(0x87);
                alignments
                    .iter()
                    .for_each(|&alignment| hasher.write_u8(alignment_byte(alignment)));
                header.feed(hasher) + feed_all(rows, hasher)
            }
            BlockKind::Rule => {
                hasher.write_u8(0x88);
                1
            }
            BlockKind::Footnote { label, blocks } => {
                hasher.write_u8(0x89);
                feed_text(label, hasher) + feed_all(blocks, hasher)
            }
        }
    }

    fn same(&self, other: &Self) -> bool {
        use BlockKind::{Code, Footnote, Heading, Html, List, Paragraph, Quote, Rule, Table};
        match (&self.kind, &other.kind) {
            (
                Heading {
                    level: a,
                    content: x,
                },
                Heading {
                    level: b,
                    content: y,
                },
            ) => a == b && same_text(x, y),
            (Paragraph(x), Paragraph(y)) => same_text(x, y),
            (
                List {
                    start: a, items: x, ..
                },
                List {
                    start: b, items: y, ..
                },
            ) => a == b && all_same(x, y),
            (Quote(x), Quote(y)) => all_same(x, y),
            (Code { text: x, .. }, Code { text: y, .. }) => code_text(x) == code_text(y),
            (Html(x), Html(y)) => x == y || raw::without_comments(x) == raw::without_comments(y),
            (
                Table {
                    alignments: a,
                    header: g,
                    rows: x,
                },
                Table {
                    alignments: b,
                    header: h,
                    rows: y,
                },
            ) => a == b && g.same(h) && all_same(x, y),
            (Rule, Rule) => true,
            (
                Footnote {
                    label: a,
                    blocks: x,
                },
                Footnote {
                    label: b,
                    blocks: y,
                },
            ) => a == b && all_same(x, y),
            _ => false,
        }
    }

    fn words(&self, out: &mut String, limit: usize) {
        match &self.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                content.words(out, limit)
            }
            BlockKind::List { items, .. } => all_words(items, out, limit),
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                all_words(blocks, out, limit)
            }
            BlockKind::Code { text, .. } => push_words(text, out, limit),
            BlockKind::Html(html) => push_words(&raw::text(html), out, limit),
            BlockKind::Table { header, rows, .. } => {
                header.words(out, limit);
                all_words(rows, out, limit);
            }
            BlockKind::Rule => {}
        }
    }

    fn class(&self) -> Class {
        match &self.kind {
            BlockKind::Heading { level, .. } => Class::Heading(*level),
            BlockKind::Paragraph(_) => Class::Paragraph,
            BlockKind::List { .. } => Class::List,
            BlockKind::Quote(_) => Class::Quote,
            BlockKind::Code { .. } => Class::Code,
            BlockKind::Html(_) => Class::Html,
            BlockKind::Table { .. } => Class::Table,
            BlockKind::Rule => Class::Rule,
            BlockKind::Footnote { .. } => Class::Footnote,
        }
    }

    fn leaves(&self) -> Option<Vec<&[Inline]>> {
        match &self.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                Some(vec![content])
            }
            BlockKind::List { items, .. } => all_leaves(items),
            BlockKind::Quote(blocks) => all_leaves(blocks),
            _ => None,
        }
    }

    fn is_visible(&self) -> bool {
        match &self.kind {
            BlockKind::Html(html) => !raw::without_comments(html).is_empty(),
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                content
                    .iter()
                    .any(|inline| !matches!(inline, Inline::Html(_) | Inline::SoftBreak))
                    || content.key().size > 0
            }
            _ => true,
        }
    }
}

impl Comparable for ListItem {
    fn feed(&self, hasher: &mut DefaultHasher) -> usize {
        hasher.write(&[0x8a, self.checked.map_or(2, u8::from)]);
        feed_all(&self.blocks, hasher)
    }

    fn same(&self, other: &Self) -> bool {
        self.checked == other.checked && all_same(&self.blocks, &other.blocks)
    }

    fn words(&self, out: &mut String, limit: usize) {
        all_words(&self.blocks, out, limit);
    }

    fn class(&self) -> Class {
        Class::Member
    }

    fn topic(&self) -> Option<&[Inline]> {
        match &visible_of(&self.blocks).next()?.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => Some(content),
            _ => None,
        }
    }

    fn leaves(&self) -> Option<Vec<&[Inline]>> {
        match self.checked {
            None => all_leaves(&self.blocks),
            Some(_) => None,
        }
    }
}

impl Comparable for TableRow {
    fn feed(&self, hasher: &mut DefaultHasher) -> usize {
        hasher.write_u8(0x8b);
        feed_all(&self.cells, hasher)
    }

    fn same(&self, other: &Self) -> bool {
        all_same(&self.cells, &other.cells)
    }

    fn topic(&self) -> Option<&[Inline]> {
        self.cells.first().map(Vec::as_slice)
    }

    fn words(&self, out: &mut String, limit: usize) {
        all_words(&self.cells, out, limit);
    }

    fn class(&self) -> Class {
        Class::Member
    }
}

impl Comparable for Vec<Inline> {
    fn feed(&self, hasher: &mut DefaultHasher) -> usize {
        hasher.write_u8(0x8c);
        visible::hash(self, hasher)
    }

    fn same(&self, other: &Self) -> bool {
        same_text(self, other)
    }

    fn words(&self, out: &mut String, limit: usize) {
        if out.len() < limit {
            push_words(&plain_text(self), out, limit);
        }
    }

    fn class(&self) -> Class {
        Class::Member
    }
}

/// The key of a running text.
pub(super) fn topic_key(content: &[Inline]) -> Key {
    let mut hasher = DefaultHasher::new();
    let size = visible::hash(content, &mut hasher);
    Key {
        hash: hasher.finish(),
        size,
    }
}

/// Those of a sequence that a reader sees.
pub(super) fn visible_of<T: Comparable>(items: &[T]) -> impl Iterator<Item = &T> {
    items.iter().filter(|item| item.is_visible())
}

/// Code without its last line end, however the fence was written.
pub(super) fn code_text(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}

fn feed_all<T: Comparable>(items: &[T], hasher: &mut DefaultHasher) -> usize {
    let size = visible_of(items).map(|item| item.feed(hasher)).sum();
    hasher.write_u8(0x8f);
    size
}

fn all_leaves<T: Comparable>(items: &[T]) -> Option<Vec<&[Inline]>> {
    let leaves: Option<Vec<_>> = visible_of(items).map(Comparable::leaves).collect();
    leaves.map(|leaves| leaves.concat())
}

fn feed_text(text: &str, hasher: &mut DefaultHasher) -> usize {
    hasher.write(text.as_bytes());
    hasher.write_u8(0x8e);
    text.len()
}

fn alignment_byte(alignment: Alignment) -> u8 {
    match alignment {
        Alignment::None => 0xa0,
        Alignment::Left => 0xa1,
        Alignment::Center => 0xa2,
        Alignment::Right => 0xa3,
    }
}

fn all_same<T: Comparable>(x: &[T], y: &[T]) -> bool {
    let (mut x, mut y) = (visible_of(x), visible_of(y));
    loop {
        match (x.next(), y.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x.same(y) => {}
            _ => return false,
        }
    }
}

fn same_text(x: &[Inline], y: &[Inline]) -> bool {
    x == y || Flat::new(x) == Flat::new(y)
}

fn all_words<T: Comparable>(items: &[T], out: &mut String, limit: usize) {
    for item in items {
        if out.len() >= limit {
            return;
        }
        item.words(out, limit);
        out.push('\n');
    }
}

fn push_words(text: &str, out: &mut String, limit: usize) {
    let end = text.floor_char_boundary(limit.saturating_sub(out.len()));
    out.push_str(&text[..end]);
}
