//! Images of the proposal → files of the site, each content once.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::edition::Edition;
use super::links::{self, Target};
use super::path::OutputPath;
use crate::diagnostic::Diagnostic;
use crate::document::html::{Links, lead_raw};
use crate::document::{Block, BlockKind, Document, Inline};
use crate::picture::Size;
use crate::snapshot::ObjectId;

/// Where images are published.
const FOLDER: &str = "assets/images/";
/// Endings of images that browsers show.
const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp"];
/// Most diagnostics about images and links that lead nowhere, of one version.
const REPORT_LIMIT: usize = 20;

/// One image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its contents.
    pub blob: ObjectId,
    /// Where it is published.
    pub path: OutputPath,
    /// Where it was first found, as `commit:path`.
    pub source: String,
}

/// The images that documents show.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    by_blob: BTreeMap<ObjectId, Asset>,
    /// How large those are whose size is known, by their file's name.
    sizes: BTreeMap<String, Size>,
}

impl Assets {
    /// Finds the images that the documents of the versions name.
    pub fn collect(editions: &[Edition<'_>], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut found = Self::default();
        let mut reported = BTreeSet::new();
        for edition in editions {
            found.take(edition, &mut reported, diagnostics);
        }
        found
    }

    /// Finds the images that the documents of one more version name.
    pub fn extend(&mut self, edition: &Edition<'_>, diagnostics: &mut Vec<Diagnostic>) {
        self.take(edition, &mut BTreeSet::new(), diagnostics);
    }

    fn take(
        &mut self,
        edition: &Edition<'_>,
        reported: &mut BTreeSet<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for document in &edition.documents {
            for (written, image) in targets(&document.document) {
                let Target::Path { path, .. } = links::target(document.path, &written) else {
                    continue;
                };
                if let Some(file) = edition.version.file(&path).filter(|_| is_image(&path)) {
                    self.add(file.blob, &path, &edition.version.commit.to_string());
                } else if image && reported.len() < REPORT_LIMIT && reported.insert(path.clone()) {
                    let message = format!("the image {path} is not there");
                    diagnostics.push(
                        Diagnostic::warning("image-missing", message)
                            .at_reference(edition.version.name.as_str())
                            .at_path(document.path.as_str())
                            .with_help("add the file, or correct its path"),
                    );
                }
            }
        }
    }

    /// Learns how large an image is.
    pub fn learn(&mut self, blob: ObjectId, size: Size) {
        if let Some(asset) = self.by_blob.get(&blob) {
            let path = asset.path.as_str();
            self.sizes.insert(path[FOLDER.len()..].to_owned(), size);
        }
    }

    /// How large the image of an address is, if that is known.
    pub(super) fn size(&self, address: &str) -> Option<Size> {
        let (_, name) = address.rsplit_once(FOLDER)?;
        self.sizes.get(name).copied()
    }

    /// The image with these contents.
    pub fn get(&self, blob: ObjectId) -> Option<&Asset> {
        self.by_blob.get(&blob)
    }

    /// All images.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.by_blob.values()
    }

    /// An image that the configuration names, as it is on the main branch: where it will be, from the site's root.
    pub(super) fn brand(
        &mut self,
        editions: &[Edition<'_>],
        path: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let version = editions.get(1)?.version;
        let Some(file) = version.file(path).filter(|_| is_image(path)) else {
            let message = format!("the image {path} of `theme` is not there");
            diagnostics.push(
                Diagnostic::warning("image-missing", message)
                    .at_path("teigen.yaml")
                    .with_help("add the file to the main branch, or correct its path, which starts at the repository's root"),
            );
            return None;
        };
        self.add(file.blob, path, &version.commit.to_string());
        let added = self.get(file.blob);
        added.map(|asset| asset.path.as_str().to_owned())
    }

    fn add(&mut self, blob: ObjectId, path: &str, commit: &str) {
        let ending = path.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let name = format!(
            "{FOLDER}{}.{}",
            &blob.to_string()[..16],
            ending.to_ascii_lowercase()
        );
        self.by_blob.entry(blob).or_insert_with(|| Asset {
            blob,
            path: OutputPath::file(&name),
            source: format!("{commit}:{path}"),
        });
    }
}

/// What a document links to and shows, in Markdown and in raw HTML; `true` for what it shows.
pub fn targets(document: &Document) -> Vec<(String, bool)> {
    let links = document
        .links()
        .map(|link| (link.target.to_owned(), link.image));
    let raw = Raw::default();
    raw.blocks(&document.blocks);
    links.chain(raw.found.into_inner()).collect()
}

/// Listens to the addresses of raw HTML.
#[derive(Default)]
struct Raw {
    found: RefCell<Vec<(String, bool)>>,
}

impl Raw {
    fn blocks(&self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Html(html) => drop(lead_raw(html, self)),
                BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                    self.inlines(content);
                }
                BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                    self.blocks(blocks)
                }
                BlockKind::List { items, .. } => {
                    items.iter().for_each(|item| self.blocks(&item.blocks))
                }
                BlockKind::Table { header, rows, .. } => {
                    let cells = std::iter::once(header)
                        .chain(rows)
                        .flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.inlines(cell));
                }
                BlockKind::Code { .. } | BlockKind::Rule => {}
            }
        }
    }

    fn inlines(&self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Html(html) => drop(lead_raw(html, self)),
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content)
                | Inline::Link { content, .. }
                | Inline::Image { content, .. } => self.inlines(content),
                _ => {}
            }
        }
    }
}

impl Links for Raw {
    fn link(&self, target: &str) -> Option<Cow<'_, str>> {
        self.found.borrow_mut().push((target.to_owned(), false));
        None
    }

    fn image(&self, source: &str) -> Option<Cow<'_, str>> {
        self.found.borrow_mut().push((source.to_owned(), true));
        None
    }
}

/// Whether a path names an image.
pub fn is_image(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Whether an SVG image does nothing but draw: no script, no handler, nothing from elsewhere.
pub fn is_harmless_svg(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let active = [
        "<script",
        "<foreignobject",
        "javascript:",
        "<!entity",
        "<iframe",
        "<embed",
        "<object",
        "<use ",
        "<animate",
        "<set ",
    ];
    let handler = text
        .split_ascii_whitespace()
        .any(|word| word.starts_with("on") && word.contains('='));
    let quoted = text.contains("\"on") || text.contains("'on") || text.contains("/on");
    !handler && !quoted && !active.iter().any(|part| text.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_with_scripts_are_refused() {
        assert!(is_harmless_svg("<svg><text>提言</text></svg>".as_bytes()));
        for bad in [
            "<svg onload=alert(1)>",
            "<svg><SCRIPT>",
            "<a href='javascript:x'>",
            "<svg/onload=x>",
        ] {
            assert!(!is_harmless_svg(bad.as_bytes()), "{bad}");
        }
    }
}
