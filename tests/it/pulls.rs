//! What became of pull requests, what each changes, and the heads it has had, from Git alone.

use std::fs;
use std::path::Path;

use git2::Oid;
use serde_json::Value;

use crate::page::Page;
use crate::repository::Built;
use crate::support::{build, contents, json};
use crate::versions::on;

const START: &str = "# 提言\n\n一\n\n二\n\n三\n";

/// A repository with a document of three paragraphs.
fn begun() -> (Built, Oid) {
    let built = Built::new();
    let start = built.main("Begin", &[("README.md", START)]);
    (built, start)
}

fn with(paragraph: &str, other: &str) -> String {
    START.replace(paragraph, other)
}

/// Builds, and gives the facts of a pull request.
pub fn told(built: &Built, number: u64) -> Value {
    let site = built.beside("site");
    build(built.path(), &site).done();
    let pulls = json(&site, "api/pulls.json");
    let pulls = pulls.as_array().expect("an array");
    let found = pulls.iter().find(|pull| pull["number"] == number);
    found
        .unwrap_or_else(|| panic!("#{number} is there"))
        .clone()
}

/// Checks a pull request's state and the characters it takes and gives.
fn check(built: &Built, number: u64, state: &str, deleted: u64, inserted: u64) {
    let pull = told(built, number);
    let counts = &pull["counts"];
    assert_eq!(pull["unavailable"], Value::Null);
    assert_eq!(
        (
            &pull["state"],
            &counts["deleted_characters"],
            &counts["inserted_characters"]
        ),
        (
            &Value::from(state),
            &Value::from(deleted),
            &Value::from(inserted)
        ),
        "#{number}: {pull}"
    );
}

#[test]
fn a_merged_request_shows_its_change_and_the_title_of_the_merge() {
    let (built, start) = begun();
    let head = built.commit(&[start], "wip", &[("README.md", &with("一", "壱"))]);
    built.pull(1, head);
    check(&built, 1, "unknown", 1, 1);
    built.main("Meanwhile", &[("README.md", &with("三", "参"))]);
    let merged = with("一", "壱").replace("三", "参");
    built.merge(
        "Merge pull request #1 from a/b\n\n一を壱に",
        head,
        &[("README.md", &merged)],
    );
    check(&built, 1, "merged", 1, 1);
    assert_eq!(told(&built, 1)["title"], "一を壱に");
}

#[test]
fn a_branch_brought_up_to_date_before_its_merge_shows_only_its_own_change() {
    let (built, start) = begun();
    let first = built.commit(&[start], "一", &[("README.md", &with("一", "壱"))]);
    let main = built.main("Meanwhile", &[("README.md", &with("三", "参の長い文"))]);
    let both = with("一", "壱").replace("三", "参の長い文");
    let head = built.commit(
        &[first, main],
        "Merge branch 'main' into b",
        &[("README.md", &both)],
    );
    built.pull(1, head);
    check(&built, 1, "unknown", 1, 1);
    built.merge(
        "Merge pull request #1 from a/b",
        head,
        &[("README.md", &both)],
    );
    check(&built, 1, "merged", 1, 1);
}

#[test]
fn a_squashed_request_shows_its_change() {
    let (built, start) = begun();
    let first = built.commit(&[start], "二", &[("README.md", &with("二", "弐"))]);
    let head = built.commit(&[first], "二の続き", &[("README.md", &with("二", "弐番"))]);
    built.pull(2, head);
    built.main("二を弐番に (#2)", &[("README.md", &with("二", "弐番"))]);
    built.main("Go on", &[("README.md", "# 提言\n\n書き直し\n")]);
    check(&built, 2, "merged", 1, 2);
    assert_eq!(told(&built, 2)["commits"], 2);
}

#[test]
fn a_squash_whose_head_is_not_there_is_shown_from_the_main_branch() {
    let (built, _) = begun();
    built.main("二を弐に (#2)", &[("README.md", &with("二", "弐"))]);
    check(&built, 2, "merged", 1, 1);
}

#[test]
fn a_fast_forward_shows_its_change() {
    let (built, start) = begun();
    let first = built.commit(&[start], "三", &[("README.md", &with("三", "参"))]);
    let head = built.commit(&[first], "三の続き", &[("README.md", &with("三", "参番"))]);
    built.pull(3, head);
    built.point("refs/heads/main", head);
    assert_eq!(told(&built, 3)["state"], "merged");
    built.main("Go on", &[("README.md", "# 提言\n\n書き直し\n")]);
    assert_eq!(told(&built, 3)["state"], "merged");
    assert!(told(&built, 3)["counts"]["inserted_characters"].as_u64() > Some(0));
}

#[test]
fn a_trial_merge_tells_that_a_request_is_open() {
    let (built, start) = begun();
    let head = built.commit(&[start], "四", &[("README.md", &with("三", "四"))]);
    built.pull(4, head);
    check(&built, 4, "unknown", 1, 1);
    built.point("refs/pull/4/merge", head);
    check(&built, 4, "open", 1, 1);
}

