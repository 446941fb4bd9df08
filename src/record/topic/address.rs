//! A web address → the discussion that it leads to, by the address alone: topics of Discourse (`/t/slug/365/2`), issues and
//! discussions of GitHub, GitLab and Forgejo. Asks no one.

use percent_encoding::percent_decode_str;
use serde::Serialize;

/// A discussion, known by its address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicAddress {
    /// Its address without the mark of a post: the same for all addresses of one topic.
    pub url: String,
    /// The host, with its port if it has one.
    pub host: String,
    /// What it is called as far as the address tells.
    pub title: String,
    /// What it is.
    pub kind: TopicKind,
    /// Where it stands on the host: the path before `/t/` without slashes at its ends, or the project `owner/name`.
    pub project: String,
    /// Its number there; 0 where the kind is [`TopicKind::Other`].
    pub number: u64,
    /// The post that the address leads to.
    pub post: Option<PostMark>,
}

/// What kind of discussion it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicKind {
    /// A topic of a Discourse forum.
    Discourse,
    /// An issue on GitHub.
    GithubIssue,
    /// A discussion on GitHub.
    GithubDiscussion,
    /// An issue on GitLab.
    GitlabIssue,
    /// An issue on Forgejo or Gitea.
    ForgejoIssue,
    /// Any other page that was declared to be a discussion.
    #[default]
    Other,
}

/// How an address names a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PostMark {
    /// By its number in the topic.
    Number(u64),
    /// By what the server knows it by.
    Id(u64),
}

impl TopicAddress {
    /// The same without a post.
    pub fn whole(self) -> Self {
        Self { post: None, ..self }
    }
}

impl TopicKind {
    /// Its name, as in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Discourse => "discourse",
            Self::GithubIssue => "github_issue",
            Self::GithubDiscussion => "github_discussion",
            Self::GitlabIssue => "gitlab_issue",
            Self::ForgejoIssue => "forgejo_issue",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [
            Self::Discourse,
            Self::GithubIssue,
            Self::GithubDiscussion,
            Self::GitlabIssue,
            Self::ForgejoIssue,
            Self::Other,
        ];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// Recognises a discussion by its address.
pub fn recognise(url: &str) -> Option<TopicAddress> {
    let (host, parts, fragment) = split(url)?;
    discourse(&host, &parts).or_else(|| forge(&host, &parts, fragment))
}

/// Takes any address that an author declared to be a discussion.
pub fn declared(url: &str) -> Option<TopicAddress> {
    recognise(url).or_else(|| {
        let (host, parts, _) = split(url)?;
        let last = parts.last().map(|part| decode(part));
        Some(TopicAddress {
            url: url.to_owned(),
            title: last
                .filter(|last| !last.is_empty())
                .unwrap_or_else(|| host.clone()),
            host,
            kind: TopicKind::Other,
            project: String::new(),
            number: 0,
            post: None,
        })
    })
}

/// Host, path by component, and fragment.
pub fn split(url: &str) -> Option<(String, Vec<&str>, &str)> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let rest = rest.split('?').next()?;
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let host = parts.next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (host.contains('.') && host.chars().all(plain))
        .then(|| (host.to_ascii_lowercase(), parts.collect(), fragment))
}

/// <https://docs.discourse.org>: `/t/{id}`, `/t/{slug}/{id}` and either with `/{post}`.
fn discourse(host: &str, parts: &[&str]) -> Option<TopicAddress> {
    let at = parts.iter().position(|part| *part == "t")?;
    let (slug, number, post) = match &parts[at + 1..] {
        [id, rest @ ..] if is_number(id) => (None, number(id)?, rest.first()),
        [slug, id, rest @ ..] if is_number(id) => (Some(decode(slug)), number(id)?, rest.first()),
        _ => return None,
    };
    let project = parts[..at].join("/");
    let prefix = match project.as_str() {
        "" => String::new(),
        project => format!("/{project}"),
    };
    let named = slug.filter(|slug| !matches!(slug.as_str(), "topic" | "-" | ""));
    Some(TopicAddress {
        url: format!("https://{host}{prefix}/t/topic/{number}"),
        host: host.to_owned(),
        title: match named {
            Some(slug) => slug.replace('-', " "),
            None => format!("#{number}"),
        },
        kind: TopicKind::Discourse,
        project,
        number,
        post: post
            .and_then(|post| self::number(post))
            .map(PostMark::Number),
    })
}

