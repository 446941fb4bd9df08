//! The discussions that a proposal leads to → their records, each asked for on its own: one that fails costs only itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use super::super::terminal;
use super::wanted::{WantedTopics, take_turns, wanted};
use crate::command::Opened;
use crate::forge::topics::{self, Bounds, Fetched, Visitor};
use crate::forge::{Address, Client, ForgeError, Http, Kind, Token};
use crate::record::FORMAT;
use crate::record::topic::{
    Keep, TopicAddress, TopicKind, TopicRecord, TopicState, discourse, recognise,
};
use crate::repository::{self, Topics};
use crate::snapshot::Timestamp;

/// Waiting before each request but the first to a host.
const PAUSE: Duration = Duration::from_millis(500);
/// Longest time that one request takes.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How much is asked and read of forums in one sync.
const BOUNDS: Bounds = Bounds {
    requests: 5_000,
    bytes: 50 << 20,
};
/// Topics after which what was read is written down.
const WRITTEN_AFTER: usize = 20;
/// Seconds after which it is written down that nothing changed: a day.
const STALE_AFTER: i64 = 24 * 60 * 60;

/// The remote's own forge, and the token for it.
pub struct Home {
    /// Where it is.
    pub address: Address,
    /// The host of its pages.
    pub host: Option<String>,
    /// The header that holds its token.
    pub authorization: Option<(&'static str, Token)>,
}

/// Brings the records of discussions up to date, and tells how many there were.
pub fn run(opened: &Opened, home: Option<&Home>) -> anyhow::Result<String> {
    let known = repository::read_topics(&opened.source)?;
    let project =
        home.and_then(|home| Some(format!("{}/{}", home.host.as_ref()?, home.address.project)));
    let wanted = wanted(opened, &known, project)?;
    let http = Http::new(TIMEOUT);
    let categories = &opened.config.discussions.categories;
    let mut topics = wanted.topics.iter();
    let local = categories.is_empty()
        && topics.all(|(topic, _)| topics::base_of(&topic.host).starts_with("http:"));
    let pause = if local { Duration::ZERO } else { PAUSE };
    let visitor = Visitor::new(
        &http,
        &std::thread::sleep,
        &|text| terminal::say(text),
        pause,
        BOUNDS,
    );
    let mut sync = Sync {
        opened,
        home,
        http: &http,
        visitor: &visitor,
        keep: Keep {
            words: opened.config.discussions.words,
            authors: opened.config.discussions.authors.unwrap_or(true),
            names: &wanted.names,
        },
        written: known.ledger.as_of,
        known,
        counts: Counts::default(),
        unwritten: 0,
        silent: BTreeSet::new(),
    };
    sync.all(&wanted)?;
    for (host, count) in &wanted.left_out {
        terminal::say(&format!(
            "{host}: {count} discussions are linked and not asked for; list the host under `discussions: hosts:` in teigen.yaml to fetch them"
        ));
    }
    let counts = sync.counts;
    if counts.asked == 0 && counts.changed == 0 {
        return Ok(String::new());
    }
    Ok(format!(
        "{} discussions asked for, {} records new or changed, {} could not be had",
        counts.asked, counts.changed, counts.failed
    ))
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    asked: usize,
    changed: usize,
    failed: usize,
}

struct Sync<'s> {
    opened: &'s Opened,
    home: Option<&'s Home>,
    http: &'s Http,
    visitor: &'s Visitor<'s>,
    keep: Keep<'s>,
    known: Topics,
    /// When it was last written down that servers were asked.
    written: Timestamp,
    counts: Counts,
    unwritten: usize,
    /// Hosts whose failure was told.
    silent: BTreeSet<String>,
}

