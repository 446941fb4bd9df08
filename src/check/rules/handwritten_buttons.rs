//! A block of links by hand at the top of a document → the same in its front matter, where the site takes them from.

use std::ops::Range;

use super::super::{Edit, Example, Find, Finding, Fix, Rule, Subject, apply};
use crate::document::{self, Document, FrontMatter, Participation};
use crate::site::buttons::{self, Buttons};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Links to the discussion and to the editor, written by hand into each file, say the same on every page in another \
           look, and go stale. The site shows them in one place on each page: front matter (`discussion:`, `participate:`) \
           says where they lead, and the link to the editor comes by itself.",
    example: Example {
        wrong: "# 提言\n\n<div>\n<a href=\"https://forum.example.org/t/topic/366\">議論する</a>\n</div>\n",
        right: "---\ndiscussion: https://forum.example.org/t/topic/366\n---\n# 提言\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "handwritten-buttons";

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let found = buttons::find(subject.document, subject.path.file_name());
    found
        .map(|buttons| finding(subject, &buttons))
        .into_iter()
        .collect()
}

fn finding(subject: &Subject<'_>, buttons: &Buttons) -> Finding {
    let place = subject.document.blocks[buttons.block].span.start;
    let fix = fix(subject, buttons);
    let help = match &fix {
        Some(_) => "say it in front matter instead: `teigen check --fix` does",
        None => {
            "say it in front matter instead, and take the block out; this file's front matter is better changed by hand"
        }
    };
    Finding {
        diagnostic: subject
            .warning(NAME, "links for taking part, written by hand", place)
            .with_help(help),
        fix,
    }
}

/// Takes the block out and puts what it says into front matter. Only where that leaves the rest as it reads.
fn fix(subject: &Subject<'_>, buttons: &Buttons) -> Option<Fix> {
    let (said, kept) = unsaid(&subject.document.front_matter, buttons);
    let end = if subject.text.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let lines: String = said.iter().flat_map(|line| [line.as_str(), end]).collect();
    let out = Edit {
        range: lines_of(subject.text, &subject.document.blocks[buttons.block].span),
        text: String::new(),
    };
    let entry = (!lines.is_empty()).then(|| into_front_matter(subject.text, &lines, end, kept));
    let mut edits = Vec::new();
    if let Some(entry) = entry {
        edits.push(entry?);
    }
    edits.push(out);
    let says = match said.is_empty() {
        true => "taken out; the front matter says it already".to_owned(),
        false => format!("moved to front matter ({})", said.join(" ").trim()),
    };
    let fix = Fix { edits, says };
    let mended = document::parse(&apply(subject.text, &fix)?);
    reads_the_same(subject.document, buttons, &mended).then_some(fix)
}

/// The lines that front matter still needs, and whether there is any key that stands in their way.
fn unsaid(front_matter: &FrontMatter, buttons: &Buttons) -> (Vec<String>, bool) {
    let new_topics: Vec<&String> = buttons
        .discussion
        .iter()
        .filter(|url| !front_matter.discussion.contains(url))
        .collect();
    let new_ways: Vec<&Participation> = buttons
        .participate
        .iter()
        .filter(|way| {
            front_matter
                .participate
                .iter()
                .all(|known| known.url != way.url)
        })
        .collect();
    let in_the_way = !new_topics.is_empty() && !front_matter.discussion.is_empty()
        || !new_ways.is_empty() && !front_matter.participate.is_empty();
    let mut lines = Vec::new();
    match new_topics.as_slice() {
        [] => {}
        [one] => lines.push(format!("discussion: {}", quoted(one))),
        several => {
            lines.push("discussion:".to_owned());
            lines.extend(several.iter().map(|url| format!("  - {}", quoted(url))));
        }
    }
    if !new_ways.is_empty() {
        lines.push("participate:".to_owned());
    }
    for way in new_ways {
        lines.push(format!("  - label: {}", quoted(&way.label)));
        lines.push(format!("    url: {}", quoted(&way.url)));
    }
    (lines, in_the_way)
}

/// A text as YAML has it: plain where nothing in it means anything, else as JSON, which YAML reads.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~?=&%+".contains(c);
    let address = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    if address.is_some_and(|rest| rest.chars().all(plain)) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// Where lines go: below the first line of front matter that is there, else above everything.
