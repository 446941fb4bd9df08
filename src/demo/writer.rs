//! A [`Commit`] of the story → a commit in the object database.
//!
//! Knows the bundled files and the people; knows no branches, tags or pull requests.

use std::collections::BTreeMap;

use git2::{Oid, Repository, Signature, Time};

use super::bundle::Files;
use super::story::{Commit, TokyoTime};
use super::tree::{self, Listing};
use super::{DemoError, change};

/// Writes commits of the sample.
pub(super) struct Writer<'a> {
    pub repository: Repository,
    /// The files of `proposal/`.
    pub files: &'a Files,
    /// Short names, and the `Name <address>` that they stand for.
    pub people: &'a BTreeMap<String, String>,
}

impl Writer<'_> {
    /// Writes commits one after the other; returns the last.
    pub fn commits(&self, commits: &[Commit], start: Oid) -> Result<Oid, DemoError> {
        commits
            .iter()
            .try_fold(start, |parent, commit| self.commit(commit, Some(parent)))
    }

    /// Writes one commit; the first has no parent.
    pub fn commit(&self, commit: &Commit, parent: Option<Oid>) -> Result<Oid, DemoError> {
        let mut files = match parent {
            Some(parent) => tree::list(&self.repository, parent)?,
            None => Listing::new(),
        };
        if let Some(folder) = &commit.folder {
            self.add_folder(&mut files, &format!("history/{folder}/"))?;
        }
        for (old, new) in &commit.moved {
            let blob = files
                .remove(old)
                .ok_or_else(|| DemoError::Missing(old.clone()))?;
            files.insert(new.clone(), blob);
        }
        for (path, source) in &commit.add {
            files.insert(path.clone(), self.repository.blob(self.file(source)?)?);
        }
        if let Some(name) = &commit.change {
            self.change(&mut files, name)?;
        }
        let who = self.signature(&commit.author, commit.date)?;
        self.write(&files, parent.as_slice(), (&who, &who), &commit.message)
    }

    /// Writes a commit that holds these files.
    pub fn write(
        &self,
        files: &Listing,
        parents: &[Oid],
        (author, committer): (&Signature<'_>, &Signature<'_>),
        message: &str,
    ) -> Result<Oid, DemoError> {
        let tree = self
            .repository
            .find_tree(tree::write(&self.repository, files)?)?;
        let parents = parents
            .iter()
            .map(|id| self.repository.find_commit(*id))
            .collect::<Result<Vec<_>, _>>()?;
        let parents: Vec<_> = parents.iter().collect();
        Ok(self.repository.commit(
            None,
            author,
            committer,
            &with_newline(message),
            &tree,
            &parents,
        )?)
    }

    /// Writes an annotated tag's object.
    pub fn tag(
        &self,
        name: &str,
        commit: Oid,
        who: &Signature<'_>,
        message: &str,
    ) -> Result<Oid, DemoError> {
        let object = self.repository.find_object(commit, None)?;
        Ok(self
            .repository
            .tag_annotation_create(name, &object, who, &with_newline(message))?)
    }

    /// The person of this short name, at this time.
    pub fn signature(
        &self,
        person: &str,
        date: TokyoTime,
    ) -> Result<Signature<'static>, DemoError> {
        let missing = || DemoError::Missing(format!("people: {person}"));
        let words = self.people.get(person).ok_or_else(missing)?;
        let (name, address) = words.split_once(" <").ok_or_else(missing)?;
        let time = Time::new(date.seconds, TokyoTime::offset_minutes());
        Ok(Signature::new(name, address.trim_end_matches('>'), &time)?)
    }

    fn add_folder(&self, files: &mut Listing, prefix: &str) -> Result<(), DemoError> {
        for (source, content) in self.files {
            if let Some(path) = source.strip_prefix(prefix) {
                files.insert(path.to_owned(), self.repository.blob(content)?);
            }
        }
        Ok(())
    }

    fn change(&self, files: &mut Listing, name: &str) -> Result<(), DemoError> {
        let failed = |problem| DemoError::Change {
            file: name.to_owned(),
            problem,
        };
        let diff = String::from_utf8_lossy(self.file(&format!("history/changes/{name}"))?);
        for change in change::parse(&diff).map_err(failed)? {
            let blob = files
                .get_mut(&change.path)
                .ok_or_else(|| DemoError::Missing(change.path.clone()))?;
            let before = self.repository.find_blob(*blob)?;
            let after = change::apply(&change, &String::from_utf8_lossy(before.content()))
                .map_err(failed)?;
            *blob = self.repository.blob(after.as_bytes())?;
        }
        Ok(())
    }

    fn file(&self, path: &str) -> Result<&[u8], DemoError> {
        self.files
            .get(path)
            .map(Vec::as_slice)
            .ok_or_else(|| DemoError::Missing(path.to_owned()))
    }
}

fn with_newline(message: &str) -> String {
    format!("{}\n", message.trim_end())
}
