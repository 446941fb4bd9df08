//! A working copy as it is on disk → a state like any other, with its texts.

mod look;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use git2::{ObjectType, Oid, Repository};

pub use self::look::{Look, Looker};

use super::objects::to_id;
use super::{FILE_LIMIT, RepositoryError, Source};
use crate::snapshot::{
    ObjectId, SourceFile, SourcePath, Timestamp, Version, VersionName, VersionOrigin,
};

/// Most files of a working copy that are read.
const FILE_COUNT: usize = 20_000;

/// The Markdown files of a working copy, and their texts by the ids that Git would give them.
#[derive(Debug)]
pub struct WorkingCopy {
    /// The state, named `worktree`; its commit is that of HEAD.
    pub version: Version,
    /// The texts.
    pub texts: BTreeMap<ObjectId, String>,
}

/// Reads a working copy's Markdown. Ignored files, links and files over 4 MiB are passed over.
pub fn read(source: &Source) -> Result<WorkingCopy, RepositoryError> {
    let repository = source.repository()?;
    let missing = || RepositoryError::NoSuchState("worktree".to_owned());
    let root = repository.workdir().ok_or_else(missing)?;
    let head = repository.head().and_then(|head| head.peel_to_commit());
    let commit = head.map_err(|_| missing())?.id();
    let mut files = Vec::new();
    let mut texts = BTreeMap::new();
    for (path, bytes) in markdown(&repository, root) {
        let Ok(id) = Oid::hash_object(ObjectType::Blob, &bytes) else {
            continue;
        };
        let blob = to_id(id);
        texts.insert(blob, String::from_utf8_lossy(&bytes).into_owned());
        files.push(SourceFile { path, blob });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(WorkingCopy {
        version: Version {
            name: VersionName::new("worktree").ok_or_else(missing)?,
            commit: to_id(commit),
            date: Timestamp::default(),
            origin: VersionOrigin::Asked,
            files,
        },
        texts,
    })
}

fn markdown(repository: &Repository, root: &Path) -> Vec<(SourcePath, Vec<u8>)> {
    walkdir::WalkDir::new(root)
        .max_depth(32)
        .into_iter()
        .filter_entry(|entry| {
            let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let hidden = inside.starts_with(".git");
            !hidden
                && (inside.as_os_str().is_empty()
                    || !repository.is_path_ignored(inside).unwrap_or(false))
        })
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let inside = entry.path().strip_prefix(root).ok()?.to_str()?;
            let path = SourcePath::new(inside.replace('\\', "/"));
            let small = entry.metadata().ok()?.len() <= FILE_LIMIT as u64;
            (path.is_markdown() && small).then_some(())?;
            Some((path, fs::read(entry.path()).ok()?))
        })
        .take(FILE_COUNT)
        .collect()
}
