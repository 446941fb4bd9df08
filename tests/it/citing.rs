//! What was cited can be found for ever: addresses of a version stay when others come.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::page::Page;
use crate::repository::Built;
use crate::support::{build, files};

const CONFIG: &str = "base_url: https://example.org/policy/\nauthor: 提言の会\n";

/// A text that differs from version to version in all that can differ: words, order, repeated headings.
fn text(version: usize) -> String {
    let mut text = format!("# 提言（v0.{version}）\n\nこの段落は変わらない。\n\n");
    if version.is_multiple_of(2) {
        text.push_str("## 追加の節\n\n新しく加わる。\n\n## 予算\n\n別の予算。\n\n");
    }
    text.push_str("## 予算\n\n- 一つめの項目\n- 二つめの項目\n\n|名|値|\n|-|-|\n|人|30|\n");
    text.push_str(&format!("\n## 体制 {version}\n\n版{version}の体制。\n"));
    text
}

fn add_version(built: &Built, version: usize) {
    let name = if version < 6 {
        "docs/1_予算.md"
    } else {
        "docs/1_予算と人.md"
    };
    let old = if version == 6 {
        "docs/1_予算.md"
    } else {
        "docs/none.md"
    };
    let mut changes = vec![("teigen.yaml", CONFIG)];
    let text = text(version);
    changes.extend([("docs/index.md", text.as_str()), (name, text.as_str())]);
    if version == 6 {
        changes.push((old, crate::repository::GONE));
    }
    let commit = built.main(&format!("v0.{version}"), &changes);
    built.point(&format!("refs/tags/v0.{version}"), commit);
}

fn page(site: &Path, file: &str) -> Page {
    Page::parse(&fs::read_to_string(site.join(file)).expect("a page"))
}

/// The addresses that the citations of a version name, and those of every block of its documents.
fn cited(site: &Path, version: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in files(site)
        .keys()
        .filter(|name| name.ends_with("index.html"))
    {
        if name.starts_with(&format!("cite/{version}/")) {
            let html = fs::read_to_string(site.join(name)).expect("a page");
            for rest in html.split("&quot;URL&quot;: &quot;").skip(1) {
                found.insert(rest.split("&quot;").next().expect("an address").to_owned());
            }
        }
        if name.starts_with(&format!("{version}/")) {
            let folder = name.trim_end_matches("index.html");
            for (_, element) in page(site, name).elements() {
                if let Some(id) = element.attribute("id").filter(|id| id.starts_with("p.")) {
                    found.insert(format!("https://example.org/policy/{folder}#{id}"));
                }
            }
        }
    }
    found
}

fn resolves(site: &Path, address: &str) -> bool {
    let inside = address
        .strip_prefix("https://example.org/policy/")
        .expect("an address of the site");
    let (folder, place) = inside.split_once('#').unwrap_or((inside, ""));
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let file = format!("{}index.html", decoded(folder));
    let place = decoded(place);
    site.join(&file).exists()
        && (place.is_empty()
            || page(site, &file)
                .elements()
                .any(|(_, element)| element.attribute("id") == Some(place.as_str())))
}

#[test]
fn cited_addresses_resolve_after_ten_more_versions() {
    let built = Built::new();
    let site = built.beside("site");
    add_version(&built, 1);
    build(built.path(), &site).done();
    let before = cited(&site, "v0.1");
    assert!(before.len() > 12, "{before:?}");
    for version in 2..=11 {
        add_version(&built, version);
    }
    build(built.path(), &site).done();
    for address in &before {
        assert!(resolves(&site, address), "{address}");
    }
    assert_eq!(before, cited(&site, "v0.1"));
}

#[test]
fn a_block_that_stays_keeps_its_id_from_version_to_version() {
    let built = Built::new();
    let site = built.beside("site");
    (1..=2).for_each(|version| add_version(&built, version));
    build(built.path(), &site).done();
    let ids = |version: &str| -> BTreeSet<String> {
        let page = page(&site, &format!("{version}/index.html"));
        let elements = page.elements();
        let ids = elements.filter_map(|(_, element)| element.attribute("id"));
        ids.filter(|id| id.starts_with("p."))
            .map(str::to_owned)
            .collect()
    };
    let (first, second) = (ids("v0.1"), ids("v0.2"));
    // The paragraph, two items and the row stay; what the version says of itself does not.
    assert_eq!(
        first.intersection(&second).count(),
        4,
        "{first:?} {second:?}"
    );
}

#[test]
fn latest_is_cited_as_the_version_that_it_is() {
    let built = Built::new();
    let site = built.beside("site");
    add_version(&built, 1);
    build(built.path(), &site).done();
    let html = fs::read_to_string(site.join("latest/index.html")).expect("a page");
    assert!(html.contains("href=\"../cite/v0.1/index.html\""));
    assert!(!site.join("cite/latest").exists());
    let html = fs::read_to_string(site.join("cite/v0.1/index.html")).expect("a page");
    assert!(html.contains("https://example.org/policy/v0.1/") && !html.contains("policy/latest"));
    let start = html.find("[\n  {").expect("CSL-JSON");
    let csl = &html[start..start + html[start..].find("</pre>").expect("its end")];
    let csl: Value = serde_json::from_str(&csl.replace("&quot;", "\"").replace("&#x2F;", "/"))
        .expect("CSL-JSON");
    assert_eq!(csl[0]["author"][0]["literal"], "提言の会");
    assert_eq!(csl[0]["URL"], "https://example.org/policy/v0.1/");
}
