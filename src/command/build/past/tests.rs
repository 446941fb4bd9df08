//! What we tell of a passage's past, beside what `git blame` tells of its lines.

// Who runs the tests is told what was skipped, and what was counted.
#![allow(clippy::print_stderr)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;
use crate::comparison::units;
use crate::config::Config;
use crate::provenance::EventKind;
use crate::repository::{self, Wanted};
use crate::site;

/// A corpus as a bare repository in a temporary folder; `None` where it is absent.
fn corpus(name: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let folder = std::env::var_os("TEIGEN_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let bundle = folder.join(name);
    if !bundle.exists() {
        eprintln!("SKIPPED: there is no {}", bundle.display());
        return None;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("repository.git");
    let done = Command::new("git")
        .args(["clone", "--quiet", "--bare"])
        .args([bundle.as_os_str(), path.as_os_str()])
        .status();
    assert!(done.expect("git runs").success());
    Some((scratch, path))
}

fn git(repository: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("--git-dir")
        .arg(repository)
        .args(["-c", "core.quotepath=off"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The commit of each line of a file, along first parents.
fn blamed(repository: &Path, path: &str) -> Vec<String> {
    let told = git(
        repository,
        &["blame", "--first-parent", "--porcelain", "HEAD", "--", path],
    );
    let is_head = |line: &&str| {
        let mut words = line.split(' ');
        let id = words.next().unwrap_or_default();
        id.len() == 40 && words.all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let heads = told.lines().filter(is_head);
    heads.map(|line| line[..40].to_owned()).collect()
}

/// Every text that a reader saw before a commit.
fn seen_before(repository: &Path, commit: &str) -> BTreeSet<String> {
    let files = git(
        repository,
        &["ls-tree", "-r", "--name-only", &format!("{commit}^")],
    );
    let documents = files.lines().filter(|file| file.ends_with(".md"));
    documents
        .flat_map(|file| {
            let text = git(repository, &["show", &format!("{commit}^:{file}")]);
            units(&document::parse(&text))
        })
        .collect()
}

/// `git blame` tells of lines, and where they stand; we tell of passages. Where the two differ, the words must have stood
/// before the commit that it names, or have been part of a longer passage before the one that we name.
#[test]
fn the_past_of_sampled_blocks_agrees_with_git_blame() {
    let Some((_scratch, path)) = corpus("policy.bundle") else {
        return;
    };
    let config = Config::parse("pulls:\n  show: false\n").expect("a configuration");
    let empty = Document::default();
    let source = Source::open(&path).expect("a repository");
    let snapshot = repository::read(&source, &config, Wanted::All, &|_, _| ()).expect("it is read");
    let documents = super::super::read_documents(&source, &config, &snapshot, &mut Vec::new());
    let documents = documents.expect("they are read");
    let site = site::plan(
        &config,
        &snapshot,
        &documents,
        &BTreeMap::new(),
        &mut Vec::new(),
    );
    let way = Way::read(&source, &snapshot, &documents).expect("it is read");
    let past = way.compare(&empty, &site);
    assert_eq!(site.next().documents.len(), 31);
    let (mut alike, mut other) = (0, 0);
    for (index, document) in site.next().documents.iter().enumerate() {
        let history = past.today(index).expect("its past is known");
        assert_eq!(history.sections.len(), document.document.sections.len());
        let layout = &past.chain.layouts[&document.blob];
        let sections = document.document.sections.iter().zip(&history.sections);
        for (at, (section, events)) in sections.enumerate() {
            // An empty heading over nothing is not to be seen.
            if layout.section(at).is_empty() {
                continue;
            }
            let begins = events.last().map(|event| event.kind);
            assert_eq!(
                begins,
                Some(EventKind::Began),
                "{}: {}",
                document.path,
                section.title
            );
        }
        let lines = blamed(&path, document.path.as_str());
        let text = git(&path, &["show", &format!("HEAD:{}", document.path)]);
        let texts = units(&document.document);
        let blocks = document.document.blocks.iter().enumerate();
        for (at, block) in blocks.skip(1).step_by(3) {
            let here = layout.block(at);
            if here.len() != 1 {
                continue;
            }
            let words = texts[here.start].as_str();
            let step = history.units[here.start].worded.expect("it is known");
            let ours = past.moment(&snapshot, step).expect("it is known");
            let line = |place: usize| text[..place].matches('\n').count();
            let end = block.span.start + text[block.span.clone()].trim_end().len();
            let place = |commit: &str| {
                let mut commits = snapshot.main_commits.iter();
                commits.position(|known| known.id.to_string() == commit)
            };
            let newest = lines[line(block.span.start)..=line(end)]
                .iter()
                .max_by_key(|commit| place(commit))
                .expect("it has a line");
            if *newest == ours.commit.id.to_string() {
                alike += 1;
                continue;
            }
            other += 1;
            let ours = ours.commit.id.to_string();
            let explained = if place(&ours) < place(newest) {
                seen_before(&path, newest).contains(words)
            } else {
                // They were part of a longer passage, which was split.
                let longer = |seen: &String| seen.contains(words) && seen != words;
                seen_before(&path, &ours).iter().any(longer)
            };
            assert!(
                explained,
                "{}: {words}: {newest} brought it, we say {ours}",
                document.path
            );
        }
    }
    assert!(alike + other >= 100, "{alike} and {other} are too few");
    eprintln!(
        "{alike} blocks as git blame has them, {other} that moved, were written otherwise or split"
    );
}
