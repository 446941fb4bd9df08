//! A block of links that an author wrote by hand at the top of a document («discuss this», «edit this») → what they lead to.

use super::discussion;
use crate::document::{Block, BlockKind, Document, Participation, is_web_address};

/// Links in such a block; more make it something else.
const MOST_LINKS: usize = 8;
/// Bytes of such a block.
const LONGEST: usize = 16 << 10;

/// Elements that only set such a block.
const SETTING: [&str; 13] = [
    "a", "b", "br", "center", "div", "em", "hr", "img", "li", "p", "span", "strong", "ul",
];

/// A block of links by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buttons {
    /// Its place in [`Document::blocks`].
    pub block: usize,
    /// The discussions that it leads to.
    pub discussion: Vec<String>,
    /// Where else it leads, but for the document's own file on a forge, which needs no link by hand.
    pub participate: Vec<Participation>,
}

/// Finds the block of links by hand: raw HTML between a document's first headings and its text, nothing but links, at least one
/// of which leads to a discussion or to the document's file (by its name) on a forge.
pub fn find(document: &Document, file_name: &str) -> Option<Buttons> {
    let before_text = |block: &&Block| {
        matches!(
            block.kind,
            BlockKind::Heading { .. } | BlockKind::Html(_) | BlockKind::Rule
        )
    };
    document
        .blocks
        .iter()
        .take_while(before_text)
        .enumerate()
        .find_map(|(index, block)| match &block.kind {
            BlockKind::Html(html) => sorted(index, links(html)?, file_name),
            _ => None,
        })
}

fn sorted(block: usize, links: Vec<Participation>, file_name: &str) -> Option<Buttons> {
    let mut buttons = Buttons {
        block,
        discussion: Vec::new(),
        participate: Vec::new(),
    };
    let mut own_file = false;
    for link in links {
        if let Some(found) = discussion::recognise(&link.url) {
            buttons.discussion.push(found.url);
        } else if is_file(&link.url, file_name) {
            own_file = true;
        } else {
            buttons.participate.push(link);
        }
    }
    (own_file || !buttons.discussion.is_empty()).then_some(buttons)
}

/// Whether an address is a file of this name on a forge.
fn is_file(url: &str, file_name: &str) -> bool {
    let Some((host, parts, _)) = discussion::split(url) else {
        return false;
    };
    let shows = ["blob", "edit", "src", "_edit"];
    let named = parts.last().is_some_and(|last| {
        percent_encoding::percent_decode_str(last).decode_utf8_lossy() == file_name
    });
    named && discussion::is_forge(&host) && parts.iter().any(|part| shows.contains(part))
}

/// The links of a piece of HTML, if there is nothing else in it to be read.
fn links(html: &str) -> Option<Vec<Participation>> {
    if html.len() > LONGEST {
        return None;
    }
    let mut found: Vec<Participation> = Vec::new();
    let mut open = false;
    let mut rest = html;
    while !rest.is_empty() {
        let (text, after) = rest.split_once('<').unwrap_or((rest, ""));
        match found.last_mut().filter(|_| open) {
            Some(link) => link.label.push_str(&unescaped(text)),
            None if text.chars().any(char::is_alphanumeric) => return None,
            None => {}
        }
        if text.len() == rest.len() {
            break;
        }
        let (tag, after) = after.split_once('>')?;
        let (closing, tag) = tag
            .strip_prefix('/')
            .map_or((false, tag), |tag| (true, tag));
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let name = name.to_ascii_lowercase();
        if !SETTING.contains(&name.as_str()) {
            return None;
        }
        if name == "a" {
            open = !closing;
            if open {
                let url = unescaped(href(tag)?);
                let label = String::new();
                found.push(is_web_address(&url).then_some(Participation { label, url })?);
            }
        }
        rest = after;
    }
    for link in &mut found {
        link.label = link.label.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let all_named = found.iter().all(|link| !link.label.is_empty());
    (all_named && (1..=MOST_LINKS).contains(&found.len())).then_some(found)
}

/// The value of a tag's `href`.
fn href(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("href=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn unescaped(text: &str) -> String {
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    const BLOCK: &str = "<div style=\"margin-bottom: 20px;\">\n<a href=\"https://forum.example.org/t/topic/366\" style=\"color: white;\">Discourse で議論する</a>\n<a href=\"https://github.com/o/r/blob/main/docs/3_%E4%BA%BA.md\">GitHub で編集する</a>\n</div>";

    fn check(source: &str, expected: Option<(&[&str], &[&str])>) {
        let found = find(&parse(source), "3_人.md");
        let found = found.as_ref().map(|buttons| {
            let discussion: Vec<&str> = buttons.discussion.iter().map(String::as_str).collect();
            let labels = buttons.participate.iter().map(|way| way.label.as_str());
            (discussion, labels.collect::<Vec<_>>())
        });
        let expected = expected.map(|(a, b)| (a.to_vec(), b.to_vec()));
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn buttons_between_title_and_text_are_found() {
        let topic: &[&str] = &["https://forum.example.org/t/topic/366"];
        check(
            &format!("# 題\n\n\n{BLOCK}\n\n\n# 背景\n本文"),
            Some((topic, &[])),
        );
        check(&format!("{BLOCK}\n\n本文"), Some((topic, &[])));
    }

    #[test]
    fn links_that_lead_elsewhere_keep_their_names() {
        let block = BLOCK.replace(
            "</div>",
            "<a href='https://example.org/ai?a=1&amp;b=2'>AI に\n聞く</a></div>",
        );
        let topic: &[&str] = &["https://forum.example.org/t/topic/366"];
        check(
            &format!("# 題\n\n{block}\n"),
            Some((topic, &["AI に 聞く"])),
        );
        let other = BLOCK.replace("3_%E4%BA%BA", "4_%E4%BA%BA");
        check(
            &format!("# 題\n\n{other}\n"),
            Some((topic, &["GitHub で編集する"])),
        );
    }

    #[test]
    fn what_says_more_than_links_is_text() {
        check(&format!("# 題\n\n本文\n\n{BLOCK}\n"), None);
        check(
            &format!(
                "# 題\n\n{}\n",
                BLOCK.replace("</div>", "ご意見をどうぞ</div>")
            ),
            None,
        );
        check(
            &format!("# 題\n\n{}\n", BLOCK.replace("<div", "<form")),
            None,
        );
        check(
            "# 題\n\n<div><a href=\"https://example.org/\">外</a></div>\n",
            None,
        );
        check("# 題\n\n<div><a href=\"javascript:x\">外</a></div>\n", None);
    }
}
