//! Discussions as they were last fetched, and how they relate. Pure data.

use std::collections::BTreeMap;

use super::Timestamp;
use crate::record::topic::TopicRecord;

/// A discussion elsewhere, as it was last fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// What its server told, or what was imported.
    pub record: TopicRecord,
    /// The topic that it belongs to or goes on from, as an index into [`Snapshot::discussions`](super::Snapshot).
    pub parent: Option<usize>,
    /// Topics that belong to it or go on from it, in the order of their beginning.
    pub children: Vec<usize>,
    /// The topic in which it goes on.
    pub successor: Option<usize>,
    /// Topics that go on in it.
    pub predecessors: Vec<usize>,
}

impl Discussion {
    /// Relates records to each other; each address counts once. The order is that of the addresses.
    pub fn relate(records: Vec<TopicRecord>) -> Vec<Self> {
        let by_url: BTreeMap<String, TopicRecord> = records
            .into_iter()
            .map(|record| (record.url.clone(), record))
            .collect();
        let places: BTreeMap<String, usize> = by_url.keys().cloned().zip(0..).collect();
        let mut found: Vec<Self> = by_url
            .into_values()
            .map(|record| {
                let own = places.get(&record.url).copied();
                let place = |url: &Option<String>| {
                    let at = places.get(url.as_deref()?).copied();
                    at.filter(|_| at != own)
                };
                Self {
                    parent: place(&record.parent),
                    successor: place(&record.successor),
                    children: Vec::new(),
                    predecessors: Vec::new(),
                    record,
                }
            })
            .collect();
        for at in 0..found.len() {
            if let Some(parent) = found[at].parent {
                found[parent].children.push(at);
            }
            if let Some(successor) = found[at].successor {
                found[successor].predecessors.push(at);
            }
        }
        let began: Vec<_> = found.iter().map(|topic| topic.record.created_at).collect();
        for topic in &mut found {
            topic.children.sort_by_key(|child| (began[*child], *child));
        }
        found
    }

    /// How many people posted, as its server counts, else as its posts tell.
    pub fn participants(&self) -> usize {
        let authors = self
            .record
            .posts
            .iter()
            .filter_map(|post| post.author.as_ref());
        let known: std::collections::BTreeSet<&str> =
            authors.map(|author| author.login.as_str()).collect();
        let told = self
            .record
            .counts
            .participants
            .and_then(|n| usize::try_from(n).ok());
        told.unwrap_or(known.len())
    }

    /// How many posts it has, as its server counts, else as are known.
    pub fn post_count(&self) -> usize {
        let told = self
            .record
            .counts
            .posts
            .and_then(|n| usize::try_from(n).ok());
        told.unwrap_or(self.record.posts.len())
    }

    /// When someone last posted, as far as is known.
    pub fn last_posted_at(&self) -> Option<Timestamp> {
        let newest = self
            .record
            .posts
            .iter()
            .filter_map(|post| post.created_at)
            .max();
        self.record.last_posted_at.max(newest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u64, parent: Option<u64>, successor: Option<u64>) -> TopicRecord {
        let url = |number: u64| format!("https://a.example/t/topic/{number}");
        TopicRecord {
            url: url(number),
            parent: parent.map(url),
            successor: successor.map(url),
            created_at: Some(Timestamp::new(1_000 - number as i64, 0)),
            ..TopicRecord::default()
        }
    }

    #[test]
    fn topics_know_their_parent_and_where_they_go_on() {
        let found = Discussion::relate(vec![
            record(1, None, None),
            record(2, Some(1), Some(3)),
            record(3, Some(1), Some(9)),
            record(4, Some(4), None),
        ]);
        assert_eq!(found[0].children, [2, 1]);
        assert_eq!((found[1].parent, found[1].successor), (Some(0), Some(2)));
        assert_eq!(
            (found[2].successor, found[2].predecessors.as_slice()),
            (None, &[1][..])
        );
        assert_eq!(found[3].parent, None);
    }
}
