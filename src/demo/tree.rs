//! What a commit holds, as a flat list of files, to and from Git's trees; and the merge of two such lists.
//!
//! libgit2's own merge of trees asks the user's attributes and merge drivers, so the same story could end in different
//! commits on different machines. This one merges file by file and asks nobody. It follows no renames: a file that one
//! side renamed and the other changed is a conflict.

use std::collections::{BTreeMap, BTreeSet};

use git2::{IndexEntry, IndexTime, Oid, Repository, TreeWalkMode, TreeWalkResult};

use super::DemoError;

/// The blob of every file, by its path. All files of the sample are ordinary ones.
pub(super) type Listing = BTreeMap<String, Oid>;

/// The mode of an ordinary file.
const FILE: i32 = 0o100_644;
/// The mode of a folder.
const FOLDER: i32 = 0o040_000;

/// Lists what a commit holds.
pub(super) fn list(repository: &Repository, commit: Oid) -> Result<Listing, DemoError> {
    let tree = repository.find_commit(commit)?.tree()?;
    let mut files = Listing::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        if entry.filemode() == FILE {
            let name = String::from_utf8_lossy(entry.name_bytes());
            files.insert(format!("{folder}{name}"), entry.id());
        }
        TreeWalkResult::Ok
    })?;
    Ok(files)
}

/// Writes the tree that holds these files.
pub(super) fn write(repository: &Repository, files: &Listing) -> Result<Oid, DemoError> {
    let mut tree = repository.treebuilder(None)?;
    let mut folders: BTreeMap<&str, Listing> = BTreeMap::new();
    for (path, blob) in files {
        match path.split_once('/') {
            None => drop(tree.insert(path, *blob, FILE)?),
            Some((folder, below)) => {
                folders
                    .entry(folder)
                    .or_default()
                    .insert(below.to_owned(), *blob);
            }
        }
    }
    for (folder, below) in folders {
        tree.insert(folder, write(repository, &below)?, FOLDER)?;
    }
    Ok(tree.write()?)
}

/// Merges two commits over their merge base. Nothing is returned if they conflict.
pub(super) fn merge(
    repository: &Repository,
    ours: Oid,
    theirs: Oid,
) -> Result<Option<Listing>, DemoError> {
    let base = list(repository, repository.merge_base(ours, theirs)?)?;
    let ours = list(repository, ours)?;
    let theirs = list(repository, theirs)?;
    let paths: BTreeSet<&String> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .collect();
    let mut merged = Listing::new();
    for path in paths {
        match merge_file(repository, base.get(path), ours.get(path), theirs.get(path))? {
            Merged::File(blob) => drop(merged.insert(path.clone(), blob)),
            Merged::Gone => {}
            Merged::Conflict => return Ok(None),
        }
    }
    Ok(Some(merged))
}

enum Merged {
    File(Oid),
    Gone,
    Conflict,
}

fn merge_file(
    repository: &Repository,
    base: Option<&Oid>,
    ours: Option<&Oid>,
    theirs: Option<&Oid>,
) -> Result<Merged, DemoError> {
    if ours == theirs || theirs == base {
        return Ok(ours.map_or(Merged::Gone, |blob| Merged::File(*blob)));
    }
    if ours == base {
        return Ok(theirs.map_or(Merged::Gone, |blob| Merged::File(*blob)));
    }
    let (Some(base), Some(ours), Some(theirs)) = (base, ours, theirs) else {
        return Ok(Merged::Conflict);
    };
    let [base, ours, theirs] = [base, ours, theirs].map(|blob| index_entry(*blob));
    let merged = repository.merge_file_from_index(&base, &ours, &theirs, None)?;
    if merged.is_automergeable() {
        Ok(Merged::File(repository.blob(merged.content())?))
    } else {
        Ok(Merged::Conflict)
    }
}

/// Names a blob in the only form that git2 merges; everything but the blob is for show.
fn index_entry(blob: Oid) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: FILE.unsigned_abs(),
        uid: 0,
        gid: 0,
        file_size: 0,
        id: blob,
        flags: 0,
        flags_extended: 0,
        path: b"file".to_vec(),
    }
}
