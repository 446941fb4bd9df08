//! The facts of the site for programs: `/api/*.json`, one record a line. Fields may be added, never changed.

mod citations;
mod discussions;
mod history;
mod schema;
mod survey;
mod touches;
mod wordings;

use serde::Serialize;

use super::discussion::TopicAddress;
use super::languages::alternates;
use super::origin::Origin;
use super::pages::{Promise, StateComparison};
use super::past::Past;
use super::path::OutputPath;
use super::pull::{PullSummary, Pulls};
use super::shell::Place;
use super::view::{Alternate, ChangeCounts, DocumentStatus, PullState};
use super::{Edition, Site, pages};
use crate::comparison::{FigureChange, Unseen};
use crate::document::html::escape_text;
use crate::language::Tag;
use crate::snapshot::{Version, VersionOrigin};

/// Where the summaries of pull requests stand; a later build reads them back.
pub fn pulls_path() -> OutputPath {
    OutputPath::file("api/pulls.json")
}

/// The summaries of pull requests.
pub fn pulls_file(pulls: &Pulls) -> Vec<u8> {
    array(pulls.all.iter())
}

pub use citations::citations_file;
pub use history::history_files;
pub use schema::schemas;
pub use survey::survey_files;
pub use touches::{read_touches, touches_path};
pub use wordings::{
    Said, Wordings, pack_wordings, unpack_wordings, wordings_files, wordings_folder,
};

#[derive(Serialize)]
struct SiteFacts<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    generator: &'static str,
    title: &'a str,
    language: &'a str,
    base_url: Option<&'a str>,
    latest: &'a str,
    versions: usize,
    documents: usize,
    pull_requests: PullCounts,
    records_as_of: Option<String>,
}

#[derive(Serialize)]
struct PullCounts {
    all: usize,
    open: usize,
    merged: usize,
    closed: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct VersionFacts<'a> {
    name: &'a str,
    commit: String,
    date: String,
    origin: &'static str,
    since: Option<String>,
    path: String,
    documents: usize,
    news: Option<NewsFacts>,
}

/// What is new in a named version, beside what `comparisons.json` and `absorbed.json` tell of it.
#[derive(Serialize)]
struct NewsFacts {
    path: String,
    pulls: Vec<u64>,
    discussions: Vec<String>,
    closed: Vec<String>,
}

#[derive(Serialize)]
struct DocumentFacts<'a> {
    version: &'a str,
    source: &'a str,
    title: &'a str,
    blob: String,
    path: String,
    cite: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translates: Option<&'a str>,
    discussions: Vec<String>,
    mentioned: Vec<String>,
    sections: Vec<SectionFacts<'a>>,
}

#[derive(Serialize)]
struct SectionFacts<'a> {
    title: &'a str,
    anchor: &'a str,
    level: u8,
    line: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    discussions: Vec<String>,
}

#[derive(Serialize)]
struct ComparisonFacts<'a> {
    from: &'a str,
    to: &'a str,
    path: String,
    counts: ChangeCounts,
    unchanged: usize,
    documents: Vec<ComparedFacts<'a>>,
}

#[derive(Serialize)]
struct ComparedFacts<'a> {
    before: Option<&'a str>,
    after: Option<&'a str>,
    status: DocumentStatus,
    counts: ChangeCounts,
    sections: &'a [String],
    /// Figures that changed, then those that came or went.
    figures: Vec<&'a FigureChange>,
    /// Promises that became weaker or stronger.
    commitments: Vec<Promise<'a>>,
    /// What changed that is not shown in the text.
    unseen: &'a [Unseen],
    path: String,
}

