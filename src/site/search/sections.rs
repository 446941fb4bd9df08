//! The documents of all versions → passages to be found: each section once, with the versions that it stands in.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::volumes;
use crate::comparison::units_of_blocks;
use crate::document::Document;
use crate::search::{Passage, Volume};
use crate::site::Site;
use crate::site::edition::{Edition, EditionDocument};
use crate::site::view::Href;
use crate::snapshot::ObjectId;

/// What a result tells of a section beside its words: its anchor, and the headings above it, outermost first.
pub type Place = (String, Vec<String>);

/// The sections of all versions.
#[derive(Debug, Default)]
pub struct Sections<'s> {
    /// The name of each version and the first component of its addresses, the newest version first.
    pub editions: Vec<(&'s str, String)>,
    /// Those of the newest version.
    pub latest: Part,
    /// Those that only other versions have.
    pub versions: Part,
}

/// Sections in the order of their documents.
#[derive(Debug, Default)]
pub struct Part {
    passages: Vec<Passage<Place>>,
    /// For each passage the versions that it stands in besides the newest, as indices into `editions`, newest first.
    editions: Vec<Vec<usize>>,
    documents: Vec<DocumentOf>,
}

#[derive(Debug)]
struct DocumentOf {
    title: String,
    href: String,
    passages: Range<usize>,
}

/// What a browser knows of the passages of a volume.
#[derive(Serialize)]
struct About<'p> {
    /// The documents in order: title, address from the site's root, how many of the passages are its.
    documents: Vec<(&'p str, &'p str, usize)>,
    /// Each set of versions once.
    sets: Vec<&'p [usize]>,
    /// For each passage its set.
    of: Vec<usize>,
}

/// Where a passage was put: whether among the newest version's, and at which place.
type At = (bool, usize);

impl<'s> Sections<'s> {
    /// Reads through all versions from the newest.
    pub fn new(site: &'s Site<'_>) -> Self {
        let latest = site.latest();
        let mut found = Self {
            editions: vec![(site.latest_name(), latest.name.clone())],
            ..Self::default()
        };
        let mut reader = Reader::default();
        for document in &latest.documents {
            reader.document(&mut found, latest, document, 0);
        }
        let same = |edition: &Edition<'_>| edition.version.commit == latest.version.commit;
        let named = |edition: &&Edition<'_>| {
            edition.version.name != latest.version.name
                && !(edition.name == "next" && same(edition))
        };
        for edition in site.states().filter(named) {
            let number = found.editions.len();
            found
                .editions
                .push((edition.version.name.as_str(), edition.name.clone()));
            for document in &edition.documents {
                reader.document(&mut found, edition, document, number);
            }
        }
        found
    }

    /// Writes a part.
    pub fn volumes(&self, name: &str, part: &Part) -> Vec<Volume> {
        volumes(name, &part.passages, |range| part.about(range))
    }
}

impl Part {
    fn about(&self, range: Range<usize>) -> About<'_> {
        let documents = self.documents.iter().filter_map(|document| {
            let start = document.passages.start.max(range.start);
            let end = document.passages.end.min(range.end);
            (start < end).then(|| (document.title.as_str(), document.href.as_str(), end - start))
        });
        let documents = documents.collect();
        let mut places: HashMap<&[usize], usize> = HashMap::new();
        let mut sets = Vec::new();
        let of = self.editions[range].iter().map(|editions| {
            *places.entry(editions).or_insert_with(|| {
                sets.push(&editions[..]);
                sets.len() - 1
            })
        });
        let of = of.collect();
        About {
            documents,
            sets,
            of,
        }
    }
}

/// Knows what was read before, so that nothing is told twice.
#[derive(Default)]
struct Reader {
    texts: HashMap<(String, ObjectId), Vec<At>>,
    passages: HashMap<[u8; 32], At>,
}

impl Reader {
    fn document(
        &mut self,
        found: &mut Sections<'_>,
        edition: &Edition<'_>,
        document: &EditionDocument<'_>,
        number: usize,
    ) {
        let key = (document.address.clone(), document.blob);
        if let Some(known) = self.texts.get(&key) {
            known.iter().for_each(|at| found.stands_in(*at, number));
            return;
        }
        let mut places = Vec::new();
        let start = found.part(number).passages.len();
        for passage in passages(&document.document) {
            let digest = digest(&document.address, &passage);
            let known = self.passages.get(&digest).copied();
            // What stands twice in one version is told twice.
            let at = known
                .filter(|at| !found.has(*at, number))
                .unwrap_or_else(|| found.add(passage, number));
            self.passages.insert(digest, at);
            found.stands_in(at, number);
            places.push(at);
        }
        self.texts.insert(key, places);
        let part = found.part(number);
        let passages = start..part.passages.len();
        if !passages.is_empty() {
            let href = Href::between("index.html", edition.page(document).as_str());
            part.documents.push(DocumentOf {
                title: told(document),
                href: href.as_str().to_owned(),
                passages,
            });
        }
    }
}

