//! Raw Git objects → commits, tree entries, texts. Every object is bounded before it is read.
//!
//! Commits and trees are parsed here and not by libgit2: strangers' objects may lack an author, hold names that no
//! file system has, or be no commit at all, and each such case must be an error with a name.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use git2::{ObjectType, Odb, Oid, Repository};
use memchr::memchr;

use super::loose::{Loose, LooseError};
use crate::snapshot::{ObjectId, Problem, ProblemKind, Timestamp};

/// Largest commit object read, in bytes.
const COMMIT_LIMIT: usize = 1 << 20;
/// Largest tree object read, in bytes (some 200,000 entries).
const TREE_LIMIT: usize = 8 << 20;

/// Commits and trees that are remembered, and most bytes of one of them.
const RECENT: usize = 64;
const RECENT_BYTES: usize = 64 << 10;

/// What errors call a tree.
const TREE: &str = "tree";

/// Longest chain of tags that is followed.
const TAG_LIMIT: usize = 8;

/// Why an object could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It is not in the repository (a partial clone, or never sent).
    #[error("{kind} {} is missing from the repository", short(*id))]
    Missing {
        /// Which object.
        id: Oid,
        /// What was expected.
        kind: &'static str,
    },
    /// It is damaged or no valid object of its kind.
    #[error("{kind} {} is damaged: {reason}", short(*id))]
    Corrupt {
        /// Which object.
        id: Oid,
        /// What was expected.
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// It is larger than Teigen reads.
    #[error("{kind} {} has {size} bytes; at most {limit} are read", short(*id))]
    TooLarge {
        /// Which object.
        id: Oid,
        /// What was expected.
        kind: &'static str,
        /// Its size in bytes.
        size: usize,
        /// The bound in bytes.
        limit: usize,
    },
}

impl ObjectError {
    /// The database itself did not open.
    pub(super) fn unreadable(id: Oid, error: &git2::Error) -> Self {
        Self::Corrupt {
            id,
            kind: "file",
            reason: error.message().to_owned(),
        }
    }
}

impl From<&ObjectError> for Problem {
    fn from(error: &ObjectError) -> Self {
        Self {
            kind: match error {
                ObjectError::Missing { .. } => ProblemKind::Missing,
                ObjectError::Corrupt { .. } => ProblemKind::Damaged,
                ObjectError::TooLarge { .. } => ProblemKind::TooLarge,
            },
            detail: error.to_string(),
        }
    }
}

/// A commit, with text that is not UTF-8 replaced.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its tree.
    pub tree: Oid,
    /// Its parents, the first one first.
    pub parents: Vec<Oid>,
    /// Its author's name; may be empty.
    pub author: String,
    /// When it was written.
    pub authored: Timestamp,
    /// When it was committed.
    pub committed: Timestamp,
    /// Its message.
    pub message: String,
}

/// One entry of a tree, exactly as Git has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// The mode in octal digits as written, such as `100644`.
    pub mode: String,
    /// The name: any bytes but NUL.
    pub name: Vec<u8>,
    /// What it names.
    pub id: Oid,
}

/// What two trees do not have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    /// Entries of the first.
    pub before: Vec<TreeEntry>,
    /// Entries of the second.
    pub after: Vec<TreeEntry>,
    /// How many entries both have together.
    pub entries: usize,
}

/// The object database of one repository.
pub struct Objects<'r> {
    odb: Odb<'r>,
    loose: Loose,
    /// Commits that were read: a head is asked for more than once, a base by many requests.
    commits: RefCell<Recent<Commit>>,
    /// Older trees of comparisons: often those of the next one too.
    trees: RefCell<Recent<Rc<[u8]>>>,
}

/// Some of what was read, by its id.
type Recent<T> = BTreeMap<Oid, T>;

impl<'r> Objects<'r> {
    /// Opens the object database.
    pub fn new(repository: &'r Repository, loose: &Loose) -> Result<Self, git2::Error> {
        Ok(Self {
            odb: repository.odb()?,
            loose: loose.clone(),
            commits: RefCell::default(),
            trees: RefCell::default(),
        })
    }

    /// Reads a commit.
    pub fn commit(&self, id: Oid) -> Result<Commit, ObjectError> {
        if let Some(commit) = self.commits.borrow().get(&id) {
            return Ok(commit.clone());
        }
        let kind = "commit";
        let bytes = self.read(id, kind, ObjectType::Commit, COMMIT_LIMIT)?;
        let commit = parse_commit(&bytes).map_err(|reason| ObjectError::Corrupt {
            id,
            kind,
            reason: reason.to_owned(),
        })?;
        if bytes.len() <= RECENT_BYTES {
            remember(&self.commits, id, &commit);
        }
        Ok(commit)
    }

