//! Whether a change may change the meaning.
//!
//! Conservative: a change is editorial only if the texts are the same after these rules, and nothing else changed:
//!
//! 1. full-width ASCII and half-width katakana equal their other width;
//! 2. white space between two characters counts only between two letters or digits of scripts that use it;
//! 3. 、，, are one comma, 。．. one stop, and likewise pairs of quotation marks, brackets, waves, dashes, dots of
//!    different styles, except between two digits;
//! 4. a full stop at the very end of the text does not count;
//! 5. the number that a heading or item begins with (`3. `, `（２）`, `①`, `第3章 `) may be another of the same form, if the
//!    rest is the same: it only says where the heading stands. So may the number that a numbered list begins with;
//! 6. the number of a figure may be written otherwise if it is worth exactly the same and its unit is the same word
//!    (三十人 → 30人, 5500万円 → 0.55億円); see [`super::figures`].
//!
//! Beyond these two rules, digits, words, negations and modals are never touched. Moves, links, struck-out text, levels are always substantive.

use unicode_normalization::UnicodeNormalization;

use super::change::{ChangeKind, Edit, Op};
use super::figures;
use super::markup::{self, Markup};
use super::ordinal;
use super::units::Unit;
use super::words::is_digit;
use crate::document::is_alphanumeric;

/// Whether a change may change the meaning.
pub(super) fn is_substantive(
    kind: ChangeKind,
    unit: Unit,
    edits: &[Edit],
    markup: &[Markup],
) -> bool {
    if kind == ChangeKind::Moved || markup.iter().any(markup::is_substantive) {
        return true;
    }
    let differs = letters_differ(edits) || {
        let (before, after) = sides(edits);
        plain(&before) != plain(&after)
    };
    differs && (kind != ChangeKind::Modified || !only_numbers_differ(unit, edits))
}

/// The old text and the new one.
fn sides(edits: &[Edit]) -> (String, String) {
    let side = |without: Op| -> String {
        let parts = edits.iter().filter(|edit| edit.op != without);
        parts.map(|edit| edit.text.as_str()).collect()
    };
    (side(Op::Insert), side(Op::Delete))
}

/// Whether the texts are the same but for the number of a heading or item, or for the notation of figures.
fn only_numbers_differ(unit: Unit, edits: &[Edit]) -> bool {
    let has_number = |edit: &Edit| {
        edit.op == Op::Keep
            || edit
                .text
                .chars()
                .any(|c| figures::is_numeric(c) || c == ',')
            || edit.text.contains(ordinal::is_circled)
    };
    // Words without a number in them: the answer for nearly all changes.
    if !edits.iter().all(has_number) {
        return false;
    }
    let (before, after) = sides(edits);
    let renumbered = || {
        let (old, new) = (
            ordinal::leading(&before, unit)?,
            ordinal::leading(&after, unit)?,
        );
        Some(old.form == new.form && plain(old.rest) == plain(new.rest))
    };
    renumbered() == Some(true)
        || plain(&figures::in_digits(&before)) == plain(&figures::in_digits(&after))
}

/// Whether letters or digits went or came for which no others did: a quick answer for nearly all changes.
fn letters_differ(edits: &[Edit]) -> bool {
    let mut balance = 0i64;
    for edit in edits {
        let sign = match edit.op {
            Op::Keep => continue,
            Op::Delete => -1,
            Op::Insert => 1,
        };
        for c in edit.text.chars() {
            match c {
                // Half-width katakana fold in pairs.
                '\u{ff61}'..='\u{ff9f}' | '\u{3099}' | '\u{309a}' => return false,
                '\u{ff01}'..='\u{ff5e}' => {
                    let half =
                        char::from_u32(u32::from(c) - 0xfee0).filter(|c| c.is_alphanumeric());
                    balance += sign * half.map_or(0, |c| i64::from(u32::from(c)));
                }
                _ if is_alphanumeric(c) => balance += sign * i64::from(u32::from(c)),
                _ => {}
            }
        }
    }
    balance != 0
}

/// A text as the rules see it.
fn plain(text: &str) -> String {
    let folded = text.chars().flat_map(width_folded).nfc();
    let mut spaced = false;
    // Each character that is no white space, and whether white space stands before it.
    let shown: Vec<(char, bool)> = folded
        .filter_map(|c| {
            let space = c.is_whitespace();
            let before = std::mem::replace(&mut spaced, space);
            (!space).then_some((c, before))
        })
        .collect();
    let mut out = String::with_capacity(text.len());
    for (at, &(c, spaced)) in shown.iter().enumerate() {
        let last = at.checked_sub(1).map(|at| shown[at].0);
        let next = shown.get(at + 1).map(|&(next, _)| next);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if spaced && is_spaced(c) && last.is_some_and(is_spaced) {
            out.push(' ');
        }
        out.push(if is_digit(last) && is_digit(next) {
            c
        } else {
            punctuation_folded(c)
        });
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

    fn edit(op: Op, text: &str) -> Edit {
        Edit {
            op,
            text: text.to_owned(),
        }
    }

    fn check(before: &str, after: &str, substantive: bool) {
        let edits = [edit(Op::Delete, before), edit(Op::Insert, after)];
        let found = is_substantive(ChangeKind::Modified, Unit::Heading, &edits, &[]);
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
        assert!(!is_substantive(
            ChangeKind::Added,
            Unit::Paragraph,
            &[],
            &[]
        ));
        assert!(is_substantive(
            ChangeKind::Added,
            Unit::Paragraph,
            &[edit(Op::Insert, "税")],
            &[]
        ));
        assert!(is_substantive(
            ChangeKind::Moved,
            Unit::Paragraph,
            &[edit(Op::Keep, "税")],
            &[]
        ));
    }

    #[test]
    fn the_number_of_a_heading_is_editorial() {
        check("3. 教育", "4. 教育", false);
        check("（１）目的", "（２）目的", false);
        check("第3章 教育", "第4章 教育", false);
        check("2.1 財源", "2.3 財源", false);
        check("①目的", "②目的", false);
        check("3. 教育", "4. 医療", true);
        check("3. 5億円", "3. 6億円", true);
        check("1.5 倍にする", "2.5 倍にする", true);
        check("施策2", "施策3", true);
        check("3年計画", "4年計画", true);
    }

    #[test]
    fn the_notation_of_a_figure_is_editorial() {
        check("三十人を採用", "30人を採用", false);
        check("5500万円を投じる", "0.55億円を投じる", false);
        check("1500人", "1,500人", false);
        check("三十人を採用", "31人を採用", true);
        check("30人を採用", "30名を採用", true);
        check("3割を負担", "30%を負担", true);
        check("一人ひとり", "1人ひとり", true);
    }

    #[test]
    fn exchanged_letters_are_substantive_though_their_number_is_the_same() {
        check("東京と大阪", "大阪と東京", true);
    }
}
