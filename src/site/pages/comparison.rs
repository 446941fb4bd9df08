//! Two states of the proposal, document by document.

use std::collections::BTreeMap;

use super::body::{EditionLinks, nonce};
use super::columns;
use super::highlights::{FEW, MANY, Places, Source, elsewhere, highlights, relocated};
use super::news::news_of;
use super::states::{BlobPair, Compared, ComparedDocument, Facts, StateComparison};
use crate::comparison::{Comparison, Elsewhere, HtmlOptions, View};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::Site;
use crate::site::edition::Edition;
use crate::site::languages::text_language;
use crate::site::path::OutputPath;
use crate::site::shell::Place;
use crate::site::view::{
    Area, ChangedDocument, ComparisonDocumentView, ComparisonForm, ComparisonListView,
    ComparisonRow, ComparisonView, Content, DocumentLink, Highlights, Href, Page, Side,
};

/// `/compare/`.
pub fn comparison_list(site: &Site<'_>, comparisons: &[StateComparison]) -> Page {
    let place = Place::new(site, OutputPath::page("compare"));
    let mut shell = place.shell("", Area::Comparisons);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    let rows = |consecutive: bool| -> Vec<ComparisonRow> {
        let chosen = comparisons
            .iter()
            .rev()
            .filter(|comparison| comparison.consecutive == consecutive);
        chosen.map(|comparison| row(&place, comparison)).collect()
    };
    Page {
        content: Content::ComparisonList(ComparisonListView {
            consecutive: rows(true),
            others: rows(false),
        }),
        shell,
    }
}

fn row(place: &Place<'_>, comparison: &StateComparison) -> ComparisonRow {
    ComparisonRow {
        from: side(place, &comparison.from, None),
        to: side(place, &comparison.to, None),
        documents: comparison.documents.len(),
        counts: comparison.counts,
        href: place.to(&comparison.page()),
    }
}

pub(super) fn side(place: &Place<'_>, name: &str, path: Option<&str>) -> Side {
    let edition = place
        .site
        .edition(name)
        .unwrap_or_else(|| place.site.next());
    let page = match path {
        Some(path) => edition
            .find(path)
            .map(|(_, document)| edition.page(document)),
        None => Some(edition.front()),
    };
    Side {
        name: name.to_owned(),
        href: page.map(|page| place.to(&page)),
        commit: place.commit(edition.version.commit, edition.version.date),
    }
}

pub(super) fn range(comparison: &StateComparison) -> String {
    format!("{} → {}", comparison.from, comparison.to)
}

/// `/compare/{a}...{b}/`.
pub fn comparison(site: &Site<'_>, comparisons: &[StateComparison], index: usize) -> Page {
    let compared = &comparisons[index];
    let place = Place::new(site, compared.page());
    let mut shell = place.shell(&range(compared), Area::Comparisons);
    shell.crumbs = crumbs(&place, &[], &range(compared));
    let neighbours: Vec<&StateComparison> = comparisons
        .iter()
        .filter(|other| other.consecutive == compared.consecutive)
        .collect();
    let at = neighbours
        .iter()
        .position(|other| other.from == compared.from && other.to == compared.to);
    let neighbour = |at: Option<usize>| {
        let other = neighbours.get(at?)?;
        Some(DocumentLink {
            title: range(other),
            href: place.to(&other.page()),
        })
    };
    Page {
        content: Content::Comparison(ComparisonView {
            from: side(&place, &compared.from, None),
            to: side(&place, &compared.to, None),
            documents: compared
                .documents
                .iter()
                .map(|document| changed(&place, compared, document))
                .collect(),
            unchanged: compared.unchanged,
            counts: compared.counts,
            highlights: all_highlights(&place, compared),
            news: news_of(&place, &compared.to).filter(|_| compared.consecutive),
            previous: neighbour(at.and_then(|at| at.checked_sub(1))),
            next: neighbour(at.map(|at| at + 1)),
        }),
        shell,
    }
}

/// Figures and promises of all documents, each with its document where there are several.
pub(super) fn all_highlights(place: &Place<'_>, compared: &StateComparison) -> Highlights {
    highlights(FEW, sources(place, compared))
}

