//! Two figures of one kind → by how much they differ, told as their text is written.
//!
//! Nothing is claimed where units differ (30日 → 1か月), where a time is not known well enough (4月 → 10月 may lie in
//! two years), or where one of both is told by a bound of another sort (5%以上 → 5%以下, 16億円超 → 11億円).

use serde::Serialize;

use super::date::Date;
use super::decimal::Decimal;
use super::figure::{Figure, Quantity};
use super::unit::FigureKind;

/// By how much a figure changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In words, in the language of the text: `+500万円`, `6か月後`, `+10 points`.
    pub text: String,
    /// The difference as a decimal number of `unit`.
    pub value: String,
    /// The unit of `value`.
    pub unit: String,
    /// By how many per cent, to one decimal; for money, counts, measures and bare numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
}

/// A figure with the text that it stands in.
#[derive(Clone, Copy)]
pub(super) struct InText<'f> {
    pub figure: &'f Figure,
    pub text: &'f str,
}

impl<'f> InText<'f> {
    fn written(&self) -> &'f str {
        self.text.get(self.figure.range.clone()).unwrap_or_default()
    }

    fn unit(&self) -> &'f str {
        match &self.figure.quantity {
            Quantity::Amount { written, .. } => written,
            _ => "",
        }
    }
}

/// Works out the difference.
pub(super) fn difference(old: InText, new: InText) -> Option<Difference> {
    let is_japanese = new
        .text
        .chars()
        .any(|c| ('\u{3041}'..='\u{9fff}').contains(&c));
    match (&old.figure.quantity, &new.figure.quantity) {
        (Quantity::Amount { .. }, Quantity::Amount { .. }) => amounts(old, new, is_japanese),
        (Quantity::Date(a), Quantity::Date(b)) if old.figure.limit == new.figure.limit => {
            dates(a, b, is_japanese)
        }
        _ => None,
    }
}

fn amounts(old: InText, new: InText, is_japanese: bool) -> Option<Difference> {
    let (a, b) = (&old.figure.quantity, &new.figure.quantity);
    if a.base() != b.base() || !comparable(old.figure.limit, new.figure.limit) {
        return None;
    }
    let (from, to) = (a.value()?, b.value()?);
    let by = to.minus(from)?;
    if by.is_zero() {
        return None;
    }
    let told = match (a, b) {
        (
            Quantity::Amount {
                value: x,
                written: u,
                ..
            },
            Quantity::Amount {
                value: y,
                written: v,
                ..
            },
        ) if same_unit(u, v) => told(y.minus(*x)?, old, new, is_japanese),
        _ => in_base(by, b.base(), is_japanese),
    };
    let relative = matches!(
        b.kind(),
        FigureKind::Money | FigureKind::Count | FigureKind::Measure | FigureKind::Number
    );
    let percent = relative.then(|| to.percent_from(from)).flatten();
    let is_share = b.base() == "%";
    Some(Difference {
        text: format!("{}{told}", if by.is_negative() { '−' } else { '+' }),
        value: by.to_string(),
        unit: if is_share { "ポイント" } else { b.base() }.to_owned(),
        percent: percent.map(|percent| percent.to_string()),
    })
}

/// Whether two bounds leave a difference that can be told: the same, or one that includes its value and none.
fn comparable(old: Option<&str>, new: Option<&str>) -> bool {
    let includes = |limit: &str| matches!(limit, "≤" | "≥");
    match (old, new) {
        (Some(limit), None) | (None, Some(limit)) => includes(limit),
        (old, new) => old == new,
    }
}

fn same_unit(old: &str, new: &str) -> bool {
    let plain = |unit: &str| unit.trim_end_matches('間').trim_end_matches('s').to_owned();
    plain(old) == plain(new)
}

