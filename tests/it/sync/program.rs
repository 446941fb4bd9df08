//! The program against servers on this machine: what it asks, keeps, says, and to whom it shows its token.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use teigen::forge::{Http, Method, Request, Transport};

use super::made_up::GitHub;
use super::server::{Given, Server};
use crate::repository::Built;
use crate::support::{Run, plain_command, run, teigen};

pub const SECRET: &str = "ghp_geheim0123456789";

/// Runs `sync` on a repository with a token in the environment.
pub fn sync(repository: &Path, arguments: &[&str]) -> Run {
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    for name in [
        "TEIGEN_TOKEN",
        "GITLAB_TOKEN",
        "http_proxy",
        "https_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    command
        .env("GITHUB_TOKEN", SECRET)
        .env("FORGEJO_TOKEN", SECRET);
    command
        .arg("sync")
        .arg("--repo")
        .arg(repository)
        .args(arguments);
    let run = run(command);
    assert!(
        !run.err.contains("geheim") && !run.out.contains("geheim"),
        "{}",
        run.err
    );
    run
}

/// A repository with one document, and one that stands for its remote.
pub fn with_remote() -> (Built, Built) {
    let (here, there) = (Built::new(), Built::new());
    for built in [&here, &there] {
        built.main("Begin", &[("README.md", "# 提言\n\n一\n")]);
    }
    (here, there)
}

fn sync_from(here: &Built, there: &Built, server: &Server) -> Run {
    let remote = there.path().to_str().expect("a path");
    let arguments = [
        "--remote",
        remote,
        "--forge",
        "github",
        "--api",
        &server.address,
        "--project",
        "a/b",
    ];
    sync(here.path(), &arguments)
}

fn github(
    github: GitHub,
    trouble: impl Fn(usize) -> Option<Given> + Send + Sync + 'static,
) -> Server {
    let github = Mutex::new(github);
    Server::start(move |index, came| {
        trouble(index).unwrap_or_else(|| {
            let question: Value = serde_json::from_slice(&came.body).expect("JSON");
            let answer = github
                .lock()
                .expect("no test fails in it")
                .answer(&question);
            Given::json(answer.to_string()).with("Date", "Sat, 26 Jul 2025 10:00:00 GMT")
        })
    })
}

fn pulls(here: &Built) -> Vec<Value> {
    let arguments = ["pulls", "--format", "json", "--repo"].map(OsStr::new);
    let run = teigen(&[
        arguments[0],
        arguments[1],
        arguments[2],
        arguments[3],
        here.path().as_os_str(),
    ]);
    serde_json::from_str(&run.done().out).expect("JSON")
}

const RECORDS: &str = "refs/teigen/records";

#[test]
fn thousands_of_pull_requests_are_synced_and_again_only_what_changed() {
    let (here, there) = with_remote();
    let server = github(GitHub::with(3_000), |_| None);
    let said = sync_from(&here, &there, &server).done().err;
    assert!(
        said.contains("3000 pull requests read, 3000 records new or changed"),
        "{said}"
    );
    assert_eq!((pulls(&here).len(), server.came().len()), (3_000, 60));
    let kept = here.reference(RECORDS);
    let said = sync_from(&here, &there, &server).done().err;
    assert!(said.contains(" 0 records new or changed"), "{said}");
    assert_eq!(here.reference(RECORDS), kept);
    assert!(server.came().len() < 65, "{}", server.came().len());
}

#[test]
fn whatever_a_server_does_nothing_is_lost_and_no_one_else_hears_the_token() {
    let (here, there) = with_remote();
    let other = Server::start(|_, _| Given::json("{}"));
    let elsewhere = format!("{}/graphql", other.address);
    let server = github(GitHub::with(600), move |index| {
        let json = |status| Given::of(status, "application/json", "{\"message\": \"rate limit\"}");
        Some(match index {
            0 => json(403).with("Retry-After", "0"),
            1 => json(429).with("Retry-After", "0"),
            3 => json(500).with("Retry-After", "0"),
            5 => Given {
                missing: 1_000,
                ..Given::json("{\"data\": ")
            },
            7 => Given::of(200, "text/html", "<title>Login</title>"),
            9 | 13 => json(307).with("Location", elsewhere.clone()),
            11 => json(301).with("Location", "//evil.example/graphql"),
            _ => return None,
        })
    });
    let mut ended = Vec::new();
    for _ in 0..6 {
        let run = sync_from(&here, &there, &server);
        ended.push(run.code);
        if run.code == 0 {
            break;
        }
        assert!(run.err.contains("which is not followed"), "{}", run.err);
    }
    assert_eq!(ended, [2, 2, 2, 0]);
    assert_eq!(pulls(&here).len(), 600);
    assert!(other.came().is_empty());
    for came in server.came() {
        assert_eq!(came.line, "POST /graphql");
        assert!(came.head.contains(SECRET), "{}", came.head);
    }
    // 12 pages, what came in their place, and at the end those of the last minute before the first one.
    assert_eq!(server.came().len(), 12 + 8 + 4);
}

#[test]
fn without_a_token_it_says_which_to_set_and_asks_nothing() {
    let (here, there) = with_remote();
    let server = Server::start(|_, _| Given::json("{}"));
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command
        .env_remove("GITHUB_TOKEN")
        .env_remove("TEIGEN_TOKEN");
    command.args([
        "sync",
        "--forge",
        "github",
        "--project",
        "a/b",
        "--api",
        &server.address,
    ]);
    command
        .arg("--repo")
        .arg(here.path())
        .arg("--remote")
        .arg(there.path());
    let run = run(command);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("set TEIGEN_TOKEN or GITHUB_TOKEN"),
        "{}",
        run.err
    );
    assert!(server.came().is_empty());
}

#[test]
fn a_refusal_is_told_as_the_server_words_it() {
    let (here, there) = with_remote();
    let refuse = |_: usize, _: &_| {
        Given::of(
            401,
            "application/json",
            "{\"message\": \"Bad credentials\\u001b[31m\"}",
        )
    };
    let server = Server::start(refuse);
    let run = sync_from(&here, &there, &server);
    assert_eq!((run.code, server.came().len()), (2, 1));
    assert!(
        run.err
            .contains("the server refuses (401): Bad credentials"),
        "{}",
        run.err
    );
    assert!(!run.err.contains('\u{1b}'));
}

#[test]
fn an_address_that_is_not_encrypted_is_not_asked() {
    let (here, there) = with_remote();
    let remote = there.path().to_str().expect("a path");
    let arguments = [
        "--remote",
        remote,
        "--forge",
        "github",
        "--project",
        "a/b",
        "--api",
        "http://example.org",
    ];
    let run = sync(here.path(), &arguments);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("only https is asked"), "{}", run.err);
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    let server = Server::start(|_, _| Given {
        silent: true,
        ..Given::json("")
    });
    let request = Request {
        method: Method::Get,
        url: server.address.clone(),
        body: None,
        authorization: None,
        etag: None,
    };
    let told = Http::new(Duration::from_millis(200))
        .send(&request)
        .expect_err("no answer");
    assert_eq!(told.0, "the server does not answer in time");
}
