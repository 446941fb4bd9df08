//! Which requests touch a section: the published answer, held against a naive one that shares no code with it.
//!
//! The rule is the manual's. Lay the blocks of two texts beside each other in order, so that as much text as can be stands
//! beside its like. A request touches a section if a block of it (a heading, a paragraph, a whole list or table) stands
//! beside a different one or beside none, or if a new block follows one of the section where nothing was taken out. The two
//! texts are today's, and today's with the request. For a request in conflict they are those that it was sent from and to, and
//! each section that it touches there is looked up in today's text: the one that says most of it, if that is at least half in
//! threes of letters; else the one with the same headings, or the same heading; else where the section before it is.
//!
//! What is shared is how Markdown is read, and Git's merge, which a test of its own holds against Git.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use teigen::document::{Block, BlockKind, Document, Inline, ListItem, TableRow, parse, plain_text};
use teigen::repository::{MergedFile, Merger, Outcome, Renames, Source, Wanted, read};
use teigen::snapshot::{PullRequest, Snapshot};

use crate::support::{build, json, mirror, plain_command, run};

/// How many requests are looked at; `TEIGEN_SAMPLES` asks for more.
const SAMPLES: usize = 300;
/// So many sections must be touched by any of them.
const SECTIONS: usize = 100;

/// A document's path and a section's anchor.
type Key = (String, String);
type Touches = BTreeMap<Key, BTreeSet<u64>>;

