//! Records as they are read, written and joined.

use super::*;

fn read_text(text: &str) -> Read {
    read(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Checks the fields that were refused, and that the rest is there.
fn check_problems(fields: &str, expected: &[&str]) {
    let read = read_text(&format!("{{\"number\": 7, \"title\": \"題\", {fields}}}"));
    assert_eq!(read.problems, expected, "{fields}");
    assert_eq!((read.record.number, read.record.title.as_str()), (7, "題"));
}

#[test]
fn an_answer_of_github_is_a_record() {
    let record = read_text(
        r#"{"number": 3, "title": " 教育の\u202e予算 ", "state": "closed", "draft": false,
        "created_at": "2025-05-15T14:40:54Z", "updated_at": "2025-05-18T06:19:22Z",
        "closed_at": "2025-05-15T14:41:03Z", "merged_at": "2025-05-15T14:41:03Z",
        "merge_commit_sha": "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
        "html_url": "https://github.com/a/b/pull/3", "user": {"login": "hanako", "id": 9},
        "labels": [{"name": "教育", "color": "E57B81", "description": ""}], "body": "closes #2\r\nです",
        "base": {"ref": "main"}, "head": {"label": "hanako:patch-1", "sha": "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"},
        "comments": 1, "commits": 2, "changed_files": 20, "unknown": {"deep": []}}"#,
    );
    assert_eq!(record.problems, Vec::<String>::new());
    let record = record.record;
    assert_eq!(
        (record.title.as_str(), record.state),
        ("教育の予算", RecordState::Merged)
    );
    assert_eq!(
        record.author.map(|author| author.login).as_deref(),
        Some("hanako")
    );
    assert_eq!(record.labels[0].color.as_deref(), Some("e57b81"));
    assert_eq!(
        (record.base.as_deref(), record.head.as_deref()),
        (Some("main"), Some("hanako:patch-1"))
    );
    assert_eq!(record.body.as_deref(), Some("closes #2\nです"));
    assert_eq!(
        record.mentions,
        [Mention {
            number: 2,
            kind: MentionKind::Closes
        }]
    );
    assert!(record.merge_commit.is_some() && record.head_commit.is_some());
}

#[test]
fn a_record_survives_its_text() {
    let push = |second| ForcePush {
        at: Timestamp::new(second, 0),
        before: "0a".repeat(20).parse().ok(),
        after: None,
    };
    let record = PullRecord {
        number: 12,
        title: "題".to_owned(),
        state: RecordState::Closed,
        draft: true,
        author: Some(Account {
            login: "a".to_owned(),
            name: Some("山田".to_owned()),
            avatar_url: Some("https://avatars.example.org/u/1?v=4".to_owned()),
        }),
        created_at: Some(Timestamp::new(1, 0)),
        updated_at: Timestamp::new(2, 0),
        labels: vec![Label {
            name: "教育".to_owned(),
            color: None,
            description: Some("説明".to_owned()),
        }],
        review: Some(Review::ChangesRequested),
        comments: Some(3),
        head: Some("a:b".to_owned()),
        head_commit: "0b".repeat(20).parse().ok(),
        url: Some("https://example.org/pull/12".to_owned()),
        body: Some("本文\n二行".to_owned()),
        closing: Some(Closing {
            by: Some("b".to_owned()),
            comment: Some("#13 に統合".to_owned()),
        }),
        force_pushes: vec![push(1), push(2)],
        mentions: vec![Mention {
            number: 13,
            kind: MentionKind::IntegratedInto,
        }],
        ..PullRecord::default()
    };
    let read = read_text(&record.to_json());
    assert_eq!(
        read,
        Read {
            record,
            problems: Vec::new()
        }
    );
}

#[test]
fn a_field_of_the_wrong_type_costs_only_itself() {
    check_problems(r#""state": "gone""#, &["`state` is no state"]);
    check_problems(
        r#""labels": {"a": 1}, "comments": -1"#,
        &["`labels` is no list", "`comments` is no number"],
    );
    check_problems(
        r#""created_at": "昨日", "user": 3"#,
        &["`user` is no account", "`created_at` is no date"],
    );
    check_problems(
        r#""html_url": "javascript:alert(1)""#,
        &["`html_url` is no web address"],
    );
    check_problems(
        r#""body": null, "base": null, "head": {"label": null}"#,
        &[],
    );
}

#[test]
fn what_has_no_number_is_no_record() {
    for text in [
        "",
        "{}",
        "[]",
        "{\"number\": \"7\"}",
        "{\"number\": 0}",
        "{\"number\": 99999999999}",
    ] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
    assert_eq!(
        read(&vec![b' '; RECORD_LIMIT + 1]),
        Err(RecordError::TooLarge)
    );
    assert!(read("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn long_texts_are_cut() {
    let long = "あ".repeat(20_000);
    let record = read_text(&format!(
        "{{\"number\": 1, \"title\": \"{long}\", \"body\": \"{long}\"}}"
    ))
    .record;
    assert_eq!(record.title.chars().count(), 200);
    assert_eq!(record.body.map(|body| body.chars().count()), Some(16_384));
}

#[test]
fn joined_records_have_the_newer_word_and_all_replaced_heads() {
    let record = |seconds: i64, title: &str, pushes: &[i64]| PullRecord {
        number: 1,
        title: title.to_owned(),
        updated_at: Timestamp::new(seconds, 0),
        force_pushes: pushes
            .iter()
            .map(|at| ForcePush {
                at: Timestamp::new(*at, 0),
                before: None,
                after: None,
            })
            .collect(),
        ..PullRecord::default()
    };
    let (old, new) = (record(5, "旧", &[1, 2]), record(6, "新", &[2, 3]));
    let joined = old.clone().join(new.clone());
    assert_eq!(joined, record(6, "新", &[1, 2, 3]));
    assert_eq!(new.clone().join(old.clone()), joined);
    assert_eq!(joined.clone().join(old).join(new), joined);
}

proptest::proptest! {
    #[test]
    fn no_text_does_harm(text in "[#!＃0-9a-z統合にへ重複:：/ \\n]{0,60}|\\PC{0,60}", own in 0_u64..20) {
        for mention in mentions(&text, own, Some("https://example.org/")) {
            assert!(mention.number != own && (1..=NUMBER_LIMIT).contains(&mention.number));
        }
        let title = serde_json::to_string(&text).expect("a text");
        let whole = format!("{{\"number\": 7, \"title\": {title}, \"body\": {title}, \"labels\": [{title}, {{\"name\": {title}}}]}}");
        let record = read_text(&whole).record;
        assert_eq!(read_text(&record.to_json()).record, record);
        let _ = read(text.as_bytes());
    }
}
