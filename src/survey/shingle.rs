//! Letters → *shingles*: numbers that stand for a few letters in a row, by which texts are found alike.
//!
//! Only letters and digits count: punctuation, white space and markup never make two texts differ. Knows nothing of
//! requests and documents. The hashes are fixed (no random seed), so results are the same on every machine.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Letters of one shingle: in Japanese about two words, so that a chance match says little and a run of them much.
pub const LENGTH: usize = 5;

/// A set of numbers that are hashes already.
pub type HashedSet = HashSet<u64, BuildHasherDefault<Hashed>>;
/// A map from numbers that are hashes already.
pub type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Takes a hash as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Spreads a number over all bits (the finaliser of SplitMix64).
pub fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A hash of letters in a row.
pub fn of_letters(letters: &[char]) -> u64 {
    let rows = letters.iter().fold(letters.len() as u64, |hash, &letter| {
        (hash.rotate_left(5) ^ u64::from(letter)).wrapping_mul(0x517c_c1b7_2722_0a95)
    });
    mix(rows)
}

/// A hash of bytes, eight at a time.
pub fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let mut step = |word: u64| {
        hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words
        .iter()
        .for_each(|word| step(u64::from_le_bytes(*word)));
    step(
        rest.iter()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)),
    );
    mix(hash)
}

/// The shingles of letters, in order: `letters.len() + 1 - LENGTH` of them, or one of all where they are fewer.
pub fn of_run(letters: &[char]) -> impl Iterator<Item = u64> {
    let length = LENGTH.min(letters.len()).max(1);
    letters.windows(length).map(of_letters)
}

/// How many numbers two ascending rows, each number in them once, have in common.
pub fn common(a: &[u64], b: &[u64]) -> usize {
    common_of(a, b, 0).unwrap_or(0)
}

/// The same, if it is `least` or more. Ends as soon as it cannot be.
pub fn common_of(a: &[u64], b: &[u64], least: usize) -> Option<usize> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut common = 0;
    let mut rest = long;
    for (at, number) in short.iter().enumerate() {
        if common + short.len() - at < least {
            return None;
        }
        rest = &rest[below(rest, *number)..];
        match rest.first() {
            Some(first) => common += usize::from(first == number),
            None => break,
        }
    }
    (common >= least).then_some(common)
}

/// How many numbers at the start of an ascending row are below one: found in steps that double, so that a short row
/// passes through a long one quickly.
fn below(row: &[u64], number: u64) -> usize {
    let mut step = 1;
    while step < row.len() && row[step] < number {
        step *= 2;
    }
    let start = step / 2;
    let end = row.len().min(step + 1);
    start + row[start..end].partition_point(|&other| other < number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_is_one_shingle_and_an_empty_one_none() {
        let letters: Vec<char> = "教育費".chars().collect();
        assert_eq!(of_run(&letters).count(), 1);
        assert_eq!(of_run(&[]).count(), 0);
        let letters: Vec<char> = "教育費の無償化".chars().collect();
        assert_eq!(of_run(&letters).count(), 3);
    }

    #[test]
    fn common_numbers_of_two_rows_are_counted_once() {
        assert_eq!(common(&[1, 3, 5], &[2, 3, 4, 5]), 2);
        assert_eq!(common(&[], &[1]), 0);
        let long: Vec<u64> = (0..1000).map(|at| at * 3).collect();
        for number in 0..3_100 {
            let expected = usize::from(number < 3_000 && number % 3 == 0);
            assert_eq!(common(&[number], &long), expected, "{number}");
        }
        assert_eq!(common(&[2, 3, 9, 300, 2_997, 5_000], &long), 4);
        assert_eq!(common_of(&[1, 2, 3], &[1, 3, 5], 3), None);
        assert_eq!(common_of(&[1, 2, 3], &[1, 3, 5], 2), Some(2));
    }

    #[test]
    fn bytes_that_differ_anywhere_have_another_hash() {
        let hashes: HashedSet = ["", "a", "b", "ab", "abcdefgh", "abcdefgha"]
            .iter()
            .map(|text| of_bytes(text.as_bytes()))
            .collect();
        assert_eq!(hashes.len(), 6);
    }
}
