//! A tree of what people write → a tree that XHTML takes: each element where it may stand, with attributes that it may have.
//! No word is lost: what may not stand somewhere becomes a plain `div` or `span` there.
//!
//! Source of the rules: <https://html.spec.whatwg.org/multipage/dom.html#content-models>, as `epubcheck` holds books against
//! them. Sections, notes beside the text and things to unfold become plain parts: reading devices make nothing of them.

mod attributes;
mod groups;
mod ruby;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Element, Node};
use attributes::{attributes, id};

/// What a document of a book is fitted with.
pub(super) struct Fitting<'f> {
    /// The book's file of a picture, by its name on the site.
    pub pictures: &'f BTreeMap<&'f str, String>,
    /// Whether short numbers stand upright in a line that runs down.
    pub upright: bool,
    /// The ids that were given so far.
    pub ids: BTreeSet<String>,
}

/// What may stand in a place.
#[derive(Clone, Copy)]
struct Place {
    /// Only what is part of a line.
    line: bool,
    /// No link.
    in_link: bool,
    /// No heading.
    in_cell: bool,
}

/// Elements that are part of a line, with what each becomes.
const INLINE: [(&str, &str); 26] = [
    ("abbr", "abbr"),
    ("b", "b"),
    ("bdi", "bdi"),
    ("cite", "cite"),
    ("code", "code"),
    ("data", "span"),
    ("dfn", "i"),
    ("em", "em"),
    ("i", "i"),
    ("kbd", "kbd"),
    ("mark", "mark"),
    ("q", "q"),
    ("rp", "span"),
    ("rt", "span"),
    ("s", "s"),
    ("samp", "samp"),
    ("small", "small"),
    ("span", "span"),
    ("strike", "s"),
    ("strong", "strong"),
    ("sub", "sub"),
    ("sup", "sup"),
    ("time", "span"),
    ("tt", "code"),
    ("u", "u"),
    ("var", "var"),
];

impl Fitting<'_> {
    /// Fits a whole document.
    pub fn document(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let anywhere = Place {
            line: false,
            in_link: false,
            in_cell: false,
        };
        self.all(nodes, anywhere)
    }

    fn all(&mut self, nodes: Vec<Node>, place: Place) -> Vec<Node> {
        let mut fitted = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Text(text) if self.upright => upright(&text, &mut fitted),
                Node::Text(_) => fitted.push(node),
                Node::Element(element) => fitted.extend(self.element(element, place)),
            }
        }
        fitted
    }

    fn element(&mut self, element: Element, place: Place) -> Option<Node> {
        let name = element.name.clone();
        if let Some((_, becomes)) = INLINE.iter().find(|(known, _)| *known == name) {
            return Some(self.part(
                becomes,
                element,
                Place {
                    line: true,
                    ..place
                },
            ));
        }
        match &*name {
            "a" => Some(self.link(element, place)),
            "del" | "ins" => Some(self.part(&name, element, place)),
            "bdo" => {
                let becomes = element.get("dir").map_or("span", |_| "bdo");
                Some(self.part(
                    becomes,
                    element,
                    Place {
                        line: true,
                        ..place
                    },
                ))
            }
            "br" | "wbr" => Some(self.part(&name, element, place)),
            "img" => Some(self.picture(element)),
            "ruby" => Some(self.ruby(element, place)),
            "hr" if place.line => Some(Node::Element(Element::new("br", Vec::new()))),
            _ if place.line => Some(self.in_line(element, place)),
            _ => self.block(element, place),
        }
    }

    /// What stands by itself.
    fn block(&mut self, element: Element, place: Place) -> Option<Node> {
        let name = element.name.clone();
        let line = Place {
            line: true,
            ..place
        };
        Some(match &*name {
            "p" | "pre" => self.part(&name, element, line),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !place.in_cell => {
                self.part(&name, element, line)
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" => {
                self.part("p", element.with("class", "strong"), line)
            }
            "hr" | "blockquote" => self.part(&name, element, place),
            "section" if element.has_class("tg-footnotes") && !place.in_cell => {
                self.footnotes(element, place)
            }
            "ul" | "ol" => self.list(element, place),
            "dl" => self.definitions(element, place),
            "table" => return self.table(element, place),
            _ => self.part("div", element, place),
        })
    }

    /// An element under a name, with what it holds.
    fn part(&mut self, name: &str, element: Element, place: Place) -> Node {
        let attributes = self.attributes(name, &element);
        Node::Element(Element {
            name: name.to_owned().into(),
            attributes,
            children: self.all(element.children, place),
        })
    }

    fn attributes(
        &mut self,
        name: &str,
        element: &Element,
    ) -> Vec<(std::borrow::Cow<'static, str>, String)> {
        let mut kept = attributes(name, element);
        if let Some(id) = id(element).filter(|id| self.ids.insert(id.clone())) {
            kept.push(("id".into(), id));
        }
        kept
    }

    /// What stands by itself, in a line.
    fn in_line(&mut self, mut element: Element, place: Place) -> Node {
        element.attributes.retain(|(name, _)| name != "class");
        self.part("span", element.with("class", "block"), place)
    }

    fn link(&mut self, element: Element, place: Place) -> Node {
        let leads = element.get("href").is_some() && !place.in_link;
        let inside = Place {
            in_link: place.in_link || leads,
            ..place
        };
        if leads {
            return self.part("a", element, inside);
        }
        if !place.line && element.children.iter().any(is_block) {
            return self.part("div", element, inside);
        }
        self.part(
            "span",
            element,
            Place {
                line: true,
                ..inside
            },
        )
    }

    /// A picture of the book, or what is said of it.
    fn picture(&mut self, element: Element) -> Node {
        let said = element.get("alt").unwrap_or_default().to_owned();
        let source = element.get("src").unwrap_or_default();
        let name = source.rsplit('/').next().unwrap_or_default();
        match self.pictures.get(name) {
            Some(file) if source.contains("assets/images/") => {
                let mut attributes = self.attributes("img", &element);
                attributes.push(("src".into(), file.clone()));
                attributes.push(("alt".into(), said));
                Node::Element(Element {
                    name: "img".into(),
                    attributes,
                    children: Vec::new(),
                })
            }
            // What says nothing is an ornament.
            _ if said.is_empty() => Node::Text(said),
            _ => {
                let lost = Element::new("span", vec![Node::Text(said)]);
                Node::Element(lost.with("class", "lost"))
            }
        }
    }

    /// The footnotes of a document. They say what they are, so that devices can show each where it is marked.
    fn footnotes(&mut self, element: Element, place: Place) -> Node {
        let mut fitted = self.part("section", element, place);
        if let Node::Element(section) = &mut fitted {
            section
                .attributes
                .push(("epub:type".into(), "footnotes".into()));
            section
                .attributes
                .push(("role".into(), "doc-endnotes".into()));
            let lists = section.children.iter_mut();
            for list in lists {
                mark_footnotes(list);
            }
        }
        fitted
    }
}

