//! What thousands of pull requests say, side by side: their wordings, which are alike, what became of them.
//!
//! Pure: texts come in, data goes out. Knows neither Git nor pages.

pub mod absorbed;
pub mod family;
pub mod overlap;
pub mod passage;
mod shingle;
mod subject;
mod verdict;
pub mod whereabouts;
pub mod wording;

pub use verdict::{FileVerdict, Verdict, verdict};

use std::collections::BTreeMap;

use absorbed::Absorbed;
use family::{Families, Family};
use overlap::{Overlap, Touch};
use passage::Lost;

/// What is known of all requests side by side.
#[derive(Debug, Default)]
pub struct Survey {
    /// By number.
    pub requests: BTreeMap<u64, Surveyed>,
    /// Which waiting requests touch which passage.
    pub overlap: Overlap,
    /// Which requests are alike.
    pub families: Families,
    /// What became of wording that was not merged.
    pub absorbed: Absorbed,
    /// Passages in which unmerged wording stands, as a reader sees them: by state, document and where they begin.
    pub quotes: BTreeMap<(usize, String, usize), String>,
    families_of: BTreeMap<u64, usize>,
}

/// What is known of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// A digest of what this was found from, which gives the same again; empty where nothing was looked for.
    pub inputs: String,
    /// Whether it still applies; `None` where it does not wait, or cannot be read.
    pub verdict: Option<Verdict>,
    /// What it touches of today's text.
    pub touches: Vec<Touch>,
    /// Passages that it changes and that are not where they were. Where these stand now depends on all documents.
    pub lost: Vec<Lost>,
}

impl Survey {
    /// Puts together what was found.
    pub fn new(
        requests: BTreeMap<u64, Surveyed>,
        families: Families,
        absorbed: Absorbed,
        quotes: BTreeMap<(usize, String, usize), String>,
    ) -> Self {
        let touches = requests
            .iter()
            .map(|(number, found)| (*number, &found.touches[..]));
        let members = families.same.iter().enumerate();
        let families_of = members
            .flat_map(|(index, family)| {
                let members = family.members.iter();
                members.map(move |member| (member.number, index))
            })
            .collect();
        Self {
            overlap: Overlap::new(touches),
            requests,
            families,
            absorbed,
            quotes,
            families_of,
        }
    }

    /// Whether a request still applies.
    pub fn verdict(&self, number: u64) -> Option<Verdict> {
        self.requests.get(&number)?.verdict
    }

    /// The group of requests that say the same as this one.
    pub fn family(&self, number: u64) -> Option<&Family> {
        self.families.same.get(*self.families_of.get(&number)?)
    }
}

#[cfg(test)]
mod properties;
