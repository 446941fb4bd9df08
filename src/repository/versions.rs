//! Tags, marks and configuration → named versions.
//!
//! A *mark* is a version in the title of the entry document, such as `（v0.5）` or `ver.0.2`: a version by mark is
//! the last commit of the main branch that carried it.

use std::collections::HashMap;

use git2::{Oid, Repository};
use unicode_normalization::UnicodeNormalization;

use super::history::History;
use super::objects::{ObjectError, Objects, to_id};
use super::references::References;
use super::tree;
use crate::config::{NamedVersion, VersionSource, Versions};
use crate::diagnostic::Diagnostic;
use crate::natural::natural;
use crate::snapshot::{Timestamp, Version, VersionName, VersionOrigin};

/// Names that an entry document may have, the first found is taken.
pub const ENTRY_NAMES: [&str; 4] = ["index.md", "README.md", "readme.md", "Readme.md"];
/// Most bytes of an entry document that are searched for a mark.
const ENTRY_LIMIT: usize = 4 << 20;

/// A version before its files are listed.
#[derive(Debug, Clone)]
pub struct Named {
    name: VersionName,
    commit: Oid,
    origin: VersionOrigin,
}

/// What versions are read from.
pub struct Reader<'r> {
    /// For expressions and merge bases.
    pub repository: &'r Repository,
    /// The object database.
    pub objects: &'r Objects<'r>,
    /// The main branch.
    pub history: &'r History,
    /// All references.
    pub references: &'r References,
    /// The published folder.
    pub source: &'r str,
}

