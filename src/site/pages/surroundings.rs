//! What is told of a request beside its own change: whether it still applies, who else touches the passage, which
//! requests are alike, what became of its wording.

use super::body::EditionLinks;
use super::comparison::{Marks, written};
use super::sections::SectionAddresses;
use crate::comparison::Comparison;
use crate::sanitise::{Origin, SafeHtml};
use crate::site::path::OutputPath;
use crate::site::view::{
    AbsorbedRow, AlikeRow, DocumentLink, FamilyView, LostPassage, PassageRow, PullLink,
    Surroundings, TodayDocument,
};
use crate::site::{Edition, EditionDocument, Place, Site};
use crate::snapshot::{ObjectId, PullRequest};
use crate::survey::Survey;
use crate::survey::absorbed::Piece;
use crate::survey::family::{How, Near};
use crate::survey::overlap::{SectionKey, Touch};
use crate::survey::passage::Lost;

/// Passages, requests at one passage, alike requests and absorbed pieces that are listed.
const PASSAGES: usize = 5;
const RIVALS: usize = 3;
const ALIKE: usize = 8;
const PIECES: usize = 10;
const MENTIONS: usize = 20;
/// Passages that are no longer where they were.
const LOST: usize = 10;
/// Characters of a passage that are quoted.
const QUOTE: usize = 80;

/// The same request on today's text: what it changes of one document.
pub struct TodayChange<'c> {
    /// The document today.
    pub document: &'c EditionDocument<'c>,
    /// Between today's wording and the request's where both changed the same lines.
    pub choice: Option<Comparison<'c>>,
    /// What the request changes besides.
    pub rest: Option<Comparison<'c>>,
    /// The id of the request's text.
    pub blob: ObjectId,
}

/// Puts together what is told of a request beside its own change, without its change on today's text.
pub fn surroundings(
    site: &Site<'_>,
    survey: &Survey,
    addresses: &SectionAddresses,
    pull: &PullRequest,
) -> Surroundings {
    let place = Place::new(site, OutputPath::page(&format!("pulls/{}", pull.number)));
    let found = survey.requests.get(&pull.number);
    let touches = found.map_or(&[][..], |found| &found.touches);
    let lost = found.map_or(&[][..], |found| &found.lost);
    let passages: Vec<PassageRow> = touches
        .iter()
        .filter_map(|touch| passage(&place, survey, addresses, pull.number, touch))
        .collect();
    let near = survey
        .families
        .near
        .get(&pull.number)
        .map_or(&[][..], Vec::as_slice);
    let absorbed = survey.absorbed.requests.get(&pull.number);
    Surroundings {
        verdict: survey.verdict(pull.number),
        contributor: site.contributors.of(pull).map(|contributor| DocumentLink {
            title: contributor.name.clone(),
            href: place.to(&contributor.page()),
        }),
        lost: lost_passages(&place, lost),
        today: Vec::new(),
        passages_omitted: passages.len().saturating_sub(PASSAGES),
        passages: passages.into_iter().take(PASSAGES).collect(),
        alike: near
            .iter()
            .filter_map(|near| alike(&place, near))
            .take(ALIKE)
            .collect(),
        family: family(&place, survey, pull.number),
        absorbed: absorbed
            .iter()
            .flat_map(|absorbed| &absorbed.pieces)
            .filter_map(|piece| absorbed_row(&place, survey, pull.number, piece))
            .take(PIECES)
            .collect(),
        mentions: mentions(&place, pull),
    }
}

fn passage(
    place: &Place<'_>,
    survey: &Survey,
    addresses: &SectionAddresses,
    number: u64,
    touch: &Touch,
) -> Option<PassageRow> {
    let key = SectionKey {
        document: touch.document.clone(),
        section: touch.section.clone(),
    };
    let contested = survey.overlap.section(&key)?;
    let rivals = survey.overlap.rivals(number, touch);
    let (_, document) = place.site.next().find(&key.document)?;
    let section = document.document.section_by_anchor(&key.section);
    Some(PassageRow {
        document: document.title.clone(),
        section: section
            .map(|section| section.title.clone())
            .unwrap_or_default(),
        href: place.to(&addresses.page(&key)?),
        others: contested.requests.len().saturating_sub(1),
        rivals: rivals.len(),
        listed: rivals
            .iter()
            .rev()
            .take(RIVALS)
            .filter_map(|number| linked(place, *number))
            .collect(),
    })
}

fn alike(place: &Place<'_>, near: &Near) -> Option<AlikeRow> {
    Some(AlikeRow {
        pull: linked(place, near.number)?,
        percent: near.likeness / 10,
        how: match near.how {
            How::Identical => "identical",
            How::Same => "same",
            How::Contains => "contains",
            How::Contained => "contained",
            How::Similar => "similar",
        },
    })
}

fn family(place: &Place<'_>, survey: &Survey, number: u64) -> Option<FamilyView> {
    let family = survey.family(number)?;
    let representative = (family.representative != number).then_some(family.representative);
    Some(FamilyView {
        count: family.members.len(),
        representative: representative.and_then(|number| linked(place, number)),
    })
}

