//! The REST interface of Forgejo and Gitea → records. It speaks as GitHub's does.

use super::rest;
use super::{Address, Client, ForgeError, Page};
use crate::record::{self, Closing, RecordState};

/// Pull requests on a page; the most that these servers give unless told otherwise.
const SIZE: u64 = 50;

/// One page of a repository's pull requests.
pub fn page(
    client: &Client<'_>,
    address: &Address,
    cursor: Option<&str>,
    etag: Option<&str>,
) -> Result<Page, ForgeError> {
    let number = rest::page_number(cursor)?;
    let project = &address.project;
    let list =
        format!("/repos/{project}/pulls?state=all&sort=recentupdate&limit={SIZE}&page={number}");
    let pull = |value: &serde_json::Value| Some(record::read_value(value).ok()?.record);
    let mut page = rest::list(client, &list, number, etag, &pull)?;
    for record in &mut page.records {
        if record.state == RecordState::Closed && record.comments != Some(0) {
            let comments = format!("/repos/{project}/issues/{}/comments", record.number);
            if let Some(comment) = rest::comment(client, &comments, false)? {
                let closing = record.closing.get_or_insert_with(Closing::default);
                closing.comment = Some(comment);
                record.find_mentions();
            }
        }
    }
    Ok(page)
}
