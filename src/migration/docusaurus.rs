//! `docusaurus.config.js` and the documents beside it → [`Findings`].
//!
//! The configuration is a program, and is not run: see [`literal`](super::literal) for what is read of it.

mod docs;
mod sidebar;
mod versions;

use self::docs::is_partial;
use super::literal::{self, Literal};
use super::old::{self, OldPage};
use super::scan::{Sign, scan};
use super::{Findings, Ground, at, below, folder, inside, is_document, one_line, web};
use crate::config::addresses::MOST_REDIRECTS;
use crate::language::Tag;
use crate::yaml::{Entry, Value, Yaml};

/// Most values that were not read that are told.
const MOST_UNREAD: usize = 12;

const SIGNS: [Sign; 3] = [
    Sign {
        is_in: |line| line.starts_with(":::") && line.len() > 3,
        what: "`:::note` is shown as a line of text",
        help: "write a quotation (`> **Note** …`) in its place",
    },
    Sign {
        is_in: |line| {
            line.starts_with("import ") && (line.contains(" from '") || line.contains(" from \""))
        },
        what: "`import` is shown as a line of text",
        help: "take it out, and write what it brought into the document",
    },
    Sign {
        is_in: |line| {
            line.starts_with('<') && line[1..].starts_with(|c: char| c.is_ascii_uppercase())
        },
        what: "a component (JSX) is not shown",
        help: "write what it showed in Markdown",
    },
];

/// Where documents are and stood.
struct Docs {
    /// The folder.
    folder: String,
    /// What their addresses begin with, without slashes at its ends.
    route: String,
    /// Whether pages are `a.html`.
    html: bool,
    /// The file that orders them, if it is told.
    sidebar: Option<String>,
    /// The version that stands without its name in the address, if it is told.
    last: Option<String>,
}

/// Reads a configuration and the documents.
pub(super) fn read(file: &str, text: &str, ground: &dyn Ground) -> Findings {
    let mut found = Findings::default();
    let literal = literal::exported(text).unwrap_or_else(|| {
        let what = "it exports no object that is written out, and was not read: it is a program, and none is run";
        let help = "write title, language and base_url into teigen.yaml yourself";
        found.lose((file, 0), what, help);
        let root = Yaml {
            value: Value::Map(Vec::new()),
            line: 1,
            column: 1,
        };
        Literal {
            root,
            unread: Vec::new(),
        }
    });
    let root = &literal.root;
    settings(&mut found, root);
    let docs = places(root);
    unread(&mut found, file, &literal);
    beside(&mut found, file, root, ground);
    found.source.clone_from(&docs.folder);
    let is_static = ground
        .files()
        .iter()
        .any(|file| file.starts_with("static/"));
    found.files.extend(is_static.then(|| "static".to_owned()));
    let documents = old::documents(ground.files(), &docs.folder);
    let pages: Vec<String> = documents
        .iter()
        .filter(|path| !is_partial(path))
        .cloned()
        .collect();
    lost_documents(&mut found, &docs, &documents, ground);
    let all = docs::read(&docs.folder, &pages, ground);
    let items = sidebar::read(&mut found, &docs, &all, ground);
    found.navigation = sidebar::navigation(&items, &all);
    found.html = docs.html;
    let newest = versions::read(&mut found, &docs, ground);
    let own: Vec<OldPage> = all
        .iter()
        .filter(|doc| !doc.draft)
        .map(|doc| (docs.page(&newest.current, &doc.slug), doc.path.clone()))
        .collect();
    if newest.current == docs.route {
        found.aliases.extend(docs.alias("latest"));
        client_redirects(&mut found, root, &own);
        old::settle(&mut found, file, &documents, &own);
    }
    versions::redirects(&mut found, &docs, &newest, &all, ground);
    sidebar::pages(&mut found, &docs, &newest, &items, &all);
    found.redirects.truncate(MOST_REDIRECTS);
    if let Some(site) = ground.published("gh-pages") {
        found.published = Some(site.commit.clone());
        let answered = versions::answered(&found, &newest, &documents, ground);
        old::unanswered(&mut found, "gh-pages", &site.files, &answered);
    }
    scan(&mut found, ground, &documents, &SIGNS);
    found
}

