//! Which pull requests are read and shown, decided from their numbers, records and at most one commit each, so that one
//! that is left out costs nothing. What is left out is counted, never forgotten.

use std::collections::BTreeMap;

use super::objects::Objects;
use super::pull_requests::Known;
use crate::config::{Pulls, Show};
use crate::record::PullRecord;
use crate::snapshot::LeftOut;

/// The numbers of the requests that are shown, ascending, and how many are not.
pub fn select(config: &Pulls, known: &Known<'_>, objects: &Objects<'_>) -> (Vec<u64>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut of_author: BTreeMap<String, u64> = BTreeMap::new();
    let mut waiting = 0;
    let mut shown = Vec::new();
    for number in known.numbers().into_iter().rev() {
        let reason = reason(config, known, objects, number);
        if let Some(reason) = reason {
            *reason(&mut left_out) += 1;
            continue;
        }
        // What was merged is part of the proposal's history, whoever sent how much.
        if known.is_merged(number) {
            shown.push(number);
            continue;
        }
        if let Some(most) = config.limit_per_author {
            let author = author(known, objects, number).unwrap_or_default();
            let count = of_author.entry(author).or_default();
            if *count >= most {
                left_out.over_author += 1;
                continue;
            }
            *count += 1;
        }
        if config.limit.is_some_and(|most| waiting >= most) {
            left_out.over_limit += 1;
            continue;
        }
        waiting += 1;
        shown.push(number);
    }
    shown.reverse();
    (shown, left_out)
}

/// Where a request is counted that is not to be shown.
fn reason(
    config: &Pulls,
    known: &Known<'_>,
    objects: &Objects<'_>,
    number: u64,
) -> Option<fn(&mut LeftOut) -> &mut usize> {
    let record = known.records.get(&number).map(|record| &**record);
    if config.hide.contains(&number) {
        return Some(|left_out| &mut left_out.hidden);
    }
    if has_label(record, |label| config.spam.contains(label)) {
        return Some(|left_out| &mut left_out.spam);
    }
    let chosen = match &config.show {
        Show::All => true,
        Show::None => false,
        Show::Chosen { labels, authors } => {
            has_label(record, |label| labels.contains(label))
                || !authors.is_empty()
                    && author(known, objects, number).is_some_and(|name| authors.contains(&name))
        }
    };
    (!chosen).then_some(|left_out| &mut left_out.not_chosen)
}

fn has_label(record: Option<&PullRecord>, wanted: impl Fn(&str) -> bool) -> bool {
    record.is_some_and(|record| record.labels.iter().any(|label| wanted(&label.name)))
}

/// The account that sent a request; where no record tells, the author of its newest commit.
fn author(known: &Known<'_>, objects: &Objects<'_>, number: u64) -> Option<String> {
    let record = known.records.get(&number);
    let account = record.and_then(|record| record.author.as_ref());
    if let Some(account) = account {
        return Some(account.login.clone());
    }
    let head = objects.peel(*known.references.heads.get(&number)?).ok()?;
    Some(objects.commit(head).ok()?.author)
}
