//! Which document of one edition is which of another, through renames.

use std::collections::BTreeMap;

use super::edition::Edition;
use crate::comparison::pairing::{self, Candidate, Sketches};

/// For each edition, which of the newest version's documents each of its own is.
#[derive(Clone, Debug, Default)]
pub struct Counterparts {
    /// By edition, then by document: the index in the first edition.
    to_first: Vec<Vec<Option<usize>>>,
    /// The same, turned round.
    from_first: Vec<BTreeMap<usize, usize>>,
    /// By edition: documents by path, for those that the newest version lacks.
    by_path: Vec<BTreeMap<String, usize>>,
    /// What pairing learnt of the texts: other pairings need not read them again.
    pub sketches: Sketches,
}

impl Counterparts {
    /// Pairs every edition with the first one.
    pub fn new(editions: &[Edition<'_>]) -> Self {
        let mut found = Self::default();
        let Some(first) = editions.first() else {
            return found;
        };
        for edition in editions {
            found.add(edition, first);
        }
        found
    }

    /// Pairs one more edition with the first one.
    pub fn add(&mut self, edition: &Edition<'_>, first: &Edition<'_>) {
        let mut to_first = vec![None; edition.documents.len()];
        let mut from_first = BTreeMap::new();
        let pairs = pairing::pair(&candidates(edition), &candidates(first), &mut self.sketches);
        for pair in pairs {
            if let (Some(here), Some(there)) = (pair.before, pair.after) {
                to_first[here] = Some(there);
                from_first.insert(there, here);
            }
        }
        self.to_first.push(to_first);
        self.from_first.push(from_first);
        let path = |(index, document): (usize, &super::EditionDocument<'_>)| {
            (document.path.to_string(), index)
        };
        let paths = edition.documents.iter().enumerate().map(path);
        self.by_path.push(paths.collect());
    }

    /// The document of edition `to` that document `index` of edition `from` is.
    pub fn find(&self, from: usize, index: usize, to: usize) -> Option<usize> {
        if let Some(first) = self.to_first.get(from)?.get(index)? {
            return self.from_first.get(to)?.get(first).copied();
        }
        let path = self.by_path[from].iter().find(|(_, at)| **at == index)?.0;
        let found = *self.by_path.get(to)?.get(path)?;
        self.to_first[to][found].is_none().then_some(found)
    }
}

/// The documents of an edition, to be paired.
pub fn candidates<'e>(edition: &'e Edition<'_>) -> Vec<Candidate<'e>> {
    edition
        .documents
        .iter()
        .map(|document| Candidate {
            path: document.path.as_str(),
            blob: document.blob,
            document: Some(&document.document),
        })
        .collect()
}
