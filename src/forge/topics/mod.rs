//! Addresses of discussions → records of topics, asked politely: from hosts that may be asked, one request after another, as their
//! `robots.txt` allows, and bounded in what is read.
//!
//! A topic that fails costs only itself; what was read of it before stays. Knows neither Git nor which topics are wanted.

mod discourse;
mod github;
mod hosts;
mod issues;
mod robots;
mod visitor;

pub use self::discourse::{category, fetch};
pub use self::github::{DISCUSSION, ISSUE};
pub use self::hosts::{base_of, refusal};
pub use self::issues::fetch_issue;
pub use self::robots::Robots;
pub use self::visitor::{Bounds, Visitor};

use crate::record::topic::{TopicRecord, TopicState};
use crate::timestamp::Timestamp;

/// What became of a question about a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing changed since the mark that was sent.
    Unchanged {
        /// When that was told, by the server's clock.
        at: Option<Timestamp>,
    },
    /// It was told, or that it cannot be read.
    Told(Box<TopicRecord>),
}

/// A state that a refusal tells of; `None` where it tells of none, but of some trouble.
fn state_of(status: u16) -> Option<TopicState> {
    match status {
        404 | 410 => Some(TopicState::Gone),
        401 | 403 => Some(TopicState::Private),
        _ => None,
    }
}
