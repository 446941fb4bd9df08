//! What a request changes or removes, and today's text → where each passage stands now, or that it stands nowhere.
//!
//! Told by threes of letters: a passage stands where most of its threes stand in one paragraph, item or row. Between what
//! stands and what is gone there is what nobody can tell; it counts as not gone. Pure: knows no request and no page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use super::shingle::{HashedMap, of_letters};
use super::subject::subject;
use crate::comparison::{Change, units_of_blocks};
use crate::document::{Document, is_alphanumeric};

/// Letters of one feature.
const LENGTH: usize = 3;
/// A passage with fewer features is looked for as a whole: its letters stand anywhere by chance.
pub(super) const FEWEST: usize = 12;
/// Of 1000 features of a passage so many stand in one place: it stands there, word for word or nearly so.
const STANDS: usize = 950;
/// So many: it was rewritten there.
const REWRITTEN: usize = 500;
/// Fewer than so many: what they share is chance.
const CHANCE: usize = 250;
/// So many stand in one document, wherever in it: the passage may have been split, or put into other words.
const SCATTERED: usize = 600;
/// Of 1000 features of what a passage speaks of so many stand in one piece: it may have been put into other words there.
const SAME_SUBJECT: usize = 400;

/// Today's paragraphs, items and rows, ready to be looked through.
#[derive(Debug, Default)]
pub struct Pieces {
    places: Vec<Spot>,
    /// The letters of each piece that is too short for features, and of all headings.
    whole: BTreeMap<String, Spot>,
    by_feature: HashedMap<Vec<u32>>,
    by_subject: HashedMap<Vec<u32>>,
    known: Mutex<HashMap<(String, Option<usize>), Fate>>,
}

/// Fates that are remembered: hundreds of requests change the same passages.
const REMEMBERED: usize = 100_000;

/// A block of one of today's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which document, as an index into those that were given.
    pub document: usize,
    /// Which of its blocks.
    pub block: usize,
}

/// What became of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands here, word for word or nearly so.
    Stands(Spot),
    /// Most of it stands here, in other words.
    Rewritten(Spot),
    /// It may have been rewritten.
    Unsure,
    /// It stands nowhere.
    Gone,
}

impl Pieces {
    /// Reads through today's documents.
    pub fn new<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Self {
        let mut pieces = Self::default();
        for (document, read) in documents.into_iter().enumerate() {
            units_of_blocks(read, &mut |block, text| {
                pieces.add(Spot { document, block }, &text);
            });
        }
        pieces
    }

    fn add(&mut self, spot: Spot, text: &str) {
        let letters = letters(text);
        let features = features(&letters);
        if features.len() < FEWEST {
            self.whole
                .entry(letters.into_iter().collect())
                .or_insert(spot);
            return;
        }
        let place = self.places.len() as u32;
        self.places.push(spot);
        for feature in features {
            self.by_feature.entry(feature).or_default().push(place);
        }
        for feature in subject(text) {
            self.by_subject.entry(feature).or_default().push(place);
        }
    }

    /// Where a passage stands now; of several places, in the document that is asked about, else the first one.
    pub fn fate(&self, text: &str, document: Option<usize>) -> Fate {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (text.to_owned(), document);
        if let Some(fate) = known().get(&key) {
            return *fate;
        }
        let fate = self.find(text, document);
        let mut known = known();
        if known.len() < REMEMBERED {
            known.insert(key, fate);
        }
        fate
    }

