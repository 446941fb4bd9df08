//! The question to GitHub, and the answers of the made-up one, against GitHub's own schema.
//!
//! Needs Node.js and two packages of npm: from the folder in `TEIGEN_GRAPHQL`, else installed beside the build, else the
//! test is skipped and says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};
use teigen::forge;

use super::board::{Board, Server};
use super::made_up::GitHub;
use crate::support::{plain_command, run, scratch};

/// The packages, and the versions that are known to go together.
const PACKAGES: [&str; 2] = ["graphql@16", "@octokit/graphql-schema@15"];

fn has_packages(folder: &Path) -> bool {
    folder.join("node_modules/@octokit/graphql-schema").is_dir()
        && folder.join("node_modules/graphql").is_dir()
}

/// The script in a folder with the packages, where Node looks for them. All tests share one.
fn script() -> Option<PathBuf> {
    static SCRIPT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = || {
        let script = packages()?.join("check.mjs");
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(manifest.join("tests/graphql/check.mjs"), &script).expect("a script");
        Some(script)
    };
    SCRIPT.get_or_init(install).clone()
}

/// A folder with the packages.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn packages() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).join("graphql");
    let folder = std::env::var_os("TEIGEN_GRAPHQL").map_or_else(beside, PathBuf::from);
    if !has_packages(&folder) {
        let started = std::process::Command::new("npm").arg("--version").output();
        if started.is_ok_and(|output| output.status.success()) {
            fs::create_dir_all(&folder).expect("a folder");
            let mut install = plain_command("npm");
            install.args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ]);
            install.arg(&folder).args(PACKAGES);
            run(install);
        }
    }
    if !has_packages(&folder) {
        eprintln!("skipped: {} cannot be had from npm", PACKAGES.join(" and "));
        return None;
    }
    Some(folder)
}

/// What the check says of the question and of answers to it.
fn check(question: &str, answers: &Value) -> Option<String> {
    let script = script()?;
    let scratch = scratch();
    let write = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let mut node = plain_command("node");
    node.arg(&script);
    node.arg(write("pulls.graphql", question))
        .arg(write("answers.json", &answers.to_string()));
    let run = run(node);
    Some(format!("{}{}", run.out, run.err).trim().to_owned())
}

#[test]
fn question_and_answers_fit_github_s_own_schema() {
    let question = include_str!("../../../src/forge/queries/pulls.graphql");
    let github = GitHub::with(300);
    let page = |cursor: Option<&str>| {
        let variables = json!({"size": 50, "cursor": cursor});
        github.answer(&json!({"variables": variables}))["data"].clone()
    };
    let first = page(None);
    let cursor = first["repository"]["pullRequests"]["pageInfo"]["endCursor"]
        .as_str()
        .map(str::to_owned);
    let answers = json!([first, page(cursor.as_deref()), page(Some("v2:0:0"))]);
    let Some(said) = check(question, &answers) else {
        return;
    };
    assert_eq!(said, "valid");
    // The check sees what is wrong.
    let said = check(&question.replace("isDraft", "isDrafty"), &answers).unwrap_or_default();
    assert!(said.contains("isDrafty"), "{said}");
    let lacking = json!([{"repository": {"pullRequests": {"pageInfo": {}, "nodes": []}}}]);
    assert!(check(question, &lacking).is_some_and(|said| said.contains("hasNextPage")));
}

#[test]
fn the_questions_for_issues_and_discussions_fit_github_s_own_schema() {
    for question in [
        include_str!("../../../src/forge/queries/issue.graphql"),
        include_str!("../../../src/forge/queries/discussion.graphql"),
    ] {
        let none = json!([]);
        let Some(said) = check(question, &none) else {
            return;
        };
        assert_eq!(said, "valid");
    }
}

#[test]
fn what_asks_for_comments_and_writes_them_fits_github_s_own_schema() {
    let board = Board::new(Server::GitHub);
    board.says(1, "stranger", "一");
    let told = |question: &str, variables: Value| {
        let asked = json!({"query": question, "variables": variables});
        let answer = board.graphql(&asked);
        json!([answer["data"]])
    };
    let (add, update) = (forge::comments::ADD, forge::comments::UPDATE);
    let comments = forge::comments::COMMENTS;
    for (question, answers) in [
        (comments, told(comments, json!({"number": 1}))),
        (add, told(add, json!({"subject": "PR_1", "body": "二"}))),
        (
            update,
            told(update, json!({"comment": "IC_2", "body": "三"})),
        ),
    ] {
        let Some(said) = check(question, &answers) else {
            return;
        };
        assert_eq!(said, "valid", "{question}");
    }
}
