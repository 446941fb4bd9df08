//! A formula as authors write it, in LaTeX → MathML Core without anything active, or what is wrong with it.
//!
//! The library is not trusted with what it is not made for: formulas are bounded before it reads them, a panic in it
//! costs only the formula, and what it writes is held against a list where it is put into a page.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// Bytes beyond which nothing is taken for a formula.
pub const MAX_BYTES: usize = 2000;
/// How deeply the parts of a formula may be nested.
const MAX_DEPTH: usize = 40;

/// Writes a formula in MathML; `display` gives it a line of its own.
///
/// # Errors
///
/// What is wrong, in the words of the library.
pub fn mathml(latex: &str, display: bool) -> Result<String, String> {
    if latex.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    if depth(latex) > MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} deep"));
    }
    let manner = if display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let convert = || CONVERTER.convert_with_local_counter(latex, manner);
    match catch_unwind(AssertUnwindSafe(convert)) {
        Ok(Ok(markup)) => Ok(tamed(&markup)),
        Ok(Err(error)) => {
            let mut message = String::new();
            error.to_message(&mut message, latex);
            Err(message)
        }
        Err(_) => Err("it cannot be read".to_owned()),
    }
}

/// What stands between the dollars of a formula in running text, and whether it has a line of its own.
pub fn inside(source: &str) -> (&str, bool) {
    let between = |sign: &str| source.strip_prefix(sign)?.strip_suffix(sign);
    if let Some(latex) = between("$$") {
        return (latex, true);
    }
    let latex = between("$").unwrap_or(source);
    let ticked = latex
        .strip_prefix('`')
        .and_then(|latex| latex.strip_suffix('`'));
    (ticked.unwrap_or(latex), false)
}

static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    LatexToMathML::new(MathCoreConfig::default()).expect("a configuration without macros is sound")
});

/// How deeply groups, environments and pairs of fences are nested at most.
fn depth(latex: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for (at, byte) in latex.bytes().enumerate() {
        let rest = &latex.as_bytes()[at..];
        let opens = byte == b'{' || rest.starts_with(b"\\left") || rest.starts_with(b"\\begin");
        let closes = byte == b'}' || rest.starts_with(b"\\right") || rest.starts_with(b"\\end");
        open = (open + usize::from(opens)).saturating_sub(usize::from(closes));
        deepest = deepest.max(open);
    }
    deepest
}

/// The library's markup without its inline styles, which a site's policy does not allow, and with every element closed.
fn tamed(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        out.push_str(&rest[..at]);
        tame_tag(&rest[at..end], &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn tame_tag(tag: &str, out: &mut String) {
    let is_empty = tag.ends_with("/>");
    let inside = tag.trim_matches(['<', '>']).trim_end_matches('/');
    let inside = if tag.starts_with("</") {
        &tag[1..tag.len() - 1]
    } else {
        inside
    };
    let name = inside.split(' ').next().unwrap_or_default();
    let mut plain = inside.to_owned();
    if let Some((before, (style, after))) = inside
        .split_once(" style=\"")
        .and_then(|(before, rest)| Some((before, rest.split_once('"')?)))
    {
        plain = format!("{before}{}{after}", side(style));
    }
    if name == "math" {
        plain = plain.replacen("math", "math class=\"tg-formula\"", 1);
    }
    out.extend(["<", plain.trim_end(), ">"]);
    if is_empty {
        out.extend(["</", name, ">"]);
    }
}

/// The side that a cell is set to, as a class.
fn side(style: &str) -> &'static str {
    if style.contains("text-align: right") {
        " class=\"tg-right\""
    } else if style.contains("text-align: left") {
        " class=\"tg-left\""
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_becomes_mathml() {
        assert_eq!(
            mathml("\\frac{a}{2}", false).as_deref(),
            Ok("<math class=\"tg-formula\"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>")
        );
        let aligned = mathml("\\begin{align*}a &= b\\end{align*}", true).expect("a formula");
        assert!(!aligned.contains(" style=\""), "{aligned}");
        assert!(aligned.contains("class=\"tg-right\""), "{aligned}");
        let space = mathml("a\\hspace{1em}b", false).expect("a formula");
        assert!(space.contains("<mspace width=\"1em\"></mspace>"), "{space}");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for bad in [
            "\\frac{".to_owned(),
            "\\nosuch".to_owned(),
            "\\href{javascript:alert(1)}{x}".to_owned(),
            "x".repeat(MAX_BYTES + 1),
            "{".repeat(50),
        ] {
            assert!(mathml(&bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn anything_ends_soon() {
        for part in [
            "\\sqrt",
            "^",
            "_",
            "\\left(",
            "\\begin{matrix}",
            "&",
            "\\\\",
            "\\text{",
            "\\frac",
            "式",
            "\\not",
            "\\mathbb",
            "'",
            "\\overbrace ",
        ] {
            let long = part.repeat(MAX_BYTES / part.len());
            let _ = mathml(&long, true);
        }
    }

    #[test]
    fn dollars_stand_around_a_formula() {
        assert_eq!(inside("$x$"), ("x", false));
        assert_eq!(inside("$$x$$"), ("x", true));
        assert_eq!(inside("$`x`$"), ("x", false));
    }
}
