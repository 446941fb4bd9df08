//! Documents of a version, previews of a pull request's, and the list of a version's documents.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::body::{EditionLinks, body, body_with_notes};
use super::card::card_address;
use super::cite::cite_page;
use super::linked_data::linked_data;
use super::listing::{List, ListPage};
use super::moment::people;
use super::news::news_of;
use super::notes::{Notes, notes};
use super::origins::origins;
use super::states::StateComparison;
use super::topics::with_facts;
use crate::document::{BlockKind, Document, Section};
use crate::language::Tag;
use crate::sanitise::Origin;
use crate::site::Site;
use crate::site::discussion;
use crate::site::edition::Edition;
use crate::site::languages::{behind, shared_places, text_language};
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::pull::{PullSummary, Pulls};
use crate::site::shell::Place;
use crate::site::taking_part::discussion_links;
use crate::site::talks::Talks;
use crate::site::view::{
    Area, Content, Counted, DiscussionLink, DocumentChanges, DocumentLink, DocumentView,
    EarlierVersion, Href, MadeBy, Notice, OutlineItem, Page, PreviewView, PullLink, PullsHere,
    VersionIndexView, VersionKind, VersionRow,
};
use crate::snapshot::{ObjectId, PullRequest, Revision, SourcePath};

/// Pull requests named on a document's page.
const NEWEST: usize = 5;
/// Discussions of the whole proposal named on a document's page.
const GENERAL: usize = 12;
/// Those who changed a document that are named on its page.
const PEOPLE: usize = 12;
/// Japanese characters read in a minute.
const READING_SPEED: usize = 500;

/// The page of a document.
pub fn document(
    site: &Site<'_>,
    edition: &Edition<'_>,
    index: usize,
    (pulls, past): (&Pulls, &Past<'_>),
    comparisons: &[StateComparison],
) -> Page {
    let shown = &edition.documents[index];
    let place = Place::new(site, edition.page(shown)).in_language_of(shown);
    let view = document_view(&place, edition, index, (pulls, past), comparisons);
    let mut shell = place.shell(&view.title, Area::Documents);
    shell.description = description(&edition.documents[index].document);
    shell.notices = place.notices(edition, Some(index));
    shell.notices.extend(behind(&place, past, edition, index));
    shell.languages = place.language_menu(edition, index);
    shell.alternates = place.alternates(edition, index);
    text_language(&mut shell, shown);
    shell
        .notices
        .extend(status(&edition.documents[index].document));
    shell.versions = Some(place.version_menu(edition, Some(index)));
    shell.navigation = place.navigation(edition, Some(index));
    shell.together = place.together(edition);
    shell.paper = place.paper(edition, Some(index));
    shell.canonical = canonical(site, edition, index).or(shell.canonical);
    shell.card = card_address(site, edition, &place.path);
    shell.linked_data = match &shell.card {
        Some(_) => linked_data(site, edition, index, &view.made),
        None => None,
    };
    shell.noindex = edition.kind != VersionKind::Latest && edition.name != "latest";
    shell.diagrams = place.draws(&view.body);
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(
            edition.version.name.as_str(),
            &front(edition, place.other_language()),
        ),
        Place::here(&view.title),
    ];
    Page {
        shell,
        content: Content::Document(view),
    }
}

