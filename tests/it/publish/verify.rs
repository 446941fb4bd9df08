//! A published site is held against its manifest, and against what the commit gives.

use std::fs;

use super::Proposal;
use crate::support::teigen;

#[test]
fn a_site_is_what_the_commit_gives_or_it_is_told_where_not() {
    let proposal = Proposal::new();
    let www = proposal.built.beside("www");
    proposal
        .publish(&format!("dir:{}", www.display()), &[])
        .done();
    let www = www.to_string_lossy();
    let run = proposal.verify(&www, &[]).done();
    assert!(
        run.out.contains("files are what the commit gives"),
        "{}",
        run.out
    );
    assert!(run.out.contains(&proposal.first.to_string()), "{}", run.out);
    proposal
        .built
        .main("More", &[("docs/教育.md", "# 教育\n\n別の文。\n")]);
    let run = proposal.verify(&www, &[]);
    assert_eq!(run.code, 1, "{}", run.err);
    let tip = proposal.built.tip();
    let line = format!("commit: the site tells {}, a build {tip}", proposal.first);
    assert!(run.out.contains(&line), "{}", run.out);
    assert!(
        run.out
            .contains("changed  next/教育/index.html (against the build"),
        "{}",
        run.out
    );
    proposal.verify(&www, &["--quick"]).done();
}

#[test]
fn files_that_were_changed_lost_or_added_are_told_with_their_origin() {
    let proposal = Proposal::new();
    let site = &proposal.site;
    fs::write(site.join("latest/教育/index.html"), "x").expect("a page");
    fs::remove_file(site.join("v0.5/教育/index.html")).expect("a page");
    fs::write(site.join("extra.html"), "x").expect("a page");
    fs::write(site.join("CNAME"), "www.example.org").expect("a name");
    let run = teigen(&["verify", "--quick", &site.to_string_lossy()]);
    assert_eq!(run.code, 1);
    for line in [
        "extra    extra.html (against manifest.json)",
        "changed  latest/教育/index.html (against manifest.json",
        "missing  v0.5/教育/index.html (against manifest.json",
    ] {
        assert!(run.out.contains(line), "{}", run.out);
    }
    assert!(!run.out.contains("CNAME"), "{}", run.out);
    let run = teigen(&[
        "verify",
        "--quick",
        "--format",
        "json",
        &site.to_string_lossy(),
    ]);
    let told: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(told["same"], false);
    assert_eq!(told["manifest"].as_array().expect("a list").len(), 3);
    assert_eq!(told["commit"], proposal.first.to_string());
    assert!(told["build"].is_null());
}

#[test]
fn a_site_whose_manifest_was_changed_with_it_is_found_out() {
    let proposal = Proposal::new();
    let page = proposal.site.join("404.html");
    let text = fs::read_to_string(&page).expect("a page");
    let changed = text.replace("</body>", "<!-- x --></body>");
    assert_ne!(text, changed);
    fs::write(&page, &changed).expect("a page");
    let manifest = proposal.site.join("manifest.json");
    let told = fs::read_to_string(&manifest).expect("a manifest");
    let sum = |text: &str| {
        use sha2::Digest;
        let sum = sha2::Sha256::digest(text.as_bytes());
        sum.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let told = told.replace(&sum(&text), &sum(&changed));
    let told = told.replace(
        &format!("{}\",\"size\":{}", sum(&changed), text.len()),
        &format!("{}\",\"size\":{}", sum(&changed), changed.len()),
    );
    fs::write(&manifest, told).expect("a manifest");
    let site = proposal.site.to_string_lossy();
    proposal.verify(&site, &["--quick"]).done();
    let run = proposal.verify(&site, &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("changed  404.html (against the build"),
        "{}",
        run.out
    );
}

#[test]
fn what_cannot_be_verified_is_a_failure() {
    let proposal = Proposal::new();
    let empty = proposal.built.beside("empty");
    fs::create_dir(&empty).expect("a folder");
    for (site, expected) in [
        (
            empty.to_string_lossy().as_ref(),
            "no site made by teigen is here",
        ),
        ("branch:none", "there is no branch `none`"),
        ("http://example.org/", "only https is asked"),
    ] {
        let run = proposal.verify(site, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(expected), "{}", run.err);
    }
}
