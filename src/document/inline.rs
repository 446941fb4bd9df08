//! The parser's inline events of one paragraph, heading or cell → [`Inline`]s.
//!
//! Joins adjacent text, finds bare addresses in it, drops line breaks between Japanese characters, and flattens
//! what is nested deeper than [`MAX_DEPTH`].

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag};

use super::Inline;
use super::autolink;
use super::cjk::joins_lines;
use super::source::Source;

/// How deeply emphasis, links and the like may be nested; what is deeper loses its form but not its text.
pub const MAX_DEPTH: usize = 32;

/// Collects the inlines of one leaf block after another.
#[derive(Debug)]
pub(super) struct Collector<'s> {
    source: &'s Source<'s>,
    /// What is open, outermost first; the first holds the block's own content.
    frames: Vec<Frame>,
    /// How many open spans are deeper than the bound.
    flattened: usize,
    /// How many links and images are open.
    links_open: usize,
    /// Whether a link written as raw HTML is open.
    raw_link_open: bool,
    run: Run,
    line_break: LineBreak,
    /// The last character that the reader sees, if nothing else follows it.
    last: Option<char>,
    /// Where links and images are, in reading order over the whole document.
    pub link_spans: Vec<Range<usize>>,
    /// How many inlines were made.
    pub count: usize,
}

#[derive(Debug, Default)]
struct Frame {
    kind: Kind,
    content: Vec<Inline>,
}

#[derive(Debug, Default)]
enum Kind {
    #[default]
    Block,
    Emphasis,
    Strong,
    Strikethrough,
    Link {
        target: String,
        title: String,
    },
    Image {
        target: String,
        title: String,
    },
}

/// Text that is still growing, and where its pieces stand in the source.
#[derive(Debug, Default)]
struct Run {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Where it starts in the run.
    at: usize,
    /// Where it stands in the parser's text.
    place: Range<usize>,
}

/// What became of the last line break in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineBreak {
    /// There is none to decide about.
    Settled,
    /// It was just met.
    Pending,
    /// It stands in the tree, after a Japanese character, and vanishes if one follows.
    Placed { frame: usize, index: usize },
}

impl<'s> Collector<'s> {
    pub fn new(source: &'s Source<'s>) -> Self {
        Self {
            source,
            frames: vec![Frame::default()],
            flattened: 0,
            links_open: 0,
            raw_link_open: false,
            run: Run::default(),
            line_break: LineBreak::Settled,
            last: None,
            link_spans: Vec::new(),
            count: 0,
        }
    }

    /// Takes what was collected for a block that ends here.
    pub fn finish(&mut self) -> Vec<Inline> {
        while self.frames.len() > 1 {
            self.end_span();
        }
        self.flattened = 0;
        self.raw_link_open = false;
        // A break before the end of a block separates nothing.
        self.line_break = LineBreak::Settled;
        self.flush();
        self.last = None;
        std::mem::take(&mut self.frames[0].content)
    }

    /// Takes words that stand at `place` in the parser's text.
    pub fn text(&mut self, text: &str, place: Range<usize>) {
        let Some(marker) = self.source.marker.filter(|&marker| text.contains(marker)) else {
            return self.piece(text, place);
        };
        let mut at = place.start;
        for piece in text.split(marker) {
            self.piece(piece, at..(at + piece.len()).min(place.end));
            at += piece.len() + marker.len_utf8();
        }
    }

    fn piece(&mut self, text: &str, place: Range<usize>) {
        let Some(first) = text.chars().next() else {
            return;
        };
        self.settle(first);
        self.run.pieces.push(Piece {
            at: self.run.text.len(),
            place,
        });
        self.run.text.push_str(text);
        self.last = text.chars().next_back();
    }

    /// Takes a code span.
    pub fn code(&mut self, text: &str) {
        let text = self.source.clean(text);
        if let Some(first) = text.chars().next() {
            self.settle(first);
            self.last = text.chars().next_back();
        }
        self.push(Inline::Code(text));
    }

    /// Takes a formula with its dollars.
    pub fn math(&mut self, written: String) {
        self.settle('$');
        self.last = Some('$');
        self.push(Inline::Math(written));
    }

    /// Takes something that is neither text nor a span.
    pub fn other(&mut self, inline: Inline) {
        self.place_break();
        self.line_break = LineBreak::Settled;
        self.last = None;
        self.push(inline);
    }

    /// Takes a raw HTML tag or comment.
    pub fn html(&mut self, html: &str) {
        let html = self.source.clean(html);
        let opens = is_tag(&html, "<a");
        let closes = is_tag(&html, "</a");
        // What was collected so far still stands outside or inside.
        self.other(Inline::Html(html));
        self.raw_link_open = opens || (self.raw_link_open && !closes);
    }

    /// Takes a line break of the source.
    pub fn soft_break(&mut self) {
        self.line_break = LineBreak::Pending;
    }