/// What is taken over as it is.
fn settings(found: &mut Findings, root: &Yaml) {
    let text = |keys: &[&str]| at(root, keys).and_then(Yaml::text);
    found.title = text(&["title"]).and_then(one_line);
    let language = text(&["i18n", "defaultLocale"]).unwrap_or("en");
    found.language = Tag::parse(language);
    let base = text(&["baseUrl"]).unwrap_or("/");
    found.base_url = text(&["url"]).and_then(web).and_then(|url| {
        web(&format!(
            "{}/{}",
            url.trim_end_matches('/'),
            base.trim_start_matches('/')
        ))
    });
    let plain = |name: &&str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    let owner = text(&["organizationName"]).filter(plain);
    let project = text(&["projectName"]).filter(plain);
    if let (Some(owner), Some(project)) = (owner, project) {
        found.repository = Some(format!("https://github.com/{owner}/{project}"));
    }
    let footer = text(&["themeConfig", "footer", "copyright"]).and_then(one_line);
    found.footer = footer.filter(|line| !line.contains(['<', '&']));
}

/// The settings of a preset or plugin, by a word in its name.
fn extension<'y>(root: &'y Yaml, key: &str, word: &str) -> Option<&'y Yaml> {
    let mut items = root.get(key)?.items()?.iter();
    items.find_map(|item| {
        let pair = item.items()?;
        pair.first()?.text()?.contains(word).then_some(pair.get(1)?)
    })
}

fn places(root: &Yaml) -> Docs {
    let preset = extension(root, "presets", "classic");
    let plugin = extension(root, "plugins", "plugin-content-docs");
    let settings = preset.and_then(|preset| preset.get("docs")).or(plugin);
    let text = |key: &str| settings.and_then(|docs| docs.get(key)?.text());
    Docs {
        folder: text("path")
            .and_then(folder)
            .unwrap_or_else(|| "docs".to_owned()),
        route: text("routeBasePath")
            .and_then(|route| folder(route.trim_matches('/')))
            .unwrap_or_else(|| "docs".to_owned()),
        html: root.get("trailingSlash").and_then(Yaml::bool) == Some(false),
        sidebar: text("sidebarPath").and_then(folder),
        last: text("lastVersion").map(str::to_owned),
    }
}

impl Docs {
    /// The file of a page below an address.
    fn page(&self, below_route: &str, slug: &str) -> String {
        let path = below(below_route, slug.trim_matches('/'));
        let path = path.trim_matches('/');
        match (path.is_empty(), self.html && !slug.ends_with('/')) {
            (true, _) => "index.html".to_owned(),
            (false, true) => format!("{path}.html"),
            (false, false) => format!("{path}/index.html"),
        }
    }

    /// The other name of a version whose documents stand without its name.
    fn alias(&self, version: &str) -> Option<(String, String)> {
        let route = !self.route.is_empty();
        route.then(|| (self.route.clone(), version.to_owned()))
    }
}

/// What was not read because it is code.
fn unread(found: &mut Findings, file: &str, literal: &Literal) {
    let matters = |path: &str| {
        let first = path.split('.').next().unwrap_or_default();
        let known = [
            "title",
            "url",
            "baseUrl",
            "i18n",
            "organizationName",
            "projectName",
            "presets",
            "plugins",
            "…",
            "trailingSlash",
        ];
        known.contains(&first)
    };
    let told = literal.unread.iter().filter(|(_, path)| matters(path));
    for (line, path) in told.take(MOST_UNREAD) {
        let path: String = path.chars().take(100).collect();
        let what = format!("`{path}` is code, and was not read");
        found.lose(
            (file, *line),
            what,
            "see whether teigen.yaml needs what it gave",
        );
    }
}

