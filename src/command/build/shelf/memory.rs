//! Files of a site in memory, for a server that makes pages when they are asked for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Shelf;
use crate::output::OutputError;
use crate::site::path::OutputPath;

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
