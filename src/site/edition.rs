//! A version as it is published under one address: its documents, their addresses, its navigation.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::navigation::{self, Node};
use super::path::{Addresses, OutputPath, component, long_hash};
use super::translation::{self, Found, Languages};
use super::view::VersionKind;
use crate::config::{Config, mkdocs};
use crate::document::Document;
use crate::language::Tag;
use crate::natural::natural;
use crate::snapshot::{ObjectId, SourcePath, Version};
use unicode_normalization::UnicodeNormalization;

/// All parsed documents, by the object id of their text.
pub type Documents = BTreeMap<ObjectId, Arc<Document>>;

/// Bytes of Markdown that are put on one page, or in one file: some three million Japanese letters. Browsers and reading
/// devices get slow well before.
pub const LONGEST_TOGETHER: usize = 8 << 20;
/// Documents of the same.
const MOST_TOGETHER: usize = 5_000;

/// A version under an address of the site.
#[derive(Clone, Debug)]
pub struct Edition<'a> {
    /// The first component of its addresses: `v0.5`, `latest`, `next`.
    pub name: String,
    /// What it is.
    pub kind: VersionKind,
    /// What it shows.
    pub version: &'a Version,
    /// Its documents: the originals in the order of the navigation, the entry document first; then translations, language by language
    /// in the order of their originals.
    pub documents: Vec<EditionDocument<'a>>,
    /// How they are arranged.
    pub navigation: Vec<Node>,
    /// The names beside the documents of all of them on one page and in one file; `None` where there are none, or too much for that.
    together: Option<[String; 2]>,
    /// The languages that any document is translated into.
    pub languages: Vec<Tag>,
    by_path: HashMap<&'a str, usize>,
    originals: usize,
    translations: BTreeMap<(usize, Tag), usize>,
}

/// A document of an edition.
#[derive(Clone, Debug)]
pub struct EditionDocument<'a> {
    /// Where its source is.
    pub path: &'a SourcePath,
    /// Its contents.
    pub blob: ObjectId,
    /// Its contents, read.
    pub document: Arc<Document>,
    /// Its address relative to the edition's; empty for the entry document.
    pub address: String,
    /// Its title.
    pub title: String,
    /// Its language, if it is another than the proposal's own.
    pub language: Option<Tag>,
    /// What it translates, by its place in the edition.
    pub original: Option<usize>,
    page: OutputPath,
}

impl<'a> Edition<'a> {
    /// Arranges a version's documents. Documents that could not be read are left out.
    pub fn new(
        version: &'a Version,
        kind: VersionKind,
        source: &str,
        config: &Config,
        mkdocs: Option<&str>,
        parsed: &Documents,
    ) -> Self {
        let languages = Languages {
            original: config
                .language
                .or_else(|| mkdocs.and_then(mkdocs::language)),
            named: &config.languages,
        };
        let files = readable(version, source, parsed, &languages);
        let name = version.name.as_str();
        let mut addresses = Addresses::default();
        let is_own = |at: &usize| files[*at].found.original.is_none();
        let own: Vec<usize> = (0..files.len()).filter(is_own).collect();
        let originals: Vec<EditionDocument<'a>> = own
            .iter()
            .map(|&at| files[at].published(name, addresses.give(files[at].path, source)))
            .collect();
        let (navigation, order) = navigation::arrange(&originals, source, config, mkdocs);
        let places: BTreeMap<usize, usize> = order
            .iter()
            .zip(0..)
            .map(|(&index, place)| (own[index], place))
            .collect();
        let mut documents: Vec<EditionDocument<'a>> = order
            .iter()
            .map(|&index| originals[index].clone())
            .collect();
        for (language, original, at) in in_order(&files, &places, config) {
            let address = languages.address(language, &documents[original].address);
            let address = addresses.claim(address, files[at].path.as_str());
            documents.push(EditionDocument {
                original: Some(original),
                ..files[at].published(name, address)
            });
        }
        let names = || [addresses.beside("whole"), addresses.beside("proposal.epub")];
        let together = fit_together(&documents[..order.len()]).then(names);
        let documents = (documents, order.len(), together);
        Self::arranged(version, kind, documents, navigation)
    }

    fn arranged(
        version: &'a Version,
        kind: VersionKind,
        (documents, originals, together): (Vec<EditionDocument<'a>>, usize, Option<[String; 2]>),
        navigation: Vec<Node>,
    ) -> Self {
        let all = || documents.iter().enumerate();
        let translations = all().filter_map(|(index, document)| {
            Some(((document.original?, document.language?), index))
        });
        let mut languages: Vec<Tag> = Vec::new();
        for language in documents[originals..].iter().filter_map(|one| one.language) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        Self {
            name: version.name.to_string(),
            kind,
            version,
            by_path: all()
                .map(|(index, document)| (document.path.as_str(), index))
                .collect(),
            translations: translations.collect(),
            languages,
            originals,
            documents,
            navigation,
            together,
        }
    }

    /// The same without a page and a file of all documents.
    pub fn without_whole(self) -> Self {
        Self {
            together: None,
            ..self
        }
    }

    /// The documents that are no translations of others, in the order of the navigation.
    pub fn originals(&self) -> &[EditionDocument<'a>] {
        &self.documents[..self.originals]
    }

    /// The document that a document translates; itself, if it is none.
    pub fn original(&self, index: usize) -> usize {
        self.documents[index].original.unwrap_or(index)
    }

    /// An original's translation.
    pub fn translation(&self, original: usize, language: Tag) -> Option<usize> {
        self.translations.get(&(original, language)).copied()
    }

    /// An original in a language, where it is there in it; else as it is.
    pub fn in_language(&self, original: usize, language: Option<Tag>) -> usize {
        let translated = language.and_then(|language| self.translation(original, language));
        translated.unwrap_or(original)
    }

    /// The same documents under another address.
    pub fn alias(&self, name: &str, kind: VersionKind) -> Self {
        let mut alias = Self {
            name: name.to_owned(),
            kind,
            ..self.clone()
        };
        for document in &mut alias.documents {
            document.page = page(name, &document.address);
        }
        alias
    }

    /// The document with a source path.
    pub fn find(&self, path: &str) -> Option<(usize, &EditionDocument<'a>)> {
        let index = *self.by_path.get(path)?;
        Some((index, &self.documents[index]))
    }

    /// The entry document, if there is one.
    pub fn entry(&self) -> Option<&EditionDocument<'a>> {
        self.documents
            .iter()
            .find(|document| document.address.is_empty())
    }

