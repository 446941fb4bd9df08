//! Characters → a point in time: `2025年4月1日`, `令和7年度`, `2025年Q1`, `第3四半期`, `4月`, `2025-04-01`, `April 2025`, `by 2030`.
//!
//! Eras are those of the Meiji constitution's successors in use: 昭和 1 = 1926, 平成 1 = 1989, 令和 1 = 2019. A number
//! before 年 is a year from 1000 to 2999, else a length of time and not read here. Days are counted in the Gregorian
//! calendar (H. Hinnant, “chrono-compatible low-level date algorithms”, `days_from_civil`).

use std::fmt;

use super::numeral;
use super::text::Text;

/// A point in time, as exact as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Date {
    /// Whether the year begins in April (年度, FY).
    pub fiscal: bool,
    pub year: Option<i32>,
    pub quarter: Option<u8>,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

impl Date {
    /// Months since the year 0, where year and month or quarter are known.
    pub fn months(&self) -> Option<i64> {
        let month = i64::from(self.month?);
        Some(i64::from(self.year?) * 12 + month - 1)
    }

    /// Days since 1970, where all is known.
    pub fn days(&self) -> Option<i64> {
        let (year, month, day) = (self.year?, self.month?, self.day?);
        let (month, day) = (i64::from(month), i64::from(day));
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Whether both tell the same parts of a point in time in the same calendar.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.fiscal == other.fiscal
            && self.year.is_some() == other.year.is_some()
            && self.quarter.is_some() == other.quarter.is_some()
            && self.month.is_some() == other.month.is_some()
            && self.day.is_some() == other.day.is_some()
    }
}

/// `2025-04-01`, `2025-04`, `2025`, `2025-Q1`, `FY2025`; `--04-01`, `--04`, `--Q3` without a year.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calendar = if self.fiscal { "FY" } else { "" };
        match self.year {
            Some(year) => write!(f, "{calendar}{year:04}")?,
            None => f.write_str("-")?,
        }
        if let Some(quarter) = self.quarter {
            write!(f, "-Q{quarter}")?;
        }
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// Reads a point in time, and where it ends.
pub(super) fn read(text: &Text, at: usize) -> Option<(Date, usize)> {
    japanese(text, at)
        .or_else(|| numeric(text, at))
        .or_else(|| quarter_alone(text, at))
        .or_else(|| english(text, at))
}

fn japanese(text: &Text, at: usize) -> Option<(Date, usize)> {
    let Some((year, fiscal, end)) = japanese_year(text, at) else {
        return month_and_day(text, at, Date::default());
    };
    let date = Date {
        fiscal,
        year: Some(year),
        ..Date::default()
    };
    let next = text.run(end, |c| matches!(c, ' ' | 'の')).min(end + 1);
    if let Some((quarter, end)) = quarter(text, next) {
        let quarter = Some(quarter);
        return Some((Date { quarter, ..date }, end));
    }
    if fiscal {
        return Some((date, end));
    }
    let spaced = text.run(end, |c| c == ' ').min(end + 1);
    month_and_day(text, spaced, date).or(Some((date, end)))
}

/// A year with 年 or 年度, whether it is a fiscal one, and where it ends.
fn japanese_year(text: &Text, at: usize) -> Option<(i32, bool, usize)> {
    const ERAS: [(&str, i32); 6] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("R", 2018),
        ("H", 1988),
        ("S", 1925),
    ];
    let era = ERAS
        .iter()
        .find_map(|(name, offset)| Some((*offset, text.word(at, name)?)));
    let (year, end) = match era {
        Some((offset, start)) => match text.word(start, "元") {
            Some(end) => (offset + 1, end),
            None => {
                let (year, end) = integer(text, start, 1..=99)?;
                (offset + year, end)
            }
        },
        None => integer(text, at, 1000..=2999)?,
    };
    let spaced = text.run(end, |c| c == ' ').min(end + 1);
    let end = text.word(spaced, "年")?;
    let is_other_word = text
        .at(end)
        .is_some_and(|c| matches!(c, '代' | '間' | '生' | '前'));
    match text.word(end, "度") {
        Some(end) => Some((year, true, end)),
        None if is_other_word => None,
        None => Some((year, false, end)),
    }
}

/// A whole number without magnitudes or commas.
fn integer(text: &Text, at: usize, range: std::ops::RangeInclusive<i32>) -> Option<(i32, usize)> {
    let numeral = numeral::read(text, at)?;
    let form = numeral.form;
    if form.is_grouped || form.has_point || form.has_myriads {
        return None;
    }
    let value = i32::try_from(numeral.value.integer()?).ok()?;
    range.contains(&value).then_some((value, numeral.end))
}

