//! How good comparisons are: told from known edits, from what real pull requests change, and beside other programs.
//!
//! ```text
//! cargo run --release --example comparison_quality -- known  [--rounds N] [--seed N] [--show KIND N] [--json]
//! ```
//!
//! `known` changes documents in known ways and says how many of the edits were told, and how much of what was told
//! is right. `--show KIND N` prints N edits of a kind that were not told as they should be (`--show all N` for any).
//!
//! Real documents come from the corpora: `$TEIGEN_CORPORA` or `../shared/corpora`, as bundles or bare clones of them.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
#[path = "../../tests/comparison/corpora.rs"]
#[allow(dead_code)]
mod corpora;
mod failures;
mod known;
#[path = "../../tests/comparison/known/mod.rs"]
mod known_edits;
mod samples;

use anyhow::{Result, bail};
use arguments::Arguments;

fn main() -> Result<()> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    match arguments.what.as_str() {
        "known" => known::run(&arguments),
        other => bail!("{other} is not known: say known"),
    }
}
