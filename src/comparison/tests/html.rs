//! Comparisons as HTML.

use super::*;

/// The whole new document with its changes; line breaks between tags left out.
fn whole(before: &str, after: &str) -> String {
    written(before, after, View::Whole)
}

fn written(before: &str, after: &str, view: View) -> String {
    let (old, new) = (parse(before), parse(after));
    let options = HtmlOptions {
        prefix: "P",
        ..HtmlOptions::default()
    };
    let html = compare(&old, &new).to_html(view, &options);
    assert_eq!(balance::problem(&html), None, "{html}");
    html.replace(">\n", ">")
}

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    assert_eq!(whole(before, after), expected);
}

#[test]
fn words_are_marked_inside_their_paragraph() {
    check(
        "一\n\n予算は5億円",
        "一\n\n予算は6億円",
        "<p>一</p><p id=\"Pchange-1\" class=\"Pchange\">予算は<del class=\"Pdel\">5</del><ins class=\"Pins\">6</ins>億円</p>",
    );
}

#[test]
fn whole_blocks_are_marked_on_the_block() {
    check(
        "",
        "本文",
        "<p id=\"Pchange-1\" class=\"Padded\"><ins class=\"Pins\">本文</ins></p>",
    );
    check(
        "本文",
        "",
        "<p id=\"Pchange-1\" class=\"Premoved\"><del class=\"Pdel\">本文</del></p>",
    );
    check(
        "- 一",
        "",
        "<ul id=\"Pchange-1\" class=\"Premoved\"><li><del class=\"Pdel\">一</del></li></ul>",
    );
}

#[test]
fn a_changed_heading_keeps_its_own_id() {
    check(
        "# 教育",
        "# 教育と学び",
        "<h1 id=\"P教育と学び\" class=\"Pchange\"><span id=\"Pchange-1\"></span>教育<ins class=\"Pins\">と学び</ins></h1>",
    );
}

#[test]
fn items_are_marked_inside_their_list() {
    check(
        "- 一つ目\n- 三つ目",
        "- 一つ目\n- 二つ目です\n- 三つ目",
        "<ul><li>一つ目</li><li id=\"Pchange-1\" class=\"Padded\"><ins class=\"Pins\">二つ目です</ins></li><li>三つ目</li></ul>",
    );
    check(
        "- 予算は5億円",
        "- 予算は6億円",
        "<ul><li><span id=\"Pchange-1\" class=\"Pchange\">予算は<del class=\"Pdel\">5</del><ins class=\"Pins\">6</ins>億円</span></li></ul>",
    );
}

#[test]
fn removed_items_do_not_count() {
    let html = whole(
        "1. 一つ目の項目\n2. 二つ目の話\n3. 三つ目の件",
        "1. 一つ目の項目\n2. 三つ目の件",
    );
    assert!(
        html.contains("<li value=\"2\" id=\"Pchange-1\" class=\"Premoved\">"),
        "{html}"
    );
    assert!(html.contains("<li value=\"2\">三つ目の件"), "{html}");
}

#[test]
fn a_mark_stands_inside_a_shared_style_and_around_others() {
    let marks = |after: &str| whole("**重要な案**です。", after);
    assert!(
        marks("**重要な新案**です。")
            .contains("<strong>重要な<ins class=\"Pins\">新</ins>案</strong>")
    );
    let html = whole("案です。", "案です。*特に*重要です。");
    assert!(
        html.contains("案です。<ins class=\"Pins\"><em>特に</em>重要です。</ins>"),
        "{html}"
    );
}

#[test]
fn the_old_target_of_a_link_is_told() {
    check(
        "[案](a.md)です",
        "[案](b.md)です",
        "<p id=\"Pchange-1\" class=\"Pchange\"><a href=\"b.md\"><span class=\"Pmarkup\">案</span></a>です \
         <span class=\"Pnote\">link: <del class=\"Pdel\">a.md</del><ins class=\"Pins\">b.md</ins></span></p>",
    );
}

#[test]
fn moved_blocks_lead_to_each_other() {
    let html = whole(
        "一番目の段落はここにあります。\n\n二番目の段落はそこにあります。\n\n三番目の段落はあそこにあります。",
        "二番目の段落はそこにあります。\n\n三番目の段落はあそこにあります。\n\n一番目の段落はここにあります。",
    );
    assert!(html.contains("<div id=\"Pchange-1-from\" class=\"Pmoved Premoved\"><a class=\"Pnote\" href=\"#change-1\">"), "{html}");
    assert!(html.contains("<div id=\"Pchange-1\" class=\"Pmoved Padded\"><a class=\"Pnote\" href=\"#change-1-from\">"), "{html}");
}

