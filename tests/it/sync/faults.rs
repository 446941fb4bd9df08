//! A server that fails in every way, and a sync that is cut at every page: nothing is lost, nothing is doubled.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use teigen::forge::{
    self, Client, ForgeError, Hiccup, Page, Progress, Reply, Request, Token, Transport,
};
use teigen::record::{Ledger, PullRecord};

use super::made_up::GitHub;

const SECRET: &str = "ghp_geheim0123456789";
const API: &str = "https://api.example.org";

/// The ways in which a server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Forbidden,
    TooMany,
    Secondary,
    LimitInAnswer,
    Broken,
    TimeOut,
    Truncated,
    Damaged,
    WrongType,
    Elsewhere,
}

const FAULTS: [Fault; 10] = [
    Fault::Forbidden,
    Fault::TooMany,
    Fault::Secondary,
    Fault::LimitInAnswer,
    Fault::Broken,
    Fault::TimeOut,
    Fault::Truncated,
    Fault::Damaged,
    Fault::WrongType,
    Fault::Elsewhere,
];

/// A line to a made-up server. Before each page it may fail.
struct Line<'g> {
    github: &'g RefCell<GitHub>,
    /// Which failure comes before the page, counted from 0; `None` for none.
    fails: &'g dyn Fn(usize) -> Option<Fault>,
    pages: Cell<usize>,
    failed: Cell<bool>,
    sent: RefCell<Vec<Request>>,
}

fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers = [
        ("content-type", "application/json"),
        ("date", "Sat, 26 Jul 2025 10:00:00 GMT"),
    ]
    .iter()
    .chain(headers);
    let headers: BTreeMap<&str, &str> = headers.copied().collect();
    Reply {
        status,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// What a failing server gives in place of a page.
fn failure(fault: Fault, page: &str) -> Result<Reply, Hiccup> {
    let half = || {
        let middle = (0..=page.len() / 2)
            .rev()
            .find(|at| page.is_char_boundary(*at));
        page[..middle.unwrap_or(0)].to_owned()
    };
    Ok(match fault {
        Fault::Forbidden => {
            let reset = [
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "1753524060"),
            ];
            reply(403, &reset, "{\"message\": \"API rate limit exceeded\"}")
        }
        Fault::TooMany => reply(429, &[("retry-after", "3")], "{}"),
        Fault::Secondary => reply(
            403,
            &[],
            "{\"message\": \"You have exceeded a secondary rate limit\"}",
        ),
        Fault::LimitInAnswer => reply(
            200,
            &[],
            &json!({"errors": [{"type": "RATE_LIMITED"}]}).to_string(),
        ),
        Fault::Broken => reply(500, &[], ""),
        Fault::TimeOut => return Err(Hiccup("the server does not answer in time".to_owned())),
        Fault::Truncated => return Err(Hiccup("the connection broke".to_owned())),
        Fault::Damaged => reply(200, &[], &half()),
        Fault::WrongType => reply(200, &[("content-type", "text/html")], page),
        Fault::Elsewhere => reply(
            307,
            &[("location", "https://elsewhere.example/graphql")],
            "",
        ),
    })
}

impl Transport for Line<'_> {
    fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
        self.sent.borrow_mut().push(request.clone());
        let question: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default())
            .expect("a question is JSON");
        let page = self.github.borrow().answer(&question).to_string();
        match (self.fails)(self.pages.get()).filter(|_| !self.failed.get()) {
            Some(fault) => {
                self.failed.set(true);
                failure(fault, &page)
            }
            None => {
                self.failed.set(false);
                self.pages.set(self.pages.get() + 1);
                Ok(reply(200, &[], &page))
            }
        }
    }
}

/// What a sync keeps: what stands in Git.
#[derive(Default)]
struct Kept {
    records: BTreeMap<u64, PullRecord>,
    ledger: Ledger,
}

/// One run of a sync.
struct Run<'r> {
    client: &'r Client<'r>,
    kept: &'r mut Kept,
    /// After how many pages it is cut.
    patience: usize,
}

impl Progress for Run<'_> {
    type Error = ForgeError;

    fn ask(&mut self, cursor: Option<&str>, etag: Option<&str>) -> Result<Page, ForgeError> {
        if self.patience == 0 {
            return Err(ForgeError::Limited {
                url: API.to_owned(),
                minutes: 60,
            });
        }
        self.patience -= 1;
        let address = forge::address(
            "https://github.com/a/b",
            Some(forge::Kind::GitHub),
            Some(API),
            None,
        );
        forge::page(self.client, &address.expect("an address"), cursor, etag)
    }

    fn keep(&mut self, records: Vec<PullRecord>, ledger: &Ledger) -> Result<(), ForgeError> {
        for record in records {
            self.kept.records.insert(record.number, record);
        }
        self.kept.ledger = ledger.clone();
        Ok(())
    }
}

