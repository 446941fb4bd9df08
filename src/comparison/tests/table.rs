//! Rows of comparative tables, each test a few lines: old column, `|`, new column; changed words in `_`, restyled in `~`.

use super::*;
use crate::comparison::table::{
    Layout, Line, Marking, Row, RunMark, Words, arrange, pairs_html, table_html,
};

fn words() -> Words {
    let of = str::to_owned;
    Words {
        omitted: of("（略）"),
        new: of("（新設）"),
        gone: of("（削る）"),
        moved_away: of("（{section}へ）"),
        moved_here: of("（{section}から）"),
        top: of("冒頭"),
        ..Words::default()
    }
}

fn line(line: &Line) -> String {
    let cell = |runs: &Vec<_>| -> String {
        let run = |run: &crate::comparison::table::Run| match run.mark {
            RunMark::Kept => run.text.clone(),
            RunMark::Changed => format!("_{}_", run.text),
            RunMark::Restyled => format!("~{}~", run.text),
        };
        runs.iter().map(run).collect()
    };
    let cells: Vec<String> = line.cells.iter().map(cell).collect();
    format!("{}{}", line.marker, cells.join(","))
}

fn row(row: &Row) -> String {
    let side = |said: Option<String>, lines: &[Line]| {
        said.unwrap_or_else(|| lines.iter().map(line).collect::<Vec<_>>().join("/"))
    };
    format!(
        "{} | {}",
        side(row.said_before(&words()), &row.before),
        side(row.said_after(&words()), &row.after)
    )
}

#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    let (old, new) = (parse(before), parse(after));
    let rows = arrange(compare(&old, &new).rows());
    let shown: Vec<String> = rows.iter().map(row).collect();
    assert_eq!(shown, expected, "\n{before}\n→\n{after}");
}

#[test]
fn changed_words_are_marked_on_both_sides() {
    check(
        "約5500万円とする。",
        "約6000万円とする。",
        &["約_5500_万円とする。 | 約_6000_万円とする。"],
    );
}

#[test]
fn what_is_unchanged_is_left_out_but_not_the_headings_above_a_change() {
    check(
        "# 提言\n\n前文。\n\n## 予算\n\n額は5億円。\n\n執行は別に定める。\n\n## 日程\n\n秋に始める。",
        "# 提言\n\n前文。\n\n## 予算\n\n額は6億円。\n\n執行は別に定める。\n\n## 日程\n\n秋に始める。",
        &[
            "提言 | 提言",
            "（略） | （略）",
            "予算 | 予算",
            "額は_5_億円。 | 額は_6_億円。",
            "（略） | （略）",
        ],
    );
}

#[test]
fn what_came_and_what_went_has_words_on_the_other_side() {
    check(
        "同じ文。",
        "同じ文。\n\n加えた文です。\n\nもう一つ加えた文です。",
        &[
            "（略） | （略）",
            "（新設） | _加えた文です。_/_もう一つ加えた文です。_",
        ],
    );
    check(
        "同じ文。\n\nやめた文です。",
        "同じ文。",
        &["（略） | （略）", "_やめた文です。_ | （削る）"],
    );
}

#[test]
fn a_new_section_begins_a_new_row() {
    check(
        "同じ文。",
        "同じ文。\n\n# 甲の章\n\n甲の文。\n\n# 乙の章\n\n乙の文。",
        &[
            "（略） | （略）",
            "（新設） | _甲の章_/_甲の文。_",
            "（新設） | _乙の章_/_乙の文。_",
        ],
    );
}

#[test]
fn items_keep_their_markers_and_the_item_above_a_change_is_shown() {
    check(
        "1. 教育を進める\n2. 医療を支える\n   - 病院は3か所\n   - 診療所は残す\n3. 福祉を広げる",
        "1. 教育を進める\n2. 医療を支える\n   - 病院は5か所\n   - 診療所は残す\n3. 福祉を広げる",
        &[
            "（略） | （略）",
            "2.医療を支える | 2.医療を支える",
            "・病院は_3_か所 | ・病院は_5_か所",
            "（略） | （略）",
        ],
    );
}

#[test]
fn a_table_is_one_row_without_its_unchanged_rows() {
    check(
        "|費目|額|\n|-|-|\n|人件費|1億円|\n|施設費|2億円|\n|雑費|3億円|",
        "|費目|額|\n|-|-|\n|人件費|1億円|\n|施設費|4億円|\n|雑費|3億円|",
        &["費目,額/,/施設費,_2_億円/, | 費目,額/,/施設費,_4_億円/,"],
    );
}

