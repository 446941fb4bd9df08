//! `teigen diff` on the sample: to the character in JSON, harmless in every format.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn teigen(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_teigen"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn sample(folder: &Path) -> String {
    teigen::demo::replay(folder).expect("the sample replays");
    folder.display().to_string()
}

fn json(repository: &str, states: &[&str]) -> Value {
    let mut arguments = vec!["diff"];
    arguments.extend(states);
    arguments.extend(["--repo", repository, "--format", "json"]);
    let output = teigen(&arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Joins the texts of a change's edits, without those of one kind.
fn joined(change: &Value, without: &str) -> String {
    let edits = change["edits"].as_array().expect("edits");
    let kept = edits.iter().filter(|edit| edit[0] != without);
    kept.map(|edit| edit[1].as_str().expect("text")).collect()
}

fn check_reconstruction(difference: &Value) -> usize {
    let documents = difference["documents"].as_array().expect("documents");
    let changes = documents
        .iter()
        .flat_map(|document| document["changes"].as_array().expect("changes"));
    let mut count = 0;
    for change in changes {
        assert_eq!(
            joined(change, "insert"),
            change["before"].as_str().unwrap_or_default()
        );
        assert_eq!(
            joined(change, "delete"),
            change["after"].as_str().unwrap_or_default()
        );
        count += 1;
    }
    count
}

#[test]
fn kept_and_deleted_is_the_old_text_kept_and_inserted_the_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    for states in [
        &["v0.5", "v0.6"][..],
        &["v0.6", "latest"],
        &["v0.5", "next"],
        &["#9"],
        &["#9@1", "#9@3"],
    ] {
        let difference = json(&repository, states);
        assert!(check_reconstruction(&difference) > 0, "{states:?} differ");
        assert_eq!(
            difference["from"]["commit"].as_str().map(str::len),
            Some(40)
        );
    }
}

#[test]
fn a_renamed_document_is_one_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    let difference = json(&repository, &["v0.5", "v0.6"]);
    let documents = difference["documents"].as_array().expect("documents");
    let renamed = documents
        .iter()
        .filter(|document| document["status"] == "renamed");
    assert!(renamed.count() >= 1);
}

#[test]
fn the_working_copy_is_a_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    let unchanged = json(&repository, &["next", "worktree"]);
    assert_eq!(unchanged["documents"], serde_json::json!([]));
    let document = folder.path().join("r/docs/index.md");
    let text = std::fs::read_to_string(&document).expect("the entry document");
    std::fs::write(&document, format!("{text}\n加筆した段落。\n")).expect("written");
    let changed = json(&repository, &["next", "worktree"]);
    assert_eq!(check_reconstruction(&changed), 1);
    assert_eq!(
        changed["documents"][0]["changes"][0]["after"],
        "加筆した段落。"
    );
}

#[test]
fn every_format_is_harmless_and_not_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    for format in ["text", "markdown", "html"] {
        let output = teigen(&["diff", "#9", "--repo", &repository, "--format", format]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains("移住をためらう理由"), "{format}");
        assert!(
            !text.contains('\u{1b}') && !text.contains("<script"),
            "{format}"
        );
    }
}

#[cfg(feature = "docx")]
#[test]
fn a_comparative_table_is_a_file_of_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    let file = folder.path().join("新旧対照表.docx");
    let table = [
        "diff",
        "v0.6",
        "v0.7",
        "--repo",
        &repository,
        "--format",
        "docx",
    ];
    let printed = teigen(&table);
    assert!(printed.status.success() && printed.stdout.starts_with(b"PK\x03\x04"));
    let path = file.display().to_string();
    let written = teigen(&[&table[..], &["--out", &path]].concat());
    assert!(written.status.success() && written.stdout.is_empty());
    assert_eq!(std::fs::read(&file).expect("a file"), printed.stdout);
}

#[test]
fn what_is_no_state_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = sample(&folder.path().join("r"));
    for (state, expected) in [
        ("v9.9", "`v9.9` is no version"),
        ("#999", "no pull request #999"),
        ("#9@9", "3 known revisions"),
    ] {
        let output = teigen(&["diff", state, "next", "--repo", &repository]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2));
        assert!(message.contains(expected), "{message}");
    }
}
