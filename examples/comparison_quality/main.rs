//! How good comparisons are: told from known edits, from what real pull requests change, and beside other programs.
//!
//! ```text
//! cargo run --release --example comparison_quality -- known  [--rounds N] [--seed N] [--show KIND N] [--json]
//! cargo run --release --example comparison_quality -- report [--show worst|equal N] [--json]
//! cargo run --release --example comparison_quality -- peers  [--pairs N] [--seed N] [--peers FOLDER] [--json]
//! cargo run --release --example comparison_quality -- fuzz   [--rounds SECONDS] [--seed N]
//! ```
//!
//! `known` changes documents in known ways and says how many of the edits were told, and how much of what was told
//! is right. `--show KIND N` prints N edits of a kind that were not told as they should be (`--show all N` for any).
//!
//! `report` compares all that pull requests change; `peers` compares some of it, beside other programs: Git, and those
//! of `peers/`, which are left out where they are not installed (`npm ci`, `pip install -r requirements.txt` there, or
//! in a copy of the folder that `--peers` names). Nothing is installed by itself.
//!
//! `fuzz` changes texts of the corpora at random for so many seconds, and tries what must hold of every comparison.
//!
//! Real documents come from the corpora: `$TEIGEN_CORPORA` or `../shared/corpora`, as bundles or bare clones of them.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod beside;
#[path = "../../tests/comparison/corpora.rs"]
#[allow(dead_code)]
mod corpora;
mod edges;
mod equal;
mod failures;
mod figures;
mod fuzz;
mod known;
#[path = "../../tests/comparison/known/mod.rs"]
mod known_edits;
mod lcs;
mod marks;
mod measure;
mod pairs;
#[path = "../../tests/properties/mod.rs"]
#[allow(dead_code)]
mod properties;
mod report;
mod runner;
mod samples;
mod text;
mod wellformed;
#[path = "../../src/comparison/words.rs"]
#[allow(dead_code)]
mod words;
mod yardstick;

use anyhow::{Result, bail};
use arguments::Arguments;

fn main() -> Result<()> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    match arguments.what.as_str() {
        "known" => known::run(&arguments),
        "report" => report::run(&arguments),
        "fuzz" => fuzz::run(&arguments),
        "peers" => beside::run(&arguments),
        other => bail!("{other} is not known: say known, report, peers or fuzz"),
    }
}
