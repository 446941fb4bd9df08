//! What requests do side by side, for programs.

use serde::Serialize;

use super::touches::touches_file;
use super::{array, page_address};
use crate::site::Site;
use crate::site::pages::{SectionAddresses, TodaySection};
use crate::site::path::OutputPath;
use crate::survey::Survey;

#[derive(Serialize)]
struct SectionFacts<'s> {
    document: &'s str,
    anchor: &'s str,
    headings: Vec<String>,
    path: String,
    requests: Vec<u64>,
    passages: Vec<PassageFacts>,
}

/// A paragraph, item or row, or the place between two, as bytes of today's source.
#[derive(Serialize)]
struct PassageFacts {
    start: usize,
    end: usize,
    requests: Vec<u64>,
}

#[derive(Serialize)]
struct FamilyFacts {
    representative: u64,
    members: Vec<u64>,
}

#[derive(Serialize)]
struct AbsorbedFacts<'s> {
    number: u64,
    share: u16,
    pieces: Vec<PieceFacts<'s>>,
}

#[derive(Serialize)]
struct PieceFacts<'s> {
    commit: String,
    through: Option<u64>,
    mentioned: bool,
    share: u16,
    version: &'s str,
    document: &'s str,
    with: &'s [u64],
}

/// `/api/sections.json`, `/api/touches.json`, `/api/families.json`, `/api/absorbed.json`.
pub fn survey_files(
    site: &Site<'_>,
    survey: &Survey,
    addresses: &SectionAddresses,
) -> Vec<(OutputPath, Vec<u8>)> {
    let families = survey.families.same.iter().map(|family| FamilyFacts {
        representative: family.representative,
        members: family.members.iter().map(|member| member.number).collect(),
    });
    vec![
        (
            OutputPath::file("api/sections.json"),
            array(sections(site, survey, addresses)),
        ),
        touches_file(survey),
        (OutputPath::file("api/families.json"), array(families)),
        (
            OutputPath::file("api/absorbed.json"),
            array(absorbed(site, survey)),
        ),
    ]
}

fn sections<'s>(
    site: &'s Site<'_>,
    survey: &'s Survey,
    addresses: &'s SectionAddresses,
) -> impl Iterator<Item = SectionFacts<'s>> {
    let contested = survey.overlap.most_contested().into_iter();
    contested.filter_map(|(key, contested)| {
        let passages = contested.passages.iter();
        Some(SectionFacts {
            document: &key.document,
            anchor: &key.section,
            headings: TodaySection::find(site, key)?.headings(),
            path: page_address(site, &addresses.page(key)?),
            requests: contested.requests.iter().copied().collect(),
            passages: passages
                .map(|(&[start, end], requests)| PassageFacts {
                    start,
                    end,
                    requests: requests.iter().copied().collect(),
                })
                .collect(),
        })
    })
}

fn absorbed<'s>(site: &'s Site<'_>, survey: &'s Survey) -> impl Iterator<Item = AbsorbedFacts<'s>> {
    let states: Vec<&str> = site
        .states_from_oldest()
        .map(|edition| edition.version.name.as_str())
        .collect();
    survey.absorbed.requests.iter().map(move |(number, found)| {
        let pieces = found.pieces.iter().filter_map(|piece| {
            let standing = piece.stands.first()?;
            let moment = site.snapshot.main_commits.get(piece.moment)?;
            Some(PieceFacts {
                commit: moment.id.to_string(),
                through: piece.through,
                mentioned: piece.mentioned,
                share: piece.share() / 10,
                version: states.get(standing.state).copied()?,
                document: &standing.document,
                with: &piece.with,
            })
        });
        AbsorbedFacts {
            number: *number,
            share: found.share() / 10,
            pieces: pieces.collect(),
        }
    })
}
