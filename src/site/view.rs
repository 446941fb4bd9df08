//! What templates see: one serialisable view for each kind of page, and the [`Shell`] that all of them share.
//!
//! Views are plain facts in the shape a page needs them. Domain types never reach a template. Three kinds of text
//! are kept apart by type: plain text (`String`, escaped by the templates), finished markup ([`SafeHtml`], made
//! only by the sanitiser) and addresses ([`Href`], made only by its checked constructors).
//!
//! Conventions: a commit's date is RFC 3339 (`2025-05-06T12:00:00+09:00`), empty where unknown. Internal
//! addresses are relative to the page that shows them and end in a file name, so that the site works from a plain
//! folder. Lists are in the order in which they are shown.

mod backlog;
mod cite;
mod comparison;
mod contributor;
mod document;
mod feed;
mod history;
mod href;
mod language;
mod listing;
mod news;
mod picture;
mod pull_request;
mod script_data;
mod search;
mod serving;
mod shell;
mod survey;
mod taking_part;
mod topic;

use serde::Serialize;

pub use backlog::{BacklogView, Duration, Plot, PlotFigure, PlotKind, Series, TimesView};
pub use cite::{Citation, CiteView, CitedSection};
pub use comparison::{
    Change, ChangeCounts, ChangeKind, ChangedDocument, CommitmentEffect, CommitmentRow,
    ComparisonColumnsView, ComparisonDocumentView, ComparisonForm, ComparisonListView,
    ComparisonRow, ComparisonView, DocumentStatus, FigureRow, Highlights, RelocatedRow,
    SectionChanges, SectionList, Side, UnseenRow, ViewLink,
};
pub use contributor::{
    ContributorListView, ContributorRow, ContributorView, StandingRow, StateCount,
};
pub use document::{
    DiscussionLink, DocumentChanges, DocumentLink, DocumentView, EarlierVersion, FrontView, MadeBy,
    OutlineItem, PreviewView, PullLink, PullsHere, TakePart, TakePartKind, VersionIndexView,
    VersionRow, WholePart, WholeView,
};
pub use feed::{FeedEntry, FeedView};
pub use history::{
    Counted, DocumentHistoryView, HistoryEntry, HistoryKind, HistoryRow, HistoryView,
    SectionHistoryView,
};
pub use href::Href;
pub use language::{Language, Spoken};
pub use listing::{
    LabelView, ListLink, NotFoundView, PageLink, PullListView, PullRow, RedirectView, StateFilter,
};
pub use news::{
    DirectChange, Listed, PersonRow, VersionChanges, VersionListView, VersionNewsRow,
    VersionNewsView,
};
pub use picture::{
    CardView, MapAmounts, MapDocument, MapLine, MapSection, MapTile, MapView, TimelinePeriod,
    TimelinePull, TimelineVersion, TimelineView,
};
pub use pull_request::{
    CommitRow, PullChanges, PullContent, PullDocument, PullRequestView, PullState, RevisionRow,
    RevisionView,
};
pub use script_data::ScriptData;
pub use search::{SearchDocument, SearchView};
pub use serving::{Serving, ServingView};

pub use shell::{
    Alternate, Area, CommitRef, Crumb, LanguageEntry, LanguageMark, MenuItem, NavItem, Notice,
    Paper, Shell, SiteView, Together, VersionEntry, VersionKind, VersionMenu,
};

pub use survey::{
    AbsorbedRow, AlikeRow, Alternative, AlternativePull, ContestedRow, FamilyView, LostPassage,
    PassageRow, SectionListView, SectionView, Surroundings, TodayDocument, Verdict,
};

pub use taking_part::{Forge, ForgeView, TakePartView};

pub use topic::{
    DiscussionRow, DiscussionsView, PostPlace, PostRow, TopicFacts, TopicState, TopicView,
};

pub use crate::comparison::UnseenKind;
pub use crate::sanitise::SafeHtml;

/// One page, ready to be rendered.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// What stands around the content.
    pub shell: Shell,
    /// What the page is about. Templates see it as `page`.
    #[serde(rename = "page")]
    pub content: Content,
}

