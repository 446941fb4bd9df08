//! Links and images in documents → where they lead on the site, each version's to that version.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::bytes::is_letter;
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

/// The address of a place elsewhere with the letters that are percent-encoded in its path and anchor as they are read;
/// browsers ask for the same.
pub fn readable(address: &str) -> String {
    let host = address.find("://").map_or(0, |at| at + 3);
    let path = address[host..].find('/').filter(|_| host > 0);
    let path = path.map_or(address.len(), |at| host + at);
    let mut out = address[..path].to_owned();
    let mut rest = &address[path..];
    while let Some(at) = rest.find(['%', '?']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // A server may read a query in its own way.
        let (shown, length) = match rest.starts_with('?') {
            true => (None, rest.find('#').unwrap_or(rest.len())),
            false => encoded_letter(rest),
        };
        match shown {
            Some(letter) => out.push(letter),
            None => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The letter that percent-encoded bytes at the start of a text are, as browsers encode it, and how long the piece is.
fn encoded_letter(text: &str) -> (Option<char>, usize) {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
    let bytes = text.as_bytes().chunks_exact(3);
    let encoded = bytes.take_while(|piece| piece[0] == b'%' && hex(piece[1]) && hex(piece[2]));
    let length = 3 * encoded.take(4).count();
    let bytes: Vec<u8> = percent_decode_str(&text[..length]).collect();
    let letter = bytes
        .utf8_chunks()
        .next()
        .and_then(|chunk| chunk.valid().chars().next());
    match letter.filter(|&letter| is_letter(letter)) {
        Some(letter) => (Some(letter), 3 * letter.len_utf8()),
        None => (None, 1),
    }
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
    fn letters_in_addresses_elsewhere_are_readable() {
        let check = |address: &str, expected: &str| assert_eq!(readable(address), expected);
        check(
            "https://example.org/%E6%8F%90%20/x?q=%E6%8F%90#%E8%A8%80",
            "https://example.org/提%20/x?q=%E6%8F%90#言",
        );
        for same in [
            "https://example.org/提/%e6%8f%90%E3%80%80%FF%E6%8F",
            "https://%E6%8F%90.example.org",
            "mailto:%E6%8F%90@example.org/%E6%8F%90",
        ] {
            check(same, same);
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
