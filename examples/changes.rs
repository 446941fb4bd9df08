//! Two Markdown files → what changed between them, with the library alone: no repository, no site.
//!
//! `cargo run --example changes -- before.md after.md`

use std::io::{Write, stdout};

use anyhow::{Context, Result};
use teigen::comparison::{Op, compare};
use teigen::document;

fn main() -> Result<()> {
    let mut paths = std::env::args().skip(1);
    let mut read = || {
        let path = paths.next().context("two Markdown files are needed")?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"));
        text.map(|text| document::parse(&text))
    };
    let (before, after) = (read()?, read()?);
    let mut out = stdout().lock();
    for change in compare(&before, &after).changes() {
        write!(out, "{}: ", change.section.join(" › "))?;
        for edit in &change.edits {
            match edit.op {
                Op::Keep => write!(out, "{}", edit.text)?,
                Op::Delete => write!(out, "[-{}-]", edit.text)?,
                Op::Insert => write!(out, "{{+{}+}}", edit.text)?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
