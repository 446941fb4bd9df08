//! Text → HTML text, attribute values and addresses.

use crate::bytes::{find_byte, plain_and};

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
    fn japanese_addresses_are_percent_encoded_once() {
        assert_eq!(url("/提.md#言"), "/%E6%8F%90.md#%E8%A8%80");
        assert_eq!(url("/%E6%8F%90"), "/%E6%8F%90");
    }
}
