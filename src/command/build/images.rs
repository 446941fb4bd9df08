//! Images of documents and pictures of accounts → files of the site, each content once.

use std::fmt::Display;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::output::{Folder, Folders};
use crate::picture;
use crate::record::avatar::PICTURE_LIMIT;
use crate::repository::{AVATARS_REF, Blobs, IMAGE_LIMIT, Source};
use crate::site::path::OutputPath;
use crate::site::{Site, is_harmless_svg, pages};
use crate::snapshot::ObjectId;

/// How many images are read to tell their size, and up to how many bytes each. Pages with others move when these have come.
const MEASURED: usize = 1_000;
const MEASURED_BYTES: usize = 4 << 20;

/// Reads how large the images are.
pub fn measure(site: &mut Site<'_>, source: &Source) -> anyhow::Result<()> {
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

/// Images that documents show. One that holds more than a picture is left out, and told.
pub fn write(
    folders: &Folders,
    site: &Site<'_>,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<()> {
    let blobs = source.blobs()?;
    for asset in site.assets.iter() {
        let key = format!("{} {}", asset.blob, asset.source);
        let stale = stale(folders, &asset.path, &key);
        if stale.is_empty() {
            continue;
        }
        match checked(&asset.path, blobs.read(asset.blob, IMAGE_LIMIT)) {
            Ok(bytes) => {
                for folder in stale {
                    folder.write(&asset.path, &bytes, &key, vec![asset.source.clone()])?;
                }
            }
            Err(reason) => diagnostics.push(
                Diagnostic::warning("image-refused", reason)
                    .at_path(asset.source.clone())
                    .with_help(
                        "replace the image; the documents that show it were published without it",
                    ),
            ),
        }
    }
    Ok(())
}

/// Files that stay at the addresses that an earlier site gave them. One that cannot be read, or is more than a picture, is left
/// out, and told.
pub fn write_kept(
    folders: &Folders,
    site: &Site<'_>,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<()> {
    let blobs = source.blobs()?;
    for kept in pages::kept(site) {
        let key = format!("{} {}", kept.blob, kept.source);
        if folders.keep(&kept.path, &key) {
            continue;
        }
        match checked(&kept.path, blobs.read(kept.blob, IMAGE_LIMIT)) {
            Ok(bytes) => folders.write(&kept.path, &bytes, &key, vec![kept.source])?,
            Err(reason) => diagnostics.push(
                Diagnostic::warning("image-refused", reason)
                    .at_path(kept.source)
                    .with_help("the file is no longer at the address that it had"),
            ),
        }
    }
    Ok(())
}

/// An image's bytes, or why it is not published.
pub fn checked<E: Display>(path: &OutputPath, read: Result<Vec<u8>, E>) -> Result<Vec<u8>, String> {
    let bytes = read.map_err(|error| error.to_string())?;
    let is_drawing = path.as_str().to_ascii_lowercase().ends_with(".svg");
    if is_drawing && !is_harmless_svg(&bytes) {
        return Err("the drawing holds a script or something from elsewhere".to_owned());
    }
    Ok(bytes)
}

/// Pictures of accounts, which the repository's reader found to be pictures.
pub fn write_portraits(folders: &Folders, site: &Site<'_>, source: &Source) -> anyhow::Result<()> {
    let blobs = source.blobs()?;
    for (path, avatar) in site.portraits() {
        let key = avatar.blob.to_string();
        let stale = stale(folders, &path, &key);
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
fn stale<'f>(folders: &'f Folders, path: &OutputPath, key: &str) -> Vec<&'f Folder> {
    let all = folders.all();
    all.filter(|folder| !folder.keep(path, key)).collect()
}
