//! What happened to the proposal, commit by commit, in the terms of the site: which version first has it, which pull
//! requests brought it.

use std::collections::{BTreeMap, HashSet};

use super::pages::BlobPair;
use super::path::{OutputPath, component};
use super::view::VersionKind;
use super::{Edition, Site};
use crate::comparison::Comparison;
use crate::provenance::{Chain, FileStep, History, Text};
use crate::snapshot::{MainCommit, ObjectId, PullRequest, PullRequestState, Snapshot, Timestamp};

/// The past of all documents.
#[derive(Debug, Default)]
pub struct Past<'p> {
    /// The steps, oldest first.
    pub chain: Chain,
    /// Where the pages of today's documents and sections are.
    pub addresses: Addresses,
    comparisons: BTreeMap<BlobPair, Comparison<'p>>,
    /// For each step, the version that first has it, as an index into the snapshot's.
    versions: Vec<Option<usize>>,
    /// For each step, the numbers of the pull requests that it brought.
    pulls: Vec<Vec<u64>>,
    /// For each named version, the numbers of the requests that it is the first to have, ascending.
    merged: Vec<Vec<u64>>,
    /// The places of states on the main branch, by their commits.
    places: BTreeMap<ObjectId, usize>,
    /// What happened to each document of each state, by the state's commit.
    histories: BTreeMap<ObjectId, Vec<Option<History>>>,
    /// The commit of today's text.
    tip: Option<ObjectId>,
    /// The documents of today, by step and by the text that they were then.
    now: BTreeMap<(usize, Text), usize>,
}

/// Where the pages of the past are, by the place of a document in today's text.
#[derive(Debug, Default)]
pub struct Addresses {
    documents: Vec<String>,
    sections: Vec<Vec<String>>,
}

/// A step, with what it is part of.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'m> {
    /// Which step.
    pub step: usize,
    /// The commit.
    pub commit: &'m MainCommit,
    /// The version that first has it, as an index into the snapshot's; `None` for what no named version has.
    pub version: Option<usize>,
    /// The numbers of the pull requests that it brought.
    pub pulls: &'m [u64],
}

impl<'p> Past<'p> {
    /// Sets the steps among versions and requests.
    pub fn new(
        site: &Site<'_>,
        chain: Chain,
        comparisons: BTreeMap<BlobPair, Comparison<'p>>,
    ) -> Self {
        let snapshot = site.snapshot;
        let timeline = Timeline::new(snapshot);
        let steps = || chain.steps.iter();
        let versions: Vec<Option<usize>> = snapshot
            .versions
            .iter()
            .map(|version| timeline.place(version.commit, version.date))
            .collect();
        let first_with = |commit: usize| {
            let has = |place: &Option<usize>| place.is_some_and(|place| place >= commit);
            versions.iter().position(has)
        };
        let brought = timeline.brought(snapshot);
        let histories = site.states().map(|edition| {
            let version = edition.version;
            let place = timeline.place(version.commit, version.date);
            let end = place.map_or(0, |place| chain.end(place));
            (version.commit, histories(edition, &chain, end))
        });
        let histories: BTreeMap<ObjectId, Vec<Option<History>>> = histories.collect();
        let places = site.states().filter_map(|edition| {
            let version = edition.version;
            let place = timeline.place(version.commit, version.date)?;
            Some((version.commit, place))
        });
        let tip = site.next().version.commit;
        Self {
            addresses: Addresses::new(site),
            versions: steps().map(|step| first_with(step.commit)).collect(),
            merged: timeline.merged(snapshot, &versions),
            pulls: steps()
                .map(|step| brought.get(&step.commit).cloned().unwrap_or_default())
                .collect(),
            now: histories
                .get(&tip)
                .map_or_else(BTreeMap::new, |histories| now(&chain, histories)),
            tip: Some(tip),
            places: places.collect(),
            histories,
            comparisons,
            chain,
        }
    }

