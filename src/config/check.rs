//! `check` in `teigen.yaml` → what `teigen check` holds documents against, beside its own rules.

use super::parse::{Result, list, mapping, string, wrong};
use crate::yaml::Yaml;

/// Most words of a glossary, and most headings.
const MOST: usize = 1_000;
/// Characters of one of them.
const LONGEST: usize = 100;

/// What documents are held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// The words to use, each with those that mean the same and are not to be used.
    pub terms: Vec<(String, Vec<String>)>,
    /// Headings that belong together.
    pub sections: Vec<String>,
    /// Rules that are left out.
    pub ignore: Vec<String>,
    /// What is asked of other hosts.
    pub external: External,
}

/// Which links to other hosts are followed, when they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// What addresses begin with that are not asked for.
    pub ignore: Vec<String>,
    /// Hosts that may be asked although they are no public ones.
    pub hosts: Vec<String>,
}

/// Reads `{terms: {wanted: [other]}, sections: [heading], ignore: [rule], external: {ignore: [address], hosts: [host]}}`.
pub(super) fn checks(value: &Yaml) -> Result<Checks> {
    let mut found = Checks::default();
    for entry in mapping(value, &["terms", "sections", "ignore", "external"])? {
        match entry.key.as_str() {
            "terms" => found.terms = terms(&entry.value)?,
            "sections" => found.sections = words(&entry.value)?,
            "external" => found.external = external(&entry.value)?,
            _ => found.ignore = words(&entry.value)?,
        }
    }
    Ok(found)
}

fn external(value: &Yaml) -> Result<External> {
    let mut found = External::default();
    for entry in mapping(value, &["ignore", "hosts"])? {
        match entry.key.as_str() {
            "ignore" => found.ignore = words(&entry.value)?,
            _ => found.hosts = words(&entry.value)?,
        }
    }
    Ok(found)
}

fn terms(value: &Yaml) -> Result<Vec<(String, Vec<String>)>> {
    let entries = value.entries().ok_or_else(|| {
        wrong(
            value,
            "words are expected here, each with those that it stands for: `教員: [先生]`",
        )
    })?;
    if entries.len() > MOST {
        return Err(wrong(value, format!("at most {MOST} words may stand here")));
    }
    let term = |entry: &crate::yaml::Entry| Ok((entry.key.clone(), words(&entry.value)?));
    entries.iter().map(term).collect()
}

fn words(value: &Yaml) -> Result<Vec<String>> {
    let words = list(value, word)?;
    match words.len() > MOST {
        true => Err(wrong(value, format!("at most {MOST} may stand here"))),
        false => Ok(words),
    }
}

fn word(value: &Yaml) -> Result<String> {
    let word = string(value)?;
    match word.trim().is_empty() || word.chars().count() > LONGEST {
        true => Err(wrong(
            value,
            format!("a word of at most {LONGEST} characters is expected here"),
        )),
        false => Ok(word.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn a_glossary_and_demanded_sections_are_read() {
        let check = |text: &str, expected: Option<(usize, usize)>| {
            let read = Config::parse(text).ok().map(|config| config.check);
            let read = read.map(|check| (check.terms.len(), check.sections.len()));
            assert_eq!(read, expected, "{text}");
        };
        check("", Some((0, 0)));
        check(
            "check: {terms: {教員: [先生, 教師], 生成AI: ジェネレーティブAI}}",
            Some((2, 0)),
        );
        check(
            "check: {sections: [施策概要, コスト, リスク], ignore: [image-text]}",
            Some((0, 3)),
        );
        check("check: {terms: [教員]}", None);
        check("check: {terms: {教員: [\"\"]}}", None);
        check("check: {glossary: {}}", None);
        check(
            "check: {external: {hosts: [wiki.local], ignore: 'https://a.example/'}}",
            Some((0, 0)),
        );
        check("check: {external: [a]}", None);
    }
}
