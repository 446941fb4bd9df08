//! Which dollars stand around formulas, and which before prices.
//!
//! The parser takes much for a formula. Here, as on GitHub, a formula in running text has no letter or number right
//! before or after its dollars (those of `` $`…`$ `` may) and no white space inside next to them. Beyond that it is on one line and has
//! no backtick in it, and one with Japanese words and without a command of LaTeX is none: "$5、または6$". A dollar that opens no formula is escaped, and the text is read again, so that
//! everything else in it is read as ever. A block with very many prices has no formulas.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::build;
use super::cjk::{is_alphanumeric, is_cjk};
use super::source::Source;
use super::{Document, Formula};
use crate::diagnostic::Diagnostic;
use crate::formula;

/// The rule by whose name formulas that cannot be read are found.
const RULE: &str = "formula";
/// How often a text is read to find out; after that no dollar of a block that still holds prices stands around a formula.
const PASSES: usize = 12;
/// Formulas of one document that are tried out.
const TRIED: usize = 1000;

/// Prepares `original[start..]` so that the parser finds formulas where there are some.
pub(super) fn prepared(original: &str, start: usize) -> Source<'_> {
    let mut escaped = Vec::new();
    let pairs = memchr::memchr_iter(b'$', &original.as_bytes()[start..]);
    if pairs.take(2).count() < 2 {
        return Source::new(original, start, &escaped);
    }
    for _ in 0..PASSES {
        let mut source = Source::new(original, start, &escaped);
        if source.hostile {
            return source;
        }
        let refused = refused(&source);
        if refused.is_empty() {
            source.has_formulas = true;
            return source;
        }
        let dollars = refused.into_iter().map(|(dollar, _)| dollar);
        escape(&mut escaped, &source, dollars.collect());
    }
    without_crowded_blocks(original, start, escaped)
}

/// Prepares a text in which some blocks hold more prices than one may go through: no dollar in these opens a formula.
fn without_crowded_blocks(original: &str, start: usize, mut escaped: Vec<usize>) -> Source<'_> {
    let source = Source::new(original, start, &escaped);
    let blocks = refused(&source).into_iter().map(|(_, block)| block);
    let dollars = dollars_of(&source, &blocks.collect::<Vec<_>>());
    escape(&mut escaped, &source, dollars);
    let mut source = Source::new(original, start, &escaped);
    source.has_formulas = refused(&source).is_empty();
    match source.has_formulas {
        true => source,
        false => Source::new(original, start, &[]),
    }
}

/// Adds places in a prepared text to those in the original.
fn escape(escaped: &mut Vec<usize>, source: &Source<'_>, places: Vec<usize>) {
    escaped.extend(places.into_iter().map(|place| source.original(place)));
    escaped.sort_unstable();
    escaped.dedup();
}

/// The first dollar of each block that the parser takes for a formula's and that is none, with the block. What follows it
/// in the block may read otherwise once it is escaped.
fn refused(source: &Source<'_>) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let (mut block, mut in_this_block) = (0..source.text.len(), false);
    let options = build::options() | Options::ENABLE_MATH;
    for (event, place) in Parser::new_ext(&source.text, options).into_offset_iter() {
        match event {
            Event::Start(tag) if !is_inline(&tag) => (block, in_this_block) = (place, false),
            Event::InlineMath(_) | Event::DisplayMath(_)
                if !in_this_block && !is_formula(&source.text, place.clone()) =>
            {
                in_this_block = true;
                found.push((place.start, block.clone()));
            }
            _ => {}
        }
    }
    found
}

/// The dollars in the text of blocks, ascending, that are not escaped. Those in code stay as they are.
fn dollars_of(source: &Source<'_>, blocks: &[Range<usize>]) -> Vec<usize> {
    let text = source.text.as_bytes();
    let mut found = Vec::new();
    let (mut next, mut in_code) = (0, false);
    for (event, place) in Parser::new_ext(&source.text, build::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => {
                while blocks
                    .get(next)
                    .is_some_and(|block| block.end <= place.start)
                {
                    next += 1;
                }
                if blocks
                    .get(next)
                    .is_some_and(|block| block.start <= place.start)
                {
                    let dollars = memchr::memchr_iter(b'$', &text[place.clone()]);
                    let open = dollars.map(|at| place.start + at);
                    found.extend(open.filter(|at| *at == 0 || text[at - 1] != b'\\'));
                }
            }
            _ => {}
        }
    }
    found
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// Whether a range, its dollars included, holds a formula.
fn is_formula(text: &str, range: Range<usize>) -> bool {
    let written = &text[range.clone()];
    let (latex, display) = formula::inside(written);
    if latex.trim().is_empty() || latex.len() > formula::MAX_BYTES {
        return false;
    }
    if display || written.starts_with("$`") {
        return true;
    }
    let letter = |c: Option<char>| c.is_some_and(is_alphanumeric);
    let apart = !letter(text[..range.start].chars().next_back())
        && !letter(text[range.end..].chars().next());
    let padded = latex.starts_with(char::is_whitespace) || latex.ends_with(char::is_whitespace);
    let worded = latex.chars().any(is_cjk) && !latex.contains('\\');
    apart && !padded && !worded && !latex.contains(['\n', '`'])
}