/// What a document's page shows; the front page shows the same of the entry document.
pub fn document_view(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    (pulls, past): (&Pulls, &Past<'_>),
    comparisons: &[StateComparison],
) -> DocumentView {
    let document = &edition.documents[index];
    let talks = place.talks(document);
    let text = text(place, &document.document, &talks);
    let places = shared_places(edition, index);
    let text = with_places(text, &places);
    let links = EditionLinks {
        place,
        edition,
        from: document.path,
        whole: Some(&text),
    };
    let original = edition.original(index);
    let neighbour = |original: usize| {
        edition.originals().get(original)?;
        let other = edition.in_language(original, place.other_language());
        let other = &edition.documents[other];
        Some(DocumentLink {
            title: other.title.clone(),
            href: place.to(&edition.page(other)),
        })
    };
    let version = edition.version;
    DocumentView {
        title: document.title.clone(),
        print_title: !begins_with_title(&document.document),
        version: version.name.to_string(),
        body: body_with_notes(
            &links,
            &text,
            document.blob,
            Origin::Proposal,
            &Notes {
                headings: notes(place, edition, index, pulls, &talks),
                blocks: origins(place, past, edition, index, &talks),
                places,
            },
        ),
        history: history_here(place, past, edition, index),
        earlier: earlier(place, past, edition),
        outline: outline(&document.document.sections),
        previous: original.checked_sub(1).and_then(neighbour),
        next: neighbour(original + 1),
        discussions: with_facts(place, discussion_links(&talks.own)),
        general: with_facts(place, general(place, edition, index, &talks)),
        elsewhere: with_facts(place, elsewhere(&talks)),
        participate: place.take_part(edition, index, &talks),
        explanation: place.explanation(),
        cite: place.to(&cited(place.site, edition, index)),
        request: request(place, edition, index),
        pulls: pulls_here(place, edition, index, pulls),
        changes: changes(place, edition, index, comparisons),
        commit: place.commit(version.commit, version.date),
        source: document.path.to_string(),
        made: made(place, past, edition, index),
        minutes: minutes(&document.document),
        other: document
            .document
            .front_matter
            .other
            .iter()
            .cloned()
            .collect(),
    }
}

/// The page of a document's citations. Nobody can look up what stands on somebody's computer: of that, what is published.
fn cited(site: &Site<'_>, edition: &Edition<'_>, index: usize) -> OutputPath {
    if edition.kind != VersionKind::Worktree {
        return cite_page(edition, &edition.documents[index]);
    }
    let latest = site.latest();
    let there = site.counterpart(edition, index, latest);
    there.map_or_else(
        || latest.front(),
        |index| cite_page(latest, &latest.documents[index]),
    )
}

/// The text as it is shown: without the links by hand, where the editors say so.
pub(super) fn text<'d>(
    place: &Place<'_>,
    document: &'d Document,
    talks: &Talks,
) -> Cow<'d, Document> {
    let hidden = talks.buttons.as_ref();
    let hidden = hidden.filter(|_| place.site.config.taking_part.hide_buttons);
    let Some(buttons) = hidden else {
        return Cow::Borrowed(document);
    };
    let mut shown = document.clone();
    shown.blocks[buttons.block].kind = BlockKind::Html(String::new());
    Cow::Owned(shown)
}

/// Sections that also answer to the anchors that they have in other languages.
fn with_places<'d>(document: Cow<'d, Document>, places: &[Vec<String>]) -> Cow<'d, Document> {
    if places.iter().all(Vec::is_empty) {
        return document;
    }
    let mut document = document.into_owned();
    for (section, places) in document.sections.iter_mut().zip(places) {
        section.aliases.extend_from_slice(places);
    }
    Cow::Owned(document)
}

/// An edition's front page in a language, where there is one.
fn front(edition: &Edition<'_>, language: Option<Tag>) -> OutputPath {
    let entry = edition
        .originals()
        .iter()
        .position(|document| document.address.is_empty());
    let translated = entry.and_then(|entry| edition.translation(entry, language?));
    translated.map_or_else(
        || edition.front(),
        |index| edition.page(&edition.documents[index]),
    )
}

/// A document as a pull request would have it.
pub fn preview(
    site: &Site<'_>,
    pull: &PullRequest,
    revision: &Revision,
    path: &SourcePath,
    (document, blob): (&Document, ObjectId),
    at: OutputPath,
) -> Page {
    let place = Place::new(site, at);
    let next = site.next();
    let title = crate::site::edition::title(document, path);
    let links = EditionLinks {
        place: &place,
        edition: next,
        from: path,
        whole: Some(document),
    };
    let pull_page = OutputPath::page(&format!("pulls/{}", pull.number));
    let mut shell = place.shell(&title, Area::PullRequests);
    shell.noindex = true;
    shell.canonical = None;
    shell.notices = vec![Notice::NotOfficial {
        number: pull.number,
        href: Some(place.to(&pull_page)),
    }];
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(&format!("#{}", pull.number), &pull_page),
        Place::here(&title),
    ];
    if let Some((_, shown)) = next.find(path.as_str()) {
        text_language(&mut shell, shown);
    }
    let original = next
        .find(path.as_str())
        .map(|(_, found)| place.to(&next.page(found)));
    let date = revision
        .commits
        .first()
        .map(|commit| commit.date)
        .unwrap_or_default();
    Page {
        shell,
        content: Content::Preview(PreviewView {
            number: pull.number,
            pull_title: pull.title.clone(),
            pull: place.to(&pull_page),
            print_title: !begins_with_title(document),
            body: body(&links, document, blob, Origin::PullRequest),
            outline: outline(&document.sections),
            commit: place.commit(revision.head, date),
            original,
            title,
        }),
    }
}

