//! The lists of pull requests: of all, of each state, each label and each document, in pages.

use super::backlog::backlog_page;
use crate::site::Site;
use crate::site::origin::Origin;
use crate::site::path::OutputPath;
use crate::site::pull::{Group, PullSummary, Pulls};
use crate::site::shell::Place;
use crate::site::view::{
    Area, Content, Href, ListLink, Page, PageLink, PullListView, PullRow, PullState, StateFilter,
};

/// Pull requests on one page of a list.
pub(super) const PAGE: usize = 100;
/// Documents and sections named in one row.
const NAMED: usize = 3;

/// A list of pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// All of them.
    All,
    /// Those in one state.
    State(PullState),
    /// Those with one label, by its place in [`Pulls::labels`].
    Label(usize),
    /// Those that change one document, by its place in [`Pulls::documents`].
    Document(usize),
}

/// One page of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// Which list.
    pub list: List,
    /// Which page, from 0.
    pub number: usize,
}

impl List {
    /// Where it is. A label or document that has no list of its own is found in that of all.
    fn folder(self, pulls: &Pulls) -> String {
        let group = |kind: &str, group: &Group| match &group.address {
            Some(address) => format!("pulls/{kind}/{address}"),
            None => "pulls".to_owned(),
        };
        match self {
            Self::All => "pulls".to_owned(),
            Self::State(state) => format!("pulls/{}", state_name(state)),
            Self::Label(index) => group("label", &pulls.labels[index]),
            Self::Document(index) => group("document", &pulls.documents[index]),
        }
    }

    fn count(self, pulls: &Pulls) -> usize {
        match self {
            Self::All => pulls.count(None),
            Self::State(state) => pulls.count(Some(state)),
            Self::Label(index) => pulls.labels[index].count(),
            Self::Document(index) => pulls.documents[index].count(),
        }
    }

    fn page(self, pulls: &Pulls, number: usize) -> Vec<&PullSummary> {
        fn cut<'p>(
            all: impl Iterator<Item = &'p PullSummary>,
            page: usize,
        ) -> Vec<&'p PullSummary> {
            all.skip(page * PAGE).take(PAGE).collect()
        }
        match self {
            Self::All => cut(pulls.in_state(None), number),
            Self::State(state) => cut(pulls.in_state(Some(state)), number),
            Self::Label(index) => cut(pulls.members(&pulls.labels[index]), number),
            Self::Document(index) => cut(pulls.members(&pulls.documents[index]), number),
        }
    }
}

impl ListPage {
    /// The first page of a list.
    pub fn first(list: List) -> Self {
        Self { list, number: 0 }
    }

    /// Where it is.
    pub fn path(self, pulls: &Pulls) -> OutputPath {
        numbered(&self.list.folder(pulls), self.number)
    }
}

/// A further page of a list that begins in a folder; pages count from 0.
pub(super) fn numbered(folder: &str, number: usize) -> OutputPath {
    match number {
        0 => OutputPath::page(folder),
        number => OutputPath::page(&format!("{folder}/page/{}", number + 1)),
    }
}

/// The links to all pages of a list.
pub(super) fn page_links(
    place: &Place<'_>,
    folder: &str,
    current: usize,
    total: usize,
    most: usize,
) -> Vec<PageLink> {
    (0..total.div_ceil(most).max(1))
        .map(|number| PageLink {
            label: (number + 1).to_string(),
            href: place.to(&numbered(folder, number)),
            current: number == current,
        })
        .collect()
}

/// All pages of all lists.
pub fn list_pages(pulls: &Pulls) -> Vec<ListPage> {
    let states = states(pulls).into_iter().map(List::of_state);
    let labels = listed(&pulls.labels).map(List::Label);
    let documents = listed(&pulls.documents).map(List::Document);
    states
        .chain(labels)
        .chain(documents)
        .flat_map(|list| {
            let pages = list.count(pulls).div_ceil(PAGE).max(1);
            (0..pages).map(move |number| ListPage { list, number })
        })
        .collect()
}

