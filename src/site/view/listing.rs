//! Views of lists: pull requests, discussions; and the two pages that lead elsewhere.

use serde::Serialize;

use super::{ChangeCounts, DocumentLink, Href, PullState, Verdict};

/// `/pulls/` and its further pages, of all or of one state.
#[derive(Clone, Debug, Serialize)]
pub struct PullListView {
    /// The state that is shown; `None` for all.
    pub state: Option<PullState>,
    /// The label that all of them have, where it is a label's list.
    pub label: Option<String>,
    /// The title of the document that all of them change, where it is a document's list.
    pub document: Option<String>,
    /// The path of that document.
    pub document_path: Option<String>,
    /// The lists by state, the one of all first.
    pub filters: Vec<StateFilter>,
    /// The lists by label; on first pages only.
    pub labels: Vec<ListLink>,
    /// The lists by document; on first pages only.
    pub documents: Vec<ListLink>,
    /// The requests on this page.
    pub rows: Vec<PullRow>,
    /// The pages of this list.
    pub pages: Vec<PageLink>,
    /// How many requests the list has on all its pages.
    pub total: usize,
    /// When the records were last brought up to date; `None` without records.
    pub records_as_of: Option<String>,
    /// The list of passages that requests touch, if any does.
    pub sections: Option<Href>,
    /// The list of those who sent requests, if they are named.
    pub contributors: Option<Href>,
    /// The page of the backlog over time, if records tell of it.
    pub backlog: Option<Href>,
    /// How many requests are not shown at all, as the site's editors decided.
    pub left_out: usize,
    /// How many of these are spam.
    pub spam: usize,
    /// The `index.json` among the files of `render::pull_index`, for filtering in the browser.
    pub index: Option<Href>,
    /// The folder of the requests' pages, if that is on another origin than this list.
    pub second: Option<Href>,
}

/// A list of the requests in one state.
#[derive(Clone, Debug, Serialize)]
pub struct StateFilter {
    /// The state; `None` for all.
    pub state: Option<PullState>,
    /// How many.
    pub count: usize,
    /// Its first page.
    pub href: Href,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A list of requests with something in common.
#[derive(Clone, Debug, Serialize)]
pub struct ListLink {
    /// The label, or the document's title.
    pub title: String,
    /// How many.
    pub count: usize,
    /// Its first page.
    pub href: Href,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// What it is called: its number, or a range of numbers.
    pub label: String,
    /// Its address.
    pub href: Href,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A pull request in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PullRow {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub state: PullState,
    /// When it was last changed.
    pub date: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The page of the one who sent it.
    pub contributor: Option<Href>,
    /// Its labels.
    pub labels: Vec<LabelView>,
    /// Whether it still applies; `None` where that is no question or cannot be told.
    pub verdict: Option<Verdict>,
    /// The titles of the documents it touches; cut at a few.
    pub documents: Vec<String>,
    /// Documents left out of `documents`.
    pub documents_omitted: usize,
    /// The headings of the sections it touches; cut at a few.
    pub sections: Vec<String>,
    /// How much it changes; `None` if it cannot be shown.
    pub counts: Option<ChangeCounts>,
    /// Its page.
    pub href: Href,
}

/// A label of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelView {
    /// What it says.
    pub name: String,
    /// One of twelve hues, from 1: `hue-1` is red, and so on around the circle. `None` for grey, or if none is known.
    pub hue: Option<u8>,
}

/// `/404.html`.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// Where to go instead.
    pub suggestions: Vec<DocumentLink>,
}

/// An old address that leads to a new one.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectView {
    /// The page it leads to.
    pub target: DocumentLink,
}
