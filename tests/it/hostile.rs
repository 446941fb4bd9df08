//! Input that must do no harm: it is shown as the words that it is, or named with the reason why it is not.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::Value;
use teigen::diagnostic::is_hidden;

use crate::inert;
use crate::links::check_site;
use crate::repository::Built;
use crate::support::{Run, build, contents, corpus, files, json, teigen, unpacked};

/// Checks that every file of a site is harmless, by name and by content.
fn check_harmless(site: &Path) {
    let mut found = Vec::new();
    for (name, bytes) in contents(site) {
        let hidden = |c: char| {
            c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\\')
        };
        assert!(!name.chars().any(hidden), "{name:?}");
        let text =
            || String::from_utf8(bytes.clone()).unwrap_or_else(|_| panic!("{name} is not UTF-8"));
        if name.ends_with(".html") {
            found.extend(inert::findings(&name, &text()));
        } else if name.ends_with(".json") {
            let read: Result<Value, _> = serde_json::from_str(&text());
            found.extend(read.err().map(|error| format!("{name}: {error}")));
        }
    }
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found[..found.len().min(40)].join("\n")
    );
}

fn read_json(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).expect("a list")
}

/// Builds a repository with notes shown.
fn build_telling(repository: &Path, site: &Path) -> Run {
    let arguments: [&OsStr; 6] = [
        "build".as_ref(),
        "--verbose".as_ref(),
        "--repo".as_ref(),
        repository.as_os_str(),
        "--out".as_ref(),
        site.as_os_str(),
    ];
    teigen(&arguments)
}

/// Cases that are no pull request, of which nothing is to be told: branches, tags, a trial merge without a head, and a
/// name with which Git itself means a lock.
const SILENT: [u64; 6] = [201, 204, 206, 207, 208, 209];

/// Groups of which every case holds a file, or is as a whole something, that cannot be shown.
const REFUSED: [&str; 6] = [
    "symlink",
    "missing",
    "corrupt",
    "badref",
    "reftarget",
    "dirname",
];

#[test]
fn a_hostile_repository_is_published_but_for_what_cannot_be_shown_which_is_named() {
    let (Some(cases), Some(scratch)) = (
        corpus("hostile/nasty-cases.json"),
        unpacked("hostile/nasty.git.tar.gz"),
    ) else {
        return;
    };
    let cases = read_json(&cases);
    assert_eq!(cases.len(), 217);
    let repository = scratch.path().join("nasty.git");
    let before = contents(&repository);
    let site = scratch.path().join("a/site");
    let run = build_telling(&repository, &site).done();
    let around: Vec<_> = files(scratch.path())
        .into_keys()
        .filter(|name| !name.starts_with("nasty.git/"))
        .collect();
    assert!(
        around
            .iter()
            .all(|name| name.starts_with("a/site/") || name == "manifest.json"),
        "{around:?}"
    );
    assert!(
        before == contents(&repository),
        "the repository was written to"
    );
    check_harmless(&site);
    check_site(&site);
    check_cases(&cases, &site, &run);
    let secret = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let secret = secret.lines().next().filter(|line| line.len() > 10);
    for (name, bytes) in contents(&site) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(secret.is_none_or(|secret| !text.contains(secret)), "{name}");
        assert!(bytes.len() < 4_000_000, "{name} has {} bytes", bytes.len());
    }
    let hidden = |c: char| c.is_control() && c != '\n';
    assert!(!run.err.contains(hidden), "{:?}", run.err);
}

