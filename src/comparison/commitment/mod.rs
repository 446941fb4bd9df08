//! A change → where it makes a promise weaker or stronger.
//!
//! Expressions of the [`Lexicon`] are graded by strength. Flagged are, inside one changed unit and one replacement
//! without the end of a sentence in it:
//!
//! 1. an expression replaced by one of another grade (実施する → 検討する): the last one of each side counts;
//! 2. a binding, intended or open expression, or a qualifier, that alone came or went (導入する → 導入を検討する);
//! 3. a negation that alone came or went (する → しない).
//!
//! Where more than that changed, nothing is said: what was rewritten is for the reader to judge.

mod lexicon;
mod negation;
mod verb;

use std::ops::Range;

use serde::Serialize;

pub use lexicon::{Grade, Lexicon};

use super::change::Change;
use super::line::{Line, Place};
use super::units::Unit;
use lexicon::Found;

/// A change of how firmly something is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// The old expression, as it is written; none where there was none.
    pub before: Option<String>,
    /// The new expression; none where there is none.
    pub after: Option<String>,
    /// What that does to the promise.
    pub effect: Effect,
}

/// What a change does to a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It binds less.
    Weaker,
    /// It binds more.
    Stronger,
    /// A negation came or went.
    Negated,
}

/// More characters than this on one side of a replacement are a rewritten passage.
const LONGEST: usize = 40;
/// Expressions that often tell an ability rather than a permission: alone they say nothing of a promise.
const PAIRED_ONLY: [&str; 5] = ["でき", "考え", "can", "could", "discuss"];
/// Characters with a meaning of their own besides two expressions, one of which replaced the other.
const OWN: usize = 4;
/// Characters besides an expression that alone came or went.
const REST: usize = 8;

/// Lists where a change makes a promise weaker or stronger, in reading order.
pub fn commitment(change: &Change, lexicon: &Lexicon) -> Vec<Commitment> {
    if change.before.is_none() || change.after.is_none() {
        return Vec::new();
    }
    if change.unit == Unit::Code || !change.edits.iter().any(|edit| edit.op != super::Op::Keep) {
        return Vec::new();
    }
    let line = Line::new(&change.edits);
    let mut out = Vec::new();
    for index in 0..line.replacements().len() {
        let replaced = Replaced::new(&line, index, change);
        if replaced.is_rewritten() {
            continue;
        }
        let graded = replaced.graded(lexicon);
        out.extend(graded.or_else(|| replaced.negated()));
    }
    out
}

/// One replacement within its texts.
struct Replaced<'t> {
    line: &'t Line,
    index: usize,
    unit: Unit,
    before: &'t str,
    after: &'t str,
    gone: &'t str,
    come: &'t str,
}

