//! Running text with marks: styles outside a mark where the whole mark shares them, inside it where not.

use std::fmt::Write;
use std::ops::Range;

use super::super::inline::{Piece, PieceKind, TextChange};
use super::super::raw::{self, Part};
use super::super::visible::{Atom, Flat, Style};
use super::super::words;
use super::View;
use super::writer::{Manner, Side, Writer};
use crate::document::Inline;
use crate::document::html::{escape_text, lead_raw};

/// Kept text longer than this (in bytes) is folded where only changes are shown.
const LONGEST_KEPT: usize = 900;
/// How much of folded text is shown beside a change, at least.
const SHOWN_BESIDE: usize = 180;

/// Whether the document's own emitter writes it as a comparison would: no raw HTML, no footnotes.
pub(super) fn is_simple(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match inline {
        Inline::Html(_) | Inline::FootnoteReference(_) => false,
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Link { content, .. } => is_simple(content),
        _ => true,
    })
}

/// A stretch of text of one piece in one style, or one atom.
pub(super) struct Segment<'t> {
    pub kind: PieceKind,
    /// The piece it belongs to.
    piece: usize,
    side: Side,
    styles: &'t [Style<'t>],
    content: Content<'t>,
}

impl Segment<'_> {
    /// Whether one text ends here and another begins.
    pub(super) fn is_boundary(&self) -> bool {
        matches!(self.content, Content::Atom(Atom::Boundary))
    }
}

enum Content<'t> {
    Text(&'t str),
    Atom(&'t Atom<'t>),
    /// Text was left out.
    Fold,
}

