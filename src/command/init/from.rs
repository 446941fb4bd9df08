//! `teigen init --from`: reads what another tool's site was made from, writes `teigen.yaml`, and tells what does not carry over.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;

use super::super::terminal;
use super::write_new;
use crate::config::NavigationEntry;
use crate::diagnostic::printable;
use crate::migration::{self, Findings, Ground, LONGEST_FILE, Published, Tool};
use crate::repository::{Source, earlier, read_state};
use crate::snapshot::ObjectId;

/// Most files of a folder that are listed.
const MOST_FILES: usize = 50_000;
/// Folders that hold nothing of a site's sources.
const PASSED: [&str; 4] = ["node_modules", "target", "site", "build"];

/// Where a site comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// The tool whose configuration is there
    Auto,
    /// MkDocs: mkdocs.yml
    Mkdocs,
    /// MkDocs with mike's versions on the branch gh-pages
    Mike,
    /// mdBook: book.toml, SUMMARY.md
    Mdbook,
    /// Docusaurus: docusaurus.config.js
    Docusaurus,
}

/// A folder on disk, and the repository that it is in.
struct Folder {
    root: PathBuf,
    files: Vec<String>,
    source: Option<Source>,
}

/// The file of another tool in a folder, and what it is taken over by.
pub fn hint(folder: &Path) -> Option<(String, &'static str)> {
    let names = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let (tool, file) = migration::recognise(&names)?;
    Some((file.to_owned(), name(tool)))
}

fn name(tool: Tool) -> &'static str {
    match tool {
        Tool::MkDocs => "mkdocs",
        Tool::Mike => "mike",
        Tool::MdBook => "mdbook",
        Tool::Docusaurus => "docusaurus",
    }
}

/// Writes `teigen.yaml`, or prints what it would be where one is there already. Returns what was found.
pub fn run(folder: &Path, from: From) -> anyhow::Result<Findings> {
    let ground = Folder::open(folder)?;
    let tool = match from {
        From::Mkdocs => Tool::MkDocs,
        From::Mike => Tool::Mike,
        From::Mdbook => Tool::MdBook,
        From::Docusaurus => Tool::Docusaurus,
        From::Auto => match migration::recognise(&ground.files) {
            Some((tool, _)) => tool,
            None => bail!(
                "{}: neither mkdocs.yml, book.toml nor docusaurus.config.js is here",
                folder.display()
            ),
        },
    };
    let Some(found) = migration::read(tool, &ground) else {
        bail!(
            "{}: there is no configuration of {} here, or it is longer than {} KiB",
            folder.display(),
            name(tool),
            LONGEST_FILE >> 10
        );
    };
    let text = migration::configuration(&found)?;
    let target = folder.join("teigen.yaml");
    if write_new(&target, &text)? {
        terminal::say(&format!("{}: written", target.display()));
    } else {
        terminal::say(&format!(
            "{}: is there already, left as it is; what would have been written goes to standard output",
            target.display()
        ));
        terminal::print(&text);
    }
    report(&found);
    Ok(found)
}

/// Tells what was taken over, and what was not.
fn report(found: &Findings) {
    terminal::say("Taken over:");
    for line in taken(found) {
        terminal::say(&format!("  {}", printable(&line)));
    }
    for remark in &found.remarks {
        terminal::say(&format!("note: {}", printable(remark)));
    }
    if let Some(commit) = &found.published {
        terminal::say(&format!(
            "note: images and files of the old site are kept from its commit {}: keep the branch, or mark the commit with a tag",
            &commit[..commit.len().min(10)]
        ));
    }
    if found.lost.is_empty() {
        terminal::say("Nothing was found that does not carry over.");
        return;
    }
    terminal::say("Not carried over:");
    terminal::report(found.lost.clone(), true);
}

fn taken(found: &Findings) -> Vec<String> {
    let mut lines = vec![format!(
        "title {}, language {}, documents in {}",
        found.title.as_deref().unwrap_or("(of the first document)"),
        found.language.map_or_else(
            || "(as the documents tell)".to_owned(),
            |tag| tag.to_string()
        ),
        match found.source.as_str() {
            "" => "the whole repository",
            folder => folder,
        },
    )];
    let documents = count(&found.navigation);
    if documents > 0 {
        lines.push(format!("navigation: {documents} documents"));
    }
    if !found.versions.is_empty() {
        let versions = found.versions.iter();
        let versions: Vec<String> = versions
            .map(|(name, source)| format!("{name} ({source})"))
            .collect();
        lines.push(format!("versions: {}", versions.join(", ")));
    }
    if !found.aliases.is_empty() {
        let aliases = found.aliases.iter();
        let aliases: Vec<String> = aliases
            .map(|(alias, version)| format!("/{alias}/ leads to {version}"))
            .collect();
        lines.push(aliases.join(", "));
    }
    if !found.redirects.is_empty() {
        let count = found.redirects.len();
        lines.push(format!("{count} old addresses that lead on"));
    }
    lines
}

