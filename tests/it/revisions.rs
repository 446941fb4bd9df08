//! The heads that a pull request has had, what changed from one to the next, and what stands beside it: passages that others
//! touch, whether it still applies.

use std::fs;

use git2::Oid;
use serde_json::{Value, json};

use crate::page::Page;
use crate::repository::Built;
use crate::support::{build, json as read_json, teigen};

const START: &str =
    "# 提言\n\n予算は1億円とする。\n\n人員は10名とする。\n\n## 日程\n\n4月に始める。\n";

fn begun() -> (Built, Oid) {
    let built = Built::new();
    let start = built.main("Begin", &[("README.md", START)]);
    (built, start)
}

fn site(built: &Built) -> std::path::PathBuf {
    let site = built.beside("site");
    build(built.path(), &site).done();
    crate::links::check_site(&site);
    site
}

fn text_of(site: &std::path::Path, file: &str) -> String {
    fs::read_to_string(site.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What the page of a revision marks as put in and taken out since the one before.
fn since(site: &std::path::Path, number: u64, revision: u32) -> (String, String) {
    let page = Page::parse(&text_of(
        site,
        &format!("pulls/{number}/r{revision}/index.html"),
    ));
    let prose = page
        .elements()
        .find(|(_, element)| element.has_class("changes"));
    let (prose, _) = prose.expect("there are changes");
    let marked = |name: &str| -> String {
        page.inside(prose)
            .filter(|(_, element)| element.name == name && element.has_class(&format!("tg-{name}")))
            .map(|(at, _)| page.text(at))
            .collect::<Vec<_>>()
            .join("|")
    };
    (marked("ins"), marked("del"))
}

#[test]
fn five_heads_pushed_by_force_are_five_revisions_free_of_what_others_changed() {
    let (built, mut base) = begun();
    let mut main = START.to_owned();
    for (index, sum) in ["2億円", "3億円", "4億円", "5億円", "6億円"]
        .iter()
        .enumerate()
    {
        let text = main.replace("1億円", sum);
        let head = built.commit(&[base], &format!("案{sum}"), &[("README.md", &text)]);
        built.pull(1, head);
        built.keep(1, index + 1, head);
        // Others work on, and the author sets the change on their text.
        main = main.replace("に始める", &format!("に始める（第{index}回）"));
        base = built.main("Meanwhile", &[("README.md", &main)]);
    }
    let site = site(&built);
    let pulls = read_json(&site, "api/pulls.json");
    assert_eq!(pulls[0]["revisions"], 5);
    for (revision, (old, new)) in [("2", "3"), ("3", "4"), ("4", "5"), ("5", "6")]
        .iter()
        .enumerate()
    {
        let revision = u32::try_from(revision + 2).expect("few");
        let (inserted, deleted) = since(&site, 1, revision);
        assert_eq!(
            (inserted.as_str(), deleted.as_str()),
            (*new, *old),
            "r{revision}"
        );
    }
}

#[test]
fn the_command_compares_two_revisions_without_what_others_changed() {
    let (built, start) = begun();
    let first = built.commit(
        &[start],
        "一",
        &[("README.md", &START.replace("1億円", "2億円"))],
    );
    built.keep(1, 1, first);
    let moved = START.replace("4月", "10月");
    let main = built.main("Meanwhile", &[("README.md", &moved)]);
    let second = built.commit(
        &[main],
        "二",
        &[("README.md", &moved.replace("1億円", "3億円"))],
    );
    built.pull(1, second);
    let repository = built.path().to_str().expect("UTF-8");
    let run = teigen(&[
        "diff", "--repo", repository, "#1@1", "#1@2", "--format", "json",
    ])
    .done();
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    let changes = told["documents"][0]["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{}", run.out);
    assert_eq!(changes[0]["before"], "予算は2億円とする。");
    assert_eq!(changes[0]["after"], "予算は3億円とする。");
}

#[test]
fn the_commits_of_one_push_are_revisions() {
    let (built, start) = begun();
    let first = built.commit(
        &[start],
        "はじめ",
        &[("README.md", &START.replace("1億円", "2億円"))],
    );
    let second = built.commit(
        &[first],
        "つぎ",
        &[("README.md", &START.replace("1億円", "3億円"))],
    );
    built.pull(1, second);
    let site = site(&built);
    assert_eq!(read_json(&site, "api/pulls.json")[0]["revisions"], 2);
    assert_eq!(since(&site, 1, 2), ("3".to_owned(), "2".to_owned()));
}

/// The verdict on a request that makes two hundred million of one, after `today` became the text.
fn check_verdict(today: &str, expected: &str) {
    let (built, start) = begun();
    let head = built.commit(
        &[start],
        "案",
        &[("README.md", &START.replace("1億円", "2億円"))],
    );
    built.pull(1, head);
    if today != START {
        built.main("Meanwhile", &[("README.md", today)]);
    }
    let site = site(&built);
    assert_eq!(
        read_json(&site, "api/pulls.json")[0]["verdict"],
        json!(expected)
    );
}

#[test]
fn a_request_says_whether_it_still_applies() {
    check_verdict(START, "as_sent");
    check_verdict(&START.replace("4月", "10月"), "applies");
    check_verdict(
        &START.replace("1億円", "2億円").replace("4月", "10月"),
        "contained",
    );
    check_verdict(&START.replace("1億円", "9億円"), "conflicts");
}

#[test]
fn where_it_does_not_both_wordings_are_shown() {
    let (built, start) = begun();
    let head = built.commit(
        &[start],
        "案",
        &[("README.md", &START.replace("1億円", "2億円"))],
    );
    built.pull(1, head);
    built.main(
        "Meanwhile",
        &[("README.md", &START.replace("1億円", "9億円"))],
    );
    let page = text_of(&site(&built), "pulls/1/index.html");
    let choice = page.split("choice\"").nth(1).expect("there is a choice");
    assert!(
        choice.contains(">9</del>") && choice.contains(">2</ins>"),
        "{choice}"
    );
}

#[test]
fn those_that_touch_one_passage_stand_together_on_its_page() {
    let (built, start) = begun();
    for (number, sum) in [(1, "2億円"), (2, "3億円"), (3, "3億円")] {
        let text = START.replace("1億円", sum);
        let head = built.commit(&[start], &format!("案{number}"), &[("README.md", &text)]);
        built.pull(number, head);
    }
    let text = START.replace("4月", "10月");
    let other = built.commit(&[start], "別案", &[("README.md", &text)]);
    built.pull(4, other);
    let site = site(&built);
    let page = text_of(&site, "sections/index/提言/index.html");
    assert!(
        page.contains("予算は1億円とする。"),
        "today's text is there"
    );
    assert!(page.contains("2件の提案が同じ文案です"), "{page}");
    assert!(!page.contains("別案"));
    let mine = text_of(&site, "pulls/1/index.html");
    assert!(mine.contains("ほかに2件の提案があります") && mine.contains("同じ段落や項目には2件"));
    let front = text_of(&site, "index.html");
    assert!(
        front.contains("この節への提案 3件") && front.contains("この節への提案 1件"),
        "{front}"
    );
}

#[test]
fn wording_that_entered_without_a_merge_is_told_with_its_place() {
    let (built, start) = begun();
    let wording = "研究者の家族が日本語を学べる教室を、区ごとに一つずつ無償で開く。";
    let text = START.replace("# 提言\n", &format!("# 提言\n\n{wording}\n"));
    let head = built.commit(&[start], "家族のための教室", &[("README.md", &text)]);
    built.pull(1, head);
    let adopted = START.replace("## 日程", &format!("{wording}\n\n## 日程"));
    built.main("Adopt by hand", &[("README.md", &adopted)]);
    let page = text_of(&site(&built), "pulls/1/index.html");
    assert!(
        page.contains("版に入っている近い文") && page.contains("近さ 100％"),
        "{page}"
    );
}
