//! The front page, discussions, the page for addresses that are not there, redirects.

use std::collections::BTreeMap;

use super::card::card_address;
use super::document::{description, discussions_of, document_view, version_row};
use super::listing::{pull_row, state_filters};
use super::map::{has_map, map_page};
use super::moved::{Lead, Moved};
use super::news::version_list_page;
use super::states::StateComparison;
use super::topics::{lone_row, title, topic_facts};
use crate::site::Site;
use crate::site::discussion;
use crate::site::origin::Origin;
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::shell::Place;
use crate::site::view::{
    Area, Content, DiscussionLink, DiscussionRow, DocumentLink, FrontView, Href, NotFoundView,
    Page, RedirectView, Serving, ServingView,
};

/// Pull requests and discussions on the front page.
const AT_HAND: usize = 6;
/// Pull requests named at one discussion.
const PULLS_AT_DISCUSSION: usize = 20;
/// Documents suggested where an address is not there.
const SUGGESTIONS: usize = 40;

/// `/`.
pub fn front(
    site: &Site<'_>,
    pulls: &Pulls,
    past: &Past<'_>,
    comparisons: &[StateComparison],
) -> Page {
    let place = Place::new(site, OutputPath::page(""));
    let latest = site.latest();
    let entry = latest
        .documents
        .iter()
        .position(|document| document.address.is_empty());
    let mut shell = place.shell(&site.view.title, Area::Documents);
    shell.description = entry.and_then(|index| description(&latest.documents[index].document));
    shell.navigation = place.navigation(latest, entry);
    shell.versions = Some(place.version_menu(latest, entry));
    shell.card = card_address(site, latest, &place.path);
    shell.together = place.together(latest);
    shell.paper = place.paper(latest, entry);
    shell.languages = entry
        .map(|index| place.language_menu(latest, index))
        .unwrap_or_default();
    let rows = discussion_rows(&place, pulls);
    let document =
        entry.map(|index| document_view(&place, latest, index, (pulls, past), comparisons));
    shell.diagrams = document.iter().any(|view| place.draws(&view.body));
    Page {
        shell,
        content: Content::Front(FrontView {
            document,
            documents: place.navigation(latest, None),
            document_count: latest.originals().len(),
            versions: site
                .states()
                .map(|edition| version_row(&place, edition, comparisons))
                .collect(),
            map: has_map(site).then(|| place.to(&map_page())),
            version_list: (!site.snapshot.versions.is_empty())
                .then(|| place.to(&version_list_page())),
            pull_states: state_filters(&place, pulls, Some(None)),
            pulls: pulls
                .in_state(None)
                .take(AT_HAND)
                .map(|pull| pull_row(&place, pull))
                .collect(),
            discussion_count: rows.len(),
            discussions: rows
                .into_iter()
                .take(AT_HAND)
                .map(|row| DiscussionLink {
                    title: row.title,
                    host: row.host,
                    href: row.href,
                    known: row.known,
                })
                .collect(),
        }),
    }
}

/// `/404.html` of an origin, which is served at any depth.
pub fn not_found(site: &Site<'_>, origin: Origin) -> Page {
    let place = Place::anywhere(site, OutputPath::file("404.html"), origin);
    let latest = site.latest();
    let mut shell = place.shell("", Area::Documents);
    shell.noindex = true;
    shell.canonical = None;
    let suggestions = latest
        .documents
        .iter()
        .take(SUGGESTIONS)
        .map(|document| DocumentLink {
            title: document.title.clone(),
            href: place.to(&latest.page(document)),
        });
    Page {
        content: Content::NotFound(NotFoundView {
            suggestions: suggestions.collect(),
        }),
        shell,
    }
}

/// A page that a server shows in place of another, at any address.
pub fn serving(site: &Site<'_>, reason: Serving, message: &str) -> Page {
    let place = Place::anywhere(site, OutputPath::file("404.html"), Origin::Main);
    let mut shell = place.shell("", Area::Documents);
    shell.noindex = true;
    shell.canonical = None;
    let message = message.to_owned();
    Page {
        content: Content::Serving(ServingView { reason, message }),
        shell,
    }
}

