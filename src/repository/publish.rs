//! The files of a site → one commit on a branch of a remote, straight into the object database; and such a branch → its files.
//!
//! Nothing is checked out and no branch of this repository is touched: the commit stands at `refs/teigen/publish/NAME` and is
//! pushed from there. Only contents that Git does not hold are written. The same site on the same parent is the same commit.

use std::collections::BTreeMap;

use git2::{FileMode, ObjectType, Odb, Oid, Reference, Repository, Signature, Time};

use super::keep::Writer;
use super::objects::{ObjectError, Objects, to_id, to_oid};
use super::{KeepError, Remote, RemoteError, RepositoryError, Source};
use crate::snapshot::ObjectId;

/// What was published stands below this.
pub const PUBLISHED: &str = "refs/teigen/publish/";
/// Largest file of a site that is read, in bytes.
const FILE_LIMIT: usize = 256 << 20;
/// Deepest folder of a site, and most files.
const DEPTH_LIMIT: usize = 64;
const COUNT_LIMIT: usize = 1_000_000;
/// Bytes of new contents that are held before they are written as one pack, and with how many objects that is worth it.
const PACK_BYTES: u64 = 64 << 20;
const PACK_FROM: usize = 200;

/// Why a site could not be published to a branch.
#[derive(Debug, thiserror::Error)]
pub enum BranchError {
    /// No branch can be called so.
    #[error("`{0}` is no name of a branch")]
    Name(String),
    /// The repository cannot be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The remote cannot be reached.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The branch's own commit cannot be read.
    #[error("the branch cannot be read: {0}")]
    Object(#[from] ObjectError),
    /// Git cannot write.
    #[error("the commit cannot be written: {0}")]
    Write(#[from] git2::Error),
    /// The reference cannot be moved.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// A file of the site cannot be read, or is not the one that was looked at.
    #[error("{0}")]
    File(String),
    /// There is no such branch.
    #[error("there is no branch `{name}` at {place}")]
    NoBranch {
        /// Which one.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// The branch holds more than a site can have.
    #[error("the branch `{0}` holds more, or deeper folders, than a site of teigen's can have")]
    TooMuch(String),
}

/// A branch that a site is published to.
#[derive(Clone, Debug)]
pub struct Branch(String);

/// What a commit is to say.
#[derive(Clone, Debug)]
pub struct Commit<'c> {
    /// Its message.
    pub message: &'c str,
    /// The commit that was published, whose time it takes.
    pub published: Option<ObjectId>,
    /// The commit that it follows.
    pub parent: Option<ObjectId>,
}

/// A commit that was written.
#[derive(Clone, Copy, Debug)]
pub struct Committed {
    /// Which one.
    pub commit: ObjectId,
    /// Files whose contents Git did not hold.
    pub written: usize,
    /// Bytes of these.
    pub bytes: u64,
}

/// Reads a file of the site by its path; in the words of the error, why it cannot be read.
pub type ReadFile<'r> = dyn Fn(&str) -> Result<Vec<u8>, String> + Sync + 'r;

impl Branch {
    /// Takes a branch's name.
    ///
    /// # Errors
    ///
    /// No branch can be called so.
    pub fn new(name: &str) -> Result<Self, BranchError> {
        let valid = Reference::is_valid_name(&format!("refs/heads/{name}"));
        match valid && !name.starts_with('-') {
            true => Ok(Self(name.to_owned())),
            false => Err(BranchError::Name(name.to_owned())),
        }
    }

    /// Its full name at the remote.
    fn there(&self) -> String {
        format!("refs/heads/{}", self.0)
    }

    /// Where it is kept here.
    fn here(&self) -> String {
        format!("{PUBLISHED}{}", self.0)
    }

    /// Where the remote's branch stands now; its objects are fetched, and no reference is written.
    ///
    /// # Errors
    ///
    /// The remote cannot be reached.
    pub fn tip(&self, source: &Source, remote: &Remote) -> Result<Option<ObjectId>, BranchError> {
        let name = self.there();
        let listed = remote.list(source, &name)?;
        let tip = listed.into_iter().find(|(found, _)| *found == name);
        let Some((_, tip)) = tip else {
            return Ok(None);
        };
        if !source.repository()?.odb()?.exists(to_oid(tip)) {
            remote.fetch(source, &[name])?;
        }
        Ok(Some(tip))
    }

    /// Where the branch stands that this repository has: what was published from here, else a branch of that name.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn known(&self, source: &Source) -> Result<ObjectId, BranchError> {
        let repository = source.repository()?;
        let names = [self.here(), self.there()];
        let found = names
            .iter()
            .find_map(|name| repository.refname_to_id(name).ok());
        found.map(to_id).ok_or_else(|| BranchError::NoBranch {
            name: self.0.clone(),
            place: source.path.display().to_string(),
        })
    }

    /// Pushes a commit in the place of what was seen there, and keeps it here. `None` if it was taken, else the remote's reason.
    ///
    /// # Errors
    ///
    /// The remote cannot be reached.
    pub fn push(
        &self,
        source: &Source,
        remote: &Remote,
        commit: ObjectId,
        seen: Option<ObjectId>,
    ) -> Result<Option<String>, BranchError> {
        // Before it is sent, so that it is not cleaned up; and again when it stands there.
        self.keep(source, commit)?;
        let refused = remote.put(source, commit, &self.there(), seen)?;
        if refused.is_none() {
            self.keep(source, commit)?;
        }
        Ok(refused)
    }

    /// Others may keep theirs at the same time: then theirs is as good.
    fn keep(&self, source: &Source, commit: ObjectId) -> Result<(), BranchError> {
        let repository = source.repository()?;
        let kept = repository.reference(&self.here(), to_oid(commit), true, "teigen publish");
        match kept {
            Err(error) if error.code() != git2::ErrorCode::Locked => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Reads a file at the root of a commit; `None` if it is not there.
///
/// # Errors
///
/// The repository cannot be opened, or the commit not be read.
pub fn root_file(
    source: &Source,
    commit: ObjectId,
    name: &str,
) -> Result<Option<Vec<u8>>, BranchError> {
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    let root = objects.tree(objects.commit(to_oid(commit))?.tree)?;
    let entry = root.iter().find(|entry| entry.name == name.as_bytes());
    Ok(entry.and_then(|entry| objects.blob(entry.id, FILE_LIMIT).ok()))
}

/// Hands every file of a commit to a function, with its path; what has no name in UTF-8 with the replacement for it.
///
/// # Errors
///
/// One cannot be read, or there are too many.
pub fn each_file(
    source: &Source,
    branch: &Branch,
    commit: ObjectId,
    take: &mut dyn FnMut(String, Vec<u8>),
) -> Result<(), BranchError> {
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    let root = objects.commit(to_oid(commit))?.tree;
    let mut open = vec![(String::new(), root, 0)];
    let mut count = 0;
    while let Some((folder, tree, depth)) = open.pop() {
        for entry in objects.tree(tree)? {
            count += 1;
            if depth > DEPTH_LIMIT || count > COUNT_LIMIT {
                return Err(BranchError::TooMuch(branch.0.clone()));
            }
            let path = format!("{folder}{}", String::from_utf8_lossy(&entry.name));
            match entry.mode.as_str() {
                "40000" | "040000" => open.push((format!("{path}/"), entry.id, depth + 1)),
                // Another repository: nothing of it is here.
                "160000" => take(path, Vec::new()),
                _ => take(path, objects.blob(entry.id, FILE_LIMIT)?),
            }
        }
    }
    Ok(())
}

/// Writes a commit that holds these files, and the `CNAME` of the commit that it follows. `None` where it would hold nothing
/// else than that one.
///
/// # Errors
///
/// A file cannot be read, or an object not be written.
pub fn commit_files(
    source: &Source,
    files: &[&str],
    read: &ReadFile<'_>,
    told: &Commit<'_>,
) -> Result<Option<Committed>, BranchError> {
    let repository = source.repository()?;
    let parent = told
        .parent
        .map(|id| repository.find_commit(to_oid(id)))
        .transpose()?;
    let before = parent.as_ref().map(git2::Commit::tree).transpose()?;
    let (mut blobs, new) = identify(source, files, read)?;
    let bytes = new.iter().map(|(_, size)| size).sum();
    write_new(source, &new, read)?;
    if let Some(entry) = before.as_ref().and_then(|tree| tree.get_name("CNAME")) {
        blobs.insert("CNAME".to_owned(), entry.id());
    }
    let tree = write_trees(source, &repository, &blobs)?;
    if before.is_some_and(|before| before.id() == tree) {
        return Ok(None);
    }
    let time = told
        .published
        .and_then(|id| repository.find_commit(to_oid(id)).ok());
    let time = time
        .or_else(|| parent.clone())
        .map(|commit| commit.time().seconds());
    let who = Signature::new(
        "Teigen",
        "teigen@localhost",
        &Time::new(time.unwrap_or(0), 0),
    )?;
    let tree = repository.find_tree(tree)?;
    let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
    let commit = repository.commit(None, &who, &who, told.message, &tree, &parents)?;
    Ok(Some(Committed {
        commit: to_id(commit),
        written: new.len(),
        bytes,
    }))
}

/// Blobs by path.
type BlobsByPath = BTreeMap<String, Oid>;

/// The ids of all files, and those that Git does not hold, with their sizes.
fn identify(
    source: &Source,
    files: &[&str],
    read: &ReadFile<'_>,
) -> Result<(BlobsByPath, Vec<(String, u64)>), BranchError> {
    use rayon::prelude::*;
    let chunks = files.par_chunks(256).map(|chunk| {
        let repository = source.repository()?;
        let odb = repository.odb()?;
        let one = |path: &&str| {
            let bytes = read(path).map_err(BranchError::File)?;
            let id = Oid::hash_object(ObjectType::Blob, &bytes)?;
            let new = (!odb.exists(id)).then_some(bytes.len() as u64);
            Ok(((*path).to_owned(), id, new))
        };
        chunk
            .iter()
            .map(one)
            .collect::<Result<Vec<_>, BranchError>>()
    });
    let found: Vec<Vec<_>> = chunks.collect::<Result<_, _>>()?;
    let (mut blobs, mut new) = (BlobsByPath::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for (path, id, size) in found.into_iter().flatten() {
        if let Some(size) = size.filter(|_| seen.insert(id)) {
            new.push((path.clone(), size));
        }
        blobs.insert(path, id);
    }
    Ok((blobs, new))
}

/// Writes new contents: some as files, many as packs.
fn write_new(
    source: &Source,
    new: &[(String, u64)],
    read: &ReadFile<'_>,
) -> Result<(), BranchError> {
    let mut rest = new;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|(_, size)| {
            let first = bytes == 0;
            bytes += size;
            first || bytes <= PACK_BYTES
        });
        let (now, later) = rest.split_at(fits.count().max(1));
        // Opened for these alone: what stands in memory goes with it.
        let repository = source.repository()?;
        let mut pack = Pack::new(&repository, now.len())?;
        for (path, _) in now {
            let content = read(path).map_err(BranchError::File)?;
            let id = repository.blob(&content)?;
            pack.writer.written.push(id);
        }
        pack.write()?;
        rest = later;
    }
    Ok(())
}

/// Writes the folders that Git does not hold; returns the root.
fn write_trees(
    source: &Source,
    repository: &Repository,
    blobs: &BlobsByPath,
) -> Result<Oid, BranchError> {
    let mut folders: BTreeMap<&str, Vec<(&str, Oid, FileMode)>> =
        BTreeMap::from([("", Vec::new())]);
    for (path, id) in blobs {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut above = folder;
        while !folders.contains_key(above) {
            folders.insert(above, Vec::new());
            above = above.rsplit_once('/').map_or("", |(above, _)| above);
        }
        folders
            .entry(folder)
            .or_default()
            .push((name, *id, FileMode::Blob));
    }
    let packed = source.repository()?;
    let mut pack = Pack::new(&packed, folders.len())?;
    let mut names: Vec<&str> = folders.keys().copied().collect();
    // The deepest first: a folder names those in it.
    names.sort_by_key(|name| (std::cmp::Reverse(depth(name)), *name));
    let mut root = None;
    for folder in names {
        let entries = folders.remove(folder).unwrap_or_default();
        let id = pack.tree(repository, &entries)?;
        match folder.rsplit_once('/') {
            _ if folder.is_empty() => root = Some(id),
            Some((above, name)) => {
                folders
                    .entry(above)
                    .or_default()
                    .push((name, id, FileMode::Tree))
            }
            None => folders
                .entry("")
                .or_default()
                .push((folder, id, FileMode::Tree)),
        }
    }
    pack.write()?;
    repository.odb()?.refresh()?;
    Ok(root.expect("the root is a folder"))
}

fn depth(folder: &str) -> usize {
    match folder.is_empty() {
        true => 0,
        false => folder.matches('/').count() + 1,
    }
}

/// Objects that are written together.
struct Pack<'r> {
    writer: Writer<'r>,
    odb: Odb<'r>,
    packed: bool,
}

impl<'r> Pack<'r> {
    fn new(repository: &'r Repository, count: usize) -> Result<Self, git2::Error> {
        let odb = repository.odb()?;
        let packed = count > PACK_FROM;
        if packed {
            odb.add_new_mempack_backend(1_000)?;
        }
        Ok(Self {
            writer: Writer::new(repository),
            odb,
            packed,
        })
    }

    /// Writes a folder that `known` does not hold.
    fn tree(
        &mut self,
        known: &Repository,
        entries: &[(&str, Oid, FileMode)],
    ) -> Result<Oid, git2::Error> {
        let bytes = tree_bytes(entries);
        let id = Oid::hash_object(ObjectType::Tree, &bytes)?;
        if !known.odb()?.exists(id) {
            self.odb.write(ObjectType::Tree, &bytes)?;
            self.writer.written.push(id);
        }
        Ok(id)
    }

    fn write(self) -> Result<(), git2::Error> {
        match self.packed && !self.writer.written.is_empty() {
            true => self.writer.pack(&self.odb),
            false => Ok(()),
        }
    }
}

/// A folder as Git writes it: by name, where a folder's is compared as if `/` stood at its end.
fn tree_bytes(entries: &[(&str, Oid, FileMode)]) -> Vec<u8> {
    let key = |(name, _, mode): &(&str, Oid, FileMode)| match mode {
        FileMode::Tree => format!("{name}/"),
        _ => (*name).to_owned(),
    };
    let mut sorted = entries.to_vec();
    sorted.sort_by_key(key);
    let mut bytes = Vec::new();
    for (name, id, mode) in sorted {
        let mode = if mode == FileMode::Tree {
            "40000"
        } else {
            "100644"
        };
        bytes.extend(format!("{mode} {name}\0").as_bytes());
        bytes.extend(id.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_written_as_git_writes_it() {
        let scratch = tempfile::tempdir().expect("a folder");
        let repository = Repository::init_bare(scratch.path()).expect("a repository");
        let blob = repository.blob(b"x").expect("a blob");
        let empty = repository.treebuilder(None).and_then(|tree| tree.write());
        let empty = empty.expect("a tree");
        let entries = [
            ("a", empty, FileMode::Tree),
            ("a-b", blob, FileMode::Blob),
            ("a.html", blob, FileMode::Blob),
            ("提言", empty, FileMode::Tree),
        ];
        let mut builder = repository.treebuilder(None).expect("a folder");
        for (name, id, mode) in &entries {
            builder.insert(name, *id, (*mode).into()).expect("an entry");
        }
        let expected = builder.write().expect("a tree");
        let bytes = tree_bytes(&entries);
        let id = Oid::hash_object(ObjectType::Tree, &bytes).expect("an id");
        assert_eq!(id, expected);
    }

    #[test]
    fn names_that_are_none_are_refused() {
        for (name, expected) in [
            ("gh-pages", true),
            ("site/ja", true),
            ("-f", false),
            ("a..b", false),
            ("a b", false),
            ("", false),
        ] {
            assert_eq!(Branch::new(name).is_ok(), expected, "{name}");
        }
    }
}
