//! Discussions from a forum of the tests' own: what is asked, what is kept, what goes, and how failures end.

use std::cell::{Cell, RefCell};
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use teigen::forge::topics::{self, Bounds, Fetched, Visitor};
use teigen::forge::{ForgeError, Hiccup, Reply, Request, Transport};
use teigen::record::topic::{Keep, KnownNames, TopicRecord, TopicState, Words, recognise};

use super::forum::{Forum, Topic};
use super::program::sync;
use super::server::{Given, Server};
use crate::repository::Built;
use crate::support::teigen;

const TOPICS: &str = "refs/teigen/discussions";
const HOST: &str = "forum.example.org";
const PLENTY: Bounds = Bounds {
    requests: 10_000,
    bytes: 100 << 20,
};

/// What is given in the place of an answer to the question of an index, for a path.
type Instead<'f> = &'f dyn Fn(usize, &str) -> Option<Result<Given, Hiccup>>;

/// A line to a forum, on which answers may be replaced.
struct Line<'f> {
    forum: &'f RefCell<Forum>,
    instead: Instead<'f>,
    asked: RefCell<Vec<String>>,
    waited: Cell<Duration>,
}

impl Transport for Line<'_> {
    fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
        let path = request
            .url
            .strip_prefix("https://forum.example.org")
            .expect("no other host is asked");
        self.asked.borrow_mut().push(path.to_owned());
        let index = self.asked.borrow().len() - 1;
        let given =
            (self.instead)(index, path).unwrap_or_else(|| Ok(self.forum.borrow().answer(path)))?;
        let headers = given
            .headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.clone()));
        let known = given
            .headers
            .iter()
            .any(|(name, value)| *name == "ETag" && Some(value) == request.etag.as_ref());
        Ok(Reply {
            status: if known { 304 } else { given.status },
            headers: headers.collect(),
            body: given.body,
        })
    }
}

fn line<'f>(forum: &'f RefCell<Forum>, instead: Instead<'f>) -> Line<'f> {
    Line {
        forum,
        instead,
        asked: RefCell::default(),
        waited: Cell::default(),
    }
}

fn fetch(
    line: &Line<'_>,
    known: Option<&TopicRecord>,
    bounds: Bounds,
) -> Result<Fetched, ForgeError> {
    let wait = |time: Duration| line.waited.set(line.waited.get() + time);
    let visitor = Visitor::new(line, &wait, &|_| (), Duration::from_millis(500), bounds);
    let names = KnownNames::default();
    let keep = Keep {
        words: Words::Archive,
        authors: true,
        names: &names,
    };
    let address = recognise(&format!("https://{HOST}/t/5")).expect("an address");
    topics::fetch(&visitor, &address, known, keep)
}

fn told(fetched: Result<Fetched, ForgeError>) -> TopicRecord {
    match fetched {
        Ok(Fetched::Told(record)) => *record,
        other => panic!("{other:?}"),
    }
}

fn forum(topic: Topic) -> RefCell<Forum> {
    RefCell::new(Forum {
        topics: [(5, topic)].into(),
        robots: None,
    })
}

fn nothing(_: usize, _: &str) -> Option<Result<Given, Hiccup>> {
    None
}

#[test]
fn twenty_thousand_posts_are_read_in_chunks_and_again_only_what_is_new() {
    for endless in [false, true] {
        let forum = forum(Topic {
            endless,
            ..Topic::with(5, 20_000)
        });
        let all = forum.borrow().topics[&5].posts.len();
        let first = line(&forum, &nothing);
        let known = told(fetch(&first, None, PLENTY));
        assert_eq!((known.posts.len(), known.incomplete), (all, false));
        // The rules, the head, and twenty posts at a time with a pause before each.
        assert!(
            first.asked.borrow().len() <= 2 + all.div_ceil(20),
            "{}",
            first.asked.borrow().len()
        );
        assert!(first.waited.get() >= Duration::from_secs(490));
        {
            let mut forum = forum.borrow_mut();
            let topic = forum.topics.get_mut(&5).expect("a topic");
            topic
                .posts
                .extend(Topic::with(5, 20_030).posts.split_off(all));
            // Among the first twenty, which come with the head.
            topic.posts[3].cooked = "<p>直しました。</p>".to_owned();
            topic.posts[3].version = 2;
            topic.posts.remove(7);
            if !endless {
                topic.posts.remove(9_000);
            }
        }
        let second = line(&forum, &nothing);
        let again = told(fetch(&second, Some(&known), PLENTY));
        assert!(
            second.asked.borrow().len() <= 10,
            "{:?}",
            second.asked.borrow().len()
        );
        let there: Vec<u64> = forum.borrow().topics[&5]
            .posts
            .iter()
            .map(|post| post.number)
            .collect();
        let here: Vec<u64> = again.posts.iter().map(|post| post.number).collect();
        assert!(
            here == there,
            "endless: {endless}, {} of {}",
            here.len(),
            there.len()
        );
        assert_eq!(again.posts[3].text.as_deref(), Some("直しました。"));
    }
}

