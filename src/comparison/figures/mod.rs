//! Changes → the figures that changed: amounts, dates, shares, counts, and by how much.
//!
//! ```text
//! Change → scan both texts → pair by the edits → FigureChange
//! ```
//!
//! Only changed units are looked at, and of them only figures that a change touches. A figure that is only written
//! otherwise (３０名 → 30名, 5500万円 → 0.55億円) did not change. Arithmetic is exact ([`decimal`]); unlike kinds are
//! never paired, and no difference is claimed where units differ. What is no figure at all is listed in [`scan`].

mod amount;
mod date;
mod decimal;
mod difference;
mod figure;
mod label;
mod numeral;
mod pair;
mod qualifier;
mod scan;
mod settle;
mod text;
mod unit;

use serde::Serialize;

pub use difference::Difference;
pub use figure::FigureSide;
pub use unit::FigureKind;

pub(super) use scan::is_numeric;

use super::change::{Change, Edit, Op};
use super::line::Line;
use super::units::Unit;
use difference::InText;
use figure::Figure;
use pair::Side;

/// A figure that changed, came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// The number of the change that it is part of.
    pub change: usize,
    /// The headings that govern it, outermost first.
    pub section: Vec<String>,
    /// What it is a figure of, in a few words of the text; may be empty.
    pub label: String,
    /// What sort of figure it is.
    pub kind: FigureKind,
    /// How it was; none for a figure that came.
    pub before: Option<FigureSide>,
    /// How it is; none for a figure that went.
    pub after: Option<FigureSide>,
    /// By how much it changed, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

impl FigureChange {
    /// Whether there is an old and a new figure.
    pub fn is_pair(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }
}

/// Lists the figures that changed, in reading order.
pub fn figures(changes: &[Change]) -> Vec<FigureChange> {
    let mut out = Vec::new();
    // Additions and removals at one place are one rewritten passage.
    for place in changes.chunk_by(|a, b| a.number == b.number) {
        let mut found: Vec<Found<'_>> = place.iter().flat_map(of_change).collect();
        if place.len() > 1 {
            settle::settle(&mut found);
        }
        out.extend(found.into_iter().map(Found::told));
    }
    out
}

/// A figure that changed, before it is told.
struct Found<'c> {
    change: &'c Change,
    before: Option<(Figure, &'c str)>,
    after: Option<(Figure, &'c str)>,
    label: String,
}

impl Found<'_> {
    fn told(self) -> FigureChange {
        let side =
            |side: &Option<(Figure, &str)>| side.as_ref().map(|(figure, text)| figure.told(text));
        let difference = match (&self.before, &self.after) {
            (Some((old, old_text)), Some((new, new_text))) => difference::difference(
                InText {
                    figure: old,
                    text: old_text,
                },
                InText {
                    figure: new,
                    text: new_text,
                },
            ),
            _ => None,
        };
        let kind = self.after.as_ref().or(self.before.as_ref());
        FigureChange {
            change: self.change.number,
            section: self.change.section.clone(),
            label: self.label,
            kind: kind.map_or(FigureKind::Number, |(figure, _)| figure.quantity.kind()),
            before: side(&self.before),
            after: side(&self.after),
            difference,
        }
    }
}

/// A text with the numbers of its amounts in plain digits: 三十人 as 30人.
pub(super) fn in_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for figure in scan::all(text) {
        let Some(number) = figure.number(text) else {
            continue;
        };
        out.push_str(&text[end..figure.core.start]);
        out.push_str(&number);
        end = figure.core.end;
    }
    out.push_str(&text[end..]);
    out
}

/// Whether a text begins with a unit, so that a number before it would be a figure.
pub(super) fn begins_with_unit(text: &str) -> bool {
    unit::read(&text::Text::new(text), 0).is_some()
}

fn of_change(change: &Change) -> Vec<Found<'_>> {
    if change.unit == Unit::Code || !may_hold(&change.edits) {
        return Vec::new();
    }
    let (old_text, new_text) = (
        change.before.as_deref().unwrap_or_default(),
        change.after.as_deref().unwrap_or_default(),
    );
    let line = Line::new(&change.edits);
    let replacements = line.replacements().iter();
    let near: Vec<_> = replacements.clone().map(|one| one.before.clone()).collect();
    let olds = scan::scan(old_text, &near);
    let near: Vec<_> = replacements.map(|one| one.after.clone()).collect();
    let news = scan::scan(new_text, &near);
    if olds.is_empty() && news.is_empty() {
        return Vec::new();
    }
    let old = Side {
        text: old_text,
        figures: &olds,
        places: olds
            .iter()
            .map(|figure| line.before(&figure.range))
            .collect(),
    };
    let new = Side {
        text: new_text,
        figures: &news,
        places: news
            .iter()
            .map(|figure| line.after(&figure.range))
            .collect(),
    };
    let paired = pair::pairs(&line, &old, &new);
    let shown = |(a, b): (Option<usize>, Option<usize>)| Found {
        change,
        before: a.map(|at| (olds[at].clone(), old_text)),
        after: b.map(|at| (news[at].clone(), new_text)),
        label: match (a, b) {
            (_, Some(at)) => label::label(new_text, change.unit, &news[at].range),
            (Some(at), None) => label::label(old_text, change.unit, &olds[at].range),
            (None, None) => String::new(),
        },
    };
    paired.into_iter().map(shown).collect()
}

/// Characters beside a change that may belong to a figure which it touches.
const BESIDE: usize = 8;

/// Whether a figure may stand in what changed or right beside it: a quick answer for most changes.
fn may_hold(edits: &[Edit]) -> bool {
    let holds = |edit: &Edit| {
        let chars = || edit.text.chars();
        match edit.op {
            Op::Keep => {
                chars().take(BESIDE).any(scan::is_numeric)
                    || chars().rev().take(BESIDE).any(scan::is_numeric)
            }
            Op::Delete | Op::Insert => chars().any(scan::is_numeric),
        }
    };
    edits.iter().any(|edit| edit.op != Op::Keep) && edits.iter().any(holds)
}

#[cfg(test)]
mod tests;
