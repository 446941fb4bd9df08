//! Behaviour of the whole sanitiser, and a checker that shares no code with it.

use std::path::PathBuf;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::*;

const PROPOSAL: SanitiseOptions = SanitiseOptions {
    mark_prefix: "m-",
    origin: Origin::Proposal,
};

fn check(html: &str, expected: &str) {
    assert_eq!(sanitise(html, &PROPOSAL).as_str(), expected, "{html}");
}

#[test]
fn what_sets_text_stays() {
    for html in [
        "<details open=\"\"><summary>詳細</summary>本文</details>",
        "<ruby>提言<rp>(</rp><rt>ていげん</rt><rp>)</rp></ruby>",
        "H<sub>2</sub>O <kbd>Ctrl</kbd> <mark>x</mark>",
        "<table><thead><tr><th class=\"tg-right\">予算</th></tr></thead><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table>",
        "<ol start=\"3\"><li value=\"5\">x</li></ol>",
        "<p class=\"tg-x\">x</p>",
    ] {
        check(&html.replace("tg-", "m-"), html);
    }
}

#[test]
fn what_sets_its_own_look_goes() {
    check("<p style=\"color:red\" onclick=x>赤</p>", "<p>赤</p>");
    check("<p align=\"x\" class=\"box\">x</p>", "<p>x</p>");
    check(
        "<p align=\"Right\" align=\"left\" class=\"m-ins\">x</p><span align=\"right\">x</span>",
        "<p class=\"tg-ins tg-right\">x</p><span>x</span>",
    );
    check("<font color=red>x</font>", "x");
}

#[test]
fn links_lead_to_harmless_places_only() {
    let rel = "rel=\"noopener noreferrer\"";
    check(
        "<a href=\"https://example.org/\">x</a>",
        &format!("<a href=\"https://example.org/\" {rel}>x</a>"),
    );
    check(
        "<a href=\"../x/index.html#a\">x</a>",
        "<a href=\"../x/index.html#a\">x</a>",
    );
    check("<a href=\"java\nscript:alert(1)\">x</a>", "<a>x</a>");
    check("<a href=\"data:text/html,x\">x</a>", "<a>x</a>");
    check(
        "<img src=\"https://example.org/x.png\" onerror=x alt=図>",
        "<img src=\"https://example.org/x.png\" alt=\"図\" loading=\"lazy\">",
    );
}

#[test]
fn links_of_pull_requests_are_not_followed() {
    let options = SanitiseOptions {
        mark_prefix: "",
        origin: Origin::PullRequest,
    };
    for away in [
        "https://example.org",
        "https&colon;//example.org",
        "&#x2F;/example.org",
        "&#104;ttps://example.org",
        "//example.org",
        "\\\\example.org",
        "/\\example.org",
        " //example.org",
        "mailto:a@example.org",
    ] {
        let html = sanitise(&format!("<a href=\"{away}\">x</a>"), &options);
        let html = html.as_str();
        let leads = html.contains("href=");
        assert!(!leads || html.contains("nofollow ugc"), "{away}: {html}");
    }
    let html = sanitise("<a href=\"#a\">x</a>", &options);
    assert_eq!(html.as_str(), "<a href=\"#a\">x</a>");
}

#[test]
fn too_much_is_cut_and_told() {
    let html = sanitise(&"あ".repeat(SIZE_LIMIT / 3 + 1), &PROPOSAL);
    assert!(html.as_str().ends_with("<p class=\"tg-cut\">…</p>"));
}

#[test]
fn the_checker_finds_what_is_active() {
    for bad in [
        "<script>x</script>",
        "<a href=\"\u{1}java\tscript:x\">x</a>",
        "<img src=x onerror=x>",
        "<p style=x>",
        "<svg></svg>",
        "</div>",
        "<!-- x -->",
        "<p id=x>",
        "<div>",
    ] {
        assert!(!problems(bad).is_empty(), "{bad}");
    }
    assert_eq!(
        problems("<p>施策<a href=\"x.html#a\">x</a></p>"),
        Vec::<String>::new()
    );
}