    /// Reads the entries of a tree.
    pub fn tree(&self, id: Oid) -> Result<Vec<TreeEntry>, ObjectError> {
        let bytes = self.read(id, TREE, ObjectType::Tree, TREE_LIMIT)?;
        let entries = entries_of(&bytes, id)?;
        entries.iter().map(|entry| entry.owned(id)).collect()
    }

    /// Reads the entries of two trees that are not the same in both. A tree that is not there has none.
    pub fn apart(&self, before: Option<Oid>, after: Option<Oid>) -> Result<Apart, ObjectError> {
        let (Some(old), Some(new)) = (before, after) else {
            let entries = |tree: Option<Oid>| tree.map_or(Ok(Vec::new()), |tree| self.tree(tree));
            let (before, after) = (entries(before)?, entries(after)?);
            let entries = before.len() + after.len();
            return Ok(Apart {
                before,
                after,
                entries,
            });
        };
        let old_bytes = self.recent_tree(old)?;
        let new_bytes = self.read(new, TREE, ObjectType::Tree, TREE_LIMIT)?;
        let (ours, theirs) = (entries_of(&old_bytes, old)?, entries_of(&new_bytes, new)?);
        let (start, end) = match is_sorted(&ours) && is_sorted(&theirs) {
            true => in_common(&ours, &theirs),
            // What Git would not write is taken as it stands.
            false => (0, 0),
        };
        let owned = |entries: &[RawEntry<'_>], id| -> Result<Vec<TreeEntry>, ObjectError> {
            let apart = entries[start..entries.len() - end].iter();
            apart.map(|entry| entry.owned(id)).collect()
        };
        Ok(Apart {
            before: owned(&ours, old)?,
            after: owned(&theirs, new)?,
            entries: ours.len() + theirs.len(),
        })
    }

    fn recent_tree(&self, id: Oid) -> Result<Rc<[u8]>, ObjectError> {
        if let Some(bytes) = self.trees.borrow().get(&id) {
            return Ok(Rc::clone(bytes));
        }
        let bytes: Rc<[u8]> = self.read(id, TREE, ObjectType::Tree, TREE_LIMIT)?.into();
        if bytes.len() <= RECENT_BYTES {
            remember(&self.trees, id, &bytes);
        }
        Ok(bytes)
    }

    /// Reads a file of at most `limit` bytes.
    pub fn blob(&self, id: Oid, limit: usize) -> Result<Vec<u8>, ObjectError> {
        self.read(id, "file", ObjectType::Blob, limit)
    }

    /// Follows annotated tags to a commit.
    pub fn peel(&self, id: Oid) -> Result<Oid, ObjectError> {
        let mut id = id;
        for _ in 0..TAG_LIMIT {
            let tag = match self.read(id, "tag", ObjectType::Tag, COMMIT_LIMIT) {
                Ok(tag) => tag,
                Err(ObjectError::Corrupt { .. }) => return self.commit(id).map(|_| id),
                Err(error) => return Err(error),
            };
            let line = tag.split(|&byte| byte == b'\n').next().unwrap_or_default();
            let target = line
                .strip_prefix(b"object ")
                .and_then(|hex| parse_id(hex).ok());
            id = target.ok_or(ObjectError::Corrupt {
                id,
                kind: "tag",
                reason: "it names no object".to_owned(),
            })?;
        }
        self.commit(id).map(|_| id)
    }

    fn read(
        &self,
        id: Oid,
        kind: &'static str,
        expected: ObjectType,
        limit: usize,
    ) -> Result<Vec<u8>, ObjectError> {
        let corrupt = |reason: String| ObjectError::Corrupt { id, kind, reason };
        let too_large = |size| ObjectError::TooLarge {
            id,
            kind,
            size,
            limit,
        };
        let check = |found: ObjectType| {
            let reason = || corrupt(format!("it is a {}", found.str()));
            if found == expected {
                Ok(())
            } else {
                Err(reason())
            }
        };
        match self.loose.read(id, limit) {
            Some(Ok((found, data))) => return check(found).map(|()| data),
            Some(Err(LooseError::Corrupt(reason))) => return Err(corrupt(reason.to_owned())),
            Some(Err(LooseError::TooLarge(size))) => return Err(too_large(size)),
            None => {}
        }
        let failed = |error: git2::Error| match error.code() {
            git2::ErrorCode::NotFound => ObjectError::Missing { id, kind },
            _ => corrupt(error.message().to_owned()),
        };
        let (size, found) = self.odb.read_header(id).map_err(failed)?;
        check(found)?;
        if size > limit {
            return Err(too_large(size));
        }
        let object = self.odb.read(id).map_err(failed)?;
        Ok(object.data().to_vec())
    }
}

