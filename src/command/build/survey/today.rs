//! Today's documents, ready to be compared with, and what is found of them once for all requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::super::merged::Merged;
use crate::comparison::{Comparison, Index, compare_indexed};
use crate::document::Document;
use crate::repository::Merger;
use crate::site::{Edition, EditionDocument};
use crate::snapshot::{ObjectId, SourcePath};
use crate::survey::overlap::Way;
use crate::survey::passage::{Here, Lost, Pieces, Spot};
use crate::survey::whereabouts::whereabouts;
use crate::survey::wording::Base;

/// A way that may not be found yet.
type Slot = Arc<OnceLock<Arc<Way>>>;

/// Today's documents, ready to be compared with, and what requests give on them.
pub struct Today<'d> {
    /// What the survey merged, for the pages.
    pub merged: Merged,
    edition: &'d Edition<'d>,
    indexes: Vec<Index<'d>>,
    bases: OnceLock<Vec<Base>>,
    pieces: OnceLock<Pieces>,
    /// By the older text and the document's today.
    ways: Mutex<BTreeMap<(ObjectId, ObjectId), Slot>>,
}

impl<'d> Today<'d> {
    /// Reads through each document once.
    pub fn new(edition: &'d Edition<'d>) -> Self {
        let documents = edition.documents.par_iter();
        Self {
            edition,
            indexes: documents
                .map(|document| Index::new(&document.document))
                .collect(),
            merged: Merged::default(),
            bases: OnceLock::new(),
            pieces: OnceLock::new(),
            ways: Mutex::default(),
        }
    }

    /// Where an older text of a document is today; found once for all that start from it.
    pub fn way(
        &self,
        (blob, base): (ObjectId, &Document),
        old: &Index<'_>,
        document: &EditionDocument<'_>,
        today: &Index<'d>,
    ) -> Arc<Way> {
        let slot = {
            let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(ways.entry((blob, document.blob)).or_default())
        };
        let found = slot.get_or_init(|| {
            Arc::new(Way {
                counterparts: compare_indexed(old, today).counterparts(),
                whereabouts: whereabouts(base, &document.document),
            })
        });
        Arc::clone(found)
    }

    /// The texts of all documents that can be read, once they are asked for.
    pub fn bases(&self, merger: &Merger<'_>) -> &[Base] {
        self.bases.get_or_init(|| {
            let documents = self.edition.documents.iter();
            documents
                .filter_map(|document| merger.text(document.blob).ok().map(Base::new))
                .collect()
        })
    }

    /// The passages of all documents, once they are asked for.
    pub fn pieces(&self) -> &Pieces {
        self.pieces.get_or_init(|| {
            let documents = self.edition.documents.iter();
            Pieces::new(documents.map(|document| &*document.document))
        })
    }

    /// What became of the passages of a change of a document: whether all are gone, and those that are not where they were.
    pub fn passages(
        &self,
        base: &Document,
        sent: &Comparison<'_>,
        document: &EditionDocument<'_>,
    ) -> (bool, Vec<Lost>) {
        let Some((index, _)) = self.edition.find(document.path.as_str()) else {
            return (false, Vec::new());
        };
        let here = Here {
            pieces: self.pieces(),
            today: &document.document,
            document: Some(index),
        };
        let changes = sent.changes();
        (here.is_gone(&changes, base), here.lost(&changes))
    }

    /// What became of the passages of a change of a document that is gone, of those that it changes and of those beside which it
    /// adds: whether nothing of them is left anywhere, and where they are.
    pub fn passages_of_gone(&self, base: &Document, sent: &Comparison<'_>) -> (bool, Vec<Lost>) {
        let here = Here {
            pieces: self.pieces(),
            today: &Document::default(),
            document: None,
        };
        let changes = sent.changes();
        let mut lost = here.lost(&changes);
        let beside = here.beside(&changes, base).into_iter();
        let new = beside.filter(|passage| lost.iter().all(|known| known.text != passage.text));
        let new: Vec<Lost> = new.collect();
        lost.extend(new);
        let is_gone = lost.iter().all(|lost| lost.now.is_none()) && !here.is_unsure(&changes);
        (is_gone, lost)
    }

    /// Whether a passage can have gone where it is told to be, whoever wrote that down.
    pub fn has(&self, lost: &Lost) -> bool {
        let documents = &self.edition.documents;
        let was = lost.document.is_none_or(|index| index < documents.len());
        let is_there = |spot: Spot| {
            let document = documents.get(spot.document);
            document.is_some_and(|document| spot.block < document.document.blocks.len())
        };
        was && lost.now.is_none_or(is_there)
    }

    /// The document at a path.
    pub fn find(&self, path: &SourcePath) -> Option<(&EditionDocument<'d>, &Index<'d>)> {
        let (index, document) = self.edition.find(path.as_str())?;
        Some((document, &self.indexes[index]))
    }
}
