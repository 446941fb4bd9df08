//! Heads, merges and records → pull requests: base, head, commits, authors, state, changed files.
//!
//! What Git shows to be merged is merged; else a record's word counts; else what the references tell. One request that cannot be read is listed with the reason and costs the others nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use git2::{Oid, Repository};

use super::history::{History, Merge};
use super::loose::Loose;
use super::main_commits;
use super::objects::{Commit, ObjectError, Objects, to_id, to_oid};
use super::pins;
use super::references::References;
use super::tree;
use crate::diagnostic::is_hidden;
use crate::record::{PullRecord, RecordState};
use crate::snapshot::{
    CommitSummary, ObjectId, Problem, ProblemKind, PullRequest, PullRequestState, Revision,
    RevisionOrigin,
};

/// Most commits of one request that are walked, and most that are listed.
const WALK_LIMIT: usize = 10_000;
const LISTED_COMMITS: usize = 100;
/// Most revisions of one request that are kept, the newest.
const REVISION_LIMIT: usize = 50;
/// Most authors that are named, and the longest name or title in characters.
const AUTHOR_LIMIT: usize = 20;
const LINE_LIMIT: usize = 200;
/// Most web addresses that are taken from one commit message.
const LINK_LIMIT: usize = 10;

/// Why one pull request cannot be shown.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error("it shares no history with the main branch")]
    NoBase,
    #[error("it has more than {WALK_LIMIT} commits")]
    TooManyCommits,
    #[error("none of its commits is in the repository; `teigen sync` fetches them")]
    RecordOnly,
    #[error("Git cannot find where it left the main branch: {0}")]
    MergeBase(String),
}

impl From<Unreadable> for Problem {
    fn from(reason: Unreadable) -> Self {
        let kind = match &reason {
            Unreadable::Object(error) => return error.into(),
            Unreadable::NoBase => ProblemKind::NoBase,
            Unreadable::TooManyCommits => ProblemKind::TooLong,
            Unreadable::RecordOnly => ProblemKind::RecordOnly,
            Unreadable::MergeBase(_) => ProblemKind::Damaged,
        };
        Self {
            kind,
            detail: reason.to_string(),
        }
    }
}

/// What is known of pull requests before any of their commits is read.
pub struct Known<'r> {
    /// The main branch's history.
    pub history: &'r History,
    /// What the references say.
    pub references: &'r References,
    /// What servers told, by number.
    pub records: BTreeMap<u64, Arc<PullRecord>>,
}

/// What a pull request is read from.
pub struct Reader<'r> {
    repository: &'r Repository,
    objects: Objects<'r>,
    history: &'r History,
    references: &'r References,
    records: &'r BTreeMap<u64, Arc<PullRecord>>,
}

/// The base of a revision, and its commits from the newest.
type Ends = (Oid, Vec<(Oid, Commit)>);

/// The commits between base and head.
struct Walked {
    /// Newest first.
    commits: Vec<(Oid, Commit)>,
    /// Commits of the main branch that were met.
    met: BTreeSet<Oid>,
}

impl Known<'_> {
    /// The numbers of all pull requests that Git or a record knows of, ascending.
    pub fn numbers(&self) -> BTreeSet<u64> {
        let references = self.references;
        references
            .heads
            .keys()
            .chain(references.broken.keys())
            .chain(references.kept_heads.keys())
            .chain(self.history.merges.keys())
            .chain(self.records.keys())
            .copied()
            .collect()
    }

    /// Whether a pull request was merged, as far as its number, its head and its record tell.
    pub fn is_merged(&self, number: u64) -> bool {
        let head = self.references.heads.get(&number);
        let record = self.records.get(&number);
        self.history.merges.contains_key(&number)
            || head.is_some_and(|head| self.history.contains(*head))
            || record.is_some_and(|record| record.state == RecordState::Merged)
    }
}

impl<'r> Reader<'r> {
    /// Opens the object database for one thread.
    pub fn new(
        repository: &'r Repository,
        known: &'r Known<'r>,
        loose: &Loose,
    ) -> Result<Self, git2::Error> {
        Ok(Self {
            repository,
            objects: Objects::new(repository, loose)?,
            history: known.history,
            references: known.references,
            records: &known.records,
        })
    }

