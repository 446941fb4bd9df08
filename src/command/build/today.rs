//! A waiting request on today's text: for its own page, and for the pages of the passages that it touches.

use std::sync::Arc;

use super::pulls::{DOCUMENT_LIMIT, Job, Makings};
use super::survey::{in_conflict, wanted_text};
use crate::comparison::{Comparison, Index, compare_indexed};
use crate::document::{self, Document};
use crate::repository::{Choice, MergedFile, Outcome};
use crate::site::pages::{self, ComparedFile, TodayChange};
use crate::site::path::OutputPath;
use crate::site::view::TodayDocument;
use crate::site::{EditionDocument, Place};
use crate::snapshot::{ObjectId, PullRequest, Revision};

/// A document that a request changes, as it stands today.
struct OnToday<'t> {
    document: &'t EditionDocument<'t>,
    index: &'t Index<'t>,
    file: &'t MergedFile,
    /// What the request changes of it; `None` where someone has to choose first.
    change: Option<Comparison<'t>>,
}

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
        self.on_today(pull, &mut |found| {
            shown.extend(self.shown(&place, shown.len() + 1, found, sent));
        });
        shown
    }

    /// The request's change for the pages of passages alone.
    pub fn fragments(&self, pull: &PullRequest) {
        self.on_today(pull, &mut |_| {});
    }

    /// Merges a waiting request with today's text, hands on what concerns pages of passages, and shows each document with
    /// what it would be. What cannot be read is told on the request's page already.
    fn on_today(&self, pull: &PullRequest, show: &mut dyn FnMut(OnToday<'_>)) {
        let Makings { site, today, .. } = *self.makings;
        let Some(newest) = pull.newest().filter(|_| pull.is_waiting()) else {
            return;
        };
        let merge = || self.merger.merge(newest).ok();
        let Some(merged) = today.merged.take(pull.number).or_else(merge) else {
            return;
        };
        let is_document = |file: &&MergedFile| pages::is_document(site, &file.path);
        for file in merged.iter().filter(is_document).take(DOCUMENT_LIMIT) {
            let path = file.today.as_ref().map(|(path, _)| path);
            let Some((document, index)) = path.and_then(|path| today.find(path)) else {
                continue;
            };
            let request = (pull.number, blob_of(newest, file));
            if let Some((before, after)) = in_conflict(file) {
                self.passages_sent(document, index, (before, after), request);
                show(OnToday {
                    document,
                    index,
                    file,
                    change: None,
                });
            } else if let Some(wanted) = self.wanted(file) {
                let change = compare_indexed(index, &Index::new(&wanted));
                self.sections.collect(site, document, &change, request);
                show(OnToday {
                    document,
                    index,
                    file,
                    change: Some(change),
                });
            }
        }
    }

    /// What today's text would be with the request's wording; `None` where it changes nothing of it.
    fn wanted(&self, file: &MergedFile) -> Option<Arc<Document>> {
        match (&file.outcome, file.after) {
            (Outcome::AsSent, Some(after)) => self.document(after).ok(),
            _ => {
                let text = wanted_text(self.merger, file).ok()??;
                Some(Arc::new(document::parse(&text)))
            }
        }
    }

    /// Hands on a change that cannot be set on today's text: as it was sent.
    fn passages_sent(
        &self,
        document: &EditionDocument<'_>,
        today: &Index<'_>,
        (before, after): (ObjectId, ObjectId),
        request: (u64, ObjectId),
    ) {
        let site = self.makings.site;
        if !self.sections.need(request.0) {
            return;
        }
        if let (Ok(base), Ok(head)) = (self.document(before), self.document(after)) {
            let old = Index::new(&base);
            let way = self
                .makings
                .today
                .way((before, &base), &old, document, today);
            let sent = compare_indexed(&old, &Index::new(&head));
            let sections = self.sections;
            sections.collect_sent(site, document, &sent, &way, request);
        }
    }

    /// What the request's own page shows of a document today; nothing where that is what was sent.
    fn shown(
        &self,
        place: &Place<'_>,
        number: usize,
        found: OnToday<'_>,
        sent: &[ComparedFile],
    ) -> Option<TodayDocument> {
        let OnToday {
            document,
            index,
            file,
            change,
        } = found;
        let blob = file.after.or(file.before)?;
        let show = |choice, rest| {
            let change = TodayChange {
                document,
                choice,
                rest,
                blob,
            };
            pages::today_document(place, number, &change)
        };
        let found = match (&file.outcome, change) {
            (Outcome::Conflicts, _) => {
                let Choice { today, request } = self.merger.choice(file).ok()??;
                let [ours, theirs] = [today, request].map(|text| document::parse(&text.0));
                let ours = Index::new(&ours);
                let choice = compare_indexed(&ours, &Index::new(&theirs));
                show(Some(choice), Some(compare_indexed(index, &ours)))
            }
            (Outcome::Clean(_), Some(change)) => {
                let fingerprint = pages::fingerprint(&change.changes());
                if sent
                    .iter()
                    .any(|file| file.facts.fingerprint == fingerprint)
                {
                    return None;
                }
                show(None, Some(change))
            }
            _ => return None,
        };
        (found.choice.is_some() || found.body.is_some()).then_some(found)
    }
}

/// The id of a request's text, or of what it removes.
fn blob_of(revision: &Revision, file: &MergedFile) -> ObjectId {
    file.after.or(file.before).unwrap_or(revision.head)
}
