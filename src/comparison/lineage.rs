//! A comparison → which unit of the old document each unit of the new one was, so that texts can be followed through many
//! comparisons.
//!
//! Units are those of [`super::units()`], by their index in reading order.

use std::collections::BTreeMap;

use super::Comparison;
use super::change::{Fate, Op, Told, tell_all};
use super::relocation::fingerprint;
use super::units::Unit;

/// Shorter texts (in characters) recur by chance: they are not recognised in another document.
const SMALLEST: usize = 8;

/// Where the units of the new document come from, and what became of those of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// For each unit of the new document, what it was.
    pub origins: Vec<Origin>,
    /// The units of the old document that are gone.
    pub gone: Vec<Gone>,
    /// Where something changed that is no unit, such as how a list is numbered: how many units of the new document stand
    /// before it.
    pub others: Vec<usize>,
}

/// What a unit of the new document was in the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This unit, as it is.
    Same(usize),
    /// This unit, changed.
    Changed(usize),
    /// This unit at another place.
    Moved(usize),
    /// Nothing. With a fingerprint of its text, if that is long enough to be recognised elsewhere.
    New(Option<u64>),
}

/// A unit of the old document that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its index.
    pub unit: usize,
    /// How many units of the new document stand before the place where it was.
    pub place: usize,
    /// A fingerprint of its text, if that is long enough to be recognised elsewhere.
    pub text: Option<u64>,
}

impl Origin {
    /// The unit of the old document.
    pub fn unit(self) -> Option<usize> {
        match self {
            Self::Same(unit) | Self::Changed(unit) | Self::Moved(unit) => Some(unit),
            Self::New(_) => None,
        }
    }
}

impl Comparison<'_> {
    /// Follows every unit of the new document into the old one.
    pub fn lineage(&self) -> Lineage {
        let mut reader = Reader::default();
        tell_all(&self.steps, &self.moves, &mut |told| reader.hear(&told));
        reader.finish()
    }
}

#[derive(Default)]
struct Reader {
    lineage: Lineage,
    before: usize,
    /// By the number of a move: the units that left, and those that came.
    moves: BTreeMap<usize, Move>,
    /// Pieces of a text that stands in other pieces, of both sides.
    pieces: [Vec<Piece>; 2],
}

struct Piece {
    unit: usize,
    text: String,
}

#[derive(Default)]
struct Move {
    left: Vec<usize>,
    /// Each with whether it changed; `None` for what was removed from what moved.
    came: Vec<Option<(usize, bool)>>,
}

impl Reader {
    fn hear(&mut self, told: &Told<'_>) {
        if !told.piece {
            self.regroup();
        }
        if told.unit == Unit::Container {
            return self.lineage.others.push(self.lineage.origins.len());
        }
        let (before, after) = (self.before, self.lineage.origins.len());
        self.before += usize::from(told.is_before());
        let text = told.edits.first().map_or("", |edit| edit.text.as_str());
        match told.fate {
            Fate::Removed if told.piece => self.pieces[0].push(Piece {
                unit: before,
                text: text.to_owned(),
            }),
            Fate::Added if told.piece => {
                self.pieces[1].push(Piece {
                    unit: after,
                    text: text.to_owned(),
                });
                self.lineage.origins.push(Origin::New(None));
            }
            Fate::Removed if told.moving => self.moved(told.number).came.push(None),
            Fate::Removed => self.lineage.gone.push(Gone {
                unit: before,
                place: after,
                text: known_by(text),
            }),
            Fate::MovedAway => self.moved(told.number).left.push(before),
            Fate::MovedHere => {
                let changed = told.edits.iter().any(|edit| edit.op != Op::Keep);
                self.moved(told.number).came.push(Some((after, changed)));
                self.lineage.origins.push(Origin::New(None));
            }
            Fate::Added => self.lineage.origins.push(Origin::New(known_by(text))),
            Fate::Same => self.lineage.origins.push(Origin::Same(before)),
            Fate::Modified => self.lineage.origins.push(Origin::Changed(before)),
        }
    }

