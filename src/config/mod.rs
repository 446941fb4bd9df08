//! `teigen.yaml` → [`Config`]. Everything is optional; what is unknown is refused with the nearest known name.

pub mod mkdocs;

pub mod addresses;
mod check;
mod discussions;
mod epub;
mod parse;
mod pulls;
pub mod table;
mod taking_part;
mod theme;
mod timezone;

use std::collections::BTreeMap;
use std::fmt;

pub use self::addresses::Addresses;
pub use self::check::{Checks, External};
pub use self::discussions::Discussions;
pub use self::epub::Epub;
pub use self::parse::ConfigError;
pub use self::pulls::{Pulls, Show};
pub use self::taking_part::{DocumentWays, Explanation, ForgeKind, TakingPart};
pub use self::theme::{Colour, Theme};
use crate::document::Participation;
use crate::language::Tag;
use crate::snapshot::VersionName;

/// What a site's editors decided.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The site's title.
    pub title: Option<String>,
    /// The language of the originals and of the interface.
    pub language: Option<Tag>,
    /// The languages of translations.
    pub languages: Vec<Tag>,
    /// The published folder of the repository.
    pub source: Option<String>,
    /// The main branch.
    pub branch: Option<String>,
    /// The order and titles of documents.
    pub navigation: Option<Vec<NavigationEntry>>,
    /// Which states are versions.
    pub versions: Versions,
    /// Which pull requests are shown.
    pub pulls: Pulls,
    /// How comparisons are shown, and how they judge words.
    pub comparison: Comparison,
    /// Addresses of discussions about the whole proposal.
    pub discussion: Vec<String>,
    /// Which discussions are fetched, and what is kept of them.
    pub discussions: Discussions,
    /// Ways to take part in the whole proposal.
    pub participate: Vec<Participation>,
    /// Where readers have a say in documents and sections, and how they are told.
    pub taking_part: TakingPart,
    /// The program that shows the repository on the web, where its address does not tell.
    pub forge: Option<ForgeKind>,
    /// Minutes east of UTC in which moments are told that servers tell in UTC; by default those of the newest commit.
    pub timezone: Option<i32>,
    /// Who a citation names as authors.
    pub authors: Vec<String>,
    /// Who a citation names as publisher.
    pub publisher: Option<String>,
    /// Logo, colours and what stands at the foot.
    pub theme: Theme,
    /// Whether versions are published as files for reading devices.
    pub epub: Epub,
    /// Whether dollars may stand around formulas; by default they may.
    pub math: Option<bool>,
    /// Whether diagrams that are written as text are drawn in readers' browsers.
    pub diagrams: bool,
    /// What documents are held against, beside the rules that always hold.
    pub check: Checks,
    /// A folder with templates that take precedence over the built-in ones.
    pub templates: Option<String>,
    /// The folder that the site is written to.
    pub output: Option<String>,
    /// Addresses of an earlier site that go on answering.
    pub addresses: Addresses,
    /// Where the site is published, with a slash at its end.
    pub base_url: Option<String>,
    /// The forge's page of the repository, without a slash at its end.
    pub repository_url: Option<String>,
}

/// One entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavigationEntry {
    /// A document, by its path inside the published folder.
    Document {
        /// What it is called, if not by its own title.
        title: Option<String>,
        /// Its path.
        path: String,
    },
    /// A heading with entries below it.
    Group {
        /// What it is called.
        title: String,
        /// What is below it.
        entries: Vec<NavigationEntry>,
    },
    /// A link to elsewhere.
    Link {
        /// What it is called.
        title: String,
        /// Where it leads: `http` or `https`.
        url: String,
    },
}

/// Which states of the repository are versions.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// A pattern for tags, with `*` for anything.
    pub tags: Option<String>,
    /// Whether marks in headings count; by default only where nothing else names a version.
    pub marks: Option<bool>,
    /// Versions named one by one.
    pub named: Vec<NamedVersion>,
    /// What editors say of a version where it is told what is new in it: Markdown, by the version's name.
    pub introductions: BTreeMap<String, String>,
}

/// A version that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedVersion {
    /// Its name.
    pub name: VersionName,
    /// What it is.
    pub source: VersionSource,
}

/// Where a named version is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionSource {
    /// A commit, by its id or a beginning of it.
    Commit(String),
    /// A tag.
    Tag(String),
    /// The tip of a branch.
    Branch(String),
    /// The main branch at the end of a day, `2025-05-06`.
    Date(String),
}

/// How comparisons are shown, and how they judge words.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Comparative tables (新旧対照表).
    pub table: table::Table,
    /// Whether there are pages with both texts side by side; by default there are.
    pub side_by_side: Option<bool>,
    /// Expressions of promise, besides the built-in ones.
    pub commitment: CommitmentWords,
}

/// Expressions of promise by how firm they are; verbs in their dictionary form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitmentWords {
    /// It binds: 義務とする, must.
    pub binding: Vec<String>,
    /// It states an act: 実施する, will.
    pub firm: Vec<String>,
    /// It states an aim: 目指す, should.
    pub intended: Vec<String>,
    /// It leaves things open: 検討する, may.
    pub open: Vec<String>,
    /// It stresses: 必ず.
    pub emphasis: Vec<String>,
    /// It limits: 原則として.
    pub hedges: Vec<String>,
}

impl Config {
    /// Reads the text of a `teigen.yaml`.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line and column.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        parse::parse(text)
    }
}

impl fmt::Display for VersionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(id) => write!(f, "commit {id}"),
            Self::Tag(name) => write!(f, "tag {name}"),
            Self::Branch(name) => write!(f, "branch {name}"),
            Self::Date(date) => write!(f, "a commit made by {date}"),
        }
    }
}
