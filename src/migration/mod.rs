//! What another tool made a site from → what Teigen would make it from, with what does not carry over.
//!
//! MkDocs, with mike or without, mdBook and Docusaurus. Their configurations are read as data, within bounds: no code of theirs is
//! run, and what only running it would tell is named as not read. Where something was published is told by a [`Ground`]; nothing
//! here touches the disk or Git.

mod docusaurus;
mod literal;
mod mdbook;
mod mike;
mod mkdocs;
mod old;
mod scan;
mod write;

use std::collections::BTreeMap;

pub use self::write::configuration;

use crate::config::addresses::is_redirect;
use crate::config::{NavigationEntry, VersionSource};
use crate::diagnostic::Diagnostic;
use crate::language::Tag;
use crate::yaml::Yaml;

/// Longest configuration that is read, in bytes.
pub const LONGEST_FILE: usize = crate::yaml::MAX_BYTES;
/// Longest title that is taken over, in characters.
const LONGEST_TITLE: usize = 300;
/// Most findings of one kind.
const REPORT_LIMIT: usize = 20;
/// The rule that what is lost is told under.
const RULE: &str = "not-carried-over";

/// Whose site it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// MkDocs.
    MkDocs,
    /// MkDocs, with versions published side by side by mike.
    Mike,
    /// mdBook.
    MdBook,
    /// Docusaurus.
    Docusaurus,
}

/// What a tool's site was made from and published as.
pub trait Ground {
    /// The files of the folder by their paths from it, sorted.
    fn files(&self) -> &[String];
    /// The text of one of them; `None` if it is not there, or longer than [`LONGEST_FILE`].
    fn text(&self, path: &str) -> Option<String>;
    /// The site that was committed to a branch.
    fn published(&self, branch: &str) -> Option<Published>;
    /// The commits of tags, by the tags' names.
    fn tags(&self) -> BTreeMap<String, String>;
    /// The first commits of the main branch that had each of these folders.
    fn first_with(&self, paths: &[String]) -> Vec<Option<String>>;
    /// The files of a commit.
    fn files_of(&self, commit: &str) -> Vec<String>;
}

/// A site on a branch.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The commit at its tip.
    pub commit: String,
    /// Its files.
    pub files: Vec<String>,
    /// Versions, if it has some, and the commits that were published, where they are here; the newest first.
    pub deployments: Vec<(Option<String>, Option<String>)>,
    /// mike's list of versions, as JSON.
    pub versions: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The site's title.
    pub title: Option<String>,
    /// The language of the originals.
    pub language: Option<Tag>,
    /// The languages of translations.
    pub languages: Vec<Tag>,
    /// The published folder.
    pub source: String,
    /// The order of documents; none where the tool had none of its own.
    pub navigation: Vec<NavigationEntry>,
    /// Where the site stands.
    pub base_url: Option<String>,
    /// The repository's page.
    pub repository: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The line at the foot.
    pub footer: Option<String>,
    /// The image before the site's name.
    pub logo: Option<String>,
    /// Whether dollars stand around formulas, where the tool tells.
    pub math: Option<bool>,
    /// Whether diagrams are drawn.
    pub diagrams: bool,
    /// Versions, and where each is found.
    pub versions: Vec<(String, VersionSource)>,
    /// Whether documents were files in place of folders.
    pub html: bool,
    /// Folders whose files stood at their own paths.
    pub files: Vec<String>,
    /// The commit of the published site.
    pub published: Option<String>,
    /// Other names of versions.
    pub aliases: Vec<(String, String)>,
    /// Old addresses, and where each leads.
    pub redirects: Vec<(String, String)>,
    /// What does not carry over.
    pub lost: Vec<Diagnostic>,
    /// What has to be known of what was taken.
    pub remarks: Vec<String>,
}

/// The tool whose configuration is in a folder with these files, and which file that is.
pub fn recognise(files: &[String]) -> Option<(Tool, &str)> {
    let known = [
        ("mkdocs.yml", Tool::MkDocs),
        ("mkdocs.yaml", Tool::MkDocs),
        ("book.toml", Tool::MdBook),
        ("docusaurus.config.js", Tool::Docusaurus),
        ("docusaurus.config.ts", Tool::Docusaurus),
        ("docusaurus.config.mjs", Tool::Docusaurus),
        ("docusaurus.config.cjs", Tool::Docusaurus),
        ("docusaurus.config.mts", Tool::Docusaurus),
        ("docusaurus.config.cts", Tool::Docusaurus),
    ];
    known.into_iter().find_map(|(name, tool)| {
        let file = files.iter().find(|file| *file == name)?;
        Some((tool, file.as_str()))
    })
}

