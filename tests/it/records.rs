//! What servers told of pull requests: imported, kept in Git, read into the site, joined.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::repository::Built;
use crate::support::{build, contents, corpus, json as read_json, mirror, teigen};

const RECORDS: &str = "refs/teigen/records";

/// A repository with one document and one open head for each number.
pub fn with_heads(numbers: &[u32]) -> Built {
    let built = Built::new();
    let start = built.main("Begin", &[("README.md", "# 提言\n\n一\n\n二\n")]);
    for number in numbers {
        let text = format!("# 提言\n\n一の{number}\n\n二\n");
        let head = built.commit(&[start], &format!("案{number}"), &[("README.md", &text)]);
        built.pull(*number, head);
    }
    built
}

/// One line of an import.
pub fn told(number: u64, state: &str, more: Value) -> Value {
    let mut record = json!({
        "number": number, "title": format!("題{number}"), "state": state,
        "created_at": "2025-05-15T13:59:43Z", "updated_at": "2025-05-18T06:18:37Z",
        "user": {"login": "hanako"}, "html_url": format!("https://example.org/a/b/pull/{number}"),
    });
    let more = more.as_object().expect("an object").clone();
    record.as_object_mut().expect("an object").extend(more);
    record
}

pub fn import(built: &Built, lines: &[Value]) -> String {
    let file = built.beside("told.jsonl");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&file, text).expect("a file");
    import_file(built.path(), &file)
}

fn import_file(repository: &Path, file: &Path) -> String {
    let arguments = ["sync", "--repo"].map(str::as_ref);
    let run = teigen(&[
        arguments[0],
        arguments[1],
        repository.as_os_str(),
        "--import".as_ref(),
        file.as_os_str(),
    ]);
    run.done().err
}

/// The state and title of each pull request on the site.
fn states(built: &Built) -> Vec<(u64, String, String)> {
    let site = built.beside("site");
    build(built.path(), &site).done();
    crate::links::check_site(&site);
    let pulls = read_json(&site, "api/pulls.json");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pulls = pulls.as_array().expect("an array").iter();
    pulls
        .map(|pull| {
            let number = pull["number"].as_u64().unwrap_or_default();
            (number, text(&pull["state"]), text(&pull["title"]))
        })
        .collect()
}

fn check(built: &Built, expected: &[(u64, &str, &str)]) {
    let expected: Vec<(u64, String, String)> = expected
        .iter()
        .map(|(number, state, title)| (*number, (*state).to_owned(), (*title).to_owned()))
        .collect();
    assert_eq!(states(built), expected);
}

#[test]
fn records_tell_what_git_cannot() {
    let built = with_heads(&[1, 2, 3]);
    let closed = json!({"closed_at": "2025-05-17T00:00:00Z", "labels": [{"name": "教育", "color": "E57B81"}]});
    import(
        &built,
        &[told(1, "open", json!({})), told(2, "closed", closed)],
    );
    check(
        &built,
        &[
            (1, "open", "題1"),
            (2, "closed", "題2"),
            (3, "unknown", "案3"),
        ],
    );
    let pulls = read_json(&built.beside("site"), "api/pulls.json");
    assert_eq!(pulls[1]["closed"], "2025-05-17T09:00:00+09:00");
    assert_eq!(
        (&pulls[1]["labels"][0], &pulls[1]["author"]),
        (&json!("教育"), &json!("hanako"))
    );
    let facts = read_json(&built.beside("site"), "api/site.json");
    assert_eq!(
        facts["pull_requests"],
        json!({"all": 3, "open": 1, "merged": 0, "closed": 1, "unknown": 1})
    );
    assert_eq!(facts["records_as_of"], "2025-05-18T15:18:37+09:00");
}

#[test]
fn what_git_shows_to_be_merged_is_merged_whatever_an_older_record_says() {
    let built = with_heads(&[]);
    built.main("一を壱に (#1)", &[("README.md", "# 提言\n\n壱\n")]);
    import(&built, &[told(1, "open", json!({}))]);
    check(&built, &[(1, "merged", "題1")]);
}

