//! A working copy that is looked at again and again, while somebody writes in it: what did not change is not read again.
//!
//! Only the published folder is walked through, and the files beside it at the top; the rest is as Git has it. What Git
//! ignores, what is hidden and what programs fetch or make is passed over, and links are not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use git2::{ObjectType, Oid, Repository};

use super::super::objects::to_id;
use super::super::{FILE_LIMIT, IMAGE_LIMIT, RepositoryError, Source};
use super::FILE_COUNT;
use crate::diagnostic::Diagnostic;
use crate::snapshot::{
    ObjectId, SourceFile, SourcePath, Timestamp, Version, VersionName, VersionOrigin,
};

/// Most folders of a working copy that are walked through.
const FOLDER_COUNT: usize = 4_096;
/// Most files and folders that are looked at.
const ENTRY_COUNT: usize = 200_000;
/// Folders that programs fill, besides those that Git ignores.
const PASSED_OVER: [&str; 2] = ["node_modules", "target"];
/// A file that changed this short a time ago may change again without a new date.
const SETTLED: Duration = Duration::from_millis(50);
/// Endings of files that are read: documents, images, and what tells of a site.
const ENDINGS: [&str; 13] = [
    "md", "markdown", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "yml", "yaml",
    "CNAME",
];

/// What stands in a working copy at one moment.
#[derive(Clone, Debug)]
pub struct Look {
    /// The state, named `worktree`; its commit is that of HEAD.
    pub version: Version,
    /// The texts of documents.
    pub texts: BTreeMap<ObjectId, Arc<str>>,
    /// Where images are that Git may not have.
    pub images: BTreeMap<ObjectId, PathBuf>,
    /// The paths of all files that were met, those of other kinds too, which are not read.
    pub paths: BTreeSet<SourcePath>,
    /// The folders that were walked through.
    pub folders: Vec<PathBuf>,
    /// What could not be read.
    pub problems: Vec<Diagnostic>,
}

/// Looks at a working copy, and remembers what it read.
#[derive(Debug, Default)]
pub struct Looker {
    known: BTreeMap<SourcePath, Known>,
}

/// A file that was read.
#[derive(Clone, Debug)]
struct Known {
    length: u64,
    changed: Option<SystemTime>,
    settled: bool,
    blob: ObjectId,
    text: Option<Arc<str>>,
}

impl Looker {
    /// Looks again. `folder` is the published folder; files outside it are taken from `tip`, which stands on the main branch.
    pub fn look(
        &mut self,
        source: &Source,
        folder: &str,
        tip: &Version,
    ) -> Result<Look, RepositoryError> {
        let repository = source.repository()?;
        let missing = || RepositoryError::NoSuchState("worktree".to_owned());
        let root = repository.workdir().ok_or_else(missing)?.to_owned();
        let head = repository.head().and_then(|head| head.peel_to_commit());
        let head = head.map_err(|_| missing())?;
        let mut look = Look {
            version: Version {
                name: VersionName::new("worktree").ok_or_else(missing)?,
                commit: to_id(head.id()),
                date: Timestamp {
                    seconds: head.time().seconds(),
                    offset: head.time().offset_minutes(),
                },
                origin: VersionOrigin::Asked,
                files: Vec::new(),
            },
            texts: BTreeMap::new(),
            images: BTreeMap::new(),
            paths: BTreeSet::new(),
            folders: vec![root.clone()],
            problems: Vec::new(),
        };
        let mut known = BTreeMap::new();
        for (path, at, metadata) in files(&repository, &root, folder, &mut look) {
            let before = self.known.remove(&path);
            if let Some(file) = read(&path, &at, &metadata, before, &mut look.problems) {
                look.take(&path, &at, &file);
                known.insert(path, file);
            }
        }
        self.known = known;
        let outside = tip.files.iter();
        let outside =
            outside.filter(|file| !folder.is_empty() && file.path.inside(folder).is_none());
        let top = |file: &&SourceFile| !file.path.as_str().contains('/');
        let elsewhere = outside.filter(|file| !top(file)).cloned();
        look.version.files.extend(elsewhere);
        look.version.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(look)
    }
}

