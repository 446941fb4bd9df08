//! What requests add and what entered the main branch since → wording that stands in a later text although its request
//! was never merged.
//!
//! ```text
//! moments of the main branch → lines that entered, by their shingles ┐
//! requests → added sentences ────────────────────────────────────────┴→ pieces → where they stand in versions
//! ```
//!
//! Says *similar wording*, and how much; never who copied whom. A sentence is claimed only if a long run of its letters
//! was in no document of the main branch at any time before, entered after the request was made, and stands in a
//! version or at the tip. Knows no Git: the caller tells which texts there were, in which order.

mod entered;
mod matching;
mod standing;

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use self::matching::Met;
use super::wording::Wording;
use crate::snapshot::{ObjectId, Timestamp};

/// The smallest share of a sentence's added letters that must stand in the later text, of 1000.
pub const SHARE: u16 = 400;

/// Fewest letters of a sentence in a row that must stand in the later text. A Latin letter counts two fifths.
pub const RUN: usize = 12;

/// Wording that more requests than these have in common is nobody's in particular.
pub const MANY: usize = 40;

/// A state of the main branch that brought new text.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// The commit on the main branch.
    pub commit: ObjectId,
    /// When it was made.
    pub date: Timestamp,
    /// The request that it merged, where that is known.
    pub pull_request: Option<u64>,
    /// The documents that it added or changed, as they were then.
    pub documents: Vec<Text<'a>>,
}

/// A document at one time.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Where it is.
    pub path: &'a str,
    /// Its Markdown.
    pub text: &'a str,
}

/// A state in which wording may stand: a named version, or the tip of the main branch.
#[derive(Clone, Debug)]
pub struct State<'a> {
    /// Index of the newest moment that is in it.
    pub moment: usize,
    /// All of its documents.
    pub documents: Vec<Text<'a>>,
}

/// A request, whether merged or not.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Its number.
    pub number: u64,
    /// Whether it was merged: then nothing is claimed for it.
    pub merged: bool,
    /// Index of the moment that its base is, or is part of; none if it is older than all.
    pub since: Option<usize>,
    /// When its newest commit was written.
    pub written: Timestamp,
    /// What it changes, with the path of each document.
    pub documents: Vec<(&'a str, &'a Wording)>,
    /// Requests that it names or that name it (`#12 に統合`, `closes #12`); only evidence beside its wording.
    pub mentions: Vec<u64>,
}

/// What entered without a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// For each request whose wording stands in a state, by number.
    pub requests: BTreeMap<u64, Absorption>,
    /// For each state the requests whose wording is in it, by number, with how many of their letters.
    pub states: Vec<BTreeMap<u64, usize>>,
}

/// What became of one request's wording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorption {
    /// Letters that the request adds in all.
    pub added: usize,
    /// Letters of these that stand in the newest state that holds any.
    pub absorbed: usize,
    /// The pieces, in order of entering.
    pub pieces: Vec<Piece>,
}

/// A sentence, or some in a row, whose wording entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the moment with which the wording entered.
    pub moment: usize,
    /// The request which that moment merged, where known.
    pub through: Option<u64>,
    /// Whether `through` was opened before this request, so that it may have had the wording first.
    pub through_is_older: bool,
    /// Whether this request and `through` name each other.
    pub mentioned: bool,
    /// The document that the request changes, and the bytes of the sentences in its new text.
    pub document: String,
    /// See `document`; ascending.
    pub ranges: Vec<Range<usize>>,
    /// Letters of these sentences that are new in the request.
    pub letters: usize,
    /// Letters of these that entered, in runs.
    pub entered: usize,
    /// Where the wording stands, state by state, oldest first; never empty.
    pub stands: Vec<Standing>,
    /// All requests that were not merged and have this wording, this one among them; the earliest first.
    pub with: Vec<u64>,
}

/// A place where wording stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Index of the state.
    pub state: usize,
    /// The document in that state.
    pub document: String,
    /// The bytes of the passage in it: from the first to the last letter of the wording, within one line.
    pub range: Range<usize>,
}

impl Absorption {
    /// The share of what the request adds that stands, of 1000.
    pub fn share(&self) -> u16 {
        of_1000(self.absorbed, self.added)
    }
}

impl Piece {
    /// How much of the sentences' added wording entered, of 1000.
    pub fn share(&self) -> u16 {
        of_1000(self.entered, self.letters)
    }
}

fn of_1000(part: usize, whole: usize) -> u16 {
    (part.min(whole) * 1000).checked_div(whole).unwrap_or(0) as u16
}

/// Finds wording that entered without a merge. Moments and states come oldest first; the order of requests does not
/// matter.
pub fn absorbed(
    moments: &[Moment<'_>],
    states: &[State<'_>],
    requests: &[Request<'_>],
) -> Absorbed {
    let (entered, places) = rayon::join(
        || entered::Entered::new(moments),
        || standing::Places::new(states),
    );
    let mut requests: Vec<&Request<'_>> =
        requests.iter().filter(|request| !request.merged).collect();
    requests.sort_by_key(|request| request.number);
    requests.dedup_by_key(|request| request.number);
    let met: Vec<Met<'_>> = requests
        .par_iter()
        .map(|request| Met::new(&entered, request))
        .collect();
    let frequencies = matching::Frequencies::new(&met);
    let found: Vec<_> = met
        .par_iter()
        .map(|met| matching::find(&entered, &frequencies, met))
        .collect();
    let sharers = matching::Sharers::new(&requests, &found);
    let mut absorbed = Absorbed {
        requests: BTreeMap::new(),
        states: vec![BTreeMap::new(); states.len()],
    };
    for (request, found) in requests.iter().zip(found) {
        let mut absorption = Absorption::default();
        let mut by_state = vec![0; states.len()];
        for passage in found {
            let with = sharers.of(&passage);
            let stands = places.find(&entered, &passage);
            if stands.is_empty() || with.len() > MANY {
                continue;
            }
            stands
                .iter()
                .for_each(|standing| by_state[standing.state] += passage.entered);
            absorption.pieces.push(piece(
                request,
                &moments[passage.moment],
                passage,
                stands,
                with,
            ));
        }
        let Some(last) = by_state.iter().copied().rfind(|&letters| letters > 0) else {
            continue;
        };
        for (state, letters) in absorbed.states.iter_mut().zip(by_state) {
            if letters > 0 {
                state.insert(request.number, letters);
            }
        }
        absorption.absorbed = last;
        absorption.added = request
            .documents
            .iter()
            .map(|(_, wording)| wording.added_letters())
            .sum();
        absorbed.requests.insert(request.number, absorption);
    }
    absorbed
}

fn piece(
    request: &Request<'_>,
    moment: &Moment<'_>,
    passage: matching::Passage,
    stands: Vec<Standing>,
    with: Vec<u64>,
) -> Piece {
    let through = moment.pull_request;
    Piece {
        moment: passage.moment,
        through,
        through_is_older: through.is_some_and(|number| number < request.number),
        mentioned: through.is_some_and(|number| request.mentions.contains(&number)),
        document: request.documents[passage.document].0.to_owned(),
        ranges: passage.ranges,
        letters: passage.letters,
        entered: passage.entered,
        stands,
        with,
    }
}

#[cfg(test)]
mod tests;
