//! Headings: renamed, raised, lowered.

use super::claim::{Claim, Expected, Kind, told};
use super::model::Node;
use super::phrase::{self, is_plain};
use super::place::{Patch, Site};
use super::random::Random;

/// Gives a section another title: a word changed, something added, or another title altogether.
pub fn rename(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let Node::Heading { level, text } = site.nodes.get(at)? else {
        return None;
    };
    let old = told(&site.nodes[at..at + 1]).concat();
    if !is_plain(text) || site.counts.get(&old) != Some(&1) || old.is_empty() {
        return None;
    }
    let new = match random.below(5) {
        0 => random.pick(&site.donors.titles)?.clone(),
        1 | 2 => format!("{text}と今後の進め方"),
        _ => phrase::any(text, random)?.text,
    };
    let with = vec![Node::Heading {
        level: *level,
        text: new.clone(),
    }];
    let claim = Claim::modified(&old, &told(&with).concat());
    let expected = Expected::one(Kind::RenameHeading, vec![claim]);
    (is_plain(&new) && site.is_new(&new)).then_some(Patch {
        range: at..at + 1,
        with,
        expected,
    })
}

/// Raises or lowers a heading by one level.
pub fn level(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let Node::Heading { level, text } = site.nodes.get(at)? else {
        return None;
    };
    let own = told(&site.nodes[at..at + 1]).concat();
    if site.counts.get(&own) != Some(&1) || own.is_empty() {
        return None;
    }
    let level = if random.once_in(2) {
        level - 1
    } else {
        level + 1
    };
    if !(1..=6).contains(&level) {
        return None;
    }
    let with = vec![Node::Heading {
        level,
        text: text.clone(),
    }];
    let claim = Claim::modified(&own, &own).marking((0, 0));
    Some(Patch {
        range: at..at + 1,
        with,
        expected: Expected::one(Kind::HeadingLevel, vec![claim]),
    })
}
