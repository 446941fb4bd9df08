//! The file as a word processor reads it: its parts, its columns, its marks.

use std::io::Read;

use super::*;
use crate::comparison::compare;
use crate::comparison::table::{Marking, Remark, arrange};
use crate::document::{Document, parse};

/// The parts of a container, by their local headers.
fn parts(file: &[u8]) -> Vec<(String, String)> {
    let number = |at: usize, size: usize| -> usize {
        file[at..at + size]
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while file[at..].starts_with(b"PK\x03\x04") {
        let (packed, name) = (number(at + 18, 4), number(at + 26, 2));
        let content = at + 30 + name;
        let text = String::from_utf8(file[at + 30..content].to_vec()).expect("a name");
        let mut decoder = flate2::read::DeflateDecoder::new(&file[content..content + packed]);
        let mut unpacked = String::new();
        decoder.read_to_string(&mut unpacked).expect("a part");
        assert_eq!(unpacked.len(), number(at + 22, 4));
        found.push((text, unpacked));
        at = content + packed;
    }
    assert!(
        file[at..].starts_with(b"PK\x01\x02"),
        "the directory follows"
    );
    found
}

fn layout() -> Layout {
    Layout {
        new_first: true,
        new_label: "改正案".to_owned(),
        old_label: "現行".to_owned(),
        mark: Marking::Underline,
        remarks: true,
    }
}

fn file(rows: Vec<Row>, layout: &Layout) -> Vec<u8> {
    let (words, labels) = (Words::default(), Labels::default());
    let paper = Paper {
        title: "「予算 <案>」新旧対照表".to_owned(),
        ends: vec!["改正案: v0.6".to_owned()],
        language: "ja-JP",
        date: "2025-05-06T12:00:00+09:00".to_owned(),
        layout,
        words: &words,
        labels: &labels,
        sheets: vec![Sheet {
            title: String::new(),
            notes: Vec::new(),
            rows,
        }],
    };
    write(&paper).expect("it is short")
}

fn document(before: &str, after: &str, layout: &Layout) -> String {
    let (old, new) = (parse(before), parse(after));
    let written = file(arrange(compare(&old, &new).rows()), layout);
    let mut parts = parts(&written);
    parts.pop().expect("the text comes last").1
}

/// The texts of the cells after the heading, marked ones in `_`.
fn cells(document: &str) -> Vec<String> {
    let cells = document.split("<w:tc>").skip(4);
    let text = |cell: &str| {
        let run = |run: &str| {
            let words: String = run
                .split("<w:t xml:space=\"preserve\">")
                .skip(1)
                .filter_map(|rest| rest.split("</w:t>").next())
                .collect();
            let marked = ["single", "double"]
                .iter()
                .any(|line| run.contains(&format!("<w:u w:val=\"{line}\"/>")));
            if marked { format!("_{words}_") } else { words }
        };
        cell.split("<w:r>").skip(1).map(run).collect::<String>()
    };
    cells.map(text).collect()
}

#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    assert_eq!(cells(&document(before, after, &layout())), expected);
}

/// Every element that is opened is closed in its place.
fn assert_well_formed(name: &str, xml: &str) {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag has an end");
        assert!(!text.contains('>'), "{name}: {text}");
        let element = tag.split([' ', '/']).next().unwrap_or_default();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with(['/', '?']) {
            open.push(element);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

#[test]
fn the_new_text_is_left_the_old_one_right_changed_words_underlined() {
    check(
        "約5500万円とする。",
        "約6000万円とする。",
        &["約_6000_万円とする。", "約_5500_万円とする。", ""],
    );
}

#[test]
fn items_have_their_markers_and_what_came_is_said_to_be_new() {
    check(
        "1. 教育を進める",
        "1. 教育を進める\n2. 医療を支える",
        &[
            "(omitted)",
            "(omitted)",
            "",
            "2. _医療を支える_",
            "(new)",
            "",
        ],
    );
}

#[test]
fn every_part_is_well_formed_whatever_the_text_holds() {
    let before = "# 表と<b>記号</b>\n\n|甲|乙|\n|-|-|\n|1|2|\n\n> 引用 & \"符号\" \u{1}\u{fffe}\n\n```\na < b\n\tc\n```\n\n- [ ] 公募[^1]\n\n[^1]: 注\n\n---\n\n![図](a.png)";
    let after = before.replace('1', "２").replace("公募", "公募する");
    let (old, new) = (parse(before), parse(&after));
    let mut rows = compare(&old, &new).rows();
    rows[0].remarks.push(Remark {
        text: "#12 & <x>".to_owned(),
        href: None,
    });
    for (name, content) in parts(&file(rows, &layout())) {
        assert_well_formed(&name, &content);
    }
}

#[test]
fn the_heading_stands_on_every_landscape_page_and_rows_stay_whole() {
    let text = document("約5500万円", "約6000万円", &layout());
    assert_eq!(text.matches("<w:tblHeader/>").count(), 1);
    assert_eq!(text.matches("<w:cantSplit/>").count(), 2);
    assert!(text.contains("w:orient=\"landscape\""));
}

#[test]
fn the_layout_decides_columns_and_marks() {
    let layout = Layout {
        new_first: false,
        mark: Marking::DoubleUnderline,
        remarks: false,
        ..layout()
    };
    let text = document("約5500万円", "約6000万円", &layout);
    assert!(text.contains("<w:u w:val=\"double\"/>") && !text.contains("Remarks"));
    let labels: Vec<usize> = ["現行", "改正案<"]
        .iter()
        .map(|label| text.find(label).expect("a label"))
        .collect();
    assert!(labels[0] < labels[1]);
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (old, new) = (parse("甲"), parse("乙"));
    let rows = || compare(&old, &new).rows();
    assert_eq!(file(rows(), &layout()), file(rows(), &layout()));
}

#[test]
fn what_no_word_processor_could_open_is_refused() {
    let text = "段落。\n\n".repeat(ROW_LIMIT + 1);
    let (old, new) = (Document::default(), parse(&text));
    let rows = compare(&old, &new).rows();
    let (words, labels, layout) = (Words::default(), Labels::default(), layout());
    let paper = Paper {
        title: String::new(),
        ends: Vec::new(),
        language: "ja-JP",
        date: String::new(),
        layout: &layout,
        words: &words,
        labels: &labels,
        sheets: vec![Sheet {
            title: String::new(),
            notes: Vec::new(),
            rows,
        }],
    };
    assert!(matches!(write(&paper), Err(DocxError::TooLong { .. })));
}
