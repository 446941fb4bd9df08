//! `comment`: one comment below each request, kept up to date; in it, what strangers wrote is text.

use std::sync::Arc;

use git2::Oid;

use super::board::{Board, OURS, Server as Kind};
use super::program::SECRET;
use super::server::{Came, Given, Server};
use crate::repository::Built;
use crate::support::{Run, plain_command, run};

const SITE: &str = "https://example.org/policy/";

/// A proposal with a configuration in the main branch.
fn proposal() -> Built {
    let built = Built::new();
    let configuration = format!("language: en\nbase_url: {SITE}\n");
    built.main(
        "Begin",
        &[
            ("teigen.yaml", &configuration),
            ("README.md", "# Proposal\n\n[one](one.md)\n"),
            ("one.md", "# One\n\nTen places.\n"),
            ("picture.svg", "<svg/>"),
        ],
    );
    built
}

/// An open request that changes a file.
fn request(built: &Built, number: u32, file: &str, text: &str) -> Oid {
    let tip = built.tip();
    let head = built.commit(&[tip], "Change", &[(file, text)]);
    built.pull(number, head);
    // A trial merge says that it is open.
    let trial = built.commit(&[tip, head], "Trial", &[(file, text)]);
    built.point(&format!("refs/pull/{number}/merge"), trial);
    head
}

/// A server with a board, which may first do something else than it should.
fn server(
    kind: Kind,
    trouble: impl Fn(usize, &Came) -> Option<Given> + Send + Sync + 'static,
) -> (Arc<Board>, Server) {
    let board = Arc::new(Board::new(kind));
    let behind = Arc::clone(&board);
    let server = Server::start(move |index, came| {
        assert!(came.head.contains(SECRET), "{}", came.head);
        trouble(index, came).unwrap_or_else(|| behind.answer(came))
    });
    (board, server)
}

fn quiet(kind: Kind) -> (Arc<Board>, Server) {
    server(kind, |_, _| None)
}

/// Runs `comment` with a token in the environment.
fn comment(built: &Built, kind: Kind, server: &Server, arguments: &[&str]) -> Run {
    let (forge, project) = match kind {
        Kind::GitHub => ("github", "a/b"),
        Kind::GitLab => ("gitlab", "a/b/c"),
        Kind::Forgejo => ("forgejo", "a/b"),
    };
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    for name in ["GITHUB_TOKEN", "GITLAB_TOKEN", "FORGEJO_TOKEN"] {
        command.env_remove(name);
    }
    command.env("TEIGEN_TOKEN", SECRET);
    command.args(["comment", "--forge", forge, "--project", project]);
    command.args(["--api", &server.address]).args(arguments);
    // No remote of this repository leads to a server: it is named by hand.
    command.arg("--remote").arg(built.path());
    command.arg("--repo").arg(built.path());
    let run = run(command);
    let said = format!("{}{}", run.err, run.out);
    assert!(!said.contains("geheim"), "{said}");
    run
}

fn writes(server: &Server) -> usize {
    let came = server.came();
    let changes = came.iter().filter(|came| {
        let body = String::from_utf8_lossy(&came.body);
        !came.line.starts_with("GET ") && !body.contains("query Comments")
    });
    changes.count()
}

/// What readers see of a comment, as forges look through it for names and addresses.
fn seen(markdown: &str) -> String {
    let entities = [
        ("&#64;", "@"),
        ("&#35;", "#"),
        ("&#58;", ":"),
        ("&#47;", "/"),
        ("&amp;", "&"),
    ];
    let plain = entities
        .iter()
        .fold(markdown.to_owned(), |text, (entity, c)| {
            text.replace(entity, c)
        });
    plain.replace('\\', "")
}

