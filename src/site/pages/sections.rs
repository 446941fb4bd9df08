//! The passages that several requests touch: the list of sections, and each section with the wordings proposed for it.

use std::collections::{BTreeMap, HashSet};

use sha2::{Digest, Sha256};

use super::body::{EditionLinks, nonce};
use super::map::{has_map, map_page};
use super::surroundings::{pull_link, shown_authors};
use crate::comparison::{HtmlOptions, Part};
use crate::document::html::{Emitter, Options};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::path::{OutputPath, component};
use crate::site::view::{
    Alternative, AlternativePull, Area, Content, ContestedRow, DocumentLink, Href, Page, PageLink,
    SectionListView, SectionView,
};
use crate::site::{EditionDocument, Place, Site};
use crate::snapshot::{ObjectId, PullRequest};
use crate::survey::Survey;
use crate::survey::overlap::{Contested, Overlap, SectionKey};

/// Sections on one page of the list, and wordings on one page of a section.
const SECTIONS: usize = 100;
const ALTERNATIVES: usize = 50;

/// Where the pages of contested sections are.
#[derive(Debug, Default)]
pub struct SectionAddresses {
    by_section: BTreeMap<SectionKey, String>,
}

/// A section of today's text.
#[derive(Clone, Copy, Debug)]
pub struct TodaySection<'s> {
    /// Its document.
    pub document: &'s EditionDocument<'s>,
    /// Which of its sections; `None` for what stands before the first heading.
    pub index: Option<usize>,
}

/// What one request would make of a section.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// The request's number.
    pub number: u64,
    /// The same for requests that would make the same of it.
    pub digest: [u8; 16],
    /// The change, marked.
    pub body: SafeHtml,
}

impl SectionAddresses {
    /// Gives every contested section its address.
    pub fn new(site: &Site<'_>, overlap: &Overlap) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        let mut by_section = BTreeMap::new();
        for (key, _) in overlap.sections() {
            let Some((_, document)) = site.next().find(&key.document) else {
                continue;
            };
            let section = if key.section.is_empty() {
                "0"
            } else {
                &key.section
            };
            let folder = match document.address.as_str() {
                "" => "index",
                address => address,
            };
            let mut address = format!("sections/{folder}/{}", component(section));
            // One may be below the other, or differ in case only.
            while !taken.insert(address.to_lowercase()) {
                address.push_str("-2");
            }
            by_section.insert(key.clone(), address);
        }
        Self { by_section }
    }

    /// The page of a section; `None` for one that nobody touches.
    pub fn page(&self, key: &SectionKey) -> Option<OutputPath> {
        Some(OutputPath::page(self.by_section.get(key)?))
    }

    /// A further page of a section's wordings, from 0.
    fn further(&self, key: &SectionKey, number: usize) -> Option<OutputPath> {
        let address = self.by_section.get(key)?;
        Some(match number {
            0 => OutputPath::page(address),
            _ => OutputPath::page(&format!("{address}/page/{}", number + 1)),
        })
    }
}

impl<'s> TodaySection<'s> {
    /// Finds a section in today's text.
    pub fn find(site: &'s Site<'_>, key: &SectionKey) -> Option<Self> {
        let (_, document) = site.next().find(&key.document)?;
        let sections = &document.document.sections;
        let index = match key.section.as_str() {
            "" => None,
            anchor => Some(
                sections
                    .iter()
                    .position(|section| section.anchor == anchor)?,
            ),
        };
        Some(Self { document, index })
    }

    /// The blocks that it governs itself, as indices: without those of sections below it.
    pub fn blocks(&self) -> std::ops::Range<usize> {
        self.document.document.own_blocks(self.index)
    }

    /// The headings that govern it, outermost first, its own last.
    pub fn headings(&self) -> Vec<String> {
        let blocks = self.blocks();
        let document = &self.document.document;
        if self.index.is_none() {
            return Vec::new();
        }
        let path = document.section_path(blocks.start);
        path.into_iter().map(str::to_owned).collect()
    }
}

