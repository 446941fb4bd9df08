//! When pull requests were sent, answered, merged and closed → figures over time. Reads no clock: today is the newest
//! moment that the records know of.

use crate::snapshot::{PullRequest, PullRequestState, Snapshot, Timestamp};

/// Most points of a plot over time.
const MOST_BUCKETS: i64 = 60;
/// Seconds of a day and of a week.
const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// Days after which the next group of ages begins.
pub const AGES: [i64; 6] = [7, 14, 28, 91, 182, 365];

/// What became of all requests over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// The newest moment that is known.
    pub today: Timestamp,
    /// How many weeks each bucket is long.
    pub weeks: i64,
    /// The time from the first request until today, from the oldest.
    pub buckets: Vec<Bucket>,
    /// How many wait.
    pub open: usize,
    /// How long these have waited: below [`AGES`], and longer.
    pub ages: [usize; AGES.len() + 1],
    /// From sending to the first answer of someone else.
    pub answer: Option<Quartiles>,
    /// From sending to merging or closing.
    pub decision: Option<Quartiles>,
}

/// Some weeks, from a Monday (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Its beginning.
    pub from: Timestamp,
    /// Requests that were sent.
    pub opened: usize,
    /// Requests that were merged.
    pub merged: usize,
    /// Requests that were closed without being merged.
    pub closed: usize,
    /// Requests that wait at its end.
    pub open: usize,
}

/// How long something took, in seconds: a quarter, a half, three quarters took no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quartiles {
    /// How many were measured.
    pub count: usize,
    /// The first quartile.
    pub first: i64,
    /// The median.
    pub median: i64,
    /// The third quartile.
    pub third: i64,
}

/// The moments of one request, in seconds.
struct Life {
    created: i64,
    answered: Option<i64>,
    ended: Option<i64>,
    merged: bool,
    open: bool,
}

/// Puts together the figures; `None` if no record tells when a request was sent.
pub fn backlog(snapshot: &Snapshot) -> Option<Backlog> {
    let lives: Vec<Life> = snapshot.pull_requests.iter().filter_map(life).collect();
    let first = lives.iter().map(|life| life.created).min()?;
    let moments = lives
        .iter()
        .flat_map(|life| [Some(life.created), life.answered, life.ended]);
    let asked = snapshot
        .records
        .as_ref()
        .map(|records| records.as_of.seconds);
    let today = moments.flatten().chain(asked).max()?;
    let monday = |at: i64| (at + 3 * DAY).div_euclid(WEEK) * WEEK - 3 * DAY;
    let start = monday(first);
    let span = (today - start).div_euclid(WEEK) + 1;
    let weeks = (span + MOST_BUCKETS - 1) / MOST_BUCKETS;
    let place = |at: i64| usize::try_from((at - start).div_euclid(WEEK * weeks)).unwrap_or(0);
    let mut buckets: Vec<Bucket> = (0..(span + weeks - 1) / weeks)
        .map(|index| Bucket {
            from: Timestamp::new(start + index * weeks * WEEK, 0),
            ..Bucket::default()
        })
        .collect();
    for life in &lives {
        buckets[place(life.created)].opened += 1;
        if let Some(ended) = life.ended {
            let bucket = &mut buckets[place(ended)];
            *(if life.merged {
                &mut bucket.merged
            } else {
                &mut bucket.closed
            }) += 1;
        }
    }
    let mut open = 0;
    for bucket in &mut buckets {
        open = (open + bucket.opened).saturating_sub(bucket.merged + bucket.closed);
        bucket.open = open;
    }
    let mut ages = [0; AGES.len() + 1];
    for life in lives.iter().filter(|life| life.open) {
        ages[AGES.partition_point(|days| days * DAY <= today - life.created)] += 1;
    }
    let taken = |end: fn(&Life) -> Option<i64>| {
        quartiles(
            lives
                .iter()
                .filter_map(|life| Some(end(life)? - life.created))
                .collect(),
        )
    };
    Some(Backlog {
        today: Timestamp::new(today, 0),
        weeks,
        buckets,
        open: lives.iter().filter(|life| life.open).count(),
        ages,
        answer: taken(|life| life.answered),
        decision: taken(|life| life.ended),
    })
}

