//! YAML text → a small tree in the file's order, in which every value and every key knows its line.
//!
//! For configuration and front matter, which strangers write: the text, the nesting and what aliases expand to are bounded, and a
//! key that occurs twice is refused, since one of the two would be lost. YAML 1.2 with its core schema (`yes` is a string);
//! tags are ignored. Knows nothing of what the keys mean.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Longest text that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 10;

/// How deeply lists and mappings may be nested.
pub const MAX_DEPTH: usize = 32;

/// How many values there may be, those that aliases stand for included.
pub const MAX_VALUES: usize = 50_000;

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Yaml {
    /// What it is.
    pub value: Value,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
}

/// The kinds of value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written: `1.10` is not `1.1` to someone who names a version.
    Number(String),
    /// Any other text.
    String(String),
    /// A list.
    List(Vec<Yaml>),
    /// A mapping, in the order of the file; no key occurs twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as it is written.
    pub key: String,
    /// Line of the key, counted from 1.
    pub line: usize,
    /// Column of the key in characters, counted from 1.
    pub column: usize,
    /// What it stands for.
    pub value: Yaml,
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct YamlError {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is the matter.
    pub message: String,
}

/// Reads one YAML document. An empty text is [`Value::Null`].
///
/// # Errors
///
/// If it is not YAML, passes a bound, has a key twice, a key that is no scalar, or a second document.
pub fn load(text: &str) -> Result<Yaml, YamlError> {
    if text.len() > MAX_BYTES {
        return Err(error(1, 1, format!("longer than {} KiB", MAX_BYTES >> 10)));
    }
    let mut loader = Loader::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|problem| {
            let at = problem.marker();
            error(at.line(), at.col() + 1, problem.info().to_owned())
        })?;
        loader.event(event, span)?;
    }
    Ok(loader.root.unwrap_or(Yaml {
        value: Value::Null,
        line: 1,
        column: 1,
    }))
}

impl Yaml {
    /// Gives the entries of a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Gives the values of a list.
    pub fn items(&self) -> Option<&[Yaml]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Gives what a key of a mapping stands for.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        let entries = self.entries()?;
        entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// Gives a scalar as it is written, be it a number, a truth value or a string; `None` for null, lists and mappings.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Gives a truth value.
    pub fn bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Gives a whole number that is not negative.
    pub fn unsigned(&self) -> Option<u64> {
        match &self.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Names the kind of value for a message: "a list", "a string".
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// Gives the value as JSON. A number that JSON cannot write stays a string.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => json_number(text).unwrap_or_else(|| text.as_str().into()),
            Value::String(text) => text.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()));
                serde_json::Value::Object(entries.collect())
            }
        }
    }
}

fn json_number(text: &str) -> Option<serde_json::Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let number = serde_json::Number::from_f64(text.parse().ok()?)?;
    Some(number.into())
}

fn error(line: usize, column: usize, message: String) -> YamlError {
    YamlError {
        line,
        column,
        message,
    }
}

fn error_at(span: Span, message: impl Into<String>) -> YamlError {
    error(span.start.line(), span.start.col() + 1, message.into())
}

/// Builds the tree from events.
#[derive(Default)]
struct Loader {
    /// What is open, outermost first.
    open: Vec<Open>,
    root: Option<Yaml>,
    /// Values that have an anchor, by its number.
    anchored: HashMap<usize, (Yaml, usize)>,
    count: usize,
}

struct Open {
    node: Yaml,
    anchor: usize,
    /// How many values there were before it.
    before: usize,
    key: Option<(String, Span)>,
    /// The lines of the keys of a mapping.
    seen: HashMap<String, usize>,
}

impl Open {
    /// Whether a mapping waits for its next key.
    fn wants_key(&self) -> bool {
        self.key.is_none() && self.node.entries().is_some()
    }

    fn take_key(&mut self, key: String, span: Span) -> Result<(), YamlError> {
        if let Some(first) = self.seen.insert(key.clone(), span.start.line()) {
            return Err(error_at(
                span,
                format!("the key `{key}` is already in line {first}"),
            ));
        }
        self.key = Some((key, span));
        Ok(())
    }
}

