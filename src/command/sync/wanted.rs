//! A proposal and its configuration → which discussions are asked for, and from which hosts.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::Opened;
use crate::document::{self, Document};
use crate::record::topic::{KnownNames, Named, TopicAddress, TopicKind, declared, recognise};
use crate::repository::{self, Blobs, Topics, Wanted};
use crate::site::discussion::{self, Written};
use crate::snapshot::{Snapshot, SourcePath, Version};

/// Most topics that are asked for, unless the configuration says less.
const TOPIC_LIMIT: usize = 500;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct WantedTopics {
    /// Topics, those that the proposal leads to first, and whether those beside them are wanted as well.
    pub topics: Vec<(TopicAddress, bool)>,
    /// Hosts that may be asked.
    pub hosts: Hosts,
    /// Hosts that are linked and may not be asked, with how many of their topics.
    pub left_out: BTreeMap<String, usize>,
    /// What posts may name.
    pub names: KnownNames,
    /// Most topics that are asked for.
    pub limit: usize,
}

/// Hosts that may be asked.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    named: BTreeSet<String>,
    /// Whether they were listed by name, so that those without a public name may be among them.
    listed: bool,
    /// The remote's own project, whose issues may be asked for: `github.com/owner/name`.
    project: Option<String>,
}

impl Hosts {
    /// Whether a topic may be asked for; if not, and its host is named, why not.
    pub fn allow(&self, topic: &TopicAddress) -> Result<(), Option<&'static str>> {
        let own = format!("{}/{}", topic.host, topic.project);
        if topic.kind != TopicKind::Discourse && self.project.as_ref() == Some(&own) {
            return Ok(());
        }
        match (self.named.contains(&topic.host), refusal(&topic.host)) {
            (false, _) => Err(None),
            (true, Some(reason)) if !self.listed => Err(Some(reason)),
            (true, _) => Ok(()),
        }
    }
}

#[cfg(feature = "sync")]
fn refusal(host: &str) -> Option<&'static str> {
    crate::forge::topics::refusal(host)
}

#[cfg(not(feature = "sync"))]
fn refusal(_host: &str) -> Option<&'static str> {
    None
}

/// Finds what the newest state of the main branch leads to, and what is known already. `project` is the remote's own, with its host.
pub fn wanted(
    opened: &Opened,
    known: &Topics,
    project: Option<String>,
) -> anyhow::Result<WantedTopics> {
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::None, &|_, _| {})?;
    let documents = documents(&snapshot, &opened.source.blobs()?);
    let config = &opened.config.discussions;
    let mut declared_hosts: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    let of_site = opened
        .config
        .discussion
        .iter()
        .filter_map(|url| declared(url));
    found.extend(of_site.inspect(|topic| {
        declared_hosts.insert(topic.host.clone());
    }));
    for (_, document) in &documents {
        for link in discussion::links_of(document) {
            if link.written == Written::FrontMatter {
                declared_hosts.insert(link.address.host.clone());
            }
            found.push(link.address);
        }
    }
    let categories = config.categories.iter().filter_map(|url| declared(url));
    declared_hosts.extend(categories.map(|category| category.host));
    let hosts = Hosts {
        listed: config.hosts.is_some(),
        named: config.hosts.clone().unwrap_or(declared_hosts),
        project,
    };
    // What was fetched before is asked for again, so that what was taken away there goes here.
    let before = known.records.values().filter(|record| !record.imported);
    let before = before.filter_map(|record| Some((recognise(&record.url)?, false)));
    let mut wanted = WantedTopics {
        hosts,
        names: names(&snapshot, &documents),
        limit: limit(config.limit),
        ..WantedTopics::default()
    };
    let found = found.into_iter().map(|topic| (topic, true)).chain(before);
    wanted.choose(found, |url| config.is_hidden(url));
    Ok(wanted)
}

impl WantedTopics {
    fn choose(
        &mut self,
        found: impl Iterator<Item = (TopicAddress, bool)>,
        is_hidden: impl Fn(&str) -> bool,
    ) {
        let mut seen = BTreeSet::new();
        for (mut topic, goes_on) in found {
            topic.post = None;
            if topic.kind == TopicKind::Other
                || is_hidden(&topic.url)
                || !seen.insert(topic.url.clone())
            {
                continue;
            }
            match self.hosts.allow(&topic) {
                Ok(()) => self.topics.push((topic, goes_on)),
                Err(_) => *self.left_out.entry(topic.host).or_default() += 1,
            }
        }
    }
}

/// Where not all could be asked for, or cannot now: those after the last one that was, in the order of their addresses, and round
/// to the first. Says whether all are asked for now.
pub fn take_turns(
    topics: &mut Vec<(TopicAddress, bool)>,
    limit: usize,
    last: Option<&str>,
) -> bool {
    let all = topics.len() <= limit;
    if topics.is_empty() || all && last.is_none() {
        return true;
    }
    topics.sort_by(|(a, _), (b, _)| a.url.cmp(&b.url));
    let is_before = |(topic, _): &(TopicAddress, bool)| Some(topic.url.as_str()) <= last;
    let done = topics.partition_point(is_before) % topics.len();
    topics.rotate_left(done);
    topics.truncate(limit);
    all
}

