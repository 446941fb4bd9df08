//! The changes of a document → what became of its sections: which came, went and moved, and how many read otherwise.
//!
//! A section is new, gone or moved if its heading is. Sections that read otherwise are told apart by their headings, so that
//! two of one name under the same heading count once.

use std::collections::{BTreeMap, BTreeSet};

use crate::comparison::{Change, ChangeKind, Unit};
use crate::site::view::{DocumentLink, Href, SectionChanges, SectionList};

/// Sections that are named, of each sort.
const NAMED: usize = 12;

/// What became of sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    added: Named,
    removed: Named,
    moved: Named,
    changed: usize,
}

/// So many sections, the first of them by heading and number of change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Named {
    count: usize,
    first: Vec<(String, usize)>,
}

impl Named {
    fn add(&mut self, heading: &str, number: usize) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((heading.to_owned(), number));
        }
    }

    fn view(&self, place: &dyn Fn(usize) -> Href) -> SectionList {
        let link = |(heading, number): &(String, usize)| DocumentLink {
            title: heading.clone(),
            href: place(*number),
        };
        SectionList {
            count: self.count,
            listed: self.first.iter().map(link).collect(),
            omitted: self.count - self.first.len(),
        }
    }
}

/// Headings that are not on both sides in one place, each with those above it; and those that read otherwise.
#[derive(Default)]
struct Headings<'c> {
    old: BTreeSet<&'c [String]>,
    new: BTreeSet<&'c [String]>,
    /// The new words of a heading by its old ones.
    renamed: BTreeMap<&'c str, &'c str>,
}

impl<'c> Headings<'c> {
    /// The section that a change is in, by the headings of the new document; none if that is no change of a section that
    /// was there before.
    fn section(&self, change: &'c Change) -> Option<Vec<&'c str>> {
        let path = change.section.as_slice();
        let (unsettled, is_old) = match change.kind {
            ChangeKind::Removed => (&self.old, true),
            _ => (&self.new, false),
        };
        if unsettled.contains(path) {
            return None;
        }
        let now = |heading: &'c String| match self.renamed.get(heading.as_str()) {
            Some(new) if is_old => new,
            _ => heading.as_str(),
        };
        Some(path.iter().map(now).collect())
    }
}

impl Outline {
    /// Looks through the changes of one document.
    pub fn new(changes: &[Change]) -> Self {
        let mut outline = Self::default();
        let mut headings = Headings::default();
        for change in changes.iter().filter(|change| change.unit == Unit::Heading) {
            outline.heading(change, &mut headings);
        }
        let sections: BTreeSet<_> = changes
            .iter()
            .filter_map(|change| headings.section(change))
            .collect();
        outline.changed = sections.len();
        outline
    }

    fn heading<'c>(&mut self, change: &'c Change, headings: &mut Headings<'c>) {
        let old = change.before.as_deref().unwrap_or_default();
        let new = change.after.as_deref().unwrap_or_default();
        let path = change.section.as_slice();
        match change.kind {
            ChangeKind::Added => {
                self.added.add(new, change.number);
                headings.new.insert(path);
            }
            ChangeKind::Moved => {
                self.moved.add(new, change.number);
                headings.new.insert(path);
            }
            ChangeKind::Removed => {
                self.removed.add(old, change.number);
                headings.old.insert(path);
            }
            ChangeKind::Modified => {
                headings.renamed.insert(old, new);
            }
        }
    }

    /// The same for a page, where `place` tells where a change is.
    pub fn view(&self, place: &dyn Fn(usize) -> Href) -> SectionChanges {
        SectionChanges {
            added: self.added.view(place),
            removed: self.removed.view(place),
            moved: self.moved.view(place),
            changed: self.changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::compare;
    use crate::document::parse;

    /// `expected`: the headings that came, went and moved, and how many sections read otherwise.
    #[track_caller]
    fn check(before: &str, after: &str, expected: (&[&str], &[&str], &[&str], usize)) {
        let (old, new) = (parse(before), parse(after));
        let outline = Outline::new(&compare(&old, &new).changes());
        let names = |named: &Named| -> Vec<String> {
            named.first.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&outline.added), expected.0, "added");
        assert_eq!(names(&outline.removed), expected.1, "removed");
        assert_eq!(names(&outline.moved), expected.2, "moved");
        assert_eq!(outline.changed, expected.3, "changed");
    }

    #[test]
    fn a_section_is_new_if_its_heading_is() {
        check(
            "# 題\n\n本文です。",
            "# 題\n\n本文です。\n\n## 予算\n\n5億円です。\n\n- 内訳です。",
            (&["予算"], &[], &[], 0),
        );
    }

    #[test]
    fn a_section_is_gone_if_its_heading_is() {
        check(
            "# 題\n\n本文です。\n\n## 予算\n\n5億円です。",
            "# 題\n\n本文です。",
            (&[], &["予算"], &[], 0),
        );
    }

    #[test]
    fn sections_with_changes_count_once_each() {
        check(
            "# 題\n\n## 教育\n\n一つ目の文です。\n\n二つ目の文です。\n\n## 医療\n\n三つ目の文です。",
            "# 題\n\n## 教育\n\n一つ目の行です。\n\n二つ目の行です。\n\n## 医療\n\n三つ目の行です。",
            (&[], &[], &[], 2),
        );
    }

    #[test]
    fn a_section_with_another_heading_is_one_section() {
        check(
            "# 題\n\n## 教育の方針\n\n一つ目の文です。\n\n消える文はこれでおしまい。",
            "# 題\n\n## 教育の大方針\n\n一つ目の行です。",
            (&[], &[], &[], 1),
        );
    }

    #[test]
    fn what_comes_to_a_section_changes_it() {
        check(
            "# 題\n\n本文です。",
            "# 題\n\n本文です。\n\n新しい段落。",
            (&[], &[], &[], 1),
        );
    }

    #[test]
    fn a_moved_heading_is_a_moved_section() {
        let section =
            |name: &str| format!("## {name}\n\n{name}についての長い段落がここにあります。\n\n");
        check(
            &[
                section("教育の方針"),
                section("医療の体制"),
                section("行政の改革"),
            ]
            .concat(),
            &[
                section("医療の体制"),
                section("行政の改革"),
                section("教育の方針"),
            ]
            .concat(),
            (&[], &[], &["教育の方針"], 0),
        );
    }
}
