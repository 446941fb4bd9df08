//! What holds of every survey, tried on random texts.

use proptest::prelude::*;

use super::absorbed::{Moment, Request, State, Text, absorbed};
use super::family::{How, Saying, families};
use super::wording::{Wording, wording};
use crate::snapshot::{ObjectId, Timestamp};

fn sentence() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("教育"),
        Just("医療"),
        Just("介護の現場"),
        Just("の"),
        Just("を"),
        Just("推進します"),
        Just("。"),
        Just("5億円"),
        Just("３０名"),
        Just("policy "),
        Just("**重要**"),
        Just("[案](a.md)"),
        Just("<br>"),
        Just("|"),
        Just("\\n"),
        Just("ｶﾞ"),
        Just("マ\u{0ca8}\u{0cbf}"),
        Just("ab c"),
        Just("xyz"),
        Just("令和"),
    ]
    .prop_map(|word| word.to_string());
    prop::collection::vec(word, 1..14).prop_map(|words| words.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(sentence(), 0..8).prop_map(|lines| lines.join("\n"))
}

fn saying(number: u64, wording: &Wording) -> Saying {
    Saying::new(number, [("a.md", wording)])
}

proptest! {
    #[test]
    fn phrases_stand_where_they_say_and_hold_something_new(before in text(), after in text()) {
        let found = wording(&before, &after);
        for (phrases, text) in [(&found.added, &after), (&found.removed, &before)] {
            let mut end = 0;
            for phrase in phrases {
                prop_assert!(text.get(phrase.range.clone()).is_some() && phrase.range.start >= end);
                end = phrase.range.end;
                prop_assert!(phrase.new.iter().all(|new| phrase.text.get(new.clone()).is_some_and(|part| !part.is_empty())));
                prop_assert!(phrase.new_letters() > 0);
            }
        }
    }

    #[test]
    fn a_text_says_nothing_new_beside_itself(text in text()) {
        prop_assert!(wording(&text, &text).is_empty());
        let padded = text.replace('\n', "  \n\n");
        prop_assert!(wording(&text, &padded).is_empty());
    }

    #[test]
    fn both_ways_of_a_change_say_the_same(before in text(), after in text()) {
        let (there, back) = (wording(&before, &after), wording(&after, &before));
        prop_assert_eq!(there.added, back.removed);
        prop_assert_eq!(there.removed, back.added);
    }

    #[test]
    fn identical_wordings_are_always_of_one_family(base in text(), one in text(), others in prop::collection::vec(text(), 0..6)) {
        let said = wording(&base, &one);
        let mut sayings: Vec<Saying> = others.iter().zip(10..).map(|(other, number)| saying(number, &wording(&base, other))).collect();
        sayings.extend([saying(1, &said), saying(99, &said)]);
        let found = families(&sayings);
        if !said.is_empty() {
            for groups in [&found.same, &found.alike] {
                let both = groups.iter().any(|family| {
                    let has = |number| family.members.iter().any(|member| member.number == number);
                    has(1) && has(99)
                });
                prop_assert!(both, "{:?}", groups);
            }
            prop_assert!(found.near[&1].iter().any(|near| near.number == 99 && near.how == How::Identical));
        }
    }

    #[test]
    fn the_order_of_requests_does_not_matter(base in text(), texts in prop::collection::vec(text(), 0..8)) {
        let mut sayings: Vec<Saying> = texts.iter().zip(1..).map(|(text, number)| saying(number, &wording(&base, text))).collect();
        let expected = families(&sayings);
        sayings.reverse();
        prop_assert_eq!(families(&sayings), expected);
    }

    #[test]
    fn likeness_is_told_by_both(base in text(), texts in prop::collection::vec(text(), 0..8)) {
        let sayings: Vec<Saying> = texts.iter().zip(1..).map(|(text, number)| saying(number, &wording(&base, text))).collect();
        let found = families(&sayings);
        for (number, near) in &found.near {
            for other in near {
                let back = found.near[&other.number].iter().find(|back| back.number == *number);
                prop_assert_eq!(back.map(|back| back.likeness), Some(other.likeness));
            }
        }
    }

    #[test]
    fn nothing_is_claimed_where_the_later_text_is_the_base(base in text(), requests in prop::collection::vec(text(), 1..5)) {
        let wordings: Vec<Wording> = requests.iter().map(|text| wording(&base, text)).collect();
        let found = absorbed(&story(&[&base, &base]), &[state(1, &base)], &told(&wordings));
        prop_assert!(found.requests.is_empty() && found.states[0].is_empty());
    }

    #[test]
    fn what_is_claimed_stands_there_and_is_no_more_than_was_added(
        base in text(), later in text(), requests in prop::collection::vec(text(), 1..5)
    ) {
        let wordings: Vec<Wording> = requests.iter().map(|text| wording(&base, text)).collect();
        let found = absorbed(&story(&[&base, &later]), &[state(1, &later)], &told(&wordings));
        for absorption in found.requests.values() {
            prop_assert!(absorption.absorbed <= absorption.added);
            for piece in &absorption.pieces {
                prop_assert!(piece.entered <= piece.letters && !piece.stands.is_empty());
                prop_assert!(piece.stands.iter().all(|stands| later.get(stands.range.clone()).is_some()));
            }
        }
    }
}

fn story<'t>(texts: &[&'t str]) -> Vec<Moment<'t>> {
    let moment = |text: &&'t str| Moment {
        commit: ObjectId::from_bytes(&[7; 20]).expect("an id"),
        date: Timestamp::default(),
        pull_request: None,
        documents: vec![Text { path: "a.md", text }],
    };
    texts.iter().map(moment).collect()
}

fn state(moment: usize, text: &str) -> State<'_> {
    State {
        moment,
        documents: vec![Text { path: "a.md", text }],
    }
}

fn told(wordings: &[Wording]) -> Vec<Request<'_>> {
    let request = |(wording, number)| Request {
        number,
        merged: false,
        since: Some(0),
        written: Timestamp::default(),
        documents: vec![("a.md", wording)],
        mentions: Vec::new(),
    };
    wordings.iter().zip(1..).map(request).collect()
}
