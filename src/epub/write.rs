//! A tree → XHTML: well-formed XML, whatever the words.

use super::tree::{Element, Node, VOID};
use crate::xml::escape;

/// Where a link leads in the book; `None` for nowhere.
pub(super) type Leads<'l> = &'l dyn Fn(&str) -> Option<String>;

/// Writes nodes one after the other.
pub(super) fn write(nodes: &[Node], leads: Leads<'_>, out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(out, text),
            Node::Element(element) => write_element(element, leads, out),
        }
    }
}

fn write_element(element: &Element, leads: Leads<'_>, out: &mut String) {
    let target = element.get("href").map(leads);
    let name = match (&*element.name, &target) {
        ("a", Some(None)) if element.children.iter().any(is_part) => "div",
        ("a", Some(None)) => "span",
        (name, _) => name,
    };
    let lost = name != element.name;
    out.extend(["<", name]);
    for (attribute, value) in &element.attributes {
        let value = match &**attribute {
            "href" | "role" | "epub:type" if lost => continue,
            "href" => target.as_ref().and_then(Option::as_ref).unwrap_or(value),
            _ => value,
        };
        out.extend([" ", attribute, "=\""]);
        escape(out, value);
        out.push('"');
    }
    if VOID.contains(&name) {
        return out.push_str("/>");
    }
    out.push('>');
    write(&element.children, leads, out);
    out.extend(["</", name, ">"]);
}

/// Whether it stands by itself, and so not in a `span`.
fn is_part(node: &Node) -> bool {
    let parts = [
        "div",
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "blockquote",
        "hr",
        "section",
    ];
    let heading = |name: &str| name.len() == 2 && name.starts_with('h');
    node.element().is_some_and(|element| {
        parts.contains(&&*element.name)
            || heading(&element.name)
            || element.children.iter().any(is_part)
    })
}
