//! Markup → tokens, as HTML's tokeniser has it, in time linear in the input whatever it is.
//!
//! What is not a whole tag is text. A tag or comment never reaches over a fence, so that an author's open quote
//! cannot swallow what our emitter wrote after it.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// A piece of markup.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// Words, with references still in them. No `<` of it begins a tag.
    Text(&'a str),
    /// A start tag; its name in lower case.
    Start(Tag<'a>),
    /// An end tag; its name in lower case.
    End(Cow<'a, str>),
    /// The beginning of a fenced part.
    FenceOpens,
    /// The end of a fenced part.
    FenceCloses,
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// Names in lower case with raw values, at most [`ATTRIBUTE_LIMIT`].
    pub attributes: Vec<(Cow<'a, str>, &'a str)>,
}

/// Attributes of one tag beyond which the rest is dropped.
const ATTRIBUTE_LIMIT: usize = 24;
/// How often something that looks like a tag may turn out to be none before `<` counts as text up to the fence.
const PATIENCE: usize = 16;
/// Longer tag or attribute names are none.
const NAME_LIMIT: usize = 64;

/// Cuts markup into tokens.
pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    fences: Option<Fences>,
    /// Where the next fence is, or the end.
    limit: usize,
    failures: usize,
}

/// The two fences, and what finds the next of either.
struct Fences {
    open: String,
    close: String,
    finder: memmem::Finder<'static>,
}

impl Fences {
    fn new(mark_prefix: &str) -> Self {
        let stem = format!("<!--{mark_prefix}");
        Self {
            open: format!("{stem}(-->"),
            close: format!("{stem})-->"),
            // Both begin alike; only their last sign tells them apart.
            finder: memmem::Finder::new(&stem).into_owned(),
        }
    }
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str, mark_prefix: &str) -> Self {
        let fences = (!mark_prefix.is_empty()).then(|| Fences::new(mark_prefix));
        let mut tokens = Self {
            source,
            at: 0,
            fences,
            limit: 0,
            failures: 0,
        };
        tokens.find_limit();
        tokens
    }

    /// The raw text up to the end tag of an element that is dropped with its content, passed over. Nothing is passed
    /// over if there is no end tag before the next fence.
    pub(super) fn skip_element(&mut self, name: &str) {
        if self.failures > PATIENCE {
            return;
        }
        let rest = &self.source.as_bytes()[self.at..self.limit];
        let end = rest.windows(name.len() + 2).position(|window| {
            window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes())
        });
        match end {
            Some(offset) => self.at += offset,
            None => self.failures += 1,
        }
    }

    fn find_limit(&mut self) {
        let rest = &self.source[self.at..];
        let fences = self.fences.as_ref();
        let next = fences.and_then(|fences| fences.finder.find(rest.as_bytes()));
        self.limit = next.map_or(self.source.len(), |offset| self.at + offset);
        self.failures = 0;
    }

    fn fence(&mut self) -> Option<Token<'a>> {
        let Fences { open, close, .. } = self.fences.as_ref()?;
        let rest = &self.source[self.at..];
        let (length, token) = if rest.starts_with(open.as_str()) {
            (open.len(), Token::FenceOpens)
        } else if rest.starts_with(close.as_str()) {
            (close.len(), Token::FenceCloses)
        } else {
            return None;
        };
        self.at += length;
        self.find_limit();
        Some(token)
    }

    /// The token that begins with the `<` at the current place, or `None` if it is text.
    fn markup(&mut self) -> Option<Option<Token<'a>>> {
        if self.failures > PATIENCE {
            return None;
        }
        let rest = &self.source[self.at..self.limit];
        let bytes = rest.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        let found = if letter(1) {
            scan_tag(rest, 1).map(|(tag, length)| (Some(Token::Start(tag)), length))
        } else if bytes.get(1) == Some(&b'/') && letter(2) {
            scan_tag(rest, 2).map(|(tag, length)| (Some(Token::End(tag.name)), length))
        } else if rest.starts_with("<!--") {
            comment_length(rest).map(|length| (None, length))
        } else if matches!(bytes.get(1), Some(b'!' | b'?' | b'/')) {
            memchr(b'>', bytes).map(|offset| (None, offset + 1))
        } else {
            return None;
        };
        let Some((token, length)) = found else {
            self.failures += 1;
            return None;
        };
        self.at += length;
        Some(token)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.at >= self.source.len() {
                return None;
            }
            if self.at == self.limit {
                if let Some(token) = self.fence() {
                    return Some(token);
                }
                // Looks like a fence and is none: text.
                let start = self.at;
                self.at += 1;
                self.find_limit();
                return Some(Token::Text(&self.source[start..start + 1]));
            }
            if self.source.as_bytes()[self.at] == b'<' {
                match self.markup() {
                    Some(Some(token)) => return Some(token),
                    Some(None) => continue,
                    None => {}
                }
            }
            let start = self.at;
            let begin = start + usize::from(self.source.as_bytes()[start] == b'<');
            let next = memchr(b'<', &self.source.as_bytes()[begin..self.limit]);
            self.at = next.map_or(self.limit, |offset| begin + offset);
            return Some(Token::Text(&self.source[start..self.at]));
        }
    }
}

