//! A sample of pairs → how we and other programs mark them, side by side.

use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};
use teigen::comparison::{HtmlOptions, View, compare};
use teigen::document::{html, parse};

use crate::arguments::Arguments;
use crate::figures::{percent, print_table};
use crate::marks::Marked;
use crate::measure::Measures;
use crate::pairs;
use crate::runner::{self, Input, Output};
use crate::text::Text;
use crate::yardstick::{Yardstick, measure};

/// Prints the table.
pub fn run(arguments: &Arguments) -> Result<()> {
    let corpora = pairs::all()?;
    let sample = pairs::sample(&corpora, arguments.pairs, arguments.seed);
    let inputs: Vec<Input> = sample
        .iter()
        .map(|(before, after)| input(before, after))
        .collect();
    let yardsticks: Vec<Yardstick> = inputs
        .iter()
        .map(|input| measure(&input.text.0, &input.text.1))
        .collect();
    let mut measured = vec![("teigen", Measures::of(&inputs, &yardsticks, &ours(&sample)))];
    match runner::git(&inputs) {
        Ok(outputs) => measured.push((
            "git, by character",
            Measures::of(&inputs, &yardsticks, &outputs),
        )),
        Err(error) => eprintln!("git is left out: {error}"),
    }
    for peer in runner::peers(&arguments.peers) {
        if !peer.is_present() {
            eprintln!(
                "{} is left out: it is not there. To install it: {}",
                peer.name, peer.install
            );
            continue;
        }
        eprintln!("{} …", peer.name);
        measured.push((
            peer.name,
            Measures::of(&inputs, &yardsticks, &peer.run(&inputs)?),
        ));
    }
    if arguments.json {
        println!("{:#}", as_json(&measured));
    } else {
        print(&measured, arguments, &yardsticks);
    }
    Ok(())
}

fn input(before: &str, after: &str) -> Input {
    let options = html::Options {
        plain: true,
        ..html::Options::default()
    };
    let written = |text: &str| html::to_html(&parse(text), &options);
    let html = (written(before), written(after));
    let text = (Text::of_html(&html.0), Text::of_html(&html.1));
    Input { html, text }
}

/// Our own, from the Markdown texts to the HTML of the whole comparison.
fn ours(sample: &[(&str, &str)]) -> Vec<Output> {
    let run = |(before, after): &(&str, &str)| {
        let started = Instant::now();
        let (old, new) = (parse(before), parse(after));
        let html = compare(&old, &new).to_html(View::Whole, &HtmlOptions::default());
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        Output {
            marked: Some(Marked::of_html(&html)),
            ms,
        }
    };
    // The first one fills the caches.
    sample.first().map(run);
    sample.iter().map(run).collect()
}