fn month_and_day(text: &Text, at: usize, date: Date) -> Option<(Date, usize)> {
    let (month, end) = integer(text, at, 1..=12)?;
    let end = text.word(end, "月")?;
    let compound = |c: char| {
        matches!(
            c,
            '曜' | '額' | '刊' | '例' | '次' | '給' | '面' | '謝' | '収' | '経' | '齢' | '間'
        )
    };
    if text.at(end).is_some_and(compound) {
        return None;
    }
    let month = Some(month as u8);
    let date = Date { month, ..date };
    let day = integer(text, end, 1..=31)
        .and_then(|(day, after)| Some((day as u8, text.word(after, "日")?)))
        .filter(|(_, after)| !text.at(*after).is_some_and(|c| matches!(c, '間' | '本')));
    Some(match day {
        Some((day, end)) => {
            let day = Some(day);
            (Date { day, ..date }, end)
        }
        None => (date, end),
    })
}

/// `Q1`, `第1四半期`, `1Q`.
fn quarter(text: &Text, at: usize) -> Option<(u8, usize)> {
    let number = |at: usize| integer(text, at, 1..=4).map(|(value, end)| (value as u8, end));
    if let Some(start) = text.word(at, "Q") {
        let (quarter, end) = number(start)?;
        return no_letter(text, end).then_some((quarter, end));
    }
    let (quarter, end) = number(text.word(at, "第").unwrap_or(at))?;
    let (name, end) = text.one_of(end, &["四半期", "クォーター", "クオーター", "Q"])?;
    let is_word = name != "Q" || no_letter(text, end);
    is_word.then_some((quarter, end))
}

fn quarter_alone(text: &Text, at: usize) -> Option<(Date, usize)> {
    let (quarter, end) = quarter(text, at)?;
    let (year, end) = match text.word(end, " ").and_then(|start| year(text, start)) {
        Some((year, end)) => (Some(year), end),
        None => (None, end),
    };
    let quarter = Some(quarter);
    Some((
        Date {
            year,
            quarter,
            ..Date::default()
        },
        end,
    ))
}

/// `2025-04-01`, `2025/4/1`, `2025 Q1`, `2025Q1`, `FY2025`.
fn numeric(text: &Text, at: usize) -> Option<(Date, usize)> {
    if let Some(start) = text.word(at, "FY") {
        let (year, end) = year(text, text.run(start, |c| c == ' ').min(start + 1))?;
        let date = Date {
            fiscal: true,
            year: Some(year),
            ..Date::default()
        };
        return Some((date, end));
    }
    let digits = text.run(at, |c| c.is_ascii_digit());
    if digits != at + 4 {
        return None;
    }
    let (year, _) = integer(text, at, 1000..=2999)?;
    let year = Some(year);
    let spaced = text.run(digits, |c| c == ' ').min(digits + 1);
    if let Some((quarter, end)) = text.word(spaced, "Q").and(quarter(text, spaced)) {
        let quarter = Some(quarter);
        return Some((
            Date {
                year,
                quarter,
                ..Date::default()
            },
            end,
        ));
    }
    let mark = text.at(digits).filter(|c| matches!(c, '-' | '/'))?;
    let (month, end) = two_digits(text, digits + 1, 12)?;
    if text.at(end) != Some(mark) {
        return None;
    }
    let (day, end) = two_digits(text, end + 1, 31)?;
    let ends = !text
        .at(end)
        .is_some_and(|c| c.is_ascii_alphanumeric() || c == mark);
    let date = Date {
        year,
        month: Some(month),
        day: Some(day),
        ..Date::default()
    };
    ends.then_some((date, end))
}

fn two_digits(text: &Text, at: usize, most: u8) -> Option<(u8, usize)> {
    let end = text.run(at, |c| c.is_ascii_digit());
    let value: u8 = text.folded(at..end).parse().ok()?;
    (end <= at + 2 && (1..=most).contains(&value)).then_some((value, end))
}

/// A year in four digits.
fn year(text: &Text, at: usize) -> Option<(i32, usize)> {
    let end = text.run(at, |c| c.is_ascii_digit());
    let (year, _) = integer(text, at, 1900..=2199)?;
    (end == at + 4 && no_letter(text, end)).then_some((year, end))
}

fn no_letter(text: &Text, at: usize) -> bool {
    !text.at(at).is_some_and(|c| c.is_ascii_alphanumeric())
}

