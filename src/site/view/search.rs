//! The view of the page of the search.

use serde::Serialize;

use super::{DocumentLink, Href};

/// `/search/`: finds words in the text, by a script; without one, all headings to look through.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// The folder of the index.
    pub index: Href,
    /// What the index's table of contents must say of itself.
    pub digest: String,
    /// The name of the newest version.
    pub newest: String,
    /// Whether there are other versions to search.
    pub has_versions: bool,
    /// Whether there are pull requests to search.
    pub has_pulls: bool,
    /// The documents of the newest version with their headings, cut at a bound.
    pub documents: Vec<SearchDocument>,
}

/// A document and its headings.
#[derive(Clone, Debug, Serialize)]
pub struct SearchDocument {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: Href,
    /// Its sections of the upper levels; none where there are too many in all.
    pub sections: Vec<DocumentLink>,
}
