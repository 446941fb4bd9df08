//! Which states are compared, and what lists tell of each comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::highlights::Found;
use super::outline::Outline;
use crate::comparison::{self, Comparison, Lexicon, pairing};
use crate::site::Site;
use crate::site::counterpart::candidates;
use crate::site::edition::{EditionDocument, address_of};
use crate::site::path::OutputPath;
use crate::site::search::wording;
use crate::site::view::{Change, ChangeCounts, ChangeKind, DocumentStatus, Href};
use crate::snapshot::{ObjectId, VersionName};

/// With more states than this, only neighbours and comparisons with the newest are published: pages grow with the
/// square of the states.
const ALL_PAIRS_LIMIT: usize = 8;
/// Changes and sections that are listed by name.
const LISTED_CHANGES: usize = 200;
const LISTED_SECTIONS: usize = 20;

/// The contents of a document before and after, each `None` where it is not there.
pub type BlobPair = (Option<ObjectId>, Option<ObjectId>);

/// Two states of the proposal and the documents that differ.
#[derive(Clone, Debug)]
pub struct StateComparison {
    /// The older state's name.
    pub from: String,
    /// The newer state's name.
    pub to: String,
    /// Whether nothing was published between them.
    pub consecutive: bool,
    /// The documents that differ, in the newer state's order, then those that are gone.
    pub documents: Vec<ComparedDocument>,
    /// How many documents are the same.
    pub unchanged: usize,
    /// How much differs in all.
    pub counts: ChangeCounts,
}

/// A document that differs.
#[derive(Clone, Debug)]
pub struct ComparedDocument {
    /// Its path in the older state.
    pub before: Option<String>,
    /// Its path in the newer state.
    pub after: Option<String>,
    /// Its contents.
    pub blobs: BlobPair,
    /// Its title in the newer state, or in the older one if it is gone.
    pub title: String,
    /// Its older title or path, if it was renamed.
    pub renamed_from: Option<String>,
    /// What happened to it.
    pub status: DocumentStatus,
    /// What is told of its changes.
    pub facts: Arc<Facts>,
    /// Its address below the comparison's.
    pub address: String,
}

/// Two states that are compared, and which document of one is which of the other.
#[derive(Clone, Debug)]
pub struct StatePair {
    /// The older state, as an index into the editions.
    pub from: usize,
    /// The newer state.
    pub to: usize,
    /// Whether nothing was published between them.
    pub consecutive: bool,
    /// The documents, as indices into those of the editions.
    pub documents: Vec<pairing::Pair>,
}

/// The pairs of states that are published, those with the oldest newer state first.
pub fn state_pairs(site: &Site<'_>) -> Vec<StatePair> {
    let order = compared_states(site);
    let count = order.len();
    let newest = if site.has_next() { 2 } else { 1 };
    let mut pairs = Vec::new();
    let mut sketches = site.counterparts.sketches.clone();
    for newer in 0..count {
        for older in 0..newer {
            let consecutive = older + 1 == newer;
            let with_newest = newer + newest >= count;
            if consecutive || with_newest || count <= ALL_PAIRS_LIMIT {
                let (from, to) = (order[older], order[newer]);
                pairs.push(StatePair {
                    from,
                    to,
                    consecutive,
                    documents: pairing::pair(
                        &candidates(&site.editions[from]),
                        &candidates(&site.editions[to]),
                        &mut sketches,
                    ),
                });
            }
        }
    }
    pairs
}

/// A working copy's comparisons with the newest version and, if anything happened since, with the tip of the main branch.
pub fn worktree_pairs(site: &Site<'_>) -> Vec<StatePair> {
    let to = site.editions.len() - 1;
    let Some(copy) = site.worktree() else {
        return Vec::new();
    };
    let newest = if site.snapshot.versions.is_empty() {
        1
    } else {
        2
    };
    let tip = Some(1).filter(|tip| site.has_next() && *tip != newest);
    let mut sketches = site.counterparts.sketches.clone();
    let mut pair = |from: usize| StatePair {
        from,
        to,
        consecutive: from == newest,
        documents: pairing::pair(
            &candidates(&site.editions[from]),
            &candidates(copy),
            &mut sketches,
        ),
    };
    [Some(newest), tip]
        .into_iter()
        .flatten()
        .map(&mut pair)
        .collect()
}

/// The states that are compared, as indices into the editions, oldest first: the named versions, and `next` if anything
/// happened since the newest.
fn compared_states(site: &Site<'_>) -> Vec<usize> {
    // Editions are `latest`, `next`, then the named ones from the newest.
    let mut order: Vec<usize> = (2..2 + site.snapshot.versions.len()).rev().collect();
    if site.has_next() {
        order.push(1);
    }
    order
}

