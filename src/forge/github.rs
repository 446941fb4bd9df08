//! GitHub's GraphQL interface → records.
//!
//! One question a page, `queries/pulls.graphql`, which a test holds against GitHub's own schema. What a page says of a
//! pull request is brought into the form of a record and read by the one reader there is.

use serde_json::{Map, Value, json};

use super::client::{Answer, Trouble};
use super::retry::SERVER_FAILS;
use super::{Address, Client, ForgeError, Page};
use crate::record::{self, Mention, MentionKind, PullRecord};
use crate::timestamp::Timestamp;

/// The question.
pub const PULLS: &str = include_str!("queries/pulls.graphql");

/// Pull requests on a page; less where the server does not manage so many.
const SIZES: [u64; 3] = [50, 20, 5];

/// Seconds after the closing within which a comment belongs to it.
const CLOSING: i64 = 300;

/// One page of a repository's pull requests.
pub fn page(
    client: &Client<'_>,
    address: &Address,
    cursor: Option<&str>,
) -> Result<Page, ForgeError> {
    if client.authorization.is_none() {
        return Err(ForgeError::NoToken {
            forge: "GitHub",
            variable: "TEIGEN_TOKEN or GITHUB_TOKEN",
        });
    }
    let mut last = None;
    for size in SIZES {
        match ask(client, address, cursor, size) {
            // GitHub answers 502 where a page takes it too long; what fails on the way does not depend on the size.
            Err(ForgeError::GaveUp {
                reason,
                url,
                attempts,
            }) if reason.starts_with(SERVER_FAILS) => {
                last = Some(ForgeError::GaveUp {
                    reason,
                    url,
                    attempts,
                });
            }
            other => return other,
        }
    }
    Err(last.expect("there is a size"))
}

fn ask(
    client: &Client<'_>,
    address: &Address,
    cursor: Option<&str>,
    size: u64,
) -> Result<Page, ForgeError> {
    let (owner, name) = address.project.split_once('/').unwrap_or_default();
    let variables = json!({"owner": owner, "name": name, "size": size, "cursor": cursor});
    let question = json!({"query": PULLS, "variables": variables});
    let answer = client.post("/graphql", &question, &trouble)?;
    read(answer, &format!("{}/graphql", client.api), cursor)
}

/// Limits and failures that GitHub tells with status 200.
pub(super) fn trouble(value: &Value) -> Option<Trouble> {
    let errors = value.get("errors")?.as_array()?;
    let is = |error: &Value, kind: &str| error.get("type").and_then(Value::as_str) == Some(kind);
    let says = |error: &Value, words: &str| message(error).to_ascii_lowercase().contains(words);
    if errors
        .iter()
        .any(|error| is(error, "RATE_LIMITED") || says(error, "rate limit"))
    {
        return Some(Trouble::Limit);
    }
    let passes = |error: &Value| {
        is(error, "SERVICE_UNAVAILABLE")
            || says(error, "something went wrong")
            || says(error, "timeout")
    };
    let failed = errors.iter().find(|error| passes(error));
    failed.map(|error| Trouble::Failure(format!("{SERVER_FAILS}: {}", message(error))))
}

pub(super) fn message(error: &Value) -> String {
    let message = error
        .get("message")
        .and_then(Value::as_str)
        .unwrap_or("no reason told");
    message
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}

fn read(answer: Answer, url: &str, cursor: Option<&str>) -> Result<Page, ForgeError> {
    let unusable = |reason: String| ForgeError::Unusable {
        url: url.to_owned(),
        reason,
    };
    let value = answer.value.unwrap_or_default();
    let pulls = &value["data"]["repository"]["pullRequests"];
    let Some(nodes) = pulls["nodes"].as_array() else {
        let error = value["errors"].as_array().and_then(|errors| errors.first());
        let reason = error.map_or_else(|| "it holds no pull requests".to_owned(), message);
        return Err(match cursor {
            Some(_) if reason.to_ascii_lowercase().contains("cursor") => ForgeError::StaleCursor,
            _ => unusable(reason),
        });
    };
    let mut page = Page {
        given_at: answer.reply.date(),
        ..Page::default()
    };
    for node in nodes {
        match pull(node) {
            Some(record) => page.records.push(record),
            None => page
                .problems
                .push("a pull request without a number was left out".to_owned()),
        }
    }
    let info = &pulls["pageInfo"];
    if info["hasNextPage"].as_bool() == Some(true) {
        let next = info["endCursor"]
            .as_str()
            .filter(|next| Some(*next) != cursor);
        let next =
            next.ok_or_else(|| unusable("it does not say where the next page begins".to_owned()))?;
        page.next = Some(next.to_owned());
    }
    Ok(page)
}

