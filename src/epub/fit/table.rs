//! Tables → the same with their parts in the order that XHTML has them: caption, columns, head, bodies, foot.

use super::super::tree::{Element, Node};
use super::{Fitting, Place};

/// The parts of a table as they come.
#[derive(Default)]
struct Parts {
    caption: Option<Node>,
    /// Captions beyond the first.
    more: Vec<Node>,
    columns: Vec<Node>,
    head: Option<Node>,
    bodies: Vec<Node>,
    foot: Option<Node>,
}

impl Fitting<'_> {
    /// A table; without a cell, no table but what is said of it, if anything is.
    pub(super) fn table(&mut self, mut element: Element, place: Place) -> Option<Node> {
        let mut parts = Parts::default();
        for child in std::mem::take(&mut element.children) {
            if let Node::Element(part) = child {
                self.table_part(part, place, &mut parts);
            }
        }
        let is_empty = parts.head.is_none() && parts.bodies.is_empty() && parts.foot.is_none();
        if is_empty {
            let captions = parts
                .caption
                .into_iter()
                .map(|caption| named("div", caption));
            let said: Vec<_> = captions.chain(parts.more).collect();
            return (!said.is_empty()).then(|| Node::Element(Element::new("div", said)));
        }
        let children = parts.caption.into_iter().chain(parts.columns);
        let children = children
            .chain(parts.head)
            .chain(parts.bodies)
            .chain(parts.foot);
        let table = self.around(element, children.collect());
        if parts.more.is_empty() {
            return Some(table);
        }
        let all = std::iter::once(table).chain(parts.more).collect();
        Some(Node::Element(Element::new("div", all)))
    }

    fn table_part(&mut self, part: Element, place: Place, parts: &mut Parts) {
        let line = Place {
            line: true,
            in_cell: true,
            ..place
        };
        match &*part.name {
            "caption" if parts.caption.is_none() => {
                parts.caption = Some(self.part("caption", part, line));
            }
            "caption" => parts.more.push(self.part("div", part, line)),
            "colgroup" => parts.columns.push(self.columns(part)),
            "tbody" | "thead" | "tfoot" => {
                let name = part.name.clone();
                let Some(rows) = self.rows(part, place) else {
                    return;
                };
                match &*name {
                    "thead" if parts.head.is_none() => parts.head = Some(rows),
                    "tfoot" if parts.foot.is_none() => parts.foot = Some(rows),
                    _ => parts.bodies.push(named("tbody", rows)),
                }
            }
            _ => {}
        }
    }

    /// A group of columns: it spans some, or holds each.
    fn columns(&mut self, mut group: Element) -> Node {
        let mut columns = Vec::new();
        for child in std::mem::take(&mut group.children) {
            match child {
                Node::Element(column) if column.name == "col" => {
                    columns.push(self.around(column, Vec::new()));
                }
                _ => {}
            }
        }
        if !columns.is_empty() {
            group.attributes.retain(|(name, _)| name != "span");
        }
        self.around(group, columns)
    }

    /// A group of rows; `None` if there is none.
    fn rows(&mut self, mut group: Element, place: Place) -> Option<Node> {
        let mut rows = Vec::new();
        for child in std::mem::take(&mut group.children) {
            match child {
                Node::Element(row) if row.name == "tr" => rows.extend(self.row(row, place)),
                _ => {}
            }
        }
        (!rows.is_empty()).then(|| self.around(group, rows))
    }

    fn row(&mut self, mut row: Element, place: Place) -> Option<Node> {
        let mut cells = Vec::new();
        for child in std::mem::take(&mut row.children) {
            match child {
                Node::Element(cell) if cell.name == "th" => {
                    let inside = Place {
                        in_cell: true,
                        ..place
                    };
                    cells.push(self.part("th", cell, inside));
                }
                Node::Element(cell) if cell.name == "td" => {
                    cells.push(self.part("td", cell, place));
                }
                _ => {}
            }
        }
        (!cells.is_empty()).then(|| self.around(row, cells))
    }
}

fn named(name: &'static str, node: Node) -> Node {
    match node {
        Node::Element(element) => Node::Element(Element {
            name: name.into(),
            ..element
        }),
        text => text,
    }
}
