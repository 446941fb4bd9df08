//! A build writes what is new and leaves the rest; whatever was there before, it ends as a fresh one does.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use git2::Oid;

use crate::determinism::{check_same, differences};
use crate::repository::{Built, GONE};
use crate::support::{Run, build, contents, files, teigen};

/// A proposal with two versions and six pull requests, one of which is merged.
struct Proposal {
    built: Built,
    base: Oid,
    site: PathBuf,
}

impl Proposal {
    fn new() -> Self {
        let built = Built::new();
        let image = "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>図</text></svg>";
        let base = built.main(
            "Begin",
            &[
                (
                    "docs/index.md",
                    "# 提言\n\n[教育](教育.md)と![図](図.svg)。\n",
                ),
                (
                    "docs/教育.md",
                    "# 教育\n\n教員を増やす。\n\n## 予算\n\n約5500万円。\n",
                ),
                ("docs/医療.md", "# 医療\n\n病院を増やす。\n"),
                ("docs/図.svg", image),
            ],
        );
        built.point("refs/tags/v0.1", base);
        let text = "# 教育\n\n教員を大きく増やす。\n\n## 予算\n\n約6000万円。\n";
        let second = built.main("Spend more", &[("docs/教育.md", text)]);
        built.point("refs/tags/v0.2", second);
        for number in 1..=6 {
            let text = format!("# 医療\n\n病院を{number}つ増やす。\n");
            let head = built.commit(
                &[second],
                &format!("病院を{number}つ"),
                &[("docs/医療.md", &text)],
            );
            built.pull(number, head);
            if number == 2 {
                let title = "Merge pull request #2 from someone/hospitals\n\n病院を2つ";
                built.merge(title, head, &[("docs/医療.md", &text)]);
            }
        }
        let site = built.beside("site");
        Self { built, base, site }
    }

    fn build(&self) -> Run {
        build(self.built.path(), &self.site).done()
    }

    /// Checks that the site is what a build into a new folder gives.
    fn check_as_fresh(&self) {
        let fresh = self.built.beside("fresh");
        build(self.built.path(), &fresh).done();
        check_same(&self.site, &fresh);
        fs::remove_dir_all(fresh).expect("a folder");
    }

    /// Builds, and tells which files were written.
    fn written(&self) -> BTreeSet<String> {
        let long_ago = SystemTime::now() - Duration::from_secs(86_400);
        for path in files(&self.site).values() {
            let file = File::options().write(true).open(path).expect("a file");
            file.set_modified(long_ago).expect("a date");
        }
        self.build();
        let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified());
        files(&self.site)
            .into_iter()
            .filter(|(_, path)| {
                modified(path).expect("a date") > long_ago + Duration::from_secs(60)
            })
            .map(|(name, _)| name)
            .collect()
    }

    /// Gives a pull request a new head.
    fn push(&self, number: u32, text: &str) {
        let title = format!("病院を{number}つ");
        let head = self
            .built
            .commit(&[self.base], &title, &[("docs/医療.md", text)]);
        self.built.pull(number, head);
    }
}

#[test]
fn a_second_build_with_nothing_new_writes_nothing() {
    let proposal = Proposal::new();
    proposal.build();
    let before = contents(&proposal.site);
    assert_eq!(proposal.written(), BTreeSet::new());
    assert_eq!(contents(&proposal.site), before);
    assert!(proposal.build().err.contains("nothing new"));
}

#[test]
fn a_new_head_of_one_pull_request_writes_what_it_touches() {
    let proposal = Proposal::new();
    proposal.build();
    proposal.push(4, "# 医療\n\n病院と医師を増やす。\n");
    let written = proposal.written();
    assert!(
        written.contains("pulls/4/index.html") && written.contains("api/pulls.json"),
        "{written:?}"
    );
    let concerned = |name: &&String| {
        let lists =
            name.starts_with("api/") || ["index.html", "manifest.json"].contains(&name.as_str());
        let own = name.starts_with("pulls/4/") || name.ends_with("/医療/index.html");
        let pages = ["pulls/index.html", "pulls/unknown/index.html"].contains(&name.as_str())
            || name.starts_with("pulls/document/docs-医療")
            || name.starts_with("contributors/");
        // The index's other volumes stay as they are.
        let search = ["search/index.html", "search/data/index.js"].contains(&name.as_str())
            || name.starts_with("search/data/pulls-0/");
        lists || own || pages || search || name.starts_with("pulls/data/")
    };
    let others: Vec<_> = written.iter().filter(|name| !concerned(name)).collect();
    assert!(others.is_empty(), "{others:?}");
    proposal.check_as_fresh();
}

