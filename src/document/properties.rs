//! What holds for every text, however strange.

use std::ops::Range;

use proptest::prelude::*;

use super::{Block, BlockKind, Document, Inline, html, parse, plain_text};

/// Texts that are Markdown more often than chance would have it.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "```",
        "~~~",
        "---",
        "===",
        "|",
        "|-|",
        "**",
        "*",
        "_",
        "__",
        "~~",
        "`",
        "[",
        "](",
        "](b \"",
        "]",
        "(",
        ")",
        "![",
        "[^a]",
        "[^a]: ",
        "[a]: b",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "&amp;",
        "\\",
        "- [x] ",
        "https://a.jp/",
        "www.a.jp",
        "a@b.jp",
        "「",
        "」",
        "。",
        "漢字",
        "かな",
        "한국",
        "word",
        "é",
        "🎉",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\0",
        "\u{feff}",
        "\u{1c3b}",
        "\u{3000}",
        "\"",
        "'",
        "title: x\n",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

fn spans_hold(text: &str, blocks: &[Block], parent: Range<usize>) {
    let mut before = parent.start;
    for block in blocks {
        span_holds(text, &block.span, &parent, &mut before);
        let inside = block.span.clone();
        match &block.kind {
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                spans_hold(text, blocks, inside)
            }
            BlockKind::List { items, .. } => {
                let mut before = inside.start;
                for item in items {
                    span_holds(text, &item.span, &inside, &mut before);
                    spans_hold(text, &item.blocks, item.span.clone());
                }
            }
            BlockKind::Table { header, rows, .. } => {
                let mut before = inside.start;
                for row in std::iter::once(header).chain(rows) {
                    span_holds(text, &row.span, &inside, &mut before);
                }
            }
            _ => {}
        }
    }
}

fn span_holds(text: &str, span: &Range<usize>, parent: &Range<usize>, before: &mut usize) {
    assert!(
        text.get(span.clone()).is_some(),
        "{span:?} is no part of {text:?}"
    );
    assert!(
        parent.start <= span.start && span.end <= parent.end,
        "{span:?} outside {parent:?} in {text:?}"
    );
    assert!(
        *before <= span.start,
        "{span:?} begins before {before} in {text:?}"
    );
    *before = span.end;
}

fn no_marker(document: &Document, text: &str) {
    if !text.contains('\u{1c3b}') {
        assert!(
            !html::to_html(document, &html::Options::default()).contains('\u{1c3b}'),
            "{text:?}"
        );
    }
}

fn joined(inlines: &[Inline]) -> bool {
    let texts = inlines
        .windows(2)
        .all(|pair| !matches!(pair, [Inline::Text(_), Inline::Text(_)]));
    let empty = inlines
        .iter()
        .any(|inline| matches!(inline, Inline::Text(text) if text.is_empty()));
    texts && !empty
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_text_is_read(text in markdown()) {
        let document = parse(&text);
        spans_hold(&text, &document.blocks, 0..text.len());
        no_marker(&document, &text);
        for link in document.links() {
            assert!(text.get(link.span.clone()).is_some(), "{link:?} in {text:?}");
        }
        assert_eq!(document.links().count(), document.link_spans.len());
        for block in &document.blocks {
            if let BlockKind::Paragraph(inlines) = &block.kind {
                assert!(joined(inlines), "{inlines:?}");
                plain_text(inlines);
            }
        }
    }

    #[test]
    fn anchors_are_different(text in "(#{1,3} [あいa]{0,2}(-[12])?\n[かきく]?\n){0,12}") {
        let document = parse(&text);
        let mut ids: Vec<&str> = document.sections.iter().flat_map(|section| {
            std::iter::once(&section.anchor).chain(&section.aliases).map(String::as_str)
        }).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all);
    }
}
