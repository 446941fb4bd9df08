//! A section of the newest text → what happened to it, under whatever heading and in whatever document it stood.

use std::collections::BTreeMap;
use std::ops::Range;

use super::elsewhere::Elsewhere;
use super::{Chain, Event, EventKind, FileStep, Layout, Step, Text};
use crate::comparison::Origin;

/// Follows a section back, newest event first.
pub fn follow(chain: &Chain, (text, end): (&Text, usize), section: usize) -> Vec<Event> {
    let mut at = (text, section);
    let mut found = Vec::new();
    for (index, step) in chain.steps.iter().enumerate().take(end).rev() {
        let touches = |change: &FileStep| change.after.as_ref() == Some(at.0);
        let Some(file) = step.files.iter().position(touches) else {
            continue;
        };
        let change = &step.files[file];
        let Some(layout) = chain.layouts.get(&at.0.blob) else {
            break;
        };
        let units = layout.section(at.1);
        let event = |kind| Event {
            step: index,
            file,
            section: Some(at.1),
            kind,
        };
        let earlier = earlier(chain, step, file, &units);
        if changes(change, &units) {
            found.push(event(match earlier {
                None => EventKind::Began,
                Some((other, _, _)) if other != file => EventKind::Came(other),
                Some(_) => EventKind::Changed,
            }));
        }
        match earlier {
            Some((_, text, section)) => at = (text, section),
            None => break,
        }
    }
    found
}

/// Whether anything that a reader sees came, went or changed among these units or right after them.
fn changes(change: &FileStep, units: &Range<usize>) -> bool {
    let lineage = &change.lineage;
    let origins = lineage.origins.get(units.clone()).unwrap_or_default();
    let is_same = |origin: &Origin| matches!(origin, Origin::Same(_));
    let inside = |place: usize| place > units.start && place <= units.end;
    !origins.iter().all(is_same)
        || lineage.gone.iter().any(|gone| inside(gone.place))
        || lineage.others.iter().any(|place| units.contains(place))
}

/// The section that these units were before a step: the document by its index in the step, its text, the section there.
///
/// That of the heading, where it is known; else the one that most of the text comes from.
fn earlier<'c>(
    chain: &'c Chain,
    step: &'c Step,
    file: usize,
    units: &Range<usize>,
) -> Option<(usize, &'c Text, usize)> {
    let change = &step.files[file];
    let origins = change.lineage.origins.get(units.clone())?;
    let in_layout = |file: usize, unit: usize| -> Option<(usize, usize)> {
        let layout: &Layout = chain.before_layout(&step.files[file])?;
        Some((file, layout.section_of(unit)?))
    };
    let heading = origins.first()?.unit().and_then(|unit| {
        let (_, section) = in_layout(file, unit)?;
        let layout = chain.before_layout(change)?;
        (layout.section(section).start == unit).then_some((file, section))
    });
    let found = heading.or_else(|| {
        let elsewhere = Elsewhere::new(step);
        let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for origin in origins {
            let was = match origin.unit() {
                Some(unit) => in_layout(file, unit),
                None => {
                    let found = elsewhere.find(file, *origin);
                    found.and_then(|(other, unit)| in_layout(other, unit))
                }
            };
            if let Some(was) = was {
                *votes.entry(was).or_default() += 1;
            }
        }
        let most = votes
            .into_iter()
            .max_by_key(|((file, section), count)| (*count, std::cmp::Reverse((*file, *section))));
        most.filter(|(_, count)| count * 2 >= origins.len())
            .map(|(was, _)| was)
    });
    let (other, section) = found?;
    let before = step.files[other].before.as_ref()?;
    Some((other, before, section))
}
