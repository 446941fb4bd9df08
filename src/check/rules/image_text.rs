//! An image without words → its place.

use super::super::{Example, Find, Finding, Rule, Subject, unfixed};
use crate::document::plain_text;

pub(super) const RULE: Rule = Rule {
    name: NAME,
    help: "Who cannot see an image, and who searches, has the words between its brackets and nothing else. They also stand \
           where an image cannot be loaded, and in comparisons.",
    example: Example {
        wrong: "![](予算.png)\n",
        right: "![予算の推移。2024年は5,500万円、2025年は6,000万円](予算.png)\n",
    },
    find: Find::InDocument(find),
};

const NAME: &str = "image-text";

fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let images = subject.document.links().filter(|link| link.image);
    let silent = images.filter(|image| plain_text(image.content).trim().is_empty());
    let finding = |place: usize| {
        let found = subject.warning(NAME, "the image has no words", place);
        unfixed(found.with_help("say between the brackets what it shows: `![words](…)`"))
    };
    silent.map(|image| finding(image.span.start)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::places;
    use super::*;

    #[test]
    fn words_of_any_kind_are_enough() {
        let check = |text: &str, expected: &[&str]| assert_eq!(places(&RULE, text), expected);
        check("![図](a.png) ![`x`](b.png)\n", &[]);
        check("予算は ![ ](a.png)\n", &["1:5"]);
        check("- [![](a.png)](b.md)\n", &["1:4"]);
    }
}
