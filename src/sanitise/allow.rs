//! What may stay: elements and attributes that Markdown makes, and those that authors write by hand to set text.
//!
//! Never: anything that runs, loads a document, takes input, or brings its own look (`script`, `iframe`, `form`,
//! `svg`, `math`, `style` as an element or an attribute).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Elements without content.
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Elements that close an open paragraph, as HTML has it.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements that stand in running text.
const INLINES: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img",
    "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The parts of a table.
const TABLE_PARTS: &[&str] = &[
    "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// Elements that go with everything in them.
pub(super) const DROPPED: &[&str] = &[
    "applet", "embed", "frameset", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "xmp",
];

/// Schemes that addresses may have.
const SCHEMES: &[&str] = &["http", "https", "mailto"];

/// Attributes that may stand on any element. Only [`balance`](super::balance) writes `class`.
const ANYWHERE: &[&str] = &["class", "dir", "id", "lang", "title"];

/// Attributes by element.
const BY_ELEMENT: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("div", &["align"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    (
        "img",
        &["align", "alt", "height", "loading", "src", "width"],
    ),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &["align"]),
    ("q", &["cite"]),
    ("td", &["align", "colspan", "rowspan"]),
    ("th", &["align", "colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("tr", &["align"]),
];

/// An element that may stay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether it has no content and no end tag.
    pub is_void: bool,
    /// What it is to others.
    pub kin: Kin,
    /// The attributes that may stay on it, besides [`ANYWHERE`].
    attributes: &'static [&'static str],
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By itself: it closes an open paragraph.
    Block,
    /// In running text.
    Inline,
    /// Only in a table.
    TablePart,
}

/// A set of kinds of element whose rules about each other matter: every tag is held against all that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kin(u32);

impl Kin {
    pub(super) const NONE: Self = Self(0);
    pub(super) const PARAGRAPH: Self = Self(1);
    pub(super) const HEADING: Self = Self(1 << 1);
    pub(super) const LIST: Self = Self(1 << 2);
    pub(super) const ITEM: Self = Self(1 << 3);
    pub(super) const DEFINITIONS: Self = Self(1 << 4);
    pub(super) const DEFINITION: Self = Self(1 << 5);
    pub(super) const QUOTE: Self = Self(1 << 6);
    pub(super) const DETAILS: Self = Self(1 << 7);
    pub(super) const LINK: Self = Self(1 << 8);
    pub(super) const RUBY: Self = Self(1 << 9);
    pub(super) const RUBY_TEXT: Self = Self(1 << 10);
    pub(super) const TABLE: Self = Self(1 << 11);
    pub(super) const CAPTION: Self = Self(1 << 12);
    pub(super) const COLUMNS: Self = Self(1 << 13);
    pub(super) const COLUMN: Self = Self(1 << 14);
    pub(super) const ROWS: Self = Self(1 << 15);
    pub(super) const ROW: Self = Self(1 << 16);
    pub(super) const CELL: Self = Self(1 << 17);
    /// Elements that parsers keep a list of and open again where they were closed out of order.
    pub(super) const FORMATTING: Self = Self(1 << 18);
    pub(super) const PREFORMATTED: Self = Self(1 << 19);
    /// Parts of a table that hold no text themselves.
    pub(super) const STRUCTURE: Self = Self::TABLE.or(Self::COLUMNS).or(Self::ROWS).or(Self::ROW);

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is any of a set.
    pub(super) const fn is_any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    fn of(name: &str) -> Self {
        match name {
            "p" => Self::PARAGRAPH,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::HEADING,
            "ul" | "ol" => Self::LIST,
            "li" => Self::ITEM,
            "dl" => Self::DEFINITIONS,
            "dt" | "dd" => Self::DEFINITION,
            "blockquote" => Self::QUOTE,
            "details" => Self::DETAILS,
            "a" => Self::LINK.or(Self::FORMATTING),
            "ruby" => Self::RUBY,
            "rt" | "rp" => Self::RUBY_TEXT,
            "table" => Self::TABLE,
            "caption" => Self::CAPTION,
            "colgroup" => Self::COLUMNS,
            "col" => Self::COLUMN,
            "thead" | "tbody" | "tfoot" => Self::ROWS,
            "tr" => Self::ROW,
            "td" | "th" => Self::CELL,
            "b" | "code" | "em" | "i" | "s" | "small" | "strike" | "strong" | "tt" | "u" => {
                Self::FORMATTING
            }
            "pre" => Self::PREFORMATTED,
            _ => Self::NONE,
        }
    }
}

impl Element {
    /// Whether an attribute may stay on it.
    pub(super) fn may_have(&self, attribute: &str) -> bool {
        ANYWHERE.contains(&attribute) || self.attributes.contains(&attribute)
    }
}

/// The element of a name, if it may stay.
pub(super) fn find(name: &str) -> Option<&'static Element> {
    static BY_LETTER: LazyLock<[Vec<Element>; 26]> = LazyLock::new(by_letter);
    let letter = name.bytes().next()?.wrapping_sub(b'a');
    let elements = BY_LETTER.get(usize::from(letter))?;
    elements.iter().find(|element| element.name == name)
}

