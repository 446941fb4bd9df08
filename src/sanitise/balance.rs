//! Markup → the same in order: every element closed where a browser would close it, none nested deeper than
//! [`DEPTH_LIMIT`], none unknown; marks and ids given their final names. Linear in the input.
//!
//! What comes out holds no surprises for an HTML parser (nothing misnested, nothing to be moved out of a table,
//! nothing implied), because their remedies cost quadratic time. It is written as the HTML standard's serialisation
//! has it, which [`canonical`](super::canonical) can tell at a glance. It is not yet safe.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use memchr::{memchr_iter, memchr3_iter};
use percent_encoding::percent_decode_str;

use super::allow::{DROPPED, Element, Kin, Kind, find, leads_away, plain_address};
use super::token::{Tag, Token, Tokens};

/// Writes markup anew, in order. `link_rel` is said of every link that leads away.
pub(super) fn balance(html: &str, mark_prefix: &str, link_rel: &str) -> String {
    let mut balancer = Balancer {
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        names: Names {
            html,
            mark_prefix,
            ids: OnceCell::new(),
        },
        link_rel,
    };
    let mut tokens = Tokens::new(html, mark_prefix);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => balancer.text(text),
            Token::Start(tag) if is_lost_image(&tag) => balancer.lost_image(&tag),
            Token::Start(tag) => match find(&tag.name) {
                Some(element) => balancer.start(element, &tag),
                None if tag.name == "input" => balancer.task_box(&tag),
                None if DROPPED.contains(&&*tag.name) => tokens.skip_element(&tag.name),
                None => {}
            },
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
/// Sides that text may be set to; each is a class of ours.
const SIDES: [&str; 3] = ["left", "center", "right"];
/// Classes of ours that may be anybody's.
const HARMLESS_CLASSES: &[&str] = &["alias", "footnote-back", "footnote-ref", "footnotes"];
/// What ids that authors wrote begin with.
const USER_ID: &str = "u-";

struct Balancer<'a> {
    out: String,
    open: Vec<Open>,
    names: Names<'a>,
    link_rel: &'a str,
}

enum Open {
    Element(&'static Element),
    Fence,
}

impl Open {
    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Element(open) if open.name == name)
    }

    fn is_any(&self, kin: Kin) -> bool {
        matches!(self, Self::Element(open) if open.kin.is_any(kin))
    }
}

