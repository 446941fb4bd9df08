//! Lists and definitions → the same with nothing in them but items.

use super::super::tree::{Element, Node};
use super::{Fitting, Place};

impl Fitting<'_> {
    pub(super) fn list(&mut self, mut element: Element, place: Place) -> Node {
        let numbered = element.name == "ol";
        let mut items = Vec::new();
        for child in std::mem::take(&mut element.children) {
            match child {
                Node::Element(mut item) if item.name == "li" => {
                    if !numbered {
                        item.attributes.retain(|(name, _)| name != "value");
                    }
                    items.push(self.part("li", item, place));
                }
                blank if blank.is_blank() => items.push(blank),
                stray => {
                    let item = Element::new("li", vec![stray]);
                    items.push(self.part("li", item, place));
                }
            }
        }
        self.around(element, items)
    }

    /// Terms with what they mean; anything in another order is a list of plain parts.
    pub(super) fn definitions(&mut self, element: Element, place: Place) -> Node {
        if !in_order(&element) {
            return self.part("div", element, place);
        }
        let mut element = element;
        let mut items = Vec::new();
        for child in std::mem::take(&mut element.children) {
            match child {
                Node::Element(item) if item.name == "dt" => {
                    let inside = Place {
                        in_cell: true,
                        ..place
                    };
                    items.push(self.part("dt", item, inside));
                }
                Node::Element(item) => items.push(self.part("dd", item, place)),
                blank => items.push(blank),
            }
        }
        self.around(element, items)
    }

    /// An element under its own name around what is fitted already.
    pub(super) fn around(&mut self, element: Element, children: Vec<Node>) -> Node {
        let attributes = self.attributes(&element.name, &element);
        Node::Element(Element {
            name: element.name,
            attributes,
            children,
        })
    }
}

/// Whether there are terms, each group of them followed by meanings, and nothing else.
fn in_order(list: &Element) -> bool {
    let children = list.children.iter().filter(|node| !node.is_blank());
    let mut before = "dd";
    let mut seen = false;
    for child in children {
        let name = child.element().map_or("", |element| &*element.name);
        if !matches!(name, "dt" | "dd") || (name == "dd" && !seen) {
            return false;
        }
        (before, seen) = (if name == "dt" { "dt" } else { "dd" }, true);
    }
    seen && before == "dd"
}
