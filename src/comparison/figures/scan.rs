//! A reader-visible text → the figures in it, from left to right, never overlapping.
//!
//! What only looks like a figure is left out: numbers of headings, measures and versions (`1.2`, `第3章`, `施策2`,
//! `v0.5`, `GPT-4`), addresses, telephone numbers and ISBNs, vague amounts (`数十人`), idioms (`一人ひとり`, `十分`).
//! Where a number and a word leave a doubt, there is no figure.

use std::ops::Range;

use super::date;
use super::figure::{Figure, Quantity};
use super::numeral::{self, Numeral};
use super::text::{Text, is_kanji};
use super::unit::{self, FigureKind, Unit};
use crate::comparison::units::CELL_SEPARATOR;

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
struct Read {
    core: Range<usize>,
    /// Where what is shown of it ends, if that is behind the core: `20〜30名` for its 20.
    shown: usize,
    quantity: Quantity,
}

impl Read {
    fn within(self, text: &Text) -> Figure {
        let start = widened_left(text, self.core.start);
        let (limit, end) = limit(text, self.core.end, &self.quantity);
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
    let amount = signed_money(text, at).or_else(|| amount(text, at));
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

/// `$1.5 million`, `¥500,000`.
fn signed_money(text: &Text, at: usize) -> Option<Read> {
    let (base, start) = unit::sign(text, at)?;
    let numeral = numeral::read(text, start)?;
    let (zeros, end) = unit::magnitude(text, numeral.end, true).unwrap_or((0, numeral.end));
    if zeros == 0 && text.at(end).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    Some(Read {
        core: at..end,
        shown: end,
        quantity: Quantity::Amount {
            kind: FigureKind::Money,
            value: numeral.value.shifted(zeros)?,
            base: base.into(),
            written: base.into(),
            factor: 1,
        },
    })
}

fn amount(text: &Text, at: usize) -> Option<Read> {
    let numeral = numeral::read(text, at)?;
    fraction(text, at, &numeral)
        .or_else(|| with_unit(text, at, &numeral))
        .or_else(|| range_start(text, at, &numeral))
        .or_else(|| with_noun(text, at, &numeral))
        .or_else(|| alone(text, at, &numeral))
}

fn with_unit(text: &Text, at: usize, numeral: &Numeral) -> Option<Read> {
    let (zeros, end) = unit::magnitude(text, numeral.end, false).unwrap_or((0, numeral.end));
    let spaced = text.word(end, " ");
    let (unit, end) = unit::read(text, end).or_else(|| {
        let (unit, end) = unit::read(text, spaced?)?;
        let latin = unit.name().is_ascii();
        (latin || may_be_spaced(text, at)).then_some((unit, end))
    })?;
    if numeral.form.is_kanji && !fits_kanji(text, at, numeral, unit) {
        return None;
    }
    let mut value = sign(text, at, numeral.value).shifted(zeros)?;
    let mut end = end;
    if let Some(after) = half(text, end, unit) {
        value = value.plus(super::decimal::Decimal::new(5, 1)?)?;
        end = after;
    }
    Some(read_amount(at..end, value, unit))
}

fn read_amount(core: Range<usize>, value: super::decimal::Decimal, unit: &'static Unit) -> Read {
    Read {
        shown: core.end,
        core,
        quantity: Quantity::Amount {
            kind: unit.kind,
            value,
            base: unit.base.into(),
            written: unit.name().into(),
            factor: unit.factor,
        },
    }
}

/// `1年半`, `2時間半`.
fn half(text: &Text, at: usize, unit: &Unit) -> Option<usize> {
    let whole = unit.kind == FigureKind::Duration
        && matches!(
            unit.name(),
            "年" | "年間" | "時間" | "か月" | "ヶ月" | "カ月"
        );
    let end = text.word(at, "半").filter(|_| whole)?;
    (!text
        .at(end)
        .is_some_and(|c| matches!(c, '期' | '数' | '額' | '日')))
    .then_some(end)
}

/// A number and a Japanese unit parted by a space are one figure only where a space stands before them too, or they
/// follow a word for it: otherwise the number may belong to what is before (`施策2 人の流れ`).
fn may_be_spaced(text: &Text, at: usize) -> bool {
    text.before(at).is_some_and(|c| {
        matches!(
            c,
            ' ' | '(' | '（' | '約' | '計' | '~' | '、' | '：' | ':' | '$'
        )
    }) && at > 1
}

/// Minus signs, also ▲ and △ as Japanese budgets use them.
fn sign(text: &Text, at: usize, value: super::decimal::Decimal) -> super::decimal::Decimal {
    let second = at.checked_sub(2).and_then(|at| text.at(at));
    let minus = match text.before(at) {
        Some('▲' | '△') => true,
        Some('-') => second.is_none_or(|c| !c.is_ascii_digit()),
        _ => false,
    };
    if minus { value.negated() } else { value }
}

/// Kanji numbers are figures where they count; one kanji alone is often an idiom (一人ひとり, 三者, 二度).
fn fits_kanji(text: &Text, at: usize, numeral: &Numeral, unit: &Unit) -> bool {
    let name = unit.name();
    let length = numeral.end - at;
    let one = text.at(at) == Some('一') && length == 1;
    let counted = matches!(
        name,
        "割" | "か月"
            | "カ月"
            | "ヶ月"
            | "ヵ月"
            | "週間"
            | "年間"
            | "時間"
            | "円"
            | "パーセント"
            | "%"
            | "か年"
            | "カ年"
    );
    if one {
        return counted && text.at(numeral.end + 1) != Some('一');
    }
    let loose = matches!(
        name,
        "人" | "名"
            | "社"
            | "つ"
            | "年"
            | "倍"
            | "日間"
            | "校"
            | "件"
            | "回"
            | "段階"
            | "種類"
            | "本"
            | "分野"
    );
    let known = counted || loose || unit.base == "か国" || unit.base == "か所";
    (length > 1 || known)
        && !matches!(text.word(numeral.end, "人"), Some(end) if text.word(end, "三脚").is_some())
}

/// The first number of `20〜30名` has the unit of the second.
fn range_start(text: &Text, at: usize, numeral: &Numeral) -> Option<Read> {
    if numeral.form.is_kanji {
        return None;
    }
    let mark = text.at(numeral.end)?;
    let next = match mark {
        '~' | '–' | '-' | 'ー' => numeral.end + 1,
        'か' => text.word(numeral.end, "から")?,
        _ => return None,
    };
    let second = numeral::read(text, next).filter(|second| !second.form.is_kanji)?;
    if mark == 'ー' && !text.at(next)?.is_ascii_digit() {
        return None;
    }
    let year = text.word(second.end, "年").is_some()
        && second.value.integer().is_some_and(|year| year >= 1000);
    let own = numeral
        .value
        .integer()
        .filter(|value| (1000..=2999).contains(value));
    if let (true, Some(own)) = (year, own) {
        let quantity = Quantity::Date(date::Date {
            year: i32::try_from(own).ok(),
            ..date::Date::default()
        });
        let core = at..numeral.end;
        let shown = text.word(second.end, "年")?;
        return Some(Read {
            core,
            shown,
            quantity,
        });
    }
    let spaced = text.run(second.end, |c| c == ' ').min(second.end + 1);
    let (unit, shown) = unit::read(text, second.end).or_else(|| unit::read(text, spaced))?;
    // In `1〜3億円` the magnitude is that of both.
    let inherited = second.form.has_myriads && !numeral.form.has_myriads;
    let zeros = if inherited {
        trailing_magnitude(text, &second)?
    } else {
        0
    };
    let value = sign(text, at, numeral.value).shifted(zeros)?;
    Some(Read {
        shown,
        ..read_amount(at..numeral.end, value, unit)
    })
}

fn trailing_magnitude(text: &Text, numeral: &Numeral) -> Option<u32> {
    match text.before(numeral.end)? {
        '万' => Some(4),
        '億' => Some(8),
        '兆' => Some(12),
        _ => None,
    }
}

/// `3分の1`.
fn fraction(text: &Text, at: usize, denominator: &Numeral) -> Option<Read> {
    let start = text.word(denominator.end, "分の")?;
    let numerator = numeral::read(text, start)?;
    let whole = |numeral: &Numeral| numeral.value.integer().filter(|value| *value > 0);
    Some(Read {
        core: at..numerator.end,
        shown: numerator.end,
        quantity: Quantity::Fraction {
            numerator: whole(&numerator)?,
            denominator: whole(denominator)?,
        },
    })
}

/// `1,500 people`: a number and an English noun.
fn with_noun(text: &Text, at: usize, numeral: &Numeral) -> Option<Read> {
    const NO_NOUNS: [&str; 44] = [
        "of", "and", "or", "to", "in", "the", "for", "per", "with", "by", "at", "on", "from", "is",
        "are", "was", "were", "as", "if", "we", "it", "that", "this", "will", "shall", "must",
        "should", "may", "can", "has", "have", "times", "above", "below", "which", "when", "but",
        "than", "more", "new", "other", "about", "such", "until",
    ];
    if numeral.form.is_kanji {
        return None;
    }
    let (zeros, end) = unit::magnitude(text, numeral.end, false).unwrap_or((0, numeral.end));
    let start = text.word(end, " ")?;
    let end = text.run(start, |c| c.is_ascii_lowercase());
    let noun = text.folded(start..end);
    let ends = !text.at(end).is_some_and(|c| c.is_ascii_alphanumeric());
    let is_noun = noun.len() >= 4 && noun.ends_with('s') || noun == "people";
    if !ends || !is_noun || NO_NOUNS.contains(&noun.as_str()) {
        return None;
    }
    let one = if noun == "people" {
        noun
    } else {
        noun.trim_end_matches('s').to_owned()
    };
    Some(Read {
        core: at..end,
        shown: end,
        quantity: Quantity::Amount {
            kind: FigureKind::Count,
            value: sign(text, at, numeral.value).shifted(zeros)?,
            written: format!(" {}", text.folded(start..end)).into(),
            base: one.into(),
            factor: 1,
        },
    })
}

/// A number that is a whole cell of a table, or one whose commas say that it counts something.
fn alone(text: &Text, at: usize, numeral: &Numeral) -> Option<Read> {
    let (zeros, end) = unit::magnitude(text, numeral.end, false).unwrap_or((0, numeral.end));
    let separator = text.word(end, CELL_SEPARATOR);
    let before = text.word_before(at, CELL_SEPARATOR);
    let is_cell = (separator.is_some() || end == text.len()) && before.is_some();
    let counts = numeral.form.is_grouped
        && !text
            .at(end)
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.'));
    if numeral.form.is_kanji || !(is_cell || counts) {
        return None;
    }
    Some(Read {
        core: at..end,
        shown: end,
        quantity: Quantity::Amount {
            kind: FigureKind::Number,
            value: sign(text, at, numeral.value).shifted(zeros)?,
            base: "".into(),
            written: "".into(),
            factor: 1,
        },
    })
}

/// Words before a figure that are shown with it.
fn widened_left(text: &Text, start: usize) -> usize {
    const BEFORE: [&str; 8] = ["約", "およそ", "おおむね", "概ね", "最大", "最低", "▲", "-"];
    BEFORE
        .iter()
        .find_map(|word| text.word_before(start, word))
        .filter(|&found| {
            text.at(found) != Some('-')
                || !text
                    .before(found)
                    .is_some_and(|c| c.is_ascii_alphanumeric())
        })
        .unwrap_or(start)
}

/// How a figure bounds what it tells, and where the words for it end.
fn limit(text: &Text, end: usize, quantity: &Quantity) -> (Option<&'static str>, usize) {
    const AMOUNTS: [(&str, Option<&str>); 16] = [
        ("以上", Some("≥")),
        ("以下", Some("≤")),
        ("以内", Some("≤")),
        ("未満", Some("<")),
        ("を超え", Some(">")),
        ("を上回", Some(">")),
        ("を下回", Some("<")),
        ("超", Some(">")),
        ("程度", None),
        ("前後", None),
        ("弱", Some("<")),
        ("強", Some(">")),
        (" or more", Some("≥")),
        (" or less", Some("≤")),
        (" or fewer", Some("≤")),
        ("ずつ", None),
    ];
    const DATES: [(&str, Option<&str>); 12] = [
        ("以降", Some("≥")),
        ("以前", Some("≤")),
        ("上旬", Some("上旬")),
        ("中旬", Some("中旬")),
        ("下旬", Some("下旬")),
        ("初頭", Some("初め")),
        ("初め", Some("初め")),
        ("半ば", Some("半ば")),
        ("前半", Some("前半")),
        ("後半", Some("後半")),
        ("末", Some("末")),
        ("頃", None),
    ];
    let words: &[(&str, Option<&str>)] = match quantity {
        Quantity::Date(_) => &DATES,
        _ => &AMOUNTS,
    };
    let found = words
        .iter()
        .find_map(|(word, limit)| Some((*limit, text.word(end, word)?)));
    // 超 and 強 also begin other words: 超過, 強化.
    let single =
        |limit_end: usize| limit_end == end + 1 && text.at(limit_end).is_some_and(is_kanji);
    match found {
        Some((limit, end)) if !single(end) => (limit, end),
        _ => (None, end),
    }
}
