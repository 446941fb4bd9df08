//! Issues and discussions of GitHub, GitLab and Forgejo → records of topics.

use serde_json::Value;

use super::super::{Client, ForgeError};
use super::{Fetched, github};
use crate::record::topic::{Keep, TopicAddress, TopicKind, TopicRecord, TopicState, forge};
use crate::timestamp::Timestamp;

/// Comments on a page, and most pages.
const SIZE: usize = 100;
const PAGE_LIMIT: usize = 50;

/// An issue and its comments as they were told.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    pub issue: Value,
    pub comments: Vec<Value>,
    /// How many comments the server counts.
    pub count: Option<u64>,
    /// How many of these are answers to others.
    pub replies: u64,
    pub at: Option<Timestamp>,
}

/// Fetches an issue or a discussion with all its comments; what was taken away there is not among them.
///
/// # Errors
///
/// See [`ForgeError`].
pub fn fetch_issue(
    client: &Client<'_>,
    address: &TopicAddress,
    known: Option<&TopicRecord>,
    keep: Keep<'_>,
) -> Result<Fetched, ForgeError> {
    let gathered = match address.kind {
        TopicKind::GithubIssue | TopicKind::GithubDiscussion => github::gather(client, address),
        TopicKind::GitlabIssue => {
            let project = address.project.replace('/', "%2F");
            let issue = format!("/projects/{project}/issues/{}", address.number);
            rest(
                client,
                &issue,
                &format!("{issue}/notes?sort=asc&order_by=created_at&per_page={SIZE}"),
            )
        }
        _ => {
            let issue = format!("/repos/{}/issues/{}", address.project, address.number);
            rest(client, &issue, &format!("{issue}/comments?limit={SIZE}"))
        }
    };
    let since = |at: Option<Timestamp>| {
        let known =
            known.map(|known| Timestamp::new(known.fetched_at.seconds.saturating_add(1), 0));
        at.or(known).unwrap_or_default()
    };
    let gone = |state| {
        let record = TopicRecord::unreadable(address.url.clone(), address.kind, state, since(None));
        Ok(Fetched::Told(Box::new(record)))
    };
    match gathered {
        Ok(Some(gathered)) => {
            let mut record = forge::topic(
                &gathered.issue,
                &gathered.comments,
                gathered.count,
                address,
                keep,
            );
            record.fetched_at = since(gathered.at);
            if let Some(elsewhere) = forge::moved(&gathered.issue, address) {
                record.successor = Some(elsewhere);
            }
            Ok(Fetched::Told(Box::new(record)))
        }
        Ok(None) => gone(TopicState::Gone),
        Err(ForgeError::Refused {
            status: 404 | 410, ..
        }) => gone(TopicState::Gone),
        Err(error) => Err(error),
    }
}

fn rest(client: &Client<'_>, issue: &str, comments: &str) -> Result<Option<Gathered>, ForgeError> {
    let answer = client.get(issue, None)?;
    let mut gathered = Gathered {
        at: answer.reply.date(),
        issue: answer.value.unwrap_or_default(),
        ..Gathered::default()
    };
    let unusable = |what: &str| ForgeError::Unusable {
        url: format!("{}{issue}", client.api),
        reason: what.to_owned(),
    };
    if !gathered.issue.is_object() {
        return Err(unusable("it is no issue"));
    }
    if gathered.issue["confidential"].as_bool() == Some(true) {
        return Ok(None);
    }
    for page in 1..=PAGE_LIMIT {
        let answer = client.get(&format!("{comments}&page={page}"), None)?;
        let Some(Value::Array(found)) = answer.value else {
            return Err(unusable("its comments are no list"));
        };
        let is_last = found.len() < SIZE;
        // A server that gives all at once gives them again for the next page.
        let is_new = found.first().map(|first| &first["id"])
            != gathered.comments.first().map(|first| &first["id"]);
        if !is_new {
            break;
        }
        gathered.comments.extend(found);
        if is_last {
            break;
        }
    }
    Ok(Some(gathered))
}
