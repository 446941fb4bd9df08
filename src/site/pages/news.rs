//! The comparison with the version before, and what Git and records tell of the time between → what is new in a version.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::body::{EditionLinks, body};
use super::comparison::{all_highlights, changed};
use super::history::{ENTRIES, history_page};
use super::map::{has_map, map_page};
use super::moment::discussions_of_moment;
use super::states::StateComparison;
use super::surroundings::{absorbed_row, pull_link, shown_authors};
use super::timeline::timeline;
use super::topics::with_facts;
use crate::document;
use crate::record::topic::TopicState;
use crate::sanitise::{Origin, SafeHtml};
use crate::site::contributor::contributor_of;
use crate::site::discussion::recognise;
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::view::{
    Area, Content, DirectChange, DiscussionLink, DocumentLink, Href, Listed, Page, PersonRow,
    StandingRow, VersionChanges, VersionKind, VersionListView, VersionNewsRow, VersionNewsView,
};
use crate::site::{Edition, Place, Site};
use crate::snapshot::{Discussion, ObjectId, PullRequest, SourcePath, Timestamp, Version};
use crate::survey::Survey;
use crate::survey::absorbed::Piece;

/// Most requests, direct changes, passages, people and discussions that one page names.
const REQUESTS: usize = 300;
const DIRECT: usize = 30;
const PASSAGES: usize = 30;
const PEOPLE: usize = 200;
const DISCUSSIONS: usize = 50;

/// `/versions/`.
pub fn version_list_page() -> OutputPath {
    OutputPath::page("versions")
}

/// The page of what is new in a version.
pub fn news_page(version: &Version) -> OutputPath {
    OutputPath::page(&format!("versions/{}", version.name))
}

/// Where what is new in a version is told; `None` for what is no named version.
pub(super) fn news_of(place: &Place<'_>, name: &str) -> Option<Href> {
    let mut versions = place.site.snapshot.versions.iter();
    let version = versions.find(|version| version.name.as_str() == name)?;
    Some(place.to(&news_page(version)))
}

/// The comparison of a version with the one before.
pub(super) fn since<'c>(
    version: &Version,
    states: &'c [StateComparison],
) -> Option<&'c StateComparison> {
    let name = version.name.as_str();
    let mut states = states.iter();
    states.find(|compared| compared.consecutive && compared.to == name)
}

/// The list of versions, newest first.
pub fn version_list(site: &Site<'_>, past: &Past<'_>, states: &[StateComparison]) -> Page {
    let place = Place::new(site, version_list_page());
    let mut shell = place.shell(site.view.language.words().versions, Area::Comparisons);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    let versions = site.snapshot.versions.iter().enumerate().rev();
    let rows = versions.filter_map(|(index, version)| {
        let edition = site.edition(version.name.as_str())?;
        Some(VersionNewsRow {
            label: version.name.to_string(),
            latest: edition.kind == VersionKind::Latest,
            date: version.date.rfc3339(),
            href: place.to(&news_page(version)),
            read: place.to(&edition.front()),
            documents: since(version, states).map(|compared| compared.documents.len()),
            pulls: past.merged_into(index).len(),
        })
    });
    Page {
        content: Content::VersionList(VersionListView {
            timeline: timeline(&place, past),
            map: has_map(site).then(|| place.to(&map_page())),
            rows: rows.collect(),
            feed: place.to(&OutputPath::file("feed.xml")),
        }),
        shell,
    }
}

