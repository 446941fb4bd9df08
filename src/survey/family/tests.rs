//! Which requests are alike, case by case.

use super::super::wording::wording;
use super::*;

const BASE: &str = "# 教育\n全国の小学校に端末を配布します。\n先生の数を増やします。\n";

fn saying(number: u64, base: &str, after: &str) -> Saying {
    Saying::new(number, [("教育.md", &wording(base, after))])
}

/// Requests that put lines after [`BASE`], numbered from 1.
fn adding(lines: &[&str]) -> Vec<Saying> {
    let texts = lines.iter().map(|line| format!("{BASE}{line}\n"));
    texts
        .zip(1..)
        .map(|(text, number)| saying(number, BASE, &text))
        .collect()
}

#[track_caller]
fn check(sayings: &[Saying], expected: Option<How>) {
    let found = families(sayings);
    let how = found
        .near
        .get(&1)
        .and_then(|near| near.first())
        .map(|near| near.how);
    assert_eq!(how, expected);
}

const LONG: &str =
    "家庭の経済状況にかかわらず大学に進めるように、国公立大学の授業料を段階的に無償化します。";

#[test]
fn the_same_words_are_identical() {
    check(&adding(&[LONG, LONG]), Some(How::Identical));
}

#[test]
fn the_same_words_at_another_place_are_identical() {
    let first = format!("{LONG}\n{BASE}");
    let sayings = [saying(1, BASE, &first), adding(&[LONG, LONG]).remove(1)];
    check(&sayings, Some(How::Identical));
    assert!(!families(&sayings).near[&1][0].same_passage);
}

#[test]
fn a_word_that_differs_leaves_two_requests_the_same() {
    check(
        &adding(&[LONG, &LONG.replace("段階的に", "速やかに")]),
        Some(How::Same),
    );
}

#[test]
fn words_of_another_subject_are_not_alike() {
    check(
        &adding(&[
            LONG,
            "介護に携わる人の賃金を、他の職業と同じ水準まで引き上げることを目指します。",
        ]),
        None,
    );
}

#[test]
fn a_request_with_more_to_say_contains_the_shorter_one() {
    let more = format!(
        "{LONG}\n私立大学には別の支援を設け、建学の精神を尊重します。\n研究の時間を確保するため、事務を担う職員を増やします。\n大学院生には生活費を支給し、研究に専念できるようにします。"
    );
    let sayings = adding(&[LONG, &more]);
    check(&sayings, Some(How::Contains));
    assert_eq!(families(&sayings).near[&2][0].how, How::Contained);
}

#[test]
fn a_list_of_all_requests_is_of_no_family_and_not_told() {
    let line = |at: u32| -> String {
        (0..40)
            .map(|k| char::from_u32(0x4e00 + at * 40 + k).unwrap_or('一'))
            .collect()
    };
    let mut lines: Vec<String> = (0..300).map(line).collect();
    lines.push(lines.join("。"));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = families(&adding(&lines));
    assert!(found.alike.is_empty() && found.near.is_empty(), "{found:?}");
}

#[test]
fn short_edits_of_one_sentence_are_not_alike_by_what_stands_around_them() {
    let base = "全国の小学校に端末を100台ずつ配布します。";
    let edit = |number, to: &str| saying(number, base, &base.replace("100", to));
    check(&[edit(1, "200"), edit(2, "950")], None);
    check(&[edit(1, "200"), edit(2, "200")], Some(How::Identical));
}

#[test]
fn requests_that_take_away_the_same_sentence_are_alike() {
    let after = BASE.replace("先生の数を増やします。\n", "");
    check(
        &[saying(1, BASE, &after), saying(2, BASE, &after)],
        Some(How::Identical),
    );
}

#[test]
fn requests_that_replace_one_passage_by_different_words_are_not_alike() {
    let replaced =
        |number, by: &str| saying(number, BASE, &BASE.replace("先生の数を増やします。", by));
    let sayings = [
        replaced(1, "給食を無償にします。"),
        replaced(2, "部活動を地域に移します。"),
    ];
    assert!(sayings[0].shares_passage(&sayings[1]));
    check(&sayings, None);
}

