//! Trees → the files of a commit, and the files that differ between two commits. Bounded in depth and number.

use std::collections::BTreeMap;

use git2::Oid;

use super::objects::{ObjectError, Objects, TreeEntry, to_id};
use crate::diagnostic::printable;
use crate::snapshot::{FileChange, Refusal, SourceFile, SourcePath, UnreadableFile};

/// Deepest folder that is read.
const DEPTH_LIMIT: usize = 64;
/// Most files of one commit that are read.
const FILE_LIMIT: usize = 200_000;
/// Most files of one comparison that are listed.
const CHANGE_LIMIT: usize = 10_000;
/// Most entries, and most names that cannot be shown, that one comparison looks at.
const ENTRY_LIMIT: usize = 1_000_000;
const UNREADABLE_LIMIT: usize = 100;

/// The files of a commit.
#[derive(Debug, Default)]
pub struct Listing {
    /// By path.
    pub files: Vec<SourceFile>,
    /// Names that cannot be shown, with the reason.
    pub unreadable: Vec<UnreadableFile>,
    /// Whether a bound was met.
    pub cut: bool,
}

/// The files that differ between two trees.
#[derive(Debug, Default)]
pub struct Difference {
    /// By path.
    pub files: Vec<FileChange>,
    /// Names that cannot be shown, with the reason; not those that stood there before, with the same contents.
    pub unreadable: Vec<UnreadableFile>,
    /// Whether a bound was met.
    pub cut: bool,
}

/// What stands under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    File(Oid),
    Folder(Oid),
}

/// Lists all files below a tree.
pub fn list(objects: &Objects<'_>, tree: Oid) -> Result<Listing, ObjectError> {
    let difference = Walk::new(objects, FILE_LIMIT).compare(None, Some(tree))?;
    let mut files: Vec<SourceFile> = difference
        .files
        .into_iter()
        .filter_map(|change| {
            let blob = change.after?;
            Some(SourceFile {
                path: change.path,
                blob,
            })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Listing {
        files,
        unreadable: difference.unreadable,
        cut: difference.cut,
    })
}

/// Lists the files that differ; folders that are the same object on both sides are never opened.
pub fn compare(objects: &Objects<'_>, before: Oid, after: Oid) -> Result<Difference, ObjectError> {
    Walk::new(objects, CHANGE_LIMIT).compare(Some(before), Some(after))
}

/// The same where the older tree may be missing: then all files are new.
pub fn difference(
    objects: &Objects<'_>,
    before: Option<Oid>,
    after: Oid,
) -> Result<Difference, ObjectError> {
    Walk::new(objects, CHANGE_LIMIT).compare(before, Some(after))
}

struct Walk<'o, 'r> {
    objects: &'o Objects<'r>,
    limit: usize,
    entries: usize,
    found: Difference,
}

impl<'o, 'r> Walk<'o, 'r> {
    fn new(objects: &'o Objects<'r>, limit: usize) -> Self {
        Self {
            objects,
            limit,
            entries: 0,
            found: Difference::default(),
        }
    }

    fn compare(
        mut self,
        before: Option<Oid>,
        after: Option<Oid>,
    ) -> Result<Difference, ObjectError> {
        self.folder("", 0, before, after)?;
        self.found.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(self.found)
    }

    fn folder(
        &mut self,
        prefix: &str,
        depth: usize,
        before: Option<Oid>,
        after: Option<Oid>,
    ) -> Result<(), ObjectError> {
        if before == after || self.found.cut {
            return Ok(());
        }
        if depth > DEPTH_LIMIT {
            self.refuse(prefix.trim_end_matches('/'), Refusal::TooDeep);
            return Ok(());
        }
        let apart = self.objects.apart(before, after)?;
        self.entries += apart.entries;
        self.found.cut |= self.entries > ENTRY_LIMIT;
        let old = self.items(prefix, &apart.before, false);
        let new = self.items(prefix, &apart.after, true);
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let path = format!("{prefix}{name}");
            self.pair(&path, depth, old.get(name).copied(), new.get(name).copied())?;
        }
        Ok(())
    }

    fn pair(
        &mut self,
        path: &str,
        depth: usize,
        old: Option<Item>,
        new: Option<Item>,
    ) -> Result<(), ObjectError> {
        if old == new || self.found.cut {
            return Ok(());
        }
        let file = |item| match item {
            Some(Item::File(id)) => Some(id),
            _ => None,
        };
        let folder = |item| match item {
            Some(Item::Folder(id)) => Some(id),
            _ => None,
        };
        if file(old) != file(new) {
            if self.found.files.len() >= self.limit {
                self.found.cut = true;
                return Ok(());
            }
            self.found.files.push(FileChange {
                path: SourcePath::new(path),
                before: file(old).map(to_id),
                after: file(new).map(to_id),
            });
        }
        self.folder(&format!("{path}/"), depth + 1, folder(old), folder(new))
    }

    fn items(
        &mut self,
        prefix: &str,
        entries: &[TreeEntry],
        report: bool,
    ) -> BTreeMap<String, Item> {
        let mut items = BTreeMap::new();
        for entry in entries {
            match item(entry) {
                Ok((name, item)) => {
                    items.insert(name, item);
                }
                Err(reason) if report => {
                    let name = String::from_utf8_lossy(&entry.name);
                    self.refuse(&format!("{prefix}{name}"), reason);
                }
                Err(_) => {}
            }
        }
        items
    }

    fn refuse(&mut self, path: &str, reason: Refusal) {
        if self.found.unreadable.len() < UNREADABLE_LIMIT {
            let name = head(path);
            self.found.unreadable.push(UnreadableFile { name, reason });
        }
    }
}

