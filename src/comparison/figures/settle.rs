//! Figures of a place where whole units went and others came → the same without those that are on both sides.
//!
//! A paragraph that was rewritten beyond likeness is told as one removed and one added. A figure that stands in both
//! did not change; two of one kind and unit are one figure if their label is the same, and no other's.

use std::collections::{BTreeMap, VecDeque};

use super::Found;
use super::figure::Figure;
use super::unit::FigureKind;
use crate::comparison::change::ChangeKind;

/// Takes out the figures that are on both sides, and pairs those that surely are one figure.
pub(super) fn settle(found: &mut Vec<Found<'_>>) {
    drop_equal(found);
    pair_labelled(found);
}

fn gone<'f>(found: &'f Found<'_>) -> Option<&'f Figure> {
    let whole = found.change.kind == ChangeKind::Removed && found.after.is_none();
    found
        .before
        .as_ref()
        .map(|(figure, _)| figure)
        .filter(|_| whole)
}

fn come<'f>(found: &'f Found<'_>) -> Option<&'f Figure> {
    let whole = found.change.kind == ChangeKind::Added && found.before.is_none();
    found
        .after
        .as_ref()
        .map(|(figure, _)| figure)
        .filter(|_| whole)
}

fn drop_equal(found: &mut Vec<Found<'_>>) {
    type Worth = (FigureKind, String, Option<&'static str>);
    let worth = |figure: &Figure| -> Worth {
        let side = figure.told("");
        (
            figure.quantity.kind(),
            format!("{} {}", side.value, side.unit),
            figure.limit,
        )
    };
    let mut waiting: BTreeMap<Worth, VecDeque<usize>> = BTreeMap::new();
    for (at, figure) in found
        .iter()
        .enumerate()
        .filter_map(|(at, one)| Some((at, gone(one)?)))
    {
        waiting.entry(worth(figure)).or_default().push_back(at);
    }
    let mut dropped = vec![false; found.len()];
    for (at, one) in found.iter().enumerate() {
        let same = come(one).and_then(|figure| waiting.get_mut(&worth(figure))?.pop_front());
        if let Some(same) = same {
            (dropped[same], dropped[at]) = (true, true);
        }
    }
    retain(found, &dropped);
}

fn pair_labelled(found: &mut Vec<Found<'_>>) {
    let mut named: BTreeMap<(String, FigureKind, String), [Vec<usize>; 2]> = BTreeMap::new();
    for (at, one) in found
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.label.is_empty())
    {
        let sides = [gone(one), come(one)];
        for (side, figure) in sides.into_iter().enumerate() {
            let Some(figure) = figure else { continue };
            let base = figure.quantity.base().to_owned();
            let name = (one.label.clone(), figure.quantity.kind(), base);
            named.entry(name).or_default()[side].push(at);
        }
    }
    let mut dropped = vec![false; found.len()];
    for [gone, come] in named.into_values() {
        if let ([old], [new]) = (gone.as_slice(), come.as_slice()) {
            found[*new].before = found[*old].before.clone();
            dropped[*old] = true;
        }
    }
    retain(found, &dropped);
}

fn retain(found: &mut Vec<Found<'_>>, dropped: &[bool]) {
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !dropped[at - 1]
    });
}