    /// Reads one pull request; never fails.
    pub fn read(&self, number: u64) -> PullRequest {
        let record = self.records.get(&number);
        let mut pull = self.try_read(number).unwrap_or_else(|reason| PullRequest {
            number,
            title: format!("#{number}"),
            state: record.map_or(PullRequestState::Unknown, |record| told_state(record)),
            authors: Vec::new(),
            revisions: Vec::new(),
            lost_heads: 0,
            unavailable: Some(reason),
            record: None,
        });
        if let Some(record) = record {
            pull.record = Some(Arc::clone(record));
            if !record.title.is_empty() {
                pull.title.clone_from(&record.title);
            }
        }
        pull
    }

    fn try_read(&self, number: u64) -> Result<PullRequest, Problem> {
        if let Some(reason) = self.references.broken.get(&number) {
            return Err(Problem {
                kind: ProblemKind::Reference,
                detail: reason.clone(),
            });
        }
        let merge = self.merge_of(number)?;
        let state = self.state(number, merge.as_ref())?;
        let mut revisions = Vec::new();
        let mut problem = None;
        let (heads, lost_heads) = self.heads(number, merge.as_ref());
        for (index, (head, origin)) in self.with_commits(heads).into_iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            match self.revision((number, origin), head, merge.as_ref()) {
                Ok(revision) => revisions.push(revision),
                Err(reason) => problem = Some(Problem::from(reason)),
            }
        }
        let Some(newest) = revisions.last() else {
            return Err(problem.unwrap_or_else(|| Unreadable::RecordOnly.into()));
        };
        Ok(PullRequest {
            number,
            title: title(number, merge.as_ref(), newest),
            authors: authors(newest),
            state,
            revisions,
            lost_heads,
            unavailable: problem,
            record: None,
        })
    }

    /// The merge commit or squash that brought it, if its claim agrees with the head that is known.
    fn merge_of(&self, number: u64) -> Result<Option<Merge>, Unreadable> {
        let head = self.references.heads.get(&number).copied();
        let claimed = self.history.merges.get(&number);
        let (Some(head), Some(merge)) = (head, claimed) else {
            if let Some(head) = head.filter(|head| self.history.contains(*head)) {
                return Ok(Some(self.brought(head)?));
            }
            return Ok(match claimed {
                Some(merge) => Some(merge.clone()),
                None => self.told_merge(number)?,
            });
        };
        // A fork numbers its own requests: a merge of its #12 says nothing about ours.
        let ours = merge.parents.len() == 1
            || merge.parents[1..].contains(&head)
            || self.history.contains(head)
            || self.walk(head)?.met.contains(&merge.parents[1]);
        Ok(ours.then(|| merge.clone()))
    }

    /// The merge that a record names, if the main branch holds it.
    fn told_merge(&self, number: u64) -> Result<Option<Merge>, Unreadable> {
        let told = self
            .records
            .get(&number)
            .and_then(|record| record.merge_commit);
        let Some(commit) = told.map(to_oid).filter(|id| self.history.contains(*id)) else {
            return Ok(None);
        };
        Ok(Some(Merge {
            commit,
            parents: self.objects.commit(commit)?.parents,
            title: None,
        }))
    }

    /// The main branch's commit that made `head` reachable, taken as its merge.
    fn brought(&self, head: Oid) -> Result<Merge, Unreadable> {
        let commit = self.history.chain[self.history.brought_by[&head]];
        Ok(Merge {
            commit,
            parents: self.objects.commit(commit)?.parents,
            title: None,
        })
    }

    fn state(&self, number: u64, merge: Option<&Merge>) -> Result<PullRequestState, Unreadable> {
        let record = self.records.get(&number).map(Arc::as_ref);
        // One that was closed, and whose commits came into the text through another, was not merged itself.
        let closed = record.filter(|record| record.state == RecordState::Closed);
        if let Some(record) = closed.filter(|_| !self.history.merges.contains_key(&number)) {
            return Ok(told_state(record));
        }
        Ok(match merge {
            Some(merge) => PullRequestState::Merged {
                commit: Some(to_id(merge.commit)),
                date: self.objects.commit(merge.commit)?.committed,
            },
            None => match record {
                Some(record) => told_state(record),
                None if self.references.trial_merges.contains(&number) => PullRequestState::Open,
                None => PullRequestState::Unknown,
            },
        })
    }

    /// Every head that is known, oldest first, and how many more a record tells of.
    fn heads(&self, number: u64, merge: Option<&Merge>) -> (Vec<Oid>, usize) {
        let kept = self.references.kept_heads.get(&number);
        let mut heads: Vec<Oid> = kept
            .into_iter()
            .flat_map(|kept| kept.values().copied())
            .collect();
        if let Some(record) = self.records.get(&number) {
            pins::in_order(&mut heads, &pins::pushed(record));
        }
        let last = match (self.references.heads.get(&number), merge) {
            (Some(&head), _) => Some(head),
            (None, Some(merge)) => Some(merge.parents.get(1).copied().unwrap_or(merge.commit)),
            (None, None) => None,
        };
        heads.extend(last);
        // A reference may lead to a tag of a commit.
        let mut heads: Vec<Oid> = heads
            .into_iter()
            .map(|head| self.objects.peel(head).unwrap_or(head))
            .collect();
        heads.dedup();
        let told = self.records.get(&number);
        let told: BTreeSet<ObjectId> = told.into_iter().flat_map(|r| pins::pushed(r)).collect();
        let lost = told.iter().filter(|id| !heads.contains(&to_oid(**id)));
        let lost = lost.count();
        (heads, lost)
    }

    /// Between the heads, the commits that a push brought: each may have been the head for a time. A push that replaced the
    /// head before it counts as one.
    fn with_commits(&self, heads: Vec<Oid>) -> Vec<(Oid, RevisionOrigin)> {
        let mut revisions: Vec<(Oid, RevisionOrigin)> = Vec::new();
        for head in heads {
            let last = revisions.last().map(|(id, _)| *id);
            let mut steps = self.steps(head, last);
            steps.retain(|step| revisions.iter().all(|(id, _)| id != step));
            revisions.extend(steps.into_iter().map(|step| (step, RevisionOrigin::Commit)));
            revisions.push((head, RevisionOrigin::Head));
        }
        let cut = revisions.len().saturating_sub(REVISION_LIMIT);
        revisions.split_off(cut)
    }

    /// The commits before a head along first parents, oldest first, from the head before it or from the main branch on.
    /// None where the head does not follow from the one before it, or where they cannot be read.
    fn steps(&self, head: Oid, last: Option<Oid>) -> Vec<Oid> {
        let mut steps = Vec::new();
        let mut next = Some(head).filter(|head| !self.history.contains(*head));
        while let Some(id) = next {
            let Ok(commit) = self.objects.commit(id) else {
                return Vec::new();
            };
            next = commit.parents.first().copied();
            let Some(parent) = next else {
                return Vec::new();
            };
            if Some(parent) == last || last.is_none() && self.history.contains(parent) {
                steps.reverse();
                return steps;
            }
            if steps.len() == REVISION_LIMIT || self.history.contains(parent) {
                return Vec::new();
            }
            steps.push(parent);
        }
        Vec::new()
    }

    fn revision(
        &self,
        (number, origin): (u32, RevisionOrigin),
        head: Oid,
        merge: Option<&Merge>,
    ) -> Result<Revision, Unreadable> {
        let (base, commits) = if self.history.contains(head) {
            self.merged_ends(head, merge)?
        } else {
            let walked = self.walk(head)?;
            (self.base(head, &walked.met)?, walked.newest_first())
        };
        let before = self.objects.commit(base)?;
        let after = self.objects.commit(head)?;
        let changed = tree::compare(&self.objects, before.tree, after.tree)?;
        Ok(Revision {
            number,
            origin,
            base: to_id(base),
            base_date: before.committed,
            since: self
                .history
                .brought_by
                .get(&base)
                .and_then(|at| at.checked_sub(main_commits::offset(self.history))),
            head: to_id(head),
            commit_count: commits.len(),
            commits: commits
                .iter()
                .take(LISTED_COMMITS)
                .map(|(id, commit)| summary(*id, commit))
                .collect(),
            files: changed.files,
            unreadable: changed.unreadable,
            cut: changed.cut,
        })
    }

    /// Base and commits of a head that the main branch holds: compared with the branch as it was before the merge.
    fn merged_ends(&self, head: Oid, merge: Option<&Merge>) -> Result<Ends, Unreadable> {
        let before = match merge {
            Some(merge) if merge.commit != head => merge.parents.first().copied(),
            _ => None,
        };
        let base = match before {
            Some(before) => self.merge_base(before, head)?,
            None => {
                let parents = self.objects.commit(head)?.parents;
                parents.first().copied().ok_or(Unreadable::NoBase)?
            }
        };
        let bound = self.history.brought_by.get(&head).copied().unwrap_or(0);
        let earlier = |id: Oid| {
            let brought = self.history.brought_by.get(&id);
            id == base || brought.is_some_and(|&at| at < bound)
        };
        Ok((base, self.walk_until(head, earlier)?.newest_first()))
    }

    fn base(&self, head: Oid, met: &BTreeSet<Oid>) -> Result<Oid, Unreadable> {
        let tip = *self.history.chain.last().ok_or(Unreadable::NoBase)?;
        match met.len() {
            0 => Err(Unreadable::NoBase),
            1 => Ok(*met.first().expect("one was met")),
            _ => self.merge_base(tip, head),
        }
    }

    fn merge_base(&self, one: Oid, other: Oid) -> Result<Oid, Unreadable> {
        self.repository
            .merge_base(one, other)
            .map_err(|error| match error.code() {
                git2::ErrorCode::NotFound => Unreadable::NoBase,
                _ => Unreadable::MergeBase(error.message().to_owned()),
            })
    }

    /// Walks from a head until the main branch is met on every path.
    fn walk(&self, head: Oid) -> Result<Walked, Unreadable> {
        self.walk_until(head, |id| self.history.contains(id))
    }

    fn walk_until(&self, head: Oid, is_base: impl Fn(Oid) -> bool) -> Result<Walked, Unreadable> {
        let mut walked = Walked {
            commits: Vec::new(),
            met: BTreeSet::new(),
        };
        let mut seen = HashSet::from([head]);
        let mut waiting = vec![head];
        while let Some(id) = waiting.pop() {
            if is_base(id) {
                walked.met.insert(id);
                continue;
            }
            if walked.commits.len() >= WALK_LIMIT {
                return Err(Unreadable::TooManyCommits);
            }
            let commit = self.objects.commit(id)?;
            waiting.extend(
                commit
                    .parents
                    .iter()
                    .rev()
                    .filter(|&&parent| seen.insert(parent)),
            );
            walked.commits.push((id, commit));
        }
        Ok(walked)
    }
}

