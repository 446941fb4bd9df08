//! Git → [`Snapshot`]: versions and pull requests from the object database alone, never a checkout.
//!
//! The only user of git2. A working copy or a bare repository is opened for reading; only `keep` and `publish` write,
//! and nothing but what stands below `refs/teigen/`.
//! What strangers pushed is data: a broken object costs the pull request that names it, and nothing else.

mod avatars;
pub mod earlier;
mod history;
mod keep;
mod loose;
mod main_commits;
mod merging;
mod objects;
mod pins;
mod pool;
pub mod publish;
mod pull_requests;
mod records;
mod references;
mod remote;
mod rename;
mod selection;
mod since;
mod topics;
mod tree;
mod versions;
pub mod worktree;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::{Oid, Repository};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use self::avatars::{AVATARS_REF, change_avatars, join_avatars, keep_picture, read_avatars};
pub use self::keep::{KeepError, join_records, stands_at, take, write_records};
pub use self::merging::{Choice, MergedFile, MergedText, Merger, Outcome, Renames, merge_texts};
pub use self::objects::ObjectError;
pub use self::pins::{
    Pins, Union, missing, pin_again, pin_heads, pin_name, pins_among, pushed, read_pins, unite,
};
use self::pool::{Pool, Pooled};
pub use self::records::{RECORDS_REF, Records, read_records};
pub use self::remote::{Remote, RemoteError, pack_heads};
pub use self::since::{Earlier, SinceFile};
pub use self::topics::{TOPICS_REF, Topics, join_topics, read_topics, write_topics};
pub use self::versions::ENTRY_NAMES;

use self::history::History;
use self::loose::Loose;
use self::objects::{Objects, to_id, to_oid};
use self::pull_requests::Known;
use self::references::References;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::record::avatar::Avatars;
use crate::snapshot::{LeftOut, ObjectId, PullRequest, Snapshot, Version, VersionName};

/// Largest file of a proposal that is read, in bytes.
pub const FILE_LIMIT: usize = 4 << 20;
/// Largest image that is published, in bytes.
pub const IMAGE_LIMIT: usize = 16 << 20;

/// Why a repository could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// There is none.
    #[error("{path}: no Git repository is here", path = .path.display())]
    Open {
        /// Where it was looked for.
        path: PathBuf,
        /// What Git said.
        source: git2::Error,
    },
    /// Its references cannot be listed.
    #[error("the repository's references cannot be listed: {0}")]
    ListReferences(git2::Error),
    /// It has no main branch.
    #[error(
        "no main branch was found: neither HEAD, `main`, `master` nor `origin/HEAD` leads to a commit; make a first commit, or set `branch` in teigen.yaml"
    )]
    NoMainBranch,
    /// The branch that the configuration names is not there.
    #[error("teigen.yaml: the branch `{0}` is not in the repository")]
    NoSuchBranch(String),
    /// The main branch cannot be read.
    #[error("the main branch cannot be read: {0}")]
    MainBranch(#[from] ObjectError),
    /// The object database cannot be opened.
    #[error("the repository's objects cannot be opened: {0}")]
    Objects(#[from] git2::Error),
    /// A state that was asked for does not exist.
    #[error("`{0}` is no version, pull request, branch, tag or commit of this repository")]
    NoSuchState(String),
}

/// A repository that can be opened by every thread anew.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    loose: Loose,
    /// For reading files.
    pool: Pool,
}

/// File contents by id, for one thread.
pub struct Blobs {
    repository: Pooled,
    loose: Loose,
}

impl Source {
    /// Finds the repository at a path or, for a working copy, above it.
    pub fn open(path: &Path) -> Result<Self, RepositoryError> {
        let failed = |source| RepositoryError::Open {
            path: path.to_owned(),
            source,
        };
        // A pack's contents carry checksums of their own, and Git itself does not hash what it reads either.
        git2::opts::strict_hash_verification(false);
        let repository = Repository::open(path)
            .or_else(|_| Repository::discover(path))
            .map_err(failed)?;
        Ok(Self {
            loose: Loose::open(repository.commondir()),
            path: repository.path().to_owned(),
            pool: Pool::default(),
        })
    }

