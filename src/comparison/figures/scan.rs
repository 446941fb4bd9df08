//! A reader-visible text → the figures in it, from left to right, never overlapping.
//!
//! What only looks like a figure is left out: numbers of headings, measures and versions (`1.2`, `第3章`, `施策2`,
//! `v0.5`, `GPT-4`), addresses, telephone numbers and ISBNs, vague amounts (`数十人`), idioms (`一人ひとり`, `十分`).
//! Where a number and a word leave a doubt, there is no figure.

use std::ops::Range;

use super::amount;
use super::date;
use super::figure::{Figure, Quantity};
use super::numeral;
use super::qualifier;
use super::text::{Text, is_kanji};

/// Whether a character may be part of a figure's number: a text without one has no figures.
pub(in crate::comparison) fn is_numeric(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '０'..='９' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九'
        )
        || matches!(c, '十' | '百' | '千' | '万' | '億' | '兆' | '元')
}

/// Whether a sentence may hold a figure: one without is not looked at more closely.
fn may_hold(sentence: &str) -> bool {
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        let found = match c {
            '0'..='9' | '０'..='９' => true,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
            | '元' => chars.peek().is_some_and(|next| may_follow_kanji(*next)),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// What a number in kanji may go on with, where it is one: digits, magnitudes, beginnings of units.
fn may_follow_kanji(c: char) -> bool {
    is_numeric(c)
        || matches!(
            c,
            '京' | '年'
                | '月'
                | '日'
                | '人'
                | '名'
                | '社'
                | 'つ'
                | '倍'
                | '校'
                | '件'
                | '回'
                | '段'
                | '種'
                | '本'
        )
        || matches!(
            c,
            '分' | '割'
                | 'か'
                | 'カ'
                | 'ヶ'
                | 'ヵ'
                | 'ケ'
                | '箇'
                | '週'
                | '時'
                | '円'
                | 'パ'
                | '%'
                | '％'
                | '四'
        )
        || matches!(
            c,
            '世' | '団'
                | '企'
                | '大'
                | '自'
                | '市'
                | '都'
                | '機'
                | '施'
                | '拠'
                | '事'
                | '項'
                | '地'
                | '言'
                | '品'
                | '店'
        )
        || matches!(
            c,
            '営' | '議'
                | '単'
                | '文'
                | '米'
                | 'ド'
                | 'ユ'
                | 'ポ'
                | 'チ'
                | 'プ'
                | 'ス'
                | 'コ'
                | 'ク'
                | 'グ'
                | 'ペ'
                | 'サ'
        )
        || matches!(
            c,
            '歳' | '票'
                | '枚'
                | '冊'
                | '戸'
                | '棟'
                | '台'
                | '基'
                | '個'
                | '点'
                | '席'
                | '室'
                | 'キ'
                | 'メ'
                | 'ヘ'
                | '平'
                | 'ト'
                | ' '
        )
}

/// Finds the figures of the sentences of a text that reach into or touch one of some ascending ranges of bytes.
pub(super) fn scan(source: &str, near: &[Range<usize>]) -> Vec<Figure> {
    let mut text = Text::default();
    let mut found = Vec::new();
    let mut next = 0;
    let mut start = 0;
    for sentence in source.split_inclusive(['。', '\n']) {
        let end = start + sentence.len();
        while near.get(next).is_some_and(|range| range.end < start) {
            next += 1;
        }
        let is_near = near.get(next).is_some_and(|range| range.start <= end);
        if is_near && may_hold(sentence) {
            text.read(sentence, start);
            sentence_figures(&text, &mut found);
        }
        start = end;
    }
    found
}

/// Finds the figures of a whole text.
pub(super) fn all(source: &str) -> Vec<Figure> {
    let whole = 0..source.len();
    scan(source, std::slice::from_ref(&whole))
}

fn sentence_figures(text: &Text, found: &mut Vec<Figure>) {
    let mut at = 0;
    while at < text.len() {
        at = match step(text, at) {
            Step::Figure(figure, end) => {
                found.push(figure.within(text));
                end
            }
            Step::Skip(end) => end.max(at + 1),
        };
    }
}

enum Step {
    Figure(Read, usize),
    Skip(usize),
}

/// A figure in characters.
pub(super) struct Read {
    pub core: Range<usize>,
    /// Where what is shown of it ends, if that is behind the core: `20〜30名` for its 20.
    pub shown: usize,
    pub quantity: Quantity,
}

impl Read {
    fn within(self, text: &Text) -> Figure {
        let start = qualifier::widened_left(text, self.core.start);
        let (limit, end) = qualifier::limit(text, self.core.end, &self.quantity);
        let end = end.max(self.shown);
        Figure {
            core: text.bytes(self.core),
            range: text.bytes(start..end),
            quantity: self.quantity,
            limit,
        }
    }
}

fn step(text: &Text, at: usize) -> Step {
    let Some(c) = text.at(at) else {
        return Step::Skip(at + 1);
    };
    if c == ':' && text.word(at, "://").is_some() {
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '、' | '。' | '」' | '）' | ')' | '|');
        return Step::Skip(text.run(at, |c| !ends(c)));
    }
    let may_start = numeral::is_start(c)
        || matches!(c, '$' | '€' | '£' | '¥' | '\\' | '令' | '平' | '昭' | '第')
        || c.is_ascii_uppercase();
    if !may_start {
        return Step::Skip(at + 1);
    }
    if !is_free(text, at) {
        return Step::Skip(behind(text, at));
    }
    if let Some((found, end)) = date::read(text, at) {
        let core = at..end;
        let quantity = Quantity::Date(found);
        return Step::Figure(
            Read {
                core,
                shown: end,
                quantity,
            },
            end,
        );
    }
    let amount = amount::signed_money(text, at).or_else(|| amount::amount(text, at));
    match amount {
        Some(read) => {
            let end = read.core.end;
            Step::Figure(read, end)
        }
        None => Step::Skip(behind(text, at)),
    }
}

/// Where the word or run of digits that is no figure ends: nothing within it is one either.
fn behind(text: &Text, at: usize) -> usize {
    match text.at(at) {
        Some(c) if c.is_ascii_alphanumeric() => {
            let joins =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_' | ',');
            let end = text.run(at, joins);
            // A comma or full stop at the end belongs to the sentence.
            let tail = |c: char| matches!(c, '.' | ',' | '-' | '/' | '_');
            if text.before(end).is_some_and(tail) && end > at + 1 {
                end - 1
            } else {
                end
            }
        }
        Some(c) if numeral::is_start(c) => text.run(at, |c| numeral::is_start(c) || c == '〇'),
        _ => at + 1,
    }
}

/// Whether what stands before leaves a figure possible.
fn is_free(text: &Text, at: usize) -> bool {
    let Some(before) = text.before(at) else {
        return true;
    };
    let here = text.at(at).unwrap_or(' ');
    if before.is_ascii_alphanumeric()
        || matches!(
            before,
            '第' | '数' | '何' | '幾' | '_' | '#' | '=' | '&' | '№'
        )
    {
        return false;
    }
    let second = at.checked_sub(2).and_then(|at| text.at(at));
    if matches!(before, '.' | '/' | ':' | ',' | '@') {
        return !second.is_some_and(|c| c.is_ascii_alphanumeric() || c == before);
    }
    if before == '-' {
        let starts = second.is_none_or(|c| c == ' ' || matches!(c, '(' | ':' | '、' | '|'));
        return starts || is_range_end(text, at - 1);
    }
    if before == ' ' && second.is_some() && is_label(text, at - 1) {
        return false;
    }
    let kanji_after_kanji = is_kanji(before) && is_kanji(here) && numeral::is_start(here);
    !kanji_after_kanji
        || text.run(at, numeral::is_start) > at + 1
        || matches!(before, '約' | '計' | '各' | '最')
}

/// Whether a number stands before a hyphen, so that what follows may end a range: `10-20名`, not `03-1234`.
fn is_range_end(text: &Text, hyphen: usize) -> bool {
    let mut start = hyphen;
    while text.before(start).is_some_and(|c| c.is_ascii_digit()) {
        start -= 1;
    }
    let digits = start < hyphen && text.at(start) != Some('0');
    digits
        && !text
            .before(start)
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'))
}

/// Whether the word that ends at a place names what is numbered: `Section 3`, `Step 2`.
fn is_label(text: &Text, end: usize) -> bool {
    const LABELS: [&str; 25] = [
        "section", "article", "chapter", "step", "figure", "table", "part", "phase", "version",
        "item", "no.", "annex", "page", "measure", "appendix", "stage", "tier", "level", "round",
        "day", "week", "year", "option", "rule", "no",
    ];
    let mut start = end;
    while text
        .before(start)
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '.')
        && end - start < 12
    {
        start -= 1;
    }
    let word = text.folded(start..end).to_ascii_lowercase();
    LABELS.contains(&word.as_str())
}
