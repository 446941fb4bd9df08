//! Compares documents that are made to be hard, and says how much processor time it takes and how much memory: each should stay
//! under a second and 256 MiB.
//!
//! `cargo bench --bench comparison_bounds -- [NAME]`

#![allow(clippy::print_stdout)]

use std::time::Duration;

use teigen::comparison::{HtmlOptions, View, compare, units};
use teigen::document::parse;

struct Random(u32);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        // Xorshift (Marsaglia 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % bound
    }

    fn line(&mut self, words: u32) -> String {
        const WORDS: [&str; 16] = [
            "教育",
            "医療",
            "予算",
            "推進",
            "の",
            "を",
            "に",
            "は",
            "します",
            "政策",
            "東京",
            "技術",
            "人材",
            "支援",
            "制度",
            "、",
        ];
        (0..words).map(|_| WORDS[self.below(16) as usize]).collect()
    }
}

fn main() {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let mut random = Random(7);
    for (name, before, after) in cases(&mut random) {
        if wanted
            .as_ref()
            .is_none_or(|wanted| name.contains(wanted.as_str()))
        {
            run(name, &before, &after);
        }
    }
}

fn run(name: &str, before: &str, after: &str) {
    let started = cpu_time();
    let (old, new) = (parse(before), parse(after));
    let parsed = cpu_time() - started;
    let held = memory("VmRSS:");
    let started = cpu_time();
    let comparison = compare(&old, &new);
    let compared = cpu_time() - started;
    let started = cpu_time();
    let changes = comparison.changes();
    let told = cpu_time() - started;
    let started = cpu_time();
    let html = comparison.to_html(View::ChangesOnly, &HtmlOptions::default());
    let written = cpu_time() - started;
    let (x, y) = comparison.sides();
    assert!(
        x == units(&old) && y == units(&new),
        "{name} does not reconstruct"
    );
    println!(
        "{name:<44} parse {parsed:>7.0?} compare {compared:>7.0?} changes {told:>7.0?} ({}) html {written:>7.0?} ({} kB) coarse {} memory {held} + {} MiB at most",
        changes.len(),
        html.len() / 1000,
        comparison.is_coarse(),
        memory("VmHWM:").saturating_sub(held),
    );
}

fn memory(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
        .unwrap_or(0)
        / 1024
}

