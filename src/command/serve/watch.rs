//! Folders that are watched: those of the working copy that are read, and those of Git's references. Nothing else costs
//! anything: each is watched by itself, without what is below.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::director::News;

/// Most folders of references that are watched.
const REFERENCE_FOLDERS: usize = 2_048;

/// Hears of changes.
pub struct Watch {
    watcher: RecommendedWatcher,
    git: Vec<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins with nothing.
    ///
    /// # Errors
    ///
    /// The system has no more room for watching.
    pub fn new(git: Vec<PathBuf>, news: mpsc::Sender<News>) -> notify::Result<Self> {
        let own = git.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let heard = match event {
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
                Ok(event) => event.paths,
                // Something was missed: everything may have changed.
                Err(_) => own.iter().map(|folder| folder.join("HEAD")).collect(),
            };
            let references = heard.iter().filter(|path| is_reference(&own, path)).count();
            let files = heard.iter().filter(|path| !is_inside(&own, path)).count();
            if references + files > 0 {
                let _ = news.send(News::Files {
                    references: references > 0,
                });
            }
        })?;
        Ok(Self {
            watcher,
            git,
            folders: BTreeSet::new(),
        })
    }

    /// Watches these folders and those of references, and no others. Says whether any is new.
    ///
    /// # Errors
    ///
    /// The system has no more room for watching.
    pub fn follow(&mut self, folders: impl IntoIterator<Item = PathBuf>) -> notify::Result<bool> {
        let mut wanted: BTreeSet<PathBuf> = folders.into_iter().collect();
        wanted.extend(self.git.iter().cloned());
        let references = self
            .git
            .iter()
            .flat_map(|folder| below(&folder.join("refs")));
        wanted.extend(references.take(REFERENCE_FOLDERS));
        for gone in self.folders.difference(&wanted) {
            // It may be gone from the disk as well.
            let _ = self.watcher.unwatch(gone);
        }
        let new: Vec<PathBuf> = wanted.difference(&self.folders).cloned().collect();
        self.folders.retain(|folder| wanted.contains(folder));
        let mut failed = None;
        for folder in &new {
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => drop(self.folders.insert(folder.clone())),
                Err(_) if !folder.exists() => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(!new.is_empty()), Err)
    }
}

/// A folder and all below it.
pub fn below(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let all = walkdir::WalkDir::new(folder).max_depth(8).into_iter();
    let folders = all.flatten().filter(|entry| entry.file_type().is_dir());
    folders.map(walkdir::DirEntry::into_path)
}

fn is_inside(git: &[PathBuf], path: &Path) -> bool {
    git.iter().any(|folder| path.starts_with(folder))
}

/// Whether a path is one that Git keeps references in.
fn is_reference(git: &[PathBuf], path: &Path) -> bool {
    let is_lock = path.extension().is_some_and(|ending| ending == "lock");
    let inside = git
        .iter()
        .filter_map(|folder| path.strip_prefix(folder).ok());
    !is_lock
        && inside.into_iter().any(|inside| {
            inside.starts_with("refs")
                || inside == Path::new("HEAD")
                || inside == Path::new("packed-refs")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_references_count_of_what_git_writes() {
        let git = [PathBuf::from("/p/.git")];
        for (path, expected) in [
            ("/p/.git/HEAD", true),
            ("/p/.git/refs/heads/main", true),
            ("/p/.git/packed-refs", true),
            ("/p/.git/HEAD.lock", false),
            ("/p/.git/refs/heads/main.lock", false),
            ("/p/.git/index", false),
            ("/p/.git/objects/ab", false),
            ("/p/docs/HEAD", false),
        ] {
            assert_eq!(is_reference(&git, Path::new(path)), expected, "{path}");
        }
    }
}
