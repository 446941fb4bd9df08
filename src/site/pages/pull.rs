//! Pull requests: what each would change, in plain reading.

use super::body::EditionLinks;
use super::body::nonce;
use super::compared::{ComparedFile, Part};
use super::highlights::{MANY, Places, highlights};
use super::states::add;
use super::surroundings::shown_authors;
use crate::document;
use crate::document::html::{Options, to_html};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::Site;
use crate::site::discussion;
use crate::site::edition::address_of;
use crate::site::path::OutputPath;
use crate::site::portrait::portrait;
use crate::site::pull::{PullDocumentSummary, PullSummary, state};
use crate::site::shell::Place;
use crate::site::taking_part::discussion_links;
use crate::site::view::{
    Area, ChangeCounts, CommitRef, CommitRow, Content, DocumentLink, DocumentStatus, Highlights,
    Href, Notice, Page, PullChanges, PullContent, PullDocument, PullRequestView, RevisionRow,
    RevisionView, Surroundings,
};
use crate::snapshot::{
    CommitSummary, PullRequest, PullRequestState, Revision, RevisionOrigin, SourcePath,
};
use crate::survey::Survey;

/// Commits listed on a pull request's page.
const LISTED_COMMITS: usize = 30;
/// Other files listed.
const LISTED_FILES: usize = 50;
/// Discussions listed.
const LISTED_DISCUSSIONS: usize = 10;

/// What lists need to know of a pull request.
pub fn summarise(
    site: &Site<'_>,
    survey: &Survey,
    pull: &PullRequest,
    files: &[ComparedFile],
    omitted: usize,
) -> PullSummary {
    let newest = pull.newest();
    let mut counts = ChangeCounts::default();
    for file in files {
        add(&mut counts, file.facts.counts);
    }
    let record = pull.record.as_deref();
    let (merged, closed) = match &pull.state {
        PullRequestState::Merged { date, .. } => (date.rfc3339(), String::new()),
        PullRequestState::Closed { date } => (String::new(), date.rfc3339()),
        _ => Default::default(),
    };
    PullSummary {
        number: pull.number,
        title: pull.title.clone(),
        state: state(pull),
        authors: shown_authors(site, pull),
        date: newest
            .and_then(|revision| revision.commits.first())
            .map(|commit| commit.date.rfc3339())
            .or_else(|| Some(record?.updated_at.rfc3339()))
            .unwrap_or_default(),
        created: record
            .and_then(|record| record.created_at)
            .unwrap_or_default()
            .rfc3339(),
        merged,
        closed,
        author: record
            .and_then(|record| record.author.as_ref())
            .filter(|_| site.config.pulls.authors != Some(false))
            .map(|author| author.login.clone())
            .unwrap_or_default(),
        labels: labels(pull),
        verdict: survey.verdict(pull.number),
        family: survey
            .family(pull.number)
            .map(|family| family.representative),
        draft: record.is_some_and(|record| record.draft),
        comments: record.and_then(|record| record.comments),
        base: newest
            .map(|revision| revision.base.to_string())
            .unwrap_or_default(),
        head: newest
            .map(|revision| revision.head.to_string())
            .unwrap_or_default(),
        revisions: pull.revisions.len(),
        commits: newest.map_or(0, |revision| revision.commit_count),
        documents: files.iter().map(document_summary).collect(),
        documents_omitted: omitted,
        counts,
        discussions: discussions(pull)
            .into_iter()
            .map(|found| found.url)
            .collect(),
        unavailable: pull
            .unavailable
            .as_ref()
            .map(|problem| site.view.language.words().problem(problem)),
    }
}

fn document_summary(file: &ComparedFile) -> PullDocumentSummary {
    PullDocumentSummary {
        path: file.path.to_string(),
        title: file.title.clone(),
        status: file.status,
        counts: file.facts.counts,
        sections: file.facts.sections.clone(),
    }
}

