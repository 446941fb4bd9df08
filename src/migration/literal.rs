//! The one object that a JavaScript or TypeScript configuration exports → a tree of its literal values.
//!
//! Nothing is run. Strings, numbers, truth values, lists and objects are read where they are written out; a name, a call, a
//! template with `${…}` or anything else is passed over, and its line is kept. The text, the nesting and the number of values are
//! bounded.

use crate::yaml::{Entry, Value, Yaml};

/// Deepest nesting.
const DEPTH_LIMIT: usize = 32;
/// Most values.
const VALUE_LIMIT: usize = 50_000;

/// What a file exports.
#[derive(Debug)]
pub(super) struct Literal {
    /// Its values; [`Value::Null`] where one was passed over.
    pub root: Yaml,
    /// The lines of what was passed over, with the keys that lead there.
    pub unread: Vec<(usize, String)>,
}

/// Reads what a file exports: after `export default` or `module.exports =`, an object or list, or the name of a constant that is
/// one. `None` where it is neither.
pub(super) fn exported(text: &str) -> Option<Literal> {
    let mut reader = Reader::new(text);
    reader.at = reader.after_words(&["export", "default"]).or_else(|| {
        let at = reader.after_words(&["module", ".", "exports", "="])?;
        Some(at)
    })?;
    reader.skip_space();
    while reader.eat('(') {
        reader.skip_space();
    }
    let name = reader.word();
    if !name.is_empty() {
        reader.at = reader.constant(&name)?;
    }
    reader.literal()
}

/// Reads JSON, with the comments and commas that JavaScript allows.
pub(super) fn json(text: &str) -> Option<Literal> {
    Reader::new(text).literal()
}

struct Reader {
    text: Vec<char>,
    at: usize,
    line: usize,
    /// Up to where lines were counted.
    counted: usize,
    count: usize,
    path: Vec<String>,
    unread: Vec<(usize, String)>,
}

impl Reader {
    fn new(text: &str) -> Self {
        let text = text.get(..super::LONGEST_FILE).unwrap_or(text);
        Self {
            text: text.chars().collect(),
            at: 0,
            line: 1,
            counted: 0,
            count: 0,
            path: Vec::new(),
            unread: Vec::new(),
        }
    }

