//! Diagrams that are written as text → the same in frames, by which a script of the page finds them.

use super::Options;
use super::code::CLASS;
use super::tags::{Tag, text_before};
use crate::sanitise::{Frame, Patchwork};

/// The language of diagrams that can be drawn.
const LANGUAGE: &str = "mermaid\"";

/// Whether a block of code is a diagram.
pub(super) fn is_one(code: &Tag<'_>) -> bool {
    code.attributes.strip_prefix(CLASS) == Some(LANGUAGE)
}

/// Puts a diagram into a frame. `code` is the opening tag of its text, `block` that of the element around it.
pub(super) fn set(
    html: &str,
    code: &Tag<'_>,
    block: &Tag<'_>,
    options: &Options<'_>,
    to: &mut Patchwork<'_>,
) {
    let Some((_, end)) = text_before(html, code.end, "</code>") else {
        return;
    };
    if html[end..].starts_with("</pre>") {
        to.open_frame(block.start, Frame::Block, "tg-diagram", options.diagram);
        to.close_frame(end + "</pre>".len(), Frame::Block);
    }
}

#[cfg(test)]
mod tests {
    use crate::typeset::tests::set;

    #[test]
    fn a_diagram_is_text_in_a_frame() {
        let text = "<pre><code class=\"m-code-mermaid\">graph TD; a--&gt;b\n</code></pre>";
        let shown = text.replace("m-", "tg-");
        assert_eq!(
            set(&format!("{text}x")),
            format!(
                "<div class=\"tg-diagram\" tabindex=\"0\" role=\"region\" aria-label=\"図\">{shown}</div>x"
            )
        );
        let stranger = text.replace("m-", "tg-");
        assert!(!set(&stranger).contains("tg-"));
    }
}
