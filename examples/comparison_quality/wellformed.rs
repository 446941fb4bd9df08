//! HTML as it is written, and as a browser reads it → whether both have the same elements at the same depths.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

const VOID: [&str; 6] = ["br", "hr", "img", "input", "wbr", "col"];

/// Says what a browser would nest otherwise than it is written, if anything.
pub fn problem(html: &str) -> Option<String> {
    let Some(written) = written(html) else {
        return Some("tags are not closed in order".to_owned());
    };
    let mut read = Vec::new();
    walk(&parsed(html), 0, &mut read);
    // The page around it: document, html, head, title, body.
    let read: Vec<_> = read
        .into_iter()
        .skip(4)
        .map(|(depth, name)| (depth - 1, name))
        .collect();
    let place = written.iter().zip(&read).position(|(a, b)| a != b);
    let place =
        place.or_else(|| (written.len() != read.len()).then(|| written.len().min(read.len())))?;
    Some(format!(
        "written {:?}, read {:?}",
        written.get(place),
        read.get(place)
    ))
}

/// The tree that a browser makes of a piece of HTML.
pub fn parsed(html: &str) -> Handle {
    let page = format!("<!doctype html><title></title><body>{html}");
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page.as_str());
    dom.document.clone()
}

fn walk(node: &Handle, depth: usize, out: &mut Vec<(usize, String)>) {
    let inner = match &node.data {
        NodeData::Element { name, .. } => {
            out.push((depth, name.local.to_string()));
            depth + 1
        }
        _ => depth,
    };
    node.children
        .borrow()
        .iter()
        .for_each(|child| walk(child, inner, out));
}

/// The elements and their depths, by counting tags; none if tags are not closed in order.
fn written(html: &str) -> Option<Vec<(usize, String)>> {
    let mut out = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")? + 3..];
            continue;
        }
        let end = end_of_tag(rest)?;
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            (open.pop()? == name.trim().to_ascii_lowercase()).then_some(())?;
            continue;
        }
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()?
            .to_ascii_lowercase();
        out.push((open.len() + 1, name.clone()));
        if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    open.is_empty().then_some(out)
}

fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}
