//! A [`Comparison`] → HTML with its changes marked, unsanitised.
//!
//! | marked | how |
//! |---|---|
//! | words that went, came | `<del class="Pdel">`, `<ins class="Pins">` |
//! | words that only look or lead otherwise | `<span class="Pmarkup">` |
//! | a block, item or row that went, came, moved | class `Premoved`, `Padded`, `Pmoved` on it, its words in `del`, `ins` |
//! | a block or row that changed | class `Pchange` |
//! | what changed while it moved | class `Pedited` beside `Pmoved`, its changed words in `del`, `ins` |
//! | a list or item of one side of which parts moved | class `Ponly-old`, `Ponly-new`; its parts are marked each |
//! | where a text was split or merged | a `¶` in `ins`, `del` |
//! | what is said about a change (a link's old and new target) | class `Pnote` |
//! | what is left out | class `Pgap` |
//! | what is the same and folded | `<details class="Pfold">` |
//! | a heading over nothing that changed, where parts are folded | class `Pquiet` |
//! | a `¶` or `↵` that stands for a break that came or went | class `Psign` |
//! | a link from a change to itself, without text | class `Pplace`; only where [`HtmlOptions::switched`] |
//! | what is in other pieces now, as it was, as it is | class `Pthen`, `Pnow`; only where [`HtmlOptions::switched`] |
//! | the old number of an item that has another one now | class `Pwas`; for those who show the old text alone |
//!
//! `P` is [`HtmlOptions::prefix`], which an author cannot know, so that the sanitiser can tell our marks from theirs.
//! The first element of each place of change has the id `Pchange-N`; the old place of what moved, `Pchange-N-from`.
//! Tags are always balanced: raw HTML is closed within its block, and a tag in running text that came or went is shown as
//! source.

mod blocks;
mod fold;
mod groups;
mod items;
mod leaves;
mod select;
mod table;
mod text;
mod writer;

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::tree::BlockStep;
use crate::document::html::{AsWritten, Emitter, Links, Options};
use writer::Writer;

/// How much of the new document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All of it.
    Whole,
    /// All of it; long unchanged parts are folded. Headings and the neighbours of changes stay in sight.
    Folded,
    /// What changed, its headings and its nearest neighbours; the rest is counted.
    ChangesOnly,
}

/// How a comparison is written.
#[derive(Clone, Copy)]
pub struct HtmlOptions<'a> {
    /// Put before every class and id that is ours.
    pub prefix: &'a str,
    /// Put before every id after [`HtmlOptions::prefix`], so that several comparisons can stand on one page.
    pub id_prefix: &'a str,
    /// The words that are ours.
    pub labels: &'a Labels,
    /// Where the old document's links lead.
    pub before_links: &'a dyn Links,
    /// Where the new document's links lead.
    pub after_links: &'a dyn Links,
    /// Whether a reader can choose the old text alone, so that what is in other pieces now is written both ways.
    pub switched: bool,
    /// Whether each change shows its own address.
    pub addressed: bool,
    /// Whether headings have their anchors.
    pub anchors: bool,
    /// Places whose whole text stands in another document, by number and by whether it came from there.
    pub elsewhere: &'a BTreeMap<(usize, bool), Elsewhere>,
}

/// Another document that a text went to or came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// What is said.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// The words of a comparison that are not the documents'; `{n}` stands for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// So many blocks are left out.
    pub gap_blocks: String,
    /// So many list items are left out.
    pub gap_items: String,
    /// So many table rows are left out.
    pub gap_rows: String,
    /// One unchanged paragraph of so many `{characters}` is folded.
    pub fold_one: String,
    /// `{n}` unchanged paragraphs of so many `{characters}` in all are folded.
    pub fold: String,
    /// The same of list items.
    pub fold_items: String,
    /// At the old place of what moved, leading to the new one.
    pub moved_away: String,
    /// At the new place of what moved, leading to the old one.
    pub moved_here: String,
    /// A link's target changed.
    pub link: String,
    /// Raw HTML changed.
    pub html: String,
    /// A heading's level changed.
    pub heading: String,
    /// A list's numbering changed.
    pub list: String,
    /// A task's box changed.
    pub task: String,
    /// The setting of a table's columns changed.
    pub alignment: String,
    /// A footnote's label changed.
    pub footnote: String,
    /// One piece became several.
    pub split: String,
    /// Several pieces became one.
    pub merged: String,
    /// The same text is set in other pieces.
    pub regrouped: String,
    /// Names the link that leads to a change itself.
    pub place: String,
}

impl Default for Labels {
    fn default() -> Self {
        let of = str::to_owned;
        Self {
            gap_blocks: of("{n} unchanged blocks"),
            gap_items: of("{n} unchanged items"),
            gap_rows: of("{n} unchanged rows"),
            fold_one: of("1 unchanged paragraph ({characters} characters)"),
            fold: of("{n} unchanged paragraphs ({characters} characters)"),
            fold_items: of("{n} unchanged items ({characters} characters)"),
            moved_away: of("moved from here"),
            moved_here: of("moved to here"),
            link: of("link"),
            html: of("HTML"),
            heading: of("heading"),
            list: of("numbering"),
            task: of("task"),
            alignment: of("alignment"),
            footnote: of("footnote"),
            split: of("split"),
            merged: of("merged"),
            regrouped: of("set anew"),
            place: of("link to this change"),
        }
    }
}

impl Default for HtmlOptions<'_> {
    fn default() -> Self {
        static LABELS: std::sync::LazyLock<Labels> = std::sync::LazyLock::new(Labels::default);
        Self {
            prefix: "tg-",
            id_prefix: "",
            labels: &LABELS,
            before_links: &AsWritten,
            after_links: &AsWritten,
            switched: false,
            addressed: false,
            anchors: true,
            elsewhere: const { &BTreeMap::new() },
        }
    }
}

/// Writes a comparison.
pub(super) fn to_html(
    comparison: &Comparison<'_>,
    view: View,
    options: &HtmlOptions<'_>,
) -> String {
    part_to_html(comparison, &comparison.steps, view, options)
}

/// Writes some neighbouring steps of a comparison.
pub(super) fn part_to_html<'a>(
    comparison: &Comparison<'a>,
    steps: &[BlockStep<'a>],
    view: View,
    options: &HtmlOptions<'_>,
) -> String {
    let ids = format!("{}{}", options.prefix, options.id_prefix);
    let old_ids = format!("{ids}old-");
    let emitter_options = |links, prefix| Options {
        links,
        prefix,
        aliases: false,
        anchors: options.anchors,
        ..Options::default()
    };
    let mut writer = Writer {
        out: String::new(),
        before: Emitter::new(
            comparison.before,
            emitter_options(options.before_links, &old_ids),
        ),
        after: Emitter::new(comparison.after, emitter_options(options.after_links, &ids)),
        options,
        moves: &comparison.moves,
        is_part: steps.len() < comparison.steps.len(),
        view,
        seen: BTreeSet::new(),
        seen_from: BTreeSet::new(),
        seen_elsewhere: BTreeSet::new(),
        footnotes: BTreeSet::new(),
    };
    writer.blocks(steps);
    writer.out
}
