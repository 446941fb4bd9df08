//! A block of one side, or a text that was compared → [`Line`]s.

use std::ops::Range;

use super::super::inline::{PieceKind, TextChange};
use super::super::key::{code_text, visible_of};
use super::super::raw;
use super::super::tree::{
    BlockChange, BlockStep, Column, EditedMove, ItemStep, RowChange, RowStep, Step, TableChange,
};
use super::super::visible::{Atom, Flat, Span, Style};
use super::{Form, Line, Run, RunMark, RunStyle, Thing};
use crate::document::{Block, BlockKind, Inline, ListItem, TableRow};

/// A side of the comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// Writes lines of one side.
pub(super) struct Writer {
    pub lines: Vec<Line>,
    /// How many lists and quotations are open.
    pub depth: usize,
    /// The marker that waits for the next line.
    pub marker: Option<String>,
    /// Whether what is written is the same on the other side; the mark of its words follows.
    pub mark: RunMark,
}

impl Writer {
    pub(super) fn new(depth: usize, marker: Option<String>, mark: RunMark) -> Self {
        Self {
            lines: Vec::new(),
            depth,
            marker,
            mark,
        }
    }

    /// A block as a whole.
    pub(super) fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { level, content } => self.words(Form::Heading(*level), content),
            BlockKind::Paragraph(content) => self.words(Form::Paragraph, content),
            BlockKind::List { start, items, .. } => self.list(*start, items),
            BlockKind::Quote(blocks) => self.nested(blocks),
            BlockKind::Footnote { label, blocks } => {
                self.marker = Some(format!("[{label}]"));
                self.nested(blocks);
            }
            BlockKind::Code { text, .. } => self.plain(Form::Code, code_text(text).to_owned()),
            BlockKind::Html(html) => self.plain(Form::Html, raw::text(html)),
            BlockKind::Table { header, rows, .. } => {
                self.row(Form::Header, header);
                for row in rows {
                    self.row(Form::Row, row);
                }
            }
            BlockKind::Rule => self.push(Form::Rule, vec![Vec::new()]),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem]) {
        self.depth += 1;
        for (at, item) in items.iter().enumerate() {
            self.marker = Some(marker(start, at, item));
            self.blocks(&item.blocks);
        }
        self.depth -= 1;
    }

    /// The blocks of an item: its marker waits already.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in visible_of(blocks) {
            self.block(block);
        }
    }

    fn nested(&mut self, blocks: &[Block]) {
        self.depth += 1;
        self.blocks(blocks);
        self.depth -= 1;
    }

    fn words(&mut self, form: Form, content: &[Inline]) {
        let runs = whole(&Flat::new(content), self.mark);
        self.push(form, vec![runs]);
    }

    fn plain(&mut self, form: Form, text: String) {
        let runs = whole(&Flat::plain(text), self.mark);
        self.push(form, vec![runs]);
    }

    fn row(&mut self, form: Form, row: &TableRow) {
        let of = |content: &Vec<Inline>| whole(&Flat::new(content), self.mark);
        let cells = row.cells.iter().map(of).collect();
        self.push(form, cells);
    }

    /// A line with its marker, if one waits.
    pub(super) fn push(&mut self, form: Form, cells: Vec<Vec<Run>>) {
        self.lines.push(Line {
            form,
            depth: self.depth,
            marker: self.marker.take().unwrap_or_default(),
            same: self.mark == RunMark::Kept,
            cells,
        });
    }

    /// One side of a text that was compared.
    pub(super) fn text(&mut self, form: Form, text: &TextChange<'_>, side: Side) {
        self.push(form, vec![side_of(text, side)]);
        if let Some(line) = self.lines.last_mut() {
            line.same = false;
        }
    }

    /// One side of texts that were joined, each a line again.
    pub(super) fn leaves(&mut self, text: &TextChange<'_>, side: Side, forms: Vec<LeafForm>) {
        let mut forms = forms.into_iter();
        for runs in leaves_of(text, side) {
            let LeafForm { form, marker } = forms.next().unwrap_or_default();
            self.marker = marker.or(self.marker.take());
            self.push(form, vec![runs]);
            if let Some(line) = self.lines.last_mut() {
                line.same = false;
            }
        }
    }

    /// What moved here, with what changed in it marked.
    pub(super) fn edited(&mut self, edited: &EditedMove<'_>) {
        match edited {
            EditedMove::Block { after, change, .. } => self.changed(after, change),
            EditedMove::Item { change, .. } => self.steps(change),
        }
    }

    fn changed(&mut self, after: &Block, change: &BlockChange<'_>) {
        match (change, &after.kind) {
            (BlockChange::Text(text), BlockKind::Heading { level, .. }) => {
                self.text(Form::Heading(*level), text, Side::After)
            }
            (BlockChange::Text(text), _) => self.text(Form::Paragraph, text, Side::After),
            (BlockChange::Code(text), _) => self.text(Form::Code, text, Side::After),
            (BlockChange::Html(text), _) => self.text(Form::Html, text, Side::After),
            (BlockChange::Blocks(steps), _) => {
                self.depth += 1;
                self.steps(steps);
                self.depth -= 1;
            }
            (BlockChange::Table(table), _) => self.table(table, Side::After),
            (BlockChange::List(items), BlockKind::List { start, .. }) => self.items(*start, items),
            (BlockChange::List(_), _) => self.block(after),
        }
    }

    fn items(&mut self, start: Option<u64>, items: &[ItemStep<'_>]) {
        self.depth += 1;
        let mut at = 0;
        for step in items {
            match step {
                Step::Same { after, .. } => {
                    self.marker = Some(marker(start, at, after));
                    self.blocks(&after.blocks);
                }
                Step::Added { item, .. } => {
                    self.marker = Some(marker(start, at, item));
                    self.whole(RunMark::Changed, |writer| writer.blocks(&item.blocks));
                }
                Step::Changed { after, change, .. } => {
                    self.marker = Some(marker(start, at, after));
                    self.steps(change);
                }
                Step::Regrouped { after, text, .. } => {
                    self.leaves(text, Side::After, forms_of_items(start, at, after));
                    at += after.len();
                    continue;
                }
                Step::Removed { .. } => continue,
            }
            at += 1;
        }
        self.depth -= 1;
    }

    fn steps(&mut self, steps: &[BlockStep<'_>]) {
        for step in steps {
            match step {
                Step::Same { after, .. } => self.block(after),
                Step::Removed { .. } => {}
                Step::Added { item, .. } => {
                    self.whole(RunMark::Changed, |writer| writer.block(item))
                }
                Step::Changed { after, change, .. } => self.changed(after, change),
                Step::Regrouped { after, text, .. } => {
                    self.leaves(text, Side::After, forms_of_blocks(after))
                }
            }
        }
    }

    fn whole(&mut self, mark: RunMark, write: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.mark, mark);
        write(self);
        self.mark = outer;
    }

    /// One side of a table that was compared.
    pub(super) fn table(&mut self, table: &TableChange<'_>, side: Side) {
        for (at, step) in table.rows.iter().enumerate() {
            let form = if at == 0 { Form::Header } else { Form::Row };
            self.row_step(form, step, &table.columns, side);
        }
    }

    fn row_step(&mut self, form: Form, step: &RowStep<'_>, columns: &[Column], side: Side) {
        match step {
            Step::Same { before, after } => self.marked_row(
                form,
                if side == Side::Before { before } else { after },
                RunMark::Kept,
            ),
            Step::Removed { item, mark } if side == Side::Before => {
                self.marked_row(form, item, moved(mark.moved))
            }
            Step::Added { item, mark } if side == Side::After => {
                self.marked_row(form, item, moved(mark.moved))
            }
            Step::Removed { .. } | Step::Added { .. } => {}
            Step::Changed {
                before,
                after,
                change,
                ..
            } => {
                let row = if side == Side::Before { before } else { after };
                self.push(form, changed_cells(row, change, columns, side));
                if let Some(line) = self.lines.last_mut() {
                    line.same = false;
                }
            }
            // Rows hold no texts that could be set in other pieces.
            Step::Regrouped { .. } => {}
        }
    }

    fn marked_row(&mut self, form: Form, row: &TableRow, mark: RunMark) {
        self.whole(mark, |writer| writer.row(form, row));
    }
}

