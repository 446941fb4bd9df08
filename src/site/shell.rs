//! What stands around a page: menus, crumbs, notices, the version menu, the navigation at hand.

use std::sync::Arc;

use super::Site;
use super::edition::Edition;
use super::links;
use super::navigation::Node;
use super::origin::Origin;
use super::path::OutputPath;
use super::view::{
    Area, CommitRef, Crumb, Href, Language, MenuItem, NavItem, Notice, Paper, Shell, Together,
    VersionEntry, VersionKind, VersionMenu,
};
use crate::config::Epub;
use crate::sanitise::SafeHtml;
use crate::snapshot::{ObjectId, Timestamp};

/// Most documents whose navigation stands whole on each page; a larger proposal shows what is near.
const WHOLE_NAVIGATION: usize = 150;
/// Documents shown before and after the current one of a larger proposal.
const NEAR: usize = 12;

/// A page that is being made: where it is, and what it belongs to.
#[derive(Clone, Debug)]
pub struct Place<'s> {
    /// The site.
    pub site: &'s Site<'s>,
    /// Where the page is.
    pub path: OutputPath,
    /// The language of what stands around the text.
    pub language: Language,
    /// Where it is published.
    origin: Origin,
    /// The site's path on its host, for a page that is served at any depth; other pages use relative addresses.
    root: Option<String>,
}

impl<'s> Place<'s> {
    /// A page of the site.
    pub fn new(site: &'s Site<'s>, path: OutputPath) -> Self {
        Self {
            site,
            language: site.view.language,
            origin: site.origin_of(&path),
            path,
            root: None,
        }
    }

    /// The page at the root of an origin.
    pub fn front_of(site: &'s Site<'s>, origin: Origin) -> Self {
        Self {
            origin,
            ..Self::new(site, OutputPath::page(""))
        }
    }

    /// A page that is served at any depth: all its addresses start at the root of the host.
    pub fn anywhere(site: &'s Site<'s>, path: OutputPath, origin: Origin) -> Self {
        let base = site.base(origin).unwrap_or("/");
        let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
        let root = rest.find('/').map_or("/", |at| &rest[at..]);
        Self {
            site,
            path,
            language: site.view.language,
            origin,
            root: Some(root.to_owned()),
        }
    }

    /// The relative address of another page; the absolute one of a page on another origin.
    pub fn to(&self, path: &OutputPath) -> Href {
        if self.site.is_elsewhere(path, self.origin)
            && let Some(absolute) = self.site.absolute(path)
        {
            return absolute;
        }
        match &self.root {
            Some(root) => Href::from_root(root, path.as_str()),
            None => Href::between(self.path.as_str(), path.as_str()),
        }
    }

    /// A shell without crumbs, notices, versions and navigation.
    pub fn shell(&self, title: &str, area: Area) -> Shell {
        let depth = self.path.as_str().matches('/').count();
        Shell {
            site: Arc::clone(&self.site.view),
            language: self.language,
            text_language: self.site.view.text_language.clone(),
            languages: Vec::new(),
            alternates: Vec::new(),
            root: self.root.clone().unwrap_or_else(|| "../".repeat(depth)),
            home: self.to(&OutputPath::page("")),
            title: title.to_owned(),
            description: None,
            canonical: self.site.absolute(&self.path),
            card: None,
            linked_data: None,
            diagrams: false,
            noindex: false,
            search: self.to(&OutputPath::page("search")),
            menu: self.menu(area),
            crumbs: Vec::new(),
            notices: Vec::new(),
            versions: None,
            navigation: Vec::new(),
            together: None,
            paper: None,
        }
    }

    /// Whether a text has diagrams that the reader's browser draws.
    pub fn draws(&self, body: &SafeHtml) -> bool {
        // Only the program can have given a name that begins so.
        self.site.config.diagrams && body.as_str().contains("class=\"tg-diagram\"")
    }

    fn menu(&self, current: Area) -> Vec<MenuItem> {
        let item = |area, path: &OutputPath| MenuItem {
            area,
            href: self.to(path),
            current: area == current,
        };
        vec![
            item(Area::Documents, &self.site.latest().front()),
            item(Area::Comparisons, &OutputPath::page("compare")),
            item(Area::PullRequests, &OutputPath::page("pulls")),
            item(Area::Discussions, &OutputPath::page("discussions")),
        ]
    }

    /// A crumb that leads to a page.
    pub fn crumb(&self, label: &str, path: &OutputPath) -> Crumb {
        Crumb {
            label: label.to_owned(),
            href: Some(self.to(path)),
        }
    }

    /// The last crumb: this page.
    pub fn here(label: &str) -> Crumb {
        Crumb {
            label: label.to_owned(),
            href: None,
        }
    }

    /// The same document in every version; without a document, the versions' front pages.
    pub fn version_menu(&self, edition: &Edition<'_>, document: Option<usize>) -> VersionMenu {
        let current = edition.version.name.to_string();
        let published = self.site.states();
        let entries = self
            .site
            .worktree()
            .into_iter()
            .chain(published)
            .map(|other| {
                let there = document.and_then(|index| self.site.counterpart(edition, index, other));
                let original = || self.original_in(edition, document?, other);
                let path = match there.or_else(original) {
                    Some(index) => other.page(&other.documents[index]),
                    None => other.front(),
                };
                let was = there.zip(document).and_then(|(there, here)| {
                    let (there, here) = (&other.documents[there], &edition.documents[here]);
                    (there.path != here.path).then(|| there.title.clone())
                });
                VersionEntry {
                    was,
                    label: other.name.clone(),
                    kind: other.kind,
                    date: other.version.date.rfc3339(),
                    href: self.to(&path),
                    present: document.is_none() || there.is_some(),
                    current: other.name == current,
                }
            })
            .collect();
        VersionMenu { current, entries }
    }

