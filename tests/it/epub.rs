//! A version as a file for reading devices: whole, well-formed, the same twice, whatever an author wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::repository::Built;
use crate::support::{build, contents, plain_command, run};
use crate::xml::{self, Element};

/// A document that breaks what it can.
const NASTY: &str = r##"text before any heading &nbsp; &copy; &bogus;

# 題　＆ <b>太字</b> `code`

<div style="color:red"><center><font>中</font><p>段落<li>項目<dd>定義</center>

<table><caption>題</caption><tr><td colspan=0 rowspan=70000>a<th><h2>見出し</h2></table>
<table><caption>だけの題</caption></table> <a name="z"><del><p>消した段落</p></del></a> <p id="100%">割</p> [割へ](#100%25) <https://example.org/%zz>
<table><caption>一</caption><caption>二つめの題</caption><colgroup span=2><col><col span=2></colgroup><tr><td>列</table>
<table><tfoot><tr><td>足</tfoot><tbody><tr><td><table><tr><td>中の表</table></table>
<span><p>行の中の段落</p><ul>文<li value=x>項<ol reversed type=z start=1e3><li value=-3>目</ol></ul></span>
<a href="#none"><div>区画</div></a> <a href="https://example.org/a b?c=<&d=|">外</a> <a name="x y">名</a>
<a href="http://[bad/">悪い</a> <a href="mailto:山田@example.org">手紙</a> <a href="//example.org/x">宛先なし</a>
<ruby>漢<rp>(<rt>かん<rp>)</ruby> <ruby><rt>逆</ruby> <bdo>x</bdo> <time datetime="bad">時</time> <data>値</data>
<details><p>先に本文<summary>題</summary><summary>二つめ</summary></details>
<p id="same">一</p><p id="same">二</p><p id="a b">三</p><p id="">四</p><p lang="!!" dir="sideways" title="">五</p>
<dl><dd>先<dt>後</dl><dl><dt>語<dd>意味</dl><ins datetime="x"><p>足した</p></ins>
<img src="missing.png" alt="ない図"><img src="図　一.png" alt="" width="50%" height=10><img src="https://example.org/x.png">
<img src="bad.svg" alt="危ない図"><img src="fine.svg" alt="図"><img src="not-a-png.png" alt="偽の図"><img src="open.svg" alt="閉じない図"><img src="loads.svg" alt="読み込む図"><img src="short.png" alt="短い図"><input type=checkbox><svg><p>x</svg>

## 同じ見出し

## 同じ見出し

######

- [x] 済み
- [ ] まだ <b>太<i>字</b>斜体</i>

![図](図　一.png "題") ![外](https://example.org/y.png) [二へ](２%20つめ.md#予算) [三へ](２%20つめ.md#無い) [無へ](none.md) [上へ](#) [生へ](#same)
[紙](<javascript:alert(1)>) <https://example.org/?a=1&b=2> https://例え.jp/提言 脚注[^a]と[^b]と[^a]。

| 甲 | 乙 |
|:-:|--:|
| a | b | c |

[^a]: 一つめ。

    二段落め。

[^b]: 二つめ [^a]

    ```rust
    fn main() { "<&>" }
    ```
"##;

/// Where a part's bytes are in the file, and whether they are packed.
fn parts(file: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, size: usize| -> usize {
        let bytes = file[at..at + size].iter().rev();
        bytes.fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let mut found = BTreeMap::new();
    let mut at = 0;
    while file[at..].starts_with(b"PK\x03\x04") {
        let (method, packed, name) = (number(at + 8, 2), number(at + 18, 4), number(at + 26, 2));
        let content = at + 30 + name;
        let bytes = &file[content..content + packed];
        let mut unpacked = Vec::new();
        match method {
            0 => unpacked.extend(bytes),
            _ => drop(flate2::read::DeflateDecoder::new(bytes).read_to_end(&mut unpacked)),
        }
        let name = String::from_utf8(file[at + 30..content].to_vec()).expect("a name");
        assert!(name.is_ascii(), "{name}");
        assert!(found.insert(name, unpacked).is_none());
        at = content + packed;
    }
    found
}

/// The pages of a book, read as strictly as XML is.
fn pages(parts: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, Element> {
    let pages = parts.iter().filter(|(name, _)| name.ends_with(".xhtml"));
    pages
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            let text = text.replacen("<!DOCTYPE html>\n", "", 1);
            let root = xml::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name.trim_start_matches("EPUB/"), root)
        })
        .collect()
}

fn walk<'e>(element: &'e Element, found: &mut Vec<&'e Element>) {
    found.push(element);
    for child in &element.children {
        walk(child, found);
    }
}