/// `/versions/{name}/` of a version by its index.
pub fn news(
    site: &Site<'_>,
    past: &Past<'_>,
    survey: &Survey,
    states: &[StateComparison],
    index: usize,
) -> Option<Page> {
    let version = site.snapshot.versions.get(index)?;
    let edition = site.edition(version.name.as_str())?;
    let place = Place::new(site, news_page(version));
    let words = site.view.language.words();
    let label = version.name.to_string();
    let mut shell = place.shell(&words.news(&label), Area::Comparisons);
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(words.versions, &version_list_page()),
        Place::here(&label),
    ];
    let merged: Vec<&PullRequest> = requests(site, past.merged_into(index).iter().copied());
    let absorbed = absorbed(survey, index);
    let pieces = first_of_each_passage(&absorbed);
    let passages: Vec<StandingRow> = pieces
        .iter()
        .take(PASSAGES)
        .filter_map(|(number, piece)| passage(&place, survey, *number, piece))
        .collect();
    let links = merged
        .iter()
        .take(REQUESTS)
        .map(|pull| pull_link(&place, pull));
    let neighbour = |index: Option<usize>| {
        let version = site.snapshot.versions.get(index?)?;
        Some(DocumentLink {
            title: version.name.to_string(),
            href: place.to(&news_page(version)),
        })
    };
    Some(Page {
        content: Content::VersionNews(VersionNewsView {
            latest: edition.kind == VersionKind::Latest,
            commit: place.commit(version.commit, version.date),
            read: place.to(&edition.front()),
            body: introduction(&place, edition),
            changes: since(version, states).map(|compared| changes(&place, compared)),
            pulls: Listed::of(merged.len(), links.collect()),
            direct: direct(&place, past, index),
            people: people(&place, &merged, &requests(site, absorbed.keys().copied())),
            absorbed: Listed::of(pieces.len(), passages),
            closed: known(&place, closed(site, index)),
            discussions: known(&place, named(site, past, index)),
            previous: neighbour(index.checked_sub(1)),
            next: neighbour(Some(index + 1)),
            all: place.to(&version_list_page()),
            feed: place.to(&OutputPath::file("feed.xml")),
            label,
        }),
        shell,
    })
}

fn changes(place: &Place<'_>, compared: &StateComparison) -> VersionChanges {
    let documents = compared.documents.iter();
    VersionChanges {
        from: compared.from.clone(),
        href: place.to(&compared.page()),
        documents: documents
            .map(|document| changed(place, compared, document))
            .collect(),
        counts: compared.counts,
        highlights: all_highlights(place, compared),
    }
}

/// What the editors wrote about a version: its links lead from the entry document of that version.
fn introduction(place: &Place<'_>, edition: &Edition<'_>) -> SafeHtml {
    let site = place.site;
    let written = &site.config.versions.introductions;
    let text = written.get(edition.version.name.as_str());
    let Some((text, blob)) =
        text.and_then(|text| Some((text, ObjectId::from_bytes(&Sha256::digest(text))?)))
    else {
        return SafeHtml::default();
    };
    let source = site.snapshot.source.as_str();
    let from = match source {
        "" => SourcePath::new("index.md"),
        source => SourcePath::new(format!("{source}/index.md")),
    };
    let links = EditionLinks {
        place,
        edition,
        from: &from,
        whole: None,
    };
    body(&links, &document::parse(text), blob, Origin::Proposal)
}

fn requests<'s>(site: &'s Site<'_>, numbers: impl Iterator<Item = u64>) -> Vec<&'s PullRequest> {
    numbers
        .filter_map(|number| site.snapshot.pull_request(number))
        .collect()
}

fn direct(place: &Place<'_>, past: &Past<'_>, index: usize) -> Listed<DirectChange> {
    let snapshot = place.site.snapshot;
    let rows = past.steps_of(index).filter_map(|step| {
        let moment = past.moment(snapshot, step)?;
        if moment.requests(snapshot).next().is_some() {
            return None;
        }
        let page = history_page((past.count() - 1 - step) / ENTRIES);
        Some(DirectChange {
            subject: moment.commit.subject.clone(),
            date: moment.commit.date.rfc3339(),
            href: place
                .to(&page)
                .at(&format!("c-{}", moment.commit.id.short())),
        })
    });
    Listed::first(DIRECT, rows.collect())
}

/// The pieces of requests whose wording a version is the first to have, by request.
fn absorbed(survey: &Survey, version: usize) -> BTreeMap<u64, Vec<&Piece>> {
    let mut found: BTreeMap<u64, Vec<&Piece>> = BTreeMap::new();
    for (number, absorption) in &survey.absorbed.requests {
        let first = |piece: &&Piece| {
            let standing = piece.stands.first();
            standing.is_some_and(|standing| standing.state == version)
        };
        for piece in absorption.pieces.iter().filter(first) {
            found.entry(*number).or_default().push(piece);
        }
    }
    found
}

/// One piece for each passage, that of the earliest request, in the order of the text.
fn first_of_each_passage<'p>(absorbed: &BTreeMap<u64, Vec<&'p Piece>>) -> Vec<(u64, &'p Piece)> {
    let mut found: BTreeMap<(&str, usize), (u64, &Piece)> = BTreeMap::new();
    for (number, pieces) in absorbed {
        for piece in pieces {
            if let Some(standing) = piece.stands.first() {
                let passage = (standing.document.as_str(), standing.range.start);
                found.entry(passage).or_insert((*number, piece));
            }
        }
    }
    found.into_values().collect()
}

