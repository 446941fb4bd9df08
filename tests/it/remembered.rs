//! What a build leaves for the next one of requests on today's text: whatever is read back, the site ends as a fresh one does.

use std::fs;
use std::path::PathBuf;

use git2::Oid;

use crate::determinism::differences;
use crate::repository::{Built, GONE};
use crate::support::build;

const STIPEND: &str = "海外の大学院生を受け入れる三か月の滞在枠を設け、研究室を公募する。";
const HOUSING: &str = "留学生のための宿舎を都心に三百戸用意し、家賃の半分を補助する。";
const VISA: &str = "研究者の家族にも同時に査証を発給し、手続きを英語だけで済ませられるようにする。";

/// A proposal on which eight requests wait, all sent for its first text.
struct Waiting {
    built: Built,
    base: Oid,
    site: PathBuf,
}

fn study(stipend: &str, housing: &str) -> String {
    format!("# 留学\n\n## 滞在\n\n{stipend}\n\n## 住まい\n\n{housing}\n")
}

impl Waiting {
    fn new() -> Self {
        let built = Built::new();
        let files = [
            ("docs/index.md", "# 提言\n\nはじめに。\n".to_owned()),
            ("docs/留学.md", study(STIPEND, HOUSING)),
            ("docs/査証.md", format!("# 査証\n\n{VISA}\n")),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, &text[..]));
        let base = built.main("Begin", &files);
        let site = built.beside("site");
        let waiting = Self { built, base, site };
        for number in 1..=6 {
            let months = format!("{number}年の");
            waiting.send(
                number,
                &study(&STIPEND.replace("三か月の", &months), HOUSING),
            );
        }
        waiting.send(7, &study(STIPEND, &HOUSING.replace("三百", "五百")));
        let copy = study(STIPEND, HOUSING).replace("補助する", "補助します");
        let head = waiting
            .built
            .commit(&[base], "写し", &[("docs/留学 .md", &copy)]);
        waiting.built.pull(8, head);
        waiting
    }

    /// Gives a request a head that changes the document about studying abroad.
    fn send(&self, number: u32, text: &str) {
        let title = format!("案の{number}");
        let head = self
            .built
            .commit(&[self.base], &title, &[("docs/留学.md", text)]);
        self.built.pull(number, head);
    }

    fn main(&self, files: &[(&str, &str)]) {
        self.built.main("Change", files);
    }

    /// Builds on top of what is there, and tells what differs from a build into a new folder.
    fn check(&self, what: &str) {
        build(self.built.path(), &self.site).done();
        let fresh = self.built.beside("fresh");
        build(self.built.path(), &fresh).done();
        let differ = differences(&self.site, &fresh);
        assert!(differ.is_empty(), "{what}: {differ:?}");
        fs::remove_dir_all(fresh).expect("a folder");
    }

    fn facts(&self) -> String {
        fs::read_to_string(self.site.join("api/touches.json")).expect("facts")
    }
}

#[test]
fn conflicts_and_passages_that_went_are_read_back_as_they_would_be_found() {
    let waiting = Waiting::new();
    let rewritten = STIPEND.replace("三か月の", "半年間の");
    waiting.check("nothing is in conflict");
    assert!(!waiting.facts().contains("\"conflicts\""));
    waiting.main(&[("docs/留学.md", &study(&rewritten, HOUSING))]);
    waiting.check("a conflict arises");
    assert!(
        waiting.facts().contains("\"conflicts\""),
        "{}",
        waiting.facts()
    );
    waiting.send(9, &study(STIPEND, &HOUSING.replace("都心", "郊外")));
    waiting.check("a new request beside those in conflict");
    let moved = format!("# 査証\n\n{VISA}\n\n{STIPEND}\n");
    waiting.main(&[
        (
            "docs/留学.md",
            &format!("# 留学\n\n## 住まい\n\n{HOUSING}\n"),
        ),
        ("docs/査証.md", &moved),
    ]);
    waiting.check("a passage goes to another document");
    assert!(waiting.facts().contains("\"now\":["), "{}", waiting.facts());
    waiting.send(10, &study(STIPEND, &HOUSING.replace("半分", "全部")));
    waiting.check("a new request beside a passage that went");
    waiting.main(&[("docs/査証.md", &format!("# 査証\n\n{VISA}\n"))]);
    waiting.check("the passage is gone");
    assert!(waiting.facts().contains("\"gone\""), "{}", waiting.facts());
    waiting.built.remove("refs/pull/3/head");
    waiting.check("a request leaves");
    waiting.send(4, &study(STIPEND, &HOUSING.replace("三百", "千")));
    waiting.check("a request's head moves");
    waiting.main(&[("docs/留学.md", GONE)]);
    waiting.check("the document is gone");
    waiting.send(11, &study(STIPEND, &HOUSING.replace("宿舎", "住宅")));
    waiting.check("a new request for a document that is gone");
    waiting.main(&[("docs/留学.md", &study(STIPEND, HOUSING))]);
    waiting.check("all conflicts vanish");
    assert!(
        !waiting.facts().contains("\"conflicts\""),
        "{}",
        waiting.facts()
    );
}