#[test]
fn requests_of_gitlab_are_read_and_known_as_merged() {
    let (built, start) = begun();
    let head = built.commit(&[start], "五", &[("README.md", &with("一", "五"))]);
    built.point("refs/merge-requests/5/head", head);
    check(&built, 5, "unknown", 1, 1);
    let message = "Merge branch 'b' into 'main'\n\n一を五に\n\nSee merge request a/提言!5";
    built.merge(message, head, &[("README.md", &with("一", "五"))]);
    check(&built, 5, "merged", 1, 1);
    assert_eq!(told(&built, 5)["title"], "一を五に");
}

#[test]
fn a_fork_s_merge_of_another_request_with_that_number_says_nothing() {
    let (built, start) = begun();
    let other = built.commit(&[start], "他", &[("README.md", &with("一", "他"))]);
    built.merge(
        "Merge pull request #6 from x/y\n\n他",
        other,
        &[("README.md", &with("一", "他"))],
    );
    let head = built.commit(&[start], "六", &[("README.md", &with("二", "六"))]);
    built.pull(6, head);
    check(&built, 6, "unknown", 1, 1);
    assert_eq!(told(&built, 6)["title"], "六");
}

#[test]
fn heads_lost_to_a_force_push_have_pages_with_what_changed_since() {
    let (built, start) = begun();
    let texts = ["初めの案", "次の案", "最後の案"].map(|words| with("二", words));
    let heads = texts
        .each_ref()
        .map(|text| built.commit(&[start], "案", &[("README.md", text)]));
    built.point("refs/teigen/pull/7/1", heads[0]);
    built.point("refs/teigen/pull/7/2", heads[1]);
    built.pull(7, heads[2]);
    assert_eq!(told(&built, 7)["revisions"], 3);
    let site = built.beside("site");
    for (index, (deleted, inserted)) in [(None, "初め"), (Some("初め"), "次"), (Some("次"), "最後")]
        .into_iter()
        .enumerate()
    {
        let page = site.join(format!("pulls/7/r{}/index.html", index + 1));
        let text = page_text(&page);
        assert!(
            text.contains(&heads[index].to_string()[..10]),
            "r{}",
            index + 1
        );
        assert!(text.contains(inserted), "r{}: {text}", index + 1);
        let removed = marked(&page, "del").concat();
        assert!(
            deleted.is_none_or(|words| removed.contains(words)),
            "r{}: {removed}",
            index + 1
        );
    }
    let run = on(&built, &["diff", "#7@1", "#7@3", "--format", "text"]).done();
    assert!(run.out.contains("[-初め-]{+最後+}"), "{}", run.out);
    crate::links::check_site(&site);
}

#[test]
fn a_kept_head_that_is_also_the_newest_is_one_revision() {
    let (built, start) = begun();
    let head = built.commit(&[start], "八", &[("README.md", &with("二", "八"))]);
    built.point("refs/teigen/pull/8/1", head);
    built.pull(8, head);
    assert_eq!(told(&built, 8)["revisions"], 1);
}

#[test]
fn both_ends_are_named_by_commit_on_the_page() {
    let (built, start) = begun();
    let head = built.commit(&[start], "九", &[("README.md", &with("二", "九"))]);
    built.pull(9, head);
    let pull = told(&built, 9);
    assert_eq!(pull["base"], start.to_string());
    assert_eq!(pull["head"], head.to_string());
    let html = fs::read_to_string(built.beside("site").join("pulls/9/index.html")).expect("a page");
    assert!(html.contains(&start.to_string()) && html.contains(&head.to_string()));
    assert!(
        html.contains("noindex")
            && page_text(&built.beside("site").join("pulls/9/index.html"))
                .contains("公式の文書ではありません")
    );
}

/// Checks that words are nowhere on a site with two requests.
fn check_nowhere(configuration: &str, words: &str) {
    let (built, start) = begun();
    for number in [10, 11] {
        let text = with("二", &format!("秘密{number}"));
        let title = format!("題{number}");
        let head = built.commit_by("匿名 太郎", &[start], &title, &[("README.md", &text)]);
        built.pull(number, head);
    }
    built.main("Configure", &[("teigen.yaml", configuration)]);
    let site = built.beside("site");
    build(built.path(), &site).done();
    assert!(site.join("pulls/11/index.html").is_file());
    for (name, bytes) in contents(&site) {
        assert!(!String::from_utf8_lossy(&bytes).contains(words), "{name}");
    }
}

#[test]
fn hidden_requests_are_nowhere() {
    check_nowhere("pulls:\n  hide: [10]\n", "秘密10");
    check_nowhere("pulls:\n  hide: [10]\n", "題10");
}

#[test]
fn hidden_authors_are_nowhere() {
    check_nowhere("pulls:\n  authors: false\n", "匿名");
}

pub fn page_text(path: &Path) -> String {
    let html =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let page = Page::parse(&html);
    let (body, _) = page
        .elements()
        .find(|(_, element)| element.name == "body")
        .expect("a body");
    page.text(body)
}

/// The texts of the elements with a name.
fn marked(path: &Path, name: &str) -> Vec<String> {
    let html = fs::read_to_string(path).expect("a page");
    let page = Page::parse(&html);
    let found = page.elements().filter(|(_, element)| element.name == name);
    found.map(|(at, _)| page.text(at)).collect()
}
