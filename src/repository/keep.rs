//! Records → a commit on `refs/teigen/records`, and two such commits → one that holds both.
//!
//! Writes nothing but blobs, trees and commits, and no reference but that one. The same records on the same parent give
//! the same commit.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use git2::{ErrorCode, FileMode, Oid, Repository, Signature, Time, TreeBuilder};

use super::objects::{to_id, to_oid};
use super::records::{self, RECORDS_REF, Records, tree_of};
use super::{RepositoryError, Source};
use crate::record::{self, Ledger, PullRecord};
use crate::snapshot::{ObjectId, Timestamp};

/// How often a commit is tried anew because another program moved the reference, and what is waited longer each time.
const ATTEMPTS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(5);
/// With more objects than this, one pack is written instead of a file for each.
const PACK_FROM: usize = 200;

/// Why records could not be written.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The repository cannot be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// Git cannot write.
    #[error("the records cannot be written to {RECORDS_REF}: {0}")]
    Write(#[from] git2::Error),
    /// Another program keeps moving a reference.
    #[error("what Teigen keeps is being written by another program; run the command again")]
    Busy,
}

/// Commits records: those in `pulls` take the place of what was there before, all others stay. If someone else committed
/// in the meantime, what they wrote is kept as well. Returns `None` where nothing changed.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn write_records(
    source: &Source,
    known: &Records,
    pulls: &BTreeMap<u64, PullRecord>,
    ledger: &Ledger,
    message: &str,
) -> Result<Option<ObjectId>, KeepError> {
    let repository = source.repository()?;
    let parent = known.commit.map(to_oid);
    let commit = commit(source, parent, &[], pulls, ledger, message)?;
    let Some(commit) = commit else {
        return Ok(None);
    };
    advance(source, &repository, parent, commit).map(Some)
}

/// Makes `RECORDS_REF` hold what another commit of records holds as well, by joining the two where they differ.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn join_records(source: &Source, other: ObjectId) -> Result<ObjectId, KeepError> {
    let repository = source.repository()?;
    advance(source, &repository, None, to_oid(other))
}

/// Takes a reference away and tells what it pointed at.
///
/// # Errors
///
/// The reference is there and cannot be taken away.
pub fn take(source: &Source, name: &str) -> Result<Option<ObjectId>, KeepError> {
    let repository = source.repository()?;
    let Ok(mut reference) = repository.find_reference(name) else {
        return Ok(None);
    };
    let target = reference.target().map(to_id);
    reference.delete()?;
    Ok(target)
}

/// Where a reference points.
///
/// # Errors
///
/// The repository cannot be opened.
pub fn stands_at(source: &Source, name: &str) -> Result<Option<ObjectId>, RepositoryError> {
    let repository = source.repository()?;
    let reference = repository.find_reference(name).ok();
    Ok(reference
        .and_then(|reference| reference.target())
        .map(to_id))
}

/// Moves the reference to a commit that follows from `parent`, or to a join of it and what stands there now.
fn advance(
    source: &Source,
    repository: &Repository,
    parent: Option<Oid>,
    commit: Oid,
) -> Result<ObjectId, KeepError> {
    let mut commit = commit;
    let mut parent = parent;
    until_done(|| {
        let now = stands_at(source, RECORDS_REF)?.map(to_oid);
        if let Some(now) = now.filter(|now| Some(*now) != parent) {
            commit = joined(source, repository, now, commit)?;
            parent = Some(now);
        }
        let done = now == Some(commit) || moves(repository, RECORDS_REF, now, commit)?;
        Ok(done.then(|| to_id(commit)))
    })
}

/// Tries until it is done: as long as other programs keep moving a reference, it is not.
pub(super) fn until_done<T>(
    mut attempt: impl FnMut() -> Result<Option<T>, KeepError>,
) -> Result<T, KeepError> {
    for waited in 0..ATTEMPTS {
        std::thread::sleep(PAUSE * waited);
        if let Some(done) = attempt()? {
            return Ok(done);
        }
    }
    Err(KeepError::Busy)
}

