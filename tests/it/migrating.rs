//! `init --from`: a site that another tool made goes on answering at every address that it had.
//!
//! The lists of addresses are what the tools gave: MkDocs 1.6.1, mike 2.2.0, mdBook 0.5.4 and Docusaurus 3 were run on the same files.

use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::repository::{Built, GONE};
use crate::support::{Run, build_with, corpus, plain_command, run, scratch, teigen};

/// A working copy of a repository, and room for its site.
struct Moved {
    scratch: tempfile::TempDir,
    said: String,
}

impl Moved {
    /// Clones a repository, takes it over, and builds it with what was written.
    fn from(repository: &Path, tool: &str) -> Self {
        let scratch = scratch();
        let copy = scratch.path().join("copy");
        let mut git = plain_command("git");
        git.args(["clone", "-q"]).arg(repository).arg(&copy);
        run(git).done();
        let said = init(&copy, &["--from", tool]).done().err;
        let mut moved = Self { scratch, said };
        let config = moved.copy().join("teigen.yaml");
        // What other tools were told is not needed any more: the site must not live on it.
        let arguments = ["--config".as_ref(), config.as_os_str()];
        let built = build_with(&copy, &moved.site(), &arguments).done();
        moved.said.push_str(&built.err);
        moved
    }

    fn copy(&self) -> PathBuf {
        self.scratch.path().join("copy")
    }

    fn site(&self) -> PathBuf {
        self.scratch.path().join("site")
    }

    fn config(&self) -> String {
        fs::read_to_string(self.copy().join("teigen.yaml")).expect("it was written")
    }

    /// Where an address ends, through redirects: an address, or a file.
    fn end(&self, address: &str) -> String {
        let mut at = address.to_owned();
        for _ in 0..5 {
            let file = file_of(&at);
            let path = self.site().join(&file);
            let bytes =
                fs::read(&path).unwrap_or_else(|_| panic!("/{address} does not answer: {file}"));
            let text = String::from_utf8_lossy(&bytes);
            let Some((_, rest)) = text.split_once("<meta http-equiv=\"refresh\" content=\"0; url=")
            else {
                return at;
            };
            let (url, _) = rest.split_once('"').expect("an address");
            if url.starts_with("https://") {
                return url.to_owned();
            }
            at = beside(&file, url.split('#').next().unwrap_or_default());
        }
        panic!("/{address} leads in a circle");
    }

    /// Checks where old addresses end.
    fn check(&self, expected: &[(&str, &str)]) {
        for (old, new) in expected {
            assert_eq!(self.end(old), *new, "/{old}\n{}", self.config());
        }
    }

    fn says(&self, expected: &[&str]) {
        for expected in expected {
            assert!(self.said.contains(expected), "{expected}\n{}", self.said);
        }
    }
}

fn file_of(address: &str) -> String {
    match address.is_empty() || address.ends_with('/') {
        true => format!("{address}index.html"),
        false => address.to_owned(),
    }
}

