//! The lists of pull requests: of all and of each state, in pages.

use crate::site::Site;
use crate::site::path::OutputPath;
use crate::site::pull::{PullSummary, Pulls};
use crate::site::shell::Place;
use crate::site::view::{
    Area, Content, Page, PageLink, PullListView, PullRow, PullState, StateFilter,
};

/// Pull requests on one page of a list.
const PAGE: usize = 100;
/// Documents and sections named in one row.
const NAMED: usize = 3;

/// One page of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// Which list; `None` for all.
    pub state: Option<PullState>,
    /// Which page, from 0.
    pub number: usize,
}

impl ListPage {
    /// Where it is.
    pub fn path(self) -> OutputPath {
        let list = match self.state {
            None => "pulls".to_owned(),
            Some(state) => format!("pulls/{}", state_name(state)),
        };
        match self.number {
            0 => OutputPath::page(&list),
            number => OutputPath::page(&format!("{list}/page/{}", number + 1)),
        }
    }
}

/// All pages of all lists.
pub fn list_pages(pulls: &Pulls) -> Vec<ListPage> {
    states(pulls)
        .into_iter()
        .flat_map(|state| {
            let pages = pulls.count(state).div_ceil(PAGE).max(1);
            (0..pages).map(move |number| ListPage { state, number })
        })
        .collect()
}

/// One page of one list.
pub fn pull_list(site: &Site<'_>, pulls: &Pulls, page: ListPage) -> Page {
    let place = Place::new(site, page.path());
    let total = pulls.count(page.state);
    let pages = total.div_ceil(PAGE).max(1);
    let rows = pulls
        .in_state(page.state)
        .skip(page.number * PAGE)
        .take(PAGE)
        .map(|pull| pull_row(&place, pull))
        .collect();
    let mut shell = place.shell("", Area::PullRequests);
    shell.noindex = true;
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    Page {
        content: Content::PullList(PullListView {
            state: page.state,
            filters: state_filters(&place, pulls, page.state),
            rows,
            pages: (0..pages)
                .map(|number| PageLink {
                    label: (number + 1).to_string(),
                    href: place.to(&ListPage { number, ..page }.path()),
                    current: number == page.number,
                })
                .collect(),
            total,
            records_as_of: site.records_as_of(),
            sections: (pulls.count(None) > 0).then(|| place.to(&OutputPath::page("sections"))),
            index: Some(place.to(&OutputPath::file("pulls/data"))),
        }),
        shell,
    }
}

/// The lists by state that have anything in them, that of all first.
pub fn state_filters(
    place: &Place<'_>,
    pulls: &Pulls,
    current: Option<PullState>,
) -> Vec<StateFilter> {
    states(pulls)
        .into_iter()
        .map(|state| StateFilter {
            state,
            count: pulls.count(state),
            href: place.to(&ListPage { state, number: 0 }.path()),
            current: state == current,
        })
        .collect()
}

fn states(pulls: &Pulls) -> Vec<Option<PullState>> {
    let known = [
        PullState::Open,
        PullState::Merged,
        PullState::Closed,
        PullState::Unknown,
    ];
    let used = known
        .into_iter()
        .filter(|state| pulls.count(Some(*state)) > 0);
    std::iter::once(None).chain(used.map(Some)).collect()
}

fn state_name(state: PullState) -> &'static str {
    match state {
        PullState::Open => "open",
        PullState::Merged => "merged",
        PullState::Closed => "closed",
        PullState::Unknown => "unknown",
    }
}

/// A pull request in a list.
pub fn pull_row(place: &Place<'_>, pull: &PullSummary) -> PullRow {
    let mut sections: Vec<String> = Vec::new();
    for section in pull
        .documents
        .iter()
        .flat_map(|document| &document.sections)
    {
        if sections.len() < NAMED && !sections.contains(section) {
            sections.push(section.clone());
        }
    }
    let shown = pull.documents.len().min(NAMED);
    PullRow {
        number: pull.number,
        title: pull.title.clone(),
        state: pull.state,
        date: pull.date.clone(),
        authors: pull.authors.clone(),
        documents: pull.documents[..shown]
            .iter()
            .map(|document| document.title.clone())
            .collect(),
        documents_omitted: pull.documents.len() - shown + pull.documents_omitted,
        sections,
        counts: (!pull.head.is_empty()).then_some(pull.counts),
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    }
}
