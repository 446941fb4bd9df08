//! What the last build found of requests, for this one, which need not read and merge them again.
//!
//! It stands in the site, at `/api/touches.json` and below `/api/wordings/`. What is found there counts only under the digest of all that it was
//! found from, so that a build gives the same bytes whether it was there or not.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::digest::{digest, digest_of};
use super::survey::Today;
use crate::output::{Folders, OutputError};
use crate::site::Site;
use crate::site::api::{self, Said, Wordings};
use crate::snapshot::{FileChange, Revision, SourcePath};
use crate::survey::Surveyed;
use crate::survey::overlap::Touch;

/// Hexadecimal digits of a digest that are kept: nobody finds two inputs for these by chance.
const DIGITS: usize = 32;

/// What is known of requests, by number. Without anything it is as for a new site.
#[derive(Default)]
pub struct Known<'k> {
    found: BTreeMap<u64, Surveyed>,
    said: HashMap<u64, Said>,
    kit: &'k str,
    /// A digest of all of today's documents.
    documents: String,
}

/// Digests of what decides how a waiting request stands to today's text.
pub struct Inputs {
    /// Of the files that it changes.
    files: String,
    /// Of all documents besides: where passages went, and whether they are gone, these tell.
    documents: String,
}

impl Inputs {
    /// The one that counts for what was found of the request's files alone, or of all documents.
    pub fn of(&self, files_alone: bool) -> &str {
        if files_alone {
            &self.files
        } else {
            &self.documents
        }
    }
}

impl<'k> Known<'k> {
    /// Nothing was left.
    #[cfg(feature = "serve")]
    pub fn nothing(kit: &'k str, site: &Site<'_>) -> Self {
        Self {
            kit,
            documents: todays(site),
            ..Self::default()
        }
    }

    /// Reads what the last build left. `kit` is a digest of the program and the configuration.
    pub fn read(folder: &Folders, kit: &'k str, site: &Site<'_>) -> Self {
        let bytes = folder.read_previous(&api::touches_path());
        Self {
            found: api::read_touches(&bytes.unwrap_or_default()),
            said: said(folder),
            kit,
            documents: todays(site),
        }
    }

    /// Digests of what decides how a waiting request stands to today's text.
    pub fn inputs(&self, site: &Site<'_>, newest: &Revision) -> Inputs {
        let Revision {
            base, head, files, ..
        } = newest;
        let files: Vec<String> = files.iter().map(|file| state_of(site, file)).collect();
        let source = &site.snapshot.source;
        let ends = format!("{base} {head}");
        let files = short(&[self.kit, source, &ends, &files.join("\n")]);
        Inputs {
            documents: short(&[&files, &self.documents]),
            files,
        }
    }

    /// A digest of what decides what a request says: its changes, and for an added document all of today's.
    pub fn inputs_of_wording(&self, documents: &[&FileChange]) -> String {
        let is_new = |file: &&&FileChange| file.before.is_none();
        let today = documents.iter().find(is_new).map(|_| &self.documents[..]);
        let mut inputs = digest_of(&documents, &[self.kit, today.unwrap_or_default()]);
        inputs.truncate(DIGITS);
        inputs
    }

    /// What a request says, as it was found from the same inputs.
    pub fn wordings(&self, number: u64, inputs: &str) -> Option<&Wordings> {
        let said = self.said.get(&number)?;
        (said.inputs == inputs).then_some(&said.wordings)
    }

    /// What was found from the same inputs.
    pub fn find(&self, number: u64, inputs: &Inputs, today: &Today<'_>) -> Option<&Surveyed> {
        let found = self.found.get(&number)?;
        let same = [&inputs.files, &inputs.documents].contains(&&found.inputs);
        let holds = same
            && found.touches.iter().all(|touch| stands(today, touch))
            && found.lost.iter().all(|lost| today.has(lost));
        holds.then_some(found)
    }
}

/// A digest of all of today's documents.
fn todays(site: &Site<'_>) -> String {
    let documents = site.next().documents.iter();
    let documents = documents.map(|document| format!("{} {}", document.blob, document.path));
    digest(&[&documents.collect::<Vec<_>>().join("\n")])
}

/// What the last build left of what requests say.
fn said(folder: &Folders) -> HashMap<u64, Said> {
    let files = folder.previous_below(api::wordings_folder());
    let read = files.par_iter().flat_map_iter(|path| {
        let bytes = folder.read_previous(path).unwrap_or_default();
        api::unpack_wordings(&bytes)
    });
    read.map(|said| (said.number, said)).collect()
}

/// Leaves what requests say for the next build.
pub fn write_said(folder: &Folders, said: &[Said]) -> Result<(), OutputError> {
    let files = api::wordings_files(said);
    files.par_iter().try_for_each(|(path, said)| {
        let inputs: Vec<(u64, &str)> = said
            .iter()
            .map(|said| (said.number, said.inputs.as_str()))
            .collect();
        let key = digest_of(&inputs, &[]);
        if folder.keep(path, &key) {
            return Ok(());
        }
        folder.write(path, &api::pack_wordings(said), &key, Vec::new())
    })
}

fn short(parts: &[&str]) -> String {
    let mut digest = digest(parts);
    digest.truncate(DIGITS);
    digest
}

/// A changed file, and what stands there today; the whole tip where that may be under another name.
fn state_of(site: &Site<'_>, file: &FileChange) -> String {
    let FileChange {
        path,
        before,
        after,
    } = file;
    let tip = &site.next().version;
    let today = tip.file(path.as_str()).map(|file| file.blob);
    // A file that is added has no other name.
    let elsewhere = today.is_none() && before.is_some();
    let tip = elsewhere.then_some(tip.commit);
    format!("{path} {before:?} {after:?} {today:?} {tip:?}")
}

/// Whether the passages can be in today's text, whoever wrote the file that tells of them.
fn stands(today: &Today<'_>, touch: &Touch) -> bool {
    let document = today.find(&SourcePath::new(touch.document.as_str()));
    let ordered = |&[start, end]: &[usize; 2]| start <= end;
    document.is_some_and(|(document, _)| {
        let known = document
            .document
            .section_by_anchor(&touch.section)
            .is_some();
        (touch.section.is_empty() || known) && touch.passages.iter().all(ordered)
    })
}
