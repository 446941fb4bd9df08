//! Where each block of a document comes from, for the margin of its page.

use std::collections::BTreeMap;
use std::ops::Range;

use super::history::version_link;
use super::moment::{discussions_of_moment, pulls_of};
use super::topics::titled;
use crate::document::Document;
use crate::document::html::escape_text;
use crate::provenance::UnitHistory;
use crate::record::topic::TopicAddress;
use crate::site::edition::Edition;
use crate::site::past::Past;
use crate::site::shell::Place;
use crate::site::taking_part::discussion_links;
use crate::site::talks::Talks;
use crate::site::view::Href;
use crate::site::words::Words;

/// Requests and discussions named at one block.
const NAMED: usize = 3;

/// Where a block comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginNote {
    /// The place of its newest wording on the main branch: a larger one is newer.
    worded_at: usize,
    /// The first version with this wording.
    since: Option<String>,
    /// The version in which it first stood, where that is an older one.
    first: Option<String>,
    /// The day of the wording, `2025-05-20`.
    day: String,
    /// The requests that brought it, each by its number.
    pulls: Vec<(u64, Href)>,
    /// The discussions that they name.
    discussions: Vec<(String, Href)>,
    /// Its entry in the history of its section or document.
    history: Option<Href>,
    /// Whether the block before it comes from the same.
    continues: bool,
}

/// Tells of each top-level block where it comes from. What is older than what is known is not told of.
pub fn origins(
    place: &Place<'_>,
    past: &Past<'_>,
    edition: &Edition<'_>,
    index: usize,
    talks: &Talks,
) -> BTreeMap<usize, OriginNote> {
    let mut notes = BTreeMap::new();
    let document = &edition.documents[index];
    let (Some(history), Some(layout)) = (
        past.history(edition, index),
        past.chain.layouts.get(&document.blob),
    ) else {
        return notes;
    };
    let pages = Pages::new(place, past, edition, index);
    let general = place.everywhere().0;
    let mut before: Option<OriginNote> = None;
    for block in 0..document.document.blocks.len() {
        let Some((worded, brought)) = steps(layout.block(block), &history.units) else {
            continue;
        };
        let Some(mut note) = note(place, past, worded, brought) else {
            continue;
        };
        if note.discussions.is_empty() {
            note.discussions = own(
                place,
                talks,
                &general,
                section_anchor(&document.document, block),
            );
        }
        note.history = pages.of(document.document.section_of(block), past, worded);
        note.continues = before.as_ref().is_some_and(|before| {
            (before.worded_at, &before.first) == (note.worded_at, &note.first)
        });
        before = Some(note.clone());
        notes.insert(block, note);
    }
    notes
}

/// The anchor of the section that a block is in.
fn section_anchor(document: &Document, block: usize) -> Option<&str> {
    let section = document.section_of(block)?;
    Some(document.sections[section].anchor.as_str())
}

/// The discussion of a section, else of the document, else of the whole proposal: where no message names one, that is the one
/// behind it.
fn own(
    place: &Place<'_>,
    talks: &Talks,
    general: &[TopicAddress],
    anchor: Option<&str>,
) -> Vec<(String, Href)> {
    let section = anchor.and_then(|anchor| talks.sections.get(anchor));
    let found = section
        .map(|section| &section.own)
        .filter(|own| !own.is_empty())
        .unwrap_or(&talks.own);
    let found = match found.is_empty() {
        true => general,
        false => found,
    };
    let links = discussion_links(found.get(..1).unwrap_or_default());
    let links = titled(place, links).into_iter();
    links.map(|link| (link.title, link.href)).collect()
}

/// The newest step that worded any of these units, and the oldest one that brought any.
fn steps(units: Range<usize>, histories: &[UnitHistory]) -> Option<(usize, usize)> {
    let histories = histories.get(units)?;
    let worded = histories.iter().filter_map(|unit| unit.worded).max()?;
    let brought = histories.iter().filter_map(|unit| unit.brought).min();
    Some((worded, brought.unwrap_or(worded)))
}

