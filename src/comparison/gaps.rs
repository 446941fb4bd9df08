//! Aligned words → the changed stretches, joined and placed as a reader would.
//!
//! An alignment is optimal when the words it marks and the number of separate marks together cost least: a short
//! kept word between two changes is then marked as well, and a rewritten sentence shows as rewritten.

use std::ops::Range;

use super::sequence::Run;
use super::tokens::{Class, Token};
use super::visible::{Flat, PLACEHOLDER};
use super::words;

/// A stretch that differs: of tokens, or of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

/// What one more separate mark costs, in the weight of characters marked without need (counted on both sides).
const MARK: u32 = 6;
/// A kept stretch between two changes is marked too if it weighs less than one in so many of the lesser change.
const SWALLOW: u32 = 5;
/// Kept stretches of this weight are never marked.
const NEVER_SWALLOWED: u32 = 24;

/// How often neighbouring gaps are joined before what is left is taken as it is.
const PASSES: usize = 8;

/// What lies between runs of common elements.
pub(super) fn between(runs: &[Run], before: usize, after: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let (mut x, mut y) = (0, 0);
    let end = Run {
        before,
        after,
        length: 0,
    };
    for run in runs.iter().chain([&end]) {
        if x < run.before || y < run.after {
            gaps.push(Gap {
                before: x..run.before,
                after: y..run.after,
            });
        }
        (x, y) = (run.before + run.length, run.after + run.length);
    }
    gaps
}

/// From ranges of tokens to ranges of bytes.
pub(super) fn in_text(gap: &Gap, a: &[Token], b: &[Token]) -> Gap {
    Gap {
        before: bytes(&gap.before, a),
        after: bytes(&gap.after, b),
    }
}

fn bytes(range: &Range<usize>, tokens: &[Token]) -> Range<usize> {
    let start = match tokens.get(range.start) {
        Some(token) => token.range.start,
        None => tokens.last().map_or(0, |token| token.range.end),
    };
    let end = if range.is_empty() {
        start
    } else {
        tokens[range.end - 1].range.end
    };
    start..end
}

/// Joins gaps that touch on both sides.
pub(super) fn join_touching(gaps: Vec<Gap>) -> Vec<Gap> {
    let mut out: Vec<Gap> = Vec::with_capacity(gaps.len());
    for gap in gaps {
        match out.last_mut() {
            Some(last)
                if last.before.end == gap.before.start && last.after.end == gap.after.start =>
            {
                last.before.end = gap.before.end;
                last.after.end = gap.after.end;
            }
            _ => out.push(gap),
        }
    }
    out
}

/// The alignment of least cost: weights of marked tokens plus [`MARK`] for each gap (Gotoh's affine gaps).
pub(super) fn cheapest(a: &[Token], b: &[Token]) -> Vec<Gap> {
    let width = b.len() + 1;
    let mut steps = vec![0u8; width * (a.len() + 1)];
    let mut kept = vec![u32::MAX / 2; width];
    let mut gap = vec![u32::MAX / 2; width];
    kept[0] = 0;
    for i in 0..=a.len() {
        let mut diagonal = (u32::MAX / 2, u32::MAX / 2);
        for j in 0..=b.len() {
            let above = (kept[j], gap[j]);
            let mut step = 0;
            if i > 0 || j > 0 {
                let mut best_gap = u32::MAX / 2;
                if i > 0 {
                    let opened = above.0 + MARK;
                    best_gap = above.1.min(opened) + a[i - 1].weight;
                    step = if above.1 <= opened { UP } else { UP | OPENED };
                }
                if j > 0 {
                    let opened = kept[j - 1] + MARK;
                    let cost = gap[j - 1].min(opened) + b[j - 1].weight;
                    if cost < best_gap {
                        best_gap = cost;
                        step = if gap[j - 1] <= opened {
                            LEFT
                        } else {
                            LEFT | OPENED
                        };
                    }
                }
                let mut best_kept = u32::MAX / 2;
                if i > 0 && j > 0 && a[i - 1].id == b[j - 1].id {
                    best_kept = diagonal.0.min(diagonal.1);
                    if diagonal.1 < diagonal.0 {
                        step |= KEPT_AFTER_GAP;
                    }
                }
                kept[j] = best_kept;
                gap[j] = best_gap;
            }
            steps[i * width + j] = step;
            diagonal = above;
        }
    }
    let ends_in_gap = gap[b.len()] < kept[b.len()];
    trace(&steps, a.len(), b.len(), ends_in_gap)
}

const UP: u8 = 1;
const LEFT: u8 = 2;
const OPENED: u8 = 4;
const KEPT_AFTER_GAP: u8 = 8;

