//! What holds of every comparison, tried on random documents of every kind of block, and on edits of them.

use proptest::prelude::*;
use teigen::comparison::{
    ChangeKind, Comparison, Edit, HtmlOptions, Op, Unit, View, compare, units,
};
use teigen::document::{Document, parse};

use super::{balance, documents, wellformed};

fn assert_gives_back(comparison: &Comparison<'_>) {
    let (old, new) = comparison.sides();
    assert_eq!(old, units(comparison.before()));
    assert_eq!(new, units(comparison.after()));
    for change in comparison.changes() {
        let join = |without: Op| -> String {
            let parts = change.edits.iter().filter(|edit| edit.op != without);
            parts.map(|edit| edit.text.as_str()).collect()
        };
        assert_eq!(change.before.unwrap_or_default(), join(Op::Insert));
        assert_eq!(change.after.unwrap_or_default(), join(Op::Delete));
    }
}

/// A change as its mirror image would tell it: kind, unit, old and new text, marked text of either side.
type Told = (ChangeKind, String, [Option<String>; 2], [Vec<String>; 2]);

/// What is said, in no order; `mirrored` says it as the comparison the other way round should.
fn told(before: &Document, after: &Document, mirrored: bool) -> Vec<Told> {
    let comparison = compare(before, after);
    let mut all: Vec<Told> = comparison
        .changes()
        .into_iter()
        .map(|change| {
            let marked = |op: Op| -> Vec<String> {
                // What stands between two kept parts is one place, whatever is told first there.
                let places = change.edits.split(|edit| edit.op == Op::Keep);
                let text = |place: &[Edit]| -> String {
                    let parts = place.iter().filter(|edit| edit.op == op);
                    parts.map(|edit| edit.text.as_str()).collect()
                };
                places.map(text).filter(|text| !text.is_empty()).collect()
            };
            let kind = match change.kind {
                ChangeKind::Added if mirrored => ChangeKind::Removed,
                ChangeKind::Removed if mirrored => ChangeKind::Added,
                other => other,
            };
            // What became an item of a paragraph is told by what it is now.
            let both = matches!(change.kind, ChangeKind::Modified | ChangeKind::Moved);
            let unit = match change.unit {
                Unit::Heading | Unit::Paragraph | Unit::Item if both => "text".to_owned(),
                other => format!("{other:?}"),
            };
            let mut texts = [change.before.clone(), change.after.clone()];
            let mut marks = [marked(Op::Delete), marked(Op::Insert)];
            if mirrored {
                texts.reverse();
                marks.reverse();
            }
            (kind, unit, texts, marks)
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn both_sides_are_given_back((before, after) in documents::edited()) {
        let (old, new) = (parse(&before), parse(&after));
        assert_gives_back(&compare(&old, &new));
        assert_gives_back(&compare(&new, &old));
    }

    #[test]
    fn a_document_is_like_itself((text, _) in documents::edited()) {
        let (old, new) = (parse(&text), parse(&text));
        prop_assert!(compare(&old, &new).is_empty() && compare(&old, &new).changes().is_empty());
        let ended = parse(&text.replace('\n', "\r\n"));
        prop_assert!(compare(&old, &ended).is_empty(), "{text:?}");
    }

    #[test]
    fn the_other_way_round_is_the_mirror_image((before, after) in documents::edited()) {
        let (old, new) = (parse(&before), parse(&after));
        prop_assert_eq!(told(&old, &new, false), told(&new, &old, true));
    }

    #[test]
    fn html_is_balanced_and_names_every_place((before, after) in documents::edited()) {
        let (old, new) = (parse(&before), parse(&after));
        let comparison = compare(&old, &new);
        for view in [View::Whole, View::Folded, View::ChangesOnly] {
            let html = comparison.to_html(view, &HtmlOptions::default());
            prop_assert_eq!(balance::problem(&html), None, "{}", html);
            for number in 1..=comparison.count() {
                let id = format!("id=\"tg-change-{number}\"");
                prop_assert_eq!(html.matches(&id).count(), 1, "{} {}", id, html);
            }
        }
    }

    #[test]
    fn a_browser_nests_what_holds_no_raw_html_as_it_is_written((before, after) in documents::edited_without_html()) {
        let (old, new) = (parse(&before), parse(&after));
        for view in [View::Whole, View::Folded, View::ChangesOnly] {
            let html = compare(&old, &new).to_html(view, &HtmlOptions::default());
            prop_assert_eq!(wellformed::problem(&html), None, "{}", html);
        }
    }
}
