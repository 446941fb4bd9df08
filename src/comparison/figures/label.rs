//! A figure in its text → a short phrase that tells what it is a figure of.
//!
//! In a row of a table, the first cell; else the words before the figure in its clause, without what only leads to it
//! (`予算は約5500万円` → 予算); where there are none, the words after it (`30名の研究者` → 研究者).

use std::ops::Range;

use crate::comparison::units::{CELL_SEPARATOR, Unit};

/// Characters of a label; longer ones lose their beginning, or their end if they stand after the figure.
const LONGEST: usize = 24;

/// What leads from a label to its figure, longest first.
const LEADS: [&str; 24] = [
    "として",
    "については",
    "における",
    "では",
    "には",
    "とは",
    "から",
    "まで",
    "より",
    "および",
    "及び",
    "また",
    "かつ",
    "約",
    "は",
    "を",
    "が",
    "に",
    "で",
    "の",
    "と",
    "も",
    "へ",
    "や",
];
/// Words that only say how often: what follows the figure names it better.
const PERIODS: [&str; 7] = ["年", "年間", "月", "毎年", "毎月", "各年", "最大"];
const ENGLISH_LEADS: [&str; 16] = [
    " of", " to", " is", " are", " from", " by", " for", " with", " at", " in", " about", " up",
    " and", " or", " the", " a",
];

/// The label of the figure at a range of `text`; empty if the text has no words for one.
pub(super) fn label(text: &str, unit: Unit, figure: &Range<usize>) -> String {
    let (Some(before), Some(after)) = (text.get(..figure.start), text.get(figure.end..)) else {
        return String::new();
    };
    let own = || {
        let led = leading(before);
        let words = if led.is_empty() || PERIODS.contains(&led.as_str()) {
            following(after)
        } else {
            String::new()
        };
        if words.is_empty() { led } else { words }
    };
    if unit != Unit::Row {
        return own();
    }
    let Some(first) = before
        .split(CELL_SEPARATOR)
        .next()
        .filter(|_| before.contains(CELL_SEPARATOR))
    else {
        return own();
    };
    let label = shortened(first.trim(), true);
    if label.is_empty() { own() } else { label }
}

/// The words of the clause that ends where `before` does.
fn leading(before: &str) -> String {
    let trimmed =
        before.trim_end_matches(|c: char| c.is_whitespace() || is_colon(c) || is_opening(c));
    let phrase = without_leads(last_clause(trimmed).trim());
    let is_hiragana = |c: char| ('\u{3041}'..='\u{309f}').contains(&c);
    let has_letter = phrase.chars().any(|c| c.is_alphabetic() && !is_hiragana(c));
    let phrase = if has_letter { phrase } else { "" };
    shortened(phrase.trim_matches(|c: char| !c.is_alphanumeric()), false)
}

/// What stands after the last mark that ends a clause; a comma within a number does not.
fn last_clause(text: &str) -> &str {
    let mut next = ' ';
    for (at, c) in text.char_indices().rev() {
        let in_number =
            matches!(c, ',' | '，') && next.is_numeric() && text[..at].ends_with(char::is_numeric);
        if is_end(c) && !in_number {
            return &text[at + c.len_utf8()..];
        }
        next = c;
    }
    text
}

/// What stands before the first mark that ends a clause; a comma within a number does not.
fn first_clause(text: &str) -> &str {
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let in_number =
            matches!(c, ',' | '，') && last.is_numeric() && rest.starts_with(char::is_numeric);
        if is_end(c) && !in_number {
            return &text[..at];
        }
        last = c;
    }
    text
}

/// The words of the clause that begins where `after` does.
fn following(after: &str) -> String {
    let clause = first_clause(after);
    let mut phrase = clause.trim();
    for lead in [
        "の",
        "を",
        "が",
        "は",
        "に",
        "で",
        "と",
        "of ",
        "程度の",
        "以上の",
        "以内に",
    ] {
        phrase = phrase.strip_prefix(lead).unwrap_or(phrase);
    }
    let words = phrase.trim_matches(|c: char| !c.is_alphanumeric());
    let is_word = words
        .chars()
        .any(|c| c.is_alphabetic() && !('\u{3041}'..='\u{309f}').contains(&c));
    if is_word && !words.starts_with(char::is_numeric) {
        shortened(words, true)
    } else {
        String::new()
    }
}

fn without_leads(phrase: &str) -> &str {
    let mut phrase = phrase;
    loop {
        let japanese = LEADS.iter().find_map(|lead| phrase.strip_suffix(lead));
        let english = || {
            ENGLISH_LEADS
                .iter()
                .find_map(|lead| phrase.strip_suffix(lead))
        };
        match japanese.or_else(english) {
            Some(shorter) if !shorter.is_empty() => phrase = shorter.trim_end(),
            Some(_) => return "",
            None => return phrase,
        }
    }
}

fn shortened(phrase: &str, from_start: bool) -> String {
    let count = phrase.chars().count();
    if count <= LONGEST {
        return phrase.to_owned();
    }
    if from_start {
        let kept: String = phrase.chars().take(LONGEST - 1).collect();
        return format!("{}…", kept.trim_end());
    }
    let kept: String = phrase.chars().skip(count - (LONGEST - 1)).collect();
    format!("…{}", kept.trim_start())
}

fn is_end(c: char) -> bool {
    matches!(
        c,
        '。' | '、'
            | '，'
            | '．'
            | ','
            | ';'
            | '；'
            | '!'
            | '！'
            | '?'
            | '？'
            | '\n'
            | '|'
            | '）'
            | ')'
            | '」'
            | '』'
            | '／'
    ) || is_opening(c)
        || is_colon(c)
}

fn is_opening(c: char) -> bool {
    matches!(c, '（' | '(' | '「' | '『' | '【' | '[' | '［' | '<' | '〈')
}

fn is_colon(c: char) -> bool {
    matches!(c, '：' | ':' | '→' | '=' | '＝')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, figure: &str, expected: &str) {
        let start = text.find(figure).expect("the figure is in the text");
        let unit = if text.contains(CELL_SEPARATOR) {
            Unit::Row
        } else {
            Unit::Paragraph
        };
        assert_eq!(
            label(text, unit, &(start..start + figure.len())),
            expected,
            "{text}"
        );
    }

    #[test]
    fn the_words_before_a_figure_name_it() {
        check("予算は約5500万円とする。", "約5500万円", "予算");
        check("また、若手研究者を30名採用する。", "30名", "若手研究者");
        check("予算：5500万円", "5500万円", "予算");
        check("研究費（年間500万円）", "500万円", "年間");
        check("The budget is $1.5 million.", "$1.5 million", "The budget");
    }

    #[test]
    fn without_any_the_words_after_it_do() {
        check("30名の研究者を迎える。", "30名", "研究者を迎える");
        check("7日以内に回答", "7日以内", "回答");
        check("5%", "5%", "");
    }

    #[test]
    fn a_row_is_named_by_its_first_cell() {
        check("教育 | 5億円 | 3年", "3年", "教育");
        check("5億円 | 教育", "5億円", "");
    }

    #[test]
    fn long_labels_are_cut() {
        let long = format!("{}の予算は5億円", "長い".repeat(20));
        let label = label(
            &long,
            Unit::Paragraph,
            &(long.len() - "5億円".len()..long.len()),
        );
        assert!(
            label.starts_with('…') && label.ends_with("の予算") && label.chars().count() == LONGEST
        );
    }
}
