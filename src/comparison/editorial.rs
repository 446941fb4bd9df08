//! Whether a change may change the meaning.
//!
//! Conservative: a change is editorial only if the texts are the same after these rules, and nothing else changed:
//!
//! 1. full-width ASCII and half-width katakana equal their other width;
//! 2. white space between two characters counts only between two letters or digits of scripts that use it;
//! 3. 、，, are one comma, 。．. one stop, and likewise pairs of quotation marks, brackets, waves, dashes, dots of
//!    different styles, except between two digits;
//! 4. a full stop at the very end of the text does not count.
//!
//! Digits, words, negations are never touched. Moves, links, struck-out text, levels are always substantive.

use unicode_normalization::UnicodeNormalization;

use super::change::ChangeKind;
use super::markup::{self, Markup};
use super::words::is_digit;

/// Whether a change may change the meaning.
pub(super) fn is_substantive(
    kind: ChangeKind,
    before: Option<&str>,
    after: Option<&str>,
    markup: &[Markup],
) -> bool {
    if markup.iter().any(markup::is_substantive) {
        return true;
    }
    match kind {
        ChangeKind::Moved => true,
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Modified => {
            plain(before.unwrap_or_default()) != plain(after.unwrap_or_default())
        }
    }
}

/// A text as the rules see it.
fn plain(text: &str) -> String {
    let folded: Vec<char> = text.chars().flat_map(width_folded).nfc().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in folded.iter().enumerate() {
        let next = folded[at + 1..]
            .iter()
            .copied()
            .find(|c| !c.is_whitespace());
        let last = out.chars().next_back();
        if c.is_whitespace() {
            let between_words = last.is_some_and(is_spaced) && next.is_some_and(is_spaced);
            if between_words && folded.get(at + 1).is_some_and(|c| !c.is_whitespace()) {
                out.push(' ');
            }
        } else if last.is_some_and(|c| c.is_ascii_digit())
            && next.is_some_and(|c| c.is_ascii_digit())
        {
            out.push(c);
        } else {
            out.push(punctuation_folded(c));
        }
    }
    if out.ends_with('.') {
        out.pop();
    }
    out
}

fn width_folded(c: char) -> impl Iterator<Item = char> {
    let folds = matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{ff61}'..='\u{ff9f}' | '\u{3000}');
    let folded: Vec<char> = if folds {
        std::iter::once(c).nfkc().collect()
    } else {
        vec![c]
    };
    folded.into_iter()
}

fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || is_digit(c)
        || ('\u{c0}'..'\u{2e80}').contains(&c) && c.is_alphanumeric()
        || ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

fn punctuation_folded(c: char) -> char {
    match c {
        '、' | '，' => ',',
        '。' | '．' => '.',
        '“' | '”' | '„' | '″' => '"',
        '‘' | '’' => '\'',
        '『' => '「',
        '』' => '」',
        '〔' | '【' | '［' => '[',
        '〕' | '】' | '］' => ']',
        '〜' | '～' => '~',
        '‐' | '‑' | '–' | '—' | '―' | '−' => '-',
        '…' | '⋯' => '…',
        '･' | '•' => '・',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, substantive: bool) {
        let found = is_substantive(ChangeKind::Modified, Some(before), Some(after), &[]);
        assert_eq!(found, substantive, "{before} → {after}");
    }

    #[test]
    fn width_white_space_and_style_of_punctuation_are_editorial() {
        check("３０名（予定）", "30名(予定)", false);
        check("ｶﾞｽ料金", "ガス料金", false);
        check("AI 人材 を", "AI人材を", false);
        check("教育，福祉．", "教育、福祉。", false);
        check("『提言』", "「提言」", false);
        check("予定です", "予定です。", false);
        check("4〜5年", "4～5年", true);
        check("東京〜大阪", "東京～大阪", false);
    }

    #[test]
    fn digits_words_and_negations_are_substantive() {
        check("30名", "31名", true);
        check("1,000人", "1.000人", true);
        check("実施します", "実施しません", true);
        check("the rapist", "therapist", true);
        check("10 20", "1020", true);
        check("教育と福祉", "教育や福祉", true);
        check("行うか？", "行うか。", true);
    }

    #[test]
    fn empty_additions_are_editorial() {
        assert!(!is_substantive(ChangeKind::Added, None, Some(""), &[]));
        assert!(is_substantive(ChangeKind::Added, None, Some("税"), &[]));
        assert!(is_substantive(
            ChangeKind::Moved,
            Some("税"),
            Some("税"),
            &[]
        ));
    }
}