/// What a run did: how it ended, what it sent, what it said, how long it would have waited.
struct Ran {
    ended: Result<(), ForgeError>,
    sent: Vec<Request>,
    said: Vec<String>,
    waited: Duration,
}

fn run(
    github: &RefCell<GitHub>,
    kept: &mut Kept,
    patience: usize,
    fails: &dyn Fn(usize) -> Option<Fault>,
) -> Ran {
    let line = Line {
        github,
        fails,
        pages: Cell::new(0),
        failed: Cell::new(false),
        sent: RefCell::default(),
    };
    let (said, waited) = (RefCell::new(Vec::new()), Cell::new(Duration::ZERO));
    let client = Client {
        transport: &line,
        wait: &|time| waited.set(waited.get() + time),
        say: &|text| said.borrow_mut().push(text.to_owned()),
        authorization: Token::new(SECRET)
            .map(|token| ("authorization", token.with_scheme("Bearer "))),
        api: API.to_owned(),
    };
    let mut ledger = kept.ledger.clone();
    let mut progress = Run {
        client: &client,
        kept,
        patience,
    };
    let ended = forge::walk(&mut progress, &mut ledger);
    Ran {
        ended,
        sent: line.sent.take(),
        said: said.take(),
        waited: waited.get(),
    }
}

/// Checks that what is kept is what the server has, each once.
fn check(github: &RefCell<GitHub>, kept: &Kept) {
    let github = github.borrow();
    assert_eq!(kept.records.len(), github.pulls().len());
    for pull in github.pulls() {
        let record = kept.records.get(&pull.number);
        let title = record.map(|record| record.title.as_str());
        assert_eq!(title, Some(GitHub::title(pull).as_str()));
    }
}

fn check_secret(ran: &Ran) {
    for request in &ran.sent {
        let told = request
            .authorization
            .as_ref()
            .map(|(_, value)| value.as_str());
        let home = request.url == format!("{API}/graphql");
        assert!(
            home && told == Some(&format!("Bearer {SECRET}")),
            "{}",
            request.url
        );
    }
    let said = format!("{:?} {:?}", ran.said, ran.ended);
    assert!(!said.contains("geheim"), "{said}");
}

#[test]
fn ten_thousand_pull_requests_are_read_at_once_and_then_only_what_changed() {
    let github = RefCell::new(GitHub::with(10_000));
    let mut kept = Kept::default();
    let ran = run(&github, &mut kept, usize::MAX, &|_| None);
    assert_eq!((ran.ended.is_ok(), ran.sent.len()), (true, 200));
    check(&github, &kept);
    for number in [17, 9_000, 10_001] {
        github.borrow_mut().change(number);
    }
    let ran = run(&github, &mut kept, usize::MAX, &|_| None);
    // The changes of the last minute before are asked for again.
    assert!(
        ran.ended.is_ok() && ran.sent.len() <= 5,
        "{}",
        ran.sent.len()
    );
    check(&github, &kept);
}

#[test]
fn a_sync_that_is_cut_at_every_page_loses_nothing_while_the_server_moves_on() {
    let github = RefCell::new(GitHub::with(10_000));
    let mut kept = Kept::default();
    let mut runs = 0;
    let mut asked = 0;
    loop {
        let ran = run(&github, &mut kept, 1, &|_| None);
        asked += ran.sent.len();
        runs += 1;
        if ran.ended.is_ok() {
            break;
        }
        if runs < 150 {
            for number in [runs * 61 % 10_000 + 1, runs * 7 % 500 + 1, 10_000 + runs] {
                github.borrow_mut().change(number);
            }
        }
        assert!(runs < 400);
    }
    check(&github, &kept);
    // No run asks again for what another one has: 200 pages, and those of what changed meanwhile.
    assert!(asked < 230, "{asked}");
}

