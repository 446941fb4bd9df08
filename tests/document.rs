//! The specifications' own examples, and the inputs that are made to break parsers, through the document tree.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail, and says why it is skipped"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

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

/// A guard against hanging, far beyond what any hostile text takes: times are for the benches to measure.
const PATIENCE: Duration = Duration::from_secs(60);

fn is_read_in_time(name: &str, text: &str) {
    let start = Instant::now();
    let document = document::parse(text);
    let written = html::to_html(&document, &html::Options::default());
    drop(document);
    assert!(start.elapsed() < PATIENCE, "{name}: {:?}", start.elapsed());
    assert!(
        written.len() < 40 * text.len() + 1000,
        "{name}: {} bytes",
        written.len()
    );
}

#[test]
fn pathological_texts_are_read_in_time() {
    let Some(folder) = corpora() else { return };
    let unpacked = tempfile::tempdir().unwrap();
    let archive = folder.join("hostile/pathological.tar.gz");
    let tar = Command::new("tar")
        .arg("-xzf")
        .arg(archive)
        .arg("-C")
        .arg(unpacked.path())
        .status()
        .unwrap();
    assert!(tar.success());
    let mut read = 0;
    let files = walkdir::WalkDir::new(unpacked.path()).sort_by_file_name();
    for file in files
        .into_iter()
        .map(Result::unwrap)
        .filter(|file| file.file_type().is_file())
    {
        let bytes = fs::read(file.path()).unwrap();
        is_read_in_time(
            &file.file_name().to_string_lossy(),
            &String::from_utf8_lossy(&bytes),
        );
        read += 1;
    }
    assert!(read >= 25, "{read}");
}

#[test]
fn repeated_pieces_are_read_in_time() {
    let pieces = [
        "[a](b \"",
        "[a](b '",
        "[a](b (",
        ">",
        "- ",
        "1. ",
        "* a\n ",
        "[",
        "![",
        "*",
        "_a ",
        "`",
        "<",
        "<!--",
        "|",
        "\0",
        "\r",
        "[^a]",
        "[^a]: b\n",
        "# あ\n",
        "# foo_1\n",
        "http://",
        "www.a_b.",
        "a@",
        "「**",
        "**「",
        "&a",
        "a\n-\n",
        "|\n",
        "[a]: b\n",
    ];
    for piece in pieces {
        is_read_in_time(piece, &piece.repeat(200_000 / piece.len()));
    }
    let long = format!("# {}\n", "あ".repeat(300));
    is_read_in_time("parent", &format!("{long}{}", "## い\nう\n".repeat(30_000)));
    for title in ["[a](b \"", "[a](b '", "[a](b ("] {
        for line in ["a\n|\n", "~\r|-|\n(", "[a\n"] {
            is_read_in_time(title, &format!("{title}{}", line.repeat(40_000)));
        }
    }
}
