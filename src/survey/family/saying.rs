//! The wordings of one request → sets of shingles, and how much two of them are alike.

use super::super::shingle::{self, HashedSet};
use super::super::wording::{Phrase, Wording};
use super::{ALIKE, CONTAINED, CONTAINED_SIZE, CONTAINED_TOLD, How, SAME};

/// Most letters of a slight change.
const SLIGHT: usize = 8;

/// Fewest shingles that similar sayings have in common: fewer are one word.
const FEWEST: usize = 4;

/// One of so many shingles must be left where common ones are left out.
const LEFT: usize = 3;

/// What one request says, as numbers: small enough to keep for ten thousand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The request's number.
    pub number: u64,
    /// A hash of all that it adds and takes away, slight changes too, whatever the order.
    pub(super) whole: u64,
    /// Shingles that hold an added letter, ascending, each once.
    pub(super) added: Vec<u64>,
    /// Shingles that hold a removed letter, ascending, each once.
    pub(super) removed: Vec<u64>,
    /// Places that it touches, with their documents; ascending.
    pub(super) places: Vec<u64>,
}

/// How much two sayings are alike.
pub(super) struct Likeness {
    pub of_1000: u16,
    /// Seen from the first: what the second is to it.
    pub how: How,
}

impl Saying {
    /// Takes the wordings of all documents that a request changes, each with the path of its document.
    pub fn new<'w>(
        number: u64,
        documents: impl IntoIterator<Item = (&'w str, &'w Wording)>,
    ) -> Self {
        let mut saying = Self {
            number,
            whole: 0,
            added: Vec::new(),
            removed: Vec::new(),
            places: Vec::new(),
        };
        let documents: Vec<(&str, &Wording)> = documents.into_iter().collect();
        let mut phrases = documents
            .iter()
            .flat_map(|(_, wording)| wording.added.iter().chain(&wording.removed));
        let main = phrases.any(|phrase| !is_slight(phrase));
        for (path, wording) in documents {
            let path = shingle::of_bytes(path.as_bytes());
            for (phrases, salt, row) in [
                (&wording.added, 1, &mut saying.added),
                (&wording.removed, 2, &mut saying.removed),
            ] {
                for phrase in phrases {
                    let hashes = phrase.shingles().into_iter().map(|(_, hash)| hash);
                    let counts = !main || !is_slight(phrase);
                    for hash in hashes {
                        saying.whole = saying.whole.wrapping_add(shingle::mix(hash ^ salt));
                        row.extend(counts.then_some(hash));
                    }
                }
            }
            let places = wording.places.iter();
            saying
                .places
                .extend(places.map(|place| shingle::mix(path ^ place)));
        }
        for row in [&mut saying.added, &mut saying.removed, &mut saying.places] {
            row.sort_unstable();
            row.dedup();
            row.shrink_to_fit();
        }
        saying
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// The shingles that decide whether others are like it: the added ones, where there are any.
    pub(super) fn decisive(&self) -> &[u64] {
        if self.added.is_empty() {
            &self.removed
        } else {
            &self.added
        }
    }

    /// The same without shingles that are `common`, unless too little is left.
    pub(super) fn without(&self, common: &HashedSet) -> Self {
        let rest = |row: &[u64]| -> Vec<u64> {
            let rest: Vec<u64> = row
                .iter()
                .copied()
                .filter(|hash| !common.contains(hash))
                .collect();
            if rest.len() * LEFT < row.len() {
                row.to_vec()
            } else {
                rest
            }
        };
        Self {
            number: self.number,
            whole: self.whole,
            added: rest(&self.added),
            removed: rest(&self.removed),
            places: Vec::new(),
        }
    }

    /// All that it says.
    pub(super) fn said(&self) -> (&[u64], &[u64]) {
        (&self.added, &self.removed)
    }

    /// How much one is like another whose words of weight are the same.
    pub(super) fn as_twin(&self, other: &Self) -> (u16, How) {
        if self.whole == other.whole {
            (1000, How::Identical)
        } else {
            (999, How::Same)
        }
    }

    /// Whether two touch a place in common.
    pub fn shares_passage(&self, other: &Self) -> bool {
        shingle::common(&self.places, &other.places) > 0
    }
}

/// Whether only a few letters of a sentence changed. Bots that rewrite whole files leave such changes behind (a syllable in
/// another script), the same ones in many requests: beside anything of more weight they say nothing.
fn is_slight(phrase: &Phrase) -> bool {
    let new = phrase.new_letters();
    new <= SLIGHT && new < phrase.letters().take(SLIGHT + 1).count()
}

/// Compares two sayings; none if they are not alike.
pub(super) fn likeness(a: &Saying, b: &Saying) -> Option<Likeness> {
    if a.added.is_empty() != b.added.is_empty() {
        return None;
    }
    let decisive = Overlap::if_alike(a.decisive(), b.decisive())?;
    // Where words are added, they decide; words taken away only ever make less of it. Two requests that replace one
    // passage by different words are no more alike than these.
    let removed = Overlap::new(&a.removed, &b.removed);
    let of_1000 = if a.added.is_empty() {
        removed.dice()
    } else {
        decisive.dice().min(decisive.and(&removed).dice())
    };
    let contained = decisive.smaller() >= CONTAINED_SIZE
        && decisive.containment() >= CONTAINED
        && of_1000 >= CONTAINED_TOLD;
    // Two that were identical would be one.
    let of_1000 = of_1000.min(999);
    let how = match of_1000 {
        SAME.. => How::Same,
        _ if contained && decisive.a < decisive.b => How::Contains,
        _ if contained && decisive.b < decisive.a => How::Contained,
        ALIKE.. if decisive.common >= FEWEST => How::Similar,
        _ => return None,
    };
    Some(Likeness { of_1000, how })
}

/// Sizes of two sets and of what they have in common.
#[derive(Clone, Copy)]
struct Overlap {
    a: usize,
    b: usize,
    common: usize,
}

impl Overlap {
    fn new(a: &[u64], b: &[u64]) -> Self {
        Self {
            a: a.len(),
            b: b.len(),
            common: shingle::common(a, b),
        }
    }

    /// None as soon as the sets cannot be alike.
    fn if_alike(a: &[u64], b: &[u64]) -> Option<Self> {
        let alike = (a.len() + b.len()) * usize::from(ALIKE) / 2000;
        let contained = a.len().min(b.len()) * usize::from(CONTAINED) / 1000;
        Some(Self {
            a: a.len(),
            b: b.len(),
            common: shingle::common_of(a, b, alike.min(contained))?,
        })
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            a: self.a + other.a,
            b: self.b + other.b,
            common: self.common + other.common,
        }
    }

    fn smaller(&self) -> usize {
        self.a.min(self.b)
    }

    fn dice(&self) -> u16 {
        of_1000(2 * self.common, self.a + self.b)
    }

    fn containment(&self) -> u16 {
        of_1000(self.common, self.smaller())
    }
}

/// A part of a whole, rounded down, so that 1000 is all of it; 0 of nothing.
fn of_1000(part: usize, whole: usize) -> u16 {
    (part * 1000).checked_div(whole).unwrap_or(0) as u16
}
