//! Files, commits and lines of the repository → their pages on its forge, as GitHub, GitLab and Forgejo address them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::view::Href;
use crate::config::ForgeKind;

/// The pages of a repository on its forge.
#[derive(Clone, Copy, Debug)]
pub struct ForgePages<'a> {
    /// Which forge it is.
    pub kind: ForgeKind,
    /// The repository's page, without a slash at its end.
    base: &'a str,
}

impl<'a> ForgePages<'a> {
    /// The pages below a repository's own. Where nobody says which forge it is, its host's name tells; a host that tells
    /// nothing is taken for GitHub.
    pub fn new(base: &'a str, kind: Option<ForgeKind>) -> Self {
        Self {
            kind: kind.unwrap_or_else(|| kind_of(base)),
            base,
        }
    }

    /// A commit.
    pub fn commit(&self, id: &str) -> String {
        let between = match self.kind {
            ForgeKind::GitLab => "/-/commit/",
            _ => "/commit/",
        };
        format!("{}{between}{id}", self.base)
    }

    /// A request for a change.
    pub fn request(&self, number: u64) -> String {
        let between = match self.kind {
            ForgeKind::GitHub => "/pull/",
            ForgeKind::GitLab => "/-/merge_requests/",
            ForgeKind::Forgejo => "/pulls/",
        };
        format!("{}{between}{number}", self.base)
    }

    /// A file as of a commit.
    pub fn file(&self, commit: &str, path: &str) -> String {
        let between = match self.kind {
            ForgeKind::GitHub => "/blob/",
            ForgeKind::GitLab => "/-/blob/",
            ForgeKind::Forgejo => "/src/commit/",
        };
        format!("{}{between}{commit}/{}", self.base, encoded(path))
    }

    /// The editor, opened on a file of a branch. Only GitLab's goes to a line.
    pub fn editor(&self, branch: &str, path: &str, line: Option<usize>) -> String {
        let between = match self.kind {
            ForgeKind::GitHub => "/edit/",
            ForgeKind::GitLab => "/-/edit/",
            ForgeKind::Forgejo => "/_edit/",
        };
        let place = line.filter(|_| self.kind == ForgeKind::GitLab);
        let place = place.map_or(String::new(), |line| format!("#L{line}"));
        let (branch, path) = (encoded(branch), encoded(path));
        format!("{}{between}{branch}/{path}{place}", self.base)
    }

    /// A line of a file as of a commit, as its source.
    pub fn line(&self, commit: &str, path: &str, line: usize) -> String {
        let plain = match self.kind {
            ForgeKind::Forgejo => "?display=source",
            _ => "?plain=1",
        };
        format!("{}{plain}#L{line}", self.file(commit, path))
    }
}

fn kind_of(base: &str) -> ForgeKind {
    let host = base
        .split_once("://")
        .map_or(base, |(_, rest)| rest)
        .split('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| host.contains(word));
    if any(&["gitlab"]) {
        ForgeKind::GitLab
    } else if any(&["codeberg", "forgejo", "gitea"]) {
        ForgeKind::Forgejo
    } else {
        ForgeKind::GitHub
    }
}

/// A branch or path as part of an address; slashes stay.
fn encoded(path: &str) -> String {
    Href::between("index.html", path).encoded().into()
}

/// What stands in the value of a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text as the value of a query.
pub fn query_value(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, expected: [&str; 5]) {
        let forge = ForgePages::new(base, None);
        let found = [
            forge.commit("0a1b"),
            forge.request(12),
            forge.file("0a1b", "docs/3 案.md"),
            forge.editor("main", "docs/a#b.md", Some(12)),
            forge.line("0a1b", "a.md", 12),
        ];
        let expected = expected.map(|path| format!("{base}{path}"));
        assert_eq!(found, expected);
    }

    #[test]
    fn github_edits_without_a_line_and_shows_with_one() {
        check(
            "https://github.com/o/r",
            [
                "/commit/0a1b",
                "/pull/12",
                "/blob/0a1b/docs/3%20%E6%A1%88.md",
                "/edit/main/docs/a%23b.md",
                "/blob/0a1b/a.md?plain=1#L12",
            ],
        );
    }

    #[test]
    fn gitlab_edits_at_a_line() {
        check(
            "https://gitlab.com/o/g/r",
            [
                "/-/commit/0a1b",
                "/-/merge_requests/12",
                "/-/blob/0a1b/docs/3%20%E6%A1%88.md",
                "/-/edit/main/docs/a%23b.md#L12",
                "/-/blob/0a1b/a.md?plain=1#L12",
            ],
        );
    }

    #[test]
    fn forgejo_has_addresses_of_its_own() {
        check(
            "https://codeberg.org/o/r",
            [
                "/commit/0a1b",
                "/pulls/12",
                "/src/commit/0a1b/docs/3%20%E6%A1%88.md",
                "/_edit/main/docs/a%23b.md",
                "/src/commit/0a1b/a.md?display=source#L12",
            ],
        );
    }

    #[test]
    fn a_host_that_tells_nothing_is_what_the_configuration_says() {
        let forge = ForgePages::new("https://git.example.org/o/r", Some(ForgeKind::Forgejo));
        assert_eq!(
            forge.editor("fix/x", "a.md", None),
            "https://git.example.org/o/r/_edit/fix/x/a.md"
        );
        assert_eq!(forge.commit("1"), "https://git.example.org/o/r/commit/1");
    }
}
