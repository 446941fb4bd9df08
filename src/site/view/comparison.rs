//! Views of comparisons between versions.

use serde::{Deserialize, Serialize};

use crate::comparison::UnseenKind;

use super::{CommitRef, DiscussionLink, DocumentLink, Href, PullLink, SafeHtml};

/// `/compare/`: which comparisons there are.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonListView {
    /// Each version with the one before it, newest first.
    pub consecutive: Vec<ComparisonRow>,
    /// All other pairs, newest first.
    pub others: Vec<ComparisonRow>,
}

/// A comparison in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonRow {
    /// The older version.
    pub from: Side,
    /// The newer version.
    pub to: Side,
    /// How many documents differ.
    pub documents: usize,
    /// How much differs in all of them.
    pub counts: ChangeCounts,
    /// Its page.
    pub href: Href,
}

/// One end of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// The version's name.
    pub name: String,
    /// Where it can be read: its front page, or the document in question. Missing where it has none.
    pub href: Option<Href>,
    /// The commit it names.
    pub commit: CommitRef,
}

/// How many blocks changed, and how many characters came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCounts {
    /// Blocks added.
    pub added: usize,
    /// Blocks removed.
    pub removed: usize,
    /// Blocks changed in place.
    pub modified: usize,
    /// Blocks moved, changed or not.
    pub moved: usize,
    /// Characters inserted.
    pub inserted_characters: usize,
    /// Characters deleted.
    pub deleted_characters: usize,
    /// Blocks of these that surely mean the same: white space, width, style of punctuation, numbering.
    #[serde(default)]
    pub editorial: usize,
}

impl ChangeCounts {
    /// Blocks that changed in any way.
    pub fn places(&self) -> usize {
        self.added + self.removed + self.modified + self.moved
    }

    /// Characters that came or went.
    pub fn characters(&self) -> usize {
        self.inserted_characters + self.deleted_characters
    }
}

/// What became of a document's sections.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionChanges {
    /// Those whose heading is new.
    pub added: SectionList,
    /// Those whose heading is gone.
    pub removed: SectionList,
    /// Those whose heading stands elsewhere.
    pub moved: SectionList,
    /// How many others have changes.
    pub changed: usize,
}

/// Some sections.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionList {
    /// How many.
    pub count: usize,
    /// The first of them: their headings, and where they are.
    pub listed: Vec<DocumentLink>,
    /// Sections left out of `listed`.
    pub omitted: usize,
}

/// `/compare/{a}...{b}/`: which documents changed.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonView {
    /// The older end.
    pub from: Side,
    /// The newer end.
    pub to: Side,
    /// The documents that differ, in the navigation's order.
    pub documents: Vec<ChangedDocument>,
    /// How many documents are the same in both.
    pub unchanged: usize,
    /// How much differs in all.
    pub counts: ChangeCounts,
    /// Figures and promises that changed in all of them.
    pub highlights: Highlights,
    /// What is new in the newer one, told with requests and people, where the two are neighbours.
    pub news: Option<Href>,
    /// The comparison of the two versions before.
    pub previous: Option<DocumentLink>,
    /// The comparison of the two versions after.
    pub next: Option<DocumentLink>,
}

/// A document that differs.
#[derive(Clone, Debug, Serialize)]
pub struct ChangedDocument {
    /// Its title at the newer end, or at the older one if it was removed.
    pub title: String,
    /// Its older title or path, if it was renamed.
    pub renamed_from: Option<String>,
    /// What happened to it.
    pub status: DocumentStatus,
    /// How much.
    pub counts: ChangeCounts,
    /// What became of its sections.
    pub outline: SectionChanges,
    /// The comparison. Missing where the document cannot be compared.
    pub href: Option<Href>,
    /// The sections with changes, as plain headings, in reading order.
    pub sections: Vec<DocumentLink>,
    /// Sections left out of `sections`.
    pub sections_omitted: usize,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its text differs.
    Modified,
    /// It has another path, with or without changes.
    Renamed,
}

/// `/compare/{a}...{b}/{document}/`: the full text with its changes marked.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonDocumentView {
    /// The document's title at the newer end, or at the older one if it was removed.
    pub title: String,
    /// Its older title or path, if it was renamed.
    pub renamed_from: Option<String>,
    /// What happened to it.
    pub status: DocumentStatus,
    /// The older end.
    pub from: Side,
    /// The newer end.
    pub to: Side,
    /// How much differs.
    pub counts: ChangeCounts,
    /// What became of its sections.
    pub outline: SectionChanges,
    /// The ways of showing it; empty where there is only this one.
    pub views: Vec<ViewLink>,
    /// Figures and promises that changed.
    pub highlights: Highlights,
    /// The full text with changes marked.
    pub body: SafeHtml,
    /// The changes in reading order: places on the page.
    pub changes: Vec<Change>,
    /// Changes left out of `changes`.
    pub changes_omitted: usize,
    /// The changed document before this one.
    pub previous: Option<DocumentLink>,
    /// The changed document after this one.
    pub next: Option<DocumentLink>,
    /// All changed documents of the comparison.
    pub index: Href,
}

