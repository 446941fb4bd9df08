//! Markup → whether it is, to the byte, what ammonia would make of it. Says no wherever that is not plain.
//!
//! An allow-list of its own, stricter than the sanitiser's: allowed elements in strict nesting, none of which a parser
//! would close, move or imply; allowed attributes, quoted, each once; addresses that are relative, or absolute and valid;
//! text and values escaped as the HTML standard serialises them. Tests hold the promise over tag soup, known attacks
//! and real documents: whatever passes here, ammonia leaves as it is.
//!
//! Source of the rules: <https://html.spec.whatwg.org/multipage/parsing.html#tree-construction> and
//! <https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments>.

use memchr::memchr;

use crate::bytes::{find_byte, is_letter};

use super::allow::{Element, Kin, Kind, find, known_scheme, leads_away};

/// Whether ammonia would give this markup back unchanged. `link_rel` is what it says of every link that leads away.
pub(super) fn is_canonical(html: &str, link_rel: &str) -> bool {
    // A byte order mark would be taken for one.
    if html.starts_with('\u{feff}') {
        return false;
    }
    let mut open: Vec<&Element> = Vec::new();
    let mut rest = html;
    while let Some(next) = memchr(b'<', rest.as_bytes()) {
        if !is_text(&rest[..next], open.last().copied()) {
            return false;
        }
        rest = &rest[next + 1..];
        let read = match rest.strip_prefix('/') {
            Some(tag) => end_tag(tag, &mut open),
            None => start_tag(rest, link_rel, &mut open),
        };
        let Some(after) = read else {
            return false;
        };
        rest = after;
    }
    open.is_empty() && is_text(rest, None)
}

/// The same formatting element open more often than this is left to the parser (the standard's "Noah's Ark clause").
const SAME_FORMATTING: usize = 2;

/// Elements whose parsing has rules of its own that are not worth telling here.
const INVOLVED: Kin = Kin::RUBY.or(Kin::RUBY_TEXT);

/// A tag with more attributes than this is left to the parser.
const ATTRIBUTES: usize = 8;

/// Reads past the end tag of the innermost element; `None` if it is anything else.
fn end_tag<'h>(tag: &'h str, open: &mut Vec<&Element>) -> Option<&'h str> {
    tag.strip_prefix(open.pop()?.name)?.strip_prefix('>')
}

/// Reads past a start tag that may stand here as it is.
fn start_tag<'h>(
    tag: &'h str,
    link_rel: &str,
    open: &mut Vec<&'static Element>,
) -> Option<&'h str> {
    let bytes = tag.as_bytes();
    let length = bytes
        .iter()
        .position(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit())?;
    let element = find(&tag[..length])?;
    if !may_stand(element, open) {
        return None;
    }
    let rest = attributes(&tag[length..], element, link_rel)?;
    if element.kin.is_any(Kin::PREFORMATTED) && rest.starts_with('\n') {
        return None;
    }
    if !element.is_void {
        open.push(element);
    }
    Some(rest)
}

/// Whether a parser would put the element where it is written, and close nothing for it.
fn may_stand(element: &Element, open: &[&Element]) -> bool {
    let parent = open.last().map_or(Kin::NONE, |parent| parent.kin);
    let is_open = |kin: Kin| open.iter().any(|other| other.kin.is_any(kin));
    let fits = match element.kin {
        Kin::ITEM => parent.is_any(Kin::LIST),
        Kin::DEFINITION => parent.is_any(Kin::DEFINITIONS),
        Kin::CAPTION | Kin::COLUMNS | Kin::ROWS => parent.is_any(Kin::TABLE),
        Kin::COLUMN => parent.is_any(Kin::COLUMNS),
        Kin::ROW => parent.is_any(Kin::ROWS),
        Kin::CELL => parent.is_any(Kin::ROW),
        kin if kin.is_any(INVOLVED) || parent.is_any(Kin::STRUCTURE) => false,
        kin => !kin.is_any(Kin::LINK) || !is_open(Kin::LINK),
    };
    let in_order = match element.kind {
        Kind::Block => {
            let heads = element.kin.is_any(Kin::HEADING) && parent.is_any(Kin::HEADING);
            !heads && !is_open(Kin::PARAGRAPH)
        }
        Kind::Inline => {
            let same = |other: &&&Element| other.name == element.name;
            !element.kin.is_any(Kin::FORMATTING)
                || open.iter().filter(same).count() < SAME_FORMATTING
        }
        Kind::TablePart => true,
    };
    fits && in_order
}

