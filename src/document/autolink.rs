//! Bare addresses in running text → links, as GitHub does it, and ending where Japanese text goes on.
//!
//! GFM's extended autolinks (`https://…`, `http://…`, `ftp://…`, `www.…`, mail addresses) with its rules for trailing
//! punctuation. GitHub lets an address run on to the next space, which in Japanese is often the end of the
//! paragraph; here it also ends
//!
//! - at any punctuation, symbol or space that is not ASCII: `（https://example.org）。`;
//! - at quotes, brackets and backslashes, which no address has: `[https://example.org]`;
//! - in the host, at a letter that is not ASCII inside a label that began with ASCII: `https://example.orgを見る`;
//! - at hiragana after an ASCII letter, digit or slash, which is a particle: `https://example.org/a/を見る`.
//!
//! Otherwise letters stay: `https://ja.wikipedia.org/wiki/東京都`.

use std::ops::Range;

use super::cjk::is_punctuation;

/// An address found in text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: String,
}

/// Where addresses stand in a text, in bytes and in order: they end where Japanese goes on.
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    find(text).into_iter().map(|found| found.range).collect()
}

/// Finds the addresses in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, sign)) = next_sign(text, from) {
        let attempt = match sign {
            Sign::Scheme => scheme(text, from, at),
            Sign::Www => www(text, from, at),
            Sign::At => mail(text, from, at),
        };
        from = match attempt {
            Ok(address) => {
                let end = address.range.end;
                found.push(address);
                end
            }
            // What was looked at in vain is not looked at again, or many signs in a row would take quadratic time.
            Err(end) => end.max(at + 1),
        };
    }
    found
}

enum Sign {
    Scheme,
    Www,
    At,
}

fn next_sign(text: &str, from: usize) -> Option<(usize, Sign)> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b':', b'.', b'@', &bytes[from..])
        .map(|at| from + at)
        .find_map(|at| match bytes[at] {
            b':' => bytes[at..]
                .starts_with(b"://")
                .then_some((at, Sign::Scheme)),
            b'.' => {
                let start = at.checked_sub(3).filter(|&start| start >= from)?;
                bytes[start..at]
                    .eq_ignore_ascii_case(b"www")
                    .then_some((start, Sign::Www))
            }
            _ => Some((at, Sign::At)),
        })
}

/// An address, or up to where the text is settled.
type Attempt = Result<Found, usize>;

fn scheme(text: &str, from: usize, colon: usize) -> Attempt {
    let letters = text.as_bytes()[from..colon].iter().rev();
    let start = colon
        - letters
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
    let known = ["http", "https", "ftp"]
        .iter()
        .any(|scheme| text[start..colon].eq_ignore_ascii_case(scheme));
    let host = colon + "://".len();
    if !known {
        return Err(host);
    }
    let end = address_end(text, host, false)?;
    let target = text[start..end].to_owned();
    Ok(Found {
        range: start..end,
        target,
    })
}

fn www(text: &str, from: usize, start: usize) -> Attempt {
    let free = match text[from..start].chars().next_back() {
        None => start == 0 || from < start || !text.as_bytes()[start - 1].is_ascii_alphanumeric(),
        Some(before) => before.is_whitespace() || !before.is_ascii() || "*_~(".contains(before),
    };
    if !free {
        return Err(start + "www.".len());
    }
    let end = address_end(text, start, true)?;
    let target = format!("http://{}", &text[start..end]);
    Ok(Found {
        range: start..end,
        target,
    })
}

/// The end of an address whose host starts at `host`.
fn address_end(text: &str, host: usize, dotted: bool) -> Result<usize, usize> {
    let host_end = host + host_length(&text[host..]);
    if !is_host(&text[host..host_end], dotted) {
        return Err(host_end);
    }
    let end = host_end + path_length(&text[host_end..]);
    let end = host + without_trailing(&text[host..end]);
    if end <= host { Err(host_end) } else { Ok(end) }
}

fn host_length(text: &str) -> usize {
    let mut ascii_label = None;
    for (at, c) in text.char_indices() {
        match c {
            '.' => ascii_label = None,
            '-' | '_' => {}
            _ if c.is_ascii_alphanumeric() => {
                ascii_label.get_or_insert(true);
            }
            _ if c.is_alphanumeric() && !*ascii_label.get_or_insert(false) => {}
            _ => return at,
        }
    }
    text.len()
}

/// GFM's valid domain: labels without an underscore in the last two, and something after `www.`.
fn is_host(host: &str, dotted: bool) -> bool {
    let mut labels = host.rsplit('.');
    let last_two = labels.by_ref().take(2).all(|label| !label.contains('_'));
    let named = host.get("www.".len()..).filter(|_| dotted).unwrap_or(host);
    last_two && named.chars().next().is_some_and(char::is_alphanumeric)
}

fn path_length(text: &str) -> usize {
    let mut before = 'a';
    for (at, c) in text.char_indices() {
        let ends = match c {
            '<' | '>' | '"' | '[' | ']' | '`' | '\\' => true,
            // Only these go on after a host.
            _ if at == 0 && c.is_ascii() => !"/?#:".contains(c),
            _ if c.is_ascii() => c.is_ascii_whitespace() || c.is_ascii_control(),
            'ぁ'..='ゖ' => before.is_ascii_alphanumeric() || before == '/',
            _ => at == 0 || c.is_whitespace() || c.is_control() || is_punctuation(c),
        };
        if ends {
            return at;
        }
        before = c;
    }
    text.len()
}

