//! Compares what all pull requests of the corpora change, and says how much processor time each stage takes.
//!
//! `cargo bench --bench comparison -- [REPOSITORY | BUNDLE]… [--check] [--show N]`: `--check` also proves that every
//! comparison gives both sides back and is well-formed; `--show N` prints one of N as text.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

#[path = "../src/comparison/tests/balance.rs"]
#[allow(dead_code)]
mod balance;
#[path = "../tests/comparison/corpora.rs"]
mod corpora;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use teigen::comparison::{
    ChangeKind, Comparison, FigureSide, HtmlOptions, Index, Lexicon, Op, View, commitment,
    compare_indexed, figures, units,
};
use teigen::document::{Document, parse};

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let checks = arguments.iter().any(|argument| argument == "--check");
    let show = arguments
        .iter()
        .skip_while(|argument| *argument != "--show")
        .nth(1)
        .and_then(|n| n.parse().ok());
    let mut paths: Vec<PathBuf> = arguments
        .iter()
        .map(PathBuf::from)
        .filter(|path| path.exists())
        .collect();
    if paths.is_empty() {
        let Some(folder) = corpora::folder() else {
            return eprintln!("skipped: the corpora are not there");
        };
        paths = ["tokyo", "policy"]
            .map(|name| corpora::repository(&folder, name))
            .to_vec();
    }
    for path in paths {
        println!("{}", path.display());
        let scratch = tempfile::tempdir().unwrap();
        let found = corpora::pairs(&corpora::open(&path, scratch.path()), 1);
        run(&found, checks, show);
    }
}

fn run(found: &corpora::Pairs, checks: bool, show: Option<usize>) {
    let size: usize = found.texts.values().map(String::len).sum();
    println!(
        "  {} texts, {} bytes, {} pairs",
        found.texts.len(),
        size,
        found.pairs.len()
    );
    let started = cpu_time();
    let documents: BTreeMap<_, _> = found
        .texts
        .iter()
        .map(|(id, text)| (*id, parse(text)))
        .collect();
    println!("  parse    {:>8.1?}", cpu_time() - started);
    let started = cpu_time();
    let indexes: BTreeMap<_, _> = documents
        .iter()
        .map(|(id, document)| (*id, Index::new(document)))
        .collect();
    println!("  index    {:>8.1?}", cpu_time() - started);
    let nothing = Document::default();
    let empty = Index::new(&nothing);
    let mut times = Times::default();
    for (at, (before, after)) in found.pairs.iter().enumerate() {
        let of = |id: &Option<git2::Oid>| id.and_then(|id| indexes.get(&id)).unwrap_or(&empty);
        let comparison = times.measure(of(before), of(after));
        if checks {
            check(&comparison);
        }
        if std::env::var_os("FIGURES").is_some() {
            print_figures(&comparison);
        }
        if show.is_some_and(|every| at % every == 0) {
            print(&comparison);
        }
    }
    times.print();
}

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

#[derive(Default)]
struct Times {
    compare: Vec<Duration>,
    total: Duration,
    changes: Duration,
    figures: Duration,
    commitment: Duration,
    html: Duration,
    found: (usize, usize),
    bytes: Vec<usize>,
    coarse: usize,
    unchanged: usize,
    editorial: usize,
}

impl Times {
    fn measure<'a>(&mut self, before: &Index<'a>, after: &Index<'a>) -> Comparison<'a> {
        // The processor's own time is told in ticks, too coarse for one pair.
        let (clock, started) = (Instant::now(), cpu_time());
        let comparison = compare_indexed(before, after);
        self.total += cpu_time() - started;
        self.compare.push(clock.elapsed());
        let started = cpu_time();
        let changes = comparison.changes();
        self.changes += cpu_time() - started;
        let started = cpu_time();
        self.found.0 += figures(&changes).len();
        self.figures += cpu_time() - started;
        let lexicon = LEXICON.get_or_init(Lexicon::default);
        let started = cpu_time();
        let flags = changes
            .iter()
            .map(|change| commitment(change, lexicon).len());
        self.found.1 += flags.sum::<usize>();
        self.commitment += cpu_time() - started;
        let started = cpu_time();
        let html = comparison.to_html(View::ChangesOnly, &HtmlOptions::default());
        self.html += cpu_time() - started;
        self.bytes.push(html.len());
        self.coarse += usize::from(comparison.is_coarse());
        self.unchanged += usize::from(comparison.is_empty());
        self.editorial +=
            usize::from(!changes.is_empty() && changes.iter().all(|change| !change.substantive));
        comparison
    }

