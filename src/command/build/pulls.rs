//! Pull requests: read, compared and rendered one by one, so that thousands need little memory.
//!
//! A request whose inputs are those of the last build keeps its pages, and its summary is read back from the site.

#[cfg(feature = "serve")]
mod single;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

#[cfg(feature = "serve")]
pub use self::single::Single;
use super::super::terminal::Stages;
use super::digest::{digest, digest_of};
use super::pages::Writer;
use super::sections::Sections;
use super::shard::Shard;
use super::shared::{Shared, change_of};
use super::survey::Today;
use crate::comparison::pairing::{self, Candidate, Sketches};
use crate::comparison::{Index, compare_indexed};
use crate::document::{self, Document};
use crate::repository::{Blobs, Earlier, Merger, Renames, Source};
use crate::site::pages::{self, ComparedFile, Part};
use crate::site::path::OutputPath;
use crate::site::portrait::portrait;
use crate::site::pull::{PullSummary, Pulls};
use crate::site::view::{DocumentStatus, Surroundings};
use crate::site::{Place, Site, api, search};
use crate::snapshot::{
    FileChange, ObjectId, Problem, PullRequest, Revision, RevisionOrigin, SourcePath,
};
use crate::survey::Survey;

/// Bytes of one request's texts that are kept while its pages are made.
const READ_BYTES: usize = 16 << 20;
/// Documents of one request that are compared; the others are counted.
pub const DOCUMENT_LIMIT: usize = 50;

/// What all pull requests' pages are made with.
pub struct Makings<'m> {
    /// The site.
    pub site: &'m Site<'m>,
    /// The repository.
    pub source: &'m Source,
    /// Where pages go.
    pub writer: &'m Writer<'m>,
    /// What is known of all requests side by side.
    pub survey: &'m Survey,
    /// Today's documents.
    pub today: &'m Today<'m>,
    /// Whose pages are made, if not everyone's.
    pub shard: Option<Shard>,
}

/// Writes the pages of all pull requests, and those of the passages that they touch.
pub fn write_all(makings: &Makings<'_>, stages: &Stages) -> anyhow::Result<Pulls> {
    let Makings { site, writer, .. } = *makings;
    let all = &site.snapshot.pull_requests;
    let around = surroundings(site, writer.kit.unwrap_or_default());
    let sections = Sections::new(makings, &around);
    let relations: Vec<Surroundings> = all
        .par_iter()
        .map(|pull| pages::surroundings(site, makings.survey, sections.addresses(), pull))
        .collect();
    let (keys, mut known) = rayon::join(
        || keys(site, &relations, &around),
        || known_summaries(writer),
    );
    let is_wanted = |pull: &PullRequest| makings.shard.is_none_or(|shard| shard.holds(pull.number));
    let is_kept: Vec<bool> = all
        .par_iter()
        .zip(&keys)
        .map(|(pull, key)| is_wanted(pull) && keep(writer, pull, key))
        .collect();
    let mut wordings = known_wordings(writer);
    let mut kept: Vec<Option<PullSummary>> = all
        .iter()
        .zip(is_kept)
        .map(|(pull, is_kept)| {
            is_kept
                .then(|| known.remove(&pull.number))
                .flatten()
                .filter(|_| wordings.contains_key(&pull.number))
        })
        .collect();
    let fresh = |index: usize| kept[index].is_none() && is_wanted(&all[index]);
    let stale: Vec<usize> = (0..all.len())
        .filter(|&index| fresh(index) || sections.need(all[index].number))
        .collect();
    let shared = Shared::new(
        site,
        stale
            .iter()
            .filter(|&&index| fresh(index))
            .map(|&index| &all[index]),
    );
    stages.step(0, stale.len());
    let renames = Renames::default();
    let made: Vec<Option<Made>> = stale
        .par_chunks(8)
        .map(|chunk| {
            let merger = Merger::new(makings.source, &site.next().version.files, &renames)?;
            let job = Job {
                makings,
                blobs: merger.blobs(),
                merger: &merger,
                shared: &shared,
                sections: &sections,
                read: RefCell::default(),
            };
            chunk
                .iter()
                .map(|&index| {
                    job.read.take();
                    let summary = if fresh(index) {
                        Some(job.write(index, &keys[index], &relations[index])?)
                    } else {
                        job.fragments(&all[index]);
                        None
                    };
                    stages.advance();
                    Ok(summary)
                })
                .collect::<anyhow::Result<Vec<_>>>()
        })
        .collect::<anyhow::Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let contested = sections.write(makings)?;
    let kept: Vec<PullSummary> = kept.iter_mut().filter_map(Option::take).collect();
    let still = kept.iter().map(|pull| pull.number);
    let still = still.map(|number| (number, wordings.remove(&number).unwrap_or_default()));
    let mut found: search::Wordings = still.collect();
    let mut summaries = kept;
    for Made { summary, wording } in made.into_iter().flatten() {
        found.insert(summary.number, wording);
        summaries.push(summary);
    }
    Ok(Pulls::new(summaries, found, contested))
}

