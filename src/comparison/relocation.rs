//! The changes of several documents → passages that went from one document to another.
//!
//! A file that is split, or two that are joined, leave a document that lost sections and another that gained them. What
//! is gone here and new there with the same words, in the same order, is one relocation.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::change::{Change, ChangeKind};
use super::units::Unit;

/// What is gone from a document and what is new in it, unit by unit in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// Units that were removed.
    pub gone: Vec<Passage>,
    /// Units that were added.
    pub come: Vec<Passage>,
}

/// A unit that stands on one side only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The number of its place on the page.
    pub number: usize,
    /// Its heading, its own words if it is one; empty before the first heading.
    pub section: String,
    /// How many headings govern it, itself included; none if it is no heading.
    pub depth: Option<usize>,
    hash: u64,
    characters: usize,
}

/// Neighbouring passages that stand in another document now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// The document that they left, by its index.
    pub from: usize,
    /// The document that they came to.
    pub to: usize,
    /// Each as its index among those that are gone and among those that came; both ascend.
    pub passages: Vec<(usize, usize)>,
}

/// So many characters must have gone together; less may be chance.
const SMALLEST: usize = 24;
/// The same without a heading: a notice that many documents share is none of one alone.
const SMALLEST_WITHOUT_HEADING: usize = 200;
/// A shorter passage (in characters) that is no heading belongs to others, and is never looked for by itself.
const SMALLEST_ALONE: usize = 4;
/// Passages that may have changed between two that are the same.
const GAP: usize = 3;
/// Passages of one document that are kept.
const MOST: usize = 4_000;

impl Passages {
    /// Takes what may stand in another document from the changes of one.
    pub fn new(changes: &[Change]) -> Self {
        let of = |kind: ChangeKind| -> Vec<Passage> {
            let changes = changes.iter().filter(|change| change.kind == kind);
            changes.take(MOST).map(Passage::new).collect()
        };
        Self {
            gone: of(ChangeKind::Removed),
            come: of(ChangeKind::Added),
        }
    }
}

impl Passage {
    fn new(change: &Change) -> Self {
        let text = change.before.as_deref().or(change.after.as_deref());
        let (hash, characters) = fingerprint(text.unwrap_or_default());
        Self {
            number: change.number,
            section: change.section.last().cloned().unwrap_or_default(),
            depth: (change.unit == Unit::Heading).then_some(change.section.len()),
            hash,
            characters,
        }
    }
}

/// The same for texts that differ in white space only, and how many other characters there are.
pub(super) fn fingerprint(text: &str) -> (u64, usize) {
    let mut hasher = DefaultHasher::new();
    let mut characters = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        c.hash(&mut hasher);
        characters += 1;
    }
    (hasher.finish(), characters)
}

impl Relocation {
    /// The headings of the passages, the highest ones among them; that over the first one if none is a heading.
    pub fn headings<'p>(&self, documents: &[&'p Passages]) -> Vec<&'p str> {
        let gone: &'p [Passage] = &documents[self.from].gone;
        let passages = || self.passages.iter().filter_map(|&(old, _)| gone.get(old));
        let highest = passages().filter_map(|passage| passage.depth).min();
        match highest {
            Some(_) => passages()
                .filter(|passage| passage.depth == highest)
                .map(|passage| passage.section.as_str())
                .collect(),
            None => passages()
                .take(1)
                .map(|passage| passage.section.as_str())
                .collect(),
        }
    }
}

/// Finds what went from one document to another. `documents` are given in the order in which pages show them.
pub fn relocations(documents: &[&Passages]) -> Vec<Relocation> {
    let mut places: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
    for (document, passages) in documents.iter().enumerate() {
        for (at, passage) in passages.gone.iter().enumerate() {
            places.entry(passage.hash).or_default().push((document, at));
        }
    }
    let mut taken: Vec<Vec<bool>> = documents
        .iter()
        .map(|passages| vec![false; passages.gone.len()])
        .collect();
    let mut found = Vec::new();
    for (to, passages) in documents.iter().enumerate() {
        let mut at = 0;
        while at < passages.come.len() {
            let starts = places
                .get(&passages.come[at].hash)
                .map_or(&[][..], Vec::as_slice);
            let runs = starts
                .iter()
                .filter(|&&(from, old)| from != to && !taken[from][old])
                .take(16)
                .map(|&(from, old)| Relocation {
                    from,
                    to,
                    passages: run(documents[from], passages, &taken[from], (old, at)),
                });
            let best = runs.fold(None, |best: Option<Relocation>, run| match best {
                Some(best) if best.passages.len() >= run.passages.len() => Some(best),
                _ => Some(run),
            });
            match best.filter(|run| is_enough(run, passages)) {
                Some(run) => {
                    at = run.passages.last().map_or(at, |&(_, new)| new) + 1;
                    run.passages
                        .iter()
                        .for_each(|&(old, _)| taken[run.from][old] = true);
                    found.push(run);
                }
                None => at += 1,
            }
        }
    }
    found
}