impl<'t> Replaced<'t> {
    fn new(line: &'t Line, index: usize, change: &'t Change) -> Self {
        let text = |side: &'t Option<String>| side.as_deref().unwrap_or_default();
        let (before, after) = (text(&change.before), text(&change.after));
        let replacement = &line.replacements()[index];
        let part =
            |text: &'t str, range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        Self {
            line,
            index,
            unit: change.unit,
            before,
            after,
            gone: part(before, &replacement.before),
            come: part(after, &replacement.after),
        }
    }

    fn is_rewritten(&self) -> bool {
        let is_stop = |c: char| matches!(c, '。' | '！' | '？' | '\n' | '|');
        let long = |text: &str| text.chars().nth(LONGEST).is_some();
        let inside =
            |text: &str| text.trim_end_matches(is_stop).contains(is_stop) || text.contains(". ");
        long(self.gone) || long(self.come) || inside(self.gone) || inside(self.come)
    }

    /// The expressions that this replacement touches on either side, but for those that are on both.
    fn touched(&self, lexicon: &Lexicon) -> (Vec<Found>, Vec<Found>) {
        let (x, y) = self.ranges();
        let mut old = lexicon.find(self.before, x);
        let mut new = lexicon.find(self.after, y);
        // One that ends or begins where the change does may only have another ending now.
        let beside = |found: &Found, near: &Range<usize>| {
            found.range.end >= near.start && found.range.start <= near.end
        };
        old.retain(|found| {
            let same = |other: &Found| other.entry == found.entry && beside(other, y);
            match new.iter().position(same).filter(|_| beside(found, x)) {
                Some(at) => {
                    new.remove(at);
                    false
                }
                None => true,
            }
        });
        let is_here = |place: &Place| place.replacements.contains(&self.index);
        old.retain(|found| is_here(&self.line.before(&found.range)));
        new.retain(|found| is_here(&self.line.after(&found.range)));
        (old, new)
    }

    fn ranges(&self) -> (&'t Range<usize>, &'t Range<usize>) {
        let replacement = &self.line.replacements()[self.index];
        (&replacement.before, &replacement.after)
    }

    fn graded(&self, lexicon: &Lexicon) -> Option<Commitment> {
        let (old, new) = self.touched(lexicon);
        let (was, is) = (old.last(), new.last());
        let effect = match (was, is) {
            (Some(was), Some(is)) if self.only(was, is) => replaced(was.grade, is.grade),
            (Some(_), Some(_)) => None,
            // A heading is a noun: 推進 that alone went from it promised nothing.
            _ if self.unit == Unit::Heading => None,
            (Some(was), None) => self
                .alone(was, self.gone, self.come)
                .then(|| opposite(was.grade.effect()?))
                .flatten(),
            (None, Some(is)) => self
                .alone(is, self.come, self.gone)
                .then(|| is.grade.effect())
                .flatten(),
            (None, None) => None,
        }?;
        let told = |text: &str, found: &Found| text.get(found.range.clone()).map(str::to_owned);
        Some(Commitment {
            before: was.and_then(|found| told(self.before, found)),
            after: is.and_then(|found| told(self.after, found)),
            effect,
        })
    }

    /// Whether hardly anything with a meaning of its own changed besides two expressions.
    fn only(&self, was: &Found, is: &Found) -> bool {
        let content = |text: &str, name: &str| {
            let rest = remaining(text, name);
            rest.chars().filter(|c| !is_grammar(*c)).count()
        };
        content(self.gone, &was.name) <= OWN && content(self.come, &is.name) <= OWN
    }

    /// Whether an expression is nearly all that came or went, and nothing with a meaning of its own on the other side.
    fn alone(&self, found: &Found, own: &str, other: &str) -> bool {
        let shown = found.range.len().min(own.len());
        let rest = own.len() - shown;
        // 検討された案: what was done to something is no promise.
        let is_passive = own.contains(&format!("{}された", found.name));
        if is_passive || PAIRED_ONLY.contains(&found.name.as_str()) {
            return false;
        }
        let content = |text: &str| text.chars().any(|c| !is_grammar(c));
        let besides = remaining(own, found.name.as_str());
        rest <= REST * 3 && !content(other) && !besides.chars().any(|c| !is_grammar(c))
    }

    fn negated(&self) -> Option<Commitment> {
        let short = |text: &str| {
            text.chars().count() <= REST && text.chars().all(|c| is_grammar(c) || c.is_ascii())
        };
        if !short(self.gone) || !short(self.come) {
            return None;
        }
        // せず may become しない and mean the same.
        if self.gone.contains('ず') || self.come.contains('ず') {
            return None;
        }
        let (x, y) = self.ranges();
        let (old, new) = (
            negation::find(self.before, x),
            negation::find(self.after, y),
        );
        match (old.len(), new.len()) {
            (0, 1) | (1, 0) => {}
            _ => return None,
        }
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        Some(Commitment {
            before: filled(self.gone),
            after: filled(self.come),
            effect: Effect::Negated,
        })
    }
}

/// What is left of a text without the first of an expression's stem; an expression may lie half in kept text.
fn remaining(text: &str, stem: &str) -> String {
    if text.contains(stem) {
        return text.replacen(stem, "", 1);
    }
    // The longest part of the stem that the changed text begins or ends with.
    let tails = stem.char_indices().map(|(at, _)| &stem[at..]);
    let head = tails
        .filter(|tail| text.starts_with(tail))
        .max_by_key(|tail| tail.len());
    let heads = stem.char_indices().skip(1).map(|(at, _)| &stem[..at]);
    let tail = heads
        .filter(|head| text.ends_with(head))
        .max_by_key(|head| head.len());
    match (head, tail) {
        (Some(part), _) => text[part.len()..].to_owned(),
        (None, Some(part)) => text[..text.len() - part.len()].to_owned(),
        (None, None) => text.to_owned(),
    }
}

/// Hiragana, punctuation and spaces: what only joins words.
fn is_grammar(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
        || c.is_whitespace()
        || matches!(c, '、' | '。' | ',' | '.' | 'ー')
}

fn replaced(was: Grade, is: Grade) -> Option<Effect> {
    match (was.strength()?, is.strength()?) {
        (was, is) if was > is => Some(Effect::Weaker),
        (was, is) if was < is => Some(Effect::Stronger),
        _ => None,
    }
}

fn opposite(effect: Effect) -> Option<Effect> {
    match effect {
        Effect::Weaker => Some(Effect::Stronger),
        Effect::Stronger => Some(Effect::Weaker),
        Effect::Negated => None,
    }
}

#[cfg(test)]
mod tests;
