//! A site that was built is published to where it is read: only what changed is sent, nothing is lost, nothing is half there.

mod branch;
mod folder;
mod verify;

use std::fs;
use std::path::{Path, PathBuf};

use git2::Oid;

use crate::repository::Built;
use crate::support::{Run, build, teigen};

/// A proposal with a version and a pull request, its remote, and the site that is built from it.
struct Proposal {
    built: Built,
    site: PathBuf,
    remote: PathBuf,
    first: Oid,
}

impl Proposal {
    fn new() -> Self {
        let built = Built::new();
        let first = built.main(
            "Begin",
            &[
                ("docs/index.md", "# 提言\n\n[教育](教育.md)。\n"),
                ("docs/教育.md", "# 教育\n\n教員を増やす。\n"),
            ],
        );
        built.point("refs/tags/v0.5", first);
        let head = built.commit(
            &[first],
            "教員を倍に",
            &[("docs/教育.md", "# 教育\n\n教員を倍に増やす。\n")],
        );
        built.pull(1, head);
        let remote = built.beside("remote.git");
        git2::Repository::init_bare(&remote).expect("a repository");
        let site = built.beside("site");
        let proposal = Self {
            built,
            site,
            remote,
            first,
        };
        proposal.build();
        proposal
    }

    fn build(&self) -> Run {
        build(self.built.path(), &self.site).done()
    }

    /// A second version, built.
    fn go_on(&self) {
        let second = self.built.main(
            "More",
            &[("docs/教育.md", "# 教育\n\n教員を大きく増やす。\n")],
        );
        self.built.point("refs/tags/v0.6", second);
        self.build();
    }

    fn publish(&self, to: &str, more: &[&str]) -> Run {
        publish(self.built.path(), &self.site, to, more)
    }

    fn verify(&self, site: &str, more: &[&str]) -> Run {
        let repository = self.built.path().to_string_lossy();
        let mut arguments = vec!["verify", "--repo", &repository, site];
        arguments.extend(more);
        teigen(&arguments)
    }

    fn remote_address(&self) -> String {
        format!("file://{}", self.remote.display())
    }
}

fn publish(repository: &Path, site: &Path, to: &str, more: &[&str]) -> Run {
    let (repository, site) = (repository.to_string_lossy(), site.to_string_lossy());
    let mut arguments = vec![
        "publish",
        "--repo",
        &repository,
        "--site",
        &site,
        "--to",
        to,
    ];
    arguments.extend(more);
    teigen(&arguments)
}

#[test]
fn a_folder_without_a_whole_site_is_not_sent() {
    let proposal = Proposal::new();
    let to = format!("dir:{}", proposal.built.beside("www").display());
    let check = |expected: &str| {
        let run = proposal.publish(&to, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(expected), "{}", run.err);
        assert!(!proposal.built.beside("www").exists());
    };
    let page = proposal.site.join("latest/教育/index.html");
    let text = fs::read_to_string(&page).expect("a page");
    fs::write(&page, text.replace("教員", "職員")).expect("a page");
    check("`latest/教育/index.html` is not as manifest.json tells");
    fs::write(&page, "short").expect("a page");
    check("`latest/教育/index.html` is not as manifest.json tells");
    fs::write(&page, text).expect("a page");
    fs::write(proposal.site.join(".teigen-building"), "").expect("a mark");
    check("a build was cut off here");
    fs::remove_file(proposal.site.join(".teigen-building")).expect("a mark");
    fs::remove_file(proposal.site.join("manifest.json")).expect("a manifest");
    check("no site made by teigen is here");
}

#[test]
fn a_site_that_is_too_large_is_not_sent() {
    let proposal = Proposal::new();
    let to = format!("dir:{}", proposal.built.beside("www").display());
    let run = proposal.publish(&to, &["--limit", "10kb"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("10.0 KB are allowed"), "{}", run.err);
    proposal.publish(&to, &["--limit", "1GB"]).done();
}

/// Another folder with the same files.
fn copy(from: &Path, to: &Path) {
    for (path, bytes) in crate::support::contents(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::write(target, bytes).expect("a file");
    }
}
