//! Findings that can be mended → files of the working copy, written whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::published;
use crate::check::{self, Subject};
use crate::command::{Opened, terminal};
use crate::diagnostic::printable;
use crate::document;
use crate::repository::worktree::Look;
use crate::snapshot::{Snapshot, SourcePath};

/// Mends every document once for each finding, and says what was done. Returns how many files could not be changed.
pub fn mend(opened: &Opened, look: Option<&Look>, snapshot: &Snapshot) -> anyhow::Result<usize> {
    let (Some(root), Some(look)) = (opened.source.working_copy(), look) else {
        bail!("`--fix` changes files, and a bare repository has none: run it in a working copy");
    };
    let ignored = &opened.config.check.ignore;
    let mut failed = 0;
    for file in published(snapshot, &look.version) {
        let Some(text) = look.texts.get(&file.blob) else {
            continue;
        };
        // A file that cannot be changed costs only itself.
        if let Err(error) = one(&root, &file.path, text.to_string(), ignored) {
            terminal::say(&printable(&format!("{error:#}")).to_string());
            failed += 1;
        }
    }
    Ok(failed)
}

fn one(root: &Path, path: &SourcePath, mut text: String, ignored: &[String]) -> anyhow::Result<()> {
    while let Some((mended, says)) = next(path, &text, ignored) {
        write(&root.join(path.as_str()), &text, &mended)?;
        terminal::say(&format!(
            "{}: {}",
            printable(path.as_str()),
            printable(&says)
        ));
        text = mended;
    }
    Ok(())
}

/// The text with its first finding mended, and what that does. Rules that are left out mend nothing.
fn next(path: &SourcePath, text: &str, ignored: &[String]) -> Option<(String, String)> {
    let document = document::parse(text);
    let found = check::check(&Subject {
        path,
        text,
        document: &document,
    });
    let fix = found
        .into_iter()
        .filter(|found| !ignored.iter().any(|rule| rule == found.diagnostic.rule))
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
