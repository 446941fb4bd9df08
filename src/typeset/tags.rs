//! Safe markup → its tags with their places.

/// One tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// The element's name; `/` before it if it is closed here.
    pub name: &'h str,
    /// What stands between the name and `>`.
    pub attributes: &'h str,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The tags in order. Safe markup has neither comments nor elements whose content is not read as markup.
pub(super) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'<', &html.as_bytes()[at..])?;
        let end = start + length(&html.as_bytes()[start..])?;
        at = end;
        let inside = &html[start + 1..end - 1];
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        Some(Tag {
            name,
            attributes,
            start,
            end,
        })
    })
}

/// The text from a place up to a closing tag, as it is read, and where that ends; `None` if there is markup in it.
pub(super) fn text_before(html: &str, from: usize, close: &str) -> Option<(String, usize)> {
    let end = from + memchr::memchr(b'<', &html.as_bytes()[from..])?;
    if !html[end..].starts_with(close) {
        return None;
    }
    let mut text = html[from..end].to_owned();
    for (escaped, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ] {
        if text.contains(escaped) {
            text = text.replace(escaped, sign);
        }
    }
    Some((text, end + close.len()))
}

/// How long a tag is: a value in quotes may hold `>`.
fn length(tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'>', b'"', &tag[at..])? + 1;
        if tag[at - 1] == b'>' {
            return Some(at);
        }
        at += memchr::memchr(b'"', &tag[at..])? + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_and_what_looks_like_one_is_not() {
        let html = "a<p title=\"<b>>\" id=\"x\">&lt;i&gt;<br></p>";
        let found: Vec<_> = tags(html).map(|tag| (tag.name, tag.attributes)).collect();
        assert_eq!(
            found,
            [("p", "title=\"<b>>\" id=\"x\""), ("br", ""), ("/p", "")]
        );
    }
}
