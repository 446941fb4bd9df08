//! The sample as a whole: the same every time, equal to the bundled text, and showing what it is meant to show.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use git2::{Oid, Repository};
use tempfile::TempDir;

use super::*;

/// The tip of the main branch. Change it when the sample's text or history is meant to change, and only then.
const MAIN: &str = "e078132ad5780862823d1c843cee315007e441f5";

/// The commit of the records of discussions. Change it when what is kept of them is meant to change.
const TOPICS: &str = "67bc844643047b6457cfb80570eef693989bf252";

fn sample() -> (TempDir, Replayed, Repository) {
    let folder = TempDir::new().unwrap();
    let replayed = replay(folder.path()).unwrap();
    let repository = Repository::open(folder.path()).unwrap();
    (folder, replayed, repository)
}

fn references(repository: &Repository) -> BTreeMap<String, Oid> {
    let references = repository.references().unwrap().map(Result::unwrap);
    references
        .map(|one| (one.name().unwrap().to_owned(), one.target().unwrap()))
        .collect()
}

fn numbers_of(references: &BTreeMap<String, Oid>, end: &str) -> Vec<u64> {
    let number = |name: &String| {
        name.strip_prefix("refs/pull/")?
            .strip_suffix(end)?
            .parse()
            .ok()
    };
    let mut numbers: Vec<u64> = references.keys().filter_map(number).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn commit_ids_are_the_same_every_time() {
    let (_one, first, repository) = sample();
    let (_two, second, other) = sample();
    assert_eq!(references(&repository), references(&other));
    assert_eq!(first.main, second.main);
    assert_eq!(first.main, MAIN);
}

#[test]
fn the_newest_text_is_the_one_in_proposal() {
    let (folder, _, _) = sample();
    let bundled: BTreeMap<_, _> = bundle::files()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("history/"))
        .collect();
    let entries = walkdir::WalkDir::new(folder.path())
        .into_iter()
        .map(Result::unwrap);
    let replayed: BTreeSet<_> = entries
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry
                .path()
                .strip_prefix(folder.path())
                .unwrap()
                .to_str()
                .unwrap();
            (!path.starts_with(".git")).then(|| path.replace('\\', "/"))
        })
        .collect();
    assert_eq!(bundled.keys().cloned().collect::<BTreeSet<_>>(), replayed);
    for (path, content) in bundled {
        let newest = fs::read(folder.path().join(&path)).unwrap();
        assert!(
            newest == content,
            "{path}: the text in proposal/ is not what history.yaml ends with; add a step that says what changed"
        );
    }
}

#[test]
fn every_file_of_the_history_is_played() {
    let files = bundle::files();
    let text = String::from_utf8_lossy(&files["history/history.yaml"]).into_owned();
    for path in files.keys() {
        let name = path
            .strip_prefix("history/changes/")
            .or(path.strip_prefix("history/files/"));
        assert!(
            name.is_none_or(|name| text.contains(name)),
            "{path} is named nowhere in history.yaml"
        );
    }
}

#[test]
fn the_working_copy_is_clean_and_keeps_no_log() {
    let (folder, _, repository) = sample();
    assert_eq!(repository.statuses(None).unwrap().len(), 0);
    assert_eq!(repository.head().unwrap().name(), Ok("refs/heads/main"));
    assert!(!folder.path().join(".git/logs").exists());
}

#[test]
fn versions_and_pull_requests_are_told() {
    let (_folder, replayed, repository) = sample();
    assert_eq!(replayed.versions, ["v0.5", "v0.6", "v0.7"]);
    assert_eq!(replayed.pull_requests, (1..=19).collect::<Vec<_>>());
    assert_eq!(
        numbers_of(&references(&repository), "/head"),
        replayed.pull_requests
    );
}

#[test]
fn open_pull_requests_have_a_trial_merge_which_is_stale_where_they_conflict() {
    let (_folder, replayed, repository) = sample();
    let references = references(&repository);
    assert_eq!(numbers_of(&references, "/merge"), [5, 12, 15, 16, 17, 18]);
    for number in [5, 12, 15, 16, 17, 18] {
        let trial = references[&format!("refs/pull/{number}/merge")];
        let parent = repository.find_commit(trial).unwrap().parent_id(0).unwrap();
        assert_eq!(
            parent.to_string() != replayed.main,
            [5, 12].contains(&number),
            "#{number}"
        );
    }
}

#[test]
fn heads_lost_to_a_force_push_are_pinned() {
    let (_folder, _, repository) = sample();
    let references = references(&repository);
    let pinned: Vec<_> = references
        .keys()
        .filter(|name| name.starts_with("refs/teigen/pull/"))
        .collect();
    assert_eq!(
        pinned,
        [
            "refs/teigen/pull/16/1",
            "refs/teigen/pull/9/1",
            "refs/teigen/pull/9/2"
        ]
    );
    assert_ne!(
        references["refs/teigen/pull/16/1"],
        references["refs/pull/16/head"]
    );
}

#[test]
fn the_chat_bot_drops_the_last_newline() {
    let (_folder, _, repository) = sample();
    let object = repository
        .revparse_single("refs/pull/15/head:docs/3_暮らしと受け入れ.md")
        .unwrap();
    assert!(!object.as_blob().unwrap().content().ends_with(b"\n"));
}

#[test]
fn a_folder_that_holds_anything_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("大事な文書.md"), "本文").unwrap();
    assert!(matches!(replay(folder.path()), Err(DemoError::NotEmpty(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_is_made_where_there_is_none() {
    let folder = TempDir::new().unwrap();
    assert!(replay(&folder.path().join("新しい/見本")).is_ok());
}

#[test]
fn discussions_are_kept_as_sync_keeps_them() {
    let (folder, replayed, repository) = sample();
    let source = Source::open(folder.path()).unwrap();
    let topics = crate::repository::read_topics(&source).unwrap();
    assert_eq!(topics.diagnostics, []);
    assert_eq!(topics.records.len(), replayed.discussions);
    assert_eq!(
        references(&repository)["refs/teigen/discussions"].to_string(),
        TOPICS
    );
    let at = |number: u64| format!("https://forum.example.org/t/topic/{number}");
    let first = &topics.records[&at(329)];
    assert_eq!(first.parent, Some(at(301)), "its first post tells it");
    assert_eq!(first.successor, Some(at(412)), "its last post tells it");
}

#[test]
fn no_post_is_older_than_what_it_speaks_of() {
    let text = String::from_utf8(bundle::files()["history/history.yaml"].clone()).unwrap();
    let (folder, _, _) = sample();
    let source = Source::open(folder.path()).unwrap();
    let topics = crate::repository::read_topics(&source).unwrap();
    for post in topics.records.values().flat_map(|record| &record.posts) {
        let day = post.created_at.unwrap().utc();
        for named in &post.names {
            let crate::record::topic::Named::Pull { number } = named else {
                continue;
            };
            let (_, opened) = text.split_once(&format!("number: {number}\n")).unwrap();
            let date = opened.split_once("date: ").unwrap().1;
            assert!(date[..10] <= day[..10], "#{number} in a post of {day}");
        }
    }
}
