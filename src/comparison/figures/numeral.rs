//! Characters → a number: `1,500`, `１６．５億`, `1億5000万`, `5千万`, `三十`, `二〇二五`.
//!
//! Digits are ASCII or full width, grouped by commas in threes or not at all, with at most one point. Kanji are read
//! as they count (十百千, and 万億兆京 after them) or digit by digit, where 〇 or a lack of 十百千 says so. The two may
//! stand together, the greater magnitude first. What is written otherwise is no number.

use super::decimal::Decimal;
use super::text::Text;

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub value: Decimal,
    /// Where it ends.
    pub end: usize,
    pub form: Form,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Digits are parted by commas.
    pub is_grouped: bool,
    /// There is a point.
    pub has_point: bool,
    /// 万, 億 or the like is part of it.
    pub has_myriads: bool,
    /// It is in kanji alone.
    pub is_kanji: bool,
}

/// Longer runs of digits are identifiers, not figures.
const MAX_DIGITS: usize = 18;

/// Whether a number may begin with this (half-width) character.
pub(super) fn is_start(c: char) -> bool {
    c.is_ascii_digit() || matches!(kanji_digit(c), Some(1..)) || matches!(c, '十' | '百' | '千')
}

/// Reads the longest number at a place.
pub(super) fn read(text: &Text, at: usize) -> Option<Numeral> {
    let mut total: Option<Decimal> = None;
    let mut end = at;
    let mut last = u32::MAX;
    let mut form = Form {
        is_grouped: false,
        has_point: false,
        has_myriads: false,
        is_kanji: true,
    };
    while let Some((value, after)) = below_myriad(text, end, &mut form) {
        let magnitude = text
            .at(after)
            .and_then(myriad)
            .filter(|zeros| *zeros < last);
        // After a magnitude only less than it may follow, or it would be another number.
        if total.is_some() && value.integer().is_none_or(|value| value >= 10_000) {
            return None;
        }
        let is_out_of_order = magnitude.is_none() && text.at(after).and_then(myriad).is_some();
        if is_out_of_order {
            return None;
        }
        let value = value.shifted(magnitude.unwrap_or(0))?;
        total = Some(total.map_or(Some(value), |total| total.plus(value))?);
        end = after;
        let Some(zeros) = magnitude else { break };
        (last, end, form.has_myriads) = (zeros, after + 1, true);
    }
    Some(Numeral {
        value: total?,
        end,
        form,
    })
}

/// What stands before one of 万億兆京, or at the end: `5000`, `16.5`, `5千`, `三千二百`.
fn below_myriad(text: &Text, at: usize, form: &mut Form) -> Option<(Decimal, usize)> {
    match text.at(at)? {
        c if c.is_ascii_digit() => {
            form.is_kanji = false;
            let (value, end) = digits(text, at, form)?;
            thousands(text, value, end)
        }
        c if is_start(c) || c == '〇' => kanji(text, at),
        _ => None,
    }
}

fn digits(text: &Text, at: usize, form: &mut Form) -> Option<(Decimal, usize)> {
    let mut end = text.run(at, |c| c.is_ascii_digit());
    let mut digits = text.folded(at..end);
    while digits.len() <= MAX_DIGITS && text.at(end) == Some(',') && end - at <= 3 + 4 * 5 {
        let group = text.run(end + 1, |c| c.is_ascii_digit());
        let is_first = !form.is_grouped && end - at > 3;
        if group - end != 4 || is_first {
            break;
        }
        digits.push_str(&text.folded(end + 1..group));
        (end, form.is_grouped) = (group, true);
    }
    let mut scale = 0;
    if text.at(end) == Some('.') {
        let fraction = text.run(end + 1, |c| c.is_ascii_digit());
        if fraction > end + 1 {
            digits.push_str(&text.folded(end + 1..fraction));
            scale = (fraction - end - 1) as u32;
            (end, form.has_point) = (fraction, true);
        }
    }
    let short = digits.len() <= MAX_DIGITS;
    let value = short.then(|| digits.parse().ok()).flatten()?;
    Some((Decimal::new(value, scale)?, end))
}