/// A passage in which unmerged wording of a request stands.
pub(super) fn absorbed_row(
    place: &Place<'_>,
    survey: &Survey,
    number: u64,
    piece: &Piece,
) -> Option<AbsorbedRow> {
    let site = place.site;
    let standing = piece.stands.first()?;
    let edition = site.states_from_oldest().nth(standing.state)?;
    let (_, document) = edition.find(&standing.document)?;
    let block = document.document.block_at(standing.range.start);
    let moment = site.snapshot.main_commits.get(piece.moment)?;
    Some(AbsorbedRow {
        quote: survey
            .quotes
            .get(&(
                standing.state,
                standing.document.clone(),
                standing.range.start,
            ))
            .map(|text| shortened(text))
            .unwrap_or_default(),
        version: edition.version.name.to_string(),
        place: section_link(place, edition, document, block),
        through: piece.through.and_then(|number| linked(place, number)),
        date: moment.date.rfc3339(),
        percent: piece.share() / 10,
        mentioned: piece.mentioned,
        older: piece.through_is_older,
        with: piece
            .with
            .iter()
            .filter(|other| **other != number)
            .take(RIVALS)
            .filter_map(|number| linked(place, *number))
            .collect(),
    })
}

/// The first of them. Passages that read alike and stand in one place are told once.
fn lost_passages(place: &Place<'_>, lost: &[Lost]) -> Vec<LostPassage> {
    let mut told: Vec<LostPassage> = Vec::new();
    for lost in lost {
        let passage = lost_passage(place, lost);
        if !told.contains(&passage) {
            told.push(passage);
        }
        if told.len() == LOST {
            break;
        }
    }
    told
}

fn lost_passage(place: &Place<'_>, lost: &Lost) -> LostPassage {
    let documents = &place.site.next().documents;
    let document = lost.document.and_then(|index| documents.get(index));
    let section = document.and_then(|document| {
        let mut sections = document.document.sections.iter();
        let section = sections.find(|section| section.title == lost.heading)?;
        Some(
            place
                .to(&place.site.next().page(document))
                .at(&section.anchor),
        )
    });
    LostPassage {
        quote: shortened(&lost.text),
        heading: lost.heading.clone(),
        was: section,
        now: lost.now.and_then(|spot| {
            let document = documents.get(spot.document)?;
            Some(section_link(
                place,
                place.site.next(),
                document,
                Some(spot.block),
            ))
        }),
        rewritten: lost.rewritten,
        beside: lost.beside,
    }
}

/// The section that a block of a document is in; the document where it is in none.
fn section_link(
    place: &Place<'_>,
    edition: &Edition<'_>,
    document: &EditionDocument<'_>,
    block: Option<usize>,
) -> DocumentLink {
    let page = place.to(&edition.page(document));
    let section = block.and_then(|block| document.document.section_of(block));
    match section.map(|index| &document.document.sections[index]) {
        Some(section) => DocumentLink {
            title: section.title.clone(),
            href: page.at(&section.anchor),
        },
        None => DocumentLink {
            title: document.title.clone(),
            href: page,
        },
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.trim().chars().take(QUOTE).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    short
}

fn mentions(place: &Place<'_>, pull: &PullRequest) -> Vec<PullLink> {
    let record = pull.record.iter();
    let named = record.flat_map(|record| &record.mentions);
    named
        .filter_map(|mention| linked(place, mention.number))
        .take(MENTIONS)
        .collect()
}

fn linked(place: &Place<'_>, number: u64) -> Option<PullLink> {
    Some(pull_link(place, place.site.snapshot.pull_request(number)?))
}

/// A link to a request's page.
pub(super) fn pull_link(place: &Place<'_>, pull: &PullRequest) -> PullLink {
    PullLink {
        number: pull.number,
        title: pull.title.clone(),
        state: crate::site::pull::state(pull),
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    }
}

/// Those who wrote it, where they are named at all.
pub(super) fn shown_authors(site: &Site<'_>, pull: &PullRequest) -> Vec<String> {
    if site.config.pulls.authors == Some(false) {
        return Vec::new();
    }
    if !pull.authors.is_empty() {
        return pull.authors.clone();
    }
    let author = pull
        .record
        .as_ref()
        .and_then(|record| record.author.as_ref());
    let name = author.map(|author| author.name.clone().unwrap_or_else(|| author.login.clone()));
    name.into_iter().collect()
}

/// The request's change on today's text, for its page.
pub fn today_document(place: &Place<'_>, number: usize, change: &TodayChange<'_>) -> TodayDocument {
    let links = EditionLinks {
        place,
        edition: place.site.next(),
        from: change.document.path,
        whole: None,
    };
    let blobs = (Some(change.document.blob), Some(change.blob));
    let html = |name: &str, comparison: &Option<Comparison<'_>>| -> Option<SafeHtml> {
        let comparison = comparison
            .as_ref()
            .filter(|comparison| !comparison.is_empty())?;
        let id_prefix = format!("{name}{number}-");
        let marks = Marks::of_changes(&id_prefix);
        let origin = Origin::PullRequest;
        Some(written(&links, &links, comparison, blobs, &marks, origin))
    };
    TodayDocument {
        language: change.document.language,
        title: change.document.title.clone(),
        choice: html("choice", &change.choice),
        body: html("today", &change.rest),
        neighbours: change.choice.as_ref().is_some_and(Comparison::is_empty),
    }
}
