//! A trial and what a comparison said of it → which edits were told, and what else was.

use teigen::comparison::{Change, ChangeKind, Op, compare, units};
use teigen::document::parse;

use super::claim::{Claim, What, canon};
use super::trial::Trial;

/// What came of one edit.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What should have been said, in the telling that came nearest.
    pub telling: Vec<Claim>,
    /// Which of it was said.
    pub found: Vec<bool>,
    /// What was said beside it.
    pub extra: Vec<Change>,
}

impl Verdict {
    /// Whether all of it was said.
    pub fn is_named(&self) -> bool {
        let needed = self.telling.iter().zip(&self.found);
        needed
            .into_iter()
            .all(|(claim, found)| *found || claim.optional)
    }

    /// How many things were said that should have been.
    pub fn right(&self) -> usize {
        let said = self.telling.iter().zip(&self.found);
        said.filter(|(claim, found)| **found && !claim.optional)
            .count()
    }
}

/// Compares the two sides of a trial, and gives a verdict on each of its edits.
pub fn judge(trial: &Trial) -> Vec<Verdict> {
    let (old, new) = (parse(&trial.before), parse(&trial.after));
    let mut said: Vec<Option<Change>> = compare(&old, &new)
        .changes()
        .into_iter()
        .map(Some)
        .collect();
    let mut owners: Vec<Option<usize>> = vec![None; said.len()];
    let mut verdicts = Vec::new();
    for (at, edit) in trial.edits.iter().enumerate() {
        let (verdict, places) = nearest(&edit.expected.tellings, &mut said);
        places
            .into_iter()
            .for_each(|place| owners[place] = Some(at));
        verdicts.push(verdict);
    }
    let places = Places {
        trial,
        before: units(&old).iter().map(|text| canon(text)).collect(),
        after: units(&new).iter().map(|text| canon(text)).collect(),
    };
    for (owner, change) in owners.iter_mut().zip(&said) {
        *owner = owner.or_else(|| places.edit_of(change.as_ref()?));
    }
    for (at, change) in said.into_iter().enumerate() {
        // What has no words belongs to what was said beside it.
        let beside = || {
            owners[..at]
                .iter()
                .rev()
                .chain(&owners[at..])
                .find_map(|owner| *owner)
        };
        let owner = owners[at].or_else(beside).unwrap_or(0);
        verdicts[owner].extra.extend(change);
    }
    verdicts
}

/// The telling of which most was said; takes that out of what was said, and tells where it was.
fn nearest(tellings: &[Vec<Claim>], said: &mut [Option<Change>]) -> (Verdict, Vec<usize>) {
    let mut best: Option<(usize, usize, Vec<Option<usize>>)> = None;
    for (which, telling) in tellings.iter().enumerate() {
        let places = find(telling, said);
        let needed = telling
            .iter()
            .zip(&places)
            .filter(|(claim, _)| !claim.optional);
        let missing = needed.filter(|(_, place)| place.is_none()).count();
        if best.as_ref().is_none_or(|(least, ..)| missing < *least) {
            best = Some((missing, which, places));
        }
    }
    let (_, which, places) = best.unwrap_or_default();
    for place in places.iter().flatten() {
        said[*place] = None;
    }
    let verdict = Verdict {
        telling: tellings.get(which).cloned().unwrap_or_default(),
        found: places.iter().map(Option::is_some).collect(),
        extra: Vec::new(),
    };
    (verdict, places.into_iter().flatten().collect())
}

/// Where each claim was said.
fn find(telling: &[Claim], said: &[Option<Change>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; said.len()];
    let mut place = |claim: &Claim| {
        let fits = |(at, change): (usize, &Option<Change>)| {
            !taken[at] && change.as_ref().is_some_and(|change| says(change, claim))
        };
        let found = said.iter().enumerate().position(fits)?;
        taken[found] = true;
        Some(found)
    };
    telling.iter().map(&mut place).collect()
}

fn says(change: &Change, claim: &Claim) -> bool {
    let side = |text: &Option<String>| text.as_deref().map(canon);
    let marked = |op: Op| -> usize {
        let parts = change.edits.iter().filter(|edit| edit.op == op);
        parts.map(|edit| canon(&edit.text).chars().count()).sum()
    };
    claim.what.contains(&what(change))
        && side(&change.before) == claim.before
        && side(&change.after) == claim.after
        && claim
            .marks
            .is_none_or(|(old, new)| marked(Op::Delete) <= old && marked(Op::Insert) <= new)
}

/// What a change says became of its unit or units.
pub fn what(change: &Change) -> What {
    let notes = || change.markup.iter().map(|note| format!("{:?}", note.what));
    let is = |name: &str| notes().any(|note| note == name);
    match change.kind {
        ChangeKind::Added => What::Added,
        ChangeKind::Removed => What::Removed,
        ChangeKind::Moved => What::Moved,
        ChangeKind::Modified if is("Split") => What::Split,
        ChangeKind::Modified if is("Merged") => What::Merged,
        ChangeKind::Modified if is("Regrouped") => What::Regrouped,
        ChangeKind::Modified => What::Modified,
    }
}

/// Where the units of a trial stand.
struct Places<'t> {
    trial: &'t Trial,
    before: Vec<String>,
    after: Vec<String>,
}

impl Places<'_> {
    /// The edit that is nearest to what a change is about.
    fn edit_of(&self, change: &Change) -> Option<usize> {
        let new = self.nearest(&self.after, change.after.as_deref(), |at, edit| {
            distance(at, &self.trial.edits[edit].after)
        });
        new.or_else(|| {
            self.nearest(&self.before, change.before.as_deref(), |at, edit| {
                distance(at, &self.trial.edits[edit].before)
            })
        })
    }

    fn nearest(
        &self,
        texts: &[String],
        text: Option<&str>,
        far: impl Fn(usize, usize) -> usize,
    ) -> Option<usize> {
        let text = text.map(canon).filter(|text| !text.is_empty())?;
        let places = |fits: &dyn Fn(&String) -> bool| -> Vec<usize> {
            (0..texts.len()).filter(|&at| fits(&texts[at])).collect()
        };
        let mut found = places(&|unit| *unit == text);
        if found.is_empty() {
            found = places(&|unit| !unit.is_empty() && text.starts_with(unit.as_str()));
        }
        let edits = 0..self.trial.edits.len();
        let all = edits.flat_map(|edit| found.iter().map(move |&at| (edit, at)));
        all.min_by_key(|&(edit, at)| far(at, edit))
            .map(|(edit, _)| edit)
    }
}

fn distance(at: usize, range: &std::ops::Range<usize>) -> usize {
    if at < range.start {
        range.start - at
    } else {
        (at + 1).saturating_sub(range.end.max(1))
    }
}
