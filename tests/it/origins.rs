//! The pages of requests on an origin of their own: two folders, each whole by itself, that lead to each other.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use crate::records::with_heads;
use crate::repository::Built;
use crate::support::{Run, build_with, contents, files, json};

const MAIN: &str = "https://policy.example.org/proposal/";
const SECOND: &str = "https://previews.example.net/";
/// Words of a request's text; they are in no title.
const WORDING: &str = "海外の大学院生を受け入れる三か月の滞在枠を設ける";

fn config() -> String {
    format!("base_url: {MAIN}\npulls: {{preview_base_url: {SECOND}, previews: true}}\n")
}

/// A proposal with an image, a merged text, and requests of which the last one has wording of its own.
fn proposal() -> Built {
    let built = with_heads(&[1, 2, 3]);
    let start = built.main(
        "Go on",
        &[
            ("README.md", "# 提言\n\n一\n\n![図](a.svg)\n"),
            ("a.svg", "<svg/>"),
        ],
    );
    let text = format!("# 提言\n\n一\n\n{WORDING}\n\n![図](a.svg)\n");
    let head = built.commit(&[start], "滞在枠を設ける", &[("README.md", &text)]);
    built.pull(4, head);
    built
}

/// Builds with a configuration, and gives both folders.
fn built_with(built: &Built, config: &str, more: &[&str]) -> (Run, [PathBuf; 2]) {
    let file = built.beside("teigen.yaml");
    fs::write(&file, config).expect("a file");
    let site = built.beside("site");
    let mut all: Vec<&OsStr> = vec!["--verbose".as_ref(), "--config".as_ref(), file.as_os_str()];
    all.extend(more.iter().map(OsStr::new));
    let run = build_with(built.path(), &site, &all);
    (run, [site, built.beside("site-previews")])
}

/// Every address of a page.
fn addresses(html: &str) -> Vec<String> {
    let starts = html
        .match_indices("href=\"")
        .chain(html.match_indices("src=\""));
    let address = |(at, name): (usize, &str)| {
        let rest = &html[at + name.len()..];
        rest[..rest.find('"').expect("it ends")].replace("&amp;", "&")
    };
    starts.map(address).collect()
}

/// The file that an address of a page leads to, with the index of its folder; `None` if it leads elsewhere.
fn target(folder: usize, page: &str, address: &str) -> Option<(usize, String)> {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let (folder, path) = if let Some(path) = address.strip_prefix(MAIN) {
        (0, path.to_owned())
    } else if let Some(path) = address.strip_prefix(SECOND) {
        (1, path.to_owned())
    } else if address.contains("://") || address.starts_with("mailto:") {
        return None;
    } else if let Some(path) = address.strip_prefix(if folder == 0 { "/proposal/" } else { "/" }) {
        (folder, path.to_owned())
    } else if address.is_empty() {
        (folder, page.to_owned())
    } else {
        let mut parts: Vec<&str> = page.split('/').collect();
        parts.pop();
        for part in address.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." => {}
                part => parts.push(part),
            }
        }
        (folder, parts.join("/"))
    };
    let path = percent_decode_str(&path).decode_utf8_lossy().into_owned();
    let is_folder = path.is_empty() || path.ends_with('/');
    Some((
        folder,
        if is_folder {
            format!("{path}index.html")
        } else {
            path
        },
    ))
}

