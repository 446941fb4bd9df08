//! Page after page, newest change first, until everything is known that changed since the last sync.
//!
//! A walk that is cut leaves its place in the ledger. The next sync first goes on there to the walk's end, then asks for
//! what changed meanwhile: what changes while a walk goes on moves to the front, where the next one begins. Records are
//! known by number, so that seeing one twice is harmless.

use super::{ForgeError, Page};
use crate::record::{Ledger, PullRecord, Walk};
use crate::timestamp::Timestamp;

/// Seconds before the last known change from which on is asked again: servers copy themselves with some delay.
const OVERLAP: i64 = 60;
/// The name in the ledger of the mark of the list's first page.
const FIRST_PAGE: &str = "pulls";
/// Most pages of one walk.
const PAGE_LIMIT: usize = 100_000;

/// What a walk tells on its way.
pub trait Progress {
    /// Why it ends early.
    type Error: From<ForgeError>;

    /// Asks for the page at a cursor, or for the first, perhaps with the mark of an answer that is known.
    fn ask(&mut self, cursor: Option<&str>, etag: Option<&str>) -> Result<Page, Self::Error>;

    /// Hears of a page's records and of how far the walk has come with them.
    fn keep(&mut self, records: Vec<PullRecord>, ledger: &Ledger) -> Result<(), Self::Error>;
}

/// Brings a ledger up to date. At an error, the ledger last kept is the place to go on from.
///
/// # Errors
///
/// Those of asking and of keeping.
pub fn walk<P: Progress>(progress: &mut P, ledger: &mut Ledger) -> Result<(), P::Error>
where
    P::Error: Stale,
{
    if let Some(cut) = ledger.walk.clone() {
        match through(progress, ledger, Some(cut)) {
            Err(error) if error.is_stale() => ledger.walk = None,
            other => other?,
        }
    }
    through(progress, ledger, None)
}

/// Errors that may say that a cursor is no longer known.
pub trait Stale {
    /// Whether it does.
    fn is_stale(&self) -> bool;
}

impl Stale for ForgeError {
    fn is_stale(&self) -> bool {
        *self == Self::StaleCursor
    }
}

/// One walk, from its beginning or from where it was cut.
fn through<P: Progress>(
    progress: &mut P,
    ledger: &mut Ledger,
    cut: Option<Walk>,
) -> Result<(), P::Error> {
    let mut etag = cut
        .is_none()
        .then(|| ledger.etags.remove(FIRST_PAGE))
        .flatten();
    let mut place = cut;
    let mut first = place.is_none();
    for _ in 0..PAGE_LIMIT {
        let cursor = place.as_ref().map(|walk| walk.cursor.as_str());
        let page = progress.ask(cursor, etag.as_deref().filter(|_| first))?;
        if page.unchanged {
            ledger.as_of = ledger.as_of.max(page.given_at.unwrap_or_default());
            ledger
                .etags
                .extend(etag.map(|etag| (FIRST_PAGE.to_owned(), etag)));
            return progress.keep(Vec::new(), ledger);
        }
        if first {
            etag = page.etag;
            first = false;
        }
        let newest = match &place {
            Some(walk) => walk.newest,
            None => newest(&page.records),
        };
        let known = page.records.iter().any(|record| is_known(record, ledger));
        place = page
            .next
            .filter(|_| !known)
            .map(|cursor| Walk { cursor, newest });
        ledger.walk.clone_from(&place);
        ledger.as_of = ledger.as_of.max(page.given_at.unwrap_or(newest));
        if place.is_none() {
            ledger.complete_to = ledger.complete_to.max(newest);
            // Known by its mark only once everything behind it is known as well.
            let mark = etag.take().map(|etag| (FIRST_PAGE.to_owned(), etag));
            ledger.etags.extend(mark);
        }
        progress.keep(page.records, ledger)?;
        if place.is_none() {
            break;
        }
    }
    Ok(())
}

fn newest(records: &[PullRecord]) -> Timestamp {
    let moments = records.iter().map(|record| record.updated_at);
    moments.max().unwrap_or_default()
}

/// Whether everything from here on was known at the last sync's end.
fn is_known(record: &PullRecord, ledger: &Ledger) -> bool {
    record.updated_at.seconds < ledger.complete_to.seconds.saturating_sub(OVERLAP)
}
