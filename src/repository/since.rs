//! Two revisions of one request → what its author changed from one to the other, without what a rebase brought.
//!
//! Where both start from the same text, that is the difference between the two. Where the later one starts from a newer
//! text, the earlier one is first set on that, as a rebase would do it: the change of the change is what is left.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::merging::{MergedText, Merger, Outcome};
use super::objects::ObjectError;
use crate::snapshot::{ObjectId, Revision, SourcePath};

/// A file that differs between two revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinceFile {
    /// Where it is.
    pub path: SourcePath,
    /// What the earlier revision had.
    pub before: Earlier,
    /// What the later one has; `None` if it removes the file.
    pub after: Option<ObjectId>,
}

/// What an earlier revision had of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// No such file.
    Nothing,
    /// These contents.
    Blob(ObjectId),
    /// Its change on the text that the later one starts from.
    Rebased(MergedText),
}

type Sides = (Option<ObjectId>, Option<ObjectId>);

impl Merger<'_> {
    /// Lists what differs, by path.
    ///
    /// # Errors
    ///
    /// A text that must be rebased cannot be read.
    pub fn since(&self, old: &Revision, new: &Revision) -> Result<Vec<SinceFile>, ObjectError> {
        let (before, now) = (sides(old), sides(new));
        let added = now.keys().filter(|path| !before.contains_key(*path));
        let mut files = Vec::new();
        for path in before.keys().chain(added) {
            let (earlier, after) = match (before.get(path), now.get(path)) {
                (Some(old), Some(new)) => (self.earlier(*old, *new)?, new.1),
                // One of them leaves the file as it was, whatever others made of it since.
                (Some((base, changed)), None) => (blob(*changed), *base),
                (None, Some((base, changed))) => (blob(*base), *changed),
                (None, None) => continue,
            };
            if earlier != blob(after) {
                files.push(SinceFile {
                    path: (*path).clone(),
                    before: earlier,
                    after,
                });
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn earlier(&self, old: Sides, new: Sides) -> Result<Earlier, ObjectError> {
        let (Some(old_base), Some(new_base), Some(head)) = (old.0, new.0, old.1) else {
            return Ok(blob(old.1));
        };
        if old_base == new_base || old.1 == new.1 {
            return Ok(blob(old.1));
        }
        Ok(match self.three_way(Some(old_base), new_base, head)? {
            Outcome::Clean(text) => Earlier::Rebased(text),
            Outcome::Conflicts => match self.choice_between(Some(old_base), new_base, head)? {
                Some(choice) => Earlier::Rebased(choice.request),
                None => Earlier::Blob(head),
            },
            Outcome::Contained => Earlier::Blob(new_base),
            Outcome::AsSent | Outcome::Gone | Outcome::Unmerged => Earlier::Blob(head),
        })
    }
}

fn blob(id: Option<ObjectId>) -> Earlier {
    id.map_or(Earlier::Nothing, Earlier::Blob)
}

fn sides(revision: &Revision) -> BTreeMap<&SourcePath, Sides> {
    revision
        .files
        .iter()
        .map(|file| (&file.path, (file.before, file.after)))
        .collect()
}

impl MergedText {
    /// A name for a text that is in no repository.
    pub fn id(&self) -> ObjectId {
        let digest = Sha256::digest(self.0.as_bytes());
        ObjectId::from_bytes(&digest).expect("32 bytes are an id")
    }
}
