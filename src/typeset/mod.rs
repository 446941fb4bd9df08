//! A document's safe markup → the same, set for readers: wide tables in frames of their own.
//!
//! The emitter and the sanitiser know nothing of this: what is set here is found again by classes that only the
//! program can have given, and what is put in is held against a list by [`sanitise`](crate::sanitise::Own). Comparisons
//! are not set: in them, formulas and code are their source.

mod tables;
mod tags;

use crate::sanitise::{Patchwork, SafeHtml};
use tables::Tables;
use tags::tags;

/// Sets a document.
pub fn typeset(html: &SafeHtml, options: &Options<'_>) -> SafeHtml {
    let mut patchwork = Patchwork::of(html);
    let mut tables = Tables::of(html.as_str());
    for tag in tags(html.as_str()) {
        tables.tag(&tag, options, &mut patchwork);
    }
    patchwork.finish().unwrap_or_else(|| html.clone())
}

/// How a document is set.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What a table is called for those who do not see it.
    pub table: &'a str,
}