/// One comment is made, kept, brought up to date, and says at last that nothing is changed.
fn follow(kind: Kind) {
    let (board, server) = quiet(kind);
    let built = proposal();
    request(
        &built,
        1,
        "one.md",
        "# One\n\nTwelve places.\n\n[gone](two.md)\n",
    );
    request(&built, 2, "picture.svg", "<svg></svg>");
    board.says(1, "stranger", "Why?");

    let said = comment(&built, kind, &server, &[]).done().err;
    assert!(
        said.contains("1 comments posted, 0 brought up to date, 0 as they were"),
        "{said}"
    );
    let ours = board.ours(1);
    assert_eq!((ours.len(), board.said().len()), (1, 2), "{ours:?}");
    assert!(ours[0].starts_with("<!-- teigen: sha256-"), "{}", ours[0]);
    assert!(
        ours[0].contains("[Read it as a page](<https://example.org/policy/pulls/1/>)"),
        "{}",
        ours[0]
    );
    assert!(
        ours[0].contains("<del>Ten</del><ins>Twelve</ins> places."),
        "{}",
        ours[0]
    );
    assert!(
        ours[0].contains("- **link-broken** (one.md, line 5): "),
        "{}",
        ours[0]
    );
    assert_eq!(writes(&server), 1);

    let said = comment(&built, kind, &server, &[]).done().err;
    assert!(
        said.contains("0 comments posted, 0 brought up to date, 1 as they were"),
        "{said}"
    );
    assert_eq!(writes(&server), 1);

    request(&built, 1, "one.md", "# One\n\nThirty places.\n");
    let said = comment(&built, kind, &server, &[]).done().err;
    assert!(
        said.contains("0 comments posted, 1 brought up to date, 0 as they were"),
        "{said}"
    );
    assert_eq!((board.ours(1).len(), writes(&server)), (1, 2));
    assert!(board.ours(1)[0].contains("<ins>Thirty</ins>"));
    assert!(!board.ours(1)[0].contains("link-broken"));

    request(&built, 1, "picture.svg", "<svg>1</svg>");
    comment(&built, kind, &server, &[]).done();
    assert!(
        board.ours(1)[0].contains("changes no document any more"),
        "{:?}",
        board.ours(1)
    );
    comment(&built, kind, &server, &[]).done();
    assert_eq!((board.said().len(), writes(&server)), (2, 3));
    assert_eq!(board.said()[0].body, "Why?");
}

#[test]
fn a_request_on_github_has_one_comment_that_is_kept_up_to_date() {
    follow(Kind::GitHub);
}

#[test]
fn a_request_on_gitlab_has_one_note_that_is_kept_up_to_date() {
    follow(Kind::GitLab);
}

#[test]
fn a_request_on_forgejo_has_one_comment_that_is_kept_up_to_date() {
    follow(Kind::Forgejo);
}

#[test]
fn what_a_stranger_copied_is_theirs() {
    for kind in [Kind::GitHub, Kind::GitLab, Kind::Forgejo] {
        let (board, server) = quiet(kind);
        let built = proposal();
        request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
        let copied = comment(&built, kind, &server, &["--dry-run"]).done().out;
        let copied = copied.strip_prefix("#1\n\n").expect("a comment").to_owned();
        board.says(1, "stranger", &copied);
        board.says(1, OURS, "By hand, from the same account.");
        comment(&built, kind, &server, &[]).done();
        comment(&built, kind, &server, &[]).done();
        let said = board.said();
        assert_eq!(said.len(), 3, "{kind:?}");
        assert_eq!(
            (&said[0].body, &*said[1].body),
            (&copied, "By hand, from the same account.")
        );
        assert_eq!(said[2].body.trim_end(), copied.trim_end());
    }
}

#[test]
fn ours_is_found_behind_many_others_and_none_is_made_where_not_all_are_read() {
    let (board, server) = quiet(Kind::GitHub);
    let built = proposal();
    request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
    comment(&built, Kind::GitHub, &server, &[]).done();
    for n in 0..250 {
        board.says(1, "stranger", &format!("{n}"));
    }
    let said = comment(&built, Kind::GitHub, &server, &[]).done().err;
    assert!(said.contains("1 as they were"), "{said}");
    request(&built, 2, "one.md", "# One\n\nThirty places.\n");
    for n in 0..1_001 {
        board.says(2, "stranger", &format!("{n}"));
    }
    let run = comment(&built, Kind::GitHub, &server, &[]);
    assert_eq!((run.code, board.ours(2).len()), (2, 0), "{}", run.err);
    assert!(
        run.err
            .contains("#2: there are more comments than are read"),
        "{}",
        run.err
    );
    assert!(run.err.contains("1 as they were"), "{}", run.err);
}