const MONTHS: [(&str, u8); 12] = [
    ("January", 1),
    ("February", 2),
    ("March", 3),
    ("April", 4),
    ("May", 5),
    ("June", 6),
    ("July", 7),
    ("August", 8),
    ("September", 9),
    ("October", 10),
    ("November", 11),
    ("December", 12),
];

fn english(text: &Text, at: usize) -> Option<(Date, usize)> {
    if text.at(at)?.is_ascii_digit() {
        return day_first(text, at).or_else(|| bare_year(text, at));
    }
    let (month, end) = month_name(text, at)?;
    let start = text.word(end, " ")?;
    let month = Some(month);
    if let Some((year, end)) = year(text, start) {
        let year = Some(year);
        return Some((
            Date {
                year,
                month,
                ..Date::default()
            },
            end,
        ));
    }
    let (day, end) = two_digits(text, start, 31)?;
    let next = text.word(end, ", ").or_else(|| text.word(end, " "));
    let (year, end) = match next.and_then(|start| year(text, start)) {
        Some((year, end)) => (Some(year), end),
        None => (None, end),
    };
    let date = Date {
        year,
        month,
        day: Some(day),
        ..Date::default()
    };
    no_letter(text, end).then_some((date, end))
}

fn month_name(text: &Text, at: usize) -> Option<(u8, usize)> {
    MONTHS
        .iter()
        .find_map(|(name, month)| Some((*month, text.word(at, name)?)))
}

/// `1 April 2025`.
fn day_first(text: &Text, at: usize) -> Option<(Date, usize)> {
    let (day, end) = two_digits(text, at, 31)?;
    let (month, end) = month_name(text, text.word(end, " ")?)?;
    let (year, end) = match text.word(end, " ").and_then(|start| year(text, start)) {
        Some((year, end)) => (Some(year), end),
        None => (None, end),
    };
    let date = Date {
        year,
        month: Some(month),
        day: Some(day),
        ..Date::default()
    };
    Some((date, end))
}

/// A year that only its preposition tells from a number: `by 2030`.
fn bare_year(text: &Text, at: usize) -> Option<(Date, usize)> {
    const BEFORE: [&str; 9] = [
        "in ", "by ", "since ", "until ", "from ", "through ", "before ", "after ", "In ",
    ];
    let preposition = BEFORE
        .iter()
        .find_map(|word| text.word_before(at, word))
        .filter(|start| !text.before(*start).is_some_and(|c| c.is_ascii_alphabetic()));
    preposition?;
    let (year, end) = year(text, at)?;
    let is_number =
        text.at(end) == Some(',') && text.at(end + 1).is_some_and(|c| c.is_ascii_digit());
    let year = Some(year);
    (!is_number).then_some((
        Date {
            year,
            ..Date::default()
        },
        end,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read_from = Text::new(text);
        let found = read(&read_from, 0);
        let shown = found.map_or("none".to_owned(), |(date, end)| {
            let rest = &text[read_from.bytes(end..read_from.len())];
            format!("{date}|{rest}")
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn japanese_dates() {
        check("2025年4月1日から", "2025-04-01|から");
        check("２０２５年４月", "2025-04|");
        check("2025年度", "FY2025|");
        check("令和7年度予算", "FY2025|予算");
        check("令和元年", "2019|");
        check("平成３０年5月", "2018-05|");
        check("R7年度", "FY2025|");
        check("二〇二五年", "2025|");
        check("4月1日", "--04-01|");
        check("10月頃", "--10|頃");
        check("2025年の4月", "2025|の4月");
    }

    #[test]
    fn quarters() {
        check("2025年Q1", "2025-Q1|");
        check("2025年第1四半期", "2025-Q1|");
        check("2025年度第３四半期", "FY2025-Q3|");
        check("第3四半期に", "--Q3|に");
        check("2025Q4", "2025-Q4|");
        check("Q2 2026", "2026-Q2|");
        check("Q5", "none");
    }

    #[test]
    fn western_dates() {
        check("2025-04-01", "2025-04-01|");
        check("2025/4/1（火）", "2025-04-01|（火）");
        check("April 1, 2025", "2025-04-01|");
        check("1 April 2025", "2025-04-01|");
        check("May 2025", "2025-05|");
        check("FY2026 budget", "FY2026| budget");
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "5年",
            "2030年代",
            "4月曜",
            "13月",
            "2025-04",
            "2025",
            "May be",
            "1200円",
            "7年度",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn days_are_counted_in_the_calendar() {
        let date = |text: &str| read(&Text::new(text), 0).and_then(|(date, _)| date.days());
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2000-03-01"), Some(11_017));
        assert_eq!(date("2025年4月1日"), Some(20_179));
    }
}
