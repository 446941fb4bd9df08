//! Views of what requests do side by side: where one stands, the passages that several touch.

use serde::Serialize;

use super::{DocumentLink, Href, PageLink, PullLink, SafeHtml};
use crate::language::Tag;
pub use crate::survey::Verdict;

/// What is told of a pull request beside its own change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Surroundings {
    /// Whether it still applies to today's text; `None` where that is no question or cannot be told.
    pub verdict: Option<Verdict>,
    /// The page of the one who sent it, with their name.
    pub contributor: Option<DocumentLink>,
    /// Passages that it changes and that are no longer where they were; cut at a few.
    pub lost: Vec<LostPassage>,
    /// Its change on today's text, where that differs from what was sent.
    pub today: Vec<TodayDocument>,
    /// The passages that it touches; cut at a few.
    pub passages: Vec<PassageRow>,
    /// Passages left out of `passages`.
    pub passages_omitted: usize,
    /// Other requests that are most like it.
    pub alike: Vec<AlikeRow>,
    /// The group of requests that say the same, if it is in one.
    pub family: Option<FamilyView>,
    /// Wording of it that stands in a version although it was not merged.
    pub absorbed: Vec<AbsorbedRow>,
    /// Other requests that it names or that name it.
    pub mentions: Vec<PullLink>,
}

/// A document that a request changes, on today's text.
#[derive(Clone, Debug, Serialize)]
pub struct TodayDocument {
    /// The language of its text, where it is a translation.
    pub language: Option<Tag>,
    /// Its title today.
    pub title: String,
    /// The passages where someone has to choose between today's wording and the request's.
    pub choice: Option<SafeHtml>,
    /// What the request changes of today's text besides.
    pub body: Option<SafeHtml>,
    /// Whether there is nothing to choose although Git would stop: others changed lines beside those of the request.
    pub neighbours: bool,
}

/// A passage that a request changes, or near which it adds something, and that is gone, or stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LostPassage {
    /// Its beginning, as the request knew it.
    pub quote: String,
    /// The heading that it stood under; empty before the first one.
    pub heading: String,
    /// That section today, if it is there.
    pub was: Option<Href>,
    /// The section where the passage stands now; `None` if it is gone.
    pub now: Option<DocumentLink>,
    /// Whether it was rewritten on the way.
    pub rewritten: bool,
    /// Whether the request does not change it itself but adds something near it.
    pub beside: bool,
}

/// A section that a request touches.
#[derive(Clone, Debug, Serialize)]
pub struct PassageRow {
    /// The document's title.
    pub document: String,
    /// The heading; empty for what stands before the first one.
    pub section: String,
    /// The section's page.
    pub href: Href,
    /// Other waiting requests that touch the section.
    pub others: usize,
    /// Those of them that touch the very same paragraph, item or row.
    pub rivals: usize,
    /// Some of these.
    pub listed: Vec<PullLink>,
}

/// A request that is like another.
#[derive(Clone, Debug, Serialize)]
pub struct AlikeRow {
    /// The other request.
    pub pull: PullLink,
    /// How much of both wordings they have in common, in percent.
    pub percent: u16,
    /// In which way: `identical`, `same`, `contains`, `contained` or `similar`.
    pub how: &'static str,
}

/// A group of requests that say the same.
#[derive(Clone, Debug, Serialize)]
pub struct FamilyView {
    /// How many they are, this one among them.
    pub count: usize,
    /// The one that stands for all; `None` if it is this one.
    pub representative: Option<PullLink>,
}

/// Wording of an unmerged request that stands in a version.
#[derive(Clone, Debug, Serialize)]
pub struct AbsorbedRow {
    /// The beginning of the passage as it stands there.
    pub quote: String,
    /// The version's name.
    pub version: String,
    /// The passage's section in that version.
    pub place: DocumentLink,
    /// The request that brought it, where that is known.
    pub through: Option<PullLink>,
    /// When it came, RFC 3339.
    pub date: String,
    /// How much of the request's wording there is in it, in percent.
    pub percent: u16,
    /// Whether the two requests name each other.
    pub mentioned: bool,
    /// Whether the request that brought it is older, so that it may have had the wording first.
    pub older: bool,
    /// Other unmerged requests with the same wording.
    pub with: Vec<PullLink>,
}

/// `/sections/` and its further pages: the sections that waiting requests touch, most contested first.
#[derive(Clone, Debug, Serialize)]
pub struct SectionListView {
    /// The sections on this page.
    pub rows: Vec<ContestedRow>,
    /// The pages of the list.
    pub pages: Vec<PageLink>,
    /// How many sections the list has on all its pages.
    pub total: usize,
    /// How many requests touch any of them.
    pub requests: usize,
    /// The list of all requests.
    pub pulls: Href,
    /// The map of the proposal, if there is one.
    pub map: Option<Href>,
}

/// A section that requests touch.
#[derive(Clone, Debug, Serialize)]
pub struct ContestedRow {
    /// The document's title.
    pub document: String,
    /// Its heading; empty before the first one.
    pub title: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its page.
    pub href: Href,
    /// How many requests touch it.
    pub requests: usize,
    /// How many touch its most contested paragraph, item or row.
    pub hottest: usize,
}

/// `/sections/{document}/{section}/`: a section as it reads today, and what requests would make of it.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// The language of its text, where it is a translation.
    pub language: Option<Tag>,
    /// The heading; the document's title before the first heading.
    pub title: String,
    /// The headings above it.
    pub headings: Vec<String>,
    /// The section in the document.
    pub document: DocumentLink,
    /// Its text today, without the sections below it.
    pub body: SafeHtml,
    /// How many requests touch it.
    pub requests: usize,
    /// What they would make of it, those first that most requests say; cut at a bound.
    pub alternatives: Vec<Alternative>,
    /// Alternatives on other pages of this section.
    pub pages: Vec<PageLink>,
}

/// One wording that is proposed for a section.
#[derive(Clone, Debug, Serialize)]
pub struct Alternative {
    /// The change, on today's text.
    pub body: SafeHtml,
    /// The requests that propose just this, by number.
    pub pulls: Vec<AlternativePull>,
}

/// A request that proposes a wording.
#[derive(Clone, Debug, Serialize)]
pub struct AlternativePull {
    /// The request.
    pub pull: PullLink,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When its newest commit was written, RFC 3339.
    pub date: String,
    /// Whether it still applies.
    pub verdict: Option<Verdict>,
}