    /// The page of a document.
    pub fn page(&self, document: &EditionDocument<'_>) -> OutputPath {
        document.page.clone()
    }

    /// The page of all documents; `None` where there are none, or too much for one page.
    pub fn whole(&self) -> Option<OutputPath> {
        let [page, _] = self.together.as_ref()?;
        Some(OutputPath::page(&format!("{}/{page}", self.name)))
    }

    /// The file of all documents for reading devices, under the same condition.
    pub fn epub(&self) -> Option<OutputPath> {
        let [_, file] = self.together.as_ref()?;
        Some(OutputPath::file(&format!("{}/{file}", self.name)))
    }

    /// The edition's front page: its entry document, or the list of its documents.
    pub fn front(&self) -> OutputPath {
        OutputPath::page(&self.name)
    }
}

/// Whether documents are some, and not too much for one page.
fn fit_together(documents: &[EditionDocument<'_>]) -> bool {
    let ends = documents.iter().filter_map(|document| {
        let last = document.document.blocks.last()?;
        Some(last.span.end)
    });
    (1..=MOST_TOGETHER).contains(&documents.len()) && ends.sum::<usize>() <= LONGEST_TOGETHER
}

impl EditionDocument<'_> {
    /// What tells the document from the others of its version where all are together: the same in every version.
    pub fn part(&self) -> String {
        format!("d{}", long_hash(self.path.as_str()))
    }
}

/// A file that could be read, before it has an address.
struct Readable<'a> {
    path: &'a SourcePath,
    blob: ObjectId,
    document: Arc<Document>,
    found: Found,
}

impl<'a> Readable<'a> {
    /// The document below an edition's address.
    fn published(&self, edition: &str, address: String) -> EditionDocument<'a> {
        EditionDocument {
            title: title(&self.document, self.path),
            page: page(edition, &address),
            address,
            path: self.path,
            blob: self.blob,
            document: Arc::clone(&self.document),
            language: self.found.language,
            original: None,
        }
    }
}

/// A version's documents in natural order, each with what its name tells of its language.
fn readable<'a>(
    version: &'a Version,
    source: &str,
    parsed: &Documents,
    languages: &Languages<'_>,
) -> Vec<Readable<'a>> {
    let mut files: Vec<_> = version.documents(source).collect();
    files.sort_by_cached_key(|file| sort_key(file.path.inside(source).unwrap_or_default()));
    let read: Vec<_> = files
        .into_iter()
        .filter_map(|file| Some((&file.path, file.blob, parsed.get(&file.blob)?)))
        .collect();
    let names: Vec<&str> = read
        .iter()
        .map(|(path, ..)| path.inside(source).unwrap_or_default())
        .collect();
    let found = translation::find(&names, languages);
    let files = read.into_iter().zip(found);
    files
        .map(|((path, blob, document), found)| Readable {
            path,
            blob,
            document: Arc::clone(document),
            found,
        })
        .collect()
}

/// Translations as language, original's place and own number: by language, as the configuration has them, then by original.
fn in_order(
    files: &[Readable<'_>],
    places: &BTreeMap<usize, usize>,
    config: &Config,
) -> Vec<(Tag, usize, usize)> {
    let named = |tag: Tag| config.languages.iter().position(|named| *named == tag);
    let mut all: Vec<(Tag, usize, usize)> = files
        .iter()
        .zip(0..)
        .filter_map(|(file, at)| {
            let original = places.get(&file.found.original?)?;
            Some((file.found.language?, *original, at))
        })
        .collect();
    all.sort_by_key(|(tag, place, at)| (named(*tag).unwrap_or(usize::MAX), *tag, *place, *at));
    all
}

/// The page of a document below its edition's address.
fn page(edition: &str, address: &str) -> OutputPath {
    OutputPath::page(&format!("{edition}/{address}"))
}

/// A document's title, or its file name where it has none.
pub fn title(document: &Document, path: &SourcePath) -> String {
    let words = document.title().map(|title| title.trim().to_owned());
    words.filter(|title| !title.is_empty()).unwrap_or_else(|| {
        let name = path.file_name();
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    })
}

/// Natural order: numbers by value, full-width digits as digits, a folder's entry document before the others.
fn sort_key(inside: &str) -> Vec<impl Ord + use<>> {
    let mut parts: Vec<&str> = inside.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_entry = matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme");
    let key = |part: &str| natural(&part.nfkc().collect::<String>());
    let mut keys: Vec<_> = parts.iter().map(|part| (1, key(part))).collect();
    keys.push((u8::from(!is_entry), key(stem)));
    keys
}

/// The address of a document in a place where its version's name does not come first. The entry document, whose
/// address in a version is the version's own, has its file's name here.
pub fn address_of(path: &SourcePath, source: &str) -> String {
    let address = Addresses::default().give(path, source);
    if !address.is_empty() {
        return address;
    }
    let name = path.file_name();
    component(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}