/// What does not carry over.
fn beside(found: &mut Findings, file: &str, root: &Yaml, ground: &dyn Ground) {
    let count = |below: &str| {
        let files = ground.files().iter();
        files.filter(|path| path.starts_with(below)).count()
    };
    for (folder, what, help) in [
        (
            "blog/",
            "posts are not published",
            "move those that are to stay into the folder of documents",
        ),
        (
            "src/pages/",
            "pages of their own are programs, and are not published",
            "write those that are to stay as documents",
        ),
        (
            "src/theme/",
            "parts of the theme do not carry over",
            "give the site its look with `theme`, or with templates of your own",
        ),
        (
            "i18n/",
            "translations are not taken from here",
            "put each beside its original (`a.en.md`), or into a folder of its language, and name it in `languages`",
        ),
    ] {
        let files = count(folder);
        if files > 0 {
            found.lose(
                (folder.trim_end_matches('/'), 0),
                format!("{what} ({files} files)"),
                help,
            );
        }
    }
    let entries = root.entries().unwrap_or_default().iter();
    let told = |entry: &&Entry| {
        [
            "scripts",
            "stylesheets",
            "clientModules",
            "customFields",
            "headTags",
            "markdown",
            "themes",
        ]
        .contains(&entry.key.as_str())
    };
    let lost: Vec<(usize, String)> = entries
        .filter(told)
        .map(|entry| (entry.line, format!("`{}` does not carry over", entry.key)))
        .collect();
    found.lose_many(file, &lost, "see whether the site needs it");
    for key in ["navbar", "footer", "announcementBar", "algolia", "metadata"] {
        if let Some(value) = at(root, &["themeConfig", key]) {
            let what = format!("`themeConfig.{key}` does not carry over");
            found.lose(
                (file, value.line),
                what,
                "links belong into `navigation`, the look into `theme`",
            );
        }
    }
    let plugins = root
        .get("plugins")
        .and_then(Yaml::items)
        .unwrap_or_default();
    for plugin in plugins {
        let name = plugin
            .items()
            .and_then(|pair| pair.first()?.text())
            .or_else(|| plugin.text());
        let Some(name) = name.filter(|name| !name.contains("client-redirects")) else {
            continue;
        };
        let name: String = name.chars().take(100).collect();
        let what = format!("the plugin `{name}` does not carry over");
        let help = "Teigen runs no plugins: see whether the site is complete without it";
        found.lose((file, plugin.line), what, help);
    }
    let locales = at(root, &["i18n", "locales"])
        .and_then(Yaml::items)
        .unwrap_or_default();
    let tags = locales
        .iter()
        .filter_map(|locale| Tag::parse(locale.text()?));
    let own = found.language;
    let others: Vec<String> = tags
        .filter(|tag| Some(*tag) != own)
        .map(|tag| tag.to_string())
        .collect();
    if !others.is_empty() {
        let what = format!(
            "the languages {} stood at addresses of their own",
            others.join(", ")
        );
        let line = at(root, &["i18n"]).map_or(0, |value| value.line);
        found.lose(
            (file, line),
            what,
            "name them in `languages` when their documents are in the published folder",
        );
    }
}

/// Documents that Teigen does not read, and parts of documents that it would publish.
fn lost_documents(found: &mut Findings, docs: &Docs, documents: &[String], ground: &dyn Ground) {
    let files = ground.files().iter();
    let others = files.filter(|file| {
        inside(file, &docs.folder).is_some() && file.ends_with(".mdx") && !is_document(file)
    });
    let lost: Vec<(usize, String)> = others
        .map(|file| (0, format!("{file} is not read as a document")))
        .collect();
    found.lose_many(
        &docs.folder,
        &lost,
        "write it as Markdown: name it .md, and take components out",
    );
    let partials = documents.iter().filter(|path| is_partial(path));
    let lost: Vec<(usize, String)> = partials
        .map(|path| {
            (
                0,
                format!("{path} is a part of others, and would be published as a document"),
            )
        })
        .collect();
    found.lose_many(&docs.folder, &lost, "move it out of the published folder");
}

/// What the plugin `client-redirects` was told.
fn client_redirects(found: &mut Findings, root: &Yaml, pages: &[OldPage]) {
    let settings = extension(root, "plugins", "client-redirects");
    let told = settings.and_then(|settings| settings.get("redirects")?.items());
    for entry in told.unwrap_or_default() {
        let Some(to) = entry.get("to").and_then(Yaml::text) else {
            continue;
        };
        let plain = to.split('#').next().unwrap_or_default().trim_matches('/');
        let is_there = |page: &str| {
            let page = page
                .strip_suffix("/index.html")
                .or_else(|| page.strip_suffix(".html"));
            page == Some(plain)
        };
        let page = pages.iter().find(|(page, _)| is_there(page));
        let target = web(to).or_else(|| page.map(|(_, document)| document.clone()));
        let Some(target) = target else { continue };
        let from = entry.get("from");
        let many = from.and_then(Yaml::items).unwrap_or_default();
        for old in many.iter().chain(from).filter_map(Yaml::text) {
            if let Some(old) = folder(old.trim_start_matches('/'))
                .filter(|old| !old.is_empty() && !old.contains(['?', '#']))
            {
                found.redirects.push((format!("{old}/"), target.clone()));
            }
        }
    }
}
