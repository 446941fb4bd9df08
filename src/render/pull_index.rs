//! Summaries of pull requests → files in which the browser can look for some of them.
//!
//! Cut by number, so that a new request changes one small file: `0.json` holds the numbers below 1,000, and so on;
//! `index.json` says which there are, and what can be chosen. A piece holds columns, not rows, and every text that can
//! come again only once. Knows neither pages nor what is asked for: the filter is in `templates/assets/filter.js`.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::Asset;
use crate::site::pull::PullSummary;
use crate::site::view::{PullState, Verdict};

/// Where the index is. The script looks for a request's page beside the folder, `../{number}/index.html`, unless the list
/// says where the pages of requests are.
pub const PULL_INDEX_FOLDER: &str = "pulls/data";

/// Requests in one file.
const PIECE: u64 = 1_000;
/// Sections of one request that can be looked for.
const SECTIONS: usize = 60;
/// People that are offered to choose from; others can be typed.
const OFFERED: usize = 300;

/// Writes the files of the index, newest requests first, all in [`PULL_INDEX_FOLDER`].
///
/// `index.json`: `{"total": 3, "pieces": [{"file": "0.json", "count": 3}], "documents": [["a.md", "title", 2], …],
/// "labels": [["label", 1, 5], …], "people": [["name", 3], …]}`, each with the number of requests, labels also with their
/// hue or `null`. A piece has the texts
/// (`documents`: path and title; `sections`: place of the document and heading; `labels`, `people`) and the columns,
/// which are told at [`Columns`].
pub fn pull_index<'a>(
    pulls: impl IntoIterator<Item = &'a PullSummary>,
    hue: impl Fn(&str) -> Option<u8>,
) -> Vec<Asset> {
    let mut pieces: BTreeMap<u64, Vec<&PullSummary>> = BTreeMap::new();
    for pull in pulls {
        pieces.entry(pull.number / PIECE).or_default().push(pull);
    }
    let mut index = Index::default();
    let mut choices = Choices::default();
    let mut files = Vec::new();
    for (number, mut pulls) in pieces.into_iter().rev() {
        pulls.sort_by_key(|pull| std::cmp::Reverse(pull.number));
        let file = format!("{number}.json");
        choices.count(&pulls);
        files.push(written(&file, &Piece::of(&pulls)));
        index.total += pulls.len();
        index.pieces.push(PieceEntry {
            file,
            count: pulls.len(),
        });
    }
    index.documents = choices.documents();
    let labels = most_used(choices.labels, usize::MAX).into_iter();
    index.labels = labels
        .map(|(name, count)| (name, count, hue(name)))
        .collect();
    index.people = most_used(choices.people, OFFERED);
    files.push(written("index.json", &index));
    files
}

#[derive(Default, Serialize)]
struct Index<'a> {
    total: usize,
    pieces: Vec<PieceEntry>,
    documents: Vec<(&'a str, &'a str, usize)>,
    labels: Vec<(&'a str, usize, Option<u8>)>,
    people: Vec<(&'a str, usize)>,
}

#[derive(Serialize)]
struct PieceEntry {
    file: String,
    count: usize,
}

/// What there is to choose from, with the number of requests.
#[derive(Default)]
struct Choices<'a> {
    /// By path, with the newest title.
    documents: BTreeMap<&'a str, (&'a str, usize)>,
    labels: BTreeMap<&'a str, usize>,
    people: BTreeMap<&'a str, usize>,
}

impl<'a> Choices<'a> {
    fn count(&mut self, pulls: &[&'a PullSummary]) {
        for pull in pulls {
            for document in &pull.documents {
                let known = self.documents.entry(&document.path);
                known.or_insert((&document.title, 0)).1 += 1;
            }
            for label in &pull.labels {
                *self.labels.entry(label).or_default() += 1;
            }
            for name in pull.people() {
                *self.people.entry(name).or_default() += 1;
            }
        }
    }

    fn documents(&self) -> Vec<(&'a str, &'a str, usize)> {
        let documents = self.documents.iter();
        documents
            .map(|(path, (title, count))| (*path, *title, *count))
            .collect()
    }
}

/// The most frequent first.
fn most_used(counts: BTreeMap<&str, usize>, most: usize) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(most);
    counts
}

