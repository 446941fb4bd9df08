//! Known edits: documents that were changed by a script, so that what a comparison should say is known.
//!
//! ```text
//! Markdown → nodes → patches (seeded) → Markdown
//!                       └→ claims ←→ changes that were said → verdicts → precision and recall
//! ```
//!
//! What is expected comes from the script alone. Where several tellings are equally right for a reader (of two
//! neighbours that changed places, either moved), each is accepted. The library is asked for two things only: how a
//! text falls into blocks, and in what units changes are told.

mod blocks;
mod claim;
mod files;
mod headings;
mod judge;
mod lists;
mod model;
mod moves;
mod phrase;
mod place;
mod random;
mod score;
pub mod synthetic;
mod tables;
mod trial;

pub use claim::{Claim, Kind};
pub use files::file_trial;
pub use judge::{Verdict, judge, what};
pub use model::{Node, Style, read, write};
pub use place::Donors;
pub use random::Random;
pub use score::{Score, Tally};
pub use trial::{Edit, trial};

/// A document that can be edited.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What to call it.
    pub name: String,
    /// Its blocks.
    pub nodes: Vec<Node>,
}

impl Sample {
    /// Reads a text; none if it is too short or cannot be edited safely.
    pub fn new(name: &str, source: &str) -> Option<Self> {
        let nodes = read(source)?;
        let name = name.to_owned();
        (nodes.len() > 4).then_some(Self { name, nodes })
    }
}

/// Gives what all samples but one can give to that one.
pub fn donors(samples: &[Sample], but: usize) -> Donors {
    let mut donors = Donors::default();
    for (at, sample) in samples.iter().enumerate() {
        if at != but {
            donors.add(&sample.nodes);
        }
    }
    donors
}

/// Splits every sample in two files, or joins it of two, `rounds` times; tells what was said where that is not all.
pub fn run_files(
    samples: &[Sample],
    rounds: u64,
    seed: u64,
    mut tell: impl FnMut(&Sample, u64, Kind, &str),
) -> Score {
    let mut score = Score::default();
    let start = Random::new(seed ^ 0xf11e).next();
    for (at, sample) in samples.iter().enumerate() {
        for round in 0..rounds {
            let seed = Random::new(start ^ (at as u64) << 32 ^ round).next();
            if let Some((kind, tally, said)) = file_trial(&sample.nodes, seed) {
                score.add_tally(kind, tally);
                if tally.named == 0 || tally.exact == 0 {
                    tell(sample, seed, kind, &said);
                }
            }
        }
    }
    score
}

/// Tries every sample `rounds` times, and tells each verdict with the trial it belongs to.
pub fn run(
    samples: &[Sample],
    rounds: u64,
    seed: u64,
    mut tell: impl FnMut(&Sample, u64, &Edit, &Verdict),
) -> Score {
    let mut score = Score::default();
    // Neighbouring seeds would only try the same rounds in another order.
    let start = Random::new(seed).next();
    for (at, sample) in samples.iter().enumerate() {
        let donors = donors(samples, at);
        for round in 0..rounds {
            let seed = Random::new(start ^ (at as u64) << 32 ^ round).next();
            let Some(trial) = trial(&sample.nodes, &donors, seed) else {
                continue;
            };
            for (edit, verdict) in trial.edits.iter().zip(judge(&trial)) {
                score.add(edit.expected.kind, &verdict);
                tell(sample, seed, edit, &verdict);
            }
        }
    }
    score
}
