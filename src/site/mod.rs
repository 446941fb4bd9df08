//! Versions, pull requests, documents and comparisons → the pages of the site. Pure: no I/O, no clock.
//!
//! A [`Site`] knows every address and what stands there; the functions of [`pages`] turn one address at a time
//! into a view. Nothing here knows templates or files.

pub mod api;
pub mod backlog;
pub mod buttons;
pub mod cite;
pub mod contributor;
pub mod discussion;
pub mod edition;
pub mod forge_pages;
pub mod general;
pub mod label;
pub mod links;
pub mod navigation;
pub mod origin;

pub mod pages;
pub mod past;
pub mod path;
pub mod portrait;
pub mod pull;
pub mod room;
pub mod search;
pub mod taking_part;
pub mod talks;
pub mod topics;
pub mod translation;
pub mod treemap;
pub mod view;
pub mod words;

mod assets;
mod counterpart;
pub mod languages;
mod shell;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::assets::{Asset, Assets, is_harmless_svg};
pub use self::edition::{Documents, Edition, EditionDocument};
pub use self::past::{Moment, Past};
pub use self::shell::Place;

use self::backlog::Backlog;
use self::contributor::Contributors;
use self::counterpart::Counterparts;
use self::label::Hues;
use self::view::{Href, Language, SiteView, VersionKind};
use crate::config::{Config, mkdocs};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::snapshot::{ObjectId, Snapshot, Version};

/// Everything that is published, and where.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// What the editors decided.
    pub config: &'a Config,
    /// What Git told.
    pub snapshot: &'a Snapshot,
    /// `latest` first, then `next`, then the named versions from the newest; last, where it is shown, a working copy.
    pub editions: Vec<Edition<'a>>,
    /// Images by content.
    pub assets: Assets,
    /// What is the same on every page.
    pub view: Arc<SiteView>,
    /// Where the site is published, with `/` at the end, if that is known.
    pub base_url: Option<String>,
    /// Where the pages with other people's wording are published, with `/` at the end, if that is another place.
    pub preview_base_url: Option<String>,
    /// Those who sent pull requests.
    pub contributors: Contributors,
    /// The hues of labels.
    pub hues: Hues,
    /// How MkDocs and mike made addresses of the same documents.
    pub mkdocs: mkdocs::Addresses,
    /// The backlog of pull requests over time, if records tell of it.
    pub backlog: Option<Backlog>,
    /// What is known of discussions.
    pub topics: topics::Topics,
    /// The addresses of where the whole proposal is discussed.
    pub general: Vec<String>,
    /// Expressions of promise that comparisons look for.
    pub lexicon: crate::comparison::Lexicon,
    bodies: Arc<pages::Bodies>,
    counterparts: Counterparts,
}

/// Texts of the repository that are not documents, by object id: `mkdocs.yml`, `CNAME`.
pub type Texts = BTreeMap<ObjectId, String>;

