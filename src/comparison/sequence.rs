//! Two sequences of numbers → what they have in common, in order.
//!
//! Myers' greedy algorithm in windows: where a window's bound is reached, its furthest point is taken as given and
//! the search starts again from there. Work is bounded by the length, whatever the content; the result is then no
//! longer minimal, and the [`Budget`] remembers that.

/// Elements `before..before + length` equal `after..after + length`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub before: usize,
    pub after: usize,
    pub length: usize,
}

/// How much work a comparison may still do, counted in elementary steps, never in time.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    steps: u64,
    spent: bool,
}

impl Budget {
    pub(super) fn new(steps: u64) -> Self {
        Self {
            steps,
            spent: false,
        }
    }

    /// Takes `steps` if they are there; if not, remembers that something was left undone.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.spent = true;
                false
            }
        }
    }

    /// Remembers that a coarser way was taken.
    pub(super) fn note_coarse(&mut self) {
        self.spent = true;
    }

    /// Whether a coarser way was taken anywhere.
    pub(super) fn was_coarse(&self) -> bool {
        self.spent
    }
}

/// Upper bound for the work of one call, in steps.
const WORK: usize = 24_000_000;

/// What two sequences have in common, as runs in ascending order.
pub(super) fn common(before: &[u32], after: &[u32], budget: &mut Budget) -> Vec<Run> {
    let mut runs = Runs::default();
    let prefix = common_prefix(before, after);
    let suffix = common_suffix(&before[prefix..], &after[prefix..]);
    runs.push(0, 0, prefix);
    let (a, b) = (
        &before[prefix..before.len() - suffix],
        &after[prefix..after.len() - suffix],
    );
    let bound = (WORK / (a.len() + b.len()).max(1)).clamp(16, 1024);
    let (mut x, mut y) = (0, 0);
    while x < a.len() && y < b.len() {
        let window = window(&a[x..], &b[y..], bound);
        if !window.complete {
            budget.note_coarse();
        }
        for run in window.runs {
            runs.push(prefix + x + run.before, prefix + y + run.after, run.length);
        }
        x += window.end.0;
        y += window.end.1;
    }
    runs.push(before.len() - suffix, after.len() - suffix, suffix);
    runs.0
}

/// How many elements two sequences begin with in common.
pub(super) fn common_prefix<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// How many elements two sequences end with in common.
pub(super) fn common_suffix<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    a.iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, before: usize, after: usize, length: usize) {
        if length == 0 {
            return;
        }
        if let Some(last) = self.0.last_mut()
            && last.before + last.length == before
            && last.after + last.length == after
        {
            last.length += length;
            return;
        }
        self.0.push(Run {
            before,
            after,
            length,
        });
    }
}

struct Window {
    runs: Vec<Run>,
    end: (usize, usize),
    complete: bool,
}

/// Myers' greedy search from the start of both, at most `bound` differences deep.
fn window(a: &[u32], b: &[u32], bound: usize) -> Window {
    let offset = bound + 1;
    let mut furthest = vec![0usize; 2 * bound + 3];
    let mut history: Vec<Vec<usize>> = Vec::new();
    for depth in 0..=bound {
        history.push(furthest[offset - depth..=offset + depth].to_vec());
        let mut diagonal = -(depth as isize);
        while diagonal <= depth as isize {
            let k = offset.wrapping_add_signed(diagonal);
            let down = diagonal == -(depth as isize)
                || (diagonal != depth as isize && furthest[k - 1] < furthest[k + 1]);
            let mut x = if depth == 0 {
                0
            } else if down {
                furthest[k + 1]
            } else {
                furthest[k - 1] + 1
            };
            let y = x.checked_add_signed(-diagonal);
            if let Some(mut y) = y.filter(|&y| y <= b.len() && x <= a.len()) {
                let length = common_prefix(&a[x..], &b[y..]);
                x += length;
                y += length;
                furthest[k] = x;
                if x == a.len() && y == b.len() {
                    return Window {
                        runs: retrace(&history, (x, y), depth),
                        end: (x, y),
                        complete: true,
                    };
                }
            } else {
                furthest[k] = x;
            }
            diagonal += 2;
        }
    }
    let end = furthest_point(&furthest, offset, bound, a.len(), b.len());
    Window {
        runs: retrace(&history, end, bound),
        end,
        complete: false,
    }
}

