//! Markdown text → [`Document`]: a tree of blocks and inlines with source positions, and its sections.
//!
//! Pure: no I/O, no clock, no configuration. A document never fails to parse: whatever passes a bound is cut there,
//! and [`Document::problems`] says so. Nothing here is safe to publish yet: raw HTML is kept as the author wrote
//! it, and `render` sanitises last.

use std::ops::Range;

use crate::diagnostic::Diagnostic;

mod alias;
mod anchor;
mod autolink;
mod block_id;
mod bounds;
mod build;
mod cjk;
mod front_matter;
mod guard;
pub mod html;
mod inline;
mod lookup;
mod math;
mod plain;
#[cfg(test)]
mod properties;
mod section;
mod source;
mod spans;
#[cfg(test)]
mod tests;

pub use autolink::addresses;
pub use block_id::{PREFIX as BLOCK_PREFIX, block_ids};
pub(crate) use cjk::{is_alphanumeric, joins_lines};
pub use front_matter::{contact_address, is_web_address};
pub use lookup::{LinkRef, block_text};
pub use math::problems as formula_problems;
pub use plain::plain_text;

/// Reads one Markdown file.
pub fn parse(source: &str) -> Document {
    let top = front_matter::read(source);
    let prepared = math::prepared(source, top.body);
    let tree = build::tree(&prepared);
    let mut outline = section::outline(&tree.blocks);
    section::number_lines(&mut outline.sections, &tree.blocks, source);
    let mut problems = top.problems;
    problems.extend(bounds::passed(source, &prepared, &tree));
    Document {
        front_matter: top.front_matter,
        sections: outline.sections,
        nested_headings: outline.nested,
        blocks: tree.blocks,
        problems,
        link_spans: tree.link_spans,
        definitions: tree.definitions,
        formulas: tree.formulas,
    }
}

/// One Markdown file, read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The YAML between `---` lines at the top, if any.
    pub front_matter: FrontMatter,
    /// The blocks in reading order. Headings are blocks; what they govern follows them.
    pub blocks: Vec<Block>,
    /// The sections in reading order; see [`Section`].
    pub sections: Vec<Section>,
    /// What could not be read as meant: bounds passed, front matter that does not parse. Places carry lines only.
    pub problems: Vec<Diagnostic>,
    /// Where the links and images stand in the source, in reading order. See [`Document::links`].
    pub link_spans: Vec<Range<usize>>,
    /// Headings in quotations and lists, which open no section: where they start in the source, and their anchors.
    pub nested_headings: Vec<(usize, Vec<String>)>,
    /// Definitions of links (`[label]: target "title"`), used or not, in the order of the source.
    pub definitions: Vec<Definition>,
    /// The formulas, in the order of the source. See [`formula_problems`].
    pub formulas: Vec<Formula>,
}

/// A formula in LaTeX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Where it starts in the source, in bytes.
    pub start: usize,
    /// What stands between its dollars.
    pub latex: String,
    /// Whether it has a line of its own.
    pub display: bool,
}

/// Where links of a label lead, written apart from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The label as the links write it, without regard to case.
    pub label: String,
    /// The address.
    pub target: String,
    /// The title; empty if there is none.
    pub title: String,
}

/// A document's own settings. Unknown keys are kept in `other` and shown to templates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// Title that takes precedence over the first heading.
    pub title: Option<String>,
    /// Addresses of discussions about the document (only `http` and `https`).
    pub discussion: Vec<String>,
    /// Further ways to take part.
    pub participate: Vec<Participation>,
    /// The same for single sections, by their anchors.
    pub sections: Vec<(String, Ways)>,
    /// Free text such as `draft`.
    pub status: Option<String>,
    /// An identity that survives renaming the file.
    pub id: Option<String>,
    /// Every other key, in the file's order.
    pub other: Vec<(String, serde_json::Value)>,
}

/// A labelled link for taking part: an AI chat, a survey, an address for letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// What the link is called.
    pub label: String,
    /// Where it leads (only `http`, `https` and `mailto`).
    pub url: String,
}

/// Where something is talked about, and further ways to have a say in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Addresses of discussions (only `http` and `https`).
    pub discussion: Vec<String>,
    /// Further ways.
    pub participate: Vec<Participation>,
}

/// A heading and what it governs: all blocks up to the next heading of the same or a higher level.
///
/// Text before the first heading belongs to no section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Readable and stable: made from the heading (NFC), disambiguated by its parents where headings repeat.
    pub anchor: String,
    /// Anchors that GitHub and MkDocs gave for the same heading, where they differ from `anchor`.
    pub aliases: Vec<String>,
    /// The heading as plain text.
    pub title: String,
    /// Heading level, 1 to 6.
    pub level: u8,
    /// The heading's line in the file, counted from 1.
    pub line: usize,
    /// Index of the parent in [`Document::sections`].
    pub parent: Option<usize>,
    /// The blocks it governs, its heading included, as indices into [`Document::blocks`].
    pub blocks: Range<usize>,
}

/// One block with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Bytes of the source text that it was read from.
    pub span: Range<usize>,
}

/// The kinds of block: CommonMark 0.31.2, and GFM's tables, task lists and footnotes.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading; only at the top level does it open a [`Section`].
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, ordered if it has a first number.
    List {
        /// First number of an ordered list.
        start: Option<u64>,
        /// Whether paragraphs of items are shown without `<p>`.
        tight: bool,
        /// The items.
        items: Vec<ListItem>,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// Code, fenced or indented.
    Code {
        /// What stands after the fence, such as a language.
        info: String,
        /// The text; its last line has an end even if the file does not.
        text: String,
    },
    /// Raw HTML as the author wrote it, without its last line end. Untrusted.
    Html(String),
    /// A table.
    Table {
        /// One per column.
        alignments: Vec<Alignment>,
        /// The header row.
        header: TableRow,
        /// The body rows.
        rows: Vec<TableRow>,
    },
    /// A thematic break.
    Rule,
    /// The text of a footnote.
    Footnote {
        /// The label between `[^` and `]`.
        label: String,
        /// Its text.
        blocks: Vec<Block>,
    },
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Whether its box is ticked, for an item of a task list.
    pub checked: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
    /// Bytes of the source text that it was read from.
    pub span: Range<usize>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The cells, left to right.
    pub cells: Vec<Vec<Inline>>,
    /// Bytes of the source text that it was read from.
    pub span: Range<usize>,
}

/// How the cells of a column are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the browser likes.
    None,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Words; adjacent ones are joined.
    Text(String),
    /// `code`.
    Code(String),
    /// A formula in LaTeX with the dollars around it.
    Math(String),
    /// *emphasis*.
    Emphasis(Vec<Inline>),
    /// **strong emphasis**.
    Strong(Vec<Inline>),
    /// ~~struck out~~.
    Strikethrough(Vec<Inline>),
    /// A link.
    Link {
        /// The target as written, entities and escapes resolved. Untrusted.
        target: String,
        /// The title, empty if none.
        title: String,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// An image.
    Image {
        /// The source as written. Untrusted.
        target: String,
        /// The title, empty if none.
        title: String,
        /// The alternative text.
        content: Vec<Inline>,
    },
    /// A line break in the source: a space. [`parse`] leaves none between two Japanese characters.
    SoftBreak,
    /// A line break that is shown.
    HardBreak,
    /// Raw HTML, one tag or comment. Untrusted.
    Html(String),
    /// A mark that points to a footnote.
    FootnoteReference(String),
}
