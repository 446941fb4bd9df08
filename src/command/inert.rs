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
    // First of all: what is left out must not bring together what stood apart.
    let shown = text
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c));
    let text: String = shown.map(|c| if c == '\t' { ' ' } else { c }).collect();
    let broken = broken(&text);
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if broken.contains(&at) {
            out.push(JOINER);
        }
        let after = rest.peek().map(|(_, after)| *after);
        let is_first = out.bytes().all(|byte| byte == b' ');
        if is_first && begins_block(&text[at..], c) {
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
        // By its number it begins no formula where Markdown is read, and alone in an element none where its result is.
        '$' => out.push_str("<span>&#36;</span>"),
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

/// Whether the first character of a text, which stands after spaces at most, would make a list, a line, code or a command of it.
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
        let ends = |end: &str| letters.to_ascii_lowercase().ends_with(end);
        let is_www = ends("www") && word.ends_with('.');
        let is_reference = ends("gh") && word.ends_with('-');
        if is_www || is_reference {
            places.insert(end);
        }
        if is_commit(letters) {
            // No piece is long enough to be one.
            places.extend((start + 3..end).step_by(COMMIT - 1));
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
    use proptest::prelude::*;

    use super::*;
    use crate::document::{BlockKind, Inline, parse, plain_text};

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
            "\\!·1 <span>&#36;</span>1 %·1 \\~·1 &amp;·1 \\^·a",
        );
        check("GH-12 gh-3 ghost-5", "GH·-12 gh·-3 ghost-5");
        check("a@example.org", "a&#64;·example.org");
        check("0b0b0b0b1 deadbeef 2026年", "0b0·b0b0b1 deadbeef 2026年");
        check("aaa1a2b3c4d5e6f", "aaa·1a2b3c·4d5e6f");
    }

    #[test]
    fn nothing_leads_away() {
        check("https://a.example/", "https&#58;·//a.example/");
        check("HTTP://a.example", "HTTP&#58;·//a.example");
        check(
            "www.a.example WWW.b.example wwww.c",
            "www·.a.example WWW·.b.example wwww·.c",
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
        check("$x$", "<span>&#36;</span>x<span>&#36;</span>");
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

    /// What readers see of a comment with this text in it, if it is one paragraph of words.
    fn seen(text: &str) -> Option<String> {
        let document = parse(&inert(text));
        let content = match &document.blocks[..] {
            [] => return Some(String::new()),
            [block] => match &block.kind {
                BlockKind::Paragraph(content) => content,
                _ => return None,
            },
            _ => return None,
        };
        let is_word = |inline: &Inline| match inline {
            Inline::Text(_) => true,
            Inline::Html(tag) => ["<br>", "<span>", "</span>"].contains(&tag.as_str()),
            _ => false,
        };
        let lines = content.iter().map(|inline| match inline {
            Inline::Html(tag) if tag == "<br>" => "\n".to_owned(),
            inline => plain_text(std::slice::from_ref(inline)),
        });
        content.iter().all(is_word).then(|| lines.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn whatever_is_written_readers_see_it_and_forges_find_nothing_in_it(
            parts in prop::collection::vec(prop::sample::select(PARTS.as_slice()), 0..12)
        ) {
            let text = parts.concat();
            // What begins with a line end follows something.
            let is_shown = |c: &char| !is_hidden(*c) || *c == '\n';
            let first = text.chars().filter(is_shown).find(|c| *c != ' ');
            prop_assume!(first != Some('\n'));
            let found = seen(&text);
            prop_assert!(found.is_some(), "{:?}", inert(&text));
            let found = found.unwrap_or_default();
            let same = |text: &str| -> String {
                let shown = text.chars().filter(|c| !is_hidden(*c) || *c == '\t');
                shown.filter(|c| !c.is_whitespace()).collect()
            };
            prop_assert_eq!(same(&found), same(&text));
            for active in ["@a", "#1", "!1", "&1", "%1", "~1", "^a", "://", "www.", "GH-1"] {
                prop_assert!(!found.contains(active), "{}: {:?}", active, found);
            }
            let mut words = found.split(|c: char| !c.is_ascii_alphanumeric());
            prop_assert!(!words.any(is_commit), "{:?}", found);
        }
    }

    /// What may be written.
    const PARTS: [&str; 53] = [
        "a",
        "1",
        "本文",
        " ",
        "  ",
        "\n",
        "\t",
        "@",
        "@a",
        "#",
        "#1",
        "!",
        "!1",
        "$",
        "$1$",
        "%",
        "%1",
        "~",
        "~~",
        "^",
        "^a",
        "&",
        "&1",
        "&amp;",
        "&#64;",
        "`",
        "```",
        "*",
        "**",
        "_",
        "[",
        "](",
        ")",
        "<",
        ">",
        "<b>",
        "<!--",
        "-->",
        "https://a.b/",
        "www.",
        "GH-1",
        "1a2b3c4d",
        "\u{200b}",
        "-",
        "- ",
        "+ ",
        "1. ",
        "=",
        "---",
        "/close",
        "|",
        "\\",
        ":",
    ];
}
