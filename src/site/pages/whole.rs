//! All documents of a version → one page, and the texts that a file for reading devices is made from.
//!
//! Ids begin with the document's part of the page, so that none clashes; links between documents stay on the page. Texts are
//! made once and serve the page under each of the version's addresses, and the file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::body::{EditionLinks, anchor_on, nonce, set};
use super::document::text;
use crate::diagnostic::Diagnostic;
use crate::document::html::{Links, Options, to_html};
use crate::document::{Block, BlockKind, Document, plain_text};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::Site;
use crate::site::assets::{Asset, targets};
use crate::site::edition::{Edition, EditionDocument};
use crate::site::links::{self, Target};
use crate::site::path::OutputPath;
use crate::site::shell::Place;
use crate::site::view::{Area, Content, Href, OutlineItem, Page, WholePart, WholeView};
use crate::snapshot::ObjectId;

/// The lowest level of heading, as a document has it, that contents name.
const IN_CONTENTS: u8 = 3;
/// Lines of the page's contents beyond which they name fewer levels.
const CONTENTS: usize = 120;

/// All documents of a version.
#[derive(Debug)]
pub struct Whole<'s> {
    /// In the order of the navigation.
    pub texts: Vec<Text<'s>>,
    /// The images that they show.
    pub images: Vec<&'s Asset>,
}

/// A document among all.
#[derive(Debug)]
pub struct Text<'s> {
    /// What its ids begin with.
    pub id: String,
    /// Its title.
    pub title: &'s str,
    /// Whether the body does not begin with the title.
    pub print_title: bool,
    /// The text as reading devices take it: its headings as high as they were written, nothing set.
    pub body: SafeHtml,
    /// The text as the page shows it.
    pub shown: SafeHtml,
}

impl<'s> Whole<'s> {
    /// Makes the texts of an edition. They stand on its page of all documents, and on those of its other names.
    pub fn new(site: &'s Site<'s>, edition: &'s Edition<'s>, page: &OutputPath) -> Self {
        let place = Place::new(site, page.clone());
        let words = site.view.language.words();
        let texts = edition.originals().iter().map(|document| {
            let print_title = !opens_with_title(document);
            let body = body(&place, edition, document);
            Text {
                id: document.part(),
                title: &document.title,
                print_title,
                shown: set(&body.lower(levels(&body, print_title)), site, &words),
                body,
            }
        });
        Self {
            texts: texts.collect(),
            images: images(site, edition),
        }
    }
}

/// Whether a document's text begins with its title, as a heading of any level.
fn opens_with_title(document: &EditionDocument<'_>) -> bool {
    let is_shown = |block: &&Block| !matches!(block.kind, BlockKind::Html(_));
    let first = document.document.blocks.iter().find(is_shown);
    match first.map(|block| &block.kind) {
        Some(BlockKind::Heading { level: 1, .. }) => true,
        Some(BlockKind::Heading { content, .. }) => plain_text(content).trim() == document.title,
        _ => false,
    }
}

/// The headings of a document that a table of contents names, as level, title and id.
pub fn headings(document: &EditionDocument<'_>) -> Vec<(u8, String, String)> {
    let part = document.part();
    let first = usize::from(opens_with_title(document));
    let sections = document.document.sections.iter().skip(first);
    sections
        .filter(|section| section.level <= IN_CONTENTS)
        .map(|section| {
            let id = format!("{part}-{}", section.anchor);
            (section.level, section.title.clone(), id)
        })
        .collect()
}

/// The page of all documents under one of the version's addresses; `None` if there is too much for one.
pub fn whole(site: &Site<'_>, edition: &Edition<'_>, texts: &[Text<'_>]) -> Option<Page> {
    let place = Place::new(site, edition.whole()?);
    let version = edition.version;
    let mut shell = place.shell(site.view.language.words().whole, Area::Documents);
    shell.notices = place.notices(edition, None);
    shell.versions = Some(place.version_menu(edition, None));
    let entries = shell.versions.iter_mut().flat_map(|menu| &mut menu.entries);
    for (entry, other) in entries.zip(site.states()) {
        let there = other.whole();
        entry.present = there.is_some();
        entry.href = place.to(&there.unwrap_or_else(|| other.front()));
    }
    shell.together = place.together(edition);
    shell.paper = place.paper(edition, None);
    shell.noindex = true;
    shell.diagrams = texts.iter().any(|text| place.draws(&text.shown));
    shell.canonical = site.absolute(&edition.front());
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(version.name.as_str(), &edition.front()),
        Place::here(site.view.language.words().whole),
    ];
    let lasting = site.edition(version.name.as_str()).unwrap_or(edition);
    let address = site.absolute(&lasting.front());
    Some(Page {
        content: Content::Whole(WholeView {
            title: site.view.title.clone(),
            version: version.name.to_string(),
            commit: place.commit(version.commit, version.date),
            address: address.map(|address| links::readable(address.as_str())),
            contents: contents(edition),
            parts: parts(&place, edition, texts),
        }),
        shell,
    })
}