/// A document's title, with its language where that is another than the proposal's own.
fn told(document: &EditionDocument<'_>) -> String {
    match document.language {
        Some(tag) => format!("{} ({})", document.title, tag.own_name()),
        None => document.title.clone(),
    }
}

impl Sections<'_> {
    fn part(&mut self, edition: usize) -> &mut Part {
        if edition == 0 {
            &mut self.latest
        } else {
            &mut self.versions
        }
    }

    fn add(&mut self, passage: Passage<Place>, edition: usize) -> At {
        let part = self.part(edition);
        part.passages.push(passage);
        part.editions.push(Vec::new());
        (edition == 0, part.passages.len() - 1)
    }

    fn editions_of(&mut self, (is_latest, at): At) -> &mut Vec<usize> {
        let part = if is_latest {
            &mut self.latest
        } else {
            &mut self.versions
        };
        &mut part.editions[at]
    }

    /// Whether a passage is known to stand in a version. Each of the newest version stands in it.
    fn has(&mut self, at: At, edition: usize) -> bool {
        edition == 0 || self.editions_of(at).last() == Some(&edition)
    }

    fn stands_in(&mut self, at: At, edition: usize) {
        if edition > 0 {
            self.editions_of(at).push(edition);
        }
    }
}

/// The sections of a document, each with the blocks up to the next heading; before them what stands above the first one.
fn passages(document: &Document) -> Vec<Passage<Place>> {
    let mut found: Vec<Passage<Place>> = std::iter::once(above(document))
        .chain((0..document.sections.len()).map(|index| section(document, index)))
        .collect();
    units_of_blocks(document, &mut |block, text| {
        let at = document.section_of(block).map_or(0, |index| index + 1);
        let is_heading = at > 0 && document.sections[at - 1].blocks.start == block;
        if !is_heading {
            let lines = text
                .split('\n')
                .map(str::trim)
                .filter(|line| !line.is_empty());
            found[at].lines.extend(lines.map(str::to_owned));
        }
    });
    if found[0].heading.is_empty() && found[0].lines.is_empty() {
        found.remove(0);
    }
    found
}

/// A title that is in no heading can be found too.
fn above(document: &Document) -> Passage<Place> {
    let title = document.front_matter.title.clone().unwrap_or_default();
    let is_heading = document
        .sections
        .iter()
        .any(|section| section.title == title);
    Passage {
        heading: if is_heading {
            String::new()
        } else {
            title.replace('\n', " ")
        },
        lines: Vec::new(),
        place: (String::new(), Vec::new()),
    }
}

fn section(document: &Document, index: usize) -> Passage<Place> {
    let section = &document.sections[index];
    let mut path = document.section_path(section.blocks.start);
    path.pop();
    Passage {
        heading: section.title.clone(),
        lines: Vec::new(),
        place: (
            section.anchor.clone(),
            path.into_iter().map(str::to_owned).collect(),
        ),
    }
}

fn digest(address: &str, passage: &Passage<Place>) -> [u8; 32] {
    let (anchor, path) = &passage.place;
    let mut hash = Sha256::new();
    let parts = [address, anchor, &passage.heading].into_iter();
    let parts = parts.chain(path.iter().map(String::as_str)).chain(["\n"]);
    for part in parts.chain(passage.lines.iter().map(String::as_str)) {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    #[test]
    fn a_section_ends_at_the_next_heading_and_knows_those_above() {
        let found = passages(&parse(
            "前文\n\n# 教育\n本文\n\n## 予算\n- 一\n- 二  \n  三\n",
        ));
        let told: Vec<_> = found
            .iter()
            .map(|passage| {
                (
                    passage.heading.as_str(),
                    passage.lines.join("/"),
                    passage.place.1.join("/"),
                )
            })
            .collect();
        let expected = [
            ("", "前文", ""),
            ("教育", "本文", ""),
            ("予算", "一/二/三", "教育"),
        ];
        assert_eq!(
            told,
            expected.map(|(a, b, c)| (a, b.to_owned(), c.to_owned()))
        );
    }

    #[test]
    fn what_raw_html_and_tables_show_can_be_found() {
        let found = passages(&parse(
            "# 題\n<details><summary>詳細</summary>\n\n|a|b|\n|-|-|\n|一|二|\n",
        ));
        assert_eq!(found[0].lines, ["詳細", "a | b", "一 | 二"]);
    }

    #[test]
    fn a_title_of_its_own_can_be_found() {
        let found = passages(&parse("---\ntitle: 表題\n---\n# 見出し\n"));
        assert_eq!(found[0].heading, "表題");
        let found = passages(&parse("---\ntitle: 見出し\n---\n# 見出し\n"));
        assert_eq!(found.len(), 1);
    }
}