/// Writes what a request would make of a section, which may come from several parts of its change. `texts` are the ids of today's text and of the request's.
pub fn fragment(
    site: &Site<'_>,
    page: OutputPath,
    document: &EditionDocument<'_>,
    parts: &[Part<'_, '_>],
    number: u64,
    texts: [ObjectId; 2],
) -> Fragment {
    let place = Place::new(site, page);
    let links = links(&place, document);
    let labels = site.view.language.words().labels();
    let html = |prefix: &str, id_prefix: &str| {
        let options = HtmlOptions {
            prefix,
            id_prefix,
            labels: &labels,
            before_links: &links,
            after_links: &links,
            switched: true,
            anchors: false,
            ..HtmlOptions::default()
        };
        let parts = parts.iter().map(|part| part.to_html(&options));
        parts.collect::<String>()
    };
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::digest(html("x-", "").as_bytes())[..16]);
    let [today, request] = texts.map(|id| id.to_string());
    let prefix = nonce(&[place.path.as_str(), &today, &request, &number.to_string()]);
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::PullRequest,
    };
    Fragment {
        number,
        digest,
        body: sanitise(&html(&prefix, &format!("p{number}-")), &options),
    }
}

fn links<'p>(place: &'p Place<'p>, document: &'p EditionDocument<'_>) -> EditionLinks<'p> {
    EditionLinks {
        place,
        edition: place.site.next(),
        from: document.path,
        whole: None,
    }
}

/// The pages of one section. `fragments` are those of all requests that touch it.
pub fn section(
    site: &Site<'_>,
    survey: &Survey,
    addresses: &SectionAddresses,
    key: &SectionKey,
    fragments: Vec<Fragment>,
) -> Vec<(OutputPath, Page)> {
    let Some(found) = TodaySection::find(site, key) else {
        return Vec::new();
    };
    let groups = grouped(fragments);
    let requests = groups.iter().map(|group| group.len()).sum();
    let count = groups.len().div_ceil(ALTERNATIVES).max(1);
    let mut pages = Vec::new();
    for (number, chunk) in groups.chunks(ALTERNATIVES).enumerate() {
        let Some(path) = addresses.further(key, number) else {
            continue;
        };
        let place = Place::new(site, path.clone());
        let link = |number: usize| {
            Some(PageLink {
                label: (number + 1).to_string(),
                href: place.to(&addresses.further(key, number)?),
                current: path == addresses.further(key, number)?,
            })
        };
        let view = SectionView {
            language: found.document.language,
            title: title(&found),
            headings: above(&found),
            document: DocumentLink {
                title: found.document.title.clone(),
                href: in_document(&place, found.document, &key.section),
            },
            body: text(&place, &found),
            requests,
            alternatives: chunk
                .iter()
                .map(|group| alternative(&place, survey, group))
                .collect(),
            pages: if count > 1 {
                (0..count).filter_map(link).collect()
            } else {
                Vec::new()
            },
        };
        pages.push((path.clone(), page(&place, view)));
    }
    pages
}

/// Requests that would make the same of a section, those first that most propose.
fn grouped(fragments: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    let mut groups: BTreeMap<[u8; 16], Vec<Fragment>> = BTreeMap::new();
    for fragment in fragments {
        groups.entry(fragment.digest).or_default().push(fragment);
    }
    let mut groups: Vec<Vec<Fragment>> = groups.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(|fragment| fragment.number);
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0].number));
    groups
}

fn alternative(place: &Place<'_>, survey: &Survey, group: &[Fragment]) -> Alternative {
    let pull = |fragment: &Fragment| {
        let pull = place.site.snapshot.pull_request(fragment.number)?;
        Some(AlternativePull {
            pull: pull_link(place, pull),
            authors: shown_authors(place.site, pull),
            date: written(pull),
            verdict: survey.verdict(pull.number),
        })
    };
    Alternative {
        body: group[0].body.clone(),
        pulls: group.iter().filter_map(pull).collect(),
    }
}

fn written(pull: &PullRequest) -> String {
    let newest = pull.newest().and_then(|newest| newest.commits.first());
    newest
        .map(|commit| commit.date.rfc3339())
        .unwrap_or_default()
}

