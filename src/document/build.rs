//! The parser's events → a tree of [`Block`]s, within bounds.
//!
//! A container deeper than [`MAX_DEPTH`] is left out and what it holds goes to the one around it. When the tree has
//! [`MAX_NODES`] nodes, the rest of the text is kept as one block of code, so that nothing is lost.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, RefDefs, Tag, TagEnd};

use super::inline::Collector;
use super::source::Source;
use super::spans;
use super::{Alignment, Block, BlockKind, Definition, Formula, Inline, ListItem, TableRow};
use crate::formula;

/// How deeply lists, quotations and footnotes may be nested.
pub const MAX_DEPTH: usize = 64;

/// How many blocks, items, cells and inlines a document may have.
pub const MAX_NODES: usize = 200_000;

/// How many definitions of links are kept.
const MAX_DEFINITIONS: usize = 10_000;

/// A tree, and which bounds it met.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub blocks: Vec<Block>,
    pub link_spans: Vec<Range<usize>>,
    pub definitions: Vec<Definition>,
    pub formulas: Vec<Formula>,
    /// Where something nested too deeply stands.
    pub too_deep: Option<usize>,
    /// From where on the text is shown as it is, because the tree is full.
    pub too_many: Option<usize>,
}

/// Parses a prepared text.
pub(super) fn tree(source: &Source<'_>) -> Tree {
    let mut builder = Builder::new(source);
    if source.hostile {
        builder.keep_rest(0);
        return builder.finish();
    }
    let math = match source.has_formulas {
        true => Options::ENABLE_MATH,
        false => Options::empty(),
    };
    let events = Parser::new_ext(&source.text, options() | math).into_offset_iter();
    builder.tree.definitions = definitions(events.reference_definitions(), source);
    for (event, place) in events {
        // What ends is complete; only what begins may be left to the rest.
        if builder.is_full() && !matches!(event, Event::End(_)) {
            builder.keep_rest(place.start);
            break;
        }
        builder.event(event, place);
    }
    builder.finish()
}

fn definitions(known: &RefDefs<'_>, source: &Source<'_>) -> Vec<Definition> {
    let mut found: Vec<_> = known.iter().collect();
    found.sort_by_key(|(_, definition)| definition.span.start);
    let found = found.into_iter().take(MAX_DEFINITIONS);
    found
        .map(|(label, definition)| Definition {
            label: source.clean(label),
            target: source.clean(&definition.dest),
            title: source.clean(definition.title.as_deref().unwrap_or_default()),
        })
        .collect()
}

/// What is read besides CommonMark.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
}

struct Builder<'s> {
    source: &'s Source<'s>,
    /// What is open, outermost first; the first is the document.
    frames: Vec<Frame>,
    /// How many open containers are deeper than the bound.
    flattened: usize,
    leaf: Leaf,
    /// The span of the open leaf, in the original.
    leaf_span: Range<usize>,
    inlines: Collector<'s>,
    nodes: usize,
    tree: Tree,
}

struct Frame {
    kind: Container,
    span: Range<usize>,
    blocks: Vec<Block>,
}

enum Container {
    Document,
    Quote,
    Footnote(String),
    Item {
        checked: Option<bool>,
    },
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<ListItem>,
    },
    Table {
        alignments: Vec<Alignment>,
        rows: Vec<TableRow>,
        cells: Vec<Vec<Inline>>,
    },
}

