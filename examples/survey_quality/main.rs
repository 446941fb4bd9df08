//! How good the survey of pull requests is: counts, times, and samples for the eye.
//!
//! ```text
//! cargo run --release --example survey_quality -- REPOSITORY [WHAT] [--records FILE] [--seed N] [--count N] [--only N]
//! ```
//!
//! `WHAT` is `counts` (the default), `same` or `alike` (pairs of requests with both wordings), `absorbed` (claims, with the
//! request's sentence and the later text), or `missed` (requests with the label `thankyou` for which nothing was
//! found). `--only N` shows all of one request. Records are JSON lines of a forge's requests, gzipped, and only add labels.
//! Samples are chosen by the seed: the same command gives the same ones.
//!
//! # What was seen
//!
//! Read by hand on the policy corpus (9,679 requests), while the bounds were set:
//!
//! - *Says the same*: of 59 pairs, 57 right, 2 doubtful (a heading and a notice, the same words put into different
//!   documents). Before, copies of whole documents under misspelt names were taken for what requests say (5 of 60).
//! - *Alike*: of 50 pairs, 43 right, 4 doubtful, 3 wrong: bots left the same slips in requests that say different things.
//! - *Absorbed*: of 52 claims of 36 requests, 51 right, 1 doubtful (forms of words about a financial crisis); for one more
//!   the request that brought the wording is the older one, and the claim says so. Before, 5 of 41 were forms of words.
//! - Of 114 requests with the label `thankyou` that were not merged, wording of 20 is found; with the bounds relaxed (runs
//!   of 10 letters, a share of 350) of 21. What was taken up in other words is not found.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod corpus;
mod samples;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use teigen::survey::absorbed::{self, Absorbed};
use teigen::survey::family::{self, Families, Saying};

use corpus::Corpus;

/// What was typed.
#[derive(Default)]
struct Arguments {
    repository: PathBuf,
    what: String,
    records: Option<PathBuf>,
    seed: u64,
    count: usize,
    only: Option<u64>,
}

fn main() -> Result<()> {
    let arguments = read_arguments()?;
    let thanked = arguments
        .records
        .as_deref()
        .map(thanked)
        .transpose()?
        .unwrap_or_default();
    let corpus = Corpus::read(&arguments.repository)?;
    let started = Instant::now();
    let sayings = corpus.sayings();
    eprintln!("sayings: {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let families = family::families(&sayings);
    eprintln!("families: {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let absorbed = absorbed::absorbed(&corpus.moments(), &corpus.states(), &corpus.requests());
    eprintln!("absorbed: {:.2} s", started.elapsed().as_secs_f64());
    let show = samples::Show {
        corpus: &corpus,
        seed: arguments.seed,
        count: arguments.count,
        only: arguments.only,
    };
    match arguments.what.as_str() {
        "counts" => counts(&corpus, &sayings, &families, &absorbed, &thanked),
        "same" => show.pairs(&families.same),
        "alike" => show.pairs(&families.alike),
        "absorbed" => show.absorbed(&absorbed),
        "missed" => show.missed(&absorbed, &thanked),
        other => bail!("{other} is not known"),
    }
    Ok(())
}

fn read_arguments() -> Result<Arguments> {
    let mut arguments = Arguments {
        what: "counts".to_owned(),
        seed: 329,
        count: 50,
        ..Arguments::default()
    };
    let mut words = std::env::args().skip(1);
    arguments.repository = words.next().context("which repository?")?.into();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .with_context(|| format!("{word} needs a value"))
        };
        match word.as_str() {
            "--records" => arguments.records = Some(value()?.into()),
            "--seed" => arguments.seed = value()?.parse()?,
            "--count" => arguments.count = value()?.parse()?,
            "--only" => arguments.only = Some(value()?.parse()?),
            _ if word.starts_with('-') => bail!("{word} is not known"),
            _ => arguments.what = word,
        }
    }
    Ok(arguments)
}

/// Numbers of requests that were not merged and have the label `thankyou`.
fn thanked(path: &std::path::Path) -> Result<BTreeSet<u64>> {
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    let mut numbers = BTreeSet::new();
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let labels = record["labels"].as_array().map_or(&[][..], Vec::as_slice);
        let thanked = labels.iter().any(|label| label["name"] == "thankyou");
        if thanked && record["merged_at"].is_null() {
            numbers.extend(record["number"].as_u64());
        }
    }
    Ok(numbers)
}

fn counts(
    corpus: &Corpus,
    sayings: &[Saying],
    families: &Families,
    absorbed: &Absorbed,
    thanked: &BTreeSet<u64>,
) {
    let silent = sayings.iter().filter(|saying| saying.is_empty()).count();
    println!(
        "{} requests, {silent} of them say nothing new",
        sayings.len()
    );
    for (name, groups) in [("same", &families.same), ("alike", &families.alike)] {
        let mut sizes: Vec<(usize, u64)> = groups
            .iter()
            .map(|family| (family.members.len(), family.representative))
            .collect();
        sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
        let members: usize = sizes.iter().map(|size| size.0).sum();
        let largest = &sizes[..sizes.len().min(8)];
        println!(
            "{name}: {} groups with {members} requests, largest {largest:?}",
            sizes.len()
        );
    }
    println!("near: {} requests are like another", families.near.len());
    let pieces = absorbed
        .requests
        .values()
        .map(|absorption| absorption.pieces.len());
    println!(
        "absorbed: {} requests, {} pieces",
        absorbed.requests.len(),
        pieces.sum::<usize>()
    );
    let older = absorbed
        .requests
        .values()
        .filter(|absorption| absorption.pieces.iter().all(|piece| piece.through_is_older));
    println!("  only through an older request: {}", older.count());
    for (state, requests) in corpus.state_names().iter().zip(&absorbed.states) {
        println!("  {state}: wording of {} requests", requests.len());
    }
    let found = thanked
        .iter()
        .filter(|number| absorbed.requests.contains_key(number))
        .count();
    println!("thankyou: {found} of {}", thanked.len());
}