/// Holds a book against its own rules: unique ids, links that lead somewhere, pictures that are there.
fn check(file: &[u8]) {
    assert_eq!(&file[30..58], b"mimetypeapplication/epub+zip");
    let parts = parts(file);
    let pages = pages(&parts);
    let mut ids = BTreeSet::new();
    for (name, page) in &pages {
        let mut all = Vec::new();
        walk(page, &mut all);
        for id in all.iter().filter_map(|element| element.attribute("id")) {
            assert!(ids.insert(format!("{name}#{id}")), "{name}: {id} twice");
        }
    }
    for (name, page) in &pages {
        let mut all = Vec::new();
        walk(page, &mut all);
        for element in all {
            let target = element.attribute("href").unwrap_or("style.css");
            let target = match target.strip_prefix('#') {
                Some(id) => format!("{name}#{id}"),
                None => target.to_owned(),
            };
            let away = target.contains("://") || target.starts_with("mailto:");
            let there = ids.contains(&target) || parts.contains_key(&format!("EPUB/{target}"));
            assert!(away || there, "{name}: {target}");
            let picture = element.attribute("src").unwrap_or("style.css");
            assert!(
                parts.contains_key(&format!("EPUB/{picture}")),
                "{name}: {picture}"
            );
        }
    }
    let package = String::from_utf8(parts["EPUB/package.opf"].clone()).expect("UTF-8");
    let package = xml::parse(&package).expect("XML");
    let manifest = package
        .all("manifest")
        .flat_map(|manifest| manifest.all("item"));
    let listed = manifest.filter_map(|item| item.attribute("href")).count();
    assert_eq!(
        listed + 3,
        parts.len(),
        "all but mimetype, container and package are listed"
    );
}

/// The rules of others: `epubcheck`, where `TEIGEN_EPUBCHECK` names its archive.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn check_with_others(file: &Path) {
    let Some(archive) = std::env::var_os("TEIGEN_EPUBCHECK") else {
        return eprintln!("skipped: TEIGEN_EPUBCHECK names no epubcheck.jar");
    };
    let mut java = plain_command("java");
    java.arg("-jar")
        .arg(archive)
        .arg("--failonwarnings")
        .arg(file);
    run(java).done();
}

fn nasty() -> Built {
    let built = Built::new();
    let odd = format!("# 見出し\u{b}\u{1}\u{ffff}\n\n{}\n\n## 予算\n", "文\u{8}。");
    built.main(
        "v0.1",
        &[
            ("teigen.yaml", "base_url: https://例え.jp/policy/\nauthor: 甲 & 乙\npublisher: <会>\nversions: {tags: v*}\n"),
            ("docs/index.md", NASTY),
            ("docs/２ つめ.md", &odd),
            ("docs/empty.md", ""),
            ("docs/folder/　＜名＞&.md", "本文だけ。[先頭](../index.md#同じ見出し)"),
            ("docs/fine.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><title>図</title><rect width=\"9\" height=\"9\"/></svg>"),
            ("docs/bad.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>"),
            ("docs/open.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>"),
            ("docs/loads.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"photo.png\"/></svg>"),
            ("docs/short.png", "\u{89}PNG"),
            ("docs/not-a-png.png", "no picture"),
            ("docs/図　一.png", "GIF89a\u{1}\0\u{1}\0\0\0\0,\0\0\0\0\u{1}\0\u{1}\0\0\u{2}\u{2}D\u{1}\0;"),
        ],
    );
    built
}

#[test]
fn whatever_an_author_wrote_is_a_book_that_devices_read() {
    let built = nasty();
    let site = built.beside("site");
    build(built.path(), &site).done();
    let file = site.join("next/proposal.epub");
    let bytes = fs::read(&file).expect("a book");
    check(&bytes);
    let parts = parts(&bytes);
    let text: String = parts
        .iter()
        .filter(|(name, _)| name.ends_with(".xhtml"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    for kept in [
        "ない図",
        "危ない図",
        "偽の図",
        "閉じない図",
        "読み込む図",
        "短い図",
        "だけの題",
        "二つめの題",
        "消した段落",
        "行の中の段落",
        "中の表",
        "宛先なし",
        "二つめ",
        "epub:type=\"noteref\"",
    ] {
        assert!(text.contains(kept), "{kept}");
    }
    let images: Vec<_> = parts
        .keys()
        .filter(|name| name.contains("/images/"))
        .collect();
    assert_eq!(images.len(), 2, "{images:?}");
    check_with_others(&file);
}

#[test]
fn a_book_is_the_same_twice_and_under_both_names() {
    let built = nasty();
    built.point(
        "refs/tags/v0.1",
        built.main("more", &[("docs/empty.md", "# 足す\n")]),
    );
    let (once, twice) = (built.beside("once"), built.beside("twice"));
    build(built.path(), &once).done();
    build(built.path(), &twice).done();
    let (once, twice) = (contents(&once), contents(&twice));
    assert!(once["v0.1/proposal.epub"] == twice["v0.1/proposal.epub"]);
    assert!(once["v0.1/proposal.epub"] == once["latest/proposal.epub"]);
}

#[test]
fn lines_run_down_only_where_the_editors_say_so() {
    let built = Built::new();
    let files = |config: &'static str| {
        [
            ("teigen.yaml", config),
            ("docs/index.md", "# 題\n\n30人が12か月。\n"),
        ]
    };
    let site = built.beside("site");
    built.main("a", &files("epub: {vertical: true}\n"));
    build(built.path(), &site).done();
    let book = parts(&fs::read(site.join("next/proposal.epub")).expect("a book"));
    let text = |name: &str| String::from_utf8_lossy(&book[name]).into_owned();
    assert!(text("EPUB/package.opf").contains("page-progression-direction=\"rtl\""));
    assert!(text("EPUB/style.css").contains("vertical-rl"));
    check_with_others(&site.join("next/proposal.epub"));
    built.main("b", &files("epub: false\n"));
    build(built.path(), &site).done();
    assert!(!site.join("next/proposal.epub").exists());
    assert!(site.join("next/whole/index.html").exists());
}
