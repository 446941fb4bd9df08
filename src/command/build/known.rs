//! What the last build found of requests on today's text, for this one, which need not merge them again.
//!
//! It stands in the site, at `/api/touches.json`. What is found there counts only under the digest of all that it was
//! found from, so that a build gives the same bytes whether it was there or not.

use std::collections::BTreeMap;

use super::digest;
use super::survey::Today;
use crate::output::Folders;
use crate::site::{Site, api};
use crate::snapshot::{FileChange, Revision, SourcePath};
use crate::survey::Surveyed;
use crate::survey::overlap::Touch;

/// Hexadecimal digits of a digest that are kept: nobody finds two inputs for these by chance.
const DIGITS: usize = 32;

/// What is known of requests, by number. Without anything it is as for a new site.
#[derive(Default)]
pub struct Known<'k> {
    found: BTreeMap<u64, Surveyed>,
    kit: &'k str,
}

impl<'k> Known<'k> {
    /// Reads what the last build left. `kit` is a digest of the program and the configuration.
    pub fn read(folder: &Folders, kit: &'k str) -> Self {
        let bytes = folder.read_previous(&api::touches_path());
        Self {
            found: api::read_touches(&bytes.unwrap_or_default()),
            kit,
        }
    }

    /// A digest of what decides how a waiting request stands to today's text.
    pub fn inputs(&self, site: &Site<'_>, newest: &Revision) -> String {
        let Revision {
            base, head, files, ..
        } = newest;
        let files: Vec<String> = files.iter().map(|file| state_of(site, file)).collect();
        let source = &site.snapshot.source;
        let ends = format!("{base} {head}");
        let mut inputs = digest(&[self.kit, source, &ends, &files.join("\n")]);
        inputs.truncate(DIGITS);
        inputs
    }

    /// What was found from the same inputs.
    pub fn find(&self, number: u64, inputs: &str, today: &Today<'_>) -> Option<&Surveyed> {
        let found = self.found.get(&number)?;
        let holds =
            found.inputs == inputs && found.touches.iter().all(|touch| stands(today, touch));
        holds.then_some(found)
    }
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