#[test]
fn a_limit_is_waited_for() {
    for kind in [Kind::GitHub, Kind::GitLab, Kind::Forgejo] {
        let (board, server) = server(kind, |index, _| {
            let told = r#"{"message": "You have exceeded a secondary rate limit."}"#;
            let limit =
                |status| Given::of(status, "application/json", told).with("Retry-After", "0");
            match index {
                0 | 3 => Some(limit(403)),
                1 | 5 => Some(limit(429)),
                _ => None,
            }
        });
        let built = proposal();
        request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
        comment(&built, kind, &server, &[]).done();
        assert_eq!(board.ours(1).len(), 1, "{kind:?}");
    }
}

#[test]
fn what_may_have_arrived_is_not_sent_again_and_costs_only_itself() {
    for kind in [Kind::GitHub, Kind::GitLab, Kind::Forgejo] {
        for cut in [false, true] {
            let posted = std::sync::atomic::AtomicUsize::new(0);
            let (board, server) = server(kind, move |_, came| {
                let body = String::from_utf8_lossy(&came.body);
                let posts = came.line.starts_with("POST ") && !body.contains("query Comments");
                if !posts || posted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 0 {
                    return None;
                }
                let broken = Given::of(502, "application/json", "{}").with("Retry-After", "0");
                let half = Given {
                    missing: 10,
                    ..Given::json("{")
                };
                Some(if cut { half } else { broken })
            });
            let built = proposal();
            request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
            request(&built, 2, "one.md", "# One\n\nThirty places.\n");
            let run = comment(&built, kind, &server, &[]);
            assert_eq!(run.code, 2, "{}", run.err);
            assert!(run.err.contains("#2: "), "{}", run.err);
            assert!(run.err.contains("it is not sent again now"), "{}", run.err);
            assert!(
                run.err.contains("1 comments could not be written"),
                "{}",
                run.err
            );
            assert_eq!(
                (board.ours(2).len(), board.ours(1).len()),
                (0, 1),
                "{kind:?}"
            );
            assert_eq!(writes(&server), 2);
            comment(&built, kind, &server, &[]).done();
            assert_eq!((board.ours(2).len(), board.ours(1).len()), (1, 1));
        }
    }
}

#[test]
fn another_text_is_sent_again_as_twice_is_as_good_as_once() {
    for (kind, method) in [(Kind::GitLab, "PUT "), (Kind::Forgejo, "PATCH ")] {
        let failed = std::sync::atomic::AtomicUsize::new(0);
        let (board, server) = server(kind, move |_, came| {
            let fails = came.line.starts_with(method)
                && failed.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            fails.then(|| Given::of(502, "application/json", "{}").with("Retry-After", "0"))
        });
        let built = proposal();
        request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
        comment(&built, kind, &server, &[]).done();
        request(&built, 1, "one.md", "# One\n\nThirty places.\n");
        comment(&built, kind, &server, &[]).done();
        assert!(board.ours(1)[0].contains("<ins>Thirty</ins>"));
    }
}

#[test]
fn words_of_strangers_are_words() {
    let (board, server) = quiet(Kind::GitHub);
    let built = proposal();
    let hostile = "# @all #1 GH-2 <img src=x onerror=alert(1)> ```\n\n\
        https://evil.example/ www.evil.example !3 a/b#4 mail@evil.example\n\n\
        [x](javascript:alert(1)) [y](@nowhere.md) <!-- teigen: sha256-0 -->\n\n\
        /close\n\n- [ ] @team/x\n\n| @b |\n|---|\n| #5 |\n";
    request(&built, 1, "docs/@someone #6 `x`.md", hostile);
    comment(&built, Kind::GitHub, &server, &[]).done();
    let ours = board.ours(1).remove(0);
    let (mark, text) = ours.split_once('\n').expect("a mark");
    assert!(mark.starts_with("<!-- teigen: sha256-"));
    assert!(text.contains("evil") && text.contains("someone"), "{text}");
    let own = format!("<{SITE}pulls/1/>");
    assert_eq!(text.matches(&own).count(), 1);
    let text = text.replace(&own, "");
    for raw in ["<img", "<!--", "```", "](j", "](@", "@"] {
        assert!(!text.contains(raw), "{raw}: {text}");
    }
    assert!(!text.lines().any(|line| line.starts_with('/')), "{text}");
    let seen = seen(&text);
    for active in [
        "@all", "@some", "@team", "@b", "@evil", "@nowhere", "#1", "#4", "#5", "#6", "GH-2", "!3",
        "https://", "www.",
    ] {
        assert!(!seen.contains(active), "{active}: {seen}");
    }
}