impl Reader<'_> {
    /// Names the versions, oldest first: those of the configuration, else tags, else marks.
    pub fn read(
        &self,
        wanted: &Versions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Version>, ObjectError> {
        let mut named = self.configured(&wanted.named, diagnostics);
        if wanted.tags.is_some() || named.is_empty() {
            named.extend(self.tagged(wanted.tags.as_deref(), diagnostics));
        }
        if wanted.marks == Some(true) || (named.is_empty() && wanted.marks != Some(false)) {
            named.extend(self.marked()?);
        }
        let mut seen = std::collections::HashSet::new();
        named.retain(|version| seen.insert(version.name.clone()));
        named.sort_by_key(|version| natural(version.name.as_str()));
        named
            .into_iter()
            .map(|version| self.version(version, diagnostics))
            .collect()
    }

    /// The tip of the main branch, as the version `next`.
    pub fn next(
        &self,
        tip: Oid,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Version, ObjectError> {
        let named = Named {
            name: VersionName::next(),
            commit: tip,
            origin: VersionOrigin::Tip,
        };
        self.version(named, diagnostics)
    }

    /// Any commit, as a version of that name.
    pub fn asked(&self, name: VersionName, commit: Oid) -> Result<Version, ObjectError> {
        let named = Named {
            name,
            commit,
            origin: VersionOrigin::Asked,
        };
        self.version(named, &mut Vec::new())
    }

    fn version(
        &self,
        named: Named,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Version, ObjectError> {
        let commit = self.objects.commit(named.commit)?;
        let listing = tree::list(self.objects, commit.tree)?;
        for reason in listing.unreadable {
            diagnostics.push(
                Diagnostic::warning("file-unreadable", reason.reason.to_string())
                    .at_reference(named.name.as_str())
                    .at_path(reason.name),
            );
        }
        if listing.cut {
            diagnostics.push(
                Diagnostic::warning("tree-too-large", "the commit has more files than are read")
                    .at_reference(named.name.as_str()),
            );
        }
        Ok(Version {
            name: named.name,
            commit: to_id(named.commit),
            date: commit.committed,
            origin: named.origin,
            files: listing.files,
        })
    }

    fn configured(&self, wanted: &[NamedVersion], diagnostics: &mut Vec<Diagnostic>) -> Vec<Named> {
        let mut found = Vec::new();
        for version in wanted {
            match self.commit_of(&version.source) {
                Some(commit) => found.push(Named {
                    name: version.name.clone(),
                    commit,
                    origin: VersionOrigin::Configured,
                }),
                None => diagnostics.push(
                    Diagnostic::warning(
                        "version-not-found",
                        format!("{} is not in the repository", version.source),
                    )
                    .at_path("teigen.yaml")
                    .at_reference(version.name.as_str())
                    .with_help("fetch it, or correct the entry under `versions`"),
                ),
            }
        }
        found
    }

    /// The commit that a source leads to, if it is there.
    pub fn commit_of(&self, source: &VersionSource) -> Option<Oid> {
        match source {
            VersionSource::Commit(id) => {
                let object = self.repository.revparse_single(id).ok()?;
                Some(object.peel_to_commit().ok()?.id())
            }
            VersionSource::Tag(name) => self.peel(*self.references.tags.get(name)?),
            VersionSource::Branch(name) => self.references.branches.get(name).copied(),
            VersionSource::Date(date) => self.last_before_end_of(date),
        }
    }

    /// The last commit of the main branch made on or before a day, as its committer counted days.
    fn last_before_end_of(&self, date: &str) -> Option<Oid> {
        let on_or_before = |id: &&Oid| {
            let commit = self.objects.commit(**id);
            commit.is_ok_and(|commit| {
                commit.committed.is_known() && commit.committed.date().as_str() <= date
            })
        };
        self.history.chain.iter().rev().find(on_or_before).copied()
    }

    fn tagged(&self, pattern: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Named> {
        let mut found = Vec::new();
        for (tag, &target) in &self.references.tags {
            let fits = match pattern {
                Some(pattern) => matches_pattern(pattern, tag),
                None => is_version_tag(tag),
            };
            if !fits {
                continue;
            }
            let Some(commit) = self.peel(target) else {
                diagnostics.push(
                    Diagnostic::warning("tag-broken", "the tag leads to no commit")
                        .at_reference(format!("refs/tags/{tag}"))
                        .with_help("make the tag again; the other versions were read"),
                );
                continue;
            };
            match version_name(tag) {
                Some(name) => found.push(Named {
                    name,
                    commit,
                    origin: VersionOrigin::Tag(format!("refs/tags/{tag}")),
                }),
                None => diagnostics.push(
                    Diagnostic::warning("tag-name", "the tag's name cannot be part of an address")
                        .at_reference(format!("refs/tags/{tag}"))
                        .with_help("name versions with letters, digits, `.`, `-` and `_`"),
                ),
            }
        }
        found
    }

    fn peel(&self, id: Oid) -> Option<Oid> {
        self.objects.peel(id).ok()
    }

    /// Finds the marks along the first parents.
    fn marked(&self) -> Result<Vec<Named>, ObjectError> {
        let mut marks: HashMap<Oid, Option<VersionName>> = HashMap::new();
        let mut found: Vec<Named> = Vec::new();
        let tip = self.history.chain.last().copied();
        for &id in &self.history.chain {
            let Some(entry) = self.entry(id)? else {
                continue;
            };
            if let std::collections::hash_map::Entry::Vacant(vacant) = marks.entry(entry) {
                let text = self.objects.blob(entry, ENTRY_LIMIT).unwrap_or_default();
                vacant.insert(mark(&String::from_utf8_lossy(&text)));
            }
            let Some(name) = &marks[&entry] else { continue };
            let current = Some(id) == tip;
            match found.iter_mut().find(|version| version.name == *name) {
                Some(version) => version.carry_on(id, current),
                None => found.push(Named {
                    name: name.clone(),
                    commit: id,
                    origin: VersionOrigin::Mark {
                        since: self.date(id)?,
                        first: to_id(id),
                        current,
                    },
                }),
            }
        }
        Ok(found)
    }

    fn date(&self, id: Oid) -> Result<Timestamp, ObjectError> {
        Ok(self.objects.commit(id)?.committed)
    }

    /// The entry document's contents at a commit, found by opening only the folders on the way.
    fn entry(&self, commit: Oid) -> Result<Option<Oid>, ObjectError> {
        let mut tree = self.objects.commit(commit)?.tree;
        for folder in self.source.split('/').filter(|folder| !folder.is_empty()) {
            let entries = self.objects.tree(tree)?;
            match entries.iter().find(|entry| entry.name == folder.as_bytes()) {
                Some(entry) if entry.mode.ends_with("40000") => tree = entry.id,
                _ => return Ok(None),
            }
        }
        let entries = self.objects.tree(tree)?;
        Ok(ENTRY_NAMES.iter().find_map(|name| {
            let entry = entries.iter().find(|entry| entry.name == name.as_bytes())?;
            entry.mode.starts_with("100").then_some(entry.id)
        }))
    }
}

impl Named {
    fn carry_on(&mut self, id: Oid, now: bool) {
        self.commit = id;
        if let VersionOrigin::Mark { current, .. } = &mut self.origin {
            *current = now;
        }
    }
}

/// Finds the version in the first heading of a document: `ver.0.2`, `（v0.5）`, `バージョン１.０`.
fn mark(text: &str) -> Option<VersionName> {
    let title = first_heading(text)?
        .nfkc()
        .collect::<String>()
        .to_lowercase();
    ["version", "ver.", "ver", "v", "バージョン"]
        .iter()
        .find_map(|word| number_after(&title, word))
        .and_then(|number| VersionName::new(&format!("v{number}")))
}

/// The first ATX heading outside fenced code and front matter.
fn first_heading(text: &str) -> Option<&str> {
    let mut fenced = false;
    for line in text.lines().take(500) {
        let line = line.trim_start_matches('\u{feff}');
        let inner = line.trim_start();
        if inner.starts_with("```") || inner.starts_with("~~~") {
            fenced = !fenced;
        }
        let words = inner.trim_start_matches('#');
        let level = inner.len() - words.len();
        if !fenced && (1..=6).contains(&level) && words.starts_with([' ', '\t', '\u{3000}']) {
            return Some(words.trim().trim_end_matches('#').trim_end());
        }
    }
    None
}

/// The number that follows a word which itself follows no letter or digit; needs a dot, so that `v2` in a
/// sentence is no mark.
fn number_after(title: &str, word: &str) -> Option<String> {
    for (at, _) in title.match_indices(word) {
        let before = title[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
            continue;
        }
        let rest = title[at + word.len()..].trim_start_matches(['.', ' ']);
        let number: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .take(20)
            .collect();
        let number = number.trim_end_matches('.');
        if number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.') {
            return Some(number.to_owned());
        }
    }
    None
}

/// A tag such as `v0.5`, `0.5`, `v1`, `v1.0-rc1`, `ver.0.5`.
fn is_version_tag(tag: &str) -> bool {
    let Some(rest) = version_digits(tag) else {
        return false;
    };
    let number = rest.split(['-', '+', '_']).next().unwrap_or_default();
    !number.is_empty()
        && number
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn version_digits(tag: &str) -> Option<&str> {
    let lower = tag.to_ascii_lowercase();
    let prefix = ["version-", "version", "ver.", "ver", "v", ""]
        .into_iter()
        .find(|prefix| lower.starts_with(prefix))?;
    tag.get(prefix.len()..)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Tags and marks of one version have one name: `0.5`, `ver.0.5` and `v0.5` are all `v0.5`.
fn version_name(tag: &str) -> Option<VersionName> {
    let name = match version_digits(tag).filter(|_| is_version_tag(tag)) {
        Some(number) => VersionName::new(&format!("v{number}")),
        None => VersionName::new(tag),
    };
    name.filter(|name| !matches!(name.as_str(), VersionName::NEXT | VersionName::LATEST))
}

/// Matches `*` with any characters, everything else with itself.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            mark(text).as_ref().map(VersionName::as_str),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn marks_are_found_in_titles() {
        check("# 東京都AI戦略いどばた会議 提言案（v0.5）\n", Some("v0.5"));
        check(
            "# チームみらい　マニフェスト ver.0.2 (超初期版）",
            Some("v0.2"),
        );
        check("\n\n# 提言 Ｖｅｒ．１．０\n", Some("v1.0"));
        check("# 提言バージョン１.２", Some("v1.2"));
        check("# 提言 version 0.10", Some("v0.10"));
    }

    #[test]
    fn what_is_no_mark_is_left_alone() {
        check("# 提言案", None);
        check("# HDMIv2.0の話はserver2.0", None);
        check("```\n# v0.5\n```\n# 提言", None);
        check("本文 v0.5", None);
        check("# ２０２５年の提言 v2", None);
    }

    #[test]
    fn tags_like_versions_are_versions() {
        for tag in ["v0.5", "0.5", "v1", "V2.0", "ver.0.5", "v1.0-rc1"] {
            assert!(is_version_tag(tag), "{tag}");
        }
        for tag in ["release", "v", "vanilla", "v1..2", "v1.x", "\u{ff}"] {
            assert!(!is_version_tag(tag), "{tag}");
        }
    }

    #[test]
    fn one_version_has_one_name() {
        for tag in ["v0.5", "0.5", "ver.0.5", "V0.5"] {
            assert_eq!(
                version_name(tag).as_ref().map(VersionName::as_str),
                Some("v0.5"),
                "{tag}"
            );
        }
        assert!(version_name("next").is_none());
    }

    #[test]
    fn patterns_match_with_stars() {
        assert!(matches_pattern("提言-*", "提言-1"));
        assert!(matches_pattern("v*-final", "v1-final"));
        assert!(!matches_pattern("v*-final", "v1"));
        assert!(matches_pattern("v1", "v1") && !matches_pattern("v1", "v12"));
    }
}
