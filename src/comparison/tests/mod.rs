//! Whole comparisons, each as one line.

use super::*;
use crate::document::parse;

/// Shows units that changed, marked as `[-deleted-]`, `[+inserted+]`, one per line.
fn shown(before: &str, after: &str) -> String {
    let (old, new) = (parse(before), parse(after));
    let comparison = compare(&old, &new);
    assert_reconstructs(&comparison);
    let mut lines = Vec::new();
    for change in comparison.changes() {
        let mut line = String::new();
        for edit in &change.edits {
            line.push_str(&match (change.kind, edit.op) {
                (ChangeKind::Moved, Op::Keep) => format!("[>{}<]", edit.text),
                (_, Op::Keep) => edit.text.clone(),
                (_, Op::Delete) => format!("[-{}-]", edit.text),
                (_, Op::Insert) => format!("[+{}+]", edit.text),
            });
        }
        for note in &change.markup {
            let told = |side: &Option<String>| side.clone().unwrap_or_default();
            line.push_str(&format!(
                "{{{:?} {}→{}}}",
                note.what,
                told(&note.before),
                told(&note.after)
            ));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn assert_reconstructs(comparison: &Comparison<'_>) {
    table::assert_columns(comparison);
    let (old, new) = comparison.sides();
    assert_eq!(old, units(comparison.before()));
    assert_eq!(new, units(comparison.after()));
    for change in comparison.changes() {
        let join = |without: Op| -> String {
            change
                .edits
                .iter()
                .filter(|edit| edit.op != without)
                .map(|edit| edit.text.as_str())
                .collect()
        };
        assert_eq!(change.before.unwrap_or_default(), join(Op::Insert));
        assert_eq!(change.after.unwrap_or_default(), join(Op::Delete));
    }
}

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    assert_eq!(shown(before, after), expected, "\n{before}\n→\n{after}");
}

#[track_caller]
fn same(before: &str, after: &str) {
    check(before, after, "");
    check(after, before, "");
}

#[test]
fn a_renamed_heading_is_kept_not_removed() {
    check("# 教育\n本文", "# 教育と学び\n本文", "教育[+と学び+]");
    check(
        "# 教育\n\n本文です。",
        "# 学び\n\n本文です。",
        "[-教育-][+学び+]",
    );
}

#[test]
fn what_a_reader_does_not_see_is_no_change() {
    same("一\r\n\r\n二\r\n", "一\n\n二");
    same("本文  \n", "本文");
    same("* 一\n* 二\n", "- 一\n- 二");
    same("* 一\n\n* 二\n", "- 一\n- 二");
    same("- 一\n  - 二\n", "- 一\n    - 二\n");
    same("_強調_ です", "*強調* です");
    same("一\n\n\n\n二", "一\n\n二");
    same("| a | b |\n|---|---|\n| 1 | 2 |", "|a|b|\n|-|-|\n|1|2|");
    same("一行目\n二行目", "一行目二行目");
    same("one\ntwo", "one two");
    same("# 題", "題\n===");
    same("<!-- 注 -->\n\n本文", "本文");
    same("```\nx\n```", "~~~\nx\n~~~");
}

#[test]
fn a_paragraph_that_is_not_alike_is_removed_and_added() {
    check(
        "高齢者の移動手段を確保します。",
        "憲法改正の議論を深めます。",
        "[-高齢者の移動手段を確保します。-]\n[+憲法改正の議論を深めます。+]",
    );
}

#[test]
fn added_and_removed_documents_are_compared_with_nothing() {
    check("", "# 題\n\n本文", "[+題+]\n[+本文+]");
    check("# 題\n\n本文", "", "[-題-]\n[-本文-]");
}

#[test]
fn list_items_are_aligned() {
    check(
        "- 一つ目\n- 三つ目",
        "- 一つ目\n- 二つ目です\n- 三つ目",
        "[+二つ目です+]",
    );
    check(
        "- 予算は5億円\n- 人員",
        "- 予算は6億円\n- 人員",
        "予算は[-5-][+6+]億円",
    );
}

#[test]
fn nested_lists_are_aligned() {
    check(
        "- 親\n  - 子の一\n  - 子の二",
        "- 親\n  - 子の一\n  - 子の三\n  - 子の二",
        "[+子の三+]",
    );
}

#[test]
fn tables_are_compared_by_cell() {
    check(
        "|施策|予算|\n|-|-|\n|教育|5億|\n|医療|3億|",
        "|施策|予算|\n|-|-|\n|教育|6億|\n|福祉|1億|\n|医療|3億|",
        "教育 | [-5-][+6+]億\n[+福祉 | 1億+]",
    );
}

#[test]
fn an_added_column_is_added_to_every_row() {
    check(
        "|a|c|\n|-|-|\n|1|3|",
        "|a|b|c|\n|-|-|-|\n|1|2|3|",
        "a[+ | b+] | c\n1[+ | 2+] | 3",
    );
}

#[test]
fn form_alone_is_told_as_form() {
    check("[案](a.md)です", "[案](b.md)です", "案です{Link a.md→b.md}");
    check("重要です", "**重要**です", "重要です{Strong →on}");
    check("## 題", "### 題", "題{Heading h2→h3}");
    check(
        "# 題\n\n同じ言葉の段落",
        "# 題\n\n## 同じ言葉の段落",
        "同じ言葉の段落{Heading p→h2}",
    );
    check("- [ ] 済み", "- [x] 済み", "済み{Task [ ]→[x]}");
    check("- 一\n- 二", "1. 一\n2. 二", "{List -→1.}");
}

#[test]
fn a_moved_paragraph_is_told_once() {
    check(
        "一番目の段落はここにあります。\n\n二番目の段落はそこにあります。\n\n三番目の段落はあそこにあります。",
        "二番目の段落はそこにあります。\n\n三番目の段落はあそこにあります。\n\n一番目の段落はここにあります。",
        "[>一番目の段落はここにあります。<]",
    );
}

#[test]
fn a_moved_section_is_told_as_one_place() {
    let section = |name: &str| {
        format!(
            "## {name}\n\n{name}についての本文がここにあります。\n\n### ビジョン\n\n{name}の展望を述べます。\n"
        )
    };
    let (one, two, three) = (
        section("教育政策"),
        section("医療政策"),
        section("経済政策"),
    );
    let (old, new) = (
        parse(&format!("{one}\n{two}\n{three}")),
        parse(&format!("{two}\n{three}\n{one}")),
    );
    let comparison = compare(&old, &new);
    assert_reconstructs(&comparison);
    let changes = comparison.changes();
    assert!(
        changes
            .iter()
            .all(|change| change.kind == ChangeKind::Moved && change.number == 1),
        "{changes:#?}"
    );
    assert_eq!((changes.len(), comparison.count()), (4, 1));
}

#[test]
fn code_and_html_are_told_by_their_text() {
    check(
        "```\nlet x = 1;\n```",
        "```\nlet x = 2;\n```",
        "let x = [-1-][+2+];",
    );
    check(
        "<div>議論はこちら</div>",
        "<div>議論はあちら</div>",
        "議論は[-こちら-][+あちら+]",
    );
    check(
        "<div style=\"a\">議論</div>",
        "<div style=\"b\">議論</div>",
        "議論{Html <div style=\"a\">議論</div>→<div style=\"b\">議論</div>}",
    );
}

#[test]
fn a_section_inserted_before_a_repeated_heading_begins_with_its_own() {
    let (old, new) = (
        parse("## 甲\n\n### ビジョン\n\n甲の展望\n\n### ビジョン\n\n乙の展望"),
        parse(
            "## 甲\n\n### ビジョン\n\n新しい話\n\n### ビジョン\n\n甲の展望\n\n### ビジョン\n\n乙の展望",
        ),
    );
    let changes = compare(&old, &new).changes();
    let added: Vec<_> = changes
        .iter()
        .filter_map(|change| change.after.as_deref())
        .collect();
    assert_eq!(added, ["ビジョン", "新しい話"]);
}

#[test]
fn neighbouring_additions_share_a_number() {
    let (old, new) = (
        parse("一\n\n四"),
        parse("一\n\n二の段落\n\n三の段落\n\n四です"),
    );
    let comparison = compare(&old, &new);
    let numbers: Vec<usize> = comparison
        .changes()
        .iter()
        .map(|change| change.number)
        .collect();
    assert_eq!((numbers, comparison.count()), (vec![1, 1, 2], 2));
}

mod balance;
mod html;
mod parts;
mod properties;
mod table;

#[test]
fn a_block_that_moved_and_changed_is_one_move() {
    let (moved, other, third) = (
        "海外から人材を三十人招き、研究費と住まいを三年のあいだ支えます。",
        "応募は秋に始まり、翌年の春に受け入れます。",
        "成果は毎年まとめて公表し、次の募集に生かします。",
    );
    check(
        &format!("{moved}\n\n{other}\n\n{third}"),
        &format!("{other}\n\n{third}\n\n{}", moved.replace("三年", "五年")),
        "[>海外から人材を三十人招き、研究費と住まいを<][-三年-][+五年+][>のあいだ支えます。<]",
    );
}

#[test]
fn a_list_item_that_moved_and_changed_is_one_move() {
    check(
        "- 海外から人材を三十人招き、研究費を支えます\n- 応募は秋に始まります\n- 成果は公表します",
        "- 応募は秋に始まります\n- 成果は公表します\n- 海外から人材を五十人招き、研究費を支えます",
        "[>海外から人材を<][-三十-][+五十+][>人招き、研究費を支えます<]",
    );
}

#[test]
fn a_split_paragraph_is_no_deletion() {
    check(
        "応募は秋に始まります。受け入れは翌年の春です。",
        "応募は秋に始まります。\n\n受け入れは翌年の春です。",
        "応募は秋に始まります。[+\n+]受け入れは翌年の春です。{Split 1→2}",
    );
    check(
        "応募は秋に始まります。受け入れは翌年の春です。成果は毎年の夏に公表します。",
        "応募は秋に始まります。\n\n受け入れは翌年の夏です。\n\n成果は毎年の夏に公表します。",
        "応募は秋に始まります。[+\n+]受け入れは翌年の[-春-][+夏+]です。[+\n+]成果は毎年の夏に公表します。{Split 1→3}",
    );
}

#[test]
fn merged_paragraphs_are_no_insertion() {
    check(
        "応募は秋に始まります。\n\n受け入れは翌年の春です。",
        "応募は秋に始まります。受け入れは翌年の春です。",
        "応募は秋に始まります。[-\n-]受け入れは翌年の春です。{Merged 2→1}",
    );
}

#[test]
fn list_items_are_split_and_merged() {
    check(
        "- 応募は秋に始まります。受け入れは翌年の春です。\n- ほか",
        "- 応募は秋に始まります。\n- 受け入れは翌年の春です。\n- ほか",
        "応募は秋に始まります。[+\n+]受け入れは翌年の春です。{Split 1→2}",
    );
    check(
        "- 応募は秋に始まります。\n- 受け入れは翌年の春です。\n- ほか",
        "- 応募は秋に始まります。受け入れは翌年の春です。\n- ほか",
        "応募は秋に始まります。[-\n-]受け入れは翌年の春です。{Merged 2→1}",
    );
}

#[test]
fn paragraphs_become_a_list() {
    check(
        "応募は秋に始まります。\n\n受け入れは翌年の春です。\n\n以上。",
        "- 応募は秋に始まります。\n- 受け入れは翌年の春です。\n\n以上。",
        "応募は秋に始まります。\n受け入れは翌年の春です。{Regrouped 2→2}",
    );
    check(
        "応募は秋に始まります。受け入れは翌年の春です。",
        "- 応募は秋に始まります。\n- 受け入れは翌年の春です。",
        "応募は秋に始まります。[+\n+]受け入れは翌年の春です。{Regrouped 1→2}",
    );
}

#[test]
fn a_new_paragraph_that_says_something_like_it_is_an_insertion() {
    check(
        "予算は毎年度の議会で決めます。",
        "予算は毎年度の議会で決めます。\n\n予算の使い道は毎年度の議会に報告します。",
        "[+予算の使い道は毎年度の議会に報告します。+]",
    );
}

#[test]
fn an_item_that_lost_what_it_held_is_the_same_item() {
    check(
        "- １．子育て\n  - 養育費の支払いを国が保証し、支払い義務者から確実に徴収する制度を創設します。\n- ２．教育",
        "- １．子育て\n- ２．教育",
        "[-養育費の支払いを国が保証し、支払い義務者から確実に徴収する制度を創設します。-]",
    );
}

#[test]
fn text_whose_nesting_changed_is_the_same_text() {
    check(
        "- 現状認識\n- 募集は秋に始まります。\n- 受け入れは翌年の春です。",
        "- 現状認識\n  - 募集は秋に始まります。\n  - 受け入れは翌年の春です。",
        "現状認識\n募集は秋に始まります。\n受け入れは翌年の春です。{Regrouped 3→3}",
    );
}

#[test]
fn a_row_with_fewer_cells_than_columns_gives_back_its_text() {
    use crate::document::{BlockKind, Document};
    let table = |header: &str, cells: usize| -> Document {
        let mut document = parse(&format!("| {header} |\n|--|--|--|\n| 一 | 二 | 三 |\n"));
        if let BlockKind::Table { rows, .. } = &mut document.blocks[0].kind {
            rows[0].cells.truncate(cells);
        }
        document
    };
    for (before, after) in [(0, 3), (3, 0), (1, 2)] {
        let (old, new) = (table("甲 | 乙 | 丙", before), table("乙 | 丙 | 甲", after));
        assert_reconstructs(&compare(&old, &new));
    }
}