#[test]
fn what_is_cut_goes_on_at_the_next_sync() {
    let forum = forum(Topic::with(5, 500));
    let few = Bounds {
        requests: 12,
        bytes: 100 << 20,
    };
    let mut known = told(fetch(&line(&forum, &nothing), None, few));
    assert!(known.incomplete && known.posts.len() >= 200);
    for _ in 0..6 {
        known = told(fetch(&line(&forum, &nothing), Some(&known), few));
    }
    assert_eq!((known.incomplete, known.posts.len()), (false, 495));
}

#[test]
fn a_post_that_was_hidden_goes_with_its_words() {
    let forum = forum(Topic::with(5, 40));
    let known = told(fetch(&line(&forum, &nothing), None, PLENTY));
    assert_eq!(known.posts.len(), 40);
    forum
        .borrow_mut()
        .topics
        .get_mut(&5)
        .expect("a topic")
        .posts[29]
        .hidden = true;
    let again = told(fetch(&line(&forum, &nothing), Some(&known), PLENTY));
    assert_eq!((again.posts.len(), again.withheld.len()), (39, 1));
    assert!(again.posts.iter().all(|post| post.number != 30));
}

#[test]
fn topics_that_cannot_be_read_say_why_and_hold_nothing() {
    for (status, state) in [
        (404, TopicState::Gone),
        (410, TopicState::Gone),
        (403, TopicState::Private),
    ] {
        let forum = forum(Topic::with(5, 3));
        let known = told(fetch(&line(&forum, &nothing), None, PLENTY));
        forum
            .borrow_mut()
            .topics
            .get_mut(&5)
            .expect("a topic")
            .status = Some(status);
        let again = told(fetch(&line(&forum, &nothing), Some(&known), PLENTY));
        assert_eq!(
            (again.state, again.posts.len(), again.title.as_str()),
            (state, 0, ""),
            "{status}"
        );
        assert_eq!(known.clone().join(again.clone()), again);
    }
    let login = |index: usize, _: &str| {
        (index == 1).then(|| Ok(Given::of(302, "text/html", "").with("Location", "/login")))
    };
    let record = told(fetch(
        &line(&forum(Topic::with(5, 3)), &login),
        None,
        PLENTY,
    ));
    assert_eq!(record.state, TopicState::Private);
}

#[test]
fn a_topic_that_was_moved_leads_to_where_it_is() {
    let forum = forum(Topic {
        moved_to: Some(9),
        ..Topic::default()
    });
    forum.borrow_mut().topics.insert(9, Topic::with(9, 3));
    let record = told(fetch(&line(&forum, &nothing), None, PLENTY));
    let successor = format!("https://{HOST}/t/topic/9");
    assert_eq!(
        (record.state, record.successor.as_deref()),
        (TopicState::Moved, Some(successor.as_str()))
    );
}