fn forge(host: &str, parts: &[&str], fragment: &str) -> Option<TopicAddress> {
    let at = parts
        .iter()
        .position(|part| matches!(*part, "issues" | "discussions"))?;
    let number = parts.get(at + 1).and_then(|id| number(id))?;
    let kind = match (forge_kind(host)?, parts[at]) {
        (TopicKind::GithubIssue, "discussions") => TopicKind::GithubDiscussion,
        (kind, "issues") => kind,
        _ => return None,
    };
    let project: Vec<&str> = parts[..at]
        .iter()
        .filter(|part| **part != "-")
        .copied()
        .collect();
    let project = project.join("/");
    // One issue has one address, however it is written.
    let place = match kind {
        TopicKind::GitlabIssue => format!("{project}/-/issues"),
        TopicKind::GithubIssue | TopicKind::GithubDiscussion => {
            format!("{}/{}", project.to_lowercase(), parts[at])
        }
        _ => format!("{project}/{}", parts[at]),
    };
    (at >= 2).then(|| TopicAddress {
        url: format!("https://{host}/{place}/{number}"),
        host: host.to_owned(),
        title: format!("{project} #{number}"),
        kind,
        project,
        number,
        post: post_id(fragment).map(PostMark::Id),
    })
}

/// Whether a host is known to show repositories.
pub fn is_forge(host: &str) -> bool {
    forge_kind(host).is_some()
}

/// Which forge a host is, by its name.
fn forge_kind(host: &str) -> Option<TopicKind> {
    if host == "github.com" {
        Some(TopicKind::GithubIssue)
    } else if host.contains("gitlab") {
        Some(TopicKind::GitlabIssue)
    } else if host == "codeberg.org" || host.contains("forgejo") || host.contains("gitea") {
        Some(TopicKind::ForgejoIssue)
    } else {
        None
    }
}

/// `issuecomment-12`, `discussioncomment-12`, `note_12`.
fn post_id(fragment: &str) -> Option<u64> {
    ["issuecomment-", "discussioncomment-", "note_"]
        .iter()
        .find_map(|mark| fragment.strip_prefix(mark))
        .and_then(number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as servers give them, from 1 and without end.
fn number(text: &str) -> Option<u64> {
    is_number(text)
        .then(|| text.parse().ok())
        .flatten()
        .filter(|number| (1..=u64::MAX >> 1).contains(number))
}

/// A part of an address as people read it, cut at a bound.
pub fn decode(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8_lossy()
        .chars()
        .filter(|c| !crate::diagnostic::is_hidden(*c))
        .take(120)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<(&str, &str, Option<PostMark>)>) {
        let found = recognise(url);
        let found = found
            .as_ref()
            .map(|found| (found.url.as_str(), found.title.as_str(), found.post));
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn topics_are_one_whichever_post_is_linked() {
        let topic = "https://forum.example.org/t/topic/365";
        let post = Some(PostMark::Number(12));
        check(
            "https://forum.example.org/t/topic/365/12",
            Some((topic, "#365", post)),
        );
        check(
            "https://forum.example.org/t/365/12?u=a",
            Some((topic, "#365", post)),
        );
        check(
            "https://forum.example.org/t/365",
            Some((topic, "#365", None)),
        );
        check(
            "https://forum.example.org/t/0365",
            Some((topic, "#365", None)),
        );
        check(
            "https://forum.example.org/t/%E4%BA%BA%E6%9D%90-%E8%AA%98%E8%87%B4/365?u=a",
            Some((topic, "人材 誘致", None)),
        );
        check(
            "http://example.org/forum/t/a/3/last",
            Some(("https://example.org/forum/t/topic/3", "a", None)),
        );
    }

    #[test]
    fn issues_of_forges_are_discussions_and_pages_are_not() {
        check(
            "https://github.com/a/b/issues/3#issuecomment-77",
            Some((
                "https://github.com/a/b/issues/3",
                "a/b #3",
                Some(PostMark::Id(77)),
            )),
        );
        check(
            "https://gitlab.com/a/b/-/issues/3#note_5",
            Some((
                "https://gitlab.com/a/b/-/issues/3",
                "a/b #3",
                Some(PostMark::Id(5)),
            )),
        );
        check("https://github.com/a/b/issues?q=is%3Apr", None);
        check("https://gitlab.com/a/b/discussions/3", None);
        check("https://example.org/a/b/issues/3", None);
        check("https://example.org/t/", None);
        check("https://example.org/t/a/99999999999999999999", None);
        check("javascript:/t/3", None);
    }

    #[test]
    fn an_address_tells_what_to_ask() {
        let kind = |url| recognise(url).map(|found| (found.kind, found.project, found.number));
        assert_eq!(
            kind("https://github.com/a/b/discussions/4"),
            Some((TopicKind::GithubDiscussion, "a/b".to_owned(), 4))
        );
        assert_eq!(
            kind("https://gitlab.com/a/b/c/-/issues/4"),
            Some((TopicKind::GitlabIssue, "a/b/c".to_owned(), 4))
        );
        assert_eq!(
            kind("https://codeberg.org/a/b/issues/4"),
            Some((TopicKind::ForgejoIssue, "a/b".to_owned(), 4))
        );
    }

    #[test]
    fn what_an_author_declares_is_a_discussion_whatever_it_is() {
        let found = declared("https://example.org/board/%E7%9B%B8%E8%AB%87").expect("an address");
        assert_eq!(
            (found.title.as_str(), found.kind),
            ("相談", TopicKind::Other)
        );
        assert_eq!(declared("mailto:a@example.org"), None);
    }
}