impl Sync<'_> {
    fn all(&mut self, wanted: &WantedTopics) -> anyhow::Result<()> {
        self.forget();
        let listed = self.of_categories(wanted).into_iter();
        let mut topics = wanted.topics.clone();
        topics.extend(listed.map(|topic| (topic, false)));
        let mut turn = self.known.ledger.turn.clone();
        let mut are_all = take_turns(&mut topics, wanted.limit, turn.as_deref());
        let planned = topics.len();
        let mut queue = VecDeque::from(topics);
        let mut seen: BTreeSet<String> = queue.iter().map(|(topic, _)| topic.url.clone()).collect();
        let mut asked = 0;
        while let Some((topic, goes_on)) = queue.pop_front() {
            let is_planned = asked < planned;
            if asked >= wanted.limit || self.visitor.is_spent() && is_planned {
                are_all &= !is_planned;
                break;
            }
            asked += 1;
            if is_planned {
                turn = Some(topic.url.clone());
            }
            let beside = self.one(&topic);
            // One step further on the same host: what a topic belongs to, and where it goes on.
            let beside = beside.iter().filter_map(|url| recognise(url));
            for other in beside.filter(|other| goes_on && is_beside(&topic, other)) {
                let hidden = self.opened.config.discussions.is_hidden(&other.url);
                if !hidden && wanted.hosts.allow(&other).is_ok() && seen.insert(other.url.clone()) {
                    queue.push_back((other, false));
                }
            }
            if self.unwritten >= WRITTEN_AFTER {
                self.write()?;
            }
        }
        // The next sync goes on after the last one, unless all had their turn.
        let turn = turn.filter(|_| !are_all);
        if self.known.ledger.turn != turn {
            self.known.ledger.turn = turn;
            self.unwritten += 1;
        }
        let is_old = self.known.ledger.as_of.seconds - self.written.seconds > STALE_AFTER;
        if self.unwritten > 0 || is_old {
            self.write()?;
        }
        Ok(())
    }

    /// Asks for one topic. Returns the addresses of topics beside it.
    fn one(&mut self, topic: &TopicAddress) -> Vec<String> {
        self.counts.asked += 1;
        let known = self.known.records.get(&topic.url);
        let fetched = match topic.kind {
            TopicKind::Discourse => topics::fetch(self.visitor, topic, known, self.keep),
            _ => self.issue(topic, known),
        };
        match fetched {
            Ok(Fetched::Unchanged { at }) => self.seen(at),
            Ok(Fetched::Told(record)) => {
                self.seen(Some(record.fetched_at));
                self.put(*record);
            }
            Err(error) => self.failed(topic, &error),
        }
        let record = self.known.records.get(&topic.url);
        record
            .into_iter()
            .flat_map(|record| [record.parent.clone(), record.successor.clone()])
            .flatten()
            .collect()
    }

    fn issue(
        &self,
        topic: &TopicAddress,
        known: Option<&TopicRecord>,
    ) -> Result<Fetched, ForgeError> {
        let kind = match topic.kind {
            TopicKind::GitlabIssue => Kind::GitLab,
            TopicKind::ForgejoIssue => Kind::Forgejo,
            _ => Kind::GitHub,
        };
        let home = self.home.filter(|home| {
            let is_there = match home.host.as_deref() {
                Some(host) => host == topic.host,
                None => home.address.project == topic.project,
            };
            home.address.kind == kind && is_there
        });
        let client = Client {
            transport: self.http,
            wait: &std::thread::sleep,
            say: &|text| terminal::say(text),
            // The token is for the remote's own server alone.
            authorization: home.and_then(|home| home.authorization.clone()),
            api: home.map_or_else(|| kind.api(&topic.host), |home| home.address.api.clone()),
        };
        topics::fetch_issue(&client, topic, known, self.keep)
    }

    fn seen(&mut self, at: Option<Timestamp>) {
        self.known.ledger.as_of = self.known.ledger.as_of.max(at.unwrap_or_default());
    }

    /// Keeps what was told, unless it is what is known.
    fn put(&mut self, record: TopicRecord) {
        if let Some(known) = self.known.records.get(&record.url) {
            let same = TopicRecord {
                fetched_at: known.fetched_at,
                etag: known.etag.clone(),
                counts: counts(known, &record),
                ..record.clone()
            };
            if same == *known {
                // Its mark goes with whatever is written next; for the mark alone nothing is written.
                let fetched_at = known.fetched_at;
                let renewed = TopicRecord {
                    fetched_at,
                    ..record
                };
                self.known.records.insert(renewed.url.clone(), renewed);
                return;
            }
        }
        self.counts.changed += 1;
        self.unwritten += 1;
        self.known.records.insert(record.url.clone(), record);
    }

    fn failed(&mut self, topic: &TopicAddress, error: &ForgeError) {
        self.counts.failed += 1;
        let of_host = !matches!(
            error,
            ForgeError::Unusable { .. }
                | ForgeError::Redirected { .. }
                | ForgeError::Unwelcome(_)
                | ForgeError::Refused { .. }
        );
        // What a whole host says is told once.
        if !of_host || self.silent.insert(topic.host.clone()) {
            terminal::say(&format!(
                "{}: {error}; what was known of it is kept",
                topic.url
            ));
        }
    }

    /// The topics of the categories that the configuration names.
    fn of_categories(&mut self, wanted: &WantedTopics) -> Vec<TopicAddress> {
        let taken: BTreeSet<&str> = wanted
            .topics
            .iter()
            .map(|(topic, _)| topic.url.as_str())
            .collect();
        let mut found = Vec::new();
        for url in &self.opened.config.discussions.categories {
            let Some((host, path)) = url
                .split_once("://")
                .and_then(|(_, rest)| rest.split_once('/'))
            else {
                continue;
            };
            let folder = format!("/{path}");
            let folder = folder.split_once("/c/").map_or("", |(folder, _)| folder);
            let first = recognise(&format!("https://{host}{folder}/t/1"));
            let Some(first) = first.filter(|first| wanted.hosts.allow(first).is_ok()) else {
                terminal::say(&format!(
                    "{url}: its host is not under `discussions: hosts:` in teigen.yaml"
                ));
                continue;
            };
            match topics::category(self.visitor, host, &format!("/{path}"), wanted.limit) {
                Ok(numbers) => {
                    let topics = numbers
                        .into_iter()
                        .filter_map(|number| recognise(&discourse::address_of(&first, number)));
                    found.extend(topics.filter(|topic| {
                        !taken.contains(topic.url.as_str())
                            && !self.opened.config.discussions.is_hidden(&topic.url)
                    }));
                }
                Err(error) => terminal::say(&format!("{url}: {error}")),
            }
        }
        found
    }

    /// Takes away what the configuration says is not kept. The records that remain say so to other clones as well.
    fn forget(&mut self) {
        let config = &self.opened.config.discussions;
        let mut changed = BTreeMap::new();
        for (url, record) in &self.known.records {
            let later =
                Timestamp::new(record.fetched_at.seconds + 1, 0).max(self.known.ledger.as_of);
            let hidden = TopicRecord::unreadable(
                url.clone(),
                record.kind,
                TopicState::Private,
                record.fetched_at,
            );
            let kept = match config.is_hidden(url) {
                true => hidden,
                false => record.clone().reduced(self.keep.words, self.keep.authors),
            };
            if kept != *record {
                changed.insert(
                    url.clone(),
                    TopicRecord {
                        fetched_at: later,
                        ..kept
                    },
                );
            }
        }
        self.unwritten += changed.len();
        self.known.records.extend(changed);
    }

    fn write(&mut self) -> anyhow::Result<()> {
        self.unwritten = 0;
        self.known.ledger.format = FORMAT;
        self.written = self.known.ledger.as_of;
        // What others wrote meanwhile is joined, and is known from now on.
        repository::write_topics(&self.opened.source, &mut self.known)?;
        Ok(())
    }
}

