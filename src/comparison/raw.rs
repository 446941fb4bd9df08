//! Raw HTML as its author wrote it → what can be said of it without a browser: its text, and whether its tags close.
//!
//! Decides nothing about safety: whatever is emitted is sanitised later by someone who reads HTML as browsers do.

use std::borrow::Cow;

/// Elements whose content is no markup and that a reader never sees as text.
const OPAQUE: [&str; 6] = ["script", "style", "textarea", "title", "iframe", "xmp"];
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// One piece of raw HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'h> {
    Text(&'h str),
    /// A start tag: its name as written, and all of it.
    Open {
        name: &'h str,
        tag: &'h str,
    },
    /// An end tag's name as written.
    Close {
        name: &'h str,
    },
    /// Comments, declarations, processing instructions.
    Hidden,
}

/// Cuts raw HTML into parts.
pub(super) fn parts(html: &str) -> Parts<'_> {
    Parts {
        rest: html,
        opaque: None,
    }
}

pub(super) struct Parts<'h> {
    rest: &'h str,
    opaque: Option<&'h str>,
}

impl<'h> Iterator for Parts<'h> {
    type Item = Part<'h>;

    fn next(&mut self) -> Option<Part<'h>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(name) = self.opaque.take() {
            self.skip_to_end_of(name);
            return Some(Part::Hidden);
        }
        if let Some(rest) = self.rest.strip_prefix('<') {
            if rest.starts_with(['!', '?']) {
                return Some(self.hidden());
            }
            let named = rest.strip_prefix('/').unwrap_or(rest);
            if named.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Some(self.tag());
            }
        }
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest[first..]
            .find('<')
            .map_or(self.rest.len(), |at| first + at);
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Part::Text(text))
    }
}

impl<'h> Parts<'h> {
    fn hidden(&mut self) -> Part<'h> {
        let close = if self.rest.starts_with("<!--") {
            "-->"
        } else {
            ">"
        };
        self.rest = self
            .rest
            .find(close)
            .map_or("", |at| &self.rest[at + close.len()..]);
        Part::Hidden
    }

    fn tag(&mut self) -> Part<'h> {
        let closing = self.rest.starts_with("</");
        let start = if closing { 2 } else { 1 };
        let name_end = self.rest[start..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .map_or(self.rest.len(), |at| start + at);
        let end = tag_end(self.rest, name_end);
        let (tag, rest) = self.rest.split_at(end);
        let name = &tag[start..name_end.min(end)];
        self.rest = rest;
        if closing {
            return Part::Close { name };
        }
        if is_opaque(name) {
            self.opaque = Some(name);
        }
        Part::Open { name, tag }
    }

    fn skip_to_end_of(&mut self, name: &str) {
        let closes = |at: &usize| {
            let after = &self.rest.as_bytes()[at + 2..];
            after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
        };
        let end = self.rest.match_indices("</").map(|(at, _)| at).find(closes);
        self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
    }
}

/// Where the tag ends whose name ends at `from`; a `>` inside a quoted value does not end it.
fn tag_end(html: &str, from: usize) -> usize {
    let mut quote = None;
    let mut last = b' ';
    for (at, byte) in html.bytes().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    html.len()
}

/// Whether an element never has an end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// Whether what an element holds is no markup.
pub(super) fn is_opaque(name: &str) -> bool {
    OPAQUE
        .iter()
        .any(|opaque| name.eq_ignore_ascii_case(opaque))
}

/// Raw HTML without comments and surrounding white space.
pub(super) fn without_comments(html: &str) -> Cow<'_, str> {
    let trimmed = html.trim();
    if !trimmed.contains("<!") && !trimmed.contains("<?") && !trimmed.contains('\r') {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for part in parts(trimmed) {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Open { tag, .. } => out.push_str(tag),
            Part::Close { name } => out.extend(["</", name, ">"]),
            Part::Hidden => {}
        }
    }
    Cow::Owned(out.replace('\r', "").trim().to_owned())
}

