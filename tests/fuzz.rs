//! The fuzzer's promises, asked of hostile texts and of random ones: a taste of `fuzz/` in every run of the tests.

// Clippy knows tests by `#[test]`; the functions beside them are as much of a test.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod properties;

use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// The folder of hostile texts, if this machine has it.
fn hostile() -> Option<PathBuf> {
    let root = std::env::var_os("TEIGEN_CORPORA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let folder = root.join("hostile");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no hostile texts in {}", folder.display());
    None
}

/// Attacks on sanitisers, naughty strings, and the specifications' examples.
fn texts() -> Vec<String> {
    let Some(folder) = hostile() else {
        return Vec::new();
    };
    let files = [
        ("dompurify.json", "payload"),
        ("html5lib-sanitizer.json", "input"),
        ("blns.json", ""),
        ("commonmark-0.31.2.json", "markdown"),
        ("gfm-0.29.json", "markdown"),
    ];
    let mut texts = Vec::new();
    for (file, field) in files {
        let cases = fs::read_to_string(folder.join(file)).unwrap();
        let cases: Vec<Value> = serde_json::from_str(&cases).unwrap();
        let text = |case: &Value| case.get(field).unwrap_or(case).as_str().map(str::to_owned);
        texts.extend(cases.iter().filter_map(text));
    }
    assert!(texts.len() > 2_000, "{} texts", texts.len());
    texts
}

#[test]
fn the_checker_sees_what_is_active() {
    for bad in [
        "<script>x</script>",
        "<a href=\"\u{1}java\tscript:x\">x</a>",
        "<img src=x onerror=x>",
        "<p style=x>x</p>",
        "<!-- x -->",
        "</div><p>x",
    ] {
        let seen = std::panic::catch_unwind(|| properties::assert_shows_only(bad));
        assert!(seen.is_err(), "{bad}");
    }
    properties::assert_shows_only("<p>施策<a href=\"x.html#a\">x</a></p>");
}

#[test]
fn hostile_texts_make_harmless_documents() {
    texts().iter().for_each(|text| properties::markdown(text));
}

#[test]
fn hostile_texts_make_harmless_front_matter() {
    for text in texts() {
        properties::front_matter(&text);
        properties::front_matter(&format!("title: {text}\ndiscussion: {text}"));
        properties::front_matter(&format!(
            "{text}: x\nparticipate: [{{label: x, url: {text}}}]"
        ));
    }
}

#[test]
fn hostile_texts_are_compared_to_the_character() {
    let texts = texts();
    for (one, other) in texts.iter().zip(texts.iter().skip(1)) {
        properties::comparison(one, other);
        properties::comparison(
            &format!("# 提言\n\n{one}\n"),
            &format!("# 提言\n\n{other}{one}\n"),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_makes_a_harmless_document(pieces in vec(piece(), 0..30)) {
        properties::markdown(&pieces.concat());
    }

    #[test]
    fn any_front_matter_is_read_or_refused(pieces in vec(line(), 0..20)) {
        properties::front_matter(&pieces.concat());
    }

    #[test]
    fn any_two_texts_are_compared_to_the_character((common, old, new) in (vec(piece(), 0..20), vec(piece(), 0..6), vec(piece(), 0..6))) {
        let half = common.len() / 2;
        let text = |middle: &[String]| [&common[..half], middle, &common[half..]].concat().concat();
        properties::comparison(&text(&old), &text(&new));
    }
}

/// Pieces of Markdown and HTML, Japanese and not, that together make a mess.
fn piece() -> impl Strategy<Value = String> {
    let marks = "(\n|\n\n|# |## |- |1\\. |  - |> |\\*\\*|\\*|~~|`|```\n|\\| ?|\\|---\\|---\\|\n|\\[|\\]\\(|\\)|!\\[|<|>|&|\\\\|---\n|\\[\\^1\\]|\\[\\^1\\]: |\\[ \\] |  \n)";
    let tags = "</?(p|div|b|a|table|tr|td|li|ul|details|script|style|svg|template|ins|del)( id=x| href=javascript:x| onclick=x)?>";
    prop_oneof![
        4 => marks.prop_map(|mark| mark),
        1 => tags.prop_map(|tag| tag),
        3 => "[ぁ-ん漢字提言。、「」（）]{1,8}",
        2 => "[a-z0-9 .:/?#'\"{}=-]{1,8}",
        1 => "\\PC{0,4}",
    ]
}

/// Lines of YAML that is, or is not quite.
fn line() -> impl Strategy<Value = String> {
    let keys = "(title|status|id|discussion|participate|label|url|versions|pulls|navigation|予算|\\? x|<<)";
    let values = "(|提言|\"x|'y'|\\[a, b|\\{a: b\\}|&a x|\\*a|!!python/name:x y|\\| |>-|https://example\\.org/t/1|javascript:x|1e9|~|yes|# x)";
    let indents = "( |  |    |\t|- |  - ){0,2}";
    (indents, keys, values).prop_map(|(indent, key, value)| format!("{indent}{key}: {value}\n"))
}
