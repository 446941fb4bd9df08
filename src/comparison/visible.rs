//! Inlines → the text a reader sees, with its styles beside it.
//!
//! White space is collapsed as a browser does, line breaks of the source vanish between Japanese characters,
//! comments vanish. What is not text (an image, a tag, a footnote's mark) is an [`Atom`]: one placeholder
//! character, so that places between atoms without visible text can be told apart.

use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

use crate::bytes::find_byte;
use crate::document::{Inline, joins_lines};

/// Stands for an [`Atom`] in [`Flat::text`].
pub(super) const PLACEHOLDER: char = '\u{fffc}';

/// Inlines nested deeper than this are not looked into; the parser's own bound is lower.
const MAX_DEPTH: usize = 128;

/// One thing that may be said of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Style<'a> {
    Emphasis,
    Strong,
    Strikethrough,
    Code,
    Link { target: &'a str, title: &'a str },
}

/// A piece of a text that is no text itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom<'a> {
    Break,
    /// Between two texts that were joined: see [`Flat::joined`].
    Boundary,
    Image {
        target: &'a str,
        title: &'a str,
        alternative: String,
    },
    Html(&'a str),
    FootnoteReference(&'a str),
}

impl Atom<'_> {
    /// What a reader sees of it as text.
    pub(super) fn visible(&self) -> String {
        match self {
            Self::Break | Self::Boundary => "\n".to_owned(),
            Self::Image { alternative, .. } => alternative.clone(),
            Self::Html(_) => String::new(),
            Self::FootnoteReference(label) => format!("[^{label}]"),
        }
    }
}

/// A stretch of [`Flat::text`] in one style, or one atom.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span<'a> {
    pub range: Range<usize>,
    /// Index into [`Flat::styles`].
    pub style: usize,
    pub atom: Option<Atom<'a>>,
}

/// Running text, laid out flat.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flat<'a> {
    pub text: String,
    /// Cover the text without gaps, in order.
    pub spans: Vec<Span<'a>>,
    /// Outermost style first.
    pub styles: Vec<Vec<Style<'a>>>,
}

impl<'a> Flat<'a> {
    pub(super) fn new(inlines: &'a [Inline]) -> Self {
        let mut builder = Builder::default();
        walk(inlines, &mut builder);
        builder.flat
    }

    /// Several running texts in one, with an [`Atom::Boundary`] between neighbours.
    pub(super) fn joined(leaves: &[&'a [Inline]]) -> Self {
        let mut builder = Builder::default();
        for (at, leaf) in leaves.iter().enumerate() {
            if at > 0 {
                builder.atom(Atom::Boundary);
            }
            walk(leaf, &mut builder);
        }
        builder.flat
    }

    /// Text without styles.
    pub(super) fn plain(text: String) -> Self {
        let mut builder = Builder::default();
        builder.text(&text);
        builder.flat
    }

    /// The part of the reader-visible text that `range` stands for.
    pub(super) fn visible(&self, range: Range<usize>) -> String {
        let mut out = String::with_capacity(range.len());
        for span in self.spans_in(&range) {
            match &span.atom {
                Some(atom) => out.push_str(&atom.visible()),
                None => out.push_str(
                    &self.text[span.range.start.max(range.start)..span.range.end.min(range.end)],
                ),
            }
        }
        out
    }

    /// The spans that overlap `range`.
    pub(super) fn spans_in(&self, range: &Range<usize>) -> &[Span<'a>] {
        if range.is_empty() {
            return &[];
        }
        let first = self
            .spans
            .partition_point(|span| span.range.end <= range.start);
        let last = self
            .spans
            .partition_point(|span| span.range.start < range.end);
        &self.spans[first..last]
    }

    /// The span that holds the byte `at`.
    pub(super) fn span_at(&self, at: usize) -> Option<&Span<'a>> {
        let index = self.spans.partition_point(|span| span.range.end <= at);
        self.spans.get(index)
    }
}

/// The reader-visible text of running text.
pub(super) fn plain_text(inlines: &[Inline]) -> String {
    struct Plain(String);
    impl<'a> Sink<'a> for Plain {
        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
        fn atom(&mut self, atom: Atom<'a>) {
            self.0.push_str(&atom.visible());
        }
    }
    let mut plain = Plain(String::new());
    walk(inlines, &mut plain);
    plain.0
}

/// Feeds what a reader sees of running text into a hash; returns how many bytes of text and atoms that was.
pub(super) fn hash(inlines: &[Inline], hasher: &mut DefaultHasher) -> usize {
    let mut sink = Hashing { hasher, size: 0 };
    walk(inlines, &mut sink);
    sink.size
}

