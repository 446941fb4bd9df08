//! Where the files of a site go: folders on disk, or memory, for a server that makes pages when they are asked for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::output::{Folders, OutputError};
use crate::site::path::OutputPath;

/// Takes files. Shared by all threads.
pub trait Shelf: Sync {
    /// Takes a file. `key` names the inputs it was made from (empty: unknown), `sources` the files of the repository.
    fn write(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        key: &str,
        sources: Vec<String>,
    ) -> Result<(), OutputError>;

    /// Keeps a file of the last build if it was made from the same inputs.
    fn keep(&self, _path: &OutputPath, _key: &str) -> bool {
        false
    }

    /// Reads a file of the last build.
    fn read_previous(&self, _path: &OutputPath) -> Option<Vec<u8>> {
        None
    }

    /// The files that the last build left below a folder, which ends in `/`.
    fn previous_below(&self, _folder: &str) -> Vec<OutputPath> {
        Vec::new()
    }
}

impl Shelf for Folders {
    fn write(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        key: &str,
        sources: Vec<String>,
    ) -> Result<(), OutputError> {
        Folders::write(self, path, bytes, key, sources)
    }

    fn keep(&self, path: &OutputPath, key: &str) -> bool {
        Folders::keep(self, path, key)
    }

    fn read_previous(&self, path: &OutputPath) -> Option<Vec<u8>> {
        Folders::read_previous(self, path)
    }

    fn previous_below(&self, folder: &str) -> Vec<OutputPath> {
        Folders::previous_below(self, folder)
    }
}

/// Files in memory. There is no build before.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    /// Gives the files away, by their paths.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf for Memory {
    fn write(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        _key: &str,
        _sources: Vec<String>,
    ) -> Result<(), OutputError> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.as_str().to_owned(), bytes.to_vec());
        Ok(())
    }
}
