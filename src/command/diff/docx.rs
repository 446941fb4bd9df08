//! A comparison of two states → a comparative table (新旧対照表) as a `.docx` file.

use super::super::Opened;
use super::super::state::State;
use super::{Difference, DocumentDifference};
use crate::comparison::compare;
use crate::comparison::table::{Touching, remark};
use crate::document::Document;
use crate::docx::{self, Paper, Sheet};
use crate::repository::{self, Blobs, Wanted};
use crate::site::pages::{changed_sections, table_layout};
use crate::site::view::Spoken;
use crate::snapshot::{FileChange, PullRequest};

/// Pull requests that are compared for remarks.
const REMARKED: usize = 200;

/// Writes the file.
pub fn docx(
    opened: &Opened,
    (from, to): (&State, &State),
    blobs: &Blobs,
    mut difference: Difference,
) -> anyhow::Result<Vec<u8>> {
    let language = super::language(opened, &difference);
    let words = language.words();
    let layout = table_layout(
        &opened.config.comparison.table,
        language,
        &from.name,
        &to.name,
    );
    if layout.remarks {
        say_remarks(opened, (from, to), blobs, &mut difference)?;
    }
    let alone = difference.documents.len() == 1;
    let title = match difference.documents.as_slice() {
        [document] => words.table_of(&document.title),
        _ => words.table_of(opened.config.title.as_deref().unwrap_or_default()),
    };
    let paper = Paper {
        title,
        ends: vec![end(&layout.new_label, to), end(&layout.old_label, from)],
        language: match language.spoken() {
            Spoken::Japanese => "ja-JP",
            Spoken::English => "en-US",
        },
        date: to.version.date.rfc3339(),
        words: &words.table(),
        labels: &words.labels(),
        layout: &layout,
        sheets: difference
            .documents
            .into_iter()
            .map(|document| sheet(document, alone))
            .collect(),
    };
    docx::write(&paper).map_err(|error| {
        anyhow::anyhow!("{error}; ask for a part with `--path`, or for `--format html`")
    })
}

/// `改正案: v1.0 (0a1b2c3d4e, 2025-07-01)`.
fn end(label: &str, state: &State) -> String {
    let date = state.version.date.rfc3339();
    let day = date.get(..10).unwrap_or_default();
    let named = if state.name == label {
        label.to_owned()
    } else {
        format!("{label}: {}", state.name)
    };
    format!("{named} ({}, {day})", state.version.commit.short())
}

fn sheet(document: DocumentDifference, alone: bool) -> Sheet {
    let mut notes = Vec::new();
    match (&document.before, &document.after) {
        (Some(before), Some(after)) if before != after => {
            notes.push(format!("{before} → {after}"));
        }
        (before, after) => notes.extend(after.as_ref().or(before.as_ref()).cloned()),
    }
    notes.extend(document.discussions);
    Sheet {
        title: if alone { String::new() } else { document.title },
        notes,
        rows: document.rows,
    }
}

/// Tells at each section which pull requests brought its change, where both states are of the main branch.
fn say_remarks(
    opened: &Opened,
    (from, to): (&State, &State),
    blobs: &Blobs,
    difference: &mut Difference,
) -> anyhow::Result<()> {
    if from.name.starts_with('#') || to.name.starts_with('#') {
        return Ok(());
    }
    let read = repository::read(&opened.source, &opened.config, Wanted::Merged, &|_, _| {})?;
    let merged: Vec<PullRequest> = read
        .pull_requests
        .into_iter()
        .filter(|pull| pull.was_merged_between(from.version.date, to.version.date))
        .take(REMARKED)
        .collect();
    for document in &mut difference.documents {
        let paths = [document.before.as_deref(), document.after.as_deref()];
        let touching: Vec<Touching> = merged
            .iter()
            .filter_map(|pull| touching(pull, &paths, blobs))
            .collect();
        remark(&mut document.rows, &touching);
    }
    Ok(())
}

/// Which sections of a document a pull request touched; a text that cannot be read is passed over.
fn touching(pull: &PullRequest, paths: &[Option<&str>], blobs: &Blobs) -> Option<Touching> {
    let files = &pull.newest()?.files;
    let sections = |file: &FileChange| {
        let read = |blob: Option<_>| match blob {
            Some(blob) => Some(crate::document::parse(&blobs.text(blob).ok()?)),
            None => Some(Document::default()),
        };
        let (before, after) = (read(file.before)?, read(file.after)?);
        Some(changed_sections(&compare(&before, &after).changes()))
    };
    let sections: Vec<String> = files
        .iter()
        .filter(|file| paths.contains(&Some(file.path.as_str())))
        .filter_map(sections)
        .flatten()
        .collect();
    (!sections.is_empty()).then(|| Touching {
        text: format!("#{}", pull.number),
        href: None,
        sections,
    })
}
