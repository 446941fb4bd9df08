//! Every internal link of a built site resolves, and a site needs nothing from elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::page::{Element, Page};
use crate::repository::Built;
use crate::support::{build, files, json, mirror, scratch, teigen};

/// Attributes that hold one address.
const ADDRESSES: [&str; 10] = [
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "poster",
    "src",
    "xlink:href",
];

/// The page for what is not found.
const NOT_FOUND: &str = "404.html";

/// Leads nowhere on purpose: it takes `:target` away from an opened sheet.
const CLOSES_SHEETS: &str = "tg-closed";

/// Checks every page and list of a site.
pub fn check_site(site: &Path) {
    let checker = Checker::read(site);
    let mut problems = Vec::new();
    for (name, page) in checker.pages.iter().filter(|(name, _)| *name != NOT_FOUND) {
        checker.check_page(name, page, &mut problems);
    }
    checker.check_lists(&mut problems);
    checker.check_manifest(&mut problems);
    none(&problems);
}

/// Checks the page for what is not found.
fn check_not_found(site: &Path) {
    let checker = Checker::read(site);
    let mut problems = Vec::new();
    checker.check_page(NOT_FOUND, &checker.pages[NOT_FOUND], &mut problems);
    none(&problems);
}

fn none(problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems[..problems.len().min(40)].join("\n")
    );
}

struct Checker {
    site: PathBuf,
    files: BTreeMap<String, PathBuf>,
    pages: BTreeMap<String, Page>,
    ids: BTreeMap<String, Vec<String>>,
    /// Where the site says that it is published.
    base: Option<String>,
}

impl Checker {
    fn read(site: &Path) -> Self {
        let files = files(site);
        let pages: BTreeMap<_, _> = files
            .iter()
            .filter(|(name, _)| name.ends_with(".html"))
            .map(|(name, path)| {
                let html = fs::read_to_string(path).expect("pages are UTF-8");
                (name.clone(), Page::parse(&html))
            })
            .collect();
        assert!(!pages.is_empty());
        let ids = |page: &Page| -> Vec<String> {
            let ids = page
                .elements()
                .filter_map(|(_, element)| element.attribute("id"));
            ids.map(str::to_owned).collect()
        };
        let ids = pages
            .iter()
            .map(|(name, page)| (name.clone(), ids(page)))
            .collect();
        let base = json(site, "api/site.json")["base_url"]
            .as_str()
            .map(str::to_owned);
        Self {
            site: site.to_owned(),
            files,
            pages,
            ids,
            base,
        }
    }

    fn check_page(&self, name: &str, page: &Page, problems: &mut Vec<String>) {
        let mut seen = BTreeSet::new();
        for id in &self.ids[name] {
            if id.is_empty() || !seen.insert(id) {
                problems.push(format!("{name}: the id {id:?} is there twice, or empty"));
            }
        }
        for (_, element) in page.elements() {
            for (attribute, value) in &element.attributes {
                if ADDRESSES.contains(&attribute.as_str()) {
                    self.check_address(name, element, attribute, value, problems);
                } else if attribute == "srcset" || attribute == "ping" {
                    problems.push(format!("{name}: {attribute}={value:?}"));
                }
            }
            if element.attribute("http-equiv") == Some("refresh") {
                let content = element.attribute("content").unwrap_or_default();
                match content.split_once("url=") {
                    Some((_, address)) => self.check_inside(name, address, problems),
                    None => problems.push(format!("{name}: refresh to {content:?}")),
                }
            }
        }
    }

    fn check_address(
        &self,
        name: &str,
        element: &Element,
        attribute: &str,
        value: &str,
        problems: &mut Vec<String>,
    ) {
        let is_link = matches!(
            element.name.as_str(),
            "a" | "blockquote" | "q" | "ins" | "del"
        );
        let tells_only = element.name == "link"
            && matches!(element.attribute("rel"), Some("canonical" | "alternate"));
        if value.starts_with("//") {
            problems.push(format!(
                "{name}: {attribute}={value:?} leaves out the scheme"
            ));
        } else if let Some(scheme) = scheme(value) {
            let web = matches!(scheme.as_str(), "http" | "https");
            let image = element.name == "img" && attribute == "src";
            if !(web && (image || is_link || tells_only) || is_link && scheme == "mailto") {
                problems.push(format!("{name}: <{} {attribute}={value:?}>", element.name));
            }
            let ours = self.base.as_ref().filter(|_| tells_only);
            if let Some(inside) = ours.and_then(|base| value.strip_prefix(base.as_str())) {
                self.check_folder("", inside, problems);
            }
        } else {
            self.check_inside(name, value, problems);
        }
    }

