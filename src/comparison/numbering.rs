//! Numbers the changes in reading order, so that each has an address, and marks what moved.

use super::moves::Found;
use super::places::{Side, visit_blocks, visit_items, visit_rows};
use super::tree::{BlockChange, BlockStep, EditedMove, Mark, Moves};

/// Numbers all changes from 1; returns how many numbers were given, and how things changed that moved.
///
/// Neighbours that were added or removed share a number: they are one place to look at.
pub(super) fn number<'a>(steps: &mut [BlockStep<'a>], found: Found<'a>) -> (usize, Moves<'a>) {
    let Found { partners, edited } = found;
    let mut moves: Moves<'a> = Vec::with_capacity(edited.len());
    let mut edited = edited.into_iter().peekable();
    let mut numbers = vec![0; partners.len()];
    let (mut at, mut last) = (0, 0);
    visit_blocks(steps, &mut |place, mark| {
        if place.side == Side::Both {
            last += 1;
            mark.number = last;
            return;
        }
        let shares = place.continues && belongs_to_previous(at, &partners);
        let known = partners[at].map_or(0, |partner| numbers[partner]);
        numbers[at] = match known {
            0 if shares => numbers[at - 1],
            0 => {
                last += 1;
                last
            }
            known => known,
        };
        *mark = Mark {
            number: numbers[at],
            moved: partners[at].is_some(),
            edited: None,
        };
        if let Some((_, mut change)) = edited.next_if(|(added, _)| *added == at) {
            number_inside(&mut change, mark.number);
            mark.edited = Some(moves.len());
            moves.push(change);
        }
        at += 1;
    });
    (last, moves)
}

/// What changed in something that moved is at the place of the move.
fn number_inside(change: &mut EditedMove<'_>, number: usize) {
    let steps = match change {
        EditedMove::Item { change, .. } => change,
        EditedMove::Block { change, .. } => match change {
            BlockChange::Blocks(steps) => steps,
            BlockChange::List(items) => {
                return visit_items(items, &mut |_, mark| mark.number = number);
            }
            BlockChange::Table(table) => {
                return visit_rows(&mut table.rows, &mut |_, mark| mark.number = number);
            }
            BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_) => return,
        },
    };
    visit_blocks(steps, &mut |_, mark| mark.number = number);
}

/// Whether a place is one with its neighbour: both unmoved, or moved together.
fn belongs_to_previous(at: usize, partners: &[Option<usize>]) -> bool {
    let Some(previous) = at.checked_sub(1) else {
        return false;
    };
    match (partners[previous], partners[at]) {
        (None, None) => true,
        (Some(a), Some(b)) => a + 1 == b,
        _ => false,
    }
}
