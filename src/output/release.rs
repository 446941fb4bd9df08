//! A whole site → the folder that a web server reads, at once: a new release beside the old one, and a link that is renamed.
//!
//! `PATH` is a symbolic link into `PATH.releases`, whose folders are releases by number. A release is written under a name that
//! nothing leads to, brought to the disk, given its number, and only then the link is replaced by one rename. So whoever reads
//! `PATH` finds the old site or the new one, wherever this is cut off; what is left half-written, the next run clears. Files
//! that did not change are hard links to those of the release before. A lock makes publishers wait for each other.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::complete::{self, Complete};
use super::manifest::{MANIFEST, Manifest};
use super::{OutputError, failed, is_missing};

/// Names of what is not yet, or no longer, a release begin with this.
const PARTIAL: &str = ".partial-";
const LOCK: &str = ".lock";
const LINK: &str = ".link";

/// Why a site could not be published to a folder.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The site, or the place.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Something else stands where the link belongs.
    #[error(
        "{path}: {found} is here, and only a link that `teigen publish` made is replaced; move it away (`mv {path} {path}.old`), or name another path: the web server is to serve that path, and follow links",
        path = .path.display()
    )]
    InTheWay {
        /// Where.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// The path has no last name, as `/` has none.
    #[error("{}: a path with a name at its end is needed", .0.display())]
    NoName(PathBuf),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Released {
    /// What is published is this site already.
    Nothing,
    /// A release was made.
    Made {
        /// Its folder's name.
        release: String,
        /// Files written; the others are those of the release before.
        written: usize,
        /// Bytes of these.
        bytes: u64,
        /// Files of the release before that are gone.
        gone: usize,
    },
}

/// Where releases are.
struct Place {
    path: PathBuf,
    /// The folder that `path` is in.
    parent: PathBuf,
    /// The folder of all releases, and its name.
    releases: PathBuf,
    name: String,
    /// Held as long as this is.
    _lock: File,
}

/// Publishes a site to a path, and keeps as many releases from before as are asked for.
///
/// # Errors
///
/// See [`ReleaseError`]; what was published before stays so.
pub fn publish(site: &Complete, path: &Path, keep: usize) -> Result<Released, ReleaseError> {
    let place = Place::open(path)?;
    let current = place.current()?;
    place.clear()?;
    let before = current.as_ref().map(|name| place.releases.join(name));
    let old = before
        .as_deref()
        .and_then(|folder| complete::read_manifest(folder).ok());
    let old = old.map(|(manifest, _)| manifest).unwrap_or_default();
    if let Some(folder) = &before
        && old.is_same_site(&site.manifest)
        && is_intact(folder, &old)
    {
        place.prune(current.as_deref(), keep)?;
        return Ok(Released::Nothing);
    }
    let partial = place
        .releases
        .join(format!("{PARTIAL}{}", std::process::id()));
    let result = place.release(
        site,
        &partial,
        before.as_deref().map(|folder| (folder, &old)),
    );
    if result.is_err() {
        // What cannot be cleared now, the next run clears.
        let _ = fs::remove_dir_all(&partial);
    }
    let released = result?;
    if let Released::Made { release, .. } = &released {
        place.prune(Some(release), keep)?;
    }
    Ok(released)
}

fn is_intact(folder: &Path, manifest: &Manifest) -> bool {
    let files = manifest.files.par_iter();
    files
        .into_par_iter()
        .all(|(path, entry)| complete::has(folder, path, entry))
}

impl Place {
    fn open(path: &Path) -> Result<Self, ReleaseError> {
        let nameless = || ReleaseError::NoName(path.to_owned());
        let name = path.file_name().and_then(|name| name.to_str());
        let name = format!("{}.releases", name.ok_or_else(nameless)?);
        let parent = match path.parent().filter(|parent| *parent != Path::new("")) {
            Some(parent) => parent.to_owned(),
            None => PathBuf::from("."),
        };
        check_free(path)?;
        let releases = parent.join(&name);
        fs::create_dir_all(&releases).map_err(|error| failed(releases.clone(), "made", error))?;
        let lock = releases.join(LOCK);
        let opened = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock);
        let held = opened.and_then(|file| file.lock().map(|()| file));
        Ok(Self {
            path: path.to_owned(),
            parent,
            releases,
            name,
            _lock: held.map_err(|error| failed(lock, "locked", error))?,
        })
    }

    /// The release that is published.
    fn current(&self) -> Result<Option<String>, ReleaseError> {
        check_free(&self.path)?;
        let Ok(target) = fs::read_link(&self.path) else {
            return Ok(None);
        };
        let foreign = || ReleaseError::InTheWay {
            path: self.path.clone(),
            found: "a link to another place",
        };
        let ours = target.parent() == Some(Path::new(&self.name));
        let name = target.file_name().and_then(|name| name.to_str());
        let name = name.filter(|name| ours && number(name).is_some());
        name.map(|name| Some(name.to_owned())).ok_or_else(foreign)
    }

    /// Removes what earlier runs left half-written or half-removed.
    fn clear(&self) -> Result<(), OutputError> {
        for name in self.listed()? {
            let place = self.releases.join(&name);
            if name.starts_with(PARTIAL) {
                fs::remove_dir_all(&place).map_err(|error| failed(place, "removed", error))?;
            } else if name == LINK {
                fs::remove_file(&place).map_err(|error| failed(place, "removed", error))?;
            }
        }
        Ok(())
    }

    fn listed(&self) -> Result<Vec<String>, OutputError> {
        let unreadable = |error| failed(self.releases.clone(), "read", error);
        let entries = fs::read_dir(&self.releases).map_err(unreadable)?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.collect::<io::Result<_>>().map_err(unreadable)?;
        names.sort();
        Ok(names)
    }

    fn release(
        &self,
        site: &Complete,
        partial: &Path,
        before: Option<(&Path, &Manifest)>,
    ) -> Result<Released, OutputError> {
        let (written, bytes) = fill(site, partial, before)?;
        to_disk(partial)?;
        let last = self.listed()?.iter().filter_map(|name| number(name)).max();
        let digest = site.manifest.digest();
        let release = format!("{:06}-{}", last.unwrap_or(0) + 1, &digest[..8]);
        let folder = self.releases.join(&release);
        fs::rename(partial, &folder).map_err(|error| failed(folder, "named", error))?;
        sync_folder(&self.releases)?;
        self.switch(&release)?;
        let gone = before.map_or(0, |(_, old)| {
            let gone = old
                .files
                .keys()
                .filter(|path| !site.manifest.files.contains_key(*path));
            gone.count()
        });
        Ok(Released::Made {
            release,
            written,
            bytes,
            gone,
        })
    }

    /// Makes the path lead to a release, by one rename.
    fn switch(&self, release: &str) -> Result<(), OutputError> {
        let link = self.releases.join(LINK);
        // Beside the path, where it will be read from.
        let target = Path::new(&self.name).join(release);
        make_link(&target, &link).map_err(|error| failed(link.clone(), "made", error))?;
        let moved = fs::rename(&link, &self.path);
        moved.map_err(|error| failed(self.path.clone(), "replaced", error))?;
        sync_folder(&self.parent)
    }

    /// Removes releases from before, but for the newest ones and the one that is published.
    fn prune(&self, current: Option<&str>, keep: usize) -> Result<(), OutputError> {
        let mut old: Vec<(u64, String)> = self
            .listed()?
            .into_iter()
            .filter(|name| Some(name.as_str()) != current)
            .filter_map(|name| Some((number(&name)?, name)))
            .collect();
        old.sort();
        let surplus = old.len().saturating_sub(keep);
        for (_, name) in old.into_iter().take(surplus) {
            let place = self.releases.join(&name);
            // Under another name first: half of a release is none.
            let away = self.releases.join(format!("{PARTIAL}{name}"));
            fs::rename(&place, &away).map_err(|error| failed(place, "removed", error))?;
            fs::remove_dir_all(&away).map_err(|error| failed(away, "removed", error))?;
        }
        Ok(())
    }
}

