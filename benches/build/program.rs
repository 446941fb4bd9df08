//! The program as people run it: a process, timed from outside, its stages as it tells them.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// One run.
pub struct Run {
    /// From start to end.
    pub seconds: f64,
    /// Most memory it held, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// Its stages, in seconds.
    pub stages: Vec<(String, f64)>,
    /// What it said at its end.
    pub summary: Option<String>,
}

/// Builds a site.
pub fn build(repository: &Path, site: &Path) -> Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_teigen"));
    command.arg("build").arg("--verbose");
    command.arg("--repo").arg(repository).arg("--out").arg(site);
    run(&mut command)
}

/// Runs a few times and gives the fastest.
pub fn best_of(times: usize, mut run: impl FnMut() -> Result<Run>) -> Result<Run> {
    let mut best = run()?;
    for _ in 1..times {
        let next = run()?;
        if next.seconds < best.seconds {
            best = next;
        }
    }
    Ok(best)
}

fn run(command: &mut Command) -> Result<Run> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("the program cannot be started")?;
    let mut said = String::new();
    let mut messages = child.stderr.take().context("it has no standard error")?;
    let (ended, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    let id = child.id();
    let status = std::thread::scope(|scope| {
        scope.spawn(|| watch(id, &ended, &peak));
        let read = messages.read_to_string(&mut said);
        let status = child.wait();
        ended.store(true, Ordering::Relaxed);
        read.and(status)
    })?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(status.success(), "the program failed: {said}");
    // What is over in a moment was hardly looked at.
    let peak = Some(peak.into_inner()).filter(|_| seconds > 0.1);
    Ok(Run {
        seconds,
        peak,
        stages: said.lines().filter_map(stage).collect(),
        summary: said.lines().last().and_then(summary),
    })
}

/// `reading Git    0.057 s`.
fn stage(line: &str) -> Option<(String, f64)> {
    let (name, seconds) = line.strip_suffix(" s")?.rsplit_once(' ')?;
    let plain = !name.contains([':', ';']);
    Some((name.trim().to_owned(), seconds.parse().ok()?)).filter(|_| plain)
}

/// The last line without the folder and the time.
fn summary(line: &str) -> Option<String> {
    let (_, facts) = line.split_once(": ")?;
    let facts = facts.rsplit_once(" in ").map_or(facts, |(facts, _)| facts);
    Some(facts.to_owned())
}

/// Reads the high-water mark of a process's memory until it ends; Linux only.
fn watch(id: u32, ended: &AtomicBool, peak: &AtomicU64) {
    while !ended.load(Ordering::Relaxed) {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let mark = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        if let Some(kibibytes) = mark.and_then(|digits| digits.parse::<u64>().ok()) {
            peak.fetch_max(kibibytes << 10, Ordering::Relaxed);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
