//! Finding pull requests: what the filter reads, who sent them, how they came and went, which are shown at all.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::records::{import, told, with_heads};
use crate::repository::Built;
use crate::support::{Run, build, build_with, contents, json as read_json, teigen};

/// Seven requests, five of them with records; #6 and #7 say the same.
fn proposal() -> Built {
    let built = with_heads(&[1, 2, 3, 4, 5]);
    let start = built.main("Go on", &[("README.md", "# 提言\n\n一\n\n二\n")]);
    let text = "# 提言\n\n一\n\n海外の大学院生を受け入れる三か月の滞在枠を設け、研究室を公募する。\n\n二\n";
    for number in [6, 7] {
        let title = format!("案{number}");
        let head = built.commit(&[start], &title, &[("README.md", text)]);
        built.pull(number, head);
    }
    let label = |name: &str| json!({"labels": [{"name": name}]});
    let by = |login: &str, name: &str| json!({"user": {"login": login}, "labels": [{"name": name}], "created_at": "2025-06-01T00:00:00Z"});
    let closed = json!({"closed_at": "2025-05-17T00:00:00Z"});
    import(
        &built,
        &[
            told(1, "open", label("教育")),
            told(2, "closed", closed),
            told(3, "open", by("bot[bot]", "a/b <b>")),
            told(4, "open", by("bot[bot]", "迷惑")),
            told(5, "open", label("教育")),
        ],
    );
    built
}

fn built_with(built: &Built, config: &str) -> (Run, std::path::PathBuf) {
    let (site, file) = (built.beside("site"), built.beside("teigen.yaml"));
    fs::write(&file, config).expect("a file");
    let more: [&OsStr; 3] = ["--verbose".as_ref(), "--config".as_ref(), file.as_os_str()];
    (build_with(built.path(), &site, &more).done(), site)
}

/// The rows that the filter sees, by number: each column, and the texts that it points to.
fn rows(site: &Path) -> BTreeMap<u64, BTreeMap<&'static str, Value>> {
    let index = read_json(site, "pulls/data/index.json");
    let mut rows = BTreeMap::new();
    for piece in index["pieces"].as_array().expect("pieces") {
        let file = piece["file"].as_str().expect("a name");
        let piece = read_json(site, &format!("pulls/data/{file}"));
        let columns = &piece["columns"];
        for at in 0..columns["number"].as_array().expect("numbers").len() {
            let letter = |name: &str| {
                let letters = columns[name].as_str().expect("letters");
                json!(letters.chars().nth(at).expect("one each").to_string())
            };
            let texts = |name: &str| -> Value {
                let places = columns[name][at].as_array().expect("places").iter();
                let place = |place: &Value| usize::try_from(place.as_u64().expect("a place"));
                places
                    .map(|found| piece[name][place(found).expect("small")].clone())
                    .collect()
            };
            let row = BTreeMap::from([
                ("title", columns["title"][at].clone()),
                ("state", letter("state")),
                ("verdict", letter("verdict")),
                ("substance", letter("substance")),
                ("size", columns["size"][at].clone()),
                ("family", columns["family"][at].clone()),
                ("documents", texts("documents")),
                ("labels", texts("labels")),
                ("people", texts("people")),
            ]);
            rows.insert(columns["number"][at].as_u64().expect("a number"), row);
        }
    }
    rows
}

#[test]
fn what_the_filter_reads_agrees_with_the_published_summaries() {
    let built = proposal();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let rows = rows(&site);
    let pulls = read_json(&site, "api/pulls.json");
    let pulls = pulls.as_array().expect("an array");
    assert_eq!(rows.len(), pulls.len());
    for pull in pulls {
        let row = &rows[&pull["number"].as_u64().expect("a number")];
        let initial = |name: &str, special: &[(&str, &str)]| {
            let word = pull[name].as_str().unwrap_or("-");
            let known = special.iter().find(|(known, _)| *known == word);
            json!(known.map_or(&word[..1], |(_, letter)| *letter))
        };
        let counts = &pull["counts"];
        let count = |name: &str| counts[name].as_u64().expect("a count");
        let places = ["added", "removed", "modified", "moved"]
            .map(count)
            .iter()
            .sum::<u64>();
        let substance = match (places, count("editorial")) {
            (0, _) => "-",
            (places, editorial) if editorial == places => "e",
            _ => "s",
        };
        let documents: Value = pull["documents"]
            .as_array()
            .expect("documents")
            .iter()
            .map(|document| json!([document["path"], document["title"]]))
            .collect();
        assert_eq!(row["title"], pull["title"]);
        assert_eq!(row["state"], initial("state", &[]));
        assert_eq!(
            row["verdict"],
            initial("verdict", &[("as_sent", "s"), ("contained", "t")])
        );
        assert_eq!(row["substance"], substance);
        assert_eq!(
            row["size"],
            count("inserted_characters") + count("deleted_characters")
        );
        assert_eq!(row["family"], pull["family"].as_u64().unwrap_or(0));
        assert_eq!(row["documents"], documents);
        assert_eq!(row["labels"], pull["labels"]);
        let author = &pull["author"];
        assert!(author == "" || row["people"][0] == *author, "{pull}");
    }
}

