//! A picture's bytes → what it is and how large, as browsers and reading devices take it, whatever its file is called.

use roxmltree::{Attribute, Document, Node, ParsingOptions};

/// Elements of a drawing beyond which it is not looked through.
const MAX_NODES: u32 = 100_000;
/// The largest side that is believed, in pixels.
const MAX_SIDE: usize = 100_000;
const SVG: &str = "http://www.w3.org/2000/svg";

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GIF, which may move.
    Gif,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// SVG, a drawing.
    Svg,
}

impl Kind {
    /// Those made of pixels.
    pub const PIXELS: [Self; 4] = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp];

    /// What the bytes of pixels begin as; `None` for anything else. A drawing is none: it may hold scripts.
    pub fn of_pixels(bytes: &[u8]) -> Option<Self> {
        let begins = |mark: &[u8]| bytes.starts_with(mark);
        if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"GIF87a") || begins(b"GIF89a") {
            Some(Self::Gif)
        } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Svg => "svg",
        }
    }

    /// Its name among media types: <https://www.iana.org/assignments/media-types#image>.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Gif => "image/gif",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// How large a picture is, in pixels of CSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// Tells what a picture of pixels is, and how large; `None` for anything else, and where it is too damaged to tell.
pub fn pixels(bytes: &[u8]) -> Option<(Kind, Size)> {
    let kind = Kind::of_pixels(bytes)?;
    let found = imagesize::blob_size(bytes).ok()?;
    let side = |pixels: usize| match pixels {
        1..=MAX_SIDE => u32::try_from(pixels).ok(),
        _ => None,
    };
    let size = Size {
        width: side(found.width)?,
        height: side(found.height)?,
    };
    Some((kind, size))
}

/// How large a picture of any kind is, if it says so.
pub fn size(bytes: &[u8]) -> Option<Size> {
    match pixels(bytes) {
        Some((_, size)) => Some(size),
        None => drawing(bytes, |document| size_of(document.root_element())),
    }
}

/// Whether a drawing is sound XML and does nothing but draw: no script, nothing to unfold or follow, nothing from elsewhere.
pub fn is_plain_drawing(bytes: &[u8]) -> bool {
    let plain = |document: &Document<'_>| document.descendants().all(is_plain).then_some(());
    drawing(bytes, plain).is_some()
}

/// Reads a drawing that declares nothing.
fn drawing<T>(bytes: &[u8], read: impl Fn(&Document<'_>) -> Option<T>) -> Option<T> {
    let text = std::str::from_utf8(bytes).ok()?;
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    root.has_tag_name((SVG, "svg")).then(|| read(&document))?
}

fn is_plain(node: Node<'_, '_>) -> bool {
    let active = ["script", "foreignObject", "a", "iframe", "object", "embed"];
    let name = node.tag_name();
    !node.is_pi()
        && !active
            .iter()
            .any(|active| active.eq_ignore_ascii_case(name.name()))
        && (!node.is_element() || name.namespace() == Some(SVG))
        && node.attributes().all(attribute_is_plain)
        && (name.name() != "style" || node.children().all(|style| style_is_plain(style.text())))
}

fn attribute_is_plain(attribute: Attribute<'_, '_>) -> bool {
    match attribute.name() {
        "href" => attribute.value().starts_with('#'),
        name => {
            let is_handler = name.len() > 2 && name[..2].eq_ignore_ascii_case("on");
            !is_handler && style_is_plain(Some(attribute.value()))
        }
    }
}

/// Whether a style loads nothing: it names only what is in the drawing itself.
fn style_is_plain(style: Option<&str>) -> bool {
    let lower = style.unwrap_or_default().to_ascii_lowercase();
    let named = lower.split("url(").skip(1);
    let inside = |address: &str| {
        address
            .trim_start_matches(['"', '\'', ' '])
            .starts_with('#')
    };
    !lower.contains("@import") && !lower.contains('\\') && named.into_iter().all(inside)
}

/// The size that a drawing names. One that names none takes the room that there is.
fn size_of(root: Node<'_, '_>) -> Option<Size> {
    let side = |name| root.attribute(name).and_then(length);
    Some(Size {
        width: side("width")?,
        height: side("height")?,
    })
}

/// A length in pixels, rounded; none in other units.
fn length(written: &str) -> Option<u32> {
    let number = written.trim();
    let number = number.strip_suffix("px").unwrap_or(number);
    let pixels: f64 = number.parse().ok()?;
    let is_side = (1.0..=MAX_SIDE as f64).contains(&pixels);
    // Within the bound, nothing is lost but the fraction.
    is_side.then(|| pixels.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A GIF of one pixel.
    const GIF: &[u8] = b"GIF89a\x01\0\x02\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9.6 4\">{inside}</svg>\r\n"
        )
    }

    #[test]
    fn pictures_tell_what_they_are() {
        let size = |width, height| Size { width, height };
        assert_eq!(pixels(GIF), Some((Kind::Gif, size(1, 2))));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x04\x08\x06\0\0\0";
        assert_eq!(pixels(png), Some((Kind::Png, size(3, 4))));
        let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x04\0\x03\x01";
        assert_eq!(pixels(jpeg), Some((Kind::Jpeg, size(3, 4))));
        for damaged in [
            &png[..18],
            b"\x89PNG",
            b"\xff\xd8\xff\xe0",
            b"GIF89a",
            b"",
            b"BM  ",
            b"<svg>",
        ] {
            assert_eq!(pixels(damaged), None, "{damaged:?}");
        }
    }

    #[test]
    fn drawings_tell_their_size() {
        let check = |drawing: &str, expected: Option<(u32, u32)>| {
            let found = size(drawing.as_bytes());
            let found = found.map(|size| (size.width, size.height));
            assert_eq!(found, expected, "{drawing}");
        };
        let sized = |sides: &str| svg("").replace("viewBox", &format!("{sides} viewBox"));
        check(&sized("width='20px' height='6.6'"), Some((20, 7)));
        check(&sized("width='100%' height='7'"), None);
        check(&sized("width='-1' height='inf'"), None);
        check(&svg(""), None);
        check("<svg width='1' height='1'/>", None);
    }

    #[test]
    fn drawings_that_only_draw_are_plain() {
        let check = |inside: &str, expected: bool| {
            assert_eq!(
                is_plain_drawing(svg(inside).as_bytes()),
                expected,
                "{inside}"
            );
        };
        check(
            "<title>図</title><rect width='9' style='fill:url(#a)'/><use xlink:href='#a'/>",
            true,
        );
        check("<style>a{fill:red}</style><!-- x -->", true);
        for bad in [
            "<g>",
            "<script/>",
            "<SCRIPT/>",
            "<a xlink:href='#x'/>",
            "<use xlink:href='photo.png'/>",
            "<image href='https://x'/>",
            "<image href='data:image/png;base64,'/>",
            "<rect style='fill:url(https://x)'/>",
            "<rect fill='url( \"x\")'/>",
            "<style>@import 'x'</style>",
            "<style>a{b:\\75rl(x)}</style>",
            "<rect onload='x'/>",
            "<foreignObject/>",
            "<p xmlns='http://www.w3.org/1999/xhtml'/>",
            "<?php x?>",
            "&nbsp;",
        ] {
            check(bad, false);
        }
        let declared = format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{}", svg(""));
        assert!(!is_plain_drawing(declared.as_bytes()));
        assert!(!is_plain_drawing(b"<svg><rect/></svg>"));
    }
}
