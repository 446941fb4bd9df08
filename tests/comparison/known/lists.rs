//! List items: put in, taken out, split, merged; and words changed in items and paragraphs.

use super::blocks::join;
use super::claim::{Claim, Expected, Kind, What, told};
use super::model::{Item, List, Node};
use super::phrase::{self, is_plain, sentence_ends};
use super::place::{Patch, Site};
use super::random::Random;

/// Changes a word of a paragraph or of an item.
pub fn edit(kind: Kind, site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let change: phrase::Change = match kind {
        Kind::EditNumber => phrase::number,
        Kind::EditParticle => phrase::particle,
        Kind::EditNoun => phrase::noun,
        Kind::EditSeveral => phrase::several,
        _ => phrase::negation,
    };
    let mut node = site.nodes.get(at)?.clone();
    let (old, phrase) = match &mut node {
        Node::Paragraph(text) => reworded(text, site, change, random)?,
        Node::List(list) => {
            let which = random.below(list.items.len());
            let item = list.items.get_mut(which)?;
            let nested = item.children.as_mut().filter(|_| random.once_in(2));
            let item = match nested {
                Some(children) => children.items.first_mut()?,
                None => item,
            };
            reworded(&mut item.text, site, change, random)?
        }
        _ => return None,
    };
    let text = |text: &str| told(&[Node::Paragraph(text.to_owned())]).concat();
    let claim = Claim::modified(&text(&old), &text(&phrase.text)).marking(phrase.bound());
    Some(Patch {
        range: at..at + 1,
        with: vec![node],
        expected: Expected::one(kind, vec![claim]),
    })
}

fn reworded(
    text: &mut String,
    site: &Site<'_>,
    change: phrase::Change,
    random: &mut Random,
) -> Option<(String, phrase::Phrase)> {
    if !is_plain(text) || text.chars().count() < 10 {
        return None;
    }
    let own = told(&[Node::Paragraph(text.clone())]).concat();
    let phrase =
        change(text, random).filter(|phrase| site.is_unique(&own) && site.is_new(&phrase.text))?;
    Some((std::mem::replace(text, phrase.text.clone()), phrase))
}

/// A list at a place, to be changed.
pub fn list(site: &Site<'_>, at: usize) -> Option<List> {
    match site.nodes.get(at)? {
        Node::List(list) => Some(list.clone()),
        _ => None,
    }
}

/// The units of one item, its children's included.
pub fn told_item(item: &Item) -> Vec<String> {
    told(&[Node::List(List {
        start: None,
        items: vec![item.clone()],
    })])
}

/// Whether each unit of an item is there once.
pub fn is_unique(site: &Site<'_>, item: &Item) -> bool {
    told_item(item).iter().all(|text| site.is_unique(text))
}

/// A list in place of the one at a place.
pub fn replacing(at: usize, list: List, expected: Expected) -> Option<Patch> {
    Some(Patch {
        range: at..at + 1,
        with: vec![Node::List(list)],
        expected,
    })
}

/// Puts an item of another document into a list.
pub fn insert(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at)?;
    let item = Item {
        text: random.pick(&site.donors.items)?.clone(),
        children: None,
    };
    let text = told_item(&item).concat();
    if !site.is_new(&text) {
        return None;
    }
    list.items.insert(random.below(list.items.len() + 1), item);
    replacing(
        at,
        list,
        Expected::one(Kind::InsertItem, vec![Claim::added(&text)]),
    )
}

/// Takes an item out of a list, with what it holds.
pub fn delete(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at).filter(|list| list.items.len() > 1)?;
    let item = list.items.remove(random.below(list.items.len()));
    if !is_unique(site, &item) {
        return None;
    }
    let telling = told_item(&item)
        .iter()
        .map(|text| Claim::removed(text))
        .collect();
    replacing(at, list, Expected::one(Kind::DeleteItem, telling))
}

/// Makes two items of one, between two sentences.
pub fn split(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at)?;
    let which = random.below(list.items.len());
    let item = list.items[which].clone();
    if item.children.is_some() || !is_plain(&item.text) || !is_unique(site, &item) {
        return None;
    }
    let end = *random.pick(&sentence_ends(&item.text))?;
    let part = |text: &str| Item {
        text: text.trim().to_owned(),
        children: None,
    };
    let parts = [part(&item.text[..end]), part(&item.text[end..])];
    list.items.splice(which..which + 1, parts);
    let text = told_item(&item).concat();
    let claim = Claim::new(What::Split, Some(&text), Some(&text)).marking((0, 0));
    replacing(at, list, Expected::one(Kind::SplitItem, vec![claim]))
}

/// Makes one item of two neighbours.
pub fn merge(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut list = list(site, at).filter(|list| list.items.len() > 1)?;
    let which = random.below(list.items.len() - 1);
    let (first, second) = (list.items[which].clone(), list.items.remove(which + 1));
    let fits = |item: &Item| {
        let long = item.text.chars().count() >= 12;
        long && item.children.is_none() && is_plain(&item.text) && is_unique(site, item)
    };
    if !fits(&first) || !fits(&second) {
        return None;
    }
    list.items[which].text = join(&first.text, &second.text);
    let text = told_item(&list.items[which]).concat();
    let claim = Claim::new(What::Merged, Some(&text), Some(&text)).marking((0, 0));
    replacing(at, list, Expected::one(Kind::MergeItems, vec![claim]))
}
