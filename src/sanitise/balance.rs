//! Markup → the same in order: every element closed where a browser would close it, none nested deeper than
//! [`DEPTH_LIMIT`], none unknown; marks and ids given their final names. Linear in the input.
//!
//! What comes out holds no surprises for an HTML parser (nothing misnested, nothing to be moved out of a table,
//! nothing implied), because their remedies cost quadratic time. It is not yet safe.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::allow::{BLOCKS, DROPPED, TABLE_PARTS, VOID, is_allowed};
use super::token::{Tag, Token, Tokens};

/// Writes markup anew, in order.
pub(super) fn balance(html: &str, mark_prefix: &str) -> String {
    let names = Names::collect(html, mark_prefix);
    let mut balancer = Balancer {
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        names,
    };
    let mut tokens = Tokens::new(html, mark_prefix);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => balancer.text(text),
            Token::Start(tag) if DROPPED.contains(&tag.name.as_str()) => {
                tokens.skip_element(&tag.name)
            }
            Token::Start(tag) => balancer.start(&tag),
            Token::End(name) => balancer.end(&name),
            Token::FenceOpens => balancer.open.push(Open::Fence),
            Token::FenceCloses => balancer.close_fence(),
        }
    }
    balancer.close_to(0);
    balancer.out
}

/// Elements open at once beyond which further ones lose their tags.
const DEPTH_LIMIT: usize = 120;

/// The class and id prefix of the site's own names.
const OWN_CLASS: &str = "tg-";
/// Classes of ours that may be anybody's.
const HARMLESS_CLASSES: &[&str] = &["alias", "footnote-back", "footnote-ref", "footnotes"];
/// What ids that authors wrote begin with.
const USER_ID: &str = "u-";

struct Balancer<'a> {
    out: String,
    open: Vec<Open>,
    names: Names<'a>,
}

enum Open {
    Element(String),
    Fence,
}

impl Open {
    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Element(open) if open == name)
    }

    fn is_any(&self, names: &[&str]) -> bool {
        matches!(self, Self::Element(open) if names.contains(&open.as_str()))
    }
}

