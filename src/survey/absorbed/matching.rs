//! The sentences of one request and what entered → passages: sentences whose letters entered in long runs.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::shingle::{HashedMap, LENGTH};
use super::super::wording::Phrase;
use super::entered::Entered;
use super::{RUN, Request, SHARE, of_1000};

/// Fewest letters in a row that count as entered beside a longer run.
const SHORT_RUN: usize = 8;

/// Most letters of one sentence that are looked at, and most runs of it in one line: repeated words have very many.
const LETTERS: usize = 4_000;
const RUNS: usize = 64;

/// A Latin letter counts so much where another counts [`FULL`]: a word of Japanese has fewer letters.
const LATIN: usize = 2;
const FULL: usize = 5;

/// Letters in a row that more requests than these add are nobody's in particular: `誰もが安心して暮らせる社会`.
const COMMON: u32 = 8;

/// Fewest letters of a request that one moment must have brought; weighed as for [`RUN`].
const FEWEST: usize = 20;

/// Letters in a row of a sentence that any text of the main branch had.
struct Hit {
    /// The place in the sentence.
    at: usize,
    hash: u64,
    /// The line in which they were first, and the place in it.
    line: usize,
    place: usize,
}

/// The sentences of a request of which any text of the main branch had a part.
pub(super) struct Met<'r> {
    pub request: &'r Request<'r>,
    /// Each with the index of its document.
    sentences: Vec<(usize, &'r Phrase, Vec<Hit>)>,
}

impl<'r> Met<'r> {
    pub fn new(entered: &Entered, request: &'r Request<'r>) -> Self {
        let hit = |(at, hash)| {
            let (line, place) = entered.first(hash)?;
            Some(Hit {
                at,
                hash,
                line,
                place,
            })
        };
        let mut sentences = Vec::new();
        for (document, (_, wording)) in request.documents.iter().enumerate() {
            for phrase in &wording.added {
                let hits: Vec<Hit> = phrase.shingles().into_iter().filter_map(hit).collect();
                if !hits.is_empty() {
                    sentences.push((document, phrase, hits));
                }
            }
        }
        Self { request, sentences }
    }
}

/// How many requests add each shingle that ever entered.
pub(super) struct Frequencies(HashedMap<u32>);

impl Frequencies {
    pub fn new(requests: &[Met<'_>]) -> Self {
        let mut counts: HashedMap<u32> = HashedMap::default();
        for met in requests {
            let hits = met.sentences.iter().flat_map(|(_, _, hits)| hits);
            let mut known: Vec<u64> = hits.map(|hit| hit.hash).collect();
            known.sort_unstable();
            known.dedup();
            known
                .iter()
                .for_each(|&hash| *counts.entry(hash).or_default() += 1);
        }
        Self(counts)
    }

    fn is_common(&self, hash: u64) -> bool {
        self.0.get(&hash).is_some_and(|&count| count > COMMON)
    }
}

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
    /// The weight of those of them that few requests add and no text had before.
    weight: usize,
}

/// Finds what of a request entered after it was made, in order of entering.
pub(super) fn find(entered: &Entered, frequencies: &Frequencies, met: &Met<'_>) -> Vec<Passage> {
    let mut found: BTreeMap<(usize, usize), Passage> = BTreeMap::new();
    for (document, phrase, hits) in &met.sentences {
        let sentence = Sentence::new(entered, frequencies, met.request, phrase, hits);
        if let Some(passage) = sentence.passage(*document) {
            let key = (passage.line, passage.document);
            match found.get_mut(&key) {
                Some(known) => known.join(passage),
                None => _ = found.insert(key, passage),
            }
        }
    }
    let mut weights: BTreeMap<usize, usize> = BTreeMap::new();
    for passage in found.values() {
        *weights.entry(passage.moment).or_default() += passage.weight;
    }
    let enough = |passage: &Passage| weights[&passage.moment] >= FEWEST * FULL;
    found.into_values().filter(enough).collect()
}

impl Passage {
    fn join(&mut self, other: Self) {
        self.place = self.place.start.min(other.place.start)..self.place.end.max(other.place.end);
        self.ranges.extend(other.ranges);
        self.letters += other.letters;
        self.entered += other.entered;
        self.weight += other.weight;
    }
}

