//! Which of the files that are gone live on under another name, as Git's merge tells it.
//!
//! Same contents first, then the most alike: Git's own measure (`diffcore-delta.c`), by which two files are one from half
//! of their bytes on. A verdict on whether a change still applies must agree with what Git will say when someone
//! presses the button.

use std::collections::HashMap;

use super::objects::ObjectError;
use crate::snapshot::{ObjectId, SourcePath};

/// Longest piece that is told apart, in bytes: a line, or so much of a longer one.
const PIECE: usize = 64;
/// From which likeness on two files are one, of [`WHOLE`].
const THRESHOLD: u64 = 30_000;
const WHOLE: u64 = 60_000;
/// Most pairs of files that are read to be compared; beyond, only same contents count.
const PAIR_LIMIT: usize = 40_000;

/// A file by its path and contents.
pub type Named<'a> = (&'a SourcePath, ObjectId);

/// Pairs files that are gone with files that are new, each at most once, as indices.
pub fn pair(
    gone: &[Named<'_>],
    new: &[Named<'_>],
    read: &dyn Fn(ObjectId) -> Result<Vec<u8>, ObjectError>,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut gone_taken, mut new_taken) = (vec![false; gone.len()], vec![false; new.len()]);
    let mut take = |old: usize, now: usize, pairs: &mut Vec<(usize, usize)>| {
        if !gone_taken[old] && !new_taken[now] {
            (gone_taken[old], new_taken[now]) = (true, true);
            pairs.push((old, now));
        }
    };
    for (old, (_, blob)) in gone.iter().enumerate() {
        if let Some(now) = new.iter().position(|(_, other)| other == blob) {
            take(old, now, &mut pairs);
        }
    }
    for (_, old, now) in candidates(gone, new, read) {
        take(old, now, &mut pairs);
    }
    pairs.sort_unstable();
    pairs
}

/// All pairs that are alike enough, the most alike first.
fn candidates(
    gone: &[Named<'_>],
    new: &[Named<'_>],
    read: &dyn Fn(ObjectId) -> Result<Vec<u8>, ObjectError>,
) -> Vec<(u64, usize, usize)> {
    if gone.len() * new.len() > PAIR_LIMIT {
        return Vec::new();
    }
    let pieces = |files: &[Named<'_>]| -> Vec<Option<Pieces>> {
        let read = |(_, blob): &Named<'_>| read(*blob).ok().map(|bytes| Pieces::of(&bytes));
        files.iter().map(read).collect()
    };
    if gone.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let (before, after) = (pieces(gone), pieces(new));
    let mut found = Vec::new();
    for (old, before) in before.iter().enumerate() {
        for (now, after) in after.iter().enumerate() {
            if let (Some(before), Some(after)) = (before, after) {
                let score = before.likeness(after);
                if score >= THRESHOLD {
                    found.push((score, old, now));
                }
            }
        }
    }
    found.sort_by_key(|&(score, old, now)| (std::cmp::Reverse(score), old, now));
    found
}

/// A file's pieces: how many bytes each distinct one has in all.
struct Pieces {
    sizes: HashMap<Vec<u8>, u64>,
    size: u64,
}

impl Pieces {
    fn of(bytes: &[u8]) -> Self {
        let mut sizes: HashMap<Vec<u8>, u64> = HashMap::new();
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            for piece in line.chunks(PIECE) {
                *sizes.entry(piece.to_vec()).or_default() += piece.len() as u64;
            }
        }
        Self {
            sizes,
            size: bytes.len() as u64,
        }
    }

    fn likeness(&self, other: &Self) -> u64 {
        let (less, more) = (self.size.min(other.size), self.size.max(other.size));
        if less == 0 || (more - less) * WHOLE > more * (WHOLE - THRESHOLD) {
            return 0;
        }
        let shared: u64 = self
            .sizes
            .iter()
            .filter_map(|(piece, size)| Some((*size).min(*other.sizes.get(piece)?)))
            .sum();
        shared * WHOLE / more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> ObjectId {
        ObjectId::from_bytes(&[n; 20]).expect("20 bytes are an id")
    }

    fn check(gone: &[(&str, &str)], new: &[(&str, &str)], expected: &[(usize, usize)]) {
        let all: Vec<&str> = gone.iter().chain(new).map(|(_, text)| *text).collect();
        let blob = |text: &str| {
            let at = all.iter().position(|known| *known == text);
            id(u8::try_from(at.expect("it is one of them")).expect("few"))
        };
        let paths = |files: &[(&str, &str)]| -> Vec<(SourcePath, ObjectId)> {
            files
                .iter()
                .map(|(path, text)| (SourcePath::new(*path), blob(text)))
                .collect()
        };
        let (old, now) = (paths(gone), paths(new));
        let old: Vec<Named<'_>> = old.iter().map(|(path, id)| (path, *id)).collect();
        let now: Vec<Named<'_>> = now.iter().map(|(path, id)| (path, *id)).collect();
        let read = |id: ObjectId| Ok(all[usize::from(id.as_bytes()[0])].as_bytes().to_vec());
        assert_eq!(pair(&old, &now, &read), expected);
    }

    #[test]
    fn the_same_text_is_the_same_file() {
        check(
            &[("行政.md", "一\n")],
            &[("外.md", "二\n"), ("くらし.md", "一\n")],
            &[(0, 1)],
        );
    }

    #[test]
    fn half_of_the_lines_are_enough() {
        check(
            &[("a.md", "一一\n二二\n")],
            &[("b.md", "一一\n三三\n")],
            &[(0, 0)],
        );
        check(
            &[("a.md", "一一\n二二\n四四\n")],
            &[("b.md", "一一\n三三\n五五\n")],
            &[],
        );
    }

    #[test]
    fn the_most_alike_wins() {
        check(
            &[("a.md", "一\n二\n三\n四\n")],
            &[("b.md", "一\n二\n五\n六\n"), ("c.md", "一\n二\n三\n六\n")],
            &[(0, 1)],
        );
    }

    #[test]
    fn an_empty_file_is_no_other_file() {
        check(&[("a.md", "")], &[("b.md", "一\n")], &[]);
    }
}
