//! What all pull requests together do to today's text: read, merged and measured one by one, then side by side.

mod absorbed;
mod bases;
mod today;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::absorbed::{Texts, absorbed, quotes};
use self::bases::Bases;
pub use self::today::Today;
use super::super::terminal::Stages;
use super::known::Known;
use super::pulls::DOCUMENT_LIMIT;
use crate::comparison::{Index, compare_indexed};
use crate::document;
use crate::repository::{MergedFile, Merger, ObjectError, Outcome, Renames, Source};
use crate::site::Site;
use crate::site::api::{Said, Wordings};
use crate::site::pages::is_document;
use crate::snapshot::{FileChange, ObjectId, PullRequest, Revision};
use crate::survey::family::{self, Families, Saying};
use crate::survey::overlap::{self, Touch};
use crate::survey::passage::Lost;
use crate::survey::wording::{Base, Wording, source_of, wording_since};
use crate::survey::{FileVerdict, Survey, Surveyed, Verdict, verdict};

/// What is known of one request, with its wording.
#[derive(Debug, Default)]
struct Found {
    surveyed: Surveyed,
    /// A digest of what the wordings were found from; empty where not all of it could be read.
    inputs: String,
    wordings: Wordings,
}

/// Surveys all requests. With what they say, for the next build.
pub fn survey(
    site: &Site<'_>,
    source: &Source,
    today: &Today<'_>,
    known: &Known<'_>,
    stages: &mut Stages,
) -> anyhow::Result<(Survey, Vec<Said>)> {
    stages.begin("today's text");
    let (renames, bases) = (Renames::default(), Bases::default());
    let pulls = &site.snapshot.pull_requests;
    let found: Vec<(u64, Found)> = pulls
        .par_chunks(32)
        .map(|chunk| {
            let merger = Merger::new(source, &site.next().version.files, &renames)?;
            let job = Job {
                site,
                merger: &merger,
                bases: &bases,
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
    drop(bases);
    stages.begin("side by side");
    let (families, absorbed) = rayon::join(
        || families(&found),
        || {
            let texts = Texts::read(site, source)?;
            let absorbed = absorbed(site, &texts, &found);
            let quotes = quotes(site, &texts, &absorbed);
            Ok::<_, anyhow::Error>((absorbed, quotes))
        },
    );
    let (absorbed, quotes) = absorbed?;
    let (mut requests, mut said) = (BTreeMap::new(), Vec::new());
    for (number, found) in found {
        requests.insert(number, found.surveyed);
        if !found.inputs.is_empty() {
            said.push(Said {
                number,
                inputs: found.inputs,
                wordings: found.wordings,
            });
        }
    }
    let survey = Survey::new(requests, families, absorbed, quotes);
    Ok((survey, said))
}

fn families(found: &[(u64, Found)]) -> Families {
    let sayings: Vec<Saying> = found
        .par_iter()
        .map(|(number, found)| Saying::new(*number, found.documents()))
        .collect();
    family::families(&sayings)
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
    bases: &'j Bases,
    today: &'j Today<'j>,
    known: &'j Known<'j>,
}

impl Job<'_> {
    /// What cannot be read tells nothing, and says why on the request's own page.
    fn survey(&self, pull: &PullRequest) -> Found {
        let Some(newest) = pull.newest() else {
            return Found::default();
        };
        let (inputs, wordings) = self.wordings(pull.number, newest);
        let mut found = Found {
            inputs,
            wordings,
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
            let of_its_files =
                found.lost.is_empty() && found.verdict.is_none_or(Verdict::is_of_its_files);
            // What cannot be read today may be there tomorrow.
            if whole {
                found.inputs = inputs.of(of_its_files).to_owned();
            }
            self.today.merged.keep(number, merged);
        }
        found
    }

    /// What a request says, and a digest of what tells that.
    fn wordings(&self, number: u64, revision: &Revision) -> (String, Wordings) {
        let files = revision.files.iter();
        let documents = files.filter(|file| is_document(self.site, &file.path));
        let documents: Vec<&FileChange> = documents.take(DOCUMENT_LIMIT).collect();
        let inputs = self.known.inputs_of_wording(&documents);
        if let Some(wordings) = self.known.wordings(number, &inputs) {
            return (inputs, wordings.clone());
        }
        let found = documents
            .iter()
            .filter_map(|file| Some((file.path.to_string(), self.wording(file)?)));
        let found: Wordings = found.collect();
        // What cannot be read today may be there tomorrow.
        let whole = found.len() == documents.len();
        (if whole { inputs } else { String::new() }, found)
    }

    /// What a change of a document says; of an added one beside the text that it is a copy of.
    fn wording(&self, file: &FileChange) -> Option<Wording> {
        let text = |id: ObjectId| self.merger.blobs().text(id).ok();
        let after = match file.after {
            Some(after) => text(after)?,
            None => String::new(),
        };
        Some(match file.before {
            Some(before) => wording_since(&*self.bases.get(before, || text(before))?, &after),
            None => match source_of(&after, self.today.bases(self.merger)) {
                Some(source) => wording_since(source, &after),
                None => wording_since(&Base::new(""), &after),
            },
        })
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
            let (is_gone, lost) = self.today.passages(&base, &sent, document);
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
        let (is_gone, lost) = self.today.passages_of_gone(&base, &sent);
        if !is_gone {
            *verdict = FileVerdict::Conflicts;
        }
        Ok(lost)
    }
}

/// The texts that a change in conflict leads from and to.
pub fn in_conflict(file: &MergedFile) -> Option<(ObjectId, ObjectId)> {
    let is_in_conflict = file.outcome == Outcome::Conflicts;
    Some((file.before.filter(|_| is_in_conflict)?, file.after?))
}

/// What today's text of a document would be with the request's wording; `None` where it changes nothing of it.
pub fn wanted_text(merger: &Merger<'_>, file: &MergedFile) -> Result<Option<String>, ObjectError> {
    Ok(match &file.outcome {
        Outcome::Clean(text) => Some(text.0.clone()),
        Outcome::Conflicts => merger.choice(file)?.map(|choice| choice.request.0),
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
        Outcome::Conflicts | Outcome::Unmerged => FileVerdict::Conflicts,
        Outcome::Gone => FileVerdict::Gone,
    }
}
