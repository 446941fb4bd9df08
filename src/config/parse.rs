//! The text of `teigen.yaml` → [`Config`], or the first thing that is wrong with it and where.

use super::{
    CommitmentWords, Comparison, Config, NamedVersion, NavigationEntry, VersionSource, Versions,
    addresses, check, discussions, epub, pulls, table, taking_part, theme, timezone,
};
use crate::language::Tag;
use crate::snapshot::VersionName;
use crate::yaml::{self, Entry, Value, Yaml};

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ConfigError {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is the matter, and what to do.
    pub message: String,
}

pub(super) type Result<T> = std::result::Result<T, ConfigError>;

const KEYS: [&str; 27] = [
    "addresses",
    "check",
    "theme",
    "title",
    "language",
    "languages",
    "source",
    "branch",
    "navigation",
    "versions",
    "pulls",
    "comparison",
    "discussion",
    "discussions",
    "participate",
    "templates",
    "output",
    "base_url",
    "repository",
    "forge",
    "timezone",
    "taking_part",
    "author",
    "publisher",
    "epub",
    "math",
    "diagrams",
];

/// Expressions of one grade that a configuration may add.
const MOST_EXPRESSIONS: usize = 200;
/// Characters of one of them.
const LONGEST_EXPRESSION: usize = 40;
/// Characters of what is said of a version.
const LONGEST_INTRODUCTION: usize = 20_000;

/// Reads a configuration; an empty one is all defaults.
pub fn parse(text: &str) -> Result<Config> {
    let root = yaml::load(text).map_err(|error| ConfigError {
        line: error.line,
        column: error.column,
        message: error.message,
    })?;
    let mut config = Config::default();
    for entry in mapping(&root, &KEYS)? {
        let value = &entry.value;
        match entry.key.as_str() {
            "title" => config.title = Some(string(value)?),
            "language" => config.language = Some(language(value)?),
            "languages" => config.languages = list(value, language)?,
            "source" => config.source = Some(folder(value)?),
            "branch" => config.branch = Some(string(value)?),
            "navigation" => config.navigation = Some(navigation(value)?),
            "versions" => config.versions = versions(value)?,
            "pulls" => config.pulls = pulls::pulls(value)?,
            "comparison" => config.comparison = comparison(value)?,
            "discussion" => config.discussion = list(value, url)?,
            "participate" => config.participate = list(value, taking_part::participation)?,
            "discussions" => config.discussions = discussions::discussions(value)?,
            "templates" => config.templates = Some(folder(value)?),
            "theme" => config.theme = theme::theme(value)?,
            "addresses" => config.addresses = addresses::addresses(value)?,
            "output" => config.output = Some(string(value)?),
            "base_url" => config.base_url = Some(url(value)?),
            "forge" => config.forge = Some(taking_part::forge(value)?),
            "taking_part" => config.taking_part = taking_part::taking_part(value)?,
            "timezone" => config.timezone = Some(timezone::timezone(value)?),
            "check" => config.check = check::checks(value)?,
            "math" => config.math = Some(boolean(value)?),
            "diagrams" => config.diagrams = boolean(value)?,
            "author" => config.authors = list(value, string)?,
            "epub" => config.epub = epub::epub(value)?,
            "publisher" => config.publisher = Some(string(value)?),
            _ => config.repository_url = Some(url(value)?),
        }
    }
    Ok(config)
}

/// Reads navigation as MkDocs has it: `path`, `title: path`, `title: address`, `title: list`.
pub fn navigation(value: &Yaml) -> Result<Vec<NavigationEntry>> {
    let items = value
        .items()
        .ok_or_else(|| wrong(value, "a list of documents is expected here"))?;
    items.iter().map(navigation_entry).collect()
}

fn navigation_entry(item: &Yaml) -> Result<NavigationEntry> {
    let Some(entries) = item.entries() else {
        return Ok(NavigationEntry::Document {
            title: None,
            path: string(item)?,
        });
    };
    let [entry] = entries else {
        return Err(wrong(item, "one `title: document` is expected here"));
    };
    let title = entry.key.clone();
    if entry.value.items().is_some() {
        let entries = navigation(&entry.value)?;
        return Ok(NavigationEntry::Group { title, entries });
    }
    let path = string(&entry.value)?;
    Ok(
        if path.starts_with("https://") || path.starts_with("http://") {
            NavigationEntry::Link { title, url: path }
        } else {
            NavigationEntry::Document {
                title: Some(title),
                path,
            }
        },
    )
}

