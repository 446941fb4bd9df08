//! Comments through the REST interfaces of GitLab (where they are notes) and of Forgejo and Gitea.

use serde_json::{Value, json};

use super::super::client::Method;
use super::super::rest;
use super::{
    Account, Address, Client, Comment, ForgeError, Found, Kind, PAGE_LIMIT, Place, Repeat, SIZE,
};

/// The account that the token is of.
pub(super) fn account(client: &Client<'_>) -> Result<Account, ForgeError> {
    let path = "/user";
    let answer = match client.get(path, None) {
        Err(ForgeError::Refused { url, status, .. }) => {
            return Err(ForgeError::NoAccount { url, status });
        }
        answer => answer?,
    };
    let id = answer.value.unwrap_or_default()["id"].as_i64();
    id.map(Account::Id).ok_or_else(|| ForgeError::Unusable {
        url: format!("{}{path}", client.api),
        reason: "it names no account".to_owned(),
    })
}

/// Looks for ours among all comments that are read.
pub(super) fn find(
    client: &Client<'_>,
    address: &Address,
    account: &Account,
    number: u64,
    is_known: &dyn Fn(&str) -> bool,
) -> Result<Found, ForgeError> {
    let list = list(address, number);
    let mut newest: Option<(u64, Comment)> = None;
    let mut complete = false;
    for page in 1..=PAGE_LIMIT {
        let asked = match address.kind {
            Kind::GitLab => {
                format!("{list}?sort=desc&order_by=created_at&per_page={SIZE}&page={page}")
            }
            // The whole list, on servers that know no pages of it.
            _ => format!("{list}?limit={SIZE}&page={page}"),
        };
        let answer = client.get(&asked, None)?;
        let more = rest::has_next(&answer);
        let Some(Value::Array(comments)) = answer.value else {
            return Err(ForgeError::Unusable {
                url: format!("{}{asked}", client.api),
                reason: "it is no list".to_owned(),
            });
        };
        let ours = comments
            .iter()
            .filter_map(|comment| ours(comment, account, is_known));
        newest = ours.chain(newest).max_by_key(|(id, _)| *id);
        complete = !more || comments.is_empty();
        // GitLab begins with the newest.
        if complete || newest.is_some() && address.kind == Kind::GitLab {
            break;
        }
    }
    Ok(match newest {
        Some((_, comment)) => Found::Ours(comment),
        None if complete => Found::None(Place {
            number,
            subject: String::new(),
        }),
        None => Found::TooMany,
    })
}

/// A comment that our account wrote and that is known again, with its number.
fn ours(
    comment: &Value,
    account: &Account,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<(u64, Comment)> {
    // What GitLab itself notes is no one's word.
    let body = comment["body"]
        .as_str()
        .filter(|_| comment["system"] != true)?;
    let author = [&comment["author"], &comment["user"]];
    let is_ours = author.iter().any(|author| match account {
        Account::Told => false,
        Account::Id(id) => author["id"].as_i64() == Some(*id),
        Account::Name(name) => [&author["username"], &author["login"]]
            .iter()
            .any(|found| found.as_str() == Some(name)),
    });
    let id = comment["id"]
        .as_u64()
        .filter(|_| is_ours && is_known(body))?;
    Some((
        id,
        Comment {
            id: id.to_string(),
            body: body.to_owned(),
        },
    ))
}

pub(super) fn create(
    client: &Client<'_>,
    address: &Address,
    place: &Place,
    body: &str,
) -> Result<(), ForgeError> {
    let list = list(address, place.number);
    let body = json!({"body": body});
    client.write(Method::Post, &list, &body, Repeat::AfterLimits, &|_| None)?;
    Ok(())
}

pub(super) fn update(
    client: &Client<'_>,
    address: &Address,
    number: u64,
    comment: &Comment,
    body: &str,
) -> Result<(), ForgeError> {
    let (method, path) = match address.kind {
        Kind::GitLab => (
            Method::Put,
            format!("{}/{}", list(address, number), comment.id),
        ),
        _ => {
            let project = &address.project;
            let path = format!("/repos/{project}/issues/comments/{}", comment.id);
            (Method::Patch, path)
        }
    };
    let body = json!({"body": body});
    client.write(method, &path, &body, Repeat::Always, &|_| None)?;
    Ok(())
}

/// Where the comments of a request are.
fn list(address: &Address, number: u64) -> String {
    match address.kind {
        Kind::GitLab => {
            let project = address.project.replace('/', "%2F");
            format!("/projects/{project}/merge_requests/{number}/notes")
        }
        _ => format!("/repos/{}/issues/{number}/comments", address.project),
    }
}
