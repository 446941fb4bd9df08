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

/// What <https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json> (version 1.0.2) asks of an item, for the fields that
/// the sample uses and those beside them: `type` from a list and `id` are required, no other fields than its own are allowed, names are
/// objects of texts, a date has one or two lists of one to three numbers.
fn is_csl(item: &Value) -> Result<(), String> {
    const TYPES: [&str; 5] = ["chapter", "document", "post", "report", "webpage"];
    const TEXTS: [&str; 12] = [
        "abstract",
        "collection-title",
        "container-title",
        "genre",
        "language",
        "note",
        "publisher",
        "publisher-place",
        "section",
        "title",
        "URL",
        "version",
    ];
    const NAME: [&str; 5] = ["family", "given", "literal", "suffix", "dropping-particle"];
    let fields = item.as_object().ok_or("no object")?;
    let kind = fields.get("type").and_then(Value::as_str);
    if !kind.is_some_and(|kind| TYPES.contains(&kind)) {
        return Err(format!("type {kind:?}"));
    }
    if !fields.contains_key("id") {
        return Err("no id".to_owned());
    }
    let of_list = |value: &Value, range: std::ops::RangeInclusive<usize>| {
        let list = value.as_array().filter(|list| range.contains(&list.len()));
        list.cloned()
            .ok_or_else(|| format!("{value} is no such list"))
    };
    for (name, value) in fields {
        match name.as_str() {
            "type" => {}
            "id" if value.is_string() || value.is_number() => {}
            "author" | "editor" | "contributor" => {
                for person in of_list(value, 0..=usize::MAX)? {
                    let parts = person.as_object().ok_or("a name is no object")?;
                    let good = parts
                        .iter()
                        .all(|(part, text)| NAME.contains(&part.as_str()) && text.is_string());
                    good.then_some(()).ok_or("a part of a name")?;
                }
            }
            "issued" | "accessed" => {
                let date = value.as_object().ok_or("a date is no object")?;
                let only = date.keys().all(|key| key == "date-parts");
                only.then_some(()).ok_or("a part of a date")?;
                for day in of_list(&value["date-parts"], 1..=2)? {
                    let numbers = of_list(&day, 1..=3)?;
                    let good = numbers
                        .iter()
                        .all(|part| part.is_number() || part.is_string());
                    good.then_some(()).ok_or("a day")?;
                }
            }
            text if TEXTS.contains(&text) && value.is_string() => {}
            other => return Err(format!("{other}: {value}")),
        }
    }
    Ok(())
}

#[test]
fn every_citation_keeps_to_the_rules_of_csl_json() {
    let scratch = crate::support::scratch();
    let out = scratch.path().join("demo");
    crate::support::teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let (mut count, mut ids) = (0, BTreeSet::new());
    for (name, file) in files(&out.join("site/api/cite")) {
        let text = fs::read_to_string(file).expect("a file");
        let items: Vec<Value> = serde_json::from_str(&text).expect("a list");
        for item in &items {
            is_csl(item).unwrap_or_else(|problem| panic!("{name}: {problem}: {item}"));
            assert!(ids.insert(item["id"].to_string()), "{name}: {item}");
        }
        count += items.len();
    }
    assert!(count > 100, "{count}");
    let bad = serde_json::json!({"type": "webpage", "id": 1, "commit": "a"});
    assert!(is_csl(&bad).is_err());
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
