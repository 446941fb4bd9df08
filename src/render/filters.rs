//! What templates can do with values, beside what the engine brings.

use tera::{Error, Kwargs, State, TeraResult, Value};

use super::messages;
use crate::digits::grouped;

/// Makes the filters known.
pub(super) fn register(engine: &mut tera::Tera) {
    engine.register_filter("with", with);
    engine.register_filter("date", date);
    engine.register_filter("number", |value: u64, _: Kwargs, _: &State<'_>| {
        grouped(value)
    });
}

/// `{{ t.pulls_count | with(n=3) }}`: a message with its arguments.
fn with(message: &str, arguments: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let argument = |name: &str| {
        let found = arguments.iter().find(|(key, _)| key.as_str() == Some(name));
        found.map(|(_, value)| value.to_string())
    };
    messages::fill(message, argument).map_err(Error::message)
}

/// `{{ page.date | date }}`: a date of RFC 3339 in the reader's language; empty if the date is unknown.
fn date(value: &str, _: Kwargs, state: &State<'_>) -> TeraResult<String> {
    let mut parts = value
        .get(..10)
        .unwrap_or_default()
        .splitn(3, '-')
        .map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Ok(String::new());
    };
    let texts = state.get::<Value>("t")?.unwrap_or_else(Value::undefined);
    let text = |key: &'static str| {
        texts
            .get_from_path(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let name = text("months")
        .split(',')
        .nth(month.wrapping_sub(1))
        .unwrap_or_default();
    let argument = |place: &str| match place {
        "year" => Some(year.to_string()),
        "month" => Some(name.to_owned()),
        "day" => Some(day.to_string()),
        _ => None,
    };
    messages::fill(text("date"), argument).map_err(Error::message)
}
