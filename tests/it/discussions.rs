//! The links of a real proposal to its forum: all that a plain search finds, with topics and posts.

use std::collections::BTreeSet;

use teigen::config::Config;
use teigen::document;
use teigen::record::topic::PostMark;
use teigen::repository::{self, Source, Wanted};
use teigen::site::discussion::{self, Written};

use crate::support::{build, mirror};

/// What a plain search finds: `…/t/topic/78/17` → 78 and 17.
fn plainly(text: &str) -> Vec<(u64, Option<u64>)> {
    let ends = |c: char| !c.is_ascii_digit() && c != '/';
    let found = text.split(".discourse.group/t/topic/").skip(1);
    found
        .map(|rest| {
            let path = rest.split(ends).next().unwrap_or_default();
            let mut numbers = path.split('/').map(|part| part.parse().ok());
            let topic = numbers.next().flatten().expect("a topic");
            (topic, numbers.next().flatten())
        })
        .collect()
}

#[test]
fn the_links_of_the_tokyo_proposal_are_those_that_a_search_finds() {
    let Some(scratch) = mirror("tokyo.bundle") else {
        return;
    };
    let source = Source::open(&scratch.path().join("repository")).expect("a repository");
    let snapshot = repository::read(&source, &Config::default(), Wanted::None, &|_, _| {})
        .expect("a snapshot");
    let blobs = source.blobs().expect("files");
    let next = snapshot.next.as_ref().expect("a main branch");
    let (mut count, mut buttons, mut topics) = (0, Vec::new(), BTreeSet::new());
    for file in next.documents(&snapshot.source) {
        let text = blobs.text(file.blob).expect("a text");
        let document = document::parse(&text);
        let links = discussion::links_of(&document);
        let mut found: Vec<(u64, Option<u64>)> = links
            .iter()
            .map(|link| {
                let post = match link.address.post {
                    Some(PostMark::Number(post)) => Some(post),
                    _ => None,
                };
                (link.address.number, post)
            })
            .collect();
        let mut expected = plainly(&text);
        // A link whose words are its own address is written twice and is one.
        for (topic, post) in &found {
            let address = format!("/t/topic/{topic}/{}](https", post.unwrap_or_default());
            if text.contains(&address) {
                let at = expected.iter().position(|known| known == &(*topic, *post));
                expected.remove(at.expect("it was found"));
            }
        }
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", file.path);
        count += found.len();
        topics.extend(found.iter().map(|(topic, _)| *topic));
        let button = links.iter().find(|link| link.written == Written::Html);
        buttons.extend(button.map(|link| link.address.number));
        for link in links {
            assert!(link.block.is_some());
        }
    }
    assert_eq!(count, 52);
    // Each document but the entry one, which names no forum, opens with a button to its topic.
    assert_eq!(buttons, [363, 362, 364, 365, 366, 367]);
    assert_eq!(topics.len(), 12);
}

#[test]
fn every_passage_of_the_tokyo_proposal_leads_to_its_forum() {
    let Some(scratch) = mirror("tokyo.bundle") else {
        return;
    };
    let site = scratch.path().join("site");
    build(&scratch.path().join("repository"), &site).done();
    let forum = "https://large-scale-conversation-sandbox.discourse.group/";
    let (mut documents, mut passages) = (0, 0);
    let files = crate::support::files(&site.join("latest"));
    let is_document = |name: &str| name.ends_with("index.html") && !name.starts_with("whole/");
    for (name, file) in files.into_iter().filter(|(name, _)| is_document(name)) {
        let html = std::fs::read_to_string(file).expect("a page");
        let (_, end) = html
            .split_once("id=\"tg-part\"")
            .expect("ways to take part");
        assert!(end.contains(&format!("href=\"{forum}")), "{name}");
        for note in html.split("<details class=\"tg-origin\">").skip(1) {
            let note = note.split("</details>").next().unwrap_or_default();
            assert!(note.contains(&format!("href=\"{forum}")), "{name}: {note}");
            passages += 1;
        }
        documents += 1;
    }
    assert_eq!((documents, passages), (7, 456));
}
