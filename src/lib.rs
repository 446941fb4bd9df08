//! Teigen turns a Git repository of Markdown policy proposals into a published site where every version, every
//! pull request and every discussion can be read side by side.
//!
//! # The way of the data
//!
//! ```text
//! repository → snapshot → document → comparison → site → render → output
//! ```

pub mod command;
pub mod comparison;
pub mod config;
pub mod demo;
pub mod diagnostic;
pub mod document;
pub mod output;
pub mod render;
pub mod repository;
pub mod sanitise;
pub mod site;
pub mod snapshot;
pub mod yaml;
