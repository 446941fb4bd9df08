//! Which steps are shown when only changes are: what changed, the headings above it, its short neighbours. And which stay in
//! sight where the rest is folded.

use super::super::key::{Class, Comparable};
use super::super::tree::{BlockStep, Step};
use super::fold::{Fold, Foldable};
use crate::document::{Block, BlockKind};

/// A neighbour with more text than this (in bytes) is not shown.
const SHORT: usize = 360;
/// What an item is about is shown up to this length (in bytes).
const TOPIC: usize = 1500;

/// What changed and its neighbours, one on either side.
pub(super) fn with_neighbours<T: Comparable, C>(steps: &[Step<'_, T, C>]) -> Vec<bool> {
    neighbours_within(steps, SHORT)
}

fn neighbours_within<T: Comparable, C>(steps: &[Step<'_, T, C>], limit: usize) -> Vec<bool> {
    let changed = |at: usize| {
        steps
            .get(at)
            .is_some_and(|step| !matches!(step, Step::Same { .. }))
    };
    let beside = |at: usize| changed(at + 1) || at.checked_sub(1).is_some_and(changed);
    let show = |(at, step): (usize, &Step<'_, T, C>)| match step {
        // A heading that follows belongs to something else.
        Step::Same { after, .. } => {
            beside(at) && !matches!(after.class(), Class::Heading(_)) && is_within(*after, limit)
        }
        _ => true,
    };
    steps.iter().enumerate().map(show).collect()
}

/// What stays in sight where long unchanged parts are folded: what changed, all headings, neighbours, and short parts.
pub(super) fn in_sight<T: Foldable, C>(steps: &[Step<'_, T, C>]) -> Vec<bool> {
    let mut shown = neighbours_within(steps, TOPIC);
    for (shown, step) in shown.iter_mut().zip(steps) {
        *shown |= matches!(step, Step::Same { after, .. } if after.holds_heading());
    }
    let mut at = 0;
    while at < steps.len() {
        let hidden = shown[at..].iter().take_while(|shown| !**shown).count();
        if hidden > 0 && !Fold::of(&steps[at..at + hidden]).is_worth_it() {
            shown[at..at + hidden].fill(true);
        }
        at += hidden.max(1);
    }
    shown
}

/// The headings over nothing that changed.
pub(super) fn quiet(steps: &[BlockStep<'_>]) -> Vec<bool> {
    let mut governs = vec![false; steps.len()];
    show_headings(steps, &mut governs);
    let is_quiet = |(step, governs): (&BlockStep<'_>, bool)| {
        !governs && matches!(step, Step::Same { .. }) && heading_level(step).is_some()
    };
    steps.iter().zip(governs).map(is_quiet).collect()
}

/// Shows what would be left out alone: saying so takes as much room.
fn without_lone_gaps(steps: &[BlockStep<'_>], shown: &mut [bool]) {
    for at in 1..shown.len().saturating_sub(1) {
        if let Step::Same { after, .. } = steps[at]
            && shown[at - 1]
            && shown[at + 1]
        {
            shown[at] |= is_short(after);
        }
    }
}

/// The same, and the headings that govern what changed.
pub(super) fn with_headings(steps: &[BlockStep<'_>]) -> Vec<bool> {
    let mut shown = with_neighbours(steps);
    show_headings(steps, &mut shown);
    without_lone_gaps(steps, &mut shown);
    shown
}

/// The same for the blocks of a list item, which is known by its first block.
pub(super) fn of_item(steps: &[BlockStep<'_>]) -> Vec<bool> {
    let mut shown = with_neighbours(steps);
    if let (Some(first), Some(Step::Same { after, .. })) = (shown.first_mut(), steps.first()) {
        *first |= is_within(*after, TOPIC);
    }
    show_headings(steps, &mut shown);
    without_lone_gaps(steps, &mut shown);
    shown
}

fn show_headings(steps: &[BlockStep<'_>], shown: &mut [bool]) {
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if !matches!(step, Step::Same { .. }) {
            open.iter().for_each(|&(_, heading)| shown[heading] = true);
        }
        if let Some(level) = heading_level(step) {
            open.retain(|&(other, _)| other < level);
            open.push((level, at));
        }
    }
}

fn heading_level(step: &BlockStep<'_>) -> Option<u8> {
    let block: &Block = match step {
        Step::Same { after, .. } | Step::Changed { after, .. } => after,
        Step::Removed { item, .. } | Step::Added { item, .. } => item,
        Step::Regrouped { .. } => return None,
    };
    match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}

fn is_short<T: Comparable>(item: &T) -> bool {
    is_within(item, SHORT)
}

fn is_within<T: Comparable>(item: &T, limit: usize) -> bool {
    let mut text = String::new();
    // One character more than fits.
    item.words(&mut text, limit + 4);
    text.len() <= limit
}
