//! The files of a topic's record → [`TopicRecord`], leniently: a field of the wrong type costs only itself, a line that is no
//! post only that post, and everything is bounded.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::read::{Fields, one_line, several_lines};
use super::super::{FORMAT, NUMBER_LIMIT, pretty};
use super::{
    Category, Counts, LINK_LIMIT, Named, POST_LIMIT, PostRecord, Quoted, TEXT_LIMIT, TopicKind,
    TopicRecord, TopicState, Words, declared,
};
use crate::timestamp::Timestamp;

/// The file of a topic's head.
pub const TOPIC_FILE: &str = "topic.json";

const LINE_LIMIT: usize = 200;
const URL_LIMIT: usize = 500;

/// The files of one topic.
#[derive(Clone, Debug, Default)]
pub struct TopicFiles {
    /// What stands in [`TOPIC_FILE`].
    pub head: Vec<u8>,
    /// What stands in its files of posts, in any order.
    pub posts: Vec<Vec<u8>>,
}

/// Why files are no record of a topic at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopicProblem {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Syntax(String),
    /// It is JSON of another kind.
    #[error("it has no `url` that is a web address")]
    NoAddress,
}

/// When the servers of discussions were last asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TopicLedger {
    /// The version of the format.
    pub format: u64,
    /// When a server last answered, by its own clock.
    pub as_of: Timestamp,
    /// Where there are more topics than one sync asks for: the last one that was asked for, after which the next sync goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<String>,
}

impl TopicLedger {
    /// The ledger as it is kept.
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// Reads a ledger; what is unreadable is unknown.
    pub fn read(text: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(text).unwrap_or_default();
        let mut fields = Fields::new(&value);
        Self {
            format: fields.count(&["format"]).unwrap_or(FORMAT),
            as_of: fields.moment(&["as_of"]).unwrap_or_default(),
            turn: topic(&mut fields, "turn"),
        }
    }
}

/// Reads a record, and says what was wrong with it.
///
/// # Errors
///
/// Its head is no JSON, or does not say which topic it is of.
pub fn read_topic(files: &TopicFiles) -> Result<(TopicRecord, Vec<String>), TopicProblem> {
    let head: Value = serde_json::from_slice(&files.head)
        .map_err(|error| TopicProblem::Syntax(error.to_string()))?;
    let mut fields = Fields::new(&head);
    let url = fields.line(&["url"], URL_LIMIT);
    let address = url
        .as_deref()
        .and_then(declared)
        .ok_or(TopicProblem::NoAddress)?;
    let mut record = TopicRecord {
        kind: kind(&mut fields).unwrap_or(address.kind),
        url: address.url,
        title: fields.line(&["title"], LINE_LIMIT).unwrap_or_default(),
        state: state(&mut fields).unwrap_or_default(),
        category: category(&mut fields),
        parent: topic(&mut fields, "parent"),
        successor: topic(&mut fields, "successor"),
        author: fields.account(&["author"]),
        created_at: fields.moment(&["created_at"]),
        last_posted_at: fields.moment(&["last_posted_at"]),
        closed_at: fields.moment(&["closed_at"]),
        fetched_at: fields.moment(&["fetched_at"]).unwrap_or_default(),
        counts: counts(head.get("counts").unwrap_or(&Value::Null)),
        words: words(&mut fields).unwrap_or_default(),
        incomplete: fields.flag("incomplete"),
        imported: fields.flag("imported"),
        etag: fields.line(&["etag"], URL_LIMIT),
        withheld: withheld(&head),
        posts: Vec::new(),
    };
    let mut problems = fields.problems;
    record.posts = posts(&files.posts, record.words, &mut problems);
    Ok((record, problems))
}

fn withheld(head: &Value) -> Vec<u64> {
    let ids = head["withheld"].as_array().into_iter().flatten();
    ids.filter_map(Value::as_u64).take(POST_LIMIT).collect()
}

fn posts(files: &[Vec<u8>], words: Words, problems: &mut Vec<String>) -> Vec<PostRecord> {
    let mut found = BTreeMap::new();
    let mut wrong = 0;
    let lines = files
        .iter()
        .flat_map(|file| file.split(|byte| *byte == b'\n'));
    for line in lines.filter(|line| !line.trim_ascii().is_empty()) {
        let value = serde_json::from_slice(line).unwrap_or(Value::Null);
        match post(&value, words) {
            Some(post) if found.len() < POST_LIMIT => {
                found.insert(post.number, post);
            }
            _ => wrong += 1,
        }
    }
    if wrong > 0 {
        problems.push(format!("{wrong} lines are no posts, or too many"));
    }
    found.into_values().collect()
}

