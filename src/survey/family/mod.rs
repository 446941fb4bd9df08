//! The wordings of all requests → which say the same, and families of alike ones.
//!
//! ```text
//! wordings → sayings (sets of shingles) → candidates (shared fingerprints) → likeness, exactly → stars
//! ```
//!
//! Two requests are alike by what they add and take away, never by what stands around it. Families are *stars*: every
//! member is like the representative itself, so that a chain of small steps never joins what has nothing in common. Time
//! grows with the number of requests and the length of what they say; ten thousand copies of one request are one.
//! Knows no Git, no titles and no people.

mod candidates;
mod saying;
mod star;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::shingle::HashedSet;

pub use saying::Saying;

use saying::{Likeness, likeness};

/// Likeness from which two requests say the same, of 1000.
pub const SAME: u16 = 780;

/// Likeness from which two requests are of one family, of 1000.
pub const ALIKE: u16 = 300;

/// How much of the shorter request must be in the longer one for that to contain it, of 1000.
pub const CONTAINED: u16 = 800;

/// Likeness from which a request that contains another one is of its family, and told of it at all, of 1000: one that holds
/// all of hundreds of others, a list of them, is of no family.
const CONTAINED_ALIKE: u16 = 150;
const CONTAINED_TOLD: u16 = 10;

/// Fewest shingles of a request that another may contain: a shorter one may stand in a longer one by chance.
const CONTAINED_SIZE: usize = 16;

/// Letters in a row that more distinct requests than these have are a form of words, and count only where there is little
/// else.
const COMMON: usize = 24;

/// Most others that are told of each request, the nearest first.
pub const NEAR_LIMIT: usize = 12;

/// What is alike among requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Families {
    /// Groups that say the same ([`SAME`]); two members or more each, in the order of their representatives. The
    /// representative is the earliest member, that with the smallest number.
    pub same: Vec<Family>,
    /// Groups of alike requests ([`ALIKE`], [`CONTAINED`]); two members or more each, in the order of their
    /// representatives. The representative is the most typical member: that which most others are like; of equals the
    /// earliest. All members of one group of `same` are in one family, unless it is a bridge between two.
    pub alike: Vec<Family>,
    /// For each request that is like any other, by number, its nearest others, most alike first.
    pub near: BTreeMap<u64, Vec<Near>>,
}

/// Requests around one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The number of the request that stands for all.
    pub representative: u64,
    /// All requests, the representative among them, by number.
    pub members: Vec<Member>,
}

/// A request of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub number: u64,
    /// How much it is like the representative, of 1000; 1000 for the representative itself.
    pub likeness: u16,
    /// In which way it is like the representative.
    pub how: How,
}

/// Another request that is like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Its number.
    pub number: u64,
    /// The part of both wordings together that they have in common, of 1000 (Dice's coefficient of their shingles).
    pub likeness: u16,
    /// In which way.
    pub how: How,
    /// Whether both touch a passage in common.
    pub same_passage: bool,
}

/// In which way another request is like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It adds and takes away the same words.
    Identical,
    /// It says the same, with small differences.
    Same,
    /// It holds all or nearly all of the one's wording, and more.
    Contains,
    /// Its wording is all or nearly all in the one's, which says more.
    Contained,
    /// A part is the same.
    Similar,
}

impl How {
    /// The same, seen from the other.
    fn reversed(self) -> Self {
        match self {
            Self::Contains => Self::Contained,
            Self::Contained => Self::Contains,
            other => other,
        }
    }
}

/// Finds what is alike. The order of the sayings does not matter; of several with one number the first counts.
pub fn families(sayings: &[Saying]) -> Families {
    let nodes = Nodes::new(sayings);
    let edges = edges(&nodes);
    Families {
        same: star::same(&nodes, &edges),
        alike: star::alike(&nodes, &edges),
        near: near(&nodes, &edges),
    }
}