/// A sentence that a request adds, beside what entered.
struct Sentence<'s> {
    entered: &'s Entered,
    phrase: &'s Phrase,
    letters: Vec<char>,
    /// For each letter whether the request adds it.
    new: Vec<bool>,
    /// For each letter whether few requests add it where it stands, and it entered later.
    own: Vec<bool>,
    /// Letters in a row that entered later: the line, the place in it, and the place in the sentence.
    hits: Vec<(usize, usize, usize)>,
}

impl<'s> Sentence<'s> {
    fn new(
        entered: &'s Entered,
        frequencies: &Frequencies,
        request: &Request<'_>,
        phrase: &'s Phrase,
        all: &[Hit],
    ) -> Self {
        let (letters, new): (Vec<char>, Vec<bool>) = phrase.letters().take(LETTERS).unzip();
        let mut own = vec![false; letters.len()];
        let mut hits = Vec::new();
        let read = all.iter().filter(|hit| hit.at < letters.len());
        for hit in read.filter(|hit| is_later(entered, hit.line, request)) {
            let at = hit.at;
            hits.push((hit.line, hit.place, at));
            if !frequencies.is_common(hit.hash) {
                let end = (at + LENGTH).min(own.len());
                own[at..end].fill(true);
            }
        }
        hits.sort_unstable();
        Self {
            entered,
            phrase,
            letters,
            new,
            own,
            hits,
        }
    }

    /// The line in which most of it entered, if it is enough.
    fn passage(&self, document: usize) -> Option<Passage> {
        let lines = self.hits.chunk_by(|a, b| a.0 == b.0);
        let best = lines
            .map(|hits| (hits[0].0, self.coverage(hits)))
            .max_by_key(|(line, coverage)| (coverage.entered, std::cmp::Reverse(*line)));
        let (line, coverage) = best?;
        let added = self.new.iter().filter(|new| **new).count();
        let enough = coverage.longest >= RUN * FULL && of_1000(coverage.entered, added) >= SHARE;
        enough.then(|| Passage {
            moment: self.entered.lines[line].moment,
            line,
            place: coverage.place,
            document,
            ranges: vec![self.phrase.range.clone()],
            letters: added,
            entered: coverage.entered,
            weight: coverage.weight,
        })
    }

    /// What one line covers of it.
    fn coverage(&self, hits: &[(usize, usize, usize)]) -> Coverage {
        let mut runs: Vec<Run> = Vec::new();
        for &(line, place, at) in hits {
            let within =
                |run: &Run| run.start <= at && at < run.end && run.place + at == run.start + place;
            // Hits come by their places in the line, so that the run which holds one is the last or near it.
            if runs.len() < RUNS && !runs.iter().rev().take(4).any(within) {
                runs.extend(Run::around(
                    &self.entered.lines[line].letters,
                    &self.letters,
                    place,
                    at,
                ));
            }
        }
        runs.sort_unstable_by_key(|run| (run.start, run.end));
        Coverage::new(&runs, self)
    }

    /// The weight of the own letters in a range.
    fn weight(&self, range: Range<usize>) -> usize {
        let own = range.filter(|&at| self.new[at] && self.own[at]);
        own.map(|at| {
            if self.letters[at].is_ascii() {
                LATIN
            } else {
                FULL
            }
        })
        .sum()
    }
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
#[derive(Default)]
struct Coverage {
    /// New letters that lie in runs.
    entered: usize,
    /// The weight of own letters that lie in runs, and in the run with most of it.
    weight: usize,
    longest: usize,
    /// The letters of the line from the first to the last run.
    place: Range<usize>,
}

impl Coverage {
    fn new(runs: &[Run], sentence: &Sentence<'_>) -> Self {
        let mut coverage = Self::default();
        let mut until = 0;
        for run in runs.iter().filter(|run| run.end - run.start >= SHORT_RUN) {
            let rest = run.start.max(until)..run.end.max(until);
            until = rest.end;
            let new = sentence.new[rest.clone()].iter().filter(|new| **new);
            coverage.entered += new.count();
            coverage.weight += sentence.weight(rest);
            let weight = sentence.weight(run.start..run.end);
            coverage.longest = coverage.longest.max(weight);
            let place = run.place..run.place + run.end - run.start;
            coverage.place = match coverage.place {
                none if none.is_empty() => place,
                known => known.start.min(place.start)..known.end.max(place.end),
            };
        }
        coverage
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