    fn find(&self, text: &str, document: Option<usize>) -> Fate {
        let letters = letters(text);
        let features = features(&letters);
        if features.len() < FEWEST {
            let whole: String = letters.into_iter().collect();
            // Where it is part of a longer piece nobody has looked.
            return match self.whole.get(&whole) {
                Some(spot) => Fate::Stands(*spot),
                None => Fate::Unsure,
            };
        }
        let spot = |place: u32| self.places[place as usize];
        let is_here = |place| Some(spot(place).document) == document;
        let most = most_of(&self.by_feature, &features, is_here);
        match most.map(|(place, count)| (spot(place), count * 1000 / features.len())) {
            Some((spot, STANDS..)) => Fate::Stands(spot),
            Some((spot, REWRITTEN..)) => Fate::Rewritten(spot),
            Some((_, CHANCE..)) => Fate::Unsure,
            _ if self.scattered(&features) * 1000 >= SCATTERED * features.len() => Fate::Unsure,
            _ if self.is_spoken_of(text) || self.has_line_of(text, document) => Fate::Unsure,
            _ => Fate::Gone,
        }
    }

    /// Whether one piece speaks of what a passage speaks of, in whatever words.
    fn is_spoken_of(&self, text: &str) -> bool {
        let features = subject(text);
        let most = most_of(&self.by_subject, &features, |_| false);
        most.is_some_and(|(_, count)| count * 1000 >= SAME_SUBJECT * features.len())
    }

    /// Whether of a passage of several lines, a list or a row, one need not be gone.
    fn has_line_of(&self, text: &str, document: Option<usize>) -> bool {
        let mut lines = text
            .lines()
            .filter(|line| line.chars().any(is_alphanumeric));
        text.contains('\n') && lines.any(|line| self.find(line, document) != Fate::Gone)
    }

    /// Most of these features that one document has.
    fn scattered(&self, features: &[u64]) -> usize {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for places in features.iter().filter_map(|hash| self.by_feature.get(hash)) {
            let documents = places.iter().map(|place| self.places[*place as usize]);
            let mut documents: Vec<usize> = documents.map(|spot| spot.document).collect();
            // Places ascend, and with them their documents.
            documents.dedup();
            documents
                .into_iter()
                .for_each(|document| *counts.entry(document).or_default() += 1);
        }
        counts.into_values().max().unwrap_or(0)
    }
}

/// The place with most of these features, and how many it has; of several, one that is wanted, else the first one.
fn most_of(
    index: &HashedMap<Vec<u32>>,
    features: &[u64],
    is_wanted: impl Fn(u32) -> bool,
) -> Option<(u32, usize)> {
    let found = features.iter().filter_map(|feature| index.get(feature));
    let mut places: Vec<u32> = found.flatten().copied().collect();
    places.sort_unstable();
    let counted = places.chunk_by(|a, b| a == b);
    let best =
        counted.max_by_key(|run| (run.len(), is_wanted(run[0]), std::cmp::Reverse(run[0])))?;
    Some((best[0], best.len()))
}

/// A document of today's, among all of them.
#[derive(Clone, Copy, Debug)]
pub struct Here<'p> {
    /// The passages of all documents.
    pub pieces: &'p Pieces,
    /// The document.
    pub today: &'p Document,
    /// Its index among those that were given; `None` for one that is gone.
    pub document: Option<usize>,
}

/// A passage that a request changes or removes, and that is not where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Its text as the request knew it.
    pub text: String,
    /// The document that it was in, as an index into today's; `None` if that is gone.
    pub document: Option<usize>,
    /// The heading that it stood under; empty before the first one.
    pub heading: String,
    /// Where it stands now; `None` if it is gone.
    pub now: Option<Spot>,
    /// Whether it was rewritten on the way.
    pub rewritten: bool,
    /// Whether the request does not change it itself but adds something near it.
    pub beside: bool,
}

