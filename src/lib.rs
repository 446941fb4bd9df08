//! Teigen turns a Git repository of Markdown policy proposals into a published site where every version, every
//! pull request and every discussion can be read side by side.
//!
//! # The way of the data
//!
//! ```text
//! repository → snapshot → document → comparison → site → render → output
//! ```
//!
//! Each stage turns one kind of thing into the next. What they hand on is data; only the first and the last touch
//! the world.
//!
//! | stage | turns | into | may know |
//! |---|---|---|---|
//! | [`repository`] | Git's object database, and the records in it | a [`snapshot::Snapshot`]: versions, pull requests, file ids | [`snapshot`], [`record`], [`config`] |
//! | [`document`] | Markdown text | a [`document::Document`]: sections, blocks, inlines with source positions | [`yaml`], [`formula`] |
//! | [`comparison`] | two documents | a [`comparison::Comparison`]: what changed, as a reader would see it | [`document`] |
//! | [`survey`] | the texts of all requests and versions | what requests say, which are alike, what became of their wording | [`document`], [`comparison`], [`snapshot`] |
//! | [`provenance`] | the comparisons along the main branch | what brought each passage and gave it its wording | [`comparison`], [`document`], [`snapshot`] |
//! | [`search`] | headings and lines | an index in pieces, in which a browser finds every place of a few letters | nothing |
//! | [`typeset`] | a document's safe markup | the same, set for readers: framed tables, formulas, coloured code | [`sanitise`], [`formula`] |
//! | [`site`] | all of these | a [`site::Site`] and, address by address, the views in [`site::view`] | everything above, [`sanitise`] |
//! | [`render`] | a view | the bytes of a page, through templates | [`site::view`] |
//! | [`output`] | bytes | a folder with a manifest; only what changed is written | [`site::path`] |
//!
//! `publish` sends such a folder on, and `verify` holds what was sent against what is built anew:
//!
//! ```text
//! folder → output::Complete → plan → a release beside others, objects in storage, or a commit (repository::publish)
//! ```
//!
//! `sync` fetches what a site is made from:
//!
//! ```text
//! server → forge → record → repository
//! ```
//!
//! [`forge`] (behind the feature `sync`) is the only HTTP client but that of object storage ([`output`], behind `storage`), and knows no Git; [`repository`] keeps records and heads
//! below `refs/teigen/` and calls the system's `git` to fetch and push.
//!
//! `comment` goes the other way: a summary of what a request changes → [`forge`] → one comment below it (`command/comment`).
//!
//! [`check`] holds the sources of documents against rules, and computes how to mend them; `command/check` writes that, when asked to.
//!
//! Beside the way: [`config`] (`teigen.yaml`), [`yaml`] (a bounded loader with line numbers), [`sanitise`] (markup
//! from anywhere → [`sanitise::SafeHtml`]), [`record`] (what servers told of pull requests and discussions ↔ readable JSON),
//! [`object_id`] and [`timestamp`] (Git's names and moments), [`diagnostic`] (what is wrong with a proposal, where, and what to do),
//! [`language`] (the names of languages), [`natural`] (the order of names), `bytes` (what escaping looks for), `digits` (numbers as people write them), `xml` (text as XML takes it), [`formula`] (LaTeX → tame MathML), [`picture`] (what a picture is, and how large), `docx` (rows of comparisons → a file for word processors), [`epub`] (a version's documents → a book for reading devices), `container` (what both are packed into), [`demo`] (the sample proposal, replayed into a repository), [`migration`] (what another tool's site was made from → a `teigen.yaml`, and what does not carry over). [`command`] runs the stages; it alone sees all of
//! them, and the terminal.
//!
//! # Thousands of pull requests
//!
//! A snapshot names contents by their Git ids; texts are read where they are needed. Versions are read and compared
//! as a whole. Pull requests pass one by one through reading, comparing, rendering and writing
//! (`command/build/pulls.rs`), so that memory does not grow with their number; what remains of each is a
//! [`site::pull::PullSummary`] for the lists, and for the pieces that the filter in the browser reads. Which are read at
//! all, `repository/selection.rs` decides from numbers, records and configuration. It is published as `/api/pulls.json`, and read back by the next
//! build: a request whose inputs have the same digest keeps its pages and its summary.
//!
//! Before that they are surveyed side by side (`command/build/survey.rs`): each waiting one is merged with today's text as
//! Git would (`repository/merging.rs`, in memory), which gives its verdict and the passages that it touches; their
//! wordings give the alike ones and what was absorbed. Only these facts are kept, and published for the next build, which
//! finds in `/api/touches.json` and below `/api/wordings/` what it need not find again (`command/build/known.rs`). The pages of contested passages
//! (`command/build/sections.rs`) are filled while the requests pass by for the second time.
//!
//! # The past
//!
//! Every text of the main branch, commit by commit, is compared with the one before (`command/build/past.rs`), as far as
//! a bound allows. Of each comparison a [`comparison::Lineage`] is left: which unit of the new text was which of the old.
//! [`provenance`] follows the passages of each version back through these; [`site::Past`] sets what it finds among
//! versions and pull requests. From it come the pages below `/history/`, the feeds, and the margin of every document.
//!
//! # Search
//!
//! Japanese has no spaces between words, so nothing is cut into words: [`search`] writes down every pair of neighbouring
//! characters with its places, and a longer word is where its pairs follow one another. [`site::search`] says what is
//! searched: the sections of the newest version; those of other versions that read otherwise, each once; titles and added
//! wording of requests, in volumes by number, which a later build reads back for the requests whose pages it keeps. The
//! pieces are scripts, as a plain folder has nothing else that a page may read. `templates/assets/search-index.js` finds,
//! `search.js` shows; the spelling that both sides bring texts into is held together by `tests/search/spelling.json`.
//!
//! # Serving
//!
//! `command/serve` shows the same pages while somebody writes: it makes each when it is asked for, with the very functions of a build, onto
//! a shelf in memory (`command/build/shelf.rs`). A state of Git is read twice, its versions at once and everything in the background; each is held by a
//! thread of its own, and beside it each state of the working copy by another, so that what is newer takes the place of what is older whole. A working copy is one more
//! [`site::Edition`] at the end of the list, which no list of versions counts ([`site::Site::with_worktree`]).
//!
//! # Languages
//!
//! What pages say stands in Fluent files, one for each language ([`render`]); only what is put together outside templates has its
//! words in Rust ([`site::words`]), in Japanese and English. A document may be a translation of another
//! ([`site::translation`] tells by names): an [`site::Edition`] has the originals first, and navigation, counts and order are
//! theirs. [`site::languages`] leads from one language to another, and tells which translations are behind.
//!
//! # Invariants
//!
//! Absences, which are hard to see in the code:
//!
//! - `snapshot`, `document`, `comparison`, `provenance`, `survey`, `search` and `site` do no I/O and read no clock, environment or global.
//! - Nothing but `repository` and `demo` knows libgit2, nothing but `render` the template engine.
//! - No command but `check --fix` writes to files of the working copy. No command but `sync` and `publish` writes to the repository: `sync` only below `refs/teigen/`, to the heads of pull requests
//!   and to what Git keeps of the remote's branches, `publish` only below `refs/teigen/publish/`, which no build reads. Nothing but these, `verify` and `comment` asks the network, nothing but `serve` answers it.
//! - What is published is at each moment the old site or the new one; in object storage, each file is, and what a file refers to is there before it.
//! - Templates see views only, and no markup in a view but [`sanitise::SafeHtml`], no address but
//!   [`site::view::Href`]. Comparisons are made on trees and sanitised last.
//! - What a comment on a server shows of a request is text (`command/inert.rs`).
//! - A name from a repository reaches the file system only through [`site::path::OutputPath`].
//! - The same commit, configuration and program give the same bytes, whatever the clock, the cores, the locale.
//! - Work on strangers' input is bounded by counts, never by clocks; bad input costs only itself.
//!
//! # Words
//!
//! *Proposal*: the published tree of Markdown. *Version*: a named state of it; an *edition* is a version under one
//! address (`latest` and `v0.7` are two editions of one version). *Document*: one Markdown file. *Section*: a heading
//! and what it governs. *Block*: what comparisons align. *Pull request*, *revision*: a proposed change, and one head
//! commit it has had. *Discussion*, *topic*: a conversation elsewhere about the proposal. *Record*: what a server told about a pull request or a discussion. *State*: anything that can be compared: a version, a revision, any commit.

pub mod repository;
pub mod snapshot;

pub mod document;
pub mod yaml;

pub mod comparison;

pub mod provenance;
pub mod survey;

pub mod search;

pub mod sanitise;
pub mod typeset;

pub mod site;

pub mod check;

pub mod render;

pub mod output;

mod bytes;
pub mod command;
pub mod config;
mod container;
pub mod demo;
pub mod diagnostic;
mod digits;
#[cfg(feature = "docx")]
pub mod docx;
pub mod epub;
#[cfg(feature = "sync")]
pub mod forge;
pub mod formula;
pub mod language;
pub mod migration;
pub mod natural;
pub mod object_id;
pub mod picture;
pub mod record;
pub mod timestamp;
mod xml;
