//! A repository → what the survey reads: wordings of all requests, moments and states of the main branch.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use git2::{Oid, Repository};
use rayon::prelude::*;
use teigen::config::Config;
use teigen::repository::{self, Source, Wanted};
use teigen::snapshot::{
    ObjectId, PullRequest, PullRequestState, Snapshot, SourceFile, VersionName,
};
use teigen::survey::absorbed::{Moment, Request, State, Text};
use teigen::survey::family::Saying;
use teigen::survey::wording::{Base, Wording, source_of, wording, wording_since};

/// Everything that was read.
pub struct Corpus {
    /// Versions, requests, files.
    pub snapshot: Snapshot,
    /// Texts by their ids.
    texts: BTreeMap<ObjectId, String>,
    /// For each request the documents that it changes.
    pub wordings: Vec<Vec<(String, Wording)>>,
    /// First parents of the main branch, oldest first, with the files of each.
    chain: Vec<Step>,
    /// For each commit of the main branch the index of the step that brought it.
    brought: HashMap<ObjectId, usize>,
}

struct Step {
    commit: ObjectId,
    date: teigen::snapshot::Timestamp,
    files: Vec<SourceFile>,
}

impl Corpus {
    /// Reads all.
    pub fn read(path: &Path) -> Result<Self> {
        let started = Instant::now();
        let source = Source::open(path)?;
        let snapshot = repository::read(&source, &Config::default(), Wanted::All, &|_, _| {})?;
        let (chain, brought) = chain(path, &source, &snapshot)?;
        let mut corpus = Self {
            snapshot,
            texts: BTreeMap::new(),
            wordings: Vec::new(),
            chain,
            brought,
        };
        corpus.texts = corpus.read_texts(&source)?;
        eprintln!("reading: {:.2} s", started.elapsed().as_secs_f64());
        let started = Instant::now();
        let pulls = &corpus.snapshot.pull_requests;
        corpus.wordings = pulls
            .par_iter()
            .map(|pull| corpus.wordings_of(pull))
            .collect();
        eprintln!("wordings: {:.2} s", started.elapsed().as_secs_f64());
        Ok(corpus)
    }

    fn read_texts(&self, source: &Source) -> Result<BTreeMap<ObjectId, String>> {
        let pulls = self.snapshot.pull_requests.iter();
        let changed = pulls
            .filter_map(PullRequest::newest)
            .flat_map(|revision| &revision.files)
            .filter(|file| file.path.is_markdown())
            .flat_map(|file| file.before.into_iter().chain(file.after));
        let stood = self.chain.iter().flat_map(|step| &step.files);
        let stood = stood
            .filter(|file| file.path.is_markdown())
            .map(|file| file.blob);
        let mut wanted: Vec<ObjectId> = changed.chain(stood).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let read: Vec<Vec<(ObjectId, String)>> = wanted
            .par_chunks(256)
            .map(|chunk| {
                let blobs = source.blobs().ok();
                let text = |id: &ObjectId| Some((*id, blobs.as_ref()?.text(*id).ok()?));
                chunk.iter().filter_map(text).collect()
            })
            .collect();
        Ok(read.into_iter().flatten().collect())
    }

    fn text(&self, id: Option<ObjectId>) -> &str {
        id.and_then(|id| self.texts.get(&id))
            .map_or("", String::as_str)
    }

    fn wordings_of(&self, pull: &PullRequest) -> Vec<(String, Wording)> {
        let files = pull.newest().map_or(&[][..], |revision| &revision.files);
        let documents = files.iter().filter(|file| file.path.is_markdown());
        documents
            .map(|file| {
                let (before, after) = (self.text(file.before), self.text(file.after));
                let wording = match file.before {
                    Some(_) => wording(before, after),
                    None => {
                        let bases: Vec<Base> = self.texts_at(pull).map(Base::new).collect();
                        match source_of(after, &bases) {
                            Some(source) => wording_since(source, after),
                            None => wording("", after),
                        }
                    }
                };
                (file.path.to_string(), wording)
            })
            .collect()
    }

    /// The documents of the state that a request starts from.
    fn texts_at(&self, pull: &PullRequest) -> impl Iterator<Item = &str> {
        let base = pull
            .newest()
            .and_then(|revision| self.brought.get(&revision.base));
        let files = base.map_or(&[][..], |&step| &self.chain[step].files);
        let files = files.iter().filter(|file| file.path.is_markdown());
        files.map(|file| self.text(Some(file.blob)))
    }

    /// The new text of a request's document.
    pub fn head_text(&self, number: u64, path: &str) -> &str {
        let pull = self.pull(number).and_then(PullRequest::newest);
        let file = pull.and_then(|revision| {
            revision
                .files
                .iter()
                .find(|file| file.path.as_str() == path)
        });
        self.text(file.and_then(|file| file.after))
    }

    /// A request.
    pub fn pull(&self, number: u64) -> Option<&PullRequest> {
        let pulls = &self.snapshot.pull_requests;
        pulls
            .binary_search_by_key(&number, |pull| pull.number)
            .ok()
            .map(|at| &pulls[at])
    }

