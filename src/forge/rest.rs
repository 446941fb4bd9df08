//! What the lists of GitLab and of Forgejo have in common: numbered pages, newest change first.
//!
//! While pages are read, what changes moves to the front and pushes the rest back: a request may be seen twice, none is
//! passed over.

use serde_json::Value;

use super::client::Answer;
use super::{Client, ForgeError, Page};
use crate::record::PullRecord;

/// The number of the page that begins at a cursor.
pub fn page_number(cursor: Option<&str>) -> Result<u64, ForgeError> {
    match cursor {
        None => Ok(1),
        Some(cursor) => cursor
            .parse()
            .ok()
            .filter(|number| (1..=100_000).contains(number))
            .ok_or(ForgeError::StaleCursor),
    }
}

/// Asks for a list and reads each of its entries.
pub fn list(
    client: &Client<'_>,
    path: &str,
    number: u64,
    etag: Option<&str>,
    read: &dyn Fn(&Value) -> Option<PullRecord>,
) -> Result<Page, ForgeError> {
    let answer = client.get(path, etag)?;
    let more = has_next(&answer);
    let mark = answer.reply.header("etag").map(str::to_owned);
    if answer.value.is_none() {
        return Ok(Page {
            given_at: answer.reply.date(),
            etag: etag.map(str::to_owned),
            unchanged: true,
            ..Page::default()
        });
    }
    let Some(Value::Array(entries)) = answer.value else {
        return Err(ForgeError::Unusable {
            url: format!("{}{path}", client.api),
            reason: "it is no list".to_owned(),
        });
    };
    let records: Vec<PullRecord> = entries.iter().filter_map(read).collect();
    let omitted = entries.len() - records.len();
    let problem = || format!("{omitted} entries without a number were left out");
    Ok(Page {
        records,
        next: (more && !entries.is_empty()).then(|| (number + 1).to_string()),
        given_at: answer.reply.date(),
        etag: mark.filter(|mark| mark.len() <= 500),
        unchanged: false,
        problems: (omitted > 0).then(problem).into_iter().collect(),
    })
}

/// Whether the server says that there is another page (RFC 8288, `rel="next"`).
pub(super) fn has_next(answer: &Answer) -> bool {
    let link = answer.reply.header("link").unwrap_or_default();
    link.split(',').any(|link| {
        link.split(';')
            .skip(1)
            .any(|parameter| matches!(parameter.trim(), "rel=\"next\"" | "rel=next"))
    })
}

/// The texts of the last comments on a closed request, newest first, as the list at a path has them; what cannot be
/// read costs only itself.
pub fn comment(
    client: &Client<'_>,
    path: &str,
    newest_first: bool,
) -> Result<Option<String>, ForgeError> {
    let answer = match client.get(path, None) {
        Ok(answer) => answer,
        Err(ForgeError::Refused { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let value = answer.value.unwrap_or_default();
    let comments = value.as_array().into_iter().flatten();
    let mut texts = comments
        // What GitLab itself notes is no one's word.
        .filter(|comment| comment["system"] != true)
        .filter_map(|comment| comment["body"].as_str())
        .filter(|text| !text.trim().is_empty());
    let text = if newest_first {
        texts.next()
    } else {
        texts.next_back()
    };
    Ok(text.map(|text| text.chars().take(2_000).collect()))
}