/// The block without blocks in it that is open.
enum Leaf {
    None,
    Paragraph,
    /// A paragraph of a tight list, which the parser does not announce.
    Implicit,
    Heading(u8),
    Cell,
    Code {
        info: String,
        text: String,
    },
    Html(String),
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Self {
            source,
            frames: vec![Frame {
                kind: Container::Document,
                span: 0..usize::MAX,
                blocks: Vec::new(),
            }],
            flattened: 0,
            leaf: Leaf::None,
            leaf_span: 0..0,
            inlines: Collector::new(source),
            nodes: 0,
            tree: Tree::default(),
        }
    }

    fn is_full(&self) -> bool {
        self.nodes + self.inlines.count >= MAX_NODES
    }

    fn event(&mut self, event: Event<'_>, place: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, place),
            Event::End(tag) => self.end(tag),
            Event::Rule => {
                let span = self.source.span(place);
                self.end_implicit();
                self.push_block(BlockKind::Rule, span);
            }
            Event::Html(html) => self.html(&html),
            Event::Text(text) => self.text(&text, place),
            Event::TaskListMarker(checked) => self.task(checked, place),
            Event::InlineMath(latex) => self.formula(&latex, "$", place),
            Event::DisplayMath(latex) => self.formula(&latex, "$$", place),
            other => {
                self.extend_implicit(&place);
                self.inline(&other);
            }
        }
    }

    /// A formula between dollars, as the parser read it: without the signs of a quotation that its lines begin with.
    fn formula(&mut self, latex: &str, dollars: &str, place: Range<usize>) {
        self.extend_implicit(&place);
        let written = self.source.clean(&format!("{dollars}{latex}{dollars}"));
        let (latex, display) = formula::inside(&written);
        self.tree.formulas.push(Formula {
            start: self.source.original(place.start),
            latex: latex.trim().to_owned(),
            display,
        });
        self.inlines.math(written);
    }

    fn inline(&mut self, event: &Event<'_>) {
        match event {
            Event::Code(code) => self.inlines.code(code),
            Event::InlineHtml(html) => self.inlines.html(html),
            Event::FootnoteReference(label) => {
                self.inlines
                    .other(Inline::FootnoteReference(self.source.clean(label)));
            }
            Event::SoftBreak => self.inlines.soft_break(),
            Event::HardBreak => self.inlines.other(Inline::HardBreak),
            _ => {}
        }
    }

    fn text(&mut self, words: &str, place: Range<usize>) {
        match &mut self.leaf {
            Leaf::Code { text, .. } => text.push_str(&self.source.clean(words)),
            Leaf::Html(html) => html.push_str(&self.source.clean(words)),
            _ => {
                self.extend_implicit(&place);
                self.inlines.text(words, place);
            }
        }
    }

    fn html(&mut self, words: &str) {
        if let Leaf::Html(html) = &mut self.leaf {
            html.push_str(&self.source.clean(words));
        }
    }

    fn task(&mut self, ticked: bool, place: Range<usize>) {
        let innermost = self.frames.last_mut().map(|frame| &mut frame.kind);
        match innermost {
            Some(Container::Item { checked }) if self.flattened == 0 => *checked = Some(ticked),
            _ => self.text(if ticked { "[x] " } else { "[ ] " }, place),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, place: Range<usize>) {
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. } => {
                self.extend_implicit(&place);
                self.inlines.start_span(tag, place);
            }
            Tag::TableHead | Tag::TableRow => self.start_row(place),
            Tag::TableCell => self.leaf = Leaf::Cell,
            _ => {
                self.end_implicit();
                let span = self.source.span(place);
                self.start_block(tag, span);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, span: Range<usize>) {
        let source = self.source;
        match tag {
            Tag::Paragraph => {
                self.loosen();
                self.start_leaf(Leaf::Paragraph, span);
            }
            Tag::Heading { level, .. } => self.start_leaf(Leaf::Heading(*level as u8), span),
            Tag::CodeBlock(CodeBlockKind::Indented) => self.start_leaf(code(String::new()), span),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.start_leaf(code(source.clean(info)), span)
            }
            Tag::HtmlBlock => self.start_leaf(Leaf::Html(String::new()), span),
            Tag::BlockQuote(_) => self.start_container(Container::Quote, span),
            Tag::FootnoteDefinition(label) => {
                self.start_container(Container::Footnote(source.clean(label)), span)
            }
            Tag::Item => self.start_container(Container::Item { checked: None }, span),
            Tag::List(start) => self.start_container(list(*start), span),
            Tag::Table(alignments) => {
                let table = Container::Table {
                    alignments: alignments.iter().copied().map(alignment).collect(),
                    rows: Vec::new(),
                    cells: Vec::new(),
                };
                self.open(table, span);
            }
            _ => {}
        }
    }

    fn start_leaf(&mut self, leaf: Leaf, span: Range<usize>) {
        self.leaf = leaf;
        self.leaf_span = span;
    }

    fn start_container(&mut self, kind: Container, span: Range<usize>) {
        // An item belongs to its list: they are kept or flattened together.
        let depth = self.frames.iter().filter(|frame| !frame.is_item()).count();
        let item = matches!(kind, Container::Item { .. });
        if self.flattened > 0 || (depth > MAX_DEPTH && !item) {
            self.flattened += 1;
            self.tree.too_deep.get_or_insert(span.start);
            return;
        }
        self.open(kind, span);
    }

    fn open(&mut self, kind: Container, span: Range<usize>) {
        self.nodes += 1;
        self.frames.push(Frame {
            kind,
            span,
            blocks: Vec::new(),
        });
    }

    /// A paragraph that the parser announces inside an item makes its list loose.
    fn loosen(&mut self) {
        if self.flattened > 0 || !self.frames.last().is_some_and(Frame::is_item) {
            return;
        }
        let list = self.frames.len() - 2;
        if let Container::List { tight, .. } = &mut self.frames[list].kind {
            *tight = false;
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => {
                self.inlines.end_span();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.end_leaf()
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::Table => self.close(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.end_implicit();
                self.end_container();
            }
            _ => {}
        }
    }

    fn end_leaf(&mut self) {
        let kind = match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::None | Leaf::Cell => return,
            Leaf::Paragraph | Leaf::Implicit => BlockKind::Paragraph(self.inlines.finish()),
            Leaf::Heading(level) => BlockKind::Heading {
                level,
                content: self.inlines.finish(),
            },
            Leaf::Code { info, text } => {
                if info.trim() == "math" {
                    self.tree.formulas.push(Formula {
                        start: self.leaf_span.start,
                        latex: text.trim().to_owned(),
                        display: true,
                    });
                }
                BlockKind::Code {
                    info,
                    text: with_line_end(text),
                }
            }
            Leaf::Html(html) => BlockKind::Html(without_line_end(html)),
        };
        let span = self.leaf_span.clone();
        self.push_block(kind, span);
    }

    /// Opens the paragraph of a tight item if none is open, and makes it reach as far as `place`.
    fn extend_implicit(&mut self, place: &Range<usize>) {
        if matches!(self.leaf, Leaf::None) {
            let start = self.source.original(place.start);
            self.start_leaf(Leaf::Implicit, start..start);
        }
        if matches!(self.leaf, Leaf::Implicit) {
            self.leaf_span.end = self.leaf_span.end.max(self.source.original(place.end));
        }
    }

    fn end_implicit(&mut self) {
        if matches!(self.leaf, Leaf::Implicit) {
            self.end_leaf();
        }
    }

    fn end_container(&mut self) {
        if self.flattened > 0 {
            self.flattened -= 1;
        } else {
            self.close();
        }
    }

    /// Closes the innermost container and gives it to the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { kind, span, blocks }) = self.frames.pop() else {
            return;
        };
        match kind {
            Container::Document => {}
            Container::Quote => self.push_block(BlockKind::Quote(blocks), span),
            Container::Footnote(label) => {
                self.push_block(BlockKind::Footnote { label, blocks }, span)
            }
            Container::List {
                start,
                tight,
                items,
            } => self.push_block(
                BlockKind::List {
                    start,
                    tight,
                    items,
                },
                span,
            ),
            Container::Item { checked } => self.push_item(ListItem {
                checked,
                blocks,
                span,
            }),
            Container::Table {
                alignments,
                mut rows,
                ..
            } => {
                let header = if rows.is_empty() {
                    TableRow::empty(span.start)
                } else {
                    rows.remove(0)
                };
                let table = BlockKind::Table {
                    alignments,
                    header,
                    rows,
                };
                self.push_block(table, span);
            }
        }
    }

    fn push_item(&mut self, item: ListItem) {
        if let Some(Frame {
            kind: Container::List { items, .. },
            ..
        }) = self.frames.last_mut()
        {
            items.push(item);
        }
    }

    fn push_block(&mut self, kind: BlockKind, span: Range<usize>) {
        self.nodes += 1;
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(Block { kind, span });
        }
    }

    fn start_row(&mut self, place: Range<usize>) {
        let span = self.source.span(place);
        self.nodes += 1;
        if let Some(Frame {
            kind: Container::Table { rows, cells, .. },
            ..
        }) = self.frames.last_mut()
        {
            cells.clear();
            rows.push(TableRow {
                cells: Vec::new(),
                span,
            });
        }
    }

    fn end_cell(&mut self) {
        self.leaf = Leaf::None;
        let content = self.inlines.finish();
        self.nodes += 1;
        if let Some(Container::Table { cells, .. }) =
            self.frames.last_mut().map(|frame| &mut frame.kind)
        {
            cells.push(content);
        }
    }

    fn end_row(&mut self) {
        if let Some(Container::Table { rows, cells, .. }) =
            self.frames.last_mut().map(|frame| &mut frame.kind)
            && let Some(row) = rows.last_mut()
        {
            row.cells = std::mem::take(cells);
        }
    }

    /// Closes everything and keeps the text from `place` on as it is.
    fn keep_rest(&mut self, place: usize) {
        let start = self.source.original(place);
        self.close_all();
        let end = self.source.original(self.source.text.len());
        self.tree.blocks.push(Block {
            kind: BlockKind::Code {
                info: String::new(),
                text: self.source.clean(&self.source.text[place..]),
            },
            span: start..end,
        });
        if !self.source.hostile {
            self.tree.too_many = Some(start);
        }
    }

    fn close_all(&mut self) {
        if matches!(self.leaf, Leaf::Cell) {
            self.end_cell();
            self.end_row();
        }
        self.end_leaf();
        while self.frames.len() > 1 {
            self.close();
        }
        if let Some(root) = self.frames.last_mut() {
            self.tree.blocks.append(&mut root.blocks);
        }
    }

    fn finish(mut self) -> Tree {
        self.close_all();
        let original = self.source.original_text;
        spans::fit(&mut self.tree.blocks, 0..original.len(), original);
        self.tree.link_spans = std::mem::take(&mut self.inlines.link_spans);
        self.tree
    }
}

impl Frame {
    fn is_item(&self) -> bool {
        matches!(self.kind, Container::Item { .. })
    }
}

impl TableRow {
    fn empty(place: usize) -> Self {
        Self {
            cells: Vec::new(),
            span: place..place,
        }
    }
}

fn code(info: String) -> Leaf {
    Leaf::Code {
        info,
        text: String::new(),
    }
}

/// The last line of a file may lack its end, which is no difference.
fn with_line_end(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn without_line_end(mut text: String) -> String {
    text.truncate(text.trim_end_matches('\n').len());
    text
}

fn list(start: Option<u64>) -> Container {
    Container::List {
        start,
        tight: true,
        items: Vec::new(),
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