/// Reads past the attributes of a start tag and its end.
fn attributes<'h>(mut rest: &'h str, element: &Element, link_rel: &str) -> Option<&'h str> {
    let mut names = [""; ATTRIBUTES];
    let (mut count, mut away) = (0, false);
    loop {
        let seen = &names[..count];
        if let Some(after) = rest.strip_prefix('>') {
            // It stands last on whatever leads away, and nowhere else.
            let related = seen.last() == Some(&"rel");
            return (related == away).then_some(after);
        }
        let (name, value, after) = attribute(rest)?;
        if seen.contains(&name) || !is_attribute(name, value, element, link_rel) {
            return None;
        }
        away |= name == "href" && leads_away(value);
        *names.get_mut(count)? = name;
        count += 1;
        rest = after;
    }
}

/// ` name="value"`, and what follows.
fn attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let rest = rest.strip_prefix(' ')?;
    let (name, rest) = rest.split_at(memchr(b'=', rest.as_bytes())?);
    let rest = rest.strip_prefix("=\"")?;
    let (value, rest) = rest.split_at(memchr(b'"', rest.as_bytes())?);
    Some((name, value, &rest[1..]))
}

fn is_attribute(name: &str, value: &str, element: &Element, link_rel: &str) -> bool {
    if !is_escaped(value, &["amp;", "quot;", "lt;", "gt;", "nbsp;"]) {
        return false;
    }
    match name {
        "rel" => element.kin.is_any(Kin::LINK) && value == link_rel,
        "href" | "src" | "cite" => element.may_have(name) && is_address(value),
        _ => element.may_have(name),
    }
}

/// Whether an address is one that nobody reads in two ways.
fn is_address(value: &str) -> bool {
    let odd = |byte: u8| (byte <= b' ') | (byte == 0x7f) | (byte == b'\\') | (byte == b'`');
    let wide = |c: char| !c.is_ascii();
    if value.is_empty()
        || find_byte(value.as_bytes(), odd).is_some()
        || !value.chars().filter(|&c| wide(c)).all(is_letter)
        || !is_escaped(value, &["amp;"])
    {
        return false;
    }
    let ends = |byte: u8| matches!(byte, b'/' | b'?' | b'#' | b':' | b'&');
    let end = value.bytes().position(ends);
    match end.map(|end| value.as_bytes()[end]) {
        Some(b':') if has_plain_host(value) => true,
        Some(b':' | b'&') => {
            let address = value.replace("&amp;", "&");
            let first = address.split(['/', '?', '#']).next().unwrap_or_default();
            let leads = !first.contains(':') || ammonia::Url::parse(&address).is_ok();
            leads && known_scheme(&address)
        }
        _ => !value.starts_with("//"),
    }
}

/// Whether an address leads to a host whose name no reader of addresses refuses: most do, and most links lead elsewhere.
fn has_plain_host(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| {
        let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_label = |label: &str| {
            (1..64).contains(&label.len())
                && label.bytes().all(sign)
                && !label.starts_with(['-', 'x'])
                && !label.ends_with('-')
        };
        // A number at the end would be read as an address of the Internet Protocol.
        let last = host.rsplit('.').next().unwrap_or_default();
        host.len() < 254
            && host.split('.').all(is_label)
            && last.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// Whether text reads back as it is, in this element.
fn is_text(text: &str, parent: Option<&Element>) -> bool {
    if parent.is_some_and(|parent| parent.kin.is_any(Kin::STRUCTURE)) {
        return text.bytes().all(|byte| matches!(byte, b' ' | b'\n'));
    }
    is_escaped(text, &["amp;", "lt;", "gt;", "nbsp;"])
}

/// Whether a text holds no sign that a serialisation escapes, but for these references.
fn is_escaped(text: &str, references: &[&str]) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(offset) = find_byte(&bytes[at..], is_peculiar) {
        at += offset + 1;
        let holds = match bytes[at - 1] {
            b'&' => references.iter().any(|name| text[at..].starts_with(name)),
            // The lead byte of U+0080 to U+00BF: controls up to U+009F, then the no-break space.
            0xc2 => bytes.get(at).is_some_and(|&next| next > 0xa0),
            _ => false,
        };
        if !holds {
            return false;
        }
    }
    true
}

/// Whether a byte does not stand for itself in every text.
fn is_peculiar(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\t') & (byte != b'\n'))
        | (byte == b'&')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == 0x7f)
        | (byte == 0xc2)
}

#[cfg(test)]
mod tests {
    use super::super::balance::balance;
    use super::super::tests::{dressed, known_attacks, piece};
    use super::super::{Origin, cleaner};
    use super::*;

    const REL: &str = "noopener noreferrer";

    fn check(html: &str, expected: bool) {
        assert_eq!(is_canonical(html, REL), expected, "{html}");
        assert_holds(html);
    }

    /// What passes, ammonia gives back to the byte.
    #[track_caller]
    fn assert_holds(html: &str) {
        if is_canonical(html, REL) {
            let clean = cleaner(Origin::Proposal).clean(html).to_string();
            assert_eq!(clean, html);
        }
    }

