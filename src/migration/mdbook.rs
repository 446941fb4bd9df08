//! `book.toml` and `SUMMARY.md`, as mdBook reads them → [`Findings`].

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::old::{self, OldPage};
use super::scan::{Sign, scan};
use super::{Findings, Ground, below, folder, one_line, web};
use crate::config::NavigationEntry;
use crate::document::{self, Block, BlockKind, Inline, ListItem};
use crate::language::Tag;

/// Deepest nesting of chapters.
const DEPTH_LIMIT: usize = 16;
/// Most chapters.
const MOST_CHAPTERS: usize = 10_000;
/// What the tool put beside the chapters: the whole book on one page, the contents by themselves.
const BESIDE: [(&str, &str); 2] = [("print.html", "/latest/whole/"), ("toc.html", "/")];

const SIGNS: [Sign; 2] = [
    Sign {
        is_in: |line| line.contains("{{#include") || line.contains("{{#rustdoc_include"),
        what: "`{{#include …}}` includes nothing",
        help: "write what is included into the document",
    },
    Sign {
        is_in: |line| line.contains("{{#playground") || line.contains("{{#title"),
        what: "`{{#…}}` stays as it is written",
        help: "take it out; a title belongs into the front matter: `title: …`",
    },
];

/// Reads a `book.toml` and the book beside it.
pub(super) fn read(file: &str, text: &str, ground: &dyn Ground) -> Findings {
    let mut found = Findings {
        source: "src".to_owned(),
        html: true,
        ..Findings::default()
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let line = error.span().map_or(0, |span| line_at(text, span.start));
        let what = format!("it cannot be read as TOML: {}", error.message());
        found.lose((file, line), what, "mend it, and run this again");
    }
    let book = Book {
        file,
        text,
        root: table.get_ref(),
    };
    book.settings(&mut found);
    book.beside(&mut found);
    let summary = below(&found.source, "SUMMARY.md");
    let mut chapters = Chapters {
        documents: old::documents(ground.files(), &found.source),
        pages: Vec::new(),
        lost: Vec::new(),
        text: ground.text(&summary).unwrap_or_default(),
    };
    if chapters.text.is_empty() {
        let help = "documents stand in the natural order of their names";
        found.lose((&summary, 0), "there are no contents to read", help);
    }
    found.navigation = chapters.read();
    let Chapters {
        documents,
        pages,
        lost,
        ..
    } = chapters;
    found.lose_many(&summary, &lost, "see whether it belongs into `navigation`");
    if documents.iter().any(|document| document == "SUMMARY.md") {
        let what = "it would be published as a document: its order is now below `navigation`";
        found.lose(
            (&summary, 0),
            what,
            "remove the file when you are done with mdBook",
        );
    }
    let is_chapter = |document: &&String| {
        *document != "SUMMARY.md" && !pages.iter().any(|(_, chapter)| chapter == *document)
    };
    let others: Vec<(usize, String)> = documents
        .iter()
        .filter(is_chapter)
        .map(|document| {
            (
                0,
                format!("{document} is no chapter, and would be published"),
            )
        })
        .collect();
    let help = "move it out of the published folder, if it is not to be read";
    found.lose_many(&found.source.clone(), &others, help);
    found.files = vec![found.source.clone()];
    book.redirects(&mut found, &pages);
    old::settle(&mut found, &summary, &documents, &pages);
    for (from, to) in BESIDE {
        found.redirects.push((from.to_owned(), to.to_owned()));
    }
    if let Some(site) = ground.published("gh-pages") {
        found.published = Some(site.commit.clone());
        let answered = old::answered(&found, &documents);
        old::unanswered(&mut found, "gh-pages", &site.files, &answered);
    }
    scan(&mut found, ground, &documents, &SIGNS);
    found
}

/// The file that mdBook made of a chapter.
fn page_of(chapter: &str) -> String {
    let stem = chapter.rsplit_once('.').map_or(chapter, |(stem, _)| stem);
    match stem.rsplit_once('/') {
        Some((before, name)) if name.eq_ignore_ascii_case("readme") => {
            format!("{before}/index.html")
        }
        None if stem.eq_ignore_ascii_case("readme") => "index.html".to_owned(),
        _ => format!("{stem}.html"),
    }
}

