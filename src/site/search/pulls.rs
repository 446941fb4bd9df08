//! Pull requests → passages to be found: their titles, and the wording that they add, cut at a bound.

use std::collections::BTreeMap;

use super::volumes;
use crate::comparison::{Change, Op};
use crate::search::{Passage, Volume, read_texts};
use crate::site::Site;
use crate::site::pages::ComparedFile;
use crate::site::pull::{PullSummary, Pulls};
use crate::site::view::PullState;

/// Characters of the wording of one request that can be found.
const WORDING: usize = 300;
/// Characters that stand around what is new, so that a word that was only finished can be found.
const AROUND: usize = 12;
/// Requests of one volume: a new one changes nothing that older ones are in.
const PULLS: u64 = 3_000;

/// The wording that requests add, by number.
pub type Wordings = BTreeMap<u64, Vec<String>>;

/// What a result tells of a request: its number, the first letter of its state, the day when it was sent.
type Place = (u64, char, String);

/// What a change adds, in order.
pub fn wording(changes: &[Change]) -> Vec<String> {
    bounded(changes.iter().flat_map(added))
}

/// What a request adds to all its documents. Where the wording of others has an origin of its own, none of it is in the
/// index, which stands on the site's own.
pub fn wording_of(site: &Site<'_>, files: &[ComparedFile]) -> Vec<String> {
    if site.preview_base_url.is_some() {
        return Vec::new();
    }
    bounded(
        files
            .iter()
            .flat_map(|file| file.facts.wording.iter().cloned()),
    )
}

/// Lines, the last one cut where they are more than a request may say.
fn bounded(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut left = WORDING;
    let mut kept = Vec::new();
    for line in lines {
        let length = line.chars().count();
        if left == 0 {
            break;
        }
        kept.push(if length <= left {
            line
        } else {
            line.chars().take(left).collect()
        });
        left = left.saturating_sub(length);
    }
    kept
}

fn added(change: &Change) -> Vec<String> {
    let new = change.edits.iter().filter(|edit| edit.op != Op::Delete);
    let new: Vec<_> = new.collect();
    let is_new = |edit: &&crate::comparison::Edit| edit.op == Op::Insert;
    let (Some(first), Some(last)) = (new.iter().position(is_new), new.iter().rposition(is_new))
    else {
        return Vec::new();
    };
    let before: Vec<char> = new[..first]
        .iter()
        .flat_map(|edit| edit.text.chars())
        .collect();
    let before = before[before.len().saturating_sub(AROUND)..]
        .iter()
        .copied();
    let middle = new[first..=last].iter().flat_map(|edit| edit.text.chars());
    let after = new[last + 1..]
        .iter()
        .flat_map(|edit| edit.text.chars())
        .take(AROUND);
    let text: String = before.chain(middle).chain(after).collect();
    let lines = text.split('\n').map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Writes all requests, the oldest first, a volume for every [`PULLS`] numbers.
pub(super) fn volumes_of(pulls: &Pulls) -> Vec<Volume> {
    let by_volume = |a: &PullSummary, b: &PullSummary| a.number / PULLS == b.number / PULLS;
    let chunks = pulls.all.chunk_by(by_volume);
    let written = chunks.flat_map(|chunk| {
        let number = chunk.first().map_or(0, |pull| pull.number / PULLS);
        let passages: Vec<_> = chunk.iter().map(|pull| passage(pulls, pull)).collect();
        volumes(&format!("pulls-{number}"), &passages, |_| {
            BTreeMap::<(), ()>::new()
        })
    });
    written.collect()
}

fn passage(pulls: &Pulls, pull: &PullSummary) -> Passage<Place> {
    let state = match pull.state {
        PullState::Open => 'o',
        PullState::Merged => 'm',
        PullState::Closed => 'c',
        PullState::Unknown => 'u',
    };
    Passage {
        heading: pull.title.replace('\n', " "),
        lines: pulls
            .wordings
            .get(&pull.number)
            .cloned()
            .unwrap_or_default(),
        place: (pull.number, state, pull.sent().chars().take(10).collect()),
    }
}

/// The wordings in a piece of an earlier build, if it is one of requests.
pub fn read_wordings(content: &[u8]) -> impl Iterator<Item = (u64, Vec<String>)> {
    let passages: Vec<Passage<Place>> = read_texts(content);
    passages
        .into_iter()
        .map(|passage| (passage.place.0, passage.lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::compare;
    use crate::document::parse;

    fn check(before: &str, after: &str, expected: &[&str]) {
        let (before, after) = (parse(before), parse(after));
        assert_eq!(wording(&compare(&before, &after).changes()), expected);
    }

    #[test]
    fn a_request_says_what_it_adds_with_a_little_around() {
        check(
            "予算は約5500万円とする。",
            "予算は約6000万円とする。",
            &["予算は約6000万円とする。"],
        );
        check("a", "a\n\n新しい段落", &["新しい段落"]);
        check("消える", "", &[]);
    }

    #[test]
    fn a_long_wording_is_cut() {
        let long = "長い文。".repeat(500);
        let kept = wording(&compare(&parse("a"), &parse(&long)).changes());
        assert_eq!(
            kept.iter().map(|line| line.chars().count()).sum::<usize>(),
            WORDING
        );
    }
}
