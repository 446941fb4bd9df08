//! Moments as commits and forges tell them → text. Reads no clock.

use serde::{Serialize, Serializer};

/// Seconds since 1970 and the author's offset from UTC in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl Timestamp {
    /// The last second of the year 9999: later dates are not believed.
    const LAST: i64 = 253_402_300_799;

    /// Takes what a commit says; seconds outside 1970 to 9999 and offsets of over 14 hours become 0.
    pub fn new(seconds: i64, offset: i32) -> Self {
        Self {
            seconds: if (0..=Self::LAST).contains(&seconds) {
                seconds
            } else {
                0
            },
            offset: if offset.abs() <= 14 * 60 { offset } else { 0 },
        }
    }

    /// Reads a moment as forges write it, `2025-05-06T12:00:00Z` or with an offset, to the second and in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.parse().ok()?;
        Some(Self::new(at.as_second(), 0)).filter(|at| at.is_known())
    }

    /// The same moment by the clocks that far east of UTC, in minutes.
    #[must_use]
    pub fn at_offset(self, offset: i32) -> Self {
        Self::new(self.seconds, offset)
    }

    /// Whether the commit told a believable date.
    pub fn is_known(self) -> bool {
        self.seconds > 0
    }

    /// `2025-05-06` where the author was; empty if unknown.
    pub fn date(self) -> String {
        self.format("%Y-%m-%d")
    }

    /// `2025-05-06T12:00:00+09:00`; empty if unknown.
    pub fn rfc3339(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%S%:z")
    }

    /// `2025-05-06T03:00:00Z`; empty if unknown.
    pub fn utc(self) -> String {
        Self { offset: 0, ..self }.format("%Y-%m-%dT%H:%M:%SZ")
    }

    fn format(self, pattern: &str) -> String {
        if !self.is_known() {
            return String::new();
        }
        let zoned = jiff::Timestamp::from_second(self.seconds)
            .ok()
            .and_then(|at| {
                let offset = jiff::tz::Offset::from_seconds(self.offset * 60).ok()?;
                Some(at.to_zoned(jiff::tz::TimeZone::fixed(offset)))
            });
        zoned
            .map(|at| at.strftime(pattern).to_string())
            .unwrap_or_default()
    }
}

impl Serialize for Timestamp {
    /// In UTC, as [`Timestamp::parse`] reads it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_told_where_its_author_was() {
        assert_eq!(
            Timestamp::new(1_746_500_400, 540).rfc3339(),
            "2025-05-06T12:00:00+09:00"
        );
    }

    #[test]
    fn unbelievable_dates_are_unknown() {
        assert_eq!(Timestamp::new(-1, 0).date(), "");
        assert_eq!(Timestamp::new(i64::MAX, 0).date(), "");
        assert_eq!(Timestamp::new(253_370_000_000, 9999).date(), "9998-12-23");
    }

    #[test]
    fn a_moment_is_read_as_forges_write_it() {
        for text in ["2025-05-06T03:00:00Z", "2025-05-06T12:00:00.123+09:00"] {
            let read = Timestamp::parse(text).map(Timestamp::utc);
            assert_eq!(read.as_deref(), Some("2025-05-06T03:00:00Z"), "{text}");
        }
        for bad in ["", "2025-05-06", "昨日", "9999999999"] {
            assert_eq!(Timestamp::parse(bad), None, "{bad}");
        }
    }
}
