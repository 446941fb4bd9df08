//! Images of the proposal → files of the site, each content once.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::Edition;
use super::links::{self, Target};
use super::path::OutputPath;
use crate::diagnostic::Diagnostic;
use crate::snapshot::{ObjectId, Snapshot};

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
#[derive(Debug, Default)]
pub struct Assets {
    by_blob: BTreeMap<ObjectId, Asset>,
}

impl Assets {
    /// Finds the images that the documents of the versions name.
    pub fn collect(
        editions: &[Edition<'_>],
        snapshot: &Snapshot,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut found = Self::default();
        let mut reported = BTreeSet::new();
        for edition in editions {
            for document in &edition.documents {
                for link in document.document.links() {
                    let Target::Path { path, .. } = links::target(document.path, link.target)
                    else {
                        continue;
                    };
                    if let Some(file) = edition.version.file(&path).filter(|_| is_image(&path)) {
                        found.add(file.blob, &path, &edition.version.commit.to_string());
                    } else if link.image
                        && reported.len() < REPORT_LIMIT
                        && reported.insert(path.clone())
                    {
                        diagnostics.push(
                            Diagnostic::warning(
                                "image-missing",
                                format!("the image {path} is not there"),
                            )
                            .at_reference(edition.version.name.as_str())
                            .at_path(document.path.as_str())
                            .with_help("add the file, or correct its path"),
                        );
                    }
                }
            }
        }
        let _ = snapshot;
        found
    }

    /// The image with these contents.
    pub fn get(&self, blob: ObjectId) -> Option<&Asset> {
        self.by_blob.get(&blob)
    }

    /// All images.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.by_blob.values()
    }

    fn add(&mut self, blob: ObjectId, path: &str, commit: &str) {
        let ending = path.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let name = format!(
            "assets/images/{}.{}",
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
