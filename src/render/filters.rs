//! What templates can do with values, beside what the engine brings.

use std::borrow::Cow;
use std::sync::Arc;

use tera::value::Key;
use tera::{Error, Kwargs, Map, State, TeraResult, Value};

use super::messages::{Argument, Messages, forms};
use crate::digits::grouped;

/// Makes the filters known.
pub(super) fn register(engine: &mut tera::Tera, messages: &Arc<Messages>) {
    let words = Arc::clone(messages);
    engine.register_filter(
        "with",
        move |token: &Map, arguments: Kwargs, _: &State<'_>| with(&words, token, &arguments),
    );
    let words = Arc::clone(messages);
    engine.register_filter("date", move |date: &str, _: Kwargs, state: &State<'_>| {
        day(&words, date, state)
    });
    engine.register_filter("for_script", |token: &Map, _: Kwargs, _: &State<'_>| {
        forms(token).map(str::to_owned)
    });
    engine.register_filter("number", |value: u64, _: Kwargs, _: &State<'_>| {
        grouped(value)
    });
}

/// `{{ t.pulls_count | with(n=3) }}`: a message with its arguments.
fn with(messages: &Messages, token: &Map, arguments: &Kwargs) -> TeraResult<String> {
    let arguments = arguments
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, argument(value))));
    messages.fill(token, arguments).map_err(Error::message)
}

fn argument(value: &Value) -> Argument<'_> {
    match (value.as_str(), value.as_u64()) {
        (Some(words), _) => Argument::Words(Cow::Borrowed(words)),
        (_, Some(number)) => Argument::Number(number),
        _ => Argument::Words(Cow::Owned(value.to_string())),
    }
}

/// `{{ page.date | date }}`: a date of RFC 3339 in the reader's language; empty if the date is unknown.
fn day(messages: &Messages, date: &str, state: &State<'_>) -> TeraResult<String> {
    let mut parts = date
        .get(..10)
        .unwrap_or_default()
        .splitn(3, '-')
        .map(str::parse::<u64>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Ok(String::new());
    };
    let texts = state.get::<Value>("t")?.unwrap_or_else(Value::undefined);
    let token = texts
        .as_map()
        .and_then(|texts| texts.get(&Key::Str("date")));
    let Some(token) = token.and_then(Value::as_map) else {
        return Ok(String::new());
    };
    let arguments = [
        ("year", Argument::Words(year.to_string().into())),
        ("month", Argument::Number(month)),
        ("day", Argument::Words(day.to_string().into())),
    ];
    messages
        .fill(token, arguments.into_iter())
        .map_err(Error::message)
}
