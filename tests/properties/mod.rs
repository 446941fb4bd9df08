//! What must hold of any text whatever: the fuzzer asks it of random bytes (`fuzz/`), `tests/fuzz.rs` of hostile ones.
//!
//! Each function takes anything a stranger may send, and panics where a promise is broken.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use teigen::comparison::{
    self, Change, ChangeKind, Comparison, Edit, HtmlOptions, Op, View, compare,
};
use teigen::config::Config;
use teigen::document::{self, Document, html};
use teigen::sanitise::{Origin, SanitiseOptions, sanitise};

/// Marks what our emitters write. The real one is a digest of the text; a text that holds this one is not asked.
const PREFIX: &str = "m7c1e0b9d-";

/// A document keeps its places and anchors in order, and what is made of it does nothing but show text.
pub fn markdown(text: &str) {
    let document = document::parse(text);
    assert_places(text, &document);
    assert_anchors(&document);
    if !text.contains(PREFIX) {
        let options = html::Options {
            prefix: PREFIX,
            ..html::Options::default()
        };
        assert_harmless(&html::to_html(&document, &options));
    }
}

/// Front matter never breaks a document, leads nowhere but to the web, and a configuration is read or refused.
pub fn front_matter(text: &str) {
    let _ = Config::parse(text);
    let document = document::parse(&format!("---\n{text}\n---\n\n本文\n"));
    let known = &document.front_matter;
    let sections = known.sections.iter().map(|(_, ways)| ways);
    let (discussions, participate): (Vec<_>, Vec<_>) = sections
        .map(|ways| (&ways.discussion, &ways.participate))
        .chain([(&known.discussion, &known.participate)])
        .unzip();
    let is_web = |url: &str| {
        let lower = url.to_ascii_lowercase();
        lower.starts_with("https://") || lower.starts_with("http://")
    };
    for url in discussions.into_iter().flatten() {
        assert!(is_web(url), "{url}");
    }
    for way in participate.into_iter().flatten() {
        assert!(
            is_web(&way.url) || way.url.starts_with("mailto:"),
            "{}",
            way.url
        );
    }
    // YAML ends lines at a lone carriage return too; the three lines around the text are ours.
    let lines = text.chars().filter(|c| matches!(c, '\n' | '\r')).count() + 5;
    let placed = document
        .problems
        .iter()
        .filter_map(|found| found.place.line);
    assert!(placed.into_iter().all(|line| (1..=lines).contains(&line)));
}

/// A comparison tells both sides to the character, finds nothing where nothing changed, is the mirror image of that made
/// the other way round, and is shown harmlessly.
pub fn comparison(before: &str, after: &str) {
    let (old, new) = (document::parse(before), document::parse(after));
    let compared = compare(&old, &new);
    let (kept_and_deleted, kept_and_inserted) = compared.sides();
    assert_eq!(kept_and_deleted, comparison::units(&old));
    assert_eq!(kept_and_inserted, comparison::units(&new));
    for change in compared.changes() {
        let join = |without: Op| -> String {
            let parts = change.edits.iter().filter(|edit| edit.op != without);
            parts.map(|edit| edit.text.as_str()).collect()
        };
        assert!((1..=compared.count()).contains(&change.number));
        assert_eq!(change.before.clone().unwrap_or_default(), join(Op::Insert));
        assert_eq!(change.after.clone().unwrap_or_default(), join(Op::Delete));
    }
    assert_identity(before, &old);
    assert_eq!(
        told(&compared, false),
        told(&compare(&new, &old), true),
        "the other way round is told otherwise"
    );
    if !before.contains(PREFIX) && !after.contains(PREFIX) {
        let options = HtmlOptions {
            prefix: PREFIX,
            ..HtmlOptions::default()
        };
        for view in [View::Whole, View::ChangesOnly] {
            let shown = assert_harmless(&compared.to_html(view, &options));
            for number in 1..=compared.count() {
                let id = format!(" id=\"change-{number}\"");
                assert!(shown.contains(&id), "change {number} has no place: {shown}");
            }
        }
    }
}

/// A text is like itself, also if it is read again.
fn assert_identity(text: &str, document: &Document) {
    let again = document::parse(text);
    let compared = compare(document, &again);
    assert!(compared.is_empty(), "a text differs from itself");
    assert!(compared.changes().is_empty() && compared.unseen().is_empty());
}

