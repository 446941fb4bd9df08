//! The order of documents: from `teigen.yaml`, else `mkdocs.yml`, else a table of contents in the entry document,
//! else by natural order of their paths.

use std::collections::{BTreeSet, HashMap};

use super::edition::EditionDocument;
use super::links::{self, Target};
use crate::config::{Config, NavigationEntry, mkdocs};
use crate::document::{Block, BlockKind, Inline, ListItem};

/// Deepest nesting of groups.
const DEPTH_LIMIT: usize = 8;

/// One entry of the navigation. Documents are indices into the edition's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A document, with what is below it.
    Document {
        /// Which one.
        index: usize,
        /// What it is called here, if not by its own title.
        label: Option<String>,
        /// What is below it.
        children: Vec<Node>,
    },
    /// A heading with entries below it.
    Group {
        /// What it is called.
        label: String,
        /// What is below it.
        children: Vec<Node>,
    },
    /// A link to elsewhere.
    Link {
        /// What it is called.
        label: String,
        /// Where it leads.
        url: String,
    },
}

/// Arranges documents given in natural order. Returns the navigation and the order in which it names them; what
/// it does not name follows. Indices in the navigation are positions in that order.
pub fn arrange(
    documents: &[EditionDocument<'_>],
    source: &str,
    config: &Config,
    mkdocs: Option<&str>,
) -> (Vec<Node>, Vec<usize>) {
    let places = Places::new(documents, source);
    let mut nodes = match &config.navigation {
        Some(entries) => places.entries_to_nodes(entries),
        None => mkdocs
            .and_then(mkdocs::navigation)
            .map(|entries| places.entries_to_nodes(&entries))
            .filter(|nodes| !nodes.is_empty())
            .or_else(|| places.contents_to_nodes())
            .unwrap_or_else(|| places.by_folder()),
    };
    let mut order = Vec::new();
    collect(&nodes, &mut order);
    let mut seen = BTreeSet::new();
    order.retain(|index| seen.insert(*index));
    if let Some(entry) = places.entry.filter(|entry| seen.insert(*entry)) {
        order.insert(0, entry);
        nodes.insert(0, Node::document(entry));
    }
    let rest: Vec<usize> = (0..documents.len())
        .filter(|index| !seen.contains(index))
        .collect();
    nodes.extend(rest.iter().map(|&index| Node::document(index)));
    order.extend(rest);
    let mut position = vec![0; documents.len()];
    for (new, &old) in order.iter().enumerate() {
        position[old] = new;
    }
    renumber(&mut nodes, &position);
    (nodes, order)
}

impl Node {
    fn document(index: usize) -> Self {
        Self::Document {
            index,
            label: None,
            children: Vec::new(),
        }
    }
}

struct Places<'d, 'a> {
    documents: &'d [EditionDocument<'a>],
    source: &'d str,
    by_inside: HashMap<&'d str, usize>,
    entry: Option<usize>,
}

