//! A site whose pages of requests several builds make in shares is, put together, the site that one build makes.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::determinism::check_same;
use crate::support::{Run, contents, mirror, scratch, teigen};

/// A repository with a site that one build made.
struct Built {
    scratch: TempDir,
    repository: PathBuf,
    options: Vec<String>,
}

impl Built {
    /// The sample proposal.
    fn sample() -> Self {
        let scratch = scratch();
        let out = scratch.path().to_str().expect("a name");
        teigen(&["demo", "--out", out]).done();
        let repository = scratch.path().join("repository");
        Self {
            scratch,
            repository,
            options: Vec::new(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    fn run(&self, command: &str, options: &[&str]) -> Run {
        let repository = self.repository.to_str().expect("a name");
        let mut all = vec![command, "--repo", repository];
        all.extend(self.options.iter().map(String::as_str));
        all.extend(options);
        teigen(&all)
    }

    fn build(&self, out: &Path, options: &[&str]) -> Run {
        let out = out.to_str().expect("a name");
        self.run("build", &[&["--out", out], options].concat())
            .done()
    }

    /// Builds shares into folders of their own.
    fn shares(&self, count: usize) -> Vec<PathBuf> {
        let share = |number: usize| {
            let folder = self.path(&format!("share-{number}"));
            self.build(&folder, &["--shard", &format!("{number}/{count}")]);
            folder
        };
        (1..=count).map(share).collect()
    }

    fn join(&self, shares: &[PathBuf], out: &Path) -> Run {
        let shares = shares.iter().map(|share| share.to_str().expect("a name"));
        let options: Vec<&str> = shares.flat_map(|share| ["--join", share]).collect();
        self.build(out, &options)
    }
}

#[test]
fn shares_put_together_are_the_site_of_one_build() {
    let built = Built::sample();
    let shares = built.shares(3);
    let site = built.path("joined");
    let run = built.join(&shares, &site);
    assert!(!run.err.contains("anew"), "{}", run.err);
    check_same(&built.path("site"), &site);
    for share in &shares {
        let pages = contents(share);
        let pulls = pages.keys().filter(|path| path.starts_with("pulls/"));
        assert!(pulls.count() > 0);
        assert!(!pages.contains_key("index.html"));
    }
}

#[test]
fn so_are_those_of_a_real_repository() {
    let Some(scratch) = mirror("tokyo.bundle") else {
        return;
    };
    let repository = scratch.path().join("repository");
    let built = Built {
        scratch,
        repository,
        options: Vec::new(),
    };
    built.build(&built.path("site"), &[]);
    let site = built.path("joined");
    built.join(&built.shares(2), &site);
    check_same(&built.path("site"), &site);
}

#[test]
fn so_are_those_whose_previews_have_an_origin_of_their_own() {
    let mut built = Built::sample();
    let text = "base_url: https://a.example/\npulls: {preview_base_url: 'https://b.example/'}\n";
    let config = built.path("apart.yaml");
    fs::write(&config, text).expect("a file");
    built.options = vec!["--config".into(), config.to_str().expect("a name").into()];
    built.build(&built.path("whole"), &[]);
    let site = built.path("joined");
    built.join(&built.shares(2), &site);
    check_same(&built.path("whole"), &site);
    check_same(
        &built.path("whole-previews"),
        &built.path("joined-previews"),
    );
}

/// Gives a page of a share other bytes; its manifest tells them too, or not.
fn change(share: &Path, page: &str, is_told: bool) {
    let place = share.join(page);
    let old = fs::read_to_string(&place).expect("a page");
    let new = old.replacen("<title>", "<title>! ", 1);
    fs::write(&place, &new).expect("a file");
    let sha = |text: &str| {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(text.as_bytes());
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let manifest = share.join("manifest.json");
    let told = fs::read_to_string(&manifest).expect("a manifest");
    let lines = told.lines().map(|line| match line.contains(&sha(&old)) {
        true if is_told => line.replace(&sha(&old), &sha(&new)).replace(
            &format!("\"size\":{}", old.len()),
            &format!("\"size\":{}", new.len()),
        ),
        true => line.replace(
            &format!("\"size\":{}", old.len()),
            &format!("\"size\":{}", new.len()),
        ),
        false => line.to_owned(),
    });
    let told: Vec<String> = lines.collect();
    fs::write(&manifest, told.join("\n") + "\n").expect("a file");
}

#[test]
fn pages_of_shares_are_taken_and_not_made_again_unless_they_are_damaged() {
    let built = Built::sample();
    let shares = built.shares(2);
    let [odd, even] = ["pulls/3/index.html", "pulls/2/index.html"];
    // The first holds the even numbers.
    change(&shares[1], odd, true);
    change(&shares[0], even, false);
    let site = built.path("joined");
    built.join(&shares, &site);
    let page = |name: &str| fs::read_to_string(site.join(name)).expect("a page");
    assert!(page(odd).contains("<title>! "));
    assert!(!page(even).contains("<title>! "));
}

#[test]
fn a_share_of_another_state_counts_for_nothing_and_one_that_is_missing_is_made_up_for() {
    let built = Built::sample();
    let shares = built.shares(3);
    let git = git2::Repository::open(&built.repository).expect("a repository");
    let head = git.refname_to_id("refs/pull/4/head").expect("a head");
    git.reference("refs/pull/99/head", head, true, "")
        .expect("a head");
    built.build(&shares[0], &["--shard", "1/3"]);
    let site = built.path("joined");
    let run = built.join(&shares[..2], &site);
    assert!(
        run.err.contains("share-2: made from another state"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("share 3/3 is not among those"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("share-1: made"), "{}", run.err);
    let whole = built.path("whole");
    built.build(&whole, &[]);
    check_same(&whole, &site);
}

#[test]
fn a_share_is_not_published_and_shares_are_put_together_for_publishing() {
    let built = Built::sample();
    let shares = built.shares(2);
    let shares: Vec<&str> = shares
        .iter()
        .map(|share| share.to_str().expect("a name"))
        .collect();
    let public = built.path("public");
    let to = format!("dir:{}", public.display());
    let refused = built.run("publish", &["--to", &to, "--site", shares[0]]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("share 1/2 of a site"),
        "{}",
        refused.err
    );
    assert!(!public.exists());
    let site = built.path("joined");
    let site = site.to_str().expect("a name");
    let joined = ["--join", shares[0], "--join", shares[1]];
    let options = [&["--to", &to, "--site", site], &joined[..]].concat();
    built.run("publish", &options).done();
    check_same(
        &built.path("site"),
        &public.canonicalize().expect("a release"),
    );
}

#[test]
fn a_share_that_is_none_is_refused_with_what_to_write() {
    let built = Built::sample();
    let refused = built.run("build", &["--shard", "5/4"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("such as 1/4"), "{}", refused.err);
}
