//! Paragraphs and whole sections: put in, taken out, split, merged, turned into a list.

use super::claim::{Claim, Expected, Kind, What, told};
use super::model::{Item, List, Node};
use super::phrase::{is_plain, sentence_ends};
use super::place::{Patch, Site, section};
use super::random::Random;

/// Puts a paragraph of another document before a block.
pub fn insert_paragraph(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let text = random.pick(&site.donors.paragraphs)?.clone();
    let with = vec![Node::Paragraph(text)];
    added(Kind::InsertParagraph, site, at, with)
}

/// Puts a section of another document before one of the same rank.
pub fn insert_section(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let Node::Heading { level, .. } = site.nodes.get(at)? else {
        return None;
    };
    let mut with = random.pick(&site.donors.sections)?.clone();
    let Node::Heading { level: own, .. } = with[0] else {
        return None;
    };
    for node in &mut with {
        if let Node::Heading { level: other, .. } = node {
            *other = (*other + level)
                .checked_sub(own)
                .filter(|level| (1..=6).contains(level))?;
        }
    }
    added(Kind::InsertSection, site, at, with)
}

fn added(kind: Kind, site: &Site<'_>, at: usize, with: Vec<Node>) -> Option<Patch> {
    let texts = told(&with);
    if !texts.iter().all(|text| site.is_new(text)) {
        return None;
    }
    let telling = texts.iter().map(|text| Claim::added(text)).collect();
    Some(Patch {
        range: at..at,
        with,
        expected: Expected::one(kind, telling),
    })
}

/// Takes a paragraph out.
pub fn delete_paragraph(site: &Site<'_>, at: usize) -> Option<Patch> {
    site.paragraph(at)?;
    removed(Kind::DeleteParagraph, site, at..at + 1)
}

/// Takes a section out.
pub fn delete_section(site: &Site<'_>, at: usize) -> Option<Patch> {
    let range = section(site.nodes, at)?;
    (2..=12).contains(&range.len()).then_some(())?;
    removed(Kind::DeleteSection, site, range)
}

fn removed(kind: Kind, site: &Site<'_>, range: std::ops::Range<usize>) -> Option<Patch> {
    let nodes = &site.nodes[range.clone()];
    if !site.are_unique(nodes) {
        return None;
    }
    let telling = told(nodes)
        .iter()
        .map(|text| Claim::removed(text))
        .collect();
    Some(Patch {
        range,
        with: Vec::new(),
        expected: Expected::one(kind, telling),
    })
}

/// Makes two paragraphs of one, between two sentences.
pub fn split(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let text = site
        .paragraph(at)
        .filter(|text| is_plain(text) && site.is_unique(text))?;
    let end = *random.pick(&sentence_ends(text))?;
    let (first, second) = (text[..end].to_owned(), text[end..].trim_start().to_owned());
    let with = vec![Node::Paragraph(first), Node::Paragraph(second)];
    regrouped(Kind::SplitParagraph, What::Split, site, at..at + 1, with)
}

/// Makes one paragraph of two.
pub fn merge(site: &Site<'_>, at: usize) -> Option<Patch> {
    let (first, second) = (site.paragraph(at)?, site.paragraph(at + 1)?);
    let long = |text: &str| text.chars().count() >= 12;
    if !is_plain(first) || !is_plain(second) || !long(first) || !long(second) {
        return None;
    }
    let joined = join(first, second);
    regrouped(
        Kind::MergeParagraphs,
        What::Merged,
        site,
        at..at + 2,
        vec![Node::Paragraph(joined)],
    )
}

/// Joins two texts, with a space between Latin ones.
pub fn join(first: &str, second: &str) -> String {
    let space = if first.ends_with(|c: char| c.is_ascii()) {
        " "
    } else {
        ""
    };
    format!("{first}{space}{second}")
}

/// Makes a list of neighbouring paragraphs, or of the sentences of one.
pub fn to_list(site: &Site<'_>, at: usize) -> Option<Patch> {
    let mut end = at;
    while end < at + 4 && site.paragraph(end).is_some_and(is_plain) {
        end += 1;
    }
    let texts: Vec<&str> = (at..end).filter_map(|at| site.paragraph(at)).collect();
    let (range, texts) = match texts[..] {
        [] => return None,
        [text] => (at..end, sentences(text)),
        _ => (at..end, texts),
    };
    if texts.len() < 2 || texts.iter().any(|text| text.chars().count() < 10) {
        return None;
    }
    let items = texts.iter().map(|text| Item {
        text: (*text).to_owned(),
        children: None,
    });
    let list = List {
        start: None,
        items: items.collect(),
    };
    let alone = range.len() == 1;
    let mut patch = regrouped(
        Kind::ParagraphsToList,
        What::Regrouped,
        site,
        range,
        vec![Node::List(list)],
    )?;
    if alone {
        patch.expected.tellings[0][0].what.push(What::Split);
    } else {
        let one_by_one = texts
            .iter()
            .map(|text| Claim::modified(text, text).marking((0, 0)));
        patch.expected.tellings.push(one_by_one.collect());
    }
    Some(patch)
}

fn sentences(text: &str) -> Vec<&str> {
    let mut start = 0;
    let mut out = Vec::new();
    for end in sentence_ends(text).into_iter().chain([text.len()]) {
        out.push(text[start..end].trim());
        start = end;
    }
    out
}

/// Several units that became several others with the same words.
fn regrouped(
    kind: Kind,
    what: What,
    site: &Site<'_>,
    range: std::ops::Range<usize>,
    with: Vec<Node>,
) -> Option<Patch> {
    let nodes = &site.nodes[range.clone()];
    if !site.are_unique(nodes) {
        return None;
    }
    let (before, after) = (told(nodes).concat(), told(&with).concat());
    let claim = Claim::new(what, Some(&before), Some(&after)).marking((0, 0));
    Some(Patch {
        range,
        with,
        expected: Expected::one(kind, vec![claim]),
    })
}
