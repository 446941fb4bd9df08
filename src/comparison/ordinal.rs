//! A heading or item → the number that it begins with, and the rest.
//!
//! Read are only forms that are surely numbers of place: `3. `, `3) `, `（３）`, `①`, `第3章 `, and in headings `2.1 `. A
//! number with a unit after it (`1.5 倍`) is a figure.

use super::figures;
use super::units::Unit;

/// A text that begins with a number of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbered<'t> {
    pub form: Form,
    pub rest: &'t str,
}

/// How a number of place is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `3. `, `2.1.3 `: with how many levels.
    Dotted(usize),
    /// `3) `
    Closed,
    /// `(3)`
    Bracketed,
    /// ①
    Circled,
    /// `第3章 `
    Named(char),
}

/// The number that a heading or item begins with.
pub(super) fn leading(text: &str, unit: Unit) -> Option<Numbered<'_>> {
    if !matches!(unit, Unit::Heading | Unit::Item) {
        return None;
    }
    let (form, rest) = circled(text)
        .or_else(|| bracketed(text))
        .or_else(|| named(text))
        .or_else(|| dotted(text, unit))?;
    let rest = rest.trim_start();
    let is_number = !rest.is_empty() && !figures::begins_with_unit(rest);
    is_number.then_some(Numbered { form, rest })
}

/// Whether it is a number in a circle.
pub(super) fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳')
}

fn circled(text: &str) -> Option<(Form, &str)> {
    Some((Form::Circled, text.strip_prefix(is_circled)?))
}

fn bracketed(text: &str) -> Option<(Form, &str)> {
    let rest = digits(text.strip_prefix(['(', '（'])?)?;
    Some((Form::Bracketed, rest.strip_prefix([')', '）'])?))
}

fn named(text: &str) -> Option<(Form, &str)> {
    let rest = text.strip_prefix('第')?;
    let kanji = |c: char| {
        matches!(
            c,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
        )
    };
    let rest = digits(rest).unwrap_or_else(|| rest.trim_start_matches(kanji));
    let name = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '章' | '節' | '部' | '編'))?;
    let rest = &rest[name.len_utf8()..];
    rest.starts_with([' ', '\u{3000}', '：', ':', '、'])
        .then_some((Form::Named(name), rest))
}

fn dotted(text: &str, unit: Unit) -> Option<(Form, &str)> {
    let mut rest = digits(text)?;
    if let Some(after) = rest.strip_prefix([')', '）']) {
        return Some((Form::Closed, after));
    }
    let mut levels = 1;
    while let Some(after) = rest.strip_prefix(['.', '．']).and_then(digits) {
        (rest, levels) = (after, levels + 1);
    }
    let dotted = rest.strip_prefix(['.', '．']);
    let after = match dotted {
        Some(after) => after,
        None if levels > 1 && unit == Unit::Heading => rest,
        None => return None,
    };
    after
        .starts_with([' ', '\u{3000}'])
        .then_some((Form::Dotted(levels), after))
}

/// What stands after one to three digits.
fn digits(text: &str) -> Option<&str> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let rest = text.trim_start_matches(is_digit);
    let count = text[..text.len() - rest.len()].chars().count();
    (1..=3).contains(&count).then_some(rest)
}
