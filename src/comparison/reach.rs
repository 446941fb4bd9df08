//! A comparison → which passages of the old document it touches, down to the paragraph, item or row; and the part of it
//! that concerns some of the old document's blocks.

use std::ops::Range;
use std::ptr;

use super::Comparison;
use super::html::{self, HtmlOptions, View};
use super::parts::OneSided;
use super::places::Side;
use super::tree::{BlockChange, BlockStep, ItemStep, RowStep, Step};
use crate::document::{Block, Document, ListItem, TableRow};

/// A passage of the old document that something happens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The top-level block that it is or is in, as an index into the old document's blocks; for what is added, the one
    /// before it. `None` at the very beginning.
    pub block: Option<usize>,
    /// Bytes of the old source: a paragraph, item or row. Empty where something is added, at the place where the text
    /// before it ends.
    pub span: Range<usize>,
}

/// The part of a comparison that concerns neighbouring blocks of the old document, and what is added after them.
#[derive(Clone, Copy, Debug)]
pub struct Part<'c, 'a> {
    comparison: &'c Comparison<'a>,
    steps: &'c [BlockStep<'a>],
}

impl<'a> Comparison<'a> {
    /// Lists the passages of the old document that are touched, in order, each once.
    pub fn touched(&self) -> Vec<Touched> {
        let mut found = Finder {
            before: self.before,
            found: Vec::new(),
            block: None,
            end: 0,
        };
        for step in &self.steps {
            if let Some(span) = before_span(step) {
                found.block = self.before.block_at(span.start);
            }
            found.block_step(step);
        }
        let mut touched = found.found;
        touched.sort_by_key(|touched| (touched.span.start, touched.span.end));
        touched.dedup();
        touched
    }

    /// The part that concerns these blocks of the old document (indices into its blocks), with what is added after them.
    pub fn part(&self, blocks: Range<usize>) -> Part<'_, 'a> {
        self.part_where(blocks, |step| {
            self.before.block_at(before_span(step)?.start)
        })
    }

    /// The part that concerns these blocks of the new document, with what is gone after them.
    pub fn part_after(&self, blocks: Range<usize>) -> Part<'_, 'a> {
        self.part_where(blocks, |step| self.after.block_at(after_span(step)?.start))
    }

    /// The part of which the steps are at these blocks; a step that has no block of its own belongs to the one before.
    fn part_where(
        &self,
        blocks: Range<usize>,
        index: impl Fn(&BlockStep<'a>) -> Option<usize>,
    ) -> Part<'_, 'a> {
        let mut place = None;
        let places: Vec<Option<usize>> = self
            .steps
            .iter()
            .map(|step| {
                place = index(step).or(place);
                place
            })
            .collect();
        let start = places.partition_point(|place| place.is_none_or(|at| at < blocks.start));
        let end = places.partition_point(|place| place.is_none_or(|at| at < blocks.end));
        let start = if blocks.start == 0 { 0 } else { start };
        Part {
            comparison: self,
            steps: &self.steps[start.min(end)..end],
        }
    }
}

impl Part<'_, '_> {
    /// Whether nothing changes in it.
    pub fn is_empty(&self) -> bool {
        self.steps
            .iter()
            .all(|step| matches!(step, Step::Same { .. }))
    }

    /// Writes it as HTML, unsanitised: what changes, without the headings that stay.
    pub fn to_html(&self, options: &HtmlOptions<'_>) -> String {
        let is_heading = |step: &&BlockStep<'_>| match step {
            Step::Same { after, .. } => {
                matches!(after.kind, crate::document::BlockKind::Heading { .. })
            }
            _ => false,
        };
        let first = self.steps.iter().take_while(is_heading).count();
        html::part_to_html(
            self.comparison,
            &self.steps[first..],
            View::ChangesOnly,
            options,
        )
    }
}

