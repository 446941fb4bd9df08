//! The documents of a version → one EPUB 3 file, for reading devices: <https://www.w3.org/TR/epub-33/>.
//!
//! Written part by part, without a library. Documents come as the sanitiser left them; they become XHTML by the rules of
//! [`fit`], so that `epubcheck` finds nothing wrong whatever an author wrote. The same documents give the same bytes: no
//! clock, no random ids. Nothing in the file runs or loads anything.

mod fit;
mod package;
mod page;
mod tree;
mod write;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::container::Container;
use crate::picture::{Kind, is_plain_drawing, pixels};
use crate::sanitise::{SafeHtml, plain_external};
use fit::Fitting;
use tree::Node;

/// What a fragment spells out of ASCII: <https://www.rfc-editor.org/rfc/rfc3986#section-3.5>.
const IN_FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A version as a book.
#[derive(Clone, Debug)]
pub struct Book {
    /// What the proposal is called.
    pub title: String,
    /// The version's name.
    pub version: String,
    /// The language of the text, such as `ja`.
    pub language: String,
    /// 16 bytes that stay the same for the same version.
    pub identity: [u8; 16],
    /// The version's date in UTC, RFC 3339; empty if unknown.
    pub date: String,
    /// The version's date as people write it.
    pub day: String,
    /// Where the version is published, if that is known.
    pub address: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Whether lines run down, and pages from right to left.
    pub vertical: bool,
    /// The documents in reading order.
    pub chapters: Vec<Chapter>,
    /// The pictures that they show.
    pub pictures: Vec<Picture>,
    /// Heading of the table of contents.
    pub contents: &'static str,
    /// What is said of how it can be read, for people who choose books by that.
    pub accessibility: &'static str,
}

/// A document in a book.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// What its ids begin with, and its file's name: ASCII letters and digits.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the title must be printed because the text does not begin with it.
    pub print_title: bool,
    /// The text. Its ids begin with the chapter's, `-` after it; links to `#` lead to any chapter's.
    pub body: SafeHtml,
    /// Its headings for the table of contents, as level, title and id.
    pub headings: Vec<(u8, String, String)>,
}

/// A picture in a book.
#[derive(Clone, Debug)]
pub struct Picture {
    name: String,
    kind: Kind,
    bytes: Vec<u8>,
}

impl Picture {
    /// Takes a picture that every device shows, by its bytes, whatever it is called. `name` is its name on the site, which
    /// is ASCII: `0123456789abcdef.png`.
    pub fn new(name: &str, bytes: Vec<u8>) -> Option<Self> {
        let kind = match pixels(&bytes) {
            Some((Kind::Webp, _)) => return None,
            Some((kind, _)) => kind,
            None if is_plain_drawing(&bytes) => Kind::Svg,
            None => return None,
        };
        Some(Self {
            name: name.to_owned(),
            kind,
            bytes,
        })
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its file in the book.
    fn file(&self) -> String {
        let stem = self.name.rsplit_once('.').map_or("", |(stem, _)| stem);
        format!("images/{stem}.{}", self.kind.ending())
    }
}

/// A chapter that is ready to be written.
struct Fitted<'b> {
    chapter: &'b Chapter,
    nodes: Vec<Node>,
    ids: BTreeSet<String>,
}

impl Book {
    /// The file.
    pub fn to_epub(&self) -> Vec<u8> {
        let pictures = self.pictures.iter();
        let files: BTreeMap<&str, String> = pictures
            .map(|picture| (picture.name.as_str(), picture.file()))
            .collect();
        let fitted = self.all_fitted(&files);
        let mut container = Container::default();
        container.add_stored("mimetype", b"application/epub+zip");
        container.add("META-INF/container.xml", package::CONTAINER.as_bytes());
        let mut add =
            |name: &str, text: &str| container.add(&format!("EPUB/{name}"), text.as_bytes());
        add("package.opf", &package::package(self));
        add("nav.xhtml", &page::contents(self, &fitted));
        add("style.css", &page::style(self.vertical));
        add("title.xhtml", &page::title(self));
        let all = by_id(&fitted);
        for chapter in &fitted {
            let leads = |href: &str| leads(href, chapter, &all);
            add(
                &file(chapter.chapter),
                &page::chapter(self, chapter, &leads),
            );
        }
        for picture in &self.pictures {
            container.add_stored(&format!("EPUB/{}", picture.file()), &picture.bytes);
        }
        container.finish()
    }

    fn all_fitted(&self, pictures: &BTreeMap<&str, String>) -> Vec<Fitted<'_>> {
        let chapters = self.chapters.iter();
        chapters
            .map(|chapter| self.fitted(chapter, pictures))
            .collect()
    }

    fn fitted<'b>(&self, chapter: &'b Chapter, pictures: &BTreeMap<&str, String>) -> Fitted<'b> {
        let mut fitting = Fitting {
            pictures,
            upright: self.vertical,
            ids: BTreeSet::from([chapter.id.clone()]),
        };
        let nodes = fitting.document(tree::tree(&chapter.body));
        Fitted {
            chapter,
            nodes,
            ids: fitting.ids,
        }
    }
}

/// A chapter's file.
fn file(chapter: &Chapter) -> String {
    format!("{}.xhtml", chapter.id)
}

/// An id as an address names it. Letters of all scripts stay as they are.
fn fragment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for part in id.split_inclusive(|c: char| !c.is_ascii()) {
        let end = part.char_indices().next_back();
        let ascii = end.map_or(
            part.len(),
            |(at, last)| if last.is_ascii() { part.len() } else { at },
        );
        out.extend(utf8_percent_encode(&part[..ascii], IN_FRAGMENT));
        out.push_str(&part[ascii..]);
    }
    out
}

/// Chapters by what their ids begin with.
fn by_id<'f, 'b>(fitted: &'f [Fitted<'b>]) -> BTreeMap<&'b str, &'f Fitted<'b>> {
    let of = |fitted: &'f Fitted<'b>| (fitted.chapter.id.as_str(), fitted);
    fitted.iter().map(of).collect()
}

/// Where a link of a chapter leads in the book; `None` if it would lead nowhere.
fn leads(href: &str, from: &Fitted<'_>, all: &BTreeMap<&str, &Fitted<'_>>) -> Option<String> {
    let Some(written) = href.strip_prefix('#') else {
        return plain_external(href);
    };
    let id = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    let chapter = id.split('-').next().unwrap_or_default();
    let to = all.get(chapter)?;
    let file = match to.chapter.id == from.chapter.id {
        true => String::new(),
        false => file(to.chapter),
    };
    let known = to.ids.contains(&*id);
    match (known, file.is_empty()) {
        (true, _) => Some(format!("{file}#{}", fragment(&id))),
        (false, true) => None,
        (false, false) => Some(file),
    }
}
