//! `addresses` in `teigen.yaml` → [`Addresses`]: addresses of an earlier site that go on answering.

use super::parse::{Result, at, boolean, list, mapping, string, url, wrong};
use crate::yaml::{Entry, Yaml};

/// Most addresses that are told one by one.
pub const MOST_REDIRECTS: usize = 20_000;
/// Most other names of versions.
pub const MOST_ALIASES: usize = 200;
/// Most folders whose files stand at their own paths.
const MOST_FOLDERS: usize = 20;
/// Longest address, in bytes.
const LONGEST: usize = 1_000;

/// What an earlier site answered to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Whether documents were files, `a.html`, in place of folders.
    pub html: bool,
    /// Folders of the repository whose images and files for download stand at their own paths too.
    pub files: Vec<String>,
    /// The commit of an earlier published site, whose images and files for download stay where they were.
    pub published: Option<String>,
    /// Other names of versions: what stands before their documents' addresses, and the version.
    pub aliases: Vec<(String, String)>,
    /// Old addresses, without `/` before them, and where each leads.
    pub redirects: Vec<(String, Target)>,
}

/// Where an old address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a document of the newest version, by its path inside the published folder.
    Document {
        /// The path.
        path: String,
        /// A heading in it.
        anchor: Option<String>,
    },
    /// To an address of the site, without `/` before it.
    Address {
        /// The address.
        address: String,
        /// A heading there.
        anchor: Option<String>,
    },
    /// To another site.
    Elsewhere(String),
}

const KEYS: [&str; 5] = ["html", "files", "published", "aliases", "redirects"];

/// Reads the value of `addresses:`.
pub(super) fn addresses(value: &Yaml) -> Result<Addresses> {
    let mut addresses = Addresses::default();
    for entry in mapping(value, &KEYS)? {
        match entry.key.as_str() {
            "html" => addresses.html = boolean(&entry.value)?,
            "files" => {
                addresses.files = list(&entry.value, super::parse::folder)?;
                most(entry, addresses.files.len(), MOST_FOLDERS)?;
            }
            "published" => addresses.published = Some(commit(&entry.value)?),
            "aliases" => addresses.aliases = pairs(entry, MOST_ALIASES, alias)?,
            _ => addresses.redirects = pairs(entry, MOST_REDIRECTS, redirect)?,
        }
    }
    Ok(addresses)
}

/// Whether an old address and where it leads can stand below `redirects`.
pub fn is_redirect(from: &str, to: &str) -> bool {
    let path = to.split('#').next().unwrap_or_default();
    let leads = path
        .strip_prefix('/')
        .is_none_or(|inside| inside_site(inside).is_some());
    !from.is_empty() && !from.starts_with('/') && inside_site(from).is_some() && leads
}

fn most(entry: &Entry, count: usize, limit: usize) -> Result<()> {
    if count <= limit {
        return Ok(());
    }
    Err(at(entry, format!("at most {limit} entries can stand here")))
}

fn pairs<T>(entry: &Entry, limit: usize, read: impl Fn(&Entry) -> Result<T>) -> Result<Vec<T>> {
    if entry.value.value == crate::yaml::Value::Null {
        return Ok(Vec::new());
    }
    let example = "an address and what it stands for are expected here, such as `old/: new.md`";
    let entries = entry.value.entries();
    let entries = entries.ok_or_else(|| wrong(&entry.value, example))?;
    most(entry, entries.len(), limit)?;
    entries.iter().map(read).collect()
}

