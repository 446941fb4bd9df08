//! `taking_part` in `teigen.yaml` → [`TakingPart`]: where readers have a say in documents and sections, and how the site
//! tells them.

use super::parse::{Result, at, boolean, list, mapping, string, unknown, url, wrong};
use crate::document::{Participation, Ways, contact_address};
use crate::yaml::{Entry, Yaml};

/// Ways of taking part that the editors set for the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakingPart {
    /// The page that explains how to take part.
    pub page: Explanation,
    /// Whether button blocks that authors wrote by hand stay out of the text; their links are shown where all others are.
    pub hide_buttons: bool,
    /// Ways by document: its path inside the published folder or from the repository's root.
    pub documents: Vec<(String, DocumentWays)>,
}

/// Where readers learn how to take part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Explanation {
    /// On the page that the site brings along.
    #[default]
    Own,
    /// Nowhere.
    None,
    /// In a document of the proposal, by its path as for [`TakingPart::documents`].
    Document(String),
    /// On a page elsewhere.
    Elsewhere(String),
}

/// Ways for a document and its sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentWays {
    /// For the document.
    pub ways: Ways,
    /// For its sections, by anchor.
    pub sections: Vec<(String, Ways)>,
}

/// Programs that show repositories on the web and let people edit them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Forgejo or Gitea.
    Forgejo,
}

pub(super) fn taking_part(value: &Yaml) -> Result<TakingPart> {
    let mut found = TakingPart::default();
    for entry in mapping(value, &["page", "buttons", "documents"])? {
        match entry.key.as_str() {
            "page" => found.page = explanation(&entry.value)?,
            "buttons" => found.hide_buttons = hidden(&entry.value)?,
            _ => found.documents = named(&entry.value, document)?,
        }
    }
    Ok(found)
}

pub(super) fn forge(value: &Yaml) -> Result<ForgeKind> {
    match value.text() {
        Some("github") => Ok(ForgeKind::GitHub),
        Some("gitlab") => Ok(ForgeKind::GitLab),
        Some("forgejo" | "gitea") => Ok(ForgeKind::Forgejo),
        _ => Err(wrong(
            value,
            "one of `github`, `gitlab`, `forgejo`, `gitea` is expected here",
        )),
    }
}

/// A labelled link: `label` and `url`.
pub(super) fn participation(value: &Yaml) -> Result<Participation> {
    let (mut label, mut target) = (None, None);
    for entry in mapping(value, &["label", "url"])? {
        match entry.key.as_str() {
            "label" => label = Some(string(&entry.value)?),
            _ => target = Some(contact(&entry.value)?),
        }
    }
    match (label, target) {
        (Some(label), Some(url)) => Ok(Participation { label, url }),
        _ => Err(wrong(value, "`label` and `url` are expected here")),
    }
}

fn contact(value: &Yaml) -> Result<String> {
    contact_address(&string(value)?).ok_or_else(|| {
        wrong(
            value,
            "an address with http:// or https://, or of mail, is expected here",
        )
    })
}

fn explanation(value: &Yaml) -> Result<Explanation> {
    if value.bool().is_some() {
        return Ok(match boolean(value)? {
            true => Explanation::Own,
            false => Explanation::None,
        });
    }
    let text = string(value)?;
    Ok(
        if text.starts_with("https://") || text.starts_with("http://") {
            Explanation::Elsewhere(url(value)?)
        } else {
            Explanation::Document(text)
        },
    )
}

fn hidden(value: &Yaml) -> Result<bool> {
    match value.text() {
        Some("show") => Ok(false),
        Some("hide") => Ok(true),
        _ => Err(wrong(value, "`show` or `hide` is expected here")),
    }
}

/// A mapping whose keys are names of the proposal.
fn named<T>(value: &Yaml, read: impl Fn(&Yaml) -> Result<T>) -> Result<Vec<(String, T)>> {
    let entries = value.entries().ok_or_else(|| {
        wrong(
            value,
            "names with what belongs to each are expected here, such as `index.md: {discussion: …}`",
        )
    })?;
    entries
        .iter()
        .map(|entry| Ok((entry.key.clone(), read(&entry.value)?)))
        .collect()
}

fn document(value: &Yaml) -> Result<DocumentWays> {
    let mut found = DocumentWays::default();
    for entry in mapping(value, &["discussion", "participate", "sections"])? {
        match entry.key.as_str() {
            "sections" => {
                let sections = named(&entry.value, |value| ways(value, &SECTION_KEYS))?;
                let plain = |(anchor, ways): (String, Ways)| {
                    (anchor.trim_start_matches('#').to_owned(), ways)
                };
                found.sections = sections.into_iter().map(plain).collect();
            }
            _ => way(entry, &mut found.ways)?,
        }
    }
    Ok(found)
}

const SECTION_KEYS: [&str; 2] = ["discussion", "participate"];

fn ways(value: &Yaml, known: &[&str]) -> Result<Ways> {
    let mut ways = Ways::default();
    for entry in mapping(value, known)? {
        way(entry, &mut ways)?;
    }
    Ok(ways)
}

fn way(entry: &Entry, ways: &mut Ways) -> Result<()> {
    match entry.key.as_str() {
        "discussion" => ways.discussion = list(&entry.value, url)?,
        "participate" => ways.participate = list(&entry.value, participation)?,
        other => return Err(at(entry, unknown(other, &SECTION_KEYS))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn refused(text: &str, expected: &str) {
        let error = Config::parse(text).expect_err("it is refused");
        assert_eq!(error.to_string(), expected, "{text}");
    }

    #[test]
    fn ways_are_set_by_document_and_section() {
        let config = Config::parse(
            "forge: gitlab\ntaking_part:\n  page: false\n  buttons: hide\n  documents:\n    3_人材.md:\n      discussion: https://example.org/t/1\n      sections:\n        '#予算': {participate: {label: 窓口, url: a@example.org}}\n",
        )
        .expect("a configuration");
        assert_eq!(config.forge, Some(ForgeKind::GitLab));
        let found = config.taking_part;
        assert_eq!((found.page, found.hide_buttons), (Explanation::None, true));
        let (path, document) = &found.documents[0];
        assert_eq!(path, "3_人材.md");
        assert_eq!(document.ways.discussion, ["https://example.org/t/1"]);
        let (anchor, ways) = &document.sections[0];
        assert_eq!(anchor, "予算");
        assert_eq!(ways.participate[0].url, "mailto:a@example.org");
    }

    #[test]
    fn the_explanation_may_be_a_document_or_elsewhere() {
        let page = |text: &str| Config::parse(text).expect("it reads").taking_part.page;
        assert_eq!(
            page("taking_part: {page: 参加.md}"),
            Explanation::Document("参加.md".to_owned())
        );
        assert_eq!(
            page("taking_part: {page: 'https://example.org/'}"),
            Explanation::Elsewhere("https://example.org/".to_owned())
        );
        assert_eq!(page("taking_part: {page: true}"), Explanation::Own);
    }

    #[test]
    fn wrong_values_are_refused_where_they_stand() {
        refused(
            "taking_part: {documents: {a.md: {discusion: x}}}\n",
            "1:34: `discusion` is no known key; did you mean `discussion`?",
        );
        refused(
            "forge: sourcehut\n",
            "1:8: one of `github`, `gitlab`, `forgejo`, `gitea` is expected here",
        );
        refused(
            "participate: {label: x, url: 'javascript:a'}\n",
            "1:30: an address with http:// or https://, or of mail, is expected here",
        );
    }
}
