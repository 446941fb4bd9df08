//! Today's text, the requests that touch it and the steps that worded it → a map: each section as large as its text.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::sections::SectionAddresses;
use crate::comparison::{units, units_of_blocks};
use crate::document::Document;
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::treemap::{Tile, squarify};
use crate::site::view::{
    Area, Content, Href, MapAmounts, MapDocument, MapLine, MapSection, MapTile, MapView, Page,
};
use crate::site::{EditionDocument, Place, Site};
use crate::survey::Survey;
use crate::survey::overlap::SectionKey;

/// The picture is as wide as a phone, so that its words can be read there.
const WIDTH: u32 = 360;
/// Its height, so that each section has about so much room.
const HEIGHTS: [u32; 2] = [240, 1500];
const ROOM: u32 = 550;
/// Most documents and sections that are drawn.
const DOCUMENTS: usize = 600;
const SECTIONS: usize = 2000;
/// A section with less text than this many characters is drawn as if it had them, to be seen.
const SMALLEST: usize = 12;
/// The height of a line of a label, of which a character takes most.
const LINE: f64 = 11.0;
const LETTER: f64 = 9.0;
/// The gap around a document.
const EDGE: f64 = 1.5;
/// So many requests have the shades 1 to 5.
const REQUESTS: [usize; 5] = [1, 2, 5, 10, 30];

/// `/map/`.
pub fn map_page() -> OutputPath {
    OutputPath::page("map")
}

/// The map; `None` where there is no text.
pub fn map(site: &Site<'_>, past: &Past<'_>, survey: &Survey) -> Option<Page> {
    let place = Place::new(site, map_page());
    let since = since(site, past);
    let mut survey = Surveyor {
        place: &place,
        past,
        survey,
        addresses: SectionAddresses::new(site, &survey.overlap),
        since: since.as_ref().map(|(_, step)| *step),
        sections: 0,
    };
    let documents = site.next().originals().iter().enumerate();
    let mut plots: Vec<Plot<'_>> = documents
        .map(|(index, document)| survey.plot(index, document))
        .filter(|plot| plot.amounts.characters > 0)
        .collect();
    plots.sort_by_key(|plot| Reverse(plot.amounts.characters));
    let omitted = plots.len().saturating_sub(DOCUMENTS);
    plots.truncate(DOCUMENTS);
    if plots.is_empty() {
        return None;
    }
    let has_requests = plots.iter().any(|plot| plot.amounts.requests > 0);
    let shapes = plots
        .iter()
        .map(|plot| plot.sections.len().max(1))
        .sum::<usize>() as u32;
    let height = (shapes * ROOM / WIDTH).clamp(HEIGHTS[0], HEIGHTS[1]);
    let mut shell = place.shell(site.view.language.words().map, Area::Documents);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    Some(Page {
        content: Content::Map(MapView {
            since: since.map(|(name, _)| name),
            has_requests,
            width: WIDTH,
            height,
            documents: draw(plots, height),
            omitted,
        }),
        shell,
    })
}

/// Whether there is anything to draw.
pub(super) fn has_map(site: &Site<'_>) -> bool {
    let mut documents = site.next().originals().iter();
    documents.any(|document| {
        let units = units(&document.document);
        units.iter().any(|unit| !unit.trim().is_empty())
    })
}

/// The newest version after which anything changed, and how many steps there are up to it.
fn since(site: &Site<'_>, past: &Past<'_>) -> Option<(String, usize)> {
    let versions = site.snapshot.versions.iter().rev();
    let mut found = versions.filter_map(|version| {
        let edition = site.edition(version.name.as_str())?;
        Some((
            version.name.to_string(),
            past.chain.end(past.place(edition)?),
        ))
    });
    found.find(|(_, end)| *end < past.count())
}

/// A document that is to be drawn.
struct Plot<'s> {
    document: &'s EditionDocument<'s>,
    href: Href,
    amounts: MapAmounts,
    sections: Vec<SectionPlot>,
}

struct SectionPlot {
    title: String,
    href: Href,
    requests_page: Option<Href>,
    amounts: MapAmounts,
}

/// Measures documents, one after the other.
struct Surveyor<'s> {
    place: &'s Place<'s>,
    past: &'s Past<'s>,
    survey: &'s Survey,
    addresses: SectionAddresses,
    since: Option<usize>,
    /// How many sections there are already.
    sections: usize,
}

