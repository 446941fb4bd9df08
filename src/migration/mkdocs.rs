//! `mkdocs.yml`, and what MkDocs and mike made of it → [`Findings`].

mod known;

use std::collections::BTreeSet;

use self::known::Fate;
use super::old::{self, OldPage};
use super::scan::{Sign, scan};
use super::{
    Findings, Ground, RULE, Tool, at, below, folder, inside, line_of, mike, one_line, web,
};
use crate::config::NavigationEntry;
use crate::diagnostic::Diagnostic;
use crate::language::Tag;
use crate::yaml::{self, Value, Yaml};

/// Deepest nesting of navigation.
const DEPTH_LIMIT: usize = 16;
/// Keys that are read, or that have nothing to do with what is published.
const READ: [&str; 24] = [
    "site_name",
    "site_url",
    "site_author",
    "copyright",
    "repo_url",
    "repo_name",
    "edit_uri",
    "edit_uri_template",
    "docs_dir",
    "site_dir",
    "nav",
    "theme",
    "plugins",
    "markdown_extensions",
    "use_directory_urls",
    "extra",
    "strict",
    "watch",
    "validation",
    "dev_addr",
    "remote_branch",
    "remote_name",
    "not_in_nav",
    "mdx_configs",
];

/// What documents hold where an extension of Markdown is used.
const SIGNS: [(&[&str], Sign); 5] = [
    (
        &["admonition", "pymdownx.details"],
        Sign {
            is_in: |line| {
                line.starts_with("!!! ") || line.starts_with("??? ") || line.starts_with("???+ ")
            },
            what: "`!!! note` is shown as a line of text",
            help: "write a quotation (`> **Note** …`) or <details> in its place",
        },
    ),
    (
        &["pymdownx.tabbed"],
        Sign {
            is_in: |line| line.starts_with("=== \""),
            what: "`=== \"Tab\"` is shown as a line of text",
            help: "write headings in its place",
        },
    ),
    (
        &["pymdownx.snippets"],
        Sign {
            is_in: |line| line.contains("--8<--"),
            what: "`--8<--` includes nothing",
            help: "write what is included into the document",
        },
    ),
    (
        &["attr_list"],
        Sign {
            is_in: |line| line.contains("{: ") || line.contains("{:."),
            what: "`{: .class }` stays as it is written",
            help: "take it out",
        },
    ),
    (
        &[
            "pymdownx.blocks.admonition",
            "pymdownx.blocks.details",
            "pymdownx.blocks.tab",
        ],
        Sign {
            is_in: |line| line.starts_with("/// ") && line.len() > 4,
            what: "`/// note` is shown as a line of text",
            help: "write a quotation (`> **Note** …`), <details> or a heading in its place",
        },
    ),
];

/// A `mkdocs.yml` that is being read.
struct Reading<'r> {
    file: &'r str,
    text: &'r str,
    root: Yaml,
    found: Findings,
}