/// `/compare/{a}...{b}/{document}/table/` and `…/side-by-side/`: both texts in two columns.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonColumnsView {
    /// The document's title at the newer end, or at the older one if it was removed.
    pub title: String,
    /// Which of the two it is.
    pub kind: ComparisonForm,
    /// The older end.
    pub from: Side,
    /// The newer end.
    pub to: Side,
    /// How much differs.
    pub counts: ChangeCounts,
    /// The ways of showing it.
    pub views: Vec<ViewLink>,
    /// The columns.
    pub body: SafeHtml,
    /// Pull requests that were merged between the two ends and touched the document.
    pub pulls: Vec<PullLink>,
    /// Discussions about the document.
    pub discussions: Vec<DiscussionLink>,
    /// The changed document before this one, shown the same way.
    pub previous: Option<DocumentLink>,
    /// The changed document after this one, shown the same way.
    pub next: Option<DocumentLink>,
    /// All changed documents of the comparison.
    pub index: Href,
}

/// A way of showing a comparison of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonForm {
    /// The new text with marks in it.
    Inline,
    /// The old text beside the new one.
    SideBySide,
    /// A comparative table (新旧対照表).
    Table,
}

/// A way of showing what the page shows.
#[derive(Clone, Debug, Serialize)]
pub struct ViewLink {
    /// Which.
    pub kind: ComparisonForm,
    /// Its page.
    pub href: Href,
    /// Whether it is this page.
    pub current: bool,
}

/// A place where something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The heading it stands under; empty before the first heading.
    pub section: String,
    /// Where it is on the page.
    pub href: Href,
}

/// What can happen to a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It reads otherwise.
    Modified,
    /// It stands elsewhere.
    Moved,
}

/// What a page of changes opens with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Highlights {
    /// Figures that have another value, in reading order.
    pub figures: Vec<FigureRow>,
    /// Figures left out of `figures`.
    pub figures_omitted: usize,
    /// Figures that came or went.
    pub one_sided: Vec<FigureRow>,
    /// Figures left out of `one_sided`.
    pub one_sided_omitted: usize,
    /// Promises that became weaker or stronger.
    pub commitments: Vec<CommitmentRow>,
    /// Promises left out of `commitments`.
    pub commitments_omitted: usize,
    /// What went from one document to another.
    pub relocated: Vec<RelocatedRow>,
    /// What changed that is not shown in the text.
    pub unseen: Vec<UnseenRow>,
    /// Changes left out of `unseen`.
    pub unseen_omitted: usize,
    /// Whether rows name their document.
    pub by_document: bool,
}

/// A figure that changed, came or went.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRow {
    /// The heading it stands under; empty before the first heading.
    pub section: String,
    /// What it is a figure of, in words of the text; may be empty.
    pub label: String,
    /// How it was.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
    /// By how much it changed, as text; missing where that cannot be said.
    pub difference: Option<String>,
    /// By how many per cent, with sign.
    pub percent: Option<String>,
    /// The document it stands in, where the page shows several.
    pub document: Option<DocumentLink>,
    /// Where the change is.
    pub href: Href,
}

/// Sections, or passages, that stand in another document now.
#[derive(Clone, Debug, Serialize)]
pub struct RelocatedRow {
    /// Their headings.
    pub sections: Vec<String>,
    /// Headings left out of `sections`.
    pub sections_omitted: usize,
    /// How many paragraphs, items, rows, headings.
    pub passages: usize,
    /// Where they were.
    pub from: DocumentLink,
    /// Where they are.
    pub to: DocumentLink,
}

/// A change that is not shown in the text.
#[derive(Clone, Debug, Serialize)]
pub struct UnseenRow {
    /// What it is.
    pub what: UnseenKind,
    /// The key of a field, the label of a definition.
    pub name: Option<String>,
    /// How it was; missing if it is new.
    pub before: Option<String>,
    /// How it is; missing if it is gone.
    pub after: Option<String>,
    /// The document it stands in, where the page shows several.
    pub document: Option<DocumentLink>,
}

/// A promise that became weaker or stronger.
#[derive(Clone, Debug, Serialize)]
pub struct CommitmentRow {
    /// The heading it stands under; empty before the first heading.
    pub section: String,
    /// The old expression; missing where there was none.
    pub before: Option<String>,
    /// The new expression; missing where there is none.
    pub after: Option<String>,
    /// What that does to the promise.
    pub effect: CommitmentEffect,
    /// The document it stands in, where the page shows several.
    pub document: Option<DocumentLink>,
    /// Where the change is.
    pub href: Href,
}

/// What a change does to a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentEffect {
    /// It binds less.
    Weaker,
    /// It binds more.
    Stronger,
    /// A negation came or went.
    Negated,
}
