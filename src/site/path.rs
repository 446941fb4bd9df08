//! Names from a repository → addresses of the site. The only way from a source name to a path that is written.

use std::collections::HashSet;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::snapshot::SourcePath;

/// Longest component, in bytes; file systems take 255.
const COMPONENT_LIMIT: usize = 180;
/// Longest address of a document, in bytes.
const PATH_LIMIT: usize = 700;

/// A path from the site's root: components that every file system and server takes, `/` between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

impl OutputPath {
    /// The page of a folder: `index.html` in it. The folder's components must have come from [`component`] or be
    /// the program's own.
    pub fn page(folder: &str) -> Self {
        let folder = folder.trim_matches('/');
        if folder.is_empty() {
            Self::file("index.html")
        } else {
            Self::file(&format!("{folder}/index.html"))
        }
    }

    /// A file of the program's own naming, or below a checked folder.
    ///
    /// Whatever it is given, the path stays inside the output folder: components that could lead elsewhere are
    /// made harmless by [`component`].
    pub fn file(path: &str) -> Self {
        if path.split('/').all(is_plain) {
            return Self(path.to_owned());
        }
        let checked: Vec<String> = path
            .split('/')
            .map(|part| {
                if is_plain(part) {
                    part.to_owned()
                } else {
                    component(part)
                }
            })
            .collect();
        Self(checked.join("/"))
    }

    /// The file that tells GitHub Pages to publish every file as it is.
    pub fn nojekyll() -> Self {
        Self(".nojekyll".to_owned())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The addresses of the documents of one version: the source path without its extension, as MkDocs has it.
///
/// An entry document (`index.md`, `README.md`) is its folder. Names that differ only in case or Unicode form, or
/// that had to be changed, get a suffix made from the source path, so that no two share an address and each keeps
/// its own when others come and go.
#[derive(Debug, Default)]
pub struct Addresses {
    taken: HashSet<String>,
}

impl Addresses {
    /// Gives a document its address, relative to the version's; empty for the entry document.
    pub fn give(&mut self, path: &SourcePath, source: &str) -> String {
        let inside = path.inside(source).unwrap_or(path.as_str());
        let mut parts: Vec<&str> = inside.split('/').collect();
        let name = parts.pop().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut folders: Vec<String> = parts.iter().map(|part| component(part)).collect();
        if !matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme") {
            folders.push(component(stem));
        }
        self.claim(folders.join("/"), inside)
    }

    /// Gives a document an address that was made for it, or one like it if that is taken. The address's components must
    /// have come from [`component`] or be the program's own; `inside` is the document's path.
    pub fn claim(&mut self, mut address: String, inside: &str) -> String {
        if address.len() > PATH_LIMIT {
            address = format!("document-{}", short_hash(inside));
        }
        if !self.taken.insert(fold(&address)) {
            address = format!("{address}-{}", short_hash(inside));
            address = address.trim_start_matches('-').to_owned();
            self.taken.insert(fold(&address));
        }
        address
    }

    /// Finds a name beside the documents for something of the program's own: this one, or with a number where a document or a
    /// folder of documents has it. Documents keep theirs.
    pub fn beside(&self, name: &str) -> String {
        let first = |address: &String| address.split('/').next().unwrap_or_default().to_owned();
        let taken: HashSet<String> = self.taken.iter().map(first).collect();
        let (stem, ending) = match name.find('.') {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}{ending}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !taken.contains(&fold(name)));
        free.expect("there are more numbers than documents")
    }
}

/// The addresses of names that stand for a list of pages: labels, people. One component each, none of them `page`, so
/// that the further pages of a list can be below it.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// Gives a name its address. Names that differ only in case or Unicode form get a suffix.
    pub fn give(&mut self, name: &str) -> String {
        let mut address = component(name);
        if fold(&address) == "page" || !self.taken.insert(fold(&address)) {
            address = format!("{address}-{}", short_hash(name));
            self.taken.insert(fold(&address));
        }
        address
    }
}

/// Turns one component of a source path into one that is safe in an address and on every file system.
///
/// Letters of any script, digits and harmless punctuation stay as they are (NFC). A name with anything else has
/// that replaced by `-`, and a suffix made from the name itself, so that two names never become one.
pub fn component(name: &str) -> String {
    let normal: String = name.nfc().collect();
    let mut safe: String = normal
        .chars()
        .map(|c| if is_safe(c) { c } else { '-' })
        .collect();
    let mut changed = safe != normal;
    if safe.len() > COMPONENT_LIMIT {
        let end = (0..=COMPONENT_LIMIT)
            .rev()
            .find(|&at| safe.is_char_boundary(at))
            .unwrap_or(0);
        safe.truncate(end);
        changed = true;
    }
    let bad_edge = |c: char| c == '.' || c == ' ' || c == '\u{3000}' || c == '-';
    if safe.starts_with(bad_edge) || safe.ends_with(['.', ' ', '\u{3000}']) || safe.is_empty() {
        safe = safe.trim_matches(bad_edge).to_owned();
        changed = true;
    }
    if changed || is_reserved(&safe) {
        let hash = short_hash(name);
        safe = if safe.is_empty() {
            hash
        } else {
            format!("{safe}-{hash}")
        };
    }
    safe
}

