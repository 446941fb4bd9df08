//! Comments below pull requests: the one of ours is found, made, or given another text.
//!
//! Ours is what our own account wrote and the caller knows again by its text; either alone is not enough, as anyone can write
//! what we write. Reading is bounded: where there is more, whether there is one of ours is not known, and none is made.
//! A new comment is sent again only after a limit, so that no failure makes two of one.

mod github;
mod rest;

use super::client::Repeat;
use super::{Address, Client, ForgeError, Kind};

pub use self::github::{ADD, COMMENTS, UPDATE};

/// Most pages of comments that are read of one pull request.
const PAGE_LIMIT: usize = 10;
/// Comments on a page.
const SIZE: usize = 100;

/// Whose comments are ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// The server says it with each comment.
    Told,
    /// The account with this number; automatic ones have negative numbers on some servers.
    Id(i64),
    /// The account of this name.
    Name(String),
}

/// A comment of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What the server knows it by.
    id: String,
    /// Its text, in Markdown.
    pub body: String,
}

/// Where a comment may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    number: u64,
    /// What GitHub knows the pull request by.
    subject: String,
}

/// What there is of ours below a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This comment; the newest, if there are several.
    Ours(Comment),
    /// None, and where one would be made.
    None(Place),
    /// There are more comments than are read.
    TooMany,
}

/// Finds out which account's comments are ours: the named one's, or that of the token.
///
/// # Errors
///
/// See [`ForgeError`]; without a token, nothing is asked.
pub fn account(
    client: &Client<'_>,
    address: &Address,
    name: Option<&str>,
) -> Result<Account, ForgeError> {
    if client.authorization.is_none() {
        let (forge, variable) = match address.kind {
            Kind::GitHub => ("GitHub", "TEIGEN_TOKEN or GITHUB_TOKEN"),
            Kind::GitLab => ("GitLab", "TEIGEN_TOKEN or GITLAB_TOKEN"),
            Kind::Forgejo => ("Forgejo", "TEIGEN_TOKEN or FORGEJO_TOKEN"),
        };
        return Err(ForgeError::NoTokenToComment { forge, variable });
    }
    match (address.kind, name) {
        (Kind::GitHub, _) => Ok(Account::Told),
        (_, Some(name)) => Ok(Account::Name(name.to_owned())),
        (Kind::GitLab | Kind::Forgejo, None) => rest::account(client),
    }
}

/// Looks for the comment of ours below a pull request: the newest that our account wrote and whose text is known again.
///
/// # Errors
///
/// See [`ForgeError`].
pub fn find(
    client: &Client<'_>,
    address: &Address,
    account: &Account,
    number: u64,
    is_known: &dyn Fn(&str) -> bool,
) -> Result<Found, ForgeError> {
    match address.kind {
        Kind::GitHub => github::find(client, address, number, is_known),
        Kind::GitLab | Kind::Forgejo => rest::find(client, address, account, number, is_known),
    }
}

/// Makes a comment. It is sent again only where the server says that it did nothing.
///
/// # Errors
///
/// See [`ForgeError`]; after [`ForgeError::Unsure`], the comment may be there.
pub fn create(
    client: &Client<'_>,
    address: &Address,
    place: &Place,
    body: &str,
) -> Result<(), ForgeError> {
    match address.kind {
        Kind::GitHub => github::create(client, place, body),
        Kind::GitLab | Kind::Forgejo => rest::create(client, address, place, body),
    }
}

/// Gives a comment another text.
///
/// # Errors
///
/// See [`ForgeError`].
pub fn update(
    client: &Client<'_>,
    address: &Address,
    number: u64,
    comment: &Comment,
    body: &str,
) -> Result<(), ForgeError> {
    match address.kind {
        Kind::GitHub => github::update(client, comment, body),
        Kind::GitLab | Kind::Forgejo => rest::update(client, address, number, comment, body),
    }
}
