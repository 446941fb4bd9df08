//! The view of a page of citations.

use serde::Serialize;

use super::{CommitRef, Href};

/// `/cite/{version}/{document}/`: how a document of a version and its sections are cited.
#[derive(Clone, Debug, Serialize)]
pub struct CiteView {
    /// The document's title.
    pub title: String,
    /// The version's name; `next` for the tip of the main branch.
    pub version: String,
    /// The document.
    pub document: Href,
    /// The commit.
    pub commit: CommitRef,
    /// Whether the site knows its own address.
    pub has_address: bool,
    /// The document's citation.
    pub citation: Citation,
    /// Those of its sections.
    pub sections: Vec<CitedSection>,
}

/// A citation in its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// As a line of text.
    pub text: String,
    /// As BibTeX.
    pub bibtex: String,
    /// As CSL-JSON.
    pub csl: String,
    /// The address that it names.
    pub address: Option<String>,
}

/// The citation of a section.
#[derive(Clone, Debug, Serialize)]
pub struct CitedSection {
    /// The heading.
    pub title: String,
    /// Its place on the page, `of.` and its anchor.
    pub id: String,
    /// Its level, 1 to 6.
    pub level: u8,
    /// Its line in the source, as of the commit, if the forge is known.
    pub source: Option<Href>,
    /// How it is cited.
    pub citation: Citation,
}