/// Whether one topic may lead to another, by what anyone said in it. On a forge only within one project: the token that
/// is sent there opens others that are not public.
fn is_beside(topic: &TopicAddress, other: &TopicAddress) -> bool {
    let is_forum = topic.kind == TopicKind::Discourse && other.kind == topic.kind;
    topic.host == other.host && (is_forum || topic.project == other.project)
}

/// Views change with every reader: alone they are no news.
fn counts(known: &TopicRecord, told: &TopicRecord) -> crate::record::topic::Counts {
    crate::record::topic::Counts {
        views: known.counts.views,
        ..told.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(topic: &str, other: &str, expected: bool) {
        let [topic, other] = [topic, other].map(|url| recognise(url).expect("a topic"));
        assert_eq!(is_beside(&topic, &other), expected);
    }

    #[test]
    fn what_someone_says_leads_on_in_a_forum_and_to_no_other_project() {
        check(
            "https://a.example/t/topic/1",
            "https://a.example/t/topic/2",
            true,
        );
        check(
            "https://a.example/t/topic/1",
            "https://b.example/t/topic/2",
            false,
        );
        let issue = "https://github.com/a/b/issues/1";
        check(issue, "https://github.com/a/b/discussions/2", true);
        check(issue, "https://github.com/a/secret/issues/5", false);
    }
}