/// Words that only stand elsewhere are not marked as new or gone.
pub(super) fn moved(moved: bool) -> RunMark {
    if moved {
        RunMark::Restyled
    } else {
        RunMark::Changed
    }
}

/// What stands before an item.
pub(super) fn marker(start: Option<u64>, at: usize, item: &ListItem) -> String {
    match (item.checked, start) {
        (Some(true), _) => "☑".to_owned(),
        (Some(false), _) => "☐".to_owned(),
        (None, Some(start)) => format!("{}.", start.saturating_add(at as u64)),
        (None, None) => "・".to_owned(),
    }
}

/// How the line of a running text is set that is one of several.
#[derive(Clone, Debug)]
pub(super) struct LeafForm {
    form: Form,
    /// What stands before it.
    marker: Option<String>,
}

impl Default for LeafForm {
    fn default() -> Self {
        Self {
            form: Form::Paragraph,
            marker: None,
        }
    }
}

/// The lines of items that are numbered from `at` on.
pub(super) fn forms_of_items(start: Option<u64>, at: usize, items: &[&ListItem]) -> Vec<LeafForm> {
    let mut all = Vec::new();
    for (offset, item) in items.iter().enumerate() {
        let mut forms = forms_of_blocks(&visible_of(&item.blocks).collect::<Vec<_>>());
        if let Some(first) = forms.first_mut() {
            first.marker = Some(marker(start, at + offset, item));
        }
        all.append(&mut forms);
    }
    all
}

