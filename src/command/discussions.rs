//! `teigen discussions`: the discussions that the proposal leads to or that were fetched, with what is known of each.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde::Serialize;

use super::terminal::{self, ListFormat};
use super::{Outcome, RepositoryArgs};
use crate::diagnostic::printable;
use crate::document;
use crate::record::topic::{Named, TopicAddress, TopicRecord, TopicState, declared};
use crate::repository;
use crate::site::discussion;
use crate::snapshot::{Discussion, Snapshot, Timestamp};

/// Options of `teigen discussions`.
#[derive(Args, Clone, Debug)]
pub struct DiscussionsArgs {
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
}

/// One discussion, as JSON tells it. What is not known is null.
#[derive(Serialize)]
struct Row<'a> {
    url: &'a str,
    title: &'a str,
    kind: &'static str,
    state: Option<TopicState>,
    posts: Option<usize>,
    participants: Option<usize>,
    likes: Option<u64>,
    views: Option<u64>,
    created: Option<String>,
    last_posted: Option<String>,
    fetched: Option<String>,
    imported: bool,
    parent: Option<&'a str>,
    successor: Option<&'a str>,
    /// Documents that link to it.
    linked_from: Vec<&'a str>,
    /// Documents that its posts name.
    names: BTreeSet<&'a str>,
}

/// What the newest text of the main branch links to.
#[derive(Default)]
struct Linked {
    address: Option<TopicAddress>,
    from: Vec<String>,
}

/// Prints the discussions, the one that was last alive first, then those of which nothing is known.
pub fn run(args: &DiscussionsArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    let snapshot = repository::read_discussions(&opened.source, &opened.config)?;
    let blobs = opened.source.blobs()?;
    let mut linked: BTreeMap<String, Linked> = BTreeMap::new();
    for address in opened
        .config
        .discussion
        .iter()
        .filter_map(|url| declared(url))
    {
        link(&mut linked, address, None);
    }
    for file in snapshot
        .next
        .iter()
        .flat_map(|next| next.documents(&snapshot.source))
    {
        let document = document::parse(&blobs.text(file.blob)?);
        for found in discussion::links_of(&document) {
            link(&mut linked, found.address, Some(file.path.as_str()));
        }
    }
    linked.retain(|url, _| !opened.config.discussions.is_hidden(url));
    let rows = rows(&snapshot, &linked);
    terminal::print(&match args.format {
        ListFormat::Json => terminal::json(&rows),
        ListFormat::Human => rows.iter().map(line).collect(),
    });
    terminal::report(snapshot.diagnostics.clone(), false);
    Ok(Outcome::Done)
}

fn link(linked: &mut BTreeMap<String, Linked>, address: TopicAddress, path: Option<&str>) {
    let entry = linked.entry(address.url.clone()).or_default();
    entry.address.get_or_insert(address);
    if let Some(path) = path.filter(|path| entry.from.iter().all(|known| known != path)) {
        entry.from.push(path.to_owned());
    }
}

fn rows<'a>(snapshot: &'a Snapshot, linked: &'a BTreeMap<String, Linked>) -> Vec<Row<'a>> {
    let known: BTreeSet<&str> = snapshot
        .discussions
        .iter()
        .map(|topic| topic.record.url.as_str())
        .collect();
    let from = |url: &str| {
        linked
            .get(url)
            .map(|linked| linked.from.iter().map(String::as_str).collect())
            .unwrap_or_default()
    };
    let mut topics: Vec<&Discussion> = snapshot.discussions.iter().collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.last_posted_at()));
    let fetched = topics
        .into_iter()
        .map(|topic| fetched(topic, from(&topic.record.url)));
    let unknown = linked
        .iter()
        .filter(|(url, _)| !known.contains(url.as_str()));
    fetched
        .chain(
            unknown
                .filter_map(|(url, linked)| Some(unfetched(linked.address.as_ref()?, from(url)))),
        )
        .collect()
}

fn fetched<'a>(topic: &'a Discussion, linked_from: Vec<&'a str>) -> Row<'a> {
    let record: &TopicRecord = &topic.record;
    let names = record
        .posts
        .iter()
        .flat_map(|post| &post.names)
        .filter_map(|named| match named {
            Named::Document { path } | Named::Section { path, .. } => Some(path.as_str()),
            _ => None,
        });
    let readable = record.is_readable();
    Row {
        url: &record.url,
        title: &record.title,
        kind: record.kind.name(),
        state: Some(record.state),
        posts: readable.then(|| topic.post_count()),
        participants: (readable && (!record.imported || record.counts.participants.is_some()))
            .then(|| topic.participants()),
        likes: record.counts.likes,
        views: record.counts.views,
        created: record.created_at.map(Timestamp::rfc3339),
        last_posted: topic.last_posted_at().map(Timestamp::rfc3339),
        fetched: Some(record.fetched_at.rfc3339()).filter(|at| !at.is_empty()),
        imported: record.imported,
        parent: record.parent.as_deref(),
        successor: record.successor.as_deref(),
        linked_from,
        names: names.collect(),
    }
}

/// A discussion that is linked and was never fetched.
fn unfetched<'a>(address: &'a TopicAddress, linked_from: Vec<&'a str>) -> Row<'a> {
    Row {
        url: &address.url,
        title: &address.title,
        kind: address.kind.name(),
        state: None,
        posts: None,
        participants: None,
        likes: None,
        views: None,
        created: None,
        last_posted: None,
        fetched: None,
        imported: false,
        parent: None,
        successor: None,
        linked_from,
        names: BTreeSet::new(),
    }
}

fn line(row: &Row<'_>) -> String {
    let state = match row.state {
        Some(TopicState::Open) => "open",
        Some(TopicState::Closed) => "closed",
        Some(TopicState::Archived) => "archived",
        Some(TopicState::Moved) => "moved",
        Some(TopicState::Gone) => "gone",
        Some(TopicState::Private) => "private",
        None => "unknown",
    };
    let count = |count: Option<usize>| count.map_or("-".to_owned(), |count| count.to_string());
    let last = row
        .last_posted
        .as_deref()
        .and_then(|at| at.get(..10))
        .unwrap_or("----------");
    let onward = row
        .successor
        .map(|url| format!("  → {url}"))
        .unwrap_or_default();
    let about = match row.linked_from.as_slice() {
        [] => String::new(),
        paths => format!("\n    {}", printable(&paths.join(", "))),
    };
    format!(
        "{state:<8} {last}  {:>5} posts {:>4} people  {}  {}{onward}{about}\n",
        count(row.posts),
        count(row.participants),
        row.url,
        printable(row.title),
    )
}