fn title(found: &TodaySection<'_>) -> String {
    let sections = &found.document.document.sections;
    let heading = found.index.map(|index| sections[index].title.clone());
    heading
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| found.document.title.clone())
}

/// The headings above a section.
fn above(found: &TodaySection<'_>) -> Vec<String> {
    let mut headings = found.headings();
    headings.pop();
    headings
}

/// The section on the newest version's page of its document, or on that of the main branch's tip.
fn in_document(place: &Place<'_>, document: &EditionDocument<'_>, anchor: &str) -> Href {
    let href = place.to(&place.site.next().page(document));
    if anchor.is_empty() {
        href
    } else {
        href.at(anchor)
    }
}

/// A section's own text, without its heading.
fn text(place: &Place<'_>, found: &TodaySection<'_>) -> SafeHtml {
    let document = &found.document.document;
    let links = links(place, found.document);
    let prefix = nonce(&[place.path.as_str(), &found.document.blob.to_string()]);
    let mut emitter = Emitter::new(
        document,
        Options {
            links: &links,
            prefix: &prefix,
            aliases: false,
            footnotes_title: place.site.view.language.words().footnotes,
            ..Options::default()
        },
    );
    let mut blocks = found.blocks();
    blocks.start += usize::from(found.index.is_some());
    emitter.blocks(&document.blocks[blocks.start.min(blocks.end)..blocks.end]);
    emitter.footnotes();
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::Proposal,
    };
    sanitise(&emitter.finish(), &options)
}

fn page(place: &Place<'_>, view: SectionView) -> Page {
    let site = place.site;
    let mut shell = place.shell(&view.title, Area::PullRequests);
    shell.noindex = true;
    shell.canonical = None;
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(
            site.view.language.words().contested,
            &OutputPath::page("sections"),
        ),
        Place::here(&view.title),
    ];
    Page {
        content: Content::Section(view),
        shell,
    }
}

/// The pages of `/sections/`.
pub fn section_list(
    site: &Site<'_>,
    survey: &Survey,
    addresses: &SectionAddresses,
) -> Vec<(OutputPath, Page)> {
    let contested = survey.overlap.most_contested();
    let requests: HashSet<u64> = contested
        .iter()
        .flat_map(|(_, contested)| contested.requests.iter().copied())
        .collect();
    let path = |number: usize| match number {
        0 => OutputPath::page("sections"),
        _ => OutputPath::page(&format!("sections/page/{}", number + 1)),
    };
    let count = contested.len().div_ceil(SECTIONS).max(1);
    let map = has_map(site);
    (0..count)
        .map(|number| {
            let place = Place::new(site, path(number));
            let rows = contested.iter().skip(number * SECTIONS).take(SECTIONS);
            let mut shell = place.shell("", Area::PullRequests);
            shell.noindex = true;
            shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
            let link = |other: usize| PageLink {
                label: (other + 1).to_string(),
                href: place.to(&path(other)),
                current: other == number,
            };
            let view = SectionListView {
                rows: rows
                    .filter_map(|(key, contested)| row(&place, addresses, key, contested))
                    .collect(),
                pages: (0..count).map(link).collect(),
                total: contested.len(),
                requests: requests.len(),
                pulls: place.to(&OutputPath::page("pulls")),
                map: map.then(|| place.to(&map_page())),
            };
            let page = Page {
                content: Content::SectionList(view),
                shell,
            };
            (path(number), page)
        })
        .collect()
}

fn row(
    place: &Place<'_>,
    addresses: &SectionAddresses,
    key: &SectionKey,
    contested: &Contested,
) -> Option<ContestedRow> {
    let found = TodaySection::find(place.site, key)?;
    Some(ContestedRow {
        document: found.document.title.clone(),
        title: found.headings().pop().unwrap_or_default(),
        headings: above(&found),
        href: place.to(&addresses.page(key)?),
        requests: contested.requests.len(),
        hottest: contested.hottest().map_or(0, |(_, count)| count),
    })
}
