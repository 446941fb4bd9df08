//! Documents that are made to be hard to compare.

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

/// A name, the old text, the new text.
pub type Case = (&'static str, String, String);

/// All cases, the same every time.
pub fn all() -> Vec<Case> {
    cases(&mut Random(7))
}

fn cases(random: &mut Random) -> Vec<Case> {
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
    cases.extend(many(random));
    cases.extend(large(random));
    cases
}

/// Many small things.
fn many(random: &mut Random) -> Vec<Case> {
    let same = |count: usize| "予算を増やします。\n\n".repeat(count);
    let items = |random: &mut Random, from: usize| {
        (from..from + 20_000)
            .map(|at| format!("- {at} {}\n", random.line(3)))
            .collect::<String>()
    };
    let blocks: Vec<String> = (0..12_000)
        .map(|at| format!("{at} {}", random.line(10)))
        .collect();
    let mut shuffled = blocks.clone();
    let mut interleaved = blocks.clone();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, random.below(at as u32 + 1) as usize);
    }
    interleaved.sort_by_key(|block| block.len() % 7);
    let edited = |blocks: &[String]| {
        let blocks: Vec<String> = blocks
            .iter()
            .map(|block| block.replacen('の', "も", 1))
            .collect();
        blocks.join("\n\n")
    };
    let split: Vec<String> = blocks.chunks(2).map(|pair| pair.join("。")).collect();
    vec![
        (
            "100,000 paragraphs alike, 1,000 fewer",
            same(100_000),
            same(99_000),
        ),
        (
            "100,000 paragraphs alike, one changed",
            same(100_000),
            format!("{}予算を減らします。\n\n{}", same(50_000), same(49_999)),
        ),
        (
            "100,000 paragraphs alike, as items",
            same(100_000),
            "- 予算を増やします。\n".repeat(100_000),
        ),
        (
            "20,000 items against 20,000 others",
            items(random, 0),
            items(random, 1_000_000),
        ),
        (
            "12,000 paragraphs, shuffled",
            blocks.join("\n\n"),
            shuffled.join("\n\n"),
        ),
        (
            "12,000 paragraphs, shuffled and edited",
            blocks.join("\n\n"),
            edited(&shuffled),
        ),
        (
            "12,000 paragraphs, dealt into seven heaps",
            blocks.join("\n\n"),
            interleaved.join("\n\n"),
        ),
        (
            "12,000 paragraphs, joined in twos",
            blocks.join("\n\n"),
            split.join("\n\n"),
        ),
        (
            "12,000 paragraphs, made one list",
            blocks.join("\n\n"),
            blocks.iter().map(|block| format!("- {block}\n")).collect(),
        ),
        (
            "12,000 paragraphs, made one paragraph",
            blocks.join("\n\n"),
            blocks.join("。"),
        ),
    ]
}

/// A few large things, and deep ones.
fn large(random: &mut Random) -> Vec<Case> {
    let table = |random: &mut Random, columns: usize, rows: usize| {
        let row = |random: &mut Random| {
            (0..columns)
                .map(|_| format!("|{}", random.line(2)))
                .collect::<String>()
        };
        let rule = "|-".repeat(columns);
        let rows: Vec<String> = (0..rows).map(|_| row(random)).collect();
        format!("{}|\n{rule}|\n{}|\n", row(random), rows.join("|\n"))
    };
    let wide = table(random, 200, 500);
    let turned: String = wide
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            cells.rotate_left(1);
            format!("|{}|\n", cells.join("|"))
        })
        .collect();
    let document = |random: &mut Random, paragraphs: usize| -> Vec<String> {
        (0..paragraphs).map(|_| random.line(100)).collect()
    };
    let first = document(random, 6_500);
    let second = [&first[..3_250], &document(random, 3_250)].concat();
    let turns = [&first[3_250..], &first[..3_250]].concat();
    let nested = |text: &str, mark: &str| {
        (0..60)
            .map(|at| format!("{}{mark} {}\n", " ".repeat(4 * at), text.repeat(2000)))
            .collect::<String>()
    };
    let mixed = |text: &str| format!("{}{text}", "> - ".repeat(400));
    let notes = |random: &mut Random| {
        (0..20_000)
            .map(|at| {
                format!(
                    "{}[^{at}]\n\n[^{at}]: {}\n\n",
                    random.line(4),
                    random.line(4)
                )
            })
            .collect::<String>()
    };
    let sections = |random: &mut Random| {
        (0..8_000)
            .map(|at| format!("## 現状認識\n\n{at}{}\n\n", random.line(8)))
            .collect::<String>()
    };
    vec![
        (
            "200 columns by 500 rows, all cells others",
            wide.clone(),
            table(random, 200, 500),
        ),
        ("200 columns by 500 rows, first column last", wide, turned),
        (
            "5 MB, one half rewritten",
            first.join("\n\n"),
            second.join("\n\n"),
        ),
        (
            "5 MB, halves turned round",
            first.join("\n\n"),
            turns.join("\n\n"),
        ),
        (
            "5 MB, made one paragraph",
            first.join("\n\n"),
            first.join("\n"),
        ),
        (
            "deep lists, numbered against not",
            nested("教育の", "1."),
            nested("教育の", "-"),
        ),
        (
            "quotations and lists by turns",
            mixed("教育"),
            mixed("医療"),
        ),
        ("20,000 footnotes, all others", notes(random), notes(random)),
        (
            "8,000 headings alike, other texts",
            sections(random),
            sections(random),
        ),
    ]
}
