//! Headings → the anchors that GitHub and MkDocs gave them, so that old addresses keep working.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::Section;
use super::anchor::{is_plain, slug, under};
use super::section::{Heading, Within};

/// How many sections also answer to the anchor that they would have if they had twins.
const MAX_QUALIFIED: usize = 5000;

/// Gives sections their aliases, and the headings that open none their anchors.
///
/// What nobody else has goes to the first who claims it: GitHub's anchors before MkDocs's, and those before the anchors
/// that sections would have if they had twins.
pub(super) fn add(
    sections: &mut [Section],
    slugs: &[String],
    headings: &[Heading],
) -> Vec<(usize, Vec<String>)> {
    let mut taken: HashSet<String> = sections
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
        if !heading.opens_section() {
            nested.push((heading.place, aliases));
            continue;
        }
        let alone = index < MAX_QUALIFIED && sections[index].anchor == slugs[index];
        if let Some(parent) = sections[index].parent.filter(|_| alone) {
            claim(&mut aliases, under(&slugs[parent], &slugs[index]));
        }
        sections[index].aliases = aliases;
        index += 1;
    }
    nested
}

/// The slug, and `-1`, `-2`, … where it occurred before.
fn github_anchors(headings: &[Heading]) -> Vec<String> {
    let mut count: HashMap<String, usize> = HashMap::with_capacity(headings.len());
    let anchor = |heading: &Heading| {
        let mut slug = match &heading.bare {
            Some(bare) => slug(bare),
            None if is_plain(&heading.title) => heading.slug.clone(),
            None => slug(&heading.title),
        };
        slug.retain(|c| !is_numeral(c));
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

/// What GitHub drops although it is a kind of number: `①`, but not `１` or `Ⅰ`.
fn is_numeral(c: char) -> bool {
    use icu_properties::props::{EnumeratedProperty, GeneralCategory};
    !c.is_ascii() && GeneralCategory::for_char(c) == GeneralCategory::OtherNumber
}

/// Python-Markdown's `slugify` and `unique` with the separator `-`; empty for headings in lists, which it does not see as such
/// unless they are indented by four spaces.
fn mkdocs_anchors(headings: &[Heading]) -> Vec<String> {
    let mut taken = Taken::default();
    let mut anchor = |heading: &Heading| {
        if heading.within == Within::List {
            return String::new();
        }
        let slug = mkdocs_slug(heading.bare.as_ref().unwrap_or(&heading.title));
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

fn mkdocs_slug(text: &str) -> String {
    let kept =
        |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c.is_ascii_whitespace();
    let ascii: String = if is_plain(text) && !text.contains(has_ascii_inside) {
        text.chars().filter(|&c| kept(c)).collect()
    } else {
        text.nfkd().filter(|&c| kept(c)).collect()
    };
    let mut slug = String::with_capacity(ascii.len());
    for c in ascii.trim().chars() {
        if c != '-' && !c.is_ascii_whitespace() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}

/// Whether NFKD may make ASCII of it: `é`, `①`, `Ａ`, and the ideographic space.
fn has_ascii_inside(c: char) -> bool {
    matches!(c, '\u{80}'..'\u{3001}' | '\u{ff01}'..='\u{ff5e}')
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
