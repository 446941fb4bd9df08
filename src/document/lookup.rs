//! What others ask a [`Document`]: its title, where a block belongs, where an anchor leads, what it links to.

use std::ops::Range;

use super::{Block, BlockKind, Document, Inline, Section, plain_text};

/// A link or image, where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRef<'a> {
    /// The target as written, entities and escapes resolved. Untrusted.
    pub target: &'a str,
    /// Whether it is an image.
    pub image: bool,
    /// What is shown; of an image, what is read in its place.
    pub content: &'a [Inline],
    /// Bytes of the source text that it was read from.
    pub span: Range<usize>,
}

impl Document {
    /// Everything a reader sees, block by block, a line break between blocks.
    pub fn text(&self) -> String {
        let texts: Vec<String> = self.blocks.iter().map(block_text).collect();
        texts.join("\n")
    }

    /// How many characters of [`Document::text`] are not white space.
    pub fn letters(&self) -> usize {
        let mut count = 0;
        count_in_blocks(&self.blocks, &mut count);
        count
    }

    /// Gives the title: the front matter's, else that of the first heading of level 1, else of the first heading.
    pub fn title(&self) -> Option<&str> {
        let first = |level: u8| self.sections.iter().find(|section| section.level <= level);
        let heading = first(1)
            .or_else(|| first(6))
            .map(|section| section.title.as_str());
        self.front_matter
            .title
            .as_deref()
            .or(heading)
            .filter(|title| !title.is_empty())
    }

    /// Gives the top-level block that a place of the source (a byte) is in or after, as an index into
    /// [`Document::blocks`]; `None` before the first one.
    pub fn block_at(&self, place: usize) -> Option<usize> {
        let after = self
            .blocks
            .partition_point(|block| block.span.start <= place);
        after.checked_sub(1)
    }

    /// Gives the innermost section that governs a block, as an index into [`Document::sections`].
    pub fn section_of(&self, block: usize) -> Option<usize> {
        let before = self
            .sections
            .partition_point(|section| section.blocks.start <= block);
        // The last heading before a block governs it: nothing but a heading ends a section.
        before.checked_sub(1)
    }

    /// Gives the blocks between a section's heading and the next heading of any level, its own first; without a section,
    /// those before the first heading.
    pub fn own_blocks(&self, section: Option<usize>) -> Range<usize> {
        let start = section.map_or(0, |index| self.sections[index].blocks.start);
        let next = self.sections.get(section.map_or(0, |index| index + 1));
        start..next.map_or(self.blocks.len(), |next| next.blocks.start)
    }

    /// Gives the titles of the sections that govern a block, outermost first.
    pub fn section_path(&self, block: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = self.section_of(block);
        while let Some(section) = next.and_then(|index| self.sections.get(index)) {
            path.push(section.title.as_str());
            next = section.parent;
        }
        path.reverse();
        path
    }

    /// Whether a heading of the document has this anchor or alias.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        let nested = |anchors: &[String]| anchors.iter().any(|found| found == anchor);
        self.section_by_anchor(anchor).is_some()
            || self
                .nested_headings
                .iter()
                .any(|(_, anchors)| nested(anchors))
    }

    /// Finds the section that an anchor leads to, be it the section's own or an alias.
    pub fn section_by_anchor(&self, anchor: &str) -> Option<&Section> {
        let own = self
            .sections
            .iter()
            .find(|section| section.anchor == anchor);
        own.or_else(|| {
            let is_alias = |section: &&Section| section.aliases.iter().any(|alias| alias == anchor);
            self.sections.iter().find(is_alias)
        })
    }

    /// Gives the anchors of the heading that starts at `place` in the source, its own first.
    pub fn anchors_at(&self, place: usize) -> Vec<&str> {
        let start_of = |section: &Section| {
            self.blocks
                .get(section.blocks.start)
                .map(|block| block.span.start)
        };
        if let Ok(index) = self.sections.binary_search_by_key(&Some(place), start_of) {
            let section = &self.sections[index];
            let own = std::iter::once(section.anchor.as_str());
            return own
                .chain(section.aliases.iter().map(String::as_str))
                .collect();
        }
        match self
            .nested_headings
            .binary_search_by_key(&place, |(start, _)| *start)
        {
            Ok(index) => self.nested_headings[index]
                .1
                .iter()
                .map(String::as_str)
                .collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Gives all links and images in reading order.
    pub fn links(&self) -> impl Iterator<Item = LinkRef<'_>> {
        let mut targets = Vec::with_capacity(self.link_spans.len());
        links_of_blocks(&self.blocks, &mut targets);
        let spans = self.link_spans.iter().cloned();
        targets
            .into_iter()
            .zip(spans)
            .map(|(link, span)| LinkRef { span, ..link })
    }
}

