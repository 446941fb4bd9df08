//! One function for each kind of page: facts of the [`Site`](super::Site) → a view.

mod body;
mod comparison;
mod document;
mod front;
mod listing;
mod pull;

pub use body::{EditionLinks, body, nonce};
pub use comparison::{
    ComparedDocument, StateComparison, compare_states, comparison, comparison_document,
    comparison_list, comparison_pages, state_pairs,
};
pub use document::{document, preview, version_index};
pub use front::{discussion_rows, discussions, front, not_found, redirect};
pub use listing::{ListPage, list_pages, pull_list};
pub use pull::{PullInput, pull, revision, summarise};