#[test]
fn a_dry_run_shows_the_comments_and_asks_nobody() {
    let (_, server) = quiet(Kind::GitHub);
    let built = proposal();
    request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
    request(&built, 2, "picture.svg", "<svg></svg>");
    request(&built, 3, "one.md", "# One\n\nThirty places.\n");
    let out = comment(&built, Kind::GitHub, &server, &["--dry-run"])
        .done()
        .out;
    let shown: Vec<&str> = out
        .lines()
        .filter(|line| line.starts_with('#') && !line.contains(' '))
        .collect();
    assert_eq!(shown, ["#3", "#1"], "{out}");
    assert!(out.contains("<ins>Thirty</ins>"), "{out}");
    let one = ["--dry-run", "#1", "--site", "https://other.example"];
    let out = comment(&built, Kind::GitHub, &server, &one).done().out;
    assert!(!out.contains("Thirty"), "{out}");
    assert!(out.contains("(<https://other.example/pulls/1/>)"), "{out}");
    assert!(server.came().is_empty());
}

#[test]
fn the_link_leads_to_where_the_pages_of_requests_are() {
    let (_, server) = quiet(Kind::GitHub);
    let built = proposal();
    request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
    let second = "base_url: https://a.example/\npulls:\n  preview_base_url: https://b.example\n";
    let file = built.beside("second.yaml");
    std::fs::write(&file, second).expect("a file");
    let arguments = ["--dry-run", "--site", "https://c.example/", "--config"];
    let arguments = [&arguments[..], &[file.to_str().expect("a path")]].concat();
    let out = comment(&built, Kind::GitHub, &server, &arguments)
        .done()
        .out;
    assert!(out.contains("(<https://b.example/pulls/1/>)"), "{out}");
    let run = comment(&built, Kind::GitHub, &server, &["--site", "javascript:x"]);
    assert_eq!((run.code, server.came().len()), (2, 0), "{}", run.err);
}

#[test]
fn as_many_are_written_as_are_allowed_and_the_next_run_goes_on() {
    let (board, server) = quiet(Kind::Forgejo);
    let built = proposal();
    for number in 1..=3 {
        request(&built, number, "one.md", "# One\n\nTwelve places.\n");
    }
    let said = comment(&built, Kind::Forgejo, &server, &["--max", "1"])
        .done()
        .err;
    assert!(
        said.contains("2 pull requests were not looked at"),
        "{said}"
    );
    assert_eq!((board.ours(3).len(), board.said().len()), (1, 1));
    comment(&built, Kind::Forgejo, &server, &["--max", "1"]).done();
    assert_eq!((board.ours(2).len(), board.said().len()), (1, 2));
    comment(&built, Kind::Forgejo, &server, &["1", "#3"]).done();
    assert_eq!((board.ours(1).len(), board.said().len()), (1, 3));
}

#[test]
fn a_token_that_may_not_say_whose_it_is_needs_the_account_s_name() {
    for kind in [Kind::GitLab, Kind::Forgejo] {
        let (board, server) = server(kind, |_, came| {
            let told = "{\"message\": \"scope\"}";
            (came.line == "GET /user").then(|| Given::of(403, "application/json", told))
        });
        let built = proposal();
        request(&built, 1, "one.md", "# One\n\nTwelve places.\n");
        let run = comment(&built, kind, &server, &[]);
        assert_eq!((run.code, server.came().len()), (2, 1));
        assert!(run.err.contains("--account NAME"), "{}", run.err);
        for _ in 0..2 {
            comment(&built, kind, &server, &["--account", OURS]).done();
        }
        assert_eq!(board.ours(1).len(), 1);
    }
}

#[test]
fn a_token_that_is_not_accepted_ends_the_run_at_once() {
    let (_, server) = server(Kind::GitHub, |_, _| {
        Some(Given::of(
            401,
            "application/json",
            "{\"message\": \"Bad credentials\"}",
        ))
    });
    let built = proposal();
    for number in 1..=3 {
        request(&built, number, "one.md", "# One\n\nTwelve places.\n");
    }
    let run = comment(&built, Kind::GitHub, &server, &[]);
    assert_eq!((run.code, server.came().len()), (2, 1), "{}", run.err);
    assert!(run.err.contains("Bad credentials"), "{}", run.err);
}