fn versions(value: &Yaml) -> Result<Versions> {
    let mut versions = Versions::default();
    for entry in mapping(value, &["tags", "marks", "named", "introductions"])? {
        match entry.key.as_str() {
            "tags" => versions.tags = Some(string(&entry.value)?),
            "marks" => versions.marks = Some(boolean(&entry.value)?),
            "introductions" => {
                let written = entry.value.entries().ok_or_else(|| {
                    wrong(
                        &entry.value,
                        "texts by version are expected here, such as `v0.5: 変更点は三つあります。`",
                    )
                })?;
                versions.introductions = written.iter().map(introduction).collect::<Result<_>>()?;
            }
            _ => {
                let named = entry.value.entries().ok_or_else(|| {
                    wrong(
                        &entry.value,
                        "versions by name are expected here, such as `v0.5: {tag: v0.5}`",
                    )
                })?;
                versions.named = named.iter().map(named_version).collect::<Result<_>>()?;
            }
        }
    }
    Ok(versions)
}

fn introduction(entry: &Entry) -> Result<(String, String)> {
    let name = version_name(entry)?;
    let text = string(&entry.value)?;
    if text.chars().count() > LONGEST_INTRODUCTION {
        return Err(wrong(
            &entry.value,
            format!("a text of at most {LONGEST_INTRODUCTION} characters is expected here"),
        ));
    }
    Ok((name.to_string(), text))
}

fn version_name(entry: &Entry) -> Result<VersionName> {
    VersionName::new(&entry.key)
        .filter(|name| !matches!(name.as_str(), VersionName::NEXT | VersionName::LATEST))
        .ok_or_else(|| at(entry, format!("`{}` cannot be a version's name: use letters, digits, `.`, `-`, `_`, and neither `latest` nor `next`", entry.key)))
}

fn named_version(entry: &Entry) -> Result<NamedVersion> {
    let name = version_name(entry)?;
    let [source] = mapping(&entry.value, &["commit", "tag", "branch", "date"])? else {
        return Err(wrong(
            &entry.value,
            "one of `commit`, `tag`, `branch`, `date` is expected here",
        ));
    };
    let text = string(&source.value)?;
    Ok(NamedVersion {
        name,
        source: match source.key.as_str() {
            "commit" => VersionSource::Commit(text),
            "tag" => VersionSource::Tag(text),
            "branch" => VersionSource::Branch(text),
            _ => VersionSource::Date(date(&source.value)?),
        },
    })
}

fn date(value: &Yaml) -> Result<String> {
    let text = string(value)?;
    let parsed: std::result::Result<jiff::civil::Date, _> = text.parse();
    parsed
        .map(|date| date.to_string())
        .map_err(|_| wrong(value, "a day such as 2025-05-06 is expected here"))
}

fn comparison(value: &Yaml) -> Result<Comparison> {
    let mut comparison = Comparison::default();
    for entry in mapping(value, &["commitment", "side_by_side", "table"])? {
        match entry.key.as_str() {
            "table" => comparison.table = table::table(&entry.value)?,
            "commitment" => comparison.commitment = commitment(&entry.value)?,
            _ => comparison.side_by_side = Some(boolean(&entry.value)?),
        }
    }
    Ok(comparison)
}

fn commitment(value: &Yaml) -> Result<CommitmentWords> {
    let known = ["binding", "firm", "intended", "open", "emphasis", "hedges"];
    let mut words = CommitmentWords::default();
    for entry in mapping(value, &known)? {
        let expressions = list(&entry.value, expression)?;
        if expressions.len() > MOST_EXPRESSIONS {
            return Err(at(
                entry,
                format!("at most {MOST_EXPRESSIONS} expressions can stand here"),
            ));
        }
        match entry.key.as_str() {
            "binding" => words.binding = expressions,
            "firm" => words.firm = expressions,
            "intended" => words.intended = expressions,
            "open" => words.open = expressions,
            "emphasis" => words.emphasis = expressions,
            _ => words.hedges = expressions,
        }
    }
    Ok(words)
}

