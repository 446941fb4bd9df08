//! The source of documents → what their authors could do better, and where it is safe, how to mend it.
//!
//! Pure: edits are computed here and written by the command, only when it is asked to. One file per rule, in [`rules`]; a
//! rule looks at one document, or at all of them together.

pub mod rules;
pub mod sarif;

mod fix;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::config::{Config, NavigationEntry};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Document, Section};
use crate::snapshot::SourcePath;

pub use fix::apply;

/// A document with its source.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Where it is.
    pub path: &'a SourcePath,
    /// As its author wrote it.
    pub text: &'a str,
    /// The same, read.
    pub document: &'a Document,
}

/// All documents of a proposal.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The documents, by their paths.
    pub documents: &'a [Subject<'a>],
    /// The paths of all files, documents or not.
    pub files: &'a BTreeSet<&'a str>,
    /// The published folder; empty if it is the repository.
    pub folder: &'a str,
    /// What the editors decided.
    pub config: &'a Config,
    /// Which documents the navigation names, if there is one.
    pub navigation: Option<&'a [NavigationEntry]>,
    /// The names of the versions.
    pub versions: &'a [&'a str],
}

/// Something to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What and where.
    pub diagnostic: Diagnostic,
    /// How, where that is safe.
    pub fix: Option<Fix>,
}

/// A mending: what is replaced, and in words, what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Pieces of the source, ascending and apart.
    pub edits: Vec<Edit>,
    /// What it does, in a few words.
    pub says: String,
}

/// A piece of the source that gives way to other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the source.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, stable.
    pub name: &'static str,
    /// What it is about and why it matters.
    pub help: &'static str,
    /// What breaks it, and how it is better.
    pub example: Example,
    /// Looks for what breaks it.
    pub find: Find,
}

/// Markdown, or configuration, before and after.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What breaks the rule.
    pub wrong: &'static str,
    /// What keeps it.
    pub right: &'static str,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// One document.
    InDocument(fn(&Subject<'_>) -> Vec<Finding>),
    /// All of them; what it finds has no mending.
    InProposal(fn(&Proposal<'_>) -> Vec<Diagnostic>),
    /// What others say: nothing is found before they are asked.
    OnOtherHosts,
}

/// Holds a document against every rule that needs no other one.
pub fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let found = rules::ALL.iter().flat_map(|rule| match rule.find {
        Find::InDocument(find) => find(subject),
        Find::InProposal(_) | Find::OnOtherHosts => Vec::new(),
    });
    found.collect()
}

/// Holds all documents together against every rule that needs them.
pub fn check_together(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let found = rules::ALL.iter().flat_map(|rule| match rule.find {
        Find::InDocument(_) | Find::OnOtherHosts => Vec::new(),
        Find::InProposal(find) => find(proposal),
    });
    found.collect()
}

impl Subject<'_> {
    /// A warning of a rule at a place of the source, in bytes.
    fn warning(&self, rule: &'static str, message: impl Into<String>, place: usize) -> Diagnostic {
        let before = &self.text[..self.text.floor_char_boundary(place)];
        let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Diagnostic::warning(rule, message)
            .at_path(self.path.as_str())
            .at_line(line, Some(1 + before[start..].chars().count()))
    }

    /// Where a section's heading starts in the source, in bytes.
    fn heading(&self, section: &Section) -> usize {
        self.document.blocks[section.blocks.start].span.start
    }
}

/// The name that is most like one that is none.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<(usize, &'n str)> {
    known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min()
}

/// Something of a document that cannot be mended by a program.
fn unfixed(diagnostic: Diagnostic) -> Finding {
    Finding {
        diagnostic,
        fix: None,
    }
}

/// Hands every block to a function, those inside others too, in reading order.
fn each_block<'d>(blocks: &'d [Block], take: &mut dyn FnMut(&'d Block)) {
    for block in blocks {
        take(block);
        match &block.kind {
            BlockKind::Quote(inner) | BlockKind::Footnote { blocks: inner, .. } => {
                each_block(inner, take);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    each_block(&item.blocks, take);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::document;

    /// Holds a text against one rule: the places (`line:column`) of what is found.
    pub(crate) fn places(rule: &Rule, text: &str) -> Vec<String> {
        found_together(rule, &[("docs/a.md", text)], "")
    }

    /// Holds texts against one rule: `path:line:column` of what is found, without the path where there is one text only.
    pub(crate) fn found_together(rule: &Rule, texts: &[(&str, &str)], config: &str) -> Vec<String> {
        let read: Vec<_> = texts
            .iter()
            .map(|(path, text)| (SourcePath::new(*path), *text, document::parse(text)))
            .collect();
        let documents: Vec<Subject<'_>> = read
            .iter()
            .map(|(path, text, document)| Subject {
                path,
                text,
                document,
            })
            .collect();
        let config = Config::parse(config).expect("a configuration");
        let found = match rule.find {
            Find::InDocument(find) => {
                let found = documents.iter().flat_map(find);
                found.map(|found| found.diagnostic).collect()
            }
            Find::InProposal(find) => find(&Proposal {
                documents: &documents,
                files: &texts.iter().map(|(path, _)| *path).collect(),
                folder: "docs",
                config: &config,
                navigation: config.navigation.as_deref(),
                versions: &["v0.5", "v0.6"],
            }),
            Find::OnOtherHosts => Vec::new(),
        };
        let place = |found: Diagnostic| {
            let place = found.place;
            let at = format!("{}:{}", place.line.unwrap_or(0), place.column.unwrap_or(0));
            match texts.len() {
                1 => at,
                _ => format!("{}:{at}", place.path.unwrap_or_default()),
            }
        };
        found.into_iter().map(place).collect()
    }

    #[test]
    fn every_rule_tells_what_breaks_it_and_its_example_does_so() {
        let mut names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rules::ALL.len());
        for rule in rules::ALL {
            assert!(rule.help.len() > 60, "{}", rule.name);
            if let Find::InDocument(_) = rule.find {
                assert!(
                    !places(&rule, rule.example.wrong).is_empty(),
                    "{}",
                    rule.name
                );
                assert_eq!(places(&rule, rule.example.right), [""; 0], "{}", rule.name);
            }
        }
    }
}
