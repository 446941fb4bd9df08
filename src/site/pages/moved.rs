//! Addresses that documents had, here and with MkDocs, mike and other tools → the pages that they lead to now.

use std::collections::BTreeSet;

use super::earlier::{self, Taken};
use crate::site::path::{OutputPath, fold};
use crate::site::view::Href;
use crate::site::{Edition, Site};

/// What the site's own pages begin with: no document's address without a version may.
pub const OWN: [&str; 13] = [
    "compare",
    "pulls",
    "sections",
    "history",
    "versions",
    "contributors",
    "discussions",
    "take-part",
    "map",
    "cite",
    "search",
    "assets",
    "api",
];

/// An old address, where it leads, and what is there.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The page at the old address.
    pub from: OutputPath,
    /// Where it leads.
    pub to: Lead,
    /// What is there.
    pub title: String,
}

/// Where an old address leads.
#[derive(Clone, Debug)]
pub enum Lead {
    /// To a page, or to a heading on it.
    Page(OutputPath, Option<String>),
    /// To another site.
    Elsewhere(Href),
}

/// The old addresses of all documents.
///
/// - What the configuration tells comes first: redirects, and other names of versions.
/// - MkDocs has no versions: `/{document}/`, and `/{document}.html` where `use_directory_urls` is off, lead to the newest one.
/// - mike has them without the `v`: `/0.5/{document}/`.
/// - A document of an older version that was renamed, or is gone, is looked for below `latest` and `next` by readers who kept its
///   address: it leads to what became of it, else to the last version that had it.
pub fn moved(site: &Site<'_>) -> Vec<Moved> {
    all(site).0
}

/// The same, with every path that is then taken.
pub(super) fn all(site: &Site<'_>) -> (Vec<Moved>, Taken) {
    let mut found = Found {
        taken: Taken::of(site),
        moved: Vec::new(),
    };
    for told in earlier::told(site) {
        found.push(told);
    }
    let editions = site.editions.iter().map(|edition| edition.name.as_str());
    let own: BTreeSet<&str> = editions.chain(OWN).collect();
    let is_free = |address: &str| {
        let first = address.split('/').next().unwrap_or_default();
        !address.is_empty() && !own.contains(first)
    };
    let files = site.config.addresses.html;
    let (latest, next) = (site.latest(), site.next());
    for (alias, edition) in earlier::aliases(site) {
        found.edition(alias, edition, files);
        if [&latest.name, &next.name].contains(&&edition.name) {
            for (address, page, title) in renamed(site, edition) {
                let from = OutputPath::page(&format!("{alias}/{address}"));
                found.give(from, &page, &title);
            }
        }
    }
    let here = latest.documents.iter();
    for document in here.filter(|document| is_free(&document.address)) {
        let page = latest.page(document);
        found.give(OutputPath::page(&document.address), &page, &document.title);
        // The page for what is not there has that name.
        if (files || site.mkdocs.files) && document.address != "404" {
            let file = OutputPath::file(&format!("{}.html", document.address));
            found.give(file, &page, &document.title);
        }
    }
    for current in [latest, next] {
        for (address, page, title) in renamed(site, current) {
            let from = OutputPath::page(&format!("{}/{address}", current.name));
            found.give(from, &page, &title);
            if current.name == latest.name && is_free(&address) {
                found.give(OutputPath::page(&address), &page, &title);
                if files && address != "404" {
                    found.give(OutputPath::file(&format!("{address}.html")), &page, &title);
                }
            }
        }
    }
    for edition in &site.editions {
        if files {
            found.edition(&edition.name, edition, true);
        }
        let name = without_v(&edition.name).filter(|name| is_free(name));
        if let Some(name) = name.filter(|_| site.mkdocs.mike) {
            found.edition(name, edition, files);
        }
    }
    (found.moved, found.taken)
}

/// What was found so far.
struct Found {
    taken: Taken,
    moved: Vec<Moved>,
}

impl Found {
    fn push(&mut self, moved: Moved) {
        if self.taken.take(&moved.from) {
            self.moved.push(moved);
        }
    }

    fn give(&mut self, from: OutputPath, to: &OutputPath, title: &str) {
        self.push(Moved {
            from,
            to: Lead::Page(to.clone(), None),
            title: title.to_owned(),
        });
    }

    /// A version under another name, with files for its documents too where they had some.
    fn edition(&mut self, name: &str, edition: &Edition<'_>, files: bool) {
        for document in &edition.documents {
            let page = edition.page(document);
            let address = format!("{name}/{}", document.address);
            self.give(OutputPath::page(&address), &page, &document.title);
            if files && !document.address.is_empty() {
                let file = OutputPath::file(&format!("{address}.html"));
                self.give(file, &page, &document.title);
            }
        }
        self.give(OutputPath::page(name), &edition.front(), &edition.name);
    }
}

/// Addresses of older versions that an edition has no document at, each with what became of it.
fn renamed(site: &Site<'_>, current: &Edition<'_>) -> Vec<(String, OutputPath, String)> {
    let documents = current.documents.iter();
    let mut known: BTreeSet<String> = documents.map(|document| fold(&document.address)).collect();
    // What is there without being a document: the front page, all documents together.
    let beside = [current.whole(), current.epub()].into_iter().flatten();
    let own: Vec<String> = beside
        .filter_map(|path| Some(fold(path.as_str().split('/').nth(1)?)))
        .collect();
    known.insert(String::new());
    let mut found = Vec::new();
    for older in site.states().skip(1) {
        for (index, document) in older.documents.iter().enumerate() {
            let first = document.address.split('/').next().unwrap_or_default();
            if own.contains(&fold(first)) || !known.insert(fold(&document.address)) {
                continue;
            }
            let (page, title) = match site.counterpart(older, index, current) {
                Some(there) => {
                    let there = &current.documents[there];
                    (current.page(there), &there.title)
                }
                None => (older.page(document), &document.title),
            };
            found.push((document.address.clone(), page, title.clone()));
        }
    }
    found
}

/// `0.5` of `v0.5`.
fn without_v(name: &str) -> Option<&str> {
    let number = name.strip_prefix('v')?;
    number
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mike_names_versions_without_their_letter() {
        assert_eq!(without_v("v0.5"), Some("0.5"));
        assert_eq!(without_v("vision"), None);
        assert_eq!(without_v("0.5"), None);
    }
}
