//! An edit that was not told as it should be → a few lines that show what was done, expected and said.

use teigen::comparison::{Change, Op};

use crate::known_edits::{Claim, Edit, Node, Sample, Style, Verdict, what, write};

/// Prints it.
pub fn show(sample: &Sample, seed: u64, edit: &Edit, verdict: &Verdict) {
    println!(
        "━━ {} · {} · {seed:x}",
        edit.expected.kind.name(),
        sample.name
    );
    let (old, new) = (lines(&edit.old), lines(&edit.new));
    let differs = |line: &String, others: &[String]| !others.contains(line);
    print_lines("-", &old, |at, line| {
        (differs(line, &new), new.get(at) != Some(line))
    });
    println!("   ┄┄┄┄");
    print_lines("+", &new, |at, line| {
        (differs(line, &old), old.get(at) != Some(line))
    });
    let told = verdict.telling.iter().zip(&verdict.found);
    let (right, missing): (Vec<_>, Vec<_>) = told.partition(|(_, found)| **found);
    for (claim, _) in right.iter().take(MOST_TOLD) {
        println!("   told    {}", claimed(claim));
    }
    if right.len() > MOST_TOLD {
        println!("   told    … {} more", right.len() - MOST_TOLD);
    }
    for (claim, _) in missing.iter().filter(|(claim, _)| !claim.optional) {
        println!("   MISSING {}", claimed(claim));
    }
    for change in &verdict.extra {
        println!("   SAID    {}", said(change));
    }
    println!();
}

/// Most things rightly told that are printed.
const MOST_TOLD: usize = 3;
/// Most lines of either side; of more, the first and the last ones are printed.
const MOST_LINES: usize = 12;

fn print_lines(mark: &str, lines: &[String], state: impl Fn(usize, &String) -> (bool, bool)) {
    let cut = MOST_LINES / 2..lines.len().saturating_sub(MOST_LINES / 2);
    for (at, line) in lines.iter().enumerate() {
        if cut.contains(&at) {
            if at == cut.start {
                println!("   … {} lines", cut.len());
            }
            continue;
        }
        let (differs, moved) = state(at, line);
        let mark = if differs { mark } else { " " };
        println!(
            " {mark}{} {}",
            if moved { "│" } else { " " },
            elided(line, 76)
        );
    }
}

/// Source lines that are not empty.
fn lines(nodes: &[Node]) -> Vec<String> {
    let text = write(nodes, Style::PLAIN);
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn claimed(claim: &Claim) -> String {
    let side = |text: &Option<String>| {
        text.as_deref()
            .map_or_else(|| "∅".to_owned(), |text| elided(text, 60))
    };
    let what: Vec<String> = claim.what.iter().map(|what| format!("{what:?}")).collect();
    let marks = match claim.marks {
        Some((0, 0)) | None => String::new(),
        Some((old, new)) => format!("  (at most -{old} +{new} characters)"),
    };
    let text = match (&claim.before, &claim.after) {
        (Some(before), Some(after)) => difference(before, after),
        (before, after) => format!("{} → {}", side(before), side(after)),
    };
    format!("{} {text}{marks}", what.join("/"))
}

/// The one stretch in which two texts differ, with a little of what is around it.
fn difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let text = |chars: &[char]| elided(&chars.iter().collect::<String>(), 40);
    let mut out = text(&old[..head]);
    if head + tail < old.len() {
        out += &format!("[-{}-]", text(&old[head..old.len() - tail]));
    }
    if head + tail < new.len() {
        out += &format!("{{+{}+}}", text(&new[head..new.len() - tail]));
    }
    out + &text(&old[old.len() - tail..])
}

fn said(change: &Change) -> String {
    let mut text = String::new();
    for edit in &change.edits {
        let piece = elided(&edit.text.replace('\n', "⏎"), 36);
        text.push_str(&match edit.op {
            Op::Keep => piece,
            Op::Delete => format!("[-{piece}-]"),
            Op::Insert => format!("{{+{piece}+}}"),
        });
    }
    let notes = change
        .markup
        .iter()
        .map(|note| format!(" ({:?} {:?}→{:?})", note.what, note.before, note.after));
    let notes: String = notes.collect();
    format!("{:?} {:?} {text}{notes}", what(change), change.unit)
}

fn elided(text: &str, most: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= most {
        return text.to_owned();
    }
    let head: String = chars[..most * 2 / 3].iter().collect();
    let tail: String = chars[chars.len() - most / 3..].iter().collect();
    format!("{head}…{tail}")
}