#[test]
fn raw_html_is_closed_in_its_place() {
    let html = whole("<div>\n\n本文", "<div>\n\n本文です");
    assert!(html.starts_with("<!--P(--><div></div><!--P)-->"), "{html}");
    let html = whole("a <u>下線</u> b", "a <u>下線 b");
    assert!(
        html.contains("<code class=\"Ptag\">&lt;/u&gt;</code>"),
        "{html}"
    );
    let html = whole("<b>太字<i>斜め</b>x", "<b>太字<i>斜め</b>y");
    assert!(html.contains("<b>太字<i>斜め</i></b><del"), "{html}");
}

#[test]
fn what_is_the_same_is_left_out_and_counted() {
    let lines: Vec<String> = (1..=20).map(|n| format!("{n}番目の段落。")).collect();
    let before = format!("# 題\n\n{}", lines.join("\n\n"));
    let html = written(
        &before,
        &before.replace("10番目の段落", "10番目の文"),
        View::ChangesOnly,
    );
    assert_eq!(
        html,
        "<h1 id=\"P題\">題</h1><p class=\"Pgap\">8 unchanged blocks</p><p>9番目の段落。</p>\
         <p id=\"Pchange-1\" class=\"Pchange\">10番目の<del class=\"Pdel\">段落</del><ins class=\"Pins\">文</ins>。</p>\
         <p>11番目の段落。</p><p class=\"Pgap\">9 unchanged blocks</p>",
    );
}

#[test]
fn long_lists_and_tables_are_folded_around_changes() {
    let items: Vec<String> = (1..=20).map(|n| format!("1. {n}番目の項目")).collect();
    let before = items.join("\n");
    let html = written(
        &before,
        &before.replace("10番目の項目", "10番目の案"),
        View::ChangesOnly,
    );
    assert!(
        html.contains("<li class=\"Pgap\">8 unchanged items</li><li value=\"9\">9番目の項目</li>"),
        "{html}"
    );
    let rows: Vec<String> = (1..=20).map(|n| format!("|{n}行目|x|")).collect();
    let before = format!("|a|b|\n|-|-|\n{}", rows.join("\n"));
    let html = written(
        &before,
        &before.replace("10行目|x", "10行目|y"),
        View::ChangesOnly,
    );
    assert!(
        html.contains("<tr class=\"Pgap\"><td colspan=\"2\">8 unchanged rows</td></tr>"),
        "{html}"
    );
}

#[test]
fn an_item_beside_a_change_is_shown_without_the_lists_in_it() {
    let before = "- 甲\n  - 一\n  - 二\n- 乙\n- 丙\n  - 三\n";
    let html = written(before, &before.replace('乙', "丁"), View::ChangesOnly);
    assert!(
        html.contains("<li>甲<ul><li class=\"Pgap\">2 unchanged items</li></ul></li>"),
        "{html}"
    );
    assert!(html.contains("<li>丙<ul><li>三</li></ul></li>"), "{html}");
}

#[test]
fn long_kept_text_is_folded() {
    let sentence = "これは変わらない文です。";
    let before = format!(
        "{}予算は5億円です。{}",
        sentence.repeat(60),
        sentence.repeat(60)
    );
    let html = written(&before, &before.replace('5', "6"), View::ChangesOnly);
    assert_eq!(
        html.matches("<span class=\"Pgap\">…</span>").count(),
        2,
        "{html}"
    );
    assert!(html.len() < 1200, "{}", html.len());
}

#[test]
fn ids_are_unique_with_removed_headings() {
    let html = whole(
        "# 題\n\n## 節\n\n本文\n\n[^1]\n\n[^1]: 注",
        "## 節\n\n# 題\n\n本文[^1]\n\n[^1]: 注釈",
    );
    assert_eq!(balance::repeated_id(&html), None, "{html}");
}

#[test]
fn task_boxes_and_numbering_are_noted() {
    assert!(
        whole("- [ ] 済み", "- [x] 済み")
            .contains("task: <del class=\"Pdel\">[ ]</del><ins class=\"Pins\">[x]</ins>")
    );
    assert!(whole("- 一", "1. 一").contains("numbering: "));
    assert!(
        whole("## 題", "### 題")
            .contains("heading: <del class=\"Pdel\">h2</del><ins class=\"Pins\">h3</ins>")
    );
}

/// A document of long paragraphs under headings, with the one of number `changed` changed.
fn long_document(changed: Option<usize>) -> String {
    let paragraph = |n: usize| {
        let end = if changed == Some(n) {
            "変えます"
        } else {
            "続けます"
        };
        format!(
            "{n}番目の段落です。{}{end}。",
            "これは長い文です。".repeat(30)
        )
    };
    let section = |n: usize| {
        format!(
            "## 第{n}節\n\n{}\n\n{}",
            paragraph(2 * n),
            paragraph(2 * n + 1)
        )
    };
    (0..5).map(section).collect::<Vec<_>>().join("\n\n")
}

fn folded(before: &str, after: &str) -> String {
    written(before, after, View::Folded)
}

