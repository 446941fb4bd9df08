//! What commands say: results to standard output, everything else to standard error, progress only to a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::{Diagnostic, Severity};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// One line each, for people
    Human,
    /// An array, for programs
    Json,
}

/// A value as indented JSON with a newline at its end.
pub fn json(value: &impl serde::Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("rows are strings, numbers and lists");
    text.push('\n');
    text
}

/// Writes a result to standard output. A reader that went away ends the program quietly.
pub fn print(text: &str) {
    print_bytes(text.as_bytes());
}

/// Writes a result that may be no text to standard output.
pub fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    if out.write_all(bytes).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Writes a line to standard error.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes diagnostics once each, the gravest last; notes only where asked for. Returns whether any is a warning
/// or an error.
pub fn report(mut diagnostics: Vec<Diagnostic>, notes: bool) -> bool {
    diagnostics.sort();
    diagnostics.dedup();
    let grave = diagnostics
        .iter()
        .any(|found| found.severity > Severity::Note);
    let (shown, hidden): (Vec<_>, Vec<_>) = diagnostics
        .into_iter()
        .partition(|found| notes || found.severity > Severity::Note);
    for found in &shown {
        say(&found.to_string());
    }
    if !hidden.is_empty() {
        say(&format!(
            "{} notes not shown (--verbose shows them)",
            hidden.len()
        ));
    }
    grave
}

/// The stages of a command: a bar on a terminal, and the time each took where asked for.
pub struct Stages {
    bar: ProgressBar,
    verbose: bool,
    started: Instant,
    current: Option<(&'static str, Instant)>,
}

impl Stages {
    /// Starts the clock.
    pub fn new(verbose: bool) -> Self {
        let bar = ProgressBar::new(0);
        let quiet = !std::io::stderr().is_terminal();
        bar.set_draw_target(if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        });
        let style = ProgressStyle::with_template("{msg:<24} {bar:30} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self {
            bar,
            verbose,
            started: Instant::now(),
            current: None,
        }
    }

    /// Begins a stage and ends the one before.
    pub fn begin(&mut self, name: &'static str) {
        self.end();
        self.bar.set_length(0);
        self.bar.set_position(0);
        self.bar.set_message(name);
        self.current = Some((name, Instant::now()));
    }

    /// Hears how far a stage is; may be called by any thread.
    pub fn step(&self, done: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
    }

    /// Counts one thing done of a stage; may be called by any thread.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// Ends the last stage and takes the bar away.
    pub fn finish(mut self) -> Duration {
        self.end();
        self.bar.finish_and_clear();
        self.started.elapsed()
    }

    fn end(&mut self) {
        if let Some((name, started)) = self.current.take()
            && self.verbose
        {
            let line = format!("{name:<24} {:>8.3} s", started.elapsed().as_secs_f64());
            self.bar.suspend(|| say(&line));
        }
    }
}