/// The files, besides documents, whose text the plan needs.
pub fn wanted_texts(snapshot: &Snapshot) -> Vec<ObjectId> {
    let versions = snapshot.versions.iter().chain(&snapshot.next);
    let names = ["mkdocs.yml", "mkdocs.yaml", "CNAME", README];
    let in_source = format!("{}/CNAME", snapshot.source);
    let mut wanted: Vec<ObjectId> = versions
        .flat_map(|version| {
            names
                .iter()
                .copied()
                .chain([in_source.as_str()])
                .filter_map(|name| version.file(name).map(|file| file.blob))
                .collect::<Vec<_>>()
        })
        .collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

/// Where a repository tells what it is.
const README: &str = "README.md";

/// Plans the site: gives every version its addresses, navigation and counterparts.
pub fn plan<'a>(
    config: &'a Config,
    snapshot: &'a Snapshot,
    documents: &Documents,
    texts: &Texts,
    diagnostics: &mut Vec<Diagnostic>,
) -> Site<'a> {
    let editions = editions(config, snapshot, documents, texts);
    let mkdocs = snapshot
        .latest()
        .and_then(|version| mkdocs_text(version, texts));
    let base_url = base_url(config, snapshot, texts, mkdocs);
    let guessed = guess_language(&editions);
    let language = config
        .language
        .or_else(|| mkdocs.and_then(mkdocs::language))
        .map_or(guessed, Language::new);
    // Letters tell Japanese from English; any other language is taken at the configuration's word.
    let is_told = !Language::ALL.contains(&language);
    let text_language = if is_told { language } else { guessed };
    let text_language = Some(text_language.code().to_owned());
    let general = general::general(
        &config.discussion,
        readme(snapshot, texts).as_ref(),
        &editions,
    );
    let view = SiteView {
        text_language,
        title: site_title(config, mkdocs, &editions),
        language,
        repository: repository_url(config, mkdocs)
            .as_deref()
            .and_then(Href::external),
        licence: config.theme.licence.clone(),
        logo: None,
        icon: None,
        address: base_url.as_deref().and_then(Href::external),
        participate: taking_part::taking_part(&config.participate, &general),
        footer: config.theme.footer.clone(),
    };
    let mut assets = Assets::collect(&editions, diagnostics);
    let mut brand = |path: &Option<String>| assets.brand(&editions, path.as_deref()?, diagnostics);
    let (logo, icon) = (brand(&config.theme.logo), brand(&config.theme.icon));
    let view = SiteView { logo, icon, ..view };
    diagnostics.extend(editions.iter().skip(1).filter_map(pages::too_long));
    let counterparts = Counterparts::new(&editions);
    let ground = topics::Ground {
        editions: &editions,
        counterparts: &counterparts,
        base_url: base_url.as_deref(),
        second: config.pulls.preview_base_url.as_deref(),
        repository: view.repository.as_ref().map(Href::as_str),
    };
    let topics = topics::Topics::new(&snapshot.discussions, &ground);
    let site = Site {
        topics,
        general,
        config,
        snapshot,
        assets,
        mkdocs: mkdocs.map(mkdocs::addresses).unwrap_or_default(),
        backlog: backlog::backlog(snapshot),
        contributors: Contributors::new(config, snapshot),
        hues: Hues::new(snapshot),
        lexicon: pages::lexicon(config),
        bodies: Arc::default(),
        counterparts,
        editions,
        view: Arc::new(view),
        base_url,
        preview_base_url: config.pulls.preview_base_url.as_deref().map(with_slash),
    };
    diagnostics.extend(pages::earlier_problems(&site));
    site
}

/// An address with one `/` at its end.
fn with_slash(address: &str) -> String {
    format!("{}/", address.trim_end_matches('/'))
}

impl<'a> Site<'a> {
    /// The newest version, under the name `latest`.
    pub fn latest(&self) -> &Edition<'a> {
        &self.editions[0]
    }

    /// The name by which readers know the newest version: `v0.7`, or `next` where none is named.
    pub fn latest_name(&self) -> &'a str {
        self.latest().version.name.as_str()
    }

    /// The main branch's tip.
    pub fn next(&self) -> &Edition<'a> {
        &self.editions[1]
    }

    /// Whether the main branch is ahead of the newest named version, or there is none.
    pub fn has_next(&self) -> bool {
        self.snapshot.versions.is_empty()
            || self.next().version.commit != self.latest().version.commit
    }

    /// The editions of named versions, newest first, and before them `next`: each state once.
    pub fn states(&self) -> impl Iterator<Item = &Edition<'a>> {
        let all = self.editions.iter().skip(1);
        all.filter(|edition| edition.kind != VersionKind::Worktree)
    }

    /// The same from the oldest: the named versions, then the tip of the main branch.
    pub fn states_from_oldest(&self) -> impl Iterator<Item = &Edition<'a>> {
        let all = self.editions.iter().skip(1).rev();
        all.filter(|edition| edition.kind != VersionKind::Worktree)
    }

    /// A working copy beside what is published, if it is shown.
    pub fn worktree(&self) -> Option<&Edition<'a>> {
        let last = self.editions.last();
        last.filter(|edition| edition.kind == VersionKind::Worktree)
    }

    /// Shows a working copy beside what is published. A version of the same name keeps its addresses, and the working copy
    /// has none.
    pub fn with_worktree(
        mut self,
        version: &'a Version,
        documents: &Documents,
        texts: &Texts,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        if self.edition(version.name.as_str()).is_some() {
            return self;
        }
        let edition = Edition::new(
            version,
            VersionKind::Worktree,
            &self.snapshot.source,
            self.config,
            mkdocs_text(version, texts),
            documents,
        );
        let edition = edition.without_whole();
        self.assets.extend(&edition, diagnostics);
        self.counterparts.add(&edition, &self.editions[0]);
        self.editions.push(edition);
        self
    }

    /// The edition of a version by name.
    pub fn edition(&self, name: &str) -> Option<&Edition<'a>> {
        self.editions.iter().find(|edition| edition.name == name)
    }

    /// The same document in another edition, through renames.
    pub fn counterpart(&self, from: &Edition<'_>, index: usize, to: &Edition<'_>) -> Option<usize> {
        let place = |edition: &Edition<'_>| {
            self.editions
                .iter()
                .position(|known| known.name == edition.name)
        };
        self.counterparts.find(place(from)?, index, place(to)?)
    }

    /// Whether this many pull requests are previewed: as configured, else where there are at most 500.
    pub fn previews(&self) -> bool {
        let few = self.snapshot.pull_requests.len() <= 500;
        self.config.pulls.previews.unwrap_or(few)
    }

    /// When the records were last brought up to date, RFC 3339; `None` without records.
    pub fn records_as_of(&self) -> Option<String> {
        let records = self.snapshot.records.as_ref()?;
        Some(records.as_of.rfc3339()).filter(|date| !date.is_empty())
    }

    /// The forge's pages of the repository's files and commits, where it is known.
    pub fn forge(&self) -> Option<forge_pages::ForgePages<'_>> {
        let base = self.repository()?;
        Some(forge_pages::ForgePages::new(base, self.config.forge))
    }

    /// The forge's page of the repository, without `/` at its end.
    pub fn repository(&self) -> Option<&str> {
        self.view.repository.as_ref().map(Href::as_str)
    }
}

