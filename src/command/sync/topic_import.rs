//! `teigen sync --import FILE` for one discussion: an answer of Discourse, or a topic exported as text → its record.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::import::Imported;
use super::wanted::known_names;
use crate::command::Opened;
use crate::record::topic::{Keep, TopicRecord, declared, discourse, read_exported, recognise};
use crate::repository;
use crate::snapshot::Timestamp;

/// Largest file that is read, in bytes.
const SIZE_LIMIT: u64 = 64 << 20;

/// A file that holds a discussion.
pub struct TopicText {
    name: String,
    text: String,
    address: Option<String>,
}

/// What a file holds.
pub enum Held {
    /// A discussion.
    Topic(TopicText),
    /// Records of pull requests: the file from its beginning, which can be read only once where it is a pipe.
    Records(Box<dyn Read>),
}

/// Reads a file as far as tells what it holds; whole, if it is a discussion: if an address is given, or front matter, or it is an answer
/// of Discourse.
pub fn read(file: &Path, address: Option<&str>) -> anyhow::Result<Held> {
    let name = file.display().to_string();
    let failed = || format!("{name} cannot be read");
    let mut bytes = Vec::new();
    let mut opened = File::open(file).with_context(failed)?.take(SIZE_LIMIT + 1);
    // The beginning tells; records by the thousand are not read twice.
    (&mut opened)
        .take(4_096)
        .read_to_end(&mut bytes)
        .with_context(failed)?;
    let beginning = String::from_utf8_lossy(&bytes);
    let is_topic =
        address.is_some() || beginning.starts_with("---") || beginning.contains("\"post_stream\"");
    if !is_topic {
        let opened = opened.into_inner();
        return Ok(Held::Records(Box::new(Cursor::new(bytes).chain(opened))));
    }
    opened.read_to_end(&mut bytes).with_context(failed)?;
    anyhow::ensure!(
        bytes.len() as u64 <= SIZE_LIMIT,
        "{name} has more than {SIZE_LIMIT} bytes"
    );
    Ok(Held::Topic(TopicText {
        name,
        text: String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
        address: address.map(str::to_owned),
    }))
}

/// Takes the discussion into the repository, unless its server told of it later.
pub fn run(opened: &Opened, file: &TopicText) -> anyhow::Result<Imported> {
    let names = known_names(opened)?;
    let config = &opened.config.discussions;
    let keep = Keep {
        words: config.words,
        authors: config.authors.unwrap_or(true),
        names: &names,
    };
    let (record, understood) = understand(file, keep)?;
    anyhow::ensure!(
        !config.is_hidden(&record.url),
        "{}: teigen.yaml says that {} is hidden",
        file.name,
        record.url
    );
    let mut topics = repository::read_topics(&opened.source)?;
    let diagnostics = std::mem::take(&mut topics.diagnostics);
    let is_older = |known: &TopicRecord| !known.imported && known.fetched_at >= record.fetched_at;
    if topics.records.get(&record.url).is_some_and(is_older) {
        let told = format!(
            "{}: {} was fetched from its server later; that is kept",
            file.name, record.url
        );
        return Ok(Imported { told, diagnostics });
    }
    let told = format!(
        "{}: {} was understood as\n{}",
        file.name,
        record.url,
        list(&understood)
    );
    topics.ledger.format = crate::record::FORMAT;
    topics.ledger.as_of = topics.ledger.as_of.max(record.fetched_at);
    topics.records.insert(record.url.clone(), record);
    repository::write_topics(&opened.source, &mut topics)?;
    Ok(Imported { told, diagnostics })
}

fn list(understood: &[String]) -> String {
    let lines: Vec<String> = understood
        .iter()
        .map(|line| format!("  - {line}"))
        .collect();
    lines.join("\n")
}

fn understand(file: &TopicText, keep: Keep<'_>) -> anyhow::Result<(TopicRecord, Vec<String>)> {
    let asked = || format!("{}: say with --as URL which discussion it is", file.name);
    if let Ok(value @ Value::Object(_)) = serde_json::from_str(&file.text) {
        return answer(file, &value, keep);
    }
    let read = read_exported(&file.text, file.address.as_deref(), keep).with_context(asked)?;
    Ok((read.record, read.understood))
}

/// An answer of Discourse, `/t/{id}.json` as it was saved.
fn answer(
    file: &TopicText,
    value: &Value,
    keep: Keep<'_>,
) -> anyhow::Result<(TopicRecord, Vec<String>)> {
    let asked = || {
        format!(
            "{}: say with --as URL which forum or which topic it is from",
            file.name
        )
    };
    let given = file.address.as_deref().with_context(asked)?;
    let id = value["id"]
        .as_u64()
        .with_context(|| format!("{}: it has no `id`", file.name))?;
    let forum = declared(given).with_context(asked)?;
    let of_id = || recognise(&format!("{}/t/{id}", given.trim_end_matches('/')));
    let address = recognise(given).or_else(of_id).with_context(asked)?;
    anyhow::ensure!(
        address.number == id,
        "{}: it is topic {id} and not {} of {}",
        file.name,
        address.number,
        forum.host
    );
    let told = discourse::topic(value, &address, keep)
        .with_context(|| format!("{}: it is no topic of Discourse", file.name))?;
    let mut record = told.head;
    let mut reads: Vec<_> = told.posts.read.into_values().collect();
    reads.sort_by_key(|read| read.record.number);
    record.parent = reads.first().and_then(|read| read.parent.clone());
    record.successor = reads
        .last()
        .and_then(|read| read.onward.clone())
        .filter(|_| record.closed_at.is_some() || !is_open(&record));
    record.posts = reads.into_iter().map(|read| read.record).collect();
    record.imported = true;
    record.fetched_at = record
        .last_posted_at
        .max(record.created_at)
        .unwrap_or(Timestamp::default());
    let understood = vec![
        format!("“{}”, {:?}", record.title, record.state),
        format!("{} of {} posts", record.posts.len(), told.stream.len()),
    ];
    Ok((record, understood))
}

fn is_open(record: &TopicRecord) -> bool {
    record.state == crate::record::topic::TopicState::Open
}
