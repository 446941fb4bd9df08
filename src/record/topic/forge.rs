//! Answers of GitHub (GraphQL), GitLab and Forgejo (REST) about an issue or a discussion → the record of a topic. Its first post is what the
//! issue says; the comments follow in the order in which they came.

use serde_json::Value;

use super::super::Account;
use super::super::read::{Fields, one_line};
use super::content;
use super::{
    Category, Content, Counts, Keep, POST_LIMIT, PostRecord, TopicAddress, TopicKind, TopicRecord,
    TopicState, recognise, total,
};

const LINE_LIMIT: usize = 200;

/// Puts an issue and its comments together. `comments` are in order of time; `count` is how many the server has.
pub fn topic(
    issue: &Value,
    comments: &[Value],
    count: Option<u64>,
    address: &TopicAddress,
    keep: Keep<'_>,
) -> TopicRecord {
    let mut fields = Fields::new(issue);
    let mut record = TopicRecord {
        url: address.url.clone(),
        kind: address.kind,
        title: fields.line(&["title"], LINE_LIMIT).unwrap_or_default(),
        state: state(issue),
        category: category(issue, address),
        author: keep.author(account(issue)),
        created_at: fields.moment(&["createdAt", "created_at"]),
        closed_at: fields.moment(&["closedAt", "closed_at"]),
        words: keep.words,
        ..TopicRecord::default()
    };
    let mut people = std::collections::BTreeSet::new();
    let said = comments.iter().filter(|comment| !is_withheld(comment));
    let mut onward = None;
    for value in std::iter::once(issue).chain(said).take(POST_LIMIT) {
        let number = record.posts.len() as u64 + 1;
        people.extend(account(value).map(|account| account.login));
        let read = keep.post(
            known(value, number, address),
            &content_of(value, address),
            &address.url,
        );
        if number == 1 {
            record.parent = read.parent;
        }
        onward = read.onward;
        record.posts.push(read.record);
    }
    if record.state != TopicState::Open {
        record.successor = onward;
    }
    record.last_posted_at = record.posts.iter().filter_map(|post| post.created_at).max();
    record.counts = Counts {
        posts: count.map(|count| count.saturating_add(1)),
        participants: u64::try_from(people.len()).ok(),
        likes: Some(total(record.posts.iter().map(|post| post.likes))),
        views: None,
    };
    record.incomplete = count.is_some_and(|count| count > comments.len() as u64);
    record
}

fn state(issue: &Value) -> TopicState {
    let closed = issue["closed"].as_bool() == Some(true)
        || issue["state"]
            .as_str()
            .is_some_and(|state| state.eq_ignore_ascii_case("closed"));
    let locked = issue["locked"].as_bool() == Some(true)
        || issue["discussion_locked"].as_bool() == Some(true);
    match (closed, locked) {
        (true, true) => TopicState::Archived,
        (true, false) | (false, true) => TopicState::Closed,
        (false, false) => TopicState::Open,
    }
}

fn category(issue: &Value, address: &TopicAddress) -> Option<Category> {
    let name = issue["category"]["name"]
        .as_str()
        .map(|name| one_line(name, LINE_LIMIT));
    Some(Category {
        name: name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| address.project.clone()),
        url: Some(format!("https://{}/{}", address.host, address.project)),
    })
}

/// Comments that were hidden, and what a server notes itself.
fn is_withheld(comment: &Value) -> bool {
    comment["isMinimized"].as_bool() == Some(true)
        || comment["system"].as_bool() == Some(true)
        || comment["internal"].as_bool() == Some(true)
        || comment["confidential"].as_bool() == Some(true)
}

fn known(value: &Value, number: u64, address: &TopicAddress) -> PostRecord {
    let mut fields = Fields::new(value);
    let created_at = fields.moment(&["createdAt", "created_at"]);
    let edited = match address.kind {
        TopicKind::GithubIssue | TopicKind::GithubDiscussion => fields.moment(&["lastEditedAt"]),
        // An issue changes with every comment: only of these is it known.
        _ if number > 1 => fields.moment(&["updated_at"]),
        _ => None,
    };
    PostRecord {
        number,
        id: value["databaseId"]
            .as_u64()
            .or_else(|| value["id"].as_u64()),
        author: account(value),
        created_at,
        updated_at: edited.filter(|at| Some(*at) != created_at),
        likes: likes(value),
        ..PostRecord::default()
    }
}

fn likes(value: &Value) -> u64 {
    let groups = value["reactionGroups"].as_array().into_iter().flatten();
    let liked = |group: &&Value| {
        matches!(
            group["content"].as_str(),
            Some("THUMBS_UP" | "HEART" | "HOORAY" | "ROCKET")
        )
    };
    let counted = groups
        .filter(liked)
        .filter_map(|group| group["reactors"]["totalCount"].as_u64());
    total(counted.chain(value["upvotes"].as_u64()))
}

