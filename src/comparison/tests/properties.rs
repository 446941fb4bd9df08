//! What holds of every comparison, tried on random Markdown.

use proptest::prelude::*;

use super::*;

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("教育"),
        Just("医療"),
        Just("の"),
        Just("を"),
        Just("推進します"),
        Just("。"),
        Just("、"),
        Just("5億円"),
        Just("３０名"),
        Just("policy "),
        Just("**重要**"),
        Just("*em*"),
        Just("`code`"),
        Just("[案](a.md)"),
        Just("![図](a.png)"),
        Just("<u>"),
        Just("</u>"),
        Just("<br>"),
        Just("[^1]"),
        Just("  \n"),
        Just("\n"),
        Just("~~旧~~"),
        Just("<!-- x -->"),
        Just("&amp;"),
        Just("\u{fffc}"),
    ];
    prop::collection::vec(word, 1..10).prop_map(|words| words.concat())
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        2 => (1usize..4, words()).prop_map(|(level, text)| format!("{} {}", "#".repeat(level), text.replace('\n', " "))),
        3 => prop::collection::vec((0usize..3, words()), 1..5).prop_map(|items| {
            items.into_iter().map(|(depth, text)| format!("{}- {}\n", "  ".repeat(depth), text.replace('\n', " "))).collect()
        }),
        1 => prop::collection::vec(words(), 1..4).prop_map(|items| {
            items.into_iter().map(|text| format!("1. {}\n", text.replace('\n', " "))).collect()
        }),
        1 => words().prop_map(|text| format!("> {}", text.replace('\n', "\n> "))),
        1 => prop::collection::vec((words(), words()), 1..4).prop_map(|rows| {
            let row = |(a, b): (String, String)| format!("|{}|{}|\n", a.replace(['\n', '|'], ""), b.replace(['\n', '|'], ""));
            format!("|甲|乙|\n|-|-|\n{}", rows.into_iter().map(row).collect::<String>())
        }),
        1 => Just("|甲|乙|丙|\n|-|-|-|\n|1|2|3|".to_owned()),
        1 => words().prop_map(|text| format!("```\n{text}\n```")),
        1 => words().prop_map(|text| format!("<div class=\"a\">{}", text.replace('\n', ""))),
        1 => Just("</div>".to_owned()),
        1 => Just("---".to_owned()),
        1 => Just("- [ ] する".to_owned()),
        1 => Just("- [x] する".to_owned()),
        1 => words().prop_map(|text| format!("[^1]: {}", text.replace('\n', " "))),
    ]
}

fn document() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(block(), 0..7)
}

/// A document and one made from it by removing, moving and adding blocks.
fn pair() -> impl Strategy<Value = (String, String)> {
    (
        document(),
        document(),
        prop::collection::vec((0usize..8, 0usize..8), 0..4),
    )
        .prop_map(|(first, second, edits)| {
            let mut blocks = first.clone();
            for (from, to) in edits {
                if from < blocks.len() {
                    let block = blocks.remove(from);
                    if to % 3 > 0 {
                        blocks.insert(to.min(blocks.len()), block);
                    }
                }
                if let Some(block) = second.get(to) {
                    blocks.insert(from.min(blocks.len()), block.clone());
                }
            }
            (first.join("\n\n"), blocks.join("\n\n"))
        })
}

/// What a comparison marks, for comparing it with its mirror image.
fn marks(before: &Document, after: &Document, mirrored: bool) -> Vec<String> {
    let comparison = compare(before, after);
    let mut marks: Vec<String> = comparison
        .changes()
        .iter()
        .map(|change| {
            // Which of a deletion and an insertion at one place is told first is no part of it.
            let mut places = vec![(String::new(), String::new(), String::new())];
            for edit in &change.edits {
                let place = places.last_mut().expect("there is one from the start");
                match edit.op {
                    Op::Keep => places.push((edit.text.clone(), String::new(), String::new())),
                    Op::Delete => place.1.push_str(&edit.text),
                    Op::Insert => place.2.push_str(&edit.text),
                }
            }
            if mirrored {
                places
                    .iter_mut()
                    .for_each(|(_, gone, come)| std::mem::swap(gone, come));
            }
            format!("{places:?}")
        })
        .collect();
    marks.sort();
    marks
}

