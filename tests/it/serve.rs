//! `teigen serve`: what a browser gets while somebody writes. The real program, asked over its port.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::repository::Built;
use crate::support::{build, contents, plain_command, run, scratch};

/// What hangs fails after this.
const GUARD: Duration = Duration::from_secs(120);

struct Server {
    child: Child,
    address: SocketAddr,
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Server {
    fn start(repository: &Path) -> Self {
        Self::start_with(repository, &[])
    }

    fn start_with(repository: &Path, more: &[&str]) -> Self {
        let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
        command.args(["serve", "--port", "0", "--repo"]);
        command.arg(repository).args(more);
        let mut child = command.spawn().expect("the program starts");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        said.read_line(&mut line).expect("the address");
        // Whatever else it says is read, so that the pipe does not fill.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.strip_prefix("http://").expect("an address");
        let address = address.split('/').next().expect("host and port");
        Self {
            address: address.parse().expect("host and port"),
            child,
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "localhost")
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).expect("the server answers");
        stream.set_read_timeout(Some(GUARD)).expect("a guard");
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("asked");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answered");
        answer(&bytes)
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.get(path).body).into_owned()
    }

    /// Asks until an answer is as expected.
    fn until(&self, path: &str, expected: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if expected(&answer) {
                return answer;
            }
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(
                started.elapsed() < GUARD,
                "{path}: {} {text}",
                answer.status
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn until_says(&self, path: &str, words: &str) {
        self.until(path, |answer| answer.says(words));
    }

    fn until_whole(&self) {
        self.until("/pulls/", |answer| answer.status == 200);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn says(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(words)
    }
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("headers end");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let first = lines.next().expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: first[9..12].parse().expect("a number"),
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: bytes[end + 4..].to_vec(),
    }
}

/// A proposal with two versions and a request, and a working copy of it.
fn proposal() -> (Built, TempDir) {
    let built = Built::new();
    let first = built.main(
        "Begin",
        &[
            ("docs/index.md", "# 提言\n\nはじめの文です。\n"),
            ("docs/budget.md", "# 予算\n\n約5500万円とする。\n"),
            ("docs/資料.pdf", "PDF"),
            (
                "teigen.yaml",
                "title: 試み\naddresses: {html: true, files: docs, aliases: {stable: latest}, redirects: {old/: budget.md}}\n",
            ),
        ],
    );
    built.point("refs/tags/v0.5", first);
    let second = built.main(
        "Second",
        &[("docs/budget.md", "# 予算\n\n約6000万円とする。\n")],
    );
    built.point("refs/tags/v0.6", second);
    let head = built.commit(
        &[second],
        "Propose",
        &[("docs/budget.md", "# 予算\n\n約7000万円とする。\n")],
    );
    built.pull(1, head);
    let copy = scratch();
    let mut git = plain_command("git");
    git.args(["clone", "-q", "-c", "core.autocrlf=false"]);
    git.arg(built.path()).arg(copy.path());
    run(git).done();
    // A clone has no requests until they are fetched.
    let mut git = plain_command("git");
    git.arg("-C").arg(copy.path());
    git.args(["fetch", "-q", "origin", "+refs/pull/*:refs/pull/*"]);
    run(git).done();
    (built, copy)
}

fn write(copy: &TempDir, file: &str, text: &str) {
    fs::write(copy.path().join(file), text).expect("written");
}

/// A page without what only the server adds.
fn without_script(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let Some(start) = text.find("<script defer src=\"/-/serve.js\"") else {
        return bytes.to_vec();
    };
    let end = text[start..].find('\n').expect("a line") + start + 1;
    format!("{}{}", &text[..start], &text[end..]).into_bytes()
}

fn address_of(file: &str) -> String {
    let file = file.strip_suffix("index.html").unwrap_or(file);
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let path: String = file.bytes().map(encode).collect();
    format!("/{path}")
}

#[test]
fn every_file_of_a_build_is_served_with_the_same_bytes() {
    let (built, _copy) = proposal();
    let site = scratch();
    build(built.path(), site.path()).done();
    let server = Server::start(built.path());
    server.until_whole();
    let files = contents(site.path());
    assert!(files.len() > 50, "{}", files.len());
    for (file, bytes) in files {
        let is_memory = file == "manifest.json" || file.starts_with("api/wordings/");
        let answer = server.get(&address_of(&file));
        if is_memory || file == ".nojekyll" {
            assert_eq!(answer.status, 404, "{file}");
            assert!(!is_memory || answer.says("teigen build"), "{file}");
            continue;
        }
        assert_eq!(answer.status, 200, "{file}");
        let served = without_script(&answer.body);
        assert!(
            served == bytes,
            "{file}: {}",
            String::from_utf8_lossy(&served)
        );
    }
}

#[test]
fn pages_beside_a_working_copy_are_those_of_a_build_but_for_its_entry() {
    let (built, copy) = proposal();
    let site = scratch();
    build(built.path(), site.path()).done();
    let server = Server::start(copy.path());
    server.until_whole();
    let served = without_script(&server.get("/v0.5/budget/").body);
    let text = String::from_utf8(served).expect("UTF-8");
    let (before, rest) = text
        .split_once("<li><a href=\"../../worktree/budget/index.html\">")
        .expect("its entry");
    let (_, after) = rest.split_once("</li>\n").expect("its end");
    let built = fs::read_to_string(site.path().join("v0.5/budget/index.html")).expect("a page");
    assert_eq!(format!("{before}{after}"), built);
}

#[test]
fn an_edit_is_heard_of_and_shown_beside_the_published_text() {
    let (_built, copy) = proposal();
    let server = Server::start(copy.path());
    let page = server.text("/worktree/budget/");
    assert!(
        page.contains("約6000万円") && page.contains("まだ公開していない文章です"),
        "{page}"
    );
    server.until_whole();
    let mut events = TcpStream::connect(server.address).expect("a connection");
    events.set_read_timeout(Some(GUARD)).expect("a guard");
    events
        .write_all(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("asked");
    let mut events = BufReader::new(events);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        events.read_line(&mut line).expect("headers");
    }
    let before = server.ask("HEAD", "/worktree/budget/", "localhost");
    let other = server.ask("HEAD", "/v0.5/budget/", "localhost");
    write(&copy, "docs/budget.md", "# 予算\n\n約8000万円とする。\n");
    while !line.starts_with("data:") {
        line.clear();
        assert!(events.read_line(&mut line).expect("an event") > 0);
    }
    server.until_says("/worktree/budget/", "約8000万円");
    let after = server.ask("HEAD", "/worktree/budget/", "localhost");
    assert_ne!(before.headers["etag"], after.headers["etag"]);
    let same = server.ask("HEAD", "/v0.5/budget/", "localhost");
    assert_eq!(other.headers["etag"], same.headers["etag"], "not its page");
    let comparison = server.text("/compare/v0.6...worktree/budget/");
    assert!(
        comparison.contains("<ins>8000</ins>") || comparison.contains("8000"),
        "{comparison}"
    );
    assert!(server.text("/v0.6/budget/").contains("約6000万円"));
}

#[test]
fn files_that_come_go_and_are_renamed_are_followed() {
    let (_built, copy) = proposal();
    let server = Server::start(copy.path());
    fs::create_dir(copy.path().join("docs/new")).expect("a folder");
    write(&copy, "docs/new/people.md", "# 人材\n\n三か月の滞在枠。\n");
    server.until_says("/worktree/new/people/", "三か月の滞在枠");
    let at = |file: &str| copy.path().join(file);
    fs::rename(at("docs/new/people.md"), at("docs/new/talent.md")).expect("renamed");
    server.until_says("/worktree/new/talent/", "三か月の滞在枠");
    server.until("/worktree/new/people/", |answer| answer.status == 404);
    fs::remove_file(at("docs/budget.md")).expect("removed");
    server.until("/worktree/budget/", |answer| answer.status == 404);
    assert_eq!(server.get("/v0.6/budget/").status, 200);
    server.until_says("/compare/v0.6...worktree/", "予算");
}

#[test]
fn a_broken_configuration_is_told_with_its_line_and_costs_nothing_else() {
    let (_built, copy) = proposal();
    let server = Server::start(copy.path());
    assert!(server.text("/worktree/").contains("試み"));
    write(&copy, "teigen.yaml", "title: 試み\ntitel: 誤り\n");
    server.until_says("/v0.5/budget/", "teigen.yaml:2:1");
    let page = server.text("/worktree/budget/");
    assert!(
        page.contains("試み") && page.contains("約6000万円"),
        "the last good state stays"
    );
    write(&copy, "teigen.yaml", "title: 直した題\n");
    server.until_says("/worktree/budget/", "直した題");
    assert!(!server.text("/v0.5/budget/").contains("teigen.yaml:2:1"));
}

#[test]
fn a_broken_document_is_told_with_its_line_and_is_shown_as_it_is() {
    let (_built, copy) = proposal();
    let server = Server::start(copy.path());
    write(
        &copy,
        "docs/budget.md",
        "---\ntitle: [\n---\n# 予算\n\n本文。\n",
    );
    server.until_says("/worktree/", "docs/budget.md:");
    assert_eq!(server.get("/worktree/budget/").status, 200);
    write(&copy, "docs/budget.md", &"あ".repeat(2 << 20));
    server.until_says("/worktree/", "larger than 4 MiB");
    write(&copy, "docs/budget.md", "# 予算\n\n直した文。\n");
    server.until_says("/worktree/budget/", "直した文");
    assert!(!server.text("/worktree/").contains("notice-problem"));
}

#[test]
fn a_broken_template_is_told_and_recovers() {
    let (_built, copy) = proposal();
    fs::create_dir(copy.path().join("theme")).expect("a folder");
    write(
        &copy,
        "theme/document.html",
        "{% extends \"teigen/document.html\" %}{% block footer %}<p>足</p>{% endblock %}",
    );
    write(&copy, "teigen.yaml", "title: 試み\ntemplates: theme\n");
    let server = Server::start(copy.path());
    server.until_says("/worktree/budget/", "<p>足</p>");
    write(
        &copy,
        "theme/document.html",
        "{% extends \"teigen/document.html\" %}{% block footer %}{{ }",
    );
    server.until_says("/worktree/budget/", "document.html");
    assert!(
        server.text("/worktree/budget/").contains("<p>足</p>"),
        "the last good one holds"
    );
    // What is only found when a page is made costs that page.
    write(
        &copy,
        "theme/document.html",
        "{% extends \"teigen/document.html\" %}{% block footer %}{{ page.nothing.more }}{% endblock %}",
    );
    let failed = server.until("/worktree/budget/", |answer| answer.status == 500);
    assert!(
        failed.says("document.html"),
        "{}",
        String::from_utf8_lossy(&failed.body)
    );
    assert_eq!(server.get("/compare/").status, 200);
    write(
        &copy,
        "theme/document.html",
        "{% extends \"teigen/document.html\" %}{% block footer %}<p>新しい足</p>{% endblock %}",
    );
    server.until_says("/worktree/budget/", "<p>新しい足</p>");
}

#[test]
fn a_commit_and_a_tag_are_followed() {
    let (_built, copy) = proposal();
    let server = Server::start(copy.path());
    server.until_whole();
    write(&copy, "docs/budget.md", "# 予算\n\n約9000万円とする。\n");
    for arguments in [
        vec![
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "commit",
            "-qam",
            "Third",
        ],
        vec!["tag", "v0.7"],
    ] {
        let mut git = plain_command("git");
        git.arg("-C").arg(copy.path()).args(arguments);
        run(git).done();
    }
    server.until_says("/v0.7/budget/", "約9000万円");
    server.until_says("/compare/v0.6...v0.7/", "予算");
    // Lists of everything follow in the background.
    server.until_says("/history/", "Third");
}

#[test]
fn nothing_but_planned_addresses_is_answered() {
    let (_built, copy) = proposal();
    fs::write(copy.path().join("docs/secret.txt"), "secret").expect("written");
    let server = Server::start(copy.path());
    server.until_whole();
    for path in [
        "/../teigen.yaml",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/docs/secret.txt",
        "/v0.5/..%2f..%2fteigen.yaml",
        "/v0.5/%2e%2e%5cteigen.yaml",
        "/a%00b",
        "//etc/passwd",
        "/teigen.yaml",
        "/.git/config",
        "/-/../teigen.yaml",
        "/-/nothing",
        "/%ff",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            !answer.says("secret") && !answer.says("[core]") && !answer.says("root:"),
            "{path}"
        );
    }
    let long = server.get(&format!("/{}", "a/".repeat(4_000)));
    assert!(matches!(long.status, 404 | 414), "{}", long.status);
    assert!(server.get("/nothing/").says("ページが見つかりません"));
}

