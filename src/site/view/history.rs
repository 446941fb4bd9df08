//! Views of the past: what happened to the proposal, to a document, to a section.

use serde::Serialize;

use super::{CommitRef, DiscussionLink, DocumentLink, Href, PageLink, PostRow, PullLink, SafeHtml};

/// `/history/` and its further pages: all changes of the main branch, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// How many there are in all.
    pub count: usize,
    /// Those on this page.
    pub entries: Vec<HistoryEntry>,
    /// Whether older ones are known to Git but not told.
    pub cut: bool,
    /// The documents of today, each with its own page.
    pub documents: Vec<HistoryRow>,
    /// The pages of the list.
    pub pages: Vec<PageLink>,
    /// The feed of the site.
    pub feed: Href,
}

/// `/history/{document}/`.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentHistoryView {
    /// The document as it stands today.
    pub document: DocumentLink,
    /// What happened to it, newest first.
    pub entries: Vec<HistoryEntry>,
    /// How many more there are.
    pub omitted: usize,
    /// Its sections, each with its own page.
    pub sections: Vec<HistoryRow>,
    /// Posts of discussions that are about it as a whole.
    pub posts: Vec<PostRow>,
    /// Its feed.
    pub feed: Href,
}

/// `/history/{document}/{section}/`.
#[derive(Clone, Debug, Serialize)]
pub struct SectionHistoryView {
    /// The section's heading.
    pub title: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// The document that it stands in today.
    pub document: DocumentLink,
    /// The section in that document.
    pub section: Href,
    /// The history of the whole document.
    pub whole: Href,
    /// What waiting requests propose for it, if any touch it.
    pub proposals: Option<Counted>,
    /// What happened to it, newest first.
    pub entries: Vec<HistoryEntry>,
    /// How many more there are.
    pub omitted: usize,
    /// The sections below it, each with its own page.
    pub below: Vec<HistoryRow>,
    /// Posts of discussions that are about it.
    pub posts: Vec<PostRow>,
    /// Its feed.
    pub feed: Href,
}

/// So many of something, and where they are.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// How many.
    pub count: usize,
    /// Their page.
    pub href: Href,
}

/// A document or section in a list of those that have a history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryRow {
    /// Its title.
    pub title: String,
    /// How deep it stands in the list, from 0.
    pub depth: usize,
    /// Its page.
    pub href: Href,
    /// How often it changed.
    pub count: usize,
    /// When it last changed.
    pub date: String,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryEntry {
    /// Its id on the page, for links to it.
    pub id: String,
    /// When.
    pub date: String,
    /// What.
    pub kind: HistoryKind,
    /// The document that it came from.
    pub from: Option<String>,
    /// The version that first has it, where that is another one than for the entry before: its name, and where what
    /// is new in it is told. `next` for what no named version has.
    pub version: Option<DocumentLink>,
    /// The pull requests that brought it.
    pub pulls: Vec<PullLink>,
    /// Who wrote it, where names are shown.
    pub people: Vec<String>,
    /// What the commit says of itself.
    pub subject: String,
    /// The commit.
    pub commit: CommitRef,
    /// The discussions that request or commit name.
    pub discussions: Vec<DiscussionLink>,
    /// The documents or sections that it changed.
    pub places: Vec<DocumentLink>,
    /// How many more there are.
    pub places_omitted: usize,
    /// The change as a reader sees it; empty where it is not shown.
    pub body: SafeHtml,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// It began.
    Began,
    /// It changed.
    Changed,
    /// It came from another document.
    Came,
}
