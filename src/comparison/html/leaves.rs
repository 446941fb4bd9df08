//! Texts that were joined to be compared → what is to be written of each text of the new document.
//!
//! A text of the old document that is gone as a whole stands on a line of its own, before or after a new one: inside a
//! heading it would read as part of it.

use super::super::change::Op;
use super::super::edits::whole_leaves;
use super::super::inline::{PieceKind, TextChange};
use super::text::{Segment, all_segments};

/// What is written of one text of the new document.
#[derive(Default)]
pub(super) struct Leaf<'t> {
    /// Texts that are gone and stood before it.
    pub gone_before: Vec<Vec<Segment<'t>>>,
    /// Its own.
    pub own: Vec<Segment<'t>>,
    /// Texts that are gone and stood after it.
    pub gone_after: Vec<Vec<Segment<'t>>>,
}

/// What is to be written, text by text of the new document. Where a text begins or ends that did not before, a sign is marked
/// as inserted or deleted, unless only whole texts came between the others.
pub(super) fn leaves<'t>(text: &'t TextChange<'_>) -> Vec<Leaf<'t>> {
    let only_came = matches!(whole_leaves(text), Some((Op::Insert, _)));
    let mut leaves = Vec::new();
    let mut open = Vec::new();
    let mut starts_both = true;
    for segment in all_segments(text) {
        if !segment.is_boundary() || segment.kind == PieceKind::Deleted {
            open.push(segment);
            continue;
        }
        let ends_both = segment.kind != PieceKind::Inserted;
        leaves.push(leaf(std::mem::take(&mut open), (starts_both, ends_both)));
        starts_both = ends_both;
        if !ends_both && !only_came {
            open.push(segment);
        }
    }
    leaves.push(leaf(open, (starts_both, true)));
    leaves
}

/// Sets apart what is gone as a whole; `ends` tells whether old texts begin and end where the new one does.
fn leaf(segments: Vec<Segment<'_>>, ends: (bool, bool)) -> Leaf<'_> {
    let mut parts: Vec<Vec<Segment<'_>>> = vec![Vec::new()];
    for segment in segments {
        if segment.is_boundary() && segment.kind == PieceKind::Deleted {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(segment);
        }
    }
    let is_gone = |part: &Vec<Segment<'_>>| {
        part.iter().any(|segment| !segment.is_boundary())
            && part
                .iter()
                .all(|segment| segment.kind == PieceKind::Deleted)
    };
    let count = parts.len();
    let first = match ends.0 {
        true => parts
            .iter()
            .take(count - 1)
            .take_while(|part| is_gone(part))
            .count(),
        false => 0,
    };
    let last = match ends.1 {
        true => parts[first + 1..]
            .iter()
            .rev()
            .take_while(|part| is_gone(part))
            .count(),
        false => 0,
    };
    let gone_after = parts.split_off(count - last);
    let own = parts.split_off(first);
    Leaf {
        gone_before: without_signs(parts),
        own: drop_sign(own.into_iter().flatten().collect(), first > 0),
        gone_after: without_signs(gone_after),
    }
}

fn without_signs(parts: Vec<Vec<Segment<'_>>>) -> Vec<Vec<Segment<'_>>> {
    let parts = parts.into_iter();
    parts.map(|part| drop_sign(part, true)).collect()
}

/// The sign of a text's beginning is left out where it stands on a line of its own.
fn drop_sign(mut part: Vec<Segment<'_>>, drops: bool) -> Vec<Segment<'_>> {
    let is_sign =
        |segment: &Segment<'_>| segment.is_boundary() && segment.kind == PieceKind::Deleted;
    if drops && part.first().is_some_and(is_sign) {
        part.remove(0);
    }
    part
}
