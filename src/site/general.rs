//! Where the whole proposal is discussed: as the configuration says, else as the README of the repository and the documents tell.
//!
//! The README counts only where it leads to the front page or a category of a forum on which documents have their topics. Its links to
//! single topics may be rules or news: what they are, nobody says.

use std::collections::BTreeSet;

use super::Edition;
use super::discussion::{TopicKind, links_of, split};
use crate::document::Document;

/// Most forums that are taken from a README.
const FORUMS: usize = 3;

/// The addresses of where the whole proposal is discussed.
pub fn general(
    configured: &[String],
    readme: Option<&Document>,
    editions: &[Edition<'_>],
) -> Vec<String> {
    match readme {
        Some(readme) if configured.is_empty() => forums(readme, &hosts(editions)),
        _ => configured.to_vec(),
    }
}

/// The hosts of the forums that documents of the newest version and of the tip lead to.
fn hosts(editions: &[Edition<'_>]) -> BTreeSet<String> {
    let documents = editions
        .iter()
        .take(2)
        .flat_map(|edition| &edition.documents);
    let links = documents.flat_map(|document| links_of(&document.document));
    let forums = links.filter(|link| link.address.kind == TopicKind::Discourse);
    forums.map(|link| link.address.host).collect()
}

fn forums(readme: &Document, hosts: &BTreeSet<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for link in readme.links().filter(|link| !link.image) {
        let Some((host, parts, _)) = split(link.target) else {
            continue;
        };
        let whole = parts.is_empty() || parts.first() == Some(&"c");
        let url = link.target.split(['?', '#']).next().unwrap_or_default();
        let new = found.iter().all(|known| known != url);
        if whole && hosts.contains(&host) && new && found.len() < FORUMS {
            found.push(url.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn check(readme: &str, expected: &[&str]) {
        let hosts = BTreeSet::from(["f.example.org".to_owned()]);
        assert_eq!(forums(&parse(readme), &hosts), expected, "{readme}");
    }

    #[test]
    fn a_readme_leads_to_the_forum_of_the_documents() {
        check(
            "会議場は[こちら](https://f.example.org/)、[規則](https://f.example.org/t/topic/44)",
            &["https://f.example.org/"],
        );
        check(
            "[区分](https://f.example.org/c/policy/5?x=1)",
            &["https://f.example.org/c/policy/5"],
        );
        check(
            "[別の所](https://g.example.org/) ![図](https://f.example.org/)",
            &[],
        );
    }
}
