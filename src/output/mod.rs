//! Output files → a folder, with a manifest; and such a folder → the place where it is published.
//!
//! Writes only what changed, removes only what it wrote before. What is sent to which place, and in which order, is planned
//! from two manifests alone (`plan`); [`release`] keeps folders that a web server reads, [`storage`] speaks to object storage.
//!
//! A file that was there before is replaced by one written beside it and renamed into its place; a new one is written where
//! nobody can have looked for it yet. While files change there is no manifest: a build that was cut off is followed by
//! one that trusts nothing.

mod complete;
#[cfg(any(feature = "serve", feature = "storage"))]
mod content_type;
mod folders;
mod manifest;
#[cfg(feature = "storage")]
mod plan;
pub mod release;
#[cfg(feature = "storage")]
pub mod storage;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

pub use self::complete::{
    Complete, Difference, DifferenceKind, differences, found_in, of_bytes, read_manifest,
};
#[cfg(any(feature = "serve", feature = "storage"))]
pub use self::content_type::content_type;
pub use self::folders::Folders;
pub use self::manifest::{Entry, MANIFEST, Manifest};

use crate::site::path::OutputPath;

/// Why a site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file or folder cannot be read or written.
    #[error("{path}: cannot be {attempt}", path = .path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What was tried.
        attempt: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds something that is not a site of Teigen's.
    #[error(
        "{}: the folder is not empty and holds no site made by teigen; choose another with --out, or empty it", .0.display()
    )]
    NotOurs(PathBuf),
    /// The folder holds no site, or only a part of one.
    #[error("{path}: {reason}; build it with `teigen build`, or name another folder", path = .path.display())]
    NoSite {
        /// Which folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder holds a share of a site.
    #[error("{path}: this is share {shard} of a site, and not all of it; name every share with --join", path = .path.display())]
    Shard {
        /// Which folder.
        path: PathBuf,
        /// Which share.
        shard: String,
    },
    /// Two folders that must be apart are not.
    #[error("{} and {}: one folder is inside the other, or they are the same; choose another with --previews-out", .0.display(), .1.display())]
    Nested(PathBuf, PathBuf),
}

/// What a build did to the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files in the site.
    pub files: usize,
    /// Files written because their bytes changed.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// Bytes of the whole site.
    pub bytes: u64,
}

/// A folder that a site is being written to. Shared by all threads.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    previous: Manifest,
    /// Shares of this site that other builds made.
    shares: Vec<Complete>,
    entries: Mutex<BTreeMap<String, Entry>>,
    touched: Mutex<bool>,
    written: AtomicUsize,
    serial: AtomicU64,
}

impl Folder {
    /// Opens a folder: new, empty, or with a site that was written here before.
    pub fn open(root: &Path) -> Result<Self, OutputError> {
        let cut_off = root.join(BUILDING).exists();
        let previous = match fs::read(root.join(MANIFEST)) {
            _ if cut_off => left_behind(root),
            Ok(bytes) => {
                Manifest::parse(&bytes).ok_or_else(|| OutputError::NotOurs(root.to_owned()))?
            }
            Err(error) if is_missing(&error) => {
                check_empty(root)?;
                Manifest::default()
            }
            Err(error) => return Err(failed(root.join(MANIFEST), "read", error)),
        };
        Ok(Self {
            root: root.to_owned(),
            previous,
            shares: Vec::new(),
            entries: Mutex::new(BTreeMap::new()),
            touched: Mutex::new(false),
            written: AtomicUsize::new(0),
            serial: AtomicU64::new(0),
        })
    }

    /// Treats everything in the folder as if it were out of date.
    pub fn forget(mut self) -> Self {
        for entry in self.previous.files.values_mut() {
            entry.sha256.clear();
            entry.key.clear();
        }
        self
    }

    /// Takes what is as it should be from these as well.
    pub fn join(&mut self, shares: Vec<Complete>) {
        self.shares = shares;
    }

    /// What the last complete build left.
    pub fn previous(&self) -> &Manifest {
        &self.previous
    }

    /// Whether every file of the last build is still there at its size.
    pub fn is_intact(&self) -> bool {
        let present = |(path, entry): (&String, &Entry)| self.has(path, entry);
        !self.previous.files.is_empty() && self.previous.files.iter().all(present)
    }

    /// Reads a file of a share, else of the last build, if its bytes are those that were written.
    pub fn read_previous(&self, path: &OutputPath) -> Option<Vec<u8>> {
        let mut shares = self.read_shares(path);
        shares.pop().or_else(|| self.read_own(path))
    }

    /// Reads a file that each share, and the last build, may have its own of; what counts more comes later.
    pub fn read_every(&self, path: &OutputPath) -> Vec<Vec<u8>> {
        let own = self.read_own(path);
        own.into_iter().chain(self.read_shares(path)).collect()
    }

