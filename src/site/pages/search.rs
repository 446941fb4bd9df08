//! The page of the search, with the headings of the newest version for those who cannot or need not type.

use crate::site::path::OutputPath;
use crate::site::search::{FOLDER, SearchIndex};
use crate::site::shell::Place;
use crate::site::view::{Area, Content, DocumentLink, Page, SearchDocument, SearchView};
use crate::site::{EditionDocument, Site};

/// Headings that are listed; with more, only documents are.
const HEADINGS: usize = 400;

/// `/search/`.
pub fn search(site: &Site<'_>, index: &SearchIndex) -> Page {
    let place = Place::new(site, SearchIndex::page());
    let mut shell = place.shell(site.view.language.words().search, Area::Documents);
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        Place::here(site.view.language.words().search),
    ];
    // Nothing but the front page is about searching.
    shell.menu.iter_mut().for_each(|item| item.current = false);
    let documents = site.latest().originals();
    let count: usize = documents
        .iter()
        .map(|document| upper(document).count())
        .sum();
    let documents = documents
        .iter()
        .map(|document| listed(&place, document, count <= HEADINGS));
    Page {
        content: Content::Search(SearchView {
            index: place.to(&OutputPath::file(&format!("{FOLDER}/index.js"))),
            digest: index.contents.digest.clone(),
            newest: site.latest_name().to_owned(),
            has_versions: index.has_versions(),
            has_pulls: !site.snapshot.pull_requests.is_empty(),
            documents: documents.collect(),
        }),
        shell,
    }
}

fn listed(
    place: &Place<'_>,
    document: &EditionDocument<'_>,
    with_headings: bool,
) -> SearchDocument {
    let href = place.to(&place.site.latest().page(document));
    let sections = upper(document)
        .filter(|_| with_headings)
        .map(|section| DocumentLink {
            title: section.title.clone(),
            href: href.at(&section.anchor),
        });
    SearchDocument {
        title: document.title.clone(),
        sections: sections.collect(),
        href,
    }
}

/// The sections of the two highest levels that say another thing than the document's title.
fn upper<'d>(
    document: &'d EditionDocument<'_>,
) -> impl Iterator<Item = &'d crate::document::Section> {
    let sections = &document.document.sections;
    let highest = sections
        .iter()
        .map(|section| section.level)
        .min()
        .unwrap_or(1);
    sections
        .iter()
        .filter(move |section| section.level <= highest + 1)
        .filter(|section| !section.title.is_empty() && section.title != document.title)
}
