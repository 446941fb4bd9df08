//! What the site itself says at headings → markup after them: how many requests touch a section, and the ways to have a say in it.

use std::collections::BTreeMap;

use super::origins::OriginNote;
use crate::document::html::escape_text;
use crate::site::edition::Edition;
use crate::site::pull::Pulls;
use crate::site::shell::Place;
use crate::site::talks::{SectionTalks, Talks};
use crate::site::view::{Href, TakePartKind, VersionKind};
use crate::site::words::Words;

/// What we add to a text.
#[derive(Debug, Default)]
pub struct Notes {
    /// After headings.
    pub headings: HeadingNotes,
    /// Before top-level blocks, by their index.
    pub blocks: BTreeMap<usize, OriginNote>,
    /// Anchors that sections have in other languages, by section.
    pub places: Vec<Vec<String>>,
}

impl Notes {
    /// All that shapes the markup, for telling two apart.
    pub fn key(&self, words: Words) -> String {
        let mut key = self.headings.key();
        for (block, note) in &self.blocks {
            key.push_str(&format!("\n{block}\r"));
            note.write("", words, &mut key);
        }
        for place in self.places.iter().flatten() {
            key.push('\t');
            key.push_str(place);
        }
        key
    }
}

/// What stands after headings, by their anchors: words of ours, and where they lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadingNotes {
    /// What is to be seen at once.
    pub contested: BTreeMap<String, Note>,
    /// What is folded until a reader asks for it.
    pub ways: BTreeMap<String, Vec<Note>>,
    /// The words that unfold it.
    pub summary: &'static str,
}

/// Words, and where they lead.
pub type Note = (String, Href);

/// Discussions named at a heading.
const DISCUSSIONS: usize = 3;

impl HeadingNotes {
    /// All that shapes the markup, for telling two apart.
    pub fn key(&self) -> String {
        let mut key = String::from(self.summary);
        let mut add = |anchor: &str, (words, href): &Note| {
            key.push_str(&format!("\n{anchor}\r{words}\r{}", href.as_str()));
        };
        for (anchor, note) in &self.contested {
            add(anchor, note);
        }
        for (anchor, notes) in &self.ways {
            for note in notes {
                add(anchor, note);
            }
        }
        key
    }

    /// The markup after a heading; `prefix` begins the names of our own classes.
    pub fn after_heading(&self, anchor: &str, prefix: &str) -> Option<String> {
        let mut html = String::new();
        if let Some(ways) = self.ways.get(anchor).filter(|ways| !ways.is_empty()) {
            html.push_str(&format!("<details class=\"{prefix}ways\"><summary>"));
            escape_text(&mut html, self.summary);
            html.push_str("</summary><ul>");
            for note in ways {
                link(&mut html, note, "<li>", "</li>");
            }
            html.push_str("</ul></details>");
        }
        if let Some(note) = self.contested.get(anchor) {
            let open = format!("<p class=\"{prefix}contested\">");
            link(&mut html, note, &open, "</p>");
        }
        (!html.is_empty()).then_some(html)
    }
}

fn link(html: &mut String, (words, href): &Note, open: &str, close: &str) {
    html.push_str(open);
    html.push_str("<a href=\"");
    escape_text(html, href.as_str());
    html.push_str("\">");
    escape_text(html, words);
    html.push_str("</a>");
    html.push_str(close);
}

/// What is said at the headings of a document. On older versions nothing is said: requests and discussions are about
/// today's text.
pub fn notes(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    pulls: &Pulls,
    talks: &Talks,
) -> HeadingNotes {
    if edition.kind == VersionKind::Older {
        return HeadingNotes::default();
    }
    HeadingNotes {
        contested: contested(place, edition, index, pulls),
        ways: ways(place, edition, index, talks),
        summary: place.language.words().ways,
    }
}

/// How many waiting requests touch each section.
fn contested(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    pulls: &Pulls,
) -> BTreeMap<String, Note> {
    let next = place.site.next();
    let Some(there) = place.site.counterpart(edition, index, next) else {
        return BTreeMap::new();
    };
    let sections = &edition.documents[index].document.sections;
    let words = place.language.words();
    pulls
        .contested(next.documents[there].path.as_str())
        .filter(|(anchor, _)| sections.iter().any(|section| section.anchor == **anchor))
        .map(|(anchor, (count, page))| {
            let note = (words.contested_here(*count), place.to(page));
            (anchor.clone(), note)
        })
        .collect()
}

/// The ways to have a say in each section.
fn ways(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    talks: &Talks,
) -> BTreeMap<String, Vec<Note>> {
    let today = place.today(edition, index);
    let document = &edition.documents[index];
    let (topics, rooms) = place.everywhere();
    let nothing = SectionTalks::default();
    let words = place.language.words();
    let of = |anchor: &str, title: &str| {
        let own = talks.sections.get(anchor).unwrap_or(&nothing);
        let about = || place.about(edition, document, Some((anchor, title)));
        let mut notes: Vec<Note> = own
            .own
            .iter()
            .take(DISCUSSIONS)
            .filter_map(|found| Some((words.discuss(&found.title), Href::external(&found.url)?)))
            .collect();
        if notes.is_empty() {
            let discuss = place
                .discuss(&[], &own.rooms, about)
                .or_else(|| place.discuss(&talks.own, &talks.rooms, about))
                .or_else(|| place.discuss(&topics, &rooms, about));
            notes.extend(discuss.map(|way| {
                let new = way.kind == TakePartKind::NewTopic;
                (words.discuss_section(new).to_owned(), way.href)
            }));
        }
        if let Some(today) = today {
            let line = today.line(anchor);
            let editor = today.editor(line);
            notes.extend(editor.map(|href| (words.edit_section(line), href)));
        }
        let others = own.participate.iter();
        notes.extend(others.filter_map(|way| Some((way.label.clone(), Href::external(&way.url)?))));
        notes
    };
    document
        .document
        .sections
        .iter()
        .map(|section| (section.anchor.clone(), of(&section.anchor, &section.title)))
        .collect()
}
