//! The text of a post, HTML as servers cook it or Markdown → what is said, linked and quoted. Reads every byte once, builds no tree,
//! and hands on no markup.

use super::address::recognise;
use super::read::web;
use super::{LINK_LIMIT, Quoted};

/// Longest text that is read, in bytes.
const SOURCE_LIMIT: usize = 256 << 10;
/// Longest tag, in bytes.
const TAG_LIMIT: usize = 4_000;
/// Signs of tags that begin none, after which the rest is read as words: each is looked at as far as a tag may go.
const ALONE_LIMIT: usize = 1_000;
/// Letters before a link in which it is told what the link is.
const NEAR: usize = 80;

/// What a post says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Its own words, without those that it quotes.
    pub text: String,
    /// Web addresses, each once, in order, with the words that lead up to them.
    pub links: Vec<(String, String)>,
    /// What it quotes.
    pub quotes: Vec<Quoted>,
}

/// Reads HTML as Discourse and GitHub give it; `base` is the server, such as `https://forum.example.org`.
pub fn html(source: &str, base: &str) -> Content {
    let mut reader = Reader {
        base,
        content: Content::default(),
        hidden: Vec::new(),
    };
    let mut rest = bounded(source);
    let mut alone = 0;
    while let Some(at) = rest.find('<').filter(|_| alone < ALONE_LIMIT) {
        reader.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some((tag, after)) = tag(rest) else {
            reader.words("<");
            rest = &rest[1..];
            alone += 1;
            continue;
        };
        reader.tag(tag);
        rest = after;
    }
    reader.words(rest);
    reader.content.text = reader.content.text.trim().to_owned();
    reader.content
}

/// Reads Markdown or plain text: lines that begin with `>` are quoted.
pub fn plain(source: &str, base: &str) -> Content {
    let mut reader = Reader {
        base,
        content: Content::default(),
        hidden: Vec::new(),
    };
    for line in bounded(source).lines() {
        if line.trim_start().starts_with(['>', '＞']) {
            continue;
        }
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '）' | '」');
        let mut rest = line;
        while let Some(at) = rest.find("http") {
            reader.push(&rest[..at]);
            let url = &rest[at..];
            let end = url.find(ends).unwrap_or(url.len());
            reader.link(&url[..end]);
            reader.push(&url[..end.max(4)]);
            rest = &url[end.max(4)..];
        }
        reader.push(rest);
        reader.push("\n");
    }
    reader.content.text = reader.content.text.trim().to_owned();
    reader.content
}

fn bounded(source: &str) -> &str {
    let mut end = source.len().min(SOURCE_LIMIT);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    &source[..end]
}

/// What stands between `<` and `>`, where quoted values may hold `>`.
fn tag(text: &str) -> Option<(&str, &str)> {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
    text[1..].starts_with(begins).then_some(())?;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some((&text[1..at], &text[at + 1..])),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'<') => return None,
            _ => {}
        }
        if at > TAG_LIMIT {
            return None;
        }
    }
    None
}

struct Reader<'r> {
    base: &'r str,
    content: Content,
    /// Elements that are open and whose words are not the post's own.
    hidden: Vec<&'static str>,
}

