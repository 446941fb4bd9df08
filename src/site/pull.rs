//! A pull request in brief: what lists, counts and programs need to know of it without comparing it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::path::OutputPath;
use super::view::{ChangeCounts, DocumentStatus, PullState};
use crate::snapshot::{PullRequest, PullRequestState};
use crate::survey::Verdict;

/// One pull request, as it stands in `/api/pulls.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullSummary {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub state: PullState,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When its newest commit was written, RFC 3339; empty if unknown.
    pub date: String,
    /// When it was sent, RFC 3339; empty if no record tells.
    pub created: String,
    /// When it was merged, RFC 3339; empty if it was not.
    pub merged: String,
    /// When it was closed without being merged, RFC 3339; empty if it was not.
    pub closed: String,
    /// The account that sent it; empty if no record tells, or if authors are not named.
    pub author: String,
    /// Its labels, by name.
    pub labels: Vec<String>,
    /// Whether its author says that it is not ready.
    pub draft: bool,
    /// Whether it still applies to today's text; `None` where that is no question or cannot be told.
    pub verdict: Option<Verdict>,
    /// The number of the request that stands for all that say the same, if there are several.
    pub family: Option<u64>,
    /// How many comments it has; `None` if no record tells.
    pub comments: Option<u64>,
    /// The commit it is compared with; empty if it cannot be shown.
    pub base: String,
    /// Its newest commit; empty if it cannot be shown.
    pub head: String,
    /// How many heads of it are known.
    pub revisions: usize,
    /// How many commits it has.
    pub commits: usize,
    /// The documents it changes; cut at a bound.
    pub documents: Vec<PullDocumentSummary>,
    /// Documents left out of `documents`.
    pub documents_omitted: usize,
    /// How much it changes.
    pub counts: ChangeCounts,
    /// Discussions that it names.
    pub discussions: Vec<String>,
    /// Why it, or part of it, cannot be shown.
    pub unavailable: Option<String>,
}

/// One document that a pull request changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullDocumentSummary {
    /// Where its source is.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What happens to it.
    pub status: DocumentStatus,
    /// How much.
    pub counts: ChangeCounts,
    /// The headings of the sections it touches; cut at a bound.
    pub sections: Vec<String>,
}

/// All summaries, and which of them touch which document.
#[derive(Debug, Default)]
pub struct Pulls {
    /// By number, ascending.
    pub all: Vec<PullSummary>,
    by_path: BTreeMap<String, Vec<usize>>,
    contested: BTreeMap<String, ContestedSections>,
}

/// The sections of one document that waiting requests touch, by anchor: how many do, and the page that tells of it.
pub type ContestedSections = BTreeMap<String, (usize, OutputPath)>;

impl Pulls {
    /// Sorts and indexes summaries. `contested` are the sections that waiting requests touch, by their document's path.
    pub fn new(mut all: Vec<PullSummary>, contested: BTreeMap<String, ContestedSections>) -> Self {
        all.sort_by_key(|pull| pull.number);
        let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, pull) in all.iter().enumerate() {
            for document in &pull.documents {
                by_path
                    .entry(document.path.clone())
                    .or_default()
                    .push(index);
            }
        }
        Self {
            all,
            by_path,
            contested,
        }
    }

    /// The sections of the document at a path that waiting requests touch.
    pub fn contested(&self, path: &str) -> impl Iterator<Item = (&String, &(usize, OutputPath))> {
        self.contested.get(path).into_iter().flatten()
    }

    /// Those that touch the document at a path, newest first.
    pub fn touching<'p>(&'p self, path: &str) -> impl Iterator<Item = &'p PullSummary> {
        let found = self
            .by_path
            .get(path)
            .map(Vec::as_slice)
            .unwrap_or_default();
        found.iter().rev().map(|&index| &self.all[index])
    }

    /// How many are in a state; all of them without one.
    pub fn count(&self, state: Option<PullState>) -> usize {
        self.in_state(state).count()
    }

    /// Those in a state, newest first.
    pub fn in_state(&self, state: Option<PullState>) -> impl Iterator<Item = &PullSummary> {
        self.all
            .iter()
            .rev()
            .filter(move |pull| state.is_none_or(|state| pull.state == state))
    }
}

/// The state as readers are told it.
pub fn state(pull: &PullRequest) -> PullState {
    match pull.state {
        PullRequestState::Merged { .. } => PullState::Merged,
        PullRequestState::Closed { .. } => PullState::Closed,
        PullRequestState::Open => PullState::Open,
        PullRequestState::Unknown => PullState::Unknown,
    }
}