/// Follows a relative address; `index.html` is its folder.
fn beside(file: &str, url: &str) -> String {
    let url = percent_decode_str(url).decode_utf8().expect("UTF-8");
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in url.split('/') {
        match part {
            ".." => drop(parts.pop().expect("it stays inside")),
            "." => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match path.strip_suffix("index.html") {
        Some(folder) => folder.to_owned(),
        None => path,
    }
}

fn init(folder: &Path, more: &[&str]) -> Run {
    let mut arguments: Vec<&str> = vec!["init", "--ci", "none"];
    arguments.extend(more);
    arguments.push(folder.to_str().expect("UTF-8"));
    teigen(&arguments)
}

/// The files of a MkDocs site with a plugin for redirects.
fn mkdocs(more: &str) -> String {
    format!(
        "site_name: \"提言: みんなの\" # x\nsite_url: https://example.org/policy/\ntheme: {{name: material, language: ja}}\nnav:\n- Home: index.md\n- 人:\n  - people.md\n  - sub/b.md\nplugins:\n- search\n- redirects:\n    redirect_maps:\n      'old.md': 'people.md'\n      'sub/gone.md': 'sub/README.md#x'\n      'away.md': 'https://example.org/'\n{more}"
    )
}

const DOCUMENTS: [(&str, &str); 6] = [
    ("docs/index.md", "# 提言\n"),
    ("docs/people.md", "# 人\n\n![図](images/a.png)\n"),
    ("docs/sub/README.md", "# 下\n"),
    ("docs/sub/b.md", "# b\n"),
    ("docs/images/a.png", "PNG"),
    ("docs/資料.pdf", "PDF"),
];

fn commit(built: &Built, configuration: (&str, &str), files: &[(&str, &str)]) {
    let mut all = files.to_vec();
    all.push(configuration);
    built.main("Begin", &all);
}

#[test]
fn addresses_of_mkdocs_answer() {
    let built = Built::new();
    commit(&built, ("mkdocs.yml", &mkdocs("")), &DOCUMENTS);
    built.main("MkDocs is gone", &[("mkdocs.yml", &mkdocs(""))]);
    let moved = Moved::from(built.path(), "mkdocs");
    moved.check(&[
        ("", ""),
        ("people/", "latest/people/"),
        ("sub/", "latest/sub/"),
        ("sub/b/", "latest/sub/b/"),
        ("old/", "latest/people/"),
        ("sub/gone/", "latest/sub/"),
        ("away/", "https://example.org/"),
        ("images/a.png", "images/a.png"),
        ("資料.pdf", "資料.pdf"),
        ("404.html", "404.html"),
        ("sitemap.xml", "sitemap.xml"),
    ]);
    let kept = fs::read(moved.site().join("images/a.png")).expect("it is there");
    assert_eq!(kept, b"PNG");
    let config = moved.config();
    assert!(config.starts_with("# このサイトの設定です"), "{config}");
    assert!(config.contains("title: '提言: みんなの'"), "{config}");
    moved.says(&["navigation: 3 documents", "次に: teigen.yaml"]);
}

#[test]
fn addresses_of_mkdocs_without_folders_answer_without_its_configuration() {
    let built = Built::new();
    let text = mkdocs("use_directory_urls: false\n");
    commit(&built, ("mkdocs.yml", &text), &DOCUMENTS);
    let copy = scratch();
    for (path, text) in DOCUMENTS.iter().chain(&[("mkdocs.yml", text.as_str())]) {
        let path = copy.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("it is written");
    }
    // A folder need be no repository to be taken over.
    init(copy.path(), &["--from", "auto"]).done();
    let config = fs::read_to_string(copy.path().join("teigen.yaml")).expect("it was written");
    built.main("Move", &[("mkdocs.yml", GONE), ("teigen.yaml", &config)]);
    let moved = Moved {
        scratch: scratch(),
        said: String::new(),
    };
    fs::create_dir(moved.copy()).expect("a folder");
    fs::write(moved.copy().join("teigen.yaml"), &config).expect("it is written");
    build_with::<&str>(built.path(), &moved.site(), &[]).done();
    moved.check(&[
        ("", ""),
        ("people.html", "latest/people/"),
        ("sub/index.html", "latest/sub/"),
        ("sub/b.html", "latest/sub/b/"),
        ("old.html", "latest/people/"),
        ("sub/gone.html", "latest/sub/"),
        ("away.html", "https://example.org/"),
        ("images/a.png", "images/a.png"),
        ("資料.pdf", "資料.pdf"),
    ]);
}

#[test]
fn addresses_and_versions_of_mike_answer() {
    let built = Built::new();
    let text = mkdocs("- mike\nextra: {version: {provider: mike, default: latest}}\n");
    commit(&built, ("mkdocs.yml", &text), &DOCUMENTS);
    let first = built.tip();
    let second = built.main(
        "Second",
        &[("docs/people.md", "# 人 2\n\n![図](images/a.png)\n")],
    );
    built.point("refs/tags/v0.6", second);
    let mut published: Vec<(String, &str)> = vec![
        ("index.html".to_owned(), "<meta>"),
        (
            "versions.json".to_owned(),
            r#"[{"version":"dev","title":"dev","aliases":[]},{"version":"0.6","title":"0.6","aliases":["stable","latest"]},{"version":"0.5","title":"0.5","aliases":[]}]"#,
        ),
    ];
    let pages = [
        "404.html",
        "away/index.html",
        "index.html",
        "old/index.html",
        "people/index.html",
        "sub/b/index.html",
        "sub/gone/index.html",
        "sub/index.html",
    ];
    let files = [
        "assets/images/favicon.png",
        "images/a.png",
        "資料.pdf",
        "search/search_index.json",
    ];
    for version in ["dev", "0.6", "0.5"] {
        for path in pages.iter().chain(&files) {
            published.push((format!("{version}/{path}"), "OLD"));
        }
    }
    let published: Vec<(&str, &str)> = published
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let mut tip = None;
    for (commit, version) in [(first, "0.5"), (second, "0.6"), (second, "dev")] {
        let commit = &commit.to_string()[..7];
        let subject = format!("Deployed {commit} to {version} with MkDocs 1.6.1 and mike 2.2.0");
        let parents: Vec<_> = tip.into_iter().collect();
        tip = Some(built.commit(&parents, &subject, &published));
    }
    let default = "Set default version to latest with mike 2.2.0";
    let tip = built.commit(&[tip.expect("a commit")], default, &[]);
    built.point("refs/heads/gh-pages", tip);

    let moved = Moved::from(built.path(), "mike");
    let config = moved.config();
    assert!(
        config.contains(&format!("'0.5':\n      commit: {first}")),
        "{config}"
    );
    assert!(config.contains("'0.6':\n      tag: v0.6"), "{config}");
    assert!(config.contains(&format!("published: {tip}")), "{config}");
    for (old, new) in [
        ("0.5", "0.5"),
        ("0.6", "0.6"),
        ("latest", "latest"),
        ("stable", "latest"),
        ("dev", "next"),
    ] {
        let expected = [
            ("", ""),
            ("people/", "people/"),
            ("sub/", "sub/"),
            ("sub/b/", "sub/b/"),
            ("old/", "people/"),
            ("sub/gone/", "sub/"),
        ];
        for (page, there) in expected {
            moved.check(&[(&format!("{old}/{page}"), &format!("{new}/{there}"))]);
        }
        moved.check(&[(&format!("{old}/away/"), "https://example.org/")]);
        for file in ["images/a.png", "資料.pdf"] {
            let path = format!("{old}/{file}");
            moved.check(&[(&path, &path)]);
        }
    }
    for file in ["0.5", "0.6", "dev"].map(|version| format!("{version}/assets/images/favicon.png"))
    {
        moved.check(&[(&file, &file)]);
    }
    moved.check(&[("", "")]);
    let old = fs::read_to_string(moved.site().join("0.5/people/index.html")).expect("a page");
    assert!(!old.contains("人 2"), "version 0.5 is what it was");
    moved.says(&[
        "versions: 0.6 (tag v0.6), 0.5 (commit",
        "/dev/ leads to next",
    ]);
    assert!(
        !moved.said.contains("not-carried-over] teigen.yaml"),
        "{}",
        moved.said
    );
}

#[test]
fn addresses_of_mdbook_answer() {
    let built = Built::new();
    let summary = "# Summary\n\n[はじめに](README.md)\n\n# 施策\n\n- [人材](people.md)\n  - [留学](予算/index.md)\n  - [家賃](予算/家賃%20補助.md)\n- [準備中]()\n\n---\n\n- [健康](health.md)\n\n[付録](appendix.md)\n";
    let files = [
        ("src/SUMMARY.md", summary),
        ("src/README.md", "# はじめに\n"),
        ("src/people.md", "# 人材\n\n![図](images/a.png)\n"),
        ("src/予算/index.md", "# 留学\n"),
        ("src/予算/家賃 補助.md", "# 家賃\n"),
        ("src/health.md", "# 健康\n"),
        ("src/appendix.md", "# 付録\n"),
        ("src/images/a.png", "PNG"),
        ("src/資料.pdf", "PDF"),
    ];
    let book = "[book]\ntitle = \"提言の本\"\nlanguage = \"ja\"\nauthors = [\"花子\"]\nsrc = \"src\"\n[output.html]\ngit-repository-url = \"https://github.com/example/hon\"\nsite-url = \"/hon/\"\n[output.html.redirect]\n\"/old.html\" = \"people.html\"\n\"/moved/away.html\" = \"https://example.org/away\"\n";
    commit(&built, ("book.toml", book), &files);
    let moved = Moved::from(built.path(), "mdbook");
    moved.check(&[
        ("index.html", "index.html"),
        ("people.html", "latest/people/"),
        ("予算/index.html", "latest/予算/"),
        ("予算/家賃 補助.html", "latest/予算/家賃 補助/"),
        ("health.html", "latest/health/"),
        ("appendix.html", "latest/appendix/"),
        ("old.html", "latest/people/"),
        ("moved/away.html", "https://example.org/away"),
        ("print.html", "latest/whole/"),
        ("toc.html", ""),
        ("404.html", "404.html"),
        ("images/a.png", "images/a.png"),
        ("資料.pdf", "資料.pdf"),
    ]);
    moved.says(&[
        "src/SUMMARY.md:10: the draft 準備中",
        "src/SUMMARY.md: it would be published",
    ]);
}

#[test]
fn addresses_and_versions_of_docusaurus_answer() {
    let built = Built::new();
    let config = "// @ts-check\nimport {themes as prismThemes} from 'prism-react-renderer';\n/** @type {import('@docusaurus/types').Config} */\nconst config = {\n  title: '提言サイト',\n  url: 'https://example.org',\n  baseUrl: '/policy/',\n  organizationName: 'example',\n  projectName: `policy`,\n  i18n: { defaultLocale: 'ja', locales: ['ja'] },\n  presets: [\n    ['classic', ({ docs: { sidebarPath: './sidebars.json', editUrl: process.env.EDIT }, blog: false })],\n  ],\n  themeConfig: ({ prism: {theme: prismThemes.github} }),\n};\nexport default config;\n";
    let sidebars = r#"{"main": ["intro", {"type":"category","label":"Tutorial","link":{"type":"generated-index"},"items":["tutorial/first","tutorial/second"]}, {"type":"category","label":"Guides","items":[{"type":"autogenerated","dirName":"guides"}]}]}"#;
    let today = [
        ("sidebars.json", sidebars),
        ("static/img/logo.png", "PNG"),
        ("src/pages/about.md", "# About\n"),
        ("docs/intro.md", "---\nslug: /\n---\n# はじめに\n"),
        ("docs/01-tutorial/01-first.md", "# First\n"),
        (
            "docs/01-tutorial/02-other.md",
            "---\nid: second\n---\n# Second\n",
        ),
        (
            "docs/guides/slug.md",
            "---\nslug: special\nsidebar_position: 1\n---\n# Slug\n",
        ),
        ("docs/guides/README.md", "# Guides\n"),
        ("docs/guides/2024-05-06-note.md", "# G\n"),
        (
            "docs/guides/abs.md",
            "---\nslug: /absolute/here\nsidebar_position: 2\n---\n# Abs\n",
        ),
        ("docs/guides/予算.md", "# 予算\n"),
    ];
    let first = [
        ("docs/intro.md", "# はじめに 1.0\n"),
        ("docs/guides/a.md", "# A\n"),
        ("versioned_docs/version-1.0/intro.md", "# はじめに 1.0\n"),
        ("versioned_docs/version-1.0/guides/a.md", "# A\n"),
        ("versions.json", "[\"1.0\"]"),
    ];
    commit(&built, ("docusaurus.config.js", config), &first);
    let version = built.tip();
    let mut second = today.to_vec();
    second.push(("docs/guides/a.md", GONE));
    built.main("Second", &second);
    let moved = Moved::from(built.path(), "docusaurus");
    moved.check(&[
        ("", ""),
        ("docs/intro/", "latest/intro/"),
        ("docs/guides/a/", "latest/guides/a/"),
        ("docs/next/", "next/intro/"),
        ("docs/next/absolute/here/", "next/guides/abs/"),
        ("docs/next/category/tutorial/", "next/01-tutorial/01-first/"),
        ("docs/next/guides/", "next/guides/"),
        (
            "docs/next/guides/2024-05-06-note/",
            "next/guides/2024-05-06-note/",
        ),
        ("docs/next/guides/special/", "next/guides/slug/"),
        ("docs/next/guides/予算/", "next/guides/予算/"),
        ("docs/next/tutorial/first/", "next/01-tutorial/01-first/"),
        ("docs/next/tutorial/second/", "next/01-tutorial/02-other/"),
        ("img/logo.png", "img/logo.png"),
    ]);
    let written = moved.config();
    assert!(
        written.contains(&format!("'1.0':\n      commit: {version}")),
        "{written}"
    );
    assert!(
        written.contains("base_url: https://example.org/policy/"),
        "{written}"
    );
    moved.says(&[
        "docusaurus.config.js:12: `presets.1.2.docs.editUrl` is code",
        "src/pages: pages of their own",
        "versioned_docs: 1 versions are folders here",
    ]);
}

#[test]
fn addresses_of_docusaurus_without_versions_answer() {
    let built = Built::new();
    let files = [
        ("docs/index.md", "# はじめに\n"),
        ("docs/02-b.md", "# B\n"),
        ("docs/01-a.mdx", "# A\n"),
        (
            "docs/folder/_category_.json",
            "{\"label\": \"Own\", \"position\": 1, \"link\": {\"type\": \"generated-index\"}}",
        ),
        ("docs/folder/c.md", ":::note\nx\n:::\n"),
    ];
    let config = "module.exports = {title: 'A', trailingSlash: false, i18n: {defaultLocale: 'en'}, presets: [['classic', {docs: {routeBasePath: '/'}}]]};\n";
    commit(&built, ("docusaurus.config.js", config), &files);
    let moved = Moved::from(built.path(), "auto");
    moved.check(&[
        ("", ""),
        ("b.html", "latest/02-b/"),
        ("folder/c.html", "latest/folder/c/"),
        ("category/own.html", "latest/folder/c/"),
    ]);
    moved.says(&[
        "docs/01-a.mdx is not read as a document",
        "docs/folder/c.md:1: `:::note`",
        "Next: look through teigen.yaml",
    ]);
}

#[test]
fn nothing_that_is_there_is_overwritten_and_the_way_is_shown() {
    let folder = scratch();
    let write =
        |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("written");
    write("mkdocs.yml", "site_name: A\n");
    let said = init(folder.path(), &[]).done();
    assert!(
        said.err.contains("`teigen init --from mkdocs`"),
        "{}",
        said.err
    );
    assert!(!folder.path().join("teigen.yaml").exists());
    write("teigen.yaml", "title: 自分の\n");
    let said = init(folder.path(), &["--from", "mkdocs"]).done();
    assert!(said.out.contains("title: A"), "{}", said.out);
    assert!(said.err.contains("is there already"), "{}", said.err);
    let kept = fs::read_to_string(folder.path().join("teigen.yaml")).expect("it is there");
    assert_eq!(kept, "title: 自分の\n");
    let failed = init(folder.path(), &["--from", "mdbook"]);
    assert_eq!(failed.code, 2, "{}", failed.err);
}

#[test]
fn hostile_words_stay_words() {
    let built = Built::new();
    let title = "a: b # c\u{1b}[31m' \" - !!x &y *z {}[]|>\u{202e}";
    let text = format!(
        "site_name: {}\nnav:\n- {}: index.md\nplugins:\n- redirects:\n    redirect_maps: {{'../../etc/passwd.md': index.md, '/x.md': index.md, 'assets/x.md': index.md, 'pulls/1.md': index.md, 'a\\\\b.md': index.md}}\n",
        serde_json::json!(title),
        serde_json::json!(title),
    );
    commit(
        &built,
        ("mkdocs.yml", &text),
        &[
            ("docs/index.md", "# A\n"),
            ("docs/evil.svg", "<svg onload=alert(1)>"),
            ("docs/evil.html", "<script>"),
        ],
    );
    let moved = Moved::from(built.path(), "mkdocs");
    assert!(!moved.said.contains('\u{1b}'), "{}", moved.said);
    assert!(!moved.site().join("evil.svg").exists());
    assert!(!moved.site().join("evil.html").exists());
    assert!(!moved.site().join("pulls/1/index.html").exists());
}

#[test]
fn addresses_that_lead_nowhere_are_told_and_cost_only_themselves() {
    let built = Built::new();
    let config = "addresses:\n  published: '1234567'\n  files: [docs, none]\n  aliases: {stable: v9, pulls: latest, good: latest}\n  redirects:\n    gone/: gone.md\n    pulls/1/: index.md\n    R&D/: index.md\n    latest/: a.md\n    index.html: a.md\n    here/: /here/\n    old/: a.md\n    old/a/b.html: a.md\n    old/index.html: index.md\n";
    commit(
        &built,
        ("teigen.yaml", config),
        &[("docs/index.md", "# 提言\n"), ("docs/a.md", "# A\n")],
    );
    let moved = Moved {
        scratch: scratch(),
        said: String::new(),
    };
    let built = build_with::<&str>(built.path(), &moved.site(), &[]).done();
    for expected in [
        "warning[earlier-site-missing] teigen.yaml: the earlier site, commit 1234567",
        "the old address stable stands for a version that is not there",
        "the old address pulls is the site's own",
        "the old address gone/ leads to no document",
        "the old address pulls/1/ is the site's own",
        "the old address R&D/ is the site's own, or no name",
    ] {
        assert!(built.err.contains(expected), "{expected}\n{}", built.err);
    }
    for (old, new) in [
        ("", ""),
        ("latest/", "latest/"),
        ("good/a/", "latest/a/"),
        ("old/", "latest/a/"),
        ("old/a/b.html", "latest/a/"),
    ] {
        assert_eq!(moved.end(old), new, "/{old}");
    }
    assert!(!moved.site().join("here/index.html").exists());
}

/// What MkDocs 1.6.1 makes of the main branch of `tokyo.bundle`, without what is its theme's own.
const TOKYO: [(&str, &str); 7] = [
    ("", ""),
    (
        "1.1_教育DXへの生成AI活用/",
        "latest/1.1_教育DXへの生成AI活用/",
    ),
    (
        "1.2_医療DXへの生成AI活用/",
        "latest/1.2_医療DXへの生成AI活用/",
    ),
    (
        "1.3_その他政策における生成AI活用/",
        "latest/1.3_その他政策における生成AI活用/",
    ),
    (
        "2_海外AI人材・企業への魅力発信/",
        "latest/2_海外AI人材・企業への魅力発信/",
    ),
    ("3_AI人材育成/", "latest/3_AI人材育成/"),
    (
        "4_ガバナンスルールの整備/",
        "latest/4_ガバナンスルールの整備/",
    ),
];

#[test]
fn every_address_of_the_site_in_the_corpus_answers() {
    let Some(bundle) = corpus("tokyo.bundle") else {
        return;
    };
    let moved = Moved::from(&bundle, "mkdocs");
    moved.check(&TOKYO);
    moved.check(&[("404.html", "404.html")]);
    let mut git = plain_command("git");
    git.current_dir(moved.copy());
    git.args(["log", "origin/gh-pages", "--format=", "--name-only", "-z"]);
    let listed = run(git).done().out;
    let mut count = 0;
    for file in listed
        .split('\0')
        .map(str::trim)
        .filter(|file| !file.is_empty())
    {
        // The host's name is no address: it goes with the branch, and is read as `base_url`.
        if file != "CNAME" {
            moved.check(&[(file, file)]);
            count += 1;
        }
    }
    assert_eq!(count, 9, "{listed}");
    moved.says(&[
        "title 東京都AI戦略いどばた会議, language ja, documents in docs",
        "navigation: 7 documents",
        "mkdocs.yml:4: `theme.custom_dir` does not carry over",
    ]);
}