fn editions<'a>(
    config: &Config,
    snapshot: &'a Snapshot,
    documents: &Documents,
    texts: &Texts,
) -> Vec<Edition<'a>> {
    let edition = |version: &'a Version, kind| {
        let mkdocs = mkdocs_text(version, texts);
        Edition::new(version, kind, &snapshot.source, config, mkdocs, documents)
    };
    let newest = snapshot.versions.len().saturating_sub(1);
    let mut named: Vec<Edition<'a>> = snapshot
        .versions
        .iter()
        .enumerate()
        .map(|(index, version)| {
            let is_newest = index == newest;
            edition(
                version,
                if is_newest {
                    VersionKind::Latest
                } else {
                    VersionKind::Older
                },
            )
        })
        .collect();
    named.reverse();
    let next = snapshot
        .next
        .as_ref()
        .map(|version| edition(version, VersionKind::Next));
    let latest = named
        .first()
        .or(next.as_ref())
        .map(|newest| newest.alias("latest", newest.kind));
    latest.into_iter().chain(next).chain(named).collect()
}

fn mkdocs_text<'t>(version: &Version, texts: &'t Texts) -> Option<&'t str> {
    let file = version
        .file("mkdocs.yml")
        .or_else(|| version.file("mkdocs.yaml"))?;
    texts.get(&file.blob).map(String::as_str)
}

fn readme(snapshot: &Snapshot, texts: &Texts) -> Option<Document> {
    let file = snapshot.next.as_ref()?.file(README)?;
    Some(document::parse(texts.get(&file.blob)?))
}

fn site_title(config: &Config, mkdocs: Option<&str>, editions: &[Edition<'_>]) -> String {
    let entry = || Some(editions.first()?.entry()?.title.clone());
    let configured = config.title.clone();
    configured
        .or_else(|| mkdocs.and_then(mkdocs::site_name))
        .or_else(entry)
        .unwrap_or_else(|| "提言".to_owned())
}

fn repository_url(config: &Config, mkdocs: Option<&str>) -> Option<String> {
    let url = config
        .repository_url
        .clone()
        .or_else(|| mkdocs.and_then(mkdocs::repo_url))?;
    Some(url.trim_end_matches('/').to_owned())
}

fn base_url(
    config: &Config,
    snapshot: &Snapshot,
    texts: &Texts,
    mkdocs: Option<&str>,
) -> Option<String> {
    let cname = || {
        let version = snapshot.next.as_ref()?;
        let in_source = format!("{}/CNAME", snapshot.source);
        let file = version.file(&in_source).or_else(|| version.file("CNAME"))?;
        let host = texts.get(&file.blob)?.lines().next()?.trim().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        (!host.is_empty() && host.chars().all(plain)).then(|| format!("https://{host}/"))
    };
    let url = config
        .base_url
        .clone()
        .or_else(|| mkdocs.and_then(mkdocs::site_url))
        .or_else(cname)?;
    Some(with_slash(&url))
}

/// The language that the newest version's documents are called in.
fn guess_language(editions: &[Edition<'_>]) -> Language {
    let originals = editions.first().map(Edition::originals).unwrap_or_default();
    // What is in a folder of another language, without an original, tells nothing of the others.
    let own = originals
        .iter()
        .filter(|document| document.language.is_none());
    Language::of(own.flat_map(|document| [document.title.as_str(), document.path.as_str()]))
}
