//! What there is to publish, as read from Git: versions, pull requests, and the files of each. Pure data.
//!
//! File contents are named by their object id and read where they are needed, once each; nothing here knows how.

mod discussion;

use std::fmt;
use std::sync::Arc;

pub use self::discussion::Discussion;

use crate::diagnostic::Diagnostic;
pub use crate::object_id::ObjectId;
use crate::record::PullRecord;
use crate::record::avatar::Avatars;
pub use crate::timestamp::Timestamp;

/// Everything a site is made from.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The main branch and what stands there now: `next`.
    pub next: Option<Version>,
    /// The short name of the main branch.
    pub main_branch: String,
    /// The named versions, oldest first; the last one is `latest`.
    pub versions: Vec<Version>,
    /// The folder of the repository that is published, without slashes at its ends; empty for all of it.
    pub source: String,
    /// All pull requests that are shown, by number.
    pub pull_requests: Vec<PullRequest>,
    /// How many are not.
    pub left_out: LeftOut,
    /// The commit of an earlier published site, if the configuration names one: its files keep their addresses.
    pub earlier: Option<Version>,
    /// The commits of the main branch along first parents, oldest first; cut at a bound from the oldest.
    pub main_commits: Vec<MainCommit>,
    /// The records that a server's word is taken from, if there are any.
    pub records: Option<RecordFacts>,
    /// Discussions elsewhere as they were last fetched, by address.
    pub discussions: Vec<Discussion>,
    /// Where these come from, if there are any.
    pub discussion_records: Option<RecordFacts>,
    /// Pictures of accounts that are shown, by account; none unless the configuration asks for them.
    pub avatars: Avatars,
    /// What was found wrong on the way.
    pub diagnostics: Vec<Diagnostic>,
    /// A digest of every reference and object id that this was read from, in hexadecimal.
    pub fingerprint: String,
}

/// Where what a server told comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFacts {
    /// The commit that holds the records.
    pub commit: ObjectId,
    /// When the server was last asked, as the records tell.
    pub as_of: Timestamp,
    /// How many records there are.
    pub count: usize,
}

/// Pull requests that the configuration leaves out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Without the labels, and not by the authors, that are shown.
    pub not_chosen: usize,
    /// Named one by one.
    pub hidden: usize,
    /// With a label that says so.
    pub spam: usize,
    /// Beyond what is shown of one author.
    pub over_author: usize,
    /// Beyond what is shown at all.
    pub over_limit: usize,
}

impl LeftOut {
    /// All of them.
    pub fn total(self) -> usize {
        self.not_chosen + self.hidden + self.spam + self.over_author + self.over_limit
    }
}

/// A commit of the main branch, and what it brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MainCommit {
    /// Its id.
    pub id: ObjectId,
    /// When it was made.
    pub date: Timestamp,
    /// The first line of its message.
    pub subject: String,
    /// Its author's name; may be empty.
    pub author: String,
    /// Web addresses found in its message.
    pub links: Vec<String>,
    /// What differs from its first parent, by path; cut at a bound.
    pub files: Vec<FileChange>,
}

/// A named, published state of the proposal.
#[derive(Clone, Debug)]
pub struct Version {
    /// `v0.5`, `next`, …
    pub name: VersionName,
    /// Its last commit.
    pub commit: ObjectId,
    /// When that commit was made.
    pub date: Timestamp,
    /// How it came by its name.
    pub origin: VersionOrigin,
    /// The files of the whole commit, by path.
    pub files: Vec<SourceFile>,
}

/// How a version came by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionOrigin {
    /// A tag, by its full reference name.
    Tag(String),
    /// A mark in the entry document's title: the last commit that carried it.
    Mark {
        /// When the mark was first set.
        since: Timestamp,
        /// The commit that first carried it.
        first: ObjectId,
        /// Whether the newest commit carries it still.
        current: bool,
    },
    /// Named in `teigen.yaml`.
    Configured,
    /// The tip of the main branch.
    Tip,
    /// Asked for on the command line, or read from a working copy.
    Asked,
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is in the repository.
    pub path: SourcePath,
    /// Its contents.
    pub blob: ObjectId,
}

/// A path inside a repository: UTF-8, `/` between components. Untrusted: never a path to write to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(String);

/// A version's name: safe as one component of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName(String);

