//! What a change says, case by case. Added words stand in `[+…+]`, words that are gone in `[-…-]`.

use super::*;

/// Phrases with what is new in them marked, added ones first.
fn marked(wording: &Wording) -> String {
    let mark = |phrases: &[Phrase], open: &str, close: &str| -> Vec<String> {
        let one = |phrase: &Phrase| {
            let mut text = phrase.text.clone();
            for new in phrase.new.iter().rev() {
                text.insert_str(new.end, close);
                text.insert_str(new.start, open);
            }
            text
        };
        phrases.iter().map(one).collect()
    };
    let mut all = mark(&wording.added, "[+", "+]");
    all.extend(mark(&wording.removed, "[-", "-]"));
    all.join(" / ")
}

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    let found = wording(before, after);
    assert_eq!(marked(&found), expected, "{before:?} → {after:?}");
    for (phrases, text) in [(&found.added, after), (&found.removed, before)] {
        phrases
            .iter()
            .for_each(|phrase| assert!(text.get(phrase.range.clone()).is_some()));
    }
}

#[test]
fn a_new_line_is_added_as_a_whole() {
    check(
        "一行目です。\n",
        "一行目です。\n* 給付を増やす\n",
        "[+給付を増やす+]",
    );
}

#[test]
fn a_line_that_is_gone_is_removed() {
    check(
        "一行目。\n* 給付を増やす\n",
        "一行目。\n",
        "[-給付を増やす-]",
    );
}

#[test]
fn within_a_changed_line_only_the_changed_part_is_new() {
    check(
        "全国の小学校に端末を100台ずつ配布します。",
        "全国の小学校に端末を200台ずつ配布します。",
        "全国の小学校に端末を[+2+]00台ずつ配布します。 / 全国の小学校に端末を[-1-]00台ずつ配布します。",
    );
}

#[test]
fn only_sentences_that_hold_something_new_are_phrases() {
    check(
        "予算を公開します。市民が確かめられるようにします。",
        "予算を公開します。支出は毎月公表します。市民が確かめられるようにします。",
        "[+支出は毎月公表+]します。",
    );
}

#[test]
fn words_that_moved_are_neither_added_nor_removed() {
    check(
        "一つ目の提案。\n二つ目の提案。\n",
        "二つ目の提案。\n一つ目の提案。\n",
        "",
    );
    check(
        "予算を公開します。監査を強化します。",
        "監査を強化します。予算を公開します。",
        "",
    );
}

#[test]
fn lines_that_were_wrapped_otherwise_say_nothing_new() {
    check(
        "予算を公開し、監査を強化して\n無駄をなくします。",
        "予算を公開し、\n監査を強化して無駄をなくします。",
        "",
    );
}

#[test]
fn markup_width_and_white_space_say_nothing() {
    check("* **予算**を１０％増やす  \n", "- 予算を10%増やす", "");
    check("本文\r\n\r\n次の行\r\n", "本文\n次の行", "");
    check("ｶﾞｿﾘﾝ税の見直し｡", "ガソリン税の見直し。", "");
}

#[test]
fn a_heading_that_a_table_of_contents_takes_up_is_not_new() {
    check(
        "目次\n\n## みんなの知恵を集めて改善します\n",
        "目次\n* [みんなの知恵を集めて改善します](#a)\n* [農業](b.md)\n\n## みんなの知恵を集めて改善します\n",
        "[+農業+]",
    );
}

#[test]
fn an_address_alone_says_nothing() {
    check(
        "[資料](https://a.example/1)",
        "[資料](https://b.example/2)",
        "",
    );
}

#[test]
fn english_sentences_end_at_a_full_stop_and_a_space() {
    check(
        "We publish the budget.",
        "We publish the budget. It costs 3.5 million.",
        "[+it costs 3.5 million+].",
    );
}

#[test]
fn cells_of_a_table_are_phrases_of_their_own() {
    check(
        "| a |\n|---|\n",
        "| a |\n|---|\n| 教育 | 予算 |\n",
        "[+教育+] / [+予算+]",
    );
}

#[test]
fn a_document_that_was_added_is_new_throughout() {
    check("", "# 教育\n\n本文です。", "[+教育+] / [+本文です+]。");
}

#[test]
fn a_copy_under_another_name_has_a_source() {
    let (one, two) = (
        "# 教育\n端末を配る。\n先生を増やす。\n",
        "# 福祉\n手当を増やす。\n",
    );
    let copy = one.replace("配る", "贈る");
    let bases = [two, one].map(Base::new);
    let check = |added: &str, expected: Option<&str>| {
        let found = source_of(added, &bases);
        assert_eq!(found.map(|base| base.text.as_str()), expected);
    };
    check(&copy, Some(one));
    check("# 外交\n条約を結ぶ。\n", None);
    check("", None);
    assert!(source_of(&copy, []).is_none());
}

#[test]
fn two_changes_of_one_line_share_a_place_and_so_does_what_is_put_after_it() {
    let base = "# 教育\n端末を配布します。\n先生を増やします。\n";
    let places = |after: &str| wording(base, after).places;
    let one = places("# 教育\n端末を貸与します。\n先生を増やします。\n");
    let two = places("# 教育\n端末は配布しません。\n先生を増やします。\n");
    let after = places("# 教育\n端末を配布します。\n通信費も払います。\n先生を増やします。\n");
    let other = places("# 教育\n端末を配布します。\n先生を減らします。\n");
    assert_eq!(one, two);
    assert_eq!(one, after);
    assert_ne!(one, other);
}

#[test]
fn a_change_without_end_is_cut_and_says_so() {
    let long: String = (0..400_000)
        .map(|at| char::from_u32(0x4e00 + at % 20_000).unwrap_or('一'))
        .collect();
    let found = wording("", &long);
    assert!(found.cut);
    assert_eq!(found.added_letters(), CHANGE_LIMIT);
    assert!(!wording("", "短い").cut);
}

#[test]
fn hostile_lines_take_no_time_that_grows_with_their_square() {
    for unit in ["<a", "](", "[](", "&a", "a\n", "）", "ﾊ"] {
        let text = unit.repeat(200_000 / unit.len());
        wording("", &text);
        wording(&text, &format!("{text}{unit}"));
    }
}
