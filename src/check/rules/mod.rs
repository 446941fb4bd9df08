//! The rules that documents are held against.

mod handwritten_buttons;

use super::Rule;

/// Every rule.
pub const ALL: [Rule; 1] = [handwritten_buttons::RULE];
