//! HTML → a flat list of elements and texts, read as a browser reads it.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A page's nodes in the order of their start tags.
pub struct Page {
    nodes: Vec<Node>,
}

/// An element, a text or a comment.
pub enum Node {
    /// An element, and where the nodes in it end.
    Element(Element, usize),
    /// Text as it is read.
    Text(String),
    /// A comment, or a processing instruction.
    Comment(String),
}

/// An element.
#[derive(Debug)]
pub struct Element {
    /// Its name in lower case.
    pub name: String,
    /// Whether it is HTML, and neither SVG nor MathML.
    pub is_html: bool,
    /// Its attributes; the names with their prefix.
    pub attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|one| one == class)
    }
}

impl Page {
    /// Reads a page as a browser does that runs scripts.
    pub fn parse(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut page = Self { nodes: Vec::new() };
        page.collect(dom.document.clone());
        page
    }

    /// All nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// All elements, each with its place among the nodes.
    pub fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        self.between(0, self.nodes.len())
    }

    /// The elements inside the one at a place.
    pub fn inside(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        self.between(at + 1, self.end(at))
    }

    fn between(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, &Element)> {
        let nodes = self.nodes[start..end].iter().zip(start..);
        nodes.filter_map(|(node, at)| match node {
            Node::Element(element, _) => Some((at, element)),
            _ => None,
        })
    }

    /// The first element with that name and id.
    pub fn find(&self, name: &str, id: &str) -> Option<usize> {
        let mut elements = self.elements();
        elements
            .find(|(_, element)| element.name == name && element.attribute("id") == Some(id))
            .map(|(at, _)| at)
    }

    /// The text inside the element at a place.
    pub fn text(&self, at: usize) -> String {
        let texts = self.nodes[at..self.end(at)].iter().map(|node| match node {
            Node::Text(text) => text.as_str(),
            _ => "",
        });
        texts.collect()
    }

    fn end(&self, at: usize) -> usize {
        match &self.nodes[at] {
            Node::Element(_, end) => *end,
            _ => at + 1,
        }
    }

    /// Walks without recursion: pages are as deep as their authors wish.
    fn collect(&mut self, document: Handle) {
        enum Step {
            Open(Handle),
            Close(usize),
        }
        let mut steps = vec![Step::Open(document)];
        while let Some(step) = steps.pop() {
            let node = match step {
                Step::Open(node) => node,
                Step::Close(at) => {
                    let last = self.nodes.len();
                    if let Node::Element(_, end) = &mut self.nodes[at] {
                        *end = last;
                    }
                    continue;
                }
            };
            match &node.data {
                NodeData::Element {
                    template_contents, ..
                } => {
                    steps.push(Step::Close(self.nodes.len()));
                    self.nodes.push(Node::Element(element(&node), 0));
                    let contents = template_contents.borrow();
                    steps.extend(contents.iter().cloned().map(Step::Open));
                }
                NodeData::Text { contents } => {
                    self.nodes.push(Node::Text(contents.borrow().to_string()));
                }
                NodeData::Comment { contents } => {
                    self.nodes.push(Node::Comment(contents.to_string()));
                }
                NodeData::ProcessingInstruction { target, contents } => {
                    let text = format!("{target} {contents}");
                    self.nodes.push(Node::Comment(text));
                }
                NodeData::Document | NodeData::Doctype { .. } => {}
            }
            let children = node.children.borrow();
            steps.extend(children.iter().rev().cloned().map(Step::Open));
        }
    }
}

fn element(node: &Handle) -> Element {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        unreachable!("only elements come here");
    };
    let attribute = |attribute: &html5ever::Attribute| {
        let name = &attribute.name;
        let local = name.local.to_ascii_lowercase();
        let full = match &name.prefix {
            Some(prefix) => format!("{prefix}:{local}"),
            None => local.to_string(),
        };
        (full, attribute.value.to_string())
    };
    Element {
        name: name.local.to_ascii_lowercase().to_string(),
        is_html: name.ns == html5ever::ns!(html),
        attributes: attrs.borrow().iter().map(attribute).collect(),
    }
}
