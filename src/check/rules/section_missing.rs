//! Sections that belong together (施策概要, コスト, リスク …) → those that are missing where others of them stand.

use std::collections::BTreeMap;

use super::super::{Example, Find, Proposal, Rule, Subject};
use crate::diagnostic::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "`check: {sections: […]}` in teigen.yaml names headings that belong together, as the template of a proposal has \
           them. Where one of them stands under a heading, the others are expected beside it.",
    example: Example {
        wrong: "## 施策1\n\n### 施策概要\n\n### コスト\n",
        right: "## 施策1\n\n### 施策概要\n\n### コスト\n\n### リスク\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "section-missing";

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let wanted = &proposal.config.check.sections;
    let found = proposal.documents.iter();
    found
        .flat_map(|subject| of_document(subject, wanted))
        .collect()
}

fn of_document(subject: &Subject<'_>, wanted: &[String]) -> Vec<Diagnostic> {
    let sections = &subject.document.sections;
    let mut present: BTreeMap<_, Vec<(&str, usize)>> = BTreeMap::new();
    for section in sections {
        // 「コスト（概算）」 is コスト.
        let known = wanted
            .iter()
            .find(|wanted| section.title.trim().starts_with(wanted.as_str()));
        if let Some(known) = known {
            let place = subject.heading(section);
            present
                .entry(section.parent)
                .or_default()
                .push((known, place));
        }
    }
    let mut found = Vec::new();
    for (parent, present) in present {
        let is_here = |wanted: &&String| present.iter().any(|(known, _)| known == wanted);
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|wanted| !is_here(wanted))
            .map(String::as_str)
            .collect();
        if missing.is_empty() {
            continue;
        }
        let parent = parent.map(|parent| &sections[parent]);
        let place = match parent {
            Some(parent) => subject.heading(parent),
            None => present[0].1,
        };
        let of = parent.map_or_else(String::new, |parent| {
            format!(" of “{}”", parent.title.trim())
        });
        let message = format!("sections{of} are missing: {}", missing.join(", "));
        let help = "add them, or say there that nothing is known yet; `check: sections:` in teigen.yaml demands them";
        found.push(subject.warning(NAME, message, place).with_help(help));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn where_one_of_them_stands_all_are_expected() {
        let check = |text: &str, expected: &[&str]| {
            let config = "check: {sections: [概要, コスト, リスク]}\n";
            assert_eq!(
                found_together(&RULE, &[("docs/a.md", text)], config),
                expected,
                "{text}"
            );
        };
        check("# a\n\n## b\n", &[]);
        check("# a\n\n## 概要\n\n## コスト（概算）\n\n## リスク\n", &[]);
        check(
            "# a\n\n## b\n\n### 概要\n\n### コスト\n\n## c\n\n### リスク\n",
            &["3:1", "9:1"],
        );
        assert_eq!(
            found_together(&RULE, &[("docs/a.md", RULE.example.wrong)], ""),
            [""; 0]
        );
    }
}
