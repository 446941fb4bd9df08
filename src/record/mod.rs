//! What a server told about a pull request → [`PullRecord`], about a discussion → [`topic::TopicRecord`]; records → readable
//! JSON, and back. Pure data.
//!
//! The fields are named as GitHub's REST interface names them, so that one reader takes Teigen's own records, answers of
//! that interface, and dumps of either. Knows neither where records are kept nor who tells them.

pub mod avatar;
mod ledger;
mod mention;
mod merge;
mod path;
mod read;
pub mod topic;

use serde::Serialize;

pub use self::ledger::{FORMAT, Ledger, Walk};
pub use self::mention::{Mention, MentionKind, mentions};
pub use self::path::{LEDGER_PATH, PULLS_FOLDER, number_of, pull_path, shard};
pub use self::read::{Read, RecordError, read, read_value};

use crate::object_id::ObjectId;
use crate::timestamp::Timestamp;

/// Largest file of a record that is read, in bytes.
pub const RECORD_LIMIT: usize = 1 << 20;
/// The largest number that a pull request may have.
pub const NUMBER_LIMIT: u64 = 1_000_000_000;

/// What a server told about one pull request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PullRecord {
    /// Its number.
    pub number: u64,
    /// Its title, one line of at most 200 characters; empty if unknown.
    pub title: String,
    /// Whether it waits, and what became of it.
    pub state: RecordState,
    /// Whether its author says that it is not ready.
    #[serde(skip_serializing_if = "is_false")]
    pub draft: bool,
    /// Who sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Account>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When anything about it last changed; unknown sorts before everything.
    pub updated_at: Timestamp,
    /// When it was closed, merged or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// When it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Timestamp>,
    /// When someone else first answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// Its labels.
    pub labels: Vec<Label>,
    /// What reviewers decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// How many comments it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<u64>,
    /// How many comments on its text it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_comments: Option<u64>,
    /// How many commits it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commits: Option<u64>,
    /// How many files it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_files: Option<u64>,
    /// The branch it is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Where it comes from, such as `someone:patch-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Its newest commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_commit: Option<ObjectId>,
    /// The commit that brought it into its base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_commit: Option<ObjectId>,
    /// Its page on the forge: `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What its author says about it: Markdown of at most 16,384 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What was said when it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// Heads that were replaced by others, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub force_pushes: Vec<ForcePush>,
    /// Other pull requests that it names, or that name it, by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
}

impl PullRecord {
    /// The same with its moments by the clocks that far east of UTC, in minutes.
    #[must_use]
    pub fn at_offset(mut self, offset: i32) -> Self {
        let moments = [
            &mut self.created_at,
            &mut self.closed_at,
            &mut self.merged_at,
            &mut self.answered_at,
        ];
        for moment in moments {
            *moment = moment.map(|at| at.at_offset(offset));
        }
        self.updated_at = self.updated_at.at_offset(offset);
        self
    }
}

/// What became of a pull request, as its server tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// It waits.
    #[default]
    Open,
    /// It was closed without being merged.
    Closed,
    /// It was merged.
    Merged,
}

/// What reviewers decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// They agree.
    Approved,
    /// They ask for changes.
    ChangesRequested,
    /// Their word is still needed.
    Required,
}

/// Someone on a forge.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Account {
    /// What they log in with.
    pub login: String,
    /// What they call themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where their picture is: `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

/// A label.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Label {
    /// What it says.
    pub name: String,
    /// Its colour, six hexadecimal digits in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What was said when a pull request was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Closing {
    /// Who closed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last comment around the closing: Markdown of at most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A head that was replaced by another that does not follow from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ForcePush {
    /// When.
    pub at: Timestamp,
    /// The head before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ObjectId>,
    /// The head after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<ObjectId>,
}

impl PullRecord {
    /// The record as it is kept: indented JSON with a newline at its end.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("texts, numbers and lists");
    text.push('\n');
    text
}

fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests;
