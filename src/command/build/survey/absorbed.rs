//! The wording of all requests, and every text of the main branch → what entered that text without a merge, with the
//! passages that show it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Found;
use crate::document;
use crate::repository::Source;
use crate::site::pages::is_document;
use crate::site::{Edition, Site};
use crate::snapshot::{ObjectId, PullRequest, SourcePath};
use crate::survey::absorbed::{self, Absorbed, Moment, Request, State, Text};

/// Characters of a passage's source that are read for a quotation.
const QUOTE: usize = 400;

/// Looks for unmerged wording in the main branch and in all versions.
pub fn absorbed(site: &Site<'_>, texts: &Texts, found: &[(u64, Found)]) -> Absorbed {
    let snapshot = site.snapshot;
    let through: BTreeMap<ObjectId, u64> = snapshot
        .pull_requests
        .iter()
        .filter_map(|pull| Some((pull.merge_commit()?, pull.number)))
        .collect();
    let moments: Vec<Moment<'_>> = snapshot
        .main_commits
        .iter()
        .map(|commit| Moment {
            commit: commit.id,
            date: commit.date,
            pull_request: through.get(&commit.id).copied(),
            documents: commit
                .files
                .iter()
                .filter_map(|file| texts.document(site, &file.path, file.after?))
                .collect(),
        })
        .collect();
    let place = |id: ObjectId| {
        let mut commits = snapshot.main_commits.iter();
        commits.position(|commit| commit.id == id)
    };
    let states: Vec<State<'_>> = site
        .states_from_oldest()
        .map(|edition| State {
            moment: place(edition.version.commit).unwrap_or(0),
            documents: edition
                .version
                .files
                .iter()
                .filter_map(|file| texts.document(site, &file.path, file.blob))
                .collect(),
        })
        .collect();
    let requests: Vec<Request<'_>> = snapshot
        .pull_requests
        .iter()
        .zip(found)
        .map(|(pull, (_, found))| request(pull, found))
        .collect();
    absorbed::absorbed(&moments, &states, &requests)
}

/// The passages that are shown as evidence, as a reader sees them.
pub fn quotes(
    site: &Site<'_>,
    texts: &Texts,
    absorbed: &Absorbed,
) -> BTreeMap<(usize, String, usize), String> {
    let states: Vec<&Edition<'_>> = site.states_from_oldest().collect();
    let pieces = absorbed.requests.values().flat_map(|found| &found.pieces);
    pieces
        .filter_map(|piece| piece.stands.first())
        .filter_map(|standing| {
            let file = states
                .get(standing.state)?
                .version
                .file(&standing.document)?;
            let text = texts.by_id.get(&file.blob)?.get(standing.range.clone())?;
            let seen = document::parse(&text.chars().take(QUOTE).collect::<String>()).text();
            let key = (
                standing.state,
                standing.document.clone(),
                standing.range.start,
            );
            Some((key, seen))
        })
        .collect()
}

fn request<'r>(pull: &PullRequest, found: &'r Found) -> Request<'r> {
    let newest = pull.newest();
    let record = pull.record.as_deref();
    Request {
        number: pull.number,
        merged: pull.is_merged(),
        since: newest.and_then(|revision| revision.since),
        written: newest
            .and_then(|revision| revision.commits.first())
            .map(|commit| commit.date)
            .unwrap_or_default(),
        documents: found.documents().collect(),
        mentions: record
            .map(|record| {
                record
                    .mentions
                    .iter()
                    .map(|mention| mention.number)
                    .collect()
            })
            .unwrap_or_default(),
    }
}

/// The texts of the main branch's documents.
pub struct Texts {
    by_id: BTreeMap<ObjectId, String>,
}

impl Texts {
    /// Reads each once.
    pub fn read(site: &Site<'_>, source: &Source) -> anyhow::Result<Self> {
        let snapshot = site.snapshot;
        let brought = snapshot.main_commits.iter().flat_map(|commit| {
            let files = commit
                .files
                .iter()
                .filter(|file| is_document(site, &file.path));
            files.filter_map(|file| file.after)
        });
        let standing = site.states().flat_map(|edition| {
            let files = edition.version.files.iter();
            files
                .filter(|file| is_document(site, &file.path))
                .map(|file| file.blob)
        });
        let mut wanted: Vec<ObjectId> = brought.chain(standing).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let read: Vec<Vec<(ObjectId, String)>> = wanted
            .par_chunks(64)
            .map(|chunk| {
                let blobs = source.blobs()?;
                let text = |id: &ObjectId| Some((*id, blobs.text(*id).ok()?));
                Ok(chunk.iter().filter_map(text).collect())
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self {
            by_id: read.into_iter().flatten().collect(),
        })
    }

    fn document<'t>(
        &'t self,
        site: &Site<'_>,
        path: &'t SourcePath,
        blob: ObjectId,
    ) -> Option<Text<'t>> {
        let text = self.by_id.get(&blob).filter(|_| is_document(site, path))?;
        Some(Text {
            path: path.as_str(),
            text,
        })
    }
}
