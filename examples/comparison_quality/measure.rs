//! What a program marked in many pairs → how good that is.

use crate::edges::{Cuts, cuts};
use crate::figures::Figures;
use crate::lcs::fewest;
use crate::marks::{Mark, Marked};
use crate::runner::{Input, Output};
use crate::text::Text;
use crate::yardstick::Yardstick;

/// The measures of one program.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    /// Pairs it answered.
    pub pairs: usize,
    /// Those of which it gave both texts back to the character; only they are measured further.
    pub complete: usize,
    /// Per changed block: characters marked, of the fewest.
    pub of_block: Figures,
    /// Per pair: characters marked, of the fewest inside blocks.
    pub of_blocks: Figures,
    /// Per pair: characters marked, of the fewest without regard to blocks.
    pub of_all: Figures,
    /// Characters marked in all, and the fewest.
    pub marked: usize,
    /// The fewest inside blocks, in all.
    pub fewest: usize,
    /// Characters of moved blocks, marked as changed.
    pub moved_marked: usize,
    /// Characters said to be moved.
    pub moved_said: usize,
    /// Separate marks in blocks that changed, both sides.
    pub runs: usize,
    /// Blocks that changed.
    pub changed: usize,
    /// Ends of marks.
    pub cuts: Cuts,
    /// Blocks that read the same, in place, and are marked.
    pub equal_marked: usize,
    /// Milliseconds per pair.
    pub ms: Figures,
}

impl Measures {
    /// Measures what a program made of some pairs.
    pub fn of(inputs: &[Input], yardsticks: &[Yardstick], outputs: &[Output]) -> Self {
        let mut measures = Self::default();
        for ((input, yardstick), output) in inputs.iter().zip(yardsticks).zip(outputs) {
            measures.pairs += 1;
            measures.ms.add(output.ms);
            let sides = output
                .marked
                .as_ref()
                .and_then(|marked| Sides::new(&input.text, marked));
            if let Some(sides) = sides {
                measures.complete += 1;
                measures.add(&sides, yardstick);
            }
        }
        measures
    }

    fn add(&mut self, sides: &Sides<'_>, yardstick: &Yardstick) {
        let all = sides.old.count(Mark::Changed) + sides.new.count(Mark::Changed);
        let of = |side: &Side<'_>, blocks: &[usize], mark| -> usize {
            blocks
                .iter()
                .map(|&block| {
                    side.marks[block]
                        .iter()
                        .filter(|&&found| found == mark)
                        .count()
                })
                .sum()
        };
        let moved = &yardstick.moved;
        let in_moved =
            of(&sides.old, &moved.0, Mark::Changed) + of(&sides.new, &moved.1, Mark::Changed);
        let marked = all - in_moved;
        self.marked += marked;
        self.fewest += yardstick.in_blocks;
        self.moved_marked += in_moved;
        self.moved_said += sides.old.count(Mark::Moved) + sides.new.count(Mark::Moved);
        if yardstick.in_blocks > 0 {
            self.of_blocks
                .add(marked as f64 / yardstick.in_blocks as f64);
        }
        if yardstick.in_all > 0 {
            self.of_all
                .add((marked + in_moved) as f64 / yardstick.in_all as f64);
        }
        self.changed += yardstick.changed.len();
        for &(old, new) in &yardstick.changed {
            let marked =
                of(&sides.old, &[old], Mark::Changed) + of(&sides.new, &[new], Mark::Changed);
            let least = fewest(&sides.old.text.solid[old], &sides.new.text.solid[new]);
            self.of_block.add(marked as f64 / least as f64);
            self.runs += sides.old.runs(old).len() + sides.new.runs(new).len();
        }
        for side in [&sides.old, &sides.new] {
            (0..side.text.blocks.len()).for_each(|block| self.cuts += side.cuts(block));
        }
        self.equal_marked += sides.touched(&yardstick.same).len();
    }
}

/// Both sides of a pair with their marks, block by block.
pub struct Sides<'i> {
    old: Side<'i>,
    new: Side<'i>,
}

impl<'i> Sides<'i> {
    /// None if the program did not give both texts back.
    pub fn new(text: &'i (Text, Text), marked: &Marked) -> Option<Self> {
        Some(Self {
            old: Side::new(&text.0, &marked.old)?,
            new: Side::new(&text.1, &marked.new)?,
        })
    }

    /// Those of some pairs of blocks in which something is marked as changed.
    pub fn touched(&self, pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let is = |&(old, new): &(usize, usize)| {
            let of = |side: &Side<'_>, block: usize| side.marks[block].contains(&Mark::Changed);
            of(&self.old, old) || of(&self.new, new)
        };
        pairs.iter().copied().filter(is).collect()
    }
}

struct Side<'i> {
    text: &'i Text,
    marks: Vec<Vec<Mark>>,
}

impl<'i> Side<'i> {
    fn new(text: &'i Text, marked: &[(char, Mark)]) -> Option<Self> {
        let mut rest = marked;
        let mut marks = Vec::new();
        for block in &text.solid {
            let (mine, others) = rest.split_at_checked(block.len())?;
            if mine.iter().map(|(c, _)| c).ne(block) {
                return None;
            }
            marks.push(mine.iter().map(|(_, mark)| *mark).collect());
            rest = others;
        }
        rest.is_empty().then_some(Self { text, marks })
    }

    fn count(&self, mark: Mark) -> usize {
        self.marks
            .iter()
            .flatten()
            .filter(|&&found| found == mark)
            .count()
    }

    /// Separate marks in a block, as places in its characters without white space.
    fn runs(&self, block: usize) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (at, mark) in self.marks[block].iter().enumerate() {
            match runs.last_mut() {
                _ if *mark != Mark::Changed => {}
                Some(last) if last.1 == at => last.1 = at + 1,
                _ => runs.push((at, at + 1)),
            }
        }
        runs
    }

    fn cuts(&self, block: usize) -> Cuts {
        let runs = self.runs(block);
        if runs.is_empty() {
            return Cuts::default();
        }
        let text = &self.text.blocks[block];
        let solid: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(at, _)| at)
            .collect();
        let place = |at: usize| solid.get(at).copied().unwrap_or(text.len());
        cuts(
            text,
            runs.into_iter()
                .flat_map(|(start, end)| [place(start), place(end)]),
        )
    }
}
