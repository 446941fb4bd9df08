//! Comments through GitHub's GraphQL interface. Questions and changes are held against GitHub's own schema by a test.
//!
//! GitHub says with each comment whether the token's account wrote it: the names of automatic accounts differ from place to
//! place in its interface (`github-actions`, `github-actions[bot]`).

use serde_json::{Value, json};

use super::super::client::{Method, Trouble};
use super::super::github;
use super::{Address, Client, Comment, ForgeError, Found, PAGE_LIMIT, Place, Repeat};

/// The question for comments.
pub const COMMENTS: &str = include_str!("../queries/comments.graphql");
/// What makes a comment.
pub const ADD: &str = include_str!("../queries/add_comment.graphql");
/// What gives a comment another text.
pub const UPDATE: &str = include_str!("../queries/update_comment.graphql");

/// Looks for ours, the newest page first.
pub(super) fn find(
    client: &Client<'_>,
    address: &Address,
    number: u64,
    is_known: &dyn Fn(&str) -> bool,
) -> Result<Found, ForgeError> {
    let (owner, name) = address.project.split_once('/').unwrap_or_default();
    let mut cursor: Option<String> = None;
    for _ in 0..PAGE_LIMIT {
        let variables = json!({"owner": owner, "name": name, "number": number, "cursor": cursor});
        let value = ask(client, COMMENTS, &variables, Repeat::Always)?;
        let pull = &value["data"]["repository"]["pullRequest"];
        let Some(subject) = pull["id"].as_str() else {
            return Err(refusal(client, &value));
        };
        let comments = &pull["comments"];
        let nodes = comments["nodes"].as_array().into_iter().flatten();
        // A page is told in the order of time.
        let ours = nodes.rev().find_map(|node| {
            let body = node["body"].as_str().filter(|body| is_known(body))?;
            let is_ours = node["viewerDidAuthor"].as_bool() == Some(true);
            Some(Comment {
                id: node["id"].as_str().filter(|_| is_ours)?.to_owned(),
                body: body.to_owned(),
            })
        });
        if let Some(ours) = ours {
            return Ok(Found::Ours(ours));
        }
        let info = &comments["pageInfo"];
        let before = info["startCursor"].as_str().map(str::to_owned);
        if info["hasPreviousPage"].as_bool() != Some(true) {
            return Ok(Found::None(Place {
                number,
                subject: subject.to_owned(),
            }));
        }
        if before.is_none() || before == cursor {
            break;
        }
        cursor = before;
    }
    Ok(Found::TooMany)
}

pub(super) fn create(client: &Client<'_>, place: &Place, body: &str) -> Result<(), ForgeError> {
    let variables = json!({"subject": place.subject, "body": body});
    let value = ask(client, ADD, &variables, Repeat::AfterLimits)?;
    done(client, &value, "addComment")
}

pub(super) fn update(client: &Client<'_>, comment: &Comment, body: &str) -> Result<(), ForgeError> {
    let variables = json!({"comment": comment.id, "body": body});
    let value = ask(client, UPDATE, &variables, Repeat::Always)?;
    done(client, &value, "updateIssueComment")
}

fn ask(
    client: &Client<'_>,
    question: &str,
    variables: &Value,
    repeat: Repeat,
) -> Result<Value, ForgeError> {
    let asked = json!({"query": question, "variables": variables});
    let answer = client.write(Method::Post, "/graphql", &asked, repeat, &trouble)?;
    Ok(answer.value.unwrap_or_default())
}

/// GitHub also says, without a limit's name, that comments come too quickly.
fn trouble(value: &Value) -> Option<Trouble> {
    let mut errors = value["errors"].as_array().into_iter().flatten();
    let hurries = errors.any(|error| github::message(error).contains("submitted too quickly"));
    match hurries {
        true => Some(Trouble::Limit),
        false => github::trouble(value),
    }
}

fn done(client: &Client<'_>, value: &Value, what: &str) -> Result<(), ForgeError> {
    match value["data"][what].is_object() {
        true => Ok(()),
        false => Err(refusal(client, value)),
    }
}

fn refusal(client: &Client<'_>, value: &Value) -> ForgeError {
    let error = value["errors"].as_array().and_then(|errors| errors.first());
    ForgeError::Unusable {
        url: format!("{}/graphql", client.api),
        reason: error.map_or_else(
            || "it holds no such pull request".to_owned(),
            github::message,
        ),
    }
}
