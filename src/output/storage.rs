//! A whole site → object storage, file by file, in an order in which readers find what pages refer to.
//!
//! Storage knows no rename of many objects at once. So one publisher works at a time ([`lease`]), and before it changes anything
//! it writes down what it will ([`work`]): whoever comes after one that was cut off sends all of that again. The
//! manifest is replaced last, under the condition that it is still the one that was read; files are removed after that.

mod lease;
mod place;
mod work;

use futures_util::future::{Either, select};
use object_store::{Attribute, Attributes, ObjectStore, PutMode, PutOptions};

use self::lease::Lease;
pub use self::lease::Patience;
pub use self::place::Place;
use super::complete::Complete;
use super::{OutputError, plan};

/// How often everything is begun again because another publisher was faster.
const ATTEMPTS: usize = 5;

/// Why a site could not be published to object storage. Holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The site.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The address, or the settings in the environment.
    #[error("{url}: {reason}")]
    Settings {
        /// The address.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The storage cannot be reached, or refuses.
    #[error("`{path}` cannot be {attempt}: {reason}")]
    Refused {
        /// Which object.
        path: String,
        /// What was tried.
        attempt: &'static str,
        /// What it said, without secrets.
        reason: String,
    },
    /// What stands in the manifest's place is none.
    #[error(
        "`{0}` is not one that teigen wrote: publish below another prefix, or remove what is there"
    )]
    NotOurs(String),
    /// Another publisher does not come to its end.
    #[error(
        "another publisher is at work there, and does not come to its end; run the command again later"
    )]
    Busy,
    /// Another publisher was faster, again and again.
    #[error("other publishers were faster, {ATTEMPTS} times in a row; run the command again")]
    Overtaken,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// What is published is this site already.
    Nothing,
    /// Something was sent.
    Sent {
        /// Files sent, the manifest among them.
        files: usize,
        /// Bytes of these.
        bytes: u64,
        /// Files removed.
        gone: usize,
    },
}

/// Publishes a site to an address, with credentials and settings of the environment.
///
/// # Errors
///
/// See [`StorageError`].
pub fn publish_to(site: &Complete, url: &str, say: &dyn Fn(&str)) -> Result<Stored, StorageError> {
    let place = Place::open(url)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| StorageError::Settings {
        url: url.to_owned(),
        reason: error.to_string(),
    })?;
    runtime.block_on(publish(site, &place, &Patience::USUAL, say))
}

/// Publishes a site to a place.
///
/// # Errors
///
/// See [`StorageError`].
pub async fn publish(
    site: &Complete,
    place: &Place,
    patience: &Patience,
    say: &dyn Fn(&str),
) -> Result<Stored, StorageError> {
    if work::is_there(site, place).await? {
        return Ok(Stored::Nothing);
    }
    for _ in 0..ATTEMPTS {
        let lease = Lease::take(place, patience, say).await?;
        let work = Box::pin(work::bring(site, place));
        let beats = Box::pin(lease.keep(patience.beat));
        let done = match select(work, beats).await {
            Either::Left((done, _)) => done,
            // Another publisher took this one for dead: what it does counts.
            Either::Right((lost, _)) => lost.map(|()| None),
        };
        // Whoever comes next need not wait, also where this failed: what was changed is written down.
        let given = lease.give_back().await;
        if let Some(stored) = done? {
            return given.map(|()| stored);
        }
        say("another publisher was faster; reading again what is there");
    }
    Err(StorageError::Overtaken)
}

async fn put(
    place: &Place,
    path: &str,
    bytes: Vec<u8>,
    mode: PutMode,
) -> Result<object_store::PutResult, object_store::Error> {
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, super::content_type(path).into());
    let cache = match path {
        // What tells who is at work is asked for anew each time.
        lease::LEASE | work::CHANGING => "no-store",
        path => plan::cache_control(path),
    };
    attributes.insert(Attribute::CacheControl, cache.into());
    let options = PutOptions {
        mode,
        attributes,
        ..PutOptions::default()
    };
    place
        .store
        .put_opts(&place.path(path)?, bytes.into(), options)
        .await
}

/// Whether the object is not, or no longer, what it was to be.
fn is_overtaken(error: &object_store::Error) -> bool {
    use object_store::Error;
    matches!(
        error,
        Error::Precondition { .. } | Error::AlreadyExists { .. } | Error::NotFound { .. }
    )
}

#[cfg(test)]
mod tests;
