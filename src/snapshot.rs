//! What there is to publish, as read from Git: versions, pull requests, and the files of each. Pure data.
//!
//! File contents are named by their object id and read where they are needed, once each; nothing here knows how.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;

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
    /// All pull requests, by number.
    pub pull_requests: Vec<PullRequest>,
    /// What was found wrong on the way.
    pub diagnostics: Vec<Diagnostic>,
    /// A digest of every reference and object id that this was read from, in hexadecimal.
    pub fingerprint: String,
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
#[derive(Clone, Debug)]
pub struct PullRequest {
    /// Its number on the forge.
    pub number: u64,
    /// From a record, else from a commit; one line.
    pub title: String,
    /// Whether it was adopted, as far as Git tells.
    pub state: PullRequestState,
    /// Who wrote its commits, in order of first appearance.
    pub authors: Vec<String>,
    /// The head commits it has had, oldest first; never empty for an available one.
    pub revisions: Vec<Revision>,
    /// Why it, or one of its revisions, cannot be shown.
    pub unavailable: Option<Problem>,
}

/// Why something in the repository cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of reason.
    pub kind: ProblemKind,
    /// The case at hand, in English, for those who look after the repository.
    pub detail: String,
}

/// The kinds of reason why something cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// A file that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableFile {
    /// The beginning of its path, made printable.
    pub name: String,
    /// Why.
    pub reason: Refusal,
}

/// Why a file of a commit cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What became of a pull request, as far as Git tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullRequestState {
    /// Its change is in the main branch.
    Merged {
        /// The commit of the main branch that brought it.
        commit: ObjectId,
        /// When.
        date: Timestamp,
    },
    /// The forge keeps a trial merge for it.
    Open,
    /// Neither merged nor known to be open: Git alone cannot tell.
    Unknown,
}

/// One head commit a pull request has had.
#[derive(Clone, Debug)]
pub struct Revision {
    /// 1 for the first known.
    pub number: u32,
    /// The commit the change is compared with.
    pub base: ObjectId,
    /// When the base was made.
    pub base_date: Timestamp,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Where it is.
    pub path: SourcePath,
    /// Contents before; `None` if added.
    pub before: Option<ObjectId>,
    /// Contents after; `None` if removed.
    pub after: Option<ObjectId>,
}

/// The name of a Git object: 20 bytes of SHA-1 or 32 of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

/// Seconds since 1970 and the author's offset from UTC in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl Snapshot {
    /// The newest version: the last named one, or `next` where none is named.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last().or(self.next.as_ref())
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

impl ObjectId {
    /// Takes the raw bytes of an id, 20 or 32 of them.
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        let length = u8::try_from(raw.len())
            .ok()
            .filter(|n| matches!(n, 20 | 32))?;
        let mut bytes = [0; 32];
        bytes[..raw.len()].copy_from_slice(raw);
        Some(Self { bytes, length })
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// The first ten hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ObjectId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if !text.is_ascii() || !text.len().is_multiple_of(2) {
            return Err(());
        }
        let raw: Vec<u8> = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| ()))
            .collect::<Result<_, _>>()?;
        Self::from_bytes(&raw).ok_or(())
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Timestamp {
    /// The last second of the year 9999: later dates are not believed.
    const LAST: i64 = 253_402_300_799;

    /// Takes what a commit says; seconds outside 1970 to 9999 and offsets of over 14 hours become 0.
    pub fn new(seconds: i64, offset: i32) -> Self {
        Self {
            seconds: if (0..=Self::LAST).contains(&seconds) {
                seconds
            } else {
                0
            },
            offset: if offset.abs() <= 14 * 60 { offset } else { 0 },
        }
    }

    /// Whether the commit told a believable date.
    pub fn is_known(self) -> bool {
        self.seconds > 0
    }

    /// `2025-05-06` where the author was; empty if unknown.
    pub fn date(self) -> String {
        self.format("%Y-%m-%d")
    }

    /// `2025-05-06T12:00:00+09:00`; empty if unknown.
    pub fn rfc3339(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%S%:z")
    }

    fn format(self, pattern: &str) -> String {
        if !self.is_known() {
            return String::new();
        }
        let zoned = jiff::Timestamp::from_second(self.seconds)
            .ok()
            .and_then(|at| {
                let offset = jiff::tz::Offset::from_seconds(self.offset * 60).ok()?;
                Some(at.to_zoned(jiff::tz::TimeZone::fixed(offset)))
            });
        zoned
            .map(|at| at.strftime(pattern).to_string())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_told_where_its_author_was() {
        assert_eq!(
            Timestamp::new(1_746_500_400, 540).rfc3339(),
            "2025-05-06T12:00:00+09:00"
        );
    }

    #[test]
    fn unbelievable_dates_are_unknown() {
        assert_eq!(Timestamp::new(-1, 0).date(), "");
        assert_eq!(Timestamp::new(i64::MAX, 0).date(), "");
        assert_eq!(Timestamp::new(253_370_000_000, 9999).date(), "9998-12-23");
    }

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
    fn object_ids_of_both_lengths_survive_their_text() {
        for length in [40, 64] {
            let text = "0a".repeat(length / 2);
            assert_eq!(text.parse::<ObjectId>().map(|id| id.to_string()), Ok(text));
        }
        assert!("0a".parse::<ObjectId>().is_err());
        assert!("é".repeat(20).parse::<ObjectId>().is_err());
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