    fn print(&mut self) {
        self.compare.sort();
        self.bytes.sort_unstable();
        let total = self.total;
        let (last, half) = (self.compare.len() - 1, self.compare.len() / 2);
        println!(
            "  compare  {total:>8.1?}, median {:.1?}, 99 % {:.1?}, most {:.1?}",
            self.compare[half],
            self.compare[last * 99 / 100],
            self.compare[last]
        );
        println!("  changes  {:>8.1?}", self.changes);
        println!("  figures  {:>8.1?}, {} found", self.figures, self.found.0);
        println!(
            "  promises {:>8.1?}, {} found",
            self.commitment, self.found.1
        );
        println!(
            "  html     {:>8.1?}, {} bytes, median {}, most {}",
            self.html,
            self.bytes.iter().sum::<usize>(),
            self.bytes[half],
            self.bytes[last]
        );
        println!(
            "  {} coarse, {} unchanged, {} editorial only",
            self.coarse, self.unchanged, self.editorial
        );
    }
}

fn check(comparison: &Comparison<'_>) {
    let (old, new) = comparison.sides();
    assert!(old == units(comparison.before()) && new == units(comparison.after()));
    for change in comparison.changes() {
        let join = |without: Op| -> String {
            change
                .edits
                .iter()
                .filter(|edit| edit.op != without)
                .map(|edit| edit.text.as_str())
                .collect()
        };
        assert_eq!(
            change.before.as_deref().unwrap_or_default(),
            join(Op::Insert)
        );
        assert_eq!(
            change.after.as_deref().unwrap_or_default(),
            join(Op::Delete)
        );
    }
    for view in [View::Whole, View::ChangesOnly] {
        let html = comparison.to_html(view, &HtmlOptions::default());
        assert_eq!(balance::problem(&html), None, "{html}");
    }
}

/// The figures that changed and the promises, one a line.
fn print_figures(comparison: &Comparison<'_>) {
    let changes = comparison.changes();
    let side = |side: &Option<FigureSide>| {
        side.as_ref()
            .map_or("–".to_owned(), |side| side.text.clone())
    };
    for figure in figures(&changes).iter().filter(|figure| figure.is_pair()) {
        let difference = figure
            .difference
            .as_ref()
            .map_or("", |difference| &difference.text);
        println!(
            "# {}: {} → {}: {difference}",
            figure.label,
            side(&figure.before),
            side(&figure.after)
        );
    }
    let lexicon = LEXICON.get_or_init(Lexicon::default);
    for change in &changes {
        for flag in commitment(change, lexicon) {
            println!(
                "! {:?} → {:?} {:?}: {:?}",
                flag.before, flag.after, flag.effect, change.after
            );
        }
    }
}

fn print(comparison: &Comparison<'_>) {
    println!("────────");
    for change in comparison.changes() {
        let mut line = String::new();
        for edit in &change.edits {
            let (open, close) = match (change.kind, edit.op) {
                (ChangeKind::Moved, _) => ("[>", "<]"),
                (_, Op::Keep) => ("", ""),
                (_, Op::Delete) => ("\x1b[31m[-", "-]\x1b[0m"),
                (_, Op::Insert) => ("\x1b[32m[+", "+]\x1b[0m"),
            };
            line.extend([open, &edit.text, close]);
        }
        let path = change.section.last().map_or("", String::as_str);
        println!(
            "{}{:?} {:?} 〈{path}〉 {line}",
            if change.substantive {
                ""
            } else {
                "(editorial) "
            },
            change.kind,
            change.unit
        );
        for note in &change.markup {
            println!(
                "    {:?}: {:?} → {:?} on {:?}",
                note.what, note.before, note.after, note.text
            );
        }
    }
}

/// How long this thread has run so far: other people's work on the machine does not count.
fn cpu_time() -> Duration {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = ran.split_whitespace().next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