    /// What happened to a document of an edition.
    pub fn history(&self, edition: &Edition<'_>, index: usize) -> Option<&History> {
        if edition.kind == VersionKind::Worktree {
            return None;
        }
        let documents = self.histories.get(&edition.version.commit)?;
        documents.get(index)?.as_ref()
    }

    /// What happened to a document of today's text.
    pub fn today(&self, index: usize) -> Option<&History> {
        self.histories.get(&self.tip?)?.get(index)?.as_ref()
    }

    /// The step that last changed a text of an edition, seen by readers or not; `None` if it is older than what is known.
    pub fn last_change(&self, edition: &Edition<'_>, text: &Text) -> Option<usize> {
        let end = self.place(edition).map_or(0, |place| self.chain.end(place));
        let steps = self.chain.steps[..end].iter();
        steps.enumerate().rev().find_map(|(index, step)| {
            let is_it = |file: &FileStep| file.after.as_ref() == Some(text);
            step.files.iter().any(is_it).then_some(index)
        })
    }

    /// Where an edition stands on the main branch, as an index into the snapshot's commits.
    pub fn place(&self, edition: &Edition<'_>) -> Option<usize> {
        // A working copy's commit is the one that it started from.
        let is_published = edition.kind != VersionKind::Worktree;
        let place = is_published.then(|| self.places.get(&edition.version.commit));
        place.flatten().copied()
    }

    /// The document of today that a text became after a step.
    pub fn document_now(&self, step: usize, text: &Text) -> Option<usize> {
        self.now.get(&(step, text.clone())).copied()
    }

    /// A step, with what it is part of.
    pub fn moment<'m>(&'m self, snapshot: &'m Snapshot, step: usize) -> Option<Moment<'m>> {
        let commit = self.chain.steps.get(step)?.commit;
        Some(Moment {
            step,
            commit: snapshot.main_commits.get(commit)?,
            version: self.versions.get(step).copied().flatten(),
            pulls: self.pulls.get(step)?,
        })
    }

    /// The comparison of a document before and after a step.
    pub fn comparison(&self, change: &FileStep) -> Option<&Comparison<'p>> {
        let blob = |text: &Option<Text>| text.as_ref().map(|text| text.blob);
        self.comparisons
            .get(&(blob(&change.before), blob(&change.after)))
    }

    /// The numbers of the requests that a version, by its index, is the first to have; ascending.
    pub fn merged_into(&self, version: usize) -> &[u64] {
        self.merged.get(version).map_or(&[], Vec::as_slice)
    }

    /// The steps that a version, by its index, is the first to have; oldest first.
    pub fn steps_of(&self, version: usize) -> impl Iterator<Item = usize> {
        let versions = self.versions.iter().enumerate();
        versions.filter_map(move |(step, first)| (*first == Some(version)).then_some(step))
    }

    /// How many steps there are.
    pub fn count(&self) -> usize {
        self.chain.steps.len()
    }

    /// Whether documents changed before the first step that is known.
    pub fn is_cut(&self, snapshot: &Snapshot) -> bool {
        let first = self.chain.steps.first().map_or(0, |step| step.commit);
        let documents = |commit: &MainCommit| {
            let mut files = commit.files.iter();
            files.any(|file| file.path.is_markdown() && snapshot.is_published(&file.path))
        };
        snapshot.main_commits.iter().take(first).any(documents)
    }
}

/// What happened to each document of an edition, up to a step.
fn histories(edition: &Edition<'_>, chain: &Chain, end: usize) -> Vec<Option<History>> {
    let history = |document: &super::EditionDocument<'_>| {
        let text = Text {
            path: document.path.clone(),
            blob: document.blob,
        };
        chain.history(&text, end)
    };
    edition.documents.iter().map(history).collect()
}