/// The distinct sayings, in the order of the earliest request of each.
struct Nodes<'s> {
    sayings: Vec<Saying>,
    /// The requests that say it, by number, never none.
    requests: Vec<Vec<&'s Saying>>,
}

impl<'s> Nodes<'s> {
    fn new(sayings: &'s [Saying]) -> Self {
        let mut by_number: BTreeMap<u64, &Saying> = BTreeMap::new();
        for saying in sayings.iter().filter(|saying| !saying.is_empty()) {
            by_number.entry(saying.number).or_insert(saying);
        }
        let mut at: BTreeMap<(&[u64], &[u64]), usize> = BTreeMap::new();
        let mut nodes = Self {
            sayings: Vec::new(),
            requests: Vec::new(),
        };
        for saying in by_number.into_values() {
            let next = nodes.requests.len();
            let node = *at.entry(saying.said()).or_insert(next);
            if node == next {
                nodes.requests.push(Vec::new());
            }
            nodes.requests[node].push(saying);
        }
        let first = nodes.requests.iter().map(|requests| requests[0]);
        let common = common(first.clone());
        nodes.sayings = first.map(|saying| saying.without(&common)).collect();
        nodes
    }

    fn len(&self) -> usize {
        self.sayings.len()
    }
}

/// Shingles that more than [`COMMON`] distinct sayings hold.
fn common<'s>(sayings: impl Iterator<Item = &'s Saying>) -> HashedSet {
    let mut all: Vec<u64> = sayings
        .flat_map(|saying| saying.decisive().iter().copied())
        .collect();
    all.sort_unstable();
    let groups = all.chunk_by(|a, b| a == b);
    groups
        .filter(|group| group.len() > COMMON)
        .map(|group| group[0])
        .collect()
}

/// A distinct saying that is like another.
#[derive(Clone, Copy, Debug)]
struct Edge {
    to: usize,
    likeness: u16,
    how: How,
}

/// For each distinct saying those that are like it.
fn edges(nodes: &Nodes<'_>) -> Vec<Vec<Edge>> {
    let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); nodes.len()];
    let alike: Vec<(usize, usize, Likeness)> = candidates::pairs(&nodes.sayings)
        .into_par_iter()
        .filter_map(|(a, b)| Some((a, b, likeness(&nodes.sayings[a], &nodes.sayings[b])?)))
        .collect();
    for (a, b, Likeness { of_1000, how }) in alike {
        let edge = |to, how| Edge {
            to,
            likeness: of_1000,
            how,
        };
        edges[a].push(edge(b, how));
        edges[b].push(edge(a, how.reversed()));
    }
    for list in &mut edges {
        list.sort_by_key(|edge| (std::cmp::Reverse(edge.likeness), edge.to));
    }
    edges
}

fn near(nodes: &Nodes<'_>, edges: &[Vec<Edge>]) -> BTreeMap<u64, Vec<Near>> {
    let mut near = BTreeMap::new();
    for (node, requests) in nodes.requests.iter().enumerate() {
        let others = edges[node].iter().flat_map(|edge| {
            let others = nodes.requests[edge.to].iter();
            others.map(|other| (*other, edge.likeness, edge.how))
        });
        let others: Vec<_> = others.take(NEAR_LIMIT).collect();
        for request in requests {
            let twins = requests.iter().filter(|twin| twin.number != request.number);
            let twins = twins.map(|twin| {
                let (likeness, how) = request.as_twin(twin);
                (*twin, likeness, how)
            });
            let all = twins.chain(others.iter().copied()).take(NEAR_LIMIT);
            let all: Vec<Near> = all
                .map(|(other, likeness, how)| Near {
                    number: other.number,
                    likeness,
                    how,
                    same_passage: request.shares_passage(other),
                })
                .collect();
            if !all.is_empty() {
                near.insert(request.number, all);
            }
        }
    }
    near
}

#[cfg(test)]
mod tests;