/// The line of a byte, from 1.
fn line_at(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    1 + before.iter().filter(|&&byte| byte == b'\n').count()
}

/// A `book.toml` that is being read.
struct Book<'b> {
    file: &'b str,
    text: &'b str,
    root: &'b DeTable<'b>,
}

impl<'b> Book<'b> {
    fn table(&self, keys: &[&str]) -> Option<&'b DeTable<'b>> {
        let mut table = self.root;
        for key in keys {
            table = table.get(*key)?.get_ref().as_table()?;
        }
        Some(table)
    }

    fn value(&self, keys: &[&str], key: &str) -> Option<&'b Spanned<DeValue<'b>>> {
        self.table(keys)?.get(key)
    }

    fn string(&self, keys: &[&str], key: &str) -> Option<&'b str> {
        self.value(keys, key)?.get_ref().as_str()
    }

    fn line(&self, value: &Spanned<DeValue<'_>>) -> usize {
        line_at(self.text, value.span().start)
    }

    /// What is taken over as it is.
    fn settings(&self, found: &mut Findings) {
        let html = ["output", "html"];
        found.title = self.string(&["book"], "title").and_then(one_line);
        let language = self.string(&["book"], "language").unwrap_or("en");
        found.language = Tag::parse(language);
        if let Some(source) = self.string(&["book"], "src").and_then(folder) {
            found.source = source;
        }
        let authors = self.value(&["book"], "authors");
        let authors = authors.and_then(|value| value.get_ref().as_array());
        for author in authors.into_iter().flatten().take(100) {
            found
                .authors
                .extend(author.get_ref().as_str().and_then(one_line));
        }
        found.repository = self.string(&html, "git-repository-url").and_then(web);
        let site = self.string(&html, "site-url").and_then(web);
        let host = self.string(&html, "cname").and_then(one_line);
        let host = host.and_then(|host| web(&format!("https://{host}/")));
        found.base_url = site.or(host);
        let math = self.value(&html, "mathjax-support");
        if let Some(value) = math.filter(|value| value.get_ref().as_bool() == Some(true)) {
            found.math = Some(true);
            let what = r"`\\( … \\)` and `\\[ … \\]` are not read as formulas";
            let help = "write `$…$` and `$$…$$` in their place";
            found.lose((self.file, self.line(value)), what, help);
        }
    }

    /// What does not carry over.
    fn beside(&self, found: &mut Findings) {
        let brand = "give the site its look with `theme`, or with templates of your own";
        for key in [
            "theme",
            "additional-css",
            "additional-js",
            "input-404",
            "edit-url-template",
        ] {
            if let Some(value) = self.value(&["output", "html"], key) {
                let what = format!("`output.html.{key}` does not carry over");
                found.lose((self.file, self.line(value)), what, brand);
            }
        }
        for (table, help) in [
            (
                "preprocessor",
                "Teigen runs no preprocessors: see whether documents use what it did",
            ),
            (
                "output",
                "other forms than HTML: each version has a file for reading devices (EPUB)",
            ),
        ] {
            let entries = self.table(&[table]).into_iter().flat_map(DeTable::iter);
            for (name, value) in entries {
                let name: String = name.get_ref().chars().take(100).collect();
                if name != "html" {
                    let what = format!("`{table}.{name}` does not carry over");
                    found.lose((self.file, self.line(value)), what, help);
                }
            }
        }
    }

    /// `output.html.redirect`: pages of the book are written as they were, relative to the old one.
    fn redirects(&self, found: &mut Findings, pages: &[OldPage]) {
        let by_page: BTreeMap<&str, &str> = pages
            .iter()
            .map(|(page, document)| (page.as_str(), document.as_str()))
            .collect();
        let below_site = self.string(&["output", "html"], "site-url").unwrap_or("/");
        let table = self.table(&["output", "html", "redirect"]);
        let mut lost = Vec::new();
        for (from, to) in table.into_iter().flat_map(DeTable::iter) {
            let old = from.get_ref().trim_start_matches('/');
            let line = self.line(to);
            let target = to.get_ref().as_str().and_then(|to| {
                if let Some(url) = web(to) {
                    return Some(url);
                }
                let (page, anchor) = to.split_once('#').unwrap_or((to, ""));
                let page = match page
                    .strip_prefix(below_site)
                    .filter(|_| page.starts_with('/'))
                {
                    Some(rest) => rest.to_owned(),
                    None => beside(old, page)?,
                };
                let document = by_page.get(page.as_str())?;
                let hash = if anchor.is_empty() { "" } else { "#" };
                Some(format!("{document}{hash}{anchor}"))
            });
            let is_plain = !old.contains(['#', '?']) && folder(old).as_deref() == Some(old);
            match target.filter(|_| is_plain && !old.is_empty()) {
                Some(target) => found.redirects.push((old.to_owned(), target)),
                None => {
                    let old: String = old.chars().take(200).collect();
                    lost.push((line, format!("the redirect of /{old} was not read")));
                }
            }
        }
        let help = "name the document that it leads to below `addresses.redirects`";
        found.lose_many(self.file, &lost, help);
    }
}

