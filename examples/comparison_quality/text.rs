//! A document's HTML → its blocks of text, the ground on which all programs are measured.
//!
//! A block is the text of one element that makes a line of its own: a paragraph, a heading, an item's own text, a
//! cell. Characters are counted without white space; where white space stood is remembered for judging the ends of
//! marks.

use markup5ever_rcdom::{Handle, NodeData};

use crate::wellformed::parsed;

/// One side of a pair.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Texts of the blocks, white space included.
    pub blocks: Vec<String>,
    /// The same characters without white space.
    pub solid: Vec<Vec<char>>,
}

impl Text {
    /// Reads HTML.
    pub fn of_html(html: &str) -> Self {
        let mut collector = Collector::default();
        collector.node(&parsed(html));
        collector.end_block();
        let solid = collector.blocks.iter().map(|block| solid(block)).collect();
        Self {
            blocks: collector.blocks,
            solid,
        }
    }

    /// All characters in order.
    pub fn characters(&self) -> Vec<char> {
        self.solid.concat()
    }
}

/// Characters that are not white space.
pub fn solid(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether an element makes a line of its own.
pub fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 29] = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "div",
        "section",
        "hr",
        "figure",
        "figcaption",
        "details",
        "summary",
        "body",
    ];
    BLOCKS.contains(&name)
}

#[derive(Default)]
struct Collector {
    blocks: Vec<String>,
    open: String,
}

impl Collector {
    fn node(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Text { contents } => self.open.push_str(&contents.borrow()),
            NodeData::Element { name, .. } => {
                let block = is_block(&name.local);
                if block {
                    self.end_block();
                }
                if &*name.local == "br" {
                    self.open.push('\n');
                }
                node.children
                    .borrow()
                    .iter()
                    .for_each(|child| self.node(child));
                if block {
                    self.end_block();
                }
            }
            _ => node
                .children
                .borrow()
                .iter()
                .for_each(|child| self.node(child)),
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.open);
        if !block.trim().is_empty() {
            self.blocks.push(block.trim().to_owned());
        }
    }
}
