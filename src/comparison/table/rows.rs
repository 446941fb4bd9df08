//! Steps → [`Row`]s: both documents whole, in reading order.

use std::collections::BTreeMap;

use super::super::inline::TextChange;
use super::super::markup::{self, Markup};
use super::super::places::is_own_change;
use super::super::trail::Trail;
use super::super::tree::{
    BlockChange, BlockStep, EditedMove, ItemStep, Mark, Moves, RowStep, Step, list_start,
};
use super::lines::{LeafForm, Side, Writer, forms_of_blocks, forms_of_items, marker, moved};
use super::{Form, Line, Row, RowKind, RunMark};
use crate::document::{Block, BlockKind};

/// Every row of a comparison.
pub(super) fn rows(steps: &[BlockStep<'_>], moves: &Moves<'_>) -> Vec<Row> {
    let mut builder = Builder {
        moves: moves.as_slice(),
        ..Builder::default()
    };
    for step in steps {
        builder.top(step);
    }
    let mut rows = builder.rows;
    tell_moves(&mut rows);
    rows
}

#[derive(Default)]
struct Builder<'c> {
    moves: &'c [EditedMove<'c>],
    rows: Vec<Row>,
    before: Trail,
    after: Trail,
    /// How many lists and quotations are open.
    depth: usize,
    /// The markers of an item that wait for its first line on either side.
    markers: [Option<String>; 2],
    /// What is to be said of the next row: how its container changed.
    notes: Vec<Markup>,
    numbers: Vec<usize>,
}

/// Ranks of headings are their levels; below them stand paragraphs, items and what items hold.
const LOWEST_HEADING: usize = 6;

impl<'c> Builder<'c> {
    fn top(&mut self, step: &BlockStep<'_>) {
        match step {
            Step::Same { before, after } | Step::Changed { before, after, .. } => {
                self.before.enter(before);
                self.after.enter(after);
            }
            Step::Removed { item, .. } => self.before.enter(item),
            Step::Added { item, .. } => self.after.enter(item),
            Step::Regrouped { before, after, .. } => {
                before.iter().for_each(|block| self.before.enter(block));
                after.iter().for_each(|block| self.after.enter(block));
            }
        }
        self.block_step(step);
    }

    fn block_step(&mut self, step: &BlockStep<'_>) {
        match step {
            Step::Same { before, after } => {
                self.two(RowKind::Same, Some(before), &[], |writer, side| {
                    writer.block(if side == Side::Before { before } else { after });
                })
            }
            Step::Removed { item, mark } => {
                self.one(*mark, Side::Before, Some(item), |writer| writer.block(item))
            }
            Step::Added { item, mark } => {
                let edited = self.edited(*mark);
                self.one(*mark, Side::After, Some(item), |writer| match edited {
                    Some(edited) => writer.edited(edited),
                    None => writer.block(item),
                })
            }
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => self.changed(before, after, change, *mark),
            Step::Regrouped {
                before,
                after,
                text,
                mark,
            } => {
                let forms = [forms_of_blocks(before), forms_of_blocks(after)];
                self.regrouped(markup::of_groups(before, after, text), text, forms, *mark);
            }
        }
    }

    fn changed(&mut self, before: &Block, after: &Block, change: &BlockChange<'_>, mark: Mark) {
        let notes = markup::of_blocks(before, after);
        let form = |block: &Block| match block.kind {
            BlockKind::Heading { level, .. } => Form::Heading(level),
            _ => Form::Paragraph,
        };
        match change {
            BlockChange::Text(text) => {
                self.text(after, text, [form(before), form(after)], mark, notes)
            }
            BlockChange::Code(text) => {
                self.text(after, text, [Form::Code, Form::Code], mark, notes)
            }
            BlockChange::Html(text) => {
                self.text(after, text, [Form::Html, Form::Html], mark, notes)
            }
            BlockChange::Table(table) => {
                self.notes.extend(notes);
                let rows = table.rows.iter().filter_map(number);
                let numbers: Vec<usize> = own(before, after, change, mark).chain(rows).collect();
                self.two(RowKind::Changed, Some(after), &numbers, |writer, side| {
                    writer.table(table, side)
                });
            }
            BlockChange::List(items) => {
                self.notes.extend(notes);
                self.numbers.extend(own(before, after, change, mark));
                self.items(before, after, items);
            }
            BlockChange::Blocks(steps) => {
                self.notes.extend(notes);
                self.numbers.extend(own(before, after, change, mark));
                self.label(before, after);
                self.nested(steps);
            }
        }
    }

    /// How something changed while it moved here, if it did.
    fn edited(&self, mark: Mark) -> Option<&'c EditedMove<'c>> {
        self.moves.get(mark.edited?)
    }