/// An element that is open.
#[derive(Clone, Copy, PartialEq)]
enum Element<'t> {
    Style(Style<'t>),
    Mark(PieceKind, usize),
    /// An element of the author's raw HTML.
    Raw(&'t str),
}

impl<'c> Writer<'c> {
    pub(super) fn text_change(&mut self, text: &TextChange<'_>) {
        let mut segments = Vec::new();
        for (at, piece) in text.pieces.iter().enumerate() {
            let (side, flat, range) = match piece.kind {
                PieceKind::Deleted => (Side::Before, &text.before, piece.before.clone()),
                _ => (Side::After, &text.after, piece.after.clone()),
            };
            let manner = Manner {
                side,
                kind: piece.kind,
            };
            if self.view == View::ChangesOnly
                && piece.kind == PieceKind::Kept
                && range.len() > LONGEST_KEPT
            {
                folded(flat, piece, at, text.pieces.len(), &mut segments);
            } else {
                push_segments(flat, range, manner, at, &mut segments);
            }
        }
        self.segments(&segments);
    }

    /// Writes text of one side, all in one manner.
    pub(super) fn flat(&mut self, content: &[Inline], manner: Manner) {
        let flat = Flat::new(content);
        let mut segments = Vec::new();
        push_segments(&flat, 0..flat.text.len(), manner, 0, &mut segments);
        self.segments(&segments);
    }

    pub(super) fn segments(&mut self, segments: &[Segment<'_>]) {
        let fenced = segments
            .iter()
            .any(|segment| matches!(segment.content, Content::Atom(Atom::Html(_))));
        let prefix = self.options.prefix;
        if fenced {
            let _ = write!(self.out, "<!--{prefix}(-->");
        }
        let mut open = Vec::new();
        for piece in segments.chunk_by(|a, b| a.piece == b.piece) {
            let shared = shared_styles(piece);
            for segment in piece {
                let mut path: Vec<Element<'_>> = segment
                    .styles
                    .iter()
                    .map(|&style| Element::Style(style))
                    .collect();
                if segment.kind != PieceKind::Kept {
                    path.insert(shared, Element::Mark(segment.kind, segment.piece));
                }
                self.enter(&path, segment.side, &mut open);
                self.segment(segment, &mut open);
            }
        }
        self.leave(0, &mut open);
        if fenced {
            let _ = write!(self.out, "<!--{prefix})-->");
        }
    }

    /// Closes and opens elements until exactly `path` is open, and the author's elements inside it.
    fn enter<'t>(&mut self, path: &[Element<'t>], side: Side, open: &mut Vec<Element<'t>>) {
        let (mut matched, mut kept) = (0, 0);
        for (at, element) in open.iter().enumerate() {
            if matches!(element, Element::Raw(_)) {
                kept = at + 1;
            } else if path.get(matched) == Some(element) {
                (matched, kept) = (matched + 1, at + 1);
            } else {
                break;
            }
        }
        self.leave(kept, open);
        for &element in &path[matched..] {
            self.open_element(element, side);
            open.push(element);
        }
    }

    fn leave(&mut self, depth: usize, open: &mut Vec<Element<'_>>) {
        for element in open.drain(depth..).rev() {
            match element {
                Element::Style(Style::Code) => self.out.push_str("</code>"),
                Element::Style(style) => self.emit(Side::After, |emitter| {
                    emitter.close_inline(&as_inline(style))
                }),
                Element::Mark(kind, _) => self.close_mark(kind),
                Element::Raw(name) => self.out.extend(["</", name, ">"]),
            }
        }
    }

    fn open_element(&mut self, element: Element<'_>, side: Side) {
        match element {
            Element::Style(Style::Code) => self.out.push_str("<code>"),
            Element::Style(style) => {
                self.emit(side, |emitter| emitter.open_inline(&as_inline(style)))
            }
            Element::Mark(kind, _) => self.open_mark(kind),
            Element::Raw(_) => {}
        }
    }

    fn segment<'t>(&mut self, segment: &Segment<'t>, open: &mut Vec<Element<'t>>) {
        match segment.content {
            Content::Text(text) => escape_text(&mut self.out, text),
            Content::Fold => {
                let class = self.class(&["gap"]);
                let _ = write!(self.out, "<span{class}>…</span>");
            }
            Content::Atom(Atom::Boundary) => self.sign("¶"),
            Content::Atom(Atom::Break) => {
                if matches!(segment.kind, PieceKind::Deleted | PieceKind::Inserted) {
                    self.sign("↵");
                }
                if segment.kind != PieceKind::Deleted {
                    self.out.push_str("<br>\n");
                }
            }
            Content::Atom(Atom::Image {
                target,
                title,
                alternative,
            }) => {
                let image = Inline::Image {
                    target: (*target).to_owned(),
                    title: (*title).to_owned(),
                    content: vec![Inline::Text(alternative.clone())],
                };
                self.emit(segment.side, |emitter| emitter.inline(&image));
            }
            Content::Atom(Atom::FootnoteReference(label)) => {
                self.footnote_reference(label, segment.side)
            }
            Content::Atom(Atom::Html(tag)) => match segment.kind {
                PieceKind::Kept | PieceKind::Restyled => self.raw_tag(tag, open),
                PieceKind::Deleted | PieceKind::Inserted => {
                    let class = self.class(&["tag"]);
                    let _ = write!(self.out, "<code{class}>");
                    escape_text(&mut self.out, tag);
                    self.out.push_str("</code>");
                }
            },
        }
    }

    fn sign(&mut self, sign: &str) {
        let class = self.class(&["sign"]);
        let _ = write!(self.out, "<span{class}>{sign}</span>");
    }

    fn footnote_reference(&mut self, label: &str, side: Side) {
        let class = self.class(&["footnote-ref"]);
        let _ = write!(self.out, "<sup{class}>");
        if side == Side::After {
            let _ = write!(self.out, "<a href=\"#{}fn:", self.options.id_prefix);
            crate::document::html::escape_url(&mut self.out, label);
            self.out.push_str("\">");
        }
        escape_text(&mut self.out, label);
        self.out.push_str(if side == Side::After {
            "</a></sup>"
        } else {
            "</sup>"
        });
    }

    /// A tag of the author's that is on both sides: kept, as far as it can be closed in its place.
    fn raw_tag<'t>(&mut self, tag: &'t str, open: &mut Vec<Element<'t>>) {
        match raw::parts(tag).next() {
            Some(Part::Open { tag, .. }) if !tag.ends_with('>') => {}
            Some(Part::Open { name, tag }) if raw::is_void(name) || tag.ends_with("/>") => {
                self.out.push_str(&lead_raw(tag, self.options.after_links));
            }
            Some(Part::Open { name, .. }) if raw::is_opaque(name) => {}
            Some(Part::Open { name, tag }) => {
                self.out.push_str(&lead_raw(tag, self.options.after_links));
                open.push(Element::Raw(name));
            }
            Some(Part::Close { name }) => {
                let closes = |element: &Element<'_>| matches!(element, Element::Raw(other) if other.eq_ignore_ascii_case(name));
                if let Some(at) = open.iter().rposition(closes) {
                    self.leave(at, open);
                }
            }
            _ => {}
        }
    }
}

