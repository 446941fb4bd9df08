//! Documents in several languages, and pages in a language that a site brings along.

use std::fs;
use std::path::{Path, PathBuf};

use crate::page::{Element, Page};
use crate::repository::Built;
use crate::support::{build, build_with, contents, json};
use crate::versions::on;

const JAPANESE: &str = "# 提言（v0.2）\n\n[予算](予算.md)を見る。\n\n## 柱\n\n本文。\n";
const ENGLISH: &str = "# Proposal (v0.2)\n\nSee the [budget](予算.en.md).\n\n## Pillars\n\nText.\n";
const BUDGET: &str = "# 予算\n\n## 財源\n\n5億円。\n";
const BUDGET_EN: &str = "# Budget\n\n## Funds\n\n500 million yen.\n";

struct Made {
    _built: Built,
    site: PathBuf,
}

/// Two versions: in the first a translation is fresh, in the second it is behind, and another is new.
fn made(configuration: &str) -> Made {
    let built = Built::new();
    let configuration = format!("source: docs\nbase_url: https://example.org/p/\n{configuration}");
    let old = built.main(
        "v0.1",
        &[
            ("docs/index.md", "# 提言（v0.1）\n\n## 柱\n\n本文。\n"),
            ("docs/予算.md", "# 予算\n\n## 財源\n\n4億円。\n"),
            ("docs/予算.en.md", BUDGET_EN),
            ("docs/人.md", "# 人\n\n本文。\n"),
            ("teigen.yaml", &configuration),
        ],
    );
    built.point("refs/tags/v0.1", old);
    built.main("Raise", &[("docs/予算.md", BUDGET)]);
    let new = built.main(
        "v0.2",
        &[("docs/index.md", JAPANESE), ("docs/index.en.md", ENGLISH)],
    );
    built.point("refs/tags/v0.2", new);
    let site = built.beside("site");
    build(built.path(), &site).done();
    Made {
        _built: built,
        site,
    }
}