/// Where the old document has what a step is about.
fn before_span(step: &BlockStep<'_>) -> Option<Range<usize>> {
    match step {
        // What is opened and was added has no place there.
        Step::Changed { before, after, .. }
            if ptr::eq(*before, *after) && step.side() == Some(Side::Added) =>
        {
            None
        }
        Step::Same { before, .. } | Step::Changed { before, .. } => Some(before.span.clone()),
        Step::Removed { item, .. } => Some(item.span.clone()),
        Step::Regrouped { before, .. } => before.first().map(|block| block.span.clone()),
        Step::Added { .. } => None,
    }
}

/// Where the new document has what a step is about.
fn after_span(step: &BlockStep<'_>) -> Option<Range<usize>> {
    match step {
        // What is opened and was removed has no place there.
        Step::Changed { before, after, .. }
            if ptr::eq(*before, *after) && step.side() == Some(Side::Removed) =>
        {
            None
        }
        Step::Same { after, .. } | Step::Changed { after, .. } => Some(after.span.clone()),
        Step::Added { item, .. } => Some(item.span.clone()),
        Step::Regrouped { after, .. } => after.first().map(|block| block.span.clone()),
        Step::Removed { .. } => None,
    }
}

struct Finder<'d> {
    before: &'d Document,
    found: Vec<Touched>,
    block: Option<usize>,
    /// Where the last piece of the old document ends.
    end: usize,
}

