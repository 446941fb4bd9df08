//! One build after another: the same bytes everywhere, only what changed written, nothing lost on the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::repository::Built;
use crate::support::{Run, build, contents, plain_command, run, teigen};

fn sample(folder: &Path) -> String {
    teigen::demo::replay(folder).expect("the sample replays");
    folder.display().to_string()
}

fn build_with(repository: &str, site: &Path, more: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command
        .args(["build", "--repo", repository, "--out"])
        .arg(site)
        .args(more);
    command.envs(environment.iter().copied());
    run(command)
}

/// Files whose bytes differ, or that only one side has.
fn changed(old: &BTreeMap<String, Vec<u8>>, new: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut paths: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| old.get(path) != new.get(path));
    paths
}

#[test]
fn the_same_commit_gives_the_same_bytes_wherever_and_however_it_is_built() {
    let folder = crate::support::scratch();
    let one = sample(&folder.path().join("a/repository"));
    let other = sample(&folder.path().join("深い/場所/r"));
    let (first, second) = (
        folder.path().join("site-1"),
        folder.path().join("other/site"),
    );
    build_with(
        &one,
        &first,
        &["--jobs", "1"],
        &[("TZ", "Asia/Tokyo"), ("LC_ALL", "ja_JP.UTF-8")],
    )
    .done();
    build_with(
        &other,
        &second,
        &["--jobs", "2"],
        &[("TZ", "America/New_York"), ("LC_ALL", "C")],
    )
    .done();
    let (first, second) = (contents(&first), contents(&second));
    assert!(first.len() > 100, "a whole site was built");
    assert_eq!(changed(&first, &second), Vec::<String>::new());
}

#[test]
fn a_build_with_nothing_new_writes_nothing() {
    let folder = crate::support::scratch();
    let repository = sample(&folder.path().join("r"));
    let site = folder.path().join("site");
    build_with(&repository, &site, &[], &[]).done();
    let when = |path: &str| {
        fs::metadata(site.join(path))
            .and_then(|found| found.modified())
            .expect("a time")
    };
    let before: Vec<_> = ["manifest.json", "index.html", "pulls/9/index.html"]
        .map(when)
        .to_vec();
    let again = build_with(&repository, &site, &[], &[]).done();
    assert!(again.err.contains("nothing new"), "{}", again.err);
    let thorough = build_with(&repository, &site, &["--strict"], &[]).done();
    assert!(
        thorough.err.contains("(0 written, 0 removed"),
        "{}",
        thorough.err
    );
    assert_eq!(
        ["manifest.json", "index.html", "pulls/9/index.html"]
            .map(when)
            .to_vec(),
        before
    );
}

#[test]
fn a_new_revision_writes_what_it_touches_and_the_result_is_that_of_a_fresh_build() {
    let built = Built::new();
    let text =
        |words: &str| format!("# 提言（v0.5）\n\n{words}\n\n## 予算\n\n約5500万円とする。\n");
    let start = built.main(
        "始まり",
        &[
            ("README.md", &text("本文")),
            ("a.md", "# 甲\n\n甲の本文。\n"),
        ],
    );
    for number in 1..=40 {
        let change = text(&format!("本文への提案、その{number}。"));
        built.pull(
            number,
            built.commit(
                &[start],
                &format!("提案{number}"),
                &[("README.md", &change)],
            ),
        );
    }
    let site = built.beside("site");
    build(built.path(), &site).done();
    let before = contents(&site);
    let again = text("本文への提案、その7の書き直し。");
    built.pull(
        7,
        built.commit(&[start], "提案7の書き直し", &[("README.md", &again)]),
    );
    build(built.path(), &site).done();
    let after = contents(&site);
    let fresh = built.beside("fresh");
    build(built.path(), &fresh).done();
    assert_eq!(changed(&after, &contents(&fresh)), Vec::<String>::new());
    let pulls: Vec<String> = changed(&before, &after)
        .into_iter()
        .filter(|path| path.starts_with("pulls/") && path.ends_with("/index.html"))
        .collect();
    // The request itself, its neighbours, which name it, its preview, and the lists that hold it.
    assert!(pulls.contains(&"pulls/7/index.html".to_owned()));
    assert!(pulls.len() <= 7, "{pulls:?}");
}

#[test]
fn what_was_lost_is_made_again_and_what_is_gone_is_removed() {
    let built = Built::new();
    built.main(
        "始まり",
        &[
            ("README.md", "# 提言\n"),
            ("a.md", "# 甲\n"),
            ("b.md", "# 乙\n"),
        ],
    );
    let site = built.beside("site");
    build(built.path(), &site).done();
    let whole = contents(&site);
    fs::remove_file(site.join("next/a/index.html")).expect("removed");
    build(built.path(), &site).done();
    assert_eq!(changed(&whole, &contents(&site)), Vec::<String>::new());
    // A build that was cut off: the manifest is gone, the mark is there, a page is half written.
    fs::remove_file(site.join("manifest.json")).expect("removed");
    fs::write(site.join(".teigen-building"), b"").expect("written");
    fs::write(site.join("next/b/index.html"), b"<p>half").expect("written");
    build(built.path(), &site).done();
    assert_eq!(changed(&whole, &contents(&site)), Vec::<String>::new());
    built.main("乙を除く", &[("b.md", crate::repository::GONE)]);
    build(built.path(), &site).done();
    assert!(!site.join("next/b").exists());
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let built = Built::new();
    built.main("始まり", &[("README.md", "# 提言\n")]);
    let site = built.beside("site");
    fs::create_dir_all(&site).expect("a folder");
    fs::write(site.join("index.html"), b"mine").expect("written");
    let refused = build(built.path(), &site);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused.err.contains("holds no site made by teigen"),
        "{}",
        refused.err
    );
    assert_eq!(fs::read(site.join("index.html")).expect("a file"), b"mine");
}