fn expression(value: &Yaml) -> Result<String> {
    let text = string(value)?.trim().to_owned();
    let fits = (1..=LONGEST_EXPRESSION).contains(&text.chars().count());
    fits.then_some(text).ok_or_else(|| {
        wrong(
            value,
            format!("an expression of 1 to {LONGEST_EXPRESSION} characters is expected here"),
        )
    })
}

fn language(value: &Yaml) -> Result<Tag> {
    let tag = value.text().and_then(Tag::parse);
    tag.ok_or_else(|| {
        wrong(
            value,
            "a language such as `ja`, `en` or `zh-TW` is expected here",
        )
    })
}

/// A folder inside the repository.
pub(super) fn folder(value: &Yaml) -> Result<String> {
    let text = string(value)?;
    let plain = text.trim_start_matches("./").trim_matches('/');
    if plain.split('/').any(|part| part == "..") || text.starts_with('/') {
        return Err(wrong(
            value,
            "a folder inside the repository is expected here",
        ));
    }
    Ok(if plain == "." {
        String::new()
    } else {
        plain.to_owned()
    })
}

pub(super) fn url(value: &Yaml) -> Result<String> {
    let text = string(value)?;
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '"' | '<' | '>');
    let good = host.is_some_and(|host| !host.is_empty()) && text.chars().all(plain);
    good.then_some(text).ok_or_else(|| {
        wrong(
            value,
            "an address with http:// or https:// is expected here",
        )
    })
}

pub(super) fn string(value: &Yaml) -> Result<String> {
    value
        .text()
        .map(str::to_owned)
        .ok_or_else(|| wrong(value, "text is expected here"))
}

pub(super) fn boolean(value: &Yaml) -> Result<bool> {
    value
        .bool()
        .ok_or_else(|| wrong(value, "`true` or `false` is expected here"))
}

pub(super) fn number(value: &Yaml) -> Result<u64> {
    value
        .unsigned()
        .ok_or_else(|| wrong(value, "a number is expected here"))
}

/// A list, or one value that stands for a list of one.
pub(super) fn list<T>(value: &Yaml, read: impl Fn(&Yaml) -> Result<T>) -> Result<Vec<T>> {
    match &value.value {
        Value::List(items) => items.iter().map(read).collect(),
        Value::Null => Ok(Vec::new()),
        _ => Ok(vec![read(value)?]),
    }
}

/// The entries of a mapping whose keys are all known.
pub(super) fn mapping<'y>(value: &'y Yaml, known: &[&str]) -> Result<&'y [Entry]> {
    if value.value == Value::Null {
        return Ok(&[]);
    }
    let entries = value.entries().ok_or_else(|| {
        wrong(
            value,
            format!("keys are expected here, such as `{}:`", known[0]),
        )
    })?;
    match entries
        .iter()
        .find(|entry| !known.contains(&entry.key.as_str()))
    {
        Some(entry) => Err(at(entry, unknown(&entry.key, known))),
        None => Ok(entries),
    }
}

pub(super) fn unknown(key: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(key, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= known.len().div_ceil(2));
    match near {
        Some((_, near)) => format!("`{key}` is no known key; did you mean `{near}`?"),
        None => format!("`{key}` is no known key; known are {}", known.join(", ")),
    }
}

pub(super) fn wrong(value: &Yaml, message: impl Into<String>) -> ConfigError {
    ConfigError {
        line: value.line,
        column: value.column,
        message: message.into(),
    }
}

