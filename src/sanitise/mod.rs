//! HTML from anywhere → [`SafeHtml`], which may stand in a page. Knows nothing of Markdown, pages or templates.
//!
//! Two steps. [`balance`] reads the markup as a browser would, writes it anew with every element closed, none
//! nested too deep and none unknown, and gives names back their meaning; it is there for order and for speed
//! (parsers are quadratic in depth, in misnesting, in attributes: 320 kB of `<div>` took 25 s). Then ammonia, which
//! alone is trusted with safety, parses what is left and keeps what the allow-list names. Markup that
//! [`canonical`] recognises is what ammonia would give back to the byte, and is spared the way through it.
//!
//! # Marks
//!
//! Our own emitters mark what is theirs with a prefix that an author cannot know, such as a digest of the text
//! itself. Given the prefix `m1f-`:
//!
//! | written by the emitter | becomes |
//! |---|---|
//! | `class="m1f-ins"` | `class="tg-ins"`; every other class but a few harmless ones is dropped |
//! | `id="m1f-予算"`, `href="#m1f-予算"` | `id="予算"`, `href="#予算"`; every other id becomes `u-…`, and links to it follow |
//! | `<!--m1f-(-->` … `<!--m1f-)-->` | nothing: a *fence*. No raw HTML inside closes an element outside, and what is open inside is closed at its end |
//!
//! Fences belong around the content of every container that can hold an author's raw HTML: a list item, a
//! quotation, a table cell, a marked change.

mod allow;
mod balance;
mod canonical;
mod own;
mod part;
mod token;

pub use own::{Frame, Own, Patchwork};

use std::sync::{Arc, LazyLock};

use serde::{Serialize, Serializer};

/// Sanitises markup.
///
/// Text is kept wherever possible: an unknown element loses its tags, not its words. Input over
/// [`SIZE_LIMIT`] bytes is cut there, which the reader is told by an ellipsis.
pub fn sanitise(html: &str, options: &SanitiseOptions) -> SafeHtml {
    let (html, cut) = within_limit(html);
    let link_rel = link_rel(options.origin);
    let balanced = balance::balance(html, options.mark_prefix, link_rel);
    let mut clean = if canonical::is_canonical(&balanced, link_rel) {
        balanced
    } else {
        cleaner(options.origin).clean(&balanced).to_string()
    };
    if cut {
        clean.push_str("<p class=\"tg-cut\">…</p>");
    }
    SafeHtml(clean.into())
}

/// Markup that does nothing but show text. Only the sanitiser makes it; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(Arc<str>);

/// How to sanitise.
#[derive(Clone, Copy, Debug)]
pub struct SanitiseOptions<'a> {
    /// The prefix of names that our own emitter wrote; see the module's documentation. Empty if there are none.
    pub mark_prefix: &'a str,
    /// Whose words they are.
    pub origin: Origin,
}

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The proposal's own.
    Proposal,
    /// Anybody's: links are marked so that search engines do not follow them.
    PullRequest,
}

/// Bytes of markup beyond which input is cut.
pub const SIZE_LIMIT: usize = 16 << 20;

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

/// An address that leads elsewhere in signs that every program takes; `None` if it is no address.
pub fn plain_external(address: &str) -> Option<String> {
    let url = ammonia::Url::parse(address).ok()?;
    allow::known_scheme(url.as_str()).then(|| with_whole_escapes(url.as_str()))
}

/// The address with each `%` that begins no escape written as one: <https://www.rfc-editor.org/rfc/rfc3986#section-2.1>.
fn with_whole_escapes(url: &str) -> String {
    let mut parts = url.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.as_bytes().get(..2);
        let is_escape = digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        out.extend([if is_escape { "%" } else { "%25" }, part]);
    }
    out
}

/// Whether an element, by its name in small letters, may stay.
pub fn may_stay(element: &str) -> bool {
    allow::find(element).is_some()
}

fn within_limit(html: &str) -> (&str, bool) {
    if html.len() <= SIZE_LIMIT {
        return (html, false);
    }
    (&html[..html.floor_char_boundary(SIZE_LIMIT)], true)
}

/// What is said of every link that leads away.
fn link_rel(origin: Origin) -> &'static str {
    match origin {
        Origin::Proposal => "noopener noreferrer",
        Origin::PullRequest => "noopener noreferrer nofollow ugc",
    }
}

fn cleaner(origin: Origin) -> &'static ammonia::Builder<'static> {
    static PROPOSAL: LazyLock<ammonia::Builder<'static>> =
        LazyLock::new(|| allow::builder(link_rel(Origin::Proposal)));
    static PULL_REQUEST: LazyLock<ammonia::Builder<'static>> =
        LazyLock::new(|| allow::builder(link_rel(Origin::PullRequest)));
    match origin {
        Origin::Proposal => &PROPOSAL,
        Origin::PullRequest => &PULL_REQUEST,
    }
}

#[cfg(test)]
pub(crate) mod tests;
