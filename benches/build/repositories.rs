//! Repositories to measure on: clones of real ones, and made ones with fixed dates and the same ids every time.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use git2::{FileMode, Index, IndexEntry, IndexTime, Oid, Repository, Signature, Time};
use teigen::config::Config;
use teigen::repository::{self as reading, Source, Wanted};
use teigen::snapshot::PullRequestState;

/// A proposal at one time: documents by path.
pub type State = BTreeMap<String, Vec<u8>>;

/// A day, in seconds, and the first of the made ones.
const DAY: i64 = 86_400;
const FIRST_DAY: i64 = 1_700_000_000;

/// Clones a bundle with all its references. libgit2 reads no bundles, so this takes Git's own program.
pub fn clone(bundle: &Path, into: &Path) -> Result<()> {
    crate::command(
        Command::new("git")
            .args(["clone", "--quiet", "--mirror"])
            .arg(bundle)
            .arg(into),
    )
}

/// States along the first parents, the last of them the tip.
pub fn states(repository: &Path, count: usize) -> Result<Vec<State>> {
    let source = Source::open(repository)?;
    let config = Config::default();
    let snapshot = reading::read(&source, &config, Wanted::None, &|_, _| {})?;
    let git = Repository::open(repository)?;
    let mut walk = git.revwalk()?;
    walk.push_head()?;
    walk.simplify_first_parent()?;
    let chain: Vec<Oid> = walk.collect::<Result<_, _>>()?;
    let step = chain.len() / count;
    let mut states = (0..count)
        .map(|index| state(&git, chain[index * step], &snapshot.source))
        .collect::<Result<Vec<_>>>()?;
    states.reverse();
    Ok(states)
}

fn state(git: &Repository, commit: Oid, source: &str) -> Result<State> {
    let mut state = State::new();
    let version = reading::read_state(&Source::open(git.path())?, &commit.to_string())?;
    let prefix = format!("{source}/");
    for file in version.documents(source) {
        let path = file.path.as_str();
        let inside = path.strip_prefix(&prefix).unwrap_or(path);
        let blob = git.find_blob(Oid::from_bytes(file.blob.as_bytes())?)?;
        state.insert(inside.to_owned(), blob.content().to_vec());
    }
    Ok(state)
}

/// Makes a bare repository with one commit a state, each tagged `v0.1`, `v0.2`, … if wanted. Without tags it has no
/// versions at all, whatever titles say: one state is to be measured, not the same one under several names.
pub fn make(folder: &Path, states: &[State], tags: bool) -> Result<()> {
    let git = Repository::init_bare(folder)?;
    git.set_head("refs/heads/main")?;
    let mut parent = None;
    for (number, state) in (1..).zip(states) {
        let tree = git.find_tree(tree(&git, state)?)?;
        let who = signature(number)?;
        let parents: Vec<_> = parent.iter().collect();
        let id = git.commit(
            Some("refs/heads/main"),
            &who,
            &who,
            "提言を改める\n",
            &tree,
            &parents,
        )?;
        if tags {
            git.reference(&format!("refs/tags/v0.{number}"), id, true, "")?;
        }
        parent = Some(git.find_commit(id)?);
    }
    Ok(())
}

fn tree(git: &Repository, state: &State) -> Result<Oid> {
    let mut index = Index::new()?;
    for (path, text) in state {
        index.add(&entry(path, git.blob(text)?))?;
    }
    let configuration = git.blob(b"versions: {marks: false}\n")?;
    index.add(&entry("teigen.yaml", configuration))?;
    Ok(index.write_tree_to(git)?)
}

fn entry(path: &str, id: Oid) -> IndexEntry {
    let never = IndexTime::new(0, 0);
    IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

fn signature(day: i64) -> Result<Signature<'static>> {
    let when = Time::new(FIRST_DAY + day * DAY, 9 * 60);
    Ok(Signature::new("Bench", "bench@example.org", &when)?)
}

/// Gives the newest pull request that waits for a decision one more commit, which changes one document of it.
pub fn revise(repository: &Path) -> Result<u64> {
    let source = Source::open(repository)?;
    let config = Config::default();
    let snapshot = reading::read(&source, &config, Wanted::All, &|_, _| {})?;
    let (pull, head, path) = snapshot
        .pull_requests
        .iter()
        .rev()
        .filter(|pull| pull.state == PullRequestState::Open)
        .find_map(|pull| {
            let newest = pull.newest()?;
            let changed = newest.files.iter().find(|file| {
                file.after.is_some() && file.path.is_markdown() && snapshot.is_published(&file.path)
            })?;
            Some((pull.number, newest.head, changed.path.clone()))
        })
        .context("no open pull request changes a document")?;
    let git = Repository::open(repository)?;
    let head = git.find_commit(Oid::from_bytes(head.as_bytes())?)?;
    let old = head.tree()?.get_path(Path::new(path.as_str()))?;
    let mut text = git.find_blob(old.id())?.content().to_vec();
    text.extend_from_slice("\n\n見直しは毎年行う。\n".as_bytes());
    let blob = git.blob(&text)?;
    let tree = git2::build::TreeUpdateBuilder::new()
        .upsert(path.as_str(), blob, FileMode::Blob)
        .create_updated(&git, &head.tree()?)?;
    let who = signature(1_000)?;
    let id = git.commit(
        None,
        &who,
        &who,
        "見直しを加える\n",
        &git.find_tree(tree)?,
        &[&head],
    )?;
    git.reference(&format!("refs/pull/{pull}/head"), id, true, "")?;
    Ok(pull)
}

/// A proposal of many documents of some 6 KB, in folders of a hundred.
pub fn generated(count: usize) -> State {
    let mut state = State::new();
    state.insert("index.md".to_owned(), "# 提言\n\nはじめに。\n".into());
    let mut dice = Dice(1);
    for number in 0..count {
        let path = format!("{:03}/{number:05}.md", number / 100);
        state.insert(path, document(number, &mut dice).into_bytes());
    }
    state
}

fn document(number: usize, dice: &mut Dice) -> String {
    let mut text = format!("# 施策{number}\n");
    for section in 1..=4 {
        text.push_str(&format!("\n## {section}. {}\n", dice.pick(&WORDS)));
        for _ in 0..4 {
            text.push('\n');
            for _ in 0..6 {
                text.push_str(&format!(
                    "{}の{}は、{}を{}。",
                    dice.pick(&WORDS),
                    dice.pick(&WORDS),
                    dice.pick(&WORDS),
                    dice.pick(&DEEDS)
                ));
            }
            text.push('\n');
        }
        text.push('\n');
        for _ in 0..5 {
            text.push_str(&format!(
                "- **{}**: {}を{}\n",
                dice.pick(&WORDS),
                dice.pick(&WORDS),
                dice.pick(&DEEDS)
            ));
        }
    }
    text
}

const WORDS: [&str; 12] = [
    "教育",
    "医療",
    "予算",
    "研究開発",
    "子育て支援",
    "行政手続き",
    "若手人材",
    "データ基盤",
    "地域",
    "エネルギー政策",
    "国際連携",
    "評価の仕組み",
];
const DEEDS: [&str; 6] = [
    "見直す",
    "拡充する",
    "三年以内に整える",
    "公開する",
    "支える",
    "段階的に移す",
];

/// Numbers that look random and are the same every time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        words[(self.0 >> 33) as usize % words.len()]
    }
}
