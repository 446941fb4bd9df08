//! What is claimed of wording that entered without a merge, case by case.

use super::super::wording::wording;
use super::*;

const BASE: &str = "# 教育\n全国の小学校に端末を配布します。\n";
const IDEA: &str = "学校の先生が使う教材を全国で分かち合う仕組みをつくり、授業の準備を助けます。";

/// A main branch whose document had these texts one after another, each brought by request 101, 102, …
struct Story<'t> {
    texts: Vec<&'t str>,
    requests: Vec<(u64, usize, Wording)>,
    mentions: Vec<u64>,
}

impl<'t> Story<'t> {
    fn new(texts: &[&'t str]) -> Self {
        Self {
            texts: texts.to_vec(),
            requests: Vec::new(),
            mentions: Vec::new(),
        }
    }

    /// A request that was made at a moment and adds a line.
    fn request(mut self, number: u64, since: usize, line: &str) -> Self {
        let base = self.texts[since];
        let said = wording(base, &format!("{base}{line}\n"));
        self.requests.push((number, since, said));
        self
    }

    fn told(&self) -> Absorbed {
        self.told_as(false)
    }

    fn told_as(&self, merged: bool) -> Absorbed {
        let document = |text: &&'t str| Text {
            path: "教育.md",
            text,
        };
        let moments: Vec<Moment<'_>> = self
            .texts
            .iter()
            .zip(100..)
            .map(|(text, number)| Moment {
                commit: ObjectId::from_bytes(&[number as u8; 20]).expect("an id"),
                date: Timestamp::new(1_000 * number, 0),
                pull_request: Some(number as u64),
                documents: vec![document(text)],
            })
            .collect();
        let states: Vec<State<'_>> = self
            .texts
            .iter()
            .enumerate()
            .skip(1)
            .map(|(moment, text)| State {
                moment,
                documents: vec![document(text)],
            })
            .collect();
        let requests: Vec<Request<'_>> = self
            .requests
            .iter()
            .map(|(number, since, said)| Request {
                number: *number,
                merged,
                since: Some(*since),
                written: Timestamp::new(100_500, 0),
                documents: vec![("教育.md", said)],
                mentions: self.mentions.clone(),
            })
            .collect();
        absorbed(&moments, &states, &requests)
    }
}

fn with(line: &str) -> String {
    format!("{BASE}{line}\n")
}

#[test]
fn a_sentence_that_entered_through_another_request_is_found_with_its_place() {
    let later = with(IDEA);
    let told = Story::new(&[BASE, &later]).request(1, 0, IDEA).told();
    let absorption = &told.requests[&1];
    let piece = &absorption.pieces[0];
    assert_eq!(
        (piece.through, piece.share(), absorption.share()),
        (Some(101), 1000, 1000)
    );
    assert_eq!(piece.stands[0].document, "教育.md");
    let place = later.get(piece.stands[0].range.clone()).expect("a place");
    assert!(
        IDEA.starts_with(place) && place.len() + "。".len() == IDEA.len(),
        "{place}"
    );
    assert_eq!(told.states[0][&1], piece.entered);
    assert!(!piece.mentioned && !piece.through_is_older);
}

#[test]
fn a_sentence_that_was_rewritten_in_part_is_similar_wording_and_how_much_is_told() {
    let later = with(&IDEA.replace("授業の準備を助けます", "先生方の負担を軽くします"));
    let told = Story::new(&[BASE, &later]).request(1, 0, IDEA).told();
    let share = told.requests[&1].pieces[0].share();
    assert!((600..900).contains(&share), "{share}");
}

#[test]
fn nothing_is_claimed_where_the_later_text_is_the_base() {
    let told = Story::new(&[BASE, BASE]).request(1, 0, IDEA).told();
    assert!(told.requests.is_empty() && told.states[0].is_empty());
}

