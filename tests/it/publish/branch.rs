//! To a branch of a remote: one commit on top of what is there, and nothing of the repository but `refs/teigen/publish` moves.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use git2::{Oid, Repository};

use super::{Proposal, publish};
use crate::support::{contents, plain_command, run, scratch};

impl Proposal {
    fn to_branch(&self, more: &[&str]) -> crate::support::Run {
        let address = self.remote_address();
        let mut arguments = vec!["--remote", address.as_str()];
        arguments.extend(more);
        self.publish("branch:gh-pages", &arguments)
    }

    fn there(&self) -> Repository {
        Repository::open(&self.remote).expect("a repository")
    }

    fn tip(&self) -> Oid {
        self.there()
            .refname_to_id("refs/heads/gh-pages")
            .expect("a branch")
    }

    /// The branch holds what the folder does.
    fn check_branch(&self, site: &Path) {
        let clone = scratch();
        let mut git = plain_command("git");
        git.args(["clone", "-q", "--branch", "gh-pages"]);
        git.arg(self.remote_address())
            .arg(clone.path().join("branch"));
        run(git).done();
        let mut found = contents(&clone.path().join("branch"));
        found.retain(|path, _| !path.starts_with(".git/"));
        assert!(found == contents(site), "the branch holds the site");
    }
}

#[test]
fn a_branch_gets_one_commit_with_what_changed() {
    let proposal = Proposal::new();
    proposal.to_branch(&[]).done();
    let first = proposal.tip();
    proposal.check_branch(&proposal.site);
    let run = proposal.to_branch(&[]).done();
    assert!(
        run.err.contains("nothing changed; no commit was made"),
        "{}",
        run.err
    );
    assert_eq!(proposal.tip(), first);
    let before = contents(&proposal.site);
    proposal.go_on();
    let run = proposal.to_branch(&[]).done();
    proposal.check_branch(&proposal.site);
    let there = proposal.there();
    let commit = there.find_commit(proposal.tip()).expect("a commit");
    assert_eq!(commit.parent_ids().collect::<Vec<_>>(), [first]);
    let message = commit.message().expect("a text");
    let published = proposal.built.tip().to_string();
    assert!(message.starts_with("Publish v0.6, v0.5 from "), "{message}");
    assert!(
        message.contains(&format!("Commit: {published}\n")),
        "{message}"
    );
    let told = git2::Repository::open(proposal.built.path()).expect("a repository");
    let told = told
        .find_commit(proposal.built.tip())
        .expect("a commit")
        .time()
        .seconds();
    assert_eq!(
        commit.time().seconds(),
        told,
        "it is as old as what was published"
    );
    let old: BTreeSet<Vec<u8>> = before.values().cloned().collect();
    let new: BTreeSet<Vec<u8>> = contents(&proposal.site).into_values().collect();
    let written = format!("({} new files,", new.difference(&old).count());
    assert!(run.err.contains(&written), "{written} {}", run.err);
    let tree = commit.tree().expect("a tree");
    for path in before.keys().filter(|path| path.starts_with("v0.5/")) {
        assert!(
            tree.get_path(Path::new(path)).is_ok(),
            "{path} answers no more"
        );
    }
}

#[test]
fn nothing_of_the_repository_moves_but_what_was_published() {
    let proposal = Proposal::new();
    let before = proposal.built.names("*");
    proposal.to_branch(&[]).done();
    let mut after = proposal.built.names("*");
    after.retain(|name| name != "refs/teigen/publish/gh-pages");
    assert_eq!(before, after);
    assert_eq!(
        proposal.built.reference("refs/teigen/publish/gh-pages"),
        proposal.tip()
    );
    // And what was published makes no other site.
    let run = proposal.build();
    assert!(run.err.contains("nothing new"), "{}", run.err);
}