#[test]
fn overlap_agrees_with_a_naive_check_on_real_pull_requests() {
    let Some(scratch) = mirror("policy.bundle") else {
        return;
    };
    let (repository, site) = (
        scratch.path().join("repository"),
        scratch.path().join("site"),
    );
    leave_every(&repository, samples());
    build(&repository, &site).done();
    let published = published(&site);
    let naive = naive(&repository);
    let mut keys: Vec<&Key> = published.keys().chain(naive.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut wrong = Vec::new();
    for key in &keys {
        let none = BTreeSet::new();
        let (ours, theirs) = (
            published.get(key).unwrap_or(&none),
            naive.get(key).unwrap_or(&none),
        );
        if ours != theirs {
            let only_ours: Vec<_> = ours.difference(theirs).collect();
            let only_theirs: Vec<_> = theirs.difference(ours).collect();
            wrong.push(format!(
                "{key:?}: only ours {only_ours:?}, only naive {only_theirs:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        keys.len() >= SECTIONS,
        "{} sections are too few",
        keys.len()
    );
}

fn samples() -> usize {
    let asked = std::env::var("TEIGEN_SAMPLES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(SAMPLES)
}

/// Leaves so many requests in the repository, evenly.
fn leave_every(repository: &Path, count: usize) {
    let git = |arguments: &[&str]| {
        let mut git = plain_command("git");
        git.arg("-C").arg(repository).args(arguments);
        run(git).done().out
    };
    let listed = git(&["for-each-ref", "--format=%(refname)", "refs/pull"]);
    let references: Vec<&str> = listed.lines().collect();
    let every = (references.len() / count).max(1);
    let gone: String = references
        .iter()
        .enumerate()
        .filter(|(at, _)| at % every != 0)
        .map(|(_, name)| format!("delete {name}\n"))
        .collect();
    let commands = repository.join("gone");
    std::fs::write(&commands, gone).expect("it is written");
    let mut git = plain_command("git");
    git.arg("-C")
        .arg(repository)
        .args(["update-ref", "--stdin"]);
    git.stdin(std::fs::File::open(&commands).expect("it is there"));
    run(git).done();
}

fn published(site: &Path) -> Touches {
    let sections = json(site, "api/sections.json");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let sections = sections.as_array().expect("a list").iter();
    sections
        .map(|section| {
            let requests = section["requests"].as_array().expect("a list").iter();
            let numbers = requests.map(|number| number.as_u64().expect("a number"));
            (
                (text(&section["document"]), text(&section["anchor"])),
                numbers.collect(),
            )
        })
        .collect()
}

fn naive(repository: &Path) -> Touches {
    let source = Source::open(repository).expect("it is a repository");
    let config = teigen::config::Config::default();
    let snapshot = read(&source, &config, Wanted::All, &|_, _| ()).expect("it is read");
    let renames = Renames::default();
    let found: Vec<(Key, u64)> = snapshot
        .pull_requests
        .par_chunks(32)
        .flat_map_iter(|pulls| {
            let tip = snapshot.next.as_ref().expect("there is a tip");
            let merger = Merger::new(&source, &tip.files, &renames).expect("it opens");
            pulls
                .iter()
                .filter(|pull| pull.is_waiting())
                .flat_map(|pull| touched(&snapshot, &merger, pull))
                .collect::<Vec<_>>()
        })
        .collect();
    let mut touches = Touches::new();
    for (key, number) in found {
        touches.entry(key).or_default().insert(number);
    }
    touches
}

/// The sections of today's text that a request touches, with its number.
fn touched(snapshot: &Snapshot, merger: &Merger<'_>, pull: &PullRequest) -> Vec<(Key, u64)> {
    let newest = pull.newest().expect("it has a head");
    let merged = merger.merge(newest).expect("it is read");
    let is_document =
        |file: &MergedFile| file.path.is_markdown() && snapshot.is_published(&file.path);
    let mut found = Vec::new();
    for file in merged.into_iter().filter(is_document) {
        let Some((path, today)) = &file.today else {
            continue;
        };
        let today = parse(&merger.text(*today).expect("it is read"));
        let blocks = match sent(merger, &file) {
            Some((base, head)) => {
                let (base, head) = (parse(&base), parse(&head));
                let now = whereabouts(&base, &today);
                let start = |section: usize| {
                    let heading = section.checked_sub(1).map(|index| &today.sections[index]);
                    heading.map(|heading| heading.blocks.start)
                };
                let blocks = touched_blocks(&base, &head).into_iter();
                blocks
                    .map(|block| start(now[own_section(&base, block)]))
                    .collect()
            }
            None => match wanted(merger, &file) {
                Some(text) => touched_blocks(&today, &parse(&text)),
                None => BTreeSet::new(),
            },
        };
        for block in blocks {
            found.push(((path.to_string(), section(&today, block)), pull.number));
        }
    }
    found
}

fn sent(merger: &Merger<'_>, file: &MergedFile) -> Option<(String, String)> {
    if file.outcome != Outcome::Conflicts {
        return None;
    }
    let text = |id| merger.text(id).expect("it is read");
    Some((text(file.before?), text(file.after?)))
}

fn wanted(merger: &Merger<'_>, file: &MergedFile) -> Option<String> {
    match &file.outcome {
        Outcome::Clean(text) => Some(text.0.clone()),
        Outcome::Conflicts => {
            let choice = merger.choice(file).expect("it is read");
            choice.map(|choice| choice.request.0)
        }
        Outcome::AsSent => Some(
            file.after
                .map_or_else(String::new, |id| merger.text(id).expect("it is read")),
        ),
        Outcome::Contained | Outcome::Gone | Outcome::Unmerged => None,
    }
}

/// How many headings there are up to a block.
fn own_section(document: &Document, block: Option<usize>) -> usize {
    let headings = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| matches!(block.kind, BlockKind::Heading { .. }));
    headings
        .filter(|(at, _)| block.is_some_and(|block| *at <= block))
        .count()
}

/// For each section of an older text, and what is before the first (0), which one of today's it is.
fn whereabouts(old: &Document, today: &Document) -> Vec<usize> {
    let (x, y) = (says(old), says(today));
    let mut found: Vec<usize> = Vec::new();
    for (at, (threes, path)) in x.iter().enumerate() {
        let common: Vec<usize> = y
            .iter()
            .map(|(others, _)| threes.intersection(others).count())
            .collect();
        let most = common.iter().copied().max().unwrap_or(0);
        let best: Vec<usize> = (0..y.len())
            .filter(|place| common[*place] == most)
            .collect();
        let named = |places: &[usize]| places.iter().copied().find(|place| y[*place].1 == *path);
        let all: Vec<usize> = (1..y.len()).collect();
        let place = if threes.len() >= 12 && most * 2 >= threes.len() {
            named(&best).or(best.first().copied())
        } else if at == 0 {
            None
        } else {
            named(&all).or_else(|| {
                all.iter()
                    .copied()
                    .find(|place| y[*place].1.last() == path.last())
            })
        };
        found.push(place.unwrap_or(found.last().copied().unwrap_or(0)));
    }
    found
}

/// What each section says, in threes of letters, and the headings over it.
fn says(document: &Document) -> Vec<(BTreeSet<[char; 3]>, Vec<String>)> {
    let mut texts = vec![String::new(); document.sections.len() + 1];
    for (at, block) in document.blocks.iter().enumerate() {
        words(block, &mut texts[own_section(document, Some(at))]);
    }
    let threes = |text: &str| -> BTreeSet<[char; 3]> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters
            .windows(3)
            .map(|three| [three[0], three[1], three[2]])
            .collect()
    };
    let path = |at: usize| -> Vec<String> {
        let mut path = Vec::new();
        let mut next = at.checked_sub(1);
        while let Some(section) = next.map(|index| &document.sections[index]) {
            path.insert(0, section.title.clone());
            next = section.parent;
        }
        path
    };
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| (threes(text), path(at)))
        .collect()
}

/// The words of a block.
fn words(block: &Block, out: &mut String) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            out.push_str(&plain_text(content))
        }
        BlockKind::List { items, .. } => items
            .iter()
            .flat_map(|item| &item.blocks)
            .for_each(|block| words(block, out)),
        BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
            blocks.iter().for_each(|block| words(block, out))
        }
        BlockKind::Code { text, .. } => out.push_str(text),
        BlockKind::Html(html) => out.push_str(&without_tags(html)),
        BlockKind::Table { header, rows, .. } => {
            for cell in std::iter::once(header)
                .chain(rows)
                .flat_map(|row| &row.cells)
            {
                out.push_str(&plain_text(cell));
            }
        }
        BlockKind::Rule => {}
    }
}

fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in without_comments(html).chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The anchor of the last heading up to a block; empty where there is none.
fn section(document: &Document, block: Option<usize>) -> String {
    let sections = document.sections.iter();
    let mut before = sections.rev();
    before
        .find(|section| block.is_some_and(|block| section.blocks.start <= block))
        .map_or_else(String::new, |section| section.anchor.clone())
}

/// The blocks of the old text that stand beside another one or none, or that a new block follows; `None` for the beginning.
fn touched_blocks(old: &Document, new: &Document) -> BTreeSet<Option<usize>> {
    let (x, y) = (seen(old), seen(new));
    let places = beside(old, new);
    let mut touched = BTreeSet::new();
    let mut standing: BTreeSet<usize> = BTreeSet::new();
    for (at, place) in places.iter().enumerate() {
        standing.extend(place);
        if !x[at].is_empty() && place.is_none_or(|place| x[at] != y[place]) {
            touched.insert(Some(at));
        }
    }
    // What came in where nothing was taken out.
    for at in (0..y.len()).filter(|at| !standing.contains(at) && !y[*at].is_empty()) {
        let before = (0..at).rev().find(|at| standing.contains(at));
        let place =
            before.and_then(|before| places.iter().position(|place| *place == Some(before)));
        let next = place.map_or(0, |place| place + 1);
        let is_taken_out = (next..x.len())
            .take_while(|at| places[*at].is_none())
            .any(|at| !x[at].is_empty());
        if !is_taken_out {
            touched.insert(place);
        }
    }
    touched
}

