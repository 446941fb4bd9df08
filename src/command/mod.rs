//! One file per command. The only place that sees every stage, and the terminal.

pub mod build;
pub mod check;
#[cfg(feature = "sync")]
pub mod comment;
pub mod demo;
pub mod diff;
pub mod discussions;
pub mod init;
pub mod publish;
pub mod pulls;
#[cfg(feature = "serve")]
pub mod serve;
pub mod shell;
pub mod sync;
pub mod terminal;
pub mod verify;
pub mod versions;

mod inert;
mod server;
mod state;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use crate::config::Config;
use crate::repository::Source;

/// How a command ended, as an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: 0.
    Done,
    /// Something was found that the user asked to be told of: 1.
    Findings,
}

/// Which repository, and with which configuration.
#[derive(Args, Clone, Debug)]
pub struct RepositoryArgs {
    /// The repository: a working copy, any folder in it, or a bare repository
    #[arg(long, default_value = ".", value_name = "DIR", global = true)]
    pub repo: PathBuf,
    /// Configuration to use instead of the main branch's teigen.yaml
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// A repository that was opened, and its configuration.
pub struct Opened {
    /// The repository.
    pub source: Source,
    /// Its configuration.
    pub config: Config,
    /// The configuration as it is written; empty if there is none.
    pub config_text: String,
}

impl RepositoryArgs {
    /// Opens the repository and reads its configuration: the given file, else `teigen.yaml` at the tip of the
    /// main branch.
    pub fn open(&self) -> anyhow::Result<Opened> {
        let source = Source::open(&self.repo)?;
        let (name, text) = match &self.config {
            Some(path) => (path.display().to_string(), read_text(path)?),
            None => {
                let bytes = source.file_at_tip(None, "teigen.yaml")?.unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                ("teigen.yaml".to_owned(), text)
            }
        };
        let config = Config::parse(&text).map_err(|problem| anyhow::anyhow!("{name}:{problem}"))?;
        Ok(Opened {
            source,
            config,
            config_text: text,
        })
    }
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
