//! A Fluent file → its messages, the arguments they take, and where they stand. What cannot be used is refused with
//! file and line.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};

use super::Known;
use crate::render::RenderError;

/// Deepest nesting of expressions and references that is followed.
const DEPTH_LIMIT: usize = 16;

/// A file of messages.
pub(super) struct File {
    /// What Fluent made of it.
    pub resource: FluentResource,
    name: String,
}

/// Where messages stand.
pub(super) struct Lines {
    file: String,
    lines: BTreeMap<String, usize>,
}

impl Lines {
    /// A message's file and line.
    pub(super) fn place(&self, message: &str) -> Option<String> {
        let line = self.lines.get(message)?;
        Some(format!("{}:{line}", self.file))
    }
}

impl File {
    /// Reads a file.
    pub(super) fn read(name: &str, content: Vec<u8>) -> Result<Self, RenderError> {
        let problem = |line: usize, problem: String| RenderError::Messages {
            file: format!("{name}:{line}"),
            problem,
        };
        let text = String::from_utf8(content).map_err(|_| problem(1, "not UTF-8".to_owned()))?;
        let resource = FluentResource::try_new(text).map_err(|(resource, errors)| {
            let error = errors.first();
            let at = error.map_or(0, |error| error.pos.start);
            let said = error.map(ToString::to_string).unwrap_or_default();
            problem(line(resource.source(), at), format!("no Fluent: {said}"))
        })?;
        let file = Self {
            resource,
            name: name.to_owned(),
        };
        let mut seen = BTreeSet::new();
        if let Some(twice) = file.messages().find(|name| !seen.insert(*name)) {
            return Err(file.problem(twice, format!("`{twice}` is there twice")));
        }
        Ok(file)
    }

    /// The names of its messages.
    pub(super) fn messages(&self) -> impl Iterator<Item = &str> {
        self.patterns().map(|(name, _)| name)
    }

    /// The arguments that each of its messages takes.
    pub(super) fn arguments(&self) -> Known {
        let patterns: BTreeMap<&str, &Pattern<&str>> = self.patterns().collect();
        let taken = |pattern| {
            let mut found = BTreeSet::new();
            let mut search = Search {
                patterns: &patterns,
                found: &mut found,
                seen: BTreeSet::new(),
            };
            search.pattern(pattern, 0);
            found
        };
        patterns
            .iter()
            .map(|(name, pattern)| ((*name).to_owned(), taken(*pattern)))
            .collect()
    }

    /// Refuses messages that no template knows, and arguments that none gives.
    pub(super) fn check(&self, known: &Known) -> Result<(), RenderError> {
        for (name, arguments) in self.arguments() {
            let Some(given) = known.get(&name) else {
                return Err(self.problem(&name, unknown(known.keys(), &name)));
            };
            if let Some(argument) = arguments.difference(given).next() {
                let given: Vec<String> = given.iter().map(|name| format!("`${name}`")).collect();
                let given = match given.is_empty() {
                    true => "it takes none".to_owned(),
                    false => format!("it takes {}", given.join(", ")),
                };
                let message = format!("`{name}` has no argument `${argument}`: {given}");
                return Err(self.problem(&name, message));
            }
        }
        Ok(())
    }

    /// Where its messages stand.
    pub(super) fn lines(&self) -> Lines {
        let mut lines = BTreeMap::new();
        for (index, text) in self.resource.source().lines().enumerate() {
            if let Some((name, _)) = text.split_once('=') {
                lines.entry(name.trim_end().to_owned()).or_insert(index + 1);
            }
        }
        Lines {
            file: self.name.clone(),
            lines,
        }
    }

    fn problem(&self, message: &str, problem: String) -> RenderError {
        RenderError::Messages {
            file: self.lines().place(message).unwrap_or(self.name.clone()),
            problem,
        }
    }

    fn patterns(&self) -> impl Iterator<Item = (&str, &Pattern<&str>)> {
        self.resource.entries().filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
            _ => None,
        })
    }
}

/// What to say of a name that is none, with the nearest that is one.
pub(in crate::render) fn unknown<'k>(
    known: impl Iterator<Item = &'k String>,
    name: &str,
) -> String {
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, name));
    match nearest {
        Some(nearest) => format!("no message is called `{name}`; the nearest is `{nearest}`"),
        None => format!("no message is called `{name}`"),
    }
}

fn line(text: &str, at: usize) -> usize {
    // What is missing at the end of a line is found missing at the beginning of the next.
    let before = text.get(..at).unwrap_or(text).trim_end();
    before.matches('\n').count() + 1
}

/// Looks for arguments in a pattern and in what it refers to.
struct Search<'s> {
    patterns: &'s BTreeMap<&'s str, &'s Pattern<&'s str>>,
    found: &'s mut BTreeSet<String>,
    /// Messages that were looked into: each is followed once.
    seen: BTreeSet<&'s str>,
}

impl Search<'_> {
    fn pattern(&mut self, pattern: &Pattern<&str>, depth: usize) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression, depth + 1);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>, depth: usize) {
        if depth > DEPTH_LIMIT {
            return;
        }
        match expression {
            Expression::Inline(inline) => self.inline(inline, depth),
            Expression::Select { selector, variants } => {
                self.inline(selector, depth);
                for variant in variants {
                    self.pattern(&variant.value, depth);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>, depth: usize) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.found.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                let known = self.patterns.get_key_value(id.name);
                if let Some((name, pattern)) = known
                    && depth < DEPTH_LIMIT
                    && self.seen.insert(name)
                {
                    self.pattern(pattern, depth + 1);
                }
            }
            InlineExpression::FunctionReference { arguments, .. } => self.call(arguments, depth),
            InlineExpression::Placeable { expression } => self.expression(expression, depth + 1),
            // A term sees the arguments that it is called with, and no others.
            InlineExpression::TermReference { arguments, .. } => {
                if let Some(arguments) = arguments {
                    self.call(arguments, depth);
                }
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn call(&mut self, arguments: &CallArguments<&str>, depth: usize) {
        for argument in &arguments.positional {
            self.inline(argument, depth + 1);
        }
        for argument in &arguments.named {
            self.inline(&argument.value, depth + 1);
        }
    }
}