/// The list of a version's documents.
pub fn version_index(
    site: &Site<'_>,
    edition: &Edition<'_>,
    at: OutputPath,
    comparisons: &[StateComparison],
) -> Page {
    let place = Place::new(site, at);
    let mut shell = place.shell(edition.version.name.as_str(), Area::Documents);
    shell.notices = place.notices(edition, None);
    shell.versions = Some(place.version_menu(edition, None));
    shell.together = place.together(edition);
    shell.noindex = edition.kind == VersionKind::Older;
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        Place::here(edition.version.name.as_str()),
    ];
    Page {
        content: Content::VersionIndex(VersionIndexView {
            version: version_row(&place, edition, comparisons),
            documents: place.whole_navigation(edition),
        }),
        shell,
    }
}

/// A version in a list.
pub fn version_row(
    place: &Place<'_>,
    edition: &Edition<'_>,
    comparisons: &[StateComparison],
) -> VersionRow {
    let version = edition.version;
    let since = comparisons
        .iter()
        .find(|comparison| comparison.consecutive && comparison.to == version.name.as_str());
    VersionRow {
        label: version.name.to_string(),
        kind: edition.kind,
        href: place.to(&edition.front()),
        commit: place.commit(version.commit, version.date),
        changes: since.map(|comparison| place.to(&comparison.page())),
        news: news_of(place, version.name.as_str()),
    }
}

fn canonical(site: &Site<'_>, edition: &Edition<'_>, index: usize) -> Option<Href> {
    let latest = site.latest();
    let there = site.counterpart(edition, index, latest)?;
    site.absolute(&latest.page(&latest.documents[there]))
}

fn status(document: &Document) -> Option<Notice> {
    let status = document.front_matter.status.clone()?;
    Some(Notice::Status { status })
}

pub(super) fn description(document: &Document) -> Option<String> {
    let paragraph = document.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(inlines) => Some(crate::document::plain_text(inlines)),
        _ => None,
    })?;
    let text: String = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = text.chars().take(120).collect();
    (!short.is_empty()).then_some(short)
}

fn begins_with_title(document: &Document) -> bool {
    let first = document
        .blocks
        .iter()
        .find(|block| !matches!(block.kind, BlockKind::Html(_)));
    matches!(
        first.map(|block| &block.kind),
        Some(BlockKind::Heading { level: 1, .. })
    )
}

fn outline(sections: &[Section]) -> Vec<OutlineItem> {
    OutlineItem::nest(sections.iter().map(|section| {
        (
            section.level,
            section.title.as_str(),
            section.anchor.as_str(),
        )
    }))
}

fn minutes(document: &Document) -> u32 {
    u32::try_from(document.letters().div_ceil(READING_SPEED))
        .unwrap_or(u32::MAX)
        .max(1)
}

/// Discussions that a document declares or links to, each once.
pub fn discussions_of(document: &Document) -> Vec<DiscussionLink> {
    let mut seen = std::collections::BTreeSet::new();
    let declared = document
        .front_matter
        .discussion
        .iter()
        .filter_map(|url| discussion::declared(url));
    let linked = document
        .links()
        .filter(|link| !link.image)
        .map(|link| link.target);
    let pasted = document.blocks.iter().flat_map(|block| match &block.kind {
        BlockKind::Html(html) => discussion::addresses_in_html(html).collect(),
        _ => Vec::new(),
    });
    let found: Vec<_> = declared
        .chain(pasted.chain(linked).filter_map(discussion::recognise))
        .filter(|found| seen.insert(found.url.clone()))
        .collect();
    discussion_links(&found)
}

/// The versions before an edition, newest first.
fn earlier(place: &Place<'_>, past: &Past<'_>, edition: &Edition<'_>) -> Vec<EarlierVersion> {
    let Some(here) = past.place(edition) else {
        return Vec::new();
    };
    let states = place.site.states().filter_map(|other| {
        let at = past.place(other).filter(|at| *at < here)?;
        Some(EarlierVersion {
            label: other.version.name.to_string(),
            at,
        })
    });
    states.collect()
}