#[test]
fn nothing_active_is_left_of_known_attacks() {
    let Some(attacks) = known_attacks() else {
        return;
    };
    for attack in &attacks {
        for payload in dressed(attack) {
            let html = sanitise(&payload, &PROPOSAL);
            assert_eq!(
                problems(html.as_str()),
                Vec::<String>::new(),
                "{payload}\n→ {}",
                html.as_str()
            );
        }
    }
}

#[test]
fn inputs_that_blow_up_parsers_take_no_time() {
    let formatting: String = (0..200).map(|n| format!("<b title={n}>")).collect();
    for (what, html) in [
        ("depth", "<div>".repeat(64_000)),
        ("depth, unmatched ends", "<div></x>".repeat(40_000)),
        (
            "formatting",
            format!("<p>{formatting}</p>{}", "<p>x</p>".repeat(40_000)),
        ),
        (
            "formatting around blocks",
            format!("<p>{formatting}{}", "<div>x</div>".repeat(40_000)),
        ),
        (
            "foster parenting",
            format!("<table>{}", "<b>x</b>".repeat(40_000)),
        ),
        (
            "attributes",
            format!(
                "<p {}>",
                (0..60_000).map(|n| format!("a{n} ")).collect::<String>()
            ),
        ),
        ("open quotes", "<a title=\"".repeat(40_000)),
        ("open tags", "<a ".repeat(100_000)),
        ("open comments", "<!--".repeat(80_000)),
        ("open scripts", "<script>".repeat(40_000)),
        ("links in links", "<a href=x>".repeat(40_000)),
        ("lists", "<ul><li>".repeat(40_000)),
        ("cells", format!("<table>{}", "<td><table>".repeat(40_000))),
        ("ids", (0..40_000).map(|n| format!("<i id={n}>")).collect()),
    ] {
        let clean = sanitise(&html, &PROPOSAL);
        assert!(
            clean.as_str().len() < html.len() * 12 + 100,
            "{what}: {}",
            clean.as_str().len()
        );
    }
}

proptest::proptest! {
    #[test]
    fn tag_soup_comes_out_harmless_and_in_order(pieces in proptest::collection::vec(piece(), 0..40)) {
        let html = pieces.concat();
        let clean = sanitise(&html, &PROPOSAL);
        proptest::prop_assert_eq!(problems(clean.as_str()), Vec::<String>::new(), "{}\n→ {}", html, clean.as_str());
    }
}

/// Pieces that together make a mess.
pub(super) fn piece() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let names = "(p|div|b|a|i|li|ul|table|tr|td|th|tbody|caption|h1|h2|ruby|rt|details|summary|dl|dd|svg|math|script|style|title|textarea|select|option|form|template|mi|p x='|noscript|pre|br|img|col)";
    prop_oneof![
        names.prop_map(|name| format!("<{name}>")),
        names.prop_map(|name| format!("</{name}>")),
        "[あ-ん<>&\"'/=! a-z-]{0,6}",
        Just("<!--m-(-->".to_owned()),
        Just("<!--m-)-->".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("<a href=javascript:x id=m>".to_owned()),
    ]
}

/// The same words in places where other rules hold.
pub(super) fn dressed(payload: &str) -> [String; 5] {
    [
        payload.to_owned(),
        format!("<p>{payload}</p>"),
        format!("<table><tr><td>{payload}"),
        format!("<a title=\"{payload}\" href=\"{payload}\">x</a>"),
        format!("<!--m-(-->{payload}<!--m-)-->"),
    ]
}