fn trace(steps: &[u8], n: usize, m: usize, mut in_gap: bool) -> Vec<Gap> {
    let (mut i, mut j) = (n, m);
    let mut gaps = Vec::new();
    let mut end = (n, m);
    while i > 0 || j > 0 {
        let step = steps[i * (m + 1) + j];
        if in_gap {
            if step & UP != 0 {
                i -= 1;
            } else {
                j -= 1;
            }
            if step & OPENED != 0 {
                in_gap = false;
                gaps.push(Gap {
                    before: i..end.0,
                    after: j..end.1,
                });
            }
        } else {
            (i, j) = (i - 1, j - 1);
            in_gap = step & KEPT_AFTER_GAP != 0;
            end = (i, j);
        }
    }
    gaps.reverse();
    gaps
}

/// Joins gaps that are better read as one and moves insertions and deletions to natural boundaries.
pub(super) fn readable(mut gaps: Vec<Gap>, a: &[Token], b: &[Token]) -> Vec<Gap> {
    for gap in &mut gaps {
        take_number_with_magnitude(gap, a, b);
    }
    let mut gaps = join_touching(gaps);
    let weights = (Weights::new(a), Weights::new(b));
    for _ in 0..PASSES {
        let count = gaps.len();
        gaps = swallow(gaps, a, (&weights.0, &weights.1));
        if gaps.len() == count {
            break;
        }
    }
    for at in 0..gaps.len() {
        let floor = at
            .checked_sub(1)
            .map_or((0, 0), |at| (gaps[at].before.end, gaps[at].after.end));
        let ceiling = gaps.get(at + 1).map_or((a.len(), b.len()), |gap| {
            (gap.before.start, gap.after.start)
        });
        slide(&mut gaps[at], a, b, floor, ceiling);
    }
    join_touching(gaps)
}

/// 5500[万→億]円 is a change of the whole number.
fn take_number_with_magnitude(gap: &mut Gap, a: &[Token], b: &[Token]) {
    let (Some(x), Some(y)) = (
        gap.before.start.checked_sub(1),
        gap.after.start.checked_sub(1),
    ) else {
        return;
    };
    if gap.before.is_empty() && gap.after.is_empty()
        || a[x].class != Class::Number
        || a[x].id != b[y].id
    {
        return;
    }
    let multiplies = |range: &Range<usize>, tokens: &[Token]| {
        !range.is_empty() && tokens[range.start].is_magnitude
    };
    if multiplies(&gap.before, a) || multiplies(&gap.after, b) {
        gap.before.start = x;
        gap.after.start = y;
    }
}

/// Sums of weights up to each token, so that a stretch is weighed in one step.
struct Weights(Vec<u32>);

impl Weights {
    fn new(tokens: &[Token]) -> Self {
        let mut sums = Vec::with_capacity(tokens.len() + 1);
        let mut sum = 0u32;
        sums.push(sum);
        for token in tokens {
            sum = sum.saturating_add(token.weight);
            sums.push(sum);
        }
        Self(sums)
    }

    fn of(&self, range: &Range<usize>) -> u32 {
        self.0[range.end] - self.0[range.start]
    }
}

/// Joins neighbouring gaps whose kept middle is slight against both.
fn swallow(gaps: Vec<Gap>, a: &[Token], weights: (&Weights, &Weights)) -> Vec<Gap> {
    let size = |gap: &Gap| weights.0.of(&gap.before).max(weights.1.of(&gap.after));
    let mut out: Vec<Gap> = Vec::with_capacity(gaps.len());
    for gap in gaps {
        let Some(last) = out.last_mut() else {
            out.push(gap);
            continue;
        };
        let middle = last.before.end..gap.before.start;
        let kept = weights.0.of(&middle);
        let slight = kept < NEVER_SWALLOWED && kept * SWALLOW <= size(last).min(size(&gap));
        if slight && !a[middle].iter().any(|token| token.class == Class::Stop) {
            last.before.end = gap.before.end;
            last.after.end = gap.after.end;
        } else {
            out.push(gap);
        }
    }
    out
}

/// Moves a pure insertion or deletion along equal text to where it begins and ends most naturally.
fn slide(gap: &mut Gap, a: &[Token], b: &[Token], floor: (usize, usize), ceiling: (usize, usize)) {
    let inserted = gap.before.is_empty();
    if inserted == gap.after.is_empty() {
        return;
    }
    let (range, tokens) = if inserted {
        (&gap.after, b)
    } else {
        (&gap.before, a)
    };
    let room_left = gap
        .before
        .start
        .saturating_sub(floor.0)
        .min(gap.after.start.saturating_sub(floor.1));
    let room_right = ceiling
        .0
        .saturating_sub(gap.before.end)
        .min(ceiling.1.saturating_sub(gap.after.end));
    let left = (0..room_left)
        .take_while(|&by| tokens[range.start - 1 - by].id == tokens[range.end - 1 - by].id)
        .count();
    let right = (0..room_right)
        .take_while(|&by| tokens[range.start + by].id == tokens[range.end + by].id)
        .count();
    let length = range.len();
    let first = range.start - left;
    let best = (first..=range.start + right)
        .max_by_key(|&start| naturalness(tokens, start, start + length));
    let Some(best) = best else {
        return;
    };
    let by = best as isize - range.start as isize;
    let moved = |range: &Range<usize>| {
        range.start.saturating_add_signed(by)..range.end.saturating_add_signed(by)
    };
    *gap = Gap {
        before: moved(&gap.before),
        after: moved(&gap.after),
    };
}

