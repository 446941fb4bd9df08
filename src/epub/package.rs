//! A book → its package document: what it is, what is in it, in which order it is read.

use super::{Book, Picture, file};
use crate::picture::Kind;
use crate::xml::escaped;

/// Says where the package document is.
pub(super) const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n\
    <rootfiles>\n<rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n";

/// A date for a book whose own is not known: one must be given.
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

/// The package document.
pub(super) fn package(book: &Book) -> String {
    let language = escaped(&book.language);
    let direction = if book.vertical {
        " page-progression-direction=\"rtl\""
    } else {
        ""
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{language}\" \
         prefix=\"schema: http://schema.org/\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{}</metadata>\n\
         <manifest>\n{}</manifest>\n<spine{direction}>\n{}</spine>\n</package>\n",
        metadata(book),
        manifest(book),
        spine(book),
    )
}

fn metadata(book: &Book) -> String {
    let mut out = format!(
        "<dc:identifier id=\"id\">urn:uuid:{}</dc:identifier>\n",
        uuid(book.identity)
    );
    let mut add = |name: &str, text: &str| {
        if !text.trim().is_empty() {
            let end = name.split(' ').next().unwrap_or(name);
            out.push_str(&format!("<{name}>{}</{end}>\n", escaped(text.trim())));
        }
    };
    add("dc:title", &format!("{} {}", book.title, book.version));
    add("dc:language", &book.language);
    add("dc:date", &book.date);
    add("dc:source", book.address.as_deref().unwrap_or_default());
    for author in &book.authors {
        add("dc:creator", author);
    }
    add(
        "dc:publisher",
        book.publisher.as_deref().unwrap_or_default(),
    );
    let modified = if book.date.is_empty() {
        UNKNOWN
    } else {
        &book.date
    };
    add("meta property=\"dcterms:modified\"", modified);
    for (property, value) in accessibility(&book.pictures) {
        add(&format!("meta property=\"schema:{property}\""), value);
    }
    add(
        "meta property=\"schema:accessibilitySummary\"",
        book.accessibility,
    );
    out
}

/// What the book asks of its readers: <https://www.w3.org/TR/epub-a11y-11/#sec-disc-package>.
fn accessibility(pictures: &[Picture]) -> Vec<(&'static str, &'static str)> {
    let mut facts = vec![("accessMode", "textual")];
    if !pictures.is_empty() {
        facts.push(("accessMode", "visual"));
    }
    facts.extend([
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "readingOrder"),
    ]);
    // An animation may flash; nobody has looked.
    let moves = pictures.iter().any(|picture| picture.kind == Kind::Gif);
    facts.push((
        "accessibilityHazard",
        if moves { "unknown" } else { "none" },
    ));
    if pictures.is_empty() {
        facts.push(("accessModeSufficient", "textual"));
    }
    facts
}

fn manifest(book: &Book) -> String {
    let mut out = String::new();
    let mut add = |id: &str, file: &str, kind: &str, properties: &str| {
        out.push_str(&format!(
            "<item id=\"{id}\" href=\"{file}\" media-type=\"{kind}\"{properties}/>\n"
        ));
    };
    let page = "application/xhtml+xml";
    add("nav", "nav.xhtml", page, " properties=\"nav\"");
    add("style", "style.css", "text/css", "");
    add("title", "title.xhtml", page, "");
    for chapter in &book.chapters {
        add(&chapter.id, &file(chapter), page, "");
    }
    for (number, picture) in book.pictures.iter().enumerate() {
        add(
            &format!("image{}", number + 1),
            &picture.file(),
            picture.kind.media_type(),
            "",
        );
    }
    out
}

fn spine(book: &Book) -> String {
    let first = ["title", "nav"].into_iter();
    let ids = first.chain(book.chapters.iter().map(|chapter| chapter.id.as_str()));
    ids.map(|id| format!("<itemref idref=\"{id}\"/>\n"))
        .collect()
}

/// The form of RFC 9562, version 8: made by a rule of our own.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_a_uuid() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-8fff-bfff-ffffffffffff");
    }
}
