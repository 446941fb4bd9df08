//! Views of those who sent pull requests.

use serde::Serialize;

use super::{AbsorbedRow, Href, PageLink, PullLink, PullRow, PullState};

/// `/contributors/` and its further pages.
#[derive(Clone, Debug, Serialize)]
pub struct ContributorListView {
    /// Those on this page, with most requests first.
    pub rows: Vec<ContributorRow>,
    /// The list of all requests.
    pub pulls: Href,
    /// How many contributors there are.
    pub total: usize,
    /// The pages of this list.
    pub pages: Vec<PageLink>,
}

/// Someone in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ContributorRow {
    /// What they are called.
    pub name: String,
    /// Their picture, if pictures are shown.
    pub portrait: Option<Href>,
    /// Their page.
    pub href: Href,
    /// How many requests they sent.
    pub count: usize,
    /// What became of them.
    pub states: Vec<StateCount>,
    /// How many requests that were not merged have wording that stands in a version.
    pub standing: usize,
}

/// How many requests are in a state; never 0.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: PullState,
    /// How many.
    pub count: usize,
}

/// `/contributors/{name}/` and its further pages.
#[derive(Clone, Debug, Serialize)]
pub struct ContributorView {
    /// What they are called.
    pub name: String,
    /// Their picture, if pictures are shown.
    pub portrait: Option<Href>,
    /// How many requests they sent.
    pub total: usize,
    /// What became of them.
    pub states: Vec<StateCount>,
    /// Those that were merged; on the first page only, cut at a few.
    pub merged: Vec<PullLink>,
    /// Merged requests left out of `merged`.
    pub merged_omitted: usize,
    /// Wording that stands in a version although its request was not merged; on the first page only, cut at a few.
    pub standing: Vec<StandingRow>,
    /// Passages left out of `standing`.
    pub standing_omitted: usize,
    /// Their requests on this page, newest first.
    pub rows: Vec<PullRow>,
    /// The pages of the list of their requests.
    pub pages: Vec<PageLink>,
    /// The list of all contributors.
    pub all: Href,
}

/// A passage with the wording of a request that was not merged.
#[derive(Clone, Debug, Serialize)]
pub struct StandingRow {
    /// The request.
    pub pull: PullLink,
    /// What became of its wording.
    pub wording: AbsorbedRow,
}
