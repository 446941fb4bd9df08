//! What the architecture forbids, held by reading the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room of `src/`, and the rooms it may use besides itself. `command` sees everything.
const MAY_USE: [(&str, &[&str]); 33] = [
    ("diagnostic", &[]),
    ("bytes", &[]),
    ("digits", &[]),
    ("xml", &[]),
    ("language", &[]),
    ("natural", &[]),
    ("yaml", &[]),
    ("sanitise", &["bytes", "xml"]),
    ("formula", &["sanitise"]),
    ("typeset", &["formula", "picture", "sanitise", "xml"]),
    ("demo", &["record", "repository", "timestamp"]),
    ("object_id", &[]),
    ("timestamp", &[]),
    (
        "record",
        &["diagnostic", "object_id", "picture", "timestamp"],
    ),
    (
        "snapshot",
        &["diagnostic", "object_id", "record", "timestamp"],
    ),
    ("document", &["bytes", "diagnostic", "formula", "yaml"]),
    ("comparison", &["bytes", "digits", "document", "snapshot"]),
    ("survey", &["comparison", "document", "snapshot"]),
    ("provenance", &["comparison", "document", "snapshot"]),
    (
        "config",
        &["document", "language", "record", "snapshot", "yaml"],
    ),
    (
        "repository",
        &["config", "diagnostic", "natural", "record", "snapshot"],
    ),
    ("search", &[]),
    (
        "site",
        &[
            "bytes",
            "comparison",
            "config",
            "diagnostic",
            "document",
            "language",
            "natural",
            "picture",
            "provenance",
            "record",
            "sanitise",
            "search",
            "snapshot",
            "survey",
            "typeset",
        ],
    ),
    (
        "check",
        &[
            "comparison",
            "config",
            "diagnostic",
            "document",
            "sanitise",
            "site",
            "snapshot",
        ],
    ),
    (
        "migration",
        &[
            "config",
            "diagnostic",
            "document",
            "language",
            "natural",
            "site",
            "snapshot",
            "yaml",
        ],
    ),
    ("render", &["digits", "language", "sanitise", "site", "xml"]),
    ("container", &[]),
    ("docx", &["comparison", "container", "document", "xml"]),
    (
        "epub",
        &["container", "language", "picture", "sanitise", "xml"],
    ),
    ("picture", &[]),
    ("output", &["site"]),
    ("forge", &["diagnostic", "record", "timestamp"]),
    ("lib", &[]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a file");
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "the source was found");
    found
}

/// The room that a file belongs to: the first component below `src/`.
fn room(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = path.strip_prefix(root).expect("below src");
    let first = inside.components().next().expect("a name");
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

#[test]
fn rooms_use_only_what_is_before_them() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            assert!(
                matches!(room.as_str(), "command" | "main"),
                "{room} has no place in the table"
            );
            continue;
        };
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for used in line.split("crate::").skip(1) {
                let end = used
                    .find(|c: char| !c.is_ascii_lowercase() && c != '_')
                    .unwrap_or(used.len());
                let used = &used[..end];
                if used != room && !used.is_empty() && !allowed.contains(&used) {
                    wrong.push(format!("{}: {room} uses {used}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_one_room_knows_each_engine() {
    for (path, text) in sources() {
        let room = room(&path);
        let uses = |name: &str| text.contains(&format!("{name}::"));
        assert!(
            !uses("git2") || matches!(room.as_str(), "repository" | "demo"),
            "{}",
            path.display()
        );
        assert!(!uses("tera") || room == "render", "{}", path.display());
        assert!(
            !uses("fluent_bundle") || room == "render",
            "{}",
            path.display()
        );
        assert!(
            !uses("pulldown_cmark") || room == "document",
            "{}",
            path.display()
        );
        let storage = uses("object_store") || uses("rustls");
        assert!(!storage || room == "output", "{}", path.display());
        assert!(!uses("ureq") || room == "forge", "{}", path.display());
        let serves = path
            .to_string_lossy()
            .replace('\\', "/")
            .contains("command/serve");
        let serving = uses("axum") || uses("notify") || (uses("tokio") && room != "output");
        assert!(!serving || serves, "{}", path.display());
        assert!(
            !uses("math_core") || room == "formula",
            "{}",
            path.display()
        );
        let pictures = uses("imagesize") || uses("roxmltree");
        assert!(!pictures || room == "picture", "{}", path.display());
        assert!(!uses("syntect") || room == "typeset", "{}", path.display());
        assert!(!uses("ammonia") || room == "sanitise", "{}", path.display());
    }
}

#[test]
fn the_pure_stages_touch_nothing() {
    for (path, text) in sources() {
        if !matches!(
            room(&path).as_str(),
            "snapshot"
                | "record"
                | "document"
                | "comparison"
                | "survey"
                | "search"
                | "site"
                | "epub"
                | "formula"
                | "typeset"
                | "check"
        ) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is_test = path.to_string_lossy().contains("tests");
        for forbidden in [
            "std::fs",
            "std::env",
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
        ] {
            assert!(
                is_test || !code.contains(forbidden),
                "{}: {forbidden}",
                path.display()
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_is_not_too_long() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{}", path.display());
        let lines = text.lines().count();
        assert!(lines <= 620, "{}: {lines} lines", path.display());
    }
}