/// A digest of everything that stands around a pull request's own change.
fn surroundings(site: &Site<'_>, kit: &str) -> String {
    let next = site.next();
    let mut parts = vec![
        kit.to_owned(),
        serde_json::to_string(&*site.view).unwrap_or_default(),
        site.base_url.clone().unwrap_or_default(),
        site.snapshot.source.clone(),
        site.previews().to_string(),
    ];
    parts.extend(
        next.documents
            .iter()
            .flat_map(|document| [document.path.to_string(), document.address.clone()]),
    );
    parts.extend(
        site.assets
            .iter()
            .map(|asset| format!("{} {}", asset.source, asset.path.as_str())),
    );
    let images = next
        .version
        .files
        .iter()
        .filter(|file| site.assets.get(file.blob).is_some());
    parts.extend(images.map(|file| format!("{} {}", file.path, file.blob)));
    digest(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn keys(site: &Site<'_>, relations: &[Surroundings], around: &str) -> Vec<String> {
    let relations = relations.par_iter().enumerate();
    relations
        .map(|(index, relations)| key(site, index, relations, around))
        .collect()
}

/// A digest of what one pull request's pages are made from.
fn key(site: &Site<'_>, index: usize, relations: &Surroundings, around: &str) -> String {
    let all = &site.snapshot.pull_requests;
    let pull = &all[index];
    let neighbour = |index: Option<usize>| {
        index
            .and_then(|index| all.get(index))
            .map(|pull| (pull.number, &pull.title))
    };
    let facts = (
        pull,
        portrait(site.snapshot, pull),
        neighbour(index.checked_sub(1)),
        neighbour(Some(index + 1)),
        todays(site, pull),
    );
    let relations = serde_json::to_string(relations).unwrap_or_default();
    digest_of(&facts, &[around, &relations])
}

/// What stands today where a waiting request changes something; the whole tip where a file is not there any more.
fn todays(site: &Site<'_>, pull: &PullRequest) -> Vec<ObjectId> {
    let tip = &site.next().version;
    let files = pull.newest().filter(|_| pull.is_waiting());
    let files = files.into_iter().flat_map(|newest| documents(site, newest));
    files
        .map(|file| {
            tip.file(file.path.as_str())
                .map_or(tip.commit, |file| file.blob)
        })
        .collect()
}

fn page_of(pull: &PullRequest) -> OutputPath {
    OutputPath::page(&format!("pulls/{}", pull.number))
}

fn known_summaries(writer: &Writer<'_>) -> HashMap<u64, PullSummary> {
    let files = writer.folder.read_every(&api::pulls_path());
    let summaries = files.iter().flat_map(|bytes| api::read_pulls(bytes));
    summaries.map(|summary| (summary.number, summary)).collect()
}

/// What the last build's index of the search says of requests.
fn known_wordings(writer: &Writer<'_>) -> search::Wordings {
    let pieces = writer
        .folder
        .previous_below(&format!("{}/pulls-", search::FOLDER));
    let texts = pieces
        .par_iter()
        .filter(|path| path.as_str().contains("/t"));
    let read = texts.map(|path| writer.folder.read_every(path));
    let contents = read.flat_map_iter(|contents| contents.into_iter());
    contents
        .flat_map_iter(|content| search::read_wordings(&content).collect::<Vec<_>>())
        .collect()
}

/// Keeps all pages of a request if the last build made them from the same inputs.
fn keep(writer: &Writer<'_>, pull: &PullRequest, key: &str) -> bool {
    let folder = format!("pulls/{}/", pull.number);
    let pages = writer.folder.previous_below(&folder);
    let main = page_of(pull);
    pages.contains(&main) && pages.iter().all(|page| writer.folder.keep(page, key))
}

/// The changed documents of a revision.
pub fn documents<'r>(
    site: &Site<'_>,
    revision: &'r Revision,
) -> impl Iterator<Item = &'r FileChange> {
    revision
        .files
        .iter()
        .filter(|file| pages::is_document(site, &file.path))
}