    /// Checks an address that stays inside: it names a file, as a plain folder needs it.
    fn check_inside(&self, name: &str, address: &str, problems: &mut Vec<String>) {
        if let Err(reason) = self.resolve(name, address) {
            problems.push(format!("{name}: {address:?} {reason}"));
        }
    }

    /// Checks an address from the site's root, which a server completes with `index.html`.
    fn check_folder(&self, whose: &str, address: &str, problems: &mut Vec<String>) {
        let page = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        if let Err(reason) = self.resolve("index.html", &page) {
            problems.push(format!("{whose}: {address:?} {reason}"));
        }
    }

    fn resolve(&self, name: &str, address: &str) -> Result<(), String> {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (address, None),
        };
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let file = self.target(name, &decode(path)?)?;
        if !self.files.contains_key(&file) {
            return Err(format!("leads to {file:?}, which is not there"));
        }
        let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else {
            return Ok(());
        };
        let fragment = decode(fragment)?;
        let known = self
            .ids
            .get(&file)
            .is_some_and(|ids| ids.contains(&fragment));
        if known || fragment == "top" || fragment == CLOSES_SHEETS {
            return Ok(());
        }
        Err(format!(
            "leads to {file:?}, where nothing has the id {fragment:?}"
        ))
    }

    /// The file that a decoded path leads to from a page.
    fn target(&self, name: &str, path: &str) -> Result<String, String> {
        if path.is_empty() {
            return Ok(name.to_owned());
        }
        if name == NOT_FOUND {
            // It is shown at any depth, so that its addresses start at the root of what is published.
            let inside = path.strip_prefix(&self.root());
            return inside
                .map(str::to_owned)
                .ok_or("depends on where it is shown".to_owned());
        }
        if path.starts_with('/') {
            return Err("starts at the server's root".to_owned());
        }
        let mut parts: Vec<&str> = name.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop().ok_or("leads out of the site")?;
                }
                part => parts.push(part),
            }
        }
        Ok(parts.join("/"))
    }

    /// The path of the address that the site is published at.
    fn root(&self) -> String {
        let path = self.base.as_ref().and_then(|base| {
            let (_, rest) = base.split_once("://")?;
            rest.find('/').map(|at| rest[at..].to_owned())
        });
        path.unwrap_or("/".to_owned())
    }

    /// The lists for programs and search engines name only what is there.
    fn check_lists(&self, problems: &mut Vec<String>) {
        for list in ["versions", "documents", "comparisons"] {
            let file = format!("api/{list}.json");
            let list = json(&self.site, &file);
            for path in paths(&list) {
                self.check_plain_folder(&file, path, problems);
            }
        }
        for pull in json(&self.site, "api/pulls.json")
            .as_array()
            .expect("an array")
        {
            self.check_folder(
                "api/pulls.json",
                &format!("pulls/{}/", pull["number"]),
                problems,
            );
        }
        if let (Some(base), Some(path)) = (&self.base, self.files.get("sitemap.xml")) {
            let text = fs::read_to_string(path).expect("a sitemap");
            for address in text.split("<loc>").skip(1) {
                let address = address.split("</loc>").next().unwrap_or_default();
                match address.strip_prefix(base.as_str()) {
                    Some(inside) => self.check_folder("sitemap.xml", inside, problems),
                    None => problems.push(format!("sitemap.xml: {address}")),
                }
            }
        }
    }

    /// Checks a path that is not percent-encoded.
    fn check_plain_folder(&self, whose: &str, path: &str, problems: &mut Vec<String>) {
        let page = format!("{path}index.html");
        if !self.files.contains_key(&page) {
            problems.push(format!("{whose}: {page} is not there"));
        }
    }

    /// The manifest names every file but itself, with its hash and size.
    fn check_manifest(&self, problems: &mut Vec<String>) {
        let manifest = json(&self.site, "manifest.json");
        let entries = manifest["files"].as_object().expect("an object");
        for (name, path) in &self.files {
            let bytes = fs::read(path).expect("a file");
            let hash: String = Sha256::digest(&bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let entry = entries.get(name);
            let told =
                entry.is_some_and(|entry| entry["sha256"] == hash && entry["size"] == bytes.len());
            if !told && name != "manifest.json" {
                problems.push(format!("manifest.json: {name} is missing or different"));
            }
        }
        for name in entries
            .keys()
            .filter(|name| !self.files.contains_key(*name))
        {
            problems.push(format!("manifest.json: {name} is not there"));
        }
    }
}

