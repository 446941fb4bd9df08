//! A document's text → sanitised markup whose links lead within the site.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::notes::Notes;
use crate::document::html::{Links, Options, to_html};
use crate::document::{Block, BlockKind, Document, block_ids};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::Site;
use crate::site::assets::targets;
use crate::site::edition::Edition;
use crate::site::links::{self, Target};
use crate::site::shell::Place;
use crate::site::view::Href;
use crate::site::words::Words;
use crate::snapshot::{ObjectId, SourcePath};
use crate::typeset;

/// Leads links of a document to the same edition's documents and to published images.
pub struct EditionLinks<'s> {
    /// The page that shows the document.
    pub place: &'s Place<'s>,
    /// The edition its links lead to.
    pub edition: &'s Edition<'s>,
    /// The document that holds the links.
    pub from: &'s SourcePath,
    /// The same, where the page shows it whole: links to its own headings stay on the page. Otherwise they lead to
    /// the edition's page of it.
    pub whole: Option<&'s Document>,
}

/// Bodies that were made, by everything that shapes them: versions and addresses share most of their text, and
/// sanitising it is most of the work.
#[derive(Debug, Default)]
pub struct Bodies {
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    by_key: HashMap<String, SafeHtml>,
    bytes: usize,
}

/// Bytes of markup that are kept for another page.
const KEPT_BYTES: usize = 64 << 20;

impl Bodies {
    pub(super) fn get(&self, key: &str) -> Option<SafeHtml> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.by_key.get(key).cloned()
    }

    pub(super) fn keep(&self, key: String, body: &SafeHtml) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.bytes += body.as_str().len();
        if made.bytes <= KEPT_BYTES {
            made.by_key.insert(key, body.clone());
        }
    }
}

/// A document as a whole, for a page. `blob` is its text's id.
pub fn body(
    links: &EditionLinks<'_>,
    document: &Document,
    blob: ObjectId,
    origin: Origin,
) -> SafeHtml {
    body_with_notes(links, document, blob, origin, &Notes::default())
}

/// The same with words of ours among it.
pub fn body_with_notes(
    links: &EditionLinks<'_>,
    document: &Document,
    blob: ObjectId,
    origin: Origin,
    notes: &Notes,
) -> SafeHtml {
    let bodies = &links.place.site.bodies;
    let key = key(links, document, (blob, origin), notes);
    if let Some(made) = bodies.get(&key) {
        return made;
    }
    let made = make(links, document, (blob, origin), notes);
    bodies.keep(key, &made);
    made
}

/// The text and where each of its links leads from here: nothing else of the page shapes a body.
fn key(
    links: &EditionLinks<'_>,
    document: &Document,
    (blob, origin): (ObjectId, Origin),
    notes: &Notes,
) -> String {
    let mut key = format!("{blob} {origin:?}");
    let words = links.place.language.words();
    key.push_str(words.footnotes);
    key.push_str(&notes.key(words));
    for (written, image) in targets(document) {
        let led = if image {
            links.image(&written)
        } else {
            links.link(&written)
        };
        key.push('\n');
        key.push_str(led.as_deref().unwrap_or("\r"));
    }
    key
}

fn make(
    links: &EditionLinks<'_>,
    document: &Document,
    (blob, origin): (ObjectId, Origin),
    notes: &Notes,
) -> SafeHtml {
    let prefix = nonce(&[links.place.path.as_str(), &blob.to_string()]);
    let after_heading = |anchor: &str| notes.headings.after_heading(anchor, &prefix);
    let block_ids = match origin {
        Origin::Proposal => block_ids(document),
        Origin::PullRequest => BTreeMap::new(),
    };
    let words = links.place.language.words();
    let before_block = |index: usize| {
        let mut markup = String::new();
        notes.blocks.get(&index)?.write(&prefix, words, &mut markup);
        Some(markup)
    };
    let options = Options {
        links,
        block_ids: &block_ids,
        prefix: &prefix,
        footnotes_title: words.footnotes,
        bare_link: &format!("{prefix}bare"),
        after_heading: &after_heading,
        before_block: &before_block,
        colours: true,
        formulas: links.place.site.config.math.unwrap_or(true),
        ..Options::default()
    };
    let html = to_html(document, &options);
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin,
    };
    set(&sanitise(&html, &options), links.place.site, &words)
}

