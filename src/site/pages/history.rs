//! The past of the proposal, of each document and of each section, as pages.

use super::body::{EditionLinks, nonce};
use super::feed::feed_of;
use super::moment::{discussions_of_moment, people, pulls_of};
use super::news::news_page;
use super::topics::{posts, titled};
use crate::comparison::{Comparison, HtmlOptions, View};
use crate::provenance::{Event, EventKind, FileStep, History, Text};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::edition::title;
use crate::site::languages::text_language;
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::topics::Subject;
use crate::site::view::{
    Area, Content, Counted, DocumentHistoryView, DocumentLink, HistoryEntry, HistoryKind,
    HistoryRow, HistoryView, Page, PageLink, SectionHistoryView,
};
use crate::site::{EditionDocument, Place, Site};

/// Entries on a page of the whole history, and most on the page of a document or section.
pub(super) const ENTRIES: usize = 100;
const MOST: usize = 500;
/// Documents or sections named at an entry.
const PLACES: usize = 12;

/// The pages of the whole history.
pub fn history_pages(past: &Past<'_>) -> impl Iterator<Item = usize> {
    0..past.count().div_ceil(ENTRIES).max(1)
}

/// `/history/` and its further pages, from 0.
pub fn history_page(number: usize) -> OutputPath {
    match number {
        0 => OutputPath::page("history"),
        _ => OutputPath::page(&format!("history/page/{}", number + 1)),
    }
}

/// All changes, newest first.
pub fn history(site: &Site<'_>, past: &Past<'_>, number: usize) -> Page {
    let place = Place::new(site, history_page(number));
    let documents = || site.next().documents.iter().enumerate();
    let steps = (0..past.count()).rev().skip(number * ENTRIES).take(ENTRIES);
    let mut teller = Teller::new(&place, past);
    let entries = steps.filter_map(|step| {
        let mut entry = teller.entry(step, HistoryKind::Changed)?;
        let files = past.chain.steps[step].files.iter();
        let places: Vec<DocumentLink> = files
            .filter(|change| change.is_visible())
            .filter_map(|change| document_of(&place, past, step, change))
            .collect();
        set_places(&mut entry, places);
        Some(entry)
    });
    let entries: Vec<HistoryEntry> = entries.collect();
    let count = past.count().div_ceil(ENTRIES);
    let page_link = |at: usize| PageLink {
        label: (at + 1).to_string(),
        href: place.to(&history_page(at)),
        current: at == number,
    };
    let rows = documents().filter_map(|(index, document)| {
        let history = past.today(index)?;
        let path = past.addresses.document(index);
        Some(row(&place, past, &document.title, 0, &path, &history.whole))
    });
    let mut shell = place.shell("", Area::Comparisons);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    shell.noindex = number > 0;
    Page {
        content: Content::History(HistoryView {
            count: past.count(),
            entries,
            cut: past.is_cut(site.snapshot),
            documents: rows.collect(),
            pages: match count {
                0 | 1 => Vec::new(),
                _ => (0..count).map(page_link).collect(),
            },
            feed: place.to(&OutputPath::file("feed.xml")),
        }),
        shell,
    }
}

/// `/history/{document}/`; `None` where nothing is known of it.
pub fn document_history(site: &Site<'_>, past: &Past<'_>, index: usize) -> Option<Page> {
    let history = past.today(index)?;
    let next = site.next();
    let document = &next.documents[index];
    let place = Place::new(site, past.addresses.document(index));
    let mut shell = place.shell(&document.title, Area::Comparisons);
    text_language(&mut shell, document);
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(site.view.language.words().history, &history_page(0)),
        Place::here(&document.title),
    ];
    let sections = document.document.sections.iter().enumerate();
    let rows = sections.map(|(section, facts)| {
        let path = past.addresses.section(index, section);
        let depth = usize::from(facts.level.saturating_sub(1));
        let events = &history.sections[section];
        row(&place, past, &facts.title, depth, &path, events)
    });
    Some(Page {
        content: Content::DocumentHistory(DocumentHistoryView {
            document: today(&place, document),
            entries: document_entries(&place, past, index, history, MOST),
            omitted: history.whole.len().saturating_sub(MOST),
            sections: rows.collect(),
            posts: posts(&place, past, site.topics.about(&Subject::Document(index))),
            feed: place.to(&feed_of(&past.addresses.document(index))),
        }),
        shell,
    })
}

/// What happened to a document, with its changes, for the page or feed at a place.
fn document_entries(
    place: &Place<'_>,
    past: &Past<'_>,
    index: usize,
    history: &History,
    most: usize,
) -> Vec<HistoryEntry> {
    let document = &place.site.next().documents[index];
    let mut teller = Teller::new(place, past);
    let entries = history.whole.iter().take(most).filter_map(|event| {
        let mut entry = teller.event(event)?;
        let touched = history
            .sections
            .iter()
            .enumerate()
            .filter(|(_, events)| events.iter().any(|other| other.step == event.step));
        let sections = touched.map(|(section, _)| DocumentLink {
            title: document.document.sections[section].title.clone(),
            href: place
                .to(&past.addresses.section(index, section))
                .at(&entry.id),
        });
        let sections: Vec<DocumentLink> = sections.collect();
        set_places(&mut entry, sections);
        Some(entry)
    });
    entries.collect()
}

