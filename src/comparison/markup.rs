//! What changed beside the words: emphasis, links, levels, numbering.

use serde::Serialize;

use super::edits::whole_leaves;
use super::inline::{PieceKind, TextChange};
use super::key::{Class, Comparable};
use super::raw;
use super::visible::{Atom, Style};
use crate::document::{Block, BlockKind, ListItem};

/// A change of form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Markup {
    /// What changed.
    pub what: MarkupKind,
    /// The words it applies to; empty where it applies to the whole unit.
    pub text: String,
    /// How it was: a target, a level; none where there was nothing.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
}

/// What sort of form changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkupKind {
    /// *Emphasis*.
    Emphasis,
    /// **Strong emphasis**.
    Strong,
    /// ~~Struck out~~.
    Strikethrough,
    /// `Code`.
    Code,
    /// The target or title of a link.
    Link,
    /// An image's source or title, its alternative text being the same.
    Image,
    /// A tag of raw HTML.
    Html,
    /// A heading's level, or whether it is a heading.
    Heading,
    /// How a list is numbered.
    List,
    /// Whether a task's box is ticked.
    Task,
    /// How a table's columns are set.
    Alignment,
    /// A footnote's label.
    Footnote,
    /// One piece became several: how many there were and are.
    Split,
    /// Several pieces became one.
    Merged,
    /// The pieces are others, or a list where there was none.
    Regrouped,
}

/// What changed of the form of a text, in reading order.
pub(super) fn of_text(text: &TextChange<'_>) -> Vec<Markup> {
    let mut out = Vec::new();
    for piece in &text.pieces {
        match piece.kind {
            PieceKind::Restyled => {
                let (Some(old), Some(new)) = (
                    text.before.span_at(piece.before.start),
                    text.after.span_at(piece.after.start),
                ) else {
                    continue;
                };
                let words = text.after.visible(piece.after.clone());
                restyled(
                    &text.before.styles[old.style],
                    &text.after.styles[new.style],
                    &words,
                    &mut out,
                );
            }
            PieceKind::Deleted => atoms(&text.before, &piece.before, true, &mut out),
            PieceKind::Inserted => atoms(&text.after, &piece.after, false, &mut out),
            PieceKind::Kept => {}
        }
    }
    out
}

fn restyled(old: &[Style<'_>], new: &[Style<'_>], words: &str, out: &mut Vec<Markup>) {
    let gone = old
        .iter()
        .filter(|style| !new.contains(style))
        .map(|style| (kind(style), Some(described(style)), None));
    let come = new
        .iter()
        .filter(|style| !old.contains(style))
        .map(|style| (kind(style), None, Some(described(style))));
    let mut found: Vec<(MarkupKind, Option<String>, Option<String>)> = gone.collect();
    for (what, before, after) in come {
        match found.iter_mut().find(|(other, ..)| *other == what) {
            Some(known) => known.2 = after,
            None => found.push((what, before, after)),
        }
    }
    let notes = found.into_iter().map(|(what, before, after)| Markup {
        what,
        text: words.to_owned(),
        before,
        after,
    });
    out.extend(notes);
}

fn kind(style: &Style<'_>) -> MarkupKind {
    match style {
        Style::Emphasis => MarkupKind::Emphasis,
        Style::Strong => MarkupKind::Strong,
        Style::Strikethrough => MarkupKind::Strikethrough,
        Style::Code => MarkupKind::Code,
        Style::Link { .. } => MarkupKind::Link,
    }
}

fn described(style: &Style<'_>) -> String {
    match style {
        Style::Link { target, title: "" } => (*target).to_owned(),
        Style::Link { target, title } => format!("{target} \"{title}\""),
        _ => "on".to_owned(),
    }
}

/// Images and tags among what was deleted or inserted: their text alone does not tell what changed.
fn atoms(
    flat: &super::visible::Flat<'_>,
    range: &std::ops::Range<usize>,
    gone: bool,
    out: &mut Vec<Markup>,
) {
    for span in flat.spans_in(range) {
        let (what, told) = match &span.atom {
            Some(Atom::Image { target, .. }) => (MarkupKind::Image, (*target).to_owned()),
            Some(Atom::Html(tag)) => (MarkupKind::Html, (*tag).to_owned()),
            _ => continue,
        };
        let text = span.atom.as_ref().map(Atom::visible).unwrap_or_default();
        let (before, after) = if gone {
            (Some(told), None)
        } else {
            (None, Some(told))
        };
        out.push(Markup {
            what,
            text,
            before,
            after,
        });
    }
}

