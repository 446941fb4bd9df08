//! The search as the browser does it, told in Rust and held against looking through every text.
//!
//! A word's pairs are taken two by two, the last one at its end; each gives the places where the word would have to
//! begin, and what all of them give is where it begins. A word of one character begins where any pair that starts with it
//! is. A passage is found if every word stands in it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::normal::is_space;
use super::{Passage, Piece, Volume, normal, read_texts, volume};

struct Reader {
    contents: Value,
    pieces: BTreeMap<String, Value>,
}

impl Reader {
    fn new(volume: &Volume) -> Self {
        let data = |piece: &Piece| {
            let data = Piece::data(&piece.content).expect("a piece of ours");
            serde_json::from_slice(data).expect("JSON")
        };
        let inside = |piece: &Piece| piece.path.replace(".js", "");
        Self {
            contents: data(&volume.contents),
            pieces: volume
                .pieces
                .iter()
                .map(|piece| (inside(piece), data(piece)))
                .collect(),
        }
    }

    /// All pairs of a volume, piece by piece, held to stand in the piece that the table of contents says.
    fn pairs(&self) -> BTreeMap<(char, char), Vec<usize>> {
        let mut found = BTreeMap::new();
        let first = self.contents["first"].as_array().expect("a list");
        for number in 0..first.len() {
            let piece = &self.pieces[&format!("v/p{number}")];
            let places = piece["p"].as_str().expect("text").split(' ');
            let lines = piece["k"].as_str().expect("text").split('\n');
            let keys = lines.flat_map(|line| {
                let mut chars = line.chars();
                let first = chars.next().expect("a character");
                chars.map(move |second| (first, second))
            });
            for (at, (key, places)) in keys.zip(places).enumerate() {
                if at == 0 {
                    assert_eq!(first[number], String::from_iter([key.0, key.1]));
                }
                let mut place = 0;
                let places = numbers(places).into_iter().map(|gap| {
                    place += gap;
                    place
                });
                assert!(found.insert(key, places.collect()).is_none());
            }
        }
        found
    }

    /// Where each passage ends.
    fn ends(&self) -> Vec<usize> {
        let lengths = numbers(self.contents["lengths"].as_str().expect("text"));
        let mut end = 0;
        let ends = lengths.chunks(2).map(|pair| {
            end += pair[1];
            end
        });
        ends.collect()
    }

    fn find(&self, query: &str) -> Vec<usize> {
        let (pairs, ends) = (self.pairs(), self.ends());
        let found = words(query).into_iter().map(|word| {
            let places = places(&pairs, &word.chars().collect::<Vec<_>>());
            let passage = |place: &usize| ends.partition_point(|end| end <= place);
            places.iter().map(passage).collect::<BTreeSet<_>>()
        });
        let all = found.reduce(|a, b| &a & &b);
        all.unwrap_or_default().into_iter().collect()
    }
}

fn places(pairs: &BTreeMap<(char, char), Vec<usize>>, word: &[char]) -> BTreeSet<usize> {
    if let [only] = word {
        let with = pairs.range((*only, '\0')..=(*only, char::MAX));
        return with
            .flat_map(|(_, places)| places.iter().copied())
            .collect();
    }
    let last = word.len() - 2;
    let offsets = (0..last).step_by(2).chain([last]);
    let starts = offsets.map(|offset| {
        let places = pairs.get(&(word[offset], word[offset + 1]));
        let places = places.into_iter().flatten();
        places
            .filter_map(|place| place.checked_sub(offset))
            .collect::<BTreeSet<_>>()
    });
    starts.reduce(|a, b| &a & &b).unwrap_or_default()
}

fn numbers(text: &str) -> Vec<usize> {
    const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    let (mut found, mut number, mut shift) = (Vec::new(), 0, 0);
    for digit in text.chars() {
        let digit = DIGITS.find(digit).expect("a digit");
        number |= (digit & 31) << shift;
        shift += 5;
        if digit < 32 {
            found.push(number);
            (number, shift) = (0, 0);
        }
    }
    found
}

fn passage(heading: &str, lines: &[&str]) -> Passage<u32> {
    Passage {
        heading: heading.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        place: 0,
    }
}

/// The words of what is asked: what stands between spaces, or between quotation marks with the spaces in it.
fn words(query: &str) -> Vec<String> {
    let parts = query.split(['"', '“', '”', '＂']).enumerate();
    let words = parts.flat_map(|(at, part)| {
        let quoted = at % 2 == 1;
        part.split(move |c| !quoted && is_space(c))
    });
    let words = words.map(normal);
    words.filter(|word| !word.is_empty()).collect()
}