fn content_of(value: &Value, address: &TopicAddress) -> Content {
    let base = format!("https://{}", address.host);
    match value["bodyHTML"].as_str() {
        Some(html) => content::html(html, &base),
        None => {
            let text = value["body"]
                .as_str()
                .or_else(|| value["description"].as_str());
            content::plain(text.unwrap_or_default(), &base)
        }
    }
}

fn account(value: &Value) -> Option<Account> {
    let told = ["author", "user"]
        .iter()
        .map(|name| &value[*name])
        .find(|told| told.is_object())?;
    let line = |names: &[&str]| {
        let text = names.iter().find_map(|name| told[*name].as_str())?;
        Some(one_line(text, LINE_LIMIT)).filter(|text| !text.is_empty())
    };
    let login = line(&["login", "username"])?;
    Some(Account {
        name: line(&["name", "full_name"]).filter(|name| *name != login),
        avatar_url: None,
        login,
    })
}

/// Where a moved issue stands now, as the answer's own address tells.
pub fn moved(issue: &Value, address: &TopicAddress) -> Option<String> {
    let url = ["url", "html_url", "web_url"]
        .iter()
        .find_map(|name| issue[*name].as_str())?;
    let found = recognise(url)?;
    let place = |topic: &TopicAddress| (topic.project.to_lowercase(), topic.number);
    (found.host == address.host && place(&found) != place(address)).then_some(found.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::topic::{KnownNames, Named, Words};
    use serde_json::json;

    fn read(url: &str, issue: Value, comments: &[Value]) -> TopicRecord {
        let names = KnownNames::default();
        let keep = Keep {
            words: Words::Counts,
            authors: true,
            names: &names,
        };
        let address = recognise(url).expect("an address");
        topic(
            &issue,
            comments,
            Some(comments.len() as u64),
            &address,
            keep,
        )
    }

    #[test]
    fn an_issue_of_github_is_a_topic() {
        let issue = json!({"title": "v0.5 について", "closed": true, "createdAt": "2025-05-01T00:00:00Z", "closedAt": "2025-05-03T00:00:00Z",
            "author": {"login": "anno"}, "bodyHTML": "<p>ご意見を</p>", "databaseId": 5, "lastEditedAt": null,
            "reactionGroups": [{"content": "THUMBS_UP", "reactors": {"totalCount": 2}}, {"content": "CONFUSED", "reactors": {"totalCount": 7}}]});
        let comment = |hidden: bool, html: &str| {
            json!({"author": {"login": "hanako"}, "createdAt": "2025-05-02T00:00:00Z", "databaseId": 6,
            "isMinimized": hidden, "bodyHTML": html})
        };
        let comments = [
            comment(true, "spam"),
            comment(
                false,
                "<p>続きは<a href=\"https://github.com/a/b/discussions/9\">こちら</a>。v0.6で</p>",
            ),
        ];
        let record = read("https://github.com/a/b/issues/3", issue, &comments);
        assert_eq!(
            (record.state, record.posts.len(), record.counts.likes),
            (TopicState::Closed, 2, Some(2))
        );
        assert_eq!(
            record.successor.as_deref(),
            Some("https://github.com/a/b/discussions/9")
        );
        assert_eq!(
            record.posts[1].names,
            [Named::Version {
                name: "v0.6".to_owned()
            }]
        );
        assert_eq!(record.posts[1].text, None);
    }

    #[test]
    fn issues_of_gitlab_and_forgejo_are_topics() {
        let issue = json!({"iid": 3, "title": "予算", "description": "https://x.example/ を見て", "state": "opened", "discussion_locked": true,
            "created_at": "2025-05-01T00:00:00Z", "author": {"username": "hanako"}, "upvotes": 2});
        let notes = [
            json!({"id": 9, "system": true, "body": "closed"}),
            json!({"id": 10, "body": "はい", "author": {"username": "taro"}}),
        ];
        let record = read("https://gitlab.com/a/b/-/issues/3", issue, &notes);
        assert_eq!(
            (record.state, record.posts.len(), record.counts.participants),
            (TopicState::Closed, 2, Some(2))
        );
        assert_eq!(record.posts[0].links, ["https://x.example/"]);
        let issue = json!({"number": 3, "title": "予算", "body": "", "state": "open", "user": {"login": "hanako", "full_name": "山田 花子"}});
        let record = read("https://codeberg.org/a/b/issues/3", issue, &[]);
        assert_eq!(
            record.author.and_then(|author| author.name).as_deref(),
            Some("山田 花子")
        );
    }
}
