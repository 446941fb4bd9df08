//! Letters with their reading above → the same in the order that XHTML has it: letters, reading, letters, reading.

use super::super::tree::{Element, Node};
use super::{Fitting, Place};

impl Fitting<'_> {
    pub(super) fn ruby(&mut self, mut element: Element, place: Place) -> Node {
        let line = Place {
            line: true,
            ..place
        };
        let is_bracket = |node: &Node| node.element().is_some_and(|element| element.name == "rp");
        if !in_order(&element) {
            return self.part("span", element, line);
        }
        element
            .children
            .retain(|node| !is_bracket(node) && !node.is_blank());
        let mut children = Vec::new();
        for child in std::mem::take(&mut element.children) {
            match child {
                Node::Element(reading) if reading.name == "rt" => {
                    children.push(self.part("rt", reading, line));
                }
                letters => children.extend(self.all(vec![letters], line)),
            }
        }
        self.around(element, children)
    }
}

/// Whether each reading comes after letters, and a reading comes last.
fn in_order(ruby: &Element) -> bool {
    let (mut letters, mut readings) = (false, 0);
    for child in ruby.children.iter().filter(|node| !node.is_blank()) {
        match child.element().map_or("", |element| &*element.name) {
            "rt" if !letters => return false,
            "rt" => (letters, readings) = (false, readings + 1),
            "rp" => {}
            "ruby" => return false,
            _ => letters = true,
        }
    }
    readings > 0 && !letters
}