fn remember<T: Clone>(recent: &RefCell<Recent<T>>, id: Oid, read: &T) {
    let mut recent = recent.borrow_mut();
    if recent.len() >= RECENT {
        recent.clear();
    }
    recent.insert(id, read.clone());
}

/// Turns Teigen's id into libgit2's.
pub fn to_oid(id: ObjectId) -> Oid {
    Oid::from_bytes(id.as_bytes()).unwrap_or(Oid::ZERO_SHA1)
}

/// Turns libgit2's id into Teigen's.
pub fn to_id(oid: Oid) -> ObjectId {
    ObjectId::from_bytes(oid.as_bytes()).expect("libgit2 gives ids of 20 or 32 bytes")
}

fn short(id: Oid) -> String {
    to_id(id).short()
}

fn parse_commit(bytes: &[u8]) -> Result<Commit, &'static str> {
    let (header, message) = match bytes.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &b""[..]),
    };
    let mut tree = None;
    let mut parents = Vec::new();
    let mut author = None;
    let mut committer = None;
    for line in header.split(|&byte| byte == b'\n') {
        match split_once(line, b' ') {
            Some((b"tree", id)) if tree.is_none() => tree = Some(parse_id(id)?),
            Some((b"parent", id)) => parents.push(parse_id(id)?),
            Some((b"author", person)) if author.is_none() => author = Some(parse_person(person)),
            Some((b"committer", person)) if committer.is_none() => {
                committer = Some(parse_person(person));
            }
            _ => {}
        }
    }
    let (name, authored) = author.unwrap_or_default();
    let (_, committed) = committer.unwrap_or_default();
    Ok(Commit {
        tree: tree.ok_or("it names no tree")?,
        parents,
        author: name,
        authored,
        committed,
        message: String::from_utf8_lossy(message).into_owned(),
    })
}

fn parse_id(hex: &[u8]) -> Result<Oid, &'static str> {
    std::str::from_utf8(hex)
        .ok()
        .filter(|text| text.len() == 40 || text.len() == 64)
        .and_then(|text| Oid::from_str(text).ok())
        .ok_or("it names an id that is none")
}

/// Reads `Name <address> seconds zone`; whatever is unreadable is empty or unknown.
fn parse_person(bytes: &[u8]) -> (String, Timestamp) {
    let text = String::from_utf8_lossy(bytes);
    let (name, rest) = text.split_once('<').unwrap_or((&text, ""));
    let when = rest.rsplit_once('>').map_or("", |(_, when)| when);
    let mut words = when.split_ascii_whitespace();
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let offset = words.next().and_then(parse_zone).unwrap_or(0);
    (name.trim().to_owned(), Timestamp::new(seconds, offset))
}

/// Reads `+0900` as minutes.
fn parse_zone(zone: &str) -> Option<i32> {
    let number: i32 = zone.parse().ok()?;
    Some(number / 100 * 60 + number % 100)
}

/// An entry in a tree's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RawEntry<'b> {
    mode: &'b [u8],
    name: &'b [u8],
    id: &'b [u8],
}

impl RawEntry<'_> {
    fn owned(&self, tree: Oid) -> Result<TreeEntry, ObjectError> {
        let id = Oid::from_bytes(self.id);
        Ok(TreeEntry {
            mode: String::from_utf8_lossy(self.mode).into_owned(),
            name: self.name.to_vec(),
            id: id.map_err(|_| damaged_tree(tree, "an entry names an id that is none"))?,
        })
    }

    /// The order of Git: a folder's name is compared as if `/` stood at its end.
    fn order(&self, other: &Self) -> Ordering {
        let end = |entry: &Self| match entry.mode {
            b"40000" | b"040000" => b'/',
            _ => 0,
        };
        let common = self.name.len().min(other.name.len());
        let next = |entry: &Self| entry.name.get(common).copied().unwrap_or(end(entry));
        let (own, others) = (&self.name[..common], &other.name[..common]);
        own.cmp(others)
            .then_with(|| next(self).cmp(&next(other)))
            .then_with(|| self.name.len().cmp(&other.name.len()))
    }
}

