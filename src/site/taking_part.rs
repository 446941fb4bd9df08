//! A document or section, and what is known of its discussions → the ways to have a say in it, as addresses from a page.

use super::edition::{Edition, EditionDocument};
use super::forge_pages::ForgePages;
use super::path::OutputPath;
use super::room::Room;
use super::shell::Place;
use super::talks::{Talks, talks};
use super::view::{DiscussionLink, Href, TakePart, TakePartKind};
use crate::config::{DocumentWays, Explanation};
use crate::document::Participation;
use crate::site::discussion::{self, TopicAddress};
use crate::site::room;

/// The page that the site brings along.
pub fn explanation_page() -> OutputPath {
    OutputPath::page("take-part")
}

/// A document as it is on the main branch, where changes to it are proposed.
#[derive(Clone, Copy, Debug)]
pub struct Today<'s> {
    /// It.
    pub document: &'s EditionDocument<'s>,
    /// The forge's pages.
    pub forge: ForgePages<'s>,
    /// The main branch.
    pub branch: &'s str,
}

impl Today<'_> {
    /// The forge's editor, opened on it; at a line where the forge can.
    pub fn editor(&self, line: Option<usize>) -> Option<Href> {
        let path = self.document.path.as_str();
        Href::external(&self.forge.editor(self.branch, path, line))
    }

    /// The line of it that a section starts at.
    pub fn line(&self, anchor: &str) -> Option<usize> {
        let section = self.document.document.section_by_anchor(anchor)?;
        Some(section.line)
    }
}

impl<'s> Place<'s> {
    /// What is known of a document's discussions.
    pub fn talks(&self, document: &EditionDocument<'_>) -> Talks {
        let configured = self.configured(document);
        talks(&document.document, document.path.file_name(), configured)
    }

    fn configured(&self, document: &EditionDocument<'_>) -> Option<&DocumentWays> {
        let path = document.path;
        let inside = path.inside(&self.site.snapshot.source);
        let documents = &self.site.config.taking_part.documents;
        let named = |name: &str| name == path.as_str() || inside == Some(name);
        documents
            .iter()
            .find(|(name, _)| named(name))
            .map(|(_, ways)| ways)
    }