/// The number of a release: `000012-0123abcd`.
fn number(name: &str) -> Option<u64> {
    let (number, digest) = name.split_once('-')?;
    let plain = number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    let hex = digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    number.parse().ok().filter(|_| plain && hex)
}

/// Refuses a path where something else than a link is.
fn check_free(path: &Path) -> Result<(), ReleaseError> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => return Ok(()),
        Ok(found) if found.is_dir() => "a folder",
        Ok(_) => "a file",
        Err(error) if is_missing(&error) => return Ok(()),
        Err(error) => return Err(failed(path.to_owned(), "read", error).into()),
    };
    Err(ReleaseError::InTheWay {
        path: path.to_owned(),
        found,
    })
}

/// Writes a site into a new folder; tells how many files had to be written, and their bytes.
fn fill(
    site: &Complete,
    target: &Path,
    before: Option<(&Path, &Manifest)>,
) -> Result<(usize, u64), OutputError> {
    let make = |folder: &Path| {
        fs::create_dir_all(folder).map_err(|error| failed(folder.to_owned(), "made", error))
    };
    make(target)?;
    let folders: BTreeSet<&Path> = site
        .manifest
        .files
        .keys()
        .filter_map(|path| Path::new(path).parent())
        .collect();
    folders
        .iter()
        .try_for_each(|folder| make(&target.join(folder)))?;
    let files: Vec<_> = site.manifest.files.iter().collect();
    let one = |(path, entry): &(&String, &super::Entry)| {
        let to = target.join(path);
        if let Some((folder, old)) = before {
            let known = old
                .files
                .get(*path)
                .filter(|known| known.sha256 == entry.sha256);
            let same = known.is_some() && complete::has(folder, path, entry);
            if same && fs::hard_link(folder.join(path), &to).is_ok() {
                return Ok((0, 0));
            }
        }
        write(&to, &site.read(path)?)?;
        Ok((1, entry.size))
    };
    let sum =
        |(count, bytes): (usize, u64), (more, size): (usize, u64)| (count + more, bytes + size);
    let all = files.par_iter().map(one);
    let done: (usize, u64) = all.try_reduce(|| (0, 0), |one, other| Ok(sum(one, other)))?;
    write(&target.join(MANIFEST), &site.bytes)?;
    Ok(sum(done, (1, site.bytes.len() as u64)))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let unwritten = |error| failed(path.to_owned(), "written", error);
    let mut file = File::create_new(path).map_err(unwritten)?;
    file.write_all(bytes).map_err(unwritten)?;
    if !SYNCS_ALL {
        file.sync_all().map_err(unwritten)?;
    }
    Ok(())
}

