//! What is new in each version: requests, people, sections, what editors say of it, and the feed.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::links::check_site;
use crate::page::Page;
use crate::records::{import, told};
use crate::repository::Built;
use crate::support::{build_with, contents, json as read_json, scratch, teigen};

fn html(site: &Path, file: &str) -> String {
    fs::read_to_string(site.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The text of a part of a page, and the addresses in it.
fn part(html: &str, id: &str) -> Option<(String, Vec<String>)> {
    let page = Page::parse(html);
    let at = page.find("section", id)?;
    let links = page
        .inside(at)
        .filter_map(|(_, element)| element.attribute("href").map(str::to_owned));
    Some((page.text(at), links.collect()))
}

/// Two versions; the second has a merged request of 花子's, another that was merged without a known commit, and a change
/// that no request brought.
fn proposal() -> Built {
    let built = Built::new();
    let first = built.main("Begin", &[("README.md", "# 提言\n\n予算は10億円です。\n")]);
    built.point("refs/tags/v0.1", first);
    let text = "# 提言\n\n予算は12億円です。\n\n## 宿舎\n\n宿舎を三百戸用意します。\n";
    let head = built.commit(&[first], "宿舎を加える", &[("README.md", text)]);
    built.pull(1, head);
    built.merge(
        "Merge pull request #1 from a/b",
        head,
        &[("README.md", text)],
    );
    let text = text.replace("用意します", "用意する");
    let second = built.main(
        "文末をそろえる\n\nhttps://forum.example.org/t/topic/12",
        &[("README.md", &text)],
    );
    built.point("refs/tags/v0.2", second);
    import(
        &built,
        &[told(
            1,
            "closed",
            json!({"merged_at": "2025-05-06T05:00:00Z"}),
        )],
    );
    built
}

fn built_with(built: &Built, config: &str) -> PathBuf {
    let (site, file) = (built.beside("site"), built.beside("teigen.yaml"));
    fs::write(&file, config).expect("a file");
    let more: [&OsStr; 2] = ["--config".as_ref(), file.as_os_str()];
    build_with(built.path(), &site, &more).done();
    check_site(&site);
    site
}

#[test]
fn a_version_tells_its_requests_sections_figures_and_people() {
    let built = proposal();
    let site = built_with(&built, "title: 提言\n");
    let page = html(&site, "versions/v0.2/index.html");
    let (changes, links) = part(&page, "tg-news-changes").expect("changes");
    assert!(
        changes.contains("宿舎") && changes.contains("12億円"),
        "{changes}"
    );
    let compared = "../../compare/v0.1...v0.2/README/index.html";
    assert!(
        links.iter().any(|link| link.starts_with(compared)),
        "{links:?}"
    );
    let (_, links) = part(&page, "tg-news-pulls").expect("requests");
    assert_eq!(links, ["../../pulls/1/index.html"]);
    let (people, links) = part(&page, "tg-news-people").expect("people");
    assert!(people.contains("hanako"), "{people}");
    assert_eq!(links, ["../../contributors/hanako/index.html"]);
    let (direct, links) = part(&page, "tg-news-direct").expect("direct changes");
    assert!(direct.contains("文末をそろえる"), "{direct}");
    assert!(
        links[0].starts_with("../../history/index.html#c-"),
        "{links:?}"
    );
}

#[test]
fn where_names_are_not_shown_people_are_only_counted() {
    let built = proposal();
    let site = built_with(&built, "pulls: {authors: false}\n");
    let page = html(&site, "versions/v0.2/index.html");
    let (people, links) = part(&page, "tg-news-people").expect("people");
    assert!(people.contains("1人") && links.is_empty(), "{people}");
    assert!(!page.contains("hanako") && !page.contains("花子"));
}

#[test]
fn editors_introduce_a_version_in_markdown_which_is_sanitised() {
    let built = proposal();
    let config = "versions:\n  introductions:\n    v0.2: |\n      **宿舎**を加えた版です。[本文](README.md)\n\n      <script>alert(1)</script>\n";
    let site = built_with(&built, config);
    let page = html(&site, "versions/v0.2/index.html");
    assert!(page.contains("<strong>宿舎</strong>を加えた版です。"));
    assert!(page.contains("href=\"../../v0.2/index.html\">本文</a>"));
    assert!(!page.contains("alert(1)"));
    assert!(!html(&site, "versions/v0.1/index.html").contains("を加えた版です。"));
}

#[test]
fn versions_lead_to_what_is_new_in_them() {
    let built = proposal();
    let site = built_with(&built, "title: 提言\n");
    let leads = |from: &str, to: &str| {
        let page = html(&site, from);
        assert!(page.contains(&format!("href=\"{to}\"")), "{from}: {to}");
    };
    leads("index.html", "versions/v0.1/index.html");
    leads("index.html", "versions/v0.2/index.html");
    leads("index.html", "versions/index.html");
    leads("versions/index.html", "v0.2/index.html");
    leads("history/index.html", "../versions/v0.2/index.html");
    leads(
        "compare/v0.1...v0.2/index.html",
        "../../versions/v0.2/index.html",
    );
    let feed = html(&site, "feed.xml");
    let entry = feed.split("<entry>").nth(1).expect("an entry");
    assert!(entry.contains("versions/v0.2/index.html"), "{entry}");
    assert!(
        entry.contains("採用された提案：1件、変わった文書：1件"),
        "{entry}"
    );
}

#[test]
fn without_versions_there_is_nothing_new_in_any() {
    let built = Built::new();
    built.main("Begin", &[("README.md", "# 提言\n\n一\n")]);
    let site = built_with(&built, "title: 提言\n");
    assert!(
        contents(&site)
            .keys()
            .all(|name| !name.starts_with("versions/"))
    );
    assert!(!html(&site, "index.html").contains("versions/"));
}

#[test]
fn the_sample_tells_the_discussions_that_closed_in_the_version_after() {
    let scratch = scratch();
    let out = scratch.path().join("demo");
    teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let site = out.join("site");
    let closed = |version: &str| {
        let html = html(&site, &format!("versions/{version}/index.html"));
        part(&html, "tg-news-closed").unwrap_or_default()
    };
    // Half an hour after v0.5 the first discussion closed, and two more before v0.6 was made.
    assert_eq!(closed("v0.5").0, "");
    let (text, links) = closed("v0.6");
    for title in [
        "海外のAI人材を東京に招くには",
        "三十人に年16億円は、高いか安いか",
        "大学・研究機関との共同研究をどう増やすか",
    ] {
        assert!(text.contains(title), "{title}: {text}");
    }
    assert!(text.contains("続きはこちら"), "{text}");
    let own = "../../discussions/forum.example.org/329/index.html";
    assert!(links.iter().any(|link| link == own), "{links:?}");
    assert_eq!(closed("v0.7").0, "");
    let versions = read_json(&site, "api/versions.json");
    let versions = versions.as_array().expect("a list").iter();
    let told = versions.map(|version| version["news"]["closed"].as_array().map_or(0, Vec::len));
    assert_eq!(told.collect::<Vec<_>>(), [0, 0, 3, 0]);
    check_site(&site);
}

#[test]
fn the_sample_tells_every_request_merged_into_its_versions() {
    let scratch = scratch();
    let out = scratch.path().join("demo");
    teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let site = out.join("site");
    let mut told = Vec::new();
    let versions = read_json(&site, "api/versions.json");
    for version in versions.as_array().expect("a list") {
        let name = version["name"].as_str().expect("a name");
        let file = format!("versions/{name}/index.html");
        if !site.join(&file).exists() {
            assert_eq!(name, "next");
            continue;
        }
        let (_, links) = part(&html(&site, &file), "tg-news-pulls").unwrap_or_default();
        told.extend(links);
    }
    let pulls = read_json(&site, "api/pulls.json");
    let merged = pulls.as_array().expect("a list").iter();
    let merged = merged.filter(|pull| pull["state"] == "merged");
    let numbers: Vec<String> = merged
        .map(|pull| format!("../../pulls/{}/index.html", pull["number"]))
        .collect();
    assert!(told.len() > 2, "{told:?}");
    let strange: Vec<_> = told.iter().filter(|link| !numbers.contains(link)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    told.sort();
    told.dedup();
    let missing: Vec<_> = numbers.iter().filter(|link| !told.contains(link)).collect();
    // What is merged since the newest version is in none yet.
    assert!(missing.len() < numbers.len() / 2, "{missing:?}");
}
