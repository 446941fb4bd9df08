//! The YAML between `---` lines at the top of a file → [`FrontMatter`].
//!
//! What is not meant as front matter (a text between two thematic breaks) stays Markdown. What is meant so but broken is left
//! out of the text and reported; a key of the wrong kind is reported and the others are kept.

use std::ops::Range;

use super::{FrontMatter, Participation, Ways};
use crate::diagnostic::Diagnostic;
use crate::yaml::{self, Entry, Value, Yaml};

/// How many links of one kind a document may name.
pub const MAX_LINKS: usize = 100;

/// Longest address, in bytes.
const MAX_URL_BYTES: usize = 2048;

const RULE: &str = "front-matter";

/// What stands at the top of a file.
#[derive(Debug, Default)]
pub(super) struct Top {
    pub front_matter: FrontMatter,
    /// Where the text itself starts.
    pub body: usize,
    pub problems: Vec<Diagnostic>,
}

/// Reads the front matter, if there is any.
pub(super) fn read(source: &str) -> Top {
    let Some((range, body)) = find(source) else {
        return Top::default();
    };
    let text = &source[range];
    // The line of the `---` is put back as an empty one, so that lines are counted as in the file.
    match yaml::load(&format!("\n{text}")) {
        Ok(tree) => match &tree.value {
            Value::Map(_) => interpret(&tree, body),
            Value::Null => Top {
                body,
                ..Top::default()
            },
            _ => Top::default(),
        },
        Err(_) if !seems_meant(text) => Top::default(),
        Err(error) => Top {
            body,
            problems: vec![
                Diagnostic::warning(
                    RULE,
                    format!("the front matter is not read: {}", error.message),
                )
                .at_line(error.line, Some(error.column))
                .with_help("write it as YAML: `key: value` lines between two lines of `---`"),
            ],
            ..Top::default()
        },
    }
}

/// The place of the YAML, and where the text after it starts.
fn find(source: &str) -> Option<(Range<usize>, usize)> {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut at = source.len() - text.len();
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    at += first.len();
    let start = at;
    for line in lines {
        let end = at + line.len();
        match line.trim_end() {
            // A thematic break may be followed by an empty line or another break, front matter is not.
            "" | "---" | "..." if at == start => return None,
            "---" | "..." => return Some((start..at, end)),
            _ => at = end,
        }
    }
    None
}

/// Whether broken YAML was meant as such: its first line that is no comment has a key.
fn seems_meant(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .next()
        .is_some_and(|line| line.contains(": ") || line.ends_with(':'))
}

fn interpret(tree: &Yaml, body: usize) -> Top {
    let mut top = Top {
        body,
        ..Top::default()
    };
    for entry in tree.entries().unwrap_or_default() {
        let (key, value) = (entry.key.as_str(), &entry.value);
        if value.value == Value::Null
            && matches!(
                key,
                "title" | "status" | "id" | "discussion" | "participate" | "sections"
            )
        {
            continue;
        }
        match key {
            "title" => top.front_matter.title = top.text(key, value),
            "status" => top.front_matter.status = top.text(key, value),
            "id" => top.front_matter.id = top.text(key, value),
            "discussion" => top.front_matter.discussion = top.discussion(value),
            "participate" => top.front_matter.participate = top.participate(value),
            "sections" => top.sections(entry, value),
            _ => top
                .front_matter
                .other
                .push((entry.key.clone(), value.to_json())),
        }
    }
    top
}

impl Top {
    fn report(&mut self, value: &Yaml, message: String) {
        let found = Diagnostic::warning(RULE, message).at_line(value.line, Some(value.column));
        self.problems.push(found);
    }

    fn wrong(&mut self, key: &str, value: &Yaml, expected: &str) {
        self.report(
            value,
            format!("`{key}` must be {expected}, not {}", value.kind()),
        );
    }

    fn text(&mut self, key: &str, value: &Yaml) -> Option<String> {
        let text = value.text().map(str::trim).filter(|text| !text.is_empty());
        if value.text().is_none() {
            self.wrong(key, value, "text");
        }
        text.map(str::to_owned)
    }

    fn url(&mut self, key: &str, value: &Yaml) -> Option<String> {
        let Some(text) = value.text() else {
            self.wrong(key, value, "an address");
            return None;
        };
        if !is_web_address(text.trim()) {
            self.report(value, format!("`{key}` must be an http or https address"));
            return None;
        }
        Some(text.trim().to_owned())
    }

