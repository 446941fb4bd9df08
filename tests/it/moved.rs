//! Addresses that readers kept lead to where the document is now.

use std::fs;

use crate::repository::{Built, GONE};
use crate::support::{build, scratch};

/// Builds a proposal of three versions: a document is renamed in the second one, another is gone in the third.
fn built(mkdocs: &str) -> tempfile::TempDir {
    let built = Built::new();
    let text = "海外の大学院生を受け入れる三か月の滞在枠を設け、研究室を公募する。家賃の半分を補助し、子どもの学校を探す。";
    let people = format!("# 人材\n\n{text}\n");
    let first = built.main(
        "Begin",
        &[
            ("docs/index.md", "# 提言\n"),
            ("docs/people.md", &people),
            ("docs/gone.md", "# 消える文書\n\n別の文です。\n"),
            ("mkdocs.yml", mkdocs),
        ],
    );
    built.point("refs/tags/v0.5", first);
    let second = built.main(
        "Rename",
        &[("docs/people.md", GONE), ("docs/talent.md", &people)],
    );
    built.point("refs/tags/v0.6", second);
    let third = built.main(
        "Remove",
        &[
            ("docs/gone.md", GONE),
            ("docs/index.md", "# 提言\n\n新しい文。\n"),
        ],
    );
    built.point("refs/tags/v0.7", third);
    let site = scratch();
    build(built.path(), site.path()).done();
    site
}

/// Checks that an address leads elsewhere.
fn leads(site: &tempfile::TempDir, from: &str, to: &str) {
    let html = fs::read_to_string(site.path().join(from))
        .unwrap_or_else(|error| panic!("{from}: {error}"));
    assert!(
        html.contains(&format!("content=\"0; url={to}\"")),
        "{from}: {html}"
    );
}

#[test]
fn the_old_address_of_a_document_that_was_renamed_or_is_gone_leads_on() {
    let site = built("site_name: 提言\n");
    leads(&site, "talent/index.html", "../latest/talent/index.html");
    leads(&site, "people/index.html", "../latest/talent/index.html");
    leads(&site, "latest/people/index.html", "../talent/index.html");
    leads(
        &site,
        "latest/gone/index.html",
        "../../v0.6/gone/index.html",
    );
    assert!(!site.path().join("talent.html").exists());
    assert!(!site.path().join("0.5").exists());
}

#[test]
fn addresses_of_mkdocs_without_folders_and_of_mike_lead_on() {
    let site = built("use_directory_urls: false\nextra:\n  version:\n    provider: mike\n");
    leads(&site, "talent.html", "latest/talent/index.html");
    leads(
        &site,
        "0.5/people/index.html",
        "../../v0.5/people/index.html",
    );
    leads(&site, "0.5/index.html", "../v0.5/index.html");
}
