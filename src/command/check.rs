//! `teigen check`: what a build would warn of, and what documents could do better, with file, line and column.
//!
//! With `--fix`, the one command that writes to a proposal's files: it mends what can be mended without changing what
//! readers read, and says what it changed.

#[cfg(feature = "sync")]
mod external;
mod format;
mod mend;
#[cfg(feature = "sync")]
pub(super) mod requests;
mod since;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{Opened, Outcome, RepositoryArgs, build};
use crate::check::{self, Proposal, Rule, Subject};
use crate::command::terminal;
use crate::config::{Config, NavigationEntry, mkdocs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::repository::worktree::{Look, Looker};
use crate::repository::{self, Wanted};
use crate::site;
use crate::snapshot::{ObjectId, Snapshot, SourceFile, SourcePath, Version, VersionName};

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
    /// Tell only what this state does not have already: `latest`, `next` or a version
    #[arg(long, value_name = "STATE")]
    since: Option<String>,
    /// Ask other hosts whether the pages are there that documents lead to; slowly, and for a week not again
    #[arg(long)]
    external: bool,
    /// Explain a rule, with an example, and check nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["fix", "since", "external"])]
    explain: Option<String>,
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

/// The rules of builds that are about documents, and may be left out as well.
pub(super) const RULES_OF_BUILDS: [&str; 6] = [
    "document-bounds",
    "formula",
    "front-matter",
    "image-missing",
    "image-refused",
    "reference-broken",
];

/// The Markdown of one state of a proposal, read.
#[derive(Default)]
struct Documents {
    read: Vec<ReadText>,
    files: BTreeSet<SourcePath>,
    navigation: Option<Vec<NavigationEntry>>,
    /// Whether nothing else tells what is wrong with them.
    are_at_hand: bool,
}

/// A document.
#[derive(Clone)]
struct ReadText {
    path: SourcePath,
    blob: ObjectId,
    text: Arc<str>,
    document: Arc<Document>,
    problems: Vec<Diagnostic>,
}

/// Prints what was found; exit code 1 if anything is a warning or an error.
pub fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    if let Some(name) = &args.explain {
        terminal::print(&explanation(name)?);
        return Ok(Outcome::Done);
    }
    let opened = args.repository.open()?;
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::All, &|_, _| {})?;
    check_ignored(&opened.config)?;
    let base = args
        .since
        .as_deref()
        .map(|name| state(&snapshot, name))
        .transpose()?;
    let failed = match args.fix {
        true => mend::mend(&opened, look(&opened, &snapshot)?.as_ref(), &snapshot)?,
        false => 0,
    };
    let seen = look(&opened, &snapshot)?;
    let documents = documents(&opened, &snapshot, seen.as_ref())?;
    let copy = seen.as_ref().map(|look| (look, documents.by_blob()));
    let mut found = build::findings_of(&opened, &snapshot, copy)?;
    found.extend(seen.iter().flat_map(|look| look.problems.clone()));
    found.extend(of_documents(&documents, &opened, &snapshot));
    let before = base.map(|base| documents_of(&opened, &snapshot, base));
    let before = before.transpose()?;
    if let (Some(base), Some(before)) = (base, &before) {
        let before = of_documents(before, &opened, &snapshot);
        found = since::brought(found, before, &base.name);
    }
    if args.external {
        found.extend(external(&documents, before.as_ref(), &opened)?);
    }
    let found = in_order(found, &opened.config);
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

#[cfg(feature = "sync")]
fn external(
    documents: &Documents,
    base: Option<&Documents>,
    opened: &Opened,
) -> anyhow::Result<Vec<Diagnostic>> {
    Ok(external::findings(documents, base, opened))
}

#[cfg(not(feature = "sync"))]
fn external(_: &Documents, _: Option<&Documents>, _: &Opened) -> anyhow::Result<Vec<Diagnostic>> {
    anyhow::bail!("this teigen was built without a way to ask other hosts (the feature `sync`)")
}

/// Without what the configuration leaves out, each once, by place.
fn in_order(mut found: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let ignored = &config.check.ignore;
    found.retain(|found| !ignored.iter().any(|rule| rule == found.rule));
    found.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
    found.dedup();
    found
}

/// The files of the working copy, as they are now.
fn look(opened: &Opened, snapshot: &Snapshot) -> anyhow::Result<Option<Look>> {
    let tip = snapshot.next.as_ref();
    let Some(tip) = tip.filter(|_| opened.source.working_copy().is_some()) else {
        return Ok(None);
    };
    let look = Looker::default().look(&opened.source, &snapshot.source, tip)?;
    Ok(Some(look))
}

/// The documents of the working copy; of a bare repository, those at the tip of the main branch.
fn documents(
    opened: &Opened,
    snapshot: &Snapshot,
    look: Option<&Look>,
) -> anyhow::Result<Documents> {
    let Some(look) = look else {
        let tip = snapshot.next.as_ref();
        let tip = tip
            .map(|tip| documents_of(opened, snapshot, tip))
            .transpose()?;
        return Ok(Documents {
            are_at_hand: false,
            ..tip.unwrap_or_default()
        });
    };
    let text = |blob: ObjectId| look.texts.get(&blob).cloned();
    let mut documents = Documents::read(opened, snapshot, &look.version, text);
    documents.files.extend(look.paths.iter().cloned());
    // What is hidden or fetched is not walked through.
    let root = opened.source.working_copy().unwrap_or_default();
    let tip = snapshot.next.iter().flat_map(|tip| &tip.files);
    let hidden = tip.filter(|file| root.join(file.path.as_str()).exists());
    documents.files.extend(hidden.map(|file| file.path.clone()));
    Ok(documents)
}

