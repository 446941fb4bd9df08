//! JSON → [`PullRecord`], leniently: a field of the wrong type costs only itself, what is unknown is left out, and
//! everything is bounded.

use serde_json::Value;

use super::mention::{MENTION_LIMIT, mentions};
use super::merge::FORCE_PUSH_LIMIT;
use super::{
    Account, Closing, ForcePush, Label, Mention, MentionKind, NUMBER_LIMIT, PullRecord,
    RECORD_LIMIT, RecordState, Review,
};
use crate::diagnostic::is_hidden;
use crate::object_id::ObjectId;
use crate::timestamp::Timestamp;

/// Longest line and texts, in characters.
const LINE_LIMIT: usize = 200;
const URL_LIMIT: usize = 500;
const BODY_LIMIT: usize = 16_384;
const COMMENT_LIMIT: usize = 2_000;
/// Most labels of one pull request.
const LABEL_LIMIT: usize = 50;

/// A record, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What could be read.
    pub record: PullRecord,
    /// The fields that were left out because they are of the wrong type, each with a reason.
    pub problems: Vec<String>,
}

/// Why a text is no record at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is too long.
    #[error("it has more than {RECORD_LIMIT} bytes")]
    TooLarge,
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Syntax(String),
    /// It is JSON of another kind.
    #[error("it is no object with a `number`")]
    NoNumber,
}

/// Reads a record: one of Teigen's own, or what GitHub's or Forgejo's REST interface says of a pull request.
///
/// # Errors
///
/// The text is too long, is no JSON, or has no number.
pub fn read(text: &[u8]) -> Result<Read, RecordError> {
    if text.len() > RECORD_LIMIT {
        return Err(RecordError::TooLarge);
    }
    let value = serde_json::from_slice(text);
    read_value(&value.map_err(|error| RecordError::Syntax(error.to_string()))?)
}

/// Reads a record from JSON that was parsed.
///
/// # Errors
///
/// It has no number.
pub fn read_value(value: &Value) -> Result<Read, RecordError> {
    let mut fields = Fields::new(value);
    let number = fields
        .count(&["number", "iid"])
        .filter(|number| (1..=NUMBER_LIMIT).contains(number))
        .ok_or(RecordError::NoNumber)?;
    let merged_at = fields.moment(&["merged_at"]);
    let mut record = PullRecord {
        number,
        title: fields.line(&["title"], LINE_LIMIT).unwrap_or_default(),
        draft: fields.flag("draft"),
        author: fields.account(&["author", "user"]),
        created_at: fields.moment(&["created_at"]),
        updated_at: fields.moment(&["updated_at"]).unwrap_or_default(),
        closed_at: fields.moment(&["closed_at"]),
        answered_at: fields.moment(&["answered_at"]),
        labels: fields.labels(),
        review: fields.review(),
        comments: fields.count(&["comments", "user_notes_count"]),
        review_comments: fields.count(&["review_comments"]),
        commits: fields.count(&["commits"]),
        changed_files: fields.count(&["changed_files"]),
        base: fields.branch(&["base", "target_branch"], &["ref"]),
        head: fields.branch(&["head", "source_branch"], &["label", "ref"]),
        head_commit: fields
            .id("head_commit")
            .or_else(|| fields.inner_id("head", "sha")),
        merge_commit: fields.id("merge_commit"),
        url: fields.url(),
        body: fields.text(&["body", "description"], BODY_LIMIT),
        closing: fields.closing(),
        force_pushes: fields.force_pushes(),
        mentions: fields.mentions(),
        state: fields.state(merged_at.is_some()),
        merged_at,
    };
    if record.merge_commit.is_none() && record.state == RecordState::Merged {
        record.merge_commit = fields.id("merge_commit_sha");
    }
    if value.get("mentions").is_none() {
        record.find_mentions();
    }
    Ok(Read {
        record,
        problems: fields.problems,
    })
}

impl PullRecord {
    /// Finds what its own words name, besides what is known already.
    pub fn find_mentions(&mut self) {
        let address = self.url.as_deref().and_then(|url| {
            let (address, number) = url.rsplit_once('/')?;
            (number.parse() == Ok(self.number)).then(|| format!("{address}/"))
        });
        let texts = [Some(self.title.as_str()), self.body.as_deref()];
        let comment = self
            .closing
            .as_ref()
            .and_then(|closing| closing.comment.as_deref());
        let found = texts
            .into_iter()
            .chain([comment])
            .flatten()
            .flat_map(|text| mentions(text, self.number, address.as_deref()));
        self.mentions.extend(found);
        self.mentions.sort();
        // Of each number, what says most of it stands first.
        self.mentions.dedup_by_key(|mention| mention.number);
        self.mentions.truncate(MENTION_LIMIT);
    }
}

