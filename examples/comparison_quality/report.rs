//! All that pull requests of the corpora change → how well it is told.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;
use teigen::comparison::{Change, ChangeKind, Comparison, HtmlOptions, Op, View, compare, units};
use teigen::document::parse;

use crate::arguments::Arguments;
use crate::edges::{Cuts, cuts};
use crate::equal;
use crate::figures::{Figures, percent};
use crate::lcs::fewest;
use crate::pairs::{self, Corpus};
use crate::text::solid;
use crate::wellformed;

/// Prints the report.
pub fn run(arguments: &Arguments) -> Result<()> {
    let corpora = pairs::all()?;
    let mut found = Found::default();
    let (mut show, started) = (arguments.show.clone(), Instant::now());
    for (before, after) in corpora.iter().flat_map(Corpus::pairs) {
        found.pair(before, after, &mut show);
    }
    if arguments.json {
        println!("{:#}", found.as_json());
    } else {
        for corpus in &corpora {
            println!(
                "{}: {} distinct pairs of Markdown files",
                corpus.name,
                corpus.len()
            );
        }
        found.print(started.elapsed().as_secs_f64());
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    pairs: usize,
    /// Pairs whose sides are given back to the character.
    complete: usize,
    /// Comparisons whose HTML a browser nests as it is written, before it is sanitised.
    well_formed: usize,
    ill_formed: Vec<String>,
    coarse: usize,
    /// Per pair with changed units, and per changed unit: characters marked, of the fewest.
    of_pair: Figures,
    of_unit: Figures,
    /// Separate marks in changed units, and how many a plain difference of characters makes.
    marks: usize,
    plain_marks: usize,
    changed: usize,
    cuts: Cuts,
    /// Units that changed only in white space or line ends, and are marked.
    blank: usize,
    /// Documents that differ from themselves, written otherwise.
    unlike_itself: usize,
    /// Blocks that read the same in place, and are marked.
    equal_marked: usize,
    /// Texts said to be gone at one place and new at another.
    parted: usize,
    moved: usize,
    compare: Figures,
    whole: Figures,
}

impl Found {
    fn pair(&mut self, before: &str, after: &str, show: &mut Option<(String, usize)>) {
        let started = Instant::now();
        let (old, new) = (parse(before), parse(after));
        let parsed = Instant::now();
        let comparison = compare(&old, &new);
        self.compare.add(parsed.elapsed().as_secs_f64() * 1000.0);
        let html = comparison.to_html(View::Whole, &HtmlOptions::default());
        self.whole.add(started.elapsed().as_secs_f64() * 1000.0);
        self.pairs += 1;
        self.coarse += usize::from(comparison.is_coarse());
        self.proofs(&comparison, &html);
        let changes = comparison.changes();
        self.changes(&changes, show);
        self.equal(&comparison, &html, &changes, show);
        self.unlike_itself +=
            usize::from(!compare(&new, &parse(&written_otherwise(after))).is_empty());
    }

    fn proofs(&mut self, comparison: &Comparison<'_>, html: &str) {
        let (old, new) = comparison.sides();
        let complete = old == units(comparison.before()) && new == units(comparison.after());
        self.complete += usize::from(complete && comparison.changes().iter().all(gives_back));
        match wellformed::problem(html) {
            None => self.well_formed += 1,
            Some(problem) => self.ill_formed.push(problem),
        }
    }

    fn equal(
        &mut self,
        comparison: &Comparison<'_>,
        html: &str,
        changes: &[Change],
        show: &mut Option<(String, usize)>,
    ) {
        let marked = equal::marked(comparison, html);
        let parted = equal::parted(changes);
        self.equal_marked += marked.len();
        self.parted += parted.len();
        for text in marked.iter().chain(&parted) {
            if let Some((_, left)) = show
                .as_mut()
                .filter(|(what, left)| what == "equal" && *left > 0)
            {
                *left -= 1;
                println!("pair {}: equal, and marked: {text}", self.pairs);
            }
        }
    }

    fn changes(&mut self, changes: &[Change], show: &mut Option<(String, usize)>) {
        let (mut marked, mut least) = (0, 0);
        for change in changes {
            self.moved += usize::from(change.kind == ChangeKind::Moved);
            let (Some(before), Some(after)) = (&change.before, &change.after) else {
                continue;
            };
            let found = count(change);
            if found == 0 {
                continue;
            }
            let fewest = fewest(&solid(before), &solid(after));
            if fewest == 0 {
                // A space that came between two letters can be seen; more of them where one was cannot.
                let seen = before.split_whitespace().ne(after.split_whitespace());
                self.blank += usize::from(!seen && change.markup.is_empty());
                continue;
            }
            (marked, least) = (marked + found, least + fewest);
            let times = found as f64 / fewest as f64;
            self.of_unit.add(times);
            self.unit(change, before, after);
            if let Some((_, left)) = show
                .as_mut()
                .filter(|(what, left)| what == "worst" && *left > 0 && times > 4.0)
            {
                *left -= 1;
                println!("{found} of {fewest}: {}", shown(change));
            }
        }
        if least > 0 {
            self.of_pair.add(marked as f64 / least as f64);
        }
    }

    fn unit(&mut self, change: &Change, before: &str, after: &str) {
        self.changed += 1;
        self.marks += change
            .edits
            .iter()
            .filter(|edit| edit.op != Op::Keep)
            .count();
        let (old, new): (Vec<char>, Vec<char>) =
            (before.chars().collect(), after.chars().collect());
        let plain = similar::capture_diff_slices(similar::Algorithm::Myers, &old, &new);
        self.plain_marks += plain
            .iter()
            .map(|operation| match operation.tag() {
                similar::DiffTag::Equal => 0,
                similar::DiffTag::Replace => 2,
                _ => 1,
            })
            .sum::<usize>();
        self.cuts += cuts(before, ends(change, Op::Delete, Op::Insert));
        self.cuts += cuts(after, ends(change, Op::Insert, Op::Delete));
    }
}

/// The same text with other line ends, none after its last line.
fn written_otherwise(text: &str) -> String {
    let lines = text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n");
    lines.replace('\n', "\r\n")
}

fn gives_back(change: &Change) -> bool {
    let join = |without: Op| -> String {
        let parts = change.edits.iter().filter(|edit| edit.op != without);
        parts.map(|edit| edit.text.as_str()).collect()
    };
    change.before.clone().unwrap_or_default() == join(Op::Insert)
        && change.after.clone().unwrap_or_default() == join(Op::Delete)
}

/// Characters marked.
fn count(change: &Change) -> usize {
    let marks = change.edits.iter().filter(|edit| edit.op != Op::Keep);
    marks.map(|edit| solid(&edit.text).len()).sum()
}

/// Where marks of one sort start and end in the text of their side.
fn ends(change: &Change, of: Op, other: Op) -> Vec<usize> {
    let mut at = 0;
    let mut ends = Vec::new();
    for edit in change.edits.iter().filter(|edit| edit.op != other) {
        if edit.op == of {
            ends.extend([at, at + edit.text.len()]);
        }
        at += edit.text.len();
    }
    ends
}

fn shown(change: &Change) -> String {
    let marked = |edit: &teigen::comparison::Edit| match edit.op {
        Op::Keep if edit.text.chars().count() > 24 => {
            let chars: Vec<char> = edit.text.chars().collect();
            let text = |part: &[char]| part.iter().collect::<String>();
            format!(
                "{}…{}",
                text(&chars[..10]),
                text(&chars[chars.len() - 10..])
            )
        }
        Op::Keep => edit.text.clone(),
        Op::Delete => format!("[-{}-]", edit.text),
        Op::Insert => format!("{{+{}+}}", edit.text),
    };
    change.edits.iter().map(marked).collect()
}

impl Found {
    fn print(&self, seconds: f64) {
        let line = |label: &str, value: String| println!("{label:<52} {value}");
        let three = |figures: &Figures| {
            format!(
                "median {:.2}, mean {:.2}, 95 % {:.2} ({})",
                figures.median(),
                figures.mean(),
                figures.at(0.95),
                figures.len()
            )
        };
        println!();
        line(
            "given back to the character",
            percent(self.complete, self.pairs),
        );
        line(
            "HTML nested as a browser does, before sanitising",
            percent(self.well_formed, self.pairs),
        );
        line("coarse", self.coarse.to_string());
        line("marked × fewest, per changed unit", three(&self.of_unit));
        line(
            "marked × fewest, per pair with changed units",
            three(&self.of_pair),
        );
        line(
            "marks per changed unit",
            format!(
                "{:.2}, by plain characters {:.2}",
                per(self.marks, self.changed),
                per(self.plain_marks, self.changed)
            ),
        );
        let cuts = &self.cuts;
        line("ends of marks inside units", cuts.ends.to_string());
        line(
            "  in a grapheme, number, Latin word, numeral or kana",
            format!(
                "{} ({}, {}, {}, {})",
                cuts.never_right(),
                cuts.graphemes,
                cuts.numbers,
                cuts.latin,
                cuts.kana
            ),
        );
        line(
            "  in a Japanese word (dictionary)",
            percent(cuts.japanese, cuts.ends),
        );
        line("units marked for white space alone", self.blank.to_string());
        line(
            "documents unlike themselves with other line ends",
            self.unlike_itself.to_string(),
        );
        line(
            "blocks equal in place, but marked",
            self.equal_marked.to_string(),
        );
        line(
            "texts told as removed here and added there",
            self.parted.to_string(),
        );
        line("units moved", self.moved.to_string());
        line("compare, ms per pair", times(&self.compare));
        line("Markdown to HTML, ms per pair", times(&self.whole));
        println!(
            "\n{} pairs, {seconds:.0} s. Characters are counted without white space; the fewest are what a longest common",
            self.pairs
        );
        println!("subsequence of the old and new text of a changed unit leaves.");
        for problem in self.ill_formed.iter().take(5) {
            println!("ill-formed: {problem}");
        }
    }

    fn as_json(&self) -> serde_json::Value {
        let figures = |of: &Figures| json!({"count": of.len(), "median": of.median(), "mean": of.mean(), "p95": of.at(0.95)});
        json!({"pairs": self.pairs, "complete": self.complete, "well_formed": self.well_formed, "coarse": self.coarse,
            "per_unit": figures(&self.of_unit), "per_pair": figures(&self.of_pair), "changed_units": self.changed,
            "marks": self.marks, "plain_marks": self.plain_marks, "blank": self.blank, "unlike_itself": self.unlike_itself,
            "equal_marked": self.equal_marked, "parted": self.parted,
            "ends": self.cuts.ends, "cuts": self.cuts.never_right(), "in_japanese_words": self.cuts.japanese,
            "moved": self.moved, "compare_ms": figures(&self.compare), "whole_ms": figures(&self.whole)})
    }
}

fn per(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

fn times(figures: &Figures) -> String {
    format!(
        "median {:.2}, 95 % {:.2}, most {:.2}",
        figures.median(),
        figures.at(0.95),
        figures.at(1.0)
    )
}