impl Loader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlError> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(error_at(span, "a second document begins here"))
            }
            Event::Scalar(text, style, anchor, _) => {
                self.count(1, span)?;
                if let Some(open) = self.open.last_mut().filter(|open| open.wants_key()) {
                    return open.take_key(text.into_owned(), span);
                }
                self.put(node(scalar(&text, style), span), anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.start(Value::List(Vec::new()), anchor, span),
            Event::MappingStart(anchor, _) => self.start(Value::Map(Vec::new()), anchor, span),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open {
                    node,
                    anchor,
                    before,
                    ..
                }) => self.put(node, anchor, self.count - before),
                None => Ok(()),
            },
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn count(&mut self, values: usize, span: Span) -> Result<(), YamlError> {
        self.count += values;
        if self.count > MAX_VALUES {
            return Err(error_at(span, format!("more than {MAX_VALUES} values")));
        }
        Ok(())
    }

    fn start(&mut self, value: Value, anchor: usize, span: Span) -> Result<(), YamlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(error_at(span, format!("nested more than {MAX_DEPTH} deep")));
        }
        if self.open.last().is_some_and(Open::wants_key) {
            return Err(error_at(span, "a key must be a string"));
        }
        let before = self.count;
        self.count(1, span)?;
        self.open.push(Open {
            node: node(value, span),
            anchor,
            before,
            key: None,
            seen: HashMap::new(),
        });
        Ok(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), YamlError> {
        let Some((value, size)) = self.anchored.get(&anchor) else {
            return Err(error_at(
                span,
                "this alias stands inside what it stands for",
            ));
        };
        let size = *size;
        let depth = self.open.len() + depth(value);
        // Counted before it is copied, so that aliases of aliases cannot fill the memory.
        self.count(size, span)?;
        if depth > MAX_DEPTH {
            return Err(error_at(span, format!("nested more than {MAX_DEPTH} deep")));
        }
        let value = self.anchored[&anchor].0.clone();
        if let Some(open) = self.open.last_mut().filter(|open| open.wants_key()) {
            let key = value
                .text()
                .ok_or_else(|| error_at(span, "a key must be a string"))?;
            return open.take_key(key.to_owned(), span);
        }
        self.put(value, 0, size)
    }

    fn put(&mut self, value: Yaml, anchor: usize, size: usize) -> Result<(), YamlError> {
        if anchor > 0 {
            self.anchored.insert(anchor, (value.clone(), size));
        }
        let Some(Open { node, key, .. }) = self.open.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        match (&mut node.value, key.take()) {
            (Value::List(items), _) => items.push(value),
            (Value::Map(entries), Some((key, span))) => entries.push(Entry {
                key,
                line: span.start.line(),
                column: span.start.col() + 1,
                value,
            }),
            _ => {}
        }
        Ok(())
    }
}

fn node(value: Value, span: Span) -> Yaml {
    Yaml {
        value,
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}

fn depth(value: &Yaml) -> usize {
    let inner = match &value.value {
        Value::List(items) => items.iter().map(depth).max(),
        Value::Map(entries) => entries.iter().map(|entry| depth(&entry.value)).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or(0)
}

/// The core schema of YAML 1.2, which resolves plain scalars only.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let begins = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    begins && unsigned.contains(|c: char| c.is_ascii_digit()) && unsigned.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(
            load(text).unwrap().to_json().to_string(),
            expected,
            "{text}"
        );
    }

    fn refused(text: &str, expected: &str) {
        assert_eq!(load(text).unwrap_err().to_string(), expected, "{text}");
    }

    #[test]
    fn values_are_read_by_the_core_schema() {
        check("", "null");
        check("# 何もない", "null");
        check(
            "題: 提言\n数: 12\n版: '0.5'\n",
            r#"{"数":12,"版":"0.5","題":"提言"}"#,
        );
        check(
            "[yes, true, ~, 1.5, 2024-01-01, .inf, 0x1F, '']",
            r#"["yes",true,null,1.5,"2024-01-01",".inf","0x1F",""]"#,
        );
        check("a: |\n  行\n  行\n", r#"{"a":"行\n行\n"}"#);
    }

    #[test]
    fn a_number_stays_as_it_is_written() {
        assert_eq!(
            load("version: 1.10")
                .unwrap()
                .get("version")
                .unwrap()
                .text(),
            Some("1.10")
        );
    }

    #[test]
    fn keys_and_values_know_their_place() {
        let tree = load("a: 1\nb:\n  - x\n  - c: y\n").unwrap();
        let b = &tree.entries().unwrap()[1];
        assert_eq!((b.line, b.column), (2, 1));
        let c = &b.value.items().unwrap()[1].entries().unwrap()[0];
        assert_eq!(
            (c.line, c.column, c.value.line, c.value.column),
            (4, 5, 4, 8)
        );
    }

    #[test]
    fn tags_are_ignored_and_aliases_stand_for_copies() {
        check(
            "a: !!python/name:x\nb: &b [1]\nc: *b",
            r#"{"a":null,"b":[1],"c":[1]}"#,
        );
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        refused(
            "a: 1\nb: 2\na: 3\n",
            "3:1: the key `a` is already in line 1",
        );
        refused("[a]: 1", "1:1: a key must be a string");
        refused("a: 1\n---\nb: 2\n", "2:1: a second document begins here");
    }

    #[test]
    fn broken_text_names_its_place() {
        assert_eq!(load("a: 1\nb: [1,\nc: 2").unwrap_err().line, 3);
        assert_eq!(load("a: 'x").unwrap_err().line, 1);
    }

    #[test]
    fn nesting_is_bounded() {
        for unit in ["[", "- ", "{a: ", "? ", "[a, "] {
            assert!(load(&unit.repeat(50_000)).is_err(), "{unit}");
        }
        assert!(load(&"a".repeat(MAX_BYTES + 1)).is_err());
        check(
            &format!("{}1{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)),
            &format!("{}1{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)),
        );
    }

    #[test]
    fn aliases_of_aliases_cannot_fill_the_memory() {
        let mut bomb = String::from("a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
        for level in 1..20 {
            let before = level - 1;
            bomb += &format!(
                "a{level}: &a{level} [{}]\n",
                vec![format!("*a{before}"); 9].join(", ")
            );
        }
        assert!(load(&bomb).unwrap_err().message.contains("more than"));
        refused(
            "a: &a [*a]",
            "1:8: this alias stands inside what it stands for",
        );
    }

    #[test]
    fn many_keys_take_linear_time() {
        let keys: String = (0..20_000).map(|key| format!("k{key}:\n")).collect();
        assert_eq!(load(&keys).unwrap().entries().unwrap().len(), 20_000);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}:,&*!|>#'\"%\\- \n\ta-c提]{0,60}") {
            let _ = load(&text);
        }
    }
}
