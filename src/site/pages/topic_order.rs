//! Topics in a list → the same in the order of a conversation: each below the one that it came from.

use std::collections::BTreeMap;

use crate::site::view::DiscussionRow;
use crate::snapshot::Discussion;

/// Deepest step of the list.
const DEPTH: usize = 3;

/// Puts rows below that of the topic which they belong to or go on from, if it is in the list. Else the order stays.
pub(super) fn below_parents(
    discussions: &[Discussion],
    rows: Vec<DiscussionRow>,
) -> Vec<DiscussionRow> {
    let topics: BTreeMap<&str, usize> = discussions
        .iter()
        .enumerate()
        .map(|(at, topic)| (topic.record.url.as_str(), at))
        .collect();
    let topic_of: Vec<Option<usize>> = rows
        .iter()
        .map(|row| topics.get(row.href.as_str()).copied())
        .collect();
    let row_of: BTreeMap<usize, usize> = (0..rows.len())
        .filter_map(|row| Some((topic_of[row]?, row)))
        .collect();
    let parent = |row: usize| {
        let above = discussions[topic_of[row]?].parent?;
        row_of.get(&above).copied()
    };
    let parents: Vec<Option<usize>> = (0..rows.len()).map(parent).collect();
    let order = order(&parents);
    let mut rows: Vec<Option<DiscussionRow>> = rows.into_iter().map(Some).collect();
    let taken = order.into_iter().filter_map(|(row, depth)| {
        let row = rows[row].take()?;
        Some(DiscussionRow {
            depth: depth.min(DEPTH),
            ..row
        })
    });
    taken.collect()
}

/// Each place once with its depth, below its parent. Where parents go round in a circle, the first of it is on top.
fn order(parents: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(at);
        }
    }
    let mut placed = vec![false; parents.len()];
    let mut found = Vec::new();
    for start in 0..parents.len() {
        let mut waiting = vec![(top(start, parents), 0)];
        while let Some((at, depth)) = waiting.pop() {
            if !std::mem::replace(&mut placed[at], true) {
                found.push((at, depth));
                waiting.extend(children[at].iter().rev().map(|child| (*child, depth + 1)));
            }
        }
    }
    found
}

/// The topmost one above a place; the place itself where there is no end.
fn top(start: usize, parents: &[Option<usize>]) -> usize {
    let mut at = start;
    for _ in 0..parents.len() {
        match parents[at] {
            Some(parent) => at = parent,
            None => return at,
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parents: &[Option<usize>], expected: &[(usize, usize)]) {
        assert_eq!(order(parents), expected);
    }

    #[test]
    fn topics_stand_below_what_they_came_from() {
        check(
            &[Some(3), None, Some(0), None],
            &[(3, 0), (0, 1), (2, 2), (1, 0)],
        );
    }

    #[test]
    fn a_circle_loses_nobody() {
        check(&[Some(1), Some(0), Some(1)], &[(0, 0), (1, 1), (2, 2)]);
    }
}
