//! What is the same on both sides is kept or moved, also out of and into lists that are on one side only.

use super::*;

#[test]
fn items_of_a_list_that_is_gone_are_found_in_the_list_that_took_them_in() {
    check(
        "- 一つ目の課題は深刻な人手不足であり、早急に対応する必要があります\n- 課題の二つ目は予算です\n\n## 政策概要\n\n- 二つ目として採用枠を広げていきます\n- 三つ目として研修制度を整えていきます",
        "- 一つ目の課題は深刻な人手不足であり、早急に対応する必要があります\n- 課題の二つ目は予算です\n- 二つ目として採用枠を広げていきます\n- 三つ目として研修制度を整えていきます",
        "[>二つ目として採用枠を広げていきます<]\n[>三つ目として研修制度を整えていきます<]\n[-政策概要-]",
    );
}

#[test]
fn a_list_lifted_out_of_an_item_that_is_gone_moved() {
    check(
        "- 甲を進めます\n- 科学技術で暮らしやすい社会をつくります\n  - 手話を翻訳するアプリを開発していきます\n  - 災害のときも止まらない通信網をつくります\n\n別の段落です。",
        "- 甲を進めます\n\n別の段落です。\n\n## 暮らし\n\n- 手話を翻訳するアプリを開発していきます\n- 災害のときも止まらない通信網をつくります",
        "[-科学技術で暮らしやすい社会をつくります-]\n[+暮らし+]\n[>手話を翻訳するアプリを開発していきます<]\n[>災害のときも止まらない通信網をつくります<]",
    );
}

#[test]
fn a_repeated_heading_that_was_nested_by_mistake_is_not_told_as_gone_and_new() {
    let of = |a: &str, b: &str| {
        format!("# 題\n\n{a}\n\n本文の一つ目です。\n\n{b}\n\n本文の二つ目です。")
    };
    let nested = "- 国の投資が低いままです\n\n  ### 政策概要";
    let apart = "- 人を資源とみる見方を改める\n\n### 政策概要";
    let told = shown(&of(nested, nested), &of(apart, apart));
    assert_eq!(told.matches("[>政策概要<]").count(), 2, "{told}");
    assert!(!told.contains("[-政策概要-]"), "{told}");
}

#[test]
fn short_items_that_move_together_are_no_chance() {
    check(
        "- 甲の一\n  - ２．子育て\n  - ３．行政\n\n末尾の段落です。",
        "- 甲の一\n\n末尾の段落です。\n\n## 目次\n\n- ２．子育て\n- ３．行政",
        "[+目次+]\n[>２．子育て<]\n[>３．行政<]",
    );
}

#[test]
fn a_repeated_long_text_is_moved_as_often_as_it_is_on_both_sides() {
    let text = "学芸員などの専門職員は多岐にわたる業務を抱えています。";
    check(
        &format!("## 甲\n\n{text}\n\n{text}\n\n## 乙\n\n乙の本文はそのままです。"),
        &format!("## 甲\n\n## 乙\n\n乙の本文はそのままです。\n\n{text}"),
        &format!("[-{text}-]\n[>{text}<]"),
    );
}

#[test]
fn what_is_on_one_side_only_is_not_seen_on_the_other() {
    let (old, new) = (
        parse(
            "- 甲のままの項目がここに長く続いていきます\n- 乙のままの項目もここに長く続いていきます\n\n## 題\n\n1. 二つ目として採用枠を広げていきます\n2. これはなくなるものです",
        ),
        parse(
            "- 甲のままの項目がここに長く続いていきます\n- 乙のままの項目もここに長く続いていきます\n- 二つ目として採用枠を広げていきます",
        ),
    );
    let html = compare(&old, &new).to_html(View::Whole, &HtmlOptions::default());
    assert!(html.contains("<ol class=\"tg-only-old\">"), "{html}");
    assert!(
        html.contains("<li value=\"2\" id=\"tg-change-3\" class=\"tg-removed\""),
        "{html}"
    );
}