/// The values of all fields named `path`, at any depth.
fn paths(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(paths).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value.as_str() {
                Some(path) if name == "path" => vec![path],
                _ => paths(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn decode(text: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(Into::into)
        .map_err(|_| "is not UTF-8".to_owned())
}

/// What stands before the first colon, if it can be a scheme.
pub fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (!scheme.is_empty() && scheme.chars().all(letters)).then(|| scheme.to_ascii_lowercase())
}

/// The labels of a page's navigation with their depth, in order.
fn navigation(site: &Path, page: &str) -> Vec<(usize, String)> {
    let html = fs::read_to_string(site.join(page)).expect("a page");
    let page = Page::parse(&html);
    let nav = page.find("nav", "tg-documents").expect("a navigation");
    let lists: Vec<usize> = page
        .inside(nav)
        .filter(|(_, element)| element.name == "ul")
        .map(|(at, _)| at)
        .collect();
    let depth = |at: usize| {
        let around = |list: &&usize| page.inside(**list).any(|(inner, _)| inner == at);
        lists.iter().filter(around).count()
    };
    page.inside(nav)
        .filter(|(_, element)| matches!(element.name.as_str(), "a" | "summary"))
        .map(|(at, _)| (depth(at), page.text(at)))
        .filter(|(depth, _)| *depth > 0)
        .collect()
}

#[test]
fn tokyo_without_configuration_has_all_that_is_expected_and_no_broken_link() {
    let Some(scratch) = mirror("tokyo.bundle") else {
        return;
    };
    let site = scratch.path().join("site");
    build(&scratch.path().join("repository"), &site).done();
    let versions = json(&site, "api/versions.json");
    let names: BTreeMap<_, _> = versions
        .as_array()
        .expect("an array")
        .iter()
        .map(|version| {
            (
                version["name"].as_str().expect("a name"),
                &version["documents"],
            )
        })
        .collect();
    assert_eq!(names.keys().collect::<Vec<_>>(), [&"next", &"v0.5"]);
    assert!(
        names.values().all(|documents| **documents == 7),
        "{names:?}"
    );
    let expected = [
        (1, "Home"),
        (1, "AI政策"),
        (2, "1. 生成AI活用"),
        (3, "1.1 教育DXへの生成AI活用"),
        (3, "1.2 医療DXへの生成AI活用"),
        (3, "1.3 その他政策における生成AI活用"),
        (2, "2. 海外AI人材・企業への魅力発信"),
        (2, "3. AI人材育成"),
        (2, "4. ガバナンスルールの整備"),
    ];
    let expected = expected.map(|(depth, label)| (depth, label.to_owned()));
    assert_eq!(navigation(&site, "next/index.html"), expected);
    assert_eq!(navigation(&site, "v0.5/3_AI人材育成/index.html"), expected);
    for number in 1..=159 {
        let page = site.join(format!("pulls/{number}/index.html"));
        assert!(page.is_file(), "{}", page.display());
    }
    assert_eq!(
        json(&site, "api/pulls.json").as_array().map(Vec::len),
        Some(159)
    );
    check_site(&site);
}

#[test]
fn the_page_for_what_is_not_found_works_at_any_depth() {
    let built = Built::new();
    built.main(
        "Begin",
        &[("index.md", "# 提言\n"), ("教育.md", "# 教育\n")],
    );
    let site = built.beside("root");
    build(built.path(), &site).done();
    check_not_found(&site);
    let below = "base_url: https://example.org/政策/policy/\n";
    built.main("Say where", &[("teigen.yaml", below)]);
    let site = built.beside("below");
    build(built.path(), &site).done();
    check_not_found(&site);
    check_site(&site);
}

#[test]
fn every_link_of_the_demo_resolves() {
    let scratch = scratch();
    let folder = scratch.path().join("見本");
    let arguments = ["demo".as_ref(), "--out".as_ref(), folder.as_os_str()];
    teigen(&arguments).done();
    check_site(&folder.join("site"));
}
