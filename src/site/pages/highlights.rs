//! What comparisons found → what pages open with: the figures that changed, and promises that became weaker or stronger.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::comparison::{
    Change, Commitment, Effect, FigureChange, Lexicon, Passages, Relocation, Unseen, commitment,
    figures, relocations,
};
use crate::config::Config;
use crate::site::view::{
    CommitmentEffect, CommitmentRow, DocumentLink, FigureRow, Highlights, Href, RelocatedRow,
    UnseenRow,
};

/// Figures and flags that are kept of one document.
const KEPT: usize = 200;
/// Rows of each table on the page of the changes themselves.
pub const MANY: usize = 60;
/// Sections of a relocation that are named.
const NAMED: usize = 12;
/// Rows of each table on a page that only leads to the changes.
pub const FEW: usize = 15;

/// What one comparison found, cut at a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Figures with an old and a new value.
    changed: Vec<FigureChange>,
    /// Figures that came or went.
    one_sided: Vec<FigureChange>,
    flags: Vec<Flag>,
    /// What is not shown in the text.
    unseen: Vec<Unseen>,
    /// What may stand in another document now.
    passages: Passages,
    /// How many of each were left out.
    omitted: [usize; 3],
}

/// The same as programs are told it.
#[derive(Clone, Debug, Serialize)]
pub struct Promise<'f> {
    change: usize,
    section: &'f str,
    #[serde(flatten)]
    commitment: &'f Commitment,
}

/// A promise that became weaker or stronger, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Flag {
    change: usize,
    section: String,
    commitment: Commitment,
}

/// The expressions of promise that a configuration knows: the built-in ones and its own.
pub fn lexicon(config: &Config) -> Lexicon {
    use crate::comparison::Grade;
    let words = &config.comparison.commitment;
    let own = [
        (Grade::Binding, &words.binding),
        (Grade::Firm, &words.firm),
        (Grade::Intended, &words.intended),
        (Grade::Open, &words.open),
        (Grade::Emphasis, &words.emphasis),
        (Grade::Hedge, &words.hedges),
    ];
    let more: Vec<(Grade, String)> = own
        .into_iter()
        .flat_map(|(grade, texts)| texts.iter().map(move |text| (grade, text.clone())))
        .collect();
    Lexicon::with(&more)
}

impl Found {
    /// Looks through changes, and takes what is not among them because it is not shown.
    pub fn new(changes: &[Change], unseen: Vec<Unseen>, lexicon: &Lexicon) -> Self {
        let (mut changed, mut one_sided): (Vec<_>, Vec<_>) = figures(changes)
            .into_iter()
            .partition(FigureChange::is_pair);
        let mut flags: Vec<Flag> = changes
            .iter()
            .flat_map(|change| {
                let found = commitment(change, lexicon).into_iter();
                found.map(|commitment| Flag {
                    change: change.number,
                    section: change.section.last().cloned().unwrap_or_default(),
                    commitment,
                })
            })
            .collect();
        let omitted =
            [changed.len(), one_sided.len(), flags.len()].map(|count| count.saturating_sub(KEPT));
        changed.truncate(KEPT);
        one_sided.truncate(KEPT);
        flags.truncate(KEPT);
        Self {
            changed,
            one_sided,
            flags,
            unseen,
            passages: Passages::new(changes),
            omitted,
        }
    }
}

impl Found {
    /// What changed that is not shown in the text.
    pub fn unseen(&self) -> &[Unseen] {
        &self.unseen
    }

    /// Figures that changed, then those that came or went.
    pub fn figures(&self) -> impl Iterator<Item = &FigureChange> {
        self.changed.iter().chain(&self.one_sided)
    }

    /// Promises that became weaker or stronger.
    pub fn promises(&self) -> impl Iterator<Item = Promise<'_>> {
        self.flags.iter().map(|flag| Promise {
            change: flag.change,
            section: &flag.section,
            commitment: &flag.commitment,
        })
    }
}

/// The place of a change of a document, by its number.
pub type Places<'p> = Box<dyn Fn(usize) -> Href + 'p>;

/// A document for [`highlights()`]: how it is named where a page shows several, what was found in it, and where.
pub type Source<'p> = (Option<DocumentLink>, &'p Found, Places<'p>);

/// Puts together what several documents' comparisons found, in tables of so many rows at most. A document is named where
/// a page shows several.
pub fn highlights<'p>(rows: usize, documents: impl IntoIterator<Item = Source<'p>>) -> Highlights {
    let documents: Vec<Source<'p>> = documents.into_iter().collect();
    let mut out = Highlights {
        relocated: relocated(&documents, None),
        ..Highlights::default()
    };
    let [mut changed, mut one_sided, mut flags, mut unseen] = [0; 4];
    for (document, found, places) in documents {
        let row = |figure: &FigureChange| figure_row(figure, document.clone(), &places);
        let room = rows - out.figures.len();
        out.figures.extend(found.changed.iter().take(room).map(row));
        let room = rows - out.one_sided.len();
        out.one_sided
            .extend(found.one_sided.iter().take(room).map(row));
        let flag = |flag: &Flag| commitment_row(flag, document.clone(), &places);
        let room = rows - out.commitments.len();
        out.commitments
            .extend(found.flags.iter().take(room).map(flag));
        let hidden = |change: &Unseen| unseen_row(change, document.clone());
        let room = rows - out.unseen.len();
        out.unseen
            .extend(found.unseen.iter().take(room).map(hidden));
        unseen += found.unseen.len();
        changed += found.changed.len() + found.omitted[0];
        one_sided += found.one_sided.len() + found.omitted[1];
        flags += found.flags.len() + found.omitted[2];
        out.by_document |= document.is_some();
    }
    out.unseen_omitted = unseen - out.unseen.len();
    out.figures_omitted = changed - out.figures.len();
    out.one_sided_omitted = one_sided - out.one_sided.len();
    out.commitments_omitted = flags - out.commitments.len();
    out
}

