//! Headings → [`Section`]s with anchors that last.
//!
//! # The rule
//!
//! A heading's *slug* is its text in NFC and lower case without punctuation, spaces as `-`: GitHub's rule, which keeps
//! Japanese. An empty slug is `section`. A section's *anchor* is
//!
//! 1. its slug, if no other section of the document has the same slug;
//! 2. else `parent--slug`, `grandparent--parent--slug`, …: the shortest of these that no other section shares;
//! 3. else, if even the whole path repeats, the path and six digits made from the words that follow the heading (its first
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

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{Block, BlockKind, Inline, Section, plain_text};

/// How many characters after a heading tell twins apart.
const DIGEST_CHARS: usize = 40;

/// Longest slug in bytes; a longer heading is cut.
const MAX_SLUG_BYTES: usize = 300;

/// The sections of a document, and the anchors of headings that open none.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub sections: Vec<Section>,
    /// Headings inside quotations and lists: where they stand, and their anchors.
    pub nested: Vec<(usize, Vec<String>)>,
}

/// Finds the sections of a document's blocks.
pub(super) fn outline(blocks: &[Block]) -> Outline {
    let mut sections = tree(blocks);
    let anchors = anchors(&sections, blocks);
    for (section, anchor) in sections.iter_mut().zip(anchors) {
        section.anchor = anchor;
    }
    let mut headings = Headings::default();
    headings.collect(blocks, true);
    let nested = add_aliases(&mut sections, &headings.0);
    Outline { sections, nested }
}

/// The sections without anchors.
fn tree(blocks: &[Block]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let BlockKind::Heading { level, content } = &block.kind else {
            continue;
        };
        while let Some(last) = open.pop_if(|last| sections[*last].level >= *level) {
            sections[last].blocks.end = index;
        }
        sections.push(Section {
            anchor: String::new(),
            aliases: Vec::new(),
            title: plain_text(content).trim().replace('\n', " "),
            level: *level,
            parent: open.last().copied(),
            blocks: index..blocks.len(),
        });
        open.push(sections.len() - 1);
    }
    sections
}