/// What [`walk`] tells of running text.
trait Sink<'a> {
    fn text(&mut self, text: &str);
    fn atom(&mut self, atom: Atom<'a>);
    fn open(&mut self, _style: Style<'a>) {}
    fn close(&mut self) {}
}

#[derive(Default)]
struct Builder<'a> {
    flat: Flat<'a>,
    stack: Vec<Style<'a>>,
}

impl<'a> Builder<'a> {
    fn push(&mut self, text: &str, atom: Option<Atom<'a>>) {
        let flat = &mut self.flat;
        let start = flat.text.len();
        flat.text.push_str(text);
        let range = start..flat.text.len();
        if let Some(last) = flat.spans.last_mut()
            && last.atom.is_none()
            && atom.is_none()
            && flat.styles[last.style] == self.stack
        {
            last.range.end = range.end;
            return;
        }
        if flat.styles.last() != Some(&self.stack) {
            flat.styles.push(self.stack.clone());
        }
        flat.spans.push(Span {
            range,
            style: flat.styles.len() - 1,
            atom,
        });
    }
}

impl<'a> Sink<'a> for Builder<'a> {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(text, None);
        }
    }
    fn atom(&mut self, atom: Atom<'a>) {
        let mut placeholder = [0; 4];
        self.push(PLACEHOLDER.encode_utf8(&mut placeholder), Some(atom));
    }
    fn open(&mut self, style: Style<'a>) {
        self.stack.push(style);
    }
    fn close(&mut self) {
        self.stack.pop();
    }
}

struct Hashing<'h> {
    hasher: &'h mut DefaultHasher,
    size: usize,
}

/// Bytes that never occur in UTF-8 keep what is hashed apart from text.
const OPEN: u8 = 0xf8;
const CLOSE: u8 = 0xf9;
const ATOM: u8 = 0xfa;

impl<'a> Sink<'a> for Hashing<'_> {
    fn text(&mut self, text: &str) {
        self.hasher.write(text.as_bytes());
        self.size += text.len();
    }
    fn atom(&mut self, atom: Atom<'a>) {
        self.hasher.write_u8(ATOM);
        std::hash::Hash::hash(&atom, self.hasher);
        self.size += 1;
    }
    fn open(&mut self, style: Style<'a>) {
        self.hasher.write_u8(OPEN);
        std::hash::Hash::hash(&style, self.hasher);
    }
    fn close(&mut self) {
        self.hasher.write_u8(CLOSE);
    }
}

fn walk<'a>(inlines: &'a [Inline], sink: &mut dyn Sink<'a>) {
    let mut walker = Walker {
        sink,
        last: None,
        gap: Gap::None,
    };
    walker.inlines(inlines, 0);
}

/// White space that was met but not yet told.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Space,
    SoftBreak,
}

struct Walker<'s, 'a> {
    sink: &'s mut dyn Sink<'a>,
    last: Option<char>,
    gap: Gap,
}