/// Reads a `mkdocs.yml` and the site that was made of it.
pub(super) fn read(tool: Tool, file: &str, text: &str, ground: &dyn Ground) -> Findings {
    let mut found = Findings::default();
    let root = yaml::load(text).unwrap_or_else(|error| {
        let what = format!("it cannot be read as YAML: {}", error.message);
        found.lose((file, error.line), what, "mend it, and run this again");
        Yaml {
            value: Value::Null,
            line: 1,
            column: 1,
        }
    });
    let mut reading = Reading {
        file,
        text,
        root,
        found,
    };
    reading.settings();
    let documents = old::documents(ground.files(), &reading.found.source);
    reading.other_documents(ground);
    reading.theme(ground);
    reading.navigation(&documents);
    reading.plugins();
    reading.extensions();
    reading.other_keys();
    let folders = reading.text_at(&["use_directory_urls"]) != Some("false");
    reading.found.html = !folders;
    reading.found.files = vec![reading.found.source.clone()];
    let maps = reading.redirect_maps();
    let branch = reading.text_at(&["remote_branch"]);
    let branch = branch.unwrap_or("gh-pages").to_owned();
    let pages = pages(&reading, &documents, folders);
    let signs = reading.signs();
    let Reading { mut found, .. } = reading;
    let published = ground.published(&branch);
    let versions = published.as_ref().and_then(|site| site.versions.clone());
    match (&published, versions) {
        (Some(site), Some(versions)) => {
            let old = mike::Old {
                branch: &branch,
                site,
                maps: &maps,
                folders,
            };
            mike::read(&mut found, &versions, &old, ground);
        }
        (published, _) => {
            if tool == Tool::Mike {
                let what = format!("no versions.json was found on the branch {branch}");
                let help = "fetch the branch (git fetch origin gh-pages), and run this again";
                found.lose((file, 0), what, help);
            }
            single(&mut found, file, &documents, (&maps, &pages, folders));
            if let Some(site) = published {
                found.published = Some(site.commit.clone());
                let answered = old::answered(&found, &documents);
                old::unanswered(&mut found, &branch, &site.files, &answered);
            }
        }
    }
    scan(&mut found, ground, &documents, &signs);
    found
}

/// A site without versions: everything stood at its root.
fn single(
    found: &mut Findings,
    file: &str,
    documents: &[String],
    (maps, pages, folders): (&[(String, String)], &[OldPage], bool),
) {
    for (from, to) in maps {
        let page = page_of(from, folders);
        let address = page.strip_suffix("index.html").unwrap_or(&page).to_owned();
        if !address.is_empty() {
            found.redirects.push((address, to.clone()));
        }
    }
    old::settle(found, file, documents, pages);
}

/// The file that MkDocs made of a document.
pub(super) fn page_of(document: &str, folders: bool) -> String {
    let stem = document.rsplit_once('.').map_or(document, |(stem, _)| stem);
    let (before, name) = match stem.rsplit_once('/') {
        Some((before, name)) => (format!("{before}/"), name),
        None => (String::new(), stem),
    };
    match name {
        "index" | "README" => format!("{before}index.html"),
        _ if folders => format!("{stem}/index.html"),
        _ => format!("{stem}.html"),
    }
}

/// The pages of all documents, those of languages where the plugin `i18n` put them.
fn pages(reading: &Reading<'_>, documents: &[String], folders: bool) -> Vec<OldPage> {
    let own = reading.found.language.map(|tag| tag.to_string());
    let others: Vec<String> = reading.found.languages.iter().map(Tag::to_string).collect();
    if others.is_empty() {
        let page = |document: &String| (page_of(document, folders), document.clone());
        return documents.iter().map(page).collect();
    }
    let mut pages = Vec::new();
    let mut add = |language: Option<&str>, plain: &str, document: &String| {
        let page = page_of(plain, folders);
        let page = language.map_or_else(|| page.clone(), |language| format!("{language}/{page}"));
        pages.push((page, document.clone()));
    };
    let mut originals = Vec::new();
    for document in documents {
        let (language, plain) = split_language(document, own.as_deref(), &others);
        add(language.as_deref(), &plain, document);
        if language.is_none() {
            originals.push((plain, document));
        }
    }
    // What is not translated stands below the other languages too.
    for (plain, document) in originals {
        for language in &others {
            add(Some(language), &plain, document);
        }
    }
    let mut seen = BTreeSet::new();
    pages.retain(|(page, _)| seen.insert(page.clone()));
    pages
}

/// The language that a document's name or folder tells, if it is not the site's own, and its name without that.
fn split_language(
    document: &str,
    own: Option<&str>,
    others: &[String],
) -> (Option<String>, String) {
    let known = |code: &str| own == Some(code) || others.iter().any(|other| other == code);
    let told = |code: &str| (own != Some(code)).then(|| code.to_owned());
    if let Some((code, rest)) = document.split_once('/').filter(|(code, _)| known(code)) {
        return (told(code), rest.to_owned());
    }
    if let Some((stem, ending)) = document.rsplit_once('.')
        && let Some((stem, code)) = stem.rsplit_once('.').filter(|(_, code)| known(code))
    {
        return (told(code), format!("{stem}.{ending}"));
    }
    (None, document.to_owned())
}