/// The documents of a state of Git.
fn documents_of(
    opened: &Opened,
    snapshot: &Snapshot,
    state: &Version,
) -> anyhow::Result<Documents> {
    let blobs = opened.source.blobs()?;
    let text = |blob: ObjectId| blobs.text(blob).ok().map(Arc::from);
    Ok(Documents::read(opened, snapshot, state, text))
}

impl Documents {
    /// Reads each published document once, and what stands beside them.
    fn read(
        opened: &Opened,
        snapshot: &Snapshot,
        state: &Version,
        text: impl Fn(ObjectId) -> Option<Arc<str>>,
    ) -> Self {
        let published = published(snapshot, state);
        let texts: Vec<(&SourceFile, Arc<str>)> = published
            .filter_map(|file| Some((file, text(file.blob)?)))
            .collect();
        let read = texts
            .into_par_iter()
            .map(|(file, text)| ReadText::read(file, text, &opened.config));
        Self::of(read.collect(), state, text)
    }

    /// The read documents of a state, and what stands beside them.
    fn of(
        read: Vec<ReadText>,
        state: &Version,
        text: impl Fn(ObjectId) -> Option<Arc<str>>,
    ) -> Self {
        let mut files = state.files.iter();
        let mkdocs = files.find(|file| file.path.as_str() == "mkdocs.yml");
        let navigation = mkdocs.and_then(|file| mkdocs::navigation(&text(file.blob)?));
        Self {
            read,
            files: state.files.iter().map(|file| file.path.clone()).collect(),
            navigation,
            are_at_hand: true,
        }
    }

    fn by_blob(&self) -> site::Documents {
        let read = self.read.iter();
        read.map(|read| (read.blob, Arc::clone(&read.document)))
            .collect()
    }
}

impl ReadText {
    fn subject(&self) -> Subject<'_> {
        Subject {
            path: &self.path,
            text: &self.text,
            document: &self.document,
        }
    }

    fn read(file: &SourceFile, text: Arc<str>, config: &Config) -> Self {
        let (document, problems) = build::read_document(&text, config);
        Self {
            path: file.path.clone(),
            blob: file.blob,
            document: Arc::new(document),
            text,
            problems,
        }
    }
}

/// The published Markdown of a state.
fn published<'s>(
    snapshot: &'s Snapshot,
    state: &'s Version,
) -> impl Iterator<Item = &'s SourceFile> {
    let files = state.files.iter();
    files.filter(|file| file.path.is_markdown() && snapshot.is_published(&file.path))
}

/// The state that findings are held against.
fn state<'s>(snapshot: &'s Snapshot, name: &str) -> anyhow::Result<&'s Version> {
    let versions = snapshot.versions.iter();
    let found = match name {
        "latest" => snapshot.latest(),
        VersionName::NEXT => snapshot.next.as_ref(),
        name => versions
            .clone()
            .find(|version| version.name.as_str() == name),
    };
    found.with_context(|| {
        let known: Vec<&str> = versions.map(|version| version.name.as_str()).collect();
        format!(
            "there is no state `{name}`; there are next, latest, {}",
            known.join(", ")
        )
    })
}

fn check_ignored(config: &Config) -> anyhow::Result<()> {
    for name in &config.check.ignore {
        let known = RULES_OF_BUILDS.contains(&name.as_str()) || rule(name).is_some();
        ensure!(known, "teigen.yaml, `check: ignore:`: {}", no_rule(name));
    }
    Ok(())
}

fn rule(name: &str) -> Option<&'static Rule> {
    check::rules::ALL.iter().find(|rule| rule.name == name)
}

fn no_rule(name: &str) -> String {
    let names = check::rules::ALL.iter().map(|rule| rule.name);
    let all: Vec<&str> = names.chain(RULES_OF_BUILDS).collect();
    format!("there is no rule `{name}`; there are {}", all.join(", "))
}

fn explanation(name: &str) -> anyhow::Result<String> {
    let rule = rule(name).with_context(|| no_rule(name))?;
    let indented = |text: &str| -> String {
        let lines = text.trim_end().lines();
        lines
            .map(|line| format!("    {line}").trim_end().to_owned() + "\n")
            .collect()
    };
    Ok(format!(
        "{}\n\n{}\n\ninstead of\n\n{}\nwrite\n\n{}",
        rule.name,
        rule.help,
        indented(rule.example.wrong),
        indented(rule.example.right)
    ))
}

fn of_documents(documents: &Documents, opened: &Opened, snapshot: &Snapshot) -> Vec<Diagnostic> {
    let read = documents.read.iter();
    let subjects: Vec<Subject<'_>> = read.clone().map(ReadText::subject).collect();
    let mut all = Vec::new();
    for read in read.filter(|_| documents.are_at_hand) {
        let placed = |problem: &Diagnostic| problem.clone().at_path(read.path.as_str());
        all.extend(read.problems.iter().map(placed));
    }
    let found = subjects.iter().flat_map(check::check);
    all.extend(found.map(|found| found.diagnostic));
    let configured = opened.config.navigation.as_deref();
    let versions = snapshot.versions.iter();
    let versions: Vec<&str> = versions.map(|version| version.name.as_str()).collect();
    all.extend(check::check_together(&Proposal {
        documents: &subjects,
        files: &documents.files.iter().map(SourcePath::as_str).collect(),
        folder: &snapshot.source,
        config: &opened.config,
        navigation: configured.or(documents.navigation.as_deref()),
        versions: &versions,
    }));
    all
}
