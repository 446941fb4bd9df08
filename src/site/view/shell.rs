//! What stands around every page: names, menus, notices, crumbs.

use std::sync::Arc;

use serde::Serialize;

use super::{Href, Language, ScriptData};
use crate::language::Tag;

/// What all kinds of page share.
#[derive(Clone, Debug, Serialize)]
pub struct Shell {
    /// What is the same on every page of the site.
    pub site: Arc<SiteView>,
    /// The language of what stands around the text on this page.
    pub language: Language,
    /// The language of the text, such as `ja`, where it is known.
    pub text_language: Option<String>,
    /// The same document in all its languages.
    pub languages: Vec<LanguageEntry>,
    /// The same for search engines: absolute addresses, where the site's is known; the original's once more as `x-default`.
    pub alternates: Vec<Alternate>,
    /// What leads from this page to the site's root: empty or `../`, `../../`, …; on the 404 page, which is served
    /// at any depth, an absolute address that ends in `/`.
    pub root: String,
    /// The site's front page.
    pub home: Href,
    /// The page's title, without the site's.
    pub title: String,
    /// One or two sentences for search engines and previews.
    pub description: Option<String>,
    /// The absolute address that should be indexed instead of, or as, this page.
    pub canonical: Option<Href>,
    /// The absolute address of the page's card, if it has one.
    pub card: Option<Href>,
    /// What the page is about for search engines: JSON-LD, ready to stand in a script element.
    pub linked_data: Option<ScriptData>,
    /// Whether there are diagrams on the page that the reader's browser draws.
    pub diagrams: bool,
    /// Whether search engines are asked to stay away: pull requests, previews, outdated copies.
    pub noindex: bool,
    /// The page of the search.
    pub search: Href,
    /// The main menu, as seen from this page.
    pub menu: Vec<MenuItem>,
    /// The way from the front page to here; the last crumb is this page and has no address.
    pub crumbs: Vec<Crumb>,
    /// What the reader must know before reading.
    pub notices: Vec<Notice>,
    /// The same page in other versions.
    pub versions: Option<VersionMenu>,
    /// The documents at hand. A large proposal gives only what is near.
    pub navigation: Vec<NavItem>,
    /// All documents of the version together.
    pub together: Option<Together>,
    /// What stands on each sheet if the page is printed; the title is the page's.
    pub paper: Option<Paper>,
}

/// All documents of a version together.
#[derive(Clone, Debug, Serialize)]
pub struct Together {
    /// On one page.
    pub page: Href,
    /// Whether that is this page.
    pub here: bool,
    /// In a file for reading devices, if there is one.
    pub file: Option<Href>,
    /// What the file is called where it is saved.
    pub name: String,
}

/// What a sheet of paper tells about where its text is from.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// The version's name.
    pub version: String,
    /// The address as people read it, if the site knows its own.
    pub address: Option<String>,
}

/// What is the same on every page. It says nothing that changes from commit to commit: each page would change.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// The site's title.
    pub title: String,
    /// The language of the user interface.
    pub language: Language,
    /// The language of the documents, such as `ja`, where it is known.
    pub text_language: Option<String>,
    /// The repository on its forge.
    pub repository: Option<Href>,
    /// Under which terms the text may be used, in words.
    pub licence: Option<String>,
    /// The address the site is published at, with `/` at the end, if it is configured.
    pub address: Option<Href>,
    /// Ways of taking part that concern the whole proposal.
    pub participate: Vec<super::TakePart>,
    /// The image before the site's name, from the site's root.
    pub logo: Option<String>,
    /// The image of the browser's tab, from the site's root; `None` for the built-in one.
    pub icon: Option<String>,
    /// Who answers for the site, or any other line at its foot.
    pub footer: Option<String>,
}

/// The parts of the site that the main menu leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The documents of the newest version.
    Documents,
    /// Versions and what changed between them.
    Comparisons,
    /// Pull requests.
    PullRequests,
    /// Discussions.
    Discussions,
}

/// An entry of the main menu; its label comes from the messages.
#[derive(Clone, Debug, Serialize)]
pub struct MenuItem {
    /// Where it leads.
    pub area: Area,
    /// Its address.
    pub href: Href,
    /// Whether this page belongs there.
    pub current: bool,
}