fn count(navigation: &[NavigationEntry]) -> usize {
    let entries = navigation.iter();
    entries
        .map(|entry| match entry {
            NavigationEntry::Document { .. } => 1,
            NavigationEntry::Group { entries, .. } => count(entries),
            NavigationEntry::Link { .. } => 0,
        })
        .sum()
}

impl Folder {
    fn open(root: &Path) -> anyhow::Result<Self> {
        let files = files(root);
        if files.is_empty() {
            bail!("{}: no files are here", root.display());
        }
        // A folder that is only below somebody's repository is no site of it.
        let source = Source::open(root).ok().filter(|source| {
            let of = source
                .working_copy()
                .and_then(|path| path.canonicalize().ok());
            of.is_some() && of == root.canonicalize().ok()
        });
        if source.is_none() && Source::open(root).is_ok() {
            terminal::say(
                "note: this folder is not the top of its repository, where Teigen reads teigen.yaml: versions and published sites were not looked for",
            );
        }
        Ok(Self {
            root: root.to_owned(),
            files,
            source,
        })
    }

    fn site(&self, branch: &str) -> Option<Published> {
        let source = self.source.as_ref()?;
        let site = earlier::published_site(source, branch).ok()??;
        let list = site.files.iter().find(|(path, _)| path == "versions.json");
        let versions = list.and_then(|(_, blob)| earlier::text_of(source, *blob).ok());
        let id = |commit: &ObjectId| commit.to_string();
        Some(Published {
            commit: site.commit.as_ref().map(id)?,
            files: site.files.into_iter().map(|(path, _)| path).collect(),
            deployments: site
                .deployments
                .into_iter()
                .map(|one| (one.version, one.commit.as_ref().map(id)))
                .collect(),
            versions: versions.filter(|text| text.len() <= LONGEST_FILE),
        })
    }
}

impl Ground for Folder {
    fn files(&self) -> &[String] {
        &self.files
    }

    fn text(&self, path: &str) -> Option<String> {
        // Only what was listed is opened: no link, nothing outside.
        let listed = self.files.binary_search_by(|file| file.as_str().cmp(path));
        listed.ok()?;
        let file = fs::File::open(self.root.join(path)).ok()?;
        let mut bytes = Vec::new();
        let limit = LONGEST_FILE as u64 + 1;
        file.take(limit).read_to_end(&mut bytes).ok()?;
        let fits = bytes.len() <= LONGEST_FILE;
        fits.then(|| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn published(&self, branch: &str) -> Option<Published> {
        self.site(branch)
    }

    fn tags(&self) -> BTreeMap<String, String> {
        let tags = self.source.as_ref().map(earlier::tagged_commits);
        let tags = tags.and_then(Result::ok).unwrap_or_default();
        tags.into_iter()
            .map(|(tag, commit)| (tag, commit.to_string()))
            .collect()
    }

    fn first_with(&self, paths: &[String]) -> Vec<Option<String>> {
        let source = self.source.as_ref();
        let found = source.and_then(|source| earlier::first_with(source, paths).ok());
        let found = found.unwrap_or_else(|| vec![None; paths.len()]);
        let id = |commit: Option<ObjectId>| commit.map(|commit| commit.to_string());
        found.into_iter().map(id).collect()
    }

    fn files_of(&self, commit: &str) -> Vec<String> {
        let source = self.source.as_ref();
        let state = source.and_then(|source| read_state(source, commit).ok());
        let files = state.map(|state| state.files).unwrap_or_default();
        files
            .into_iter()
            .map(|file| file.path.as_str().to_owned())
            .collect()
    }
}

/// The files below a folder by their paths, sorted; no links, nothing hidden, nothing that tools leave behind.
fn files(root: &Path) -> Vec<String> {
    let is_wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let at_top = entry.depth() == 1;
        entry.depth() == 0 || !(name.starts_with('.') || at_top && PASSED.contains(&name.as_ref()))
    };
    let mut files: Vec<String> = walkdir::WalkDir::new(root)
        .max_depth(32)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_wanted)
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let inside = entry.path().strip_prefix(root).ok()?.to_str()?;
            Some(inside.replace('\\', "/"))
        })
        .take(MOST_FILES)
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_files_are_read() -> anyhow::Result<()> {
        let scratch = tempfile::tempdir()?;
        fs::write(scratch.path().join("secret"), "x")?;
        let root = scratch.path().join("a");
        fs::create_dir_all(root.join("docs/.hidden"))?;
        fs::write(root.join("docs/a.md"), "a")?;
        fs::write(root.join("docs/.hidden/b.md"), "b")?;
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../secret", root.join("docs/link.md"))?;
        let folder = Folder::open(&root)?;
        assert_eq!(folder.files, ["docs/a.md"]);
        assert_eq!(folder.text("docs/a.md").as_deref(), Some("a"));
        for path in ["../secret", "docs/link.md", "docs/.hidden/b.md"] {
            assert_eq!(folder.text(path), None, "{path}");
        }
        Ok(())
    }
}
