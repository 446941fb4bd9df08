//! Docusaurus' versions, which are folders → the states of the main branch that they were made from.
//!
//! `docusaurus docs:version 1.0` copies the documents of that moment to `versioned_docs/version-1.0`: the first commit that has that
//! folder holds the same documents where they are written. What was mended in the folder later is not in that commit.

use std::collections::BTreeSet;

use super::Docs;
use super::docs::{self, Doc, is_partial};
use crate::config::VersionSource;
use crate::config::addresses::MOST_REDIRECTS;
use crate::migration::old::{self, addresses, forms};
use crate::migration::{Findings, Ground, below};
use crate::natural::natural;
use crate::snapshot::VersionName;

/// Most versions that are read.
const MOST_VERSIONS: usize = 100;

/// Where the documents of versions stood.
pub(super) struct Versions {
    /// What the addresses of today's documents began with.
    pub current: String,
    /// The versions, the newest first: name, what addresses began with, commit.
    pub listed: Vec<(String, String, String)>,
}

impl Versions {
    /// Where a redirect to a document of today leads.
    pub(super) fn target(&self, docs: &Docs, document: &str, found: &Findings) -> String {
        if self.current == docs.route {
            return document.to_owned();
        }
        let given = addresses(found, &[document.to_owned()]);
        let address = given.first().map(String::as_str).unwrap_or_default();
        format!("/next/{}", with_slash(address))
    }
}

fn with_slash(address: &str) -> String {
    match address {
        "" => String::new(),
        address => format!("{address}/"),
    }
}

/// Finds the versions, and gives the site's addresses their other names.
pub(super) fn read(found: &mut Findings, docs: &Docs, ground: &dyn Ground) -> Versions {
    let names = names(found, ground);
    let folders: Vec<String> = names.iter().map(|name| folder_of(name)).collect();
    let first = ground.first_with(&folders);
    let last = docs.last.clone();
    let last = last.or_else(|| names.first().cloned());
    let is_current = names.is_empty() || last.as_deref() == Some("current");
    let mut versions = Versions {
        current: match is_current {
            true => docs.route.clone(),
            false => below(&docs.route, "next"),
        },
        listed: Vec::new(),
    };
    let newest = names.iter().max_by_key(|name| natural(name));
    let mut lost = Vec::new();
    for (name, commit) in names.iter().zip(first) {
        let Some(commit) = commit else {
            lost.push((
                0,
                format!("the commit that made version {name} is not in the repository"),
            ));
            continue;
        };
        let route = match last.as_deref() == Some(name) {
            true => docs.route.clone(),
            false => below(&docs.route, name),
        };
        found
            .versions
            .push((name.clone(), VersionSource::Commit(commit.clone())));
        if !route.is_empty() {
            let is_newest = newest == Some(name);
            let edition = if is_newest { VersionName::LATEST } else { name };
            found.aliases.push((route.clone(), edition.to_owned()));
        }
        versions.listed.push((name.clone(), route, commit));
    }
    found.lose_many(
        "versions.json",
        &lost,
        "name its state below `versions.named`; its addresses will not answer otherwise",
    );
    if !versions.listed.is_empty() {
        if !is_current {
            found
                .aliases
                .push((versions.current.clone(), "next".to_owned()));
        }
        let what = format!(
            "{} versions are folders here; in Teigen a version is a state of {}",
            versions.listed.len(),
            docs.folder
        );
        found.lose(
            ("versioned_docs", 0),
            what,
            "each is now the commit that first had its folder: what was mended in the folder later is not in it; keep the folders until you have looked",
        );
        found.remarks.push("a further version is added below `versions.named`; or mark its commit with a tag, and set `versions.tags`".to_owned());
    }
    versions
}

fn folder_of(name: &str) -> String {
    format!("versioned_docs/version-{name}")
}

/// The names in `versions.json`, the newest first.
fn names(found: &mut Findings, ground: &dyn Ground) -> Vec<String> {
    let text = ground.text("versions.json");
    let parsed: Option<Vec<String>> = text
        .as_ref()
        .and_then(|text| serde_json::from_str(text).ok());
    if text.is_some() && parsed.is_none() {
        found.lose(
            ("versions.json", 0),
            "it is no list of names",
            "name the versions below `versions`",
        );
    }
    let mut seen = BTreeSet::new();
    let mut lost = Vec::new();
    let is_name = |name: &String| {
        let fits = VersionName::new(name)
            .is_some_and(|name| !matches!(name.as_str(), VersionName::NEXT | VersionName::LATEST));
        if !fits {
            let name: String = name.chars().take(100).collect();
            lost.push((0, format!("a version cannot be called {name:?} here")));
        }
        fits && seen.insert(name.clone())
    };
    let names = parsed
        .unwrap_or_default()
        .into_iter()
        .filter(is_name)
        .take(MOST_VERSIONS)
        .collect();
    found.lose_many(
        "versions.json",
        &lost,
        "give it another name below `versions.named`",
    );
    names
}

/// Redirects what documents of versions do not answer to by themselves.
pub(super) fn redirects(
    found: &mut Findings,
    docs: &Docs,
    versions: &Versions,
    all: &[Doc],
    ground: &dyn Ground,
) {
    for (name, route, _) in &versions.listed {
        let folder = folder_of(name);
        let paths = old::documents(ground.files(), &folder);
        let paths: Vec<String> = paths.into_iter().filter(|path| !is_partial(path)).collect();
        let here = docs::read(&folder, &paths, ground);
        below_route(found, docs, (route, name), &here);
    }
    if !versions.listed.is_empty() && versions.current != docs.route {
        below_route(found, docs, (&versions.current, "next"), all);
    }
}

fn below_route(found: &mut Findings, docs: &Docs, (route, edition): (&str, &str), here: &[Doc]) {
    let paths: Vec<String> = here.iter().map(|doc| doc.path.clone()).collect();
    let given = addresses(found, &paths);
    let told: BTreeSet<String> = found
        .redirects
        .iter()
        .map(|(from, _)| from.clone())
        .collect();
    for (doc, address) in here.iter().zip(given).filter(|(doc, _)| !doc.draft) {
        let page = docs.page(route, &doc.slug);
        let mut own = forms(&address, found.html).into_iter();
        let native = own.any(|form| page == below(route, &form));
        let old = page.strip_suffix("index.html").unwrap_or(&page);
        if !native
            && !told.contains(old)
            && !old.is_empty()
            && found.redirects.len() < MOST_REDIRECTS
        {
            let target = format!("/{edition}/{}", with_slash(&address));
            found.redirects.push((old.to_owned(), target));
        }
    }
}

/// The pages that answer, those of versions among them.
pub(super) fn answered(
    found: &Findings,
    versions: &Versions,
    documents: &[String],
    ground: &dyn Ground,
) -> BTreeSet<String> {
    let mut answered = old::answered(found, documents);
    let mut add = |route: &str, here: &[String]| {
        for address in addresses(found, here) {
            let forms = forms(&address, found.html).into_iter();
            answered.extend(forms.map(|form| below(route, &form)));
        }
    };
    add(&versions.current, documents);
    for (_, route, commit) in &versions.listed {
        let files = ground.files_of(commit);
        add(route, &old::documents(&files, &found.source));
    }
    answered
}
