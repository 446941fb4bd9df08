//! Pull requests, one after another → the findings that each brings over the text it starts from.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Documents, ReadText, in_order, of_documents, published, since};
use crate::command::Opened;
use crate::diagnostic::{Diagnostic, Severity};
use crate::repository::Blobs;
use crate::site::edition::title;
use crate::snapshot::{ObjectId, Snapshot, SourceFile, Version};

/// Most documents that are kept read.
const KEPT: usize = 2_000;

/// What was read for earlier requests, as most of their documents are the same.
pub struct Requests<'o> {
    opened: &'o Opened,
    snapshot: &'o Snapshot,
    blobs: Blobs,
    read: BTreeMap<ObjectId, ReadText>,
    /// Findings of a base, by its commit.
    base: Option<(ObjectId, Vec<Diagnostic>)>,
}

impl<'o> Requests<'o> {
    /// Begins with nothing read.
    pub fn new(opened: &'o Opened, snapshot: &'o Snapshot) -> anyhow::Result<Self> {
        Ok(Self {
            opened,
            snapshot,
            blobs: opened.source.blobs()?,
            read: BTreeMap::new(),
            base: None,
        })
    }

    /// The contents of the repository.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The warnings and errors that a head has and its base has not, by place.
    pub fn brought(&mut self, base: &Version, head: &Version) -> Vec<Diagnostic> {
        let before = match self.base.take().filter(|(known, _)| *known == base.commit) {
            Some((_, before)) => before,
            None => self.findings(base),
        };
        let now = self.findings(head);
        let mut found = since::brought(now, before.clone(), &base.name);
        self.base = Some((base.commit, before));
        found.retain(|found| found.severity > Severity::Note);
        in_order(found, &self.opened.config)
    }

    /// What the documents of a state are called, and their paths.
    pub fn titles(&mut self, state: &Version) -> Vec<String> {
        let documents = self.documents(state);
        let read = documents.read.iter();
        read.flat_map(|read| [title(&read.document, &read.path), read.path.to_string()])
            .collect()
    }

    fn findings(&mut self, state: &Version) -> Vec<Diagnostic> {
        let documents = self.documents(state);
        of_documents(&documents, self.opened, self.snapshot)
    }

    fn documents(&mut self, state: &Version) -> Documents {
        if self.read.len() > KEPT {
            self.read.clear();
        }
        let blobs = &self.blobs;
        let text = |blob: ObjectId| blobs.text(blob).ok().map(Arc::from);
        let files: Vec<&SourceFile> = published(self.snapshot, state).collect();
        let new: Vec<(&SourceFile, Arc<str>)> = files
            .iter()
            .filter(|file| !self.read.contains_key(&file.blob))
            .filter_map(|file| Some((*file, text(file.blob)?)))
            .collect();
        let config = &self.opened.config;
        let new: Vec<ReadText> = new
            .into_par_iter()
            .map(|(file, text)| ReadText::read(file, text, config))
            .collect();
        self.read
            .extend(new.into_iter().map(|read| (read.blob, read)));
        let read = files.into_iter().filter_map(|file| {
            // One text may be that of several files.
            let read = self.read.get(&file.blob)?.clone();
            Some(ReadText {
                path: file.path.clone(),
                ..read
            })
        });
        Documents::of(read.collect(), state, text)
    }
}