/// One step of the way from the front page.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads, unless it is this page.
    pub href: Option<Href>,
}

/// Something the reader must know before reading. Templates see its `kind`.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// There is a newer version than the one shown.
    Outdated {
        /// The version shown.
        version: String,
        /// The newest version.
        newest: String,
        /// The same document there, if it is there.
        href: Option<Href>,
        /// The front page there.
        front: Href,
    },
    /// This is the main branch: not yet a version.
    Next {
        /// The newest version, if there is one.
        newest: Option<String>,
        /// The same document there, if it is there.
        href: Option<Href>,
    },
    /// This stands on the editor's own computer: not yet published anywhere.
    Worktree {
        /// The newest version.
        newest: String,
        /// What differs from it.
        comparison: Href,
        /// The same document there, if it is there.
        href: Option<Href>,
    },
    /// Something on the editor's own computer cannot be shown as it was meant.
    Problem {
        /// Where: a file, with line and column where they are known; may be empty.
        place: String,
        /// What is the matter.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// What is shown is somebody's proposal, not the proposal of the site.
    NotOfficial {
        /// The pull request's number.
        number: u64,
        /// Its page, unless this is it.
        href: Option<Href>,
    },
    /// What is shown is a translation, and its original has changed since.
    Behind {
        /// When the original first changed after the translation did.
        since: String,
        /// How often.
        changes: usize,
        /// The original.
        original: Href,
        /// What happened to it.
        history: Option<Href>,
    },
    /// What the document's author says of its state, such as `draft`.
    Status {
        /// The front matter's words.
        status: String,
    },
}

/// A language in the menu of a document.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageEntry {
    /// The language.
    pub tag: Tag,
    /// What its speakers call it.
    pub name: String,
    /// The document in it, if there is one.
    pub href: Option<Href>,
    /// Whether it is the language shown.
    pub current: bool,
}

/// A page in another language, for search engines.
#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    /// The language, or `x-default`.
    pub language: String,
    /// Where it is.
    pub href: Href,
}

/// A language that something is in, other than what stands around it.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageMark {
    /// The language.
    pub tag: Tag,
    /// What its speakers call it.
    pub name: String,
}

impl LanguageMark {
    /// Marks a language.
    pub fn new(tag: Tag) -> Self {
        let name = tag.own_name();
        Self { tag, name }
    }
}

/// The versions, as seen from one page.
#[derive(Clone, Debug, Serialize)]
pub struct VersionMenu {
    /// The name of the version shown.
    pub current: String,
    /// All versions, newest first.
    pub entries: Vec<VersionEntry>,
}

/// One version in the menu.
#[derive(Clone, Debug, Serialize)]
pub struct VersionEntry {
    /// Its name, as shown.
    pub label: String,
    /// What kind of version it is.
    pub kind: VersionKind,
    /// When it was made.
    pub date: String,
    /// The same document there, or the version's front page where `present` is false.
    pub href: Href,
    /// Whether the document exists in that version.
    pub present: bool,
    /// What it is called there, if it stands under another name.
    pub was: Option<String>,
    /// Whether it is the version shown.
    pub current: bool,
}

/// Kinds of version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionKind {
    /// The newest named version.
    Latest,
    /// An older named version.
    Older,
    /// The tip of the main branch.
    Next,
    /// What stands on the editor's own computer, not yet published anywhere.
    Worktree,
}

/// One entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// The document, unless it is only a group.
    pub href: Option<Href>,
    /// Whether it is the page shown.
    pub current: bool,
    /// Whether the page shown is inside.
    pub open: bool,
    /// The language of the document, where it is another than the page's.
    pub language: Option<LanguageMark>,
    /// What is inside.
    pub children: Vec<NavItem>,
}

/// A commit, named so that it can be looked up.
#[derive(Clone, Debug, Serialize)]
pub struct CommitRef {
    /// The full id.
    pub id: String,
    /// Its first digits.
    pub short: String,
    /// When it was made.
    pub date: String,
    /// The commit on the forge.
    pub href: Option<Href>,
}