#[derive(Default, Serialize)]
struct Piece<'a> {
    documents: Texts<(&'a str, &'a str)>,
    sections: Texts<(usize, &'a str)>,
    labels: Texts<&'a str>,
    people: Texts<&'a str>,
    columns: Columns<'a>,
}

/// One value for each request, newest first.
#[derive(Default, Serialize)]
struct Columns<'a> {
    number: Vec<u64>,
    title: Vec<&'a str>,
    /// One letter each: `o`pen, `m`erged, `c`losed, `u`nknown.
    state: String,
    /// When it was sent, else when it was written: 20250506; 0 if unknown.
    sent: Vec<u32>,
    /// Characters that come and go.
    size: Vec<usize>,
    /// One letter each: `s`ubstantive, only `e`ditorial, `-` nothing to be seen.
    substance: String,
    /// One letter each: as `s`ent, `a`pplies, `t`here already, `c`onflicts, `g`one, `-` no question.
    verdict: String,
    /// The number of the request that stands for all that say the same; 0 for none.
    family: Vec<u64>,
    /// Places in the piece's texts.
    documents: Vec<Vec<usize>>,
    sections: Vec<Vec<usize>>,
    labels: Vec<Vec<usize>>,
    people: Vec<Vec<usize>>,
}

/// Texts in order of first use, each once.
struct Texts<T> {
    all: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Texts<T> {
    fn place(&mut self, text: T) -> usize {
        *self.places.entry(text).or_insert_with(|| {
            self.all.push(text);
            self.all.len() - 1
        })
    }
}

impl<T: Serialize> Serialize for Texts<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}

impl<'a> Piece<'a> {
    fn of(pulls: &[&'a PullSummary]) -> Self {
        let mut piece = Self::default();
        for pull in pulls {
            piece.add(pull);
        }
        piece
    }

    fn add(&mut self, pull: &'a PullSummary) {
        let columns = &mut self.columns;
        columns.number.push(pull.number);
        columns.title.push(&pull.title);
        columns.state.push(match pull.state {
            PullState::Open => 'o',
            PullState::Merged => 'm',
            PullState::Closed => 'c',
            PullState::Unknown => 'u',
        });
        columns.sent.push(day(pull.sent()));
        columns.size.push(pull.counts.characters());
        columns.substance.push(match pull.is_editorial() {
            None => '-',
            Some(true) => 'e',
            Some(false) => 's',
        });
        columns.verdict.push(verdict(pull.verdict));
        columns.family.push(pull.family.unwrap_or(0));
        let (mut documents, mut sections) = (Vec::new(), Vec::new());
        for document in &pull.documents {
            let place = self.documents.place((&document.path, &document.title));
            documents.push(place);
            let headings = document.sections.iter();
            let headings = headings.take(SECTIONS - sections.len());
            sections.extend(headings.map(|heading| self.sections.place((place, heading))));
        }
        columns.documents.push(documents);
        columns.sections.push(sections);
        let labels = pull.labels.iter();
        let labels = labels.map(|label| self.labels.place(label)).collect();
        columns.labels.push(labels);
        let people = pull.people().map(|name| self.people.place(name)).collect();
        columns.people.push(people);
    }
}

fn verdict(verdict: Option<Verdict>) -> char {
    match verdict {
        None => '-',
        Some(Verdict::AsSent) => 's',
        Some(Verdict::Applies) => 'a',
        Some(Verdict::Contained) => 't',
        Some(Verdict::Conflicts) => 'c',
        Some(Verdict::Gone) => 'g',
    }
}

/// The day of an RFC 3339 date as a number: 20250506.
fn day(date: &str) -> u32 {
    let digits: String = date.chars().take(10).filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn written(file: &str, content: &impl Serialize) -> Asset {
    let content = serde_json::to_vec(content).expect("texts and numbers can be written");
    Asset {
        path: format!("{PULL_INDEX_FOLDER}/{file}"),
        content,
    }
}