/// That there is no page of all documents, if that is so.
pub fn too_long(edition: &Edition<'_>) -> Option<Diagnostic> {
    let message = "its documents are too much for one page: it is published without that page and without an EPUB";
    let is_empty = edition.originals().is_empty();
    (!is_empty && edition.whole().is_none()).then(|| {
        Diagnostic::note("whole-too-long", message)
            .at_reference(edition.version.name.as_str())
            .with_help("nothing needs to be done; every document has its own page")
    })
}

fn contents(edition: &Edition<'_>) -> Vec<OutlineItem> {
    let documents = edition.originals().iter();
    let mut all: Vec<_> = documents
        .flat_map(|document| {
            let own = (0, document.title.clone(), document.part());
            std::iter::once(own).chain(headings(document))
        })
        .collect();
    for level in (1..=IN_CONTENTS).rev() {
        if all.len() > CONTENTS {
            all.retain(|(found, ..)| *found < level);
        }
    }
    OutlineItem::nest(
        all.iter()
            .map(|(level, title, id)| (*level, title.as_str(), id.as_str())),
    )
}

fn parts(place: &Place<'_>, edition: &Edition<'_>, texts: &[Text<'_>]) -> Vec<WholePart> {
    let documents = edition.originals().iter();
    documents
        .zip(texts)
        .map(|(document, text)| WholePart {
            id: text.id.clone(),
            title: text.title.to_owned(),
            print_title: text.print_title,
            body: text.shown.clone(),
            href: place.to(&edition.page(document)),
        })
        .collect()
}

/// How much lower a document's headings are on the page, whose title is the first and whose documents' titles the second.
fn levels(body: &SafeHtml, print_title: bool) -> u8 {
    match body.highest_heading() {
        Some(level) if print_title => 3_u8.saturating_sub(level),
        Some(level) => 2_u8.saturating_sub(level),
        None => 0,
    }
}

fn body(place: &Place<'_>, edition: &Edition<'_>, document: &EditionDocument<'_>) -> SafeHtml {
    let talks = place.talks(document);
    let text = text(place, &document.document, &talks);
    let nonce = nonce(&[place.path.as_str(), &document.blob.to_string()]);
    let prefix = format!("{nonce}{}-", document.part());
    let links = WithinPage {
        edition: EditionLinks {
            place,
            edition,
            from: document.path,
            whole: None,
        },
        document: &text,
        own: document,
        nonce: &nonce,
    };
    let options = Options {
        links: &links,
        prefix: &prefix,
        footnotes_title: place.site.view.language.words().footnotes,
        aliases: false,
        bare_link: &format!("{nonce}bare"),
        colours: true,
        formulas: place.site.config.math.unwrap_or(true),
        ..Options::default()
    };
    let html = to_html(&text, &options);
    let options = SanitiseOptions {
        mark_prefix: &nonce,
        origin: Origin::Proposal,
    };
    sanitise(&html, &options).set_apart(&format!("{}-", document.part()))
}

/// The images of an edition, each once.
fn images<'s>(site: &'s Site<'s>, edition: &Edition<'_>) -> Vec<&'s Asset> {
    let mut found: BTreeMap<ObjectId, &'s Asset> = BTreeMap::new();
    for document in edition.originals() {
        for (written, _) in targets(&document.document)
            .iter()
            .filter(|(_, image)| *image)
        {
            let Target::Path { path, .. } = links::target(document.path, written) else {
                continue;
            };
            let file = edition.version.file(&path);
            let asset = file.and_then(|file| site.assets.get(file.blob));
            found.extend(asset.map(|asset| (asset.blob, asset)));
        }
    }
    found.into_values().collect()
}

/// Leads links between documents to their parts of the page, and all others as on the documents' own pages.
struct WithinPage<'l> {
    edition: EditionLinks<'l>,
    /// The document as it is shown.
    document: &'l Document,
    own: &'l EditionDocument<'l>,
    nonce: &'l str,
}

impl WithinPage<'_> {
    /// The place of an anchor, or of the document it should be in.
    fn part(&self, id: &str, document: &Document, anchor: &str) -> String {
        let known = anchor_on(document, anchor).map(|anchor| own_anchor(document, anchor));
        let place = match known {
            Some(anchor) => format!("{}{id}-{anchor}", self.nonce),
            None => format!("{}{id}", self.nonce),
        };
        Href::here(&place).as_str().to_owned()
    }
}

/// The heading's own anchor for one of its others, which the page does not have.
fn own_anchor(document: &Document, anchor: String) -> String {
    if anchor.starts_with("u-") {
        return anchor;
    }
    let section = document.section_by_anchor(&anchor);
    section.map_or(anchor, |section| section.anchor.clone())
}

impl Links for WithinPage<'_> {
    fn link(&self, written: &str) -> Option<Cow<'_, str>> {
        let place = match links::target(self.edition.from, written) {
            Target::Here { anchor } => self.part(&self.own.part(), self.document, &anchor),
            Target::Path { path, anchor } => match self.edition.document(&path) {
                Some(to) if to.original.is_none() => {
                    self.part(&to.part(), &to.document, &anchor.unwrap_or_default())
                }
                _ => return self.edition.link(written),
            },
            _ => return self.edition.link(written),
        };
        Some(Cow::Owned(place))
    }

    fn image(&self, source: &str) -> Option<Cow<'_, str>> {
        self.edition.image(source)
    }
}
