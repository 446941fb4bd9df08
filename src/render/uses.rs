//! A template's text → the messages it uses, and how: so that a wrong name or a forgotten argument is found when
//! templates are read, and not on a page.

use std::collections::BTreeSet;

use super::RenderError;
use super::messages::{Known, unknown};

/// A use of a message: `t.name`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Use<'t> {
    /// The message.
    pub name: &'t str,
    /// The line, from 1.
    pub line: usize,
    /// What becomes of it.
    pub how: How<'t>,
}

/// How a message is used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum How<'t> {
    /// As it is.
    Plain,
    /// With these arguments.
    With(BTreeSet<&'t str>),
    /// Handed to a script.
    ForScript,
}

/// Refuses uses of messages that there are not, and uses without the arguments that a message takes.
pub(super) fn check(file: &str, template: &str, known: &Known) -> Result<(), RenderError> {
    let problem = |found: &Use<'_>, problem: String| RenderError::Messages {
        file: format!("{file}:{}", found.line),
        problem,
    };
    for found in uses(template) {
        let Some(takes) = known.get(found.name) else {
            return Err(problem(&found, unknown(known.keys(), found.name)));
        };
        let takes: BTreeSet<&str> = takes.iter().map(String::as_str).collect();
        let fits = match &found.how {
            How::Plain => takes.is_empty(),
            How::With(given) => !takes.is_empty() && takes.is_subset(given),
            How::ForScript => !takes.is_empty(),
        };
        if !fits {
            return Err(problem(&found, usage(found.name, &takes)));
        }
    }
    Ok(())
}

fn usage(name: &str, takes: &BTreeSet<&str>) -> String {
    if takes.is_empty() {
        return format!("the message `{name}` takes no arguments: write `t.{name}`");
    }
    let given: Vec<String> = takes.iter().map(|name| format!("{name}=…")).collect();
    let given = given.join(", ");
    format!("the message `{name}` takes arguments: write `t.{name} | with({given})`")
}

/// The uses of messages in a template, in their order. A template that calls something of its own `t` has none.
pub(super) fn uses(template: &str) -> Vec<Use<'_>> {
    if ["set t ", "set t=", "for t in", ", t in"]
        .iter()
        .any(|own| template.contains(own))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = template[at..].find('{').map(|start| at + start) {
        let close = match template.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let end = template[start + 2..]
            .find(close)
            .map_or(template.len(), |end| start + 2 + end);
        if close != "#}" {
            collect(template, start + 2, end, &mut found);
        }
        at = end;
    }
    found
}

/// The uses in the code between two places.
fn collect<'t>(template: &'t str, start: usize, end: usize, found: &mut Vec<Use<'t>>) {
    let code = &template[start..end];
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in code.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if c == 't' && !is_name(before) && before != '.' => {
                if let Some(name) = code[at + 1..].strip_prefix('.').map(name) {
                    let rest = &code[at + 2 + name.len()..];
                    let line = template[..start + at].matches('\n').count() + 1;
                    let how = how(rest);
                    found.push(Use { name, line, how });
                }
            }
            None => {}
        }
        before = c;
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The name at the beginning of a text.
fn name(text: &str) -> &str {
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    &text[..end]
}

fn how(rest: &str) -> How<'_> {
    let Some(filter) = rest.trim_start().strip_prefix('|').map(str::trim_start) else {
        return How::Plain;
    };
    match name(filter) {
        "for_script" => How::ForScript,
        "with" => How::With(arguments(&filter["with".len()..])),
        _ => How::Plain,
    }
}

/// The names of arguments: `(a=1, b=f(c=2))` gives a and b.
fn arguments(rest: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let (mut depth, mut quote, mut word) = (0_usize, None, 0);
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => {
                depth += 1;
                word = at + 1;
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') => word = at + 1,
            (None, '=') if depth == 1 => {
                found.insert(rest[word..at].trim());
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &[(&str, usize, How<'_>)]) {
        let found = uses(template);
        let found: Vec<_> = found.iter().map(|f| (f.name, f.line, &f.how)).collect();
        let expected: Vec<_> = expected.iter().map(|(n, l, h)| (*n, *l, h)).collect();
        assert_eq!(found, expected, "{template}");
    }

    fn with<'t>(names: &[&'t str]) -> How<'t> {
        How::With(names.iter().copied().collect())
    }

    #[test]
    fn messages_are_found_where_they_are_used() {
        check("t.menu", &[]);
        check(
            "{{ t.menu }}\n{% if t.next %}",
            &[("menu", 1, How::Plain), ("next", 2, How::Plain)],
        );
        check(
            "{{ at.menu }}{{ page.t.menu }}{{ \"t.menu\" }}{# t.menu #}",
            &[],
        );
        check(
            "{{ t.found | for_script }}",
            &[("found", 1, How::ForScript)],
        );
    }

    #[test]
    fn arguments_are_those_of_the_message_alone() {
        check("{{ t.a | with(n=1) }}", &[("a", 1, with(&["n"]))]);
        check(
            "{{ t.a|with( x=f(y=1), z=b|join(sep=t.comma) ) | upper(w=1) }}",
            &[("a", 1, with(&["x", "z"])), ("comma", 1, How::Plain)],
        );
    }

    #[test]
    fn a_loop_may_call_its_own_things_t() {
        check("{% for t in page.times %}{{ t.days }}{% endfor %}", &[]);
    }
}
