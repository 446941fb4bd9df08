//! Markup that the program makes itself, to stand in text that is safe already → [`Own`], if it is as tame as that text.
//!
//! Formulas, coloured code and frames are made from text that was sanitised, so that no stranger's tag is ever among
//! them. They are held against a short list all the same: the libraries that make them are not trusted with safety.

use super::SafeHtml;
use crate::xml::escape;

/// Markup of the program's own, held against the list. Only [`Own::new`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own(String);

/// Elements of HTML that may be the program's own among text.
const HTML: [&str; 3] = ["code", "div", "span"];
/// Elements of MathML Core that only show (<https://www.w3.org/TR/mathml-core/>): no links, no actions, no annotations.
const MATHML: [&str; 24] = [
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];
/// Attributes of HTML's elements.
const HTML_ATTRIBUTES: [&str; 4] = ["aria-label", "class", "role", "tabindex"];
/// Attributes of MathML's elements.
const MATHML_ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "class",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
];

impl Own {
    /// Takes markup all of whose elements and attributes are on the list, each closed in its place.
    pub fn new(markup: String) -> Option<Self> {
        is_tame(&markup).then_some(Self(markup))
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// By itself.
    Block,
    /// Within a paragraph.
    Inline,
}

impl Frame {
    fn element(self) -> &'static str {
        match self {
            Self::Block => "div",
            Self::Inline => "span",
        }
    }
}

/// Safe markup, put together from parts of one that was safe as a whole and from the program's own.
#[derive(Debug)]
pub struct Patchwork<'a> {
    whole: &'a str,
    done: usize,
    out: String,
}

impl<'a> Patchwork<'a> {
    /// Starts with nothing put in.
    pub fn of(whole: &'a SafeHtml) -> Self {
        Self {
            whole: whole.as_str(),
            done: 0,
            out: String::new(),
        }
    }

    /// Puts the program's own markup in place of a range, which begins and ends at the borders of elements. Ranges come in order.
    pub fn put(&mut self, range: std::ops::Range<usize>, own: &Own) {
        self.out.push_str(&self.whole[self.done..range.start]);
        self.out.push_str(&own.0);
        self.done = range.end;
    }

    /// Puts a frame's opening tag at a place; [`Patchwork::close_frame`] closes it. What is in a frame is moved if it is wide.
    pub fn open_frame(&mut self, at: usize, frame: Frame, class: &str, label: &str) {
        self.out.push_str(&self.whole[self.done..at]);
        self.out.extend(["<", frame.element(), " class=\""]);
        escape(&mut self.out, class);
        self.out
            .push_str("\" tabindex=\"0\" role=\"region\" aria-label=\"");
        escape(&mut self.out, label);
        self.out.push_str("\">");
        self.done = at;
    }

    /// Puts a frame's closing tag at a place.
    pub fn close_frame(&mut self, at: usize, frame: Frame) {
        self.out.push_str(&self.whole[self.done..at]);
        self.out.extend(["</", frame.element(), ">"]);
        self.done = at;
    }

    /// Gives a tag of the whole a number as an attribute more; `at` is where the tag's `>` stands.
    pub fn give(&mut self, at: usize, attribute: &'static str, number: u32) {
        self.out.push_str(&self.whole[self.done..at]);
        self.out.push_str(&format!(" {attribute}=\"{number}\""));
        self.done = at;
    }

    /// Gives the whole, or nothing if nothing was put in.
    pub fn finish(mut self) -> Option<SafeHtml> {
        if self.done == 0 {
            return None;
        }
        self.out.push_str(&self.whole[self.done..]);
        Some(SafeHtml(self.out.into()))
    }
}

fn is_tame(markup: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>') else {
            return false;
        };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let fine = match tag.strip_prefix('/') {
            Some(name) => open.pop() == Some(name),
            None => tag_is_tame(tag, &mut open),
        };
        if !fine {
            return false;
        }
    }
    open.is_empty()
}

fn tag_is_tame<'t>(tag: &'t str, open: &mut Vec<&'t str>) -> bool {
    let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let inside_math = open.contains(&"math");
    let known: &[&str] = match name {
        _ if HTML.contains(&name) && !inside_math => &HTML_ATTRIBUTES,
        _ if MATHML.contains(&name) && (inside_math || name == "math") => &MATHML_ATTRIBUTES,
        _ => return false,
    };
    open.push(name);
    while !attributes.is_empty() {
        let Some((attribute, value)) = attributes.split_once("=\"") else {
            return false;
        };
        let Some((_, after)) = value.split_once('"') else {
            return false;
        };
        if !known.contains(&attribute) {
            return false;
        }
        attributes = after.strip_prefix(' ').unwrap_or(after);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_shows_is_taken() {
        for markup in [
            "",
            "予算 &lt;",
            "<code class=\"tg-code\"><span class=\"tg-k\">fn</span></code>",
            "<math display=\"block\"><mfrac linethickness=\"0\"><mi>a</mi><mn>2</mn></mfrac></math>",
        ] {
            assert!(Own::new(markup.to_owned()).is_some(), "{markup}");
        }
    }

    #[test]
    fn what_does_anything_is_refused() {
        for markup in [
            "<math><maction></maction></math>",
            "<math><mi href=\"x\">a</mi></math>",
            "<math><mi style=\"x\">a</mi></math>",
            "<math><semantics><annotation-xml></annotation-xml></semantics></math>",
            "<math><span></span></math>",
            "<math>",
            "<mi>a</mi>",
            "<span onclick=\"x\"></span>",
            "<span class=x></span>",
            "<span class=\"x\"onclick=\"y\"></span>",
            "<span/onclick=x></span>",
            "<script></script>",
            "<!-- x -->",
            "<span></div>",
            "</span>",
            "<span",
        ] {
            assert_eq!(Own::new(markup.to_owned()), None, "{markup}");
        }
    }
}