impl Balancer<'_> {
    fn text(&mut self, text: &str) {
        if self.in_table_structure() && !text.trim_ascii().is_empty() {
            self.open_cell();
        }
        write_text(&mut self.out, text);
    }

    fn start(&mut self, element: &'static Element, tag: &Tag) {
        if !self.make_room(element) {
            return;
        }
        if self.open.len() >= DEPTH_LIMIT && !element.is_void {
            return;
        }
        self.write_start(tag);
        if !element.is_void {
            self.open.push(Open::Element(element));
        }
    }

    /// Closes what an element closes by beginning. `false` if it cannot stand here at all.
    fn make_room(&mut self, element: &Element) -> bool {
        if element.kind == Kind::TablePart {
            return self.make_room_in_table(element.kin);
        }
        if self.in_table_structure() {
            self.open_cell();
        }
        if element.kind == Kind::Block {
            let barriers = Kin::TABLE.or(Kin::CELL).or(Kin::CAPTION);
            self.close_nearest(Kin::PARAGRAPH, barriers);
        }
        let enclosed = Kin::CELL.or(Kin::QUOTE).or(Kin::DETAILS);
        match element.kin {
            Kin::ITEM => self.close_nearest(Kin::ITEM, Kin::LIST.or(enclosed)),
            Kin::DEFINITION => self.close_nearest(Kin::DEFINITION, Kin::DEFINITIONS.or(enclosed)),
            Kin::RUBY_TEXT => self.close_nearest(Kin::RUBY_TEXT, Kin::RUBY),
            Kin::HEADING if self.top_is(Kin::HEADING) => self.close_to(self.open.len() - 1),
            kin if kin.is_any(Kin::LINK) => self.close_nearest(Kin::LINK, Kin::CELL),
            _ => {}
        }
        true
    }

    fn make_room_in_table(&mut self, kin: Kin) -> bool {
        if self.find("table", Kin::NONE).is_none() {
            return false;
        }
        let beside = Kin::CAPTION.or(Kin::COLUMNS);
        match kin {
            Kin::CELL => {
                self.close_nearest(Kin::CELL.or(beside), Kin::TABLE);
                if !self.top_is(Kin::ROW) {
                    self.open_plain("tr");
                }
            }
            Kin::ROW => self.close_nearest(Kin::ROW.or(beside), Kin::TABLE),
            Kin::COLUMN => return self.top_is(Kin::TABLE.or(Kin::COLUMNS)),
            _ => self.close_nearest(Kin::ROWS.or(Kin::ROW).or(beside), Kin::TABLE),
        }
        true
    }

    fn top_is(&self, kin: Kin) -> bool {
        self.open.last().is_some_and(|top| top.is_any(kin))
    }

    /// Whether the innermost element is a part of a table that holds no text itself.
    fn in_table_structure(&self) -> bool {
        self.top_is(Kin::STRUCTURE)
    }

    fn open_cell(&mut self) {
        self.close_nearest(Kin::COLUMNS, Kin::TABLE);
        if !self.top_is(Kin::ROW) {
            self.open_plain("tr");
        }
        self.open_plain("td");
    }

    fn open_plain(&mut self, name: &str) {
        let element = find(name).expect("the parts of a table may stay");
        self.out.extend(["<", name, ">"]);
        self.open.push(Open::Element(element));
    }

    fn end(&mut self, name: &str) {
        if self.open.last().is_some_and(|top| top.is(name)) {
            return self.close_to(self.open.len() - 1);
        }
        let Some(element) = find(name) else {
            return;
        };
        let barriers = match element.kind {
            Kind::TablePart => Kin::TABLE,
            _ if element.kin == Kin::TABLE => Kin::NONE,
            _ => Kin::CELL.or(Kin::CAPTION),
        };
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
    fn find(&self, name: &str, barriers: Kin) -> Option<usize> {
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
    fn close_nearest(&mut self, kin: Kin, barriers: Kin) {
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.is_any(kin) {
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
            if let Open::Element(element) = open {
                self.out.extend(["</", element.name, ">"]);
            }
        }
    }

    /// An image that is nowhere to be had becomes what it would show, in words.
    fn lost_image(&mut self, tag: &Tag) {
        let words = attribute(tag, "alt").trim();
        if !words.is_empty() {
            if self.in_table_structure() {
                self.open_cell();
            }
            self.out.push_str("<span class=\"tg-lost-image\">");
            write_text(&mut self.out, words);
            self.out.push_str("</span>");
        }
    }

    /// A box that can be ticked becomes a sign: pages take no input.
    fn task_box(&mut self, tag: &Tag) {
        let has = |name: &str| tag.attributes.iter().any(|(known, _)| known == name);
        let is_box = tag
            .attributes
            .iter()
            .any(|(name, value)| name == "type" && value.eq_ignore_ascii_case("checkbox"));
        if is_box {
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
        let (mut has_id, mut has_class, mut away) = (false, false, false);
        for (name, value) in &tag.attributes {
            match &**name {
                "class" | "align" if !has_class => {
                    has_class = true;
                    self.write_class(tag);
                }
                "class" | "align" => {}
                "id" | "name" if !has_id && (name == "id" || tag.name == "a") => {
                    has_id = true;
                    let id = self.names.id(value);
                    self.attribute("id", &id);
                }
                // An address that would be dropped by whoever comes next.
                "href" | "src" | "cite" if !plain_address(name, value) => {}
                "href" => {
                    let target = self.names.target(value);
                    away = leads_away(&target);
                    self.attribute("href", &target);
                }
                // Said by us alone.
                "rel" | "loading" => {}
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
        match &*tag.name {
            "img" => self.attribute("loading", "lazy"),
            "a" if away => self.attribute("rel", self.link_rel),
            _ => {}
        }
        self.out.push('>');
    }

    /// What is ours of its classes, and the side that it is set to, which is said by a class as well.
    fn write_class(&mut self, tag: &Tag) {
        let plain = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let own = attribute(tag, "class")
            .split_ascii_whitespace()
            .filter_map(|class| {
                self.names
                    .own(class)
                    .or_else(|| HARMLESS_CLASSES.iter().copied().find(|name| *name == class))
            });
        let may_be_set = find(&tag.name).is_some_and(|element| element.may_have("align"));
        let side = SIDES.iter().copied().filter(|_| may_be_set);
        let side = side.filter(|side| attribute(tag, "align").eq_ignore_ascii_case(side));
        let own = own.filter(|name| plain(name)).chain(side);
        let mut before = " class=\"";
        for name in own {
            self.out.extend([before, OWN_CLASS, name]);
            before = " ";
        }
        if before == " " {
            self.out.push('"');
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.extend([" ", name, "=\""]);
        write_value(&mut self.out, value);
        self.out.push('"');
    }
}

/// The names on the page, ours and the author's.
struct Names<'a> {
    html: &'a str,
    mark_prefix: &'a str,
    /// Looked for only once a link asks.
    ids: OnceCell<Ids<'a>>,
}

/// The ids on the page.
#[derive(Default)]
struct Ids<'a> {
    own: BTreeSet<&'a str>,
    user: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn ids(&self) -> &Ids<'a> {
        self.ids.get_or_init(|| self.collect())
    }

    fn collect(&self) -> Ids<'a> {
        let mut ids = Ids::default();
        for token in Tokens::new(self.html, self.mark_prefix) {
            let Token::Start(tag) = token else { continue };
            for (name, value) in tag.attributes {
                if name == "id" || (name == "name" && tag.name == "a") {
                    match self.own(value) {
                        Some(own) => ids.own.insert(own),
                        None => ids.user.insert(value),
                    };
                }
            }
        }
        ids
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
        let ids = self.ids();
        if !ids.own.contains(&*decoded) && ids.user.contains(&*decoded) {
            return format!("#{USER_ID}{fragment}");
        }
        value.to_owned()
    }
}

/// The value of an attribute; empty if it has none.
fn attribute<'t>(tag: &'t Tag, wanted: &str) -> &'t str {
    let found = tag.attributes.iter().find(|(name, _)| name == wanted);
    found.map_or("", |(_, value)| &**value)
}

