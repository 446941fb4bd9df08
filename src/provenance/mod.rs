//! The comparisons along the main branch → where each passage of a text comes from: what gave it its wording, when it
//! began, and what happened to each section, through renamed files, headings that were reworded, and passages that went
//! from one file to another.
//!
//! ```text
//! Step, Step, … (one for each commit) ┐
//!                                     ├→ History of one document, as indices into the steps
//! Layout of every text on the way     ┘
//! ```
//!
//! Followed from the newest text backwards, passage by passage, by what a reader sees: lines of the source play no part.

mod elsewhere;
mod layout;
mod section;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::BTreeMap;

use crate::comparison::Lineage;
use crate::snapshot::{ObjectId, SourcePath};

pub use layout::Layout;

/// What one commit of the main branch did to documents.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// The commit, as an index into [`crate::snapshot::Snapshot::main_commits`].
    pub commit: usize,
    /// Each document that it changed.
    pub files: Vec<FileStep>,
}

/// One document before and after a commit.
#[derive(Clone, Debug)]
pub struct FileStep {
    /// What it was; `None` for a new one.
    pub before: Option<Text>,
    /// What it became; `None` if it was removed.
    pub after: Option<Text>,
    /// Where its units come from.
    pub lineage: Lineage,
}

/// A document's text at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Where it was.
    pub path: SourcePath,
    /// Its contents.
    pub blob: ObjectId,
}

/// All that happened to documents, from the oldest step that is known.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The steps, oldest first.
    pub steps: Vec<Step>,
    /// How every text on the way is laid out.
    pub layouts: BTreeMap<ObjectId, Layout>,
}

/// What happened to one document, as it stands after a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// For each unit of its text.
    pub units: Vec<UnitHistory>,
    /// For each of its sections, without those below it: what happened, newest first.
    pub sections: Vec<Vec<Event>>,
    /// The steps that changed anything that a reader sees in it, newest first.
    pub whole: Vec<Event>,
}

/// Where a unit comes from, as steps; `None` for what is older than what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitHistory {
    /// The step that gave it its wording.
    pub worded: Option<usize>,
    /// The step that brought it.
    pub brought: Option<usize>,
}

/// Something that happened to a section or a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// In which step.
    pub step: usize,
    /// To which of its files.
    pub file: usize,
    /// To which section of the text that came of it; `None` for the whole document.
    pub section: Option<usize>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It began.
    Began,
    /// It changed.
    Changed,
    /// It came from another document, given by its index in the step.
    Came(usize),
}

impl Chain {
    /// Follows a document back, as it stands after the first `end` steps. `None` for a text whose layout is not known.
    pub fn history(&self, text: &Text, end: usize) -> Option<History> {
        let layout = self.layouts.get(&text.blob)?;
        let sections = 0..layout.sections();
        Some(History {
            units: unit::follow(self, (text, end), layout.units()),
            sections: sections
                .map(|index| section::follow(self, (text, end), index))
                .collect(),
            whole: self.whole(text, end),
        })
    }

    /// How many steps there are up to a commit of the main branch and with it.
    pub fn end(&self, commit: usize) -> usize {
        self.steps.partition_point(|step| step.commit <= commit)
    }

    fn whole(&self, text: &Text, end: usize) -> Vec<Event> {
        let mut at = text;
        let mut found = Vec::new();
        for (step, file, change) in self.backwards(end) {
            if change.after.as_ref() != Some(at) {
                continue;
            }
            let kind = match change.before {
                None => EventKind::Began,
                Some(_) => EventKind::Changed,
            };
            if change.is_visible() {
                found.push(Event {
                    step,
                    file,
                    section: None,
                    kind,
                });
            }
            match &change.before {
                Some(before) => at = before,
                None => break,
            }
        }
        found
    }

    /// All files of the first `end` steps, newest first.
    fn backwards(&self, end: usize) -> impl Iterator<Item = (usize, usize, &FileStep)> {
        let steps = self.steps.iter().enumerate().take(end).rev();
        steps.flat_map(|(index, step)| {
            let files = step.files.iter().enumerate();
            files.map(move |(file, change)| (index, file, change))
        })
    }

    fn before_layout(&self, change: &FileStep) -> Option<&Layout> {
        self.layouts.get(&change.before.as_ref()?.blob)
    }
}

impl FileStep {
    /// Whether a reader sees any difference.
    pub fn is_visible(&self) -> bool {
        let Lineage {
            origins,
            gone,
            others,
        } = &self.lineage;
        let same = |origin: &crate::comparison::Origin| {
            matches!(origin, crate::comparison::Origin::Same(_))
        };
        !gone.is_empty() || !others.is_empty() || !origins.iter().all(same)
    }
}
