//! GitLab and Forgejo: numbered pages, marks of answers, comments on what was closed.

use std::path::Path;

use serde_json::{Value, json};

use super::program::{SECRET, with_remote};
use super::server::{Came, Given, Server};
use crate::repository::Built;
use crate::support::{Run, plain_command, run};

const RECORDS: &str = "refs/teigen/records";
const COUNT: u64 = 230;

/// The number in an address after a word.
fn number_after(line: &str, word: &str) -> Option<u64> {
    let rest = line.split(word).nth(1)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// A page of a list of requests numbered from `COUNT` down to 1, each changed at its own minute.
fn list(came: &Came, size: u64, tell: fn(u64) -> Value) -> Given {
    let page = number_after(&came.line, "&page=").expect("a page");
    let first = COUNT - (page - 1) * size;
    let last = first.saturating_sub(size);
    let entries: Vec<Value> = (last + 1..=first).rev().map(tell).collect();
    let given = Given::json(Value::from(entries).to_string()).with("ETag", "\"mark\"");
    let known = came
        .head
        .to_ascii_lowercase()
        .contains("if-none-match: \"mark\"");
    match (known, last) {
        (true, _) => Given::of(304, "application/json", ""),
        (false, 0) => given.with("Link", "<http://127.0.0.1/?page=1>; rel=\"first\""),
        (false, _) => given.with(
            "Link",
            "<http://127.0.0.1/?page=9>; rel=\"next\", <http://127.0.0.1/>; rel=\"last\"",
        ),
    }
}

fn moment(number: u64) -> String {
    format!("2025-06-01T{:02}:{:02}:00.000Z", number / 60, number % 60)
}

fn merge_request(number: u64) -> Value {
    json!({
        "id": 70_000 + number, "iid": number, "title": format!("題{number}"), "state": if number == 200 { "closed" } else { "opened" },
        "created_at": moment(0), "updated_at": moment(number), "author": {"username": "hanako", "name": "山田 花子"},
        "labels": [], "web_url": format!("https://gitlab.example/a/b/c/-/merge_requests/{number}"), "target_branch": "main",
        "source_branch": "b", "sha": "0b".repeat(20), "user_notes_count": 1, "draft": false, "description": null,
        "closed_by": {"username": "editor"},
    })
}

fn forgejo_pull(number: u64) -> Value {
    json!({
        "id": 70_000 + number, "number": number, "title": format!("題{number}"), "state": if number == 200 { "closed" } else { "open" },
        "created_at": moment(0), "updated_at": moment(number), "user": {"login": "hanako", "full_name": "山田 花子"},
        "labels": [], "html_url": format!("https://codeberg.org/a/b/pulls/{number}"), "merged": false, "merged_at": null,
        "base": {"label": "main", "ref": "main"}, "head": {"label": "b", "ref": "b", "sha": "0b".repeat(20)},
        "comments": 1, "draft": false, "body": "",
    })
}

fn sync(
    here: &Path,
    there: &Built,
    server: &Server,
    forge: &str,
    project: &str,
    variable: &str,
) -> Run {
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    for name in [
        "TEIGEN_TOKEN",
        "GITHUB_TOKEN",
        "GITLAB_TOKEN",
        "FORGEJO_TOKEN",
    ] {
        command.env_remove(name);
    }
    command.env(variable, SECRET).args([
        "sync",
        "--forge",
        forge,
        "--project",
        project,
        "--api",
        &server.address,
    ]);
    command
        .arg("--repo")
        .arg(here)
        .arg("--remote")
        .arg(there.path());
    let run = run(command).done();
    assert!(!run.err.contains("geheim"));
    run
}

fn check(forge: &str, project: &str, variable: &str, header: &str, pages: usize, server: &Server) {
    let (here, there) = with_remote();
    let said = sync(here.path(), &there, server, forge, project, variable).err;
    assert!(
        said.contains("230 pull requests read, 230 records"),
        "{said}"
    );
    let record = |number: u64| -> Value {
        let text = here.text(RECORDS, &teigen::record::pull_path(number));
        serde_json::from_str(&text).expect("JSON")
    };
    assert_eq!(
        (&record(1)["title"], &record(1)["state"]),
        (&json!("題1"), &json!("open"))
    );
    assert_eq!(
        record(1)["author"],
        json!({"login": "hanako", "name": "山田 花子"})
    );
    assert_eq!(record(200)["closing"]["comment"], "#3 に統合します");
    assert_eq!(
        record(200)["mentions"],
        json!([{"number": 3, "kind": "integrated_into"}])
    );
    assert!(
        server.came().iter().all(|came| came.head.contains(header)),
        "{:?}",
        server.came()[0]
    );
    // Its pages and one list of comments; then one answer that nothing changed.
    assert_eq!(server.came().len(), pages + 1);
    let said = sync(here.path(), &there, server, forge, project, variable).err;
    assert!(said.contains("0 pull requests read"), "{said}");
    assert_eq!(server.came().len(), pages + 2);
}

#[test]
fn a_project_on_gitlab_is_synced() {
    let server = Server::start(|_, came| {
        assert!(
            came.line
                .starts_with("GET /projects/a%2Fb%2Fc/merge_requests"),
            "{}",
            came.line
        );
        if came.line.contains("/merge_requests/200/notes") {
            let notes = json!([{"system": true, "body": "closed"}, {"system": false, "body": "#3 に統合します"}]);
            return Given::json(notes.to_string());
        }
        list(came, 100, merge_request)
    });
    let header = format!("private-token: {SECRET}");
    check("gitlab", "a/b/c", "GITLAB_TOKEN", &header, 3, &server);
}

#[test]
fn a_repository_on_forgejo_is_synced() {
    let server = Server::start(|_, came| {
        if came.line.contains("/repos/a/b/issues/200/comments") {
            return Given::json(
                json!([{"body": "ありがとう"}, {"body": "#3 に統合します"}]).to_string(),
            );
        }
        assert!(
            came.line.starts_with("GET /repos/a/b/pulls?state=all"),
            "{}",
            came.line
        );
        list(came, 50, forgejo_pull)
    });
    let header = format!("authorization: token {SECRET}");
    check("forgejo", "a/b", "FORGEJO_TOKEN", &header, 5, &server);
}
