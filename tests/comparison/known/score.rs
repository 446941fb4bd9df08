//! Verdicts → precision and recall by kind of edit.

use std::collections::BTreeMap;

use super::claim::Kind;
use super::judge::Verdict;

/// Counts of one kind of edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Edits that were made.
    pub edits: usize,
    /// Those that were told in full.
    pub named: usize,
    /// Those that were told in full, and of which nothing else was said.
    pub exact: usize,
    /// Things rightly said.
    pub right: usize,
    /// Things said that should not have been.
    pub wrong: usize,
}

impl Tally {
    /// The share of edits that were told in full.
    pub fn recall(&self) -> f64 {
        ratio(self.named, self.edits)
    }

    /// The share of what was said that should have been.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }
}

fn ratio(part: usize, all: usize) -> f64 {
    if all == 0 {
        1.0
    } else {
        part as f64 / all as f64
    }
}

/// Counts by kind.
#[derive(Clone, Debug, Default)]
pub struct Score(pub BTreeMap<Kind, Tally>);

impl Score {
    /// Counts one verdict.
    pub fn add(&mut self, kind: Kind, verdict: &Verdict) {
        let tally = self.0.entry(kind).or_default();
        let named = verdict.is_named();
        tally.edits += 1;
        tally.named += usize::from(named);
        tally.exact += usize::from(named && verdict.extra.is_empty());
        tally.right += verdict.right();
        tally.wrong += verdict.extra.len();
    }

    /// Counts a trial that was counted.
    pub fn add_tally(&mut self, kind: Kind, other: Tally) {
        let tally = self.0.entry(kind).or_default();
        tally.edits += other.edits;
        tally.named += other.named;
        tally.exact += other.exact;
        tally.right += other.right;
        tally.wrong += other.wrong;
    }

    /// All kinds together.
    pub fn total(&self) -> Tally {
        self.0.values().fold(Tally::default(), |sum, tally| Tally {
            edits: sum.edits + tally.edits,
            named: sum.named + tally.named,
            exact: sum.exact + tally.exact,
            right: sum.right + tally.right,
            wrong: sum.wrong + tally.wrong,
        })
    }
}