impl<'a> Walker<'_, 'a> {
    fn inlines(&mut self, inlines: &'a [Inline], depth: usize) {
        if depth < MAX_DEPTH {
            for inline in inlines {
                self.inline(inline, depth);
            }
        }
    }

    fn inline(&mut self, inline: &'a Inline, depth: usize) {
        match inline {
            Inline::Text(text) | Inline::Math(text) => self.text(text),
            Inline::Code(text) => {
                self.open(Style::Code);
                self.text(text);
                self.sink.close();
            }
            Inline::Emphasis(content) => self.styled(Style::Emphasis, content, depth),
            Inline::Strong(content) => self.styled(Style::Strong, content, depth),
            Inline::Strikethrough(content) => self.styled(Style::Strikethrough, content, depth),
            Inline::Link {
                target,
                title,
                content,
            } => {
                self.styled(Style::Link { target, title }, content, depth);
            }
            Inline::Image {
                target,
                title,
                content,
            } => self.atom(Atom::Image {
                target,
                title,
                alternative: plain_text(content),
            }),
            Inline::SoftBreak => {
                if self.gap == Gap::None {
                    self.gap = Gap::SoftBreak;
                }
            }
            Inline::HardBreak => self.atom(Atom::Break),
            Inline::Html(tag) => self.tag(tag),
            Inline::FootnoteReference(label) => self.atom(Atom::FootnoteReference(label)),
        }
    }

    fn styled(&mut self, style: Style<'a>, content: &'a [Inline], depth: usize) {
        self.open(style);
        self.inlines(content, depth + 1);
        self.sink.close();
    }

    /// A space before a style is not part of it.
    fn open(&mut self, style: Style<'a>) {
        if self.gap == Gap::Space {
            self.flush(None);
        }
        self.sink.open(style);
    }

    fn tag(&mut self, tag: &'a str) {
        let name = tag
            .trim_start_matches('<')
            .trim_end_matches('>')
            .trim_end_matches('/')
            .trim_end();
        if name.eq_ignore_ascii_case("br") {
            self.atom(Atom::Break);
        } else if !tag.starts_with("<!") && !tag.starts_with("<?") {
            self.atom(Atom::Html(tag));
        }
    }

    fn atom(&mut self, atom: Atom<'a>) {
        if atom == Atom::Break {
            self.gap = Gap::None;
            self.last = Some('\n');
        } else {
            self.flush(None);
            self.last = Some(PLACEHOLDER);
        }
        self.sink.atom(atom);
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start_matches(is_space);
            if trimmed.len() < rest.len() {
                self.gap = Gap::Space;
            }
            let Some(first) = trimmed.chars().next() else {
                return;
            };
            let chunk = &trimmed[..chunk_length(trimmed)];
            self.flush(Some(first));
            self.sink.text(chunk);
            self.last = chunk.chars().next_back();
            rest = &trimmed[chunk.len()..];
        }
    }

    fn flush(&mut self, next: Option<char>) {
        let joins = |a: Option<char>, b: Option<char>| {
            a.is_some_and(joins_lines) && b.is_some_and(joins_lines)
        };
        let shown = match self.gap {
            Gap::None => false,
            Gap::Space => true,
            Gap::SoftBreak => !joins(self.last, next),
        };
        self.gap = Gap::None;
        if shown && !matches!(self.last, None | Some('\n' | ' ')) {
            self.sink.text(" ");
            self.last = Some(' ');
        }
    }
}

/// How much of a text that starts with no white space can be told as it is.
fn chunk_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let space = |byte: u8| (byte == b' ') | (b'\t'..=b'\r').contains(&byte);
    let mut at = 0;
    while let Some(offset) = find_byte(&bytes[at..], space) {
        at += offset;
        let next = bytes.get(at + 1).map(|&next| char::from(next));
        let alone = bytes[at] == b' ' && next.is_some_and(|next| !is_space(next));
        // A vertical tab is none of the white space that collapses.
        if !alone && bytes[at] != 0xb {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn check(inlines: &[Inline], expected: &str) {
        let flat = Flat::new(inlines);
        assert_eq!(flat.visible(0..flat.text.len()), expected);
        assert_eq!(plain_text(inlines), expected);
    }

    #[test]
    fn a_soft_break_is_a_space_but_not_in_japanese() {
        check(&[text("one"), Inline::SoftBreak, text("two")], "one two");
        check(
            &[text("一行目"), Inline::SoftBreak, text("二行目")],
            "一行目二行目",
        );
    }

    #[test]
    fn white_space_collapses_and_ends_are_trimmed() {
        check(
            &[text(" a \t b  "), Inline::HardBreak, text(" c ")],
            "a b\nc",
        );
        check(
            &[text("a "), Inline::Strong(vec![text(" b ")]), text(" c")],
            "a b c",
        );
    }

    #[test]
    fn comments_vanish_and_tags_have_no_text() {
        check(
            &[
                text("a"),
                Inline::Html("<!-- x -->".into()),
                Inline::Html("<u>".into()),
                text("b"),
            ],
            "ab",
        );
        check(
            &[text("a"), Inline::Html("<br />".into()), text("b")],
            "a\nb",
        );
    }

    #[test]
    fn the_space_before_a_style_is_outside_it() {
        let inlines = [text("a "), Inline::Strong(vec![text("b")])];
        let flat = Flat::new(&inlines);
        assert_eq!(flat.spans[0].range, 0..2);
    }

    #[test]
    fn equal_texts_hash_alike_whatever_their_spacing() {
        let of = |inlines: &[Inline]| {
            let mut hasher = DefaultHasher::new();
            hash(inlines, &mut hasher);
            hasher.finish()
        };
        assert_eq!(
            of(&[text("a  b")]),
            of(&[text("a"), Inline::SoftBreak, text("b ")])
        );
        assert_ne!(of(&[text("ab")]), of(&[Inline::Strong(vec![text("ab")])]));
    }
}