/// Looking through every text.
fn truth(passages: &[Passage<u32>], query: &str) -> Vec<usize> {
    let words = words(query);
    let says = |passage: &Passage<u32>, word: &str| {
        let mut lines = std::iter::once(&passage.heading).chain(&passage.lines);
        lines.any(|line| normal(line).contains(word))
    };
    let found = passages
        .iter()
        .enumerate()
        .filter(|(_, passage)| !words.is_empty() && words.iter().all(|word| says(passage, word)));
    found.map(|(at, _)| at).collect()
}

fn check(query: &str, expected: &[usize]) {
    let passages = [
        passage("東京都知事選", &["都の知事を選ぶ。", "AI人材とOpen Source"]),
        passage("ガバナンス", &["教育DX、said", "予算は５，５００万円"]),
        passage("", &["税", "制"]),
    ];
    let reader = Reader::new(&volume("v", &passages, ()));
    assert_eq!(reader.find(query), expected, "{query}");
    assert_eq!(truth(&passages, query), expected, "{query}");
}

#[test]
fn a_word_is_found_inside_a_longer_one() {
    check("都知事", &[0]);
    check("知事", &[0]);
    check("ナンス", &[1]);
}

#[test]
fn width_case_and_composition_do_not_count() {
    check("ｶﾞﾊﾞﾅﾝｽ", &[1]);
    check("ＡＩ", &[0, 1]);
    check("5,500万", &[1]);
    check("dx", &[1]);
}

#[test]
fn nothing_is_found_across_lines() {
    check("税制", &[]);
    check("税 制", &[2]);
}

#[test]
fn every_word_must_stand_in_the_passage() {
    check("教育　予算", &[1]);
    check("教育 知事", &[]);
}

#[test]
fn quotation_marks_keep_words_together() {
    check("source open", &[0]);
    check("\"open source\"", &[0]);
    check("\"source open\"", &[]);
    check("“open  source” 知事", &[0]);
}

#[test]
fn one_character_is_found_wherever_it_stands() {
    check("税", &[2]);
    check("選", &[0]);
    check("制", &[2]);
    check("A", &[0, 1]);
}

#[test]
fn what_an_earlier_build_wrote_is_read_back() {
    let passages = [passage("題", &["一行", "二行"]), passage("", &[])];
    let volume = volume("v", &passages, ());
    let texts = volume.pieces.iter().find(|piece| piece.path == "v/t0.js");
    let texts = texts.expect("a piece of texts");
    assert_eq!(read_texts::<u32>(&texts.content), passages);
    assert!(read_texts::<u32>(b"<html>").is_empty());
}

#[test]
fn a_stranger_cannot_write_beyond_a_text() {
    let hostile = "\"),alert(1)//\u{2028}</script>\\";
    let volume = volume("v", &[passage(hostile, &[hostile])], ());
    for piece in volume.pieces.iter().chain([&volume.contents]) {
        let data = Piece::data(&piece.content).expect("a piece of ours");
        assert!(serde_json::from_slice::<Value>(data).is_ok());
    }
}

fn few_letters() -> impl Strategy<Value = String> {
    // Few letters, so that they meet often.
    proptest::string::string_regex("[都知事選かがｶﾞガ\u{3099}AaＡi,。 　-]{0,30}")
        .expect("a pattern")
}

proptest! {
    #[test]
    fn what_is_found_is_what_every_text_says(
        texts in prop::collection::vec((few_letters(), prop::collection::vec(few_letters(), 0..4)), 1..12),
        query in proptest::string::string_regex("[都知事選かがガAai,。 \"]{1,7}").expect("a pattern"),
    ) {
        let passages: Vec<_> = texts
            .iter()
            .map(|(heading, lines)| Passage { heading: heading.clone(), lines: lines.clone(), place: 0 })
            .collect();
        let reader = Reader::new(&volume("v", &passages, ()));
        prop_assert_eq!(reader.find(&query), truth(&passages, &query));
    }

    #[test]
    fn any_part_of_any_text_is_found(text in "\\PC{2,60}", from in 0usize..50, length in 2usize..12) {
        let spelt = normal(&text);
        let part: String = spelt.chars().skip(from).take(length).collect();
        let passages = [passage("", &[&text])];
        let reader = Reader::new(&volume("v", &passages, ()));
        prop_assert_eq!(reader.find(&part), truth(&passages, &part));
    }
}
