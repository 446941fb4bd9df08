//! The sentences of one request and what entered → passages: sentences whose letters entered in long runs.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::shingle::LENGTH;
use super::super::wording::Phrase;
use super::entered::Entered;
use super::{RUN, Request, SHARE, of_1000};

/// Fewest letters in a row that count as entered beside a longer run.
const SHORT_RUN: usize = 8;

/// A Latin letter counts so much where another counts [`FULL`]: a word of Japanese has fewer letters.
const LATIN: usize = 2;
const FULL: usize = 5;

/// Sentences of a request in one line that entered.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub moment: usize,
    /// Index of the line that entered.
    pub line: usize,
    /// The letters of that line that are the request's, from the first to the last.
    pub place: Range<usize>,
    /// Index of the request's document.
    pub document: usize,
    /// Bytes of the request's sentences.
    pub ranges: Vec<Range<usize>>,
    /// Letters of these that are new in the request.
    pub letters: usize,
    /// Letters of these that entered.
    pub entered: usize,
}

/// Finds what of a request entered after it was made, in order of entering.
pub(super) fn find(entered: &Entered, request: &Request<'_>) -> Vec<Passage> {
    let mut found: BTreeMap<(usize, usize), Passage> = BTreeMap::new();
    for (document, (_, wording)) in request.documents.iter().enumerate() {
        for phrase in &wording.added {
            if let Some(passage) = passage(entered, request, document, phrase) {
                let key = (passage.line, passage.document);
                match found.get_mut(&key) {
                    Some(known) => known.join(passage),
                    None => _ = found.insert(key, passage),
                }
            }
        }
    }
    found.into_values().collect()
}

impl Passage {
    fn join(&mut self, other: Self) {
        self.place = self.place.start.min(other.place.start)..self.place.end.max(other.place.end);
        self.ranges.extend(other.ranges);
        self.letters += other.letters;
        self.entered += other.entered;
    }
}

/// The line in which most of a sentence entered, if it is enough.
fn passage(
    entered: &Entered,
    request: &Request<'_>,
    document: usize,
    phrase: &Phrase,
) -> Option<Passage> {
    let (letters, new): (Vec<char>, Vec<bool>) = phrase.letters().unzip();
    let mut runs: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    for (at, hash) in phrase.shingles() {
        let Some((line, place)) = entered.first(hash) else {
            continue;
        };
        let known = runs.entry(line).or_default();
        let within = |run: &Run| {
            run.start <= at && at + LENGTH <= run.end && run.place + at == run.start + place
        };
        if is_later(entered, line, request) && !known.iter().any(within) {
            known.extend(Run::around(
                &entered.lines[line].letters,
                &letters,
                place,
                at,
            ));
        }
    }
    let best = runs
        .into_iter()
        .map(|(line, runs)| (line, Coverage::new(&runs, &letters, &new)))
        .max_by_key(|(line, coverage)| (coverage.entered, std::cmp::Reverse(*line)));
    let (line, coverage) = best?;
    let added = new.iter().filter(|new| **new).count();
    let enough = coverage.longest >= RUN * FULL && of_1000(coverage.entered, added) >= SHARE;
    enough.then(|| Passage {
        moment: entered.lines[line].moment,
        line,
        place: coverage.place,
        document,
        ranges: vec![phrase.range.clone()],
        letters: added,
        entered: coverage.entered,
    })
}

/// Whether a line entered after a request was made.
fn is_later(entered: &Entered, line: usize, request: &Request<'_>) -> bool {
    let moment = entered.lines[line].moment;
    request.since.is_none_or(|since| moment > since) && entered.is_after(line, request.written)
}

/// Letters in a row that a sentence and a line have in common.
struct Run {
    start: usize,
    end: usize,
    /// Where it starts in the line.
    place: usize,
}

impl Run {
    /// The longest run through a shingle in common.
    fn around(line: &[char], letters: &[char], place: usize, at: usize) -> Option<Self> {
        let (left, right) = (line.get(..place)?, line.get(place..)?);
        let same = |(a, b): &(&char, &char)| a == b;
        let before = left.iter().rev().zip(letters[..at].iter().rev());
        let before = before.take_while(same).count();
        let after = right.iter().zip(&letters[at..]).take_while(same).count();
        (after >= LENGTH).then_some(Self {
            start: at - before,
            end: at + after,
            place: place - before,
        })
    }
}

/// What runs cover of a sentence.
struct Coverage {
    /// New letters that lie in runs.
    entered: usize,
    /// The weight of new letters in the longest run.
    longest: usize,
    /// The letters of the line from the first to the last run.
    place: Range<usize>,
}

impl Coverage {
    fn new(runs: &[Run], letters: &[char], new: &[bool]) -> Self {
        let weight = |run: &Run| -> usize {
            let letters = letters[run.start..run.end]
                .iter()
                .zip(&new[run.start..run.end]);
            let new = letters.filter(|(_, new)| **new);
            new.map(|(letter, _)| if letter.is_ascii() { LATIN } else { FULL })
                .sum()
        };
        let mut covered = vec![false; letters.len()];
        let long = || runs.iter().filter(|run| run.end - run.start >= SHORT_RUN);
        long().for_each(|run| covered[run.start..run.end].fill(true));
        let start = long().map(|run| run.place).min().unwrap_or(0);
        let end = long()
            .map(|run| run.place + run.end - run.start)
            .max()
            .unwrap_or(0);
        Self {
            entered: covered
                .iter()
                .zip(new)
                .filter(|(covered, new)| **covered && **new)
                .count(),
            longest: runs.iter().map(weight).max().unwrap_or(0),
            place: start..end,
        }
    }
}

/// Which requests have a passage in common.
pub(super) struct Sharers {
    /// For each line that entered: the place of each request's passage in it, and the request's number, ascending.
    lines: BTreeMap<usize, Vec<(u64, Range<usize>)>>,
}

impl Sharers {
    pub fn new(requests: &[&Request<'_>], found: &[Vec<Passage>]) -> Self {
        let mut lines: BTreeMap<usize, Vec<(u64, Range<usize>)>> = BTreeMap::new();
        for (request, passages) in requests.iter().zip(found) {
            for passage in passages {
                let sharers = lines.entry(passage.line).or_default();
                sharers.push((request.number, passage.place.clone()));
            }
        }
        Self { lines }
    }

    /// The numbers of all requests whose passage overlaps one by half of the shorter or more, ascending.
    pub fn of(&self, passage: &Passage) -> Vec<u64> {
        let overlaps = |place: &Range<usize>| {
            let common = place
                .end
                .min(passage.place.end)
                .saturating_sub(place.start.max(passage.place.start));
            2 * common >= place.len().min(passage.place.len())
        };
        let all = self.lines.get(&passage.line).map_or(&[][..], Vec::as_slice);
        let mut with: Vec<u64> = all
            .iter()
            .filter(|(_, place)| overlaps(place))
            .map(|(number, _)| *number)
            .collect();
        with.dedup();
        with
    }
}