/// A change as its mirror image would tell it: kind, old and new text, marked text of either side.
type Told = (ChangeKind, [Option<String>; 2], [Vec<String>; 2]);

/// What is said, in no order; `mirrored` says it as the comparison the other way round should.
fn told(compared: &Comparison<'_>, mirrored: bool) -> Vec<Told> {
    let tell = |change: Change| -> Told {
        let marked = |op: Op| -> Vec<String> {
            // What stands between two kept parts is one place, whatever is told first there.
            let places = change.edits.split(|edit| edit.op == Op::Keep);
            let text = |place: &[Edit]| -> String {
                let parts = place.iter().filter(|edit| edit.op == op);
                parts.map(|edit| edit.text.as_str()).collect()
            };
            places.map(text).filter(|text| !text.is_empty()).collect()
        };
        let mut marks = [marked(Op::Delete), marked(Op::Insert)];
        let mut texts = [change.before.clone(), change.after.clone()];
        let mut kind = change.kind;
        if mirrored {
            marks.reverse();
            texts.reverse();
            kind = match kind {
                ChangeKind::Added => ChangeKind::Removed,
                ChangeKind::Removed => ChangeKind::Added,
                other => other,
            };
        }
        (kind, texts, marks)
    };
    let mut all: Vec<Told> = compared.changes().into_iter().map(tell).collect();
    all.sort();
    all
}

fn assert_places(text: &str, document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        let span = block.span.clone();
        assert!(text.get(span.clone()).is_some(), "{span:?} is no place");
        assert!(span.start >= end, "{span:?} overlaps what ends at {end}");
        end = span.start;
    }
    for section in &document.sections {
        assert!(section.blocks.start < section.blocks.end);
        assert!(section.blocks.end <= document.blocks.len());
    }
    assert!(
        document
            .links()
            .all(|link| text.get(link.span.clone()).is_some())
    );
}

/// No two headings of a page answer to one name.
fn assert_anchors(document: &Document) {
    let mut seen = BTreeSet::new();
    let sections = document.sections.iter();
    let own = sections.flat_map(|section| section.aliases.iter().chain([&section.anchor]));
    let nested = document.nested_headings.iter().flat_map(|(_, names)| names);
    for anchor in own.chain(nested) {
        assert!(!anchor.is_empty() && seen.insert(anchor), "{anchor:?}");
    }
}

/// Markup, once sanitised and read as a browser does, runs nothing, loads nothing but images, stays in its place.
fn assert_harmless(markup: &str) -> String {
    let options = SanitiseOptions {
        mark_prefix: PREFIX,
        origin: Origin::PullRequest,
    };
    let clean = sanitise(markup, &options);
    assert_shows_only(clean.as_str());
    clean.as_str().to_owned()
}

/// The same of markup as it is published.
pub fn assert_shows_only(clean: &str) {
    let page = format!("<!doctype html><title></title><div>{clean}<hr></div><hr>");
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page.as_str());
    let mut waiting: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = waiting.pop() {
        assert_node(&node, clean);
        waiting.extend(node.children.borrow().iter().cloned());
    }
    let root = dom.document.children.borrow().last().cloned();
    let body = root.and_then(|root| root.children.borrow().last().cloned());
    let parts = body.map_or(0, |body| body.children.borrow().len());
    assert_eq!(parts, 2, "it reaches out of its place: {clean}");
}

fn assert_node(node: &Handle, shown: &str) {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        let comment = matches!(node.data, NodeData::Comment { .. });
        assert!(!comment, "a comment is left: {shown}");
        return;
    };
    let active = [
        "script", "style", "iframe", "object", "embed", "form", "input", "button", "select",
        "textarea", "svg", "math", "link", "meta", "base", "template", "frame", "audio", "video",
    ];
    assert!(!active.contains(&&*name.local), "{}: {shown}", name.local);
    for attribute in attrs.borrow().iter() {
        let (name, value) = (&*attribute.name.local, &*attribute.value);
        let runs = name.starts_with("on") || matches!(name, "style" | "srcdoc" | "srcset");
        assert!(!runs, "{name}: {shown}");
        if matches!(name, "href" | "src" | "cite") {
            assert!(is_plain_address(value), "{value}: {shown}");
        }
    }
}

/// As a browser reads it: without the control characters and spaces that it overlooks.
fn is_plain_address(address: &str) -> bool {
    let seen: String = address
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    let head = seen.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme = head.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_none_or(|scheme| {
        ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
    })
}
