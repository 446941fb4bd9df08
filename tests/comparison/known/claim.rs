//! The vocabulary: kinds of edit, and what a comparison should say of each.

use std::collections::HashMap;

use teigen::comparison::units;
use teigen::document;

use super::model::{Node, Style, write};

/// What an author did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    InsertParagraph,
    InsertItem,
    InsertSection,
    DeleteParagraph,
    DeleteItem,
    DeleteSection,
    EditNumber,
    EditParticle,
    EditNoun,
    EditNegation,
    /// Several words, each in another clause.
    EditSeveral,
    MoveBlock,
    MoveSection,
    MoveItem,
    MoveItemElsewhere,
    MoveEdited,
    SplitParagraph,
    MergeParagraphs,
    SplitItem,
    MergeItems,
    ParagraphsToList,
    RenameHeading,
    HeadingLevel,
    EditCell,
    AddRow,
    RemoveRow,
    MoveRow,
    AddColumn,
    RemoveColumn,
    MoveColumn,
    /// A file is split in two.
    SplitFile,
    /// Two files are joined in one.
    JoinFiles,
    /// Other line ends, list marks, indentation: nothing that a reader sees.
    Nothing,
}

impl Kind {
    /// Every edit that changes something in one document.
    pub const ALL: [Self; 30] = [
        Self::InsertParagraph,
        Self::InsertItem,
        Self::InsertSection,
        Self::DeleteParagraph,
        Self::DeleteItem,
        Self::DeleteSection,
        Self::EditNumber,
        Self::EditParticle,
        Self::EditNoun,
        Self::EditNegation,
        Self::EditSeveral,
        Self::MoveBlock,
        Self::MoveSection,
        Self::MoveItem,
        Self::MoveItemElsewhere,
        Self::MoveEdited,
        Self::SplitParagraph,
        Self::MergeParagraphs,
        Self::SplitItem,
        Self::MergeItems,
        Self::ParagraphsToList,
        Self::RenameHeading,
        Self::HeadingLevel,
        Self::EditCell,
        Self::AddRow,
        Self::RemoveRow,
        Self::MoveRow,
        Self::AddColumn,
        Self::RemoveColumn,
        Self::MoveColumn,
    ];

    /// Its name, `insert-paragraph`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }

    /// Whether it is a move.
    pub fn is_move(self) -> bool {
        self.name().starts_with("move-")
    }
}

/// What a comparison says became of a unit, or of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Added,
    Removed,
    Modified,
    Moved,
    Split,
    Merged,
    Regrouped,
}

/// One thing that a comparison should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// How it may put it.
    pub what: Vec<What>,
    /// The old text, as [`canon`] gives it.
    pub before: Option<String>,
    /// The new text, as [`canon`] gives it.
    pub after: Option<String>,
    /// Most characters that it may mark as deleted and as inserted.
    pub marks: Option<(usize, usize)>,
    /// Whether saying nothing is as right: the same text stands on both sides of the way of what moved.
    pub optional: bool,
}

impl Claim {
    /// A unit is new.
    pub fn added(text: &str) -> Self {
        Self::new(What::Added, None, Some(text))
    }

    /// A unit is gone.
    pub fn removed(text: &str) -> Self {
        Self::new(What::Removed, Some(text), None)
    }

    /// A unit reads otherwise.
    pub fn modified(before: &str, after: &str) -> Self {
        Self::new(What::Modified, Some(before), Some(after))
    }

    /// A unit stands elsewhere, and reads as before.
    pub fn moved(text: &str) -> Self {
        let claim = Self::new(What::Moved, Some(text), Some(text));
        claim.marking((0, 0))
    }

    /// Any claim of what was before and after.
    pub fn new(what: What, before: Option<&str>, after: Option<&str>) -> Self {
        Self {
            what: vec![what],
            before: before.map(canon),
            after: after.map(canon),
            marks: None,
            optional: false,
        }
    }

    /// The same, with a bound on what is marked.
    pub fn marking(self, most: (usize, usize)) -> Self {
        Self {
            marks: Some(most),
            ..self
        }
    }

    /// The same, if saying nothing is as right.
    pub fn perhaps(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// The same, if it is also right to call it `what`.
    pub fn or(mut self, what: What) -> Self {
        self.what.push(what);
        self
    }
}

/// An edit, and every right way to tell it.
#[derive(Clone, Debug)]
pub struct Expected {
    /// What was done.
    pub kind: Kind,
    /// Each a whole telling.
    pub tellings: Vec<Vec<Claim>>,
}

impl Expected {
    /// One edit with one right telling.
    pub fn one(kind: Kind, telling: Vec<Claim>) -> Self {
        Self {
            kind,
            tellings: vec![telling],
        }
    }
}

/// Text without white space: how lines are joined is no matter here.
pub fn canon(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The units of nodes, as [`canon`] gives them.
pub fn told(nodes: &[Node]) -> Vec<String> {
    let document = document::parse(&write(nodes, Style::PLAIN));
    units(&document).iter().map(|text| canon(text)).collect()
}

/// How often each text occurs.
pub fn counts<'a>(texts: impl IntoIterator<Item = &'a String>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for text in texts {
        *counts.entry(text.clone()).or_default() += 1;
    }
    counts
}

/// The right tellings of a move of some units past others: either may be what moved, unless the others are more.
///
/// A text that occurs several times among them may be said to stay.
pub fn moved_past(moved: &[String], passed: &[String]) -> Vec<Vec<Claim>> {
    let counts = counts(moved.iter().chain(passed));
    let telling = |texts: &[String]| -> Vec<Claim> {
        let claims = |text: &String| {
            let moved = Claim::moved(text);
            match text.as_str() {
                // A rule has no words by which it could be known again.
                "" => vec![moved, Claim::removed(text), Claim::added(text)]
                    .into_iter()
                    .map(Claim::perhaps)
                    .collect(),
                _ if counts[text] > 1 => vec![moved.perhaps()],
                _ => vec![moved],
            }
        };
        texts.iter().flat_map(claims).collect()
    };
    let mut tellings = vec![telling(moved)];
    if is_no_more(passed, moved) {
        tellings.push(telling(passed));
    }
    tellings
}

/// Whether it is as short to say that `passed` moved.
pub fn is_no_more(passed: &[String], moved: &[String]) -> bool {
    let size = |texts: &[String]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
    passed.len() <= moved.len() || size(passed) * 4 <= size(moved) * 5
}