/// A difference in the unit that both figures are written in, without sign.
fn told(by: Decimal, old: InText, new: InText, is_japanese: bool) -> String {
    let has_myriads = |side: &InText| side.written().contains(['万', '億', '兆']);
    // The first number of a range goes without its magnitude: 1〜3億円.
    let is_long = is_japanese && by.abs().integer().is_some_and(|by| by >= 10_000_000);
    let number = if is_long || has_myriads(&old) || has_myriads(&new) {
        by.in_myriads(has_commas(&old) || has_commas(&new))
    } else {
        by.grouped()
    };
    let unit = new.unit();
    match new.figure.quantity.kind() {
        FigureKind::Money => money(&number, new.figure.quantity.base(), is_japanese),
        FigureKind::Ratio if new.figure.quantity.base() == "%" && unit != "割" => {
            points(&number, is_japanese)
        }
        FigureKind::Ratio if unit.ends_with("points") => points(&number, is_japanese),
        FigureKind::Duration => {
            let unit = unit.trim_end_matches('間');
            let unit = if unit == "時" { "時間" } else { unit };
            let spaced = unit.is_ascii();
            let singular = number == "1" && unit.ends_with('s');
            let unit = if singular {
                unit.trim_end_matches('s')
            } else {
                unit
            };
            format!("{number}{}{unit}", if spaced { " " } else { "" })
        }
        _ => format!("{number}{unit}"),
    }
}

/// Whether thousands are parted in what is written: the difference beside it is then, too.
fn has_commas(side: &InText) -> bool {
    side.written().contains([',', '，'])
}

fn points(number: &str, is_japanese: bool) -> String {
    let word = if number == "1" { "point" } else { "points" };
    if is_japanese {
        format!("{number}ポイント")
    } else {
        format!("{number} {word}")
    }
}

fn money(number: &str, base: &str, is_japanese: bool) -> String {
    let (sign, name) = match base {
        "円" => ("¥", "円"),
        "USD" => ("$", "ドル"),
        "EUR" => ("€", "ユーロ"),
        "GBP" => ("£", "ポンド"),
        _ => ("", "元"),
    };
    if is_japanese {
        format!("{number}{name}")
    } else {
        format!("{sign}{number}")
    }
}

/// A difference between figures of two units, in the one that both are told in.
fn in_base(by: Decimal, base: &str, is_japanese: bool) -> String {
    let number = by.grouped();
    match base {
        "円" | "USD" | "EUR" | "GBP" => money(&number, base, is_japanese),
        "%" => points(&number, is_japanese),
        "か月" if !is_japanese => format!("{number} months"),
        "日" if !is_japanese => format!("{number} days"),
        "分" if !is_japanese => format!("{number} minutes"),
        _ => format!("{number}{base}"),
    }
}

fn dates(old: &Date, new: &Date, is_japanese: bool) -> Option<Difference> {
    if !old.is_alike(new) {
        return None;
    }
    let same_day = old.day == new.day;
    let (by, unit) = if let (Some(a), Some(b)) = (old.quarter, new.quarter) {
        let of = |year: Option<i32>, quarter: u8| Some(i64::from(year?) * 4 + i64::from(quarter));
        (of(new.year, b)? - of(old.year, a)?, "四半期")
    } else if let (Some(a), Some(b), true) = (old.months(), new.months(), same_day) {
        match b - a {
            months if months % 12 == 0 => (months / 12, "年"),
            months => (months, "か月"),
        }
    } else if let (Some(a), Some(b)) = (old.days(), new.days()) {
        (b - a, "日")
    } else if old.month.is_none() {
        (i64::from(new.year?) - i64::from(old.year?), "年")
    } else if old.year.is_none() && old.month == new.month {
        (i64::from(new.day?) - i64::from(old.day?), "日")
    } else {
        return None;
    };
    (by != 0).then(|| Difference {
        text: later(by, unit, is_japanese),
        value: by.to_string(),
        unit: unit.to_owned(),
        percent: None,
    })
}

fn later(by: i64, unit: &str, is_japanese: bool) -> String {
    let count = by.unsigned_abs();
    if is_japanese {
        return format!("{count}{unit}{}", if by > 0 { "後" } else { "前" });
    }
    let name = match unit {
        "年" => "year",
        "四半期" => "quarter",
        "か月" => "month",
        _ => "day",
    };
    let plural = if count == 1 { "" } else { "s" };
    format!(
        "{count} {name}{plural} {}",
        if by > 0 { "later" } else { "earlier" }
    )
}