/// For each block of one text, the one of the other that stands beside it.
fn beside(old: &Document, new: &Document) -> Vec<Option<usize>> {
    let (x, y) = (seen(old), seen(new));
    let (p, q): (Vec<_>, Vec<_>) = (
        x.iter().map(|text| pairs(text)).collect(),
        y.iter().map(|text| pairs(text)).collect(),
    );
    let width = y.len() + 1;
    let mut worth = vec![0u64; (x.len() + 1) * width];
    let mut like = vec![0u64; x.len() * y.len()];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            like[i * y.len() + j] = likeness((&x[i], &p[i]), (&y[j], &q[j]));
            let paired = match like[i * y.len() + j] {
                0 => 0,
                like => like + worth[(i + 1) * width + j + 1],
            };
            worth[i * width + j] = paired
                .max(worth[(i + 1) * width + j])
                .max(worth[i * width + j + 1]);
        }
    }
    let mut places = vec![None; x.len()];
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        let here = worth[i * width + j];
        let like = like[i * y.len() + j];
        if like > 0 && here == like + worth[(i + 1) * width + j + 1] {
            places[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if here == worth[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    places
}

/// How much text two blocks have in common, in thousandths of pairs of characters; 0 for less than a third.
fn likeness((a, x): (&str, &[(char, char)]), (b, y): (&str, &[(char, char)])) -> u64 {
    if a == b {
        return 1000 * (x.len() as u64 + 1);
    }
    if a.chars().next() != b.chars().next() {
        return 0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        common += u64::from(x[i] == y[j]);
        (i, j) = match x[i].cmp(&y[j]) {
            std::cmp::Ordering::Less => (i + 1, j),
            std::cmp::Ordering::Equal => (i + 1, j + 1),
            std::cmp::Ordering::Greater => (i, j + 1),
        };
    }
    if common * 3 < x.len().max(y.len()) as u64 {
        return 0;
    }
    2000 * common * common / (x.len() + y.len()) as u64
}

fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<_> = text.chars().skip(1).zip(text.chars().skip(2)).collect();
    pairs.sort_unstable();
    pairs
}

/// What a reader sees of each block, its kind first; empty for one that nobody sees.
fn seen(document: &Document) -> Vec<String> {
    document.blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match &block.kind {
        BlockKind::Heading { level, content } => match inlines(content) {
            text if text.is_empty() => text,
            text => format!("{level}{text}"),
        },
        BlockKind::Paragraph(content) => match inlines(content) {
            text if text.is_empty() => text,
            text => format!("P{text}"),
        },
        BlockKind::List { start, items, .. } => {
            format!("L{start:?}{}", items.iter().map(item).collect::<String>())
        }
        BlockKind::Quote(blocks) => format!("Q{}", all(blocks)),
        BlockKind::Code { text, .. } => format!("C{}", text.trim_end_matches(['\n', '\r'])),
        BlockKind::Html(html) => match without_comments(html) {
            text if text.is_empty() => text,
            text => format!("H{text}"),
        },
        BlockKind::Table {
            alignments,
            header,
            rows,
        } => {
            format!(
                "T{alignments:?}{}{}",
                row(header),
                rows.iter().map(row).collect::<String>()
            )
        }
        BlockKind::Rule => "-".to_owned(),
        BlockKind::Footnote { label, blocks } => format!("F{label}{}", all(blocks)),
    }
}

fn all(blocks: &[Block]) -> String {
    blocks
        .iter()
        .map(block)
        .filter(|text| !text.is_empty())
        .map(|text| format!("({text})"))
        .collect()
}

fn item(item: &ListItem) -> String {
    format!("*{:?}{}", item.checked, all(&item.blocks))
}

fn row(row: &TableRow) -> String {
    row.cells
        .iter()
        .map(|cell| format!("|{}", inlines(cell)))
        .collect()
}

/// Running text with marks for what is set otherwise; white space as a browser shows it.
fn inlines(content: &[Inline]) -> String {
    fn walk(content: &[Inline], out: &mut String) {
        for inline in content {
            match inline {
                Inline::Text(text) => out.push_str(text),
                Inline::Code(text) => out.push_str(&format!("<c>{text}</c>")),
                Inline::Emphasis(content) => nested("e", content, out),
                Inline::Strong(content) => nested("s", content, out),
                Inline::Strikethrough(content) => nested("d", content, out),
                Inline::Link {
                    target, content, ..
                } => nested(&format!("a {target}"), content, out),
                Inline::Image {
                    target, content, ..
                } => nested(&format!("i {target}"), content, out),
                Inline::SoftBreak => out.push(' '),
                Inline::HardBreak => out.push('\u{2028}'),
                Inline::Html(html) if html.starts_with("<!--") => {}
                Inline::Html(html) => out.push_str(html),
                Inline::Math(text) => out.push_str(text),
                Inline::FootnoteReference(label) => out.push_str(&format!("[^{label}]")),
            }
        }
    }
    fn nested(name: &str, content: &[Inline], out: &mut String) {
        out.push_str(&format!("<{name}>"));
        walk(content, out);
        out.push_str("</>");
    }
    let mut out = String::new();
    walk(content, &mut out);
    out.split([' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        rest = rest[start..]
            .find("-->")
            .map_or("", |end| &rest[start + end + 3..]);
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
