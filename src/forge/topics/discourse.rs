//! A topic of Discourse: its head and first posts in one answer, the others twenty at a time, and at the next sync only those that are new,
//! and in turn some of those that are known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::ForgeError;
use super::visitor::{Mark, Visited, Visitor};
use super::{Fetched, state_of};
use crate::record::topic::discourse::{self, Posts, Told};
use crate::record::topic::{Keep, PostRead, PostRecord, TopicAddress, TopicRecord, TopicState};
use crate::timestamp::Timestamp;

/// Posts that are asked for at once, as Discourse itself does.
const CHUNK: usize = 20;
/// Posts that are known and are read anew in one sync, to see whether they changed.
const RECHECKED: usize = 60;
/// Pages of a category that are read.
const CATEGORY_PAGES: usize = 10;

/// Fetches a topic. `known` is what was told before.
///
/// # Errors
///
/// The server cannot be asked or gives no answer that can be used, and nothing new is known.
pub fn fetch(
    visitor: &Visitor<'_>,
    address: &TopicAddress,
    known: Option<&TopicRecord>,
    keep: Keep<'_>,
) -> Result<Fetched, ForgeError> {
    // What is known of another time, with fewer words, or in part, is no answer.
    let usable = known.filter(|known| is_usable(known, keep));
    let mark = usable
        .filter(|known| !known.incomplete)
        .and_then(|known| known.etag.clone());
    let path = format!("{}/t/{}.json", folder(address), address.number);
    let visited = visitor.get(&address.host, &path, &Mark(mark))?;
    let at = visited.reply.date();
    if visited.reply.status == 304 {
        return Ok(Fetched::Unchanged { at });
    }
    if let Some(state) = state_of(visited.reply.status) {
        let at = at
            .or(known.map(|known| later(known.fetched_at)))
            .unwrap_or_default();
        let gone = TopicRecord::unreadable(address.url.clone(), address.kind, state, at);
        return Ok(Fetched::Told(Box::new(gone)));
    }
    let value = json(&visited)?;
    let told = discourse::topic(&value, address, keep).ok_or_else(|| ForgeError::Unusable {
        url: visited.url.clone(),
        reason: "it is no topic".to_owned(),
    })?;
    if told.head.url != address.url {
        return Ok(Fetched::Told(Box::new(moved(address, &told, at))));
    }
    let is_endless = value["post_stream"]["isMegaTopic"].as_bool() == Some(true);
    let mut topic = Topic {
        visitor,
        address,
        keep,
        usable,
        at,
        posts: Posts::default(),
        asked: BTreeSet::new(),
        failed: false,
    };
    let mut record = match told.head.state {
        TopicState::Gone => TopicRecord::unreadable(
            address.url.clone(),
            address.kind,
            TopicState::Gone,
            Timestamp::default(),
        ),
        _ if is_endless => topic.endless(told),
        _ => topic.listed(told),
    };
    record.etag = visited
        .reply
        .header("etag")
        .filter(|mark| mark.len() <= 200)
        .map(str::to_owned);
    record.fetched_at = at.unwrap_or_else(|| {
        record.last_posted_at.unwrap_or_default().max(
            known
                .map(|known| later(known.fetched_at))
                .unwrap_or_default(),
        )
    });
    Ok(Fetched::Told(Box::new(record)))
}

fn is_usable(known: &TopicRecord, keep: Keep<'_>) -> bool {
    let has_author = || known.posts.iter().any(|post| post.author.is_some());
    let authors = !keep.authors || known.posts.is_empty() || has_author();
    known.words == keep.words && authors && known.is_readable() && !known.imported
}