    /// The document on the main branch, if it is still there and the forge is known.
    pub fn today(&self, edition: &Edition<'_>, index: usize) -> Option<Today<'s>> {
        let next = self.site.next();
        let there = self.site.counterpart(edition, index, next)?;
        Some(Today {
            document: &next.documents[there],
            forge: self.site.forge()?,
            branch: &self.site.snapshot.main_branch,
        })
    }

    /// Ways to have a say in a document: to discuss it, to propose a change, and all others that are known.
    pub fn take_part(&self, edition: &Edition<'_>, index: usize, talks: &Talks) -> Vec<TakePart> {
        let document = &edition.documents[index];
        let about = || self.about(edition, document, None);
        let discuss = self.discuss(&talks.own, &talks.rooms, about).or_else(|| {
            let (topics, rooms) = self.everywhere();
            self.discuss(&topics, &rooms, about)
        });
        let editor = self
            .today(edition, index)
            .and_then(|today| today.editor(None));
        let edit = editor.map(|href| way(TakePartKind::Edit, href));
        let own = talks.participate.iter();
        let others = own.chain(&self.site.config.participate).filter_map(other);
        let mut ways: Vec<TakePart> = Vec::new();
        for way in discuss.into_iter().chain(edit).chain(others) {
            if ways.iter().all(|known| known.href != way.href) {
                ways.push(way);
            }
        }
        ways
    }

    /// The one way that leads to talk: to a discussion that is there, else to opening one.
    pub fn discuss(
        &self,
        topics: &[TopicAddress],
        rooms: &[Room],
        about: impl Fn() -> (String, String),
    ) -> Option<TakePart> {
        let topic = topics.first().and_then(|found| Href::external(&found.url));
        topic
            .map(|href| way(TakePartKind::Discuss, href))
            .or_else(|| {
                let (title, words) = about();
                let href = Href::external(&rooms.first()?.opened(&title, &words))?;
                Some(way(TakePartKind::NewTopic, href))
            })
    }

    /// The discussions of the whole proposal, and where one is opened.
    pub fn everywhere(&self) -> (Vec<TopicAddress>, Vec<Room>) {
        let urls = &self.site.general;
        let rooms: Vec<Room> = urls.iter().filter_map(|url| room::recognise(url)).collect();
        let topics = urls.iter().filter(|url| room::recognise(url).is_none());
        let topics = topics.filter_map(|url| discussion::declared(url));
        (topics.collect(), rooms)
    }

    /// What a new discussion or request about a place is called, and its first words: where that place is.
    pub fn about(
        &self,
        edition: &Edition<'_>,
        document: &EditionDocument<'_>,
        section: Option<(&str, &str)>,
    ) -> (String, String) {
        let words = self.language.words();
        let title = words.about(&document.title, section.map(|(_, title)| title));
        let page = self.site.absolute(&edition.page(document));
        let address = match (page, section) {
            (Some(page), Some((anchor, _))) => page.at(anchor).as_str().to_owned(),
            (Some(page), None) => page.as_str().to_owned(),
            (None, _) => document.path.as_str().to_owned(),
        };
        (title, format!("{}\n\n", readable(&address)))
    }

    /// Where readers learn how to take part.
    pub fn explanation(&self) -> Option<Href> {
        match &self.site.config.taking_part.page {
            Explanation::Own => Some(self.to(&explanation_page())),
            Explanation::None => None,
            Explanation::Elsewhere(url) => Href::external(url),
            Explanation::Document(path) => {
                let latest = self.site.latest();
                let inside = format!("{}/{path}", self.site.snapshot.source);
                let (_, found) = latest.find(path).or_else(|| latest.find(&inside))?;
                Some(self.to(&latest.page(found)))
            }
        }
    }
}

/// An address with its letters as people read them; what is not a letter stays encoded.
fn readable(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let run = rest.as_bytes()[at..].chunks(3);
        let length = 3 * run.take_while(|code| is_beyond_ascii(code)).count();
        let (codes, after) = rest[at..].split_at(length.max(1));
        let letters = percent_encoding::percent_decode_str(codes).decode_utf8();
        match letters {
            Ok(letters) if letters.chars().all(char::is_alphanumeric) => out.push_str(&letters),
            _ => out.push_str(codes),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether this is the code of a byte of a letter beyond ASCII: `%E4`.
fn is_beyond_ascii(code: &[u8]) -> bool {
    matches!(code, [b'%', high, low] if matches!(high, b'8'..=b'9' | b'A'..=b'F' | b'a'..=b'f') && low.is_ascii_hexdigit())
}

fn way(kind: TakePartKind, href: Href) -> TakePart {
    TakePart {
        kind,
        label: None,
        href,
    }
}

fn other(way: &Participation) -> Option<TakePart> {
    let mail = way.url.starts_with("mailto:");
    Some(TakePart {
        kind: if mail {
            TakePartKind::Mail
        } else {
            TakePartKind::Other
        },
        label: Some(way.label.clone()).filter(|label| !label.is_empty()),
        href: Href::external(&way.url)?,
    })
}

/// Ways of taking part in the whole proposal, discussions first.
pub fn taking_part(participate: &[Participation], discussion: &[String]) -> Vec<TakePart> {
    let talk = discussion
        .iter()
        .filter_map(|url| Some(way(TakePartKind::Discuss, Href::external(url)?)));
    talk.chain(participate.iter().filter_map(other)).collect()
}

/// Discussions as links.
pub fn discussion_links(found: &[TopicAddress]) -> Vec<DiscussionLink> {
    let link = |found: &TopicAddress| {
        Some(DiscussionLink {
            title: found.title.clone(),
            host: found.host.clone(),
            href: Href::external(&found.url)?,
            known: None,
        })
    };
    found.iter().filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_its_letters_where_that_is_safe() {
        for (address, expected) in [
            (
                "https://a.jp/3_AI%E4%BA%BA/#%E4%BA%88%E7%AE%97",
                "https://a.jp/3_AI人/#予算",
            ),
            ("https://a.jp/a%20b%23%25", "https://a.jp/a%20b%23%25"),
            (
                "https://a.jp/%E3%80%8C%E4%BA%BA",
                "https://a.jp/%E3%80%8C%E4%BA%BA",
            ),
            ("https://a.jp/%E4%BA%", "https://a.jp/%E4%BA%"),
            ("%", "%"),
        ] {
            assert_eq!(readable(address), expected);
        }
    }
}