/// The markup without what folding adds.
fn unfolded(html: &str) -> String {
    let mut out = html
        .replace(" class=\"Pquiet\"", "")
        .replace("</details>", "");
    for (open, close) in [
        ("<details class=\"Pfold\"><summary>", "</summary>"),
        ("<span class=\"Pwas\">", "</span>"),
    ] {
        while let Some(from) = out.find(open) {
            let to = from + out[from..].find(close).expect("it is closed") + close.len();
            out.replace_range(from..to, "");
        }
    }
    out
}

#[test]
fn long_unchanged_parts_are_folded_under_their_headings() {
    let (before, after) = (long_document(None), long_document(Some(5)));
    let html = folded(&before, &after);
    assert_eq!(
        html.matches("<details class=\"Pfold\"><summary>").count(),
        4,
        "{html}"
    );
    assert!(
        html.contains("<h2 id=\"P第0節\" class=\"Pquiet\">第0節</h2><details class=\"Pfold\"><summary>2 unchanged paragraphs (568 characters)</summary><p>"),
        "{html}"
    );
    assert!(
        html.contains("<h2 id=\"P第2節\">第2節</h2><p>4番目"),
        "{html}"
    );
}

#[test]
fn folding_leaves_all_text_where_it_is() {
    let (before, after) = (long_document(None), long_document(Some(5)));
    assert_eq!(unfolded(&folded(&before, &after)), whole(&before, &after));
}

#[test]
fn short_unchanged_parts_are_not_folded() {
    let lines: Vec<String> = (1..=9).map(|n| format!("{n}番目の段落。")).collect();
    let before = lines.join("\n\n");
    let after = before.replace("1番目の段落", "1番目の文");
    assert_eq!(folded(&before, &after), whole(&before, &after));
}

#[test]
fn unchanged_items_are_folded_inside_their_list() {
    let items: Vec<String> = (1..=40).map(|n| format!("1. {n}番目の項目")).collect();
    let before = items.join("\n");
    let html = folded(&before, &before.replace("30番目の項目", "30番目の案"));
    assert!(
        html.starts_with("<ol><li value=\"1\" class=\"Pfolded\"><details class=\"Pfold\"><summary>28 unchanged items (187 characters)</summary><ol><li value=\"1\">1番目の項目</li>"),
        "{html}"
    );
    assert!(
        html.contains("</ol></details></li><li value=\"29\">29番目の項目</li>"),
        "{html}"
    );
}

#[test]
fn the_old_number_of_an_item_is_told_for_the_old_text() {
    let html = folded(
        "1. 一つ目の項目\n2. 二つ目の話\n3. 三つ目の件",
        "1. 一つ目の項目\n2. 三つ目の件",
    );
    assert!(
        html.contains("<li value=\"2\"><span class=\"Pwas\">3. </span>三つ目の件"),
        "{html}"
    );
    assert!(html.contains("<li value=\"1\">一つ目の項目"), "{html}");
}

#[test]
fn a_heading_in_raw_html_is_not_folded() {
    let heading = "<h2>手書きの見出し</h2>";
    let before = long_document(None).replace("## 第1節", heading);
    let html = folded(
        &before,
        &long_document(Some(5)).replace("## 第1節", heading),
    );
    assert!(
        html.contains(&format!("</details><!--P(-->{heading}<!--P)--><details")),
        "{html}"
    );
}

#[test]
fn a_row_of_one_side_keeps_to_the_columns() {
    let before = "|項目|額|担当|\n|-|-|-|\n|給与の改定|5億円|総務|\n|家賃の補助|3億円|住宅|";
    let after =
        "|項目|額|\n|-|-|\n|給与の改定|5億円|\n|家賃の補助|3億円|\n|まったく別の新しい事業|2億円|";
    let html = whole(before, after);
    assert!(
        html.contains("<td><ins class=\"Pins\">2億円</ins></td><td class=\"Premoved\"></td></tr>"),
        "{html}"
    );
}

#[test]
fn where_the_old_text_can_be_chosen_what_was_split_is_there_in_one_piece() {
    let (old, new) = (
        parse("一つ目の文はここで終わりになります。二つ目の文はここから始まります。"),
        parse("一つ目の文はここで終わりになります。\n\n二つ目の文はここから始まります。"),
    );
    let html = |switched| {
        let options = HtmlOptions {
            switched,
            ..HtmlOptions::default()
        };
        compare(&old, &new).to_html(View::Folded, &options)
    };
    let whole = "<p>一つ目の文はここで終わりになります。二つ目の文はここから始まります。</p>";
    assert!(
        html(true).starts_with(&format!("<div class=\"tg-then\">\n{whole}")),
        "{}",
        html(true)
    );
    assert!(html(true).contains("class=\"tg-change tg-now\""));
    assert!(!html(false).contains("tg-then") && !html(false).contains("tg-now"));
}