fn into_front_matter(text: &str, lines: &str, end: &str, in_the_way: bool) -> Option<Edit> {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let first = text[start..]
        .split_inclusive('\n')
        .next()
        .unwrap_or_default();
    let is_there = first.trim_end() == "---";
    if in_the_way {
        return None;
    }
    let (place, text) = match is_there {
        true => (start + first.len(), lines.to_owned()),
        false => (start, format!("---{end}{lines}---{end}")),
    };
    Some(Edit {
        range: place..place,
        text,
    })
}

/// The whole lines of a piece of the source.
fn lines_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at + 1);
    start..end
}

/// Whether the mended document is the one before without the block, and says in front matter what the block said.
fn reads_the_same(before: &Document, buttons: &Buttons, after: &Document) -> bool {
    let without = before.blocks.iter().enumerate();
    let without = without.filter(|(index, _)| *index != buttons.block);
    let same_blocks = without
        .map(|(_, block)| document::block_text(block))
        .eq(after.blocks.iter().map(document::block_text));
    let known = |url: &String| after.front_matter.discussion.contains(url);
    let same_rest = before.front_matter.other == after.front_matter.other
        && before.title() == after.title()
        && after.problems.len() <= before.problems.len();
    same_blocks && same_rest && buttons.discussion.iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::SourcePath;

    const BLOCK: &str = "<div style=\"x\">\n<a href=\"https://f.example.org/t/topic/366\">Discourse で議論する</a>\n<a href=\"https://github.com/o/r/blob/main/docs/a.md\">GitHub で編集する</a>\n</div>\n";

    fn check(source: &str, expected: Option<&str>) {
        let document = document::parse(source);
        let path = SourcePath::new("docs/a.md");
        let subject = Subject {
            path: &path,
            text: source,
            document: &document,
        };
        let found = find(&subject);
        let fix = found.first().and_then(|finding| finding.fix.as_ref());
        let mended = fix.and_then(|fix| apply(source, fix));
        assert_eq!(mended.as_deref(), expected, "{source}");
    }

    #[test]
    fn buttons_become_front_matter_and_every_other_byte_stays() {
        check(
            &format!("# 題（v0.5）\n\n\n{BLOCK}\n\n# 背景  \n本文"),
            Some(
                "---\ndiscussion: https://f.example.org/t/topic/366\n---\n# 題（v0.5）\n\n\n\n\n# 背景  \n本文",
            ),
        );
    }

    #[test]
    fn line_ends_and_a_byte_order_mark_stay() {
        let source = format!("\u{feff}# 題\n\n{BLOCK}\n本文\n").replace('\n', "\r\n");
        check(
            &source,
            Some(
                "\u{feff}---\r\ndiscussion: https://f.example.org/t/topic/366\r\n---\r\n# 題\r\n\r\n\r\n本文\r\n",
            ),
        );
    }

    #[test]
    fn front_matter_that_is_there_is_kept() {
        check(
            &format!("---\ntitle: 題\n---\n{BLOCK}\n本文\n"),
            Some("---\ndiscussion: https://f.example.org/t/topic/366\ntitle: 題\n---\n\n本文\n"),
        );
        check(
            &format!("---\ndiscussion: https://f.example.org/t/topic/366\n---\n{BLOCK}\n本文\n"),
            Some("---\ndiscussion: https://f.example.org/t/topic/366\n---\n\n本文\n"),
        );
    }

    #[test]
    fn what_cannot_be_joined_safely_is_left_to_people() {
        check(
            &format!("---\ndiscussion: https://f.example.org/t/1\n---\n{BLOCK}\n本文\n"),
            None,
        );
    }

    #[test]
    fn other_links_keep_their_names() {
        let block = BLOCK.replace(
            "</div>",
            "<a href=\"https://ai.example.org/?a=1&amp;b=2\">AI に: 聞く</a>\n</div>",
        );
        check(
            &format!("# 題\n\n{block}\n本文\n"),
            Some(
                "---\ndiscussion: https://f.example.org/t/topic/366\nparticipate:\n  - label: \"AI に: 聞く\"\n    url: https://ai.example.org/?a=1&b=2\n---\n# 題\n\n\n本文\n",
            ),
        );
    }

    #[test]
    fn a_finding_says_where() {
        let source = format!("# 題\n\n{BLOCK}\n本文\n");
        let document = document::parse(&source);
        let path = SourcePath::new("docs/a.md");
        let subject = Subject {
            path: &path,
            text: &source,
            document: &document,
        };
        let found = find(&subject)[0].diagnostic.to_string();
        let first = found.lines().next().unwrap_or_default();
        assert_eq!(
            first,
            "warning[handwritten-buttons] docs/a.md:3:1: links for taking part, written by hand"
        );
    }
}
