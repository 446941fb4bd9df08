//! A comparison → where each passage of the old document is in the new one.
//!
//! Passages are those of [`super::reach`]: paragraphs, list items, table rows, and the places between them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Comparison;
use super::tree::{BlockChange, BlockStep, ItemStep, Step};
use crate::document::{Block, BlockKind, ListItem, TableRow};

/// The passages that are on both sides, by their bytes in the old source.
#[derive(Clone, Debug, Default)]
pub struct Counterparts {
    /// By where they end and begin in the old source, so that the last one before a place is found.
    pairs: BTreeMap<(usize, usize), Range<usize>>,
}

impl Comparison<'_> {
    /// Finds the passages that are on both sides.
    pub fn counterparts(&self) -> Counterparts {
        let mut found = Counterparts::default();
        self.steps.iter().for_each(|step| found.block_step(step));
        found
    }
}

impl Counterparts {
    /// Where a passage of the old source is in the new one: the same passage, or, where that is gone or the passage is a
    /// place between two, the place after what stands before it.
    pub fn of(&self, passage: &Range<usize>) -> Range<usize> {
        if let Some(found) = self.pairs.get(&(passage.end, passage.start))
            && !passage.is_empty()
        {
            return found.clone();
        }
        let before = self
            .pairs
            .range(..=(passage.start, passage.start))
            .next_back();
        let place = before.map_or(0, |(_, after)| after.end);
        place..place
    }

    fn pair(&mut self, before: &Range<usize>, after: &Range<usize>) {
        self.pairs
            .entry((before.end, before.start))
            .or_insert_with(|| after.clone());
    }

    fn block_step(&mut self, step: &BlockStep<'_>) {
        match step {
            Step::Same { before, after } => self.same(before, after),
            Step::Changed {
                before,
                after,
                change,
                ..
            } => {
                self.pair(&before.span, &after.span);
                match change {
                    BlockChange::List(items) => items.iter().for_each(|item| self.item_step(item)),
                    BlockChange::Blocks(steps) => {
                        steps.iter().for_each(|step| self.block_step(step))
                    }
                    BlockChange::Table(table) => {
                        for row in &table.rows {
                            if let Step::Same { before, after }
                            | Step::Changed { before, after, .. } = row
                            {
                                self.pair(&before.span, &after.span);
                            }
                        }
                    }
                    BlockChange::Text(_) | BlockChange::Code(_) | BlockChange::Html(_) => {}
                }
            }
            Step::Regrouped { before, after, .. } => {
                if let Some(first) = after.first() {
                    before
                        .iter()
                        .for_each(|block| self.pair(&block.span, &first.span));
                }
            }
            Step::Removed { .. } | Step::Added { .. } => {}
        }
    }

    fn item_step(&mut self, step: &ItemStep<'_>) {
        match step {
            Step::Same { before, after } => self.same_item(before, after),
            Step::Changed {
                before,
                after,
                change,
                ..
            } => {
                self.pair(&before.span, &after.span);
                change.iter().for_each(|step| self.block_step(step));
            }
            Step::Regrouped { before, after, .. } => {
                if let Some(first) = after.first() {
                    before
                        .iter()
                        .for_each(|item| self.pair(&item.span, &first.span));
                }
            }
            Step::Removed { .. } | Step::Added { .. } => {}
        }
    }

    /// What a reader sees alike has the same parts.
    fn same(&mut self, before: &Block, after: &Block) {
        self.pair(&before.span, &after.span);
        match (&before.kind, &after.kind) {
            (BlockKind::List { items: x, .. }, BlockKind::List { items: y, .. }) => {
                x.iter().zip(y).for_each(|(a, b)| self.same_item(a, b));
            }
            (BlockKind::Quote(x), BlockKind::Quote(y))
            | (BlockKind::Footnote { blocks: x, .. }, BlockKind::Footnote { blocks: y, .. }) => {
                x.iter().zip(y).for_each(|(a, b)| self.same(a, b));
            }
            (
                BlockKind::Table {
                    header: g, rows: x, ..
                },
                BlockKind::Table {
                    header: h, rows: y, ..
                },
            ) => {
                let rows = |header, rows| std::iter::once(header).chain(rows);
                let both = rows(g, x.iter()).zip(rows(h, y.iter()));
                both.for_each(|(a, b): (&TableRow, &TableRow)| self.pair(&a.span, &b.span));
            }
            _ => {}
        }
    }

    fn same_item(&mut self, before: &ListItem, after: &ListItem) {
        self.pair(&before.span, &after.span);
        let blocks = before.blocks.iter().zip(&after.blocks);
        blocks.for_each(|(a, b)| self.same(a, b));
    }
}

#[cfg(test)]
mod tests {
    use crate::comparison::compare;
    use crate::document::parse;

    /// Where the passage `old` of one text is in another, as that has it; `+` and what stands before it for a place.
    fn check(before: &str, after: &str, old: &str, expected: &str) {
        let (a, b) = (parse(before), parse(after));
        let counterparts = compare(&a, &b).counterparts();
        let start = before.find(old).expect("it is there");
        let found = counterparts.of(&(start..start + old.len()));
        let told = if found.is_empty() {
            format!("+{}", after[..found.end].lines().last().unwrap_or_default())
        } else {
            after[found].trim_end().to_owned()
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn a_passage_is_found_where_it_stands_now() {
        let before = "# 甲\n\n一文目。\n\n二文目。\n";
        check(
            before,
            "# 序\n\n# 甲\n\n一文目です。\n\n二文目。\n",
            "二文目。",
            "二文目。",
        );
        check(
            before,
            "# 序\n\n# 甲\n\n一文目です。\n\n二文目。\n",
            "一文目。",
            "一文目です。",
        );
    }

    #[test]
    fn items_of_lists_that_are_the_same_are_found_one_by_one() {
        check(
            "- 予算\n- 人員\n",
            "前書き。\n\n* 予算\n* 人員\n",
            "人員",
            "人員",
        );
    }

    #[test]
    fn one_that_is_gone_is_the_place_where_it_was() {
        check(
            "一文目。\n\n二文目。\n\n三文目。\n",
            "一文目。\n\n三文目。\n",
            "二文目。",
            "+一文目。",
        );
    }
}
