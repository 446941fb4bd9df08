//! An older text of a document, and today's → which section of today's text each section of the older one is now.
//!
//! Told by what sections say, not by where they stand: sections are moved, renumbered and given to others.

use super::passage::{FEWEST, features, letters};
use crate::comparison::units_of_blocks;
use crate::document::Document;

/// For the sections of an older text, and what stands before its first heading, where they are today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts(Vec<Option<usize>>);

/// What one section says itself, without those below it; the first is what stands before the first heading.
struct Section {
    features: Vec<u64>,
    /// The headings that govern it, its own last.
    headings: Vec<String>,
}

/// Finds for each section of an older text today's section.
///
/// It is the section that says most of what the older one says itself, the heading included, if that is at least half,
/// counted in threes of letters; of several, one with the same headings, else the first. Where a section says too little or
/// none says as much, it is the first one with the same headings, else the first one with the same heading, else where the
/// section before it is.
pub fn whereabouts(old: &Document, today: &Document) -> Whereabouts {
    let (old, today) = (sections(old), sections(today));
    let mut found: Vec<Option<usize>> = Vec::with_capacity(old.len());
    for (at, section) in old.iter().enumerate() {
        let by_heading = || {
            let same = |other: &Section| at > 0 && other.headings == section.headings;
            let own = |other: &Section| at > 0 && other.headings.last() == section.headings.last();
            let mut named = today.iter();
            named.position(same).or_else(|| today.iter().position(own))
        };
        let before = || {
            found
                .last()
                .map_or(0, |place| place.map_or(0, |index| index + 1))
        };
        let place = section.said_by(&today).or_else(by_heading);
        found.push(place.unwrap_or_else(before).checked_sub(1));
    }
    Whereabouts(found)
}

impl Whereabouts {
    /// Where a section is today; `None` for what stands before the first heading, on both sides.
    pub fn of(&self, section: Option<usize>) -> Option<usize> {
        let at = section.map_or(0, |index| index + 1);
        self.0.get(at).copied().flatten()
    }
}

impl Section {
    fn said_by(&self, others: &[Self]) -> Option<usize> {
        if self.features.len() < FEWEST {
            return None;
        }
        let best = others.iter().enumerate().max_by_key(|(at, other)| {
            let is_named = self.headings == other.headings;
            (self.common(other), is_named, std::cmp::Reverse(*at))
        });
        best.filter(|(_, other)| self.common(other) * 2 >= self.features.len())
            .map(|(at, _)| at)
    }

    fn common(&self, other: &Self) -> usize {
        super::shingle::common(&self.features, &other.features)
    }
}

fn sections(document: &Document) -> Vec<Section> {
    let mut texts = vec![String::new(); document.sections.len() + 1];
    units_of_blocks(document, &mut |block, text| {
        let at = document.section_of(block).map_or(0, |index| index + 1);
        texts[at].push_str(&text);
        texts[at].push('\n');
    });
    let headings = |at: usize| -> Vec<String> {
        let section = at.checked_sub(1).map(|index| &document.sections[index]);
        let path = section.map(|section| document.section_path(section.blocks.start));
        path.unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let section = |(at, text): (usize, String)| Section {
        features: features(&letters(&text)),
        headings: headings(at),
    };
    texts.into_iter().enumerate().map(section).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    /// The headings under which the sections of an older text are today.
    fn check(old: &str, today: &str, expected: &[&str]) {
        let (old, today) = (parse(old), parse(today));
        let found = whereabouts(&old, &today);
        let titles: Vec<&str> = (0..old.sections.len())
            .map(|at| {
                found
                    .of(Some(at))
                    .map_or("", |index| today.sections[index].title.as_str())
            })
            .collect();
        assert_eq!(titles, expected);
    }

    const STAY: &str = "海外の大学院生を受け入れる三か月の滞在枠を設け、研究室を公募する。";
    const HOMES: &str = "留学生のための宿舎を都心に三百戸用意し、家賃の半分を補助する。";

    #[test]
    fn a_section_is_where_its_text_is() {
        let old = format!("# 甲\n\n## 1 滞在\n\n{STAY}\n\n## 2 宿舎\n\n{HOMES}\n");
        let swapped = format!("# 甲\n\n## 1 住まい\n\n{HOMES}\n\n## 2 滞在\n\n{STAY}\n");
        check(&old, &swapped, &["甲", "2 滞在", "1 住まい"]);
    }

    #[test]
    fn a_section_that_was_rewritten_is_under_its_heading() {
        check(
            &format!("# 甲\n\n## 滞在\n\n{STAY}\n"),
            "# 甲\n\n## 滞在\n\n別の文です。\n",
            &["甲", "滞在"],
        );
        check(
            "# 甲\n\n## 予算\n\nあ\n\n# 乙\n\n## 予算\n\nい\n",
            "# 乙\n\n## 予算\n\nう\n\n# 甲\n\n## 予算\n\nえ\n",
            &["甲", "予算", "乙", "予算"],
        );
    }

    #[test]
    fn a_section_that_is_gone_is_where_the_one_before_it_is() {
        let old = format!("# 甲\n\n## 滞在\n\n{STAY}\n\n## 宿舎\n\n{HOMES}\n");
        check(
            &old,
            &format!("# 甲\n\n## 滞在\n\n{STAY}\n"),
            &["甲", "滞在", "滞在"],
        );
        check("# 甲\n", "はじめに。\n", &[""]);
    }
}
