//! A comparison → the texts in it that are the same on both sides, and are marked all the same.

use std::collections::HashMap;

use teigen::comparison::{Change, ChangeKind, Comparison, Unit};
use teigen::document::{Document, html};

use crate::marks::Marked;
use crate::measure::Sides;
use crate::text::{Text, solid};
use crate::yardstick::equal_blocks;

/// A shorter text (in characters) may be gone here and new there by chance.
const SHORTEST: usize = 4;

/// Blocks that read the same in place, by a rule that knows no program, and in which something is marked.
pub fn marked(comparison: &Comparison<'_>, html: &str) -> Vec<String> {
    if comparison.is_empty() {
        return Vec::new();
    }
    let text = (plain(comparison.before()), plain(comparison.after()));
    let marked = Marked::of_html(html);
    let Some(sides) = Sides::new(&text, &marked) else {
        return Vec::new();
    };
    let touched = sides.touched(&equal_blocks(&text.0, &text.1));
    let touched = touched.into_iter();
    touched.map(|(old, _)| text.0.blocks[old].clone()).collect()
}

fn plain(document: &Document) -> Text {
    let options = html::Options {
        plain: true,
        ..html::Options::default()
    };
    Text::of_html(&html::to_html(document, &options))
}

/// Texts that are said to be gone at one place and new at another.
pub fn parted(changes: &[Change]) -> Vec<String> {
    let told = |text: &Option<String>| -> Option<String> {
        let text: String = solid(text.as_deref()?).into_iter().collect();
        (text.chars().count() >= SHORTEST).then_some(text)
    };
    let mut gone: HashMap<(Unit, String), usize> = HashMap::new();
    for change in changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Removed)
    {
        if let Some(text) = told(&change.before) {
            *gone.entry((change.unit, text)).or_default() += 1;
        }
    }
    let mut parted = Vec::new();
    for change in changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Added)
    {
        let Some(text) = told(&change.after) else {
            continue;
        };
        if let Some(left) = gone
            .get_mut(&(change.unit, text.clone()))
            .filter(|left| **left > 0)
        {
            *left -= 1;
            parted.push(text);
        }
    }
    parted
}