fn read(site: &Path, page: &str) -> String {
    fs::read_to_string(site.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// The menu of languages: name, language, address.
fn menu(html: &str) -> Vec<(String, String)> {
    let page = Page::parse(html);
    let is_menu = |element: &Element| element.has_class("languages");
    let Some((at, _)) = page.elements().find(|(_, element)| is_menu(element)) else {
        return Vec::new();
    };
    let links = page.inside(at).filter(|(_, element)| element.name == "li");
    links
        .map(|(at, _)| {
            let link = page.inside(at).find(|(_, element)| element.name == "a");
            let href = link.and_then(|(_, link)| link.attribute("href"));
            (
                page.text(at).trim().to_owned(),
                href.unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_translation_has_its_own_address_and_language() {
    let Made { site, _built } = made("language: ja\n");
    let page = read(&site, "latest/en/index.html");
    assert!(page.contains("<html lang=\"en\">"), "{page}");
    let article = page.split("<article class=\"prose\"").nth(1);
    let article = article.and_then(|rest| rest.split('>').next());
    assert!(
        article.is_some_and(|tag| tag.ends_with(" lang=\"en\"")),
        "{article:?}"
    );
    assert!(
        page.contains(">Documents</"),
        "the words around it are English"
    );
    assert!(
        page.contains("href=\"%E4%BA%88%E7%AE%97/index.html\"")
            || page.contains("href=\"予算/index.html\""),
        "{page}"
    );
    let original = read(&site, "latest/index.html");
    assert!(original.contains("<html lang=\"ja\">"));
    assert!(!original.contains("Pillars</h2>"));
}

#[test]
fn the_menu_leads_to_the_same_document_or_says_that_it_is_not_there() {
    let Made { site, _built } = made("language: ja\n");
    let told = |page: &str| menu(&read(&site, page));
    let pair = |name: &str, href: &str| (name.to_owned(), href.to_owned());
    assert_eq!(
        told("latest/index.html"),
        [
            pair("日本語", "index.html"),
            pair("English", "en/index.html")
        ]
    );
    assert_eq!(
        told("latest/en/index.html"),
        [
            pair("日本語", "../index.html"),
            pair("English", "index.html")
        ]
    );
    assert_eq!(
        told("latest/人/index.html"),
        [
            pair("日本語", "index.html"),
            pair("English (訳はありません)", "")
        ]
    );
    assert_eq!(told("compare/index.html"), []);
}

#[test]
fn sections_answer_to_the_anchors_of_their_counterparts() {
    let Made { site, _built } = made("language: ja\n");
    let original = read(&site, "latest/予算/index.html");
    assert!(original.contains("id=\"funds\""), "{original}");
    assert!(read(&site, "latest/en/予算/index.html").contains("id=\"財源\""));
}

#[test]
fn the_navigation_is_that_of_the_originals_in_the_language_of_the_page() {
    let Made { site, _built } = made("language: ja\n");
    let tree = |file: &str| {
        let page = Page::parse(&read(&site, file));
        let at = page.find("nav", "tg-documents").expect("a navigation");
        let links = page
            .inside(at)
            .filter(|(_, element)| element.name == "a" && !element.has_class("sheet-close"))
            .filter(|(_, element)| {
                let href = element.attribute("href").unwrap_or_default();
                !href.ends_with("whole/index.html") && !href.ends_with("proposal.epub")
            });
        links.map(|(at, _)| page.text(at)).collect::<Vec<_>>()
    };
    assert_eq!(tree("latest/index.html"), ["提言（v0.2）", "予算", "人"]);
    assert_eq!(
        tree("latest/en/index.html"),
        ["Proposal (v0.2)", "Budget", "人 日本語"]
    );
}

#[test]
fn a_translation_that_is_behind_says_so_in_each_version_by_itself() {
    let Made { site, _built } = made("language: ja\n");
    let behind = "This translation is behind its original.";
    let now = read(&site, "latest/en/予算/index.html");
    assert!(now.contains(behind), "{now}");
    assert!(
        now.contains("The original has changed once since, on "),
        "{now}"
    );
    assert!(
        now.contains("history/予算/index.html") || now.contains("history/%E4%BA%88"),
        "{now}"
    );
    assert!(!read(&site, "v0.1/en/予算/index.html").contains(behind));
    assert!(!read(&site, "latest/en/index.html").contains(behind));
    assert!(!read(&site, "latest/予算/index.html").contains("class=\"notice notice-behind"));
    assert!(read(&site, "v0.1/en/予算/index.html").contains("This is an older version (v0.1)."));
}

#[test]
fn search_engines_are_told_of_all_languages() {
    let Made { site, _built } = made("language: ja\n");
    let tags = |page: &str| {
        let page = Page::parse(&read(&site, page));
        let found = page.elements().filter_map(|(_, element)| {
            let language = element
                .attribute("hreflang")
                .filter(|_| element.name == "link")?;
            Some(format!("{language} {}", element.attribute("href")?))
        });
        found.collect::<Vec<_>>()
    };
    let expected = [
        "ja https://example.org/p/latest/",
        "en https://example.org/p/latest/en/",
        "x-default https://example.org/p/latest/",
    ];
    assert_eq!(tags("latest/index.html"), expected);
    assert_eq!(tags("latest/en/index.html"), expected);
    assert_eq!(tags("latest/人/index.html"), Vec::<String>::new());
    let sitemap = read(&site, "sitemap.xml");
    assert!(sitemap.contains("xmlns:xhtml"), "{sitemap}");
    let link =
        "<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://example.org/p/latest/en/\"/>";
    assert_eq!(sitemap.matches(link).count(), 2, "{sitemap}");
}

#[test]
fn the_api_tells_languages_and_originals() {
    let Made { site, _built } = made("language: ja\n");
    let documents = json(&site, "api/documents.json");
    let of = |source: &str| {
        let mut all = documents.as_array().expect("a list").iter();
        let found = all.find(|one| one["source"] == source && one["version"] == "v0.2");
        found.unwrap_or_else(|| panic!("{source}: {documents}"))
    };
    assert_eq!(of("docs/index.en.md")["language"], "en");
    assert_eq!(of("docs/index.en.md")["translates"], "docs/index.md");
    assert_eq!(of("docs/index.en.md")["path"], "v0.2/en/");
    assert!(of("docs/index.md").get("language").is_none());
}

#[test]
fn folders_are_languages_where_the_configuration_names_them() {
    let files = [
        ("ja/index.md", "# 手引き\n"),
        ("ja/始める.md", "# 始める\n"),
        ("en/index.md", "# Manual\n"),
        ("en/始める.md", "# Start\n"),
        ("en/only.md", "# Only here\n"),
    ];
    let site = |configuration: &str| {
        let built = Built::new();
        let configuration = [("teigen.yaml", configuration)];
        built.main("Begin", &[&files[..], &configuration].concat());
        let site = built.beside("site");
        build(built.path(), &site).done();
        let pages = contents(&site);
        move |page: &str| {
            let bytes = pages
                .get(page)
                .unwrap_or_else(|| panic!("{page}: {:?}", pages.keys()));
            menu(&String::from_utf8_lossy(bytes))
        }
    };
    let plain = site("language: ja\n");
    assert_eq!(plain("latest/en/始める/index.html"), []);
    let named = site("language: ja\nlanguages: en\n");
    let names = |menu: Vec<(String, String)>| -> Vec<String> {
        menu.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(
        names(named("latest/en/始める/index.html")),
        ["日本語", "English"]
    );
    assert_eq!(names(named("latest/ja/index.html")), ["日本語", "English"]);
    assert_eq!(
        named("latest/en/index.html")[0].1,
        "../ja/index.html",
        "the original keeps its address"
    );
    assert_eq!(names(named("latest/en/only/index.html")), ["English"]);
}

#[test]
fn names_that_look_like_languages_cost_nobody_else_anything() {
    let built = Built::new();
    built.main(
        "Begin",
        &[
            ("a.md", "# あ\n"),
            ("a.en.md", "# A\n"),
            ("en.md", "# 英語\n"),
            ("en/a.md", "# 英\n"),
            ("a.en.fr.md", "# F\n"),
            ("..en.md", "# dots\n"),
            ("x.<script>.md", "# x\n"),
            (".en.md", "# hidden\n"),
            ("b/c.en.md", "# alone\n"),
            (
                "teigen.yaml",
                "language: ja\nlanguages: [en, fr, zh-Hant]\n",
            ),
        ],
    );
    let site = built.beside("site");
    build(built.path(), &site).done();
    let documents = json(&site, "api/documents.json");
    let documents = documents.as_array().expect("a list");
    assert_eq!(documents.len(), 9, "{documents:?}");
    let mut paths: Vec<&str> = documents
        .iter()
        .filter_map(|one| one["path"].as_str())
        .collect();
    for path in &paths {
        assert!(site.join(path).join("index.html").is_file(), "{path}");
    }
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), 9, "each has its own address");
}

#[test]
fn a_language_is_added_by_a_file_and_what_it_lacks_is_counted() {
    let built = Built::new();
    let configuration = "language: fr\ntemplates: theme\n";
    built.main(
        "Begin",
        &[
            ("a.md", "# A\n"),
            ("b.md", "# B\n"),
            ("teigen.yaml", configuration),
        ],
    );
    let messages = built.path().join("theme/messages");
    fs::create_dir_all(&messages).expect("a folder");
    let french = "documents = Textes\nitems =\n    { $n ->\n        [one] { $n } pièce\n       *[other] { $n } pièces\n    }\n";
    fs::write(messages.join("fr.ftl"), french).expect("a file");
    let site = built.beside("site");
    let said = build_with(built.path(), &site, &["--verbose"]).done();
    assert_eq!(
        said.err.matches("messages-missing").count(),
        1,
        "{}",
        said.err
    );
    assert!(
        said.err.contains("messages are not there in `fr`"),
        "{}",
        said.err
    );
    let page = read(&site, "latest/a/index.html");
    assert!(page.contains("<html lang=\"fr\">"), "{page}");
    assert!(page.contains(">Textes<"), "{page}");
    assert!(page.contains(">Versions</p>"), "what is missing is English");
    let article = page
        .split("<article")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    assert!(
        article.is_some_and(|tag| tag.contains(" lang=\"fr\"")),
        "{article:?}"
    );
}

#[test]
fn a_translation_does_not_tell_the_language_of_the_originals() {
    let built = Built::new();
    let files = [("index.md", "# Proposal\n"), ("index.ja.md", "# 提言\n")];
    built.main("Begin", &files);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let page = read(&site, "latest/index.html");
    assert!(page.contains("<html lang=\"en\">"), "{page}");
    assert_eq!(menu(&page).len(), 2, "{page}");
}

#[test]
fn a_language_that_is_none_is_refused_where_it_stands() {
    let built = Built::new();
    built.main(
        "Begin",
        &[
            ("a.md", "# A\n"),
            ("teigen.yaml", "languages: [en, English]\n"),
        ],
    );
    let run = on(&built, &["versions"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("1:17: a language such as"), "{}", run.err);
}
