//! `teigen sync`: what is told of pull requests and discussions elsewhere, and every head requests have had → kept in Git.
//!
//! The only command that writes to the repository, and only what stands below `refs/teigen/`, heads of pull requests, and
//! what Git keeps of the remote's branches. What was fetched before something failed is kept.

#[cfg(feature = "sync")]
mod ask;
mod avatars;
mod import;
#[cfg(feature = "sync")]
mod pictures;
mod share;
mod topic_import;
#[cfg(feature = "sync")]
mod topics;
#[cfg_attr(not(feature = "sync"), allow(dead_code))]
mod wanted;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::topic_import::Held;
#[cfg(feature = "sync")]
use super::server;
use super::server::{ForgeName, ServerArgs};
use super::terminal;
use super::{Outcome, RepositoryArgs};
use crate::repository::{self, Remote, Source};

/// New heads from which on their references are put together.
const MANY_HEADS: usize = 1_000;

/// Options of `teigen sync`.
#[derive(Args, Clone, Debug)]
pub struct SyncArgs {
    /// Which repository.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// Which remote, and which server.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Push the records and the heads that are kept to the remote
    #[arg(long)]
    pub push: bool,
    /// Read records from a file instead: JSON lines as GitHub's REST interface gives them, packed with gzip or not
    /// or one discussion: an answer of Discourse, or a topic exported as text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["forge", "api", "project", "push", "only"])]
    pub import: Option<PathBuf>,
    /// The address of the discussion that is imported, if the file does not tell it
    #[arg(long = "as", value_name = "URL", requires = "import")]
    pub address: Option<String>,
    /// Fetch only one of the two
    #[arg(long, value_enum)]
    pub only: Option<Part>,
}

/// What is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Pull requests and their heads
    Pulls,
    /// Discussions that the proposal leads to
    Discussions,
}

/// Brings records and heads up to date.
pub fn run(args: &SyncArgs) -> anyhow::Result<Outcome> {
    let source = Source::open(&args.repository.repo)?;
    if let Some(file) = &args.import {
        let imported = match topic_import::read(file, args.address.as_deref())? {
            Held::Topic(text) => topic_import::run(&args.repository.open()?, &text)?,
            Held::Records(lines) => import::run(&source, file, lines)?,
        };
        terminal::report(imported.diagnostics, false);
        terminal::say(&imported.told);
        return Ok(Outcome::Done);
    }
    let remote = Remote::find(&source, &args.server.remote)?;
    share::bring(&source, &remote)?;
    let pulls = match args.only {
        Some(Part::Discussions) => Ok(None),
        _ => pulls(args, &source, &remote).map(Some),
    };
    let discussions = match args.only {
        Some(Part::Pulls) => Ok(None),
        _ => discussions(args, &remote).map(Some),
    };
    // Which pictures are kept the records tell that were just read.
    let pictures = match args.only {
        Some(Part::Discussions) => Ok(None),
        _ => avatars(args, &source, &remote).map(Some),
    };
    if args.push {
        let forget = || match avatars::wanted(args)? {
            Some(wanted) => avatars::forget(&source, &wanted),
            None => Ok(()),
        };
        share::push(&source, &remote, &forget)?;
    }
    // What one server told is worth keeping and sharing whatever the other did; failures are told last.
    let parts = [pulls, discussions, pictures];
    for told in parts
        .iter()
        .flatten()
        .flatten()
        .filter(|told| !told.is_empty())
    {
        terminal::say(&format!("{}: {told}", remote.url()));
    }
    terminal::report(repository::read_records(&source)?.diagnostics, false);
    let failures: Vec<anyhow::Error> = parts.into_iter().filter_map(Result::err).collect();
    for failure in failures.iter().skip(1) {
        terminal::say(&format!("{failure:#}"));
    }
    match failures.into_iter().next() {
        Some(failure) => Err(failure),
        None => Ok(Outcome::Done),
    }
}

/// Brings pull requests and their heads up to date.
fn pulls(args: &SyncArgs, source: &Source, remote: &Remote) -> anyhow::Result<String> {
    remote.fetch_heads(source)?;
    let before = repository::read_records(source)?.pulls;
    // What a server told before it failed is worth keeping; its failure is told last.
    let asked = ask(args, source, remote);
    let records = repository::read_records(source)?;
    share::fetch_replaced(source, remote, &before, &records.pulls)?;
    let pinned = repository::pin_heads(source, &records.pulls)?;
    if pinned > MANY_HEADS {
        repository::pack_heads(source);
    }
    Ok(format!("{}, {pinned} new heads kept", asked?))
}

/// Brings discussions up to date. A repository without a main branch, or with a configuration that cannot be read, has none.
#[cfg(feature = "sync")]
fn discussions(args: &SyncArgs, remote: &Remote) -> anyhow::Result<String> {
    let opened = match args.repository.open() {
        Ok(opened) => opened,
        Err(error) if args.only.is_some() => return Err(error),
        Err(error) => return Ok(format!("discussions are not asked for: {error:#}")),
    };
    let named = args.server.forge != Some(ForgeName::None);
    let home = args
        .server
        .address(remote)
        .ok()
        .filter(|_| named)
        .map(|address| topics::Home {
            authorization: server::authorization(address.kind),
            host: crate::forge::host(&remote.url()),
            address,
        });
    topics::run(&opened, home.as_ref())
}

#[cfg(not(feature = "sync"))]
fn discussions(args: &SyncArgs, _remote: &Remote) -> anyhow::Result<String> {
    anyhow::ensure!(
        args.only.is_none(),
        "this program was built without the feature `sync`: discussions can only be imported"
    );
    Ok(String::new())
}

/// Brings the pictures of those who sent requests up to date, if they are to be shown.
#[cfg(feature = "sync")]
fn avatars(args: &SyncArgs, source: &Source, remote: &Remote) -> anyhow::Result<String> {
    let Some(wanted) = avatars::wanted(args)? else {
        return Ok(String::new());
    };
    match (args.server.forge, args.server.address(remote)) {
        (Some(ForgeName::None), _) | (_, Err(_)) => {
            avatars::forget(source, &wanted)?;
            Ok(String::new())
        }
        (_, Ok(address)) => pictures::run(source, &wanted, &address, remote),
    }
}

#[cfg(not(feature = "sync"))]
fn avatars(args: &SyncArgs, source: &Source, _remote: &Remote) -> anyhow::Result<String> {
    if let Some(wanted) = avatars::wanted(args)? {
        avatars::forget(source, &wanted)?;
    }
    Ok(String::new())
}

#[cfg(feature = "sync")]
fn ask(args: &SyncArgs, source: &Source, remote: &Remote) -> anyhow::Result<String> {
    match args.server.forge {
        Some(ForgeName::None) => Ok("no server asked".to_owned()),
        _ => ask::run(args, source, remote),
    }
}

#[cfg(not(feature = "sync"))]
fn ask(args: &SyncArgs, _source: &Source, _remote: &Remote) -> anyhow::Result<String> {
    match args.server.forge {
        Some(ForgeName::None) => Ok("no server asked".to_owned()),
        _ => anyhow::bail!(
            "this program was built without the feature `sync`: only --forge none and --import are there"
        ),
    }
}