/// A proposed change.
#[derive(Clone, Debug, Default, Hash)]
pub struct PullRequest {
    /// Its number on the forge.
    pub number: u64,
    /// From a record, else from a commit; one line.
    pub title: String,
    /// What became of it, as far as Git and its record tell.
    pub state: PullRequestState,
    /// Who wrote its commits, in order of first appearance.
    pub authors: Vec<String>,
    /// The head commits it has had, oldest first; never empty for an available one.
    pub revisions: Vec<Revision>,
    /// How many more heads its record tells of, whose commits are not in the repository.
    pub lost_heads: usize,
    /// Why it, or one of its revisions, cannot be shown.
    pub unavailable: Option<Problem>,
    /// What a server told about it.
    pub record: Option<Arc<PullRecord>>,
}

/// Why something in the repository cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// What kind of reason.
    pub kind: ProblemKind,
    /// The case at hand, in English, for those who look after the repository.
    pub detail: String,
}

/// The kinds of reason why something cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// An object is not in the repository.
    Missing,
    /// An object is damaged or not of its kind.
    Damaged,
    /// An object is larger than is read.
    TooLarge,
    /// There is no commit in common with the main branch.
    NoBase,
    /// There are more commits than are read.
    TooLong,
    /// The reference leads nowhere.
    Reference,
    /// There is a record of it, and none of its commits.
    RecordOnly,
}

/// A file that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnreadableFile {
    /// The beginning of its path, made printable.
    pub name: String,
    /// Why.
    pub reason: Refusal,
}

/// Why a file of a commit cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Its name is not UTF-8.
    NotUtf8,
    /// Its name is empty, `.` or `..`.
    LeadsOut,
    /// Its name is one that Git keeps for itself.
    BelongsToGit,
    /// Its name holds a separator.
    HoldsPath,
    /// Its name is longer than file systems take.
    NameTooLong,
    /// Its name holds control or formatting characters.
    Invisible,
    /// It is a symbolic link.
    SymbolicLink,
    /// It is a submodule.
    Submodule,
    /// Its mode is none that Git knows.
    UnknownMode,
    /// It lies too deep.
    TooDeep,
}

/// What became of a pull request, as far as Git and its record tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum PullRequestState {
    /// Its change is in the main branch.
    Merged {
        /// The commit that brought it, where it is known.
        commit: Option<ObjectId>,
        /// When.
        date: Timestamp,
    },
    /// Its record says that it was closed without being merged.
    Closed {
        /// When; may be unknown.
        date: Timestamp,
    },
    /// It waits: its record says so, or the forge keeps a trial merge for it.
    Open,
    /// Neither merged nor known to be open: Git alone cannot tell.
    #[default]
    Unknown,
}

/// How a revision is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevisionOrigin {
    /// It was the head: a reference, a record or a kept head tells.
    Head,
    /// It is one of the commits that a head brought, and may have been the head for a time.
    Commit,
}

/// One head commit a pull request has had.
#[derive(Clone, Debug, Hash)]
pub struct Revision {
    /// 1 for the first known.
    pub number: u32,
    /// How it is known.
    pub origin: RevisionOrigin,
    /// The commit the change is compared with.
    pub base: ObjectId,
    /// When the base was made.
    pub base_date: Timestamp,
    /// The commit of the main branch that brought the base, as an index into [`Snapshot::main_commits`].
    pub since: Option<usize>,
    /// The newest commit of the change.
    pub head: ObjectId,
    /// Its commits, newest first; cut at a bound.
    pub commits: Vec<CommitSummary>,
    /// How many commits it has in all.
    pub commit_count: usize,
    /// What it changes, by path; cut at a bound.
    pub files: Vec<FileChange>,
    /// Files whose names or kinds cannot be shown, each with the reason.
    pub unreadable: Vec<UnreadableFile>,
    /// Whether `files` was cut.
    pub cut: bool,
}

/// One commit in a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommitSummary {
    /// Its id.
    pub id: ObjectId,
    /// The first line of its message.
    pub subject: String,
    /// Web addresses found in its message.
    pub links: Vec<String>,
    /// Its author's name.
    pub author: String,
    /// When it was written.
    pub date: Timestamp,
}

/// A file that differs between two commits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileChange {
    /// Where it is.
    pub path: SourcePath,
    /// Contents before; `None` if added.
    pub before: Option<ObjectId>,
    /// Contents after; `None` if removed.
    pub after: Option<ObjectId>,
}

impl Snapshot {
    /// The newest version: the last named one, or `next` where none is named.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last().or(self.next.as_ref())
    }

    /// The pull request with a number.
    pub fn pull_request(&self, number: u64) -> Option<&PullRequest> {
        let found = self
            .pull_requests
            .binary_search_by_key(&number, |pull| pull.number);
        found.ok().map(|at| &self.pull_requests[at])
    }

    /// Whether a path lies in the published folder.
    pub fn is_published(&self, path: &SourcePath) -> bool {
        path.inside(&self.source).is_some()
    }
}