/// The elements that may stay, by the first letter of their names: every tag asks for its own.
fn by_letter() -> [Vec<Element>; 26] {
    let mut found: [Vec<Element>; 26] = Default::default();
    for element in elements() {
        found[usize::from(element.name.as_bytes()[0] - b'a')].push(element);
    }
    found
}

/// All elements that may stay.
fn elements() -> Vec<Element> {
    let of = |names: &[&'static str], kind| -> Vec<Element> {
        let element = |&name: &&'static str| Element {
            name,
            kind,
            is_void: VOID.contains(&name),
            kin: Kin::of(name),
            attributes: BY_ELEMENT
                .iter()
                .find(|(element, _)| *element == name)
                .map_or(&[], |(_, attributes)| attributes),
        };
        names.iter().map(element).collect()
    };
    let mut all = of(BLOCKS, Kind::Block);
    all.extend(of(INLINES, Kind::Inline));
    all.extend(of(TABLE_PARTS, Kind::TablePart));
    all
}

/// The sanitiser proper.
pub(super) fn builder(link_rel: &'static str) -> ammonia::Builder<'static> {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<&'static str>>();
    let tags = [BLOCKS, INLINES, TABLE_PARTS].concat();
    let by_element: HashMap<_, _> = BY_ELEMENT
        .iter()
        .map(|&(tag, names)| (tag, set(names)))
        .collect();
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(set(&tags))
        .clean_content_tags(set(DROPPED))
        .generic_attributes(set(ANYWHERE))
        .tag_attributes(by_element)
        .url_schemes(set(SCHEMES))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(move |_, name, value| {
            let ours = name != "rel" || value == link_rel;
            (ours && plain_address(name, value)).then_some(value.into())
        })
        .strip_comments(true);
    builder
}

/// `false` for an empty address, which leads nowhere, for one with signs that readers of addresses disagree about, or with a colon where a scheme ends
/// that is not one of ours.
pub(super) fn plain_address(name: &str, value: &str) -> bool {
    if !matches!(name, "href" | "src" | "cite") {
        return true;
    }
    let odd = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');
    !value.is_empty() && !value.chars().any(odd) && known_scheme(value)
}

/// Whether an address, as it is written in markup, may lead away from the page's own site: with a scheme, with a host alone, or in
/// signs that readers of addresses take for others. Only what plainly stays does not.
pub(super) fn leads_away(href: &str) -> bool {
    let ends = |c: char| matches!(c, '/' | '?' | '#' | ':');
    let is_odd = href.contains([' ', '\\']) || href.replace("&amp;", "").contains('&');
    let has_scheme = href
        .find(ends)
        .is_some_and(|at| href[at..].starts_with(':'));
    is_odd || href.starts_with("//") || has_scheme
}

/// Whether an address has one of our schemes, or none.
pub(super) fn known_scheme(value: &str) -> bool {
    let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#' | b':');
    let end = value.bytes().position(|byte| ends(&byte));
    end.filter(|&end| value.as_bytes()[end] == b':')
        .is_none_or(|end| {
            let scheme = value[..end].trim();
            SCHEMES
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
        })
}
