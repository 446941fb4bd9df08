//! What is there, and what others left half-done → the site, in the order in which readers find what pages refer to.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{PutMode, UpdateVersion};

use super::lease::LEASE;
use super::place::Place;
use super::{StorageError, Stored, is_overtaken, put};
use crate::output::complete::{Complete, MANIFEST_LIMIT};
use crate::output::manifest::{Entry, MANIFEST, Manifest};
use crate::output::plan::Plan;

/// Names the files that a publisher is changing; gone when it is done.
pub(super) const CHANGING: &str = ".teigen-changing.json";
/// Files that are sent at once, which also bounds what is held in memory.
const AT_ONCE: usize = 16;

/// Whether the site is there, and nobody is changing it or was cut off while they did.
pub(super) async fn is_there(site: &Complete, place: &Place) -> Result<bool, StorageError> {
    let (old, version) = read_manifest(place).await?;
    let same = version.is_some() && old.is_same_site(&site.manifest);
    if !same || place.read(LEASE, MANIFEST_LIMIT).await?.is_some() {
        return Ok(false);
    }
    Ok(read_changing(place).await?.is_none())
}

/// Brings the place to what the site is; `None` if another publisher was faster.
pub(super) async fn bring(site: &Complete, place: &Place) -> Result<Option<Stored>, StorageError> {
    let (old, version) = read_manifest(place).await?;
    let changing = read_changing(place).await?;
    let unknown = changing.clone().unwrap_or_default();
    let plan = plan_again(&old, &site.manifest, &unknown);
    if version.is_some() && old.is_same_site(&site.manifest) && changing.is_none() {
        return Ok(Some(Stored::Nothing));
    }
    site.check(plan.sent())?;
    write_changing(place, &plan).await?;
    let mut bytes = send(site, place, &plan.assets).await?;
    bytes += send(site, place, &plan.pages).await?;
    let mode = version.map_or(PutMode::Create, PutMode::Update);
    match put(place, MANIFEST, site.bytes.clone(), mode).await {
        Ok(_) => {}
        Err(error) if is_overtaken(&error) => return Ok(None),
        Err(error) => return Err(place.refused(MANIFEST, "written", &error)),
    }
    place.remove(&plan.gone).await?;
    place.remove(&[CHANGING.to_owned()]).await?;
    Ok(Some(Stored::Sent {
        files: plan.assets.len() + plan.pages.len() + 1,
        bytes: bytes + site.bytes.len() as u64,
        gone: plan.gone.len(),
    }))
}

/// The plan, where nothing is known of the files that someone who was cut off was changing.
fn plan_again(old: &Manifest, new: &Manifest, changing: &BTreeSet<String>) -> Plan {
    let mut known = old.clone();
    for path in changing {
        known.files.insert(path.clone(), Entry::default());
    }
    Plan::new(&known, new)
}

/// The manifest that is there, and by what it is known again.
async fn read_manifest(place: &Place) -> Result<(Manifest, Option<UpdateVersion>), StorageError> {
    let Some((bytes, version)) = place.read(MANIFEST, MANIFEST_LIMIT).await? else {
        return Ok((Manifest::default(), None));
    };
    let manifest = Manifest::parse(&bytes);
    let manifest = manifest.ok_or_else(|| StorageError::NotOurs(place.name(MANIFEST)))?;
    Ok((manifest, Some(version)))
}

/// The files that others were changing when they were cut off. Only what a manifest could name is believed.
async fn read_changing(place: &Place) -> Result<Option<BTreeSet<String>>, StorageError> {
    let Some((bytes, _)) = place.read(CHANGING, MANIFEST_LIMIT).await? else {
        return Ok(None);
    };
    let paths: BTreeSet<String> = serde_json::from_slice(&bytes).unwrap_or_default();
    let none = Manifest {
        files: paths
            .iter()
            .map(|path| (path.clone(), Entry::default()))
            .collect(),
        ..Manifest::default()
    };
    let possible = Manifest::parse(&none.to_bytes()).is_some();
    Ok(Some(if possible { paths } else { BTreeSet::new() }))
}

async fn write_changing(place: &Place, plan: &Plan) -> Result<(), StorageError> {
    let paths: BTreeSet<&str> = plan
        .sent()
        .chain(plan.gone.iter().map(String::as_str))
        .collect();
    let bytes = serde_json::to_vec(&paths).expect("names are JSON");
    let written = put(place, CHANGING, bytes, PutMode::Overwrite).await;
    written
        .map(|_| ())
        .map_err(|error| place.refused(CHANGING, "written", &error))
}

/// Sends files, some at once; tells their bytes.
async fn send(site: &Complete, place: &Place, paths: &[String]) -> Result<u64, StorageError> {
    let one = |path: &String| {
        let path = path.clone();
        async move {
            let bytes = site.read(&path)?;
            let size = bytes.len() as u64;
            let sent = put(place, &path, bytes, PutMode::Overwrite).await;
            sent.map_err(|error| place.refused(&path, "written", &error))?;
            Ok::<u64, StorageError>(size)
        }
    };
    let sent = stream::iter(paths.iter().map(one)).buffer_unordered(AT_ONCE);
    sent.try_fold(0, |sum, size| async move { Ok(sum + size) })
        .await
}
