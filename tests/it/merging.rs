//! Whether a pull request still applies: the verdict is Git's own.

use teigen::repository::{Merger, Renames, Source, Wanted, read};
use teigen::snapshot::PullRequestState;

use crate::support::{mirror, plain_command, run};

/// How many requests are held against `git merge-tree`; `TEIGEN_SAMPLES` asks for more.
const SAMPLES: usize = 300;

fn samples() -> usize {
    let asked = std::env::var("TEIGEN_SAMPLES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(SAMPLES)
}

#[test]
fn conflicts_agree_with_git_on_real_pull_requests() {
    let Some(scratch) = mirror("policy.bundle") else {
        return;
    };
    let path = scratch.path().join("repository");
    let source = Source::open(&path).expect("it is a repository");
    let config = teigen::config::Config::default();
    let snapshot = read(&source, &config, Wanted::All, &|_, _| ()).expect("it is read");
    let tip = snapshot.next.as_ref().expect("there is a tip");
    let renames = Renames::default();
    let merger = Merger::new(&source, &tip.files, &renames).expect("it opens");
    let pulls: Vec<_> = snapshot
        .pull_requests
        .iter()
        .filter(|pull| !matches!(pull.state, PullRequestState::Merged { .. }))
        .filter_map(|pull| Some((pull.number, pull.newest()?)))
        .collect();
    let every = (pulls.len() / samples()).max(1);
    let (mut asked, mut conflicts) = (0, 0);
    for (number, revision) in pulls.into_iter().step_by(every) {
        let merged = merger.merge(revision).expect("its texts are read");
        let ours = merged.iter().any(|file| file.is_in_conflict());
        let mut git = plain_command("git");
        git.arg("-C").arg(&path);
        git.args(["merge-tree", "--write-tree", "--no-messages"]);
        git.args([tip.commit.to_string(), revision.head.to_string()]);
        let theirs = match run(git).code {
            0 => false,
            1 => true,
            other => panic!("git merge-tree ended with {other}"),
        };
        assert_eq!(ours, theirs, "#{number}");
        asked += 1;
        conflicts += usize::from(ours);
    }
    assert!(asked >= SAMPLES, "{asked} requests were asked about");
    assert!(
        conflicts > SAMPLES / 10,
        "{conflicts} conflicts are too few to tell"
    );
}
