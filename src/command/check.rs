//! `teigen check`: what a build would warn of, and what documents could do better, with file, line and column.
//!
//! With `--fix`, the one command that writes to a proposal's files: it mends what can be mended without changing what
//! readers read, and says what it changed.

mod format;
mod mend;

use std::collections::BTreeMap;

use anyhow::ensure;
use clap::{Args, ValueEnum};

use super::{Opened, Outcome, RepositoryArgs, build};
use crate::check::{self, Finding, Subject};
use crate::command::terminal;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document;
use crate::repository::{self, Wanted, worktree};
use crate::snapshot::{Snapshot, SourcePath, VersionName};

/// Options of `teigen check`.
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Mend what can be mended safely, in the files of the working copy
    #[arg(long)]
    fix: bool,
}

/// Forms of the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// An array, for programs
    Json,
    /// Annotations in GitHub's workflows
    Github,
    /// SARIF 2.1.0, for forges and editors
    Sarif,
}

/// The Markdown of a proposal, and whether it is a working copy's.
struct Documents {
    texts: BTreeMap<SourcePath, String>,
    are_at_hand: bool,
}

/// Prints what was found; exit code 1 if anything is a warning or an error.
pub fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::All, &|_, _| {})?;
    let mut documents = documents(&opened, &snapshot)?;
    let failed = match args.fix {
        true => mend::mend(&opened, &mut documents.texts)?,
        false => 0,
    };
    let mut found = build::findings_of(&opened, &snapshot)?;
    if documents.are_at_hand {
        found.retain(|found| !is_of_committed_text(found));
    }
    found.extend(of_documents(&documents, &opened.config));
    found.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
    found.dedup();
    terminal::print(&format::written(&found, args.format));
    ensure!(
        failed == 0,
        "{failed} files could not be mended; the others were"
    );
    let grave = found.iter().any(|found| found.severity > Severity::Note);
    Ok(if grave {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The files of the working copy; of a bare repository, those at the tip of the main branch.
fn documents(opened: &Opened, snapshot: &Snapshot) -> anyhow::Result<Documents> {
    let published = |path: &SourcePath| path.is_markdown() && snapshot.is_published(path);
    if opened.source.working_copy().is_some() {
        let copy = worktree::read(&opened.source)?;
        let files = copy
            .version
            .files
            .iter()
            .filter(|file| published(&file.path));
        let texts =
            files.filter_map(|file| Some((file.path.clone(), copy.texts.get(&file.blob)?.clone())));
        return Ok(Documents {
            texts: texts.collect(),
            are_at_hand: true,
        });
    }
    let blobs = opened.source.blobs()?;
    let tip = snapshot.next.iter().flat_map(|next| &next.files);
    let tip = tip.filter(|file| published(&file.path));
    Ok(Documents {
        texts: tip
            .filter_map(|file| Some((file.path.clone(), blobs.text(file.blob).ok()?)))
            .collect(),
        are_at_hand: false,
    })
}

/// Whether a finding is about a text of the main branch, which the working copy's stands for here.
fn is_of_committed_text(found: &Diagnostic) -> bool {
    let place = &found.place;
    place.reference.as_deref() == Some(VersionName::NEXT) && place.path.is_some()
}

fn of_documents(documents: &Documents, config: &Config) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (path, text) in &documents.texts {
        if documents.are_at_hand {
            let (_, problems) = build::read_document(text, config);
            all.extend(
                problems
                    .into_iter()
                    .map(|problem| problem.at_path(path.as_str())),
            );
        }
        all.extend(
            findings(path, text)
                .into_iter()
                .map(|found| found.diagnostic),
        );
    }
    all
}

fn findings(path: &SourcePath, text: &str) -> Vec<Finding> {
    let document = document::parse(text);
    check::check(&Subject {
        path,
        text,
        document: &document,
    })
}
