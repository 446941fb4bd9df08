//! What a server told of a discussion elsewhere → [`TopicRecord`]; records → readable text, and back. Pure data.
//!
//! Of people's words only what the site's editors chose is kept ([`Words`]): by default none, but what they link to, quote
//! and name. A record is the server's last word and nothing before it: what was removed there is not joined back in.

mod address;
mod content;
pub mod discourse;
mod exported;
pub mod forge;
mod names;
mod path;
mod post;
mod read;

use serde::Serialize;

pub use self::address::{
    PostMark, TopicAddress, TopicKind, declared, decode, is_forge, recognise, split,
};
pub use self::content::Content;
pub use self::exported::{Exported, read_exported};
pub use self::names::KnownNames;
pub use self::path::{POSTS_IN_FILE, TOPICS_FOLDER, TOPICS_LEDGER_PATH, posts_file, topic_place};
pub use self::post::{Keep, PostRead};
pub use self::read::{TOPIC_FILE, TopicFiles, TopicLedger, TopicProblem, read_topic};

use super::{Account, is_false, pretty};
use crate::timestamp::Timestamp;

/// Most posts of one topic that are kept, the first ones.
pub const POST_LIMIT: usize = 50_000;
/// Most links, quotes and names of one post.
pub const LINK_LIMIT: usize = 50;
/// Longest excerpt of a post, and longest text in an archive, in characters.
pub const EXCERPT_LIMIT: usize = 200;
/// See [`EXCERPT_LIMIT`].
pub const TEXT_LIMIT: usize = 16_384;

/// What a server told about one discussion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TopicRecord {
    /// Its address, as [`recognise`] gives it: what the record is known by.
    pub url: String,
    /// What it is.
    pub kind: TopicKind,
    /// Its title, one line of at most 200 characters; empty if unknown.
    pub title: String,
    /// Whether one can have a say in it.
    pub state: TopicState,
    /// The category or the repository that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The topic that it belongs to or goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The topic in which it goes on, as its last words or its server tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// Who began it; `None` where authors are not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Account>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When someone last posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_posted_at: Option<Timestamp>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// When the server was asked, by its own clock; for an import the newest moment it tells, if it tells any.
    #[serde(skip_serializing_if = "is_unknown")]
    pub fetched_at: Timestamp,
    /// How many posts, people, likes and views the server counts.
    pub counts: Counts,
    /// How much of people's words the posts hold.
    pub words: Words,
    /// Whether posts are still to be fetched.
    #[serde(skip_serializing_if = "is_false")]
    pub incomplete: bool,
    /// Whether the record was read from an exported text, which tells neither dates nor all authors.
    #[serde(skip_serializing_if = "is_false")]
    pub imported: bool,
    /// The mark by which the server knows its answer again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// What the server knows those by that were read and hold nothing: hidden and deleted posts, notes of the forum's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<u64>,
    /// Its posts by number. They stand in files of their own.
    #[serde(skip)]
    pub posts: Vec<PostRecord>,
}

/// Whether one can have a say in a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicState {
    /// It is open.
    #[default]
    Open,
    /// It was closed; it can be read.
    Closed,
    /// It was put away; it can be read.
    Archived,
    /// It is now a part of another one, its successor.
    Moved,
    /// It is no longer there, or never was.
    Gone,
    /// It is not public.
    Private,
}

/// Where a topic stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Category {
    /// What it is called; a number where only that is known.
    pub name: String,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What a server counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Posts, the first one included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<u64>,
    /// People who posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<u64>,
    /// Likes, and reactions that approve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<u64>,
    /// Times it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views: Option<u64>,
}

/// How much of people's words is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// None: how long a post is, what it links to, quotes and names.
    #[default]
    Counts,
    /// Also the first [`EXCERPT_LIMIT`] characters.
    Excerpts,
    /// Also the text, up to [`TEXT_LIMIT`] characters.
    Archive,
}

/// One post of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PostRecord {
    /// Its number in the topic, counted from 1.
    pub number: u64,
    /// What the server knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// Who wrote it; `None` where authors are not kept or not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Account>,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// How many characters its text has, white space not counted.
    pub length: u64,
    /// How many like it.
    pub likes: u64,
    /// The number of the post that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<u64>,
    /// Posts that it quotes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quoted>,
    /// Web addresses that it links to, each once, in order of appearance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Documents, sections, versions and pull requests that it names in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Named>,
    /// What it says, as far as that is kept: plain text, paragraphs apart by an empty line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A post that another one quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Quoted {
    /// The topic's address; `None` for the topic itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The post's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<u64>,
    /// Whose it is; `None` where authors are not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// Something of the proposal that a post names in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Named {
    /// A version.
    Version {
        /// Its name: `v0.5`.
        name: String,
    },
    /// A pull request.
    Pull {
        /// Its number.
        number: u64,
    },
    /// A document, by its title.
    Document {
        /// Its path in the repository.
        path: String,
    },
    /// A section, by its heading.
    Section {
        /// The document's path in the repository.
        path: String,
        /// Its anchor when the post was read.
        anchor: String,
    },
}

