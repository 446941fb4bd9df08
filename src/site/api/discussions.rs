//! Discussions, and what their records tell → `/api/discussions.json`.

use serde::Serialize;

use super::{address, array};
use crate::record::topic::TopicState;
use crate::site::pages;
use crate::site::pull::Pulls;
use crate::site::topics::Subject;
use crate::site::view::DiscussionRow;
use crate::site::{Place, Site};
use crate::snapshot::{Discussion, Timestamp};

/// Most mentions of one discussion.
const MENTIONS: usize = 2_000;

#[derive(Serialize)]
struct DiscussionFacts<'a> {
    url: &'a str,
    host: &'a str,
    title: &'a str,
    documents: Vec<&'a str>,
    pulls: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordFacts<'a>>,
}

/// What its server told.
#[derive(Serialize)]
struct RecordFacts<'a> {
    path: String,
    state: TopicState,
    posts: usize,
    participants: usize,
    likes: Option<u64>,
    created: Option<String>,
    last_posted: Option<String>,
    closed: Option<String>,
    fetched: Option<String>,
    parent: Option<&'a str>,
    successor: Option<&'a str>,
    mentions: Vec<MentionFacts<'a>>,
}

/// A post, and something of the proposal that it is about.
#[derive(Serialize)]
struct MentionFacts<'a> {
    post: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull: Option<u64>,
}

/// Writes the file.
pub(super) fn discussions_file(site: &Site<'_>, place: &Place<'_>, pulls: &Pulls) -> Vec<u8> {
    let rows = pages::discussion_rows(place, pulls);
    array(rows.iter().map(|row| facts(site, row)))
}

fn facts<'a>(site: &'a Site<'_>, row: &'a DiscussionRow) -> DiscussionFacts<'a> {
    let titles = |links: &'a [crate::site::view::DocumentLink]| {
        links.iter().map(|link| link.title.as_str()).collect()
    };
    DiscussionFacts {
        url: row.href.as_str(),
        host: &row.host,
        title: &row.title,
        documents: titles(&row.documents),
        pulls: titles(&row.pulls),
        record: site
            .topics
            .find(row.href.as_str())
            .map(|at| record(site, at)),
    }
}

fn record<'a>(site: &'a Site<'_>, at: usize) -> RecordFacts<'a> {
    let topic: &Discussion = &site.snapshot.discussions[at];
    let record = &topic.record;
    let date = |moment: Option<Timestamp>| {
        let told = moment.map(Timestamp::rfc3339);
        told.filter(|told| !told.is_empty())
    };
    let mentions = site.topics.of(at).iter().take(MENTIONS);
    RecordFacts {
        path: address(&site.topics.page(at)),
        state: record.state,
        posts: topic.post_count(),
        participants: topic.participants(),
        likes: record.counts.likes,
        created: date(record.created_at),
        last_posted: date(topic.last_posted_at()),
        closed: date(record.closed_at),
        fetched: date(Some(record.fetched_at)),
        parent: record.parent.as_deref(),
        successor: record.successor.as_deref(),
        mentions: mentions
            .map(|mention| {
                let post = record.posts[mention.post].number;
                about(site, post, &mention.subject)
            })
            .collect(),
    }
}

fn about<'a>(site: &'a Site<'_>, post: u64, subject: &'a Subject) -> MentionFacts<'a> {
    let documents = &site.next().documents;
    let (mut document, mut section, mut version, mut pull) = (None, None, None, None);
    match subject {
        Subject::Document(index) => document = Some(*index),
        Subject::Section(index, at) => {
            document = Some(*index);
            section = Some(documents[*index].document.sections[*at].anchor.as_str());
        }
        Subject::Version(name) => version = Some(name.as_str()),
        Subject::Pull(number) => pull = Some(*number),
    }
    MentionFacts {
        post,
        document: document.map(|index| documents[index].path.as_str()),
        section,
        version,
        pull,
    }
}
