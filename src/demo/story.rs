//! `history.yaml` → [`Story`]: what happened to the sample proposal, in order.
//!
//! The format is explained for its authors in `proposal/history/README.md`. Here is only its shape.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Deserialize;

/// The whole history.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// Short names, and the `Name <address>` that they stand for.
    pub people: BTreeMap<String, String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One event.
#[derive(Debug, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub(super) enum Step {
    /// A commit on the main branch.
    Commit(Commit),
    /// A pull request is opened.
    Pull(Opening),
    /// Commits are added to a pull request.
    Push(Push),
    /// A pull request's commits are replaced; its head until now is pinned.
    ForcePush(ForcePush),
    /// The main branch is merged into a pull request's branch.
    UpdateBranch(Merge),
    /// A pull request is merged with a merge commit.
    Merge(Merge),
    /// A pull request is merged as one commit.
    Squash(Squash),
    /// A pull request is closed without a merge.
    Close(Close),
    /// A version is tagged.
    Tag(Tag),
}

/// What one commit says and does, in this order: `folder`, `move`, `add`, `change`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commit {
    pub message: String,
    pub author: String,
    pub date: TokyoTime,
    /// A folder of `proposal/history/`, all files of which are added.
    pub folder: Option<String>,
    /// Old path and new path.
    #[serde(default, rename = "move")]
    pub moved: BTreeMap<String, String>,
    /// Path, and the file of `proposal/` that is put there.
    #[serde(default)]
    pub add: BTreeMap<String, String>,
    /// A file of `proposal/history/changes/`.
    pub change: Option<String>,
}

/// A new pull request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    pub number: u64,
    pub branch: String,
    pub commits: Vec<Commit>,
}

/// Further commits of a pull request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Push {
    pub number: u64,
    pub commits: Vec<Commit>,
}

/// Other commits of a pull request, in the place of those it had.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForcePush {
    pub number: u64,
    /// The tag that they start from; the tip of the main branch if none is named.
    pub from: Option<String>,
    pub commits: Vec<Commit>,
}

/// A merge commit, of a pull request into the main branch or the other way round.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merge {
    pub number: u64,
    /// The second paragraph of the message, if any.
    pub title: Option<String>,
    pub by: String,
    pub date: TokyoTime,
}

/// A pull request's changes as one commit on the main branch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Squash {
    pub number: u64,
    pub message: String,
    pub author: String,
    /// Who pressed the button: the committer.
    pub by: String,
    pub date: TokyoTime,
}

/// A pull request that is closed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    pub number: u64,
}

/// A tag on the main branch's newest commit; annotated if it has a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tag {
    pub name: String,
    pub annotation: Option<Annotation>,
}

/// What an annotated tag says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Annotation {
    pub message: String,
    pub by: String,
    pub date: TokyoTime,
}

/// A moment, written as the clocks of Tokyo showed it: `2025-02-10 09:32:10`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct TokyoTime {
    /// Since 1970.
    pub seconds: i64,
}

impl TokyoTime {
    const OFFSET: Offset = Offset::constant(9);

    /// Minutes that Tokyo is ahead of Greenwich.
    pub fn offset_minutes() -> i32 {
        Self::OFFSET.seconds() / 60
    }
}

impl TryFrom<String> for TokyoTime {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let time: DateTime = text.parse()?;
        let seconds = Self::OFFSET.to_timestamp(time)?.as_second();
        Ok(Self { seconds })
    }
}
