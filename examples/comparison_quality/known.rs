//! Known edits → a table of precision and recall by kind.

use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::failures;
use crate::known_edits::{self, Kind, Score, Tally};
use crate::samples;

/// Runs the trials, and prints what came of them.
pub fn run(arguments: &Arguments) -> Result<()> {
    let samples = samples::all()?;
    let started = Instant::now();
    let mut left = arguments.show.clone();
    let score = known_edits::run(
        &samples,
        arguments.rounds,
        arguments.seed,
        |sample, seed, edit, verdict| {
            let Some((kind, left)) = &mut left else {
                return;
            };
            let wanted = kind == "all" || *kind == edit.expected.kind.name();
            let failed = !verdict.is_named() || !verdict.extra.is_empty();
            if wanted && failed && *left > 0 {
                *left -= 1;
                failures::show(sample, seed, edit, verdict);
            }
        },
    );
    let mut score = score;
    let files = known_edits::run_files(
        &samples,
        arguments.rounds,
        arguments.seed,
        |sample, seed, kind, said| {
            if let Some((wanted, left)) = &mut left
                && (wanted == "all" || *wanted == kind.name())
                && *left > 0
            {
                *left -= 1;
                println!("{} {} (seed {seed})\n{said}\n", sample.name, kind.name());
            }
        },
    );
    score.0.extend(files.0);
    if arguments.json {
        println!("{:#}", as_json(&score));
    } else if left.is_none() {
        print(&score, arguments, started.elapsed().as_secs_f64());
    }
    Ok(())
}

fn as_json(score: &Score) -> Value {
    let row = |kind: &str, tally: &Tally| {
        json!({"kind": kind, "edits": tally.edits, "named": tally.named, "exact": tally.exact,
            "right": tally.right, "wrong": tally.wrong, "recall": tally.recall(), "precision": tally.precision()})
    };
    let rows = score.0.iter().map(|(kind, tally)| row(&kind.name(), tally));
    json!({"kinds": rows.collect::<Vec<_>>(), "total": row("total", &score.total())})
}

/// What is aimed at: moves are harder to tell than what stays.
fn goal(kind: Kind) -> f64 {
    if kind.is_move() { 0.95 } else { 0.98 }
}

fn print(score: &Score, arguments: &Arguments, seconds: f64) {
    println!(
        "Known edits, seed {}, {} rounds, {seconds:.1} s",
        arguments.seed, arguments.rounds
    );
    println!();
    println!(
        "{:<22}{:>7}{:>9}{:>11}{:>8}{:>7}",
        "edit", "made", "recall", "precision", "exact", "goal"
    );
    for (kind, tally) in &score.0 {
        let goal = goal(*kind);
        let reached = tally.recall() >= goal && tally.precision() >= goal;
        println!(
            "{}{goal:>7.2} {}",
            row(&kind.name(), tally),
            if reached { "" } else { "✗" }
        );
    }
    println!("{}", row("all", &score.total()));
    println!();
    println!("recall     edits told in full, of those made");
    println!(
        "precision  changes rightly told, of all told: each is laid to the edit that is nearest"
    );
    println!("exact      edits told in full, with nothing beside");
    println!();
    println!("See what went wrong: -- known --show KIND N");
}

fn row(name: &str, tally: &Tally) -> String {
    let exact = tally.exact as f64 / tally.edits.max(1) as f64;
    format!(
        "{name:<22}{:>7}{:>9.3}{:>11.3}{exact:>8.3}",
        tally.edits,
        tally.recall(),
        tally.precision()
    )
}
