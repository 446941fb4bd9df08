//! A change as it was sent, and today's text → what the change gives on today's text, and whether it still applies.
//!
//! The verdict is Git's: the same three-way merge by lines (libgit2's xdiff with the patience algorithm, which agrees with
//! `git merge-tree`), the same rule for renamed files. Texts only: nothing is written, not even to the object database.

mod choice;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use git2::{MergeFileInput, MergeFileOptions};

use super::objects::{ObjectError, Objects, to_oid};
use super::rename::{self, Named};
use super::{Blobs, RepositoryError, Source, tree};
use crate::snapshot::{FileChange, ObjectId, Revision, SourceFile, SourcePath};

/// Longest text that is merged, in bytes.
const MERGE_LIMIT: usize = 2 << 20;
/// Texts of the main branch that one thread keeps, in bytes.
const KEPT_BYTES: usize = 32 << 20;

/// A changed file of a revision, on today's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedFile {
    /// Where the revision has it; where it was, if the revision removes it.
    pub path: SourcePath,
    /// What the change starts from, under an older name where the revision renames the file; `None` if it adds it.
    pub before: Option<ObjectId>,
    /// What it leads to; `None` if it removes the file.
    pub after: Option<ObjectId>,
    /// What stands there today: under this path (another one if it was renamed since), with these contents.
    pub today: Option<(SourcePath, ObjectId)>,
    /// What the change gives.
    pub outcome: Outcome,
}

/// What a changed file gives on today's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing happened to the file since: what was sent is what it gives.
    AsSent,
    /// Today's text says so already.
    Contained,
    /// Both changes go together.
    Clean(MergedText),
    /// Both changed the same lines: someone has to choose between what [`Merger::choice`] gives.
    Conflicts,
    /// The file is no longer there.
    Gone,
    /// Both changed it, and it cannot be merged by lines: it is too large or no text, or the change removes it.
    Unmerged,
}

/// A text that a merge gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedText(pub String);

/// Two texts between which someone has to choose: they differ only where both sides changed the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Today's text with the rest of the change.
    pub today: MergedText,
    /// The same with the request's wording at the lines in question.
    pub request: MergedText,
}

/// Where renames since a base are kept, for all threads.
#[derive(Debug, Default)]
pub struct Renames {
    known: Mutex<HashMap<ObjectId, Arc<BTreeMap<SourcePath, SourcePath>>>>,
}

/// Merges revisions with one state of the main branch, on one thread.
pub struct Merger<'m> {
    blobs: Blobs,
    today: &'m [SourceFile],
    renames: &'m Renames,
    texts: RefCell<Texts>,
}

/// The texts of a three-way merge.
struct Sides {
    base: Rc<Vec<u8>>,
    today: Rc<Vec<u8>>,
    after: Vec<u8>,
}

#[derive(Default)]
struct Texts {
    by_id: HashMap<ObjectId, Rc<Vec<u8>>>,
    bytes: usize,
}

impl<'m> Merger<'m> {
    /// Opens the repository for this thread. `today` is sorted by path.
    pub fn new(
        source: &Source,
        today: &'m [SourceFile],
        renames: &'m Renames,
    ) -> Result<Self, RepositoryError> {
        Ok(Self {
            blobs: source.blobs()?,
            today,
            renames,
            texts: RefCell::default(),
        })
    }

