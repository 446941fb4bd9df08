//! Decimal numbers without rounding: an integer and how many of its digits stand after the point.
//!
//! Every operation says `None` rather than give an inexact or overflowing result.

use std::fmt;

use crate::digits::grouped;

/// An exact decimal number, in its shortest form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    units: i128,
    scale: u32,
}

/// More digits after the point are not read.
const MAX_SCALE: u32 = 12;

impl Decimal {
    pub const ZERO: Self = Self { units: 0, scale: 0 };

    /// `units` with the last `scale` digits after the point.
    pub fn new(units: i128, scale: u32) -> Option<Self> {
        let (mut units, mut scale) = (units, scale);
        while scale > 0 && units % 10 == 0 {
            (units, scale) = (units / 10, scale - 1);
        }
        (scale <= MAX_SCALE).then_some(Self { units, scale })
    }

    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Whether nothing stands after the point; then the number itself.
    pub fn integer(self) -> Option<i128> {
        (self.scale == 0).then_some(self.units)
    }

    pub fn abs(self) -> Self {
        Self {
            units: self.units.saturating_abs(),
            ..self
        }
    }

    pub fn negated(self) -> Self {
        Self {
            units: self.units.saturating_neg(),
            ..self
        }
    }

    /// The product with a power of ten.
    pub fn shifted(self, zeros: u32) -> Option<Self> {
        let inside = zeros.min(self.scale);
        let units = self
            .units
            .checked_mul(10i128.checked_pow(zeros - inside)?)?;
        Self::new(units, self.scale - inside)
    }

    /// The product with an integer.
    pub fn times(self, factor: i128) -> Option<Self> {
        Self::new(self.units.checked_mul(factor)?, self.scale)
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.aligned(scale)?.checked_add(other.aligned(scale)?)?;
        Self::new(units, scale)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// By how many per cent `self` is more or less than `base`, to one decimal, halves away from zero.
    pub fn percent_from(self, base: Self) -> Option<Self> {
        if base.units <= 0 {
            return None;
        }
        let scale = self.scale.max(base.scale);
        let (new, old) = (self.aligned(scale)?, base.aligned(scale)?);
        let thousandths = new.checked_sub(old)?.checked_mul(2000)?;
        let rounded = thousandths.checked_add(old * thousandths.signum())? / old.checked_mul(2)?;
        Self::new(rounded, 1)
    }

    fn aligned(self, scale: u32) -> Option<i128> {
        self.units
            .checked_mul(10i128.checked_pow(scale - self.scale)?)
    }

    /// The digits before and after the point, without sign.
    fn parts(self) -> (String, String) {
        let digits = self.units.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, rest) = padded.split_at(padded.len() - scale);
        (whole.to_owned(), rest.to_owned())
    }

    /// Without sign, thousands parted by commas: `1,234.5`.
    pub fn grouped(self) -> String {
        let (whole, rest) = self.parts();
        let mut out = String::with_capacity(whole.len() * 2);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if !rest.is_empty() {
            out.push('.');
            out.push_str(&rest);
        }
        out
    }

    /// Without sign, in ten thousands as Japanese counts: `1億5000万`, `3万2500`, or `1億5,000万` with `commas`. What is less than ten thousand, or no
    /// integer, is written in digits.
    pub fn in_myriads(self, commas: bool) -> String {
        let Some(units) = self.abs().integer().filter(|units| *units >= 10_000) else {
            return self.grouped();
        };
        let names = [(12, "兆"), (8, "億"), (4, "万"), (0, "")];
        let mut out = String::new();
        let mut rest = units;
        for (zeros, name) in names {
            let unit = 10i128.pow(zeros);
            let (count, left) = (rest / unit, rest % unit);
            if count > 0 {
                match u64::try_from(count) {
                    Ok(count) if commas => out.push_str(&grouped(count)),
                    _ => out.push_str(&count.to_string()),
                }
                out.push_str(name);
            }
            rest = left;
        }
        out
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = self.parts();
        let sign = if self.is_negative() { "-" } else { "" };
        match rest.as_str() {
            "" => write!(f, "{sign}{whole}"),
            rest => write!(f, "{sign}{whole}.{rest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(units: i128, scale: u32) -> Decimal {
        Decimal::new(units, scale).expect("a short number")
    }

    #[test]
    fn numbers_have_one_shortest_form() {
        assert_eq!(decimal(1650, 2), decimal(165, 1));
        assert_eq!(decimal(165, 1).to_string(), "16.5");
        assert_eq!(decimal(-5, 2).to_string(), "-0.05");
        assert_eq!(decimal(165, 1).shifted(8), Some(decimal(1_650_000_000, 0)));
    }

    #[test]
    fn percentages_are_rounded_to_one_decimal() {
        for (old, new, expected) in [
            (5500, 6000, "9.1"),
            (3, 2, "-33.3"),
            (8, 9, "12.5"),
            (2000, 2001, "0.1"),
            (2000, 1999, "-0.1"),
            (30, 60, "100"),
        ] {
            let percent = decimal(new, 0).percent_from(decimal(old, 0));
            assert_eq!(percent.expect("a percentage").to_string(), expected);
        }
        assert_eq!(decimal(3, 0).percent_from(Decimal::ZERO), None);
    }

    #[test]
    fn amounts_are_written_as_they_are_counted() {
        for (units, expected) in [
            (150_000_000, "1億5000万"),
            (5_000_000, "500万"),
            (9_500, "9,500"),
            (32_500, "3万2500"),
        ] {
            assert_eq!(decimal(units, 0).in_myriads(false), expected);
        }
        assert_eq!(decimal(1_234_567, 1).grouped(), "123,456.7");
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert_eq!(decimal(i128::MAX, 0).shifted(1), None);
        assert_eq!(decimal(i128::MAX, 0).plus(decimal(1, 0)), None);
        assert_eq!(decimal(i128::MAX, 0).percent_from(decimal(3, 0)), None);
        assert_eq!(Decimal::new(1, 40), None);
    }
}
