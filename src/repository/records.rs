//! `refs/teigen/records` → records by number, and how far the last sync came.
//!
//! What stands there may come from anywhere: a file that is no record is told of and passed over.

use std::collections::BTreeMap;

use git2::{Oid, Repository};
use rayon::prelude::*;

use super::keep::stands_at;
use super::objects::{Objects, TreeEntry, to_id, to_oid};
use super::{RepositoryError, Source};
use crate::diagnostic::{Diagnostic, printable};
use crate::record::{self, Ledger, PullRecord, RECORD_LIMIT};
use crate::snapshot::{ObjectId, RecordFacts};

/// The reference that holds the records.
pub const RECORDS_REF: &str = "refs/teigen/records";

/// Most records, and most folders of them, that are read.
const RECORD_COUNT_LIMIT: usize = 200_000;
const SHARD_LIMIT: usize = 20_000;
/// Most findings that are told one by one.
const FINDING_LIMIT: usize = 20;

/// The records of a repository.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// By number.
    pub pulls: BTreeMap<u64, PullRecord>,
    /// How far the last sync came.
    pub ledger: Ledger,
    /// The commit they were read from; `None` if there are none yet.
    pub commit: Option<ObjectId>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Records {
    /// What a site says of them, with moments by the clocks that far east of UTC, in minutes.
    pub fn facts(&self, offset: i32) -> Option<RecordFacts> {
        Some(RecordFacts {
            commit: self.commit?,
            as_of: self.ledger.as_of.at_offset(offset),
            count: self.pulls.len(),
        })
    }
}

/// Reads the records of a repository.
pub fn read_records(source: &Source) -> Result<Records, RepositoryError> {
    read_at(source, stands_at(source, RECORDS_REF)?.map(to_oid))
}

/// Reads the records of a commit. Where they are damaged as a whole, there are none, and that is told.
pub(super) fn read_at(source: &Source, commit: Option<Oid>) -> Result<Records, RepositoryError> {
    let Some(commit) = commit else {
        return Ok(Records::default());
    };
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    let root = objects
        .peel(commit)
        .and_then(|commit| objects.tree(objects.commit(commit)?.tree));
    let mut records = Records {
        commit: Some(to_id(commit)),
        ..Records::default()
    };
    let root = match root {
        Ok(root) => root,
        Err(error) => {
            records
                .diagnostics
                .push(finding("records-unreadable", error.to_string(), ""));
            return Ok(records);
        }
    };
    if let Some(id) = entry(&root, record::LEDGER_PATH)
        && let Ok(text) = objects.blob(id, RECORD_LIMIT)
    {
        records.ledger = Ledger::read(&text);
    }
    let shards = match entry(&root, record::PULLS_FOLDER).map(|id| objects.tree(id)) {
        Some(Ok(shards)) => shards,
        Some(Err(error)) => {
            records.diagnostics.push(finding(
                "records-unreadable",
                error.to_string(),
                record::PULLS_FOLDER,
            ));
            return Ok(records);
        }
        None => return Ok(records),
    };
    read_shards(source, &shards, &mut records)?;
    Ok(records)
}

fn entry(tree: &[TreeEntry], name: &str) -> Option<Oid> {
    let found = tree.iter().find(|entry| entry.name == name.as_bytes());
    found.map(|entry| entry.id)
}

fn read_shards(
    source: &Source,
    shards: &[TreeEntry],
    records: &mut Records,
) -> Result<(), RepositoryError> {
    let shards = &shards[..shards.len().min(SHARD_LIMIT)];
    let read: Vec<Shard> = shards
        .par_chunks(shards.len().div_ceil(16).max(1))
        .map(|chunk| {
            let repository = source.repository()?;
            let objects = Objects::new(&repository, &source.loose)?;
            let mut found = Shard::default();
            for shard in chunk {
                found.read(&objects, shard);
            }
            Ok(found)
        })
        .collect::<Result<_, RepositoryError>>()?;
    let mut omitted = 0;
    for found in read {
        for record in found.records {
            if records.pulls.len() < RECORD_COUNT_LIMIT {
                records.pulls.insert(record.number, record);
            } else {
                omitted += 1;
            }
        }
        let spare = FINDING_LIMIT.saturating_sub(records.diagnostics.len());
        omitted += found.diagnostics.len().saturating_sub(spare);
        records
            .diagnostics
            .extend(found.diagnostics.into_iter().take(spare));
    }
    if omitted > 0 {
        let text = format!("{omitted} more records or findings were left out");
        let finding = finding("records-unreadable", text, record::PULLS_FOLDER);
        records.diagnostics.push(finding);
    }
    Ok(())
}

/// What stands in some of the folders.
#[derive(Default)]
struct Shard {
    records: Vec<PullRecord>,
    diagnostics: Vec<Diagnostic>,
}

impl Shard {
    fn read(&mut self, objects: &Objects<'_>, shard: &TreeEntry) {
        let folder = String::from_utf8_lossy(&shard.name).into_owned();
        let at = format!("{}/{folder}", record::PULLS_FOLDER);
        let files = match objects.tree(shard.id) {
            Ok(files) => files,
            Err(error) => return self.refuse(error.to_string(), &at),
        };
        for file in &files {
            let name = String::from_utf8_lossy(&file.name);
            let path = format!("{at}/{name}");
            match record::number_of(&folder, &name) {
                Some(number) => self.file(objects, number, file.id, &path),
                None => self.refuse("this is no record's place", &path),
            }
        }
    }

    fn file(&mut self, objects: &Objects<'_>, number: u64, id: Oid, path: &str) {
        let text = objects.blob(id, RECORD_LIMIT);
        let text = text.map_err(|error| error.to_string());
        let read = text.and_then(|text| record::read(&text).map_err(|error| error.to_string()));
        match read {
            Ok(read) if read.record.number == number => {
                let problems = read.problems.into_iter();
                self.diagnostics
                    .extend(problems.map(|problem| finding("record-field", problem, path)));
                self.records.push(read.record);
            }
            Ok(read) => self.refuse(format!("it is of #{}", read.record.number), path),
            Err(reason) => self.refuse(reason, path),
        }
    }

    fn refuse(&mut self, reason: impl Into<String>, path: &str) {
        self.diagnostics
            .push(finding("record-unreadable", reason, path));
    }
}

fn finding(rule: &'static str, message: impl Into<String>, path: &str) -> Diagnostic {
    Diagnostic::warning(rule, message)
        .at_reference(RECORDS_REF)
        .at_path(printable(path))
        .with_help("correct or delete the file, or run `teigen sync` to ask the server anew; everything else was read")
}

/// Opens the tree of a commit for writing, if it is there.
pub(super) fn tree_of<'r>(
    repository: &'r Repository,
    commit: Option<Oid>,
) -> Result<Option<git2::Tree<'r>>, git2::Error> {
    commit
        .map(|id| repository.find_commit(id)?.tree())
        .transpose()
}