/// Whether entries stand in Git's order, each name once.
fn is_sorted(entries: &[RawEntry<'_>]) -> bool {
    entries
        .windows(2)
        .all(|two| two[0].order(&two[1]) == Ordering::Less)
}

/// How many entries two lists have in common at their beginnings, and then at their ends.
fn in_common(before: &[RawEntry<'_>], after: &[RawEntry<'_>]) -> (usize, usize) {
    let same = |(one, other): &(&RawEntry<'_>, &RawEntry<'_>)| one == other;
    let start = before.iter().zip(after).take_while(same).count();
    let (before, after) = (&before[start..], &after[start..]);
    let rest = before.iter().rev().zip(after.iter().rev());
    (start, rest.take_while(same).count())
}

fn damaged_tree(id: Oid, reason: &str) -> ObjectError {
    ObjectError::Corrupt {
        id,
        kind: TREE,
        reason: reason.to_owned(),
    }
}

fn entries_of(bytes: &[u8], id: Oid) -> Result<Vec<RawEntry<'_>>, ObjectError> {
    parse_tree(bytes, id.as_bytes().len()).map_err(|reason| damaged_tree(id, reason))
}

fn parse_tree(mut bytes: &[u8], id_length: usize) -> Result<Vec<RawEntry<'_>>, &'static str> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (mode, rest) = split_once(bytes, b' ').ok_or("an entry has no mode")?;
        let (name, rest) = split_once(rest, 0).ok_or("an entry has no end")?;
        if mode.len() > 32 {
            return Err("an entry has no mode");
        }
        if rest.len() < id_length {
            return Err("its last entry is cut off");
        }
        let (id, rest) = rest.split_at(id_length);
        entries.push(RawEntry { mode, name, id });
        bytes = rest;
    }
    Ok(entries)
}

fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr(separator, bytes)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    #[test]
    fn a_commit_without_an_author_is_read() {
        let commit = parse_commit(format!("tree {TREE}\n\n題").as_bytes()).expect("a commit");
        assert_eq!(
            (commit.author.as_str(), commit.message.as_str()),
            ("", "題")
        );
        assert!(!commit.authored.is_known());
    }

    #[test]
    fn a_person_keeps_name_and_zone() {
        let (name, when) = parse_person("安野 <a@example.org> 1746500400 +0900".as_bytes());
        assert_eq!((name.as_str(), when.offset), ("安野", 540));
    }

    fn entry(text: &str) -> RawEntry<'_> {
        let (mode, rest) = text.split_once(' ').expect("a mode");
        let (name, id) = rest.split_once(' ').expect("a name");
        let [mode, name, id] = [mode, name, id].map(str::as_bytes);
        RawEntry { mode, name, id }
    }

    #[test]
    fn entries_at_both_ends_are_in_common_and_none_twice() {
        for (before, after, expected) in [
            (
                &["f a 1", "f b 1", "f c 1"][..],
                &["f a 1", "f b 2", "f c 1"][..],
                (1, 1),
            ),
            (&["f a 1", "f c 1"], &["f a 1", "f b 2", "f c 1"], (1, 1)),
            (&["f a 1", "f b 1"], &["f a 1"], (1, 0)),
            (&["f a 1"], &["f a 1"], (1, 0)),
            (&[], &["f a 1"], (0, 0)),
        ] {
            let parsed =
                |texts: &[&'static str]| texts.iter().map(|text| entry(text)).collect::<Vec<_>>();
            assert_eq!(
                in_common(&parsed(before), &parsed(after)),
                expected,
                "{before:?} {after:?}"
            );
        }
    }

    #[test]
    fn a_folder_stands_where_its_path_would() {
        for (entries, expected) in [
            (
                &["100644 a 1", "100644 a-b 1", "40000 a 1", "100644 a0 1"][..],
                true,
            ),
            (&["40000 a 1", "100644 a-b 1"], false),
            (&["100644 a 1", "100644 a 2"], false),
            (&["100644 b 1", "100644 a 1"], false),
        ] {
            let parsed: Vec<_> = entries.iter().map(|text| entry(text)).collect();
            assert_eq!(is_sorted(&parsed), expected, "{entries:?}");
        }
    }

    #[test]
    fn a_tree_that_is_cut_off_is_damaged() {
        assert!(parse_tree(b"100644 a\0shor", 20).is_err());
        assert!(parse_tree(b"100644 a", 20).is_err());
        assert_eq!(parse_tree(b"", 20), Ok(Vec::new()));
    }
}
