//! Everything that pull requests of the corpora change, as pairs of texts.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use git2::Oid;

use crate::corpora;
use crate::known_edits::Random;

/// Pairs of texts of one corpus; none for a document that was added or removed.
pub struct Corpus {
    /// Its name.
    pub name: &'static str,
    texts: BTreeMap<Oid, String>,
    pairs: Vec<(Option<Oid>, Option<Oid>)>,
}

impl Corpus {
    /// The pairs, an empty text standing for none.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = |id: &Option<Oid>| {
            id.and_then(|id| self.texts.get(&id))
                .map_or("", String::as_str)
        };
        self.pairs
            .iter()
            .map(move |(before, after)| (text(before), text(after)))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }
}

/// Reads both corpora.
pub fn all() -> Result<Vec<Corpus>> {
    let folder = corpora::folder().context("the corpora are not there: set TEIGEN_CORPORA")?;
    let mut found = Vec::new();
    for name in ["policy", "tokyo"] {
        let scratch = tempfile::tempdir()?;
        let repository = corpora::open(&corpora::repository(&folder, name), scratch.path());
        let corpora::Pairs { texts, pairs } = corpora::pairs(&repository, 1);
        found.push(Corpus { name, texts, pairs });
    }
    Ok(found)
}

/// Some of the pairs of documents that are on both sides, by a seed.
pub fn sample(corpora: &[Corpus], count: usize, seed: u64) -> Vec<(&str, &str)> {
    let pairs = corpora.iter().flat_map(Corpus::pairs);
    let mut changed: Vec<_> = pairs
        .filter(|(before, after)| !before.is_empty() && !after.is_empty() && before != after)
        .collect();
    Random::new(seed).shuffle(&mut changed);
    changed.truncate(count);
    changed
}
