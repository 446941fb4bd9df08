//! Words that the site's glossary has another word for → their places.

use std::ops::Range;

use super::super::{Example, Find, Proposal, Rule, Subject, each_block};
use crate::diagnostic::Diagnostic;
use crate::document::BlockKind;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "`check: {terms: …}` in teigen.yaml names the words that a proposal uses, and those that mean the same and are not \
           to be used. One word for one thing is easier to search, to compare and to quote.",
    example: Example {
        wrong: "ＡＩエージェント（人工知能代理人）を使う。\n",
        right: "AIエージェントを使う。\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "wording";
/// Most findings of a word in one document.
const MOST: usize = 20;

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for subject in proposal.documents {
        let places = written(subject);
        for (wanted, others) in &proposal.config.check.terms {
            for other in others {
                let at = places
                    .iter()
                    .flat_map(|range| matches(subject.text, range, other, wanted));
                found.extend(at.take(MOST).map(|place| {
                    let message = format!("“{other}” stands here for “{wanted}”");
                    let help = format!(
                        "write “{wanted}”, as the glossary (`check: terms:` in teigen.yaml) has it"
                    );
                    subject.warning(NAME, message, place).with_help(help)
                }));
            }
        }
    }
    found
}

/// The parts of the source that hold running text.
fn written(subject: &Subject<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    each_block(&subject.document.blocks, &mut |block| {
        let is_text = matches!(
            block.kind,
            BlockKind::Heading { .. } | BlockKind::Paragraph(_) | BlockKind::Table { .. }
        );
        if is_text {
            ranges.push(block.span.clone());
        }
    });
    ranges
}

/// Where a word stands by itself: not in a longer one, not in the word that is wanted, not in an address, not as code.
fn matches<'t>(
    text: &'t str,
    range: &Range<usize>,
    word: &'t str,
    wanted: &'t str,
) -> impl Iterator<Item = usize> + use<'t> {
    let (start, part) = (range.start, &text[range.clone()]);
    let inside: Vec<Range<usize>> = match wanted.contains(word) {
        true => part
            .match_indices(wanted)
            .map(|(at, found)| at..at + found.len())
            .collect(),
        false => Vec::new(),
    };
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let found = part.match_indices(word).filter(move |(at, found)| {
        let end = at + found.len();
        let (before, after) = (&part[..*at], &part[end..]);
        let joined = is_letter(before.chars().next_back()) && is_letter(found.chars().next())
            || is_letter(after.chars().next()) && is_letter(found.chars().next_back());
        let address = before
            .rsplit(|c: char| c.is_whitespace() || c == '(' || c == '<')
            .next();
        let in_address = address.is_some_and(|address| address.contains("://"));
        let is_code = before.ends_with('`') && after.starts_with('`');
        !joined
            && !is_code
            && !in_address
            && !inside
                .iter()
                .any(|range| range.start <= *at && end <= range.end)
    });
    found.map(move |(at, _)| start + at)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn a_word_is_found_where_it_stands_by_itself() {
        let check = |text: &str, expected: &[&str]| {
            let config = "check: {terms: {生成AI: [AI, ジェネレーティブAI], 教員: [先生]}}\n";
            assert_eq!(
                found_together(&RULE, &[("docs/a.md", text)], config),
                expected,
                "{text}"
            );
        };
        check("生成AIを使う。AIを使う。\n", &["1:9"]);
        check("# 先生\n\n- 先生を増やす\n", &["1:3", "3:3"]);
        check("AIR と MAIL と `AI` と AI\n", &["1:21"]);
        check("https://example.org/AI\n\n```\nAI\n```\n", &[]);
    }
}