/// The files of `/api/`, but for the pieces of the list of pull requests.
pub fn files(
    site: &Site<'_>,
    pulls: &Pulls,
    past: &Past<'_>,
    comparisons: &[StateComparison],
) -> Vec<(OutputPath, Vec<u8>)> {
    let place = Place::new(site, OutputPath::page(""));
    vec![
        (
            OutputPath::file("api/site.json"),
            line(&site_facts(site, pulls)).into_bytes(),
        ),
        (
            OutputPath::file("api/versions.json"),
            array(
                site.states()
                    .map(|edition| version_facts(site, past, edition)),
            ),
        ),
        (
            OutputPath::file("api/documents.json"),
            array(
                site.states()
                    .flat_map(|edition| document_facts(&place, edition)),
            ),
        ),
        (
            OutputPath::file("api/comparisons.json"),
            array(comparisons.iter().map(comparison_facts)),
        ),
        (
            OutputPath::file("api/discussions.json"),
            discussions::discussions_file(site, &place, pulls),
        ),
        (pulls_path(), pulls_file(pulls)),
    ]
}

/// `robots.txt` without a sitemap. Pages of pull requests say `noindex` themselves, which is only seen where they may be
/// fetched.
pub const ROBOTS: &str = "User-agent: *\nAllow: /\n";

/// `sitemap.xml`, where the site's address is known, and `robots.txt`.
pub fn for_search_engines(site: &Site<'_>) -> (Option<String>, String) {
    let latest = site.latest();
    let documents = latest.documents.iter().enumerate();
    let plain = |page: OutputPath| (page, Vec::new());
    let pages: Vec<(String, Vec<Alternate>)> = std::iter::once(plain(OutputPath::page("")))
        .chain(documents.map(|(index, document)| {
            let alternates = alternates(site, latest.original(index));
            (latest.page(document), alternates)
        }))
        .chain(["compare", "discussions"].map(OutputPath::page).map(plain))
        .chain(version_pages(site).map(plain))
        .filter_map(|(page, others)| Some((site.absolute(&page)?.as_str().to_owned(), others)))
        .collect();
    let sitemap = sitemap(&pages, &latest.version.date.rfc3339());
    let mut robots = ROBOTS.to_owned();
    if let Some(address) = site.absolute(&OutputPath::file("sitemap.xml")) {
        robots.push_str(&format!("Sitemap: {}\n", address.as_str()));
    }
    ((!pages.is_empty()).then_some(sitemap), robots)
}

/// The map of pages and, where there are any, of the same pages in other languages.
fn sitemap(pages: &[(String, Vec<Alternate>)], date: &str) -> String {
    let mut sitemap = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"",
    );
    if pages.iter().any(|(_, others)| !others.is_empty()) {
        sitemap.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    }
    sitemap.push_str(">\n");
    for (page, others) in pages {
        sitemap.push_str("<url><loc>");
        escape_text(&mut sitemap, page);
        sitemap.push_str("</loc>");
        if !date.is_empty() {
            sitemap.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        for Alternate { language, href } in others {
            let start = format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"");
            sitemap.push_str(&start);
            escape_text(&mut sitemap, href.as_str());
            sitemap.push_str("\"/>");
        }
        sitemap.push_str("</url>\n");
    }
    sitemap.push_str("</urlset>\n");
    sitemap
}

/// The pages of what is new in each version, and their list.
fn version_pages(site: &Site<'_>) -> impl Iterator<Item = OutputPath> {
    let versions = &site.snapshot.versions;
    let list = (!versions.is_empty()).then(pages::version_list_page);
    list.into_iter()
        .chain(versions.iter().map(pages::news_page))
}

/// Reads the summaries back from `/api/pulls.json`.
pub fn read_pulls(bytes: &[u8]) -> Vec<PullSummary> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

fn site_facts<'a>(site: &'a Site<'_>, pulls: &Pulls) -> SiteFacts<'a> {
    SiteFacts {
        schema: "schema/site.json",
        generator: concat!("teigen ", env!("CARGO_PKG_VERSION")),
        title: &site.view.title,
        language: site.view.language.code(),
        base_url: site.base_url.as_deref(),
        latest: site.latest_name(),
        versions: site.snapshot.versions.len(),
        documents: site.latest().documents.len(),
        pull_requests: PullCounts {
            all: pulls.count(None),
            open: pulls.count(Some(PullState::Open)),
            merged: pulls.count(Some(PullState::Merged)),
            closed: pulls.count(Some(PullState::Closed)),
            unknown: pulls.count(Some(PullState::Unknown)),
        },
        records_as_of: site.records_as_of(),
    }
}

