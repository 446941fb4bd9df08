//! `teigen pulls`: the pull requests that Git and the records know of, or those of them that are asked for.
//!
//! What is asked of the requests' own facts is answered from Git alone. Only what takes all of them side by side (whether
//! one still applies, which say the same) makes the survey that a build makes.

mod asked;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::asked::Asked;
use super::terminal::{self, ListFormat};
use super::{Outcome, RepositoryArgs, build};
use crate::diagnostic::printable;
use crate::repository::{self, Wanted};
use crate::snapshot::{PullRequest, PullRequestState, Snapshot, Timestamp};
use crate::survey::{Survey, Verdict};

/// Options of `teigen pulls`.
#[derive(Args, Clone, Debug)]
pub struct PullsArgs {
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// Which of them.
    #[command(flatten)]
    asked: Asked,
    /// Also tell whether each still applies and which say the same; takes as long as in a build
    #[arg(long)]
    survey: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
}

/// States as Git and the records tell them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// It waits for a decision
    Open,
    /// Its change is in the main branch
    Merged,
    /// It was closed without being merged
    Closed,
    /// Neither Git nor a record tells
    Unknown,
}

/// One pull request, as JSON tells it.
#[derive(Serialize)]
struct Row<'a> {
    number: u64,
    title: &'a str,
    state: State,
    authors: &'a [String],
    date: String,
    created: Option<String>,
    closed: Option<String>,
    merged: Option<String>,
    author: Option<&'a str>,
    labels: Vec<&'a str>,
    draft: bool,
    comments: Option<u64>,
    url: Option<&'a str>,
    base: Option<String>,
    head: Option<String>,
    revisions: usize,
    commits: usize,
    documents: Vec<&'a str>,
    verdict: Option<Verdict>,
    family: Option<u64>,
    unavailable: Option<&'a str>,
}

/// Prints the pull requests, newest number first.
pub fn run(args: &PullsArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::All, &|_, _| {})?;
    let survey = if args.survey || args.asked.needs_survey() {
        build::survey_of(&opened, &snapshot)?
    } else {
        Survey::default()
    };
    let blobs = opened.source.blobs()?;
    let rows: Vec<Row<'_>> = snapshot
        .pull_requests
        .iter()
        .rev()
        .map(|pull| (pull, row(&snapshot, &survey, pull)))
        .filter(|(_, row)| args.asked.fits(row, &survey))
        .filter(|(pull, _)| args.asked.fits_section(&snapshot, &blobs, pull))
        .map(|(_, row)| row)
        .take(args.asked.limit())
        .collect();
    terminal::print(&match args.format {
        ListFormat::Json => terminal::json(&rows),
        ListFormat::Human => rows.iter().map(line).collect(),
    });
    terminal::report(snapshot.diagnostics, false);
    Ok(Outcome::Done)
}

fn row<'a>(snapshot: &Snapshot, survey: &Survey, pull: &'a PullRequest) -> Row<'a> {
    let newest = pull.newest();
    let record = pull.record.as_deref();
    let files = newest.into_iter().flat_map(|revision| &revision.files);
    Row {
        number: pull.number,
        title: &pull.title,
        state: match pull.state {
            PullRequestState::Merged { .. } => State::Merged,
            PullRequestState::Closed { .. } => State::Closed,
            PullRequestState::Open => State::Open,
            PullRequestState::Unknown => State::Unknown,
        },
        authors: &pull.authors,
        date: newest
            .and_then(|revision| revision.commits.first())
            .map(|commit| commit.date.rfc3339())
            .unwrap_or_default(),
        created: record
            .and_then(|record| record.created_at)
            .map(Timestamp::rfc3339),
        closed: match &pull.state {
            PullRequestState::Closed { date } => Some(date.rfc3339()),
            _ => None,
        },
        merged: match &pull.state {
            PullRequestState::Merged { date, .. } => Some(date.rfc3339()),
            _ => None,
        },
        author: record
            .and_then(|record| record.author.as_ref())
            .map(|author| author.login.as_str()),
        labels: record
            .iter()
            .flat_map(|record| &record.labels)
            .map(|label| label.name.as_str())
            .collect(),
        draft: record.is_some_and(|record| record.draft),
        comments: record.and_then(|record| record.comments),
        url: record.and_then(|record| record.url.as_deref()),
        base: newest.map(|revision| revision.base.to_string()),
        head: newest.map(|revision| revision.head.to_string()),
        revisions: pull.revisions.len(),
        commits: newest.map_or(0, |revision| revision.commit_count),
        documents: files
            .filter(|file| file.path.is_markdown() && snapshot.is_published(&file.path))
            .map(|file| file.path.as_str())
            .collect(),
        verdict: survey.verdict(pull.number),
        family: survey
            .family(pull.number)
            .map(|family| family.representative),
        unavailable: pull
            .unavailable
            .as_ref()
            .map(|problem| problem.detail.as_str()),
    }
}

fn line(row: &Row<'_>) -> String {
    let state = match row.state {
        State::Open => "open",
        State::Merged => "merged",
        State::Closed => "closed",
        State::Unknown => "unknown",
    };
    let date = row.date.get(..10).unwrap_or("----------");
    let reason = row
        .unavailable
        .map(|reason| format!("  (unavailable: {reason})"));
    let text = format!("{}{}", row.title, reason.unwrap_or_default());
    format!(
        "#{:<6} {state:<8} {date}  {}\n",
        row.number,
        printable(&text)
    )
}
