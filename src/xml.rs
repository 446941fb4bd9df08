//! Text → text in XML 1.0: markup is escaped, and what XML does not know is left out.

/// Whether a text in XML may hold a character: it is of the production `Char`, and neither a control nor one that is none
/// (<https://www.w3.org/TR/xml/#charsets>, with its note).
pub fn is_char(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => !c.is_control() && u32::from(c) & 0xfffe != 0xfffe,
    }
}

/// Appends text so that it is only ever text, in content and in quoted attributes.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_char(c) => out.push(c),
            _ => {}
        }
    }
}

/// Text as it stands in XML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_only_ever_text() {
        assert_eq!(
            escaped("<a href=\"&\">提言\u{8}\u{ffff}\t"),
            "&lt;a href=&quot;&amp;&quot;&gt;提言\t"
        );
    }
}
