//! The source of a document → what its authors could do better, and where it is safe, how to mend it.
//!
//! Pure: edits are computed here and written by the command, only when it is asked to. One file per rule, in [`rules`].

pub mod rules;
pub mod sarif;

mod fix;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
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
    /// Looks for what breaks it.
    pub find: fn(&Subject<'_>) -> Vec<Finding>,
}

/// Holds a document against every rule.
pub fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let found = rules::ALL.iter().flat_map(|rule| (rule.find)(subject));
    found.collect()
}

impl Subject<'_> {
    /// A warning of a rule at a place of the source.
    fn warning(&self, rule: &'static str, message: impl Into<String>, place: usize) -> Diagnostic {
        let before = &self.text[..place];
        let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Diagnostic::warning(rule, message)
            .at_path(self.path.as_str())
            .at_line(line, Some(1 + before[start..].chars().count()))
    }
}
