//! Words of the user interface, by language: flat JSON, one key for one message.
//!
//! A message may hold `{name}`, which stands for an argument, and `{name:one|many}`, which stands for the first
//! word if the argument is 1 and for the second otherwise. The filter `with` fills them in.

use std::collections::BTreeMap;

use super::RenderError;
use crate::site::view::Language;

/// The messages of one language.
pub(super) type Messages = BTreeMap<String, String>;

/// Reads a file of messages.
pub(super) fn parse(file: &str, content: &[u8]) -> Result<Messages, RenderError> {
    serde_json::from_slice(content).map_err(|error| RenderError::Messages {
        file: file.to_owned(),
        problem: format!("not a flat object of texts: {error}"),
    })
}

/// The language that a file of messages is for: `messages/ja.json`.
pub(super) fn language_of(file: &str) -> Option<Language> {
    let code = file.strip_prefix("messages/")?.strip_suffix(".json")?;
    Language::ALL
        .into_iter()
        .find(|language| language.code() == code)
}

/// Puts some messages in the place of the ones that are known.
pub(super) fn replace(known: &mut Messages, file: &str, new: Messages) -> Result<(), RenderError> {
    for (key, message) in new {
        let Some(old) = known.get_mut(&key) else {
            return Err(RenderError::Messages {
                file: file.to_owned(),
                problem: unknown(known, &key),
            });
        };
        *old = message;
    }
    Ok(())
}

/// Fills in a message's arguments.
pub(super) fn fill(
    message: &str,
    argument: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut filled = String::with_capacity(message.len() + 16);
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{{` without `}}` in `{message}`"))?;
        let (name, choice) = place
            .split_once(':')
            .map_or((place, None), |(name, choice)| (name, Some(choice)));
        let value =
            argument(name).ok_or_else(|| format!("`{message}` needs the argument `{name}`"))?;
        filled.push_str(before);
        match choice.map(|choice| choice.split_once('|').unwrap_or((choice, choice))) {
            None => filled.push_str(&value),
            Some((one, many)) => filled.push_str(if value == "1" { one } else { many }),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unknown(known: &Messages, key: &str) -> String {
    let nearest = known
        .keys()
        .min_by_key(|name| strsim::damerau_levenshtein(name, key));
    match nearest {
        Some(nearest) => format!("no message is called `{key}`; the nearest is `{nearest}`"),
        None => format!("no message is called `{key}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, n: &str, expected: &str) {
        let filled = fill(message, |name| (name == "n").then(|| n.to_owned()));
        assert_eq!(filled.as_deref(), Ok(expected), "{message}");
    }

    #[test]
    fn arguments_are_filled_in() {
        check("全{n}件", "9,679", "全9,679件");
        check("{n} {n:document|documents}", "1", "1 document");
        check("{n} {n:document|documents}", "0", "0 documents");
        check("なし", "1", "なし");
    }

    #[test]
    fn a_missing_argument_is_an_error() {
        assert!(fill("{m}", |_| None).is_err());
        assert!(fill("{m", |_| None).is_err());
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest() {
        let mut known = Messages::from([("menu_pulls".to_owned(), String::new())]);
        let new = Messages::from([("menu_pull".to_owned(), String::new())]);
        let error = replace(&mut known, "messages/ja.json", new).expect_err("unknown");
        assert!(error.to_string().contains("`menu_pulls`"), "{error}");
    }
}
