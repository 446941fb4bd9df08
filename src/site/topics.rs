//! Discussions whose records are known → where their pages are, and what of the proposal their posts are about.

use std::collections::{BTreeMap, HashSet};

use percent_encoding::percent_decode_str;

use super::counterpart::Counterparts;
use super::discussion::links_of;
use super::path::{OutputPath, component};
use super::view::VersionKind;
use super::{Edition, EditionDocument};
use crate::record::topic::{Named, PostRecord, TopicKind, TopicRecord, topic_place};
use crate::snapshot::Discussion;

/// Today's text among the editions.
const TODAY: usize = 1;
/// The name that the newest version has whichever it is.
const LATEST: &str = "latest";

/// What is known of discussions beyond their addresses.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    pages: Vec<String>,
    by_url: BTreeMap<String, usize>,
    mentions: Vec<Mention>,
    /// Where in these each subject is.
    about: BTreeMap<Subject, Vec<usize>>,
    /// For each topic the documents that lead to it, as indices of edition and document.
    named_by: Vec<Vec<(usize, usize)>>,
}

/// A post that is about something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The topic, as an index into the snapshot's discussions.
    pub topic: usize,
    /// The post, as an index into the record's.
    pub post: usize,
    /// What it is about.
    pub subject: Subject,
}

/// What a post may be about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A document, by its index in today's text.
    Document(usize),
    /// A section: its document, and its index in that.
    Section(usize, usize),
    /// A version, by its name.
    Version(String),
    /// A pull request.
    Pull(u64),
}

/// What addresses are read by.
pub struct Ground<'g> {
    /// All editions, the newest version and the tip first.
    pub editions: &'g [Edition<'g>],
    /// Which document of one is which of another.
    pub counterparts: &'g Counterparts,
    /// Where the site is published.
    pub base_url: Option<&'g str>,
    /// Where pages with others' words are published, if that is another place.
    pub second: Option<&'g str>,
    /// Where the repository is.
    pub repository: Option<&'g str>,
}

impl Topics {
    /// Reads all posts once.
    pub fn new(discussions: &[Discussion], ground: &Ground<'_>) -> Self {
        let mut taken = HashSet::new();
        let pages = discussions.iter().map(|topic| {
            let mut page = page(&topic.record.url);
            while !taken.insert(page.to_lowercase()) {
                page.push_str("-2");
            }
            page
        });
        let pages = pages.collect();
        let urls = discussions.iter().enumerate();
        let mut mentions = Vec::new();
        for (topic, discussion) in discussions.iter().enumerate() {
            for (post, record) in discussion.record.posts.iter().enumerate() {
                let mut subjects = ground.subjects(record);
                subjects.sort();
                subjects.dedup();
                mentions.extend(subjects.into_iter().map(|subject| Mention {
                    topic,
                    post,
                    subject,
                }));
            }
        }
        let mut about: BTreeMap<Subject, Vec<usize>> = BTreeMap::new();
        for (at, mention) in mentions.iter().enumerate() {
            about.entry(mention.subject.clone()).or_default().push(at);
        }
        let by_url: BTreeMap<String, usize> = urls
            .map(|(at, topic)| (topic.record.url.clone(), at))
            .collect();
        Self {
            named_by: ground.named_by(&by_url),
            pages,
            by_url,
            about,
            mentions,
        }
    }

    /// The documents of the newest version and of the tip that lead to a topic, as indices of edition and document.
    pub fn named_by(&self, topic: usize) -> &[(usize, usize)] {
        &self.named_by[topic]
    }

    /// The page of a topic.
    pub fn page(&self, topic: usize) -> OutputPath {
        OutputPath::page(&self.pages[topic])
    }

    /// The topic of an address without a post.
    pub fn find(&self, url: &str) -> Option<usize> {
        self.by_url.get(url).copied()
    }

    /// How many topics there are.
    pub fn count(&self) -> usize {
        self.pages.len()
    }

    /// The posts that are about something.
    pub fn about<'t>(&'t self, subject: &'t Subject) -> impl Iterator<Item = &'t Mention> {
        let places = self.about.get(subject).into_iter().flatten();
        places.map(|&at| &self.mentions[at])
    }

    /// What the posts of a topic are about.
    pub fn of(&self, topic: usize) -> &[Mention] {
        let start = self
            .mentions
            .partition_point(|mention| mention.topic < topic);
        let end = self
            .mentions
            .partition_point(|mention| mention.topic <= topic);
        &self.mentions[start..end]
    }
}

/// The page of a topic: its host and its number, with the project where a host has many.
fn page(url: &str) -> String {
    let (host, name) = topic_place(url).unwrap_or_default();
    let name = name.strip_prefix("t~").unwrap_or(&name).replace('~', "-");
    format!("discussions/{}/{}", component(&host), component(&name))
}

/// The address of a post.
pub fn post_address(topic: &TopicRecord, post: &PostRecord) -> String {
    let url = &topic.url;
    match (topic.kind, post.id) {
        (TopicKind::Discourse, _) => format!("{url}/{}", post.number),
        (TopicKind::GithubDiscussion, Some(id)) => format!("{url}#discussioncomment-{id}"),
        (TopicKind::GitlabIssue, Some(id)) => format!("{url}#note_{id}"),
        (TopicKind::GithubIssue | TopicKind::ForgejoIssue, Some(id)) => {
            format!("{url}#issuecomment-{id}")
        }
        _ => url.clone(),
    }
}

