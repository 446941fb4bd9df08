//! What people write → the other pull requests that they name, and as what.
//!
//! `closes #12`, `#1652 に統合`, `重複: #12`, `duplicate of #12`, an address of a pull request on the same forge. What is
//! near a number on its line says what it is; a number alone is only a mention.

use std::collections::BTreeMap;

use serde::Serialize;

use super::NUMBER_LIMIT;

/// Most mentions that are kept of one record.
pub const MENTION_LIMIT: usize = 100;
/// Characters before and after a number that say what it is.
const NEAR: usize = 14;

/// Another pull request or issue that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Mention {
    /// Its number.
    pub number: u64,
    /// As what.
    pub kind: MentionKind,
}

/// As what another pull request is named. The order is that of how much they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// This one was taken up into it: `#12 に統合`, `merged into #12`, `superseded by #12`.
    IntegratedInto,
    /// This one says the same: `duplicate of #12`, `#12 と重複`.
    DuplicateOf,
    /// Merging this one closes it: `closes #12`.
    Closes,
    /// Merging it closes this one.
    ClosedBy,
    /// It names this one.
    MentionedBy,
    /// This one names it.
    Mentions,
}

/// Finds the pull requests that a text names, by number, each once as the most that is said of it. `own` is left out;
/// `address` is the forge's address of pull requests up to the number, such as `https://github.com/a/b/pull/`.
pub fn mentions(text: &str, own: u64, address: Option<&str>) -> Vec<Mention> {
    let mut found: BTreeMap<u64, MentionKind> = BTreeMap::new();
    for line in text.lines() {
        let line: Vec<char> = plain(line, address).chars().collect();
        for (start, end, number) in numbers(&line) {
            let kind = kind(&line[..start], &line[end..]);
            if number != own && (found.len() < MENTION_LIMIT || found.contains_key(&number)) {
                let known = found.entry(number).or_insert(kind);
                *known = kind.min(*known);
            }
        }
    }
    found
        .into_iter()
        .map(|(number, kind)| Mention { number, kind })
        .collect()
}

/// A line with addresses of pull requests as `#12`, and full-width signs as their plain ones.
fn plain(line: &str, address: Option<&str>) -> String {
    let line = match address {
        Some(address) => line.replace(address, "#"),
        None => line.to_owned(),
    };
    line.chars()
        .map(|c| match c {
            '＃' | '♯' => '#',
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '\u{3000}' => ' ',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// Where `#12` (or GitLab's `!12`) stands: its start, its end, its number. `a#12` and `&#12;` are no mentions.
fn numbers(line: &[char]) -> Vec<(usize, usize, u64)> {
    let mut found = Vec::new();
    for (start, sign) in line.iter().enumerate() {
        let before = start.checked_sub(1).map(|at| line[at]);
        let joined =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | '/' | '#'));
        if !matches!(sign, '#' | '!') || joined {
            continue;
        }
        let digits: String = line[start + 1..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .take(10)
            .collect();
        let end = start + 1 + digits.len();
        let goes_on = line.get(end).is_some_and(|c| c.is_ascii_alphanumeric());
        match digits.parse() {
            Ok(number)
                if (1..=NUMBER_LIMIT).contains(&number) && !goes_on && !digits.starts_with('0') =>
            {
                found.push((start, end, number));
            }
            _ => {}
        }
    }
    found
}

const INTEGRATED_AFTER: [&str; 8] = [
    "に統合",
    "へ統合",
    "に吸収",
    "へ吸収",
    "に集約",
    "に取り込",
    "にマージ",
    "に含め",
];
const INTEGRATED_BEFORE: [&str; 6] = [
    "統合先",
    "merged into",
    "superseded by",
    "integrated into",
    "included in",
    "absorbed into",
];
const DUPLICATE_AFTER: [&str; 5] = ["と重複", "の重複", "と同じ", "と同内容", "と同一"];
const DUPLICATE_BEFORE: [&str; 4] = ["duplicate of", "duplicates", "重複:", "重複："];
const CLOSES_BEFORE: [&str; 9] = [
    "close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved",
];

/// What stands around a number → what it is.
fn kind(before: &[char], after: &[char]) -> MentionKind {
    let before: String = before[before.len().saturating_sub(2 * NEAR)..]
        .iter()
        .collect();
    // Another number's words are not this one's.
    let before = before.rsplit(['#', '!', '。']).next().unwrap_or_default();
    let before = before.trim_end().trim_end_matches([':', '：']).trim_end();
    let after: String = after.iter().take(NEAR).filter(|c| **c != ' ').collect();
    let after = after.split(['#', '!', '。']).next().unwrap_or_default();
    let ends = |words: &[&str]| {
        words
            .iter()
            .any(|word| before.ends_with(word.trim_end_matches([':', '：'])))
    };
    let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    if starts(&INTEGRATED_AFTER) || ends(&INTEGRATED_BEFORE) {
        MentionKind::IntegratedInto
    } else if starts(&DUPLICATE_AFTER) || ends(&DUPLICATE_BEFORE) {
        MentionKind::DuplicateOf
    } else if CLOSES_BEFORE.contains(&word) {
        MentionKind::Closes
    } else {
        MentionKind::Mentions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u64, MentionKind)]) {
        let found: Vec<(u64, MentionKind)> =
            mentions(text, 5, Some("https://example.org/a/b/pull/"))
                .into_iter()
                .map(|mention| (mention.number, mention.kind))
                .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn being_taken_up_is_told_in_both_languages() {
        use MentionKind::IntegratedInto;
        for text in [
            "#1652 に統合しました",
            "＃１６５２へ統合",
            "内容が近いため #1652 に取り込みました。",
            "統合先：#1652",
            "Superseded by #1652.",
            "https://example.org/a/b/pull/1652 に統合",
            "!1652に吸収",
        ] {
            check(text, &[(1652, IntegratedInto)]);
        }
    }

    #[test]
    fn closing_and_saying_the_same_are_told_apart() {
        check(
            "Closes #12, fixes: #13",
            &[(12, MentionKind::Closes), (13, MentionKind::Closes)],
        );
        check("#12 と重複しています", &[(12, MentionKind::DuplicateOf)]);
        check("重複: #12", &[(12, MentionKind::DuplicateOf)]);
        check("Duplicate of #12", &[(12, MentionKind::DuplicateOf)]);
        check("disclose #12", &[(12, MentionKind::Mentions)]);
    }

    #[test]
    fn one_number_s_words_are_not_another_s() {
        check(
            "#7 に統合。#8 も参考に",
            &[(7, MentionKind::IntegratedInto), (8, MentionKind::Mentions)],
        );
    }

    #[test]
    fn what_is_said_most_clearly_counts() {
        check("#7 を見て\n#7 に統合", &[(7, MentionKind::IntegratedInto)]);
    }

    #[test]
    fn what_is_no_number_of_a_request_is_passed_over() {
        for text in [
            "",
            "#0",
            "#012",
            "a#12",
            "&#12;",
            "#12a",
            "#5",
            "##12",
            "# 12",
            "#99999999999",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_thousand_mentions_are_bounded() {
        let text: String = (10..1010).map(|n| format!("#{n} ")).collect();
        assert_eq!(mentions(&text, 5, None).len(), MENTION_LIMIT);
    }
}
