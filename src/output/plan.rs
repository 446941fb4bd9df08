//! The manifest that is published and the one that is to be → what to send, in which order, and what to remove. Pure.
//!
//! Readers may come at any time. So a file that others refer to is sent before them, and is removed after them: first what is
//! named by its content, which nobody can have asked for under another name; then everything else; the manifest last.

use super::manifest::{Entry, Manifest};

/// How long the pages' servers may keep a file that never changes under its name.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// How long they may keep any other: a minute, and an hour more while they ask again.
pub const SHORTLY: &str = "public, max-age=60, stale-while-revalidate=3600";

/// What is to be done, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files whose names tell their content: sent first.
    pub assets: Vec<String>,
    /// All others: sent next.
    pub pages: Vec<String>,
    /// Files that are there and belong no more: removed last, after the manifest was sent.
    pub gone: Vec<String>,
}

impl Plan {
    /// Plans the way from one site to another.
    pub fn new(old: &Manifest, new: &Manifest) -> Self {
        let differs = |path: &str, entry: &Entry| {
            let known = old.files.get(path);
            known.is_none_or(|known| known.sha256 != entry.sha256 || known.size != entry.size)
        };
        let changed = new
            .files
            .iter()
            .filter(|(path, entry)| differs(path, entry));
        let changed = changed.map(|(path, _)| path.clone());
        let (assets, pages) = changed.partition(|path| is_immutable(path));
        let gone = old
            .files
            .keys()
            .filter(|path| !new.files.contains_key(*path));
        Self {
            assets,
            pages,
            gone: gone.cloned().collect(),
        }
    }

    /// All files that are to be sent, in order.
    pub fn sent(&self) -> impl Iterator<Item = &str> {
        self.assets.iter().chain(&self.pages).map(String::as_str)
    }
}

/// Whether a file's name changes with its content, so that it never changes under its name: `assets/style-0123abcd.css`, what
/// stands in a folder `assets/diagrams-0123abcd/`, and pictures named by their Git ids.
pub fn is_immutable(path: &str) -> bool {
    let Some(inside) = path.strip_prefix("assets/") else {
        return false;
    };
    let is_hex = |text: &str, digits: usize| {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        text.len() == digits && text.bytes().all(digit)
    };
    let stem = |name: &str| {
        name.rsplit_once('.')
            .map_or("", |(stem, _)| stem)
            .to_owned()
    };
    let tail = |stem: &str| {
        stem.rsplit_once('-')
            .is_some_and(|(_, tail)| is_hex(tail, 8))
    };
    match inside.split_once('/') {
        None => tail(&stem(inside)),
        Some(("images" | "people", name)) => is_hex(&stem(name), 16),
        Some((folder, _)) => tail(folder),
    }
}

/// How long a file may be kept by those who pass it on.
pub fn cache_control(path: &str) -> &'static str {
    if is_immutable(path) {
        FOR_EVER
    } else {
        SHORTLY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Manifest {
        let entry = |(path, sha256): &(&str, &str)| {
            let entry = Entry {
                sha256: (*sha256).to_owned(),
                ..Entry::default()
            };
            ((*path).to_owned(), entry)
        };
        Manifest {
            files: files.iter().map(entry).collect(),
            ..Manifest::default()
        }
    }

    #[test]
    fn what_pages_refer_to_goes_before_them_and_only_what_changed_is_sent() {
        let old = site(&[
            ("assets/style-00000000.css", "a"),
            ("index.html", "b"),
            ("old/index.html", "c"),
            ("same.html", "d"),
        ]);
        let new = site(&[
            ("assets/style-11111111.css", "e"),
            ("index.html", "f"),
            ("same.html", "d"),
        ]);
        let plan = Plan::new(&old, &new);
        let sent: Vec<&str> = plan.sent().collect();
        assert_eq!(sent, ["assets/style-11111111.css", "index.html"]);
        assert_eq!(plan.gone, ["assets/style-00000000.css", "old/index.html"]);
        assert_eq!(Plan::new(&new, &new), Plan::default());
    }

    #[test]
    fn only_names_that_tell_their_content_are_kept_for_ever() {
        for (path, expected) in [
            ("assets/style-0123abcd.css", true),
            ("assets/diagrams-0123abcd/index.html", true),
            ("assets/cards/latest.svg", false),
            ("assets/style.css", false),
            ("assets/images/0123456789abcdef.svg", true),
            ("assets/people/0123456789abcdef.png", true),
            ("latest/assets/style-0123abcd.css", false),
            ("index.html", false),
            ("assets/people/a-0123ABCD.png", false),
        ] {
            assert_eq!(is_immutable(path), expected, "{path}");
        }
    }
}
