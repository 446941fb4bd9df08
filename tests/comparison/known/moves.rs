//! Blocks, items and sections put elsewhere, as they are or with a word changed.

use super::claim::{Claim, Expected, Kind, What, canon, is_no_more, moved_past, told};
use super::lists::{self, list, replacing, told_item};
use super::model::{Item, Node};
use super::phrase::{self, is_plain};
use super::place::{Patch, Site, section as governed};
use super::random::Random;

/// Farthest that a block moves, in blocks.
const FAR: usize = 8;

/// What stands at the front or back of a stretch goes to its other end.
struct Turn {
    start: usize,
    end: usize,
    /// Where the part that moves ends or begins.
    cut: usize,
    forward: bool,
}

impl Turn {
    /// A turn of `length` members from `start`, past `far` of them, forward or backward, inside `0..all`.
    fn new(start: usize, length: usize, far: usize, forward: bool, all: usize) -> Option<Self> {
        if forward {
            let end = start + length + far;
            (end <= all).then_some(Self {
                start,
                end,
                cut: start + length,
                forward,
            })
        } else {
            let first = start.checked_sub(far)?;
            Some(Self {
                start: first,
                end: start + length,
                cut: start,
                forward,
            })
        }
    }

    /// The members that move, and those that they pass.
    fn parts<'n, T>(&self, all: &'n [T]) -> (&'n [T], &'n [T]) {
        let (front, back) = (&all[self.start..self.cut], &all[self.cut..self.end]);
        if self.forward {
            (front, back)
        } else {
            (back, front)
        }
    }

    fn turned<T: Clone>(&self, all: &[T]) -> Vec<T> {
        [&all[self.cut..self.end], &all[self.start..self.cut]].concat()
    }
}

/// Moves a paragraph, a list or a table past other blocks.
pub fn block(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let node = site.nodes.get(at)?;
    let movable = matches!(node, Node::Paragraph(_) | Node::List(_) | Node::Table(_));
    let own = told(std::slice::from_ref(node));
    if !movable || own.len() > 12 || !site.are_unique(std::slice::from_ref(node)) {
        return None;
    }
    let turn = Turn::new(
        at,
        1,
        1 + random.below(FAR),
        random.once_in(2),
        site.nodes.len(),
    )?;
    let passed = told(turn.parts(site.nodes).1);
    let tellings = moved_past(&own, &passed);
    turned(
        site,
        &turn,
        Expected {
            kind: Kind::MoveBlock,
            tellings,
        },
    )
}

fn turned(site: &Site<'_>, turn: &Turn, expected: Expected) -> Option<Patch> {
    let with = turn.turned(site.nodes);
    Some(Patch {
        range: turn.start..turn.end,
        with,
        expected,
    })
}

/// Moves a section past one or two of its neighbours.
pub fn section(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let own = governed(site.nodes, at)?;
    let mut end = own.end;
    for _ in 0..1 + random.below(2) {
        let next = governed(site.nodes, end)?;
        end = next.end;
    }
    // Either the first goes behind the others, or the others go before it: one of them is chosen.
    let (own_texts, others) = (
        told(&site.nodes[own.clone()]),
        told(&site.nodes[own.end..end]),
    );
    let levels = |at: usize| match site.nodes[at] {
        Node::Heading { level, .. } => Some(level),
        _ => None,
    };
    let fits = own.len() >= 2 && end - own.start <= 60 && levels(at) == levels(own.end);
    let distinct = |texts: &[String]| {
        texts.iter().filter(|text| site.is_unique(text)).count() * 2 > texts.len()
    };
    if !fits || !distinct(&own_texts) || !distinct(&others) {
        return None;
    }
    let turn = Turn {
        start: own.start,
        end,
        cut: own.end,
        forward: true,
    };
    let tellings = moved_past(&own_texts, &others);
    turned(
        site,
        &turn,
        Expected {
            kind: Kind::MoveSection,
            tellings,
        },
    )
}

/// Moves an item inside its list.
pub fn item(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at).filter(|list| list.items.len() > 2)?;
    let (turn, own) = item_turn(site, &list.items, random)?;
    let passed: Vec<String> = turn
        .parts(&list.items)
        .1
        .iter()
        .flat_map(told_item)
        .collect();
    let expected = Expected {
        kind: Kind::MoveItem,
        tellings: moved_past(&told_item(&own), &passed),
    };
    let items = turn.turned(&list.items);
    list.items.splice(turn.start..turn.end, items);
    replacing(at, list, expected)
}

