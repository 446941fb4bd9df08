//! What is kept below `refs/teigen/` here and on the remote → the same on both sides, and nothing lost on either.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::Context;

use crate::record::PullRecord;
use crate::repository::{self, AVATARS_REF, RECORDS_REF, Remote, RemoteError, Source, TOPICS_REF};
use crate::snapshot::ObjectId;

/// Where the remote's records stand until they are joined.
const INCOMING: &str = "refs/teigen/incoming";
const INCOMING_TOPICS: &str = "refs/teigen/incoming-discussions";
const INCOMING_AVATARS: &str = "refs/teigen/incoming-avatars";
/// How often a push is tried anew because someone else was faster.
const ATTEMPTS: u32 = 40;
/// How much longer each wait between two attempts is, in milliseconds.
const PATIENCE: u32 = 25;
/// Heads that are fetched one by one: `git` looks for each among all. More go by one pattern.
const ONE_BY_ONE: usize = 100;
/// Heads that are pushed at once. Each is named with the promise that nobody else has put one there; some systems take no
/// longer lines.
const PUSHED_AT_ONCE: usize = 200;
const ALL_HEADS: &str = "refs/teigen/pull/*";
/// Replaced heads that are fetched at once, and how often `git` may say no before the rest waits for the next sync: of
/// requests that just changed, and of those where it was tried before.
const FETCHED_AT_ONCE: usize = 200;
const REFUSALS: usize = 50;
const REFUSALS_AGAIN: usize = 5;

/// What the remote lacks, and what it has.
pub struct There {
    /// The names of heads that it lacks.
    new: Vec<String>,
    /// Where its records are.
    records: Option<ObjectId>,
    /// Where its discussions are.
    topics: Option<ObjectId>,
    /// Where its pictures of accounts are.
    avatars: Option<ObjectId>,
}

/// Fetches the records and heads that others kept, and joins them with those that are here.
pub fn bring(source: &Source, remote: &Remote) -> anyhow::Result<There> {
    let listed = remote.list(source, "refs/teigen/*")?;
    let there = repository::pins_among(&listed);
    let union = repository::unite(&repository::read_pins(source)?, &there);
    repository::pin_again(source, &union.again)?;
    let mut wanted = union.fetch;
    if wanted.len() > ONE_BY_ONE {
        // What is here under another's number was given a new one above.
        wanted = vec![format!("+{ALL_HEADS}:{ALL_HEADS}")];
    }
    let find = |wanted: &str| {
        let found = listed.iter().find(|(name, _)| name == wanted);
        found.map(|(_, id)| *id)
    };
    let (records, topics) = (find(RECORDS_REF), find(TOPICS_REF));
    let avatars = find(AVATARS_REF);
    wanted.extend(records.map(|_| format!("+{RECORDS_REF}:{INCOMING}")));
    wanted.extend(topics.map(|_| format!("+{TOPICS_REF}:{INCOMING_TOPICS}")));
    wanted.extend(avatars.map(|_| format!("+{AVATARS_REF}:{INCOMING_AVATARS}")));
    if !wanted.is_empty() {
        remote
            .fetch(source, &wanted)
            .context("what others kept cannot be fetched")?;
    }
    if records.is_some()
        && let Some(incoming) = repository::take(source, INCOMING)?
    {
        repository::join_records(source, incoming)?;
    }
    if topics.is_some()
        && let Some(incoming) = repository::take(source, INCOMING_TOPICS)?
    {
        repository::join_topics(source, incoming)?;
    }
    if avatars.is_some()
        && let Some(incoming) = repository::take(source, INCOMING_AVATARS)?
    {
        repository::join_avatars(source, incoming)?;
    }
    let again = union.again.iter();
    let mut new = union.push;
    new.extend(again.map(|(number, revision, _)| repository::pin_name(*number, *revision)));
    Ok(There {
        new,
        records,
        topics,
        avatars,
    })
}

/// Pushes records, heads, discussions and pictures. Where someone else pushes at the same time, what they kept is joined first;
/// `forget` then drops what is not kept here.
pub fn push(
    source: &Source,
    remote: &Remote,
    forget: &dyn Fn() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for attempt in 1..=ATTEMPTS {
        let there = bring(source, remote)?;
        forget()?;
        if push_once(source, remote, &there)?
            && replace(source, remote, TOPICS_REF, there.topics)?
            && replace(source, remote, AVATARS_REF, there.avatars)?
        {
            return Ok(());
        }
        // Programs that meet part ways: each waits as long as its own number says.
        let own = std::process::id() % 97;
        thread::sleep(Duration::from_millis((attempt * PATIENCE + own).into()));
    }
    anyhow::bail!(
        "{}: others keep pushing at the same time; run `teigen sync --push` again",
        remote.url()
    )
}

fn push_once(source: &Source, remote: &Remote, there: &There) -> Result<bool, anyhow::Error> {
    // What was taken stays there when a later part is not: the next attempt finds it.
    for part in there.new.chunks(PUSHED_AT_ONCE) {
        if !remote.push(source, None, part)? {
            return Ok(false);
        }
    }
    let here = repository::read_records(source)?.commit;
    if here.is_none() || here == there.records {
        return Ok(true);
    }
    Ok(match there.records {
        Some(_) => remote.push(source, Some(RECORDS_REF), &[])?,
        None => remote.push(source, None, &[RECORDS_REF.to_owned()])?,
    })
}

/// Puts what a reference without history holds here in the place of what it holds there, unless someone else was faster: theirs
/// was joined.
fn replace(
    source: &Source,
    remote: &Remote,
    name: &str,
    there: Option<ObjectId>,
) -> anyhow::Result<bool> {
    let here = repository::stands_at(source, name)?;
    if here.is_none() || here == there {
        return Ok(true);
    }
    Ok(remote.replace(source, name, there)?)
}

/// Fetches heads that a force-push replaced, as far as the server still has them; first those of requests whose record is
/// not what it was before.
pub fn fetch_replaced(
    source: &Source,
    remote: &Remote,
    before: &BTreeMap<u64, PullRecord>,
    records: &BTreeMap<u64, PullRecord>,
) -> anyhow::Result<()> {
    let is_new = |record: &&PullRecord| before.get(&record.number) != Some(record);
    let (new, old): (Vec<_>, Vec<_>) = records.values().partition(is_new);
    for (records, limit) in [(new, REFUSALS), (old, REFUSALS_AGAIN)] {
        let all: Vec<ObjectId> = records.into_iter().flat_map(repository::pushed).collect();
        let missing = repository::missing(source, &all)?;
        let mut patience = limit;
        for ids in missing.chunks(FETCHED_AT_ONCE) {
            fetch_some(source, remote, ids, &mut patience)?;
        }
    }
    Ok(())
}

/// Fetches commits; where the server lacks one of them, the halves apart.
fn fetch_some(
    source: &Source,
    remote: &Remote,
    ids: &[ObjectId],
    patience: &mut usize,
) -> anyhow::Result<()> {
    if ids.is_empty() || *patience == 0 {
        return Ok(());
    }
    let wanted: Vec<String> = ids.iter().map(ObjectId::to_string).collect();
    match remote.fetch(source, &wanted) {
        Ok(()) => Ok(()),
        Err(RemoteError::Failed { .. }) if ids.len() > 1 => {
            *patience -= 1;
            let (one, other) = ids.split_at(ids.len() / 2);
            fetch_some(source, remote, one, patience)?;
            fetch_some(source, remote, other, patience)
        }
        Err(RemoteError::Failed { .. }) => {
            *patience -= 1;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