fn note(place: &Place<'_>, past: &Past<'_>, worded: usize, brought: usize) -> Option<OriginNote> {
    let site = place.site;
    let moment = past.moment(site.snapshot, worded)?;
    let first = past.moment(site.snapshot, brought)?;
    let name = |version| version_link(place, version).map(|link| link.title);
    let pulls = pulls_of(place, &moment).into_iter().take(NAMED);
    let discussions = titled(place, discussions_of_moment(site, &moment));
    let discussions = discussions.into_iter().take(NAMED);
    Some(OriginNote {
        worded_at: past.chain.steps.get(worded)?.commit,
        since: name(moment.version),
        first: name(first.version).filter(|_| first.version != moment.version),
        day: moment.commit.date.rfc3339().chars().take(10).collect(),
        pulls: pulls.map(|pull| (pull.number, pull.href)).collect(),
        discussions: discussions.map(|link| (link.title, link.href)).collect(),
        history: None,
        continues: false,
    })
}

/// Where the history of the document's sections is.
struct Pages<'p> {
    place: &'p Place<'p>,
    there: Option<usize>,
    anchors: Vec<Option<usize>>,
}

impl<'p> Pages<'p> {
    fn new(place: &'p Place<'p>, past: &Past<'_>, edition: &Edition<'_>, index: usize) -> Self {
        let next = place.site.next();
        let there = place
            .site
            .counterpart(edition, index, next)
            .filter(|there| past.today(*there).is_some());
        let today = there.map(|there| &next.documents[there].document.sections);
        let find = |anchor: &str| {
            let mut sections = today?.iter();
            sections.position(|section| section.anchor == anchor)
        };
        let sections = &edition.documents[index].document.sections;
        Self {
            place,
            there,
            anchors: sections
                .iter()
                .map(|section| find(&section.anchor))
                .collect(),
        }
    }

    /// The entry of a step in the history of a section, else in that of the document.
    fn of(&self, section: Option<usize>, past: &Past<'_>, step: usize) -> Option<Href> {
        let there = self.there?;
        let history = past.today(there)?;
        let commit = past.moment(self.place.site.snapshot, step)?.commit.id;
        let id = format!("c-{}", commit.short());
        let section = section
            .and_then(|section| self.anchors[section])
            .filter(|section| {
                let mut events = history.sections[*section].iter();
                events.any(|event| event.step == step)
            });
        let path = match section {
            Some(section) => past.addresses.section(there, section),
            None => past.addresses.document(there),
        };
        Some(self.place.to(&path).at(&id))
    }
}

impl OriginNote {
    /// Writes it as markup whose classes begin with a prefix.
    pub fn write(&self, prefix: &str, words: Words, out: &mut String) {
        let short = match (&self.since, self.pulls.first()) {
            _ if self.continues => "·".to_owned(),
            (Some(version), _) => version.clone(),
            (None, Some((number, _))) => format!("#{number}"),
            (None, None) => self.day.clone(),
        };
        out.push_str(&format!(
            "<details class=\"{prefix}origin\"><summary title=\""
        ));
        escape_text(out, words.origin);
        out.push_str(&format!(
            "\"><data class=\"{prefix}at\" value=\"{}\">",
            self.worded_at
        ));
        escape_text(out, &short);
        out.push_str("</data></summary><p>");
        escape_text(out, &words.worded_since(self.since.as_deref(), &self.day));
        if let Some(first) = &self.first {
            out.push_str("<br>");
            escape_text(out, &words.first_stood_in(first));
        }
        let named = |number: u64| format!("#{number}");
        let links = self
            .pulls
            .iter()
            .map(|(number, href)| (named(*number), href));
        let links = links.chain(
            self.discussions
                .iter()
                .map(|(title, href)| (words.discussion(title), href)),
        );
        let history = self.history.iter();
        let links = links.chain(history.map(|href| (words.history.to_owned(), href)));
        for (at, (label, href)) in links.enumerate() {
            out.push_str(if at == 0 {
                "<br><a href=\""
            } else {
                " · <a href=\""
            });
            escape_text(out, href.as_str());
            out.push_str("\">");
            escape_text(out, &label);
            out.push_str("</a>");
        }
        out.push_str("</p></details>");
    }
}
