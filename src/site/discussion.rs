//! A document → the discussions that it leads to: by front matter, by links, and by addresses in raw HTML and in plain
//! text, each with the block and the section in which it stands.

pub use crate::record::topic::{PostMark, TopicAddress, TopicKind, declared, recognise};
pub(super) use crate::record::topic::{decode, is_forge, split};

use crate::document::{Block, BlockKind, Document, Inline};

/// Most links to discussions of one document.
const LINK_LIMIT: usize = 5_000;

/// A link to a discussion, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscussionRef {
    /// Where it leads, with the post if it names one.
    pub address: TopicAddress,
    /// How it is written.
    pub written: Written,
    /// The top-level block that it stands in, as an index into [`Document::blocks`]; `None` for front matter.
    pub block: Option<usize>,
    /// The innermost section that it stands in, as an index into [`Document::sections`].
    pub section: Option<usize>,
}

/// How a link to a discussion is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As `discussion:` in front matter.
    FrontMatter,
    /// As a link of Markdown.
    Link,
    /// In raw HTML, such as the buttons that proposals paste into every page.
    Html,
}

/// Finds all links to discussions of a document, in reading order, those of its front matter first.
pub fn links_of(document: &Document) -> Vec<DiscussionRef> {
    let front = document.front_matter.discussion.iter();
    let front = front
        .filter_map(|url| declared(url))
        .map(|address| DiscussionRef {
            address,
            written: Written::FrontMatter,
            block: None,
            section: None,
        });
    let mut found: Vec<DiscussionRef> = front.collect();
    for (index, block) in document.blocks.iter().enumerate() {
        let mut urls = Vec::new();
        in_block(block, &mut urls);
        let refs = urls.into_iter().filter_map(|(url, written)| {
            Some(DiscussionRef {
                address: recognise(url)?,
                written,
                block: Some(index),
                section: document.section_of(index),
            })
        });
        found.extend(refs);
    }
    found.truncate(LINK_LIMIT);
    found
}

/// Web addresses in raw HTML.
pub fn addresses_in_html(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=")
        .skip(1)
        .take(1_000)
        .filter_map(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        })
        .filter(|url| url.len() <= 2_000 && url.starts_with("http"))
}

type Found<'a> = Vec<(&'a str, Written)>;

fn in_block<'a>(block: &'a Block, found: &mut Found<'a>) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            in_line(content, found)
        }
        BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
            blocks.iter().for_each(|block| in_block(block, found));
        }
        BlockKind::List { items, .. } => {
            let blocks = items.iter().flat_map(|item| &item.blocks);
            blocks.for_each(|block| in_block(block, found));
        }
        BlockKind::Table { header, rows, .. } => {
            let cells = std::iter::once(header)
                .chain(rows)
                .flat_map(|row| &row.cells);
            cells.for_each(|cell| in_line(cell, found));
        }
        BlockKind::Html(html) => {
            found.extend(addresses_in_html(html).map(|url| (url, Written::Html)));
        }
        BlockKind::Code { .. } | BlockKind::Rule => {}
    }
}

fn in_line<'a>(inlines: &'a [Inline], found: &mut Found<'a>) {
    for inline in inlines {
        match inline {
            Inline::Link { target, .. } => found.push((target, Written::Link)),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content) => in_line(content, found),
            Inline::Html(html) => {
                found.extend(addresses_in_html(html).map(|url| (url, Written::Html)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    fn check(source: &str, expected: &[(u64, Option<u64>, Option<&str>)]) {
        let document = document::parse(source);
        let found: Vec<_> = links_of(&document)
            .into_iter()
            .map(|link| {
                let post = match link.address.post {
                    Some(PostMark::Number(post)) => Some(post),
                    _ => None,
                };
                let section = link.section.map(|at| document.sections[at].title.as_str());
                (link.address.number, post, section)
            })
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn each_link_is_found_with_its_post_and_its_section() {
        check(
            "冒頭 <https://a.example/t/topic/1>\n\n# 教育\n\n> 予算を（[@a](https://a.example/t/topic/75/26?u=a)）\n\n- [b](https://a.example/t/b/2)\n\n## 額\n\nhttps://a.example/t/3/4\n",
            &[
                (1, None, None),
                (75, Some(26), Some("教育")),
                (2, None, Some("教育")),
                (3, Some(4), Some("額")),
            ],
        );
    }

    #[test]
    fn buttons_in_raw_html_and_front_matter_count() {
        check(
            "---\ndiscussion: https://a.example/t/topic/9\n---\n# 題\n\n<div>\n<a href=\"https://a.example/t/topic/365\" style=\"x\">議論</a>\n</div>\n\n文<a href='https://a.example/t/topic/7/1'>中</a>\n",
            &[
                (9, None, None),
                (365, None, Some("題")),
                (7, Some(1), Some("題")),
            ],
        );
    }

    #[test]
    fn code_images_and_other_pages_are_no_links_to_discussions() {
        check(
            "`https://a.example/t/topic/1` ![x](https://a.example/t/topic/1) [b](https://a.example/)",
            &[],
        );
    }
}
