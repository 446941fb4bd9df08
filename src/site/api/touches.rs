//! What each waiting request does to today's text ↔ `/api/touches.json`: for programs, and for the next build, which finds
//! there what it need not find out again.
//!
//! Section names, which are long and few, are listed once. Reading is forgiving: a file that is damaged or of another form
//! tells nothing.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::line;
use crate::site::path::OutputPath;
use crate::survey::overlap::Touch;
use crate::survey::passage::{Lost, Spot};
use crate::survey::{Survey, Surveyed, Verdict};

#[derive(Default, Serialize, Deserialize)]
struct Touches {
    /// Document and anchor.
    sections: Vec<(String, String)>,
    #[serde(default)]
    lost: Vec<LostRow>,
    requests: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    number: u64,
    inputs: String,
    verdict: Option<Verdict>,
    /// Each with the place of the section in the list.
    touches: Vec<(usize, Vec<[usize; 2]>)>,
    /// The places of passages in the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lost: Vec<usize>,
}

/// A passage that is not where it was; hundreds of requests change the same.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct LostRow {
    text: String,
    heading: String,
    /// Where it was: the place of a document among today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<usize>,
    /// Where it is: the place of a document, and of a block in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<[usize; 2]>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    rewritten: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    beside: bool,
}

/// Where the file is.
pub fn touches_path() -> OutputPath {
    OutputPath::file("api/touches.json")
}

/// Writes what was found of all requests whose inputs are known.
pub(super) fn touches_file(survey: &Survey) -> (OutputPath, Vec<u8>) {
    let mut sections = Listed::default();
    let mut lost = Listed::default();
    let known = |found: &&Surveyed| !found.inputs.is_empty();
    let rows = survey.requests.iter();
    let rows = rows
        .filter(|(_, found)| known(found))
        .map(|(number, found)| {
            let touches = found.touches.iter().map(|touch| {
                let section = (touch.document.clone(), touch.section.clone());
                (sections.place(section), touch.passages.clone())
            });
            Row {
                number: *number,
                inputs: found.inputs.clone(),
                verdict: found.verdict,
                touches: touches.collect(),
                lost: found
                    .lost
                    .iter()
                    .map(|passage| lost.place(LostRow::from(passage)))
                    .collect(),
            }
        });
    let requests = rows.collect();
    let file = Touches {
        sections: sections.all,
        lost: lost.all,
        requests,
    };
    (touches_path(), by_line(&file).into_bytes())
}

/// What many name, each once, in the order of first appearance.
struct Listed<T> {
    all: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Listed<T> {
    fn place(&mut self, item: T) -> usize {
        let next = self.all.len();
        *self.places.entry(item).or_insert_with_key(|item| {
            self.all.push(item.clone());
            next
        })
    }
}

impl From<&Lost> for LostRow {
    fn from(lost: &Lost) -> Self {
        Self {
            text: lost.text.clone(),
            heading: lost.heading.clone(),
            document: lost.document,
            now: lost.now.map(|spot| [spot.document, spot.block]),
            rewritten: lost.rewritten,
            beside: lost.beside,
        }
    }
}

impl From<&LostRow> for Lost {
    fn from(row: &LostRow) -> Self {
        Self {
            text: row.text.clone(),
            heading: row.heading.clone(),
            document: row.document,
            now: row.now.map(|[document, block]| Spot { document, block }),
            rewritten: row.rewritten,
            beside: row.beside,
        }
    }
}

/// One request a line, so that few lines change.
fn by_line(file: &Touches) -> String {
    let lines = |rows: Vec<String>| {
        let rows: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
        rows.join(",\n")
    };
    let sections = line(&file.sections);
    let sections = sections.trim_end();
    let lost = lines(file.lost.iter().map(line).collect());
    let requests = lines(file.requests.iter().map(line).collect());
    format!("{{\"sections\":{sections},\n\"lost\":[\n{lost}\n],\n\"requests\":[\n{requests}\n]}}\n")
}

/// Reads back what was found, by number.
pub fn read_touches(bytes: &[u8]) -> BTreeMap<u64, Surveyed> {
    let file: Touches = serde_json::from_slice(bytes).unwrap_or_default();
    let touch = |(place, passages): (usize, Vec<[usize; 2]>)| {
        let (document, section) = file.sections.get(place)?.clone();
        Some(Touch {
            document,
            section,
            passages,
        })
    };
    let lost = |place: usize| file.lost.get(place).map(Lost::from);
    let surveyed = |row: Row| {
        let touches: Option<Vec<Touch>> = row.touches.into_iter().map(touch).collect();
        let lost: Option<Vec<Lost>> = row.lost.into_iter().map(lost).collect();
        let found = Surveyed {
            inputs: row.inputs,
            verdict: row.verdict,
            touches: touches?,
            lost: lost?,
        };
        Some((row.number, found))
    };
    file.requests.into_iter().filter_map(surveyed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(section: &str, passages: &[[usize; 2]]) -> Touch {
        Touch {
            document: "docs/教育.md".to_owned(),
            section: section.to_owned(),
            passages: passages.to_vec(),
        }
    }

    fn surveyed(inputs: &str, touches: Vec<Touch>) -> Surveyed {
        Surveyed {
            inputs: inputs.to_owned(),
            verdict: Some(Verdict::Applies),
            touches,
            lost: Vec::new(),
        }
    }

    /// A request that changes one passage which is gone, and one that went elsewhere.
    fn in_conflict(inputs: &str) -> Surveyed {
        let lost = |text: &str, now| Lost {
            text: text.to_owned(),
            document: Some(2),
            heading: "予算".to_owned(),
            now,
            rewritten: now.is_some(),
            beside: now.is_some(),
        };
        let spot = Spot {
            document: 1,
            block: 4,
        };
        Surveyed {
            verdict: Some(Verdict::Conflicts),
            lost: vec![lost("約5500万円", None), lost("教員を増やす", Some(spot))],
            ..surveyed(inputs, vec![touch("予算", &[[4, 9]])])
        }
    }

    #[test]
    fn what_was_found_is_read_back() {
        let found = BTreeMap::from([
            (3, surveyed("a", vec![touch("予算", &[[4, 9], [9, 9]])])),
            (
                7,
                surveyed("b", vec![touch("", &[[0, 2]]), touch("予算", &[[4, 9]])]),
            ),
            (8, surveyed("c", Vec::new())),
            (9, in_conflict("d")),
            (10, in_conflict("e")),
        ]);
        let mut all = found.clone();
        all.insert(11, Surveyed::default());
        let mut survey = Survey::default();
        survey.requests = all;
        let (_, bytes) = touches_file(&survey);
        assert_eq!(read_touches(&bytes), found);
        assert_eq!(touches_file(&survey).1, bytes);
    }

    #[test]
    fn a_damaged_file_tells_nothing() {
        let row = "{\"number\":1,\"inputs\":\"a\",\"verdict\":null,\"touches\":[[1,[]]]}";
        let lost_section = format!("{{\"sections\":[[\"a\",\"b\"]],\"requests\":[{row}]}}");
        let row = "{\"number\":1,\"inputs\":\"a\",\"verdict\":null,\"touches\":[],\"lost\":[0]}";
        let lost_passage = format!("{{\"sections\":[],\"lost\":[],\"requests\":[{row}]}}");
        for text in ["", "[]", "{\"sections\":1}", &lost_section, &lost_passage] {
            assert!(read_touches(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