/// Tells which formulas of a document cannot be shown, and why; `source` is what the document was read from. Places carry
/// lines only.
pub fn problems(source: &str, document: &Document) -> Vec<Diagnostic> {
    let lines = |end: usize| memchr::memchr_iter(b'\n', &source.as_bytes()[..end]).count();
    let wrong = |formula: &Formula| {
        let problem = formula::mathml(&formula.latex, formula.display).err()?;
        let warning = Diagnostic::warning(RULE, format!("the formula cannot be shown: {problem}"))
            .at_line(1 + lines(formula.start), None)
            .with_help("it is shown as it is written; see the manual for what formulas may hold");
        Some(warning)
    };
    let tried = document.formulas.iter().take(TRIED);
    tried.filter_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::problems;
    use crate::document::html::{Options, to_html};
    use crate::document::parse;

    /// Formulas are marked `⟨…⟩`.
    fn check(markdown: &str, expected: &str) {
        let options = Options {
            prefix: "m-",
            formulas: true,
            ..Options::default()
        };
        let html = to_html(&parse(markdown), &options);
        let shown = html
            .replace("<code class=\"m-math\">", "⟨")
            .replace("</code>", "⟩")
            .replace("<p>", "")
            .replace("</p>\n", "");
        assert_eq!(shown, expected, "{markdown}");
    }

    #[test]
    fn formulas_are_found() {
        check("面積 $S=\\pi r^2$ です", "面積 ⟨$S=\\pi r^2$⟩ です");
        check("（$x$）、$y$。", "（⟨$x$⟩）、⟨$y$⟩。");
        check("値は$`a_1`$です", "値は⟨$`a_1`$⟩です");
        check("$$\nx\n$$", "⟨$$\nx\n$$⟩");
        check("$\\text{予算} \\times 2$", "⟨$\\text{予算} \\times 2$⟩");
    }

    #[test]
    fn prices_are_no_formulas() {
        for text in [
            "$5 and $10",
            "US$5、US$10",
            "($5)と($10)",
            "$5、$10、$20",
            "約5$、または6$。",
            "$5、または6$ です",
            "$5M–$10M",
            "$HOME/$USER",
            "$ x $",
            "$",
            "$$",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn what_stands_between_prices_is_read_as_ever() {
        check("$5、**重要**は$6/人", "$5、<strong>重要</strong>は$6/人");
        check("`$a` $5 `b$` $x$", "<code>$a⟩ $5 <code>b$⟩ ⟨$x$⟩");
    }

    #[test]
    fn many_prices_take_no_formula_from_other_blocks() {
        let prices = "$5は$6 ".repeat(30);
        check(
            &format!("{prices}と`$7`\n\n和は $x$\n\n- {prices}\n- $y$"),
            &format!(
                "{prices}と<code>$7⟩和は ⟨$x$⟩<ul>\n<li>{}</li>\n<li>⟨$y$⟩</li>\n</ul>\n",
                prices.trim_end()
            ),
        );
    }

    #[test]
    fn signs_of_the_lines_around_a_formula_are_not_in_it() {
        let in_quote = parse("> $$\n> a+b\n> $$\n");
        assert_eq!(in_quote.text(), "$$\na+b\n$$");
        let in_cell = parse("|式|\n|-|\n|$P(A\\|B)$|\n");
        assert!(in_cell.text().ends_with("$P(A|B)$"), "{}", in_cell.text());
    }

    #[test]
    fn many_prices_cost_little() {
        let text = "$5は$6 ".repeat(20_000);
        let started = parse(&text);
        assert!(started.text().starts_with("$5は$6"));
    }

    #[test]
    fn what_cannot_be_read_is_found_with_its_line() {
        let text = "一\n\n$\\nosuch$\n\n```math\n\\nosuch\n```\n";
        let lines: Vec<_> = problems(text, &parse(text))
            .iter()
            .map(|problem| (problem.rule, problem.place.line))
            .collect();
        assert_eq!(lines, [("formula", Some(3)), ("formula", Some(5))]);
    }

    #[test]
    fn a_formula_reads_as_its_source() {
        assert_eq!(parse("和は $a+b$ です").text(), "和は $a+b$ です");
    }
}
