//! `teigen publish`: a site that was built → where it is read: a folder, a branch, object storage.
//!
//! Sends the folder as it is, after it was looked at: it must be a whole site of ours; or puts it together first, from shares. Only what changed is sent. Wherever this
//! is cut off, readers find the old site or the new one (in object storage: page by page), and the next run completes it.

mod branch;
mod target;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

pub use self::target::{ByteSize, Target};
use super::build::{self, BuildArgs};
use super::terminal;
use super::{Outcome, RepositoryArgs};
use crate::output::Complete;
use crate::output::release::{self, Released};

/// Options of `teigen publish`.
#[derive(Args, Clone, Debug)]
pub struct PublishArgs {
    /// Which repository, and its configuration.
    #[command(flatten)]
    pub repository: RepositoryArgs,
    /// Where to: dir:PATH, branch:NAME, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX
    #[arg(long, value_name = "TARGET")]
    pub to: Target,
    /// The folder that was built [default: the configuration's `output`, else `site`]
    #[arg(long, value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// Put the site together first, from this share of it that `teigen build --shard` made; name each share
    #[arg(long, value_name = "DIR")]
    pub join: Vec<PathBuf>,
    /// Largest site that is sent, such as 900MB [default: 1GB for a branch, as GitHub Pages takes; else any]
    #[arg(long, value_name = "SIZE")]
    pub limit: Option<ByteSize>,
    /// For a folder: how many releases from before are kept
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub keep: usize,
    /// For a branch: the remote repository, a name that Git knows or an address
    #[arg(long, value_name = "NAME", default_value = "origin")]
    pub remote: String,
    /// For a branch: publish in the place of what other programs put there
    #[arg(long)]
    pub replace: bool,
}

/// Publishes a site.
pub fn run(args: &PublishArgs) -> anyhow::Result<Outcome> {
    let folder = site_folder(args)?;
    if !args.join.is_empty() {
        build::run(&BuildArgs {
            join: args.join.clone(),
            ..BuildArgs::new(args.repository.clone(), folder.clone())
        })?;
    }
    let site = Complete::open(&folder)?;
    check_size(args, &site)?;
    let told = match &args.to {
        Target::Folder(path) => to_folder(&site, path, args.keep)?,
        Target::Branch(name) => branch::publish(args, &site, name)?,
        Target::Storage(url) => to_storage(&site, url)?,
    };
    terminal::say(&told);
    Ok(Outcome::Done)
}

fn site_folder(args: &PublishArgs) -> anyhow::Result<PathBuf> {
    if let Some(folder) = &args.site {
        return Ok(folder.clone());
    }
    let opened = args.repository.open().context(
        "where the site is, the configuration of the repository tells; or name its folder with --site",
    )?;
    Ok(PathBuf::from(
        opened.config.output.as_deref().unwrap_or("site"),
    ))
}

/// Refuses before anything is sent what the host would refuse after.
fn check_size(args: &PublishArgs, site: &Complete) -> anyhow::Result<()> {
    let usual = matches!(args.to, Target::Branch(_)).then_some(ByteSize::GITHUB_PAGES);
    let Some(limit) = args.limit.or(usual) else {
        return Ok(());
    };
    let size = ByteSize(site.manifest.size());
    anyhow::ensure!(
        size <= limit,
        "{}: the site has {size}, and {limit} are allowed{}; show fewer pull requests (`pulls.show`, `pulls.previews` in teigen.yaml), publish to another place, or set --limit if the host takes more",
        site.root.display(),
        if args.limit.is_none() {
            " (GitHub Pages takes no more)"
        } else {
            ""
        }
    );
    Ok(())
}

fn to_folder(site: &Complete, path: &std::path::Path, keep: usize) -> anyhow::Result<String> {
    let place = path.display();
    Ok(match release::publish(site, path, keep)? {
        Released::Nothing => format!("{place}: nothing changed; nothing was written"),
        Released::Made {
            release,
            written,
            bytes,
            gone,
        } => {
            let files = site.manifest.files.len() + 1;
            let size = ByteSize(bytes);
            format!(
                "{place}: release {release} of {files} files ({written} written, {size}; {gone} gone)"
            )
        }
    })
}

#[cfg(feature = "storage")]
fn to_storage(site: &Complete, url: &str) -> anyhow::Result<String> {
    use crate::output::storage::{self, Stored};
    let stored = storage::publish_to(site, url, &terminal::say)?;
    Ok(match stored {
        Stored::Nothing => format!("{url}: nothing changed; nothing was sent"),
        Stored::Sent { files, bytes, gone } => {
            let size = ByteSize(bytes);
            format!("{url}: {files} files sent ({size}), {gone} removed")
        }
    })
}

#[cfg(not(feature = "storage"))]
fn to_storage(_: &Complete, url: &str) -> anyhow::Result<String> {
    anyhow::bail!("{url}: this teigen was built without object storage (the feature `storage`)")
}
