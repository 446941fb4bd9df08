//! HTML in a document that no page shows → the first place of each such element or attribute.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{Example, Find, Finding, Rule, Subject, each_block, unfixed};
use crate::document::{Block, BlockKind, Inline};
use crate::sanitise;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Pages show HTML that sets text; what runs, loads something, takes input or brings a look of its own is left out, as \
           anyone may send a document. Words inside are kept where they can be.",
    example: Example {
        wrong: "<iframe src=\"https://example.org/\"></iframe>\n",
        right: "[説明の動画](https://example.org/)\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "dropped-markup";

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut dropped: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, tag) in tags(subject) {
        for what in lost(tag) {
            let (_, count) = dropped.entry(what).or_insert((place, 0));
            *count += 1;
        }
    }
    let mut found: Vec<_> = dropped.into_iter().collect();
    found.sort_by_key(|(_, (place, _))| *place);
    let finding = |(what, (place, count)): (String, (usize, usize))| {
        let times = match count {
            1 => String::new(),
            count => format!(" ({count} times in this document)"),
        };
        let message = format!("{what} is not shown{times}");
        let help = "say it in Markdown: a link instead of a frame or a button, an image instead of a drawing; \
                    how pages look is said by `theme` in teigen.yaml";
        unfixed(subject.warning(NAME, message, place).with_help(help))
    };
    found.into_iter().map(finding).collect()
}

/// What of a tag is left out.
fn lost(tag: &str) -> Vec<String> {
    let inside = tag
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim_end_matches('/');
    let end = inside
        .find(|c: char| c.is_whitespace())
        .unwrap_or(inside.len());
    let name = inside[..end].to_ascii_lowercase();
    if !sanitise::may_stay(&name) {
        return vec![format!("the element `{name}`")];
    }
    attributes(&inside[end..])
        .filter(|attribute| attribute == "style" || attribute.starts_with("on"))
        .map(|attribute| format!("the attribute `{attribute}`"))
        .collect()
}

/// The names of attributes.
fn attributes(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'))
            .unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            let end = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    value[1..].find(quote).map_or(value.len(), |at| at + 2)
                }
                _ => value.find(char::is_whitespace).unwrap_or(value.len()),
            };
            rest = &value[end..];
        }
        (!name.is_empty()).then_some(name)
    })
}

/// The opening tags that the author wrote, with their places.
fn tags<'s>(subject: &Subject<'s>) -> Vec<(usize, &'s str)> {
    let mut found = Vec::new();
    each_block(&subject.document.blocks, &mut |block| {
        let ranges = match &block.kind {
            BlockKind::Html(_) => vec![block.span.clone()],
            _ => inline_tags(subject.text, block),
        };
        for range in ranges {
            opening(&subject.text[range.clone()], &mut |at, tag| {
                found.push((range.start + at, tag))
            });
        }
    });
    found
}

/// Hands each opening tag of a piece of HTML to a function; comments are passed over.
fn opening<'t>(html: &'t str, take: &mut dyn FnMut(usize, &'t str)) {
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        let length = rest.find('>').map_or(rest.len(), |end| end + 1);
        let is_opening = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        if is_opening {
            take(start, &rest[..length]);
        }
        at = start + if is_opening { length } else { 1 };
    }
}

/// Where the tags in running text stand: they are looked for in the block's source, one after the other.
fn inline_tags(text: &str, block: &Block) -> Vec<Range<usize>> {
    let mut written = Vec::new();
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            collect(content, &mut written)
        }
        BlockKind::Table { header, rows, .. } => {
            let cells = std::iter::once(header)
                .chain(rows)
                .flat_map(|row| &row.cells);
            cells.for_each(|cell| collect(cell, &mut written));
        }
        _ => {}
    }
    let mut at = block.span.start;
    let mut ranges = Vec::new();
    for tag in written {
        if let Some(found) = text[at..block.span.end].find(tag) {
            ranges.push(at + found..at + found + tag.len());
            at += found + tag.len();
        }
    }
    ranges
}

fn collect<'d>(inlines: &'d [Inline], written: &mut Vec<&'d str>) {
    for inline in inlines {
        match inline {
            Inline::Html(tag) => written.push(tag),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => collect(content, written),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::places;
    use super::*;

    #[test]
    fn what_runs_or_brings_its_own_look_is_found_and_what_sets_text_is_not() {
        let check =
            |text: &str, expected: &[&str]| assert_eq!(places(&RULE, text), expected, "{text}");
        check(
            "<div align=\"center\"><b>あ</b></div>\n\n行<br>末 <u>x</u>\n",
            &[],
        );
        check("<script>x</script>\n", &["1:1"]);
        check(
            "文 <span style=\"color: red\">赤</span> と <span style=\"x\">y</span>\n",
            &["1:3"],
        );
        check("<a href=\"x\" onclick=\"y > z\">a</a>\n", &["1:1"]);
        check("<!-- <script> -->\n\n`<iframe>`\n\n```\n<form>\n```\n", &[]);
        check("| a |\n| --- |\n| <video src=\"x\"></video> |\n", &["3:3"]);
        check("> <form>\n> x\n> </form>\n", &["1:3"]);
    }
}