/// Where comparisons with `next` lead while it is the newest version itself: to those with that version.
pub fn next_redirects(site: &Site<'_>) -> Vec<(OutputPath, OutputPath, String)> {
    let states = compared_states(site);
    let Some((&newest, older)) = states.split_last().filter(|_| !site.has_next()) else {
        return Vec::new();
    };
    let name = |index: usize| site.editions[index].version.name.as_str();
    let newest = name(newest);
    let leads = |&older: &usize| {
        let page = |to: &str| OutputPath::page(&format!("compare/{}...{to}", name(older)));
        let title = format!("{} → {newest}", name(older));
        (page(VersionName::NEXT), page(newest), title)
    };
    older.iter().map(leads).collect()
}

/// The distinct pairs of contents that the comparisons of states need.
pub fn wanted_pairs(site: &Site<'_>, pairs: &[StatePair]) -> BTreeSet<BlobPair> {
    let mut wanted = BTreeSet::new();
    for pair in pairs {
        let (from, to) = (&site.editions[pair.from], &site.editions[pair.to]);
        for documents in &pair.documents {
            let blobs = (
                documents.before.map(|index| from.documents[index].blob),
                documents.after.map(|index| to.documents[index].blob),
            );
            if blobs.0 != blobs.1 {
                wanted.insert(blobs);
            }
        }
    }
    wanted
}

/// Puts together what differs between two states.
pub fn compare_states(
    site: &Site<'_>,
    states: &StatePair,
    comparisons: &Comparisons<'_>,
) -> StateComparison {
    let (from, to) = (&site.editions[states.from], &site.editions[states.to]);
    let mut compared = StateComparison {
        from: from.version.name.to_string(),
        to: to.version.name.to_string(),
        consecutive: states.consecutive,
        documents: Vec::new(),
        unchanged: 0,
        counts: ChangeCounts::default(),
    };
    let mut taken = BTreeSet::new();
    for pair in &states.documents {
        let old = pair.before.map(|index| &from.documents[index]);
        let new = pair.after.map(|index| &to.documents[index]);
        let Some(mut document) = compare_documents(old, new, comparisons) else {
            compared.unchanged += 1;
            continue;
        };
        let path = new.or(old).map(|document| document.path);
        document.address = path
            .map(|path| address_of(path, &site.snapshot.source))
            .unwrap_or_default();
        while !taken.insert(document.address.to_lowercase()) {
            document.address.push_str("-2");
        }
        add(&mut compared.counts, document.facts.counts);
        compared.documents.push(document);
    }
    compared
}

fn compare_documents(
    old: Option<&EditionDocument<'_>>,
    new: Option<&EditionDocument<'_>>,
    comparisons: &Comparisons<'_>,
) -> Option<ComparedDocument> {
    let blobs = (
        old.map(|document| document.blob),
        new.map(|document| document.blob),
    );
    let status = match (old, new) {
        (None, _) => DocumentStatus::Added,
        (_, None) => DocumentStatus::Removed,
        (Some(old), Some(new)) if old.path != new.path => DocumentStatus::Renamed,
        _ => DocumentStatus::Modified,
    };
    let facts = match comparisons.get(&blobs) {
        Some(found) => Arc::clone(&found.facts),
        None if status == DocumentStatus::Renamed => Arc::default(),
        None => return None,
    };
    let is_same = facts.counts == ChangeCounts::default() && facts.found.unseen().is_empty();
    if is_same && status == DocumentStatus::Modified {
        return None;
    }
    let renamed_from = (status == DocumentStatus::Renamed).then(|| {
        let (old, new) = (old?, new?);
        Some(if old.title == new.title {
            old.path.to_string()
        } else {
            old.title.clone()
        })
    });
    Some(ComparedDocument {
        before: old.map(|document| document.path.to_string()),
        after: new.map(|document| document.path.to_string()),
        blobs,
        title: new
            .or(old)
            .map(|document| document.title.clone())
            .unwrap_or_default(),
        renamed_from: renamed_from.flatten(),
        status,
        facts,
        address: String::new(),
    })
}

impl StateComparison {
    pub(super) fn folder(&self) -> String {
        format!("compare/{}...{}", self.from, self.to)
    }

    /// Where it is.
    pub fn page(&self) -> OutputPath {
        OutputPath::page(&self.folder())
    }

    /// Where one of its documents is.
    pub fn document_page(&self, document: &ComparedDocument) -> OutputPath {
        OutputPath::page(&format!("{}/{}", self.folder(), document.address))
    }
}