fn discussions(pull: &PullRequest) -> Vec<discussion::TopicAddress> {
    let links = pull
        .newest()
        .into_iter()
        .flat_map(|revision| &revision.commits)
        .flat_map(|commit| &commit.links);
    let mut found: Vec<discussion::TopicAddress> =
        links.filter_map(|url| discussion::recognise(url)).collect();
    found.sort();
    found.dedup_by(|one, other| one.url == other.url);
    found.truncate(LISTED_DISCUSSIONS);
    found
}

/// `/pulls/{n}/`. `neighbours` are the requests with the next lower and the next higher number.
pub fn pull(
    site: &Site<'_>,
    pull: &PullRequest,
    files: Vec<ComparedFile>,
    omitted: usize,
    neighbours: [Option<&PullRequest>; 2],
    around: Surroundings,
) -> Page {
    let place = Place::new(site, OutputPath::page(&format!("pulls/{}", pull.number)));
    let [previous, next] = neighbours.map(|other| other.map(|other| pull_link(&place, other)));
    let merged = match &pull.state {
        PullRequestState::Merged { commit, date } => {
            commit.map(|commit| place.commit(commit, *date))
        }
        _ => None,
    };
    let newest = pull.newest();
    let date = newest
        .and_then(|revision| revision.commits.first())
        .map(|commit| commit.date)
        .or_else(|| Some(pull.record.as_ref()?.updated_at));
    let shell = shell(&place, pull, None);
    let several = pull.revisions.len() > 1;
    Page {
        shell,
        content: Content::PullRequest(PullRequestView {
            number: pull.number,
            title: pull.title.clone(),
            state: state(pull),
            forge: forge(site, pull),
            authors: shown_authors(site, pull),
            portrait: portrait(site.snapshot, pull).map(|path| place.to(&path)),
            date: date.unwrap_or_default().rfc3339(),
            merged,
            description: description(&place, pull),
            content: content(&place, pull, newest, files, omitted),
            revisions: if several {
                revisions(&place, pull)
            } else {
                Vec::new()
            },
            lost_revisions: pull.lost_heads,
            discussions: discussion_links(&discussions(pull)),
            labels: labels(pull)
                .iter()
                .map(|name| site.hues.label(name))
                .collect(),
            around,
            previous,
            next,
        }),
    }
}

fn labels(pull: &PullRequest) -> Vec<String> {
    let record = pull.record.iter();
    let labels = record.flat_map(|record| &record.labels);
    labels.map(|label| label.name.clone()).collect()
}

/// What its author says about it, as its record tells.
fn description(place: &Place<'_>, pull: &PullRequest) -> Option<SafeHtml> {
    let text = pull.record.as_ref()?.body.as_deref()?;
    let document = document::parse(text);
    let links = EditionLinks {
        place,
        edition: place.site.next(),
        from: &SourcePath::new(""),
        whole: None,
    };
    let prefix = nonce(&[place.path.as_str(), text]);
    let options = Options {
        links: &links,
        prefix: &prefix,
        aliases: false,
        footnotes_title: place.site.view.language.words().footnotes,
        ..Options::default()
    };
    let html = to_html(&document, &options);
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::PullRequest,
    };
    let safe = sanitise(&html, &options);
    (!safe.is_empty()).then_some(safe)
}

/// The request's page on its forge: as its record tells, else where its forge would have it.
fn forge(site: &Site<'_>, pull: &PullRequest) -> Option<Href> {
    let told = pull
        .record
        .as_ref()
        .and_then(|record| record.url.as_deref());
    told.and_then(Href::external).or_else(|| {
        let forge = site.forge()?;
        Href::external(&forge.request(pull.number))
    })
}

