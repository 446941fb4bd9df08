//! Records and configuration → which pictures of those who sent requests are kept in Git; unless they are asked for, none.

use std::collections::BTreeMap;

use super::SyncArgs;
use crate::repository::{self, Source};

/// The addresses of the pictures that are kept, by account.
pub type Wanted = BTreeMap<String, String>;

/// Finds which pictures are kept: those of every account that a record names with one, if the configuration asks for them.
/// `None` where that cannot be told: there is no main branch, or no configuration that can be read.
pub fn wanted(args: &SyncArgs) -> anyhow::Result<Option<Wanted>> {
    let Ok(opened) = args.repository.open() else {
        return Ok(None);
    };
    if !opened.config.pulls.has_avatars() {
        return Ok(Some(Wanted::new()));
    }
    let records = repository::read_records(&opened.source)?;
    let authors = records
        .pulls
        .into_values()
        .filter_map(|record| record.author);
    // By number: the newest request's word counts.
    let pictures = authors.filter_map(|author| Some((author.login, author.avatar_url?)));
    Ok(Some(pictures.collect()))
}

/// Drops the pictures that are not wanted, or not any more.
pub fn forget(source: &Source, wanted: &Wanted) -> anyhow::Result<()> {
    Ok(repository::change_avatars(source, |avatars| {
        avatars.retain(|login, avatar| wanted.get(login) == Some(&avatar.url));
    })?)
}
