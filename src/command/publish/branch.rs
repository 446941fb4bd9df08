//! A site → one commit on a branch of a remote; again from the new tip where another run was faster.

use std::thread;
use std::time::Duration;

use anyhow::Context;

use super::{ByteSize, PublishArgs};
use crate::command::terminal;
use crate::output::{Complete, MANIFEST, Manifest};
use crate::repository::publish::{self, Branch, BranchError, Commit};
use crate::repository::{Remote, Source};
use crate::snapshot::ObjectId;

/// How often a commit is made anew because another run was faster.
const ATTEMPTS: u64 = 12;
/// How often a push is tried that the remote refuses although nobody was faster.
const REFUSALS: u64 = 3;
/// What is waited after one, longer each time.
const PATIENCE: u64 = 150;
/// Most versions that a commit's first line names.
const NAMED: usize = 3;

/// Publishes a site to a branch.
pub(super) fn publish(args: &PublishArgs, site: &Complete, name: &str) -> anyhow::Result<String> {
    let branch = Branch::new(name)?;
    let source = Source::open(&args.repository.repo)?;
    let remote = Remote::find(&source, &args.remote)
        .context("a branch is published to a remote repository")?;
    site.check(site.manifest.files.keys().map(String::as_str))?;
    let mut refusals = 0;
    let mut last_seen = None;
    for attempt in 1..=ATTEMPTS {
        let seen = branch.tip(&source, &remote)?;
        if attempt > 1 && last_seen == Some(seen) {
            refusals += 1;
        }
        last_seen = Some(seen);
        let place = format!("{name} at {}", remote.url());
        let Some(made) = commit(args, site, &source, seen).context(place.clone())? else {
            return Ok(format!("{place}: nothing changed; no commit was made"));
        };
        let Some(reason) = branch.push(&source, &remote, made.commit, seen)? else {
            let (short, size) = (made.commit.short(), ByteSize(made.bytes));
            let written = made.written;
            return Ok(format!(
                "{place}: commit {short} ({written} new files, {size})"
            ));
        };
        anyhow::ensure!(
            refusals < REFUSALS,
            "{place}: the remote refuses the push: {reason}; see whether the branch is protected, and whether the token may write to it"
        );
        terminal::say(&format!("{place}: {reason}; trying again from its new tip"));
        // Programs that meet part ways: each waits as long as its own number says.
        let own = u64::from(std::process::id() % 97) * attempt;
        thread::sleep(Duration::from_millis(attempt * PATIENCE + own));
    }
    anyhow::bail!(
        "{}: others keep pushing at the same time; run the command again",
        remote.url()
    )
}

/// The commit that puts the site on top of what stands there.
fn commit(
    args: &PublishArgs,
    site: &Complete,
    source: &Source,
    parent: Option<ObjectId>,
) -> anyhow::Result<Option<publish::Committed>> {
    let old = match parent {
        Some(parent) => publish::root_file(source, parent, MANIFEST)?,
        None => None,
    };
    let known = old.as_deref().and_then(Manifest::parse);
    anyhow::ensure!(
        parent.is_none() || known.is_some() || args.replace,
        "the branch holds something that teigen did not publish; name another branch, or put the site in its place with --replace (what is there stays in the branch's history)"
    );
    // What only tells of references that no page shows makes no commit.
    let manifest = match (old, known) {
        (Some(bytes), Some(known)) if known.is_same_site(&site.manifest) => bytes,
        _ => site.bytes.clone(),
    };
    let read = |path: &str| match path {
        MANIFEST => Ok(manifest.clone()),
        path => site.read(path).map_err(|error| error.to_string()),
    };
    let files = site.manifest.files.keys().map(String::as_str);
    let files: Vec<&str> = files.chain([MANIFEST]).collect();
    let told = Commit {
        message: &message(&site.manifest),
        published: site.manifest.commit.parse().ok(),
        parent,
    };
    publish::commit_files(source, &files, &read, &told).map_err(whole)
}

fn whole(error: BranchError) -> anyhow::Error {
    anyhow::Error::from(error).context("nothing was pushed")
}

/// What a commit says: the newest versions, and what it was made from.
fn message(manifest: &Manifest) -> String {
    let mut names: Vec<&str> = manifest.versions.keys().map(String::as_str).collect();
    names.sort_by_cached_key(|name| std::cmp::Reverse(crate::natural::natural(name)));
    let more = names.len().saturating_sub(NAMED);
    let mut named = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    let named = if named.is_empty() { "the site" } else { &named };
    let commit = &manifest.commit;
    let from = commit.get(..10).unwrap_or(commit);
    let from = if from.is_empty() {
        String::new()
    } else {
        format!(" from {from}")
    };
    let mut text = format!("Publish {named}{from}\n\n");
    for (name, value) in [
        ("Commit", commit),
        ("Program", &manifest.program),
        ("Digest", &manifest.digest()),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_names_the_newest_versions_and_what_it_was_made_from() {
        let versions =
            ["v0.5", "v0.6", "v0.7", "v0.10"].map(|name| (name.to_owned(), String::new()));
        let manifest = Manifest {
            commit: "0123456789abcdef".to_owned(),
            versions: versions.into(),
            ..Manifest::default()
        };
        let said = message(&manifest);
        let first =
            "Publish v0.10, v0.7, v0.6 and 1 more from 0123456789\n\nCommit: 0123456789abcdef\n";
        assert!(said.starts_with(first), "{said}");
    }
}