    /// Texts that are set in other pieces: one row, a line for each piece.
    fn regrouped(
        &mut self,
        note: Markup,
        text: &TextChange<'_>,
        forms: [Vec<LeafForm>; 2],
        mark: Mark,
    ) {
        self.notes.push(note);
        self.notes.extend(markup::of_text(text));
        let write = |writer: &mut Writer, side: Side| {
            let forms = forms[usize::from(side == Side::After)].clone();
            writer.leaves(text, side, forms);
        };
        self.two(RowKind::Changed, None, &[mark.number], write);
    }

    fn label(&mut self, before: &Block, after: &Block) {
        for (at, block) in [before, after].into_iter().enumerate() {
            if let BlockKind::Footnote { label, .. } = &block.kind {
                self.markers[at] = Some(format!("[{label}]"));
            }
        }
    }

    fn nested(&mut self, steps: &[BlockStep<'_>]) {
        self.depth += 1;
        for step in steps {
            self.block_step(step);
        }
        self.depth -= 1;
    }

    fn items(&mut self, before: &Block, after: &Block, items: &[ItemStep<'_>]) {
        let (old_start, new_start) = (list_start(before), list_start(after));
        let (mut old, mut new) = (0, 0);
        self.depth += 1;
        for step in items {
            if let Step::Regrouped {
                before,
                after,
                text,
                mark,
            } = step
            {
                let forms = [
                    forms_of_items(old_start, old, before),
                    forms_of_items(new_start, new, after),
                ];
                self.regrouped(markup::of_groups(before, after, text), text, forms, *mark);
                (old, new) = (old + before.len(), new + after.len());
                continue;
            }
            if let Step::Same { before, .. }
            | Step::Changed { before, .. }
            | Step::Removed { item: before, .. } = step
            {
                self.markers[0] = Some(marker(old_start, old, before));
                old += 1;
            }
            if let Step::Same { after, .. }
            | Step::Changed { after, .. }
            | Step::Added { item: after, .. } = step
            {
                self.markers[1] = Some(marker(new_start, new, after));
                new += 1;
            }
            self.item_step(step);
            self.markers = [None, None];
        }
        self.depth -= 1;
    }

    fn item_step(&mut self, step: &ItemStep<'_>) {
        match step {
            Step::Same { before, after } => self.two(RowKind::Same, None, &[], |writer, side| {
                let item = if side == Side::Before { before } else { after };
                writer.blocks(&item.blocks);
            }),
            Step::Removed { item, mark } => self.one(*mark, Side::Before, None, |writer| {
                writer.blocks(&item.blocks)
            }),
            Step::Added { item, mark } => {
                let edited = self.edited(*mark);
                self.one(*mark, Side::After, None, |writer| match edited {
                    Some(edited) => writer.edited(edited),
                    None => writer.blocks(&item.blocks),
                })
            }
            // Told with the markers of all its items.
            Step::Regrouped { .. } => {}
            Step::Changed {
                before,
                after,
                change,
                mark,
            } => {
                if let Some(note) = markup::of_items(before, after) {
                    self.notes.push(note);
                    self.numbers.push(mark.number);
                }
                for step in change {
                    self.block_step(step);
                }
                self.bare_item();
            }
        }
    }

    /// An item that holds nothing still has a box.
    fn bare_item(&mut self) {
        if !self.numbers.is_empty() {
            self.two(RowKind::Changed, None, &[], |writer, _| {
                writer.push(Form::Paragraph, vec![Vec::new()]);
            });
        }
    }

    fn text(
        &mut self,
        block: &Block,
        text: &TextChange<'_>,
        forms: [Form; 2],
        mark: Mark,
        notes: Vec<Markup>,
    ) {
        self.notes.extend(notes);
        self.notes.extend(markup::of_text(text));
        self.two(
            RowKind::Changed,
            Some(block),
            &[mark.number],
            |writer, side| {
                let form = forms[usize::from(side == Side::After)];
                writer.text(form, text, side);
            },
        );
    }

    /// A row with text on both sides. `block` is what is written, unless it is part of a list.
    fn two(
        &mut self,
        kind: RowKind,
        block: Option<&Block>,
        numbers: &[usize],
        write: impl Fn(&mut Writer, Side),
    ) {
        let begins = self.begins();
        let [before, after] = [Side::Before, Side::After].map(|side| {
            let marker = self.markers[usize::from(side == Side::After)].take();
            let mut writer = Writer::new(self.depth, marker, RunMark::Kept);
            write(&mut writer, side);
            writer.lines
        });
        let row = self.row(kind, block, begins, numbers, before, after);
        self.rows.push(row);
    }

    /// A row with text on one side; one with its neighbour if both came or went.
    fn one(&mut self, mark: Mark, side: Side, block: Option<&Block>, write: impl Fn(&mut Writer)) {
        let begins = self.begins();
        let marker = self.markers[usize::from(side == Side::After)].take();
        let mut writer = Writer::new(self.depth, marker, moved(mark.moved));
        write(&mut writer);
        let kind = match (side, mark.moved) {
            (Side::Before, false) => RowKind::Removed,
            (Side::After, false) => RowKind::Added,
            (Side::Before, true) => RowKind::MovedAway(Vec::new()),
            (Side::After, true) => RowKind::MovedHere(Vec::new()),
        };
        let (before, after) = match side {
            Side::Before => (writer.lines, Vec::new()),
            Side::After => (Vec::new(), writer.lines),
        };
        let row = self.row(kind, block, begins, &[mark.number], before, after);
        match self.rows.last_mut() {
            Some(last) if joins(last, &row) => join(last, row),
            _ => self.rows.push(row),
        }
    }

    /// Whether the next row begins an item.
    fn begins(&self) -> bool {
        self.markers.iter().any(Option::is_some)
    }

    fn row(
        &mut self,
        kind: RowKind,
        block: Option<&Block>,
        begins: bool,
        numbers: &[usize],
        before: Vec<Line>,
        after: Vec<Line>,
    ) -> Row {
        let gone = matches!(kind, RowKind::Removed | RowKind::MovedAway(_));
        let heading = match block.map(|block| &block.kind) {
            Some(BlockKind::Heading { level, .. }) if self.depth == 0 => Some(usize::from(*level)),
            _ => None,
        };
        let below = LOWEST_HEADING + 2 * self.depth + usize::from(!begins);
        let mut all = std::mem::take(&mut self.numbers);
        all.extend(numbers);
        all.dedup();
        // What holds it may have changed though its own words did not.
        let kind = match kind {
            RowKind::Same if !all.is_empty() => RowKind::Changed,
            kind => kind,
        };
        Row {
            kind,
            numbers: all,
            section: if gone { &self.before } else { &self.after }.titles(),
            before,
            after,
            notes: std::mem::take(&mut self.notes),
            remarks: Vec::new(),
            rank: heading.unwrap_or(below),
            opens: heading.is_some() || begins,
        }
    }
}

/// The number of a table row's change.
fn number(step: &RowStep<'_>) -> Option<usize> {
    match step {
        Step::Same { .. } => None,
        Step::Removed { mark, .. }
        | Step::Added { mark, .. }
        | Step::Changed { mark, .. }
        | Step::Regrouped { mark, .. } => Some(mark.number),
    }
}

/// The number of a container's own change, if it has one.
fn own(
    before: &Block,
    after: &Block,
    change: &BlockChange<'_>,
    mark: Mark,
) -> impl Iterator<Item = usize> + use<> {
    is_own_change(before, after, change)
        .then_some(mark.number)
        .into_iter()
}

/// Whether two rows of one side are one: they came or went together, and no section begins between them.
fn joins(last: &Row, row: &Row) -> bool {
    let heading = row.rank <= LOWEST_HEADING;
    match (&last.kind, &row.kind) {
        (RowKind::Added, RowKind::Added) | (RowKind::Removed, RowKind::Removed) => !heading,
        (RowKind::MovedAway(_), RowKind::MovedAway(_))
        | (RowKind::MovedHere(_), RowKind::MovedHere(_)) => last.numbers == row.numbers,
        _ => false,
    }
}

fn join(last: &mut Row, row: Row) {
    last.before.extend(row.before);
    last.after.extend(row.after);
    last.notes.extend(row.notes);
    for number in row.numbers {
        if !last.numbers.contains(&number) {
            last.numbers.push(number);
        }
    }
}

/// Tells each place of what moved where the other is.
fn tell_moves(rows: &mut [Row]) {
    let mut places: BTreeMap<usize, [Vec<String>; 2]> = BTreeMap::new();
    for row in rows.iter() {
        let side = match row.kind {
            RowKind::MovedAway(_) => 0,
            RowKind::MovedHere(_) => 1,
            _ => continue,
        };
        for number in &row.numbers {
            places.entry(*number).or_default()[side] = row.section.clone();
        }
    }
    for row in rows {
        let place = row.numbers.first().and_then(|number| places.get(number));
        match (&mut row.kind, place) {
            (RowKind::MovedAway(to), Some([_, there])) => to.clone_from(there),
            (RowKind::MovedHere(from), Some([there, _])) => from.clone_from(there),
            _ => {}
        }
    }
}