    /// The working copy's folder, unless the repository is bare.
    pub fn working_copy(&self) -> Option<PathBuf> {
        let repository = self.repository().ok()?;
        repository.workdir().map(Path::to_owned)
    }

    /// The folders in which Git keeps this repository's references.
    pub fn git_folders(&self) -> Vec<PathBuf> {
        let Ok(repository) = self.repository() else {
            return vec![self.path.clone()];
        };
        let mut folders = vec![
            repository.path().to_owned(),
            repository.commondir().to_owned(),
        ];
        folders.dedup();
        folders
    }

    /// Opens the files for reading on this thread.
    pub fn blobs(&self) -> Result<Blobs, RepositoryError> {
        Ok(Blobs {
            repository: self.pool.take(|| self.repository())?,
            loose: self.loose.clone(),
        })
    }

    fn repository(&self) -> Result<Repository, RepositoryError> {
        Repository::open(&self.path).map_err(|source| RepositoryError::Open {
            path: self.path.clone(),
            source,
        })
    }

    /// A digest of all references, before anything else is read: equal digests mean an equal snapshot.
    pub fn fingerprint(&self) -> Result<String, RepositoryError> {
        let repository = self.repository()?;
        let references = references::read(&repository)?;
        let (branch, tip) = main_branch(&repository, &references, None)?;
        Ok(digest(&references, &branch, tip))
    }

    /// Reads one file at the tip of the main branch.
    pub fn file_at_tip(
        &self,
        branch: Option<&str>,
        path: &str,
    ) -> Result<Option<Vec<u8>>, RepositoryError> {
        let repository = self.repository()?;
        let references = references::read(&repository)?;
        let (_, tip) = main_branch(&repository, &references, branch)?;
        let objects = Objects::new(&repository, &self.loose)?;
        let root = objects.tree(objects.commit(tip)?.tree)?;
        let entry = root.iter().find(|entry| entry.name == path.as_bytes());
        Ok(entry.and_then(|entry| objects.blob(entry.id, FILE_LIMIT).ok()))
    }
}

impl Blobs {
    /// Reads a file of at most `limit` bytes.
    pub fn read(&self, id: ObjectId, limit: usize) -> Result<Vec<u8>, ObjectError> {
        let objects = Objects::new(&self.repository, &self.loose)
            .map_err(|error| ObjectError::unreadable(to_oid(id), &error))?;
        objects.blob(to_oid(id), limit)
    }

    /// Reads a file as text; what is not UTF-8 is replaced.
    pub fn text(&self, id: ObjectId) -> Result<String, ObjectError> {
        let bytes = self.read(id, FILE_LIMIT)?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        })
    }
}

/// Which pull requests are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All that the configuration shows.
    All,
    /// One, whatever the configuration says.
    One(u64),
    /// Those that were merged, as far as their numbers and heads tell, and that the configuration shows.
    Merged,
    /// None.
    None,
}

/// Reads all versions and the wanted pull requests. `step` hears how many pull requests are done, of how many.
pub fn read(
    source: &Source,
    config: &Config,
    wanted: Wanted,
    step: &(dyn Fn(usize, usize) + Sync),
) -> Result<Snapshot, RepositoryError> {
    let repository = source.repository()?;
    let mut references = references::read(&repository)?;
    let (main_branch, tip) = main_branch(&repository, &references, config.branch.as_deref())?;
    let objects = Objects::new(&repository, &source.loose)?;
    let history = History::read(&objects, tip)?;
    let mut diagnostics = std::mem::take(&mut references.diagnostics);
    let mut reader = versions::Reader {
        repository: &repository,
        objects: &objects,
        history: &history,
        references: &references,
        source: "",
    };
    let next = reader.next(tip, &mut diagnostics)?;
    let folder = source_folder(&objects, &next, config);
    reader.source = &folder;
    let versions = reader.read(&config.versions, &mut diagnostics)?;
    let published = config.addresses.published.as_deref();
    let earlier = published.and_then(|id| earlier::site(&reader, id, &mut diagnostics));
    let main_commits = match wanted {
        Wanted::All => main_commits::read(&objects, &history)?,
        _ => Vec::new(),
    };
    let mut records = match wanted {
        Wanted::None => Records::default(),
        _ => records::read_at(source, references.all.get(RECORDS_REF).copied())?,
    };
    diagnostics.append(&mut records.diagnostics);
    let offset = config.timezone.unwrap_or(next.date.offset);
    let records_facts = records.facts(offset);
    let mut topics = match wanted {
        Wanted::All => topics::read_topics_at(source, references.all.get(TOPICS_REF).copied())?,
        _ => Topics::default(),
    };
    diagnostics.append(&mut topics.diagnostics);
    let (discussions, discussion_records) = topics.shown(&config.discussions, offset);
    let avatars = match wanted {
        Wanted::All if config.pulls.has_avatars() => {
            avatars::read_avatars_at(source, references.all.get(AVATARS_REF).copied())?
        }
        _ => Avatars::new(),
    };
    let known = Known {
        history: &history,
        references: &references,
        records: records
            .pulls
            .into_iter()
            .map(|(number, record)| (number, Arc::new(record.at_offset(offset))))
            .collect(),
    };
    let (numbers, left_out) = numbers(config, wanted, &known, &objects);
    diagnostics.extend(left_out_note(&left_out));
    let pull_requests = read_pull_requests(source, &numbers, &known, step)?;
    Ok(Snapshot {
        records: records_facts,
        discussions,
        discussion_records,
        avatars,
        fingerprint: digest(&references, &main_branch, tip),
        next: Some(next),
        main_branch,
        versions,
        earlier,
        main_commits,
        source: folder,
        pull_requests,
        left_out,
        diagnostics,
    })
}