    #[test]
    fn what_markdown_makes_passes() {
        let html = "<h1 id=\"m-提言\">提言</h1>\n<ul>\n<li><strong>予算</strong> <a href=\"a.md\">案</a> &quot;x&quot; &amp; \
            <a href=\"https://example.org/?a=1&amp;b=2\">y</a></li>\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\"> 済</li>\n</ul>\n\
            <ol start=\"3\">\n<li>\n<p><del class=\"m-del\">一</del><ins>二</ins></p>\n</li>\n</ol>\n<table>\n<thead>\n<tr>\n<th>項目</th>\n\
            <th align=\"right\">額</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>給与</td>\n<td><code>1</code></td>\n</tr>\n</tbody>\n</table>\n\
            <blockquote>\n<p>引用<br>\n次</p>\n</blockquote>\n<pre><code>\ncode\n</code></pre>\n<p><img src=\"a.png\" alt=\"図\" title=\"題\">\
            <sup class=\"footnote-ref\"><a href=\"#m-fn:1\">1</a></sup></p>\n<hr>\n";
        check(&balance(html, "m-", REL), true);
    }

    #[test]
    fn what_a_parser_would_change_does_not_pass() {
        for html in [
            "<p><div></div></p>",
            "<p><p></p></p>",
            "<a rel=\"noopener noreferrer\"><a rel=\"noopener noreferrer\"></a></a>",
            "<h1><h2></h2></h1>",
            "<li></li>",
            "<table><tr></tr></table>",
            "<table>x</table>",
            "<table><tbody><tr>x</tr></tbody></table>",
            "<b><b><b></b></b></b>",
            "<p>",
            "</p>",
            "<i><b></i></b>",
            "<pre>\nx</pre>",
            "<ruby>漢<rt>かん</rt></ruby>",
            "<P></P>",
            "<br/>",
        ] {
            check(html, false);
        }
    }

    #[test]
    fn addresses_pass_if_every_reader_takes_them() {
        let link = |address: &str| format!("<a href=\"{address}\" rel=\"{REL}\"></a>");
        for good in [
            "https://example.org",
            "http://a-b.example.org/x?y=1&amp;z#a:b",
            "https://x.com/",
            "https://192.0.2.1/",
            "mailto:a@example.org",
        ] {
            check(&link(good), true);
        }
        for near in ["a/b:c", "#a:b", "../x/index.html?y=1&amp;z"] {
            check(&format!("<a href=\"{near}\"></a>"), true);
            check(&link(near), false);
        }
        for odd in [
            "https://",
            "https://?",
            "https://1.2.3.4.5/",
            "https://a.0x/",
            "https://a.1/",
            "https://xn--/",
            "https://xn--a/",
            "https://a..b/",
            "https://-a.b/",
            "https://a_b/",
            "https://A.b/",
            "https://a:b/",
            "https://a@b/",
            "https:a",
            "https:/a",
            "http://%41/",
            "https://a&amp;b/",
            "&amp;:b",
            "HTTPS://a.b",
        ] {
            assert_holds(&link(odd));
        }
    }

    #[test]
    fn what_the_sanitiser_would_drop_does_not_pass() {
        for html in [
            "<script></script>",
            "<p onclick=\"x\"></p>",
            "<p style=\"x\"></p>",
            "<a href=\"javascript:x\" rel=\"noopener noreferrer\"></a>",
            "<a href=\"//example.org\" rel=\"noopener noreferrer\"></a>",
            "<a href=\"https://exa mple/\" rel=\"noopener noreferrer\"></a>",
            "<a href=\"https://[x/\" rel=\"noopener noreferrer\"></a>",
            "<a href=\"&#106;avascript:x\" rel=\"noopener noreferrer\"></a>",
            "<a href=\"https://example.org\"></a>",
            "<a href=\"https://example.org\" rel=\"opener\"></a>",
            "<p rel=\"noopener noreferrer\"></p>",
            "<p id=\"a\" id=\"b\"></p>",
            "<!-- x -->",
            "<!doctype html>",
        ] {
            check(html, false);
        }
    }

    #[test]
    fn what_a_serialisation_would_escape_does_not_pass() {
        for html in [
            "&copy;", "&", "a > b", "\u{a0}", "\u{85}", "\0", "\r", "&quot;", "&#60;",
        ] {
            check(html, false);
        }
        check("\"'&amp;&lt;&gt;&nbsp;\u{3000}Â\n", true);
    }

    #[test]
    fn no_known_attack_passes_that_ammonia_would_change() {
        for attack in known_attacks().unwrap_or_default() {
            for payload in dressed(&attack) {
                assert_holds(&payload);
                assert_holds(&balance(&payload, "m-", REL));
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
        #[test]
        fn whatever_passes_is_left_as_it_is(pieces in proptest::collection::vec(piece(), 0..12)) {
            let html = pieces.concat();
            assert_holds(&html);
            assert_holds(&balance(&html, "m-", REL));
        }
    }
}
