//! What several pull requests need: texts that more than one starts from, changes that more than one makes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use super::pulls::{DOCUMENT_LIMIT, documents};
use crate::document::Document;
use crate::site::Site;
use crate::site::pages::ComparedFile;
use crate::snapshot::{FileChange, ObjectId, PullRequest, SourcePath};

/// Texts and results that several requests need.
pub struct Shared {
    /// Contents that more than one request starts from.
    pub bases: BTreeMap<ObjectId, OnceLock<Option<Arc<Document>>>>,
    /// Changes that more than one request makes.
    results: Mutex<HashMap<Change, Option<Arc<ComparedFile>>>>,
}

pub type Change = (SourcePath, Option<ObjectId>, Option<ObjectId>);

pub fn change_of(file: &FileChange) -> Change {
    (file.path.clone(), file.before, file.after)
}

impl Shared {
    pub fn new<'p>(site: &Site<'_>, pulls: impl Iterator<Item = &'p PullRequest>) -> Self {
        let mut bases: HashMap<ObjectId, usize> = HashMap::new();
        let mut changes: HashMap<Change, usize> = HashMap::new();
        for pull in pulls {
            for file in pull
                .revisions
                .iter()
                .flat_map(|revision| documents(site, revision).take(DOCUMENT_LIMIT))
            {
                *changes.entry(change_of(file)).or_default() += 1;
                if let Some(before) = file.before {
                    *bases.entry(before).or_default() += 1;
                }
            }
        }
        let several = |count: usize| count > 1;
        let mut ids: Vec<ObjectId> = bases
            .into_iter()
            .filter(|(_, count)| several(*count))
            .map(|(id, _)| id)
            .collect();
        ids.sort_unstable();
        let mut shared: Vec<Change> = changes
            .into_iter()
            .filter(|(_, count)| several(*count))
            .map(|(change, _)| change)
            .collect();
        shared.sort_unstable();
        Self {
            bases: ids.into_iter().map(|id| (id, OnceLock::new())).collect(),
            results: Mutex::new(shared.into_iter().map(|change| (change, None)).collect()),
        }
    }

    pub fn result(&self, change: &Change) -> Option<Arc<ComparedFile>> {
        let results = self
            .results
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        results.get(change).cloned().flatten()
    }

    pub fn remember(&self, change: &Change, result: &ComparedFile) {
        let mut results = self
            .results
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(slot) = results.get_mut(change) {
            *slot = Some(Arc::new(result.clone()));
        }
    }
}