impl Finder<'_> {
    fn touch(&mut self, span: &Range<usize>) {
        self.end = span.end;
        // Of a text that is in other pieces now, each piece is in a block of its own.
        if !span.is_empty() {
            self.block = self.before.block_at(span.start);
        }
        self.found.push(Touched {
            block: self.block,
            span: span.clone(),
        });
    }

    fn add(&mut self) {
        let end = self.end;
        self.touch(&(end..end));
    }

    fn block_step(&mut self, step: &BlockStep<'_>) {
        match step {
            Step::Same { before, .. } => self.end = before.span.end,
            Step::Removed { item, .. } => self.touch(&item.span),
            Step::Added { .. } => self.add(),
            Step::Changed { before, after, .. }
                if ptr::eq(*before, *after) && step.side() == Some(Side::Added) =>
            {
                self.add()
            }
            Step::Changed { before, change, .. } => self.block(before, change),
            Step::Regrouped { before, .. } => {
                before.iter().for_each(|block| self.touch(&block.span))
            }
        }
    }

    fn block(&mut self, before: &Block, change: &BlockChange<'_>) {
        let (start, count) = (before.span.start, self.found.len());
        match change {
            BlockChange::List(items) => {
                self.end = start;
                items.iter().for_each(|item| self.item_step(item));
            }
            BlockChange::Blocks(steps) => {
                self.end = start;
                steps.iter().for_each(|step| self.block_step(step));
            }
            BlockChange::Table(table) => {
                self.end = start;
                table.rows.iter().for_each(|row| self.row_step(row));
            }
            BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_) => {}
        }
        // A change of its own: its words, or what holds its pieces together.
        if self.found.len() == count {
            self.touch(&before.span);
        }
        self.end = before.span.end;
    }

    fn item_step(&mut self, step: &ItemStep<'_>) {
        match step {
            Step::Same { before, .. } => self.end = before.span.end,
            Step::Removed { item, .. } => self.touch(&item.span),
            Step::Added { .. } => self.add(),
            Step::Changed { before, after, .. }
                if ptr::eq(*before, *after) && step.side() == Some(Side::Added) =>
            {
                self.add()
            }
            Step::Changed { before, change, .. } => self.item(before, change),
            Step::Regrouped { before, .. } => before.iter().for_each(|item| self.touch(&item.span)),
        }
    }

    fn item(&mut self, before: &ListItem, change: &[BlockStep<'_>]) {
        let count = self.found.len();
        self.end = before.span.start;
        change.iter().for_each(|step| self.block_step(step));
        if self.found.len() == count {
            self.touch(&before.span);
        }
        self.end = before.span.end;
    }

    fn row_step(&mut self, step: &RowStep<'_>) {
        match step {
            Step::Same { before, .. } => self.end = before.span.end,
            Step::Removed { item, .. } => self.touch(&item.span),
            Step::Added { .. } => self.add(),
            Step::Changed { before, .. } => self.touch(&before.span),
            Step::Regrouped { before, .. } => {
                before
                    .iter()
                    .for_each(|row: &&TableRow| self.touch(&row.span));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::comparison::{HtmlOptions, compare};
    use crate::document::parse;

    /// The touched passages as the old source has them, `+` for a place where something is added.
    fn check(before: &str, after: &str, expected: &[&str]) {
        let (old, new) = (parse(before), parse(after));
        let found: Vec<String> = compare(&old, &new)
            .touched()
            .into_iter()
            .map(|touched| match before[touched.span].trim() {
                "" => "+".to_owned(),
                text => text.to_owned(),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_changed_paragraph_is_touched_and_no_other() {
        check(
            "一文目。\n\n二文目。\n\n三文目。",
            "一文目。\n\n二文目です。\n\n三文目。",
            &["二文目。"],
        );
    }

    #[test]
    fn of_a_list_only_the_changed_item_is_touched() {
        check(
            "- 予算\n- 人員\n- 期間",
            "- 予算\n- 人員の確保\n- 期間",
            &["人員"],
        );
        check(
            "- 甲\n  - 予算は1億円\n  - 人員",
            "- 甲\n  - 予算は2億円\n  - 人員",
            &["予算は1億円"],
        );
    }

    #[test]
    fn of_a_table_only_the_changed_row_is_touched() {
        let table =
            |sum: &str| format!("| 項目 | 額 |\n|---|---|\n| 研修 | {sum} |\n| 宿舎 | 2億円 |");
        check(&table("1億円"), &table("3億円"), &["| 研修 | 1億円 |"]);
    }

    #[test]
    fn what_is_added_touches_the_place_before_it() {
        check(
            "一文目。\n\n二文目。",
            "一文目。\n\n新しい文です。\n\n二文目。",
            &["+"],
        );
        check("- 予算", "- 予算\n- 人員", &["+"]);
    }

    #[test]
    fn two_that_add_at_one_place_touch_the_same() {
        let before = "# 甲\n\n一文目。\n\n二文目。\n";
        let touched = |added: &str| {
            let after = before.replace("二文目", &format!("{added}\n\n二文目"));
            let (old, new) = (parse(before), parse(&after));
            compare(&old, &new).touched()
        };
        assert_eq!(touched("奨学金を増やす。"), touched("研究費を倍にする。"));
        assert_eq!(touched("奨学金を増やす。")[0].block, Some(1));
    }

    #[test]
    fn a_heading_that_became_an_item_of_the_list_before_it_is_touched_in_its_own_block() {
        let before =
            "## 目次\n\n- 教育\n- 医療\n\n## 皆さんの知恵を集めて改善していきます\n\n本文です。\n";
        let after =
            "## 目次\n\n- 教育\n- 医療\n- 皆さんの知恵を集めて改善していきます\n\n本文です。\n";
        let (old, new) = (parse(before), parse(after));
        let touched = compare(&old, &new).touched();
        let blocks: Vec<_> = touched.iter().map(|touched| touched.block).collect();
        assert!(blocks.contains(&Some(2)), "{touched:?}");
    }

    #[test]
    fn a_part_shows_its_own_changes_only() {
        let (before, after) = (
            "# 甲\n\n一文目。\n\n# 乙\n\n二文目。",
            "# 甲\n\n一文目です。\n\n追加。\n\n# 乙\n\n二文目です。",
        );
        let (old, new) = (parse(before), parse(after));
        let comparison = compare(&old, &new);
        let html =
            |part: std::ops::Range<usize>| comparison.part(part).to_html(&HtmlOptions::default());
        let (first, second) = (html(0..2), html(2..4));
        assert!(
            first.contains("追加") && !first.contains("二文目") && !first.contains('甲'),
            "{first}"
        );
        assert!(
            second.contains("二文目") && !second.contains("追加"),
            "{second}"
        );
        assert!(comparison.part(4..4).is_empty());
    }
}