fn item_turn(site: &Site<'_>, items: &[Item], random: &mut Random) -> Option<(Turn, Item)> {
    let which = random.below(items.len());
    let far = 1 + random.below(items.len() - 1);
    let turn = Turn::new(which, 1, far, random.once_in(2), items.len())?;
    let own = items[which].clone();
    lists::is_unique(site, &own).then_some((turn, own))
}

/// Moves an item into another list nearby.
pub fn item_elsewhere(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut from = list(site, at).filter(|list| list.items.len() > 1)?;
    let near = (at + 1..at + 10).find(|&near| list(site, near).is_some())?;
    let mut to = list(site, near)?;
    let item = from.items.remove(random.below(from.items.len()));
    if !lists::is_unique(site, &item) {
        return None;
    }
    let telling = told_item(&item)
        .iter()
        .map(|text| Claim::moved(text))
        .collect();
    to.items.insert(random.below(to.items.len() + 1), item);
    let mut with = site.nodes[at..=near].to_vec();
    let last = with.len() - 1;
    (with[0], with[last]) = (Node::List(from), Node::List(to));
    let expected = Expected::one(Kind::MoveItemElsewhere, telling);
    Some(Patch {
        range: at..near + 1,
        with,
        expected,
    })
}

/// Moves a paragraph or an item, and changes a word in it.
pub fn edited(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    match site.nodes.get(at)? {
        Node::Paragraph(text) => edited_paragraph(site, at, text, random),
        Node::List(_) => edited_item(site, at, random),
        _ => None,
    }
}

fn edited_paragraph(site: &Site<'_>, at: usize, text: &str, random: &mut Random) -> Option<Patch> {
    let phrase = reworded(site, text, random)?;
    let turn = Turn::new(
        at,
        1,
        1 + random.below(FAR),
        random.once_in(2),
        site.nodes.len(),
    )?;
    let passed = told(turn.parts(site.nodes).1);
    let new = Node::Paragraph(phrase.text.clone());
    let expected = edited_past(text, &phrase, &passed);
    let mut patch = turned(site, &turn, expected)?;
    let own = if turn.forward {
        patch.with.len() - 1
    } else {
        0
    };
    patch.with[own] = new;
    Some(patch)
}

fn edited_item(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at).filter(|list| list.items.len() > 2)?;
    let (turn, own) = item_turn(site, &list.items, random)?;
    if own.children.is_some() {
        return None;
    }
    let phrase = reworded(site, &own.text, random)?;
    let passed: Vec<String> = turn
        .parts(&list.items)
        .1
        .iter()
        .flat_map(told_item)
        .collect();
    let expected = edited_past(&own.text, &phrase, &passed);
    let mut items = turn.turned(&list.items);
    let last = items.len() - 1;
    items[if turn.forward { last } else { 0 }].text = phrase.text;
    list.items.splice(turn.start..turn.end, items);
    replacing(at, list, expected)
}

fn reworded(site: &Site<'_>, text: &str, random: &mut Random) -> Option<phrase::Phrase> {
    let own = told(&[Node::Paragraph(text.to_owned())]).concat();
    // In a shorter text one word is too much of it for a reader to know it again elsewhere.
    let fits = is_plain(text) && own.chars().count() >= 20 && site.is_unique(&own);
    let phrase = phrase::any(text, random).filter(|_| fits)?;
    site.is_new(&phrase.text).then_some(phrase)
}

fn edited_past(text: &str, phrase: &phrase::Phrase, passed: &[String]) -> Expected {
    let visible = |text: &str| told(&[Node::Paragraph(text.to_owned())]).concat();
    let (old, new) = (visible(text), visible(&phrase.text));
    let modified = Claim::modified(&old, &new).marking(phrase.bound());
    let moved = Claim {
        what: vec![What::Moved],
        ..modified.clone()
    };
    let mut tellings = vec![vec![moved]];
    if is_no_more(passed, &[canon(&old)]) {
        let stays = passed.iter().map(|text| Claim::moved(text));
        tellings.push(stays.chain([modified]).collect());
    }
    Expected {
        kind: Kind::MoveEdited,
        tellings,
    }
}