/// Makes pull requests on one thread.
pub struct Job<'j> {
    pub makings: &'j Makings<'j>,
    blobs: &'j Blobs,
    pub merger: &'j Merger<'j>,
    shared: &'j Shared,
    pub sections: &'j Sections,
    /// The texts of the request at hand: its pages need them again and again.
    read: RefCell<ReadTexts>,
}

/// Texts that were read for one request, as many as fit.
#[derive(Default)]
struct ReadTexts {
    by_id: HashMap<ObjectId, Arc<Document>>,
    bytes: usize,
}

impl ReadTexts {
    fn put(&mut self, id: ObjectId, document: &Arc<Document>, bytes: usize) {
        if self.bytes + bytes > READ_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes;
        self.by_id.insert(id, Arc::clone(document));
    }
}

/// What remains of a request when its pages are written.
struct Made {
    summary: PullSummary,
    wording: Vec<String>,
}

/// One side of a changed document, read.
struct ReadFile<'f> {
    path: &'f SourcePath,
    blob: ObjectId,
    document: Arc<Document>,
}

impl Job<'_> {
    fn write(&self, index: usize, key: &str, relations: &Surroundings) -> anyhow::Result<Made> {
        let Makings { site, writer, .. } = *self.makings;
        let all = &site.snapshot.pull_requests;
        let pull = &all[index];
        let neighbours = [
            index.checked_sub(1).and_then(|index| all.get(index)),
            all.get(index + 1),
        ];
        let path = page_of(pull);
        let (files, omitted) = self.change(pull);
        let made = self.made(pull, &files, omitted);
        self.previews(pull, &files, key)?;
        let around = Surroundings {
            today: self.today(pull, &path, &files),
            ..relations.clone()
        };
        let page = pages::pull(site, pull, files, omitted, neighbours, around);
        writer.page(&path, &page, key, ends(pull.newest()))?;
        if pull.revisions.len() > 1 {
            self.revisions(pull, key)?;
        }
        Ok(made)
    }

    /// What a request changes, for its own page. Says how many documents were left out.
    fn change(&self, pull: &PullRequest) -> (Vec<ComparedFile>, usize) {
        let compare = |newest| self.compare(newest, &page_of(pull), Part::Change);
        pull.newest().map(compare).unwrap_or_default()
    }

    fn made(&self, pull: &PullRequest, files: &[ComparedFile], omitted: usize) -> Made {
        let Makings { site, survey, .. } = *self.makings;
        Made {
            summary: pages::summarise(site, survey, pull, files, omitted),
            wording: search::wording_of(site, files),
        }
    }

    fn revisions(&self, pull: &PullRequest, key: &str) -> anyhow::Result<()> {
        for (index, revision) in pull.revisions.iter().enumerate() {
            let path = pages::revision_page(pull, revision.number);
            // The newest one's whole change is on the request's own page.
            let whole = index == 0
                || revision.origin == RevisionOrigin::Head && index + 1 < pull.revisions.len();
            let files = whole.then(|| self.compare(revision, &path, Part::Revision).0);
            let since = match index.checked_sub(1) {
                Some(before) => self.since(&pull.revisions[before], revision, &path),
                None => Vec::new(),
            };
            let page = pages::revision(self.makings.site, pull, index, files, since);
            self.makings
                .writer
                .page(&path, &page, key, ends(Some(revision)))?;
        }
        Ok(())
    }

    /// What changed from one revision to the next, without what others changed in between.
    fn since(&self, old: &Revision, new: &Revision, path: &OutputPath) -> Vec<ComparedFile> {
        let place = Place::new(self.makings.site, path.clone());
        let Ok(files) = self.merger.since(old, new) else {
            return Vec::new();
        };
        let (mut plain, mut found) = (Vec::new(), Vec::new());
        let is_document = |path: &SourcePath| pages::is_document(self.makings.site, path);
        let documents = files.into_iter().filter(|file| is_document(&file.path));
        for file in documents.take(DOCUMENT_LIMIT) {
            match (file.before, file.after) {
                (Earlier::Rebased(text), Some(after)) => {
                    let Ok(document) = self.document(after) else {
                        continue;
                    };
                    let side = |blob, document| ReadFile {
                        path: &file.path,
                        blob,
                        document,
                    };
                    let before = side(text.id(), Arc::new(document::parse(&text.0)));
                    let after = side(after, document);
                    let part = Part::SincePrevious;
                    found.push(compared(&place, part, Some(&before), Some(&after)));
                }
                (before, after) => plain.push(FileChange {
                    before: match before {
                        Earlier::Blob(blob) => Some(blob),
                        Earlier::Rebased(_) | Earlier::Nothing => None,
                    },
                    after,
                    path: file.path,
                }),
            }
        }
        let plain = Revision {
            files: plain,
            ..new.clone()
        };
        found.extend(self.compare(&plain, path, Part::SincePrevious).0);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    fn previews(
        &self,
        pull: &PullRequest,
        files: &[ComparedFile],
        key: &str,
    ) -> anyhow::Result<()> {
        let Some(newest) = pull.newest().filter(|_| self.makings.site.previews()) else {
            return Ok(());
        };
        for file in files.iter().filter(|file| !file.body.is_empty()) {
            let changed = newest
                .files
                .iter()
                .find(|changed| changed.path == file.path);
            let Some(blob) = changed.and_then(|changed| changed.after) else {
                continue;
            };
            if let Ok(document) = self.document(blob) {
                let at = pages::preview_page(self.makings.site, pull, &file.path);
                let page = pages::preview(
                    self.makings.site,
                    pull,
                    newest,
                    &file.path,
                    (&document, blob),
                    at.clone(),
                );
                let source = format!("{}:{}", newest.head, file.path);
                self.makings.writer.page(&at, &page, key, vec![source])?;
            }
        }
        Ok(())
    }

    /// Compares the documents of a revision, for the page at a path. Says how many were left out.
    fn compare(
        &self,
        revision: &Revision,
        path: &OutputPath,
        part: Part,
    ) -> (Vec<ComparedFile>, usize) {
        let place = Place::new(self.makings.site, path.clone());
        let changed: Vec<&FileChange> = documents(self.makings.site, revision).collect();
        let omitted = changed.len().saturating_sub(DOCUMENT_LIMIT);
        let mut files = Vec::new();
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        for file in changed.into_iter().take(DOCUMENT_LIMIT) {
            // Links in shared results start from a request's own page.
            let shared = if part == Part::Change {
                self.shared.result(&change_of(file))
            } else {
                None
            };
            if let Some(shared) = shared {
                files.push(ComparedFile::clone(&shared));
                continue;
            }
            match (self.side(file, file.before), self.side(file, file.after)) {
                (Err(problem), _) | (_, Err(problem)) => {
                    let reason = self.makings.site.view.language.words().problem(&problem);
                    files.push(pages::refused_file(&file.path, status(file), reason));
                }
                (Ok(Some(before)), Ok(None)) => gone.push(before),
                (Ok(None), Ok(Some(after))) => new.push(after),
                (Ok(before), Ok(after)) => {
                    let result = compared(&place, part, before.as_ref(), after.as_ref());
                    if part == Part::Change {
                        self.shared.remember(&change_of(file), &result);
                    }
                    files.push(result);
                }
            }
        }
        for pair in pairing::pair(
            &candidates(&gone),
            &candidates(&new),
            &mut Sketches::default(),
        ) {
            let before = pair.before.map(|index| &gone[index]);
            let after = pair.after.map(|index| &new[index]);
            files.push(compared(&place, part, before, after));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        (files, omitted)
    }

    fn side<'f>(
        &self,
        file: &'f FileChange,
        blob: Option<ObjectId>,
    ) -> Result<Option<ReadFile<'f>>, Problem> {
        let Some(blob) = blob else {
            return Ok(None);
        };
        Ok(Some(ReadFile {
            path: &file.path,
            blob,
            document: self.document(blob)?,
        }))
    }

    pub fn document(&self, blob: ObjectId) -> Result<Arc<Document>, Problem> {
        let read = || -> Result<(Arc<Document>, usize), Problem> {
            let text = self
                .blobs
                .text(blob)
                .map_err(|error| Problem::from(&error))?;
            Ok((Arc::new(document::parse(&text)), text.len()))
        };
        let Some(slot) = self.shared.bases.get(&blob) else {
            if let Some(found) = self.read.borrow().by_id.get(&blob) {
                return Ok(Arc::clone(found));
            }
            let (document, bytes) = read()?;
            self.read.borrow_mut().put(blob, &document, bytes);
            return Ok(document);
        };
        match slot.get_or_init(|| Some(read().ok()?.0)) {
            Some(document) => Ok(Arc::clone(document)),
            None => Ok(read()?.0),
        }
    }
}

