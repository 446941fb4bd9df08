//! Images of documents and pictures of accounts → files of the site, each content once.

use rayon::prelude::*;

use super::pages::Writer;
use crate::diagnostic::Diagnostic;
use crate::output::Folder;
use crate::picture;
use crate::record::avatar::PICTURE_LIMIT;
use crate::repository::{AVATARS_REF, Blobs, IMAGE_LIMIT, Source};
use crate::site::path::OutputPath;
use crate::site::{Site, is_harmless_svg};
use crate::snapshot::ObjectId;

/// How many images are read to tell their size, and up to how many bytes each. Pages with others move when these have come.
const MEASURED: usize = 1_000;
const MEASURED_BYTES: usize = 4 << 20;

/// Reads how large the images are.
pub(super) fn measure(site: &mut Site<'_>, source: &Source) -> anyhow::Result<()> {
    let images = site.assets.iter().take(MEASURED);
    let images: Vec<ObjectId> = images.map(|asset| asset.blob).collect();
    let size = |blobs: &Blobs, blob: ObjectId| {
        let bytes = blobs.read(blob, MEASURED_BYTES).ok()?;
        Some((blob, picture::size(&bytes)?))
    };
    let found: Vec<Vec<_>> = images
        .par_chunks(4)
        .map(|chunk| {
            let blobs = source.blobs()?;
            let sizes = chunk.iter().filter_map(|blob| size(&blobs, *blob));
            Ok(sizes.collect())
        })
        .collect::<anyhow::Result<_>>()?;
    for (blob, size) in found.into_iter().flatten() {
        site.assets.learn(blob, size);
    }
    Ok(())
}

impl Writer<'_> {
    /// Images that documents show. One that holds more than a picture is left out, and told.
    pub(super) fn images(
        &self,
        site: &Site<'_>,
        source: &Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<()> {
        let blobs = source.blobs()?;
        for asset in site.assets.iter() {
            let key = format!("{} {}", asset.blob, asset.source);
            let stale = self.stale(&asset.path, &key);
            if stale.is_empty() {
                continue;
            }
            let refuse = |reason: String| {
                Diagnostic::warning("image-refused", reason)
                    .at_path(asset.source.clone())
                    .with_help(
                        "replace the image; the documents that show it were published without it",
                    )
            };
            match blobs.read(asset.blob, IMAGE_LIMIT) {
                Ok(bytes) if asset.path.as_str().ends_with(".svg") && !is_harmless_svg(&bytes) => {
                    diagnostics.push(refuse(
                        "the drawing holds a script or something from elsewhere".to_owned(),
                    ));
                }
                Ok(bytes) => {
                    for folder in stale {
                        folder.write(&asset.path, &bytes, &key, vec![asset.source.clone()])?;
                    }
                }
                Err(error) => diagnostics.push(refuse(error.to_string())),
            }
        }
        Ok(())
    }

    /// Pictures of accounts, which the repository's reader found to be pictures.
    pub(super) fn portraits(&self, site: &Site<'_>, source: &Source) -> anyhow::Result<()> {
        let blobs = source.blobs()?;
        for (path, avatar) in site.portraits() {
            let key = avatar.blob.to_string();
            let stale = self.stale(&path, &key);
            if stale.is_empty() {
                continue;
            }
            let Ok(bytes) = blobs.read(avatar.blob, PICTURE_LIMIT) else {
                continue;
            };
            for folder in stale {
                folder.write(&path, &bytes, &key, vec![AVATARS_REF.to_owned()])?;
            }
        }
        Ok(())
    }

    /// The folders that a file is not in as it should be.
    fn stale(&self, path: &OutputPath, key: &str) -> Vec<&Folder> {
        let all = self.folder.all();
        all.filter(|folder| !folder.keep(path, key)).collect()
    }
}
