//! What all pull requests together do to today's text: read, merged and measured one by one, then side by side.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::super::terminal::Stages;
use super::known::Known;
use super::merged::Merged;
use super::pulls::DOCUMENT_LIMIT;
use crate::comparison::{Comparison, Index, compare_indexed};
use crate::document::{self, Document};
use crate::repository::{MergedFile, Merger, ObjectError, Outcome, Renames, Source};
use crate::site::pages::is_document;
use crate::site::{Edition, EditionDocument, Site};
use crate::snapshot::{ObjectId, PullRequest, Revision, SourcePath};
use crate::survey::absorbed::{self, Absorbed, Moment, Request, State, Text};
use crate::survey::family::{self, Saying};
use crate::survey::overlap::{self, Touch, Way};
use crate::survey::passage::{Here, Lost, Pieces};
use crate::survey::whereabouts::whereabouts;
use crate::survey::wording::{Wording, source_of, wording};
use crate::survey::{FileVerdict, Survey, Surveyed, Verdict, verdict};

/// Characters of a passage's source that are read for a quotation.
const QUOTE: usize = 400;

/// What is known of one request, with its wording.
#[derive(Debug, Default)]
struct Found {
    surveyed: Surveyed,
    wordings: Vec<(String, Wording)>,
}

/// Today's documents, ready to be compared with, and what requests give on them.
pub struct Today<'d> {
    /// What the survey merged, for the pages.
    pub merged: Merged,
    edition: &'d Edition<'d>,
    indexes: Vec<Index<'d>>,
    texts: OnceLock<Vec<String>>,
    pieces: OnceLock<Pieces>,
    ways: Mutex<BTreeMap<(ObjectId, ObjectId), Arc<Way>>>,
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
            texts: OnceLock::new(),
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
        let known = || self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (blob, document.blob);
        if let Some(found) = known().get(&key) {
            return Arc::clone(found);
        }
        let found = Arc::new(Way {
            counterparts: compare_indexed(old, today).counterparts(),
            whereabouts: whereabouts(base, &document.document),
        });
        known().insert(key, Arc::clone(&found));
        found
    }

    /// The texts of all documents that can be read, once they are asked for.
    fn texts(&self, merger: &Merger<'_>) -> &[String] {
        self.texts.get_or_init(|| {
            let documents = self.edition.documents.iter();
            documents
                .filter_map(|document| merger.text(document.blob).ok())
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
    fn passages(&self, sent: &Comparison<'_>, document: &EditionDocument<'_>) -> (bool, Vec<Lost>) {
        let Some((index, _)) = self.edition.find(document.path.as_str()) else {
            return (false, Vec::new());
        };
        let here = Here {
            pieces: self.pieces(),
            today: &document.document,
            document: Some(index),
        };
        let changes = sent.changes();
        (here.is_gone(&changes), here.lost(&changes))
    }

    /// What became of the passages of a change of a document that is gone.
    fn passages_of_gone(&self, sent: &Comparison<'_>) -> Vec<Lost> {
        let here = Here {
            pieces: self.pieces(),
            today: &Document::default(),
            document: None,
        };
        here.lost(&sent.changes())
    }

    /// The document at a path.
    pub fn find(&self, path: &SourcePath) -> Option<(&EditionDocument<'d>, &Index<'d>)> {
        let (index, document) = self.edition.find(path.as_str())?;
        Some((document, &self.indexes[index]))
    }
}

/// Surveys all requests.
pub fn survey(
    site: &Site<'_>,
    source: &Source,
    today: &Today<'_>,
    known: &Known<'_>,
    stages: &mut Stages,
) -> anyhow::Result<Survey> {
    stages.begin("today's text");
    let renames = Renames::default();
    let pulls = &site.snapshot.pull_requests;
    let found: Vec<(u64, Found)> = pulls
        .par_chunks(32)
        .map(|chunk| {
            let merger = Merger::new(source, &site.next().version.files, &renames)?;
            let job = Job {
                site,
                merger: &merger,
                today,
                known,
            };
            Ok(chunk
                .iter()
                .map(|pull| (pull.number, job.survey(pull)))
                .collect::<Vec<_>>())
        })
        .collect::<anyhow::Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    stages.begin("alike requests");
    let sayings: Vec<Saying> = found
        .par_iter()
        .map(|(number, found)| Saying::new(*number, found.documents()))
        .collect();
    let families = family::families(&sayings);
    drop(sayings);
    stages.begin("absorbed wording");
    let texts = Texts::read(site, source)?;
    let absorbed = absorbed(site, &texts, &found);
    let quotes = quotes(site, &texts, &absorbed);
    let requests = found
        .into_iter()
        .map(|(number, found)| (number, found.surveyed));
    Ok(Survey::new(requests.collect(), families, absorbed, quotes))
}

impl Found {
    fn documents(&self) -> impl Iterator<Item = (&str, &Wording)> {
        self.wordings
            .iter()
            .map(|(path, wording)| (path.as_str(), wording))
    }
}

/// Surveys requests on one thread.
struct Job<'j> {
    site: &'j Site<'j>,
    merger: &'j Merger<'j>,
    today: &'j Today<'j>,
    known: &'j Known<'j>,
}

impl Job<'_> {
    /// What cannot be read tells nothing, and says why on the request's own page.
    fn survey(&self, pull: &PullRequest) -> Found {
        let Some(newest) = pull.newest() else {
            return Found::default();
        };
        let mut found = Found {
            wordings: self.wordings(newest),
            ..Found::default()
        };
        if pull.is_waiting() {
            found.surveyed = self.surveyed(pull.number, newest);
        }
        found
    }

    /// What the last build found, where it had the same to go by.
    fn surveyed(&self, number: u64, newest: &Revision) -> Surveyed {
        let inputs = self.known.inputs(self.site, newest);
        if let Some(found) = self.known.find(number, &inputs, self.today) {
            return found.clone();
        }
        let mut found = Surveyed::default();
        if let Ok(merged) = self.merger.merge(newest) {
            let whole = self.place(&merged, &mut found);
            // What cannot be read today may be there tomorrow; and where passages went, all documents tell.
            if whole && found.lost.is_empty() && found.verdict.is_none_or(Verdict::is_of_its_files)
            {
                found.inputs = inputs;
            }
            self.today.merged.keep(number, merged);
        }
        found
    }

    fn wordings(&self, revision: &Revision) -> Vec<(String, Wording)> {
        let text = |blob: Option<ObjectId>| match blob {
            Some(blob) => self.merger.text(blob),
            None => Ok(String::new()),
        };
        revision
            .files
            .iter()
            .filter(|file| is_document(self.site, &file.path))
            .take(DOCUMENT_LIMIT)
            .filter_map(|file| {
                let (mut before, after) = (text(file.before).ok()?, text(file.after).ok()?);
                if file.before.is_none() {
                    before = self.source_of(&after);
                }
                Some((file.path.to_string(), wording(&before, &after)))
            })
            .collect()
    }

    /// The text of today's document that an added one is a copy of; empty if it is of none.
    fn source_of(&self, added: &str) -> String {
        let texts = self.today.texts(self.merger).iter();
        let source = source_of(added, texts.map(String::as_str));
        source.unwrap_or_default().to_owned()
    }

    /// Sets a request on today's text; says whether all of it could be read.
    fn place(&self, merged: &[MergedFile], found: &mut Surveyed) -> bool {
        let mut whole = true;
        let mut verdicts: Vec<FileVerdict> = merged.iter().map(file_verdict).collect();
        let documents = merged
            .iter()
            .zip(&mut verdicts)
            .filter(|(file, _)| is_document(self.site, &file.path));
        for (file, verdict) in documents.take(DOCUMENT_LIMIT) {
            match self.touches(file, verdict) {
                Ok((touches, lost)) => {
                    found.touches.extend(touches);
                    found.lost.extend(lost);
                }
                Err(_) => whole = false,
            }
        }
        found.verdict = verdict(&verdicts);
        whole
    }

    /// What a file touches of today's text, and of what it changes that which is not there any more. One in conflict of
    /// which every passage is gone says so in its verdict.
    fn touches(
        &self,
        file: &MergedFile,
        verdict: &mut FileVerdict,
    ) -> Result<(Vec<Touch>, Vec<Lost>), ObjectError> {
        let nothing = (Vec::new(), Vec::new());
        let today = file
            .today
            .as_ref()
            .and_then(|(path, _)| self.today.find(path));
        let Some((document, index)) = today else {
            return Ok((Vec::new(), self.lost_with_file(file, verdict)?));
        };
        if let Some((before, after)) = in_conflict(file) {
            let base = document::parse(&self.merger.text(before)?);
            let head = document::parse(&self.merger.text(after)?);
            let old = Index::new(&base);
            let way = self.today.way((before, &base), &old, document, index);
            let sent = compare_indexed(&old, &Index::new(&head));
            let (is_gone, lost) = self.today.passages(&sent, document);
            if is_gone {
                *verdict = FileVerdict::Gone;
            }
            let path = document.path.as_str();
            let found = overlap::touches_since(path, &document.document, &sent, &way);
            return Ok((found.into_iter().map(|(touch, _)| touch).collect(), lost));
        }
        let Some(text) = wanted_text(self.merger, file)? else {
            return Ok(nothing);
        };
        let wanted = document::parse(&text);
        let change = compare_indexed(index, &Index::new(&wanted));
        let touches = overlap::touches(document.path.as_str(), &change);
        Ok((touches, Vec::new()))
    }

    /// Where the passages of a file stand that is gone. If they do, the request is not: someone has to carry it over.
    fn lost_with_file(
        &self,
        file: &MergedFile,
        verdict: &mut FileVerdict,
    ) -> Result<Vec<Lost>, ObjectError> {
        let (Outcome::Gone, Some(before), Some(after)) = (&file.outcome, file.before, file.after)
        else {
            return Ok(Vec::new());
        };
        let base = document::parse(&self.merger.text(before)?);
        let head = document::parse(&self.merger.text(after)?);
        let sent = compare_indexed(&Index::new(&base), &Index::new(&head));
        let lost = self.today.passages_of_gone(&sent);
        if lost.iter().any(|lost| lost.now.is_some()) {
            *verdict = FileVerdict::Conflicts;
        }
        Ok(lost)
    }
}

