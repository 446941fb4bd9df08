//! One figure: where it stands, what it is worth, how it is told in results.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::date::Date;
use super::decimal::Decimal;
use super::unit::FigureKind;

/// A figure of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The bytes of number and unit.
    pub core: Range<usize>,
    /// The same with what qualifies it: 約, 以内.
    pub range: Range<usize>,
    /// What it is worth.
    pub quantity: Quantity,
    /// How it bounds what it tells (`≥`, `<`) or which part of a time it means (上旬).
    pub limit: Option<&'static str>,
}

/// What a figure is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// `value` of a unit, of which one is `factor` of `base`.
    Amount {
        kind: FigureKind,
        value: Decimal,
        base: Cow<'static, str>,
        written: Cow<'static, str>,
        factor: i128,
    },
    Date(Date),
    Fraction {
        numerator: i128,
        denominator: i128,
    },
}

impl Quantity {
    pub fn kind(&self) -> FigureKind {
        match self {
            Self::Amount { kind, .. } => *kind,
            Self::Date(_) => FigureKind::Date,
            Self::Fraction { .. } => FigureKind::Fraction,
        }
    }

    /// The value in the base unit; none for what is no amount.
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::Amount { value, factor, .. } => value.times(*factor),
            _ => None,
        }
    }

    /// The base unit; empty for what has none.
    pub fn base(&self) -> &str {
        match self {
            Self::Amount { base, .. } => base,
            _ => "",
        }
    }

    /// Whether both may be the same thing at two times: one kind, and things are counted by the same word.
    pub fn is_like(&self, other: &Self) -> bool {
        let free = matches!(
            self.kind(),
            FigureKind::Date | FigureKind::Duration | FigureKind::Fraction
        );
        self.kind() == other.kind() && (free || self.base() == other.base())
    }

    /// Whether both are worth the same, however they are written.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount { .. }, Self::Amount { .. }) => {
                let same = self.base() == other.base() && self.kind() == other.kind();
                same && self.value().is_some() && self.value() == other.value()
            }
            _ => self == other,
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Amount { .. } => self
                .value()
                .map(|value| value.to_string())
                .unwrap_or_default(),
            Self::Date(date) => date.to_string(),
            Self::Fraction {
                numerator,
                denominator,
            } => format!("{numerator}/{denominator}"),
        }
    }
}

impl Figure {
    /// Whether both tell the same: worth and bound.
    pub fn equals(&self, other: &Self) -> bool {
        self.limit == other.limit && self.quantity.equals(&other.quantity)
    }

    /// An amount with its number in plain digits, its unit as it is written; none for what is no amount.
    pub fn number(&self, text: &str) -> Option<String> {
        let Quantity::Amount { value, written, .. } = &self.quantity else {
            return None;
        };
        let core = text.get(self.core.clone())?;
        // The first number of a range has a unit that it is not written with; minus signs stand before.
        let unit = if core.ends_with(&**written) {
            written
        } else {
            ""
        };
        Some(format!("{}{unit}", value.abs()))
    }

    /// The figure as results tell it.
    pub fn told(&self, text: &str) -> FigureSide {
        FigureSide {
            text: text.get(self.range.clone()).unwrap_or_default().to_owned(),
            value: self.quantity.told(),
            unit: self.quantity.base().to_owned(),
        }
    }
}

/// A figure as results tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureSide {
    /// As it is written, with 約, 以内 and the like.
    pub text: String,
    /// Its value in `unit`: a decimal number, `numerator/denominator`, or a date such as `2025-04-01`, `2025-Q1`,
    /// `FY2025`, `--04`.
    pub value: String,
    /// The unit that values of this kind are compared in: `円`, `人`, `%`, `か月`; empty for dates and bare numbers.
    pub unit: String,
}
