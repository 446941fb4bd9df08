//! A formula as authors write it, in LaTeX → MathML Core without anything active, or what is wrong with it.
//!
//! The library is not trusted with what it is not made for: formulas are bounded before it reads them, a panic in it
//! costs only the formula, and what it writes is held against a list.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::sanitise::Own;

/// Bytes beyond which nothing is taken for a formula.
pub const MAX_BYTES: usize = 2000;
/// How deeply the parts of a formula may be nested.
const MAX_DEPTH: usize = 40;

/// Writes a formula in MathML; `display` gives it a line of its own.
///
/// # Errors
///
/// What is wrong, in the words of the library; or that it needs what MathML Core does not have, as `\cancel` does.
pub fn mathml(latex: &str, display: bool) -> Result<Own, String> {
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
        Ok(Ok(markup)) => Own::new(tamed(&markup))
            .ok_or_else(|| "it needs what MathML Core does not have".to_owned()),
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
    let mut rest = latex;
    while let Some(at) = rest.find(['{', '}', '\\']) {
        let sign = sign(&rest[at..]);
        match sign {
            "{" | "\\left" | "\\begin" => open += 1,
            "}" | "\\right" | "\\end" => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
        rest = &rest[at + sign.len()..];
    }
    deepest
}

/// The sign that a text begins with: a command's whole name, a backslash with the character that it escapes, or one character.
fn sign(text: &str) -> &str {
    let mut letters = text.char_indices().skip(1);
    let is_command = text.starts_with('\\');
    let end = match letters.next() {
        Some((_, first)) if is_command && first.is_ascii_alphabetic() => letters
            .find(|(_, letter)| !letter.is_ascii_alphabetic())
            .map_or(text.len(), |(at, _)| at),
        Some((at, first)) if is_command => at + first.len_utf8(),
        Some((at, _)) => at,
        None => text.len(),
    };
    &text[..end]
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

    fn shown(latex: &str, display: bool) -> String {
        let own = mathml(latex, display).expect("a formula");
        own.as_str().to_owned()
    }

    #[test]
    fn latex_becomes_mathml() {
        assert_eq!(
            shown("\\frac{a}{2}", false),
            "<math class=\"tg-formula\"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>"
        );
        let aligned = shown("\\begin{align*}a &= b\\end{align*}", true);
        assert!(!aligned.contains(" style=\""), "{aligned}");
        assert!(aligned.contains("class=\"tg-right\""), "{aligned}");
        let space = shown("a\\hspace{1em}b", false);
        assert!(space.contains("<mspace width=\"1em\"></mspace>"), "{space}");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for bad in [
            "\\frac{".to_owned(),
            "\\nosuch".to_owned(),
            "\\href{javascript:alert(1)}{x}".to_owned(),
            "\\cancel{x}".to_owned(),
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
    fn only_what_opens_and_closes_counts_as_depth() {
        let check = |latex: &str, expected: usize| assert_eq!(depth(latex), expected, "{latex}");
        check("\\leftarrow\\leftarrow\\rightarrow", 0);
        check("\\{\\}{", 1);
        check("\\left(\\left(x\\right)\\right)", 2);
        check("\\begin{matrix}{a}\\end{matrix}{b}", 2);
        check("\\\\{\\式{", 2);
        check("\\", 0);
    }

    #[test]
    fn dollars_stand_around_a_formula() {
        assert_eq!(inside("$x$"), ("x", false));
        assert_eq!(inside("$$x$$"), ("x", true));
        assert_eq!(inside("$`x`$"), ("x", false));
    }
}
