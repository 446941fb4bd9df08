//! What is asked for on the command line → whether a pull request is one of those. Reads texts only where a section is
//! asked for, and only of requests that fit otherwise.

use clap::{Args, ValueEnum};

use super::{Row, State};
use crate::comparison::{Index, compare_indexed};
use crate::document;
use crate::repository::Blobs;
use crate::site::pages::changed_sections;
use crate::snapshot::{FileChange, ObjectId, PullRequest, Snapshot};
use crate::survey::{Survey, Verdict};

/// Which pull requests are asked for: those that fit everything that is given.
#[derive(Args, Clone, Debug, Default)]
pub struct Asked {
    /// Only those in this state
    #[arg(long, value_enum)]
    state: Option<State>,
    /// Only those with this label; several times: with all of them
    #[arg(long, value_name = "L")]
    label: Vec<String>,
    /// Only those from this account, or by the author of this name
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only those that change this document
    #[arg(long, value_name = "P", visible_alias = "path")]
    document: Option<String>,
    /// Only those that change a section with this heading
    #[arg(long, value_name = "HEADING")]
    section: Option<String>,
    /// Only those sent on this day or later, such as 2025-05-06
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<String>,
    /// Only those sent on this day or before
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<String>,
    /// Only waiting ones of which this becomes on today's text
    #[arg(long, value_enum, conflicts_with = "conflicting")]
    verdict: Option<Fate>,
    /// Only waiting ones that do not go together with today's text
    #[arg(long)]
    conflicting: bool,
    /// Only those that say the same as the one with this number
    #[arg(long, value_name = "N")]
    family: Option<u64>,
    /// At most so many, the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// What becomes of a waiting request on today's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Fate {
    /// Its documents have not changed since
    #[value(name = "as_sent")]
    AsSent,
    /// Its documents have changed, but it still applies
    Applies,
    /// Either of these
    Fits,
    /// Today's text says all of it already
    Contained,
    /// The same lines were changed since
    Conflicts,
    /// What it changes is no longer there
    Gone,
}

impl Asked {
    /// Whether anything is asked that takes all requests side by side.
    pub fn needs_survey(&self) -> bool {
        self.verdict.is_some() || self.conflicting || self.family.is_some()
    }

    /// How many are wanted.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }

    /// Whether a request fits in everything but its sections.
    pub fn fits(&self, row: &Row<'_>, survey: &Survey) -> bool {
        let sent = row.created.as_deref().unwrap_or(&row.date);
        let sent = sent.get(..10).unwrap_or_default();
        self.state.is_none_or(|state| row.state == state)
            && self
                .label
                .iter()
                .all(|label| row.labels.contains(&label.as_str()))
            && self.author.as_deref().is_none_or(|name| is_by(row, name))
            && self
                .document
                .as_deref()
                .is_none_or(|path| row.documents.contains(&path))
            && self
                .since
                .as_deref()
                .is_none_or(|day| !sent.is_empty() && sent >= day)
            && self
                .until
                .as_deref()
                .is_none_or(|day| !sent.is_empty() && sent <= day)
            && self
                .verdict
                .is_none_or(|fate| row.verdict.is_some_and(|verdict| fate.is(verdict)))
            && (!self.conflicting || row.verdict.is_some_and(Verdict::is_in_conflict))
            && self
                .family
                .is_none_or(|number| row.number == number || in_family(survey, number, row.number))
    }

    /// Whether a request changes the section that is asked for. What cannot be read is in no section.
    pub fn fits_section(&self, snapshot: &Snapshot, blobs: &Blobs, pull: &PullRequest) -> bool {
        let Some(heading) = &self.section else {
            return true;
        };
        let files = pull.newest().into_iter().flat_map(|newest| &newest.files);
        files
            .filter(|file| file.path.is_markdown() && snapshot.is_published(&file.path))
            .any(|file| sections(blobs, file).is_some_and(|found| found.contains(heading)))
    }
}

impl Fate {
    fn is(self, verdict: Verdict) -> bool {
        match self {
            Self::AsSent => verdict == Verdict::AsSent,
            Self::Applies => verdict == Verdict::Applies,
            Self::Fits => matches!(verdict, Verdict::AsSent | Verdict::Applies),
            Self::Contained => verdict == Verdict::Contained,
            Self::Conflicts => verdict == Verdict::Conflicts,
            Self::Gone => verdict == Verdict::Gone,
        }
    }
}

fn day(text: &str) -> Result<String, String> {
    let read: Result<jiff::civil::Date, _> = text.parse();
    read.map(|day| day.to_string())
        .map_err(|_| "a day such as 2025-05-06 is expected".to_owned())
}

fn is_by(row: &Row<'_>, name: &str) -> bool {
    let names = row.authors.iter().map(String::as_str).chain(row.author);
    let wanted = name.to_lowercase();
    names
        .into_iter()
        .any(|known| known.to_lowercase() == wanted)
}

fn in_family(survey: &Survey, number: u64, other: u64) -> bool {
    let (one, other) = (survey.family(number), survey.family(other));
    match (one, other) {
        (Some(one), Some(other)) => one.representative == other.representative,
        _ => false,
    }
}

/// The headings of the sections that a request changes of a document; `None` if it cannot be read.
fn sections(blobs: &Blobs, file: &FileChange) -> Option<Vec<String>> {
    let text = |blob: Option<ObjectId>| match blob {
        Some(blob) => blobs.text(blob).ok(),
        None => Some(String::new()),
    };
    let (before, after) = (text(file.before)?, text(file.after)?);
    let (before, after) = (document::parse(&before), document::parse(&after));
    let comparison = compare_indexed(&Index::new(&before), &Index::new(&after));
    Some(changed_sections(&comparison.changes()))
}