/// `/pulls/{n}/r{k}/`: one revision, and what differs from the one before.
pub fn revision(
    site: &Site<'_>,
    pull: &PullRequest,
    index: usize,
    files: Option<Vec<ComparedFile>>,
    since_previous: Vec<ComparedFile>,
) -> Page {
    let shown = &pull.revisions[index];
    let before = index.checked_sub(1).map(|before| &pull.revisions[before]);
    let place = Place::new(site, revision_page(pull, shown.number));
    Page {
        shell: shell(&place, pull, Some(shown)),
        content: Content::Revision(RevisionView {
            number: pull.number,
            title: pull.title.clone(),
            pull: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
            revision: shown.number,
            head: head_of(&place, shown),
            subject: subject_of(shown),
            content: files.map(|files| content(&place, pull, Some(shown), files, 0)),
            since_previous: pull_documents(&place, pull, since_previous, Part::SincePrevious),
            first: before.is_none(),
            rebased: before.is_some_and(|before| before.base != shown.base),
            previous: index
                .checked_sub(1)
                .map(|before| revision_link(&place, pull, before)),
            next: (index + 1 < pull.revisions.len())
                .then(|| revision_link(&place, pull, index + 1)),
            lost: pull.lost_heads,
        }),
    }
}

fn head_of(place: &Place<'_>, revision: &Revision) -> CommitRef {
    let newest = revision.commits.first();
    place.commit(
        revision.head,
        newest.map(|commit| commit.date).unwrap_or_default(),
    )
}

fn subject_of(revision: &Revision) -> String {
    let head = |commit: &&CommitSummary| commit.id == revision.head;
    let found = revision.commits.iter().find(head);
    found
        .map(|commit| commit.subject.clone())
        .unwrap_or_default()
}

fn revision_link(place: &Place<'_>, pull: &PullRequest, index: usize) -> DocumentLink {
    let number = pull.revisions[index].number;
    DocumentLink {
        title: number.to_string(),
        href: place.to(&revision_page(pull, number)),
    }
}

/// Where a revision's page is.
pub fn revision_page(pull: &PullRequest, number: u32) -> OutputPath {
    OutputPath::page(&format!("pulls/{}/r{number}", pull.number))
}

/// Where the preview of a document is.
pub fn preview_page(site: &Site<'_>, pull: &PullRequest, path: &SourcePath) -> OutputPath {
    let address = address_of(path, &site.snapshot.source);
    OutputPath::page(&format!("pulls/{}/preview/{address}", pull.number))
}

fn shell(
    place: &Place<'_>,
    pull: &PullRequest,
    shown: Option<&Revision>,
) -> crate::site::view::Shell {
    let site = place.site;
    let name = format!("#{} {}", pull.number, pull.title);
    let mut shell = place.shell(&name, Area::PullRequests);
    shell.noindex = true;
    shell.canonical = None;
    shell.notices = vec![Notice::NotOfficial {
        number: pull.number,
        href: None,
    }];
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    match shown {
        Some(revision) => {
            let page = OutputPath::page(&format!("pulls/{}", pull.number));
            shell
                .crumbs
                .push(place.crumb(&format!("#{}", pull.number), &page));
            shell
                .crumbs
                .push(Place::here(&format!("r{}", revision.number)));
        }
        None => shell.crumbs.push(Place::here(&format!("#{}", pull.number))),
    }
    shell
}

fn pull_link(place: &Place<'_>, pull: &PullRequest) -> DocumentLink {
    DocumentLink {
        title: format!("#{} {}", pull.number, pull.title),
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    }
}

fn revisions(place: &Place<'_>, pull: &PullRequest) -> Vec<RevisionRow> {
    let last = pull.revisions.len().saturating_sub(1);
    pull.revisions
        .iter()
        .enumerate()
        .map(|(index, revision)| RevisionRow {
            number: revision.number,
            head: head_of(place, revision),
            href: Some(place.to(&revision_page(pull, revision.number))),
            newest: index == last,
            subject: subject_of(revision),
            step: revision.origin == RevisionOrigin::Commit,
        })
        .collect()
}