#[test]
fn a_server_that_fails_before_every_page_loses_nothing_and_learns_no_secret() {
    let github = RefCell::new(GitHub::with(10_000));
    let mut kept = Kept::default();
    let mut seen = BTreeSet::new();
    // A way to elsewhere ends a run; the next one goes on where it was.
    let mut done = 0;
    for _ in 0..400 {
        let ran = run(&github, &mut kept, usize::MAX, &|page| {
            let fault = FAULTS[(done + page) % FAULTS.len()];
            (page > 0 || fault != Fault::Elsewhere).then_some(fault)
        });
        check_secret(&ran);
        assert!(ran.waited < Duration::from_secs(60 * 200));
        done += ran.sent.len();
        match ran.ended {
            Ok(()) => break,
            Err(ForgeError::Redirected { .. }) => {
                seen.insert("elsewhere");
                github.borrow_mut().change(done as u64 % 9_999 + 1);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(seen.contains("elsewhere"));
    check(&github, &kept);
}

/// Checks how a first page that fails for good ends, and that nothing of it is kept.
fn check_end(fault: Fault, waits: u64, expected: &str) {
    let github = RefCell::new(GitHub::with(10));
    let mut kept = Kept::default();
    let line_fails = |_| Some(fault);
    let line = Always { fault };
    let waited = Cell::new(0);
    let client = Client {
        transport: &line,
        wait: &|time: Duration| waited.set(waited.get() + time.as_secs()),
        say: &|_| {},
        authorization: Token::new(SECRET).map(|token| ("authorization", token)),
        api: API.to_owned(),
    };
    let mut progress = Run {
        client: &client,
        kept: &mut kept,
        patience: 1,
    };
    let ended = forge::walk(&mut progress, &mut Ledger::default());
    let told = ended.expect_err("it fails").to_string();
    assert!(told.contains(expected), "{fault:?}: {told}");
    assert_eq!(waited.get(), waits, "{fault:?}");
    assert!(
        kept.records.is_empty() && line_fails(0).is_some() && github.borrow().pulls().len() == 10
    );
}

/// A server that does nothing else.
struct Always {
    fault: Fault,
}

impl Transport for Always {
    fn send(&self, _: &Request) -> Result<Reply, Hiccup> {
        failure(self.fault, "{\"data\": {}}")
    }
}

#[test]
fn patience_has_an_end_and_says_why() {
    // Five waits; where the server itself fails, for each of three sizes of a page.
    check_end(
        Fault::Broken,
        3 * 31,
        "the server fails (500), 6 times in a row",
    );
    check_end(
        Fault::TimeOut,
        31,
        "does not answer in time, 6 times in a row",
    );
    check_end(Fault::WrongType, 31, "the answer is no JSON but text/html");
    check_end(Fault::Damaged, 31, "the answer is damaged");
    check_end(Fault::TooMany, 5 * 3, "the server sets a limit (429)");
    check_end(
        Fault::Elsewhere,
        0,
        "leads to https://elsewhere.example/graphql, which is not followed: it is another server",
    );
}

#[test]
fn a_place_that_the_server_no_longer_knows_begins_the_walk_anew() {
    let github = RefCell::new(GitHub::with(300));
    let mut kept = Kept::default();
    assert!(run(&github, &mut kept, 2, &|_| None).ended.is_err());
    let walk = kept.ledger.walk.as_mut().expect("it was cut");
    walk.cursor = "v1:gone".to_owned();
    assert!(run(&github, &mut kept, usize::MAX, &|_| None).ended.is_ok());
    check(&github, &kept);
}

#[test]
fn what_the_server_tells_is_in_the_records() {
    let github = RefCell::new(GitHub::with(200));
    let mut kept = Kept::default();
    assert!(run(&github, &mut kept, usize::MAX, &|_| None).ended.is_ok());
    let told = |number: u64| kept.records[&number].to_json();
    let told: Vec<Value> = [1, 40, 100]
        .map(|number| serde_json::from_str(&told(number)).expect("JSON"))
        .to_vec();
    assert_eq!(
        (&told[0]["state"], &told[1]["state"], &told[2]["state"]),
        (&json!("open"), &json!("closed"), &json!("merged"))
    );
    assert_eq!(
        told[1]["closing"],
        json!({"by": "editor", "comment": "#3 に統合しました。ありがとうございます。"})
    );
    assert_eq!(
        told[1]["mentions"],
        json!([
            {"number": 3, "kind": "integrated_into"}, {"number": 21, "kind": "mentions"}, {"number": 41, "kind": "mentioned_by"}
        ])
    );
    assert_eq!(told[2]["force_pushes"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&told[1]["comments"], &told[1]["review_comments"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(told[1]["answered_at"], "2025-05-15T09:21:30Z");
    assert_eq!(told[0]["head"], "contributor-1:patch-1");
}
