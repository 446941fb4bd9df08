//! What changed → feeds: of the site, of each document, of each section.

use sha2::{Digest, Sha256};

use super::history::{history_page, step_parts, teller_entry};
use super::news::{news_page, since};
use super::states::StateComparison;
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::view::{Content, FeedEntry, FeedView, HistoryEntry, HistoryKind, Href, Page};
use crate::site::{Place, Site};
use crate::snapshot::{Timestamp, Version, VersionOrigin};

/// Entries of a feed.
const ENTRIES: usize = 20;

/// `/feed.xml`: everything that changed on the main branch, and the versions among it.
pub fn site_feed(
    site: &Site<'_>,
    past: &Past<'_>,
    states: &[StateComparison],
) -> (OutputPath, FeedView) {
    let path = OutputPath::file("feed.xml");
    let place = Place::new(site, path.clone());
    let steps = (0..past.count()).rev();
    let entries = steps.filter_map(|step| {
        let parts = step_parts(&place, past, step);
        let entry = teller_entry(&place, past, step).filter(|_| !parts.is_empty())?;
        let number = (past.count() - 1 - step) / super::history::ENTRIES;
        let page = place.to(&history_page(number));
        let mut told = feed_entry(site, &path, &entry, &page);
        told.parts = parts
            .into_iter()
            .map(|(document, body)| (Some(document), body))
            .collect();
        let date = past.moment(site.snapshot, step)?.commit.date;
        Some((date, told))
    });
    let mut entries: Vec<(Timestamp, FeedEntry)> = entries.take(ENTRIES).collect();
    for (index, version) in site.snapshot.versions.iter().enumerate() {
        let date = published(version);
        let requests = past.merged_into(index).len();
        let entry = version_entry(&place, version, date, (requests, states));
        let older = entries.iter().position(|(other, _)| *other <= date);
        entries.insert(older.unwrap_or(entries.len()), (date, entry));
    }
    let entries = entries.into_iter().map(|(_, entry)| entry);
    let entries = entries.take(ENTRIES).collect();
    let feed = feed(site, &path, &history_page(0), &site.view.title, entries);
    (path, feed)
}

/// When a version was published. One that the newest text still carries goes on with it: it counts from its beginning.
fn published(version: &Version) -> Timestamp {
    match version.origin {
        VersionOrigin::Mark {
            since,
            current: true,
            ..
        } => since,
        _ => version.date,
    }
}

fn version_entry(
    place: &Place<'_>,
    version: &Version,
    date: Timestamp,
    (requests, states): (usize, &[StateComparison]),
) -> FeedEntry {
    let words = place.site.view.language.words();
    let documents = since(version, states).map(|compared| compared.documents.len());
    FeedEntry {
        id: name(place.site, &["version", version.name.as_str()]),
        title: words.news(version.name.as_str()),
        date: date.rfc3339(),
        href: place.to(&news_page(version)),
        authors: Vec::new(),
        summary: words.news_summary(requests, documents),
        parts: Vec::new(),
    }
}

/// The feed that stands beside a page of the past, from what the page tells.
pub fn feed_beside(
    site: &Site<'_>,
    path: &OutputPath,
    page: &Page,
) -> Option<(OutputPath, FeedView)> {
    match &page.content {
        Content::DocumentHistory(view) => {
            Some(of_entries(site, path, &view.document.title, &view.entries))
        }
        Content::SectionHistory(view) => {
            let title = format!("{} – {}", view.title, view.document.title);
            Some(of_entries(site, path, &title, &view.entries))
        }
        _ => None,
    }
}

/// The feed that stands beside a page.
pub fn feed_of(page: &OutputPath) -> OutputPath {
    let folder = page.as_str().trim_end_matches("index.html");
    OutputPath::file(&format!("{folder}feed.xml"))
}

fn of_entries(
    site: &Site<'_>,
    page: &OutputPath,
    title: &str,
    entries: &[HistoryEntry],
) -> (OutputPath, FeedView) {
    let path = feed_of(page);
    let there = Place::new(site, path.clone()).to(page);
    let entries = entries.iter().take(ENTRIES).map(|entry| {
        let mut told = feed_entry(site, &path, entry, &there);
        // What is new is its whole text: that is to be read where it stands.
        if entry.kind != HistoryKind::Began && !entry.body.is_empty() {
            told.parts.push((None, entry.body.clone()));
        }
        told
    });
    let title = format!("{title} – {}", site.view.title);
    let feed = feed(site, &path, page, &title, entries.collect());
    (path, feed)
}

fn feed(
    site: &Site<'_>,
    path: &OutputPath,
    page: &OutputPath,
    title: &str,
    entries: Vec<FeedEntry>,
) -> FeedView {
    let place = Place::new(site, path.clone());
    FeedView {
        id: name(site, &["feed", path.as_str()]),
        title: title.to_owned(),
        author: site.view.title.clone(),
        language: site.view.language,
        base: site.absolute(path),
        own: place.to(path),
        page: place.to(page),
        entries,
    }
}

fn feed_entry(site: &Site<'_>, path: &OutputPath, entry: &HistoryEntry, page: &Href) -> FeedEntry {
    let words = site.view.language.words();
    let titles: Vec<String> = entry
        .pulls
        .iter()
        .map(|pull| format!("#{} {}", pull.number, pull.title))
        .collect();
    let title = match (titles.is_empty(), entry.subject.as_str()) {
        (false, _) => titles.join(words.comma()),
        (true, "") => words.history.to_owned(),
        (true, subject) => subject.to_owned(),
    };
    FeedEntry {
        id: name(site, &["entry", path.as_str(), &entry.commit.id]),
        title,
        date: entry.date.clone(),
        href: page.at(&entry.id),
        authors: entry.people.clone(),
        summary: match (entry.kind, &entry.from) {
            (HistoryKind::Began, _) => words.began.to_owned(),
            (HistoryKind::Came, Some(from)) => words.from_elsewhere.replace("{title}", from),
            _ => String::new(),
        },
        parts: Vec::new(),
    }
}

/// A name that stays the same however often the site is built: a UUID of version 8 (RFC 9562) from a digest.
fn name(site: &Site<'_>, parts: &[&str]) -> String {
    let repository = site.view.repository.as_ref().map(Href::as_str);
    let first = site.snapshot.main_commits.first();
    let root = match repository {
        Some(repository) => repository.to_owned(),
        None => first.map_or_else(String::new, |commit| commit.id.to_string()),
    };
    let mut hash = Sha256::new();
    for part in [root.as_str()].iter().chain(parts) {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes: Vec<u8> = hash.finalize()[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    )
}