impl Version {
    /// The Markdown files inside a folder, by path.
    pub fn documents<'a>(&'a self, source: &str) -> impl Iterator<Item = &'a SourceFile> + use<'a> {
        let source = source.to_owned();
        self.files
            .iter()
            .filter(move |file| file.path.is_markdown() && file.path.inside(&source).is_some())
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|at| &self.files[at])
    }
}

impl PullRequest {
    /// Its newest known head.
    pub fn newest(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// Whether it waits for a decision, or may: nothing says that it was merged or closed.
    pub fn is_waiting(&self) -> bool {
        matches!(
            self.state,
            PullRequestState::Open | PullRequestState::Unknown
        )
    }

    /// Whether it was merged.
    pub fn is_merged(&self) -> bool {
        matches!(self.state, PullRequestState::Merged { .. })
    }

    /// The commit that brought it into the main branch, where that is known.
    pub fn merge_commit(&self) -> Option<ObjectId> {
        match self.state {
            PullRequestState::Merged { commit, .. } => commit,
            _ => None,
        }
    }

    /// Whether it was merged after one moment and up to another.
    pub fn was_merged_between(&self, from: Timestamp, to: Timestamp) -> bool {
        match &self.state {
            PullRequestState::Merged { date, .. } => {
                from.seconds < date.seconds && date.seconds <= to.seconds
            }
            _ => false,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Refusal {
    /// The reason in Japanese.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::NotUtf8 => "ファイル名の文字コードが UTF-8 ではありません",
            Self::LeadsOut => "ファイル名がフォルダーの外を指しています",
            Self::BelongsToGit => "ファイル名が Git の予約名です",
            Self::HoldsPath => "ファイル名にフォルダーの区切りが含まれています",
            Self::NameTooLong => "ファイル名が長すぎます",
            Self::Invisible => "ファイル名に見えない文字が含まれています",
            Self::SymbolicLink => "ほかのファイルへのリンクです",
            Self::Submodule => "ほかのリポジトリへの参照です",
            Self::UnknownMode => "ファイルの種類が分かりません",
            Self::TooDeep => "フォルダーの階層が深すぎます",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "its name is not UTF-8",
            Self::LeadsOut => "its name leads out of its folder",
            Self::BelongsToGit => "its name belongs to Git",
            Self::HoldsPath => "its name holds a path",
            Self::NameTooLong => "its name is too long",
            Self::Invisible => "its name holds invisible characters",
            Self::SymbolicLink => "it is a symbolic link",
            Self::Submodule => "it is a submodule",
            Self::UnknownMode => "its mode is none that Git knows",
            Self::TooDeep => "it lies too many folders deep",
        })
    }
}

impl fmt::Display for UnreadableFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

impl SourcePath {
    /// Takes a path as Git has it.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its name says that it is Markdown.
    pub fn is_markdown(&self) -> bool {
        let name = self.file_name();
        let Some((stem, extension)) = name.rsplit_once('.') else {
            return false;
        };
        !stem.is_empty()
            && ["md", "markdown"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The part below a folder, if it lies there.
    pub fn inside(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl VersionName {
    /// The name of the main branch's tip.
    pub const NEXT: &'static str = "next";
    /// The name that always leads to the newest version.
    pub const LATEST: &'static str = "latest";

    /// Takes a name of letters, digits, `.`, `-` and `_`, at most 40, that starts with a letter or digit.
    pub fn new(name: &str) -> Option<Self> {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let starts = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        (starts
            && name.len() <= 40
            && name.chars().all(safe)
            && !name.contains("..")
            && !name.ends_with('.'))
        .then(|| Self(name.to_owned()))
    }

    /// The tip of the main branch.
    pub fn next() -> Self {
        Self(Self::NEXT.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_names_are_safe_in_addresses() {
        assert!(VersionName::new("v0.5").is_some());
        for bad in [
            "",
            "..",
            "v/5",
            "v 5",
            "-x",
            "v\u{202e}",
            "a..b",
            ".git",
            "v1.",
        ] {
            assert!(VersionName::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn markdown_is_known_by_its_name() {
        for (path, expected) in [
            ("a.md", true),
            ("docs/Ａ.MD", true),
            (".md", false),
            ("md", false),
            ("a.txt", false),
        ] {
            assert_eq!(SourcePath::new(path).is_markdown(), expected, "{path}");
        }
    }
}