/// A request whose record does not tell when it was sent, or tells what cannot be, is not counted.
fn life(pull: &PullRequest) -> Option<Life> {
    let record = pull.record.as_ref()?;
    let created = record.created_at.filter(|at| at.is_known())?.seconds;
    let later = |at: Option<Timestamp>| {
        at.map(|at| at.seconds)
            .filter(|seconds| *seconds >= created)
    };
    let told = later(record.merged_at).or(later(record.closed_at));
    let (ended, merged, open) = match &pull.state {
        PullRequestState::Merged { date, .. } => (told.or(later(Some(*date))), true, false),
        PullRequestState::Closed { date } => (told.or(later(Some(*date))), false, false),
        PullRequestState::Open | PullRequestState::Unknown => (None, false, true),
    };
    // Without an end it would count as waiting for ever.
    if !open && ended.is_none() {
        return None;
    }
    Some(Life {
        created,
        answered: later(record.answered_at),
        ended,
        merged,
        open,
    })
}

fn quartiles(mut all: Vec<i64>) -> Option<Quartiles> {
    all.sort_unstable();
    let at = |part: usize| {
        all.get((all.len() * part).div_ceil(4).saturating_sub(1))
            .copied()
    };
    Some(Quartiles {
        count: all.len(),
        first: at(1)?,
        median: at(2)?,
        third: at(3)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::PullRecord;
    use std::sync::Arc;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(&format!("{text}T12:00:00Z")).expect("a day")
    }

    fn pull(number: u64, created: &str, end: Option<(&str, bool)>) -> PullRequest {
        let record = PullRecord {
            created_at: Some(at(created)),
            merged_at: end.filter(|(_, merged)| *merged).map(|(day, _)| at(day)),
            closed_at: end.map(|(day, _)| at(day)),
            ..PullRecord::default()
        };
        PullRequest {
            number,
            title: String::new(),
            state: match end {
                None => PullRequestState::Open,
                Some((day, true)) => PullRequestState::Merged {
                    commit: None,
                    date: at(day),
                },
                Some((day, false)) => PullRequestState::Closed { date: at(day) },
            },
            authors: Vec::new(),
            revisions: Vec::new(),
            lost_heads: 0,
            unavailable: None,
            record: Some(Arc::new(record)),
        }
    }

    fn found(pull_requests: Vec<PullRequest>) -> Backlog {
        let snapshot = Snapshot {
            pull_requests,
            ..Snapshot::default()
        };
        backlog(&snapshot).expect("figures")
    }

    #[test]
    fn weeks_begin_on_mondays_and_add_up() {
        let found = found(vec![
            pull(1, "2025-05-11", Some(("2025-05-12", true))),
            pull(2, "2025-05-12", None),
            pull(3, "2025-05-19", Some(("2025-05-20", false))),
        ]);
        let rows: Vec<_> = found
            .buckets
            .iter()
            .map(|bucket| {
                (
                    bucket.from.date(),
                    bucket.opened,
                    bucket.merged,
                    bucket.closed,
                    bucket.open,
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("2025-05-05".to_owned(), 1, 0, 0, 1),
                ("2025-05-12".to_owned(), 1, 1, 0, 1),
                ("2025-05-19".to_owned(), 1, 0, 1, 1),
            ]
        );
        assert_eq!((found.open, found.ages), (1, [0, 1, 0, 0, 0, 0, 0]));
    }

    #[test]
    fn a_long_time_takes_no_more_points() {
        let found = found(vec![
            pull(1, "1995-01-01", None),
            pull(2, "2025-05-12", None),
        ]);
        assert!(
            found.buckets.len() <= 60 && found.weeks > 20,
            "{}",
            found.weeks
        );
        assert_eq!(found.buckets.last().map(|bucket| bucket.open), Some(2));
    }

    #[test]
    fn the_median_is_one_of_the_times_that_were_measured() {
        let found = found(vec![
            pull(1, "2025-05-01", Some(("2025-05-02", true))),
            pull(2, "2025-05-01", Some(("2025-05-04", true))),
            pull(3, "2025-05-01", Some(("2025-05-11", false))),
        ]);
        let decision = found.decision.expect("a time");
        assert_eq!(
            (decision.first, decision.median, decision.third),
            (DAY, 3 * DAY, 10 * DAY)
        );
        assert_eq!(found.answer, None);
    }

    #[test]
    fn without_records_there_are_no_figures() {
        let mut one = pull(1, "2025-05-01", None);
        one.record = None;
        let snapshot = Snapshot {
            pull_requests: vec![one],
            ..Snapshot::default()
        };
        assert_eq!(backlog(&snapshot), None);
    }

    #[test]
    fn an_end_before_the_beginning_is_not_believed() {
        let snapshot = Snapshot {
            pull_requests: vec![pull(1, "2025-05-05", Some(("2020-01-01", false)))],
            ..Snapshot::default()
        };
        assert_eq!(backlog(&snapshot), None);
    }
}
