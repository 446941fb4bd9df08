//! One item with two amounts in two documents → both places.
//!
//! Which item a figure is of, its row or the words before it tell, or else the heading above it; see
//! [`FigureChange::label`](crate::comparison::FigureChange). Only what one document says once is compared.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::super::{Example, Find, Proposal, Rule, Subject};
use crate::comparison::{self, FigureChange, FigureKind};
use crate::diagnostic::Diagnostic;
use crate::document::Document;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "The same item with two amounts of money in two documents: one of them was changed and the other forgotten. Readers \
           find out, and trust neither.",
    example: Example {
        wrong: "| 教員向けの研修 | 約5500万円 |\n",
        right: "| 教員向けの研修 | 約6000万円 |\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "figures-disagree";
/// Characters from which on a label or heading names one thing.
const TELLING: usize = 6;
/// What labels say of amounts rather than of things.
const OF_AMOUNTS: [&str; 22] = [
    "あたり",
    "当たり",
    "年間",
    "毎年",
    "月額",
    "年額",
    "総額",
    "合計",
    "予算",
    "費用",
    "経費",
    "規模",
    "初期",
    "運用",
    "開発",
    "導入",
    "概算",
    "最大",
    "程度",
    "全体",
    "単価",
    "コスト",
];

/// What is said of an item in one document.
struct Said<'a> {
    subject: &'a Subject<'a>,
    text: String,
    value: String,
    place: usize,
}

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let empty = Document::default();
    let mut items: BTreeMap<Item, Vec<Said<'_>>> = BTreeMap::new();
    for subject in proposal.documents {
        let mut own: BTreeMap<Item, Vec<Said<'_>>> = BTreeMap::new();
        for figure in comparison::compare(&empty, subject.document).figures() {
            if let Some((item, said)) = read(subject, figure) {
                own.entry(item).or_default().push(said);
            }
        }
        for (item, mut said) in own {
            let value = said[0].value.clone();
            // What differs inside a document is told there: by year, by kind.
            if said.iter().all(|said| said.value == value) {
                items.entry(item).or_default().push(said.swap_remove(0));
            }
        }
    }
    items
        .into_iter()
        .flat_map(|(item, said)| disagreements(&item, &said))
        .collect()
}

/// What a figure is of, and which of its amounts: name, word, unit.
type Item = (String, String, String);

fn read<'a>(subject: &'a Subject<'a>, figure: FigureChange) -> Option<(Item, Said<'a>)> {
    let side = figure.after.filter(|_| figure.kind == FigureKind::Money)?;
    let is_telling = |name: &str| {
        let of_things = OF_AMOUNTS
            .iter()
            .fold(name.to_owned(), |name, word| name.replace(word, ""));
        of_things.chars().count() >= TELLING
    };
    let label = plain(&figure.label);
    let (name, word) = match is_telling(&label) {
        true => (label, String::new()),
        false => {
            // The document's own title is not an item of it.
            let above = figure.section.iter().skip(1).rev();
            (
                above
                    .map(|title| plain(title))
                    .find(|title| is_telling(title))?,
                label,
            )
        }
    };
    let place = place(subject, &figure.section, &side.text);
    let said = Said {
        subject,
        place,
        text: side.text,
        value: side.value,
    };
    Some(((name, word, side.unit), said))
}

/// A name without its number and the width of its letters: `施策１：研修` is `研修`.
fn plain(name: &str) -> String {
    let folded: String = name.nfkc().filter(|c| !c.is_whitespace()).collect();
    let bare = folded.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ')' | '(' | '-' | '①'..='⑳')
    });
    bare.to_owned()
}

/// Where a figure is written: in the section that its headings name.
fn place(subject: &Subject<'_>, headings: &[String], text: &str) -> usize {
    let document = subject.document;
    let section = document.sections.iter().position(|section| {
        let path = document.section_path(section.blocks.start);
        path.iter()
            .map(|title| title.trim())
            .eq(headings.iter().map(|title| title.trim()))
    });
    let blocks = document.own_blocks(section);
    let block = document.blocks[blocks].iter().find_map(|block| {
        subject.text[block.span.clone()]
            .find(text)
            .map(|at| block.span.start + at)
    });
    let heading = section.map(|section| subject.heading(&document.sections[section]));
    block.or(heading).unwrap_or(0)
}

fn disagreements(item: &Item, said: &[Said<'_>]) -> Vec<Diagnostic> {
    let Some((first, others)) = said.split_first() else {
        return Vec::new();
    };
    let differing = others.iter().filter(|other| other.value != first.value);
    let warning = |other: &Said<'_>| {
        let (name, word, _) = item;
        let of = match word.is_empty() {
            true => name.clone(),
            false => format!("{name}, {word}"),
        };
        let message = format!(
            "“{of}” has {} here and {} in {}",
            other.text,
            first.text,
            first.subject.path.as_str()
        );
        let help = "say the same in both, or say in what they differ";
        other
            .subject
            .warning(NAME, message, other.place)
            .with_help(help)
    };
    differing.map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn one_item_with_two_amounts_in_two_documents_is_found() {
        let check = |one: &str, other: &str, expected: &[&str]| {
            let texts = [("docs/a.md", one), ("docs/b.md", other)];
            assert_eq!(found_together(&RULE, &texts, ""), expected, "{one} {other}");
        };
        let table = "# 一覧\n\n| 施策 | 予算 |\n| --- | --- |\n| 教員向けの研修 | 5500万円 |\n";
        check(
            table,
            "# 教育\n\n## 1. 教員向けの研修\n\n約5500万円。\n",
            &[],
        );
        check(
            table,
            "# 教育\n\n教員向けの研修に6000万円。\n",
            &["docs/b.md:3:9"],
        );
        // The same amount, written otherwise; another item; several amounts of one document.
        check(table, "# 教育\n\n教員向けの研修に0.55億円。\n", &[]);
        check(table, "# 教育\n\n生徒向けの研修に6000万円。\n", &[]);
        check(
            "# a\n\n## 教員向けの研修\n\n初年度は5500万円、次年度は6000万円。\n",
            table,
            &[],
        );
    }
}