fn is_safe(c: char) -> bool {
    match c {
        ' ' | '\u{3000}' | '-' | '_' | '.' | ',' | '(' | ')' | '~' | '+' | '=' | '@' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => false,
        '\u{feff}' | '\u{fff0}'..='\u{ffff}' => false,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        _ => !c.is_control() && !c.is_whitespace() && !is_unprintable(c),
    }
}

/// Private use, tags and variation selectors: they cannot be seen, so two names would look alike.
fn is_unprintable(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{10ffff}')
}

fn is_plain(part: &str) -> bool {
    let safe = |c: char| match c {
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
        _ => is_safe(c),
    };
    let dots = part.starts_with('.') || part.ends_with('.');
    !part.is_empty() && !dots && part.chars().all(safe)
        || !part.is_empty() && component(part) == part
}

/// Names that Windows keeps for devices, and the one that every folder's page has.
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit());
    device || name.eq_ignore_ascii_case("index.html")
}

/// The form in which addresses are compared: case and Unicode form do not count.
pub(super) fn fold(address: &str) -> String {
    address.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

fn short_hash(text: &str) -> String {
    hash(text, 4)
}

/// 16 hexadecimal digits that no two names are likely to share, even where people look for such.
pub(super) fn long_hash(text: &str) -> String {
    hash(text, 8)
}

fn hash(text: &str, bytes: usize) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let bytes = hash.iter().take(bytes);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let address = Addresses::default().give(&SourcePath::new(path), "docs");
        assert_eq!(address, expected, "{path}");
    }

    #[test]
    fn addresses_are_those_of_mkdocs() {
        check("docs/index.md", "");
        check("docs/README.md", "");
        check(
            "docs/1.1_教育DXへの生成AI活用.md",
            "1.1_教育DXへの生成AI活用",
        );
        check("docs/予算/index.md", "予算");
        check("docs/ステップ１「当たり前」､.md", "ステップ１「当たり前」､");
        check("docs/a b.md", "a b");
    }

    #[test]
    fn unsafe_names_get_a_suffix_of_their_own() {
        for (path, start) in [
            ("docs/a?b#c.md", "a-b-c-"),
            ("docs/CON.md", "CON-"),
            ("docs/.hidden.md", "hidden-"),
            ("docs/<script>.md", "script-"),
            ("docs/index.html.md", "index.html-"),
            ("docs/-rf.md", "rf-"),
        ] {
            let address = Addresses::default().give(&SourcePath::new(path), "docs");
            assert!(address.starts_with(start), "{path} gave {address}");
        }
    }

    #[test]
    fn names_that_differ_only_in_form_do_not_collide() {
        let mut addresses = Addresses::default();
        let given: HashSet<String> = [
            "docs/が.md",
            "docs/か\u{3099}.md",
            "docs/A.md",
            "docs/a.md",
            "docs/Ａ.md",
        ]
        .iter()
        .map(|path| {
            addresses
                .give(&SourcePath::new(*path), "docs")
                .to_lowercase()
        })
        .collect();
        assert_eq!(given.len(), 5, "{given:?}");
    }

    #[test]
    fn what_is_beside_documents_makes_way_for_them() {
        let mut addresses = Addresses::default();
        for path in [
            "docs/Whole.md",
            "docs/whole-2/a.md",
            "docs/proposal.epub.md",
        ] {
            addresses.give(&SourcePath::new(path), "docs");
        }
        assert_eq!(addresses.beside("whole"), "whole-3");
        assert_eq!(addresses.beside("proposal.epub"), "proposal-2.epub");
        assert_eq!(Addresses::default().beside("whole"), "whole");
    }

    #[test]
    fn names_of_lists_are_one_component_each_and_leave_room_for_further_pages() {
        let mut names = Names::default();
        let given: Vec<String> = ["教育", "a/b", "../x", "Bug", "bug", "page"]
            .iter()
            .map(|name| names.give(name))
            .collect();
        assert_eq!(given[0], "教育");
        assert!(
            given
                .iter()
                .all(|name| !name.contains('/') && name != "page"),
            "{given:?}"
        );
        assert!(given[4].starts_with("bug-"), "{given:?}");
    }

    #[test]
    fn no_path_leads_out_of_the_output() {
        for path in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "a//b",
            "..",
            "",
            "a/./b",
            "C:\\x",
            "a/\u{0}",
        ] {
            let path = OutputPath::file(path);
            let parts: Vec<&str> = path.as_str().split('/').collect();
            assert!(
                parts
                    .iter()
                    .all(|part| !part.is_empty() && !part.starts_with('.')),
                "{path:?}"
            );
        }
    }

    #[test]
    fn the_programs_own_names_stay() {
        for path in [
            "index.html",
            "api/pulls.json",
            "compare/v0.5...v0.6/a/index.html",
            "assets/style-0a1b.css",
        ] {
            assert_eq!(OutputPath::file(path).as_str(), path);
        }
    }
}
