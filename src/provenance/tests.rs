//! What brought passages, told of small histories.

use super::*;
use crate::comparison::{compare, units};
use crate::document::{Document, parse};

/// Texts of documents at a time: path, text.
type State<'t> = &'t [(&'t str, &'t str)];

/// Makes a chain of states; a file that has a new name and half of its old text is the same.
fn chain(states: &[State<'_>]) -> (Chain, BTreeMap<ObjectId, Document>) {
    let mut chain = Chain::default();
    let mut documents = BTreeMap::new();
    let text = |path: &str, text: &str| Text {
        path: SourcePath::new(path),
        blob: id(text),
    };
    let mut earlier: State<'_> = &[];
    for (commit, state) in states.iter().enumerate() {
        let mut files = Vec::new();
        let find = |state: State<'_>, path: &str| {
            let found = state.iter().find(|(known, _)| *known == path);
            found.map(|(path, text)| (path.to_string(), text.to_string()))
        };
        let mut paths: Vec<&str> = earlier
            .iter()
            .chain(*state)
            .map(|(path, _)| *path)
            .collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            let (before, after) = (find(earlier, path), find(state, path));
            if before == after {
                continue;
            }
            let [old, new] = [&before, &after]
                .map(|side| parse(side.as_ref().map_or("", |(_, text)| text.as_str())));
            files.push(FileStep {
                before: before.map(|(path, content)| text(&path, &content)),
                after: after.map(|(path, content)| text(&path, &content)),
                lineage: compare(&old, &new).lineage(),
            });
        }
        for (_, content) in *state {
            let document = parse(content);
            chain.layouts.insert(id(content), Layout::new(&document));
            documents.insert(id(content), document);
        }
        chain.steps.push(Step { commit, files });
        earlier = state;
    }
    (chain, documents)
}

fn id(text: &str) -> ObjectId {
    use sha2::Digest;
    ObjectId::from_bytes(&sha2::Sha256::digest(text.as_bytes())).expect("an id")
}

/// For each unit of the newest first document: its text, the step that gave its wording, the step that brought it.
#[track_caller]
fn check_units(states: &[State<'_>], expected: &[(&str, usize, usize)]) {
    let (chain, documents) = chain(states);
    let (path, text) = states.last().expect("a state")[0];
    let (path, blob) = (SourcePath::new(path), id(text));
    let history = chain
        .history(&Text { path, blob }, chain.steps.len())
        .expect("it is laid out");
    let texts = units(&documents[&blob]);
    let found: Vec<_> = texts
        .iter()
        .zip(&history.units)
        .map(|(text, unit)| {
            let step = |step: Option<usize>| step.expect("all steps are known");
            (text.as_str(), step(unit.worded), step(unit.brought))
        })
        .collect();
    assert_eq!(found, expected);
}

/// For each section of the newest first document: its heading, and its events, newest first.
#[track_caller]
fn check_sections(states: &[State<'_>], expected: &[(&str, &str)]) {
    let (chain, documents) = chain(states);
    let (path, text) = states.last().expect("a state")[0];
    let (path, blob) = (SourcePath::new(path), id(text));
    let history = chain
        .history(&Text { path, blob }, chain.steps.len())
        .expect("it is laid out");
    let told: Vec<(String, String)> = documents[&blob]
        .sections
        .iter()
        .zip(&history.sections)
        .map(|(section, events)| {
            let events = events.iter().map(|event| match event.kind {
                EventKind::Began => format!("+{}", event.step),
                EventKind::Changed => format!("~{}", event.step),
                EventKind::Came(_) => format!(">{}", event.step),
            });
            let events: Vec<String> = events.collect();
            (section.title.clone(), events.join(" "))
        })
        .collect();
    let told: Vec<(&str, &str)> = told
        .iter()
        .map(|(title, events)| (title.as_str(), events.as_str()))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn a_passage_is_as_old_as_its_wording_and_as_its_first_wording() {
    check_units(
        &[
            &[("a.md", "# 予算\n\n総額は5億円です。")],
            &[("a.md", "# 予算\n\n総額は5億円です。\n\n期間は三年です。")],
            &[("a.md", "# 予算\n\n総額は6億円です。\n\n期間は三年です。")],
        ],
        &[
            ("予算", 0, 0),
            ("総額は6億円です。", 2, 0),
            ("期間は三年です。", 1, 1),
        ],
    );
}

#[test]
fn a_passage_that_came_from_another_document_keeps_its_age() {
    let moved = "奨学金を増やして、世界から学ぶ人を支えます。";
    check_units(
        &[
            &[("b.md", &format!("# 学び\n\n{moved}\n\nほかの文です。"))],
            &[
                ("a.md", "# 暮らし\n"),
                ("b.md", &format!("# 学び\n\n{moved}\n\nほかの文です。")),
            ],
            &[
                ("a.md", &format!("# 暮らし\n\n{moved}")),
                ("b.md", "# 学び\n\nほかの文です。"),
            ],
        ],
        &[("暮らし", 1, 1), (moved, 0, 0)],
    );
}

#[test]
fn a_section_is_followed_through_new_headings_and_places() {
    check_sections(
        &[
            &[(
                "a.md",
                "# 政策\n\n## 予算\n\n総額は5億円です。\n\n## 人員\n\n専任の職員を置きます。",
            )],
            &[(
                "a.md",
                "# 政策\n\n## 人員\n\n専任の職員を置きます。\n\n## 予算\n\n総額は5億円です。",
            )],
            &[(
                "a.md",
                "# 政策\n\n## 人員\n\n専任の職員を置きます。\n\n## 予算と財源\n\n総額は6億円です。",
            )],
        ],
        &[("政策", "+0"), ("人員", "+0"), ("予算と財源", "~2 ~1 +0")],
    );
}

#[test]
fn a_change_of_one_section_is_none_of_its_neighbours() {
    check_sections(
        &[
            &[("a.md", "# 甲\n\n一文目。\n\n二文目。\n\n# 乙\n\n三文目。")],
            &[("a.md", "# 甲\n\n一文目。\n\n# 乙\n\n三文目。")],
            &[("a.md", "# 甲\n\n一文目。\n\n# 乙\n\n序の文。\n\n三文目。")],
        ],
        &[("甲", "~1 +0"), ("乙", "~2 +0")],
    );
}

#[test]
fn a_section_that_went_to_another_document_is_followed_there() {
    let section = "## 奨学金\n\n奨学金を増やして、世界から学ぶ人を支えます。\n\n返さなくてよい奨学金を設けます。";
    check_sections(
        &[
            &[(
                "b.md",
                "# 学び\n\n## 奨学金\n\n奨学金を増やして、世界から学ぶ人を支えます。",
            )],
            &[("b.md", &format!("# 学び\n\n{section}"))],
            &[
                ("a.md", &format!("# 暮らし\n\n{section}")),
                ("b.md", "# 学び\n"),
            ],
        ],
        &[("暮らし", "+2"), ("奨学金", ">2 ~1 +0")],
    );
}
