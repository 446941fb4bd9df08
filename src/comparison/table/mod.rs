//! A comparison's tree → rows of two columns, old and new: what a comparative table (新旧対照表) and a side-by-side view are
//! made of.
//!
//! ```text
//! steps → Row, Row, … (all text, in reading order) → arranged (what is unchanged left out) → HTML, or a file for a word processor
//! ```
//!
//! A row is a paragraph, an item, a whole table; neighbours that came or went together are one row. Read down, the old
//! column is the old document and the new column the new one, to the character. Nothing here knows pages or files;
//! markup is unsanitised.

mod arrange;
mod html;
mod lines;
mod pairs;
mod rows;

use super::{Comparison, Labels, Markup, MarkupKind};

pub use arrange::{Touching, arrange, remark};
pub use html::table_html;
pub use pairs::pairs_html;

/// One row: the same place in both documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What became of it.
    pub kind: RowKind,
    /// The numbers of its changes on the page, `change-N`; none where nothing changed.
    pub numbers: Vec<usize>,
    /// The headings that govern it, outermost first: those of the new document, of the old one for what went.
    pub section: Vec<String>,
    /// Its old text; empty for what came.
    pub before: Vec<Line>,
    /// Its new text; empty for what went.
    pub after: Vec<Line>,
    /// What changed beside the words.
    pub notes: Vec<Markup>,
    /// What is said of it: filled in by those who know more than the texts.
    pub remarks: Vec<Remark>,
    /// How deep it stands: what follows with a higher rank belongs to it, if it opens anything.
    rank: usize,
    /// Whether it is a heading, or begins a list item.
    opens: bool,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A reader sees the same.
    Same,
    /// It is on both sides and differs.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere now: under these headings.
    MovedAway(Vec<String>),
    /// It came from elsewhere: from under these headings.
    MovedHere(Vec<String>),
    /// Unchanged rows that are left out, and how many.
    Omitted(usize),
}

/// A paragraph, a table's row or the like on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub form: Form,
    /// How many lists and quotations it is in.
    pub depth: usize,
    /// What stands before an item: `・`, `3.`, `☑`; of a footnote, `[label]`.
    pub marker: String,
    /// Whether a reader sees the same on both sides.
    pub same: bool,
    /// Its text: one cell, but for a table's row.
    pub cells: Vec<Vec<Run>>,
}

/// The forms of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph, or the first line of an item, which has a marker.
    Paragraph,
    /// The first row of a table.
    Header,
    /// Another row of a table.
    Row,
    /// Code; it may hold line ends.
    Code,
    /// The text of raw HTML; it may hold line ends.
    Html,
    /// A thematic break.
    Rule,
    /// Rows of a table that are left out.
    Omitted,
}

/// Text in one style and with one mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The text a reader sees; `\n` breaks the line. Of an image, the alternative text.
    pub text: String,
    /// Whether it is on this side only.
    pub mark: RunMark,
    /// How it looks and leads.
    pub style: RunStyle,
}

/// How the text of a run differs from the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunMark {
    /// Not at all.
    #[default]
    Kept,
    /// It is on this side only.
    Changed,
    /// Only its style or target differs.
    Restyled,
}

/// How a run looks and leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunStyle {
    /// **Strong**.
    pub strong: bool,
    /// *Emphasised*.
    pub emphasis: bool,
    /// ~~Struck out~~.
    pub strikethrough: bool,
    /// `Code`.
    pub code: bool,
    /// Where it leads, as the author wrote it. Untrusted.
    pub link: Option<String>,
    /// What it is, if not words.
    pub thing: Thing,
}

/// What a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Thing {
    /// Words.
    #[default]
    Words,
    /// An image, by its source as the author wrote it. Untrusted.
    Image(String),
    /// A footnote's mark: `[^label]`.
    Footnote,
}

/// Something said about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// In words.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// How a table is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Whether the new text stands in the first column.
    pub new_first: bool,
    /// The heading over the new text.
    pub new_label: String,
    /// The heading over the old text.
    pub old_label: String,
    /// How changed words are marked.
    pub mark: Marking,
    /// Whether there is a column for remarks.
    pub remarks: bool,
}

/// How changed words are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marking {
    /// With a line under them.
    #[default]
    Underline,
    /// With two lines under them.
    DoubleUnderline,
    /// In bold.
    Bold,
}