#[test]
fn what_strangers_wrote_is_on_the_second_origin_and_every_link_leads_somewhere() {
    let built = proposal();
    let (run, folders) = built_with(&built, &config(), &[]);
    let run = run.done();
    assert!(!run.err.contains("same origin"), "{}", run.err);
    let known: Vec<BTreeMap<String, PathBuf>> =
        folders.iter().map(|folder| files(folder)).collect();
    for page in [
        "pulls/index.html",
        "sections/index.html",
        "pulls/data/index.json",
        "api/pulls.json",
    ] {
        assert!(
            known[0].contains_key(page) && !known[1].contains_key(page),
            "{page}"
        );
    }
    for page in [
        "pulls/4/index.html",
        "404.html",
        "manifest.json",
        "robots.txt",
    ] {
        assert!(known[1].contains_key(page), "{page}: {:?}", known[1].keys());
    }
    let previews = |name: &&String| name.starts_with("pulls/4/preview/");
    assert!(known[1].keys().any(|name| previews(&name)));
    for (folder, known_here) in known.iter().enumerate() {
        for (name, path) in known_here
            .iter()
            .filter(|(name, _)| name.ends_with(".html"))
        {
            let html = fs::read_to_string(path).expect("a page");
            assert!(folder == 1 || !html.contains(WORDING), "{name}");
            assert!(
                folder == 0 || html.contains("content=\"noindex\""),
                "{name}"
            );
            for address in addresses(&html) {
                if let Some((there, file)) = target(folder, name, &address) {
                    assert!(
                        known[there].contains_key(&file),
                        "{name}: {address} → {there} {file}"
                    );
                }
            }
        }
    }
    let html = fs::read_to_string(folders[1].join("pulls/4/index.html")).expect("a page");
    assert!(html.contains(WORDING) && html.contains("src=\"../../assets/images/"));
    let list = fs::read_to_string(folders[0].join("pulls/index.html")).expect("a page");
    assert!(list.contains(&format!("data-second=\"{SECOND}pulls/\"")));
    let sections = json(&folders[0], "api/sections.json");
    assert!(
        sections[0]["path"]
            .as_str()
            .is_some_and(|path| path.starts_with(SECOND))
    );
}

#[test]
fn both_folders_follow_what_changes_and_are_the_same_as_made_anew() {
    let built = proposal();
    let (run, folders) = built_with(&built, &config(), &[]);
    run.done();
    let (again, _) = built_with(&built, &config(), &[]);
    assert!(again.done().err.contains("nothing new"));
    // One request goes, another changes.
    built.remove("refs/pull/2/head");
    let head = built.commit(
        &[built.tip()],
        "別の案",
        &[("README.md", "# 提言\n\n別の案です。\n")],
    );
    built.pull(4, head);
    built_with(&built, &config(), &[]).0.done();
    assert!(!folders[1].join("pulls/2").exists());
    let kept = folders.clone().map(|folder| contents(&folder));
    for folder in &folders {
        fs::remove_dir_all(folder).expect("it goes");
    }
    built_with(&built, &config(), &["--jobs", "1"]).0.done();
    let anew = folders.map(|folder| contents(&folder));
    for (kept, anew) in kept.iter().zip(&anew) {
        assert!(kept.keys().eq(anew.keys()));
        let other: Vec<_> = kept
            .iter()
            .filter(|(name, bytes)| anew[*name] != **bytes)
            .map(|(name, _)| name)
            .collect();
        assert!(other.is_empty(), "{other:?}");
    }
}

#[test]
fn pages_leave_the_first_folder_when_a_second_origin_is_named() {
    let built = proposal();
    let one = format!("base_url: {MAIN}\npulls: {{previews: true}}\n");
    let (run, folders) = built_with(&built, &one, &[]);
    assert!(run.done().err.contains("same origin"));
    assert!(folders[0].join("pulls/4/index.html").exists() && !folders[1].exists());
    built_with(&built, &config(), &[]).0.done();
    assert!(!folders[0].join("pulls/4").exists());
    assert!(folders[1].join("pulls/4/index.html").exists());
}

#[test]
fn the_same_host_is_said_to_be_one_origin() {
    let built = proposal();
    let below = format!(
        "base_url: {MAIN}\npulls: {{preview_base_url: https://policy.example.org/previews/}}\n"
    );
    let (run, _) = built_with(&built, &below, &[]);
    assert!(run.done().err.contains("same origin"));
}

#[test]
fn a_second_origin_needs_the_address_of_the_first_and_a_folder_apart() {
    let built = proposal();
    let refused = |config: &str, more: &[&str], expected: &str| {
        let (run, _) = built_with(&built, config, more);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(expected), "{}", run.err);
    };
    let alone = format!("pulls: {{preview_base_url: {SECOND}}}\n");
    refused(&alone, &[], "set `base_url`");
    let inside = built.beside("site").join("previews");
    let inside = inside.to_str().expect("a path");
    refused(
        &config(),
        &["--previews-out", inside],
        "one folder is inside the other",
    );
    refused(
        "title: 提言\n",
        &["--previews-out", "x"],
        "set `pulls.preview_base_url`",
    );
    refused("pulls: {preview_base_url: previews}\n", &[], "http");
}