fn version_facts<'a>(
    site: &Site<'_>,
    past: &Past<'_>,
    edition: &'a Edition<'_>,
) -> VersionFacts<'a> {
    let version = edition.version;
    let (origin, since) = match &version.origin {
        VersionOrigin::Tag(_) => ("tag", None),
        VersionOrigin::Mark { since, .. } => ("mark", Some(since.rfc3339())),
        VersionOrigin::Configured => ("configured", None),
        VersionOrigin::Tip | VersionOrigin::Asked => ("tip", None),
    };
    VersionFacts {
        name: &edition.name,
        commit: version.commit.to_string(),
        date: version.date.rfc3339(),
        origin,
        since,
        path: address(&edition.front()),
        documents: edition.documents.len(),
        news: news_facts(site, past, version),
    }
}

fn news_facts(site: &Site<'_>, past: &Past<'_>, version: &Version) -> Option<NewsFacts> {
    let mut versions = site.snapshot.versions.iter();
    let index = versions.position(|known| known.name == version.name)?;
    let (named, closed) = pages::news_discussions(site, past, index);
    Some(NewsFacts {
        path: address(&pages::news_page(version)),
        pulls: past.merged_into(index).to_vec(),
        discussions: named,
        closed,
    })
}

fn document_facts<'a>(
    place: &'a Place<'a>,
    edition: &'a Edition<'_>,
) -> impl Iterator<Item = DocumentFacts<'a>> {
    edition.documents.iter().map(move |document| {
        let talks = place.talks(document);
        let of = |anchor: &str| talks.sections.get(anchor).map(|section| urls(&section.own));
        let sections = document.document.sections.iter();
        DocumentFacts {
            version: &edition.name,
            source: document.path.as_str(),
            title: &document.title,
            blob: document.blob.to_string(),
            path: address(&edition.page(document)),
            cite: address(&pages::cite_page(edition, document)),
            language: document.language,
            translates: document
                .original
                .map(|original| edition.documents[original].path.as_str()),
            discussions: urls(&talks.own),
            mentioned: urls(&talks.mentioned),
            sections: sections
                .map(|section| SectionFacts {
                    title: &section.title,
                    anchor: &section.anchor,
                    level: section.level,
                    line: section.line,
                    discussions: of(&section.anchor).unwrap_or_default(),
                })
                .collect(),
        }
    })
}

fn urls(found: &[TopicAddress]) -> Vec<String> {
    found.iter().map(|found| found.url.clone()).collect()
}

fn comparison_facts(comparison: &StateComparison) -> ComparisonFacts<'_> {
    ComparisonFacts {
        from: &comparison.from,
        to: &comparison.to,
        path: address(&comparison.page()),
        counts: comparison.counts,
        unchanged: comparison.unchanged,
        documents: comparison
            .documents
            .iter()
            .map(|document| ComparedFacts {
                before: document.before.as_deref(),
                after: document.after.as_deref(),
                status: document.status,
                counts: document.facts.counts,
                sections: &document.facts.sections,
                figures: document.facts.found.figures().collect(),
                commitments: document.facts.found.promises().collect(),
                unseen: document.facts.found.unseen(),
                path: address(&comparison.document_page(document)),
            })
            .collect(),
    }
}

/// A page's address as a folder: from the site's root; whole where the page is on the second origin.
fn page_address(site: &Site<'_>, path: &OutputPath) -> String {
    let second = Some(path).filter(|path| site.origin_of(path) == Origin::Second);
    let absolute = second.and_then(|path| site.absolute(path));
    absolute.map_or_else(|| address(path), |absolute| absolute.as_str().to_owned())
}

/// A page's address from the site's root, as a folder.
fn address(path: &OutputPath) -> String {
    let path = path.as_str();
    path.strip_suffix("index.html").unwrap_or(path).to_owned()
}

fn array<T: Serialize>(records: impl Iterator<Item = T>) -> Vec<u8> {
    let mut out = String::from("[");
    for (index, record) in records.enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(line(&record).trim_end());
    }
    out.push_str("\n]\n");
    out.into_bytes()
}

fn line(record: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string(record).expect("these facts are strings, numbers and lists");
    text.push('\n');
    text
}
