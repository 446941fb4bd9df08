//! Views of discussions.

use serde::Serialize;

use super::{DocumentLink, Href};
pub use crate::record::topic::TopicState;

/// `/discussions/`: topics, and what they are about.
#[derive(Clone, Debug, Serialize)]
pub struct DiscussionsView {
    /// The topics.
    pub rows: Vec<DiscussionRow>,
    /// When their servers were last asked; empty without records.
    pub as_of: String,
}

/// A discussion in a list.
#[derive(Clone, Debug, Serialize)]
pub struct DiscussionRow {
    /// Its title, or its address where no record tells the title.
    pub title: String,
    /// The host, as readers know it.
    pub host: String,
    /// Where it is.
    pub href: Href,
    /// How many topics above it in the list it belongs to, one in the other; at most 3.
    pub depth: usize,
    /// What is known of it, if its server was asked.
    pub known: Option<TopicFacts>,
    /// Documents that name it.
    pub documents: Vec<DocumentLink>,
    /// Pull requests that name it; cut at a few.
    pub pulls: Vec<DocumentLink>,
    /// Pull requests left out of `pulls`.
    pub pulls_omitted: usize,
}

/// How alive a topic is.
#[derive(Clone, Debug, Serialize)]
pub struct TopicFacts {
    /// Its page on this site.
    pub page: Href,
    /// Whether one can have a say in it.
    pub state: TopicState,
    /// How many posts.
    pub posts: usize,
    /// How many people.
    pub people: usize,
    /// How many likes.
    pub likes: u64,
    /// When it began.
    pub began: String,
    /// When someone last posted.
    pub last: String,
    /// Posts over time, as the points of a line in a box of 96 by 20; empty where no days are known.
    pub line: String,
    /// Where it goes on, if it was closed or moved.
    pub goes_on: Option<DocumentLink>,
    /// What it belongs to.
    pub parent: Option<DocumentLink>,
}

/// `/discussions/{host}/{topic}/`.
#[derive(Clone, Debug, Serialize)]
pub struct TopicView {
    /// Its row in the list.
    pub row: DiscussionRow,
    /// Those that belong to it.
    pub children: Vec<DocumentLink>,
    /// Those that go on in it.
    pub before: Vec<DocumentLink>,
    /// The category it stands in.
    pub category: Option<String>,
    /// Posts that are about something of the proposal, oldest first.
    pub posts: Vec<PostRow>,
    /// How many more there are.
    pub posts_omitted: usize,
    /// When its server was asked.
    pub as_of: String,
}

/// A post.
#[derive(Clone, Debug, Serialize)]
pub struct PostRow {
    /// The topic's title and page on this site.
    pub topic: DocumentLink,
    /// Its number in the topic.
    pub number: u64,
    /// Where it is.
    pub href: Href,
    /// Who wrote it, where that is kept.
    pub author: Option<String>,
    /// When.
    pub date: String,
    /// How many like it.
    pub likes: u64,
    /// What it says, as far as that is kept.
    pub text: Vec<String>,
    /// What it is about.
    pub places: Vec<PostPlace>,
}

/// What a post is about.
#[derive(Clone, Debug, Serialize)]
pub struct PostPlace {
    /// It, as it is today.
    pub now: DocumentLink,
    /// The text as it stood when the post was written: the version's name, and the place there.
    pub then: Option<DocumentLink>,
    /// What changed since: the first change after the post.
    pub since: Option<Href>,
}
