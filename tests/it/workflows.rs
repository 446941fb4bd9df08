//! `init`: workflows that are safe by design, in a folder of somebody who has no settings at all.

use std::fs;
use std::path::Path;

use serde_yaml::Value;

use crate::support::{plain_command, run, scratch};

/// The workflow for a server, as `init` writes it where there is no home and no settings of Git.
fn written(server: &str, file: &str) -> (String, Value) {
    let (folder, home) = (scratch(), scratch());
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command.env_clear().env("HOME", home.path());
    command.args(["init", "--ci", server]).arg(folder.path());
    run(command).done();
    read(&folder.path().join(file))
}

fn read(file: &Path) -> (String, Value) {
    let text = fs::read_to_string(file).expect("a file");
    let value = serde_yaml::from_str(&text).expect("YAML");
    (text, value)
}

fn action() -> (String, Value) {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml"))
}

/// Every mapping of a file, from the outermost on.
fn mappings(value: &Value) -> Vec<&serde_yaml::Mapping> {
    let inner: Vec<&Value> = match value {
        Value::Mapping(found) => found.iter().map(|(_, inner)| inner).collect(),
        Value::Sequence(found) => found.iter().collect(),
        _ => Vec::new(),
    };
    let below = inner.into_iter().flat_map(mappings);
    value.as_mapping().into_iter().chain(below).collect()
}

fn text<'v>(mapping: &'v serde_yaml::Mapping, name: &str) -> Option<&'v str> {
    mapping.get(name).and_then(Value::as_str)
}

/// What holds for workflows and for the action alike.
fn check_steps(text_of_file: &str, value: &Value) {
    assert!(!text_of_file.contains("github.event"));
    assert!(!text_of_file.contains("github.head_ref"));
    let mut steps = 0;
    for mapping in mappings(value) {
        if let Some(script) = text(mapping, "run") {
            steps += 1;
            assert!(!script.contains("${{"), "{script}");
            assert!(!script.contains("git checkout"), "{script}");
        }
        let Some(uses) = text(mapping, "uses") else {
            continue;
        };
        let (name, hash) = uses.split_once('@').expect("a pinned action");
        let is_hash = hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(is_hash, "{uses}");
        let line = text_of_file.lines().find(|line| line.contains(uses));
        assert!(line.is_some_and(|line| line.contains(" # v")), "{uses}");
        if name == "actions/checkout" {
            let with = mapping["with"].as_mapping().expect("settings");
            assert_eq!(with["persist-credentials"], Value::Bool(false));
            assert!(!with.contains_key("ref"), "{uses}");
        }
    }
    assert!(steps > 0);
}

fn check_workflow(server: &str, file: &str) -> Value {
    let (text_of_file, value) = written(server, file);
    check_steps(&text_of_file, &value);
    let top = value.as_mapping().expect("a mapping");
    let nothing = top["permissions"].as_mapping().expect("permissions");
    assert!(nothing.is_empty());
    let begins: Vec<&str> = top["on"]
        .as_mapping()
        .expect("occasions")
        .iter()
        .filter_map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(begins, ["push", "schedule", "workflow_dispatch"]);
    assert!(top.contains_key("concurrency"));
    for (_, job) in top["jobs"].as_mapping().expect("jobs") {
        assert!(job["timeout-minutes"].as_u64().is_some());
    }
    value
}

#[test]
fn the_workflow_for_github_is_safe_by_design() {
    let value = check_workflow("github", ".github/workflows/teigen.yml");
    let allowed = |job: &str| -> Vec<String> {
        let given = value["jobs"][job]["permissions"].as_mapping();
        let given = given.expect("permissions").iter();
        given
            .map(|(name, level)| format!("{}: {}", name.as_str().unwrap(), level.as_str().unwrap()))
            .collect()
    };
    assert_eq!(allowed("sync"), ["contents: write", "pull-requests: read"]);
    assert_eq!(allowed("build"), ["contents: read"]);
    assert_eq!(allowed("publish"), ["pages: write", "id-token: write"]);
    assert_eq!(
        allowed("comment"),
        ["contents: read", "pull-requests: write"]
    );
}

#[test]
fn the_workflow_for_forgejo_is_safe_by_design() {
    let value = check_workflow("forgejo", ".forgejo/workflows/teigen.yml");
    let image = value["jobs"]["publish"]["container"]["image"].as_str();
    assert!(image.is_some_and(|image| image.contains("@sha256:")));
    let steps = mappings(&value);
    assert!(steps.iter().all(|step| !step.contains_key("uses")));
}

#[test]
fn the_pipeline_for_gitlab_does_not_start_for_merge_requests() {
    let (text_of_file, value) = written("gitlab", ".gitlab-ci.yml");
    let first = &value["workflow"]["rules"][0];
    assert_eq!(
        first["if"].as_str(),
        Some("$CI_PIPELINE_SOURCE == \"merge_request_event\"")
    );
    assert_eq!(first["when"].as_str(), Some("never"));
    let image = value["pages"]["image"].as_str();
    assert!(image.is_some_and(|image| image.contains("@sha256:")));
    // Variables that others fill with words of their own.
    for name in ["CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_MERGE_REQUEST"] {
        assert!(!text_of_file.contains(name), "{name}");
    }
}

#[test]
fn the_action_takes_its_inputs_as_values_and_never_as_part_of_a_script() {
    let (text_of_file, value) = action();
    check_steps(&text_of_file, &value);
    assert_eq!(value["runs"]["using"].as_str(), Some("composite"));
    let version = value["inputs"]["version"]["default"].as_str();
    assert_eq!(version, Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn workflows_install_the_version_that_wrote_them() {
    for (server, file) in [
        ("github", ".github/workflows/teigen.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("forgejo", ".forgejo/workflows/teigen.yml"),
    ] {
        let (text_of_file, _) = written(server, file);
        let version = format!("TEIGEN_VERSION: \"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(text_of_file.contains(&version), "{server}");
    }
}

#[test]
fn without_a_word_the_remote_tells_which_server_publishes() {
    for (remote, file) in [
        (Some("https://gitlab.com/a/b.git"), ".gitlab-ci.yml"),
        (
            Some("git@codeberg.org:a/b.git"),
            ".forgejo/workflows/teigen.yml",
        ),
        (
            Some("https://github.com/a/b.git"),
            ".github/workflows/teigen.yml",
        ),
        (
            Some("https://git.example.org/a/b.git"),
            ".github/workflows/teigen.yml",
        ),
        (None, ".github/workflows/teigen.yml"),
    ] {
        let folder = scratch();
        if let Some(remote) = remote {
            let repository = git2::Repository::init(folder.path()).expect("a repository");
            repository.remote("origin", remote).expect("a remote");
        }
        let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
        command.arg("init").arg(folder.path());
        run(command).done();
        let workflows = [
            ".gitlab-ci.yml",
            ".forgejo/workflows/teigen.yml",
            ".github/workflows/teigen.yml",
        ];
        let there: Vec<&str> = workflows
            .into_iter()
            .filter(|name| folder.path().join(name).exists())
            .collect();
        assert_eq!(there, [file], "{remote:?}");
    }
}

#[test]
fn no_workflow_is_written_where_none_is_wanted() {
    let folder = scratch();
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command.args(["init", "--ci", "none"]).arg(folder.path());
    run(command).done();
    assert!(folder.path().join("teigen.yaml").exists());
    for name in [".gitlab-ci.yml", ".forgejo", ".github"] {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
}
