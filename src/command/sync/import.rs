//! `teigen sync --import`: a file of JSON lines → records.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;

use crate::diagnostic::Diagnostic;
use crate::record::{self, Ledger, PullRecord, RECORD_LIMIT};
use crate::repository::{self, Source};

/// Most lines that are read, and most findings that are told one by one.
const LINE_COUNT_LIMIT: usize = 1_000_000;
const FINDING_LIMIT: usize = 20;

/// What an import did.
pub struct Imported {
    /// In one line.
    pub told: String,
    /// What was wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes the records of a file into the repository. Where there is a record already, the newer one stays.
pub fn run(source: &Source, file: &Path, text: Box<dyn Read>) -> anyhow::Result<Imported> {
    let name = file.display().to_string();
    let mut diagnostics = Vec::new();
    let told = read(text, &name, &mut diagnostics)?;
    let known = repository::read_records(source)?;
    diagnostics.extend(known.diagnostics.iter().cloned());
    let mut changed = BTreeMap::new();
    let total = told.len();
    for (number, record) in told {
        let joined = match known.pulls.get(&number) {
            Some(before) => before.clone().join(record),
            None => record,
        };
        if known.pulls.get(&number) != Some(&joined) {
            changed.insert(number, joined);
        }
    }
    let ledger = ledger(&known.ledger, &changed);
    let message = format!("Import {} records", changed.len());
    if !changed.is_empty() {
        repository::write_records(source, &known, &changed, &ledger, &message)?;
    }
    Ok(Imported {
        told: format!(
            "{name}: {total} records read, {} new or changed",
            changed.len()
        ),
        diagnostics,
    })
}

/// What is told of an import: its newest change is how far it goes. What a later sync may skip is unchanged, since a
/// file may know less than a server.
fn ledger(known: &Ledger, changed: &BTreeMap<u64, PullRecord>) -> Ledger {
    let newest = changed.values().map(|record| record.updated_at).max();
    let mut ledger = known.clone();
    ledger.format = record::FORMAT;
    ledger.as_of = ledger.as_of.max(newest.unwrap_or_default());
    if ledger.forge.is_empty() {
        "import".clone_into(&mut ledger.forge);
    }
    ledger
}

fn read(
    text: Box<dyn Read>,
    name: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<BTreeMap<u64, PullRecord>> {
    let failed = || format!("{name} cannot be read");
    let mut lines = unpacked(text).with_context(failed)?;
    let mut records = BTreeMap::new();
    let mut line = Vec::new();
    let mut omitted = 0;
    for number in 1..=LINE_COUNT_LIMIT {
        line.clear();
        let limit = RECORD_LIMIT as u64 + 1;
        let read = (&mut lines).take(limit).read_until(b'\n', &mut line);
        if read.with_context(failed)? == 0 {
            break;
        }
        if line.len() > RECORD_LIMIT && line.last() != Some(&b'\n') {
            skip_line(&mut lines).with_context(failed)?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let problems = match record::read(&line) {
            Ok(read) => {
                insert(&mut records, read.record);
                read.problems
            }
            Err(error) => vec![format!("this line is left out: {error}")],
        };
        for problem in problems {
            if diagnostics.len() < FINDING_LIMIT {
                diagnostics.push(finding(problem).at_path(name).at_line(number, None));
            } else {
                omitted += 1;
            }
        }
    }
    if omitted > 0 {
        diagnostics.push(finding(format!("{omitted} more findings")).at_path(name));
    }
    Ok(records)
}

fn insert(records: &mut BTreeMap<u64, PullRecord>, record: PullRecord) {
    let joined = match records.remove(&record.number) {
        Some(before) => before.join(record),
        None => record,
    };
    records.insert(joined.number, joined);
}

fn finding(message: String) -> Diagnostic {
    Diagnostic::warning("import", message).with_help(
        "a line is one pull request as GitHub's REST interface gives it; everything else was taken",
    )
}

/// Unpacks what is packed.
fn unpacked(text: Box<dyn Read>) -> std::io::Result<Box<dyn BufRead>> {
    let mut plain = BufReader::new(text);
    let packed = plain.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if packed {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(plain)))
    } else {
        Box::new(plain)
    })
}

fn skip_line(lines: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = lines.fill_buf()?;
        let (used, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        lines.consume(used);
        if ended {
            return Ok(());
        }
    }
}
