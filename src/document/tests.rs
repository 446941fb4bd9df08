//! How texts read, from Markdown to HTML.

use super::{Document, build, html, parse, plain_text, source};

fn check(markdown: &str, expected: &str) {
    let written = html::to_html(&parse(markdown), &html::Options::default());
    assert_eq!(written.trim_end(), expected, "{markdown}");
}

fn problems(document: &Document) -> Vec<String> {
    document.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn emphasis_beside_japanese_punctuation_is_read_as_meant() {
    check("**「提案」**です", "<p><strong>「提案」</strong>です</p>");
    check(
        "これは**重要。**次に",
        "<p>これは<strong>重要。</strong>次に</p>",
    );
    check(
        "これは**「重要」**な*（仮）*です",
        "<p>これは<strong>「重要」</strong>な<em>（仮）</em>です</p>",
    );
    check("約**(3%)**増", "<p>約<strong>(3%)</strong>増</p>");
    check("~~「廃止」~~です", "<p><del>「廃止」</del>です</p>");
    check(
        "**※注意※**です。**“引用”**です",
        "<p><strong>※注意※</strong>です。<strong>“引用”</strong>です</p>",
    );
    check(
        "***「強調」***と",
        "<p><em><strong>「強調」</strong></em>と</p>",
    );
    check(
        "**https://example.org/a（仮）**で",
        "<p><strong><a href=\"https://example.org/a\">https://example.org/a</a>（仮）</strong>で</p>",
    );
    check(
        "# **「題」**と\n",
        "<h1 id=\"題と\"><span class=\"alias\" id=\"_1\"></span><strong>「題」</strong>と</h1>",
    );
}

#[test]
fn emphasis_elsewhere_is_as_commonmark_says() {
    check("a * b* snake_case_name", "<p>a * b* snake_case_name</p>");
    check("**重要** な", "<p><strong>重要</strong> な</p>");
    check("** 重要 **です", "<p>** 重要 **です</p>");
    check("_「強調」_です", "<p>_「強調」_です</p>");
    check("**a.**b", "<p>**a.**b</p>");
}

#[test]
fn code_links_and_escapes_keep_their_asterisks() {
    check("`「**」で`", "<p><code>「**」で</code></p>");
    check("    「**」で", "<pre><code>「**」で\n</code></pre>");
    check(
        "```「**」で\n「**」で\n```",
        "<pre><code class=\"language-「**」で\">「**」で\n</code></pre>",
    );
    check("\\*「強調」\\*です", "<p>*「強調」*です</p>");
    check(
        "[「**](/「**で \"「**で\")",
        "<p><a href=\"/%E3%80%8C**%E3%81%A7\" title=\"「**で\">「**</a></p>",
    );
    check("<b title=\"「**で\">", "<b title=\"「**で\">");
    check(
        "[^「**で]\n\n[^「**で]: 注",
        "<p><sup class=\"footnote-ref\"><a href=\"#fn:%E3%80%8C**%E3%81%A7\" id=\"fnref:「**で\">1</a></sup></p>\n<section class=\"footnotes\">\n<ol>\n<li id=\"fn:「**で\">\n<p>注 <a href=\"#fnref:%E3%80%8C**%E3%81%A7\" class=\"footnote-backref\">↩</a></p>\n</li>\n</ol>\n</section>",
    );
}

#[test]
fn line_breaks_between_japanese_characters_vanish() {
    check("日本\n語。\n（次）\n終", "<p>日本語。（次）終</p>");
    check(
        "日本\n`語`と\n**強**\n調",
        "<p>日本<code>語</code>と<strong>強</strong>調</p>",
    );
    check("[日本\n](/a)語", "<p><a href=\"/a\">日本</a>語</p>");
    check("[日本\n](/a)go", "<p><a href=\"/a\">日本</a>\ngo</p>");
    check("日本\nABC\n語\nabc\ndef", "<p>日本\nABC\n語\nabc\ndef</p>");
    check("한국\n어", "<p>한국\n어</p>");
    check("日本  \n語\\\nと", "<p>日本<br>\n語<br>\nと</p>");
    check(
        "日本\n![](a.png)\n語",
        "<p>日本\n<img src=\"a.png\" alt=\"\">\n語</p>",
    );
}

#[test]
fn plain_text_is_what_a_reader_sees() {
    let text = |markdown: &str| match &parse(markdown).blocks[0].kind {
        super::BlockKind::Paragraph(content) => plain_text(content),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        text("a\nb **太\n字** `c` [d](e) ![図](f)  \ng<b>&amp;"),
        "a b 太字 c d 図\ng&"
    );
}

#[test]
fn nested_lists_read_as_on_github() {
    let nested = "<ul>\n<li>あ\n<ul>\n<li>い\n<ul>\n<li>う</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>";
    check("- あ\n  - い\n    - う", nested);
    check("- あ\n    - い\n        - う", nested);
    check("* あ\n\t* い\n\t\t* う", nested);
    check(
        "1. あ\n    - い\n2. う",
        "<ol>\n<li>あ\n<ul>\n<li>い</li>\n</ul>\n</li>\n<li>う</li>\n</ol>",
    );
    check(
        "1. あ\n   - い\n2. う",
        "<ol>\n<li>あ\n<ul>\n<li>い</li>\n</ul>\n</li>\n<li>う</li>\n</ol>",
    );
    check(
        "1. あ\n  - い",
        "<ol>\n<li>あ</li>\n</ol>\n<ul>\n<li>い</li>\n</ul>",
    );
    check(
        "3. あ\n\n    続き\n4. い",
        "<ol start=\"3\">\n<li>\n<p>あ</p>\n<p>続き</p>\n</li>\n<li>\n<p>い</p>\n</li>\n</ol>",
    );
}

#[test]
fn tasks_have_boxes() {
    check(
        "- [x] 済\n- [ ] 未\n- 他",
        "<ul>\n<li><input type=\"checkbox\" disabled checked> 済</li>\n<li><input type=\"checkbox\" disabled> 未</li>\n<li>他</li>\n</ul>",
    );
}

#[test]
fn tables_keep_alignment() {
    check(
        "|左|右|\n|:-|-:|\n|**「あ」**で|b\\|c|",
        "<table>\n<thead>\n<tr>\n<th align=\"left\">左</th>\n<th align=\"right\">右</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
         <td align=\"left\"><strong>「あ」</strong>で</td>\n<td align=\"right\">b|c</td>\n</tr>\n</tbody>\n</table>",
    );
}

#[test]
fn a_footnote_marked_twice_leads_back_twice() {
    let options = html::Options {
        prefix: "r1-",
        footnotes_title: "脚注",
        ..html::Options::default()
    };
    assert_eq!(
        html::to_html(&parse("あ[^a]い[^A]\n\n[^a]: 注"), &options),
        "<p>あ<sup class=\"footnote-ref\"><a href=\"#r1-fn:a\" id=\"r1-fnref:a\">1</a></sup>い<sup class=\"footnote-ref\">\
         <a href=\"#r1-fn:a\" id=\"r1-fnref2:a\">1</a></sup></p>\n<section class=\"footnotes\">\n\
         <h2 class=\"visually-hidden\">脚注</h2>\n<ol>\n<li id=\"r1-fn:a\">\n<p>注 \
         <a href=\"#r1-fnref:a\" class=\"footnote-backref\">↩</a> \
         <a href=\"#r1-fnref2:a\" class=\"footnote-backref\">↩<sup>2</sup></a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn text_never_becomes_markup() {
    check(
        "a & b < c > \"d\" `<e>`",
        "<p>a &amp; b &lt; c &gt; &quot;d&quot; <code>&lt;e&gt;</code></p>",
    );
    check(
        "![a\"<](b\"c 'd\"e')",
        "<p><img src=\"b%22c\" alt=\"a&quot;&lt;\" title=\"d&quot;e\"></p>",
    );
    check(
        "```a\"b\n```",
        "<pre><code class=\"language-a&quot;b\"></code></pre>",
    );
}

#[test]
fn attributes_in_braces_are_text() {
    check(
        "# 題 {#x onclick=alert(1)}",
        "<h1 id=\"題-x-onclickalert1\"><span class=\"alias\" id=\"x-onclickalert1\"></span>題 {#x onclick=alert(1)}</h1>",
    );
}

#[test]
fn links_know_where_they_stand() {
    let text = "\u{feff}# [甲](a.md)\r\n\r\n**「提案」**です https://a.jp/b。![図](c.png \"**「」**で\") [![内](d.png)](e)\r\n";
    let document = parse(text);
    let found: Vec<_> = document
        .links()
        .map(|link| (link.target, link.image, &text[link.span]))
        .collect();
    assert_eq!(
        found,
        [
            ("a.md", false, "[甲](a.md)"),
            ("https://a.jp/b", false, "https://a.jp/b"),
            ("c.png", true, "![図](c.png \"**「」**で\")"),
            ("e", false, "[![内](d.png)](e)"),
            ("d.png", true, "![内](d.png)"),
        ]
    );
}

#[test]
fn addresses_become_links_only_outside_links_and_code() {
    check(
        "[https://a.jp](b) `https://a.jp` <A href=\"b\">https://a.jp</A> https://a.jp/%E3%81%82_b_c",
        "<p><a href=\"b\">https://a.jp</a> <code>https://a.jp</code> <A href=\"b\">https://a.jp</A> \
         <a href=\"https://a.jp/%E3%81%82_b_c\">https://a.jp/%E3%81%82_b_c</a></p>",
    );
}

#[test]
fn a_title_comes_from_front_matter_or_the_first_heading() {
    assert_eq!(parse("---\ntitle: 題\n---\n# 甲").title(), Some("題"));
    assert_eq!(parse("## 乙\n# 甲").title(), Some("甲"));
    assert_eq!(parse("本文\n## 乙").title(), Some("乙"));
    assert_eq!(parse("本文").title(), None);
}

#[test]
fn odd_bytes_are_made_even() {
    check(
        "\u{feff}# 甲\r\r乙\0\r\n丙",
        "<h1 id=\"甲\"><span class=\"alias\" id=\"_1\"></span>甲</h1>\n<p>乙\u{fffd}\n丙</p>",
    );
    check(
        "`a\0`\n\n    b\0\r\n    c",
        "<p><code>a\u{fffd}</code></p>\n<pre><code>b\u{fffd}\nc\n</code></pre>",
    );
}

#[test]
fn deep_nesting_loses_form_but_no_words() {
    let deep = format!("{}底", "> ".repeat(500));
    let document = parse(&deep);
    assert!(html::to_html(&document, &html::Options::default()).contains("底"));
    assert_eq!(
        problems(&document),
        ["warning[document-bounds] 1: nested more than 64 deep; shown less deeply"]
    );
    let spans = format!("{}底{}", "*a **b ".repeat(100), "** *".repeat(100));
    let document = parse(&spans);
    let written = html::to_html(&document, &html::Options::default());
    assert_eq!(
        (written.matches('a').count(), written.contains("底")),
        (100, true)
    );
}

#[test]
fn too_many_parts_are_kept_as_text() {
    let text = "*a*\n\n".repeat(build::MAX_NODES);
    let document = parse(&text);
    let written = html::to_html(&document, &html::Options::default());
    assert_eq!(written.matches('a').count(), build::MAX_NODES);
    assert!(problems(&document)[0].contains("from here on shown as it is"));
}

#[test]
fn too_long_a_text_is_cut_at_a_line() {
    let text = format!("{}\n終", "あ\n".repeat(source::MAX_BYTES / 4));
    let document = parse(&text);
    assert_eq!(
        problems(&document)[0].lines().next(),
        Some("warning[document-bounds] 1048577: longer than 4 MiB; the rest is left out")
    );
}

#[test]
fn a_text_that_holds_every_marker_is_still_read() {
    let markers = "\u{1c3b}\u{1c7e}\u{a874}\u{1aa0}\u{aade}";
    check(
        &format!("{markers}**「あ」**で"),
        &format!("<p>{markers}**「あ」**で</p>"),
    );
    let document = parse(&format!("{markers}[a](b \""));
    assert_eq!(
        problems(&document),
        ["warning[document-bounds]: made to slow the reader down; shown as it is"]
    );
}

#[test]
fn blocks_know_where_they_stand() {
    let text = "# 提言\r\n\r\n**「提案」**です\r\nよ\r\n\r\n- あ\r\n- い\r\n";
    let document = parse(text);
    let spans: Vec<&str> = document
        .blocks
        .iter()
        .map(|block| text[block.span.clone()].trim_end())
        .collect();
    assert_eq!(spans, ["# 提言", "**「提案」**です\r\nよ", "- あ\r\n- い"]);
    assert_eq!(
        document.blocks[1].kind,
        super::BlockKind::Paragraph(vec![
            super::Inline::Strong(vec![super::Inline::Text("「提案」".into())]),
            super::Inline::Text("ですよ".into()),
        ])
    );
}