fn compared(
    place: &Place<'_>,
    part: Part,
    before: Option<&ReadFile<'_>>,
    after: Option<&ReadFile<'_>>,
) -> ComparedFile {
    let empty = Document::default();
    fn text<'d>(file: Option<&'d ReadFile<'_>>, empty: &'d Document) -> &'d Document {
        file.map_or(empty, |file| &*file.document)
    }
    let result = compare_indexed(
        &Index::new(text(before, &empty)),
        &Index::new(text(after, &empty)),
    );
    pages::compared_file(place, part, before.map(side), after.map(side), &result)
}

fn side<'f>(file: &'f ReadFile<'_>) -> (&'f SourcePath, ObjectId, &'f Document) {
    (file.path, file.blob, &file.document)
}

fn candidates<'c>(files: &'c [ReadFile<'_>]) -> Vec<Candidate<'c>> {
    files
        .iter()
        .map(|file| Candidate {
            path: file.path.as_str(),
            blob: file.blob,
            document: Some(&*file.document),
        })
        .collect()
}

fn status(file: &FileChange) -> DocumentStatus {
    match (file.before, file.after) {
        (None, _) => DocumentStatus::Added,
        (_, None) => DocumentStatus::Removed,
        _ => DocumentStatus::Modified,
    }
}

fn ends(revision: Option<&Revision>) -> Vec<String> {
    let ends = |revision: &Revision| vec![revision.base.to_string(), revision.head.to_string()];
    revision.map(ends).unwrap_or_default()
}
