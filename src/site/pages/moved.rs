//! Addresses that documents had, here and with MkDocs and mike → the pages that they lead to now.

use std::collections::BTreeSet;

use crate::site::path::{OutputPath, fold};
use crate::site::{Edition, Site};

/// What the site's own pages begin with: no document's address without a version may.
const OWN: [&str; 13] = [
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
pub type Moved = (OutputPath, OutputPath, String);

/// The old addresses of all documents.
///
/// - MkDocs has no versions: `/{document}/`, and `/{document}.html` where `use_directory_urls` is off, lead to the newest one.
/// - mike has them without the `v`: `/0.5/{document}/`.
/// - A document of an older version that was renamed, or is gone, is looked for below `latest` and `next` by readers who kept its
///   address: it leads to what became of it, else to the last version that had it.
pub fn moved(site: &Site<'_>) -> Vec<Moved> {
    let editions = site.editions.iter().map(|edition| edition.name.as_str());
    let taken: BTreeSet<&str> = editions.chain(OWN).collect();
    let is_free = |address: &str| {
        let first = address.split('/').next().unwrap_or_default();
        !address.is_empty() && !taken.contains(first)
    };
    let mut given: BTreeSet<OutputPath> = BTreeSet::new();
    let mut found = Vec::new();
    let mut give = |from: OutputPath, to: &OutputPath, title: &str| {
        if given.insert(from.clone()) {
            found.push((from, to.clone(), title.to_owned()));
        }
    };
    let latest = site.latest();
    let here = latest.documents.iter();
    for document in here.filter(|document| is_free(&document.address)) {
        let page = latest.page(document);
        give(OutputPath::page(&document.address), &page, &document.title);
        // The page for what is not there has that name.
        if site.mkdocs.files && document.address != "404" {
            let file = OutputPath::file(&format!("{}.html", document.address));
            give(file, &page, &document.title);
        }
    }
    for current in [latest, site.next()] {
        for (address, page, title) in renamed(site, current) {
            give(
                OutputPath::page(&format!("{}/{address}", current.name)),
                &page,
                &title,
            );
            if current.name == latest.name && is_free(&address) {
                give(OutputPath::page(&address), &page, &title);
            }
        }
    }
    if site.mkdocs.mike {
        for edition in &site.editions {
            let Some(name) = without_v(&edition.name).filter(|name| is_free(name)) else {
                continue;
            };
            for document in &edition.documents {
                let from = OutputPath::page(&format!("{name}/{}", document.address));
                give(from, &edition.page(document), &document.title);
            }
        }
    }
    found
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
