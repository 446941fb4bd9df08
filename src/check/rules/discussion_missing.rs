//! A document without a discussion, where others have one → a note.

use super::super::{Example, Find, Proposal, Rule, Subject};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Where some documents say where they are discussed, readers look for it on the others as well. This is a note: it \
           changes no exit code.",
    example: Example {
        wrong: "# 予算\n",
        right: "---\ndiscussion: https://forum.example.org/t/topic/366\n---\n# 予算\n",
    },
    find: Find::InProposal(find),
};

const NAME: &str = "discussion-missing";

fn find(proposal: &Proposal<'_>) -> Vec<Diagnostic> {
    let some = proposal.documents.iter().any(has_own);
    if !some || !proposal.config.discussion.is_empty() {
        return Vec::new();
    }
    let without = proposal
        .documents
        .iter()
        .filter(|subject| !has_own(subject));
    let note = |subject: &Subject<'_>| {
        Diagnostic {
        severity: Severity::Note,
        ..subject
            .warning(NAME, "nothing says where this document is discussed", 0)
            .with_help("name the address in its front matter, `discussion:`, or one for all of them in teigen.yaml")
    }
    };
    without.map(note).collect()
}

fn has_own(subject: &Subject<'_>) -> bool {
    let front_matter = &subject.document.front_matter;
    !front_matter.discussion.is_empty() || !front_matter.sections.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::found_together;
    use super::*;

    #[test]
    fn only_where_others_have_one_it_is_missed() {
        let with = "---\ndiscussion: https://forum.example.org/t/topic/366\n---\n# a\n";
        let check = |texts: &[(&str, &str)], config: &str, expected: &[&str]| {
            assert_eq!(found_together(&RULE, texts, config), expected);
        };
        check(&[("docs/a.md", "# a\n"), ("docs/b.md", "# b\n")], "", &[]);
        check(
            &[("docs/a.md", with), ("docs/b.md", "# b\n")],
            "",
            &["docs/b.md:1:1"],
        );
        let all = "discussion: [https://forum.example.org/t/topic/1]\n";
        check(&[("docs/a.md", with), ("docs/b.md", "# b\n")], all, &[]);
    }
}
