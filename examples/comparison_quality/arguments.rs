//! What was typed → what is meant.

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
                "--seed" => arguments.seed = value()?.parse()?,
                "--show" => arguments.show = Some((value()?, value()?.parse()?)),
                _ if word.starts_with('-') => bail!("{word} is not known"),
                _ => arguments.what = word,
            }
        }
        Ok(arguments)
    }
}