fn check_cases(cases: &[Value], site: &Path, run: &Run) {
    let pulls = json(site, "api/pulls.json");
    let pulls: BTreeMap<u64, &Value> = pulls
        .as_array()
        .expect("an array")
        .iter()
        .map(|pull| (pull["number"].as_u64().expect("a number"), pull))
        .collect();
    let mut wrong = Vec::new();
    for case in cases {
        let told = |field: &str| case[field].as_str().expect("a text");
        let (n, reference, group) = (
            case["n"].as_u64().expect("a number"),
            told("ref"),
            told("group"),
        );
        let Some(pull) = number(reference).and_then(|number| pulls.get(&number)) else {
            let named = run.err.contains(&printed(reference));
            if !named && !SILENT.contains(&n) {
                wrong.push(format!("{case} has no page and is not named"));
            }
            continue;
        };
        let page = site.join(format!("pulls/{}/index.html", pull["number"]));
        let Ok(page) = fs::read_to_string(&page) else {
            wrong.push(format!("{case} has no page"));
            continue;
        };
        let whole = pull["unavailable"].as_str();
        if whole.is_some() && !page.contains("class=\"unavailable-box\"") {
            wrong.push(format!(
                "{case}: its page does not say that it cannot be shown"
            ));
        }
        let explained = REASONS.iter().any(|reason| page.contains(reason));
        if REFUSED.contains(&group) && !explained && !EXPLAINED_OTHERWISE.contains(&n) {
            wrong.push(format!("{case} is shown without a reason"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// How a page says why it does not show a file, or anything.
const REASONS: [&str; 3] = [
    "cannot be shown",
    "is missing from the repository",
    "is damaged",
];

/// Directories with names that are unusual but harmless, and a tag of a tag, which can be followed.
const EXPLAINED_OTHERWISE: [u64; 5] = [98, 99, 100, 102, 193];

fn number(reference: &str) -> Option<u64> {
    let middle = reference
        .strip_prefix("refs/pull/")?
        .strip_suffix("/head")?;
    let number: u64 = middle.parse().ok()?;
    (number.to_string() == middle && number > 0).then_some(number)
}

/// A reference as it is printed: the cases write some as Python does.
fn printed(reference: &str) -> String {
    let raw = reference
        .strip_prefix("b'")
        .and_then(|rest| rest.strip_suffix('\''));
    raw.unwrap_or(reference).replace("\\x1b", "\\u{1b}")
}

/// All payloads, without what Git or its formats cannot hold at all.
fn payloads() -> Option<Vec<String>> {
    let mut found = BTreeSet::new();
    for (file, field) in [("dompurify", "payload"), ("html5lib-sanitizer", "input")] {
        for case in read_json(&corpus(&format!("hostile/{file}.json"))?) {
            found.insert(case[field].as_str().expect("a payload").to_owned());
        }
    }
    for case in read_json(&corpus("hostile/blns.json")?) {
        found.insert(case.as_str().expect("a string").to_owned());
    }
    assert!(found.len() > 700);
    Some(found.into_iter().collect())
}

/// Payloads of one repository: each page has a navigation of all documents.
const AT_ONCE: usize = 20;

#[test]
fn payloads_in_every_place_do_nothing() {
    let Some(payloads) = payloads() else { return };
    let chunks: Vec<&[String]> = payloads.chunks(AT_ONCE).collect();
    let half = chunks.len() / 2;
    std::thread::scope(|scope| {
        for part in [&chunks[..half], &chunks[half..]] {
            scope.spawn(move || part.iter().for_each(|payloads| check_payloads(payloads)));
        }
    });
}

fn check_payloads(payloads: &[String]) {
    let built = repository_of(payloads);
    let site = built.beside("site");
    build(built.path(), &site).done();
    let documents = json(&site, "api/site.json")["documents"].as_u64();
    assert_eq!(documents, Some(payloads.len() as u64 + 1));
    assert_eq!(
        json(&site, "api/pulls.json").as_array().map(Vec::len),
        Some(payloads.len())
    );
    for number in 1..=payloads.len() {
        assert!(
            site.join(format!("pulls/{number}/index.html")).is_file(),
            "#{number}"
        );
    }
    check_harmless(&site);
}

/// A repository with each payload as text, titles, names and addresses of a document of its own, and in the names
/// around a pull request that changes it.
fn repository_of(payloads: &[String]) -> Built {
    let built = Built::new();
    let documents: Vec<(String, String)> = payloads
        .iter()
        .enumerate()
        .map(|(index, payload)| (file_name(index, payload), document(payload)))
        .collect();
    let mut files: Vec<(&str, &str)> = documents
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.push(("index.md", "# 提言（v0.1）\n"));
    let base = built.main("Begin", &files);
    for (index, payload) in payloads.iter().enumerate() {
        let number = index as u32 + 1;
        let line = one_line(payload);
        let (path, text) = &documents[index];
        let other = &payloads[(index + 1) % payloads.len()];
        let changed = text.replace("変更前", "変更後").replacen(payload, other, 1);
        let message = format!("{line}\n\nhttps://example.org/{line}\n\n{payload}");
        let head = built.commit_by(&line, &[base], &message, &[(path, &changed)]);
        built.pull(number, head);
        built.try_point(&format!("refs/heads/{line}"), head);
        if line.contains(|c: char| c.is_ascii_punctuation() && c != '.') {
            built.try_point(&format!("refs/tags/v{number}{line}"), head);
        }
        let subject = format!("Merge pull request #{number} from someone/{line}\n\n{payload}");
        match index % 3 {
            0 => built.merge(&subject, head, &[(path, &changed)]),
            1 => built.main(&format!("{line} (#{number})"), &[(path, &changed)]),
            _ => head,
        };
    }
    built
}

fn document(payload: &str) -> String {
    let line = one_line(payload);
    let quoted = Value::from(payload).to_string();
    let address = Value::from(format!("https://example.org/{line}")).to_string();
    format!(
        "---\ntitle: {quoted}\nstatus: {quoted}\nid: {quoted}\ndiscussion: [{quoted}, {address}]\n\
         participate:\n  - label: {quoted}\n    url: {address}\n  - label: x\n    url: {quoted}\n---\n\n\
         # {line}\n\n変更前の段落。\n\n## {line}\n\n{payload}\n\n\
         変更前の{line}と[{line}]({line})と[x](<{line}> \"{line}\")と![{line}]({line})。\n\n- {payload}\n\n| 変更前 | {line} |\n|---|---|\n| {line} | x |\n"
    )
}

/// One line of it, with nothing that would end it in a commit.
fn one_line(payload: &str) -> String {
    payload.replace(['\n', '\r', '\0'], " ")
}

/// A file name with as much of a payload as one is shown with.
fn file_name(index: usize, payload: &str) -> String {
    let kept = payload
        .chars()
        .filter(|c| !matches!(c, '/' | '\\') && !is_hidden(*c));
    let mut name = format!("{index} ");
    for c in kept {
        if name.len() + c.len_utf8() > 150 {
            break;
        }
        name.push(c);
    }
    name + ".md"
}

#[test]
fn inputs_that_blow_up_parsers_are_built_and_changed_within_bounds() {
    let Some(scratch) = unpacked("hostile/pathological.tar.gz") else {
        return;
    };
    let inputs = files(&scratch.path().join("inputs"));
    assert_eq!(inputs.len(), 25);
    for (name, path) in inputs {
        let text = String::from_utf8_lossy(&fs::read(path).expect("an input")).into_owned();
        let built = Built::new();
        let base = built.main("Begin", &[("index.md", "# 提言\n"), (&name, &text)]);
        let changed = format!("変更\n\n{text}\n\n変更\n");
        built.pull(1, built.commit(&[base], "Change it", &[(&name, &changed)]));
        let site = built.beside("site");
        build(built.path(), &site).done();
        check_harmless(&site);
        let size: usize = contents(&site).values().map(Vec::len).sum();
        assert!(
            size < 400_000 + 60 * text.len(),
            "{name} of {} bytes makes {size}",
            text.len()
        );
    }
}
