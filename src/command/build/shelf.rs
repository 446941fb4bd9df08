//! Where the files of a site go: folders on disk, or memory, for a server that makes pages when they are asked for.

#[cfg(feature = "serve")]
mod memory;

#[cfg(feature = "serve")]
pub use self::memory::Memory;
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

    /// Reads a file of the last build, and of each share of the site that has its own; what counts more comes later.
    fn read_every(&self, _path: &OutputPath) -> Vec<Vec<u8>> {
        Vec::new()
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

    fn read_every(&self, path: &OutputPath) -> Vec<Vec<u8>> {
        Folders::read_every(self, path)
    }

    fn previous_below(&self, folder: &str) -> Vec<OutputPath> {
        Folders::previous_below(self, folder)
    }
}
