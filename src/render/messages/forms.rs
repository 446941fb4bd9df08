//! A message for a script, which knows its numbers only in the browser → its form for each category of plural that
//! the language has: `{"one":"{n} section","other":"{n} sections"}`, or one text where there is one form.

use std::collections::{BTreeMap, BTreeSet};

use super::Bundle;
use super::fill::{Argument, fill};

/// Names the category of a number; Fluent knows no other way of asking.
pub(super) const CATEGORY: &str = "teigen-category = { $n ->\n    [zero] zero\n    [one] one\n    [two] two\n    [few] few\n    [many] many\n   *[other] other\n    }\n";

/// A number of each category that a language has.
pub(super) type Categories = BTreeMap<String, u64>;

/// The categories of a language. Those of whole numbers all occur among these (Unicode CLDR 47).
pub(super) fn categories(bundle: &Bundle) -> Categories {
    let mut found = Categories::new();
    for number in (0..=200).chain([1_000_000]) {
        let argument = std::iter::once(("n", Argument::Number(number)));
        if let Ok(category) = fill(bundle, "teigen-category", argument) {
            found.entry(category).or_insert(number);
        }
    }
    found
}

/// The forms of a message, with `{name}` where the script writes an argument. Forms that are like the general one are left out;
/// where that leaves one, it is the text itself.
pub(super) fn forms(
    bundle: &Bundle,
    name: &str,
    arguments: &BTreeSet<String>,
    categories: &Categories,
) -> Result<String, String> {
    let form = |number: u64| {
        let places = arguments.iter().map(|argument| {
            let place = Argument::Place(number, format!("{{{argument}}}"));
            (argument.as_str(), place)
        });
        fill(bundle, name, places)
    };
    let mut forms = BTreeMap::new();
    for (category, number) in categories {
        forms.insert(category.as_str(), form(*number)?);
    }
    let general = forms.get("other").cloned();
    forms.retain(|category, form| *category == "other" || Some(&*form) != general.as_ref());
    Ok(match general {
        Some(general) if forms.len() == 1 => general,
        _ => serde_json::to_string(&forms).expect("texts are JSON"),
    })
}
