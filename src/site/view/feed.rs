//! A feed: what changed, for programs that read it again and again.

use serde::Serialize;

use super::{DocumentLink, Href, Language, SafeHtml};

/// A feed, as Atom (RFC 4287) has it.
#[derive(Clone, Debug, Serialize)]
pub struct FeedView {
    /// Its name, the same for ever: a `urn:uuid:`.
    pub id: String,
    /// What it is of.
    pub title: String,
    /// Whose it is.
    pub author: String,
    /// The language of the text.
    pub language: Language,
    /// Where it is; addresses in it start from here. Known only where the site's own is.
    pub base: Option<Href>,
    /// Its own address.
    pub own: Href,
    /// The page of which it is the feed.
    pub page: Href,
    /// What changed, newest first.
    pub entries: Vec<FeedEntry>,
}

/// One change.
#[derive(Clone, Debug, Serialize)]
pub struct FeedEntry {
    /// Its name, the same for ever: a `urn:uuid:`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// When, RFC 3339.
    pub date: String,
    /// Where it is told.
    pub href: Href,
    /// Who wrote it, where names are shown.
    pub authors: Vec<String>,
    /// A sentence before the changes; may be empty.
    pub summary: String,
    /// The changes as a reader sees them, each with the document that it is in where there may be several.
    pub parts: Vec<(Option<DocumentLink>, SafeHtml)>,
}