#[test]
fn other_hosts_names_and_other_methods_are_refused() {
    let (built, _copy) = proposal();
    let server = Server::start_with(built.path(), &["--allow-host", "laptop.local"]);
    for (host, status) in [
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("laptop.local", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.nip.io", 403),
    ] {
        assert_eq!(server.ask("GET", "/", host).status, status, "{host}");
    }
    let posted = server.ask("POST", "/", "localhost");
    assert_eq!(
        (posted.status, posted.headers["allow"].as_str()),
        (405, "GET, HEAD")
    );
    // What the page says of requests changes once while they are read.
    server.until_whole();
    let head = server.ask("HEAD", "/", "localhost");
    let whole = server.get("/");
    assert_eq!(head.body, b"");
    assert_eq!(head.headers["etag"], whole.headers["etag"]);
    for (name, part) in [
        ("content-type", "text/html"),
        ("content-security-policy", "script-src 'self'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-cache"),
    ] {
        assert!(
            whole.headers[name].contains(part),
            "{name}: {}",
            whole.headers[name]
        );
    }
    for (folder, page) in [
        ("/v0.5/budget?a=1", "/v0.5/budget/?a=1"),
        ("/pulls/1/preview/budget", "/pulls/1/preview/budget/"),
        ("/pulls/1", "/pulls/1/"),
        ("/search", "/search/"),
    ] {
        let moved = server.until(folder, |answer| answer.status != 503);
        assert_eq!(moved.status, 307, "{folder}");
        assert_eq!(moved.headers["location"], page);
        server.until(page, |answer| answer.status == 200);
    }
    let nothing = server.until("/pulls/1/nothing/", |answer| answer.status != 503);
    assert_eq!(nothing.status, 404);
}

#[test]
fn a_bare_repository_has_no_working_copy() {
    let (built, _copy) = proposal();
    let server = Server::start(built.path());
    server.until_whole();
    assert_eq!(server.get("/worktree/").status, 404);
    assert!(!server.text("/v0.6/budget/").contains("worktree"));
    assert_eq!(server.get("/pulls/1/").status, 200);
}

#[test]
fn an_empty_repository_says_what_to_do_and_is_shown_with_its_first_commit() {
    let copy = scratch();
    let git = |arguments: &[&str]| {
        let mut git = plain_command("git");
        git.arg("-C").arg(copy.path()).args(arguments);
        run(git).done();
    };
    git(&["init", "-q", "-b", "main"]);
    let server = Server::start(copy.path());
    let answer = server.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.says("make a first commit"));
    write(&copy, "README.md", "# はじめ\n\n一文。\n");
    git(&["add", "README.md"]);
    git(&[
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "-qm",
        "First",
    ]);
    server.until_says("/worktree/", "一文。");
}

#[test]
fn nothing_is_written_into_the_repository() {
    let (_built, copy) = proposal();
    let before = contents(copy.path());
    let server = Server::start(copy.path());
    server.until_whole();
    for path in [
        "/",
        "/worktree/budget/",
        "/search/",
        "/pulls/1/",
        "/compare/v0.6...worktree/",
    ] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    drop(server);
    let after = contents(copy.path());
    let names: Vec<&String> = after
        .keys()
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    assert!(names.is_empty() && before.len() == after.len(), "{names:?}");
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_told() {
    let (built, _copy) = proposal();
    let server = Server::start(built.path());
    let mut second = plain_command(env!("CARGO_BIN_EXE_teigen"));
    let port = server.address.port().to_string();
    second
        .args(["serve", "--port", &port, "--repo"])
        .arg::<PathBuf>(built.path().into());
    let ended = run(second);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("--port"), "{}", ended.err);
}
