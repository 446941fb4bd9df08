//! Pairs of documents → the same as other programs mark them, with the time each took.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::marks::Marked;
use crate::text::Text;

/// A pair of documents as other programs get it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Both as HTML.
    pub html: (String, String),
    /// The texts of both.
    pub text: (Text, Text),
}

/// What a program made of one pair.
#[derive(Clone, Debug)]
pub struct Output {
    /// What it marked; none if it failed.
    pub marked: Option<Marked>,
    /// Milliseconds, measured inside the program.
    pub ms: f64,
}

/// Longest that a program may take for all pairs; what is not done by then is left out.
const PATIENCE: Duration = Duration::from_secs(400);

/// A program that reads pairs of HTML as JSON lines.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    /// How to install it.
    pub install: String,
}

/// The programs of package registries, run from a folder with the scripts in `peers/` and what they need.
pub fn peers(folder: &Path) -> Vec<Peer> {
    let node = |name: &'static str| Peer {
        name,
        program: "node".into(),
        arguments: vec![folder.join("marked.mjs"), name.into()],
        install: format!("(cd {} && npm ci)", folder.display()),
    };
    let python = folder.join(".venv/bin/python");
    let lxml = Peer {
        name: "lxml.html.diff",
        program: if python.exists() {
            python
        } else {
            "python3".into()
        },
        arguments: vec![folder.join("marked.py")],
        install: format!(
            "pip install -r {}",
            folder.join("requirements.txt").display()
        ),
    };
    vec![node("visual-dom-diff"), node("htmldiff-js"), lxml]
}

impl Peer {
    /// Whether it is there.
    pub fn is_present(&self) -> bool {
        let probe = Input {
            html: ("<p>a</p>".to_owned(), "<p>b</p>".to_owned()),
            text: Default::default(),
        };
        self.run(&[probe])
            .is_ok_and(|outputs| outputs.iter().any(|output| output.marked.is_some()))
    }

    /// Runs it over pairs, one process for all. Fewer outputs than inputs come back if it takes too long.
    pub fn run(&self, inputs: &[Input]) -> Result<Vec<Output>> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        let mut stdin = child.stdin.take().context("no way in")?;
        let mut lines = BufReader::new(child.stdout.take().context("no way out")?).lines();
        let started = Instant::now();
        let mut outputs = Vec::new();
        for input in inputs {
            if started.elapsed() > PATIENCE {
                break;
            }
            let line = json!({"before": input.html.0, "after": input.html.1});
            if writeln!(stdin, "{line}")
                .and_then(|()| stdin.flush())
                .is_err()
            {
                break;
            }
            let Some(line) = lines.next() else { break };
            outputs.push(output(&line?)?);
        }
        drop(stdin);
        let _ = child.kill();
        child.wait()?;
        if outputs.is_empty() {
            bail!("{} answered nothing", self.name);
        }
        Ok(outputs)
    }
}

fn output(line: &str) -> Result<Output> {
    let answer: Value = serde_json::from_str(line)?;
    Ok(Output {
        marked: answer["html"].as_str().map(Marked::of_html),
        ms: answer["ms"].as_f64().unwrap_or(0.0),
    })
}

/// Runs Git's word difference with one character as a word over the texts, a block a line.
///
/// The time is that of the whole process.
pub fn git(inputs: &[Input]) -> Result<Vec<Output>> {
    let folder = tempfile::tempdir()?;
    let mut outputs = Vec::new();
    for input in inputs {
        for (name, text) in [("old", &input.text.0), ("new", &input.text.1)] {
            std::fs::write(folder.path().join(name), lines(text))?;
        }
        let started = Instant::now();
        let written = Command::new("git")
            .args([
                "diff",
                "--no-index",
                "--no-color",
                "--word-diff=porcelain",
                "--word-diff-regex=.",
            ])
            .args(["-U1000000", "old", "new"])
            // A character is a byte to it in other locales.
            .env("LC_ALL", "C.UTF-8")
            .current_dir(folder.path())
            .output()?;
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        let marked = match String::from_utf8_lossy(&written.stdout) {
            same if same.is_empty() => Marked::nothing(&input.text.0, &input.text.1),
            lines => Marked::of_porcelain(&lines),
        };
        outputs.push(Output {
            marked: Some(marked),
            ms,
        });
    }
    Ok(outputs)
}

fn lines(text: &Text) -> String {
    let lines = text
        .blocks
        .iter()
        .map(|block| block.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.map(|line| line + "\n").collect()
}
