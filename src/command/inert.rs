//! Text of anyone → Markdown for a forge's comment that shows it to the letter and does nothing else.
//!
//! Escaping for Markdown is not enough: GitHub, GitLab and Forgejo look for names, numbers, commits and addresses in what
//! readers see, after Markdown was read. A word joiner (U+2060), which nobody sees and no such search passes over, breaks
//! them. GitLab carries out lines that begin with `/`, so a text is one line and never begins with that.

use std::collections::BTreeSet;

use crate::diagnostic::is_hidden;

/// What breaks a word and cannot be seen.
const JOINER: char = '\u{2060}';
/// Digits from which on forges take a hexadecimal number for a commit.
const COMMIT: usize = 7;

/// Writes a text as one line of Markdown that mentions nobody, refers to nothing, leads nowhere and sets nothing apart. Line
/// ends become `<br>`.
pub fn inert(text: &str) -> String {
    let broken = broken(text);
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if broken.contains(&at) {
            out.push(JOINER);
        }
        let after = rest.peek().map(|(_, after)| *after);
        if out.is_empty() && begins_block(text, c) {
            push_entity(&mut out, c);
        } else {
            push(&mut out, before, c, after);
        }
        before = Some(c);
    }
    out
}

/// Writes one character as itself.
fn push(out: &mut String, before: Option<char>, c: char, after: Option<char>) {
    // `&12`, `%"name"`.
    let names = after.is_some_and(|after| after.is_ascii_alphanumeric() || after == '"');
    match c {
        '\n' => out.push_str("<br>"),
        '\t' => out.push(' '),
        c if is_hidden(c) => {}
        '<' | '>' => push_entity(out, c),
        '@' | '#' => {
            push_entity(out, c);
            out.push(JOINER);
        }
        ':' => {
            push_entity(out, c);
            // `https:`, `mailto:`.
            let leads = after.is_some_and(|after| after.is_ascii_graphic());
            if leads && before.is_some_and(|before| before.is_ascii_alphanumeric()) {
                out.push(JOINER);
            }
        }
        '&' => {
            push_entity(out, c);
            out.extend(names.then_some(JOINER));
        }
        // As GitHub's manual has it: elsewhere it may begin a formula.
        '$' => out.push_str("<span>$</span>"),
        '!' => out.extend(['\\', c, JOINER]),
        '~' | '^' => {
            out.extend(['\\', c]);
            out.extend(names.then_some(JOINER));
        }
        '%' => {
            out.push(c);
            out.extend(names.then_some(JOINER));
        }
        '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '{' | '}' | '|' => {
            out.extend(['\\', c]);
        }
        c => out.push(c),
    }
}

/// Writes a character by its number, so that it stands for nothing in Markdown.
fn push_entity(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push_str(&format!("&#{};", u32::from(c))),
    }
}

/// Whether the first character of a text would make a list, a line, code or a command of it.
fn begins_block(text: &str, first: char) -> bool {
    match first {
        '=' | '/' => true,
        '-' | '+' => {
            let rest = text.trim_start_matches(['-', '+']);
            rest.is_empty() || rest.starts_with(char::is_whitespace)
        }
        ' ' => text.starts_with("    "),
        '0'..='9' => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.strip_prefix('.')
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        }
        _ => false,
    }
}

/// The places (byte offsets) at which a word must be broken: `www.`, `GH-12`, what may be a commit.
fn broken(text: &str) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    let mut start = 0;
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let letters = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let end = start + letters.len();
        let is_www = letters.eq_ignore_ascii_case("www") && word.ends_with('.');
        let is_reference = letters.eq_ignore_ascii_case("gh") && word.ends_with('-');
        if is_www || is_reference {
            places.insert(end);
        }
        if is_commit(letters) {
            places.insert(start + 3);
        }
        start += word.len();
    }
    places
}

fn is_commit(word: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
    let is_hexadecimal = word.bytes().all(|b| b.is_ascii_hexdigit());
    // A number of people or yen is left as it is.
    is_hexadecimal
        && word.len() >= COMMIT
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `·` stands for what cannot be seen.
    fn check(text: &str, expected: &str) {
        assert_eq!(inert(text).replace(JOINER, "·"), expected, "{text}");
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        check(
            "予算は約5,500万円（前年比 12.5%）です。",
            "予算は約5,500万円（前年比 12.5%）です。",
        );
        check(
            "a-b, c/d; 1000000 \"e\" 'f' 12:30",
            "a-b, c/d; 1000000 \"e\" 'f' 12&#58;·30",
        );
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_referred_to() {
        check("@all", "&#64;·all");
        check("#1 owner/name#1", "&#35;·1 owner/name&#35;·1");
        check(
            "!1 $1 %1 ~1 &1 ^a",
            "\\!·1 <span>$</span>1 %·1 \\~·1 &amp;·1 \\^·a",
        );
        check("GH-12 gh-3 ghost-4", "GH·-12 gh·-3 ghost-4");
        check("a@example.org", "a&#64;·example.org");
        check("0b0b0b0b1 deadbeef 2026年", "0b0·b0b0b1 deadbeef 2026年");
    }

    #[test]
    fn nothing_leads_away() {
        check("https://a.example/", "https&#58;·//a.example/");
        check("HTTP://a.example", "HTTP&#58;·//a.example");
        check(
            "www.a.example WWW.b.example wwww.c",
            "www·.a.example WWW·.b.example wwww.c",
        );
        check(
            "[x](y) ![x](y) <https://a.example>",
            "\\[x\\]\\(y\\) \\!·\\[x\\]\\(y\\) &lt;https&#58;·//a.example&gt;",
        );
        check("mailto:a", "mailto&#58;·a");
    }

    #[test]
    fn nothing_is_set_apart() {
        check(
            "<b>*z* _y_ `x` ~~w~~",
            "&lt;b&gt;\\*z\\* \\_y\\_ \\`x\\` \\~\\~·w\\~\\~",
        );
        check(
            "```\n<!-- teigen -->",
            "\\`\\`\\`<br>&lt;\\!·-- teigen --&gt;",
        );
        check("$x$", "<span>$</span>x<span>$</span>");
        check("a | b", "a \\| b");
        check("&lt;", "&amp;·lt;");
    }

    #[test]
    fn a_text_is_one_line_that_begins_nothing() {
        check("/close", "&#47;close");
        check("a\n/close", "a<br>/close");
        check("    code", "&#32;   code");
        check("- x", "&#45; x");
        check("---", "&#45;--");
        check("+60万円 (+5%)", "+60万円 \\(+5%\\)");
        check("-60万円", "-60万円");
        check("1. x", "&#49;. x");
        check("1.5倍", "1.5倍");
        check("# x", "&#35;· x");
        check("a\u{202e}b\u{2060}c\r\u{1b}\td", "abc d");
    }
}
