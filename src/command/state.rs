//! What people type for a state of the proposal → its files: `v0.5`, `latest`, `next`, `#12`, `#12@2`, `worktree`,
//! a branch, a tag, a commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Opened;
use crate::document::{self, Document};
use crate::repository::{self, Blobs, Earlier, Merger, Renames, RepositoryError, Wanted, worktree};
use crate::snapshot::{
    ObjectId, PullRequest, Revision, Snapshot, SourceFile, SourcePath, Version, VersionName,
};

/// A state that was asked for.
#[derive(Debug)]
pub struct State {
    /// What it was asked for as.
    pub name: String,
    /// Its files.
    pub version: Version,
    /// Texts that are not in Git.
    texts: BTreeMap<ObjectId, String>,
}

/// Finds states of one repository.
pub struct Finder<'o> {
    opened: &'o Opened,
    /// The versions and, where one was asked for, its pull request.
    pub snapshot: Snapshot,
}

impl<'o> Finder<'o> {
    /// Reads the versions.
    pub fn new(opened: &'o Opened) -> Result<Self, RepositoryError> {
        let snapshot = repository::read(&opened.source, &opened.config, Wanted::None, &|_, _| {})?;
        Ok(Self { opened, snapshot })
    }

    /// Finds a state by what was typed.
    pub fn find(&self, typed: &str) -> anyhow::Result<State> {
        if typed == "worktree" {
            let copy = worktree::read(&self.opened.source)?;
            return Ok(State {
                name: typed.to_owned(),
                version: copy.version,
                texts: copy.texts,
            });
        }
        if typed.starts_with('#') {
            let (pull, revision) = self.revision(typed)?;
            let name = format!("#{}@{}", pull.number, revision.number);
            return commit(self.opened, &name, revision.head);
        }
        let version = match self.version(typed) {
            Some(version) => version.clone(),
            None => repository::read_state(&self.opened.source, typed)?,
        };
        Ok(State {
            name: typed.to_owned(),
            version,
            texts: BTreeMap::new(),
        })
    }

    /// The two ends of a pull request: what it starts from, and its head.
    pub fn ends(&self, typed: &str) -> anyhow::Result<(State, State)> {
        let (pull, revision) = self.revision(typed)?;
        ends(self.opened, pull.number, &revision)
    }

    /// Two states to be compared. Of two revisions of one request, the earlier is set on the text that the later one starts
    /// from: what others changed in between is not the author's.
    pub fn two(&self, from: &str, to: &str) -> anyhow::Result<(State, State)> {
        let same = matches!((parse(from), parse(to)), (Some((a, Some(x))), Some((b, y))) if a == b && Some(x) != y);
        let (mut old, new) = (self.find(from)?, self.find(to)?);
        if same {
            let (before, now) = (self.revision(from)?.1, self.revision(to)?.1);
            if before.base != now.base {
                self.rebase(&mut old, &new, &before, &now)?;
            }
        }
        Ok((old, new))
    }

    fn rebase(
        &self,
        old: &mut State,
        new: &State,
        before: &Revision,
        now: &Revision,
    ) -> anyhow::Result<()> {
        let renames = Renames::default();
        let merger = Merger::new(&self.opened.source, &new.version.files, &renames)?;
        let mut files: BTreeMap<SourcePath, ObjectId> = new
            .version
            .files
            .iter()
            .map(|file| (file.path.clone(), file.blob))
            .collect();
        for file in merger.since(before, now)? {
            match file.before {
                Earlier::Nothing => files.remove(&file.path),
                Earlier::Blob(blob) => files.insert(file.path, blob),
                Earlier::Rebased(text) => {
                    let id = text.id();
                    old.texts.insert(id, text.0);
                    files.insert(file.path, id)
                }
            };
        }
        old.version.files = files
            .into_iter()
            .map(|(path, blob)| SourceFile { path, blob })
            .collect();
        Ok(())
    }

    fn version(&self, typed: &str) -> Option<&Version> {
        match typed {
            VersionName::LATEST => self.snapshot.latest(),
            VersionName::NEXT => self.snapshot.next.as_ref(),
            _ => self
                .snapshot
                .versions
                .iter()
                .find(|version| version.name.as_str() == typed),
        }
    }

    /// Reads `#12` (its newest revision) or `#12@2`.
    fn revision(&self, typed: &str) -> anyhow::Result<(PullRequest, Revision)> {
        let (number, revision) = parse(typed).ok_or_else(|| {
            anyhow::anyhow!("`{typed}` names no pull request; write `#12` or `#12@2`")
        })?;
        let Opened { source, config, .. } = self.opened;
        let snapshot = repository::read(source, config, Wanted::One(number), &|_, _| {})?;
        let pull = snapshot.pull_requests.into_iter().next().ok_or_else(|| {
            anyhow::anyhow!(
                "there is no pull request #{number} in this repository; `teigen pulls` lists them"
            )
        })?;
        let found = match revision {
            None => pull.newest(),
            Some(wanted) => pull
                .revisions
                .iter()
                .find(|revision| revision.number == wanted),
        };
        match (found.cloned(), &pull.unavailable) {
            (Some(found), _) => Ok((pull, found)),
            (None, Some(problem)) => {
                anyhow::bail!("pull request #{number} cannot be shown: {problem}")
            }
            (None, None) => anyhow::bail!(
                "pull request #{number} has {} known revisions; `{typed}` is none of them",
                pull.revisions.len()
            ),
        }
    }
}

impl State {
    /// Reads a document of it.
    pub fn document(&self, blobs: &Blobs, blob: ObjectId) -> anyhow::Result<Arc<Document>> {
        let text = match self.texts.get(&blob) {
            Some(text) => text.clone(),
            None => blobs.text(blob)?,
        };
        Ok(Arc::new(document::parse(&text)))
    }
}

/// What a revision of a pull request starts from, and its head.
pub fn ends(opened: &Opened, number: u64, revision: &Revision) -> anyhow::Result<(State, State)> {
    let base = commit(opened, &format!("#{number} base"), revision.base)?;
    let head = format!("#{number}@{}", revision.number);
    Ok((base, commit(opened, &head, revision.head)?))
}

fn commit(opened: &Opened, name: &str, id: ObjectId) -> anyhow::Result<State> {
    let placeholder = VersionName::new(&id.short()).unwrap_or_else(VersionName::next);
    Ok(State {
        name: name.to_owned(),
        version: repository::read_commit(&opened.source, placeholder, id)?,
        texts: BTreeMap::new(),
    })
}

fn parse(typed: &str) -> Option<(u64, Option<u32>)> {
    let rest = typed.strip_prefix('#')?;
    match rest.split_once('@') {
        None => Some((rest.parse().ok()?, None)),
        Some((number, revision)) => Some((number.parse().ok()?, Some(revision.parse().ok()?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pull_requests_are_named_with_or_without_revision() {
        assert_eq!(parse("#12"), Some((12, None)));
        assert_eq!(parse("#12@2"), Some((12, Some(2))));
        for bad in ["12", "#", "#x", "#12@", "#-1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
