//! Every kind of page, in every language; what holds for all of them.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::*;
use crate::site::view::Language;

fn text_of(templates: &Templates, page: &Page) -> Result<String, RenderError> {
    let bytes = render_page(templates, page)?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

fn rendered() -> Vec<(String, String)> {
    let templates = Templates::embedded();
    let mut pages = Vec::new();
    for language in Language::ALL {
        for (path, page) in fixtures::pages(language) {
            let html = text_of(&templates, &page).unwrap_or_else(|error| panic!("{path}: {error}"));
            pages.push((format!("{}/{path}", language.code()), html));
        }
    }
    pages
}

#[test]
fn every_kind_of_page_is_rendered() {
    let pages = rendered();
    assert_eq!(pages.len(), 80);
    // What Fluent writes of an expression that failed.
    for (path, html) in &pages {
        assert!(!html.contains("NUMBER(") && !html.contains("{$"), "{path}");
    }
}

#[test]
fn what_a_site_adds_to_the_head_is_on_every_page() {
    let base = "{% extends \"teigen/base.html\" %}{% block head %}<link rel=\"me\" href=\"own.html\">{% endblock %}";
    let own = vec![("base.html".to_owned(), base.as_bytes().to_vec())];
    let templates = Templates::with_overrides(own).expect("a template");
    for (path, page) in fixtures::pages(Language::JAPANESE) {
        let html = text_of(&templates, &page).expect("a page");
        // A page that only leads elsewhere has no frame.
        let framed = html.contains("site-header");
        assert_eq!(html.contains("rel=\"me\""), framed, "{path}");
    }
}

#[test]
fn pages_carry_the_policy_and_nothing_inline() {
    for (path, html) in rendered() {
        assert!(
            html.contains("http-equiv=\"Content-Security-Policy\""),
            "{path}"
        );
        for inline in ["<style", " style=", "<script>", " onclick", "javascript:"] {
            assert!(!html.contains(inline), "{path}: {inline}");
        }
    }
}

/// How many choices of what is shown the Japanese page has.
#[track_caller]
fn check_choices(path: &str, expected: usize) {
    let pages = rendered();
    let (_, html) = pages
        .iter()
        .find(|(found, _)| *found == format!("ja/{path}"))
        .expect("the page is rendered");
    let labelled = "<label><input type=\"radio\" name=\"tg-show\" id=\"tg-show-";
    assert_eq!(html.matches(labelled).count(), expected, "{path}");
}

#[test]
fn what_is_shown_of_changes_is_chosen_without_a_script() {
    check_choices("compare/v0.5...v0.6/employment/index.html", 4);
    check_choices("pulls/17/index.html", 3);
}

#[test]
fn titles_are_text_whatever_they_hold() {
    let pages = rendered();
    let (_, html) = pages
        .iter()
        .find(|(path, _)| path == "ja/pulls/18/index.html")
        .expect("a page");
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;&#x2F;script&gt;")
            || html.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
    );
    assert!(!html.contains("<script>alert"));
}

#[test]
fn no_text_changes_the_shape_of_a_page() {
    let Some(attacks) = crate::sanitise::tests::known_attacks() else {
        return;
    };
    let templates = Templates::embedded();
    let shape_with = |text: &str| {
        let page = fixtures::page_with(&format!("x{text}"));
        shape(&text_of(&templates, &page).expect("a page"))
    };
    let plain = shape_with("提言");
    for attack in attacks {
        assert_eq!(shape_with(&attack), plain, "{attack}");
    }
}

/// The elements of a page and the names of their attributes, as a browser reads them.
fn shape(html: &str) -> Vec<String> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut stack: Vec<Handle> = dom.document.children.borrow().iter().cloned().collect();
    let mut shape = Vec::new();
    while let Some(node) = stack.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs.borrow();
            let names = attributes.iter().map(|attribute| &*attribute.name.local);
            shape.push(format!(
                "{} {}",
                name.local,
                names.collect::<Vec<_>>().join(" ")
            ));
        }
        stack.extend(node.children.borrow().iter().cloned());
    }
    shape
}

#[test]
fn links_within_the_site_are_relative_and_end_in_a_file() {
    for (path, html) in rendered() {
        for link in html
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            let fine = file.is_empty()
                || file.starts_with("https://")
                || [".html", ".css", ".epub", ".svg", ".png", ".json", ".xml"]
                    .iter()
                    .any(|end| file.ends_with(end));
            assert!(fine, "{path}: {link}");
        }
    }
}

#[test]
fn the_same_view_gives_the_same_bytes() {
    assert_eq!(rendered(), rendered());
}

