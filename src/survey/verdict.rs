//! Whether a change still applies to today's text.

use serde::{Deserialize, Serialize};

/// What becomes of a request's change on today's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing happened to its documents since it was made.
    AsSent,
    /// Others changed them since; it applies all the same.
    Applies,
    /// Today's text says all of it already.
    Contained,
    /// Others changed the same lines: someone has to choose.
    Conflicts,
    /// What it changes is no longer there.
    Gone,
}

impl Verdict {
    /// Whether the files that the request changes tell it alone; else the other documents matter too.
    pub fn is_of_its_files(self) -> bool {
        !matches!(self, Self::Conflicts | Self::Gone)
    }
}

/// What becomes of one of its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileVerdict {
    /// Nothing happened to it since, and the change is new to it.
    AsSent,
    /// Today's text says so already.
    Contained,
    /// Both changes go together.
    Applies,
    /// Both changed the same lines.
    Conflicts,
    /// The document, or every passage that was changed, is no longer there.
    Gone,
}

/// Sums up what becomes of all files that a request changes. One that stops Git stops the request.
pub fn verdict(files: &[FileVerdict]) -> Option<Verdict> {
    let any = |wanted: FileVerdict| files.contains(&wanted);
    let all = |wanted: FileVerdict| files.iter().all(|file| *file == wanted);
    Some(if files.is_empty() {
        return None;
    } else if all(FileVerdict::Gone) {
        Verdict::Gone
    } else if any(FileVerdict::Conflicts) || any(FileVerdict::Gone) {
        Verdict::Conflicts
    } else if all(FileVerdict::Contained) {
        Verdict::Contained
    } else if all(FileVerdict::AsSent) {
        Verdict::AsSent
    } else {
        Verdict::Applies
    })
}

impl Verdict {
    /// Whether Git would stop and ask.
    pub fn is_in_conflict(self) -> bool {
        matches!(self, Self::Conflicts | Self::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::FileVerdict::{Applies, AsSent, Conflicts, Contained, Gone};
    use super::{Verdict, verdict};

    #[test]
    fn one_file_in_conflict_stops_the_request() {
        assert_eq!(verdict(&[AsSent, Conflicts]), Some(Verdict::Conflicts));
        assert_eq!(verdict(&[Applies, Gone]), Some(Verdict::Conflicts));
    }

    #[test]
    fn a_request_is_contained_only_as_a_whole() {
        assert_eq!(verdict(&[Contained, Contained]), Some(Verdict::Contained));
        assert_eq!(verdict(&[Contained, AsSent]), Some(Verdict::Applies));
    }

    #[test]
    fn of_nothing_there_is_no_verdict() {
        assert_eq!(verdict(&[]), None);
    }
}
