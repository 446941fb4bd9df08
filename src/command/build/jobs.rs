//! Which pages there are, but for those of pull requests, of contested passages and of whole versions; and where each is.

use super::pages::Material;
use crate::site::pages::{self, StateComparison};
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::view::{ComparisonForm, VersionKind};
use crate::site::{self, Past, Site};

/// A page to be made.
#[derive(Clone, Debug)]
pub enum Job<'j> {
    Front,
    Document(usize, usize),
    VersionIndex(usize, OutputPath),
    Cite(usize, usize),
    ComparisonList,
    Comparison(usize),
    ComparisonDocument(usize, usize),
    ComparisonColumns(usize, usize, Vec<ComparisonForm>),
    PullList(pages::ListPage),
    Contributors(pages::ContributorPage<'j>),
    Discussions,
    Topic(usize),
    History(usize),
    DocumentHistory(usize),
    SectionHistory(usize, usize),
    VersionList,
    VersionNews(usize),
    Map,
    TakePart,
    NotFound,
    Redirect(pages::Moved),
}

impl Job<'_> {
    /// Where its pages are; most have one.
    pub fn addresses(&self, material: &Material<'_>) -> Vec<OutputPath> {
        let Material {
            site,
            pulls,
            past,
            states,
            ..
        } = *material;
        vec![match self {
            Self::Front => OutputPath::page(""),
            Self::Document(edition, index) => {
                let edition = &site.editions[*edition];
                edition.page(&edition.documents[*index])
            }
            Self::VersionIndex(_, path) => path.clone(),
            Self::Redirect(moved) => moved.from.clone(),
            Self::Cite(edition, index) => {
                let edition = &site.editions[*edition];
                pages::cite_page(edition, &edition.documents[*index])
            }
            Self::ComparisonList => OutputPath::page("compare"),
            Self::Comparison(index) => states[*index].page(),
            Self::ComparisonDocument(index, document) => {
                let compared = &states[*index];
                compared.document_page(&compared.documents[*document])
            }
            Self::ComparisonColumns(index, document, forms) => {
                let compared = &states[*index];
                let found = &compared.documents[*document];
                let pages = forms.iter().map(|form| compared.form_page(found, *form));
                return pages.collect();
            }
            Self::PullList(list) => list.path(pulls),
            Self::Contributors(page) => page.path(),
            Self::Discussions => OutputPath::page("discussions"),
            Self::Topic(at) => site.topics.page(*at),
            Self::History(number) => pages::history_page(*number),
            Self::DocumentHistory(index) => past.addresses.document(*index),
            Self::SectionHistory(index, section) => past.addresses.section(*index, *section),
            Self::VersionList => pages::version_list_page(),
            Self::VersionNews(index) => pages::news_page(&site.snapshot.versions[*index]),
            Self::Map => pages::map_page(),
            Self::TakePart => site::taking_part::explanation_page(),
            Self::NotFound => OutputPath::file("404.html"),
        }]
    }
}

/// Every page but those of pull requests, of contested passages and of whole versions.
pub fn all_jobs<'s>(
    site: &'s Site<'_>,
    pulls: &Pulls,
    past: &Past<'_>,
    states: &[StateComparison],
) -> Vec<Job<'s>> {
    let mut all = jobs(site, pulls, states);
    all.extend(past_jobs(site, past));
    all.extend(version_jobs(site));
    all
}

fn jobs<'s>(site: &'s Site<'_>, pulls: &Pulls, states: &[StateComparison]) -> Vec<Job<'s>> {
    let mut jobs = vec![
        Job::Front,
        Job::ComparisonList,
        Job::Discussions,
        Job::Map,
        Job::TakePart,
        Job::NotFound,
    ];
    for (index, edition) in site.editions.iter().enumerate() {
        if edition.entry().is_none() {
            jobs.push(Job::VersionIndex(index, edition.front()));
        }
    }
    jobs.extend(documents(site));
    jobs.extend(citations(site));
    jobs.extend((0..states.len()).map(Job::Comparison));
    let documents = pages::comparison_pages(states).into_iter();
    jobs.extend(documents.map(|(index, document)| Job::ComparisonDocument(index, document)));
    let columns = pages::columns_pages(site, states).into_iter();
    jobs.extend(
        columns.map(|(index, document, forms)| Job::ComparisonColumns(index, document, forms)),
    );
    jobs.extend(pages::list_pages(pulls).into_iter().map(Job::PullList));
    jobs.extend(
        pages::contributor_pages(site)
            .into_iter()
            .map(Job::Contributors),
    );
    jobs.extend(redirects(site));
    jobs
}

/// The pages of the past.
fn past_jobs<'s>(site: &'s Site<'_>, past: &Past<'_>) -> Vec<Job<'s>> {
    let mut jobs: Vec<Job<'_>> = pages::history_pages(past).map(Job::History).collect();
    jobs.extend((0..site.topics.count()).map(Job::Topic));
    for (index, document) in site.next().documents.iter().enumerate() {
        jobs.push(Job::DocumentHistory(index));
        let sections = 0..document.document.sections.len();
        jobs.extend(sections.map(|section| Job::SectionHistory(index, section)));
    }
    jobs
}

/// What is new in each named version, and the list of these pages.
fn version_jobs<'s>(site: &'s Site<'_>) -> Vec<Job<'s>> {
    let count = site.snapshot.versions.len();
    let list = (count > 0).then_some(Job::VersionList);
    list.into_iter()
        .chain((0..count).map(Job::VersionNews))
        .collect()
}

/// Every document of every edition. Those with one text stand together, so that one thread meets them one after the
/// other and sanitises the text once.
fn documents<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Job<'s>> {
    let mut found: Vec<_> = site
        .editions
        .iter()
        .enumerate()
        .flat_map(|(edition, shown)| {
            let place = |(index, document): (usize, &site::EditionDocument<'_>)| {
                (document.blob, edition, index)
            };
            shown
                .documents
                .iter()
                .enumerate()
                .map(place)
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, edition, index)| Job::Document(edition, index))
}

/// The citations of every document of every state: `latest` is a name of one of them.
fn citations<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Job<'s>> {
    let states = site.editions.iter().enumerate().skip(1);
    let states = states.filter(|(_, edition)| edition.kind != VersionKind::Worktree);
    states.flat_map(|(edition, shown)| {
        (0..shown.documents.len()).map(move |index| Job::Cite(edition, index))
    })
}

/// Addresses that documents had, and those with `next` where nothing is, lead to where they are now.
fn redirects<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Job<'s>> {
    let renamed = pages::next_redirects(site).into_iter();
    let renamed = renamed.map(|(from, to, title)| pages::Moved {
        from,
        to: pages::Lead::Page(to, None),
        title,
    });
    let moved = pages::moved(site).into_iter().chain(renamed);
    moved.map(Job::Redirect)
}
