//! A block's visible text → a bag of letters and pairs of letters, by which two blocks are found alike.

use std::hash::{DefaultHasher, Hasher};

use super::key::Comparable;
use super::visible;
use super::words::is_hiragana;
use crate::document::{Inline, is_alphanumeric};

/// Bytes of text that are looked at.
const LIMIT: usize = 6_000;

/// Bytes for which a running text counts once, and how often it counts at most.
const LEAF_UNIT: usize = 12;
const LEAF_LIMIT: usize = 100;

/// A sorted bag of features.
#[derive(Clone, Debug)]
pub(super) struct Sketch(Vec<u32>);

impl Sketch {
    pub(super) fn new<T: Comparable>(item: &T) -> Self {
        let mut text = String::new();
        item.words(&mut text, LIMIT);
        let mut features = Vec::with_capacity(text.len());
        let mut last = None;
        for c in text.chars().filter(|&c| is_alphanumeric(c)) {
            // Particles and endings are in every sentence: on their own they say nothing.
            if !is_hiragana(c) && !c.is_ascii_lowercase() {
                features.push(u32::from(c));
            }
            if let Some(last) = last {
                features.push(u32::from(last) << 16 ^ u32::from(c) | 1 << 31);
            }
            last = Some(c);
        }
        features.sort_unstable();
        Self(features)
    }

    /// A bag of running texts as wholes, each counting by its length.
    pub(super) fn of_leaves(leaves: &[&[Inline]]) -> Self {
        let mut features = Vec::new();
        for leaf in leaves {
            let mut hasher = DefaultHasher::new();
            let size = visible::hash(leaf, &mut hasher);
            let times = (size / LEAF_UNIT + 1).min(LEAF_LIMIT);
            features.extend(std::iter::repeat_n(hasher.finish() as u32, times));
        }
        features.sort_unstable();
        Self(features)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The greatest likeness that their sizes allow.
    pub(super) fn bound(&self, other: &Self) -> u32 {
        dice(self.len().min(other.len()), self.len() + other.len())
    }

    /// How much two bags have in common, of 1000 (Dice's coefficient).
    pub(super) fn likeness(&self, other: &Self) -> u32 {
        dice(self.common(other), self.len() + other.len())
    }

    /// How many features two bags have in common.
    pub(super) fn common(&self, other: &Self) -> usize {
        let (mut x, mut y) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0;
        while let (Some(a), Some(b)) = (x.peek(), y.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => _ = x.next(),
                std::cmp::Ordering::Greater => _ = y.next(),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    x.next();
                    y.next();
                }
            }
        }
        common
    }

    /// Both bags in one.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut features = [self.0.as_slice(), other.0.as_slice()].concat();
        // Two sorted runs: the stable sort finds and merges them.
        features.sort();
        Self(features)
    }
}

fn dice(common: usize, total: usize) -> u32 {
    (2000 * common).checked_div(total).unwrap_or(0) as u32
}
