//! `teigen demo`: replays the sample proposal's history into a real repository and builds it.

use std::path::PathBuf;

use clap::Args;

use super::build::{self, BuildArgs};
use super::{Outcome, RepositoryArgs, terminal};
use crate::demo;

/// Options of `teigen demo`.
#[derive(Args, Clone, Debug)]
pub struct DemoArgs {
    /// New folder for the repository and the site
    #[arg(long, value_name = "DIR", default_value = "teigen-demo")]
    out: PathBuf,
}

/// Replays and builds.
pub fn run(args: &DemoArgs) -> anyhow::Result<Outcome> {
    let repository = args.out.join("repository");
    let replayed = demo::replay(&repository)?;
    terminal::say(&format!(
        "{}: the sample proposal, versions {}, {} pull requests, {} discussions",
        repository.display(),
        replayed.versions.join(", "),
        replayed.pull_requests.len(),
        replayed.discussions
    ));
    let site = args.out.join("site");
    let repository = RepositoryArgs {
        repo: repository,
        config: None,
    };
    let outcome = build::run(&BuildArgs::new(repository, site.clone()))?;
    terminal::say(&format!(
        "Open {} in a browser.",
        site.join("index.html").display()
    ));
    Ok(outcome)
}