impl<'s> Surveyor<'s> {
    fn plot(&mut self, index: usize, document: &'s EditionDocument<'s>) -> Plot<'s> {
        let measured = self.measure(index, &document.document);
        let own = std::iter::once(None).chain((0..document.document.sections.len()).map(Some));
        let mut requests: BTreeSet<u64> = BTreeSet::new();
        let mut total = Amount::default();
        let mut sections = Vec::new();
        for section in own {
            let blocks = document.document.own_blocks(section);
            let mut amount = Amount::default();
            measured[blocks].iter().for_each(|block| amount.add(block));
            total.add(&amount);
            let key = SectionKey {
                document: document.path.to_string(),
                section: section.map_or_else(String::new, |index| {
                    document.document.sections[index].anchor.clone()
                }),
            };
            let touching = self.survey.overlap.section(&key);
            requests.extend(touching.iter().flat_map(|contested| &contested.requests));
            let count = touching.map_or(0, |contested| contested.requests.len());
            if amount.characters > 0 {
                sections.push(self.section(document, section, &key, amount.shaded(count)));
            }
        }
        self.sections += sections.len();
        if self.sections > SECTIONS || sections.len() < 2 {
            sections.clear();
        }
        Plot {
            document,
            href: self.place.to(&self.place.site.next().page(document)),
            amounts: total.shaded(requests.len()),
            sections,
        }
    }

    fn section(
        &self,
        document: &EditionDocument<'_>,
        section: Option<usize>,
        key: &SectionKey,
        amounts: MapAmounts,
    ) -> SectionPlot {
        let page = self.place.to(&self.place.site.next().page(document));
        SectionPlot {
            title: section.map_or_else(String::new, |index| {
                document.document.sections[index].title.clone()
            }),
            href: if key.section.is_empty() {
                page
            } else {
                page.at(&key.section)
            },
            requests_page: self.addresses.page(key).map(|path| self.place.to(&path)),
            amounts,
        }
    }

    /// How much text each block has, and how much of it is new.
    fn measure(&self, index: usize, document: &Document) -> Vec<Amount> {
        let history = self.past.today(index);
        let mut amounts = vec![Amount::default(); document.blocks.len()];
        let mut unit = 0;
        units_of_blocks(document, &mut |block, text| {
            let characters = text.chars().filter(|c| !c.is_whitespace()).count();
            let worded = history.and_then(|history| history.units.get(unit)?.worded);
            let is_new = matches!((worded, self.since), (Some(step), Some(end)) if step >= end);
            amounts[block].add(&Amount {
                characters,
                new: if is_new { characters } else { 0 },
            });
            unit += 1;
        });
        amounts
    }
}

#[derive(Clone, Copy, Default)]
struct Amount {
    characters: usize,
    new: usize,
}

impl Amount {
    fn add(&mut self, other: &Self) {
        self.characters += other.characters;
        self.new += other.new;
    }

    fn shaded(self, requests: usize) -> MapAmounts {
        let new = self.new * 100 / self.characters.max(1);
        MapAmounts {
            characters: self.characters,
            requests,
            new,
            requests_shade: REQUESTS.iter().filter(|least| requests >= **least).count(),
            new_shade: match self.new {
                0 => 0,
                _ => (new / 20 + 1).min(5),
            },
        }
    }
}

/// Gives everything its place.
fn draw(plots: Vec<Plot<'_>>, height: u32) -> Vec<MapDocument> {
    let area = Tile {
        x: 0.0,
        y: 0.0,
        width: f64::from(WIDTH),
        height: f64::from(height),
    };
    let weights: Vec<f64> = plots.iter().map(|plot| weight(plot.amounts)).collect();
    let tiles = squarify(&weights, area);
    let drawn = plots.into_iter().zip(tiles);
    drawn
        .map(|(plot, tile)| draw_document(plot, tile))
        .collect()
}