/// Reads the newest state of the main branch and the discussions, without pull requests.
pub fn read_discussions(source: &Source, config: &Config) -> Result<Snapshot, RepositoryError> {
    let mut snapshot = read(source, config, Wanted::None, &|_, _| {})?;
    let mut topics = read_topics(source)?;
    snapshot.diagnostics.append(&mut topics.diagnostics);
    let newest = snapshot.next.as_ref().map(|next| next.date.offset);
    let offset = config.timezone.or(newest).unwrap_or_default();
    (snapshot.discussions, snapshot.discussion_records) = topics.shown(&config.discussions, offset);
    Ok(snapshot)
}

/// Reads any other state by expression: a branch, a tag, a commit.
pub fn read_state(source: &Source, expression: &str) -> Result<Version, RepositoryError> {
    let missing = || RepositoryError::NoSuchState(expression.to_owned());
    let repository = source.repository()?;
    let object = repository
        .revparse_single(expression)
        .map_err(|_| missing())?;
    let commit = object.peel_to_commit().map_err(|_| missing())?.id();
    let name = VersionName::new(expression).or_else(|| VersionName::new(&to_id(commit).short()));
    commit_state(source, &repository, name.ok_or_else(missing)?, commit)
}

/// Reads a commit as a state of that name.
pub fn read_commit(
    source: &Source,
    name: VersionName,
    commit: ObjectId,
) -> Result<Version, RepositoryError> {
    commit_state(source, &source.repository()?, name, to_oid(commit))
}

fn commit_state(
    source: &Source,
    repository: &Repository,
    name: VersionName,
    commit: Oid,
) -> Result<Version, RepositoryError> {
    let objects = Objects::new(repository, &source.loose)?;
    let (history, references) = (History::default(), References::default());
    let reader = versions::Reader {
        repository,
        objects: &objects,
        history: &history,
        references: &references,
        source: "",
    };
    Ok(reader.asked(name, commit)?)
}

/// The numbers of the wanted requests, and how many the configuration leaves out.
fn numbers(
    config: &Config,
    wanted: Wanted,
    known: &Known<'_>,
    objects: &Objects<'_>,
) -> (Vec<u64>, LeftOut) {
    let shown = || selection::select(&config.pulls, known, objects);
    match wanted {
        Wanted::All => shown(),
        Wanted::One(one) => {
            let known = known.numbers().contains(&one).then_some(one);
            (known.into_iter().collect(), LeftOut::default())
        }
        Wanted::Merged => {
            let (mut numbers, _) = shown();
            numbers.retain(|number| known.is_merged(*number));
            (numbers, LeftOut::default())
        }
        Wanted::None => Default::default(),
    }
}