/// A page at an old address that leads to a new one.
pub fn redirect(site: &Site<'_>, moved: &Moved) -> Page {
    let place = Place::new(site, moved.from.clone());
    let (href, canonical) = match &moved.to {
        Lead::Page(to, anchor) => {
            let at = |href: Href| match anchor {
                Some(anchor) => href.at(anchor),
                None => href,
            };
            (at(place.to(to)), place.site.absolute(to))
        }
        Lead::Elsewhere(href) => (href.clone(), Some(href.clone())),
    };
    redirect_from(&place, href, canonical, &moved.title)
}

/// The page at the root of the second origin, which leads to the list of requests on the first.
pub fn second_front(site: &Site<'_>) -> Page {
    let place = Place::front_of(site, Origin::Second);
    let to = OutputPath::page("pulls");
    let canonical = site.absolute(&to);
    redirect_from(&place, place.to(&to), canonical, &site.view.title)
}

fn redirect_from(place: &Place<'_>, href: Href, canonical: Option<Href>, title: &str) -> Page {
    let mut shell = place.shell(title, Area::Documents);
    shell.noindex = true;
    shell.canonical = canonical;
    Page {
        content: Content::Redirect(RedirectView {
            target: DocumentLink {
                title: title.to_owned(),
                href,
            },
        }),
        shell,
    }
}

/// Every discussion that the newest text, the main branch or a pull request names; those that documents name first.
pub fn discussion_rows(place: &Place<'_>, pulls: &Pulls) -> Vec<DiscussionRow> {
    let mut order = Vec::new();
    let mut rows: BTreeMap<String, DiscussionRow> = BTreeMap::new();
    let mut row = |found: DiscussionLink| -> String {
        let key = found.href.as_str().to_owned();
        rows.entry(key.clone()).or_insert_with(|| {
            order.push(key.clone());
            let facts = topic_facts(place, &key);
            let known = place.site.topics.find(&key);
            let known = known.map(|at| title(&place.site.snapshot.discussions[at]));
            DiscussionRow {
                title: known.unwrap_or(found.title),
                host: found.host,
                href: found.href,
                depth: 0,
                known: facts,
                documents: Vec::new(),
                pulls: Vec::new(),
                pulls_omitted: 0,
            }
        });
        key
    };
    let mut at_documents = Vec::new();
    let mut seen_paths = std::collections::BTreeSet::new();
    for edition in [place.site.latest(), place.site.next()] {
        for document in &edition.documents {
            if !seen_paths.insert(document.path.clone()) {
                continue;
            }
            let link = DocumentLink {
                title: document.title.clone(),
                href: place.to(&edition.page(document)),
            };
            for found in discussions_of(&document.document) {
                at_documents.push((row(found), link.clone()));
            }
        }
    }
    let mut at_pulls = Vec::new();
    for pull in pulls.in_state(None) {
        for url in &pull.discussions {
            let found = discussion::recognise(url).and_then(|found| {
                Some(DiscussionLink {
                    title: found.title,
                    host: found.host,
                    href: Href::external(&found.url)?,
                    known: None,
                })
            });
            if let Some(found) = found {
                at_pulls.push((row(found), pull));
            }
        }
    }
    for (key, link) in at_documents {
        rows.entry(key).and_modify(|row| row.documents.push(link));
    }
    for (key, pull) in at_pulls {
        rows.entry(key).and_modify(|row| {
            if row.pulls.len() >= PULLS_AT_DISCUSSION {
                row.pulls_omitted += 1;
                return;
            }
            row.pulls.push(DocumentLink {
                title: format!("#{} {}", pull.number, pull.title),
                href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
            });
        });
    }
    let mut rows: Vec<DiscussionRow> = order.iter().filter_map(|key| rows.remove(key)).collect();
    // Topics that only other topics lead to.
    let others = (0..place.site.topics.count()).map(|at| lone_row(place, at));
    let lone = others.filter(|row| !order.iter().any(|key| key == row.href.as_str()));
    rows.extend(lone.collect::<Vec<_>>());
    rows
}
