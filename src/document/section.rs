//! Headings → [`Section`]s. How they get their anchors: see [`super::anchor`].

use unicode_normalization::UnicodeNormalization;

use super::anchor::{anchors, is_plain, slug, slug_of};
use super::{Block, BlockKind, Inline, Section, alias, plain_text};

/// The sections of a document, and the anchors of headings that open none.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub sections: Vec<Section>,
    /// Headings inside quotations and lists: where they stand, and their anchors.
    pub nested: Vec<(usize, Vec<String>)>,
}

/// A heading anywhere in the document.
#[derive(Debug)]
pub(super) struct Heading {
    /// Where it stands in the source.
    pub place: usize,
    /// Its words in one line.
    pub title: String,
    /// Its slug by GitHub's rule, in NFC.
    pub slug: String,
    /// Its words without the alternative text of images, if it has images.
    pub bare: Option<String>,
    /// Where it is. Only one that is in nothing opens a section.
    pub within: Within,
}

/// What a heading is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Within {
    Document,
    Quote,
    List,
}

impl Heading {
    /// Whether it opens a section.
    pub fn opens_section(&self) -> bool {
        self.within == Within::Document
    }
}

/// Finds the sections of a document's blocks.
pub(super) fn outline(blocks: &[Block]) -> Outline {
    let mut headings = Vec::new();
    collect(blocks, Within::Document, &mut headings);
    let mut sections = tree(blocks, &headings);
    let slugs: Vec<String> = headings
        .iter()
        .filter(|heading| heading.opens_section())
        .map(|heading| slug_of(&heading.slug))
        .collect();
    let anchors = anchors(&slugs, blocks, &sections);
    for (section, anchor) in sections.iter_mut().zip(anchors) {
        section.anchor = anchor;
    }
    let nested = alias::add(&mut sections, &slugs, &headings);
    Outline { sections, nested }
}

/// Tells each section its heading's line, reading through the text once.
pub(super) fn number_lines(sections: &mut [Section], blocks: &[Block], source: &str) {
    let (mut line, mut done) = (1, 0);
    for section in sections {
        let place = blocks[section.blocks.start].span.start.max(done);
        line += memchr::memchr_iter(b'\n', &source.as_bytes()[done..place]).count();
        done = place;
        section.line = line;
    }
}

/// All headings in reading order.
fn collect(blocks: &[Block], within: Within, headings: &mut Vec<Heading>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } => {
                headings.push(heading(block.span.start, content, within))
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                collect(blocks, within.max(Within::Quote), headings)
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    collect(&item.blocks, Within::List, headings);
                }
            }
            _ => {}
        }
    }
}

fn heading(place: usize, content: &[Inline], within: Within) -> Heading {
    let title = one_line(&plain_text(content));
    Heading {
        place,
        slug: if is_plain(&title) {
            slug(&title)
        } else {
            slug(&title.nfc().collect::<String>())
        },
        title,
        bare: has_image(content).then(|| one_line(&plain_text(&without_images(content)))),
        within,
    }
}

fn one_line(text: &str) -> String {
    text.trim().replace('\n', " ")
}

fn has_image(content: &[Inline]) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Image { .. } => true,
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Link { content, .. } => has_image(content),
        _ => false,
    })
}

fn without_images(content: &[Inline]) -> Vec<Inline> {
    let kept = |inline: &Inline| match inline {
        Inline::Image { .. } => None,
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Link { content, .. } => Some(Inline::Emphasis(without_images(content))),
        other => Some(other.clone()),
    };
    content.iter().filter_map(kept).collect()
}

/// The sections without anchors.
fn tree(blocks: &[Block], headings: &[Heading]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut titles = headings
        .iter()
        .filter(|heading| heading.opens_section())
        .map(|heading| &heading.title);
    for (index, block) in blocks.iter().enumerate() {
        let BlockKind::Heading { level, .. } = &block.kind else {
            continue;
        };
        while let Some(last) = open.pop_if(|last| sections[*last].level >= *level) {
            sections[last].blocks.end = index;
        }
        sections.push(Section {
            anchor: String::new(),
            aliases: Vec::new(),
            title: titles.next().cloned().unwrap_or_default(),
            level: *level,
            line: 0,
            parent: open.last().copied(),
            blocks: index..blocks.len(),
        });
        open.push(sections.len() - 1);
    }
    sections
}

#[cfg(test)]
mod tests {
    use crate::document::parse;

    fn check(text: &str, anchors: &[&str]) {
        let document = parse(text);
        let found: Vec<&str> = document
            .sections
            .iter()
            .map(|section| section.anchor.as_str())
            .collect();
        assert_eq!(found, anchors, "{text}");
    }