#[test]
fn a_tag_that_moved_is_reported_and_strict_says_so_with_its_exit_code() {
    let built = Built::new();
    let first = built.main("始まり", &[("README.md", "# 提言\n\n一\n")]);
    built.point("refs/tags/v0.5", first);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let second = built.main("書き直し", &[("README.md", "# 提言\n\n二\n")]);
    built.point("refs/tags/v0.5", second);
    let path = built.path().display().to_string();
    let moved = build_with(&path, &site, &["--strict"], &[]);
    assert_eq!(moved.code, 1, "{}", moved.err);
    assert!(
        moved.err.contains("warning[tag-moved] v0.5"),
        "{}",
        moved.err
    );
}

#[test]
fn versions_come_from_tags_marks_or_configuration() {
    let built = Built::new();
    let old = built.main("一", &[("README.md", "# 提言 ｖｅｒ．０．９\n")]);
    built.main("二", &[("README.md", "# 提言 ver.0.10\n")]);
    built.main("三", &[("README.md", "# 提言 ver.0.10\n\n加筆\n")]);
    let names = || -> Vec<String> {
        let listed = teigen(&[
            "versions",
            "--repo",
            &built.path().display().to_string(),
            "--format",
            "json",
        ])
        .done();
        let listed: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
        let listed = listed.as_array().expect("a list").clone();
        listed
            .iter()
            .map(|version| version["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(
        names(),
        ["v0.9", "v0.10", "next"],
        "marks, numbers by value"
    );
    built.point("refs/tags/v1.0", old);
    assert_eq!(names(), ["v1.0", "next"], "tags before marks");
    built.main(
        "設定",
        &[(
            "teigen.yaml",
            &format!("versions:\n  named:\n    初版: {{commit: {old}}}\n"),
        )],
    );
    let refused = teigen(&["versions", "--repo", &built.path().display().to_string()]);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .err
            .contains("teigen.yaml:3:5: `初版` cannot be a version's name"),
        "{}",
        refused.err
    );
    built.main(
        "設定",
        &[(
            "teigen.yaml",
            &format!("versions:\n  named:\n    first: {{commit: {old}}}\n"),
        )],
    );
    assert_eq!(names(), ["first", "next"], "configuration before tags");
}

#[test]
fn requests_are_told_merged_by_merge_commits_squashes_and_fast_forwards() {
    let built = Built::new();
    let start = built.main("始まり", &[("README.md", "# 提言\n\n一\n\n二\n\n三\n")]);
    let merged = built.commit(
        &[start],
        "一を改める",
        &[("README.md", "# 提言\n\n壱\n\n二\n\n三\n")],
    );
    built.pull(1, merged);
    built.merge(
        "Merge pull request #1 from a/b\n\n一を壱に",
        merged,
        &[("README.md", "# 提言\n\n壱\n\n二\n\n三\n")],
    );
    let squashed = built.commit(
        &[start],
        "二",
        &[("README.md", "# 提言\n\n一\n\n弐\n\n三\n")],
    );
    built.pull(2, squashed);
    built.main(
        "二を弐に (#2)",
        &[("README.md", "# 提言\n\n壱\n\n弐\n\n三\n")],
    );
    let forward = built.main("三を参に", &[("README.md", "# 提言\n\n壱\n\n弐\n\n参\n")]);
    built.pull(3, forward);
    let open = built.commit(
        &[start],
        "四",
        &[("README.md", "# 提言\n\n一\n\n二\n\n三\n\n四\n")],
    );
    built.pull(4, open);
    built.point("refs/pull/4/merge", open);
    built.point("refs/merge-requests/5/head", open);
    let first = built.commit(&[start], "初め", &[("README.md", "# 提言\n\n初め\n")]);
    built.point("refs/teigen/pull/4/1", first);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let pulls = crate::support::json(&site, "api/pulls.json");
    let told: Vec<(u64, &str, u64)> = pulls
        .as_array()
        .expect("a list")
        .iter()
        .map(|pull| {
            let state = pull["state"].as_str().expect("a state");
            let changed = pull["counts"]["modified"].as_u64().unwrap_or(0)
                + pull["counts"]["added"].as_u64().unwrap_or(0);
            (pull["number"].as_u64().expect("a number"), state, changed)
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "merged", 1),
            (2, "merged", 1),
            (3, "merged", 1),
            (4, "open", 1),
            (5, "unknown", 1)
        ],
        "each shows its own change"
    );
    assert_eq!(pulls[0]["title"], "一を壱に");
    assert!(
        site.join("pulls/4/r1/index.html").exists() && site.join("pulls/4/r2/index.html").exists()
    );
}
