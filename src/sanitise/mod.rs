//! HTML from anywhere → [`SafeHtml`], which may stand in a page.

use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Markup that does nothing but show text. Only the sanitiser makes it; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(Arc<str>);

impl SafeHtml {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for SafeHtml {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