fn cases(random: &mut Random) -> Vec<(&'static str, String, String)> {
    let mut two = |joined: &str, prefix: &str| -> String {
        let line = |value: u32| {
            if value == 0 {
                "予算を増やします。"
            } else {
                "予算を減らします。"
            }
        };
        (0..100_000)
            .map(|_| format!("{prefix}{}{joined}", line(random.below(2))))
            .collect()
    };
    let mut cases = vec![
        (
            "100,000 lines of two values, one paragraph",
            two("\n", ""),
            two("\n", ""),
        ),
        (
            "100,000 lines of two values, items",
            two("\n", "- "),
            two("\n", "- "),
        ),
        (
            "100,000 lines of two values, paragraphs",
            two("\n\n", ""),
            two("\n\n", ""),
        ),
        (
            "100,000 lines of two values, code",
            format!("```\n{}```", two("\n", "")),
            format!("```\n{}```", two("\n", "")),
        ),
        (
            "100,000 rows of two values",
            format!("|a|\n|-|\n{}", two("|\n", "|")),
            format!("|a|\n|-|\n{}", two("|\n", "|")),
        ),
    ];
    let long = random.line(600_000);
    let other = random.line(600_000);
    cases.push((
        "one paragraph of 4 MB, one word changed",
        long.clone(),
        long.replacen("教育医療", "教育と医療", 1),
    ));
    cases.push((
        "one paragraph of 4 MB, every tenth word",
        long.clone(),
        long.replace("教育", "学習"),
    ));
    cases.push(("one paragraph of 4 MB, all different", long.clone(), other));
    let latin = |random: &mut Random| {
        (0..600_000)
            .map(|_| format!("w{} ", random.below(5000)))
            .collect::<String>()
    };
    cases.push((
        "one paragraph of Latin words, all different",
        latin(random),
        latin(random),
    ));
    cases.push((
        "one word of 4 MB",
        "a".repeat(4_000_000),
        format!("{}b", "a".repeat(3_999_999)),
    ));
    cases.push((
        "kanji without end",
        "漢".repeat(1_300_000),
        format!("{}字{}", "漢".repeat(600_000), "漢".repeat(700_000)),
    ));
    let runs = |random: &mut Random| {
        let kanji =
            |random: &mut Random| char::from_u32(0x4e00 + random.below(2000)).unwrap_or('漢');
        let paragraph = |random: &mut Random| (0..7_900).map(|_| kanji(random)).collect::<String>();
        (0..40)
            .map(|_| paragraph(random) + "。\n\n")
            .collect::<String>()
    };
    let first = runs(random);
    cases.push((
        "40 paragraphs of 24 kB of kanji, every 十th changed",
        first.clone(),
        first.replace('十', "政").replace('不', "策"),
    ));
    cases.push((
        "40 paragraphs of 24 kB of kanji, all others",
        first,
        runs(random),
    ));
    let rows = |random: &mut Random, change: bool| -> String {
        let row = |at: usize| {
            format!(
                "|{at}行目|{}|{}|\n",
                random.line(6),
                if change { at * 7 } else { at }
            )
        };
        format!(
            "|名|内容|額|\n|-|-|-|\n{}",
            (0..10_000).map(row).collect::<String>()
        )
    };
    let table = rows(&mut Random(1), false);
    cases.push((
        "10,000 rows, every figure changed",
        table.clone(),
        rows(&mut Random(1), true),
    ));
    cases.push((
        "10,000 rows, other words",
        table.clone(),
        rows(&mut Random(2), false),
    ));
    let mut lines: Vec<&str> = table.lines().skip(2).collect();
    lines.reverse();
    cases.push((
        "10,000 rows, turned round",
        table.clone(),
        format!("|名|内容|額|\n|-|-|-|\n{}", lines.join("\n")),
    ));
    let list = |random: &mut Random, n: usize| {
        (0..n)
            .map(|_| format!("- {}\n", random.line(12)))
            .collect::<String>()
    };
    cases.push((
        "5,000 items, all others",
        list(random, 5_000),
        list(random, 5_000),
    ));
    cases.push((
        "20,000 items, all others",
        list(random, 20_000),
        list(random, 20_000),
    ));
    let blocks: Vec<String> = (0..20_000).map(|_| random.line(10)).collect();
    let turned: Vec<String> = blocks.iter().rev().cloned().collect();
    cases.push((
        "20,000 paragraphs, turned round",
        blocks.join("\n\n"),
        turned.join("\n\n"),
    ));
    let deep = |text: &str| format!("{}{text}", "> ".repeat(2000));
    cases.push(("deep quotations", deep("教育"), deep("医療")));
    let nested = |text: &str| {
        (0..500)
            .map(|at| format!("{}- {text}{at}\n", "  ".repeat(at)))
            .collect::<String>()
    };
    cases.push(("deep lists", nested("教育"), nested("医療")));
    let wide = |text: &str| {
        (0..60)
            .map(|depth| format!("{}- {}\n", "  ".repeat(depth), text.repeat(4000)))
            .collect::<String>()
    };
    cases.push(("deep lists of long text", wide("教育の"), wide("医療の")));
    let columns = |n: usize, cell: &str| {
        let row = |cell: &str| format!("{}|\n", format!("|{cell}").repeat(n));
        format!("{}{}{}", row("a"), row("-"), row(cell).repeat(20))
    };
    cases.push((
        "2,000 columns against 1,999",
        columns(2000, "x"),
        columns(1999, "y"),
    ));
    let styled = |text: &str| format!("**{text}***a*[b](c)`d`").repeat(20_000);
    cases.push(("100,000 styles", styled("教育"), styled("医療")));
    let tags = |tag: &str| format!("<{tag}>x</{tag}>").repeat(40_000);
    cases.push((
        "80,000 tags",
        format!("a {}", tags("u")),
        format!("a {}", tags("b")),
    ));
    cases.push((
        "unclosed raw HTML",
        "<div>\n\n".repeat(50_000),
        "<p>\n\n".repeat(50_000),
    ));
    cases.push((
        "a document against nothing",
        blocks.join("\n\n"),
        String::new(),
    ));
    cases
}

/// How long this thread has run so far: other people's work on the machine does not count.
fn cpu_time() -> Duration {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = ran.split_whitespace().next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
