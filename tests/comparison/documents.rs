//! Random documents of every kind of block, nested in each other, and what authors make of them.

use proptest::prelude::*;
use proptest::sample::Index;

const WORDS: [&str; 22] = [
    "教育",
    "医療",
    "を",
    "の",
    "推進します",
    "。",
    "、",
    "5億円",
    "３０名",
    "二十三",
    "データ",
    "policy ",
    "v0.5",
    "**重要**",
    "*em*",
    "`code`",
    "[案](a.md)",
    "![図](a.png)",
    "~~旧~~",
    "&amp;",
    "か\u{3099}",
    "👨‍👩‍👧",
];
const RAW: [&str; 6] = [
    "<u>",
    "</u>",
    "<br>",
    "<!-- x -->",
    "<span class=\"a\">語</span>",
    "<img src=\"a.png\">",
];
const NOTES: [&str; 3] = ["[^1]", "[^2]", "[^注]"];

fn line(html: bool) -> BoxedStrategy<String> {
    let word = prop::sample::select(WORDS.to_vec());
    let note = prop::sample::select(NOTES.to_vec());
    let raw = prop::sample::select(RAW.to_vec());
    let piece = if html {
        prop_oneof![12 => word, 1 => note, 2 => raw].boxed()
    } else {
        prop_oneof![12 => word, 1 => note].boxed()
    };
    prop::collection::vec(piece, 1..9)
        .prop_map(|pieces| pieces.concat())
        .boxed()
}

fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    text.lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("{pad}{line}\n")
            }
        })
        .collect()
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect()
}

fn table(html: bool) -> impl Strategy<Value = String> {
    let cell = line(html).prop_map(|text| text.replace('|', ""));
    let rule = prop::sample::select(vec!["-", ":-", "-:", ":-:"]);
    (1usize..5).prop_flat_map(move |columns| {
        let row = prop::collection::vec(cell.clone(), columns);
        (
            prop::collection::vec(rule.clone(), columns),
            prop::collection::vec(row, 1..6),
        )
            .prop_map(|(rules, rows)| {
                let row = |cells: &[String]| format!("|{}|\n", cells.join("|"));
                let rest: String = rows[1..].iter().map(|cells| row(cells)).collect();
                format!("{}|{}|\n{rest}", row(&rows[0]), rules.join("|"))
            })
    })
}

/// A block that holds no other.
fn leaf(html: bool) -> BoxedStrategy<String> {
    let raw = if html { 2 } else { 0 };
    prop_oneof![
        6 => line(html),
        2 => (line(html), line(html)).prop_map(|(a, b)| format!("{a}  \n{b}")),
        2 => (1usize..7, line(html)).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        2 => table(html),
        1 => line(html).prop_map(|text| format!("```js\n{text}\n```")),
        1 => (prop::sample::select(NOTES.to_vec()), line(html)).prop_map(|(label, text)| format!("{label}: {text}")),
        1 => Just("---".to_owned()),
        raw => line(html).prop_map(|text| format!("<div class=\"a\">{text}</div>")),
        raw => line(html).prop_map(|text| format!("<details><summary>詳細</summary>\n\n{text}\n\n</details>")),
        raw => Just("<table><tr><td>甲</table>".to_owned()),
    ]
    .boxed()
}

/// A block, lists and quotations holding others.
fn block(html: bool) -> BoxedStrategy<String> {
    leaf(html)
        .prop_recursive(3, 12, 4, |inner| {
            let list = (prop::sample::select(vec!["- ", "* ", "1. ", "3) ", "- [ ] ", "- [x] "]), prop::collection::vec(inner.clone(), 1..5), any::<bool>());
            prop_oneof![
                4 => list.prop_map(|(mark, items, loose)| {
                    let width = mark.len().min(3);
                    let item = |text: &String| format!("{mark}{}{}", indented(text, width).trim_start(), if loose { "\n" } else { "" });
                    items.iter().map(item).collect::<String>()
                }),
                1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("- {}\n{}", indented(&a, 2).trim_start(), indented(&b, 2))),
                1 => prop::collection::vec(inner, 1..3).prop_map(|blocks| quoted(&blocks.join("\n\n"))),
            ]
        })
        .boxed()
}

