//! A link to a file or heading of the proposal that is not there → the nearest one that is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Example, Find, Proposal, Rule, Subject, nearest};
use crate::diagnostic::Diagnostic;
use crate::document::LinkRef;
use crate::site::links::{self, Target};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "A link to a document, file or heading of the proposal leads nowhere if there is none. Readers end on a page that says \
           so; a comparison with another version shows the same words all the same.",
    example: Example {
        wrong: "[予算](予箅.md#内訳)\n",
        right: "[予算](予算.md#内訳)\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "link-broken";
/// Names that differ by at most a third of their characters may be meant.
const NEAR: usize = 3;

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let documents = proposal.documents.iter();
    let known = documents.map(|document| (document.path.as_str(), document));
    let place = Place {
        files: proposal.files,
        documents: known.collect(),
    };
    let of = |subject| of_document(&place, subject);
    proposal.documents.iter().flat_map(of).collect()
}

/// What links may lead to.
struct Place<'p> {
    files: &'p BTreeSet<&'p str>,
    documents: BTreeMap<&'p str, &'p Subject<'p>>,
}

fn of_document(place: &Place<'_>, subject: &Subject<'_>) -> Vec<Diagnostic> {
    // Of images, a build tells.
    let links = subject.document.links().filter(|link| !link.image);
    let broken = links.filter_map(|link| match links::target(subject.path, link.target) {
        Target::Here { anchor } => no_heading(subject, subject, &link, &anchor),
        Target::Path { path, anchor } => no_place(place, subject, &link, &path, anchor.as_deref()),
        Target::External(_) | Target::Nowhere => None,
    });
    broken.collect()
}

fn no_place(
    place: &Place<'_>,
    subject: &Subject<'_>,
    link: &LinkRef<'_>,
    path: &str,
    anchor: Option<&str>,
) -> Option<Diagnostic> {
    if let Some(target) = place.documents.get(path) {
        return anchor.and_then(|anchor| no_heading(subject, target, link, anchor));
    }
    // A folder, a file that is no document, or a document as its page is called.
    let trimmed = path.trim_end_matches('/');
    let is_there = place.files.iter().any(|file| {
        let rest = file.strip_prefix(trimmed);
        trimmed.is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".md")
    });
    if is_there {
        return None;
    }
    let found = subject.warning(NAME, format!("there is no {path}"), link.span.start);
    let names = place.documents.keys().copied();
    Some(found.with_help(match meant(path, names) {
        Some(near) => format!("{near} is there; correct the path, or take the link out"),
        None => "correct the path, add the file, or take the link out".to_owned(),
    }))
}

fn no_heading(
    subject: &Subject<'_>,
    target: &Subject<'_>,
    link: &LinkRef<'_>,
    anchor: &str,
) -> Option<Diagnostic> {
    // What raw HTML names, and footnotes, are anchors as well.
    let named = |quote: char| target.text.contains(&format!("={quote}{anchor}{quote}"));
    if anchor.is_empty() || target.document.has_anchor(anchor) || named('"') || named('\'') {
        return None;
    }
    let message = format!(
        "no heading of {} has the anchor #{anchor}",
        target.path.as_str()
    );
    let found = subject.warning(NAME, message, link.span.start);
    let anchors = target
        .document
        .sections
        .iter()
        .map(|section| section.anchor.as_str());
    Some(found.with_help(match meant(anchor, anchors) {
        Some(near) => format!("#{near} is there; correct the anchor, or link to the document"),
        None => "correct the anchor, or link to the document".to_owned(),
    }))
}

/// The name that is meant, if any is like it.
fn meant<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = name.chars().count() / NEAR;
    let near = nearest(name, known).filter(|(distance, _)| *distance <= limit);
    near.map(|(_, near)| near)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn links_to_what_is_there_are_fine_however_they_are_written() {
        let check = |text: &str, expected: &[&str]| {
            let other = "# 予算\n\n## 内訳（案）\n\n<a id=\"x\"></a>\n";
            let texts = [
                ("docs/a.md", text),
                ("docs/予算.md", other),
                ("docs/d/index.md", "# d\n"),
            ];
            assert_eq!(found_together(&RULE, &texts, ""), expected, "{text}");
        };
        check(
            "[a](予算.md) [b](%E4%BA%88%E7%AE%97.md#内訳案) [c](d/) [d](/docs/予算) [e](../docs/d/index.md)\n",
            &[],
        );
        check(
            "[a](予算.md#x) [b](#) [c](https://example.org/x.md) [d](予算.md?x=1)\n",
            &[],
        );
        check("# あ\n\n[a](#あ) [b](#い)\n", &["docs/a.md:3:9"]);
        check(
            "[a](予箅.md)\n\n[b](予算.md#合計)\n",
            &["docs/a.md:1:1", "docs/a.md:3:1"],
        );
    }
}