/// The kinds of page. Each has the template of its name.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)]
pub enum Content {
    /// `/`: `front.html`.
    Front(FrontView),
    /// `/{version}/{document}/`: `document.html`.
    Document(DocumentView),
    /// `/{version}/whole/`: `whole.html`.
    Whole(WholeView),
    /// The list of a version's documents: `version.html`.
    VersionIndex(VersionIndexView),
    /// `/compare/`: `comparisons.html`.
    ComparisonList(ComparisonListView),
    /// `/compare/{a}...{b}/`: `comparison.html`.
    Comparison(ComparisonView),
    /// `/compare/{a}...{b}/{document}/`: `comparison-document.html`.
    ComparisonDocument(ComparisonDocumentView),
    /// `/compare/{a}...{b}/{document}/table/` and `…/side-by-side/`: `comparison-columns.html`.
    ComparisonColumns(ComparisonColumnsView),
    /// `/pulls/` and its further pages: `pulls.html`.
    PullList(PullListView),
    /// `/pulls/backlog/`: `backlog.html`.
    Backlog(BacklogView),
    /// `/contributors/` and its further pages: `contributors.html`.
    ContributorList(ContributorListView),
    /// `/contributors/{name}/` and its further pages: `contributor.html`.
    Contributor(ContributorView),
    /// `/pulls/{n}/`: `pull.html`.
    PullRequest(PullRequestView),
    /// `/pulls/{n}/r{k}/`: `revision.html`.
    Revision(RevisionView),
    /// `/pulls/{n}/preview/{document}/`: `preview.html`.
    Preview(PreviewView),
    /// `/sections/` and its further pages: `sections.html`.
    SectionList(SectionListView),
    /// `/sections/{document}/{section}/`: `section.html`.
    Section(SectionView),
    /// `/map/`: `map.html`.
    Map(MapView),
    /// `/history/` and its further pages: `history.html`.
    History(HistoryView),
    /// `/history/{document}/`: `history-document.html`.
    DocumentHistory(DocumentHistoryView),
    /// `/history/{document}/{section}/`: `history-section.html`.
    SectionHistory(SectionHistoryView),
    /// `/versions/`: `versions.html`.
    VersionList(VersionListView),
    /// `/versions/{name}/`: `version-news.html`.
    VersionNews(VersionNewsView),
    /// `/discussions/`: `discussions.html`.
    Discussions(DiscussionsView),
    /// `/cite/{version}/{document}/`: `cite.html`.
    Cite(CiteView),
    /// `/take-part/`: `take-part.html`.
    TakePart(TakePartView),
    /// `/discussions/{host}/{topic}/`: `discussion.html`.
    Topic(TopicView),
    /// `/search/`: `search.html`.
    Search(SearchView),
    /// `/404.html`: `404.html`.
    NotFound(NotFoundView),
    /// An old address: `redirect.html`.
    Redirect(RedirectView),
    /// In place of a page that `teigen serve` cannot show, or not yet: `serving.html`.
    Serving(ServingView),
}

impl Content {
    /// The file name of the template that renders this kind of page.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Front(_) => "front.html",
            Self::Document(_) => "document.html",
            Self::Whole(_) => "whole.html",
            Self::VersionIndex(_) => "version.html",
            Self::ComparisonList(_) => "comparisons.html",
            Self::Comparison(_) => "comparison.html",
            Self::ComparisonDocument(_) => "comparison-document.html",
            Self::ComparisonColumns(_) => "comparison-columns.html",
            Self::PullList(_) => "pulls.html",
            Self::Backlog(_) => "backlog.html",
            Self::ContributorList(_) => "contributors.html",
            Self::Contributor(_) => "contributor.html",
            Self::PullRequest(_) => "pull.html",
            Self::Revision(_) => "revision.html",
            Self::Preview(_) => "preview.html",
            Self::SectionList(_) => "sections.html",
            Self::Section(_) => "section.html",
            Self::Map(_) => "map.html",
            Self::History(_) => "history.html",
            Self::DocumentHistory(_) => "history-document.html",
            Self::SectionHistory(_) => "history-section.html",
            Self::VersionList(_) => "versions.html",
            Self::VersionNews(_) => "version-news.html",
            Self::Discussions(_) => "discussions.html",
            Self::Cite(_) => "cite.html",
            Self::TakePart(_) => "take-part.html",
            Self::Topic(_) => "discussion.html",
            Self::Search(_) => "search.html",
            Self::NotFound(_) => "404.html",
            Self::Redirect(_) => "redirect.html",
            Self::Serving(_) => "serving.html",
        }
    }
}
