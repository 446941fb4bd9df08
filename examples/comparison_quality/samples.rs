//! Where documents come from: the corpora as they stand, the sample proposal, and made ones.

use std::path::Path;

use anyhow::Result;
use git2::{ObjectType, Repository, TreeWalkMode, TreeWalkResult};

use crate::corpora;
use crate::known_edits::{Sample, synthetic};

/// Made documents beside the real ones.
const MADE: u64 = 12;

/// Collects all documents that can be edited safely.
pub fn all() -> Result<Vec<Sample>> {
    let mut texts = Vec::new();
    match corpora::folder() {
        Some(folder) => {
            for name in ["policy", "tokyo"] {
                let scratch = tempfile::tempdir()?;
                let repository = corpora::open(&corpora::repository(&folder, name), scratch.path());
                texts.extend(tip(&repository, name)?);
            }
        }
        None => eprintln!(
            "The corpora are not there: only the sample proposal and made documents are tried."
        ),
    }
    texts.extend(own()?);
    texts.extend((0..MADE).map(|seed| (format!("made/{seed}"), synthetic::document(seed))));
    let all = texts.len();
    let samples: Vec<Sample> = texts
        .iter()
        .filter_map(|(name, text)| Sample::new(name, text))
        .collect();
    eprintln!("{} of {all} documents can be edited.", samples.len());
    Ok(samples)
}

/// The Markdown files of the newest state.
fn tip(repository: &Repository, name: &str) -> Result<Vec<(String, String)>> {
    let tree = repository.head()?.peel_to_tree()?;
    let mut texts = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let path = format!("{folder}{}", entry.name().unwrap_or_default());
        if path.ends_with(".md")
            && entry.kind() == Some(ObjectType::Blob)
            && let Ok(blob) = repository.find_blob(entry.id())
        {
            let text = String::from_utf8_lossy(blob.content()).into_owned();
            texts.push((format!("{name}/{path}"), text));
        }
        TreeWalkResult::Ok
    })?;
    Ok(texts)
}

fn own() -> Result<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proposal/docs");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "md") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            texts.push((format!("proposal/{name}"), std::fs::read_to_string(&path)?));
        }
    }
    texts.sort();
    Ok(texts)
}