fn limit(configured: Option<u64>) -> usize {
    let configured = configured.and_then(|limit| usize::try_from(limit).ok());
    configured.unwrap_or(TOPIC_LIMIT).min(TOPIC_LIMIT)
}

/// What posts may name of a proposal.
pub fn known_names(opened: &Opened) -> anyhow::Result<KnownNames> {
    let snapshot = repository::read(&opened.source, &opened.config, Wanted::None, &|_, _| {})?;
    let documents = documents(&snapshot, &opened.source.blobs()?);
    Ok(names(&snapshot, &documents))
}

fn documents(snapshot: &Snapshot, blobs: &Blobs) -> Vec<(SourcePath, Document)> {
    let files = snapshot
        .next
        .iter()
        .flat_map(|next: &Version| next.documents(&snapshot.source));
    files
        .filter_map(|file| {
            Some((
                file.path.clone(),
                document::parse(&blobs.text(file.blob).ok()?),
            ))
        })
        .collect()
}

fn names(snapshot: &Snapshot, documents: &[(SourcePath, Document)]) -> KnownNames {
    let versions = snapshot
        .versions
        .iter()
        .map(|version| version.name.to_string());
    let titles = documents.iter().flat_map(|(path, document)| {
        let path = path.as_str().to_owned();
        let title = document
            .title()
            .map(|title| (title.to_owned(), Named::Document { path: path.clone() }));
        let sections = document.sections.iter().map(move |section| {
            let named = Named::Section {
                path: path.clone(),
                anchor: section.anchor.clone(),
            };
            (section.title.clone(), named)
        });
        title.into_iter().chain(sections)
    });
    KnownNames::new(versions, titles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(named: &[&str], listed: bool) -> Hosts {
        Hosts {
            named: named.iter().map(|host| (*host).to_owned()).collect(),
            listed,
            project: Some("github.com/a/b".to_owned()),
        }
    }

    fn check(hosts: &Hosts, url: &str, expected: bool) {
        let topic = recognise(url).expect("an address");
        assert_eq!(hosts.allow(&topic).is_ok(), expected, "{url}");
    }

    #[test]
    fn only_hosts_that_are_named_are_asked_and_the_proposal_s_own_issues() {
        let hosts = hosts(&["forum.example.org"], false);
        check(&hosts, "https://forum.example.org/t/a/1", true);
        check(&hosts, "https://other.example.org/t/a/1", false);
        check(&hosts, "https://github.com/a/b/issues/1", true);
        check(&hosts, "https://github.com/a/c/issues/1", false);
    }

    #[test]
    fn hosts_without_a_public_name_must_be_listed() {
        check(
            &hosts(&["127.0.0.1:80"], false),
            "http://127.0.0.1:80/t/1",
            false,
        );
        check(
            &hosts(&["127.0.0.1:80"], true),
            "http://127.0.0.1:80/t/1",
            true,
        );
        check(
            &hosts(&["127.0.0.1:80"], true),
            "http://127.0.0.1:81/t/1",
            false,
        );
    }

    #[test]
    fn more_topics_than_are_asked_for_take_turns() {
        let check = |limit: usize, last: Option<u64>, expected: &[u64], all: bool| {
            let url = |number| format!("https://a.example/t/topic/{number}");
            let topics = (1..=5).filter_map(|number| Some((recognise(&url(number))?, true)));
            let mut topics: Vec<_> = topics.collect();
            let last = last.map(url);
            assert_eq!(take_turns(&mut topics, limit, last.as_deref()), all);
            let asked: Vec<u64> = topics.iter().map(|(topic, _)| topic.number).collect();
            assert_eq!(asked, expected);
        };
        check(2, None, &[1, 2], false);
        check(2, Some(2), &[3, 4], false);
        check(2, Some(4), &[5, 1], false);
        check(2, Some(9), &[1, 2], false);
        check(5, None, &[1, 2, 3, 4, 5], true);
        // The last sync ended early.
        check(5, Some(3), &[4, 5, 1, 2, 3], true);
    }

    #[test]
    fn a_topic_is_asked_for_once_and_hidden_ones_never() {
        let urls = [
            "https://a.example/t/x/1/5",
            "https://a.example/t/1",
            "https://a.example/t/2",
            "https://b.example/t/3",
            "https://a.example/t/4",
        ];
        let mut wanted = WantedTopics {
            hosts: hosts(&["a.example"], true),
            limit: 1,
            ..WantedTopics::default()
        };
        wanted.choose(
            urls.iter().filter_map(|url| Some((recognise(url)?, true))),
            |url| url.ends_with("/2"),
        );
        assert_eq!(wanted.topics.len(), 2);
        assert_eq!(
            wanted.left_out,
            BTreeMap::from([("b.example".to_owned(), 1)])
        );
    }
}