    fn literal(mut self) -> Option<Literal> {
        self.skip_space();
        if !matches!(self.peek(), Some('{' | '[')) {
            return None;
        }
        let root = self.value(0);
        Some(Literal {
            root,
            unread: self.unread,
        })
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// Goes on, at most to the end.
    fn forward(&mut self, count: usize) {
        self.at = (self.at + count).min(self.text.len());
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.forward(usize::from(there));
        there
    }

    fn line(&mut self) -> usize {
        if self.at < self.counted {
            (self.line, self.counted) = (1, 0);
        }
        let end = self.at.min(self.text.len());
        let passed = &self.text[self.counted..end];
        self.line += passed.iter().filter(|&&c| c == '\n').count();
        self.counted = end;
        self.line
    }

    /// Passes spaces and comments.
    fn skip_space(&mut self) {
        loop {
            match (self.peek(), self.text.get(self.at + 1)) {
                (Some(c), _) if c.is_whitespace() || c == '\u{feff}' => self.forward(1),
                (Some('/'), Some('/')) => self.skip_until(|reader| reader.peek() == Some('\n')),
                (Some('/'), Some('*')) => {
                    self.forward(2);
                    self.skip_until(|reader| {
                        reader.peek() == Some('*') && reader.text.get(reader.at + 1) == Some(&'/')
                    });
                    self.forward(2);
                }
                _ => return,
            }
        }
    }

    fn skip_until(&mut self, is_there: impl Fn(&Self) -> bool) {
        while self.at < self.text.len() && !is_there(self) {
            self.forward(1);
        }
    }

    fn word(&mut self) -> String {
        let start = self.at;
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        while self.peek().is_some_and(is_letter) {
            self.forward(1);
        }
        self.text[start..self.at].iter().collect()
    }

    /// Where text goes on after these words at the top level, with spaces between them.
    fn after_words(&mut self, words: &[&str]) -> Option<usize> {
        self.at = 0;
        let mut depth = 0_usize;
        let mut found = None;
        while self.at < self.text.len() {
            self.skip_space();
            let start = self.at;
            if depth == 0 && self.begins(words) {
                found = Some(self.at);
                break;
            }
            self.at = start;
            match self.peek() {
                Some('{' | '[' | '(') => depth += 1,
                Some('}' | ']' | ')') => depth = depth.saturating_sub(1),
                Some('"' | '\'' | '`') => {
                    self.string();
                    continue;
                }
                _ => {}
            }
            if self.word().is_empty() {
                self.forward(1);
            }
        }
        found
    }

    fn begins(&mut self, words: &[&str]) -> bool {
        words.iter().all(|expected| {
            self.skip_space();
            let start = self.at;
            let word = self.word();
            if word.is_empty() && expected.chars().count() == 1 {
                let symbol = self.peek().map(String::from);
                self.forward(1);
                return symbol.as_deref() == Some(*expected);
            }
            self.at = start;
            self.forward(expected.chars().count());
            word == *expected
        })
    }

    /// Where the value of a constant begins.
    fn constant(&mut self, name: &str) -> Option<usize> {
        let kinds = ["const", "let", "var"];
        let after = kinds
            .iter()
            .find_map(|kind| self.after_words(&[kind, name]))?;
        self.at = after;
        // A type may stand between the name and its value.
        while let Some(c) = self.peek() {
            match c {
                '=' if self.text.get(self.at + 1) != Some(&'>') => return Some(self.at + 1),
                ';' | '{' | '(' => return None,
                _ => self.forward(1),
            }
        }
        None
    }

    fn node(&mut self, line: usize, value: Value) -> Yaml {
        Yaml {
            value,
            line,
            column: 1,
        }
    }

    /// Reads a value, or passes over what is none.
    fn value(&mut self, depth: usize) -> Yaml {
        self.skip_space();
        let line = self.line();
        self.count += 1;
        if depth > DEPTH_LIMIT || self.count > VALUE_LIMIT {
            return self.pass(line);
        }
        let start = self.at;
        // Brackets around an object, as types in comments need them.
        while self.eat('(') {
            self.skip_space();
        }
        let value = match self.peek() {
            Some('{') => Some(self.object(depth)),
            Some('[') => Some(self.list(depth)),
            Some('"' | '\'' | '`') => self.string().map(Value::String),
            _ => self.plain(),
        };
        self.skip_space();
        while start < self.at && self.peek() == Some(')') && self.brackets(start) {
            self.forward(1);
            self.skip_space();
        }
        self.pass_type();
        match value {
            Some(value) if self.ends() => self.node(line, value),
            _ => {
                self.at = start;
                self.pass(line)
            }
        }
    }

    /// Whether more brackets opened at the value's beginning than closed after it.
    fn brackets(&self, start: usize) -> bool {
        let inner = &self.text[start..self.at];
        let opened = inner.iter().take_while(|c| **c == '(' || c.is_whitespace());
        let opened = opened.filter(|c| **c == '(').count();
        let closed = inner
            .iter()
            .rev()
            .take_while(|c| **c == ')' || c.is_whitespace());
        opened > closed.filter(|c| **c == ')').count()
    }

    /// Passes `as const` and `satisfies Type`.
    fn pass_type(&mut self) {
        let start = self.at;
        if !matches!(self.word().as_str(), "as" | "satisfies") {
            self.at = start;
            return;
        }
        self.skip_until(|reader| matches!(reader.peek(), Some(',' | ';' | '}' | ']' | ')' | '\n')));
        self.skip_space();
    }

    fn ends(&self) -> bool {
        matches!(self.peek(), None | Some(',' | '}' | ']' | ';' | ')'))
            || self.text.get(..self.at).is_some_and(|before| {
                before
                    .iter()
                    .rev()
                    .take_while(|c| c.is_whitespace())
                    .any(|c| *c == '\n')
            }) && self.path.is_empty()
    }

    /// Passes over something up to the comma or bracket after it.
    fn pass(&mut self, line: usize) -> Yaml {
        if self.unread.len() < 1_000 {
            self.unread.push((line, self.path.join(".")));
        }
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            self.skip_space();
            match self.peek() {
                Some(',' | ';') if depth == 0 => break,
                Some('}' | ']' | ')') if depth == 0 => break,
                Some('{' | '[' | '(') => depth += 1,
                Some('}' | ']' | ')') => depth -= 1,
                Some('"' | '\'' | '`') => {
                    self.string();
                    continue;
                }
                _ => {}
            }
            self.forward(1);
        }
        self.node(line, Value::Null)
    }

