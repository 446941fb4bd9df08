//! The search as a browser does it, over real proposals, held against looking through every text.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use teigen::config::Config;
use teigen::document::{self, Document, block_text};
use teigen::repository::{self, Source, Wanted};
use teigen::search::normal;
use teigen::site::pull::{PullSummary, Pulls};
use teigen::site::search::{SearchIndex, Wordings};
use teigen::site::{self, Documents, Edition, Site};

use crate::support::{corpus, plain_command, run, scratch};

/// Requests that are made up: more than one volume of them.
const REQUESTS: u64 = 5_000;

#[test]
fn a_hundred_queries_of_the_tokyo_proposal_find_what_a_plain_search_finds() {
    check("tokyo");
}

#[test]
fn a_hundred_queries_of_the_policy_proposal_find_what_a_plain_search_finds() {
    check("policy");
}

fn check(name: &str) {
    let Some(bundle) = corpus(&format!("{name}.bundle")) else {
        return;
    };
    let scratch = scratch();
    let repository = scratch.path().join("repository");
    let mut git = plain_command("git");
    git.args(["clone", "-q", "--bare", "--single-branch"]);
    run({
        git.arg(bundle).arg(&repository);
        git
    })
    .done();
    let source = Source::open(&repository).expect("a repository");
    let config = Config::default();
    let snapshot = repository::read(&source, &config, Wanted::None, &|_, _| {}).expect("versions");
    let documents = documents(&source, &snapshot);
    let site = site::plan(
        &config,
        &snapshot,
        &documents,
        &BTreeMap::new(),
        &mut Vec::new(),
    );
    let pulls = requests(&site);
    let folder = scratch.path().join("site");
    for (path, bytes) in SearchIndex::new(&site, &pulls).files() {
        let path = folder.join(path.as_str());
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let queries: Value =
        serde_json::from_str(include_str!("../search/queries.json")).expect("JSON");
    let queries = queries[name].as_array().expect("a list");
    assert!(queries.len() > 100);
    let said = ask(&folder, &expected(&site, &pulls, queries));
    assert!(said.is_none_or(|said| said.trim() == "as expected"));
}

/// What Node.js says of the answers; nothing, and a message, where there is none.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn ask(folder: &Path, expected: &Value) -> Option<String> {
    let node = std::process::Command::new("node").arg("--version").output();
    if node.is_err() {
        eprintln!("skipped: there is no node");
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let answers = folder.join("expected.json");
    fs::write(&answers, expected.to_string()).expect("a file");
    let mut node = plain_command("node");
    node.arg(root.join("tests/search/check.mjs"))
        .arg(root.join("templates/assets/search-index.js"))
        .arg(folder.join("search/data"))
        .arg::<&OsStr>(answers.as_ref());
    let run = run(node);
    assert!(run.err.is_empty() && run.code < 2, "{}", run.err);
    assert_eq!(run.code, 0, "{}", run.out);
    Some(run.out)
}

fn documents(source: &Source, snapshot: &teigen::snapshot::Snapshot) -> Documents {
    let blobs = source.blobs().expect("files");
    let versions = snapshot.versions.iter().chain(&snapshot.next);
    let files = versions.flat_map(|version| version.documents(&snapshot.source));
    let read = files.map(|file| {
        let text = blobs.text(file.blob).expect("a text");
        (file.blob, Arc::new(document::parse(&text)))
    });
    read.collect()
}

/// Requests that say what stands in the versions, one section each.
fn requests(site: &Site<'_>) -> Pulls {
    let texts: Vec<_> = site
        .states()
        .flat_map(|edition| &edition.documents)
        .flat_map(|document| sections(&document.document))
        .collect();
    let mut wordings = Wordings::new();
    let all = (1..=REQUESTS)
        .zip(texts.iter().cycle())
        .map(|(number, (_, lines))| {
            wordings.insert(number, lines.iter().skip(1).take(3).cloned().collect());
            PullSummary {
                number,
                title: lines.first().cloned().unwrap_or_default(),
                ..PullSummary::default()
            }
        });
    let all = all.collect();
    Pulls::new(all, wordings, BTreeMap::new())
}

/// The anchors of a document's sections and the lines of each, its heading's first.
fn sections(document: &Document) -> Vec<(String, Vec<String>)> {
    let above = (String::new(), lines(document, None));
    let sections = document.sections.iter().enumerate();
    let below = sections.map(|(at, section)| (section.anchor.clone(), lines(document, Some(at))));
    std::iter::once(above).chain(below).collect()
}

fn lines(document: &Document, section: Option<usize>) -> Vec<String> {
    let blocks = &document.blocks[document.own_blocks(section)];
    let texts = blocks.iter().map(|block| match &block.kind {
        document::BlockKind::Html(html) => shown(html),
        _ => block_text(block).replace('\t', " | "),
    });
    let lines = texts.flat_map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>());
    lines.collect()
}

/// What raw HTML shows, of the simple sort that the proposals have.
fn shown(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn expected(site: &Site<'_>, pulls: &Pulls, queries: &[Value]) -> Value {
    let latest = texts([site.latest()].into_iter());
    let others = site
        .states()
        .filter(|edition| edition.version.commit != site.latest().version.commit);
    let others = texts(others);
    let requests = pulls.all.iter().map(|pull| {
        let wording = pulls.wordings[&pull.number].iter();
        let lines = std::iter::once(&pull.title)
            .chain(wording)
            .map(|line| normal(line));
        (pull.number.to_string(), lines.collect())
    });
    let requests: Vec<(String, Vec<String>)> = requests.collect();
    let mut all = Vec::new();
    for query in queries {
        let query = query.as_str().expect("text");
        let words = words(query);
        for (place, texts) in [
            ("latest", &latest),
            ("versions", &others),
            ("pulls", &requests),
        ] {
            let says = |lines: &[String]| {
                let says = |word: &String| lines.iter().any(|line| line.contains(word));
                !words.is_empty() && words.iter().all(says)
            };
            let found = texts.iter().filter(|(_, lines)| says(lines));
            let found: Vec<&str> = found.map(|(name, _)| name.as_str()).collect();
            all.push(json!([place, query, found]));
        }
    }
    Value::Array(all)
}

/// The lines of every section in the spelling that is searched, by address.
fn texts<'e>(editions: impl Iterator<Item = &'e Edition<'e>>) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for edition in editions {
        for document in &edition.documents {
            let page = edition.page(document);
            let href = site::view::Href::between("index.html", page.as_str());
            for (anchor, lines) in sections(&document.document) {
                let lines = lines.iter().map(|line| normal(line)).collect();
                found.push((format!("{}#{anchor}", href.as_str()), lines));
            }
        }
    }
    found
}

fn words(query: &str) -> Vec<String> {
    let parts = query.split(['"', '“', '”']).enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(normal).collect(),
        _ => vec![normal(part)],
    });
    words.filter(|word| !word.is_empty()).collect()
}
