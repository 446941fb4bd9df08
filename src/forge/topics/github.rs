//! Issues and discussions of GitHub, through its GraphQL interface. The questions are held against GitHub's own schema by a test.

use serde_json::{Value, json};

use super::super::client::Trouble;
use super::super::{Client, ForgeError, github};
use super::issues::Gathered;
use crate::record::topic::{TopicAddress, TopicKind};

/// The question for an issue.
pub const ISSUE: &str = include_str!("../queries/issue.graphql");
/// The question for a discussion.
pub const DISCUSSION: &str = include_str!("../queries/discussion.graphql");

/// Most pages of comments.
const PAGE_LIMIT: usize = 50;

/// Asks for an issue or a discussion with its comments. `None` if there is no such one, or none that may be seen.
pub(super) fn gather(
    client: &Client<'_>,
    address: &TopicAddress,
) -> Result<Option<Gathered>, ForgeError> {
    if client.authorization.is_none() {
        return Err(ForgeError::NoToken {
            forge: "GitHub",
            variable: "GITHUB_TOKEN",
        });
    }
    let question = match address.kind {
        TopicKind::GithubDiscussion => DISCUSSION,
        _ => ISSUE,
    };
    let mut gathered = Gathered::default();
    let mut cursor: Option<String> = None;
    for _ in 0..PAGE_LIMIT {
        let Some((topic, at)) = page(client, address, question, cursor.as_deref())? else {
            return Ok(None);
        };
        gathered.at = at.or(gathered.at);
        let comments = &topic["comments"];
        let mut count = comments["totalCount"].as_u64().unwrap_or_default();
        for comment in comments["nodes"].as_array().into_iter().flatten() {
            gathered.comments.push(comment.clone());
            let replies = &comment["replies"];
            gathered
                .comments
                .extend(replies["nodes"].as_array().into_iter().flatten().cloned());
            let told = replies["totalCount"].as_u64().unwrap_or_default();
            gathered.replies = gathered.replies.saturating_add(told);
        }
        count = count.saturating_add(gathered.replies);
        gathered.count = Some(count);
        let next = comments["pageInfo"]["endCursor"]
            .as_str()
            .map(str::to_owned);
        let more = comments["pageInfo"]["hasNextPage"].as_bool() == Some(true);
        if gathered.issue.is_null() {
            gathered.issue = topic;
        }
        if !more || next.is_none() || next == cursor {
            break;
        }
        cursor = next;
    }
    Ok(Some(gathered))
}

type Page = (Value, Option<crate::timestamp::Timestamp>);

fn page(
    client: &Client<'_>,
    address: &TopicAddress,
    question: &str,
    cursor: Option<&str>,
) -> Result<Option<Page>, ForgeError> {
    let (owner, name) = address.project.split_once('/').unwrap_or_default();
    let variables =
        json!({"owner": owner, "name": name, "number": address.number, "cursor": cursor});
    let asked = json!({"query": question, "variables": variables});
    let answer = client.post("/graphql", &asked, &|value| -> Option<Trouble> {
        github::trouble(value)
    })?;
    let mut value = answer.value.unwrap_or_default();
    let topic = value["data"]["repository"]["topic"].take();
    if topic.is_object() {
        return Ok(Some((topic, answer.reply.date())));
    }
    let errors = value["errors"].as_array();
    let is_missing = |errors: &Vec<Value>| {
        errors
            .iter()
            .all(|error| error["type"].as_str() == Some("NOT_FOUND"))
    };
    match errors.filter(|errors| !errors.is_empty()) {
        Some(errors) if !is_missing(errors) => Err(ForgeError::Unusable {
            url: format!("{}/graphql", client.api),
            reason: github::message(&errors[0]),
        }),
        _ => Ok(None),
    }
}
