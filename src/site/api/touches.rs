//! What each waiting request does to today's text ↔ `/api/touches.json`: for programs, and for the next build, which finds
//! there what it need not find out again.
//!
//! Section names, which are long and few, are listed once. Reading is forgiving: a file that is damaged or of another form
//! tells nothing.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::line;
use crate::site::path::OutputPath;
use crate::survey::overlap::Touch;
use crate::survey::{Survey, Surveyed, Verdict};

#[derive(Default, Serialize, Deserialize)]
struct Touches {
    /// Document and anchor.
    sections: Vec<(String, String)>,
    requests: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    number: u64,
    inputs: String,
    verdict: Option<Verdict>,
    /// Each with the place of the section in the list.
    touches: Vec<(usize, Vec<[usize; 2]>)>,
}

/// Where the file is.
pub fn touches_path() -> OutputPath {
    OutputPath::file("api/touches.json")
}

/// Writes what was found of all requests whose inputs are known.
pub(super) fn touches_file(survey: &Survey) -> (OutputPath, Vec<u8>) {
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut file = Touches::default();
    for (number, found) in &survey.requests {
        if found.inputs.is_empty() {
            continue;
        }
        let touches = found.touches.iter().map(|touch| {
            let next = places.len();
            let place = *places
                .entry((&touch.document, &touch.section))
                .or_insert(next);
            if place == next {
                let section = (touch.document.clone(), touch.section.clone());
                file.sections.push(section);
            }
            (place, touch.passages.clone())
        });
        file.requests.push(Row {
            number: *number,
            inputs: found.inputs.clone(),
            verdict: found.verdict,
            touches: touches.collect(),
        });
    }
    (touches_path(), by_line(&file).into_bytes())
}

/// One request a line, so that few lines change.
fn by_line(file: &Touches) -> String {
    let rows = file.requests.iter().map(line);
    let rows: Vec<String> = rows.map(|row| row.trim_end().to_owned()).collect();
    let sections = line(&file.sections);
    let (sections, rows) = (sections.trim_end(), rows.join(",\n"));
    format!("{{\"sections\":{sections},\n\"requests\":[\n{rows}\n]}}\n")
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
    let surveyed = |row: Row| {
        let touches: Option<Vec<Touch>> = row.touches.into_iter().map(touch).collect();
        let found = Surveyed {
            inputs: row.inputs,
            verdict: row.verdict,
            touches: touches?,
            lost: Vec::new(),
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

    #[test]
    fn what_was_found_is_read_back() {
        let found = BTreeMap::from([
            (3, surveyed("a", vec![touch("予算", &[[4, 9], [9, 9]])])),
            (
                7,
                surveyed("b", vec![touch("", &[[0, 2]]), touch("予算", &[[4, 9]])]),
            ),
            (8, surveyed("c", Vec::new())),
        ]);
        let mut all = found.clone();
        all.insert(9, Surveyed::default());
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
        for text in ["", "[]", "{\"sections\":1}", &lost_section] {
            assert!(read_touches(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
