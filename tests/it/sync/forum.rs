//! A Discourse of the tests' own: topics and posts, told as its API description says.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::server::Given;

/// A post there.
#[derive(Clone, Debug)]
pub struct Post {
    pub id: u64,
    pub number: u64,
    pub cooked: String,
    pub hidden: bool,
    pub version: u64,
}

/// A topic there.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    pub posts: Vec<Post>,
    pub closed: bool,
    /// Whether it has so many posts that they are not named.
    pub endless: bool,
    /// What is answered in its place: 403, 404, 410.
    pub status: Option<u16>,
    /// The topic that it is now a part of.
    pub moved_to: Option<u64>,
}

/// The server's knowledge.
#[derive(Clone, Debug, Default)]
pub struct Forum {
    pub topics: BTreeMap<u64, Topic>,
    pub robots: Option<String>,
}

/// Posts in one answer.
const CHUNK: usize = 20;

impl Topic {
    /// One with this many posts; every hundredth was taken away before.
    pub fn with(id: u64, count: u64) -> Self {
        let post = |number: u64| Post {
            id: id * 1_000_000 + number,
            number,
            cooked: format!("<p>意見{number}です。</p>"),
            hidden: false,
            version: 1,
        };
        let numbers = (1..=count).filter(|number| number % 100 != 99);
        Self {
            posts: numbers.map(post).collect(),
            ..Self::default()
        }
    }

    /// The same with what its post of a number says.
    pub fn saying(mut self, number: u64, cooked: &str) -> Self {
        let post = self.posts.iter_mut().find(|post| post.number == number);
        cooked.clone_into(&mut post.expect("a post").cooked);
        self
    }

    /// The same, closed.
    pub fn closed(mut self) -> Self {
        self.closed = true;
        self
    }
}

impl Forum {
    /// Answers a question for a path.
    pub fn answer(&self, path: &str) -> Given {
        if path == "/robots.txt" {
            return match &self.robots {
                Some(robots) => Given::of(200, "text/plain", robots.as_str()),
                None => Given::of(404, "text/html", "<h1>404</h1>"),
            };
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["t", id, "posts.json"] => self.topic(id, |id, topic| posts_of(id, topic, query)),
            ["t", .., id] => self.topic(id.trim_end_matches(".json"), whole),
            ["c", ..] => Given::json(self.category().to_string()),
            _ => missing(404),
        }
    }

    fn topic(&self, id: &str, tell: impl Fn(u64, &Topic) -> Value) -> Given {
        let id: u64 = id.parse().unwrap_or_default();
        match self.topics.get(&id) {
            None => missing(404),
            Some(Topic {
                status: Some(status),
                ..
            }) => missing(*status),
            Some(Topic {
                moved_to: Some(other),
                ..
            }) => {
                Given::of(301, "text/html", "").with("Location", format!("/t/another-name/{other}"))
            }
            Some(topic) => Given::json(tell(id, topic).to_string())
                .with("Date", "Sat, 26 Jul 2025 10:00:00 GMT"),
        }
    }

    /// All topics as one category.
    pub fn category(&self) -> Value {
        let topics: Vec<Value> = self
            .topics
            .iter()
            .map(|(id, topic)| entry(*id, topic))
            .collect();
        json!({"users": [], "primary_groups": [], "topic_list": {"can_create_topic": false, "per_page": 30, "top_tags": [], "topics": topics}})
    }
}

fn missing(status: u16) -> Given {
    let kind = if status == 403 {
        "invalid_access"
    } else {
        "not_found"
    };
    Given::of(
        status,
        "application/json",
        json!({"errors": ["…"], "error_type": kind}).to_string(),
    )
}

