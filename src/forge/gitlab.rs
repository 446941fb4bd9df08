//! GitLab's REST interface → records.

use serde_json::Value;

use super::rest;
use super::{Address, Client, ForgeError, Page};
use crate::record::{self, Closing, PullRecord, RecordState};

/// Merge requests on a page; the most that GitLab gives.
const SIZE: u64 = 100;

/// One page of a project's merge requests.
pub fn page(
    client: &Client<'_>,
    address: &Address,
    cursor: Option<&str>,
    etag: Option<&str>,
) -> Result<Page, ForgeError> {
    let number = rest::page_number(cursor)?;
    let project = address.project.replace('/', "%2F");
    let list = format!(
        "/projects/{project}/merge_requests?state=all&scope=all&order_by=updated_at&sort=desc&with_labels_details=true&per_page={SIZE}&page={number}"
    );
    let mut page = rest::list(client, &list, number, etag, &pull)?;
    for record in &mut page.records {
        if record.state == RecordState::Closed {
            let notes = format!(
                "/projects/{project}/merge_requests/{}/notes?sort=desc&order_by=created_at&per_page=10",
                record.number
            );
            let closing = record.closing.get_or_insert_with(Closing::default);
            closing.comment = rest::comment(client, &notes, true)?;
            record.find_mentions();
        }
    }
    Ok(page)
}

/// One merge request.
fn pull(value: &Value) -> Option<PullRecord> {
    let mut record = record::read_value(value).ok()?.record;
    let id = |name: &str| value[name].as_str()?.parse().ok();
    record.head_commit = id("sha");
    if record.state == RecordState::Merged {
        record.merge_commit = id("merge_commit_sha").or_else(|| id("squash_commit_sha"));
    }
    record.changed_files = value["changes_count"]
        .as_str()
        .and_then(|count| count.parse().ok());
    if record.state == RecordState::Closed {
        record.closing = value["closed_by"]["username"].as_str().map(|by| Closing {
            by: Some(by.chars().take(200).collect()),
            comment: None,
        });
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Mention, MentionKind};

    #[test]
    fn a_merge_request_is_a_record() {
        let told = r##"{"iid": 5, "id": 9001, "title": "予算", "description": "#4 と重複", "state": "opened",
            "created_at": "2025-05-15T13:59:43.123+09:00", "updated_at": "2025-05-16T00:00:00.000Z",
            "author": {"username": "hanako", "name": "山田 花子"}, "draft": true, "user_notes_count": 2,
            "labels": [{"name": "教育", "color": "#E57B81", "description": null}], "target_branch": "main",
            "source_branch": "patch-1", "sha": "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "merge_commit_sha": null,
            "web_url": "https://gitlab.com/a/b/-/merge_requests/5", "changes_count": "3"}"##;
        let record = pull(&serde_json::from_str(told).expect("JSON")).expect("a record");
        assert_eq!(
            (record.number, record.state, record.draft),
            (5, RecordState::Open, true)
        );
        assert_eq!(
            record.author.and_then(|author| author.name).as_deref(),
            Some("山田 花子")
        );
        assert_eq!(
            record.created_at.map(|at| at.utc()).as_deref(),
            Some("2025-05-15T04:59:43Z")
        );
        assert_eq!(record.labels[0].color.as_deref(), Some("e57b81"));
        assert_eq!((record.comments, record.changed_files), (Some(2), Some(3)));
        assert_eq!(
            (record.base.as_deref(), record.head.as_deref()),
            (Some("main"), Some("patch-1"))
        );
        assert_eq!(
            record.mentions,
            [Mention {
                number: 4,
                kind: MentionKind::DuplicateOf
            }]
        );
        assert!(record.head_commit.is_some());
    }
}
