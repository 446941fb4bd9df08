//! [`Document`] → HTML, unsanitised.
//!
//! All text is escaped, tags are balanced, and headings carry their sections' anchors; but raw HTML and link targets are the
//! author's own. `render` sanitises last. [`to_html`] writes a whole document; an [`Emitter`] writes any part of one, and
//! opens and closes blocks and inlines one by one for those who put something in between (a comparison).
//!
//! The form is cmark's, to the byte if [`Options::plain`] is set, so that the specification's examples can be tested.

mod escape;
mod footnotes;
mod inline;
mod raw;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

pub use escape::{escape_found, escape_target, escape_text, escape_url};
use footnotes::Footnotes;
pub use raw::lead as lead_raw;

use super::{Alignment, Block, BlockKind, Document, ListItem, TableRow};

/// Tells where links and images lead, as seen from the page that is written.
pub trait Links {
    /// Gives the address for a link's target as the author wrote it; `None` keeps it.
    fn link(&self, target: &str) -> Option<Cow<'_, str>>;

    /// Gives the address for an image's source as the author wrote it; `None` keeps it.
    fn image(&self, source: &str) -> Option<Cow<'_, str>>;
}

/// Keeps every target as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsWritten;

impl Links for AsWritten {
    fn link(&self, _target: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn image(&self, _source: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// How HTML is written.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Where links lead.
    pub links: &'a dyn Links,
    /// Put before every `id`, so that two documents on one page do not clash.
    pub prefix: &'a str,
    /// Heading over the footnotes, for screen readers; none if empty.
    pub footnotes_title: &'a str,
    /// Whether headings also carry the anchors of GitHub and MkDocs.
    pub aliases: bool,
    /// Whether headings have their anchors.
    pub anchors: bool,
    /// The class of links that show nothing but their address; none if empty. Paper shows the addresses of all others.
    pub bare_link: &'a str,
    /// Whether code is marked with its language, to be coloured later.
    pub colours: bool,
    /// Whether formulas are marked, to be set later.
    pub formulas: bool,
    /// Exactly what the specifications' examples show: no ids, no classes.
    pub plain: bool,
    /// Markup that stands after a heading, by the heading's anchor.
    pub after_heading: &'a dyn Fn(&str) -> Option<String>,
    /// Markup that stands before a top-level block of a whole document, by the block's index.
    pub before_block: &'a dyn Fn(usize) -> Option<String>,
    /// The ids of blocks, by where these start in the source.
    pub block_ids: &'a BTreeMap<usize, String>,
}

/// No block has an id.
static NO_IDS: BTreeMap<usize, String> = BTreeMap::new();

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            links: &AsWritten,
            prefix: "",
            footnotes_title: "",
            aliases: true,
            anchors: true,
            bare_link: "",
            colours: false,
            formulas: false,
            plain: false,
            after_heading: &|_| None,
            before_block: &|_| None,
            block_ids: &NO_IDS,
        }
    }
}

/// Writes a whole document, its footnotes last.
pub fn to_html(document: &Document, options: &Options<'_>) -> String {
    let mut emitter = Emitter::new(document, *options);
    let source = document.blocks.last().map_or(0, |block| block.span.end);
    emitter.out.reserve(source + source / 2);
    for (index, block) in document.blocks.iter().enumerate() {
        if let Some(before) = (options.before_block)(index) {
            emitter.line();
            emitter.raw(&before);
            emitter.raw("\n");
        }
        emitter.block(block);
    }
    emitter.footnotes();
    emitter.finish()
}

/// Writes parts of one document.
pub struct Emitter<'a> {
    document: &'a Document,
    options: Options<'a>,
    out: String,
    footnotes: Footnotes<'a>,
}

impl<'a> Emitter<'a> {
    /// Starts with nothing written.
    pub fn new(document: &'a Document, options: Options<'a>) -> Self {
        Self {
            document,
            options,
            out: String::new(),
            footnotes: Footnotes::of(document),
        }
    }

    /// Gives what was written.
    pub fn finish(self) -> String {
        self.out
    }

    /// Moves what was written so far to the end of `to`.
    pub fn move_to(&mut self, to: &mut String) {
        to.push_str(&self.out);
        self.out.clear();
    }

    /// Writes markup as it is.
    pub fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Writes text, escaped.
    pub fn text(&mut self, text: &str) {
        escape_text(&mut self.out, text);
    }

