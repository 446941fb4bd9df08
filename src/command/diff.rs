//! `teigen diff`: what changed between two states, as text, Markdown, JSON, HTML or a table for word processors.

#[cfg(feature = "docx")]
mod docx;
mod format;
mod phrases;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;

use self::phrases::Phrases;
use super::state::{Finder, State};
use super::{Opened, Outcome, RepositoryArgs, terminal};
use crate::comparison::pairing::{self, Candidate, Pair, Sketches};
use crate::comparison::table::Row;
use crate::comparison::{
    Change, Commitment, FigureChange, Lexicon, Passages, Unseen, commitment, compare, figures,
    relocations,
};
use crate::config::Config;
use crate::config::table::Table;
use crate::document::Document;
use crate::repository::Blobs;
use crate::site::edition::title;
use crate::site::pages::{discussions_of, lexicon, table_rows};
use crate::site::view::{DocumentStatus, Language};
use crate::snapshot::SourceFile;

/// Options of `teigen diff`.
#[derive(Args, Clone, Debug)]
pub struct DiffArgs {
    /// The older state: a version, `latest`, `next`, `#12`, `#12@2`, a branch, a tag, a commit
    #[arg(value_name = "A")]
    from: String,
    /// The newer state, also `worktree`; without it, A must be a pull request and is compared with its base
    #[arg(value_name = "B")]
    to: Option<String>,
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// Only this file, or the files of this folder
    #[arg(long, value_name = "P")]
    path: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File to write it to [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a comparison is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal: `[-old-]{+new+}`
    Text,
    /// For a comment under a pull request
    Markdown,
    /// For programs
    Json,
    /// A page that stands alone
    Html,
    /// A comparative table (新旧対照表) for word processors
    Docx,
}

/// A comparison of two states, as JSON tells it.
#[derive(Debug, Serialize)]
struct Difference {
    from: End,
    to: End,
    documents: Vec<DocumentDifference>,
    /// Sections and passages that went from one document to another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relocated: Vec<Relocated>,
}

/// What went from one document to another.
#[derive(Debug, Serialize)]
struct Relocated {
    from: String,
    to: String,
    /// The headings of what went.
    sections: Vec<String>,
    /// How many paragraphs, items, rows, headings.
    passages: usize,
}

#[derive(Debug, Serialize)]
struct End {
    name: String,
    commit: String,
}

#[derive(Debug, Serialize)]
struct DocumentDifference {
    before: Option<String>,
    after: Option<String>,
    status: DocumentStatus,
    title: String,
    /// The figures that changed, came or went.
    figures: Vec<FigureChange>,
    changes: Vec<JudgedChange>,
    /// What changed that is not shown: fields at the top, comments, unused definitions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unseen: Vec<Unseen>,
    #[serde(skip)]
    passages: Passages,
    #[serde(skip)]
    html: String,
    /// Rows of a comparative table and addresses of discussions; only where a table is written.
    #[serde(skip)]
    #[cfg_attr(
        not(feature = "docx"),
        expect(dead_code, reason = "only a .docx shows it")
    )]
    rows: Vec<Row>,
    #[serde(skip)]
    #[cfg_attr(
        not(feature = "docx"),
        expect(dead_code, reason = "only a .docx shows it")
    )]
    discussions: Vec<String>,
}

/// A change, and what it does to promises.
#[derive(Debug, Serialize)]
struct JudgedChange {
    #[serde(flatten)]
    change: Change,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commitment: Vec<Commitment>,
}

/// What is told of a difference, besides its changes.
struct Told<'t> {
    /// The comparative table, where one is to be written.
    table: Option<&'t Table>,
    /// Whether the changed passages are to be written as HTML.
    html: bool,
    /// The words that promise.
    lexicon: &'t Lexicon,
}

/// One side of a document.
struct Side<'s> {
    file: &'s SourceFile,
    document: Arc<Document>,
}

