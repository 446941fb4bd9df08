//! The rules that documents are held against.

mod discussion_missing;
mod dropped_markup;
pub mod external_link;
mod figures_disagree;
mod handwritten_buttons;
mod heading_repeated;
mod heading_skipped;
mod image_text;
mod link_broken;
mod list_indent;
mod section_missing;
mod unreached;
mod version_missing;
mod wording;

use super::Rule;

/// Every rule.
pub const ALL: [Rule; 14] = [
    discussion_missing::RULE,
    dropped_markup::RULE,
    external_link::RULE,
    figures_disagree::RULE,
    handwritten_buttons::RULE,
    heading_repeated::RULE,
    heading_skipped::RULE,
    image_text::RULE,
    link_broken::RULE,
    list_indent::RULE,
    section_missing::RULE,
    unreached::RULE,
    version_missing::RULE,
    wording::RULE,
];