fn passage(place: &Place<'_>, survey: &Survey, number: u64, piece: &Piece) -> Option<StandingRow> {
    let pull = place.site.snapshot.pull_request(number)?;
    Some(StandingRow {
        pull: pull_link(place, pull),
        wording: absorbed_row(place, survey, number, piece)?,
    })
}

/// Those who sent these requests, those with most merged ones first; where names are not shown, how many they are.
fn people(
    place: &Place<'_>,
    merged: &[&PullRequest],
    absorbed: &[&PullRequest],
) -> Listed<PersonRow> {
    let mut found: BTreeMap<&str, (usize, usize, &PullRequest)> = BTreeMap::new();
    for pull in merged {
        if let Some(name) = contributor_of(pull) {
            found.entry(name).or_insert((0, 0, pull)).0 += 1;
        }
    }
    for pull in absorbed {
        if let Some(name) = contributor_of(pull) {
            found.entry(name).or_insert((0, 0, pull)).1 += 1;
        }
    }
    let site = place.site;
    let count = found.len();
    let mut rows: Vec<PersonRow> = found
        .into_iter()
        .filter(|(_, (_, _, pull))| !shown_authors(site, pull).is_empty())
        .map(|(name, (merged, absorbed, pull))| PersonRow {
            name: name.to_owned(),
            href: site
                .contributors
                .of(pull)
                .map(|contributor| place.to(&contributor.page())),
            merged,
            absorbed,
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.merged, row.absorbed)));
    rows.truncate(PEOPLE);
    Listed::of(count, rows)
}

/// The addresses of discussions that a version's changes name, and of those that closed since the one before.
pub fn news_discussions(
    site: &Site<'_>,
    past: &Past<'_>,
    index: usize,
) -> (Vec<String>, Vec<String>) {
    let urls = |listed: Listed<DiscussionLink>| {
        let rows = listed.rows.into_iter();
        rows.map(|link| link.href.as_str().to_owned()).collect()
    };
    (urls(named(site, past, index)), urls(closed(site, index)))
}

/// The same with what is known of each.
fn known(place: &Place<'_>, listed: Listed<DiscussionLink>) -> Listed<DiscussionLink> {
    Listed {
        rows: with_facts(place, listed.rows),
        ..listed
    }
}

/// Discussions that closed after the version before and up to this one.
fn closed(site: &Site<'_>, index: usize) -> Listed<DiscussionLink> {
    let versions = &site.snapshot.versions;
    let before = index.checked_sub(1).map(|before| versions[before].date);
    let until = versions[index].date;
    let between = |at: Timestamp| before.is_none_or(|before| before < at) && at <= until;
    let closed = site.snapshot.discussions.iter().filter(|discussion| {
        let record = &discussion.record;
        matches!(record.state, TopicState::Closed | TopicState::Archived)
            && record
                .closed_at
                .or(discussion.last_posted_at())
                .is_some_and(between)
    });
    let links = closed.filter_map(|discussion| discussion_link(site, &discussion.record.url));
    Listed::first(DISCUSSIONS, links.collect())
}

/// Discussions that the messages of a version's changes name.
fn named(site: &Site<'_>, past: &Past<'_>, index: usize) -> Listed<DiscussionLink> {
    let moments = past
        .steps_of(index)
        .filter_map(|step| past.moment(site.snapshot, step));
    let addresses: BTreeSet<String> = moments
        .flat_map(|moment| discussions_of_moment(site, &moment))
        .map(|link| link.href.as_str().to_owned())
        .collect();
    let links = addresses.iter();
    let links = links.filter_map(|address| discussion_link(site, address));
    Listed::first(DISCUSSIONS, links.collect())
}

/// A discussion by its address, with the title that was fetched, if it is public.
fn discussion_link(site: &Site<'_>, address: &str) -> Option<DiscussionLink> {
    let found = recognise(address)?.whole();
    let discussions = &site.snapshot.discussions;
    let url = |discussion: &Discussion| discussion.record.url.clone();
    let record = discussions
        .binary_search_by_key(&found.url, url)
        .ok()
        .map(|at| &discussions[at].record)
        .filter(|record| !matches!(record.state, TopicState::Gone | TopicState::Private))
        .filter(|record| !record.title.is_empty());
    Some(DiscussionLink {
        title: record.map_or(found.title, |record| record.title.clone()),
        host: found.host,
        href: Href::external(&found.url)?,
        known: None,
    })
}