#[test]
fn nothing_is_claimed_of_words_that_the_main_branch_had_before() {
    let (early, later) = (with(IDEA), with(IDEA));
    let told = Story::new(&[&early, BASE, &later])
        .request(1, 1, IDEA)
        .told();
    assert!(told.requests.is_empty());
}

#[test]
fn nothing_is_claimed_of_words_that_entered_before_the_request_was_made() {
    let later = with(IDEA);
    let mut story = Story::new(&[BASE, &later]).request(1, 0, IDEA);
    story.requests[0].1 = 1;
    assert!(story.told().requests.is_empty());
}

#[test]
fn nothing_is_claimed_of_words_that_did_not_stay() {
    let (middle, last) = (with(IDEA), with("別の話です。"));
    let mut story = Story::new(&[BASE, &middle, &last]).request(1, 0, IDEA);
    assert_eq!(story.told().requests[&1].pieces[0].stands.len(), 1);
    story.texts.remove(1);
    assert!(story.told().requests.is_empty());
}

#[test]
fn nothing_is_claimed_of_a_few_words_in_common() {
    let later = with("先生が使う教材を無償にするため、国が費用を出します。");
    assert!(
        Story::new(&[BASE, &later])
            .request(1, 0, IDEA)
            .told()
            .requests
            .is_empty()
    );
}

#[test]
fn nothing_is_claimed_for_a_request_that_was_merged() {
    let later = with(IDEA);
    let story = Story::new(&[BASE, &later]).request(1, 0, IDEA);
    assert!(story.told_as(true).requests.is_empty());
}

#[test]
fn all_requests_with_the_wording_are_named_the_earliest_first() {
    let later = with(IDEA);
    let told = Story::new(&[BASE, &later])
        .request(7, 0, IDEA)
        .request(3, 0, IDEA)
        .told();
    assert_eq!(told.requests[&7].pieces[0].with, [3, 7]);
    assert_eq!(told.requests[&3].pieces[0].with, [3, 7]);
}

#[test]
fn wording_that_very_many_add_is_nobodys() {
    let later = with(IDEA);
    let story = (1..=60).fold(Story::new(&[BASE, &later]), |story, number| {
        story.request(number, 0, IDEA)
    });
    assert!(story.told().requests.is_empty());
}

#[test]
fn an_older_request_that_brought_the_words_is_told_as_such() {
    let later = with(IDEA);
    let told = Story::new(&[BASE, &later]).request(900, 0, IDEA).told();
    assert!(told.requests[&900].pieces[0].through_is_older);
}

#[test]
fn a_mention_is_evidence_beside_the_wording_and_none_without_it() {
    let later = with(IDEA);
    let mut story =
        Story::new(&[BASE, &later])
            .request(1, 0, IDEA)
            .request(2, 0, "漁港を直します。");
    story.mentions = vec![101];
    let told = story.told();
    assert!(told.requests[&1].pieces[0].mentioned);
    assert!(!told.requests.contains_key(&2));
}

#[test]
fn each_state_names_the_requests_whose_wording_is_in_it() {
    let other = "漁港を直し、若い人が船に乗り続けられるように冷蔵の設備を新しくします。";
    let (one, two) = (with(IDEA), with(&format!("{IDEA}\n{other}")));
    let told = Story::new(&[BASE, &one, &two])
        .request(1, 0, IDEA)
        .request(2, 0, other)
        .told();
    let numbers = |state: usize| told.states[state].keys().copied().collect::<Vec<_>>();
    assert_eq!((numbers(0), numbers(1)), (vec![1], vec![1, 2]));
}

#[test]
fn an_endless_sentence_takes_no_time_that_grows_with_its_square() {
    let long: String = (0..50_000u32)
        .map(|at| char::from_u32(0x4e00 + at * 7_919 % 20_000).unwrap_or('一'))
        .collect();
    let looped = "教育予算".repeat(20_000);
    for line in [long, looped] {
        let later = with(&line);
        Story::new(&[BASE, &later]).request(1, 0, &line).told();
    }
}