    /// Opens a span; `place` is all of it, in the parser's text.
    pub fn start_span(&mut self, tag: &Tag<'_>, place: Range<usize>) {
        if self.frames.len() > MAX_DEPTH || self.flattened > 0 {
            self.flattened += 1;
            return;
        }
        let Some(kind) = self.kind(tag) else { return };
        self.place_break();
        self.flush();
        if matches!(kind, Kind::Image { .. }) {
            // Its alternative text is no neighbour of the words around it.
            self.line_break = LineBreak::Settled;
            self.last = None;
        }
        if matches!(kind, Kind::Link { .. } | Kind::Image { .. }) {
            self.links_open += 1;
            self.link_spans.push(self.source.span(place));
        }
        self.frames.push(Frame {
            kind,
            content: Vec::new(),
        });
    }

    fn kind(&self, tag: &Tag<'_>) -> Option<Kind> {
        Some(match tag {
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                title,
                ..
            } => Kind::Link {
                target: format!("mailto:{}", self.source.clean(dest_url)),
                title: self.source.clean(title),
            },
            Tag::Link {
                dest_url, title, ..
            } => Kind::Link {
                target: self.source.clean(dest_url),
                title: self.source.clean(title),
            },
            Tag::Image {
                dest_url, title, ..
            } => Kind::Image {
                target: self.source.clean(dest_url),
                title: self.source.clean(title),
            },
            _ => return None,
        })
    }

    /// Closes the innermost span.
    pub fn end_span(&mut self) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        // After a Japanese character the break moves out of the span, where what follows decides about it.
        if !self.last.is_some_and(joins_lines) {
            self.place_break();
        }
        if self.line_break != LineBreak::Pending {
            self.line_break = LineBreak::Settled;
        }
        self.flush();
        let Some(Frame { kind, content }) = self.frames.pop() else {
            return;
        };
        if matches!(kind, Kind::Link { .. } | Kind::Image { .. }) {
            self.links_open -= 1;
        }
        if matches!(kind, Kind::Image { .. }) {
            self.last = None;
        }
        let inline = match kind {
            Kind::Block => return,
            Kind::Emphasis => Inline::Emphasis(content),
            Kind::Strong => Inline::Strong(content),
            Kind::Strikethrough => Inline::Strikethrough(content),
            Kind::Link { target, title } => Inline::Link {
                target,
                title,
                content,
            },
            Kind::Image { target, title } => Inline::Image {
                target,
                title,
                content,
            },
        };
        self.push(inline);
    }

    /// Decides about the last line break, now that the next visible character is known.
    fn settle(&mut self, next: char) {
        if self.line_break == LineBreak::Settled {
            return;
        }
        let joined = self.last.is_some_and(joins_lines) && joins_lines(next);
        match std::mem::replace(&mut self.line_break, LineBreak::Settled) {
            LineBreak::Pending if !joined => self.push(Inline::SoftBreak),
            LineBreak::Placed { frame, index } if joined => {
                self.frames[frame].content.remove(index);
            }
            _ => {}
        }
    }

    /// Puts a pending line break into the tree: what follows it is not a character yet.
    fn place_break(&mut self) {
        if self.line_break != LineBreak::Pending {
            return;
        }
        self.push(Inline::SoftBreak);
        let frame = self.frames.len() - 1;
        let index = self.frames[frame].content.len() - 1;
        self.line_break = if self.last.is_some_and(joins_lines) {
            LineBreak::Placed { frame, index }
        } else {
            LineBreak::Settled
        };
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.count += 1;
        self.top().push(inline);
    }

    fn top(&mut self) -> &mut Vec<Inline> {
        let last = self.frames.len() - 1;
        &mut self.frames[last].content
    }

    /// Ends the growing text, and makes links of the addresses in it.
    fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.run.text);
        let mut pieces = std::mem::take(&mut self.run.pieces);
        let mut done = 0;
        if self.links_open == 0 && !self.raw_link_open {
            for found in autolink::find(&text) {
                let shown = text[found.range.clone()].to_owned();
                self.plain(&text[done..found.range.start]);
                self.link_spans
                    .push(self.source.span(place(&pieces, found.range.clone())));
                self.count += 2;
                self.top().push(Inline::Link {
                    target: found.target,
                    title: String::new(),
                    content: vec![Inline::Text(shown)],
                });
                done = found.range.end;
            }
        }
        if done == 0 {
            self.count += 1;
            self.top().push(Inline::Text(text));
        } else {
            self.plain(&text[done..]);
        }
        pieces.clear();
        self.run.pieces = pieces;
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.count += 1;
            self.top().push(Inline::Text(text.to_owned()));
        }
    }
}

fn is_tag(html: &str, start: &str) -> bool {
    let name = html
        .get(..start.len())
        .is_some_and(|name| name.eq_ignore_ascii_case(start));
    name && !html[start.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// Where a part of a run stands in the parser's text.
fn place(pieces: &[Piece], range: Range<usize>) -> Range<usize> {
    let piece_of = |at: usize| &pieces[pieces.partition_point(|piece| piece.at <= at) - 1];
    let first = piece_of(range.start);
    let last = piece_of(range.end - 1);
    let start = (first.place.start + (range.start - first.at)).min(first.place.end);
    let end = (last.place.start + (range.end - last.at)).min(last.place.end);
    start..end.max(start)
}
