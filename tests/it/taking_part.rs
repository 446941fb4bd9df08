//! Ways to have a say: at the end of a document, at its headings, and explained.

use std::fs;
use std::path::{Path, PathBuf};

use crate::repository::Built;
use crate::support::build;

const DOCUMENT: &str = "---\nsections:\n  財源: {discussion: 'https://forum.example.org/t/412'}\n---\n# 予算（v0.2）\n\n<div>\n<a href=\"https://forum.example.org/t/topic/366\">議論する</a>\n</div>\n\n## 財源\n\n本文。\n\n## 支出\n\n本文（[出典](https://forum.example.org/t/topic/77/3)）。\n";

/// Builds a site of two versions with this configuration.
fn built(configuration: &str) -> (Built, PathBuf) {
    let built = Built::new();
    let configuration = format!("source: docs\n{configuration}");
    let site = built.beside("site");
    let old = built.main("v0.1", &[("docs/予算.md", "# 予算\n\n## 財源\n\n本文。\n")]);
    built.point("refs/tags/v0.1", old);
    let new = built.main(
        "v0.2",
        &[("docs/予算.md", DOCUMENT), ("teigen.yaml", &configuration)],
    );
    built.point("refs/tags/v0.2", new);
    build(built.path(), &site).done();
    (built, site)
}

fn read(site: &Path, page: &str) -> String {
    fs::read_to_string(site.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// What is folded at the heading with this id.
fn at_heading<'p>(page: &'p str, anchor: &str) -> &'p str {
    let start = page.find(&format!("id=\"{anchor}\"")).expect("the heading");
    let rest = &page[start..];
    let open = rest.find("<details class=\"tg-ways\">").expect("its ways");
    let close = rest.find("</details>").expect("their end");
    &rest[open..close]
}

#[test]
fn a_heading_leads_to_its_own_discussion_and_to_its_line() {
    let (_built, site) = built("repository: https://gitlab.com/o/r\n");
    let page = read(&site, "latest/予算/index.html");
    let funding = at_heading(&page, "財源");
    assert!(
        funding.contains("https://forum.example.org/t/topic/412"),
        "{funding}"
    );
    assert!(
        funding.contains("https://gitlab.com/o/r/-/edit/main/docs/%E4%BA%88%E7%AE%97.md#L11"),
        "{funding}"
    );
    let spending = at_heading(&page, "支出");
    assert!(
        spending.contains("https://forum.example.org/t/topic/366"),
        "{spending}"
    );
    assert!(!read(&site, "v0.1/予算/index.html").contains("tg-ways"));
}

#[test]
fn a_forum_opens_a_topic_about_the_section() {
    let (_built, site) = built(
        "base_url: https://example.org/\ndiscussion: https://forum.example.org/c/policy/12\ntaking_part:\n  documents:\n    予算.md:\n      sections: {支出: {discussion: 'https://forum.example.org/c/money/13'}}\n",
    );
    let page = read(&site, "latest/予算/index.html");
    let spending = at_heading(&page, "支出");
    assert!(
        spending.contains(
            "https://forum.example.org/new-topic?category_id=13&amp;title=%E6%94%AF%E5%87%BA"
        ),
        "{spending}"
    );
}

#[test]
fn buttons_by_hand_are_shown_unless_hidden() {
    let (_built, site) = built("title: 提言\n");
    assert!(read(&site, "latest/予算/index.html").contains(">議論する</a>"));
    let (_built, site) = built("taking_part: {buttons: hide}\n");
    let page = read(&site, "latest/予算/index.html");
    assert!(!page.contains(">議論する</a>"));
    assert!(page.contains("https://forum.example.org/t/topic/366"));
}

#[test]
fn how_to_take_part_is_explained_here_elsewhere_or_not() {
    let (_built, site) = built(
        "repository: https://github.com/o/r\nparticipate: {label: 窓口, url: a@example.org}\n",
    );
    let page = read(&site, "take-part/index.html");
    assert!(page.contains("https://github.com/signup") && page.contains("mailto:a@example.org"));
    assert!(read(&site, "latest/予算/index.html").contains("href=\"../../take-part/index.html\""));
    let (_built, site) = built("taking_part: {page: 'https://example.org/how'}\n");
    assert!(!site.join("take-part").exists());
    assert!(read(&site, "latest/予算/index.html").contains("href=\"https://example.org/how\""));
    let (_built, site) = built("taking_part: {page: 予算.md}\n");
    assert!(read(&site, "latest/予算/index.html").contains("href=\"index.html\">"));
    let (_built, site) = built("taking_part: {page: false}\n");
    assert!(!site.join("take-part").exists());
}
