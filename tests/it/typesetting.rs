//! Formulas, code and tables of a document as its page shows them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::inert::findings;
use crate::page::Page;
use crate::repository::Built;
use crate::support::{build, contents, teigen};

const TEXT: &str = "# 提言（v0.1）\n\n費用は $5 から $10 まで、和は $a^2+b^2$ です。\n\n$$\n\\frac{1}{2}\n$$\n\n\
    ```math\n\\sum_{i=1}^n i\n```\n\n```rust\nfn main() {} // 提言\n```\n\n\
    <math class=\"tg-formula\"><maction actiontype=\"x\"><mi href=\"javascript:alert(1)\">紛れ込み</mi></maction></math>\n\n\
    <code class=\"tg-math\">x</code>\n\n$\\nosuch$\n\n| 費目 | 額 |\n|---|---|\n| 一 | 1 |\n| 二 | 2 |\n| 三 | 3 |\n";

fn shown(config: Option<&str>) -> (String, String) {
    let built = Built::new();
    let mut files = vec![("index.md", "# 入口\n"), ("本文.md", TEXT)];
    files.extend(config.map(|config| ("teigen.yaml", config)));
    built.main("Begin", &files);
    let site = built.beside("site");
    let run = build(built.path(), &site).done();
    (page_of(&site), run.err)
}

fn page_of(site: &Path) -> String {
    let file = site.join("next/本文/index.html");
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn count(page: &str, name: &str) -> usize {
    let page = Page::parse(page);
    page.elements()
        .filter(|(_, element)| element.name == name)
        .count()
}

#[test]
fn formulas_code_and_tables_are_set_and_nothing_smuggled_is() {
    let (page, said) = shown(None);
    assert_eq!(findings("本文", &page), Vec::<String>::new());
    assert_eq!(count(&page, "math"), 3);
    assert_eq!(
        count(&page, "mi") + count(&page, "mn") + count(&page, "maction"),
        10
    );
    assert!(page.contains("$5 から $10 まで"), "{page}");
    assert!(page.contains("<code class=\"tg-math\">$\\nosuch$</code>"));
    assert!(page.contains("<span class=\"tg-k\">fn </span>"));
    assert!(page.contains("tg-frame tg-sorts"));
    assert!(
        said.contains("本文.md:21") && said.contains("formula"),
        "{said}"
    );
}

#[test]
fn formulas_stay_text_where_the_configuration_says_so() {
    let (page, said) = shown(Some("math: false\n"));
    assert_eq!(count(&page, "math"), 0);
    assert!(page.contains("和は $a^2+b^2$ です"), "{page}");
    assert!(!said.contains("formula"), "{said}");
}

#[test]
fn diagrams_are_drawn_only_where_the_configuration_says_so() {
    let site_of = |config: &'static str| {
        let built = Built::new();
        let diagram = "# 本文\n\n```mermaid\ngraph TD; a-->b\n```\n";
        let files = [
            ("index.md", "# 入口\n"),
            ("本文.md", diagram),
            ("teigen.yaml", config),
        ];
        built.main("Begin", &files);
        let site = built.beside("site");
        build(built.path(), &site).done();
        contents(&site)
    };
    let has_library =
        |site: &BTreeMap<String, Vec<u8>>| site.keys().any(|path| path.ends_with("/mermaid.js"));
    let text = |site: &BTreeMap<String, Vec<u8>>, path: &str| {
        String::from_utf8(site[path].clone()).expect("UTF-8")
    };
    let asked = site_of("diagrams: true\n");
    let page = text(&asked, "next/本文/index.html");
    assert!(
        has_library(&asked) && page.contains("; frame-src 'self'\""),
        "{page}"
    );
    let address = page
        .split("data-diagrams=\"../../")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    assert!(
        asked.contains_key(address.expect("an address")),
        "{address:?}"
    );
    let other = text(&asked, "next/index.html");
    assert!(!other.contains("frame-src") && !other.contains("data-diagrams"));
    let plain = site_of("title: 提言\n");
    let page = text(&plain, "next/本文/index.html");
    assert!(!has_library(&plain) && !page.contains("frame-src"));
    assert!(page.contains("graph TD; a--&gt;b"));
}

#[test]
fn a_formula_is_compared_as_its_source() {
    let built = Built::new();
    let first = built.main("Begin", &[("index.md", "# 提言\n\n和は $a+b$ です。\n")]);
    built.point("refs/tags/v0.1", first);
    let second = built.main("Second", &[("index.md", "# 提言\n\n和は $a+c$ です。\n")]);
    built.point("refs/tags/v0.2", second);
    let repository = built.path().to_string_lossy().into_owned();
    let run = teigen(&[
        "diff",
        "v0.1",
        "v0.2",
        "--format",
        "json",
        "--repo",
        &repository,
    ])
    .done();
    let told: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let change = &told["documents"][0]["changes"][0];
    assert_eq!(change["before"], "和は $a+b$ です。");
    assert_eq!(change["after"], "和は $a+c$ です。");
}