    /// A request's wordings.
    pub fn wordings(&self, number: u64) -> &[(String, Wording)] {
        let pulls = &self.snapshot.pull_requests;
        let at = pulls.binary_search_by_key(&number, |pull| pull.number);
        at.map_or(&[][..], |at| &self.wordings[at])
    }

    /// What all requests say.
    pub fn sayings(&self) -> Vec<Saying> {
        let pulls = self.snapshot.pull_requests.par_iter().zip(&self.wordings);
        pulls
            .map(|(pull, wordings)| {
                let documents = wordings
                    .iter()
                    .map(|(path, wording)| (path.as_str(), wording));
                Saying::new(pull.number, documents)
            })
            .collect()
    }

    /// The main branch's documents as they came.
    pub fn moments(&self) -> Vec<Moment<'_>> {
        let merged: HashMap<ObjectId, u64> = self
            .snapshot
            .pull_requests
            .iter()
            .filter_map(|pull| Some((pull.merge_commit()?, pull.number)))
            .collect();
        let steps = self.chain.iter().enumerate();
        steps
            .map(|(index, step)| {
                let known = index
                    .checked_sub(1)
                    .map_or(&[][..], |before| &self.chain[before].files);
                let new = step.files.iter().filter(|file| !known.contains(file));
                Moment {
                    commit: step.commit,
                    date: step.date,
                    pull_request: merged.get(&step.commit).copied(),
                    documents: self.documents(new),
                }
            })
            .collect()
    }

    fn documents<'f>(&self, files: impl Iterator<Item = &'f SourceFile>) -> Vec<Text<'_>>
    where
        Self: 'f,
    {
        let files = files.filter(|file| file.path.is_markdown());
        let texts = files.filter_map(|file| {
            let (id, text) = self.texts.get_key_value(&file.blob)?;
            Some((file.path.to_string(), *id, text.as_str()))
        });
        texts
            .map(|(path, _, text)| Text {
                path: path.leak(),
                text,
            })
            .collect()
    }

    /// The versions and the tip.
    pub fn states(&self) -> Vec<State<'_>> {
        let versions = self.snapshot.versions.iter().chain(&self.snapshot.next);
        versions
            .map(|version| State {
                moment: self.brought.get(&version.commit).copied().unwrap_or(0),
                documents: self.documents(version.files.iter()),
            })
            .collect()
    }

    /// Their names.
    pub fn state_names(&self) -> Vec<String> {
        let versions = self.snapshot.versions.iter().chain(&self.snapshot.next);
        versions.map(|version| version.name.to_string()).collect()
    }

    /// A document of a state.
    pub fn state_text(&self, state: usize, path: &str) -> &str {
        let mut versions = self.snapshot.versions.iter().chain(&self.snapshot.next);
        let file = versions.nth(state).and_then(|version| version.file(path));
        self.text(file.map(|file| file.blob))
    }

    /// All requests.
    pub fn requests(&self) -> Vec<Request<'_>> {
        let pulls = self.snapshot.pull_requests.iter().zip(&self.wordings);
        pulls
            .map(|(pull, wordings)| Request {
                number: pull.number,
                merged: matches!(pull.state, PullRequestState::Merged { .. }),
                since: pull
                    .newest()
                    .and_then(|revision| self.brought.get(&revision.base))
                    .copied(),
                written: pull
                    .newest()
                    .and_then(|revision| revision.commits.first())
                    .map(|commit| commit.date)
                    .unwrap_or_default(),
                documents: wordings
                    .iter()
                    .map(|(path, wording)| (path.as_str(), wording))
                    .collect(),
                mentions: Vec::new(),
            })
            .collect()
    }
}

/// The first parents of the main branch, and which of them brought each commit.
fn chain(
    path: &Path,
    source: &Source,
    snapshot: &Snapshot,
) -> Result<(Vec<Step>, HashMap<ObjectId, usize>)> {
    let git = Repository::open(path)?;
    let tip = snapshot.next.as_ref().context("no main branch")?.commit;
    let mut walk = git.revwalk()?;
    walk.push(Oid::from_bytes(tip.as_bytes())?)?;
    walk.simplify_first_parent()?;
    let mut commits = walk.collect::<Result<Vec<Oid>, _>>()?;
    commits.reverse();
    let id = |oid: Oid| ObjectId::from_bytes(oid.as_bytes()).context("an id");
    let (mut steps, mut brought) = (Vec::new(), HashMap::new());
    for (index, &commit) in commits.iter().enumerate() {
        let name = VersionName::new("step").context("a name")?;
        let state = repository::read_commit(source, name, id(commit)?)?;
        steps.push(Step {
            commit: state.commit,
            date: state.date,
            files: state.files,
        });
        let mut waiting = vec![commit];
        while let Some(next) = waiting.pop() {
            if brought
                .insert(id(next)?, index)
                .is_some_and(|known| known != index)
            {
                brought.insert(id(next)?, brought[&id(next)?].min(index));
                continue;
            }
            let parents: Vec<Oid> = git.find_commit(next)?.parent_ids().collect();
            for parent in parents {
                if !brought.contains_key(&id(parent)?) {
                    waiting.push(parent);
                }
            }
        }
    }
    Ok((steps, brought))
}