/// The length of a comment that starts here.
fn comment_length(rest: &str) -> Option<usize> {
    let body = &rest[4..];
    for (early, length) in [(">", 5), ("->", 6)] {
        if body.starts_with(early) {
            return Some(length);
        }
    }
    let plain = body.find("-->").map(|offset| offset + 7);
    let odd = body.find("--!>").map(|offset| offset + 8);
    plain.into_iter().chain(odd).min()
}

/// A tag whose name starts at `from`, and its length.
fn scan_tag(rest: &str, from: usize) -> Option<(Tag<'_>, usize)> {
    let bytes = rest.as_bytes();
    let ends_name = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let mut at = from + bytes[from..].iter().position(|&byte| ends_name(byte))?;
    let name = in_lower_case(&rest[from..at]);
    let mut attributes: Vec<(Cow<'_, str>, &str)> = Vec::new();
    loop {
        at += bytes[at..]
            .iter()
            .position(|&byte| !byte.is_ascii_whitespace() && byte != b'/')?;
        if bytes[at] == b'>' {
            let known = name.len() <= NAME_LIMIT;
            let name = if known {
                name
            } else {
                Cow::Borrowed("unknown")
            };
            return Some((Tag { name, attributes }, at + 1));
        }
        let (attribute, next) = scan_attribute(rest, at)?;
        let is_new = |name: &str| !attributes.iter().any(|(known, _)| known == name);
        if attributes.len() < ATTRIBUTE_LIMIT
            && attribute.0.len() <= NAME_LIMIT
            && is_new(&attribute.0)
        {
            attributes.push(attribute);
        }
        at = next;
    }
}

fn in_lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// An attribute that starts at `from`, and where it ends.
fn scan_attribute(rest: &str, from: usize) -> Option<((Cow<'_, str>, &str), usize)> {
    let bytes = rest.as_bytes();
    let skip_space = |at: usize| {
        bytes[at..]
            .iter()
            .position(|byte| !byte.is_ascii_whitespace())
            .map(|offset| at + offset)
    };
    let ends_name = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=');
    // A name may begin with `=`, as HTML has it.
    let end = from + 1 + bytes[from + 1..].iter().position(|&byte| ends_name(byte))?;
    let name = in_lower_case(&rest[from..end]);
    let after = skip_space(end)?;
    if bytes[after] != b'=' {
        return Some(((name, ""), after));
    }
    let start = skip_space(after + 1)?;
    let quote = bytes[start];
    if quote == b'"' || quote == b'\'' {
        let length = memchr(quote, &bytes[start + 1..])?;
        let value = &rest[start + 1..start + 1 + length];
        return Some(((name, value), start + length + 2));
    }
    let length = bytes[start..]
        .iter()
        .position(|&byte| byte.is_ascii_whitespace() || byte == b'>')?;
    Some(((name, &rest[start..start + length]), start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let shown = Tokens::new(html, "m-").map(|token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Start(tag) => {
                let attributes: String = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"))
                    .collect();
                format!("[{}{attributes}]", tag.name)
            }
            Token::End(name) => format!("[/{name}]"),
            Token::FenceOpens => "(".to_owned(),
            Token::FenceCloses => ")".to_owned(),
        });
        assert_eq!(shown.collect::<String>(), expected, "{html}");
    }

    #[test]
    fn tags_and_words_are_told_apart() {
        check("<B>施策</b >", "[b]施策[/b]");
        check("1 < 2 <3 <あ>", "1 < 2 <3 <あ>");
        check(
            "<a href=x title='a>b' download>",
            "[a href=x title=a>b download=]",
        );
        check("<a/href=\"x\"/>", "[a href=x]");
        check("<img src = x onerror\n=\"y\">", "[img src=x onerror=y]");
        check("<a a=1 A=2>", "[a a=1]");
    }

    #[test]
    fn what_is_no_whole_tag_is_text() {
        check("a <b", "a <b");
        check("<a title=\"x>施策", "<a title=\"x>施策");
        check("<!-- 施策", "<!-- 施策");
    }

    #[test]
    fn comments_are_passed_over() {
        check(
            "a<!-- <b> -->c<!-->d<!--->e<!doctype html>f<?xml?>g</ >h",
            "acdefgh",
        );
    }

    #[test]
    fn nothing_reaches_over_a_fence() {
        check(
            "<!--m-(--><a title=\"<!--m-)--><b title=\"x\">",
            "(<a title=\")[b title=x]",
        );
        check("<!-- <!--m-(-->x<!--m-)-->", "<!-- (x)");
        check("<!--m-?-->x", "<!--m-?-->x");
    }
}