fn furthest_point(
    furthest: &[usize],
    offset: usize,
    bound: usize,
    n: usize,
    m: usize,
) -> (usize, usize) {
    let mut best = (0, 0);
    let mut diagonal = -(bound as isize);
    while diagonal <= bound as isize {
        let x = furthest[offset.wrapping_add_signed(diagonal)];
        if let Some(y) = x.checked_add_signed(-diagonal)
            && x <= n
            && y <= m
            && x + y > best.0 + best.1
        {
            best = (x, y);
        }
        diagonal += 2;
    }
    best
}

/// Follows the search back from `end`; `history[d]` holds the furthest points before depth `d` was searched.
fn retrace(history: &[Vec<usize>], end: (usize, usize), depth: usize) -> Vec<Run> {
    let (mut x, mut y) = end;
    let mut runs = Vec::new();
    for depth in (1..=depth).rev() {
        let diagonal = x as isize - y as isize;
        let at = |diagonal: isize| {
            history[depth]
                .get((depth as isize + diagonal) as usize)
                .copied()
                .unwrap_or(0)
        };
        let down = diagonal == -(depth as isize)
            || (diagonal != depth as isize && at(diagonal - 1) < at(diagonal + 1));
        let previous = if down { diagonal + 1 } else { diagonal - 1 };
        let previous_x = at(previous);
        let previous_y = previous_x.saturating_add_signed(-previous);
        let start = if down { previous_x } else { previous_x + 1 };
        let length = x - start;
        if length > 0 {
            runs.push(Run {
                before: start,
                after: y - length,
                length,
            });
        }
        (x, y) = (previous_x, previous_y);
    }
    if x > 0 {
        runs.push(Run {
            before: 0,
            after: 0,
            length: x,
        });
    }
    runs.reverse();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn budget() -> Budget {
        Budget::new(0)
    }

    fn longest(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (j, y) in b.iter().enumerate() {
                let up = row[j + 1];
                row[j + 1] = if x == y { diagonal + 1 } else { up.max(row[j]) };
                diagonal = up;
            }
        }
        row[b.len()]
    }

    fn assert_valid(a: &[u32], b: &[u32], runs: &[Run]) -> usize {
        let (mut x, mut y, mut total) = (0, 0, 0);
        for run in runs {
            assert!(run.before >= x && run.after >= y);
            assert_eq!(
                a[run.before..run.before + run.length],
                b[run.after..run.after + run.length]
            );
            (x, y) = (run.before + run.length, run.after + run.length);
            total += run.length;
        }
        total
    }

    proptest! {
        #[test]
        fn small_sequences_are_compared_exactly(
            a in prop::collection::vec(0u32..4, 0..24),
            b in prop::collection::vec(0u32..4, 0..24),
        ) {
            let runs = common(&a, &b, &mut budget());
            prop_assert_eq!(assert_valid(&a, &b, &runs), longest(&a, &b));
        }

        #[test]
        fn a_small_window_still_gives_a_valid_result(
            a in prop::collection::vec(0u32..3, 0..40),
            b in prop::collection::vec(0u32..3, 0..40),
        ) {
            let window = window(&a, &b, 3);
            assert_valid(&a, &b, &window.runs);
            prop_assert!(window.complete || window.end.0 + window.end.1 >= 3);
        }
    }

    #[test]
    fn two_values_in_a_hundred_thousand_lines_stay_linear() {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) & 1
        };
        let a: Vec<u32> = (0..100_000).map(|_| next()).collect();
        let b: Vec<u32> = (0..100_000).map(|_| next()).collect();
        let mut budget = budget();
        let runs = common(&a, &b, &mut budget);
        assert!(assert_valid(&a, &b, &runs) > 50_000);
        assert!(budget.was_coarse());
    }
}
