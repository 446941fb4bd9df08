//! `refs/teigen/discussions` ↔ records of topics.
//!
//! The reference points at one commit without parents, whose tree is all there is: what a server took away is in no earlier commit, and
//! goes for good when Git next throws away what nothing leads to. What stands there may come from anywhere: what is no record is told of
//! and passed over.

use std::collections::BTreeMap;

use git2::{FileMode, Oid, Repository, Signature, Time, TreeBuilder};

use super::keep::{moves, stands_at, until_done};
use super::objects::{Objects, TreeEntry, to_id, to_oid};
use super::{KeepError, RepositoryError, Source};
use crate::config;
use crate::diagnostic::{Diagnostic, printable};
use crate::record::topic::{
    self, TOPIC_FILE, TOPICS_FOLDER, TOPICS_LEDGER_PATH, TopicFiles, TopicLedger, TopicRecord,
    topic_place,
};
use crate::snapshot::{Discussion, ObjectId, RecordFacts};

/// The reference that holds the records of topics.
pub const TOPICS_REF: &str = "refs/teigen/discussions";

/// Most topics, most files of one, and largest file that are read.
const TOPIC_LIMIT: usize = 2_000;
const FILE_COUNT_LIMIT: usize = 1_000;
const FILE_LIMIT: usize = 8 << 20;
/// Most posts of all topics, and most bytes.
const POST_LIMIT: usize = 500_000;
const BYTES_LIMIT: usize = 512 << 20;
/// Most findings that are told one by one.
const FINDING_LIMIT: usize = 20;

/// The records of topics of a repository.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    /// By address.
    pub records: BTreeMap<String, TopicRecord>,
    /// When servers were last asked.
    pub ledger: TopicLedger,
    /// The commit they were read from; `None` if there are none yet.
    pub commit: Option<ObjectId>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Topics {
    /// What a site shows of them: not what its configuration hides, and no more of people than it says.
    pub(super) fn shown(
        self,
        config: &config::Discussions,
        offset: i32,
    ) -> (Vec<Discussion>, Option<RecordFacts>) {
        let (as_of, commit) = (self.ledger.as_of, self.commit);
        let records = self
            .records
            .into_values()
            .filter(|record| !config.is_hidden(&record.url));
        let records: Vec<TopicRecord> = records
            .map(|record| record.reduced(config.words, config.authors.unwrap_or(true)))
            .map(|record| record.at_offset(offset))
            .collect();
        let facts = commit.map(|commit| RecordFacts {
            commit,
            as_of: as_of.at_offset(offset),
            count: records.len(),
        });
        (Discussion::relate(records), facts)
    }

    /// Takes over what another clone knows.
    fn join(&mut self, other: Self) {
        for (url, record) in other.records {
            let joined = match self.records.remove(&url) {
                Some(known) => known.join(record),
                None => record,
            };
            self.records.insert(url, joined);
        }
        self.ledger.as_of = self.ledger.as_of.max(other.ledger.as_of);
        let turn = self.ledger.turn.take();
        self.ledger.turn = turn.max(other.ledger.turn);
        self.ledger.format = self.ledger.format.max(other.ledger.format);
    }
}

/// Reads the records of topics.
///
/// # Errors
///
/// The repository cannot be opened.
pub fn read_topics(source: &Source) -> Result<Topics, RepositoryError> {
    read_topics_at(source, stands_at(source, TOPICS_REF)?.map(to_oid))
}

/// Reads the records of a commit. Where they are damaged as a whole, there are none, and that is told.
pub(super) fn read_topics_at(
    source: &Source,
    commit: Option<Oid>,
) -> Result<Topics, RepositoryError> {
    let Some(commit) = commit else {
        return Ok(Topics::default());
    };
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    let mut reader = Reader {
        objects: &objects,
        topics: Topics {
            commit: Some(to_id(commit)),
            ..Topics::default()
        },
        posts: 0,
        bytes: 0,
        omitted: 0,
    };
    reader.commit(commit);
    reader.end();
    Ok(reader.topics)
}