impl Balancer<'_> {
    fn text(&mut self, text: &str) {
        if self.in_table_structure() && !text.trim_ascii().is_empty() {
            self.open_cell();
        }
        escape_into(&mut self.out, text, b'<', "&lt;");
    }

    fn start(&mut self, tag: &Tag) {
        if tag.name == "input" {
            return self.task_box(tag);
        }
        if !is_allowed(&tag.name) || !self.make_room(&tag.name) {
            return;
        }
        let is_void = VOID.contains(&tag.name.as_str());
        if self.open.len() >= DEPTH_LIMIT && !is_void {
            return;
        }
        self.write_start(tag);
        if !is_void {
            self.open.push(Open::Element(tag.name.clone()));
        }
    }

    /// Closes what an element of this name closes by beginning. `false` if it cannot stand here at all.
    fn make_room(&mut self, name: &str) -> bool {
        if TABLE_PARTS.contains(&name) {
            return self.make_room_in_table(name);
        }
        if self.in_table_structure() {
            self.open_cell();
        }
        if BLOCKS.contains(&name) {
            self.close_nearest(&["p"], &["table", "td", "th", "caption"]);
        }
        match name {
            "li" => self.close_nearest(&["li"], &["ul", "ol", "td", "th", "blockquote", "details"]),
            "dt" | "dd" => {
                self.close_nearest(&["dt", "dd"], &["dl", "td", "th", "blockquote", "details"])
            }
            "rt" | "rp" => self.close_nearest(&["rt", "rp"], &["ruby"]),
            "a" => self.close_nearest(&["a"], &["td", "th"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                if self
                    .open
                    .last()
                    .is_some_and(|top| top.is_any(&["h1", "h2", "h3", "h4", "h5", "h6"])) =>
            {
                self.close_to(self.open.len() - 1);
            }
            _ => {}
        }
        true
    }

    fn make_room_in_table(&mut self, name: &str) -> bool {
        if self.find("table", &[]).is_none() {
            return false;
        }
        match name {
            "td" | "th" => {
                self.close_nearest(&["td", "th", "caption", "colgroup"], &["table"]);
                if !self.open.last().is_some_and(|top| top.is("tr")) {
                    self.open_plain("tr");
                }
            }
            "tr" => self.close_nearest(&["tr", "caption", "colgroup"], &["table"]),
            "col" => {
                if !self
                    .open
                    .last()
                    .is_some_and(|top| top.is_any(&["table", "colgroup"]))
                {
                    return false;
                }
            }
            _ => self.close_nearest(
                &["thead", "tbody", "tfoot", "tr", "caption", "colgroup"],
                &["table"],
            ),
        }
        true
    }

    /// Whether the innermost element is a part of a table that holds no text itself.
    fn in_table_structure(&self) -> bool {
        let structure = ["table", "thead", "tbody", "tfoot", "tr", "colgroup"];
        self.open.last().is_some_and(|top| top.is_any(&structure))
    }

    fn open_cell(&mut self) {
        self.close_nearest(&["colgroup"], &["table"]);
        if !self.open.last().is_some_and(|top| top.is("tr")) {
            self.open_plain("tr");
        }
        self.open_plain("td");
    }

    fn open_plain(&mut self, name: &str) {
        self.out.extend(["<", name, ">"]);
        self.open.push(Open::Element(name.to_owned()));
    }

    fn end(&mut self, name: &str) {
        let barriers: &[&str] = if TABLE_PARTS.contains(&name) {
            &["table"]
        } else {
            &["td", "th", "caption"]
        };
        let barriers = if name == "table" { &[] } else { barriers };
        if let Some(at) = self.find(name, barriers) {
            self.close_to(at);
        }
    }

    fn close_fence(&mut self) {
        if let Some(at) = self
            .open
            .iter()
            .rposition(|open| matches!(open, Open::Fence))
        {
            self.close_to(at);
        }
    }

    /// The innermost element of a name, not looking past a fence or a barrier.
    fn find(&self, name: &str, barriers: &[&str]) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.is(name) {
                return Some(at);
            }
            if matches!(open, Open::Fence) || open.is_any(barriers) {
                return None;
            }
        }
        None
    }

    /// Closes the outermost of these elements that no barrier hides, with all that is in it.
    fn close_nearest(&mut self, names: &[&str], barriers: &[&str]) {
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.is_any(names) {
                found = Some(at);
            }
            if matches!(open, Open::Fence) || open.is_any(barriers) {
                break;
            }
        }
        if let Some(at) = found {
            self.close_to(at);
        }
    }

    fn close_to(&mut self, depth: usize) {
        for open in self.open.drain(depth..).rev() {
            if let Open::Element(name) = open {
                self.out.extend(["</", &name, ">"]);
            }
        }
    }

    /// A box that can be ticked becomes a sign: pages take no input.
    fn task_box(&mut self, tag: &Tag) {
        let has = |name: &str| tag.attributes.iter().any(|(known, _)| known == name);
        let is_box = |(name, value): &(String, &str)| {
            name == "type" && value.eq_ignore_ascii_case("checkbox")
        };
        if tag.attributes.iter().any(is_box) {
            let sign = if has("checked") { "☑" } else { "☐" };
            if self.in_table_structure() {
                self.open_cell();
            }
            self.out
                .extend(["<span class=\"tg-box\">", sign, "</span>"]);
        }
    }

    fn write_start(&mut self, tag: &Tag) {
        self.out.extend(["<", &tag.name]);
        let mut has_id = false;
        for (name, value) in &tag.attributes {
            match name.as_str() {
                "class" => self.write_class(value),
                "id" | "name" if !has_id && (name == "id" || tag.name == "a") => {
                    has_id = true;
                    let id = self.names.id(value);
                    self.attribute("id", &id);
                }
                "href" => {
                    let target = self.names.target(value);
                    self.attribute("href", &target);
                }
                "align" => self.write_align(value),
                "colspan" | "rowspan" | "span" | "width" | "height"
                    if value.len() <= 4
                        && value
                            .bytes()
                            .all(|byte| byte.is_ascii_digit() || byte == b'%') =>
                {
                    self.attribute(name, value);
                }
                _ if name.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                    self.attribute(name, value)
                }
                _ => {}
            }
        }
        if tag.name == "img" {
            self.attribute("loading", "lazy");
        }
        self.out.push('>');
    }

    fn write_class(&mut self, value: &str) {
        let plain = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let own: Vec<String> = value
            .split_ascii_whitespace()
            .filter_map(|class| {
                self.names
                    .own(class)
                    .or_else(|| HARMLESS_CLASSES.iter().copied().find(|name| *name == class))
            })
            .filter(|name| plain(name))
            .map(|name| format!("{OWN_CLASS}{name}"))
            .collect();
        if !own.is_empty() {
            self.attribute("class", &own.join(" "));
        }
    }

    fn write_align(&mut self, value: &str) {
        let known = ["left", "center", "right"];
        if let Some(side) = known.iter().find(|side| value.eq_ignore_ascii_case(side)) {
            self.attribute("align", side);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.extend([" ", name, "=\""]);
        escape_into(&mut self.out, value, b'"', "&quot;");
        self.out.push('"');
    }
}