proptest! {
    #[test]
    fn every_comparison_reconstructs_both_sides((before, after) in pair()) {
        let (old, new) = (parse(&before), parse(&after));
        assert_reconstructs(&compare(&old, &new));
    }

    #[test]
    fn a_document_compared_with_itself_has_no_changes((before, _) in pair()) {
        let (old, new) = (parse(&before), parse(&before));
        let comparison = compare(&old, &new);
        prop_assert!(comparison.is_empty() && comparison.changes().is_empty());
    }

    #[test]
    fn a_comparison_is_the_mirror_image_of_its_reverse((before, after) in pair()) {
        let (old, new) = (parse(&before), parse(&after));
        prop_assert_eq!(marks(&old, &new, false), marks(&new, &old, true));
    }

    #[test]
    fn html_is_well_formed_and_ids_are_unique((before, after) in pair()) {
        let (old, new) = (parse(&before), parse(&after));
        let comparison = compare(&old, &new);
        for view in [View::Whole, View::Folded, View::ChangesOnly] {
            let html = comparison.to_html(view, &HtmlOptions { prefix: "P", ..HtmlOptions::default() });
            prop_assert_eq!(balance::problem(&html), None, "{}", html);
            for number in 1..=comparison.count() {
                prop_assert!(html.contains(&format!("id=\"Pchange-{number}\"")), "{} {}", number, html);
            }
            let ours: Vec<&str> = html.split(" id=\"P").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let unique: std::collections::BTreeSet<&str> = ours.iter().copied().collect();
            prop_assert_eq!(ours.len(), unique.len(), "{}", html);
        }
    }

    #[test]
    fn folds_hold_neither_headings_nor_changes((before, after) in pair()) {
        let long = "長い文です。".repeat(80);
        let (before, after) = (format!("{before}\n\n{long}"), format!("{after}\n\n{long}"));
        let (old, new) = (parse(&before), parse(&after));
        let html = compare(&old, &new).to_html(View::Folded, &HtmlOptions { prefix: "P", ..HtmlOptions::default() });
        for fold in html.split("<details class=\"Pfold\">").skip(1) {
            let fold = fold.split("</details>").next().unwrap_or_default();
            prop_assert!(!fold.contains("<h1") && !fold.contains("<h2") && !fold.contains("<h3") && !fold.contains("change-"), "{}", html);
        }
    }

    #[test]
    fn changes_are_told_if_and_only_if_there_are_places_of_change((before, after) in pair()) {
        let (old, new) = (parse(&before), parse(&after));
        let comparison = compare(&old, &new);
        let highest = comparison.changes().iter().map(|change| change.number).max().unwrap_or(0);
        prop_assert!(highest <= comparison.count());
        prop_assert!(comparison.changes().iter().all(|change| change.number > 0));
    }
}

/// Anything at all, with a liking for what Markdown and HTML care about.
fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[-*_`~|<>!#\\[\\]()&\"'=:/.,0-9 ]{1,4}",
        "(</?(div|b|a|p|table|script|style)( [a-z]+=\"[^\"]{0,3}\")?>)",
        "[あ-んア-ン一-龥。、「」０-９]{1,6}",
        "\n\n?( {0,5}[-*>] |#{1,6} |[0-9]\\. |    |\\|)?",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn anything_at_all_can_be_compared((before, after, from, length) in (anything(), anything(), 0usize..200, 0usize..100)) {
        let spliced = {
            let cut = |at: usize| before.floor_char_boundary(at.min(before.len()));
            format!("{}{after}{}", &before[..cut(from)], &before[cut(from + length)..])
        };
        for after in [&after, &spliced] {
            let (old, new) = (parse(&before), parse(after));
            let comparison = compare(&old, &new);
            assert_reconstructs(&comparison);
            for view in [View::Whole, View::Folded, View::ChangesOnly] {
                let html = comparison.to_html(view, &HtmlOptions { prefix: "P", ..HtmlOptions::default() });
                prop_assert_eq!(balance::problem(&html), None, "{}", html);
            }
        }
    }
}