fn is_enough(run: &Relocation, passages: &Passages) -> bool {
    let come = || run.passages.iter().map(|&(_, new)| &passages.come[new]);
    let least = match come().any(|passage| passage.depth.is_some()) {
        true => SMALLEST,
        false => SMALLEST_WITHOUT_HEADING,
    };
    come().map(|passage| passage.characters).sum::<usize>() >= least
}

/// The passages that follow each other on both sides, from two that are the same on.
fn run(
    from: &Passages,
    to: &Passages,
    taken: &[bool],
    start: (usize, usize),
) -> Vec<(usize, usize)> {
    let mut pairs = vec![start];
    let (mut old, mut new) = start;
    if to.come[new].characters < SMALLEST_ALONE && to.come[new].depth.is_none() {
        return Vec::new();
    }
    while let Some(next) = next(from, to, taken, (old, new)) {
        pairs.push(next);
        (old, new) = next;
    }
    pairs
}

/// The nearest two passages after two others that are the same; only so many may stand between.
fn next(
    from: &Passages,
    to: &Passages,
    taken: &[bool],
    (old, new): (usize, usize),
) -> Option<(usize, usize)> {
    let ways = (0..=2 * GAP).flat_map(|sum| (0..=sum.min(GAP)).map(move |skip| (skip, sum - skip)));
    ways.filter(|&(_, skip)| skip <= GAP)
        .map(|(skipped_old, skipped_new)| (old + 1 + skipped_old, new + 1 + skipped_new))
        .find(|&(old, new)| {
            let same = from.gone.get(old).zip(to.come.get(new));
            same.is_some_and(|(a, b)| a.hash == b.hash) && !taken[old]
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::compare;
    use crate::document::parse;

    /// Documents before and after, an empty text standing for none; what went where, by headings.
    #[track_caller]
    fn check(documents: &[(&str, &str)], expected: &[&str]) {
        let passages: Vec<Passages> = documents
            .iter()
            .map(|(before, after)| {
                let (old, new) = (parse(before), parse(after));
                Passages::new(&compare(&old, &new).changes())
            })
            .collect();
        let passages: Vec<&Passages> = passages.iter().collect();
        let found: Vec<String> = relocations(&passages)
            .iter()
            .map(|run| {
                let headings = run.headings(&passages).join("、");
                format!(
                    "{} → {}: {headings} ({})",
                    run.from,
                    run.to,
                    run.passages.len()
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    const HEAD: &str = "# 政策\n\nはじめの文です。ここは変わりません。\n\n";
    const CARE: &str = "## 福祉\n\n福祉の相談をどの窓口でも受け付けます。\n\n- 手続きを一度で済ませる\n- 家族の負担を減らす\n\n";
    const TECH: &str = "## 技術\n\n研究に長く続けて投資していきます。\n\n";

    #[test]
    fn a_section_that_became_a_file_is_told_as_gone_there() {
        check(
            &[
                (&format!("{HEAD}{CARE}{TECH}"), &format!("{HEAD}{TECH}")),
                ("", CARE),
            ],
            &["0 → 1: 福祉 (4)"],
        );
    }

    #[test]
    fn two_files_that_became_one_are_told_both_ways() {
        check(
            &[
                (&format!("{HEAD}{TECH}"), &format!("{HEAD}{CARE}{TECH}")),
                (CARE, ""),
            ],
            &["1 → 0: 福祉 (4)"],
        );
    }

    #[test]
    fn what_changed_on_the_way_does_not_part_a_relocation() {
        let edited = CARE.replace("家族", "ご家族みんな");
        check(
            &[
                (&format!("{HEAD}{CARE}{TECH}"), HEAD),
                ("", &format!("{edited}{TECH}")),
            ],
            &["0 → 1: 福祉、技術 (5)"],
        );
    }

    #[test]
    fn a_few_common_words_are_no_relocation() {
        check(
            &[
                (
                    &format!("{HEAD}## 現状\n\n消える長い段落がここに一つあります。"),
                    HEAD,
                ),
                ("", "## 現状\n\nまったく別の新しい段落をここに書きます。"),
            ],
            &[],
        );
    }

    #[test]
    fn a_notice_that_many_documents_carry_did_not_go_from_one_to_another() {
        let notice = "⚠️ 作成の途中であり、内容は今後変わることがあります。ご意見をもとに改めていきます。\n\n";
        check(
            &[
                (&format!("{notice}{TECH}"), TECH),
                (CARE, &format!("{notice}{CARE}")),
            ],
            &[],
        );
    }

    #[test]
    fn nothing_goes_to_where_it_was() {
        check(
            &[(
                &format!("{HEAD}{CARE}{TECH}"),
                &format!("{HEAD}{TECH}{CARE}"),
            )],
            &[],
        );
    }
}
