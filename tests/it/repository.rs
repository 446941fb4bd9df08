//! Small repositories built in code: one author, one clock that only moves forward, nobody's configuration.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Reference, Repository};
use tempfile::TempDir;

/// What stands for a file that is removed.
pub const GONE: &str = "\0gone";

/// A bare repository in a folder of its own, with room for a site beside it.
pub struct Built {
    scratch: TempDir,
    git: Repository,
    clock: Cell<i64>,
}

impl Built {
    /// Makes an empty one whose main branch is `main`.
    pub fn new() -> Self {
        let scratch = super::support::scratch();
        let git = Repository::init_bare(scratch.path().join("repository")).expect("a repository");
        git.set_head("refs/heads/main").expect("a head");
        Self {
            scratch,
            git,
            clock: Cell::new(1_746_500_400),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.git.path()
    }

    /// A place beside it that nothing is at yet.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Commits changes on top of `main` (which is begun if need be) and moves it.
    pub fn main(&self, message: &str, files: &[(&str, &str)]) -> Oid {
        let tip = self.git.refname_to_id("refs/heads/main").ok();
        let parents: Vec<Oid> = tip.into_iter().collect();
        let commit = self.commit(&parents, message, files);
        self.point("refs/heads/main", commit);
        commit
    }

    /// Makes a commit that changes files of its first parent, without any reference to it.
    pub fn commit(&self, parents: &[Oid], message: &str, files: &[(&str, &str)]) -> Oid {
        self.commit_by("提言 花子", parents, message, files)
    }

    /// Makes a commit whose author has any name: it is written as it is, which Git itself would refuse.
    pub fn commit_by(
        &self,
        author: &str,
        parents: &[Oid],
        message: &str,
        files: &[(&str, &str)],
    ) -> Oid {
        let tree = self.tree(parents.first().copied(), files);
        self.write(author, tree, parents, message)
    }

    fn write(&self, author: &str, tree: Oid, parents: &[Oid], message: &str) -> Oid {
        self.clock.set(self.clock.get() + 3600);
        let mut text = format!("tree {tree}\n");
        for parent in parents {
            text.push_str(&format!("parent {parent}\n"));
        }
        let stamp = format!("<hanako@example.org> {} +0900", self.clock.get());
        text.push_str(&format!(
            "author {author} {stamp}\ncommitter {author} {stamp}\n\n{message}\n"
        ));
        let objects = self.git.odb().expect("an object database");
        objects
            .write(ObjectType::Commit, text.as_bytes())
            .expect("a commit")
    }

    /// Points a reference at a commit, whatever it pointed at before.
    pub fn point(&self, name: &str, commit: Oid) {
        self.git
            .reference(name, commit, true, "")
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// What a reference points at.
    pub fn reference(&self, name: &str) -> Oid {
        let found = self.git.refname_to_id(name);
        found.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of the references that fit a pattern, sorted.
    pub fn names(&self, pattern: &str) -> Vec<String> {
        let found = self.git.references_glob(pattern).expect("references");
        let name = |reference: Reference<'_>| reference.name().expect("a name").to_owned();
        let mut names: Vec<String> = found.filter_map(Result::ok).map(name).collect();
        names.sort();
        names
    }

    /// Whether an object is there. The repository is opened anew: others may have cleaned it up.
    #[cfg(feature = "sync")]
    pub fn holds(&self, id: Oid) -> bool {
        let git = Repository::open(self.path()).expect("a repository");
        let objects = git.odb().expect("an object database");
        objects.exists(id)
    }

    /// The text of a file in the commit that a reference points at.
    #[cfg(feature = "sync")]
    pub fn text(&self, reference: &str, path: &str) -> String {
        let git = Repository::open(self.path()).expect("a repository");
        let found = git.revparse_single(&format!("{reference}:{path}"));
        let object = found.unwrap_or_else(|error| panic!("{path}: {error}"));
        let blob = object.peel_to_blob().expect("a file");
        String::from_utf8(blob.content().to_vec()).expect("a text")
    }

    /// Points a reference at a commit, if Git takes its name.
    pub fn try_point(&self, name: &str, commit: Oid) {
        if Reference::is_valid_name(name) {
            // A name may also be the folder of another one.
            let _ = self.git.reference(name, commit, true, "");
        }
    }

    /// Merges a commit into `main` with a merge commit that changes these files.
    pub fn merge(&self, message: &str, head: Oid, files: &[(&str, &str)]) -> Oid {
        let merge = self.commit(&[self.tip(), head], message, files);
        self.point("refs/heads/main", merge);
        merge
    }

    /// The tip of `main`.
    pub fn tip(&self) -> Oid {
        self.git
            .refname_to_id("refs/heads/main")
            .expect("a main branch")
    }

    /// Makes an annotated tag's object.
    pub fn annotate(&self, name: &str, commit: Oid) -> Oid {
        let text = format!(
            "object {commit}\ntype commit\ntag {name}\ntagger 提言 花子 <hanako@example.org> 1 +0900\n\n版\n"
        );
        let objects = self.git.odb().expect("an object database");
        objects
            .write(ObjectType::Tag, text.as_bytes())
            .expect("a tag")
    }

    /// When a commit was made, as sites tell it.
    pub fn date(&self, commit: Oid) -> String {
        let seconds = self
            .git
            .find_commit(commit)
            .expect("a commit")
            .time()
            .seconds();
        teigen::snapshot::Timestamp::new(seconds, 540).rfc3339()
    }

    /// Removes a reference.
    pub fn remove(&self, name: &str) {
        let reference = self.git.find_reference(name);
        reference
            .and_then(|mut reference| reference.delete())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Points `refs/pull/N/head` at a commit.
    pub fn pull(&self, number: u32, head: Oid) {
        self.point(&format!("refs/pull/{number}/head"), head);
    }

    /// Keeps a head of a pull request.
    pub fn keep(&self, number: u32, revision: usize, head: Oid) {
        self.point(&format!("refs/teigen/pull/{number}/{revision}"), head);
    }

    fn tree(&self, parent: Option<Oid>, files: &[(&str, &str)]) -> Oid {
        let baseline = match parent {
            Some(parent) => self
                .git
                .find_commit(parent)
                .and_then(|commit| commit.tree()),
            None => self
                .git
                .treebuilder(None)
                .and_then(|empty| self.git.find_tree(empty.write()?)),
        };
        let mut update = TreeUpdateBuilder::new();
        for (path, text) in files {
            if *text == GONE {
                update.remove(path);
            } else {
                let blob = self.git.blob(text.as_bytes()).expect("a blob");
                update.upsert(path, blob, FileMode::Blob);
            }
        }
        update
            .create_updated(&self.git, &baseline.expect("a tree"))
            .expect("a tree")
    }
}
