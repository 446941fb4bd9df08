//! The steps of the story → branches, tags and pull requests of a repository.
//!
//! Objects are written to the database step by step; references and the working copy come last, so a
//! repository that was cut off half-way has no branch that could be taken for the sample.

use std::collections::BTreeMap;
use std::path::Path;

use git2::build::CheckoutBuilder;
use git2::{Oid, Repository, RepositoryInitOptions, Signature};

use super::bundle::Files;
use super::story::{ForcePush, Merge, Opening, Push, Squash, Step, Tag};
use super::writer::Writer;
use super::{DemoError, Replayed, tree};

/// A repository in the making.
pub(super) struct Stage<'a> {
    writer: Writer<'a>,
    main: Option<Oid>,
    /// Tags in the order they were made.
    tags: Vec<Tagged>,
    pulls: BTreeMap<u64, Pull>,
}

struct Tagged {
    name: String,
    commit: Oid,
    /// The tag's own object if it is annotated, else the commit.
    target: Oid,
}

struct Pull {
    branch: String,
    head: Oid,
    /// Heads lost to a force-push, oldest first.
    lost: Vec<Oid>,
    /// The tip of the main branch when the head was pushed.
    main: Oid,
    open: bool,
}

impl<'a> Stage<'a> {
    /// Makes an empty repository in an empty folder.
    pub fn open(
        into: &Path,
        files: &'a Files,
        people: &'a BTreeMap<String, String>,
    ) -> Result<Self, DemoError> {
        let mut options = RepositoryInitOptions::new();
        options
            .no_reinit(true)
            .external_template(false)
            .initial_head("main");
        let repository = Repository::init_opts(into, &options)?;
        let mut config = repository.config()?;
        // The working copy holds the bytes of the commits, also where the user's own setting says otherwise.
        config.set_bool("core.autocrlf", false)?;
        // Log entries would carry the time of the replay and the name of whoever runs it.
        config.set_bool("core.logallrefupdates", false)?;
        let writer = Writer {
            repository,
            files,
            people,
        };
        Ok(Self {
            writer,
            main: None,
            tags: Vec::new(),
            pulls: BTreeMap::new(),
        })
    }

    /// Plays one step.
    pub fn play(&mut self, step: &Step) -> Result<(), DemoError> {
        match step {
            Step::Commit(commit) => self.main = Some(self.writer.commit(commit, self.main)?),
            Step::Pull(opening) => self.open_pull(opening)?,
            Step::Push(push) => self.push(push)?,
            Step::ForcePush(push) => self.force_push(push)?,
            Step::UpdateBranch(merge) => self.update_branch(merge)?,
            Step::Merge(merge) => self.merge(merge)?,
            Step::Squash(squash) => self.squash(squash)?,
            Step::Close(close) => self.pull(close.number)?.open = false,
            Step::Tag(tag) => self.tag(tag)?,
        }
        Ok(())
    }

    /// Writes the references and checks out the main branch.
    pub fn finish(self) -> Result<Replayed, DemoError> {
        let main = self.tip()?;
        let numbers: Vec<u64> = self.pulls.keys().copied().collect();
        self.write_references(main)?;
        let repository = self.writer.repository;
        repository.checkout_head(Some(CheckoutBuilder::new().force().disable_filters(true)))?;
        repository.config()?.remove("core.logallrefupdates")?;
        Ok(Replayed {
            folder: repository.workdir().unwrap_or(repository.path()).to_owned(),
            main: main.to_string(),
            versions: self.tags.into_iter().map(|tag| tag.name).collect(),
            pull_requests: numbers,
            discussions: 0,
        })
    }

    fn write_references(&self, main: Oid) -> Result<(), DemoError> {
        let write = |name: &str, target| {
            self.writer
                .repository
                .reference(name, target, false, "")
                .map(drop)
        };
        for tag in &self.tags {
            write(&format!("refs/tags/{}", tag.name), tag.target)?;
        }
        for (number, pull) in &self.pulls {
            write(&format!("refs/pull/{number}/head"), pull.head)?;
            for (revision, head) in (1..).zip(&pull.lost) {
                write(&format!("refs/teigen/pull/{number}/{revision}"), *head)?;
            }
        }
        for (number, pull) in self.pulls.iter().filter(|(_, pull)| pull.open) {
            if let Some(trial) = self.trial(pull)? {
                write(&format!("refs/pull/{number}/merge"), trial)?;
            }
        }
        write("refs/heads/main", main)?;
        Ok(())
    }

    fn open_pull(&mut self, opening: &Opening) -> Result<(), DemoError> {
        let main = self.tip()?;
        let head = self.writer.commits(&opening.commits, main)?;
        let branch = opening.branch.clone();
        self.pulls.insert(
            opening.number,
            Pull {
                branch,
                head,
                lost: Vec::new(),
                main,
                open: true,
            },
        );
        Ok(())
    }

    fn push(&mut self, push: &Push) -> Result<(), DemoError> {
        let head = self.pull(push.number)?.head;
        let head = self.writer.commits(&push.commits, head)?;
        self.set_head(push.number, head)
    }

