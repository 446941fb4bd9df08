//! `discussions.yaml` → records of discussions, as `sync` would have brought them from a forum.
//!
//! What posts link to, quote and name is read from their words, as it is when a server tells them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DemoError;
use super::story::TokyoTime;
use crate::record::topic::{
    Category, Content, Counts, Keep, KnownNames, PostRecord, Quoted, TopicKind, TopicRecord,
    TopicState, Words, total,
};
use crate::record::{Account, FORMAT};
use crate::repository::{self, Source, Topics};
use crate::timestamp::Timestamp;

/// A forum that is nowhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forum {
    /// Its address.
    forum: String,
    category: Place,
    /// When it was asked.
    asked: TokyoTime,
    /// People beside those of the history, written the same way.
    people: BTreeMap<String, String>,
    topics: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
    url: String,
}

/// A topic. Where no `parent` or `successor` is told, its posts may tell it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    number: u64,
    title: String,
    #[serde(default)]
    state: State,
    closed: Option<TokyoTime>,
    parent: Option<u64>,
    successor: Option<u64>,
    views: u64,
    posts: Vec<Post>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Open,
    Closed,
    Archived,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Post {
    by: String,
    date: TokyoTime,
    #[serde(default)]
    likes: u64,
    reply_to: Option<u64>,
    /// Numbers of earlier posts.
    #[serde(default)]
    quotes: Vec<u64>,
    text: String,
}

/// Keeps the records of a forum in a repository that has these versions; returns how many there are.
pub(super) fn keep(
    forum: &Forum,
    people: &BTreeMap<String, String>,
    source: &Source,
    versions: &[String],
) -> Result<usize, DemoError> {
    let mut topics = Topics::default();
    topics.ledger.format = FORMAT;
    topics.ledger.as_of = moment(forum.asked);
    let names = KnownNames::new(versions.iter().cloned(), []);
    for topic in &forum.topics {
        let record = forum.record(topic, people, &names)?;
        topics.records.insert(record.url.clone(), record);
    }
    repository::write_topics(source, &mut topics)?;
    Ok(topics.records.len())
}

impl Forum {
    fn address(&self, number: u64) -> String {
        format!("{}/t/topic/{number}", self.forum)
    }

    fn record(
        &self,
        topic: &Topic,
        people: &BTreeMap<String, String>,
        names: &KnownNames,
    ) -> Result<TopicRecord, DemoError> {
        let url = self.address(topic.number);
        let keep = Keep {
            words: Words::Excerpts,
            authors: true,
            names,
        };
        let (mut parent, mut successor) = (None, None);
        let mut posts = Vec::new();
        for (number, post) in (1..).zip(&topic.posts) {
            let known = self.post(topic.number, (number, post), people)?;
            let content = Content {
                quotes: post.quotes.iter().map(|number| quoted(*number)).collect(),
                ..Content::plain(&post.text, &self.forum)
            };
            let read = keep.post(known, &content, &url);
            parent = parent.or(read.parent.filter(|_| number == 1));
            successor = read.onward;
            posts.push(read.record);
        }
        let given = |number: Option<u64>| number.map(|number| self.address(number));
        Ok(TopicRecord {
            kind: TopicKind::Discourse,
            title: topic.title.clone(),
            state: topic.state.into(),
            category: Some(Category {
                name: self.category.name.clone(),
                url: Some(self.category.url.clone()),
            }),
            parent: given(topic.parent).or(parent),
            successor: given(topic.successor).or(successor.filter(|_| topic.closed.is_some())),
            author: posts.first().and_then(|post| post.author.clone()),
            created_at: posts.first().and_then(|post| post.created_at),
            last_posted_at: posts.last().and_then(|post| post.created_at),
            closed_at: topic.closed.map(moment),
            fetched_at: moment(self.asked),
            counts: counts(topic),
            words: Words::Excerpts,
            url,
            posts,
            ..TopicRecord::default()
        })
    }

    /// What is known of a post beside its words.
    fn post(
        &self,
        topic: u64,
        (number, post): (u64, &Post),
        people: &BTreeMap<String, String>,
    ) -> Result<PostRecord, DemoError> {
        let missing = || DemoError::Missing(format!("people: {}", post.by));
        let words = people.get(&post.by).or_else(|| self.people.get(&post.by));
        let (name, address) = words
            .and_then(|words| words.split_once(" <"))
            .ok_or_else(missing)?;
        Ok(PostRecord {
            number,
            id: Some(topic * 100 + number),
            author: Some(Account {
                login: address.split('@').next().unwrap_or_default().to_owned(),
                name: Some(name.to_owned()),
                avatar_url: None,
            }),
            created_at: Some(moment(post.date)),
            likes: post.likes,
            reply_to: post.reply_to,
            ..PostRecord::default()
        })
    }
}

fn quoted(number: u64) -> Quoted {
    Quoted {
        post: Some(number),
        ..Quoted::default()
    }
}

fn counts(topic: &Topic) -> Counts {
    let mut people: Vec<&str> = topic.posts.iter().map(|post| post.by.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    Counts {
        posts: Some(topic.posts.len() as u64),
        participants: Some(people.len() as u64),
        likes: Some(total(topic.posts.iter().map(|post| post.likes))),
        views: Some(topic.views),
    }
}

/// In UTC, as servers tell moments.
fn moment(time: TokyoTime) -> Timestamp {
    Timestamp::new(time.seconds, 0)
}

impl From<State> for TopicState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Closed => Self::Closed,
            State::Archived => Self::Archived,
        }
    }
}
