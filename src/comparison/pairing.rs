//! Which document of one state is which of another: by path, then by identity, then by likeness.

use std::collections::{BTreeMap, HashMap};

use crate::document::Document;
use crate::snapshot::ObjectId;

/// How alike two texts must be for a rename, from 0 to 1. Half of the text may be new.
const ALIKE: f64 = 0.4;
/// Characters in a shingle.
const SHINGLE: usize = 6;
/// The bits of a shingle's letters.
const SHINGLE_BITS: u128 = (1 << (21 * SHINGLE)) - 1;
/// Shingles kept of a text: those with the smallest hashes (a bottom-k sketch, Broder 1997).
const SKETCH: usize = 512;
/// Most documents without a partner on one side that are looked at for renames.
const UNPAIRED_LIMIT: usize = 400;

/// A document to be paired.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its contents.
    pub blob: ObjectId,
    /// The same, read; `None` if it cannot be.
    pub document: Option<&'a Document>,
}

/// A document before and after, as indices into what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Where it was; `None` if it is new.
    pub before: Option<usize>,
    /// Where it is; `None` if it is gone.
    pub after: Option<usize>,
}

/// What is known of texts that were looked at for likeness: each is read through once, however many pairings meet it.
#[derive(Clone, Debug, Default)]
pub struct Sketches {
    by_blob: HashMap<ObjectId, Vec<u64>>,
}

impl Sketches {
    fn make(&mut self, candidate: &Candidate<'_>) {
        let sketch = || sketch(candidate.document);
        self.by_blob.entry(candidate.blob).or_insert_with(sketch);
    }

    fn get(&self, candidate: &Candidate<'_>) -> &[u64] {
        self.by_blob.get(&candidate.blob).map_or(&[], Vec::as_slice)
    }
}