/// `5千`, `3千5百` after the first digits.
fn thousands(text: &Text, first: Decimal, end: usize) -> Option<(Decimal, usize)> {
    let (mut sum, mut next, mut end) = (Decimal::ZERO, first, end);
    let mut last = u32::MAX;
    while let Some(zeros) = text.at(end).and_then(small).filter(|zeros| *zeros < last) {
        sum = sum.plus(next.shifted(zeros)?)?;
        (last, end) = (zeros, end + 1);
        next = Decimal::ZERO;
        match text.at(end).and_then(|c| c.to_digit(10)) {
            Some(digit) if !text.at(end + 1).is_some_and(|c| c.is_ascii_digit()) => {
                next = Decimal::new(i128::from(digit), 0)?;
                end += 1;
            }
            _ => break,
        }
    }
    Some((sum.plus(next)?, end))
}

fn kanji(text: &Text, at: usize) -> Option<(Decimal, usize)> {
    let end = text.run(at, |c| kanji_digit(c).is_some() || small(c).is_some());
    let chars = text.folded(at..end);
    let value = if chars.chars().any(|c| small(c).is_some()) {
        counted(&chars)?
    } else {
        by_digit(&chars)?
    };
    Some((Decimal::new(value, 0)?, end))
}

/// `三千二百十`: each of 千百十 at most once, in this order.
fn counted(chars: &str) -> Option<i128> {
    let (mut sum, mut digit, mut last) = (0i128, None, u32::MAX);
    for c in chars.chars() {
        match small(c) {
            Some(zeros) if zeros < last => {
                sum += digit.take().unwrap_or(1) * 10i128.pow(zeros);
                last = zeros;
            }
            Some(_) => return None,
            None if digit.is_some() => return None,
            None => digit = kanji_digit(c).filter(|digit| *digit > 0).map(i128::from),
        }
    }
    Some(sum + digit.unwrap_or(0))
}

/// `二〇二五`. Two digits alone (`二三`) are an idiom.
fn by_digit(chars: &str) -> Option<i128> {
    let mut digits = String::with_capacity(chars.len());
    for c in chars.chars() {
        digits.push(char::from_digit(kanji_digit(c)?, 10)?);
    }
    let known = matches!(digits.len(), 1 | 3..=MAX_DIGITS) || chars.contains('〇');
    known.then(|| digits.parse().ok()).flatten()
}

fn kanji_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn small(c: char) -> Option<u32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        _ => return None,
    })
}

fn myriad(c: char) -> Option<u32> {
    Some(match c {
        '万' => 4,
        '億' => 8,
        '兆' => 12,
        '京' => 16,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, rest: &str) {
        let read_from = Text::new(text);
        let numeral = read(&read_from, 0).unwrap_or_else(|| panic!("no number: {text}"));
        assert_eq!(numeral.value.to_string(), expected, "{text}");
        let range = read_from.bytes(numeral.end..read_from.len());
        assert_eq!(&text[range], rest, "{text}");
    }

    fn refused(text: &str) {
        assert_eq!(read(&Text::new(text), 0), None, "{text}");
    }

    #[test]
    fn digits_of_either_width_with_groups_and_points() {
        check("5500万円", "55000000", "円");
        check("16.5億円", "1650000000", "円");
        check("１６．５億円", "1650000000", "円");
        check("1,500人", "1500", "人");
        check("１，０００，０００人", "1000000", "人");
        check("2.5倍", "2.5", "倍");
        check("3.", "3", ".");
        check("1,50", "1", ",50");
        check("1000,500", "1000", ",500");
        check("0.05", "0.05", "");
    }

    #[test]
    fn magnitudes_add_up() {
        check("１億５０００万円", "150000000", "円");
        check("1億5千万円", "150000000", "円");
        check("3千5百人", "3500", "人");
        check("3千人", "3000", "人");
        check("2兆3,000億円", "2300000000000", "円");
        check("一億5000万", "150000000", "");
        check("5百万円", "5000000", "円");
    }

    #[test]
    fn kanji_count_or_spell() {
        check("三十人", "30", "人");
        check("二十三名", "23", "名");
        check("三千二百十", "3210", "");
        check("百万円", "1000000", "円");
        check("二〇二五年", "2025", "年");
        check("五百億", "50000000000", "");
        check("十人", "10", "人");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let long = "1234567890123456789012345";
        for text in [
            "万円",
            "二三",
            "十十",
            "一百一百",
            "年",
            "",
            long,
            "五万五万",
        ] {
            refused(text);
        }
    }
}