struct Reader<'r> {
    objects: &'r Objects<'r>,
    topics: Topics,
    posts: usize,
    bytes: usize,
    omitted: usize,
}

impl Reader<'_> {
    fn commit(&mut self, commit: Oid) {
        let root = self.objects.peel(commit);
        let root = root.and_then(|commit| self.objects.tree(self.objects.commit(commit)?.tree));
        let Some(root) = self.taken(root, "") else {
            return;
        };
        let entry = |name: &str| {
            root.iter()
                .find(|entry| entry.name == name.as_bytes())
                .map(|entry| entry.id)
        };
        if let Some(id) = entry(TOPICS_LEDGER_PATH)
            && let Ok(text) = self.objects.blob(id, FILE_LIMIT)
        {
            self.topics.ledger = TopicLedger::read(&text);
        }
        let hosts = entry(TOPICS_FOLDER).map(|id| self.objects.tree(id));
        let Some(hosts) = hosts.and_then(|hosts| self.taken(hosts, TOPICS_FOLDER)) else {
            return;
        };
        for host in hosts.iter().take(TOPIC_LIMIT) {
            let at = format!("{TOPICS_FOLDER}/{}", String::from_utf8_lossy(&host.name));
            let found = self.objects.tree(host.id);
            for topic in self.taken(found, &at).into_iter().flatten() {
                self.topic(&host.name, &topic, &at);
            }
        }
    }

    fn topic(&mut self, host: &[u8], folder: &TreeEntry, at: &str) {
        if self.topics.records.len() >= TOPIC_LIMIT {
            self.omitted += 1;
            return;
        }
        let at = format!("{at}/{}", String::from_utf8_lossy(&folder.name));
        let Some(files) = self.files(folder, &at) else {
            return;
        };
        match topic::read_topic(&files) {
            Ok((record, problems)) => {
                let place = topic_place(&record.url);
                let own = place.is_some_and(|(own_host, name)| {
                    own_host.as_bytes() == host && name.as_bytes() == folder.name
                });
                if !own {
                    return self.refuse(format!("it is of {}", record.url), &at);
                }
                for problem in problems {
                    self.tell(finding("record-field", problem, &at));
                }
                self.posts += record.posts.len();
                self.topics.records.insert(record.url.clone(), record);
            }
            Err(error) => self.refuse(error.to_string(), &at),
        }
    }

    /// The files of a topic, as far as they can be read.
    fn files(&mut self, folder: &TreeEntry, at: &str) -> Option<TopicFiles> {
        let entries = self.objects.tree(folder.id);
        let entries = self.taken(entries, at)?;
        let mut files = TopicFiles::default();
        let is_head = |entry: &&TreeEntry| entry.name == TOPIC_FILE.as_bytes();
        let head = entries.iter().filter(is_head);
        let others = entries.iter().filter(|entry| !is_head(entry));
        for entry in head.chain(others).take(FILE_COUNT_LIMIT) {
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            let is_posts = name.starts_with("posts-") && name.ends_with(".jsonl");
            if name != TOPIC_FILE
                && (!is_posts || self.posts >= POST_LIMIT || self.bytes >= BYTES_LIMIT)
            {
                self.omitted += 1;
                continue;
            }
            let text = self.objects.blob(entry.id, FILE_LIMIT);
            let Some(text) = self.taken(text, &format!("{at}/{name}")) else {
                continue;
            };
            self.bytes += text.len();
            match is_posts {
                true => files.posts.push(text),
                false => files.head = text,
            }
        }
        Some(files)
    }

    fn taken<T>(&mut self, found: Result<T, super::ObjectError>, at: &str) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(error) => {
                self.refuse(error.to_string(), at);
                None
            }
        }
    }

    fn refuse(&mut self, reason: String, at: &str) {
        self.tell(finding("record-unreadable", reason, at));
    }

    fn tell(&mut self, finding: Diagnostic) {
        match self.topics.diagnostics.len() < FINDING_LIMIT {
            true => self.topics.diagnostics.push(finding),
            false => self.omitted += 1,
        }
    }

    fn end(&mut self) {
        if self.omitted > 0 {
            let text = format!("{} more files or findings were left out", self.omitted);
            self.topics
                .diagnostics
                .push(finding("records-unreadable", text, TOPICS_FOLDER));
        }
    }
}

