//! All documents of each version → one page under each of its addresses, and a file for reading devices.
//!
//! Nothing is made that an earlier build made from the same version, with the same things around it.

use rayon::prelude::*;

use super::digest::{digest_of_view, hashed};
use super::pages::{Material, Writer};
use crate::config::Epub;
use crate::epub::{Book, Chapter, Picture};
use crate::repository::{IMAGE_LIMIT, Source};
use crate::site::pages::{Text, Whole, headings, whole};
use crate::site::path::OutputPath;
use crate::site::{Edition, Site};

/// Bytes of pictures in one file, and how many; what is beyond is told in words.
const PICTURES: usize = 64 << 20;
const MOST_PICTURES: usize = 5_000;

/// A file that is to be made.
struct Wanted<'w> {
    edition: &'w Edition<'w>,
    path: OutputPath,
    key: String,
}

impl Writer<'_> {
    /// The pages of all documents, and their files.
    pub(super) fn wholes(&self, material: &Material<'_>, source: &Source) -> anyhow::Result<()> {
        let site = material.site;
        let states: Vec<&Edition<'_>> = site.states().collect();
        states
            .par_iter()
            .try_for_each(|state| self.whole(site, state, source))
    }

    /// One version, under its name and as `latest` if it is that.
    pub fn whole(
        &self,
        site: &Site<'_>,
        state: &Edition<'_>,
        source: &Source,
    ) -> anyhow::Result<()> {
        let name = &state.version.name;
        let names = site.editions.iter();
        let names: Vec<_> = names
            .filter(|edition| edition.version.name == *name)
            .collect();
        let (mut pages, mut files) = (Vec::new(), Vec::new());
        for edition in names {
            let Some(page) = whole(site, edition, &[]) else {
                return Ok(());
            };
            // What stands around the texts, and the commit that they are of, shape the page and the file.
            let key = digest_of_view(self.kit.unwrap_or_default(), &page, &sources(edition))?;
            pages.extend(self.wanted(edition, edition.whole(), &key));
            if site.config.epub != Epub::None {
                files.extend(self.wanted(edition, edition.epub(), &key));
            }
        }
        let Some(page) = state
            .whole()
            .filter(|_| !pages.is_empty() || !files.is_empty())
        else {
            return Ok(());
        };
        let made = Whole::new(site, state, &page);
        for wanted in pages {
            self.whole_page(site, &wanted, &made.texts)?;
        }
        if !files.is_empty() {
            let bytes = book(site, state, &made, source)?.to_epub();
            for Wanted { path, key, .. } in files {
                self.folder.write(&path, &bytes, &key, sources(state))?;
            }
        }
        Ok(())
    }

    /// A file, unless it is there as it should be.
    fn wanted<'w>(
        &self,
        edition: &'w Edition<'w>,
        path: Option<OutputPath>,
        key: &str,
    ) -> Option<Wanted<'w>> {
        let path = path.filter(|path| !self.folder.keep(path, key))?;
        Some(Wanted {
            edition,
            path,
            key: key.to_owned(),
        })
    }

    fn whole_page(
        &self,
        site: &Site<'_>,
        wanted: &Wanted<'_>,
        texts: &[Text<'_>],
    ) -> anyhow::Result<()> {
        let Some(page) = whole(site, wanted.edition, texts) else {
            return Ok(());
        };
        self.page(&wanted.path, &page, &wanted.key, sources(wanted.edition))
    }
}

fn sources(edition: &Edition<'_>) -> Vec<String> {
    vec![edition.version.commit.to_string()]
}

fn book(
    site: &Site<'_>,
    edition: &Edition<'_>,
    whole: &Whole<'_>,
    source: &Source,
) -> anyhow::Result<Book> {
    let version = edition.version;
    let words = site.view.language.words();
    let language = site.view.text_language.clone();
    Ok(Book {
        title: site.view.title.clone(),
        version: version.name.to_string(),
        language: language.unwrap_or_else(|| site.view.language.code().to_owned()),
        identity: identity(site, edition),
        date: version.date.utc(),
        day: words.day(&version.date.date()),
        address: site
            .absolute(&edition.front())
            .map(|address| address.as_str().to_owned()),
        authors: site.config.authors.clone(),
        publisher: site.config.publisher.clone(),
        vertical: site.config.epub == Epub::Down,
        chapters: chapters(edition, whole),
        pictures: pictures(whole, source)?,
        contents: words.contents,
        accessibility: words.accessibility,
    })
}

/// What tells the version from all others, of this and other proposals.
fn identity(site: &Site<'_>, edition: &Edition<'_>) -> [u8; 16] {
    let version = edition.version;
    let hash = hashed(&[
        "teigen epub",
        &version.commit.to_string(),
        version.name.as_str(),
        &site.snapshot.source,
    ]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes
}

fn chapters(edition: &Edition<'_>, whole: &Whole<'_>) -> Vec<Chapter> {
    let documents = edition.originals().iter().zip(&whole.texts);
    documents
        .map(|(document, text)| Chapter {
            id: text.id.clone(),
            title: text.title.to_owned(),
            print_title: text.print_title,
            body: text.body.clone(),
            headings: headings(document),
        })
        .collect()
}

/// The pictures that can be read, as far as there is room.
fn pictures(whole: &Whole<'_>, source: &Source) -> anyhow::Result<Vec<Picture>> {
    let blobs = source.blobs()?;
    let mut room = PICTURES;
    let mut found = Vec::new();
    for asset in &whole.images {
        let name = asset.path.as_str().rsplit('/').next().unwrap_or_default();
        let Ok(bytes) = blobs.read(asset.blob, IMAGE_LIMIT.min(room)) else {
            continue;
        };
        if let Some(picture) = Picture::new(name, bytes) {
            room -= picture.bytes().len();
            found.push(picture);
        }
        if found.len() == MOST_PICTURES {
            break;
        }
    }
    Ok(found)
}