    /// The files of the last build and of the shares below a folder, which ends in `/`.
    pub fn below(&self, folder: &str) -> Vec<OutputPath> {
        let shares = self.shares.iter().map(|share| &share.manifest);
        let files = shares.chain([&self.previous]).flat_map(|manifest| {
            let from = manifest.files.range(folder.to_owned()..);
            let paths = from.map(|(path, _)| path.as_str());
            paths.take_while(|path| path.starts_with(folder))
        });
        let files: BTreeSet<&str> = files.collect();
        files.into_iter().map(OutputPath::file).collect()
    }

    fn read_shares(&self, path: &OutputPath) -> Vec<Vec<u8>> {
        let shares = self.shares.iter();
        shares
            .filter_map(|share| share.read(path.as_str()).ok())
            .collect()
    }

    fn read_own(&self, path: &OutputPath) -> Option<Vec<u8>> {
        let entry = self.previous.files.get(path.as_str())?;
        let bytes = fs::read(self.root.join(path.as_str())).ok()?;
        (hash(&bytes) == entry.sha256).then_some(bytes)
    }

    /// Keeps a file of the last build, or takes that of a share, if it was made from the same inputs and is still there.
    pub fn keep(&self, path: &OutputPath, key: &str) -> bool {
        self.keep_own(path, key) || self.take(path, key)
    }

    fn take(&self, path: &OutputPath, key: &str) -> bool {
        let mut shares = self.shares.iter();
        shares.any(|share| {
            let entry = share.manifest.files.get(path.as_str());
            let entry = entry.filter(|entry| entry.key == key && !key.is_empty());
            let found = entry.and_then(|entry| Some((entry, share.read(path.as_str()).ok()?)));
            // What cannot be written is made anew, and fails with its reason then.
            found.is_some_and(|(entry, bytes)| {
                self.write(path, &bytes, key, entry.sources.clone()).is_ok()
            })
        })
    }

    fn keep_own(&self, path: &OutputPath, key: &str) -> bool {
        let Some(entry) = self.previous.files.get(path.as_str()) else {
            return false;
        };
        let same = entry.key == key && !key.is_empty() && self.has(path.as_str(), entry);
        if same {
            self.record(path, entry.clone());
        }
        same
    }

    /// Writes a file unless it already has these bytes. `key` names the inputs it was made from (empty: unknown),
    /// `sources` the files of the repository.
    pub fn write(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        key: &str,
        sources: Vec<String>,
    ) -> Result<(), OutputError> {
        let entry = Entry {
            sha256: hash(bytes),
            size: bytes.len() as u64,
            key: key.to_owned(),
            sources,
        };
        let old = self.previous.files.get(path.as_str());
        let same =
            old.is_some_and(|old| old.sha256 == entry.sha256 && self.has(path.as_str(), &entry));
        self.record(path, entry);
        if same {
            return Ok(());
        }
        self.touch()?;
        self.written.fetch_add(1, Ordering::Relaxed);
        if old.is_none() && self.create(path.as_str(), bytes)? {
            return Ok(());
        }
        self.replace(path.as_str(), bytes)
    }

    /// Removes what the last build wrote and this one did not, and writes the manifest: what `made` tells, and the files.
    pub fn finish(self, made: &Manifest) -> Result<Tally, OutputError> {
        let files = std::mem::take(&mut *lock(&self.entries));
        let gone: Vec<&String> = self
            .previous
            .files
            .keys()
            .filter(|path| !files.contains_key(*path))
            .collect();
        for path in &gone {
            self.touch()?;
            self.remove(path)?;
        }
        let manifest = Manifest {
            files,
            ..made.clone()
        };
        let bytes = manifest.to_bytes();
        if *lock(&self.touched) || manifest != self.previous {
            self.touch()?;
            self.replace(MANIFEST, &bytes)?;
            remove_if_there(self.root.join(BUILDING))?;
        }
        Ok(Tally {
            files: manifest.files.len() + 1,
            written: self.written.load(Ordering::Relaxed),
            removed: gone.len(),
            bytes: manifest.files.values().map(|entry| entry.size).sum(),
        })
    }

    fn has(&self, path: &str, entry: &Entry) -> bool {
        fs::symlink_metadata(self.root.join(path))
            .is_ok_and(|found| found.is_file() && found.len() == entry.size)
    }

    fn record(&self, path: &OutputPath, entry: Entry) {
        lock(&self.entries).insert(path.as_str().to_owned(), entry);
    }

