//! A document of a version → the page of its citations and of its sections'.
//!
//! What is cited stays: a version by its name, never `latest`; the tip of the main branch by its commit on the forge.

use sha2::{Digest, Sha256};

use crate::site::Site;
use crate::site::cite::{Cited, citation};
use crate::site::edition::{Edition, EditionDocument};
use crate::site::languages::text_language;
use crate::site::path::OutputPath;
use crate::site::shell::Place;
use crate::site::view::{
    Area, Citation, CiteView, CitedSection, Content, Href, Language, Page, VersionKind,
};
use crate::snapshot::VersionOrigin;

/// Where the citations of a document are.
pub fn cite_page(edition: &Edition<'_>, document: &EditionDocument<'_>) -> OutputPath {
    let version = edition.version.name.as_str();
    OutputPath::page(&format!("cite/{version}/{}", document.address))
}

/// What a section's place on such a page begins with; no other id of a page does.
const SECTION_PREFIX: &str = "of.";

/// `/cite/{version}/{document}/`.
pub fn cite(site: &Site<'_>, edition: &Edition<'_>, index: usize) -> Page {
    let document = &edition.documents[index];
    let place = Place::new(site, cite_page(edition, document)).in_language_of(document);
    let mut shell = place.shell(&document.title, Area::Documents);
    text_language(&mut shell, document);
    shell.noindex = true;
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(edition.version.name.as_str(), &edition.front()),
        place.crumb(&document.title, &edition.page(document)),
    ];
    let sections = document
        .document
        .sections
        .iter()
        .map(|section| CitedSection {
            title: section.title.clone(),
            id: format!("{SECTION_PREFIX}{}", section.anchor),
            level: section.level,
            source: source(site, edition, document, section.line),
            citation: cited(
                site,
                edition,
                document,
                Some((&section.anchor, &section.title)),
            ),
        });
    let version = edition.version;
    Page {
        content: Content::Cite(CiteView {
            title: document.title.clone(),
            version: version.name.to_string(),
            document: place.to(&edition.page(document)),
            commit: place.commit(version.commit, version.date),
            has_address: lasting(site, edition, document).is_some(),
            citation: cited(site, edition, document, None),
            sections: sections.collect(),
        }),
        shell,
    }
}

fn cited(
    site: &Site<'_>,
    edition: &Edition<'_>,
    document: &EditionDocument<'_>,
    section: Option<(&str, &str)>,
) -> Citation {
    let version = edition.version;
    let anchor = section.map(|(anchor, _)| anchor);
    let address = lasting(site, edition, document);
    let address = address.map(|page| anchor.map_or(page.clone(), |anchor| page.at(anchor)));
    let (commit, date) = (version.commit.to_string(), version.date.rfc3339());
    let page = edition.page(document);
    let path = page.as_str().trim_end_matches("index.html");
    let path = anchor.map_or(path.to_owned(), |anchor| format!("{path}#{anchor}"));
    let is_next = edition.kind == VersionKind::Next;
    let name = (!is_next).then(|| version.name.as_str());
    citation(&Cited {
        language: document.language.map_or(site.view.language, Language::new),
        authors: &site.config.authors,
        publisher: site.config.publisher.as_deref(),
        proposal: &site.view.title,
        document: &document.title,
        section: section.map(|(_, title)| title),
        version: name,
        commit: &commit,
        date: day(&date),
        address: address.as_ref().map(Href::as_str),
        path: &path,
        key: &key(
            name.unwrap_or(&commit[..10]),
            document.path.as_str(),
            anchor,
        ),
    })
}

/// An address that will always show this text: the version's; for the main branch, and for a version that goes on with
/// it, the commit's on the forge.
fn lasting(site: &Site<'_>, edition: &Edition<'_>, document: &EditionDocument<'_>) -> Option<Href> {
    let moves = matches!(
        edition.version.origin,
        VersionOrigin::Mark { current: true, .. }
    );
    if edition.kind != VersionKind::Next && !moves {
        return site.absolute(&edition.page(document));
    }
    let commit = edition.version.commit.to_string();
    Href::external(&site.forge()?.file(&commit, document.path.as_str()))
}

/// A line of the source, as of the version's commit.
fn source(
    site: &Site<'_>,
    edition: &Edition<'_>,
    document: &EditionDocument<'_>,
    line: usize,
) -> Option<Href> {
    let commit = edition.version.commit.to_string();
    Href::external(&site.forge()?.line(&commit, document.path.as_str(), line))
}

fn key(version: &str, path: &str, anchor: Option<&str>) -> String {
    let mut hash = Sha256::new();
    hash.update(path.as_bytes());
    hash.update([0]);
    hash.update(anchor.unwrap_or_default().as_bytes());
    let digits: String = hash
        .finalize()
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{version}-{digits}")
}

/// The day of a date of RFC 3339.
fn day(date: &str) -> Option<[u32; 3]> {
    let mut parts = date.get(..10)?.splitn(3, '-').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}
