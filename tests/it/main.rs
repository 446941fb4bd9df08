//! Teigen as a whole: repositories in, sites out. One binary, so that it is linked once.

// Answers of servers are large objects of JSON.
#![recursion_limit = "256"]

mod api;
mod atom;
mod checking;
mod citing;
mod determinism;
mod diff;
mod discussions;
mod epub;
mod finding;
mod history;
mod hostile;
mod incremental;
mod inert;
mod languages;
mod links;
mod merging;
mod migrating;
mod moved;
mod news;
mod origins;
mod overlap;
mod page;
mod pictures;
mod publish;
mod pulls;
mod records;
mod remembered;
mod repository;
mod revisions;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shards;
mod shell;
mod support;
#[cfg(feature = "sync")]
mod sync;
mod taking_part;
mod tidy;
mod typesetting;
mod versions;
mod views;
mod whole;
mod workflows;
mod xml;