fn unseen_row(change: &Unseen, document: Option<DocumentLink>) -> UnseenRow {
    UnseenRow {
        what: change.what,
        name: change.name.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        document,
    }
}

/// What went from one of the documents to another; only to and from `one`, if that is given.
pub fn relocated(documents: &[Source<'_>], one: Option<usize>) -> Vec<RelocatedRow> {
    let passages = passages(documents);
    let found = relocations(&passages).into_iter();
    let found = found.filter(|run| one.is_none_or(|one| run.from == one || run.to == one));
    let end = |document: usize, number: Option<usize>| -> Option<DocumentLink> {
        let (link, _, places) = &documents[document];
        Some(DocumentLink {
            title: link.as_ref()?.title.clone(),
            href: places(number?),
        })
    };
    let row = |run: Relocation| {
        let &(old, new) = run.passages.first()?;
        let headings = run.headings(&passages);
        Some(RelocatedRow {
            sections: headings
                .iter()
                .take(NAMED)
                .map(|&heading| heading.to_owned())
                .collect(),
            sections_omitted: headings.len().saturating_sub(NAMED),
            passages: run.passages.len(),
            from: end(
                run.from,
                passages[run.from].gone.get(old).map(|gone| gone.number),
            )?,
            to: end(
                run.to,
                passages[run.to].come.get(new).map(|come| come.number),
            )?,
        })
    };
    found.filter_map(row).take(FEW).collect()
}

fn passages<'p>(documents: &[Source<'p>]) -> Vec<&'p Passages> {
    documents
        .iter()
        .map(|(_, found, _)| &found.passages)
        .collect()
}

/// The places of one document whose whole text stands in another one, by number and by whether it came; each with that
/// document and the place there.
pub fn elsewhere(documents: &[Source<'_>], one: usize) -> BTreeMap<(usize, bool), DocumentLink> {
    let passages = passages(documents);
    let own = passages[one];
    let mut left: BTreeMap<(usize, bool), usize> = BTreeMap::new();
    for (side, came) in [(&own.gone, false), (&own.come, true)] {
        side.iter()
            .for_each(|passage| *left.entry((passage.number, came)).or_default() += 1);
    }
    let mut found = BTreeMap::new();
    for run in relocations(&passages)
        .iter()
        .filter(|run| run.from == one || run.to == one)
    {
        let came = run.to == one;
        let other = if came { run.from } else { run.to };
        for &(old, new) in &run.passages {
            let (gone, come) = (&passages[run.from].gone[old], &passages[run.to].come[new]);
            let (here, there) = if came { (come, gone) } else { (gone, come) };
            let key = (here.number, came);
            left.entry(key)
                .and_modify(|left| *left = left.saturating_sub(1));
            let (Some(link), _, places) = &documents[other] else {
                continue;
            };
            found.entry(key).or_insert_with(|| DocumentLink {
                title: link.title.clone(),
                href: places(there.number),
            });
        }
    }
    found.retain(|key, _| left.get(key) == Some(&0));
    found
}

fn figure_row(
    figure: &FigureChange,
    document: Option<DocumentLink>,
    places: &Places<'_>,
) -> FigureRow {
    let text =
        |side: &Option<crate::comparison::FigureSide>| side.as_ref().map(|side| side.text.clone());
    let difference = figure.difference.as_ref();
    let percent = difference
        .and_then(|difference| difference.percent.as_deref())
        .filter(|percent| *percent != "0");
    FigureRow {
        section: figure.section.last().cloned().unwrap_or_default(),
        label: figure.label.clone(),
        before: text(&figure.before),
        after: text(&figure.after),
        difference: difference.map(|difference| difference.text.clone()),
        percent: percent.map(|percent| match percent.strip_prefix('-') {
            Some(less) => format!("−{less}%"),
            None => format!("+{percent}%"),
        }),
        document,
        href: places(figure.change),
    }
}

fn commitment_row(
    flag: &Flag,
    document: Option<DocumentLink>,
    places: &Places<'_>,
) -> CommitmentRow {
    CommitmentRow {
        section: flag.section.clone(),
        before: flag.commitment.before.clone(),
        after: flag.commitment.after.clone(),
        effect: match flag.commitment.effect {
            Effect::Weaker => CommitmentEffect::Weaker,
            Effect::Stronger => CommitmentEffect::Stronger,
            Effect::Negated => CommitmentEffect::Negated,
        },
        document,
        href: places(flag.change),
    }
}