/// All that is to be written of a text, in order.
pub(super) fn all_segments<'t>(text: &'t TextChange<'_>) -> Vec<Segment<'t>> {
    let mut segments = Vec::new();
    for (at, piece) in text.pieces.iter().enumerate() {
        let kind = piece.kind;
        let (side, flat, range) = match kind {
            PieceKind::Deleted => (Side::Before, &text.before, piece.before.clone()),
            _ => (Side::After, &text.after, piece.after.clone()),
        };
        push_segments(flat, range, Manner { side, kind }, at, &mut segments);
    }
    segments
}

fn as_inline(style: Style<'_>) -> Inline {
    match style {
        Style::Emphasis => Inline::Emphasis(Vec::new()),
        Style::Strong => Inline::Strong(Vec::new()),
        Style::Strikethrough => Inline::Strikethrough(Vec::new()),
        Style::Code => Inline::Code(String::new()),
        Style::Link { target, title } => Inline::Link {
            target: target.to_owned(),
            title: title.to_owned(),
            content: Vec::new(),
        },
    }
}

/// How many outermost styles all segments share.
fn shared_styles(segments: &[Segment<'_>]) -> usize {
    let Some((first, rest)) = segments.split_first() else {
        return 0;
    };
    let common = |styles: &[Style<'_>]| {
        first
            .styles
            .iter()
            .zip(styles)
            .take_while(|(a, b)| a == b)
            .count()
    };
    rest.iter()
        .map(|segment| common(segment.styles))
        .min()
        .unwrap_or(first.styles.len())
}

fn push_segments<'t>(
    flat: &'t Flat<'_>,
    range: Range<usize>,
    manner: Manner,
    piece: usize,
    out: &mut Vec<Segment<'t>>,
) {
    for span in flat.spans_in(&range) {
        let content = match &span.atom {
            Some(atom) => Content::Atom(atom),
            None => Content::Text(
                &flat.text[span.range.start.max(range.start)..span.range.end.min(range.end)],
            ),
        };
        let styles = flat.styles[span.style].as_slice();
        out.push(Segment {
            kind: manner.kind,
            piece,
            side: manner.side,
            styles,
            content,
        });
    }
}

/// The ends of a long kept piece that stand beside changes.
fn folded<'t>(
    flat: &'t Flat<'_>,
    piece: &Piece,
    at: usize,
    count: usize,
    out: &mut Vec<Segment<'t>>,
) {
    let manner = Manner {
        side: Side::After,
        kind: PieceKind::Kept,
    };
    let range = piece.after.clone();
    let head = if at == 0 {
        range.start
    } else {
        fold_after(&flat.text, range.start + SHOWN_BESIDE)
    };
    let tail = if at + 1 == count {
        range.end
    } else {
        fold_before(&flat.text, range.end - SHOWN_BESIDE)
    };
    push_segments(flat, range.start..head.min(range.end), manner, at, out);
    if head < tail {
        out.push(Segment {
            kind: PieceKind::Kept,
            piece: at,
            side: Side::After,
            styles: &[],
            content: Content::Fold,
        });
    }
    push_segments(
        flat,
        tail.max(head).min(range.end)..range.end,
        manner,
        at,
        out,
    );
}

/// The end of the sentence that `at` is in, if it ends soon.
fn fold_after(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    let near = &text[at..text.ceil_char_boundary(at + SHOWN_BESIDE)];
    near.char_indices()
        .find(|&(_, c)| words::is_stop(c))
        .map_or(at, |(offset, c)| at + offset + c.len_utf8())
}

/// The start of the sentence that `at` is in, if it starts soon before.
fn fold_before(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let from = text.floor_char_boundary(at.saturating_sub(SHOWN_BESIDE));
    let near = &text[from..at];
    near.char_indices()
        .rev()
        .find(|&(_, c)| words::is_stop(c))
        .map_or(at, |(offset, c)| from + offset + c.len_utf8())
}
