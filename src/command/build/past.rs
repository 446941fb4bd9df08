//! The main branch's commits → the texts on the way, compared, and what happened to every passage.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::comparison::pairing::{self, Candidate, Sketches};
use crate::comparison::{Comparison, Index, compare_indexed};
use crate::document::{self, Document};
use crate::provenance::{Chain, FileStep, Layout, Step, Text};
use crate::repository::Source;
use crate::site::pages::BlobPair;
use crate::site::{Documents, Past, Site};
use crate::snapshot::{FileChange, ObjectId, Snapshot};

/// Most bytes of text that are read of the past, and most documents that change on the way; what is older is not told.
const BYTE_LIMIT: usize = 64 << 20;
const CHANGE_LIMIT: usize = 20_000;
/// Commits whose texts are read at once.
const AT_ONCE: usize = 32;

/// The texts on the way from the oldest commit to the tip, and which became which.
#[derive(Debug, Default)]
pub struct Way {
    documents: Documents,
    steps: Vec<WayStep>,
}

/// A text with its length in bytes.
type Measured = (usize, Arc<Document>);

/// A commit's documents, before and after.
#[derive(Debug)]
struct WayStep {
    commit: usize,
    files: Vec<(Option<Text>, Option<Text>)>,
}

impl Way {
    /// Reads every text on the way once, from the newest, until a bound is reached; those that are known already are not
    /// read again.
    pub fn read(source: &Source, snapshot: &Snapshot, known: &Documents) -> anyhow::Result<Self> {
        let mut way = Self {
            documents: known.clone(),
            steps: Vec::new(),
        };
        let mut bytes = 0;
        let changes = changes(snapshot);
        for some in changes.rchunks(AT_ONCE) {
            let read = texts(source, some, &way.documents)?;
            bytes += read.iter().map(|(_, (size, _))| size).sum::<usize>();
            if bytes > BYTE_LIMIT {
                break;
            }
            let parsed = read.into_iter();
            way.documents
                .extend(parsed.map(|(id, (_, document))| (id, document)));
            let steps = some.iter().rev().map(|(commit, files)| WayStep {
                commit: *commit,
                files: paired(files, &way.documents),
            });
            way.steps.extend(steps);
        }
        way.steps.reverse();
        Ok(way)
    }

    /// Compares every pair of neighbouring texts once, and follows all passages of the versions back.
    pub fn compare<'w>(&'w self, empty: &'w Document, site: &Site<'_>) -> Past<'w> {
        let pairs: BTreeSet<BlobPair> = self.pairs().collect();
        let pairs: Vec<BlobPair> = pairs.into_iter().collect();
        let compared = pairs.par_iter().filter_map(|&pair| {
            let comparison = compare_indexed(
                &Index::new(self.side(pair.0, empty)?),
                &Index::new(self.side(pair.1, empty)?),
            );
            let lineage = comparison.lineage();
            Some((pair, (comparison, lineage)))
        });
        let compared: BTreeMap<BlobPair, _> = compared.collect();
        let mut layouts = BTreeMap::new();
        let mut steps = Vec::new();
        for step in &self.steps {
            let files = step.files.iter().filter_map(|(before, after)| {
                let (_, lineage) = compared.get(&blobs(before, after))?;
                for text in [before, after].into_iter().flatten() {
                    let layout = || Layout::new(&self.documents[&text.blob]);
                    layouts.entry(text.blob).or_insert_with(layout);
                }
                Some(FileStep {
                    before: before.clone(),
                    after: after.clone(),
                    lineage: lineage.clone(),
                })
            });
            steps.push(Step {
                commit: step.commit,
                files: files.collect(),
            });
        }
        let comparisons: BTreeMap<BlobPair, Comparison<'w>> = compared
            .into_iter()
            .map(|(pair, (comparison, _))| (pair, comparison))
            .collect();
        Past::new(site, Chain { steps, layouts }, comparisons)
    }

    fn pairs(&self) -> impl Iterator<Item = BlobPair> {
        let files = self.steps.iter().flat_map(|step| &step.files);
        files.map(|(before, after)| blobs(before, after))
    }

    fn side<'w>(&'w self, blob: Option<ObjectId>, empty: &'w Document) -> Option<&'w Document> {
        match blob {
            None => Some(empty),
            Some(blob) => self.documents.get(&blob).map(|document| &**document),
        }
    }
}

