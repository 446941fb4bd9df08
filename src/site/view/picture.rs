//! Views of pictures that templates draw: the map of the proposal, and the timeline of its versions. Lengths are in the units
//! of the picture, written with one digit after the point.

use serde::Serialize;

use super::{DocumentLink, Href, Language, Listed, PullLink};

/// A picture that other sites show beside a link to a page.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// The language of the interface.
    pub language: Language,
    /// The site's title.
    pub site: String,
    /// The page's title.
    pub title: String,
    /// The version's name.
    pub version: String,
    /// Its date, `2025-05-06`; empty if unknown.
    pub date: String,
}

/// `/map/`: the sections of today's text, each as large as its text, shaded by requests or by what is new.
#[derive(Clone, Debug, Serialize)]
pub struct MapView {
    /// The version since which wording counts as new; `None` if there is none before.
    pub since: Option<String>,
    /// Whether any request is known to touch a section.
    pub has_requests: bool,
    /// The width of the picture.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The documents, largest first.
    pub documents: Vec<MapDocument>,
    /// How many documents are not drawn, being small.
    pub omitted: usize,
}

/// A document on the map, and its row in the table.
#[derive(Clone, Debug, Serialize)]
pub struct MapDocument {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: Href,
    /// Its place in the picture.
    pub tile: MapTile,
    /// As much of the title as fits above its sections; `None` where nothing does.
    pub label: Option<MapLine>,
    /// How much text it has, and how it is shaded.
    pub amounts: MapAmounts,
    /// Its sections in the order of the text; none where the document is drawn as a whole.
    pub sections: Vec<MapSection>,
}

/// A section on the map.
#[derive(Clone, Debug, Serialize)]
pub struct MapSection {
    /// Its heading; empty for what stands before the first one.
    pub title: String,
    /// Where it stands in its document.
    pub href: Href,
    /// Its place in the picture.
    pub tile: MapTile,
    /// As much of the heading as fits, line by line, each with the place of its baseline.
    pub label: Vec<MapLine>,
    /// How much text it has, and how it is shaded.
    pub amounts: MapAmounts,
    /// The page of the requests that touch it.
    pub requests_page: Option<Href>,
}

/// A line of a label.
#[derive(Clone, Debug, Serialize)]
pub struct MapLine {
    /// What it says.
    pub text: String,
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
}

/// How much of what.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct MapAmounts {
    /// Characters of text.
    pub characters: usize,
    /// Requests that wait and touch it.
    pub requests: usize,
    /// Percent of its text that is new or reworded.
    pub new: usize,
    /// The shade for requests, from 0 to 5.
    pub requests_shade: usize,
    /// The shade for what is new, from 0 to 5.
    pub new_shade: usize,
}

/// A rectangle.
#[derive(Clone, Debug, Serialize)]
pub struct MapTile {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// How wide.
    pub width: String,
    /// How high.
    pub height: String,
}

/// A timeline, newest at the top.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// The width of the picture.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Days, weeks or months in which anything happened, newest first.
    pub periods: Vec<TimelinePeriod>,
    /// How many requests came in, in all.
    pub pulls: usize,
}

/// A day, week or month.
#[derive(Clone, Debug, Serialize)]
pub struct TimelinePeriod {
    /// Its first day, RFC 3339.
    pub date: String,
    /// Where its line is.
    pub y: u32,
    /// The versions of it, newest first.
    pub versions: Vec<TimelineVersion>,
    /// The requests that came in, newest first; cut at a bound.
    pub pulls: Listed<TimelinePull>,
    /// Where the number of those that are not drawn stands.
    pub more_x: u32,
}

/// A version on the timeline.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineVersion {
    /// Where its line is.
    pub y: u32,
    /// Its name, and the page of what is new in it.
    pub version: DocumentLink,
    /// Its date, RFC 3339.
    pub date: String,
}

/// A request on the timeline.
#[derive(Clone, Debug, Serialize)]
pub struct TimelinePull {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// The request.
    pub pull: PullLink,
}
