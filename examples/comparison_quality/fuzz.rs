//! Texts of the corpora, changed at random → the promises that hold of every comparison, tried on each.
//!
//! What `fuzz/` does with a nightly compiler, on a stable one: no coverage guides it, but it starts from real texts. A text
//! that breaks a promise is printed with the seed that made it, and the search goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::arguments::Arguments;
use crate::known_edits::Random;
use crate::pairs::{self, Corpus};
use crate::properties;

/// Bytes of a text that are taken: long texts take long, and are made of the same parts.
const LONGEST: usize = 4_000;
/// What Markdown cares about.
const SPLICES: [&str; 30] = [
    "\n",
    "\n\n",
    "- ",
    "  - ",
    "1. ",
    "# ",
    "## ",
    "> ",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "**",
    "*",
    "`",
    "```\n",
    "<!-- x -->",
    "<div>",
    "</div>",
    "<b>",
    "[^1]",
    "\n[^1]: 注\n",
    "[a](b)",
    "![a](b.png)",
    "~~",
    "---\n",
    "- [ ] ",
    "。",
    "5億円",
    "  \n",
    "\t",
    "&amp;",
    "\u{3000}",
];

/// Tries until `rounds` seconds have passed.
pub fn run(arguments: &Arguments) -> Result<()> {
    let corpora = pairs::all()?;
    let texts: Vec<(&str, &str)> = corpora.iter().flat_map(Corpus::pairs).collect();
    let (started, limit) = (Instant::now(), Duration::from_secs(arguments.rounds));
    let (mut tried, mut broken) = (0u64, 0u64);
    let mut seeds = Random::new(arguments.seed);
    std::panic::set_hook(Box::new(|_| {}));
    while started.elapsed() < limit {
        let seed = seeds.next();
        let (before, after) = pair(&texts, seed);
        tried += 1;
        let run = AssertUnwindSafe(|| properties::comparison(&before, &after));
        if let Err(panic) = catch_unwind(run) {
            broken += 1;
            let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            let said: String = said.chars().take(2_000).collect();
            println!("seed {seed}: {said}\n--- before\n{before}\n--- after\n{after}\n");
        }
    }
    println!("{tried} pairs tried, {broken} broke a promise");
    if broken > 0 {
        bail!("a promise was broken");
    }
    Ok(())
}

/// A piece of a real pair, changed on one side or both.
fn pair(texts: &[(&str, &str)], seed: u64) -> (String, String) {
    let mut random = Random::new(seed);
    let (before, after) = texts[random.below(texts.len())];
    let start = random.below(before.len().min(after.len()).max(1));
    let mut before = piece(before, start);
    let mut after = match random.once_in(3) {
        true => before.clone(),
        false => piece(after, start),
    };
    for _ in 0..1 + random.below(12) {
        let side = if random.once_in(4) {
            &mut before
        } else {
            &mut after
        };
        change(side, &mut random);
    }
    (before, after)
}

fn piece(text: &str, start: usize) -> String {
    let line = text[..text.floor_char_boundary(start)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let end = text.floor_char_boundary((line + LONGEST).min(text.len()));
    text[line..end].to_owned()
}

fn change(text: &mut String, random: &mut Random) {
    let place =
        |text: &str, random: &mut Random| text.floor_char_boundary(random.below(text.len() + 1));
    let (a, b) = (place(text, random), place(text, random));
    let (a, b) = (a.min(b), a.max(b));
    match random.below(5) {
        0 => text.insert_str(a, SPLICES[random.below(SPLICES.len())]),
        1 => {
            let end = text.floor_char_boundary(b.min(a + 60)).max(a);
            text.replace_range(a..end, "");
        }
        2 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            if lines.is_empty() {
                return;
            }
            let line = lines.remove(random.below(lines.len()));
            lines.insert(random.below(lines.len() + 1), line);
            *text = lines.concat();
        }
        3 => {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let from = random.below(lines.len().max(1));
            let copied: String = lines
                .iter()
                .skip(from)
                .take(1 + random.below(3))
                .copied()
                .collect();
            text.insert_str(a, &copied);
        }
        _ => {
            let end = text.floor_char_boundary(b.min(a + 200)).max(a);
            let turned: String = text[a..end].split_inclusive('\n').rev().collect();
            text.replace_range(a..end, &turned);
        }
    }
}
