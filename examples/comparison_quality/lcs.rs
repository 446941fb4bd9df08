//! Two sequences → how much they have in common, exactly.

use std::collections::HashMap;
use std::hash::Hash;

/// The length of a longest common subsequence (bit-parallel, Crochemore et al. 2001).
pub fn common<T: Eq + Hash>(a: &[T], b: &[T]) -> usize {
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    prefix + suffix + inner(a, b)
}

fn inner<T: Eq + Hash>(a: &[T], b: &[T]) -> usize {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let words = a.len().div_ceil(64);
    let mut places: HashMap<&T, Vec<u64>> = HashMap::new();
    for (at, item) in a.iter().enumerate() {
        places.entry(item).or_insert_with(|| vec![0; words])[at / 64] |= 1 << (at % 64);
    }
    let mut row = vec![u64::MAX; words];
    for item in b {
        if let Some(places) = places.get(item) {
            advance(&mut row, places);
        }
    }
    let zeros: usize = row.iter().map(|word| word.count_zeros() as usize).sum();
    zeros - padding(&row, a.len())
}

/// One step of the recurrence `V = (V + (V & M)) | (V & !M)`.
fn advance(row: &mut [u64], places: &[u64]) {
    let mut carry = false;
    for (word, places) in row.iter_mut().zip(places) {
        let met = *word & places;
        let (sum, first) = word.overflowing_add(met);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        carry = first || second;
        *word = sum | (*word & !places);
    }
}

/// Zeros beyond the end of the sequence.
fn padding(row: &[u64], length: usize) -> usize {
    let used = length % 64;
    let last = row.last().copied().unwrap_or(u64::MAX);
    if used == 0 {
        0
    } else {
        (!last >> used).count_ones() as usize
    }
}

/// The fewest members that must be deleted and inserted to turn one into the other.
pub fn fewest<T: Eq + Hash>(a: &[T], b: &[T]) -> usize {
    a.len() + b.len() - 2 * common(a, b)
}

/// How alike two sequences are, from 0 to 1.
pub fn likeness<T: Eq + Hash>(a: &[T], b: &[T]) -> f64 {
    let all = a.len() + b.len();
    let bound = 2 * a.len().min(b.len());
    if all == 0 || bound * 2 < all {
        return 0.0;
    }
    2.0 * common(a, b) as f64 / all as f64
}
