//! Heads that are pushed over and thrown away elsewhere: each that was seen stays, and can be read.

use git2::Oid;

use super::program::{sync, with_remote};
use crate::pulls::{page_text, told};
use crate::repository::Built;
use crate::support::{build, plain_command, run};
use crate::versions::on;

fn git(repository: &Built, arguments: &[&str]) {
    let mut command = plain_command("git");
    command
        .arg("--git-dir")
        .arg(repository.path())
        .args(arguments);
    run(command).done();
}

fn sync_heads(here: &Built, there: &Built) -> String {
    let remote = there.path().to_str().expect("a path");
    sync(here.path(), &["--remote", remote, "--forge", "none"])
        .done()
        .err
}

/// Proposes a text as the head of #1, in place of what was there.
fn propose(there: &Built, base: Oid, words: &str) -> Oid {
    let head = there.commit(
        &[base],
        words,
        &[("README.md", &format!("# 提言\n\n{words}\n"))],
    );
    there.pull(1, head);
    head
}

const WORDS: [&str; 5] = [
    "初めの案",
    "二つ目の案",
    "三つ目の案",
    "四つ目の案",
    "最後の案",
];

#[test]
fn five_heads_of_which_the_server_forgets_four_are_five_revisions() {
    let (here, there) = with_remote();
    let base = there.tip();
    let mut heads = Vec::new();
    for words in WORDS {
        heads.push(propose(&there, base, words));
        let said = sync_heads(&here, &there);
        assert!(said.contains("1 new heads kept"), "{said}");
        git(&there, &["reflog", "expire", "--expire=now", "--all"]);
        git(&there, &["gc", "--quiet", "--prune=now"]);
    }
    assert!(there.holds(heads[4]) && heads[..4].iter().all(|head| !there.holds(*head)));
    assert!(sync_heads(&here, &there).contains("0 new heads kept"));
    git(&here, &["gc", "--quiet", "--prune=now"]);
    assert_eq!(told(&here, 1)["revisions"], 5);
    for (index, words) in WORDS.into_iter().enumerate() {
        let page = here
            .beside("site")
            .join(format!("pulls/1/r{}/index.html", index + 1));
        assert!(page_text(&page).contains(words), "r{}", index + 1);
    }
    let run = on(&here, &["diff", "#1@2", "#1@4", "--format", "text"]).done();
    assert!(run.out.contains("[-二つ-]{+四つ+}目の案"), "{}", run.out);
}

#[test]
fn a_head_that_comes_back_is_a_revision_again() {
    let (here, there) = with_remote();
    let base = there.tip();
    let first = propose(&there, base, WORDS[0]);
    sync_heads(&here, &there);
    propose(&there, base, WORDS[1]);
    sync_heads(&here, &there);
    there.pull(1, first);
    sync_heads(&here, &there);
    assert_eq!(told(&here, 1)["revisions"], 3);
}

/// Imports what a forge tells of #1: it was pushed over from head to head.
fn import_pushes(here: &Built, heads: &[Oid]) {
    let pushes: Vec<String> = (1..)
        .zip(heads.windows(2))
        .map(|(at, two)| {
            format!(
                "{{\"at\": \"2025-05-0{at}T00:00:00Z\", \"before\": \"{}\", \"after\": \"{}\"}}",
                two[0], two[1]
            )
        })
        .collect();
    let line = format!(
        "{{\"number\": 1, \"updated_at\": \"2025-05-20T00:00:00Z\", \"force_pushes\": [{}]}}",
        pushes.join(", ")
    );
    let file = here.beside("told.jsonl");
    std::fs::write(&file, line).expect("a file");
    sync(here.path(), &["--import", file.to_str().expect("a path")]).done();
}

#[test]
fn heads_that_no_sync_saw_are_fetched_as_long_as_the_server_has_them() {
    let (here, there) = with_remote();
    let base = there.tip();
    git(&there, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let mut heads: Vec<Oid> = WORDS
        .iter()
        .map(|words| propose(&there, base, words))
        .collect();
    // One that the server lost.
    heads[1] = Oid::from_str(&"0b".repeat(20)).expect("an id");
    import_pushes(&here, &heads);
    let said = sync_heads(&here, &there);
    assert!(said.contains("4 new heads kept"), "{said}");
    assert_eq!(told(&here, 1)["revisions"], 4);
}

#[test]
fn earlier_heads_that_are_learned_of_later_stand_before_the_present_one() {
    let (here, there) = with_remote();
    let base = there.tip();
    git(&there, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let heads: Vec<Oid> = WORDS[..3]
        .iter()
        .map(|words| propose(&there, base, words))
        .collect();
    sync_heads(&here, &there);
    import_pushes(&here, &heads);
    sync_heads(&here, &there);
    let site = here.beside("site");
    build(here.path(), &site).done();
    for (index, words) in WORDS[..3].iter().enumerate() {
        let page = site.join(format!("pulls/1/r{}/index.html", index + 1));
        assert!(page_text(&page).contains(words), "r{}", index + 1);
    }
    assert!(!site.join("pulls/1/r4/index.html").exists());
}

#[test]
fn sync_writes_no_branch_and_no_tag() {
    let (here, there) = with_remote();
    there.main("Go on", &[("README.md", "# 提言\n\n先へ\n")]);
    there.point("refs/tags/v9", there.tip());
    propose(&there, there.tip(), WORDS[0]);
    git(
        &here,
        &[
            "remote",
            "add",
            "origin",
            there.path().to_str().expect("a path"),
        ],
    );
    git(&here, &["config", "remote.origin.fetch", "+refs/*:refs/*"]);
    let before = here.tip();
    sync(here.path(), &["--forge", "none"]).done();
    assert_eq!(here.tip(), before);
    assert_eq!(here.reference("refs/remotes/origin/main"), there.tip());
    assert_eq!(here.names("refs/tags/*"), Vec::<String>::new());
    assert_eq!(here.names("refs/teigen/*"), ["refs/teigen/pull/1/1"]);
}
