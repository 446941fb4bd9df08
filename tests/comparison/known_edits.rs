//! Known edits of small documents are told as what they are.
//!
//! Real documents are tried by `examples/comparison_quality`, which prints a table by kind.

use super::known::{Kind, Sample, Score, run, run_files, synthetic};

const OWN: [(&str, &str); 6] = [
    ("plan", include_str!("../../proposal/docs/1_三十人計画.md")),
    ("study", include_str!("../../proposal/docs/2_調査と発信.md")),
    (
        "life",
        include_str!("../../proposal/docs/3_暮らしと受け入れ.md"),
    ),
    (
        "risks",
        include_str!("../../proposal/docs/4_体制とリスク.md"),
    ),
    (
        "questions",
        include_str!("../../proposal/docs/5_よくある質問.md"),
    ),
    ("english", include_str!("../../proposal/docs/index.en.md")),
];

#[test]
fn known_edits_are_told_and_nothing_else_is() {
    let own = OWN
        .iter()
        .filter_map(|(name, text)| Sample::new(name, text));
    let made = (100..108).filter_map(|seed| Sample::new("made", &synthetic::document(seed)));
    let samples: Vec<Sample> = own.chain(made).collect();
    assert_eq!(samples.len(), OWN.len() + 8, "every document can be edited");
    let score = run(&samples, 32, 1, |_, _, _, _| {});
    assert_eq!(score.0.len(), Kind::ALL.len() + 1, "every kind occurs");
    let failed = failed(&score);
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn what_went_to_another_file_is_told_and_nothing_else_is() {
    let own = OWN
        .iter()
        .filter_map(|(name, text)| Sample::new(name, text));
    let samples: Vec<Sample> = own.collect();
    let score = run_files(&samples, 32, 1, |_, _, _, _| {});
    assert_eq!(score.0.len(), 2, "both kinds occur");
    let failed = failed(&score);
    assert!(failed.is_empty(), "{failed:#?}");
}

fn failed(score: &Score) -> Vec<String> {
    let mut failed = Vec::new();
    for (kind, tally) in &score.0 {
        let goal = if kind.is_move() { 0.95 } else { 0.98 };
        let (recall, precision) = (tally.recall(), tally.precision());
        if recall < goal || precision < goal {
            failed.push(format!(
                "{}: recall {recall:.3}, precision {precision:.3} of {}",
                kind.name(),
                tally.edits
            ));
        }
    }
    failed
}