fn finding(rule: &'static str, message: impl Into<String>, path: &str) -> Diagnostic {
    Diagnostic::warning(rule, message)
        .at_reference(TOPICS_REF)
        .at_path(printable(path))
        .with_help("run `teigen sync` to ask the server anew; everything else was read")
}

/// Makes the reference hold these records and nothing else. If someone else wrote in the meantime, what they wrote is joined to
/// them. They know the commit from then on; none where there is nothing to write.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn write_topics(source: &Source, topics: &mut Topics) -> Result<(), KeepError> {
    let repository = source.repository()?;
    until_done(|| {
        let now = stands_at(source, TOPICS_REF)?;
        if now != topics.commit {
            topics.join(read_topics_at(source, now.map(to_oid))?);
            topics.commit = now;
        }
        if now.is_none() && topics.records.is_empty() {
            return Ok(Some(()));
        }
        let commit = commit(&repository, topics)?;
        if now.map(to_oid) == Some(commit) {
            return Ok(Some(()));
        }
        let moved = moves(&repository, TOPICS_REF, now.map(to_oid), commit)?;
        if moved {
            topics.commit = Some(to_id(commit));
        }
        Ok(moved.then_some(()))
    })
}

/// Joins the records of another commit into those that are here.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn join_topics(source: &Source, other: ObjectId) -> Result<(), KeepError> {
    let mut topics = read_topics(source)?;
    topics.join(read_topics_at(source, Some(to_oid(other)))?);
    write_topics(source, &mut topics)
}

/// A commit without parents: the same records give the same one, whoever writes it.
fn commit(repository: &Repository, topics: &Topics) -> Result<Oid, git2::Error> {
    let mut hosts: BTreeMap<String, BTreeMap<String, &TopicRecord>> = BTreeMap::new();
    for record in topics.records.values() {
        if let Some((host, name)) = topic_place(&record.url) {
            hosts.entry(host).or_default().insert(name, record);
        }
    }
    let mut folder = repository.treebuilder(None)?;
    for (host, records) in hosts {
        let mut inside = repository.treebuilder(None)?;
        for (name, record) in records {
            put(
                &mut inside,
                &name,
                topic_tree(repository, record)?,
                FileMode::Tree,
            )?;
        }
        put(&mut folder, &host, inside.write()?, FileMode::Tree)?;
    }
    let mut root = repository.treebuilder(None)?;
    put(&mut root, TOPICS_FOLDER, folder.write()?, FileMode::Tree)?;
    let ledger = repository.blob(topics.ledger.to_json().as_bytes())?;
    put(&mut root, TOPICS_LEDGER_PATH, ledger, FileMode::Blob)?;
    let who = Signature::new(
        "Teigen",
        "teigen@localhost",
        &Time::new(topics.ledger.as_of.seconds, 0),
    )?;
    let tree = repository.find_tree(root.write()?)?;
    repository.commit(
        None,
        &who,
        &who,
        "Discussions as they were last told",
        &tree,
        &[],
    )
}

fn topic_tree(repository: &Repository, record: &TopicRecord) -> Result<Oid, git2::Error> {
    let mut files = repository.treebuilder(None)?;
    put(
        &mut files,
        TOPIC_FILE,
        repository.blob(record.to_json().as_bytes())?,
        FileMode::Blob,
    )?;
    for (hundreds, text) in record.post_files() {
        let blob = repository.blob(text.as_bytes())?;
        put(
            &mut files,
            &topic::posts_file(hundreds),
            blob,
            FileMode::Blob,
        )?;
    }
    files.write()
}

fn put(tree: &mut TreeBuilder<'_>, name: &str, id: Oid, mode: FileMode) -> Result<(), git2::Error> {
    tree.insert(name, id, mode.into()).map(|_| ())
}