/// Says how many requests the configuration leaves out, and why.
fn left_out_note(left_out: &LeftOut) -> Option<Diagnostic> {
    let reasons = [
        (left_out.not_chosen, "not chosen by `pulls.show`"),
        (left_out.hidden, "named in `pulls.hide`"),
        (left_out.spam, "labelled as spam"),
        (left_out.over_author, "more than `pulls.limit_per_author`"),
        (left_out.over_limit, "more than `pulls.limit`"),
    ];
    let told: Vec<String> = reasons
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, reason)| format!("{count} {reason}"))
        .collect();
    let all = left_out.total();
    (all > 0).then(|| {
        let message = format!("{all} pull requests are not shown: {}", told.join(", "));
        Diagnostic::note("pulls-left-out", message)
    })
}

fn read_pull_requests(
    source: &Source,
    numbers: &[u64],
    known: &Known<'_>,
    step: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<PullRequest>, RepositoryError> {
    let done = std::sync::atomic::AtomicUsize::new(0);
    // Their own ones, so that the commits which Git keeps in memory go with them.
    let pool = Pool::default();
    let chunks: Vec<Vec<PullRequest>> = numbers
        .par_chunks(64)
        .map(|chunk| {
            let repository = pool.take(|| source.repository())?;
            let reader = pull_requests::Reader::new(&repository, known, &source.loose)?;
            let read = chunk.iter().map(|&number| reader.read(number)).collect();
            let before = done.fetch_add(chunk.len(), std::sync::atomic::Ordering::Relaxed);
            step(before + chunk.len(), numbers.len());
            Ok(read)
        })
        .collect::<Result<_, RepositoryError>>()?;
    Ok(chunks.into_iter().flatten().collect())
}

/// The main branch: as configured, else HEAD's, else `main`, else `master`.
fn main_branch(
    repository: &Repository,
    references: &References,
    configured: Option<&str>,
) -> Result<(String, Oid), RepositoryError> {
    if let Some(name) = configured {
        let tip = references.branches.get(name);
        return tip
            .map(|&tip| (name.to_owned(), tip))
            .ok_or_else(|| RepositoryError::NoSuchBranch(name.to_owned()));
    }
    let head = ["HEAD", "refs/remotes/origin/HEAD"]
        .iter()
        .find_map(|name| {
            let reference = repository.find_reference(name).ok()?;
            let target = reference.symbolic_target().ok()??;
            let branch = target
                .strip_prefix("refs/heads/")
                .or_else(|| target.strip_prefix("refs/remotes/origin/"))?;
            Some((branch.to_owned(), *references.branches.get(branch)?))
        });
    let named = || {
        ["main", "master"]
            .iter()
            .find_map(|name| Some(((*name).to_owned(), *references.branches.get(*name)?)))
    };
    let detached = || {
        let commit = repository.head().ok()?.peel_to_commit().ok()?;
        Some(("HEAD".to_owned(), commit.id()))
    };
    head.or_else(named)
        .or_else(detached)
        .ok_or(RepositoryError::NoMainBranch)
}

/// The published folder: as configured, else `mkdocs.yml`'s, else `docs` if it has an entry document, else all.
fn source_folder(objects: &Objects<'_>, next: &Version, config: &Config) -> String {
    if let Some(folder) = &config.source {
        return folder.trim_matches('/').to_owned();
    }
    let mkdocs = next
        .file("mkdocs.yml")
        .or_else(|| next.file("mkdocs.yaml"))
        .and_then(|file| objects.blob(to_oid(file.blob), FILE_LIMIT).ok());
    if let Some(text) = mkdocs {
        return crate::config::mkdocs::docs_dir(&String::from_utf8_lossy(&text));
    }
    let has_entry = |folder: &str| {
        ENTRY_NAMES
            .iter()
            .any(|name| next.file(&format!("{folder}/{name}")).is_some())
    };
    if has_entry("docs") {
        "docs".to_owned()
    } else {
        String::new()
    }
}

fn digest(references: &References, branch: &str, tip: Oid) -> String {
    let mut hash = Sha256::new();
    hash.update(branch.as_bytes());
    hash.update(tip.as_bytes());
    for (name, id) in &references.all {
        hash.update([0]);
        hash.update(name.as_bytes());
        hash.update(id.as_bytes());
    }
    for (number, reason) in &references.broken {
        hash.update(format!("\0{number}{reason}").as_bytes());
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