impl Here<'_> {
    /// Whether all that a change would change or remove stands nowhere today, so that there is nothing left to apply it to.
    ///
    /// What it adds must have had its place under a heading of the base that is gone as well (new sections have theirs where the
    /// headings above them are), and none of its own wording may stand today: then it was taken up in another way.
    pub fn is_gone(&self, changes: &[Change], base: &Document) -> bool {
        let is_lost = |text: &str| self.pieces.fate(text, self.document) == Fate::Gone;
        let mut any = false;
        for change in changes {
            match (told(&change.before), told(&change.after)) {
                (Some(before), after) => {
                    if !is_lost(before) || after.is_some_and(|after| !is_lost(after)) {
                        return false;
                    }
                    any = true;
                }
                (None, Some(_)) if self.has_place_of(change, base) => return false,
                (None, _) => {}
            }
        }
        any
    }

    /// Whether of something that a change would change or remove nobody can tell whether it stands.
    pub fn is_unsure(&self, changes: &[Change]) -> bool {
        let mut texts = changes.iter().filter_map(|change| told(&change.before));
        texts.any(|text| self.pieces.fate(text, self.document) == Fate::Unsure)
    }

    /// Lists what a change would change or remove and that is gone, in another document, or under another heading because
    /// its own is gone.
    pub fn lost(&self, changes: &[Change]) -> Vec<Lost> {
        let found = changes.iter().filter_map(|change| {
            let text = told(&change.before)?;
            let (now, rewritten) = match self.pieces.fate(text, self.document) {
                Fate::Gone => (None, false),
                Fate::Stands(spot) => (Some(spot), false),
                Fate::Rewritten(spot) => (Some(spot), true),
                Fate::Unsure => return None,
            };
            let is_here = now.is_some_and(|spot| Some(spot.document) == self.document);
            (!(is_here && self.has_heading_of(change))).then(|| Lost {
                text: text.to_owned(),
                document: self.document,
                heading: change.section.last().cloned().unwrap_or_default(),
                now,
                rewritten,
                beside: false,
            })
        });
        found.collect()
    }

    /// Lists passages beside which a change adds something, and that stand somewhere today: there is its place. For each heading under
    /// which something is added, one that stood under it or below; where none of those stands, one under the heading above it, and at
    /// last one of the document.
    pub fn beside(&self, changes: &[Change], base: &Document) -> Vec<Lost> {
        let mut under: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
        units_of_blocks(base, &mut |block, text| {
            under
                .entry(base.section_path(block))
                .or_default()
                .push(text);
        });
        let first = |path: &[String]| {
            let path_of_base: Vec<&str> = path.iter().map(String::as_str).collect();
            let inside = under
                .range(path_of_base.clone()..)
                .take_while(|(own, _)| own.starts_with(&path_of_base));
            let mut units = inside.flat_map(|(_, units)| units);
            units.find_map(|text| self.standing(text, path))
        };
        let mut known: BTreeMap<&[String], Option<Lost>> = BTreeMap::new();
        let mut found: Vec<&[String]> = Vec::new();
        let is_added =
            |change: &&Change| told(&change.before).is_none() && told(&change.after).is_some();
        let paths: BTreeSet<&[String]> = changes
            .iter()
            .filter(is_added)
            .map(|change| &change.section[..])
            .collect();
        for path in paths {
            for length in (0..=path.len()).rev() {
                let above = &path[..length];
                if known.entry(above).or_insert_with(|| first(above)).is_some() {
                    found.push(above);
                    break;
                }
            }
        }
        // What is told once is not told again.
        found
            .into_iter()
            .filter_map(|path| known.remove(path).flatten())
            .collect()
    }

    /// A passage that stood under these headings, if it stands somewhere today. A few words stand in many places by chance.
    fn standing(&self, text: &str, path: &[String]) -> Option<Lost> {
        if features(&letters(text)).len() < FEWEST {
            return None;
        }
        let (now, rewritten) = match self.pieces.fate(text, self.document) {
            Fate::Stands(spot) => (spot, false),
            Fate::Rewritten(spot) => (spot, true),
            Fate::Unsure | Fate::Gone => return None,
        };
        Some(Lost {
            text: text.to_owned(),
            document: self.document,
            heading: path.last().cloned().unwrap_or_default(),
            now: Some(now),
            rewritten,
            beside: true,
        })
    }

    /// Whether the heading over a change is one of today's; what stands before the first one has its place always.
    fn has_heading_of(&self, change: &Change) -> bool {
        let heading = change.section.last();
        heading.is_none_or(|heading| has_heading(self.today, heading))
    }

    /// Whether what is added has its place today: under the nearest heading above it that is none of its own.
    fn has_place_of(&self, addition: &Change, base: &Document) -> bool {
        let mut above = addition.section.iter().rev();
        let nearest = above.find(|heading| has_heading(base, heading));
        nearest.is_none_or(|heading| has_heading(self.today, heading))
    }
}