/// Moves a reference from where it stands `now`, or makes it, unless someone else was faster; says whether it did.
///
/// A reference to be made is compared as well, with the identifier of nothing: libgit2 asks whether it exists before it
/// holds the lock, and compares while it does.
pub(super) fn moves(
    repository: &Repository,
    name: &str,
    now: Option<Oid>,
    commit: Oid,
) -> Result<bool, KeepError> {
    let now = now.unwrap_or(Oid::ZERO_SHA1);
    match repository.reference_matching(name, commit, true, now, "teigen sync") {
        Ok(_) => Ok(true),
        Err(error) => match error.code() {
            ErrorCode::Modified | ErrorCode::Exists | ErrorCode::Locked => Ok(false),
            _ => Err(error.into()),
        },
    }
}

/// A commit that holds the records of two: one of them where it follows from the other.
fn joined(
    source: &Source,
    repository: &Repository,
    ours: Oid,
    theirs: Oid,
) -> Result<Oid, KeepError> {
    if ours == theirs
        || repository
            .graph_descendant_of(ours, theirs)
            .unwrap_or(false)
    {
        return Ok(ours);
    }
    if repository
        .graph_descendant_of(theirs, ours)
        .unwrap_or(false)
    {
        return Ok(theirs);
    }
    let one = records::read_at(source, Some(ours))?;
    let other = records::read_at(source, Some(theirs))?;
    let mut changed = BTreeMap::new();
    for (number, record) in other.pulls {
        let joined = match one.pulls.get(&number) {
            Some(known) => known.clone().join(record),
            None => record,
        };
        if one.pulls.get(&number) != Some(&joined) {
            changed.insert(number, joined);
        }
    }
    let ledger = one.ledger.join(other.ledger);
    let message = "Join two syncs";
    let made = commit(source, Some(ours), &[theirs], &changed, &ledger, message)?;
    Ok(made.unwrap_or(ours))
}

/// Makes a commit that follows from `parent` and `others`. `None` where it would say nothing new.
fn commit(
    source: &Source,
    parent: Option<Oid>,
    others: &[Oid],
    pulls: &BTreeMap<u64, PullRecord>,
    ledger: &Ledger,
    message: &str,
) -> Result<Option<Oid>, KeepError> {
    // Opened for this commit alone: what stands in memory goes with it.
    let repository = source.repository()?;
    let odb = repository.odb()?;
    let packed = pulls.len() > PACK_FROM;
    if packed {
        odb.add_new_mempack_backend(1_000)?;
    }
    let before = tree_of(&repository, parent)?;
    let mut writer = Writer::new(&repository);
    let tree = writer.tree(before.as_ref(), pulls, ledger)?;
    if others.is_empty() && before.as_ref().is_some_and(|before| before.id() == tree) {
        return Ok(None);
    }
    let newest = pulls.values().map(|record| record.updated_at).max();
    let who = signature(newest.unwrap_or_default().max(ledger.complete_to))?;
    let parents = parent
        .iter()
        .chain(others)
        .map(|id| repository.find_commit(*id))
        .collect::<Result<Vec<_>, _>>()?;
    let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
    let tree = repository.find_tree(tree)?;
    let commit = repository.commit(None, &who, &who, message, &tree, &parents)?;
    writer.written.push(commit);
    if packed {
        writer.pack(&odb)?;
    }
    Ok(Some(commit))
}

/// The author of every commit of records, at the time of what they say.
fn signature(when: Timestamp) -> Result<Signature<'static>, git2::Error> {
    Signature::new("Teigen", "teigen@localhost", &Time::new(when.seconds, 0))
}

/// Writes objects, and knows which.
pub(super) struct Writer<'r> {
    repository: &'r Repository,
    pub(super) written: Vec<Oid>,
}

