//! Raw HTML as an author wrote it → the same, its links and images led as those of Markdown are.

use std::borrow::Cow;

use super::{Links, escape_found};

/// Gives the values of `href` and `src` to [`Links`]; everything else stays as it is.
pub fn lead<'h>(html: &'h str, links: &dyn Links) -> Cow<'h, str> {
    let mut out = String::new();
    let mut done = 0;
    for (name, start, end) in addresses(html) {
        let written = &html[start..end];
        let led = match name {
            Name::Href => links.link(written),
            Name::Src => links.image(written),
        };
        if let Some(address) = led {
            out.push_str(&html[done..start]);
            escape_found(&mut out, &address);
            done = end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Href,
    Src,
}

/// The quoted values of `href` and `src` inside tags, as ranges of bytes. Linear in the text's length.
fn addresses(html: &str) -> Vec<(Name, usize, usize)> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = bytes[at..]
        .iter()
        .position(|&byte| byte == b'<')
        .map(|gap| at + gap)
    {
        at = open + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let mut name = at;
        while at < bytes.len() && bytes[at] != b'>' {
            match bytes[at] {
                quote @ (b'"' | b'\'') => {
                    let Some(length) = bytes[at + 1..].iter().position(|&byte| byte == quote)
                    else {
                        return found;
                    };
                    if let Some(kind) = attribute(&html[name..at]) {
                        found.push((kind, at + 1, at + 1 + length));
                    }
                    at += length + 2;
                    name = at;
                }
                byte if byte.is_ascii_whitespace() => {
                    // White space may stand around `=`.
                    if !html[name..at].trim_end().ends_with('=') && !next_is_equals(bytes, at) {
                        name = at + 1;
                    }
                    at += 1;
                }
                _ => at += 1,
            }
            if name > at || !html.is_char_boundary(name) {
                name = at;
            }
        }
    }
    found
}

fn next_is_equals(bytes: &[u8], at: usize) -> bool {
    bytes[at..]
        .iter()
        .take(8)
        .find(|byte| !byte.is_ascii_whitespace())
        == Some(&b'=')
}

/// Reads what stands before a quoted value: `href=`, `src =`.
fn attribute(before: &str) -> Option<Name> {
    let name = before.trim().strip_suffix('=')?.trim_end();
    let name = name
        .rsplit(|c: char| c.is_whitespace() || c == '/')
        .next()?;
    match name.to_ascii_lowercase().as_str() {
        "href" => Some(Name::Href),
        "src" => Some(Name::Src),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Marked;

    impl Links for Marked {
        fn link(&self, target: &str) -> Option<Cow<'_, str>> {
            (!target.contains(':')).then(|| Cow::Owned(format!("L/{target}")))
        }

        fn image(&self, source: &str) -> Option<Cow<'_, str>> {
            Some(Cow::Owned(format!("I/{source}")))
        }
    }

    fn check(html: &str, expected: &str) {
        assert_eq!(lead(html, &Marked), expected, "{html}");
    }

    #[test]
    fn addresses_of_raw_html_are_led_like_those_of_markdown() {
        check("<a href=\"b.md\">x</a>", "<a href=\"L/b.md\">x</a>");
        check(
            "<img alt='図' src = 'a b.png'/>",
            "<img alt='図' src = 'I/a%20b.png'/>",
        );
        check("<p>提</p><A HREF='b'>", "<p>提</p><A HREF='L/b'>");
        check(
            "<a href=\"https://example.org/\">x</a>",
            "<a href=\"https://example.org/\">x</a>",
        );
    }

    #[test]
    fn what_is_no_address_stays() {
        for html in [
            "1 < 2 href=\"x\"",
            "<a data-href=\"x\">",
            "<a title='href=\"x\"'>",
            "<a href=x>",
            "<a href=\"x",
            "提<言 href",
        ] {
            check(html, html);
        }
    }
}
