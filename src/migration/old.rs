//! The pages of an old site → those that Teigen answers by itself, those that a redirect answers, and those that nothing does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, inside, is_document};
use crate::config::addresses::MOST_REDIRECTS;
use crate::site::pages::{OWN_FOLDERS, page_at};
use crate::site::path::Addresses;
use crate::site::translation::{self, Languages};
use crate::snapshot::SourcePath;

/// A page of the old site: the file that it was, from the site's root, and the document that it showed.
pub(super) type OldPage = (String, String);

/// The documents among files, by their paths inside the published folder.
pub(super) fn documents(files: &[String], source: &str) -> Vec<String> {
    files
        .iter()
        .filter(|file| is_document(file))
        .filter_map(|file| inside(file, source))
        .filter(|file| !file.split('/').any(|part| part.starts_with('.')))
        .map(str::to_owned)
        .collect()
}

/// The addresses that Teigen gives documents inside a version.
pub(super) fn addresses(found: &Findings, documents: &[String]) -> Vec<String> {
    let languages = Languages {
        original: found.language,
        named: &found.languages,
    };
    let names: Vec<&str> = documents.iter().map(String::as_str).collect();
    let told = translation::find(&names, &languages);
    let mut given = Addresses::default();
    let mut addresses = vec![String::new(); names.len()];
    for (at, name) in names.iter().enumerate() {
        if told[at].original.is_none() {
            addresses[at] = given.give(&SourcePath::new(*name), "");
        }
    }
    for (at, name) in names.iter().enumerate() {
        if let (Some(language), Some(original)) = (told[at].language, told[at].original) {
            let address = languages.address(language, &addresses[original]);
            addresses[at] = given.claim(address, name);
        }
    }
    addresses
}

/// Finds what the newest version's documents answer to, and redirects the rest.
pub(super) fn settle(found: &mut Findings, file: &str, documents: &[String], pages: &[OldPage]) {
    let native = native(found, documents);
    let told: BTreeSet<String> = found
        .redirects
        .iter()
        .map(|(from, _)| from.clone())
        .collect();
    let mut lost = Vec::new();
    for (page, document) in pages {
        if native.get(page) == Some(document) {
            continue;
        }
        let address = page.strip_suffix("index.html").unwrap_or(page);
        if address.is_empty() || told.contains(address) {
            continue;
        }
        match page_at(address).filter(|_| found.redirects.len() < MOST_REDIRECTS) {
            // The version's own pages come first.
            Some(_) if !is_edition(found, address) => {
                found.redirects.push((address.to_owned(), document.clone()));
            }
            _ => lost.push((
                0,
                format!("the address /{address} of {document} will not answer: it is the site's own, or holds characters that addresses here do not"),
            )),
        }
    }
    found.lose_many(
        file,
        &lost,
        "tell those who link to it, or rename the document before you publish",
    );
}

/// Whether an address begins with a version's name.
fn is_edition(found: &Findings, address: &str) -> bool {
    let first = address.split('/').next().unwrap_or_default();
    let mut versions = found.versions.iter().map(|(name, _)| name.as_str());
    matches!(first, "latest" | "next") || versions.any(|name| name == first)
}

/// The files that lead to the newest version's documents without any redirect.
fn native(found: &Findings, documents: &[String]) -> BTreeMap<String, String> {
    let mut native = BTreeMap::new();
    let prefixes = found
        .aliases
        .iter()
        .filter(|(_, version)| version == "latest");
    let prefixes: Vec<String> = prefixes.map(|(alias, _)| format!("{alias}/")).collect();
    for (document, address) in documents.iter().zip(addresses(found, documents)) {
        let first = address.split('/').next().unwrap_or_default();
        let root = !OWN_FOLDERS.contains(&first) && !is_edition(found, first);
        let root = root.then(String::new);
        for prefix in prefixes.iter().cloned().chain(root) {
            for page in forms(&address, found.html) {
                native.insert(format!("{prefix}{page}"), document.clone());
            }
        }
    }
    native
}

/// The files of a document inside a version.
pub(super) fn forms(address: &str, html: bool) -> Vec<String> {
    if address.is_empty() {
        return vec!["index.html".to_owned()];
    }
    let mut forms = vec![format!("{address}/index.html")];
    if html {
        forms.push(format!("{address}.html"));
    }
    forms
}

/// Names the pages of a published site that nothing will answer, by what is known to answer.
pub(super) fn unanswered(
    found: &mut Findings,
    branch: &str,
    files: &[String],
    answered: &BTreeSet<String>,
) {
    let pages = files.iter().filter(|file| file.ends_with(".html"));
    let is_tools = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        name == "404.html" || file == "search.html"
    };
    let lost: Vec<(usize, String)> = pages
        .filter(|file| !answered.contains(*file) && !is_tools(file))
        .map(|file| {
            let address = file.strip_suffix("index.html").unwrap_or(file);
            let what = format!(
                "the page /{address} of the branch {branch} has no document, and will not answer"
            );
            (0, what)
        })
        .collect();
    found.lose_many(
        "teigen.yaml",
        &lost,
        "lead it on: add it below `addresses.redirects`",
    );
}

/// What answers at the site's root: documents, redirects, the front page.
pub(super) fn answered(found: &Findings, documents: &[String]) -> BTreeSet<String> {
    let redirects = found.redirects.iter();
    let redirects = redirects.filter_map(|(from, _)| Some(page_at(from)?.as_str().to_owned()));
    let mut answered: BTreeSet<String> = redirects.collect();
    answered.extend(native(found, documents).into_keys());
    answered.insert("index.html".to_owned());
    answered
}
