//! Passages → a volume: the pairs and the texts in pieces, and a table of contents that a browser reads first.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::normal::normal;
use super::pairs::{PLACES, Pair, Pairs, write_number};
use super::{Passage, Piece};

/// Characters of one volume, more or less; more passages make another volume.
pub const CHARACTERS: usize = PLACES - PLACES / 16;

/// Bytes of a piece of pairs, unless one pair alone has more. A word takes one or two pieces; the smaller they are, the more
/// of them the table of contents has to name.
const PAIRS_SIZE: usize = 5 << 10;
/// Bytes of a piece of texts, unless one passage alone has more.
const TEXTS_SIZE: usize = 10 << 10;

/// Passages, ready to be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// What its pieces' names begin with.
    pub name: String,
    /// The table of contents.
    pub contents: Piece,
    /// All other pieces.
    pub pieces: Vec<Piece>,
    /// How many passages it has.
    pub passages: usize,
}

/// What a browser reads of a volume before anything else.
#[derive(Serialize)]
struct Contents<A> {
    /// The first pair of each piece of pairs, `p0`, `p1`, …
    first: Vec<String>,
    /// The digests of these pieces.
    pairs: Vec<String>,
    /// How many passages each piece of texts has, `t0`, `t1`, …, and its digest.
    texts: Vec<(usize, String)>,
    /// For each passage how many places its heading takes and how many all of it, as numbers of five-bit digits.
    lengths: String,
    /// What else is known of the passages.
    about: A,
}

/// Some pairs and their places.
#[derive(Default, Serialize)]
struct PairsPiece {
    /// A line for each first character: it and the second ones.
    k: String,
    /// The places of each pair, in the same order, spaces between them.
    p: String,
}

/// Writes a volume. `about` is told to the browser as it is.
pub fn volume<T: Serialize>(name: &str, passages: &[Passage<T>], about: impl Serialize) -> Volume {
    let mut pairs = Pairs::default();
    let mut lengths = String::new();
    for passage in passages {
        let start = pairs.places();
        pairs.line(&normal(&passage.heading));
        let heading = pairs.places() - start;
        passage
            .lines
            .iter()
            .for_each(|line| pairs.line(&normal(line)));
        write_number(&mut lengths, heading);
        write_number(&mut lengths, pairs.places() - start);
    }
    pairs.sort();
    let (first, mut pieces) = pair_pieces(name, &pairs);
    let texts = text_pieces(name, passages);
    let contents = Contents {
        first,
        pairs: pieces.iter().map(|piece| piece.digest.clone()).collect(),
        texts: texts
            .iter()
            .map(|(range, piece)| (range.len(), piece.digest.clone()))
            .collect(),
        lengths,
        about,
    };
    pieces.extend(texts.into_iter().map(|(_, piece)| piece));
    Volume {
        name: name.to_owned(),
        contents: Piece::new(&format!("{name}/index"), &contents),
        pieces,
        passages: passages.len(),
    }
}

fn pair_pieces(name: &str, pairs: &Pairs) -> (Vec<String>, Vec<Piece>) {
    let (mut first, mut pieces) = (Vec::new(), Vec::new());
    let mut open = PairsPiece::default();
    let mut last = None;
    let mut close = |open: &mut PairsPiece| {
        let number = pieces.len();
        pieces.push(Piece::new(&format!("{name}/p{number}"), &*open));
        *open = PairsPiece::default();
    };
    for pair in pairs.iter() {
        let places = pair.places();
        if !open.p.is_empty() && open.k.len() + open.p.len() + places.len() > PAIRS_SIZE {
            close(&mut open);
        }
        if open.p.is_empty() {
            first.push(String::from_iter([pair.first, pair.second]));
            last = None;
        }
        open.add(pair, &places, last);
        last = Some(pair.first);
    }
    if !open.p.is_empty() {
        close(&mut open);
    }
    (first, pieces)
}

impl PairsPiece {
    fn add(&mut self, pair: Pair<'_>, places: &str, last: Option<char>) {
        if last != Some(pair.first) {
            if last.is_some() {
                self.k.push('\n');
            }
            self.k.push(pair.first);
        }
        self.k.push(pair.second);
        if !self.p.is_empty() {
            self.p.push(' ');
        }
        self.p.push_str(places);
    }
}

/// The texts: `[[place, heading, lines], …]`.
fn text_pieces<T: Serialize>(name: &str, passages: &[Passage<T>]) -> Vec<(Range<usize>, Piece)> {
    let size = |passage: &Passage<T>| {
        passage.heading.len()
            + passage
                .lines
                .iter()
                .map(|line| line.len() + 1)
                .sum::<usize>()
            + 80
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < passages.len() {
        let mut sum = size(&passages[start]);
        let mut end = start + 1;
        while end < passages.len() && sum + size(&passages[end]) <= TEXTS_SIZE {
            sum += size(&passages[end]);
            end += 1;
        }
        let rows: Vec<_> = passages[start..end].iter().map(row).collect();
        let name = format!("{name}/t{}", pieces.len());
        pieces.push((start..end, Piece::new(&name, &rows)));
        start = end;
    }
    pieces
}

fn row<T>(passage: &Passage<T>) -> (&T, &str, String) {
    (&passage.place, &passage.heading, passage.lines.join("\n"))
}

/// Reads the passages of a piece of texts that an earlier build wrote; none if it is something else.
pub fn read_texts<T: for<'d> Deserialize<'d>>(content: &[u8]) -> Vec<Passage<T>> {
    let rows = Piece::data(content).and_then(|data| serde_json::from_slice(data).ok());
    let rows: Vec<(T, String, String)> = rows.unwrap_or_default();
    let passage = |(place, heading, lines): (T, String, String)| Passage {
        place,
        heading,
        lines: lines.lines().map(str::to_owned).collect(),
    };
    rows.into_iter().map(passage).collect()
}
