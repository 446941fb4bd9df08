//! An element's attributes → those that XHTML takes on it, with values that it takes.

use std::borrow::Cow;

use super::super::tree::Element;
use crate::language::Tag;

/// Most rows or columns that a cell may stand in for: <https://html.spec.whatwg.org/multipage/tables.html>.
const MOST_SPANNED: u32 = 1_000;

/// The attributes to keep, but for the id.
pub(super) fn attributes(name: &str, element: &Element) -> Vec<(Cow<'static, str>, String)> {
    let mut kept = Vec::new();
    for (attribute, value) in &element.attributes {
        let value = value.trim();
        let Some((attribute, value)) = attribute_of(name, attribute, value) else {
            continue;
        };
        if kept.iter().any(|(known, _)| *known == attribute) {
            continue;
        }
        if attribute == "lang" {
            kept.push(("xml:lang".into(), value.clone()));
        }
        kept.push((attribute.into(), value));
    }
    kept.extend(meaning(name, element));
    kept
}

/// The id that an author or the program gave, if it can be one.
pub(super) fn id(element: &Element) -> Option<String> {
    let id = element.get("id")?;
    let odd = id.is_empty() || id.chars().any(|c| c.is_whitespace() || c.is_control());
    (!odd).then(|| id.to_owned())
}

fn attribute_of(name: &str, attribute: &str, value: &str) -> Option<(&'static str, String)> {
    let is_number = |value: &str| {
        let digits = value.strip_prefix('-').unwrap_or(value);
        (1..10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_count = |value: &str| {
        value
            .parse()
            .is_ok_and(|n: u32| (1..=MOST_SPANNED).contains(&n))
    };
    let of = |known: &'static str, holds: bool| holds.then(|| (known, value.to_owned()));
    match (name, attribute) {
        (_, "class") => of("class", !value.is_empty()),
        (_, "title") => of("title", !value.is_empty()),
        (_, "lang") => of("lang", Tag::parse(value).is_some()),
        (_, "dir") => of("dir", matches!(value, "ltr" | "rtl")),
        ("a", "href") => of("href", !value.is_empty()),
        ("ol", "start") => of("start", is_number(value)),
        ("ol", "reversed") => Some(("reversed", "reversed".to_owned())),
        ("ol", "type") => of("type", matches!(value, "1" | "a" | "A" | "i" | "I")),
        ("li", "value") => of("value", is_number(value)),
        ("td" | "th", "colspan") => of("colspan", is_count(value)),
        ("td" | "th", "rowspan") => of("rowspan", is_count(value)),
        ("th", "scope") => of(
            "scope",
            matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        ),
        ("col" | "colgroup", "span") => of("span", is_count(value)),
        ("img", "width") => of("width", is_number(value) && !value.starts_with('-')),
        ("img", "height") => of("height", is_number(value) && !value.starts_with('-')),
        _ => None,
    }
}

/// What links between a text and its footnotes are.
fn meaning(name: &str, element: &Element) -> Vec<(Cow<'static, str>, String)> {
    let target = element.get("href").unwrap_or_default();
    let (_, fragment) = target.split_once('-').unwrap_or_default();
    let says: &[(&'static str, &'static str)] = match name {
        "a" if target.starts_with("#d") && fragment.starts_with("fn:") => {
            &[("epub:type", "noteref"), ("role", "doc-noteref")]
        }
        "a" if target.starts_with("#d")
            && fragment.starts_with("fnref")
            && fragment.contains(':') =>
        {
            &[("role", "doc-backlink")]
        }
        _ => &[],
    };
    let says = says.iter();
    says.map(|&(name, value)| (name.into(), value.to_owned()))
        .collect()
}
