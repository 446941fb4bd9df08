//! Views of documents: the front page, a document of a version, a preview, the contents of a version.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    ChangeCounts, CommitRef, Counted, Href, NavItem, PullRow, PullState, SafeHtml, StateFilter,
    TopicFacts,
};

/// `/`: the newest version's front page, with what else there is at hand.
#[derive(Clone, Debug, Serialize)]
pub struct FrontView {
    /// The newest version's entry document.
    pub document: Option<DocumentView>,
    /// The documents of the newest version.
    pub documents: Vec<NavItem>,
    /// How many they are.
    pub document_count: usize,
    /// The versions, newest first, `next` before them.
    pub versions: Vec<VersionRow>,
    /// The list of what is new in each, if any has a name.
    pub version_list: Option<Href>,
    /// The map of the proposal, if there is one.
    pub map: Option<Href>,
    /// How many pull requests there are in each state, with the lists' addresses.
    pub pull_states: Vec<StateFilter>,
    /// A few pull requests worth showing.
    pub pulls: Vec<PullRow>,
    /// A few discussions.
    pub discussions: Vec<DiscussionLink>,
    /// How many there are in all.
    pub discussion_count: usize,
}

/// `/{version}/{document}/`: a document as of a version.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    /// The document's title.
    pub title: String,
    /// Whether the page must print the title because the body does not begin with it.
    pub print_title: bool,
    /// The version's name.
    pub version: String,
    /// The text.
    pub body: SafeHtml,
    /// Its sections.
    pub outline: Vec<OutlineItem>,
    /// The document before it in the navigation.
    pub previous: Option<DocumentLink>,
    /// The document after it in the navigation.
    pub next: Option<DocumentLink>,
    /// Discussions about it.
    pub discussions: Vec<DiscussionLink>,
    /// Discussions of the whole proposal, where there is none about it.
    pub general: Vec<DiscussionLink>,
    /// Discussions about single sections of it, and those that its text mentions.
    pub elsewhere: Vec<DiscussionLink>,
    /// Ways of taking part that concern it.
    pub participate: Vec<TakePart>,
    /// Where one learns how to take part.
    pub explanation: Option<Href>,
    /// How it is cited.
    pub cite: Href,
    /// Words for the description of a proposed change, to be copied.
    pub request: Option<String>,
    /// The pull requests that touch it.
    pub pulls: Option<PullsHere>,
    /// What changed in it since the version before, if anything did.
    pub changes: Option<DocumentChanges>,
    /// How often it changed, and its history.
    pub history: Option<Counted>,
    /// Older versions, newest first: what changed since can be marked.
    pub earlier: Vec<EarlierVersion>,
    /// The commit that the version names.
    pub commit: CommitRef,
    /// Where its source is, inside the repository.
    pub source: String,
    /// When it was last changed, and by whom.
    pub made: MadeBy,
    /// Reading time in minutes, at least 1.
    pub minutes: u32,
    /// Front matter that the program does not know.
    pub other: BTreeMap<String, serde_json::Value>,
}

/// Who had a hand in a document up to its version, as far as the past is known.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MadeBy {
    /// When it was last changed, RFC 3339; empty if that is not known.
    pub last: String,
    /// Those who changed it, the ones who did most often first; nobody where names are not shown.
    pub people: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// A version, and its place on the main branch: what has a later one was worded since.
#[derive(Clone, Debug, Serialize)]
pub struct EarlierVersion {
    /// Its name.
    pub label: String,
    /// Its place.
    pub at: usize,
}

/// What changed in a document since the version before.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentChanges {
    /// The older version's name.
    pub since: String,
    /// How much.
    pub counts: ChangeCounts,
    /// The comparison.
    pub href: Href,
}

/// The pull requests that touch a document.
#[derive(Clone, Debug, Serialize)]
pub struct PullsHere {
    /// How many.
    pub count: usize,
    /// The list of them.
    pub href: Href,
    /// The newest few.
    pub newest: Vec<PullLink>,
}

/// A pull request in a line.
#[derive(Clone, Debug, Serialize)]
pub struct PullLink {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub state: PullState,
    /// Its page.
    pub href: Href,
}

/// A section in a document's outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutlineItem {
    /// The heading as plain text.
    pub title: String,
    /// Where it is on the page.
    pub href: Href,
    /// The heading's level, 1 to 6.
    pub level: u8,
    /// The sections inside.
    pub children: Vec<OutlineItem>,
}

impl OutlineItem {
    /// Nests headings, given in reading order as level, title and anchor.
    pub fn nest<'a>(headings: impl IntoIterator<Item = (u8, &'a str, &'a str)>) -> Vec<Self> {
        let mut open = vec![Vec::new()];
        for (level, title, anchor) in headings {
            close(&mut open, level);
            open.last_mut()
                .expect("the outermost list stays")
                .push(Self {
                    title: title.to_owned(),
                    href: Href::here(anchor),
                    level,
                    children: Vec::new(),
                });
            open.push(Vec::new());
        }
        close(&mut open, 0);
        open.swap_remove(0)
    }
}