#[test]
fn failures_are_waited_for_and_then_left() {
    let forum = forum(Topic::with(5, 3));
    let limited = || {
        Given::of(
            429,
            "application/json",
            "{\"extras\": {\"wait_seconds\": 7}}",
        )
    };
    let once = |index: usize, _: &str| match index {
        1 => Some(Ok(limited())),
        2 => Some(Err(Hiccup("the server does not answer in time".to_owned()))),
        3 => Some(Ok(Given::json("{\"post_stream\": {"))),
        _ => None,
    };
    let patient = line(&forum, &once);
    assert_eq!(told(fetch(&patient, None, PLENTY)).posts.len(), 3);
    assert!(patient.waited.get() >= Duration::from_secs(7 + 2 + 4));

    let always = |index: usize, _: &str| {
        (index > 0).then(|| Ok(Given::of(200, "text/html", "<h1>Just a moment</h1>")))
    };
    assert!(matches!(
        fetch(&line(&forum, &always), None, PLENTY),
        Err(ForgeError::GaveUp { .. })
    ));
    let hour = |index: usize, _: &str| {
        (index > 0).then(|| Ok(Given::of(429, "text/plain", "").with("Retry-After", "3600")))
    };
    assert!(matches!(
        fetch(&line(&forum, &hour), None, PLENTY),
        Err(ForgeError::Limited { minutes: 60, .. })
    ));
    let wall = |index: usize, _: &str| {
        (index > 0).then(|| Ok(Given::of(403, "text/html", "<h1>Blocked</h1>")))
    };
    assert!(matches!(
        fetch(&line(&forum, &wall), None, PLENTY),
        Err(ForgeError::Unusable { .. })
    ));
    let no_topic = |index: usize, _: &str| (index > 0).then(|| Ok(Given::json("[1]")));
    assert!(matches!(
        fetch(&line(&forum, &no_topic), None, PLENTY),
        Err(ForgeError::Unusable { .. })
    ));
}

#[test]
fn no_other_host_is_asked_whatever_an_answer_says() {
    let forum = forum(Topic::with(5, 3));
    for target in [
        "https://evil.example/t/5.json",
        "//evil.example/t/5",
        "http://forum.example.org/t/5",
        "http://169.254.169.254/",
        "https://forum.example.org.evil.example/",
        "https://forum.example.org@evil.example/",
        "",
    ] {
        let elsewhere = |index: usize, _: &str| {
            (index == 1).then(|| Ok(Given::of(301, "text/html", "").with("Location", target)))
        };
        let asked = line(&forum, &elsewhere);
        assert!(
            matches!(
                fetch(&asked, None, PLENTY),
                Err(ForgeError::Redirected { .. })
            ),
            "{target}"
        );
        assert_eq!(asked.asked.borrow().len(), 2);
    }
}

#[test]
fn a_forum_that_asks_programs_to_stay_away_is_left_alone() {
    let forum = forum(Topic::with(5, 3));
    forum.borrow_mut().robots = Some("User-agent: *\nDisallow: /t/\n".to_owned());
    let asked = line(&forum, &nothing);
    assert!(matches!(
        fetch(&asked, None, PLENTY),
        Err(ForgeError::Unwelcome(_))
    ));
    assert_eq!(*asked.asked.borrow(), ["/robots.txt"]);
    let broken = |_: usize, path: &str| {
        (path == "/robots.txt").then(|| Ok(Given::of(503, "text/plain", "")))
    };
    assert!(fetch(&line(&forum, &broken), None, PLENTY).is_err());
}

#[test]
fn an_answer_that_is_known_is_not_read_again() {
    let forum = forum(Topic::with(5, 3));
    let marked = |index: usize, path: &str| {
        (index > 0).then(|| Ok(Forum::answer(&forum.borrow(), path).with("ETag", "\"a\"")))
    };
    let known = told(fetch(&line(&forum, &marked), None, PLENTY));
    assert!(matches!(
        fetch(&line(&forum, &marked), Some(&known), PLENTY),
        Ok(Fetched::Unchanged { .. })
    ));
}

// What follows asks through the whole program.

/// A forum on this machine, a repository whose text links to it, and one that stands for the remote.
fn whole(forum: Forum, config: &str) -> (Arc<Mutex<Forum>>, Server, Built, Built) {
    let forum = Arc::new(Mutex::new(forum));
    let asked = Arc::clone(&forum);
    let server = Server::start(move |_, came| {
        let path = came.line.split(' ').nth(1).unwrap_or_default().to_owned();
        asked.lock().expect("no test fails in it").answer(&path)
    });
    let host = server.address.trim_start_matches("http://").to_owned();
    let (here, there) = (Built::new(), Built::new());
    let text = format!(
        "# 予算の提言（v0.5）\n\n## 家族の生活環境\n\n[議論](http://{host}/t/topic/5/2?u=a) <http://elsewhere.example/t/1>\n"
    );
    for built in [&here, &there] {
        let config = config.replace("HOST", &host);
        built.main(
            "Begin",
            &[
                ("docs/index.md", text.as_str()),
                ("teigen.yaml", config.as_str()),
            ],
        );
    }
    (forum, server, here, there)
}

