//! The same documents as books of mdBook.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::program::Run;
use crate::repositories::State;

/// mdBook's program, if it is here.
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os("MDBOOK").map(PathBuf::from);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&paths).map(|folder| folder.join("mdbook"));
    named.into_iter().chain(folders).find(|path| path.is_file())
}

/// Builds a book of each state, one after the other. Writing the sources is not counted.
pub fn build_all(mdbook: &Path, states: &[State], folder: &Path) -> Result<Run> {
    for (index, state) in states.iter().enumerate() {
        write(state, &folder.join(index.to_string()))?;
    }
    let started = Instant::now();
    for index in 0..states.len() {
        let book = folder.join(index.to_string());
        crate::command(Command::new(mdbook).arg("build").arg(book))?;
    }
    Ok(Run {
        seconds: started.elapsed().as_secs_f64(),
        peak: None,
        stages: Vec::new(),
        summary: None,
    })
}

/// Writes a book's sources into a new folder.
fn write(state: &State, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut summary = String::from("# Summary\n\n");
    for (path, text) in state {
        let target = folder.join("src").join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&target, text)?;
        summary.push_str(&format!("- [{path}](<{path}>)\n"));
    }
    fs::write(folder.join("src/SUMMARY.md"), summary)?;
    fs::write(folder.join("book.toml"), "[book]\ntitle = \"policy\"\n")?;
    Ok(())
}
