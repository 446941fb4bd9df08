//! The specifications' own examples, and the inputs that are made to break parsers, through the document tree.

// Clippy knows tests by `#[test]`; the functions beside them are as much of a test.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use teigen::document::{self, html};

/// The folder of real and hostile data, if this machine has it.
fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("TEIGEN_CORPORA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no corpora in {}", folder.display());
    None
}

/// Writes the document as the specifications' examples are written.
fn plain(markdown: &str) -> String {
    let options = html::Options {
        plain: true,
        ..html::Options::default()
    };
    html::to_html(&document::parse(markdown), &options)
}

/// Checks a file of examples: those in `deviations` must differ from what is expected, and all others must not.
fn conforms(file: &str, deviations: &[(u64, &str)]) {
    let Some(folder) = corpora() else { return };
    let text = fs::read_to_string(folder.join("hostile").join(file)).unwrap();
    let examples: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for example in &examples {
        let number = example["example"].as_u64().unwrap();
        let (markdown, expected) = (
            example["markdown"].as_str().unwrap(),
            example["html"].as_str().unwrap(),
        );
        let found = plain(markdown);
        let listed = deviations.iter().any(|(listed, _)| *listed == number);
        let expected = expected
            .replace(CMARK_BOXES[0], SPEC_BOXES[0])
            .replace(CMARK_BOXES[1], SPEC_BOXES[1]);
        if (found == expected) == listed {
            let section = &example["section"];
            wrong.push(format!(
                "{number} {section}, listed: {listed}\n--- markdown\n{markdown}\n--- expected\n{expected}\n--- found\n{found}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        examples.len(),
        wrong.join("\n\n")
    );
}

/// The boxes of task lists, in which cmark-gfm's own tests differ from GFM's specification.
const CMARK_BOXES: [&str; 2] = [
    r#"<input type="checkbox" disabled="" />"#,
    r#"<input type="checkbox" checked="" disabled="" />"#,
];
const SPEC_BOXES: [&str; 2] = [
    r#"<input disabled="" type="checkbox">"#,
    r#"<input checked="" disabled="" type="checkbox">"#,
];

const BARE: &str = "a bare address becomes a link, as on GitHub (GFM's extended autolinks)";
const COMMENT: &str = "CommonMark 0.31 takes more for a comment than 0.29 did";
const TAGFILTER: &str = "raw HTML is filtered by the sanitiser, not here";

#[test]
fn commonmark_0_31_2() {
    let deviations = [
        (602, BARE),
        (606, BARE),
        (608, BARE),
        (611, BARE),
        (612, BARE),
    ];
    conforms("commonmark-0.31.2.json", &deviations);
}

#[test]
fn gfm_0_29() {
    let bare = [
        (610, BARE),
        (614, BARE),
        (616, BARE),
        (619, BARE),
        (620, BARE),
    ];
    let other = [(645, COMMENT), (646, COMMENT), (653, TAGFILTER)];
    conforms("gfm-0.29.json", &[&bare[..], &other[..]].concat());
}

#[test]
fn gfm_extensions() {
    let deviations = [
        (
            19,
            "an emoji ends the host of an address, as all symbols beyond ASCII end it",
        ),
        (
            20,
            "the expected output is no HTML, only that nothing crashes",
        ),
        (22, TAGFILTER),
    ];
    conforms("gfm-extensions.json", &deviations);
}