/// A post as it is kept. What it holds of words beyond what the record says it holds is left out.
fn post(value: &Value, words: Words) -> Option<PostRecord> {
    let mut fields = Fields::new(value);
    let number = fields
        .count(&["number"])
        .filter(|n| (1..=NUMBER_LIMIT).contains(n))?;
    let text = value["text"]
        .as_str()
        // The mark of what was cut off is part of it.
        .map(|text| several_lines(text, TEXT_LIMIT + 1));
    Some(PostRecord {
        number,
        id: fields.count(&["id"]),
        author: fields.account(&["author"]),
        created_at: fields.moment(&["created_at"]),
        updated_at: fields.moment(&["updated_at"]),
        length: fields.count(&["length"]).unwrap_or_default(),
        likes: fields.count(&["likes"]).unwrap_or_default(),
        reply_to: fields.count(&["reply_to"]),
        quotes: list(value, "quotes", quoted),
        links: list(value, "links", |link| web(link.as_str()?)),
        names: list(value, "names", named),
        text: text.as_deref().and_then(|text| words.of(text)),
    })
}

fn list<T>(value: &Value, name: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let items = value[name].as_array().into_iter().flatten();
    items.take(LINK_LIMIT).filter_map(read).collect()
}

fn quoted(value: &Value) -> Option<Quoted> {
    let quoted = Quoted {
        topic: value["topic"]
            .as_str()
            .and_then(declared)
            .map(|found| found.url),
        post: value["post"].as_u64(),
        author: value["author"]
            .as_str()
            .map(|author| one_line(author, LINE_LIMIT)),
    };
    (quoted != Quoted::default()).then_some(quoted)
}

fn named(value: &Value) -> Option<Named> {
    let line = |name: &str| {
        let text = one_line(value[name].as_str()?, URL_LIMIT);
        (!text.is_empty()).then_some(text)
    };
    Some(match value["kind"].as_str()? {
        "version" => Named::Version {
            name: line("name")?,
        },
        "pull" => Named::Pull {
            number: value["number"]
                .as_u64()
                .filter(|n| (1..=NUMBER_LIMIT).contains(n))?,
        },
        "document" => Named::Document {
            path: line("path")?,
        },
        "section" => Named::Section {
            path: line("path")?,
            anchor: line("anchor")?,
        },
        _ => return None,
    })
}

/// A web address that is short and plain.
pub(super) fn web(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| !crate::diagnostic::is_hidden(c) && !c.is_whitespace();
    (is_web && url.len() <= URL_LIMIT && url.chars().all(plain)).then(|| url.to_owned())
}

fn category(fields: &mut Fields<'_>) -> Option<Category> {
    fields.take(&["category"], "category", |value| {
        Some(Category {
            name: one_line(value["name"].as_str()?, LINE_LIMIT),
            url: value["url"].as_str().and_then(web),
        })
    })
}

fn counts(value: &Value) -> Counts {
    let mut fields = Fields::new(value);
    Counts {
        posts: fields.count(&["posts"]),
        participants: fields.count(&["participants"]),
        likes: fields.count(&["likes"]),
        views: fields.count(&["views"]),
    }
}

fn topic(fields: &mut Fields<'_>, name: &'static str) -> Option<String> {
    fields.take(&[name], "web address", |value| {
        Some(declared(value.as_str()?)?.url)
    })
}

fn kind(fields: &mut Fields<'_>) -> Option<TopicKind> {
    fields.take(&["kind"], "kind of discussion", |value| {
        TopicKind::of_name(value.as_str()?)
    })
}

fn state(fields: &mut Fields<'_>) -> Option<TopicState> {
    fields.take(&["state"], "state", |value| {
        Some(match value.as_str()? {
            "open" => TopicState::Open,
            "closed" => TopicState::Closed,
            "archived" => TopicState::Archived,
            "moved" => TopicState::Moved,
            "gone" => TopicState::Gone,
            "private" => TopicState::Private,
            _ => return None,
        })
    })
}

fn words(fields: &mut Fields<'_>) -> Option<Words> {
    fields.take(&["words"], "choice of words", |value| {
        let all = [Words::Counts, Words::Excerpts, Words::Archive];
        all.into_iter()
            .find(|words| Some(words.name()) == value.as_str())
    })
}
