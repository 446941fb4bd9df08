//! What requests say in their own words ↔ `/api/wordings/*.bin`: for the next build, which need not read their texts again.
//!
//! Packed, as it is long (JSON, deflated); many requests in one file, by number, so that a new one changes one of the files.
//! Reading is forgiving: a file that is damaged or of another form tells nothing.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::site::path::OutputPath;
use crate::survey::wording::{Phrase, Wording};

/// Numbers that one file is for.
const NUMBERS: u64 = 256;
/// A request that says more, in bytes, is not written down: few do, and they would be most of all that is.
const LONGEST: usize = 20_000;
/// Bytes that a place takes, or two ends of a part.
const PLACE: usize = 21;
/// Most bytes of an unpacked file that are read.
const UNPACKED_LIMIT: u64 = 64 << 20;

/// The documents that a request changes, each with what the change says.
pub type Wordings = Vec<(String, Wording)>;

/// What one request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its number.
    pub number: u64,
    /// A digest of what this was found from, which gives the same again.
    pub inputs: String,
    /// Its own words.
    pub wordings: Wordings,
}

#[derive(Serialize, Deserialize)]
struct Row<'r>(u64, std::borrow::Cow<'r, str>, Vec<DocumentRow>);

/// Path, what is added, what is removed, places, whether it was cut.
#[derive(Serialize, Deserialize)]
struct DocumentRow(String, Vec<PhraseRow>, Vec<PhraseRow>, Vec<u64>, bool);

/// Text, bytes of the source, parts that are new.
#[derive(Serialize, Deserialize)]
struct PhraseRow(String, [usize; 2], Vec<[usize; 2]>);

/// The folder of the files, with `/` at its end.
pub fn wordings_folder() -> &'static str {
    "api/wordings/"
}

/// The files, each with the requests that are written down in it.
pub fn wordings_files(said: &[Said]) -> BTreeMap<OutputPath, Vec<&Said>> {
    let mut files: BTreeMap<OutputPath, Vec<&Said>> = BTreeMap::new();
    for said in said.iter().filter(|said| length(said) <= LONGEST) {
        let name = format!("{}{}.bin", wordings_folder(), said.number / NUMBERS);
        files.entry(OutputPath::file(&name)).or_default().push(said);
    }
    files
}

fn length(said: &Said) -> usize {
    let wordings = said.wordings.iter();
    let lengths = wordings.map(|(path, wording)| {
        let phrases = wording.added.iter().chain(&wording.removed);
        let phrases = phrases.map(|phrase| phrase.text.len() + PLACE * (1 + phrase.new.len()));
        path.len() + PLACE * wording.places.len() + phrases.sum::<usize>()
    });
    lengths.sum()
}

/// Packs what some requests say.
pub fn pack_wordings(said: &[&Said]) -> Vec<u8> {
    let rows: Vec<Row<'_>> = said.iter().map(|said| row(said)).collect();
    let json = serde_json::to_vec(&rows).expect("texts, numbers and lists");
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    let written = packed.write_all(&json).and_then(|()| packed.finish());
    written.expect("memory takes all bytes")
}

/// Reads back what requests say.
pub fn unpack_wordings(bytes: &[u8]) -> Vec<Said> {
    let mut json = Vec::new();
    let unpacked = DeflateDecoder::new(bytes).take(UNPACKED_LIMIT);
    if { unpacked }.read_to_end(&mut json).is_err() {
        return Vec::new();
    }
    let rows: Vec<Row<'_>> = serde_json::from_slice(&json).unwrap_or_default();
    rows.into_iter().filter_map(said).collect()
}

fn row(said: &Said) -> Row<'_> {
    let phrases = |phrases: &[Phrase]| phrases.iter().map(phrase_row).collect();
    let documents = said.wordings.iter().map(|(path, wording)| {
        DocumentRow(
            path.clone(),
            phrases(&wording.added),
            phrases(&wording.removed),
            wording.places.clone(),
            wording.cut,
        )
    });
    Row(
        said.number,
        said.inputs.as_str().into(),
        documents.collect(),
    )
}

fn phrase_row(phrase: &Phrase) -> PhraseRow {
    let ends = |range: &Range<usize>| [range.start, range.end];
    let new = phrase.new.iter().map(ends).collect();
    PhraseRow(phrase.text.clone(), ends(&phrase.range), new)
}

/// What a row tells; `None` if nobody can have written it.
fn said(Row(number, inputs, documents): Row<'_>) -> Option<Said> {
    let wordings: Option<Wordings> = documents.into_iter().map(document).collect();
    Some(Said {
        number,
        inputs: inputs.into_owned(),
        wordings: wordings?,
    })
}

fn document(row: DocumentRow) -> Option<(String, Wording)> {
    let DocumentRow(path, added, removed, places, cut) = row;
    let phrases = |rows: Vec<PhraseRow>| rows.into_iter().map(phrase).collect::<Option<_>>();
    let wording = Wording {
        added: phrases(added)?,
        removed: phrases(removed)?,
        places: places.is_sorted().then_some(places)?,
        cut,
    };
    Some((path, wording))
}

fn phrase(PhraseRow(text, [start, end], new): PhraseRow) -> Option<Phrase> {
    let mut before = 0;
    let mut fits = |&[start, end]: &[usize; 2]| {
        let fits = before <= start
            && start < end
            && text.is_char_boundary(start)
            && text.is_char_boundary(end);
        before = end;
        fits
    };
    let whole = start <= end && !new.is_empty() && new.iter().all(&mut fits);
    whole.then(|| Phrase {
        new: new.into_iter().map(|[start, end]| start..end).collect(),
        range: start..end,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::wording::wording;

    fn told(number: u64, before: &str, after: &str) -> Said {
        Said {
            number,
            inputs: format!("i{number}"),
            wordings: vec![("docs/教育.md".to_owned(), wording(before, after))],
        }
    }

    #[test]
    fn what_requests_say_is_read_back() {
        let said = [
            told(
                3,
                "# 甲\n予算は1億円。\n",
                "# 甲\n予算は2億円とする。\n別の文。\n",
            ),
            told(255, "# 甲\n", "# 甲\n"),
            told(256, "# 甲\n消える文。\n", "# 甲\n"),
        ];
        let files = wordings_files(&said);
        let names: Vec<&str> = files.keys().map(OutputPath::as_str).collect();
        assert_eq!(names, ["api/wordings/0.bin", "api/wordings/1.bin"]);
        let read: Vec<Said> = files
            .values()
            .flat_map(|said| unpack_wordings(&pack_wordings(said)))
            .collect();
        assert_eq!(read, said);
    }

    #[test]
    fn one_that_says_very_much_is_not_written_down() {
        let long = "字".repeat(LONGEST);
        assert!(wordings_files(&[told(1, "", &long)]).is_empty());
    }

    #[test]
    fn what_nobody_can_have_written_tells_nothing() {
        assert!(unpack_wordings(b"").is_empty());
        assert!(unpack_wordings(b"no such thing").is_empty());
        for parts in ["[[1,3]]", "[[3,3]]", "[[0,9]]", "[[3,6],[0,3]]", "[]"] {
            let phrase = format!("[\"予算\",[0,6],{parts}]");
            let json = format!("[[1,\"i\",[[\"a.md\",[{phrase}],[],[],false]]]]");
            let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
            packed.write_all(json.as_bytes()).expect("bytes");
            let packed = packed.finish().expect("bytes");
            assert!(unpack_wordings(&packed).is_empty(), "{parts}");
        }
    }
}
