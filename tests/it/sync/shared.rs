//! Several who sync into one shared repository at the same time: what each of them knew is in it.

use std::thread;

use git2::Oid;
use serde_json::json;

use super::program::{sync, with_remote};
use crate::repository::Built;
use crate::support::Run;

const RECORDS: &str = "refs/teigen/records";

/// Takes records of these numbers into a repository, changed at a minute of an hour.
fn import(here: &Built, name: &str, numbers: &[u64], minute: u64) -> Run {
    let lines: String = numbers
        .iter()
        .map(|number| {
            let at = format!("2025-05-18T06:{minute:02}:00Z");
            let push = json!({"at": at});
            format!("{}\n", json!({"number": number, "title": format!("{name}の{number}"), "updated_at": at, "force_pushes": [push]}))
        })
        .collect();
    let file = here.beside(&format!("{name}.jsonl"));
    std::fs::write(&file, lines).expect("a file");
    sync(here.path(), &["--import", file.to_str().expect("a path")])
}

fn push(here: &Built, there: &Built) -> Run {
    let remote = there.path().to_str().expect("a path");
    sync(
        here.path(),
        &["--remote", remote, "--forge", "none", "--push"],
    )
}

/// The record of a number in a repository.
fn record(built: &Built, number: u64) -> serde_json::Value {
    let path = teigen::record::pull_path(number);
    serde_json::from_str(&built.text(RECORDS, &path)).expect("JSON")
}

#[test]
fn five_who_push_at_once_lose_nothing() {
    let (_, there) = with_remote();
    let names = ["一", "二", "三", "四", "五"];
    thread::scope(|scope| {
        for (index, name) in (1..).zip(names) {
            let there = &there;
            let remote = there.path().to_path_buf();
            scope.spawn(move || {
                let here = Built::new();
                here.main("Begin", &[("README.md", "# 提言\n")]);
                // All know of #1, each at another time; and each of one alone.
                import(&here, name, &[1, 100 * index], index).done();
                let head = here.commit(&[here.tip()], name, &[("README.md", name)]);
                here.pull(7, head);
                let remote = remote.to_str().expect("a path");
                sync(
                    here.path(),
                    &["--remote", remote, "--forge", "none", "--push"],
                )
                .done();
                // A head of the same pull request again, counted on from what is shared by now.
                let head = here.commit(&[head], "続き", &[("README.md", "続き")]);
                here.pull(7, head);
                sync(
                    here.path(),
                    &["--remote", remote, "--forge", "none", "--push"],
                )
                .done();
            });
        }
    });
    assert_eq!(record(&there, 1)["title"], "五の1");
    assert_eq!(
        record(&there, 1)["force_pushes"].as_array().map(Vec::len),
        Some(5)
    );
    for (index, name) in (1..).zip(names) {
        assert_eq!(
            record(&there, 100 * index)["title"],
            format!("{name}の{}", 100 * index)
        );
    }
    let mut heads: Vec<Oid> = there
        .names("refs/teigen/pull/7/*")
        .iter()
        .map(|name| there.reference(name))
        .collect();
    let count = heads.len();
    heads.sort();
    heads.dedup();
    assert_eq!((heads.len(), count), (10, 10));
}

#[test]
fn programs_that_write_one_repository_at_once_lose_nothing() {
    let built = Built::new();
    built.main("Begin", &[("README.md", "# 提言\n")]);
    let repository = built.path().to_path_buf();
    thread::scope(|scope| {
        for index in 1..=4_u64 {
            let file = built.beside(&format!("{index}.jsonl"));
            let line = json!({"number": index, "updated_at": "2025-05-18T06:18:37Z"});
            std::fs::write(&file, format!("{line}\n")).expect("a file");
            let repository = repository.clone();
            scope.spawn(move || {
                sync(&repository, &["--import", file.to_str().expect("a path")]).done()
            });
        }
    });
    for index in 1..=4 {
        assert_eq!(record(&built, index)["number"], index);
    }
}

#[test]
fn what_others_pushed_is_there_after_a_sync_and_pushing_again_changes_nothing() {
    let (here, there) = with_remote();
    import(&here, "一", &[1, 2], 1).done();
    push(&here, &there).done();
    let (other, _) = with_remote();
    push(&other, &there).done();
    assert_eq!(other.reference(RECORDS), here.reference(RECORDS));
    assert_eq!(there.reference(RECORDS), here.reference(RECORDS));
    assert_eq!(record(&other, 2)["title"], "一の2");
    push(&here, &there).done();
    assert_eq!(there.reference(RECORDS), here.reference(RECORDS));
}

#[test]
fn hundreds_of_heads_are_shared_at_once() {
    let (here, there) = with_remote();
    let tip = here.tip();
    for number in 1..=250 {
        let text = format!("# 提言\n\n{number}\n");
        let head = here.commit(&[tip], "案", &[("README.md", &text)]);
        here.pull(number, head);
    }
    push(&here, &there).done();
    assert_eq!(
        there.names("refs/teigen/pull/*"),
        here.names("refs/teigen/pull/*")
    );
    let (other, _) = with_remote();
    let head = other.commit(&[other.tip()], "別の案", &[("README.md", "# 提言\n\n別\n")]);
    other.pull(3, head);
    // Keeps its own head of #3 under a number that the others use as well.
    let (nowhere, _) = with_remote();
    push(&other, &nowhere).done();
    push(&other, &there).done();
    assert_eq!(there.names("refs/teigen/pull/*").len(), 251);
    assert_eq!(
        there.reference("refs/teigen/pull/3/1"),
        here.reference("refs/teigen/pull/3/1")
    );
    assert_eq!(there.reference("refs/teigen/pull/3/2"), head);
}
