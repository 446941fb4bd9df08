//! What Teigen has to say about a proposal: findings with a place and a way out.
//!
//! A [`Diagnostic`] is for the people who look after the proposal: it is collected, never thrown, and printed
//! once by the command. Failures of the machine (Git, disk) are errors of the module that met them.

use std::fmt;

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something worth knowing; never changes an exit code.
    Note,
    /// Something is not as its authors meant it; `--strict` makes it exit code 1.
    Warning,
    /// Something could not be published.
    Error,
}

/// Where in the repository a [`Diagnostic`] points.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// A reference or commit, such as `refs/pull/12/head` or `v0.5`.
    pub reference: Option<String>,
    /// A path inside the repository, or of a configuration file.
    pub path: Option<String>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
}

/// One finding: which rule, where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's name, stable, in kebab-case.
    pub rule: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is the matter, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes a warning without a place.
    pub fn warning(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            rule,
            place: Place::default(),
            message: message.into(),
            help: None,
        }
    }

    /// Makes a note without a place.
    pub fn note(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::warning(rule, message)
        }
    }

    /// Makes an error without a place.
    pub fn error(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::warning(rule, message)
        }
    }

    /// Names the reference or commit it is about.
    pub fn at_reference(mut self, reference: impl Into<String>) -> Self {
        self.place.reference = Some(reference.into());
        self
    }

    /// Names the file it is about.
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.place.path = Some(path.into());
        self
    }

    /// Names the line (from 1) and, where known, the column (from 1) it is about.
    pub fn at_line(mut self, line: usize, column: Option<usize>) -> Self {
        self.place.line = Some(line);
        self.place.column = column;
        self
    }

    /// Says what to do.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(reference) = &self.reference {
            write!(f, "{}", printable(reference))?;
            separator = ":";
        }
        if let Some(path) = &self.path {
            write!(f, "{separator}{}", printable(path))?;
            separator = ":";
        }
        if let Some(line) = self.line {
            write!(f, "{separator}{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    /// Writes at most two lines; control characters of untrusted words are made visible.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.rule)?;
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, " {place}")?;
        }
        write!(f, ": {}", printable(&self.message))?;
        if let Some(help) = &self.help {
            write!(f, "\n  = help: {}", printable(help))?;
        }
        Ok(())
    }
}

/// Makes text safe for a terminal: control and bidirectional formatting characters are shown as `\u{…}`.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character is a control or formatting character: it cannot be seen, but can change what is seen.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_names_place_rule_and_help() {
        let found = Diagnostic::warning("tag-moved", "the tag moved")
            .at_reference("v0.5")
            .with_help("make a new tag");
        assert_eq!(
            found.to_string(),
            "warning[tag-moved] v0.5: the tag moved\n  = help: make a new tag"
        );
    }

    #[test]
    fn terminal_escapes_are_made_visible() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}"), "a\\u{1b}[31mb\\u{202e}");
    }
}