/// The fields of a JSON object, and what was wrong with those that were asked for.
pub(super) struct Fields<'v> {
    value: &'v Value,
    pub(super) problems: Vec<String>,
}

impl<'v> Fields<'v> {
    pub(super) fn new(value: &'v Value) -> Self {
        Self {
            value,
            problems: Vec::new(),
        }
    }

    /// The first of these fields that is there and not null.
    fn get(&self, names: &[&'static str]) -> Option<(&'static str, &'v Value)> {
        names.iter().find_map(|&name| {
            let value = self.value.get(name)?;
            (!value.is_null()).then_some((name, value))
        })
    }

    pub(super) fn take<T>(
        &mut self,
        names: &[&'static str],
        expected: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
    ) -> Option<T> {
        let (name, value) = self.get(names)?;
        let found = read(value);
        if found.is_none() {
            self.problems.push(format!("`{name}` is no {expected}"));
        }
        found
    }

    pub(super) fn line(&mut self, names: &[&'static str], limit: usize) -> Option<String> {
        self.take(names, "text", |value| {
            Some(one_line(value.as_str()?, limit))
        })
    }

    pub(super) fn text(&mut self, names: &[&'static str], limit: usize) -> Option<String> {
        let text = self.take(names, "text", |value| {
            Some(several_lines(value.as_str()?, limit))
        });
        text.filter(|text| !text.is_empty())
    }

    pub(super) fn count(&mut self, names: &[&'static str]) -> Option<u64> {
        self.take(names, "number", Value::as_u64)
    }

    pub(super) fn moment(&mut self, names: &[&'static str]) -> Option<Timestamp> {
        self.take(names, "date", |value| Timestamp::parse(value.as_str()?))
    }

    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        self.take(&[name], "`true` or `false`", Value::as_bool)
            .unwrap_or_default()
    }

    fn id(&mut self, name: &'static str) -> Option<ObjectId> {
        self.take(&[name], "commit id", |value| value.as_str()?.parse().ok())
    }

    fn inner_id(&mut self, name: &'static str, inner: &str) -> Option<ObjectId> {
        self.value.get(name)?.get(inner)?.as_str()?.parse().ok()
    }

    pub(super) fn account(&mut self, names: &[&'static str]) -> Option<Account> {
        self.take(names, "account", account)
    }

    fn branch(&mut self, names: &[&'static str], inner: &[&str]) -> Option<String> {
        let name = self.take(names, "branch", |value| {
            let text = value
                .as_str()
                .or_else(|| inner.iter().find_map(|key| value.get(key)?.as_str()));
            // A fork that is gone leaves an object without a name.
            Some(text.map(|text| one_line(text, LINE_LIMIT)))
        });
        name.flatten().filter(|name| !name.is_empty())
    }

    fn url(&mut self) -> Option<String> {
        self.take(&["html_url", "web_url", "url"], "web address", web_address)
    }

    fn labels(&mut self) -> Vec<Label> {
        let labels = self.take(&["labels"], "list", Value::as_array);
        let mut labels: Vec<Label> = labels
            .into_iter()
            .flatten()
            .filter_map(label)
            .take(LABEL_LIMIT)
            .collect();
        labels.sort();
        labels.dedup_by(|a, b| a.name == b.name);
        labels
    }

    fn state(&mut self, merged: bool) -> RecordState {
        let state = self.take(&["state"], "state", |value| {
            Some(match value.as_str()?.to_ascii_lowercase().as_str() {
                "open" | "opened" | "locked" => RecordState::Open,
                "closed" => RecordState::Closed,
                "merged" => RecordState::Merged,
                _ => return None,
            })
        });
        match state.unwrap_or_default() {
            _ if merged => RecordState::Merged,
            state => state,
        }
    }

    fn review(&mut self) -> Option<Review> {
        self.take(&["review"], "review", |value| {
            Some(match value.as_str()?.to_ascii_lowercase().as_str() {
                "approved" => Review::Approved,
                "changes_requested" => Review::ChangesRequested,
                "required" | "review_required" => Review::Required,
                _ => return None,
            })
        })
    }

    fn closing(&mut self) -> Option<Closing> {
        let closing = self.take(&["closing"], "closing", |value| {
            let mut fields = Fields::new(value);
            Some(Closing {
                by: fields.line(&["by"], LINE_LIMIT),
                comment: fields.text(&["comment"], COMMENT_LIMIT),
            })
        });
        closing.filter(|closing| *closing != Closing::default())
    }

    fn force_pushes(&mut self) -> Vec<ForcePush> {
        let list = self.take(&["force_pushes"], "list", Value::as_array);
        let mut pushes: Vec<ForcePush> = list
            .into_iter()
            .flatten()
            .take(FORCE_PUSH_LIMIT)
            .filter_map(|value| {
                let mut fields = Fields::new(value);
                Some(ForcePush {
                    at: fields.moment(&["at"])?,
                    before: fields.id("before"),
                    after: fields.id("after"),
                })
            })
            .collect();
        pushes.sort();
        pushes
    }

    fn mentions(&mut self) -> Vec<Mention> {
        let list = self.take(&["mentions"], "list", Value::as_array);
        let mut mentions: Vec<Mention> = list
            .into_iter()
            .flatten()
            .take(MENTION_LIMIT)
            .filter_map(|value| {
                let number = value.get("number")?.as_u64()?;
                let kind = mention_kind(value.get("kind")?.as_str()?)?;
                (1..=NUMBER_LIMIT)
                    .contains(&number)
                    .then_some(Mention { number, kind })
            })
            .collect();
        mentions.sort();
        mentions
    }
}

fn mention_kind(name: &str) -> Option<MentionKind> {
    Some(match name {
        "integrated_into" => MentionKind::IntegratedInto,
        "duplicate_of" => MentionKind::DuplicateOf,
        "closes" => MentionKind::Closes,
        "closed_by" => MentionKind::ClosedBy,
        "mentioned_by" => MentionKind::MentionedBy,
        "mentions" => MentionKind::Mentions,
        _ => return None,
    })
}

fn account(value: &Value) -> Option<Account> {
    let mut fields = Fields::new(value);
    let login = match value {
        Value::String(login) => Some(one_line(login, LINE_LIMIT)),
        _ => fields.line(&["login", "username"], LINE_LIMIT),
    };
    let login = login.filter(|login| !login.is_empty())?;
    let name = fields.line(&["name", "full_name"], LINE_LIMIT);
    Some(Account {
        name: name.filter(|name| !name.is_empty() && *name != login),
        avatar_url: ["avatar_url", "avatarUrl"]
            .iter()
            .find_map(|key| web_address(value.get(key)?)),
        login,
    })
}

pub(super) fn web_address(value: &Value) -> Option<String> {
    let url = value.as_str()?;
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = !url.contains(|c: char| c.is_control() || c.is_whitespace());
    (web && plain && url.len() <= URL_LIMIT).then(|| url.to_owned())
}

fn label(value: &Value) -> Option<Label> {
    let mut fields = Fields::new(value);
    let name = match value {
        Value::String(name) => Some(one_line(name, LINE_LIMIT)),
        _ => fields.line(&["name"], LINE_LIMIT),
    };
    let color = fields
        .line(&["color"], 10)
        .map(|color| color.trim_start_matches('#').to_ascii_lowercase());
    let description = fields.line(&["description"], LINE_LIMIT);
    Some(Label {
        name: name.filter(|name| !name.is_empty())?,
        color: color
            .filter(|color| color.len() == 6 && color.bytes().all(|b| b.is_ascii_hexdigit())),
        description: description.filter(|description| !description.is_empty()),
    })
}

/// The first line with words, without control characters, cut at a bound.
pub(super) fn one_line(text: &str, limit: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let visible = line.unwrap_or_default().chars().filter(|c| !is_hidden(*c));
    visible.take(limit).collect()
}

/// A text with plain line ends and without other control characters, cut at a bound.
pub(super) fn several_lines(text: &str, limit: usize) -> String {
    let visible = |c: &char| matches!(c, '\n' | '\t') || !is_hidden(*c);
    let text: String = text.chars().filter(visible).take(limit).collect();
    text.trim_end().to_owned()
}
