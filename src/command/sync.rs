//! `teigen sync`: what is told of pull requests elsewhere → records in Git.
//!
//! The only command that writes to the repository, and only below `refs/teigen/`.

mod import;

use std::path::PathBuf;

use clap::Args;

use super::terminal;
use super::{Outcome, RepositoryArgs};

/// Options of `teigen sync`.
#[derive(Args, Clone, Debug)]
pub struct SyncArgs {
    /// Which repository.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// Read records from a file instead: JSON lines as GitHub's REST interface gives them, packed with gzip or not
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
}

/// Brings the records up to date.
pub fn run(args: &SyncArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    if let Some(file) = &args.import {
        let imported = import::run(&opened.source, file)?;
        terminal::report(imported.diagnostics, false);
        terminal::say(&imported.told);
        return Ok(Outcome::Done);
    }
    anyhow::bail!("only --import is there yet")
}
