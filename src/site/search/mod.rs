//! Documents of all versions, and pull requests → the index that the page of the search reads, below [`FOLDER`].
//!
//! The newest version is searched first; what other versions say differently and what requests say are volumes of their
//! own, which a browser loads only when they are asked for.

mod pulls;
mod sections;

use std::ops::Range;

use serde::Serialize;

pub use pulls::{Wordings, read_wordings, wording, wording_of};

use super::Site;
use super::path::OutputPath;
use super::pull::Pulls;
use super::view::Href;
use crate::search::{CHARACTERS, Passage, Piece, Volume, normal, volume};

/// Where the index is.
pub const FOLDER: &str = "search/data";

/// The index of everything that can be searched.
#[derive(Debug)]
pub struct SearchIndex {
    /// What the page asks for first.
    pub contents: Piece,
    volumes: Vec<Volume>,
    editions: usize,
}

/// What the page asks for first.
#[derive(Serialize)]
struct Contents<'c> {
    /// The versions: what each is called, and the first component of its addresses. The newest comes first.
    editions: Vec<(&'c str, String)>,
    /// Names, digests and sizes of the volumes.
    latest: Vec<Listed<'c>>,
    versions: Vec<Listed<'c>>,
    pulls: Vec<Listed<'c>>,
    /// Where the pages of requests are, if they are not beside the page of the search.
    second: Option<&'c str>,
}

type Listed<'c> = (&'c str, &'c str, usize);

impl SearchIndex {
    /// Makes the index.
    pub fn new(site: &Site<'_>, pulls: &Pulls) -> Self {
        let (found, requests) = rayon::join(
            || sections::Sections::new(site),
            || pulls::volumes_of(pulls),
        );
        let (latest, versions) = rayon::join(
            || found.volumes("latest", &found.latest),
            || found.volumes("versions", &found.versions),
        );
        let contents = Contents {
            editions: found
                .editions
                .iter()
                .map(|edition| (edition.0, first_of(&edition.1)))
                .collect(),
            latest: listed(&latest),
            versions: listed(&versions),
            pulls: listed(&requests),
            second: site.preview_base_url.as_deref(),
        };
        Self {
            contents: Piece::new("index", &contents),
            editions: found.editions.len(),
            volumes: latest.into_iter().chain(versions).chain(requests).collect(),
        }
    }

    /// The table of contents, for the page.
    pub fn page() -> OutputPath {
        OutputPath::page("search")
    }

    /// Whether there are passages in other versions than the newest.
    pub fn has_versions(&self) -> bool {
        self.editions > 1
    }

    /// Every file of it.
    pub fn files(&self) -> impl Iterator<Item = (OutputPath, &[u8])> {
        let volumes = self.volumes.iter();
        let pieces = volumes.flat_map(|volume| volume.pieces.iter().chain([&volume.contents]));
        let pieces = pieces.chain([&self.contents]);
        pieces.map(|piece| (path_of(piece), &piece.content[..]))
    }
}

/// The files that say what some requests add: a build reads it from them.
pub fn pull_files(pulls: &Pulls) -> Vec<(OutputPath, Vec<u8>)> {
    let volumes = pulls::volumes_of(pulls).into_iter();
    let pieces = volumes.flat_map(|volume| volume.pieces);
    pieces
        .map(|piece| (path_of(&piece), piece.content))
        .collect()
}

fn path_of(piece: &Piece) -> OutputPath {
    OutputPath::file(&format!("{FOLDER}/{}", piece.path))
}

fn first_of(name: &str) -> String {
    Href::between("index.html", name).as_str().to_owned()
}

fn listed(volumes: &[Volume]) -> Vec<Listed<'_>> {
    let entries = volumes.iter().map(|volume| {
        let digest = volume.contents.digest.as_str();
        (volume.name.as_str(), digest, volume.passages)
    });
    entries.collect()
}

/// Writes passages as one volume, or as several where they are too many: `latest`, `latest-1`, …
fn volumes<T: Serialize, A: Serialize>(
    name: &str,
    passages: &[Passage<T>],
    about: impl Fn(Range<usize>) -> A,
) -> Vec<Volume> {
    let ranges = cut(passages).into_iter().enumerate();
    let one = |(number, range): (usize, Range<usize>)| {
        let name = match number {
            0 => name.to_owned(),
            _ => format!("{name}-{number}"),
        };
        volume(&name, &passages[range.clone()], about(range))
    };
    ranges.map(one).collect()
}

fn cut<T>(passages: &[Passage<T>]) -> Vec<Range<usize>> {
    let (mut ranges, mut start, mut sum) = (Vec::new(), 0, 0);
    for (at, passage) in passages.iter().enumerate() {
        let lines = std::iter::once(&passage.heading).chain(&passage.lines);
        let size: usize = lines.map(|line| normal(line).chars().count() + 1).sum();
        if sum + size > CHARACTERS && at > start {
            ranges.push(start..at);
            (start, sum) = (at, 0);
        }
        sum += size;
    }
    if start < passages.len() {
        ranges.push(start..passages.len());
    }
    ranges
}
