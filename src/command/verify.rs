//! `teigen verify`: a published site against its manifest, and against what the commit gives → the files that differ, or that none does.
//!
//! Writes to nothing but a folder of its own that goes again. What a site says of itself is compared with its bytes first; then
//! the site is built anew and every file compared, so that a site whose manifest was changed with it is found out as well.

mod published;
mod report;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use self::published::Published;
use self::report::{Built, Report};
use super::build::{self, BuildArgs};
use super::terminal;
use super::{Opened, Outcome, RepositoryArgs};
use crate::output::{Manifest, differences, read_manifest};
use crate::repository::{AVATARS_REF, RECORDS_REF, Source, TOPICS_REF, stands_at};

/// Options of `teigen verify`.
#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    /// Which repository, and its configuration.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// The site: a folder, branch:NAME, or its address (https://…)
    #[arg(value_name = "SITE")]
    pub site: String,
    /// Compare the files with the site's own manifest.json alone; no repository is needed but for a branch
    #[arg(long)]
    pub quick: bool,
    /// SITE is the second site, that of previews (`pulls.preview_base_url`)
    #[arg(long)]
    pub previews: bool,
    /// For a branch: the remote repository that is asked where it stands
    #[arg(long, value_name = "NAME", default_value = "origin")]
    pub remote: String,
    /// How the result is written
    #[arg(long, value_enum, default_value = "human")]
    pub format: VerifyFormat,
}

/// How the result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerifyFormat {
    /// One line for each file that differs, for people
    Human,
    /// One object, for programs
    Json,
}

/// Compares a published site with what it should be.
pub fn run(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let site = published::read(args)?;
    let own = differences(&site.manifest, &site.files);
    let built = match args.quick {
        true => None,
        false => Some(against_repository(args, &site)?),
    };
    let report = Report::new(&args.site, &site, own, built);
    terminal::print(&match args.format {
        VerifyFormat::Human => report.human(),
        VerifyFormat::Json => terminal::json(&report),
    });
    Ok(match report.same {
        true => Outcome::Done,
        false => Outcome::Findings,
    })
}

/// Builds anew, and compares.
fn against_repository(args: &VerifyArgs, site: &Published) -> anyhow::Result<Built> {
    let opened = args.repository.open()?;
    let scratch = tempfile::tempdir().context("a folder to build into cannot be made")?;
    let manifest = build_anew(args, &opened, scratch.path().join("site"))?;
    let differing = differences(&manifest, &site.files);
    let source = &opened.source;
    Ok(Built {
        program: build::PROGRAM,
        commit: manifest.commit.clone(),
        records: kept(source, RECORDS_REF)?,
        discussions: kept(source, TOPICS_REF)?,
        avatars: kept(source, AVATARS_REF)?,
        digest: manifest.digest(),
        facts: report::facts(&site.manifest, &manifest),
        differences: differing,
    })
}

fn kept(source: &Source, reference: &str) -> anyhow::Result<Option<String>> {
    Ok(stands_at(source, reference)?.map(|commit| commit.to_string()))
}

fn build_anew(args: &VerifyArgs, opened: &Opened, out: PathBuf) -> anyhow::Result<Manifest> {
    let has_previews = opened.config.pulls.preview_base_url.is_some();
    anyhow::ensure!(
        has_previews || !args.previews,
        "there is no second site: `pulls.preview_base_url` is not set in teigen.yaml"
    );
    let previews = out.with_file_name("previews");
    let build = BuildArgs {
        previews_out: has_previews.then(|| previews.clone()),
        fresh: true,
        ..BuildArgs::new(args.repository.clone(), out.clone())
    };
    build::build_anew(opened, &build, &out)?;
    let built = if args.previews { previews } else { out };
    Ok(read_manifest(&built)?.0)
}