    fn discussion(&mut self, value: &Yaml) -> Vec<String> {
        let values = value.items().unwrap_or(std::slice::from_ref(value));
        let values = self.bounded("discussion", values);
        let read = |value| self.url("discussion", value);
        values.iter().filter_map(read).collect()
    }

    fn participate(&mut self, value: &Yaml) -> Vec<Participation> {
        let values = value.items().unwrap_or(std::slice::from_ref(value));
        let mut ways = Vec::new();
        for value in self.bounded("participate", values) {
            match value.entries() {
                Some(_) if value.get("url").is_some() => ways.extend(self.labelled(value)),
                Some(entries) => {
                    for entry in self.bounded("participate", entries) {
                        ways.extend(self.way(&entry.key, &entry.value));
                    }
                }
                None => self.wrong("participate", value, "a mapping with `label` and `url`"),
            }
        }
        ways.truncate(MAX_LINKS);
        ways
    }

    fn labelled(&mut self, value: &Yaml) -> Option<Participation> {
        let label = value
            .get("label")
            .and_then(|label| self.text("label", label));
        let url = value.get("url")?;
        let label = label
            .or_else(|| url.text().map(str::to_owned))
            .unwrap_or_default();
        self.way(&label, url)
    }

    fn way(&mut self, label: &str, url: &Yaml) -> Option<Participation> {
        let Some(text) = url.text() else {
            self.wrong("participate", url, "an address");
            return None;
        };
        let Some(address) = contact_address(text.trim()) else {
            let message = "`participate` must be an http, https or mail address".to_owned();
            self.report(url, message);
            return None;
        };
        Some(Participation {
            label: label.to_owned(),
            url: address,
        })
    }

    /// Ways by section. A key `sections` that holds anything else is some other program's, and kept as it is.
    fn sections(&mut self, entry: &Entry, value: &Yaml) {
        let is_ours = |section: &Entry| section.value.entries().is_some();
        let sections = value.entries().filter(|all| all.iter().all(is_ours));
        let Some(sections) = sections else {
            let kept = (entry.key.clone(), value.to_json());
            return self.front_matter.other.push(kept);
        };
        for section in self.bounded("sections", sections) {
            let ways = self.section(&section.value);
            let anchor = section.key.trim_start_matches('#').to_owned();
            self.front_matter.sections.push((anchor, ways));
        }
    }

    fn section(&mut self, value: &Yaml) -> Ways {
        let mut ways = Ways::default();
        for entry in value.entries().unwrap_or_default() {
            match entry.key.as_str() {
                "discussion" => ways.discussion = self.discussion(&entry.value),
                "participate" => ways.participate = self.participate(&entry.value),
                other => {
                    let message = format!(
                        "`{other}` is no key of a section; known are `discussion` and `participate`"
                    );
                    self.report(&entry.value, message);
                }
            }
        }
        ways
    }

    /// The first of too many.
    fn bounded<'v, T>(&mut self, key: &str, values: &'v [T]) -> &'v [T] {
        if values.len() > MAX_LINKS {
            let message =
                format!("`{key}` names more than {MAX_LINKS} links; the rest is left out");
            self.problems.push(Diagnostic::warning(RULE, message));
        }
        &values[..values.len().min(MAX_LINKS)]
    }
}