/// An id of a commit, or a beginning of one.
fn commit(value: &Yaml) -> Result<String> {
    let text = string(value)?;
    let is_id = (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_id
        .then_some(text)
        .ok_or_else(|| wrong(value, "the id of a commit is expected here"))
}

fn alias(entry: &Entry) -> Result<(String, String)> {
    Ok((address(entry, &entry.key)?, string(&entry.value)?))
}

fn redirect(entry: &Entry) -> Result<(String, Target)> {
    let from = address(entry, &entry.key)?;
    let text = string(&entry.value)?;
    if text.starts_with("https://") || text.starts_with("http://") {
        return Ok((from, Target::Elsewhere(url(&entry.value)?)));
    }
    let (path, anchor) = match text.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (text.as_str(), None),
    };
    let target = match path.strip_prefix('/') {
        Some(inside) => Target::Address {
            address: inside_site(inside).ok_or_else(|| {
                wrong(
                    &entry.value,
                    "an address of this site is expected here, such as `/latest/whole/`",
                )
            })?,
            anchor,
        },
        None => Target::Document {
            path: path.trim_start_matches("./").to_owned(),
            anchor,
        },
    };
    Ok((from, target))
}

/// An old address as it is kept: what is before it belongs to the site.
fn address(entry: &Entry, text: &str) -> Result<String> {
    let inside = inside_site(text.strip_prefix('/').unwrap_or(text));
    inside.filter(|inside| !inside.is_empty()).ok_or_else(|| {
        at(
            entry,
            format!(
                "`{}` is no address below this site: write it as it was, such as `old/page/`",
                text.chars().take(100).collect::<String>()
            ),
        )
    })
}

/// An address that stays inside the site: no `..`, nothing empty, no query; a `/` at its end stays.
fn inside_site(text: &str) -> Option<String> {
    let parts = text.strip_suffix('/').unwrap_or(text);
    let good = |part: &str| !matches!(part, "" | "." | "..");
    let plain = |c: char| !c.is_control() && !matches!(c, '?' | '#' | '\\');
    let fits = text.is_empty() || parts.split('/').all(good);
    (fits && text.len() <= LONGEST && text.chars().all(plain)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> Addresses {
        Config::parse(text).expect(text).addresses
    }

    fn refused(text: &str, expected: &str) {
        let error = Config::parse(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }

    #[test]
    fn old_addresses_lead_to_documents_addresses_and_other_sites() {
        let found = read(
            "addresses:\n  html: true\n  files: docs\n  aliases: {docs/1.0: v1.0}\n  redirects:\n    /a/b/: c.md#予算\n    p.html: /latest/whole/\n    x: https://example.org/\n",
        );
        assert!(found.html);
        assert_eq!(found.files, ["docs"]);
        assert_eq!(found.aliases, [("docs/1.0".to_owned(), "v1.0".to_owned())]);
        let document = Target::Document {
            path: "c.md".to_owned(),
            anchor: Some("予算".to_owned()),
        };
        assert_eq!(found.redirects[0], ("a/b/".to_owned(), document));
        let whole = Target::Address {
            address: "latest/whole/".to_owned(),
            anchor: None,
        };
        assert_eq!(found.redirects[1].1, whole);
        let elsewhere = Target::Elsewhere("https://example.org/".to_owned());
        assert_eq!(found.redirects[2].1, elsewhere);
    }

    #[test]
    fn addresses_outside_the_site_are_refused() {
        for bad in ["../x", "a//b", "", "/", "a/../b", "a?b", "a#b"] {
            refused(
                &format!("addresses: {{redirects: {{'{bad}': a.md}}}}\n"),
                "is no address below this site",
            );
        }
        refused(
            "addresses: {redirects: {a: /../x}}\n",
            "an address of this site is expected here",
        );
        refused(
            "addresses: {redirects: {a: 'https://a b'}}\n",
            "an address with http:// or https:// is expected here",
        );
    }

    #[test]
    fn a_published_site_is_named_by_its_commit() {
        assert_eq!(
            read("addresses: {published: 4d4a447}\n")
                .published
                .as_deref(),
            Some("4d4a447")
        );
        for bad in ["gh-pages", "HEAD~1", "4d4"] {
            refused(
                &format!("addresses: {{published: {bad}}}\n"),
                "the id of a commit is expected here",
            );
        }
    }
}
