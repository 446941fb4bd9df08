//! The figures of both texts of a unit → which of them became which.
//!
//! Figures belong together if their places on the shared [`Line`] overlap. Among those that do: the ones that are worth
//! the same are the same figure, however it is written now; the rest pair up in order where both sides have as many of
//! one kind and unit, else only where the words around them are the same. A figure without a partner came or went.
//! In rewritten passages a pair is believed only if the words beside it are the same too.

use super::figure::Figure;
use crate::comparison::line::{Line, Place};

/// Old and new figure, as indices; one of both may be missing.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// A replacement of up to this many characters on either side is about one thing.
const SHORT: usize = 24;
/// This many characters beside a figure are enough to know it again.
const CONTEXT: usize = 2;
/// More figures than this on both sides of one replacement are not paired.
const CROWD: usize = 400;

/// One side: its text and figures, and where they lie.
pub(super) struct Side<'s> {
    pub text: &'s str,
    pub figures: &'s [Figure],
    pub places: Vec<Place>,
}

/// Pairs figures. Those that did not change are left out.
pub(super) fn pairs(line: &Line, old: &Side<'_>, new: &Side<'_>) -> Vec<Pair> {
    let mut found = Vec::new();
    for (olds, news) in clusters(old, new) {
        pair_cluster(line, old, new, &olds, &news, &mut found);
    }
    found
}

/// Figures of both sides whose places overlap, where at least one is touched by a change.
fn clusters(old: &Side<'_>, new: &Side<'_>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut out: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let (mut x, mut y, mut end) = (0, 0, 0);
    let mut touched = false;
    while x < old.places.len() || y < new.places.len() {
        let old_first = match (old.places.get(x), new.places.get(y)) {
            (Some(a), Some(b)) => a.line.start <= b.line.start,
            (a, _) => a.is_some(),
        };
        let place = if old_first {
            &old.places[x]
        } else {
            &new.places[y]
        };
        if out.is_empty() || place.line.start >= end {
            if !touched {
                out.pop();
            }
            out.push((Vec::new(), Vec::new()));
            touched = false;
        }
        end = end.max(place.line.end);
        touched |= place.is_touched();
        if let Some((olds, news)) = out.last_mut() {
            if old_first {
                olds.push(x)
            } else {
                news.push(y)
            }
        }
        if old_first { x += 1 } else { y += 1 }
    }
    if !touched {
        out.pop();
    }
    out
}

fn pair_cluster(
    line: &Line,
    old: &Side<'_>,
    new: &Side<'_>,
    olds: &[usize],
    news: &[usize],
    found: &mut Vec<Pair>,
) {
    let (mut olds, mut news) = (olds.to_vec(), news.to_vec());
    if olds.len() * news.len() <= CROWD * CROWD {
        cancel(&mut olds, &mut news, |a, b| {
            !old.places[a].is_touched() && old.places[a] == new.places[b]
        });
        cancel(&mut olds, &mut news, |a, b| {
            old.figures[a].equals(&new.figures[b])
        });
    }
    let mut partners: Vec<Pair> = Vec::new();
    while let Some(&first) = olds.first() {
        let like = |figure: &Figure| old.figures[first].quantity.is_like(&figure.quantity);
        let (a, rest): (Vec<usize>, _) = olds.iter().partition(|&&at| like(&old.figures[at]));
        olds = rest;
        let (b, rest): (Vec<usize>, _) = news.iter().partition(|&&at| like(&new.figures[at]));
        news = rest;
        pair_alike(line, old, new, &a, &b, &mut partners);
    }
    partners.extend(news.into_iter().map(|at| (None, Some(at))));
    let reading_order = |&(a, b): &Pair| {
        let place = b.map(|at| &new.places[at]).or(a.map(|at| &old.places[at]));
        (place.map(|place| place.line.start), b, a)
    };
    partners.sort_by_key(reading_order);
    found.append(&mut partners);
}

/// Takes out those of both sides that are the same by some rule, in order.
fn cancel(olds: &mut Vec<usize>, news: &mut Vec<usize>, same: impl Fn(usize, usize) -> bool) {
    olds.retain(|&a| match news.iter().position(|&b| same(a, b)) {
        Some(at) => {
            news.remove(at);
            false
        }
        None => true,
    });
}

/// Pairs figures of one kind and unit.
fn pair_alike(
    line: &Line,
    old: &Side<'_>,
    new: &Side<'_>,
    olds: &[usize],
    news: &[usize],
    partners: &mut Vec<Pair>,
) {
    let believed = |a: usize, b: usize| is_short(line, old, new, a, b) || is_known(old, new, a, b);
    let mut free = news.to_vec();
    for (index, &a) in olds.iter().enumerate() {
        let partner = if olds.len() == news.len() {
            Some(news[index]).filter(|&b| believed(a, b))
        } else if olds.len().max(news.len()) <= CROWD {
            let kept = free
                .iter()
                .copied()
                .find(|&b| is_kept_in_part(line, old, new, a, b));
            let mut known = free.iter().copied().filter(|&b| is_known(old, new, a, b));
            kept.or_else(|| known.next().filter(|_| known.next().is_none()))
        } else {
            None
        };
        free.retain(|&b| Some(b) != partner);
        partners.push((Some(a), partner));
    }
    partners.extend(free.into_iter().map(|at| (None, Some(at))));
}

/// Whether little text was replaced where both stand.
fn is_short(line: &Line, old: &Side<'_>, new: &Side<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&old.places[a].replacements, &new.places[b].replacements);
    let all = x.clone().chain(y.clone());
    let count = |text: &str, range: std::ops::Range<usize>| {
        text.get(range).map_or(0, |text| text.chars().count())
    };
    all.map(|at| &line.replacements()[at]).all(|replacement| {
        count(old.text, replacement.before.clone()) <= SHORT
            && count(new.text, replacement.after.clone()) <= SHORT
    })
}

/// Whether both begin with the same kept text: 16億円 → 16億5,000万円.
fn is_kept_in_part(line: &Line, old: &Side<'_>, new: &Side<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&old.places[a], &new.places[b]);
    let first = line.replacements().get(x.replacements.start);
    let begins_kept = !x.is_touched()
        || first.is_some_and(|first| old.figures[a].range.start < first.before.start);
    begins_kept && x.line.start == y.line.start
}

/// Whether the words right before or right after both are the same.
fn is_known(old: &Side<'_>, new: &Side<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&old.figures[a].core, &new.figures[b].core);
    let left = |text: &str, end: usize| -> Vec<char> {
        let before = text.get(..end).unwrap_or_default().chars().rev();
        before
            .filter(|c| c.is_alphanumeric() && *c != '約')
            .take(CONTEXT)
            .collect()
    };
    let right = |text: &str, start: usize| -> Vec<char> {
        let after = text.get(start..).unwrap_or_default().chars();
        after
            .filter(|c| c.is_alphanumeric())
            .take(CONTEXT + 1)
            .collect()
    };
    // Particles stand beside anything.
    let has_word = |chars: &[char]| chars.iter().any(|c| !('\u{3041}'..='\u{309f}').contains(c));
    let same =
        |a: Vec<char>, b: Vec<char>, least: usize| a.len() >= least && a == b && has_word(&a);
    same(left(old.text, x.start), left(new.text, y.start), CONTEXT)
        || same(right(old.text, x.end), right(new.text, y.end), CONTEXT + 1)
}