impl Ground<'_> {
    fn named_by(&self, topics: &BTreeMap<String, usize>) -> Vec<Vec<(usize, usize)>> {
        let mut found: Vec<Vec<(usize, usize)>> = vec![Vec::new(); topics.len()];
        if topics.is_empty() {
            return found;
        }
        let mut seen = HashSet::new();
        for (at, edition) in self.editions.iter().take(2).enumerate() {
            for (index, document) in edition.documents.iter().enumerate() {
                for link in links_of(&document.document) {
                    let topic = topics.get(&link.address.url);
                    if let Some(&topic) = topic
                        && seen.insert((topic, document.path.clone()))
                    {
                        found[topic].push((at, index));
                    }
                }
            }
        }
        found
    }

    fn subjects(&self, post: &PostRecord) -> Vec<Subject> {
        let linked = post.links.iter().filter_map(|link| self.linked(link));
        let named = post.names.iter().filter_map(|name| self.named(name));
        linked.chain(named).collect()
    }

    fn named(&self, name: &Named) -> Option<Subject> {
        match name {
            Named::Version { name } => {
                let known = self.editions.iter().any(|edition| edition.name == *name);
                known.then(|| Subject::Version(name.clone()))
            }
            Named::Pull { number } => Some(Subject::Pull(*number)),
            Named::Document { path } => self.place(path, ""),
            Named::Section { path, anchor } => self.place(path, anchor),
        }
    }

    /// What an address leads to: a page of the site, a file or a request on the forge.
    fn linked(&self, link: &str) -> Option<Subject> {
        let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
        let address = address.split('?').next()?;
        let read = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (address, fragment) = (read(address), read(fragment));
        let below = |base: Option<&str>| {
            let base = base?.trim_end_matches('/');
            let rest = address.strip_prefix(base)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/').to_owned())
        };
        below(self.base_url)
            .or_else(|| below(self.second))
            .and_then(|path| self.page(&path, &fragment))
            .or_else(|| below(self.repository).and_then(|path| self.on_forge(&path, &fragment)))
    }

    /// A page of the site by its address.
    fn page(&self, path: &str, anchor: &str) -> Option<Subject> {
        let path = path.trim_end_matches("index.html").trim_matches('/');
        if let Some(rest) = path.strip_prefix("pulls/") {
            return rest.split('/').next()?.parse().ok().map(Subject::Pull);
        }
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let edition = self.editions.iter().find(|edition| edition.name == first);
        let (edition, address) = match edition {
            Some(edition) => (edition, rest),
            None => (self.editions.first()?, path),
        };
        let is_it = |document: &&EditionDocument<'_>| document.address == address;
        let document = edition.documents.iter().find(is_it)?;
        let is_front = address.is_empty() && anchor.is_empty() && first == edition.name;
        if is_front && !matches!(edition.kind, VersionKind::Next) && first != LATEST {
            return Some(Subject::Version(edition.name.clone()));
        }
        self.place(document.path.as_str(), anchor)
    }

    /// A request or a file on the forge.
    fn on_forge(&self, path: &str, anchor: &str) -> Option<Subject> {
        let parts: Vec<&str> = path.trim_start_matches("-/").split('/').collect();
        match parts[..] {
            ["pull" | "pulls" | "merge_requests", number, ..] => {
                number.parse().ok().map(Subject::Pull)
            }
            ["blob" | "edit" | "src", _, ..] => {
                // A branch may hold slashes: the file is what is known.
                let places = (2..parts.len()).map(|at| parts[at..].join("/"));
                places
                    .into_iter()
                    .find_map(|file| self.place(&file, anchor))
            }
            _ => None,
        }
    }

    fn today(&self, path: &str) -> Option<usize> {
        let today = self.editions.get(TODAY)?;
        let earlier = || {
            let mut editions = self.editions.iter().enumerate();
            editions.find_map(|(at, edition)| {
                let (index, _) = edition.find(path)?;
                self.counterparts.find(at, index, TODAY)
            })
        };
        today.find(path).map(|(index, _)| index).or_else(earlier)
    }

    /// A document of today by its path, today's or an earlier one, and its section if the anchor is one of its.
    fn place(&self, path: &str, anchor: &str) -> Option<Subject> {
        let index = self.today(path)?;
        let document = &self.editions[TODAY].documents[index];
        let sections = &document.document.sections;
        let here = |section: &crate::document::Section| {
            section.anchor == anchor || section.aliases.iter().any(|alias| alias == anchor)
        };
        Some(match sections.iter().position(here) {
            Some(section) if !anchor.is_empty() => Subject::Section(index, section),
            _ => Subject::Document(index),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_s_page_is_named_by_what_it_is_and_not_by_its_place_among_others() {
        for (url, expected) in [
            ("https://f.example.org/t/topic/329", "f.example.org/329"),
            (
                "https://example.org/forum/t/topic/329",
                "example.org/forum-t-329",
            ),
            ("https://github.com/a/b/issues/3", "github.com/a-b-issues-3"),
            (
                "https://github.com/a/b/discussions/3",
                "github.com/a-b-discussions-3",
            ),
        ] {
            assert_eq!(page(url), format!("discussions/{expected}"));
        }
    }
}
