//! `teigen versions`: which versions there are, and how each came by its name.

use clap::Args;
use serde::Serialize;

use super::terminal::{self, ListFormat};
use super::{Outcome, RepositoryArgs};
use crate::repository::{self, Wanted};
use crate::snapshot::{Snapshot, Version, VersionOrigin};

/// Options of `teigen versions`.
#[derive(Args, Clone, Debug)]
pub struct VersionsArgs {
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
}

/// One version, as JSON tells it.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    commit: String,
    date: String,
    origin: &'static str,
    /// The tag's full name, for a version by tag.
    reference: Option<&'a str>,
    /// When the mark was first set, for a version by mark.
    since: Option<String>,
    documents: usize,
    latest: bool,
}

/// Prints the versions, oldest first, `next` last.
pub fn run(args: &VersionsArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::None, &|_, _| {})?;
    let rows: Vec<Row<'_>> = snapshot
        .versions
        .iter()
        .chain(&snapshot.next)
        .map(|version| row(&snapshot, version))
        .collect();
    terminal::print(&match args.format {
        ListFormat::Json => terminal::json(&rows),
        ListFormat::Human => rows.iter().map(line).collect(),
    });
    terminal::report(snapshot.diagnostics, false);
    Ok(Outcome::Done)
}

fn row<'a>(snapshot: &'a Snapshot, version: &'a Version) -> Row<'a> {
    let (origin, reference, since) = match &version.origin {
        VersionOrigin::Tag(name) => ("tag", Some(name.as_str()), None),
        VersionOrigin::Mark { since, .. } => ("mark", None, Some(since.rfc3339())),
        VersionOrigin::Configured => ("configured", None, None),
        VersionOrigin::Tip | VersionOrigin::Asked => ("tip", None, None),
    };
    Row {
        name: version.name.as_str(),
        commit: version.commit.to_string(),
        date: version.date.rfc3339(),
        origin,
        reference,
        since,
        documents: version.documents(&snapshot.source).count(),
        latest: snapshot
            .latest()
            .is_some_and(|latest| latest.name == version.name),
    }
}

fn line(row: &Row<'_>) -> String {
    let how = match (row.reference, &row.since) {
        (Some(reference), _) => format!("tag {reference}"),
        (None, Some(since)) => {
            format!("mark in the title since {}", since.get(..10).unwrap_or("?"))
        }
        (None, None) => row.origin.to_owned(),
    };
    format!(
        "{:<10} {}  {}  {:>4} documents  {how}{}\n",
        row.name,
        row.date.get(..10).unwrap_or("----------"),
        &row.commit[..10],
        row.documents,
        if row.latest { "  (latest)" } else { "" }
    )
}
