//! To a folder: releases beside each other, and a link that is replaced at once.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;

use super::{Proposal, publish};
use crate::determinism::check_same;
use crate::support::contents;

fn releases(proposal: &Proposal) -> Vec<String> {
    let listed = fs::read_dir(proposal.built.beside("www.releases")).expect("a folder");
    let names = listed.map(|entry| entry.expect("an entry").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a name")).collect();
    names.retain(|name| name != ".lock");
    names.sort();
    names
}

/// The release that is published.
fn released(www: &Path) -> std::path::PathBuf {
    fs::canonicalize(www).expect("a release")
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("a file").ino()
}

#[test]
fn only_what_changed_is_written_and_the_old_site_stays_whole() {
    let proposal = Proposal::new();
    let www = proposal.built.beside("www");
    let to = format!("dir:{}", www.display());
    proposal.publish(&to, &[]).done();
    check_same(&proposal.site, &released(&www));
    let first = fs::canonicalize(&www).expect("a release");
    let before = contents(&first);
    let run = proposal.publish(&to, &[]).done();
    assert!(run.err.contains("nothing changed"), "{}", run.err);
    assert_eq!(releases(&proposal).len(), 1);
    proposal.go_on();
    proposal.publish(&to, &[]).done();
    check_same(&proposal.site, &released(&www));
    assert_eq!(
        before,
        contents(&first),
        "what was published stays as it was"
    );
    let now = released(&www);
    for path in before.keys().filter(|path| path.starts_with("v0.5/")) {
        assert!(now.join(path).is_file(), "{path} answers no more");
    }
    for (path, bytes) in contents(&released(&www)) {
        let linked =
            inode(&www.join(&path)) == first.join(&path).metadata().map_or(0, |old| old.ino());
        let unchanged = before.get(&path) == Some(&bytes) && path != "manifest.json";
        assert_eq!(linked, unchanged, "{path}");
    }
}

#[test]
fn old_releases_are_kept_as_deep_as_asked_for() {
    let proposal = Proposal::new();
    let to = format!("dir:{}", proposal.built.beside("www").display());
    for number in 0..5 {
        let text = format!("# 教育\n\n教員を{number}人増やす。\n");
        proposal.built.main("More", &[("docs/教育.md", &text)]);
        proposal.build();
        proposal.publish(&to, &["--keep", "2"]).done();
    }
    let left = releases(&proposal);
    let numbers: Vec<&str> = left.iter().map(|name| &name[..6]).collect();
    assert_eq!(numbers, ["000003", "000004", "000005"]);
    proposal.publish(&to, &["--keep", "0"]).done();
    assert_eq!(releases(&proposal).len(), 1);
    check_same(&proposal.site, &released(&proposal.built.beside("www")));
}

#[test]
fn what_is_not_ours_is_not_replaced() {
    let proposal = Proposal::new();
    let www = proposal.built.beside("www");
    let to = format!("dir:{}", www.display());
    fs::create_dir(&www).expect("a folder");
    fs::write(www.join("index.html"), "by hand").expect("a page");
    let run = proposal.publish(&to, &[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("a folder is here") && run.err.contains("mv "),
        "{}",
        run.err
    );
    assert_eq!(
        fs::read(www.join("index.html")).expect("a page"),
        b"by hand"
    );
    fs::remove_dir_all(&www).expect("a folder");
    std::os::unix::fs::symlink(&proposal.site, &www).expect("a link");
    let run = proposal.publish(&to, &[]);
    assert!(
        run.code == 2 && run.err.contains("a link to another place"),
        "{}",
        run.err
    );
}

#[test]
fn a_run_that_was_cut_off_is_cleared_by_the_next_one() {
    let proposal = Proposal::new();
    let www = proposal.built.beside("www");
    let to = format!("dir:{}", www.display());
    proposal.publish(&to, &[]).done();
    let releases_folder = proposal.built.beside("www.releases");
    let half = releases_folder.join(".partial-1/latest");
    fs::create_dir_all(&half).expect("a folder");
    fs::write(half.join("index.html"), "hal").expect("a page");
    std::os::unix::fs::symlink("www.releases/none", releases_folder.join(".link")).expect("a link");
    proposal.go_on();
    proposal.publish(&to, &[]).done();
    check_same(&proposal.site, &released(&www));
    assert!(
        releases(&proposal)
            .iter()
            .all(|name| !name.starts_with('.'))
    );
}

#[test]
fn of_two_publishers_at_once_none_is_lost() {
    let proposal = Proposal::new();
    let other = proposal.built.beside("other");
    super::copy(&proposal.site, &other);
    proposal.go_on();
    let www = proposal.built.beside("www");
    let to = format!("dir:{}", www.display());
    let repository = proposal.built.path();
    for round in 1..=4 {
        thread::scope(|scope| {
            for site in [&proposal.site, &other] {
                let to = &to;
                scope.spawn(move || publish(repository, site, to, &["--keep", "100"]).done());
            }
        });
        let whole = [&proposal.site, &other]
            .iter()
            .any(|site| contents(site) == contents(&released(&www)));
        assert!(whole, "one of them is there as a whole");
        assert!(releases(&proposal).len() > round, "each made its release");
    }
}
