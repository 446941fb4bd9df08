//! Two texts → the fewest characters that can be marked, by rules that know no program.
//!
//! Blocks are aligned by the longest common subsequence of equal ones; in each gap, the pairing in order with the
//! greatest sum of likenesses (characters in common, twice, of all) is taken, a pair being two blocks at least half
//! alike. Blocks that are equal but stand elsewhere are moved, and counted apart. Within a pair the fewest characters
//! are what a longest common subsequence leaves; a block without a partner counts whole.

use std::collections::HashMap;

use crate::lcs::{fewest, likeness};
use crate::text::Text;

/// From which likeness on two blocks are the same, changed.
const ALIKE: f64 = 0.5;
/// Most cells of a table of likenesses; a larger gap stays unpaired.
const CELLS: usize = 250_000;

/// What corresponds, and what that costs at least.
#[derive(Clone, Debug, Default)]
pub struct Yardstick {
    /// Blocks that read the same, in place.
    pub same: Vec<(usize, usize)>,
    /// Blocks that changed.
    pub changed: Vec<(usize, usize)>,
    /// Old and new blocks that stand elsewhere on the other side.
    pub moved: (Vec<usize>, Vec<usize>),
    /// The fewest characters that can be marked, moved ones left out.
    pub in_blocks: usize,
    /// The same without regard to blocks or moves.
    pub in_all: usize,
}

/// Measures two texts.
pub fn measure(old: &Text, new: &Text) -> Yardstick {
    let mut found = Yardstick::default();
    let (mut i, mut j) = (0, 0);
    for (a, b) in equal_blocks(old, new)
        .into_iter()
        .chain([(old.solid.len(), new.solid.len())])
    {
        found.changed.extend(pairs(old, new, i..a, j..b));
        if a < old.solid.len() {
            found.same.push((a, b));
        }
        (i, j) = (a + 1, b + 1);
    }
    let free_old = unpaired(
        old.solid.len(),
        found.same.iter().chain(&found.changed).map(|pair| pair.0),
    );
    let free_new = unpaired(
        new.solid.len(),
        found.same.iter().chain(&found.changed).map(|pair| pair.1),
    );
    found.moved = moved(old, new, &free_old, &free_new);
    let size = |text: &Text, free: &[usize], moved: &[usize]| -> usize {
        let gone = free.iter().filter(|at| !moved.contains(at));
        gone.map(|&at| text.solid[at].len()).sum()
    };
    let inside = found
        .changed
        .iter()
        .map(|&(a, b)| fewest(&old.solid[a], &new.solid[b]));
    found.in_blocks = inside.sum::<usize>()
        + size(old, &free_old, &found.moved.0)
        + size(new, &free_new, &found.moved.1);
    found.in_all = fewest(&old.characters(), &new.characters());
    found
}

/// Blocks that read the same, in order.
pub fn equal_blocks(old: &Text, new: &Text) -> Vec<(usize, usize)> {
    let operations =
        similar::capture_diff_slices(similar::Algorithm::Patience, &old.solid, &new.solid);
    let mut pairs = Vec::new();
    for operation in operations {
        if let similar::DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = operation
        {
            pairs.extend((0..len).map(|at| (old_index + at, new_index + at)));
        }
    }
    pairs
}

/// The pairing of two gaps with the greatest sum of likenesses.
fn pairs(
    old: &Text,
    new: &Text,
    x: std::ops::Range<usize>,
    y: std::ops::Range<usize>,
) -> Vec<(usize, usize)> {
    let (n, m) = (x.len(), y.len());
    if n == 0 || m == 0 || n * m > CELLS {
        return Vec::new();
    }
    let mut best = vec![vec![0.0; m + 1]; n + 1];
    let mut alike = vec![vec![0.0; m]; n];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let found = likeness(&old.solid[x.start + i], &new.solid[y.start + j]);
            alike[i][j] = if found < ALIKE { 0.0 } else { found };
            let paired: f64 = best[i + 1][j + 1] + alike[i][j];
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < n && j < m {
        if alike[i][j] > 0.0 && best[i][j] == best[i + 1][j + 1] + alike[i][j] {
            pairs.push((x.start + i, y.start + j));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn unpaired(count: usize, paired: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut free = vec![true; count];
    paired.for_each(|at| free[at] = false);
    (0..count).filter(|&at| free[at]).collect()
}

fn moved(
    old: &Text,
    new: &Text,
    free_old: &[usize],
    free_new: &[usize],
) -> (Vec<usize>, Vec<usize>) {
    let mut waiting: HashMap<&[char], Vec<usize>> = HashMap::new();
    for &at in free_old {
        waiting.entry(&old.solid[at]).or_default().push(at);
    }
    let mut found = (Vec::new(), Vec::new());
    for &at in free_new {
        if let Some(from) = waiting.get_mut(new.solid[at].as_slice()).and_then(Vec::pop) {
            found.0.push(from);
            found.1.push(at);
        }
    }
    found
}
