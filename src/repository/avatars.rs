//! `refs/teigen/avatars` ↔ pictures of accounts.
//!
//! As with discussions, one commit without parents holds all there is: a picture that is no longer kept is in no earlier
//! commit. What stands there may come from anywhere; what is no picture is passed over and asked for anew.

use std::collections::BTreeSet;

use git2::{FileMode, Oid, Repository, Signature, Time};

use super::keep::{moves, stands_at, until_done};
use super::objects::{Objects, to_id, to_oid};
use super::{KeepError, RepositoryError, Source};
use crate::record::avatar::{
    self, AVATARS_PATH, Avatar, Avatars, PICTURE_LIMIT, PICTURES_FOLDER, picture_kind, picture_name,
};
use crate::snapshot::ObjectId;

/// The reference that holds the pictures of accounts.
pub const AVATARS_REF: &str = "refs/teigen/avatars";

/// Largest list that is read, in bytes.
const LIST_LIMIT: usize = 8 << 20;

/// Reads which pictures are kept, and the commit that holds them.
///
/// # Errors
///
/// The repository cannot be opened.
pub fn read_avatars(source: &Source) -> Result<(Avatars, Option<ObjectId>), RepositoryError> {
    let commit = stands_at(source, AVATARS_REF)?;
    Ok((read_avatars_at(source, commit.map(to_oid))?, commit))
}

/// Reads which pictures a commit holds. Only what stands there as a picture is in it.
pub(super) fn read_avatars_at(
    source: &Source,
    commit: Option<Oid>,
) -> Result<Avatars, RepositoryError> {
    let Some(commit) = commit else {
        return Ok(Avatars::new());
    };
    let repository = source.repository()?;
    let objects = Objects::new(&repository, &source.loose)?;
    Ok(standing(&objects, commit).unwrap_or_default())
}

fn standing(objects: &Objects<'_>, commit: Oid) -> Option<Avatars> {
    let commit = objects.peel(commit).ok()?;
    let root = objects.tree(objects.commit(commit).ok()?.tree).ok()?;
    let entry = |name: &str| {
        let found = root.iter().find(|entry| entry.name == name.as_bytes());
        found.map(|entry| entry.id)
    };
    let mut listed = avatar::read(&objects.blob(entry(AVATARS_PATH)?, LIST_LIMIT).ok()?);
    let files = objects.tree(entry(PICTURES_FOLDER)?).ok()?;
    let files: BTreeSet<(&[u8], Oid)> = files
        .iter()
        .map(|file| (file.name.as_slice(), file.id))
        .collect();
    let is_picture = |avatar: &Avatar| {
        let kind = avatar.file.rsplit_once('.').map(|(_, kind)| kind);
        let bytes = objects.blob(to_oid(avatar.blob), PICTURE_LIMIT);
        bytes.is_ok_and(|bytes| picture_kind(&bytes) == kind)
    };
    listed.retain(|_, avatar| {
        files.contains(&(avatar.file.as_bytes(), to_oid(avatar.blob))) && is_picture(avatar)
    });
    Some(listed)
}

/// Takes over the pictures of another commit that are not known here.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn join_avatars(source: &Source, other: ObjectId) -> Result<(), KeepError> {
    let theirs = read_avatars_at(source, Some(to_oid(other)))?;
    change_avatars(source, |avatars| {
        for (login, avatar) in &theirs {
            // Of two addresses ours is the newer one, or the next sync asks for the one that the record names.
            let known = avatars
                .entry(login.clone())
                .or_insert_with(|| avatar.clone());
            if known.url == avatar.url && *known < *avatar {
                known.clone_from(avatar);
            }
        }
    })
}

/// Keeps one more picture, without naming it anywhere yet; `None` if it is none, or too large.
///
/// # Errors
///
/// The repository cannot be written.
pub fn keep_picture(
    source: &Source,
    login: &str,
    url: &str,
    bytes: &[u8],
) -> Result<Option<Avatar>, KeepError> {
    let Some(kind) = picture_kind(bytes).filter(|_| bytes.len() <= PICTURE_LIMIT) else {
        return Ok(None);
    };
    let blob = source.repository()?.blob(bytes)?;
    Ok(Some(Avatar {
        url: url.to_owned(),
        blob: to_id(blob),
        file: picture_name(login, kind),
    }))
}

/// Changes which pictures are kept. What others wrote in the meantime is changed likewise.
///
/// # Errors
///
/// The repository cannot be read or written.
pub fn change_avatars(source: &Source, change: impl Fn(&mut Avatars)) -> Result<(), KeepError> {
    let repository = source.repository()?;
    until_done(|| {
        let (mut avatars, now) = read_avatars(source)?;
        let before = avatars.clone();
        change(&mut avatars);
        if avatars == before {
            return Ok(Some(()));
        }
        let commit = commit(&repository, &avatars)?;
        let moved = moves(&repository, AVATARS_REF, now.map(to_oid), commit)?;
        Ok(moved.then_some(()))
    })
}

/// A commit without parents: the same pictures give the same one, whoever writes it and when.
fn commit(repository: &Repository, avatars: &Avatars) -> Result<Oid, git2::Error> {
    let mut pictures = repository.treebuilder(None)?;
    for avatar in avatars.values() {
        pictures.insert(&avatar.file, to_oid(avatar.blob), FileMode::Blob.into())?;
    }
    let list = repository.blob(avatar::to_json(avatars).as_bytes())?;
    let mut root = repository.treebuilder(None)?;
    root.insert(AVATARS_PATH, list, FileMode::Blob.into())?;
    root.insert(PICTURES_FOLDER, pictures.write()?, FileMode::Tree.into())?;
    let who = Signature::new("Teigen", "teigen@localhost", &Time::new(0, 0))?;
    let tree = repository.find_tree(root.write()?)?;
    repository.commit(None, &who, &who, "Pictures of accounts", &tree, &[])
}