impl<'d, 'a> Places<'d, 'a> {
    fn new(documents: &'d [EditionDocument<'a>], source: &'d str) -> Self {
        let inside = |document: &'d EditionDocument<'a>| document.path.inside(source);
        Self {
            documents,
            source,
            by_inside: documents
                .iter()
                .enumerate()
                .filter_map(|(index, document)| Some((inside(document)?, index)))
                .collect(),
            entry: documents
                .iter()
                .position(|document| document.address.is_empty()),
        }
    }

    fn entries_to_nodes(&self, entries: &[NavigationEntry]) -> Vec<Node> {
        entries
            .iter()
            .filter_map(|entry| match entry {
                NavigationEntry::Document { title, path } => {
                    let path = path.trim_start_matches("./");
                    Some(Node::Document {
                        index: *self.by_inside.get(path)?,
                        label: title.clone(),
                        children: Vec::new(),
                    })
                }
                NavigationEntry::Group { title, entries } => {
                    let children = self.entries_to_nodes(entries);
                    (!children.is_empty()).then(|| Node::Group {
                        label: title.clone(),
                        children,
                    })
                }
                NavigationEntry::Link { title, url } => Some(Node::Link {
                    label: title.clone(),
                    url: url.clone(),
                }),
            })
            .collect()
    }

    /// The list of the entry document that links to the most documents, if to two or more.
    fn contents_to_nodes(&self) -> Option<Vec<Node>> {
        let entry = self.entry?;
        let found = self.documents[entry]
            .document
            .blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::List { items, .. } => Some(self.items_to_nodes(items, entry, 0)),
                _ => None,
            })
            .map(|nodes| {
                let mut order = Vec::new();
                collect(&nodes, &mut order);
                (order.len(), nodes)
            })
            .rev()
            .max_by_key(|(count, _)| *count)?;
        (found.0 >= 2).then_some(found.1)
    }

    fn items_to_nodes(&self, items: &[ListItem], entry: usize, depth: usize) -> Vec<Node> {
        if depth > DEPTH_LIMIT {
            return Vec::new();
        }
        let mut nodes = Vec::new();
        for item in items {
            let children: Vec<Node> = item
                .blocks
                .iter()
                .filter_map(|block| match &block.kind {
                    BlockKind::List { items, .. } => {
                        Some(self.items_to_nodes(items, entry, depth + 1))
                    }
                    _ => None,
                })
                .flatten()
                .collect();
            match self.linked(&item.blocks, entry) {
                Some((index, label)) => nodes.push(Node::Document {
                    index,
                    label: Some(label).filter(|label| !label.is_empty()),
                    children,
                }),
                None if !children.is_empty() => nodes.push(Node::Group {
                    label: words(&item.blocks),
                    children,
                }),
                None => {}
            }
        }
        nodes
    }

    /// The first document that an item's own words link to, with the item's words as label.
    fn linked(&self, blocks: &[Block], entry: usize) -> Option<(usize, String)> {
        let from = self.documents[entry].path;
        own_inlines(blocks).find_map(|inline| {
            let Inline::Link { target, .. } = inline else {
                return None;
            };
            let Target::Path { path, .. } = links::target(from, target) else {
                return None;
            };
            let inside = crate::snapshot::SourcePath::new(path);
            let index = *self.by_inside.get(inside.inside(self.source)?)?;
            Some((index, words(blocks)))
        })
    }

    /// Folders become groups.
    fn by_folder(&self) -> Vec<Node> {
        let all: Vec<(Vec<&str>, usize)> = self
            .documents
            .iter()
            .enumerate()
            .map(|(index, document)| {
                let inside = document.path.inside(self.source).unwrap_or_default();
                let mut parts: Vec<&str> = inside.split('/').collect();
                parts.pop();
                (parts, index)
            })
            .collect();
        group(&all, 0)
    }
}

fn group(documents: &[(Vec<&str>, usize)], depth: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = documents;
    while let Some((folders, index)) = rest.first() {
        let Some(folder) = folders.get(depth).filter(|_| depth < DEPTH_LIMIT) else {
            nodes.push(Node::document(*index));
            rest = &rest[1..];
            continue;
        };
        let end = rest
            .iter()
            .position(|(other, _)| other.get(depth) != Some(folder))
            .unwrap_or(rest.len());
        nodes.push(Node::Group {
            label: (*folder).to_owned(),
            children: group(&rest[..end], depth + 1),
        });
        rest = &rest[end..];
    }
    nodes
}

fn own_inlines(blocks: &[Block]) -> impl Iterator<Item = &Inline> {
    blocks.iter().flat_map(|block| match &block.kind {
        BlockKind::Paragraph(inlines) => inlines.as_slice(),
        _ => &[],
    })
}

fn words(blocks: &[Block]) -> String {
    let inlines: Vec<Inline> = own_inlines(blocks).cloned().collect();
    crate::document::plain_text(&inlines).trim().to_owned()
}

fn collect(nodes: &[Node], order: &mut Vec<usize>) {
    for node in nodes {
        match node {
            Node::Document {
                index, children, ..
            } => {
                order.push(*index);
                collect(children, order);
            }
            Node::Group { children, .. } => collect(children, order),
            Node::Link { .. } => {}
        }
    }
}

fn renumber(nodes: &mut [Node], position: &[usize]) {
    for node in nodes {
        match node {
            Node::Document {
                index, children, ..
            } => {
                *index = position[*index];
                renumber(children, position);
            }
            Node::Group { children, .. } => renumber(children, position),
            Node::Link { .. } => {}
        }
    }
}