/// Pairs documents: first those with one path, then those with one `id` in their front matter or one content,
/// then the most alike. Pairs come in the order of `after`, then what is gone in the order of `before`.
pub fn pair(
    before: &[Candidate<'_>],
    after: &[Candidate<'_>],
    sketches: &mut Sketches,
) -> Vec<Pair> {
    let mut partner_of: Vec<Option<usize>> = vec![None; after.len()];
    let mut taken = vec![false; before.len()];
    let by_path: BTreeMap<&str, usize> = before
        .iter()
        .enumerate()
        .map(|(index, candidate)| (candidate.path, index))
        .collect();
    for (index, candidate) in after.iter().enumerate() {
        if let Some(&old) = by_path.get(candidate.path) {
            partner_of[index] = Some(old);
            taken[old] = true;
        }
    }
    pair_equal(before, after, &mut partner_of, &mut taken, |candidate| {
        candidate.document?.front_matter.id.clone()
    });
    pair_equal(before, after, &mut partner_of, &mut taken, |candidate| {
        Some(candidate.blob)
    });
    pair_alike(before, after, &mut partner_of, &mut taken, sketches);
    let kept = partner_of.iter().enumerate().map(|(index, &old)| Pair {
        before: old,
        after: Some(index),
    });
    let gone = (0..before.len())
        .filter(|&old| !taken[old])
        .map(|old| Pair {
            before: Some(old),
            after: None,
        });
    kept.chain(gone).collect()
}

fn pair_equal<K: Ord>(
    before: &[Candidate<'_>],
    after: &[Candidate<'_>],
    partner_of: &mut [Option<usize>],
    taken: &mut [bool],
    key: impl Fn(&Candidate<'_>) -> Option<K>,
) {
    let mut free: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for old in (0..before.len()).rev().filter(|&old| !taken[old]) {
        if let Some(key) = key(&before[old]) {
            free.entry(key).or_default().push(old);
        }
    }
    for (index, candidate) in after.iter().enumerate() {
        if partner_of[index].is_some() {
            continue;
        }
        let old = key(candidate).and_then(|key| free.get_mut(&key)?.pop());
        if let Some(old) = old {
            partner_of[index] = Some(old);
            taken[old] = true;
        }
    }
}

fn pair_alike(
    before: &[Candidate<'_>],
    after: &[Candidate<'_>],
    partner_of: &mut [Option<usize>],
    taken: &mut [bool],
    sketches: &mut Sketches,
) {
    let old: Vec<usize> = (0..before.len()).filter(|&index| !taken[index]).collect();
    let new: Vec<usize> = (0..after.len())
        .filter(|&index| partner_of[index].is_none())
        .collect();
    if old.len() > UNPAIRED_LIMIT || new.len() > UNPAIRED_LIMIT || old.is_empty() || new.is_empty()
    {
        return;
    }
    for candidate in old.iter().map(|&index| &before[index]) {
        sketches.make(candidate);
    }
    for candidate in new.iter().map(|&index| &after[index]) {
        sketches.make(candidate);
    }
    let mut scored: Vec<(u64, usize, usize)> = Vec::new();
    for (a, &old) in old.iter().enumerate() {
        for (b, &new) in new.iter().enumerate() {
            let score = likeness(sketches.get(&before[old]), sketches.get(&after[new]));
            if score >= ALIKE {
                scored.push(((score * 1e6) as u64, a, b));
            }
        }
    }
    scored.sort_by_key(|&(score, a, b)| (std::cmp::Reverse(score), a, b));
    for (_, a, b) in scored {
        if !taken[old[a]] && partner_of[new[b]].is_none() {
            taken[old[a]] = true;
            partner_of[new[b]] = Some(old[a]);
        }
    }
}

/// The smallest hashes of the text's shingles, ascending.
fn sketch(document: Option<&Document>) -> Vec<u64> {
    let text = document.map(Document::text).unwrap_or_default();
    // The letters of a shingle, 21 bits each, are a number of their own.
    let mut shingle = 0u128;
    let mut hashes: Vec<u64> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            shingle = (shingle << 21 | u128::from(u32::from(c))) & SHINGLE_BITS;
            mixed(shingle as u64 ^ mixed((shingle >> 64) as u64))
        })
        .skip(SHINGLE - 1)
        .collect();
    smallest(&mut hashes);
    hashes
}

/// Keeps the smallest numbers, each once, in order.
fn smallest(hashes: &mut Vec<u64>) {
    // Most of them need no order at all. What occurs more than once may make too few of those that are sorted first.
    if hashes.len() > 4 * SKETCH {
        let mut few = hashes.clone();
        few.select_nth_unstable(2 * SKETCH);
        few.truncate(2 * SKETCH);
        few.sort_unstable();
        few.dedup();
        if few.len() >= SKETCH {
            *hashes = few;
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
}

/// A number with its bits well mixed (the finaliser of SplitMix64, Steele et al. 2014): the same everywhere.
fn mixed(mut number: u64) -> u64 {
    number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// Estimates how much two texts share, as twice the shared part over the sum of both.
fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let size = SKETCH.min(a.len().max(b.len()));
    let (mut i, mut j, mut shared, mut seen) = (0, 0, 0usize, 0usize);
    while seen < size && i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
        seen += 1;
    }
    if seen == 0 {
        return 0.0;
    }
    let rest = (a.len() - i + b.len() - j).min(size.saturating_sub(seen));
    let jaccard = shared as f64 / (seen + rest) as f64;
    2.0 * jaccard / (1.0 + jaccard)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    const LONG: &str = "東京都は海外のAI人材を三十人招き、研究費と住居と学校を支える。応募は秋に始まり、翌年の春に受け入れる。";
    const OTHER: &str = "行政の手続きは、すべて携帯電話から行えるようにする。窓口で待つことはなくなり、紙の申請は残さない。";

    fn check(
        before: &[(&str, &str)],
        after: &[(&str, &str)],
        expected: &[(Option<usize>, Option<usize>)],
    ) {
        let read = |files: &[(&str, &str)]| -> Vec<Document> {
            files.iter().map(|(_, text)| parse(text)).collect()
        };
        let (old, new) = (read(before), read(after));
        fn candidates<'a>(
            files: &[(&'a str, &str)],
            documents: &'a [Document],
        ) -> Vec<Candidate<'a>> {
            let blob = |text: &str| {
                let mut bytes = [0; 20];
                let length = text.len().min(20);
                bytes[..length].copy_from_slice(&text.as_bytes()[text.len() - length..]);
                ObjectId::from_bytes(&bytes).expect("20 bytes")
            };
            files
                .iter()
                .zip(documents)
                .map(|((path, text), document)| Candidate {
                    path,
                    blob: blob(text),
                    document: Some(document),
                })
                .collect()
        }
        let found: Vec<_> = pair(
            &candidates(before, &old),
            &candidates(after, &new),
            &mut Sketches::default(),
        )
        .into_iter()
        .map(|pair| (pair.before, pair.after))
        .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_path_is_one_document() {
        check(&[("a", LONG)], &[("a", OTHER)], &[(Some(0), Some(0))]);
    }

    #[test]
    fn a_renamed_file_is_the_same_document_although_half_its_text_is_new() {
        let half = format!("{}{OTHER}", LONG);
        check(
            &[("行政改革.md", LONG)],
            &[("くらしと行政.md", &half)],
            &[(Some(0), Some(0))],
        );
    }

    #[test]
    fn different_texts_are_added_and_removed() {
        check(
            &[("a", LONG)],
            &[("b", OTHER)],
            &[(None, Some(0)), (Some(0), None)],
        );
    }

    #[test]
    fn an_id_survives_a_rewrite() {
        let old = format!("---\nid: x\n---\n{LONG}");
        let new = format!("---\nid: x\n---\n{OTHER}");
        check(&[("a", &old)], &[("b", &new)], &[(Some(0), Some(0))]);
    }

    #[test]
    fn the_most_alike_are_paired_first() {
        let little = format!("{LONG}{OTHER}{OTHER}改めて");
        check(
            &[("old", LONG)],
            &[("b", &little), ("c", &format!("{LONG}以上"))],
            &[(None, Some(0)), (Some(0), Some(1))],
        );
    }
}