/// The length without what GFM does not count to an address at its end.
fn without_trailing(address: &str) -> usize {
    let bytes = address.as_bytes();
    let count = |wanted: u8| bytes.iter().filter(|&&byte| byte == wanted).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    let mut end = bytes.len();
    while let Some(last) = end.checked_sub(1) {
        match bytes[last] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end = last,
            b')' if unopened > 0 => {
                unopened -= 1;
                end = last;
            }
            b';' => {
                let name = bytes[..last]
                    .iter()
                    .rev()
                    .take_while(|byte| byte.is_ascii_alphabetic())
                    .count();
                let ampersand = (last - name)
                    .checked_sub(1)
                    .filter(|&at| name > 0 && bytes[at] == b'&');
                end = ampersand.unwrap_or(last);
            }
            _ => break,
        }
    }
    end
}

fn mail(text: &str, from: usize, at: usize) -> Attempt {
    let bytes = text.as_bytes();
    let name = bytes[from..at].iter().rev();
    let start = at
        - name
            .take_while(|&&b| b.is_ascii_alphanumeric() || b".+-_".contains(&b))
            .count();
    let host = bytes[at + 1..].iter();
    let mut end = at
        + 1
        + host
            .take_while(|&&b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
            .count();
    let scanned = end;
    while end > at + 1 && bytes[end - 1] == b'.' {
        end -= 1;
    }
    let host = &text[at + 1..end];
    let ends_well = host.ends_with(|c: char| c.is_ascii_alphanumeric());
    let sound = start < at
        && ends_well
        && host.contains('.')
        && host.split('.').all(|label| !label.is_empty());
    if !sound
        || bytes.get(scanned) == Some(&b'@')
        || (start > 0 && b"/:".contains(&bytes[start - 1]))
    {
        return Err(scanned);
    }
    let target = format!("mailto:{}", &text[start..end]);
    Ok(Found {
        range: start..end,
        target,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = find(text)
            .into_iter()
            .map(|found| &text[found.range])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_address_is_found_where_it_stands() {
        check(
            "see https://example.org/a?b=1&c=2#d now",
            &["https://example.org/a?b=1&c=2#d"],
        );
        check(
            "http://a.jp と https://b.jp",
            &["http://a.jp", "https://b.jp"],
        );
        check("詳細：https://example.org/。", &["https://example.org/"]);
        check("javascript://example.org xhttp://a.b", &[]);
        check("http:// https://", &[]);
        check("https://localhost:8000/a", &["https://localhost:8000/a"]);
        check("HTTPS://EXAMPLE.org", &["HTTPS://EXAMPLE.org"]);
    }

    #[test]
    fn www_leads_to_http() {
        assert_eq!(
            find("（www.example.org）")[0].target,
            "http://www.example.org"
        );
        check("awww.example.org", &[]);
        check("www.a_b.c www.", &[]);
    }

    #[test]
    fn trailing_punctuation_is_not_part_of_it() {
        check("www.commonmark.org/a.b.", &["www.commonmark.org/a.b"]);
        check(
            "(www.google.com/search?q=Markup+(business))",
            &["www.google.com/search?q=Markup+(business)"],
        );
        check(
            "www.google.com/search?q=(business))+ok",
            &["www.google.com/search?q=(business))+ok"],
        );
        check(
            "www.google.com/search?q=commonmark&hl;",
            &["www.google.com/search?q=commonmark"],
        );
        check(
            "www.google.com/search?q=commonmark&hl=en",
            &["www.google.com/search?q=commonmark&hl=en"],
        );
        check("www.commonmark.org/he<lp", &["www.commonmark.org/he"]);
        check(
            "\"https://a.jp/x\", 'https://a.jp'",
            &["https://a.jp/x", "https://a.jp"],
        );
    }

    #[test]
    fn japanese_text_goes_on_after_it() {
        check("https://example.org/a（仮）で", &["https://example.org/a"]);
        check("「https://example.org/a」と", &["https://example.org/a"]);
        check(
            "https://example.org、https://example.com　です",
            &["https://example.org", "https://example.com"],
        );
        check("https://example.orgを見る", &["https://example.org"]);
        check("https://example.org/a/を見る", &["https://example.org/a/"]);
        check(
            "https://example.org/reportは",
            &["https://example.org/report"],
        );
        check(
            "https://example.org/a?x=1で",
            &["https://example.org/a?x=1"],
        );
    }

    #[test]
    fn japanese_paths_and_hosts_stay() {
        check(
            "https://ja.wikipedia.org/wiki/東京都 です",
            &["https://ja.wikipedia.org/wiki/東京都"],
        );
        check(
            "https://ja.wikipedia.org/wiki/AI活用。",
            &["https://ja.wikipedia.org/wiki/AI活用"],
        );
        check(
            "https://github.com/a/b/blob/main/31_ステップ.md",
            &["https://github.com/a/b/blob/main/31_ステップ.md"],
        );
        check("https://総務省.jp/あ", &["https://総務省.jp/"]);
    }

    #[test]
    fn mail_addresses_are_links() {
        assert_eq!(
            find("連絡はfoo.bar+x@example.co.jp。")[0].target,
            "mailto:foo.bar+x@example.co.jp"
        );
        check("a.b-c_d@a.b. a.b-c_d@a.b- @a.b a@b", &["a.b-c_d@a.b"]);
    }

    #[test]
    fn many_signs_take_linear_time() {
        for sign in [
            "http://",
            "www.",
            "www.a_b.",
            "a@",
            "://",
            "https://a.b)",
            "a@b.",
            "&a;",
        ] {
            find(&sign.repeat(200_000));
        }
    }
}
