//! Text → HTML text, attribute values and addresses.

use crate::bytes::{find_byte, letters, plain_and};

/// Appends text so that it is only ever text, in content and in quoted attributes.
pub fn escape_text(out: &mut String, text: &str) {
    let special = |byte: u8| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"');
    let mut rest = text;
    while let Some(at) = find_byte(rest.as_bytes(), special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Appends an address for a quoted attribute: what may not stand in one is percent-encoded, as cmark does it.
pub fn escape_url(out: &mut String, url: &str) {
    let mut done = 0;
    for (at, &byte) in url.as_bytes().iter().enumerate() {
        if IS_URL_BYTE[usize::from(byte)] {
            continue;
        }
        // Not even an empty part may start inside a character.
        if done < at {
            out.push_str(&url[done..at]);
        }
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            _ => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                out.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
        done = at + 1;
    }
    out.push_str(&url[done..]);
}

/// Appends where a link leads: the address that was found for it, else what the author wrote.
pub fn escape_target(out: &mut String, found: Option<&str>, written: &str) {
    match found {
        Some(found) => escape_found(out, found),
        None => escape_url(out, written),
    }
}

/// The same for an address that was found for a link: letters of any script stand as they are.
pub fn escape_found(out: &mut String, url: &str) {
    let mut rest = url;
    while let Some(at) = find_byte(rest.as_bytes(), |byte| byte >= 0x80) {
        let (before, from) = rest.split_at(at);
        escape_url(out, before);
        let stands = letters(from);
        let (letters, from) = from.split_at(stands);
        out.push_str(letters);
        let odd = from.chars().next().filter(|_| stands == 0);
        let (odd, from) = from.split_at(odd.map_or(0, char::len_utf8));
        escape_url(out, odd);
        rest = from;
    }
    escape_url(out, rest);
}

/// Bytes that stand for themselves in an address.
const IS_URL_BYTE: [bool; 256] = plain_and(b"!#$%()*+,-./:;=?@_~");

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str) -> String {
        let mut out = String::new();
        escape_text(&mut out, input);
        out
    }

    fn url(input: &str) -> String {
        let mut out = String::new();
        escape_url(&mut out, input);
        out
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(text("a<b>&\"提'言"), "a&lt;b&gt;&amp;&quot;提'言");
    }

    #[test]
    fn addresses_cannot_leave_their_attribute() {
        assert_eq!(url("a\"b'c&d<e>"), "a%22b&#x27;c&amp;d%3Ce%3E");
    }

    #[test]
    fn letters_stand_in_addresses_that_were_found() {
        let check = |url: &str, expected: &str| {
            let mut out = String::new();
            escape_found(&mut out, url);
            assert_eq!(out, expected);
        };
        check("../提 言.html#１", "../提%20言.html#１");
        check("\u{3000}言\u{202e}'", "%E3%80%80言%E2%80%AE&#x27;");
    }

    #[test]
    fn japanese_addresses_are_percent_encoded_once() {
        assert_eq!(url("/提.md#言"), "/%E6%8F%90.md#%E8%A8%80");
        assert_eq!(url("/%E6%8F%90"), "/%E6%8F%90");
    }
}
