//! Views of a pull request and of one of its revisions.

use serde::{Deserialize, Serialize};

use crate::language::Tag;

use super::{
    ChangeCounts, CommitRef, DiscussionLink, DocumentLink, DocumentStatus, Highlights, Href,
    LabelView, SafeHtml, SectionChanges, Surroundings,
};

/// `/pulls/{n}/`: a pull request.
#[derive(Clone, Debug, Serialize)]
pub struct PullRequestView {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub state: PullState,
    /// Its page on the forge.
    pub forge: Option<Href>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The picture of the account that sent it, if pictures are shown.
    pub portrait: Option<Href>,
    /// When it was last changed, as far as its commits tell.
    pub date: String,
    /// The commit that brought it into the main branch.
    pub merged: Option<CommitRef>,
    /// What its author says about it.
    pub description: Option<SafeHtml>,
    /// What it changes, or why that cannot be shown.
    pub content: PullContent,
    /// The heads it has had, oldest first.
    pub revisions: Vec<RevisionRow>,
    /// How many more there were, whose text is lost.
    pub lost_revisions: usize,
    /// Discussions that it names.
    pub discussions: Vec<DiscussionLink>,
    /// Its labels.
    pub labels: Vec<LabelView>,
    /// What is told of it beside its own change.
    pub around: Surroundings,
    /// The request with the next lower number.
    pub previous: Option<DocumentLink>,
    /// The request with the next higher number.
    pub next: Option<DocumentLink>,
}

/// What became of a pull request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PullState {
    /// It waits for a decision.
    Open,
    /// Its change was adopted.
    Merged,
    /// It was closed without being merged.
    Closed,
    /// Git alone does not tell.
    #[default]
    Unknown,
}

/// What a pull request changes, or why that cannot be shown. Templates see its `kind`.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PullContent {
    /// It can be shown.
    Available(Box<PullChanges>),
    /// It cannot be shown.
    Unavailable {
        /// Why, in words.
        reason: String,
    },
}

/// What a pull request changes.
#[derive(Clone, Debug, Serialize)]
pub struct PullChanges {
    /// The commit it is compared with.
    pub base: CommitRef,
    /// Its newest commit.
    pub head: CommitRef,
    /// Its commits, newest first.
    pub commits: Vec<CommitRow>,
    /// Commits left out of `commits`.
    pub commits_omitted: usize,
    /// The documents it changes.
    pub documents: Vec<PullDocument>,
    /// Documents left out of `documents`.
    pub documents_omitted: usize,
    /// Other files it changes, and files that cannot be shown, in words.
    pub other_files: Vec<String>,
    /// How much it changes in all documents.
    pub counts: ChangeCounts,
    /// Figures and promises that it changes.
    pub highlights: Highlights,
}

/// A commit in a list.
#[derive(Clone, Debug, Serialize)]
pub struct CommitRow {
    /// The commit.
    pub commit: CommitRef,
    /// The first line of its message.
    pub subject: String,
    /// Who wrote it.
    pub author: String,
}

/// A document that a pull request changes.
#[derive(Clone, Debug, Serialize)]
pub struct PullDocument {
    /// A place on the page that is its own.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// The language of its text, where it is a translation.
    pub language: Option<Tag>,
    /// Where its source is, inside the repository.
    pub source: String,
    /// Its older path, if it was renamed.
    pub renamed_from: Option<String>,
    /// What happens to it.
    pub status: DocumentStatus,
    /// How much.
    pub counts: ChangeCounts,
    /// What becomes of its sections.
    pub outline: SectionChanges,
    /// The sections it touches, as plain headings.
    pub sections: Vec<String>,
    /// The changed passages with a little of what stands around them.
    pub body: Option<SafeHtml>,
    /// Why there is no body: too large, not text, no visible change.
    pub remark: Option<String>,
    /// The document as it would read.
    pub preview: Option<Href>,
    /// The document as it is now.
    pub original: Option<Href>,
}

/// One of the heads a pull request has had, in a list.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionRow {
    /// 1 for the first known.
    pub number: u32,
    /// Its newest commit.
    pub head: CommitRef,
    /// Its page.
    pub href: Option<Href>,
    /// Whether it is the newest.
    pub newest: bool,
    /// The first line of its commit's message.
    pub subject: String,
    /// Whether it is only known as a commit that a later one builds on.
    pub step: bool,
}

/// `/pulls/{n}/r{k}/`: one revision, and what changed since the one before.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionView {
    /// The pull request's number.
    pub number: u64,
    /// The pull request's title.
    pub title: String,
    /// The pull request's page.
    pub pull: Href,
    /// This revision's number.
    pub revision: u32,
    /// Its newest commit.
    pub head: CommitRef,
    /// The first line of that commit's message.
    pub subject: String,
    /// What it changes in all; `None` where that is on the pull request's page, or a step on the way to a later one.
    pub content: Option<PullContent>,
    /// What differs from the revision before, without what others changed in between; empty for the first.
    pub since_previous: Vec<PullDocument>,
    /// Whether it is the first one.
    pub first: bool,
    /// Whether it starts from a newer text than the revision before.
    pub rebased: bool,
    /// The revision before; its title is its number.
    pub previous: Option<DocumentLink>,
    /// The revision after; its title is its number.
    pub next: Option<DocumentLink>,
    /// How many more there were, whose text is lost.
    pub lost: usize,
}
