//! Addresses that are safe in an `href`. Escaping alone does not stop `javascript:`; this type does.

use std::borrow::Cow;

use percent_encoding::{CONTROLS, percent_encode_byte, utf8_percent_encode};
use serde::Serialize;

use crate::bytes::{letters, plain_and};

/// An address that leads to `http`, `https`, `mailto` or a place relative to the page. Letters of any script stand as they
/// are: a third of the size, and readable. Everything else that is not plain is percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Href(String);

/// Bytes that a path may hold unescaped.
const STANDS: [bool; 256] = plain_and(b"!$&'()*+,-./;=@_~");

/// Appends a path or an anchor; what is neither plain nor a letter is percent-encoded.
fn encode(out: &mut String, text: &str) {
    let mut at = 0;
    while at < text.len() {
        let plain = text.as_bytes()[at..].iter();
        let plain = plain.take_while(|&&byte| STANDS[usize::from(byte)]).count();
        let stands = plain + letters(&text[at + plain..]);
        out.push_str(&text[at..at + stands]);
        at += stands;
        if stands == 0 {
            let wide = text[at..].chars().next().map_or(1, char::len_utf8);
            let bytes = text.as_bytes()[at..at + wide].iter();
            out.extend(bytes.map(|&byte| percent_encode_byte(byte)));
            at += wide;
        }
    }
}

impl Href {
    /// The relative address that leads from one file of the site to another, both as paths from the site's root
    /// with `/` between components and not yet percent-encoded: `latest/a/index.html`.
    pub fn between(from: &str, to: &str) -> Self {
        let (mut from, mut to) = (from, to);
        while let (Some((here, inside)), Some((there, target))) =
            (from.split_once('/'), to.split_once('/'))
            && here == there
        {
            (from, to) = (inside, target);
        }
        let mut href = "../".repeat(memchr::memchr_iter(b'/', from.as_bytes()).count());
        encode(&mut href, to);
        Self(href)
    }

    /// The address of a file of the site from the root of its host, for a page that is served at any depth. `root`
    /// is the site's own path: `/` or `/policy/`.
    pub fn from_root(root: &str, to: &str) -> Self {
        let inside: String = Self::between("index.html", to).0;
        Self(format!("/{}{inside}", root.trim_start_matches('/')))
    }

    /// An address on another site: `http` and `https` with a host, or `mailto`; anything else is refused.
    pub fn external(address: &str) -> Option<Self> {
        let lower = address.get(..8.min(address.len()))?.to_ascii_lowercase();
        let rest = ["https://", "http://", "mailto:"]
            .iter()
            .find_map(|scheme| lower.starts_with(scheme).then(|| &address[scheme.len()..]))?;
        let printable = |c: char| !c.is_control() && !c.is_whitespace() && c != '"' && c != '<';
        (!rest.is_empty() && address.len() <= 2_000 && address.chars().all(printable))
            .then(|| Self(address.to_owned()))
    }

    /// The same page at an anchor, replacing one that is there.
    pub fn at(&self, anchor: &str) -> Self {
        let page = self.0.split('#').next().unwrap_or_default();
        let mut href = String::with_capacity(page.len() + 1 + anchor.len() * 3);
        href.push_str(page);
        href.push('#');
        encode(&mut href, anchor);
        Self(href)
    }

    /// A place on the page itself.
    pub fn here(anchor: &str) -> Self {
        Self(String::new()).at(anchor)
    }

    /// The address as programs want it that take nothing but ASCII: RFC 3986.
    pub fn encoded(&self) -> Cow<'_, str> {
        utf8_percent_encode(&self.0, CONTROLS).into()
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_to_the_page() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(Href::between(from, to).as_str(), expected, "{from} → {to}");
        };
        check("index.html", "latest/index.html", "latest/index.html");
        check(
            "latest/a/index.html",
            "latest/b/index.html",
            "../b/index.html",
        );
        check("latest/a/index.html", "index.html", "../../index.html");
        check("latest/a/index.html", "latest/a/index.html", "index.html");
        check(
            "latest/教育/index.html",
            "latest/子育て/index.html",
            "../子育て/index.html",
        );
    }

    #[test]
    fn letters_stand_and_what_cannot_be_seen_is_encoded() {
        let check = |to: &str, expected: &str, encoded: &str| {
            let href = Href::between("index.html", to);
            assert_eq!((href.as_str(), &*href.encoded()), (expected, encoded));
        };
        check(
            "１「教育」､é",
            "１「教育」､é",
            "%EF%BC%91%E3%80%8C%E6%95%99%E8%82%B2%E3%80%8D%EF%BD%A4%C3%A9",
        );
        check("a b\u{3000}%", "a%20b%E3%80%80%25", "a%20b%E3%80%80%25");
        check(
            "\u{202e}か\u{3099}",
            "%E2%80%AEか%E3%82%99",
            "%E2%80%AE%E3%81%8B%E3%82%99",
        );
    }

    #[test]
    fn a_colon_in_a_file_name_makes_no_scheme() {
        assert_eq!(
            Href::between("a.html", "javascript:alert(1)").as_str(),
            "javascript%3Aalert(1)"
        );
    }

    #[test]
    fn only_harmless_schemes_lead_elsewhere() {
        for good in [
            "https://example.org/t/1",
            "HTTP://example.org",
            "mailto:a@example.org",
        ] {
            assert!(Href::external(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "//example.org",
            "https://",
            "data:text/html,x",
            "https://a\nb",
            "あ",
        ] {
            assert!(Href::external(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_anchor_replaces_another() {
        assert_eq!(Href::here("予算").at("x").as_str(), "#x");
    }
}
