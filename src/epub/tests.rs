//! A small book.

use super::*;
use crate::sanitise::{Origin, SanitiseOptions, sanitise};

fn chapter(id: &str, html: &str) -> Chapter {
    let options = SanitiseOptions {
        mark_prefix: "m-",
        origin: Origin::Proposal,
    };
    Chapter {
        id: id.to_owned(),
        title: format!("題 {id} <&>"),
        print_title: true,
        body: sanitise(html, &options),
        headings: vec![(2, "節".to_owned(), format!("{id}-節"))],
    }
}

fn book(chapters: Vec<Chapter>) -> Book {
    Book {
        title: "提言 & 案".to_owned(),
        version: "v1".to_owned(),
        language: "ja".to_owned(),
        identity: [7; 16],
        date: "2025-05-06T03:00:00Z".to_owned(),
        day: "2025年5月6日".to_owned(),
        address: None,
        authors: Vec::new(),
        publisher: None,
        vertical: false,
        chapters,
        pictures: Vec::new(),
        contents: "目次",
        accessibility: "",
    }
}

/// The text of a chapter's page.
fn shown(chapters: Vec<Chapter>, number: usize) -> String {
    let book = book(chapters);
    let none = BTreeMap::new();
    let fitted = book.all_fitted(&none);
    let all = by_id(&fitted);
    page::chapter(&book, &fitted[number], &|href| {
        leads(href, &fitted[number], &all)
    })
}

#[test]
fn what_a_book_is_comes_first_and_is_not_packed() {
    let bytes = book(vec![chapter("d1", "<p>甲</p>")]).to_epub();
    assert_eq!(&bytes[..4], b"PK\x03\x04");
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
}

#[test]
fn the_same_book_is_the_same_bytes() {
    let once = book(vec![chapter("d1", "<p>甲</p>")]);
    assert_eq!(once.to_epub(), once.clone().to_epub());
}

#[test]
fn links_lead_within_the_book_or_away_or_are_text() {
    let first = "<h2 id=\"m-d1-節\">節</h2><a href=\"#m-d2-節\">乙</a><a href=\"#m-d2-無\">乙</a><a href=\"#m-d1-節\">甲</a>\
        <a href=\"#m-d9-節\">丙</a><a href=\"#m-d1-無\">丁</a><a href=\"https://例.jp/提 言\">外</a><a href=\"../x.html\">紙</a>";
    let second = "<h2 id=\"m-d2-節\">節</h2>";
    let page = shown(vec![chapter("d1", first), chapter("d2", second)], 0);
    for expected in [
        "<a href=\"d2.xhtml#d2-節\">乙</a><a href=\"d2.xhtml\">乙</a><a href=\"#d1-節\">甲</a>",
        "<span>丙</span><span>丁</span>",
        "href=\"https://xn--fsq.jp/%E6%8F%90%20%E8%A8%80\">外</a><span>紙</span>",
        "<h1>題 d1 &lt;&amp;&gt;</h1>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn addresses_are_such_whatever_was_written() {
    let page = shown(
        vec![chapter(
            "d1",
            "<h2 id=\"m-d1-100%\">節</h2><a href=\"#m-d1-100%25\">甲</a><a href=\"https://e.org/%zz%20\">外</a>",
        )],
        0,
    );
    for expected in ["href=\"#d1-100%25\"", "href=\"https://e.org/%25zz%20\""] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let mut book = book(Vec::new());
    book.address = Some("https://例え.jp/提言/".to_owned());
    let title = page::title(&book);
    let link = "<a href=\"https://xn--r8jz45g.jp/%E6%8F%90%E8%A8%80/\">https://例え.jp/提言/</a>";
    assert!(title.contains(link), "{title}");
}

#[test]
fn contents_name_headings_that_are_there() {
    let book = book(vec![
        chapter("d1", "<h2 id=\"m-d1-節\">節</h2>"),
        chapter("d2", ""),
    ]);
    let none = BTreeMap::new();
    let fitted = book.all_fitted(&none);
    let contents = page::contents(&book, &fitted);
    assert!(contents.contains("d1.xhtml#d1-節") && !contents.contains("d2.xhtml#"));
}

#[test]
fn a_picture_is_what_its_bytes_say() {
    let check = |name: &str, bytes: &[u8], expected: Option<&str>| {
        let picture = Picture::new(name, bytes.to_vec());
        let file = picture.map(|picture| picture.file());
        assert_eq!(file.as_deref(), expected, "{name}");
    };
    let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x04\0\x03\x01";
    check("a.png", jpeg, Some("images/a.jpg"));
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
    check("a.png", gif, Some("images/a.gif"));
    check("a.png", b"\x89PNG", None);
    check("a.webp", b"RIFF", None);
    check("a.png", b"", None);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\r\n";
    check("a.svg", svg, Some("images/a.svg"));
    check("a.svg", &svg[..40], None);
    check(
        "a.svg",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"https://x\"/></svg>",
        None,
    );
}