/// The words of a table that are not the documents'; `{section}` and `{n}` stand for what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In place of what is left out.
    pub omitted: String,
    /// In the old column beside what came.
    pub new: String,
    /// In the new column beside what went.
    pub gone: String,
    /// In the new column beside what stands elsewhere now.
    pub moved_away: String,
    /// In the old column beside what came from elsewhere.
    pub moved_here: String,
    /// Before the first heading.
    pub top: String,
    /// The heading over remarks.
    pub remarks: String,
    /// So many unchanged paragraphs are folded.
    pub folded: String,
}

impl Default for Words {
    fn default() -> Self {
        let of = str::to_owned;
        Self {
            omitted: of("(omitted)"),
            new: of("(new)"),
            gone: of("(deleted)"),
            moved_away: of("(moved to “{section}”)"),
            moved_here: of("(moved from “{section}”)"),
            top: of("top"),
            remarks: of("Remarks"),
            folded: of("{n} unchanged passages"),
        }
    }
}

impl Comparison<'_> {
    /// The rows of a comparative table: both documents whole, side by side.
    pub fn rows(&self) -> Vec<Row> {
        rows::rows(&self.steps, &self.moves)
    }
}

impl Row {
    /// Whether a reader sees a difference.
    pub fn is_change(&self) -> bool {
        !matches!(self.kind, RowKind::Same | RowKind::Omitted(_))
    }

    /// What stands in the old column instead of text; `None` where there is text.
    pub fn said_before(&self, words: &Words) -> Option<String> {
        match &self.kind {
            RowKind::Omitted(_) => Some(words.omitted.clone()),
            RowKind::Added => Some(words.new.clone()),
            RowKind::MovedHere(from) if self.before.is_empty() => {
                Some(words.at(&words.moved_here, from))
            }
            _ => None,
        }
    }

    /// What stands in the new column instead of text; `None` where there is text.
    pub fn said_after(&self, words: &Words) -> Option<String> {
        match &self.kind {
            RowKind::Omitted(_) => Some(words.omitted.clone()),
            RowKind::Removed => Some(words.gone.clone()),
            RowKind::MovedAway(to) if self.after.is_empty() => {
                Some(words.at(&words.moved_away, to))
            }
            _ => None,
        }
    }

    /// What changed of the form and cannot be seen, in words: `リンク先: a.md → b.md`.
    pub fn noted(&self, labels: &Labels) -> Vec<String> {
        let mut told: Vec<String> = self
            .notes
            .iter()
            .filter_map(|note| noted(note, labels))
            .collect();
        told.dedup();
        told
    }
}

impl Words {
    fn at(&self, message: &str, section: &[String]) -> String {
        message.replace("{section}", section.last().unwrap_or(&self.top))
    }
}

impl Line {
    /// The text a reader sees of it; cells are joined as those of a [`Unit`](super::Unit) are.
    pub fn text(&self) -> String {
        let cell = |runs: &Vec<Run>| runs.iter().map(|run| run.text.as_str()).collect::<String>();
        self.cells
            .iter()
            .map(cell)
            .collect::<Vec<_>>()
            .join(super::units::CELL_SEPARATOR)
    }

    /// The bytes of [`Line::text`].
    pub fn size(&self) -> usize {
        let words: usize = self.cells.iter().flatten().map(|run| run.text.len()).sum();
        words + self.cells.len().saturating_sub(1) * super::units::CELL_SEPARATOR.len()
    }

    /// Whether it is a row of a table, or stands for some.
    pub fn is_row(&self) -> bool {
        matches!(self.form, Form::Header | Form::Row | Form::Omitted)
    }
}

/// A change of form in words; none for what can be seen.
fn noted(note: &Markup, labels: &Labels) -> Option<String> {
    const LONGEST: usize = 120;
    let label = match note.what {
        MarkupKind::Link => &labels.link,
        MarkupKind::Html if note.text.is_empty() => return Some(labels.html.clone()),
        MarkupKind::Heading => &labels.heading,
        MarkupKind::List => &labels.list,
        MarkupKind::Task => &labels.task,
        MarkupKind::Alignment => return Some(labels.alignment.clone()),
        MarkupKind::Footnote => &labels.footnote,
        _ => return None,
    };
    let value = |value: &Option<String>| {
        let value = value.as_deref().unwrap_or("–");
        let end = value.floor_char_boundary(LONGEST);
        format!(
            "{}{}",
            &value[..end],
            if end < value.len() { "…" } else { "" }
        )
    };
    Some(format!(
        "{label}: {} → {}",
        value(&note.before),
        value(&note.after)
    ))
}