fn sync_topics(here: &Built, there: &Built, more: &[&str]) -> String {
    let remote = there.path().to_str().expect("a path");
    let arguments = [
        "--remote",
        remote,
        "--only",
        "discussions",
        "--forge",
        "none",
    ];
    sync(here.path(), &[&arguments, more].concat()).done().err
}

fn listed(here: &Built) -> Vec<Value> {
    let run = teigen(&[
        "discussions",
        "--format",
        "json",
        "--repo",
        here.path().to_str().expect("a path"),
    ])
    .done();
    serde_json::from_str(&run.out).expect("JSON")
}

fn everything(built: &Built) -> String {
    let run = std::process::Command::new("git")
        .arg("--git-dir")
        .arg(built.path())
        .args(["log", "--format=%H %P", "-p", TOPICS])
        .output()
        .expect("git");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

#[test]
fn topics_that_the_text_links_to_are_fetched_with_those_beside_them() {
    let forum = Forum {
        topics: [
            (3, Topic::with(3, 1)),
            (5, Topic::with(5, 30).closed().saying(1, "<p>親トピック <a href=\"/t/3\">x</a></p>").saying(30, "<p>クローズします。続きは<a href=\"/t/a-name/9\">こちら</a>。家族の生活環境とv0.5、#12も。</p>")),
            (9, Topic::with(9, 2).saying(1, "<p>親トピック <a href=\"/t/77\">two steps away</a></p>")),
            (77, Topic::with(77, 1)),
        ]
        .into(),
        robots: None,
    };
    let (_, server, here, there) = whole(forum, "discussions: {hosts: 'HOST'}\n");
    let said = sync_topics(&here, &there, &[]);
    assert!(
        said.contains("3 discussions asked for, 3 records new or changed"),
        "{said}"
    );
    assert!(
        said.contains("elsewhere.example: 1 discussions are linked and not asked for"),
        "{said}"
    );
    let rows = listed(&here);
    let row = rows
        .iter()
        .find(|row| row["title"] == "題5")
        .expect("a row");
    assert_eq!(
        (row["state"].as_str(), row["posts"].as_u64()),
        (Some("closed"), Some(30))
    );
    assert!(
        row["successor"]
            .as_str()
            .is_some_and(|url| url.ends_with("/t/topic/9"))
    );
    assert!(
        row["parent"]
            .as_str()
            .is_some_and(|url| url.ends_with("/t/topic/3"))
    );
    assert_eq!(row["linked_from"][0], "docs/index.md");
    assert_eq!(row["names"][0], "docs/index.md");
    // No words are kept unless they are asked for.
    let kept = everything(&here);
    assert!(
        !kept.contains("意見") && !kept.contains("クローズします") && kept.contains("v0.5"),
        "{kept}"
    );
    let before = here.reference(TOPICS);
    let said = sync_topics(&here, &there, &[]);
    assert!(said.contains(" 0 records new or changed"), "{said}");
    assert_eq!(here.reference(TOPICS), before);
    assert!(
        server
            .came()
            .iter()
            .all(|came| came.head.to_lowercase().contains("user-agent: teigen/"))
    );
    assert!(
        server
            .came()
            .iter()
            .all(|came| !came.head.to_lowercase().contains("authorization"))
    );
}

#[test]
fn removed_words_are_in_no_commit_on_either_side() {
    let forum = Forum {
        topics: [(5, Topic::with(5, 3).saying(2, "<p>消したい言葉</p>"))].into(),
        robots: None,
    };
    let (forum, _server, here, there) =
        whole(forum, "discussions: {hosts: 'HOST', words: archive}\n");
    sync_topics(&here, &there, &["--push"]);
    assert!(everything(&there).contains("消したい言葉"));
    // Someone else knows the words as well.
    let other = Built::new();
    let config = "discussions: {words: archive}\n";
    other.main(
        "Begin",
        &[("docs/index.md", "# 提言\n"), ("teigen.yaml", config)],
    );
    sync_topics(&other, &there, &[]);
    assert!(everything(&other).contains("消したい言葉"));
    forum
        .lock()
        .expect("no test fails in it")
        .topics
        .get_mut(&5)
        .expect("a topic")
        .posts
        .remove(1);
    sync_topics(&here, &there, &["--push"]);
    sync_topics(&other, &there, &["--push"]);
    for built in [&here, &there, &other] {
        let kept = everything(built);
        assert!(!kept.contains("消したい言葉"), "{kept}");
        assert_eq!(here.reference(TOPICS), built.reference(TOPICS));
    }
}

#[test]
fn hidden_topics_go_and_are_not_asked_for() {
    let forum = Forum {
        topics: [(5, Topic::with(5, 3))].into(),
        robots: None,
    };
    let (_, server, here, there) = whole(forum, "discussions: {hosts: 'HOST', words: archive}\n");
    sync_topics(&here, &there, &["--push"]);
    assert!(everything(&there).contains("意見2"));
    let asked = server.came().len();
    let host = server.address.trim_start_matches("http://");
    let hide =
        format!("discussions: {{hosts: '{host}', words: archive, hide: 'http://{host}/t/5'}}\n");
    here.main("Hide", &[("teigen.yaml", hide.as_str())]);
    sync_topics(&here, &there, &["--push"]);
    assert_eq!(server.came().len(), asked);
    assert!(!everything(&there).contains("意見2"));
    assert!(listed(&here).iter().all(|row| row["title"] != "題5"));
}

#[test]
fn nothing_is_asked_of_this_machine_unless_it_is_listed() {
    let forum = Forum {
        topics: [(5, Topic::with(5, 3))].into(),
        robots: None,
    };
    let (_, server, here, there) = whole(forum, "discussion: 'http://HOST/t/5'\n");
    let said = sync_topics(&here, &there, &[]);
    assert!(server.came().is_empty(), "{said}");
    assert!(said.contains("not asked for"), "{said}");
}

#[test]
fn the_topics_of_a_category_are_fetched_as_well() {
    let forum = Forum {
        topics: (4..8).map(|id| (id, Topic::with(id, 2))).collect(),
        robots: None,
    };
    let (_, _server, here, there) = whole(
        forum,
        "discussions: {hosts: 'HOST', categories: 'http://HOST/c/budget/13'}\n",
    );
    let said = sync_topics(&here, &there, &[]);
    assert!(
        said.contains("4 discussions asked for, 4 records new or changed"),
        "{said}"
    );
}

#[test]
fn an_exported_topic_and_a_saved_answer_are_imported() {
    let built = Built::new();
    built.main("Begin", &[("README.md", "# 提言\n")]);
    let file = built.beside("topic.txt");
    fs::write(
        &file,
        "はじめ\nBasa\n7\nありがとう\n「いいね！」 2\n本トピックはクローズします。\n",
    )
    .expect("a file");
    let arguments = ["--import", file.to_str().expect("a path")];
    let refused = sync(
        built.path(),
        &[&arguments[..], &["--only", "pulls"]].concat(),
    );
    assert_eq!(refused.code, 2);
    let address = ["--as", "https://forum.example.org/t/topic/329/7"];
    let said = sync(built.path(), &[&arguments[..], &address].concat())
        .done()
        .err;
    assert!(
        said.contains("3 posts") && said.contains("closed, since its last words say so"),
        "{said}"
    );
    let row = &listed(&built)[0];
    assert_eq!(
        (
            row["state"].as_str(),
            row["likes"].as_u64(),
            row["imported"].as_bool()
        ),
        (Some("closed"), Some(2), Some(true))
    );
    let json = built.beside("topic.json");
    fs::write(
        &json,
        super::forum::whole(5, &Topic::with(5, 3)).to_string(),
    )
    .expect("a file");
    let path = json.to_str().expect("a path");
    assert_eq!(sync(built.path(), &["--import", path]).code, 2);
    sync(
        built.path(),
        &["--import", path, "--as", "https://forum.example.org"],
    )
    .done();
    assert_eq!(listed(&built).len(), 2);
}
