//! Addresses in front matter, text and commit messages → discussions.

use percent_encoding::percent_decode_str;

/// A discussion elsewhere, known by its address alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Discussion {
    /// Its address without the number of a post.
    pub url: String,
    /// The host.
    pub host: String,
    /// What it is called as far as the address tells.
    pub title: String,
}

/// Recognises topics of Discourse (`/t/slug/365/2`), issues and discussions of GitHub, GitLab and Forgejo.
pub fn recognise(url: &str) -> Option<Discussion> {
    let (host, parts) = split(url)?;
    discourse(&host, &parts).or_else(|| forge(&host, &parts))
}

/// Takes any address that an author declared to be a discussion.
pub fn declared(url: &str) -> Option<Discussion> {
    recognise(url).or_else(|| {
        let (host, parts) = split(url)?;
        let last = parts.last().map(|part| decode(part));
        Some(Discussion {
            url: url.to_owned(),
            title: last
                .filter(|last| !last.is_empty())
                .unwrap_or_else(|| host.clone()),
            host,
        })
    })
}

/// Web addresses in raw HTML, such as the buttons that proposals paste into every page.
pub fn addresses_in_html(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=")
        .skip(1)
        .take(1_000)
        .filter_map(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        })
        .filter(|url| url.len() <= 2_000 && url.starts_with("http"))
}

pub(super) fn split(url: &str) -> Option<(String, Vec<&str>)> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.split(['?', '#']).next()?;
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let host = parts.next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (host.contains('.') && host.chars().all(plain))
        .then(|| (host.to_ascii_lowercase(), parts.collect()))
}

/// <https://docs.discourse.org>: `/t/{id}`, `/t/{slug}/{id}` and either with `/{post}`.
fn discourse(host: &str, parts: &[&str]) -> Option<Discussion> {
    let at = parts.iter().position(|part| *part == "t")?;
    let rest = &parts[at + 1..];
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (slug, id) = match rest {
        [id, ..] if is_number(id) => (None, *id),
        [slug, id, ..] if is_number(id) => (Some(decode(slug)), *id),
        _ => return None,
    };
    let prefix = parts[..at]
        .iter()
        .fold(String::new(), |path, part| path + "/" + part);
    let named = slug.filter(|slug| !matches!(slug.as_str(), "topic" | "-" | ""));
    Some(Discussion {
        url: format!("https://{host}{prefix}/t/topic/{id}"),
        host: host.to_owned(),
        title: match named {
            Some(slug) => slug.replace('-', " "),
            None => format!("#{id}"),
        },
    })
}

fn forge(host: &str, parts: &[&str]) -> Option<Discussion> {
    let at = parts
        .iter()
        .position(|part| matches!(*part, "issues" | "discussions"))?;
    let id = parts
        .get(at + 1)
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))?;
    (is_forge(host) && at >= 2).then(|| Discussion {
        url: format!("https://{host}/{}", parts[..=at + 1].join("/")),
        host: host.to_owned(),
        title: format!(
            "{} #{id}",
            parts[..at]
                .iter()
                .filter(|part| **part != "-")
                .copied()
                .collect::<Vec<_>>()
                .join("/")
        ),
    })
}

/// Whether a host is known to show repositories.
pub(super) fn is_forge(host: &str) -> bool {
    let named = ["gitlab", "forgejo", "gitea"];
    matches!(host, "github.com" | "codeberg.org") || named.iter().any(|name| host.contains(name))
}

/// The post of a discussion that an address leads to, if it leads to one of them and not to the whole: its number on
/// Discourse, that of a comment on a forge.
pub fn post(url: &str) -> Option<u64> {
    recognise(url)?;
    let (host, parts) = split(url)?;
    if is_forge(&host) {
        let (_, place) = url.split_once('#')?;
        return place.rsplit(['-', '_']).next()?.parse().ok();
    }
    let at = parts.iter().position(|part| *part == "t")?;
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match &parts[at + 1..] {
        [id, post, ..] if is_number(id) => post.parse().ok(),
        [_, _, post, ..] => post.parse().ok(),
        _ => None,
    }
}

pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8_lossy()
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<(&str, &str)>) {
        let found = recognise(url);
        let found = found
            .as_ref()
            .map(|found| (found.url.as_str(), found.title.as_str()));
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn topics_are_one_whichever_post_is_linked() {
        let topic = "https://forum.example.org/t/topic/365";
        check(
            "https://forum.example.org/t/topic/365/12",
            Some((topic, "#365")),
        );
        check("https://forum.example.org/t/365", Some((topic, "#365")));
        check(
            "https://forum.example.org/t/%E4%BA%BA%E6%9D%90-%E8%AA%98%E8%87%B4/365?u=a",
            Some((topic, "人材 誘致")),
        );
    }

    #[test]
    fn a_link_to_a_post_tells_its_number() {
        for (url, expected) in [
            ("https://forum.example.org/t/topic/365/12?u=a", Some(12)),
            ("https://forum.example.org/t/365/12", Some(12)),
            ("https://forum.example.org/t/topic/365", None),
            ("https://github.com/a/b/issues/3#issuecomment-77", Some(77)),
            ("https://github.com/a/b/issues/3", None),
            ("https://example.org/12", None),
        ] {
            assert_eq!(post(url), expected, "{url}");
        }
    }

    #[test]
    fn issues_of_forges_are_discussions_and_pages_are_not() {
        check(
            "https://github.com/a/b/issues/3#x",
            Some(("https://github.com/a/b/issues/3", "a/b #3")),
        );
        check(
            "https://gitlab.com/a/b/-/issues/3",
            Some(("https://gitlab.com/a/b/-/issues/3", "a/b #3")),
        );
        check("https://github.com/a/b/issues?q=is%3Apr", None);
        check("https://example.org/t/", None);
        check("javascript:/t/3", None);
    }
}
