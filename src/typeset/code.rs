//! Code of a known language → the same with classes for words, strings, remarks and the like.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::tags::{Tag, text_before};
use crate::sanitise::{Own, Patchwork};
use crate::xml::escape;

/// How classes begin that name a language.
pub(super) const CLASS: &str = "class=\"tg-code-";
/// Bytes beyond which a block is left as it is.
const MOST_OF_A_BLOCK: usize = 64 << 10;
/// Bytes of one document beyond which further blocks are left as they are.
const MOST_OF_A_DOCUMENT: usize = 256 << 10;
/// Bytes of a line beyond which its block is left as it is: a pattern may go over a line many times.
const LONGEST_LINE: usize = 2000;

/// What is coloured, by the beginning of the scopes that grammars give; the first that fits.
const CLASSES: [(&str, &str); 16] = [
    ("comment", "tg-c"),
    ("punctuation.definition.comment", "tg-c"),
    ("string", "tg-s"),
    ("punctuation.definition.string", "tg-s"),
    ("constant", "tg-n"),
    ("entity.name.function", "tg-f"),
    ("support.function", "tg-f"),
    ("variable.function", "tg-f"),
    ("entity.name", "tg-t"),
    ("entity.other.attribute-name", "tg-t"),
    ("support.type", "tg-t"),
    ("support.class", "tg-t"),
    ("keyword.operator", ""),
    ("keyword", "tg-k"),
    ("storage", "tg-k"),
    ("variable.language", "tg-k"),
];

/// Counts the code of a document.
#[derive(Default)]
pub(super) struct Codes(usize);

impl Codes {
    /// Puts coloured code in the place of plain code; `code` is the element's opening tag.
    pub(super) fn set(&mut self, html: &str, code: &Tag<'_>, to: &mut Patchwork<'_>) {
        let Some((text, end)) = text_before(html, code.end, "</code>") else {
            return;
        };
        let language = code.attributes[CLASS.len()..].trim_end_matches('"');
        let Some(syntax) = syntax(language) else {
            return;
        };
        self.0 += text.len();
        let is_long = text.lines().any(|line| line.len() > LONGEST_LINE);
        if text.len() > MOST_OF_A_BLOCK || self.0 > MOST_OF_A_DOCUMENT || is_long {
            return;
        }
        let own = coloured(&text, syntax).and_then(Own::new);
        if let Some(own) = own {
            to.put(code.start..end, &own);
        }
    }
}

/// Loaded where the first block asks, and not before.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
static SCOPES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let scope = |&(name, class): &(&str, &'static str)| Some((Scope::new(name).ok()?, class));
    CLASSES.iter().filter_map(scope).collect()
});

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let known = match language {
        "cpp" | "cplusplus" => "c++",
        "csharp" => "c#",
        "typescript" | "ts" | "jsx" | "tsx" => "js",
        "shell" | "console" | "zsh" => "sh",
        "text" | "plain" | "txt" => return None,
        other => other,
    };
    SYNTAXES.find_syntax_by_token(known)
}

fn coloured(text: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = Writer::default();
    for line in text.split_inclusive('\n') {
        let mut at = 0;
        for (place, change) in state.parse_line(line, &SYNTAXES).ok()? {
            writer.text(line.get(at..place)?, class(&stack));
            at = place;
            stack.apply(&change).ok()?;
        }
        writer.text(&line[at..], class(&stack));
    }
    Some(writer.finish())
}

/// The class of what stands in these scopes: that of the innermost which has one. A string or remark is one as a whole.
fn class(stack: &ScopeStack) -> &'static str {
    let of = |scope: &Scope| {
        let found = SCOPES.iter().find(|(start, _)| start.is_prefix_of(*scope));
        found.map(|&(_, class)| class)
    };
    stack.as_slice().iter().rev().find_map(of).unwrap_or("")
}

/// Joins neighbours of one class.
struct Writer {
    out: String,
    class: &'static str,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            out: "<code class=\"tg-code\">".to_owned(),
            class: "",
        }
    }
}

impl Writer {
    fn text(&mut self, text: &str, class: &'static str) {
        if text.is_empty() {
            return;
        }
        let class = if text.trim().is_empty() {
            self.class
        } else {
            class
        };
        if class != self.class {
            self.change_to(class);
        }
        escape(&mut self.out, text);
    }

    fn change_to(&mut self, class: &'static str) {
        if !self.class.is_empty() {
            self.out.push_str("</span>");
        }
        if !class.is_empty() {
            self.out.extend(["<span class=\"", class, "\">"]);
        }
        self.class = class;
    }

    fn finish(mut self) -> String {
        self.change_to("");
        self.out.push_str("</code>");
        self.out
    }
}

#[cfg(test)]
mod tests {
    use crate::typeset::tests::set;

    fn code(language: &str, text: &str) -> String {
        set(&format!(
            "<pre><code class=\"m-code-{language}\">{text}</code></pre>"
        ))
    }

    #[test]
    fn words_of_a_known_language_have_classes() {
        assert_eq!(
            code("rust", "fn main() { 12 } // 提言\n"),
            "<pre><code class=\"tg-code\"><span class=\"tg-k\">fn </span><span class=\"tg-f\">main</span>() { <span class=\"tg-n\">12 </span>} <span class=\"tg-c\">// 提言\n</span></code></pre>"
        );
        assert!(code("python", "x = '&lt;b&gt;'\n").contains("<span class=\"tg-s\">'&lt;b&gt;'"));
    }

    #[test]
    fn unknown_languages_and_long_blocks_stay() {
        for (language, text) in [
            ("nosuch", "a\n".to_owned()),
            ("rust", "fn a() {}\n".repeat(7000)),
            ("rust", "x".repeat(3000)),
        ] {
            let plain = code(language, &text);
            assert!(!plain.contains("<span"), "{language}");
        }
    }

    #[test]
    fn anything_ends_soon() {
        let hostile = [
            "(", "\"", "/*", "<", "$(", "[[", "{{", "#", "\\", "a.", "aA ", "=>",
        ];
        for language in [
            "js", "rust", "python", "html", "sh", "markdown", "php", "rb", "pl", "yaml", "json",
            "sql", "css", "java", "haskell", "latex",
        ] {
            for part in hostile {
                let line = part.replace('<', "&lt;").repeat(1900 / part.len());
                let _ = code(language, &format!("{line}\n"));
            }
        }
    }
}
