//! Links and images in documents → where they lead on the site, each version's to that version.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::snapshot::SourcePath;

/// What a link's target means, as written in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A place elsewhere: `http`, `https` or `mailto`.
    External(String),
    /// A place in the same document.
    Here {
        /// The anchor, decoded; empty for the top.
        anchor: String,
    },
    /// A file of the repository.
    Path {
        /// From the repository's root, `..` resolved.
        path: String,
        /// The anchor, decoded, if there is one.
        anchor: Option<String>,
    },
    /// Nothing that is safe or can be found: another scheme, a path that leaves the repository.
    Nowhere,
}

/// Reads a target as written in the document at `from`.
pub fn target(from: &SourcePath, written: &str) -> Target {
    let written = written.trim();
    if let Some(anchor) = written.strip_prefix('#') {
        return Target::Here {
            anchor: decode(anchor),
        };
    }
    if let Some(scheme) = scheme(written) {
        let known = ["http", "https", "mailto"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        return if known {
            Target::External(written.to_owned())
        } else {
            Target::Nowhere
        };
    }
    if written.starts_with("//") || written.is_empty() {
        return Target::Nowhere;
    }
    let (path, anchor) = match written.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (written, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    match resolve(from, &decode(path)) {
        Some(path) => Target::Path { path, anchor },
        None => Target::Nowhere,
    }
}

/// Follows a relative path from a document's folder; a leading `/` means the repository's root.
fn resolve(from: &SourcePath, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        let mut folders: Vec<&str> = from.as_str().split('/').collect();
        folders.pop();
        folders
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The scheme of an absolute address; a Windows path or a colon in a file name is none.
fn scheme(written: &str) -> Option<&str> {
    let (scheme, _) = written.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(letters))
        .then_some(scheme)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Target) {
        assert_eq!(
            target(&SourcePath::new("docs/a/b.md"), written),
            expected,
            "{written}"
        );
    }

    fn path(path: &str, anchor: Option<&str>) -> Target {
        Target::Path {
            path: path.to_owned(),
            anchor: anchor.map(str::to_owned),
        }
    }

    #[test]
    fn relative_links_follow_folders() {
        check("c.md", path("docs/a/c.md", None));
        check("./c.md#予算", path("docs/a/c.md", Some("予算")));
        check("../2_%E6%95%99%E8%82%B2.md", path("docs/2_教育.md", None));
        check("/README.md?plain=1", path("README.md", None));
    }

    #[test]
    fn anchors_are_decoded() {
        check(
            "#%E4%BA%88%E7%AE%97",
            Target::Here {
                anchor: "予算".to_owned(),
            },
        );
    }

    #[test]
    fn what_is_not_safe_leads_nowhere() {
        for written in [
            "javascript:alert(1)",
            "data:text/html,x",
            "../../../etc/passwd",
            "//example.org/x",
            "",
            "C:\\x",
        ] {
            check(written, Target::Nowhere);
        }
    }

    #[test]
    fn other_hosts_stay_as_they_are() {
        check(
            "https://example.org/",
            Target::External("https://example.org/".to_owned()),
        );
        check(
            "HTTP://example.org/",
            Target::External("HTTP://example.org/".to_owned()),
        );
    }
}
