//! A summary of changes and findings → the text of a comment with its mark, no longer than forges take. Pure.
//!
//! The mark is what the comment is known by again: an HTML comment, which no reader sees, with a digest of all that follows.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::phrases::Phrases;
use crate::command::inert::inert;
use crate::diagnostic::Diagnostic;

/// Most characters of a comment; GitHub takes 65,536.
const LIMIT: usize = 60_000;
/// Findings that are listed.
const FINDINGS: usize = 20;
/// Characters of a finding's message, before escaping.
const MESSAGE: usize = 300;

/// How the mark begins, and how it ends.
const MARK: [&str; 2] = ["<!-- teigen: sha256-", " -->"];

/// Puts a comment together: the mark, the summary (cut at a whole line if need be), findings, and who wrote it.
pub fn comment(summary: &str, findings: &str, page: Option<&str>, phrases: &Phrases) -> String {
    let more = match page {
        Some(page) => format!("[{}](<{page}>)\n", phrases.more_on_page),
        None => format!("{}\n", phrases.more),
    };
    let foot = format!("\n{findings}<sub>{}</sub>\n", phrases.foot);
    let room = LIMIT.saturating_sub(count(&foot) + count(&mark("")) + 64);
    let body = format!("{}\n{foot}", cut(summary, room, &more).trim_end());
    format!("{}\n{body}", mark(&digest(&body)))
}

/// The digest in the mark that a text begins with.
pub fn digest_in(text: &str) -> Option<&str> {
    let (digest, _) = text
        .trim_start()
        .strip_prefix(MARK[0])?
        .split_once(MARK[1])?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    is_digest.then_some(digest)
}

/// Findings as a list of Markdown; empty if there are none.
pub fn findings(found: &[Diagnostic], phrases: &Phrases) -> String {
    let mut out = String::new();
    if found.is_empty() {
        return out;
    }
    let number = |phrase: &str, count: usize| phrase.replace("{n}", &count.to_string());
    let heading = number(phrases.findings, found.len());
    let _ = writeln!(out, "### {heading}\n\n{}\n", phrases.about_findings);
    for found in found.iter().take(FINDINGS) {
        let path = found.place.path.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "- **{}** ({}): {}",
            phrases.rule(found.rule),
            inert(&phrases.place(path, found.place.line)),
            inert(&shortened(&found.message))
        );
    }
    let rest = found.len().saturating_sub(FINDINGS);
    if rest > 0 {
        let _ = writeln!(out, "- {}", number(phrases.more_findings, rest));
    }
    out.push('\n');
    out
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MESSAGE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// As many whole lines as there is room for, and what says that there is more.
fn cut(text: &str, room: usize, more: &str) -> String {
    if count(text) <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(count(more) + 1);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split_inclusive('\n') {
        match left.checked_sub(count(line)) {
            Some(rest) => left = rest,
            None => break,
        }
        lines.push(line);
    }
    // A heading without anything below it.
    while lines
        .pop_if(|line| line.trim().is_empty() || line.starts_with("### "))
        .is_some()
    {}
    lines.concat() + "\n" + more
}

fn count(text: &str) -> usize {
    text.chars().count()
}

fn mark(digest: &str) -> String {
    format!("{}{digest}{}", MARK[0], MARK[1])
}

fn digest(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::Language;

    fn english() -> Phrases {
        Phrases::of(Language::ENGLISH)
    }

    #[test]
    fn a_comment_is_known_again_by_its_mark_and_other_texts_are_not() {
        let one = comment("a\n", "", None, &english());
        let other = comment("b\n", "", None, &english());
        let digest = digest_in(&one).expect("a digest");
        assert_ne!(Some(digest), digest_in(&other));
        assert_eq!(Some(digest), digest_in(&one.replace('\n', "\r\n")));
        assert_eq!(digest_in(&format!("> {one}")), None);
        assert_eq!(digest_in("<!-- teigen: sha256-12 -->"), None);
        assert_eq!(digest_in(""), None);
    }

    #[test]
    fn a_long_comment_is_cut_at_a_whole_line_and_leads_to_the_page() {
        let lines: String = (0..5_000)
            .map(|n| format!("- 変更{n:04}の内容です\n"))
            .collect();
        let text = comment(&lines, "", Some("https://a.example/pulls/1/"), &english());
        let length = text.chars().count();
        assert!((LIMIT - 200..=LIMIT).contains(&length), "{length}");
        let last = text
            .lines()
            .rfind(|line| line.starts_with("- "))
            .expect("a line");
        assert!(last.ends_with("の内容です"), "{last}");
        assert!(text.contains("\n\n[… more on the page](<https://a.example/pulls/1/>)\n"));
    }

    #[test]
    fn nothing_is_headed_that_was_cut_and_findings_stay() {
        let summary = format!("**a**\n\n### b\n\n- {}\n", "x".repeat(LIMIT));
        let text = comment(&summary, "### found\n\n- y\n\n", None, &english());
        let expected = "**a**\n\n… and more\n\n### found\n\n- y\n\n<sub>";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn findings_are_listed_with_their_place_and_what_they_quote_is_text() {
        let found = Diagnostic::warning("link-broken", "`@all` leads nowhere")
            .at_path("docs/#1.md")
            .at_line(3, Some(9));
        assert_eq!(findings(&[], &english()), "");
        let text = findings(&vec![found; 22], &english());
        let item = "- **link-broken** (docs/&#35;\u{2060}1.md, line 3): \\`&#64;\u{2060}all\\` leads nowhere\n";
        assert_eq!(text.matches(item).count(), 20);
        assert!(text.starts_with("### Worth another look (22)\n"), "{text}");
        assert!(text.ends_with("- … 2 more\n\n"), "{text}");
        let japanese = findings(
            &[Diagnostic::warning("link-broken", "x")
                .at_path("a.md")
                .at_line(3, None)],
            &Phrases::of(Language::JAPANESE),
        );
        assert!(
            japanese.contains("- **リンク切れ** (a.md の3行目): x\n"),
            "{japanese}"
        );
    }
}
