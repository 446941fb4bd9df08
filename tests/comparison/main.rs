//! Comparisons of what real pull requests change.

#![allow(clippy::print_stderr)]

mod corpora;
mod documents;
#[allow(dead_code, unused_imports)]
mod known;
mod known_edits;
mod properties;

use std::collections::BTreeMap;

use teigen::comparison::table::{Line, Row, Words, pairs_html};
use teigen::comparison::{Comparison, HtmlOptions, Op, View, compare, units};
use teigen::document::{Document, parse};

#[test]
fn comparisons_of_real_pull_requests_reconstruct_both_sides_and_are_well_formed() {
    let Some(folder) = corpora::folder() else {
        eprintln!("skipped: the corpora are not there");
        return;
    };
    let scratch = tempfile::tempdir().expect("a folder");
    let repository = corpora::open(&corpora::repository(&folder, "tokyo"), scratch.path());
    let found = corpora::pairs(&repository, 1);
    assert!(found.pairs.len() > 150);
    let documents: BTreeMap<_, _> = found
        .texts
        .iter()
        .map(|(id, text)| (*id, parse(text)))
        .collect();
    let empty = Document::default();
    for (before, after) in &found.pairs {
        let of = |id: &Option<git2::Oid>| id.and_then(|id| documents.get(&id)).unwrap_or(&empty);
        check(&compare(of(before), of(after)));
    }
}

fn check(comparison: &Comparison<'_>) {
    let (old, new) = comparison.sides();
    assert!(old == units(comparison.before()) && new == units(comparison.after()));
    for change in comparison.changes() {
        let join = |without: Op| -> String {
            let parts = change.edits.iter().filter(|edit| edit.op != without);
            parts.map(|edit| edit.text.as_str()).collect()
        };
        assert_eq!(
            change.before.as_deref().unwrap_or_default(),
            join(Op::Insert)
        );
        assert_eq!(
            change.after.as_deref().unwrap_or_default(),
            join(Op::Delete)
        );
    }
    check_columns(comparison);
    for view in [View::Whole, View::ChangesOnly] {
        let html = comparison.to_html(view, &HtmlOptions::default());
        assert_eq!(balance::problem(&html), None, "{html}");
        assert_eq!(balance::repeated_id(&html), None, "{html}");
    }
}

/// The columns of a comparative table, read down, are the two documents.
fn check_columns(comparison: &Comparison<'_>) {
    let rows = comparison.rows();
    let column = |side: fn(&Row) -> &Vec<Line>| -> Vec<String> {
        let texts = rows.iter().flat_map(|row| side(row).iter().map(Line::text));
        texts.filter(|text| !text.is_empty()).collect()
    };
    let told = |document| -> Vec<String> {
        let units = units(document).into_iter();
        units.filter(|unit| !unit.is_empty()).collect()
    };
    assert!(column(|row| &row.before) == told(comparison.before()));
    assert!(column(|row| &row.after) == told(comparison.after()));
    let html = pairs_html(
        &rows,
        "旧",
        "新",
        &Words::default(),
        &HtmlOptions::default(),
    );
    assert_eq!(balance::problem(&html), None, "{html}");
    assert_eq!(balance::repeated_id(&html), None, "{html}");
}

#[path = "../../src/comparison/tests/balance.rs"]
mod balance;

#[path = "../../examples/comparison_quality/wellformed.rs"]
mod wellformed;