    /// Starts a new line unless one has just been started.
    pub fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Writes blocks. Footnotes among them wait for [`Emitter::footnotes`].
    pub fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    /// Writes one block.
    pub fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Footnote { .. } => return,
            BlockKind::Html(html) => {
                self.line();
                self.out.push_str(&lead_raw(html, self.options.links));
                return self.line();
            }
            _ => {}
        }
        self.open(block, "");
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                self.inlines(content)
            }
            BlockKind::List { tight, items, .. } => self.items(items, *tight),
            BlockKind::Quote(blocks) => self.blocks(blocks),
            BlockKind::Code { text, .. } => self.text(text),
            BlockKind::Table {
                alignments,
                header,
                rows,
            } => self.table(alignments, header, rows),
            BlockKind::Html(_) | BlockKind::Rule | BlockKind::Footnote { .. } => {}
        }
        self.close(block);
    }

    /// Writes a block's opening tag, with `attributes` (` class="…"`) as they are.
    ///
    /// What a block holds comes between this and [`Emitter::close`]; for HTML and footnotes nothing is written.
    pub fn open(&mut self, block: &Block, attributes: &str) {
        if !matches!(block.kind, BlockKind::Html(_) | BlockKind::Footnote { .. }) {
            self.line();
        }
        match &block.kind {
            BlockKind::Heading { level, .. } => self.open_heading(*level, block, attributes),
            BlockKind::Paragraph(_) => self.identified("p", block.span.start, attributes, ""),
            BlockKind::List { start: None, .. } => self.tag("ul", attributes, "\n"),
            BlockKind::List { start: Some(1), .. } => self.tag("ol", attributes, "\n"),
            BlockKind::List {
                start: Some(start), ..
            } => self.tag("ol", &format!(" start=\"{start}\"{attributes}"), "\n"),
            BlockKind::Quote(_) => self.tag("blockquote", attributes, "\n"),
            BlockKind::Code { info, .. } => self.open_code(info, attributes),
            BlockKind::Table { .. } => self.tag("table", attributes, "\n"),
            BlockKind::Rule if self.options.plain => self.tag("hr /", attributes, "\n"),
            BlockKind::Rule => self.tag("hr", attributes, "\n"),
            BlockKind::Html(_) | BlockKind::Footnote { .. } => {}
        }
    }

    /// Writes a block's closing tag.
    pub fn close(&mut self, block: &Block) {
        let name = match &block.kind {
            BlockKind::Heading { level, .. } => {
                let _ = writeln!(self.out, "</h{level}>");
                return self.after_heading(block);
            }
            BlockKind::Code { .. } => return self.out.push_str("</code></pre>\n"),
            BlockKind::Html(_) | BlockKind::Rule | BlockKind::Footnote { .. } => return,
            BlockKind::Paragraph(_) => return self.out.push_str("</p>\n"),
            BlockKind::List { start: None, .. } => "ul",
            BlockKind::List { .. } => "ol",
            BlockKind::Quote(_) => "blockquote",
            BlockKind::Table { .. } => "table",
        };
        self.line();
        let _ = writeln!(self.out, "</{name}>");
    }

    fn after_heading(&mut self, block: &Block) {
        let anchors = self.document.anchors_at(block.span.start);
        let after = anchors
            .first()
            .and_then(|anchor| (self.options.after_heading)(anchor));
        if let Some(after) = after {
            self.out.push_str(&after);
            self.out.push('\n');
        }
    }

    /// Writes the opening tag of something that may have an id.
    fn identified(&mut self, name: &str, place: usize, attributes: &str, end: &str) {
        let Some(id) = self.options.block_ids.get(&place) else {
            return self.tag(name, attributes, end);
        };
        let _ = write!(self.out, "<{name}");
        self.id(id);
        let _ = write!(self.out, "{attributes}>{end}");
    }

    fn tag(&mut self, name: &str, attributes: &str, end: &str) {
        let _ = write!(self.out, "<{name}{attributes}>{end}");
    }

    fn open_heading(&mut self, level: u8, block: &Block, attributes: &str) {
        let _ = write!(self.out, "<h{level}");
        let ids = if self.options.plain || !self.options.anchors {
            Vec::new()
        } else {
            self.document.anchors_at(block.span.start)
        };
        if let Some(anchor) = ids.first() {
            self.id(anchor);
        }
        self.out.push_str(attributes);
        self.out.push('>');
        if self.options.aliases {
            for alias in ids.iter().skip(1) {
                self.out.push_str("<span class=\"alias\"");
                self.id(alias);
                self.out.push_str("></span>");
            }
        }
    }

    /// Writes an `id` attribute with the page's prefix.
    fn id(&mut self, id: &str) {
        self.out.push_str(" id=\"");
        escape_text(&mut self.out, self.options.prefix);
        escape_text(&mut self.out, id);
        self.out.push('"');
    }

    fn open_code(&mut self, info: &str, attributes: &str) {
        self.tag("pre", attributes, "<code");
        if let Some(language) = info.split_whitespace().next() {
            let prefix = self.options.prefix;
            match mark(language) {
                Some(_) if self.options.formulas && language == "math" => {
                    let _ = write!(self.out, " class=\"{prefix}math\"");
                }
                Some(mark) if self.options.colours => {
                    let _ = write!(self.out, " class=\"{prefix}code-{mark}\"");
                }
                _ => {
                    self.out.push_str(" class=\"language-");
                    self.text(language);
                    self.out.push('"');
                }
            }
        }
        self.out.push('>');
    }

    fn items(&mut self, items: &[ListItem], tight: bool) {
        for item in items {
            self.open_item(item, "");
            self.item_blocks(&item.blocks, tight);
            self.close_item();
        }
    }

    /// Writes the blocks of a list item: without `<p>` if the list is tight.
    pub fn item_blocks(&mut self, blocks: &[Block], tight: bool) {
        for (index, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Paragraph(content) if tight => {
                    if index > 0 {
                        self.line();
                    }
                    self.inlines(content);
                }
                _ => self.block(block),
            }
        }
    }

    /// Writes `<li>` and, for an item of a task list, its box.
    pub fn open_item(&mut self, item: &ListItem, attributes: &str) {
        self.line();
        self.identified("li", item.span.start, attributes, "");
        match (item.checked, self.options.plain) {
            (None, _) => {}
            (Some(true), true) => self
                .out
                .push_str("<input checked=\"\" disabled=\"\" type=\"checkbox\"> "),
            (Some(false), true) => self
                .out
                .push_str("<input disabled=\"\" type=\"checkbox\"> "),
            (Some(true), false) => self
                .out
                .push_str("<input type=\"checkbox\" disabled checked> "),
            (Some(false), false) => self.out.push_str("<input type=\"checkbox\" disabled> "),
        }
    }

    /// Writes `</li>`.
    pub fn close_item(&mut self) {
        self.out.push_str("</li>\n");
    }

    fn table(&mut self, alignments: &[Alignment], header: &TableRow, rows: &[TableRow]) {
        self.out.push_str("<thead>\n");
        self.row(alignments, header, "th");
        self.out.push_str("</thead>\n");
        if rows.is_empty() {
            return;
        }
        self.out.push_str("<tbody>\n");
        for row in rows {
            self.row(alignments, row, "td");
        }
        self.out.push_str("</tbody>\n");
    }

    fn row(&mut self, alignments: &[Alignment], row: &TableRow, name: &str) {
        self.identified("tr", row.span.start, "", "\n");
        for (column, cell) in row.cells.iter().enumerate() {
            let alignment = alignments.get(column).copied().unwrap_or(Alignment::None);
            self.open_cell(name, alignment, "");
            self.inlines(cell);
            let _ = writeln!(self.out, "</{name}>");
        }
        self.out.push_str("</tr>\n");
    }

    /// Writes the opening tag of a table's cell; `name` is `th` or `td`.
    pub fn open_cell(&mut self, name: &str, alignment: Alignment, attributes: &str) {
        let align = match alignment {
            Alignment::None => "",
            Alignment::Left => " align=\"left\"",
            Alignment::Center => " align=\"center\"",
            Alignment::Right => " align=\"right\"",
        };
        let _ = write!(self.out, "<{name}{align}{attributes}>");
    }
}

/// A language's name as a part of a class; `None` if it is none.
fn mark(language: &str) -> Option<String> {
    let name = language.to_ascii_lowercase();
    let name = name.replace('+', "p").replace('#', "sharp");
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && name.len() <= 32).then_some(name)
}