fn now(chain: &Chain, histories: &[Option<History>]) -> BTreeMap<(usize, Text), usize> {
    let mut now = BTreeMap::new();
    for (index, history) in histories.iter().enumerate() {
        for event in history.iter().flat_map(|history| &history.whole) {
            let change = &chain.steps[event.step].files[event.file];
            if let Some(text) = &change.after {
                now.insert((event.step, text.clone()), index);
            }
        }
    }
    now
}

/// Where commits stand on the main branch.
struct Timeline<'t> {
    commits: &'t [MainCommit],
    places: BTreeMap<ObjectId, usize>,
}

impl<'t> Timeline<'t> {
    fn new(snapshot: &'t Snapshot) -> Self {
        let commits = &snapshot.main_commits;
        let places = commits.iter().enumerate();
        Self {
            places: places.map(|(index, commit)| (commit.id, index)).collect(),
            commits,
        }
    }

    /// The place of a commit; what stands beside the main branch counts from its day.
    fn place(&self, commit: ObjectId, date: Timestamp) -> Option<usize> {
        let known = self.places.get(&commit).copied();
        known.or_else(|| self.place_of_day(date))
    }

    fn place_of_day(&self, date: Timestamp) -> Option<usize> {
        let earlier = |known: &MainCommit| known.date <= date;
        self.commits.iter().rposition(earlier)
    }

    /// The requests that each version is the first to have, for versions at these places.
    fn merged(&self, snapshot: &Snapshot, versions: &[Option<usize>]) -> Vec<Vec<u64>> {
        let mut merged = vec![Vec::new(); versions.len()];
        for pull in &snapshot.pull_requests {
            let place = match pull.state {
                PullRequestState::Merged { commit, date } => match commit {
                    Some(commit) => self.place(commit, date),
                    None => self.place_of_day(date),
                },
                _ => None,
            };
            let has = |version: &Option<usize>| place.is_some() && *version >= place;
            if let Some(first) = versions.iter().position(has) {
                merged[first].push(pull.number);
            }
        }
        merged
    }

    /// The requests that each commit brought, by the commit's place.
    fn brought(&self, snapshot: &Snapshot) -> BTreeMap<usize, Vec<u64>> {
        let mut brought: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for pull in &snapshot.pull_requests {
            let place = pull
                .merge_commit()
                .and_then(|commit| self.places.get(&commit));
            if let Some(place) = place {
                brought.entry(*place).or_default().push(pull.number);
            }
        }
        brought
    }
}

impl Addresses {
    fn new(site: &Site<'_>) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        let mut give = |mut address: String| {
            // One may be below the other, or differ in case only.
            while !taken.insert(address.to_lowercase()) {
                address.push_str("-2");
            }
            address
        };
        let documents: Vec<String> = site
            .next()
            .documents
            .iter()
            .map(|document| {
                let folder = match document.address.as_str() {
                    "" => "index",
                    address => address,
                };
                // The further pages of the list stand below `page`.
                match folder.strip_prefix("page") {
                    Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                        give(format!("history/page-2{rest}"))
                    }
                    _ => give(format!("history/{folder}")),
                }
            })
            .collect();
        let sections = site.next().documents.iter().zip(&documents);
        let sections = sections.map(|(document, folder)| {
            let sections = document.document.sections.iter();
            sections
                .map(|section| give(format!("{folder}/{}", component(&section.anchor))))
                .collect()
        });
        Self {
            sections: sections.collect(),
            documents,
        }
    }

    /// The page of a document.
    pub fn document(&self, index: usize) -> OutputPath {
        OutputPath::page(&self.documents[index])
    }

    /// The page of a section.
    pub fn section(&self, index: usize, section: usize) -> OutputPath {
        OutputPath::page(&self.sections[index][section])
    }
}

impl<'m> Moment<'m> {
    /// The pull requests that are shown.
    pub fn requests(&self, snapshot: &'m Snapshot) -> impl Iterator<Item = &'m PullRequest> {
        let found = self.pulls.iter();
        found.filter_map(|number| snapshot.pull_request(*number))
    }
}