impl Look {
    fn take(&mut self, path: &SourcePath, at: &Path, file: &Known) {
        match &file.text {
            Some(text) => drop(self.texts.insert(file.blob, Arc::clone(text))),
            None => drop(self.images.insert(file.blob, at.to_owned())),
        }
        self.version.files.push(SourceFile {
            path: path.clone(),
            blob: file.blob,
        });
    }
}

/// The files of the published folder and those at the top, with where they are.
fn files(
    repository: &Repository,
    root: &Path,
    folder: &str,
    look: &mut Look,
) -> Vec<(SourcePath, PathBuf, Metadata)> {
    let walk = |from: PathBuf, depth: usize| {
        let entries = walkdir::WalkDir::new(from)
            .min_depth(1)
            .max_depth(depth)
            .sort_by_file_name()
            .into_iter();
        entries.filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
            !name.starts_with('.')
                && !PASSED_OVER.contains(&&*name)
                && !repository.is_path_ignored(inside).unwrap_or(false)
        })
    };
    let below = root.join(folder);
    let top = (!folder.is_empty()).then(|| walk(root.to_owned(), 1));
    if !folder.is_empty() {
        look.folders.push(below.clone());
    }
    let mut found = Vec::new();
    let all = top.into_iter().flatten().chain(walk(below, 32)).flatten();
    for entry in all.take(ENTRY_COUNT) {
        if entry.file_type().is_dir() {
            let is_below = folder.is_empty() || entry.path().parent() != Some(root);
            if is_below && look.folders.len() < FOLDER_COUNT {
                look.folders.push(entry.path().to_owned());
            }
            continue;
        }
        let inside = entry.path().strip_prefix(root).ok();
        let Some(inside) = inside.and_then(Path::to_str) else {
            continue;
        };
        let path = SourcePath::new(inside.replace('\\', "/"));
        if !entry.file_type().is_file() {
            continue;
        }
        look.paths.insert(path.clone());
        if !is_wanted(&path) || found.len() >= FILE_COUNT {
            continue;
        }
        if let Ok(metadata) = entry.metadata() {
            found.push((path, entry.path().to_owned(), metadata));
        }
    }
    found
}

fn is_wanted(path: &SourcePath) -> bool {
    let name = path.file_name();
    let ending = name.rsplit_once('.').map_or(name, |(_, ending)| ending);
    ENDINGS
        .iter()
        .any(|wanted| ending.eq_ignore_ascii_case(wanted))
}

/// A file as it is now; what was read of it before, if it did not change since.
fn read(
    path: &SourcePath,
    at: &Path,
    metadata: &Metadata,
    before: Option<Known>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Known> {
    let (length, changed) = (metadata.len(), metadata.modified().ok());
    let same = |known: &Known| known.settled && known.length == length && known.changed == changed;
    if let Some(known) = before.filter(same) {
        return Some(known);
    }
    let is_text = path.is_markdown() || !is_image(path);
    let limit = if is_text { FILE_LIMIT } else { IMAGE_LIMIT };
    let age = changed.and_then(|changed| SystemTime::now().duration_since(changed).ok());
    // A file that goes while it is read is one that is gone.
    let bytes = bounded(at, limit)?;
    if bytes.len() > limit {
        let message = format!(
            "the file is larger than {} MiB and is not shown",
            limit >> 20
        );
        problems.push(
            Diagnostic::error("file-too-large", message)
                .at_path(path.as_str())
                .with_help("divide it into several files"),
        );
        return None;
    }
    let id = Oid::hash_object(ObjectType::Blob, &bytes).ok()?;
    let text = is_text.then(|| Arc::from(String::from_utf8_lossy(&bytes)));
    Some(Known {
        length,
        changed,
        settled: age.is_some_and(|age| age > SETTLED),
        blob: to_id(id),
        text,
    })
}

fn is_image(path: &SourcePath) -> bool {
    let ending = path
        .file_name()
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending);
    ENDINGS[2..10]
        .iter()
        .any(|image| ending.eq_ignore_ascii_case(image))
}

/// At most one byte more than the limit.
fn bounded(at: &Path, limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(at).ok()?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
