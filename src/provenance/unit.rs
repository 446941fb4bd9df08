//! A document's units → the steps that brought them and gave them their wording.

use std::collections::{BTreeMap, BTreeSet};

use super::elsewhere::Elsewhere;
use super::{Chain, Text, UnitHistory};
use crate::comparison::Origin;

/// Units of the newest text, by the text that they are in at a time, each with its index there.
type Cursors<'c> = BTreeMap<&'c Text, Vec<(usize, usize)>>;

/// Follows all units of a document back.
pub fn follow(chain: &Chain, (text, end): (&Text, usize), count: usize) -> Vec<UnitHistory> {
    let mut found = vec![UnitHistory::default(); count];
    let mut at: Cursors<'_> = BTreeMap::new();
    at.insert(text, (0..count).map(|unit| (unit, unit)).collect());
    for (index, step) in chain.steps.iter().enumerate().take(end).rev() {
        let touched: BTreeSet<usize> = (0..step.files.len())
            .filter(|&file| {
                let after = step.files[file].after.as_ref();
                after.is_some_and(|after| at.contains_key(after))
            })
            .collect();
        if touched.is_empty() {
            continue;
        }
        let elsewhere = Elsewhere::new(step);
        let mut earlier: Vec<(&Text, (usize, usize))> = Vec::new();
        for file in touched {
            let change = &step.files[file];
            let Some(cursors) = change.after.as_ref().and_then(|after| at.remove(after)) else {
                continue;
            };
            for (unit, here) in cursors {
                let Some(&origin) = change.lineage.origins.get(here) else {
                    continue;
                };
                if matches!(origin, Origin::Changed(_)) {
                    found[unit].worded.get_or_insert(index);
                }
                let was = match origin.unit() {
                    Some(place) => change.before.as_ref().map(|text| (text, place)),
                    None => elsewhere.find(file, origin).and_then(|(other, place)| {
                        Some((step.files[other].before.as_ref()?, place))
                    }),
                };
                match was {
                    Some((text, place)) => earlier.push((text, (unit, place))),
                    None => {
                        found[unit].worded.get_or_insert(index);
                        found[unit].brought = Some(index);
                    }
                }
            }
        }
        for (text, cursor) in earlier {
            at.entry(text).or_default().push(cursor);
        }
    }
    found
}