    fn force_push(&mut self, push: &ForcePush) -> Result<(), DemoError> {
        let start = match &push.from {
            Some(tag) => self.tagged(tag)?,
            None => self.tip()?,
        };
        let head = self.writer.commits(&push.commits, start)?;
        let pull = self.pull(push.number)?;
        pull.lost.push(pull.head);
        self.set_head(push.number, head)
    }

    fn update_branch(&mut self, merge: &Merge) -> Result<(), DemoError> {
        let main = self.tip()?;
        let pull = self.pull(merge.number)?;
        let (head, message) = (
            pull.head,
            format!("Merge branch 'main' into {}", pull.branch),
        );
        let head = self.merge_commit([head, main], merge, &message)?;
        self.set_head(merge.number, head)
    }

    fn set_head(&mut self, number: u64, head: Oid) -> Result<(), DemoError> {
        let main = self.tip()?;
        let pull = self.pull(number)?;
        (pull.head, pull.main) = (head, main);
        Ok(())
    }

    fn merge(&mut self, merge: &Merge) -> Result<(), DemoError> {
        let main = self.tip()?;
        let pull = self.pull(merge.number)?;
        pull.open = false;
        let (head, mut message) = (
            pull.head,
            format!("Merge pull request #{} from {}", merge.number, pull.branch),
        );
        if let Some(title) = &merge.title {
            message.push_str("\n\n");
            message.push_str(title);
        }
        self.main = Some(self.merge_commit([main, head], merge, &message)?);
        Ok(())
    }

    fn merge_commit(
        &self,
        [ours, theirs]: [Oid; 2],
        merge: &Merge,
        message: &str,
    ) -> Result<Oid, DemoError> {
        let merged = tree::merge(&self.writer.repository, ours, theirs)?;
        let files = merged.ok_or(DemoError::Conflict(merge.number))?;
        let who = self.writer.signature(&merge.by, merge.date)?;
        self.writer
            .write(&files, &[ours, theirs], (&who, &who), message)
    }

    fn squash(&mut self, squash: &Squash) -> Result<(), DemoError> {
        let main = self.tip()?;
        let pull = self.pull(squash.number)?;
        pull.open = false;
        let head = pull.head;
        let merged = tree::merge(&self.writer.repository, main, head)?;
        let files = merged.ok_or(DemoError::Conflict(squash.number))?;
        let author = self.writer.signature(&squash.author, squash.date)?;
        let committer = self.writer.signature(&squash.by, squash.date)?;
        self.main =
            Some(
                self.writer
                    .write(&files, &[main], (&author, &committer), &squash.message)?,
            );
        Ok(())
    }

    fn tag(&mut self, tag: &Tag) -> Result<(), DemoError> {
        let commit = self.tip()?;
        let target = match &tag.annotation {
            None => commit,
            Some(note) => {
                let who = self.writer.signature(&note.by, note.date)?;
                self.writer.tag(&tag.name, commit, &who, &note.message)?
            }
        };
        self.tags.push(Tagged {
            name: tag.name.clone(),
            commit,
            target,
        });
        Ok(())
    }

    /// Merges a pull request for trial, as a forge does while it is open: into today's main branch, or, where that no
    /// longer succeeds, into the one of its last push.
    fn trial(&self, pull: &Pull) -> Result<Option<Oid>, DemoError> {
        for main in [self.tip()?, pull.main] {
            if let Some(files) = tree::merge(&self.writer.repository, main, pull.head)? {
                let who = self.trial_author(main, pull.head)?;
                let message = format!("Merge {} into {main}", pull.head);
                return Ok(Some(self.writer.write(
                    &files,
                    &[main, pull.head],
                    (&who, &who),
                    &message,
                )?));
            }
        }
        Ok(None)
    }

    /// The pull request's author, at the time when the later of the two sides was made.
    fn trial_author(&self, main: Oid, head: Oid) -> Result<Signature<'static>, DemoError> {
        let (main, head) = (
            self.writer.repository.find_commit(main)?,
            self.writer.repository.find_commit(head)?,
        );
        let author = head.author();
        let when = main.committer().when().max(author.when());
        let [name, address] =
            [author.name_bytes(), author.email_bytes()].map(String::from_utf8_lossy);
        Ok(Signature::new(&name, &address, &when)?)
    }

    fn tip(&self) -> Result<Oid, DemoError> {
        self.main
            .ok_or_else(|| DemoError::Missing("a first commit".to_owned()))
    }

    fn tagged(&self, name: &str) -> Result<Oid, DemoError> {
        let tag = self.tags.iter().find(|tag| tag.name == name);
        tag.map(|tag| tag.commit)
            .ok_or_else(|| DemoError::Missing(name.to_owned()))
    }

    fn pull(&mut self, number: u64) -> Result<&mut Pull, DemoError> {
        self.pulls
            .get_mut(&number)
            .ok_or_else(|| DemoError::Missing(format!("pull request #{number}")))
    }
}