/// Whether it is an image whose address would be dropped.
fn is_lost_image(tag: &Tag) -> bool {
    tag.name == "img" && !plain_address("src", attribute(tag, "src"))
}

/// Writes text as the HTML standard's serialisation has it: `<` and `>` escaped, quotation marks plain.
fn write_text(out: &mut String, text: &str) {
    let mut done = 0;
    for at in memchr3_iter(b'<', b'>', b'&', text.as_bytes()) {
        let (replacement, length) = match text.as_bytes()[at] {
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            _ if text[at..].starts_with("&quot;") => ("\"", 6),
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = at + length;
    }
    out.push_str(&text[done..]);
}

fn write_value(out: &mut String, value: &str) {
    let mut done = 0;
    for at in memchr_iter(b'"', value.as_bytes()) {
        out.push_str(&value[done..at]);
        out.push_str("&quot;");
        done = at + 1;
    }
    out.push_str(&value[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(balance(html, "m-", "nofollow"), expected, "{html}");
    }

    #[test]
    fn addresses_that_lead_nowhere_are_left_out() {
        check(
            "<a href=\"\">施策</a><img src='' alt=\"図\">",
            "<a>施策</a><span class=\"tg-lost-image\">図</span>",
        );
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
        let deep = balance(&"<div>".repeat(100_000), "", "");
        assert_eq!(deep.matches("<div>").count(), DEPTH_LIMIT);
        let sly = balance(&"<div></x>".repeat(1_000), "", "");
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
        assert_eq!(balance("<p id=a class=b>", "", ""), "<p id=\"u-a\"></p>");
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
        check(
            "1 < 2 &amp; <3 > \"&quot;",
            "1 &lt; 2 &amp; &lt;3 &gt; \"\"",
        );
        check("<p title='a\"b'>", "<p title=\"a&quot;b\"></p>");
    }
}
