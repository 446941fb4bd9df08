//! `teigen check --external`: links to other hosts are followed, slowly, and not again within a week.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::server::{Given, Server};
use crate::repository::Built;
use crate::support::teigen;

fn server() -> Server {
    Server::start(|_, came| {
        let path = came.line.split(' ').nth(1).unwrap_or_default();
        match path {
            "/robots.txt" => Given::of(200, "text/plain", "User-agent: *\nDisallow: /closed/\n"),
            "/there?a=1" => Given::of(200, "text/html", "x".repeat(3 << 20)),
            "/moved" => Given::of(301, "text/html", "").with("Location", "/new"),
            "/new" => Given::of(200, "text/html", "new"),
            _ => Given::of(404, "text/html", "no"),
        }
    })
}

/// A proposal, and a configuration that lets its own network be asked.
fn proposal(text: &str, server: &Server) -> (Built, TempDir) {
    let built = Built::new();
    let base = built.main("Begin", &[("docs/a.md", "# A\n")]);
    built.point("refs/tags/v0.1", base);
    built.main("Link", &[("docs/a.md", text)]);
    let host = server.address.trim_start_matches("http://");
    let scratch = tempfile::tempdir().expect("a folder");
    let config = format!(
        "check:\n  external:\n    hosts: ['{host}']\n    ignore: ['{}/passed/']\n",
        server.address
    );
    fs::write(scratch.path().join("teigen.yaml"), config).expect("a file");
    (built, scratch)
}

/// What is found: rule, severity, line, message.
fn check(repository: &Path, config: &Path, more: &[&str]) -> (i32, Vec<(String, u64, String)>) {
    let config = config.join("teigen.yaml");
    let paths = [repository, &config].map(|path| path.to_str().expect("a name"));
    let options = [
        "check",
        "--repo",
        paths[0],
        "--config",
        paths[1],
        "--external",
        "--format",
        "json",
    ];
    let run = teigen(&[&options[..], more].concat());
    let found: Vec<Value> = serde_json::from_str(&run.out).expect(&run.err);
    let of_links = found
        .iter()
        .filter(|found| found["rule"] == "external-link");
    let told = of_links.map(|found| {
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        (
            text("severity"),
            found["line"].as_u64().unwrap_or(0),
            text("message"),
        )
    });
    (run.code, told.collect())
}

#[test]
fn links_to_other_hosts_are_followed_and_what_was_there_is_not_asked_again() {
    let server = server();
    let at = &server.address;
    let text = format!(
        "# A\n\n[a]({at}/there?a=1#x) [b]({at}/moved)\n\n[c]({at}/gone) <{at}/closed/d>\n\n[e]({at}/passed/e) [f](https://f.example/)\n"
    );
    let (built, config) = proposal(&text, &server);
    let (code, found) = check(built.path(), config.path(), &[]);
    let moved = (
        "note".to_owned(),
        3,
        format!("{at}/moved was moved for good"),
    );
    let gone = (
        "warning".to_owned(),
        5,
        format!("{at}/gone is not there: the host answers 404"),
    );
    assert_eq!((code, found), (1, vec![moved.clone(), gone.clone()]));
    let lines: Vec<String> = server.came().iter().map(|came| came.line.clone()).collect();
    let asked: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    assert_eq!(
        asked,
        ["/robots.txt", "/gone", "/moved", "/new", "/there?a=1"]
    );
    let head = &server.came()[1].head.to_lowercase();
    assert!(head.contains("user-agent: teigen/"), "{head}");
    // What was there is remembered; what was not may be there by now.
    let (_, again) = check(built.path(), config.path(), &[]);
    assert_eq!(again, [moved, gone]);
    let came = server.came();
    let asked: Vec<_> = came[5..]
        .iter()
        .filter_map(|came| came.line.split(' ').nth(1))
        .collect();
    assert_eq!(asked, ["/robots.txt", "/gone"]);
}

#[test]
fn of_a_change_only_the_links_that_it_brings_are_followed() {
    let server = server();
    let at = server.address.clone();
    let (built, config) = proposal(&format!("# A\n\n[c]({at}/gone)\n"), &server);
    let second = built.main(
        "More",
        &[(
            "docs/a.md",
            &format!("# A\n\n[c]({at}/gone) [d]({at}/lost)\n"),
        )],
    );
    built.point("refs/tags/v0.2", built.reference("refs/heads/main"));
    assert_eq!(built.tip(), second);
    let (_, since_newest) = check(built.path(), config.path(), &["--since", "latest"]);
    assert_eq!((since_newest.len(), server.came().len()), (0, 0));
    let (_, since_first) = check(built.path(), config.path(), &["--since", "v0.1"]);
    assert_eq!(since_first.len(), 2);
}

#[test]
fn nothing_is_asked_without_the_option_and_no_host_of_a_private_network_unless_it_is_named() {
    let server = server();
    let at = server.address.clone();
    let (built, config) = proposal(&format!("# A\n\n[c]({at}/gone)\n"), &server);
    fs::write(config.path().join("teigen.yaml"), "").expect("a file");
    let (code, found) = check(built.path(), config.path(), &[]);
    assert_eq!(
        (code, found.len(), found[0].0.as_str()),
        (0, 1, "note"),
        "{found:?}"
    );
    let repository = built.path().to_str().expect("a name");
    teigen(&["check", "--repo", repository]);
    assert_eq!(server.came().len(), 0);
}