/// Sets a text for readers.
pub(super) fn set(html: &SafeHtml, site: &Site<'_>, words: &Words) -> SafeHtml {
    let options = typeset::Options {
        table: words.table,
        formula: words.formula,
        diagram: words.diagram,
        size: &|address| site.assets.size(address),
    };
    typeset::typeset(html, &options)
}

/// A prefix for names in markup that nobody can have written into the text it is made from: the text's own id, a
/// cryptographic digest, is part of it.
pub fn nonce(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    let digits: String = hash
        .finalize()
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("m{digits}-")
}

impl EditionLinks<'_> {
    pub(super) fn lead(&self, written: &str) -> Option<String> {
        match links::target(self.from, written) {
            Target::External(address) => Some(links::readable(&address)),
            Target::Here { anchor } => Some(self.here(&anchor).unwrap_or_default()),
            Target::Nowhere => Some(String::new()),
            Target::Path { path, anchor } => {
                Some(self.path(&path, anchor.as_deref()).unwrap_or_default())
            }
        }
    }

    fn here(&self, anchor: &str) -> Option<String> {
        let Some(document) = self.whole else {
            return self.path(self.from.as_str(), Some(anchor));
        };
        // An id in raw HTML is renamed by the sanitiser, and the links to it with it.
        let known = document.has_anchor(anchor) || raw_id(document, anchor);
        known.then(|| Href::here(anchor).as_str().to_owned())
    }

    fn path(&self, path: &str, anchor: Option<&str>) -> Option<String> {
        if let Some(document) = self.document(path) {
            let href = self.place.to(&self.edition.page(document));
            let anchor = anchor.and_then(|anchor| anchor_on(&document.document, anchor));
            let href = anchor.map_or(href.clone(), |anchor| href.at(&anchor));
            return Some(href.as_str().to_owned());
        }
        self.asset(path).or_else(|| self.on_forge(path))
    }

    /// A document by its path, by its path without ending, or as the entry of a folder.
    pub(super) fn document(&self, path: &str) -> Option<&crate::site::EditionDocument<'_>> {
        let path = path.trim_end_matches('/');
        let source = self.place.site.snapshot.source.as_str();
        let folder = if path.is_empty() { source } else { path };
        let inside = |name: &str| {
            if folder.is_empty() {
                self.edition.find(name)
            } else {
                self.edition.find(&format!("{folder}/{name}"))
            }
        };
        self.edition
            .find(path)
            .or_else(|| self.edition.find(&format!("{path}.md")))
            .or_else(|| inside("index.md"))
            .or_else(|| inside("README.md"))
            .map(|(_, document)| document)
    }

    fn asset(&self, path: &str) -> Option<String> {
        let file = self.edition.version.file(path)?;
        let asset = self.place.site.assets.get(file.blob)?;
        Some(self.place.to(&asset.path).as_str().to_owned())
    }

    fn on_forge(&self, path: &str) -> Option<String> {
        let forge = self.place.site.forge()?;
        self.edition.version.file(path)?;
        Some(forge.file(&self.edition.version.commit.to_string(), path))
    }
}

/// The id that an anchor of a document has on its page; `None` if it has none.
pub(super) fn anchor_on(document: &Document, anchor: &str) -> Option<String> {
    if document.has_anchor(anchor) {
        return Some(anchor.to_owned());
    }
    raw_id(document, anchor).then(|| format!("u-{anchor}"))
}

/// Whether raw HTML of the document may give something this id.
fn raw_id(document: &Document, anchor: &str) -> bool {
    let written = [format!("id=\"{anchor}\""), format!("id='{anchor}'")];
    let holds = |block: &Block| match &block.kind {
        BlockKind::Html(html) => written.iter().any(|id| html.contains(id)),
        _ => false,
    };
    !anchor.is_empty() && document.blocks.iter().any(holds)
}

impl Links for EditionLinks<'_> {
    fn link(&self, target: &str) -> Option<Cow<'_, str>> {
        self.lead(target).map(Cow::Owned)
    }

    fn image(&self, source: &str) -> Option<Cow<'_, str>> {
        match links::target(self.from, source) {
            Target::External(_) => None,
            Target::Path { path, .. } => Some(Cow::Owned(self.asset(&path).unwrap_or_default())),
            _ => Some(Cow::Borrowed("")),
        }
    }
}