/// All documents of a comparison, as seen from a place.
fn sources<'p>(place: &'p Place<'_>, compared: &'p StateComparison) -> Vec<Source<'p>> {
    let several = compared.documents.len() > 1;
    let source = |document: &'p ComparedDocument| -> Source<'p> {
        let page = place.to(&compared.document_page(document));
        let link = several.then(|| DocumentLink {
            title: document.title.clone(),
            href: page.clone(),
        });
        let places = move |number: usize| page.at(&format!("change-{number}"));
        (link, &document.facts.found, Box::new(places) as Places<'p>)
    };
    compared.documents.iter().map(source).collect()
}

pub(super) fn crumbs(
    place: &Place<'_>,
    between: &[(&str, OutputPath)],
    here: &str,
) -> Vec<crate::site::view::Crumb> {
    let home = place.crumb(&place.site.view.title, &OutputPath::page(""));
    let mut crumbs = vec![home];
    crumbs.extend(between.iter().map(|(label, path)| place.crumb(label, path)));
    crumbs.push(Place::here(here));
    crumbs
}

pub(super) fn changed(
    place: &Place<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
) -> ChangedDocument {
    let page = place.to(&compared.document_page(document));
    ChangedDocument {
        title: document.title.clone(),
        renamed_from: document.renamed_from.clone(),
        status: document.status,
        counts: document.facts.counts,
        outline: document
            .facts
            .outline
            .view(&|number| page.at(&format!("change-{number}"))),
        sections: document
            .facts
            .sections
            .iter()
            .zip(&document.facts.section_places)
            .map(|(section, number)| DocumentLink {
                title: section.clone(),
                href: page.at(&format!("change-{number}")),
            })
            .collect(),
        sections_omitted: 0,
        href: Some(page),
    }
}

/// Every comparison of documents, as indices of comparison and document.
pub fn comparison_pages(comparisons: &[StateComparison]) -> Vec<(usize, usize)> {
    comparisons
        .iter()
        .enumerate()
        .flat_map(|(index, comparison)| {
            (0..comparison.documents.len()).map(move |document| (index, document))
        })
        .collect()
}

/// `/compare/{a}...{b}/{document}/`. `result` is missing where only the path changed.
pub fn comparison_document(
    site: &Site<'_>,
    compared: &StateComparison,
    index: usize,
    result: Option<&Compared<'_>>,
) -> Page {
    let document = &compared.documents[index];
    let unchanged = Facts::default();
    let facts = result.map_or(&unchanged, |result| &result.facts);
    let result = result.map(|result| &result.comparison);
    let place = Place::new(site, compared.document_page(document));
    let mut shell = place.shell(
        &format!("{} ({})", document.title, range(compared)),
        Area::Comparisons,
    );
    shell.crumbs = crumbs(
        &place,
        &[(&range(compared), compared.page())],
        &document.title,
    );
    shell.noindex = true;
    let newer = || Some((site.edition(&compared.to)?, document.after.as_deref()?));
    if let Some((_, shown)) = newer().and_then(|(edition, path)| edition.find(path)) {
        text_language(&mut shell, shown);
    }
    let sources = sources(&place, compared);
    let neighbour = |index: Option<usize>| {
        let other = compared.documents.get(index?)?;
        Some(DocumentLink {
            title: other.title.clone(),
            href: place.to(&compared.document_page(other)),
        })
    };
    Page {
        content: Content::ComparisonDocument(ComparisonDocumentView {
            title: document.title.clone(),
            renamed_from: document.renamed_from.clone(),
            status: document.status,
            from: side(&place, &compared.from, document.before.as_deref()),
            to: side(&place, &compared.to, document.after.as_deref()),
            counts: document.facts.counts,
            outline: document
                .facts
                .outline
                .view(&|number| Href::here(&format!("change-{number}"))),
            views: columns::views(&place, compared, document, ComparisonForm::Inline),
            highlights: Highlights {
                relocated: relocated(&sources, Some(index)),
                ..highlights(
                    MANY,
                    [(
                        None,
                        &document.facts.found,
                        Box::new(|number| Href::here(&format!("change-{number}"))) as Places<'_>,
                    )],
                )
            },
            body: full_body(
                &place,
                compared,
                document,
                result,
                &elsewhere(&sources, index),
            ),
            changes: facts.places.clone(),
            changes_omitted: facts.places_omitted,
            previous: neighbour(index.checked_sub(1)),
            next: neighbour(Some(index + 1)),
            index: place.to(&compared.page()),
        }),
        shell,
    }
}