/// Whether the system brings a whole file system to the disk at once: sooner done than file by file.
const SYNCS_ALL: bool = cfg!(target_os = "linux");

/// Brings a new release to the disk, with everything in it.
#[cfg(target_os = "linux")]
fn to_disk(folder: &Path) -> Result<(), OutputError> {
    let opened = File::open(folder);
    let synced = opened.and_then(|file| rustix::fs::syncfs(&file).map_err(io::Error::from));
    synced.map_err(|error| failed(folder.to_owned(), "brought to the disk", error))
}

#[cfg(not(target_os = "linux"))]
fn to_disk(folder: &Path) -> Result<(), OutputError> {
    let walk = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok);
    let mut folders = walk.filter(|entry| entry.file_type().is_dir());
    folders.try_for_each(|entry| sync_folder(entry.path()))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), OutputError> {
    let synced = File::open(folder).and_then(|file| file.sync_all());
    synced.map_err(|error| failed(folder.to_owned(), "brought to the disk", error))
}

/// Folders cannot be opened here; renames are brought to the disk by the system.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), OutputError> {
    Ok(())
}

#[cfg(unix)]
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    let reason = "links that can be replaced at once are needed, which this system has not";
    Err(io::Error::new(io::ErrorKind::Unsupported, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_by_their_names() {
        for (name, expected) in [
            ("000012-0123abcd", Some(12)),
            ("1000000-0123abcd", Some(1_000_000)),
            ("12-0123abcd", None),
            (".partial-7", None),
            (".partial-000012-0123abcd", None),
            ("000012-0123abc", None),
            (".lock", None),
        ] {
            assert_eq!(number(name), expected, "{name}");
        }
    }
}
