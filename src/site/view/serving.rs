//! The view of a page that `teigen serve` shows in place of another.

use serde::Serialize;

/// In place of a page.
#[derive(Clone, Debug, Serialize)]
pub struct ServingView {
    /// Why.
    pub reason: Serving,
    /// The error's own words; empty where there was none.
    pub message: String,
}

/// Why a page cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Serving {
    /// What it is made from is still being read.
    Waiting,
    /// Making it failed.
    Failed,
    /// Only `teigen build` makes it.
    BuildOnly,
}