/// What lists tell of a comparison of two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How much differs.
    pub counts: ChangeCounts,
    /// The headings of sections with changes, each once, cut at a bound.
    pub sections: Vec<String>,
    /// The number of the first change of each of `sections`.
    pub section_places: Vec<usize>,
    /// The places of change in reading order, cut at a bound: neighbouring additions and removals are one place.
    pub places: Vec<Change>,
    /// Places left out of `places`.
    pub places_omitted: usize,
    /// What became of sections.
    pub outline: Outline,
    /// Figures and promises that changed.
    pub found: Found,
    /// What the new text adds, for the search, cut at a bound.
    pub wording: Vec<String>,
    /// The same for changes that say the same, whatever stands around them.
    pub fingerprint: [u8; 16],
}

/// The same for changes that say the same, whatever stands around them.
pub fn fingerprint(changes: &[comparison::Change]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for change in changes {
        hash.update([change.kind as u8, u8::MAX]);
        for edit in &change.edits {
            hash.update([edit.op as u8]);
            hash.update(edit.text.len().to_le_bytes());
            hash.update(&edit.text);
        }
    }
    let mut fingerprint = [0; 16];
    fingerprint.copy_from_slice(&hash.finalize()[..16]);
    fingerprint
}

/// Takes from a comparison what lists tell.
pub fn facts(comparison: &Comparison<'_>, lexicon: &Lexicon) -> Facts {
    let changes = comparison.changes();
    let mut found = Facts {
        fingerprint: fingerprint(&changes),
        wording: wording(&changes),
        section_places: section_places(&changes),
        sections: changed_sections(&changes),
        outline: Outline::new(&changes),
        found: Found::new(&changes, comparison.unseen(), lexicon),
        ..Facts::default()
    };
    let mut last = 0;
    for change in changes {
        if change.number != last {
            last = change.number;
            found.add_place(&change);
        }
        let counts = &mut found.counts;
        counts.editorial += usize::from(!change.substantive);
        match change.kind {
            comparison::ChangeKind::Added => counts.added += 1,
            comparison::ChangeKind::Removed => counts.removed += 1,
            comparison::ChangeKind::Modified => counts.modified += 1,
            comparison::ChangeKind::Moved => counts.moved += 1,
        }
        for edit in &change.edits {
            let length = edit.text.chars().count();
            match edit.op {
                comparison::Op::Insert => counts.inserted_characters += length,
                comparison::Op::Delete => counts.deleted_characters += length,
                comparison::Op::Keep => {}
            }
        }
    }
    found
}

/// The headings of sections with changes, each once, cut at a bound.
pub fn changed_sections(changes: &[comparison::Change]) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for section in changes.iter().filter_map(|change| change.section.last()) {
        if sections.len() < LISTED_SECTIONS && !sections.contains(section) {
            sections.push(section.clone());
        }
    }
    sections
}

/// The numbers of the first changes of what [`changed_sections`] tells.
fn section_places(changes: &[comparison::Change]) -> Vec<usize> {
    let mut known: Vec<&String> = Vec::new();
    let mut places = Vec::new();
    for change in changes {
        if let Some(section) = change.section.last()
            && places.len() < LISTED_SECTIONS
            && !known.contains(&section)
        {
            known.push(section);
            places.push(change.number);
        }
    }
    places
}

impl Facts {
    fn add_place(&mut self, change: &comparison::Change) {
        if self.places.len() == LISTED_CHANGES {
            self.places_omitted += 1;
            return;
        }
        self.places.push(Change {
            kind: kind(change.kind),
            section: change.section.last().cloned().unwrap_or_default(),
            href: Href::here(&format!("change-{}", change.number)),
        });
    }
}

/// Adds up how much differs.
pub fn add(sum: &mut ChangeCounts, more: ChangeCounts) {
    sum.added += more.added;
    sum.removed += more.removed;
    sum.modified += more.modified;
    sum.moved += more.moved;
    sum.inserted_characters += more.inserted_characters;
    sum.deleted_characters += more.deleted_characters;
    sum.editorial += more.editorial;
}

/// Two contents, compared.
#[derive(Clone, Debug)]
pub struct Compared<'d> {
    /// What differs.
    pub comparison: Comparison<'d>,
    /// The same, as lists tell it.
    pub facts: Arc<Facts>,
}

impl<'d> Compared<'d> {
    /// Takes from a comparison what lists tell, once.
    pub fn new(comparison: Comparison<'d>, lexicon: &Lexicon) -> Self {
        Self {
            facts: Arc::new(facts(&comparison, lexicon)),
            comparison,
        }
    }
}

/// Comparisons by the contents they compare.
pub type Comparisons<'d> = BTreeMap<BlobPair, Compared<'d>>;

fn kind(kind: comparison::ChangeKind) -> ChangeKind {
    match kind {
        comparison::ChangeKind::Added => ChangeKind::Added,
        comparison::ChangeKind::Removed => ChangeKind::Removed,
        comparison::ChangeKind::Modified => ChangeKind::Modified,
        comparison::ChangeKind::Moved => ChangeKind::Moved,
    }
}