#[test]
fn one_that_was_closed_stays_closed_when_another_brings_its_commits() {
    let built = with_heads(&[]);
    let head = built.commit(&[built.tip()], "案", &[("README.md", "# 提言\n\n案\n")]);
    built.pull(1, head);
    built.merge(
        "Merge pull request #2 from a/b",
        head,
        &[("README.md", "# 提言\n\n案\n")],
    );
    import(&built, &[told(1, "closed", json!({}))]);
    assert_eq!(states(&built)[0].1, "closed");
}

#[test]
fn a_record_without_commits_is_listed_and_says_that_its_text_is_not_here() {
    let built = with_heads(&[]);
    let merged = json!({"merged_at": "2025-05-17T00:00:00Z"});
    import(
        &built,
        &[told(8, "open", json!({})), told(9, "closed", merged)],
    );
    check(&built, &[(8, "open", "題8"), (9, "merged", "題9")]);
    let page = fs::read_to_string(built.beside("site/pulls/8/index.html")).expect("a page");
    assert!(page.contains("本文の変更はまだ取り込まれていません"));
    assert!(page.contains("https://example.org/a/b/pull/8"));
}

#[test]
fn authors_that_are_not_named_are_not_named_from_records() {
    let built = with_heads(&[]);
    import(&built, &[told(8, "open", json!({}))]);
    built.main("Configure", &[("teigen.yaml", "pulls: {authors: false}\n")]);
    states(&built);
    for (name, bytes) in contents(&built.beside("site")) {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("hanako"),
            "{name}"
        );
    }
}

#[test]
fn the_newer_record_stays_and_an_import_again_writes_nothing() {
    let built = with_heads(&[1]);
    let newer = told(1, "closed", json!({"updated_at": "2025-06-01T00:00:00Z"}));
    import(&built, std::slice::from_ref(&newer));
    let first = built.reference(RECORDS);
    let said = import(&built, &[told(1, "open", json!({})), newer]);
    assert!(said.contains("1 records read, 0 new or changed"), "{said}");
    assert_eq!(built.reference(RECORDS), first);
    assert_eq!(states(&built)[0].1, "closed");
}

#[test]
fn a_line_that_is_no_record_costs_only_itself() {
    let built = with_heads(&[1]);
    let said = import(
        &built,
        &[json!({}), json!([1]), told(1, "open", json!({"labels": 3}))],
    );
    assert!(
        said.contains("told.jsonl:1: this line is left out"),
        "{said}"
    );
    assert!(said.contains("told.jsonl:3: `labels` is no list"), "{said}");
    assert_eq!(states(&built)[0].1, "open");
}

#[test]
fn files_that_are_no_records_are_told_of_and_passed_over() {
    let built = with_heads(&[1, 2]);
    let good = told(1, "open", json!({})).to_string();
    let other = told(5, "open", json!({})).to_string();
    let files = [
        ("pulls/000/1.json", good.as_str()),
        ("pulls/000/2.json", "{"),
        ("pulls/000/3.json", other.as_str()),
        ("pulls/000/../4.json", ""),
        ("pulls/提言/x", ""),
        ("sync.json", "[["),
    ];
    let files: Vec<_> = files
        .into_iter()
        .filter(|(path, _)| !path.contains(".."))
        .collect();
    built.point(RECORDS, built.commit(&[], "x", &files));
    check(&built, &[(1, "open", "題1"), (2, "unknown", "案2")]);
    let said = build(built.path(), &built.beside("again")).done().err;
    for expected in [
        "refs/teigen/records:pulls/000/2.json",
        "3.json: it is of #5",
        "no record's place",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn every_pull_request_of_a_party_has_the_state_of_its_record() {
    let Some(dump) = corpus("github/policy-pulls.jsonl.gz") else {
        return;
    };
    let Some(scratch) = mirror("policy.bundle") else {
        return;
    };
    let repository = scratch.path().join("repository");
    import_file(&repository, &dump);
    let list = ["pulls", "--format", "json", "--repo"].map(str::as_ref);
    let run = teigen(&[list[0], list[1], list[2], list[3], repository.as_os_str()]).done();
    let pulls: Vec<Value> = serde_json::from_str(&run.out).expect("JSON");
    let count = |state: &str| pulls.iter().filter(|pull| pull["state"] == state).count();
    assert_eq!(pulls.len(), 9_688);
    assert_eq!(
        (count("open"), count("merged"), count("closed")),
        (9_342, 194, 152)
    );
}