fn has_heading(document: &Document, heading: &str) -> bool {
    let mut sections = document.sections.iter();
    sections.any(|section| section.title == heading)
}

fn told(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

pub(super) fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|&c| is_alphanumeric(c)).collect()
}

pub(super) fn features(letters: &[char]) -> Vec<u64> {
    let mut features: Vec<u64> = letters.windows(LENGTH).map(of_letters).collect();
    features.sort_unstable();
    features.dedup();
    features
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::compare;
    use crate::document::parse;

    const STIPEND: &str = "海外の大学院生を受け入れる三か月の滞在枠を設け、研究室を公募する。";
    const HOUSING: &str = "留学生のための宿舎を都心に三百戸用意し、家賃の半分を補助する。";

    /// What became of a passage in a text of one document.
    fn fate(passage: &str, today: &str) -> Fate {
        Pieces::new([&parse(today)]).fate(passage, Some(0))
    }

    #[test]
    fn what_is_added_to_a_document_that_is_gone_has_its_place_beside_what_stands_elsewhere() {
        let check = |base: &str, head: &str, today: &str, expected: Option<&str>| {
            let (base, head) = (parse(base), parse(head));
            let here = Here {
                pieces: &Pieces::new([&parse(today)]),
                today: &Document::default(),
                document: None,
            };
            let found = here.beside(&compare(&base, &head).changes(), &base);
            let found: Vec<&str> = found.iter().map(|lost| &lost.text[..]).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{today}");
        };
        let base = format!("# 甲\n\n## 概要\n\n{HOUSING}\n\n# 乙\n\n## 概要\n\n{STIPEND}\n");
        let below = format!("{base}\n新しい一文を加える。\n");
        let section = format!("{base}\n## 新しい節\n\n新しい一文を加える。\n");
        let elsewhere = |text: &str| format!("# 別の章\n\n{text}\n");
        // Headings repeat: it is the passage under the very one that counts.
        let both = format!("{HOUSING}\n\n{STIPEND}");
        check(&base, &below, &elsewhere(&both), Some(STIPEND));
        check(&base, &below, &elsewhere(HOUSING), Some(HOUSING));
        check(&base, &below, "# 別の章\n\n別の文です。\n", None);
        check(&base, &section, &elsewhere(&both), Some(STIPEND));
        check(&base, &section, &elsewhere(HOUSING), Some(HOUSING));
        check(
            &base,
            &format!("{base}\n# 丙\n\n一文。\n"),
            &elsewhere(STIPEND),
            Some(STIPEND),
        );
        let above = base.replace("# 乙\n", &format!("# 乙\n\n{HOUSING}\n"));
        check(
            &above,
            &format!("{above}\n## 新しい節\n\n一文。\n"),
            &elsewhere(HOUSING),
            Some(HOUSING),
        );
    }

    #[test]
    fn a_passage_stands_is_rewritten_or_gone() {
        let spot = Spot {
            document: 0,
            block: 1,
        };
        let today = format!("# 施策\n\n{STIPEND}\n");
        assert_eq!(fate(STIPEND, &today), Fate::Stands(spot));
        let rewritten = today.replace("三か月の滞在枠", "半年間の研究滞在の枠");
        assert_eq!(fate(STIPEND, &rewritten), Fate::Rewritten(spot));
        assert_eq!(fate(HOUSING, &today), Fate::Gone);
    }

    #[test]
    fn of_what_is_spoken_of_in_other_words_nobody_can_tell() {
        let old = "他党や他自治体がわたしたちの技術を使いはじめられるよう、中立の立場から手助けをします。";
        let new = "中立を守りつつ、他党と自治体に向けて技術の提供を広げていく。";
        assert_eq!(fate(old, &format!("# 施策\n\n{new}\n")), Fate::Unsure);
        let list = format!("子育て\n{HOUSING}");
        assert_eq!(fate(&list, "# 施策\n\n- 子育て\n"), Fate::Unsure);
        assert_eq!(
            fate(&list.replace("子育て\n", ""), "# 施策\n\n- 子育て\n"),
            Fate::Gone
        );
    }

    #[test]
    fn of_a_few_letters_nobody_can_tell() {
        assert_eq!(fate("予算", "# 施策\n\n人員\n"), Fate::Unsure);
    }

    #[test]
    fn a_passage_that_went_to_another_document_is_told_with_its_place() {
        let base = format!("# 甲\n\n{STIPEND}\n\n{HOUSING}\n");
        let head = base.replace("三か月", "六か月").replace("三百戸", "五百戸");
        let (here, there) = (parse("# 甲\n"), parse(&format!("# 乙\n\n{HOUSING}\n")));
        let changes = compare(&parse(&base), &parse(&head)).changes();
        let pieces = Pieces::new([&here, &there]);
        let here = Here {
            pieces: &pieces,
            today: &here,
            document: Some(0),
        };
        let found = here.lost(&changes);
        let told: Vec<_> = found
            .iter()
            .map(|lost| (&lost.text[..], lost.now))
            .collect();
        let spot = Spot {
            document: 1,
            block: 1,
        };
        assert_eq!(told, [(STIPEND, None), (HOUSING, Some(spot))]);
    }

    fn check(base: &str, head: &str, today: &str, expected: bool) {
        let [base, head, today] = [base, head, today].map(parse);
        let changes = compare(&base, &head).changes();
        let here = Here {
            pieces: &Pieces::new([&today]),
            today: &today,
            document: Some(0),
        };
        assert_eq!(here.is_gone(&changes, &base), expected);
    }

    #[test]
    fn a_request_is_gone_when_all_its_passages_are() {
        let base = format!("# 甲\n\n{STIPEND}\n\n{HOUSING}\n");
        let head = base.replace("三か月", "六か月");
        check(&base, &head, &format!("# 甲\n\n{HOUSING}\n"), true);
        check(&base, &head, &base.replace("公募", "募集"), false);
        let both = head.replace("三百戸", "五百戸");
        check(&base, &both, &format!("# 甲\n\n{HOUSING}\n"), false);
    }

    #[test]
    fn one_whose_addition_still_has_a_place_is_not_gone() {
        let base = format!("# 甲\n\n{STIPEND}\n");
        let head = format!(
            "# 甲\n\n{}\n\n{HOUSING}\n",
            STIPEND.replace("三か月", "六か月")
        );
        check(&base, &head, "# 甲\n\n別の文です。\n", false);
        check(&base, &head, "# 乙\n\n別の文です。\n", true);
        let section = head.replace(HOUSING, &format!("## 住まい\n\n{HOUSING}"));
        check(&base, &section, "# 甲\n\n別の文です。\n", false);
        check(&base, &section, "# 乙\n\n別の文です。\n", true);
    }

    #[test]
    fn one_whose_own_wording_stands_is_not_gone() {
        let (base, head) = (
            format!("# 甲\n\n{STIPEND}\n"),
            format!("# 甲\n\n{HOUSING}\n"),
        );
        check(&base, &head, &format!("# 甲\n\n{HOUSING}\n"), false);
    }
}
