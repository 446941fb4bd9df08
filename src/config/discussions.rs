//! `discussions:` in `teigen.yaml` → which discussions are fetched, from which hosts, and what is kept of them.

use std::collections::BTreeSet;

use super::parse::{Result, boolean, list, mapping, number, string, url, wrong};
use crate::record::topic::{Words, declared};
use crate::yaml::Yaml;

/// Which discussions are fetched, and what is kept of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discussions {
    /// How much of people's words is kept.
    pub words: Words,
    /// Whether authors are kept; by default they are.
    pub authors: Option<bool>,
    /// Hosts that may be asked, with their port if it is an unusual one; by default those of the discussions that the configuration and
    /// front matter name.
    pub hosts: Option<BTreeSet<String>>,
    /// Pages of categories of Discourse whose topics are fetched as well.
    pub categories: Vec<String>,
    /// Addresses of topics that are neither fetched nor kept nor shown.
    pub hide: BTreeSet<String>,
    /// Most topics that are fetched.
    pub limit: Option<u64>,
}

const KEYS: [&str; 6] = ["words", "authors", "hosts", "categories", "hide", "limit"];

impl Discussions {
    /// Whether a topic, by its canonical address, is neither fetched nor kept nor shown.
    pub fn is_hidden(&self, topic: &str) -> bool {
        self.hide.contains(topic)
    }
}

/// Reads the value of `discussions:`.
pub(super) fn discussions(value: &Yaml) -> Result<Discussions> {
    let mut found = Discussions::default();
    for entry in mapping(value, &KEYS)? {
        let value = &entry.value;
        match entry.key.as_str() {
            "words" => found.words = words(value)?,
            "authors" => found.authors = Some(boolean(value)?),
            "hosts" => found.hosts = Some(list(value, host)?.into_iter().collect()),
            "categories" => found.categories = list(value, url)?,
            "hide" => found.hide = list(value, topic)?.into_iter().collect(),
            _ => found.limit = Some(number(value)?),
        }
    }
    Ok(found)
}

fn words(value: &Yaml) -> Result<Words> {
    let all = [Words::Counts, Words::Excerpts, Words::Archive];
    let found = all
        .into_iter()
        .find(|words| value.text() == Some(words.name()));
    found.ok_or_else(|| {
        wrong(
            value,
            "one of `counts`, `excerpts`, `archive` is expected here",
        )
    })
}

fn host(value: &Yaml) -> Result<String> {
    let text = string(value)?.to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let good = !text.is_empty() && text.len() <= 253 && text.chars().all(plain);
    good.then_some(text).ok_or_else(|| {
        wrong(
            value,
            "the name of a host alone is expected here, such as `forum.example.org`",
        )
    })
}

fn topic(value: &Yaml) -> Result<String> {
    let text = url(value)?;
    let found = declared(&text).map(|found| found.url);
    found.ok_or_else(|| wrong(value, "the address of a discussion is expected here"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> Discussions {
        Config::parse(text).expect("it reads").discussions
    }

    #[test]
    fn nothing_of_people_s_words_is_kept_unless_it_is_asked_for() {
        assert_eq!(read("").words, Words::Counts);
        assert_eq!(
            read("discussions: {words: excerpts}").words,
            Words::Excerpts
        );
    }

    #[test]
    fn a_hidden_topic_is_known_by_any_of_its_addresses() {
        let found = read(
            "discussions:\n  hosts: Forum.example.org\n  hide: https://forum.example.org/t/a-slug/365/12\n",
        );
        assert!(found.is_hidden("https://forum.example.org/t/topic/365"));
        assert_eq!(
            found.hosts,
            Some(BTreeSet::from(["forum.example.org".to_owned()]))
        );
    }

    #[test]
    fn what_is_no_host_and_no_choice_is_refused() {
        for bad in [
            "words: all",
            "hosts: https://a.example/",
            "hide: 12",
            "limit: many",
            "categories: a",
        ] {
            assert!(
                Config::parse(&format!("discussions: {{{bad}}}")).is_err(),
                "{bad}"
            );
        }
    }
}
