//! Discourse's answers (`/t/{id}.json`, `/t/{id}/posts.json`, `/c/{slug}/{id}.json`) → topics and posts. Its API is described at
//! <https://docs.discourse.org>; where recorded answers differ from the description, both are read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Account;
use super::super::read::{Fields, one_line};
use super::content;
use super::{
    Category, Counts, Keep, POST_LIMIT, PostRead, PostRecord, TopicAddress, TopicRecord,
    TopicState, total,
};
use crate::timestamp::Timestamp;

const LINE_LIMIT: usize = 200;
/// Types of posts: of someone, of a moderator in that role, of the forum itself (closed, split, …). A fourth one is for staff alone.
const OF_SOMEONE: u64 = 1;
const OF_A_MODERATOR: u64 = 2;
const OF_THE_FORUM: u64 = 3;

/// A topic as it was told: its head, its first posts, and the names of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its head, without posts.
    pub head: TopicRecord,
    /// The posts that came with it.
    pub posts: Posts,
    /// What the server knows all its posts by, in order; cut at a bound.
    pub stream: Vec<u64>,
}

/// Posts that were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posts {
    /// Those that hold something, by what the server knows them by.
    pub read: BTreeMap<u64, PostRead>,
    /// Those that were told and hold nothing.
    pub withheld: Vec<u64>,
    /// When the topic was closed, as a note of the forum's own says.
    pub closed_at: Option<Timestamp>,
}

/// Reads `/t/{id}.json`. `None` if it is no topic.
pub fn topic(value: &Value, address: &TopicAddress, keep: Keep<'_>) -> Option<Told> {
    let id = value["id"].as_u64()?;
    let posts = posts(value, address, keep)?;
    let mut fields = Fields::new(value);
    let flag = |name: &str| value[name].as_bool() == Some(true);
    let gone = value["deleted_at"].is_string();
    let head = TopicRecord {
        url: address_of(address, id),
        kind: address.kind,
        title: fields
            .line(&["title", "fancy_title"], LINE_LIMIT)
            .unwrap_or_default(),
        state: match () {
            () if gone => TopicState::Gone,
            () if flag("archived") => TopicState::Archived,
            () if flag("closed") => TopicState::Closed,
            () => TopicState::Open,
        },
        category: value["category_id"].as_u64().map(|category| Category {
            name: format!("#{category}"),
            url: Some(format!("{}/c/{category}", base(address))),
        }),
        author: keep.author(account(&value["details"]["created_by"])),
        created_at: fields.moment(&["created_at"]),
        last_posted_at: fields.moment(&["last_posted_at"]),
        counts: Counts {
            posts: fields.count(&["posts_count"]),
            participants: value["participant_count"].as_u64().or_else(|| {
                let people = value["details"]["participants"].as_array()?;
                u64::try_from(people.len()).ok()
            }),
            likes: fields.count(&["like_count"]),
            views: fields.count(&["views"]),
        },
        words: keep.words,
        closed_at: posts.closed_at,
        ..TopicRecord::default()
    };
    let stream = value["post_stream"]["stream"]
        .as_array()
        .into_iter()
        .flatten();
    let stream = stream.filter_map(Value::as_u64).take(POST_LIMIT).collect();
    Some(Told {
        head,
        posts,
        stream,
    })
}

/// Reads the posts of `/t/{id}.json` and of `/t/{id}/posts.json`. `None` if there is no place for any.
pub fn posts(value: &Value, address: &TopicAddress, keep: Keep<'_>) -> Option<Posts> {
    let told = value["post_stream"]["posts"].as_array()?;
    let mut posts = Posts::default();
    for value in told.iter().take(POST_LIMIT) {
        let Some(id) = value["id"].as_u64() else {
            continue;
        };
        match post(value, address, keep) {
            Some(read) => {
                posts.read.insert(id, read);
            }
            None => posts.withheld.push(id),
        }
        let closes = value["action_code"]
            .as_str()
            .is_some_and(|code| code.ends_with("closed.enabled"));
        if value["post_type"].as_u64() == Some(OF_THE_FORUM) && closes {
            posts.closed_at = Fields::new(value)
                .moment(&["created_at"])
                .or(posts.closed_at);
        }
    }
    Some(posts)
}

/// The numbers of a category's topics, newest activity first, as `/c/{slug}/{id}.json` has them, and whether there are more.
pub fn category(value: &Value) -> Option<(Vec<u64>, bool)> {
    let list = &value["topic_list"];
    let topics = list["topics"].as_array()?;
    let numbers = topics
        .iter()
        .filter(|topic| topic["visible"].as_bool() != Some(false));
    let numbers = numbers.filter_map(|topic| topic["id"].as_u64()).collect();
    Some((numbers, list["more_topics_url"].is_string()))
}

fn post(value: &Value, address: &TopicAddress, keep: Keep<'_>) -> Option<PostRead> {
    let kind = value["post_type"].as_u64().unwrap_or(OF_SOMEONE);
    let taken = |name: &str| value[name].as_bool() == Some(true);
    let hidden = taken("hidden") || taken("user_deleted") || !value["deleted_at"].is_null();
    if hidden || !matches!(kind, OF_SOMEONE | OF_A_MODERATOR) {
        return None;
    }
    let mut fields = Fields::new(value);
    let created_at = fields.moment(&["created_at"]);
    let known = PostRecord {
        number: fields
            .count(&["post_number"])
            .filter(|number| (1..1_000_000).contains(number))?,
        id: value["id"].as_u64(),
        author: account(value),
        created_at,
        // A version above 1 says that someone changed it; the moment alone moves with every like.
        updated_at: fields
            .moment(&["updated_at"])
            .filter(|at| value["version"].as_u64().unwrap_or(1) > 1 && Some(*at) != created_at),
        likes: likes(value),
        reply_to: number(&value["reply_to_post_number"]),
        ..PostRecord::default()
    };
    let said = content::html(value["cooked"].as_str().unwrap_or_default(), &base(address));
    Some(keep.post(known, &said, &address.url))
}

