//! All documents of a version on one page.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::page::Page;
use crate::repository::Built;
use crate::support::{build, contents};

const CONFIG: &str = "base_url: https://example.org/policy/\n";

fn page(site: &Path, file: &str) -> Page {
    Page::parse(&fs::read_to_string(site.join(file)).expect("a page"))
}

fn small() -> Built {
    let built = Built::new();
    let files = [
        ("teigen.yaml", CONFIG),
        (
            "docs/index.md",
            "# 提言\n\n[予算へ](1_予算.md#内訳) と [上の節](#ねらい)、脚注[^1]。\n\n## ねらい\n\n文。<p id=\"raw\">生</p>\n\n[^1]: 一。\n",
        ),
        (
            "docs/1_予算.md",
            "## 内訳\n\n脚注[^1]。<p id=\"raw\">生</p>[生へ](#raw) [文書へ](index.md)\n\n#### 細目\n\n[^1]: 二。\n",
        ),
    ];
    built.point("refs/tags/v0.1", built.main("a", &files));
    built
}

#[test]
fn links_between_documents_stay_on_the_page_and_no_id_is_there_twice() {
    let built = small();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let page = page(&site, "v0.1/whole/index.html");
    let mut ids = BTreeSet::new();
    for id in page
        .elements()
        .filter_map(|(_, element)| element.attribute("id"))
    {
        assert!(ids.insert(id.to_owned()), "{id} twice");
    }
    let links = page.elements().filter(|(_, element)| element.name == "a");
    let here = links.filter_map(|(_, link)| link.attribute("href")?.strip_prefix("#d"));
    let here: Vec<&str> = here.collect();
    assert!(here.len() > 10, "{here:?}");
    for target in here {
        assert!(ids.contains(&format!("d{target}")), "{target}");
    }
}

#[test]
fn headings_are_in_order_below_the_pages_own() {
    let built = small();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let page = page(&site, "latest/whole/index.html");
    let level = |name: &str| {
        name.strip_prefix('h')
            .and_then(|level| level.parse::<u8>().ok())
    };
    let headings: Vec<String> = page
        .elements()
        .filter_map(|(at, element)| {
            Some(format!(
                "{} {}",
                level(&element.name)?,
                page.text(at).trim()
            ))
        })
        .collect();
    let expected = [
        "1 提言",
        "2 目次",
        "2 提言",
        "3 ねらい",
        "3 脚注",
        "2 内訳",
        "4 細目",
        "2 脚注",
    ];
    assert_eq!(headings, expected);
}

#[test]
fn search_engines_are_led_to_the_version_and_readers_to_the_whole() {
    let built = small();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let html = |file: &str| fs::read_to_string(site.join(file)).expect("a page");
    let whole = html("latest/whole/index.html");
    assert!(whole.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(whole.contains("<link rel=\"canonical\" href=\"https://example.org/policy/latest/\">"));
    for file in ["index.html", "latest/index.html", "v0.1/1_予算/index.html"] {
        assert!(
            html(file).contains("whole/index.html\">全文を1ページで"),
            "{file}"
        );
        assert!(
            html(file).contains("proposal.epub\" download=\"提言 v0.1.epub\""),
            "{file}"
        );
    }
}

#[test]
fn each_sheet_of_paper_tells_the_title_the_version_and_an_address_that_stays() {
    let built = small();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let html = fs::read_to_string(site.join("latest/1_予算/index.html")).expect("a page");
    let paper = "<p class=\"paper\"><span>内訳</span> <span>提言 v0.1</span> <span>https://example.org/policy/v0.1/1_予算/</span></p>";
    assert!(html.contains(paper));
}

#[test]
fn a_document_called_like_the_page_keeps_its_address() {
    let built = Built::new();
    let files = [
        ("docs/index.md", "# 提言\n"),
        ("docs/whole.md", "# 全体\n"),
        ("docs/proposal.epub.md", "# 本\n"),
    ];
    built.main("a", &files);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let own = page(&site, "next/whole/index.html");
    assert!(own.find("h1", "全体").is_some());
    assert!(site.join("next/proposal.epub/index.html").exists());
    assert!(site.join("next/whole-2/index.html").exists());
    assert!(site.join("next/proposal-2.epub").is_file());
}

#[test]
fn what_is_not_another_version_is_not_made_again() {
    let built = small();
    let (site, fresh) = (built.beside("site"), built.beside("fresh"));
    build(built.path(), &site).done();
    built.main("b", &[("docs/index.md", "# 提言\n\n新しい。\n")]);
    let old = fs::metadata(site.join("v0.1/proposal.epub")).and_then(|file| file.modified());
    build(built.path(), &site).done();
    let new = fs::metadata(site.join("v0.1/proposal.epub")).and_then(|file| file.modified());
    assert_eq!(old.expect("a file"), new.expect("a file"));
    build(built.path(), &fresh).done();
    let (site, fresh) = (contents(&site), contents(&fresh));
    let differ = |name: &&String| site.get(*name) != fresh.get(*name);
    let differing: Vec<&String> = fresh.keys().filter(differ).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
