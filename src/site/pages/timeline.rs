//! Versions and the requests that the main branch took in, by date → a timeline, newest at the top.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::news::news_page;
use super::surroundings::pull_link;
use crate::site::past::Past;
use crate::site::view::{
    DocumentLink, Listed, TimelinePeriod, TimelinePull, TimelineVersion, TimelineView,
};
use crate::site::{Place, Site};
use crate::snapshot::{PullRequest, Timestamp, Version};

/// The picture is as wide as a phone.
const WIDTH: u32 = 360;
/// Where requests begin, right of the date.
const LEFT: u32 = 84;
/// The distance of requests, and of their lines.
const STEP: u32 = 11;
/// Requests on a line, and lines of a period.
const PER_LINE: usize = ((WIDTH - LEFT - 40) / STEP) as usize;
const LINES: usize = 6;
/// The height of a version, and of the least period.
const VERSION: u32 = 26;
const PERIOD: u32 = 16;
/// Days of a timeline by days, and of one by weeks; beyond, it goes by months.
const BY_DAYS: i32 = 62;
const BY_WEEKS: i32 = 400;

/// What happened in a period.
#[derive(Default)]
struct Bucket<'s> {
    versions: Vec<&'s Version>,
    pulls: Vec<&'s PullRequest>,
}

/// The timeline; `None` where there are fewer than two things to show.
pub(super) fn timeline(place: &Place<'_>, past: &Past<'_>) -> Option<TimelineView> {
    let site = place.site;
    let versions: Vec<(Date, &Version)> =
        dated(site.snapshot.versions.iter(), |version| version.date);
    let pulls = requests(site, past);
    let dates = || {
        versions
            .iter()
            .map(|(date, _)| *date)
            .chain(pulls.iter().map(|(date, _)| *date))
    };
    let (first, last) = (dates().min()?, dates().max()?);
    if versions.len() + pulls.len() < 2 {
        return None;
    }
    let unit = Unit::of(first, last);
    let mut buckets: BTreeMap<Date, Bucket<'_>> = BTreeMap::new();
    for (date, version) in &versions {
        buckets
            .entry(unit.start(*date))
            .or_default()
            .versions
            .push(version);
    }
    for (date, pull) in &pulls {
        buckets
            .entry(unit.start(*date))
            .or_default()
            .pulls
            .push(pull);
    }
    let mut y = 8;
    let mut later = None;
    let periods = buckets.into_iter().rev().map(|(start, bucket)| {
        y += later.map_or(0, |later| unit.gap(start, later));
        later = Some(start);
        let (period, end) = period(place, start, &bucket, y);
        y = end;
        period
    });
    let periods: Vec<TimelinePeriod> = periods.collect();
    Some(TimelineView {
        width: WIDTH,
        height: y + 4,
        periods,
        pulls: pulls.len(),
    })
}

/// The requests that the main branch took in, each with the day.
fn requests<'s>(site: &'s Site<'_>, past: &Past<'_>) -> Vec<(Date, &'s PullRequest)> {
    let steps = (0..past.count()).filter_map(|step| past.moment(site.snapshot, step));
    let found = steps.flat_map(|moment| {
        let date = day(moment.commit.date);
        let pulls = moment
            .pulls
            .iter()
            .filter_map(|number| site.snapshot.pull_request(*number));
        pulls
            .filter_map(|pull| Some((date?, pull)))
            .collect::<Vec<_>>()
    });
    found.collect()
}

fn dated<'s, T>(
    all: impl Iterator<Item = &'s T>,
    date: impl Fn(&T) -> Timestamp,
) -> Vec<(Date, &'s T)> {
    all.filter_map(|one| Some((day(date(one))?, one))).collect()
}

fn day(date: Timestamp) -> Option<Date> {
    date.date().parse().ok()
}

fn period(place: &Place<'_>, start: Date, bucket: &Bucket<'_>, top: u32) -> (TimelinePeriod, u32) {
    let mut y = top;
    let versions = bucket.versions.iter().rev().map(|version| {
        y += VERSION;
        TimelineVersion {
            y: y - VERSION / 2,
            version: DocumentLink {
                title: version.name.to_string(),
                href: place.to(&news_page(version)),
            },
            date: version.date.rfc3339(),
        }
    });
    let versions: Vec<TimelineVersion> = versions.collect();
    let line = y + PERIOD / 2;
    let drawn = bucket.pulls.len().min(PER_LINE * LINES);
    let pulls = bucket.pulls.iter().rev().take(drawn).enumerate();
    let pulls = pulls.map(|(at, pull)| TimelinePull {
        x: LEFT + STEP * (at % PER_LINE) as u32,
        y: line + STEP * (at / PER_LINE) as u32,
        pull: pull_link(place, pull),
    });
    let pulls = Listed::of(bucket.pulls.len(), pulls.collect());
    let lines = drawn.div_ceil(PER_LINE) as u32;
    let end = match lines {
        0 => y,
        lines => y + PERIOD + STEP * (lines - 1),
    };
    let period = TimelinePeriod {
        date: start.to_string(),
        y: line,
        versions,
        pulls,
        more_x: LEFT + STEP * PER_LINE as u32,
    };
    (period, end)
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
}

impl Unit {
    fn of(first: Date, last: Date) -> Self {
        let days = days(first, last);
        if days <= BY_DAYS {
            Self::Day
        } else if days <= BY_WEEKS {
            Self::Week
        } else {
            Self::Month
        }
    }

    /// The first day of the period that a day is in; weeks start on Monday.
    fn start(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => {
                let since = date.weekday().since(Weekday::Monday);
                date.checked_sub(i64::from(since).days()).unwrap_or(date)
            }
            Self::Month => date.first_of_month(),
        }
    }

    /// The room for the time between two periods in which nothing happened.
    fn gap(self, start: Date, later: Date) -> u32 {
        let length = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 31,
        };
        let quiet = (days(start, later) / length).saturating_sub(1).clamp(0, 12);
        4 + 4 * quiet.unsigned_abs()
    }
}

fn days(from: Date, to: Date) -> i32 {
    let span = from.until(to);
    span.map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn a_timeline_goes_by_days_weeks_or_months() {
        let check = |last: &str, of: &str, expected: (Unit, &str)| {
            let unit = Unit::of(date("2025-05-01"), date(last));
            assert_eq!((unit, unit.start(date(of))), (expected.0, date(expected.1)));
        };
        check("2025-06-30", "2025-05-09", (Unit::Day, "2025-05-09"));
        check("2025-12-31", "2025-05-09", (Unit::Week, "2025-05-05"));
        check("2025-12-31", "2025-05-05", (Unit::Week, "2025-05-05"));
        check("2027-01-01", "2025-05-09", (Unit::Month, "2025-05-01"));
    }

    #[test]
    fn a_quiet_time_takes_room_but_not_without_end() {
        assert_eq!(Unit::Day.gap(date("2025-05-01"), date("2025-05-02")), 4);
        assert_eq!(Unit::Day.gap(date("2025-05-01"), date("2025-05-04")), 12);
        assert_eq!(Unit::Month.gap(date("1999-05-01"), date("2025-05-01")), 52);
    }
}
