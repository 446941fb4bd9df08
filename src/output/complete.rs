//! A folder → a site of ours that is whole, or what is wrong with it. Only reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::manifest::{Entry, MANIFEST, Manifest};
use super::{BUILDING, OutputError, failed, hash, is_missing};

/// Largest manifest that is read, in bytes.
pub const MANIFEST_LIMIT: u64 = 256 << 20;

/// A folder that holds a whole site.
#[derive(Debug)]
pub struct Complete {
    /// Where.
    pub root: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The manifest as it stands there.
    pub bytes: Vec<u8>,
}

/// How a file is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DifferenceKind {
    /// It should be there.
    Missing,
    /// It has other bytes.
    Changed,
    /// It should not be there.
    Extra,
}

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// Its path in the site.
    pub path: String,
    /// How.
    pub kind: DifferenceKind,
    /// The commits, or files of commits as `commit:path`, that it shows or should show.
    #[serde(rename = "from")]
    pub sources: Vec<String>,
}

impl Complete {
    /// Opens a site and looks whether every file is there at its size.
    ///
    /// # Errors
    ///
    /// There is no site, or only a part of one.
    pub fn open(root: &Path) -> Result<Self, OutputError> {
        let site = Self::open_any(root)?;
        match &site.manifest.shard {
            None => Ok(site),
            Some(shard) => Err(OutputError::Shard {
                path: site.root,
                shard: shard.clone(),
            }),
        }
    }

    /// Opens a site, or the share of one that a build with `--shard` made.
    ///
    /// # Errors
    ///
    /// There is neither, or a file is not there at its size.
    pub fn open_any(root: &Path) -> Result<Self, OutputError> {
        let (manifest, bytes) = read_manifest(root)?;
        let site = Self {
            root: root.to_owned(),
            manifest,
            bytes,
        };
        let absent = site.manifest.files.par_iter();
        let absent = absent.find_first(|(path, entry)| !has(root, path, entry));
        match absent {
            None => Ok(site),
            Some((path, _)) => Err(site.broken(path)),
        }
    }

    /// Checks the bytes of some of its files.
    ///
    /// # Errors
    ///
    /// The first that is not as the manifest tells.
    pub fn check<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), OutputError> {
        let paths: Vec<&str> = paths.collect();
        paths
            .par_iter()
            .try_for_each(|path| self.read(path).map(|_| ()))
    }

    /// Reads a file, whose bytes are those that the manifest tells.
    ///
    /// # Errors
    ///
    /// They are not, or it cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, OutputError> {
        let place = self.root.join(path);
        let bytes = fs::read(&place).map_err(|error| failed(place, "read", error))?;
        let told = self.manifest.files.get(path);
        match told.is_some_and(|entry| hash(&bytes) == entry.sha256) {
            true => Ok(bytes),
            false => Err(self.broken(path)),
        }
    }

    fn broken(&self, path: &str) -> OutputError {
        OutputError::NoSite {
            path: self.root.clone(),
            reason: format!("`{path}` is not as {MANIFEST} tells"),
        }
    }
}

/// Reads the manifest of a folder, and its bytes.
///
/// # Errors
///
/// There is none that can be used, or a build was cut off here.
pub fn read_manifest(root: &Path) -> Result<(Manifest, Vec<u8>), OutputError> {
    let none = |reason: &str| OutputError::NoSite {
        path: root.to_owned(),
        reason: reason.to_owned(),
    };
    if root.join(BUILDING).exists() {
        return Err(none("a build was cut off here, or is running"));
    }
    let place = root.join(MANIFEST);
    let size = match fs::metadata(&place) {
        Ok(found) => found.len(),
        Err(error) if is_missing(&error) => return Err(none("no site made by teigen is here")),
        Err(error) => return Err(failed(place, "read", error)),
    };
    if size > MANIFEST_LIMIT {
        return Err(none("its manifest.json is too large"));
    }
    let bytes = fs::read(&place).map_err(|error| failed(place, "read", error))?;
    let manifest = Manifest::parse(&bytes);
    let manifest = manifest.ok_or_else(|| none("its manifest.json is none that teigen wrote"))?;
    Ok((manifest, bytes))
}

/// Whether a file is there at its size.
pub fn has(root: &Path, path: &str, entry: &Entry) -> bool {
    let found = fs::symlink_metadata(root.join(path));
    found.is_ok_and(|found| found.is_file() && found.len() == entry.size)
}

/// The hash and size of every file below a folder, but the manifest.
///
/// # Errors
///
/// Something cannot be read.
pub fn found_in(root: &Path) -> Result<BTreeMap<String, Entry>, OutputError> {
    let unreadable = |error: walkdir::Error| {
        let path = error.path().unwrap_or(root).to_owned();
        failed(path, "read", error.into())
    };
    // The site itself may be a link: that is how a folder is published.
    let root = root
        .canonicalize()
        .map_err(|error| failed(root.to_owned(), "read", error))?;
    let walk = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
    let kept_by_git = |entry: &walkdir::DirEntry| entry.depth() == 1 && entry.file_name() == ".git";
    let files = walk
        .filter_entry(|entry| !kept_by_git(entry))
        .filter(|entry| {
            entry
                .as_ref()
                .map_or(true, |entry| !entry.file_type().is_dir())
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    let read = |file: walkdir::DirEntry| {
        let inside = file.path().strip_prefix(&root).unwrap_or(file.path());
        let name = inside.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(file.path());
        let bytes = bytes.map_err(|error| failed(file.path().to_owned(), "read", error))?;
        Ok((name, of_bytes(&bytes)))
    };
    let found: Result<BTreeMap<_, _>, _> = files.into_par_iter().map(read).collect();
    found.map(|mut found| {
        found.remove(MANIFEST);
        found
    })
}

/// What a manifest would tell of these bytes.
pub fn of_bytes(bytes: &[u8]) -> Entry {
    Entry {
        sha256: hash(bytes),
        size: bytes.len() as u64,
        ..Entry::default()
    }
}

/// How files that were found are not those that a manifest tells. The user's own are passed over: a `CNAME`.
pub fn differences(told: &Manifest, found: &BTreeMap<String, Entry>) -> Vec<Difference> {
    let same = |one: &Entry, other: &Entry| one.sha256 == other.sha256 && one.size == other.size;
    let wrong = told.files.iter().filter_map(|(path, entry)| {
        let kind = match found.get(path) {
            None => DifferenceKind::Missing,
            Some(file) if !same(file, entry) => DifferenceKind::Changed,
            Some(_) => return None,
        };
        Some(Difference {
            path: path.clone(),
            kind,
            sources: entry.sources.clone(),
        })
    });
    let extra = found
        .iter()
        .filter(|(path, _)| !told.files.contains_key(*path));
    let extra = extra.filter(|(path, _)| *path != "CNAME");
    let mut all: Vec<Difference> = wrong
        .chain(extra.map(|(path, entry)| Difference {
            path: path.clone(),
            kind: DifferenceKind::Extra,
            sources: entry.sources.clone(),
        }))
        .collect();
    all.sort();
    all
}