/// `/history/{document}/{section}/`; `None` where nothing is known of it.
pub fn section_history(
    site: &Site<'_>,
    past: &Past<'_>,
    pulls: &Pulls,
    (index, section): (usize, usize),
) -> Option<Page> {
    let history = past.today(index)?;
    let next = site.next();
    let document = &next.documents[index];
    let facts = document.document.sections.get(section)?;
    let place = Place::new(site, past.addresses.section(index, section));
    let whole = past.addresses.document(index);
    let mut shell = place.shell(&facts.title, Area::Comparisons);
    text_language(&mut shell, document);
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(site.view.language.words().history, &history_page(0)),
        place.crumb(&document.title, &whole),
        Place::here(&facts.title),
    ];
    let mut headings = document.document.section_path(facts.blocks.start);
    headings.pop();
    let proposals = pulls
        .contested(document.path.as_str())
        .find(|(anchor, _)| **anchor == facts.anchor)
        .map(|(_, (count, page))| Counted {
            count: *count,
            href: place.to(page),
        });
    let sections = document.document.sections.iter().enumerate();
    let below = sections.filter(|(_, other)| other.parent == Some(section));
    let below = below.map(|(other, facts)| {
        let path = past.addresses.section(index, other);
        let events = &history.sections[other];
        row(&place, past, &facts.title, 0, &path, events)
    });
    let page = next.page(document);
    Some(Page {
        content: Content::SectionHistory(SectionHistoryView {
            title: facts.title.clone(),
            headings: headings.into_iter().map(str::to_owned).collect(),
            document: today(&place, document),
            section: place.to(&page).at(&facts.anchor),
            whole: place.to(&whole),
            proposals,
            entries: section_entries(&place, past, &history.sections[section], MOST),
            omitted: history.sections[section].len().saturating_sub(MOST),
            below: below.collect(),
            posts: posts(
                &place,
                past,
                site.topics.about(&Subject::Section(index, section)),
            ),
            feed: place.to(&feed_of(&past.addresses.section(index, section))),
        }),
        shell,
    })
}

/// What happened to a section, with its changes, for the page or feed at a place.
fn section_entries(
    place: &Place<'_>,
    past: &Past<'_>,
    events: &[Event],
    most: usize,
) -> Vec<HistoryEntry> {
    let mut teller = Teller::new(place, past);
    let events = events.iter().take(most);
    events.filter_map(|event| teller.event(event)).collect()
}

/// A step as the feed of the site tells it, without its changes.
pub(super) fn teller_entry(
    place: &Place<'_>,
    past: &Past<'_>,
    step: usize,
) -> Option<HistoryEntry> {
    Teller::new(place, past).entry(step, HistoryKind::Changed)
}

/// The changes of a step, document by document.
pub(super) fn step_parts(
    place: &Place<'_>,
    past: &Past<'_>,
    step: usize,
) -> Vec<(DocumentLink, SafeHtml)> {
    let files = past.chain.steps[step].files.iter();
    let parts = files.filter(|change| change.is_visible());
    let parts = parts.filter_map(|change| {
        let link = document_of(place, past, step, change)?;
        // What is new is its whole text: that is to be read where it stands.
        let body = match (&change.before, past.comparison(change)) {
            (Some(_), Some(comparison)) => body(place, comparison, change, None),
            _ => SafeHtml::default(),
        };
        Some((link, body))
    });
    parts.collect()
}

/// Tells moments one after the other, each version's name once.
struct Teller<'t> {
    place: &'t Place<'t>,
    past: &'t Past<'t>,
    version: Option<Option<usize>>,
}

impl<'t> Teller<'t> {
    fn new(place: &'t Place<'t>, past: &'t Past<'t>) -> Self {
        Self {
            place,
            past,
            version: None,
        }
    }

    fn event(&mut self, event: &Event) -> Option<HistoryEntry> {
        let (kind, from) = match event.kind {
            EventKind::Began => (HistoryKind::Began, None),
            EventKind::Changed => (HistoryKind::Changed, None),
            EventKind::Came(file) => (HistoryKind::Came, Some(file)),
        };
        let step = &self.past.chain.steps[event.step];
        let change = &step.files[event.file];
        let mut entry = self.entry(event.step, kind)?;
        entry.from = from.and_then(|file| {
            let other = &step.files[file];
            let comparison = self.past.comparison(other)?;
            let before = other.before.as_ref()?;
            Some(title(comparison.before(), &before.path))
        });
        if let Some(comparison) = self.past.comparison(change) {
            entry.body = body(self.place, comparison, change, event.section);
        }
        Some(entry)
    }

