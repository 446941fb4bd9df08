//! Issues and discussions of forges through the whole program: what is asked, what is kept, and what a site shows of it.

use serde_json::{Value, json};

use super::program::sync;
use super::server::{Came, Given, Server};
use crate::links::check_site;
use crate::repository::Built;
use crate::support::{build, teigen};

const DATE: &str = "Sat, 26 Jul 2025 10:00:00 GMT";

/// A repository whose text leads to these, and one that stands for the remote.
fn leading_to(host: &str, addresses: &[&str]) -> (Built, Built) {
    let (here, there) = (Built::new(), Built::new());
    let links: String = addresses
        .iter()
        .map(|address| format!("- [議論](https://{host}/{address})\n"))
        .collect();
    let text = format!("# 予算の提言（v0.5）\n\n## 家族の生活環境\n\n{links}");
    let config = format!(
        "repository: https://{host}/a/b\ndiscussions: {{hosts: [{host}], words: excerpts}}\n"
    );
    for built in [&here, &there] {
        built.main(
            "Begin",
            &[("docs/index.md", &text), ("teigen.yaml", &config)],
        );
    }
    (here, there)
}

fn sync_from(here: &Built, there: &Built, forge: &str, server: &Server) -> String {
    let remote = there.path().to_str().expect("a path");
    let arguments = [
        "--remote",
        remote,
        "--only",
        "discussions",
        "--forge",
        forge,
    ];
    let address = ["--api", &server.address, "--project", "a/b"];
    sync(here.path(), &[&arguments[..], &address].concat())
        .done()
        .err
}

fn listed(here: &Built) -> Vec<Value> {
    let path = here.path().to_str().expect("a path");
    let run = teigen(&["discussions", "--format", "json", "--repo", path]).done();
    serde_json::from_str(&run.out).expect("JSON")
}

/// What stands on the page of a topic.
fn page(here: &Built, file: &str) -> String {
    let site = here.beside("site");
    build(here.path(), &site).done();
    check_site(&site);
    std::fs::read_to_string(site.join(file)).expect("a page")
}

fn moment(minute: u64) -> String {
    format!("2025-06-01T10:{minute:02}:00Z")
}

fn comment(id: u64, words: &str, hidden: bool) -> Value {
    json!({"databaseId": id, "createdAt": moment(id), "lastEditedAt": null, "isMinimized": hidden,
        "bodyHTML": format!("<p>{words}</p>"), "author": {"login": "hanako", "name": "山田 花子"},
        "reactionGroups": [{"content": "THUMBS_UP", "reactors": {"totalCount": 2}}, {"content": "CONFUSED", "reactors": {"totalCount": 9}}]})
}

/// GitHub's answer about an issue with comments on two pages, about a discussion with an answer to a comment, and about one that is
/// not there.
fn github(came: &Came) -> Given {
    assert!(came.line.starts_with("POST /graphql"), "{}", came.line);
    let question: Value = serde_json::from_slice(&came.body).expect("JSON");
    let number = question["variables"]["number"].as_u64();
    assert_eq!(question["variables"]["owner"], "a");
    let topic = |title: &str, closed: bool, comments: Value| {
        json!({"title": title, "url": "https://github.com/a/b/issues/3", "closed": closed, "locked": false, "createdAt": moment(0),
            "closedAt": closed.then(|| moment(40)), "updatedAt": moment(50), "databaseId": 900, "lastEditedAt": null,
            "bodyHTML": "<p>家族の生活環境 の案です。 <a href=\"https://github.com/a/b/blob/main/docs/index.md\">文書</a></p>",
            "author": {"login": "taro"}, "category": {"name": "提案"}, "reactionGroups": [], "comments": comments})
    };
    let page = |nodes: Vec<Value>, next: Option<&str>| json!({"totalCount": 3, "pageInfo": {"hasNextPage": next.is_some(), "endCursor": next}, "nodes": nodes});
    let found = match (number, question["variables"]["cursor"].as_str()) {
        (Some(3), None) => {
            let nodes = vec![
                comment(11, "v0.5を読みました", false),
                comment(12, "隠された言葉", true),
            ];
            topic("家族の住まい", true, page(nodes, Some("next")))
        }
        (Some(3), Some("next")) => {
            let words = "クローズします。続きは<a href=\"https://github.com/a/b/discussions/4\">こちら</a>へ。";
            topic(
                "家族の住まい",
                true,
                page(vec![comment(13, words, false)], None),
            )
        }
        (Some(4), _) => {
            let mut said = comment(21, "続きです", false);
            said["replies"] =
                json!({"totalCount": 1, "nodes": [comment(22, "#12 もご覧ください", false)]});
            topic("住まいの続き", false, page(vec![said], None))
        }
        _ => {
            let errors = json!([{"type": "NOT_FOUND", "message": "Could not resolve to an Issue"}]);
            return Given::json(
                json!({"data": {"repository": {"topic": null}}, "errors": errors}).to_string(),
            )
            .with("Date", DATE);
        }
    };
    Given::json(json!({"data": {"repository": {"topic": found}}}).to_string()).with("Date", DATE)
}

