//! What happened to each document and section, and what posts of discussions say of it → `/api/history.json` and a file for each document.
//!
//! A change of the main branch stands once in a document's file; the document and its sections name it by its place in the list. The
//! rendered change is on the page of the past and in its feed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{address, array, line, urls};
use crate::provenance::{Event, EventKind, History};
use crate::site::pages::{discussions_of_moment, people};
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::talks::SectionTalks;
use crate::site::topics::{Subject, post_address};
use crate::site::{Place, Site};

/// Most changes of one document that are told, the newest.
const MOST: usize = 500;
/// Most posts at one place.
const POSTS: usize = 300;

#[derive(Serialize)]
struct Row<'a> {
    source: &'a str,
    title: &'a str,
    file: String,
    changes: usize,
    last: Option<String>,
}

#[derive(Serialize)]
struct Facts<'a> {
    source: &'a str,
    title: &'a str,
    path: String,
    history: String,
    discussions: Vec<String>,
    posts: Vec<PostFacts>,
    events: Vec<EventFacts<'a>>,
    #[serde(skip)]
    sections: Vec<SectionFacts<'a>>,
    #[serde(skip)]
    changes: Vec<ChangeFacts<'a>>,
}

#[derive(Serialize)]
struct SectionFacts<'a> {
    title: &'a str,
    anchor: &'a str,
    history: String,
    discussions: Vec<String>,
    posts: Vec<PostFacts>,
    events: Vec<EventFacts<'a>>,
}

#[derive(Serialize)]
struct ChangeFacts<'a> {
    commit: String,
    date: String,
    subject: &'a str,
    version: Option<&'a str>,
    pulls: &'a [u64],
    people: Vec<String>,
    discussions: Vec<String>,
}

#[derive(Serialize)]
struct EventFacts<'a> {
    /// The place of the change in the file's list.
    change: usize,
    kind: &'static str,
    /// The document that it came from, or what it was called until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
}

#[derive(Serialize)]
struct PostFacts {
    topic: String,
    number: u64,
    url: String,
}

/// `/api/history.json`, and `/api/history/{document}.json` for each document of today whose past is known.
pub fn history_files(site: &Site<'_>, past: &Past<'_>) -> Vec<(OutputPath, Vec<u8>)> {
    let documents = site.next().documents.iter().enumerate();
    let told: Vec<(OutputPath, Facts<'_>)> = documents
        .filter_map(|(index, _)| {
            let path = file_of(&past.addresses.document(index));
            Some((path, facts(site, past, index, past.today(index)?)))
        })
        .collect();
    let rows = told.iter().map(|(path, facts)| Row {
        source: facts.source,
        title: facts.title,
        file: path.as_str().to_owned(),
        changes: facts.events.len(),
        last: facts
            .events
            .first()
            .map(|event| facts.changes[event.change].date.clone()),
    });
    let list = (OutputPath::file("api/history.json"), array(rows));
    let files = told.iter().map(|(path, facts)| (path.clone(), text(facts)));
    std::iter::once(list).chain(files).collect()
}

/// The file of the document that has this page of the past.
fn file_of(page: &OutputPath) -> OutputPath {
    let folder = page.as_str().trim_end_matches("/index.html");
    OutputPath::file(&format!("api/{folder}.json"))
}

fn facts<'a>(site: &'a Site<'_>, past: &'a Past<'_>, index: usize, history: &History) -> Facts<'a> {
    let next = site.next();
    let document = &next.documents[index];
    let place = Place::new(site, OutputPath::page(""));
    let talks = place.talks(document);
    let steps = Steps::new(history);
    let sections = document.document.sections.iter().enumerate();
    let own = |anchor: &str| talks.sections.get(anchor).map(SectionTalks::urls);
    Facts {
        source: document.path.as_str(),
        title: &document.title,
        path: address(&next.page(document)),
        history: address(&past.addresses.document(index)),
        discussions: urls(&talks.own),
        posts: posts(site, &Subject::Document(index)),
        events: steps.events(past, &history.whole),
        sections: sections
            .map(|(section, facts)| SectionFacts {
                title: &facts.title,
                anchor: &facts.anchor,
                history: address(&past.addresses.section(index, section)),
                discussions: own(&facts.anchor).unwrap_or_default(),
                posts: posts(site, &Subject::Section(index, section)),
                events: steps.events(past, &history.sections[section]),
            })
            .collect(),
        changes: steps
            .newest_first()
            .filter_map(|step| change(site, past, step))
            .collect(),
    }
}

/// The steps that a document's file tells, newest first, with their places in its list.
struct Steps {
    places: BTreeMap<std::cmp::Reverse<usize>, usize>,
}

impl Steps {
    fn new(history: &History) -> Self {
        let all = history.sections.iter().flatten().chain(&history.whole);
        let steps: std::collections::BTreeSet<_> =
            all.map(|event| std::cmp::Reverse(event.step)).collect();
        Self {
            places: steps.into_iter().take(MOST).zip(0..).collect(),
        }
    }

    fn newest_first(&self) -> impl Iterator<Item = usize> {
        self.places.keys().map(|step| step.0)
    }

    fn events<'a>(&self, past: &'a Past<'_>, events: &[Event]) -> Vec<EventFacts<'a>> {
        let told = events.iter().filter_map(|event| {
            let change = *self.places.get(&std::cmp::Reverse(event.step))?;
            let files = &past.chain.steps[event.step].files;
            let (kind, file) = match event.kind {
                EventKind::Began => ("began", event.file),
                EventKind::Changed => ("changed", event.file),
                EventKind::Came(other) => ("came", other),
            };
            let before = files[file].before.as_ref();
            let after = files[event.file].after.as_ref();
            let other = before.filter(|before| after.is_none_or(|after| after.path != before.path));
            Some(EventFacts {
                change,
                kind,
                from: other.map(|before| before.path.as_str()),
            })
        });
        told.collect()
    }
}

fn change<'a>(site: &'a Site<'_>, past: &'a Past<'_>, step: usize) -> Option<ChangeFacts<'a>> {
    let moment = past.moment(site.snapshot, step)?;
    let version = moment
        .version
        .and_then(|version| site.snapshot.versions.get(version));
    Some(ChangeFacts {
        commit: moment.commit.id.to_string(),
        date: moment.commit.date.rfc3339(),
        subject: &moment.commit.subject,
        version: version.map(|version| version.name.as_str()),
        pulls: moment.pulls,
        people: people(site, &moment),
        discussions: discussions_of_moment(site, &moment)
            .into_iter()
            .map(|link| link.href.as_str().to_owned())
            .collect(),
    })
}

fn posts(site: &Site<'_>, subject: &Subject) -> Vec<PostFacts> {
    let mentions = site.topics.about(subject).take(POSTS);
    let told = mentions.map(|mention| {
        let record = &site.snapshot.discussions[mention.topic].record;
        let post = &record.posts[mention.post];
        PostFacts {
            topic: record.url.clone(),
            number: post.number,
            url: post_address(record, post),
        }
    });
    told.collect()
}

/// One change and one section a line, so that few lines change.
fn text(facts: &Facts<'_>) -> Vec<u8> {
    let head = line(facts);
    let head = head.trim_end().trim_end_matches('}');
    let lines = |rows: Vec<String>| {
        let rows: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
        rows.join(",\n")
    };
    let sections = lines(facts.sections.iter().map(line).collect());
    let changes = lines(facts.changes.iter().map(line).collect());
    format!("{head},\n\"sections\":[\n{sections}\n],\n\"changes\":[\n{changes}\n]}}\n").into_bytes()
}