#[test]
fn a_slip_that_bots_leave_behind_does_not_make_requests_alike() {
    let base = format!("{BASE}チームみらいはマニフェストを皆さんと一緒に育てます。\n");
    let slip = |number, line: &str| {
        saying(
            number,
            &base,
            &format!("{}{line}\n", base.replace("マニ", "マని")),
        )
    };
    check(&[slip(1, "農業を守る"), slip(2, "外交の方針")], None);
    check(
        &[slip(1, "農業を守る"), slip(2, "農業を守る")],
        Some(How::Identical),
    );
    check(&[slip(1, ""), slip(2, "")], Some(How::Identical));
    let neat = saying(2, &base, &format!("{base}農業を守る\n"));
    check(&[slip(1, "農業を守る"), neat], Some(How::Same));
}

#[test]
fn a_form_of_words_that_many_use_does_not_make_requests_alike() {
    let words = |at: u32| -> String {
        (0..12)
            .map(|k| char::from_u32(0x4e00 + at * 12 + k).unwrap_or('一'))
            .collect()
    };
    let lines: Vec<String> = (0..40)
        .map(|at| format!("{}の実現を目指してまいります。", words(at)))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    check(&adding(&lines), None);
}

#[test]
fn a_request_that_says_nothing_is_like_none() {
    check(&adding(&["", ""]), None);
}

#[test]
fn a_chain_of_small_steps_is_no_family() {
    let sentences = [
        "給食を無償にし、地元の食材を使います。",
        "介護の仕事の賃金を他の職業と同じにします。",
        "避難所に備える毛布と水を倍に増やします。",
        "水田の集約を進めて若い農家を迎えます。",
        "沿岸の漁港を直して冷蔵庫を新しくします。",
        "かかりつけ医と薬局を一つの番号で結びます。",
        "裁判の記録を誰でも検索できるようにします。",
        "大使館の人員を増やして邦人を守ります。",
    ];
    let chain: Vec<String> = sentences.windows(2).map(|two| two.concat()).collect();
    let lines: Vec<&str> = chain.iter().map(String::as_str).collect();
    let found = families(&adding(&lines));
    assert!(!found.alike.is_empty());
    assert!(
        found.alike.iter().all(|family| family.members.len() <= 3),
        "{found:?}"
    );
}

#[test]
fn the_order_of_the_requests_does_not_matter() {
    let mut sayings = adding(&[
        LONG,
        "別の話です。これは別の話です。",
        LONG,
        &LONG.replace("大学", "高校"),
    ]);
    let expected = families(&sayings);
    sayings.reverse();
    assert_eq!(families(&sayings), expected);
    sayings.swap(0, 2);
    assert_eq!(families(&sayings), expected);
}

#[test]
fn ten_thousand_copies_are_one_group() {
    let copy = adding(&[LONG]).remove(0);
    let sayings: Vec<Saying> = (1..=10_000)
        .map(|number| Saying {
            number,
            ..copy.clone()
        })
        .collect();
    let found = families(&sayings);
    assert_eq!((found.same.len(), found.same[0].members.len()), (1, 10_000));
    assert!(found.near.values().all(|near| near.len() == NEAR_LIMIT));
}

#[test]
fn thousands_that_differ_in_a_word_are_one_group_around_the_earliest() {
    let base = wording("", LONG);
    let sayings: Vec<Saying> = (1..=2_000u64)
        .map(|number| {
            let own = wording("", &format!("{number:05}"));
            Saying::new(number, [("a.md", &base), ("b.md", &own)])
        })
        .collect();
    let found = families(&sayings);
    assert_eq!(found.same.len(), 1);
    assert_eq!(
        (found.same[0].representative, found.same[0].members.len()),
        (1, 2_000)
    );
}