#[test]
fn issues_and_discussions_of_github_are_fetched_and_shown() {
    let addresses = ["a/b/issues/3", "a/b/discussions/4", "a/b/issues/77"];
    let (here, there) = leading_to("github.com", &addresses);
    let server = Server::start(|_, came| github(came));
    let said = sync_from(&here, &there, "github", &server);
    assert!(
        said.contains("3 discussions asked for, 3 records"),
        "{said}"
    );
    let token = |came: &Came| {
        came.head
            .to_ascii_lowercase()
            .contains("authorization: bearer")
    };
    assert!(server.came().iter().all(token), "the token is shown");
    let of = |number: u64| {
        let rows = listed(&here);
        let ends = format!("/{number}");
        let row = rows
            .into_iter()
            .find(|row| row["url"].as_str().is_some_and(|url| url.ends_with(&ends)));
        row.expect("a row")
    };
    let issue = of(3);
    assert_eq!(
        (&issue["state"], &issue["title"]),
        (&json!("closed"), &json!("家族の住まい"))
    );
    assert_eq!(issue["successor"], "https://github.com/a/b/discussions/4");
    // The first post and two comments that are not hidden; two hearts and no puzzled face for each.
    assert_eq!(
        (&issue["likes"], &issue["participants"]),
        (&json!(4), &json!(2))
    );
    assert_eq!(of(4)["likes"], 4);
    assert_eq!(of(77)["state"], "gone");
    let html = page(&here, "discussions/github.com/a-b-issues-3/index.html");
    for told in ["v0.5を読みました", "続きはこちら", "住まいの続き", "終了"] {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(!html.contains("隠された言葉"), "{html}");
    let again = sync_from(&here, &there, "github", &server);
    assert!(again.contains("0 records new or changed"), "{again}");
}

/// Forgejo's answers about an issue, in full and by pages of comments.
fn forgejo(came: &Came) -> Given {
    let comment = |id: u64, words: &str| json!({"id": id, "body": words, "created_at": moment(id), "updated_at": moment(id), "user": {"login": "hanako", "full_name": ""}});
    let answer = if came.line.split(' ').nth(1) == Some("/repos/a/b/issues/5") {
        json!({"id": 1, "number": 5, "title": "予算の話", "state": "open", "created_at": moment(0), "updated_at": moment(9),
            "body": "v0.5 の予算", "user": {"login": "taro", "full_name": "太郎"}, "html_url": "https://codeberg.org/a/b/issues/5"})
    } else if came.line.contains("/repos/a/b/issues/5/comments?") {
        json!([
            comment(1, "> v0.5 の予算\n\n賛成です。#12 も見てください"),
            comment(2, "https://codeberg.org/a/b/src/branch/main/docs/index.md")
        ])
    } else {
        return Given::of(404, "application/json", "{}").with("Date", DATE);
    };
    Given::json(answer.to_string()).with("Date", DATE)
}

#[test]
fn issues_of_forgejo_are_fetched_and_shown() {
    let (here, there) = leading_to("codeberg.org", &["a/b/issues/5", "a/b/issues/6"]);
    let server = Server::start(|_, came| forgejo(came));
    let said = sync_from(&here, &there, "forgejo", &server);
    assert!(
        said.contains("2 discussions asked for, 2 records"),
        "{said}"
    );
    let rows = listed(&here);
    let states: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["state"].as_str())
        .collect();
    assert_eq!(states, ["open", "gone"]);
    assert_eq!(
        (&rows[0]["title"], &rows[0]["participants"]),
        (&json!("予算の話"), &json!(2))
    );
    let html = page(&here, "discussions/codeberg.org/a-b-issues-5/index.html");
    assert!(
        html.contains("賛成です") && !html.contains("&gt; v0.5"),
        "{html}"
    );
    assert!(
        html.contains("予算の提言（v0.5）"),
        "the file that a comment links to: {html}"
    );
}
