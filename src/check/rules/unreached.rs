//! A document that the navigation does not name and no other document links to → a warning.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Example, Find, Proposal, Rule, Subject};
use crate::config::NavigationEntry;
use crate::diagnostic::Diagnostic;
use crate::site::links::{self, Target};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Where `navigation` (or `nav` of mkdocs.yml) names the documents, one that it leaves out, and that no document it \
           names leads to, is published where nobody finds it.",
    example: Example {
        wrong: "navigation: [index.md]\n",
        right: "navigation: [index.md, 予算.md]\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "unreached";
/// What stands at the entrance of a folder.
const ENTRIES: [&str; 2] = ["index.md", "README.md"];

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let Some(navigation) = proposal.navigation else {
        return Vec::new();
    };
    let by_path: BTreeMap<&str, &Subject<'_>> = proposal
        .documents
        .iter()
        .map(|subject| (subject.path.as_str(), subject))
        .collect();
    let mut open = Vec::new();
    named(navigation, &mut |path| {
        open.push(within(proposal.folder, path))
    });
    open.extend(ENTRIES.map(|name| within(proposal.folder, name)));
    let mut reached = BTreeSet::new();
    while let Some(path) = open.pop() {
        let Some((known, subject)) = by_path.get_key_value(path.as_str()) else {
            continue;
        };
        if reached.insert(*known) {
            open.extend(led_to(subject));
        }
    }
    let lost = proposal.documents.iter();
    let lost = lost.filter(|subject| {
        !reached.contains(subject.path.as_str()) && !is_translation(subject, &by_path)
    });
    let warning = |subject: &Subject<'_>| {
        let message = "the navigation does not name this document, and no document leads to it";
        let help = "name it in `navigation` (or `nav` of mkdocs.yml), link to it, or take it out";
        subject.warning(NAME, message, 0).with_help(help)
    };
    lost.map(warning).collect()
}

fn within(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

fn named(entries: &[NavigationEntry], take: &mut dyn FnMut(&str)) {
    for entry in entries {
        match entry {
            NavigationEntry::Document { path, .. } => take(path),
            NavigationEntry::Group { entries, .. } => named(entries, take),
            NavigationEntry::Link { .. } => {}
        }
    }
}

/// The documents that one leads to, with the entrances of folders.
fn led_to(subject: &Subject<'_>) -> Vec<String> {
    let links = subject.document.links().filter(|link| !link.image);
    let paths = links.filter_map(|link| match links::target(subject.path, link.target) {
        Target::Path { path, .. } => Some(path),
        _ => None,
    });
    let named = paths.flat_map(|path| {
        let folder = path.trim_end_matches('/').to_owned();
        let entries = ENTRIES.map(|name| within(&folder, name));
        [path, format!("{folder}.md")].into_iter().chain(entries)
    });
    named.collect()
}

/// `a.en.md` beside `a.md`: readers come to it by its original.
fn is_translation(subject: &Subject<'_>, known: &BTreeMap<&str, &Subject<'_>>) -> bool {
    let stem = subject
        .path
        .as_str()
        .strip_suffix(".md")
        .and_then(|stem| stem.rsplit_once('.'));
    stem.is_some_and(|(stem, _)| known.contains_key(format!("{stem}.md").as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn what_is_named_or_linked_to_is_reached() {
        let texts = [
            ("docs/index.md", "# a\n"),
            ("docs/b.md", "[c](c.md#x) [d](d/)\n"),
            ("docs/b.en.md", "# b\n"),
            ("docs/c.md", "# c\n"),
            ("docs/d/index.md", "# d\n"),
            ("docs/e.md", "[b](b.md)\n"),
        ];
        let check = |config: &str, expected: &[&str]| {
            assert_eq!(found_together(&RULE, &texts, config), expected, "{config}");
        };
        check("", &[]);
        check("navigation: [b.md]\n", &["docs/e.md:1:1"]);
        check("navigation: [index.md, {x: [e.md]}]\n", &[]);
    }
}
