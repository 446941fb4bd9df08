//! What another tool left in a repository: the site that it committed to a branch, and the states that it was made from.

use std::collections::{BTreeMap, BTreeSet};

use git2::Oid;

use super::history::History;
use super::objects::{ObjectError, Objects, to_id, to_oid};
use super::{FILE_LIMIT, RepositoryError, Source, main_branch, references, tree, versions};
use crate::config::VersionSource;
use crate::diagnostic::Diagnostic;
use crate::snapshot::{ObjectId, Version, VersionName};

/// Most commits of the branch whose subjects are read.
const COMMIT_COUNT: usize = 20_000;
/// Longest subject that is looked at, in bytes.
const SUBJECT_LIMIT: usize = 1_000;
/// Most deployments that are kept.
const DEPLOYMENT_COUNT: usize = 1_000;

/// A site on a branch, as another tool committed it.
#[derive(Clone, Debug, Default)]
pub struct PublishedSite {
    /// The commit at the branch's tip.
    pub commit: Option<ObjectId>,
    /// Its files.
    pub files: Vec<(String, ObjectId)>,
    /// What the subjects of the branch's commits tell, the newest first; one for each version.
    pub deployments: Vec<Deployment>,
}

/// One commit of such a branch: `Deployed 1234abc to 0.5 with MkDocs 1.6.1 and mike 2.1.3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The version, for mike.
    pub version: Option<String>,
    /// The commit that was published, where the repository holds it.
    pub commit: Option<ObjectId>,
}

/// The files of an earlier published site, as a state; told where it is not there.
pub(super) fn site(
    reader: &versions::Reader<'_>,
    id: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Version> {
    let found = reader.commit_of(&VersionSource::Commit(id.to_owned()));
    let state = found.and_then(|commit| {
        let name = VersionName::new(&to_id(commit).short())?;
        reader.asked(name, commit).ok()
    });
    if state.is_none() {
        let message = format!("the earlier site, commit {id}, is not in the repository");
        diagnostics.push(
            Diagnostic::warning("earlier-site-missing", message)
                .at_path("teigen.yaml")
                .with_help("fetch the branch that it was published on, or take `published` out"),
        );
    }
    state
}

/// Reads the site on a branch, here or as `origin` last told; `None` where there is no such branch.
///
/// # Errors
///
/// The repository or the branch cannot be read.
pub fn published_site(
    source: &Source,
    branch: &str,
) -> Result<Option<PublishedSite>, RepositoryError> {
    let repository = source.repository()?;
    let references = references::read(&repository)?;
    let Some(&tip) = references.branches.get(branch) else {
        return Ok(None);
    };
    let objects = Objects::new(&repository, &source.loose)?;
    let listing = tree::list(&objects, objects.commit(tip)?.tree)?;
    let files = listing.files.into_iter();
    let resolve = |id: &str| {
        let object = repository.revparse_single(id).ok()?;
        Some(to_id(object.peel_to_commit().ok()?.id()))
    };
    Ok(Some(PublishedSite {
        commit: Some(to_id(tip)),
        files: files
            .map(|file| (file.path.as_str().to_owned(), file.blob))
            .collect(),
        deployments: deployments(&objects, tip, &resolve),
    }))
}

/// Follows first parents from the tip.
fn deployments(
    objects: &Objects<'_>,
    tip: Oid,
    resolve: &dyn Fn(&str) -> Option<ObjectId>,
) -> Vec<Deployment> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(tip);
    for _ in 0..COMMIT_COUNT {
        let Some(Ok(commit)) = next.map(|id| objects.commit(id)) else {
            break;
        };
        next = commit.parents.first().copied();
        let subject = commit.message.lines().next().unwrap_or_default();
        let Some((id, version)) = deployed(subject) else {
            continue;
        };
        if found.len() < DEPLOYMENT_COUNT && seen.insert(version.map(str::to_owned)) {
            found.push(Deployment {
                version: version.map(str::to_owned),
                commit: resolve(id),
            });
        }
    }
    found
}

/// Reads a subject of mike or of `mkdocs gh-deploy`: the commit, and mike's version.
fn deployed(subject: &str) -> Option<(&str, Option<&str>)> {
    let subject = subject.get(..SUBJECT_LIMIT).unwrap_or(subject);
    let mut words = subject.strip_prefix("Deployed ")?.split(' ');
    let id = words.next()?;
    let is_id = (4..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = match words.next() {
        Some("to") => Some(words.next().filter(|version| !version.is_empty())?),
        _ => None,
    };
    is_id.then_some((id, version))
}

/// The commits that tags lead to, by the tags' short names.
///
/// # Errors
///
/// The repository cannot be read.
pub fn tagged_commits(source: &Source) -> Result<BTreeMap<String, ObjectId>, RepositoryError> {
    let repository = source.repository()?;
    let references = references::read(&repository)?;
    let objects = Objects::new(&repository, &source.loose)?;
    let tags = references.tags.iter();
    let peeled = tags.filter_map(|(tag, id)| Some((tag.clone(), to_id(objects.peel(*id).ok()?))));
    Ok(peeled.collect())
}

/// The first commit of the main branch that had each of these files or folders; `None` for what no commit had.
///
/// # Errors
///
/// The repository cannot be read, or has no main branch.
pub fn first_with(
    source: &Source,
    paths: &[String],
) -> Result<Vec<Option<ObjectId>>, RepositoryError> {
    let repository = source.repository()?;
    let references = references::read(&repository)?;
    let (_, tip) = main_branch(&repository, &references, None)?;
    let objects = Objects::new(&repository, &source.loose)?;
    let history = History::read(&objects, tip)?;
    let mut found = vec![None; paths.len()];
    let newest = history.chain.len().saturating_sub(COMMIT_COUNT);
    for &id in &history.chain[newest..] {
        let root = objects.commit(id)?.tree;
        for (found, path) in found.iter_mut().zip(paths) {
            if found.is_none() && has(&objects, root, path)? {
                *found = Some(to_id(id));
            }
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    Ok(found)
}

fn has(objects: &Objects<'_>, root: Oid, path: &str) -> Result<bool, ObjectError> {
    let mut tree = root;
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let entries = objects.tree(tree)?;
        let Some(entry) = entries.iter().find(|entry| entry.name == part.as_bytes()) else {
            return Ok(false);
        };
        if parts.peek().is_some() && !entry.mode.ends_with("40000") {
            return Ok(false);
        }
        tree = entry.id;
    }
    Ok(true)
}

/// Reads a file of such a site as text.
///
/// # Errors
///
/// It is not there, or too large.
pub fn text_of(source: &Source, blob: ObjectId) -> Result<String, RepositoryError> {
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    let bytes = objects.blob(to_oid(blob), FILE_LIMIT)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_tell_what_was_published() {
        let check = |subject: &str, expected: Option<(&str, Option<&str>)>| {
            assert_eq!(deployed(subject), expected, "{subject}");
        };
        check(
            "Deployed 308b2c0 to 0.5 with MkDocs 1.6.1 and mike 2.1.3",
            Some(("308b2c0", Some("0.5"))),
        );
        check(
            "Deployed 308b2c0 to v0.5 in docs with MkDocs 1.6.1 and mike 2.1.3",
            Some(("308b2c0", Some("v0.5"))),
        );
        check(
            "Deployed 308b2c0 with MkDocs version: 1.6.1",
            Some(("308b2c0", None)),
        );
        check("Deployed --help to 0.5", None);
        check("Deployed HEAD~1 to 0.5", None);
        check("Deployed 308b2c0 to", None);
        check("Set default version to latest", None);
        check("Deployed ", None);
    }
}