fn links_of_blocks<'a>(blocks: &'a [Block], found: &mut Vec<LinkRef<'a>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                links_of(content, found)
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                links_of_blocks(blocks, found)
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    links_of_blocks(&item.blocks, found);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                for cell in std::iter::once(header)
                    .chain(rows)
                    .flat_map(|row| &row.cells)
                {
                    links_of(cell, found);
                }
            }
            BlockKind::Code { .. } | BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }
}

fn links_of<'a>(inlines: &'a [Inline], found: &mut Vec<LinkRef<'a>>) {
    for inline in inlines {
        match inline {
            Inline::Link {
                target, content, ..
            } => {
                found.push(link(target, false, content));
                links_of(content, found);
            }
            Inline::Image {
                target, content, ..
            } => {
                found.push(link(target, true, content));
                links_of(content, found);
            }
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content) => {
                links_of(content, found);
            }
            _ => {}
        }
    }
}

/// A link whose place is not known yet.
fn link<'a>(target: &'a str, image: bool, content: &'a [Inline]) -> LinkRef<'a> {
    LinkRef {
        target,
        image,
        content,
        span: 0..0,
    }
}

fn count_in_blocks(blocks: &[Block], count: &mut usize) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                count_in(content, count)
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                count_in_blocks(blocks, count)
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    count_in_blocks(&item.blocks, count);
                }
            }
            BlockKind::Code { text, .. } => *count += letters(text),
            BlockKind::Table { header, rows, .. } => {
                let rows = std::iter::once(header).chain(rows);
                rows.flat_map(|row| &row.cells)
                    .for_each(|cell| count_in(cell, count));
            }
            BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }
}

fn count_in(inlines: &[Inline], count: &mut usize) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Math(text) => *count += letters(text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. }
            | Inline::Image { content, .. } => count_in(content, count),
            _ => {}
        }
    }
}

fn letters(text: &str) -> usize {
    // There is no white space beyond the ideographic space.
    let is_letter = |c: &char| *c > '\u{3000}' || !c.is_whitespace();
    text.chars().filter(is_letter).count()
}

/// Gives the words of a block as a reader sees them, one line per paragraph, item or row.
pub fn block_text(block: &Block) -> String {
    let mut lines = Vec::new();
    collect_text(block, &mut lines);
    lines.join("\n")
}

fn collect_text(block: &Block, lines: &mut Vec<String>) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            lines.push(plain_text(content))
        }
        BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
            blocks.iter().for_each(|block| collect_text(block, lines));
        }
        BlockKind::List { items, .. } => {
            let blocks = items.iter().flat_map(|item| &item.blocks);
            blocks.for_each(|block| collect_text(block, lines));
        }
        BlockKind::Code { text, .. } => lines.push(text.trim_end_matches('\n').to_owned()),
        BlockKind::Table { header, rows, .. } => {
            for row in std::iter::once(header).chain(rows) {
                lines.push(
                    row.cells
                        .iter()
                        .map(|cell| plain_text(cell))
                        .collect::<Vec<_>>()
                        .join("\t"),
                );
            }
        }
        BlockKind::Html(_) | BlockKind::Rule => {}
    }
}
