//! A text → what it names of the proposal: versions, pull requests, documents by title, sections by heading.
//!
//! Titles and headings count where they are long and one of a kind: what many sections are called names none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::mentions;
use super::{LINK_LIMIT, Named};

/// Letters that a title must have to be known by it alone.
const SHORTEST: usize = 5;
/// Letters by which titles are looked for.
const KEY: usize = 4;
/// Letters that the name of a version must have that is no number, and most versions that are looked for.
const SHORTEST_VERSION: usize = 3;
const VERSION_LIMIT: usize = 500;
/// Most titles that are looked for.
const TITLE_LIMIT: usize = 50_000;

/// What texts may name.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    versions: BTreeSet<String>,
    /// Versions that are called otherwise than `v0.5`: as texts are read, and as they are written.
    named: BTreeMap<Vec<char>, String>,
    titles: BTreeMap<Vec<char>, Vec<(Vec<char>, Named)>>,
}

impl KnownNames {
    /// Knows versions by their names, documents and sections by their titles.
    pub fn new(
        versions: impl IntoIterator<Item = String>,
        titles: impl IntoIterator<Item = (String, Named)>,
    ) -> Self {
        let mut by_title: BTreeMap<Vec<char>, Vec<Named>> = BTreeMap::new();
        for (title, named) in titles.into_iter().take(TITLE_LIMIT) {
            let title = folded(&title);
            if title.len() >= SHORTEST {
                by_title.entry(title).or_default().push(named);
            }
        }
        let mut known = Self::default();
        for name in versions.into_iter().take(VERSION_LIMIT) {
            let letters: Vec<char> = plain(&name).collect();
            if letters.len() >= SHORTEST_VERSION && !is_numbered(&letters) {
                known.named.insert(letters, name.clone());
            }
            known.versions.insert(name.to_lowercase());
        }
        for (title, mut named) in by_title {
            // A document and its first heading share a title: the document is meant.
            named.sort();
            let document = matches!(named[0], Named::Document { .. });
            let others = named
                .iter()
                .filter(|named| matches!(named, Named::Document { .. }))
                .count();
            if named.len() == 1 || document && others == 1 {
                let key = title[..KEY].to_vec();
                known
                    .titles
                    .entry(key)
                    .or_default()
                    .push((title, named.swap_remove(0)));
            }
        }
        known
    }

    /// What a text names, each once, in a fixed order and bounded.
    pub fn in_text(&self, text: &str) -> Vec<Named> {
        let pulls = mentions(text, 0, None).into_iter();
        let mut found: BTreeSet<Named> = pulls
            .map(|mention| Named::Pull {
                number: mention.number,
            })
            .collect();
        let spaced: Vec<char> = plain(text).collect();
        let versions = (0..spaced.len()).filter_map(|at| self.version_at(&spaced, at));
        found.extend(versions.map(|name| Named::Version { name }));
        let called = self.named.iter().filter(|(name, _)| has(&spaced, name));
        found.extend(called.map(|(_, name)| Named::Version { name: name.clone() }));
        let letters = folded(text);
        for at in 0..letters.len() {
            let key = letters.get(at..at + KEY);
            let titles = key
                .and_then(|key| self.titles.get(key))
                .into_iter()
                .flatten();
            let here = titles.filter(|(title, _)| letters[at..].starts_with(title));
            found.extend(here.map(|(_, named)| named.clone()));
        }
        found.into_iter().take(LINK_LIMIT).collect()
    }

    /// `v0.5`, also written `ver.0.5` and `version0.5`, or a name that is known.
    fn version_at(&self, letters: &[char], at: usize) -> Option<String> {
        if !matches!(letters[at], 'v' | 'バ') {
            return None;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.') {
            return None;
        }
        let rest = &letters[at..];
        let digits = ["version", "ver.", "ver", "バージョン", "v"]
            .iter()
            .find_map(|word| {
                let word: Vec<char> = word.chars().collect();
                rest.strip_prefix(word.as_slice())
            })?;
        let number: String = digits
            .iter()
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_ascii_digit() || **c == '.')
            .take(20)
            .collect();
        let number = number.trim_matches('.');
        let name = format!("v{number}");
        let dotted = number.contains('.') && !number.contains("..");
        (number.starts_with(|c: char| c.is_ascii_digit())
            && (dotted || self.versions.contains(&name)))
        .then_some(name)
    }
}

/// Whether a version is called by a number, as `v0.5` and `v2` are.
fn is_numbered(name: &[char]) -> bool {
    let number = name.strip_prefix(&['v']).unwrap_or(name);
    number.iter().all(|c| c.is_ascii_digit() || *c == '.')
}

/// Whether a text holds a name that is no part of a longer word or number.
fn has(text: &[char], name: &[char]) -> bool {
    let joins = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let mut places = text.windows(name.len()).enumerate();
    places.any(|(at, here)| {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let apart = !(joins(name.first()) && joins(before));
        here == name && apart && !(joins(name.last()) && joins(text.get(at + name.len())))
    })
}

/// Letters without white space, small, full-width digits and letters as plain ones.
fn folded(text: &str) -> Vec<char> {
    plain(text).filter(|c| !c.is_whitespace()).collect()
}

/// The same with white space.
fn plain(text: &str) -> impl Iterator<Item = char> {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> KnownNames {
        let section = |anchor: &str| Named::Section {
            path: "docs/2.md".to_owned(),
            anchor: anchor.to_owned(),
        };
        let document = |path: &str| Named::Document {
            path: path.to_owned(),
        };
        KnownNames::new(
            ["v1", "v0.5", "2025-Spring", "第二版"].map(str::to_owned),
            [
                ("AI人材の育成".to_owned(), document("docs/3.md")),
                ("ＡＩ人材 の育成".to_owned(), section("ai")),
                ("予算".to_owned(), section("予算")),
                ("家族の生活環境".to_owned(), section("家族")),
                ("期待される効果".to_owned(), section("効果-1")),
                ("期待される効果".to_owned(), section("効果-2")),
            ],
        )
    }

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = known()
            .in_text(text)
            .into_iter()
            .map(|named| match named {
                Named::Version { name } => name,
                Named::Pull { number } => format!("#{number}"),
                Named::Document { path } => path,
                Named::Section { anchor, .. } => anchor,
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn versions_and_requests_are_named_in_many_ways() {
        check("提案のv0.5ぐらいのもの", &["v0.5"]);
        check("Ver.0.5、ｖ１、#12、＃３", &["v0.5", "v1", "#3", "#12"]);
        check("バージョン1.2。", &["v1.2"]);
        check("I read v0.5 and version 1.2", &["v0.5", "v1.2"]);
        check("dev0.5 v2 0.5 v..5", &[]);
    }

    #[test]
    fn versions_of_other_names_are_named_by_them() {
        check("2025-spring を読みました", &["2025-Spring"]);
        check("第二版と2025-springs、12025-Spring", &["第二版"]);
    }

    #[test]
    fn titles_count_where_they_are_one_of_a_kind() {
        check("「AI 人材の育成」と家族の生活環境", &["docs/3.md", "家族"]);
        check("予算と、期待される効果", &[]);
    }
}