/// Reads what a tool's site was made from; `None` if its configuration is not there, or too long.
pub fn read(tool: Tool, ground: &dyn Ground) -> Option<Findings> {
    let files = ground.files().iter();
    let wanted = |(found, _): &(Tool, &str)| match tool {
        Tool::Mike => *found == Tool::MkDocs,
        tool => *found == tool,
    };
    let (_, file) = files
        .filter_map(|file| recognise(std::slice::from_ref(file)))
        .find(wanted)?;
    let text = ground.text(file)?;
    let mut findings = match tool {
        Tool::MkDocs | Tool::Mike => mkdocs::read(tool, file, &text, ground),
        Tool::MdBook => mdbook::read(file, &text, ground),
        Tool::Docusaurus => docusaurus::read(file, &text, ground),
    };
    let redirects = std::mem::take(&mut findings.redirects).into_iter();
    let (kept, lost): (Vec<_>, Vec<_>) = redirects.partition(|(from, to)| is_redirect(from, to));
    findings.redirects = kept;
    let lost: Vec<(usize, String)> = lost
        .iter()
        .map(|(from, _)| {
            (
                0,
                format!("the old address {from} is none that can be kept"),
            )
        })
        .collect();
    findings.lose_many(file, &lost, "tell those who link to it");
    let left_out = write::fit(&mut findings);
    if left_out > 0 {
        let what = format!(
            "{left_out} old addresses did not fit into a configuration, and will not answer"
        );
        findings.lose(
            ("teigen.yaml", 0),
            what,
            "lead the rest on where the site is served",
        );
    }
    Some(findings)
}

impl Findings {
    /// Notes what does not carry over, and what to do.
    fn lose(&mut self, (file, line): (&str, usize), what: impl Into<String>, help: &str) {
        let found = Diagnostic::warning(RULE, what).at_path(file);
        let found = if line > 0 {
            found.at_line(line, None)
        } else {
            found
        };
        self.lost.push(found.with_help(help));
    }

    /// Notes some of a kind of which there may be many.
    fn lose_many(&mut self, file: &str, found: &[(usize, String)], help: &str) {
        for (line, what) in found.iter().take(REPORT_LIMIT) {
            self.lose((file, *line), what.clone(), help);
        }
        if found.len() > REPORT_LIMIT {
            let more = found.len() - REPORT_LIMIT;
            self.lose((file, 0), format!("{more} more of the same kind"), help);
        }
    }
}

/// Words on one line, without control characters, of a length that fits.
fn one_line(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(LONGEST_TITLE).collect();
    Some(line).filter(|line| !line.is_empty())
}

/// An address of the web, as the configuration takes it.
fn web(text: &str) -> Option<String> {
    let text = text.trim();
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '"' | '<' | '>');
    (!host.is_empty() && text.len() <= 1_000 && text.chars().all(plain)).then(|| text.to_owned())
}

/// A folder inside the repository, without slashes at its ends; `None` if it leads out.
fn folder(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let inside = !text.starts_with('/') && !parts.contains(&"..");
    (inside && !text.contains(['\\', '\n', '\r'])).then(|| parts.join("/"))
}

/// A path in a folder.
fn below(folder: &str, inside: &str) -> String {
    match folder {
        "" => inside.to_owned(),
        folder => format!("{folder}/{inside}"),
    }
}

/// A path's rest below a folder.
fn inside<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// Follows keys into a tree.
fn at<'y>(root: &'y Yaml, keys: &[&str]) -> Option<&'y Yaml> {
    keys.iter().try_fold(root, |value, key| value.get(key))
}

/// The first line of a text in which a word stands, from 1; 0 if it is not there.
fn line_of(text: &str, word: &str) -> usize {
    let mut lines = text.lines();
    lines
        .position(|line| line.contains(word))
        .map_or(0, |at| at + 1)
}

/// Whether Teigen reads a file as a document.
fn is_document(path: &str) -> bool {
    crate::snapshot::SourcePath::new(path).is_markdown()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Files in a map, and nothing published.
    #[derive(Default)]
    pub(crate) struct Map {
        pub(crate) files: Vec<String>,
        pub(crate) texts: BTreeMap<String, String>,
        pub(crate) published: Option<Published>,
        pub(crate) tags: BTreeMap<String, String>,
        pub(crate) first: BTreeMap<String, String>,
        pub(crate) commits: BTreeMap<String, Vec<String>>,
    }

    impl Map {
        pub(crate) fn new(files: &[(&str, &str)]) -> Self {
            let texts: BTreeMap<String, String> = files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect();
            Self {
                files: texts.keys().cloned().collect(),
                texts,
                ..Self::default()
            }
        }
    }

    impl Ground for Map {
        fn files(&self) -> &[String] {
            &self.files
        }
        fn text(&self, path: &str) -> Option<String> {
            self.texts.get(path).cloned()
        }
        fn published(&self, _: &str) -> Option<Published> {
            self.published.clone()
        }
        fn tags(&self) -> BTreeMap<String, String> {
            self.tags.clone()
        }
        fn first_with(&self, paths: &[String]) -> Vec<Option<String>> {
            paths
                .iter()
                .map(|path| self.first.get(path).cloned())
                .collect()
        }
        fn files_of(&self, commit: &str) -> Vec<String> {
            self.commits.get(commit).cloned().unwrap_or_default()
        }
    }

    #[test]
    fn folders_stay_inside() {
        assert_eq!(folder("./docs/").as_deref(), Some("docs"));
        assert_eq!(folder(".").as_deref(), Some(""));
        for bad in ["../x", "/etc", "a/../../b", "a\\b"] {
            assert_eq!(folder(bad), None, "{bad}");
        }
    }

    #[test]
    fn titles_are_one_line() {
        assert_eq!(one_line(" a\n\tb\u{1b}[31m ").as_deref(), Some("a b [31m"));
        assert_eq!(one_line("\n"), None);
        assert_eq!(
            one_line(&"あ".repeat(999)).map(|line| line.chars().count()),
            Some(300)
        );
    }
}