/// What changed of the form of a block as a whole.
pub(super) fn of_blocks(before: &Block, after: &Block) -> Vec<Markup> {
    let note = |what, before: String, after: String| {
        vec![Markup {
            what,
            text: String::new(),
            before: Some(before),
            after: Some(after),
        }]
    };
    match (&before.kind, &after.kind) {
        (BlockKind::Heading { level: a, .. }, BlockKind::Heading { level: b, .. }) if a == b => {
            Vec::new()
        }
        (BlockKind::Heading { .. }, _) | (_, BlockKind::Heading { .. }) => {
            note(MarkupKind::Heading, named(before), named(after))
        }
        (BlockKind::List { start: a, .. }, BlockKind::List { start: b, .. }) if a != b => {
            note(MarkupKind::List, named(before), named(after))
        }
        (BlockKind::Footnote { label: a, .. }, BlockKind::Footnote { label: b, .. }) if a != b => {
            note(MarkupKind::Footnote, a.clone(), b.clone())
        }
        (BlockKind::Table { alignments: a, .. }, BlockKind::Table { alignments: b, .. })
            if a.len() == b.len() && a != b =>
        {
            note(MarkupKind::Alignment, format!("{a:?}"), format!("{b:?}"))
        }
        (BlockKind::Html(a), BlockKind::Html(b)) if raw::text(a) == raw::text(b) => {
            note(MarkupKind::Html, a.clone(), b.clone())
        }
        _ => Vec::new(),
    }
}

fn named(block: &Block) -> String {
    match &block.kind {
        BlockKind::Heading { level, .. } => format!("h{level}"),
        BlockKind::List { start: None, .. } => "-".to_owned(),
        BlockKind::List {
            start: Some(start), ..
        } => format!("{start}."),
        _ => "p".to_owned(),
    }
}

/// Whether an item's box was ticked or unticked.
pub(super) fn of_items(before: &ListItem, after: &ListItem) -> Option<Markup> {
    let named = |checked: Option<bool>| {
        checked.map(|checked| if checked { "[x]" } else { "[ ]" }.to_owned())
    };
    (before.checked != after.checked).then(|| Markup {
        what: MarkupKind::Task,
        text: String::new(),
        before: named(before.checked),
        after: named(after.checked),
    })
}

/// What became of the pieces that a text is set in.
pub(super) fn of_groups<T: Comparable>(
    before: &[&T],
    after: &[&T],
    text: &TextChange<'_>,
) -> Markup {
    let sort = |items: &[&T]| items.iter().any(|item| item.class() == Class::List);
    let count = |items: &[&T]| {
        let leaves = items.iter().filter_map(|item| item.leaves());
        leaves.flatten().count()
    };
    let (old, new) = (count(before), count(after));
    let what = match (before.len(), after.len()) {
        _ if sort(before) != sort(after) => MarkupKind::Regrouped,
        (1, _) if old < new && whole_leaves(text).is_none() => MarkupKind::Split,
        (_, 1) if old > new && whole_leaves(text).is_none() => MarkupKind::Merged,
        _ => MarkupKind::Regrouped,
    };
    Markup {
        what,
        text: String::new(),
        before: Some(old.to_string()),
        after: Some(new.to_string()),
    }
}

/// Whether the form carries meaning: emphasis and the number that a numbered list begins with do not, all else may.
pub(super) fn is_substantive(markup: &Markup) -> bool {
    let is_numbered =
        |side: &Option<String>| side.as_deref().is_some_and(|mark| mark.ends_with('.'));
    if markup.what == MarkupKind::List && is_numbered(&markup.before) && is_numbered(&markup.after)
    {
        return false;
    }
    !matches!(
        markup.what,
        MarkupKind::Emphasis
            | MarkupKind::Strong
            | MarkupKind::Code
            | MarkupKind::Alignment
            | MarkupKind::Split
            | MarkupKind::Merged
            | MarkupKind::Regrouped
    )
}
