//! `cargo bench --bench build`: how long the program takes for real and for generated repositories, stage by stage.
//!
//! Real ones are looked for in `$TEIGEN_CORPORA`, else `../shared/corpora`; mdBook in `$MDBOOK`, else on the path; what is absent is
//! said and left out. Nothing is asserted: times are for people to read. Ratios come from one run on one machine, so they
//! say more than seconds do. Name parts to run only these: `cargo bench --bench build -- policy growth`.

mod books;
mod program;
mod repositories;
#[cfg(feature = "serve")]
mod serving;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use self::program::{Run, best_of, build};

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let runs = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let corpora = corpora();
    if runs("tokyo") {
        real("tokyo.bundle", corpora.as_deref())?;
    }
    if runs("policy") {
        real("policy.bundle", corpora.as_deref())?;
    }
    #[cfg(feature = "serve")]
    if runs("serve") {
        for name in ["tokyo.bundle", "policy.bundle"] {
            serve(name, corpora.as_deref())?;
        }
    }
    if runs("books") {
        books(corpora.as_deref())?;
    }
    if runs("growth") {
        growth()?;
    }
    Ok(())
}

/// Writes a line of results.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("TEIGEN_CORPORA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

fn bundle(name: &str, corpora: Option<&Path>) -> Option<PathBuf> {
    let path = corpora.map(|folder| folder.join(name));
    let found = path.filter(|path| path.is_file());
    if found.is_none() {
        say(&format!("\n{name}: not here, left out"));
    }
    found
}

/// A real repository: a first build, one with nothing new, one after a pull request got a new revision.
fn real(name: &str, corpora: Option<&Path>) -> Result<()> {
    let Some(bundle) = bundle(name, corpora) else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let (repository, site) = (folder.path().join("repository"), folder.path().join("site"));
    repositories::clone(&bundle, &repository)?;
    say(&format!("\n{name}"));
    let cold = build(&repository, &site)?;
    show("first build", &cold, None);
    let nothing = best_of(3, || build(&repository, &site))?;
    show("nothing new", &nothing, Some(&cold));
    let number = repositories::revise(&repository)?;
    let revised = build(&repository, &site)?;
    show(
        &format!("a new revision of #{number}"),
        &revised,
        Some(&cold),
    );
    Ok(())
}

/// A server beside a working copy: its first page, and how soon a saved file is shown.
#[cfg(feature = "serve")]
fn serve(name: &str, corpora: Option<&Path>) -> Result<()> {
    let Some(bundle) = bundle(name, corpora) else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let mirror = folder.path().join("mirror");
    repositories::clone(&bundle, &mirror)?;
    say(&format!("\n{name}, served"));
    serving::measure(&mirror, folder.path())
}

/// The documents of the manifesto beside mdBook: the newest state, and ten states.
fn books(corpora: Option<&Path>) -> Result<()> {
    let Some(bundle) = bundle("policy.bundle", corpora) else {
        return Ok(());
    };
    let Some(mdbook) = books::find() else {
        say("\nmdBook: not here, left out");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let mirror = folder.path().join("mirror");
    repositories::clone(&bundle, &mirror)?;
    for count in [1, 10] {
        let states = repositories::states(&mirror, count)?;
        let documents = states.last().map_or(0, repositories::State::len);
        say(&format!(
            "\npolicy.bundle, {count} of its states, {documents} documents in the newest; best of 3"
        ));
        let repository = folder.path().join(format!("repository-{count}"));
        repositories::make(&repository, &states, count > 1)?;
        let mut round = 0;
        let ours = best_of(3, || {
            round += 1;
            build(
                &repository,
                &folder.path().join(format!("site-{count}-{round}")),
            )
        })?;
        show("teigen build", &ours, None);
        let sources = folder.path().join(format!("books-{count}"));
        let theirs = best_of(3, || books::build_all(&mdbook, &states, &sources))?;
        show(&format!("{count} × mdbook build"), &theirs, Some(&ours));
    }
    Ok(())
}

/// Generated proposals of a thousand and of ten thousand documents.
fn growth() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut smaller: Option<Run> = None;
    for count in [1_000, 10_000] {
        let repository = folder.path().join(format!("repository-{count}"));
        repositories::make(&repository, &[repositories::generated(count)], false)?;
        let run = build(&repository, &folder.path().join(format!("site-{count}")))?;
        say(&format!("\n{count} generated documents"));
        show("first build", &run, smaller.as_ref());
        smaller = Some(run);
    }
    Ok(())
}

/// Prints a run, with its stages, and as a multiple of another one.
fn show(what: &str, run: &Run, beside: Option<&Run>) {
    let ratio = beside.map(|other| format!("  ×{:.3}", run.seconds / other.seconds));
    let peak = run
        .peak
        .map(|bytes| format!("  {:>6.0} MiB", bytes as f64 / f64::from(1 << 20)));
    say(&format!(
        "  {what:<28} {:>8.3} s{}{}",
        run.seconds,
        peak.unwrap_or_default(),
        ratio.unwrap_or_default()
    ));
    for (stage, seconds) in &run.stages {
        say(&format!("    {stage:<26} {seconds:>8.3} s"));
    }
    if let Some(summary) = &run.summary {
        say(&format!("    {summary}"));
    }
}

/// Runs a command and fails with what it said.
pub fn command(command: &mut std::process::Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("{name} cannot be run"))?;
    anyhow::ensure!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
