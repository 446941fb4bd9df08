//! References → the heads of pull requests, tags and branches. A broken reference costs only itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use git2::{Oid, Repository};

use super::RepositoryError;
use crate::diagnostic::Diagnostic;

/// The largest number that a pull request may have.
const NUMBER_LIMIT: u64 = 1_000_000_000;

/// What the references say.
#[derive(Debug, Default)]
pub struct References {
    /// Heads by number: `refs/pull/*/head`, `refs/merge-requests/*/head`.
    pub heads: BTreeMap<u64, Oid>,
    /// Numbers for which the forge keeps a trial merge.
    pub trial_merges: BTreeSet<u64>,
    /// Earlier heads that were kept, by number, then by their own: `refs/teigen/pull/N/K`.
    pub kept_heads: BTreeMap<u64, BTreeMap<u32, Oid>>,
    /// Tags by short name; annotated tags are not yet peeled.
    pub tags: BTreeMap<String, Oid>,
    /// Branches by short name, local ones before those of `origin`.
    pub branches: BTreeMap<String, Oid>,
    /// Pull requests whose reference leads nowhere, with the reason.
    pub broken: BTreeMap<u64, String>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Every name and target, for a fingerprint.
    pub all: BTreeMap<String, Oid>,
}

/// Lists all references once.
pub fn read(repository: &Repository) -> Result<References, RepositoryError> {
    let mut found = References::default();
    for (name, target) in list(repository)? {
        match target {
            // What was published is no input of what is built: else each publication would make a new site.
            Ok(_) if name.starts_with(super::publish::PUBLISHED) => {}
            Ok(id) => {
                found.all.insert(name.clone(), id);
                found.take(&name, id);
            }
            Err(reason) => found.refuse(&name, &reason),
        }
    }
    Ok(found)
}

type Listed = Vec<(String, Result<Oid, String>)>;

/// Names first, then all targets at once, then one by one those that are left: libgit2 passes over references that it cannot
/// read, or stops there.
fn list(repository: &Repository) -> Result<Listed, RepositoryError> {
    let mut references = repository
        .references()
        .map_err(RepositoryError::ListReferences)?;
    let mut names: BTreeSet<String> = references
        .names()
        .filter_map(Result::ok)
        .map(str::to_owned)
        .collect();
    names.extend(loose_heads(repository));
    let known = targets(repository);
    Ok(names
        .into_iter()
        .filter_map(|name| {
            let target = match known.get(&name) {
                Some(id) => Ok(*id),
                None => target(repository, &name)?,
            };
            Some((name, target))
        })
        .collect())
}

/// The targets of all references that can be read without trouble.
fn targets(repository: &Repository) -> HashMap<String, Oid> {
    let listed = repository.references().into_iter().flatten();
    let direct = listed.map_while(Result::ok).filter_map(|reference| {
        let id = reference.target().filter(|id| !id.is_zero())?;
        Some((reference.name().ok()?.to_owned(), id))
    });
    direct.collect()
}

/// The target of one reference, or what is wrong with it; `None` for one that names another.
fn target(repository: &Repository, name: &str) -> Option<Result<Oid, String>> {
    Some(match repository.find_reference(name) {
        Ok(reference) => match reference.target() {
            Some(id) if !id.is_zero() => Ok(id),
            Some(_) => Err("it names no object".to_owned()),
            None if name.starts_with("refs/pull/") => Err("it is symbolic".to_owned()),
            None => return None,
        },
        Err(error) => Err(error.message().to_owned()),
    })
}

/// Names of pull requests' heads that stand as files of their own: libgit2 passes over those with no id in them.
fn loose_heads(repository: &Repository) -> Vec<String> {
    let root = repository.commondir();
    ["refs/pull", "refs/merge-requests"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).max_depth(2))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = entry.path().strip_prefix(root).ok()?.to_str()?.to_owned();
            let (_, kind) = pull_request(&name)?;
            (kind == "head").then_some(name)
        })
        .collect()
}

impl References {
    fn take(&mut self, name: &str, id: Oid) {
        if let Some((number, kind)) = pull_request(name) {
            match kind {
                "head" => {
                    self.heads.entry(number).or_insert(id);
                }
                _ => {
                    self.trial_merges.insert(number);
                }
            }
        } else if let Some((number, revision)) = kept_head(name) {
            self.kept_heads
                .entry(number)
                .or_default()
                .insert(revision, id);
        } else if let Some(tag) = name.strip_prefix("refs/tags/") {
            self.tags.insert(tag.to_owned(), id);
        } else if let Some(branch) = name.strip_prefix("refs/heads/") {
            self.branches.insert(branch.to_owned(), id);
        } else if let Some(branch) = name.strip_prefix("refs/remotes/origin/") {
            self.branches.entry(branch.to_owned()).or_insert(id);
        } else if name.starts_with("refs/pull/") || name.starts_with("refs/merge-requests/") {
            self.diagnostics.push(
                Diagnostic::note("reference-ignored", "this is no pull request's head")
                    .at_reference(name),
            );
        }
    }

    fn refuse(&mut self, name: &str, reason: &str) {
        if let Some((number, "head")) = pull_request(name) {
            self.broken
                .insert(number, format!("its reference leads nowhere: {reason}"));
        } else {
            self.diagnostics.push(
                Diagnostic::warning("reference-broken", reason)
                    .at_reference(name)
                    .with_help("delete or repair the reference; everything else was read"),
            );
        }
    }
}

/// Reads `refs/pull/12/head` and its like; numbers are decimal, positive and without leading zeros.
fn pull_request(name: &str) -> Option<(u64, &str)> {
    let rest = name
        .strip_prefix("refs/pull/")
        .or_else(|| name.strip_prefix("refs/merge-requests/"))?;
    let (number, kind) = rest.split_once('/')?;
    matches!(kind, "head" | "merge").then_some((decimal(number)?, kind))
}

/// Reads `refs/teigen/pull/12/3`.
pub fn kept_head(name: &str) -> Option<(u64, u32)> {
    let (number, revision) = name.strip_prefix("refs/teigen/pull/")?.split_once('/')?;
    Some((decimal(number)?, u32::try_from(decimal(revision)?).ok()?))
}

/// Reads a positive number as `git` and forges write it.
pub fn decimal(text: &str) -> Option<u64> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| plain)?;
    (1..=NUMBER_LIMIT).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_name_pull_requests() {
        assert_eq!(pull_request("refs/pull/12/head"), Some((12, "head")));
        assert_eq!(
            pull_request("refs/merge-requests/7/head"),
            Some((7, "head"))
        );
        for bad in [
            "0",
            "-1",
            "007",
            "1e3",
            "９",
            "abc",
            "99999999999999999999",
            "+1",
            "",
        ] {
            assert_eq!(
                pull_request(&format!("refs/pull/{bad}/head")),
                None,
                "{bad}"
            );
        }
        assert_eq!(pull_request("refs/pull/12/head/extra"), None);
    }

    #[test]
    fn kept_heads_are_numbered() {
        assert_eq!(kept_head("refs/teigen/pull/12/3"), Some((12, 3)));
        assert_eq!(kept_head("refs/teigen/pull/12/0"), None);
    }
}
