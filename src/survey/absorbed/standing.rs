//! Passages that entered, and the documents of versions → where the passages stand in each.

use super::super::shingle::{self, HashedMap};
use super::super::wording;
use super::entered::Entered;
use super::matching::Passage;
use super::{Standing, State, of_1000};

/// How much of a passage must be in one line of a document for it to stand there, of 1000.
const STANDS: u16 = 600;

/// Places of one shingle that are looked at; one with more is in boilerplate.
const OCCURRENCES: usize = 64;

/// The documents of all states, by their shingles.
pub(super) struct Places<'s> {
    states: Vec<Shingles<'s>>,
}

struct Shingles<'s> {
    moment: usize,
    /// The path of each document.
    paths: Vec<&'s str>,
    lines: Vec<Line>,
    /// For each shingle the lines that hold it, and the letter at which.
    places: HashedMap<Vec<(u32, u32)>>,
}

struct Line {
    document: usize,
    /// Bytes of each letter.
    letters: Vec<(u32, u32)>,
}

impl<'s> Places<'s> {
    pub fn new(states: &[State<'s>]) -> Self {
        Self {
            states: states.iter().map(Shingles::new).collect(),
        }
    }

    /// Where a passage stands, state by state.
    pub fn find(&self, entered: &Entered, passage: &Passage) -> Vec<Standing> {
        let line = &entered.lines[passage.line];
        let hashes: Vec<u64> = shingle::of_run(&line.letters[passage.place.clone()]).collect();
        let states = self.states.iter().enumerate();
        states
            .filter(|(_, state)| state.moment >= passage.moment)
            .filter_map(|(index, state)| state.find(index, &hashes))
            .collect()
    }
}

impl<'s> Shingles<'s> {
    fn new(state: &State<'s>) -> Self {
        let mut shingles = Self {
            moment: state.moment,
            paths: Vec::new(),
            lines: Vec::new(),
            places: HashedMap::default(),
        };
        for (document, text) in state.documents.iter().enumerate() {
            shingles.paths.push(text.path);
            wording::letters_of_lines(
                text.text,
                |_| true,
                |letters| shingles.line(document, letters),
            );
        }
        shingles
    }

    fn line(&mut self, document: usize, letters: &[(char, u32, u32)]) {
        let chars: Vec<char> = letters.iter().map(|(char, ..)| *char).collect();
        let line = self.lines.len() as u32;
        for (at, hash) in shingle::of_run(&chars).enumerate() {
            let places = self.places.entry(hash).or_default();
            if places.len() < OCCURRENCES {
                places.push((line, at as u32));
            }
        }
        let letters = letters
            .iter()
            .map(|(_, start, end)| (*start, *end))
            .collect();
        self.lines.push(Line { document, letters });
    }

    /// The line that holds most of the shingles, the first of equals, if it is enough.
    fn find(&self, state: usize, hashes: &[u64]) -> Option<Standing> {
        let mut hits: Vec<(u32, u32)> = hashes
            .iter()
            .filter_map(|hash| self.places.get(hash))
            .flatten()
            .copied()
            .collect();
        hits.sort_unstable();
        hits.dedup();
        let runs = hits.chunk_by(|a, b| a.0 == b.0);
        let best = runs.max_by_key(|run| (run.len(), std::cmp::Reverse(run[0].0)))?;
        let (first, last) = (best.first()?, best.last()?);
        let line = &self.lines[first.0 as usize];
        let end = (last.1 as usize + shingle::LENGTH).min(line.letters.len());
        (of_1000(best.len(), hashes.len()) >= STANDS).then(|| Standing {
            state,
            document: self.paths[line.document].to_owned(),
            range: line.letters[first.1 as usize].0 as usize..line.letters[end - 1].1 as usize,
        })
    }
}
