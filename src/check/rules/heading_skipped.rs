//! A heading more than one level below the one before it → which level is missing.

use super::super::{Example, Find, Finding, Rule, Subject, unfixed};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Outlines, screen readers and citations take the levels of headings as they are written. A level that is left out \
           looks as if a heading were lost.",
    example: Example {
        wrong: "# 提言\n\n### 予算\n",
        right: "# 提言\n\n## 予算\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "heading-skipped";

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let sections = &subject.document.sections;
    let skips = sections.windows(2).filter_map(|pair| {
        let [before, section] = pair else {
            return None;
        };
        let expected = before.level + 1;
        (section.level > expected).then(|| {
            let place = subject.heading(section);
            let message = format!(
                "a heading of level {} follows one of level {}",
                section.level, before.level
            );
            let help = format!("write it with {} `#`", expected);
            unfixed(subject.warning(NAME, message, place).with_help(help))
        })
    });
    skips.collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::places;
    use super::*;

    #[test]
    fn only_a_level_that_is_left_out_on_the_way_down_is_one() {
        let check = |text: &str, expected: &[&str]| assert_eq!(places(&RULE, text), expected);
        check("# a\n\n## b\n\n### c\n\n# d\n", &[]);
        check("### a\n\n# b\n", &[]);
        check("# a\n\n#### b\n\n## c\n", &["3:1"]);
        check("> # a\n>\n> ### b\n", &[]);
    }
}
