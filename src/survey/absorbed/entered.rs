//! The texts of the main branch, moment by moment → the lines that entered with each, found by shingles that were in no
//! text before.

use std::collections::BTreeMap;

use super::super::shingle::{self, HashedMap, HashedSet};
use super::super::wording;
use super::Moment;
use crate::snapshot::Timestamp;

/// Everything that entered.
#[derive(Default)]
pub(super) struct Entered {
    /// When each moment was.
    dates: Vec<Timestamp>,
    pub lines: Vec<Line>,
    /// For each shingle of all texts where it was first: the index of the line, and of the letter in it.
    first: HashedMap<(u32, u32)>,
}

/// A line that was in no text before.
pub(super) struct Line {
    pub moment: usize,
    pub letters: Vec<char>,
}

impl Entered {
    pub fn new(moments: &[Moment<'_>]) -> Self {
        let mut entered = Self {
            dates: moments.iter().map(|moment| moment.date).collect(),
            ..Self::default()
        };
        let mut known = HashedSet::default();
        let mut read: BTreeMap<&str, u64> = BTreeMap::new();
        for (moment, state) in moments.iter().enumerate() {
            for document in &state.documents {
                let hash = shingle::of_bytes(document.text.as_bytes());
                if read.insert(document.path, hash) != Some(hash) {
                    entered.text(moment, document.text, &mut known);
                }
            }
        }
        entered
    }

    fn text(&mut self, moment: usize, text: &str, known: &mut HashedSet) {
        let fresh = |line: &str| known.insert(shingle::of_bytes(line.as_bytes()));
        wording::letters_of_lines(text, fresh, |letters| {
            let line = self.lines.len() as u32;
            let letters: Vec<char> = letters.iter().map(|(char, ..)| *char).collect();
            for (at, hash) in shingle::of_run(&letters).enumerate() {
                self.first.entry(hash).or_insert((line, at as u32));
            }
            self.lines.push(Line { moment, letters });
        });
    }

    /// Whether a line entered at a time or later, as far as both times are known.
    pub fn is_after(&self, line: usize, time: Timestamp) -> bool {
        let date = self.dates[self.lines[line].moment];
        !date.is_known() || date.seconds >= time.seconds
    }

    /// Where letters in a row were first: the index of the line, and of the first letter in it.
    pub fn first(&self, hash: u64) -> Option<(usize, usize)> {
        let &(line, at) = self.first.get(&hash)?;
        Some((line as usize, at as usize))
    }
}
