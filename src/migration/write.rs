//! [`Findings`] → the text of a `teigen.yaml`, with remarks in the site's language.
//!
//! Every value goes through a serialiser, and what comes out is read again as Teigen will read it: titles are strangers' words.

use serde_yaml::{Mapping, Value};

use super::Findings;
use crate::config::{Config, NavigationEntry, VersionSource};
use crate::language::Tag;
use crate::yaml::MAX_BYTES;

/// Bytes that are left free.
const MARGIN: usize = 8 << 10;

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A value could not be written.
    #[error("the configuration cannot be written: {0}")]
    Write(#[from] serde_yaml::Error),
    /// What was written would not be read.
    #[error("the configuration would not be read: {0}")]
    Read(#[from] crate::config::ConfigError),
}

/// Writes a configuration that Teigen reads.
///
/// # Errors
///
/// It would be longer than Teigen reads, or a value would not be taken.
pub fn configuration(found: &Findings) -> Result<String, WriteError> {
    let out = written(found)?;
    Config::parse(&out)?;
    Ok(out)
}

/// Leaves out redirects until what is written is as short as Teigen reads it; returns how many.
pub(super) fn fit(found: &mut Findings) -> usize {
    let redirects = std::mem::take(&mut found.redirects);
    let rest = written(found).map_or(MAX_BYTES, |text| text.len());
    let mut budget = MAX_BYTES.saturating_sub(rest + MARGIN);
    let all = redirects.len();
    for (from, to) in redirects {
        // Indentation, quotation marks, a colon and the end of the line.
        let length = from.len() + to.len() + 20;
        if length > budget {
            break;
        }
        budget -= length;
        found.redirects.push((from, to));
    }
    all - found.redirects.len()
}

fn written(found: &Findings) -> Result<String, serde_yaml::Error> {
    let japanese = found.language.is_none_or(|tag| tag == Tag::JAPANESE);
    let mut out = String::from(if japanese {
        "# このサイトの設定です。前のサイトの設定から作りました。すべて省略できます。\n"
    } else {
        "# The configuration of this site, made from that of the site before. Everything in it may be left out.\n"
    });
    for (remarks, keys) in sections(found) {
        if keys.is_empty() {
            continue;
        }
        let remark = if japanese { remarks[0] } else { remarks[1] };
        if !remark.is_empty() {
            out.push_str(&format!("# {remark}\n"));
        }
        out.push_str(&serde_yaml::to_string(&keys)?);
    }
    Ok(out)
}

type Section = ([&'static str; 2], Mapping);

fn sections(found: &Findings) -> Vec<Section> {
    let mut first = Mapping::new();
    put(&mut first, "title", found.title.clone());
    put(
        &mut first,
        "language",
        found.language.map(|tag| tag.to_string()),
    );
    let languages = found.languages.iter().map(|tag| text(tag.as_str()));
    put_list(&mut first, "languages", languages.collect());
    put(&mut first, "source", Some(found.source.clone()));
    put(&mut first, "base_url", found.base_url.clone());
    put(&mut first, "repository", found.repository.clone());
    let authors = found.authors.iter().map(|author| text(author));
    put_list(&mut first, "author", authors.collect());
    let mut theme = Mapping::new();
    put(&mut theme, "logo", found.logo.clone());
    put(&mut theme, "footer", found.footer.clone());
    put_map(&mut first, "theme", theme);
    if let Some(math) = found.math {
        first.insert(text("math"), Value::Bool(math));
    }
    if found.diagrams {
        first.insert(text("diagrams"), Value::Bool(true));
    }
    let mut navigation = Mapping::new();
    put_list(&mut navigation, "navigation", entries(&found.navigation));
    let mut versions = Mapping::new();
    put_map(&mut versions, "versions", named(found));
    let mut old = Mapping::new();
    put_map(&mut old, "addresses", addresses(found));
    vec![
        (["", ""], first),
        (
            [
                "文書の並び順です。パスは source のフォルダーからです。",
                "The order of documents, by their paths from the folder of `source`.",
            ],
            navigation,
        ),
        (
            [
                "版と、それぞれがどの時点の文書かです。",
                "Versions, and the state that each of them is.",
            ],
            versions,
        ),
        (
            [
                "前のサイトのアドレスです。これからも同じ文書や画像が開きます。",
                "The addresses of the site before. They go on leading to the same documents and images.",
            ],
            old,
        ),
    ]
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn put(keys: &mut Mapping, key: &str, value: Option<String>) {
    if let Some(value) = value {
        keys.insert(text(key), Value::String(value));
    }
}

fn put_list(keys: &mut Mapping, key: &str, values: Vec<Value>) {
    if !values.is_empty() {
        keys.insert(text(key), Value::Sequence(values));
    }
}

fn put_map(keys: &mut Mapping, key: &str, values: Mapping) {
    if !values.is_empty() {
        keys.insert(text(key), Value::Mapping(values));
    }
}

fn entries(navigation: &[NavigationEntry]) -> Vec<Value> {
    let pair =
        |title: &str, value: Value| Value::Mapping(std::iter::once((text(title), value)).collect());
    navigation
        .iter()
        .map(|entry| match entry {
            NavigationEntry::Document { title: None, path } => text(path),
            NavigationEntry::Document {
                title: Some(title),
                path,
            } => pair(title, text(path)),
            NavigationEntry::Group {
                title,
                entries: inner,
            } => pair(title, Value::Sequence(entries(inner))),
            NavigationEntry::Link { title, url } => pair(title, text(url)),
        })
        .collect()
}

fn named(found: &Findings) -> Mapping {
    let mut all = Mapping::new();
    for (name, source) in &found.versions {
        let (key, value) = match source {
            VersionSource::Commit(id) => ("commit", id),
            VersionSource::Tag(tag) => ("tag", tag),
            VersionSource::Branch(branch) => ("branch", branch),
            VersionSource::Date(date) => ("date", date),
        };
        let source = std::iter::once((text(key), text(value))).collect();
        all.insert(text(name), Value::Mapping(source));
    }
    let mut versions = Mapping::new();
    put_map(&mut versions, "named", all);
    versions
}

fn addresses(found: &Findings) -> Mapping {
    let pairs = |pairs: &[(String, String)]| -> Mapping {
        let pairs = pairs.iter();
        pairs.map(|(from, to)| (text(from), text(to))).collect()
    };
    let mut addresses = Mapping::new();
    if found.html {
        addresses.insert(text("html"), Value::Bool(true));
    }
    let files = found.files.iter().map(|folder| match folder.as_str() {
        "" => text("."),
        folder => text(folder),
    });
    put_list(&mut addresses, "files", files.collect());
    put(&mut addresses, "published", found.published.clone());
    put_map(&mut addresses, "aliases", pairs(&found.aliases));
    put_map(&mut addresses, "redirects", pairs(&found.redirects));
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::addresses::Target;

    const HOSTILE: [&str; 20] = [
        "a: b # c",
        "- x",
        "'",
        "\"",
        "{a: [",
        "!!python/object:os.system",
        "&a *a",
        "yes",
        "null",
        "~",
        "0.10",
        "1e3",
        "---",
        "...",
        "提言: 「案」#1",
        "%TAG ! x",
        "| >",
        "\u{feff}x\u{202e}",
        "\\n\\x00",
        "? x",
    ];

    #[test]
    fn what_is_written_is_read_as_it_was() {
        for hostile in HOSTILE {
            let own = || hostile.to_owned();
            let document = NavigationEntry::Document {
                title: Some(own()),
                path: own(),
            };
            let group = NavigationEntry::Group {
                title: own(),
                entries: vec![
                    document,
                    NavigationEntry::Document {
                        title: None,
                        path: own(),
                    },
                ],
            };
            let found = Findings {
                title: Some(own()),
                source: "docs".to_owned(),
                authors: vec![own()],
                footer: Some(own()),
                navigation: vec![group],
                versions: vec![("0.10".to_owned(), VersionSource::Tag(own()))],
                aliases: vec![("1e3".to_owned(), own())],
                redirects: vec![("0.5".to_owned(), "a.md".to_owned())],
                ..Findings::default()
            };
            let written =
                configuration(&found).unwrap_or_else(|error| panic!("{hostile}: {error}"));
            let read = Config::parse(&written).expect("it reads");
            assert_eq!(read.title.as_deref(), Some(hostile), "{written}");
            assert_eq!(read.authors, [hostile], "{written}");
            assert_eq!(read.theme.footer.as_deref(), Some(hostile), "{written}");
            assert_eq!(read.navigation, Some(found.navigation), "{written}");
            assert_eq!(read.versions.named[0].name.as_str(), "0.10");
            let tag = VersionSource::Tag(own());
            assert_eq!(read.versions.named[0].source, tag, "{written}");
            assert_eq!(read.addresses.aliases, [("1e3".to_owned(), own())]);
            let target = Target::Document {
                path: "a.md".to_owned(),
                anchor: None,
            };
            assert_eq!(read.addresses.redirects, [("0.5".to_owned(), target)]);
        }
    }

    #[test]
    fn remarks_are_in_the_sites_language() {
        let found = Findings {
            language: Some(Tag::ENGLISH),
            source: "docs".to_owned(),
            html: true,
            ..Findings::default()
        };
        let written = configuration(&found).expect("it is written");
        assert_eq!(
            written,
            "# The configuration of this site, made from that of the site before. Everything in it may be left out.\nlanguage: en\nsource: docs\n# The addresses of the site before. They go on leading to the same documents and images.\naddresses:\n  html: true\n"
        );
    }

    #[test]
    fn more_redirects_than_are_read_are_left_out() {
        let redirect =
            |number: usize| (format!("{}/{number}/", "あ".repeat(30)), "a.md".to_owned());
        let mut found = Findings {
            source: "docs".to_owned(),
            redirects: (0..10_000).map(redirect).collect(),
            ..Findings::default()
        };
        let left_out = fit(&mut found);
        assert!(left_out > 0 && found.redirects.len() > 1_000);
        assert!(configuration(&found).is_ok());
    }

    #[test]
    fn a_configuration_that_would_not_be_read_is_not_written() {
        let found = Findings {
            title: Some("あ".repeat(crate::yaml::MAX_BYTES)),
            source: "docs".to_owned(),
            ..Findings::default()
        };
        assert!(matches!(configuration(&found), Err(WriteError::Read(_))));
    }
}
