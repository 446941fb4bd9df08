//! The made-up forum's answers against Discourse's own API description, and the recorded answers of a real one through the reader.

use std::fs;

use serde_json::Value;
use teigen::record::topic::{Keep, KnownNames, TopicState, Words, discourse, recognise};

use super::forum::{Forum, Topic, posts_of, whole};
use crate::support::corpus;

/// Where real answers are known to differ from the description: a number, not a text; how often something was done; tags.
const WRONGLY_DESCRIBED: [&str; 1] = ["reply_to_post_number"];
const UNDESCRIBED: [&str; 2] = [
    ".post_stream.posts.actions_summary.count",
    ".topic_list.topics.tags",
];

fn description() -> Option<Value> {
    let text = fs::read(corpus("discourse/openapi.json")?).expect("a file");
    Some(serde_json::from_slice(&text).expect("JSON"))
}

fn schema<'d>(description: &'d Value, path: &str) -> &'d Value {
    &description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
}

/// What is wrong with a value, by the words of JSON Schema that the description uses: `type`, `required`, `properties`, `items`,
/// `additionalProperties`.
fn check(schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let name = at.rsplit('.').next().unwrap_or_default();
    let is_known = WRONGLY_DESCRIBED.contains(&name) && value.is_u64();
    if !is_known && !has_type(&schema["type"], value) {
        wrong.push(format!("{at} is no {}", schema["type"]));
    }
    for required in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.get(required).is_none() {
            wrong.push(format!("{at}.{required} is missing"));
        }
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        match &schema["properties"][name] {
            Value::Null
                if schema["additionalProperties"] == false
                    && !UNDESCRIBED.contains(&format!("{at}.{name}").as_str()) =>
            {
                wrong.push(format!("{at}.{name} is unknown"))
            }
            Value::Null => {}
            inner => check(inner, value, &format!("{at}.{name}"), wrong),
        }
    }
    if let (Some(items), true) = (value.as_array(), schema["items"].is_object()) {
        items
            .iter()
            .for_each(|item| check(&schema["items"], item, at, wrong));
    }
}

fn has_type(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| has_type(kind, value)),
        Value::String(kind) => match kind.as_str() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_u64() || value.is_i64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            _ => false,
        },
        _ => true,
    }
}

fn problems(path: &str, value: &Value) -> Option<Vec<String>> {
    let description = description()?;
    let schema = schema(&description, path);
    assert!(schema.is_object(), "{path} is described");
    let mut wrong = Vec::new();
    check(schema, value, "", &mut wrong);
    Some(wrong)
}

#[test]
fn the_made_up_forum_answers_as_discourse_s_description_says() {
    let topic = Topic::with(5, 45);
    let query = format!("post_ids[]={}", topic.posts[30].id);
    let forum = Forum {
        topics: [(5, topic.clone())].into(),
        robots: None,
    };
    for (path, value) in [
        ("/t/{id}.json", whole(5, &topic)),
        ("/t/{id}/posts.json", posts_of(5, &topic, &query)),
        ("/c/{slug}/{id}.json", forum.category()),
    ] {
        if let Some(wrong) = problems(path, &value) {
            assert_eq!(wrong, Vec::<String>::new(), "{path}");
        }
    }
    // The check sees what is wrong.
    let mut broken = whole(5, &topic);
    broken["closed"] = "no".into();
    broken["post_stream"]["posts"][0]["cooked"] = Value::Null;
    broken.as_object_mut().expect("an object").remove("views");
    if let Some(wrong) = problems("/t/{id}.json", &broken) {
        assert_eq!(wrong.len(), 3, "{wrong:?}");
    }
}

#[test]
fn recorded_answers_of_a_real_forum_are_read() {
    let (Some(topic), Some(posts)) = (
        corpus("discourse/topic.json"),
        corpus("discourse/topic_posts.json"),
    ) else {
        return;
    };
    let json =
        |path| serde_json::from_slice::<Value>(&fs::read(path).expect("a file")).expect("JSON");
    let address = recognise("https://try.discourse.org/t/57").expect("an address");
    let names = KnownNames::default();
    let keep = Keep {
        words: Words::Archive,
        authors: true,
        names: &names,
    };
    let told = discourse::topic(&json(topic), &address, keep).expect("a topic");
    assert_eq!(
        (told.head.state, told.head.counts.posts, told.stream.len()),
        (TopicState::Open, Some(4), 4)
    );
    let first = &told.posts.read[&83].record;
    assert!(
        first
            .text
            .as_deref()
            .is_some_and(|text| text.starts_with("Welcome!"))
    );
    assert_eq!(first.links.len(), 3);
    assert_eq!(
        (
            told.posts.read[&86].record.likes,
            told.posts.read[&226].record.reply_to
        ),
        (5, Some(1))
    );
    let posts = discourse::posts(&json(posts), &address, keep).expect("posts");
    assert_eq!(
        posts.read[&123_456].record.text.as_deref(),
        Some("Some text.")
    );
}