/// The places of groups that have a list of their own.
fn listed(groups: &[Group]) -> impl Iterator<Item = usize> {
    let groups = groups.iter().enumerate();
    groups.filter_map(|(index, group)| group.address.is_some().then_some(index))
}

impl List {
    fn of_state(state: Option<PullState>) -> Self {
        state.map_or(Self::All, Self::State)
    }
}

/// One page of one list.
pub fn pull_list(site: &Site<'_>, pulls: &Pulls, page: ListPage) -> Page {
    let place = Place::new(site, page.path(pulls));
    let list = page.list;
    let (state, label, document) = match list {
        List::All => (None, None, None),
        List::State(state) => (Some(state), None, None),
        List::Label(index) => (None, Some(&pulls.labels[index]), None),
        List::Document(index) => (None, None, Some(&pulls.documents[index])),
    };
    let total = list.count(pulls);
    let group = label.or(document);
    let rows = list.page(pulls, page.number).into_iter();
    let view = PullListView {
        state,
        label: label.map(|group| group.name.clone()),
        document: document.map(|group| group.title.clone()),
        document_path: document.map(|group| group.name.clone()),
        filters: state_filters(&place, pulls, group.is_none().then_some(state)),
        labels: list_links(&place, pulls, page, &pulls.labels, List::Label),
        documents: list_links(&place, pulls, page, &pulls.documents, List::Document),
        rows: rows.map(|pull| pull_row(&place, pull)).collect(),
        pages: page_links(&place, &list.folder(pulls), page.number, total, PAGE),
        total,
        records_as_of: site.records_as_of(),
        sections: (pulls.count(None) > 0).then(|| place.to(&OutputPath::page("sections"))),
        contributors: (!site.contributors.is_empty())
            .then(|| place.to(&OutputPath::page("contributors"))),
        backlog: site.backlog.as_ref().map(|_| place.to(&backlog_page())),
        left_out: site.snapshot.left_out.total(),
        spam: site.snapshot.left_out.spam,
        index: Some(place.to(&OutputPath::file("pulls/data/index.json"))),
        second: site
            .base(Origin::Second)
            .and_then(|base| Href::external(&format!("{base}pulls/"))),
    };
    let title = group.map_or("", |group| &group.title);
    let mut shell = place.shell(title, Area::PullRequests);
    shell.noindex = true;
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    Page {
        content: Content::PullList(view),
        shell,
    }
}

/// The lists of one kind; on first pages only.
fn list_links(
    place: &Place<'_>,
    pulls: &Pulls,
    page: ListPage,
    groups: &[Group],
    list: fn(usize) -> List,
) -> Vec<ListLink> {
    listed(groups)
        .filter(|_| page.number == 0)
        .map(|index| ListLink {
            title: groups[index].title.clone(),
            count: groups[index].count(),
            href: place.to(&ListPage::first(list(index)).path(pulls)),
            current: list(index) == page.list,
        })
        .collect()
}

/// The lists by state that have anything in them, that of all first. `current` is the one shown, if it is one of them.
pub fn state_filters(
    place: &Place<'_>,
    pulls: &Pulls,
    current: Option<Option<PullState>>,
) -> Vec<StateFilter> {
    states(pulls)
        .into_iter()
        .map(|state| StateFilter {
            state,
            count: pulls.count(state),
            href: place.to(&ListPage::first(List::of_state(state)).path(pulls)),
            current: Some(state) == current,
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
    let site = place.site;
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
        contributor: site
            .snapshot
            .pull_request(pull.number)
            .and_then(|pull| site.contributors.of(pull))
            .map(|contributor| place.to(&contributor.page())),
        labels: pull
            .labels
            .iter()
            .map(|name| site.hues.label(name))
            .collect(),
        verdict: pull.verdict,
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