    /// The files of this thread.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Reads a file as text; those of the main branch, which many changes share, are kept.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn text(&self, id: ObjectId) -> Result<String, ObjectError> {
        if let Some(found) = self.texts.borrow().by_id.get(&id) {
            return Ok(String::from_utf8_lossy(found).into_owned());
        }
        self.blobs.text(id)
    }

    /// Merges every changed file.
    ///
    /// # Errors
    ///
    /// A text of either side cannot be read.
    pub fn merge(&self, revision: &Revision) -> Result<Vec<MergedFile>, ObjectError> {
        let files: Vec<&FileChange> = revision.files.iter().collect();
        let moved = self.moved(&files);
        let mut merged = Vec::new();
        for (at, file) in files.iter().enumerate() {
            // What was renamed is told at its new path.
            if moved.iter().any(|&(old, _)| old == at) {
                continue;
            }
            let from = moved.iter().find(|&&(_, new)| new == at);
            let base = from.map_or(*file, |&(old, _)| files[old]);
            merged.push(self.file(revision, file, base)?);
        }
        Ok(merged)
    }

    /// Files that the revision itself renames, as indices.
    fn moved(&self, files: &[&FileChange]) -> Vec<(usize, usize)> {
        let sides = |side: fn(&FileChange) -> Option<ObjectId>,
                     other: fn(&FileChange) -> Option<ObjectId>| {
            let only = |(at, file): (usize, &&FileChange)| match (side(file), other(file)) {
                (Some(blob), None) => Some((at, blob)),
                _ => None,
            };
            files
                .iter()
                .enumerate()
                .filter_map(only)
                .collect::<Vec<_>>()
        };
        let gone = sides(|file| file.before, |file| file.after);
        let new = sides(|file| file.after, |file| file.before);
        let named = |sides: &[(usize, ObjectId)]| -> Vec<Named<'_>> {
            sides
                .iter()
                .map(|&(at, blob)| (&files[at].path, blob))
                .collect()
        };
        rename::pair(&named(&gone), &named(&new), &|blob| {
            self.blobs.read(blob, MERGE_LIMIT)
        })
        .into_iter()
        .map(|(old, now)| (gone[old].0, new[now].0))
        .collect()
    }

    fn file(
        &self,
        revision: &Revision,
        file: &FileChange,
        base: &FileChange,
    ) -> Result<MergedFile, ObjectError> {
        let today = self.today(revision, base)?;
        let now = today.as_ref().map(|(_, blob)| *blob);
        let outcome = if now == base.before {
            Outcome::AsSent
        } else if now == file.after {
            Outcome::Contained
        } else {
            match (now, file.after) {
                (Some(now), Some(after)) => self.three_way(base.before, now, after)?,
                (None, _) => Outcome::Gone,
                (Some(_), None) => Outcome::Unmerged,
            }
        };
        Ok(MergedFile {
            path: file.path.clone(),
            before: base.before,
            after: file.after,
            today,
            outcome,
        })
    }

    /// What stands today where a change begins: at its path, or where that was renamed to.
    fn today(
        &self,
        revision: &Revision,
        base: &FileChange,
    ) -> Result<Option<(SourcePath, ObjectId)>, ObjectError> {
        if let Some(file) = self.at(&base.path) {
            return Ok(Some((file.path.clone(), file.blob)));
        }
        if base.before.is_none() {
            return Ok(None);
        }
        let renames = self.renames_since(revision.base)?;
        let file = renames.get(&base.path).and_then(|path| self.at(path));
        Ok(file.map(|file| (file.path.clone(), file.blob)))
    }

    fn at(&self, path: &SourcePath) -> Option<&'m SourceFile> {
        let found = self.today.binary_search_by(|file| file.path.cmp(path));
        found.ok().map(|at| &self.today[at])
    }

    fn renames_since(
        &self,
        base: ObjectId,
    ) -> Result<Arc<BTreeMap<SourcePath, SourcePath>>, ObjectError> {
        let known = || {
            self.renames
                .known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(found) = known().get(&base) {
            return Ok(Arc::clone(found));
        }
        let objects = Objects::new(&self.blobs.repository, &self.blobs.loose)
            .map_err(|error| ObjectError::unreadable(to_oid(base), &error))?;
        let before = tree::list(&objects, objects.commit(to_oid(base))?.tree)?.files;
        let found = Arc::new(self.find_renames(&before));
        known().insert(base, Arc::clone(&found));
        Ok(found)
    }

    fn find_renames(&self, before: &[SourceFile]) -> BTreeMap<SourcePath, SourcePath> {
        let only = |these: &'m [SourceFile], others: &[SourceFile]| -> Vec<Named<'m>> {
            let is_new = |file: &&SourceFile| {
                others
                    .binary_search_by(|other| other.path.cmp(&file.path))
                    .is_err()
            };
            these
                .iter()
                .filter(is_new)
                .map(|file| (&file.path, file.blob))
                .collect()
        };
        let new = only(self.today, before);
        let is_gone = |file: &&SourceFile| self.at(&file.path).is_none();
        let gone: Vec<Named<'_>> = before
            .iter()
            .filter(is_gone)
            .map(|file| (&file.path, file.blob))
            .collect();
        rename::pair(&gone, &new, &|blob| self.blobs.read(blob, MERGE_LIMIT))
            .into_iter()
            .map(|(old, now)| (gone[old].0.clone(), new[now].0.clone()))
            .collect()
    }

    /// Tells between which texts someone has to choose where a file is in conflict; `None` where it is not, or where Git
    /// finds no way from one text to the other.
    ///
    /// # Errors
    ///
    /// A text of either side cannot be read.
    pub fn choice(&self, file: &MergedFile) -> Result<Option<Choice>, ObjectError> {
        match (&file.outcome, &file.today, file.after) {
            (Outcome::Conflicts, Some((_, today)), Some(after)) => {
                self.choice_between(file.before, *today, after)
            }
            _ => Ok(None),
        }
    }

    /// The same of three texts.
    pub(super) fn choice_between(
        &self,
        base: Option<ObjectId>,
        today: ObjectId,
        after: ObjectId,
    ) -> Result<Option<Choice>, ObjectError> {
        let Sides { base, today, after } = self.sides(base, today, after)?;
        Ok(choose(&base, &today, &after))
    }

    /// Merges texts line by line.
    pub(super) fn three_way(
        &self,
        base: Option<ObjectId>,
        today: ObjectId,
        after: ObjectId,
    ) -> Result<Outcome, ObjectError> {
        let Sides { base, today, after } = self.sides(base, today, after)?;
        Ok(merge_bytes(&base, &today, &after))
    }

    fn sides(
        &self,
        base: Option<ObjectId>,
        today: ObjectId,
        after: ObjectId,
    ) -> Result<Sides, ObjectError> {
        Ok(Sides {
            base: base.map_or(Ok(Rc::default()), |base| self.kept(base))?,
            today: self.kept(today)?,
            after: self.blobs.read(after, super::FILE_LIMIT)?,
        })
    }

    /// A text of the main branch: many changes meet the same.
    fn kept(&self, id: ObjectId) -> Result<Rc<Vec<u8>>, ObjectError> {
        if let Some(found) = self.texts.borrow().by_id.get(&id) {
            return Ok(Rc::clone(found));
        }
        let bytes = Rc::new(self.blobs.read(id, super::FILE_LIMIT)?);
        let mut texts = self.texts.borrow_mut();
        if texts.bytes + bytes.len() <= KEPT_BYTES {
            texts.bytes += bytes.len();
            texts.by_id.insert(id, Rc::clone(&bytes));
        }
        Ok(bytes)
    }
}

