//! Names of files → which document is a translation of which, and into what language.
//!
//! A translation stands beside its original, with the language before the ending (`index.en.md` beside `index.md`), or in
//! the language's folder at the top (`en/index.md`; the original at the top, or in the folder of its own language). Folders
//! are taken for languages only where the configuration names these: a folder `is/` may be about anything.

use std::collections::{BTreeSet, HashMap};

use super::path::component;
use crate::language::Tag;

/// What the configuration says of languages.
#[derive(Clone, Copy, Debug)]
pub struct Languages<'c> {
    /// The originals'.
    pub original: Option<Tag>,
    /// The translations'.
    pub named: &'c [Tag],
}

/// What the name of a document tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The language, if it is another than the originals'.
    pub language: Option<Tag>,
    /// The document that it translates, by its place in the list.
    pub original: Option<usize>,
}

/// Looks through the paths of a version's documents, inside the published folder.
pub fn find(files: &[&str], languages: &Languages<'_>) -> Vec<Found> {
    let places: HashMap<&str, usize> = files
        .iter()
        .zip(0..)
        .map(|(file, at)| (*file, at))
        .collect();
    let mut found: Vec<Found> = files
        .iter()
        .map(|file| {
            let beside = languages.beside(file, &places);
            beside
                .or_else(|| languages.in_folder(file, &places))
                .unwrap_or_default()
        })
        .collect();
    let is_translation: Vec<bool> = found.iter().map(|found| found.original.is_some()).collect();
    let mut seen = BTreeSet::new();
    for one in &mut found {
        let Some(original) = one.original else {
            continue;
        };
        // A translation's translation, or a second one into the same language, stands for itself.
        if is_translation[original] || !seen.insert((original, one.language)) {
            one.original = None;
        }
    }
    found
}

impl Languages<'_> {
    /// `index.en.md` beside `index.md`.
    fn beside(&self, file: &str, places: &HashMap<&str, usize>) -> Option<Found> {
        let (start, ending) = file.rsplit_once('.')?;
        let (start, code) = start.rsplit_once('.')?;
        if start.is_empty() || start.ends_with('/') {
            return None;
        }
        let language = Tag::parse(code).filter(|tag| Some(*tag) != self.original)?;
        if !self.named.contains(&language) && !is_code(code) {
            return None;
        }
        let own = self.original.filter(|_| !self.named.is_empty());
        let original = places
            .get(format!("{start}.{ending}").as_str())
            .or_else(|| places.get(format!("{start}.{}.{ending}", own?).as_str()))?;
        Some(Found {
            language: Some(language),
            original: Some(*original),
        })
    }

    /// `en/index.md`, of `ja/index.md` or `index.md`.
    fn in_folder(&self, file: &str, places: &HashMap<&str, usize>) -> Option<Found> {
        let (folder, rest) = file.split_once('/')?;
        let is_other = |tag: &Tag| Some(*tag) != self.original && self.named.contains(tag);
        let language = Tag::parse(folder).filter(is_other)?;
        let own = || places.get(format!("{}/{rest}", self.original?).as_str());
        let original = own().or_else(|| places.get(rest)).copied();
        Some(Found {
            language: Some(language),
            original,
        })
    }

    /// The address of a translation, inside its version's: the original's below the language.
    pub fn address(&self, language: Tag, original: &str) -> String {
        let own = self.original.filter(|_| !self.named.is_empty());
        let own = own.and_then(|own| original.strip_prefix(own.as_str()));
        let rest = match own {
            Some("") => "",
            Some(rest) => rest.strip_prefix('/').unwrap_or(original),
            None => original,
        };
        // A folder cannot have every name: `con` is a language, and a device.
        let language = component(language.as_str());
        match rest {
            "" => language,
            rest => format!("{language}/{rest}"),
        }
    }
}

/// Whether a part of a name is a language's code of two letters (ISO 639-1).
fn is_code(code: &str) -> bool {
    const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
        dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
        it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na \
        nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr \
        ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";
    CODES.split_ascii_whitespace().any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(code: &str) -> Tag {
        Tag::parse(code).expect("a tag")
    }

    /// `expected`: language and original of each file, `-` for an original.
    fn check(named: &[&str], files: &[&str], expected: &[&str]) {
        let named: Vec<Tag> = named.iter().map(|code| tag(code)).collect();
        let languages = Languages {
            original: Some(tag("ja")),
            named: &named,
        };
        let told = |found: &Found| match (found.language, found.original) {
            (None, _) => "-".to_owned(),
            (Some(language), None) => language.to_string(),
            (Some(language), Some(at)) => format!("{language} {}", files[at]),
        };
        let found: Vec<String> = find(files, &languages).iter().map(told).collect();
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn a_file_with_a_language_before_its_ending_translates_the_one_beside_it() {
        check(
            &[],
            &["index.md", "index.en.md", "予算.md", "予算.fr.md"],
            &["-", "en index.md", "-", "fr 予算.md"],
        );
        check(&["zh-TW"], &["a.md", "a.zh-tw.md"], &["-", "zh-TW a.md"]);
        check(&["en"], &["a.ja.md", "a.en.md"], &["-", "en a.ja.md"]);
    }

    #[test]
    fn a_name_with_a_dot_is_no_translation() {
        check(
            &[],
            &[
                "a.en.md", "v0.md", "v0.5.md", "b.md", "b.xx.md", "b.EN.md", ".en.md", "b.ja.md",
            ],
            &["-", "-", "-", "-", "-", "-", "-", "-"],
        );
    }

    #[test]
    fn folders_are_languages_where_the_configuration_says_so() {
        let files = ["a.md", "en/a.md", "en/b.md", "is/a.md"];
        check(&[], &files, &["-", "-", "-", "-"]);
        check(&["en"], &files, &["-", "en a.md", "en", "-"]);
        check(
            &["en"],
            &[
                "index.md",
                "ja/index.md",
                "ja/b.md",
                "en/index.md",
                "en/b.md",
            ],
            &["-", "-", "-", "en ja/index.md", "en ja/b.md"],
        );
    }

    #[test]
    fn the_originals_own_language_may_be_named_with_the_others() {
        check(&["ja", "en"], &["ja/a.md", "en/a.md"], &["-", "en ja/a.md"]);
    }

    #[test]
    fn one_document_has_one_translation_into_a_language() {
        check(
            &["en", "fr"],
            &["a.md", "a.en.md", "en/a.md", "a.en.fr.md"],
            &["-", "en a.md", "en", "fr"],
        );
    }

    #[test]
    fn addresses_begin_with_the_language() {
        let languages = Languages {
            original: Some(tag("ja")),
            named: &[tag("en")],
        };
        for (original, expected) in [
            ("", "en"),
            ("予算", "en/予算"),
            ("ja", "en"),
            ("ja/start", "en/start"),
            ("japan", "en/japan"),
        ] {
            assert_eq!(languages.address(tag("en"), original), expected);
        }
        let device = languages.address(tag("con"), "a");
        assert!(device.starts_with("con-"), "{device}");
    }
}
