//! A list inside a list that MkDocs reads as part of the outer one → four spaces, which everything reads alike.
//!
//! CommonMark takes what is as far in as an item's text; Python-Markdown, which MkDocs has, takes steps of four spaces:
//! <https://python-markdown.github.io/#differences>.

use super::super::{Edit, Example, Find, Finding, Fix, Rule, Subject, apply};
use crate::document::html::{Options, to_html};
use crate::document::{self, Block, BlockKind, Document, ListItem};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "A list inside a list that is two or three spaces in is an inner list on GitHub and here, and part of the outer \
           list in MkDocs. Four spaces are read alike everywhere.",
    example: Example {
        wrong: "- 教育\n  - 教員を増やす\n",
        right: "- 教育\n    - 教員を増やす\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "list-indent";
/// Columns of a step.
const STEP: usize = 4;

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let lists = subject.document.blocks.iter();
    let lists = lists.filter(|block| matches!(block.kind, BlockKind::List { .. }));
    lists.filter_map(|list| finding(subject, list)).collect()
}

/// One finding for each list of the text, at the first inner list that is read otherwise.
fn finding(subject: &Subject<'_>, list: &Block) -> Option<Finding> {
    let mut inner = Vec::new();
    collect(
        subject.text,
        list,
        column(subject.text, mark(subject.text, list.span.start)),
        1,
        &mut inner,
    );
    let first = inner.iter().find(|inner| inner.is_misread)?;
    let message = "MkDocs reads this inner list as part of the list around it";
    let found = subject.warning(NAME, message, first.start);
    let fix = fix(subject, &inner);
    let help = match &fix {
        Some(_) => {
            "put it four spaces further in than the list around it: `teigen check --fix` does"
        }
        None => "put it four spaces further in than the list around it",
    };
    Some(Finding {
        diagnostic: found.with_help(help),
        fix,
    })
}

/// A list inside a list.
struct Inner {
    start: usize,
    end: usize,
    /// Where its items stand, and where they should.
    column: usize,
    wanted: usize,
    is_misread: bool,
}

fn collect(text: &str, list: &Block, around: usize, depth: usize, found: &mut Vec<Inner>) {
    let BlockKind::List { items, .. } = &list.kind else {
        return;
    };
    for block in items.iter().flat_map(|item: &ListItem| &item.blocks) {
        if !matches!(block.kind, BlockKind::List { .. }) {
            continue;
        }
        let start = mark(text, block.span.start);
        let column = column(text, start);
        let opens_line = text[..start]
            .rsplit('\n')
            .next()
            .is_none_or(|before| before.trim().is_empty());
        // What follows an item's mark on its own line, `- - a`, is left alone with all that is in it.
        if !opens_line {
            continue;
        }
        found.push(Inner {
            start,
            end: block.span.end,
            column,
            wanted: depth * STEP,
            is_misread: column > around && column - around < STEP,
        });
        collect(text, block, column, depth + 1, found);
    }
}

/// Where a list's first mark stands: its span may begin with spaces.
fn mark(text: &str, start: usize) -> usize {
    start + text[start..].find(|c: char| c != ' ').unwrap_or(0)
}

/// Columns before a place in its line; none of a line with tabs, which are not touched.
fn column(text: &str, place: usize) -> usize {
    let line = text[..place].rfind('\n').map_or(0, |at| at + 1);
    text[line..place].chars().count()
}

/// Moves each line of an inner list by what its innermost list lacks, if the text then reads the same to us.
fn fix(subject: &Subject<'_>, inner: &[Inner]) -> Option<Fix> {
    let text = subject.text;
    let (start, end) = (
        inner.first()?.start,
        inner.iter().map(|inner| inner.end).max()?,
    );
    let mut edits = Vec::new();
    let mut at = text[..start].rfind('\n').map_or(0, |at| at + 1);
    while at < end {
        let line = text[at..]
            .find('\n')
            .map_or(text.len(), |length| at + length);
        let content = at + (text[at..line].len() - text[at..line].trim_start().len());
        let holding = inner
            .iter()
            .rfind(|inner| inner.start <= content && content < inner.end);
        let moved = holding
            .filter(|_| content < line)
            .and_then(|inner| inner.wanted.checked_sub(inner.column));
        if let Some(more) = moved.filter(|more| *more > 0) {
            edits.push(Edit {
                range: at..at,
                text: " ".repeat(more),
            });
        }
        at = line + 1;
    }
    let fix = Fix {
        edits,
        says: "inner lists put four spaces in".to_owned(),
    };
    let mended = document::parse(&apply(text, &fix)?);
    reads_the_same(subject.document, &mended).then_some(fix)
}

fn reads_the_same(before: &Document, after: &Document) -> bool {
    let html = |document: &Document| to_html(document, &Options::default());
    html(before) == html(after)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::places;
    use super::*;
    use crate::snapshot::SourcePath;

    fn mended(text: &str) -> Option<String> {
        let (path, document) = (SourcePath::new("docs/a.md"), document::parse(text));
        let subject = Subject {
            path: &path,
            text,
            document: &document,
        };
        let fix = find(&subject).into_iter().find_map(|found| found.fix)?;
        apply(text, &fix)
    }

    #[test]
    fn inner_lists_are_put_in_by_steps_of_four() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(mended(text).as_deref(), expected, "{text}");
        };
        check(
            "- a\n  - b\n    - c\n  - d\n- e\n",
            Some("- a\n    - b\n        - c\n    - d\n- e\n"),
        );
        check(
            "1. a\n   - b\n\n     続き\n",
            Some("1. a\n    - b\n\n      続き\n"),
        );
        check("- a\n    - b\n", None);
        check("- a\n- b\n", None);
    }

    #[test]
    fn the_first_inner_list_is_told_once() {
        assert_eq!(places(&RULE, "- a\n  - b\n- c\n  - d\n"), ["2:3"]);
        assert_eq!(places(&RULE, "> - a\n>   - b\n"), [""; 0]);
        assert_eq!(places(&RULE, "- - a\n"), [""; 0]);
    }
}