    fn entry(&mut self, step: usize, kind: HistoryKind) -> Option<HistoryEntry> {
        let (site, place) = (self.place.site, self.place);
        let moment = self.past.moment(site.snapshot, step)?;
        let is_new = self.version != Some(moment.version);
        self.version = Some(moment.version);
        Some(HistoryEntry {
            id: format!("c-{}", moment.commit.id.short()),
            date: moment.commit.date.rfc3339(),
            kind,
            from: None,
            version: is_new
                .then(|| version_link(place, moment.version))
                .flatten(),
            pulls: pulls_of(place, &moment),
            people: people(site, &moment),
            subject: moment.commit.subject.clone(),
            commit: place.commit(moment.commit.id, moment.commit.date),
            discussions: titled(place, discussions_of_moment(site, &moment)),
            places: Vec::new(),
            places_omitted: 0,
            body: SafeHtml::default(),
        })
    }
}

/// A version by its index, and where what is new in it is told. What no named version has is in `next`; without named ones
/// there is nothing to tell apart.
pub(super) fn version_link(place: &Place<'_>, version: Option<usize>) -> Option<DocumentLink> {
    let site = place.site;
    let (version, page) = match version {
        Some(index) => {
            let version = site.snapshot.versions.get(index)?;
            (version, news_page(version))
        }
        None if site.snapshot.versions.is_empty() => return None,
        None => (site.next().version, site.next().front()),
    };
    Some(DocumentLink {
        title: version.name.to_string(),
        href: place.to(&page),
    })
}

/// The change of a section of the new text, or of the whole document, as markup.
fn body(
    place: &Place<'_>,
    comparison: &Comparison<'_>,
    change: &FileStep,
    section: Option<usize>,
) -> SafeHtml {
    let site = place.site;
    let Some((old, new)) = ends(change) else {
        return SafeHtml::default();
    };
    let side = |from| EditionLinks {
        place,
        edition: site.next(),
        from,
        whole: None,
    };
    let (before, after) = (side(&old.path), side(&new.path));
    let blob = |text: &Option<Text>| {
        let blob = text.as_ref().map(|text| text.blob.to_string());
        blob.unwrap_or_default()
    };
    let (old_blob, new_blob) = (blob(&change.before), blob(&change.after));
    let name = format!("{section:?}");
    let prefix = nonce(&[place.path.as_str(), &old_blob, &new_blob, &name]);
    let id_prefix = format!("{}-", &prefix[1..9]);
    let labels = site.view.language.words().labels();
    let options = HtmlOptions {
        prefix: &prefix,
        id_prefix: &id_prefix,
        labels: &labels,
        before_links: &before,
        after_links: &after,
        ..HtmlOptions::default()
    };
    let html = match section {
        None => comparison.to_html(View::ChangesOnly, &options),
        Some(_) => {
            let blocks = comparison.after().own_blocks(section);
            comparison.part_after(blocks).to_html(&options)
        }
    };
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::Proposal,
    };
    sanitise(&html, &options)
}

/// The texts before and after a change; for one that is not there, the other one.
fn ends(change: &FileStep) -> Option<(&Text, &Text)> {
    let before = change.before.as_ref().or(change.after.as_ref())?;
    Some((before, change.after.as_ref().unwrap_or(before)))
}

fn today(place: &Place<'_>, document: &EditionDocument<'_>) -> DocumentLink {
    DocumentLink {
        title: document.title.clone(),
        href: place.to(&place.site.next().page(document)),
    }
}

/// The document that a change of a step was made to: where it stands today its history, else its title alone.
fn document_of(
    place: &Place<'_>,
    past: &Past<'_>,
    step: usize,
    change: &FileStep,
) -> Option<DocumentLink> {
    let comparison = past.comparison(change)?;
    let (text, document) = match (&change.after, &change.before) {
        (Some(after), _) => (after, comparison.after()),
        (None, Some(before)) => (before, comparison.before()),
        (None, None) => return None,
    };
    let commit = past.moment(place.site.snapshot, step)?.commit.id.short();
    let id = format!("c-{commit}");
    let href = match past.document_now(step, text) {
        Some(index) => place.to(&past.addresses.document(index)).at(&id),
        None => place.to(&history_page(0)),
    };
    Some(DocumentLink {
        title: title(document, &text.path),
        href,
    })
}

fn set_places(entry: &mut HistoryEntry, mut places: Vec<DocumentLink>) {
    entry.places_omitted = places.len().saturating_sub(PLACES);
    places.truncate(PLACES);
    entry.places = places;
}

fn row(
    place: &Place<'_>,
    past: &Past<'_>,
    title: &str,
    depth: usize,
    path: &OutputPath,
    events: &[Event],
) -> HistoryRow {
    let last = events.first();
    let moment = last.and_then(|event| past.moment(place.site.snapshot, event.step));
    HistoryRow {
        title: title.to_owned(),
        depth,
        href: place.to(path),
        count: events.len(),
        date: moment.map_or_else(String::new, |moment| moment.commit.date.rfc3339()),
    }
}