    /// What the document that a translation is of became in another edition.
    fn original_in(&self, from: &Edition<'_>, index: usize, to: &Edition<'_>) -> Option<usize> {
        let original = from.documents[index].original?;
        self.site.counterpart(from, original, to)
    }

    /// What a reader of a version must know first.
    pub fn notices(&self, edition: &Edition<'_>, document: Option<usize>) -> Vec<Notice> {
        let latest = self.site.latest();
        let there = document.and_then(|index| {
            let own = self.site.counterpart(edition, index, latest);
            own.or_else(|| self.original_in(edition, index, latest))
        });
        let href = there.map(|index| self.to(&latest.page(&latest.documents[index])));
        let newest = self.site.latest_name();
        match edition.kind {
            VersionKind::Older => vec![Notice::Outdated {
                version: edition.name.clone(),
                newest: newest.to_owned(),
                href,
                front: self.to(&latest.front()),
            }],
            VersionKind::Next if edition.name == "next" => vec![Notice::Next {
                newest: (newest != "next").then(|| newest.to_owned()),
                href,
            }],
            VersionKind::Worktree => vec![Notice::Worktree {
                newest: newest.to_owned(),
                comparison: self.to(&OutputPath::page(&format!(
                    "compare/{newest}...{}",
                    edition.name
                ))),
                href,
            }],
            _ => Vec::new(),
        }
    }

    /// All documents of an edition on one page and in one file, as seen from here.
    pub fn together(&self, edition: &Edition<'_>) -> Option<Together> {
        let wanted = self.site.config.epub != Epub::None;
        let page = edition.whole()?;
        Some(Together {
            here: page == self.path,
            page: self.to(&page),
            file: edition.epub().filter(|_| wanted).map(|file| self.to(&file)),
            name: format!("{} {}", self.site.view.title, edition.version.name),
        })
    }

    /// What stands on each sheet of paper that the page is printed on. The address is the one that keeps showing this text:
    /// that of the version by its name.
    pub fn paper(&self, edition: &Edition<'_>, document: Option<usize>) -> Option<Paper> {
        let lasting = self.site.edition(edition.version.name.as_str());
        let lasting = lasting.unwrap_or(edition);
        let page = match document {
            Some(index) => lasting.page(lasting.documents.get(index)?),
            None => lasting.whole()?,
        };
        let address = self.site.absolute(&page);
        Some(Paper {
            version: edition.version.name.to_string(),
            address: address.map(|address| links::readable(address.as_str())),
        })
    }

    /// The navigation of an edition as seen from here.
    pub fn navigation(&self, edition: &Edition<'_>, current: Option<usize>) -> Vec<NavItem> {
        let current = current.map(|index| edition.original(index));
        let count = edition.originals().len();
        if count <= WHOLE_NAVIGATION {
            return self.items(edition, &edition.navigation, current);
        }
        let at = current.unwrap_or(0);
        let first = at.saturating_sub(NEAR);
        let last = (at + NEAR + 1).min(count);
        (first..last)
            .map(|index| self.item(edition, index, None, current, Vec::new()))
            .collect()
    }

    /// The whole navigation of an edition, whatever its size.
    pub fn whole_navigation(&self, edition: &Edition<'_>) -> Vec<NavItem> {
        self.items(edition, &edition.navigation, None)
    }

    fn items(&self, edition: &Edition<'_>, nodes: &[Node], current: Option<usize>) -> Vec<NavItem> {
        nodes
            .iter()
            .map(|node| match node {
                Node::Document {
                    index,
                    label,
                    children,
                } => {
                    let children = self.items(edition, children, current);
                    self.item(edition, *index, label.as_deref(), current, children)
                }
                Node::Group { label, children } => {
                    let children = self.items(edition, children, current);
                    NavItem {
                        label: label.clone(),
                        href: None,
                        current: false,
                        open: children.iter().any(|child| child.current || child.open),
                        language: None,
                        children,
                    }
                }
                Node::Link { label, url } => NavItem {
                    label: label.clone(),
                    href: Href::external(url),
                    current: false,
                    open: false,
                    language: None,
                    children: Vec::new(),
                },
            })
            .collect()
    }

    fn item(
        &self,
        edition: &Edition<'_>,
        index: usize,
        label: Option<&str>,
        current: Option<usize>,
        children: Vec<NavItem>,
    ) -> NavItem {
        let shown = edition.in_language(index, self.other_language());
        let document = &edition.documents[shown];
        NavItem {
            // The configuration's label is in the original's language.
            label: label
                .filter(|_| shown == index)
                .unwrap_or(&document.title)
                .to_owned(),
            href: Some(self.to(&edition.page(document))),
            current: current == Some(index),
            language: self.mark(document),
            open: children.iter().any(|child| child.current || child.open),
            children,
        }
    }

    /// A commit with its page on the forge.
    pub fn commit(&self, id: ObjectId, date: Timestamp) -> CommitRef {
        let forge = self.site.forge();
        CommitRef {
            id: id.to_string(),
            short: id.short(),
            date: date.rfc3339(),
            href: forge.and_then(|forge| Href::external(&forge.commit(&id.to_string()))),
        }
    }
}
