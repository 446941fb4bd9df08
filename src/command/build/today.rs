//! A waiting request on today's text: for its own page, and for the pages of the passages that it touches.

use super::pulls::{DOCUMENT_LIMIT, Job, Makings};
use super::survey::{in_conflict, wanted_text};
use crate::comparison::{Comparison, Index, compare_indexed};
use crate::document::{self, Document};
use crate::repository::{MergedFile, Outcome};
use crate::site::Place;
use crate::site::pages::{self, ComparedFile, TodayChange};
use crate::site::path::OutputPath;
use crate::site::view::TodayDocument;
use crate::snapshot::{FileChange, ObjectId, PullRequest, Revision};

impl Job<'_> {
    /// The request's change on today's text, for its own page and for those of the passages that it touches.
    /// What says the same as the change that was sent is left out.
    pub fn today(
        &self,
        pull: &PullRequest,
        path: &OutputPath,
        sent: &[ComparedFile],
    ) -> Vec<TodayDocument> {
        let place = Place::new(self.makings.site, path.clone());
        let mut shown = Vec::new();
        self.on_today(pull, &mut |change| {
            let same = |rest: &Comparison<'_>| {
                let fingerprint = pages::fingerprint(rest);
                sent.iter().any(|file| file.fingerprint == fingerprint)
            };
            if change.choice.is_none() && change.rest.as_ref().is_some_and(same) {
                return;
            }
            let number = shown.len() + 1;
            shown.push(pages::today_document(&place, number, &change));
        });
        shown.retain(|document| document.choice.is_some() || document.body.is_some());
        shown
    }

    /// The request's change for the pages of passages alone.
    pub fn fragments(&self, pull: &PullRequest) {
        self.on_today(pull, &mut |_| {});
    }

    /// Merges a waiting request with today's text. What cannot be read is told on the request's page already.
    fn on_today(&self, pull: &PullRequest, show: &mut dyn FnMut(TodayChange<'_>)) {
        let Some(newest) = pull.newest().filter(|_| pull.is_waiting()) else {
            return;
        };
        let is_document = |file: &FileChange| pages::is_document(self.makings.site, &file.path);
        let Ok(merged) = self.merger.merge(newest, is_document) else {
            return;
        };
        for file in merged.iter().take(DOCUMENT_LIMIT) {
            let today = file
                .today
                .as_ref()
                .and_then(|(path, _)| self.makings.today.find(path));
            let text = wanted_text(self.merger, newest, file).ok().flatten();
            if let (Some((document, index)), Some(text)) = (today, text) {
                let wanted = document::parse(&text);
                let change = compare_indexed(index, &Index::new(&wanted));
                let blob = blob_of(newest, file);
                self.passages(pull, newest, file, &change);
                let ours = match &file.outcome {
                    Outcome::Conflicts { today, .. } => document::parse(&today.0),
                    Outcome::Clean(_) => Document::default(),
                    _ => continue,
                };
                let (choice, rest) = match file.outcome {
                    Outcome::Conflicts { .. } => {
                        let ours = Index::new(&ours);
                        let choice = compare_indexed(&ours, &Index::new(&wanted));
                        (Some(choice), compare_indexed(index, &ours))
                    }
                    _ => (None, change),
                };
                show(TodayChange {
                    document,
                    choice,
                    rest: Some(rest),
                    blob,
                });
            }
        }
    }

    /// Hands on what concerns the pages of passages.
    fn passages(
        &self,
        pull: &PullRequest,
        newest: &Revision,
        file: &MergedFile,
        change: &Comparison<'_>,
    ) {
        let Makings { site, today, .. } = *self.makings;
        let path = file.today.as_ref().map(|(path, _)| path);
        let Some((document, index)) = path.and_then(|path| today.find(path)) else {
            return;
        };
        let request = (pull.number, blob_of(newest, file));
        let Some((before, after)) = in_conflict(newest, file) else {
            return self.sections.collect(site, document, change, request);
        };
        if let (Ok(base), Ok(head)) = (self.document(before), self.document(after)) {
            let old = Index::new(&base);
            let counterparts = today.counterparts(before, &old, document, index);
            let sent = compare_indexed(&old, &Index::new(&head));
            let sections = self.sections;
            sections.collect_sent(site, document, &sent, &counterparts, request);
        }
    }
}

/// The id of a request's text, or of what it removes.
fn blob_of(revision: &Revision, file: &MergedFile) -> ObjectId {
    let changed = revision
        .files
        .iter()
        .find(|changed| changed.path == file.path);
    let blob = changed.and_then(|changed| changed.after.or(changed.before));
    blob.unwrap_or(revision.head)
}
