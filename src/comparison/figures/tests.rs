//! Figures found and compared, each as one line.

use proptest::prelude::*;

use super::*;
use crate::comparison::compare;
use crate::document::parse;

/// Shows the figures of a text: `text=value unit`.
#[track_caller]
fn found(text: &str, expected: &str) {
    let shown: Vec<String> = scan::all(text)
        .iter()
        .map(|figure| {
            let side = figure.told(text);
            format!("{}={} {}", side.text, side.value, side.unit)
                .trim()
                .to_owned()
        })
        .collect();
    assert_eq!(shown.join(", "), expected, "{text}");
}

#[track_caller]
fn none(texts: &[&str]) {
    for text in texts {
        found(text, "");
    }
}

/// Shows the figures that changed: `label: old → new (difference)`.
#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    let (old, new) = (parse(before), parse(after));
    let shown: Vec<String> = compare(&old, &new)
        .figures()
        .iter()
        .map(|figure| {
            let side = |side: &Option<FigureSide>| {
                side.as_ref()
                    .map_or("–".to_owned(), |side| side.text.clone())
            };
            let difference = figure
                .difference
                .as_ref()
                .map_or(String::new(), |difference| {
                    let percent = difference
                        .percent
                        .as_ref()
                        .map(|percent| format!(" {percent}%"));
                    format!(" ({}{})", difference.text, percent.unwrap_or_default())
                });
            format!(
                "{}: {} → {}{difference}",
                figure.label,
                side(&figure.before),
                side(&figure.after)
            )
        })
        .collect();
    assert_eq!(shown.join("; "), expected, "{before} → {after}");
}

#[test]
fn money_in_both_notations() {
    found("予算は5500万円", "5500万円=55000000 円");
    found("約16.5億円を", "約16.5億円=1650000000 円");
    found("１億５０００万円", "１億５０００万円=150000000 円");
    found("三千万円の", "三千万円=30000000 円");
    found("costs $1.5 million a year", "$1.5 million=1500000 USD");
    found(
        "costs US$20k or €3bn",
        "US$20k=20000 USD, €3bn=3000000000 EUR",
    );
    found("¥500,000", "¥500,000=500000 円");
    found("3 million yen", "3 million yen=3000000 円");
    found("最大500万円（税込）", "最大500万円=5000000 円");
}

#[test]
fn counts_with_their_counters() {
    found("３０名と三十人", "３０名=30 人, 三十人=30 人");
    found("約500社が参加", "約500社=500 社");
    found(
        "1,500 people and 3 universities",
        "1,500 people=1500 people, 3 universities=3 universitie",
    );
    found("20〜30名程度", "20〜30名=20 人, 30名程度=30 人");
    found("研究者 30 名を", "30 名=30 人");
    found("5か所、3ヶ所", "5か所=5 か所, 3ヶ所=3 か所");
    found("2つの柱", "2つ=2 つ");
}

#[test]
fn shares_and_times() {
    found("30%から３割へ、2.5倍", "30%=30 %, ３割=30 %, 2.5倍=2.5 倍");
    found(
        "7日以内に、10か月で、5年間、1年半",
        "7日以内=7 日, 10か月=10 か月, 5年間=60 か月, 1年半=18 か月",
    );
    found("3 years or 30 percent", "3 years=36 か月, 30 percent=30 %");
    found("▲3%の削減", "▲3%=-3 %");
    found("3分の1以上", "3分の1以上=1/3");
    found("24時間365日", "24時間=1440 分, 365日=365 日");
}

#[test]
fn points_in_time() {
    found(
        "2025年4月1日から令和7年度末まで",
        "2025年4月1日=2025-04-01, 令和7年度末=FY2025",
    );
    found("2025年Q1、第3四半期", "2025年Q1=2025-Q1, 第3四半期=--Q3");
    found("2025〜2030年に", "2025〜2030年=2025, 2030年=2030");
    found("by 2030 at the latest", "2030=2030");
    found("2030年代に", "2030年代=2030 年代");
}

#[test]
fn cells_that_are_numbers() {
    found("教育 | 150 | 2,000", "150=150, 2,000=2000");
    found("150 | 教育", "");
}

#[test]
fn what_numbers_things_is_no_figure() {
    none(&[
        "1.2 人材育成",
        "第3章 教育",
        "施策2 人の流れ",
        "施策2",
        "3. 予算",
        "（１）目的",
        "v0.5",
        "ver.0.2",
        "GPT-4とWeb3.0",
        "COVID-19",
        "第5回会議",
        "2人材",
        "5日本語",
        "3年生",
        "2社会",
        "Section 3 describes",
        "Step 2 people",
        "https://example.org/2025年/30名",
        "ISBN 978-4-10-123456-7",
        "03-1234-5678",
        "10:30開始",
        "5G",
        "#12",
        "issue #30名",
    ]);
}

