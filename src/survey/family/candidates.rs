//! Sayings → pairs that may be alike: those that share *fingerprints*, a fixed share of their shingles.
//!
//! Which shingles are fingerprints depends on their hashes alone, so two texts that share a stretch share its
//! fingerprints wherever it stands (Manber's sampling, "Finding similar files in a large file system", 1994). What very
//! many share is bounded: each of them is paired with the first and the nearest of them only.

use super::Saying;

/// Sayings with no more shingles than this use all of them.
const SMALL: usize = 48;

/// Of larger ones, one of so many shingles is a fingerprint.
const RATE: u64 = 4;

/// Sharers of one fingerprint who are all paired with each other; beyond it only some are.
const CROWD: usize = 33;

/// How many of a crowd everyone is paired with: the first ones, and this many on either side.
const FIRST: usize = 4;
const BESIDE: usize = 8;

/// Fewest fingerprints in common, and of how many of the smaller saying's there must be one: half of what two sayings have
/// in common that are just alike, as chance chooses the fingerprints.
const FEWEST: u32 = 2;
const SHARE: u32 = 5;

/// Most others that one saying is compared with, those with the most in common.
const LIMIT: usize = 48;

/// Tells removed shingles from added ones.
const REMOVED: u64 = 0x5851_f42d_4c95_7f2c;

/// Pairs of indexes, the smaller first, ascending, each once.
pub(super) fn pairs(sayings: &[Saying]) -> Vec<(usize, usize)> {
    let groups = Groups::new(sayings);
    let mut counts = vec![0u32; sayings.len()];
    let mut pairs = Vec::new();
    for index in 0..sayings.len() {
        let mut met: Vec<usize> = Vec::new();
        for other in groups.company(index) {
            if counts[other] == 0 {
                met.push(other);
            }
            counts[other] += 1;
        }
        let enough = |other: &usize| {
            let smaller = groups.sizes[index].smaller(groups.sizes[*other]);
            counts[*other] >= FEWEST.min(smaller) && counts[*other] * SHARE >= smaller
        };
        let mut near: Vec<usize> = met.iter().copied().filter(enough).collect();
        near.sort_unstable_by_key(|&other| (std::cmp::Reverse(counts[other]), other));
        near.truncate(LIMIT);
        pairs.extend(
            near.iter()
                .map(|&other| (index.min(other), index.max(other))),
        );
        met.iter().for_each(|&other| counts[other] = 0);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn fingerprints(saying: &Saying) -> Vec<u64> {
    let salt = if saying.added.is_empty() { REMOVED } else { 0 };
    let row = saying.decisive();
    let all = row.len() <= SMALL;
    let prints = row.iter().map(|hash| hash ^ salt);
    prints.filter(|&print| all || is_sampled(print)).collect()
}

fn is_sampled(print: u64) -> bool {
    print.is_multiple_of(RATE)
}

/// The sayings that share each fingerprint; fingerprints of one alone are left out.
struct Groups {
    /// Group after group, ascending within each.
    sharers: Vec<u32>,
    /// For each saying the bounds in `sharers` of its groups.
    of: Vec<Vec<(u32, u32)>>,
    /// For each saying how many fingerprints it has.
    sizes: Vec<Size>,
}

/// How many fingerprints a saying has, if all its shingles are taken and if some are.
#[derive(Clone, Copy)]
struct Size {
    all: Option<u32>,
    sampled: u32,
}

impl Size {
    /// The most that two sayings can share.
    fn smaller(self, other: Self) -> u32 {
        match (self.all, other.all) {
            (Some(one), Some(two)) => one.min(two),
            _ => self.sampled.min(other.sampled),
        }
    }
}

impl Groups {
    fn new(sayings: &[Saying]) -> Self {
        let mut groups = Self {
            sharers: Vec::new(),
            of: vec![Vec::new(); sayings.len()],
            sizes: Vec::with_capacity(sayings.len()),
        };
        let mut all: Vec<(u64, u32)> = Vec::new();
        for (index, saying) in sayings.iter().enumerate() {
            let prints = fingerprints(saying);
            groups.sizes.push(Size {
                all: (saying.decisive().len() <= SMALL).then_some(prints.len() as u32),
                sampled: prints.iter().filter(|print| is_sampled(**print)).count() as u32,
            });
            all.extend(prints.into_iter().map(|print| (print, index as u32)));
        }
        all.sort_unstable();
        for group in all
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|group| group.len() > 1)
        {
            let start = groups.sharers.len() as u32;
            let end = start + group.len() as u32;
            groups.sharers.extend(group.iter().map(|(_, index)| index));
            for (_, index) in group {
                groups.of[*index as usize].push((start, end));
            }
        }
        groups
    }

    /// Those that one is paired with, as often as they share a fingerprint.
    fn company(&self, index: usize) -> impl Iterator<Item = usize> + use<'_> {
        let groups = self.of[index].iter();
        groups.flat_map(move |&(start, end)| {
            company(&self.sharers[start as usize..end as usize], index)
        })
    }
}

/// Those of the sharers that one of them is paired with.
fn company(sharers: &[u32], index: usize) -> impl Iterator<Item = usize> + use<'_> {
    let (first, beside) = if sharers.len() <= CROWD {
        (0, 0..sharers.len())
    } else {
        let place = sharers.partition_point(|&other| (other as usize) < index);
        let start = place.saturating_sub(BESIDE).max(FIRST);
        (
            FIRST,
            start..(place + BESIDE + 1).clamp(start, sharers.len()),
        )
    };
    let chosen = sharers[..first].iter().chain(&sharers[beside]);
    chosen
        .map(|&other| other as usize)
        .filter(move |&other| other != index)
}