/// Reads the texts of changes that are not known yet, by their ids.
fn texts(
    source: &Source,
    changes: &[(usize, Vec<&FileChange>)],
    known: &Documents,
) -> anyhow::Result<Vec<(ObjectId, Measured)>> {
    let files = changes.iter().flat_map(|(_, files)| files);
    let wanted: BTreeSet<ObjectId> = files
        .flat_map(|file| [file.before, file.after])
        .flatten()
        .filter(|blob| !known.contains_key(blob))
        .collect();
    let wanted: Vec<ObjectId> = wanted.into_iter().collect();
    let read = wanted.par_chunks(16).map(|chunk| {
        let blobs = source.blobs()?;
        let read = |id: &ObjectId| Some((*id, blobs.text(*id).ok()?));
        let parsed = chunk.iter().filter_map(read).map(|(id, text)| {
            let document = document::parse(&text);
            (id, (text.len(), Arc::new(document)))
        });
        Ok(parsed.collect::<Vec<_>>())
    });
    let read: Vec<Vec<(ObjectId, Measured)>> = read.collect::<anyhow::Result<_>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn blobs(before: &Option<Text>, after: &Option<Text>) -> BlobPair {
    let blob = |text: &Option<Text>| text.as_ref().map(|text| text.blob);
    (blob(before), blob(after))
}

/// The commits that changed documents, oldest first, cut at a bound from the oldest.
fn changes(snapshot: &Snapshot) -> Vec<(usize, Vec<&FileChange>)> {
    let mut count = 0;
    let mut found: Vec<(usize, Vec<&FileChange>)> = Vec::new();
    for (index, commit) in snapshot.main_commits.iter().enumerate().rev() {
        let files = commit.files.iter();
        let documents: Vec<&FileChange> = files
            .filter(|file| file.path.is_markdown() && snapshot.is_published(&file.path))
            .collect();
        count += documents.len();
        if count > CHANGE_LIMIT {
            break;
        }
        if !documents.is_empty() {
            found.push((index, documents));
        }
    }
    found.reverse();
    found
}

/// A commit's documents, those that were renamed as one. A file that cannot be read is left out.
fn paired(files: &[&FileChange], documents: &Documents) -> Vec<(Option<Text>, Option<Text>)> {
    let text = |file: &FileChange, blob: Option<ObjectId>| {
        let blob = blob.filter(|blob| documents.contains_key(blob))?;
        Some(Text {
            path: file.path.clone(),
            blob,
        })
    };
    let (mut found, mut gone, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        match (text(file, file.before), text(file, file.after)) {
            (Some(before), None) => gone.push(before),
            (None, Some(after)) => new.push(after),
            (before, after) => found.push((before, after)),
        }
    }
    let pairs = pairing::pair(
        &candidates(&gone, documents),
        &candidates(&new, documents),
        &mut Sketches::default(),
    );
    found.extend(pairs.into_iter().map(|pair| {
        let before = pair.before.map(|index| gone[index].clone());
        (before, pair.after.map(|index| new[index].clone()))
    }));
    let path = |(before, after): &(Option<Text>, Option<Text>)| {
        let text = after.as_ref().or(before.as_ref());
        text.map(|text| text.path.clone())
    };
    found.sort_by_key(path);
    found
}

fn candidates<'c>(texts: &'c [Text], documents: &'c Documents) -> Vec<Candidate<'c>> {
    let candidate = |text: &'c Text| Candidate {
        path: text.path.as_str(),
        blob: text.blob,
        document: documents.get(&text.blob).map(|document| &**document),
    };
    texts.iter().map(candidate).collect()
}

#[cfg(test)]
mod tests;
