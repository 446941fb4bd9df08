//! What a document's front matter, the configuration and the text itself say of discussions → which are about the document,
//! which about one of its sections, and which it only mentions.
//!
//! A link in the text counts for the section that it stands in, or for the document before its first subheading. A link to a
//! single post is a quotation's source, and so is one in a quotation or a footnote: the text mentions the discussion, no more.

use std::collections::{BTreeMap, BTreeSet};

use super::buttons::{self, Buttons};
use super::discussion::{self, TopicAddress};
use super::room::{self, Room};
use crate::config::DocumentWays;
use crate::document::{BlockKind, Document, Participation, Ways};

/// The discussions of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Talks {
    /// Those about the whole document.
    pub own: Vec<TopicAddress>,
    /// Where one about the document is opened.
    pub rooms: Vec<Room>,
    /// Further ways to have a say in the document.
    pub participate: Vec<Participation>,
    /// The same by section.
    pub sections: BTreeMap<String, SectionTalks>,
    /// Those that the text mentions.
    pub mentioned: Vec<TopicAddress>,
    /// A block of links by hand, whose links are among the above.
    pub buttons: Option<Buttons>,
}

/// The discussions of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionTalks {
    /// Those about it.
    pub own: Vec<TopicAddress>,
    /// Where one about it is opened.
    pub rooms: Vec<Room>,
    /// Further ways to have a say in it.
    pub participate: Vec<Participation>,
}

impl SectionTalks {
    /// The addresses of those about it.
    pub fn urls(&self) -> Vec<String> {
        self.own.iter().map(|found| found.url.clone()).collect()
    }
}

/// Finds the discussions of a document.
pub fn talks(document: &Document, file_name: &str, configured: Option<&DocumentWays>) -> Talks {
    let mut finder = Finder::default();
    let front_matter = &document.front_matter;
    finder.declare(&front_matter.discussion, &front_matter.participate, None);
    finder.sections(document, &front_matter.sections);
    if let Some(configured) = configured {
        finder.ways(&configured.ways, None);
        finder.sections(document, &configured.sections);
    }
    if let Some(buttons) = buttons::find(document, file_name) {
        finder.declare(&buttons.discussion, &buttons.participate, None);
        finder.talks.buttons = Some(buttons);
    }
    finder.text(document);
    finder.talks
}

#[derive(Default)]
struct Finder {
    talks: Talks,
    seen: BTreeSet<String>,
    mentioned: Vec<TopicAddress>,
}

impl Finder {
    fn ways(&mut self, ways: &Ways, section: Option<&str>) {
        self.declare(&ways.discussion, &ways.participate, section);
    }

    /// Sections that an author names by an alias are known by their own anchor here; those that are not there are passed over.
    fn sections(&mut self, document: &Document, sections: &[(String, Ways)]) {
        for (anchor, ways) in sections {
            if let Some(section) = document.section_by_anchor(anchor) {
                self.ways(ways, Some(&section.anchor));
            }
        }
    }

    fn declare(&mut self, urls: &[String], ways: &[Participation], section: Option<&str>) {
        for url in urls {
            match room::recognise(url) {
                Some(room) => match section {
                    Some(anchor) => self.section(anchor).rooms.push(room),
                    None => self.talks.rooms.push(room),
                },
                None => self.take(discussion::declared(url), section),
            }
        }
        match section {
            Some(anchor) => self.section(anchor).participate.extend_from_slice(ways),
            None => self.talks.participate.extend_from_slice(ways),
        }
    }

    fn section(&mut self, anchor: &str) -> &mut SectionTalks {
        self.talks.sections.entry(anchor.to_owned()).or_default()
    }

    fn take(&mut self, found: Option<TopicAddress>, section: Option<&str>) {
        let Some(found) = found.filter(|found| self.seen.insert(found.url.clone())) else {
            return;
        };
        match section {
            Some(anchor) => self.section(anchor).own.push(found),
            None => self.talks.own.push(found),
        }
    }