/// The lines of blocks.
pub(super) fn forms_of_blocks(blocks: &[&Block]) -> Vec<LeafForm> {
    let of = |block: &&Block| match &block.kind {
        BlockKind::List { start, items, .. } => {
            forms_of_items(*start, 0, &visible_of(items).collect::<Vec<_>>())
        }
        BlockKind::Quote(blocks) => forms_of_blocks(&visible_of(blocks).collect::<Vec<_>>()),
        BlockKind::Heading { level, .. } => vec![LeafForm {
            form: Form::Heading(*level),
            marker: None,
        }],
        _ => vec![LeafForm::default()],
    };
    blocks.iter().flat_map(of).collect()
}

fn changed_cells(
    row: &TableRow,
    change: &RowChange<'_>,
    columns: &[Column],
    side: Side,
) -> Vec<Vec<Run>> {
    let only = |at: usize, mark| {
        let cell = row.cells.get(at)?;
        Some(whole(&Flat::new(cell), mark))
    };
    columns
        .iter()
        .zip(&change.cells)
        .filter_map(|(column, text)| match (*column, text) {
            // A row may have fewer cells than the table columns.
            (Column::Both { before, after }, Some(text)) => {
                let at = if side == Side::Before { before } else { after };
                (at < row.cells.len()).then(|| side_of(text, side))
            }
            (Column::Removed { at, moved: far }, _) if side == Side::Before => only(at, moved(far)),
            (Column::Added { at, moved: far }, _) if side == Side::After => only(at, moved(far)),
            _ => None,
        })
        .collect()
}

fn whole(flat: &Flat<'_>, mark: RunMark) -> Vec<Run> {
    let mut runs = Vec::new();
    push_runs(flat, &(0..flat.text.len()), mark, &mut runs);
    runs
}

fn side_of(text: &TextChange<'_>, side: Side) -> Vec<Run> {
    leaves_of(text, side).into_iter().flatten().collect()
}

/// One side of a text, parted where texts were joined.
fn leaves_of(text: &TextChange<'_>, side: Side) -> Vec<Vec<Run>> {
    let mut leaves = vec![Vec::new()];
    for piece in &text.pieces {
        let (flat, range, other) = match side {
            Side::Before => (&text.before, &piece.before, PieceKind::Inserted),
            Side::After => (&text.after, &piece.after, PieceKind::Deleted),
        };
        let mark = match piece.kind {
            kind if kind == other => continue,
            PieceKind::Kept => RunMark::Kept,
            PieceKind::Restyled => RunMark::Restyled,
            PieceKind::Deleted | PieceKind::Inserted => RunMark::Changed,
        };
        let boundary = |span: &&Span<'_>| span.atom == Some(Atom::Boundary);
        let mut start = range.start;
        for end in flat.spans_in(range).iter().filter(boundary) {
            push_runs(flat, &(start..end.range.start), mark, last(&mut leaves));
            leaves.push(Vec::new());
            start = end.range.end;
        }
        push_runs(flat, &(start..range.end), mark, last(&mut leaves));
    }
    leaves
}

fn last(leaves: &mut Vec<Vec<Run>>) -> &mut Vec<Run> {
    if leaves.is_empty() {
        leaves.push(Vec::new());
    }
    let last = leaves.len() - 1;
    &mut leaves[last]
}

fn push_runs(flat: &Flat<'_>, range: &Range<usize>, mark: RunMark, runs: &mut Vec<Run>) {
    for span in flat.spans_in(range) {
        let (text, thing) = match &span.atom {
            None => {
                let part = span.range.start.max(range.start)..span.range.end.min(range.end);
                (flat.text[part].to_owned(), Thing::Words)
            }
            Some(Atom::Html(_) | Atom::Boundary) => continue,
            Some(Atom::Image { target, .. }) => (
                span.atom.as_ref().map(Atom::visible).unwrap_or_default(),
                Thing::Image((*target).to_owned()),
            ),
            Some(atom @ Atom::FootnoteReference(_)) => (atom.visible(), Thing::Footnote),
            Some(atom @ Atom::Break) => (atom.visible(), Thing::Words),
        };
        let style = style(&flat.styles[span.style], thing);
        match runs.last_mut() {
            Some(last)
                if last.mark == mark && last.style == style && style.thing == Thing::Words =>
            {
                last.text.push_str(&text)
            }
            _ => runs.push(Run { text, mark, style }),
        }
    }
}

fn style(styles: &[Style<'_>], thing: Thing) -> RunStyle {
    let mut out = RunStyle {
        thing,
        ..RunStyle::default()
    };
    for style in styles {
        match style {
            Style::Emphasis => out.emphasis = true,
            Style::Strong => out.strong = true,
            Style::Strikethrough => out.strikethrough = true,
            Style::Code => out.code = true,
            Style::Link { target, .. } => out.link = Some((*target).to_owned()),
        }
    }
    out
}