/// The ids on the page, ours and the author's.
struct Names<'a> {
    mark_prefix: &'a str,
    own: BTreeSet<&'a str>,
    user: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn collect(html: &'a str, mark_prefix: &'a str) -> Self {
        let mut names = Self {
            mark_prefix,
            own: BTreeSet::new(),
            user: BTreeSet::new(),
        };
        for token in Tokens::new(html, mark_prefix) {
            let Token::Start(tag) = token else { continue };
            for (name, value) in tag.attributes {
                if name == "id" || (name == "name" && tag.name == "a") {
                    match names.own(value) {
                        Some(own) => names.own.insert(own),
                        None => names.user.insert(value),
                    };
                }
            }
        }
        names
    }

    /// The name that our emitter meant, if the name is ours.
    fn own<'v>(&self, value: &'v str) -> Option<&'v str> {
        if self.mark_prefix.is_empty() {
            None
        } else {
            value.strip_prefix(self.mark_prefix)
        }
    }

    fn id(&self, value: &str) -> String {
        match self.own(value) {
            Some(own) => own.to_owned(),
            None => format!("{USER_ID}{value}"),
        }
    }

    /// A link's target: to an author's own id if it names one and none of ours.
    fn target(&self, value: &str) -> String {
        let Some(fragment) = value.strip_prefix('#') else {
            return value.to_owned();
        };
        if let Some(own) = self.own(fragment) {
            return format!("#{own}");
        }
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        if !self.own.contains(&*decoded) && self.user.contains(&*decoded) {
            return format!("#{USER_ID}{fragment}");
        }
        value.to_owned()
    }
}

fn escape_into(out: &mut String, text: &str, special: u8, replacement: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(char::from(special)) {
        out.push_str(&rest[..at]);
        out.push_str(replacement);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(balance(html, "m-"), expected, "{html}");
    }

    #[test]
    fn open_elements_are_closed() {
        check("<b>施策", "<b>施策</b>");
        check("<b><i>x</b>y</i>", "<b><i>x</i></b>y");
        check("x</div></p>", "x");
        check("<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>");
        check(
            "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>",
        );
        check(
            "<ruby>漢<rt>かん<rt>x</ruby>",
            "<ruby>漢<rt>かん</rt><rt>x</rt></ruby>",
        );
        check(
            "<a href=x>a<a href=y>b",
            "<a href=\"x\">a</a><a href=\"y\">b</a>",
        );
    }

    #[test]
    fn unknown_elements_lose_their_tags_and_dangerous_ones_their_content() {
        check("<blink>施策</blink>", "施策");
        check("a<script>alert(1)</script >b", "ab");
        check("a<SCRIPT>x", "ax");
        check("<style>p{}</style><svg><a></svg>c", "c");
    }

    #[test]
    fn tables_hold_cells_only() {
        check("<td>x</td>", "x");
        check(
            "<table>x<tr><td>y<td>z",
            "<table><tr><td>x</td></tr><tr><td>y</td><td>z</td></tr></table>",
        );
        check(
            "<table><thead><tr><th>a</table>b",
            "<table><thead><tr><th>a</th></tr></thead></table>b",
        );
        check(
            "<table><tr><td></table></td>",
            "<table><tr><td></td></tr></table>",
        );
        check(
            "<div><table><td></div>x",
            "<div><table><tr><td>x</td></tr></table></div>",
        );
    }

    #[test]
    fn depth_is_bounded() {
        let deep = balance(&"<div>".repeat(100_000), "");
        assert_eq!(deep.matches("<div>").count(), DEPTH_LIMIT);
        let sly = balance(&"<div></x>".repeat(1_000), "");
        assert_eq!(sly.matches("<div>").count(), DEPTH_LIMIT);
    }

    #[test]
    fn our_names_are_kept_and_others_are_set_apart() {
        check(
            "<ins class=\"m-ins x m-?\">",
            "<ins class=\"tg-ins\"></ins>",
        );
        check("<h2 id=m-予算>", "<h2 id=\"予算\"></h2>");
        check("<h2 id=予算 class=tg-ins>", "<h2 id=\"u-予算\"></h2>");
        check(
            "<a name=x></a><a href=#x>",
            "<a id=\"u-x\"></a><a href=\"#u-x\"></a>",
        );
        check(
            "<a id=m-x></a><b id=x></b><a href=#x>",
            "<a id=\"x\"></a><b id=\"u-x\"></b><a href=\"#x\"></a>",
        );
        assert_eq!(balance("<p id=a class=b>", ""), "<p id=\"u-a\"></p>");
    }

    #[test]
    fn nothing_closes_an_element_outside_its_fence() {
        check(
            "<div><!--m-(--></div><b>x<!--m-)-->y</div>",
            "<div><b>x</b>y</div>",
        );
        check("<!--m-)-->x<!--m-(--><i>", "x<i></i>");
        check(
            "<ul><li><!--m-(--><li>a<!--m-)--></li></ul>",
            "<ul><li><li>a</li></li></ul>",
        );
    }

    #[test]
    fn boxes_become_signs() {
        check(
            "<input type=checkbox disabled checked> 済",
            "<span class=\"tg-box\">☑</span> 済",
        );
        check(
            "<input type=\"checkbox\">",
            "<span class=\"tg-box\">☐</span>",
        );
        check("<input name=q>", "");
    }

    #[test]
    fn words_stay_as_they_are() {
        check("1 < 2 &amp; <3", "1 &lt; 2 &amp; &lt;3");
        check("<p title='a\"b'>", "<p title=\"a&quot;b\"></p>");
    }
}