    /// The links in the text: those of a place first, then what is only mentioned and was not found elsewhere.
    fn text(&mut self, document: &Document) {
        for (index, block) in document.blocks.iter().enumerate() {
            if let BlockKind::Html(html) = &block.kind {
                for url in discussion::addresses_in_html(html) {
                    self.link(document, index, url);
                }
            }
        }
        for link in document.links().filter(|link| !link.image) {
            if let Some(index) = document.block_at(link.span.start) {
                self.link(document, index, link.target);
            }
        }
        for found in std::mem::take(&mut self.mentioned) {
            if self.seen.insert(found.url.clone()) {
                self.talks.mentioned.push(found);
            }
        }
    }

    fn link(&mut self, document: &Document, index: usize, url: &str) {
        let Some(found) = discussion::recognise(url) else {
            return;
        };
        let quoted = matches!(
            document.blocks[index].kind,
            BlockKind::Quote(_) | BlockKind::Footnote { .. }
        );
        if quoted || found.post.is_some() {
            return self.mentioned.push(found.whole());
        }
        let section = document.section_of(index).filter(|section| *section > 0);
        let anchor = section.map(|section| document.sections[section].anchor.as_str());
        self.take(Some(found), anchor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn check(source: &str, own: &[&str], sections: &[(&str, &str)], mentioned: &[&str]) {
        let found = talks(&parse(source), "a.md", None);
        let titles = |list: &[TopicAddress]| -> Vec<String> {
            list.iter().map(|found| found.title.clone()).collect()
        };
        assert_eq!(titles(&found.own), own, "{source}");
        assert_eq!(titles(&found.mentioned), mentioned, "{source}");
        let by_section: Vec<(String, String)> = found
            .sections
            .iter()
            .map(|(anchor, talks)| (anchor.clone(), titles(&talks.own).join(" ")))
            .collect();
        let sections: Vec<(String, String)> = sections
            .iter()
            .map(|(anchor, titles)| ((*anchor).to_owned(), (*titles).to_owned()))
            .collect();
        assert_eq!(by_section, sections, "{source}");
    }

    #[test]
    fn a_link_in_the_text_counts_where_it_stands() {
        check(
            "# 題\nhttps://f.example.org/t/1 で議論\n## 予算\n[議論](https://f.example.org/t/x/2)\n",
            &["#1"],
            &[("予算", "x")],
            &[],
        );
    }

    #[test]
    fn a_source_of_a_quotation_is_a_mention() {
        check(
            "# 題\n## 甲\n意見（[@a](https://f.example.org/t/topic/78/17?u=b)）\n\n> 引用 https://f.example.org/t/79\n",
            &[],
            &[],
            &["#78", "#79"],
        );
    }

    #[test]
    fn what_is_declared_is_no_mention() {
        check(
            "---\ndiscussion: https://f.example.org/t/topic/78\nsections:\n  乙: {discussion: 'https://f.example.org/t/80'}\n---\n# 題\n## 甲\n[@a](https://f.example.org/t/topic/78/17)\n## 乙\n[乙の議論](https://f.example.org/t/80/3)\n",
            &["#78"],
            &[("乙", "#80")],
            &[],
        );
    }

    #[test]
    fn buttons_at_the_top_name_the_documents_topic() {
        check(
            "# 題\n\n<div>\n<a href=\"https://f.example.org/t/topic/366\">議論する</a>\n</div>\n\n# 背景\n",
            &["#366"],
            &[],
            &[],
        );
    }

    #[test]
    fn a_category_is_where_a_discussion_is_opened() {
        let found = talks(
            &parse("---\ndiscussion: https://f.example.org/c/policy/12\n---\n本文"),
            "a.md",
            None,
        );
        assert!(found.own.is_empty());
        assert_eq!(found.rooms.len(), 1);
    }
}