/// Whether a text is an address of the web, without spaces or control characters.
pub fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let named = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    let clean =
        !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\`".contains(c));
    known && named && clean && text.len() <= MAX_URL_BYTES
}

/// An address that people can be sent to: one of the web, or of mail with or without `mailto:`.
pub fn contact_address(text: &str) -> Option<String> {
    if is_web_address(text) {
        return Some(text.to_owned());
    }
    let mail = text.strip_prefix("mailto:").unwrap_or(text);
    let (name, host) = mail.split('?').next()?.split_once('@')?;
    let clean = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"\\`:/@".contains(c);
    let good = !name.is_empty() && host.contains('.') && mail.len() <= MAX_URL_BYTES;
    let rest = mail.rsplit_once('?').map_or("", |(_, rest)| rest);
    let fine = name.chars().chain(host.chars()).all(clean)
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`".contains(c));
    (good && fine).then(|| format!("mailto:{mail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &FrontMatter, body: &str, problems: &[&str]) {
        let top = read(source);
        assert_eq!(&top.front_matter, expected, "{source}");
        assert_eq!(&source[top.body..], body, "{source}");
        let found: Vec<String> = top.problems.iter().map(ToString::to_string).collect();
        let found: Vec<&str> = found
            .iter()
            .filter_map(|text| text.lines().next())
            .collect();
        assert_eq!(found, problems, "{source}");
    }

    fn titled(title: &str) -> FrontMatter {
        FrontMatter {
            title: Some(title.into()),
            ..FrontMatter::default()
        }
    }

    #[test]
    fn a_document_says_what_it_is_about() {
        let expected = FrontMatter {
            title: Some("提言".into()),
            discussion: vec!["https://example.org/t/1".into(), "http://例え.jp/".into()],
            participate: vec![Participation {
                label: "AIに聞く".into(),
                url: "https://example.org/chat".into(),
            }],
            sections: vec![(
                "予算".into(),
                Ways {
                    discussion: vec!["https://example.org/t/2".into()],
                    participate: vec![Participation {
                        label: "窓口".into(),
                        url: "mailto:a@example.org".into(),
                    }],
                },
            )],
            status: Some("草案".into()),
            id: Some("12".into()),
            other: vec![("担当".into(), serde_json::json!(["甲", 1]))],
        };
        let source = "---\ntitle: 提言\ndiscussion: [https://example.org/t/1, http://例え.jp/]\nparticipate:\n  label: AIに聞く\n  \
                      url: https://example.org/chat\nsections:\n  予算:\n    discussion: https://example.org/t/2\n    \
                      participate: {窓口: a@example.org}\nstatus: 草案\nid: 12\n担当: [甲, 1]\n---\n本文";
        check(source, &expected, "本文", &[]);
    }

    #[test]
    fn ways_to_take_part_may_be_listed_or_named() {
        for ways in [
            "- {label: あ, url: https://a.jp}\n- {label: い, url: https://b.jp}",
            "  あ: https://a.jp\n  い: https://b.jp",
            "- あ: https://a.jp\n- い: https://b.jp",
        ] {
            let top = read(&format!("---\nparticipate:\n{ways}\n---\n"));
            let found: Vec<_> = top
                .front_matter
                .participate
                .iter()
                .map(|way| (&*way.label, &*way.url))
                .collect();
            assert_eq!(found, [("あ", "https://a.jp"), ("い", "https://b.jp")]);
        }
    }

    #[test]
    fn it_begins_and_ends_with_any_line_end() {
        check(
            "\u{feff}---\r\ntitle: あ\r\n...\r\n本文",
            &titled("あ"),
            "本文",
            &[],
        );
        check("---  \ntitle: あ\n---", &titled("あ"), "", &[]);
        check("---\n# 空\n---\n本文", &FrontMatter::default(), "本文", &[]);
    }

    #[test]
    fn a_text_between_thematic_breaks_stays() {
        for source in [
            "---\n\n本文: [\n\n---\n",
            "---\n本文\n---\n",
            "--- a\n",
            "---\ntitle: あ\n",
            "---\n* あ\n * い\n---\n",
        ] {
            check(source, &FrontMatter::default(), source, &[]);
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_the_rest_kept() {
        check(
            "---\nstatus: [あ]\ntitle: 題\ndiscussion:\n  - javascript:alert(1)\n  - 3\n---\n本文",
            &titled("題"),
            "本文",
            &[
                "warning[front-matter] 2:9: `status` must be text, not a list",
                "warning[front-matter] 5:5: `discussion` must be an http or https address",
                "warning[front-matter] 6:5: `discussion` must be an http or https address",
            ],
        );
        check(
            "---\ntitle: あ\ntitle: い\n---\n本文",
            &FrontMatter::default(),
            "本文",
            &[
                "warning[front-matter] 3:1: the front matter is not read: the key `title` is already in line 2",
            ],
        );
    }

    #[test]
    fn sections_of_another_program_are_kept_as_they_are() {
        let top = read("---\nsections: [甲, 乙]\n---\n");
        assert!(top.front_matter.sections.is_empty() && top.problems.is_empty());
        assert_eq!(top.front_matter.other[0].0, "sections");
    }

    #[test]
    fn people_can_be_written_to() {
        for (written, expected) in [
            ("a@example.org", Some("mailto:a@example.org")),
            ("mailto:a@b.jp?subject=x", Some("mailto:a@b.jp?subject=x")),
            ("https://a.jp", Some("https://a.jp")),
            ("a@b", None),
            ("javascript:a@b.jp", None),
            ("a b@c.jp", None),
        ] {
            assert_eq!(contact_address(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        for url in ["https://a.jp", "HTTP://a.jp/?q#f", "https://例え.jp/あ"] {
            assert!(is_web_address(url), "{url}");
        }
        for url in [
            "javascript:x",
            "//a.jp",
            "https://",
            "https://a b",
            "data://x",
            "https://a\"b",
            "ftp://a.jp",
        ] {
            assert!(!is_web_address(url), "{url}");
        }
    }
}