    /// Before the first change the manifest goes, so that a cut-off build is never taken for a complete one.
    fn touch(&self) -> Result<(), OutputError> {
        // The lock is held until the folder is ready: another thread's first file waits for it.
        let mut touched = lock(&self.touched);
        if *touched {
            return Ok(());
        }
        let marker = self.root.join(BUILDING);
        fs::create_dir_all(&self.root).map_err(|error| failed(self.root.clone(), "made", error))?;
        fs::write(&marker, b"").map_err(|error| failed(marker, "written", error))?;
        remove_if_there(self.root.join(MANIFEST))?;
        *touched = true;
        Ok(())
    }

    /// Writes a file that is not there yet; `false` if there is something in its place.
    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, OutputError> {
        let target = self.root.join(path);
        let open = || {
            fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&target)
        };
        let mut opened = open();
        if opened.as_ref().is_err_and(is_missing) && self.make_folder(&target) {
            opened = open();
        }
        let Ok(mut file) = opened else {
            return Ok(false);
        };
        let written = file.write_all(bytes);
        written.map_err(|error| failed(target, "written", error))?;
        Ok(true)
    }

    /// Makes the folder of a file; most often the one above it is there.
    fn make_folder(&self, target: &Path) -> bool {
        let folder = target.parent().unwrap_or(&self.root);
        fs::create_dir(folder).is_ok() || fs::create_dir_all(folder).is_ok()
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let target = self.root.join(path);
        let folder = target.parent().unwrap_or(&self.root);
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let beside = self.root.join(format!(".teigen-{serial}.tmp"));
        fs::write(&beside, bytes).map_err(|error| failed(beside.clone(), "written", error))?;
        if fs::rename(&beside, &target).is_ok() {
            return Ok(());
        }
        make_room(&self.root, path)?;
        fs::create_dir_all(folder).map_err(|error| failed(folder.to_owned(), "made", error))?;
        fs::rename(&beside, &target).map_err(|error| failed(target.clone(), "written", error))
    }

    fn remove(&self, path: &str) -> Result<(), OutputError> {
        let target = self.root.join(path);
        remove_if_there(target.clone())?;
        let mut folder = target.parent();
        while let Some(empty) = folder.filter(|folder| *folder != self.root) {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
        Ok(())
    }
}

/// What is behind a lock stays good when a thread that held it panicked: it is replaced whole or not at all.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

fn remove_if_there(path: PathBuf) -> Result<(), OutputError> {
    match fs::remove_file(&path) {
        Err(error) if !is_missing(&error) => Err(failed(path, "removed", error)),
        _ => Ok(()),
    }
}

/// A page may become a folder and a folder a page: what stands in the way is an earlier file of ours.
fn make_room(root: &Path, path: &str) -> Result<(), OutputError> {
    let mut at = root.to_owned();
    for part in path.split('/') {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(found) if !found.is_dir() => {
                return fs::remove_file(&at).map_err(|error| failed(at, "removed", error));
            }
            Ok(_) => {}
            Err(_) => return Ok(()),
        }
    }
    fs::remove_dir_all(&at).map_err(|error| failed(at, "removed", error))
}

fn check_empty(root: &Path) -> Result<(), OutputError> {
    match fs::read_dir(root) {
        Ok(mut listed) => match listed.next() {
            None => Ok(()),
            Some(_) => Err(OutputError::NotOurs(root.to_owned())),
        },
        Err(error) if is_missing(&error) => Ok(()),
        Err(error) => Err(failed(root.to_owned(), "read", error)),
    }
}

/// What a build that was cut off left: pages and data of ours, of which nothing is known but that they are there.
/// Anything else in the folder, such as a `CNAME` or a `.git`, is not ours to remove.
fn left_behind(root: &Path) -> Manifest {
    let ours = |path: &str| {
        let half_written = path.starts_with(".teigen-") && path.ends_with(".tmp");
        let page = path.ends_with(".html")
            || path.ends_with(".json")
            || path.ends_with("feed.xml")
            || path.ends_with(".epub")
            || path.starts_with("search/data/")
            || path.starts_with("api/wordings/")
            || path.starts_with("assets/");
        half_written || (page && !path.starts_with('.'))
    };
    let files = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let inside = entry.path().strip_prefix(root).ok()?.to_str()?;
            Some(inside.replace('\\', "/"))
        })
        .filter(|path| ours(path))
        .map(|path| (path, Entry::default()))
        .collect();
    Manifest {
        files,
        ..Manifest::default()
    }
}

/// Stands in the folder while files change, so that it is known as ours after a build was cut off.
const BUILDING: &str = ".teigen-building";

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal, in small letters.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

fn failed(path: PathBuf, attempt: &'static str, source: io::Error) -> OutputError {
    OutputError::Io {
        path,
        attempt,
        source,
    }
}
