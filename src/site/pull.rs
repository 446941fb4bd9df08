//! A pull request in brief: what lists, counts and programs need to know of it without comparing it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::path::{Names, OutputPath};
use super::search::Wordings;
use super::view::{ChangeCounts, DocumentStatus, PullState};
use crate::snapshot::{PullRequest, PullRequestState};
use crate::survey::Verdict;

/// Labels, and documents, that have a list of their own: the most frequent ones.
const LISTED: usize = 300;

/// One pull request, as it stands in `/api/pulls.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl PullSummary {
    /// When it was sent; where no record tells, when its newest commit was written. RFC 3339; empty if unknown.
    pub fn sent(&self) -> &str {
        if self.created.is_empty() {
            &self.date
        } else {
            &self.created
        }
    }

    /// Who is behind it, by name: the account that sent it, and those who wrote its commits.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let account = Some(self.author.as_str()).filter(|author| !author.is_empty());
        let authors = self.authors.iter().map(String::as_str);
        account
            .into_iter()
            .chain(authors.filter(move |name| Some(*name) != account))
    }

    /// Whether all of its changes surely mean the same as before; `None` where no change is to be seen.
    pub fn is_editorial(&self) -> Option<bool> {
        let places = self.counts.places();
        (places > 0).then_some(self.counts.editorial >= places)
    }
}

/// All summaries, and which of them touch which document.
#[derive(Debug, Default)]
pub struct Pulls {
    /// By number, ascending.
    pub all: Vec<PullSummary>,
    /// Those with one label, by label.
    pub labels: Vec<Group>,
    /// Those that change one document, by path.
    pub documents: Vec<Group>,
    /// What they add, as far as it can be searched.
    pub wordings: Wordings,
    contested: BTreeMap<String, ContestedSections>,
}

/// Requests that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The label, or the path of the document.
    pub name: String,
    /// What readers know it by.
    pub title: String,
    /// Its address among those of its kind, one component; `None` if it is one of the rarest of too many.
    pub address: Option<String>,
    /// Places in [`Pulls::all`], ascending.
    members: Vec<usize>,
}

impl Group {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.members.len()
    }
}

/// The sections of one document that waiting requests touch, by anchor: how many do, and the page that tells of it.
pub type ContestedSections = BTreeMap<String, (usize, OutputPath)>;

impl Pulls {
    /// Sorts and indexes summaries. `contested` are the sections that waiting requests touch, by their document's path.
    pub fn new(
        mut all: Vec<PullSummary>,
        wordings: Wordings,
        contested: BTreeMap<String, ContestedSections>,
    ) -> Self {
        all.sort_by_key(|pull| pull.number);
        Self {
            labels: groups(&all, |pull| {
                pull.labels
                    .iter()
                    .map(|label| (label.as_str(), label.as_str()))
                    .collect()
            }),
            documents: groups(&all, |pull| {
                let documents = pull.documents.iter();
                documents
                    .map(|document| (document.path.as_str(), document.title.as_str()))
                    .collect()
            }),
            all,
            wordings,
            contested,
        }
    }

    /// The sections of the document at a path that waiting requests touch.
    pub fn contested(&self, path: &str) -> impl Iterator<Item = (&String, &(usize, OutputPath))> {
        self.contested.get(path).into_iter().flatten()
    }

    /// The place of a document in `documents`, by its path.
    pub fn document(&self, path: &str) -> Option<usize> {
        let found = self
            .documents
            .binary_search_by(|group| group.name.as_str().cmp(path));
        found.ok()
    }

    /// Those that touch the document at a path, newest first.
    pub fn touching<'p>(&'p self, path: &str) -> impl Iterator<Item = &'p PullSummary> {
        let group = self.document(path).map(|index| &self.documents[index]);
        group.into_iter().flat_map(|group| self.members(group))
    }

    /// The requests of a group, newest first.
    pub fn members<'p>(&'p self, group: &'p Group) -> impl Iterator<Item = &'p PullSummary> {
        group.members.iter().rev().map(|&index| &self.all[index])
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

/// Groups summaries by the names that each has, told with what readers know them by; the newest request's word counts.
fn groups<'p>(
    all: &'p [PullSummary],
    names: impl Fn(&'p PullSummary) -> Vec<(&'p str, &'p str)>,
) -> Vec<Group> {
    let mut found: BTreeMap<&str, (&str, Vec<usize>)> = BTreeMap::new();
    for (index, pull) in all.iter().enumerate() {
        for (name, title) in names(pull) {
            let group = found.entry(name).or_default();
            group.0 = title;
            if group.1.last() != Some(&index) {
                group.1.push(index);
            }
        }
    }
    let mut sizes: Vec<usize> = found.values().map(|(_, members)| members.len()).collect();
    sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
    let least = sizes.get(LISTED).map_or(0, |size| size + 1);
    let mut addresses = Names::default();
    found
        .into_iter()
        .map(|(name, (title, members))| Group {
            name: name.to_owned(),
            title: title.to_owned(),
            address: (members.len() >= least).then(|| addresses.give(name)),
            members,
        })
        .collect()
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