impl Reader<'_> {
    fn words(&mut self, source: &str) {
        if self.hidden.is_empty() {
            self.push(&unescaped(source));
        }
    }

    fn push(&mut self, words: &str) {
        self.content.text.push_str(words);
    }

    fn tag(&mut self, tag: &str) {
        let closing = tag.starts_with('/');
        let inside = tag.trim_start_matches('/');
        let end = inside
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(inside.len());
        let name = inside[..end].to_ascii_lowercase();
        let hidden = ["aside", "script", "style", "blockquote", "svg"];
        if let Some(element) = hidden.into_iter().find(|element| *element == name) {
            return self.apart(element, closing, &inside[end..]);
        }
        match name.as_str() {
            "a" if !closing => self.anchor(&inside[end..]),
            "p" | "div" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "tr"
                if closing && self.hidden.is_empty() =>
            {
                self.push(if name == "li" || name == "tr" {
                    "\n"
                } else {
                    "\n\n"
                });
            }
            "br" if self.hidden.is_empty() => self.push("\n"),
            _ => {}
        }
    }

    /// What others said, and what no one reads.
    fn apart(&mut self, element: &'static str, closing: bool, attributes: &str) {
        if closing {
            if let Some(at) = self.hidden.iter().rposition(|open| *open == element) {
                self.hidden.truncate(at);
            }
            return;
        }
        let is_quote = value(attributes, "class")
            .is_some_and(|class| class.split_whitespace().any(|class| class == "quote"));
        if element == "aside" && is_quote && self.hidden.is_empty() {
            self.quote(attributes);
        }
        // A preview of a link says what the link says.
        if element == "aside"
            && !is_quote
            && let Some(url) = value(attributes, "data-onebox-src")
        {
            self.link(&url);
        }
        if self.hidden.len() < 100 {
            self.hidden.push(element);
        }
    }

    fn quote(&mut self, attributes: &str) {
        let number = |name| value(attributes, name)?.parse::<u64>().ok();
        let topic = number("data-topic").map(|topic| format!("{}/t/topic/{topic}", self.base));
        let quoted = Quoted {
            topic,
            post: number("data-post"),
            author: value(attributes, "data-username").filter(|name| !name.is_empty()),
        };
        let quotes = &mut self.content.quotes;
        if quotes.len() < LINK_LIMIT && !quotes.contains(&quoted) {
            quotes.push(quoted);
        }
    }

    fn anchor(&mut self, attributes: &str) {
        if !self.hidden.is_empty() {
            return;
        }
        let class = value(attributes, "class").unwrap_or_default();
        let apart = [
            "mention",
            "mention-group",
            "user-mention",
            "anchor",
            "lightbox",
            "hashtag",
            "hashtag-cooked",
        ];
        if class.split_whitespace().any(|class| apart.contains(&class)) {
            return;
        }
        if let Some(url) = value(attributes, "href") {
            self.link(&url);
        }
    }

    fn link(&mut self, url: &str) {
        let url = url.trim();
        let url = match url.strip_prefix('/') {
            Some(path) if path.starts_with('/') => format!("https:{url}"),
            Some(_) => format!("{}{url}", self.base),
            None => url.to_owned(),
        };
        let Some(url) = web(&url) else {
            return;
        };
        let links = &mut self.content.links;
        if links.len() < LINK_LIMIT && links.iter().all(|(known, _)| *known != url) {
            let text = &self.content.text;
            let from = text.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
            links.push((url, text[from..].to_owned()));
        }
    }
}

/// The value of an attribute.
fn value(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'))
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            // A stray `=`.
            rest = after.strip_prefix('=')?;
            continue;
        }
        let Some(after) = after.trim_start().strip_prefix('=') else {
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let (found, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(unescaped(found));
        }
        rest = next;
    }
}

/// Text with the entities that servers write for signs of HTML.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest
            .bytes()
            .take(12)
            .position(|byte| byte == b';')
            .map(|end| (&rest[1..end], end));
        match entity.and_then(|(name, end)| Some((sign(name)?, end))) {
            Some((sign, end)) => {
                out.push(sign);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn sign(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        name => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !crate::diagnostic::is_hidden(*c))?
        }
    })
}

/// Words before a link to a topic that this one goes on from or belongs to.
const PARENT_WORDS: [&str; 6] = [
    "親トピック",
    "元のトピック",
    "元トピック",
    "parent topic",
    "continuing the discussion from",
    "continued from",
];
/// Words of a post that says that the discussion goes on elsewhere.
const ONWARD_WORDS: [&str; 16] = [
    "下記のトピック",
    "以下のトピック",
    "こちらのトピック",
    "新しいトピック",
    "新トピック",
    "続き",
    "引き続き",
    "移行",
    "移動しま",
    "クローズ",
    "continue",
    "moved to",
    "follow-up",
    "follow up",
    "new topic",
    "closing this",
];

impl Content {
    /// Reads what was written as plain text or Markdown; `base` is the server.
    pub fn plain(source: &str, base: &str) -> Self {
        plain(source, base)
    }

    /// The topic that the post says that its own topic belongs to or goes on from.
    pub fn parent(&self, own: &str) -> Option<String> {
        self.topics(own)
            .find(|(_, before)| PARENT_WORDS.iter().any(|word| before.contains(word)))
            .map(|(topic, _)| topic)
    }

