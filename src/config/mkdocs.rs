//! What Teigen takes from a `mkdocs.yml`: the folder of the documents, the navigation, the site's name and address.

use super::NavigationEntry;
use crate::language::Tag;

/// The folder that MkDocs reads documents from: `docs` unless `docs_dir` says otherwise.
pub fn docs_dir(text: &str) -> String {
    let folder = scalar(text, "docs_dir").unwrap_or_else(|| "docs".to_owned());
    let folder = folder.trim_matches('/');
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    if folder == "." {
        String::new()
    } else {
        folder.to_owned()
    }
}

/// The site's name.
pub fn site_name(text: &str) -> Option<String> {
    scalar(text, "site_name")
}

/// The address of the repository, if it is a web address.
pub fn repo_url(text: &str) -> Option<String> {
    scalar(text, "repo_url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// The address the site is published at, if it is a web address.
pub fn site_url(text: &str) -> Option<String> {
    scalar(text, "site_url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// How addresses were made of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Each document was a file, `a.html`, instead of a folder.
    pub files: bool,
    /// mike published versions side by side.
    pub mike: bool,
}

/// Reads how addresses were made: `use_directory_urls`, and `extra.version.provider`.
pub fn addresses(text: &str) -> Addresses {
    let lines = || text.lines().map(str::trim_start);
    let mut providers = lines().filter_map(|line| line.strip_prefix("provider:"));
    let mut plugins = lines().filter_map(|line| line.strip_prefix("- "));
    Addresses {
        files: scalar(text, "use_directory_urls").is_some_and(|value| value == "false"),
        mike: providers.any(|line| unquote(line) == "mike")
            || plugins.any(|line| unquote(line.trim_end_matches(':')) == "mike"),
    }
}

/// The language of the theme, where Teigen speaks it.
pub fn language(text: &str) -> Option<Tag> {
    let line = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("language:"))?;
    match unquote(line).as_str() {
        "ja" => Some(Tag::JAPANESE),
        "en" => Some(Tag::ENGLISH),
        _ => None,
    }
}

/// A key at the top level, read line by line: it is found although something else in the file is no YAML.
fn scalar(text: &str, key: &str) -> Option<String> {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(unquote(value)).filter(|value| !value.is_empty())
}

fn unquote(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or_default().to_owned();
        }
    }
    value
        .split(" #")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The `nav` section: a list of `path`, `title: path` and `title: list`.
pub fn navigation(text: &str) -> Option<Vec<NavigationEntry>> {
    let root = crate::yaml::load(text).ok()?;
    let entries = super::parse::navigation(root.get("nav")?).ok()?;
    Some(entries).filter(|entries| !entries.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folders_unless_told_otherwise() {
        let check = |text: &str, files: bool, mike: bool| {
            assert_eq!(addresses(text), Addresses { files, mike }, "{text}");
        };
        check("site_name: 提言\n", false, false);
        check("use_directory_urls: false\n", true, false);
        check("extra:\n  version:\n    provider: mike\n", false, true);
        check(
            "plugins:\n  - search\n  - mike:\n      canonical_version: latest\n",
            false,
            true,
        );
    }

    #[test]
    fn documents_are_in_docs_unless_told_otherwise() {
        assert_eq!(docs_dir("site_name: 提言\n"), "docs");
        assert_eq!(docs_dir("docs_dir: 'text'\n"), "text");
        assert_eq!(docs_dir("docs_dir: .\n"), "");
    }

    #[test]
    fn navigation_is_read_beside_tags_that_only_python_knows() {
        let text = "nav:\n  - Home: 'index.md'\n  - '政策':\n    - 'a.md'\n    - 外: https://example.org/\nplugins:\n  - x: !!python/name:y\n";
        let document = |title: Option<&str>, path: &str| NavigationEntry::Document {
            title: title.map(str::to_owned),
            path: path.to_owned(),
        };
        let link = NavigationEntry::Link {
            title: "外".to_owned(),
            url: "https://example.org/".to_owned(),
        };
        let group = NavigationEntry::Group {
            title: "政策".to_owned(),
            entries: vec![document(None, "a.md"), link],
        };
        assert_eq!(
            navigation(text),
            Some(vec![document(Some("Home"), "index.md"), group])
        );
    }

    #[test]
    fn names_lose_quotes_and_comments() {
        assert_eq!(
            site_name("site_name: \"提言\" # x\n").as_deref(),
            Some("提言")
        );
        assert_eq!(site_name("site_name: 提言 # x\n").as_deref(), Some("提言"));
        assert_eq!(repo_url("repo_url: a/b\n"), None);
    }
}
