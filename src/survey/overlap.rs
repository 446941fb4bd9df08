//! Which passages of today's text each request touches → the passages that several touch.
//!
//! A passage is a paragraph, a list item or a table row, or the place between two where something is added. A section is
//! told by its document's path and its anchor, so that it is the same from one build to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::whereabouts::Whereabouts;
use crate::comparison::{Comparison, Counterparts};
use crate::document::Document;

/// The passages of one section that one request touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The document's path today.
    pub document: String,
    /// The section's anchor; empty for what stands before the first heading.
    pub section: String,
    /// The passages, as bytes of today's source, ascending; empty ones are places where something is added.
    pub passages: Vec<[usize; 2]>,
}

/// A section of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionKey {
    /// The document's path today.
    pub document: String,
    /// Its anchor; empty for what stands before the first heading.
    pub section: String,
}

/// Who touches what.
#[derive(Clone, Debug, Default)]
pub struct Overlap {
    sections: BTreeMap<SectionKey, Contested>,
}

/// A section, and the requests that touch it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contested {
    /// Their numbers.
    pub requests: BTreeSet<u64>,
    /// The passages that any touches, each with the numbers of those that do.
    pub passages: BTreeMap<[usize; 2], BTreeSet<u64>>,
}

/// Lists what a change touches, section by section. `change` leads from today's text of a document to what it would be.
pub fn touches(document: &str, change: &Comparison<'_>) -> Vec<Touch> {
    let today = change.before();
    let mut sections: BTreeMap<Option<usize>, Vec<[usize; 2]>> = BTreeMap::new();
    for touched in change.touched() {
        let section = touched.block.and_then(|block| today.section_of(block));
        let passage = [touched.span.start, touched.span.end];
        sections.entry(section).or_default().push(passage);
    }
    sections
        .into_iter()
        .map(|(section, passages)| Touch {
            document: document.to_owned(),
            section: anchor(today, section),
            passages,
        })
        .collect()
}

/// Where an older text of a document is in today's.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Its passages.
    pub counterparts: Counterparts,
    /// Its sections.
    pub whereabouts: Whereabouts,
}

/// The same for a change that leads from an older text: `sent`, and where that text is in today's. It touches the sections
/// that those of the older text are now. With each touch the sections of the older text that it comes from, `None` for what
/// stands before the first heading.
pub fn touches_since(
    document: &str,
    today: &Document,
    sent: &Comparison<'_>,
    way: &Way,
) -> Vec<(Touch, BTreeSet<Option<usize>>)> {
    type Found = (BTreeSet<[usize; 2]>, BTreeSet<Option<usize>>);
    let mut sections: BTreeMap<Option<usize>, Found> = BTreeMap::new();
    for touched in sent.touched() {
        let from = touched
            .block
            .and_then(|block| sent.before().section_of(block));
        let section = way.whereabouts.of(from);
        let passage = way.counterparts.of(&touched.span);
        let passage = if section_at(today, &passage) == section {
            passage
        } else {
            let end = own_end(today, section);
            end..end
        };
        let (passages, origins) = sections.entry(section).or_default();
        passages.insert([passage.start, passage.end]);
        origins.insert(from);
    }
    sections
        .into_iter()
        .map(|(section, (passages, origins))| {
            let touch = Touch {
                document: document.to_owned(),
                section: anchor(today, section),
                passages: passages.into_iter().collect(),
            };
            (touch, origins)
        })
        .collect()
}

/// The section that a passage is in. A place is where the passage before it ends.
fn section_at(document: &Document, passage: &Range<usize>) -> Option<usize> {
    let inside = if passage.is_empty() {
        passage.start.checked_sub(1)
    } else {
        Some(passage.start)
    };
    let block = inside.and_then(|at| document.block_at(at));
    block.and_then(|block| document.section_of(block))
}

/// Where a section's own text ends.
fn own_end(document: &Document, section: Option<usize>) -> usize {
    let end = document.own_blocks(section).end;
    let last = end
        .checked_sub(1)
        .and_then(|last| document.blocks.get(last));
    last.map_or(0, |block| block.span.end)
}

fn anchor(document: &Document, section: Option<usize>) -> String {
    let section = section.and_then(|index| document.sections.get(index));
    section.map_or_else(String::new, |section| section.anchor.clone())
}

