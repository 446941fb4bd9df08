//! A message and its arguments → text.

use std::borrow::Cow;

use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Bundle;
use super::forms::CATEGORY;
use crate::digits::grouped;
use crate::language::Tag;

/// An argument of a message.
pub(in crate::render) enum Argument<'a> {
    /// Words, which stay as they are.
    Words(Cow<'a, str>),
    /// A number: it is written in groups of three digits, and chooses among the forms of a plural.
    Number(u64),
    /// A number that a script will write: a place for it, in the form that this number would have.
    Place(u64, String),
}

/// A language without messages.
pub(super) fn bundle(tag: Tag) -> Bundle {
    let language: LanguageIdentifier = tag.as_str().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Bidirectional isolates would stand in titles and addresses.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => written(number),
        _ => None,
    }));
    bundle
        .add_function("NUMBER", number)
        .expect("a new bundle has no functions");
    let category = FluentResource::try_new(CATEGORY.to_owned()).expect("it is Fluent");
    bundle.add_resource_overriding(category);
    bundle
}

/// `NUMBER($n, useGrouping: "false")`. What is words already stays as it is: Fluent's own function would drop it.
fn number<'a>(positional: &[FluentValue<'a>], named: &FluentArgs<'_>) -> FluentValue<'a> {
    match positional.first() {
        Some(FluentValue::Number(number)) => {
            let mut number = number.clone();
            let place = number.options.currency.take();
            number.options.merge(named);
            // No message has a currency of its own: there travels a script's place.
            number.options.currency = place;
            FluentValue::Number(number)
        }
        Some(FluentValue::String(words)) => FluentValue::String(words.clone()),
        _ => FluentValue::Error,
    }
}

/// A number as people write it. What a script will write travels as the number's currency: a number has no other room for words.
fn written(number: &FluentNumber) -> Option<String> {
    if let Some(place) = &number.options.currency {
        return Some(place.clone());
    }
    let whole = number.options.use_grouping && number.value >= 0.0 && number.value.fract() == 0.0;
    // A number that is whole and not negative fits but for its size, where it saturates.
    whole.then(|| grouped(number.value as u64))
}

/// Fills in a message's arguments.
pub(super) fn fill<'a>(
    bundle: &Bundle,
    name: &str,
    arguments: impl Iterator<Item = (&'a str, Argument<'a>)>,
) -> Result<String, String> {
    let message = bundle.get_message(name).and_then(|message| message.value());
    let pattern = message.ok_or_else(|| format!("`{name}` has no text"))?;
    let arguments: FluentArgs<'_> = arguments
        .map(|(name, argument)| (name, argument.value()))
        .collect();
    let mut problems = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut problems);
    match problems.first() {
        Some(problem) => Err(format!("`{name}`: {problem}")),
        None => Ok(text.into_owned()),
    }
}

impl<'a> Argument<'a> {
    fn value(self) -> FluentValue<'a> {
        match self {
            Self::Words(words) => FluentValue::String(words),
            Self::Number(number) => FluentValue::from(number),
            Self::Place(number, place) => {
                let mut number = FluentNumber::from(number);
                number.options.currency = Some(place);
                FluentValue::Number(number)
            }
        }
    }
}