/// Payloads that have broken sanitisers, and strings that have broken programs, where the corpora are at hand.
pub(crate) fn known_attacks() -> Option<Vec<String>> {
    let folder = hostile_folder()?;
    let mut attacks = Vec::new();
    for (file, field) in [
        ("dompurify.json", "payload"),
        ("html5lib-sanitizer.json", "input"),
        ("blns.json", ""),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).expect(file);
        let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect(file);
        let texts = cases.iter().map(|case| case.get(field).unwrap_or(case));
        attacks.extend(texts.map(|text| text.as_str().unwrap_or_default().to_owned()));
    }
    assert_eq!(attacks.len(), 223 + 72 + 515);
    Some(attacks)
}

fn hostile_folder() -> Option<PathBuf> {
    let root = std::env::var_os("TEIGEN_CORPORA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let folder = root.join("hostile");
    if !folder.is_dir() {
        #[allow(clippy::print_stderr)]
        {
            eprintln!("skipped: {} is not there", folder.display());
        }
        return None;
    }
    Some(folder)
}

/// What is active, or not where it belongs, when a browser reads this markup inside a page.
pub(crate) fn problems(html: &str) -> Vec<String> {
    let page = format!(
        "<!doctype html><title></title><div id=u-guard>{html}<hr id=u-end></div><hr id=u-after>"
    );
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut found = Vec::new();
    let mut stack: Vec<Handle> = dom.document.children.borrow().iter().cloned().collect();
    while let Some(node) = stack.pop() {
        inspect(&node, &mut found);
        stack.extend(node.children.borrow().iter().cloned());
    }
    if body_children(&dom) != ["u-guard", "u-after"] {
        found.push(format!(
            "it reaches out of its place: {:?}",
            body_children(&dom)
        ));
    }
    found
}

fn body_children(dom: &RcDom) -> Vec<String> {
    let html = dom
        .document
        .children
        .borrow()
        .last()
        .cloned()
        .expect("a root");
    let body = html.children.borrow().last().cloned().expect("a body");
    let id = |node: &Handle| match &node.data {
        NodeData::Element { attrs, .. } => {
            let attributes = attrs.borrow();
            let id = attributes
                .iter()
                .find(|attribute| &*attribute.name.local == "id");
            id.map_or_else(String::new, |attribute| attribute.value.to_string())
        }
        _ => "text".to_owned(),
    };

    body.children.borrow().iter().map(id).collect()
}

fn inspect(node: &Handle, found: &mut Vec<String>) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let known = " html head title body a abbr address article aside b bdi bdo blockquote br caption center cite code col \
                colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd \
                li mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th \
                thead time tr tt u ul var wbr ";
            if &*name.ns != "http://www.w3.org/1999/xhtml"
                || !known.contains(&format!(" {} ", name.local))
            {
                found.push(format!("element {}", name.local));
            }
            for attribute in attrs.borrow().iter() {
                inspect_attribute(&attribute.name.local, &attribute.value, found);
            }
        }
        NodeData::Comment { contents } => found.push(format!("comment {contents}")),
        NodeData::ProcessingInstruction { .. } => found.push("instruction".to_owned()),
        NodeData::Document | NodeData::Doctype { .. } | NodeData::Text { .. } => {}
    }
}

fn inspect_attribute(name: &str, value: &str, found: &mut Vec<String>) {
    let known = " align alt cite class colspan datetime dir height href id lang loading open rel reversed rowspan scope span \
        src start title type value width ";
    if !known.contains(&format!(" {name} ")) {
        found.push(format!("attribute {name}"));
    }
    if name == "id" && !value.starts_with("u-") {
        found.push(format!("id {value}"));
    }
    if name == "class" && !value.split(' ').all(|class| class.starts_with("tg-")) {
        found.push(format!("class {value}"));
    }
    if matches!(name, "href" | "src" | "cite") {
        let seen: String = value
            .chars()
            .filter(|c| !c.is_control() && !c.is_whitespace())
            .collect();
        let scheme = seen
            .split([':', '/', '?', '#'])
            .next()
            .filter(|scheme| seen[scheme.len()..].starts_with(':'));
        if scheme.is_some_and(|scheme| {
            !["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
        }) {
            found.push(format!("address {value}"));
        }
    }
}
