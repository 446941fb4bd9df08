//! Those who sent pull requests: all of them, and one page for each with what became of what they sent.

use super::listing::{PAGE, numbered, page_links, pull_row};
use super::surroundings::{absorbed_row, pull_link};
use crate::site::contributor::Contributor;
use crate::site::path::OutputPath;
use crate::site::portrait::portrait;
use crate::site::pull::{PullSummary, Pulls, state};
use crate::site::view::{
    Area, Content, ContributorListView, ContributorRow, ContributorView, Href, Page, PullState,
    StandingRow, StateCount,
};
use crate::site::{Place, Site};
use crate::snapshot::PullRequest;
use crate::survey::Survey;

/// Contributors on one page of their list.
const ROWS: usize = 200;
/// Merged requests, and passages whose wording stands, that a contributor's page names.
const MERGED: usize = 50;
const STANDING: usize = 30;

/// A page about those who sent requests; pages count from 0.
#[derive(Clone, Copy, Debug)]
pub enum ContributorPage<'s> {
    /// Of the list of all.
    List(usize),
    /// About one of them.
    One(&'s Contributor, usize),
}

impl ContributorPage<'_> {
    /// Where it is.
    pub fn path(&self) -> OutputPath {
        match self {
            Self::List(number) => numbered("contributors", *number),
            Self::One(contributor, number) => numbered(&contributor.folder(), *number),
        }
    }
}

/// All pages about those who sent requests; none where they are not named.
pub fn contributor_pages<'s>(site: &'s Site<'_>) -> Vec<ContributorPage<'s>> {
    let all = site.contributors.by_requests();
    let lists = (0..all.len().div_ceil(ROWS)).map(ContributorPage::List);
    let own = all.iter().flat_map(|contributor| {
        let pages = contributor.pulls.len().div_ceil(PAGE);
        (0..pages).map(|number| ContributorPage::One(contributor, number))
    });
    lists.chain(own).collect()
}

/// One of these pages.
pub fn contributors(
    site: &Site<'_>,
    pulls: &Pulls,
    survey: &Survey,
    page: ContributorPage<'_>,
) -> Page {
    let place = Place::new(site, page.path());
    let title = match page {
        ContributorPage::List(_) => "",
        ContributorPage::One(contributor, _) => &contributor.name,
    };
    let mut shell = place.shell(title, Area::PullRequests);
    shell.noindex = true;
    shell.canonical = None;
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    Page {
        content: match page {
            ContributorPage::List(number) => Content::ContributorList(list(&place, survey, number)),
            ContributorPage::One(contributor, number) => {
                Content::Contributor(one(&place, pulls, survey, contributor, number))
            }
        },
        shell,
    }
}

fn list(place: &Place<'_>, survey: &Survey, number: usize) -> ContributorListView {
    let all = place.site.contributors.by_requests();
    let shown = all.iter().skip(number * ROWS).take(ROWS);
    ContributorListView {
        rows: shown
            .map(|contributor| ContributorRow {
                name: contributor.name.clone(),
                portrait: portrait_of(place, contributor),
                href: place.to(&contributor.page()),
                count: contributor.pulls.len(),
                states: state_counts(place.site, contributor),
                standing: standing(survey, contributor).count(),
            })
            .collect(),
        pulls: place.to(&OutputPath::page("pulls")),
        total: all.len(),
        pages: page_links(place, "contributors", number, all.len(), ROWS),
    }
}

fn one(
    place: &Place<'_>,
    pulls: &Pulls,
    survey: &Survey,
    contributor: &Contributor,
    number: usize,
) -> ContributorView {
    let site = place.site;
    let newest = contributor.pulls.iter().rev();
    let rows = newest.clone().skip(number * PAGE).take(PAGE);
    let first = number == 0;
    let merged: Vec<&PullRequest> = requests(site, contributor)
        .filter(|pull| first && pull.is_merged())
        .collect();
    let mut standing: Vec<StandingRow> = standing(survey, contributor)
        .filter(|_| first)
        .flat_map(|pull| standing_rows(place, survey, pull))
        .collect();
    let standing_omitted = standing.len().saturating_sub(STANDING);
    standing.truncate(STANDING);
    ContributorView {
        name: contributor.name.clone(),
        portrait: portrait_of(place, contributor),
        total: contributor.pulls.len(),
        states: state_counts(site, contributor),
        merged_omitted: merged.len().saturating_sub(MERGED),
        merged: merged
            .into_iter()
            .take(MERGED)
            .map(|pull| pull_link(place, pull))
            .collect(),
        standing,
        standing_omitted,
        rows: rows
            .filter_map(|number| Some(pull_row(place, summary(pulls, *number)?)))
            .collect(),
        pages: page_links(
            place,
            &contributor.folder(),
            number,
            contributor.pulls.len(),
            PAGE,
        ),
        all: place.to(&OutputPath::page("contributors")),
    }
}

/// Someone's requests, newest first.
fn requests<'s>(
    site: &'s Site<'_>,
    contributor: &'s Contributor,
) -> impl Iterator<Item = &'s PullRequest> {
    let newest = contributor.pulls.iter().rev();
    newest.filter_map(|number| site.snapshot.pull_request(*number))
}

/// Someone's picture, as their newest request's account has it.
fn portrait_of(place: &Place<'_>, contributor: &Contributor) -> Option<Href> {
    let newest = requests(place.site, contributor).next()?;
    portrait(place.site.snapshot, newest).map(|path| place.to(&path))
}

/// Someone's requests whose wording stands in a version although they were not merged, newest first.
fn standing<'s>(
    survey: &'s Survey,
    contributor: &'s Contributor,
) -> impl Iterator<Item = u64> + use<'s> {
    let newest = contributor.pulls.iter().rev().copied();
    newest.filter(|number| survey.absorbed.requests.contains_key(number))
}

fn standing_rows(place: &Place<'_>, survey: &Survey, number: u64) -> Vec<StandingRow> {
    let pull = place.site.snapshot.pull_request(number);
    let absorbed = survey.absorbed.requests.get(&number);
    let pieces = absorbed.iter().flat_map(|absorbed| &absorbed.pieces);
    pieces
        .filter_map(|piece| {
            Some(StandingRow {
                pull: pull_link(place, pull?),
                wording: absorbed_row(place, survey, number, piece)?,
            })
        })
        .collect()
}

fn state_counts(site: &Site<'_>, contributor: &Contributor) -> Vec<StateCount> {
    let states = [
        PullState::Open,
        PullState::Merged,
        PullState::Closed,
        PullState::Unknown,
    ];
    let found: Vec<PullState> = requests(site, contributor).map(state).collect();
    let counts = states.map(|state| StateCount {
        state,
        count: found.iter().filter(|found| **found == state).count(),
    });
    counts.into_iter().filter(|row| row.count > 0).collect()
}

fn summary(pulls: &Pulls, number: u64) -> Option<&PullSummary> {
    let found = pulls.all.binary_search_by_key(&number, |pull| pull.number);
    found.ok().map(|at| &pulls.all[at])
}