#[test]
fn the_same_site_on_the_same_parent_is_the_same_commit() {
    let proposal = Proposal::new();
    proposal.to_branch(&[]).done();
    let first = proposal.tip();
    proposal
        .there()
        .find_reference("refs/heads/gh-pages")
        .and_then(|mut one| one.delete())
        .expect("it goes");
    proposal.built.remove("refs/teigen/publish/gh-pages");
    proposal.to_branch(&[]).done();
    assert_eq!(proposal.tip(), first);
}

#[test]
fn a_branch_of_others_is_left_alone_and_a_cname_is_kept() {
    let proposal = Proposal::new();
    let there = proposal.there();
    let blob = there.blob(b"www.example.org\n").expect("a blob");
    let mut tree = there.treebuilder(None).expect("a folder");
    tree.insert("CNAME", blob, 0o100_644).expect("an entry");
    tree.insert("README.md", blob, 0o100_644).expect("an entry");
    let tree = there
        .find_tree(tree.write().expect("a tree"))
        .expect("a tree");
    let who = git2::Signature::new("A", "a@example.org", &git2::Time::new(0, 0)).expect("a name");
    let made = there.commit(
        Some("refs/heads/gh-pages"),
        &who,
        &who,
        "by hand",
        &tree,
        &[],
    );
    let made = made.expect("a commit");
    let run = proposal.to_branch(&[]);
    assert!(
        run.code == 2 && run.err.contains("--replace"),
        "{}",
        run.err
    );
    assert_eq!(proposal.tip(), made);
    proposal.to_branch(&["--replace"]).done();
    proposal.go_on();
    proposal.to_branch(&[]).done();
    let tree = there
        .find_commit(proposal.tip())
        .expect("a commit")
        .tree()
        .expect("a tree");
    assert_eq!(tree.get_name("CNAME").expect("it is kept").id(), blob);
    assert!(tree.get_name("README.md").is_none());
    assert!(tree.get_name(".nojekyll").is_some());
    proposal
        .verify("branch:gh-pages", &["--remote", &proposal.remote_address()])
        .done();
}

#[test]
fn a_remote_that_is_not_there_is_told() {
    let proposal = Proposal::new();
    let run = proposal.publish("branch:gh-pages", &[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("there is no remote `origin`") && run.err.contains("--remote"),
        "{}",
        run.err
    );
    let run = proposal.publish("branch:-f", &[]);
    assert!(run.err.contains("no name of a branch"), "{}", run.err);
}

#[test]
fn a_remote_that_refuses_is_believed() {
    use std::os::unix::fs::PermissionsExt;
    let proposal = Proposal::new();
    let hook = proposal.remote.join("hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").expect("a hook");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("a hook");
    let run = proposal.to_branch(&[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("the remote refuses the push"),
        "{}",
        run.err
    );
}

#[test]
fn of_two_publishers_at_once_none_is_lost() {
    let proposal = Proposal::new();
    proposal.to_branch(&[]).done();
    let other = proposal.built.beside("other");
    super::copy(&proposal.site, &other);
    proposal.go_on();
    let address = proposal.remote_address();
    let repository = proposal.built.path();
    for round in 1..=3 {
        let before = proposal.tip();
        thread::scope(|scope| {
            for site in [&proposal.site, &other] {
                let more = ["--remote", address.as_str()];
                scope.spawn(move || publish(repository, site, "branch:gh-pages", &more).done());
            }
        });
        let there = proposal.there();
        let mut walk = there.revwalk().expect("a walk");
        walk.push(proposal.tip()).expect("a tip");
        walk.hide(before).expect("a commit");
        let made = walk.count();
        // Whose site was there already may have had nothing to say when it came first.
        assert!(
            (1..=2).contains(&made),
            "round {round}: {made} commits on top of what was there"
        );
        let whole = [&proposal.site, &other].iter().any(|site| {
            let bytes = std::fs::read(site.join("manifest.json")).expect("a manifest");
            let tree = there
                .find_commit(proposal.tip())
                .and_then(|commit| commit.tree())
                .expect("a tree");
            let blob = tree.get_name("manifest.json").expect("a manifest").id();
            there.find_blob(blob).expect("a file").content() == bytes
        });
        assert!(whole, "one of them is there");
    }
}
