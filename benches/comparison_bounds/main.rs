//! Compares documents that are made to be hard, and says how much processor time it takes and how much memory: each should stay
//! under a second and 256 MiB.
//!
//! `cargo bench --bench comparison_bounds -- [NAME]`: each case runs in a process of its own, so that its memory can be told.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod cases;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use teigen::comparison::{HtmlOptions, View, compare, units};
use teigen::document::parse;

/// Longest that one comparison may take.
const TIME: Duration = Duration::from_secs(1);
/// Most memory that one comparison may take, in MiB.
const MEMORY: usize = 256;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    if let [only, name, before, after] = &arguments[..]
        && only == "--case"
    {
        let read = |path: &String| std::fs::read_to_string(path).unwrap();
        return run(name, &read(before), &read(after));
    }
    let wanted = arguments.first().map_or("", String::as_str);
    let folder = tempfile::tempdir().unwrap();
    for (name, before, after) in cases::all() {
        if name.contains(wanted) {
            run_apart(name, &before, &after, folder.path());
        }
    }
}

/// Runs a case in a process that holds nothing else.
fn run_apart(name: &str, before: &str, after: &str, folder: &Path) {
    let paths = [folder.join("before.md"), folder.join("after.md")];
    std::fs::write(&paths[0], before).unwrap();
    std::fs::write(&paths[1], after).unwrap();
    let this = std::env::current_exe().unwrap();
    let ended = Command::new(this)
        .args(["--case", name])
        .args(&paths)
        .status()
        .unwrap();
    if !ended.success() {
        println!("{name:<50} ✗ {ended}");
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
    let took = memory("VmHWM:").saturating_sub(held);
    let passed = compared <= TIME && took <= MEMORY;
    println!(
        "{name:<50} {} parse {parsed:>7.0?} compare {compared:>7.0?} changes {told:>7.0?} ({}) html {written:>7.0?} ({} kB) coarse {} memory {held} + {took} MiB",
        if passed { " " } else { "✗" },
        changes.len(),
        html.len() / 1000,
        comparison.is_coarse(),
    );
}

fn memory(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
        .unwrap_or(0)
        / 1024
}

/// How long this thread has run so far: other people's work on the machine does not count.
fn cpu_time() -> Duration {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = ran.split_whitespace().next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
