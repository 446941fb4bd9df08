//! Heads of pull requests → `refs/teigen/pull/N/K`, so that no force-push and no clean-up elsewhere loses one.
//!
//! K counts the heads that were seen, 1 for the first. A head gets a new one only where it differs from the last, and none
//! is ever taken away. Where two programs counted differently, the shared repository's count stands, and what was counted
//! here gets the next free number.

use std::collections::{BTreeMap, BTreeSet};

use git2::Oid;

use super::keep::moves;
use super::objects::{to_id, to_oid};
use super::references::{self, kept_head};
use super::{KeepError, Source};
use crate::record::PullRecord;
use crate::snapshot::ObjectId;

/// Most heads that are kept of one pull request.
pub const PIN_LIMIT: usize = 1_000;

/// The heads that are kept, by pull request and by their own number.
pub type Pins = BTreeMap<u64, BTreeMap<u32, ObjectId>>;

/// The name of a kept head.
pub fn pin_name(number: u64, revision: u32) -> String {
    format!("refs/teigen/pull/{number}/{revision}")
}

/// The kept heads of a repository.
///
/// # Errors
///
/// Its references cannot be listed.
pub fn read_pins(source: &Source) -> Result<Pins, KeepError> {
    let references = references::read(&source.repository()?)?;
    let ids = |kept: BTreeMap<u32, Oid>| kept.into_iter().map(|(at, id)| (at, to_id(id))).collect();
    let kept = references.kept_heads.into_iter();
    Ok(kept.map(|(number, kept)| (number, ids(kept))).collect())
}

/// The kept heads among a remote's references.
pub fn pins_among(listed: &[(String, ObjectId)]) -> Pins {
    let mut pins = Pins::new();
    for (name, id) in listed {
        if let Some((number, revision)) = kept_head(name) {
            pins.entry(number).or_default().insert(revision, *id);
        }
    }
    pins
}

/// Keeps every head that is here now, and those of force-pushes that are here, in the order in which they came. Returns how
/// many are new.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn pin_heads(source: &Source, records: &BTreeMap<u64, PullRecord>) -> Result<usize, KeepError> {
    let repository = source.repository()?;
    let references = references::read(&repository)?;
    let odb = repository.odb()?;
    let numbers: BTreeSet<u64> = references
        .heads
        .keys()
        .chain(records.keys())
        .copied()
        .collect();
    let mut count = 0;
    for number in numbers {
        let kept = references.kept_heads.get(&number);
        let seen = seen(number, &references, records.get(&number));
        let here = |id: &Oid| odb.exists(*id);
        for (revision, id) in new_pins(kept, &seen.into_iter().filter(here).collect::<Vec<_>>()) {
            // Where another program keeps heads at the same time, the next sync brings both together.
            let kept = moves(&repository, &pin_name(number, revision), None, id)?;
            count += usize::from(kept);
        }
    }
    Ok(count)
}

/// The heads that a pull request is known to have had, the present one last.
fn seen(number: u64, references: &references::References, record: Option<&PullRecord>) -> Vec<Oid> {
    let mut seen: Vec<Oid> = record.into_iter().flat_map(pushed).map(to_oid).collect();
    seen.extend(references.heads.get(&number));
    seen.dedup();
    seen
}

/// The heads that a record's force-pushes name, oldest first.
pub fn pushed(record: &PullRecord) -> Vec<ObjectId> {
    let pushes = record.force_pushes.iter();
    let mut heads: Vec<ObjectId> = pushes
        .flat_map(|push| [push.before, push.after])
        .flatten()
        .collect();
    heads.dedup();
    heads
}

/// Kept heads in the order in which a record's force-pushes tell that they came: one that was learned of later than those
/// that followed it stands before them.
pub fn in_order(kept: &mut Vec<Oid>, pushed: &[ObjectId]) {
    let pushed: Vec<Oid> = pushed.iter().map(|id| to_oid(*id)).collect();
    let distinct: BTreeSet<&Oid> = pushed.iter().collect();
    // A head that came back has no one place.
    if distinct.len() != pushed.len() {
        return;
    }
    for two in pushed.windows(2).rev() {
        let place = |id: Oid| kept.iter().position(|known| *known == id);
        if let (Some(from), Some(to)) = (place(two[0]), place(two[1]))
            && from > to
        {
            let earlier = kept.remove(from);
            kept.insert(to, earlier);
        }
    }
}

/// What is to be kept besides what is kept already: earlier heads that are not, and the last one where it differs from the
/// last that is.
fn new_pins(kept: Option<&BTreeMap<u32, Oid>>, seen: &[Oid]) -> Vec<(u32, Oid)> {
    let known: BTreeSet<Oid> = kept
        .into_iter()
        .flat_map(|kept| kept.values().copied())
        .collect();
    let mut last = kept.and_then(|kept| kept.values().next_back().copied());
    let mut next = kept
        .and_then(|kept| kept.keys().next_back().copied())
        .unwrap_or(0);
    let mut pins: Vec<(u32, Oid)> = Vec::new();
    for (index, id) in seen.iter().enumerate() {
        let is_present = index + 1 == seen.len();
        let is_new = if is_present {
            last != Some(*id)
        } else {
            !known.contains(id)
        };
        if is_new && known.len() + pins.len() < PIN_LIMIT {
            next += 1;
            pins.push((next, *id));
            last = Some(*id);
        }
    }
    pins
}

/// How the kept heads of here and of a remote are brought together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Union {
    /// Lines for fetching: the remote's heads that are not here, under their numbers.
    pub fetch: Vec<String>,
    /// Names to be pushed: the heads of here that the remote has not.
    pub push: Vec<String>,
    /// Heads of here that need another number before that, because the remote has another under theirs.
    pub again: Vec<(u64, u32, ObjectId)>,
}

