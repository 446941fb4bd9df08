//! Text → HTML text, attribute values and addresses.

/// Appends text so that it is only ever text, in content and in quoted attributes.
pub fn escape_text(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let with = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(with);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// Appends an address for a quoted attribute: what may not stand in one is percent-encoded, as cmark does it.
pub fn escape_url(out: &mut String, url: &str) {
    let mut done = 0;
    for (at, &byte) in url.as_bytes().iter().enumerate() {
        if is_url_byte(byte) {
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

fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%()*+,-./:;=?@_~".contains(&byte)
}

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
