//! Lists: item by item, each with the number that it has on its side.

use super::super::key::visible_of;
use super::super::markup;
use super::super::parts::only_side;
use super::super::tree::{BlockStep, EditedMove, ItemStep, Step, list_start};
use super::View;
use super::writer::{Attributes, KEPT, Side, Whole, Writer};
use crate::document::html::Emitter;
use crate::document::{Block, BlockKind, ListItem};

/// What an item is written with: its `value`, and its old number where that differs; of what is in other pieces now, the
/// `value` that it had.
#[derive(Clone, Debug, Default)]
pub(super) struct Number {
    pub value: String,
    pub was: String,
}

impl<'c> Writer<'c> {
    pub(super) fn items(&mut self, before: &Block, after: &'c Block, steps: &[ItemStep<'c>]) {
        let tight = matches!(after.kind, BlockKind::List { tight: true, .. });
        let numbers = match only_side(before, after, steps) {
            Some(_) => self.numbers_in_order(list_start(after), steps.len()),
            None => self.numbers(list_start(before), list_start(after), steps),
        };
        let shown = self.select_items(steps);
        let mut at = 0;
        for run in shown.chunk_by(|a, b| a == b) {
            let range = at..at + run.len();
            at = range.end;
            let (steps, numbers) = (&steps[range.clone()], &numbers[range]);
            let hidden = !run[0];
            if hidden && self.view == View::ChangesOnly {
                self.gap("li", &self.options.labels.gap_items, &mut run.len());
                continue;
            }
            if hidden {
                self.open_item_fold(after, steps, &numbers[0].value);
            }
            for (step, number) in steps.iter().zip(numbers) {
                self.item_step(step, number, tight);
            }
            if hidden {
                self.close_item_fold(after);
            }
        }
    }

    /// The numbers of the items of a list that is on one side only.
    fn numbers_in_order(&self, start: Option<u64>, count: usize) -> Vec<Number> {
        let number = |at: usize| Number {
            value: start.map_or_else(String::new, |start| {
                format!(" value=\"{}\"", start.saturating_add(at as u64))
            }),
            was: String::new(),
        };
        (0..count).map(number).collect()
    }

    /// The numbers of a list's items. Each is written out: what was removed or left out would be counted as well.
    fn numbers(
        &self,
        mut old: Option<u64>,
        mut new: Option<u64>,
        steps: &[ItemStep<'c>],
    ) -> Vec<Number> {
        let is_numbered = new.is_some();
        let mut numbers = Vec::with_capacity(steps.len());
        for step in steps {
            let value = match step {
                Step::Removed { .. } => old,
                _ => new,
            };
            let value = value.filter(|_| is_numbered);
            let is_both = matches!(step, Step::Same { .. } | Step::Changed { .. });
            let was = old.filter(|_| is_both && value.is_some() && self.view != View::Whole);
            let old_value = old.map_or_else(String::new, |old| format!(" value=\"{old}\""));
            numbers.push(Number {
                value: value.map_or_else(String::new, |value| format!(" value=\"{value}\"")),
                was: match step {
                    Step::Regrouped { .. } => old_value,
                    _ => was
                        .filter(|_| old != new)
                        .map_or_else(String::new, |number| self.was(number)),
                },
            });
            let on = match step {
                Step::Removed { .. } => (1, 0),
                Step::Added { .. } => (0, 1),
                Step::Regrouped { before, after, .. } => (before.len() as u64, after.len() as u64),
                Step::Same { .. } | Step::Changed { .. } => (1, 1),
            };
            old = old.map(|number| number.saturating_add(on.0));
            new = new.map(|number| number.saturating_add(on.1));
        }
        numbers
    }

    fn was(&self, number: u64) -> String {
        format!("<span{}>{number}. </span>", self.class(&["was"]))
    }

    fn item_step(&mut self, step: &ItemStep<'c>, number: &Number, tight: bool) {
        let Number { value, was } = number;
        match step {
            Step::Same { after, .. } if self.view == View::ChangesOnly => {
                self.neighbour(after, value, was, tight);
            }
            Step::Same { after, .. } => self.whole_item(after, KEPT, value, was, tight),
            Step::Added { mark, .. } if mark.edited.is_some() => {
                if let Some(EditedMove::Item {
                    before,
                    after,
                    change,
                }) = self.edited(*mark)
                {
                    let (attributes, note) = self.edited_move(*mark);
                    let note = self.place(&attributes.id) + &note;
                    let attributes = format!("{value}{attributes}");
                    self.changed_item(before, after, change, &attributes, &note, tight);
                }
            }
            Step::Removed { item, mark } | Step::Added { item, mark } => {
                let side = if matches!(step, Step::Removed { .. }) {
                    Side::Before
                } else {
                    Side::After
                };
                let Whole {
                    manner,
                    attributes,
                    note,
                } = self.whole_of(*mark, side);
                let note = self.place(&attributes.id) + &note;
                self.whole_item(item, manner, &format!("{value}{attributes}"), &note, tight);
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                let attributes = match markup::of_items(before, after) {
                    Some(_) => self.attributes(mark.number, "change"),
                    None => self.only(only_side(*before, *after, change)),
                };
                let note = self.place(&attributes.id) + was;
                let attributes = format!("{value}{attributes}");
                self.changed_item(before, after, change, &attributes, &note, tight);
            }
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => self.regrouped_items(before, after, text, mark.number, number, tight),
        }
    }

    /// An item that tells where the change is: its own words, without the lists in it.
    fn neighbour(&mut self, item: &'c ListItem, value: &str, was: &str, tight: bool) {
        self.emit(Side::After, |emitter| emitter.open_item(item, value));
        self.out.push_str(was);
        for (at, block) in visible_of(&item.blocks).enumerate() {
            match &block.kind {
                BlockKind::List { items, .. } if at > 0 && items.len() > 1 => {
                    self.open(Side::After, block, &Attributes::default());
                    let mut count = visible_of(items).count();
                    self.gap("li", &self.options.labels.gap_items, &mut count);
                    self.close(Side::After, block);
                }
                _ => self.whole_block(block, KEPT, &Attributes::default(), tight),
            }
        }
        self.emit(Side::After, Emitter::close_item);
    }

    fn changed_item(
        &mut self,
        before: &ListItem,
        after: &'c ListItem,
        change: &[BlockStep<'c>],
        attributes: &str,
        note: &str,
        tight: bool,
    ) {
        self.emit(Side::After, |emitter| emitter.open_item(after, attributes));
        self.out.push_str(note);
        self.notes(markup::of_items(before, after).as_slice());
        let shown = self.select_item(change, tight);
        self.sequence(change, &shown, tight);
        self.emit(Side::After, Emitter::close_item);
    }
}
