//! A site's files → the folder of their origin: all in one, or the pages with other people's wording in a second one.
//!
//! Each is a site of its own, with its manifest; neither knows the other's files.

use std::path::Path;

use super::{Complete, Folder, Manifest, OutputError, Tally};
use crate::site::origin::Origin;
use crate::site::path::OutputPath;

/// The folders that a site is being written to. Shared by all threads.
#[derive(Debug)]
pub struct Folders {
    main: Folder,
    second: Option<Folder>,
}

impl Folders {
    /// Opens them; see [`Folder::open`].
    pub fn open(main: &Path, second: Option<&Path>) -> Result<Self, OutputError> {
        if let Some(second) = second {
            check_apart(main, second)?;
        }
        Ok(Self {
            main: Folder::open(main)?,
            second: second.map(Folder::open).transpose()?,
        })
    }

    /// Treats everything in them as if it were out of date.
    pub fn forget(self) -> Self {
        Self {
            main: self.main.forget(),
            second: self.second.map(Folder::forget),
        }
    }

    /// Takes what is as it should be from shares of this site as well, and from those of its previews. What was made from other
    /// inputs than these counts for nothing.
    pub fn join(&mut self, main: Vec<Complete>, second: Vec<Complete>, inputs: &str) {
        let of_these = |shares: Vec<Complete>| {
            let shares = shares.into_iter();
            shares
                .filter(|share| share.manifest.inputs == inputs)
                .collect()
        };
        self.main.join(of_these(main));
        if let Some(folder) = &mut self.second {
            folder.join(of_these(second));
        }
    }

    /// Whether the last build made all of it, or this share, from these inputs, and it is still there.
    pub fn are_current(&self, inputs: &str, shard: Option<&str>) -> bool {
        self.all().all(|folder| {
            let previous = folder.previous();
            let same = previous.inputs == inputs && previous.shard.as_deref() == shard;
            same && folder.is_intact()
        })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Folder> {
        std::iter::once(&self.main).chain(&self.second)
    }

    /// The folder of the second origin.
    pub fn second(&self) -> Option<&Folder> {
        self.second.as_ref()
    }

    /// What the last complete build left in the first.
    pub fn previous(&self) -> &Manifest {
        self.main.previous()
    }

    /// Reads a file of the last build; see [`Folder::read_previous`].
    pub fn read_previous(&self, path: &OutputPath) -> Option<Vec<u8>> {
        self.of(path).read_previous(path)
    }

    /// Keeps a file of the last build; see [`Folder::keep`].
    pub fn keep(&self, path: &OutputPath, key: &str) -> bool {
        self.of(path).keep(path, key)
    }

    /// Writes a file; see [`Folder::write`].
    pub fn write(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        key: &str,
        sources: Vec<String>,
    ) -> Result<(), OutputError> {
        self.of(path).write(path, bytes, key, sources)
    }

    /// Writes a file that all of them need.
    pub fn write_to_all(&self, path: &OutputPath, bytes: &[u8]) -> Result<(), OutputError> {
        self.all()
            .try_for_each(|folder| folder.write(path, bytes, "", Vec::new()))
    }

    /// The files that the last build left below a folder, which ends in `/` and is of one origin.
    pub fn previous_below(&self, folder: &str) -> Vec<OutputPath> {
        self.of(&OutputPath::page(folder)).below(folder)
    }

    /// Reads a file that each share may have its own of; see [`Folder::read_every`].
    pub fn read_every(&self, path: &OutputPath) -> Vec<Vec<u8>> {
        self.of(path).read_every(path)
    }

    /// Ends the build in all of them; see [`Folder::finish`].
    pub fn finish(self, made: &Manifest) -> Result<Vec<Tally>, OutputError> {
        // The second one first: links from the first are to lead somewhere.
        let folders = self.second.into_iter().chain([self.main]);
        let tallies: Result<Vec<Tally>, _> = folders.map(|folder| folder.finish(made)).collect();
        tallies.map(|tallies| tallies.into_iter().rev().collect())
    }

    fn of(&self, path: &OutputPath) -> &Folder {
        let second = self.second.as_ref();
        let second = second.filter(|_| Origin::of(path) == Origin::Second);
        second.unwrap_or(&self.main)
    }
}

/// Refuses two folders of which one holds the other: each would take the other's files for its own.
fn check_apart(main: &Path, second: &Path) -> Result<(), OutputError> {
    let absolute = |path: &Path| {
        let known = path.canonicalize();
        known.or_else(|_| std::path::absolute(path))
    };
    let whole = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
    let (first, other) = (whole(main), whole(second));
    if first.starts_with(&other) || other.starts_with(&first) {
        return Err(OutputError::Nested(main.to_owned(), second.to_owned()));
    }
    Ok(())
}