type Row = (&'static str, fn(&Measures) -> String);

const ROWS: [Row; 22] = [
    ("pairs answered", |m| m.pairs.to_string()),
    ("both texts given back", |m| percent(m.complete, m.pairs)),
    ("marked × fewest, per changed block, median", |m| {
        format!("{:.2}", m.of_block.median())
    }),
    ("  mean", |m| format!("{:.2}", m.of_block.mean())),
    ("  95 %", |m| format!("{:.2}", m.of_block.at(0.95))),
    ("  at most 1.25", |m| {
        percent(m.of_block.up_to(1.25), m.of_block.len())
    }),
    ("marked × fewest, per pair, median", |m| {
        format!("{:.2}", m.of_blocks.median())
    }),
    ("  mean", |m| format!("{:.2}", m.of_blocks.mean())),
    ("  95 %", |m| format!("{:.2}", m.of_blocks.at(0.95))),
    ("  all characters together", |m| {
        format!("{:.2}", m.marked as f64 / m.fewest.max(1) as f64)
    }),
    ("marked × fewest of all, median", |m| {
        format!("{:.2}", m.of_all.median())
    }),
    ("moved, but marked as changed (chars)", |m| {
        m.moved_marked.to_string()
    }),
    ("said to be moved (chars)", |m| m.moved_said.to_string()),
    ("marks per changed block", |m| {
        format!("{:.2}", m.runs as f64 / m.changed.max(1) as f64)
    }),
    ("ends inside: a grapheme", |m| {
        percent(m.cuts.graphemes, m.cuts.ends)
    }),
    ("  a number", |m| percent(m.cuts.numbers, m.cuts.ends)),
    ("  a Latin word", |m| percent(m.cuts.latin, m.cuts.ends)),
    ("  a kanji numeral, before ー or small kana", |m| {
        percent(m.cuts.kana, m.cuts.ends)
    }),
    ("  a Japanese word (dictionary)", |m| {
        percent(m.cuts.japanese, m.cuts.ends)
    }),
    ("equal blocks marked", |m| m.equal_marked.to_string()),
    ("time per pair, ms, median", |m| {
        format!("{:.2}", m.ms.median())
    }),
    ("  95 %", |m| format!("{:.2}", m.ms.at(0.95))),
];

fn print(measured: &[(&str, Measures)], arguments: &Arguments, yardsticks: &[Yardstick]) {
    let changed: usize = yardsticks
        .iter()
        .map(|yardstick| yardstick.changed.len())
        .sum();
    let moved: usize = yardsticks
        .iter()
        .map(|yardstick| yardstick.moved.0.len())
        .sum();
    println!(
        "{} pairs of changed documents, seed {}: {changed} blocks changed, {moved} moved",
        yardsticks.len(),
        arguments.seed
    );
    println!();
    let mut header = vec![String::new()];
    header.extend(measured.iter().map(|(name, _)| (*name).to_owned()));
    let mut rows = vec![header];
    for (label, tell) in ROWS {
        let mut row = vec![label.to_owned()];
        row.extend(measured.iter().map(|(_, measures)| tell(measures)));
        rows.push(row);
    }
    print_table(&rows);
    println!();
    println!(
        "Characters are counted without white space, on the text of both documents as HTML. The fewest: blocks are"
    );
    println!(
        "aligned by a rule that knows no program (yardstick.rs), in a pair of blocks a longest common subsequence stays,"
    );
    println!(
        "a block without a partner counts whole; equal blocks that stand elsewhere are counted apart. “Of all”: a longest"
    );
    println!(
        "common subsequence of the whole texts, moves included. Only pairs of which both texts were given back are measured."
    );
    println!(
        "Times: ours from Markdown to HTML; the others from HTML to HTML, inside their process; git's the whole process."
    );
}

fn as_json(measured: &[(&str, Measures)]) -> Value {
    let one = |(name, m): &(&str, Measures)| {
        json!({"program": name, "pairs": m.pairs, "complete": m.complete,
            "marked_of_fewest_per_block": {"median": m.of_block.median(), "mean": m.of_block.mean(),
                "p95": m.of_block.at(0.95), "count": m.of_block.len()},
            "marked_of_fewest_in_blocks": {"median": m.of_blocks.median(), "mean": m.of_blocks.mean(),
                "p95": m.of_blocks.at(0.95), "count": m.of_blocks.len()},
            "marked_of_fewest_of_all": {"median": m.of_all.median(), "mean": m.of_all.mean()},
            "marked": m.marked, "fewest": m.fewest, "moved_marked": m.moved_marked, "moved_said": m.moved_said,
            "runs": m.runs, "changed_blocks": m.changed, "equal_marked": m.equal_marked,
            "cuts": {"ends": m.cuts.ends, "graphemes": m.cuts.graphemes, "numbers": m.cuts.numbers,
                "latin": m.cuts.latin, "kana": m.cuts.kana, "japanese": m.cuts.japanese},
            "ms": {"median": m.ms.median(), "p95": m.ms.at(0.95)}})
    };
    Value::Array(measured.iter().map(one).collect())
}
