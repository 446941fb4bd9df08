//! Servers' answers → records of pull requests and, in [`topics`], of discussions. The only HTTP client.
//!
//! A forge is asked page by page, newest change first ([`walk`]); each page becomes records and a mark of where the next
//! one begins, so that a walk that is cut goes on where it was. What strangers wrote passes through the lenient reader
//! of [`crate::record`]. `verify` reads published sites through it ([`fetch`]), `comment` writes below requests ([`comments`]), `check` asks
//! whether pages of other hosts are there ([`external`]).
//! Knows neither Git nor where records are kept.

mod address;
mod avatars;
mod client;
pub mod comments;
pub mod external;
mod fetch;
mod forgejo;
mod github;
mod gitlab;
mod http;
mod rest;
mod retry;
pub mod topics;
mod walk;

use crate::record::PullRecord;
use crate::timestamp::Timestamp;

pub use self::address::{Address, AddressError, Kind, address, host, host_of};
pub use self::avatars::{Gallery, Had};
pub use self::client::{Client, Hiccup, Method, Repeat, Reply, Request, Token, Transport};
pub use self::fetch::fetch;
pub use self::http::Http;
pub use self::walk::{Progress, Stale, walk};

/// Why a forge could not be asked, or gave no answer that can be used. Never holds a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForgeError {
    /// A token is needed.
    #[error(
        "{forge} answers only with a token: set {variable} (a token that may read pull requests is enough)"
    )]
    NoToken {
        /// Which forge.
        forge: &'static str,
        /// Which variables of the environment are looked at.
        variable: &'static str,
    },
    /// A token that may write comments is needed.
    #[error("{forge} takes comments only with a token that may write them: set {variable}")]
    NoTokenToComment {
        /// Which forge.
        forge: &'static str,
        /// Which variables of the environment are looked at.
        variable: &'static str,
    },
    /// The token may not ask whose it is.
    #[error(
        "{url}: the server does not tell which account the token is of ({status}); name it with --account NAME"
    )]
    NoAccount {
        /// Whom.
        url: String,
        /// Its status.
        status: u16,
    },
    /// The address is not encrypted.
    #[error("{0}: only https is asked, so that neither token nor answers can be read on the way")]
    Insecure(String),
    /// The server refuses.
    #[error("{url}: the server refuses ({status}): {reason}")]
    Refused {
        /// Whom.
        url: String,
        /// Its status.
        status: u16,
        /// What it says.
        reason: String,
    },
    /// The server asks to wait for longer than is waited.
    #[error("{url}: the server asks to wait for {minutes} minutes; try again after that")]
    Limited {
        /// Whom.
        url: String,
        /// For how long.
        minutes: u64,
    },
    /// It failed again and again.
    #[error("{url}: {reason}, {attempts} times in a row; try again later")]
    GaveUp {
        /// Whom.
        url: String,
        /// How.
        reason: String,
        /// How often.
        attempts: u32,
    },
    /// Whether it was done is not known.
    #[error(
        "{url}: {reason}; it is not sent again now, as it may have arrived. The next run looks"
    )]
    Unsure {
        /// Whom.
        url: String,
        /// How.
        reason: String,
    },
    /// A file could not be had.
    #[error("{url}: {reason}, {attempts} times in a row")]
    Unreached {
        /// Which one.
        url: String,
        /// How.
        reason: String,
        /// How often it was asked for.
        attempts: u32,
    },
    /// It leads elsewhere.
    #[error("{url}: the server leads to {target}, which is not followed: {reason}")]
    Redirected {
        /// Whom.
        url: String,
        /// Where to.
        target: String,
        /// Why not.
        reason: &'static str,
    },
    /// The answer is not what the interface promises.
    #[error("{url}: the answer cannot be used: {reason}")]
    Unusable {
        /// Whom.
        url: String,
        /// Why.
        reason: String,
    },
    /// The host's `robots.txt` asks programs not to.
    #[error("{0}: the host's robots.txt asks programs to stay away from this address")]
    Unwelcome(String),
    /// As much was read as is read in one sync.
    #[error("as much was read as is read in one sync; the next one goes on")]
    Spent,
    /// Where the last walk was cut is no longer known to the server.
    #[error("the server no longer knows where the last sync was cut")]
    StaleCursor,
}

/// One page of a forge's list, newest change first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it tells.
    pub records: Vec<PullRecord>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<String>,
    /// When it was given, by the server's clock.
    pub given_at: Option<Timestamp>,
    /// The mark by which the server knows this answer again.
    pub etag: Option<String>,
    /// Whether nothing changed since the mark that was sent; the rest is empty then.
    pub unchanged: bool,
    /// What was left out, in words.
    pub problems: Vec<String>,
}

/// Asks a forge for the page that begins at a cursor, or for the first; with the mark of an answer that is known, a
/// server may say that nothing changed since.
///
/// # Errors
///
/// See [`ForgeError`].
pub fn page(
    client: &Client<'_>,
    address: &Address,
    cursor: Option<&str>,
    etag: Option<&str>,
) -> Result<Page, ForgeError> {
    match address.kind {
        Kind::GitHub => github::page(client, address, cursor),
        Kind::GitLab => gitlab::page(client, address, cursor, etag),
        Kind::Forgejo => forgejo::page(client, address, cursor, etag),
    }
}

#[cfg(test)]
mod tests;
