//! Documents and comparisons → the pages of the site. Pure: no I/O, no clock.

pub mod path;
pub mod view;
