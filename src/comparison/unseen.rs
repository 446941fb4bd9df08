//! Two documents → what changed in them that is not shown: front matter, comments, definitions of links that nothing uses.
//!
//! Plain text, bounded: values are cut, and so is their number. Comments and definitions are aligned in order, so that
//! one that reads otherwise is one change.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::sequence::{self, Budget};
use crate::document::{
    Block, BlockKind, Definition, Document, FrontMatter, Inline, ListItem, Participation, Ways,
};

/// A change that no reader of the text sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unseen {
    /// What it is.
    pub what: UnseenKind,
    /// The key of a field, the label of a definition; none for a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it was; none if it is new.
    pub before: Option<String>,
    /// How it is; none if it is gone.
    pub after: Option<String>,
}

/// What is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnseenKind {
    /// A field between the `---` lines at the top.
    FrontMatter,
    /// `<!-- a comment -->`.
    Comment,
    /// `[label]: address`, which nothing uses.
    Definition,
}

/// Most changes that are told.
pub(super) const MOST: usize = 200;
/// Longest value in characters; the rest is left out.
const LONGEST: usize = 600;

/// Lists what changed: fields in the order of their first occurrence, then comments and definitions in reading order.
pub(super) fn unseen(before: &Document, after: &Document) -> Vec<Unseen> {
    let mut found = front_matter(&before.front_matter, &after.front_matter);
    let comments = [before, after].map(|document| {
        let mut comments = Vec::new();
        comments_of_blocks(&document.blocks, &mut comments);
        comments
    });
    let comments = changed(&comments[0], &comments[1]);
    found.extend(comments.into_iter().map(|(before, after)| Unseen {
        what: UnseenKind::Comment,
        name: None,
        before,
        after,
    }));
    found.extend(definitions(before, after));
    found.truncate(MOST);
    for unseen in &mut found {
        cut(&mut unseen.name);
        cut(&mut unseen.before);
        cut(&mut unseen.after);
    }
    found
}

fn cut(text: &mut Option<String>) {
    if let Some(text) = text
        && let Some((end, _)) = text.char_indices().nth(LONGEST)
    {
        text.truncate(end);
        text.push('…');
    }
}

fn front_matter(before: &FrontMatter, after: &FrontMatter) -> Vec<Unseen> {
    let (old, new) = (fields(before), fields(after));
    let mut found = Vec::new();
    let by_name: HashMap<&str, &str> = new
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut tell = |name: &str, before: Option<&str>, after: Option<&str>| {
        if before != after {
            found.push(Unseen {
                what: UnseenKind::FrontMatter,
                name: Some(name.to_owned()),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
            });
        }
    };
    for (name, value) in &old {
        tell(name, Some(value), by_name.get(&**name).copied());
    }
    let known: BTreeSet<&str> = old.iter().map(|(name, _)| &**name).collect();
    for (name, value) in new.iter().filter(|(name, _)| !known.contains(&**name)) {
        tell(name, None, Some(value));
    }
    found
}

/// All fields as text, those that we know first.
fn fields(front_matter: &FrontMatter) -> Vec<(String, String)> {
    let lists = [
        ("discussion", front_matter.discussion.join("\n")),
        ("participate", participate(&front_matter.participate)),
        ("sections", sections(&front_matter.sections)),
    ];
    let texts = [
        ("title", &front_matter.title),
        ("status", &front_matter.status),
        ("id", &front_matter.id),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.clone()?)));
    let lists = lists.into_iter().filter(|(_, text)| !text.is_empty());
    let known = texts
        .chain(lists)
        .map(|(name, text)| (name.to_owned(), text));
    let other = front_matter.other.iter().map(|(name, value)| {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (name.clone(), text)
    });
    known.chain(other).collect()
}

fn participate(ways: &[Participation]) -> String {
    let told = |way: &Participation| format!("{} {}", way.label, way.url);
    ways.iter().map(told).collect::<Vec<_>>().join("\n")
}

fn sections(sections: &[(String, Ways)]) -> String {
    let told = |(anchor, ways): &(String, Ways)| {
        let lists = [ways.discussion.join("\n"), participate(&ways.participate)];
        let lines: Vec<_> = lists.iter().filter(|list| !list.is_empty()).collect();
        lines
            .iter()
            .fold(anchor.clone(), |all, list| all + "\n" + list)
    };
    sections.iter().map(told).collect::<Vec<_>>().join("\n")
}

fn definitions(before: &Document, after: &Document) -> Vec<Unseen> {
    let told = |document: &Document| -> Vec<(String, String)> {
        let used: BTreeSet<&str> = document.links().map(|link| link.target).collect();
        let unused = document.definitions.iter();
        let unused = unused.filter(|definition| !used.contains(definition.target.as_str()));
        unused
            .map(|definition| (definition.label.clone(), value(definition)))
            .collect()
    };
    let (old, new) = (told(before), told(after));
    let mut found = Vec::new();
    let by_label: HashMap<&str, &str> = new
        .iter()
        .map(|(label, value)| (&**label, &**value))
        .collect();
    for (label, value) in &old {
        found.push((label, Some(&**value), by_label.get(&**label).copied()));
    }
    let known: BTreeSet<&str> = old.iter().map(|(label, _)| &**label).collect();
    let come = new.iter().filter(|(label, _)| !known.contains(&**label));
    found.extend(come.map(|(label, value)| (label, None, Some(&**value))));
    let differs = found
        .into_iter()
        .filter(|(_, before, after)| before != after);
    differs
        .map(|(label, before, after)| Unseen {
            what: UnseenKind::Definition,
            name: Some(label.clone()),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        })
        .collect()
}

