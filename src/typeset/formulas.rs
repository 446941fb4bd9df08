//! Formulas in LaTeX that the emitter has marked → MathML. One that cannot be read stays as it is written.

use super::Options;
use super::tags::{Tag, text_before};
use crate::formula;
use crate::sanitise::{Frame, Patchwork};

/// The class of formulas.
pub(super) const CLASS: &str = "class=\"tg-math\"";
/// Formulas of one document that are set.
const MOST: usize = 2000;

/// Counts the formulas of a document.
#[derive(Default)]
pub(super) struct Formulas(usize);

impl Formulas {
    /// Puts a formula in the place of its source. `code` is the element's opening tag, `block` that of the one around it if it is all of that.
    pub(super) fn set(
        &mut self,
        html: &str,
        code: &Tag<'_>,
        block: Option<&Tag<'_>>,
        options: &Options<'_>,
        to: &mut Patchwork<'_>,
    ) {
        self.0 += 1;
        let Some((source, end)) = text_before(html, code.end, "</code>") else {
            return;
        };
        let (latex, display) = match block {
            Some(_) => (source.as_str(), true),
            None => formula::inside(&source),
        };
        if self.0 > MOST {
            return;
        }
        let Ok(own) = formula::mathml(latex.trim(), display) else {
            return;
        };
        let range = match block {
            Some(block) if html[end..].starts_with("</pre>") => block.start..end + "</pre>".len(),
            Some(_) => return,
            None => code.start..end,
        };
        let frame = block.map_or(Frame::Inline, |_| Frame::Block);
        if display {
            to.open_frame(range.start, frame, "tg-frame tg-display", options.formula);
        }
        to.put(range.clone(), &own);
        if display {
            to.close_frame(range.end, frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::typeset::tests::set;

    #[test]
    fn a_formula_becomes_mathml() {
        assert_eq!(
            set("<p>和は<code class=\"m-math\">$a&lt;b$</code></p>"),
            "<p>和は<math class=\"tg-formula\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math></p>"
        );
        let block = set("<pre><code class=\"m-math\">x\n</code></pre><p>y</p>");
        assert!(
            block.starts_with("<div class=\"tg-frame tg-display\""),
            "{block}"
        );
        assert!(block.ends_with("</math></div><p>y</p>"), "{block}");
    }

    #[test]
    fn a_formula_that_cannot_be_read_stays() {
        let kept = "<p><code class=\"tg-math\">$\\frac{$</code></p>";
        assert_eq!(set(&kept.replace("tg-", "m-")), kept);
    }

    #[test]
    fn what_strangers_write_is_none() {
        assert_eq!(
            set("<code class=\"tg-math\">$a$</code>"),
            "<code>$a$</code>"
        );
        assert_eq!(
            set("<math class=\"tg-formula\"><mi>a</mi></math>"),
            set("<math><mi>a</mi></math>")
        );
        assert!(!set("<math><mi href=\"javascript:x\">a</mi></math>").contains("<m"));
    }
}
