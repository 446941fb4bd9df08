//! Rows of pull requests → files in which the browser can look for some of them.
//!
//! Cut by number, so that a new request changes one small file: `0.json` holds the numbers below 1,000, and so on;
//! `index.json` says which there are. Each holds what is shown, and titles of documents only once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Asset;
use crate::site::view::{PullRow, PullState};

/// Where the index is. The script looks for a request's page beside the folder: `../{number}/index.html`.
pub const PULL_INDEX_FOLDER: &str = "pulls/data";

/// Requests in one file.
const PIECE: u64 = 1_000;

/// Writes the files of the index, newest requests first, all in [`PULL_INDEX_FOLDER`].
///
/// `index.json`: `{"total": 3, "pieces": [{"file": "0.json", "count": 3}], "documents": ["title", …]}`. A piece:
/// `{"documents": ["title", …], "rows": [[number, title, state, date, authors, [document, …], sections], …]}`,
/// where `document` is a place in the piece's `documents`.
pub fn pull_index<'a>(rows: impl IntoIterator<Item = &'a PullRow>) -> Vec<Asset> {
    let mut pieces: BTreeMap<u64, Vec<&PullRow>> = BTreeMap::new();
    for row in rows {
        pieces.entry(row.number / PIECE).or_default().push(row);
    }
    let mut index = Index::default();
    let mut files = Vec::new();
    for (number, mut rows) in pieces.into_iter().rev() {
        rows.sort_by_key(|row| std::cmp::Reverse(row.number));
        let file = format!("{number}.json");
        let piece = Piece::of(&rows);
        index.total += rows.len();
        index.pieces.push(PieceEntry {
            file: file.clone(),
            count: rows.len(),
        });
        index.documents.extend(piece.documents.iter().copied());
        files.push(written(&file, &piece));
    }
    index.documents.sort_unstable();
    index.documents.dedup();
    files.push(written("index.json", &index));
    files
}

#[derive(Default, Serialize)]
struct Index<'a> {
    total: usize,
    pieces: Vec<PieceEntry>,
    documents: Vec<&'a str>,
}

#[derive(Serialize)]
struct PieceEntry {
    file: String,
    count: usize,
}

#[derive(Serialize)]
struct Piece<'a> {
    documents: Vec<&'a str>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a>(u64, &'a str, PullState, &'a str, String, Vec<usize>, String);

impl<'a> Piece<'a> {
    fn of(rows: &[&'a PullRow]) -> Self {
        let mut documents: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.documents.iter().map(String::as_str))
            .collect();
        documents.sort_unstable();
        documents.dedup();
        let rows = rows.iter().map(|row| Row::of(row, &documents)).collect();
        Self { documents, rows }
    }
}

impl<'a> Row<'a> {
    fn of(row: &'a PullRow, documents: &[&str]) -> Self {
        let places = row
            .documents
            .iter()
            .filter_map(|title| documents.binary_search(&title.as_str()).ok());
        Self(
            row.number,
            &row.title,
            row.state,
            row.date.get(..10).unwrap_or_default(),
            row.authors.join(" "),
            places.collect(),
            row.sections.join(" "),
        )
    }
}

fn written(file: &str, content: &impl Serialize) -> Asset {
    let content = serde_json::to_vec(content).expect("texts and numbers can be written");
    Asset {
        path: format!("{PULL_INDEX_FOLDER}/{file}"),
        content,
    }
}
