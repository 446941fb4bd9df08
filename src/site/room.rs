//! Addresses of places where discussions are opened, such as a forum's category → the address of a new one, its title and
//! first words filled in.

use super::discussion::{decode, is_forge, split};
use super::forge_pages::query_value;

/// Characters of a title that is filled in.
const TITLE: usize = 80;
/// Bytes of an address that servers and browsers take for sure.
const LONGEST: usize = 1_900;

/// A place where new discussions are opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The host.
    pub host: String,
    /// Where a new discussion is opened, with `?` and what must stand first in the query.
    opening: String,
    fields: Fields,
}

/// What a server calls the title and the first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fields {
    /// Discourse, GitHub, Forgejo.
    Plain,
    /// GitLab.
    OfIssue,
}

/// Recognises a category of Discourse (`/c/slug/12`), its form for a new topic, and where GitHub, GitLab and Forgejo list
/// issues or discussions.
pub fn recognise(url: &str) -> Option<Room> {
    let (host, parts, _) = split(url)?;
    let scheme = url.split("://").next()?;
    let base = |end: usize| {
        let path = parts[..end]
            .iter()
            .fold(String::new(), |path, part| path + "/" + part);
        format!("{scheme}://{host}{path}")
    };
    let opening = discourse(url, &parts, &base).map(|opening| (opening, Fields::Plain));
    let (opening, fields) = opening.or_else(|| forge(&host, &parts, &base))?;
    Some(Room {
        host,
        opening,
        fields,
    })
}

/// <https://meta.discourse.org/t/28074>: `/new-topic?title=…&body=…&category_id=…`.
fn discourse(url: &str, parts: &[&str], base: &dyn Fn(usize) -> String) -> Option<String> {
    if let Some(at) = parts.iter().position(|part| *part == "new-topic") {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("{query}&")
        };
        return Some(format!("{}?{query}", base(at + 1)));
    }
    let at = parts.iter().position(|part| *part == "c")?;
    let id = parts.last().filter(|id| is_number(id))?;
    (parts.len() - at >= 3).then(|| format!("{}/new-topic?category_id={id}&", base(at)))
}

fn forge(host: &str, parts: &[&str], base: &dyn Fn(usize) -> String) -> Option<(String, Fields)> {
    let at = parts
        .iter()
        .position(|part| matches!(*part, "issues" | "discussions"))?;
    if at < 2 || !is_forge(host) {
        return None;
    }
    match (parts[at], &parts[at + 1..]) {
        ("issues", [] | ["new"]) => {
            let gitlab = parts[at - 1] == "-";
            let fields = if gitlab {
                Fields::OfIssue
            } else {
                Fields::Plain
            };
            Some((format!("{}/new?", base(at + 1)), fields))
        }
        ("discussions", [] | ["new"]) => Some((format!("{}/new?", base(at + 1)), Fields::Plain)),
        ("discussions", ["categories", category]) => {
            let opening = format!("{}/new?category={category}&", base(at + 1));
            Some((opening, Fields::Plain))
        }
        _ => None,
    }
}

impl Room {
    /// The address that opens a new discussion about something: `title` says what, `words` come first in it.
    pub fn opened(&self, title: &str, words: &str) -> String {
        let (of_title, of_words) = match self.fields {
            Fields::Plain => ("title", "body"),
            Fields::OfIssue => ("issue%5Btitle%5D", "issue%5Bdescription%5D"),
        };
        let title: String = title.chars().take(TITLE).collect();
        let address = format!("{}{of_title}={}", self.opening, query_value(&title));
        let whole = format!("{address}&{of_words}={}", query_value(words));
        if whole.len() <= LONGEST {
            whole
        } else {
            address
        }
    }

    /// What the place is called as far as its address tells.
    pub fn name(&self) -> String {
        decode(&self.host)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<&str>) {
        let opened = recognise(url).map(|room| room.opened("予算 & 人", "a\nb"));
        let expected = expected.map(|start| {
            let (title, body) = if start.contains("/-/") {
                ("issue%5Btitle%5D", "issue%5Bdescription%5D")
            } else {
                ("title", "body")
            };
            format!("{start}{title}=%E4%BA%88%E7%AE%97%20%26%20%E4%BA%BA&{body}=a%0Ab")
        });
        assert_eq!(opened, expected, "{url}");
    }

    #[test]
    fn a_category_opens_a_new_topic_in_it() {
        check(
            "https://forum.example.org/c/policy/ai/12",
            Some("https://forum.example.org/new-topic?category_id=12&"),
        );
        check(
            "https://example.org/forum/c/policy/12",
            Some("https://example.org/forum/new-topic?category_id=12&"),
        );
        check(
            "https://forum.example.org/new-topic?tags=ai#x",
            Some("https://forum.example.org/new-topic?tags=ai&"),
        );
        check("https://video.example.org/c/name", None);
        check("https://forum.example.org/t/topic/12", None);
    }

    #[test]
    fn lists_of_issues_and_discussions_open_one() {
        check(
            "https://github.com/o/r/issues",
            Some("https://github.com/o/r/issues/new?"),
        );
        check(
            "https://github.com/o/r/discussions/categories/ideas",
            Some("https://github.com/o/r/discussions/new?category=ideas&"),
        );
        check(
            "https://gitlab.com/o/r/-/issues",
            Some("https://gitlab.com/o/r/-/issues/new?"),
        );
        check("https://github.com/o/r/issues/3", None);
        check("https://github.com/orgs/issues", None);
    }

    #[test]
    fn an_address_stays_short_whatever_is_said() {
        let room = recognise("https://github.com/o/r/issues").expect("a place");
        let opened = room.opened(&"題".repeat(300), &"本".repeat(3_000));
        assert!(opened.len() < LONGEST && !opened.contains("body="));
    }
}
