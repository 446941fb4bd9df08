//! The main branch's history: what is in it, what brought it, and which commits say that they merged a request.

use std::collections::{BTreeMap, HashMap};

use git2::Oid;

use super::objects::{Commit, ObjectError, Objects};
use super::references::decimal;

/// Most commits of the main branch that are read.
const COMMIT_LIMIT: usize = 1_000_000;

/// The main branch, read once.
#[derive(Debug, Default)]
pub struct History {
    /// The first parents from the oldest commit to the tip.
    pub chain: Vec<Oid>,
    /// Every ancestor of the tip, with the index in `chain` of the commit that brought it.
    pub brought_by: HashMap<Oid, usize>,
    /// Commits that say they merged a pull request, by its number.
    pub merges: BTreeMap<u64, Merge>,
}

/// A commit that says it merged a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The commit itself.
    pub commit: Oid,
    /// Its parents; one for a squash.
    pub parents: Vec<Oid>,
    /// The pull request's title where the message tells it.
    pub title: Option<String>,
}

impl History {
    /// Walks all ancestors of the tip. Where history is missing (a shallow clone) it ends there.
    pub fn read(objects: &Objects<'_>, tip: Oid) -> Result<Self, ObjectError> {
        let mut history = Self::default();
        let mut commits = HashMap::new();
        history.chain = first_parents(objects, tip, &mut commits)?;
        for index in 0..history.chain.len() {
            history.bring(objects, index, &mut commits)?;
        }
        Ok(history)
    }

    /// Whether a commit is part of the main branch.
    pub fn contains(&self, id: Oid) -> bool {
        self.brought_by.contains_key(&id)
    }

    /// Visits everything that the chain's commit at `index` made reachable.
    fn bring(
        &mut self,
        objects: &Objects<'_>,
        index: usize,
        commits: &mut HashMap<Oid, Commit>,
    ) -> Result<(), ObjectError> {
        let mut waiting = vec![self.chain[index]];
        while let Some(id) = waiting.pop() {
            if self.brought_by.len() >= COMMIT_LIMIT || self.contains(id) {
                continue;
            }
            let commit = match commits.remove(&id) {
                Some(commit) => commit,
                None => match objects.commit(id) {
                    Ok(commit) => commit,
                    Err(ObjectError::Missing { .. }) => continue,
                    Err(error) => return Err(error),
                },
            };
            self.brought_by.insert(id, index);
            self.note_merge(id, &commit, id == self.chain[index]);
            waiting.extend(commit.parents);
        }
        Ok(())
    }

    fn note_merge(&mut self, id: Oid, commit: &Commit, on_chain: bool) {
        let merged = if commit.parents.len() >= 2 {
            merged_number(&commit.message)
        } else {
            squashed_number(&commit.message).filter(|_| on_chain)
        };
        if let Some((number, title)) = merged {
            self.merges.insert(
                number,
                Merge {
                    commit: id,
                    parents: commit.parents.clone(),
                    title,
                },
            );
        }
    }
}

fn first_parents(
    objects: &Objects<'_>,
    tip: Oid,
    commits: &mut HashMap<Oid, Commit>,
) -> Result<Vec<Oid>, ObjectError> {
    let mut chain = Vec::new();
    let mut next = Some(tip);
    while let Some(id) = next.filter(|_| chain.len() < COMMIT_LIMIT) {
        let commit = match objects.commit(id) {
            Ok(commit) => commit,
            Err(ObjectError::Missing { .. }) if id != tip => break,
            Err(error) => return Err(error),
        };
        chain.push(id);
        next = commit.parents.first().copied();
        commits.insert(id, commit);
    }
    chain.reverse();
    Ok(chain)
}

/// Reads the number, and the title where there is one, from a merge commit's message.
///
/// GitHub: `Merge pull request #12 from …` with the title in the body. Forgejo and Gitea: `Merge pull request 'title'
/// (#12) from …`. GitLab: `See merge request group/project!12` in the body.
fn merged_number(message: &str) -> Option<(u64, Option<String>)> {
    let (subject, body) = message.split_once('\n').unwrap_or((message, ""));
    let first_line = body
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .map(str::to_owned);
    if let Some(rest) = subject.strip_prefix("Merge pull request #") {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        return Some((decimal(digits)?, first_line));
    }
    if let Some(rest) = subject.strip_prefix("Merge pull request '") {
        let (title, rest) = rest.rsplit_once("' (#")?;
        return Some((decimal(rest.split_once(')')?.0)?, Some(title.to_owned())));
    }
    let reference = body
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("See merge request "))?;
    let number = decimal(reference.rsplit_once('!')?.1)?;
    Some((
        number,
        first_line.filter(|line| !line.starts_with("See merge")),
    ))
}

/// Reads `title (#12)`, the subject that forges give a squashed pull request.
fn squashed_number(message: &str) -> Option<(u64, Option<String>)> {
    let subject = message.lines().next()?.trim_end();
    let (title, number) = subject.strip_suffix(')')?.rsplit_once("(#")?;
    Some((decimal(number)?, Some(title.trim_end().to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expected: Option<(u64, Option<&str>)>) {
        let expected = expected.map(|(number, title)| (number, title.map(str::to_owned)));
        assert_eq!(merged_number(message), expected, "{message:?}");
    }

    #[test]
    fn merge_commits_of_each_forge_name_their_request() {
        check(
            "Merge pull request #12 from a/b\n\n予算を改める\n",
            Some((12, Some("予算を改める"))),
        );
        check("Merge pull request #12 from a/b", Some((12, None)));
        check(
            "Merge pull request '予算' (#7) from a/b into main",
            Some((7, Some("予算"))),
        );
        check(
            "Merge branch 'x' into 'main'\n\n予算\n\nSee merge request a/b!9",
            Some((9, Some("予算"))),
        );
        check("Merge branch 'main' into x", None);
        check("Merge pull request #0 from a/b", None);
    }

    #[test]
    fn a_squash_names_its_request_at_the_end_of_the_subject() {
        assert_eq!(
            squashed_number("予算 (#12)\n\n本文"),
            Some((12, Some("予算".to_owned())))
        );
        assert_eq!(squashed_number("Revert \"予算 (#12)\""), None);
    }
}
