//! Tables: cells, rows and columns.

use super::claim::{Claim, Expected, Kind, What, canon, moved_past, told};
use super::model::{Node, Table};
use super::phrase::{self, is_plain};
use super::place::{Patch, Site};
use super::random::Random;

fn table(site: &Site<'_>, at: usize) -> Option<Table> {
    match site.nodes.get(at)? {
        Node::Table(table) => Some(table.clone()),
        _ => None,
    }
}

/// The rows of a table as they are told, the header first.
fn rows(table: &Table) -> Vec<String> {
    told(&[Node::Table(table.clone())])
}

fn replacing(at: usize, table: Table, kind: Kind, tellings: Vec<Vec<Claim>>) -> Option<Patch> {
    let expected = Expected { kind, tellings };
    Some(Patch {
        range: at..at + 1,
        with: vec![Node::Table(table)],
        expected,
    })
}

/// Changes a word in a cell.
pub fn edit_cell(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at)?;
    let before = rows(&table);
    let row = 1 + random.below((table.rows.len() - 1).max(1));
    let column = random.below(table.rules.len());
    let cell = table.rows.get_mut(row)?.get_mut(column)?;
    let phrase = phrase::any(cell, random).filter(|_| is_plain(cell))?;
    *cell = phrase.text.clone();
    let after = rows(&table);
    let claim = Claim::modified(&before[row], &after[row]).marking(phrase.bound());
    (site.is_unique(&before[row]) && site.is_new(&after[row])).then_some(())?;
    replacing(at, table, Kind::EditCell, vec![vec![claim]])
}

/// Puts a row in that says something else.
pub fn add_row(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at)?;
    let cells = (0..table.rules.len()).map(|column| match column {
        0 => random.pick(&site.donors.titles).cloned(),
        _ => random
            .pick(&site.donors.items)
            .map(|text| text.chars().take(14).collect()),
    });
    let cells: Vec<String> = cells.collect::<Option<_>>()?;
    if !cells
        .iter()
        .all(|cell| is_plain(cell) && !cell.contains('*') && !cell.is_empty())
    {
        return None;
    }
    let row = 1 + random.below(table.rows.len());
    table.rows.insert(row, cells);
    let text = rows(&table)
        .get(row)
        .cloned()
        .filter(|text| site.is_new(text))?;
    replacing(at, table, Kind::AddRow, vec![vec![Claim::added(&text)]])
}

/// Takes a row out.
pub fn remove_row(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at).filter(|table| table.rows.len() > 2)?;
    let row = 1 + random.below(table.rows.len() - 1);
    let text = rows(&table)
        .get(row)
        .cloned()
        .filter(|text| site.is_unique(text))?;
    table.rows.remove(row);
    replacing(
        at,
        table,
        Kind::RemoveRow,
        vec![vec![Claim::removed(&text)]],
    )
}

/// Moves a row past others.
pub fn move_row(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at).filter(|table| table.rows.len() > 3)?;
    let texts = rows(&table);
    let from = 1 + random.below(table.rows.len() - 1);
    let to = 1 + random.below(table.rows.len() - 1);
    if from == to || !site.is_unique(&texts[from]) {
        return None;
    }
    let row = table.rows.remove(from);
    table.rows.insert(to, row);
    let passed = if from < to {
        &texts[from + 1..=to]
    } else {
        &texts[to..from]
    };
    let tellings = moved_past(&texts[from..=from], passed);
    replacing(at, table, Kind::MoveRow, tellings)
}

/// Puts a column in.
pub fn add_column(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    const CELLS: [&str; 8] = [
        "所管課",
        "総務局",
        "企画課",
        "検討中",
        "令和八年",
        "済",
        "未定",
        "毎年",
    ];
    let mut table = table(site, at)?;
    let before = rows(&table);
    let column = random.below(table.rules.len() + 1);
    table.rules.insert(column, "---".to_owned());
    for (at, row) in table.rows.iter_mut().enumerate() {
        let cell = if at == 0 {
            CELLS[0]
        } else {
            CELLS[1 + random.below(7)]
        };
        row.insert(column, cell.to_owned());
    }
    by_row(site, at, Kind::AddColumn, &before, table, (0, 8))
}

/// Takes a column out.
pub fn remove_column(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at).filter(|table| table.rules.len() > 2)?;
    let before = rows(&table);
    let column = random.below(table.rules.len());
    table.rules.remove(column);
    let gone = table.rows.iter_mut().map(|row| row.remove(column));
    let most = gone.map(|cell| cell.chars().count()).max().unwrap_or(0) + 2;
    by_row(site, at, Kind::RemoveColumn, &before, table, (most, 0))
}

/// Moves a column past one or more others.
pub fn move_column(site: &Site<'_>, at: usize, random: &mut Random) -> Option<Patch> {
    let mut table = table(site, at).filter(|table| table.rules.len() > 2)?;
    let before = rows(&table);
    let (from, to) = (
        random.below(table.rules.len()),
        random.below(table.rules.len()),
    );
    if from == to {
        return None;
    }
    let rule = table.rules.remove(from);
    table.rules.insert(to, rule);
    for row in &mut table.rows {
        let cell = row.remove(from);
        row.insert(to, cell);
    }
    let most = before
        .iter()
        .map(|row| row.chars().count())
        .max()
        .unwrap_or(0)
        / 2
        + 4;
    by_row(site, at, Kind::MoveColumn, &before, table, (most, most))
}

/// A change of columns is told row by row.
fn by_row(
    site: &Site<'_>,
    at: usize,
    kind: Kind,
    before: &[String],
    table: Table,
    most: (usize, usize),
) -> Option<Patch> {
    let after = rows(&table);
    // A row without words keeps none of its text: it is no known edit.
    if before.len() != after.len() || !before[1..].iter().all(|row| site.is_unique(row)) {
        return None;
    }
    let pairs = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| canon(before) != canon(after));
    let claims =
        pairs.map(|(before, after)| Claim::modified(before, after).or(What::Moved).marking(most));
    // How the columns are set may be told too.
    let setting = Claim::modified("", "").perhaps();
    replacing(at, table, kind, vec![claims.chain([setting]).collect()])
}