impl<'r> Writer<'r> {
    pub(super) fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            written: Vec::new(),
        }
    }

    /// The tree of records: that of before, with some of them replaced.
    fn tree(
        &mut self,
        before: Option<&git2::Tree<'_>>,
        pulls: &BTreeMap<u64, PullRecord>,
        ledger: &Ledger,
    ) -> Result<Oid, git2::Error> {
        let mut root = self.repository.treebuilder(before)?;
        let known = subtree(self.repository, before, record::PULLS_FOLDER);
        let mut folders = self.repository.treebuilder(known.as_ref())?;
        let mut shards: BTreeMap<String, Vec<&PullRecord>> = BTreeMap::new();
        for record in pulls.values() {
            let shard = record::shard(record.number);
            shards.entry(shard).or_default().push(record);
        }
        for (name, records) in shards {
            let shard = subtree(self.repository, known.as_ref(), &name);
            let mut files = self.repository.treebuilder(shard.as_ref())?;
            for record in records {
                let name = format!("{}.json", record.number);
                self.file(&mut files, &name, &record.to_json())?;
            }
            self.folder(&mut folders, &name, &files)?;
        }
        self.folder(&mut root, record::PULLS_FOLDER, &folders)?;
        self.file(&mut root, record::LEDGER_PATH, &ledger.to_json())?;
        self.written.push(root.write()?);
        root.write()
    }

    fn file(
        &mut self,
        tree: &mut TreeBuilder<'_>,
        name: &str,
        text: &str,
    ) -> Result<(), git2::Error> {
        let blob = self.repository.blob(text.as_bytes())?;
        self.written.push(blob);
        tree.insert(name, blob, FileMode::Blob.into()).map(|_| ())
    }

    fn folder(
        &mut self,
        tree: &mut TreeBuilder<'_>,
        name: &str,
        content: &TreeBuilder<'_>,
    ) -> Result<(), git2::Error> {
        let id = content.write()?;
        self.written.push(id);
        tree.insert(name, id, FileMode::Tree.into()).map(|_| ())
    }

    /// Writes what stands in memory as one pack.
    pub(super) fn pack(&self, odb: &git2::Odb<'_>) -> Result<(), git2::Error> {
        let mut builder = self.repository.packbuilder()?;
        for id in &self.written {
            builder.insert_object(*id, None)?;
        }
        let mut pack = odb.packwriter()?;
        let mut failed = None;
        builder.foreach(|chunk| match pack.write_all(chunk) {
            Ok(()) => true,
            Err(error) => {
                failed = Some(git2::Error::from_str(&error.to_string()));
                false
            }
        })?;
        match failed {
            Some(error) => Err(error),
            None => pack.commit().map(|_| ()),
        }
    }
}

/// A folder of a tree; `None` if it is not there or is something else.
fn subtree<'r>(
    repository: &'r Repository,
    tree: Option<&git2::Tree<'_>>,
    name: &str,
) -> Option<git2::Tree<'r>> {
    let entry = tree?.get_name(name)?;
    entry.to_object(repository).ok()?.into_tree().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn of_those_who_make_a_reference_at_once_one_alone_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init_bare(folder.path()).expect("a repository");
        let commits: Vec<Oid> = (0..4).map(|digit| empty(&repository, digit)).collect();
        for round in 0..50 {
            let name = format!("refs/teigen/pull/{round}/1");
            let begin = Barrier::new(commits.len());
            let makes = |commit: Oid| {
                let repository = Repository::open(folder.path()).expect("a repository");
                begin.wait();
                moves(&repository, &name, None, commit).expect("an answer")
            };
            let made = thread::scope(|scope| {
                let all: Vec<_> = commits
                    .iter()
                    .map(|commit| scope.spawn(|| makes(*commit)))
                    .collect();
                let made = all.into_iter().map(|one| one.join().expect("an answer"));
                made.filter(|made| *made).count()
            });
            assert_eq!(made, 1, "{name}");
        }
    }

    fn empty(repository: &Repository, digit: u8) -> Oid {
        let tree = repository.treebuilder(None).and_then(|tree| tree.write());
        let tree = repository.find_tree(tree.expect("a tree")).expect("a tree");
        let when = Time::new(i64::from(digit), 0);
        let who = Signature::new("A", "a@example.org", &when).expect("a signature");
        repository
            .commit(None, &who, &who, "", &tree, &[])
            .expect("a commit")
    }
}