    fn object(&mut self, depth: usize) -> Value {
        self.forward(1);
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            self.skip_space();
            if self.eat('}') || self.at >= self.text.len() {
                return Value::Map(last_of_each(entries));
            }
            let before = self.at;
            let line = self.line();
            let key = match self.peek() {
                Some('"' | '\'') => self.string(),
                _ => Some(self.word()),
            };
            self.skip_space();
            let key = key.filter(|key| !key.is_empty());
            let is_pair = key.is_some() && self.eat(':');
            self.path
                .push(key.clone().unwrap_or_else(|| "…".to_owned()));
            let value = if is_pair {
                self.value(depth + 1)
            } else {
                self.at = before;
                self.pass(line)
            };
            self.path.pop();
            if let Some(key) = key {
                entries.push(Entry {
                    key,
                    line,
                    column: 1,
                    value,
                });
            }
            self.next(before, '}');
        }
    }

    fn list(&mut self, depth: usize) -> Value {
        self.forward(1);
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.eat(']') || self.at >= self.text.len() {
                return Value::List(items);
            }
            let before = self.at;
            self.path.push((items.len() + 1).to_string());
            items.push(self.value(depth + 1));
            self.path.pop();
            self.next(before, ']');
        }
    }

    /// Goes on after a comma; what cannot be there is passed over, so that each step leads on.
    fn next(&mut self, before: usize, end: char) {
        self.skip_space();
        if self.eat(',') || self.peek() == Some(end) {
            return;
        }
        if self.at == before || matches!(self.peek(), Some(')' | ';' | '}' | ']')) {
            self.forward(1);
        }
    }

    /// Reads a string; `None` for a template with something in it, which is passed over.
    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.forward(1);
        let mut out = String::new();
        let mut whole = true;
        while let Some(c) = self.peek() {
            self.forward(1);
            match c {
                c if c == quote => return whole.then_some(out),
                '\\' => self.escape(&mut out),
                '\n' if quote != '`' => return None,
                '$' if quote == '`' && self.peek() == Some('{') => whole = false,
                c => out.push(c),
            }
        }
        None
    }

    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.peek() else { return };
        self.forward(1);
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' | '\n' => {}
            'u' | 'x' => {
                let braces = self.eat('{');
                let most = if c == 'x' {
                    2
                } else if braces {
                    6
                } else {
                    4
                };
                let digits: String = self.text[self.at..]
                    .iter()
                    .take(most)
                    .take_while(|c| c.is_ascii_hexdigit())
                    .collect();
                self.forward(digits.len());
                if braces {
                    self.eat('}');
                }
                let code = u32::from_str_radix(&digits, 16).ok();
                out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            c => out.push(c),
        }
    }

    /// A number or a word that stands for a value.
    fn plain(&mut self) -> Option<Value> {
        let start = self.at;
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_');
        if self.peek().is_some_and(|c| c.is_ascii_digit() || c == '-') {
            while self.peek().is_some_and(number) {
                self.forward(1);
            }
            let text: String = self.text[start..self.at].iter().collect();
            let is_number = text.parse::<f64>().is_ok();
            return is_number.then_some(Value::Number(text));
        }
        match self.word().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" | "undefined" => Some(Value::Null),
            _ => None,
        }
    }
}