impl Overlap {
    /// Puts together what requests touch, each with its number.
    pub fn new<'t>(requests: impl IntoIterator<Item = (u64, &'t [Touch])>) -> Self {
        let mut overlap = Self::default();
        for (number, touches) in requests {
            for touch in touches {
                let key = SectionKey {
                    document: touch.document.clone(),
                    section: touch.section.clone(),
                };
                let contested = overlap.sections.entry(key).or_default();
                contested.requests.insert(number);
                for passage in &touch.passages {
                    contested
                        .passages
                        .entry(*passage)
                        .or_default()
                        .insert(number);
                }
            }
        }
        overlap
    }

    /// The requests that touch a section.
    pub fn section(&self, key: &SectionKey) -> Option<&Contested> {
        self.sections.get(key)
    }

    /// All sections that any request touches.
    pub fn sections(&self) -> impl Iterator<Item = (&SectionKey, &Contested)> {
        self.sections.iter()
    }

    /// All sections that any request touches, those that most touch first.
    pub fn most_contested(&self) -> Vec<(&SectionKey, &Contested)> {
        let mut sections: Vec<_> = self.sections().collect();
        sections
            .sort_by_key(|(key, contested)| (std::cmp::Reverse(contested.requests.len()), *key));
        sections
    }

    /// The other requests that touch a passage which a request touches too, in a section.
    pub fn rivals(&self, number: u64, touch: &Touch) -> BTreeSet<u64> {
        let key = SectionKey {
            document: touch.document.clone(),
            section: touch.section.clone(),
        };
        let Some(contested) = self.section(&key) else {
            return BTreeSet::new();
        };
        touch
            .passages
            .iter()
            .filter_map(|passage| contested.passages.get(passage))
            .flatten()
            .copied()
            .filter(|other| *other != number)
            .collect()
    }
}

impl Contested {
    /// The passage that most requests touch, and how many do.
    pub fn hottest(&self) -> Option<([usize; 2], usize)> {
        self.passages
            .iter()
            .map(|(passage, requests)| (*passage, requests.len()))
            .min_by_key(|(passage, count)| (std::cmp::Reverse(*count), *passage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::compare;
    use crate::document::parse;
    use crate::survey::whereabouts::whereabouts;

    const TODAY: &str = "前書き。\n\n# 甲\n\n一文目。\n\n二文目。\n\n# 乙\n\n三文目。\n";

    fn touched(after: &str) -> Vec<Touch> {
        let (today, after) = (parse(TODAY), parse(after));
        touches("a.md", &compare(&today, &after))
    }

    /// Anchor and number of passages of each section that is touched.
    fn check(after: &str, expected: &[(&str, usize)]) {
        let found = touched(after);
        let found: Vec<(&str, usize)> = found
            .iter()
            .map(|touch| (touch.section.as_str(), touch.passages.len()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_change_touches_the_sections_that_it_is_in() {
        check(&TODAY.replace("一文目", "第一の文"), &[("甲", 1)]);
        check(&TODAY.replace("文目", "文め"), &[("甲", 2), ("乙", 1)]);
        check(&TODAY.replace("前書き", "短い前書き"), &[("", 1)]);
        check(TODAY, &[]);
    }

    #[test]
    fn what_is_added_at_the_end_of_a_section_touches_that_section() {
        check(
            &TODAY.replace("# 乙", "奨学金を設ける。\n\n# 乙"),
            &[("甲", 1)],
        );
    }

    #[test]
    fn a_change_of_an_older_text_touches_where_its_passage_is_today() {
        let today = parse(
            "# 序\n\n新しい前書き。\n\n# 甲\n\n一文目です。\n\n二文目。\n\n# 乙\n\n三文目。\n",
        );
        let (old, wanted) = (parse(TODAY), parse(&TODAY.replace("一文目", "第一の文")));
        let way = Way {
            counterparts: compare(&old, &today).counterparts(),
            whereabouts: whereabouts(&old, &today),
        };
        let found = touches_since("a.md", &today, &compare(&old, &wanted), &way);
        let [(touch, origins)] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!((touch.section.as_str(), origins.len()), ("甲", 1));
        assert_eq!(touch.passages.len(), 1);
    }

    #[test]
    fn those_that_touch_the_same_passage_are_rivals() {
        let first = touched(&TODAY.replace("一文目", "第一の文"));
        let second = touched(&TODAY.replace("一文目", "はじめの文"));
        let third = touched(&TODAY.replace("二文目", "第二の文"));
        let overlap = Overlap::new([(1, &first[..]), (2, &second[..]), (3, &third[..])]);
        assert_eq!(overlap.rivals(1, &first[0]), BTreeSet::from([2]));
        assert!(overlap.rivals(3, &third[0]).is_empty());
        let (key, contested) = overlap.most_contested()[0];
        assert_eq!((key.section.as_str(), contested.requests.len()), ("甲", 3));
        assert_eq!(contested.hottest().map(|(_, count)| count), Some(2));
    }
}
