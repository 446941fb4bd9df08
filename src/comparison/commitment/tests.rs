//! Changes of strength, each as one line.

use super::*;
use crate::comparison::compare;
use crate::document::parse;

/// Shows what is flagged: `old → new weaker`.
#[track_caller]
fn check_with(lexicon: &Lexicon, before: &str, after: &str, expected: &str) {
    let (old, new) = (parse(before), parse(after));
    let shown: Vec<String> = compare(&old, &new)
        .changes()
        .iter()
        .flat_map(|change| commitment(change, lexicon))
        .map(|found| {
            let side = |side: Option<String>| side.unwrap_or_else(|| "–".to_owned());
            format!(
                "{} → {} {:?}",
                side(found.before),
                side(found.after),
                found.effect
            )
            .to_lowercase()
        })
        .collect();
    assert_eq!(shown.join("; "), expected, "{before} → {after}");
}

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    check_with(&Lexicon::default(), before, after, expected);
}

#[test]
fn an_expression_of_another_grade_is_flagged() {
    check(
        "調査を実施する。",
        "調査を検討する。",
        "実施する → 検討する weaker",
    );
    check(
        "制度の導入を検討します。",
        "制度の導入を目指します。",
        "検討します → 目指します stronger",
    );
    check(
        "普及に努める。",
        "普及を義務付ける。",
        "努める → 義務付ける stronger",
    );
    check(
        "公開しなければならない。",
        "公開することが望ましい。",
        "なければならない → 望ましい weaker",
    );
    check(
        "The city must publish it.",
        "The city should publish it.",
        "must → should weaker",
    );
    check(
        "It may publish data.",
        "It will publish data.",
        "may → will stronger",
    );
}

#[test]
fn an_expression_that_alone_came_or_went_is_flagged() {
    check(
        "制度を導入する。",
        "制度の導入を検討する。",
        "導入する → 検討する weaker",
    );
    check(
        "全件を公開する。",
        "原則として全件を公開する。",
        "– → 原則として weaker",
    );
    check(
        "結果を公表する。",
        "結果を必ず公表する。",
        "– → 必ず stronger",
    );
    check(
        "結果を必ず公表する。",
        "結果を公表する。",
        "必ず → – weaker",
    );
    check(
        "It publishes data.",
        "It publishes data where possible.",
        "– → where possible weaker",
    );
}

#[test]
fn negations_that_come_or_go_are_flagged() {
    check(
        "無償とします。",
        "無償としません。",
        "します → しません negated",
    );
    check(
        "審査を公開する。",
        "審査を公開しない。",
        "する → しない negated",
    );
    check(
        "審査を公開しない。",
        "審査を公開する。",
        "しない → する negated",
    );
}

#[test]
fn what_is_no_change_of_strength_is_not() {
    check("調査を実施する。", "調査を実施します。", "");
    check("調査を実施する。", "点検を実施する。", "");
    check("予算は5億円とする。", "予算は6億円とする。", "");
    check(
        "公開し、見える化を実現します。",
        "公開し、資金の透明化を推進します。",
        "",
    );
    check("検討会を開く。", "研究会を開く。", "");
    check("制度を検討する。", "制度を撤回する。", "");
    check("支援する。", "支援する。次年度に評価を検討する。", "");
    check(
        "研究を支援し、普及する。",
        "研究を支援し、啓発を図り、普及する。",
        "",
    );
    check("誰もが使える。", "誰もが利用できる環境を使える。", "");
    check("人が少ない。", "人が多い。", "");
    check("公開しなければならない。", "公開しなければなりません。", "");
    check("人材の流入を促進。", "人材の流入を促進しています。", "");
    check("順守を義務づけ。", "順守を義務づけました。", "");
    check("検討された政策案", "政策案", "");
    check("推進いたします。", "推進します。", "");
    check("格差を是正できます。", "格差を是正します。", "");
    check("# 透明化の推進", "# 透明化", "");
    check("AIに偏らず集合知を使う", "AIに偏らない集合知を使う", "");
    check("in May 2025", "in June 2025", "");
}

#[test]
fn own_expressions_come_first() {
    let own = Lexicon::with(&[
        (Grade::Firm, "断行する".to_owned()),
        (Grade::Hedge, "等".to_owned()),
    ]);
    check_with(
        &own,
        "改革を断行する。",
        "改革を検討する。",
        "断行する → 検討する weaker",
    );
    check_with(&own, "学校で行う。", "学校等で行う。", "– → 等 weaker");
}

proptest::proptest! {
    #[test]
    fn any_change_can_be_looked_at((before, after) in ("[実施検討するしない目指す必ず原則としてa-z。、 ]{0,24}", "[実施検討するしない目指す必ず原則としてa-z。、 ]{0,24}")) {
        let (old, new) = (parse(&before), parse(&after));
        for change in compare(&old, &new).changes() {
            commitment(&change, &Lexicon::default());
        }
    }
}