/// Of values under one key, the last one counts.
fn last_of_each(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen = std::collections::HashSet::new();
    entries.reverse();
    entries.retain(|entry| seen.insert(entry.key.clone()));
    entries.reverse();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, unread: &[(usize, &str)]) {
        let found = exported(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.root.to_json().to_string(), expected, "{text}");
        let passed: Vec<(usize, &str)> = found
            .unread
            .iter()
            .map(|(line, path)| (*line, path.as_str()))
            .collect();
        assert_eq!(passed, unread, "{text}");
    }

    #[test]
    fn literal_values_are_read() {
        check(
            "// @ts-check\nimport {x} from 'y';\n/** @type {X} */\nconst config = {\n  title: '提言', // {\n  \"url\": `https://example.org`,\n  n: 1, t: true, list: ['a', \"b\\u3042\",],\n  presets: [['classic', ({docs: {path: 'd'}})]],\n};\nexport default config;\n",
            r#"{"list":["a","bあ"],"n":1,"presets":[["classic",{"docs":{"path":"d"}}]],"t":true,"title":"提言","url":"https://example.org"}"#,
            &[],
        );
        check("module.exports = {a: 'x'}", r#"{"a":"x"}"#, &[]);
        check(
            "const c: Config = {a: 'x'};\nexport default c;",
            r#"{"a":"x"}"#,
            &[],
        );
        check(
            "export default {a: 'x', b: {c: 1} satisfies B, d: ['e'] as const};",
            r#"{"a":"x","b":{"c":1},"d":["e"]}"#,
            &[],
        );
    }

    #[test]
    fn code_is_passed_over() {
        check(
            "export default {\n  a: process.env.A,\n  b: `x${y}`,\n  c: f({d: ')'}, [1]),\n  e: 'x' + y,\n  ...more,\n  g() { return {h: 1}; },\n  i: (x) => ({j: x}),\n  k,\n  l: 'end',\n};\n",
            r#"{"a":null,"b":null,"c":null,"e":null,"g":null,"i":null,"k":null,"l":"end"}"#,
            &[
                (2, "a"),
                (3, "b"),
                (4, "c"),
                (5, "e"),
                (6, "…"),
                (7, "g"),
                (8, "i"),
                (9, "k"),
            ],
        );
    }

    #[test]
    fn what_exports_no_object_is_not_read() {
        for text in [
            "",
            "export default async function f() { return {a: 1}; }",
            "module.exports = require('./x')",
            "export default f({a: 1})",
            "// module.exports = {a: 1}",
            "'module.exports = {a: 1}'",
            "const a = {b: 1}; export default c;",
        ] {
            assert!(exported(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_read_to_its_end(words in proptest::collection::vec(0..27_usize, 0..60)) {
            let known = [
                "{", "}", "[", "]", "(", ")", ",", ":", ";", "a", "'", "\"", "`", "${", "\\", "/", "*", "//", "\n",
                "=", "=>", "...", "1", "true", "as", "satisfies", " ",
            ];
            let text: String = words.iter().map(|word| known[*word]).collect();
            let _ = json(&text);
            let _ = exported(&format!("export default {text}"));
            let _ = exported(&format!("const a = {text}\nexport default a"));
        }
    }

    #[test]
    fn nothing_runs_away() {
        let deep = format!("export default {}", "[{a:".repeat(50_000));
        let wide = format!("export default [{}]", "1,".repeat(120_000));
        let quotes = format!("export default {{a: '{}", "\\".repeat(200_000));
        for text in [
            &deep,
            &wide,
            &quotes,
            "export default {a: (((",
            "export default {)]};",
            "export default [,,]",
        ] {
            let _ = exported(text);
            let _ = json(text);
        }
    }
}
