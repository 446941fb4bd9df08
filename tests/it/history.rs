//! The past as pages: through new names, with the posts that speak of a passage, and the text as it stood then.

use std::fs;

use serde_json::json;

use crate::links::check_site;
use crate::page::Page;
use crate::repository::{Built, GONE};
use crate::support::{build, teigen};

const FORUM: &str = "https://forum.example.org/t/topic/366";

fn text_of(built: &Built, file: &str) -> String {
    let html = fs::read_to_string(built.beside("site").join(file));
    Page::parse(&html.unwrap_or_else(|error| panic!("{file}: {error}"))).text(0)
}

/// A proposal with a version, whose document was renamed and changed since.
fn proposal() -> Built {
    let built = Built::new();
    let old = "# 予算\n\n総額は5億円です。\n\n## 人員の配置\n\n専任の職員を置きます。\n";
    let entry = format!("# 提言\n\n[議論]({FORUM})\n");
    let first = built.main("Begin", &[("docs/index.md", &entry), ("docs/予算.md", old)]);
    built.point("refs/tags/v0.5", first);
    let new = old.replace("専任の職員", "専任の職員を三人");
    built.main(
        "Rename",
        &[("docs/予算.md", GONE), ("docs/予算と人員.md", &new)],
    );
    built.main(
        "Spend more (#7)",
        &[("docs/予算と人員.md", &new.replace("5億円", "6億円"))],
    );
    built
}

#[test]
fn a_section_tells_what_happened_to_it_under_another_name() {
    let built = proposal();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let section = text_of(&built, "history/予算と人員/人員の配置/index.html");
    assert!(section.contains("三人"), "{section}");
    assert!(!section.contains("6億円"), "{section}");
    let whole = text_of(&built, "history/予算と人員/index.html");
    for told in ["6億円", "三人", "Spend more", "Rename", "v0.5"] {
        assert!(whole.contains(told), "{told}: {whole}");
    }
    for feed in ["feed.xml", "history/予算と人員/人員の配置/feed.xml"] {
        let feed = fs::read_to_string(site.join(feed)).expect("a feed");
        assert!(
            feed.starts_with("<?xml") && feed.contains("urn:uuid:"),
            "{feed}"
        );
    }
    check_site(&site);
}

#[test]
fn a_post_leads_to_the_passage_to_the_text_of_then_and_to_what_changed_since() {
    let built = proposal();
    let post = |number: u64, words: &str, day: &str| {
        json!({"id": 1000 + number, "post_number": number, "post_type": 1, "username": "hanako",
            "created_at": day, "updated_at": day, "cooked": format!("<p>{words}</p>"), "topic_id": 366})
    };
    // The commits of these repositories are made one after the other from a day in 2025 on.
    let posts = [
        post(1, "はじめに", "2030-01-01T00:00:00.000Z"),
        post(
            2,
            "人員の配置 について、v0.5 を読みました",
            "2030-01-02T00:00:00.000Z",
        ),
        post(3, "人員の配置 はどうなりますか", "2020-01-01T00:00:00.000Z"),
    ];
    let topic = json!({"id": 366, "title": "予算の提言案", "posts_count": 3, "closed": true,
        "created_at": "2020-01-01T00:00:00.000Z", "last_posted_at": "2030-01-02T00:00:00.000Z",
        "post_stream": {"posts": posts, "stream": [1001, 1002, 1003]}});
    let file = built.beside("topic.json");
    fs::write(&file, topic.to_string()).expect("a file");
    let repository = built.path().as_os_str();
    teigen(&[
        "sync".as_ref(),
        "--repo".as_ref(),
        repository,
        "--import".as_ref(),
        file.as_os_str(),
        "--as".as_ref(),
        FORUM.as_ref(),
    ])
    .done();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let list = text_of(&built, "discussions/index.html");
    assert!(
        list.contains("予算の提言案") && list.contains("終了"),
        "{list}"
    );
    let file = "discussions/forum.example.org/366/index.html";
    let told = text_of(&built, file);
    assert!(
        told.contains("当時の文（v0.5）") && !told.contains("はじめに"),
        "{told}"
    );
    let html = fs::read_to_string(site.join(file)).expect("a page");
    let since = html.split("その後、この箇所は変わりました").count() - 1;
    assert_eq!(since, 1, "only the post before the change: {told}");
    let section = text_of(&built, "history/予算と人員/人員の配置/index.html");
    assert!(section.contains("この箇所に触れている投稿"), "{section}");
    check_site(&site);
}

#[test]
fn a_post_that_links_to_an_old_name_is_about_the_document_of_today() {
    let built = proposal();
    let words = "<p><a href=\"https://site.example/v0.5/予算/#人員の配置\">ここ</a></p>";
    let topic = json!({"id": 366, "title": "予算", "posts_count": 1, "created_at": "2030-01-01T22:00:00.000Z",
        "last_posted_at": "2030-01-01T22:00:00.000Z", "post_stream": {"stream": [1001], "posts": [
            {"id": 1001, "post_number": 1, "post_type": 1, "username": "hanako", "topic_id": 366, "cooked": words,
                "created_at": "2030-01-01T22:00:00.000Z", "updated_at": "2030-01-01T22:00:00.000Z"}]}});
    built.main(
        "Settings",
        &[(
            "teigen.yaml",
            "base_url: https://site.example/\ntimezone: \"+09:00\"\n",
        )],
    );
    let file = built.beside("topic.json");
    fs::write(&file, topic.to_string()).expect("a file");
    let repository = built.path().as_os_str();
    let (import, file) = ("--import".as_ref(), file.as_os_str());
    let (repo, given) = ("--repo".as_ref(), "--as".as_ref());
    let command = "sync".as_ref();
    teigen(&[
        command,
        repo,
        repository,
        import,
        file,
        given,
        FORUM.as_ref(),
    ])
    .done();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let told = text_of(&built, "discussions/forum.example.org/366/index.html");
    assert!(told.contains("人員の配置"), "{told}");
    assert!(
        told.contains("2030年1月2日"),
        "by the clock of the site: {told}"
    );
    check_site(&site);
}

#[test]
fn a_document_named_page_is_not_in_the_way_of_the_list() {
    let built = Built::new();
    built.main(
        "Begin",
        &[("docs/index.md", "# 提言\n"), ("docs/page/2.md", "# 二\n")],
    );
    let site = built.beside("site");
    build(built.path(), &site).done();
    assert!(site.join("history/page-2/2/index.html").is_file());
    assert!(!site.join("history/page").exists());
}