#[test]
fn what_moved_says_where_it_is() {
    let kept = "甲の章にそのまま残る、これもまた長い一段落であり、動きません。";
    let moved = "この一段落はとても長く、偶然に二度現れることはないので、移ったと分かります。";
    check(
        &format!("# 甲\n\n{moved}\n\n{kept}\n\n# 乙\n\n乙の文。"),
        &format!("# 甲\n\n{kept}\n\n# 乙\n\n乙の文。\n\n{moved}"),
        &[
            "甲 | 甲",
            &format!("~{moved}~ | （乙へ）"),
            "（略） | （略）",
            "乙 | 乙",
            "（略） | （略）",
            &format!("（甲から） | ~{moved}~"),
        ],
    );
}

#[test]
fn a_ticked_box_is_a_change_that_is_noted() {
    let (old, new) = (parse("- [ ] 公募する"), parse("- [x] 公募する"));
    let rows = compare(&old, &new).rows();
    assert_eq!(row(&rows[0]), "☐公募する | ☑公募する");
    assert!(rows[0].is_change());
    assert_eq!(rows[0].noted(&Labels::default()), ["task: [ ] → [x]"]);
}

#[test]
fn a_new_target_of_a_link_is_noted() {
    let (old, new) = (parse("[案](a.md)です"), parse("[案](b.md)です"));
    let rows = compare(&old, &new).rows();
    assert_eq!(row(&rows[0]), "~案~です | ~案~です");
    assert_eq!(rows[0].noted(&Labels::default()), ["link: a.md → b.md"]);
}

#[test]
fn long_unchanged_parts_are_folded_with_their_headings_in_sight() {
    let kept = "変わらない段落です。\n\n".repeat(5);
    let text = |sum: &str| format!("# 予算\n\n額は{sum}。\n\n# 日程\n\n## 秋\n\n{kept}");
    let (old, new) = (parse(&text("5億円")), parse(&text("6億円")));
    let rows = compare(&old, &new).rows();
    let html = pairs_html(&rows, "旧", "新", &words(), &HtmlOptions::default());
    let fold = html.split("<summary>").nth(1).expect("a fold");
    let summary = fold.split("</summary>").next().expect("its summary");
    assert!(summary.starts_with("6 unchanged passages") && summary.contains("秋"));
    let before = html.split("<details").next().expect("what comes first");
    assert!(before.contains("日程") && before.contains("額は"));
}

/// Both columns, read down, are the two documents; every change has its number in the table.
pub(super) fn assert_columns(comparison: &Comparison<'_>) {
    let rows = comparison.rows();
    let column = |side: fn(&Row) -> &Vec<Line>| -> Vec<String> {
        let texts = rows.iter().flat_map(|row| side(row).iter().map(Line::text));
        texts.filter(|text| !text.is_empty()).collect()
    };
    let told = |units: Vec<String>| -> Vec<String> {
        units.into_iter().filter(|unit| !unit.is_empty()).collect()
    };
    assert_eq!(column(|row| &row.before), told(units(comparison.before())));
    assert_eq!(column(|row| &row.after), told(units(comparison.after())));
    for number in 1..=comparison.count() {
        let holds = |row: &Row| row.is_change() && row.numbers.contains(&number);
        assert!(rows.iter().any(holds), "{number} has a row");
    }
    assert!(!comparison.is_empty() || !rows.iter().any(Row::is_change));
    assert_markup(comparison);
}

fn assert_markup(comparison: &Comparison<'_>) {
    let options = HtmlOptions {
        prefix: "P",
        ..HtmlOptions::default()
    };
    let layout = Layout {
        new_first: true,
        new_label: "改正案".to_owned(),
        old_label: "現行".to_owned(),
        mark: Marking::Underline,
        remarks: true,
    };
    let (rows, words) = (comparison.rows(), words());
    let whole = pairs_html(&rows, "旧", "新", &words, &options);
    let table = table_html(&arrange(rows), &layout, &words, &options);
    for html in [whole, table] {
        assert_eq!(balance::problem(&html), None, "{html}");
        assert_eq!(balance::repeated_id(&html), None, "{html}");
        for number in 1..=comparison.count() {
            let id = format!("id=\"Pchange-{number}\"");
            assert!(html.contains(&id), "{number}: {html}");
        }
    }
}