#[test]
fn idioms_and_vague_amounts_are_no_figures() {
    none(&[
        "一人ひとりに",
        "十分な",
        "数十人",
        "何百社",
        "一方で",
        "唯一の",
        "三重県",
        "九州",
        "二人三脚",
        "千葉県",
        "万が一",
        "一部の人",
        "四日市",
        "三者協議",
    ]);
}

#[test]
fn differences_are_worked_out() {
    check(
        "予算は約5500万円です。",
        "予算は約6000万円です。",
        "予算: 約5500万円 → 約6000万円 (+500万円 9.1%)",
    );
    check(
        "申請から7日以内に回答",
        "申請から14日以内に回答",
        "申請: 7日以内 → 14日以内 (+7日)",
    );
    check(
        "2025年4月に開始",
        "2025年10月に開始",
        "開始: 2025年4月 → 2025年10月 (6か月後)",
    );
    check(
        "2025年Q1に開始",
        "2025年Q3に開始",
        "開始: 2025年Q1 → 2025年Q3 (2四半期後)",
    );
    check(
        "令和7年度から",
        "令和9年度から",
        ": 令和7年度 → 令和9年度 (2年後)",
    );
    check(
        "割合は30%です",
        "割合は25%です",
        "割合: 30% → 25% (−5ポイント)",
    );
    check("負担は3割です", "負担は2割です", "負担: 3割 → 2割 (−1割)");
    check(
        "It costs $1.5 million.",
        "It costs $2 million.",
        "It costs: $1.5 million → $2 million (+$500,000 33.3%)",
    );
    check(
        "within 3 years of it",
        "within 5 years of it",
        "within: 3 years → 5 years (+2 years)",
    );
    check(
        "期限は2025年4月1日",
        "期限は2025年4月15日",
        "期限: 2025年4月1日 → 2025年4月15日 (14日後)",
    );
    check(
        "定員は5,000人です",
        "定員は5万人です",
        "定員: 5,000人 → 5万人 (+4万5,000人 900%)",
    );
}

#[test]
fn another_notation_is_no_other_figure() {
    check("定員は３０名です", "定員は30名です", "");
    check("予算は5500万円です", "予算は0.55億円です", "");
    check("定員は三十人です", "定員は30人です", "");
    check("令和7年度に開始", "2025年度に開始", "");
    check("負担は3割です", "負担は30%です", "");
    check("期間は1年間", "期間は12か月", "");
}

#[test]
fn unlike_kinds_are_never_paired_and_unlike_units_never_reckoned() {
    check(
        "対象は30名です",
        "対象は30校です",
        "対象: 30名 → –; 対象: – → 30校",
    );
    check("期限は30日です", "期限は1か月です", "期限: 30日 → 1か月");
    check(
        "予算は100万円です",
        "予算は1万ドルです",
        "予算: 100万円 → –; 予算: – → 1万ドル",
    );
    check("開始は4月です", "開始は10月です", "開始: 4月 → 10月");
}

#[test]
fn a_bound_is_part_of_a_figure() {
    check("議席の5%以上を", "議席の5%以下を", "議席: 5%以上 → 5%以下");
    check(
        "負担は16億円超です",
        "負担は11億円です",
        "負担: 16億円超 → 11億円",
    );
    check(
        "回答は7日です",
        "回答は14日以内です",
        "回答: 7日 → 14日以内 (+7日)",
    );
}

#[test]
fn figures_that_come_and_go() {
    check(
        "研究者を採用する。",
        "研究者を30名採用する。",
        "研究者: – → 30名",
    );
    check(
        "研究者を30名採用する。",
        "研究者を採用する。",
        "研究者: 30名 → –",
    );
    check("", "予算は5億円です。", "予算: – → 5億円");
}

#[test]
fn only_what_is_touched_changed() {
    check(
        "30名を5年で迎える計画です。",
        "30名を5年で招く計画です。",
        "",
    );
    check(
        "30名を5年で迎える。",
        "30名を6年で迎える。",
        "30名: 5年 → 6年 (+1年)",
    );
    check(
        "5000万円を投じる",
        "1億5000万円を投じる",
        "投じる: 5000万円 → 1億5000万円 (+1億円 200%)",
    );
    check("3. 予算は5億円", "4. 予算は5億円", "");
}