/// Compares the kept heads of here and of a remote.
pub fn unite(here: &Pins, there: &Pins) -> Union {
    let mut union = Union::default();
    let nothing = BTreeMap::new();
    let numbers: BTreeSet<u64> = here.keys().chain(there.keys()).copied().collect();
    for number in numbers {
        let ours = here.get(&number).unwrap_or(&nothing);
        let theirs = there.get(&number).unwrap_or(&nothing);
        let mut next = ours.keys().chain(theirs.keys()).max().copied().unwrap_or(0);
        for (revision, id) in theirs {
            let name = pin_name(number, *revision);
            match ours.get(revision) {
                None => union.fetch.push(format!("{name}:{name}")),
                Some(own) if own == id => {}
                Some(own) => {
                    if !theirs.values().any(|known| known == own) {
                        next += 1;
                        union.again.push((number, next, *own));
                    }
                    union.fetch.push(format!("+{name}:{name}"));
                }
            }
        }
        let only_here = ours
            .keys()
            .filter(|revision| !theirs.contains_key(revision));
        union
            .push
            .extend(only_here.map(|revision| pin_name(number, *revision)));
    }
    union
}

/// Keeps heads under other numbers as well.
///
/// # Errors
///
/// The repository cannot be written, or another program has taken such a number in the meantime.
pub fn pin_again(source: &Source, again: &[(u64, u32, ObjectId)]) -> Result<(), KeepError> {
    let repository = source.repository()?;
    for (number, revision, id) in again {
        let name = pin_name(*number, *revision);
        if !moves(&repository, &name, None, to_oid(*id))? {
            return Err(KeepError::Busy);
        }
    }
    Ok(())
}

/// Which of these commits are not here.
///
/// # Errors
///
/// The repository cannot be read.
pub fn missing(source: &Source, commits: &[ObjectId]) -> Result<Vec<ObjectId>, KeepError> {
    let repository = source.repository()?;
    let odb = repository.odb()?;
    let gone = |id: &&ObjectId| !odb.exists(to_oid(**id));
    Ok(commits.iter().filter(gone).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: u8) -> Oid {
        Oid::from_bytes(&[digit; 20]).unwrap_or(Oid::ZERO_SHA1)
    }

    fn check(kept: &[u8], seen: &[u8], expected: &[(u32, u8)]) {
        let kept: BTreeMap<u32, Oid> = (1..).zip(kept.iter().map(|digit| id(*digit))).collect();
        let seen: Vec<Oid> = seen.iter().map(|digit| id(*digit)).collect();
        let expected: Vec<(u32, Oid)> = expected
            .iter()
            .map(|(at, digit)| (*at, id(*digit)))
            .collect();
        assert_eq!(new_pins(Some(&kept), &seen), expected);
    }

    #[test]
    fn a_head_is_kept_once_until_it_changes() {
        check(&[], &[1], &[(1, 1)]);
        check(&[1], &[1], &[]);
        check(&[1], &[2], &[(2, 2)]);
        check(&[1, 2], &[1], &[(3, 1)]);
        check(&[1], &[], &[]);
    }

    #[test]
    fn heads_of_force_pushes_come_before_the_present_one() {
        check(&[], &[1, 2, 3], &[(1, 1), (2, 2), (3, 3)]);
        check(&[1], &[1, 2, 3], &[(2, 2), (3, 3)]);
    }

    #[test]
    fn a_head_learned_of_late_stands_before_those_that_followed_it() {
        let check = |kept: &[u8], pushed: &[u8], expected: &[u8]| {
            let mut kept: Vec<Oid> = kept.iter().map(|digit| id(*digit)).collect();
            let pushed: Vec<ObjectId> = pushed.iter().map(|digit| to_id(id(*digit))).collect();
            in_order(&mut kept, &pushed);
            let expected: Vec<Oid> = expected.iter().map(|digit| id(*digit)).collect();
            assert_eq!(kept, expected);
        };
        check(&[3, 1, 2], &[1, 2, 3], &[1, 2, 3]);
        check(&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]);
        check(&[1, 9, 3], &[1, 2, 3], &[1, 9, 3]);
        check(&[1, 2], &[1, 2, 1], &[1, 2]);
        check(&[5, 4], &[], &[5, 4]);
    }

    fn pins(listed: &[(u64, u32, u8)]) -> Pins {
        let mut pins = Pins::new();
        for (number, revision, digit) in listed {
            pins.entry(*number)
                .or_default()
                .insert(*revision, to_id(id(*digit)));
        }
        pins
    }

    #[test]
    fn what_only_one_side_has_is_brought_to_the_other() {
        let union = unite(
            &pins(&[(1, 1, 1), (1, 2, 2)]),
            &pins(&[(1, 1, 1), (7, 1, 9)]),
        );
        assert_eq!(union.fetch, ["refs/teigen/pull/7/1:refs/teigen/pull/7/1"]);
        assert_eq!(union.push, ["refs/teigen/pull/1/2"]);
        assert_eq!(union.again, []);
    }

    #[test]
    fn two_heads_under_one_number_are_both_kept() {
        let union = unite(
            &pins(&[(1, 1, 1), (1, 2, 2)]),
            &pins(&[(1, 1, 1), (1, 2, 3)]),
        );
        assert_eq!(union.again, [(1, 3, to_id(id(2)))]);
        assert_eq!(union.fetch, ["+refs/teigen/pull/1/2:refs/teigen/pull/1/2"]);
        assert_eq!(union.push, Vec::<String>::new());
    }
}
