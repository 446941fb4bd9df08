//! Records of topics as they are read, written and joined.

use super::*;

fn record() -> TopicRecord {
    let account = |login: &str| Account {
        login: login.to_owned(),
        ..Account::default()
    };
    TopicRecord {
        url: "https://forum.example.org/t/topic/329".to_owned(),
        kind: TopicKind::Discourse,
        title: "世界のAI人材に、どう東京の魅力を発信すべきか".to_owned(),
        state: TopicState::Closed,
        category: Some(Category {
            name: "議論".to_owned(),
            url: None,
        }),
        parent: Some("https://forum.example.org/t/topic/300".to_owned()),
        successor: Some("https://forum.example.org/t/topic/365".to_owned()),
        author: Some(account("anno")),
        created_at: Some(Timestamp::new(10, 0)),
        last_posted_at: Some(Timestamp::new(90, 0)),
        closed_at: Some(Timestamp::new(95, 0)),
        fetched_at: Timestamp::new(100, 0),
        counts: Counts {
            posts: Some(2),
            participants: Some(2),
            likes: Some(3),
            views: None,
        },
        words: Words::Excerpts,
        etag: Some("W/\"a\"".to_owned()),
        posts: vec![
            PostRecord {
                number: 1,
                id: Some(77),
                length: 5,
                ..PostRecord::default()
            },
            PostRecord {
                number: 120,
                author: Some(account("Basa")),
                created_at: Some(Timestamp::new(20, 0)),
                likes: 2,
                reply_to: Some(1),
                quotes: vec![Quoted {
                    topic: None,
                    post: Some(1),
                    author: Some("anno".to_owned()),
                }],
                links: vec!["https://example.org/a".to_owned()],
                names: vec![
                    Named::Version {
                        name: "v0.5".to_owned(),
                    },
                    Named::Pull { number: 12 },
                    Named::Section {
                        path: "docs/2.md".to_owned(),
                        anchor: "予算".to_owned(),
                    },
                ],
                text: Some("まとめありがとうございます。".to_owned()),
                ..PostRecord::default()
            },
        ],
        ..TopicRecord::default()
    }
}

fn files(record: &TopicRecord) -> TopicFiles {
    TopicFiles {
        head: record.to_json().into_bytes(),
        posts: record
            .post_files()
            .into_iter()
            .map(|(_, text)| text.into_bytes())
            .collect(),
    }
}

#[test]
fn a_record_survives_its_text() {
    assert_eq!(read_topic(&files(&record())), Ok((record(), Vec::new())));
    assert_eq!(record().post_files().len(), 2);
}

#[test]
fn what_is_wrong_costs_only_itself() {
    let mut files = files(&record());
    files.head = String::from_utf8_lossy(&files.head)
        .replace("\"closed\"", "\"shut\"")
        .into_bytes();
    files.posts.push(b"{\"number\": 0}\nno post\n{\"number\": 3, \"links\": [\"javascript:1\", 5], \"likes\": -1}\n".to_vec());
    let (read, problems) = read_topic(&files).expect("a record");
    assert_eq!(
        problems,
        ["`state` is no state", "2 lines are no posts, or too many"]
    );
    let numbers: Vec<u64> = read.posts.iter().map(|post| post.number).collect();
    assert_eq!((numbers, read.posts[1].links.len()), (vec![1, 3, 120], 0));
}

#[test]
fn what_says_no_address_is_no_record() {
    for head in [
        "",
        "[]",
        "{}",
        "{\"url\": \"javascript:alert(1)\"}",
        "{\"url\": 3}",
    ] {
        let files = TopicFiles {
            head: head.as_bytes().to_vec(),
            posts: Vec::new(),
        };
        assert!(read_topic(&files).is_err(), "{head}");
    }
}

#[test]
fn the_later_sync_s_word_counts_and_nothing_comes_back() {
    let old = record();
    let mut new = TopicRecord {
        fetched_at: Timestamp::new(200, 0),
        ..record()
    };
    new.posts.pop();
    assert_eq!(old.clone().join(new.clone()), new);
    assert_eq!(new.clone().join(old), new);
}

#[test]
fn no_more_words_are_kept_than_was_chosen() {
    let text = format!("一行目\n\n{}", "あ".repeat(20_000));
    assert_eq!(Words::Counts.of(&text), None);
    let excerpt = Words::Excerpts.of(&text).expect("an excerpt");
    assert!(excerpt.starts_with("一行目 ああ") && excerpt.chars().count() == EXCERPT_LIMIT + 1);
    assert_eq!(Words::Archive.of("短い\n文"), Some("短い\n文".to_owned()));
    assert_eq!(Words::Archive.of(" \n"), None);
    let mut fewer = record();
    fewer.words = Words::Counts;
    let (read, _) = read_topic(&files(&fewer)).expect("a record");
    assert_eq!(read.posts[1].text, None);
}

proptest::proptest! {
    #[test]
    fn no_address_does_harm(url in "https?://[a-z./:%~#?0-9tあ_-]{0,60}|\\PC{0,40}") {
        if let Some(found) = declared(&url) {
            proptest::prop_assert_eq!(declared(&found.url).map(|again| again.url), Some(found.url.clone()));
            proptest::prop_assert_eq!(topic_place(&url), topic_place(&found.url));
        }
    }
}
