//! A forge's pages → commits of records: many pages in one, and what was read before a failure as well.

use std::collections::BTreeMap;

use anyhow::Context;

use super::super::terminal;
use super::SyncArgs;
use super::server::{TIMEOUT, authorization};
use crate::forge::{self, Address, Client, ForgeError, Http, Page, Progress};
use crate::record::{self, Ledger, PullRecord};
use crate::repository::{self, KeepError, Records, Remote, Source};

/// Pages that are committed together.
const PAGES: usize = 20;
/// Seconds after which it is written down that nothing changed: a day.
const STALE_AFTER: i64 = 24 * 60 * 60;

/// Asks the remote's forge for what changed, and tells how much it was.
pub fn run(args: &SyncArgs, source: &Source, remote: &Remote) -> anyhow::Result<String> {
    let address = args.server.address(remote)?;
    let http = Http::new(TIMEOUT);
    let client = Client {
        transport: &http,
        wait: &std::thread::sleep,
        say: &|text| terminal::say(text),
        authorization: authorization(address.kind),
        api: address.api.clone(),
    };
    let known = repository::read_records(source)?;
    let mut ledger = ledger(&known.ledger, &address);
    let mut sync = Sync {
        source,
        client: &client,
        address: &address,
        known,
        changed: BTreeMap::new(),
        pages: 0,
        counts: Counts::default(),
        latest: ledger.clone(),
    };
    let walked = forge::walk(&mut sync, &mut ledger);
    sync.commit(walked.is_ok())
        .context("what was read is lost")?;
    let counts = sync.counts;
    let told = format!(
        "{} pull requests read, {} records new or changed",
        counts.read, counts.changed
    );
    match walked {
        Ok(()) => Ok(told),
        Err(error) => {
            Err(anyhow::Error::from(error).context(format!("{told} and kept; then it ended early")))
        }
    }
}

/// Where to go on: the ledger of before, if it is of the same repository; else from the beginning.
fn ledger(known: &Ledger, address: &Address) -> Ledger {
    let source = format!("{}/{}", address.api, address.project);
    let same = known.source == source && known.format == record::FORMAT;
    Ledger {
        format: record::FORMAT,
        forge: address.kind.name().to_owned(),
        source,
        ..if same {
            known.clone()
        } else {
            Ledger::default()
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    read: usize,
    changed: usize,
}

/// A sync on its way.
struct Sync<'s> {
    source: &'s Source,
    client: &'s Client<'s>,
    address: &'s Address,
    /// What was known before the last commit.
    known: Records,
    /// What changed since.
    changed: BTreeMap<u64, PullRecord>,
    pages: usize,
    counts: Counts,
    /// How far it came.
    latest: Ledger,
}

/// Why a sync ends early.
#[derive(Debug, thiserror::Error)]
enum SyncError {
    #[error(transparent)]
    Forge(#[from] ForgeError),
    #[error(transparent)]
    Keep(#[from] KeepError),
}

impl forge::Stale for SyncError {
    fn is_stale(&self) -> bool {
        matches!(self, Self::Forge(error) if error.is_stale())
    }
}

impl Progress for Sync<'_> {
    type Error = SyncError;

    fn ask(&mut self, cursor: Option<&str>, etag: Option<&str>) -> Result<Page, SyncError> {
        let page = forge::page(self.client, self.address, cursor, etag)?;
        for problem in &page.problems {
            terminal::say(problem);
        }
        Ok(page)
    }

    fn keep(&mut self, records: Vec<PullRecord>, ledger: &Ledger) -> Result<(), SyncError> {
        self.counts.read += records.len();
        for mut record in records {
            let before = self.changed.get(&record.number);
            if let Some(before) = before.or_else(|| self.known.pulls.get(&record.number)) {
                if before.updated_at.seconds > record.updated_at.seconds {
                    continue;
                }
                record.keep(before.clone());
                if *before == record {
                    continue;
                }
            }
            self.counts.changed += 1;
            self.changed.insert(record.number, record);
        }
        self.latest = ledger.clone();
        self.pages += 1;
        if self.pages >= PAGES {
            self.commit(false)?;
        }
        Ok(())
    }
}

impl Sync<'_> {
    /// Commits what was read. Without a change, only where a walk was cut or where it is long since anything was written.
    fn commit(&mut self, finished: bool) -> Result<(), KeepError> {
        self.pages = 0;
        let before = &self.known.ledger;
        let is_old = self.latest.as_of.seconds - before.as_of.seconds > STALE_AFTER;
        let moved = self.latest.walk != before.walk
            || self.latest.complete_to != before.complete_to
            || self.latest.source != before.source;
        if self.changed.is_empty() && !moved && !is_old {
            return Ok(());
        }
        let count = self.changed.len();
        let message = match finished {
            true => format!("Sync {count} records"),
            false => format!("Sync {count} records, to be continued"),
        };
        let changed = std::mem::take(&mut self.changed);
        let written =
            repository::write_records(self.source, &self.known, &changed, &self.latest, &message)?;
        self.known.commit = written.or(self.known.commit);
        self.known.ledger = self.latest.clone();
        self.known.pulls.extend(changed);
        Ok(())
    }
}