fn content(
    place: &Place<'_>,
    pull: &PullRequest,
    shown: Option<&Revision>,
    files: Vec<ComparedFile>,
    omitted: usize,
) -> PullContent {
    let words = place.site.view.language.words();
    let Some(shown) = shown else {
        let reason = pull
            .unavailable
            .as_ref()
            .map(|problem| words.problem(problem));
        return PullContent::Unavailable {
            reason: reason.unwrap_or_default(),
        };
    };
    let mut counts = ChangeCounts::default();
    for file in &files {
        add(&mut counts, file.facts.counts);
    }
    let head_date = shown
        .commits
        .first()
        .map(|commit| commit.date)
        .unwrap_or_default();
    PullContent::Available(Box::new(PullChanges {
        base: place.commit(shown.base, shown.base_date),
        head: place.commit(shown.head, head_date),
        commits: shown
            .commits
            .iter()
            .take(LISTED_COMMITS)
            .map(|commit| CommitRow {
                commit: place.commit(commit.id, commit.date),
                subject: commit.subject.clone(),
                author: if place.site.config.pulls.authors == Some(false) {
                    String::new()
                } else {
                    commit.author.clone()
                },
            })
            .collect(),
        commits_omitted: shown
            .commit_count
            .saturating_sub(LISTED_COMMITS.min(shown.commits.len())),
        highlights: file_highlights(&files),
        documents: pull_documents(place, pull, files, Part::Change),
        documents_omitted: omitted,
        other_files: other_files(place.site, shown),
        counts,
    }))
}

/// Figures and promises of all documents, which are on the same page.
fn file_highlights(files: &[ComparedFile]) -> Highlights {
    let several = files.len() > 1;
    highlights(
        MANY,
        files.iter().enumerate().map(|(index, file)| {
            let link = several.then(|| DocumentLink {
                title: file.title.clone(),
                href: Href::here(&format!(
                    "tg-document-{}-{}",
                    Part::Change.name(),
                    index + 1
                )),
            });
            let places = |number: usize| Href::here(&format!("{}change-{number}", file.id_prefix));
            (link, &file.facts.found, Box::new(places) as Places<'_>)
        }),
    )
}

fn pull_documents(
    place: &Place<'_>,
    pull: &PullRequest,
    files: Vec<ComparedFile>,
    part: Part,
) -> Vec<PullDocument> {
    let previews = part == Part::Change && place.site.previews();
    let next = place.site.next();
    files
        .into_iter()
        .enumerate()
        .map(|(index, file)| {
            let shown = previews && file.status != DocumentStatus::Removed && !file.body.is_empty();
            let today = next.find(file.path.as_str());
            let original = today.filter(|_| part == Part::Change);
            PullDocument {
                language: today.and_then(|(_, document)| document.language),
                anchor: format!("{}-{}", part.name(), index + 1),
                title: file.title,
                source: file.path.to_string(),
                renamed_from: file.renamed_from.map(|path| path.to_string()),
                status: file.status,
                counts: file.facts.counts,
                outline: file
                    .facts
                    .outline
                    .view(&|number| Href::here(&format!("{}change-{number}", file.id_prefix))),
                sections: file.facts.sections,
                body: (!file.body.is_empty()).then_some(file.body),
                remark: file.remark,
                preview: shown.then(|| place.to(&preview_page(place.site, pull, &file.path))),
                original: original.map(|(_, document)| place.to(&next.page(document))),
            }
        })
        .collect()
}

/// Changed files that are no documents of the proposal, and those that cannot be shown.
fn other_files(site: &Site<'_>, shown: &Revision) -> Vec<String> {
    let words = site.view.language.words();
    let others = shown
        .files
        .iter()
        .filter(|file| !is_document(site, &file.path))
        .map(|file| file.path.to_string());
    let refused = shown.unreadable.iter().map(|file| words.unreadable(file));
    let mut listed: Vec<String> = refused.chain(others).take(LISTED_FILES).collect();
    if shown.cut {
        listed.push(words.too_many_files.to_owned());
    }
    listed
}

/// Whether a path is a document of the proposal.
pub fn is_document(site: &Site<'_>, path: &SourcePath) -> bool {
    path.is_markdown() && site.snapshot.is_published(path)
}
