//! Markdown text ↔ a flat list of [`Node`]s that can be edited as an author edits: at the level of the source.
//!
//! What the model has no name for (quotations, code, raw HTML, lists that hold more than text and lists) is kept as
//! it is written and never edited. [`read`] is strict: a text that does not come back the same is no model.

use teigen::document::{self, Alignment, Block, BlockKind, Document, ListItem, TableRow};

/// One block of a document, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What stands after the number signs.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// Anything else.
    Opaque(String),
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The first number, if it is numbered.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<Item>,
}

/// A list's item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its own text.
    pub text: String,
    /// The list inside it.
    pub children: Option<List>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What stands under each cell of the header.
    pub rules: Vec<String>,
    /// Cells as written, the header first.
    pub rows: Vec<Vec<String>>,
}

/// How a document is put on paper: none of it is seen by a reader.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The marks of list items; the second one parts neighbouring lists.
    pub bullets: [char; 2],
    /// Columns by which the children of an unnumbered item are indented.
    pub indent: usize,
    /// What ends a line.
    pub line_end: &'static str,
    /// Empty lines between blocks.
    pub gap: usize,
    /// Whether the last line is ended.
    pub closed: bool,
}

impl Style {
    /// The usual one.
    pub const PLAIN: Self = Self {
        bullets: ['-', '*'],
        indent: 4,
        line_end: "\n",
        gap: 1,
        closed: true,
    };
}

/// Reads a text, if what is read gives the same again when it is written.
pub fn read(source: &str) -> Option<Vec<Node>> {
    let nodes = nodes(source);
    (self::nodes(&write(&nodes, Style::PLAIN)) == nodes).then_some(nodes)
}

/// Reads a text without proof.
pub fn nodes(source: &str) -> Vec<Node> {
    let document: Document = document::parse(source);
    let blocks = document.blocks.iter();
    blocks.map(|block| node(source, block)).collect()
}

fn node(source: &str, block: &Block) -> Node {
    let written = source[block.span.clone()].trim_end();
    let known = match &block.kind {
        BlockKind::Heading { level, .. } => {
            let text = written
                .trim_start()
                .strip_prefix(&"#".repeat(usize::from(*level)));
            text.filter(|text| !text.contains('\n'))
                .map(|text| Node::Heading {
                    level: *level,
                    text: text.trim().trim_end_matches('#').trim_end().to_owned(),
                })
        }
        BlockKind::Paragraph(_) => Some(Node::Paragraph(lines(written))),
        BlockKind::List { start, items, .. } => list(source, *start, items).map(Node::List),
        BlockKind::Table {
            alignments,
            header,
            rows,
        } => table(source, alignments, header, rows).map(Node::Table),
        _ => None,
    };
    known.unwrap_or_else(|| Node::Opaque(written.replace('\r', "")))
}

/// The lines of a paragraph without their indentation.
fn lines(written: &str) -> String {
    let lines: Vec<&str> = written.lines().map(str::trim_start).collect();
    lines.join("\n")
}

fn list(source: &str, start: Option<u64>, items: &[ListItem]) -> Option<List> {
    let items = items
        .iter()
        .map(|item| self::item(source, item))
        .collect::<Option<Vec<_>>>()?;
    Some(List { start, items })
}

fn item(source: &str, item: &ListItem) -> Option<Item> {
    if item.checked.is_some() {
        return None;
    }
    let (first, rest) = item.blocks.split_first()?;
    let BlockKind::Paragraph(_) = first.kind else {
        return None;
    };
    let children = match rest {
        [] => None,
        [
            Block {
                kind: BlockKind::List { start, items, .. },
                ..
            },
        ] => Some(list(source, *start, items)?),
        _ => return None,
    };
    let text = lines(source[first.span.clone()].trim_end());
    Some(Item { text, children })
}

fn table(
    source: &str,
    alignments: &[Alignment],
    header: &TableRow,
    rows: &[TableRow],
) -> Option<Table> {
    let rule = |alignment: &Alignment| match alignment {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    };
    let rows = std::iter::once(header).chain(rows);
    let rows = rows.map(|row| cells(source[row.span.clone()].trim(), alignments.len()));
    Some(Table {
        rules: alignments
            .iter()
            .map(|alignment| rule(alignment).to_owned())
            .collect(),
        rows: rows.collect::<Option<_>>()?,
    })
}

fn cells(line: &str, columns: usize) -> Option<Vec<String>> {
    if line.contains("\\|") || line.contains('`') || line.contains('\n') {
        return None;
    }
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let cells: Vec<String> = inner
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect();
    (cells.len() == columns).then_some(cells)
}

/// Writes nodes as Markdown.
pub fn write(nodes: &[Node], style: Style) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut other = false;
    for (at, node) in nodes.iter().enumerate() {
        let follows_list = at > 0 && matches!(nodes[at - 1], Node::List(_));
        other = follows_list && !other;
        blocks.push(match node {
            Node::Heading { level, text } => format!("{} {text}", "#".repeat(usize::from(*level))),
            Node::Paragraph(text) | Node::Opaque(text) => text.clone(),
            Node::List(list) => write_list(list, style, usize::from(other)),
            Node::Table(table) => write_table(table),
        });
    }
    let mut text = blocks.join(&"\n".repeat(style.gap + 1));
    if style.closed {
        text.push('\n');
    }
    text.replace('\n', style.line_end)
}

fn write_list(list: &List, style: Style, other: usize) -> String {
    let mut out = Vec::new();
    for (at, item) in list.items.iter().enumerate() {
        let (mark, indent) = match list.start {
            None => (format!("{} ", style.bullets[other]), style.indent),
            Some(start) => (format!("{}{} ", start + at as u64, ['.', ')'][other]), 4),
        };
        let continued = format!("\n{}", " ".repeat(mark.len()));
        out.push(format!("{mark}{}", item.text.replace('\n', &continued)));
        if let Some(children) = &item.children {
            let inner = write_list(children, style, 0);
            let pad = " ".repeat(indent);
            out.extend(inner.lines().map(|line| format!("{pad}{line}")));
        }
    }
    out.join("\n")
}

fn write_table(table: &Table) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let mut out = vec![line(&table.rows[0]), line(&table.rules)];
    out.extend(table.rows[1..].iter().map(|row| line(row)));
    out.join("\n")
}
