//! What people write, and what becomes of it in a book.

use super::super::tree::tree;
use super::super::write::{Leads, write};
use super::*;
use crate::sanitise::{Origin, SanitiseOptions, sanitise};

fn fitted(html: &str, upright: bool) -> String {
    let options = SanitiseOptions {
        mark_prefix: "m-",
        origin: Origin::Proposal,
    };
    let pictures = BTreeMap::from([("a.png", "images/a.png".to_owned())]);
    let mut fitting = Fitting {
        pictures: &pictures,
        upright,
        ids: BTreeSet::new(),
    };
    let nodes = fitting.document(tree(&sanitise(html, &options)));
    let mut out = String::new();
    let leads: Leads<'_> = &|href| (!href.starts_with("nowhere")).then(|| href.to_owned());
    write(&nodes, leads, &mut out);
    out
}

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(fitted(html, false), expected, "{html}");
}

#[test]
fn what_markdown_makes_stays() {
    check(
        "<h1 id=\"m-d1-a\">提言</h1>\n<p>a<br>\n<strong>b</strong> &amp; <code>&lt;</code></p>\n<hr>\n<ol start=\"3\">\n<li>x</li>\n</ol>",
        "<h1 id=\"d1-a\">提言</h1>\n<p>a<br/>\n<strong>b</strong> &amp; <code>&lt;</code></p>\n<hr/>\n<ol start=\"3\">\n<li>x</li>\n</ol>",
    );
}

#[test]
fn what_stands_by_itself_becomes_part_of_a_line_there() {
    check(
        "<b><p>甲</p><ul><li>乙</li></ul></b>",
        "<b><span class=\"block\">甲</span><span class=\"block\"><span class=\"block\">乙</span></span></b>",
    );
    check("<span><hr></span>", "<span><br/></span>");
}

#[test]
fn parts_of_pages_become_plain() {
    check(
        "<details open><summary>題</summary><p>文</p></details><center>中</center><font>字</font>",
        "<div><p class=\"strong\">題</p><p>文</p></div><div>中</div>字",
    );
    check("<li>a</li><dd>b</dd>", "<div>a</div><div>b</div>");
}

#[test]
fn lists_hold_items_only() {
    check(
        "<ul>甲<li value=\"3\">乙</li><p>丙</p></ul>",
        "<ul><li>甲</li><li>乙</li><li><p>丙</p></li></ul>",
    );
    check(
        "<dl><dt>甲</dt><dd>乙</dd></dl>",
        "<dl><dt>甲</dt><dd>乙</dd></dl>",
    );
    check("<dl><dd>乙</dd></dl>", "<div><div>乙</div></div>");
}

#[test]
fn tables_have_their_parts_in_order() {
    check(
        "<table><tfoot><tr><td>足</td></tr></tfoot><tbody><tr><td colspan=\"0\" rowspan=\"2\">a</td></tr></tbody><caption>題</caption></table>",
        "<table><caption>題</caption><tbody><tr><td rowspan=\"2\">a</td></tr></tbody><tfoot><tr><td>足</td></tr></tfoot></table>",
    );
    check("<table></table>x", "x");
    check(
        "<table><caption>題</caption></table>",
        "<div><div>題</div></div>",
    );
    check(
        "<table><caption>一</caption><caption>二</caption><colgroup span=\"2\"><col><col span=\"2\"></colgroup><tr><td>甲</td></tr></table>",
        "<div><table><caption>一</caption><colgroup><col/><col span=\"2\"/></colgroup><tbody><tr><td>甲</td></tr></tbody></table><div>二</div></div>",
    );
    check(
        "<table><tr><th><h2>甲</h2></th></tr></table>",
        "<table><tbody><tr><th><p class=\"strong\">甲</p></th></tr></tbody></table>",
    );
}

#[test]
fn links_that_lead_nowhere_are_text_and_none_is_in_another() {
    check(
        "<a href=\"nowhere\">甲</a><a name=\"x\">乙</a>",
        "<span>甲</span><span id=\"u-x\">乙</span>",
    );
    check(
        "<a href=\"#m-x\"><table><tr><td><a href=\"#m-y\">丙</a></td></tr></table></a>",
        "<a href=\"#x\"><table><tbody><tr><td><span>丙</span></td></tr></tbody></table></a>",
    );
    check(
        "<a name=\"x\"><del><p>甲</p></del></a><a name=\"y\"><del>乙</del></a>",
        "<div id=\"u-x\"><del><p>甲</p></del></div><span id=\"u-y\"><del>乙</del></span>",
    );
}

#[test]
fn pictures_are_those_of_the_book_and_others_are_told() {
    check(
        "<img src=\"../../assets/images/a.png\" alt=\"図\" width=\"50%\"><img src=\"https://example.org/a.png\" alt=\"絵\">",
        "<img src=\"images/a.png\" alt=\"図\"/><span class=\"lost\">絵</span>",
    );
    check(
        "<p>甲<img src=\"https://example.org/a.png\" alt=\"\"></p>",
        "<p>甲</p>",
    );
    check(
        "<summary class=\"a\">題</summary>",
        "<p class=\"strong\">題</p>",
    );
}

#[test]
fn an_id_is_given_once() {
    check(
        "<p id=\"a\">甲</p><p id=\"a\">乙</p><p id=\"b c\">丙</p>",
        "<p id=\"u-a\">甲</p><p>乙</p><p>丙</p>",
    );
}

#[test]
fn readings_come_after_their_letters() {
    check(
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>",
        "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",
    );
    check(
        "<ruby><rt>かん</rt>漢</ruby>",
        "<span><span>かん</span>漢</span>",
    );
}

#[test]
fn short_numbers_stand_upright_where_lines_run_down() {
    let together = "<p>2025-05-06 12:30 11/12 1:12 12.5%</p>";
    assert_eq!(fitted(together, true), together);
    assert_eq!(
        fitted("<p>令和12年、1234円、30人</p>", true),
        "<p>令和<span class=\"upright\">12</span>年、1234円、<span class=\"upright\">30</span>人</p>"
    );
}