#[test]
fn a_short_row_that_changed_its_place_in_the_table_moved() {
    let table = |rows: &[&str]| format!("| 費目 | 額 |\n|---|---|\n{}", rows.concat());
    let rows = [
        "| 研究の資金 | 5,000 |\n",
        "| 在留資格 | 100 |\n",
        "| 住まい | 200 |\n",
        "| 交流の会 | 300 |\n",
        "| 合計 | 5,600 |\n",
    ];
    let turned = [rows[4], rows[0], rows[1], rows[2], rows[3]];
    check(&table(&rows), &table(&turned), "[>合計 | 5,600<]");
}

/// Pull request 5720 of the policy corpus: a heading is indented under the last item, so that it moves on under the new one.
#[test]
fn an_item_put_before_a_heading_nested_in_the_last_item_is_an_insertion() {
    let of = |new: &str| {
        format!(
            "- 輸入の費用は赤字を上回る規模であり、慎重な判断が要ります。\n{new}\n  ## 政策概要\n\n  - 水力の運用を見直していきます。\n  - 原子力の比率を定めて支えます。"
        )
    };
    check(
        &of(""),
        &of("- 一方で、地熱は豊かでありながら開発が限られています。\n"),
        "[+一方で、地熱は豊かでありながら開発が限られています。+]",
    );
    check(
        &of("- 一方で、地熱は豊かでありながら開発が限られています。\n"),
        &of(""),
        "[-一方で、地熱は豊かでありながら開発が限られています。-]",
    );
}

/// Pull request 8727 of the policy corpus: two items changed places, each with a target; the one tells of what the other names.
#[test]
fn an_item_that_shares_words_with_another_is_not_merged_into_it() {
    let told = shown(
        "- 民間や他国のように、銀行口座やカードを紐づけて資金の見える化を進める\n  - 公開している仕組みでは、政治資金収支報告書を元に下記のような可視化を行う\n- 政治資金収支報告書を解析し、お金の流れを可視化する",
        "- 政治資金収支報告書を解析し、お金の流れを可視化する（短期目標）\n- 民間や他国のように、銀行口座やカードを紐づけて資金の見える化を進める（中期目標）\n  - 公開している仕組みでは、政治資金収支報告書を元に下記のような可視化を行う",
    );
    assert!(!told.contains("Merged"), "{told}");
}

/// Pull request 2936 of the policy corpus: a heading over a list that is gone read as if the list's words had been in it.
#[test]
fn what_is_gone_from_beside_a_heading_does_not_stand_in_it() {
    let (old, new) = (
        parse(
            "- 大きな隔たりがあるのが現状であり、差は開く一方になっています\n- 人材が足りないという問題が背景にあると考えられています\n\n  ### 政策概要\n\n  - 学び直しを支えます",
        ),
        parse(
            "- 大きな隔たりがあるのが現状であり、差は開く一方になっています\n- 人材が足りないという問題が背景にあると考えられています\n\n### 政策概要\n\n別の話を始めます。",
        ),
    );
    let html = compare(&old, &new).to_html(View::Whole, &HtmlOptions::default());
    let heading = html
        .split("<h3")
        .nth(1)
        .and_then(|rest| rest.split("</h3>").next());
    assert!(
        heading.is_some_and(|heading| !heading.contains("学び直し")),
        "{html}"
    );
}

/// Found by the search with changed corpus texts: what was left of a split was a paragraph beside a quotation.
#[test]
fn what_is_left_of_a_split_is_compared_only_with_its_like() {
    check(
        "ライセンものとみ",
        "ものとみ\n>ライセン",
        "[+ものとみ\n+]ライセン[-ものとみ-]{Split 1→2}",
    );
}

/// Found by the search with changed corpus texts: an opened list stood between a heading and where it went, on one side only.
#[test]
fn an_opened_list_does_not_stand_between_what_changed_places() {
    let (a, b) = (
        "## 提言v.0.5\n### 施策１：医用画像診断AIの導入\n- 診断精度の向上",
        "診断精度の向上\n### 施策１：医用画像診断AIの導入\n## 提言v.0.5",
    );
    for told in [shown(a, b), shown(b, a)] {
        assert!(told.contains("[>提言v.0.5<]"), "{told}");
    }
}