/// The texts that a change in conflict leads from and to.
pub fn in_conflict(file: &MergedFile) -> Option<(ObjectId, ObjectId)> {
    let is_in_conflict = matches!(file.outcome, Outcome::Conflicts { .. });
    Some((file.before.filter(|_| is_in_conflict)?, file.after?))
}

/// What today's text of a document would be with the request's wording; `None` where it changes nothing of it.
pub fn wanted_text(merger: &Merger<'_>, file: &MergedFile) -> Result<Option<String>, ObjectError> {
    Ok(match &file.outcome {
        Outcome::Clean(text) => Some(text.0.clone()),
        Outcome::Conflicts { request, .. } => Some(request.0.clone()),
        Outcome::AsSent => match file.after {
            Some(after) => Some(merger.blobs().text(after)?),
            None => Some(String::new()),
        },
        Outcome::Contained | Outcome::Gone | Outcome::Unmerged => None,
    })
}

fn file_verdict(file: &MergedFile) -> FileVerdict {
    match file.outcome {
        Outcome::AsSent => FileVerdict::AsSent,
        Outcome::Contained => FileVerdict::Contained,
        Outcome::Clean(_) => FileVerdict::Applies,
        Outcome::Conflicts { .. } | Outcome::Unmerged => FileVerdict::Conflicts,
        Outcome::Gone => FileVerdict::Gone,
    }
}

/// Looks for unmerged wording in the main branch and in all versions.
fn absorbed(site: &Site<'_>, texts: &Texts, found: &[(u64, Found)]) -> Absorbed {
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
fn quotes(
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
struct Texts {
    by_id: BTreeMap<ObjectId, String>,
}

impl Texts {
    fn read(site: &Site<'_>, source: &Source) -> anyhow::Result<Self> {
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