#[test]
fn languages_have_the_same_messages_and_templates_use_them_all() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let read = |code: &str| {
        let name = format!("messages/{code}.ftl");
        let text = std::fs::read(folder.join(&name)).expect(code);
        messages::arguments(&name, text).expect(code)
    };
    let known = read("en");
    assert_eq!(read("ja"), known);
    let mut used = BTreeSet::from(["date".to_owned()]);
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        let is_template = entry.path().extension().is_some_and(|end| end == "html");
        if is_template {
            let text = std::fs::read_to_string(entry.path()).expect("a template");
            used.extend(uses::uses(&text).iter().map(|found| found.name.to_owned()));
        }
    }
    let known: BTreeSet<String> = known.into_keys().collect();
    assert_eq!(known, used);
}

#[test]
fn only_sanitised_markup_is_printed_as_it_is() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
    {
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        for (at, _) in text.match_indices("| safe") {
            let field = text[..at]
                .trim_end()
                .rsplit([' ', '.'])
                .next()
                .unwrap_or_default();
            assert!(
                ["body", "choice", "description", "linked_data", "policy"].contains(&field),
                "{}: {field}",
                entry.path().display()
            );
        }
        assert!(!text.contains("|safe"), "{}", entry.path().display());
    }
}

#[test]
fn a_user_replaces_a_template_or_a_block_of_it() {
    let files = [
        (
            "404.html",
            "{% extends \"teigen/404.html\" %}{% block footer %}<p>自分の足</p>{% endblock %}",
        ),
        ("discussions.html", "{{ page.rows | length }}件"),
        ("messages/en.ftl", "menu = Choose\n"),
        ("assets/style.css", "body{}"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let templates = Templates::with_overrides(files).expect("they fit");
    let pages = fixtures::pages(Language::ENGLISH);
    let show = |wanted: &str| {
        let (_, page) = pages
            .iter()
            .find(|(path, _)| *path == wanted)
            .expect(wanted);
        text_of(&templates, page).expect(wanted)
    };
    assert!(show("404.html").contains("<p>自分の足</p>"));
    assert!(show("404.html").contains("aria-label=\"Choose\""));
    assert!(show("404.html").contains("assets/style-"));
    assert_eq!(show("discussions/index.html"), "1件");
    assert!(templates.assets().any(|asset| asset.content == b"body{}"));
}

#[test]
fn errors_name_the_file_and_the_line() {
    let check = |name: &str, text: &str, expected: &str| {
        let error = Templates::with_overrides([(name.to_owned(), text.as_bytes().to_vec())])
            .and_then(|templates| {
                let pages = fixtures::pages(Language::JAPANESE);
                let named = |path: &str| path == "discussions/index.html";
                let (_, page) = pages.iter().find(|(path, _)| named(path)).expect("a page");
                text_of(&templates, page)
            })
            .expect_err(text);
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(
        "discussions.html",
        "あ\n{{ page.nothing }}",
        "discussions.html:2:",
    );
    check("discussions.html", "\n\n{% if %}", "discussions.html:3:");
    check("discussions.html", "{{ t.nothing }}", "discussions.html:1:");
    check(
        "discussions.html",
        "{{ nothing | unknown }}",
        "discussions.html:1:",
    );
    check(
        "messages/ja.ftl",
        "menus = x",
        "messages/ja.ftl:1: no message is called `menus`; the nearest is `menu`",
    );
    check(
        "discussions.html",
        "{{ t.menu }}\n{{ t.items }}",
        "discussions.html:2: the message `items` takes arguments: write `t.items | with(n=…)`",
    );
    check(
        "discussions.html",
        "{{ t.menu | with(n=1) }}",
        "discussions.html:1: the message `menu` takes no arguments: write `t.menu`",
    );
    check("logo.png", "x", "logo.png: expected a template");
}

#[test]
fn the_index_of_pull_requests_is_cut_by_number() {
    let files = pull_index(&fixtures::summaries(1_500), |_| Some(5));
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        names,
        [
            "pulls/data/1.json",
            "pulls/data/0.json",
            "pulls/data/index.json"
        ]
    );
    let index: serde_json::Value = serde_json::from_slice(&files[2].content).expect("JSON");
    assert_eq!(index["total"], 1_500);
    assert_eq!(index["pieces"][0]["count"], 501);
    let piece: serde_json::Value = serde_json::from_slice(&files[0].content).expect("JSON");
    let columns = &piece["columns"];
    assert_eq!(columns["number"][0], 1_500);
    assert_eq!(columns["sent"][0], 20_250_506);
    assert_eq!(columns["state"].as_str().map(str::len), Some(501));
    assert_eq!(piece["labels"], serde_json::json!(["雇用"]));
    let section =
        usize::try_from(columns["sections"][0][0].as_u64().expect("a place")).expect("small");
    assert_eq!(piece["sections"][section][1], "2. 待遇");
    assert_eq!(index["labels"][0], serde_json::json!(["雇用", 1_500, 5]));
}