#[test]
fn lists_contributors_and_the_backlog_are_there_and_are_not_for_search_engines() {
    let built = proposal();
    let site = built.beside("site");
    build(built.path(), &site).done();
    crate::links::check_site(&site);
    let files = contents(&site);
    let page = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    for path in [
        "pulls/label/教育/index.html",
        "pulls/document/README.md/index.html",
        "pulls/backlog/index.html",
        "contributors/index.html",
        "contributors/hanako/index.html",
    ] {
        let html = page(path);
        assert!(html.contains("noindex"), "{path}");
        let found = crate::inert::findings(path, &html);
        assert!(found.is_empty(), "{found:?}");
    }
    assert!(page("pulls/label/教育/index.html").contains("題5"));
    assert!(page("pulls/5/index.html").contains("contributors/hanako/index.html"));
    let labels = files.keys().filter(|path| path.starts_with("pulls/label/"));
    assert!(
        labels.clone().all(|path| path.matches('/').count() == 3),
        "{:?}",
        labels.collect::<Vec<_>>()
    );
    assert!(String::from_utf8_lossy(&files["pulls/backlog/flow.svg"]).contains("2025-05-12"));
}

#[test]
fn contributors_may_be_switched_off() {
    let built = proposal();
    for config in [
        "pulls: {contributors: false}\n",
        "pulls: {authors: false}\n",
    ] {
        let (_, site) = built_with(&built, config);
        let files = contents(&site);
        assert!(
            !files.keys().any(|path| path.starts_with("contributors/")),
            "{config}"
        );
        crate::links::check_site(&site);
    }
}

/// Builds with a configuration, and gives the numbers that are shown and what was said.
fn shown(built: &Built, config: &str) -> (Vec<u64>, String) {
    let (run, site) = built_with(built, config);
    let pulls = read_json(&site, "api/pulls.json");
    let numbers = pulls.as_array().expect("an array").iter();
    let numbers: Vec<u64> = numbers.filter_map(|pull| pull["number"].as_u64()).collect();
    let files = contents(&site);
    for number in 1..=7 {
        let page = files.contains_key(&format!("pulls/{number}/index.html"));
        assert_eq!(page, numbers.contains(&number), "{config}: #{number}");
    }
    (numbers, run.err)
}

#[test]
fn what_is_left_out_is_nowhere_and_is_counted() {
    let built = proposal();
    let check = |config: &str, expected: &[u64], said: &str| {
        let (numbers, err) = shown(&built, config);
        assert_eq!(numbers, expected, "{config}");
        assert!(err.contains(said), "{config}: {err}");
    };
    check("", &[1, 2, 3, 4, 5, 6, 7], "pulls-same-origin");
    check("pulls: {hide: [2]}\n", &[1, 3, 4, 5, 6, 7], "1 named");
    check(
        "pulls: {spam: 迷惑}\n",
        &[1, 2, 3, 5, 6, 7],
        "1 labelled as spam",
    );
    check("pulls: {show: {labels: 教育}}\n", &[1, 5], "5 not chosen");
    check(
        "pulls: {show: {authors: 'bot[bot]'}}\n",
        &[3, 4],
        "5 not chosen",
    );
    check("pulls: {limit_per_author: 1}\n", &[4, 5, 7], "4 more than");
    check("pulls: {limit: 2}\n", &[6, 7], "5 more than");
    check("pulls: {show: false}\n", &[], "7 not chosen");
}

#[test]
fn the_command_line_asks_the_same_questions() {
    let built = proposal();
    let check = |options: &[&str], expected: &[u64]| {
        let mut arguments: Vec<&OsStr> = vec![
            "pulls".as_ref(),
            "--repo".as_ref(),
            built.path().as_os_str(),
        ];
        arguments.extend(["--format", "json"].map(OsStr::new));
        arguments.extend(options.iter().map(OsStr::new));
        let told: Value = serde_json::from_str(&teigen(&arguments).done().out).expect("JSON");
        let numbers: Vec<u64> = told
            .as_array()
            .expect("an array")
            .iter()
            .filter_map(|pull| pull["number"].as_u64())
            .collect();
        assert_eq!(numbers, expected, "{options:?}");
    };
    check(&["--label", "教育"], &[5, 1]);
    check(&["--label", "教育", "--limit", "1"], &[5]);
    check(&["--author", "BOT[bot]"], &[4, 3]);
    check(&["--since", "2025-06-01", "--until", "2025-06-01"], &[4, 3]);
    check(&["--state", "closed"], &[2]);
    check(
        &[
            "--document",
            "README.md",
            "--section",
            "提言",
            "--state",
            "closed",
        ],
        &[2],
    );
    check(&["--section", "ない見出し"], &[]);
    check(&["--family", "7"], &[7, 6]);
    check(&["--verdict", "fits", "--label", "教育"], &[5, 1]);
    check(&["--conflicting"], &[]);
}