/// One pull request.
pub(super) fn pull(node: &Value) -> Option<PullRecord> {
    let mut told = Map::new();
    let mut put = |name: &str, value: Value| told.insert(name.to_owned(), value);
    put("number", node["number"].clone());
    for (name, field) in [
        ("title", "title"),
        ("body", "body"),
        ("state", "state"),
        ("draft", "isDraft"),
        ("review", "reviewDecision"),
        ("created_at", "createdAt"),
        ("updated_at", "updatedAt"),
        ("closed_at", "closedAt"),
        ("merged_at", "mergedAt"),
        ("url", "url"),
        ("author", "author"),
        ("base", "baseRefName"),
        ("head_commit", "headRefOid"),
        ("changed_files", "changedFiles"),
    ] {
        put(name, node[field].clone());
    }
    put("merge_commit", node["mergeCommit"]["oid"].clone());
    put("commits", node["commits"]["totalCount"].clone());
    put("labels", node["labels"]["nodes"].clone());
    put("head", head(node));
    put("answered_at", answered(node));
    let comments = node["comments"]["totalCount"].as_u64();
    let all = node["totalCommentsCount"].as_u64();
    put("comments", json!(comments));
    put(
        "review_comments",
        json!(all.map(|all| all.saturating_sub(comments.unwrap_or(0)))),
    );
    put("closing", closing(node));
    put("force_pushes", force_pushes(node));
    let mut record = record::read_value(&Value::Object(told)).ok()?.record;
    record.mentions.extend(references(node));
    record.find_mentions();
    Some(record)
}

fn head(node: &Value) -> Value {
    let branch = node["headRefName"].as_str();
    match (node["headRepositoryOwner"]["login"].as_str(), branch) {
        (Some(owner), Some(branch)) => json!(format!("{owner}:{branch}")),
        _ => json!(branch),
    }
}

/// When someone but its author first said something.
fn answered(node: &Value) -> Value {
    let author = node["author"]["login"].as_str();
    let by_others = |list: &'static str, field: &'static str| {
        let nodes = node[list]["nodes"].as_array().into_iter().flatten();
        nodes
            .filter(move |said| said["author"]["login"].as_str() != author)
            .filter_map(move |said| said[field].as_str())
    };
    // Moments are told in UTC and in one form, so that the text's order is theirs.
    json!(
        by_others("comments", "createdAt")
            .chain(by_others("reviews", "submittedAt"))
            .min()
    )
}

/// Who closed it, and the last comment up to that time.
fn closing(node: &Value) -> Value {
    let closed = &node["closings"]["nodes"][0];
    if node["closedAt"].is_null() || !node["mergedAt"].is_null() {
        return Value::Null;
    }
    let until = moment(&node["closedAt"]).saturating_add(CLOSING);
    let comments = node["lastComments"]["nodes"]
        .as_array()
        .into_iter()
        .flatten();
    let comment = comments
        .filter(|comment| moment(&comment["createdAt"]) <= until)
        .filter_map(|comment| comment["body"].as_str())
        .next_back();
    json!({"by": closed["actor"]["login"], "comment": comment})
}

fn moment(value: &Value) -> i64 {
    let at = value.as_str().and_then(Timestamp::parse);
    at.unwrap_or_default().seconds
}

fn force_pushes(node: &Value) -> Value {
    let pushes = node["pushes"]["nodes"].as_array().into_iter().flatten();
    pushes
        .filter(|push| push["createdAt"].is_string())
        .map(|push| {
            json!({
                "at": push["createdAt"],
                "before": push["beforeCommit"]["oid"],
                "after": push["afterCommit"]["oid"],
            })
        })
        .collect()
}

/// Other pull requests of this repository that name it, or close it, or say the same.
fn references(node: &Value) -> Vec<Mention> {
    let own = node["number"].as_u64();
    let mention = |number: &Value, kind: MentionKind| {
        let number = number
            .as_u64()
            .filter(|number| Some(*number) != own && *number > 0)?;
        (number <= record::NUMBER_LIMIT).then_some(Mention { number, kind })
    };
    let events = node["references"]["nodes"].as_array().into_iter().flatten();
    let mut found: Vec<Mention> = events
        .filter(|event| event["isCrossRepository"].as_bool() == Some(false))
        .filter_map(|event| match event["__typename"].as_str()? {
            "MarkedAsDuplicateEvent" => {
                mention(&event["canonical"]["number"], MentionKind::DuplicateOf)
            }
            _ if event["willCloseTarget"] == true => {
                mention(&event["source"]["number"], MentionKind::ClosedBy)
            }
            _ => mention(&event["source"]["number"], MentionKind::MentionedBy),
        })
        .collect();
    let closer = &node["closings"]["nodes"][0]["closer"]["number"];
    found.extend(mention(closer, MentionKind::ClosedBy));
    found
}
