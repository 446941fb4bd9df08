//! A folder, a branch or an address → the manifest of the site there, and what its files really are.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

use super::VerifyArgs;
use crate::output::{Entry, MANIFEST, Manifest, found_in, of_bytes, read_manifest};
use crate::repository::publish::{self, Branch};
use crate::repository::{Remote, RemoteError, Source};

/// A site as it was found.
pub(super) struct Published {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What its files are; of an address, those that the manifest names.
    pub files: BTreeMap<String, Entry>,
}

/// Reads a site.
pub(super) fn read(args: &VerifyArgs) -> anyhow::Result<Published> {
    let site = args.site.as_str();
    if let Some(name) = site.strip_prefix("branch:") {
        return on_branch(args, name);
    }
    if site.starts_with("https://") || site.starts_with("http://") {
        return at_address(site);
    }
    let folder = Path::new(site.strip_prefix("dir:").unwrap_or(site));
    Ok(Published {
        manifest: read_manifest(folder)?.0,
        files: found_in(folder)?,
    })
}

/// The remote is asked where the branch stands; without a remote of that name, this repository is.
fn on_branch(args: &VerifyArgs, name: &str) -> anyhow::Result<Published> {
    let branch = Branch::new(name)?;
    let source = Source::open(&args.repository.repo)?;
    let commit = match Remote::find(&source, &args.remote) {
        Ok(remote) => {
            let tip = branch.tip(&source, &remote)?;
            tip.with_context(|| format!("there is no branch `{name}` at {}", remote.url()))?
        }
        Err(RemoteError::NoRemote(_)) => branch.known(&source)?,
        Err(error) => return Err(error.into()),
    };
    let mut files = BTreeMap::new();
    let mut manifest = None;
    publish::each_file(&source, &branch, commit, &mut |path, bytes| {
        if path == MANIFEST {
            manifest = Manifest::parse(&bytes);
        } else {
            files.insert(path, of_bytes(&bytes));
        }
    })?;
    let manifest = manifest.with_context(|| {
        format!(
            "branch `{name}`: commit {} holds no site made by teigen",
            commit.short()
        )
    })?;
    Ok(Published { manifest, files })
}

#[cfg(not(feature = "sync"))]
fn at_address(site: &str) -> anyhow::Result<Published> {
    anyhow::bail!("{site}: this teigen was built without HTTP (the feature `sync`)")
}

/// Every file that the manifest names is asked for; nothing else can be known of an address.
#[cfg(feature = "sync")]
fn at_address(site: &str) -> anyhow::Result<Published> {
    use crate::forge::{Http, fetch};
    use rayon::prelude::*;
    use std::time::Duration;

    /// How long one file may take.
    const PATIENCE: Duration = Duration::from_secs(120);
    /// Files that are asked for at once, and the most that are asked for.
    const AT_ONCE: usize = 8;
    const MOST: usize = 500_000;

    let root = site.trim_end_matches('/');
    let http = Http::for_files(PATIENCE);
    let get = |path: &str| fetch(&http, &std::thread::sleep, &address(root, path));
    let bytes = get(MANIFEST)?.with_context(|| format!("{site}: no {MANIFEST} is there"))?;
    let manifest = Manifest::parse(&bytes)
        .with_context(|| format!("{site}: its {MANIFEST} is none that teigen wrote"))?;
    anyhow::ensure!(
        manifest.files.len() <= MOST,
        "{site}: more than {MOST} files are not asked for"
    );
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE);
    let pool = pool.build().context("the threads cannot be started")?;
    let ask = |(path, entry): (&String, &Entry)| {
        // Servers keep such files to themselves.
        if path.starts_with('.') {
            return Ok(Some((path.clone(), entry.clone())));
        }
        let found = get(path)?;
        Ok(found.map(|bytes| (path.clone(), of_bytes(&bytes))))
    };
    let found: Vec<Option<(String, Entry)>> = pool.install(|| {
        manifest
            .files
            .par_iter()
            .map(ask)
            .collect::<anyhow::Result<_>>()
    })?;
    Ok(Published {
        files: found.into_iter().flatten().collect(),
        manifest,
    })
}

/// The address of a file of a site.
#[cfg(feature = "sync")]
fn address(root: &str, path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    format!("{root}/{}", utf8_percent_encode(path, PLAIN))
}

#[cfg(all(test, feature = "sync"))]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_once() {
        let url = address("https://a.example/p", "latest/教育 1/a+b.html");
        let expected = "https://a.example/p/latest/%E6%95%99%E8%82%B2%201/a%2Bb.html";
        assert_eq!(url, expected);
    }
}
