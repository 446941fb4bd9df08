//! What was typed → what is meant.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// What to do, and how.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Which part of the report.
    pub what: String,
    /// How often each document is tried.
    pub rounds: u64,
    /// Where chance starts.
    pub seed: u64,
    /// Which failures are shown, and how many.
    pub show: Option<(String, usize)>,
    /// How many pairs other programs get.
    pub pairs: usize,
    /// Where other programs are installed.
    pub peers: PathBuf,
    /// Whether the result is told as JSON.
    pub json: bool,
}

impl Arguments {
    /// Reads the command line.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut arguments = Self {
            what: "known".to_owned(),
            rounds: 40,
            seed: 329,
            show: None,
            pairs: 300,
            peers: Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/comparison_quality/peers"),
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .with_context(|| format!("{word} needs a value"))
            };
            match word.as_str() {
                "--json" => arguments.json = true,
                "--rounds" => arguments.rounds = value()?.parse()?,
                "--pairs" => arguments.pairs = value()?.parse()?,
                "--peers" => arguments.peers = value()?.into(),
                "--seed" => arguments.seed = value()?.parse()?,
                "--show" => arguments.show = Some((value()?, value()?.parse()?)),
                _ if word.starts_with('-') => bail!("{word} is not known"),
                _ => arguments.what = word,
            }
        }
        Ok(arguments)
    }
}