/// Follows a relative address from a page.
fn beside(page: &str, to: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A `SUMMARY.md` that is being read.
struct Chapters {
    documents: Vec<String>,
    pages: Vec<OldPage>,
    lost: Vec<(usize, String)>,
    text: String,
}

impl Chapters {
    /// Titles of parts open groups; the first heading is the page's own.
    fn read(&mut self) -> Vec<NavigationEntry> {
        let parsed = document::parse(&self.text);
        let mut found: Vec<NavigationEntry> = Vec::new();
        let mut part: Option<(String, Vec<NavigationEntry>)> = None;
        let mut started = false;
        for block in &parsed.blocks {
            let line = line_at(&self.text, block.span.start);
            let entries = match &block.kind {
                BlockKind::Heading { content, .. } => {
                    close(&mut found, part.take());
                    let title = one_line(&document::plain_text(content));
                    let is_own = !started && title.as_deref() == Some("Summary");
                    part = title.filter(|_| !is_own).map(|title| (title, Vec::new()));
                    started = true;
                    continue;
                }
                BlockKind::Paragraph(inlines) => {
                    // A chapter after the numbered ones belongs to no part.
                    if part
                        .as_ref()
                        .is_some_and(|(_, entries)| !entries.is_empty())
                    {
                        close(&mut found, part.take());
                    }
                    self.links(inlines, line)
                }
                BlockKind::List { items, .. } => self.items(items, 0),
                BlockKind::Rule => {
                    close(&mut found, part.take());
                    continue;
                }
                _ => continue,
            };
            started = true;
            match &mut part {
                Some((_, inside)) => inside.extend(entries),
                None => found.extend(entries),
            }
        }
        close(&mut found, part);
        found
    }

    fn links(&mut self, inlines: &[Inline], line: usize) -> Vec<NavigationEntry> {
        let links = inlines.iter().filter_map(|inline| match inline {
            Inline::Link {
                target, content, ..
            } => Some((target, document::plain_text(content))),
            _ => None,
        });
        let links: Vec<(String, String)> = links
            .map(|(target, title)| (target.clone(), title))
            .collect();
        let mut found = Vec::new();
        for (target, title) in links {
            found.extend(self.chapter(&target, &title, line));
        }
        found
    }

    fn items(&mut self, items: &[ListItem], depth: usize) -> Vec<NavigationEntry> {
        if depth >= DEPTH_LIMIT {
            return Vec::new();
        }
        let mut found = Vec::new();
        for item in items {
            let line = line_at(&self.text, item.span.start);
            let mut own = Vec::new();
            let mut title = String::new();
            let mut inner = Vec::new();
            for Block { kind, .. } in &item.blocks {
                match kind {
                    BlockKind::Paragraph(inlines) => {
                        title.push_str(&document::plain_text(inlines));
                        own.extend(self.links(inlines, line));
                    }
                    BlockKind::List { items, .. } => inner.extend(self.items(items, depth + 1)),
                    _ => {}
                }
            }
            if inner.is_empty() {
                found.extend(own);
                continue;
            }
            own.append(&mut inner);
            let title = one_line(&title).unwrap_or_else(|| "…".to_owned());
            found.push(NavigationEntry::Group {
                title,
                entries: own,
            });
        }
        found
    }

    fn chapter(&mut self, target: &str, title: &str, line: usize) -> Option<NavigationEntry> {
        let decoded = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
        let path = folder(decoded.split('#').next().unwrap_or_default())?;
        let title = one_line(title);
        if path.is_empty() {
            let title: String = title.unwrap_or_default();
            self.lost
                .push((line, format!("the draft {title} has no document")));
            return None;
        }
        if !self.documents.contains(&path) || self.pages.len() >= MOST_CHAPTERS {
            let path: String = path.chars().take(200).collect();
            self.lost
                .push((line, format!("the chapter {path} is no document here")));
            return None;
        }
        self.pages.push((page_of(&path), path.clone()));
        Some(NavigationEntry::Document { title, path })
    }
}

fn close(found: &mut Vec<NavigationEntry>, part: Option<(String, Vec<NavigationEntry>)>) {
    if let Some((title, entries)) = part.filter(|(_, entries)| !entries.is_empty()) {
        found.push(NavigationEntry::Group { title, entries });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::migration::tests::Map;
    use crate::migration::{Tool, configuration};

    const SUMMARY: &str = "# Summary\n\n[はじめに](README.md)\n\n# 施策\n\n- [人材](people.md)\n  - [留学](予算/index.md)\n  - [家賃](予算/家賃%20補助.md)\n- [準備中]()\n\n---\n\n- [健康](./health.md)\n\n[付録](appendix.md)\n";

    fn book(toml: &str) -> Findings {
        let ground = Map::new(&[
            ("book.toml", toml),
            ("src/SUMMARY.md", SUMMARY),
            ("src/README.md", ""),
            ("src/appendix.md", "{{#include x}}\n"),
            ("src/health.md", ""),
            ("src/people.md", ""),
            ("src/予算/index.md", ""),
            ("src/予算/家賃 補助.md", ""),
            ("src/unlisted.md", "```\n{{#include x}}\n```\n"),
        ]);
        crate::migration::read(Tool::MdBook, &ground).expect("it is there")
    }

    #[test]
    fn contents_become_navigation() {
        let found = book("[book]\ntitle = \"本\"\nlanguage = \"ja\"\n");
        let written = configuration(&found).expect("it is written");
        let expected = "navigation:\n- はじめに: README.md\n- 施策:\n  - 人材:\n    - 人材: people.md\n    - 留学: 予算/index.md\n    - 家賃: 予算/家賃 補助.md\n- 健康: health.md\n- 付録: appendix.md\n";
        assert!(written.contains(expected), "{written}");
        let lost: Vec<String> = found.lost.iter().map(ToString::to_string).collect();
        let lost = lost.join("\n");
        for expected in [
            "src/SUMMARY.md:10: the draft 準備中 has no document",
            "unlisted.md is no chapter",
            "src/appendix.md:1: `{{#include …}}` includes nothing",
        ] {
            assert!(lost.contains(expected), "{lost}");
        }
        assert!(!lost.contains("src/unlisted.md:2"), "{lost}");
    }

    #[test]
    fn redirects_lead_to_documents() {
        let found = book(
            "[output.html]\nsite-url = \"/hon/\"\n[output.html.redirect]\n\"/old.html\" = \"people.html#x\"\n\"/a/b.html\" = \"../予算/index.html\"\n\"/c.html\" = \"/hon/health.html\"\n\"/away.html\" = \"https://example.org/\"\n\"/lost.html\" = \"nothing.html\"\n\"/p.html#x\" = \"people.html\"\n",
        );
        let redirects: Vec<String> = found
            .redirects
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        for expected in [
            "old.html=people.md#x",
            "a/b.html=予算/index.md",
            "c.html=health.md",
            "away.html=https://example.org/",
            "print.html=/latest/whole/",
        ] {
            assert!(redirects.contains(&expected.to_owned()), "{redirects:?}");
        }
        let lost = found
            .lost
            .iter()
            .filter(|lost| lost.message.contains("the redirect of"));
        assert_eq!(lost.count(), 2, "{:?}", found.lost);
        let written = configuration(&found).expect("it is written");
        assert!(Config::parse(&written).expect("it reads").addresses.html);
    }

    #[test]
    fn what_is_no_toml_costs_only_itself() {
        let nested = format!("x = {}", "[".repeat(50_000));
        for bad in [
            "[book",
            "= 1",
            "\u{0}",
            nested.as_str(),
            "title = 'a'\ntitle = 'b'\n",
            "book = 1",
        ] {
            let found = book(bad);
            assert!(configuration(&found).is_ok());
        }
    }
}