/// Likes are actions of type 2; a forum with reactions counts those as well.
fn likes(post: &Value) -> u64 {
    let actions = post["actions_summary"].as_array().into_iter().flatten();
    let likes = actions
        .filter(|action| action["id"].as_u64() == Some(2))
        .filter_map(|action| action["count"].as_u64());
    total(likes).max(post["reaction_users_count"].as_u64().unwrap_or_default())
}

/// A number, which the API's description calls a text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn account(value: &Value) -> Option<Account> {
    let line = |name: &str| {
        value[name]
            .as_str()
            .map(|text| one_line(text, LINE_LIMIT))
            .filter(|text| !text.is_empty())
    };
    let login = line("username")?;
    Some(Account {
        name: line("name").filter(|name| *name != login),
        avatar_url: None,
        login,
    })
}

/// The server and the folder that the forum stands in.
pub fn base(address: &TopicAddress) -> String {
    match address.project.as_str() {
        "" => format!("https://{}", address.host),
        folder => format!("https://{}/{folder}", address.host),
    }
}

/// The address of a topic of the same forum.
pub fn address_of(address: &TopicAddress, id: u64) -> String {
    format!("{}/t/topic/{id}", base(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::topic::{KnownNames, Words, recognise};
    use serde_json::json;

    fn told(value: &Value) -> Told {
        let address = recognise("https://a.example/t/topic/329").expect("an address");
        let names = KnownNames::default();
        let keep = Keep {
            words: Words::Archive,
            authors: true,
            names: &names,
        };
        topic(value, &address, keep).expect("a topic")
    }

    fn post_json(id: u64, more: Value) -> Value {
        let mut post = json!({"id": id, "post_number": id - 100, "username": "hanako", "name": "山田 花子", "post_type": 1,
            "created_at": "2025-03-01T00:00:00.000Z", "updated_at": "2025-03-02T00:00:00.000Z", "version": 1,
            "cooked": "<p>賛成です。</p>", "actions_summary": [{"id": 2, "count": 4}, {"id": 3, "count": 9}],
            "reply_to_post_number": null});
        for (name, value) in more.as_object().into_iter().flatten() {
            post[name] = value.clone();
        }
        post
    }

    #[test]
    fn a_topic_tells_its_state_its_counts_and_its_posts() {
        let value = json!({"id": 329, "title": "魅力の発信", "closed": true, "archived": false, "category_id": 13, "posts_count": 3,
            "created_at": "2025-03-01T00:00:00Z", "last_posted_at": "2025-04-01T00:00:00Z", "views": 268, "like_count": 4, "participant_count": 2,
            "details": {"created_by": {"username": "anno"}},
            "post_stream": {"stream": [101, 102, 103, 104], "posts": [
                post_json(101, json!({})),
                post_json(102, json!({"reply_to_post_number": 1, "version": 2})),
                post_json(103, json!({"post_type": 3, "action_code": "autoclosed.enabled", "created_at": "2025-04-02T00:00:00Z"}))]}});
        let told = told(&value);
        assert_eq!(
            (told.head.state, told.head.counts.views, told.stream.len()),
            (TopicState::Closed, Some(268), 4)
        );
        assert_eq!(
            told.head.closed_at.map(Timestamp::utc).as_deref(),
            Some("2025-04-02T00:00:00Z")
        );
        assert_eq!(
            (told.posts.read.len(), told.posts.withheld.as_slice()),
            (2, &[103][..])
        );
        let second = &told.posts.read[&102].record;
        assert_eq!(
            (second.number, second.likes, second.reply_to, second.length),
            (2, 4, Some(1), 5)
        );
        assert!(second.updated_at.is_some() && told.posts.read[&101].record.updated_at.is_none());
    }

    #[test]
    fn hidden_deleted_and_whispered_posts_hold_nothing() {
        for more in [
            json!({"hidden": true}),
            json!({"user_deleted": true}),
            json!({"deleted_at": "2025-03-03T00:00:00Z"}),
            json!({"post_type": 4}),
        ] {
            let value = json!({"id": 329, "post_stream": {"stream": [101], "posts": [post_json(101, more.clone())]}});
            let told = told(&value);
            assert_eq!(
                (told.posts.read.len(), told.posts.withheld.len()),
                (0, 1),
                "{more}"
            );
        }
    }

    #[test]
    fn what_is_no_topic_is_none() {
        let address = recognise("https://a.example/t/topic/329").expect("an address");
        let names = KnownNames::default();
        let keep = Keep {
            words: Words::Counts,
            authors: false,
            names: &names,
        };
        for value in [
            json!({}),
            json!([]),
            json!({"id": 3}),
            json!({"id": "3", "post_stream": {"posts": []}}),
        ] {
            assert_eq!(topic(&value, &address, keep), None, "{value}");
        }
        let found = category(
            &json!({"topic_list": {"topics": [{"id": 5}, {"id": 6, "visible": false}], "more_topics_url": "/c/a/1?page=1"}}),
        );
        assert_eq!(found, Some((vec![5], true)));
    }
}
