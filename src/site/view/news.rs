//! Views of what is new in each version.

use serde::Serialize;

use super::{
    ChangeCounts, ChangedDocument, CommitRef, DiscussionLink, DocumentLink, Highlights, Href,
    PullLink, SafeHtml, StandingRow, TimelineView,
};

/// `/versions/`: the versions, newest first, each with what is new in it.
#[derive(Clone, Debug, Serialize)]
pub struct VersionListView {
    /// The versions and the requests over time; `None` where there is too little to draw.
    pub timeline: Option<TimelineView>,
    /// The map of the proposal, if there is one.
    pub map: Option<Href>,
    /// The versions.
    pub rows: Vec<VersionNewsRow>,
    /// The feed of the site.
    pub feed: Href,
}

/// A version in the list.
#[derive(Clone, Debug, Serialize)]
pub struct VersionNewsRow {
    /// Its name.
    pub label: String,
    /// Whether it is the newest.
    pub latest: bool,
    /// Its date, RFC 3339.
    pub date: String,
    /// The page of what is new in it.
    pub href: Href,
    /// Its text.
    pub read: Href,
    /// How many documents differ from the version before; `None` for the first.
    pub documents: Option<usize>,
    /// How many requests were merged into it.
    pub pulls: usize,
}

/// `/versions/{name}/`: what is new in a version.
#[derive(Clone, Debug, Serialize)]
pub struct VersionNewsView {
    /// Its name.
    pub label: String,
    /// Whether it is the newest.
    pub latest: bool,
    /// Its commit, with the date.
    pub commit: CommitRef,
    /// Its text.
    pub read: Href,
    /// The editors' introduction; empty where there is none.
    pub body: SafeHtml,
    /// What changed in the text; `None` for the first version.
    pub changes: Option<VersionChanges>,
    /// The requests merged into it, in the order of their numbers; cut at a bound.
    pub pulls: Listed<PullLink>,
    /// Changes of the main branch that no request brought, oldest first; cut at a bound.
    pub direct: Listed<DirectChange>,
    /// New passages with the wording of requests that were not merged; cut at a bound.
    pub absorbed: Listed<StandingRow>,
    /// Those whose requests were merged or whose wording is in it. Where names are not shown, only counted.
    pub people: Listed<PersonRow>,
    /// Discussions that closed since the version before.
    pub closed: Listed<DiscussionLink>,
    /// Discussions that its changes name.
    pub discussions: Listed<DiscussionLink>,
    /// The version before.
    pub previous: Option<DocumentLink>,
    /// The version after.
    pub next: Option<DocumentLink>,
    /// The list of versions.
    pub all: Href,
    /// The feed of the site.
    pub feed: Href,
}

/// What changed in the text since the version before.
#[derive(Clone, Debug, Serialize)]
pub struct VersionChanges {
    /// The name of the version before.
    pub from: String,
    /// The comparison of the two.
    pub href: Href,
    /// The documents that differ.
    pub documents: Vec<ChangedDocument>,
    /// How much differs in all.
    pub counts: ChangeCounts,
    /// Figures and promises that changed.
    pub highlights: Highlights,
}

/// The first of so many things.
#[derive(Clone, Debug, Serialize)]
pub struct Listed<T> {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub rows: Vec<T>,
    /// How many are not among `rows`.
    pub omitted: usize,
}

impl<T> Listed<T> {
    /// Lists so many of them at most.
    pub fn first(most: usize, mut rows: Vec<T>) -> Self {
        let count = rows.len();
        rows.truncate(most);
        Self::of(count, rows)
    }

    /// So many, of which these are told.
    pub fn of(count: usize, rows: Vec<T>) -> Self {
        Self {
            omitted: count.saturating_sub(rows.len()),
            count,
            rows,
        }
    }
}

/// A change that no request brought.
#[derive(Clone, Debug, Serialize)]
pub struct DirectChange {
    /// What its commit says of itself.
    pub subject: String,
    /// When, RFC 3339.
    pub date: String,
    /// Where it is told.
    pub href: Href,
}

/// Someone who has a part in a version.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// What they are called.
    pub name: String,
    /// Their page, if they have one.
    pub href: Option<Href>,
    /// How many of their requests were merged.
    pub merged: usize,
    /// How many others have wording in it.
    pub absorbed: usize,
}