/// Prints what changed.
pub fn run(args: &DiffArgs) -> anyhow::Result<Outcome> {
    refuse_terminal(args)?;
    let opened = args.repository.open()?;
    let finder = Finder::new(&opened)?;
    let (from, to) = match &args.to {
        Some(to) => finder.two(&args.from, to)?,
        None if args.from.starts_with('#') => finder.ends(&args.from)?,
        None => anyhow::bail!(
            "`teigen diff {0}` needs a second state, such as `teigen diff {0} next`; only a pull request (`#12`) can stand alone",
            args.from
        ),
    };
    let blobs = opened.source.blobs()?;
    let table = (args.format == Format::Docx).then_some(&opened.config.comparison.table);
    let difference = difference(
        &from,
        &to,
        &finder.snapshot.source,
        args.path.as_deref(),
        &blobs,
        &Told {
            table,
            html: args.format == Format::Html,
            lexicon: &lexicon(&opened.config),
        },
    )?;
    let bytes = match args.format {
        Format::Text => format::text(&difference).into_bytes(),
        Format::Markdown => {
            let phrases = Phrases::of(language(&opened, &difference));
            let page = pull_page(&opened, args, &to);
            format::markdown(&difference, &phrases, page.as_deref()).into_bytes()
        }
        Format::Json => format::json(&difference).into_bytes(),
        Format::Html => format::html(&difference).into_bytes(),
        #[cfg(feature = "docx")]
        Format::Docx => docx::docx(&opened, (&from, &to), &blobs, difference)?,
        #[cfg(not(feature = "docx"))]
        Format::Docx => Vec::new(),
    };
    match &args.out {
        Some(path) => std::fs::write(path, bytes)
            .with_context(|| format!("{} cannot be written", path.display()))?,
        None => terminal::print_bytes(&bytes),
    }
    Ok(Outcome::Done)
}

/// As configured, else the language of the documents' titles.
fn language(opened: &Opened, difference: &Difference) -> Language {
    match opened.config.language {
        Some(tag) => Language::new(tag),
        None => Language::of(
            difference
                .documents
                .iter()
                .map(|document| document.title.as_str()),
        ),
    }
}

/// The published page of the pull request that is shown, where the configuration tells the site's address.
fn pull_page(opened: &Opened, args: &DiffArgs, to: &State) -> Option<String> {
    let (number, _) = to.name.strip_prefix('#')?.split_once('@')?;
    let number = number.parse().ok().filter(|_| args.to.is_none())?;
    Some(page_of(request_site(&opened.config)?, number))
}

/// Where the pages of requests are published, as the configuration tells it.
fn request_site(config: &Config) -> Option<&str> {
    let second = config.pulls.preview_base_url.as_deref();
    second.or(config.base_url.as_deref())
}

/// The page of a request on a site.
pub(super) fn page_of(site: &str, number: u64) -> String {
    format!("{}/pulls/{number}/", site.trim_end_matches('/'))
}

/// What a pull request changes, as a comment under it tells it: Markdown in which nothing of the author's is active.
///
/// `page` is where the same can be read on the site.
#[cfg(feature = "sync")]
pub(super) fn summary(
    (from, to): (&State, &State),
    source: &str,
    blobs: &Blobs,
    lexicon: &Lexicon,
    language: Language,
    page: Option<&str>,
) -> anyhow::Result<String> {
    let told = Told {
        table: None,
        html: false,
        lexicon,
    };
    let difference = difference(from, to, source, None, blobs, &told)?;
    Ok(format::markdown(&difference, &Phrases::of(language), page))
}

/// A file for a word processor is nothing for a terminal, and not every build can write one.
fn refuse_terminal(args: &DiffArgs) -> anyhow::Result<()> {
    if args.format != Format::Docx {
        return Ok(());
    }
    if cfg!(not(feature = "docx")) {
        anyhow::bail!(
            "this teigen was built without .docx; build it with `--features docx`, or ask for `--format html`"
        );
    }
    if args.out.is_none() && terminal::is_terminal() {
        anyhow::bail!(
            "a .docx is no text for a terminal; give a file, as in `--out table.docx`, or redirect the output"
        );
    }
    Ok(())
}

