//! Sanitised markup → a tree, its references and attributes read. The sanitiser wrote the markup: every element is closed in
//! order, every value is quoted, and nothing but `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&nbsp;` is a reference.

use std::borrow::Cow;

use crate::sanitise::SafeHtml;
use crate::xml::is_char;

/// Elements without content.
pub(super) const VOID: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text as it is read.
    Text(String),
    /// An element with what it holds.
    Element(Element),
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: Cow<'static, str>,
    pub attributes: Vec<(Cow<'static, str>, String)>,
    pub children: Vec<Node>,
}

impl Element {
    /// An element without attributes.
    pub fn new(name: &'static str, children: Vec<Node>) -> Self {
        Self {
            name: name.into(),
            attributes: Vec::new(),
            children,
        }
    }

    /// The same with an attribute more, or with a word more in it if it is there.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => known.extend([" ", value]),
            None => self.attributes.push((name.into(), value.to_owned())),
        }
        self
    }

    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.get("class").unwrap_or_default();
        classes.split(' ').any(|one| one == class)
    }
}

impl Node {
    /// The element, if it is one.
    pub fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    /// Whether it is nothing but white space.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim_ascii().is_empty())
    }
}

/// Reads markup.
pub(super) fn tree(markup: &SafeHtml) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = markup.as_str();
    while let Some(start) = rest.find('<') {
        add_text(&mut open, &rest[..start]);
        let end = tag_end(&rest[start..]).map_or(rest.len(), |end| start + end);
        let tag = rest[start..end].trim_matches(['<', '>']);
        match tag.strip_prefix('/') {
            Some(_) => close(&mut open),
            None => begin(&mut open, tag),
        }
        rest = &rest[end..];
    }
    add_text(&mut open, rest);
    while open.len() > 1 {
        close(&mut open);
    }
    open.swap_remove(0).children
}

/// Where a tag ends, past values that hold its sign.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map(|end| end + 1)
}

fn begin(open: &mut Vec<Element>, tag: &str) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = Element {
        name: name.to_owned().into(),
        ..Element::default()
    };
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        let name = name.trim_start().to_owned();
        element.attributes.push((name.into(), text(value)));
        rest = after;
    }
    if VOID.contains(&name) {
        add(open, Node::Element(element));
    } else {
        open.push(element);
    }
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(element) = open.pop()
    {
        add(open, Node::Element(element));
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn add_text(open: &mut [Element], written: &str) {
    if !written.is_empty() {
        add(open, Node::Text(text(written)));
    }
}

/// Text as it is read, without what XML cannot hold.
fn text(written: &str) -> String {
    let read = match written.contains('&') {
        true => Cow::Owned(
            written
                .replace("&nbsp;", "\u{a0}")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        ),
        false => Cow::Borrowed(written),
    };
    read.chars().filter(|&c| is_char(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitise::{Origin, SanitiseOptions, sanitise};

    #[test]
    fn markup_is_read_with_its_references_and_without_controls() {
        let options = SanitiseOptions {
            mark_prefix: "",
            origin: Origin::Proposal,
        };
        let html = "<p title=\"&quot;>&amp;lt;\">a&nbsp;b&amp;lt;<br>\u{8}\u{ffff}提&copy;</p>\n";
        let expected = Element::new(
            "p",
            vec![
                Node::Text("a\u{a0}b&lt;".to_owned()),
                Node::Element(Element::new("br", Vec::new())),
                Node::Text("提©".to_owned()),
            ],
        );
        let expected = expected.with("title", "\">&lt;");
        let found = tree(&sanitise(html, &options));
        assert_eq!(
            found,
            [Node::Element(expected), Node::Text("\n".to_owned())]
        );
    }
}