impl Walked {
    fn newest_first(mut self) -> Vec<(Oid, Commit)> {
        self.commits
            .sort_by_key(|(_, commit)| std::cmp::Reverse(commit.committed.seconds));
        self.commits
    }
}

/// The state that a record tells.
fn told_state(record: &PullRecord) -> PullRequestState {
    match record.state {
        RecordState::Open => PullRequestState::Open,
        RecordState::Closed => PullRequestState::Closed {
            date: record.closed_at.unwrap_or_default(),
        },
        RecordState::Merged => PullRequestState::Merged {
            commit: record.merge_commit,
            date: record.merged_at.or(record.closed_at).unwrap_or_default(),
        },
    }
}

fn summary(id: Oid, commit: &Commit) -> CommitSummary {
    CommitSummary {
        id: to_id(id),
        subject: one_line(&commit.message),
        links: links(&commit.message),
        author: one_line(&commit.author),
        date: commit.authored,
    }
}

fn title(number: u64, merge: Option<&Merge>, newest: &Revision) -> String {
    merge
        .and_then(|merge| merge.title.as_deref())
        .map(one_line)
        .into_iter()
        .chain(
            newest
                .commits
                .iter()
                .rev()
                .map(|commit| commit.subject.clone()),
        )
        .find(|title| !title.is_empty())
        .unwrap_or_else(|| format!("#{number}"))
}

fn authors(revision: &Revision) -> Vec<String> {
    let mut seen = HashSet::new();
    revision
        .commits
        .iter()
        .rev()
        .map(|commit| commit.author.clone())
        .filter(|name| !name.is_empty() && seen.insert(name.clone()))
        .take(AUTHOR_LIMIT)
        .collect()
}

/// The first line with words, without control characters, cut at a bound.
/// The first line with something in it, without what cannot be seen, cut at a bound.
pub(super) fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default()
        .chars()
        .filter(|c| !is_hidden(*c))
        .take(LINE_LIMIT)
        .collect()
}

/// Web addresses in a message, cut at a bound.
pub(super) fn links(message: &str) -> Vec<String> {
    message
        .split(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '(' | ')' | '"' | '「' | '」' | '）' | '（' | '。' | '、'
                )
        })
        .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .filter(|word| word.len() <= 500 && !word.contains(char::is_control))
        .map(|word| word.trim_end_matches(['.', ',', ';', ':']).to_owned())
        .take(LINK_LIMIT)
        .collect()
}