fn item(entry: &TreeEntry) -> Result<(String, Item), Refusal> {
    let name = std::str::from_utf8(&entry.name).map_err(|_| Refusal::NotUtf8)?;
    check_name(name)?;
    let item = match entry.mode.as_str() {
        "100644" | "100755" | "100664" => Item::File(entry.id),
        "40000" | "040000" => Item::Folder(entry.id),
        "120000" => return Err(Refusal::SymbolicLink),
        "160000" => return Err(Refusal::Submodule),
        _ => return Err(Refusal::UnknownMode),
    };
    Ok((name.to_owned(), item))
}

/// Refuses the names that Git itself refuses on any of its platforms, and those that cannot be shown in one line.
fn check_name(name: &str) -> Result<(), Refusal> {
    if is_everyday(name) {
        return Ok(());
    }
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        .collect();
    let folded = plain.to_ascii_lowercase();
    let bare = folded.split(':').next().unwrap_or_default();
    let bare = bare.trim_end_matches(['.', ' ']);
    if name.is_empty() || name == "." || name == ".." || bare.is_empty() {
        return Err(Refusal::LeadsOut);
    }
    if bare == ".git" || bare == "git~1" {
        return Err(Refusal::BelongsToGit);
    }
    if name.contains(['/', '\\']) {
        return Err(Refusal::HoldsPath);
    }
    if name.len() > 255 {
        return Err(Refusal::NameTooLong);
    }
    if plain.len() != name.len() || name.chars().any(char::is_control) {
        return Err(Refusal::Invisible);
    }
    Ok(())
}

/// Whether a name is of letters, digits and a few signs, so that none of the rules can speak against it.
fn is_everyday(name: &str) -> bool {
    let everyday = |c: char| match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
        _ => c.is_alphanumeric(),
    };
    let bare = |c: char| c == '.';
    (1..=255).contains(&name.len())
        && name.chars().all(everyday)
        && !name.starts_with(bare)
        && !name.ends_with(bare)
}

/// The beginning of an untrusted name, for a message.
fn head(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", printable(&short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_git_refuses_are_refused() {
        for name in [
            "",
            ".",
            "..",
            ".git",
            ".GIT",
            "git~1",
            ".git ",
            ".git.",
            ".git::$INDEX_ALLOCATION",
            ".g\u{200c}it",
            "a/b.md",
            "..\\x.md",
            "a\nb.md",
            "a\u{1b}[31m.md",
            "\u{202e}txt.exe.md",
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn odd_but_honest_names_are_read() {
        for name in [
            "教育.md",
            "４ ガバナンス.md",
            "<script>.md",
            "a?b#c.md",
            "CON",
            "-rf.md",
            ".gitmodules",
            "%2e%2e%2fx.md",
        ] {
            assert_eq!(check_name(name), Ok(()), "{name:?}");
        }
    }
}