fn difference(
    from: &State,
    to: &State,
    source: &str,
    path: Option<&str>,
    blobs: &Blobs,
    told: &Told<'_>,
) -> anyhow::Result<Difference> {
    let wanted = |file: &&SourceFile| {
        path.is_none_or(|path| {
            let path = path.trim_matches('/');
            file.path.as_str() == path || file.path.inside(path).is_some()
        })
    };
    let same = |file: &SourceFile, other: &State| {
        other
            .version
            .file(file.path.as_str())
            .is_some_and(|found| found.blob == file.blob)
    };
    let read = |state: &'_ State, file: &'_ SourceFile| state.document(blobs, file.blob);
    let mut old = Vec::new();
    for file in from
        .version
        .documents(source)
        .filter(wanted)
        .filter(|file| !same(file, to))
    {
        old.push(Side {
            file,
            document: read(from, file)?,
        });
    }
    let mut new = Vec::new();
    for file in to
        .version
        .documents(source)
        .filter(wanted)
        .filter(|file| !same(file, from))
    {
        new.push(Side {
            file,
            document: read(to, file)?,
        });
    }
    let pairs = pairing::pair(
        &candidates(&old),
        &candidates(&new),
        &mut Sketches::default(),
    );
    let documents: Vec<DocumentDifference> = pairs
        .into_iter()
        .filter_map(|pair| document(pair, &old, &new, told))
        .collect();
    let end = |state: &State| End {
        name: state.name.clone(),
        commit: state.version.commit.to_string(),
    };
    Ok(Difference {
        from: end(from),
        to: end(to),
        relocated: relocated(&documents),
        documents,
    })
}

fn relocated(documents: &[DocumentDifference]) -> Vec<Relocated> {
    let passages: Vec<&Passages> = documents
        .iter()
        .map(|document| &document.passages)
        .collect();
    let path = |document: &DocumentDifference| {
        document
            .after
            .as_ref()
            .or(document.before.as_ref())
            .cloned()
    };
    let found = relocations(&passages).into_iter();
    let told = found.filter_map(|run| {
        Some(Relocated {
            from: path(&documents[run.from])?,
            to: path(&documents[run.to])?,
            sections: run
                .headings(&passages)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            passages: run.passages.len(),
        })
    });
    told.collect()
}

fn candidates<'s>(sides: &'s [Side<'_>]) -> Vec<Candidate<'s>> {
    sides
        .iter()
        .map(|side| Candidate {
            path: side.file.path.as_str(),
            blob: side.file.blob,
            document: Some(&*side.document),
        })
        .collect()
}

fn document(
    pair: Pair,
    old: &[Side<'_>],
    new: &[Side<'_>],
    told: &Told<'_>,
) -> Option<DocumentDifference> {
    let before = pair.before.map(|index| &old[index]);
    let after = pair.after.map(|index| &new[index]);
    let shown = after.or(before)?;
    let empty = Document::default();
    let result = compare(
        before.map_or(&empty, |side| &*side.document),
        after.map_or(&empty, |side| &*side.document),
    );
    let path = |side: Option<&Side<'_>>| side.map(|side| side.file.path.to_string());
    let status = match (before, after) {
        (None, _) => DocumentStatus::Added,
        (_, None) => DocumentStatus::Removed,
        (Some(before), Some(after)) if before.file.path != after.file.path => {
            DocumentStatus::Renamed
        }
        _ => DocumentStatus::Modified,
    };
    let changes = result.changes();
    let unseen = result.unseen();
    if changes.is_empty() && unseen.is_empty() && status == DocumentStatus::Modified {
        return None;
    }
    Some(DocumentDifference {
        before: path(before),
        after: path(after),
        status,
        title: title(&shown.document, &shown.file.path),
        html: if told.html {
            format::excerpt(&result)
        } else {
            String::new()
        },
        rows: told
            .table
            .map_or_else(Vec::new, |table| table_rows(table, &result)),
        discussions: told
            .table
            .map_or_else(Vec::new, |_| discussions(&shown.document)),
        figures: figures(&changes),
        passages: Passages::new(&changes),
        unseen,
        changes: changes
            .into_iter()
            .map(|change| JudgedChange {
                commitment: commitment(&change, told.lexicon),
                change,
            })
            .collect(),
    })
}

fn discussions(document: &Document) -> Vec<String> {
    let found = discussions_of(document);
    found
        .iter()
        .map(|link| link.href.as_str().to_owned())
        .collect()
}
