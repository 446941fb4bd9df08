//! A place in a document and a kind of edit → a [`Patch`]: what to write there, and what should be said of it.

use std::collections::HashMap;
use std::ops::Range;

use super::claim::{Expected, Kind, canon, told};
use super::model::{Item, Node};
use super::random::Random;
use super::{blocks, headings, lists, moves, tables};

/// Nodes to be replaced, by what, and what should be said of it.
#[derive(Clone, Debug)]
pub struct Patch {
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there instead.
    pub with: Vec<Node>,
    /// What a comparison should say.
    pub expected: Expected,
}

/// Text from other documents, to insert.
#[derive(Clone, Debug, Default)]
pub struct Donors {
    /// Paragraphs of one line.
    pub paragraphs: Vec<String>,
    /// Items without children, of one line.
    pub items: Vec<String>,
    /// Short sections with their headings.
    pub sections: Vec<Vec<Node>>,
    /// Titles.
    pub titles: Vec<String>,
}

impl Donors {
    /// Collects what a document can give.
    pub fn add(&mut self, nodes: &[Node]) {
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Paragraph(text) if !text.contains('\n') => self.paragraphs.push(text.clone()),
                Node::Heading { text, .. } => {
                    self.titles.push(text.clone());
                    let section = section(nodes, at).unwrap_or(at..at);
                    if (2..=6).contains(&section.len()) {
                        self.sections.push(nodes[section].to_vec());
                    }
                }
                Node::List(list) => {
                    let single =
                        |item: &&Item| item.children.is_none() && !item.text.contains('\n');
                    self.items.extend(
                        list.items
                            .iter()
                            .filter(single)
                            .map(|item| item.text.clone()),
                    );
                }
                _ => {}
            }
        }
    }
}

/// A document, and what is needed to edit it.
pub struct Site<'s> {
    /// The document.
    pub nodes: &'s [Node],
    /// How often each unit's text occurs in it.
    pub counts: &'s HashMap<String, usize>,
    /// What can be put into it.
    pub donors: &'s Donors,
}

impl Site<'_> {
    /// Whether a text is there once, and long enough to be told from others.
    pub fn is_unique(&self, text: &str) -> bool {
        let text = canon(text);
        text.chars().count() >= 6 && self.counts.get(&text) == Some(&1)
    }

    /// Whether every unit of some nodes is there once.
    pub fn are_unique(&self, nodes: &[Node]) -> bool {
        told(nodes).iter().all(|text| self.is_unique(text))
    }

    /// Whether a text is new to the document, and long enough to be told from others.
    pub fn is_new(&self, text: &str) -> bool {
        let text = canon(text);
        text.chars().count() >= 6 && !self.counts.contains_key(&text)
    }

    /// A paragraph at a place.
    pub fn paragraph(&self, at: usize) -> Option<&str> {
        match self.nodes.get(at)? {
            Node::Paragraph(text) => Some(text),
            _ => None,
        }
    }
}

/// What a heading governs, itself included.
pub fn section(nodes: &[Node], at: usize) -> Option<Range<usize>> {
    let Some(Node::Heading { level, .. }) = nodes.get(at) else {
        return None;
    };
    let ends = |node: &Node| matches!(node, Node::Heading { level: other, .. } if other <= level);
    let length = nodes[at + 1..]
        .iter()
        .position(ends)
        .unwrap_or(nodes.len() - at - 1);
    Some(at..at + 1 + length)
}

/// Makes an edit of a kind at a place, if it can be made there.
pub fn propose(kind: Kind, site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    match kind {
        Kind::InsertParagraph => blocks::insert_paragraph(site, at, random),
        Kind::DeleteParagraph => blocks::delete_paragraph(site, at),
        Kind::InsertSection => blocks::insert_section(site, at, random),
        Kind::DeleteSection => blocks::delete_section(site, at),
        Kind::SplitParagraph => blocks::split(site, at, random),
        Kind::MergeParagraphs => blocks::merge(site, at),
        Kind::ParagraphsToList => blocks::to_list(site, at),
        Kind::EditNumber
        | Kind::EditParticle
        | Kind::EditNoun
        | Kind::EditNegation
        | Kind::EditSeveral => lists::edit(kind, site, at, random),
        Kind::InsertItem => lists::insert(site, at, random),
        Kind::DeleteItem => lists::delete(site, at, random),
        Kind::SplitItem => lists::split(site, at, random),
        Kind::MergeItems => lists::merge(site, at, random),
        Kind::MoveItem => moves::item(site, at, random),
        Kind::MoveItemElsewhere => moves::item_elsewhere(site, at, random),
        Kind::MoveBlock => moves::block(site, at, random),
        Kind::MoveSection => moves::section(site, at, random),
        Kind::MoveEdited => moves::edited(site, at, random),
        Kind::RenameHeading => headings::rename(site, at, random),
        Kind::HeadingLevel => headings::level(site, at, random),
        Kind::EditCell => tables::edit_cell(site, at, random),
        Kind::AddRow => tables::add_row(site, at, random),
        Kind::RemoveRow => tables::remove_row(site, at, random),
        Kind::MoveRow => tables::move_row(site, at, random),
        Kind::AddColumn => tables::add_column(site, at, random),
        Kind::RemoveColumn => tables::remove_column(site, at, random),
        Kind::MoveColumn => tables::move_column(site, at, random),
        Kind::SplitFile | Kind::JoinFiles | Kind::Nothing => None,
    }
}