fn draw_document(plot: Plot<'_>, tile: Tile) -> MapDocument {
    let has_label = tile.height > 3.0 * LINE && tile.width > 5.0 * LETTER;
    let top = if has_label { LINE + 2.0 } else { EDGE };
    let title = &plot.document.title;
    let label = has_label.then(|| MapLine {
        text: cut(title, tile.width - 2.0 * EDGE - 2.0),
        x: length(tile.x + EDGE + 1.0),
        y: length(tile.y + LINE - 1.0),
    });
    // The largest first: so the tiles come near to squares. The table has them in the order of the text.
    let mut order: Vec<usize> = (0..plot.sections.len()).collect();
    order.sort_by_key(|at| Reverse(plot.sections[*at].amounts.characters));
    let weights: Vec<f64> = order
        .iter()
        .map(|at| weight(plot.sections[*at].amounts))
        .collect();
    let mut tiles = vec![tile; plot.sections.len()];
    for (at, found) in order.iter().zip(squarify(&weights, tile.inside(top, EDGE))) {
        tiles[*at] = found;
    }
    let sections = plot.sections.into_iter().zip(tiles);
    MapDocument {
        title: title.clone(),
        href: plot.href,
        tile: written(tile),
        label,
        amounts: plot.amounts,
        sections: sections
            .map(|(section, tile)| MapSection {
                label: lines(&section.title, tile),
                title: section.title,
                href: section.href,
                tile: written(tile),
                amounts: section.amounts,
                requests_page: section.requests_page,
            })
            .collect(),
    }
}

fn weight(amounts: MapAmounts) -> f64 {
    amounts.characters.max(SMALLEST) as f64
}

fn written(tile: Tile) -> MapTile {
    MapTile {
        x: length(tile.x),
        y: length(tile.y),
        width: length(tile.width),
        height: length(tile.height),
    }
}

fn length(value: f64) -> String {
    format!("{value:.1}")
}

/// A heading in as many lines as a tile has room for; none where not even three characters fit.
fn lines(title: &str, tile: Tile) -> Vec<MapLine> {
    let (width, count) = (tile.width - 4.0, ((tile.height - 3.0) / LINE) as usize);
    if width < 3.0 * LETTER || count == 0 {
        return Vec::new();
    }
    let (mut rest, mut lines) = (title, Vec::new());
    while !rest.is_empty() && lines.len() < count.min(4) {
        let is_last = lines.len() + 1 == count.min(4);
        let end = fitting(rest, width);
        let text = if is_last {
            cut(rest, width)
        } else {
            rest[..end].to_owned()
        };
        lines.push(MapLine {
            text,
            x: length(tile.x + 2.0),
            y: length(tile.y + LINE * (lines.len() + 1) as f64 - 1.0),
        });
        rest = rest[end..].trim_start();
    }
    lines
}

/// As much of a text as has room, with … where something is missing.
fn cut(text: &str, width: f64) -> String {
    if fitting(text, width) == text.len() {
        return text.to_owned();
    }
    let end = fitting(text, width - LETTER);
    format!("{}…", &text[..end])
}

/// How many bytes of a text have room.
fn fitting(text: &str, width: f64) -> usize {
    let mut taken = 0.0;
    for (at, c) in text.char_indices() {
        taken += if c.is_ascii() { 0.58 * LETTER } else { LETTER };
        if taken > width {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(title: &str, width: f64, height: f64) -> Vec<String> {
        let tile = Tile {
            x: 0.0,
            y: 0.0,
            width,
            height,
        };
        let lines = lines(title, tile).into_iter();
        lines.map(|line| line.text).collect()
    }

    #[test]
    fn a_heading_is_cut_to_the_room_that_it_has() {
        assert_eq!(label("予算と人員", 60.0, 14.0), ["予算と人員"]);
        assert_eq!(label("予算と人員の計画", 49.0, 14.0), ["予算と人…"]);
        assert_eq!(
            label("予算と人員の計画", 49.0, 25.0),
            ["予算と人員", "の計画"]
        );
        assert_eq!(label("予算", 20.0, 30.0), Vec::<String>::new());
        assert_eq!(label("予算", 60.0, 10.0), Vec::<String>::new());
    }

    #[test]
    fn shades_grow_with_requests_and_with_what_is_new() {
        let shades = |characters, new, requests| {
            let amounts = Amount { characters, new }.shaded(requests);
            (amounts.requests_shade, amounts.new_shade, amounts.new)
        };
        assert_eq!(shades(100, 0, 0), (0, 0, 0));
        assert_eq!(shades(1000, 1, 1), (1, 1, 0));
        assert_eq!(shades(100, 100, 31), (5, 5, 100));
        assert_eq!(shades(100, 40, 7), (3, 3, 40));
    }
}