fn full_body(
    place: &Place<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
    result: Option<&Comparison<'_>>,
    elsewhere: &BTreeMap<(usize, bool), DocumentLink>,
) -> SafeHtml {
    let site = place.site;
    let (Some(from), Some(to)) = (site.edition(&compared.from), site.edition(&compared.to)) else {
        return SafeHtml::default();
    };
    let path =
        |edition: &'_ Edition<'_>, path: Option<&str>| -> Option<crate::snapshot::SourcePath> {
            let (_, found) = edition.find(path?)?;
            Some(found.path.clone())
        };
    let new_path = path(to, document.after.as_deref());
    let old_path = path(from, document.before.as_deref());
    let fallback = crate::snapshot::SourcePath::new(String::new());
    let before = EditionLinks {
        place,
        edition: from,
        from: old_path.as_ref().unwrap_or(&fallback),
        whole: None,
    };
    let after = EditionLinks {
        place,
        edition: to,
        from: new_path.as_ref().unwrap_or(&fallback),
        whole: result.map(Comparison::after),
    };
    let Some(result) = result else {
        let unchanged = document.after.as_deref().and_then(|path| to.find(path));
        return unchanged
            .map(|(_, found)| super::body(&after, &found.document, found.blob, Origin::Proposal))
            .unwrap_or_default();
    };
    let words = site.view.language.words();
    let elsewhere = elsewhere.iter().map(|(&(number, came), link)| {
        let label = if came {
            words.from_elsewhere
        } else {
            words.to_elsewhere
        };
        let there = Elsewhere {
            label: label.replace("{title}", &link.title),
            href: link.href.as_str().to_owned(),
        };
        ((number, came), there)
    });
    let marks = Marks {
        view: View::Folded,
        id_prefix: "",
        addressed: true,
        elsewhere: &elsewhere.collect(),
    };
    written(
        &before,
        &after,
        result,
        document.blobs,
        &marks,
        Origin::Proposal,
    )
}

/// How changes are marked.
pub(super) struct Marks<'m> {
    /// How much of the text is shown.
    pub view: View,
    /// Keeps several comparisons on one page apart.
    pub id_prefix: &'m str,
    /// Whether each change shows its own address.
    pub addressed: bool,
    /// Places whose whole text stands in another document.
    pub elsewhere: &'m BTreeMap<(usize, bool), Elsewhere>,
}

impl<'m> Marks<'m> {
    /// Only what changed, each change with its address.
    pub fn of_changes(id_prefix: &'m str) -> Self {
        Self {
            view: View::ChangesOnly,
            id_prefix,
            addressed: true,
            elsewhere: const { &BTreeMap::new() },
        }
    }
}

/// A comparison as sanitised markup. `blobs` are the two texts' ids.
pub(super) fn written(
    before: &EditionLinks<'_>,
    after: &EditionLinks<'_>,
    result: &Comparison<'_>,
    blobs: BlobPair,
    marks: &Marks<'_>,
    origin: Origin,
) -> SafeHtml {
    let prefix = nonce(&[after.place.path.as_str(), &format!("{blobs:?}")]);
    let labels = after.place.site.view.language.words().labels();
    let html = result.to_html(
        marks.view,
        &HtmlOptions {
            prefix: &prefix,
            id_prefix: marks.id_prefix,
            labels: &labels,
            before_links: before,
            after_links: after,
            switched: true,
            addressed: marks.addressed,
            // Nothing leads to a heading where the text is not shown as a whole, only to changes.
            anchors: marks.view != View::ChangesOnly,
            elsewhere: marks.elsewhere,
        },
    );
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin,
    };
    sanitise(&html, &options)
}