/// The history of what a document is today.
fn history_here(
    place: &Place<'_>,
    past: &Past<'_>,
    edition: &Edition<'_>,
    index: usize,
) -> Option<Counted> {
    let next = place.site.next();
    let there = place.site.counterpart(edition, index, next)?;
    let history = past.today(there)?;
    Some(Counted {
        count: history.whole.len(),
        href: place.to(&past.addresses.document(there)),
    })
}

/// Who changed a document up to its version, and when last.
fn made(place: &Place<'_>, past: &Past<'_>, edition: &Edition<'_>, index: usize) -> MadeBy {
    let events = past
        .history(edition, index)
        .map(|history| &history.whole[..]);
    let snapshot = place.site.snapshot;
    let moments = events.unwrap_or_default().iter();
    let moments: Vec<_> = moments
        .filter_map(|event| past.moment(snapshot, event.step))
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for moment in &moments {
        people(place.site, moment)
            .into_iter()
            .for_each(|name| *counts.entry(name).or_default() += 1);
    }
    let mut names: Vec<(String, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    MadeBy {
        last: moments
            .first()
            .map_or_else(String::new, |moment| moment.commit.date.rfc3339()),
        more: names.len().saturating_sub(PEOPLE),
        people: names
            .into_iter()
            .take(PEOPLE)
            .map(|(name, _)| name)
            .collect(),
    }
}

/// Where the whole proposal is discussed, for a document that has no discussion of its own. The entry document leads to those of
/// the others as well: it stands for all of them.
fn general(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    talks: &Talks,
) -> Vec<DiscussionLink> {
    if !talks.own.is_empty() {
        return Vec::new();
    }
    let (mut found, _) = place.everywhere();
    if edition.documents[index].address.is_empty() {
        let others = edition.documents.iter();
        found.extend(others.flat_map(|other| place.talks(other).own.into_iter().take(1)));
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|topic| seen.insert(topic.url.clone()));
    found.truncate(GENERAL);
    discussion_links(&found)
}

/// Discussions of single sections, and those that the text mentions.
fn elsewhere(talks: &Talks) -> Vec<DiscussionLink> {
    let sections = talks.sections.values().flat_map(|section| &section.own);
    let all: Vec<_> = sections.chain(&talks.mentioned).cloned().collect();
    discussion_links(&all)
}

/// Words for somebody who proposes a change: what it is about, and where that is.
fn request(place: &Place<'_>, edition: &Edition<'_>, index: usize) -> Option<String> {
    place.today(edition, index)?;
    let (title, words) = place.about(edition, &edition.documents[index], None);
    let language = place.language.words();
    Some(language.request(&title, words.trim_end()))
}

fn pulls_here(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    pulls: &Pulls,
) -> Option<PullsHere> {
    let next = place.site.next();
    let path = match place.site.counterpart(edition, index, next) {
        Some(there) => next.documents[there].path.as_str(),
        None => edition.documents[index].path.as_str(),
    };
    let index = pulls.document(path)?;
    let group = &pulls.documents[index];
    let link = |pull: &PullSummary| PullLink {
        number: pull.number,
        title: pull.title.clone(),
        state: pull.state,
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    };
    Some(PullsHere {
        count: group.count(),
        href: place.to(&ListPage::first(List::Document(index)).path(pulls)),
        newest: pulls.members(group).take(NEWEST).map(link).collect(),
    })
}

fn changes(
    place: &Place<'_>,
    edition: &Edition<'_>,
    index: usize,
    comparisons: &[StateComparison],
) -> Option<DocumentChanges> {
    let name = edition.version.name.as_str();
    let comparison = comparisons
        .iter()
        .find(|comparison| comparison.consecutive && comparison.to == name)?;
    let path = edition.documents[index].path.as_str();
    let document = comparison
        .documents
        .iter()
        .find(|document| document.after.as_deref() == Some(path) && document.before.is_some())?;
    Some(DocumentChanges {
        since: comparison.from.clone(),
        counts: document.facts.counts,
        href: place.to(&comparison.document_page(document)),
    })
}
