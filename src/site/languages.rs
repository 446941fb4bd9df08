//! A document that is there in several languages → the page in each: its menu, what search engines are told, the places
//! that its sections share with their counterparts, and whether a translation is behind.

use super::Site;
use super::edition::{Edition, EditionDocument};
use super::past::Past;
use super::shell::Place;
use super::view::{Alternate, Language, LanguageEntry, LanguageMark, Notice, Shell, VersionKind};
use crate::document::{Document, Section};
use crate::language::Tag;
use crate::provenance::Text;

impl Site<'_> {
    /// The language of the originals.
    pub fn own_language(&self) -> Tag {
        let told = self.view.text_language.as_deref().and_then(Tag::parse);
        told.unwrap_or(self.view.language.tag())
    }

    /// Every language that a page is in.
    pub fn languages(&self) -> Vec<Language> {
        let mut found = vec![self.view.language];
        for tag in self.editions.iter().flat_map(|edition| &edition.languages) {
            let language = Language::new(*tag);
            if !found.contains(&language) {
                found.push(language);
            }
        }
        found
    }
}

impl Place<'_> {
    /// The same page in the language of a document.
    pub fn in_language_of(mut self, document: &EditionDocument<'_>) -> Self {
        if let Some(tag) = document.language {
            self.language = Language::new(tag);
        }
        self
    }

    /// The language of a page that is not in the proposal's own.
    pub(super) fn other_language(&self) -> Option<Tag> {
        let tag = self.language.tag();
        (self.language != self.site.view.language).then_some(tag)
    }

    /// Marks a document in another language than the page's.
    pub(super) fn mark(&self, document: &EditionDocument<'_>) -> Option<LanguageMark> {
        if document.language == self.other_language() {
            return None;
        }
        let tag = document
            .language
            .unwrap_or_else(|| self.site.own_language());
        Some(LanguageMark::new(tag))
    }

    /// The same document in all languages of its version; empty where nothing is translated.
    pub fn language_menu(&self, edition: &Edition<'_>, index: usize) -> Vec<LanguageEntry> {
        if edition.languages.is_empty() {
            return Vec::new();
        }
        let original = edition.original(index);
        let own = edition.documents[original].language;
        let own = own.unwrap_or_else(|| self.site.own_language());
        let entry = |tag: Tag, there: Option<usize>| LanguageEntry {
            tag,
            name: tag.own_name(),
            href: there.map(|at| self.to(&edition.page(&edition.documents[at]))),
            current: there == Some(index),
        };
        let others = edition.languages.iter().filter(|tag| **tag != own);
        std::iter::once(entry(own, Some(original)))
            .chain(others.map(|tag| entry(*tag, edition.translation(original, *tag))))
            .collect()
    }

    /// The same for search engines, of the addresses that are to be found: those of the newest version.
    pub fn alternates(&self, edition: &Edition<'_>, index: usize) -> Vec<Alternate> {
        let is_found = edition.kind == VersionKind::Latest || edition.name == "latest";
        if edition.languages.is_empty() || !is_found {
            return Vec::new();
        }
        alternates(self.site, edition.original(index))
    }
}

/// Says that a page's text is in the language of a document.
pub fn text_language(shell: &mut Shell, document: &EditionDocument<'_>) {
    if let Some(tag) = document.language {
        shell.text_language = Some(tag.to_string());
    }
}

/// A document of the newest version in all its languages; empty where it is in one.
pub fn alternates(site: &Site<'_>, original: usize) -> Vec<Alternate> {
    let latest = site.latest();
    let all = latest.languages.iter();
    let there = all.filter_map(|tag| Some((*tag, latest.translation(original, *tag)?)));
    let translated: Vec<(Tag, usize)> = there.collect();
    if translated.is_empty() || original >= latest.originals().len() {
        return Vec::new();
    }
    let own = latest.documents[original].language;
    let own = own.unwrap_or_else(|| site.own_language());
    let first = std::iter::once((own.to_string(), original));
    let others = translated.iter().map(|(tag, at)| (tag.to_string(), *at));
    let default = std::iter::once(("x-default".to_owned(), original));
    first
        .chain(others)
        .chain(default)
        .filter_map(|(language, at)| {
            let href = site.absolute(&latest.page(&latest.documents[at]))?;
            Some(Alternate { language, href })
        })
        .collect()
}

/// The anchors that a document's sections have in its other languages, by section: links from there keep their place.
/// Sections are paired by their order, where the outlines have the same shape.
pub fn shared_places(edition: &Edition<'_>, index: usize) -> Vec<Vec<String>> {
    let original = edition.original(index);
    let all = edition.languages.iter();
    let others = all.filter_map(|tag| edition.translation(original, *tag));
    let others = std::iter::once(original)
        .chain(others)
        .filter(|other| *other != index)
        .map(|other| &*edition.documents[other].document);
    let document = &*edition.documents[index].document;
    places(document, others)
}

fn places<'d>(document: &Document, others: impl Iterator<Item = &'d Document>) -> Vec<Vec<String>> {
    let mut places = vec![Vec::new(); document.sections.len()];
    let mut seen = std::collections::BTreeSet::new();
    for other in others.filter(|other| is_alike(&document.sections, &other.sections)) {
        for (place, section) in places.iter_mut().zip(&other.sections) {
            let anchor = &section.anchor;
            if !document.has_anchor(anchor) && seen.insert(anchor.clone()) {
                place.push(anchor.clone());
            }
        }
    }
    places
}

fn is_alike(one: &[Section], other: &[Section]) -> bool {
    let levels = |sections: &[Section]| {
        sections
            .iter()
            .map(|section| section.level)
            .collect::<Vec<_>>()
    };
    levels(one) == levels(other)
}

/// Whether a translation's original has changed since the translation was, by the history of the main branch up to this
/// version.
pub fn behind(
    place: &Place<'_>,
    past: &Past<'_>,
    edition: &Edition<'_>,
    index: usize,
) -> Option<Notice> {
    let document = &edition.documents[index];
    let original = document.original?;
    let text = Text {
        path: document.path.clone(),
        blob: document.blob,
    };
    let translated = past.last_change(edition, &text);
    let events = &past.history(edition, original)?.whole;
    let later = events.iter().filter(|event| Some(event.step) > translated);
    let (changes, first) = later.fold((0, None), |(count, _), event| (count + 1, Some(event.step)));
    let since = past.moment(place.site.snapshot, first?)?.commit.date;
    let next = place.site.next();
    let today = place.site.counterpart(edition, original, next);
    Some(Notice::Behind {
        since: since.rfc3339(),
        changes,
        original: place.to(&edition.page(&edition.documents[original])),
        history: today.map(|today| place.to(&past.addresses.document(today))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn check(text: &str, others: &[&str], expected: &[&[&str]]) {
        let others: Vec<Document> = others.iter().map(|text| parse(text)).collect();
        assert_eq!(places(&parse(text), others.iter()), expected, "{text}");
    }

    #[test]
    fn sections_are_paired_by_order_where_the_outlines_are_alike() {
        check(
            "# 題\n\n## 予算\n\n## 人",
            &["# Title\n\n## Budget\n\n## People"],
            &[&["title"], &["budget"], &["people"]],
        );
        check("# 題\n\n## 予算", &["# Title"], &[&[], &[]]);
        check("# 題\n\n## 予算", &["# Title\n\n### Budget"], &[&[], &[]]);
    }

    #[test]
    fn an_anchor_of_the_page_itself_stays_its_own() {
        check(
            "# AI\n\n## 人",
            &["# 人\n\n## AI", "# KI\n\n## 人"],
            &[&["ki"], &[]],
        );
    }
}
