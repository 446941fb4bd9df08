//! The same commits and configuration give the same bytes, wherever, whenever and however they are built.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{contents, mirror, plain_command, run, scratch};

/// Where, and with which settings, a build runs.
struct Surroundings<'s> {
    folder: &'s Path,
    variables: &'s [(&'s str, &'s str)],
    jobs: &'s str,
}

/// Builds into `site` below the folder, from there.
fn build_in(around: &Surroundings<'_>, repository: &Path) {
    let home = around.folder.join("home");
    fs::create_dir_all(&home).expect("a folder");
    let git = "[core]\nautocrlf = true\nquotePath = false\n[i18n]\ncommitEncoding = EUC-JP\n[diff]\nrenames = false\n";
    fs::write(home.join(".gitconfig"), git).expect("a file");
    let mut command = plain_command(env!("CARGO_BIN_EXE_teigen"));
    command
        .env_remove("GIT_CONFIG_GLOBAL")
        .env("HOME", &home)
        .envs(around.variables.iter().copied())
        .current_dir(around.folder)
        .args(["build", "--out", "site", "--jobs", around.jobs, "--repo"])
        .arg(repository);
    run(command).done();
}

/// The names of the files that only one of two folders holds, or that differ.
pub fn differences(one: &Path, other: &Path) -> Vec<String> {
    let (one, other) = (contents(one), contents(other));
    assert!(!one.is_empty());
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name));
    differ.cloned().collect()
}

/// Checks that two folders hold the same files to the byte.
pub fn check_same(one: &Path, other: &Path) {
    let differ = differences(one, other);
    assert!(differ.is_empty(), "{} differ: {differ:?}", differ.len());
}

/// Builds in two surroundings that have nothing in common.
fn check_repositories(scratch: &Path, one: &Path, other: &Path) {
    let near = scratch.join("a");
    let far = scratch.join("別の/とても 遠い/場所");
    fs::create_dir_all(&near).expect("a folder");
    fs::create_dir_all(&far).expect("a folder");
    let here = Surroundings {
        folder: &near,
        variables: &[("TZ", "UTC"), ("LC_ALL", "C"), ("LANG", "C")],
        jobs: "1",
    };
    let there = Surroundings {
        folder: &far,
        variables: &[
            ("TZ", "Asia/Tokyo"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "ja_JP.UTF-8"),
            ("SOURCE_DATE_EPOCH", "1"),
            ("COLUMNS", "20"),
            ("NO_COLOR", "1"),
        ],
        jobs: "4",
    };
    build_in(&here, one);
    build_in(&there, other);
    check_same(&near.join("site"), &far.join("site"));
}

#[test]
fn the_sample_is_the_same_from_a_working_copy_and_from_a_bare_one_elsewhere() {
    let scratch = scratch();
    let copies = [
        scratch.path().join("one"),
        scratch.path().join("二つ目/の/写し"),
    ];
    for copy in &copies {
        teigen::demo::replay(copy).expect("the sample");
    }
    let bare = scratch.path().join("bare.git");
    fs::rename(copies[1].join(".git"), &bare).expect("a folder");
    let mut git = git2::Repository::open_bare(&bare).and_then(|git| git.config());
    let config = git.as_mut().expect("a configuration");
    config.set_bool("core.bare", true).expect("a setting");
    check_repositories(scratch.path(), &copies[0], &bare);
}

#[test]
fn hundreds_of_pull_requests_are_the_same_on_one_thread_and_on_four() {
    let Some(scratch) = mirror("tokyo.bundle") else {
        return;
    };
    let repository = scratch.path().join("repository");
    check_repositories(scratch.path(), &repository, &repository);
}