pub(super) fn at(entry: &Entry, message: String) -> ConfigError {
    ConfigError {
        line: entry.line,
        column: entry.column,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, expected: &str) {
        let error = parse(text).expect_err("it is refused");
        assert_eq!(error.to_string(), expected, "{text}");
    }

    #[test]
    fn nothing_is_required() {
        for text in ["", "# 設定\n", "---\n"] {
            let config = parse(text).expect("an empty configuration");
            assert_eq!(config.title, None);
        }
    }

    #[test]
    fn a_whole_configuration_is_read() {
        let config = parse(
            "title: 提言\nlanguage: ja\nsource: ./docs/\nversions:\n  named:\n    v0.5: {date: 2025-05-06}\npulls:\n  hide: [3, 4]\n  previews: false\ndiscussion: https://example.org/t/1\nparticipate: {label: 相談, url: 'https://example.org/'}\n",
        )
        .expect("a configuration");
        assert_eq!(config.source.as_deref(), Some("docs"));
        assert!(config.pulls.hide.contains(&3) && !config.pulls.hide.contains(&5));
        assert_eq!(
            config.versions.named[0].source,
            VersionSource::Date("2025-05-06".to_owned())
        );
        assert_eq!(config.participate[0].label, "相談");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        refused(
            "titel: x\n",
            "1:1: `titel` is no known key; did you mean `title`?",
        );
        refused(
            "versions:\n  tag: v*\n",
            "2:3: `tag` is no known key; did you mean `tags`?",
        );
        refused(
            "pulls: {zzzzzzzzzzzz: 1}\n",
            "1:9: `zzzzzzzzzzzz` is no known key; known are show, hide, spam, limit, limit_per_author, previews, preview_base_url, preview_output, authors, avatars, contributors",
        );
    }

    #[test]
    fn a_comparative_table_is_set_by_profile_and_by_part() {
        let config = parse(
            "comparison:\n  side_by_side: false\n  table:\n    profile: zengo\n    new: right\n    labels: [新, 旧]\n    mark: bold\n    unchanged: show\n    remarks: false\n",
        )
        .expect("it reads");
        let table = config.comparison.table;
        assert_eq!(table.profile, table::Profile::Zengo);
        assert_eq!(table.new, Some(table::Column::Right));
        assert_eq!(table.labels, Some(["新".to_owned(), "旧".to_owned()]));
        assert_eq!(table.remarks, Some(false));
        assert_eq!(config.comparison.side_by_side, Some(false));
        let off = parse("comparison: {table: false}\n").expect("it reads");
        assert_eq!(off.comparison.table.show, Some(false));
        refused(
            "comparison: {tabel: false}\n",
            "1:14: `tabel` is no known key; did you mean `table`?",
        );
        refused(
            "comparison: {table: {labels: [新]}}\n",
            "1:30: the headings over the new and the old text are expected here, such as `[改正案, 現行]`",
        );
        refused(
            "comparison: {table: {mark: wavy}}\n",
            "1:28: one of `underline`, `double-underline`, `bold` is expected here",
        );
    }

    #[test]
    fn expressions_of_commitment_are_read_by_grade() {
        let config =
            parse("comparison:\n  commitment:\n    firm: [断行する, 貫く]\n    hedges: 等\n")
                .expect("a configuration");
        let words = config.comparison.commitment;
        assert_eq!(words.firm, ["断行する", "貫く"]);
        assert_eq!(words.hedges, ["等"]);
        refused(
            "comparison:\n  commitment: {hedge: 等}\n",
            "2:16: `hedge` is no known key; did you mean `hedges`?",
        );
        refused(
            "comparison: {comitment: {}}\n",
            "1:14: `comitment` is no known key; did you mean `commitment`?",
        );
        refused(
            "comparison: {commitment: {firm: ['']}}\n",
            "1:34: an expression of 1 to 40 characters is expected here",
        );
    }

    #[test]
    fn wrong_values_are_refused_where_they_stand() {
        refused(
            "language: French\n",
            "1:11: a language such as `ja`, `en` or `zh-TW` is expected here",
        );
        refused(
            "source: ../x\n",
            "1:9: a folder inside the repository is expected here",
        );
        refused(
            "base_url: javascript:alert(1)\n",
            "1:11: an address with http:// or https:// is expected here",
        );
        refused(
            "versions: {named: {latest: {tag: x}}}\n",
            "1:20: `latest` cannot be a version's name: use letters, digits, `.`, `-`, `_`, and neither `latest` nor `next`",
        );
    }

    #[test]
    fn navigation_nests() {
        let config =
            parse("navigation:\n- index.md\n- 施策:\n  - 一: a.md\n  - 外: https://example.org/\n")
                .expect("it reads");
        let navigation = config.navigation.expect("navigation");
        assert_eq!(navigation.len(), 2);
        assert!(
            matches!(&navigation[1], NavigationEntry::Group { entries, .. } if entries.len() == 2)
        );
    }
}