/// Hands the innermost lists to the headings they belong to, down to the list that takes a heading of this level.
fn close(open: &mut Vec<Vec<OutlineItem>>, level: u8) {
    while open.len() > 1 {
        let parents = &open[open.len() - 2];
        if parents.last().is_some_and(|parent| parent.level < level) {
            return;
        }
        let children = open.pop().unwrap_or_default();
        if let Some(parent) = open.last_mut().and_then(|list| list.last_mut()) {
            parent.children = children;
        }
    }
}

/// A document in a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentLink {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: Href,
}

/// A discussion elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct DiscussionLink {
    /// Its title, or its address where no record tells the title.
    pub title: String,
    /// The host, as readers know it.
    pub host: String,
    /// Where it is.
    pub href: Href,
    /// What is known of it, if its server was asked.
    pub known: Option<TopicFacts>,
}

/// A way of taking part.
#[derive(Clone, Debug, Serialize)]
pub struct TakePart {
    /// What it is.
    pub kind: TakePartKind,
    /// What the author called it; otherwise the messages name it by its kind.
    pub label: Option<String>,
    /// Where it leads.
    pub href: Href,
}

/// Ways of taking part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TakePartKind {
    /// Edit the source on the forge.
    Edit,
    /// Talk about it.
    Discuss,
    /// Open a new discussion about it.
    NewTopic,
    /// Write a letter.
    Mail,
    /// Report a problem.
    Issue,
    /// Anything that brings its own label.
    Other,
}

/// `/{version}/whole/`: all documents of a version on one page.
#[derive(Clone, Debug, Serialize)]
pub struct WholeView {
    /// The site's title.
    pub title: String,
    /// The version's name.
    pub version: String,
    /// The commit that the version names.
    pub commit: CommitRef,
    /// Where the version is published, as people read it, if the site knows.
    pub address: Option<String>,
    /// The documents and their headings.
    pub contents: Vec<OutlineItem>,
    /// The documents in the order of the navigation.
    pub parts: Vec<WholePart>,
}

/// A document among all.
#[derive(Clone, Debug, Serialize)]
pub struct WholePart {
    /// Its place on the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the page must print the title because the body does not begin with it.
    pub print_title: bool,
    /// The text, its headings below the page's own.
    pub body: SafeHtml,
    /// Its own page.
    pub href: Href,
}

/// All documents of a version.
#[derive(Clone, Debug, Serialize)]
pub struct VersionIndexView {
    /// The version.
    pub version: VersionRow,
    /// Its documents.
    pub documents: Vec<NavItem>,
}

/// A version in a list.
#[derive(Clone, Debug, Serialize)]
pub struct VersionRow {
    /// Its name.
    pub label: String,
    /// What kind of version it is.
    pub kind: super::VersionKind,
    /// Its front page.
    pub href: Href,
    /// Its commit, with the date.
    pub commit: CommitRef,
    /// What changed since the version before.
    pub changes: Option<Href>,
    /// What is new in it, told with requests and people; for named versions.
    pub news: Option<Href>,
}

/// `/pulls/{n}/preview/{document}/`: the document as it would read.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewView {
    /// The pull request's number.
    pub number: u64,
    /// The pull request's title.
    pub pull_title: String,
    /// The pull request's page.
    pub pull: Href,
    /// The document's title.
    pub title: String,
    /// Whether the page must print the title because the body does not begin with it.
    pub print_title: bool,
    /// The text.
    pub body: SafeHtml,
    /// Its sections.
    pub outline: Vec<OutlineItem>,
    /// The commit it is taken from.
    pub commit: CommitRef,
    /// The document as it is in the newest version, if it is there.
    pub original: Option<Href>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(levels: &[u8], expected: &str) {
        fn show(items: &[OutlineItem]) -> String {
            let show_one = |item: &OutlineItem| format!("{}{}", item.level, show(&item.children));
            format!(
                "({})",
                items.iter().map(show_one).collect::<Vec<_>>().join(" ")
            )
        }
        let nested = OutlineItem::nest(levels.iter().map(|&level| (level, "題", "題")));
        assert_eq!(show(&nested), expected, "{levels:?}");
    }

    #[test]
    fn headings_nest_by_level() {
        check(&[], "()");
        check(&[1, 2, 3, 2, 1], "(1(2(3()) 2()) 1())");
        check(&[3, 1, 4, 2], "(3() 1(4() 2()))");
        check(&[2, 2, 6, 5, 1], "(2() 2(6() 5()) 1())");
    }
}