impl TopicRecord {
    /// Its head as it is kept, without its posts: indented JSON with a newline at its end.
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// Its posts as they are kept: for each hundred numbers, which, and a line of JSON for each post.
    pub fn post_files(&self) -> Vec<(u64, String)> {
        let mut files: Vec<(u64, String)> = Vec::new();
        for post in &self.posts {
            let file = post.number / POSTS_IN_FILE;
            if files.last().is_none_or(|(last, _)| *last != file) {
                files.push((file, String::new()));
            }
            let line = serde_json::to_string(post).expect("texts, numbers and lists");
            if let Some((_, text)) = files.last_mut() {
                text.push_str(&line);
                text.push('\n');
            }
        }
        files
    }

    /// The post that a mark in an address means.
    pub fn post(&self, mark: PostMark) -> Option<&PostRecord> {
        match mark {
            PostMark::Number(number) => {
                let found = self.posts.binary_search_by_key(&number, |post| post.number);
                found.ok().map(|at| &self.posts[at])
            }
            PostMark::Id(id) => self.posts.iter().find(|post| post.id == Some(id)),
        }
    }

    /// Whether it can be read by anyone at its address.
    pub fn is_readable(&self) -> bool {
        !matches!(
            self.state,
            TopicState::Moved | TopicState::Gone | TopicState::Private
        )
    }

    /// A record of a topic that cannot be read any more: nothing of what was said in it is left.
    pub fn unreadable(url: String, kind: TopicKind, state: TopicState, at: Timestamp) -> Self {
        Self {
            url,
            kind,
            state,
            fetched_at: at,
            ..Self::default()
        }
    }

    /// The same with no more words than chosen, and without authors where they are not kept.
    #[must_use]
    pub fn reduced(mut self, words: Words, authors: bool) -> Self {
        if self.words > words {
            self.words = words;
            for post in &mut self.posts {
                post.text = post.text.take().and_then(|text| words.of(&text));
            }
        }
        if !authors {
            self.author = None;
            for post in &mut self.posts {
                post.author = None;
                post.quotes
                    .iter_mut()
                    .for_each(|quoted| quoted.author = None);
            }
        }
        self
    }

    /// The same with its moments by the clocks that far east of UTC, in minutes.
    #[must_use]
    pub fn at_offset(mut self, offset: i32) -> Self {
        let moments = [
            &mut self.created_at,
            &mut self.last_posted_at,
            &mut self.closed_at,
        ];
        let posts = self.posts.iter_mut();
        let of_posts = posts.flat_map(|post| [&mut post.created_at, &mut post.updated_at]);
        for moment in moments.into_iter().chain(of_posts) {
            *moment = moment.map(|at| at.at_offset(offset));
        }
        self.fetched_at = self.fetched_at.at_offset(offset);
        self
    }

    /// Joins what two syncs were told: the later one's word alone, since what it does not hold was taken away. Of two at the
    /// same moment, the one that holds less. The same whichever comes first.
    pub fn join(self, other: Self) -> Self {
        let key = |record: &Self| {
            let fewer = std::cmp::Reverse(record.posts.len());
            (record.fetched_at.seconds, fewer, record.to_json())
        };
        let order = key(&self).cmp(&key(&other));
        match order.then_with(|| self.posts.cmp(&other.posts)) {
            std::cmp::Ordering::Less => other,
            _ => self,
        }
    }
}

/// A sum of what servers tell, which may be any number.
pub fn total(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

impl Words {
    /// What is kept of a text.
    pub fn of(self, text: &str) -> Option<String> {
        let text = text.trim();
        let kept = match self {
            Self::Counts => return None,
            Self::Excerpts => cut(
                &text.split_whitespace().collect::<Vec<_>>().join(" "),
                EXCERPT_LIMIT,
            ),
            Self::Archive => cut(text, TEXT_LIMIT),
        };
        Some(kept).filter(|kept| !kept.is_empty())
    }

    /// Its name, as in `teigen.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Excerpts => "excerpts",
            Self::Archive => "archive",
        }
    }
}

fn is_unknown(at: &Timestamp) -> bool {
    !at.is_known()
}

/// A text cut at a bound, with `…` where something is missing.
fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