/// What an author does to a document's blocks.
#[derive(Clone, Debug)]
enum Deed {
    Remove(Index),
    Add(Index, String),
    Move(Index, Index),
    /// One character of a block goes, or a word comes in its place.
    Change(Index, Index, String),
    /// A block becomes two at a full stop, or at a line end.
    Split(Index),
    /// A block is joined with the next one.
    Join(Index),
    /// A block becomes an item, or a quotation.
    Wrap(Index, &'static str),
    /// The lines of a block change places: items, rows, the rows of a table's head included.
    Turn(Index, Index),
}

fn deed(html: bool) -> impl Strategy<Value = Deed> {
    let at = any::<Index>();
    prop_oneof![
        at.prop_map(Deed::Remove),
        (any::<Index>(), block(html)).prop_map(|(at, block)| Deed::Add(at, block)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Deed::Move(from, to)),
        (any::<Index>(), any::<Index>(), line(false))
            .prop_map(|(at, place, text)| Deed::Change(at, place, text)),
        any::<Index>().prop_map(Deed::Split),
        any::<Index>().prop_map(Deed::Join),
        (
            any::<Index>(),
            prop::sample::select(vec!["- ", "> ", "## "])
        )
            .prop_map(|(at, mark)| Deed::Wrap(at, mark)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, line)| Deed::Turn(at, line)),
    ]
}

fn done(blocks: &mut Vec<String>, deed: &Deed) {
    if blocks.is_empty() {
        blocks.push("本文".to_owned());
    }
    let count = blocks.len();
    match deed {
        Deed::Remove(at) => drop(blocks.remove(at.index(count))),
        Deed::Add(at, block) => blocks.insert(at.index(count + 1), block.clone()),
        Deed::Move(from, to) => {
            let block = blocks.remove(from.index(count));
            blocks.insert(to.index(count), block);
        }
        Deed::Change(at, place, text) => {
            let block = &mut blocks[at.index(count)];
            let places: Vec<usize> = block.char_indices().map(|(place, _)| place).collect();
            if let Some(&place) = places.get(place.index(places.len().max(1))) {
                block.remove(place);
                block.insert_str(place, &text.chars().take(3).collect::<String>());
            }
        }
        Deed::Split(at) => {
            let block = &mut blocks[at.index(count)];
            *block = block.replacen('。', "。\n\n", 1);
        }
        Deed::Join(at) => {
            let at = at.index(count);
            if at + 1 < count {
                let next = blocks.remove(at + 1);
                blocks[at].push_str(&next);
            }
        }
        Deed::Wrap(at, mark) => {
            let block = &mut blocks[at.index(count)];
            *block = format!("{mark}{block}");
        }
        Deed::Turn(at, line) => {
            let block = &mut blocks[at.index(count)];
            let mut lines: Vec<&str> = block.lines().collect();
            let length = lines.len().max(1);
            lines.rotate_left(line.index(length));
            *block = lines.join("\n");
        }
    }
}

fn pair(html: bool) -> impl Strategy<Value = (String, String)> {
    (
        prop::collection::vec(block(html), 0..9),
        prop::collection::vec(deed(html), 0..6),
    )
        .prop_map(|(blocks, deeds)| {
            let before = blocks.join("\n\n");
            let mut blocks = blocks;
            deeds.iter().for_each(|deed| done(&mut blocks, deed));
            (before, blocks.join("\n\n"))
        })
}

/// A document, and what an author made of it.
pub fn edited() -> impl Strategy<Value = (String, String)> {
    pair(true)
}

/// The same without raw HTML.
pub fn edited_without_html() -> impl Strategy<Value = (String, String)> {
    pair(false)
}