/// Merges three texts as Git does.
pub fn merge_texts(base: &str, today: &str, after: &str) -> Outcome {
    merge_bytes(base.as_bytes(), today.as_bytes(), after.as_bytes())
}

fn merge_bytes(base: &[u8], today: &[u8], after: &[u8]) -> Outcome {
    let unfit = |text: &&[u8]| text.len() > MERGE_LIMIT || memchr::memchr(0, text).is_some();
    if [base, today, after].iter().any(unfit) {
        return Outcome::Unmerged;
    }
    // libgit2 has no bytes to point at for an empty result, which needs an empty side.
    if today.is_empty() || after.is_empty() {
        return Outcome::Conflicts;
    }
    match lines_merged(base, today, after) {
        Some((true, text)) if text == today => Outcome::Contained,
        Some((true, text)) => Outcome::Clean(text_of(text)),
        Some((false, _)) => Outcome::Conflicts,
        None => Outcome::Unmerged,
    }
}

/// Two texts between which someone has to choose. An empty one stands against all of the other.
fn choose(base: &[u8], today: &[u8], after: &[u8]) -> Option<Choice> {
    if today.is_empty() || after.is_empty() {
        return Some(Choice {
            today: text_of(today.to_vec()),
            request: text_of(after.to_vec()),
        });
    }
    let (today, request) = choice::choice(base, today, after)?;
    Some(Choice {
        today: MergedText(today),
        request: MergedText(request),
    })
}

/// Whether nothing was in conflict, and the merged text. Neither side may be empty.
fn lines_merged(base: &[u8], today: &[u8], after: &[u8]) -> Option<(bool, Vec<u8>)> {
    fn input(content: &[u8]) -> MergeFileInput<'_> {
        let mut input = MergeFileInput::new();
        input.content(content);
        input
    }
    // `merge_file` does not start libgit2 by itself; making a buffer does.
    drop(git2::Buf::new());
    let mut options = MergeFileOptions::new();
    options.patience(true);
    let sides = [base, today, after].map(input);
    let merged = git2::merge_file(&sides[0], &sides[1], &sides[2], Some(&mut options)).ok()?;
    Some((merged.is_automergeable(), merged.content().to_vec()))
}

fn text_of(bytes: Vec<u8>) -> MergedText {
    MergedText(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

impl MergedFile {
    /// Whether Git would stop and ask.
    pub fn is_in_conflict(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Conflicts | Outcome::Gone | Outcome::Unmerged
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> MergedText {
        MergedText(text.to_owned())
    }

    #[test]
    fn changes_at_different_places_go_together() {
        let merged = merge_texts(
            "一\n\n二\n\n三\n",
            "一\n\n二\n\n三。\n",
            "一。\n\n二\n\n三\n",
        );
        assert_eq!(merged, Outcome::Clean(text("一。\n\n二\n\n三。\n")));
    }

    #[test]
    fn the_same_change_twice_is_contained() {
        let today = "予算は2億円\n\n続き\n\n終わり\n";
        let merged = merge_texts(
            "予算は1億円\n\n続き\n\n終\n",
            today,
            "予算は2億円\n\n続き\n\n終\n",
        );
        assert_eq!(merged, Outcome::Contained);
    }

    fn check_choice(texts: [&str; 3], today: &str, request: &str) {
        let [base, now, after] = texts;
        assert_eq!(merge_texts(base, now, after), Outcome::Conflicts);
        let expected = Choice {
            today: text(today),
            request: text(request),
        };
        let found = choose(base.as_bytes(), now.as_bytes(), after.as_bytes());
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn two_changes_of_one_line_are_a_choice_between_them() {
        check_choice(
            [
                "予算は1億円\n\n終\n",
                "予算は2億円\n\n終\n",
                "予算は3億円\n\n終。\n",
            ],
            "予算は2億円\n\n終。\n",
            "予算は3億円\n\n終。\n",
        );
    }

    #[test]
    fn an_emptied_text_is_in_conflict_with_a_changed_one() {
        check_choice(["一\n", "", "二\n"], "", "二\n");
        check_choice(["一\n", "二\n", ""], "二\n", "");
    }

    #[test]
    fn what_is_no_text_is_not_merged() {
        assert_eq!(merge_texts("a", "b\0", "c"), Outcome::Unmerged);
    }
}