/// What a reader sees of raw HTML as text.
pub(super) fn text(html: &str) -> String {
    let mut out = String::new();
    for part in parts(html) {
        match part {
            Part::Text(text) => push_text(text, &mut out),
            Part::Open { name, .. } | Part::Close { name } if is_separating(name) => {
                push_break(&mut out)
            }
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_separating(name: &str) -> bool {
    const INLINE: [&str; 20] = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q",
        "ruby", "s", "small", "span", "strong", "sub", "sup",
    ];
    !INLINE
        .iter()
        .any(|inline| name.eq_ignore_ascii_case(inline))
        && !name.eq_ignore_ascii_case("u")
}

fn push_break(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn push_text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            1
        } else if let Some((decoded, length)) = entity(rest) {
            out.push(decoded);
            length
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
}

/// The most frequent character references.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let name = &name[..end];
    let decoded = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => numeric(name)?,
    };
    Some((decoded, end + 2))
}

fn numeric(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}

/// Raw HTML in which every element that is opened is closed, and nothing else is.
pub(super) fn closed(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<&str> = Vec::new();
    let mut opaque = false;
    for part in parts(html) {
        match part {
            Part::Text(text) => out.push_str(&text.replace('<', "&lt;")),
            Part::Open { tag, .. } if !is_regular(tag) => {}
            Part::Open { name, tag } if is_void(name) || tag.ends_with("/>") => out.push_str(tag),
            Part::Open { name, .. } if is_opaque(name) => opaque = true,
            Part::Open { name, tag } if open.len() < 64 => {
                out.push_str(tag);
                open.push(name);
            }
            Part::Close { name } if opaque => opaque = !is_opaque(name),
            Part::Close { name } => close(name, &mut open, &mut out),
            Part::Open { .. } | Part::Hidden => {}
        }
    }
    while let Some(name) = open.pop() {
        out.extend(["</", name, ">"]);
    }
    out
}

/// Whether a start tag is one that every reader of HTML reads alike (CommonMark's grammar of an open tag).
fn is_regular(tag: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let mut rest = tag[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    loop {
        let trimmed = rest.trim_ascii_start();
        if trimmed == ">" || trimmed == "/>" {
            return true;
        }
        let value = trimmed.trim_start_matches(is_name);
        if trimmed.len() == rest.len() || value.len() == trimmed.len() {
            return false;
        }
        rest = match value.trim_ascii_start().strip_prefix('=') {
            Some(value) => match after_value(value.trim_ascii_start()) {
                Some(rest) => rest,
                None => return false,
            },
            None => value,
        };
    }
}

/// What follows an attribute's value.
fn after_value(value: &str) -> Option<&str> {
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = value[1..].find(quote)?;
        return Some(&value[end + 2..]);
    }
    let is_end =
        |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '=' | '<' | '>' | '`');
    let end = value.find(is_end)?;
    (end > 0).then(|| &value[end..])
}

/// Closes an element and those left open inside it; an end tag without its start tag is dropped.
fn close(name: &str, open: &mut Vec<&str>, out: &mut String) {
    if !open.iter().any(|other| other.eq_ignore_ascii_case(name)) {
        return;
    }
    while let Some(last) = open.pop() {
        out.extend(["</", last, ">"]);
        if last.eq_ignore_ascii_case(name) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_a_reader_sees() {
        assert_eq!(
            text("<div style=\"a>b\"><a href='x'>議論 &amp; 質問</a></div>\n<p>次"),
            "議論 & 質問\n次"
        );
        assert_eq!(text("<!-- 秘密 --><script>x</script>表"), "表");
    }

    #[test]
    fn comments_are_no_part_of_it() {
        assert_eq!(without_comments("<!-- a -->\n"), "");
        assert_eq!(without_comments("<b>x</b><!-- a -->"), "<b>x</b>");
    }

    #[test]
    fn every_element_is_closed_and_no_other() {
        assert_eq!(closed("<div><p>a"), "<div><p>a</p></div>");
        assert_eq!(closed("</div>a</p>"), "a");
        assert_eq!(closed("<b><i>a</b>c</i>"), "<b><i>a</i></b>c");
        assert_eq!(closed("a<br><img src=\">\">"), "a<br><img src=\">\">");
        assert_eq!(closed("<a href=\"x"), "");
        assert_eq!(closed("1 < 2"), "1 &lt; 2");
        assert_eq!(closed("<p <b>x</p><a b=c\"d>y"), "xy");
        assert_eq!(closed("<p a='1' b c=d>x"), "<p a='1' b c=d>x</p>");
    }
}