    fn check_aliases(text: &str, aliases: &[&[&str]]) {
        let document = parse(text);
        let found: Vec<&[String]> = document
            .sections
            .iter()
            .map(|section| &section.aliases[..])
            .collect();
        assert_eq!(found, aliases, "{text}");
    }

    #[test]
    fn a_heading_gives_a_readable_anchor() {
        check("# 1. はじめに：提言（v0.5）", &["1-はじめに提言v05"]);
        check(
            "# `code` *and* [link](x) snake_case A-B",
            &["code-and-link-snake_case-a-b"],
        );
        check("# ！\n# ![図](a.png)", &["section", "図"]);
        check("# か\u{3099}", &["が"]);
        check("# 施策①\n# 施策②", &["施策①", "施策②"]);
    }

    #[test]
    fn equals_are_told_apart_by_their_parents() {
        check(
            "# 甲\n## 予算\n# 乙\n## 予算\n## 人",
            &["甲", "甲--予算", "乙", "乙--予算", "人"],
        );
        check(
            "# 甲\n## 一\n### 予算\n# 乙\n## 一\n### 予算",
            &[
                "甲",
                "甲--一",
                "甲--一--予算",
                "乙",
                "乙--一",
                "乙--一--予算",
            ],
        );
        check("# 予算\n# 甲\n## 予算", &["予算", "甲", "甲--予算"]);
    }

    #[test]
    fn full_equals_are_told_apart_by_what_follows() {
        let anchors = |text: &str| -> Vec<String> {
            let sections = parse(text).sections;
            sections.into_iter().map(|section| section.anchor).collect()
        };
        let before = anchors("# 予算\nあ\n# 予算\nい");
        let after = anchors("# 予算\nう\n# 予算\nい\n\n続き\n# 予算\nあ");
        assert_eq!(before[0].len(), "予算-".len() + 6);
        assert_eq!([&before[0], &before[1]], [&after[2], &after[1]]);
        let same = anchors("# 予算\nあ\n# 予算\nあ");
        assert_eq!(same[1], format!("{}-2", same[0]));
    }

    #[test]
    fn adding_a_section_changes_no_other_anchor() {
        check(
            "# 甲\n## 予算\n# 乙\n## 予算",
            &["甲", "甲--予算", "乙", "乙--予算"],
        );
        check(
            "# 丙\n## 予算\n# 甲\n## 予算\n# 乙\n## 予算",
            &["丙", "丙--予算", "甲", "甲--予算", "乙", "乙--予算"],
        );
    }

    #[test]
    fn anchors_of_github_stay() {
        check_aliases(
            "# 甲\n## 予算\n# 乙\n## 予算",
            &[&["_1"], &["予算", "_2"], &["_3"], &["予算-1", "_4"]],
        );
        check_aliases("> # 予算\n\n# 予算", &[&["予算-1", "_2"]]);
        check_aliases("- # 予算\n\n# 予算", &[&["予算-1", "_1"]]);
        check_aliases("# 施策①", &[&["施策", "1"]]);
        check_aliases("# ![図](a.png) 表", &[&["表", "_1"]]);
    }

    #[test]
    fn anchors_of_mkdocs_stay() {
        check_aliases("# AI 活用 DX\n# AI\n# ＡＩ", &[&["ai-dx"], &[], &["ai_1"]]);
        check_aliases("# foo_1\n# foo_1", &[&["foo_1"], &["foo_1-1", "foo_2"]]);
    }

    #[test]
    fn a_section_that_is_alone_answers_to_its_parent() {
        check_aliases("# 甲\n## 予算", &[&["_1"], &["_2", "甲--予算"]]);
    }

    #[test]
    fn sections_know_their_lines_of_the_file() {
        let document = parse("---\ntitle: 題\n---\r\n# 甲\r\n\n一\n\n乙\n--\n二\n## 丙");
        let lines: Vec<usize> = document
            .sections
            .iter()
            .map(|section| section.line)
            .collect();
        assert_eq!(lines, [4, 8, 11]);
    }

    #[test]
    fn sections_know_what_they_govern() {
        let document = parse("前\n\n# 甲\n一\n## 乙\n二\n# 丙\n三");
        let found: Vec<_> = document
            .sections
            .iter()
            .map(|section| (section.blocks.clone(), section.parent))
            .collect();
        assert_eq!(found, [(1..5, None), (3..5, Some(0)), (5..7, None)]);
        assert_eq!(document.section_path(4), ["甲", "乙"]);
        assert!(document.section_path(0).is_empty());
    }
}
