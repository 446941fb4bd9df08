//! The bundled sample proposal → a real Git repository with versions and pull requests, to try everything out on.
//!
//! `proposal/` holds the newest text, and in `proposal/history/` how it came to be. [`replay`] plays that history
//! step by step: the same commit ids every time, on every machine. It depends on neither clock nor environment, nor on
//! anybody's Git configuration, and writes only below the folder it is given.
//!
//! Beside `repository`, which keeps the records of its discussions, this is the one user of git2, and writes.

mod bundle;
mod change;
mod stage;
mod story;
mod talks;
mod tree;
mod writer;

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

pub use self::change::ChangeProblem;

use self::stage::Stage;
use self::story::Story;
use self::talks::Forum;
use crate::repository::{KeepError, RepositoryError, Source};

/// A repository that [`replay`] has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Its working copy.
    pub folder: PathBuf,
    /// The commit id at the tip of the main branch.
    pub main: String,
    /// The tags, oldest first.
    pub versions: Vec<String>,
    /// The numbers of the pull requests, ascending.
    pub pull_requests: Vec<u64>,
    /// How many discussions there are records of.
    pub discussions: usize,
}

/// Why the sample could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is something in the folder already.
    #[error("{path}: the folder is not empty; name a new or an empty one for the sample", path = .0.display())]
    NotEmpty(PathBuf),
    /// The folder cannot be made or read.
    #[error("{path}: the folder for the sample cannot be used ({source})", path = .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `history.yaml` cannot be read.
    #[error("the sample's history cannot be read: {0}")]
    Story(#[from] serde_yaml::Error),
    /// Something that the history names is not in `proposal/`, or not in the tree of the commit before.
    #[error("the sample's history names `{0}`, which is not there")]
    Missing(String),
    /// A diff cannot be read or applied.
    #[error("the sample's {file}, {problem}")]
    Change {
        /// The diff, below `proposal/history/`.
        file: String,
        /// What is the matter.
        problem: ChangeProblem,
    },
    /// Two sides of a merge changed the same lines.
    #[error("the sample's pull request #{0} does not merge cleanly")]
    Conflict(u64),
    /// The records of discussions cannot be kept.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The repository cannot be read again.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// Git could not write.
    #[error("Git cannot write the sample: {0}")]
    Git(#[from] git2::Error),
}

/// Replays the bundled sample into a new repository with a working copy of its main branch.
///
/// The folder is made if need be. Beside `main` and the tags there are, as on GitHub, `refs/pull/N/head` for every
/// pull request and `refs/pull/N/merge` for those still open; heads lost to a force-push are `refs/teigen/pull/N/K`, and
/// `refs/teigen/discussions` holds what a forum would have told.
///
/// # Errors
///
/// If the folder holds anything, or cannot be written to.
pub fn replay(into: &Path) -> Result<Replayed, DemoError> {
    let files = bundle::files();
    let story: Story = read(&files, "history.yaml")?;
    let forum: Forum = read(&files, "discussions.yaml")?;
    make_empty_folder(into)?;
    let mut stage = Stage::open(into, &files, &story.people)?;
    for step in &story.steps {
        stage.play(step)?;
    }
    let mut replayed = stage.finish()?;
    let source = Source::open(&replayed.folder)?;
    replayed.discussions = talks::keep(&forum, &story.people, &source, &replayed.versions)?;
    Ok(replayed)
}

fn read<T: DeserializeOwned>(files: &bundle::Files, name: &str) -> Result<T, DemoError> {
    let text = files
        .get(&format!("history/{name}"))
        .ok_or_else(|| DemoError::Missing(name.to_owned()))?;
    Ok(serde_yaml::from_slice(text)?)
}

fn make_empty_folder(path: &Path) -> Result<(), DemoError> {
    let failed = |source| DemoError::Folder {
        path: path.to_owned(),
        source,
    };
    std::fs::create_dir_all(path).map_err(failed)?;
    let mut entries = std::fs::read_dir(path).map_err(failed)?;
    match entries.next() {
        None => Ok(()),
        Some(Ok(_)) => Err(DemoError::NotEmpty(path.to_owned())),
        Some(Err(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests;