/// `/t/{id}.json`.
pub fn whole(id: u64, topic: &Topic) -> Value {
    let mut told = entry(id, topic);
    let posts: Vec<Value> = topic
        .posts
        .iter()
        .take(CHUNK)
        .map(|post| tell(id, post))
        .collect();
    let ids: Vec<u64> = topic.posts.iter().map(|post| post.id).collect();
    told["post_stream"] = match topic.endless {
        true => json!({"posts": posts, "isMegaTopic": true, "lastId": ids.last()}),
        false => json!({"posts": posts, "stream": ids}),
    };
    let fields = told.as_object_mut().expect("an object");
    for of_a_list in [
        "bumped",
        "bumped_at",
        "excerpt",
        "last_poster_username",
        "liked",
        "posters",
        "unseen",
    ] {
        fields.remove(of_a_list);
    }
    let user = json!({"id": 1, "username": "anno", "name": "", "avatar_template": ""});
    let more = json!({
        "timeline_lookup": [], "suggested_topics": [], "tags_descriptions": {}, "word_count": 10, "deleted_at": null, "user_id": 1,
        "pinned_at": null, "pinned_until": null, "slow_mode_seconds": 0, "draft": null, "draft_key": "", "draft_sequence": 0,
        "deleted_by": null, "has_deleted": false, "actions_summary": [], "chunk_size": CHUNK, "bookmarks": [], "topic_timer": null,
        "message_bus_last_id": 0, "participant_count": 2, "show_read_indicator": false, "thumbnails": null, "slow_mode_enabled_until": null,
        "bookmarked": false,
        "details": {"can_edit": false, "notification_level": 1, "can_move_posts": false, "can_delete": false, "can_remove_allowed_users": false,
            "can_create_post": false, "can_reply_as_new_topic": false, "can_convert_topic": false, "can_review_topic": false,
            "can_close_topic": false, "can_archive_topic": false, "can_split_merge_topic": false, "can_edit_staff_notes": false,
            "can_toggle_topic_visibility": false, "can_pin_unpin_topic": false, "can_moderate_category": false, "can_remove_self_id": 1,
            "participants": [], "created_by": user, "last_poster": user},
    });
    for (name, value) in more.as_object().expect("an object") {
        told[name] = value.clone();
    }
    told
}

/// `/t/{id}/posts.json`, by ids or after a number.
pub fn posts_of(id: u64, topic: &Topic, query: &str) -> Value {
    let named = |name: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.strip_prefix(name)?.parse::<u64>().ok())
            .collect::<Vec<_>>()
    };
    let (ids, after) = (named("post_ids[]="), named("post_number="));
    assert!(ids.len() <= CHUNK, "asked for {} posts at once", ids.len());
    let posts: Vec<Value> = match after.first() {
        Some(after) => {
            let start = topic.posts.partition_point(|post| post.number <= *after);
            topic.posts[start..]
                .iter()
                .take(CHUNK)
                .map(|post| tell(id, post))
                .collect()
        }
        None => {
            let found = ids
                .iter()
                .filter_map(|id| topic.posts.binary_search_by_key(id, |post| post.id).ok());
            found.map(|at| tell(id, &topic.posts[at])).collect()
        }
    };
    json!({"post_stream": {"posts": posts}, "id": id})
}

/// What a list and the topic itself tell.
fn entry(id: u64, topic: &Topic) -> Value {
    let last = topic.posts.last().map_or(1, |post| post.number);
    json!({
        "id": id, "title": format!("題{id}"), "fancy_title": format!("題{id}"), "slug": "a-name", "posts_count": topic.posts.len(),
        "reply_count": 0, "highest_post_number": last, "image_url": null, "created_at": moment(0), "last_posted_at": moment(last),
        "bumped": true, "bumped_at": moment(last), "archetype": "regular", "unseen": false, "pinned": false, "unpinned": null,
        "excerpt": "", "visible": true, "closed": topic.closed, "archived": false, "bookmarked": null, "liked": null, "tags": [],
        "views": 5, "like_count": 3, "has_summary": false, "last_poster_username": "hanako", "category_id": 13, "pinned_globally": false,
        "featured_link": null, "posters": [],
    })
}

fn tell(topic: u64, post: &Post) -> Value {
    json!({
        "id": post.id, "name": "山田 花子", "username": "hanako", "avatar_template": "", "created_at": moment(post.number),
        "cooked": post.cooked, "post_number": post.number, "post_type": 1, "updated_at": moment(post.number + post.version - 1),
        "reply_count": 0, "reply_to_post_number": (post.number > 1).then_some(post.number - 1), "quote_count": 0, "incoming_link_count": 0,
        "reads": 1, "readers_count": 1, "score": 0.5, "yours": false, "topic_id": topic, "topic_slug": "a-name",
        "display_username": "山田 花子", "primary_group_name": null, "flair_name": null, "flair_url": null, "flair_bg_color": null,
        "flair_color": null, "version": post.version, "can_edit": false, "can_delete": false, "can_recover": false, "can_wiki": false,
        "link_counts": [], "read": true, "user_title": null, "bookmarked": false, "actions_summary": [{"id": 2, "count": 1, "can_act": false}],
        "moderator": false, "admin": false, "staff": false, "user_id": 7, "hidden": post.hidden, "trust_level": 1, "deleted_at": null,
        "user_deleted": false, "edit_reason": null, "can_view_edit_history": false, "wiki": false, "reviewable_id": 0,
        "reviewable_score_count": 0, "reviewable_score_pending_count": 0,
    })
}

fn moment(minutes: u64) -> String {
    teigen::timestamp::Timestamp::new(1_740_000_000 + 60 * minutes as i64, 0)
        .utc()
        .replace('Z', ".000Z")
}
