//! `teigen check`: what a build would warn of, and what documents could do better, with file, line and column.
//!
//! With `--fix`, the one command that writes to a proposal's files: it mends what can be mended without changing what
//! readers read, and says what it changed.

mod format;
mod mend;
mod since;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};

use super::{Opened, Outcome, RepositoryArgs, build};
use crate::check::{self, Finding, Proposal, Rule, Subject};
use crate::command::terminal;
use crate::config::{Config, NavigationEntry, mkdocs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{self, Document};
use crate::repository::worktree::{Look, Looker};
use crate::repository::{self, Wanted};
use crate::snapshot::{Snapshot, SourceFile, SourcePath, Version, VersionName};

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
    /// Explain a rule, with an example, and check nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["fix", "since"])]
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
const RULES_OF_BUILDS: [&str; 6] = [
    "document-bounds",
    "formula",
    "front-matter",
    "image-missing",
    "image-refused",
    "reference-broken",
];

/// The Markdown of a proposal, and whether it is a working copy's.
struct Documents {
    texts: BTreeMap<SourcePath, String>,
    files: BTreeSet<SourcePath>,
    are_at_hand: bool,
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
    let mut seen = look(&opened, &snapshot)?;
    let mut documents = documents(&opened, &snapshot, seen.as_ref())?;
    let failed = match args.fix {
        true => mend::mend(&opened, &mut documents.texts)?,
        false => 0,
    };
    if args.fix {
        seen = look(&opened, &snapshot)?;
    }
    let mut found = build::findings_of(&opened, &snapshot, seen.as_ref())?;
    found.extend(seen.iter().flat_map(|look| look.problems.clone()));
    found.extend(of_documents(&documents, &opened, &snapshot));
    if let Some(base) = base {
        let before = Documents {
            texts: texts(&opened, &snapshot, base)?,
            files: paths(base),
            are_at_hand: true,
        };
        let before = of_documents(&before, &opened, &snapshot);
        found = since::brought(found, before, &base.name);
    }
    let ignored = &opened.config.check.ignore;
    found.retain(|found| !ignored.iter().any(|rule| rule == found.rule));
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

/// The files of the working copy, as they are now.
fn look(opened: &Opened, snapshot: &Snapshot) -> anyhow::Result<Option<Look>> {
    let tip = snapshot.next.as_ref();
    let Some(tip) = tip.filter(|_| opened.source.working_copy().is_some()) else {
        return Ok(None);
    };
    let look = Looker::default().look(&opened.source, &snapshot.source, tip)?;
    Ok(Some(look))
}

/// The Markdown of the working copy; of a bare repository, that at the tip of the main branch.
fn documents(
    opened: &Opened,
    snapshot: &Snapshot,
    look: Option<&Look>,
) -> anyhow::Result<Documents> {
    let texts = match look {
        Some(look) => {
            let files = look.version.files.iter();
            let files =
                files.filter(|file| file.path.is_markdown() && snapshot.is_published(&file.path));
            let text = |file: &SourceFile| {
                Some((file.path.clone(), look.texts.get(&file.blob)?.to_string()))
            };
            files.filter_map(text).collect()
        }
        None => {
            let tip = snapshot
                .next
                .as_ref()
                .map(|next| texts(opened, snapshot, next));
            tip.transpose()?.unwrap_or_default()
        }
    };
    let state = look.map(|look| &look.version).or(snapshot.next.as_ref());
    Ok(Documents {
        texts,
        files: state.map(paths).unwrap_or_default(),
        are_at_hand: look.is_some(),
    })
}

/// The published Markdown of a state.
fn texts(
    opened: &Opened,
    snapshot: &Snapshot,
    state: &Version,
) -> anyhow::Result<BTreeMap<SourcePath, String>> {
    let blobs = opened.source.blobs()?;
    let published = |path: &SourcePath| path.is_markdown() && snapshot.is_published(path);
    let files = state.files.iter().filter(|file| published(&file.path));
    let texts = files.filter_map(|file| Some((file.path.clone(), blobs.text(file.blob).ok()?)));
    Ok(texts.collect())
}

/// The paths of a state's files.
fn paths(state: &Version) -> BTreeSet<SourcePath> {
    state.files.iter().map(|file| file.path.clone()).collect()
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
    let mut all = Vec::new();
    let read: Vec<(&SourcePath, &String, Document)> = documents
        .texts
        .iter()
        .map(|(path, text)| (path, text, document::parse(text)))
        .collect();
    let subjects: Vec<Subject<'_>> = read
        .iter()
        .map(|(path, text, document)| Subject {
            path,
            text,
            document,
        })
        .collect();
    for subject in &subjects {
        if documents.are_at_hand {
            let (_, problems) = build::read_document(subject.text, &opened.config);
            let placed = |problem: Diagnostic| problem.at_path(subject.path.as_str());
            all.extend(problems.into_iter().map(placed));
        }
        all.extend(
            check::check(subject)
                .into_iter()
                .map(|found| found.diagnostic),
        );
    }
    let mkdocs = navigation_of_mkdocs(opened, snapshot);
    let versions: Vec<&str> = snapshot
        .versions
        .iter()
        .map(|version| version.name.as_str())
        .collect();
    all.extend(check::check_together(&Proposal {
        documents: &subjects,
        files: &documents.files.iter().map(SourcePath::as_str).collect(),
        folder: &snapshot.source,
        config: &opened.config,
        navigation: opened.config.navigation.as_deref().or(mkdocs.as_deref()),
        versions: &versions,
    }));
    all
}

/// The navigation of a `mkdocs.yml` at the top of the main branch.
fn navigation_of_mkdocs(opened: &Opened, snapshot: &Snapshot) -> Option<Vec<NavigationEntry>> {
    let files = &snapshot.next.as_ref()?.files;
    let file = files
        .iter()
        .find(|file| file.path.as_str() == "mkdocs.yml")?;
    mkdocs::navigation(&opened.source.blobs().ok()?.text(file.blob).ok()?)
}

fn findings(path: &SourcePath, text: &str) -> Vec<Finding> {
    let document = document::parse(text);
    check::check(&Subject {
        path,
        text,
        document: &document,
    })
}
