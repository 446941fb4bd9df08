//! Raw Git objects → commits, tree entries, texts. Every object is bounded before it is read.
//!
//! Commits and trees are parsed here and not by libgit2: strangers' objects may lack an author, hold names that no
//! file system has, or be no commit at all, and each such case must be an error with a name.

use git2::{ObjectType, Odb, Oid, Repository};

use super::loose::{Loose, LooseError};
use crate::snapshot::{ObjectId, Problem, ProblemKind, Timestamp};

/// Largest commit object read, in bytes.
const COMMIT_LIMIT: usize = 1 << 20;
/// Largest tree object read, in bytes (some 200,000 entries).
const TREE_LIMIT: usize = 8 << 20;

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

/// The object database of one repository.
pub struct Objects<'r> {
    odb: Odb<'r>,
    loose: Loose,
}

impl<'r> Objects<'r> {
    /// Opens the object database.
    pub fn new(repository: &'r Repository, loose: &Loose) -> Result<Self, git2::Error> {
        Ok(Self {
            odb: repository.odb()?,
            loose: loose.clone(),
        })
    }

    /// Reads a commit.
    pub fn commit(&self, id: Oid) -> Result<Commit, ObjectError> {
        let kind = "commit";
        let bytes = self.read(id, kind, ObjectType::Commit, COMMIT_LIMIT)?;
        parse_commit(&bytes).map_err(|reason| ObjectError::Corrupt {
            id,
            kind,
            reason: reason.to_owned(),
        })
    }

    /// Reads the entries of a tree.
    pub fn tree(&self, id: Oid) -> Result<Vec<TreeEntry>, ObjectError> {
        let kind = "tree";
        let bytes = self.read(id, kind, ObjectType::Tree, TREE_LIMIT)?;
        parse_tree(&bytes, id.as_bytes().len()).map_err(|reason| ObjectError::Corrupt {
            id,
            kind,
            reason: reason.to_owned(),
        })
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

fn parse_tree(mut bytes: &[u8], id_length: usize) -> Result<Vec<TreeEntry>, &'static str> {
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
        entries.push(TreeEntry {
            mode: String::from_utf8_lossy(mode).into_owned(),
            name: name.to_vec(),
            id: Oid::from_bytes(id).map_err(|_| "an entry names an id that is none")?,
        });
        bytes = rest;
    }
    Ok(entries)
}

fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == separator)?;
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

    #[test]
    fn a_tree_that_is_cut_off_is_damaged() {
        assert!(parse_tree(b"100644 a\0shor", 20).is_err());
        assert!(parse_tree(b"100644 a", 20).is_err());
        assert_eq!(parse_tree(b"", 20), Ok(Vec::new()));
    }
}
