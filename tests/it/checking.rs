//! `teigen check`: findings with their places, and what `--fix` changes.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{mirror, plain_command, run, scratch, teigen};

const BUTTONS: &str = "# 提言（v0.5）\n\n<div>\n<a href=\"https://forum.example.org/t/topic/366\">議論する</a>\n</div>\n\n# 背景\n\n本文。";

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = plain_command("git");
    git.current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    git.args(arguments);
    run(git).done();
}

/// A working copy with one document.
fn working_copy(text: &str) -> tempfile::TempDir {
    let scratch = scratch();
    fs::create_dir(scratch.path().join("docs")).expect("a folder");
    fs::write(scratch.path().join("docs/a.md"), text).expect("a file");
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    git(scratch.path(), &["add", "."]);
    git(scratch.path(), &["commit", "-q", "-m", "Begin"]);
    scratch
}

fn check(repository: &Path, more: &[&str]) -> crate::support::Run {
    let mut arguments = vec!["check".as_ref(), "--repo".as_ref(), repository.as_os_str()];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    teigen(&arguments)
}

#[test]
fn a_finding_has_file_line_and_column_and_exit_code_1() {
    let copy = working_copy(BUTTONS);
    let found = check(copy.path(), &[]);
    assert_eq!(found.code, 1, "{}", found.err);
    assert!(
        found
            .out
            .starts_with("warning[handwritten-buttons] docs/a.md:3:1: "),
        "{}",
        found.out
    );
    let rows: Value =
        serde_json::from_str(&check(copy.path(), &["--format", "json"]).out).expect("JSON");
    let row = rows.as_array().and_then(|rows| rows.last()).expect("a row");
    assert_eq!(
        (&row["line"], &row["rule"]),
        (&3.into(), &"handwritten-buttons".into())
    );
    let sarif: Value =
        serde_json::from_str(&check(copy.path(), &["--format", "sarif"]).out).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn mending_changes_the_file_and_nothing_else() {
    let copy = working_copy(BUTTONS);
    let mended = check(copy.path(), &["--fix"]).done();
    assert_eq!(mended.out, "");
    assert!(mended.err.contains("docs/a.md"), "{}", mended.err);
    let text = fs::read_to_string(copy.path().join("docs/a.md")).expect("a file");
    assert_eq!(
        text,
        "---\ndiscussion: https://forum.example.org/t/topic/366\n---\n# 提言（v0.5）\n\n\n# 背景\n\n本文。"
    );
    let others: Vec<_> = fs::read_dir(copy.path().join("docs"))
        .expect("a folder")
        .collect();
    assert_eq!(others.len(), 1);
    check(copy.path(), &[]).done();
}

#[cfg(unix)]
#[test]
fn mending_writes_through_no_link_that_a_stranger_left() {
    let copy = working_copy(BUTTONS);
    let outside = copy.path().join("outside");
    fs::write(&outside, "untouched").expect("a file");
    let left = copy.path().join("docs/.a.md.teigen-new");
    std::os::unix::fs::symlink(&outside, left).expect("a link");
    let refused = check(copy.path(), &["--fix"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert_eq!(fs::read_to_string(&outside).expect("a file"), "untouched");
    let text = fs::read_to_string(copy.path().join("docs/a.md")).expect("a file");
    assert_eq!(text, BUTTONS);
}

#[test]
fn what_is_not_committed_yet_is_checked() {
    let copy = working_copy("# 提言\n");
    check(copy.path(), &[]).done();
    fs::write(
        copy.path().join("docs/b.md"),
        "---\nstatus: [a]\n---\n# 題\n",
    )
    .expect("a file");
    let found = check(copy.path(), &["--format", "github"]);
    assert_eq!(found.code, 1);
    assert!(
        found
            .out
            .starts_with("::warning file=docs/b.md,line=2,col=9,title=front-matter::"),
        "{}",
        found.out
    );
}

#[test]
fn a_bare_repository_has_nothing_to_mend() {
    let Some(tokyo) = mirror("tokyo.bundle") else {
        return;
    };
    let repository = tokyo.path().join("repository");
    let refused = check(&repository, &["--fix"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("bare repository"), "{}", refused.err);
    let found = check(&repository, &["--format", "json"]);
    let rows: Value = serde_json::from_str(&found.out).expect("JSON");
    let rows = rows.as_array().expect("an array").iter();
    assert_eq!(
        rows.filter(|row| row["rule"] == "handwritten-buttons")
            .count(),
        6
    );
}

#[test]
fn since_a_version_only_what_came_is_told() {
    let copy = working_copy("# 提言\n\n### 予算\n");
    git(copy.path(), &["tag", "v0.5"]);
    let found = check(copy.path(), &[]);
    assert_eq!(found.code, 1);
    check(copy.path(), &["--since", "latest"]).done();
    fs::write(
        copy.path().join("docs/a.md"),
        "# 提言\n\n前文。\n\n### 予算\n\n![](a.png)\n",
    )
    .expect("a file");
    let found = check(copy.path(), &["--since", "latest"]);
    assert_eq!(found.code, 1);
    assert!(
        found.out.contains("warning[image-text] docs/a.md:7:1: "),
        "{}",
        found.out
    );
    assert!(!found.out.contains("heading-skipped"), "{}", found.out);
    let unknown = check(copy.path(), &["--since", "v0.7"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("next, latest, v0.5"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_rule_is_explained_and_can_be_left_out() {
    let copy = working_copy("# 提言\n\n### 予算\n");
    let told = check(copy.path(), &["--explain", "heading-skipped"]).done();
    assert!(told.out.contains("    ### 予算\n"), "{}", told.out);
    let unknown = check(copy.path(), &["--explain", "heading"]);
    assert_eq!(unknown.code, 2);
    let configure = |text: &str| {
        fs::write(copy.path().join("teigen.yaml"), text).expect("a file");
        git(copy.path(), &["add", "."]);
        git(copy.path(), &["commit", "-q", "-m", "Configure"]);
    };
    configure("check: {ignore: [heading-skipped]}\n");
    check(copy.path(), &[]).done();
    configure("check: {ignore: [headings]}\n");
    let refused = check(copy.path(), &[]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("there is no rule `headings`"),
        "{}",
        refused.err
    );
}

#[test]
fn links_of_files_that_are_not_committed_are_followed() {
    let copy = working_copy("# 提言\n\n[予算](b.md)\n");
    let found = check(copy.path(), &[]);
    assert_eq!(found.code, 1);
    assert!(
        found
            .out
            .starts_with("warning[link-broken] docs/a.md:3:1: "),
        "{}",
        found.out
    );
    fs::write(copy.path().join("docs/b.md"), "# 予算\n\n[提言](a.md)\n").expect("a file");
    check(copy.path(), &[]).done();
    fs::write(copy.path().join("docs/b.md"), "# 予算\n\n![図](c.png)\n").expect("a file");
    let found = check(copy.path(), &[]);
    assert!(
        found.out.contains("image-missing] docs/b.md"),
        "{}",
        found.out
    );
}

#[test]
fn files_of_any_kind_may_be_linked_to_and_rules_that_are_left_out_mend_nothing() {
    let text = "# 提言\n\n[資料](資料.pdf) [手順](../.hidden/how.txt)\n\n- 教育\n  - 教員\n";
    let copy = working_copy(text);
    fs::create_dir(copy.path().join(".hidden")).expect("a folder");
    fs::write(copy.path().join(".hidden/how.txt"), "x").expect("a file");
    fs::write(copy.path().join("docs/資料.pdf"), "x").expect("a file");
    fs::write(
        copy.path().join("teigen.yaml"),
        "check: {ignore: [list-indent]}\n",
    )
    .expect("a file");
    git(copy.path(), &["add", ".hidden", "teigen.yaml"]);
    git(copy.path(), &["commit", "-q", "-m", "More"]);
    check(copy.path(), &["--fix"]).done();
    let kept = fs::read_to_string(copy.path().join("docs/a.md")).expect("a file");
    assert_eq!(kept, text);
    fs::remove_file(copy.path().join("docs/資料.pdf")).expect("a file");
    let found = check(copy.path(), &[]);
    assert!(
        found
            .out
            .starts_with("warning[link-broken] docs/a.md:3:1: "),
        "{}",
        found.out
    );
}
