//! Addresses of pictures that records tell → the pictures, from the forge's own servers, kept in Git.

use std::time::Duration;

use super::avatars::{Wanted, forget};
use crate::forge::{self, Address, Gallery, Had, Http};
use crate::record::avatar::Avatars;
use crate::repository::{self, Remote, Source};

/// Pictures that are asked for in one sync; the rest wait for the next ones.
const ASKED: usize = 500;
/// Longest time that one request takes.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Pictures after which what was had is written down.
const WRITTEN_AFTER: usize = 100;

/// Brings pictures up to date, and tells how many were new.
pub fn run(
    source: &Source,
    wanted: &Wanted,
    address: &Address,
    remote: &Remote,
) -> anyhow::Result<String> {
    forget(source, wanted)?;
    let (known, _) = repository::read_avatars(source)?;
    let missing: Vec<(&String, &String)> = wanted
        .iter()
        .filter(|(login, _)| !known.contains_key(*login))
        .collect();
    if missing.is_empty() {
        return Ok(String::new());
    }
    let http = Http::for_pictures(TIMEOUT);
    let own = [forge::host(&remote.url()), forge::host_of(&address.api)];
    let gallery = Gallery::new(&http, own.into_iter().flatten().collect(), ASKED);
    fetch(source, &missing, &gallery)
}

fn fetch(
    source: &Source,
    missing: &[(&String, &String)],
    gallery: &Gallery<'_>,
) -> anyhow::Result<String> {
    let (mut had, mut none, mut elsewhere, mut waiting) = (0, 0, 0, 0);
    let mut new = Avatars::new();
    for (login, url) in missing {
        match gallery.get(url) {
            Had::Picture(bytes) => match repository::keep_picture(source, login, url, &bytes)? {
                Some(avatar) => {
                    had += 1;
                    new.insert((*login).clone(), avatar);
                }
                None => none += 1,
            },
            Had::None => none += 1,
            Had::Elsewhere => elsewhere += 1,
            Had::Enough => waiting += 1,
        }
        if new.len() >= WRITTEN_AFTER {
            write(source, &mut new)?;
        }
    }
    write(source, &mut new)?;
    let mut told = format!("{had} new pictures of accounts");
    for (count, what) in [
        (none, "could not be had"),
        (elsewhere, "are on servers that are not the forge's"),
        (waiting, "wait for the next sync"),
    ] {
        if count > 0 {
            told.push_str(&format!(", {count} {what}"));
        }
    }
    Ok(told)
}

fn write(source: &Source, new: &mut Avatars) -> anyhow::Result<()> {
    let new = std::mem::take(new);
    Ok(repository::change_avatars(source, |avatars| {
        avatars.extend(new.clone());
    })?)
}