impl Reading<'_> {
    /// A value that stands in the file itself: what `!ENV` takes from elsewhere does not.
    fn text_at(&self, keys: &[&str]) -> Option<&str> {
        let value = at(&self.root, keys)?;
        let line = self.text.lines().nth(value.line.saturating_sub(1));
        let from_elsewhere = line.is_some_and(|line| line.contains("!ENV"));
        value.text().filter(|_| !from_elsewhere)
    }

    fn line_at(&self, keys: &[&str]) -> usize {
        at(&self.root, keys).map_or(0, |value| value.line)
    }

    /// What is taken over as it is.
    fn settings(&mut self) {
        let title = self.text_at(&["site_name"]).and_then(one_line);
        let base_url = self.text_at(&["site_url"]).and_then(web);
        let repository = self.text_at(&["repo_url"]).and_then(web);
        let author = self.text_at(&["site_author"]).and_then(one_line);
        let footer = self.text_at(&["copyright"]).and_then(one_line);
        let source = self.text_at(&["docs_dir"]).unwrap_or("docs");
        let source = folder(source);
        for (key, is_read) in [
            ("site_name", title.is_some()),
            ("site_url", base_url.is_some()),
            ("repo_url", repository.is_some()),
            ("docs_dir", source.is_some()),
        ] {
            let line = self.line_at(&[key]);
            let is_empty = at(&self.root, &[key]).and_then(Yaml::text) == Some("");
            if line > 0 && !is_read && !is_empty {
                let what = format!("`{key}` is not a plain value, and was not read");
                self.found.lose(
                    (self.file, line),
                    what,
                    "write it into teigen.yaml yourself",
                );
            }
        }
        self.found.source = source.unwrap_or_else(|| "docs".to_owned());
        self.found.title = title;
        self.found.base_url = base_url;
        self.found.repository = repository;
        self.found.authors.extend(author);
        // Markup would be shown as it is written.
        self.found.footer = footer.filter(|line| !line.contains(['<', '&']));
    }

    /// Documents by endings that only MkDocs reads.
    fn other_documents(&mut self, ground: &dyn Ground) {
        let source = self.found.source.clone();
        let is_other = |file: &&String| {
            let endings = [".mdown", ".mkdn", ".mkd"];
            inside(file, &source).is_some() && endings.iter().any(|ending| file.ends_with(ending))
        };
        let others: Vec<(usize, String)> = ground
            .files()
            .iter()
            .filter(is_other)
            .map(|file| (0, format!("{file} is not read as a document")))
            .collect();
        self.found.lose_many(&source, &others, "name it .md");
    }

    fn theme(&mut self, ground: &dyn Ground) {
        let language = self.text_at(&["theme", "language"]).and_then(Tag::parse);
        self.found.language = language;
        let source = self.found.source.clone();
        let logo = self
            .text_at(&["theme", "logo"])
            .map(|path| below(&source, path));
        let images = [".svg", ".png", ".webp", ".jpg", ".jpeg"];
        let is_image = |path: &String| images.iter().any(|ending| path.ends_with(ending));
        self.found.logo = logo.filter(|path| is_image(path) && ground.files().contains(path));
        let brand = "give the site its look with `theme`, or with templates of your own";
        for key in ["custom_dir", "palette", "font", "favicon", "icon"] {
            let line = self.line_at(&["theme", key]);
            if line > 0 {
                let what = format!("`theme.{key}` does not carry over");
                self.found.lose((self.file, line), what, brand);
            }
        }
    }

    fn navigation(&mut self, documents: &[String]) {
        let Some(nav) = self.root.get("nav").cloned() else {
            self.found.remarks.push(
                "mkdocs.yml names no order (`nav`): documents stand in the natural order of their names".to_owned(),
            );
            return;
        };
        let mut lost = Vec::new();
        let documents = documents.iter().map(String::as_str).collect();
        self.found.navigation = entries(&nav, &documents, &mut lost, 0);
        let help = "see whether it belongs into `navigation`";
        self.found.lose_many(self.file, &lost, help);
    }

    /// The names and settings in a list of `name` or `name: settings`, or a mapping of them.
    fn extended_by(&self, key: &str) -> Vec<(String, Option<Yaml>, usize)> {
        let Some(value) = self.root.get(key) else {
            return Vec::new();
        };
        let named = |entries: &[yaml::Entry]| {
            let entry =
                |entry: &yaml::Entry| (entry.key.clone(), Some(entry.value.clone()), entry.line);
            entries.iter().map(entry).collect::<Vec<_>>()
        };
        match &value.value {
            Value::Map(entries) => named(entries),
            Value::List(items) => items
                .iter()
                .flat_map(|item| match &item.value {
                    Value::Map(entries) => named(entries),
                    _ => item
                        .text()
                        .map(|name| (name.to_owned(), None, item.line))
                        .into_iter()
                        .collect(),
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn plugins(&mut self) {
        for (name, settings, line) in self.extended_by("plugins") {
            match name.as_str() {
                "i18n" => self.languages(settings.as_ref(), line),
                "mike" | "redirects" => {}
                _ => self.extension(&name, "plugin", known::plugin(&name), line),
            }
        }
    }

    fn extensions(&mut self) {
        for (name, settings, line) in self.extended_by("markdown_extensions") {
            if name == "pymdownx.arithmatex" {
                self.found.math = Some(true);
            }
            let fences = settings
                .as_ref()
                .and_then(|value| value.get("custom_fences"));
            let fences = fences.and_then(Yaml::items).unwrap_or_default();
            let mut names = fences.iter().filter_map(|fence| fence.get("name")?.text());
            self.found.diagrams |= names.any(|name| name == "mermaid");
            self.extension(&name, "Markdown extension", known::extension(&name), line);
        }
    }

    /// What to look for in documents.
    fn signs(&self) -> Vec<Sign> {
        let used = self.extended_by("markdown_extensions");
        let is_used = |name: &str| used.iter().any(|(used, ..)| used == name);
        let signs = SIGNS
            .iter()
            .filter(|(names, _)| names.iter().any(|name| is_used(name)));
        signs.map(|(_, sign)| *sign).collect()
    }

    fn extension(&mut self, name: &str, kind: &str, fate: Fate, line: usize) {
        if let Fate::Lost(help) = fate {
            let name: String = name.chars().take(100).collect();
            let what = format!("the {kind} `{name}` does not carry over");
            self.found.lose((self.file, line), what, help);
        }
    }

    /// What `mkdocs-static-i18n` was told.
    fn languages(&mut self, settings: Option<&Yaml>, line: usize) {
        let listed = settings.and_then(|value| value.get("languages"));
        let Some(items) = listed.and_then(Yaml::items) else {
            let what = "the languages of the plugin `i18n` were not read";
            self.found
                .lose((self.file, line), what, "name them in `languages`");
            return;
        };
        for item in items {
            let Some(tag) = item.get("locale").and_then(Yaml::text).and_then(Tag::parse) else {
                continue;
            };
            if item.get("default").and_then(Yaml::bool) == Some(true) {
                self.found.language = Some(tag);
            } else if !self.found.languages.contains(&tag) {
                self.found.languages.push(tag);
            }
        }
        let own = self.found.language;
        self.found.languages.retain(|tag| Some(*tag) != own);
    }

    /// What the plugin `redirects` was told: old and new documents.
    fn redirect_maps(&self) -> Vec<(String, String)> {
        let plugins = self.extended_by("plugins");
        let settings = plugins.iter().filter(|(name, ..)| name == "redirects");
        let maps = settings.filter_map(|(_, settings, _)| settings.as_ref()?.get("redirect_maps"));
        maps.filter_map(Yaml::entries)
            .flatten()
            .filter_map(|entry| Some((entry.key.clone(), one_line(entry.value.text()?)?)))
            .filter(|(from, to)| {
                folder(from).is_some() && (web(to).is_some() || folder(to).is_some())
            })
            .collect()
    }

    fn other_keys(&mut self) {
        let help = |key: &str| match key {
            "extra_css" | "extra_javascript" | "extra_templates" => {
                "give the site its look with `theme`, or with templates of your own"
            }
            "hooks" => {
                "Teigen runs no code of a repository: see whether the site is complete without it"
            }
            "INHERIT" => "write what the other file says into teigen.yaml",
            "site_description" => "search engines are told the beginning of each document",
            "exclude_docs" | "draft_docs" => {
                "every document in the published folder is published: move those that are not to be"
            }
            _ => "see whether the site needs it",
        };
        let entries = self.root.entries().unwrap_or_default().to_vec();
        for entry in entries
            .iter()
            .filter(|entry| !READ.contains(&entry.key.as_str()))
        {
            let key: String = entry.key.chars().take(100).collect();
            let what = format!("`{key}` does not carry over");
            self.found
                .lose((self.file, entry.line), what, help(&entry.key));
        }
        if let Some(alternate) = at(&self.root, &["extra", "alternate"]) {
            let what =
                "`extra.alternate` leads to sites of other languages, and does not carry over";
            let help = "put translations beside their originals, and name them in `languages`";
            let line = alternate.line;
            self.found.lose((self.file, line), what, help);
        }
        for key in ["analytics", "social", "consent"] {
            if let Some(value) = at(&self.root, &["extra", key]) {
                let what = format!("`extra.{key}` does not carry over");
                let help = "add it with templates of your own, if it is needed";
                self.found.lose((self.file, value.line), what, help);
            }
        }
        if self.text.contains("!ENV") {
            let line = line_of(self.text, "!ENV");
            self.found.lost.push(
                Diagnostic::note(
                    RULE,
                    "values that `!ENV` takes from elsewhere were not read",
                )
                .at_path(self.file)
                .at_line(line, None),
            );
        }
    }
}

/// Reads `nav`; what it names that is not there is told.
fn entries(
    nav: &Yaml,
    documents: &BTreeSet<&str>,
    lost: &mut Vec<(usize, String)>,
    depth: usize,
) -> Vec<NavigationEntry> {
    let Some(items) = nav.items().filter(|_| depth < DEPTH_LIMIT) else {
        lost.push((
            nav.line,
            "this part of the navigation was not read".to_owned(),
        ));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.entries() {
            Some(pairs) => {
                for pair in pairs {
                    let title = one_line(&pair.key);
                    found.extend(entry(title, &pair.value, documents, lost, depth));
                }
            }
            None => found.extend(entry(None, item, documents, lost, depth)),
        }
    }
    found
}

fn entry(
    title: Option<String>,
    value: &Yaml,
    documents: &BTreeSet<&str>,
    lost: &mut Vec<(usize, String)>,
    depth: usize,
) -> Option<NavigationEntry> {
    if value.items().is_some() {
        let entries = entries(value, documents, lost, depth + 1);
        let title = title.unwrap_or_else(|| "…".to_owned());
        return (!entries.is_empty()).then_some(NavigationEntry::Group { title, entries });
    }
    let target = value.text().map(str::trim).unwrap_or_default();
    if let Some(url) = web(target) {
        let title = title.unwrap_or_else(|| url.clone());
        return Some(NavigationEntry::Link { title, url });
    }
    let path = target.trim_start_matches("./").to_owned();
    if documents.contains(path.as_str()) {
        return Some(NavigationEntry::Document { title, path });
    }
    let named: String = target.chars().take(200).collect();
    let what = match inside(target, "").filter(|path| !path.is_empty()) {
        Some(_) => format!("the navigation names {named}, which is no document here"),
        None => "an entry of the navigation names no document".to_owned(),
    };
    lost.push((value.line, what));
    None
}

#[cfg(test)]
mod tests;
