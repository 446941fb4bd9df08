//! Which states of a repository are versions, and how `teigen.yaml` is refused.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use git2::Oid;
use serde_json::Value;

use crate::repository::Built;
use crate::support::{Run, build, json, scratch, teigen};

/// Runs a command on a repository.
pub fn on(built: &Built, arguments: &[&str]) -> Run {
    let repository: [&OsStr; 2] = ["--repo".as_ref(), built.path().as_os_str()];
    let all: Vec<&OsStr> = arguments.iter().map(OsStr::new).chain(repository).collect();
    teigen(&all)
}

fn versions(built: &Built) -> Vec<Value> {
    let run = on(built, &["versions", "--format", "json"]).done();
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.out))
}

/// Checks the versions' names, oldest first.
fn check_names(built: &Built, expected: &[&str]) {
    let names: Vec<String> = versions(built)
        .iter()
        .map(|version| version["name"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(names, expected);
}

/// Checks which commit a version is.
fn check_commit(built: &Built, name: &str, commit: Oid) {
    let all = versions(built);
    let version = all.iter().find(|version| version["name"] == name);
    let version = version.unwrap_or_else(|| panic!("{name} is there: {all:?}"));
    assert_eq!(version["commit"], commit.to_string(), "{name}");
}

/// Checks that a title carries a mark.
fn check_mark(text: &str, expected: Option<&str>) {
    let built = Built::new();
    built.main("Begin", &[("docs/index.md", text)]);
    let named = expected.into_iter().chain(["next"]);
    check_names(&built, &named.collect::<Vec<_>>());
}

#[test]
fn marks_are_read_in_the_title_of_the_entry_document() {
    check_mark("# 提言案（v0.5）\n", Some("v0.5"));
    check_mark("# 提言案（ｖ０．５）\n", Some("v0.5"));
    check_mark("# マニフェスト　Ｖｅｒ．１．０（案）\n", Some("v1.0"));
    check_mark("# 提言 バージョン２．１０\n", Some("v2.10"));
    check_mark("---\nstatus: 案\n---\n\n# 提言 ver.0.2\n", Some("v0.2"));
    check_mark("# 提言\n\n## 経緯（v0.5）\n", None);
    check_mark("# 提言\n\nv0.5 の本文。\n", None);
    check_mark("# HDMIv2.0 の提言\n", None);
}

#[test]
fn a_version_by_mark_is_the_last_commit_that_carried_it_and_says_since_when() {
    let built = Built::new();
    built.main("Begin", &[("index.md", "# 提言\n")]);
    let first = built.main("Mark", &[("index.md", "# 提言 v0.5\n")]);
    let last = built.main("Correct", &[("教育.md", "# 教育\n")]);
    let next = built.main("Mark again", &[("index.md", "# 提言 v0.10\n")]);
    check_names(&built, &["v0.5", "v0.10", "next"]);
    check_commit(&built, "v0.5", last);
    check_commit(&built, "v0.10", next);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let told = json(&site, "api/versions.json");
    let told = told.as_array().expect("an array");
    let version = told
        .iter()
        .find(|version| version["name"] == "v0.5")
        .expect("v0.5");
    assert_eq!(version["origin"], "mark");
    assert_eq!(version["since"], built.date(first));
    assert_eq!(version["date"], built.date(last));
    assert!(site.join("v0.5/教育/index.html").is_file());
}

#[test]
fn tags_come_before_marks_and_sort_by_number() {
    let built = Built::new();
    let first = built.main("Begin", &[("index.md", "# 提言 v0.1\n")]);
    check_names(&built, &["v0.1", "next"]);
    let second = built.main("Go on", &[("index.md", "# 提言 v0.1\n\n加筆\n")]);
    built.point("refs/tags/v0.10", second);
    built.point("refs/tags/ver.0.9", first);
    built.point("refs/tags/release", first);
    check_names(&built, &["v0.9", "v0.10", "next"]);
    check_commit(&built, "v0.9", first);
    let annotated = built.annotate("v1.0", second);
    built.point("refs/tags/v1.0", annotated);
    check_commit(&built, "v1.0", second);
}

#[test]
fn configured_versions_are_commits_tags_branches_and_days() {
    let built = Built::new();
    let first = built.main("Begin", &[("index.md", "# 提言\n\n一\n")]);
    let second = built.main("Go on", &[("index.md", "# 提言\n\n二\n")]);
    built.point("refs/tags/第一版", first);
    built.point("refs/heads/for-council", second);
    let configuration = format!(
        "versions:\n  named:\n    a: {{commit: {}}}\n    b: {{tag: 第一版}}\n    c: {{branch: for-council}}\n    d: {{date: 2025-05-06}}\n    e: {{tag: 第九版}}\n",
        &second.to_string()[..12]
    );
    let third = built.main("Configure", &[("teigen.yaml", &configuration)]);
    for (name, commit) in [("a", second), ("b", first), ("c", second), ("d", third)] {
        check_commit(&built, name, commit);
    }
    let run = build(built.path(), &built.beside("site")).done();
    assert!(
        run.err.contains("version-not-found") && run.err.contains("第九版"),
        "{}",
        run.err
    );
    built.main("Configure", &[("teigen.yaml", "versions:\n  tags: 第*\n")]);
    let run = build(built.path(), &built.beside("site")).done();
    assert!(
        run.err.contains("tag-name") && run.err.contains("第一版"),
        "{}",
        run.err
    );
}

#[test]
fn versions_are_read_from_the_published_folder_of_a_configured_branch() {
    let built = Built::new();
    let base = built.main("Begin", &[("README.md", "# 見出し v9.9\n")]);
    let text = "# 提言 v0.3\n";
    let configuration = "branch: 公開\nsource: 提言/本文\n";
    let head = built.commit(&[base], "Move", &[("提言/本文/index.md", text)]);
    built.point("refs/heads/公開", head);
    built.main("Configure", &[("teigen.yaml", configuration)]);
    check_names(&built, &["v0.3", "next"]);
    let site = built.beside("site");
    build(built.path(), &site).done();
    assert!(site.join("v0.3/index.html").is_file());
    assert_eq!(json(&site, "api/site.json")["documents"], 1);
}

/// Checks that a configuration is refused with exit code 2 and these words.
fn check_refused(configuration: &str, expected: &[&str]) {
    let built = Built::new();
    built.main(
        "Begin",
        &[("index.md", "# 提言\n"), ("teigen.yaml", configuration)],
    );
    let site = built.beside("site");
    let run = build(built.path(), &site);
    assert_eq!(run.code, 2, "{configuration}: {}", run.err);
    for words in expected {
        assert!(
            run.err.contains(words),
            "{configuration}: {words} in {}",
            run.err
        );
    }
    assert!(!site.exists());
}

#[test]
fn unknown_keys_are_refused_with_their_place_and_the_nearest_known_one() {
    check_refused(
        "titel: 提言\n",
        &["teigen.yaml:1:1: ", "`titel`", "`title`"],
    );
    check_refused(
        "title: 提言\n\npulls:\n  shows: true\n",
        &["teigen.yaml:4:3: ", "`show`"],
    );
    check_refused(
        "versions:\n  naned:\n    a: {tag: x}\n",
        &["teigen.yaml:2:3: ", "`named`"],
    );
    check_refused("題: x\n提言名: y\n", &["teigen.yaml:1:1: "]);
}

#[test]
fn values_that_cannot_be_are_refused_with_their_place() {
    check_refused("language: français\n", &["teigen.yaml:1:11: "]);
    check_refused("title: [a, b]\n", &["teigen.yaml:1:8: "]);
    check_refused("title: a\ntitle: b\n", &["teigen.yaml:2:1: "]);
    check_refused("base_url: javascript:alert(1)\n", &["teigen.yaml:1:11: "]);
    check_refused("source: ../..\n", &["teigen.yaml:1:9: "]);
    check_refused("title: \"開いたまま\n", &["teigen.yaml:"]);
    check_refused(
        "versions:\n  named:\n    ../x: {tag: v1}\n",
        &["teigen.yaml:3:5: "],
    );
    check_refused("branch: ない枝\n", &["ない枝"]);
}

#[test]
fn configurations_made_to_break_parsers_are_refused() {
    check_refused(&"[".repeat(20_000), &["teigen.yaml:1:"]);
    check_refused(
        &format!("title: {}\n", "{a: ".repeat(5_000)),
        &["teigen.yaml:1:"],
    );
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (one, next) in ('a'..'i').zip('b'..='i') {
        let references = vec![format!("*{one}"); 9].join(", ");
        bomb.push_str(&format!("{next}: &{next} [{references}]\n"));
    }
    check_refused(&bomb, &["teigen.yaml:"]);
}

#[test]
fn a_configuration_given_by_its_path_is_named_by_it() {
    let built = Built::new();
    built.main(
        "Begin",
        &[("index.md", "# 提言\n"), ("teigen.yaml", "titel: x\n")],
    );
    let file = built.beside("別の設定.yaml");
    fs::write(&file, "title: よい\n").expect("a file");
    let path = file.to_str().expect("UTF-8");
    on(&built, &["versions", "--config", path]).done();
    fs::write(&file, "title: よい\nsauce: docs\n").expect("a file");
    let run = on(&built, &["versions", "--config", path]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("別の設定.yaml:2:1: ") && run.err.contains("`source`"),
        "{}",
        run.err
    );
}

/// Checks that a repository cannot be built, with exit code 2 and these words.
fn check_no_build(repository: &Path, expected: &str) {
    let site = repository.join("../site");
    let run = build(repository, &site);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains(expected), "{}", run.err);
    assert_eq!(run.err.trim().lines().count(), 1, "{}", run.err);
    assert!(!site.exists());
}

#[test]
fn what_is_no_repository_or_has_no_commit_is_refused() {
    let folder = scratch();
    let nowhere = folder.path().join("何もない");
    fs::create_dir_all(&nowhere).expect("a folder");
    check_no_build(&nowhere, "何もない");
    check_no_build(Built::new().path(), "no main branch");
}

#[test]
fn a_repository_without_documents_is_a_site_without_documents() {
    let built = Built::new();
    built.main("Begin", &[("main.rs", "fn main() {}\n")]);
    let site = built.beside("site");
    build(built.path(), &site).done();
    assert!(site.join("index.html").is_file());
    crate::links::check_site(&site);
}
