//! The main branch's history → what each of its commits brought.

use super::history::History;
use super::objects::{ObjectError, Objects, to_id};
use super::pull_requests::{links, one_line};
use super::tree;
use crate::snapshot::MainCommit;

/// Most commits that are looked into, from the newest.
const COMMIT_LIMIT: usize = 20_000;

/// Reads what each commit along first parents changed. Where something is missing, as in a shallow clone, what is there
/// counts as new.
pub fn read(objects: &Objects<'_>, history: &History) -> Result<Vec<MainCommit>, ObjectError> {
    let chain = &history.chain[offset(history)..];
    let mut commits = Vec::with_capacity(chain.len());
    for &id in chain {
        let commit = objects.commit(id)?;
        let parent = commit.parents.first().map(|parent| objects.commit(*parent));
        let before = match parent {
            Some(Ok(parent)) => Some(parent.tree),
            None | Some(Err(ObjectError::Missing { .. })) => None,
            Some(Err(error)) => return Err(error),
        };
        commits.push(MainCommit {
            id: to_id(id),
            date: commit.committed,
            subject: one_line(&commit.message),
            author: one_line(&commit.author),
            links: links(&commit.message),
            files: tree::difference(objects, before, commit.tree)?.files,
        });
    }
    Ok(commits)
}

/// How many of the oldest commits are left out.
pub fn offset(history: &History) -> usize {
    history.chain.len().saturating_sub(COMMIT_LIMIT)
}