/// How well a stretch of tokens stands on its own.
fn naturalness(tokens: &[Token], start: usize, end: usize) -> u32 {
    let before = start.checked_sub(1).and_then(|at| tokens.get(at));
    boundary(before, tokens.get(start))
        + boundary(tokens.get(end - 1), tokens.get(end))
        + u32::from(brackets_match(&tokens[start..end])) * 3
}

fn boundary(before: Option<&Token>, after: Option<&Token>) -> u32 {
    let (Some(before), Some(after)) = (before, after) else {
        return 6;
    };
    if after.class == Class::Stop || after.is_closing || before.is_opening {
        return 0;
    }
    match (before.class, after.class) {
        (Class::Stop, _) => 6,
        (_, Class::Space) => 2,
        (Class::Space, _) => 3,
        (Class::Punctuation, Class::Punctuation) => 2,
        (Class::Punctuation, _) => 4,
        (_, Class::Punctuation) => {
            if after.is_opening {
                4
            } else {
                1
            }
        }
        (Class::Kana, Class::Kana) => 1,
        (Class::Kana, _) => 3,
        (_, Class::Kana) => 1,
        _ => 2,
    }
}

fn brackets_match(tokens: &[Token]) -> bool {
    let first = tokens.first().is_some_and(|token| token.is_opening);
    let last = tokens.last().is_some_and(|token| token.is_closing);
    first && last
}

/// From ranges of tokens to ranges of bytes, without the text that both sides of a gap begin or end with.
pub(super) fn trimmed(
    gaps: Vec<Gap>,
    before: &Flat<'_>,
    after: &Flat<'_>,
    a: &[Token],
    b: &[Token],
) -> Vec<Gap> {
    let trim = |gap: &Gap| {
        let text = in_text(gap, a, b);
        let (x, y) = (
            &before.text[text.before.clone()],
            &after.text[text.after.clone()],
        );
        let cuts = Cuts {
            a: &a[gap.before.clone()],
            b: &b[gap.after.clone()],
            gap: &text,
        };
        let prefix = cuts.prefix(x, y);
        let suffix = cuts.suffix(&x[prefix..], &y[prefix..]);
        Gap {
            before: text.before.start + prefix..text.before.end - suffix,
            after: text.after.start + prefix..text.after.end - suffix,
        }
    };
    let gaps = gaps.iter().map(trim);
    gaps.filter(|gap| !gap.before.is_empty() || !gap.after.is_empty())
        .collect()
}

/// Whether a number would be kept while its magnitude is marked.
fn parts_number(text: &str, at: usize) -> bool {
    text[..at].ends_with(words::is_digit) && text[at..].starts_with(words::is_magnitude)
}

/// Where the text of a gap may be cut: between words of either side, never inside a number or a Latin word.
struct Cuts<'t> {
    a: &'t [Token],
    b: &'t [Token],
    gap: &'t Gap,
}

impl Cuts<'_> {
    fn prefix(&self, x: &str, y: &str) -> usize {
        let same = x
            .chars()
            .zip(y.chars())
            .take_while(|(a, b)| a == b && *a != PLACEHOLDER);
        let longest: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let places = |tokens: &[Token], start: usize| {
            tokens
                .iter()
                .map(move |token| token.range.end - start)
                .take_while(|&at| at <= longest)
                .collect::<Vec<_>>()
        };
        let mut all = places(self.a, self.gap.before.start);
        all.extend(places(self.b, self.gap.after.start));
        all.retain(|&at| {
            words::is_cut(x, at)
                && words::is_cut(y, at)
                && !parts_number(x, at)
                && !parts_number(y, at)
        });
        all.into_iter().max().unwrap_or(0)
    }

    fn suffix(&self, x: &str, y: &str) -> usize {
        let same = x
            .chars()
            .rev()
            .zip(y.chars().rev())
            .take_while(|(a, b)| a == b && *a != PLACEHOLDER);
        let longest: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let places = |tokens: &[Token], end: usize| {
            tokens
                .iter()
                .rev()
                .map(move |token| end - token.range.start)
                .take_while(|&at| at <= longest)
                .collect::<Vec<_>>()
        };
        let mut all = places(self.a, self.gap.before.end);
        all.extend(places(self.b, self.gap.after.end));
        all.retain(|&at| words::is_cut(x, x.len() - at) && words::is_cut(y, y.len() - at));
        all.into_iter().max().unwrap_or(0)
    }
}