    /// The topic on the same host in which the post says that the discussion goes on.
    pub fn onward(&self, own: &str) -> Option<String> {
        let text = self.text.to_lowercase();
        if !ONWARD_WORDS.iter().any(|word| text.contains(word)) {
            return None;
        }
        self.topics(own).last().map(|(topic, _)| topic)
    }

    /// Links to other topics on the same host, and the words before each in lower case.
    fn topics<'c>(&'c self, own: &'c str) -> impl Iterator<Item = (String, String)> + 'c {
        let host = recognise(own).map(|own| own.host);
        self.links.iter().filter_map(move |(url, before)| {
            let found = recognise(url)?;
            let other = Some(&found.host) == host.as_ref() && found.url != own;
            other.then(|| (found.url, before.to_lowercase()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://a.example/t/topic/329";

    fn links(content: &Content) -> Vec<&str> {
        content.links.iter().map(|(url, _)| url.as_str()).collect()
    }

    #[test]
    fn words_links_and_quotes_are_told_apart() {
        let cooked = "<aside class=\"quote no-group\" data-username=\"Basa\" data-post=\"7\" data-topic=\"329\">\n<div class=\"title\">Basa:</div>\n<blockquote>\n<p>引用 <a href=\"/t/9\">x</a></p></blockquote></aside>\n<p>賛成 &amp; 補足です。<a class=\"mention\" href=\"/u/basa\">@basa</a><br><a href=\"/t/budget/12/3\">予算</a>と<a href='https://example.org/?a=1&amp;b=2'>表</a></p>";
        let found = html(cooked, "https://a.example");
        assert_eq!(found.text, "賛成 & 補足です。@basa\n予算と表");
        assert_eq!(
            links(&found),
            [
                "https://a.example/t/budget/12/3",
                "https://example.org/?a=1&b=2"
            ]
        );
        let quoted = Quoted {
            topic: Some(OWN.to_owned()),
            post: Some(7),
            author: Some("Basa".to_owned()),
        };
        assert_eq!(found.quotes, [quoted]);
    }

    #[test]
    fn no_markup_is_handed_on() {
        for hostile in [
            "<script>alert(1)</script>",
            "<a href=\"javascript:alert(1)\">",
            "<!-- <p>x -->",
            "<style>p{}</style>",
            "<svg><a href=\"https://x.example\">",
        ] {
            let found = html(hostile, "https://a.example");
            assert_eq!(found, Content::default(), "{hostile}");
        }
        assert_eq!(html("1 < 2 <3", "").text, "1 < 2 <3");
    }

    #[test]
    fn plain_text_has_links_too() {
        let found = plain(
            "> 引用 https://q.example\n[案](https://a.example/b)と https://c.example/d。\n",
            "",
        );
        assert_eq!(
            links(&found),
            ["https://a.example/b", "https://c.example/d。"]
        );
    }

    #[test]
    fn a_post_says_where_its_topic_comes_from_and_where_it_goes_on() {
        let first = html(
            "<p>親トピック<br><a href=\"/t/parent/300\">どう発信すべきか</a></p><p>企業は<a href=\"/t/firms/330\">こちら</a></p>",
            "https://a.example",
        );
        assert_eq!(
            first.parent(OWN).as_deref(),
            Some("https://a.example/t/topic/300")
        );
        let last = html(
            "<p>本トピックはクローズします。<a href=\"https://github.com/a/b\">GitHub</a>と<a href=\"/t/365\">下記</a>で。</p>",
            "https://a.example",
        );
        assert_eq!(
            last.onward(OWN).as_deref(),
            Some("https://a.example/t/topic/365")
        );
        let neither = html(
            "<p>参考: <a href=\"/t/365\">別の話</a></p>",
            "https://a.example",
        );
        assert_eq!((neither.parent(OWN), neither.onward(OWN)), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn no_text_does_harm(source in "[<>/a-z =\"'&;#!-]{0,80}|\\PC{0,80}") {
            let found = html(&source, "https://a.example");
            proptest::prop_assert!(found.links.len() <= LINK_LIMIT);
            let _ = plain(&source, "");
        }
    }
}