/// Lists the topics of a category, the most lively first: `/c/{slug}/{id}` as its page's address has it.
///
/// # Errors
///
/// The server cannot be asked or gives no answer that can be used.
pub fn category(
    visitor: &Visitor<'_>,
    host: &str,
    path: &str,
    limit: usize,
) -> Result<Vec<u64>, ForgeError> {
    let path = path.trim_end_matches('/').trim_end_matches(".json");
    let mut found = Vec::new();
    for page in 0..CATEGORY_PAGES {
        let visited = visitor.get(host, &format!("{path}.json?page={page}"), &Mark::default())?;
        let unusable = |reason: &str| ForgeError::Unusable {
            url: visited.url.clone(),
            reason: reason.to_owned(),
        };
        if visited.reply.status != 200 {
            return Err(unusable("there is no such category, or it is not public"));
        }
        let (numbers, more) = discourse::category(&json(&visited)?)
            .ok_or_else(|| unusable("it is no list of topics"))?;
        let is_empty = numbers.is_empty();
        found.extend(numbers);
        if !more || is_empty || found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

fn json(visited: &Visited) -> Result<Value, ForgeError> {
    serde_json::from_slice(&visited.reply.body).map_err(|error| ForgeError::Unusable {
        url: visited.url.clone(),
        reason: format!("it is no JSON: {error}"),
    })
}

fn folder(address: &TopicAddress) -> String {
    match address.project.as_str() {
        "" => String::new(),
        folder => format!("/{folder}"),
    }
}

/// A second later, where a server does not tell the time.
fn later(at: Timestamp) -> Timestamp {
    Timestamp::new(at.seconds.saturating_add(1), at.offset)
}

/// The record of a topic that is now a part of another one.
fn moved(address: &TopicAddress, told: &Told, at: Option<Timestamp>) -> TopicRecord {
    TopicRecord {
        successor: Some(told.head.url.clone()),
        ..TopicRecord::unreadable(
            address.url.clone(),
            address.kind,
            TopicState::Moved,
            at.unwrap_or_default(),
        )
    }
}

/// A topic whose posts are being gathered.
struct Topic<'t> {
    visitor: &'t Visitor<'t>,
    address: &'t TopicAddress,
    keep: Keep<'t>,
    usable: Option<&'t TopicRecord>,
    /// When it was told, by the server's clock.
    at: Option<Timestamp>,
    posts: Posts,
    /// What was asked for or came unasked.
    asked: BTreeSet<u64>,
    /// Whether the server failed: what is missing is left to the next sync.
    failed: bool,
}

impl Topic<'_> {
    /// The posts of a topic that names them all.
    fn listed(&mut self, told: Told) -> TopicRecord {
        let Told {
            mut head,
            posts,
            mut stream,
        } = told;
        self.take(posts);
        if stream.is_empty() {
            stream = self.asked.iter().copied().collect();
        }
        let known = self.known();
        let held: BTreeSet<u64> = self
            .usable
            .map(|known| known.withheld.iter().copied().collect())
            .unwrap_or_default();
        let is_known = |id: &u64| known.contains_key(id) || held.contains(id);
        let is_new = |id: &u64| !is_known(id) && !self.asked.contains(id);
        let mut wanted: Vec<u64> = stream.iter().copied().filter(is_new).collect();
        wanted.extend(self.again(&stream, head.state));
        self.fetch(&wanted);
        self.gather(&mut head, &known, &stream);
        let missing = |id: &u64| !self.asked.contains(id) && !is_known(id);
        head.incomplete = stream.iter().any(missing);
        head.withheld = stream
            .iter()
            .copied()
            .filter(|id| match self.asked.contains(id) {
                true => !self.posts.read.contains_key(id),
                false => held.contains(id),
            })
            .collect();
        head
    }

    /// Known posts that are read anew this time, others each hour; those at the end as well where the topic was closed meanwhile.
    fn again(&self, stream: &[u64], state: TopicState) -> Vec<u64> {
        let Some(known) = self.usable else {
            return Vec::new();
        };
        let ids = known.posts.iter().filter_map(|post| post.id);
        let known_ids: BTreeSet<u64> = ids.chain(known.withheld.iter().copied()).collect();
        let is_old = |id: &u64| known_ids.contains(id) && !self.asked.contains(id);
        let rest: Vec<u64> = stream.iter().copied().filter(is_old).collect();
        let start = self.turn(rest.len());
        let around = rest
            .iter()
            .skip(start)
            .chain(&rest)
            .take(RECHECKED.min(rest.len()));
        let last = rest
            .iter()
            .rev()
            .take(if state == known.state { 0 } else { CHUNK });
        let again: BTreeSet<u64> = around.chain(last).copied().collect();
        again.into_iter().collect()
    }

    /// One of so many places, another one each hour of the server's clock, so that in time every post has its turn.
    fn turn(&self, places: usize) -> usize {
        let hour = self.at.unwrap_or_default().seconds / 3_600;
        let mixed = hour.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        usize::try_from(mixed % (places.max(1) as u64)).unwrap_or_default()
    }

    fn known(&self) -> BTreeMap<u64, PostRecord> {
        let posts = self.usable.into_iter().flat_map(|known| &known.posts);
        posts
            .filter_map(|post| Some((post.id?, post.clone())))
            .collect()
    }

    fn take(&mut self, posts: Posts) {
        self.asked.extend(posts.read.keys().chain(&posts.withheld));
        self.posts.closed_at = posts.closed_at.or(self.posts.closed_at);
        self.posts.read.extend(posts.read);
    }

    fn fetch(&mut self, wanted: &[u64]) {
        for ids in wanted.chunks(CHUNK) {
            let query: Vec<String> = ids.iter().map(|id| format!("post_ids[]={id}")).collect();
            let Some(posts) = self.chunk(&query.join("&")) else {
                break;
            };
            self.take(posts);
            // What is named and not told holds nothing.
            self.asked.extend(ids);
        }
    }

    fn chunk(&mut self, query: &str) -> Option<Posts> {
        let path = format!(
            "{}/t/{}/posts.json?{query}",
            folder(self.address),
            self.address.number
        );
        let visited = self
            .visitor
            .get(&self.address.host, &path, &Mark::default());
        let read = visited.and_then(|visited| {
            let posts = discourse::posts(&json(&visited)?, self.address, self.keep);
            posts.ok_or_else(|| ForgeError::Unusable {
                url: visited.url.clone(),
                reason: "it holds no posts".to_owned(),
            })
        });
        match read {
            Ok(posts) => Some(posts),
            Err(error) => {
                self.visitor.say(&format!(
                    "{error}; the rest of this topic is left to the next sync"
                ));
                self.failed = true;
                None
            }
        }
    }

    /// Puts together what is new and what is known, in the order of the numbers; what is not named any more is gone.
    fn gather(
        &mut self,
        head: &mut TopicRecord,
        known: &BTreeMap<u64, PostRecord>,
        stream: &[u64],
    ) {
        let mut posts: BTreeMap<u64, PostRecord> = BTreeMap::new();
        for id in stream {
            let read = self.posts.read.get(id).map(|read| &read.record);
            let post = read.or_else(|| known.get(id).filter(|_| !self.asked.contains(id)));
            if let Some(post) = post {
                posts.insert(post.number, post.clone());
            }
        }
        head.posts = posts.into_values().collect();
        self.relate(head);
    }

    /// Where the topic comes from and goes on, as its first and its last words say.
    fn relate(&self, head: &mut TopicRecord) {
        let read = |number: u64| {
            self.posts
                .read
                .values()
                .find(|read| read.record.number == number)
        };
        let last = head
            .posts
            .iter()
            .rev()
            .take(3)
            .find_map(|post| read(post.number)?.onward.clone());
        let first = read(1).and_then(|first: &PostRead| first.parent.clone());
        head.parent = first.or_else(|| self.usable.filter(|_| read(1).is_none())?.parent.clone());
        if head.state != TopicState::Open {
            head.successor = last.or_else(|| self.usable?.successor.clone());
            head.closed_at = self.posts.closed_at.or_else(|| self.usable?.closed_at);
        }
    }

    /// The posts of a topic of ten thousand and more, which names none: one after the other, and each time a part of the known ones anew.
    fn endless(&mut self, told: Told) -> TopicRecord {
        let Told {
            mut head, posts, ..
        } = told;
        let first: Vec<PostRecord> = posts
            .read
            .values()
            .map(|read| read.record.clone())
            .collect();
        self.take(posts);
        let known = self
            .usable
            .map(|known| known.posts.clone())
            .unwrap_or_default();
        let mut all: BTreeMap<u64, PostRecord> =
            known.into_iter().map(|post| (post.number, post)).collect();
        replace(&mut all, 0, &first);
        let end = all.keys().next_back().copied().unwrap_or_default();
        let place = self.turn(usize::try_from(end).unwrap_or_default()) as u64;
        self.walk(&mut all, place.max(CHUNK as u64), RECHECKED / CHUNK, end);
        self.walk(&mut all, end, usize::MAX, u64::MAX);
        head.incomplete = self.failed;
        head.posts = all.into_values().collect();
        self.relate(&mut head);
        head
    }

    /// Reads posts after a number, up to another, in at most so many chunks.
    fn walk(&mut self, all: &mut BTreeMap<u64, PostRecord>, from: u64, chunks: usize, end: u64) {
        let mut place = from;
        for _ in 0..chunks {
            if place >= end || all.len() >= crate::record::topic::POST_LIMIT {
                break;
            }
            let Some(posts) = self.chunk(&format!("post_number={place}&asc=true")) else {
                break;
            };
            let found: Vec<PostRecord> = posts
                .read
                .values()
                .map(|read| read.record.clone())
                .collect();
            self.take(posts);
            let Some(last) = found
                .iter()
                .map(|post| post.number)
                .max()
                .filter(|last| *last > place)
            else {
                break;
            };
            replace(all, place, &found);
            place = last;
        }
    }
}

/// Puts posts in the place of those with numbers after `after` and up to their last: what is not among them is gone.
fn replace(all: &mut BTreeMap<u64, PostRecord>, after: u64, found: &[PostRecord]) {
    let Some(last) = found.iter().map(|post| post.number).max() else {
        return;
    };
    let before: Vec<u64> = all
        .range(after.saturating_add(1)..=last.max(after.saturating_add(1)))
        .map(|(number, _)| *number)
        .collect();
    for number in before {
        all.remove(&number);
    }
    all.extend(found.iter().map(|post| (post.number, post.clone())));
}
