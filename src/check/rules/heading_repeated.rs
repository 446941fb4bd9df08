//! The same heading twice under one parent → both places.

use std::collections::BTreeMap;

use super::super::{Example, Find, Finding, Rule, Subject, unfixed};

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Two sections of one name under the same heading cannot be told apart: in the outline, in citations, in what is \
           said of them, and in what a pull request is told to touch. Their addresses depend on their order.",
    example: Example {
        wrong: "# 提言\n\n## 予算\n\n一。\n\n## 予算\n\n二。\n",
        right: "# 提言\n\n## 初年度の予算\n\n一。\n\n## 次年度の予算\n\n二。\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "heading-repeated";

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut known = BTreeMap::new();
    let mut found = Vec::new();
    for section in &subject.document.sections {
        if section.title.trim().is_empty() {
            continue;
        }
        let key = (section.parent, section.level, section.title.trim());
        match known.get(&key) {
            Some(line) => {
                let place = subject.heading(section);
                let message = format!(
                    "the heading “{}” stands in line {line} as well, under the same heading",
                    section.title.trim()
                );
                let help = "say in the heading what is different, or join the two sections";
                found.push(unfixed(
                    subject.warning(NAME, message, place).with_help(help),
                ));
            }
            None => drop(known.insert(key, section.line)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::places;
    use super::*;

    #[test]
    fn headings_of_one_name_may_stand_under_different_ones() {
        let check = |text: &str, expected: &[&str]| assert_eq!(places(&RULE, text), expected);
        check("# a\n\n## 予算\n\n# b\n\n## 予算\n", &[]);
        check("# a\n\n## 予算\n\n## 予算\n\n## 予算 \n", &["5:1", "7:1"]);
        check("# a\n\n## \n\n## \n", &[]);
    }
}
