//! Findings that can be mended → files of the working copy, written whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::findings;
use crate::check;
use crate::command::{Opened, terminal};
use crate::diagnostic::printable;
use crate::snapshot::SourcePath;

/// Mends every document once for each finding, and says what was done. `texts` follow. Returns how many files could not be changed.
pub fn mend(opened: &Opened, texts: &mut BTreeMap<SourcePath, String>) -> anyhow::Result<usize> {
    let Some(root) = opened.source.working_copy() else {
        bail!("`--fix` changes files, and a bare repository has none: run it in a working copy");
    };
    let mut failed = 0;
    for (path, text) in texts {
        // A file that cannot be changed costs only itself.
        if let Err(error) = one(&root, path, text) {
            terminal::say(&printable(&format!("{error:#}")).to_string());
            failed += 1;
        }
    }
    Ok(failed)
}

fn one(root: &Path, path: &SourcePath, text: &mut String) -> anyhow::Result<()> {
    while let Some((mended, says)) = next(path, text) {
        write(&root.join(path.as_str()), text, &mended)?;
        terminal::say(&format!(
            "{}: {}",
            printable(path.as_str()),
            printable(&says)
        ));
        *text = mended;
    }
    Ok(())
}

/// The text with its first finding mended, and what that does.
fn next(path: &SourcePath, text: &str) -> Option<(String, String)> {
    let fix = findings(path, text)
        .into_iter()
        .find_map(|found| found.fix)?;
    let mended = check::apply(text, &fix).filter(|mended| mended != text)?;
    Some((mended, fix.says))
}

/// Puts a text in a file's place if the file is still what was read.
fn write(file: &Path, before: &str, after: &str) -> anyhow::Result<()> {
    let shown = file.display();
    let failed = || format!("{shown} cannot be changed");
    if fs::read(file).with_context(failed)? != before.as_bytes() {
        bail!("{shown} is not UTF-8, or changed while it was read; it was left as it is");
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.teigen-new"));
    // A new file: whatever a stranger put there under this name, a link even, stays as it is.
    let mut new = fs::File::create_new(&beside)
        .with_context(|| format!("{} is in the way", beside.display()))?;
    let mut put = || -> std::io::Result<()> {
        new.write_all(after.as_bytes())?;
        new.set_permissions(fs::metadata(file)?.permissions())?;
        fs::rename(&beside, file)
    };
    put()
        .inspect_err(|_| drop(fs::remove_file(&beside)))
        .with_context(failed)
}