#[test]
fn rows_are_labelled_by_their_first_cell() {
    check(
        "|施策|予算|期間|\n|-|-|-|\n|教育|5億円|3年|",
        "|施策|予算|期間|\n|-|-|-|\n|教育|6億円|3年|",
        "教育: 5億円 → 6億円 (+1億円 20%)",
    );
}

#[test]
fn labels_leave_numbers_whole() {
    check(
        "初期費用5,000〜8,000万円",
        "初期費用5,000〜9,000万円",
        "初期費用5,000: 8,000万円 → 9,000万円 (+1,000万円 12.5%)",
    );
    check(
        "合計約5500万円",
        "合計約6000万円",
        "合計: 約5500万円 → 約6000万円 (+500万円 9.1%)",
    );
    check(
        "年100万件の通報",
        "年50万件の通報",
        "通報: 100万件 → 50万件 (−50万件 -50%)",
    );
}

#[test]
fn a_difference_is_grouped_as_what_it_stands_beside() {
    check(
        "予算は3億5,000万円です。",
        "予算は3億円です。",
        "予算: 3億5,000万円 → 3億円 (−5,000万円 -14.3%)",
    );
    check(
        "予算は3億5000万円です。",
        "予算は3億円です。",
        "予算: 3億5000万円 → 3億円 (−5000万円 -14.3%)",
    );
}

#[test]
fn minutes_seconds_and_what_policies_count_are_figures() {
    check(
        "確認は5分以内です。",
        "確認は3分以内です。",
        "確認: 5分以内 → 3分以内 (−2分)",
    );
    check(
        "応答は30秒です。",
        "応答は20秒です。",
        "応答: 30秒 → 20秒 (−10秒)",
    );
    check(
        "対象は26手続きです。",
        "対象は30手続きです。",
        "対象: 26手続き → 30手続き (+4手続き 15.4%)",
    );
    check(
        "10分野で進めます。",
        "12分野で進めます。",
        "進めます: 10分野 → 12分野 (+2分野 20%)",
    );
}

#[test]
fn several_figures_pair_in_order() {
    check(
        "初年度は10名、次年度は20名を採用する。",
        "初年度は15名、次年度は30名を採用する。",
        "初年度: 10名 → 15名 (+5名 50%); 次年度: 20名 → 30名 (+10名 50%)",
    );
}

#[test]
fn a_figure_that_is_kept_in_part_is_the_same_figure() {
    check(
        "初年から16億円を超える予算が要る。",
        "初年の負担が16億5,000万円から11億円に下がり、教訓を後に生かせる。",
        "初年の負担: 16億円を超え → 16億5,000万円; 初年の負担が16億5,000万円: – → 11億円",
    );
}

#[test]
fn rewritten_passages_pair_only_what_is_known_again() {
    check(
        "高齢者の移動手段を確保するため、バスを3台増やします。",
        "物価上昇に対応し、年金を引き上げる制度を5年で創設します。",
        "バス: 3台 → –; 年金を引き上げる制度: – → 5年",
    );
}

proptest! {
    #[test]
    fn any_text_can_be_scanned(text in "[0-9０-９一二三十百千万億兆円名人年月日%割分のか~〜.,，．$¥QFYv第約以内 a-z|\\-/:]{0,40}") {
        let mut end = 0;
        for figure in scan::all(&text) {
            prop_assert!(figure.core.start >= end && text.get(figure.range.clone()).is_some());
            prop_assert!(figure.range.start <= figure.core.start && figure.core.end <= figure.range.end);
            end = figure.core.end;
        }
    }

    #[test]
    fn anything_at_all_can_be_scanned(text in any::<String>()) {
        scan::all(&text);
    }

    #[test]
    fn figures_of_any_change_stand_in_its_text((before, after) in ("[0-9一二十万億円名年月%割 、。第約]{0,20}", "[0-9一二十万億円名年月%割 、。第約]{0,20}")) {
        let (old, new) = (parse(&before), parse(&after));
        let comparison = compare(&old, &new);
        let changes = comparison.changes();
        for figure in comparison.figures() {
            prop_assert!(changes.iter().any(|change| change.number == figure.change));
            let stands = |side: &Option<FigureSide>, of: fn(&Change) -> &Option<String>| {
                side.as_ref().is_none_or(|side| changes.iter().any(|change| of(change).as_ref().is_some_and(|text| text.contains(&side.text))))
            };
            prop_assert!(stands(&figure.before, |change| &change.before));
            prop_assert!(stands(&figure.after, |change| &change.after));
        }
    }
}