fn mark_footnotes(list: &mut Node) {
    let Node::Element(list) = list else { return };
    if list.name != "ol" {
        return;
    }
    for item in &mut list.children {
        if let Node::Element(item) = item {
            item.attributes
                .push(("epub:type".into(), "footnote".into()));
        }
    }
}

/// Whether a part, or anything in it, stands by itself.
fn is_block(node: &Node) -> bool {
    let Some(element) = node.element() else {
        return false;
    };
    let alike = ["a", "br", "bdo", "del", "img", "ins", "ruby", "wbr"];
    let is_inline =
        alike.contains(&&*element.name) || INLINE.iter().any(|(name, _)| *name == element.name);
    !is_inline || element.children.iter().any(is_block)
}

/// Text, its numbers of two digits each in an element of their own. Those of times, dates and fractions stay together.
fn upright(text: &str, out: &mut Vec<Node>) {
    let bytes = text.as_bytes();
    let is = |at: usize, fits: fn(&u8) -> bool| bytes.get(at).is_some_and(fits);
    let joins = |at: usize, next: usize| {
        is(at, u8::is_ascii_alphanumeric)
            || is(at, |byte| matches!(byte, b'.' | b',' | b'%'))
            || is(at, |byte| matches!(byte, b':' | b'/' | b'-')) && is(next, u8::is_ascii_digit)
    };
    let (mut done, mut at) = (0, 0);
    while at + 1 < bytes.len() {
        let before = at > 0 && joins(at - 1, at.wrapping_sub(2));
        if is(at, u8::is_ascii_digit)
            && is(at + 1, u8::is_ascii_digit)
            && !before
            && !joins(at + 2, at + 3)
        {
            if done < at {
                out.push(Node::Text(text[done..at].to_owned()));
            }
            let number = Element::new("span", vec![Node::Text(text[at..at + 2].to_owned())]);
            out.push(Node::Element(number.with("class", "upright")));
            done = at + 2;
            at += 1;
        }
        at += 1;
    }
    if done < text.len() {
        out.push(Node::Text(text[done..].to_owned()));
    }
}

#[cfg(test)]
mod tests;
