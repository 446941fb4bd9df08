//! Files: one split in two, two joined in one; and what a comparison of all of them says went where.
//!
//! Which file is which is told by the pairing of documents, so that it is tried too.

use std::collections::BTreeSet;

use teigen::comparison::pairing::{Candidate, Sketches, pair};
use teigen::comparison::{ChangeKind, Passages, Relocation, compare, relocations};
use teigen::document::{Document, parse};
use teigen::snapshot::ObjectId;

use super::claim::{Kind, counts, told};
use super::model::{Node, Style, nodes, write};
use super::random::Random;
use super::score::Tally;

/// A folder before or after: names and texts.
type Files = Vec<(&'static str, Vec<Node>)>;

/// Splits a document at a heading, or joins what would be such halves, and judges what is said of it; none if it has no
/// heading to be split at.
pub fn file_trial(before: &[Node], seed: u64) -> Option<(Kind, Tally, String)> {
    let mut random = Random::new(seed);
    let cuts: Vec<usize> = (3..before.len().saturating_sub(2))
        .filter(|&at| matches!(before[at], Node::Heading { .. }) && is_open(before, at))
        .collect();
    let cut = *random.pick(&cuts)?;
    let (first, second) = before.split_at(cut);
    let whole: Files = vec![("whole.md", before.to_vec())];
    // The first part keeps the name, or neither does.
    let name = if random.once_in(2) {
        "whole.md"
    } else {
        "first.md"
    };
    let parts: Files = vec![(name, first.to_vec()), ("second.md", second.to_vec())];
    if parts
        .iter()
        .any(|(_, part)| nodes(&write(part, Style::PLAIN)) != *part)
    {
        return None;
    }
    let (kind, old, new) = match random.once_in(2) {
        true => (Kind::SplitFile, whole, parts),
        false => (Kind::JoinFiles, parts, whole),
    };
    let (tally, said) = judge(before, cut, &old, &new);
    Some((kind, tally, said))
}

/// Whether the heading belongs to nothing before it but the title: what is cut there is whole sections.
fn is_open(before: &[Node], at: usize) -> bool {
    let level = |node: &Node| match node {
        Node::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let own = level(&before[at]);
    before[at..].iter().filter_map(level).min() == own
}

/// Either part may be said to have gone: what is smaller need not be.
fn judge(before: &[Node], cut: usize, old: &Files, new: &Files) -> (Tally, String) {
    let read = |files: &Files| -> Vec<Document> {
        files
            .iter()
            .map(|(_, nodes)| parse(&write(nodes, Style::PLAIN)))
            .collect()
    };
    let (old_read, new_read) = (read(old), read(new));
    let pairs = pair(
        &candidates(old, &old_read),
        &candidates(new, &new_read),
        &mut Sketches::default(),
    );
    let empty = Document::default();
    let changes: Vec<_> = pairs
        .iter()
        .map(|pair| {
            let side = |at: Option<usize>, read: &'_ [Document]| at.map(|at| read[at].clone());
            let (x, y) = (side(pair.before, &old_read), side(pair.after, &new_read));
            compare(x.as_ref().unwrap_or(&empty), y.as_ref().unwrap_or(&empty)).changes()
        })
        .collect();
    let passages: Vec<Passages> = changes
        .iter()
        .map(|changes| Passages::new(changes))
        .collect();
    let passages: Vec<&Passages> = passages.iter().collect();
    let found = relocations(&passages);
    let said = found
        .iter()
        .map(|run| format!("{} → {}: {:?}", run.from, run.to, run.headings(&passages)));
    let said = said.collect::<Vec<_>>().join("\n");
    let one_sided = changes
        .iter()
        .flatten()
        .filter(|change| change.kind != ChangeKind::Modified);
    (
        tally(before, cut, &found, &passages, one_sided.count()),
        said,
    )
}

fn tally(
    before: &[Node],
    cut: usize,
    found: &[Relocation],
    passages: &[&Passages],
    one_sided: usize,
) -> Tally {
    // What is told of a relocation is gone on one side and new on the other.
    let right: usize = found.iter().map(|run| run.passages.len() * 2).sum();
    let parts = [told(&before[..cut]), told(&before[cut..])];
    let all: usize = passages.iter().map(|passages| passages.gone.len()).sum();
    let moved: usize = found.iter().map(|run| run.passages.len()).sum();
    // Texts without words, and those that stand in both parts, may stay where they are.
    let shared: BTreeSet<&String> = parts[0]
        .iter()
        .filter(|text| parts[1].contains(text))
        .collect();
    let least = parts
        .iter()
        .map(|part| needed(part, &shared))
        .min()
        .unwrap_or(0);
    Tally {
        edits: 1,
        named: usize::from(moved >= least && all > 0),
        exact: usize::from(right == one_sided),
        right,
        wrong: one_sided.saturating_sub(right),
    }
}

fn needed(part: &[String], shared: &BTreeSet<&String>) -> usize {
    let counts = counts(part);
    let sure = |text: &&String| !text.is_empty() && !shared.contains(text) && counts[*text] == 1;
    part.iter().filter(sure).count()
}

fn candidates<'a>(files: &Files, read: &'a [Document]) -> Vec<Candidate<'a>> {
    let blob = |text: &str| {
        let mut bytes = [7; 20];
        for (at, byte) in text.bytes().enumerate() {
            bytes[at % 20] ^= byte.rotate_left(at as u32 % 7);
        }
        ObjectId::from_bytes(&bytes).expect("20 bytes")
    };
    let candidate =
        |((path, nodes), document): (&(&'static str, Vec<Node>), &'a Document)| Candidate {
            path,
            blob: blob(&write(nodes, Style::PLAIN)),
            document: Some(document),
        };
    files.iter().zip(read).map(candidate).collect()
}
