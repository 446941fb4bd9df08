//! What is read of a `mkdocs.yml`.

use super::*;
use crate::config::Config;
use crate::migration::tests::Map;
use crate::migration::{Published, configuration};

fn read_text(mkdocs: &str) -> Findings {
    let ground = Map::new(&[
        ("mkdocs.yml", mkdocs),
        ("docs/index.md", ""),
        ("docs/a.md", ""),
        ("docs/R&D.md", ""),
        ("docs/search.md", ""),
        ("docs/sub/README.md", ""),
        ("docs/images/logo.svg", ""),
    ]);
    crate::migration::read(Tool::MkDocs, &ground).expect("it is there")
}

fn told(found: &Findings) -> String {
    let lost: Vec<String> = found.lost.iter().map(ToString::to_string).collect();
    lost.join("\n")
}

#[test]
fn settings_and_navigation_are_taken_over() {
    let found = read_text(
        "site_name: '提言: 案'\nsite_url: https://example.org/p/\nrepo_url: https://github.com/a/b\nsite_author: 花子\ncopyright: 'CC BY'\ntheme: {name: material, language: ja, logo: images/logo.svg}\nuse_directory_urls: false\nnav:\n- Home: index.md\n- 政策:\n  - a.md\n  - 外: https://example.org/\n- missing.md\n- Empty:\nmarkdown_extensions:\n- pymdownx.superfences:\n    custom_fences:\n    - name: mermaid\n      format: !!python/name:pymdownx.superfences.fence_code_format\n- pymdownx.arithmatex\n",
    );
    let written = configuration(&found).expect("it is written");
    let config = Config::parse(&written).expect("it reads");
    assert_eq!(config.title.as_deref(), Some("提言: 案"));
    assert_eq!(config.language, Some(Tag::JAPANESE));
    assert_eq!(config.base_url.as_deref(), Some("https://example.org/p/"));
    assert_eq!(
        config.repository_url.as_deref(),
        Some("https://github.com/a/b")
    );
    assert_eq!(config.theme.logo.as_deref(), Some("docs/images/logo.svg"));
    assert_eq!((config.diagrams, config.math), (true, Some(true)));
    assert_eq!(config.navigation.map(|entries| entries.len()), Some(2));
    assert!(config.addresses.html);
    let told = told(&found);
    assert!(
        told.contains("mkdocs.yml:13: the navigation names missing.md"),
        "{told}"
    );
    assert!(
        told.contains("mkdocs.yml:14: an entry of the navigation"),
        "{told}"
    );
}

#[test]
fn what_does_not_carry_over_is_told_with_its_line() {
    let found = read_text(
        "site_name: !ENV [NAME, x]\ntheme:\n  custom_dir: overrides\nplugins:\n- search\n- macros\n- own: {a: 1}\nmarkdown_extensions: [admonition, tables]\nextra_css: [a.css]\nhooks: [x.py]\nexclude_docs: |\n  *.txt\n",
    );
    let told = told(&found);
    for expected in [
        "mkdocs.yml:1: `site_name` is not a plain value",
        "mkdocs.yml:3: `theme.custom_dir`",
        "mkdocs.yml:6: the plugin `macros`",
        "mkdocs.yml:7: the plugin `own`",
        "mkdocs.yml:8: the Markdown extension `admonition`",
        "mkdocs.yml:9: `extra_css`",
        "mkdocs.yml:10: `hooks`",
        "mkdocs.yml:11: `exclude_docs`",
        "the address /R&D/ of R&D.md will not answer",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    assert!(
        !told.contains("`search`") && !told.contains("`tables`"),
        "{told}"
    );
    assert_eq!(found.title, None);
}

#[test]
fn redirects_of_the_plugin_are_addresses() {
    let check = |more: &str, expected: &[(&str, &str)]| {
        let found = read_text(&format!(
            "plugins:\n- redirects:\n    redirect_maps:\n      'old.md': 'a.md'\n      'sub/gone.md': 'sub/README.md#x'\n      'away.md': 'https://example.org/'\n      '../out.md': 'a.md'\n      'q?.md': 'a.md'\n{more}"
        ));
        let redirects: Vec<(&str, &str)> = found
            .redirects
            .iter()
            .map(|(from, to)| (from.as_str(), to.as_str()))
            .collect();
        assert_eq!(redirects, expected);
    };
    check(
        "",
        &[
            ("old/", "a.md"),
            ("sub/gone/", "sub/README.md#x"),
            ("away/", "https://example.org/"),
        ],
    );
    check(
        "use_directory_urls: false\n",
        &[
            ("old.html", "a.md"),
            ("sub/gone.html", "sub/README.md#x"),
            ("away.html", "https://example.org/"),
            // `/search/` is the site's own, and `/search.html` is not.
            ("search.html", "search.md"),
        ],
    );
}

#[test]
fn languages_of_the_plugin_are_translations() {
    let ground = Map::new(&[
        (
            "mkdocs.yml",
            "plugins:\n- i18n:\n    docs_structure: suffix\n    languages:\n    - {locale: ja, default: true, name: 日本語}\n    - {locale: en, name: English}\n",
        ),
        ("docs/index.md", ""),
        ("docs/index.en.md", ""),
        ("docs/a.md", ""),
    ]);
    let found = crate::migration::read(Tool::MkDocs, &ground).expect("it is there");
    assert_eq!(
        (found.language, found.languages.len()),
        (Some(Tag::JAPANESE), 1)
    );
    // What has no translation stood below the language too.
    assert_eq!(found.redirects, [("en/a/".to_owned(), "a.md".to_owned())]);
}

#[test]
fn pages_of_the_published_site_without_a_document_are_told() {
    let mut ground = Map::new(&[
        ("mkdocs.yml", "site_name: x\n"),
        ("docs/index.md", ""),
        ("docs/a.md", ""),
    ]);
    let files = [
        "index.html",
        "a/index.html",
        "404.html",
        "tags/index.html",
        "images/x.png",
    ];
    ground.published = Some(Published {
        commit: "abcd".repeat(10),
        files: files.map(str::to_owned).to_vec(),
        ..Published::default()
    });
    let found = crate::migration::read(Tool::MkDocs, &ground).expect("it is there");
    assert_eq!(found.published, Some("abcd".repeat(10)));
    let told = told(&found);
    assert!(
        told.contains("the page /tags/ of the branch gh-pages"),
        "{told}"
    );
    assert_eq!(found.lost.len(), 1, "{told}");
}

#[test]
fn addresses_are_those_of_mkdocs() {
    let check = |document: &str, folders: bool, expected: &str| {
        assert_eq!(page_of(document, folders), expected);
    };
    check("index.md", true, "index.html");
    check("sub/README.md", false, "sub/index.html");
    check("a.md", true, "a/index.html");
    check("a.md", false, "a.html");
    check("1.1_教育.md", true, "1.1_教育/index.html");
    check("readme.md", true, "readme/index.html");
}

#[test]
fn what_is_no_yaml_costs_only_itself() {
    for bad in [
        "a: [",
        "- x",
        "a: 1\na: 2\n",
        "\u{0}",
        "nav: x\n",
        "nav: [[[[a]]]]\n",
        "plugins: x\ntheme: y\nextra: 1\n",
        "docs_dir: ../..\n",
        "docs_dir: /etc\n",
    ] {
        let found = read_text(bad);
        assert!(configuration(&found).is_ok(), "{bad}");
        assert_eq!(found.source, "docs", "{bad}");
    }
}
