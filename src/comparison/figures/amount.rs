//! Characters → an amount: a number with its unit, a share, a sum of money, a fraction, a number that stands alone.
//!
//! Japanese units stand right after their number, or after one space where a space stands before the number too. English
//! nouns after a number are counted only in the plural. A number without a unit is a figure only as the whole cell
//! of a table, or where its commas say that it counts something.

use std::ops::Range;

use super::date;
use super::decimal::Decimal;
use super::figure::Quantity;
use super::numeral::{self, Numeral};
use super::scan::Read;
use super::text::Text;
use super::unit::{self, FigureKind, Unit};
use crate::comparison::units::CELL_SEPARATOR;

/// `$1.5 million`, `¥500,000`.
pub(super) fn signed_money(text: &Text, at: usize) -> Option<Read> {
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

pub(super) fn amount(text: &Text, at: usize) -> Option<Read> {
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
        value = value.plus(Decimal::new(5, 1)?)?;
        end = after;
    }
    Some(read_amount(at..end, value, unit))
}

fn read_amount(core: Range<usize>, value: Decimal, unit: &'static Unit) -> Read {
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
fn sign(text: &Text, at: usize, value: Decimal) -> Decimal {
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