    fn moved(&mut self, number: usize) -> &mut Move {
        self.moves.entry(number).or_default()
    }

    /// Gives each piece the one with its words, else that which stands at the same share of the old text.
    fn regroup(&mut self) {
        let [before, after] = std::mem::take(&mut self.pieces);
        let total =
            |pieces: &[Piece]| -> usize { pieces.iter().map(|piece| piece.text.len()).sum() };
        let (old, new) = (total(&before), total(&after));
        let mut start = 0;
        for piece in after {
            let middle = start + piece.text.len() / 2;
            start += piece.text.len();
            if let Some(same) = before.iter().find(|was| was.text == piece.text) {
                self.lineage.origins[piece.unit] = Origin::Same(same.unit);
                continue;
            }
            let mut end = 0;
            let found = before.iter().find(|was| {
                end += was.text.len();
                middle * old < end * new
            });
            if let Some(was) = found.or(before.last()) {
                self.lineage.origins[piece.unit] = Origin::Changed(was.unit);
            }
        }
    }

    fn finish(mut self) -> Lineage {
        self.regroup();
        for Move { left, came } in self.moves.into_values() {
            for (was, now) in left.into_iter().zip(came) {
                if let Some((unit, changed)) = now {
                    self.lineage.origins[unit] = if changed {
                        Origin::Changed(was)
                    } else {
                        Origin::Moved(was)
                    };
                }
            }
        }
        self.lineage
    }
}

/// What a text is known by in another document, if it is long enough.
fn known_by(text: &str) -> Option<u64> {
    let (hash, characters) = fingerprint(text);
    (characters >= SMALLEST).then_some(hash)
}

#[cfg(test)]
mod tests {
    use crate::comparison::{compare, units};
    use crate::document::parse;

    use super::Origin;

    /// For each unit of the new text what it was: `=` the same, `~` changed, `>` moved, and the old text; `+` for new.
    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let (old, new) = (parse(before), parse(after));
        let lineage = compare(&old, &new).lineage();
        let texts = units(&old);
        assert_eq!(lineage.origins.len(), units(&new).len());
        let told: Vec<String> = lineage
            .origins
            .iter()
            .map(|origin| match origin {
                Origin::Same(unit) => format!("={}", texts[*unit]),
                Origin::Changed(unit) => format!("~{}", texts[*unit]),
                Origin::Moved(unit) => format!(">{}", texts[*unit]),
                Origin::New(_) => "+".to_owned(),
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn each_unit_is_followed_to_what_it_was() {
        check(
            "# 予算\n\n一文目。\n\n- 人員\n- 期間",
            "# 予算と財源\n\n新しい文です。\n\n一文目。\n\n- 人員の確保\n- 期間",
            &["~予算", "+", "=一文目。", "~人員", "=期間"],
        );
    }

    #[test]
    fn what_moved_is_found_at_its_old_place_whichever_way_it_went() {
        let (a, b) = (
            "奨学金を増やして、学ぶ人を支えます。",
            "研究費を倍にして、研究者を支えます。",
        );
        let c = "都庁に窓口を設けます。";
        check(
            &format!("{c}\n\n{a}\n\n{b}"),
            &format!("{b}\n\n{c}\n\n{a}"),
            &[&format!(">{b}"), &format!("={c}"), &format!("={a}")],
        );
    }

    #[test]
    fn the_pieces_of_a_split_paragraph_were_all_that_paragraph() {
        let whole = "奨学金を増やして、学ぶ人を支えます。研究費を倍にして、研究者を支えます。";
        let was = format!("~{whole}");
        check(
            whole,
            "奨学金を増やして、学ぶ人を支えます。\n\n研究費を倍にして、研究者を支えます。",
            &[&was, &was],
        );
    }

    #[test]
    fn what_is_gone_is_told_with_its_place() {
        let (old, new) = (
            parse("一文目。\n\n二文目。\n\n三文目。"),
            parse("一文目。\n\n三文目。"),
        );
        let gone = compare(&old, &new).lineage().gone;
        assert_eq!((gone[0].unit, gone[0].place), (1, 1));
    }
}
