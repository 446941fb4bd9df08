//! `pulls:` in `teigen.yaml` → which pull requests are shown, and what of them. Knows no request; who applies it is the
//! repository's reader.

use std::collections::BTreeSet;

use super::parse::{Result, boolean, list, mapping, number, string, url, wrong};
use crate::yaml::Yaml;

/// Which pull requests are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulls {
    /// Those that may be shown at all.
    pub show: Show,
    /// Numbers that are left out.
    pub hide: BTreeSet<u64>,
    /// Labels of requests that are left out, and said to be spam.
    pub spam: BTreeSet<String>,
    /// Most requests that are shown, the newest ones; merged ones do not count.
    pub limit: Option<u64>,
    /// Most requests of one author that are shown, the newest ones; merged ones do not count.
    pub limit_per_author: Option<u64>,
    /// Whether documents are previewed as they would read; by default where there are not too many.
    pub previews: Option<bool>,
    /// Where pages that show the wording of requests are published, if not with the others; with a slash at its end.
    pub preview_base_url: Option<String>,
    /// The folder that these pages are written to; by default the site's own with `-previews` after its name.
    pub preview_output: Option<String>,
    /// Whether authors are named; by default they are.
    pub authors: Option<bool>,
    /// Whether their pictures are fetched and shown; by default they are not.
    pub avatars: bool,
    /// Whether each contributor has a page; by default they have.
    pub contributors: Option<bool>,
}

/// Which requests may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// None.
    None,
    /// Those with one of these labels, and those by one of these authors.
    Chosen {
        /// Labels, as records tell them.
        labels: BTreeSet<String>,
        /// Accounts; where no record tells, names of authors.
        authors: BTreeSet<String>,
    },
}

impl Pulls {
    /// Whether pictures of authors are shown: only beside their names.
    pub fn has_avatars(&self) -> bool {
        self.avatars && self.authors != Some(false)
    }
}

const KEYS: [&str; 11] = [
    "show",
    "hide",
    "spam",
    "limit",
    "limit_per_author",
    "previews",
    "preview_base_url",
    "preview_output",
    "authors",
    "avatars",
    "contributors",
];

/// Reads the value of `pulls:`.
pub(super) fn pulls(value: &Yaml) -> Result<Pulls> {
    let mut pulls = Pulls::default();
    for entry in mapping(value, &KEYS)? {
        let value = &entry.value;
        match entry.key.as_str() {
            "show" => pulls.show = show(value)?,
            "hide" => pulls.hide = list(value, number)?.into_iter().collect(),
            "spam" => pulls.spam = names(value)?,
            "limit" => pulls.limit = Some(number(value)?),
            "limit_per_author" => pulls.limit_per_author = Some(number(value)?),
            "previews" => pulls.previews = Some(boolean(value)?),
            "preview_base_url" => pulls.preview_base_url = Some(url(value)?),
            "preview_output" => pulls.preview_output = Some(string(value)?),
            "authors" => pulls.authors = Some(boolean(value)?),
            "avatars" => pulls.avatars = boolean(value)?,
            _ => pulls.contributors = Some(boolean(value)?),
        }
    }
    Ok(pulls)
}

fn show(value: &Yaml) -> Result<Show> {
    if value.entries().is_none() {
        return Ok(if boolean(value)? {
            Show::All
        } else {
            Show::None
        });
    }
    let (mut labels, mut authors) = (BTreeSet::new(), BTreeSet::new());
    for entry in mapping(value, &["labels", "authors"])? {
        match entry.key.as_str() {
            "labels" => labels = names(&entry.value)?,
            _ => authors = names(&entry.value)?,
        }
    }
    if labels.is_empty() && authors.is_empty() {
        return Err(wrong(
            value,
            "`labels` or `authors` with a name is expected here",
        ));
    }
    Ok(Show::Chosen { labels, authors })
}

fn names(value: &Yaml) -> Result<BTreeSet<String>> {
    Ok(list(value, string)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> Pulls {
        Config::parse(text).expect("it reads").pulls
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn requests_are_chosen_by_label_and_by_author() {
        let labels =
            "pulls:\n  show: {labels: [採用候補], authors: anno}\n  spam: 迷惑\n  hide: [12, 15]\n";
        let found = read(labels);
        let (labels, authors) = (set(&["採用候補"]), set(&["anno"]));
        assert_eq!(found.show, Show::Chosen { labels, authors });
        assert_eq!(
            (found.spam, found.hide),
            (set(&["迷惑"]), BTreeSet::from([12, 15]))
        );
    }

    #[test]
    fn all_or_none_is_said_in_a_word() {
        assert_eq!(read("").show, Show::All);
        assert_eq!(read("pulls: {show: true}").show, Show::All);
        assert_eq!(read("pulls: {show: false}").show, Show::None);
    }

    #[test]
    fn pictures_are_shown_only_where_they_are_asked_for_and_beside_names() {
        for (text, expected) in [
            ("", false),
            ("pulls: {avatars: true}", true),
            ("pulls: {avatars: true, authors: true}", true),
            ("pulls: {avatars: true, authors: false}", false),
        ] {
            assert_eq!(read(text).has_avatars(), expected, "{text}");
        }
    }

    #[test]
    fn limits_are_numbers() {
        let found = read("pulls: {limit: 5000, limit_per_author: 50}");
        assert_eq!(
            (found.limit, found.limit_per_author),
            (Some(5_000), Some(50))
        );
        for bad in [
            "limit: many",
            "limit_per_author: -1",
            "show: some",
            "show: {label: a}",
            "show: {}",
            "show: {labels: []}",
        ] {
            assert!(
                Config::parse(&format!("pulls: {{{bad}}}")).is_err(),
                "{bad}"
            );
        }
    }
}
