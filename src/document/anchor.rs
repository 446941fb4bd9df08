//! Headings' slugs → anchors that last.
//!
//! # The rule
//!
//! A heading's *slug* is its text in NFC and lower case without punctuation, spaces as `-`: GitHub's rule, which keeps
//! Japanese (but here numerals such as `①` stay, which often are all that differs). An empty slug is `section`. A section's *anchor* is
//!
//! 1. its slug, if no other section of the document has the same slug;
//! 2. else `parent--slug`, `grandparent--parent--slug`, …: the shortest of these that no other section shares;
//! 3. else, if even the whole path repeats, the path and six digits made from the block that follows the heading (its first
//!    [`DIGEST_CHARS`] characters), so that adding or moving a twin changes nothing; and `-2`, `-3` in reading order only for
//!    sections that begin with the same words.
//!
//! So anchors never depend on how many equals stand before. They do change when a unique heading becomes a repeated one or
//! the other way round; therefore *aliases* keep the other forms alive on the page:
//!
//! - what GitHub gave: `slug`, `slug-1`, `slug-2` by position, over all headings, those in quotations and lists too. The first of
//!   several equals thus keeps the bare slug that it had while it was alone;
//! - what MkDocs gave (Python-Markdown's `toc`): only the ASCII part of the text, `_1`, `_2`, … for wholly Japanese headings;
//! - `parent--slug` for a section that is alone now, in case it once had twins elsewhere.
//!
//! An alias never takes an anchor away from a section, and goes to the first heading that claims it.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{Block, BlockKind, Section, plain_text};

/// How many characters after a heading tell twins apart.
const DIGEST_CHARS: usize = 40;

/// Longest slug in bytes; a longer heading is cut.
const MAX_SLUG_BYTES: usize = 300;

/// How much of a parent's slug stands before a section's own, in bytes.
const MAX_PARENT_BYTES: usize = 150;

/// Gives every section its anchor; `slugs` are the sections' own.
pub(super) fn anchors(slugs: &[String], blocks: &[Block], sections: &[Section]) -> Vec<String> {
    let mut anchors = slugs.to_vec();
    let mut parents: Vec<Option<usize>> = sections.iter().map(|section| section.parent).collect();
    // A level at a time: whoever still shares its anchor takes one more parent into it.
    loop {
        let mut changed = false;
        for index in twins(&anchors) {
            if let Some(parent) = parents[index] {
                anchors[index] = under(&slugs[parent], &anchors[index]);
                parents[index] = sections[parent].parent;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for index in twins(&anchors) {
        let digest = digest(&following(&sections[index], blocks));
        anchors[index] = format!("{}-{digest}", anchors[index]);
    }
    number_twins(&mut anchors);
    anchors
}

/// Joins the slug of a parent and an anchor.
pub(super) fn under(parent: &str, anchor: &str) -> String {
    let parent = &parent[..parent.floor_char_boundary(MAX_PARENT_BYTES)];
    format!("{parent}--{anchor}")
}

/// Makes a slug that can be an anchor: not empty, not too long.
pub(super) fn slug_of(slug: &str) -> String {
    match slug {
        "" => "section".to_owned(),
        _ => slug[..slug.floor_char_boundary(MAX_SLUG_BYTES)].to_owned(),
    }
}

/// GitHub's rule: what is no letter, mark, digit, joiner such as `_`, hyphen or space goes, spaces become hyphens. Unlike
/// GitHub, keeps numerals such as `①`.
pub(super) fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    lower
        .chars()
        .filter(|&c| is_kept(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Whether a text is in NFC because it has only characters that never combine.
pub(super) fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        c < '\u{300}'
            || is_japanese_letter(c)
            || matches!(c, '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ffef}')
    })
}

/// Kana that have their sound mark inside, and the common ideographs.
fn is_japanese_letter(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{4e00}'..='\u{9fff}')
}

fn is_kept(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    }
    is_japanese_letter(c) || c.is_alphanumeric() || is_mark_or_joiner(c)
}

fn is_mark_or_joiner(c: char) -> bool {
    use icu_properties::props::{EnumeratedProperty, GeneralCategory, GeneralCategoryGroup};
    let category = GeneralCategory::for_char(c);
    category == GeneralCategory::ConnectorPunctuation
        || GeneralCategoryGroup::Mark.contains(category)
}

/// The indices of strings that occur more than once, ascending.
fn twins(names: &[String]) -> Vec<usize> {
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    for name in names {
        *count.entry(name).or_default() += 1;
    }
    (0..names.len())
        .filter(|&index| count[names[index].as_str()] > 1)
        .collect()
}

/// Makes all names different by `-2`, `-3`, … for the later ones.
fn number_twins(names: &mut [String]) {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for name in names {
        let Some(number) = next.get_mut(name.as_str()) else {
            next.insert(name.clone(), 2);
            continue;
        };
        loop {
            let candidate = format!("{name}-{number}");
            *number += 1;
            if taken.insert(candidate.clone()) {
                *name = candidate;
                break;
            }
        }
    }
}

/// The beginning of the first block with words under a heading, be it the next heading.
fn following(section: &Section, blocks: &[Block]) -> String {
    let mut words = String::new();
    for block in &blocks[section.blocks.start + 1..section.blocks.end] {
        words_of(block, &mut words);
        if !words.trim().is_empty() {
            break;
        }
    }
    words
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(DIGEST_CHARS)
        .collect()
}

/// The beginning of a block's words, far enough for a digest.
fn words_of(block: &Block, words: &mut String) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            words.push_str(&plain_text(content))
        }
        BlockKind::Code { text, .. } | BlockKind::Html(text) => words.push_str(text),
        BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
            if let Some(block) = blocks.first() {
                words_of(block, words);
            }
        }
        BlockKind::List { items, .. } => {
            if let Some(block) = items.first().and_then(|item| item.blocks.first()) {
                words_of(block, words);
            }
        }
        BlockKind::Table { header, .. } => {
            for cell in header.cells.iter().take(DIGEST_CHARS) {
                words.push_str(&plain_text(cell));
            }
        }
        BlockKind::Rule => {}
    }
}

fn digest(words: &str) -> String {
    let hash = Sha256::digest(words.nfc().collect::<String>().as_bytes());
    format!("{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2])
}
