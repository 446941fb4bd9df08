//! One function for each kind of page: facts of the [`Site`](super::Site) → a view.

mod backlog;
mod body;
mod card;
mod cite;
mod columns;
mod compared;
mod comparison;
mod contributors;
mod document;
mod earlier;
mod feed;
mod front;
mod highlights;
mod history;
mod linked_data;
mod listing;
mod map;
mod moment;
mod moved;
mod news;
mod notes;
mod origins;
mod outline;
mod pull;
mod search;
mod sections;
mod states;
mod surroundings;
mod take_part;
mod timeline;
mod topic_order;
mod topics;
mod whole;

pub use backlog::{backlog_page, backlog_plots};
pub use body::{Bodies, EditionLinks, body, nonce};
pub use card::cards;
pub use cite::{cite, cite_page};
pub use columns::{columns_pages, comparison_columns, table_layout, table_rows};
pub use compared::{ComparedFile, Part, Side, compared_file, refused_file};
pub use comparison::{comparison, comparison_document, comparison_list, comparison_pages};
pub use contributors::{ContributorPage, contributor_pages, contributors};
pub use document::{discussions_of, document, preview, version_index};
pub use earlier::{Kept, earlier_problems, is_harmless, kept, page_at};
pub use feed::{feed_beside, site_feed};
pub use front::{discussion_rows, front, not_found, redirect, second_front, serving};
pub use highlights::{Found, Promise, highlights, lexicon};
pub use history::{document_history, history, history_page, history_pages, section_history};
pub use listing::{List, ListPage, list_pages, pull_list, pull_row};
pub use map::{map, map_page};
pub use moment::{discussions_of_moment, people};
pub use moved::{Lead, Moved, OWN as OWN_FOLDERS, moved};
pub use news::{news, news_discussions, news_page, version_list, version_list_page};
pub use pull::{is_document, preview_page, pull, revision, revision_page, summarise};
pub use search::search;
pub use sections::{Fragment, SectionAddresses, TodaySection, fragment, section, section_list};
pub use states::{
    BlobPair, Compared, ComparedDocument, Comparisons, Facts, StateComparison, StatePair,
    changed_sections, compare_states, facts, fingerprint, next_redirects, state_pairs,
    wanted_pairs, worktree_pairs,
};
pub use surroundings::{TodayChange, surroundings, today_document};
pub use take_part::take_part;
pub use topics::{discussions, topic};
pub use whole::{Text, Whole, headings, too_long, whole};