#[test]
fn what_was_found_of_requests_on_todays_text_is_read_back_and_needs_no_trust() {
    let proposal = Proposal::new();
    let tip = proposal.built.tip();
    let text = "# 教育\n\n教員を大きく増やす。\n\n## 予算\n\n約7000万円。\n";
    let head = proposal
        .built
        .commit(&[tip], "七千万", &[("docs/教育.md", text)]);
    proposal.built.pull(7, head);
    proposal.build();
    let facts = proposal.site.join("api/touches.json");
    let before = fs::read_to_string(&facts).expect("facts");
    assert!(before.contains("\"number\":7"), "{before}");
    for damaged in [
        "",
        "{}",
        &before.replace("\"touches\":[[", "\"touches\":[[9"),
    ] {
        fs::write(&facts, damaged).expect("a file");
        proposal.push(4, "# 医療\n\n病院と医師を増やす。\n");
        proposal.build();
        proposal.check_as_fresh();
    }
    let title = "Rename";
    let moved = [
        ("docs/医療と介護.md", "# 医療\n\n病院を2つ増やす。\n"),
        ("docs/医療.md", GONE),
    ];
    proposal.built.main(title, &moved);
    proposal.build();
    proposal.check_as_fresh();
}

#[test]
fn whatever_changes_the_site_ends_as_a_fresh_one() {
    let proposal = Proposal::new();
    let built = &proposal.built;
    let steps: [(&str, &dyn Fn()); 13] = [
        ("nothing", &|| {}),
        ("a new pull request", &|| {
            let head = built.commit(&[proposal.base], "八つ", &[("docs/八.md", "# 八\n")]);
            built.pull(8, head);
        }),
        ("a forced push, with the lost head kept", &|| {
            let lost = built.commit(
                &[proposal.base],
                "前の案",
                &[("docs/医療.md", "# 医療\n\n前の案。\n")],
            );
            built.point("refs/teigen/pull/8/1", lost);
        }),
        ("a merge", &|| {
            let text = "# 医療\n\n病院を3つ増やす。\n";
            built.main("病院を3つ (#3)", &[("docs/医療.md", text)]);
        }),
        ("a new document", &|| {
            built.main("Add", &[("docs/産業.md", "# 産業\n")]);
        }),
        ("a new version", &|| {
            built.point("refs/tags/v0.3", built.tip())
        }),
        ("a renamed document", &|| {
            let text = "# 医療\n\n病院を3つ増やす。\n";
            built.main(
                "Rename",
                &[("docs/医療.md", GONE), ("docs/医療と福祉.md", text)],
            );
        }),
        ("another picture", &|| {
            built.main(
                "Draw",
                &[("docs/図.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")],
            );
        }),
        ("a title and hidden pull requests", &|| {
            built.main(
                "Configure",
                &[("teigen.yaml", "title: 新しい題\npulls:\n  hide: [1, 6]\n")],
            );
        }),
        ("another language", &|| {
            built.main("Configure", &[("teigen.yaml", "language: en\n")]);
        }),
        ("a tag less", &|| built.remove("refs/tags/v0.1")),
        ("a pull request less", &|| built.remove("refs/pull/5/head")),
        ("no pull requests shown", &|| {
            built.main("Configure", &[("teigen.yaml", "pulls:\n  show: false\n")]);
        }),
    ];
    let mut wrong = Vec::new();
    for (what, step) in steps {
        step();
        proposal.build();
        let again = proposal.written();
        assert!(again.is_empty(), "{what}: {again:?}");
        let fresh = built.beside("fresh");
        build(built.path(), &fresh).done();
        let differ = differences(&proposal.site, &fresh);
        if !differ.is_empty() {
            wrong.push(format!("{what}: {differ:?}"));
        }
        fs::remove_dir_all(fresh).expect("a folder");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_removed_file_is_restored() {
    let proposal = Proposal::new();
    proposal.build();
    for name in [
        "index.html",
        "pulls/3/index.html",
        "latest/教育/index.html",
        "api/pulls.json",
    ] {
        fs::remove_file(proposal.site.join(name)).expect("a file");
        proposal.build();
        assert!(proposal.site.join(name).is_file(), "{name}");
        proposal.check_as_fresh();
    }
    fs::remove_dir_all(proposal.site.join("pulls")).expect("a folder");
    proposal.build();
    proposal.check_as_fresh();
}

#[test]
fn a_damaged_file_is_restored() {
    let proposal = Proposal::new();
    proposal.build();
    fs::write(proposal.site.join("pulls/3/index.html"), "cut o").expect("a file");
    fs::write(proposal.site.join("latest/index.html"), "cut o").expect("a file");
    proposal.build();
    proposal.check_as_fresh();
}

/// Leaves the folder as a build that was cut off does.
fn interrupt(site: &Path) {
    fs::remove_file(site.join("manifest.json")).expect("a manifest");
    fs::write(site.join(".teigen-building"), "").expect("a file");
    fs::write(site.join(".teigen-9999.tmp"), "half a pa").expect("a file");
    fs::write(site.join("latest/index.html"), "").expect("a file");
    fs::remove_dir_all(site.join("pulls/3")).expect("a folder");
}

#[test]
fn an_interrupted_build_is_completed() {
    let proposal = Proposal::new();
    proposal.build();
    interrupt(&proposal.site);
    proposal.build();
    proposal.check_as_fresh();
}

#[test]
fn what_was_withdrawn_does_not_outlive_an_interrupted_build() {
    let proposal = Proposal::new();
    proposal.build();
    interrupt(&proposal.site);
    let hide = "pulls:\n  hide: [5]\n";
    proposal
        .built
        .main("Hide it", &[("teigen.yaml", hide), ("docs/教育.md", GONE)]);
    proposal.build();
    assert!(!proposal.site.join("pulls/5").exists());
    proposal.check_as_fresh();
}

/// Checks that a folder with this file is refused and left alone.
fn check_refused(name: &str, text: &str) {
    let proposal = Proposal::new();
    let file = proposal.site.join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, text).expect("a file");
    let run = build(proposal.built.path(), &proposal.site);
    assert_eq!(run.code, 2, "{name}: {}", run.err);
    assert!(
        run.err.contains("not empty") && run.err.contains("--out"),
        "{}",
        run.err
    );
    assert_eq!(contents(&proposal.site).len(), 1, "{name}");
    assert_eq!(fs::read_to_string(&file).expect("a file"), text);
}

#[test]
fn a_folder_with_something_else_in_it_is_refused() {
    check_refused("大事な文書.md", "本文");
    check_refused("写真/一枚.jpg", "x");
    check_refused("index.html", "<p>my own site");
}

#[test]
fn a_folder_with_some_other_manifest_is_refused() {
    check_refused(
        "manifest.json",
        "{\"name\": \"My application\", \"files\": []}",
    );
    check_refused(
        "manifest.json",
        "{\"files\": {\"../../大事な文書.md\": {}}}",
    );
}

#[test]
fn a_manifest_that_was_tampered_with_removes_nothing_outside() {
    let proposal = Proposal::new();
    proposal.build();
    let beside = proposal.built.beside("大事な文書.md");
    fs::write(&beside, "本文").expect("a file");
    let manifest = proposal.site.join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(
        &manifest,
        text.replace("\"404.html\"", "\"../大事な文書.md\""),
    )
    .expect("a file");
    proposal.push(4, "# 医療\n\n別の案。\n");
    let _ = build(proposal.built.path(), &proposal.site);
    assert!(beside.exists());
}

#[test]
fn a_version_whose_tag_moved_is_reported() {
    let proposal = Proposal::new();
    proposal.build();
    let (from, to) = (proposal.base, proposal.built.tip());
    proposal.built.point("refs/tags/v0.1", to);
    let arguments = |strict: &'static str| {
        let (repository, site) = (proposal.built.path(), &proposal.site);
        let mut all = vec![
            "build".into(),
            "--repo".into(),
            repository.as_os_str().to_owned(),
        ];
        all.extend(["--out".into(), site.as_os_str().to_owned()]);
        all.extend((!strict.is_empty()).then(|| strict.into()));
        all
    };
    let run = teigen(&arguments("--strict"));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains("tag-moved") && run.err.contains("v0.1"),
        "{}",
        run.err
    );
    for commit in [from, to] {
        assert!(run.err.contains(&commit.to_string()[..10]), "{}", run.err);
    }
    let before = contents(&proposal.site);
    proposal.built.point("refs/tags/v0.2", to);
    let run = teigen(&arguments("")).done();
    assert!(
        run.err.contains("tag-moved") && run.err.contains("v0.2"),
        "{}",
        run.err
    );
    assert!(contents(&proposal.site) != before);
}