fn anchors(sections: &[Section], blocks: &[Block]) -> Vec<String> {
    let slugs: Vec<String> = sections
        .iter()
        .map(|section| slug(&section.title))
        .collect();
    let mut anchors = slugs.clone();
    let mut parents: Vec<Option<usize>> = sections.iter().map(|section| section.parent).collect();
    // A level at a time: whoever still shares its anchor takes one more parent into it.
    loop {
        let twins = twins(&anchors);
        let mut changed = false;
        for index in twins {
            if let Some(parent) = parents[index] {
                anchors[index] = format!("{}--{}", slugs[parent], anchors[index]);
                parents[index] = sections[parent].parent;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for index in twins(&anchors) {
        let digest = digest(following(&sections[index], blocks));
        anchors[index] = format!("{}-{digest}", anchors[index]);
    }
    number_twins(&mut anchors);
    anchors
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

/// The first words under a heading, up to and including the next heading.
fn following(section: &Section, blocks: &[Block]) -> String {
    let mut words = String::new();
    for block in &blocks[section.blocks.start + 1..section.blocks.end] {
        words_of(block, &mut words);
        if words.chars().nth(DIGEST_CHARS).is_some()
            || matches!(block.kind, BlockKind::Heading { .. })
        {
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
            for block in items
                .iter()
                .take(DIGEST_CHARS)
                .filter_map(|item| item.blocks.first())
            {
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

fn digest(words: String) -> String {
    let hash = Sha256::digest(words.nfc().collect::<String>().as_bytes());
    format!("{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2])
}

/// Gives the slug of a heading.
pub(super) fn slug(title: &str) -> String {
    let normal: String = title.nfc().collect::<String>().to_lowercase();
    let mut slug = github_slug(&normal);
    slug.truncate(slug.floor_char_boundary(MAX_SLUG_BYTES));
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug
    }
}

/// GitHub's: what is no letter, mark, digit, joiner such as `_`, hyphen or space goes, and spaces become hyphens.
fn github_slug(lower: &str) -> String {
    let kept = |c: char| c == '-' || c == ' ' || c.is_alphanumeric() || is_mark_or_joiner(c);
    lower
        .chars()
        .filter(|&c| kept(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn is_mark_or_joiner(c: char) -> bool {
    use icu_properties::props::{EnumeratedProperty, GeneralCategory, GeneralCategoryGroup};
    let category = GeneralCategory::for_char(c);
    category == GeneralCategory::ConnectorPunctuation
        || GeneralCategoryGroup::Mark.contains(category)
}

/// All headings in reading order.
#[derive(Default)]
struct Headings(Vec<Heading>);

struct Heading {
    place: usize,
    /// Its text without the alternative text of images, which neither GitHub nor MkDocs looks at.
    text: String,
    /// Whether it opens a section.
    top: bool,
}

impl Headings {
    fn collect(&mut self, blocks: &[Block], top: bool) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { content, .. } => self.0.push(Heading {
                    place: block.span.start,
                    text: text_without_images(content),
                    top,
                }),
                BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                    self.collect(blocks, false)
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.collect(&item.blocks, false);
                    }
                }
                _ => {}
            }
        }
    }
}

fn text_without_images(content: &[Inline]) -> String {
    let bare: Vec<Inline> = content.iter().filter_map(without_images).collect();
    plain_text(&bare)
}

fn without_images(inline: &Inline) -> Option<Inline> {
    let all = |content: &[Inline]| content.iter().filter_map(without_images).collect();
    match inline {
        Inline::Image { .. } => None,
        Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => {
            Some(Inline::Emphasis(all(content)))
        }
        Inline::Link { content, .. } => Some(Inline::Emphasis(all(content))),
        other => Some(other.clone()),
    }
}

/// Gives sections their aliases, and the headings that open none their anchors.
fn add_aliases(sections: &mut [Section], headings: &[Heading]) -> Vec<(usize, Vec<String>)> {
    let mut taken: BTreeSet<String> = sections
        .iter()
        .map(|section| section.anchor.clone())
        .collect();
    let mut aliases: Vec<Vec<String>> = vec![Vec::new(); headings.len()];
    let mut claim = |aliases: &mut Vec<String>, id: String| {
        if !id.is_empty() && taken.insert(id.clone()) {
            aliases.push(id);
        }
    };
    for (aliases, id) in aliases.iter_mut().zip(github_anchors(headings)) {
        claim(aliases, id);
    }
    for (aliases, id) in aliases.iter_mut().zip(mkdocs_anchors(headings)) {
        claim(aliases, id);
    }
    let mut nested = Vec::new();
    let mut index = 0;
    for (heading, mut aliases) in headings.iter().zip(aliases) {
        if !heading.top {
            nested.push((heading.place, aliases));
            continue;
        }
        if let Some(id) = qualified(sections, index) {
            claim(&mut aliases, id);
        }
        sections[index].aliases = aliases;
        index += 1;
    }
    nested
}

/// The anchor that a section would have if it had a twin under another parent.
fn qualified(sections: &[Section], index: usize) -> Option<String> {
    let section = &sections[index];
    let own = slug(&section.title);
    let parent = &sections[section.parent?];
    (section.anchor == own).then(|| format!("{}--{own}", slug(&parent.title)))
}

fn github_anchors(headings: &[Heading]) -> Vec<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let anchor = |heading: &Heading| {
        let slug = github_slug(&heading.text.trim().to_lowercase());
        let seen = count.entry(slug.clone()).or_default();
        *seen += 1;
        if *seen == 1 {
            slug
        } else {
            format!("{slug}-{}", *seen - 1)
        }
    };
    headings.iter().map(anchor).collect()
}

/// Python-Markdown's `slugify` and `unique` with the separator `-`.
fn mkdocs_anchors(headings: &[Heading]) -> Vec<String> {
    let mut taken = Taken::default();
    let mut anchor = |heading: &Heading| {
        let slug = mkdocs_slug(&heading.text);
        let id = if slug.is_empty() || taken.ids.contains(&slug) {
            let (base, number) = counted(&slug);
            format!("{base}_{}", taken.next_free(base, number + 1))
        } else {
            slug
        };
        taken.ids.insert(id.clone());
        id
    };
    headings.iter().map(&mut anchor).collect()
}

/// Ids that are given away, with short cuts so that many equal headings take no quadratic time.
#[derive(Default)]
struct Taken {
    ids: HashSet<String>,
    /// By base and number: a later number before which none is free.
    skip: HashMap<String, HashMap<usize, usize>>,
}

impl Taken {
    /// The first number from `number` on that is free with this base.
    fn next_free(&mut self, base: &str, mut number: usize) -> usize {
        let skip = self.skip.entry(base.to_owned()).or_default();
        let mut passed = Vec::new();
        while self.ids.contains(&format!("{base}_{number}")) {
            passed.push(number);
            number = skip.get(&number).copied().unwrap_or(number + 1);
        }
        skip.extend(passed.into_iter().map(|at| (at, number)));
        number
    }
}

/// Splits `name_12` into `name` and 12; anything else has the number 0.
fn counted(id: &str) -> (&str, usize) {
    id.rsplit_once('_')
        .filter(|(_, digits)| {
            !digits.is_empty() && digits.len() < 10 && digits.bytes().all(|b| b.is_ascii_digit())
        })
        .and_then(|(base, digits)| Some((base, digits.parse().ok()?)))
        .unwrap_or((id, 0))
}

fn mkdocs_slug(text: &str) -> String {
    let word: String = text
        .nfkd()
        .filter(|&c| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c.is_ascii_whitespace())
        .collect();
    let mut slug = String::with_capacity(word.len());
    for c in word.trim().chars() {
        if c != '-' && !c.is_ascii_whitespace() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}