fn value(definition: &Definition) -> String {
    match definition.title.as_str() {
        "" => definition.target.clone(),
        title => format!("{} {title}", definition.target),
    }
}

/// What differs between two sequences of texts: old and new where one stands for the other.
fn changed(before: &[String], after: &[String]) -> Vec<(Option<String>, Option<String>)> {
    let mut names: HashMap<&str, u32> = HashMap::new();
    for text in before.iter().chain(after) {
        let next = names.len() as u32;
        names.entry(text).or_insert(next);
    }
    let ids = |texts: &[String]| -> Vec<u32> { texts.iter().map(|text| names[&**text]).collect() };
    // So few steps that no budget is needed.
    let runs = sequence::common(&ids(before), &ids(after), &mut Budget::new(0));
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    let end = sequence::Run {
        before: before.len(),
        after: after.len(),
        length: 0,
    };
    for run in runs.into_iter().chain([end]) {
        let (old, new) = (&before[i..run.before], &after[j..run.after]);
        let side = |texts: &[String], at: usize| texts.get(at).cloned();
        found.extend((0..old.len().max(new.len())).map(|at| (side(old, at), side(new, at))));
        (i, j) = (run.before + run.length, run.after + run.length);
    }
    found
}

fn comments_of_blocks(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                comments_of(content, found)
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                comments_of_blocks(blocks, found)
            }
            BlockKind::List { items, .. } => {
                let blocks = items.iter().map(|ListItem { blocks, .. }| blocks);
                blocks.for_each(|blocks| comments_of_blocks(blocks, found));
            }
            BlockKind::Table { header, rows, .. } => {
                let rows = std::iter::once(header).chain(rows);
                let cells = rows.flat_map(|row| &row.cells);
                cells.for_each(|cell| comments_of(cell, found));
            }
            BlockKind::Html(html) => comments_in(html, found),
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

fn comments_of(inlines: &[Inline], found: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Html(html) => comments_in(html, found),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                comments_of(inner, found)
            }
            Inline::Link { content, .. } => comments_of(content, found),
            _ => {}
        }
    }
}

/// The comments in raw HTML, without their signs.
fn comments_in(html: &str, found: &mut Vec<String>) {
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        let inner = &rest[start + 4..];
        let (comment, after) = inner.split_once("-->").unwrap_or((inner, ""));
        let comment = comment.trim();
        if !comment.is_empty() {
            found.push(comment.to_owned());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let (old, new) = (parse(before), parse(after));
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let told: Vec<String> = unseen(&old, &new)
            .iter()
            .map(|unseen| {
                let name = unseen.name.clone().unwrap_or_default();
                format!(
                    "{:?} {name}: {} → {}",
                    unseen.what,
                    side(&unseen.before),
                    side(&unseen.after)
                )
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn fields_at_the_top_are_told_known_or_not() {
        check(
            "---\ntitle: 教育\nstatus: 案\n担当: [甲, 乙]\n---\n本文",
            "---\ntitle: 教育\nstatus: 決定\n版: 2\n---\n本文",
            &[
                "FrontMatter status: 案 → 決定",
                "FrontMatter 担当: [\"甲\",\"乙\"] → –",
                "FrontMatter 版: – → 2",
            ],
        );
    }

    #[test]
    fn comments_are_told_wherever_they_stand() {
        check(
            "<!-- 要確認 -->\n\n本文<!-- 甲 -->です。\n\n- 項目 <!-- 同じ -->",
            "<!-- 確認済み -->\n\n本文です。\n\n- 項目 <!-- 同じ -->\n\n<!-- 最後 -->",
            &[
                "Comment : 要確認 → 確認済み",
                "Comment : 甲 → –",
                "Comment : – → 最後",
            ],
        );
    }

    #[test]
    fn definitions_that_nothing_uses_are_told() {
        check(
            "[使う][a]\n\n[a]: https://example.org/a\n[b]: https://example.org/b\n[//]: # (注)",
            "[使う][a]\n\n[a]: https://example.org/z\n[b]: https://example.org/c\n[//]: # (別の注)",
            &[
                "Definition b: https://example.org/b → https://example.org/c",
                "Definition //: # 注 → # 別の注",
            ],
        );
    }

    #[test]
    fn the_same_is_told_by_nobody() {
        check(
            "---\nid: x\n---\n<!-- 注 -->",
            "---\nid: x\n---\n<!--注-->",
            &[],
        );
    }

    #[test]
    fn long_values_are_cut_and_so_are_many() {
        let long = "あ".repeat(5000);
        let (old, new) = (parse("本文"), parse(&format!("<!-- {long} -->")));
        let found = unseen(&old, &new);
        let told = found[0].after.as_deref().map(|text| text.chars().count());
        assert_eq!(told, Some(LONGEST + 1));
        let many: String = (0..1000).map(|n| format!("<!-- {n} -->\n\n")).collect();
        assert_eq!(unseen(&old, &parse(&many)).len(), MOST);
    }
}
