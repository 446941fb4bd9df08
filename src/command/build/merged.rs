//! What merging requests with today's text gave, kept from the survey for the pages while there is room.
//!
//! Whoever finds nothing here merges again: the same texts give the same, so that pages do not depend on what was kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::repository::{MergedFile, Outcome};

/// Bytes of merged texts that are kept in all.
const KEPT_BYTES: usize = 160 << 20;

/// Outcomes of merges, by the request's number.
#[derive(Default)]
pub struct Merged {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_number: HashMap<u64, Vec<MergedFile>>,
    bytes: usize,
}

impl Merged {
    /// Keeps all changed files of a request, if there is room for their texts.
    pub fn keep(&self, number: u64, files: Vec<MergedFile>) {
        let bytes: usize = files.iter().map(size).sum();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes <= KEPT_BYTES {
            kept.bytes += bytes;
            kept.by_number.insert(number, files);
        }
    }

    /// Gives them away.
    pub fn take(&self, number: u64) -> Option<Vec<MergedFile>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let files = kept.by_number.remove(&number)?;
        kept.bytes -= files.iter().map(size).sum::<usize>();
        Some(files)
    }
}

fn size(file: &MergedFile) -> usize {
    let texts = match &file.outcome {
        Outcome::Clean(text) => text.0.len(),
        Outcome::AsSent
        | Outcome::Contained
        | Outcome::Conflicts
        | Outcome::Gone
        | Outcome::Unmerged => 0,
    };
    size_of::<MergedFile>() + texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::MergedText;
    use crate::snapshot::SourcePath;

    fn file(length: usize) -> MergedFile {
        MergedFile {
            path: SourcePath::new("a.md"),
            before: None,
            after: None,
            today: None,
            outcome: Outcome::Clean(MergedText("a".repeat(length))),
        }
    }

    #[test]
    fn what_is_taken_makes_room_for_others() {
        let merged = Merged::default();
        let half = vec![file(KEPT_BYTES / 2)];
        merged.keep(1, half.clone());
        merged.keep(2, half.clone());
        assert_eq!(merged.take(2), None);
        assert_eq!(merged.take(1), Some(half.clone()));
        merged.keep(2, half.clone());
        assert_eq!(merged.take(2), Some(half));
    }
}
